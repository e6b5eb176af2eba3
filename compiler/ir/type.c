/* type.c - dimensions, shapes and types, and how they read in messages. */
#include "ir.h"

#include <string.h>

static const struct { const char *name; size_t size; } dtypes[] = {
	[DT_F32] = { "f32", 4 }, [DT_I32] = { "i32", 4 }, [DT_U32] = { "u32", 4 }, [DT_I16] = { "i16", 2 },
	[DT_U16] = { "u16", 2 }, [DT_I8] = { "i8", 1 },   [DT_U8] = { "u8", 1 },   [DT_BOOL] = { "bool", 1 },
};

size_t dtype_size(DType d)
{
	ASSERT(d >= DT_F32 && d <= DT_BOOL);
	return dtypes[d].size;
}

uint32_t dtype_bits(DType d, const void *data, int64_t i)
{
	const unsigned char *at = (const unsigned char *)data + (size_t)i * dtype_size(d);
	uint32_t word = 0;
	uint16_t half;
	switch (d) {
	case DT_F32: case DT_I32: case DT_U32:
		memcpy(&word, at, sizeof word);
		return word;
	case DT_I16: case DT_U16:
		memcpy(&half, at, sizeof half);
		return d == DT_I16 ? (uint32_t)(int32_t)(int16_t)half : half;
	case DT_I8: return (uint32_t)(int32_t)(int8_t)*at;
	case DT_U8: case DT_BOOL: return *at;
	}
	BUG("no such type %d", (int)d);
}

const char *dtype_name(DType d)
{
	ASSERT(d >= DT_F32 && d <= DT_BOOL);
	return dtypes[d].name;
}

DType dtype_by_name(const char *name)
{
	for (int d = DT_F32; d <= DT_BOOL; d++)
		if (strcmp(dtypes[d].name, name) == 0)
			return (DType)d;
	return (DType)0;
}

bool dtype_is_float(DType d)
{
	return d == DT_F32;
}

bool dtype_is_int(DType d)
{
	return d >= DT_I32 && d <= DT_U8;
}

Dim dim_const(int64_t size)
{
	return (Dim){ .size = size, .sym = 0 };
}

/* Equal for every value of the symbols: the same symbol, the same multiple of it. */
bool dim_equal(Dim a, Dim b)
{
	return a.size == b.size && a.sym == b.sym;
}

bool shape_equal(const Type *a, const Type *b)
{
	if (a->rank != b->rank)
		return false;
	for (uint32_t i = 0; i < a->rank; i++)
		if (!dim_equal(a->dim[i], b->dim[i]))
			return false;
	return true;
}

bool type_equal(const Type *a, const Type *b)
{
	return a->dtype == b->dtype && shape_equal(a, b);
}

int64_t type_elements(const Type *t)
{
	int64_t n = 1;
	for (uint32_t i = 0; i < t->rank; i++)
		n *= t->dim[i].size;             /* cannot overflow: node_make checked it */
	return n;
}

bool type_has_zero(const Type *t)
{
	for (uint32_t i = 0; i < t->rank; i++)
		if (t->dim[i].size == 0)
			return true;
	return false;
}

bool type_is_bounded(const Type *t)
{
	for (uint32_t i = 0; i < t->rank; i++)
		if (t->dim[i].sym)
			return true;
	return false;
}

Type type_make(DType d, uint32_t rank, const Dim *dim)
{
	ASSERT(rank <= MAX_RANK);
	Type t = { .dtype = d, .rank = rank };
	for (uint32_t i = 0; i < rank; i++)
		t.dim[i] = dim[i];
	return t;
}

Type type_scalar(DType d)
{
	return (Type){ .dtype = d };
}

/* ---- texts ------------------------------------------------------------------------------------ */

/* "28", "n", "n*28": as it is written in a model and in a dump. */
const char *dim_text(const Model *m, Dim d)
{
	Arena *a = &m->cc->arena;
	if (!d.sym)
		return arena_printf(a, "%lld", (long long)d.size);
	ASSERT(d.sym <= m->symbols.n);
	const Symbol *s = &m->symbols.at[d.sym - 1];
	if (d.size == s->max)
		return s->name;
	return arena_printf(a, "%s*%lld", s->name, (long long)(d.size / s->max));
}

const char *shape_text(const Model *m, const Type *t)
{
	Text text = text_new(&m->cc->arena);
	text_char(&text, '[');
	for (uint32_t i = 0; i < t->rank; i++)
		text_add(&text, "%s%s", i ? "," : "", dim_text(m, t->dim[i]));
	text_char(&text, ']');
	return text_str(&text);
}

const char *type_text(const Model *m, const Type *t)
{
	return arena_printf(&m->cc->arena, "%s%s", dtype_name(t->dtype), shape_text(m, t));
}
