/* simplify_reduce.c - reductions over what is known not to vary.
 *
 * Maxima, minima and integers are exact. Float sums and products take one liberty: [order] their terms are added in
 * another order, or n equal terms become one product with n, which is nearer to the true sum. */
#include "rules.h"

typedef struct Reduction { Node *a; const int64_t *axes; size_t n; uint32_t mask; } Reduction;

static Reduction reduction_of(const Node *n)
{
	Reduction x = { .a = n->in[0] };
	x.axes = node_attr(n, 0, &x.n);
	x.mask = axes_mask(x.axes, x.n);
	return x;
}

static size_t axes_of(uint32_t mask, uint32_t rank, int64_t out[MAX_RANK]) { return axes_left(rank, ~mask, out); }

/* Axes of extent 1 are dropped by a reshape. */
static Node *drop_ones(Rewrite *r, Node *n, const Reduction *x)
{
	Type left = { .dtype = x->a->type.dtype };
	uint32_t mask = 0, dropped = 0;
	for (uint32_t i = 0; i < x->a->type.rank; i++) {
		if ((x->mask >> i & 1u) && dim_is_one(x->a->type.dim[i])) {
			dropped++;
			continue;
		}
		mask |= (x->mask >> i & 1u) << left.rank;
		left.dim[left.rank++] = x->a->type.dim[i];
	}
	if (!dropped)
		return NULL;
	int64_t axes[MAX_RANK];
	size_t count = axes_of(mask, left.rank, axes);
	return again_reduce(r, n->op, again_reshape(r, x->a, &left), axes, count);
}

/* reduce(reduce a) = reduce a over both sets of axes  [order] */
static Node *reduce_reduce(Rewrite *r, Node *n, const Reduction *x)
{
	const Reduction inner = reduction_of(x->a);
	int64_t left[MAX_RANK], axes[MAX_RANK];
	axes_left(inner.a->type.rank, inner.mask, left);
	uint32_t mask = inner.mask;
	for (size_t i = 0; i < x->n; i++)
		mask |= 1u << left[x->axes[i]];
	return again_reduce(r, n->op, inner.a, axes, axes_of(mask, inner.a->type.rank, axes));
}

/* reduce(transpose a) = transpose(reduce a): where all moved axes go, no transpose is left  [order] */
static Node *reduce_transpose(Rewrite *r, Node *n, const Reduction *x)
{
	Node *a = x->a->in[0];
	size_t rank;
	const int64_t *p = node_attr(x->a, 0, &rank);
	uint32_t mask = 0;
	for (size_t i = 0; i < x->n; i++)
		mask |= 1u << p[x->axes[i]];
	int64_t axes[MAX_RANK], permutation[MAX_RANK];
	Node *reduced = again_reduce(r, n->op, a, axes, axes_of(mask, a->type.rank, axes));
	size_t kept = 0;
	for (uint32_t i = 0; i < rank; i++) {
		if (x->mask >> i & 1u)
			continue;
		int64_t place = 0;
		for (int64_t k = 0; k < p[i]; k++)
			place += !(mask >> k & 1u);
		permutation[kept++] = place;
	}
	return again_transpose(r, reduced, permutation);
}

/* How many elements the axes in mask span, as a splat of like's type. */
static Node *count_over(Rewrite *r, const Type *t, uint32_t mask, const Node *like)
{
	double constant = 1;
	Node *bounded = NULL;
	for (uint32_t i = 0; i < t->rank; i++) {
		if (!(mask >> i & 1u))
			continue;
		if (t->dim[i].sym == 0) {
			constant *= (double)t->dim[i].size;
			continue;
		}
		Node *n = again(r, node_extent(r->g, t->dim[i].sym));
		if (like->type.dtype != n->type.dtype)
			n = again(r, convert_to(r->g, n, like->type.dtype));
		constant *= (double)(t->dim[i].size / r->g->model->symbols.at[t->dim[i].sym - 1].max);
		bounded = bounded ? again2(r, OP_multiply, bounded, n) : n;
	}
	if (like->type.dtype != DT_F32 && constant > INT32_MAX)
		return NULL;
	Node *scalar = again(r, node_scalar(r->g, like->type.dtype, constant));
	if (bounded)
		scalar = again2(r, OP_multiply, bounded, scalar);
	return splat_of(r, &like->type, scalar);
}

/* Axes that a broadcast made hold equal elements: a sum multiplies by their number [order], an extreme ignores them. */
static Node *reduce_broadcast(Rewrite *r, Node *n, const Reduction *x)
{
	Node *a = x->a->in[0];
	size_t rank;
	const int64_t *spread = node_attr(x->a, 0, &rank);
	const uint32_t made = x->mask & ~axes_mask(spread, rank);
	if (!made || n->op == OP_reduce_prod || type_has_zero(&x->a->type))
		return NULL;
	/* over the operand's own axes first, then spread over what is kept */
	int64_t own[MAX_RANK], kept[MAX_RANK], place[MAX_RANK] = { 0 };
	size_t owns = 0, keeps = 0;
	for (uint32_t i = 0, next = 0; i < x->a->type.rank; i++)
		if (!(x->mask >> i & 1u))
			place[i] = next++;
	for (size_t i = 0; i < rank; i++) {
		if (x->mask >> spread[i] & 1u)
			own[owns++] = (int64_t)i;
		else
			kept[keeps++] = place[spread[i]];
	}
	Node *reduced = again_reduce(r, n->op, a, own, owns);
	if (n->op == OP_reduce_sum) {
		Node *count = count_over(r, &x->a->type, made, reduced);
		if (!count)
			return NULL;
		reduced = again2(r, OP_multiply, reduced, count);
	}
	return again_broadcast(r, reduced, &n->type, kept);
}

static Node *simplify_reduction(Rewrite *r, Node *n)
{
	const Reduction x = reduction_of(n);
	if (x.n == 0)
		return x.a;
	if (type_has_zero(&x.a->type) && (n->op == OP_reduce_sum || n->op == OP_reduce_prod))
		return again(r, splat_like(r->g, n, n->op == OP_reduce_prod));     /* of nothing */
	Node *dropped = drop_ones(r, n, &x);
	if (dropped)
		return dropped;
	if (x.a->op == n->op)
		return reduce_reduce(r, n, &x);
	if (x.a->op == OP_transpose)
		return reduce_transpose(r, n, &x);
	if (x.a->op == OP_broadcast_in_dim)
		return reduce_broadcast(r, n, &x);
	if (x.a->op == OP_negate && n->op == OP_reduce_sum)                    /* sum(-a) = -sum a */
		return again1(r, OP_negate, again_reduce(r, n->op, x.a->in[0], x.axes, x.n));
	return NULL;
}

Node *simplify_reduce(Rewrite *r, Node *n)
{
	switch (n->op) {
	case OP_reduce_sum: case OP_reduce_max: case OP_reduce_min: case OP_reduce_prod:
		return simplify_reduction(r, n);
	case OP_argmax: case OP_argmin:
		return dim_is_one(n->in[0]->type.dim[node_attr_int(n, 0)]) ? again(r, splat_like(r->g, n, 0)) : NULL;
	case OP_cumsum:
		if (!dim_is_one(n->type.dim[node_attr_int(n, 0)]))
			return NULL;
		return node_attr_int(n, 2) ? again(r, splat_like(r->g, n, 0)) : n->in[0];
	default: return NULL;
	}
}
