/* control.c - loops and branches: bodies, and their nodes read by roles. */
#include "rules.h"

#include <string.h>

/* ---- bodies ------------------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 29);
}

static size_t data_size(const Node *n)
{
	return (size_t)type_elements(&n->type) * dtype_size(n->type.dtype);
}

static uint64_t content_hash(const Node *n)
{
	uint64_t h = mix((uint64_t)n->op, (uint64_t)n->type.dtype << 8 | n->type.rank);
	for (uint32_t i = 0; i < n->type.rank; i++)
		h = mix(mix(h, (uint64_t)n->type.dim[i].size), n->type.dim[i].sym);
	for (uint32_t i = 0; i < n->arity; i++)
		h = mix(h, n->in[i]->id);
	for (uint32_t i = 0; i < n->attr_count; i++)
		h = mix(h, (uint64_t)n->attr[i]);
	if (n->data)
		h = mix(h, hash_bytes(n->data, data_size(n), 0));
	for (uint32_t i = 0; i < n->bodies; i++)
		h = mix(h, n->body[i]->hash);
	return mix(h, n->replica);
}

static bool same_content(const Node *a, const Node *b)
{
	if (a->op != b->op || a->arity != b->arity || a->attr_count != b->attr_count || a->bodies != b->bodies ||
	    a->replica != b->replica || !type_equal(&a->type, &b->type))
		return false;
	for (uint32_t i = 0; i < a->arity; i++)
		if (a->in[i]->id != b->in[i]->id)
			return false;
	for (uint32_t i = 0; i < a->attr_count; i++)
		if (a->attr[i] != b->attr[i])
			return false;
	for (uint32_t i = 0; i < a->bodies; i++)
		if (!body_equal(a->body[i], b->body[i]))
			return false;
	return !a->data || memcmp(a->data, b->data, data_size(a)) == 0;
}

Body *body_new(Function *f)
{
	Body *b = NEW(&f->graph->cc->arena, Body);
	b->f = f;
	b->nodes = f->graph->nodes.n;
	b->outputs = f->outputs.n;
	b->hash = mix(f->inputs.n, f->outputs.n);
	for (size_t i = 0; i < b->nodes; i++)
		b->hash = mix(b->hash, content_hash(f->graph->nodes.at[i]));
	for (size_t i = 0; i < b->outputs; i++)
		b->hash = mix(b->hash, f->outputs.at[i].node->id);
	return b;
}

bool body_equal(const Body *a, const Body *b)
{
	if (a == b)
		return true;
	if (a->hash != b->hash || a->nodes != b->nodes || a->outputs != b->outputs || a->f->inputs.n != b->f->inputs.n)
		return false;
	for (size_t i = 0; i < a->outputs; i++)
		if (a->f->outputs.at[i].node->id != b->f->outputs.at[i].node->id)
			return false;
	for (size_t i = 0; i < a->nodes; i++)
		if (!same_content(a->f->graph->nodes.at[i], b->f->graph->nodes.at[i]))
			return false;
	return true;
}

Function *body_function(Model *m, const char *name)
{
	Function *f = NEW(&m->cc->arena, Function);
	f->name = name;
	f->graph = graph_new(m);
	return f;
}

Node *body_input(Function *f, const Type *type, const char *name)
{
	Graph *g = f->graph;
	Node *n = node_input(g, type, (int64_t)f->inputs.n, name);
	Port port = { n->name, *type, n, false, g->here };
	vec_push(&g->cc->arena, f->inputs, port);
	return n;
}

void body_output(Function *f, Node *n, const char *name)
{
	Port port = { name, n->type, n, false, f->graph->here };
	vec_push(&f->graph->cc->arena, f->outputs, port);
}

Function *body_copy(const Function *f)
{
	Model *m = f->graph->model;
	Arena *a = &m->cc->arena;
	Function *to = body_function(m, f->name);
	Node **map = NEW_ARRAY(a, Node *, f->graph->nodes.n + 1);
	for (size_t i = 0; i < f->graph->nodes.n; i++) {
		const Node *n = f->graph->nodes.at[i];
		Node **in = NEW_ARRAY(a, Node *, n->arity);
		for (uint32_t k = 0; k < n->arity; k++)
			in[k] = map[n->in[k]->id];
		map[i] = node_like(to->graph, n, in);
	}
	for (size_t i = 0; i < f->inputs.n; i++) {
		Port port = f->inputs.at[i];
		port.node = map[port.node->id];
		vec_push(a, to->inputs, port);
	}
	for (size_t i = 0; i < f->outputs.n; i++) {
		Port port = f->outputs.at[i];
		port.node = map[port.node->id];
		vec_push(a, to->outputs, port);
	}
	to->loc = f->loc;
	return to;
}

/* ---- nodes ------------------------------------------------------------------------------------------------ */

ScanParts scan_of(const Node *n)
{
	size_t count;
	const int64_t *length = node_attr(n, 2, &count);
	ScanParts s = { .f = n->body[0]->f, .carries = (uint32_t)node_attr_int(n, 0), .slices = (uint32_t)node_attr_int(n, 1),
	                .length = { length[0], (uint32_t)length[1] }, .reverse = node_attr_int(n, 3) != 0,
	                .stops = node_attr_int(n, 4) != 0, .recompute = node_attr_int(n, 5) != 0 };
	s.invariants = n->arity - s.carries - s.slices;
	s.ys = (uint32_t)s.f->outputs.n - s.carries;
	return s;
}

Node *node_control(Graph *g, Op op, Node *const *in, size_t arity, const int64_t *attr, size_t attr_count, Body *const *body, size_t bodies)
{
	Recipe r = { .g = g, .op = op, .in = in, .arity = arity, .attr = attr, .attr_count = attr_count, .body = body, .bodies = bodies };
	return recipe_make(&r);
}

Node *scan_by(Graph *g, const ScanParts *s, Body *body, Node *const *operands)
{
	const int64_t attr[] = { s->carries, s->slices, 1, s->length.size, s->length.sym, s->reverse, s->stops, s->recompute };
	return node_control(g, OP_scan, operands, (size_t)s->carries + s->slices + s->invariants, attr, sizeof attr / sizeof *attr, &body, 1);
}

Node *cond_by(Graph *g, Node *predicate, Body *yes, Body *no, Node *const *operands, size_t n)
{
	Node **in = NEW_ARRAY(&g->cc->arena, Node *, n + 1);
	in[0] = predicate;
	for (size_t i = 0; i < n; i++)
		in[i + 1] = operands[i];
	return node_control(g, OP_cond, in, n + 1, NULL, 0, (Body *[]){ yes, no }, 2);
}

Node *node_result(Graph *g, Node *control, uint32_t index)
{
	const int64_t attr = index;
	return node_make(g, OP_result, NULL, &control, 1, &attr, 1);
}
