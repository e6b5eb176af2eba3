/* interp_reduce.c - reductions: the operand is laid out with the reduced axes innermost, then folded run by run. */
#include "interp.h"

#include <math.h>

/* The value of a reduction over nothing. */
static double start_of(Op op, DType d)
{
	switch (op) {
	case OP_reduce_sum: return 0;
	case OP_reduce_prod: return 1;
	case OP_reduce_max: return d == DT_F32 ? -INFINITY : d == DT_I32 ? -2147483648.0 : 0;
	case OP_reduce_min: return d == DT_F32 ? INFINITY : d == DT_I32 ? 2147483647.0 : d == DT_U32 ? 4294967295.0 : 1;
	default: BUG("%s is no reduction", op_table[op].name);
	}
}

static double join(Op op, DType d, double a, double b)
{
	if (d == DT_F32) {
		if (op == OP_reduce_sum)
			return a + b;
		if (op == OP_reduce_prod)
			return a * b;
		bool take_b = isnan(b) || (op == OP_reduce_max ? b > a : b < a);
		return isnan(a) ? a : take_b ? b : a;
	}
	static const Op map[OP_COUNT] = { [OP_reduce_sum] = OP_add, [OP_reduce_prod] = OP_multiply,
		                              [OP_reduce_max] = OP_maximum, [OP_reduce_min] = OP_minimum };
	return int_op(map[op], d, a, b, 0);
}

/* a with the marked axes moved to the end, row-major; the size of a run in *run. */
static const double *innermost(Interp *it, const Value *a, const bool marked[MAX_RANK], int64_t *run)
{
	View from = view_of(a), moved = { .at = a->at };
	Value packed = { .type = a->type, .count = a->count };
	uint32_t k = 0;
	*run = 1;
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < a->type.rank; i++)
			if (marked[i] == (pass == 1)) {
				packed.dim[k] = a->dim[i];
				moved.stride[k++] = from.stride[i];
				if (pass == 1)
					*run *= a->dim[i];
			}
	interp_room(it, &packed);
	view_copy(view_of(&packed), moved, a->type.rank, packed.dim);
	return packed.at;
}

static void reduce(Interp *it, const Node *n, const Value *a, Value *out)
{
	bool marked[MAX_RANK] = { false };
	size_t count;
	const int64_t *axes = node_attr(n, 0, &count);
	for (size_t i = 0; i < count; i++)
		marked[axes[i]] = true;
	int64_t run;
	const double *x = innermost(it, a, marked, &run);
	double *at = interp_room(it, out);
	for (int64_t i = 0; i < out->count; i++) {
		at[i] = start_of(n->op, a->type.dtype);
		for (int64_t k = 0; k < run; k++)
			at[i] = join(n->op, a->type.dtype, at[i], *x++);
	}
}

void interp_reduce_sum(Interp *it, const Node *n, const Value *const *in, Value *out) { reduce(it, n, in[0], out); }
void interp_reduce_max(Interp *it, const Node *n, const Value *const *in, Value *out) { reduce(it, n, in[0], out); }
void interp_reduce_min(Interp *it, const Node *n, const Value *const *in, Value *out) { reduce(it, n, in[0], out); }
void interp_reduce_prod(Interp *it, const Node *n, const Value *const *in, Value *out) { reduce(it, n, in[0], out); }

/* Is candidate better than best, both rounded to f32? NaN is better than any number; equal values leave the first. */
static bool better(Op op, DType d, double candidate, double best)
{
	double c = d == DT_F32 ? (double)(float)candidate : candidate, b = d == DT_F32 ? (double)(float)best : best;
	if (isnan(b))
		return false;
	return isnan(c) || (op == OP_argmax ? c > b : c < b);
}

static void arg_extreme(Interp *it, const Node *n, const Value *a, Value *out)
{
	bool marked[MAX_RANK] = { false };
	marked[node_attr_int(n, 0)] = true;
	int64_t run;
	const double *x = innermost(it, a, marked, &run);
	double *at = interp_room(it, out);
	for (int64_t i = 0; i < out->count; i++, x += run) {
		int64_t best = 0;
		for (int64_t k = 1; k < run; k++)
			if (better(n->op, a->type.dtype, x[k], x[best]))
				best = k;
		at[i] = (double)best;
	}
}

void interp_argmax(Interp *it, const Node *n, const Value *const *in, Value *out) { arg_extreme(it, n, in[0], out); }
void interp_argmin(Interp *it, const Node *n, const Value *const *in, Value *out) { arg_extreme(it, n, in[0], out); }

/* Sums up to and with each element; from the end if reversed; without the element itself if exclusive. */
void interp_cumsum(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const bool reversed = node_attr_int(n, 1), exclusive = node_attr_int(n, 2);
	const DType d = n->type.dtype;
	Axis axis = axis_of(out, node_attr_int(n, 0));
	double *at = interp_room(it, out);
	for (int64_t line = 0; line < axis.outer * axis.inner; line++) {
		int64_t base = line / axis.inner * axis.length * axis.inner + line % axis.inner;
		double sum = 0;
		for (int64_t i = 0; i < axis.length; i++) {
			int64_t k = base + (reversed ? axis.length - 1 - i : i) * axis.inner;
			double next = join(OP_reduce_sum, d, sum, in[0]->at[k]);
			at[k] = exclusive ? sum : next;
			sum = next;
		}
	}
}
