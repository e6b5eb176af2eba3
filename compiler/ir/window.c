/* window.c - convolutions and windows, axis by axis: the one place that knows their arithmetic and the order of their attributes. */
#include "rules.h"

/* ---- one axis --------------------------------------------------------------------------------------------- */

int64_t window_count(const Window *w, int64_t n)
{
	const int64_t padded = (n - 1) * w->base + 1 + w->low + w->high, reach = (w->size - 1) * w->dilation + 1;
	return padded < reach ? 0 : (padded - reach) / w->stride + 1;
}

int64_t window_cell(const Window *w, int64_t n, int64_t o, int64_t k)
{
	const int64_t at = o * w->stride + k * w->dilation - w->low;
	return at >= 0 && at % w->base == 0 && at / w->base < n ? at / w->base : -1;
}

/* i * base = o * stride + k * dilation - low, solved for o:
 * o * stride = i * base + (K - 1 - k) * dilation - ((K - 1) * dilation - low). high is what makes n windows fit exactly. */
Window window_transposed(const Window *w, int64_t n, int64_t count)
{
	return (Window){ .size = w->size, .stride = w->base, .base = w->stride, .dilation = w->dilation,
		             .low = (w->size - 1) * w->dilation - w->low, .high = (n - 1) * w->base - (count - 1) * w->stride + w->low };
}

/* ---- windows ------------------------------------------------------------------------------------------------ */

Window window_of(const Node *n, uint32_t axis)
{
	size_t rank;
	return (Window){ .size = node_attr(n, 0, &rank)[axis], .stride = node_attr(n, 1, &rank)[axis],
		             .low = node_attr(n, 2, &rank)[axis], .high = node_attr(n, 3, &rank)[axis],
		             .dilation = node_attr(n, 4, &rank)[axis],
		             .base = n->op == OP_reduce_window_sum ? node_attr(n, 5, &rank)[axis] : 1 };
}

enum { LIST = 1 + MAX_RANK };

/* A list of one number a window. */
#define PUT(end, window, count, field) \
	do { \
		*(end)++ = (int64_t)(count); \
		for (uint32_t put_ = 0; put_ < (count); put_++) \
			*(end)++ = (window)[put_].field; \
	} while (0)

Node *window_by(Graph *g, Op op, Node *a, Node *b, const Window *window)
{
	int64_t attr[6 * LIST], *end = attr;
	PUT(end, window, a->type.rank, size);
	PUT(end, window, a->type.rank, stride);
	PUT(end, window, a->type.rank, low);
	PUT(end, window, a->type.rank, high);
	PUT(end, window, a->type.rank, dilation);
	if (op == OP_reduce_window_sum)
		PUT(end, window, a->type.rank, base);
	return node_make(g, op, NULL, (Node *[]){ a, b }, b ? 2 : 1, attr, (size_t)(end - attr));
}

/* ---- convolution ---------------------------------------------------------------------------------------------- */

Convolution convolution_of(const Node *n)
{
	size_t count, groups;
	const int64_t *lhs = node_attr(n, 0, &count), *rhs = node_attr(n, 1, &count), *out = node_attr(n, 2, &count);
	const int64_t *group = node_attr(n, 3, &groups), *list[5];
	for (int i = 0; i < 5; i++)
		list[i] = node_attr(n, 4 + i, &count);
	Convolution c = { .spatial = (uint32_t)count, .reversed = node_attr_int(n, 9) != 0 };
	c.lhs.batch = lhs[0], c.lhs.feature = lhs[1], c.lhs.group = groups ? group[0] : -1;
	c.rhs.in = rhs[0], c.rhs.out = rhs[1], c.rhs.group = groups ? group[1] : -1;
	c.out.batch = out[0], c.out.feature = out[1], c.out.group = groups ? group[2] : -1;
	for (uint32_t i = 0; i < c.spatial; i++) {
		c.lhs.spatial[i] = lhs[2 + i];
		c.rhs.spatial[i] = rhs[2 + i];
		c.out.spatial[i] = out[2 + i];
		c.window[i] = (Window){ .size = n->in[1]->type.dim[rhs[2 + i]].size, .stride = list[0][i], .low = list[1][i],
			                    .high = list[2][i], .base = list[3][i], .dilation = list[4][i] };
	}
	return c;
}

static int64_t *put_roles(int64_t *end, int64_t first, int64_t second, const int64_t *spatial, uint32_t n)
{
	*end++ = 2 + (int64_t)n;
	*end++ = first;
	*end++ = second;
	for (uint32_t i = 0; i < n; i++)
		*end++ = spatial[i];
	return end;
}

Node *convolution_by(Graph *g, Node *lhs, Node *rhs, const Convolution *c)
{
	int64_t attr[3 * (3 + MAX_SPATIAL) + 4 + 5 * (1 + MAX_SPATIAL) + 1], *end = attr;
	end = put_roles(end, c->lhs.batch, c->lhs.feature, c->lhs.spatial, c->spatial);
	end = put_roles(end, c->rhs.in, c->rhs.out, c->rhs.spatial, c->spatial);
	end = put_roles(end, c->out.batch, c->out.feature, c->out.spatial, c->spatial);
	*end++ = c->lhs.group < 0 ? 0 : 3;
	if (c->lhs.group >= 0) {
		*end++ = c->lhs.group;
		*end++ = c->rhs.group;
		*end++ = c->out.group;
	}
	PUT(end, c->window, c->spatial, stride);
	PUT(end, c->window, c->spatial, low);
	PUT(end, c->window, c->spatial, high);
	PUT(end, c->window, c->spatial, base);
	PUT(end, c->window, c->spatial, dilation);
	*end++ = c->reversed;
	return node_make(g, OP_convolution, NULL, (Node *[]){ lhs, rhs }, 2, attr, (size_t)(end - attr));
}
