/* simplify.c - rebuilds a function's graph, each node in its simplest known form.
 *
 * Needs   a verified function
 * Leaves  an equal function in a new graph: constants folded, identities gone, movement composed, no dead nodes,
 *         no stop_gradient or custom_gradient. Inputs, outputs, sets and their types stay.
 * Breaks  node ids and pointers into the old graph
 *
 * One sweep in topological order. A node is made over operands that are already simple; the rules look at it and
 * its operands and may return another node, which is looked at again in the same way, until none applies. Rules
 * therefore see only simple operands, and a second run changes nothing. No rule asks how often a value is used. */
#include "rules.h"

enum { MAX_DEPTH = 2000 };       /* of rewrites of rewrites: beyond it two rules undo each other */

/* By now gradients have been taken: what only they look at is the plain value. */
static Node *simplify_control(Rewrite *r, Node *n)
{
	(void)r;
	return n->op == OP_stop_gradient || n->op == OP_custom_gradient ? n->in[0] : NULL;
}

/* Folding is last: the others keep broadcasts of small tables small, which folding would write out. */
static Rule *const families[] = {
	simplify_control, simplify_spread, simplify_shape, simplify_cut, simplify_index, simplify_reduce, simplify_contract,
	simplify_window, simplify_arithmetic, simplify_logic, fold_node,
};

static Node *apply(Rewrite *r, Node *n)
{
	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
		Node *better = families[i](r, n);
		if (better && better != n)
			return better;
	}
	return NULL;
}

static Node **remembered(Rewrite *r, const Node *n)
{
	while (r->simple.n <= n->id)
		vec_push(&r->g->cc->arena, r->simple, NULL);
	return &r->simple.at[n->id];
}

Node *again(Rewrite *r, Node *n)
{
	Node *known = *remembered(r, n);
	if (known)
		return known;
	if (++r->depth > MAX_DEPTH)
		BUG("simplification of %s does not end", op_table[n->op].name);
	Node *better = apply(r, n);
	if (better && !type_equal(&better->type, &n->type))
		BUG("simplification made %s into %s: type %s, not %s", op_table[n->op].name, op_table[better->op].name,
		    type_text(r->g->model, &better->type), type_text(r->g->model, &n->type));
	Node *simplest = better ? again(r, better) : n;
	r->depth--;
	return *remembered(r, n) = simplest;
}

Node *again1(Rewrite *r, Op op, Node *a) { return again(r, map1(r->g, op, a)); }
Node *again2(Rewrite *r, Op op, Node *a, Node *b) { return again(r, map2(r->g, op, a, b)); }
Node *again3(Rewrite *r, Op op, Node *a, Node *b, Node *c) { return again(r, map3(r->g, op, a, b, c)); }
Node *again_reshape(Rewrite *r, Node *a, const Type *shape) { return again(r, reshape_to(r->g, a, shape)); }

Node *again_broadcast(Rewrite *r, Node *a, const Type *shape, const int64_t *axes)
{
	return again(r, broadcast_to(r->g, a, shape, axes));
}

Node *again_transpose(Rewrite *r, Node *a, const int64_t *permutation)
{
	return again(r, transpose_by(r->g, a, permutation));
}

Node *again_reduce(Rewrite *r, Op op, Node *a, const int64_t *axes, size_t n)
{
	return n ? again(r, reduce_by(r->g, op, a, axes, n)) : a;
}

Node *again_slice(Rewrite *r, Node *a, const Bounds *b) { return again(r, slice_bounds(r->g, a, b)); }

Node *again_like(Rewrite *r, const Node *n, Node *const *in) { return again(r, node_like(r->g, n, in)); }

/* By index: does anybody read that result of control? */
static bool *used_results(const Graph *g, const Node *control, const bool *live)
{
	bool *used = NEW_ARRAY(&g->cc->arena, bool, control->body[0]->f->outputs.n + 1);
	for (size_t id = control->id + 1; id < g->nodes.n; id++)
		if (live[id] && g->nodes.at[id]->op == OP_result && g->nodes.at[id]->in[0] == control)
			used[node_attr_int(g->nodes.at[id], 0)] = true;
	return used;
}

typedef struct Sweep { Rewrite *r; const Graph *old; const bool *live; Node **map; Node ***results; } Sweep;     /* results: by old id */

static void rebuild(Sweep *s, const Node *old)
{
	Rewrite *r = s->r;
	Node **in = NEW_ARRAY(&r->g->cc->arena, Node *, old->arity);
	for (uint32_t i = 0; i < old->arity; i++)
		in[i] = s->map[old->in[i]->id];
	r->g->here = old->loc;
	if (old->bodies)
		s->results[old->id] = rebuild_control(r, old, in, used_results(s->old, old, s->live));
	else if (old->op == OP_result)
		s->map[old->id] = s->results[old->in[0]->id][node_attr_int(old, 0)];
	else
		s->map[old->id] = again(r, node_like(r->g, old, in));
}

static void sweep(Function *f, KnownLoops *known)
{
	Graph *old = f->graph;
	Arena *arena = &old->cc->arena;
	const bool *live = function_live(f);
	Node **map = NEW_ARRAY(arena, Node *, old->nodes.n);
	Rewrite r = { .known = known, .g = graph_new(old->model) };
	Sweep sweep = { &r, old, live, map, NEW_ARRAY(arena, Node **, old->nodes.n + 1) };
	for (size_t id = 0; id < old->nodes.n; id++)
		if (live[id])
			rebuild(&sweep, old->nodes.at[id]);

	r.g->here = old->here;
	function_move(f, r.g, map);
	function_prune(f);
}

/* A loop's results are taken as needed by those who might read them; whether they do is known when those are simple. */
void simplify_with(Function *f, KnownLoops *known)
{
	bool loops = false;
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		loops |= f->graph->nodes.at[i]->bodies > 0;
	sweep(f, known);
	if (loops)
		sweep(f, known);
}

void function_simplify(Function *f)
{
	simplify_with(f, known_loops_new(&f->graph->cc->arena));
}
