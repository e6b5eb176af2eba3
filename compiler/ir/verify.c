/* verify.c - the judge between passes. It shares the shape rules with node_make, and nothing else: every node is inferred
 * again, every edge is followed.
 *
 *   V1  ids are positions, operands come before users and are of this graph
 *   V2  attributes have the form of their row, and the type is what the rule infers from them
 *   V3  input k of the function is the input node of position k, of its name and type; no other input is used, but for the
 *       dy of a custom gradient
 *   V4  outputs are of this graph and have their port's type
 *   V5  sets are of this graph, of a slot of this model, of its type, one a slot
 *   V7  the bodies of loops and branches are functions by themselves
 *   V6  ports have no extent of 0; a seed is u32[4] */
#include "rules.h"

#include <string.h>

typedef struct Judge { const Function *f; const char *after; } Judge;

#define FAULT(j, rule, ...) fault((j), (rule), arena_printf(&(j)->f->graph->cc->arena, __VA_ARGS__))

NORETURN static void fault(const Judge *j, const char *rule, const char *text)
{
	BUG("after %s: function \"%s\" breaks %s: %s", j->after, j->f->name, rule, text);
}

static const char *node_text(const Judge *j, const Node *n)
{
	return arena_printf(&j->f->graph->cc->arena, "t[%u] = %s", n->id, op_table[n->op].name);
}

static bool belongs(const Graph *g, const Node *n)
{
	return n && n->id < g->nodes.n && g->nodes.at[n->id] == n;
}

/* The inferred type, or why there is none. */
static const char *infer(const Recipe *r, Type *t)
{
	Compilation *cc = r->g->cc;
	jmp_buf here, *const before = cc->caught;
	if (setjmp(here)) {
		cc->caught = before;
		return cc->error.text;
	}
	cc->caught = &here;
	*t = recipe_type(r);
	cc->caught = before;
	return NULL;
}

static void check_node(const Judge *j, const Node *n, size_t position)
{
	Graph *g = j->f->graph;
	if (n->op >= OP_COUNT)
		FAULT(j, "V1", "node %zu has no op", position);
	if (n->id != position)
		FAULT(j, "V1", "%s stands at %zu", node_text(j, n), position);
	for (uint32_t i = 0; i < n->arity; i++) {
		if (!belongs(g, n->in[i]))
			FAULT(j, "V1", "%s: operand %u is of another graph", node_text(j, n), i + 1);
		if (n->in[i]->id >= n->id)
			FAULT(j, "V1", "%s: operand %u comes after it", node_text(j, n), i + 1);
	}
	if (!attr_well_formed(n->op, n->attr, n->attr_count))
		FAULT(j, "V2", "%s: attributes are not \"%s\"", node_text(j, n), op_table[n->op].attrs);

	Recipe r = { .g = g, .op = n->op, .stated = &n->type, .in = n->in, .arity = n->arity, .attr = n->attr,
	             .attr_count = n->attr_count, .data = n->data, .name = n->name, .replica = n->replica,
	             .body = n->body, .bodies = n->bodies };
	Type t = { 0 };
	const char *why = infer(&r, &t);
	if (why)
		FAULT(j, "V2", "%s: %s", node_text(j, n), why);
	if (!type_equal(&t, &n->type))
		FAULT(j, "V2", "%s: %s inferred, %s stored", node_text(j, n), type_text(g->model, &t), type_text(g->model, &n->type));
}

static void check_input_node(const Judge *j, const Node *n)
{
	int64_t k = node_attr_int(n, 0);
	if (k >= 0 && ((size_t)k >= j->f->inputs.n || j->f->inputs.at[k].node != n))
		FAULT(j, "V3", "%s \"%s\": input %lld of the function is another", node_text(j, n), n->name, (long long)k + 1);
}

static void check_port(const Judge *j, const Port *p, const char *what)
{
	const Model *m = j->f->graph->model;
	if (!belongs(j->f->graph, p->node))
		FAULT(j, "V4", "%s \"%s\" is of another graph", what, p->name);
	if (!type_equal(&p->type, &p->node->type))
		FAULT(j, "V4", "%s \"%s\": %s declared, %s computed", what, p->name, type_text(m, &p->type),
		      type_text(m, &p->node->type));
	if (type_has_zero(&p->type))
		FAULT(j, "V6", "%s \"%s\" has no elements", what, p->name);
}

static void check_input(const Judge *j, size_t k)
{
	const Port *p = &j->f->inputs.at[k];
	const Node *n = p->node;
	check_port(j, p, "input");
	if (n->op != OP_input || node_attr_int(n, 0) != (int64_t)k || strcmp(n->name, p->name) != 0)
		FAULT(j, "V3", "input \"%s\" is %s", p->name, node_text(j, n));
	if (p->seed && (p->type.dtype != DT_U32 || p->type.rank != 1 || !dim_equal(p->type.dim[0], dim_const(4))))
		FAULT(j, "V6", "seed \"%s\" is not u32[4]", p->name);
}

static void check_set(const Judge *j, size_t k)
{
	const Graph *g = j->f->graph;
	const Set *s = &j->f->sets.at[k];
	if (!s->slot || s->slot->index >= g->model->slots.n || g->model->slots.at[s->slot->index] != s->slot)
		FAULT(j, "V5", "set %zu is of no slot of the model", k + 1);
	if (!belongs(g, s->value))
		FAULT(j, "V5", "the value of \"%s\" is of another graph", s->slot->name);
	if (!type_equal(&s->slot->type, &s->value->type))
		FAULT(j, "V5", "\"%s\" is %s, set to %s", s->slot->name, type_text(g->model, &s->slot->type),
		      type_text(g->model, &s->value->type));
	for (size_t i = 0; i < k; i++)
		if (j->f->sets.at[i].slot == s->slot)
			FAULT(j, "V5", "\"%s\" is set twice", s->slot->name);
}

void function_verify(const Function *f, const char *after)
{
	const Judge j = { .f = f, .after = after };
	const Graph *g = f->graph;
	for (size_t i = 0; i < g->nodes.n; i++)
		check_node(&j, g->nodes.at[i], i);
	for (size_t i = 0; i < g->nodes.n; i++)
		for (uint32_t k = 0; k < g->nodes.at[i]->bodies; k++)
			function_verify(g->nodes.at[i]->body[k]->f, after);
	for (size_t i = 0; i < g->nodes.n; i++)
		if (g->nodes.at[i]->op == OP_input)
			check_input_node(&j, g->nodes.at[i]);
	for (size_t i = 0; i < f->inputs.n; i++)
		check_input(&j, i);
	for (size_t i = 0; i < f->outputs.n; i++)
		check_port(&j, &f->outputs.at[i], "output");
	for (size_t i = 0; i < f->sets.n; i++)
		check_set(&j, i);
}
