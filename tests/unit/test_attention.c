/* test_attention.c - attention in blocks is attention: values and gradients, by the interpreter; and no matrix of all scores is left
 * in memory where there are many. */
#include "script_fixture.h"

#include "../../compiler/lower/lower.h"
#include "../../compiler/passes/passes.h"
#include "../../compiler/plan/plan.h"

static double drawn(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(*state >> 40) / 16777216.0 * 4 - 2;
}

static double input_value(DType d, uint64_t *state)
{
	const double x = drawn(state);
	return d == DT_F32 ? x : d == DT_BOOL ? x > -1 : 3;
}

START_TEST(blocks_equal_the_whole)
{
	Scripted *s = scripted_file("tests/lua/attention_blocks.lua", NULL, 0, NULL);
	ck_assert_msg(s->m != NULL, "%s", s->printed);
	Arena *a = &s->cc->arena;
	uint64_t state = 11;
	static const int64_t extents[] = { 3, 1, 4, 9, 10 };
	int64_t *extent = NEW_ARRAY(a, int64_t, s->m->symbols.n);
	ck_assert_uint_ge(s->m->functions.n, 24);
	for (size_t i = 0; i < s->m->functions.n * 5; i++) {
		Function *f = s->m->functions.at[i / 5];
		for (size_t k = 0; k < s->m->symbols.n; k++)
			extent[k] = s->m->symbols.at[k].max < extents[i % 5] ? s->m->symbols.at[k].max : extents[i % 5];
		Value *in = NEW_ARRAY(a, Value, f->inputs.n), *out = NEW_ARRAY(a, Value, f->outputs.n);
		for (size_t p = 0; p < f->inputs.n; p++) {
			in[p] = value_new(a, s->m, &f->inputs.at[p].type, extent);
			for (int64_t k = 0; k < in[p].count; k++)
				in[p].at[k] = input_value(in[p].type.dtype, &state);
		}
		InterpArgs args = { extent, in, NULL };
		function_interpret(f, &args, a, out, NULL);
		ck_assert_msg(out[0].at[0] <= 1e-12, "%s: %g apart at extents of %lld", f->name, out[0].at[0],
		              (long long)extents[i % 5]);
	}
	scripted_close(s);
}
END_TEST

/* 512 queries of 2 heads: all scores would take 2 MB, and the gradient as much again. */
START_TEST(many_scores_are_never_together)
{
	Scripted *s = scripted_text(
		"local cr, nn = require 'crescent', require 'crescent.nn'\n"
		"local m = cr.model('many', {})\n"
		"local ty = cr.f32 { 1, 512, 2, 16 }\n"
		"m:func('f', { q = ty, k = ty, v = ty }, { 'y', 'dq', 'dk', 'dv' }, function(q, k, v)\n"
		"  local y = nn.attention(q, k, v, { causal = true })\n"
		"  return y, table.unpack(cr.grad((y * y):sum(), { q, k, v }))\n"
		"end)\n", NULL);
	ck_assert_msg(s->m != NULL, "%s", s->printed);
	const LowerOptions options = { .threads = 1 };
	model_run_passes(s->m);
	choose_layouts(s->m);
	Program *p = lower_function(s->m->functions.at[0], &options);
	plan_program(p);
	int64_t most = 0;
	for (size_t i = 0; i < p->buffers.n; i++)
		if (p->buffers.at[i]->elements > most)
			most = p->buffers.at[i]->elements;
	ck_assert_int_le(most, 64 * 512);
	scripted_close(s);
}
END_TEST

static const Program *lowered(Scripted *s, const char *name)
{
	const LowerOptions options = { .threads = 1 };
	for (size_t i = 0; i < s->m->functions.n; i++)
		if (strcmp(s->m->functions.at[i]->name, name) == 0)
			return lower_function(s->m->functions.at[i], &options);
	ck_abort_msg("no function %s", name);
	return NULL;
}

static size_t taps_in_panels(const Block *b)
{
	size_t n = 0;
	for (const Stmt *s = b->first; s; s = s->next)
		n += s->kind == S_CONTRACT ? s->contract->taps && s->contract->b_panels && s->contract->b_k == 16 : taps_in_panels(&s->body);
	return n;
}

static size_t contractions_with_taps(const Program *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->kernels.n; i++)
		n += taps_in_panels(&p->kernels.at[i]->body);
	return n;
}

/* Sums over heads and features that lie apart in A, and in B in panels over the columns (attention's output) or along the sum
 * itself (the gradient of what was projected into values, whose panels are turned first). */
START_TEST(sums_over_heads_are_tiles)
{
	Scripted *s = scripted_file("tests/lua/heads.lua", NULL, 0, NULL);
	ck_assert_msg(s->m != NULL, "%s", s->printed);
	model_run_passes(s->m);
	choose_layouts(s->m);
	ck_assert_uint_eq(contractions_with_taps(lowered(s, "alone")), 2);
	ck_assert_uint_eq(contractions_with_taps(lowered(s, "turns")), 2);
	scripted_close(s);
}
END_TEST

Suite *attention_suite(void)
{
	Suite *s = suite_create("attention");
	TCase *t = tcase_create("blocks");
	tcase_add_test(t, blocks_equal_the_whole);
	tcase_add_test(t, many_scores_are_never_together);
	tcase_add_test(t, sums_over_heads_are_tiles);
	suite_add_tcase(s, t);
	return s;
}
