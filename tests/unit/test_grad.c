/* Gradients against finite differences, in double, for every row of ops.def that has one.
 *
 * A case builds a tensor y from f32 inputs. The loss is sum(y * w) for random w; its gradients are compared with central
 * differences, and for smooth cases so are the gradients of sum(gradient * v): the second order. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../compiler/passes/passes.h"
#include "../fuzz/fixture.h"

Suite *grad_suite(void);

/* ---- the rows ------------------------------------------------------------------------------------- */

static const char *const grad_column[OP_COUNT] = {
#define MAP(name, arity, types, result, grad, ...) [OP_##name] = #grad,
#define OP(name, arity, kind, grad, attrs) [OP_##name] = #grad,
#include "../../compiler/ir/ops.def"
#undef MAP
#undef OP
};

static const char *const map_shapes[] = { "f32", "f32 3", "f32 1 4", "f32 n 3", "f32 2 1 3", "f32 2n", "f32 2 0" };
enum { MAP_SHAPES = sizeof map_shapes / sizeof map_shapes[0], MAX_INPUTS = 4 };

/* Inputs of the case, kept away from where the op is not differentiable. */
static Node *real(Fixture *x, const char *shape, double low, double high)
{
	Type t = fixture_type(x, shape);
	return fixture_input(x, &t, low, high);
}

static Node *whole(Fixture *x, const char *shape, double low, double high)
{
	Type t = fixture_type(x, shape);
	return type_is_bounded(&t) ? fixture_input(x, &t, low, high) : fixture_constant(x, &t, low, high);
}

/* x + 1.5 * sign x: the same range with a hole around 0 */
static Node *away_from_zero(Fixture *x, Node *a)
{
	Node *positive = map2(x->g, OP_greater, a, node_splat(x->g, &a->type, 0));
	Node *shift = map3(x->g, OP_select, positive, node_splat(x->g, &a->type, 1.5), node_splat(x->g, &a->type, -1.5));
	return map2(x->g, OP_add, a, shift);
}

static bool needs_positive(Op op) { return op == OP_sqrt || op == OP_rsqrt || op == OP_log || op == OP_power; }
static bool needs_nonzero(Op op) { return op == OP_abs || op == OP_divide || op == OP_atan2; }

static Node *build_map(Fixture *x, Op op, int variant)
{
	if (variant >= MAP_SHAPES)
		return NULL;
	const char *shape = map_shapes[variant];
	double low = needs_positive(op) ? 0.3 : op == OP_log1p ? -0.5 : -2;
	Node *in[3];
	int first = 0;
	if (op == OP_select) {
		Type t = fixture_type(x, shape);
		t.dtype = DT_BOOL;
		if (type_has_zero(&t))
			return node_splat(x->g, &(Type){ .dtype = DT_F32 }, 1);
		in[first++] = fixture_input(x, &t, 0, 1);
	}
	const bool empty = strchr(shape, '0') != NULL;     /* ports have elements: cut them away */
	for (int i = first; i < op_table[op].arity; i++) {
		in[i] = real(x, empty ? "f32 2 3" : shape, low, 2);
		if (empty)
			in[i] = slice_by(x->g, in[i], (int64_t[]){ 0, 1 }, (int64_t[]){ 2, 1 }, (int64_t[]){ 1, 1 });
		if (needs_nonzero(op))
			in[i] = away_from_zero(x, in[i]);
	}
	if (op == OP_remainder) {                          /* 11..15 mod 8..9: far from its jumps */
		in[0] = map2(x->g, OP_add, in[0], node_splat(x->g, &in[0]->type, 13));
		in[1] = map2(x->g, OP_add, map2(x->g, OP_multiply, in[1], node_splat(x->g, &in[1]->type, 0.25)),
		             node_splat(x->g, &in[1]->type, 8.5));
	}
	return node_make(x->g, op, &in[0]->type, in, (size_t)op_table[op].arity, NULL, 0);
}

typedef Node *Builder(Fixture *x, int variant);

static Node *build_reshape(Fixture *x, int variant)
{
	static const char *const from[] = { "f32 2 6", "f32 1 4", "f32 n 4", "f32 2n", "f32" }, *const to[] = { "f32 3 4", "f32 4", "f32 4n", "f32 n 2", "f32 1 1" };
	if (variant >= 5)
		return NULL;
	Type t = fixture_type(x, to[variant]);
	return reshape_to(x->g, real(x, from[variant], -2, 2), &t);
}

static Node *build_broadcast_in_dim(Fixture *x, int variant)
{
	static const struct { const char *from, *to; int64_t axes[3]; } row[] = {
		{ "f32", "f32 2 3", { 0 } }, { "f32 3", "f32 2 3", { 1 } }, { "f32 2 1", "f32 2 3", { 0, 1 } },
		{ "f32 n", "f32 2 n 3", { 1 } }, { "f32 1 3", "f32 n 3", { 0, 1 } }, { "f32 3 2", "f32 2 4 3", { 2, 0 } },
		{ "f32 1 2", "f32 2 1 1", { 1, 0 } },
	};
	if (variant >= (int)(sizeof row / sizeof row[0]))
		return NULL;
	Type t = fixture_type(x, row[variant].to);
	return broadcast_to(x->g, real(x, row[variant].from, -2, 2), &t, row[variant].axes);
}

static Node *build_transpose(Fixture *x, int variant)
{
	static const struct { const char *from; int64_t p[3]; } row[] = {
		{ "f32 2 3", { 1, 0 } }, { "f32 2 n 3", { 2, 0, 1 } }, { "f32 n 1 k", { 1, 2, 0 } },
	};
	return variant < 3 ? transpose_by(x->g, real(x, row[variant].from, -2, 2), row[variant].p) : NULL;
}

static Node *build_slice(Fixture *x, int variant)
{
	static const struct { const char *from; int64_t start[2], limit[2], stride[2]; } row[] = {
		{ "f32 4 5", { 1, 0 }, { 3, 5 }, { 1, 2 } }, { "f32 1 7", { 0, 1 }, { 1, 6 }, { 1, 3 } },
		{ "f32 n 5", { 0, 2 }, { SLICE_WHOLE, 5 }, { 1, 2 } }, { "f32 6 3", { 0, 1 }, { SLICE_WHOLE - 1, 3 }, { 1, 1 } },
		{ "f32 4 3", { 2, 0 }, { 2, 3 }, { 1, 1 } },
	};
	if (variant >= 5)
		return NULL;
	return slice_by(x->g, real(x, row[variant].from, -2, 2), row[variant].start, row[variant].limit, row[variant].stride);
}

static Node *build_pad(Fixture *x, int variant)
{
	static const struct { const char *from; int64_t low[2], high[2], interior[2]; } row[] = {
		{ "f32 2 3", { 1, 0 }, { 0, 2 }, { 0, 0 } }, { "f32 1 3", { 1, 1 }, { 1, 0 }, { 2, 2 } },
		{ "f32 n 2", { 0, 2 }, { 0, 1 }, { 0, 1 } },
	};
	if (variant >= 3)
		return NULL;
	Node *a = real(x, row[variant].from, -2, 2);
	return pad_by(x->g, a, real(x, "f32", -2, 2), row[variant].low, row[variant].high, row[variant].interior);
}

static Node *one_axis(Fixture *x, Op op, Node *const *in, size_t n, int64_t axis)
{
	return node_make(x->g, op, NULL, in, n, &axis, 1);
}

static Node *build_reverse(Fixture *x, int variant)
{
	static const char *const from[] = { "f32 2 3", "f32 n 3 1" };
	if (variant >= 2)
		return NULL;
	Node *a = real(x, from[variant], -2, 2);
	return node_make(x->g, OP_reverse, NULL, &a, 1, (int64_t[]){ 1, 1 }, 2);
}

static Node *build_concatenate(Fixture *x, int variant)
{
	static const char *const from[][3] = { { "f32 2 3", "f32 1 3", "f32 2 3" }, { "f32 2 n", "f32 1 n", "f32 1 n" } };
	if (variant >= 2)
		return NULL;
	Node *in[3];
	for (int i = 0; i < 3; i++)
		in[i] = real(x, from[variant][i], -2, 2);
	return one_axis(x, OP_concatenate, in, 3, 0);
}

/* operand, indices, updates, axis; indices reach outside on both sides */
typedef struct Indexed { const char *a, *b, *c; int64_t axis; } Indexed;
static const Indexed placed[] = {
	{ "f32 4 3", "i32 5", "f32 5 3", 0 }, { "f32 2 4 1", "i32 2 3", "f32 2 2 3 1", 1 }, { "f32 n 3", "i32", "f32 3", 0 },
	{ "f32 3 4", "i32 n", "f32 3 n", 1 }, { "f32 4 n", "i32 k", "f32 k n", 0 },
};
static const Indexed along[] = {
	{ "f32 4 3", "i32 2 3", "f32 2 3", 0 }, { "f32 2 n", "i32 2 5", "f32 2 5", 1 }, { "f32 n 4", "i32 n 3", "f32 n 3", 1 },
};

static Node *read_at(Fixture *x, Op op, const Indexed *row)
{
	Node *in[] = { real(x, row->a, -2, 2), whole(x, row->b, -1, 5) };
	return one_axis(x, op, in, 2, row->axis);
}

static Node *add_at(Fixture *x, Op op, const Indexed *row)
{
	Node *in[] = { real(x, row->a, -2, 2), whole(x, row->b, -1, 5), real(x, row->c, -2, 2) };
	return one_axis(x, op, in, 3, row->axis);
}

static Node *build_gather(Fixture *x, int v) { return v < 5 ? read_at(x, OP_gather, &placed[v]) : NULL; }
static Node *build_scatter_add(Fixture *x, int v) { return v < 5 ? add_at(x, OP_scatter_add, &placed[v]) : NULL; }
static Node *build_gather_along(Fixture *x, int v) { return v < 3 ? read_at(x, OP_gather_along, &along[v]) : NULL; }
static Node *build_scatter_add_along(Fixture *x, int v) { return v < 3 ? add_at(x, OP_scatter_add_along, &along[v]) : NULL; }

static Node *build_dynamic_slice(Fixture *x, int variant)
{
	static const struct { const char *from; int64_t axis, size; } row[] = {
		{ "f32 5 2", 0, 3 }, { "f32 n 4", 1, 2 }, { "f32 n 2", 0, 1 }, { "f32 3", 0, 3 },
	};
	if (variant >= 4)
		return NULL;
	Node *in[] = { real(x, row[variant].from, -2, 2), whole(x, "i32", -1, 5) };
	return node_make(x->g, OP_dynamic_slice, NULL, in, 2, &row[variant].axis, 2);
}

static Node *build_dynamic_update_slice(Fixture *x, int variant)
{
	static const struct { const char *a, *b; int64_t axis; } row[] = {
		{ "f32 5 2", "f32 3 2", 0 }, { "f32 n 4", "f32 n 1", 1 }, { "f32 6 2", "f32 n 2", 0 }, { "f32 n 2", "f32 n 2", 0 },
		{ "f32 n 2", "f32 1 2", 0 },
	};
	if (variant >= 5)
		return NULL;
	Node *in[] = { real(x, row[variant].a, -2, 2), real(x, row[variant].b, -2, 2), whole(x, "i32", -1, 5) };
	return one_axis(x, OP_dynamic_update_slice, in, 3, row[variant].axis);
}

static Node *reduced(Fixture *x, Op op, int variant)
{
	static const struct { const char *from; size_t n; int64_t axes[3]; } row[] = {
		{ "f32 4", 1, { 0 } }, { "f32 2 3", 2, { 0, 1 } }, { "f32 3 1 2", 1, { 1 } }, { "f32 n 3", 1, { 0 } },
		{ "f32 2 n k", 2, { 0, 2 } }, { "f32 5 2", 1, { 0 } }, { "f32 2n 2", 1, { 0 } },
	};
	if (variant >= 7)
		return NULL;
	return reduce_by(x->g, op, real(x, row[variant].from, -2, 2), row[variant].axes, row[variant].n);
}

static Node *build_reduce_sum(Fixture *x, int v) { return reduced(x, OP_reduce_sum, v); }
static Node *build_reduce_max(Fixture *x, int v) { return reduced(x, OP_reduce_max, v); }
static Node *build_reduce_min(Fixture *x, int v) { return reduced(x, OP_reduce_min, v); }
static Node *build_reduce_prod(Fixture *x, int v) { return reduced(x, OP_reduce_prod, v); }

static Node *build_cumsum(Fixture *x, int variant)
{
	if (variant >= 8)
		return NULL;
	Node *a = real(x, variant & 4 ? "f32 2 n" : "f32 2 3", -2, 2);
	return node_make(x->g, OP_cumsum, NULL, &a, 1, (int64_t[]){ 1, variant & 1, variant >> 1 & 1 }, 3);
}

static Node *build_dot_general(Fixture *x, int variant)
{
	static const struct { const char *a, *b; size_t batch, contract; int64_t ba[2], bb[2], ca[2], cb[2]; } row[] = {
		{ "f32 2 3", "f32 3 4", 0, 1, { 0 }, { 0 }, { 1 }, { 0 } },
		{ "f32 n 3", "f32 3 4", 0, 1, { 0 }, { 0 }, { 1 }, { 0 } },
		{ "f32 3 n", "f32 2 n", 0, 1, { 0 }, { 0 }, { 1 }, { 1 } },
		{ "f32 2 n 3", "f32 n 4 2", 2, 0, { 1, 0 }, { 0, 2 }, { 0 }, { 0 } },
		{ "f32 3 2 1 4", "f32 4 3 5", 1, 1, { 0 }, { 1 }, { 3 }, { 0 } },
		{ "f32 2 3 4", "f32 4 2 3", 0, 2, { 0 }, { 0 }, { 2, 0 }, { 0, 1 } },
		{ "f32 2", "f32 3", 0, 0, { 0 }, { 0 }, { 0 }, { 0 } },
		{ "f32 k 2 n", "f32 2 k n", 1, 2, { 1 }, { 0 }, { 2, 0 }, { 2, 1 } },
	};
	if (variant >= 8)
		return NULL;
	Node *a = real(x, row[variant].a, -2, 2), *b = real(x, row[variant].b, -2, 2);
	return dot_by(x->g, a, b, row[variant].batch, row[variant].ba, row[variant].bb, row[variant].contract, row[variant].ca,
	              row[variant].cb);
}

/* Padding on either side or cut, dilation of both operands, groups, reversal, bounded axes in each role, axes in odd places. */
static Node *build_convolution(Fixture *x, int variant)
{
	static const struct { const char *a, *b; Convolution c; } row[] = {
		{ "f32 2 5 4 2", "f32 3 2 2 3",
		  { .spatial = 2, .lhs = { 0, 3, -1, { 1, 2 } }, .rhs = { 2, 3, -1, { 0, 1 } }, .out = { 0, 3, -1, { 1, 2 } },
		    .window = { { 3, 2, 1, 1, 1, 1 }, { 2, 1, 0, 0, 2, 1 } } } },
		{ "f32 n 4 2", "f32 3 2 2",
		  { .spatial = 1, .lhs = { 0, 2, -1, { 1 } }, .rhs = { 1, 2, -1, { 0 } }, .out = { 0, 2, -1, { 1 } },
		    .window = { { 3, 1, 2, -1, 1, 2 } } } },
		{ "f32 n 4 2 2", "f32 3 2 2 1",
		  { .spatial = 1, .lhs = { 0, 3, 2, { 1 } }, .rhs = { 2, 3, 1, { 0 } }, .out = { 0, 3, 2, { 1 } }, .reversed = true,
		    .window = { { 3, 3, 3, 4, 2, 1 } } } },
		{ "f32 k 3 n", "f32 2 k 2",
		  { .spatial = 1, .lhs = { 2, 0, -1, { 1 } }, .rhs = { 1, 0, -1, { 2 } }, .out = { 1, 2, -1, { 0 } }, .reversed = true,
		    .window = { { 2, 2, 1, 1, 1, 2 } } } },
		{ "f32 1 1 1 1 1", "f32 2 1 2 1 1",
		  { .spatial = 3, .lhs = { 0, 4, -1, { 1, 2, 3 } }, .rhs = { 3, 4, -1, { 0, 1, 2 } }, .out = { 0, 4, -1, { 1, 2, 3 } },
		    .window = { { 2, 1, 3, 1, 1, 1 }, { 1, 1, 0, 0, 1, 1 }, { 2, 2, 1, 1, 2, 3 } } } },
	};
	if (variant >= 5)
		return NULL;
	return convolution_by(x->g, real(x, row[variant].a, -2, 2), real(x, row[variant].b, -2, 2), &row[variant].c);
}

enum { WINDOWS = 5 };
static const struct { const char *from, *to; Window window[3]; } windows[WINDOWS] = {
	{ "f32 6", "f32 3", { { 2, 2, 0, 0, 1, 1 } } },
	{ "f32 n 5 2", "f32 n 3 2", { { 1, 1, 0, 0, 1, 1 }, { 3, 2, 1, 1, 1, 1 }, { 1, 1, 0, 0, 1, 1 } } },
	{ "f32 4 5", "f32 4 3", { { 2, 1, 1, 0, 1, 1 }, { 2, 2, 0, 2, 2, 1 } } },
	{ "f32 1 1", "f32 2 1", { { 3, 1, 2, 1, 1, 1 }, { 1, 1, 0, 0, 1, 1 } } },
	{ "f32 7 k", "f32 2 k", { { 3, 3, -1, 0, 1, 1 }, { 1, 1, 0, 0, 1, 1 } } },
};

static Node *windowed(Fixture *x, Op op, const char *second, int v)
{
	Node *a = real(x, windows[v].from, -2, 2);
	return window_by(x->g, op, a, second ? real(x, second, -2, 2) : NULL, windows[v].window);
}

static Node *build_reduce_window_max(Fixture *x, int v) { return v < WINDOWS ? windowed(x, OP_reduce_window_max, NULL, v) : NULL; }

static Node *build_reduce_window_sum(Fixture *x, int v)
{
	if (v < WINDOWS)
		return windowed(x, OP_reduce_window_sum, NULL, v);
	const Window spread[] = { { 3, 2, 2, -1, 2, 3 }, { 1, 1, 0, 0, 1, 1 } };
	return v == WINDOWS ? window_by(x->g, OP_reduce_window_sum, real(x, "f32 4 n", -2, 2), NULL, spread) : NULL;
}

static Node *build_select_and_scatter_add(Fixture *x, int v)
{
	return v < WINDOWS ? windowed(x, OP_select_and_scatter_add, windows[v].to, v) : NULL;
}

static Node *build_select_and_gather(Fixture *x, int v)
{
	return v < WINDOWS ? windowed(x, OP_select_and_gather, windows[v].from, v) : NULL;
}

/* a * b * b with its own gradient written out: as if it were not differentiable otherwise */
static Node *build_custom_gradient(Fixture *x, int variant)
{
	if (variant >= 1)
		return NULL;
	Graph *g = x->g;
	Node *a = real(x, "f32 n 2", -2, 2), *b = real(x, "f32 n 2", -2, 2);
	Node *bb = map2(g, OP_multiply, b, b), *value = map2(g, OP_multiply, a, bb);
	Node *dy = node_input(g, &value->type, -1, "dy"), *dy_a = map2(g, OP_multiply, dy, a);
	Node *db = map2(g, OP_multiply, map2(g, OP_add, dy_a, dy_a), b);
	Node *in[] = { value, a, b, dy, map2(g, OP_multiply, dy, bb), db };
	return node_make(g, OP_custom_gradient, NULL, in, 6, NULL, 0);
}

static Builder *const builders[OP_COUNT] = {
	[OP_reshape] = build_reshape, [OP_broadcast_in_dim] = build_broadcast_in_dim, [OP_transpose] = build_transpose,
	[OP_slice] = build_slice, [OP_pad] = build_pad, [OP_reverse] = build_reverse, [OP_concatenate] = build_concatenate,
	[OP_gather] = build_gather, [OP_scatter_add] = build_scatter_add, [OP_gather_along] = build_gather_along,
	[OP_scatter_add_along] = build_scatter_add_along, [OP_dynamic_slice] = build_dynamic_slice,
	[OP_dynamic_update_slice] = build_dynamic_update_slice, [OP_reduce_sum] = build_reduce_sum,
	[OP_reduce_max] = build_reduce_max, [OP_reduce_min] = build_reduce_min, [OP_reduce_prod] = build_reduce_prod,
	[OP_convolution] = build_convolution, [OP_reduce_window_max] = build_reduce_window_max,
	[OP_reduce_window_sum] = build_reduce_window_sum, [OP_select_and_scatter_add] = build_select_and_scatter_add,
	[OP_select_and_gather] = build_select_and_gather,
	[OP_cumsum] = build_cumsum, [OP_dot_general] = build_dot_general, [OP_custom_gradient] = build_custom_gradient,
};

/* ---- comparing --------------------------------------------------------------------------------------- */

static Node *total(Graph *g, Node *a)
{
	int64_t axes[MAX_RANK] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	return reduce_by(g, OP_reduce_sum, a, axes, a->type.rank);
}

/* sum(a * random), or of each of several */
static Node *weighted(Fixture *x, Node *const *a, size_t n)
{
	Node *sum = node_scalar(x->g, DT_F32, 0);
	for (size_t i = 0; i < n; i++)
		if (!type_has_zero(&a[i]->type))
			sum = map2(x->g, OP_add, sum, total(x->g, map2(x->g, OP_multiply, a[i], fixture_input(x, &a[i]->type, 0.5, 2))));
	return sum;
}

/* Runs the function and returns output `which`, a scalar. */
static double loss_of(Fixture *x, size_t which)
{
	Value outputs[2 + 2 * MAX_INPUTS];
	fixture_run(x, outputs);
	return outputs[which].at[0];
}

/* The oracle reads remainder's operands as f32, like all that jumps: a wider step, which is exact as it is linear. */
typedef struct Step { double h, tolerance; } Step;
static Step step_for(Op op) { return op == OP_remainder ? (Step){ 0x1p-5, 1e-4 } : (Step){ 1e-5, 2e-6 }; }

/* Central differences of output `loss` by each element of each of the n inputs against outputs gradient... */
static void compare_with_differences(Fixture *x, const char *what, const size_t *input, size_t n, size_t loss, size_t gradient,
                                     Step step)
{
	const double h = step.h;
	Value outputs[2 + 2 * MAX_INPUTS];
	fixture_run(x, outputs);
	for (size_t k = 0; k < n; k++) {
		Value *v = &x->inputs.at[input[k]];
		for (int64_t i = 0; i < v->count; i++) {
			const double at = v->at[i];
			v->at[i] = at + h;
			double above = loss_of(x, loss);
			v->at[i] = at - h;
			double below = loss_of(x, loss);
			v->at[i] = at;
			double want = (above - below) / (2 * h), got = outputs[gradient + k].at[i];
			ck_assert_msg(fabs(want - got) <= step.tolerance * (1 + fabs(want)), "%s: input %zu element %d: difference %.9g, gradient %.9g",
			              what, k, (int)i, want, got);
		}
	}
}

static void check_case(Fixture *x, const char *what, Node *y, Step step)
{
	Node *in[MAX_INPUTS], *dx[MAX_INPUTS], *ddx[MAX_INPUTS];
	size_t position[MAX_INPUTS], n = 0;
	for (size_t i = 0; i < x->f->inputs.n; i++)
		if (x->f->inputs.at[i].type.dtype == DT_F32) {
			position[n] = i;
			in[n++] = x->f->inputs.at[i].node;
		}
	Node *loss = weighted(x, &y, 1);
	graph_gradients(x->g, loss, NULL, in, n, dx);
	Node *second = weighted(x, dx, n);
	graph_gradients(x->g, second, NULL, in, n, ddx);
	fixture_output(x, loss);
	fixture_output(x, second);
	for (size_t i = 0; i < n; i++)
		fixture_output(x, dx[i]);
	for (size_t i = 0; i < n; i++)
		fixture_output(x, ddx[i]);
	function_verify(x->f, "gradients");
	compare_with_differences(x, what, position, n, 0, 2, step);
	compare_with_differences(x, what, position, n, 1, 2 + n, step);
}

START_TEST(gradient_matches_finite_differences)
{
	const Op op = (Op)_i;
	if (strcmp(grad_column[op], "none") == 0 || strcmp(grad_column[op], "control") == 0)
		return;                          /* control: test_scan.c */
	ck_assert_msg(op_table[op].kind == KIND_MAP || builders[op], "no case for %s", op_table[op].name);
	for (int variant = 0;; variant++) {
		Fixture x;
		fixture_begin(&x, (uint64_t)_i * 100 + (uint64_t)variant);
		Node *y = op_table[op].kind == KIND_MAP ? build_map(&x, op, variant) : builders[op](&x, variant);
		if (y)
			check_case(&x, arena_printf(&x.cc.arena, "%s, case %d", op_table[op].name, variant), y, step_for(op));
		fixture_end(&x);
		if (!y)
			break;
	}
}
END_TEST

/* ---- points where the derivative is a choice ------------------------------------------------------------- */

/* The gradient of sum(y) by the f32 input 0 whose elements are `at`. */
static void expect_gradient(Fixture *x, Node *y, const double *at, const double *want)
{
	Node *in = x->f->inputs.at[0].node, *dx;
	graph_gradients(x->g, total(x->g, y), NULL, &in, 1, &dx);
	fixture_output(x, dx);
	Value *v = &x->inputs.at[0], out;
	for (int64_t i = 0; i < v->count; i++)
		v->at[i] = at[i];
	fixture_run(x, &out);
	for (int64_t i = 0; i < v->count; i++)
		ck_assert_msg(fabs(out.at[i] - want[i]) < 1e-6, "element %d: %g, not %g", (int)i, out.at[i], want[i]);
}

START_TEST(product_is_differentiable_at_zeros)
{
	static const double at[][4] = { { 2, 0, 3, 5 }, { 0, 0, 3, 5 }, { 0, 0, 0, 5 }, { 1, 2, 3, 4 } };
	static const double want[][4] = { { 0, 30, 0, 0 }, { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, { 24, 12, 8, 6 } };
	for (int i = 0; i < 4; i++) {
		Fixture x;
		fixture_begin(&x, 1);
		Node *a = real(&x, "f32 2 2", 0, 1);
		expect_gradient(&x, reduce_by(x.g, OP_reduce_prod, a, (int64_t[]){ 0, 1 }, 2), at[i], want[i]);
		fixture_end(&x);
	}
}
END_TEST

START_TEST(product_has_a_second_derivative_at_zeros)
{
	Fixture x;
	fixture_begin(&x, 1);
	Node *a = real(&x, "f32 3", 0, 1), *dx;
	graph_gradients(x.g, reduce_by(x.g, OP_reduce_prod, a, (int64_t[]){ 0 }, 1), NULL, &a, 1, &dx);
	/* a = (0, 0, 5): d a1 = a2 a3, so its derivatives are (0, 5, 0); the three sums are those of the Hessian's rows */
	expect_gradient(&x, dx, (double[]){ 0, 0, 5 }, (double[]){ 5, 5, 0 });
	fixture_end(&x);
}
END_TEST

START_TEST(ties_of_extremes_share_evenly)
{
	Fixture x;
	fixture_begin(&x, 1);
	Node *a = real(&x, "f32 4", 0, 1);
	expect_gradient(&x, reduce_by(x.g, OP_reduce_max, a, (int64_t[]){ 0 }, 1), (double[]){ 7, 1, 7, 3 }, (double[]){ 0.5, 0, 0.5, 0 });
	fixture_end(&x);
	fixture_begin(&x, 1);
	a = real(&x, "f32 3", 0, 1);
	expect_gradient(&x, map2(x.g, OP_maximum, a, node_splat(x.g, &a->type, 1)), (double[]){ 0, 1, 2 }, (double[]){ 0, 0.5, 1 });
	fixture_end(&x);
}
END_TEST

START_TEST(kinks_have_slope_zero)
{
	Fixture x;
	fixture_begin(&x, 1);
	Node *a = real(&x, "f32 3", 0, 1);
	expect_gradient(&x, map1(x.g, OP_abs, a), (double[]){ -2, 0, 2 }, (double[]){ -1, 0, 1 });
	fixture_end(&x);
	fixture_begin(&x, 1);
	a = real(&x, "f32 3", 0, 1);
	expect_gradient(&x, map1(x.g, OP_floor, a), (double[]){ -2, 0.5, 2 }, (double[]){ 0, 0, 0 });
	fixture_end(&x);
}
END_TEST

START_TEST(power_at_zero_is_finite)
{
	static const struct { double exponent, want[3]; } row[] = { { 0, { 0, 0, 0 } }, { 1, { 1, 1, 1 } }, { 2, { 0, 4, -4 } }, { 3, { 0, 12, 12 } } };
	for (int i = 0; i < 4; i++) {
		Fixture x;
		fixture_begin(&x, 1);
		Node *a = real(&x, "f32 3", 0, 1);
		expect_gradient(&x, map2(x.g, OP_power, a, node_splat(x.g, &a->type, row[i].exponent)), (double[]){ 0, 2, -2 }, row[i].want);
		fixture_end(&x);
	}
	/* by the exponent: 0 where the base is 0 */
	Fixture x;
	fixture_begin(&x, 1);
	Node *b = real(&x, "f32 3", 0, 1);
	expect_gradient(&x, map2(x.g, OP_power, node_splat(x.g, &b->type, 0), b), (double[]){ 0, 1, 2 }, (double[]){ 0, 0, 0 });
	fixture_end(&x);
}
END_TEST

/* custom(value, x, dy, d) with d = c * dy */
static Node *custom_scale(Fixture *x, Node *value, Node *a, Node *dy, double c)
{
	Node *in[] = { value, a, dy, map2(x->g, OP_multiply, dy, node_splat(x->g, &dy->type, c)) };
	return node_make(x->g, OP_custom_gradient, NULL, in, 4, NULL, 0);
}

START_TEST(custom_gradients_nest)
{
	/* both over one placeholder, as equal inputs are one node: the outer's slope is 2 * inner = 10, the inner's 2 */
	Fixture x;
	fixture_begin(&x, 1);
	Node *a = real(&x, "f32", 1, 1), *dy = node_input(x.g, &a->type, -1, "dy");
	Node *inner = custom_scale(&x, a, a, dy, 2);
	Node *in[] = { map2(x.g, OP_multiply, inner, a), inner, dy, map2(x.g, OP_multiply, dy, map2(x.g, OP_add, inner, inner)) };
	Node *outer = node_make(x.g, OP_custom_gradient, NULL, in, 4, NULL, 0);
	expect_gradient(&x, outer, (double[]){ 5 }, (double[]){ 20 });
	function_verify(x.f, "gradients");
	fixture_end(&x);
}
END_TEST

/* ---- the engine ----------------------------------------------------------------------------------------------- */

START_TEST(no_path_means_zeros)
{
	Fixture x;
	fixture_begin(&x, 1);
	Node *in[] = { real(&x, "f32 n", -1, 1), real(&x, "f32 2", -1, 1) }, *dx[2];
	Node *y = total(x.g, map2(x.g, OP_multiply, in[0], map1(x.g, OP_stop_gradient, in[0])));
	graph_gradients(x.g, y, NULL, in, 2, dx);
	double value;
	ck_assert(node_is_splat(dx[1], &value) && value == 0 && type_equal(&dx[1]->type, &in[1]->type));
	ck_assert(type_equal(&dx[0]->type, &in[0]->type));
	fixture_output(&x, dx[0]);
	Value out;
	fixture_run(&x, &out);
	for (int64_t i = 0; i < out.count; i++)
		ck_assert_double_eq(out.at[i], x.inputs.at[0].at[i]);      /* the stopped factor only */
	fixture_end(&x);
}
END_TEST

START_TEST(gradient_by_an_inner_tensor_and_through_it)
{
	Fixture x;
	fixture_begin(&x, 1);
	Node *a = real(&x, "f32", 1, 2), *b = map2(x.g, OP_multiply, a, a), *in[] = { b, a }, *dx[2];
	graph_gradients(x.g, map2(x.g, OP_multiply, b, b), node_scalar(x.g, DT_F32, 3), in, 2, dx);
	fixture_output(&x, dx[0]);
	fixture_output(&x, dx[1]);
	Value out[2];
	fixture_run(&x, out);
	const double v = x.inputs.at[0].at[0];
	ck_assert(fabs(out[0].at[0] - 6 * v * v) < 1e-9);
	ck_assert(fabs(out[1].at[0] - 12 * v * v * v) < 1e-9);
	fixture_end(&x);
}
END_TEST

START_TEST(only_a_scalar_has_gradients)
{
	Fixture x;
	fixture_begin(&x, 1);
	Node *a = real(&x, "f32 3", 1, 2), *dx;
	jmp_buf caught;
	x.cc.caught = &caught;
	if (setjmp(caught) == 0) {
		graph_gradients(x.g, a, NULL, &a, 1, &dx);
		ck_abort_msg("a vector was accepted");
	}
	ck_assert_str_eq(x.cc.error.text, "gradient: the value to differentiate must be a scalar; f32[] expected; found f32[3]");
	fixture_end(&x);
}
END_TEST

Suite *grad_suite(void)
{
	Suite *s = suite_create("gradients");
	TCase *rows = tcase_create("every primitive"), *points = tcase_create("choices"), *engine = tcase_create("engine");
	tcase_add_loop_test(rows, gradient_matches_finite_differences, 0, OP_COUNT);
	tcase_add_test(points, product_is_differentiable_at_zeros);
	tcase_add_test(points, product_has_a_second_derivative_at_zeros);
	tcase_add_test(points, ties_of_extremes_share_evenly);
	tcase_add_test(points, kinks_have_slope_zero);
	tcase_add_test(points, power_at_zero_is_finite);
	tcase_add_test(points, custom_gradients_nest);
	tcase_add_test(engine, no_path_means_zeros);
	tcase_add_test(engine, gradient_by_an_inner_tensor_and_through_it);
	tcase_add_test(engine, only_a_scalar_has_gradients);
	suite_add_tcase(s, rows);
	suite_add_tcase(s, points);
	suite_add_tcase(s, engine);
	return s;
}
