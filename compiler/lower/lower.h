/* lower.h - graph to program.
 *
 *   affine.c     affine indices: sums, substitution, division by ranges
 *   build.c      makers of expressions and statements
 *   index_map.c  an element of a node as an expression over loop variables: maps and movement cost nothing
 *   region.c     which nodes are computed together: rows, stages, what is stored
 *   stage.c      a region as loops: maps, row and column reductions, running sums
 *   contract.c   dot_general as S_CONTRACT with its epilogue: the cases of DESIGN 5.3
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
} LowerOptions;

/* Needs   a simplified function.  Leaves  a Program with buffers, kernels, calls; offsets unset. */
Program *lower_function(Function *f, const LowerOptions *options);

/* --dump=kernels: stable text. */
void program_dump(const Program *p, Text *out);

#endif
