/* dump.c - --dump=STAGE: a stable text of every stage. With -o DIR it goes to DIR/NAME.STAGE, its large constants beside it. */
#include "cli.h"

#include <string.h>

static const char *const stages[] = { "graph", "grad", "simplified", "kernels", "plan", "proof" };
enum { STAGE_COUNT = sizeof stages / sizeof *stages };

/* The functions that a train group differentiates, as traced. */
static void dump_gradients(const Model *m, Text *out)
{
	for (size_t i = 0; i < m->functions.n; i++) {
		const Function *f = m->functions.at[i];
		if (f->kind == FUNC_TRAIN_STEP || f->kind == FUNC_TRAIN_FLUSH || f->kind == FUNC_LOOP_STEP)
			function_dump(f, out);
	}
}

typedef struct Blobs { Cli *c; const char *folder; int status; size_t count; } Blobs;

static void write_blob(void *context, const char *hash, const void *data, size_t size)
{
	Blobs *b = context;
	Arena *a = &b->c->cc.arena;
	const char *why;
	b->count++;
	if (!b->folder || b->status != STATUS_GOOD)
		return;
	const char *path = path_join(a, b->folder, arena_printf(a, "%s.bin", hash));
	if (!file_replace(path, data, size, a, &why))
		b->status = file_error(b->c, path, "cannot write it; %s", why);
}

static int put(Cli *c, const Model *m, int stage, Text *text)
{
	Arena *a = &c->cc.arena;
	const char *folder = c->value[OPT_out], *why;
	Blobs blobs = { .c = c, .folder = folder };
	if (folder && !folder_make(folder, a, &why))
		return file_error(c, folder, "cannot make the folder; %s", why);
	if (stage <= 2)
		model_blobs(m, write_blob, &blobs);
	if (!folder) {
		fwrite(text_str(text), 1, text->n, stdout);
		if (blobs.count && !c->quiet)
			fprintf(stderr, "crescent: note: %zu large constants are named by their hash; with -o DIR they are written beside the dump\n",
			        blobs.count);
		return STATUS_GOOD;
	}
	const char *path = path_join(a, folder, arena_printf(a, "%s.%s%s", m->name, stages[stage], stage <= 2 ? ".lua" : ".txt"));
	if (blobs.status == STATUS_GOOD && !file_replace(path, text_str(text), text->n, a, &why))
		return file_error(c, path, "cannot write it; %s", why);
	return blobs.status;
}

static int find_stage(Cli *c)
{
	const char *s = c->value[OPT_dump];
	for (int k = 0; k < STAGE_COUNT; k++)
		if (strcmp(stages[k], s) == 0)
			return k;
	const char *near = nearest_name(s, stages, STAGE_COUNT);
	usage_error(c, "option --dump; graph, grad, simplified, kernels, plan or proof expected; found \"%s\"%s%s%s", s,
	            near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return -1;
}

int dump_stage(Cli *c, Model *m)
{
	static void (*const of_program[])(const Program *, Text *) = { program_dump, plan_dump, proof_dump };
	Text out = text_new(&c->cc.arena);
	int stage = find_stage(c);
	if (stage < 0)
		return STATUS_USAGE;
	if (stage == 0) {
		model_dump(m, &out);
	} else if (stage == 1) {
		dump_gradients(m, &out);
	} else if (stage == 2) {
		if (!cli_passes(c, m))
			return STATUS_WRONG;
		model_dump(m, &out);
	} else {
		Program **p = cli_programs(c, m);
		if (!p)
			return STATUS_WRONG;
		for (size_t i = 0; i < m->functions.n; i++)
			of_program[stage - 3](p[i], &out);
	}
	return put(c, m, stage, &out);
}
