/* build.c - short names for the nodes that rules write all the time. */
#include "rules.h"

Node *plus(Graph *g, Node *a, Node *b) { return map2(g, OP_add, a, b); }
Node *minus(Graph *g, Node *a, Node *b) { return map2(g, OP_subtract, a, b); }
Node *mul(Graph *g, Node *a, Node *b) { return map2(g, OP_multiply, a, b); }
Node *over(Graph *g, Node *a, Node *b) { return map2(g, OP_divide, a, b); }
Node *negated(Graph *g, Node *a) { return map1(g, OP_negate, a); }
Node *choose(Graph *g, Node *condition, Node *yes, Node *no) { return map3(g, OP_select, condition, yes, no); }
Node *splat_like(Graph *g, const Node *like, double value) { return node_splat(g, &like->type, value); }
Node *scaled(Graph *g, Node *a, double factor) { return mul(g, a, splat_like(g, a, factor)); }

Node *extent_of(Graph *g, Dim d)
{
	ASSERT(d.sym != 0);
	Node *n = node_extent(g, d.sym);
	int64_t merged = d.size / g->model->symbols.at[d.sym - 1].max;
	return merged == 1 ? n : mul(g, n, node_scalar(g, DT_I32, (double)merged));
}

void attrs_int(Attrs *a, int64_t value)
{
	ASSERT(a->n < sizeof a->at / sizeof a->at[0]);
	a->at[a->n++] = value;
}

void attrs_list(Attrs *a, const int64_t *items, size_t n)
{
	attrs_int(a, (int64_t)n);
	for (size_t i = 0; i < n; i++)
		attrs_int(a, items[i]);
}

Node *make1(Graph *g, Op op, Node *a, const Attrs *attrs)
{
	return node_make(g, op, NULL, (Node *[]){ a }, 1, attrs->at, attrs->n);
}

Node *make2(Graph *g, Op op, Node *a, Node *b, const Attrs *attrs)
{
	return node_make(g, op, NULL, (Node *[]){ a, b }, 2, attrs->at, attrs->n);
}

Node *make3(Graph *g, Op op, Node *a, Node *b, Node *c, const Attrs *attrs)
{
	return node_make(g, op, NULL, (Node *[]){ a, b, c }, 3, attrs->at, attrs->n);
}

Bounds bounds_whole(const Type *t)
{
	Bounds b;
	for (uint32_t i = 0; i < MAX_RANK; i++) {
		b.start[i] = 0;
		b.limit[i] = i < t->rank && t->dim[i].sym == 0 ? t->dim[i].size : SLICE_WHOLE;
		b.stride[i] = 1;
	}
	return b;
}

Node *slice_bounds(Graph *g, Node *a, const Bounds *b) { return slice_by(g, a, b->start, b->limit, b->stride); }

uint32_t axes_mask(const int64_t *axes, size_t n)
{
	uint32_t mask = 0;
	for (size_t i = 0; i < n; i++)
		mask |= 1u << axes[i];
	return mask;
}

size_t axes_left(uint32_t rank, uint32_t mask, int64_t out[MAX_RANK])
{
	size_t n = 0;
	for (uint32_t i = 0; i < rank; i++)
		if (!(mask >> i & 1u))
			out[n++] = i;
	return n;
}

bool dim_is_one(Dim d) { return d.sym == 0 && d.size == 1; }
