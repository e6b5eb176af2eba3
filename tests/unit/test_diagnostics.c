/* test_diagnostics.c - every tests/lua/NAME.lua that has a NAME.err must fail with exactly that text.
 *
 * The script's first line is the command: `-- crescent FILE NAME=VALUE --lua-steps=N --lua-memory=NM`. */
#define _DEFAULT_SOURCE
#include "script_fixture.h"

#include <dirent.h>

Suite *diagnostics_suite(void);

static const char folder[] = "tests/lua";

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "rb");
	ck_assert_msg(f != NULL, "cannot read %s", path);
	char *text = calloc(1, 65536);
	ck_assert_ptr_nonnull(text);
	ck_assert_uint_lt(fread(text, 1, 65535, f), 65535);
	fclose(f);
	return text;
}

typedef struct Command { ScriptOption options[8]; size_t n; ScriptLimits limits; } Command;

/* Cuts the first line up in place. */
static Command parse_command(char *script)
{
	Command c = { .n = 0 };
	script[strcspn(script, "\n")] = '\0';
	for (char *word = strtok(script, " "); word; word = strtok(NULL, " ")) {
		char *equals = strchr(word, '=');
		if (strncmp(word, "--lua-steps=", 12) == 0) {
			c.limits.steps = strtoull(word + 12, NULL, 10);
		} else if (strncmp(word, "--lua-memory=", 13) == 0) {
			c.limits.memory = (size_t)strtoull(word + 13, NULL, 10) << 20;
		} else if (equals) {
			*equals = '\0';
			c.options[c.n++] = (ScriptOption){ word, equals + 1 };
		}
	}
	return c;
}

static void check_one(const char *stem)
{
	char script[512], expected[512];
	snprintf(script, sizeof script, "%s/%s.lua", folder, stem);
	snprintf(expected, sizeof expected, "%s/%s.err", folder, stem);
	char *text = slurp(script), *wanted = slurp(expected);
	Command c = parse_command(text);
	Scripted *s = scripted_file(script, c.options, c.n, &c.limits);
	ck_assert_msg(s->m == NULL, "%s should have failed", script);
	ck_assert_msg(strcmp(s->printed, wanted) == 0, "%s\nexpected:\n%sfound:\n%s", script, wanted, s->printed);
	scripted_close(s);
	free(text);
	free(wanted);
}

START_TEST(bad_scripts_are_told_what_is_wrong_and_where)
{
	DIR *d = opendir(folder);
	ck_assert_msg(d != NULL, "run from the root of the tree");
	int n = 0;
	for (const struct dirent *e; (e = readdir(d)) != NULL;) {
		size_t length = strlen(e->d_name);
		char stem[256];
		if (length < 5 || length >= sizeof stem || strcmp(e->d_name + length - 4, ".err") != 0)
			continue;
		memcpy(stem, e->d_name, length - 4);
		stem[length - 4] = '\0';
		check_one(stem);
		n++;
	}
	closedir(d);
	ck_assert_int_gt(n, 60);
}
END_TEST

Suite *diagnostics_suite(void)
{
	Suite *s = suite_create("diagnostics");
	TCase *t = tcase_create("scripts");
	tcase_set_timeout(t, 300);
	tcase_add_test(t, bad_scripts_are_told_what_is_wrong_and_where);
	suite_add_tcase(s, t);
	return s;
}
