/* interp_index.c - data-dependent indices, clamped. */
#include "interp.h"

#include <string.h>

static double *copy_of(Interp *it, const Value *v, Value *out)
{
	double *at = interp_room(it, out);
	if (v->count)
		memcpy(at, v->at, (size_t)v->count * sizeof *at);
	return at;
}

static void add_to(DType d, double *to, double v)
{
	*to = d == DT_F32 ? *to + v : int_op(OP_add, d, *to, v, 0);
}

/* out[p.., j.., q..] = a[p.., clamp(b[j..]), q..] */
void interp_gather(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const Value *a = in[0], *b = in[1];
	Axis axis = axis_of(a, node_attr_int(n, 0));
	double *at = interp_room(it, out);
	for (int64_t p = 0; p < axis.outer; p++)
		for (int64_t j = 0; j < b->count; j++)
			for (int64_t q = 0; q < axis.inner; q++)
				*at++ = a->at[(p * axis.length + clamp_index(b->at[j], axis.length)) * axis.inner + q];
}

/* out = a; out[p.., clamp(b[j..]), q..] += c[p.., j.., q..], j ascending */
void interp_scatter_add(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const Value *a = in[0], *b = in[1];
	Axis axis = axis_of(a, node_attr_int(n, 0));
	double *at = copy_of(it, a, out);
	const double *update = in[2]->at;
	for (int64_t p = 0; p < axis.outer; p++)
		for (int64_t j = 0; j < b->count; j++)
			for (int64_t q = 0; q < axis.inner; q++)
				add_to(a->type.dtype, &at[(p * axis.length + clamp_index(b->at[j], axis.length)) * axis.inner + q], *update++);
}

/* out[.., j, ..] = a[.., clamp(b[.., j, ..]), ..] */
void interp_gather_along(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const Value *a = in[0], *b = in[1];
	Axis axis = axis_of(a, node_attr_int(n, 0)), index = axis_of(b, node_attr_int(n, 0));
	double *at = interp_room(it, out);
	for (int64_t p = 0, i = 0; p < index.outer; p++)
		for (int64_t j = 0; j < index.length; j++)
			for (int64_t q = 0; q < index.inner; q++, i++)
				at[i] = a->at[(p * axis.length + clamp_index(b->at[i], axis.length)) * axis.inner + q];
}

void interp_scatter_add_along(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const Value *a = in[0], *b = in[1];
	Axis axis = axis_of(a, node_attr_int(n, 0)), index = axis_of(b, node_attr_int(n, 0));
	double *at = copy_of(it, a, out);
	for (int64_t p = 0, i = 0; p < index.outer; p++)
		for (int64_t j = 0; j < index.length; j++)
			for (int64_t q = 0; q < index.inner; q++, i++)
				add_to(a->type.dtype, &at[(p * axis.length + clamp_index(b->at[i], axis.length)) * axis.inner + q],
				       in[2]->at[i]);
}

void interp_dynamic_slice(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const int64_t axis = node_attr_int(n, 0);
	interp_room(it, out);
	if (out->count == 0)
		return;
	View from = view_of(in[0]);
	from.at += clamp_index(in[1]->at[0], in[0]->dim[axis] - out->dim[axis] + 1) * from.stride[axis];
	view_copy(view_of(out), from, out->type.rank, out->dim);
}

void interp_dynamic_update_slice(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const int64_t axis = node_attr_int(n, 0);
	copy_of(it, in[0], out);
	if (in[1]->count == 0)
		return;
	View to = view_of(out);
	to.at += clamp_index(in[2]->at[0], in[0]->dim[axis] - in[1]->dim[axis] + 1) * to.stride[axis];
	view_copy(to, view_of(in[1]), in[1]->type.rank, in[1]->dim);
}
