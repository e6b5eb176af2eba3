/* main.c - runs each script given as an argument as one test: what a user would drive from outside.
 *
 * A script passes if it exits with 0; its output is shown when it does not. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static char **scripts;

static void show(const char *path)
{
	char line[512];
	FILE *f = fopen(path, "r");
	if (!f)
		return;
	while (fgets(line, sizeof line, f))
		fputs(line, stderr);
	fclose(f);
}

START_TEST(script_passes)
{
	char command[4096], log[64];
	snprintf(log, sizeof log, "build/system-%d.log", _i);
	snprintf(command, sizeof command, "sh '%s' >%s 2>&1 </dev/null", scripts[_i], log);
	int status = system(command);
	if (status != 0)
		show(log);
	else
		remove(log);
	ck_assert_msg(status == 0, "%s failed with status %d", scripts[_i], WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *s = suite_create("system");
	TCase *t = tcase_create("scripts");
	scripts = argv + 1;
	tcase_set_timeout(t, 900);
	tcase_add_loop_test(t, script_passes, 0, argc - 1);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
