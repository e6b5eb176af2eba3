/* grad_window.c - gradients of convolution and windows. All are of the same rows again, so that any order exists. */
#include "rules.h"

static bool extent_above_one(const Type *t, int64_t axis) { return t->dim[axis].size > 1; }

/* t's spatial axes the other way round */
static Node *reversed(Graph *g, Node *t, const int64_t *spatial, uint32_t n)
{
	int64_t axes[MAX_SPATIAL];
	size_t count = 0;
	for (uint32_t i = 0; i < n; i++)
		if (extent_above_one(&t->type, spatial[i]))
			axes[count++] = spatial[i];
	for (size_t i = 1; i < count; i++)                /* ascending: equal sets make equal nodes */
		for (size_t k = i; k > 0 && axes[k - 1] > axes[k]; k--) {
			const int64_t swap = axes[k];
			axes[k] = axes[k - 1];
			axes[k - 1] = swap;
		}
	Attrs a = { 0 };
	attrs_list(&a, axes, count);
	return count ? make1(g, OP_reverse, t, &a) : t;
}

/* i * ld = o * s + k * d - low;  y[n, f, o] = sum over c, k of x[n, c, i] w[c, f, k]:
 *   dx[n, c, i] = sum over f, k of dy[n, f, o] w[c, f, k],   where o * s = i * ld + (K - 1 - k) * d - ((K - 1) * d - low) */
static Node *input_gradient(Graph *g, const Node *y, Node *dy)
{
	const Convolution c = convolution_of(y);
	Convolution t = { .spatial = c.spatial, .reversed = !c.reversed };
	t.lhs.batch = c.out.batch, t.lhs.feature = c.out.feature, t.lhs.group = c.out.group;
	t.rhs.in = c.rhs.out, t.rhs.out = c.rhs.in, t.rhs.group = c.rhs.group;
	t.out.batch = c.lhs.batch, t.out.feature = c.lhs.feature, t.out.group = c.lhs.group;
	for (uint32_t i = 0; i < c.spatial; i++) {
		t.lhs.spatial[i] = c.out.spatial[i];
		t.rhs.spatial[i] = c.rhs.spatial[i];
		t.out.spatial[i] = c.lhs.spatial[i];
		t.window[i] = window_transposed(&c.window[i], y->in[0]->type.dim[c.lhs.spatial[i]].size, y->type.dim[c.out.spatial[i]].size);
	}
	return convolution_by(g, dy, y->in[1], &t);
}

/* dw[c, f, k] = sum over n, o of x[n, c, i] dy[n, f, o],   where i * ld = k * d + o * s - low: channels are the batch, the batch
 * is the channels, dy the kernel. If y read its kernel reversed, dw comes out reversed. */
static Node *kernel_gradient(Graph *g, const Node *y, Node *dy)
{
	const Convolution c = convolution_of(y);
	Convolution t = { .spatial = c.spatial };
	t.lhs.batch = c.lhs.feature, t.lhs.feature = c.lhs.batch, t.lhs.group = c.lhs.group;
	t.rhs.in = c.out.batch, t.rhs.out = c.out.feature, t.rhs.group = c.out.group;
	t.out.batch = c.rhs.in, t.out.feature = c.rhs.out, t.out.group = c.rhs.group;
	for (uint32_t i = 0; i < c.spatial; i++) {
		const Window *w = &c.window[i];
		const int64_t count = y->type.dim[c.out.spatial[i]].size, n = y->in[0]->type.dim[c.lhs.spatial[i]].size;
		t.lhs.spatial[i] = c.lhs.spatial[i];
		t.rhs.spatial[i] = c.out.spatial[i];
		t.out.spatial[i] = c.rhs.spatial[i];
		t.window[i] = (Window){ .size = count, .stride = w->dilation, .dilation = w->stride, .base = w->base, .low = w->low,
			                    .high = (w->size - 1) * w->dilation + (count - 1) * w->stride - (n - 1) * w->base - w->low };
	}
	Node *dw = convolution_by(g, y->in[0], dy, &t);
	return c.reversed ? reversed(g, dw, c.rhs.spatial, c.spatial) : dw;
}

void grad_convolution(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	if (need[0]) dx[0] = input_gradient(g, y, dy);
	if (need[1]) dx[1] = kernel_gradient(g, y, dy);
}

/* y[o] = sum of a[i] over cells:  da[i] = sum of dy[o] over the windows that have i as a cell */
void grad_reduce_window_sum(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	Window window[MAX_RANK];
	for (uint32_t i = 0; i < y->type.rank; i++) {
		const Window w = window_of(y, i);
		window[i] = y->type.dim[i].sym ? w : window_transposed(&w, y->in[0]->type.dim[i].size, y->type.dim[i].size);
	}
	dx[0] = window_by(g, OP_reduce_window_sum, dy, NULL, window);
}

/* y[o] = a[at(o)]:  da[at(o)] += dy[o].  at, which a decides, is piecewise constant. */
void grad_reduce_window_max(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = node_make(g, OP_select_and_scatter_add, NULL, (Node *[]){ y->in[0], dy }, 2, y->attr, y->attr_count);
}

/* y[at(o)] += b[o]:  db[o] = dy[at(o)] */
void grad_select_and_scatter_add(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	if (need[1]) dx[1] = node_make(g, OP_select_and_gather, NULL, (Node *[]){ y->in[0], dy }, 2, y->attr, y->attr_count);
}

/* y[o] = b[at(o)]:  db[at(o)] += dy[o] */
void grad_select_and_gather(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	if (need[1]) dx[1] = node_make(g, OP_select_and_scatter_add, NULL, (Node *[]){ y->in[0], dy }, 2, y->attr, y->attr_count);
}
