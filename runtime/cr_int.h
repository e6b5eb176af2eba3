/* cr_int.h - integer arithmetic without undefined behaviour, and conversions.
 *
 * The meaning of every operation is total: sums, differences and products wrap; x / 0 is 0 and
 * x % 0 is x; a shift takes its amount modulo 32; f32 to an integer truncates, saturates, and
 * gives 0 for NaN; an integer to a narrower one wraps; an index is clamped.  Signed values wrap
 * by way of unsigned ones, as two's complement does on every compiler.
 * Booleans are uint8_t, 0 or 1. */
#ifndef CR_INT_H
#define CR_INT_H

#include "cr_base.h"

/* ---- i32 -------------------------------------------------------------------------------- */

CR_INLINE int32_t cr_add_i32(int32_t a, int32_t b)
{
	return (int32_t)((uint32_t)a + (uint32_t)b);
}

CR_INLINE int32_t cr_sub_i32(int32_t a, int32_t b)
{
	return (int32_t)((uint32_t)a - (uint32_t)b);
}

CR_INLINE int32_t cr_mul_i32(int32_t a, int32_t b)
{
	return (int32_t)((uint32_t)a * (uint32_t)b);
}

CR_INLINE int32_t cr_neg_i32(int32_t a)
{
	return (int32_t)(0u - (uint32_t)a);
}

/* INT32_MIN stays, as it has no opposite. */
CR_INLINE int32_t cr_abs_i32(int32_t a)
{
	return a < 0 ? cr_neg_i32(a) : a;
}

CR_INLINE int32_t cr_sign_i32(int32_t a)
{
	return (int32_t)(a > 0) - (int32_t)(a < 0);
}

CR_INLINE int32_t cr_max_i32(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

CR_INLINE int32_t cr_min_i32(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

/* Where C leaves a / b undefined: 1, and the operation has its answer then; else b. */
CR_INLINE int32_t cr_divisor_i32_(int32_t a, int32_t b)
{
	return b == 0 || (a == INT32_MIN && b == -1) ? 1 : b;
}

/* Towards zero; INT32_MIN / -1 wraps to INT32_MIN. */
CR_INLINE int32_t cr_div_i32(int32_t a, int32_t b)
{
	int32_t quotient = a / cr_divisor_i32_(a, b);
	return b == 0 ? 0 : quotient;
}

/* a - b * (a / b): the sign of a. */
CR_INLINE int32_t cr_rem_i32(int32_t a, int32_t b)
{
	int32_t remainder = a % cr_divisor_i32_(a, b);
	return b == 0 ? a : remainder;
}

CR_INLINE int32_t cr_shl_i32(int32_t a, int32_t amount)
{
	return (int32_t)((uint32_t)a << ((uint32_t)amount & 31));
}

/* Arithmetic: copies of the sign come in, as with every compiler there is. */
CR_INLINE int32_t cr_shr_i32(int32_t a, int32_t amount)
{
	return a >> ((uint32_t)amount & 31);
}

/* ---- u32 -------------------------------------------------------------------------------- */

CR_INLINE uint32_t cr_max_u32(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

CR_INLINE uint32_t cr_min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

CR_INLINE uint32_t cr_div_u32(uint32_t a, uint32_t b)
{
	return b == 0 ? 0 : a / (b == 0 ? 1 : b);
}

CR_INLINE uint32_t cr_rem_u32(uint32_t a, uint32_t b)
{
	return b == 0 ? a : a % (b == 0 ? 1 : b);
}

CR_INLINE uint32_t cr_shl_u32(uint32_t a, uint32_t amount)
{
	return a << (amount & 31);
}

CR_INLINE uint32_t cr_shr_u32(uint32_t a, uint32_t amount)
{
	return a >> (amount & 31);
}

/* How many bits are set. */
CR_INLINE uint32_t cr_popcount_u32(uint32_t a)
{
	a = a - (a >> 1 & UINT32_C(0x55555555));
	a = (a & UINT32_C(0x33333333)) + (a >> 2 & UINT32_C(0x33333333));
	a = (a + (a >> 4)) & UINT32_C(0x0f0f0f0f);
	a = a + (a >> 8);
	return (a + (a >> 16)) & 63;
}

CR_INLINE int32_t cr_popcount_i32(int32_t a)
{
	return (int32_t)cr_popcount_u32((uint32_t)a);
}

/* ---- power ------------------------------------------------------------------------------ */

/* a^n by squaring, wrapping; a^0 = 1. */
CR_SMALL_INLINE uint32_t cr_pow_u32(uint32_t a, uint32_t n)
{
	uint32_t result = 1;
	for (; n != 0; n >>= 1) {
		result *= (n & 1) != 0 ? a : 1;
		a *= a;
	}
	return result;
}

/* A negative n gives the truncated 1 / a^-n: 0, but for the bases 1 and -1 (and 0 for 0). */
CR_SMALL_INLINE int32_t cr_pow_i32(int32_t a, int32_t n)
{
	if (n < 0) {
		int32_t unit = a == -1 && (n & 1) == 0 ? 1 : a;
		return a == 1 || a == -1 ? unit : 0;
	}
	return (int32_t)cr_pow_u32((uint32_t)a, (uint32_t)n);
}

/* ---- f32 to integers -------------------------------------------------------------------- */

CR_INLINE int32_t cr_f32_to_i32(float x)
{
	int fits = x >= -2147483648.0f && x < 2147483648.0f; /* false for NaN */
	int32_t inside = (int32_t)(fits ? x : 0.0f);
	int32_t below = x < -2147483648.0f ? INT32_MIN : inside;
	return x >= 2147483648.0f ? INT32_MAX : below;
}

/* By way of i32: that conversion is an instruction everywhere. */
CR_INLINE uint32_t cr_f32_to_u32(float x)
{
	int upper = x >= 2147483648.0f;
	float low = upper ? x - 2147483648.0f : x;
	int fits = low >= 0.0f && low < 2147483648.0f;
	uint32_t inside = (uint32_t)(int32_t)(fits ? low : 0.0f) | (upper ? UINT32_C(0x80000000) : 0);
	return x >= 4294967296.0f ? UINT32_MAX : inside;
}

/* Truncated, within [least, most]; 0 for NaN. */
CR_INLINE int32_t cr_f32_within_(float x, float least, float most)
{
	float a = x == x ? x : 0.0f;
	a = a < least ? least : a;
	a = a > most ? most : a;
	return (int32_t)a;
}

CR_INLINE int16_t cr_f32_to_i16(float x)
{
	return (int16_t)cr_f32_within_(x, -32768.0f, 32767.0f);
}

CR_INLINE uint16_t cr_f32_to_u16(float x)
{
	return (uint16_t)cr_f32_within_(x, 0.0f, 65535.0f);
}

CR_INLINE int8_t cr_f32_to_i8(float x)
{
	return (int8_t)cr_f32_within_(x, -128.0f, 127.0f);
}

CR_INLINE uint8_t cr_f32_to_u8(float x)
{
	return (uint8_t)cr_f32_within_(x, 0.0f, 255.0f);
}

/* NaN is not zero: true. */
CR_INLINE uint8_t cr_f32_to_bool(float x)
{
	return (uint8_t)(x != 0.0f);
}

/* ---- integers to others ----------------------------------------------------------------- */

/* i32 to the rest; the smaller types are widened to i32 (a plain cast) first. */
CR_INLINE float cr_i32_to_f32(int32_t a)
{
	return (float)a;
}

CR_INLINE uint32_t cr_i32_to_u32(int32_t a)
{
	return (uint32_t)a;
}

CR_INLINE int16_t cr_i32_to_i16(int32_t a)
{
	return (int16_t)(uint16_t)((uint32_t)a & 0xffff);
}

CR_INLINE uint16_t cr_i32_to_u16(int32_t a)
{
	return (uint16_t)((uint32_t)a & 0xffff);
}

CR_INLINE int8_t cr_i32_to_i8(int32_t a)
{
	return (int8_t)(uint8_t)((uint32_t)a & 0xff);
}

CR_INLINE uint8_t cr_i32_to_u8(int32_t a)
{
	return (uint8_t)((uint32_t)a & 0xff);
}

CR_INLINE uint8_t cr_i32_to_bool(int32_t a)
{
	return (uint8_t)(a != 0);
}

CR_INLINE float cr_u32_to_f32(uint32_t a)
{
	return (float)a;
}

CR_INLINE int32_t cr_u32_to_i32(uint32_t a)
{
	return (int32_t)a;
}

CR_INLINE int16_t cr_u32_to_i16(uint32_t a)
{
	return cr_i32_to_i16((int32_t)a);
}

CR_INLINE uint16_t cr_u32_to_u16(uint32_t a)
{
	return (uint16_t)(a & 0xffff);
}

CR_INLINE int8_t cr_u32_to_i8(uint32_t a)
{
	return cr_i32_to_i8((int32_t)a);
}

CR_INLINE uint8_t cr_u32_to_u8(uint32_t a)
{
	return (uint8_t)(a & 0xff);
}

CR_INLINE uint8_t cr_u32_to_bool(uint32_t a)
{
	return (uint8_t)(a != 0);
}

/* ---- indices ---------------------------------------------------------------------------- */

/* 1 where all n values lie in [low, high] or are `also`, one more that is legal. */
#define CR_WITHIN_FUNCTION_(NAME, TYPE)                                                  \
	CR_INLINE int NAME(const TYPE *values, size_t n, TYPE low, TYPE high, TYPE also)     \
	{                                                                                    \
		uint32_t outside = 0;                                                            \
		for (size_t i = 0; i < n; i++)                                                   \
			outside |= (uint32_t)((values[i] < low || values[i] > high) && values[i] != also); \
		return outside == 0;                                                             \
	}
CR_WITHIN_FUNCTION_(cr_within_i32, int32_t)
CR_WITHIN_FUNCTION_(cr_within_u32, uint32_t)
CR_WITHIN_FUNCTION_(cr_within_i16, int16_t)
CR_WITHIN_FUNCTION_(cr_within_u16, uint16_t)
CR_WITHIN_FUNCTION_(cr_within_i8, int8_t)
CR_WITHIN_FUNCTION_(cr_within_u8, uint8_t)
#undef CR_WITHIN_FUNCTION_

/* index moved into [0, size - 1].  Needs size >= 1. */
CR_INLINE int64_t cr_clamp_index(int64_t index, int64_t size)
{
	int64_t low = index < 0 ? 0 : index;
	return low < size ? low : size - 1;
}

/* The same in 32 bits, for axes that fit: twice as many in a vector. */
CR_INLINE int32_t cr_clamp_index_i32(int32_t index, int32_t size)
{
	int32_t low = index < 0 ? 0 : index;
	return low < size ? low : size - 1;
}

#endif
