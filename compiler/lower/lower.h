/* lower.h - graph to program.
 *
 *   affine.c     affine indices: sums, substitution, division by ranges
 *   build.c      makers of expressions and statements
 *   index_map.c  an element of a node as an expression over loop variables: maps and movement cost nothing
 *   layout.c     which parameters lie in panels, as the products that read them like it
 *   touches.c    what a node's computation reads, and where
 *   region.c     which nodes are computed together: rows, stages, what is stored
 *   stage.c      a region as loops: maps, row and column reductions, running sums
 *   contract.c   dot_general as S_CONTRACT with its epilogue: the cases of DESIGN 5.3
 *   convolve.c   convolution: the same, A read through windows;  window.c  pooling and its gradient
 *   cells.c      pooling and depthwise convolution, all channels of a place together
 *   control.c    loops and branches: where carries and slices lie, the body's calls between their marks
 *   own.c        scratch of which each thread needs its own
 *   epilogue.c   the maps done with an element while it is at hand
 *   alias.c      which output reuses which dying input; sets in place
 *   outline.c    kernels equal up to their buffers become one
 *   kernels.c    --dump=kernels
 */
#ifndef CRESCENT_LOWER_H
#define CRESCENT_LOWER_H

#include "program.h"

typedef struct LowerOptions {
	bool blas;                       /* large plain products may go to cblas */
	int threads;                     /* 1: nothing is parallel */
	bool plain_layout;               /* all parameters row-major */
} LowerOptions;

/* Needs simplified functions, all of the model's: a parameter has one order for all. Leaves Slot.panels. */
void choose_layouts(Model *m);

/* Needs   a simplified function.  Leaves  a Program with buffers, kernels, calls; offsets unset. */
Program *lower_function(Function *f, const LowerOptions *options);

/* own.c: does anything in the block read or write the parameter? */
bool block_mentions(const Block *block, uint32_t param);

/* --dump=kernels: stable text. */
void program_dump(const Program *p, Text *out);

#endif
