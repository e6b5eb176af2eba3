/* model.c - slots, symbols and functions: what a model is besides its graphs. */
#include "rules.h"

#include <string.h>

Model *model_new(Compilation *cc, const char *name)
{
	Model *m = NEW(&cc->arena, Model);
	m->cc = cc;
	m->name = arena_strdup(&cc->arena, name);
	m->version = "";
	for (int kind = SLOT_PARAM; kind <= SLOT_TRAIN; kind++)
		m->slot_named[kind] = map_new(&cc->arena);
	m->source = "";
	return m;
}

/* ---- slots ---------------------------------------------------------------------------------------- */

static const char *const slot_kinds[] = { [SLOT_PARAM] = "param", [SLOT_BUFFER] = "buffer", [SLOT_STATE] = "state",
	                                      [SLOT_TRAIN] = "train" };

const char *slot_kind_name(SlotKind kind)
{
	return slot_kinds[kind];
}

Slot *model_slot(Model *m, SlotKind kind, const char *name)
{
	Slot *s = map_get(&m->slot_named[kind], name);
	return s && s->index < m->slots.n && m->slots.at[s->index] == s ? s : NULL;      /* it may have been left out since */
}

static void check_slot_type(Model *m, const char *what, const Type *t, Loc loc)
{
	const char *fault = type_fault(m, t);
	if (fault)
		model_error(m->cc, loc, "%s: %s", what, fault);
	if (type_is_bounded(t))
		model_error(m->cc, loc, "%s: a bounded dimension in memory; numbers expected; found %s\n"
		            "store the greatest extent, and slice it", what, type_text(m, t));
	if (type_has_zero(t))
		model_error(m->cc, loc, "%s: a tensor without elements; extents of at least 1 expected; found %s", what,
		            type_text(m, t));
}

Slot *model_add_slot(Model *m, SlotKind kind, const char *name, const Type *type, Loc loc)
{
	Arena *a = &m->cc->arena;
	const char *what = arena_printf(a, "%s \"%s\"", slot_kinds[kind], name);
	const Slot *other = model_slot(m, kind, name);
	if (other)
		model_error(m->cc, loc, "%s: the name twice; unique names expected; found another at %s:%d", what,
		            other->loc.file ? other->loc.file : "?", other->loc.line);
	check_slot_type(m, what, type, loc);

	Slot *s = NEW(a, Slot);
	s->index = (uint32_t)m->slots.n;
	s->kind = kind;
	s->name = arena_strdup(a, name);
	s->type = *type;
	s->trainable = kind == SLOT_PARAM;
	s->loc = loc;
	vec_push(a, m->slots, s);
	map_put(&m->slot_named[kind], s->name, s);
	return s;
}

int64_t model_parameters(const Model *m)
{
	int64_t n = 0;
	for (size_t i = 0; i < m->slots.n; i++)
		if (m->slots.at[i]->kind == SLOT_PARAM && m->slots.at[i]->trainable)
			n += type_elements(&m->slots.at[i]->type);
	return n;
}

/* ---- symbols and functions ---------------------------------------------------------------------------- */

static uint32_t add_symbol(Model *m, Symbol s)
{
	ASSERT(s.max >= 1 && s.max <= MAX_ELEMENTS);
	for (size_t i = 0; i < m->symbols.n; i++) {
		const Symbol *x = &m->symbols.at[i];
		if (x->max == s.max && x->kind == s.kind && x->of == s.of && x->by == s.by && strcmp(x->name, s.name) == 0)
			return (uint32_t)i + 1;
	}
	for (size_t i = 0; s.kind != SYMBOL_GIVEN && i < m->symbols.n; i++)
		if (strcmp(m->symbols.at[i].name, s.name) == 0)
			return add_symbol(m, (Symbol){ arena_printf(&m->cc->arena, "%s_", s.name), s.max, s.kind, s.of, s.by });
	s.name = arena_strdup(&m->cc->arena, s.name);
	vec_push(&m->cc->arena, m->symbols, s);
	return (uint32_t)m->symbols.n;
}

uint32_t model_symbol(Model *m, const char *name, int64_t max)
{
	return add_symbol(m, (Symbol){ .name = name, .max = max });
}

uint32_t model_blocks(Model *m, uint32_t of, int64_t by)
{
	const Symbol n = m->symbols.at[of - 1];
	ASSERT(n.kind == SYMBOL_GIVEN && by >= 1);
	return add_symbol(m, (Symbol){ .name = arena_printf(&m->cc->arena, "%s_by_%lld", n.name, (long long)by), .max = (n.max + by - 1) / by,
	                               .kind = SYMBOL_BLOCKS, .of = of, .by = by });
}

uint32_t model_upto(Model *m, uint32_t blocks)
{
	const Symbol b = m->symbols.at[blocks - 1];
	ASSERT(b.kind == SYMBOL_BLOCKS);
	return add_symbol(m, (Symbol){ .name = arena_printf(&m->cc->arena, "%s_upto_%lld", m->symbols.at[b.of - 1].name, (long long)b.by), .max = m->symbols.at[b.of - 1].max,
	                               .kind = SYMBOL_UPTO, .of = blocks, .by = b.by });
}

uint32_t symbol_given(const Model *m, uint32_t sym)
{
	while (m->symbols.at[sym - 1].kind != SYMBOL_GIVEN)
		sym = m->symbols.at[sym - 1].of;
	return sym;
}

int64_t symbol_upto(const Model *m, uint32_t sym, const int64_t *extent, int64_t turn)
{
	const int64_t n = extent[symbol_given(m, sym) - 1], end = (turn + 1) * m->symbols.at[sym - 1].by;
	return end < n ? end : n;
}

int64_t dim_cut(const Model *m, Dim d, uint32_t sym)
{
	const Symbol *s = &m->symbols.at[sym - 1];
	if (!d.sym)
		return s->max <= d.size ? s->max : 0;
	const Symbol *from = &m->symbols.at[d.sym - 1];
	const bool all = from->kind == SYMBOL_BLOCKS && from->of == sym && d.size == from->max * from->by;
	const bool reached = s->kind == SYMBOL_UPTO && symbol_given(m, sym) == d.sym && d.size == from->max;
	return all || reached ? s->max : 0;
}

void model_extents(const Model *m, int64_t *extent)
{
	for (size_t i = 0; i < m->symbols.n; i++) {
		const Symbol *s = &m->symbols.at[i];
		if (s->kind == SYMBOL_BLOCKS)
			extent[i] = (extent[s->of - 1] + s->by - 1) / s->by;
	}
}

Function *model_function(Model *m, const char *name)
{
	for (size_t i = 0; i < m->functions.n; i++)
		if (strcmp(m->functions.at[i]->name, name) == 0)
			return m->functions.at[i];
	return NULL;
}

static const char *const function_kinds[] = {
	[FUNC_USER] = "user",           [FUNC_INIT] = "init",
	[FUNC_STATE_INIT] = "state_init", [FUNC_TRAIN_INIT] = "train_init",
	[FUNC_TRAIN_STEP] = "train_step", [FUNC_TRAIN_FLUSH] = "train_flush",
	[FUNC_EVALUATE] = "evaluate",   [FUNC_AVERAGE] = "average",
	[FUNC_FINISH] = "finish",       [FUNC_LOOP_STEP] = "loop_step",
};

const char *function_kind_name(FunctionKind kind)
{
	return function_kinds[kind];
}

bool function_kind_by_name(const char *name, FunctionKind *kind)
{
	for (int k = FUNC_USER; k <= FUNC_LOOP_STEP; k++)
		if (strcmp(function_kinds[k], name) == 0) {
			*kind = (FunctionKind)k;
			return true;
		}
	return false;
}

/* ---- what a function touches ------------------------------------------------------------------------------ */

void function_record_uses(Function *f)
{
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		switch (f->graph->nodes.at[i]->op) {
		case OP_param: f->reads |= 1u << SLOT_PARAM; break;
		case OP_buffer: f->reads |= 1u << SLOT_BUFFER; break;
		case OP_state: f->reads |= 1u << SLOT_STATE; break;
		case OP_train: f->reads |= 1u << SLOT_TRAIN; break;
		default: break;
		}
	for (size_t i = 0; i < f->sets.n; i++)
		f->writes |= (uint8_t)(1u << f->sets.at[i].slot->kind);
}

/* ---- ranges of inputs -------------------------------------------------------------------------------------- */

static void join_range(RangeCheck *all, const RangeCheck *c, bool first)
{
	if (first) {
		all->low = c->low;
		all->high = c->high;
	} else if (c->part) {
		all->low = c->low < all->low ? c->low : all->low;
		all->high = c->high > all->high ? c->high : all->high;
	} else {
		all->low = c->low > all->low ? c->low : all->low;
		all->high = c->high < all->high ? c->high : all->high;
	}
}

static bool join_ranges(const Function *f, const char *input, bool part, RangeCheck *out)
{
	bool any = false;
	for (size_t i = 0; i < f->checks.n; i++) {
		const RangeCheck *c = &f->checks.at[i];
		if (c->part != part || strcmp(c->input, input) != 0)
			continue;
		join_range(out, c, !any);
		any = true;
	}
	return any;
}

/* A second value that is ignored widens the range: there is room for one. */
static void allow_ignored(RangeCheck *r, int64_t value)
{
	if (value >= r->low && value <= r->high)
		return;
	if (!r->has_ignore || r->ignore == value) {
		r->has_ignore = true;
		r->ignore = value;
	} else {
		r->low = value < r->low ? value : r->low;
		r->high = value > r->high ? value : r->high;
	}
}

static bool inside(DType d, int64_t value)
{
	int bits = (int)dtype_size(d) * 8;
	bool is_signed = d == DT_I32 || d == DT_I16 || d == DT_I8;
	int64_t top = (INT64_C(1) << (is_signed ? bits - 1 : bits)) - 1;
	return value >= (is_signed ? -top - 1 : 0) && value <= top;
}

/* Of what is left, only what the type can hold. */
static void fit_type(const Function *f, RangeCheck *r)
{
	for (size_t i = 0; i < f->inputs.n; i++) {
		if (strcmp(f->inputs.at[i].name, r->input) != 0)
			continue;
		DType d = f->inputs.at[i].type.dtype;
		int64_t low = d == DT_I32 ? INT32_MIN : d == DT_I16 ? INT16_MIN : d == DT_I8 ? INT8_MIN : 0;
		r->has_ignore = r->has_ignore && inside(d, r->ignore);
		r->ignore = r->has_ignore ? r->ignore : 0;
		r->low = inside(d, r->low) ? r->low : low;
		r->high = inside(d, r->high) ? r->high : low + (INT64_C(1) << dtype_size(d) * 8) - 1;
	}
}

bool function_range(const Function *f, const char *input, RangeCheck *out)
{
	RangeCheck parts = { .part = true };
	*out = (RangeCheck){ .input = input };
	bool whole = join_ranges(f, input, false, out), part = join_ranges(f, input, true, &parts);
	if (!whole && !part)
		return false;
	parts.part = false;
	if (part)
		join_range(out, &parts, !whole);
	for (size_t i = 0; i < f->checks.n; i++)
		if (f->checks.at[i].has_ignore && strcmp(f->checks.at[i].input, input) == 0)
			allow_ignored(out, f->checks.at[i].ignore);
	fit_type(f, out);
	return true;
}
