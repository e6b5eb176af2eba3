/* simplify_shape.c - reshape, broadcast_in_dim and transpose compose; work moves above broadcasts. All exact.
 *
 * Canonical forms that the rules agree on: a broadcast's operand has no axis of extent 1 and its axes ascend; a
 * broadcast or transpose that moves nothing but axes of extent 1 is a reshape; a splat is one broadcast of a scalar. */
#include "rules.h"

/* The axes of t that are not of constant extent 1. */
static uint32_t real_axes(const Type *t, int64_t out[MAX_RANK])
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < t->rank; i++)
		if (!dim_is_one(t->dim[i]))
			out[n++] = i;
	return n;
}

static bool same_real_dims(const Type *a, const Type *b)
{
	int64_t x[MAX_RANK], y[MAX_RANK];
	uint32_t n = real_axes(a, x);
	if (real_axes(b, y) != n)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (!dim_equal(a->dim[x[i]], b->dim[y[i]]))
			return false;
	return true;
}

static Type without_ones(const Type *t)
{
	int64_t axes[MAX_RANK];
	Type out = { .dtype = t->dtype, .rank = real_axes(t, axes) };
	for (uint32_t i = 0; i < out.rank; i++)
		out.dim[i] = t->dim[axes[i]];
	return out;
}

/* A bounded extent of at most 1 marks no place in the row-major order: reshapes around it are left as they are. */
static bool has_unit_symbol(const Type *t)
{
	for (uint32_t i = 0; i < t->rank; i++)
		if (t->dim[i].sym && t->dim[i].size == 1)
			return true;
	return false;
}

/* ---- reshape ------------------------------------------------------------------------------------------- */

/* A reshape of a broadcast that only adds or drops axes of extent 1 renumbers its axes. */
static Node *reshape_broadcast(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	if (!same_real_dims(&a->type, &n->type))
		return NULL;
	size_t rank;
	const int64_t *axes = node_attr(a, 0, &rank);
	int64_t before[MAX_RANK], after[MAX_RANK], place[MAX_RANK] = { 0 }, moved[MAX_RANK];
	uint32_t n_real = real_axes(&a->type, before);
	real_axes(&n->type, after);
	for (uint32_t i = 0; i < n_real; i++)
		place[before[i]] = after[i];
	for (size_t i = 0; i < rank; i++)
		moved[i] = place[axes[i]];             /* a canonical operand has real axes only */
	return again_broadcast(r, a->in[0], &n->type, moved);
}

static Node *simplify_reshape(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	if (shape_equal(&a->type, &n->type))
		return a;
	if (a->op == OP_reshape && !has_unit_symbol(&a->in[0]->type))
		return again_reshape(r, a->in[0], &n->type);
	if (a->type.rank && splat_scalar(a))
		return splat_of(r, &n->type, splat_scalar(a));
	return a->op == OP_broadcast_in_dim ? reshape_broadcast(r, n) : NULL;
}

/* ---- broadcast -------------------------------------------------------------------------------------------- */

/* Sorts axes ascending; order[i] is the old place of the i-th. Says whether they were not in order. */
static bool sort_axes(const int64_t *axes, size_t n, int64_t sorted[MAX_RANK], int64_t order[MAX_RANK])
{
	bool moved = false;
	for (size_t i = 0; i < n; i++) {
		size_t k = i;
		for (; k > 0 && sorted[k - 1] > axes[i]; k--) {
			sorted[k] = sorted[k - 1];
			order[k] = order[k - 1];
			moved = true;
		}
		sorted[k] = axes[i];
		order[k] = (int64_t)i;
	}
	return moved;
}

static Node *squeeze_operand(Rewrite *r, Node *n, const int64_t *axes)
{
	Node *a = n->in[0];
	int64_t real[MAX_RANK], moved[MAX_RANK];
	const uint32_t n_real = real_axes(&a->type, real);
	if (n_real == a->type.rank)
		return NULL;
	for (uint32_t i = 0; i < n_real; i++)
		moved[i] = axes[real[i]];
	const Type squeezed = without_ones(&a->type);
	return again_broadcast(r, again_reshape(r, a, &squeezed), &n->type, moved);
}

static Node *simplify_broadcast(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	size_t rank, inner_rank;
	const int64_t *axes = node_attr(n, 0, &rank);
	int64_t sorted[MAX_RANK], order[MAX_RANK];
	const bool moved = sort_axes(axes, rank, sorted, order);
	if (shape_equal(&a->type, &n->type) && !moved)
		return a;
	Node *squeezed = squeeze_operand(r, n, axes);
	if (squeezed)
		return squeezed;
	if (a->op == OP_broadcast_in_dim) {
		const int64_t *inner = node_attr(a, 0, &inner_rank);
		int64_t composed[MAX_RANK];
		for (size_t i = 0; i < inner_rank; i++)
			composed[i] = axes[inner[i]];
		return again_broadcast(r, a->in[0], &n->type, composed);
	}
	if (moved)
		return again_broadcast(r, again_transpose(r, a, order), &n->type, sorted);
	if (a->type.rank && same_real_dims(&a->type, &n->type))
		return again_reshape(r, a, &n->type);
	return NULL;
}

/* ---- transpose ------------------------------------------------------------------------------------------------ */

/* The product's free axes of a and of b trade places: so do the operands. */
static Node *transpose_dot(Rewrite *r, Node *n, const int64_t *p)
{
	Node *dot = n->in[0];
	size_t batch, contract, unused;
	const int64_t *ba = node_attr(dot, 0, &batch), *bb = node_attr(dot, 1, &unused);
	const int64_t *ca = node_attr(dot, 2, &contract), *cb = node_attr(dot, 3, &unused);
	const size_t free_a = dot->in[0]->type.rank - batch - contract, free_b = dot->in[1]->type.rank - batch - contract;
	for (size_t i = 0; i < dot->type.rank; i++) {
		size_t from = i < batch ? i : i < batch + free_b ? i + free_a : i - free_b;
		if (p[i] != (int64_t)from)
			return NULL;
	}
	return again(r, dot_by(r->g, dot->in[1], dot->in[0], batch, bb, ba, contract, cb, ca));
}

static bool is_identity(const int64_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != (int64_t)i)
			return false;
	return true;
}

/* Do the axes that are not of extent 1 keep their order? */
static bool moves_only_ones(const Type *from, const int64_t *p)
{
	int64_t last = -1;
	for (uint32_t i = 0; i < from->rank; i++) {
		if (dim_is_one(from->dim[p[i]]))
			continue;
		if (p[i] < last)
			return false;
		last = p[i];
	}
	return true;
}

static Node *transpose_broadcast(Rewrite *r, Node *n, const int64_t *p)
{
	Node *a = n->in[0];
	size_t rank;
	const int64_t *axes = node_attr(a, 0, &rank);
	int64_t inverse[MAX_RANK] = { 0 }, moved[MAX_RANK], sorted[MAX_RANK], order[MAX_RANK];
	for (uint32_t i = 0; i < n->type.rank; i++)
		inverse[p[i]] = i;
	for (size_t i = 0; i < rank; i++)
		moved[i] = inverse[axes[i]];
	sort_axes(moved, rank, sorted, order);
	return again_broadcast(r, again_transpose(r, a->in[0], order), &n->type, sorted);
}

static Node *simplify_transpose(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	size_t rank, inner_rank;
	const int64_t *p = node_attr(n, 0, &rank);
	if (is_identity(p, rank))
		return a;
	if (moves_only_ones(&a->type, p))
		return again_reshape(r, a, &n->type);
	if (a->op == OP_transpose) {
		const int64_t *inner = node_attr(a, 0, &inner_rank);
		int64_t composed[MAX_RANK];
		for (size_t i = 0; i < rank; i++)
			composed[i] = inner[p[i]];
		return again_transpose(r, a->in[0], composed);
	}
	if (a->op == OP_broadcast_in_dim)
		return transpose_broadcast(r, n, p);
	return a->op == OP_dot_general ? transpose_dot(r, n, p) : NULL;
}

Node *simplify_shape(Rewrite *r, Node *n)
{
	switch (n->op) {
	case OP_reshape: return simplify_reshape(r, n);
	case OP_broadcast_in_dim: return simplify_broadcast(r, n);
	case OP_transpose: return simplify_transpose(r, n);
	default: return NULL;
	}
}

/* ---- maps of broadcasts ------------------------------------------------------------------------------------------ */

/* Are a and b broadcasts in the same way, of operands of one shape? */
static bool same_spread(const Node *a, const Node *b)
{
	size_t n, m;
	const int64_t *x = node_attr(a, 0, &n), *y = node_attr(b, 0, &m);
	for (size_t i = 0; i < n && n == m; i++)
		if (x[i] != y[i])
			return false;
	return n == m && shape_equal(&a->in[0]->type, &b->in[0]->type);
}

/* map(broadcast x, broadcast y, splat) = broadcast(map(x, y, scalar)): computes each value once, where all operands
 * are spread alike. Fits any map, as its value at i reads its operands at i only. */
Node *simplify_spread(Rewrite *r, Node *n)
{
	if (op_table[n->op].kind != KIND_MAP || n->type.rank == 0)
		return NULL;
	const Node *model = NULL;                  /* a spread operand that is more than a scalar */
	for (uint32_t i = 0; i < n->arity; i++) {
		if (splat_scalar(n->in[i]))
			continue;
		if (n->in[i]->op != OP_broadcast_in_dim || (model && !same_spread(model, n->in[i])))
			return NULL;
		model = model ? model : n->in[i];
	}
	Node *in[3];
	for (uint32_t i = 0; i < n->arity; i++) {
		Node *scalar = splat_scalar(n->in[i]);
		in[i] = !scalar ? n->in[i]->in[0] : model ? splat_of(r, &model->in[0]->type, scalar) : scalar;
	}
	Type type = model ? model->in[0]->type : type_scalar(n->type.dtype);
	type.dtype = n->type.dtype;
	Node *small = again(r, node_make(r->g, n->op, &type, in, n->arity, n->attr, n->attr_count));
	size_t rank;
	return model ? again_broadcast(r, small, &n->type, node_attr(model, 0, &rank)) : splat_of(r, &n->type, small);
}
