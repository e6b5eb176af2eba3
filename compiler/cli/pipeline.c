/* pipeline.c - a model file to a Model, and that to Programs: the stages in their order. */
#include "cli.h"

#include <string.h>

static void print_diagnostics(Cli *c)
{
	diagnostics_print(&c->cc, stderr, c->color, c->quiet);
	c->cc.diagnostics.n = 0;
}

Model *cli_load(Cli *c)
{
	ScriptLimits limits = { 0 };
	double steps = 1e9;
	option_size(c, OPT_lua_memory, &limits.memory);
	option_positive(c, OPT_lua_steps, &steps);
	limits.steps = (uint64_t)steps;
	Model *m = script_load(&c->cc, c->argument.at[0], c->script.at, c->script.n, &limits);
	print_diagnostics(c);
	return m;
}

LowerOptions lower_options(Cli *c)
{
	int64_t threads = 1;
	option_number(c, OPT_threads, 1, 256, &threads);
	return (LowerOptions){ .blas = option_choice(c, OPT_blas, 0) == 0, .threads = (int)threads,
	                       .plain_layout = option_choice(c, OPT_layout, 0) == 1 };
}

bool cli_caught(Cli *c, Stage *stage, void *work)
{
	jmp_buf here;
	c->cc.caught = &here;
	if (setjmp(here)) {
		c->cc.caught = NULL;
		report_error(&c->cc);
		print_diagnostics(c);
		return false;
	}
	stage(work);
	c->cc.caught = NULL;
	print_diagnostics(c);
	return true;
}

typedef struct Work { Model *model; const LowerOptions *options; Program **programs; } Work;

static void run_passes(void *work)
{
	Work *w = work;
	model_run_passes(w->model);
}

/* The two judges: a verdict is our fault, never the user's. */
static void judge(const Program *p, Arena *a)
{
	const char *verdict = plan_check(p, a);
	if (verdict)
		BUG("the plan of %s: %s", p->function->name, verdict);
	uint64_t accesses;
	verdict = prove_program(p, a, &accesses);
	if (verdict)
		BUG("the proof of %s: %s", p->function->name, verdict);
}

static void make_programs(void *work)
{
	Work *w = work;
	Arena *a = &w->model->cc->arena;
	w->programs = NEW_ARRAY(a, Program *, w->model->functions.n + 1);
	if (!w->options->plain_layout)
		choose_layouts(w->model);
	for (size_t i = 0; i < w->model->functions.n; i++) {
		w->programs[i] = lower_function(w->model->functions.at[i], w->options);
		plan_program(w->programs[i]);
		judge(w->programs[i], a);
	}
}

uint64_t cli_graph(Cli *c, const Model *m)
{
	if (c->hashed != m) {
		c->hashed = m;
		c->graph = model_graph_hash(m);
	}
	return c->graph;
}

bool cli_passes(Cli *c, Model *m)
{
	Work w = { .model = m };
	cli_graph(c, m);
	return cli_caught(c, run_passes, &w);
}

Program **cli_programs(Cli *c, Model *m)
{
	LowerOptions o = lower_options(c);
	Work w = { .model = m, .options = &o };
	cli_graph(c, m);
	if (!cli_caught(c, run_passes, &w) || !cli_caught(c, make_programs, &w))
		return NULL;
	return w.programs;
}
