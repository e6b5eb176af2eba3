/* cr_vec.h - the vector type of the build, and how a product is added to a sum.
 *
 * Chosen here, by the macros of the user's own build, and by nothing else:
 *
 *   CR_LANES         floats in a vector register (1: plain C)
 *   CR_TILE_ROWS     rows of a register tile: the accumulators fill the register file
 *   CR_TILE_PANELS   panels of CR_PANEL columns in a register tile
 *   CR_PASS_VECS     vectors of a panel that are accumulated in one pass over k
 *   CR_ROW_PANELS    panels that a product of one row accumulates in one pass
 *
 *   build            lanes  rows x panels  accumulators   registers
 *   AVX-512F           16     14 x 2          28             32
 *   AVX                 8      6 x 1          12             16
 *   SSE2, WebAssembly   4      6 x 1          12 (8 columns at a time)  16
 *   AArch64, VSX        4      6 x 1          24             32
 *   otherwise           1      4 x 1          16 (4 columns at a time)  32
 *
 *
 * (AVX-512F on Zen 4 under CR_EXACT: the row of AVX, see CR_HALF_VECTORS.)
 * A panel has 16 columns everywhere, so no size, offset or stored value depends on this
 * choice; under CR_EXACT no bit of a result does either.
 *
 * CR_VEC_SCALAR defined gives plain C on any target: for proofs and comparisons.
 * The vector type needs the alignment of float only. */
#ifndef CR_VEC_H
#define CR_VEC_H

#include "cr_base.h"

#define CR_PANEL 16

/* Zen 4 (whom older compilers call Zen 3 with AVX-512) runs 256-bit products and sums side by
 * side, 512-bit ones not.  [an exact tile: 0.9 of the fused rate against 0.7] */
#if defined(CR_EXACT) && (defined(__znver3__) || defined(__znver4__))
#define CR_HALF_VECTORS 1
#else
#define CR_HALF_VECTORS 0
#endif

#if defined(CR_VEC_SCALAR) || !CR_GNU
#define CR_LANES 1
#elif defined(__AVX512F__) && !CR_HALF_VECTORS
#define CR_LANES 16
#define CR_TILE_ROWS 14
#define CR_TILE_PANELS 2
#define CR_PASS_VECS 1
#define CR_ROW_PANELS 8
#elif defined(__AVX__)
#define CR_LANES 8
#define CR_TILE_ROWS 6
#define CR_TILE_PANELS 1
#define CR_PASS_VECS 2
#define CR_ROW_PANELS 4
#elif defined(__SSE2__) || defined(__wasm_simd128__)
#define CR_LANES 4
#define CR_TILE_ROWS 6
#define CR_TILE_PANELS 1
#define CR_PASS_VECS 2
#define CR_ROW_PANELS 2
#elif (defined(__aarch64__) && defined(__ARM_NEON)) || defined(__VSX__)
/* Not 32-bit Arm: its NEON flushes subnormals, so compilers turn these types into scalars. */
#define CR_LANES 4
#define CR_TILE_ROWS 6
#define CR_TILE_PANELS 1
#define CR_PASS_VECS 4
#define CR_ROW_PANELS 4
#else
#define CR_LANES 1
#endif

#if CR_LANES == 1
#define CR_TILE_ROWS 4
#define CR_TILE_PANELS 1
#define CR_PASS_VECS 4
#define CR_ROW_PANELS 1
typedef float cr_vec;
#else
typedef float cr_vec __attribute__((vector_size(4 * CR_LANES), aligned(4)));
#endif

#define CR_TILE_COLS (CR_PANEL * CR_TILE_PANELS)

/* Loads and stores of CR_LANES floats at any float's address. */
#define CR_VEC_LOAD(p) (*(const cr_vec *)(p))
#define CR_VEC_STORE(p, v) (*(cr_vec *)(p) = (v))

/* gcc ignores the standard's pragma, and -std=c11 turns its fusing off; clang ignores gcc's.
 * Between CR_CONTRACT_BEGIN and _END gcc does what the profile says, whatever the flags;
 * CR_CONTRACT at the head of a block does the same for clang and others. */
#define CR_PRAGMA(x) _Pragma(#x)
#if CR_GCC
#ifdef CR_EXACT
#define CR_CONTRACT_BEGIN CR_PRAGMA(GCC push_options) CR_PRAGMA(GCC optimize("fp-contract=off"))
#else
#define CR_CONTRACT_BEGIN CR_PRAGMA(GCC push_options) CR_PRAGMA(GCC optimize("fp-contract=fast"))
#endif
#define CR_CONTRACT_END CR_PRAGMA(GCC pop_options)
#define CR_CONTRACT
#else
#define CR_CONTRACT_BEGIN
#define CR_CONTRACT_END
#if defined(__TINYC__)
#define CR_CONTRACT
#elif defined(CR_EXACT)
#define CR_CONTRACT CR_PRAGMA(STDC FP_CONTRACT OFF)
#else
#define CR_CONTRACT CR_PRAGMA(STDC FP_CONTRACT ON)
#endif
#endif

/* A loop whose body already fills the registers: clang would copy it eight times over. */
#if defined(__clang__)
#define CR_ROLLED CR_PRAGMA(clang loop unroll(disable))
#else
#define CR_ROLLED
#endif

/* Unrolling: X for each row r with V vectors; X for each vector v of row r. */
#define CR_ROWS_1(X, V) X(0, V)
#define CR_ROWS_2(X, V) CR_ROWS_1(X, V) X(1, V)
#define CR_ROWS_3(X, V) CR_ROWS_2(X, V) X(2, V)
#define CR_ROWS_4(X, V) CR_ROWS_3(X, V) X(3, V)
#define CR_ROWS_5(X, V) CR_ROWS_4(X, V) X(4, V)
#define CR_ROWS_6(X, V) CR_ROWS_5(X, V) X(5, V)
#define CR_ROWS_7(X, V) CR_ROWS_6(X, V) X(6, V)
#define CR_ROWS_8(X, V) CR_ROWS_7(X, V) X(7, V)
#define CR_ROWS_9(X, V) CR_ROWS_8(X, V) X(8, V)
#define CR_ROWS_10(X, V) CR_ROWS_9(X, V) X(9, V)
#define CR_ROWS_11(X, V) CR_ROWS_10(X, V) X(10, V)
#define CR_ROWS_12(X, V) CR_ROWS_11(X, V) X(11, V)
#define CR_ROWS_13(X, V) CR_ROWS_12(X, V) X(12, V)
#define CR_ROWS_14(X, V) CR_ROWS_13(X, V) X(13, V)

#define CR_VECS_1(X, r) X(r, 0)
#define CR_VECS_2(X, r) CR_VECS_1(X, r) X(r, 1)
#define CR_VECS_3(X, r) CR_VECS_2(X, r) X(r, 2)
#define CR_VECS_4(X, r) CR_VECS_3(X, r) X(r, 3)
#define CR_VECS_5(X, r) CR_VECS_4(X, r) X(r, 4)
#define CR_VECS_6(X, r) CR_VECS_5(X, r) X(r, 5)
#define CR_VECS_7(X, r) CR_VECS_6(X, r) X(r, 6)
#define CR_VECS_8(X, r) CR_VECS_7(X, r) X(r, 7)
#define CR_VECS_12(X, r) CR_VECS_8(X, r) X(r, 8) X(r, 9) X(r, 10) X(r, 11)
#define CR_VECS_16(X, r) CR_VECS_12(X, r) X(r, 12) X(r, 13) X(r, 14) X(r, 15)

/* Where vector v of a tile begins in its row of B (b_panel is the caller's parameter). */
#define CR_B_AT(v) ((size_t)((v) * CR_LANES / CR_PANEL) * b_panel + (v) * CR_LANES % CR_PANEL)

#endif
