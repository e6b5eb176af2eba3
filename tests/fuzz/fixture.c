/* fixture.c - one small function with random inputs, to be built, run by the reference interpreter and compared. */
#include "fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void fixture_begin(Fixture *x, uint64_t seed)
{
	memset(x, 0, sizeof *x);
	x->rng = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	x->m = model_new(&x->cc, "test");
	model_symbol(x->m, "n", 4);
	model_symbol(x->m, "k", 3);
	x->extent[0] = 3;
	x->extent[1] = 2;
	x->f = NEW(&x->cc.arena, Function);
	x->f->name = "f";
	x->f->kind = FUNC_USER;
	x->g = x->f->graph = graph_new(x->m);
	vec_push(&x->cc.arena, x->m->functions, x->f);
}

void fixture_end(Fixture *x)
{
	arena_free(&x->cc.arena);
}

uint64_t random_bits(uint64_t *rng)
{
	uint64_t z = *rng += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

double random_unit(uint64_t *rng)
{
	return (double)(random_bits(rng) >> 11) * 0x1p-53;
}

int64_t random_below(uint64_t *rng, int64_t n)
{
	return (int64_t)(random_bits(rng) % (uint64_t)n);
}

Type fixture_type(const Fixture *x, const char *text)
{
	Type t = { 0 };
	for (DType d = DT_F32; d <= DT_BOOL; d++)
		if (strncmp(text, dtype_name(d), strlen(dtype_name(d))) == 0)
			t.dtype = d;
	text += strcspn(text, " ");
	while (*(text += strspn(text, " "))) {
		char *end = NULL;
		int64_t size = *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : 1;
		const char *after = end ? end : text;
		uint32_t sym = *after == 'n' ? 1 : *after == 'k' ? 2 : 0;
		if (sym)
			size *= x->m->symbols.at[sym - 1].max;
		t.dim[t.rank++] = (Dim){ size, sym };
		text = after + (sym != 0);
	}
	return t;
}

static double draw(Fixture *x, DType d, double low, double high)
{
	double v = low + random_unit(&x->rng) * (high - low);
	return d == DT_F32 ? v : floor(low + random_unit(&x->rng) * (high - low + 1));
}

Node *fixture_input(Fixture *x, const Type *t, double low, double high)
{
	Arena *a = &x->cc.arena;
	const char *name = arena_printf(a, "x%zu", x->f->inputs.n);
	Node *n = node_input(x->g, t, (int64_t)x->f->inputs.n, name);
	vec_push(a, x->f->inputs, ((Port){ .name = name, .type = *t, .node = n }));
	Value v = value_new(a, x->m, t, x->extent);
	for (int64_t i = 0; i < v.count; i++)
		v.at[i] = draw(x, t->dtype, low, high);
	vec_push(a, x->inputs, v);
	return n;
}

Node *fixture_constant(Fixture *x, const Type *t, double low, double high)
{
	const int64_t n = type_elements(t);
	const size_t size = dtype_size(t->dtype);
	unsigned char *data = arena_alloc(&x->cc.arena, (size_t)n * size + 1);
	for (int64_t i = 0; i < n; i++) {
		double v = draw(x, t->dtype, low, high);
		float real = (float)v;
		int64_t whole = (int64_t)v;      /* little-endian host layout: the low bytes come first */
		if (t->dtype == DT_F32)
			memcpy(data + (size_t)i * size, &real, size);
		else
			memcpy(data + (size_t)i * size, &whole, size);
	}
	return node_constant(x->g, t, data);
}

void fixture_output(Fixture *x, Node *n)
{
	Arena *a = &x->cc.arena;
	const char *name = arena_printf(a, "y%zu", x->f->outputs.n);
	vec_push(a, x->f->outputs, ((Port){ .name = name, .type = n->type, .node = n }));
}

void fixture_run(Fixture *x, Value *outputs)
{
	const InterpArgs args = { .extent = x->extent, .inputs = x->inputs.at };
	Value *sets = NEW_ARRAY(&x->cc.arena, Value, x->f->sets.n);
	function_interpret(x->f, &args, &x->cc.arena, outputs, sets);
}

bool values_agree(const Value *a, const Value *b, double tolerance)
{
	if (!type_equal(&a->type, &b->type) || a->count != b->count)
		return false;
	if (a->type.dtype != DT_F32)
		tolerance = 0;
	for (int64_t i = 0; i < a->count; i++) {
		double p = a->at[i], q = b->at[i];
		bool same = p == q || (isnan(p) && isnan(q));
		if (!same && !(fabs(p - q) <= tolerance * (1 + fabs(p))))
			return false;
	}
	return true;
}
