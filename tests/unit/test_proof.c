/* Proofs: what lies inside is proven, what does not is named. */
#include "program_fixture.h"

Suite *proof_suite(void);

static Hand h;
static uint32_t out, x;

static void teardown(void) { hand_close(&h); }

/* A kernel with out[784] and x[784]. */
static void setup(void)
{
	hand_open(&h);
	hand_kernel(&h, "k");
	out = hand_param(&h, "out", DT_F32, ACCESS_WRITE, 784);
	x = hand_param(&h, "x", DT_F32, ACCESS_READ, 784);
}

static void proven(void)
{
	uint64_t n = 0;
	const char *why = prove_program(&h.program, &h.arena, &n);
	ck_assert_msg(why == NULL, "%s", why);
	ck_assert_uint_gt(n, 0);
}

static void refused(const char *part)
{
	const char *why = prove_program(&h.program, &h.arena, NULL);
	ck_assert_ptr_nonnull(why);
	ck_assert_msg(strstr(why, part) != NULL, "%s", why);
}

static Block *rows_and_columns(Var **i, Var **j)
{
	*i = hand_var(&h, "i", 28);
	*j = hand_var(&h, "j", 28);
	return hand_for(&h, hand_for(&h, &h.kernel->body, *i), *j);
}

START_TEST(a_whole_copy_is_proven)
{
	Var *i, *j;
	Block *b = rows_and_columns(&i, &j);
	hand_store(&h, b, out, hand_affine(&h, 0, i, 28, j, 1), hand_load(&h, x, hand_affine(&h, 0, i, 28, j, 1)));
	proven();
}
END_TEST

START_TEST(one_past_the_end_is_refused)
{
	Var *i, *j;
	Block *b = rows_and_columns(&i, &j);
	hand_store(&h, b, out, hand_affine(&h, 0, i, 28, j, 1), hand_load(&h, x, hand_affine(&h, 1, i, 28, j, 1)));
	refused("load x[1 .. 784]");
}
END_TEST

START_TEST(before_the_beginning_is_refused)
{
	Var *i, *j;
	Block *b = rows_and_columns(&i, &j);
	hand_store(&h, b, out, hand_affine(&h, -1, i, 28, j, 1), hand_number(&h, 0));
	refused("store out[-1 .. 782]");
}
END_TEST

/* x[i][j + 1] where 0 <= j + 1 < 28: the guard keeps the last column inside. */
START_TEST(a_guard_narrows)
{
	Var *i, *j;
	Block *b = rows_and_columns(&i, &j);
	Test t = { hand_affine(&h, 1, j, 1, NULL, 0), 1, { 28, 0 } };
	Expr *e = hand_guard(&h, t, hand_load(&h, x, hand_affine(&h, 1, i, 28, j, 1)), hand_number(&h, 0));
	hand_store(&h, b, out, hand_affine(&h, 0, i, 28, j, 1), e);
	proven();
}
END_TEST

/* A guard on a quotient bounds what it is of: j / 2 >= 1 keeps j - 2 inside. */
START_TEST(a_guard_on_a_quotient_narrows_its_numerator)
{
	Var *i, *j;
	Block *b = rows_and_columns(&i, &j);
	Var *q = hand_var(&h, "q", 14);
	q->kind = VAR_QUOTIENT;
	q->of = hand_affine(&h, 0, j, 1, NULL, 0);
	q->by = 2;
	Test t = { hand_affine(&h, -1, q, 1, NULL, 0), 1, { 13, 0 } };
	Expr *e = hand_guard(&h, t, hand_load(&h, x, hand_affine(&h, -2, j, 1, NULL, 0)), hand_number(&h, 0));
	hand_store(&h, b, out, hand_affine(&h, 0, i, 28, j, 1), e);
	proven();
	e = hand_guard(&h, t, hand_load(&h, x, hand_affine(&h, -3, j, 1, NULL, 0)), hand_number(&h, 0));
	hand_store(&h, b, out, hand_affine(&h, 0, i, 28, j, 1), e);
	refused("load x[-1 .. 24]");
}
END_TEST

/* -2 + 2 i + j >= 0 with j < 2 says i >= 1/2, and i is whole. */
START_TEST(a_guard_narrows_what_it_holds_twice)
{
	Var *i = hand_var(&h, "i", 28), *j = hand_var(&h, "j", 2);
	Block *b = hand_for(&h, hand_for(&h, &h.kernel->body, i), j);
	Test t = { hand_affine(&h, -2, i, 2, j, 1), 1, { 784, 0 } };
	Expr *e = hand_guard(&h, t, hand_load(&h, x, hand_affine(&h, -1, i, 1, NULL, 0)), hand_number(&h, 0));
	hand_store(&h, b, out, hand_affine(&h, 0, i, 2, j, 1), e);
	proven();
	t = (Test){ hand_affine(&h, -1, i, 2, j, 1), 1, { 784, 0 } };
	e = hand_guard(&h, t, hand_load(&h, x, hand_affine(&h, -1, i, 1, NULL, 0)), hand_number(&h, 0));
	hand_store(&h, b, out, hand_affine(&h, 0, i, 2, j, 1), e);
	refused("load x[-1 .. 26]");
}
END_TEST

/* (1 + j) / 2 >= j / 2, so that i + (1 + j) / 2 - 1 is inside where 2 i + j - 1 is. */
START_TEST(quotients_follow_what_they_are_of)
{
	Var *i = hand_var(&h, "i", 28), *j = hand_var(&h, "j", 2), *q = hand_var(&h, "q", 2);
	q->kind = VAR_QUOTIENT;
	q->of = hand_affine(&h, 1, j, 1, NULL, 0);
	q->by = 2;
	Block *b = hand_for(&h, hand_for(&h, &h.kernel->body, i), j);
	Test t = { hand_affine(&h, -1, i, 2, j, 1), 1, { 784, 0 } };
	Expr *e = hand_guard(&h, t, hand_load(&h, x, hand_affine(&h, -1, i, 1, q, 1)), hand_number(&h, 0));
	hand_store(&h, b, out, hand_affine(&h, 0, i, 2, j, 1), e);
	proven();
	q->of = hand_affine(&h, 0, j, 1, NULL, 0);
	refused("load x[-1 .. 26]");
}
END_TEST

START_TEST(a_guard_does_not_cover_its_other_arm)
{
	Var *i, *j;
	Block *b = rows_and_columns(&i, &j);
	Test t = { hand_affine(&h, 1, j, 1, NULL, 0), 1, { 28, 0 } };
	Expr *e = hand_guard(&h, t, hand_number(&h, 0), hand_load(&h, x, hand_affine(&h, 1, i, 28, j, 1)));
	hand_store(&h, b, out, hand_affine(&h, 0, i, 28, j, 1), e);
	refused("load x");
}
END_TEST

/* 783 - (28 i + j), the loop backwards; then n - 1 - i with a bounded n. */
START_TEST(reversed_loops_are_proven)
{
	Var *i, *j;
	Block *b = rows_and_columns(&i, &j);
	hand_store(&h, b, out, hand_affine(&h, 783, i, -28, j, -1), hand_number(&h, 1));
	proven();
}
END_TEST

START_TEST(a_bounded_loop_backwards_is_proven)
{
	Var *i = hand_var(&h, "i", 0), *n = hand_var(&h, "n", 0);
	n->kind = VAR_SYMBOL;
	Block *b = hand_for(&h, &h.kernel->body, i);
	hand_store(&h, b, out, hand_affine(&h, -1, i, -1, n, 1), hand_number(&h, 1));
	proven();
	hand_store(&h, b, out, hand_affine(&h, -2, i, -1, n, 1), hand_number(&h, 1));
	refused("store out[-1 .. 30]");
}
END_TEST

START_TEST(quotients_and_remainders_have_ranges)
{
	Var *i = hand_var(&h, "i", 784), *q = hand_var(&h, "q", 112), *r = hand_var(&h, "r", 7);
	q->kind = VAR_QUOTIENT;
	r->kind = VAR_REMAINDER;
	q->of = r->of = hand_affine(&h, 0, i, 1, NULL, 0);
	q->by = r->by = 7;
	Block *b = hand_for(&h, &h.kernel->body, i);
	hand_store(&h, b, out, hand_affine(&h, 0, q, 7, r, 1), hand_number(&h, 1));
	proven();
	q->of = hand_affine(&h, -1, i, 1, NULL, 0);
	refused("store out");
}
END_TEST

START_TEST(a_clamp_needs_its_true_size)
{
	Var *i = hand_var(&h, "i", 784);
	Block *b = hand_for(&h, &h.kernel->body, i);
	Expr *index = hand_map(&h, OP_convert, DT_I32, hand_load(&h, x, hand_affine(&h, 0, i, 1, NULL, 0)), NULL, NULL);
	Clamped c = { index, 784, { 784, 0 }, 1 };
	Expr *load = hand_load(&h, x, hand_affine(&h, 0, NULL, 0, NULL, 0));
	load->index.n = 1;
	load->index.clamped = &c;
	hand_store(&h, b, out, hand_affine(&h, 0, i, 1, NULL, 0), load);
	proven();
	c.size = 700;
	refused("clamped to 700");
	c.size = 785;
	c.limit.mul = 785;
	refused("load x[0 .. 784]");
}
END_TEST

START_TEST(what_is_read_only_is_not_written)
{
	hand_store(&h, &h.kernel->body, x, hand_affine(&h, 0, NULL, 0, NULL, 0), hand_number(&h, 1));
	refused("x, which is only read");
}
END_TEST

START_TEST(a_loop_that_never_runs_needs_nothing)
{
	Var *i = hand_var(&h, "i", 1);
	i->extent.mul = i->max = 0;
	Block *b = hand_for(&h, &h.kernel->body, i);
	hand_store(&h, b, out, hand_affine(&h, 9999, i, 1, NULL, 0), hand_number(&h, 1));
	ck_assert_ptr_null(prove_program(&h.program, &h.arena, NULL));
}
END_TEST

/* ---- contractions ------------------------------------------------------------------------------------ */

static Contract *contraction(int64_t m, int64_t n, int64_t k)
{
	Contract *c = NEW(&h.arena, Contract);
	hand_kernel(&h, "dot");
	uint32_t z = hand_param(&h, "out", DT_F32, ACCESS_WRITE, m * n);
	c->how = CONTRACT_TILE;
	c->i = hand_var(&h, "i", m);
	c->j = hand_var(&h, "j", n);
	c->k = (Extent){ k, 0 };
	c->k_max = k;
	c->a = hand_param(&h, "a", DT_F32, ACCESS_READ, m * k);
	c->b = hand_param(&h, "b", DT_F32, ACCESS_READ, k * n);
	c->a_row = k;
	c->a_k = 1;
	c->b_k = n;
	c->b_col = 1;
	c->scratch_a = c->scratch_b = -1;
	c->z = hand_reg(&h, "z", DT_F32);
	hand_store(&h, &c->epilogue, z, hand_affine(&h, 0, c->i, n, c->j, 1), hand_read(&h, c->z));
	hand_stmt(&h, &h.kernel->body, S_CONTRACT)->contract = c;
	return c;
}

START_TEST(whole_panels_are_read_in_place)
{
	contraction(10, 48, 20);
	proven();
}
END_TEST

/* Of 50 columns the last panel begins at 34; of 10 a panel goes on into the next line, of which the last has none. */
START_TEST(a_partial_panel_is_read_in_place)
{
	Contract *c = contraction(10, 50, 20);
	ck_assert(contract_overlaps(c) && contract_last_lines(c) == 0);
	proven();
	h.kernel->params.at[c->b].elements--;
	refused("b[0 .. 999]");
}
END_TEST

START_TEST(a_narrow_panel_goes_on_into_the_next_line)
{
	Contract *c = contraction(10, 10, 20);
	ck_assert(!contract_overlaps(c) && contract_last_lines(c) == 1);
	proven();
	c->b_k = 5;
	ck_assert(contract_last_lines(c) == 2);
	h.kernel->params.at[c->b].elements = 5 * 19 + 10;
	proven();
	h.kernel->params.at[c->b].elements--;
	refused("b[0 .. 104]");
}
END_TEST

START_TEST(a_panel_without_a_next_line_needs_a_packed_tail)
{
	Contract *c = contraction(10, 10, 1);
	refused("b[0 .. 15]");
	c->pack_b_tail = true;
	refused("has no scratch");
	c->scratch_b = (int32_t)hand_param(&h, "tail", DT_F32, ACCESS_UPDATE, 16 - 1);
	refused("packed tail of b tail[0 .. 15]");
	h.kernel->params.at[c->scratch_b].elements++;
	proven();
}
END_TEST

START_TEST(columns_in_place_are_contiguous)
{
	Contract *c = contraction(16, 32, 16);
	c->b_k = 1;
	c->b_col = 16;
	refused("not contiguous");
	c->pack_b = true;
	c->scratch_b = (int32_t)hand_param(&h, "panels", DT_F32, ACCESS_UPDATE, 32 * 16);
	proven();
}
END_TEST

/* ---- calls ------------------------------------------------------------------------------------------------ */

START_TEST(a_call_brings_enough_and_apart)
{
	Var *i = hand_var(&h, "i", 784);
	Block *b = hand_for(&h, &h.kernel->body, i);
	hand_store(&h, b, out, hand_affine(&h, 0, i, 1, NULL, 0), hand_load(&h, x, hand_affine(&h, 0, i, 1, NULL, 0)));
	Buffer *args[2] = { hand_buffer(&h, BUF_OUTPUT, DT_F32, 784), hand_buffer(&h, BUF_INPUT, DT_F32, 783) };
	hand_call(&h, h.kernel, 2, args);
	refused("has 783 elements");
	args[1]->elements = 784;
	proven();
	h.program.calls.at[0].arg[1] = args[0];
	refused("also argument x");
	h.program.calls.at[0].arg[0] = args[1];
	refused("not its to write");
}
END_TEST

Suite *proof_suite(void)
{
	Suite *s = suite_create("proof");
	TCase *t = tcase_create("proof");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_whole_copy_is_proven);
	tcase_add_test(t, one_past_the_end_is_refused);
	tcase_add_test(t, before_the_beginning_is_refused);
	tcase_add_test(t, a_guard_narrows);
	tcase_add_test(t, a_guard_on_a_quotient_narrows_its_numerator);
	tcase_add_test(t, a_guard_narrows_what_it_holds_twice);
	tcase_add_test(t, quotients_follow_what_they_are_of);
	tcase_add_test(t, a_guard_does_not_cover_its_other_arm);
	tcase_add_test(t, reversed_loops_are_proven);
	tcase_add_test(t, a_bounded_loop_backwards_is_proven);
	tcase_add_test(t, quotients_and_remainders_have_ranges);
	tcase_add_test(t, a_clamp_needs_its_true_size);
	tcase_add_test(t, what_is_read_only_is_not_written);
	tcase_add_test(t, a_loop_that_never_runs_needs_nothing);
	tcase_add_test(t, whole_panels_are_read_in_place);
	tcase_add_test(t, a_partial_panel_is_read_in_place);
	tcase_add_test(t, a_narrow_panel_goes_on_into_the_next_line);
	tcase_add_test(t, a_panel_without_a_next_line_needs_a_packed_tail);
	tcase_add_test(t, columns_in_place_are_contiguous);
	tcase_add_test(t, a_call_brings_enough_and_apart);
	suite_add_tcase(s, t);
	return s;
}
