/* grad_move.c - gradients of the movement primitives: each is linear, so the gradient is its transpose. */
#include "rules.h"

/* y = reshape a:  da = reshape dy */
void grad_reshape(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = reshape_to(g, dy, &y->in[0]->type);
}

/* y[j] = a[i], operand axis k at result axis axes[k]:  da = sum of dy over the axes that a has not, or has at extent
 * 1 and the result does not */
void grad_broadcast_in_dim(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	const Type *a = &y->in[0]->type;
	size_t n;
	const int64_t *axes = node_attr(y, 0, &n);
	uint32_t kept = 0;                    /* result axes that survive the sum */
	for (uint32_t k = 0; k < a->rank; k++)
		if (dim_equal(a->dim[k], y->type.dim[axes[k]]))
			kept |= 1u << axes[k];
	int64_t summed[MAX_RANK];
	size_t sums = axes_left(y->type.rank, kept, summed);
	Node *sum = sums ? reduce_by(g, OP_reduce_sum, dy, summed, sums) : dy;

	/* the survivors lie in the result's order; a's order may be another */
	int64_t permutation[MAX_RANK];
	uint32_t rank = 0;
	for (uint32_t k = 0; k < a->rank; k++)
		if (kept >> axes[k] & 1u) {
			uint32_t below = kept & ((1u << axes[k]) - 1u);
			int64_t position = 0;
			for (; below; below &= below - 1)
				position++;
			permutation[rank++] = position;
		}
	dx[0] = reshape_to(g, transpose_by(g, sum, permutation), a);
}

/* y = transpose of a by p:  da = transpose of dy by p's inverse */
void grad_transpose(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	size_t n;
	const int64_t *p = node_attr(y, 0, &n);
	int64_t inverse[MAX_RANK];
	for (size_t i = 0; i < n; i++)
		inverse[p[i]] = (int64_t)i;
	dx[0] = transpose_by(g, dy, inverse);
}

/* d along axis i of more places, zeros behind it. */
static Node *spread_out(Graph *g, Node *d, uint32_t i, Dim more)
{
	Type wide = d->type, places = type_make(DT_I32, 1, &more), bools;
	wide.dim[i] = more;
	bools = wide;
	bools.dtype = DT_BOOL;
	const int64_t zero = 0, at = i;
	Attrs axis = { 0 };
	attrs_int(&axis, i);
	Node *place = node_make(g, OP_iota, &places, NULL, 0, &zero, 1);
	Node *within = map2(g, OP_less, place, broadcast_scalar(g, extent_of(g, d->type.dim[i]), &places));
	Node *all = make2(g, OP_gather, d, place, &axis);        /* behind its end the last one, which is not taken */
	return choose(g, broadcast_to(g, within, &bools, &at), all, node_splat(g, &wide, 0));
}

/* y = a[start:limit:stride]:  da = dy, stride-1 zeros between its elements, zeros before and behind.
 * Behind a bounded cut of a constant axis lies no constant number of zeros: there dy is written over zeros. Where the axis is bounded
 * itself, each of its places takes dy's or zero. */
void grad_slice(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	if (type_has_zero(&y->type))
		return;
	size_t n;
	const Type *a = &y->in[0]->type;
	const int64_t *start = node_attr(y, 0, &n), *stride = node_attr(y, 2, &n);
	int64_t low[MAX_RANK] = { 0 }, high[MAX_RANK] = { 0 }, interior[MAX_RANK] = { 0 };
	for (uint32_t i = 0; i < a->rank; i++) {
		if (y->type.dim[i].sym)
			continue;
		int64_t covered = (y->type.dim[i].size - 1) * stride[i] + 1;
		low[i] = start[i];
		high[i] = a->dim[i].size - start[i] - covered;
		interior[i] = stride[i] - 1;
	}
	Node *d = pad_by(g, dy, node_scalar(g, DT_F32, 0), low, high, interior);
	for (uint32_t i = 0; i < a->rank; i++) {
		if (dim_equal(d->type.dim[i], a->dim[i]))
			continue;
		if (a->dim[i].sym) {
			d = spread_out(g, d, i, a->dim[i]);
			continue;
		}
		Type wide = d->type;
		wide.dim[i] = a->dim[i];
		Attrs axis = { 0 };
		attrs_int(&axis, i);
		d = make3(g, OP_dynamic_update_slice, node_splat(g, &wide, 0), d, node_scalar(g, DT_I32, 0), &axis);
	}
	dx[0] = d;
}

/* y = a with b around and between:  da = dy where a went;  db = sum of dy elsewhere.
 * db selects rather than subtracts, so that it does not depend on what a's places hold. */
void grad_pad(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	size_t n;
	const int64_t *low = node_attr(y, 0, &n), *high = node_attr(y, 1, &n), *interior = node_attr(y, 2, &n);
	const Type *a = &y->in[0]->type;
	if (need[0]) {
		Bounds b = bounds_whole(&y->type);
		for (uint32_t i = 0; i < a->rank; i++) {
			if (a->dim[i].sym)
				continue;
			int64_t size = a->dim[i].size;
			b.start[i] = low[i];
			b.limit[i] = low[i] + (size ? size + (size - 1) * interior[i] : 0);
			b.stride[i] = interior[i] + 1;
		}
		dx[0] = slice_bounds(g, dy, &b);
	}
	if (need[1]) {
		Type bools = *a;
		bools.dtype = DT_BOOL;
		Node *padding = pad_by(g, node_splat(g, &bools, 0), node_scalar(g, DT_BOOL, 1), low, high, interior);
		int64_t every[MAX_RANK];
		size_t rank = axes_left(a->rank, 0, every);
		Node *outside = choose(g, padding, dy, splat_like(g, dy, 0));
		dx[1] = rank ? reduce_by(g, OP_reduce_sum, outside, every, rank) : outside;
	}
}

/* y = reverse of a:  da = reverse of dy */
void grad_reverse(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = node_like(g, y, &dy);
}

/* y = a1, a2, ... along axis:  each takes its slice of dy */
void grad_concatenate(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	const int64_t axis = node_attr_int(y, 0);
	int64_t start = 0;
	for (uint32_t i = 0; i < y->arity; i++) {
		int64_t size = y->in[i]->type.dim[axis].size;
		if (need[i]) {
			Bounds b = bounds_whole(&y->type);
			b.start[axis] = start;
			b.limit[axis] = start + size;
			dx[i] = slice_bounds(g, dy, &b);
		}
		start += size;
	}
}
