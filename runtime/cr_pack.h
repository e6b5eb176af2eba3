/* cr_pack.h - copies a block of a matrix into the order in which the micro-kernel reads it.
 *
 * Both packings are one movement: line k of the result holds element i = 0.. of line k of the
 * source, then zeros up to the width.  Two sources deserve speed: lines that are contiguous
 * (a copy) and elements whose k is contiguous (a transposition, four by four). */
#ifndef CR_PACK_H
#define CR_PACK_H

#include "cr_vec.h"

/* Four by four transposition in registers, where the compiler has a name for shuffles. */
#if CR_LANES > 1 && (defined(__clang__) || __GNUC__ >= 12)
#define CR_PACK_4X4
typedef float cr_quad __attribute__((vector_size(16), aligned(4)));
#define CR_QUAD_LOAD(p) (*(const cr_quad *)(p))
#define CR_QUAD_STORE(p, v) (*(cr_quad *)(p) = (v))

/* out[j * width + i] = in[i * stride + j] for i, j < 4 */
CR_SMALL_INLINE void cr_pack_4x4(float *out, size_t width, const float *in, size_t stride)
{
	const cr_quad r0 = CR_QUAD_LOAD(in), r1 = CR_QUAD_LOAD(in + stride);
	const cr_quad r2 = CR_QUAD_LOAD(in + 2 * stride), r3 = CR_QUAD_LOAD(in + 3 * stride);
	const cr_quad lo01 = __builtin_shufflevector(r0, r1, 0, 4, 1, 5);
	const cr_quad hi01 = __builtin_shufflevector(r0, r1, 2, 6, 3, 7);
	const cr_quad lo23 = __builtin_shufflevector(r2, r3, 0, 4, 1, 5);
	const cr_quad hi23 = __builtin_shufflevector(r2, r3, 2, 6, 3, 7);
	CR_QUAD_STORE(out, __builtin_shufflevector(lo01, lo23, 0, 1, 4, 5));
	CR_QUAD_STORE(out + width, __builtin_shufflevector(lo01, lo23, 2, 3, 6, 7));
	CR_QUAD_STORE(out + 2 * width, __builtin_shufflevector(hi01, hi23, 0, 1, 4, 5));
	CR_QUAD_STORE(out + 3 * width, __builtin_shufflevector(hi01, hi23, 2, 3, 6, 7));
}
#endif

/* out[k * width + i] = in[k * stride + i] for i < used, k < depth */
CR_SMALL_INLINE void cr_pack_lines(float *out, size_t width, size_t used, size_t depth, const float *in, size_t stride)
{
	for (size_t k = 0; k < depth; k++) {
		const float *const from = in + k * stride;
		float *const to = out + k * width;
		size_t i = 0;
#ifdef CR_PACK_4X4
		for (; i + 4 <= used; i += 4)
			CR_QUAD_STORE(to + i, CR_QUAD_LOAD(from + i));
		if (i < used && used > 4) {
			CR_QUAD_STORE(to + used - 4, CR_QUAD_LOAD(from + used - 4));
			continue;
		}
#endif
		for (; i < used; i++)
			to[i] = from[i];
	}
}

/* out[k * width + i] = in[i * stride + k] for i < used, k < depth */
CR_SMALL_INLINE void cr_pack_turned(float *out, size_t width, size_t used, size_t depth, const float *in, size_t stride)
{
	size_t k = 0;
#ifdef CR_PACK_4X4
	const size_t fours = depth / 4 * 4;
	for (; k < fours; k += 4) {
		float *const to = out + k * width;
		const float *const from = in + k;
		size_t i = 0;
		for (; i + 4 <= used; i += 4)
			cr_pack_4x4(to + i, width, from + i * stride, stride);
		if (i < used && used > 4) { /* the last four again, not the rest one by one */
			cr_pack_4x4(to + used - 4, width, from + (used - 4) * stride, stride);
			continue;
		}
		for (; i < used; i++)
			for (size_t j = 0; j < 4; j++)
				to[j * width + i] = from[i * stride + j];
	}
#endif
	for (; k < depth; k++)
		for (size_t i = 0; i < used; i++)
			out[k * width + i] = in[i * stride + k];
}

/* out[k * width + i] = in[k * in_k + i * in_i] for i < used, 0 for used <= i < width.
 * `width` is a constant at every call, so that the copy of a whole line has no loop. */
CR_SMALL_INLINE void cr_pack(float *out, size_t width, size_t used, size_t depth, const float *in, size_t in_k,
                           size_t in_i)
{
	if (used < width)
		for (size_t k = 0; k < depth; k++)
			for (size_t i = used; i < width; i++)
				out[k * width + i] = 0.0f;
	if (in_i == 1 && used == width) {
		cr_pack_lines(out, width, width, depth, in, in_k);
	} else if (in_i == 1) {
		cr_pack_lines(out, width, used, depth, in, in_k);
	} else if (in_k == 1 && used > 1) {
		cr_pack_turned(out, width, used, depth, in, in_i);
	} else {
		for (size_t k = 0; k < depth; k++)
			for (size_t i = 0; i < used; i++)
				out[k * width + i] = in[k * in_k + i * in_i];
	}
}

/* A panel of B: out[k][j] = b[k * b_k + j * b_col] for j < cols, zero up to 16.
 *   out  [depth][16];  cols  1..16;  any strides, fast where b_col or b_k is 1 */
CR_OUTLINE void cr_pack_b(float *out, size_t cols, size_t depth, const float *b, size_t b_k, size_t b_col)
{
	cr_pack(out, CR_PANEL, cols, depth, b, b_k, b_col);
}

/* The rows of a tile of A: out[k][i] = a[i * a_row + k * a_k] for i < rows, zero up to
 * CR_TILE_ROWS.  The tile is then called with a_row = 1, a_k = CR_TILE_ROWS.
 *   out  [depth][CR_TILE_ROWS];  rows  1..CR_TILE_ROWS;  any strides, fast where one is 1 */
CR_OUTLINE void cr_pack_a(float *out, size_t rows, size_t depth, const float *a, size_t a_row, size_t a_k)
{
	cr_pack(out, CR_TILE_ROWS, rows, depth, a, a_k, a_row);
}

#endif
