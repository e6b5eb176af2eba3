/* simplify_index.c - indices that are known after all. All exact. */
#include "rules.h"

static int64_t clamp(int64_t v, int64_t low, int64_t high) { return v < low ? low : v > high ? high : v; }

/* One place of a constant axis: the slice there, `size` long. */
static Node *window(Rewrite *r, Node *a, int64_t axis, int64_t start, int64_t size)
{
	Bounds b = bounds_whole(&a->type);
	b.start[axis] = start;
	b.limit[axis] = start + size;
	return again_slice(r, a, &b);
}

/* Is b 0, 1, 2, ... along its only axis? */
static bool counts(const Node *b) { return b->op == OP_iota && b->type.rank == 1; }

static Node *simplify_gather(Rewrite *r, Node *n)
{
	Node *a = n->in[0], *b = n->in[1];
	const int64_t axis = node_attr_int(n, 0);
	const Dim d = a->type.dim[axis];
	double index;
	if (counts(b) && dim_equal(b->type.dim[0], d))
		return a;                                                          /* every place in order */
	if (counts(b) && d.sym == 0 && b->type.dim[0].sym == 0 && b->type.dim[0].size <= d.size)
		return window(r, a, axis, 0, b->type.dim[0].size);
	if (b->type.rank == 0 && d.sym == 0 && node_is_splat(b, &index))
		return again_reshape(r, window(r, a, axis, clamp((int64_t)index, 0, d.size - 1), 1), &n->type);
	return NULL;
}

static Node *simplify_dynamic_slice(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	const int64_t axis = node_attr_int(n, 0), size = n->type.dim[axis].size;
	const Dim d = a->type.dim[axis];
	double start;
	if (shape_equal(&a->type, &n->type))
		return a;                                                          /* the start is clamped to 0 */
	if (d.sym == 0 && node_is_splat(n->in[1], &start))
		return window(r, a, axis, clamp((int64_t)start, 0, d.size - size), size);
	return NULL;
}

Node *simplify_index(Rewrite *r, Node *n)
{
	switch (n->op) {
	case OP_gather: return simplify_gather(r, n);
	case OP_dynamic_slice: return simplify_dynamic_slice(r, n);
	case OP_dynamic_update_slice:
		return shape_equal(&n->in[1]->type, &n->type) ? n->in[1] : NULL;   /* overwritten whole */
	case OP_scatter_add: case OP_scatter_add_along:
		return type_has_zero(&n->in[2]->type) ? n->in[0] : NULL;           /* nothing to add */
	default: return NULL;
	}
}
