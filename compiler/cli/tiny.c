/* tiny.c - a model's functions run by the reference interpreter on small random data.
 *
 * Data come from splitmix64 (Steele, Lea, Flood 2014) and are floats of 24 bits, so that the emitted C can be given
 * exactly the same. */
#include "cli.h"

#include <math.h>
#include <string.h>

static uint64_t next_bits(Tiny *t)
{
	uint64_t z = t->random += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

double tiny_uniform(Tiny *t)
{
	return (double)(next_bits(t) >> 40) * 0x1p-24;
}

/* The sum of twelve uniforms less six: no function of libm, so the same data everywhere. */
double tiny_normal(Tiny *t)
{
	double sum = -6;
	for (int i = 0; i < 12; i++)
		sum += tiny_uniform(t);
	return (double)(float)sum;
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

static void integer_range(const Port *p, const Function *f, int64_t *low, int64_t *high)
{
	RangeCheck check;
	*low = p->type.dtype == DT_I8 || p->type.dtype == DT_I16 ? -100 : 0;
	*high = p->type.dtype == DT_U8 ? 255 : p->type.dtype == DT_BOOL ? 1 : p->type.dtype == DT_I32 || p->type.dtype == DT_U32 ? 9 : 100;
	if (function_range(f, p->name, &check)) {
		*low = check.low;
		*high = check.high;
	}
}

Value tiny_input(Tiny *t, const Port *p, const Function *f, bool uniform)
{
	Value v = value_new(t->arena, t->model, &p->type, t->extent);
	int64_t low, high;
	integer_range(p, f, &low, &high);
	for (int64_t i = 0; i < v.count; i++) {
		if (p->seed)
			v.at[i] = i < 2 ? (double)(uint32_t)next_bits(t) : 0;
		else if (p->type.dtype == DT_F32)
			v.at[i] = uniform ? tiny_uniform(t) : tiny_normal(t);
		else
			v.at[i] = (double)(low + (int64_t)(tiny_uniform(t) * (double)(high - low + 1)));
	}
	return v;
}

Value *tiny_run(Tiny *t, const Function *f, const Value *inputs, Arena *a, bool store)
{
	InterpArgs args = { .extent = t->extent, .inputs = inputs, .slots = t->slot };
	Value *outputs = NEW_ARRAY(a, Value, f->outputs.n + 1), *sets = NEW_ARRAY(a, Value, f->sets.n + 1);
	function_interpret(f, &args, a, outputs, sets);
	for (size_t i = 0; store && i < f->sets.n; i++) {
		Value *to = &t->slot[f->sets.at[i].slot->index];
		double *at = NEW_ARRAY(t->arena, double, to->count);
		memcpy(at, sets[i].at, (size_t)to->count * sizeof *at);     /* shared by nobody: it may be changed in place */
		to->at = at;
	}
	return outputs;
}

/* ---- a model ------------------------------------------------------------------------------------------------------- */

static bool sets_up(FunctionKind kind)
{
	return kind == FUNC_INIT || kind == FUNC_STATE_INIT || kind == FUNC_TRAIN_INIT;
}

/* Seeds are u32[4]: low and high word of the seed, then the number of the call. */
static void initialise(Tiny *t, const Function *f, uint64_t seed)
{
	Arena scratch = { 0 };
	Value *inputs = NEW_ARRAY(&scratch, Value, f->inputs.n + 1);
	for (size_t i = 0; i < f->inputs.n; i++) {
		inputs[i] = value_new(&scratch, t->model, &f->inputs.at[i].type, t->extent);
		inputs[i].at[0] = (double)(uint32_t)seed;
		if (inputs[i].count > 1)
			inputs[i].at[1] = (double)(uint32_t)(seed >> 32);
	}
	tiny_run(t, f, inputs, &scratch, true);
	arena_free(&scratch);
}

Tiny tiny_new(Model *m, Arena *a, int64_t most, uint64_t seed)
{
	Tiny t = { .model = m, .arena = a, .random = seed };
	t.extent = NEW_ARRAY(a, int64_t, m->symbols.n + 1);
	t.slot = NEW_ARRAY(a, Value, m->slots.n + 1);
	for (size_t i = 0; i < m->symbols.n; i++)
		t.extent[i] = m->symbols.at[i].max < most ? m->symbols.at[i].max : most;
	for (size_t i = 0; i < m->slots.n; i++)
		t.slot[i] = value_new(a, m, &m->slots.at[i]->type, t.extent);
	for (size_t i = 0; i < m->functions.n; i++)
		if (sets_up(m->functions.at[i]->kind))
			initialise(&t, m->functions.at[i], seed);
	return t;
}
