/* interp.c - the reference interpreter: a function's graph by the definition of its ops, in double.
 *
 * It shares no code with lowering or the runtime (Philox's bits apart): where they disagree, this is right. Discontinuous ops
 * (compare, argmax, floor, conversions to integers) look at their operands rounded to f32, so that ties fall as in the
 * emitted code. No cleverness: every live node is computed once, in order, into memory of its own. */
#include "interp.h"

static InterpRule *const rules[OP_COUNT] = {
#define MAP(op_name, ...) [OP_##op_name] = interp_map,
#define OP(op_name, ...) [OP_##op_name] = interp_##op_name,
#include "ops.def"
#undef MAP
#undef OP
};

/* ---- values ----------------------------------------------------------------------------------------- */

Value value_shape(const Model *m, const Type *t, const int64_t *extent)
{
	Value v = { .type = *t, .count = 1 };
	for (uint32_t i = 0; i < t->rank; i++) {
		Dim d = t->dim[i];
		v.dim[i] = d.sym ? extent[d.sym - 1] * (d.size / m->symbols.at[d.sym - 1].max) : d.size;
		v.count *= v.dim[i];
	}
	return v;
}

Value value_new(Arena *a, const Model *m, const Type *t, const int64_t *extent)
{
	Value v = value_shape(m, t, extent);
	v.at = NEW_ARRAY(a, double, v.count ? v.count : 1);
	return v;
}

double *interp_room(Interp *it, Value *out)
{
	out->at = NEW_ARRAY(it->arena, double, out->count ? out->count : 1);
	return out->at;
}

View view_of(const Value *v)
{
	View view = { .at = v->at };
	int64_t stride = 1;
	for (uint32_t i = v->type.rank; i-- > 0;) {
		view.stride[i] = stride;
		stride *= v->dim[i];
	}
	return view;
}

void view_copy(View to, View from, uint32_t rank, const int64_t *dim)
{
	if (rank == 0) {
		to.at[0] = from.at[0];
		return;
	}
	for (uint32_t i = 0; i < rank; i++)
		if (dim[i] == 0)
			return;
	const uint32_t last = rank - 1;
	int64_t index[MAX_RANK] = { 0 }, to_base = 0, from_base = 0;
	for (;;) {
		for (int64_t i = 0; i < dim[last]; i++)
			to.at[to_base + i * to.stride[last]] = from.at[from_base + i * from.stride[last]];
		uint32_t k = last;               /* the odometer over the axes before the last */
		for (;;) {
			if (k-- == 0)
				return;
			to_base += to.stride[k];
			from_base += from.stride[k];
			if (++index[k] < dim[k])
				break;
			to_base -= to.stride[k] * dim[k];
			from_base -= from.stride[k] * dim[k];
			index[k] = 0;
		}
	}
}

Axis axis_of(const Value *v, int64_t axis)
{
	Axis a = { 1, v->dim[axis], 1 };
	for (uint32_t i = 0; i < v->type.rank; i++) {
		if (i < axis)
			a.outer *= v->dim[i];
		else if (i > axis)
			a.inner *= v->dim[i];
	}
	return a;
}

int64_t clamp_index(double index, int64_t size)
{
	return index < 0 ? 0 : index > (double)(size - 1) ? size - 1 : (int64_t)index;
}

/* ---- the walk ------------------------------------------------------------------------------------------ */

/* Operands whose values are needed: a custom_gradient is its first. */
static uint32_t value_operands(const Node *n)
{
	return n->op == OP_custom_gradient ? 1 : n->arity;
}

static bool *live_nodes(const Function *f, Arena *a)
{
	const Graph *g = f->graph;
	bool *live = NEW_ARRAY(a, bool, g->nodes.n);
	for (size_t i = 0; i < f->outputs.n; i++)
		live[f->outputs.at[i].node->id] = true;
	for (size_t i = 0; i < f->sets.n; i++)
		live[f->sets.at[i].value->id] = true;
	for (size_t i = g->nodes.n; i-- > 0;)
		for (uint32_t k = 0; live[i] && k < value_operands(g->nodes.at[i]); k++)
			live[g->nodes.at[i]->in[k]->id] = true;
	return live;
}

static void evaluate(Interp *it, const Node *n, Value *values)
{
	const Value **in = NEW_ARRAY(it->arena, const Value *, n->arity);
	for (uint32_t i = 0; i < n->arity; i++)
		in[i] = &values[n->in[i]->id];
	values[n->id] = value_shape(it->f->graph->model, &n->type, it->args->extent);
	rules[n->op](it, n, in, &values[n->id]);
}

void interp_body(const Function *f, const InterpArgs *args, Arena *a, Value *outputs, Value *sets)
{
	Interp it = { .f = f, .args = args, .arena = a };
	const bool *live = live_nodes(f, a);
	Value *values = NEW_ARRAY(a, Value, f->graph->nodes.n);
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		if (live[i])
			evaluate(&it, f->graph->nodes.at[i], values);
	for (size_t i = 0; i < f->outputs.n; i++)
		outputs[i] = values[f->outputs.at[i].node->id];
	for (size_t i = 0; i < f->sets.n; i++)
		sets[i] = values[f->sets.at[i].value->id];
}

void function_interpret(const Function *f, const InterpArgs *args, Arena *a, Value *outputs, Value *sets)
{
	const Model *m = f->graph->model;
	int64_t *extent = NEW_ARRAY(a, int64_t, m->symbols.n + 1);
	for (size_t i = 0; args->extent && i < m->symbols.n; i++)
		extent[i] = m->symbols.at[i].kind == SYMBOL_GIVEN ? args->extent[i] : 0;
	model_extents(m, extent);
	const InterpArgs all = { extent, args->inputs, args->slots };
	interp_body(f, &all, a, outputs, sets);
}
