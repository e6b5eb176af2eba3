/* grad.c - reverse-mode gradients, graph to graph.
 *
 * Needs   a well-formed graph; y an f32 scalar of it
 * Leaves  nodes of the same table for d(y)/d(x[i]), in the same graph
 * Breaks  nothing; contributions to one node are added in the order of descending users' ids
 *
 * Three sweeps over ids, which ascend from operands to users: forward, which nodes depend on some x; backward,
 * which of those y depends on; backward again, applying the rule of each such node to its gradient. Only f32
 * carries gradient, so that an integer, a comparison or a constant ends the path. */
#include "rules.h"

static GradRule *const grad_rules[OP_COUNT] = {
#define MAP(name, arity, types, result, grad, ...) [OP_##name] = grad_##grad,
#define OP(name, arity, kind, grad, attrs) [OP_##name] = grad_##grad,
#include "../ir/ops.def"
#undef MAP
#undef OP
};

/* Stands in the table for rows without a gradient; depends_through() never lets it be called. */
void grad_none(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)g, (void)dy, (void)need, (void)dx;
	BUG("gradient of %s, which has none", op_table[y->op].name);
}

/* Loops and branches are differentiated by their results together: control_gradients. */
void grad_control(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)g, (void)dy, (void)need, (void)dx;
	BUG("gradient of %s by itself", op_table[y->op].name);
}

typedef struct Backprop {
	Graph *g;
	const bool *depends;     /* by id: some x is among what the node is computed from */
	const bool *active;      /* by id: depends, and y is computed from it */
	Node **gradient;         /* by id: the sum so far */
} Backprop;

/* Does gradient flow from n to its operand i, as far as types and rules go? */
bool gradient_flows(const Node *n, uint32_t i)
{
	if (n->type.dtype != DT_F32 || n->in[i]->type.dtype != DT_F32 || grad_rules[n->op] == grad_none)
		return false;
	/* custom_gradient: value, x1..xk, dy, d1..dk; only the x carry gradient */
	return n->op != OP_custom_gradient || (i >= 1 && i <= (n->arity - 2) / 2);
}

static bool *mark_dependents(Graph *g, const Node *y, Node *const *x, size_t n)
{
	bool *depends = NEW_ARRAY(&g->cc->arena, bool, y->id + 1);
	for (size_t i = 0; i < n; i++)
		if (x[i]->id <= y->id)
			depends[x[i]->id] = true;
	for (uint32_t id = 0; id <= y->id; id++) {
		const Node *node = g->nodes.at[id];
		for (uint32_t i = 0; i < node->arity && !depends[id]; i++)
			depends[id] = depends[node->in[i]->id] && gradient_flows(node, i);
	}
	return depends;
}

static bool *mark_active(Graph *g, const Node *y, const bool *depends)
{
	bool *active = NEW_ARRAY(&g->cc->arena, bool, y->id + 1);
	active[y->id] = depends[y->id];
	for (uint32_t id = y->id + 1; id-- > 0;) {
		const Node *node = g->nodes.at[id];
		for (uint32_t i = 0; active[id] && i < node->arity; i++)
			if (depends[node->in[i]->id] && gradient_flows(node, i))
				active[node->in[i]->id] = true;
	}
	return active;
}

static void contribute(Backprop *b, Node *to, Node *share, const Node *from)
{
	if (!share)
		return;
	if (!type_equal(&share->type, &to->type))
		BUG("gradient of %s for %s has type %s; %s expected", op_table[from->op].name, op_table[to->op].name,
		    type_text(b->g->model, &share->type), type_text(b->g->model, &to->type));
	Node **sum = &b->gradient[to->id];
	*sum = *sum ? plus(b->g, *sum, share) : share;
}

/* The gradients of a loop's or branch's results, by index; NULL if there are none. */
static Node **result_gradients(const Backprop *b, const Node *n, uint32_t last)
{
	Node **d = NEW_ARRAY(&b->g->cc->arena, Node *, n->body[0]->f->outputs.n + 1);
	bool any = false;
	for (uint32_t id = n->id + 1; id <= last; id++) {
		const Node *r = b->g->nodes.at[id];
		if (r->op != OP_result || r->in[0] != n || !b->gradient[id])
			continue;
		d[node_attr_int(r, 0)] = b->gradient[id];
		any = true;
	}
	return any ? d : NULL;
}

static void visit(Backprop *b, Node *n, uint32_t last)
{
	if (!b->active[n->id] || n->arity == 0 || n->op == OP_result)
		return;
	Node **results = n->bodies ? result_gradients(b, n, last) : NULL;
	if (!results && !b->gradient[n->id])
		return;
	bool *need = NEW_ARRAY(&b->g->cc->arena, bool, n->arity);
	Node **dx = NEW_ARRAY(&b->g->cc->arena, Node *, n->arity);
	bool any = false;
	for (uint32_t i = 0; i < n->arity; i++)
		any |= need[i] = b->depends[n->in[i]->id] && gradient_flows(n, i);
	if (!any)
		return;
	b->g->here = n->loc;
	b->g->here.backward = true;
	if (results)
		control_gradients(b->g, n, results, need, dx);
	else
		grad_rules[n->op](b->g, n, b->gradient[n->id], need, dx);
	for (uint32_t i = 0; i < n->arity; i++)
		if (need[i])
			contribute(b, n->in[i], dx[i], n);
}

static void check_arguments(Graph *g, const Node *y, const Node *dy, Node *const *x, size_t n)
{
	if (y->type.dtype != DT_F32 || y->type.rank != 0)
		model_error(g->cc, g->here, "gradient: the value to differentiate must be a scalar; f32[] expected; found %s",
			type_text(g->model, &y->type));
	if (dy && !type_equal(&dy->type, &y->type))
		model_error(g->cc, g->here, "gradient: the outer gradient must be a scalar; f32[] expected; found %s",
			type_text(g->model, &dy->type));
	for (size_t i = 0; i < n; i++)
		if (x[i]->type.dtype != DT_F32)
			model_error(g->cc, g->here, "gradient: only f32 tensors have a gradient; f32 expected; found %s",
				type_text(g->model, &x[i]->type));
}

void graph_gradients(Graph *g, Node *y, Node *dy, Node *const *x, size_t n, Node **dx)
{
	check_arguments(g, y, dy, x, n);
	const Loc here = g->here;
	const char *called = g->called;
	const bool *depends = mark_dependents(g, y, x, n);
	const bool *active = mark_active(g, y, depends);
	g->called = NULL;
	Backprop b = { g, depends, active, NEW_ARRAY(&g->cc->arena, Node *, y->id + 1) };
	b.gradient[y->id] = dy ? dy : node_scalar(g, DT_F32, 1);
	for (uint32_t id = y->id + 1; id-- > 0;)
		visit(&b, g->nodes.at[id], y->id);
	g->here = here;
	g->called = called;
	for (size_t i = 0; i < n; i++) {
		Node *sum = x[i]->id <= y->id ? b.gradient[x[i]->id] : NULL;
		dx[i] = sum ? sum : splat_like(g, x[i], 0);
	}
}
