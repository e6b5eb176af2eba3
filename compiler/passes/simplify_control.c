/* simplify_control.c - loops and branches, simplified with their bodies.
 *
 * Needs   which results anybody reads; operands that are simple already
 * Leaves  a loop or branch whose body is simple and computes what is read and nothing else: no carry that stays as it was,
 *         no result twice, no operand unread or twice, numbers inside the body
 * Breaks  nothing: old bodies stay as they are */
#include "rules.h"

#include <string.h>

/* ---- a body over other inputs ----------------------------------------------------------------------------- */

typedef struct Renewal {
	Function *f;
	Graph *to;
	Node **map;                      /* by old id */
	VEC(Port) inputs;
} Renewal;

static Function *copy_function(const Function *f)
{
	Arena *a = &f->graph->cc->arena;
	Function *to = NEW(a, Function);
	*to = (Function){ .name = f->name, .kind = f->kind, .graph = f->graph, .loc = f->loc };
	for (size_t i = 0; i < f->inputs.n; i++)
		vec_push(a, to->inputs, f->inputs.at[i]);
	for (size_t i = 0; i < f->outputs.n; i++)
		vec_push(a, to->outputs, f->outputs.at[i]);
	return to;
}

static Renewal renewal_new(Function *f)
{
	Renewal r = { .f = f, .to = graph_new(f->graph->model), .map = NEW_ARRAY(&f->graph->cc->arena, Node *, f->graph->nodes.n + 1) };
	return r;
}

/* The next input, of this type. */
static Node *renewal_port(Renewal *r, const Type *t, const char *name, Loc loc)
{
	r->to->here = loc;
	Port port = { name, *t, node_input(r->to, t, (int64_t)r->inputs.n, name), false, loc };
	vec_push(&r->to->cc->arena, r->inputs, port);
	return port.node;
}

static void renewal_keep(Renewal *r, size_t k)
{
	const Port *port = &r->f->inputs.at[k];
	r->map[port->node->id] = renewal_port(r, &port->type, port->name, port->node->loc);
}

static void renewal_put(Renewal *r, size_t k, Node *by)
{
	r->map[r->f->inputs.at[k].node->id] = by;
}

static Node *renewed(const Renewal *r, size_t k)
{
	return r->map[r->f->inputs.at[k].node->id];
}

/* Which nodes output k of f is computed from; adds to marked. */
static void mark_from(const Function *f, size_t k, bool *marked)
{
	const Graph *g = f->graph;
	marked[f->outputs.at[k].node->id] = true;
	for (size_t i = g->nodes.n; i-- > 0;)
		for (uint32_t j = 0; marked[i] && j < g->nodes.at[i]->arity; j++)
			marked[g->nodes.at[i]->in[j]->id] = true;
}

/* f's outputs are final: the rest of its graph follows, over the new inputs. */
static void renewal_end(Renewal *r)
{
	Function *f = r->f;
	Arena *a = &f->graph->cc->arena;
	const Graph *g = f->graph;
	bool *live = NEW_ARRAY(a, bool, g->nodes.n + 1);
	for (size_t k = 0; k < f->outputs.n; k++)
		mark_from(f, k, live);
	for (size_t i = 0; i < g->nodes.n; i++) {
		const Node *n = g->nodes.at[i];
		if (r->map[i] || !live[i])
			continue;
		Node **in = NEW_ARRAY(a, Node *, n->arity);
		for (uint32_t j = 0; j < n->arity; j++)
			in[j] = r->map[n->in[j]->id];
		r->map[i] = node_like(r->to, n, in);
	}
	for (size_t k = 0; k < f->outputs.n; k++)
		f->outputs.at[k].node = r->map[f->outputs.at[k].node->id];
	f->graph = r->to;
	f->inputs.at = r->inputs.at;
	f->inputs.n = f->inputs.cap = r->inputs.n;
}

/* ---- loops ---------------------------------------------------------------------------------------------------- */

typedef VEC(Node *) Nodes;

typedef struct Loop {
	Rewrite *r;
	Arena *arena;
	Function *f;
	ScanParts s;
	Nodes operands;                  /* simple */
	size_t results;                  /* of the old loop; by their index: */
	const bool *used;
	Node **result;                   /* what it is, if no result of the new loop */
	uint32_t *index;                 /* else which */
} Loop;

typedef enum Fate { KEEP, DROP, STAYS, SAME, NUMBER } Fate;

/* Outputs that are read after the loop, or that the next turn needs for one of those. */
static bool *needed_outputs(const Loop *l)
{
	const Function *f = l->f;
	bool *needed = NEW_ARRAY(l->arena, bool, f->outputs.n + 1), *seen = NEW_ARRAY(l->arena, bool, f->outputs.n + 1);
	bool *marked = NEW_ARRAY(l->arena, bool, f->graph->nodes.n + 1);
	for (size_t k = 0; k < l->results; k++)
		if (l->used[k] && !l->result[k])
			needed[l->index[k]] = true;
	needed[0] |= l->s.stops;
	for (bool more = true; more;) {
		more = false;
		for (size_t k = 0; k < f->outputs.n; k++)
			if (needed[k] && !seen[k]) {
				mark_from(f, k, marked);
				seen[k] = more = true;
			}
		for (uint32_t k = 0; k < l->s.carries; k++)
			needed[k] |= marked[f->inputs.at[1 + k].node->id];
	}
	return needed;
}

/* The first slice or invariant that is read and is the same as operand k. */
static size_t same_operand(const Loop *l, size_t k)
{
	const size_t slices = l->s.carries + l->s.slices;
	for (size_t i = k < slices ? l->s.carries : slices; i < k; i++)
		if (l->operands.at[i] == l->operands.at[k] && function_reads(l->f, i + 1))
			return i;
	return k;
}

static Fate fate_of(const Loop *l, size_t k, const bool *needed)
{
	double v;
	if (k < l->s.carries) {
		if (!needed[k])
			return DROP;
		return !l->s.stops && l->f->outputs.at[k].node == l->f->inputs.at[1 + k].node ? STAYS : KEEP;
	}
	if (!function_reads(l->f, k + 1))
		return DROP;
	if (same_operand(l, k) != k)
		return SAME;
	return node_is_splat(l->operands.at[k], &v) ? NUMBER : KEEP;
}

/* Output k, or the earlier y that is the same. */
static size_t same_output(const Loop *l, size_t k, const bool *needed)
{
	for (size_t j = l->s.carries; j < k; j++)
		if (needed[j] && l->f->outputs.at[j].node == l->f->outputs.at[k].node)
			return j;
	return k;
}

/* The new ports, in their order: carries and slices that are kept, then invariants, old and new. */
static void change_inputs(Loop *l, Renewal *r, const Fate *fate)
{
	Nodes operands = { 0 };
	const size_t n = l->operands.n, carries = l->s.carries, slices = carries + l->s.slices;
	uint32_t kept[2] = { 0, 0 };
	double v;

	renewal_keep(r, 0);
	for (size_t k = 0; k < n; k++) {
		Node *x = l->operands.at[k];
		Type t = l->f->inputs.at[k + 1].type;
		if (fate[k] == KEEP) {
			renewal_keep(r, k + 1);
			vec_push(l->arena, operands, x);
			if (k < slices)
				kept[k >= carries]++;
		} else if (fate[k] == SAME) {
			renewal_put(r, k + 1, renewed(r, same_operand(l, k) + 1));
		} else if (fate[k] != DROP && node_is_splat(x, &v)) {
			renewal_put(r, k + 1, node_splat(r->to, &t, v));
		}
	}
	for (size_t k = 0; k < carries; k++)
		if (fate[k] == STAYS && !node_is_splat(l->operands.at[k], &v)) {
			const Port *port = &l->f->inputs.at[k + 1];
			renewal_put(r, k + 1, renewal_port(r, &port->type, port->name, port->node->loc));
			vec_push(l->arena, operands, l->operands.at[k]);
		}
	l->operands = operands;
	l->s.carries = kept[0];
	l->s.slices = kept[1];
}

/* One round of dropping; false if there was nothing to drop. */
static bool drop(Loop *l)
{
	Function *f = l->f;
	const bool *needed = needed_outputs(l);
	const size_t carries = l->s.carries;
	Fate *fate = NEW_ARRAY(l->arena, Fate, l->operands.n + 1);
	uint32_t *moved = NEW_ARRAY(l->arena, uint32_t, f->outputs.n + 1);
	VEC(Port) outputs = { 0 };
	bool any = false;

	for (size_t k = 0; k < l->operands.n; k++) {
		fate[k] = fate_of(l, k, needed);
		any |= fate[k] != KEEP;
	}
	for (size_t k = 0; k < f->outputs.n; k++) {
		const size_t same = k < carries ? k : same_output(l, k, needed);
		const bool kept = k < carries ? fate[k] == KEEP : needed[k] && same == k;
		moved[k] = same == k ? (uint32_t)outputs.n : moved[same];
		if (kept)
			vec_push(l->arena, outputs, f->outputs.at[k]);
		any |= !kept;
	}
	if (!any)
		return false;
	for (size_t k = 0; k < l->results; k++) {
		if (!l->used[k] || l->result[k])
			continue;
		if (l->index[k] < carries && fate[l->index[k]] == STAYS)
			l->result[k] = l->operands.at[l->index[k]];
		else
			l->index[k] = moved[l->index[k]];
	}
	Renewal r = renewal_new(f);
	change_inputs(l, &r, fate);
	f->outputs.at = outputs.at;
	f->outputs.n = f->outputs.cap = outputs.n;
	renewal_end(&r);
	return true;
}

static Node **results_of(Loop *l, Node *control)
{
	Graph *g = l->r->g;
	Node **out = NEW_ARRAY(l->arena, Node *, l->results + 1);
	for (size_t k = 0; k < l->results; k++)
		if (l->used[k])
			out[k] = l->result[k] ? l->result[k] : again(l->r, node_result(g, control, l->index[k]));
	return out;
}

static Loop loop_new(Rewrite *r, const Node *old, const bool *used)
{
	Arena *a = &r->g->cc->arena;
	const size_t results = old->body[0]->f->outputs.n;
	Loop l = { .r = r, .arena = a, .f = copy_function(old->body[0]->f), .results = results, .used = used,
	           .result = NEW_ARRAY(a, Node *, results + 1), .index = NEW_ARRAY(a, uint32_t, results + 1) };
	for (size_t k = 0; k < results; k++)
		l.index[k] = (uint32_t)k;
	return l;
}

/* What the loop has become, in positions among the old one's operands. */
static void remember(KnownLoop *known, const Loop *l, Node *const *in)
{
	known->parts = l->s;
	known->body = l->f->outputs.n ? body_new(l->f) : NULL;
	known->operands = l->operands.n;
	known->operand = NEW_ARRAY(l->arena, uint32_t, l->operands.n + 1);
	known->result = NEW_ARRAY(l->arena, uint32_t, l->results + 1);
	for (size_t k = 0; k < l->operands.n; k++)
		known->operand[k] = first_operand(in, l->operands.at[k]);
	for (size_t k = 0; k < l->results; k++)
		if (l->used[k])
			known->result[k] = l->result[k] ? first_operand(in, l->result[k]) : KNOWN_RESULT + l->index[k];
	known->done = true;
}

static void simplify_scan(Rewrite *r, KnownLoop *known, const Node *old, Node *const *in, const bool *used)
{
	Loop l = loop_new(r, old, used);
	l.s = scan_of(old);
	for (uint32_t i = 0; i < old->arity; i++)
		vec_push(l.arena, l.operands, in[i]);
	drop(&l);
	do
		simplify_with(l.f, r->known);
	while (drop(&l));
	l.s.invariants = (uint32_t)l.operands.n - l.s.carries - l.s.slices;
	remember(known, &l, in);
}

static Node **rebuild_scan(Rewrite *r, const Node *old, Node *const *in, const bool *used)
{
	Graph *g = r->g;
	Arena *a = &g->cc->arena;
	const size_t results = old->body[0]->f->outputs.n;
	KnownLoop *known = known_loop(r->known, old, in, used);
	if (!known->done)
		simplify_scan(r, known, old, in, used);
	Node **operands = NEW_ARRAY(a, Node *, known->operands + 1), **out = NEW_ARRAY(a, Node *, results + 1);
	for (size_t k = 0; k < known->operands; k++)
		operands[k] = in[known->operand[k]];
	g->here = old->loc;
	Node *control = known->body ? scan_by(g, &known->parts, known->body, operands) : NULL;
	for (size_t k = 0; k < results; k++)
		if (used[k])
			out[k] = known->result[k] >= KNOWN_RESULT ? again(r, node_result(g, control, known->result[k] - KNOWN_RESULT)) : in[known->result[k]];
	return out;
}

/* ---- branches --------------------------------------------------------------------------------------------------- */

/* Both bodies keep the results that are read, and of the operands what one of them needs. */
static Node **rebuild_cond(Rewrite *r, const Node *old, Node *const *in, const bool *used)
{
	Loop l = loop_new(r, old, used);
	Function *arm[2] = { l.f, copy_function(old->body[1]->f) };
	Renewal renewal[2];
	size_t kept = 0;
	double v;

	for (size_t k = 0; k < l.results; k++) {
		l.index[k] = (uint32_t)kept;
		if (used[k]) {
			arm[0]->outputs.at[kept] = arm[0]->outputs.at[k];
			arm[1]->outputs.at[kept++] = arm[1]->outputs.at[k];
		}
	}
	for (int i = 0; i < 2; i++) {
		arm[i]->outputs.n = kept;
		simplify_with(arm[i], r->known);
		renewal[i] = renewal_new(arm[i]);
	}
	for (size_t k = 0; k < arm[0]->inputs.n; k++) {
		const bool number = node_is_splat(in[k + 1], &v), read = function_reads(arm[0], k) || function_reads(arm[1], k);
		for (int i = 0; i < 2 && read; i++) {
			if (number)
				renewal_put(&renewal[i], k, node_splat(renewal[i].to, &in[k + 1]->type, v));
			else
				renewal_keep(&renewal[i], k);
		}
		if (read && !number)
			vec_push(l.arena, l.operands, in[k + 1]);
	}
	for (int i = 0; i < 2; i++) {
		renewal_end(&renewal[i]);
		simplify_with(arm[i], r->known);
	}
	r->g->here = old->loc;
	return results_of(&l, cond_by(r->g, in[0], body_new(arm[0]), body_new(arm[1]), l.operands.at, l.operands.n));
}

Node **rebuild_control(Rewrite *r, const Node *old, Node *const *in, const bool *used)
{
	return old->op == OP_scan ? rebuild_scan(r, old, in, used) : rebuild_cond(r, old, in, used);
}
