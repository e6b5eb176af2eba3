/* The elementary functions against the C library in long double: errors in units in the last
 * place over a stride of all floats, the edges of Annex F one by one, and exactness where it is
 * promised.  The bounds here are the ones runtime/cr_math.h states. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdint.h>

#include "../../runtime/cr_math.h"

Suite *math_suite(void);

/* In loops over very many floats: ck_assert itself takes longer than the function under test. */
#define REQUIRE(condition, x)                                                   \
	do {                                                                    \
		if (!(condition))                                               \
			ck_abort_msg("%s at %.9g", #condition, (double)(x));    \
	} while (0)

/* ---- one argument ----------------------------------------------------------------------- */

static long double logistic_l(long double x)
{
	return 1.0L / (1.0L + expl(-x));
}

static long double rsqrt_l(long double x)
{
	return 1.0L / sqrtl(x);
}

static float soft_sqrt(float x)
{
	return cr_sqrtf_soft(x);
}

static float f_exp(float x) { return cr_expf(x); }
static float f_expm1(float x) { return cr_expm1f(x); }
static float f_log(float x) { return cr_logf(x); }
static float f_log1p(float x) { return cr_log1pf(x); }
static float f_logistic(float x) { return cr_logisticf(x); }
static float f_tanh(float x) { return cr_tanhf(x); }
static float f_erf(float x) { return cr_erff(x); }
static float f_sin(float x) { return cr_sinf(x); }
static float f_cos(float x) { return cr_cosf(x); }
static float f_sqrt(float x) { return cr_sqrtf(x); }
static float f_rsqrt(float x) { return cr_rsqrtf(x); }
static float f_floor(float x) { return cr_floorf(x); }
static float f_ceil(float x) { return cr_ceilf(x); }
static float f_round(float x) { return cr_roundf(x); }
static float f_abs(float x) { return cr_absf(x); }

typedef struct unary {
	const char *name;
	float (*ours)(float);
	long double (*exact)(long double);
	double bound; /* in ulp */
} unary;

static const unary unaries[] = {
	{"exp", f_exp, expl, 1.0},
	{"expm1", f_expm1, expm1l, 1.5},
	{"log", f_log, logl, 0.8},
	{"log1p", f_log1p, log1pl, 1.4},
	{"logistic", f_logistic, logistic_l, 2.4},
	{"tanh", f_tanh, tanhl, 2.4},
	{"erf", f_erf, erfl, 1.1},
	{"sin", f_sin, sinl, 1.9},
	{"cos", f_cos, cosl, 1.8},
	{"rsqrt", f_rsqrt, rsqrt_l, 1.5},
	{"sqrt", f_sqrt, sqrtl, 0.5},
	{"soft sqrt", soft_sqrt, sqrtl, 0.5},
	{"floor", f_floor, floorl, 0.0},
	{"ceil", f_ceil, ceill, 0.0},
	{"round", f_round, rintl, 0.0},
	{"abs", f_abs, fabsl, 0.0},
};
#define UNARIES ((int)(sizeof unaries / sizeof *unaries))

/* |y - exact| in units of the last place a float of that size has; huge where one is NaN,
 * infinite or of another sign and the other is not. */
static double ulps(float y, long double exact)
{
	const double wrong = 1e9;
	if (isnan(exact) || isnan(y))
		return isnan(exact) && isnan(y) ? 0 : wrong;
	if (!signbit(exact) != !signbit(y))
		return wrong;
	if (isinf(y)) /* right if the exact value rounds to it, or nearly */
		return fabsl(exact) > (long double)FLT_MAX ? 0 : wrong;
	if (isinf(exact))
		return wrong;
	int exponent;
	frexpl(exact, &exponent);
	if (exponent < -125)
		exponent = -125;
	return (double)(fabsl((long double)y - exact) / ldexpl(1, exponent - 24));
}

START_TEST(error_stays_below_the_stated_bound)
{
	const unary *u = &unaries[_i];
	double worst = 0;
	float where = 0;
	/* an odd stride: 480,000 floats of every exponent, with all low bits */
	for (uint64_t bits = 0; bits < UINT64_C(0x100000000); bits += 9001) {
		float x = cr_bits_f32((uint32_t)bits);
		double error = ulps(u->ours(x), u->exact((long double)x));
		if (error > worst) {
			worst = error;
			where = x;
		}
	}
	ck_assert_msg(worst <= u->bound, "%s: %.3f ulp at %.9g", u->name, worst, (double)where);
}
END_TEST

/* Where activations and losses live the stride above is thin. */
START_TEST(error_stays_below_the_stated_bound_near_one)
{
	const unary *u = &unaries[_i];
	for (int i = -20000; i <= 20000; i++) {
		float x = (float)i * 0.00043f;
		double error = ulps(u->ours(x), u->exact((long double)x));
		if (error > u->bound)
			ck_abort_msg("%s: %.3f ulp at %.9g", u->name, error, (double)x);
	}
}
END_TEST

static const float edges[] = {
	0.0f, 1e-45f, 1.17549421e-38f, FLT_MIN, 1e-20f, 2.98023224e-08f, 5.96046448e-08f, 0.25f, 0.346573591f,
	0.49999997f, 0.5f, 0.70710677f, 0.70710683f, 0.785398126f, 0.785398185f, 0.785398245f, 0.9199999f, 0.92f,
	0.99999994f, 1.0f, 1.00000012f, 1.41421354f, 1.5f, 1.57079625f, 1.57079637f, 2.5f, 3.5f, 3.92f, 4.0f,
	9.01f, 10.0f, 17.3f, 18.0f, 88.0f, 88.7228317f, 88.7228394f, 89.0f, 103.97f, 103.98f, 104.0f, 105.0f,
	4194303.5f, 8388607.5f, 8388608.0f, 16777216.0f, 67108864.0f, 67108872.0f, 2147483648.0f, 4294967296.0f, 1e15f,
	1.6367173e7f * 4.72236648e21f /* 2^72: nearest of all floats to a multiple of pi / 2 */, 1.70141183e38f, FLT_MAX, INFINITY, NAN,
};
#define EDGES ((int)(sizeof edges / sizeof *edges))

START_TEST(edges_are_as_annex_f_says)
{
	const unary *u = &unaries[_i];
	for (int i = 0; i < 2 * EDGES; i++) {
		float x = i < EDGES ? edges[i] : -edges[i - EDGES];
		double error = ulps(u->ours(x), u->exact((long double)x));
		ck_assert_msg(error <= u->bound, "%s: %.3f ulp at %.9g", u->name, error, (double)x);
	}
}
END_TEST

/* ---- two arguments ---------------------------------------------------------------------- */

static uint64_t random_state = 1;

static uint32_t random_bits(void)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(random_state >> 32);
}

/* In [-1, 1). */
static float random_unit(void)
{
	return (float)(int32_t)random_bits() * 4.65661287e-10f;
}

#define CHECK_ULPS(name, ours, exact, bound, x, y)                                                          \
	do {                                                                                                \
		double error_ = ulps(ours, exact);                                                          \
		if (error_ > (bound))                                                                       \
			ck_abort_msg("%s: %.3f ulp at %.9g, %.9g", name, error_, (double)(x), (double)(y)); \
	} while (0)

START_TEST(edges_of_two_arguments_are_as_annex_f_says)
{
	for (int i = 0; i < 2 * EDGES; i++)
		for (int j = 0; j < 2 * EDGES; j++) {
			float x = i < EDGES ? edges[i] : -edges[i - EDGES];
			float y = j < EDGES ? edges[j] : -edges[j - EDGES];
			CHECK_ULPS("power", cr_powf(x, y), powl((long double)x, (long double)y), 3.2, x, y);
			CHECK_ULPS("atan2", cr_atan2f(y, x), atan2l((long double)y, (long double)x), 1.6, x, y);
			CHECK_ULPS("remainder", cr_remf(x, y), (long double)fmodf(x, y), 0.0, x, y);
		}
}
END_TEST

START_TEST(power_stays_below_its_bound)
{
	random_state = 11;
	for (int i = 0; i < 150000; i++) {
		float x = cr_bits_f32(random_bits() & UINT32_C(0x7fffffff));
		if (i & 1) /* bases near 1, whose logarithm must be good for large y to come out right */
			x = 1.0f + random_unit() * 0.45f;
		if (!(x > 0.0f) || isinf(x))
			continue;
		float y = 150.0f * random_unit() / log2f(x);
		CHECK_ULPS("power", cr_powf(x, y), powl((long double)x, (long double)y), 3.2, x, y);
	}
}
END_TEST

START_TEST(power_of_negative_bases_and_integers)
{
	for (int n = -40; n <= 40; n++)
		for (int b = -12; b <= 12; b++) {
			float x = (float)b * 0.5f, y = (float)n;
			CHECK_ULPS("power", cr_powf(x, y), powl((long double)x, (long double)y), 3.2, x, y);
		}
	for (int b = -2000; b <= 2000; b++) { /* squares of what fits are exact */
		ck_assert(cr_powf((float)b, 2.0f) == (float)(b * b));
		ck_assert(cr_powf((float)b, 1.0f) == (float)b);
	}
}
END_TEST

START_TEST(atan2_stays_below_its_bound)
{
	random_state = 12;
	for (int i = 0; i < 150000; i++) {
		float x = cr_bits_f32(random_bits()), y = cr_bits_f32(random_bits());
		if (i & 1) {
			x = random_unit();
			y = random_unit();
		}
		CHECK_ULPS("atan2", cr_atan2f(y, x), atan2l((long double)y, (long double)x), 1.6, y, x);
	}
}
END_TEST

START_TEST(remainder_is_exact)
{
	random_state = 13;
	for (int i = 0; i < 200000; i++) {
		float x = cr_bits_f32(random_bits()), y = cr_bits_f32(random_bits());
		if (i & 1) {
			x = random_unit() * 1000.0f;
			y = random_unit();
		}
		float want = fmodf(x, y), got = cr_remf(x, y);
		int equal = (isnan(want) && isnan(got)) || cr_f32_bits(want) == cr_f32_bits(got);
		if (!equal)
			ck_abort_msg("%.9g rem %.9g: %.9g", (double)x, (double)y, (double)got);
	}
}
END_TEST

/* ---- order, sign, identities ------------------------------------------------------------ */

START_TEST(maximum_and_minimum_propagate_nan)
{
	for (int i = 0; i < EDGES; i++)
		for (int j = 0; j < EDGES; j++) {
			float a = edges[i], b = -edges[j], high = cr_maxf(a, b), low = cr_minf(a, b);
			if (isnan(a) || isnan(b)) {
				ck_assert(isnan(high) && isnan(low) && isnan(cr_maxf(b, a)) && isnan(cr_minf(b, a)));
				continue;
			}
			ck_assert(high == fmaxf(a, b) && low == fminf(a, b));
			ck_assert(cr_maxf(b, a) == high && cr_minf(b, a) == low);
		}
}
END_TEST

START_TEST(sign_has_three_values_and_nan)
{
	ck_assert(cr_signf(1e-45f) == 1.0f && cr_signf(-1e-45f) == -1.0f);
	ck_assert(cr_signf(INFINITY) == 1.0f && cr_signf(-INFINITY) == -1.0f);
	ck_assert(cr_signf(0.0f) == 0.0f && cr_signf(-0.0f) == 0.0f);
	ck_assert(isnan(cr_signf(NAN)));
}
END_TEST

START_TEST(finite_is_neither_infinite_nor_nan)
{
	for (int i = 0; i < EDGES; i++) {
		ck_assert_int_eq(cr_is_finitef(edges[i]), isfinite(edges[i]) ? 1 : 0);
		ck_assert_int_eq(cr_is_finitef(-edges[i]), isfinite(edges[i]) ? 1 : 0);
	}
}
END_TEST

START_TEST(known_values_are_exact)
{
	ck_assert(cr_expf(0.0f) == 1.0f && cr_expf(-0.0f) == 1.0f && cr_logf(1.0f) == 0.0f);
	ck_assert(cr_cosf(0.0f) == 1.0f && cr_logisticf(0.0f) == 0.5f);
	ck_assert(cr_tanhf(20.0f) == 1.0f && cr_erff(5.0f) == 1.0f && cr_logisticf(40.0f) == 1.0f);
	ck_assert(cr_expf(88.8f) == INFINITY && cr_expf(-104.0f) == 0.0f && cr_expm1f(-20.0f) == -1.0f);
	ck_assert(cr_roundf(2.5f) == 2.0f && cr_roundf(3.5f) == 4.0f && cr_roundf(-0.5f) == 0.0f);
	ck_assert(signbit(cr_roundf(-0.4f)) && signbit(cr_ceilf(-0.4f)) && signbit(cr_floorf(-0.0f)));
	for (int n = -126; n <= 127; n++)
		ck_assert(cr_powf(2.0f, (float)n) == ldexpf(1.0f, n));
}
END_TEST

/* sin and cos come from one reduction: a wrong quadrant would show here at once. */
START_TEST(sine_and_cosine_lie_on_the_circle)
{
	for (uint32_t bits = 0; bits < CR_F32_INF; bits += 40009) {
		float x = cr_bits_f32(bits), s = cr_sinf(x), c = cr_cosf(x);
		REQUIRE(cr_absf(s * s + c * c - 1.0f) <= 3e-7f, x);
		REQUIRE(cr_sinf(-x) == -s && cr_cosf(-x) == c, x);
	}
}
END_TEST

START_TEST(odd_functions_are_odd_and_bounded_ones_stay_inside)
{
	for (uint32_t bits = 0; bits <= CR_F32_INF; bits += 40009) {
		float x = cr_bits_f32(bits);
		REQUIRE(cr_tanhf(-x) == -cr_tanhf(x) && cr_erff(-x) == -cr_erff(x), x);
		REQUIRE(cr_tanhf(x) <= 1.0f && cr_erff(x) <= 1.0f && cr_logisticf(x) <= 1.0f && cr_logisticf(-x) >= 0.0f, x);
		REQUIRE(cr_expm1f(-x) >= -1.0f && cr_absf(cr_sinf(x)) <= 1.0f && cr_absf(cr_cosf(x)) <= 1.0f, x);
	}
}
END_TEST

Suite *math_suite(void)
{
	Suite *suite = suite_create("math");
	TCase *c = tcase_create("f32");
	tcase_set_timeout(c, 120);
	tcase_add_loop_test(c, error_stays_below_the_stated_bound, 0, UNARIES);
	tcase_add_loop_test(c, error_stays_below_the_stated_bound_near_one, 0, UNARIES);
	tcase_add_loop_test(c, edges_are_as_annex_f_says, 0, UNARIES);
	tcase_add_test(c, edges_of_two_arguments_are_as_annex_f_says);
	tcase_add_test(c, power_stays_below_its_bound);
	tcase_add_test(c, power_of_negative_bases_and_integers);
	tcase_add_test(c, atan2_stays_below_its_bound);
	tcase_add_test(c, remainder_is_exact);
	tcase_add_test(c, maximum_and_minimum_propagate_nan);
	tcase_add_test(c, sign_has_three_values_and_nan);
	tcase_add_test(c, finite_is_neither_infinite_nor_nan);
	tcase_add_test(c, known_values_are_exact);
	tcase_add_test(c, sine_and_cosine_lie_on_the_circle);
	tcase_add_test(c, odd_functions_are_odd_and_bounded_ones_stay_inside);
	suite_add_tcase(suite, c);
	return suite;
}
