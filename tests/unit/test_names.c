/* Names: identifiers that C, C++ and the headers of products leave alone. */
#include <check.h>
#include <string.h>

#include "../../compiler/emit/print.h"

Suite *names_suite(void);

static Arena arena;

static void teardown(void) { arena_free(&arena); }

START_TEST(dots_become_underscores)
{
	ck_assert_str_eq(name_identifier(&arena, "dense_1.kernel"), "dense_1_kernel");
	ck_assert_str_eq(name_identifier(&arena, "h.0.attn.c_attn"), "h_0_attn_c_attn");
	ck_assert_str_eq(name_upper(&arena, "dense_1.kernel"), "DENSE_1_KERNEL");
}
END_TEST

START_TEST(no_name_is_empty_or_begins_with_a_digit)
{
	ck_assert_str_eq(name_identifier(&arena, "0.weight"), "n0_weight");
	ck_assert_str_eq(name_identifier(&arena, ""), "n_");
	ck_assert_str_eq(name_identifier(&arena, ".x"), "n__x");
	ck_assert_str_eq(name_identifier(&arena, "\xc3\xa9t\xc3\xa9"), "n___t__");
}
END_TEST

START_TEST(words_of_others_are_reserved)
{
	static const char *const words[] = { "int", "restrict", "class", "template", "min", "max", "near", "far", "small", "IN",
	                                     "OUT", "F", "PI", "B0", "I", "linux", "xor_eq", "cr_tile", "CR_OK", "__x", "_Bool", "ANSI" };
	static const char *const free_words[] = { "out", "x", "kernel", "bias", "i", "maximum", "inn", "_x", "f" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		ck_assert_msg(name_reserved(words[i]), "%s", words[i]);
	for (size_t i = 0; i < sizeof free_words / sizeof *free_words; i++)
		ck_assert_msg(!name_reserved(free_words[i]), "%s", free_words[i]);
}
END_TEST

START_TEST(a_scope_has_each_name_once)
{
	Scope s = scope_new(&arena);
	ck_assert_str_eq(scope_name(&s, "out"), "out");
	ck_assert_str_eq(scope_name(&s, "out"), "out2");
	ck_assert_str_eq(scope_name(&s, "out"), "out3");
	ck_assert_str_eq(scope_name(&s, "dense_1"), "dense_1");
	ck_assert_str_eq(scope_name(&s, "dense_1"), "dense_1_2");
	ck_assert_str_eq(scope_name(&s, "max"), "max_");
	ck_assert_str_eq(scope_name(&s, "max"), "max_2");
	scope_take(&s, "n");
	ck_assert_str_eq(scope_name(&s, "n"), "n2");
}
END_TEST

START_TEST(different_paths_do_not_collide)
{
	Scope s = scope_new(&arena);
	const char *a = scope_name(&s, "a.b_c"), *b = scope_name(&s, "a_b.c"), *c = scope_name(&s, "a.b.c");
	ck_assert_str_ne(a, b);
	ck_assert_str_ne(b, c);
	ck_assert_str_ne(a, c);
}
END_TEST

START_TEST(a_name_is_free_again_when_its_block_ends)
{
	Scope s = scope_new(&arena);
	size_t mark = s.names.n;
	ck_assert_str_eq(scope_name(&s, "i"), "i");
	s.names.n = mark;
	ck_assert_str_eq(scope_name(&s, "i"), "i");
}
END_TEST

Suite *names_suite(void)
{
	Suite *s = suite_create("names");
	TCase *t = tcase_create("names");
	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_test(t, dots_become_underscores);
	tcase_add_test(t, no_name_is_empty_or_begins_with_a_digit);
	tcase_add_test(t, words_of_others_are_reserved);
	tcase_add_test(t, a_scope_has_each_name_once);
	tcase_add_test(t, different_paths_do_not_collide);
	tcase_add_test(t, a_name_is_free_again_when_its_block_ends);
	suite_add_tcase(s, t);
	return s;
}
