/* main.c - the program `crescent`: what was asked for, and the exit status (compiler/cli/ does the work). */
#include "cli/cli.h"

#include <errno.h>
#include <string.h>

/* What stdout still holds must reach its place: a full disk is not success. */
static int finish_output(const Cli *c, int status)
{
	bool failed = fflush(stdout) != 0 || ferror(stdout);
	if (failed && status == STATUS_GOOD)
		return file_error(c, "standard output", "%s", strerror(errno));
	return status;
}

static int run(Cli *c, int argc, char **argv)
{
	int status = cli_parse(c, argc, argv);
	if (status != STATUS_GOOD)
		return status;
	if (c->value[OPT_version]) {
		printf("crescent %s\n", CRESCENT_VERSION);
		return STATUS_GOOD;
	}
	if (c->value[OPT_help]) {
		help_print(c->verb, stdout);
		return STATUS_GOOD;
	}
	return c->verb->run(c);
}

int main(int argc, char **argv)
{
	Cli c = { 0 };
	if (argc < 2) {
		help_print(NULL, stderr);
		return STATUS_USAGE;
	}
	int status = finish_output(&c, run(&c, argc, argv));
	temporary_remove(&c);
	arena_free(&c.cc.arena);
	return status;
}
