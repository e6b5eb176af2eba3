/* simplify_contract.c - dot_general takes any layout, so transposes of its operands are renumberings. All exact: each
 * result element sums the same products in the same order. */
#include "rules.h"

typedef struct Axes { size_t batches, contracts; int64_t batch[2][MAX_RANK], contract[2][MAX_RANK]; } Axes;

static Axes axes_of_dot(const Node *n)
{
	Axes x;
	for (int side = 0; side < 2; side++) {
		const int64_t *batch = node_attr(n, side, &x.batches), *contract = node_attr(n, 2 + side, &x.contracts);
		for (size_t i = 0; i < x.batches; i++)
			x.batch[side][i] = batch[i];
		for (size_t i = 0; i < x.contracts; i++)
			x.contract[side][i] = contract[i];
	}
	return x;
}

/* Reads through a transpose of one operand, if its free axes then still ascend. */
static bool absorb(Node *n, int side, Axes *x, Node **operand)
{
	Node *a = n->in[side];
	if (a->op != OP_transpose)
		return false;
	size_t rank;
	const int64_t *p = node_attr(a, 0, &rank);
	const uint32_t used = axes_mask(x->batch[side], x->batches) | axes_mask(x->contract[side], x->contracts);
	int64_t last = -1, free[MAX_RANK];
	const size_t frees = axes_left((uint32_t)rank, used, free);
	for (size_t i = 0; i < frees; i++) {
		if (p[free[i]] < last)
			return false;
		last = p[free[i]];
	}
	for (size_t i = 0; i < x->batches; i++)
		x->batch[side][i] = p[x->batch[side][i]];
	for (size_t i = 0; i < x->contracts; i++)
		x->contract[side][i] = p[x->contract[side][i]];
	*operand = a->in[0];
	return true;
}

/* A contraction over nothing sums no products. */
static bool contracts_nothing(const Node *n, const Axes *x)
{
	for (size_t i = 0; i < x->contracts; i++) {
		const Dim d = n->in[0]->type.dim[x->contract[0][i]];
		if (d.sym == 0 && d.size == 0)
			return true;
	}
	return false;
}

Node *simplify_contract(Rewrite *r, Node *n)
{
	if (n->op != OP_dot_general)
		return NULL;
	Axes x = axes_of_dot(n);
	if (contracts_nothing(n, &x))
		return again(r, splat_like(r->g, n, 0));
	Node *in[2] = { n->in[0], n->in[1] };
	const bool left = absorb(n, 0, &x, &in[0]), right = absorb(n, 1, &x, &in[1]);
	if (!left && !right)
		return NULL;
	return again(r, dot_by(r->g, in[0], in[1], x.batches, x.batch[0], x.batch[1], x.contracts, x.contract[0], x.contract[1]));
}
