/* main.c - runs each script given as an argument as one test: what a user would drive from outside.
 *
 * A script passes if it exits with 0; its output is shown when it does not. As many run at a time as there are processors
 * (JOBS=N: N of them): workers take the next script, the test of a script waits for its end. On a terminal a line says how far it is. */
#define _DEFAULT_SOURCE
#include <check.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_JOBS = 16, RUNNING = -1 };

/* Shared by the workers and the tests, which are processes. */
typedef struct Board {
	atomic_int next;            /* script that nobody has taken yet */
	atomic_int ended;
	atomic_int status[];        /* of a script: as system() gives it, or RUNNING */
} Board;

static char **scripts;
static int count;
static Board *board;

static void log_path(char *to, size_t room, int i)
{
	snprintf(to, room, "build/system-%d.log", i);
}

static void show(int i)
{
	char line[512];
	log_path(line, sizeof line, i);
	FILE *f = fopen(line, "r");
	if (!f)
		return;
	while (fgets(line, sizeof line, f))
		fputs(line, stderr);
	fclose(f);
}

/* Until no script is left, or whom it works for is gone (system() leaves an interrupt to the script). */
static void work(pid_t master)
{
	int i;
	while (getppid() == master && (i = atomic_fetch_add(&board->next, 1)) < count) {
		char command[4096], log[64];
		log_path(log, sizeof log, i);
		snprintf(command, sizeof command, "sh '%s' >%s 2>&1 </dev/null", scripts[i], log);
		int status = system(command);
		if (status == 0)
			remove(log);
		atomic_store(&board->status[i], status == RUNNING ? 1 : status);
		int ended = atomic_fetch_add(&board->ended, 1) + 1;
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\r\033[K%s%d of %d scripts", ended == count ? "" : "  ", ended, count);
	}
}

static int jobs_wanted(void)
{
	const char *given = getenv("JOBS");
	long jobs = given ? strtol(given, NULL, 10) : sysconf(_SC_NPROCESSORS_ONLN);
	return jobs < 1 ? 1 : jobs > MOST_JOBS ? MOST_JOBS : (int)jobs;
}

static bool start_workers(int jobs)
{
	size_t size = sizeof *board + (size_t)count * sizeof board->status[0];
	board = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (board == MAP_FAILED)
		return false;
	for (int i = 0; i < count; i++)
		atomic_init(&board->status[i], RUNNING);
	const pid_t master = getpid();
	for (int j = 0; j < jobs; j++) {
		pid_t child = fork();
		if (child < 0)
			return j > 0;
		if (child == 0) {
			work(master);
			_exit(0);
		}
	}
	return true;
}

START_TEST(script_passes)
{
	const struct timespec moment = { .tv_nsec = 20000000 };
	int status;
	while ((status = atomic_load(&board->status[_i])) == RUNNING)
		nanosleep(&moment, NULL);
	if (status != 0)
		show(_i);
	ck_assert_msg(status == 0, "%s failed with status %d", scripts[_i], WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *s = suite_create("system");
	TCase *t = tcase_create("scripts");
	scripts = argv + 1;
	count = argc - 1;
	if (!start_workers(jobs_wanted())) {
		perror("system");
		return EXIT_FAILURE;
	}
	tcase_set_timeout(t, 1200);
	tcase_add_loop_test(t, script_passes, 0, count);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
