/* cr_loop.h - what emitted loops ask of the compiler.
 *
 * CR_SIXTEEN stands before a loop of 16 constant passes over lanes with a choice in it (maximum,
 * select): gcc would unroll it completely before it looks for vectors, and not find them again
 * [0.67 against 0.06 ns an element]. */
#ifndef CR_LOOP_H
#define CR_LOOP_H

#include "cr_base.h"

#if CR_GCC && __GNUC__ >= 8
#define CR_SIXTEEN _Pragma("GCC unroll 1")
#else
#define CR_SIXTEEN
#endif
#endif
