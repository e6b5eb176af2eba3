/* train_metrics.c - what a call of a training function reports: means out of sums, and metrics that are no means out of what
 * they count. */
#include "train.h"

#include <string.h>

const char *metrics_type(const Unit *u, const Group *g)
{
	return strcmp(g->name, "train") == 0 ? unit_text(u, "%s_metrics", u->p) : unit_text(u, "%s_%s_metrics", u->p, g->name);
}

/* Names of the loss and the metrics as members of the struct. */
static Strings metric_members(const Unit *u, const Train *t)
{
	Strings out = {0};
	Scope scope = scope_new(u->arena);
	vec_push(u->arena, out, scope_name(&scope, "loss"));
	scope_take(&scope, "gradient_norm");
	scope_take(&scope, "weight");
	for (size_t i = 0; i < t->metrics.n; i++)
		vec_push(u->arena, out, scope_name(&scope, t->metrics.at[i]));
	return out;
}

/* Where the metric of that name is among all; the loss is the first. */
static size_t metric_index(const Train *t, const char *name)
{
	for (size_t i = 0; i < t->metrics.n; i++)
		if (strcmp(t->metrics.at[i], name) == 0)
			return i + 1;
	BUG("emitter: %s has no metric %s", t->name, name);
}

static bool is_finished(const Train *t, size_t metric)
{
	for (size_t i = 0; t->finish && i < t->finish->outputs.n; i++)
		if (metric_index(t, t->finish->outputs.at[i].name) == metric)
			return true;
	return false;
}

void metrics_declare(const Unit *u, CWriter *w, const Group *g)
{
	Strings members = metric_members(u, g->train), finished = {0};
	for (size_t i = 0; g->train->finish && i < g->train->finish->outputs.n; i++)
		vec_push(u->arena, finished, members.at[metric_index(g->train, g->train->finish->outputs.at[i].name)]);
	c_comment(w, "Means over the examples of one call, weighted; weight is their sum of weights.%s%s%s", finished.n ? " Of all of them together: " : "",
	          join_arguments(u->arena, &finished), finished.n ? "." : "");
	c_line(w, "typedef struct %s {", metrics_type(u, g));
	c_line(w, "\tfloat %s, gradient_norm, weight;", join_arguments(u->arena, &members));
	c_line(w, "} %s;", metrics_type(u, g));
	c_blank(w);
}

const char *metrics_report(const Unit *u, const Group *g)
{
	return unit_text(u, "%s_report(%s&sums, metrics);", g->name, g->train->finish ? "params, workspace, " : "");
}

/* The call of the compiled function with counts from `counts` and results where `place` puts the metric of that number. */
static void finish_call(const Unit *u, CWriter *w, const Group *g, const char *params, const char *workspace, const char *counts,
                        const char *const *place)
{
	const Train *t = g->train;
	Strings args = {0};
	vec_push(u->arena, args, params);
	vec_push(u->arena, args, workspace);
	vec_push(u->arena, args, counts);
	for (size_t i = 0; i < t->finish->outputs.n; i++)
		vec_push(u->arena, args, place[metric_index(t, t->finish->outputs.at[i].name)]);
	c_list(w, unit_text(u, "%s(", unit_entry(u, t->finish)->name), args.at, args.n, ");");
}

static void define_finish(const Unit *u, CWriter *w, const Group *g)
{
	size_t n = g->train->metrics.n + 1;
	const char **place = NEW_ARRAY(u->arena, const char *, n);
	for (size_t i = 0; i < n; i++)
		place[i] = unit_text(u, "metrics + %zu", i);
	c_begin(w, "static void %s_finish_call(const cr_train_call *call, const float *counts, float *metrics)", g->name);
	finish_call(u, w, g, unit_text(u, "(const %s_params *)call->params", u->p),
	            unit_text(u, "(%s_%s_workspace *)call->workspace", u->p, g->name), "counts", place);
	c_close(w);
	c_blank(w);
}

void metrics_define(const Unit *u, CWriter *w, const Group *g)
{
	const Train *t = g->train;
	Strings members = metric_members(u, t);
	const char **place = NEW_ARRAY(u->arena, const char *, members.n);
	for (size_t i = 0; i < members.n; i++)
		place[i] = unit_text(u, "&metrics->%s", members.at[i]);
	if (t->finish)
		define_finish(u, w, g);
	Strings args = {0};
	if (t->finish) {
		vec_push(u->arena, args, unit_text(u, "const %s_params *params", u->p));
		vec_push(u->arena, args, unit_text(u, "%s_%s_workspace *workspace", u->p, g->name));
	}
	vec_push(u->arena, args, "const cr_train_sums *sums");
	vec_push(u->arena, args, unit_text(u, "%s *metrics", metrics_type(u, g)));
	c_list(w, unit_text(u, "static void %s_report(", g->name), args.at, args.n, ")");
	c_line(w, "{");
	w->depth++;
	c_line(w, "if (!metrics)");
	c_line(w, "\treturn;");
	for (size_t i = 0; i < members.n; i++)
		if (!is_finished(t, i))
			c_line(w, "metrics->%s = sums->weight[%zu] != 0.0f ? sums->value[%zu] / sums->weight[%zu] : 0.0f;", members.at[i], i, i, i);
	if (t->finish)
		finish_call(u, w, g, "params", "workspace", "workspace->counts", place);
	c_line(w, "metrics->gradient_norm = sums->gradient_norm;");
	c_line(w, "metrics->weight = sums->weight[0];");
	c_close(w);
	c_blank(w);
}
