/* cr_tile.h - the contraction micro-kernel: every matrix product, convolution and attention.
 *
 *   out[i][j] = sum over k of a[i][k] * b[k][j]       k ascending, one accumulator an element
 *
 * for a tile of at most CR_TILE_ROWS x CR_TILE_PANELS panels, the accumulators in registers.
 * B is read in panels of 16 columns:
 *
 *   packed      b_k = 16, b_panel = 16 * depth       (cr_pack_b; a parameter may be stored so)
 *   in place    b_k = row stride, b_panel = 16       (row-major; all 16 columns must exist)
 *
 * A is read in place through any strides, through row pointers, or packed (cr_pack_a:
 * a_row = 1, a_k = CR_TILE_ROWS).  Who packs what, and the order of the loops around a tile,
 * is the caller's; README.md says what measured best.
 *
 * Strides count floats.  Ranges are the caller's promise and are not checked: the compiler
 * that emits the calls has proved them.  A depth of 0 gives zeros (or leaves `out`, _add).
 * `out` overlaps neither operand.  Nothing is allocated; stack: 14 pointers at most. */
#ifndef CR_TILE_H
#define CR_TILE_H

#include "cr_vec.h"
#include "cr_pack.h"
#include "cr_row.h"

/* gcc 12 takes a tile for unwritten after a kernel that writes all of it (its modref pass sees the first rows only). */
#if CR_GCC && __GNUC__ >= 12
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

/* The pointers of 14 rows are more than the registers that are left, and gcc would keep one of them in a vector register, where moving it
 * back takes the place of a product.  So the later ones are fetched from memory for each k.  [14 rows: 0.95 -> 0.99 of peak] */
#if CR_GNU && CR_TILE_ROWS >= 14
#define CR_T_FETCHED(a) __asm__("" : "+r"(a))
#else
#define CR_T_FETCHED(a) (void)0
#endif
#define CR_T_A_0 a0
#define CR_T_A_1 a1
#define CR_T_A_2 a2
#define CR_T_A_3 a3
#define CR_T_A_4 a4
#define CR_T_A_5 a[5]
#define CR_T_A_6 a[6]
#define CR_T_A_7 a[7]
#define CR_T_A_8 a[8]
#define CR_T_A_9 a[9]
#define CR_T_A_10 a[10]
#define CR_T_A_11 a[11]
#define CR_T_A_12 a[12]
#define CR_T_A_13 a[13]

/* gcc would read B from memory for each row where there are few: as many loads as products.  [4 rows: 0.73 -> 0.98 of peak] */
#if CR_GCC && CR_LANES == 16 && defined(__AVX512F__)
#define CR_T_HELD(b) __asm__("" : "+v"(b));
#else
#define CR_T_HELD(b)
#endif

#define CR_T_POINTER(r, V) const float *const a##r = a[r]; (void)a##r;
#define CR_T_DECLARE(r, V) CR_VECS_##V(CR_T_DECLARE_1, r)
#define CR_T_DECLARE_1(r, v) cr_vec c##r##_##v = zero;
#define CR_T_LOAD(r, V) CR_VECS_##V(CR_T_LOAD_1, r)
#define CR_T_LOAD_1(r, v) c##r##_##v = CR_VEC_LOAD(out + (r) * CR_TILE_COLS + (v) * CR_LANES);
#define CR_T_STORE(r, V) CR_VECS_##V(CR_T_STORE_1, r)
#define CR_T_STORE_1(r, v) CR_VEC_STORE(out + (r) * CR_TILE_COLS + (v) * CR_LANES, c##r##_##v);
#define CR_T_B(r, v) cr_vec b##v = CR_VEC_LOAD(b + CR_B_AT(v)); CR_T_HELD(b##v)
#define CR_T_STEP(r, V) { const float s = CR_T_A_##r[i]; CR_VECS_##V(CR_T_STEP_1, r) }
#define CR_T_STEP_1(r, v) c##r##_##v = c##r##_##v + s * b##v;

/* `taps` passes over k, operands skipping ahead in between: R rows of V vectors; with `add` the sums go on from what `out` holds. */
#define CR_TILE_KERNEL(R, V) \
CR_OUTLINE void cr_tile_##R##x##V(float *out, int add, size_t taps, ptrdiff_t a_skip, ptrdiff_t b_skip, size_t depth, \
                                  const float *const *a, size_t a_k, const float *b, size_t b_panel, size_t b_k) \
{ \
	CR_CONTRACT \
	const cr_vec zero = {0}; \
	CR_ROWS_##R(CR_T_POINTER, V) \
	CR_ROWS_##R(CR_T_DECLARE, V) \
	const ptrdiff_t a_step = (ptrdiff_t)a_k, b_step = (ptrdiff_t)b_k; /* either may go backwards */ \
	ptrdiff_t i = 0; \
	(void)b_panel; \
	if (add) { \
		CR_ROWS_##R(CR_T_LOAD, V) \
	} \
	for (size_t tap = 0; tap < taps; tap++, i += a_skip, b += b_skip) { \
		CR_ROLLED \
		for (size_t k = 0; k < depth; k++, i += a_step, b += b_step) { \
			CR_VECS_##V(CR_T_B, 0) \
			if ((R) > 9) \
				CR_T_FETCHED(a); \
			CR_ROWS_##R(CR_T_STEP, V) \
		} \
	} \
	CR_ROWS_##R(CR_T_STORE, V) \
}

/* One vector wide: four steps of k at a time, so that a row's pointer, of which there are more than registers, is fetched once for
 * four products.  The order of each sum is the same.  [14 rows: 0.81 -> 0.97 of peak] */
#define CR_T_DEEP(r, V) p = a[r]; c##r##_0 = c##r##_0 + p[i] * b0; c##r##_0 = c##r##_0 + p[i1] * b1; c##r##_0 = c##r##_0 + p[i2] * b2; c##r##_0 = c##r##_0 + p[i3] * b3;

#define CR_TILE_DEEP(R) \
CR_OUTLINE void cr_tile_##R##x1(float *out, int add, size_t taps, ptrdiff_t a_skip, ptrdiff_t b_skip, size_t depth, \
                                const float *const *a, size_t a_k, const float *b, size_t b_panel, size_t b_k) \
{ \
	CR_CONTRACT \
	const cr_vec zero = {0}; \
	CR_ROWS_##R(CR_T_DECLARE, 1) \
	const ptrdiff_t a_step = (ptrdiff_t)a_k, b_step = (ptrdiff_t)b_k; \
	ptrdiff_t i = 0; \
	(void)b_panel; \
	if (add) { \
		CR_ROWS_##R(CR_T_LOAD, 1) \
	} \
	for (size_t tap = 0; tap < taps; tap++, i += a_skip, b += b_skip) { \
		size_t k = depth; \
		CR_ROLLED \
		for (; k >= 4; k -= 4, i += 4 * a_step, b += 4 * b_step) { \
			const float *p; \
			const ptrdiff_t i1 = i + a_step, i2 = i1 + a_step, i3 = i2 + a_step; \
			const cr_vec b0 = CR_VEC_LOAD(b), b1 = CR_VEC_LOAD(b + b_step), b2 = CR_VEC_LOAD(b + 2 * b_step), b3 = CR_VEC_LOAD(b + 3 * b_step); \
			CR_ROWS_##R(CR_T_DEEP, 1) \
		} \
		CR_ROLLED \
		for (; k > 0; k--, i += a_step, b += b_step) { \
			const cr_vec b0 = CR_VEC_LOAD(b); \
			CR_ROWS_##R(CR_T_SHALLOW, 1) \
		} \
	} \
	CR_ROWS_##R(CR_T_STORE, 1) \
}
#define CR_T_SHALLOW(r, V) c##r##_0 = c##r##_0 + a[r][i] * b0;

CR_CONTRACT_BEGIN

#if CR_TILE_PANELS == 2
#define CR_TILE_KERNELS(R) CR_TILE_DEEP(R) CR_TILE_KERNEL(R, 2)
#elif CR_PASS_VECS == 2
#define CR_TILE_KERNELS(R) CR_TILE_KERNEL(R, 2)
#else
#define CR_TILE_KERNELS(R) CR_TILE_KERNEL(R, 4)
#endif

CR_TILE_KERNELS(1)
CR_TILE_KERNELS(2)
CR_TILE_KERNELS(3)
CR_TILE_KERNELS(4)
#if CR_TILE_ROWS >= 6
CR_TILE_KERNELS(5)
CR_TILE_KERNELS(6)
#endif
#if CR_TILE_ROWS >= 14
CR_TILE_KERNELS(7)
CR_TILE_KERNELS(8)
CR_TILE_KERNELS(9)
CR_TILE_KERNELS(10)
CR_TILE_KERNELS(11)
CR_TILE_KERNELS(12)
CR_TILE_KERNELS(13)
CR_TILE_KERNELS(14)
#endif

#if CR_TILE_PANELS == 2
#define CR_TILE_CASE(R) \
	case R: \
		if (panels == 2) \
			cr_tile_##R##x2(out, add, taps, a_skip, b_skip, depth, a, a_k, b, b_panel, b_k); \
		else \
			cr_tile_##R##x1(out, add, taps, a_skip, b_skip, depth, a, a_k, b, b_panel, b_k); \
		break;
#else
#define CR_PASTE_3(a, b, c, d) a##b##c##d
#define CR_TILE_NAME(R, V) CR_PASTE_3(cr_tile_, R, x, V)
#define CR_TILE_CASE(R) \
	case R: \
		for (size_t j = 0; j < CR_PANEL; j += (CR_PASS_VECS * CR_LANES)) \
			CR_TILE_NAME(R, CR_PASS_VECS)(out + j, add, taps, a_skip, b_skip, depth, a, a_k, b + j, b_panel, b_k); \
		break;
#endif

CR_SMALL_INLINE void cr_tile_run(float *out, int add, size_t rows, size_t panels, size_t taps, ptrdiff_t a_skip, ptrdiff_t b_skip,
                               size_t depth, const float *const *a, size_t a_k, const float *b, size_t b_panel, size_t b_k)
{
	(void)panels;
	switch (rows) {
	CR_TILE_CASE(1)
	CR_TILE_CASE(2)
	CR_TILE_CASE(3)
	CR_TILE_CASE(4)
#if CR_TILE_ROWS >= 6
	CR_TILE_CASE(5)
	CR_TILE_CASE(6)
#endif
#if CR_TILE_ROWS >= 14
	CR_TILE_CASE(7)
	CR_TILE_CASE(8)
	CR_TILE_CASE(9)
	CR_TILE_CASE(10)
	CR_TILE_CASE(11)
	CR_TILE_CASE(12)
	CR_TILE_CASE(13)
	CR_TILE_CASE(14)
#endif
	default:
		CR_UNREACHABLE;
	}
}

/* A through row pointers: row i of the tile is a[i][k * a_k].
 *   out   [rows][CR_TILE_COLS], the first 16 * panels columns are written
 *   rows  1..CR_TILE_ROWS;  panels  1..CR_TILE_PANELS */
CR_SMALL_INLINE void cr_tile_rows(float *out, size_t rows, size_t panels, size_t depth, const float *const *a,
                                size_t a_k, const float *b, size_t b_panel, size_t b_k)
{
	cr_tile_run(out, 0, rows, panels, 1, 0, 0, depth, a, a_k, b, b_panel, b_k);
}

/* The same, going on from the sums in `out`: the next block of k, the next tap of a convolution. */
CR_SMALL_INLINE void cr_tile_rows_add(float *out, size_t rows, size_t panels, size_t depth, const float *const *a,
                                    size_t a_k, const float *b, size_t b_panel, size_t b_k)
{
	cr_tile_run(out, 1, rows, panels, 1, 0, 0, depth, a, a_k, b, b_panel, b_k);
}

CR_SMALL_INLINE void cr_tile_strided(float *out, int add, size_t rows, size_t panels, size_t depth, const float *a,
                                   size_t a_row, size_t a_k, const float *b, size_t b_panel, size_t b_k)
{
	const float *at[CR_TILE_ROWS];
	for (size_t i = 0; i < rows; i++)
		at[i] = a + i * a_row;
	cr_tile_run(out, add, rows, panels, 1, 0, 0, depth, at, a_k, b, b_panel, b_k);
}

/* out[i][j] = sum over k of a[i * a_row + k * a_k] * b[(j / 16) * b_panel + k * b_k + j % 16]
 *   out   [rows][CR_TILE_COLS], the first 16 * panels columns are written
 *   rows  1..CR_TILE_ROWS;  panels  1..CR_TILE_PANELS */
CR_SMALL_INLINE void cr_tile(float *out, size_t rows, size_t panels, size_t depth, const float *a, size_t a_row,
                           size_t a_k, const float *b, size_t b_panel, size_t b_k)
{
	cr_tile_strided(out, 0, rows, panels, depth, a, a_row, a_k, b, b_panel, b_k);
}

/* The same, going on from the sums in `out`. */
CR_SMALL_INLINE void cr_tile_add(float *out, size_t rows, size_t panels, size_t depth, const float *a, size_t a_row,
                               size_t a_k, const float *b, size_t b_panel, size_t b_k)
{
	cr_tile_strided(out, 1, rows, panels, depth, a, a_row, a_k, b, b_panel, b_k);
}

/* A sum over two axes of depth, the outer one `taps` long, a_tap and b_tap floats a step:
 *
 *   out[i][j] = sum over t, k of a[i][t * a_tap + k * a_k] * b[(j / 16) * b_panel + t * b_tap + k * b_k + j % 16]
 *
 * A convolution's kernel lines: the sums stay in registers from one to the next.  Steps may be negative, as size_t wraps. */
CR_SMALL_INLINE void cr_tile_taps_rows(float *out, size_t rows, size_t panels, size_t taps, size_t a_tap, size_t b_tap,
                                     size_t depth, const float *const *a, size_t a_k, const float *b, size_t b_panel, size_t b_k)
{
	cr_tile_run(out, 0, rows, panels, taps, (ptrdiff_t)(a_tap - depth * a_k), (ptrdiff_t)(b_tap - depth * b_k), depth, a, a_k, b, b_panel, b_k);
}

/* The same, going on from the sums in `out`. */
CR_SMALL_INLINE void cr_tile_taps_rows_add(float *out, size_t rows, size_t panels, size_t taps, size_t a_tap, size_t b_tap,
                                         size_t depth, const float *const *a, size_t a_k, const float *b, size_t b_panel, size_t b_k)
{
	cr_tile_run(out, 1, rows, panels, taps, (ptrdiff_t)(a_tap - depth * a_k), (ptrdiff_t)(b_tap - depth * b_k), depth, a, a_k, b, b_panel, b_k);
}

/* With rows a_row floats apart. */
CR_SMALL_INLINE void cr_tile_taps(float *out, size_t rows, size_t panels, size_t taps, size_t a_tap, size_t b_tap, size_t depth,
                                const float *a, size_t a_row, size_t a_k, const float *b, size_t b_panel, size_t b_k)
{
	const float *at[CR_TILE_ROWS];
	for (size_t i = 0; i < rows; i++)
		at[i] = a + i * a_row;
	cr_tile_taps_rows(out, rows, panels, taps, a_tap, b_tap, depth, at, a_k, b, b_panel, b_k);
}

CR_SMALL_INLINE void cr_tile_taps_add(float *out, size_t rows, size_t panels, size_t taps, size_t a_tap, size_t b_tap, size_t depth,
                                    const float *a, size_t a_row, size_t a_k, const float *b, size_t b_panel, size_t b_k)
{
	const float *at[CR_TILE_ROWS];
	for (size_t i = 0; i < rows; i++)
		at[i] = a + i * a_row;
	cr_tile_taps_rows_add(out, rows, panels, taps, a_tap, b_tap, depth, at, a_k, b, b_panel, b_k);
}

CR_CONTRACT_END

#endif
