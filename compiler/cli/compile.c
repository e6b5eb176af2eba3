/* compile.c - the program's purpose: a model file to C. */
#include "cli.h"

#include <string.h>

static EmitOptions emit_options(Cli *c, const Model *m)
{
	LowerOptions lower = lower_options(c);
	return (EmitOptions){
		.prefix = c->value[OPT_prefix] ? c->value[OPT_prefix] : m->name,
		.command = cli_command(c, c->argument.at[0]),
		.source = m->source,
		.graph = cli_graph(c, m),
		.threads = lower.threads,
		.check_inputs = c->value[OPT_check_inputs] != NULL,
		.no_text = c->value[OPT_no_text] != NULL,
		.section = c->value[OPT_section],
	};
}

typedef struct Emitting { const Model *model; Program *const *programs; const EmitOptions *options; Emission *out; } Emitting;

static void emit(void *work)
{
	const Emitting *e = work;
	emit_model(e->model, e->programs, e->model->functions.n, e->options, e->out);
}

bool cli_emit(Cli *c, Model *m, const Weights *weights, bool main_program, Emission *out)
{
	EmitOptions o = emit_options(c, m);
	Program **programs = cli_programs(c, m);
	if (!programs)
		return false;
	o.main_program = main_program;
	if (weights) {
		o.weights = weights->at;
		o.weights_digest = weights->digest;
	}
	*out = (Emission){ .arena = &c->cc.arena };
	return cli_caught(c, emit, &(Emitting){ m, programs, &o, out });
}

/* ---- what goes beside the C --------------------------------------------------------------------------------- */

/* make reads '$', '#', blanks and backslashes in names in its own way. */
static void add_path(Text *t, const char *path)
{
	for (; *path; path++) {
		if (*path == '$')
			text_char(t, '$');
		else if (strchr(" \t#\\", *path))
			text_char(t, '\\');
		text_char(t, *path);
	}
}

static int write_depfile(Cli *c, const Model *m, const Emission *e, const char *folder)
{
	Arena *a = &c->cc.arena;
	Text t = text_new(a);
	const char *why, *path = c->value[OPT_depfile];
	for (size_t i = 0; i < e->files.n; i++) {
		text_add(&t, "%s", i ? " " : "");
		add_path(&t, path_join(a, folder, e->files.at[i].name));
	}
	text_char(&t, ':');
	for (size_t i = 0; i < m->files.n; i++) {
		text_add(&t, " \\\n  ");
		add_path(&t, m->files.at[i]);
	}
	if (c->value[OPT_weights]) {
		text_add(&t, " \\\n  ");
		add_path(&t, c->value[OPT_weights]);
	}
	text_char(&t, '\n');
	if (!file_replace(path, text_str(&t), t.n, a, &why))
		return file_error(c, path, "cannot write it; %s", why);
	return STATUS_GOOD;
}

static int compare(Cli *c, const Emission *e, const char *folder)
{
	if (emission_compare(e, folder, stdout) == 0)
		return STATUS_GOOD;
	fflush(stdout);
	if (!c->quiet)
		fprintf(stderr, "crescent: %s differs from what %s gives now\n", folder, c->argument.at[0]);
	return STATUS_DIFFERENT;
}

static int write_files(Cli *c, const Model *m, const Emission *e, const char *folder)
{
	const char *why = "";
	if (!folder_make(folder, &c->cc.arena, &why) || !emission_write(e, folder, &c->cc.arena, &why))
		return file_error(c, folder, "cannot write the C; %s", why);
	int status = c->value[OPT_depfile] ? write_depfile(c, m, e, folder) : STATUS_GOOD;
	if (c->quiet || status != STATUS_GOOD)
		return status;
	printf("%s:", folder);
	for (size_t i = 0; i < e->files.n; i++)
		printf(" %s", e->files.at[i].name);
	printf("\n");
	return STATUS_GOOD;
}

int verb_compile(Cli *c)
{
	Weights weights, *given = NULL;
	Emission e;
	int status;
	Model *m = cli_load(c);
	if (!m)
		return STATUS_WRONG;
	if (c->value[OPT_function] && (status = model_select(c, m, c->value[OPT_function])) != STATUS_GOOD)
		return status;
	if (c->value[OPT_dump])
		return dump_stage(c, m);
	if (c->value[OPT_weights]) {
		if (!weights_load(c, m, c->value[OPT_weights], &weights))
			return STATUS_WRONG;
		given = &weights;
	} else if (c->value[OPT_format]) {
		return usage_error(c, "option --format says how names in a weight file are read; it needs --weights");
	}
	if (!cli_emit(c, m, given, c->value[OPT_main] != NULL, &e))
		return STATUS_WRONG;
	const char *folder = c->value[OPT_out] ? c->value[OPT_out] : path_join(&c->cc.arena, "generated", m->name);
	if (c->value[OPT_list_outputs]) {
		for (size_t i = 0; i < e.files.n; i++)
			printf("%s\n", path_join(&c->cc.arena, folder, e.files.at[i].name));
		return STATUS_GOOD;
	}
	return c->value[OPT_check] ? compare(c, &e, folder) : write_files(c, m, &e, folder);
}
