/* generate.c - the pool of tensors, leaves, outputs, gradients, input values. */
#include "generate.h"

#include "../../compiler/passes/passes.h"

#include <math.h>
#include <string.h>

enum { MAX_INPUTS = 6, GRID = 3 };       /* f32 inputs are multiples of 2^-GRID */

static bool chance(Maker *k, int one_in) { return random_below(&k->rng, one_in) == 0; }

bool fact_exact(Fact f) { return f.grid >= 0 && ldexp(f.bound, f.grid) < 0x1p24; }

void maker_keep(Maker *k, Node *n, Fact f)
{
	for (size_t i = 0; i < k->pool.n; i++)
		if (k->pool.at[i].node == n)
			return;
	vec_push(&k->g->cc->arena, k->pool, ((Known){ n, f }));
}

/* ---- types -------------------------------------------------------------------------------------------- */

Dim maker_dim(Maker *k)
{
	if (k->symbols && chance(k, 4)) {
		const uint32_t sym = 1 + (uint32_t)random_below(&k->rng, k->symbols);
		return (Dim){ k->m->symbols.at[sym - 1].max * (chance(k, 5) ? 2 : 1), sym };
	}
	if (!(k->options & FUZZ_NONEMPTY) && chance(k, 24))
		return dim_const(0);
	if (k->options & FUZZ_LARGE && chance(k, 2)) {
		static const int64_t sizes[] = { 7, 8, 15, 16, 16, 17, 31, 32, 32, 33, 40 };
		return dim_const(sizes[random_below(&k->rng, (int64_t)(sizeof sizes / sizeof *sizes))]);
	}
	return dim_const(chance(k, 4) ? 1 : 1 + random_below(&k->rng, 5));
}

bool maker_type_fits(const Maker *k, const Type *t)
{
	int64_t n = 1;
	for (uint32_t i = 0; i < t->rank; i++)
		n *= t->dim[i].size;
	return n <= k->most;
}

Type maker_type(Maker *k, DType d, uint32_t max_rank)
{
	Type t = { .dtype = d, .rank = (uint32_t)random_below(&k->rng, max_rank + 1) };
	do {
		for (uint32_t i = 0; i < t.rank; i++)
			t.dim[i] = maker_dim(k);
	} while (!maker_type_fits(k, &t));
	return t;
}

static DType random_dtype(Maker *k)
{
	static const DType list[] = { DT_F32, DT_F32, DT_F32, DT_F32, DT_F32, DT_F32, DT_I32, DT_I32, DT_U32, DT_BOOL, DT_BOOL,
	                              DT_I16, DT_U16, DT_I8, DT_U8 };
	return list[random_below(&k->rng, (int64_t)(sizeof list / sizeof list[0]))];
}

/* ---- leaves --------------------------------------------------------------------------------------------- */

static const Fact input_fact = { 2, GRID };

/* An element of an input or constant. */
static double draw(uint64_t *rng, DType d)
{
	switch (d) {
	case DT_F32: return (double)(random_below(rng, (4 << GRID) + 1) - (2 << GRID)) / (1 << GRID);
	case DT_BOOL: return (double)random_below(rng, 2);
	case DT_U32: case DT_U16: case DT_U8: return (double)random_below(rng, 13);
	case DT_I32: case DT_I16: case DT_I8: return (double)(random_below(rng, 14) - 4);
	}
	BUG("no such type: %d", (int)d);
}

static Known input(Maker *k, const Type *t)
{
	Arena *a = &k->g->cc->arena;
	const char *name = arena_printf(a, "x%zu", k->f->inputs.n);
	Node *n = node_input(k->g, t, (int64_t)k->f->inputs.n, name);
	vec_push(a, k->f->inputs, ((Port){ .name = name, .type = *t, .node = n }));
	return (Known){ n, input_fact };
}

static Known constant(Maker *k, const Type *t)
{
	const int64_t count = type_elements(t);
	const size_t size = dtype_size(t->dtype);
	unsigned char *data = arena_alloc(&k->g->cc->arena, (size_t)count * size + 1);
	for (int64_t i = 0; i < count; i++) {
		const double v = draw(&k->rng, t->dtype);
		const float real = (float)v;
		const int64_t whole = (int64_t)v;
		memcpy(data + (size_t)i * size, t->dtype == DT_F32 ? (const void *)&real : (const void *)&whole, size);
	}
	return (Known){ node_constant(k->g, t, data), input_fact };
}

/* Reads a slot of this type: a new one or one that is read already. */
static Known slot(Maker *k, const Type *t)
{
	static const SlotKind kinds[] = { SLOT_PARAM, SLOT_PARAM, SLOT_BUFFER, SLOT_STATE };
	const SlotKind kind = kinds[random_below(&k->rng, 4)];
	Arena *a = &k->g->cc->arena;
	for (size_t i = 0; i < k->slots.n; i++)
		if (type_equal(&k->slots.at[i]->type, t) && chance(k, 3))
			return (Known){ node_slot(k->g, k->slots.at[i]), input_fact };
	Slot *s = model_add_slot(k->m, kind, arena_printf(a, "s%zu_%zu", k->m->functions.n, k->slots.n), t, (Loc){ 0 });
	s->trainable = kind == SLOT_PARAM;
	vec_push(a, k->slots, s);
	return (Known){ node_slot(k->g, s), input_fact };
}

Known maker_slot(Maker *k, const Type *t)
{
	return k->slots.n < MAX_INPUTS ? slot(k, t) : maker_operand(k, t);
}

Known maker_input(Maker *k, const Type *t)
{
	if (k->f->inputs.n < MAX_INPUTS)
		return input(k, t);
	return (Known){ node_splat(k->g, t, draw(&k->rng, t->dtype)), input_fact };
}

static Known leaf(Maker *k, const Type *t)
{
	if (k->options & FUZZ_SLOTS && !type_has_zero(t) && !type_is_bounded(t) && k->slots.n < MAX_INPUTS && !chance(k, 3))
		return slot(k, t);
	if (!type_has_zero(t) && k->f->inputs.n < MAX_INPUTS && !chance(k, 3))
		return input(k, t);
	if (!type_has_zero(t) && t->rank && dtype_size(t->dtype) == 4 && chance(k, 3)) {
		const int64_t axis = random_below(&k->rng, t->rank);
		return (Known){ node_make(k->g, OP_iota, t, NULL, 0, &axis, 1), { (double)t->dim[axis].size, 0 } };
	}
	if (!type_is_bounded(t) && !type_has_zero(t) && chance(k, 2))
		return constant(k, t);
	return (Known){ node_splat(k->g, t, draw(&k->rng, t->dtype)), input_fact };
}

/* ---- operands --------------------------------------------------------------------------------------------- */

Known maker_any(Maker *k)
{
	return k->pool.at[random_below(&k->rng, (int64_t)k->pool.n)];
}

/* a's axes at the right end of t, each equal or 1? */
static bool stretches(const Type *a, const Type *t)
{
	if (a->dtype != t->dtype || a->rank > t->rank)
		return false;
	for (uint32_t i = 0; i < a->rank; i++) {
		const Dim d = a->dim[i], to = t->dim[t->rank - a->rank + i];
		if (!dim_equal(d, to) && !(d.size == 1 && d.sym == 0))
			return false;
	}
	return true;
}

static Known operand(Maker *k, const Type *t, bool exact)
{
	for (int try = 0; try < 24; try++) {
		const Known a = maker_any(k);
		if (!stretches(&a.node->type, t) || (exact && t->dtype == DT_F32 && !fact_exact(a.fact)))
			continue;
		int64_t axes[MAX_RANK];
		for (uint32_t i = 0; i < a.node->type.rank; i++)
			axes[i] = t->rank - a.node->type.rank + i;
		return (Known){ broadcast_to(k->g, a.node, t, axes), a.fact };
	}
	const Known made = leaf(k, t);
	maker_keep(k, made.node, made.fact);
	return made;
}

Known maker_operand(Maker *k, const Type *t) { return operand(k, t, false); }
Known maker_exact(Maker *k, const Type *t) { return operand(k, t, true); }

/* ---- the function -------------------------------------------------------------------------------------------- */

static void add_output(Maker *k, Node *n)
{
	Arena *a = &k->g->cc->arena;
	const char *name = arena_printf(a, "y%zu", k->f->outputs.n);
	vec_push(a, k->f->outputs, ((Port){ .name = name, .type = n->type, .node = n }));
}

/* The newest tensor and perhaps two others; never an empty one. */
static void choose_outputs(Maker *k)
{
	for (size_t i = k->pool.n; i-- > 0 && k->f->outputs.n == 0;)
		if (!type_has_zero(&k->pool.at[i].node->type))
			add_output(k, k->pool.at[i].node);
	for (int i = 0; i < 2; i++) {
		Node *n = maker_any(k).node;
		if (chance(k, 2) && !type_has_zero(&n->type))
			add_output(k, n);
	}
}

/* Sets some slots to whatever has their type: another slot's old value, an input, something computed. */
static void choose_sets(Maker *k)
{
	for (size_t i = k->slots.n; i-- > 0;) {
		Slot *s = k->slots.at[i];
		bool done = chance(k, 4);
		for (size_t j = 0; j < k->f->sets.n; j++)
			done = done || k->f->sets.at[j].slot == s;
		if (!done)
			vec_push(&k->g->cc->arena, k->f->sets, ((Set){ .slot = s, .value = maker_operand(k, &s->type).node }));
	}
}

static Node *total(Graph *g, Node *n)
{
	const int64_t axes[MAX_RANK] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	return reduce_by(g, OP_reduce_sum, n, axes, n->type.rank);
}

/* Replaces the outputs by L = sum over f32 outputs of sum(tanh(y / 4) * w), and dL by each f32 input; a step down dL for each f32 slot. */
static void make_gradients(Maker *k)
{
	Graph *g = k->g;
	Node *loss = node_scalar(g, DT_F32, 0), *in[2 * MAX_INPUTS + 1], *dx[2 * MAX_INPUTS + 1];
	for (size_t i = 0; i < k->f->outputs.n; i++) {
		Node *y = k->f->outputs.at[i].node;
		if (y->type.dtype != DT_F32)
			continue;
		Node *small = map1(g, OP_tanh, map2(g, OP_multiply, y, node_splat(g, &y->type, 0.25)));
		Node *w = node_splat(g, &y->type, 0.5 + 0.25 * (double)i);
		loss = map2(g, OP_add, loss, total(g, map2(g, OP_multiply, small, w)));
	}
	size_t n = 0, inputs = 0;
	Slot *slots[MAX_INPUTS + 1];
	for (size_t i = 0; i < k->f->inputs.n; i++)
		if (k->f->inputs.at[i].type.dtype == DT_F32)
			in[n++] = k->f->inputs.at[i].node;
	inputs = n;
	for (size_t i = 0; i < k->slots.n; i++)
		if (k->slots.at[i]->type.dtype == DT_F32 && n - inputs < MAX_INPUTS) {
			slots[n - inputs] = k->slots.at[i];
			in[n++] = node_slot(g, k->slots.at[i]);
		}
	graph_gradients(g, loss, NULL, in, n, dx);
	k->f->outputs.n = k->f->sets.n = 0;
	add_output(k, loss);
	for (size_t i = 0; i < inputs; i++)
		add_output(k, dx[i]);
	for (size_t i = inputs; i < n; i++) {
		Node *step = map2(g, OP_multiply, dx[i], node_splat(g, &dx[i]->type, 0.125));
		vec_push(&g->cc->arena, k->f->sets, ((Set){ .slot = slots[i - inputs], .value = map2(g, OP_subtract, in[i], step) }));
	}
}

/* An input that shows each bounded dimension in use: what is not in an input has no extent at run time. */
static void show_symbols(Maker *k)
{
	Type t = { .dtype = DT_F32 };
	for (uint32_t s = 0; s < k->symbols; s++)
		t.dim[t.rank++] = (Dim){ k->m->symbols.at[s].max, s + 1 };
	t.dim[t.rank++] = dim_const(1 + random_below(&k->rng, 4));
	const Known a = input(k, &t);
	maker_keep(k, a.node, a.fact);
}

Function *fuzz_function(Model *m, uint64_t seed, unsigned options)
{
	Maker k = { .m = m, .rng = seed ^ UINT64_C(0x6372657363656e74), .options = options };
	const bool large = options & FUZZ_LARGE;
	k.most = large ? 4000 : 200;
	model_symbol(m, "n", large ? 37 : 4);
	model_symbol(m, "k", large ? 18 : 3);
	k.symbols = options & FUZZ_CONSTANT ? 0 : (uint32_t)random_below(&k.rng, 3);
	k.f = NEW(&m->cc->arena, Function);
	k.f->name = "f";
	k.f->kind = FUNC_USER;
	k.g = k.f->graph = graph_new(m);
	vec_push(&m->cc->arena, m->functions, k.f);

	show_symbols(&k);
	for (int64_t i = random_below(&k.rng, 3); i >= 0; i--) {
		Type t = maker_type(&k, random_dtype(&k), 4);
		const Known a = leaf(&k, &t);
		maker_keep(&k, a.node, a.fact);
	}
	int64_t steps = 1 + random_below(&k.rng, 12);
	if (options / FUZZ_STEPS && options / FUZZ_STEPS < steps)
		steps = options / FUZZ_STEPS;
	for (int64_t i = 0; i < steps; i++)
		for (int try = 0; try < 20 && !maker_step(&k); try++)
			;
	choose_outputs(&k);
	if (options & FUZZ_SLOTS)
		choose_sets(&k);
	if (options & FUZZ_GRADIENT)
		make_gradients(&k);
	return k.f;
}

Value fuzz_value(const Model *m, const Type *t, const int64_t *extent, uint64_t *rng, Arena *a)
{
	Value v = value_new(a, m, t, extent);
	for (int64_t e = 0; e < v.count; e++)
		v.at[e] = draw(rng, t->dtype);
	return v;
}

void fuzz_values(const Model *m, const Function *f, uint64_t seed, Arena *a, int64_t *extent, Value *inputs)
{
	uint64_t rng = seed * 31 + 7;
	for (size_t s = 0; s < m->symbols.n; s++)
		extent[s] = 1 + random_below(&rng, m->symbols.at[s].max);
	for (size_t i = 0; i < f->inputs.n; i++)
		inputs[i] = fuzz_value(m, &f->inputs.at[i].type, extent, &rng, a);
}

void fuzz_inputs(Fixture *x, uint64_t seed)
{
	Value none = { .count = 0 };
	while (x->inputs.n < x->f->inputs.n)
		vec_push(&x->cc.arena, x->inputs, none);
	fuzz_values(x->m, x->f, seed, &x->cc.arena, x->extent, x->inputs.at);
}
