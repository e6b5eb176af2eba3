/* convert.c - conversions between types, and the folding of one element.
 *
 * Folding compiles the very expressions that are emitted, so that a folded constant has the bits the emitted C would
 * have computed. CR_EXACT: whatever flags build this compiler, no product is fused into a sum. */
#ifndef CR_EXACT
#define CR_EXACT
#endif
#include "../../runtime/cr_math.h"
#include "../../runtime/cr_int.h"
#include "ir.h"

/* ---- elements as C values ----------------------------------------------------------------------------- */

typedef float c_F32;
typedef int32_t c_I32;
typedef uint32_t c_U32;
typedef int16_t c_I16;
typedef uint16_t c_U16;
typedef int8_t c_I8;
typedef uint8_t c_U8;
typedef uint8_t c_BOOL;

static float load_F32(uint32_t bits) { return cr_bits_f32(bits); }
static int32_t load_I32(uint32_t bits) { return (int32_t)bits; }
static uint32_t load_U32(uint32_t bits) { return bits; }
static int16_t load_I16(uint32_t bits) { return (int16_t)bits; }
static uint16_t load_U16(uint32_t bits) { return (uint16_t)bits; }
static int8_t load_I8(uint32_t bits) { return (int8_t)bits; }
static uint8_t load_U8(uint32_t bits) { return (uint8_t)bits; }
static uint8_t load_BOOL(uint32_t bits) { return (uint8_t)bits; }

static uint32_t store_F32(float v) { return cr_f32_bits(v); }
static uint32_t store_I32(int32_t v) { return (uint32_t)v; }
static uint32_t store_U32(uint32_t v) { return v; }
static uint32_t store_I16(int16_t v) { return (uint32_t)(int32_t)v; }
static uint32_t store_U16(uint16_t v) { return v; }
static uint32_t store_I8(int8_t v) { return (uint32_t)(int32_t)v; }
static uint32_t store_U8(uint8_t v) { return v; }
static uint32_t store_BOOL(uint8_t v) { return v; }

/* ---- convert -------------------------------------------------------------------------------------------- */

/* Integers keep their low bits (the casts to narrower signed types wrap in every compiler we support); floats are
 * truncated and saturate, NaN is 0; bool is "not zero". */
#define FROM_INTS(C, to, expression) \
	C(I32, to, expression) C(U32, to, expression) C(I16, to, expression) C(U16, to, expression) \
	C(I8, to, expression) C(U8, to, expression) C(BOOL, to, expression)
#define CONVERSIONS(C) \
	C(F32, F32, a) \
	C(F32, I32, cr_f32_to_i32(a)) \
	C(F32, U32, cr_f32_to_u32(a)) \
	C(F32, I16, cr_f32_to_i16(a)) \
	C(F32, U16, cr_f32_to_u16(a)) \
	C(F32, I8, cr_f32_to_i8(a)) \
	C(F32, U8, cr_f32_to_u8(a)) \
	C(F32, BOOL, a != 0.0f) \
	FROM_INTS(C, F32, (float)a) \
	FROM_INTS(C, I32, (int32_t)a) \
	FROM_INTS(C, U32, (uint32_t)a) \
	FROM_INTS(C, I16, (int16_t)a) \
	FROM_INTS(C, U16, (uint16_t)a) \
	FROM_INTS(C, I8, (int8_t)a) \
	FROM_INTS(C, U8, (uint8_t)a) \
	FROM_INTS(C, BOOL, a != 0)

#define DEFINE(from, to, expression) \
	static uint32_t convert_##from##_##to(uint32_t bits) \
	{ \
		const c_##from a = load_##from(bits); \
		return store_##to((c_##to)(expression)); \
	}
CONVERSIONS(DEFINE)
#undef DEFINE

typedef uint32_t ConvertFn(uint32_t bits);
enum { DTYPES = DT_BOOL + 1 };

static const struct { const char *text; ConvertFn *fold; } conversions[DTYPES][DTYPES] = {
#define ROW(from, to, expression) [DT_##from][DT_##to] = { #expression, convert_##from##_##to },
	CONVERSIONS(ROW)
#undef ROW
};

const char *convert_expression(DType from, DType to)
{
	ASSERT(from >= DT_F32 && from <= DT_BOOL && to >= DT_F32 && to <= DT_BOOL);
	return from == to ? "a" : conversions[from][to].text;
}

const char *bitcast_expression(DType from, DType to)
{
	ASSERT(dtype_size(from) == 4 && dtype_size(to) == 4);
	if (from == to)
		return "a";
	if (from == DT_F32)
		return to == DT_U32 ? "cr_f32_bits(a)" : "(int32_t)cr_f32_bits(a)";
	if (to == DT_F32)
		return from == DT_U32 ? "cr_bits_f32(a)" : "cr_bits_f32((uint32_t)a)";
	return to == DT_U32 ? "(uint32_t)a" : "(int32_t)a";
}

/* ---- folding -------------------------------------------------------------------------------------------------- */

/* The first operand of select is a bool whatever the column's type is. */
#define FIRST_SAME(T) c_##T
#define FIRST_BOOL(T) c_##T
#define FIRST_CAST(T) c_##T
#define FIRST_LAST(T) uint8_t
#define LOAD_SAME(T, bits) load_##T(bits)
#define LOAD_BOOL(T, bits) load_##T(bits)
#define LOAD_CAST(T, bits) load_##T(bits)
#define LOAD_LAST(T, bits) load_BOOL(bits)
#define STORE_SAME(T, value) store_##T((c_##T)(value))
#define STORE_CAST(T, value) store_##T((c_##T)(value))
#define STORE_LAST(T, value) store_##T((c_##T)(value))
#define STORE_BOOL(T, value) ((value) ? 1u : 0u)

#define FOLD(op_name, T, op_result, expression) \
	static uint32_t fold_##T##_##op_name(const uint32_t bits[3]) \
	{ \
		const FIRST_##op_result(T) a = LOAD_##op_result(T, bits[0]); \
		const c_##T b = load_##T(bits[1]), c = load_##T(bits[2]); \
		(void)a, (void)b, (void)c; \
		return STORE_##op_result(T, expression); \
	}
#define MAP(op_name, op_arity, op_types, op_result, op_grad, op_f32, op_i32, op_u32, op_bool, op_f64) \
	FOLD(op_name, F32, op_result, op_f32) \
	FOLD(op_name, I32, op_result, op_i32) \
	FOLD(op_name, U32, op_result, op_u32) \
	FOLD(op_name, BOOL, op_result, op_bool)
#define OP(...)
#include "ops.def"
#undef MAP
#undef OP

typedef uint32_t FoldFn(const uint32_t bits[3]);
static const struct { FoldFn *f32, *i32, *u32, *boolean; } folds[OP_COUNT] = {
#define MAP(op_name, ...) \
	[OP_##op_name] = { fold_F32_##op_name, fold_I32_##op_name, fold_U32_##op_name, fold_BOOL_##op_name },
#define OP(...)
#include "ops.def"
#undef MAP
#undef OP
};

uint32_t op_fold(Op op, DType operand, DType result, const uint32_t bits[3])
{
	if (!op_accepts(op, operand))
		BUG("%s of %s", op_table[op].name, dtype_name(operand));
	if (op == OP_convert)
		return conversions[operand][result].fold(bits[0]);
	if (op == OP_bitcast)
		return bits[0];                  /* raw bits in, raw bits out */
	switch (operand) {
	case DT_F32: return folds[op].f32(bits);
	case DT_U32: return folds[op].u32(bits);
	case DT_BOOL: return folds[op].boolean(bits);
	case DT_I32: case DT_I16: case DT_U16: case DT_I8: case DT_U8: return folds[op].i32(bits);
	}
	BUG("%s: no such type %d", op_table[op].name, (int)operand);
}
