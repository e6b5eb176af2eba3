/* cr_round.h - functions of f32 that are exact or correctly rounded: sign, order, rounding to
 * integers, remainder, square root.  Part of cr_math.h, which says what holds for all. */
#ifndef CR_ROUND_H
#define CR_ROUND_H

#include "cr_base.h"

/* ---- sign and order --------------------------------------------------------------------- */

CR_INLINE float cr_absf(float x)
{
	return cr_bits_f32(cr_f32_bits(x) & ~CR_F32_SIGN);
}

/* |x| with the sign of s, which may be any float. */
CR_INLINE float cr_copysignf(float x, float s)
{
	return cr_bits_f32((cr_f32_bits(x) & ~CR_F32_SIGN) | (cr_f32_bits(s) & CR_F32_SIGN));
}

/* 1 if x is neither infinite nor NaN, else 0. */
CR_INLINE int32_t cr_is_finitef(float x)
{
	return (cr_f32_bits(x) & ~CR_F32_SIGN) < CR_F32_INF;
}

/* -1, 1, or x itself where x is a zero or NaN. */
CR_INLINE float cr_signf(float x)
{
	float one = x > 0.0f ? 1.0f : x;
	return x < 0.0f ? -1.0f : one;
}

/* The larger; NaN if either is.  Of equal operands (zeros of both signs included) the second. */
CR_INLINE float cr_maxf(float a, float b)
{
	float larger = a > b ? a : b;
	return a != a ? a : larger;
}

CR_INLINE float cr_minf(float a, float b)
{
	float smaller = a < b ? a : b;
	return a != a ? a : smaller;
}

/* ---- rounding to an integral value -------------------------------------------------------- */

/* From here on every float is an integer (or infinite). */
#define CR_F32_INTEGRAL 8388608.0f

/* x truncated; the sign of a zero is not kept.  Needs |x| < 2^31. */
CR_INLINE float cr_chop_(float x)
{
	return (float)(int32_t)x;
}

CR_INLINE float cr_floorf(float x)
{
	int small = cr_absf(x) < CR_F32_INTEGRAL; /* false for NaN */
	float in = small ? x : 0.0f;
	float whole = cr_chop_(in);
	float below = whole > in ? whole - 1.0f : whole;
	return small ? cr_copysignf(below, x) : x;
}

CR_INLINE float cr_ceilf(float x)
{
	int small = cr_absf(x) < CR_F32_INTEGRAL;
	float in = small ? x : 0.0f;
	float whole = cr_chop_(in);
	float above = whole < in ? whole + 1.0f : whole;
	return small ? cr_copysignf(above, x) : x;
}

/* To the nearest, halves to even.  Adding 2^23 makes the hardware round; the integer is then read
 * from the bits, which no algebra of -ffast-math can undo. */
CR_INLINE float cr_roundf(float x)
{
	float size = cr_absf(x);
	int small = size < CR_F32_INTEGRAL;
	float in = small ? size : 0.0f;
	uint32_t whole = cr_f32_bits(in + CR_F32_INTEGRAL) - cr_f32_bits(CR_F32_INTEGRAL);
	return small ? cr_copysignf((float)(int32_t)whole, x) : x;
}

/* ---- remainder -------------------------------------------------------------------------- */

/* A finite non-zero |x| as mantissa * 2^(exponent - 150), mantissa in [2^23, 2^24) unless x is
 * subnormal, whose exponent is 1 like that of the smallest normal numbers. */
CR_SMALL_INLINE uint32_t cr_mantissa_(float x, int32_t *exponent)
{
	uint32_t bits = cr_f32_bits(x) & ~CR_F32_SIGN;
	int32_t e = (int32_t)(bits >> 23);
	*exponent = e > 0 ? e : 1;
	return (bits & UINT32_C(0x7fffff)) | (e > 0 ? UINT32_C(0x800000) : 0);
}

/* x - y * trunc(x / y), exactly; the sign is that of x.  NaN for y = 0 and infinite x.
 * Long division of the mantissas, eight bits of the quotient at a time. */
CR_SMALL_INLINE float cr_remf(float x, float y)
{
	float size_x = cr_absf(x), size_y = cr_absf(y);
	if (x != x || y != y)
		return x + y;
	if (!cr_is_finitef(x) || size_y == 0.0f)
		return cr_bits_f32(CR_F32_NAN);
	if (size_x < size_y)
		return x;
	int32_t ex, ey;
	uint32_t mx = cr_mantissa_(x, &ex), my = cr_mantissa_(y, &ey);
	mx %= my;
	for (; ex > ey; ex -= ex - ey < 8 ? ex - ey : 8)
		mx = (mx << (ex - ey < 8 ? ex - ey : 8)) % my;
	if (mx == 0)
		return cr_bits_f32(cr_f32_bits(x) & CR_F32_SIGN);
	while (mx < UINT32_C(0x800000) && ey > 1) {
		mx <<= 1;
		ey--;
	}
	uint32_t field = mx < UINT32_C(0x800000) ? 0 : (uint32_t)ey << 23;
	return cr_bits_f32((cr_f32_bits(x) & CR_F32_SIGN) | field | (mx & UINT32_C(0x7fffff)));
}

/* ---- square root ------------------------------------------------------------------------ */

/* Correctly rounded with integers only, a bit of the root at a time: for processors without the
 * instruction. */
CR_SMALL_INLINE float cr_sqrtf_soft(float x)
{
	if (x == 0.0f || x != x || x == cr_bits_f32(CR_F32_INF))
		return x;
	if (x < 0.0f)
		return cr_bits_f32(CR_F32_NAN);
	int32_t e;
	uint32_t m = cr_mantissa_(x, &e);
	while (m < UINT32_C(0x1000000)) {
		m <<= 1;
		e--;
	}
	/* x = m * 2^(e - 150), 2^24 <= m < 2^26 once the power of two is even: the root of m * 2^24
	 * has 25 bits, for each of which a pair of bits joins the remainder */
	if (e & 1) {
		m <<= 1;
		e--;
	}
	uint32_t root = 0, rest = 0;
	for (int32_t i = 0; i < 25; i++) {
		rest = rest << 2 | (m >> 24 & 3);
		m = (m & UINT32_C(0xffffff)) << 2;
		root <<= 1;
		uint32_t trial = root << 1 | 1;
		if (rest >= trial) {
			rest -= trial;
			root |= 1;
		}
	}
	/* an odd root has an odd square: it is never half-way between two floats */
	uint32_t rounded = (root >> 1) + (root & 1);
	return cr_bits_f32(((uint32_t)((e - 150) / 2 + 139) << 23) + (rounded - UINT32_C(0x800000)));
}

/* Whether the target has the instruction. */
#if defined(__SSE__) || defined(__aarch64__) || defined(__wasm__) || \
	(defined(__riscv_flen) && defined(__riscv_fsqrt))
#define CR_HAS_SQRT 1
#elif defined(__ARM_FP)
#define CR_HAS_SQRT ((__ARM_FP & 4) != 0)
#else
#define CR_HAS_SQRT 0
#endif

/* The function of the C library, declared const: it sets no errno then, and becomes the
 * instruction; only under this name does it vectorise.  Not in C++, where it would clash with the
 * library's own declaration, nor where compilers do not know the name. */
#if CR_GNU && CR_HAS_SQRT && !defined(__cplusplus) && defined(__OPTIMIZE__) && __STDC_HOSTED__ && !defined(__NO_BUILTIN)
#define CR_SQRT_BY_NAME 1
float sqrtf(float) __attribute__((const));
#else
#define CR_SQRT_BY_NAME 0
#endif

/* The square root, correctly rounded; NaN below zero; -0 of -0. */
CR_INLINE float cr_sqrtf(float x)
{
#if CR_SQRT_BY_NAME
	return sqrtf(x);
#elif CR_GNU && defined(__SSE__)
	float root;
	__asm__("sqrtss %1, %0" : "=x"(root) : "x"(x));
	return root;
#elif CR_GNU && defined(__aarch64__)
	float root;
	__asm__("fsqrt %s0, %s1" : "=w"(root) : "w"(x));
	return root;
#elif CR_GNU && CR_HAS_SQRT && defined(__ARM_FP)
	float root;
	__asm__("vsqrt.f32 %0, %1" : "=t"(root) : "t"(x));
	return root;
#elif CR_GNU && CR_HAS_SQRT && defined(__riscv_flen)
	float root;
	__asm__("fsqrt.s %0, %1" : "=f"(root) : "f"(x));
	return root;
#elif CR_GNU && defined(__wasm__)
	return __builtin_sqrtf(x);
#else
	return cr_sqrtf_soft(x);
#endif
}

/* 1 / sqrt(x): infinity of a zero with its sign, NaN below. */
CR_INLINE float cr_rsqrtf(float x)
{
	return 1.0f / cr_sqrtf(x);
}

#endif
