/* grad_contract.c - gradients of dot_general. */
#include "rules.h"

/* The axes of one operand: batch, contracting, and the free rest, ascending. */
typedef struct Side {
	Node *node;
	const int64_t *batch, *contract;
	size_t batches, contracts, frees;
	int64_t free[MAX_RANK];
} Side;

static Side side_of(const Node *dot, int which)
{
	Side s = { .node = dot->in[which] };
	s.batch = node_attr(dot, which, &s.batches);
	s.contract = node_attr(dot, 2 + which, &s.contracts);
	uint32_t used = axes_mask(s.batch, s.batches) | axes_mask(s.contract, s.contracts);
	s.frees = axes_left(s.node->type.rank, used, s.free);
	return s;
}

static void ascending(int64_t *out, size_t n, int64_t first)
{
	for (size_t i = 0; i < n; i++)
		out[i] = first + (int64_t)i;
}

/* The contracting axes of `mine` in the order in which their partners lie in `other`: a product leaves other's
 * former contracting axes as free ones, which is ascending there. */
static void partners(const Side *mine, const Side *other, int64_t out[MAX_RANK])
{
	size_t n = 0;
	for (uint32_t axis = 0; axis < other->node->type.rank; axis++)
		for (size_t k = 0; k < other->contracts; k++)
			if (other->contract[k] == axis)
				out[n++] = mine->contract[k];
}

/* Result axes to the places `axis` names: result axis i is operand axis axis[i] of the wanted tensor. */
static Node *place(Graph *g, Node *product, const int64_t *axis)
{
	int64_t permutation[MAX_RANK] = { 0 };
	for (uint32_t i = 0; i < product->type.rank; i++)
		permutation[axis[i]] = i;
	return transpose_by(g, product, permutation);
}

/* Y[n, i, j] = sum over k of A[n, i, k] B[n, k, j], each of n i j k any number of axes in any place:
 *   dA[n, i, k] = sum over j of dY[n, i, j] B[n, k, j]
 *   dB[n, k, j] = sum over i of A[n, i, k] dY[n, i, j]
 * then transposed into the operand's own order of axes. */
void grad_dot_general(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	const Side a = side_of(y, 0), b = side_of(y, 1);
	int64_t dy_batch[MAX_RANK], dy_a[MAX_RANK], dy_b[MAX_RANK];
	ascending(dy_batch, a.batches, 0);
	ascending(dy_a, a.frees, (int64_t)a.batches);
	ascending(dy_b, b.frees, (int64_t)(a.batches + a.frees));

	if (need[0]) {
		Node *product = dot_by(g, dy, b.node, a.batches, dy_batch, b.batch, b.frees, dy_b, b.free);
		int64_t axis[MAX_RANK + 1];
		size_t n = 0;
		for (size_t i = 0; i < a.batches; i++) axis[n++] = a.batch[i];
		for (size_t i = 0; i < a.frees; i++) axis[n++] = a.free[i];
		partners(&a, &b, axis + n);
		dx[0] = place(g, product, axis);
	}
	if (need[1]) {
		Node *product = dot_by(g, a.node, dy, a.batches, a.batch, dy_batch, a.frees, a.free, dy_a);
		int64_t axis[MAX_RANK + 1];
		size_t n = 0;
		for (size_t i = 0; i < b.batches; i++) axis[n++] = b.batch[i];
		partners(&b, &a, axis + n);
		n += b.contracts;
		for (size_t i = 0; i < b.frees; i++) axis[n++] = b.free[i];
		dx[1] = place(g, product, axis);
	}
}
