/* summary.c - what a model is made of and what it costs, before a byte of C is written. */
#include "cli.h"

#include <string.h>

typedef struct Summary { Cli *c; Model *m; Layers layers; Program **programs; Cost *cost; bool **pulled; } Summary;   /* pulled: by train */

/* ---- layers ---------------------------------------------------------------------------------------------------- */

static size_t widest(size_t a, const char *text)
{
	size_t n = strlen(text);
	return n > a ? n : a;
}

typedef struct Table { Arena *a; size_t path, kind, output, count; } Table;      /* widths */

static const char *count_text(Arena *a, const LayerRow *row, size_t times)
{
	const char *each = row->own ? thousands(a, row->parameters) : "-";
	return times > 1 && row->own ? arena_printf(a, "%zu x %s", times, each) : each;
}

static void measure_layer(void *user, const LayerRow *row, const char *path, size_t times)
{
	Table *t = user;
	t->path = widest(t->path, path);
	t->kind = widest(t->kind, row->note->kind);
	t->output = widest(t->output, row->note->output);
	t->count = widest(t->count, count_text(t->a, row, times));
}

static void print_layer(void *user, const LayerRow *row, const char *path, size_t times)
{
	const Table *t = user;
	printf("%-*s  %-*s  %-*s  %*s\n", (int)t->path, *path ? path : ".", (int)t->kind, row->note->kind, (int)t->output, row->note->output,
	       (int)t->count, count_text(t->a, row, times));
}

static void print_layers(Summary *s)
{
	Table t = { &s->c->cc.arena, 5, 4, 6, 10 };
	layers_walk(&s->layers, t.a, measure_layer, &t);
	if (s->layers.n)
		printf("%-*s  %-*s  %-*s  %*s\n", (int)t.path, "layer", (int)t.kind, "kind", (int)t.output, "output", (int)t.count, "parameters");
	layers_walk(&s->layers, t.a, print_layer, &t);
	if (s->layers.loose)
		printf("%-*s  %-*s  %-*s  %*s\n", (int)t.path, "m:param", (int)t.kind, "", (int)t.output, "", (int)t.count, thousands(t.a, s->layers.loose));
	printf("\n");
}

/* ---- totals ------------------------------------------------------------------------------------------------------ */

/* By slot index: is it written by an update of the group? */
static bool *updated_by(Arena *a, const Model *m, const Train *t)
{
	const Function *f[] = { t->step, t->flush };
	bool *updated = NEW_ARRAY(a, bool, m->slots.n + 1);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; f[k] && i < f[k]->sets.n; i++)
			updated[f[k]->sets.at[i].slot->index] = true;
	return updated;
}

/* The parameters that an update leaves alone, or pulls. */
static void print_list(Summary *s, size_t train, bool frozen, const char *head)
{
	Arena *a = &s->c->cc.arena;
	const Model *m = s->m;
	const bool *updated = updated_by(a, m, m->trains.at[train]);
	const char **name = NEW_ARRAY(a, const char *, m->slots.n + 1);
	bool *in = NEW_ARRAY(a, bool, m->slots.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < m->slots.n; i++) {
		if (m->slots.at[i]->kind != SLOT_PARAM)
			continue;
		name[n] = m->slots.at[i]->name;
		in[n++] = frozen ? !updated[i] : s->pulled[train][i];
	}
	print_names(a, head, name, in, n);
}

/* ---- memory ------------------------------------------------------------------------------------------------------ */

static int64_t workspace_of(const Summary *s, const Function *f)
{
	for (size_t i = 0; f && i < s->m->functions.n; i++)
		if (s->m->functions.at[i] == f)
			return program_bytes(s->programs[i]->workspace);
	return 0;
}

static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

static int64_t weights_bytes(const Model *m) { return slots_bytes(m, SLOT_PARAM, NULL) + slots_bytes(m, SLOT_BUFFER, NULL); }

/* Parameters, one stream's state, and the workspace of the user's hungriest function. */
static int64_t inference_bytes(const Summary *s)
{
	int64_t space = 0;
	for (size_t i = 0; i < s->m->functions.n; i++)
		if (s->m->functions.at[i]->kind == FUNC_USER)
			space = most(space, workspace_of(s, s->m->functions.at[i]));
	return weights_bytes(s->m) + slots_bytes(s->m, SLOT_STATE, NULL) + space;
}

/* Parameters, what the optimiser keeps, and the workspace of its hungriest function. */
static int64_t training_bytes(const Summary *s, const Train *t)
{
	return weights_bytes(s->m) + slots_bytes(s->m, SLOT_TRAIN, t->name) + most(workspace_of(s, t->step), workspace_of(s, t->flush));
}

static bool has_user_function(const Model *m)
{
	for (size_t i = 0; i < m->functions.n; i++)
		if (m->functions.at[i]->kind == FUNC_USER)
			return true;
	return false;
}

static void print_totals(Summary *s)
{
	Arena *a = &s->c->cc.arena;
	int64_t trainable = slots_elements(s->m, SLOT_PARAM, true), frozen = slots_elements(s->m, SLOT_PARAM, false);
	int64_t buffers = slots_elements(s->m, SLOT_BUFFER, false);
	printf("Total params: %s (%s)\n", thousands(a, trainable + frozen + buffers), bytes_text(a, weights_bytes(s->m)));
	printf("Trainable params: %s\n", thousands(a, trainable));
	printf("Non-trainable params: %s\n", thousands(a, frozen + buffers));
	if (slots_bytes(s->m, SLOT_STATE, NULL))
		printf("State: %s a stream\n", bytes_text(a, slots_bytes(s->m, SLOT_STATE, NULL)));
	if (has_user_function(s->m))
		printf("Inference: %s in all, with one stream's state and the largest workspace\n", bytes_text(a, inference_bytes(s)));
	for (size_t t = 0; t < s->m->trains.n; t++) {
		const Train *train = s->m->trains.at[t];
		printf("Training \"%s\": batch %lld%s, %s of optimiser memory, %s in all\n", train->name, (long long)train->batch,
		       train->accumulate > 1 ? arena_printf(a, " x %lld", (long long)train->accumulate) : "",
		       bytes_text(a, slots_bytes(s->m, SLOT_TRAIN, train->name)), bytes_text(a, training_bytes(s, train)));
		print_list(s, t, false, "  decayed, regularised or constrained:");
		print_list(s, t, true, "  not trained:");
	}
	printf("\n");
}

/* ---- functions ------------------------------------------------------------------------------------------------------ */

static const char *flops_text(Arena *a, double f)
{
	static const char *const unit[] = { "", " K", " M", " G", " T", " P" };
	int k = 0;
	for (; f >= 1000 && k < 5; k++)
		f /= 1000;
	return k ? arena_printf(a, "%.1f%s", f, unit[k]) : arena_printf(a, "%.0f", f);
}

static const char *ports_text(const Summary *s, const Function *f)
{
	Text t = text_new(&s->c->cc.arena);
	for (size_t i = 0; i < f->inputs.n; i++) {
		const Port *p = &f->inputs.at[i];
		text_add(&t, "%s%s %s", i ? ", " : "", p->name, p->seed ? "seed" : type_text(s->m, &p->type));
	}
	text_add(&t, "%s->", f->inputs.n ? " " : "");
	for (size_t i = 0; i < f->outputs.n; i++)
		text_add(&t, "%s %s %s", i ? "," : "", f->outputs.at[i].name, type_text(s->m, &f->outputs.at[i].type));
	return text_str(&t);
}

/* "-": it has no tokens. */
static const char *token_text(Arena *a, const Cost *c)
{
	return c->tokens > 0 ? flops_text(a, c->flops / c->tokens) : "-";
}

static void print_functions(Summary *s)
{
	Arena *a = &s->c->cc.arena;
	size_t name = 8;
	bool tokens = false;
	for (size_t i = 0; i < s->m->functions.n; i++) {
		name = widest(name, s->m->functions.at[i]->name);
		tokens |= s->cost[i].tokens > 0;
	}
	printf("%-*s  %9s  %s%12s  %12s  %s\n", (int)name, "function", "FLOPs", tokens ? "  a token  " : "", "workspace", "lower bound", "signature");
	for (size_t i = 0; i < s->m->functions.n; i++) {
		const Function *f = s->m->functions.at[i];
		printf("%-*s  %9s  ", (int)name, f->name, flops_text(a, s->cost[i].flops));
		if (tokens)
			printf("%9s  ", token_text(a, &s->cost[i]));
		printf("%12s  %12s  %s\n", bytes_text(a, program_bytes(s->programs[i]->workspace)),
		       bytes_text(a, program_bytes(s->programs[i]->lower_bound)),
		       f->kind == FUNC_USER || f->kind == FUNC_TRAIN_STEP ? ports_text(s, f) : "");
	}
	printf("\n");
}

static void print_layer_defaults(void *user, const LayerRow *row, const char *path, size_t times)
{
	bool *any = user;
	(void)times;
	if (!row->note->defaults || !*row->note->defaults)
		return;
	if (!*any)
		printf("Options that change numbers:\n");
	*any = true;
	printf("  %s: %s\n", *path ? path : ".", row->note->defaults);
}

/* Nothing can tell a wrong epsilon from shapes: so say them all. */
static void print_defaults(Summary *s)
{
	bool any = false;
	layers_walk(&s->layers, &s->c->cc.arena, print_layer_defaults, &any);
	if (any)
		printf("\n");
	for (size_t i = 0; i < s->m->options.n; i++) {
		const Option *o = &s->m->options.at[i];
		printf("%s  %s=%s", i ? "" : "Options of the file:\n", o->name, o->value);
		for (size_t k = 0; k < o->choices.n; k++)
			printf("%s%s", k ? "|" : "  (", o->choices.at[k]);
		printf("%s%s%s\n", o->choices.n ? ")" : "", *o->doc ? "  " : "", o->doc);
	}
}

/* ---- JSON -------------------------------------------------------------------------------------------------------------- */

static void json_string(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		if ((unsigned char)*s < 0x20)
			printf("\\u%04x", (unsigned)(unsigned char)*s);
		else
			printf(*s == '"' || *s == '\\' ? "\\%c" : "%c", *s);
	}
	putchar('"');
}

static void json_field(const char *before, const char *key, const char *value)
{
	printf("%s\"%s\": ", before, key);
	json_string(value);
}

static void json_layers(const Summary *s)
{
	printf("  \"layers\": [");
	for (size_t i = 0; i < s->layers.n; i++) {
		const LayerRow *r = &s->layers.row[i];
		json_field(i ? ",\n    { " : "\n    { ", "path", r->note->path);
		json_field(", ", "kind", r->note->kind);
		json_field(", ", "output", r->note->output);
		json_field(", ", "options", r->note->defaults ? r->note->defaults : "");
		printf(", \"parameters\": %lld }", (long long)r->parameters);
	}
	printf("\n  ],\n");
}

static void json_parameters(const Summary *s)
{
	size_t n = 0;
	printf("  \"parameters\": [");
	for (size_t i = 0; i < s->m->slots.n; i++) {
		const Slot *slot = s->m->slots.at[i];
		if (slot->kind != SLOT_PARAM && slot->kind != SLOT_BUFFER)
			continue;
		json_field(n++ ? ",\n    { " : "\n    { ", "name", slot->name);
		json_field(", ", "type", type_text(s->m, &slot->type));
		json_field(", ", "kind", slot_kind_name(slot->kind));
		printf(", \"trainable\": %s }", slot->trainable ? "true" : "false");
	}
	printf("\n  ],\n");
}

static void json_functions(const Summary *s)
{
	printf("  \"functions\": [");
	for (size_t i = 0; i < s->m->functions.n; i++) {
		const Function *f = s->m->functions.at[i];
		json_field(i ? ",\n    { " : "\n    { ", "name", f->name);
		json_field(", ", "kind", function_kind_name(f->kind));
		json_field(", ", "signature", ports_text(s, f));
		printf(", \"flops\": %.0f, \"tokens\": %.0f, \"workspace\": %lld, \"lower_bound\": %lld }", s->cost[i].flops, s->cost[i].tokens,
		       (long long)program_bytes(s->programs[i]->workspace), (long long)program_bytes(s->programs[i]->lower_bound));
	}
	printf("\n  ],\n");
}

static void json_trains(const Summary *s)
{
	printf("  \"training\": [");
	for (size_t i = 0; i < s->m->trains.n; i++) {
		const Train *t = s->m->trains.at[i];
		json_field(i ? ",\n    { " : "\n    { ", "name", t->name);
		printf(", \"batch\": %lld, \"accumulate\": %lld, \"bytes\": %lld }", (long long)t->batch, (long long)t->accumulate,
		       (long long)training_bytes(s, t));
	}
	printf("\n  ],\n");
}

static void print_json(const Summary *s)
{
	const Model *m = s->m;
	printf("{\n");
	json_field("  ", "model", m->name);
	json_field(",\n  ", "source", m->source);
	json_field(",\n  ", "signature", arena_printf(&s->c->cc.arena, "0x%016llx", (unsigned long long)model_signature(m)));
	printf(",\n");
	json_layers(s);
	json_parameters(s);
	json_functions(s);
	printf("  \"trainable\": %lld,\n", (long long)slots_elements(m, SLOT_PARAM, true));
	printf("  \"non_trainable\": %lld,\n",
	       (long long)(slots_elements(m, SLOT_PARAM, false) + slots_elements(m, SLOT_BUFFER, false)));
	json_trains(s);
	printf("  \"parameter_bytes\": %lld,\n", (long long)weights_bytes(m));
	printf("  \"inference_bytes\": %lld,\n", (long long)inference_bytes(s));
	printf("  \"state_bytes\": %lld,\n", (long long)slots_bytes(m, SLOT_STATE, NULL));
	printf("  \"train_state_bytes\": %lld\n}\n", (long long)slots_bytes(m, SLOT_TRAIN, NULL));
}

int verb_summary(Cli *c)
{
	Summary s = { .c = c };
	s.m = cli_load(c);
	if (!s.m)
		return STATUS_WRONG;
	s.layers = layers_of(s.m);
	s.pulled = NEW_ARRAY(&c->cc.arena, bool *, s.m->trains.n + 1);
	for (size_t i = 0; i < s.m->trains.n; i++)
		s.pulled[i] = train_pulls(c, s.m, s.m->trains.at[i]);
	s.programs = cli_programs(c, s.m);
	if (!s.programs)
		return STATUS_WRONG;
	s.cost = NEW_ARRAY(&c->cc.arena, Cost, s.m->functions.n + 1);
	for (size_t i = 0; i < s.m->functions.n; i++)
		s.cost[i] = function_cost(s.m->functions.at[i]);
	if (c->value[OPT_json]) {
		print_json(&s);
		return STATUS_GOOD;
	}
	printf("Model \"%s\" (%s)\n\n", s.m->name, c->argument.at[0]);
	print_layers(&s);
	print_totals(&s);
	print_functions(&s);
	print_defaults(&s);
	return STATUS_GOOD;
}
