/* test_nn.c - the layers, losses and optimisers of the prelude: what they compute (tests/lua/nn_layers.lua and its like, by the
 * reference interpreter) and what they say to a user who is wrong. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../compiler/lua/lua.h"
#include "../../compiler/passes/passes.h"

Suite *nn_suite(void);

/* ---- what they compute ------------------------------------------------------------------------------------------ */

/* Uniform numbers from a counter (a linear congruential generator, Knuth's MMIX constants). */
static double drawn(uint64_t *state, DType d)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	double u = (double)(*state >> 40) / 16777216.0;
	return d == DT_F32 ? (double)(float)(4 * u - 2) : floor(4 * u);
}

/* Runs f on drawn inputs (a seed is 1, 0, 0, 0); sets go into slots, outputs come back. */
static Value *run_function(Compilation *cc, Model *m, const Function *f, Value *slots)
{
	uint64_t state = 1;
	Arena *a = &cc->arena;
	Value *inputs = NEW_ARRAY(a, Value, f->inputs.n + 1), *outputs = NEW_ARRAY(a, Value, f->outputs.n + 1);
	Value *sets = NEW_ARRAY(a, Value, f->sets.n + 1);
	for (size_t i = 0; i < f->inputs.n; i++) {
		inputs[i] = value_new(a, m, &f->inputs.at[i].type, NULL);
		for (int64_t k = 0; k < inputs[i].count; k++)
			inputs[i].at[k] = f->inputs.at[i].seed ? k == 0 : drawn(&state, inputs[i].type.dtype);
	}
	const InterpArgs args = { .inputs = inputs, .slots = slots };
	function_interpret(f, &args, a, outputs, sets);
	for (size_t i = 0; i < f->sets.n; i++)
		slots[f->sets.at[i].slot->index] = sets[i];
	return outputs;
}

static void ck_all_zero(const Function *f, const Value *outputs)
{
	for (size_t i = 0; i < f->outputs.n; i++)
		for (int64_t k = 0; k < outputs[i].count; k++)
			if (!(fabs(outputs[i].at[k]) <= 1e-5))
				ck_abort_msg("%s: %s[%d] is %g", f->name, f->outputs.at[i].name, (int)k, outputs[i].at[k]);
}

static const char *const promises[] = { "tests/lua/nn_layers.lua", "tests/lua/nn_images.lua", "tests/lua/nn_transformers.lua" };

START_TEST(layers_keep_their_promises)
{
	Compilation cc = { .max_errors = 10 };
	Model *m = script_load(&cc, promises[_i], NULL, 0, NULL);
	diagnostics_print(&cc, stderr, false, false);
	ck_assert(m != NULL);
	Value *slots = NEW_ARRAY(&cc.arena, Value, m->slots.n + 1);
	const Function *init = model_function(m, "init");
	ck_assert(init != NULL);
	run_function(&cc, m, init, slots);
	if (model_function(m, "state_init"))
		run_function(&cc, m, model_function(m, "state_init"), slots);
	for (size_t i = 0; i < m->functions.n; i++) {
		Function *f = m->functions.at[i];
		if (f->kind != FUNC_USER)
			continue;
		ck_all_zero(f, run_function(&cc, m, f, slots));
		function_simplify(f);
		ck_all_zero(f, run_function(&cc, m, f, slots));
	}
	arena_free(&cc.arena);
}
END_TEST

/* ---- what they say ------------------------------------------------------------------------------------------------- */

/* `body` is line 4 of a file, the body of a function of x f32[5,3], w f32[5], i i32[5]; the error must be at that line. */
static const struct { const char *body, *text, *detail; } mistakes[] = {
	{ "return nn.softmax_cross_entropy(i, x)", "softmax_cross_entropy: the prediction comes first; f32 expected; found i32[5]",
	  "the two arguments look swapped: write nn.softmax_cross_entropy(logits, target)" },
	{ "return nn.softmax_cross_entropy(x, x:reshape {3, 5})",
	  "softmax_cross_entropy: a distribution has the logits' shape; equal shapes expected; found f32[5,3] and f32[3,5]", NULL },
	{ "return nn.softmax_cross_entropy(x, i:reshape {5, 1})",
	  "softmax_cross_entropy: classes have the logits' shape without axis 2; i32[5] expected; found i32[5,1] for logits f32[5,3]", NULL },
	{ "return nn.softmax_cross_entropy(x, i, { label_smooting = 0.1 })",
	  "unknown option \"label_smooting\" of softmax_cross_entropy; did you mean \"label_smoothing\"?", NULL },
	{ "return nn.softmax_cross_entropy(x, i, { label_smoothing = 2 })",
	  "softmax_cross_entropy: label_smoothing; a finite number of at least 0 of at most 1 expected; found 2", NULL },
	{ "return nn.softmax_cross_entropy(x, i, { axis = 0 })", "axis 0; axes count from 1", NULL },
	{ "return nn.softmax_cross_entropy(x)", "softmax_cross_entropy: the target; a tensor expected; found nothing", NULL },
	{ "return nn.mse(x, i)", "mse: the target; f32 expected; found i32[5]", "cr.one_hot(label, n)" },
	{ "return nn.mse(x, w)", "mse: the prediction and the target; equal shapes expected; found f32[5,3] and f32[5]", NULL },
	{ "return nn.accuracy(i, x)", "accuracy: the prediction comes first; f32 expected; found i32[5]", "look swapped" },
	{ "return nn.huber(x, x, { delta = 0 })", "huber: delta; a finite number above 0 expected; found 0", NULL },
	{ "return nn.focal(x, x)", "focal: the target; integer classes expected; found f32[5,3]", NULL },
	{ "return nn.nt_xent(w, w)", "nt_xent: two batches of vectors; f32[batch,features] expected; found f32[5]", NULL },
	{ "return nn.rleu(x)", "unknown name \"rleu\" of nn; did you mean \"relu\"?", NULL },
	{ "return nn.dense(3, { activation = \"rleu\" })", "dense: unknown activation \"rleu\"; did you mean \"relu\"?", NULL },
	{ "return nn.dense(3, { activation = 3 })", "dense: activation; a name such as \"relu\", or a function of a tensor, expected; found 3", NULL },
	{ "return nn.dense(2.5)", "dense: units; a whole number of at least 1 expected; found 2.5", NULL },
	{ "return nn.dense(3, { kernel_initialiser = \"zeros\" })",
	  "unknown option \"kernel_initialiser\" of dense; did you mean \"kernel_initializer\"?", NULL },
	{ "local dense = nn.dense(3) return dense(i)", "dense: the input; f32[.., features] expected; found i32[5]", "cr.convert(x, \"f32\") / 255" },
	{ "return nn.dropout(1)", "dropout: rate; a finite number of at least 0 below 1 expected; found 1", NULL },
	{ "return nn.init.sparse", "unknown initializer \"sparse\"; known: constant glorot_normal", NULL },
	{ "return nn.init.he_nomal", "unknown initializer \"he_nomal\"; did you mean \"he_normal\"?", NULL },
	{ "return nn.reg.l3", "unknown name \"l3\" of nn.reg", NULL },
	{ "return optim.adam { lr = 0/0 }", "adam: lr; a finite number of at least 0 expected; found", NULL },
	{ "return optim.adam { lr = 1/0 }", "adam: lr; a finite number of at least 0 expected; found inf", NULL },
	{ "return optim.adam { beta1 = 1 }", "adam: beta1; a finite number of at least 0 below 1 expected; found 1", NULL },
	{ "return optim.adamw { weight_decay = \"a\" }", "adamw: weight_decay; a finite number of at least 0 expected; found \"a\"", NULL },
	{ "return optim.adamw { decay = \"biases\" }", "adamw: decay; \"all\", \"matrices\" expected; found \"biases\"", NULL },
	{ "return optim.sgd { momentun = 0.9 }", "unknown option \"momentun\" of sgd; did you mean \"momentum\"?", NULL },
	{ "return optim.sgd { nesterov = true }", "sgd: nesterov looks ahead along the momentum; momentum above 0 expected; found 0", NULL },
	{ "return optim.adamm {}", "unknown name \"adamm\" of optim; did you mean \"adam\"?", NULL },
	{ "return optim.cosine { lr = 0/0 }", "cosine: lr; a finite number of at least 0 expected; found", NULL },
	{ "return optim.cosine { lr = 0.1, steps = \"all\" }", "cosine: steps (a number, or \"run\"); a finite number above 0 expected; found \"all\"", NULL },
	{ "return optim.exponential { lr = 0.1, rate = 0.5 }", "exponential: every; a finite number above 0 expected; found nothing", NULL },
	{ "return optim.step(0.1, { 100, 0.01 }, { 50, 0.001 })", "step: the step of stage 2; a whole number of at least 100 expected; found 50", NULL },
	{ "return optim.warmup(0, 0.1)", "warmup: steps; a whole number of at least 1 expected; found 0", NULL },
};

static Model *load_mistake(Compilation *cc, const char *body)
{
	char path[] = "/tmp/crescent_nn_XXXXXX";
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	FILE *f = fdopen(fd, "w");
	fprintf(f, "local cr, nn, optim = require 'crescent', require 'crescent.nn', require 'crescent.optim'\n"
	        "local layer = nn.dense(3) local m = cr.model('wrong', { layer = layer })\n"
	        "m:func('f', { x = cr.f32 {5, 3}, w = cr.f32 {5}, i = cr.i32 {5} }, { 'y' }, function(x, w, i)\n%s\nend)\n", body);
	fclose(f);
	Model *m = script_load(cc, path, NULL, 0, NULL);
	unlink(path);
	return m;
}

START_TEST(mistakes_are_said_at_the_line)
{
	Compilation cc = { .max_errors = 10 };
	ck_assert(load_mistake(&cc, mistakes[_i].body) == NULL);
	ck_assert_uint_ge(cc.diagnostics.n, 1);
	const Diagnostic *d = &cc.diagnostics.at[0];
	ck_assert_int_eq(d->loc.line, 4);
	ck_assert_msg(strncmp(d->text, mistakes[_i].text, strlen(mistakes[_i].text)) == 0, "%s\n  said: %s\n  expected: %s", mistakes[_i].body,
	              d->text, mistakes[_i].text);
	if (mistakes[_i].detail)
		ck_assert_msg(d->detail && strstr(d->detail, mistakes[_i].detail), "%s\n  said: %s\n  expected: %s", mistakes[_i].body,
		              d->detail ? d->detail : "(nothing)", mistakes[_i].detail);
	arena_free(&cc.arena);
}
END_TEST

Suite *nn_suite(void)
{
	Suite *s = suite_create("nn");
	TCase *t = tcase_create("nn");
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, layers_keep_their_promises, 0, (int)(sizeof promises / sizeof promises[0]));
	tcase_add_loop_test(t, mistakes_are_said_at_the_line, 0, sizeof mistakes / sizeof mistakes[0]);
	suite_add_tcase(s, t);
	return s;
}
