/* select.c - --function: a model with fewer functions and only the slots they touch.
 *
 * Needs   a model before passes
 * Leaves  the named functions and train groups, with init and state_init cut to the slots that are left
 * Breaks  slot numbers and nodes: every graph is made again over the new numbers */
#include "cli.h"

#include <string.h>

typedef struct Selection { Cli *c; Model *model; bool *slot; bool *function; Slot **old; } Selection;

static bool named(const char *list, const char *name)
{
	size_t n = strlen(name);
	while (*list) {
		size_t word = strcspn(list, ",");
		if (word == n && memcmp(list, name, n) == 0)
			return true;
		list += word + (list[word] == ',');
	}
	return false;
}

/* The name of a training whose step f is; a dump that was loaded again has steps without an m:train. */
static const char *training(const Function *f)
{
	return f->kind == FUNC_TRAIN_STEP ? f->group : NULL;
}

static bool has_training(const Model *m, const char *name)
{
	for (size_t i = 0; i < m->functions.n; i++)
		if (training(m->functions.at[i]) && strcmp(training(m->functions.at[i]), name) == 0)
			return true;
	return false;
}

static bool selectable(const Function *f)
{
	return f->kind == FUNC_USER || f->kind == FUNC_LOOP_STEP;
}

/* Every word is a user function or a train group. */
static int check_names(Cli *c, Model *m, const char *list)
{
	Arena *a = &c->cc.arena;
	VEC(const char *) known = { 0 };
	for (size_t i = 0; i < m->functions.n; i++)
		if (selectable(m->functions.at[i]))
			vec_push(a, known, m->functions.at[i]->name);
	for (size_t i = 0; i < m->functions.n; i++)
		if (training(m->functions.at[i]))
			vec_push(a, known, training(m->functions.at[i]));
	while (*list) {
		size_t n = strcspn(list, ",");
		const char *word = arena_strndup(a, list, n), *near;
		const Function *f = model_function(m, word);
		if (!(f && selectable(f)) && !has_training(m, word)) {
			near = nearest_name(word, known.at, known.n);
			if (near)
				return usage_error(c, "--function: model \"%s\" has no function \"%s\"; did you mean \"%s\"?", m->name, word, near);
			return usage_error(c, "--function: model \"%s\" has no function \"%s\"", m->name, word);
		}
		list += n + (list[n] == ',');
	}
	return STATUS_GOOD;
}

static bool is_slot(Op op)
{
	return op == OP_param || op == OP_buffer || op == OP_state || op == OP_train;
}

/* A state that is read in vain is still an argument. */
static void mark_states(Selection *s, const Function *f)
{
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		if (f->graph->nodes.at[i]->op == OP_state || f->graph->nodes.at[i]->op == OP_train)
			s->slot[f->graph->nodes.at[i]->attr[0]] = true;
}

static void mark_slots(Selection *s, const Function *f)
{
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		if (is_slot(f->graph->nodes.at[i]->op))
			s->slot[f->graph->nodes.at[i]->attr[0]] = true;
	for (size_t i = 0; i < f->sets.n; i++)
		s->slot[f->sets.at[i].slot->index] = true;
}

static bool is_initial(const Function *f)
{
	return f->kind == FUNC_INIT || f->kind == FUNC_STATE_INIT;
}

static void mark(Selection *s, const char *names)
{
	const Model *m = s->model;
	for (size_t i = 0; i < m->functions.n; i++) {
		Function *f = m->functions.at[i];
		s->function[i] = is_initial(f) || (selectable(f) && named(names, f->name)) || (f->group && named(names, f->group));
		if (!s->function[i] || is_initial(f))
			continue;
		mark_states(s, f);
		function_prune(f);
		mark_slots(s, f);
	}
}

static void cut_sets(Selection *s, Function *f)
{
	size_t n = 0;
	for (size_t i = 0; i < f->sets.n; i++)
		if (s->slot[f->sets.at[i].slot->index])
			f->sets.at[n++] = f->sets.at[i];
	f->sets.n = n;
	function_prune(f);
}

/* The graph over the new slot numbers. */
static void renumber(Selection *s, Function *f)
{
	const Graph *old = f->graph;
	Arena *a = &s->c->cc.arena;
	Graph *g = graph_new(s->model);
	Node **map = NEW_ARRAY(a, Node *, old->nodes.n);
	for (size_t i = 0; i < old->nodes.n; i++) {
		const Node *n = old->nodes.at[i];
		Node **in = NEW_ARRAY(a, Node *, n->arity);
		for (uint32_t k = 0; k < n->arity; k++)
			in[k] = map[n->in[k]->id];
		g->here = n->loc;
		map[i] = is_slot(n->op) ? node_slot(g, s->old[n->attr[0]]) : node_like(g, n, in);
	}
	function_move(f, g, map);
}

static void keep_slots(Selection *s)
{
	Model *m = s->model;
	size_t n = 0;
	s->old = arena_copy(&s->c->cc.arena, m->slots.at, m->slots.n * sizeof *s->old);
	for (size_t i = 0; i < m->slots.n; i++)
		if (s->slot[i]) {
			m->slots.at[n] = s->old[i];
			m->slots.at[n]->index = (uint32_t)n;
			n++;
		}
	m->slots.n = n;
}

int model_select(Cli *c, Model *m, const char *names)
{
	Arena *a = &c->cc.arena;
	Selection s = { .c = c, .model = m };
	int status = check_names(c, m, names);
	if (status != STATUS_GOOD)
		return status;
	s.slot = NEW_ARRAY(a, bool, m->slots.n + 1);
	s.function = NEW_ARRAY(a, bool, m->functions.n + 1);
	mark(&s, names);
	size_t n = 0;
	for (size_t i = 0; i < m->functions.n; i++) {
		Function *f = m->functions.at[i];
		if (is_initial(f))
			cut_sets(&s, f);
		if (s.function[i] && !(f->kind == FUNC_STATE_INIT && f->sets.n == 0))
			m->functions.at[n++] = f;
	}
	m->functions.n = n;
	keep_slots(&s);
	for (size_t i = 0; i < m->functions.n; i++)
		renumber(&s, m->functions.at[i]);
	n = 0;
	for (size_t i = 0; i < m->trains.n; i++)
		if (named(names, m->trains.at[i]->name))
			m->trains.at[n++] = m->trains.at[i];
	m->trains.n = n;
	return STATUS_GOOD;
}
