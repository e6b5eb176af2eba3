/* cr_trig.h - sine, cosine and the angle of a point.  Part of cr_math.h, which says what holds
 * for all. */
#ifndef CR_TRIG_H
#define CR_TRIG_H

#include "cr_round.h"

/* An angle within a quarter turn: turn modulo 4 quarter turns, and r in [-pi/4, pi/4] radians. */
typedef struct cr_angle_ {
	float    r;
	uint32_t turn;
} cr_angle_;

/* Reduces |x|, however large, with integers alone (Payne and Hanek 1983).
 *
 * x = m * 2^(e - 150).  Of 2 / pi only the 96 bits matter that meet m between 2^2 and 2^-94;
 * they begin e - 126 bits after the start of the string w below, which is 2 / pi behind 26 zero
 * bits.  The upper 64 bits of the product are the angle in quarter turns modulo 4, 62 of them
 * behind the point: the float nearest to a multiple of pi / 2 leaves 32 of those.
 * Needs |x| >= 1/2; of infinity and NaN any angle comes. */
CR_INLINE cr_angle_ cr_reduce_large_(float x)
{
	const uint32_t w0 = UINT32_C(0x00000028), w1 = UINT32_C(0xbe60db93), w2 = UINT32_C(0x91054a7f),
	               w3 = UINT32_C(0x09d5f47d), w4 = UINT32_C(0x4d377036), w5 = UINT32_C(0xd8a5664f),
	               w6 = UINT32_C(0x10e4107f);
	uint32_t bits = cr_f32_bits(x) & ~CR_F32_SIGN;
	uint32_t m = (bits & UINT32_C(0x7fffff)) | UINT32_C(0x800000);
	uint32_t skip = (bits >> 23) - 126;
	/* 128 bits are skipped for the largest exponent alone: 127 then, and m doubled */
	m <<= skip >> 7 & 1;
	skip -= skip >> 7 & 1;
	int two = (skip & 64) != 0, one = (skip & 32) != 0;
	uint32_t s = skip & 31;
	uint32_t a0 = two ? w2 : w0, a1 = two ? w3 : w1, a2 = two ? w4 : w2, a3 = two ? w5 : w3,
	         a4 = two ? w6 : w4;
	uint32_t b0 = one ? a1 : a0, b1 = one ? a2 : a1, b2 = one ? a3 : a2, b3 = one ? a4 : a3;
	uint32_t c0 = b0 << s | b1 >> 1 >> (31 - s);
	uint32_t c1 = b1 << s | b2 >> 1 >> (31 - s);
	uint32_t c2 = b2 << s | b3 >> 1 >> (31 - s);
	uint64_t low = (uint64_t)m * c1 + ((uint64_t)m * c2 >> 32);
	uint32_t p0 = m * c0 + (uint32_t)(low >> 32), p1 = (uint32_t)low;
	/* to the nearest quarter turn; what remains, as a signed fraction hi:lo of one */
	cr_angle_ angle;
	angle.turn = (p0 + UINT32_C(0x20000000)) >> 30;
	int32_t hi = (int32_t)(p0 << 2 | p1 >> 30);
	int32_t lo = (int32_t)((p1 << 2) >> 1);
	/* times pi / 2, whose leading 12 bits meet the leading 12 of the fraction; the rest of it
	 * has the same sign, so that nothing cancels */
	int32_t lead = (int32_t)(((uint32_t)hi + (hi < 0 ? UINT32_C(0xfffff) : 0)) & UINT32_C(0xfff00000));
	int32_t next = (int32_t)((uint32_t)hi - (uint32_t)lead);
	float a = (float)lead;
	float b = (float)next + (float)lo * 4.65661287e-10f;
	angle.r = a * 3.65616870e-10f + (a * 1.12649703e-13f + b * 3.65729530e-10f);
	return angle;
}

/* |x| as an angle. */
CR_INLINE cr_angle_ cr_reduce_(float x)
{
	float size = cr_absf(x);
	cr_angle_ angle = cr_reduce_large_(size);
	int small = size < 0.785398185f;
	angle.r = small ? size : angle.r;
	angle.turn = small ? 0 : angle.turn;
	return angle;
}

/* sin r = r + r^3 p(r^2) */
CR_INLINE float cr_sin_poly_(float r)
{
	float z = r * r;
	float p = -0.000195180997f;
	p = p * z + 0.00833218824f;
	p = p * z - 0.166666552f;
	return r + r * z * p;
}

/* cos r = 1 - r^2 / 2 + r^4 q(r^2) */
CR_INLINE float cr_cos_poly_(float r)
{
	float z = r * r;
	float q = 2.44325529e-05f;
	q = q * z - 0.00138873106f;
	q = q * z + 0.0416666456f;
	return 1.0f + (z * z * q - 0.5f * z);
}

/* The sine of the angle, `flip` (0 or the sign bit) turning its sign. */
CR_INLINE float cr_sin_of_(cr_angle_ angle, uint32_t flip)
{
	float y = (angle.turn & 1) != 0 ? cr_cos_poly_(angle.r) : cr_sin_poly_(angle.r);
	return cr_bits_f32(cr_f32_bits(y) ^ (angle.turn & 2) << 30 ^ flip);
}

/* Sine of x radians, for every finite x; NaN of infinities. */
CR_INLINE float cr_sinf(float x)
{
	float y = cr_sin_of_(cr_reduce_(x), cr_f32_bits(x) & CR_F32_SIGN);
	return cr_absf(x) <= FLT_MAX ? y : x - x;
}

CR_INLINE float cr_cosf(float x)
{
	cr_angle_ angle = cr_reduce_(x);
	angle.turn++;
	float y = cr_sin_of_(angle, 0);
	return cr_absf(x) <= FLT_MAX ? y : x - x;
}

/* The angle of the point (x, y) in [-pi, pi]; signed zeros and infinities tell the quadrant.
 * atan q = q + q^3 p(q^2) on the quotient of the smaller by the larger. */
CR_INLINE float cr_atan2f(float y, float x)
{
	float ax = cr_absf(x), ay = cr_absf(y);
	int steep = ay > ax;
	float small = steep ? ax : ay, large = steep ? ay : ax;
	float q = small / (large == 0.0f ? 1.0f : large);
	q = small > FLT_MAX ? 1.0f : q;
	float z = q * q;
	float p = -0.00179030991f;
	p = p * z + 0.0108993268f;
	p = p * z - 0.0311483722f;
	p = p * z + 0.0579268038f;
	p = p * z - 0.08401566f;
	p = p * z + 0.109515041f;
	p = p * z - 0.142641023f;
	p = p * z + 0.19998534f;
	p = p * z - 0.333332986f;
	float angle = q + q * z * p;
	/* pi / 2 and pi are this much less than their floats */
	angle = steep ? 1.57079637f - (angle + 4.37113883e-08f) : angle;
	int behind = (cr_f32_bits(x) & CR_F32_SIGN) != 0;
	angle = behind ? 3.14159274f - (angle + 8.74227766e-08f) : angle;
	angle = cr_copysignf(angle, y);
	return x != x || y != y ? x + y : angle;
}

#endif
