/* grad_scan.c - gradients of loops and branches, graph to graph.
 *
 * A loop's gradient is a loop over the same positions in the other direction. Its body is the gradient of one turn, taken by
 * graph_gradients in a copy of the body; its carries are the gradients of the carries. What it reads of the forward values:
 *   kept      values of the forward body, stacked: further ys of the forward loop itself (its body grows; nobody's results change)
 *   redone    leaves, movement, and cheap maps of what is at hand; everything where the loop says `recompute`
 * The gradient of an invariant is a sum over turns. Where it is a product of two values of the turn, as a weight's is, both are
 * stacked, and the sum is one product after the loop; the rest is carried. So is a product with an invariant that only
 * a y's gradient needs: it is done once, for all turns.
 *
 * A branch's gradient is a branch; each arm computes its values again. A loop that may stop is a loop of all its turns,
 * in which the turns behind the end change nothing. */
#include "rules.h"

#include <string.h>

enum { STOPPING_LIMIT = 64 };

typedef struct Saved { uint32_t id; uint32_t index; } Saved;

typedef struct Back {
	Graph *g;                        /* around the loop */
	Node *n;
	ScanParts s;
	Function *f;                     /* the forward body, which may grow */
	Function *w;                     /* its copy, with gradients behind it */
	uint32_t forward;                /* nodes below are the body's own */
	bool *varies;                    /* by id of w: depends on the turn */
	Function *b;                     /* the backward body, its inputs in the order of their making */
	Node **map;                      /* by id of w: in b */
	Node **outside;                  /* by id of w: in g, for what does not vary */
	VEC(Node *) operands;            /* by input of b: in g; NULL for the position */
	VEC(uint8_t) role;               /* by input of b */
	VEC(Node *) carried;             /* new values of b's carries */
	VEC(Node *) ys;                  /* of w: what b stacks */
	Node *loop;                      /* the backward loop, once it is made */
} Back;

enum { ROLE_POSITION, ROLE_CARRY, ROLE_SLICE, ROLE_INVARIANT };

/* ---- what a turn depends on ------------------------------------------------------------------------------- */

static bool is_movement(Op op)
{
	return op == OP_reshape || op == OP_broadcast_in_dim || op == OP_transpose || op == OP_stop_gradient;
}

static bool is_cheap(Op op)
{
	if (op_table[op].kind != KIND_MAP)
		return false;
	switch (op) {
	case OP_divide: case OP_power: case OP_atan2: case OP_remainder: case OP_sqrt: case OP_rsqrt: case OP_exp: case OP_expm1: case OP_log:
	case OP_log1p: case OP_logistic: case OP_tanh: case OP_erf: case OP_sin: case OP_cos:
		return false;
	default:
		return true;
	}
}

static void find_varying(Back *b)
{
	const Graph *g = b->w->graph;
	b->varies = NEW_ARRAY(&g->cc->arena, bool, g->nodes.n + 1);
	const size_t fixed = 1 + b->s.carries + b->s.slices;
	for (size_t i = 0; i < g->nodes.n; i++) {
		const Node *n = g->nodes.at[i];
		if (n->op == OP_input)
			b->varies[i] = (size_t)node_attr_int(n, 0) < fixed || (size_t)node_attr_int(n, 0) >= fixed + b->s.invariants;
		for (uint32_t k = 0; k < n->arity; k++)
			b->varies[i] |= b->varies[n->in[k]->id];
	}
}

/* ---- the backward body --------------------------------------------------------------------------------------- */

static Node *input_of(Back *b, const Type *t, const char *name, uint8_t role, Node *operand)
{
	Arena *a = &b->g->cc->arena;
	Node *n = body_input(b->b, t, name);
	vec_push(a, b->operands, operand);
	vec_push(a, b->role, role);
	return n;
}

static bool is_forward(const Back *b, const Node *v)
{
	return v->id < b->forward || (v->op == OP_result && v->in[0]->id < b->forward);
}

/* Which result of the forward loop is v, stacked? It becomes one if it is none. */
static uint32_t saved_index(Back *b, const Node *v)
{
	Node *own = v->id < b->forward ? b->f->graph->nodes.at[v->id]
	                               : node_result(b->f->graph, b->f->graph->nodes.at[v->in[0]->id], (uint32_t)node_attr_int(v, 0));
	for (size_t k = b->s.carries; k < b->f->outputs.n; k++)
		if (b->f->outputs.at[k].node == own)
			return (uint32_t)k;
	body_output(b->f, own, "kept");
	return (uint32_t)b->f->outputs.n - 1;
}

static bool is_saved(const Back *b, const Node *v)
{
	for (size_t k = b->s.carries; v->id < b->forward && k < b->f->outputs.n; k++)
		if (b->f->outputs.at[k].node->id == v->id)
			return true;
	return false;
}

/* Can v be had in the backward turn without keeping anything new? */
static bool at_hand(const Back *b, const Node *v, int depth)
{
	if (b->map[v->id] || is_saved(b, v) || v->arity == 0)
		return v->op != OP_input || node_attr_int(v, 0) == 0 || node_attr_int(v, 0) > b->s.carries || b->map[v->id] || is_saved(b, v);
	if (depth == 0 || !(is_movement(v->op) || is_cheap(v->op)))
		return false;
	for (uint32_t i = 0; i < v->arity; i++)
		if (!at_hand(b, v->in[i], depth - 1))
			return false;
	return true;
}

static Node *value(Back *b, Node *v);

static Node *again_in_b(Back *b, Node *v)
{
	Node **in = NEW_ARRAY(&b->g->cc->arena, Node *, v->arity);
	for (uint32_t i = 0; i < v->arity; i++)
		in[i] = value(b, v->in[i]);
	return node_like(b->b->graph, v, in);
}

static Node *kept_value(Back *b, const Node *v)
{
	return input_of(b, &v->type, "kept", ROLE_SLICE, node_result(b->g, b->n, saved_index(b, v)));
}

static Node *body_port(Back *b, const Node *v)
{
	const int64_t k = node_attr_int(v, 0);
	if (k < 0)
		BUG("a gradient's stand-in is read as a value");
	if (k <= b->s.carries)
		return kept_value(b, v);
	const uint8_t role = k <= b->s.carries + b->s.slices ? ROLE_SLICE : ROLE_INVARIANT;
	return input_of(b, &v->type, v->name, role, b->n->in[k - 1]);
}

static Node *forward_value(Back *b, Node *v)
{
	if (v->op == OP_input)
		return body_port(b, v);
	if (v->op == OP_custom_gradient)
		return value(b, v->in[0]);
	if (v->arity == 0 || b->s.recompute || !b->varies[v->id])
		return again_in_b(b, v);
	if ((is_movement(v->op) || (is_cheap(v->op) && at_hand(b, v, 6))) && !is_saved(b, v))
		return again_in_b(b, v);
	return kept_value(b, v);
}

/* v in the backward body. */
static Node *value(Back *b, Node *v)
{
	if (!b->map[v->id])
		b->map[v->id] = is_forward(b, v) && !(b->s.recompute && v->op == OP_result) ? forward_value(b, v) : again_in_b(b, v);
	return b->map[v->id];
}

/* v, which is the same in all turns, around the loop. */
static Node *outside(Back *b, Node *v)
{
	Node **at = &b->outside[v->id];
	if (*at)
		return *at;
	if (v->op == OP_input)
		return *at = b->n->in[node_attr_int(v, 0) - 1];
	Node **in = NEW_ARRAY(&b->g->cc->arena, Node *, v->arity);
	for (uint32_t i = 0; i < v->arity; i++)
		in[i] = outside(b, v->in[i]);
	return *at = node_like(b->g, v, in);
}

/* ---- after the loop ------------------------------------------------------------------------------------------------ */

static Type stacked_type(const Back *b, const Type *t)
{
	Type s = *t;
	memmove(s.dim + 1, s.dim, s.rank++ * sizeof *s.dim);
	s.dim[0] = b->s.length;
	return s;
}

static int64_t index_of_y(const Back *b, const Node *v)
{
	for (size_t i = 0; i < b->ys.n; i++)
		if (b->ys.at[i] == v)
			return (int64_t)i;
	return -1;
}

/* v of all turns, [length, ..]. Before the loop is made (loop is NULL): notes what it must stack, and returns NULL. */
static Node *stacked(Back *b, Node *v)
{
	Graph *g = b->g;
	int64_t k[MAX_RANK];
	size_t count;
	if (v->op == OP_input && node_attr_int(v, 0) > b->s.carries && node_attr_int(v, 0) <= b->s.carries + b->s.slices)
		return b->loop ? b->n->in[node_attr_int(v, 0) - 1] : NULL;
	if (v->op == OP_transpose || v->op == OP_reshape) {
		Node *inner = stacked(b, v->in[0]);
		if (!b->loop)
			return NULL;
		const Type t = stacked_type(b, &v->type);
		if (v->op == OP_reshape)
			return reshape_to(g, inner, &t);
		const int64_t *permutation = node_attr(v, 0, &count);
		k[0] = 0;
		for (size_t i = 0; i < count; i++)
			k[i + 1] = permutation[i] + 1;
		return transpose_by(g, inner, k);
	}
	if (is_forward(b, v))
		return b->loop ? node_result(g, b->n, saved_index(b, v)) : (saved_index(b, v), (Node *)NULL);
	int64_t y = index_of_y(b, v);
	if (y < 0) {
		vec_push(&g->cc->arena, b->ys, v);
		return NULL;
	}
	return b->loop ? node_result(g, b->loop, (uint32_t)(b->carried.n + (size_t)y)) : NULL;
}

static bool stackable(const Back *b, const Node *v)
{
	if (v->op == OP_transpose || v->op == OP_reshape)
		return stackable(b, v->in[0]);
	return b->varies[v->id] && v->type.rank < MAX_RANK && v->op != OP_iota;
}

static bool is_plain_dot(const Node *v)
{
	size_t batch = 0;
	if (v->op == OP_dot_general)
		node_attr(v, 0, &batch);
	return v->op == OP_dot_general && batch == 0;
}

/* A product of two values of the turn. */
static bool is_sunk(const Back *b, const Node *v)
{
	return !b->s.recompute && is_plain_dot(v) && stackable(b, v->in[0]) && stackable(b, v->in[1]);
}

static void shifted(const int64_t *axes, size_t n, int64_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = axes[i] + 1;
}

static Node *sunk_dot(Back *b, const Node *v)
{
	int64_t ca[MAX_RANK + 1] = { 0 }, cb[MAX_RANK + 1] = { 0 };
	size_t n;
	const int64_t *a_axes = node_attr(v, 2, &n);
	shifted(a_axes, n, ca + 1);
	shifted(node_attr(v, 3, &n), n, cb + 1);
	Node *x = stacked(b, v->in[0]), *y = stacked(b, v->in[1]);
	return b->loop ? dot_by(b->g, x, y, 0, NULL, NULL, n + 1, ca, cb) : NULL;
}

/* Is v linear in one operand that moves or is summed, so that the sum over turns may be taken of that? */
static bool is_linear(const Node *v)
{
	return v->op == OP_transpose || v->op == OP_reshape || v->op == OP_negate;
}

static bool has_sunk(const Back *b, const Node *v)
{
	if (is_sunk(b, v))
		return true;
	if (v->op == OP_reduce_sum)
		return index_of_y(b, v->in[0]) >= 0;
	if (v->op == OP_add)
		return has_sunk(b, v->in[0]) || has_sunk(b, v->in[1]);
	return is_linear(v) && has_sunk(b, v->in[0]);
}

typedef struct Sum { Node *v; uint32_t carry; } Sum;
typedef VEC(Sum) Sums;

/* The sum of v over all turns, in g. Before the loop is made: notes what it must stack or carry. */
static Node *total(Back *b, Node *v, Sums *sums)
{
	Graph *g = b->g;
	if (is_sunk(b, v))
		return sunk_dot(b, v);
	if (v->op == OP_reduce_sum && !b->s.recompute && index_of_y(b, v->in[0]) >= 0) {
		int64_t axes[MAX_RANK + 1] = { 0 };
		size_t n;
		const int64_t *own = node_attr(v, 0, &n);
		shifted(own, n, axes + 1);
		Node *x = stacked(b, v->in[0]);
		return b->loop ? reduce_by(g, OP_reduce_sum, x, axes, n + 1) : NULL;
	}
	if (v->op == OP_add && has_sunk(b, v)) {
		Node *x = total(b, v->in[0], sums), *y = total(b, v->in[1], sums);
		return b->loop ? plus(g, x, y) : NULL;
	}
	if (is_linear(v) && has_sunk(b, v)) {
		Node *x = total(b, v->in[0], sums);
		return b->loop ? node_like(g, v, &x) : NULL;
	}
	for (size_t i = 0; i < sums->n; i++)
		if (sums->at[i].v == v)
			return b->loop ? node_result(g, b->loop, sums->at[i].carry) : NULL;
	Node *sum = input_of(b, &v->type, "sum", ROLE_CARRY, splat_like(g, v, 0));
	Sum s = { v, (uint32_t)b->carried.n };
	vec_push(&g->cc->arena, *sums, s);
	vec_push(&g->cc->arena, b->carried, plus(b->b->graph, sum, value(b, v)));
	return NULL;
}

/* The gradient of a slice is v of each turn. A product with an invariant is done for all turns at once. */
static Node *each(Back *b, Node *v)
{
	const bool first = is_plain_dot(v) && stackable(b, v->in[0]) && !b->varies[v->in[1]->id];
	const bool second = is_plain_dot(v) && stackable(b, v->in[1]) && !b->varies[v->in[0]->id];
	if (b->s.recompute || !(first || second) || v->type.rank >= MAX_RANK) {
		if (v->op == OP_reshape && !b->s.recompute && b->varies[v->id] && v->type.rank < MAX_RANK && v->in[0]->type.rank < MAX_RANK) {
			Node *inner = each(b, v->in[0]);
			const Type t = stacked_type(b, &v->type);
			return b->loop ? reshape_to(b->g, inner, &t) : NULL;
		}
		int64_t y = index_of_y(b, v);
		if (y < 0) {
			vec_push(&b->g->cc->arena, b->ys, v);
			return NULL;
		}
		return b->loop ? node_result(b->g, b->loop, (uint32_t)(b->carried.n + (size_t)y)) : NULL;
	}
	int64_t axes[MAX_RANK], permutation[MAX_RANK + 1];
	size_t n;
	const int64_t *own = node_attr(v, first ? 2 : 3, &n);
	Node *x = stacked(b, v->in[first ? 0 : 1]);
	if (!b->loop)
		return NULL;
	shifted(own, n, axes);
	const int64_t *ca = node_attr(v, 2, &n), *cb = node_attr(v, 3, &n);
	if (first)
		return dot_by(b->g, x, outside(b, v->in[1]), 0, NULL, NULL, n, axes, cb);
	Node *y = dot_by(b->g, outside(b, v->in[0]), x, 0, NULL, NULL, n, ca, axes);
	const uint32_t before = v->in[0]->type.rank - (uint32_t)n;      /* axes of the invariant stand before the turns */
	permutation[0] = before;
	for (uint32_t i = 0; i < v->type.rank; i++)
		permutation[i + 1] = i < before ? i : i + 1;
	return before ? transpose_by(b->g, y, permutation) : y;
}

/* ---- a loop -------------------------------------------------------------------------------------------------------------- */

/* Carries whose gradient the loop carries: they depend on something that is asked for, and something whose gradient is known
 * depends on them. */
static bool *active_carries(const ScanParts *s, Node *const *d, const bool *need, Arena *a)
{
	const Function *f = s->f;
	const Graph *g = f->graph;
	bool *active = NEW_ARRAY(a, bool, s->carries + 1), *depends = NEW_ARRAY(a, bool, s->carries + 1);
	for (uint32_t k = 0; k < s->carries; k++) {
		active[k] = d[k] != NULL;
		depends[k] = need[k];
	}
	for (bool more = true; more;) {
		bool *from = NEW_ARRAY(a, bool, g->nodes.n + 1), *to = NEW_ARRAY(a, bool, g->nodes.n + 1);
		more = false;
		for (uint32_t k = 0; k < s->carries + s->slices + s->invariants; k++)
			from[f->inputs.at[k + 1].node->id] = k < s->carries ? depends[k] : need[k];
		for (size_t i = 0; i < g->nodes.n; i++)
			for (uint32_t j = 0; j < g->nodes.at[i]->arity; j++)
				from[i] |= from[g->nodes.at[i]->in[j]->id] && gradient_flows(g->nodes.at[i], j);
		for (uint32_t k = 0; k < f->outputs.n; k++)
			to[f->outputs.at[k].node->id] |= k < s->carries ? active[k] : d[k] != NULL;
		for (size_t i = g->nodes.n; i-- > 0;)
			for (uint32_t j = 0; to[i] && j < g->nodes.at[i]->arity; j++)
				to[g->nodes.at[i]->in[j]->id] |= gradient_flows(g->nodes.at[i], j);
		for (uint32_t k = 0; k < s->carries; k++) {
			const bool on = active[k] || to[f->inputs.at[k + 1].node->id], from_here = depends[k] || from[f->outputs.at[k].node->id];
			more |= on != active[k] || from_here != depends[k];
			active[k] = on;
			depends[k] = from_here;
		}
	}
	for (uint32_t k = 0; k < s->carries; k++)
		active[k] &= depends[k] && f->inputs.at[k + 1].type.dtype == DT_F32;
	return active;
}

/* sum of out * d over everything, added to l */
static Node *add_term(Graph *g, Node *l, Node *out, Node *d)
{
	int64_t axes[MAX_RANK];
	Node *term = mul(g, out, d);
	if (out->type.rank)
		term = reduce_by(g, OP_reduce_sum, term, axes, axes_left(out->type.rank, 0, axes));
	return l ? plus(g, l, term) : term;
}

/* The backward body with its inputs in a loop's order. */
static Function *in_order(Back *b, Node **operands, ScanParts *s)
{
	Arena *a = &b->g->cc->arena;
	const Graph *g = b->b->graph;
	Function *to = body_function(g->model, "body");
	Node **map = NEW_ARRAY(a, Node *, g->nodes.n + 1);
	size_t n = 0;
	for (uint8_t role = ROLE_POSITION; role <= ROLE_INVARIANT; role++)
		for (size_t k = 0; k < b->b->inputs.n; k++) {
			const Port *port = &b->b->inputs.at[k];
			if (b->role.at[k] != role)
				continue;
			to->graph->here = port->node->loc;
			map[port->node->id] = body_input(to, &port->type, port->name);
			s->carries += role == ROLE_CARRY;
			s->slices += role == ROLE_SLICE;
			s->invariants += role == ROLE_INVARIANT;
			if (role != ROLE_POSITION)
				operands[n++] = b->operands.at[k];
		}
	for (size_t i = 0; i < g->nodes.n; i++) {
		const Node *v = g->nodes.at[i];
		Node **in = NEW_ARRAY(a, Node *, v->arity);
		for (uint32_t j = 0; j < v->arity; j++)
			in[j] = map[v->in[j]->id];
		if (!map[i])
			map[i] = node_like(to->graph, v, in);
	}
	for (size_t k = 0; k < b->carried.n; k++)
		body_output(to, map[b->carried.at[k]->id], "d_carry");
	for (size_t k = 0; k < b->ys.n; k++)
		body_output(to, map[b->map[b->ys.at[k]->id]->id], "d_y");
	return to;
}

static void make_loop(Back *b)
{
	Node **operands = NEW_ARRAY(&b->g->cc->arena, Node *, b->b->inputs.n + 1);
	ScanParts s = { .length = b->s.length, .reverse = !b->s.reverse };
	for (size_t i = 0; i < b->ys.n; i++)
		value(b, b->ys.at[i]);
	s.f = in_order(b, operands, &s);
	b->loop = scan_by(b->g, &s, body_new(s.f), operands);
}

typedef struct Targets { VEC(Node *) of; Node **d; VEC(uint32_t) operand; } Targets;

static void scan_gradients(Graph *g, Node *n, Node *const *d, const bool *need, Node **dx)
{
	Arena *a = &g->cc->arena;
	Back b = { .g = g, .n = n, .s = scan_of(n), .f = n->body[0]->f };
	const bool *active = active_carries(&b.s, d, need, a);
	const size_t ys = b.f->outputs.n;
	Targets t = { 0 };
	Node *l = NULL;
	VEC(Node *) seeds = { 0 }, given = { 0 };       /* in w: stand for gradients; in g: those gradients */
	uint32_t carries = 0;

	b.w = body_copy(b.f);
	Graph *w = b.w->graph;
	b.forward = (uint32_t)w->nodes.n;
	for (uint32_t k = 0; k < ys; k++) {
		Node *out = b.w->outputs.at[k].node;
		if (k < b.s.carries ? !active[k] : !d[k])
			continue;
		Node *seed = body_input(b.w, &out->type, arena_printf(a, "d_%s", b.w->outputs.at[k].name));
		vec_push(a, seeds, seed);
		vec_push(a, given, k < b.s.carries && !d[k] ? splat_like(g, n->in[k], 0) : d[k]);
		l = add_term(w, l, out, seed);
		carries += k < b.s.carries;
	}
	if (!l)
		return;
	for (uint32_t k = 0; k < n->arity; k++)
		if (k < b.s.carries ? active[k] : need[k]) {
			vec_push(a, t.of, b.w->inputs.at[k + 1].node);
			vec_push(a, t.operand, k);
		}
	t.d = NEW_ARRAY(a, Node *, t.of.n + 1);
	graph_gradients(w, l, NULL, t.of.at, t.of.n, t.d);

	find_varying(&b);
	b.b = body_function(g->model, "body");
	b.map = NEW_ARRAY(a, Node *, w->nodes.n + 1);
	b.outside = NEW_ARRAY(a, Node *, w->nodes.n + 1);
	Type position = b.f->inputs.at[0].type;
	b.map[b.w->inputs.at[0].node->id] = input_of(&b, &position, "i", ROLE_POSITION, NULL);
	for (size_t i = 0; i < seeds.n; i++) {
		const Node *seed = seeds.at[i];
		b.map[seed->id] = input_of(&b, &seed->type, seed->name, i < carries ? ROLE_CARRY : ROLE_SLICE, given.at[i]);
	}
	for (uint32_t i = 0; i < carries; i++)
		vec_push(a, b.carried, value(&b, t.d[i]));
	Sums sums = { 0 };
	Node **after = NEW_ARRAY(a, Node *, t.of.n + 1);
	for (int round = 0; round < 3; round++) {        /* what is to be stacked shows itself in the first two; the loop stands before the last */
		if (round == 2)
			make_loop(&b);
		for (size_t i = 0; i < t.of.n; i++) {
			const uint32_t k = t.operand.at[i];
			double v;
			if (k < b.s.carries || (node_is_splat(t.d[i], &v) && v == 0))
				continue;
			if (k < b.s.carries + b.s.slices)
				after[i] = each(&b, t.d[i]);
			else if (round || has_sunk(&b, t.d[i]))
				after[i] = total(&b, t.d[i], &sums);
		}
	}
	for (size_t i = 0; i < t.of.n; i++)
		dx[t.operand.at[i]] = t.operand.at[i] < b.s.carries ? node_result(g, b.loop, (uint32_t)i) : after[i];
	for (uint32_t k = 0; k < n->arity; k++)
		if (!need[k])
			dx[k] = NULL;
}

/* The same loop without an end before its last turn: a turn behind the end changes nothing. */
static Node *without_stop(Graph *g, const Node *n)
{
	ScanParts s = scan_of(n);
	if (s.length.size > STOPPING_LIMIT)
		model_error(g->cc, n->loc, "while_loop: a gradient through %lld turns; a limit of at most %d expected where a gradient is taken",
		            (long long)s.length.size, STOPPING_LIMIT);
	Function *f = body_copy(s.f);
	Graph *body = f->graph;
	Node *go = f->inputs.at[1].node;
	for (uint32_t k = 0; k < s.carries; k++) {
		Port *out = &f->outputs.at[k];
		Node *mask = out->type.rank ? broadcast_scalar(body, go, &out->type) : go;
		out->node = choose(body, mask, out->node, f->inputs.at[k + 1].node);
	}
	s.f = f;
	s.stops = false;
	return scan_by(g, &s, body_new(f), n->in);
}

/* ---- a branch ------------------------------------------------------------------------------------------------------------- */

static Function *arm_gradient(Function *f, Node *const *d, const bool *need, size_t n)
{
	Function *w = body_copy(f);
	Graph *g = w->graph;
	Arena *a = &g->cc->arena;
	Node *l = NULL, **dx = NEW_ARRAY(a, Node *, n + 1);
	VEC(Node *) x = { 0 };
	for (size_t k = 0; k < f->outputs.n; k++)
		if (d[k])
			l = add_term(g, l, w->outputs.at[k].node, body_input(w, &d[k]->type, "d"));
	for (size_t k = 0; k < n; k++)
		if (need[k + 1])
			vec_push(a, x, w->inputs.at[k].node);
	graph_gradients(g, l, NULL, x.at, x.n, dx);
	w->outputs.n = 0;
	for (size_t k = 0; k < x.n; k++)
		body_output(w, dx[k], "d");
	return w;
}

static void cond_gradients(Graph *g, const Node *n, Node *const *d, const bool *need, Node **dx)
{
	Arena *a = &g->cc->arena;
	VEC(Node *) operands = { 0 };
	Function *arm[2];
	uint32_t index = 0;
	for (int i = 0; i < 2; i++)
		arm[i] = arm_gradient(n->body[i]->f, d, need, n->arity - 1);
	for (uint32_t k = 1; k < n->arity; k++)
		vec_push(a, operands, n->in[k]);
	for (size_t k = 0; k < n->body[0]->f->outputs.n; k++)
		if (d[k])
			vec_push(a, operands, d[k]);
	Node *back = cond_by(g, n->in[0], body_new(arm[0]), body_new(arm[1]), operands.at, operands.n);
	for (uint32_t k = 1; k < n->arity; k++)
		if (need[k])
			dx[k] = node_result(g, back, index++);
}

void control_gradients(Graph *g, Node *n, Node *const *d, const bool *need, Node **dx)
{
	if (n->op == OP_cond)
		cond_gradients(g, n, d, need, dx);
	else
		scan_gradients(g, scan_of(n).stops ? without_stop(g, n) : n, d, need, dx);
}
