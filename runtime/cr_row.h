/* cr_row.h - products of one row: matrix-vector, batch 1, one decoded token.
 *
 * Nothing is reused here, so what counts is one steady pass over B at the speed of memory:
 * cr_row sums many panels side by side (each its own stream, or one wide row of a
 * row-major B), cr_dot and cr_dots walk a B whose k is contiguous.
 *
 * Orders of summation: cr_row has one accumulator an element, k ascending, as every other
 * contraction.  cr_dot has that of a reduction: 16 partial sums, element i in lane i mod 16,
 * joined by halving.  The exact profile must not take one for the other. */
#ifndef CR_ROW_H
#define CR_ROW_H

#include "cr_reduce.h"
#include "cr_vec.h"

/* A row-major B with lines at least CR_ROW_FAR floats apart, and at least CR_ROW_MANY of them,
 * is read in bands of CR_ROW_BAND lines: no more streams than a cache set has ways. */
#define CR_ROW_FAR 512
#define CR_ROW_MANY 256
#define CR_ROW_BAND 8

#define CR_R_DECLARE(r, v) cr_vec c##v = zero;
#define CR_R_LOAD(r, v) c##v = CR_VEC_LOAD(out + (v) * CR_LANES);
#define CR_R_STEP(r, v) c##v = c##v + s * CR_VEC_LOAD(b + CR_B_AT(v));
#define CR_R_STORE(r, v) CR_VEC_STORE(out + (v) * CR_LANES, c##v);

#define CR_ROW_KERNEL(V) \
CR_OUTLINE void cr_row_##V(float *out, int add, size_t depth, const float *a, size_t a_k, const float *b, \
                           size_t b_panel, size_t b_k) \
{ \
	CR_CONTRACT \
	const cr_vec zero = {0}; \
	CR_VECS_##V(CR_R_DECLARE, 0) \
	(void)b_panel; \
	if (add) { \
		CR_VECS_##V(CR_R_LOAD, 0) \
	} \
	CR_ROLLED \
	for (size_t k = 0; k < depth; k++, a += a_k, b += b_k) { \
		const float s = *a; \
		CR_VECS_##V(CR_R_STEP, 0) \
	} \
	CR_VECS_##V(CR_R_STORE, 0) \
}

#define CR_ROW_CASE(P, V) \
	case P: \
		cr_row_##V(out, add, depth, a, a_k, b, b_panel, b_k); \
		break;

CR_CONTRACT_BEGIN

#if CR_LANES == 16
#define CR_ROW_CASES \
	CR_ROW_CASE(1, 1) CR_ROW_CASE(2, 2) CR_ROW_CASE(3, 3) CR_ROW_CASE(4, 4) \
	CR_ROW_CASE(5, 5) CR_ROW_CASE(6, 6) CR_ROW_CASE(7, 7) CR_ROW_CASE(8, 8)
CR_ROW_KERNEL(1)
CR_ROW_KERNEL(2)
CR_ROW_KERNEL(3)
CR_ROW_KERNEL(4)
CR_ROW_KERNEL(5)
CR_ROW_KERNEL(6)
CR_ROW_KERNEL(7)
CR_ROW_KERNEL(8)
#elif CR_LANES == 8
#define CR_ROW_CASES CR_ROW_CASE(1, 2) CR_ROW_CASE(2, 4) CR_ROW_CASE(3, 6) CR_ROW_CASE(4, 8)
CR_ROW_KERNEL(2)
CR_ROW_KERNEL(4)
CR_ROW_KERNEL(6)
CR_ROW_KERNEL(8)
#elif CR_LANES == 4 && CR_ROW_PANELS == 4
#define CR_ROW_CASES CR_ROW_CASE(1, 4) CR_ROW_CASE(2, 8) CR_ROW_CASE(3, 12) CR_ROW_CASE(4, 16)
CR_ROW_KERNEL(4)
CR_ROW_KERNEL(8)
CR_ROW_KERNEL(12)
CR_ROW_KERNEL(16)
#elif CR_LANES == 4
#define CR_ROW_CASES CR_ROW_CASE(1, 4) CR_ROW_CASE(2, 8)
CR_ROW_KERNEL(4)
CR_ROW_KERNEL(8)
#else
#define CR_ROW_CASES CR_ROW_CASE(1, 16)
CR_ROW_KERNEL(16)
#endif

CR_SMALL_INLINE void cr_row_run(float *out, int add, size_t panels, size_t depth, const float *a, size_t a_k,
                              const float *b, size_t b_panel, size_t b_k)
{
	switch (panels) {
	CR_ROW_CASES
	default:
		break;
	}
}

/* out[j] = sum over k of a[k * a_k] * b[(j / 16) * b_panel + k * b_k + j % 16]
 *   out     [16 * panels];  panels  1..CR_ROW_PANELS */
CR_SMALL_INLINE void cr_row(float *out, size_t panels, size_t depth, const float *a, size_t a_k, const float *b,
                          size_t b_panel, size_t b_k)
{
	cr_row_run(out, 0, panels, depth, a, a_k, b, b_panel, b_k);
}

/* The same, going on from the sums in `out`. */
CR_SMALL_INLINE void cr_row_add(float *out, size_t panels, size_t depth, const float *a, size_t a_k, const float *b,
                              size_t b_panel, size_t b_k)
{
	cr_row_run(out, 1, panels, depth, a, a_k, b, b_panel, b_k);
}

/* The whole product of one row: cr_row for any number of panels, in the better of two orders.
 * Going down a far-strided B by groups of panels touches a new page with every line, which
 * defeats the machine's reading ahead; bands of a few lines are read from left to right instead,
 * the sums waiting in `out`.  [4096 x 4096 in place: 0.8 of the speed of memory, 0.3 without
 * bands; asking ahead in software made both slower]
 *   out     [16 * panels];  panels  any number but 0 */
CR_SMALL_INLINE void cr_row_all(float *out, size_t panels, size_t depth, const float *a, size_t a_k, const float *b,
                              size_t b_panel, size_t b_k)
{
	const size_t band = b_k >= CR_ROW_FAR && depth >= CR_ROW_MANY ? CR_ROW_BAND : depth;
	size_t k = 0;
	do {
		const size_t lines = depth - k < band ? depth - k : band;
		for (size_t p = 0; p < panels; p += CR_ROW_PANELS)
			cr_row_run(out + p * CR_PANEL, k > 0, panels - p < CR_ROW_PANELS ? panels - p : CR_ROW_PANELS, lines,
			           a + k * a_k, a_k, b + k * b_k + p * b_panel, b_panel, b_k);
		k += lines;
	} while (k < depth);
}

/* sum over i < n of a[i * a_k] * b[i * b_k], element i in lane i mod 16, halving tree */
CR_SMALL_INLINE float cr_dot_strided(const float *a, size_t a_k, const float *b, size_t b_k, size_t n)
{
	CR_CONTRACT
	float s[16] = {0};
	for (size_t i = 0; i < n; i++)
		s[i % 16] = s[i % 16] + a[i * a_k] * b[i * b_k];
	return cr_join_sum(s);
}

#define CR_D_DECLARE(r, v) cr_vec c##r##_##v = zero;
#define CR_D_STEP(r, v) \
	c##r##_##v = c##r##_##v + CR_VEC_LOAD(a##r + i + (v) * CR_LANES) * CR_VEC_LOAD(b + i + (v) * CR_LANES);
#define CR_D_STORE(r, v) CR_VEC_STORE(s + (v) * CR_LANES, c##r##_##v);
#define CR_D_FINISH(r) out[(r) * out_row] = cr_dot_finish(s, a##r + i, b + i, n - i);

#if CR_LANES == 16
#define CR_D_VECS(X, r) CR_VECS_1(X, r)
#elif CR_LANES == 8
#define CR_D_VECS(X, r) CR_VECS_2(X, r)
#elif CR_LANES == 4
#define CR_D_VECS(X, r) CR_VECS_4(X, r)
#else
#define CR_D_VECS(X, r) CR_VECS_16(X, r)
#endif

/* The last n < 16 elements, then the join. */
CR_SMALL_INLINE float cr_dot_finish(float s[16], const float *a, const float *b, size_t n)
{
	CR_CONTRACT
	CR_ROLLED
	for (size_t i = 0; i < n; i++)
		s[i] = s[i] + a[i] * b[i];
	return cr_join_sum(s);
}

CR_OUTLINE void cr_dots_1(float *out, size_t n, const float *a0, const float *b)
{
	CR_CONTRACT
	const cr_vec zero = {0};
	const size_t out_row = 1;
	float s[16];
	size_t i = 0;
	CR_D_VECS(CR_D_DECLARE, 0)
	CR_ROLLED
	for (; i + 16 <= n; i += 16) {
		CR_D_VECS(CR_D_STEP, 0)
	}
	CR_D_VECS(CR_D_STORE, 0)
	CR_D_FINISH(0)
}

#if CR_LANES >= 8
/* Floats to ask for ahead, into the cache behind the first, where rows lie one behind the other; else rows. */
#define CR_DOTS_AHEAD 384
#define CR_DOTS_ROWS_AHEAD 4
#define CR_D_ASK(r) __builtin_prefetch((const void *)((uintptr_t)(a##r + i) + ahead), 0, 2);

/* out[r * out_row] = cr_dot(a0 + r * a_row, b, n) for r < 4, asking for what lies `ahead` bytes further */
CR_OUTLINE void cr_dots_4(float *out, size_t out_row, size_t n, const float *a0, size_t a_row, size_t ahead, const float *b)
{
	CR_CONTRACT
	const cr_vec zero = {0};
	const float *const a1 = a0 + a_row, *const a2 = a1 + a_row, *const a3 = a2 + a_row;
	float s[16];
	size_t i = 0;
	CR_D_VECS(CR_D_DECLARE, 0)
	CR_D_VECS(CR_D_DECLARE, 1)
	CR_D_VECS(CR_D_DECLARE, 2)
	CR_D_VECS(CR_D_DECLARE, 3)
	CR_ROLLED
	for (; i + 16 <= n; i += 16) {
		CR_D_ASK(0) CR_D_ASK(1) CR_D_ASK(2) CR_D_ASK(3)
		CR_D_VECS(CR_D_STEP, 0)
		CR_D_VECS(CR_D_STEP, 1)
		CR_D_VECS(CR_D_STEP, 2)
		CR_D_VECS(CR_D_STEP, 3)
	}
	CR_D_VECS(CR_D_STORE, 0)
	CR_D_FINISH(0)
	CR_D_VECS(CR_D_STORE, 1)
	CR_D_FINISH(1)
	CR_D_VECS(CR_D_STORE, 2)
	CR_D_FINISH(2)
	CR_D_VECS(CR_D_STORE, 3)
	CR_D_FINISH(3)
}
#endif

/* sum over i < n of a[i] * b[i], element i in lane i mod 16, halving tree */
CR_SMALL_INLINE float cr_dot(const float *a, const float *b, size_t n)
{
	float out[1];
	cr_dots_1(out, n, a, b);
	return out[0];
}

/* out[r] = cr_dot(a + r * a_row, b, n) for r < rows: a matrix with contiguous k times a vector.
 * Four rows at a time, a quarter of all apart: streams that share a page disturb the machine's reading ahead.
 * [64 rows of 768 at a time, 50,257 in all: 1.8 times as fast as neighbours, then at the speed of memory] */
CR_SMALL_INLINE void cr_dots(float *out, size_t rows, size_t n, const float *a, size_t a_row, const float *b)
{
	size_t r = 0, rest = rows;
#if CR_LANES >= 8
	const size_t quarter = rows / 4, ahead = 4 * (a_row < 2 * n ? CR_DOTS_AHEAD : CR_DOTS_ROWS_AHEAD * a_row);
	for (; r < quarter; r++)
		cr_dots_4(out + r, quarter, n, a + r * a_row, quarter * a_row, ahead, b);
	r = 4 * quarter;
	rest = rows % 4;                 /* told, because gcc warns of a loop it does not know to be short */
#endif
	for (size_t l = 0; l < rest; l++)
		cr_dots_1(out + r + l, n, a + (r + l) * a_row, b);
}

CR_CONTRACT_END

#endif
