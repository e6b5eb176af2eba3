/* cr_loop.h - what emitted loops and constants ask of the compiler.
 *
 * CR_INFINITY, CR_NAN are constant expressions of type float, without math.h where that can be.
 *
 * cr_steps bounds the loops over a window's cells, cr_upto what a turn of a loop over blocks sees.
 *
 * CR_SIXTEEN stands before a loop of 16 constant passes over lanes with a choice in it (maximum,
 * select): gcc would unroll it completely before it looks for vectors, and not find them again
 * [0.67 against 0.06 ns an element].
 *
 * CR_AT(type, s, offset) is the array of `type` that begins so many bytes behind the beginning of the struct s points to. What lies in
 * the struct behind that array may be reached from it.
 *
 * CR_SIMD in the pragma of a loop that threads share, CR_INDEPENDENT before a loop inside one: its passes have nothing to do with
 * each other, which gcc cannot see there, as parameters of a shared loop are no longer restrict to it. */
#ifndef CR_LOOP_H
#define CR_LOOP_H

#include "cr_base.h"

#if CR_GCC && __GNUC__ >= 8
#define CR_SIXTEEN _Pragma("GCC unroll 1")
#define CR_INDEPENDENT _Pragma("GCC ivdep")
#define CR_SIMD simd
#else
#define CR_SIXTEEN
#define CR_INDEPENDENT
#define CR_SIMD
#endif

#define CR_AT(type, s, offset) ((type *)(s) + (offset) / sizeof(type))

/* How many steps from `at` to reach `goal`; 0 if it is there already. */
CR_INLINE size_t cr_steps(size_t at, size_t goal, size_t step)
{
	return at < goal ? (goal - at + step - 1) / step : 0;
}

/* The same, but at most `most`. */
CR_INLINE size_t cr_steps_most(size_t at, size_t goal, size_t step, size_t most)
{
	const size_t n = cr_steps(at, goal, step);
	return n < most ? n : most;
}

/* In a turn of a loop over blocks of `by`: how many of n there are up to the end of its block. */
CR_INLINE size_t cr_upto(size_t turn, size_t by, size_t n)
{
	const size_t end = (turn + 1) * by;
	return end < n ? end : n;
}

#if CR_GNU
#define CR_INFINITY __builtin_inff()
#define CR_NAN __builtin_nanf("")
#elif defined(__TINYC__)
#define CR_INFINITY (1.0f / 0.0f)
#define CR_NAN (0.0f / 0.0f)
#else
#include <math.h>
#define CR_INFINITY INFINITY
#define CR_NAN NAN
#endif
#endif
