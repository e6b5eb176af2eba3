/* test_rnn.c - recurrent layers against the same written out (tests/lua/rnn_layers.lua, by the reference interpreter), and what they
 * say to a user who is wrong. */
#include "script_fixture.h"

#include "../../compiler/passes/passes.h"

Suite *rnn_suite(void);

static const char *const functions[] = { "plain", "states", "masks", "wrapped", "stacked", "stack_kept", "kept", "kept", "forget_bias", "orthogonal" };

static double drawn(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(*state >> 40) / 4194304.0 - 2;
}

static void run(Scripted *s, const char *name, uint64_t *state)
{
	Function *f = scripted_function(s, name);
	const double *in[8];
	for (size_t i = 0; i < f->inputs.n; i++) {
		const int64_t n = type_elements(&f->inputs.at[i].type);
		double *at = NEW_ARRAY(&s->cc->arena, double, n);
		for (int64_t k = 0; k < n; k++)
			at[k] = f->inputs.at[i].seed ? k == 0 : drawn(state);
		in[i] = at;
	}
	const Value *out = scripted_run(s, name, in);
	for (size_t i = 0; i < f->outputs.n; i++)
		for (int64_t k = 0; k < out[i].count; k++)
			if (!(fabs(out[i].at[k]) <= 2e-6))
				ck_abort_msg("%s: %s[%d] is %g", name, f->outputs.at[i].name, (int)k, out[i].at[k]);
}

START_TEST(layers_are_what_is_written_out)
{
	uint64_t state = 3;
	Scripted *s = scripted_file("tests/lua/rnn_layers.lua", NULL, 0, NULL);
	ck_good(s);
	if (_i)
		model_run_passes(s->m);
	run(s, "init", &state);
	run(s, "state_init", &state);
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		run(s, functions[i], &state);
	scripted_close(s);
}
END_TEST

static const struct { const char *layer, *call, *says; } wrong[] = {
	{ "nn.lstm(4, {})", "l(x:reshape { 2, 15 })", "lstm: the input; f32[batch,time,features] expected; found f32[2,15]" },
	{ "nn.lstm(4, {})", "l(x, { initial_state = { cr.zeros(cr.f32 { 2, 5 }) } })", "lstm: initial_state 1; f32[2,4] expected; found f32[2,5]" },
	{ "nn.gru(4, {})", "l(x, { mask = cr.zeros(cr.bool { 2, 4 }) })", "gru: mask; bool[2,5] expected; found bool[2,4]" },
	{ "nn.gru(4, { reset_afte = true })", "l(x)", "unknown option \"reset_afte\" of gru; did you mean \"reset_after\"?" },
	{ "nn.bidirectional(nn.dense(3))", "l(x)", "a layer of kind simple_rnn, lstm or gru expected; found dense" },
	{ "nn.simple_rnn(4, { dropout = 1 })", "l(x)", "simple_rnn: dropout" },
	{ "nn.lstm(4)", "l(cr.zeros(cr.f32 { 2, 0, 3 }))", "test.lua:2: error: lstm: a sequence without steps; at least 1 expected; found f32[2,0,3]" },
	{ "nn.lstm(4)", "l(x, { lengths = cr.constant({ 2, 5, 1 }, cr.i32 { 3 }) })", "test.lua:2: error: lstm: lengths; i32[2] expected; found i32[3]" },
	{ "nn.lstm(4)", "l(x, { mask = cr.ones(cr.bool { 2, 5 }), lengths = cr.constant({ 2, 5 }, cr.i32 { 2 }) })",
	  "test.lua:2: error: lstm: a mask or lengths expected; found both" },
	{ "nn.gru(4)", "l(x, { initial_state = { cr.zeros(cr.f32 { 2, 4 }), cr.zeros(cr.f32 { 2, 4 }) } })",
	  "test.lua:2: error: gru: initial_state; one state (h) expected; found 2" },
	{ "nn.lstm(4)", "l(x, { initial_state = { cr.zeros(cr.f32 { 2, 4 }) } })", "test.lua:2: error: lstm: initial_state 2; f32[2,4] expected; found nothing" },
	{ "nn.lstm(4)", "l:step(x)", "test.lua:2: error: lstm: step: the input; f32[batch,features] expected; found f32[2,5,3]" },
	{ "nn.lstm(4, { checkpoint = 'log' })", "l(x)", "test.lua:2: error: scan: checkpoint; \"sqrt\" or a segment's length expected; found \"log\"" },
	{ "nn.stacked_rnn({})", "l(x)", "test.lua:2: error: stacked_rnn: a list of recurrent layers expected; found" },
	{ "nn.stacked_rnn({ nn.lstm(4), nn.dense(3) })", "l(x)", "test.lua:2: error: stacked_rnn: layer 2; simple_rnn, lstm or gru expected; found dense" },
	{ "nn.stacked_rnn({ nn.lstm(4, { return_state = true }) })", "l(x)", "test.lua:2: error: stacked_rnn: layer 1; return_state is an option of the stack; found it in lstm" },
	{ "nn.stacked_rnn({ nn.lstm(4), nn.gru(4) })", "l(x, { initial_state = { cr.zeros(cr.f32 { 2, 4 }) } })",
	  "test.lua:2: error: stacked_rnn: initial_state; 3 states expected, the first layer's first; found 1" },
	{ "nn.bidirectional(nn.lstm(4), { merge_mode = 'add' })", "l(x)", "test.lua:2: error: bidirectional: merge_mode" },
	{ "nn.lstm(4)", "l(x, { lengths = cr.constant({ 2, 6 }, cr.i32 { 2 }) })", "test.lua:2: error: lstm: lengths; 0 .. 5 expected, the steps of the input; found 6" },
	{ "nn.gru(4)", "l(x, { lengths = cr.full(cr.i32 { 2 }, -1) })", "test.lua:2: error: gru: lengths; 0 .. 5 expected, the steps of the input; found -1" },
	{ "nn.bidirectional(nn.lstm(4))", "l(x, { lengths = cr.constant({ 9, 5 }, cr.i32 { 2 }) })", "lstm: lengths; 0 .. 5 expected, the steps of the input; found 9" },
	{ "nn.bidirectional(nn.gru(4), { backward_layer = nn.gru(4) })", "l(x)", "test.lua:2: error: bidirectional: backward_layer; go_backwards = true expected; found false in both" },
	{ "nn.bidirectional(nn.gru(4), { backward_layer = nn.gru(4, { go_backwards = true, return_sequences = true }) })", "l(x)",
	  "test.lua:2: error: bidirectional: backward_layer; return_sequences = false expected, as in the first; found true" },
	{ "nn.bidirectional(nn.gru(4), { backward_layer = 7 })", "l(x)", "bidirectional: backward_layer; a recurrent layer expected; found 7" },
	{ "nn.bidirectional(nn.lstm(4))", "l(x, { initial_state = { cr.zeros(cr.f32 { 2, 4 }), cr.zeros(cr.f32 { 2, 4 }) } })",
	  "test.lua:2: error: bidirectional: initial_state; 4 states expected, the forward layer's first; found 2" },
	{ "nn.bidirectional(nn.gru(4))", "l(x, { initial_state = cr.zeros(cr.f32 { 2, 4 }) })",
	  "bidirectional: initial_state; 2 states expected, the forward layer's first; found f32[2,4]" },
	{ "nn.time_distributed(nn.dense(4))", "l(x, { mask = cr.ones(cr.bool { 2, 4 }) })", "time_distributed: mask; bool[2,5,..] expected; found bool[2,4]" },
	{ "nn.lstm(0)", "l(x)", "test.lua:2: error: lstm: units; a whole number of at least 1 expected; found 0" },
};

START_TEST(mistakes_are_named)
{
	char text[1024];
	snprintf(text, sizeof text, "local cr, nn = require 'crescent', require 'crescent.nn'\nlocal l = %s\nlocal m = cr.model('m', { l = l })\n"
	         "m:func('f', { x = cr.f32 { 2, 5, 3 } }, { 'y' }, function(x) return (%s) end)\n", wrong[_i].layer, wrong[_i].call);
	Scripted *s = scripted_text(text, NULL);
	ck_assert_ptr_null(s->m);
	ck_says(s, wrong[_i].says);
	scripted_close(s);
}
END_TEST

Suite *rnn_suite(void)
{
	Suite *s = suite_create("recurrent layers");
	TCase *t = tcase_create("rnn");
	tcase_add_loop_test(t, layers_are_what_is_written_out, 0, 2);
	tcase_add_loop_test(t, mistakes_are_named, 0, (int)(sizeof wrong / sizeof *wrong));
	suite_add_tcase(s, t);
	return s;
}
