/* The joining rule: the tree is the promised one, and integers do not care. */
#include <check.h>
#include <math.h>
#include <stdint.h>

#include "../../runtime/cr_reduce.h"

Suite *reduce_suite(void);

START_TEST(sum_is_the_fixed_tree)
{
	float lane[16];
	for (int trial = 0; trial < 100; trial++) {
		for (int i = 0; i < 16; i++)
			lane[i] = (float)((trial * 7919 + i * 104729) % 1000 - 500) * 0.1f;
		float b[8], c[4];
		for (int i = 0; i < 8; i++)
			b[i] = lane[i] + lane[i + 8];
		for (int i = 0; i < 4; i++)
			c[i] = b[i] + b[i + 4];
		float want = (c[0] + c[2]) + (c[1] + c[3]);
		ck_assert_uint_eq(cr_f32_bits(cr_join_sum(lane)), cr_f32_bits(want));
	}
}
END_TEST

/* 2^24 + 1 is no float: whether the ones survive tells in which order they were added. */
START_TEST(order_of_the_tree_shows_in_the_bits)
{
	float lane[16] = {16777216.0f};
	lane[1] = lane[3] = 1.0f; /* lanes 1 and 3 meet before either meets lane 0 */
	ck_assert(cr_join_sum(lane) == 16777218.0f);
	lane[3] = 0.0f;
	lane[8] = 1.0f; /* lost against lane 0 in the first step; lane 1 in the last */
	ck_assert(cr_join_sum(lane) == 16777216.0f);
}
END_TEST

START_TEST(product_is_the_fixed_tree)
{
	float lane[16];
	for (int i = 0; i < 16; i++)
		lane[i] = 1.0f + (float)i * 0.013f;
	float b[8], c[4];
	for (int i = 0; i < 8; i++)
		b[i] = lane[i] * lane[i + 8];
	for (int i = 0; i < 4; i++)
		c[i] = b[i] * b[i + 4];
	ck_assert_uint_eq(cr_f32_bits(cr_join_prod(lane)), cr_f32_bits((c[0] * c[2]) * (c[1] * c[3])));
}
END_TEST

START_TEST(extremes_are_found_in_every_lane)
{
	for (int at = 0; at < 16; at++) {
		float f[16];
		int32_t s[16];
		uint32_t u[16];
		for (int i = 0; i < 16; i++) {
			f[i] = (float)i;
			s[i] = i;
			u[i] = (uint32_t)i + 1;
		}
		f[at] = 100.0f;
		s[at] = INT32_MAX;
		u[at] = UINT32_MAX;
		ck_assert(cr_join_max(f) == 100.0f);
		ck_assert_int_eq(cr_join_max_i32(s), INT32_MAX);
		ck_assert_uint_eq(cr_join_max_u32(u), UINT32_MAX);
		f[at] = -100.0f;
		s[at] = INT32_MIN;
		u[at] = 0;
		ck_assert(cr_join_min(f) == -100.0f);
		ck_assert_int_eq(cr_join_min_i32(s), INT32_MIN);
		ck_assert_uint_eq(cr_join_min_u32(u), 0);
		f[at] = NAN;
		ck_assert(isnan(cr_join_max(f)) && isnan(cr_join_min(f)));
	}
}
END_TEST

START_TEST(integer_sums_and_products_wrap)
{
	int32_t s[16];
	uint32_t u[16], sum = 0, product = 1;
	for (uint32_t i = 0; i < 16; i++) {
		u[i] = UINT32_C(0x9e3779b9) * (i + 1) | 1;
		s[i] = (int32_t)u[i];
		sum += u[i];
		product *= u[i];
	}
	ck_assert_uint_eq(cr_join_sum_u32(u), sum);
	ck_assert_uint_eq(cr_join_prod_u32(u), product);
	ck_assert_int_eq(cr_join_sum_i32(s), (int32_t)sum);
	ck_assert_int_eq(cr_join_prod_i32(s), (int32_t)product);
}
END_TEST

START_TEST(initial_values_change_nothing)
{
	float f[16];
	for (int i = 0; i < 16; i++)
		f[i] = CR_MAX_INIT_F32;
	ck_assert(cr_join_max(f) == -INFINITY);
	f[5] = -3e38f;
	ck_assert(cr_join_max(f) == -3e38f);
	for (int i = 0; i < 16; i++)
		f[i] = CR_MIN_INIT_F32;
	ck_assert(cr_join_min(f) == INFINITY);
	ck_assert(cr_maxf(CR_MAX_INIT_F32, -INFINITY) == -INFINITY && cr_minf(CR_MIN_INIT_F32, 7.0f) == 7.0f);
	ck_assert(CR_SUM_INIT_F32 + 2.5f == 2.5f && CR_PROD_INIT_F32 * 2.5f == 2.5f);
	ck_assert_int_eq(cr_max_i32(CR_MAX_INIT_I32, INT32_MIN), INT32_MIN);
	ck_assert_int_eq(cr_min_i32(CR_MIN_INIT_I32, INT32_MAX), INT32_MAX);
	ck_assert_int_eq(cr_add_i32(CR_SUM_INIT_I32, -9), -9);
	ck_assert_int_eq(cr_mul_i32(CR_PROD_INIT_I32, -9), -9);
	ck_assert_uint_eq(cr_max_u32(CR_MAX_INIT_U32, 0), 0);
	ck_assert_uint_eq(cr_min_u32(CR_MIN_INIT_U32, UINT32_MAX), UINT32_MAX);
	ck_assert_uint_eq(CR_SUM_INIT_U32 + 9u, 9);
	ck_assert_uint_eq(CR_PROD_INIT_U32 * 9u, 9);
}
END_TEST

Suite *reduce_suite(void)
{
	Suite *suite = suite_create("reduce");
	TCase *c = tcase_create("join");
	tcase_add_test(c, sum_is_the_fixed_tree);
	tcase_add_test(c, order_of_the_tree_shows_in_the_bits);
	tcase_add_test(c, product_is_the_fixed_tree);
	tcase_add_test(c, extremes_are_found_in_every_lane);
	tcase_add_test(c, integer_sums_and_products_wrap);
	tcase_add_test(c, initial_values_change_nothing);
	suite_add_tcase(suite, c);
	return suite;
}
