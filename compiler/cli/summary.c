/* summary.c - what a model is made of and what it costs, before a byte of C is written. */
#include "cli.h"

#include <string.h>

/* One row of the table: a layer, once, however often it was called. */
typedef struct Row { const LayerNote *note; int64_t parameters; bool own; } Row;
typedef struct Summary { Cli *c; Model *m; VEC(Row) rows; int64_t loose; Program **programs; double *flops; bool **pulled; } Summary;   /* pulled: by train */

/* ---- layers ---------------------------------------------------------------------------------------------------- */

static void collect_rows(Summary *s)
{
	for (size_t i = 0; i < s->m->layers.n; i++) {
		const LayerNote *note = &s->m->layers.at[i];
		bool seen = false;
		for (size_t k = 0; k < s->rows.n && !seen; k++)
			seen = strcmp(s->rows.at[k].note->path, note->path) == 0;
		Row row = { .note = note };
		if (!seen)
			vec_push(&s->c->cc.arena, s->rows, row);
	}
}

/* Is the slot of the layer at path, or of one inside it? */
static bool below(const char *slot, const char *path)
{
	size_t n = strlen(path);
	return n == 0 || (strncmp(slot, path, n) == 0 && slot[n] == '.');
}

/* A slot counts for the innermost layer that is called; what belongs to none is loose. */
static void count_slots(Summary *s)
{
	for (size_t i = 0; i < s->m->slots.n; i++) {
		const Slot *slot = s->m->slots.at[i];
		Row *best = NULL;
		if (slot->kind != SLOT_PARAM && slot->kind != SLOT_BUFFER)
			continue;
		for (size_t k = 0; k < s->rows.n; k++) {
			Row *r = &s->rows.at[k];
			if (below(slot->name, r->note->path) && (!best || strlen(r->note->path) > strlen(best->note->path)))
				best = r;
		}
		if (best) {
			best->parameters += type_elements(&slot->type);
			best->own = true;
		} else {
			s->loose += type_elements(&slot->type);
		}
	}
}

static size_t widest(size_t a, const char *text)
{
	size_t n = strlen(text);
	return n > a ? n : a;
}

static void print_layers(Summary *s)
{
	Arena *a = &s->c->cc.arena;
	size_t path = 5, kind = 4, output = 6, count = 10;
	for (size_t i = 0; i < s->rows.n; i++) {
		const Row *r = &s->rows.at[i];
		path = widest(path, r->note->path);
		kind = widest(kind, r->note->kind);
		output = widest(output, r->note->output);
		count = widest(count, thousands(a, r->parameters));
	}
	if (s->rows.n)
		printf("%-*s  %-*s  %-*s  %*s\n", (int)path, "layer", (int)kind, "kind", (int)output, "output", (int)count, "parameters");
	for (size_t i = 0; i < s->rows.n; i++) {
		const Row *r = &s->rows.at[i];
		printf("%-*s  %-*s  %-*s  %*s\n", (int)path, *r->note->path ? r->note->path : ".", (int)kind, r->note->kind, (int)output,
		       r->note->output, (int)count, r->own ? thousands(a, r->parameters) : "-");
	}
	if (s->loose)
		printf("%-*s  %-*s  %-*s  %*s\n", (int)path, "m:param", (int)kind, "", (int)output, "", (int)count, thousands(a, s->loose));
	printf("\n");
}

/* ---- totals ------------------------------------------------------------------------------------------------------ */

/* Is the parameter written by an update of the group? */
static bool updated(const Train *t, const Slot *slot)
{
	const Function *f[] = { t->step, t->flush };
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; f[k] && i < f[k]->sets.n; i++)
			if (f[k]->sets.at[i].slot == slot)
				return true;
	return false;
}

/* "HEAD a.kernel b.kernel", or nothing: the parameters that an update leaves alone, or pulls. */
static void print_list(Summary *s, size_t train, bool frozen, const char *head)
{
	size_t n = 0;
	for (size_t i = 0; i < s->m->slots.n; i++) {
		const Slot *slot = s->m->slots.at[i];
		bool in = frozen ? !updated(s->m->trains.at[train], slot) : s->pulled[train][i];
		if (slot->kind != SLOT_PARAM || !in)
			continue;
		if (n++ == 0)
			printf("  %s", head);
		printf(" %s", slot->name);
	}
	if (n)
		putchar('\n');
}

static void print_totals(Summary *s)
{
	Arena *a = &s->c->cc.arena;
	int64_t trainable = slots_elements(s->m, SLOT_PARAM, true), frozen = slots_elements(s->m, SLOT_PARAM, false);
	int64_t buffers = slots_elements(s->m, SLOT_BUFFER, false);
	int64_t bytes = slots_bytes(s->m, SLOT_PARAM, NULL) + slots_bytes(s->m, SLOT_BUFFER, NULL);
	printf("Total params: %s (%s)\n", thousands(a, trainable + frozen + buffers), bytes_text(a, bytes));
	printf("Trainable params: %s\n", thousands(a, trainable));
	printf("Non-trainable params: %s\n", thousands(a, frozen + buffers));
	if (slots_bytes(s->m, SLOT_STATE, NULL))
		printf("State: %s a stream\n", bytes_text(a, slots_bytes(s->m, SLOT_STATE, NULL)));
	for (size_t t = 0; t < s->m->trains.n; t++) {
		const Train *train = s->m->trains.at[t];
		printf("Training \"%s\": batch %lld%s, %s of optimiser memory\n", train->name, (long long)train->batch,
		       train->accumulate > 1 ? arena_printf(a, " x %lld", (long long)train->accumulate) : "",
		       bytes_text(a, slots_bytes(s->m, SLOT_TRAIN, train->name)));
		print_list(s, t, false, "decayed, regularised or constrained:");
		print_list(s, t, true, "not trained:");
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

static void print_functions(Summary *s)
{
	Arena *a = &s->c->cc.arena;
	size_t name = 8;
	for (size_t i = 0; i < s->m->functions.n; i++)
		name = widest(name, s->m->functions.at[i]->name);
	printf("%-*s  %9s  %12s  %12s  %s\n", (int)name, "function", "FLOPs", "workspace", "lower bound", "signature");
	for (size_t i = 0; i < s->m->functions.n; i++) {
		const Function *f = s->m->functions.at[i];
		printf("%-*s  %9s  %12s  %12s  %s\n", (int)name, f->name, flops_text(a, s->flops[i]),
		       bytes_text(a, program_bytes(s->programs[i]->workspace)), bytes_text(a, program_bytes(s->programs[i]->lower_bound)),
		       f->kind == FUNC_USER || f->kind == FUNC_TRAIN_STEP ? ports_text(s, f) : "");
	}
	printf("\n");
}

/* Nothing can tell a wrong epsilon from shapes: so say them all. */
static void print_defaults(Summary *s)
{
	bool any = false;
	for (size_t i = 0; i < s->rows.n; i++) {
		const LayerNote *note = s->rows.at[i].note;
		if (!note->defaults || !*note->defaults)
			continue;
		if (!any)
			printf("Options that change numbers:\n");
		any = true;
		printf("  %s: %s\n", *note->path ? note->path : ".", note->defaults);
	}
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
	for (size_t i = 0; i < s->rows.n; i++) {
		const Row *r = &s->rows.at[i];
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
		printf(", \"flops\": %.0f, \"workspace\": %lld, \"lower_bound\": %lld }", s->flops[i],
		       (long long)program_bytes(s->programs[i]->workspace), (long long)program_bytes(s->programs[i]->lower_bound));
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
	printf("  \"parameter_bytes\": %lld,\n", (long long)(slots_bytes(m, SLOT_PARAM, NULL) + slots_bytes(m, SLOT_BUFFER, NULL)));
	printf("  \"state_bytes\": %lld,\n", (long long)slots_bytes(m, SLOT_STATE, NULL));
	printf("  \"train_state_bytes\": %lld\n}\n", (long long)slots_bytes(m, SLOT_TRAIN, NULL));
}

int verb_summary(Cli *c)
{
	Summary s = { .c = c };
	s.m = cli_load(c);
	if (!s.m)
		return STATUS_WRONG;
	collect_rows(&s);
	count_slots(&s);
	s.pulled = NEW_ARRAY(&c->cc.arena, bool *, s.m->trains.n + 1);
	for (size_t i = 0; i < s.m->trains.n; i++)
		s.pulled[i] = train_pulls(c, s.m, s.m->trains.at[i]);
	s.programs = cli_programs(c, s.m);
	if (!s.programs)
		return STATUS_WRONG;
	s.flops = NEW_ARRAY(&c->cc.arena, double, s.m->functions.n + 1);
	for (size_t i = 0; i < s.m->functions.n; i++)
		s.flops[i] = function_flops(s.m->functions.at[i]);
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
