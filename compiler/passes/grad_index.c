/* grad_index.c - gradients of the data-dependent movements. Reading and adding at an index are each other's
 * transpose, with the same clamping, so that every rule is exact for indices outside too. Indices carry none. */
#include "rules.h"

static Attrs axis_of(const Node *n)
{
	Attrs a = { 0 };
	attrs_int(&a, node_attr_int(n, 0));
	return a;
}

/* y[p, j, q] = a[p, b[j], q]:  da = 0; da[p, b[j], q] += dy[p, j, q] */
void grad_gather(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	const Attrs axis = axis_of(y);
	if (need[0]) dx[0] = make3(g, OP_scatter_add, splat_like(g, y->in[0], 0), y->in[1], dy, &axis);
}

/* y = a; y[p, b[j], q] += c[p, j, q]:  da = dy, dc[p, j, q] = dy[p, b[j], q] */
void grad_scatter_add(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	const Attrs axis = axis_of(y);
	if (need[0]) dx[0] = dy;
	if (need[2]) dx[2] = make2(g, OP_gather, dy, y->in[1], &axis);
}

/* y[.., j, ..] = a[.., b[.., j, ..], ..]:  da = 0; da[.., b[.., j, ..], ..] += dy[.., j, ..] */
void grad_gather_along(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	const Attrs axis = axis_of(y);
	if (need[0]) dx[0] = make3(g, OP_scatter_add_along, splat_like(g, y->in[0], 0), y->in[1], dy, &axis);
}

/* y = a; y[.., b[.., j, ..], ..] += c[.., j, ..]:  da = dy, dc[.., j, ..] = dy[.., b[.., j, ..], ..] */
void grad_scatter_add_along(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	const Attrs axis = axis_of(y);
	if (need[0]) dx[0] = dy;
	if (need[2]) dx[2] = make2(g, OP_gather_along, dy, y->in[1], &axis);
}

/* y = a[start : start + size]:  da = 0 with dy written at start */
void grad_dynamic_slice(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	const Attrs axis = axis_of(y);
	if (need[0]) dx[0] = make3(g, OP_dynamic_update_slice, splat_like(g, y->in[0], 0), dy, y->in[1], &axis);
}

/* dy[start : start + n] for a bounded n: read at the places where the window was written, start clamped as there. */
static Node *bounded_window(Graph *g, Node *dy, Node *start, uint32_t axis, Dim n)
{
	const Type line = type_make(DT_I32, 1, &n);
	const int64_t first = 0;
	Node *room = minus(g, node_scalar(g, DT_I32, (double)dy->type.dim[axis].size), extent_of(g, n));
	Node *from = map2(g, OP_minimum, map2(g, OP_maximum, start, node_scalar(g, DT_I32, 0)), room);
	Node *places = plus(g, node_make(g, OP_iota, &line, NULL, 0, &first, 1), broadcast_scalar(g, from, &line));
	Attrs attrs = { 0 };
	attrs_int(&attrs, axis);
	return make2(g, OP_gather, dy, places, &attrs);
}

/* y = a with b written at start:  da = dy with zeros written at start, db = dy[start : start + size of b] */
void grad_dynamic_update_slice(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	Attrs axis = axis_of(y);
	Node *b = y->in[1], *start = y->in[2];
	const uint32_t k = (uint32_t)axis.at[0];
	const Dim window = b->type.dim[k];
	if (need[0]) dx[0] = make3(g, OP_dynamic_update_slice, dy, splat_like(g, b, 0), start, &axis);
	if (need[1] && dim_equal(window, y->type.dim[k])) {
		dx[1] = dy;                                  /* b is all of y */
	} else if (need[1] && window.sym) {
		dx[1] = bounded_window(g, dy, start, k, window);
	} else if (need[1]) {
		attrs_int(&axis, window.size);
		dx[1] = make2(g, OP_dynamic_slice, dy, start, &axis);
	}
}
