/* shape.c - what every shape rule stands on: the dispatch, the limits of a type, and the checks families share. */
#include "rules.h"

#include <string.h>

static ShapeRule *const rules[OP_COUNT] = {
#define MAP(op_name, ...) [OP_##op_name] = shape_map,
#define OP(op_name, ...) [OP_##op_name] = shape_##op_name,
#include "ops.def"
#undef MAP
#undef OP
};

void rule_error(const Recipe *r, const char *fmt, ...)
{
	Compilation *cc = r->g->cc;
	va_list ap;
	va_start(ap, fmt);
	const char *text = arena_vprintf(&cc->arena, fmt, ap);
	va_end(ap);
	model_error(cc, r->g->here, "%s: %s", r->g->called ? r->g->called : op_table[r->op].name, text);
}

/* A bounded dimension is a whole multiple of a symbol the model has. */
static bool dim_is_sound(const Model *m, Dim d)
{
	return !d.sym || (d.sym <= m->symbols.n && d.size > 0 && d.size % m->symbols.at[d.sym - 1].max == 0);
}

/* Extents of 0 count as 1 here: strides are products of what lies behind, and must not overflow either. */
const char *type_fault(const Model *m, const Type *t)
{
	Arena *a = &m->cc->arena;
	int64_t n = 1;
	if (t->rank > MAX_RANK)
		return arena_printf(a, "too many axes; at most %d expected; found %u", MAX_RANK, t->rank);
	for (uint32_t i = 0; i < t->rank; i++) {
		if (t->dim[i].size < 0)
			return arena_printf(a, "a negative extent; 0 or more expected; found %s", type_text(m, t));
		if (!dim_is_sound(m, t->dim[i]))
			BUG("dimension %u: symbol %u, size %lld", i, t->dim[i].sym, (long long)t->dim[i].size);
	}
	for (uint32_t i = 0; i < t->rank; i++) {
		int64_t size = t->dim[i].size ? t->dim[i].size : 1;
		if (size > MAX_ELEMENTS / n)
			return arena_printf(a, "too large a tensor; at most 2^36 elements expected; found %s", type_text(m, t));
		n *= size;
	}
	return NULL;
}

static void check_arity(const Recipe *r)
{
	int arity = op_table[r->op].arity;
	if (arity >= 0 && r->arity != (size_t)arity)
		rule_error(r, "the number of operands; %d expected; found %zu", arity, r->arity);
}

static void check_stated(const Recipe *r)
{
	const char *fault = r->stated ? type_fault(r->g->model, r->stated) : NULL;
	if (fault)
		rule_error(r, "%s", fault);
}

Type recipe_type(const Recipe *r)
{
	if (!attr_well_formed(r->op, r->attr, r->attr_count))
		BUG("%s: attributes do not have the form \"%s\"", op_table[r->op].name, op_table[r->op].attrs);
	check_arity(r);
	check_stated(r);
	Type t = rules[r->op](r);
	const char *fault = type_fault(r->g->model, &t);
	if (fault)
		rule_error(r, "%s", fault);
	return t;
}

/* ---- shared checks --------------------------------------------------------------------------------- */

const char *shape_of(const Recipe *r, size_t operand)
{
	return shape_text(r->g->model, &r->in[operand]->type);
}

const char *type_of(const Recipe *r, size_t operand)
{
	return type_text(r->g->model, &r->in[operand]->type);
}

uint32_t rule_axis(const Recipe *r, int64_t axis, uint32_t rank)
{
	if (axis < 0 || axis >= rank)
		rule_error(r, "no such axis; 1 to %u expected; found %lld", rank, (long long)axis + 1);
	return (uint32_t)axis;
}

void rule_axes(const Recipe *r, const int64_t *axes, size_t n, uint32_t rank, bool ascending)
{
	bool seen[MAX_RANK] = { false };
	for (size_t i = 0; i < n; i++) {
		uint32_t axis = rule_axis(r, axes[i], rank);
		if (seen[axis])
			rule_error(r, "an axis twice; distinct axes expected; found axis %u twice", axis + 1);
		if (ascending && i && axes[i - 1] > axes[i])
			rule_error(r, "axes out of order; ascending axes expected; found %lld before %u",
			           (long long)axes[i - 1] + 1, axis + 1);
		seen[axis] = true;
	}
}

void rule_same_dtype(const Recipe *r, size_t a, size_t b)
{
	DType x = r->in[a]->type.dtype, y = r->in[b]->type.dtype;
	if (x != y)
		rule_error(r, "operand types differ; one type expected; found %s and %s\nconvert one: cr.convert(x, \"%s\")",
		           dtype_name(x), dtype_name(y), dtype_name(x));
}

static bool letter_has(const char *letters, DType d)
{
	char letter = d == DT_F32 ? 'F' : d == DT_I32 || d == DT_U32 ? 'I' : d == DT_BOOL ? 'B' : 'S';
	return strchr(letters, letter) != NULL;
}

/* "f32, i32 or u32" */
static const char *letters_text(const Recipe *r, const char *letters)
{
	DType list[DT_BOOL];
	size_t n = 0;
	for (DType d = DT_F32; d <= DT_BOOL; d++)
		if (letter_has(letters, d))
			list[n++] = d;
	Text t = text_new(&r->g->cc->arena);
	for (size_t i = 0; i < n; i++)
		text_add(&t, "%s%s", i == 0 ? "" : i + 1 == n ? " or " : ", ", dtype_name(list[i]));
	return text_str(&t);
}

void rule_dtype(const Recipe *r, size_t operand, const char *letters)
{
	DType d = r->in[operand]->type.dtype;
	if (!letter_has(letters, d))
		rule_error(r, "the operand's type; %s expected; found %s\nconvert it: cr.convert(x, \"%s\")",
		           letters_text(r, letters), type_of(r, operand),
		           letter_has(letters, DT_I32) && d != DT_BOOL ? "i32" : letter_has(letters, DT_F32) ? "f32" : "i32");
}

void rule_index_dtype(const Recipe *r, size_t operand)
{
	if (r->in[operand]->type.dtype != DT_I32)
		rule_error(r, "the type of the indices; i32 expected; found %s\nconvert them: cr.convert(x, \"i32\")",
		           type_of(r, operand));
}

void rule_rank(const Recipe *r, int64_t rank)
{
	if (rank > MAX_RANK)
		rule_error(r, "too many axes; at most %d expected; found %lld", MAX_RANK, (long long)rank);
}
