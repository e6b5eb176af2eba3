/* interp_move.c - movement, as copies between strided views. */
#include "interp.h"

/* Row-major order does not change, whatever the extents: the shape rule saw to that. */
void interp_reshape(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	(void)it, (void)n;
	ASSERT(in[0]->count == out->count);
	out->at = in[0]->at;
}

void interp_broadcast_in_dim(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	size_t rank;
	const int64_t *axes = node_attr(n, 0, &rank);
	interp_room(it, out);
	View from = view_of(in[0]), spread = { .at = in[0]->at };
	for (size_t i = 0; i < rank; i++)
		spread.stride[axes[i]] = in[0]->dim[i] == 1 ? 0 : from.stride[i];
	view_copy(view_of(out), spread, out->type.rank, out->dim);
}

void interp_transpose(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	size_t rank;
	const int64_t *permutation = node_attr(n, 0, &rank);
	interp_room(it, out);
	View from = view_of(in[0]), turned = from;
	for (size_t i = 0; i < rank; i++)
		turned.stride[i] = from.stride[permutation[i]];
	view_copy(view_of(out), turned, out->type.rank, out->dim);
}

void interp_slice(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const int64_t *start = node_attr(n, 0, NULL), *stride = node_attr(n, 2, NULL);
	interp_room(it, out);
	if (out->count == 0)
		return;
	View from = view_of(in[0]);
	for (uint32_t i = 0; i < out->type.rank; i++) {
		from.at += start[i] * from.stride[i];
		from.stride[i] *= stride[i];
	}
	view_copy(view_of(out), from, out->type.rank, out->dim);
}

void interp_pad(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const int64_t *low = node_attr(n, 0, NULL), *interior = node_attr(n, 2, NULL);
	double *at = interp_room(it, out);
	for (int64_t i = 0; i < out->count; i++)
		at[i] = in[1]->at[0];
	if (in[0]->count == 0)
		return;
	View to = view_of(out);
	for (uint32_t i = 0; i < out->type.rank; i++) {
		to.at += low[i] * to.stride[i];
		to.stride[i] *= interior[i] + 1;
	}
	view_copy(to, view_of(in[0]), in[0]->type.rank, in[0]->dim);
}

void interp_reverse(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	size_t count;
	const int64_t *axes = node_attr(n, 0, &count);
	interp_room(it, out);
	if (out->count == 0)
		return;
	View from = view_of(in[0]);
	for (size_t i = 0; i < count; i++) {
		from.at += (out->dim[axes[i]] - 1) * from.stride[axes[i]];
		from.stride[axes[i]] *= -1;
	}
	view_copy(view_of(out), from, out->type.rank, out->dim);
}

void interp_concatenate(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const int64_t axis = node_attr_int(n, 0);
	interp_room(it, out);
	if (out->count == 0)
		return;
	View to = view_of(out);
	for (uint32_t i = 0; i < n->arity; i++) {
		view_copy(to, view_of(in[i]), in[i]->type.rank, in[i]->dim);
		if (in[i]->dim[axis])
			to.at += in[i]->dim[axis] * to.stride[axis];
	}
}
