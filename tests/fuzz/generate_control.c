/* generate_control.c - random loops and branches: their bodies are random functions, loops in loops included.
 *
 * A carry is squeezed into [-1, 1] at the end of each turn, so that values stay moderate whatever the length. */
#include "generate.h"

enum { MAX_DEPTH = 2, BODY_STEPS = 4, BODY_ELEMENTS = 60 };

static int64_t below(Maker *k, int64_t n) { return random_below(&k->rng, n); }

static const Fact carried = { LARGE, -1 };

static Maker body_maker(Maker *k)
{
	Maker b = { .m = k->m, .rng = k->rng, .options = k->options & ~(unsigned)FUZZ_SLOTS, .symbols = k->symbols, .depth = k->depth + 1 };
	b.most = k->most < BODY_ELEMENTS ? k->most : BODY_ELEMENTS;
	b.f = body_function(k->m, "body");
	b.g = b.f->graph;
	return b;
}

static void some_steps(Maker *b)
{
	for (int64_t i = below(b, BODY_STEPS + 1); i > 0; i--)
		for (int try = 0; try < 20 && !maker_step(b); try++)
			;
}

/* The last f32 tensor of the pool that is of type t, or t's from another. */
static Node *value_of(Maker *b, const Type *t)
{
	for (size_t i = b->pool.n; i-- > 0;)
		if (type_equal(&b->pool.at[i].node->type, t))
			return b->pool.at[i].node;
	return maker_operand(b, t).node;
}

/* Inputs that the steps made are operands of their own. */
static void give_operands(Maker *k, const Maker *b, size_t from, Node **operands, size_t *n)
{
	for (size_t i = from; i < b->f->inputs.n; i++)
		operands[(*n)++] = maker_input(k, &b->f->inputs.at[i].type).node;
}

static bool moderate(const Maker *k, const Type *t)
{
	return t->dtype == DT_F32 && t->rank < 5 && !type_has_zero(t) && type_elements(t) * 4 <= k->most;
}

bool maker_scan(Maker *k)
{
	if (k->depth >= MAX_DEPTH)
		return false;
	ScanParts s = { .length = dim_const(1 + below(k, 4)), .reverse = below(k, 2) != 0, .recompute = below(k, 4) == 0 };
	if (k->symbols && below(k, 2))
		s.length = (Dim){ k->m->symbols.at[0].max, 1 };
	Node *operands[64];
	size_t n = 0;
	Known start[2];
	for (int64_t i = below(k, 2); i >= 0; i--) {
		const Known a = maker_any(k);
		if (!moderate(k, &a.node->type))
			return false;
		start[s.carries++] = a;
	}
	Maker b = body_maker(k);
	const Type scalar = type_scalar(DT_I32);
	const Known position = { body_input(b.f, &scalar, "i"), { (double)s.length.size, 0 } };
	for (uint32_t i = 0; i < s.carries; i++) {
		operands[n++] = start[i].node;
		maker_keep(&b, body_input(b.f, &start[i].node->type, "c"), carried);
	}
	for (int64_t i = below(&b, 3); i > 0; i--) {
		Type t = maker_type(&b, DT_F32, 2), stack = { .dtype = DT_F32, .rank = 1, .dim = { s.length } };
		for (uint32_t axis = 0; axis < t.rank; axis++)
			stack.dim[stack.rank++] = t.dim[axis];
		if (type_has_zero(&stack) || !maker_type_fits(k, &stack))
			continue;
		const Known x = maker_operand(k, &stack);
		operands[n++] = x.node;
		maker_keep(&b, body_input(b.f, &t, "x"), x.fact);
		s.slices++;
	}
	maker_keep(&b, position.node, position.fact);
	const size_t own = b.f->inputs.n;
	some_steps(&b);
	for (uint32_t i = 0; i < s.carries; i++)
		body_output(b.f, map1(b.g, OP_tanh, value_of(&b, &start[i].node->type)), "c");
	size_t ys = 0;
	Fact fact[3];
	for (int64_t i = below(&b, 3); i > 0; i--) {
		const Known y = maker_any(&b);
		Type stack = y.node->type;
		stack.dim[stack.rank++] = s.length;
		if (y.node->type.rank > 4 || type_has_zero(&stack) || type_elements(&stack) > 4 * k->most)
			continue;
		fact[ys++] = y.fact;
		body_output(b.f, y.node, "y");
	}
	k->rng = b.rng;
	give_operands(k, &b, own, operands, &n);
	s.invariants = (uint32_t)n - s.carries - s.slices;
	Node *loop = scan_by(k->g, &s, body_new(b.f), operands);
	for (uint32_t i = 0; i < s.carries; i++)
		keep(k, node_result(k->g, loop, i), carried);
	for (uint32_t i = 0; i < ys; i++)
		keep(k, node_result(k->g, loop, s.carries + i), fact[i]);
	return true;
}

bool maker_cond(Maker *k)
{
	if (k->depth >= MAX_DEPTH)
		return false;
	const Known a = maker_any(k);
	const Type t = a.node->type, scalar = type_scalar(DT_BOOL);
	if (!moderate(k, &t))
		return false;
	Node *operands[64], *predicate = maker_exact(k, &scalar).node;
	size_t n = 0, own = 1;
	operands[n++] = a.node;
	Function *arm[2];
	for (int i = 0; i < 2; i++) {
		Maker b = body_maker(k);
		for (size_t j = 0; j < own; j++) {
			Node *in = body_input(b.f, &operands[j]->type, "k");
			maker_keep(&b, in, j ? (Fact){ 2, 3 } : a.fact);
		}
		some_steps(&b);
		body_output(b.f, map1(b.g, OP_tanh, value_of(&b, &t)), "r");
		k->rng = b.rng;
		give_operands(k, &b, own, operands, &n);
		own = n;
		arm[i] = b.f;
	}
	while (arm[0]->inputs.n < n)
		body_input(arm[0], &operands[arm[0]->inputs.n]->type, "k");
	return keep(k, node_result(k->g, cond_by(k->g, predicate, body_new(arm[0]), body_new(arm[1]), operands, n), 0), (Fact){ 1, -1 });
}
