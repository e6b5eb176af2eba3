/* test_convolve.c - convolutions and windows of many shapes, lowered: every plan and every address holds, however operands lie. */
#include "script_fixture.h"

#include "../../compiler/lower/lower.h"
#include "../../compiler/passes/passes.h"
#include "../../compiler/plan/plan.h"

/* Lowers, plans and proves all functions of a script; returns the kernels. Their dump has `some` in it, where that is wanted,
 * and nowhere `none`. */
static size_t lowered_to(const char *script, const char *some, const char *none)
{
	Scripted *s = scripted_text(script, NULL);
	const LowerOptions options = { .blas = true, .threads = 1 };
	size_t kernels = 0;
	ck_assert_msg(s->m != NULL, "%s", s->printed);
	model_run_passes(s->m);
	choose_layouts(s->m);
	for (size_t i = 0; i < s->m->functions.n; i++) {
		Program *p = lower_function(s->m->functions.at[i], &options);
		plan_program(p);
		const char *verdict = plan_check(p, &s->cc->arena);
		ck_assert_msg(!verdict, "the plan of %s: %s", p->function->name, verdict);
		uint64_t accesses;
		verdict = prove_program(p, &s->cc->arena, &accesses);
		ck_assert_msg(!verdict, "the proof of %s: %s", p->function->name, verdict);
		kernels += p->kernels.n;
		Text t = text_new(&s->cc->arena);
		program_dump(p, &t);
		ck_assert_msg(!some || strstr(text_str(&t), some), "\"%s\" expected in\n%s", some, text_str(&t));
		ck_assert_msg(!none || !strstr(text_str(&t), none), "no \"%s\" expected in\n%s", none, text_str(&t));
	}
	scripted_close(s);
	return kernels;
}

static size_t lowered_with(const char *script, const char *some) { return lowered_to(script, some, NULL); }

static size_t lowered(const char *script) { return lowered_with(script, NULL); }

/* One value, one line or one column seen as a whole image: operands whose strides are 0. */
START_TEST(operands_without_strides)
{
	ck_assert_uint_ge(lowered(
		"local cr = require 'crescent'\n"
		"local m = cr.model('broadcast', {})\n"
		"for _, h in ipairs { 17, 64 } do for _, w in ipairs { 14, 28 } do for _, c in ipairs { 1, 3 } do\n"
		"  for kind, ty in pairs { value = cr.f32 {}, line = cr.f32 { w, c }, column = cr.f32 { h, 1, c } } do\n"
		"    for name, pads in pairs { even = 'same', odd = { { 2, 1 }, { 1, 2 } }, far = { { 9, 8 }, { 0, 7 } } } do\n"
		"      m:func(('%s_%s_%d_%d_%d'):format(kind, name, h, w, c), { x = ty, k = cr.f32 { 5, 3, c, 16 } }, { 'y' }, function(x, k)\n"
		"        return cr.convolution(x:broadcast { 2, h, w, c }, k, { padding = pads })\n"
		"      end)\n"
		"    end\n"
		"  end\n"
		"end end end\n"), 72);
}
END_TEST

/* Strides of the input's spread and padding past the kernel leave places that no cell reaches. */
START_TEST(places_that_nothing_reaches)
{
	ck_assert_uint_ge(lowered(
		"local cr = require 'crescent'\n"
		"local m = cr.model('nothing', {})\n"
		"for spread = 1, 4 do for size = 1, 3 do for dilation = 1, 2 do for first = 0, 3 do\n"
		"  m:func(('spread_%d_%d_%d_%d'):format(spread, size, dilation, first), { x = cr.f32 { 2, 9, 8, 16 }, k = cr.f32 { size, size, 16, 32 } }, { 'y' }, function(x, k)\n"
		"    return cr.convolution(x, k, { input_dilation = spread, dilation = dilation, padding = { { first, 7 }, { 7, first } } })\n"
		"  end)\n"
		"end end end end\n"), 96);
}
END_TEST

/* A slice of padding alone, spread elements missed by a stride, a first cell outside: nothing is read there. */
START_TEST(guards_that_never_hold)
{
	ck_assert_uint_ge(lowered(
		"local ir = require 'crescent.ir'\n"
		"local m = ir.model('never')\n"
		"m:func('f', 'user', function()\n"
		"  local n = ir.dim('n', 4)\n"
		"  local k = ir.dim('k', 3)\n"
		"  local x, v = ir.input('x', ir.type('f32', { n, k, 1 }), 1), ir.input('v', ir.type('f32', {}), 2)\n"
		"  local spread = ir.pad(x, v, { low = { 0, 0, 4 }, high = { 0, 0, 0 }, interior = { 0, 0, 1 } })\n"
		"  local missed = ir.slice(spread, { start = { 0, 0, 1 }, limit = { -1, -1, 4 }, stride = { 1, 1, 2 } })\n"
		"  local i, j = ir.input('i', ir.type('i32', { 2, 1 }), 3), ir.input('j', ir.type('i32', {}), 4)\n"
		"  local first = ir.argmax(ir.pad(i, j, { low = { 2, 2 }, high = { 0, 2 }, interior = { 1, 0 } }), { axis = 1 })\n"
		"  local past = ir.reduce_window_sum(x, { size = { 1, 1, 1 }, strides = { 1, 1, 2 }, low = { 0, 0, 1 }, high = { 0, 0, 3 },\n"
		"    dilation = { 1, 1, 1 }, base_dilation = { 1, 1, 1 } })\n"
		"  return { outputs = { { 'y', missed }, { 'first', first }, { 'past', past } }, sets = {} }\n"
		"end)\n"), 3);
}
END_TEST

/* A slice of what a pad is around: every place is inside, and nothing reads what stands outside. */
START_TEST(guards_that_always_hold)
{
	ck_assert_uint_ge(lowered_to(
		"local ir = require 'crescent.ir'\n"
		"local m = ir.model('always')\n"
		"m:slot('param', 'v', ir.type('f32', {}))\n"
		"m:func('f', 'user', function()\n"
		"  local x = ir.input('x', ir.type('f32', { 2 }), 1)\n"
		"  local wide = ir.floor(ir.pad(x, ir.param('v'), { low = { 2 }, high = { 0 }, interior = { 0 } }))\n"
		"  return { outputs = { { 'y', ir.slice(wide, { start = { 2 }, limit = { 4 }, stride = { 1 } }) } }, sets = {} }\n"
		"end)\n", "floor(p", "guard"), 1);
}
END_TEST

/* -2 + 2*i inside says that i is 1, of an index that holds i and not 2*i. */
START_TEST(guards_in_steps)
{
	ck_assert_uint_ge(lowered(
		"local ir = require 'crescent.ir'\n"
		"local m = ir.model('steps')\n"
		"m:func('f', 'user', function()\n"
		"  local n = ir.dim('n', 4)\n"
		"  local x, v = ir.input('x', ir.type('f32', { n, 1 }), 1), ir.input('v', ir.type('f32', {}), 2)\n"
		"  local spread = ir.pad(x, v, { low = { 0, 2 }, high = { 0, 1 }, interior = { 0, 1 } })\n"
		"  local every = ir.slice(ir.floor(spread), { start = { 0, 0 }, limit = { -1, 4 }, stride = { 1, 2 } })\n"
		"  return { outputs = { { 'y', every } }, sets = {} }\n"
		"end)\n"), 1);
}
END_TEST

/* Of one image the threads share the lines: a loop of one turn leaves them to the next. */
START_TEST(one_image_shares_its_lines)
{
	ck_assert_uint_ge(lowered_with(
		"local cr = require 'crescent'\n"
		"local m = cr.model('one', {})\n"
		"m:func('f', { x = cr.f32 { 1, 30, 30, 16 }, k = cr.f32 { 3, 3, 16, 16 } }, { 'y' }, function(x, k)\n"
		"  return cr.convolution(x, k, { padding = 'same' })\n"
		"end)\n", "  for v0 < 1\n    parallel for v1 < 30\n"), 1);
	ck_assert_uint_ge(lowered_with(
		"local cr = require 'crescent'\n"
		"local m = cr.model('some', {})\n"
		"m:func('f', { x = cr.f32 { 2, 30, 30, 16 }, k = cr.f32 { 3, 3, 16, 16 } }, { 'y' }, function(x, k)\n"
		"  return cr.convolution(x, k, { padding = 'same' })\n"
		"end)\n", "  parallel for v0 < 2\n    for v1 < 30\n"), 1);
}
END_TEST

/* Kernels of convolutions, in groups, wide and of one element, lie as they are read: nothing is copied in a call. */
START_TEST(kernels_lie_as_they_are_read)
{
	ck_assert_uint_ge(lowered_to(
		"local cr, nn = require 'crescent', require 'crescent.nn'\n"
		"local net = nn.sequential { nn.conv2d(64, 3, { padding = 'same' }), nn.conv2d(96, 3, { groups = 2, strides = 2 }), nn.conv2d(256, 1), nn.conv2d(48, 3, { dilation_rate = 2 }), nn.conv2d(512, 1) }\n"
		"local m = cr.model('net', net)\n"
		"m:func('infer', { x = cr.f32 { 24, 24, 16 } }, { 'y' }, function(x) return net(x:expand(1)) end)\n", NULL, "pack"), 4);
}
END_TEST

/* Columns that are no whole panels, in tiles and rows, wide and narrow: read where they lie. */
START_TEST(partial_panels_are_read_in_place)
{
	ck_assert_uint_ge(lowered_to(
		"local cr = require 'crescent'\n"
		"local m = cr.model('parts', {})\n"
		"for _, columns in ipairs { 10, 15, 24, 40, 1000 } do for _, rows in ipairs { 1, 40 } do\n"
		"  m:func(('dot_%d_%d'):format(columns, rows), { x = cr.f32 { rows, 48 }, w = cr.f32 { 48, columns } }, { 'y' }, function(x, w) return cr.matmul(x, w) end)\n"
		"end end\n"
		"for _, columns in ipairs { 24, 40 } do\n"
		"  m:func(('conv_%d'):format(columns), { x = cr.f32 { 1, 30, 30, 16 }, k = cr.f32 { 3, 3, 16, columns } }, { 'y' }, function(x, k)\n"
		"    return cr.convolution(x, k, { padding = 'same' })\n"
		"  end)\n"
		"end\n", NULL, "pack"), 12);
}
END_TEST

/* A parameter in panels takes the value of one that is not: element by element, and not as it lies. */
START_TEST(copies_between_layouts_go_by_elements)
{
	ck_assert_uint_ge(lowered_with(
		"local ir = require 'crescent.ir'\n"
		"local m = ir.model('copied')\n"
		"m:slot('param', 'a', ir.type('f32', { 2, 8, 48 }), true)\n"
		"m:slot('param', 'b', ir.type('f32', { 2, 8, 48 }), true)\n"
		"m:func('f', 'user', function()\n"
		"  local x = ir.input('x', ir.type('f32', { 3, 20, 8 }), 1)\n"
		"  local y = ir.convolution(x, ir.param('a'), { lhs = { 1, 3, 2 }, rhs = { 2, 3, 1 }, out = { 1, 3, 2 }, group = {}, strides = { 1 },\n"
		"    low = { 0 }, high = { 0 }, lhs_dilation = { 1 }, rhs_dilation = { 1 }, reversed = 0 })\n"
		"  return { outputs = { { 'y', y } }, sets = { { 'param', 'a', ir.param('b') } } }\n"
		"end)\n", "p0[16*v0 + 256*(v2)/16 + (v2)%16] = p1[48*v0 + v2]"), 2);
}
END_TEST

/* The gradient of a kernel in groups, whose last axes the update sees as one: a phase of one place is at 0, which the way back needs. */
START_TEST(updates_find_places_of_phases)
{
	ck_assert_uint_ge(lowered(
		"local ir = require 'crescent.ir'\n"
		"local m = ir.model('phase')\n"
		"m:slot('param', 'w', ir.type('f32', { 1, 8, 2, 48 }), true)\n"
		"m:func('f', 'user', function()\n"
		"  local n = ir.dim('n', 37)\n"
		"  local x, d = ir.input('x', ir.type('f32', { 1, 4, n, 8, 3 }), 1), ir.input('d', ir.type('f32', { 2, n, 1, 16, 3 }), 2)\n"
		"  local g = ir.convolution(x, d, { lhs = { 4, 3, 1, 2 }, rhs = { 2, 4, 3, 1 }, out = { 2, 5, 3, 1 }, group = { 5, 5, 4 }, strides = { 1, 1 },\n"
		"    low = { 1, 0 }, high = { 0, 0 }, lhs_dilation = { 2, 1 }, rhs_dilation = { 3, 3 }, reversed = 0 })\n"
		"  local w = ir.subtract(ir.param('w'), ir.reshape(g, ir.type('f32', { 1, 8, 2, 48 })))\n"
		"  return { outputs = { { 'y', d } }, sets = { { 'param', 'w', w } } }\n"
		"end)\n"), 2);
}
END_TEST

/* Channels summed by channel groups: k of them, and not as many as there may be. */
START_TEST(bounded_sums_are_loops)
{
	ck_assert_uint_ge(lowered_with(
		"local ir = require 'crescent.ir'\n"
		"local m = ir.model('sums')\n"
		"m:func('f', 'user', function()\n"
		"  local k = ir.dim('k', 18)\n"
		"  local x, w = ir.input('x', ir.type('f32', { 5, 3, k, 33 }), 1), ir.input('w', ir.type('f32', { 2, 33, k, 2 }), 2)\n"
		"  local y = ir.convolution(x, w, { lhs = { 1, 3, 2 }, rhs = { 3, 4, 1 }, out = { 4, 1, 3 }, group = { 4, 2, 2 }, strides = { 1 },\n"
		"    low = { 0 }, high = { 0 }, lhs_dilation = { 1 }, rhs_dilation = { 1 }, reversed = 0 })\n"
		"  return { outputs = { { 'y', y } }, sets = {} }\n"
		"end)\n", " < k\n"), 1);
}
END_TEST

Suite *convolve_suite(void)
{
	Suite *s = suite_create("convolve");
	TCase *t = tcase_create("shapes");
	tcase_add_test(t, operands_without_strides);
	tcase_add_test(t, places_that_nothing_reaches);
	tcase_add_test(t, guards_that_never_hold);
	tcase_add_test(t, guards_that_always_hold);
	tcase_add_test(t, guards_in_steps);
	tcase_add_test(t, one_image_shares_its_lines);
	tcase_add_test(t, kernels_lie_as_they_are_read);
	tcase_add_test(t, partial_panels_are_read_in_place);
	tcase_add_test(t, copies_between_layouts_go_by_elements);
	tcase_add_test(t, updates_find_places_of_phases);
	tcase_add_test(t, bounded_sums_are_loops);
	suite_add_tcase(s, t);
	return s;
}
