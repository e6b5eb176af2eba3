/* ranges.c - indices and labels that a caller gives: an entry point with a status refuses a value outside before it changes anything. */
#include "unit.h"

#include <string.h>

/* What values input i may have; false where the type holds no other. */
static bool range_of(const Entry *e, size_t i, RangeCheck *out)
{
	const Port *in = &e->f->inputs.at[i];
	DType d = in->type.dtype;
	if (in->seed || !dtype_is_int(d) || d == DT_BOOL || !function_range(e->f, in->name, out))
		return false;
	int64_t values = INT64_C(1) << dtype_size(d) * 8;
	return out->high - out->low < values - 1;
}

static const char *element_count(const Unit *u, const Type *t, const char *const *sym_name, const Entry *e)
{
	Text out = text_new(u->arena);
	int64_t constant = 1;
	for (uint32_t d = 0; d < t->rank; d++) {
		if (!t->dim[d].sym) {
			constant *= t->dim[d].size;
			continue;
		}
		for (uint32_t k = 0; k < e->syms; k++)
			if (e->sym[k] == t->dim[d].sym)
				text_add(&out, "%s%s", out.n ? " * " : "", sym_name[k]);
	}
	if (constant != 1 || !out.n)
		text_add(&out, "%s%lld", out.n ? " * " : "", (long long)constant);
	return text_str(&out);
}

void ranges_conditions(const Unit *u, const Entry *e, const char *const *sym_name, const char *const *input, Strings *out)
{
	RangeCheck r;
	for (size_t i = 0; i < e->f->inputs.n; i++) {
		const Type *t = &e->f->inputs.at[i].type;
		if (range_of(e, i, &r))
			vec_push(u->arena, *out, arena_printf(u->arena, "!cr_within_%s(%s, %s, %s, %s, %s)", dtype_name(t->dtype), input[i],
			                                      element_count(u, t, sym_name, e), c_constant(u->arena, t->dtype, (uint32_t)r.low),
			                                      c_constant(u->arena, t->dtype, (uint32_t)r.high),
			                                      c_constant(u->arena, t->dtype, (uint32_t)(r.has_ignore ? r.ignore : r.low))));
	}
}

void ranges_print(const Unit *u, CWriter *w, const Entry *e)
{
	Strings bad = {0};
	ranges_conditions(u, e, e->sym_name, e->input, &bad);
	for (size_t i = 0; i < bad.n; i++) {
		c_line(w, "if (%s)", bad.at[i]);
		c_line(w, "\treturn CR_ERR_DATA;");
	}
}

void ranges_comment(const Unit *u, CWriter *w, const Entry *e)
{
	Text text = text_new(u->arena);
	RangeCheck r;
	for (size_t i = 0; i < e->f->inputs.n; i++) {
		if (!range_of(e, i, &r))
			continue;
		text_add(&text, "%s%s %lld .. %lld", text.n ? ", " : "", e->input[i], (long long)r.low, (long long)r.high);
		if (r.has_ignore)
			text_add(&text, " or %lld", (long long)r.ignore);
	}
	if (!text.n)
		return;
	if (strcmp(entry_result(e), "void") == 0)
		c_comment(w, "%s: an index outside counts as the nearest inside.", text_str(&text));
	else
		c_comment(w, "%s: another value is CR_ERR_DATA, and nothing is changed.", text_str(&text));
}
