/* cr_exp.h - exponentials, logarithms and what is made of them: logistic, tanh, erf, power.
 * Part of cr_math.h, which says what holds for all.
 *
 * The polynomials are minimax fits, coefficients rounded to f32 one after the other and the rest
 * fitted again.  A trailing underscore marks a step that is not for callers. */
#ifndef CR_EXP_H
#define CR_EXP_H

#include "cr_round.h"

#define CR_LOG2E_  1.44269502f
/* ln 2 in two parts; the first has nine bits, so that its product with an exponent is exact */
#define CR_LN2_HI_ 0.693359375f
#define CR_LN2_LO_ (-0.000212194442f)
/* adding 1.5 * 2^23 leaves the nearest integer in the low bits */
#define CR_NEAR_   12582912.0f

/* ---- steps ------------------------------------------------------------------------------ */

/* The integer nearest to x.  Needs |x| < 2^22; of NaN any number comes. */
CR_INLINE int32_t cr_near_(float x)
{
	return (int32_t)(cr_f32_bits(x + CR_NEAR_) - cr_f32_bits(CR_NEAR_));
}

/* 2^n, for -126 <= n <= 127. */
CR_INLINE float cr_exp2i_(int32_t n)
{
	return cr_bits_f32(((uint32_t)n + 127) << 23);
}

/* x * 2^n for -252 <= n <= 254, rounded once: 2^n in two factors, as it may not be a float. */
CR_INLINE float cr_scale_(float x, int32_t n)
{
	int32_t half = n >> 1;
	return x * cr_exp2i_(half) * cr_exp2i_(n - half);
}

/* exp for -104 <= x <= 89 and NaN:  x = n ln 2 + r, e^x = 2^n (1 + r + r^2 q(r)). */
CR_INLINE float cr_exp_(float x)
{
	int32_t n = cr_near_(x * CR_LOG2E_);
	float k = (float)n;
	float r = (x - k * CR_LN2_HI_) - k * CR_LN2_LO_;
	float q = 0.00138217257f;
	q = q * r + 0.00836885627f;
	q = q * r + 0.0416682586f;
	q = q * r + 0.166665196f;
	q = q * r + 0.49999994f;
	float p = 1.0f + (r + r * r * q);
	return cr_scale_(p, n);
}

/* e^x - 1 for -18 <= x <= 89 and NaN:  2^n (r + r^2 q(r)) + (2^n - 1).  A zero loses its sign. */
CR_INLINE float cr_expm1_(float x)
{
	int32_t n = cr_near_(x * CR_LOG2E_);
	float k = (float)n;
	float h = x - k * CR_LN2_HI_;
	float r = h - k * CR_LN2_LO_;
	float lost = (h - r) - k * CR_LN2_LO_; /* what r was rounded by */
	float q = 0.000197577625f;
	q = q * r + 0.00139327289f;
	q = q * r + 0.00833355077f;
	q = q * r + 0.0416664891f;
	q = q * r + 0.166666657f;
	q = q * r + 0.5f;
	float p = r + (r * r * q + lost);
	/* 2^128 is no float: its half then, where the 1 no longer matters, and twice the result */
	int32_t last = n > 127;
	float s = cr_exp2i_(n - last);
	float y = s * p + (s - 1.0f);
	return last ? y + y : y;
}

/* n ln 2 + log(1 + f) for sqrt(1/2) <= 1 + f <= sqrt(2):  f - f^2 / 2 + f^3 p(f). */
CR_INLINE float cr_log_(float f, float n)
{
	float p = -0.076372765f;
	p = p * f + 0.12764138f;
	p = p * f - 0.131601885f;
	p = p * f + 0.142013252f;
	p = p * f - 0.166233197f;
	p = p * f + 0.200012505f;
	p = p * f - 0.250008225f;
	p = p * f + 0.333333313f;
	float square = f * f;
	float low = (square * f * p + n * CR_LN2_LO_) - 0.5f * square;
	return (f + low) + n * CR_LN2_HI_;
}

#define CR_SQRT_HALF_BITS_ UINT32_C(0x3f3504f3)

/* The n for which x * 2^-n lies in [sqrt(1/2), sqrt(2)); x positive and normal. */
CR_INLINE int32_t cr_log_exponent_(float x)
{
	return (int32_t)(cr_f32_bits(x) - CR_SQRT_HALF_BITS_) >> 23;
}

/* y, or what a logarithm gives outside (0, inf): x is its argument, NaN stays. */
CR_INLINE float cr_log_edges_(float y, float x)
{
	y = x > FLT_MAX ? x : y;
	y = x == 0.0f ? -cr_bits_f32(CR_F32_INF) : y;
	return x >= 0.0f ? y : cr_bits_f32(cr_f32_bits(x) | CR_F32_NAN);
}

/* ---- exponentials ----------------------------------------------------------------------- */

/* e^x; infinity from 88.7229 on, 0 below -103.973. */
CR_INLINE float cr_expf(float x)
{
	float a = x > 89.0f ? 89.0f : x;
	a = a < -104.0f ? -104.0f : a;
	return cr_exp_(a);
}

/* e^x - 1, accurate for small x; -1 below -17.33. */
CR_INLINE float cr_expm1f(float x)
{
	float a = x > 89.0f ? 89.0f : x;
	a = a < -18.0f ? -18.0f : a;
	return cr_copysignf(cr_expm1_(a), x);
}

/* 1 / (1 + e^-x); tails exact down to the subnormals. */
CR_INLINE float cr_logisticf(float x)
{
	float size = cr_absf(x);
	size = size > 104.0f ? 104.0f : size;
	float e = cr_exp_(-size);
	return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

/* (e^2x - 1) / (e^2x + 1), on |x|. */
CR_INLINE float cr_tanhf(float x)
{
	float size = cr_absf(x);
	size = size > 10.0f ? 10.0f : size;
	float e = cr_expm1_(size + size);
	return cr_copysignf(e / (e + 2.0f), x);
}

/* x + x p(x^2) below 0.92, above 1 - e^(-x q(x)). */
CR_INLINE float cr_erff(float x)
{
	float size = cr_absf(x);
	float t = size > 4.0f ? 4.0f : size;
	float s = t * t;
	float p = 7.99670888e-05f;
	p = p * s - 0.000804977433f;
	p = p * s + 0.00519240508f;
	p = p * s - 0.0268557314f;
	p = p * s + 0.112836257f;
	p = p * s - 0.376126289f;
	p = p * s + 0.128379166f;
	float inner = size + size * p;
	float q = 1.12319967e-05f;
	q = q * t - 0.000322812994f;
	q = q * t + 0.0036425062f;
	q = q * t - 0.0237621833f;
	q = q * t + 0.106237039f;
	q = q * t + 0.635151207f;
	q = q * t + 1.12864852f;
	float outer = 1.0f - cr_exp_(-(t * q));
	return cr_copysignf(t < 0.92f ? inner : outer, x);
}

/* ---- logarithms ------------------------------------------------------------------------- */

/* Natural logarithm; -infinity of zeros, NaN below. */
CR_INLINE float cr_logf(float x)
{
	int tiny = x < FLT_MIN;
	float a = tiny ? x * 8388608.0f : x;
	int32_t n = cr_log_exponent_(a);
	float f = cr_bits_f32(cr_f32_bits(a) - ((uint32_t)n << 23)) - 1.0f;
	float y = cr_log_(f, (float)(n - (tiny ? 23 : 0)));
	return cr_log_edges_(y, x);
}

/* log(1 + x), accurate for small x; -infinity of -1, NaN below.
 * f = (1 + x) 2^-n - 1 is rounded once, as x 2^-n and 2^-n - 1 are exact. */
CR_INLINE float cr_log1pf(float x)
{
	/* above 2^26 the 1 no longer matters; without it x can be brought into the range of 2^-n */
	int large = x > 67108864.0f;
	float a = large ? x * 2.32830644e-10f : x;
	float one = large ? 0.0f : 1.0f;
	int32_t n = cr_log_exponent_(a + one);
	float s = cr_exp2i_(-n);
	float f = a * s + (large ? -1.0f : s - 1.0f);
	float y = cr_log_(f, (float)(n + (large ? 32 : 0)));
	y = cr_log_edges_(y, x + 1.0f);
	return cr_absf(x) < 2.98023224e-08f ? x : y;
}

/* ---- power ------------------------------------------------------------------------------ */

/* The leading 12 bits of x: products of two such are exact. */
CR_INLINE float cr_lead_(float x)
{
	return cr_bits_f32(cr_f32_bits(x) & UINT32_C(0xfffff000));
}

/* |x|^|y| where sign = +-1 belongs to y: 2^(y log2 |x|), the logarithm and the product in two
 * floats each, as an error in them grows by up to 128.  x finite and not 0.
 *   log2 m = 2 / ln 2 * (s + s^3 / 3 + ...),  s = (m - 1) / (m + 1) */
CR_INLINE float cr_pow_(float x, float y)
{
	int tiny = x < FLT_MIN;
	float a = tiny ? x * 8388608.0f : x;
	int32_t n = cr_log_exponent_(a);
	float m = cr_bits_f32(cr_f32_bits(a) - ((uint32_t)n << 23));
	float k = (float)(n - (tiny ? 23 : 0));
	/* s = s1 + s2, s1 of 12 bits */
	float f = m - 1.0f;
	float d = m + 1.0f, d_low = m - (d - 1.0f);
	float d1 = cr_lead_(d), d2 = (d - d1) + d_low;
	float s1 = cr_lead_(f / d);
	float s2 = ((f - s1 * d1) - s1 * d2) / d;
	float s = s1 + s2;
	float z = s1 * s1 + s2 * (s1 + s);
	float t = 0.336624622f;
	t = t * z + 0.411921471f;
	t = t * z + 0.577078879f;
	t = t * z + 0.961796701f;
	/* log2 x = l1 + l2; 2 / ln 2 in two parts */
	float whole = s1 * 2.884765625f;
	float rest = s1 * 0.000624456792f + (s2 * 2.88539004f + z * s * t);
	float sum = k + whole;
	rest = (whole - (sum - k)) + rest;
	float l = sum + rest;
	float l1 = cr_lead_(l);
	float l2 = (sum - l1) + rest;
	/* y log2 x = p1 + p2; past 2^32 in y every power but that of 1 has left the floats */
	y = y > 4294967296.0f ? 4294967296.0f : y;
	y = y < -4294967296.0f ? -4294967296.0f : y;
	float y1 = cr_lead_(y), y2 = y - y1;
	float p1 = y1 * l1;
	float p2 = y1 * l2 + y2 * l;
	float p = p1 + p2;
	int out = !(cr_absf(p) < 160.0f);
	float edge = p < 0.0f ? -160.0f : 160.0f;
	p1 = out ? edge : p1;
	p2 = out ? 0.0f : p2;
	int32_t e = cr_near_(p1);
	float r = (p1 - (float)e) + p2;
	float q = 0.000153306988f;
	q = q * r + 0.00133914046f;
	q = q * r + 0.00961849745f;
	q = q * r + 0.0555035882f;
	q = q * r + 0.240226477f;
	q = q * r + 0.693147182f;
	return cr_scale_(1.0f + r * q, e);
}

/* x^y.  x^0 = 1^y = 1, also for NaN; NaN for negative x and y not integral; of a zero and an odd
 * negative y the infinity of its sign. */
CR_INLINE float cr_powf(float x, float y)
{
	float inf = cr_bits_f32(CR_F32_INF);
	float size = cr_absf(x), size_y = cr_absf(y);
	int extreme = size == 0.0f || size > FLT_MAX;
	float mag = cr_pow_(extreme ? 1.0f : size, y);
	float edge = (size == 0.0f) == (y > 0.0f) ? 0.0f : inf;
	mag = extreme ? edge : mag;
	/* from 2^24 on every float is an even integer */
	int countable = size_y < 16777216.0f;
	int32_t count = (int32_t)(countable ? size_y : 0.0f);
	int integral = !countable || (float)count == size_y;
	uint32_t odd = (uint32_t)count & (integral ? 1u : 0u);
	int negative = x < 0.0f;
	mag = negative && !integral && size <= FLT_MAX ? cr_bits_f32(CR_F32_NAN) : mag;
	float signed_ = cr_bits_f32(cr_f32_bits(mag) | (cr_f32_bits(x) & odd << 31));
	signed_ = x != x || y != y ? x + y : signed_;
	return x == 1.0f || y == 0.0f ? 1.0f : signed_;
}

#endif
