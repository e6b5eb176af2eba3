/* interp_control.c - loops and branches, turn by turn. */
#include "interp.h"

#include <string.h>

/* Where an input of the body is no one's value: a type at actual extents over given elements. */
static Value borrowed(Interp *it, const Type *t, double *at)
{
	Value v = value_shape(it->f->graph->model, t, it->args->extent);
	v.at = at;
	return v;
}

static Value kept(Interp *it, const Value *v)
{
	Value copy = *v;
	interp_room(it, &copy);
	memcpy(copy.at, v->at, (size_t)v->count * sizeof *v->at);
	return copy;
}

/* One turn: the body's outputs, in memory of its own. */
static void turn(Interp *it, const Function *f, const int64_t *extent, const Value *inputs, Value *outputs)
{
	Arena scratch = { 0 };
	const InterpArgs args = { extent, inputs, it->args->slots };
	interp_body(f, &args, &scratch, outputs, NULL);
	for (size_t i = 0; i < f->outputs.n; i++)
		outputs[i] = kept(it, &outputs[i]);
	arena_free(&scratch);
}

/* The extents in a turn of a loop over blocks. */
static void reach(Interp *it, Dim length, int64_t turn, int64_t *extent)
{
	const Model *m = it->f->graph->model;
	for (size_t i = 0; length.sym && i < m->symbols.n; i++)
		if (m->symbols.at[i].kind == SYMBOL_UPTO && m->symbols.at[i].of == length.sym)
			extent[i] = symbol_upto(m, (uint32_t)i + 1, extent, turn);
}

static int64_t turns_of(Interp *it, Dim length)
{
	return length.sym ? it->args->extent[length.sym - 1] * (length.size / it->f->graph->model->symbols.at[length.sym - 1].max) : length.size;
}

void interp_scan(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const ScanParts s = scan_of(n);
	const int64_t turns = turns_of(it, s.length);
	Value *inputs = NEW_ARRAY(it->arena, Value, s.f->inputs.n), *outputs = NEW_ARRAY(it->arena, Value, s.f->outputs.n);
	Value *part = NEW_ARRAY(it->arena, Value, s.f->outputs.n);
	int64_t *extent = arena_copy(it->arena, it->args->extent, it->f->graph->model->symbols.n * sizeof *extent);
	double position = 0;

	inputs[0] = borrowed(it, &s.f->inputs.at[0].type, &position);
	for (uint32_t i = 0; i < n->arity; i++)
		inputs[i + 1] = borrowed(it, &s.f->inputs.at[i + 1].type, in[i]->at);
	for (uint32_t k = 0; k < s.ys; k++) {
		Type t = s.f->outputs.at[s.carries + k].type;
		memmove(t.dim + 1, t.dim, t.rank++ * sizeof *t.dim);
		t.dim[0] = s.length;
		part[s.carries + k] = value_new(it->arena, it->f->graph->model, &t, it->args->extent);
	}
	for (int64_t i = 0; i < turns && !(s.stops && inputs[1].at[0] == 0); i++) {
		const int64_t at = s.reverse ? turns - 1 - i : i;
		position = (double)at;
		reach(it, s.length, at, extent);
		for (uint32_t k = 1 + s.carries; k <= s.carries + s.slices; k++)
			inputs[k].at = in[k - 1]->at + at * inputs[k].count;
		turn(it, s.f, extent, inputs, outputs);
		for (uint32_t k = 0; k < s.carries; k++)
			inputs[k + 1].at = outputs[k].at;
		for (uint32_t k = s.carries; k < s.carries + s.ys; k++)
			memcpy(part[k].at + at * outputs[k].count, outputs[k].at, (size_t)outputs[k].count * sizeof *outputs[k].at);
	}
	for (uint32_t k = 0; k < s.carries; k++)
		part[k] = inputs[k + 1];
	interp_room(it, out);
	out->part = part;
}

void interp_cond(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const Function *f = n->body[in[0]->at[0] != 0 ? 0 : 1]->f;
	Value *inputs = NEW_ARRAY(it->arena, Value, f->inputs.n + 1), *part = NEW_ARRAY(it->arena, Value, f->outputs.n + 1);
	for (uint32_t i = 1; i < n->arity; i++)
		inputs[i - 1] = *in[i];
	turn(it, f, it->args->extent, inputs, part);
	interp_room(it, out);
	out->part = part;
}

void interp_result(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const Value *from = &in[0]->part[node_attr_int(n, 0)];
	(void)it;
	if (from->count != out->count)
		BUG("interpreter: result %lld has %lld elements, %lld expected", (long long)node_attr_int(n, 0), (long long)from->count,
		    (long long)out->count);
	out->at = from->at;
}
