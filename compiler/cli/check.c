/* check.c - everything but C: gradients of each training loss against finite differences, slots that nothing reads, then all
 * stages up to the proof.
 *
 * The loss is the step's first output, evaluated by the reference interpreter in double. Its gradient comes from the same
 * rules that the step was traced with. What stands under stop_gradient is held at its value, because that is what the gradient
 * means; a custom_gradient is compared like any other rule. */
#include "cli.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { EXAMPLES = 3, ELEMENTS_MOST = 5 };
#define EVALUATIONS_COST 2e9          /* arithmetic spent on one loss, so that large models take seconds too */

typedef struct Checked {
	Cli *c;
	Model *model;
	const Train *train;
	Tiny tiny;
	VEC(Slot *) slots;               /* trained by this group */
	Node **gradient;                 /* of slots */
	Function loss, gradients;        /* of the step's graph, with other outputs */
	Value *inputs;
	size_t compared, wrong, none;
	double largest;
} Checked;

/* ---- functions over the step's graph ---------------------------------------------------------------------------- */

static Function with_outputs(Checked *k, Graph *g, const Function *like, Node *const *nodes, size_t n)
{
	Function f = *like;
	f.graph = g;
	f.outputs.at = NULL;
	f.outputs.n = f.outputs.cap = 0;
	f.sets.n = 0;
	for (size_t i = 0; i < n; i++) {
		Port p = { .name = "value", .type = nodes[i]->type, .node = nodes[i] };
		vec_push(&k->c->cc.arena, f.outputs, p);
	}
	return f;
}

static bool trained_by(const Train *t, const Slot *slot)
{
	const Function *f = t->flush ? t->flush : t->step;
	for (size_t i = 0; i < f->sets.n; i++)
		if (f->sets.at[i].slot == slot)
			return slot->kind == SLOT_PARAM;
	return false;
}

typedef struct Differentiation { Graph *graph; Node *loss, **x, **gradient; size_t n; Loc loc; } Differentiation;

static void take_gradients(void *work)
{
	const Differentiation *d = work;
	d->graph->here = d->loc;
	graph_gradients(d->graph, d->loss, NULL, d->x, d->n, d->gradient);
}

static bool differentiate(Checked *k)
{
	const Function *step = k->train->step;
	Arena *a = &k->c->cc.arena;
	for (size_t i = 0; i < k->model->slots.n; i++)
		if (trained_by(k->train, k->model->slots.at[i]))
			vec_push(a, k->slots, k->model->slots.at[i]);
	Node **x = NEW_ARRAY(a, Node *, k->slots.n + 1);
	k->gradient = NEW_ARRAY(a, Node *, k->slots.n + 1);
	for (size_t i = 0; i < k->slots.n; i++)
		x[i] = node_slot(step->graph, k->slots.at[i]);
	Differentiation d = { step->graph, step->outputs.at[0].node, x, k->gradient, k->slots.n, k->train->loc };
	if (!cli_caught(k->c, take_gradients, &d))
		return false;
	k->gradients = with_outputs(k, step->graph, step, k->gradient, k->slots.n);
	return true;
}

static bool *reached(Arena *a, const Graph *g, const Node *from)
{
	bool *live = NEW_ARRAY(a, bool, g->nodes.n);
	live[from->id] = true;
	for (size_t i = g->nodes.n; i-- > 0;)
		for (uint32_t n = 0; live[i] && n < g->nodes.at[i]->arity; n++)
			live[g->nodes.at[i]->in[n]->id] = true;
	return live;
}

/* The loss in a graph of its own in which every stop_gradient is one more input; their values go behind the inputs. */
static void hold_stopped(Checked *k)
{
	const Function *step = k->train->step;
	const Graph *old = step->graph;
	Arena *a = &k->c->cc.arena;
	Node *loss = step->outputs.at[0].node, **map = NEW_ARRAY(a, Node *, old->nodes.n);
	const bool *live = reached(a, old, loss);
	Graph *g = graph_new(k->model);
	VEC(Node *) stopped = { 0 };
	for (size_t i = 0; i < old->nodes.n; i++) {
		Node *n = old->nodes.at[i], **in = NEW_ARRAY(a, Node *, n->arity);
		if (!live[i])
			continue;
		for (uint32_t j = 0; j < n->arity; j++)
			in[j] = map[n->in[j]->id];
		if (n->op == OP_stop_gradient) {
			const char *name = arena_printf(a, "stopped_%zu", stopped.n);
			map[i] = node_input(g, &n->type, (int64_t)(step->inputs.n + stopped.n), name);
			vec_push(a, stopped, n);
		} else {
			map[i] = node_like(g, n, in);
		}
	}
	k->loss = with_outputs(k, g, step, &map[loss->id], 1);
	Function values = with_outputs(k, step->graph, step, stopped.at, stopped.n);
	Value *held = tiny_run(&k->tiny, &values, k->inputs, k->tiny.arena, false);
	Value *all = NEW_ARRAY(a, Value, step->inputs.n + stopped.n + 1);
	for (size_t i = 0; i < step->inputs.n; i++)
		all[i] = k->inputs[i];
	for (size_t i = 0; i < stopped.n; i++)
		all[step->inputs.n + i] = held[i];
	k->inputs = all;
}

static double loss_now(Checked *k)
{
	Arena scratch = { 0 };
	double v = tiny_run(&k->tiny, &k->loss, k->inputs, &scratch, false)[0].at[0];
	arena_free(&scratch);
	return v;
}

/* ---- one element -------------------------------------------------------------------------------------------------- */

static double difference(Checked *k, double *at, double h)
{
	double old = *at;
	*at = old + h;
	double up = loss_now(k);
	*at = old - h;
	double down = loss_now(k);
	*at = old;
	return (up - down) / (2 * h);
}

/* A step that crosses a kink gives another slope, so several are tried; the best counts. */
static void compare_element(Checked *k, const Slot *slot, const Value *gradient, int64_t i, double base)
{
	static const double steps[] = { 1e-5, 1e-6, 1e-4, 1e-7 };
	double *at = &k->tiny.slot[slot->index].at[i], g = gradient->at[i], best = DBL_MAX, found = 0;
	double allowed = 1e-4 * fabs(g) + 1e-7 * (1 + fabs(base));
	for (size_t s = 0; s < sizeof steps / sizeof *steps && best > allowed; s++) {
		double d = difference(k, at, steps[s] * fmax(1, fabs(*at)));
		if (fabs(d - g) < best) {
			best = fabs(d - g);
			found = d;
		}
	}
	k->compared++;
	if (best <= allowed) {
		k->largest = fmax(k->largest, best);
		return;
	}
	if (k->wrong++ < 10)
		fprintf(stderr, "%s:%d: error: train \"%s\": the gradient of %s, element %lld; %.9g expected by finite differences; found %.9g\n",
		        k->train->loc.file, k->train->loc.line, k->train->name, slot->name, (long long)i, found, g);
}

/* The elements with the two largest gradients, then some at random. */
static void compare_slot(Checked *k, const Slot *slot, const Value *gradient, int64_t elements, double base)
{
	int64_t first = 0, second = -1;
	for (int64_t i = 1; i < gradient->count; i++) {
		if (!(fabs(gradient->at[i]) <= fabs(gradient->at[first]))) {
			second = first;
			first = i;
		} else if (second < 0 || fabs(gradient->at[i]) > fabs(gradient->at[second])) {
			second = i;
		}
	}
	for (int64_t n = 0; n < elements && n < gradient->count; n++) {
		int64_t i = n == 0 ? first : n == 1 ? second : (int64_t)(tiny_uniform(&k->tiny) * (double)gradient->count);
		compare_element(k, slot, gradient, i, base);
	}
}

/* ---- one train group ------------------------------------------------------------------------------------------------- */

static void make_inputs(Checked *k, bool uniform)
{
	const Function *step = k->train->step;
	k->inputs = NEW_ARRAY(k->tiny.arena, Value, step->inputs.n + 1);
	for (size_t i = 0; i < step->inputs.n; i++)
		k->inputs[i] = tiny_input(&k->tiny, &step->inputs.at[i], step, uniform);
}

/* Away from where initial values put everything: zeros, ones. */
static void disturb(Checked *k)
{
	for (size_t i = 0; i < k->slots.n; i++) {
		Value *v = &k->tiny.slot[k->slots.at[i]->index];
		for (int64_t e = 0; e < v->count; e++)
			v->at[e] += 0.05 * tiny_normal(&k->tiny);
	}
}

/* Losses of probabilities are defined on [0, 1] only. */
static bool find_data(Checked *k, double *base)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		make_inputs(k, attempt == 1);
		hold_stopped(k);
		*base = loss_now(k);
		if (isfinite(*base))
			return true;
	}
	return false;
}

static int64_t elements_each(const Checked *k)
{
	double cost = fmax(function_cost(k->train->step).flops, 1) * EXAMPLES / (double)fmax((double)k->train->batch, EXAMPLES);
	double each = EVALUATIONS_COST / cost / 2 / (double)(k->slots.n ? k->slots.n : 1);
	return each < 1 ? 1 : each > ELEMENTS_MOST ? ELEMENTS_MOST : (int64_t)each;
}

static void compare_all(Checked *k, double base)
{
	Value *g = tiny_run(&k->tiny, &k->gradients, k->inputs, k->tiny.arena, false);
	int64_t each = elements_each(k);
	for (size_t i = 0; i < k->slots.n; i++) {
		double value;
		if (node_is_splat(k->gradient[i], &value) && value == 0) {
			model_warning(&k->c->cc, k->slots.at[i]->loc, "train \"%s\": parameter %s has no gradient: the loss does not depend on it",
			              k->train->name, k->slots.at[i]->name);
			k->none++;
		} else {
			compare_slot(k, k->slots.at[i], &g[i], each, base);
		}
	}
}

/* STATUS_GOOD, WRONG or DIFFERENT. */
static int check_train(Cli *c, Model *m, const Train *train)
{
	Arena values = { 0 };
	double base = 0;
	Checked k = { .c = c, .model = m, .train = train };
	if (!differentiate(&k))
		return STATUS_WRONG;
	k.tiny = tiny_new(m, &values, EXAMPLES, 1);
	disturb(&k);
	if (find_data(&k, &base)) {
		compare_all(&k, base);
		diagnostics_print(&c->cc, stderr, c->color, c->quiet);
		c->cc.diagnostics.n = 0;
		if (!c->quiet && !k.wrong)
			printf("%s: %zu elements of %zu gradients agree with finite differences (largest difference %.1e)\n", train->name,
			       k.compared, k.slots.n - k.none, k.largest);
		if (k.wrong)
			fprintf(stderr, "crescent: %zu of %zu elements of \"%s\" differ\n", k.wrong, k.compared, train->name);
	} else if (!c->quiet) {
		fprintf(stderr, "%s:%d: warning: train \"%s\": the loss is not finite on random data; its gradient was not compared\n",
		        train->loc.file, train->loc.line, train->name);
	}
	arena_free(&values);
	return k.wrong ? STATUS_DIFFERENT : STATUS_GOOD;
}

/* ---- slots --------------------------------------------------------------------------------------------------------------- */

static void warn_unread(Cli *c, Model *m)
{
	bool *read = NEW_ARRAY(&c->cc.arena, bool, m->slots.n + 1);
	for (size_t i = 0; i < m->functions.n; i++) {
		Function *f = m->functions.at[i];
		if (f->kind == FUNC_INIT || f->kind == FUNC_STATE_INIT || f->kind == FUNC_TRAIN_INIT || f->kind == FUNC_AVERAGE)
			continue;
		function_prune(f);
		for (size_t n = 0; n < f->graph->nodes.n; n++) {
			const Node *node = f->graph->nodes.at[n];
			if (node->op == OP_param || node->op == OP_buffer || node->op == OP_state)
				read[node->attr[0]] = true;
		}
	}
	for (size_t i = 0; i < m->slots.n; i++) {
		const Slot *s = m->slots.at[i];
		if (!read[i] && s->kind != SLOT_TRAIN)
			model_warning(&c->cc, s->loc, "%s %s is never read by any function", slot_kind_name(s->kind), s->name);
	}
	diagnostics_print(&c->cc, stderr, c->color, c->quiet);
	c->cc.diagnostics.n = 0;
}

int verb_check(Cli *c)
{
	Model *m = cli_load(c);
	int status = STATUS_GOOD;
	if (!m)
		return STATUS_WRONG;
	warn_unread(c, m);
	for (size_t i = 0; i < m->trains.n; i++) {
		int s = check_train(c, m, m->trains.at[i]);
		if (s == STATUS_WRONG || (s == STATUS_DIFFERENT && status == STATUS_GOOD))
			status = s;
	}
	if (!cli_programs(c, m))
		return STATUS_WRONG;
	if (!c->quiet && status == STATUS_GOOD)
		printf("%s: %zu functions lowered, planned and proven\n", m->name, m->functions.n);
	return status;
}
