/* Integer arithmetic is total: the edges where C has none are named one by one, and 64-bit
 * arithmetic is the judge of the rest. */
#include <check.h>
#include <math.h>
#include <stdint.h>

#include "../../runtime/cr_int.h"

Suite *int_suite(void);

static const int32_t values[] = {
	0, 1, -1, 2, -2, 3, -3, 7, 10, -10, 31, 32, 33, 255, 256, -256, 32767, 32768, -32768, -32769, 46340, 46341, 65535, 65536,
	123456789, -987654321, 1 << 30, -(1 << 30), INT32_MAX - 1, INT32_MAX, INT32_MIN + 1, INT32_MIN,
};
#define VALUES ((int)(sizeof values / sizeof *values))

/* What 64 bits say, brought back into 32: -2^31 .. 2^31 - 1 modulo 2^32. */
static int32_t wrapped(int64_t wide)
{
	int64_t low = wide & INT64_C(0xffffffff);
	return (int32_t)(low >= INT64_C(0x80000000) ? low - INT64_C(0x100000000) : low);
}

START_TEST(sums_differences_and_products_wrap)
{
	for (int i = 0; i < VALUES; i++)
		for (int j = 0; j < VALUES; j++) {
			int32_t a = values[i], b = values[j];
			ck_assert_int_eq(cr_add_i32(a, b), wrapped((int64_t)a + b));
			ck_assert_int_eq(cr_sub_i32(a, b), wrapped((int64_t)a - b));
			ck_assert_int_eq(cr_mul_i32(a, b), wrapped((int64_t)a * b));
			ck_assert_int_eq(cr_neg_i32(a), wrapped(-(int64_t)a));
			ck_assert_int_eq(cr_abs_i32(a), wrapped(a < 0 ? -(int64_t)a : a));
		}
}
END_TEST

START_TEST(division_is_total)
{
	for (int i = 0; i < VALUES; i++)
		for (int j = 0; j < VALUES; j++) {
			int32_t a = values[i], b = values[j];
			uint32_t ua = (uint32_t)a, ub = (uint32_t)b;
			if (b == 0) {
				ck_assert_int_eq(cr_div_i32(a, b), 0);
				ck_assert_int_eq(cr_rem_i32(a, b), a);
				ck_assert_uint_eq(cr_div_u32(ua, ub), 0);
				ck_assert_uint_eq(cr_rem_u32(ua, ub), ua);
				continue;
			}
			ck_assert_int_eq(cr_div_i32(a, b), wrapped((int64_t)a / b));
			ck_assert_int_eq(cr_rem_i32(a, b), wrapped((int64_t)a % b));
			ck_assert_uint_eq(cr_div_u32(ua, ub), ua / ub);
			ck_assert_uint_eq(cr_rem_u32(ua, ub), ua % ub);
		}
	ck_assert_int_eq(cr_div_i32(INT32_MIN, -1), INT32_MIN);
	ck_assert_int_eq(cr_rem_i32(INT32_MIN, -1), 0);
}
END_TEST

/* a = (a / b) * b + a % b, also where b is 0 or the quotient wraps. */
START_TEST(quotient_and_remainder_make_the_dividend)
{
	for (int i = 0; i < VALUES; i++)
		for (int j = 0; j < VALUES; j++) {
			int32_t a = values[i], b = values[j];
			ck_assert_int_eq(cr_add_i32(cr_mul_i32(cr_div_i32(a, b), b), cr_rem_i32(a, b)), a);
		}
}
END_TEST

START_TEST(order_and_sign)
{
	for (int i = 0; i < VALUES; i++)
		for (int j = 0; j < VALUES; j++) {
			int32_t a = values[i], b = values[j];
			uint32_t ua = (uint32_t)a, ub = (uint32_t)b;
			ck_assert(cr_max_i32(a, b) >= a && cr_max_i32(a, b) >= b);
			ck_assert(cr_min_i32(a, b) <= a && cr_min_i32(a, b) <= b);
			ck_assert_int_eq((int64_t)cr_max_i32(a, b) + cr_min_i32(a, b), (int64_t)a + b);
			ck_assert_uint_eq((uint64_t)cr_max_u32(ua, ub) + cr_min_u32(ua, ub), (uint64_t)ua + ub);
			ck_assert(cr_max_u32(ua, ub) >= cr_min_u32(ua, ub));
			ck_assert_int_eq(cr_sign_i32(a), a > 0 ? 1 : a < 0 ? -1 : 0);
		}
}
END_TEST

START_TEST(shift_amounts_are_modulo_32)
{
	for (int i = 0; i < VALUES; i++)
		for (int32_t s = -40; s <= 70; s++) {
			int32_t a = values[i], k = (int32_t)((uint32_t)s % 32);
			uint32_t ua = (uint32_t)a;
			ck_assert_int_eq(cr_shl_i32(a, s), wrapped((int64_t)((uint64_t)ua << k)));
			ck_assert_uint_eq(cr_shl_u32(ua, (uint32_t)s), (uint32_t)((uint64_t)ua << k));
			ck_assert_uint_eq(cr_shr_u32(ua, (uint32_t)s), (uint32_t)((uint64_t)ua >> k));
			/* towards minus infinity */
			int64_t divisor = INT64_C(1) << k, floor = (a - (((int64_t)a % divisor + divisor) % divisor)) / divisor;
			ck_assert_int_eq(cr_shr_i32(a, s), floor);
		}
}
END_TEST

START_TEST(power_is_repeated_multiplication)
{
	for (int i = 0; i < VALUES; i++) {
		int32_t a = values[i], product = 1;
		uint32_t unsigned_product = 1;
		for (int32_t n = 0; n <= 70; n++) {
			ck_assert_int_eq(cr_pow_i32(a, n), product);
			ck_assert_uint_eq(cr_pow_u32((uint32_t)a, (uint32_t)n), unsigned_product);
			product = wrapped((int64_t)product * a);
			unsigned_product = (uint32_t)((uint64_t)unsigned_product * (uint32_t)a);
		}
	}
	ck_assert_uint_eq(cr_pow_u32(3, UINT32_MAX), cr_pow_u32(UINT32_C(2863311531), 1)); /* 3^-1 modulo 2^32 */
	ck_assert_int_eq(cr_pow_i32(-1, INT32_MAX), -1);
}
END_TEST

START_TEST(negative_exponents_truncate_to_zero)
{
	for (int i = 0; i < VALUES; i++)
		for (int32_t n = -5; n < 0; n++) {
			int32_t a = values[i], want = a == 1 ? 1 : a == -1 ? (n % 2 == 0 ? 1 : -1) : 0;
			ck_assert_int_eq(cr_pow_i32(a, n), want);
		}
	ck_assert_int_eq(cr_pow_i32(-1, INT32_MIN), 1);
	ck_assert_int_eq(cr_pow_i32(2, INT32_MIN), 0);
}
END_TEST

START_TEST(popcount_counts_bits)
{
	for (int i = 0; i < VALUES; i++) {
		uint32_t count = 0;
		for (uint32_t bits = (uint32_t)values[i]; bits != 0; bits >>= 1)
			count += bits & 1;
		ck_assert_uint_eq(cr_popcount_u32((uint32_t)values[i]), count);
		ck_assert_int_eq(cr_popcount_i32(values[i]), (int32_t)count);
	}
}
END_TEST

/* What x is between least and most, by double arithmetic. */
static int64_t saturated(float x, int64_t least, int64_t most)
{
	if (isnan(x))
		return 0;
	double whole = trunc((double)x);
	return whole < (double)least ? least : whole > (double)most ? most : (int64_t)whole;
}

START_TEST(floats_truncate_and_saturate)
{
	static const float floats[] = {0.0f, 0.5f, 0.99999994f, 1.0f, 1.9f, 126.9f, 127.0f, 127.5f, 128.0f, 129.0f, 254.9f, 255.0f, 255.9f,
		256.0f, 32766.9f, 32767.0f, 32767.9f, 32768.0f, 32769.0f, 65534.9f, 65535.0f, 65535.9f, 65536.0f, 8388607.5f, 16777215.0f,
		2147483520.0f, 2147483648.0f, 2147483904.0f, 4294967040.0f, 4294967296.0f, 1e19f, 3e38f, 1e-45f, INFINITY, NAN};
	for (int i = 0; i < 2 * (int)(sizeof floats / sizeof *floats); i++) {
		float x = i % 2 == 0 ? floats[i / 2] : -floats[i / 2];
		ck_assert_int_eq(cr_f32_to_i32(x), saturated(x, INT32_MIN, INT32_MAX));
		ck_assert_int_eq(cr_f32_to_u32(x), saturated(x, 0, UINT32_MAX));
		ck_assert_int_eq(cr_f32_to_i16(x), saturated(x, INT16_MIN, INT16_MAX));
		ck_assert_int_eq(cr_f32_to_u16(x), saturated(x, 0, UINT16_MAX));
		ck_assert_int_eq(cr_f32_to_i8(x), saturated(x, INT8_MIN, INT8_MAX));
		ck_assert_int_eq(cr_f32_to_u8(x), saturated(x, 0, UINT8_MAX));
		ck_assert_int_eq(cr_f32_to_bool(x), isnan(x) || x < 0 || x > 0);
	}
}
END_TEST

START_TEST(integers_wrap_into_narrower_ones)
{
	for (int i = 0; i < VALUES; i++) {
		int32_t a = values[i];
		uint32_t u = (uint32_t)a;
		int64_t low16 = (int64_t)u & 0xffff, low8 = (int64_t)u & 0xff;
		ck_assert_int_eq(cr_i32_to_u16(a), low16);
		ck_assert_int_eq(cr_i32_to_i16(a), low16 >= 0x8000 ? low16 - 0x10000 : low16);
		ck_assert_int_eq(cr_i32_to_u8(a), low8);
		ck_assert_int_eq(cr_i32_to_i8(a), low8 >= 0x80 ? low8 - 0x100 : low8);
		ck_assert_int_eq(cr_i32_to_bool(a), a != 0);
		ck_assert_uint_eq(cr_i32_to_u32(a), u);
		ck_assert_int_eq(cr_u32_to_i32(u), a);
		ck_assert_int_eq(cr_u32_to_u16(u), cr_i32_to_u16(a));
		ck_assert_int_eq(cr_u32_to_i16(u), cr_i32_to_i16(a));
		ck_assert_int_eq(cr_u32_to_u8(u), cr_i32_to_u8(a));
		ck_assert_int_eq(cr_u32_to_i8(u), cr_i32_to_i8(a));
		ck_assert_int_eq(cr_u32_to_bool(u), a != 0);
		ck_assert(cr_i32_to_f32(a) == (float)a && cr_u32_to_f32(u) == (float)u);
	}
}
END_TEST

START_TEST(indices_are_clamped)
{
	ck_assert_int_eq(cr_clamp_index(-1, 5), 0);
	ck_assert_int_eq(cr_clamp_index(0, 5), 0);
	ck_assert_int_eq(cr_clamp_index(4, 5), 4);
	ck_assert_int_eq(cr_clamp_index(5, 5), 4);
	ck_assert_int_eq(cr_clamp_index(INT64_MIN, 1), 0);
	ck_assert_int_eq(cr_clamp_index(INT64_MAX, INT64_C(1) << 36), (INT64_C(1) << 36) - 1);
	for (int i = 0; i < VALUES; i++)
		for (int32_t size = 1; size < 40; size++)
			ck_assert_int_eq(cr_clamp_index_i32(values[i], size), cr_clamp_index(values[i], size));
}
END_TEST

Suite *int_suite(void)
{
	Suite *suite = suite_create("int");
	TCase *c = tcase_create("total");
	tcase_add_test(c, sums_differences_and_products_wrap);
	tcase_add_test(c, division_is_total);
	tcase_add_test(c, quotient_and_remainder_make_the_dividend);
	tcase_add_test(c, order_and_sign);
	tcase_add_test(c, shift_amounts_are_modulo_32);
	tcase_add_test(c, power_is_repeated_multiplication);
	tcase_add_test(c, negative_exponents_truncate_to_zero);
	tcase_add_test(c, popcount_counts_bits);
	tcase_add_test(c, floats_truncate_and_saturate);
	tcase_add_test(c, integers_wrap_into_narrower_ones);
	tcase_add_test(c, indices_are_clamped);
	suite_add_tcase(suite, c);
	return suite;
}
