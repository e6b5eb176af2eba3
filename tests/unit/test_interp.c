/* test_interp.c - the reference interpreter against values worked out by hand, and against folding, row by row. */
#include <math.h>

#include "ir_fixture.h"

Suite *interp_suite(void);

/* Values of the inputs, in order, as flat lists; the extents of n and k. Returns the one output. */
static Value eval(Fixture *fx, int64_t n, int64_t k, const double *const *inputs)
{
	const int64_t extent[] = { n, k };
	Value at[8], result;
	ck_assert_uint_eq(fx->f->outputs.n, 1);
	for (size_t i = 0; i < fx->f->inputs.n; i++) {
		at[i] = value_new(&fx->cc.arena, fx->m, &fx->f->inputs.at[i].type, extent);
		memcpy(at[i].at, inputs[i], (size_t)at[i].count * sizeof(double));
	}
	function_verify(fx->f, "building");
	InterpArgs args = { .extent = extent, .inputs = at };
	function_interpret(fx->f, &args, &fx->cc.arena, &result, NULL);
	return result;
}

static void ck_values(const Value *v, const double *expected, int64_t count)
{
	ck_assert_int_eq(v->count, count);
	for (int64_t i = 0; i < count; i++)
		if (isnan(expected[i]) ? !isnan(v->at[i]) : v->at[i] != expected[i])
			ck_abort_msg("element %lld is %g, not %g", (long long)i, v->at[i], expected[i]);
}

#define LIST(...) (const double[]){ __VA_ARGS__ }
#define COUNT(...) (int64_t)(sizeof(LIST(__VA_ARGS__)) / sizeof(double))
/* The node over the inputs has these elements. */
#define ck_eval(fx, node, extent_n, extent_k, inputs, ...) \
	do { \
		out(fx, "y", node); \
		Value v_ = eval(fx, extent_n, extent_k, inputs); \
		ck_values(&v_, LIST(__VA_ARGS__), COUNT(__VA_ARGS__)); \
		(fx)->f->outputs.n = 0; \
	} while (0)
#define INPUTS(...) (const double *const[]){ __VA_ARGS__ }

START_TEST(movement_moves)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2,3]"), *zero = node_scalar(fx->g, DT_F32, 9);
	const double *const *v = INPUTS(LIST(1, 2, 3, 4, 5, 6));
	ck_eval(fx, mk(fx, OP_reshape, "f32[3,2]", IN(x), NONE), 1, 1, v, 1, 2, 3, 4, 5, 6);
	ck_eval(fx, mk(fx, OP_transpose, NULL, IN(x), ATTR(2, 1, 0)), 1, 1, v, 1, 4, 2, 5, 3, 6);
	ck_eval(fx, mk(fx, OP_slice, NULL, IN(x), ATTR(2, 0, 0, 2, 2, 3, 2, 1, 2)), 1, 1, v, 1, 3, 4, 6);
	ck_eval(fx, mk(fx, OP_slice, NULL, IN(x), ATTR(2, 1, 1, 2, 2, 3, 2, 1, 1)), 1, 1, v, 5, 6);
	ck_eval(fx, mk(fx, OP_reverse, NULL, IN(x), ATTR(2, 0, 1)), 1, 1, v, 6, 5, 4, 3, 2, 1);
	ck_eval(fx, mk(fx, OP_reverse, NULL, IN(x), ATTR(1, 1)), 1, 1, v, 3, 2, 1, 6, 5, 4);
	ck_eval(fx, mk(fx, OP_pad, NULL, IN(x, zero), ATTR(2, 1, 0, 2, 0, 1, 2, 0, 1)), 1, 1, v, 9, 9, 9, 9, 9, 9, 1, 9, 2, 9, 3, 9, 4, 9,
	        5, 9, 6, 9);
	ck_eval(fx, mk(fx, OP_concatenate, NULL, IN(x, x), ATTR(1)), 1, 1, v, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6);
	ck_eval(fx, mk(fx, OP_concatenate, NULL, IN(x, x), ATTR(0)), 1, 1, v, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6);
	ck_eval(fx, mk(fx, OP_broadcast_in_dim, "f32[3,2,2]", IN(x), ATTR(2, 2, 0)), 1, 1, v, 1, 4, 1, 4, 2, 5, 2, 5, 3, 6, 3, 6);
	fixture_close(fx);
}
END_TEST

START_TEST(broadcasting_stretches_one)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[1,3]"), *s = in(fx, "s", "f32[]");
	const double *const *v = INPUTS(LIST(1, 2, 3), LIST(7));
	ck_eval(fx, mk(fx, OP_broadcast_in_dim, "f32[n,3]", IN(x), ATTR(2, 0, 1)), 2, 1, v, 1, 2, 3, 1, 2, 3);
	ck_eval(fx, mk(fx, OP_broadcast_in_dim, "f32[n,2]", IN(s), ATTR(0)), 2, 1, v, 7, 7, 7, 7);
	fixture_close(fx);
}
END_TEST

START_TEST(bounded_extents_are_the_actual_ones)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[n,2]"), *w = in(fx, "w", "f32[40]");
	double all[40];
	for (int i = 0; i < 40; i++)
		all[i] = i;
	const double *const *v = INPUTS(LIST(1, 2, 3, 4, 5, 6), all);
	ck_eval(fx, mk(fx, OP_reduce_sum, NULL, IN(x), ATTR(1, 0)), 3, 1, v, 9, 12);
	ck_eval(fx, mk(fx, OP_reshape, "f32[n*2]", IN(x), NONE), 3, 1, v, 1, 2, 3, 4, 5, 6);
	ck_eval(fx, node_extent(fx->g, fx->n), 3, 1, v, 3);
	ck_eval(fx, mk(fx, OP_iota, "i32[n]", NONE, ATTR(0)), 3, 1, v, 0, 1, 2);
	ck_eval(fx, mk(fx, OP_slice, NULL, IN(w), ATTR(1, 0, 1, slice_to(fx->n), 1, 1)), 3, 1, v, 0, 1, 2);
	ck_eval(fx, mk(fx, OP_slice, NULL, IN(x), ATTR(2, 0, 1, 2, SLICE_WHOLE, 2, 2, 1, 1)), 3, 1, v, 2, 4, 6);
	ck_eval(fx, mk(fx, OP_cumsum, NULL, IN(x), ATTR(0, 1, 0)), 3, 1, v, 9, 12, 8, 10, 5, 6);
	ck_eval(fx, mk(fx, OP_transpose, NULL, IN(x), ATTR(2, 1, 0)), 3, 1, v, 1, 3, 5, 2, 4, 6);
	fixture_close(fx);
}
END_TEST

START_TEST(indices_clamp)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2,3]"), *i = in(fx, "i", "i32[4]"), *u = in(fx, "u", "f32[2,4]");
	Node *j = in(fx, "j", "i32[2,2]"), *w = in(fx, "w", "f32[2,2]"), *s = in(fx, "s", "i32[]"), *p = in(fx, "p", "f32[2,1]");
	const double *const *v = INPUTS(LIST(1, 2, 3, 4, 5, 6), LIST(-5, 1, 9, 1), LIST(1, 2, 3, 4, 5, 6, 7, 8), LIST(2, -1, 7, 0),
	                                LIST(10, 20, 30, 40), LIST(5), LIST(70, 80));
	ck_eval(fx, mk(fx, OP_gather, NULL, IN(x, i), ATTR(1)), 1, 1, v, 1, 2, 3, 2, 4, 5, 6, 5);
	ck_eval(fx, mk(fx, OP_gather, NULL, IN(x, s), ATTR(0)), 1, 1, v, 4, 5, 6);
	ck_eval(fx, mk(fx, OP_scatter_add, NULL, IN(x, i, u), ATTR(1)), 1, 1, v, 2, 8, 6, 9, 19, 13);
	ck_eval(fx, mk(fx, OP_gather_along, NULL, IN(x, j), ATTR(1)), 1, 1, v, 3, 1, 6, 4);
	ck_eval(fx, mk(fx, OP_scatter_add_along, NULL, IN(x, j, w), ATTR(1)), 1, 1, v, 21, 2, 13, 44, 5, 36);
	ck_eval(fx, mk(fx, OP_dynamic_slice, NULL, IN(x, s), ATTR(1, 2)), 1, 1, v, 2, 3, 5, 6);
	ck_eval(fx, mk(fx, OP_dynamic_update_slice, NULL, IN(x, p, s), ATTR(1)), 1, 1, v, 1, 2, 70, 4, 5, 80);
	fixture_close(fx);
}
END_TEST

START_TEST(an_index_into_a_bounded_axis_clamps_to_its_extent)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[n]"), *i = in(fx, "i", "i32[2]"), *s = in(fx, "s", "i32[]"), *c = in(fx, "c", "f32[40]");
	const double *const *v = INPUTS(LIST(1, 2, 3), LIST(30, 1), LIST(39), (double[40]){ 0 });
	ck_eval(fx, mk(fx, OP_gather, NULL, IN(x, i), ATTR(0)), 3, 1, v, 3, 2);
	ck_eval(fx, mk(fx, OP_dynamic_slice, NULL, IN(x, s), ATTR(0, 1)), 3, 1, v, 3);
	out(fx, "y", mk(fx, OP_dynamic_update_slice, NULL, IN(c, x, s), ATTR(0)));
	Value y = eval(fx, 3, 1, v);
	ck_assert_double_eq(y.at[36], 0);
	ck_assert_double_eq(y.at[37], 1);
	ck_assert_double_eq(y.at[39], 3);
	fixture_close(fx);
}
END_TEST

START_TEST(reductions_reduce)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2,3]"), *e = constant_f32(fx, "f32[0]", (const float[1]){ 0 });
	Node *i = in(fx, "i", "i32[2]"), *b = in(fx, "b", "bool[3]");
	const double *const *v = INPUTS(LIST(1, NAN, 3, 4, 4, 2), LIST(2147483647, 2), LIST(0, 1, 0));
	ck_eval(fx, mk(fx, OP_reduce_sum, NULL, IN(x), ATTR(1, 1)), 1, 1, v, NAN, 10);
	ck_eval(fx, mk(fx, OP_reduce_max, NULL, IN(x), ATTR(1, 0)), 1, 1, v, 4, NAN, 3);
	ck_eval(fx, mk(fx, OP_reduce_prod, NULL, IN(x), ATTR(1, 1)), 1, 1, v, NAN, 32);
	ck_eval(fx, mk(fx, OP_argmax, NULL, IN(x), ATTR(1)), 1, 1, v, 1, 0);
	ck_eval(fx, mk(fx, OP_argmin, NULL, IN(x), ATTR(1)), 1, 1, v, 1, 2);
	ck_eval(fx, mk(fx, OP_argmin, NULL, IN(x), ATTR(0)), 1, 1, v, 0, 0, 1);
	ck_eval(fx, mk(fx, OP_reduce_sum, NULL, IN(e), ATTR(1, 0)), 1, 1, v, 0);
	ck_eval(fx, mk(fx, OP_reduce_prod, NULL, IN(e), ATTR(1, 0)), 1, 1, v, 1);
	ck_eval(fx, mk(fx, OP_reduce_max, NULL, IN(e), ATTR(1, 0)), 1, 1, v, -(double)INFINITY);
	ck_eval(fx, mk(fx, OP_reduce_sum, NULL, IN(i), ATTR(1, 0)), 1, 1, v, -2147483647);
	ck_eval(fx, mk(fx, OP_reduce_prod, NULL, IN(i), ATTR(1, 0)), 1, 1, v, -2);
	ck_eval(fx, mk(fx, OP_reduce_max, NULL, IN(b), ATTR(1, 0)), 1, 1, v, 1);
	ck_eval(fx, mk(fx, OP_reduce_min, NULL, IN(b), ATTR(1, 0)), 1, 1, v, 0);
	ck_eval(fx, mk(fx, OP_cumsum, NULL, IN(i), ATTR(0, 0, 1)), 1, 1, v, 0, 2147483647);
	fixture_close(fx);
}
END_TEST

/* 1 + 1e-9 is 1 in f32: the first wins, and they are equal. */
START_TEST(ties_fall_as_in_f32)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2]"), *y = in(fx, "y", "f32[2]");
	const double *const *v = INPUTS(LIST(1, 1 + 1e-9), LIST(1 + 1e-9, 1));
	ck_eval(fx, mk(fx, OP_argmax, NULL, IN(x), ATTR(0)), 1, 1, v, 0);
	ck_eval(fx, mk(fx, OP_argmin, NULL, IN(y), ATTR(0)), 1, 1, v, 0);
	ck_eval(fx, map2(fx->g, OP_equal, x, y), 1, 1, v, 1, 1);
	ck_eval(fx, map1(fx->g, OP_ceil, x), 1, 1, v, 1, 1);
	fixture_close(fx);
}
END_TEST

START_TEST(contractions_contract)
{
	Fixture *fx = fixture_open();
	Node *a = in(fx, "a", "f32[2,3]"), *b = in(fx, "b", "f32[3,2]"), *c = in(fx, "c", "f32[2,2,2]");
	Node *e = constant_f32(fx, "f32[2,0]", (const float[1]){ 0 });
	const double *const *v = INPUTS(LIST(1, 2, 3, 4, 5, 6), LIST(1, 2, 3, 4, 5, 6), LIST(1, 2, 3, 4, 5, 6, 7, 8));
	ck_eval(fx, mk(fx, OP_dot_general, NULL, IN(a, b), ATTR(0, 0, 1, 1, 1, 0)), 1, 1, v, 22, 28, 49, 64);
	ck_eval(fx, mk(fx, OP_dot_general, NULL, IN(a, b), ATTR(0, 0, 1, 0, 1, 1)), 1, 1, v, 9, 19, 29, 12, 26, 40, 15, 33, 51);
	ck_eval(fx, mk(fx, OP_dot_general, NULL, IN(a, b), ATTR(0, 0, 2, 0, 1, 2, 1, 0)), 1, 1, v, 86);
	/* y[q,r,p] = sum over k of c[k,q,r] c[p,q,k] */
	ck_eval(fx, mk(fx, OP_dot_general, NULL, IN(c, c), ATTR(1, 1, 1, 1, 1, 0, 1, 2)), 1, 1, v, 11, 35, 14, 46, 37, 77, 44, 92);
	ck_eval(fx, mk(fx, OP_dot_general, NULL, IN(e, e), ATTR(0, 0, 1, 1, 1, 1)), 1, 1, v, 0, 0, 0, 0);
	fixture_close(fx);
}
END_TEST

START_TEST(convolutions_convolve)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[1,4,1]"), *w = in(fx, "w", "f32[3,1,1]"), *c = in(fx, "c", "f32[1,2,2]"), *d = in(fx, "d", "f32[2,2,2]");
	const double *const *v = INPUTS(LIST(1, 2, 3, 4), LIST(1, 10, 100), LIST(1, 2, 3, 4), LIST(1, 2, 3, 4, 5, 6, 7, 8));
	Convolution p = { .spatial = 1, .lhs = { 0, 2, -1, { 1 } }, .rhs = { 1, 2, -1, { 0 } }, .out = { 0, 2, -1, { 1 } },
		              .window = { { 3, 1, 1, 1, 1, 1 } } };
	ck_eval(fx, convolution_by(fx->g, x, w, &p), 1, 1, v, 210, 321, 432, 43);
	p.reversed = true;
	ck_eval(fx, convolution_by(fx->g, x, w, &p), 1, 1, v, 12, 123, 234, 340);
	p.reversed = false;
	p.window[0] = (Window){ 3, 2, 4, -1, 1, 1 };                /* a window of only padding first, the last element cut */
	ck_eval(fx, convolution_by(fx->g, x, w, &p), 1, 1, v, 0, 100, 321);
	p.window[0] = (Window){ 3, 3, 0, 0, 1, 3 };                 /* x at 0 3 6 9 */
	ck_eval(fx, convolution_by(fx->g, x, w, &p), 1, 1, v, 1, 2, 3);
	p.window[0] = (Window){ 3, 1, 2, 2, 2, 1 };
	ck_eval(fx, convolution_by(fx->g, x, w, &p), 1, 1, v, 310, 420, 31, 42);
	/* channels: y[o, f] = sum over c of x[o, c] w[0, c, f] + x[o + 1, c] w[1, c, f];  then the same two as groups */
	p.window[0] = (Window){ 2, 1, 0, 0, 1, 1 };
	ck_eval(fx, convolution_by(fx->g, c, d, &p), 1, 1, v, 50, 60);
	const Type four = ty(fx, "f32[1,2,2,1]"), kernel = ty(fx, "f32[2,1,2,2]");
	const Convolution g = { .spatial = 1, .lhs = { 0, 3, 2, { 1 } }, .rhs = { 1, 3, 2, { 0 } }, .out = { 0, 3, 2, { 1 } },
		                    .window = { { 2, 1, 0, 0, 1, 1 } } };
	Node *grouped = convolution_by(fx->g, reshape_to(fx->g, c, &four), reshape_to(fx->g, d, &kernel), &g);
	ck_eval(fx, grouped, 1, 1, v, 1 * 1 + 3 * 5, 1 * 2 + 3 * 6, 2 * 3 + 4 * 7, 2 * 4 + 4 * 8);
	fixture_close(fx);
}
END_TEST

START_TEST(windows_slide)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[5]"), *i = in(fx, "i", "i32[4]"), *dy = in(fx, "dy", "f32[3]"), *y = in(fx, "y", "f32[2,2]");
	const double *const *v = INPUTS(LIST(1, 3, 3, NAN, 2), LIST(-5, -7, -6, 2147483647), LIST(10, 20, 30), LIST(4, 4, 4, 4));
	const Window w = { 3, 1, 1, 1, 1, 1 }, two = { 2, 1, 1, 0, 1, 1 }, odd = { 3, 2, 1, 1, 1, 1 };
	ck_eval(fx, window_by(fx->g, OP_reduce_window_max, x, NULL, &w), 1, 1, v, 3, 3, NAN, NAN, NAN);
	ck_eval(fx, window_by(fx->g, OP_reduce_window_max, i, NULL, &two), 1, 1, v, -5, -5, -6, 2147483647);
	ck_eval(fx, window_by(fx->g, OP_reduce_window_sum, i, NULL, &two), 1, 1, v, -5, -12, -13, 2147483641);
	ck_eval(fx, window_by(fx->g, OP_reduce_window_sum, dy, NULL, &(Window){ 2, 2, 1, 2, 1, 3 }), 1, 1, v, 10, 0, 20, 30, 0);
	/* windows 1..2, 2..4, 4..5 of x: the maxima are at 2, 4 (NaN), 4 */
	ck_eval(fx, window_by(fx->g, OP_select_and_scatter_add, x, dy, &odd), 1, 1, v, 0, 10, 0, 50, 0);
	ck_eval(fx, window_by(fx->g, OP_select_and_gather, x, x, &odd), 1, 1, v, 3, NAN, NAN);
	/* of equal ones the first in row-major order */
	const Window square[] = { { 2, 2, 0, 0, 1, 1 }, { 2, 2, 0, 0, 1, 1 } };
	Node *one = slice_by(fx->g, y, (int64_t[]){ 0, 0 }, (int64_t[]){ 1, 1 }, (int64_t[]){ 1, 1 });
	ck_eval(fx, window_by(fx->g, OP_select_and_scatter_add, y, one, square), 1, 1, v, 4, 0, 0, 0);
	fixture_close(fx);
}
END_TEST

START_TEST(random_words_do_not_depend_on_the_batch)
{
	Fixture *fx = fixture_open();
	Node *key = in(fx, "key", "u32[4]");
	out(fx, "y", mk(fx, OP_rng_bits, "u32[n,k]", IN(key), ATTR(12345)));
	const double *const *v = INPUTS(LIST(1, 2, 3, 4294967295.0));
	Value wide = eval(fx, 4, 5, v), narrow = eval(fx, 2, 3, v);
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 3; j++)
			ck_assert_double_eq(narrow.at[i * 3 + j], wide.at[i * 5 + j]);
	ck_assert_double_ne(wide.at[0], wide.at[1]);
	fixture_close(fx);
}
END_TEST

START_TEST(sets_and_slots_are_read_and_written)
{
	Fixture *fx = fixture_open();
	Type t = ty(fx, "f32[2]");
	Slot *s = model_add_slot(fx->m, SLOT_STATE, "s", &t, fx->g->here);
	Node *old = node_slot(fx->g, s), *next = map2(fx->g, OP_add, old, node_splat(fx->g, &t, 1));
	Set set = { .slot = s, .value = next };
	vec_push(&fx->cc.arena, fx->f->sets, set);
	out(fx, "old", old);
	Value slot = value_new(&fx->cc.arena, fx->m, &t, NULL), was, is;
	slot.at[0] = 5;
	InterpArgs args = { .slots = &slot };
	function_interpret(fx->f, &args, &fx->cc.arena, &was, &is);
	ck_values(&was, LIST(5, 0), 2);
	ck_values(&is, LIST(6, 1), 2);
	fixture_close(fx);
}
END_TEST

START_TEST(a_custom_gradient_is_its_value)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2]"), *y = map1(fx->g, OP_negate, x);
	Node *dy = node_input(fx->g, &y->type, -1, "dy");
	ck_eval(fx, mk(fx, OP_custom_gradient, NULL, IN(y, x, dy, map1(fx->g, OP_negate, dy)), NONE), 1, 1, INPUTS(LIST(1, 2)), -1, -2);
	fixture_close(fx);
}
END_TEST

/* ---- interpretation and folding agree, for each elementwise row -------------------------------------------- */

static const int64_t ints[] = { 0, 1, -1, 2, -2, 3, 7, 31, 32, 33, 100, -100, 255, 256, 65535, 65536, 2147483647, -2147483647,
	                            -2147483647 - 1 };
static const double reals[] = { 0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3.75, 10, -10, 80, 1e-3, 1e10, -1e10 };

/* The i-th test value of a type, as a double. */
static size_t value_count(DType d)
{
	return d == DT_F32 ? sizeof reals / sizeof *reals : d == DT_BOOL ? 2 : sizeof ints / sizeof *ints;
}

static uint32_t value_bits(DType d, size_t i)
{
	float f = d == DT_F32 ? (float)reals[i] : 0;
	uint32_t bits = d == DT_F32 || d == DT_BOOL ? (uint32_t)i : (uint32_t)ints[i];
	switch (d) {
	case DT_F32: memcpy(&bits, &f, sizeof bits); return bits;
	case DT_I16: return (uint32_t)(int32_t)(int16_t)bits;
	case DT_U16: return bits & 0xffff;
	case DT_I8: return (uint32_t)(int32_t)(int8_t)bits;
	case DT_U8: return bits & 0xff;
	case DT_I32: case DT_U32: case DT_BOOL: return bits;
	}
	return bits;
}

static double bits_value(DType d, uint32_t bits)
{
	float f;
	memcpy(&f, &bits, sizeof f);
	return d == DT_F32 ? (double)f : d == DT_U32 ? (double)bits : (double)(int32_t)bits;
}

static const char *scalar_name(Fixture *fx, DType d)
{
	return arena_printf(&fx->cc.arena, "%s[]", dtype_name(d));
}

static void compare_fold(Fixture *fx, Op op, DType d, DType result, const uint32_t bits[3])
{
	double v[3];
	const double *inputs[3];
	for (uint32_t i = 0; i < (uint32_t)op_table[op].arity; i++) {
		v[i] = bits_value(op == OP_select && i == 0 ? DT_BOOL : d, bits[i]);
		inputs[i] = &v[i];
	}
	Value y = eval(fx, 1, 1, inputs);
	double folded = bits_value(result, op_fold(op, d, result, bits)), wanted = y.at[0];
	bool close = result == DT_F32 ? fabs(folded - wanted) <= 4e-7 * fabs(wanted) + 1e-37 : folded == wanted;
	bool special = isnan(wanted) ? isnan(folded) : (float)wanted == (float)folded;
	if (!(close || (result == DT_F32 && special)))
		ck_abort_msg("%s of %s: %g %g %g folds to %.9g, means %.9g", op_table[op].name, dtype_name(d), v[0],
		             op_table[op].arity > 1 ? v[1] : 0.0, op_table[op].arity > 2 ? v[2] : 0.0, folded, wanted);
}

static void row_agrees(Op op, DType d, DType result)
{
	Fixture *fx = fixture_open();
	Node *x[3];
	static const char *const names[] = { "a", "b", "c" };
	const size_t arity = (size_t)op_table[op].arity, count = value_count(d);
	for (size_t i = 0; i < arity; i++)
		x[i] = in(fx, names[i], scalar_name(fx, op == OP_select && i == 0 ? DT_BOOL : d));
	Type t = type_scalar(result);
	out(fx, "y", node_make(fx->g, op, op == OP_convert || op == OP_bitcast ? &t : NULL, x, arity, NULL, 0));
	result = fx->f->outputs.at[0].type.dtype;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < (arity > 1 ? count : 1); j++) {
			uint32_t bits[3] = { value_bits(d, i), value_bits(d, j), 0 };
			if (op == OP_select) {
				bits[2] = bits[1];
				bits[1] = bits[0];
				bits[0] = (uint32_t)(i + j) & 1;
			}
			compare_fold(fx, op, d, result, bits);
		}
	fixture_close(fx);
}

START_TEST(folding_agrees_with_interpretation)
{
	const Op op = (Op)_i;
	if (op_table[op].kind != KIND_MAP)
		return;
	for (DType d = DT_F32; d <= DT_BOOL; d++) {
		if (!op_accepts(op, d))
			continue;
		if (op != OP_convert && op != OP_bitcast) {
			row_agrees(op, d, d);
			continue;
		}
		for (DType to = DT_F32; to <= DT_BOOL; to++)
			if (op == OP_convert || dtype_size(to) == 4)
				row_agrees(op, d, to);
	}
}
END_TEST

Suite *interp_suite(void)
{
	Suite *s = suite_create("interp");
	TCase *t = tcase_create("interp");
	tcase_add_test(t, movement_moves);
	tcase_add_test(t, broadcasting_stretches_one);
	tcase_add_test(t, bounded_extents_are_the_actual_ones);
	tcase_add_test(t, indices_clamp);
	tcase_add_test(t, an_index_into_a_bounded_axis_clamps_to_its_extent);
	tcase_add_test(t, reductions_reduce);
	tcase_add_test(t, ties_fall_as_in_f32);
	tcase_add_test(t, contractions_contract);
	tcase_add_test(t, convolutions_convolve);
	tcase_add_test(t, windows_slide);
	tcase_add_test(t, random_words_do_not_depend_on_the_batch);
	tcase_add_test(t, sets_and_slots_are_read_and_written);
	tcase_add_test(t, a_custom_gradient_is_its_value);
	tcase_add_loop_test(t, folding_agrees_with_interpretation, 0, OP_COUNT);
	suite_add_tcase(s, t);
	return s;
}
