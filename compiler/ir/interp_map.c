/* interp_map.c - elementwise ops. Floats by the f64 column of ops.def; integers by int_op, in 64 bits. */
#include "interp.h"

#include <math.h>
#include <string.h>

/* ---- floats ------------------------------------------------------------------------------------------- */

static double max_nan(double a, double b)
{
	return isnan(a) ? a : isnan(b) ? b : a > b ? a : b;
}

static double min_nan(double a, double b)
{
	return isnan(a) ? a : isnan(b) ? b : a < b ? a : b;
}

static double sign_of(double a)
{
	return a > 0 ? 1 : a < 0 ? -1 : a;
}

typedef void FloatFn(double *out, const double *x, const double *y, const double *z, int64_t count);

#define MAP(op_name, op_arity, op_types, op_result, op_grad, op_f32, op_i32, op_u32, op_bool, op_f64) \
	static void f64_##op_name(double *out, const double *x, const double *y, const double *z, int64_t count) \
	{ \
		for (int64_t i = 0; i < count; i++) { \
			const double a = x[i], b = y[i], c = z[i]; \
			(void)a, (void)b, (void)c; \
			out[i] = (op_f64); \
		} \
	}
#define OP(...)
#include "ops.def"
#undef MAP
#undef OP

/* Piecewise constant, or with jumps: what the f32 operands would give counts, not a double beside them. */
static const struct { FloatFn *apply; const char *grad; } floats[OP_COUNT] = {
#define MAP(op_name, op_arity, op_types, op_result, op_grad, ...) [OP_##op_name] = { f64_##op_name, #op_grad },
#define OP(...)
#include "ops.def"
#undef MAP
#undef OP
};

static bool has_jumps(Op op)
{
	return strcmp(floats[op].grad, "none") == 0 || op == OP_remainder;
}

/* ---- integers ------------------------------------------------------------------------------------------- */

double int_from_bits(DType d, uint64_t bits)
{
	switch (d) {
	case DT_I32: return (double)(int64_t)(bits & 0x7fffffff) - (double)(bits & 0x80000000);
	case DT_U32: return (double)(bits & 0xffffffff);
	case DT_I16: return (double)(int64_t)(bits & 0x7fff) - (double)(bits & 0x8000);
	case DT_U16: return (double)(bits & 0xffff);
	case DT_I8: return (double)(int64_t)(bits & 0x7f) - (double)(bits & 0x80);
	case DT_U8: return (double)(bits & 0xff);
	case DT_BOOL: return bits ? 1 : 0;
	case DT_F32: break;
	}
	BUG("no integer type: %d", (int)d);
}

static uint64_t int_power(int64_t a, int64_t n)
{
	uint64_t result = 1, square = (uint64_t)a;
	if (n < 0)                               /* 1 / a^-n, truncated */
		return a == 1 || (a == -1 && n % 2 == 0) ? 1 : a == -1 ? (uint64_t)-1 : 0;
	for (; n; n >>= 1, square *= square)
		if (n & 1)
			result *= square;
	return result;
}

static uint64_t bit_count(uint64_t bits)
{
	uint64_t n = 0;
	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

double int_op(Op op, DType d, double da, double db, double dc)
{
	const int64_t a = (int64_t)da, b = (int64_t)db;
	const uint64_t x = (uint64_t)a, y = (uint64_t)b;
	const uint64_t word = UINT64_C(0xffffffff);
	switch (op) {
	case OP_add: return int_from_bits(d, x + y);
	case OP_subtract: return int_from_bits(d, x - y);
	case OP_multiply: return int_from_bits(d, x * y);
	case OP_divide: return b ? int_from_bits(d, (uint64_t)(a / b)) : 0;
	case OP_remainder: return b ? (double)(a % b) : da;
	case OP_power: return int_from_bits(d, int_power(a, b));
	case OP_maximum: return a > b ? da : db;
	case OP_minimum: return a < b ? da : db;
	case OP_negate: return int_from_bits(d, 0 - x);
	case OP_abs: return int_from_bits(d, a < 0 ? 0 - x : x);
	case OP_sign: return a > 0 ? 1 : a < 0 ? -1 : 0;
	case OP_equal: return a == b;
	case OP_not_equal: return a != b;
	case OP_less: return a < b;
	case OP_less_equal: return a <= b;
	case OP_greater: return a > b;
	case OP_greater_equal: return a >= b;
	case OP_logical_and: return int_from_bits(d, x & y);
	case OP_logical_or: return int_from_bits(d, x | y);
	case OP_logical_xor: return int_from_bits(d, x ^ y);
	case OP_logical_not: return d == DT_BOOL ? !a : int_from_bits(d, ~x);
	case OP_shift_left: return int_from_bits(d, x << (y & 31));
	case OP_shift_right: return int_from_bits(d, a < 0 ? ~(~x >> (y & 31)) : x >> (y & 31));
	case OP_popcount: return (double)bit_count(x & word);
	case OP_select: return a ? db : dc;
	default: BUG("interpreter: %s of %s", op_table[op].name, dtype_name(d));
	}
}

/* ---- conversions ------------------------------------------------------------------------------------------ */

static double saturate(double v, double low, double high)
{
	return isnan(v) ? 0 : v < low ? low : v > high ? high : trunc(v);
}

static double convert(DType from, DType to, double v)
{
	if (to == DT_F32)
		return v;
	if (from != DT_F32)
		return int_from_bits(to, (uint64_t)(int64_t)v);
	float f = (float)v;
	switch (to) {
	case DT_I32: return saturate(f, -2147483648.0, 2147483647.0);
	case DT_U32: return saturate(f, 0, 4294967295.0);
	case DT_I16: return saturate(f, -32768, 32767);
	case DT_U16: return saturate(f, 0, 65535);
	case DT_I8: return saturate(f, -128, 127);
	case DT_U8: return saturate(f, 0, 255);
	case DT_BOOL: return f < 0 || f > 0 || isnan(f);
	case DT_F32: break;
	}
	BUG("no such type: %d", (int)to);
}

static double bitcast(DType from, DType to, double v)
{
	float f = (float)v;
	uint32_t bits = (uint32_t)(int64_t)(from == DT_F32 ? 0 : v);
	if (from == DT_F32)
		memcpy(&bits, &f, sizeof bits);
	if (to != DT_F32)
		return int_from_bits(to, bits);
	memcpy(&f, &bits, sizeof f);
	return f;
}

/* ---- the rule --------------------------------------------------------------------------------------------- */

static const double *rounded(Interp *it, const Value *v)
{
	double *at = NEW_ARRAY(it->arena, double, v->count ? v->count : 1);
	for (int64_t i = 0; i < v->count; i++)
		at[i] = (double)(float)v->at[i];
	return at;
}

void interp_map(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const DType d = in[n->arity - 1]->type.dtype;
	double *at = interp_room(it, out);
	if (n->op == OP_convert || n->op == OP_bitcast) {
		for (int64_t i = 0; i < out->count; i++)
			at[i] = n->op == OP_convert ? convert(d, n->type.dtype, in[0]->at[i]) : bitcast(d, n->type.dtype, in[0]->at[i]);
		return;
	}
	const double *x[3] = { in[0]->at, in[0]->at, in[0]->at };
	for (uint32_t i = 0; i < n->arity; i++)
		x[i] = d == DT_F32 && has_jumps(n->op) ? rounded(it, in[i]) : in[i]->at;
	if (d == DT_F32)
		floats[n->op].apply(at, x[0], x[1], x[2], out->count);
	else
		for (int64_t i = 0; i < out->count; i++)
			at[i] = int_op(n->op, d, x[0][i], x[1][i], x[2][i]);
}
