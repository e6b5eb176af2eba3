/* The writer: depth, wrapped comments and lists, literals; and files that appear whole or not at all. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../compiler/emit/print.h"

Suite *writer_suite(void);

static Arena arena;
static CWriter w;

static void setup(void) { w = c_writer(&arena); }
static void teardown(void) { arena_free(&arena); memset(&arena, 0, sizeof arena); }

START_TEST(the_writer_owns_the_depth)
{
	c_begin(&w, "int f(void)");
	c_open(&w, "if (x)");
	c_line(&w, "y = %d;", 1);
	c_close(&w);
	c_close(&w);
	ck_assert_str_eq(text_str(&w.text), "int f(void)\n{\n\tif (x) {\n\t\ty = 1;\n\t}\n}\n");
	ck_assert_int_eq(w.depth, 0);
}
END_TEST

START_TEST(a_loop_over_one_line_has_no_braces)
{
	c_loop(&w, "for (i)");
	c_line(&w, "x++;");
	c_close(&w);
	c_loop(&w, "for (j)");
	c_line(&w, "const float t = 1;");
	c_line(&w, "x += t;");
	c_close(&w);
	ck_assert_str_eq(text_str(&w.text), "for (i)\n\tx++;\nfor (j) {\n\tconst float t = 1;\n\tx += t;\n}\n");
}
END_TEST

START_TEST(nested_loops_keep_the_outer_braces)
{
	c_loop(&w, "for (i)");
	c_loop(&w, "for (j)");
	c_line(&w, "x++;");
	c_close(&w);
	c_close(&w);
	ck_assert_str_eq(text_str(&w.text), "for (i) {\n\tfor (j)\n\t\tx++;\n}\n");
}
END_TEST

START_TEST(long_lines_are_broken_at_spaces)
{
	Text t = text_new(&arena);
	for (int i = 0; i < 40; i++)
		text_add(&t, "%sterm%d", i ? " + " : "x = ", i);
	c_long(&w, "%s;", text_str(&t));
	for (char *line = strtok(arena_strdup(&arena, text_str(&w.text)), "\n"); line; line = strtok(NULL, "\n"))
		ck_assert_uint_le(strlen(line), 112);
}
END_TEST

START_TEST(comments_wrap_and_keep_their_paragraphs)
{
	c_comment(&w, "one\ntwo");
	ck_assert_str_eq(text_str(&w.text), "/* one\n * two */\n");
}
END_TEST

static void literal(float v, const char *want)
{
	char out[40];
	c_float(out, v);
	ck_assert_str_eq(out, want);
}

START_TEST(floats_are_the_shortest_that_read_back)
{
	literal(0.0f, "0.0f");
	literal(-0.0f, "-0.0f");
	literal(1.0f, "1.0f");
	literal(0.1f, "0.1f");
	literal(-1e-7f, "-1e-07f");
	literal(16777216.0f, "16777216.0f");
	literal(1.0f / 0.0f, "CR_INFINITY");
	literal(-1.0f / 0.0f, "-CR_INFINITY");
}
END_TEST

START_TEST(every_float_reads_back)
{
	uint32_t bits = 1;
	for (int i = 0; i < 20000; i++) {
		float v, back;
		char out[40];
		bits = bits * 1664525u + 1013904223u;
		memcpy(&v, &bits, sizeof v);
		if (v != v || v - v != 0.0f)
			continue;
		c_float(out, v);
		back = strtof(out, NULL);
		ck_assert_msg(memcmp(&v, &back, sizeof v) == 0, "%s", out);
	}
}
END_TEST

START_TEST(integers_are_typed)
{
	ck_assert_str_eq(c_constant(&arena, DT_I32, (uint32_t)-5), "-5");
	ck_assert_str_eq(c_constant(&arena, DT_I32, 0x80000000u), "INT32_MIN");
	ck_assert_str_eq(c_constant(&arena, DT_U32, 0xffffffffu), "4294967295u");
	ck_assert_str_eq(c_constant(&arena, DT_I8, (uint32_t)-128), "-128");
	ck_assert_str_eq(c_constant(&arena, DT_BOOL, 1), "1");
}
END_TEST

/* ---- files ---------------------------------------------------------------------------------------------- */

static const char *folder(void)
{
	char *path = arena_strdup(&arena, "/tmp/crescent_writer_XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(path));
	return path;
}

static Emission emission(const char *a, const char *b)
{
	Emission e = { .arena = &arena };
	EmittedFile files[2] = { { "m.h", a, strlen(a) }, { "m.c", b, strlen(b) } };
	vec_push(&arena, e.files, files[0]);
	vec_push(&arena, e.files, files[1]);
	return e;
}

static void clean(const char *dir, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		unlink(arena_printf(&arena, "%s/%s", dir, names[i]));
	rmdir(dir);
}

START_TEST(what_was_written_compares_equal)
{
	const char *dir = folder(), *why = NULL, *names[] = { "m.h", "m.c" };
	Emission e = emission("a\nb\n", "c\n"), changed = emission("a\nx\n", "c\n");
	FILE *out = tmpfile();
	ck_assert_msg(emission_write(&e, dir, &arena, &why), "%s", why);
	ck_assert_int_eq(emission_compare(&e, dir, out), 0);
	ck_assert_int_eq(ftell(out), 0);
	ck_assert_int_eq(emission_compare(&changed, dir, out), 1);
	char text[512] = "";
	rewind(out);
	text[fread(text, 1, sizeof text - 1, out)] = '\0';
	ck_assert_ptr_nonnull(strstr(text, "-b\n+x\n"));
	ck_assert_ptr_nonnull(strstr(text, "@@ -1,2 +1,2 @@"));
	fclose(out);
	clean(dir, names, 2);
}
END_TEST

START_TEST(unchanged_files_are_left_alone)
{
	const char *dir = folder(), *why, *names[] = { "m.h", "m.c" };
	Emission e = emission("a\n", "c\n");
	struct stat before, after;
	ck_assert(emission_write(&e, dir, &arena, &why));
	ck_assert_int_eq(stat(arena_printf(&arena, "%s/m.h", dir), &before), 0);
	ck_assert(emission_write(&e, dir, &arena, &why));
	ck_assert_int_eq(stat(arena_printf(&arena, "%s/m.h", dir), &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	clean(dir, names, 2);
}
END_TEST

/* The second file's place is a folder that is not empty: nothing of the first may remain either. */
START_TEST(a_failure_leaves_no_half)
{
	const char *dir = folder(), *why = NULL;
	const char *blocked = arena_printf(&arena, "%s/m.c.new", dir);
	Emission e = emission("a\n", "c\n");
	ck_assert_int_eq(mkdir(blocked, 0777), 0);
	ck_assert(!emission_write(&e, dir, &arena, &why));
	ck_assert_ptr_nonnull(strstr(why, "m.c"));
	ck_assert_int_ne(access(arena_printf(&arena, "%s/m.h", dir), F_OK), 0);
	ck_assert_int_ne(access(arena_printf(&arena, "%s/m.h.new", dir), F_OK), 0);
	rmdir(blocked);
	clean(dir, NULL, 0);
}
END_TEST

Suite *writer_suite(void)
{
	Suite *s = suite_create("writer");
	TCase *t = tcase_create("writer");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_writer_owns_the_depth);
	tcase_add_test(t, a_loop_over_one_line_has_no_braces);
	tcase_add_test(t, nested_loops_keep_the_outer_braces);
	tcase_add_test(t, long_lines_are_broken_at_spaces);
	tcase_add_test(t, comments_wrap_and_keep_their_paragraphs);
	tcase_add_test(t, floats_are_the_shortest_that_read_back);
	tcase_add_test(t, every_float_reads_back);
	tcase_add_test(t, integers_are_typed);
	tcase_add_test(t, what_was_written_compares_equal);
	tcase_add_test(t, unchanged_files_are_left_alone);
	tcase_add_test(t, a_failure_leaves_no_half);
	suite_add_tcase(s, t);
	return s;
}
