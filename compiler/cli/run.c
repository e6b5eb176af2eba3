/* run.c - the verb: the model becomes C, that a program, and that runs. */
#include "cli.h"

#include <string.h>

/* What is asked for: a verb of the program, and which m:train. */
typedef struct Asked { const char *verb, *train; } Asked;

static bool is_train(const Model *m, const char *name)
{
	for (size_t i = 0; i < m->trains.n; i++)
		if (strcmp(m->trains.at[i]->name, name) == 0)
			return true;
	return false;
}

/* train, eval, predict, or the name of an m:train. */
static int find_asked(Cli *c, const Model *m, Asked *out)
{
	Words known = { 0 };
	const char *what = c->argument.at[1];
	*out = (Asked){ what, c->value[OPT_train] };
	bool trains = strcmp(what, "train") == 0 || strcmp(what, "eval") == 0;
	if (trains && m->trains.n == 0)
		return file_error(c, c->argument.at[0], "nothing to %s; an m:train expected; found none", what);
	if (trains || strcmp(what, "predict") == 0)
		return STATUS_GOOD;
	if (is_train(m, what)) {
		*out = (Asked){ "train", what };
		return STATUS_GOOD;
	}
	for (size_t i = 0; i < m->trains.n; i++)
		vec_push(&c->cc.arena, known, m->trains.at[i]->name);
	vec_push(&c->cc.arena, known, "train");
	vec_push(&c->cc.arena, known, "eval");
	vec_push(&c->cc.arena, known, "predict");
	const char *near = nearest_name(what, known.at, known.n);
	if (near)
		return usage_error(c, "run: unknown \"%s\"; did you mean \"%s\"?", what, near);
	return usage_error(c, "run: unknown \"%s\"; train, eval or predict expected", what);
}

/* Options of another verb of the program would be refused by it, after the time it takes to build it. */
static int check_options(Cli *c, const Asked *asked)
{
	for (size_t i = 0; i < OPT_COUNT; i++) {
		const OptionInfo *o = &option_table[i];
		if (c->value[i] && *o->program && !strchr(o->program, *asked->verb))
			return usage_error(c, "option --%s does not belong to run ... %s", o->name, asked->verb);
	}
	if (strcmp(asked->verb, "predict") == 0 && !c->value[OPT_weights])
		return usage_error(c, "run ... predict needs --weights=FILE");
	return STATUS_GOOD;
}

/* The options the program takes, as they were given; files in the model's names, data from the model's folder. */
static void program_words(Cli *c, const char *program, const Asked *asked, const char *weights, Words *w)
{
	Arena *a = &c->cc.arena;
	vec_push(a, *w, program);
	vec_push(a, *w, asked->verb);
	for (size_t i = 0; i < OPT_COUNT; i++) {
		const OptionInfo *o = &option_table[i];
		const char *value = i == OPT_weights && weights ? weights : c->value[i];
		if (!*o->program || !value || i == OPT_set || i == OPT_train)
			continue;
		vec_push(a, *w, o->value ? arena_printf(a, "--%s=%s", o->name, value) : arena_printf(a, "--%s", o->name));
	}
	for (size_t i = 0; i < c->set.n; i++)
		vec_push(a, *w, arena_printf(a, "--set=%s", c->set.at[i]));
	if (asked->train)
		vec_push(a, *w, arena_printf(a, "--train=%s", asked->train));
	if (!c->value[OPT_data] && strcmp(asked->verb, "predict") != 0)
		vec_push(a, *w, arena_printf(a, "--data=%s", folder_name(a, c->argument.at[0])));
}

/* Says early, and with the names of both sides, what the program would only find after it was built. */
static bool check_weights(Cli *c, const Model *m, Weights *w)
{
	const char *path = c->value[OPT_weights] ? c->value[OPT_weights] : c->value[OPT_init_partial] ? NULL : c->value[OPT_init];
	return !path || weights_load(c, m, path, w);
}

/* Weights in another format are written again in ours, into the folder. */
static const char *translated(Cli *c, const Model *m, const Weights *w, const char *folder)
{
	const char *path = path_join(&c->cc.arena, folder, "weights.safetensors");
	return weights_save(c, m, w, path) ? path : NULL;
}

static const char *make_folder(Cli *c)
{
	const char *keep = c->value[OPT_keep], *why;
	if (!keep)
		return temporary_folder(c);
	if (folder_make(keep, &c->cc.arena, &why))
		return keep;
	file_error(c, keep, "cannot make the folder; %s", why);
	return NULL;
}

static void c_sources(Cli *c, const Emission *e, Words *out)
{
	for (size_t i = 0; i < e->files.n; i++) {
		size_t n = strlen(e->files.at[i].name);
		if (n > 2 && strcmp(e->files.at[i].name + n - 2, ".c") == 0)
			vec_push(&c->cc.arena, *out, e->files.at[i].name);
	}
}

static int build_and_run(Cli *c, const Model *m, const Asked *asked, const Emission *e, const Weights *weights)
{
	Arena *a = &c->cc.arena;
	const char *folder = make_folder(c), *why, *file = NULL;
	Words sources = { 0 }, words = { 0 };
	if (!folder)
		return STATUS_WRONG;
	if (!emission_write(e, folder, a, &why))
		return file_error(c, NULL, "cannot write the C; %s", why);
	if (c->value[OPT_weights] && c->value[OPT_format] && (file = translated(c, m, weights, folder)) == NULL)
		return STATUS_WRONG;
	const char *program = path_join(a, folder, m->name);
	if (!strchr(program, '/'))
		program = path_join(a, ".", program);
	c_sources(c, e, &sources);
	if (!build_program(c, folder, &sources, "-O2 -march=native", true, program))
		return STATUS_WRONG;
	program_words(c, program, asked, file, &words);
	int status = process_run(c, &words, NULL);
	return status < 0 ? STATUS_WRONG : status;
}

int verb_run(Cli *c)
{
	Emission e;
	Weights weights;
	Asked asked;
	Model *m = cli_load(c);
	if (!m)
		return STATUS_WRONG;
	int status = find_asked(c, m, &asked);
	if (status != STATUS_GOOD || (status = check_options(c, &asked)) != STATUS_GOOD)
		return status;
	if (!check_weights(c, m, &weights) || !cli_emit(c, m, NULL, true, &e))
		return STATUS_WRONG;
	return build_and_run(c, m, &asked, &e, &weights);
}
