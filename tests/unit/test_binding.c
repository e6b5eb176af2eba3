/* test_binding.c - what the prelude's core records: values by the interpreter, names, streams, training steps, dumps. */
#define _DEFAULT_SOURCE
#include "script_fixture.h"

Suite *binding_suite(void);

#define HEAD "local cr, nn, optim = require 'crescent', require 'crescent.nn', require 'crescent.optim'\n"
#define IN(...) (const double *const[]){ __VA_ARGS__ }
#define LIST(...) (const double[]){ __VA_ARGS__ }

static void ck_close(double found, double wanted)
{
	ck_assert_msg(fabs(found - wanted) <= 1e-6 * fmax(1, fabs(wanted)), "%.9g, not %.9g", found, wanted);
}

START_TEST(functions_have_the_values_worked_out_by_hand)
{
	Scripted *s = scripted_file("tests/lua/core_values.lua", NULL, 0, NULL);
	ck_good(s);
	for (size_t i = 0; i < s->m->functions.n; i++) {
		const Function *f = s->m->functions.at[i];
		if (f->kind != FUNC_USER)
			continue;
		Value *out = scripted_run(s, f->name, NULL);
		for (size_t k = 0; k + 1 < f->outputs.n; k += 2) {
			ck_assert_msg(type_equal(&out[k].type, &out[k + 1].type), "%s, pair %zu: %s, not %s", f->name, k / 2 + 1,
			              type_text(s->m, &out[k].type), type_text(s->m, &out[k + 1].type));
			for (int64_t e = 0; e < out[k].count; e++)
				ck_assert_msg(fabs(out[k].at[e] - out[k + 1].at[e]) <= 1e-6 * fmax(1, fabs(out[k + 1].at[e])),
				              "%s, pair %zu, element %lld: %g, not %g", f->name, k / 2 + 1, (long long)e, out[k].at[e],
				              out[k + 1].at[e]);
		}
	}
	scripted_close(s);
}
END_TEST

START_TEST(names_come_from_the_tree)
{
	Scripted *s = scripted_text(HEAD
		"local block = function() return nn.sequential { nn.dense(2), nn.dense(2, { name = 'out' }), nn.dense(2) } end\n"
		"local extra = nn.module { inner = nn.dense(2), call = function(self, x) return self.inner(x) end }\n"
		"local tree = { h = { block(), block() }, head = { extra = extra } }\n"
		"local m = cr.model('net', tree)\n"
		"m:func('infer', { x = cr.f32 { 1, 2 } }, { 'y' }, function(x)\n"
		"  local y = extra(tree.h[2](tree.h[1](x)))\n"
		"  assert(tree.h[1]:count() == 18 and tree.h[1].params['out.bias'].name == 'h.0.out.bias')\n"
		"  return y\n"
		"end)\n", NULL);
	ck_good(s);
	static const char *const names[] = { "h.0.dense_1.kernel", "h.0.out.kernel", "h.0.dense_3.bias", "h.1.dense_3.kernel",
		                                 "head.extra.inner.kernel" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(model_slot(s->m, SLOT_PARAM, names[i]) != NULL, "no %s", names[i]);
	scripted_close(s);
}
END_TEST

START_TEST(nodes_carry_the_line_where_their_layer_was_made)
{
	Scripted *s = scripted_text(HEAD
		"local net = nn.sequential {\n"
		"  nn.dense(3),\n"
		"  nn.dense(4),\n"
		"}\n"
		"local m = cr.model('net', net)\n"
		"m:func('infer', { x = cr.f32 { 1, 2 } }, { 'y' }, function(x)\n"
		"  return net(x)\n"
		"end)\n", NULL);
	ck_good(s);
	const Function *f = scripted_function(s, "infer");
	int line[2] = { 0 }, n = 0;
	for (size_t i = 0; i < f->graph->nodes.n && n < 2; i++)
		if (f->graph->nodes.at[i]->op == OP_dot_general) {
			ck_assert_str_eq(f->graph->nodes.at[i]->loc.layer, n ? "dense_2" : "dense_1");
			line[n++] = f->graph->nodes.at[i]->loc.line;
		}
	ck_assert_int_eq(line[0], 3);
	ck_assert_int_eq(line[1], 4);
	scripted_close(s);
}
END_TEST

START_TEST(initial_values_depend_on_seed_and_name_only)
{
	const char *one = HEAD "local a = nn.dense(3)\nlocal m = cr.model('net', { a = a })\n"
		"m:func('infer', { x = cr.f32 { 1, 2 } }, { 'y' }, function(x) return a(x) end)\n";
	const char *two = HEAD "local a, b = nn.dense(3), nn.dense(2)\nlocal m = cr.model('net', { a = a, b = b })\n"
		"m:func('infer', { x = cr.f32 { 1, 2 } }, { 'y' }, function(x) return a(b(x)) end)\n";
	Scripted *s = scripted_text(one, NULL), *t = scripted_text(two, NULL);
	ck_good(s);
	ck_good(t);
	scripted_run(s, "init", IN(LIST(7, 0, 0, 0)));
	scripted_run(t, "init", IN(LIST(7, 0, 0, 0)));
	const double *u = scripted_slot(s, SLOT_PARAM, "a.kernel"), *v = scripted_slot(t, SLOT_PARAM, "a.kernel");
	const double *w = scripted_slot(t, SLOT_PARAM, "b.kernel");
	for (int i = 0; i < 6; i++)
		ck_close(u[i], v[i]);
	ck_assert(u[0] != u[1] && u[0] != w[0]);
	scripted_close(s);
	scripted_close(t);
}
END_TEST

/* One linear unit on two inputs; loss (w.x - y)^2. */
#define LINEAR(options) HEAD \
	"local m = cr.model('net')\n" \
	"local w = m:param('w', cr.f32 { 2 }, { init = { 1, 2 } })\n" \
	"m:train { inputs = { x = cr.f32 { 2 }, y = cr.f32 {}, k = cr.f32 {} }, batch = 4,\n" \
	"  loss = function(x, y, k) return cr.square((x * w):sum(2) - y), k end,\n" \
	"  metrics = { error = function(x, y) return cr.abs((x * w):sum(2) - y) end },\n" \
	"  optimizer = optim.sgd { lr = 0.1 }, " options " }\n"

static Scripted *linear(const char *text)
{
	Scripted *s = scripted_text(text, NULL);
	ck_good(s);
	s->extent[0] = 1;
	scripted_run(s, "init", IN(LIST(1, 0, 0, 0)));
	scripted_run(s, "train_init", IN(LIST(1, 0, 0, 0)));
	return s;
}

START_TEST(a_step_is_the_weighted_mean_s_gradient)
{
	Scripted *s = linear(LINEAR(""));
	s->extent[0] = 2;
	/* errors 1*1+2*0-0 = 1 (weight 1), 0+2-5 = -3 (weight 3): d = 2(1*1*[1,0] + 3*-3*[0,1]) / 4 */
	const Value *out = scripted_run(s, "train_step", IN(LIST(1, 0, 0, 1), LIST(0, 5), LIST(1, 3)));
	ck_close(out[0].at[0], 1 + 27);
	ck_close(out[1].at[0], 4);
	ck_close(out[2].at[0], 4);
	ck_close(out[3].at[0], 2);
	ck_close(out[4].at[0], sqrt(0.25 + 4.5 * 4.5));
	ck_close(out[5].at[0], 0.1);
	ck_close(out[6].at[0], 1);
	const double *w = scripted_slot(s, SLOT_PARAM, "w");
	ck_close(w[0], 1 - 0.1 * 0.5);
	ck_close(w[1], 2 + 0.1 * 4.5);
	ck_close(scripted_slot(s, SLOT_TRAIN, "step")[0], 1);
	ck_close(scripted_slot(s, SLOT_TRAIN, "rng")[2], 1);
	scripted_close(s);
}
END_TEST

START_TEST(accumulated_partial_batches_give_the_whole_batch)
{
	Scripted *a = linear(LINEAR("regularize = true")), *b = linear(LINEAR("accumulate = 3"));
	a->extent[0] = 3;
	scripted_run(a, "train_step", IN(LIST(1, 0, 0, 1, 1, 1), LIST(0, 5, 1), LIST(1, 3, 0.5)));
	b->extent[0] = 2;
	scripted_run(b, "train_step", IN(LIST(1, 0, 0, 1), LIST(0, 5), LIST(1, 3)));
	b->extent[0] = 1;
	scripted_run(b, "train_step", IN(LIST(1, 1), LIST(1), LIST(0.5)));
	ck_close(scripted_slot(b, SLOT_PARAM, "w")[0], 1);
	scripted_run(b, "train_flush", NULL);
	for (int i = 0; i < 2; i++)
		ck_close(scripted_slot(a, SLOT_PARAM, "w")[i], scripted_slot(b, SLOT_PARAM, "w")[i]);
	ck_close(scripted_slot(b, SLOT_TRAIN, "weight")[0], 0);
	ck_close(scripted_slot(b, SLOT_TRAIN, "gradient.w")[0], 0);
	double before = scripted_slot(b, SLOT_PARAM, "w")[0];
	const Value *out = scripted_run(b, "train_flush", NULL);      /* nothing left over: nothing changes */
	ck_close(out[2].at[0], 1);
	ck_close(scripted_slot(b, SLOT_PARAM, "w")[0], before);
	ck_close(scripted_slot(b, SLOT_TRAIN, "step")[0], 1);
	scripted_close(a);
	scripted_close(b);
}
END_TEST

START_TEST(a_step_that_is_not_finite_changes_nothing)
{
	Scripted *s = linear(LINEAR("ema = 0.5"));
	const Value *out = scripted_run(s, "train_step", IN(LIST(INFINITY, 0), LIST(0), LIST(1)));
	ck_close(out[6].at[0], 0);
	ck_close(scripted_slot(s, SLOT_PARAM, "w")[0], 1);
	ck_close(scripted_slot(s, SLOT_TRAIN, "average.w")[0], 0);
	ck_close(scripted_slot(s, SLOT_TRAIN, "step")[0], 0);
	ck_close(scripted_slot(s, SLOT_TRAIN, "rng")[2], 1);
	scripted_close(s);
}
END_TEST

START_TEST(evaluation_reads_the_averages)
{
	Scripted *s = linear(LINEAR("ema = 0.75, clip_norm = 1"));
	ck_close(scripted_run(s, "evaluate", IN(LIST(1, 0), LIST(0), LIST(1)))[0].at[0], 1);     /* none yet: the parameter, 1 */
	scripted_run(s, "train_average", NULL);
	ck_close(scripted_slot(s, SLOT_PARAM, "w")[0], 1);
	scripted_run(s, "train_step", IN(LIST(1, 0), LIST(0), LIST(1)));       /* gradient [2,0], clipped to [1,0] */
	ck_close(scripted_slot(s, SLOT_PARAM, "w")[0], 0.9);
	ck_close(scripted_slot(s, SLOT_TRAIN, "average.w")[0], 0.9);            /* starts as the first update leaves it */
	scripted_run(s, "train_step", IN(LIST(1, 0), LIST(0), LIST(1)));
	ck_close(scripted_slot(s, SLOT_PARAM, "w")[0], 0.8);
	ck_close(scripted_slot(s, SLOT_TRAIN, "average.w")[0], 0.875);
	const Value *out = scripted_run(s, "evaluate", IN(LIST(1, 0), LIST(0), LIST(1)));
	ck_close(out[0].at[0], 0.875 * 0.875);
	ck_assert_uint_eq(scripted_function(s, "evaluate")->sets.n, 0);
	scripted_run(s, "train_average", NULL);
	ck_close(scripted_slot(s, SLOT_PARAM, "w")[0], 0.875);
	scripted_close(s);
}
END_TEST

START_TEST(metrics_share_the_forward_pass_and_its_draws)
{
	Scripted *s = scripted_text(HEAD
		"local net = nn.sequential { nn.dense(4, { activation = 'relu' }), nn.dropout(0.5), nn.dense(3) }\n"
		"local m = cr.model('net', net)\n"
		"m:train { inputs = { x = cr.f32 { 2 }, label = cr.i32 {} }, batch = 4, optimizer = optim.sgd {},\n"
		"  loss = function(x, label) return nn.softmax_cross_entropy(net(x), label) end,\n"
		"  metrics = { accuracy = function(x, label) return nn.accuracy(net(x), label) end } }\n"
		"m:train('twice', { inputs = { x = cr.f32 { 2 } }, batch = 4, optimizer = optim.sgd {},\n"
		"  loss = function(x) return cr.square(net(x) - net(x)) end })\n", NULL);
	ck_good(s);
	Function *step = scripted_function(s, "train_step"), *twice = scripted_function(s, "twice_step");
	function_prune(step);
	function_prune(twice);
	ck_assert_uint_eq(scripted_count(step, OP_rng_bits), 1);
	ck_assert_uint_eq(scripted_count(twice, OP_rng_bits), 2);
	ck_assert_uint_eq(scripted_count(scripted_function(s, "evaluate"), OP_rng_bits), 0);
	ck_assert_uint_eq(step->checks.n, 1);
	ck_assert_int_eq(step->checks.at[0].high, 2);
	ck_assert_ptr_nonnull(model_slot(s->m, SLOT_TRAIN, "twice.step"));
	scripted_close(s);
}
END_TEST

START_TEST(groups_freezing_and_hypers_reach_the_update)
{
	Scripted *s = scripted_text(HEAD
		"local m = cr.model('net')\n"
		"local a, b, c = m:param('a', cr.f32 {}), m:param('b', cr.f32 {}), m:param('c', cr.f32 {})\n"
		"local lr = cr.hyper('lr', 0.5, { min = 0 })\n"
		"m:train { inputs = { x = cr.f32 {} }, batch = 1, frozen = { 'c' }, optimizer = optim.sgd { lr = lr },\n"
		"  groups = { { match = { 'b' }, lr_scale = 0.1 } }, loss = function(x) return (a + b + c) * x end }\n", NULL);
	ck_good(s);
	s->extent[0] = 1;
	scripted_run(s, "init", IN(LIST(1, 0, 0, 0)));
	scripted_run(s, "train_init", IN(LIST(1, 0, 0, 0)));
	ck_close(scripted_slot(s, SLOT_TRAIN, "hyper.lr")[0], 0.5);
	scripted_run(s, "train_step", IN(LIST(1)));
	ck_close(scripted_slot(s, SLOT_PARAM, "a")[0], -0.5);
	ck_close(scripted_slot(s, SLOT_PARAM, "b")[0], -0.05);
	ck_close(scripted_slot(s, SLOT_PARAM, "c")[0], 0);
	scripted_close(s);
}
END_TEST

START_TEST(several_errors_are_told_in_one_run)
{
	Scripted *s = scripted_text(HEAD
		"local m = cr.model('net')\n"
		"m:func('a', { x = cr.f32 { 2 } }, { 'y' }, function(x) return x:reshape { 3 } end)\n"
		"m:func('b', { x = cr.f32 { 2 } }, { 'y' }, function(x) return x end)\n"
		"m:func('c', { x = cr.f32 { 2 } }, { 'y' }, function(x) return x:sum(4) end)\n", NULL);
	ck_assert_ptr_null(s->m);
	ck_assert_uint_eq(s->cc->errors, 2);
	ck_says(s, "test.lua:3: error: reshape");
	ck_says(s, "test.lua:5: error: sum");
	scripted_close(s);
}
END_TEST

/* The dump without its comments: script lines differ. */
static void strip_comments(char *text)
{
	char *to = text;
	for (char *from = text; *from;) {
		size_t n = strcspn(from, "\n");
		const char *comment = strstr(from, "  -- ");
		size_t keep = comment && comment < from + n ? (size_t)(comment - from) : n;
		while (keep && from[keep - 1] == ' ')
			keep--;
		memmove(to, from, keep);
		to += keep;
		*to++ = '\n';
		from += n + (from[n] == '\n');
	}
	*to = '\0';
}

START_TEST(a_dump_loads_and_dumps_the_same)
{
	Scripted *s = linear(LINEAR("accumulate = 2, ema = 0.9"));
	for (size_t i = 0; i < s->m->functions.n; i++)
		function_prune(s->m->functions.at[i]);
	Text first = text_new(&s->cc->arena);
	model_dump(s->m, &first);
	Scripted *again = scripted_text(text_str(&first), NULL);
	ck_good(again);
	for (size_t i = 0; i < again->m->functions.n; i++)
		function_prune(again->m->functions.at[i]);
	Text second = text_new(&again->cc->arena);
	model_dump(again->m, &second);
	strip_comments(first.s);
	strip_comments(second.s);
	ck_assert_str_eq(text_str(&first), text_str(&second));
	scripted_close(again);
	scripted_close(s);
}
END_TEST

START_TEST(a_frozen_view_shares_parameters_without_gradients)
{
	Scripted *s = scripted_text(HEAD
		"local d = nn.dense(1)\n"
		"local m = cr.model('net', { d = d })\n"
		"m:func('f', { x = cr.f32 { 1, 2 } }, { 'a', 'b' }, function(x)\n"
		"  local k = d(x)\n"
		"  return cr.grad(k:sum(), d.params.kernel), cr.grad(d:with { trainable = false }(x):sum(), d.params.kernel)\n"
		"end)\n", NULL);
	ck_good(s);
	const Value *out = scripted_run(s, "f", IN(LIST(3, 4)));
	ck_close(out[0].at[1], 4);
	ck_close(out[1].at[1], 0);
	ck_assert_uint_eq(s->m->slots.n, 2);
	scripted_close(s);
}
END_TEST

Suite *binding_suite(void)
{
	Suite *s = suite_create("binding");
	TCase *t = tcase_create("scripts");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, functions_have_the_values_worked_out_by_hand);
	tcase_add_test(t, names_come_from_the_tree);
	tcase_add_test(t, nodes_carry_the_line_where_their_layer_was_made);
	tcase_add_test(t, initial_values_depend_on_seed_and_name_only);
	tcase_add_test(t, a_step_is_the_weighted_mean_s_gradient);
	tcase_add_test(t, accumulated_partial_batches_give_the_whole_batch);
	tcase_add_test(t, a_step_that_is_not_finite_changes_nothing);
	tcase_add_test(t, evaluation_reads_the_averages);
	tcase_add_test(t, metrics_share_the_forward_pass_and_its_draws);
	tcase_add_test(t, groups_freezing_and_hypers_reach_the_update);
	tcase_add_test(t, several_errors_are_told_in_one_run);
	tcase_add_test(t, a_dump_loads_and_dumps_the_same);
	tcase_add_test(t, a_frozen_view_shares_parameters_without_gradients);
	suite_add_tcase(s, t);
	return s;
}
