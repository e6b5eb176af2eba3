/* test_scan.c - loops and branches: gradients against finite differences, what simplification keeps, programs that are planned and
 * proven, and what is said to a user who is wrong. The cases are functions of tests/lua/scan_cases.lua. */
#include "script_fixture.h"

#include "../../compiler/lower/lower.h"
#include "../../compiler/passes/passes.h"
#include "../../compiler/plan/plan.h"

Suite *scan_suite(void);

static const char *const cases[] = {
	"rnn", "last_only", "reversed", "nested_tables", "swap", "same_slices", "bounded", "bounded_batch", "lengths", "loop_in_loop", "second_order",
	"grad_inside", "reductions", "counting", "branch", "branch_in_loop", "checkpoint_each", "checkpoint_bounded", "checkpoint_segments", "checkpoint_root", "checkpoint_backwards",
};
enum { CASES = sizeof cases / sizeof *cases };

typedef struct Run { Compilation cc; Model *m; Function *f; int64_t extent[8]; Value *in, *out; } Run;

static double drawn(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(*state >> 40) / 16777216.0 * 1.6 - 0.8;
}

static void evaluate(Run *r)
{
	InterpArgs args = { r->extent, r->in, NULL };
	function_interpret(r->f, &args, &r->cc.arena, r->out, NULL);
}

static Run *run_new(const char *name)
{
	Run *r = calloc(1, sizeof *r);
	ck_assert_ptr_nonnull(r);
	r->cc.max_errors = 10;
	r->m = script_load(&r->cc, "tests/lua/scan_cases.lua", NULL, 0, NULL);
	diagnostics_print(&r->cc, stderr, false, false);
	ck_assert_ptr_nonnull(r->m);
	r->f = model_function(r->m, name);
	ck_assert_ptr_nonnull(r->f);
	for (size_t i = 0; i < r->m->symbols.n && i < 8; i++)
		r->extent[i] = 3;
	Arena *a = &r->cc.arena;
	uint64_t state = 7;
	r->in = NEW_ARRAY(a, Value, r->f->inputs.n + 1);
	r->out = NEW_ARRAY(a, Value, r->f->outputs.n + 1);
	for (size_t i = 0; i < r->f->inputs.n; i++) {
		r->in[i] = value_new(a, r->m, &r->f->inputs.at[i].type, r->extent);
		for (int64_t k = 0; k < r->in[i].count; k++)
			r->in[i].at[k] = r->in[i].type.dtype == DT_F32 ? drawn(&state) : (double)(2 + 3 * k);
	}
	return r;
}

static void run_close(Run *r)
{
	arena_free(&r->cc.arena);
	free(r);
}

START_TEST(gradients_match_finite_differences)
{
	Run *r = run_new(cases[_i]);
	const double step = 1e-4;
	function_verify(r->f, "trace");
	evaluate(r);
	Value *d = arena_copy(&r->cc.arena, r->out, r->f->outputs.n * sizeof *d);
	size_t output = 0;
	for (size_t i = 0; i < r->f->inputs.n; i++) {
		if (r->in[i].type.dtype != DT_F32)
			continue;
		output++;
		for (int64_t k = 0; k < r->in[i].count; k++) {
			const double x = r->in[i].at[k];
			double y[2];
			for (int side = 0; side < 2; side++) {
				r->in[i].at[k] = side ? x + step : x - step;
				evaluate(r);
				y[side] = r->out[0].at[0];
			}
			r->in[i].at[k] = x;
			const double expected = (y[1] - y[0]) / (2 * step), found = d[output].at[k];
			if (!(fabs(expected - found) <= 1e-5 * (1 + fabs(expected))))
				ck_abort_msg("%s: gradient of %s[%d] is %.9g; finite differences say %.9g", cases[_i], r->f->inputs.at[i].name, (int)k, found,
				             expected);
		}
	}
	run_close(r);
}
END_TEST

START_TEST(simplification_keeps_values)
{
	Run *r = run_new(cases[_i]);
	evaluate(r);
	Value *before = arena_copy(&r->cc.arena, r->out, r->f->outputs.n * sizeof *before);
	function_simplify(r->f);
	function_verify(r->f, "simplification");
	evaluate(r);
	for (size_t i = 0; i < r->f->outputs.n; i++)
		for (int64_t k = 0; k < before[i].count; k++)
			if (!(fabs(before[i].at[k] - r->out[i].at[k]) <= 1e-9 * (1 + fabs(before[i].at[k]))))
				ck_abort_msg("%s: %s[%d] was %.12g and is %.12g", cases[_i], r->f->outputs.at[i].name, (int)k, before[i].at[k], r->out[i].at[k]);
	run_close(r);
}
END_TEST

START_TEST(programs_are_planned_and_proven)
{
	Run *r = run_new(cases[_i]);
	const LowerOptions options = { .threads = 1 };
	model_run_passes(r->m);
	choose_layouts(r->m);
	Program *p = lower_function(r->f, &options);
	plan_program(p);
	const char *verdict = plan_check(p, &r->cc.arena);
	ck_assert_msg(!verdict, "%s", verdict);
	verdict = prove_program(p, &r->cc.arena, NULL);
	ck_assert_msg(!verdict, "%s", verdict);
	Text t = text_new(&r->cc.arena);
	program_dump(p, &t);
	ck_assert(t.n > 0);
	run_close(r);
}
END_TEST

/* The same numbers are drawn in segments as without. */
START_TEST(draws_do_not_depend_on_segments)
{
	Value y[2];
	Run *r[2];
	const char *const name[] = { "drawn", _i ? "drawn_in_turns" : "drawn_in_segments" };
	for (int i = 0; i < 2; i++) {
		r[i] = run_new(name[i]);
		for (int k = 0; k < 4; k++)
			r[i]->in[0].at[k] = k == 0 ? 5 : 0;
		evaluate(r[i]);
		y[i] = r[i]->out[0];
	}
	for (int64_t k = 0; k < y[0].count; k++) {
		ck_assert_double_eq(y[0].at[k], y[1].at[k]);
		ck_assert(k < 3 || fabs((y[0].at[k] - r[0]->in[1].at[k]) - (y[0].at[k - 3] - r[0]->in[1].at[k - 3])) > 1e-6);
	}
	run_close(r[0]);
	run_close(r[1]);
}
END_TEST

START_TEST(equal_loops_are_one)
{
	Scripted *s = scripted_text(
		"local cr = require 'crescent'\nlocal m = cr.model('m', {})\n"
		"m:func('f', { x = cr.f32 { 4, 3 } }, { 'a', 'b' }, function(x)\n"
		"  local function run() return (cr.scan(cr.ones(cr.f32 { 3 }), x, function(c, v) return cr.tanh(c + v) end)) end\n"
		"  local a = run()\n  local g = cr.grad(a:sum(), x)\n  return g, run()\nend)\n", NULL);
	ck_good(s);
	Function *f = scripted_function(s, "f");
	function_prune(f);
	ck_assert_uint_eq(scripted_count(f, OP_scan), 2);      /* forward and back */
	scripted_close(s);
}
END_TEST

/* Two layers' loops have one simple body; a loop with a number where they have a value, of which more is read, or with one
 * operand twice has another. */
START_TEST(equal_loops_share_a_simple_body)
{
	Scripted *s = scripted_text(
		"local cr = require 'crescent'\nlocal m = cr.model('m', {})\n"
		"local function run(x, c, b) return cr.scan(c, x, function(c, v) return cr.tanh(c + v * 1) * b, c - v end) end\n"
		"m:func('f', { x = cr.f32 { 4, 3 }, u = cr.f32 { 3 }, v = cr.f32 { 3 } }, { 'a', 'b', 'c', 'd', 'e', 'f' }, function(x, u, v)\n"
		"  local ones = cr.ones(cr.f32 { 3 })\n"
		"  local d, more = run(x, u, v)\n"
		"  return (run(x, u, u + 1)), (run(x, v, v + 1)), (run(x, u, ones * 2)), (run(x, u, ones * 3)), d, more\nend)\n", NULL);
	ck_good(s);
	Function *f = scripted_function(s, "f");
	const Body *body[5];
	size_t n = 0;
	model_run_passes(f->graph->model);
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		if (f->graph->nodes.at[i]->op == OP_scan && n < 5)
			body[n++] = f->graph->nodes.at[i]->body[0];
	ck_assert_uint_eq(n, 5);
	size_t shared = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			shared += body[i] == body[k];
	ck_assert_uint_eq(shared, 1);
	scripted_close(s);
}
END_TEST

/* A loop that is known is traced once for each of its types, and anew where it takes something from outside. */
START_TEST(known_loops_are_traced_once)
{
	Scripted *s = scripted_text(
		"local cr = require 'crescent'\nlocal m = cr.model('m', {})\n"
		"m:func('f', { x = cr.f32 { 4, 3 }, y = cr.f32 { 4, 3 }, z = cr.f32 { 5, 3 } }, { 'a', 'b', 'c', 'd', 'e' }, function(x, y, z)\n"
		"  local traced = 0\n"
		"  local function run(x, c, more)\n"
		"    local _, y = cr.scan(c, x, function(c, v)\n"
		"      traced = traced + 1\n      c = c + v\n      return c, { sum = c, all = more and cr.tanh(c) * more or cr.tanh(c) }\n"
		"    end, { known = more and 'scaled' or 'plain' })\n    return y.sum - y.all\n  end\n"
		"  local one, two = cr.ones(cr.f32 { 3 }), cr.ones(cr.f32 { 3 }) * y:sum(1)\n"
		"  local a, b, c = run(x, one), run(y, two), run(z, one)\n  assert(traced == 2, traced)\n"
		"  local d, e = run(x, one, two), run(y, one, two * 2)\n  assert(traced == 4, traced)\n"
		"  return a, b, c, d, e\nend)\n", NULL);
	ck_good(s);
	Function *f = scripted_function(s, "f");
	const Body *body[5];
	size_t n = 0;
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		if (f->graph->nodes.at[i]->op == OP_scan && n < 5)
			body[n++] = f->graph->nodes.at[i]->body[0];
	ck_assert_uint_eq(n, 5);
	ck_assert_ptr_eq(body[0], body[1]);
	ck_assert_ptr_ne(body[0], body[2]);
	ck_assert_ptr_ne(body[3], body[4]);
	function_verify(f, "tracing");
	scripted_close(s);
}
END_TEST

static const struct { const char *body, *says; } wrong[] = {
	{ "return (cr.scan({ h = cr.zeros(cr.f32 { 4, 64 }) }, x, function(c, v) return { h = cr.zeros(cr.f32 { 4, 128 }) } end)).h",
	  "scan: the carry \"h\" changes; starts as f32[4,64]; the body returns f32[4,128]" },
	{ "return (cr.scan({ h = cr.zeros(cr.f32 { 3 }) }, x, function(c, v) return { h = cr.zeros(cr.i32 { 3 }) } end)).h",
	  "test.lua:4: error: scan: the carry \"h\" changes; starts as f32[3]; the body returns i32[3]" },
	{ "return (cr.scan(0, nil, function(c) return c end, { length = 0 }))", "scan: no steps; a length of at least 1 expected; found 0" },
	{ "return (cr.scan(0, nil, function(c) return c end))", "length = expected; found nothing" },
	{ "return cr.while_loop(0, function(c) return c:less(3) end, function(c) return c + 1 end)", "while_loop: a limit is required" },
	{ "return (cr.scan(0, { x, cr.zeros(cr.f32 { 2 }) }, function(c, v) return c end))", "as many steps everywhere expected; found 3 and 2" },
	{ "return (cr.scan(0, x, function(c, v) return c end, { lengths = cr.constant({ 4 }, cr.i32 { 1 }) }))",
	  "test.lua:4: error: scan: lengths; 0 .. 3 expected, the steps of the loop; found 4" },
	{ "return (cr.scan(0, x, function(c, v) return c end, { lengths = cr.ones(cr.f32 { 1 }) }))", "scan: lengths; i32[batch] expected; found f32[1]" },
	{ "return cr.while_loop(x:sum(), function(c) return c:less(3) end, function(c) return cr.expand(c, 1) end, { limit = 4 })",
	  "test.lua:4: error: while_loop: the carry \"carry\" changes; starts as f32[]; the body returns f32[1]" },
	{ "return cr.while_loop(x:sum(), function(c) return c:less(3) end, function(c) return c end, { limit = math.huge })",
	  "while_loop: limit; a whole number of at least 1 of at most 2147483647 expected; found inf" },
	{ "return cr.cond(x:greater(0), function() return x end, function() return x end)", "cond: the predicate; a bool scalar expected" },
	{ "return cr.cond(cr.greater(x:sum(), 0), function() return x end, function() return x:sum() end)", "the same type from both functions expected" },
	{ "local kept\ncr.scan(0, x, function(c, v) kept = v return c end)\nreturn kept + 1", "the body of scan" },
	{ "return cr.grad(cr.while_loop(x:sum(), function(c) return c:less(3) end, function(c) return c * 2 end, { limit = 65 }), x)",
	  "a limit of at most 64 expected" },
};

START_TEST(mistakes_are_named)
{
	char text[1024];
	snprintf(text, sizeof text, "local cr = require 'crescent'\nlocal m = cr.model('m', {})\nm:func('f', { x = cr.f32 { 3 } }, { 'y' }, "
	         "function(x)\n%s\nend)\n", wrong[_i].body);
	Scripted *s = scripted_text(text, NULL);
	ck_assert_ptr_null(s->m);
	ck_says(s, wrong[_i].says);
	scripted_close(s);
}
END_TEST

Suite *scan_suite(void)
{
	Suite *s = suite_create("loops and branches");
	TCase *t = tcase_create("scan");
	tcase_add_loop_test(t, gradients_match_finite_differences, 0, CASES);
	tcase_add_loop_test(t, simplification_keeps_values, 0, CASES);
	tcase_add_loop_test(t, programs_are_planned_and_proven, 0, CASES);
	tcase_add_loop_test(t, draws_do_not_depend_on_segments, 0, 2);
	tcase_add_test(t, equal_loops_are_one);
	tcase_add_test(t, equal_loops_share_a_simple_body);
	tcase_add_test(t, known_loops_are_traced_once);
	tcase_add_loop_test(t, mistakes_are_named, 0, (int)(sizeof wrong / sizeof *wrong));
	suite_add_tcase(s, t);
	return s;
}
