/* golden.c - the verb, and golden check: builds the recorded C with the compiler at hand, runs it, reports case by case. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* The value of "key value" in a manifest; NULL if absent. */
static const char *manifest_value(Arena *a, const Bytes *b, const char *key)
{
	size_t n = strlen(key);
	const char *at = (const char *)b->at, *end = at + b->size;
	while (at < end) {
		const char *line = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((line ? line : end) - at);
		if (length > n && memcmp(at, key, n) == 0 && at[n] == ' ')
			return arena_strndup(a, at + n + 1, length - n - 1);
		at += length + 1;
	}
	return NULL;
}

/* ---- the report --------------------------------------------------------------------------------------------------- */

static void add_xml(Text *t, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strchr("<>&\"", s[i]))
			text_add(t, "&#%d;", s[i]);
		else
			text_char(t, (unsigned char)s[i] < 0x20 ? ' ' : s[i]);
	}
}

typedef struct Report { size_t good, bad; double largest; Text xml; } Report;

/* A line of the test program: "ok NAME DIFFERENCE" or "fail NAME WHAT". */
static void take_line(Cli *c, Report *r, const char *line, size_t n)
{
	bool ok = n > 3 && memcmp(line, "ok ", 3) == 0, fail = n > 5 && memcmp(line, "fail ", 5) == 0;
	if (!ok && !fail)
		return;
	const char *name = line + (ok ? 3 : 5), *end = line + n;
	const char *space = memchr(name, ' ', (size_t)(end - name));
	const char *rest = space ? space + 1 : end;
	r->good += ok;
	r->bad += fail;
	text_add(&r->xml, "  <testcase name=\"");
	add_xml(&r->xml, name, (size_t)((space ? space : end) - name));
	text_add(&r->xml, ok ? "\"/>\n" : "\"><failure message=\"");
	if (ok) {
		double d = strtod(arena_strndup(&c->cc.arena, rest, (size_t)(end - rest)), NULL);
		r->largest = d > r->largest ? d : r->largest;
		return;
	}
	add_xml(&r->xml, rest, (size_t)(end - rest));
	text_add(&r->xml, "\"/></testcase>\n");
	fprintf(stderr, "%.*s: %.*s\n", (int)((space ? space : end) - name), name, (int)(end - rest), rest);
}

static bool write_junit(Cli *c, const char *model, Report *r)
{
	Arena *a = &c->cc.arena;
	const char *path = c->value[OPT_junit], *why;
	Text t = text_new(a);
	text_add(&t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"golden %s\" tests=\"%zu\" failures=\"%zu\">\n%s</testsuite>\n",
	         model, r->good + r->bad, r->bad, text_str(&r->xml));
	if (!path || file_replace(path, text_str(&t), t.n, a, &why))
		return true;
	file_error(c, path, "cannot write it; %s", why);
	return false;
}

static int report(Cli *c, const char *model, const char *log, int status)
{
	Bytes b;
	const char *why;
	Report r = { .xml = text_new(&c->cc.arena) };
	if (!bytes_open(log, &b, &c->cc.arena, &why))
		return file_error(c, log, "cannot read what the test said; %s", why);
	for (size_t at = 0; at < b.size;) {
		const unsigned char *line = memchr(b.at + at, '\n', b.size - at);
		size_t n = line ? (size_t)(line - b.at) - at : b.size - at;
		take_line(c, &r, (const char *)b.at + at, n);
		at += n + 1;
	}
	bytes_close(&b);
	if (!write_junit(c, model, &r))
		return STATUS_WRONG;
	if (status != STATUS_GOOD && status != STATUS_DIFFERENT)
		return file_error(c, NULL, "the test of %s ended with status %d after %zu comparisons", model, status, r.good + r.bad);
	if (r.bad || status == STATUS_DIFFERENT) {
		fprintf(stderr, "crescent: %s: %zu of %zu comparisons differ\n", model, r.bad, r.good + r.bad);
		return STATUS_DIFFERENT;
	}
	if (r.good == 0)
		return file_error(c, NULL, "the test of %s compared nothing", model);
	if (!c->quiet)
		printf("%s: %zu comparisons agree (largest difference %.1e)\n", model, r.good, r.largest);
	return STATUS_GOOD;
}

/* ---- check ------------------------------------------------------------------------------------------------------------ */

static int run_test(Cli *c, const char *folder, const char *model, const char *tolerance)
{
	Arena *a = &c->cc.arena;
	Words sources = { 0 }, words = { 0 };
	const char *build = c->value[OPT_keep], *why;
	if (build && !folder_make(build, a, &why))
		return file_error(c, build, "cannot make the folder; %s", why);
	if (!build && (build = temporary_folder(c)) == NULL)
		return STATUS_WRONG;
	const char *program = path_join(a, build, "golden"), *log = path_join(a, build, "golden.log");
	if (!strchr("/.", *program))
		program = path_join(a, ".", program);
	vec_push(a, sources, arena_printf(a, "%s.c", model));
	vec_push(a, sources, arena_printf(a, "%s_golden.c", model));
	if (!build_program(c, folder, &sources, "-O2", false, program))
		return STATUS_WRONG;
	if (c->value[OPT_run])
		split_words(a, c->value[OPT_run], &words);
	vec_push(a, words, program);
	vec_push(a, words, path_join(a, folder, "golden.safetensors"));
	vec_push(a, words, path_join(a, folder, "weights.safetensors"));
	vec_push(a, words, tolerance);
	int status = process_run(c, &words, log);
	return status < 0 ? STATUS_WRONG : report(c, model, log, status);
}

static int golden_check(Cli *c)
{
	Arena *a = &c->cc.arena;
	Bytes b;
	double tolerance = 1e-5;
	char number[40];
	const char *folder = c->argument.at[0], *why, *path = path_join(a, folder, "golden.txt");
	option_positive(c, OPT_tolerance, &tolerance);
	if (!bytes_open(path, &b, a, &why))
		return file_error(c, path, "cannot read it; %s\n     a folder that \"crescent golden record\" wrote is expected", why);
	const char *model = manifest_value(a, &b, "model"), *recorded = manifest_value(a, &b, "tolerance");
	bool known = b.size > 17 && memcmp(b.at, "crescent golden 1", 17) == 0;
	bytes_close(&b);
	if (!known || !model || !recorded)
		return file_error(c, path, "\"crescent golden 1\", model and tolerance expected; it was not written by \"golden record\"");
	double_text(number, tolerance);
	return run_test(c, folder, model, c->value[OPT_tolerance] ? number : recorded);
}

int verb_golden(Cli *c)
{
	static const char *const verbs[] = { "record", "check" };
	const char *verb = c->argument.at[0];
	c->argument.at[0] = c->argument.at[1];
	c->argument.n = 1;
	if (strcmp(verb, "record") == 0)
		return golden_record(c);
	if (strcmp(verb, "check") == 0)
		return golden_check(c);
	const char *near = nearest_name(verb, verbs, 2);
	return usage_error(c, "golden: record or check expected; found \"%s\"%s%s%s", verb, near ? "; did you mean \"" : "", near ? near : "",
	                   near ? "\"?" : "");
}
