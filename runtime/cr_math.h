/* cr_math.h - the elementary functions of f32, in f32 and integers only.
 *
 * One implementation for every target, for the emitted models and for the compiler's constant
 * folding alike.  Every function accepts every float: NaN, infinities, subnormals and signed
 * zeros give what Annex F of C11 says.  All but cr_remf are free of branches and of tables, so a
 * loop that calls them vectorises.  With CR_EXACT the bits are the same everywhere; without, a
 * fused multiply-add may change the last ones.
 *
 * Largest error found, in units in the last place of the exact result (tests/unit/test_math.c
 * holds the bounds; measured over a stride of all floats, with and without fusing):
 *
 *   exp 1.0     expm1 1.5   log 0.8     log1p 1.4   logistic 2.4   tanh 2.4   erf 1.1
 *   sin 1.9     cos 1.8     power 3.2   atan2 1.6   rsqrt 1.5
 *   0.5 (correctly rounded): sqrt      0 (exact): floor ceil round remainder and the rest
 */
#ifndef CR_MATH_H
#define CR_MATH_H

#include "cr_round.h"
#include "cr_exp.h"
#include "cr_trig.h"

#endif
