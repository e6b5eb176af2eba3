/* script_fixture.h - for tests that run model files: a compilation, scripts from text, functions by the interpreter. */
#ifndef SCRIPT_FIXTURE_H
#define SCRIPT_FIXTURE_H

#include "../../compiler/lua/lua.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Scripted {
	Compilation *cc;
	Model *m;
	Value *slots;            /* by index */
	int64_t extent[8];       /* by symbol - 1 */
	char printed[8192];      /* the diagnostics, as the user sees them */
} Scripted;

static inline Scripted *scripted_file(const char *path, const ScriptOption *options, size_t n, const ScriptLimits *limits)
{
	Scripted *s = calloc(1, sizeof *s);
	ck_assert_ptr_nonnull(s);
	s->cc = calloc(1, sizeof *s->cc);
	ck_assert_ptr_nonnull(s->cc);
	s->m = script_load(s->cc, path, options, n, limits);
	FILE *out = tmpfile();
	ck_assert_ptr_nonnull(out);
	diagnostics_print(s->cc, out, false, false);
	rewind(out);
	s->printed[fread(s->printed, 1, sizeof s->printed - 1, out)] = '\0';
	fclose(out);
	return s;
}

/* A script from its text; its name in diagnostics is "test.lua". */
static inline Scripted *scripted_text(const char *text, const ScriptLimits *limits)
{
	char folder[] = "/tmp/crescent-script-XXXXXX", home[4096];
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_ptr_nonnull(getcwd(home, sizeof home));
	ck_assert_int_eq(chdir(folder), 0);
	FILE *f = fopen("test.lua", "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	Scripted *s = scripted_file("test.lua", NULL, 0, limits);
	remove("test.lua");
	ck_assert_int_eq(chdir(home), 0);
	rmdir(folder);
	return s;
}

static inline void scripted_close(Scripted *s)
{
	arena_free(&s->cc->arena);
	free(s->cc);
	free(s);
}

#define ck_good(s) ck_assert_msg((s)->m != NULL, "the script failed:\n%s", (s)->printed)
#define ck_says(s, text) ck_assert_msg(strstr((s)->printed, text) != NULL, "\"%s\" expected in:\n%s", text, (s)->printed)

static inline Function *scripted_function(Scripted *s, const char *name)
{
	Function *f = model_function(s->m, name);
	ck_assert_msg(f != NULL, "no function %s", name);
	return f;
}

/* Runs a function on inputs (flat lists, by position); its sets are kept in s->slots. Returns the outputs. */
static inline Value *scripted_run(Scripted *s, const char *name, const double *const *inputs)
{
	Function *f = scripted_function(s, name);
	Arena *a = &s->cc->arena;
	function_prune(f);
	function_verify(f, "trace");
	if (!s->slots) {
		s->slots = NEW_ARRAY(a, Value, s->m->slots.n + 1);
		for (size_t i = 0; i < s->m->slots.n; i++)
			s->slots[i] = value_new(a, s->m, &s->m->slots.at[i]->type, s->extent);
	}
	Value *in = NEW_ARRAY(a, Value, f->inputs.n + 1), *out = NEW_ARRAY(a, Value, f->outputs.n + 1);
	Value *sets = NEW_ARRAY(a, Value, f->sets.n + 1);
	for (size_t i = 0; i < f->inputs.n; i++) {
		in[i] = value_new(a, s->m, &f->inputs.at[i].type, s->extent);
		memcpy(in[i].at, inputs[i], (size_t)in[i].count * sizeof(double));
	}
	InterpArgs args = { s->extent, in, s->slots };
	function_interpret(f, &args, a, out, sets);
	for (size_t i = 0; i < f->sets.n; i++)
		s->slots[f->sets.at[i].slot->index] = sets[i];
	return out;
}

static inline double *scripted_slot(Scripted *s, SlotKind kind, const char *name)
{
	Slot *slot = model_slot(s->m, kind, name);
	ck_assert_msg(slot != NULL, "no slot %s", name);
	return s->slots[slot->index].at;
}

static inline size_t scripted_count(const Function *f, Op op)
{
	size_t n = 0;
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		n += f->graph->nodes.at[i]->op == op;
	return n;
}

#endif
