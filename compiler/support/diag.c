/* diag.c - two kinds of failure: the model is wrong (file, line, exit 1), or Crescent is (our line, exit 70). */
#include "support.h"

#include <stdlib.h>
#include <string.h>

void bug_at(const char *file, int line, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fprintf(stderr, "crescent: internal error: ");
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, " (%s:%d); please report it with the model\n", file, line);
	va_end(ap);
	exit(70);
}

void out_of_memory(void)
{
	fputs("crescent: error: out of memory\n", stderr);
	exit(1);
}

/* "text\ndetail": the part after the newline goes under the message. */
static Diagnostic make(Compilation *cc, Severity severity, Loc loc, const char *fmt, va_list ap)
{
	char *text = arena_vprintf(&cc->arena, fmt, ap);
	char *newline = strchr(text, '\n');
	if (newline)
		*newline = '\0';
	return (Diagnostic){ severity, loc, text, newline ? newline + 1 : NULL };
}

void model_error(Compilation *cc, Loc loc, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	cc->error = make(cc, SEV_ERROR, loc, fmt, ap);
	va_end(ap);
	if (!cc->caught)
		BUG("model error outside a catch: %s", cc->error.text);
	longjmp(*cc->caught, 1);
}

void model_warning(Compilation *cc, Loc loc, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vec_push(&cc->arena, cc->diagnostics, make(cc, SEV_WARNING, loc, fmt, ap));
	va_end(ap);
}

void model_note(Compilation *cc, Loc loc, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vec_push(&cc->arena, cc->diagnostics, make(cc, SEV_NOTE, loc, fmt, ap));
	va_end(ap);
}

void report_error(Compilation *cc)
{
	vec_push(&cc->arena, cc->diagnostics, cc->error);
	cc->errors++;
}

static void print_one(const Diagnostic *d, FILE *out, bool color)
{
	static const char *const word[] = { "error", "warning", "note" };
	static const char *const paint[] = { "\033[1;31m", "\033[1;35m", "\033[1;36m" };

	if (d->loc.file && d->loc.line > 0)
		fprintf(out, "%s:%d: ", d->loc.file, d->loc.line);
	else
		fprintf(out, "%s: ", d->loc.file ? d->loc.file : "crescent");
	fprintf(out, "%s%s:%s %s\n", color ? paint[d->severity] : "", word[d->severity], color ? "\033[0m" : "", d->text);
	for (const char *s = d->detail; s && *s;) {
		size_t n = strcspn(s, "\n");
		fprintf(out, "     %.*s\n", (int)n, s);
		s += n + (s[n] == '\n');
	}
}

void diagnostics_print(const Compilation *cc, FILE *out, bool color, bool quiet)
{
	size_t errors = 0, limit = cc->max_errors ? cc->max_errors : 10;
	for (size_t i = 0; i < cc->diagnostics.n; i++) {
		const Diagnostic *d = &cc->diagnostics.at[i];
		if (d->severity == SEV_ERROR ? errors++ >= limit : quiet)
			continue;
		print_one(d, out, color);
	}
	if (errors > limit)
		fprintf(out, "crescent: %zu more errors; --max-errors=%zu shows them\n", errors - limit, errors);
}
