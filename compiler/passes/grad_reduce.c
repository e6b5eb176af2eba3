/* grad_reduce.c - gradients of the reductions. */
#include "rules.h"

/* The value of a reduction (or its gradient) back over the axes it dropped. */
static Node *spread(Graph *g, Node *value, const Node *reduction)
{
	size_t n;
	const int64_t *axes = node_attr(reduction, 0, &n);
	const Type *shape = &reduction->in[0]->type;
	int64_t kept[MAX_RANK];
	axes_left(shape->rank, axes_mask(axes, n), kept);
	return broadcast_to(g, value, shape, kept);
}

/* y = sum a:  da = dy, spread */
void grad_reduce_sum(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = spread(g, dy, y);
}

/* y = max a or min a:  da = dy / k where a = y, k the number of such places; PyTorch's amax */
void grad_reduce_extreme(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	size_t n;
	const int64_t *axes = node_attr(y, 0, &n);
	Node *a = y->in[0];
	Node *there = map2(g, OP_equal, a, spread(g, y, y));
	Node *count = reduce_by(g, OP_reduce_sum, convert_to(g, there, DT_F32), axes, n);
	dx[0] = choose(g, there, spread(g, over(g, dy, count), y), splat_like(g, a, 0));
}

/* out[i] = a[i - by] along axis, `fill` where that is outside */
static Node *shifted(Graph *g, Node *a, uint32_t axis, int64_t by, double fill)
{
	const Dim d = a->type.dim[axis];
	if (d.sym == 0) {
		Bounds b = bounds_whole(&a->type);
		int64_t low[MAX_RANK] = { 0 }, high[MAX_RANK] = { 0 }, interior[MAX_RANK] = { 0 };
		b.start[axis] = by < 0 ? -by : 0;
		b.limit[axis] = by < 0 ? d.size : d.size - by;
		low[axis] = by < 0 ? 0 : by;
		high[axis] = by < 0 ? -by : 0;
		return pad_by(g, slice_bounds(g, a, &b), node_scalar(g, DT_F32, fill), low, high, interior);
	}
	/* a bounded axis cannot be cut: read at clamped indices, then choose */
	const Type line = type_make(DT_I32, 1, &d);
	const int64_t first = 0;
	Node *iota = node_make(g, OP_iota, &line, NULL, 0, &first, 1);
	Node *index = minus(g, iota, node_splat(g, &line, (double)by));
	Node *inside = by > 0 ? map2(g, OP_greater_equal, index, node_splat(g, &line, 0))
	                      : map2(g, OP_less, index, broadcast_scalar(g, extent_of(g, d), &line));
	Attrs attrs = { 0 };
	attrs_int(&attrs, axis);
	const int64_t at = axis;
	return choose(g, broadcast_to(g, inside, &a->type, &at), make2(g, OP_gather, a, index, &attrs), splat_like(g, a, fill));
}

/* The product of all elements before (direction 1) or behind (-1) each along axis. Doubling: after step s each
 * place holds the product of the s nearest ones. */
static Node *product_beside(Graph *g, Node *a, uint32_t axis, int direction)
{
	Node *p = shifted(g, a, axis, direction, 1);
	for (int64_t s = 1; s < a->type.dim[axis].size - 1; s *= 2)
		p = mul(g, p, shifted(g, p, axis, direction * s, 1));
	return p;
}

/* y = prod a, one axis after the other from the last:  da = dy * (product of the others along that axis).
 * The others' product is computed as such, never as y / a, so that zeros are exact in every order of derivative. */
void grad_reduce_prod(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	size_t n;
	const int64_t *axes = node_attr(y, 0, &n);
	Node *step[MAX_RANK + 1];                 /* step[k]: a reduced over the last n - k axes */
	step[n] = y->in[0];
	for (size_t k = n; k-- > 1;)
		step[k] = reduce_by(g, OP_reduce_prod, step[k + 1], &axes[k], 1);
	for (size_t k = 0; k < n; k++) {
		Node *a = step[k + 1];
		const uint32_t axis = (uint32_t)axes[k];
		int64_t kept[MAX_RANK];
		axes_left(a->type.rank, 1u << axis, kept);
		dy = broadcast_to(g, dy, &a->type, kept);
		if (a->type.dim[axis].size > 1)
			dy = mul(g, dy, mul(g, product_beside(g, a, axis, 1), product_beside(g, a, axis, -1)));
	}
	dx[0] = dy;
}

/* y = running sum of a along axis:  da = running sum of dy the other way */
void grad_cumsum(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	Attrs a = { 0 };
	attrs_int(&a, node_attr_int(y, 0));
	attrs_int(&a, !node_attr_int(y, 1));
	attrs_int(&a, node_attr_int(y, 2));
	dx[0] = make1(g, OP_cumsum, dy, &a);
}
