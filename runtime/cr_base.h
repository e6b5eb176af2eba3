/* cr_base.h - what every header of the freestanding core needs: the compiler's dialect, the
 * settings of an emitted file, and the bits of a float.
 *
 * Two macros may be defined before the first header of the runtime is included:
 *
 *   CR_FAST_FILE   the loops of this file are to be vectorised even under a plain -O2, where gcc
 *                  leaves a run-time trip count scalar, and products fused with sums even under
 *                  -std=c11, which forbids that to gcc (not with CR_EXACT).  Emitted files define
 *                  it.  It does nothing at -O0 and -Os, and for other compilers.
 *   CR_EXACT       the exact profile: a product is rounded before it is added, whatever the
 *                  flags, so that every compiler and machine computes the same bits.  The
 *                  compiler's own constant folding is built so.
 *
 * Arithmetic is IEEE 754 binary32, rounding to nearest, with subnormal numbers. */
#ifndef CR_BASE_H
#define CR_BASE_H

#include <float.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>

/* CR_GCC: the real one, whose pragmas the others only claim to know. */
#if defined(__GNUC__) && !defined(__clang__) && !defined(__TINYC__) && !defined(__INTEL_COMPILER)
#define CR_GCC 1
#else
#define CR_GCC 0
#endif

/* CR_GNU: the attributes and builtins of gcc and clang are there. */
#if CR_GCC || defined(__clang__)
#define CR_GNU 1
#else
#define CR_GNU 0
#endif

#if defined(CR_EXACT) && defined(__FAST_MATH__)
#error "CR_EXACT promises the same bits everywhere; -ffast-math takes that away"
#endif
#if defined(CR_EXACT) && defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "CR_EXACT needs float arithmetic in float (on 32-bit x86: -msse2 -mfpmath=sse)"
#endif

#if CR_GCC && defined(CR_FAST_FILE) && defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__)
#pragma GCC optimize("O3", "no-trapping-math")
#ifndef CR_EXACT
#pragma GCC optimize("fp-contract=fast")
#endif
#endif

/* gcc ignores the standard's pragma and obeys its own; clang the other way round. */
#if defined(CR_EXACT) && CR_GCC
#pragma GCC optimize("fp-contract=off")
#elif defined(CR_EXACT) && defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

/* CR_NOINLINE before a function that a loop calls with parts of one array; CR_OUTLINE, which is static, also: a tile's loops, so that each
 * has the register file to itself. */
#if CR_GNU
#define CR_NOINLINE __attribute__((noinline))
#define CR_OUTLINE static __attribute__((noinline, unused))
#else
#define CR_NOINLINE
#define CR_OUTLINE static
#endif

/* CR_INLINE: a function of a header.  A call left in a loop keeps the loop scalar, so an
 * optimising build inlines always; CR_SMALL_INLINE leaves that to the compiler.  Not using one
 * is no warning, also where the header was pasted into a .c file. */
#if CR_GNU
#define CR_SMALL_INLINE static inline __attribute__((unused))
#if defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__)
#define CR_INLINE static inline __attribute__((unused, always_inline))
#else
#define CR_INLINE CR_SMALL_INLINE
#endif
#else
#define CR_SMALL_INLINE static inline
#define CR_INLINE static inline
#endif

#if defined(__cplusplus)
#if CR_GNU
#define CR_RESTRICT __restrict__
#else
#define CR_RESTRICT
#endif
#else
#define CR_RESTRICT restrict
#endif

/* What no caller asks for: the last case of a switch. */
#if CR_GNU
#define CR_UNREACHABLE __builtin_unreachable()
#else
#define CR_UNREACHABLE break
#endif

/* The bits of a float, and the float of bits. */
CR_INLINE uint32_t cr_f32_bits(float x)
{
#if CR_GNU
	uint32_t bits;
	__builtin_memcpy(&bits, &x, sizeof bits);
	return bits;
#else
	union {
		float f;
		uint32_t u;
	} pun;
	pun.f = x;
	return pun.u;
#endif
}

CR_INLINE float cr_bits_f32(uint32_t bits)
{
#if CR_GNU
	float x;
	__builtin_memcpy(&x, &bits, sizeof x);
	return x;
#else
	union {
		float f;
		uint32_t u;
	} pun;
	pun.u = bits;
	return pun.f;
#endif
}

#define CR_F32_SIGN UINT32_C(0x80000000)
#define CR_F32_INF  UINT32_C(0x7f800000) /* bits of infinity; above, without the sign: NaN */
#define CR_F32_NAN  UINT32_C(0x7fc00000)

#endif
