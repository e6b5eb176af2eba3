/* test_tile.c - the contraction micro-kernel against a loop in double precision.
 *
 * The file is compiled once for each vector choice of cr_vec.h (-DCR_VEC_SCALAR, the
 * default, -mavx2 -mfma, -mavx512f) and with and without -DCR_EXACT; the suite's function
 * is then renamed by -Dtile_suite=tile_avx2_suite and so on.  Under CR_EXACT results are
 * compared bit for bit with multiply-then-add in float. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "../../runtime/cr_tile.h"

Suite *tile_suite(void);

enum { COLS = CR_PANEL * (CR_TILE_PANELS > CR_ROW_PANELS ? CR_TILE_PANELS : CR_ROW_PANELS), GUARD = 32 };

static const size_t depths[] = { 0, 1, 2, 3, 7, 64, 785 };
static const size_t depth_count = sizeof depths / sizeof depths[0];

/* Values in [-1, 1) with full mantissas, the same on every machine. */
static float *values(size_t count, uint32_t seed)
{
	float *v = malloc((count + 1) * sizeof *v);
	ck_assert_ptr_nonnull(v);
	for (size_t i = 0; i < count; i++) {
		seed = seed * 1664525u + 1013904223u;
		v[i] = (float)(int32_t)(seed & 0xffffff00u) / 2147483648.0f;
	}
	return v;
}

/* One sum: `start` plus depth terms a[k * a_k] * b[k * b_k], in any order.
 * (Asserts cost a system call each, so they stand behind the comparison.) */
static void check_sum(float found, float start, size_t depth, const float *a, size_t a_k, const float *b, size_t b_k)
{
	double sum = (double)start, size = fabs((double)start);
	for (size_t k = 0; k < depth; k++) {
		const double term = (double)a[k * a_k] * (double)b[k * b_k];
		sum += term;
		size += fabs(term);
	}
	if (!(fabs((double)found - sum) <= 1e-7 * (double)(depth + 4) * size))
		ck_abort_msg("depth %zu: found %.9g, not %.9g", depth, (double)found, sum);
}

/* One element of a product; the exact profile also fixes order and rounding. */
static void check_element(float found, float start, size_t depth, const float *a, size_t a_k, const float *b,
                          size_t b_k)
{
	check_sum(found, start, depth, a, a_k, b, b_k);
#ifdef CR_EXACT
	float exact = start;
	for (size_t k = 0; k < depth; k++) {
		volatile float term = a[k * a_k] * b[k * b_k];
		exact += term;
	}
	if (memcmp(&exact, &found, sizeof exact) != 0)
		ck_abort_msg("depth %zu: found %.9g, exactly %.9g", depth, (double)found, (double)exact);
#endif
}

static void check_untouched(const float *now, const float *before, size_t i)
{
	if (memcmp(now + i, before + i, sizeof *now) != 0)
		ck_abort_msg("[%zu] was overwritten", i);
}

typedef struct Layout {
	int a_turned, a_pointers, a_packed, b_packed, add;
} Layout;

static const float *pack_panels(float *out, size_t panels, size_t cols, size_t depth, const float *b, size_t b_k)
{
	for (size_t p = 0; p < panels; p++) {
		const size_t left = cols - p * CR_PANEL;
		cr_pack_b(out + p * CR_PANEL * depth, left < CR_PANEL ? left : CR_PANEL, depth, b + p * CR_PANEL, b_k, 1);
	}
	return out;
}

/* Runs one tile and judges every element, the columns that must be zero, and what lies around. */
static void check_tile(size_t rows, size_t panels, size_t cols, size_t depth, Layout l)
{
	const size_t wide = depth + 5, b_stride = COLS + 3;
	const size_t a_row = l.a_turned ? 1 : wide, a_k = l.a_turned ? CR_TILE_ROWS + 2 : 1;
	float *a = values((CR_TILE_ROWS + 2) * wide, 1), *b = values((depth + 1) * b_stride, 2);
	float *packed_a = values((depth + 1) * CR_TILE_ROWS, 3), *packed_b = values((depth + 1) * COLS, 4);
	float *out = values(CR_TILE_ROWS * CR_TILE_COLS + GUARD, 5), *old = values(CR_TILE_ROWS * CR_TILE_COLS + GUARD, 5);
	const float *bt = b, *at = a, *pointers[CR_TILE_ROWS];
	size_t b_panel = CR_PANEL, b_k = b_stride, t_row = a_row, t_k = a_k;

	if (l.b_packed) {
		bt = pack_panels(packed_b, panels, cols, depth, b, b_stride);
		b_panel = CR_PANEL * depth;
		b_k = CR_PANEL;
	}
	if (l.a_packed) {
		cr_pack_a(packed_a, rows, depth, a, a_row, a_k);
		at = packed_a;
		t_row = 1;
		t_k = CR_TILE_ROWS;
	}
	for (size_t i = 0; i < rows; i++)
		pointers[i] = at + i * t_row;
	if (l.a_pointers && l.add)
		cr_tile_rows_add(out, rows, panels, depth, pointers, t_k, bt, b_panel, b_k);
	else if (l.a_pointers)
		cr_tile_rows(out, rows, panels, depth, pointers, t_k, bt, b_panel, b_k);
	else if (l.add)
		cr_tile_add(out, rows, panels, depth, at, t_row, t_k, bt, b_panel, b_k);
	else
		cr_tile(out, rows, panels, depth, at, t_row, t_k, bt, b_panel, b_k);

	for (size_t i = 0; i < CR_TILE_ROWS * CR_TILE_COLS + GUARD; i++) {
		const size_t row = i / CR_TILE_COLS, col = i % CR_TILE_COLS;
		if (row >= rows || col >= panels * CR_PANEL)
			check_untouched(out, old, i);
		else if (col < cols)
			check_element(out[i], l.add ? old[i] : 0.0f, depth, a + row * a_row, a_k, b + col, b_stride);
		else if (out[i] != (l.add ? old[i] : 0.0f))
			ck_abort_msg("column %zu is not zero", col);
	}
	free(a), free(b), free(packed_a), free(packed_b), free(out), free(old);
}

/* Every way of reading A and B, once with all columns and once with a zero-filled tail. */
START_TEST(tile_equals_the_sum_for_these_rows)
{
	const size_t rows = (size_t)_i;
	for (size_t panels = 1; panels <= CR_TILE_PANELS; panels++)
		for (size_t d = 0; d < depth_count; d++)
			for (int bits = 0; bits < 32; bits++) {
				const Layout l = { bits & 1, bits >> 1 & 1, bits >> 2 & 1, bits >> 3 & 1, bits >> 4 & 1 };
				check_tile(rows, panels, panels * CR_PANEL, depths[d], l);
				if (l.b_packed)
					check_tile(rows, panels, panels * CR_PANEL - 5, depths[d], l);
			}
}
END_TEST

/* 785 terms at once, and as blocks of 300 + 300 + 185 that go on from `out`: the same bits. */
START_TEST(blocks_of_k_give_the_bits_of_one_pass)
{
	enum { K = 785 };
	float *a = values(CR_TILE_ROWS * K, 6), *b = values(K * CR_TILE_COLS, 7);
	float whole[CR_TILE_ROWS * CR_TILE_COLS], parts[CR_TILE_ROWS * CR_TILE_COLS];
	cr_tile(whole, CR_TILE_ROWS, CR_TILE_PANELS, K, a, K, 1, b, CR_PANEL, CR_TILE_COLS);
	cr_tile(parts, CR_TILE_ROWS, CR_TILE_PANELS, 300, a, K, 1, b, CR_PANEL, CR_TILE_COLS);
	for (size_t k = 300; k < K; k += 300)
		cr_tile_add(parts, CR_TILE_ROWS, CR_TILE_PANELS, k + 300 < K ? 300 : K - k, a + k, K, 1,
		            b + k * CR_TILE_COLS, CR_PANEL, CR_TILE_COLS);
	ck_assert_int_eq(memcmp(whole, parts, sizeof whole), 0);
	free(a), free(b);
}
END_TEST

START_TEST(row_equals_the_sum_for_these_panels)
{
	const size_t panels = (size_t)_i, b_stride = COLS + 3;
	float *a = values(785 * 3, 8), *b = values(786 * b_stride, 9), *packed = values(786 * COLS, 10);
	for (size_t d = 0; d < depth_count; d++)
		for (size_t a_k = 1; a_k <= 3; a_k += 2)
			for (int in_place = 0; in_place < 2; in_place++) {
				float *out = values(COLS + GUARD, 11), *old = values(COLS + GUARD, 11);
				const size_t cols = panels * CR_PANEL - (in_place ? 0 : 7);
				if (in_place) {
					cr_row(out, panels, depths[d], a, a_k, b, CR_PANEL, b_stride);
				} else {
					pack_panels(packed, panels, cols, depths[d], b, b_stride);
					cr_row(out, panels, depths[d], a, a_k, packed, CR_PANEL * depths[d], CR_PANEL);
				}
				for (size_t j = 0; j < COLS + GUARD; j++) {
					if (j >= panels * CR_PANEL)
						check_untouched(out, old, j);
					else if (j < cols)
						check_element(out[j], 0.0f, depths[d], a, a_k, b + j, b_stride);
					else if (out[j] != 0.0f)
						ck_abort_msg("column %zu is not zero", j);
				}
				free(out), free(old);
			}
	free(a), free(b), free(packed);
}
END_TEST

/* A row alone and as part of a tile: an exact product must not see the difference. */
START_TEST(row_and_tile_agree)
{
	enum { K = 257 };
	float *a = values(K, 12), *b = values(K * CR_PANEL, 13);
	float row[CR_PANEL], tile[CR_TILE_COLS];
	cr_row(row, 1, K, a, 1, b, 0, CR_PANEL);
	cr_tile(tile, 1, 1, K, a, K, 1, b, 0, CR_PANEL);
	ck_assert_int_eq(memcmp(row, tile, sizeof row), 0);
	free(a), free(b);
}
END_TEST

typedef void (*Packer)(float *out, size_t used, size_t depth, const float *in, size_t in_k, size_t in_i);

static void packer_a(float *out, size_t used, size_t depth, const float *in, size_t in_k, size_t in_i)
{
	cr_pack_a(out, used, depth, in, in_i, in_k);
}

static void check_pack(Packer pack, size_t width, size_t used, size_t depth, size_t in_k, size_t in_i)
{
	float *in = values(depth * in_k + width * in_i + 1, 14);
	float *out = values(depth * width + GUARD, 15), *old = values(depth * width + GUARD, 15);
	pack(out, used, depth, in, in_k, in_i);
	for (size_t n = 0; n < depth * width + GUARD; n++) {
		const size_t k = n / width, i = n % width;
		const float expected = n >= depth * width ? old[n] : i < used ? in[k * in_k + i * in_i] : 0.0f;
		if (memcmp(&out[n], &expected, sizeof expected) != 0)
			ck_abort_msg("width %zu, %zu used, strides %zu %zu: [%zu][%zu]", width, used, in_k, in_i, k, i);
	}
	free(in), free(out), free(old);
}

START_TEST(packing_moves_every_element_and_fills_with_zeros)
{
	for (size_t d = 0; d < depth_count; d++)
		for (size_t used = 1; used <= CR_PANEL; used++) {
			const size_t depth = depths[d], strides[][2] = { { 17, 1 }, { 1, depth + 3 }, { 3, 5 }, { 16, 1 } };
			for (size_t s = 0; s < sizeof strides / sizeof strides[0]; s++) {
				check_pack(cr_pack_b, CR_PANEL, used, depth, strides[s][0], strides[s][1]);
				if (used <= CR_TILE_ROWS)
					check_pack(packer_a, CR_TILE_ROWS, used, depth, strides[s][0], strides[s][1]);
			}
		}
}
END_TEST

/* Exact sums follow the definition of the order: lane i mod 16, then halves. */
static void check_dot(float found, const float *a, size_t a_k, const float *b, size_t b_k, size_t n)
{
	check_sum(found, 0.0f, n, a, a_k, b, b_k);
#ifdef CR_EXACT
	float s[16] = { 0 };
	for (size_t i = 0; i < n; i++) {
		volatile float term = a[i * a_k] * b[i * b_k];
		s[i % 16] += term;
	}
	for (size_t half = 8; half > 0; half /= 2)
		for (size_t i = 0; i < half; i++)
			s[i] += s[i + half];
	ck_assert_int_eq(memcmp(&s[0], &found, sizeof found), 0);
#endif
}

START_TEST(dot_sums_in_sixteen_lanes)
{
	enum { MOST = 785, ROWS = 39, STRIDE = MOST + 2 };
	float *a = values(ROWS * STRIDE, 16), *b = values(MOST * 2, 17), out[ROWS];
	for (size_t n = 0; n <= MOST; n += n < 70 ? 1 : 143) {
		cr_dots(out, ROWS, n, a, STRIDE, b);
		for (size_t r = 0; r < ROWS; r++) {
			check_dot(out[r], a + r * STRIDE, 1, b, 1, n);
			check_dot(cr_dot(a + r * STRIDE, b, n), a + r * STRIDE, 1, b, 1, n);
		}
		check_dot(cr_dot_strided(a, 3, b, 2, n), a, 3, b, 2, n);
	}
	free(a), free(b);
}
END_TEST

/* Whether this machine has what this file was compiled for. */
static int can_run(void)
{
#if defined(__AVX512F__)
	return __builtin_cpu_supports("avx512f");
#elif defined(__FMA__)
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#elif defined(__AVX__)
	return __builtin_cpu_supports("avx");
#else
	return 1;
#endif
}

Suite *tile_suite(void)
{
	Suite *s = suite_create("tile");
	if (!can_run())
		return s;
	TCase *tc = tcase_create("tile");
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, tile_equals_the_sum_for_these_rows, 1, CR_TILE_ROWS + 1);
	tcase_add_test(tc, blocks_of_k_give_the_bits_of_one_pass);
	tcase_add_loop_test(tc, row_equals_the_sum_for_these_panels, 1, CR_ROW_PANELS + 1);
	tcase_add_test(tc, row_and_tile_agree);
	tcase_add_test(tc, packing_moves_every_element_and_fills_with_zeros);
	tcase_add_test(tc, dot_sums_in_sixteen_lanes);
	suite_add_tcase(s, tc);
	return s;
}
