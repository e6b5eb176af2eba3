/* build.c - a C compiler, the runtime's place, temporary folders, and processes without a shell.
 *
 * From the moment a temporary folder exists until main removes it, the signals that would end us are blocked: a process
 * that we wait for is told of them, and we go on to tidy up. */
#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* ---- where the runtime is --------------------------------------------------------------------------------------- */

static const char *own_folder(Cli *c)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	if (n > 0)
		return folder_name(&c->cc.arena, arena_strndup(&c->cc.arena, path, (size_t)n));
	return folder_name(&c->cc.arena, c->program);
}

static bool has_runtime(Arena *a, const char *headers, const char *library, Runtime *out)
{
	if (!path_exists(path_join(a, headers, "crescent.h")) || !path_exists(library))
		return false;
	*out = (Runtime){ headers, library };
	return true;
}

bool runtime_find(Cli *c, Runtime *out)
{
	Arena *a = &c->cc.arena;
	const char *given = getenv("CRESCENT_RUNTIME"), *own = own_folder(c);
	if (given && *given) {
		if (has_runtime(a, given, path_join(a, given, "libcrescent.a"), out) ||
		    has_runtime(a, given, path_join(a, given, "../build/libcrescent.a"), out))
			return true;
		file_error(c, given, "CRESCENT_RUNTIME names a folder without the runtime; crescent.h and libcrescent.a expected");
		return false;
	}
	static const struct { const char *headers, *library; } places[] = {
		{ "../runtime", "libcrescent.a" },                          /* build/ */
		{ "../../runtime", "../libcrescent.a" },                    /* build/san/ */
		{ "../include/crescent", "../lib/libcrescent.a" },          /* installed */
	};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (has_runtime(a, path_join(a, own, places[i].headers), path_join(a, own, places[i].library), out))
			return true;
	file_error(c, NULL, "the runtime (crescent.h, libcrescent.a) is not where this program looks: beside %s, or in CRESCENT_RUNTIME", own);
	return false;
}

/* ---- a temporary folder -------------------------------------------------------------------------------------------- */

static void ending_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

const char *temporary_folder(Cli *c)
{
	const char *base = getenv("TMPDIR");
	char *path = arena_printf(&c->cc.arena, "%s/crescent.XXXXXX", base && *base ? base : "/tmp");
	sigset_t set;
	ending_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (!mkdtemp(path)) {
		file_error(c, path, "cannot make a temporary folder; %s", strerror(errno));
		return NULL;
	}
	return c->temporary = path;
}

void temporary_remove(Cli *c)
{
	DIR *d = c->temporary ? opendir(c->temporary) : NULL;
	for (const struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			unlink(path_join(&c->cc.arena, c->temporary, e->d_name));
	if (d) {
		closedir(d);
		rmdir(c->temporary);
	}
	c->temporary = NULL;
}

/* ---- words ---------------------------------------------------------------------------------------------------------- */

/* One word from *at; false at the end. */
static bool next_word(Arena *a, const char **at, const char **word)
{
	const char *s = *at + strspn(*at, " \t\n");
	Text t = text_new(a);
	char quote = '\0';
	if (!*s)
		return false;
	for (; *s && (quote || !strchr(" \t\n", *s)); s++) {
		if (quote ? *s == quote : *s == '"' || *s == '\'') {
			quote = quote ? '\0' : *s;
			continue;
		}
		if (*s == '\\' && s[1] && quote != '\'')
			s++;
		text_char(&t, *s);
	}
	*at = s;
	*word = text_str(&t);
	return true;
}

void split_words(Arena *a, const char *s, Words *out)
{
	const char *word;
	while (next_word(a, &s, &word))
		vec_push(a, *out, word);
}

/* ---- processes -------------------------------------------------------------------------------------------------------- */

static bool start(Cli *c, char *const *argv, const char *standard_output, pid_t *child)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none;
	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attributes, &none);
	if (standard_output)
		posix_spawn_file_actions_addopen(&files, 1, standard_output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	int error = posix_spawnp(child, argv[0], &files, &attributes, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	if (error)
		file_error(c, argv[0], "cannot run it; %s", strerror(error));
	return error == 0;
}

/* Waits; a signal for us goes to the child. Ctrl-C reaches it by itself: it is of our process group. */
static int wait_for(pid_t child)
{
	const struct timespec patience = { .tv_sec = 0, .tv_nsec = 100000000 };
	int status;
	sigset_t set;
	ending_signals(&set);
	sigaddset(&set, SIGCHLD);
	while (waitpid(child, &status, WNOHANG) == 0) {
		int signal = sigtimedwait(&set, NULL, &patience);
		if (signal == SIGTERM || signal == SIGHUP)
			kill(child, signal);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int process_run(Cli *c, const Words *words, const char *standard_output)
{
	char **argv = NEW_ARRAY(&c->cc.arena, char *, words->n + 1);
	pid_t child;
	sigset_t set, before;
	for (size_t i = 0; i < words->n; i++)
		argv[i] = arena_strdup(&c->cc.arena, words->at[i]);
	ending_signals(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &before);
	fflush(stdout);
	int status = start(c, argv, standard_output, &child) ? wait_for(child) : -1;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

/* A name that begins with '-' would be an option. */
static const char *as_file(Arena *a, const char *path)
{
	return *path == '-' ? arena_printf(a, "./%s", path) : path;
}

bool build_program(Cli *c, const char *folder, const Words *sources, const char *cflags, bool hosted, const char *program)
{
	Arena *a = &c->cc.arena;
	Runtime runtime;
	Words w = { 0 };
	if (!runtime_find(c, &runtime))
		return false;
	split_words(a, c->value[OPT_cc] ? c->value[OPT_cc] : "cc", &w);
	split_words(a, c->value[OPT_cflags] ? c->value[OPT_cflags] : cflags, &w);
	if (c->value[OPT_threads] && strcmp(c->value[OPT_threads], "1") != 0)
		vec_push(a, w, "-fopenmp");
	vec_push(a, w, "-I");
	vec_push(a, w, runtime.headers);
	for (size_t i = 0; i < sources->n; i++)
		vec_push(a, w, as_file(a, path_join(a, folder, sources->at[i])));
	vec_push(a, w, "-o");
	vec_push(a, w, as_file(a, program));
	if (hosted) {
		vec_push(a, w, runtime.library);
		vec_push(a, w, "-lz");
	}
	vec_push(a, w, "-lm");
	int status = process_run(c, &w, NULL);
	if (status > 0)
		file_error(c, NULL, "%s failed with status %d on the emitted C", w.at[0], status);
	return status == 0;
}
