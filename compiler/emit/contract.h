/* contract.h - what contract.c and taps.c share: one contraction being printed. Nothing else includes this. */
#ifndef CRESCENT_EMIT_CONTRACT_H
#define CRESCENT_EMIT_CONTRACT_H

#include "print.h"

/* Bytes of the largest tile (AVX-512) with its pointers, for the stack bound. */
enum { TILE_BYTES = 14 * 32 * 4 + 14 * 8 };
/* Frames of the micro-kernels in an unoptimised AVX-512 build, the largest of any (tests/emitted/stack.sh). */
enum { TILE_FRAME = 2304, ROW_FRAME = 704 };

typedef struct Ctx {
	KernelPrinter *p;
	const Contract *c;
	const char *m, *n, *depth;       /* extents as text, fit for a comparison or an argument */
	bool sixteens;                   /* n is a multiple of 16 */
	bool pack_b, tail;               /* all of b is packed; only its last partial panel is */
	bool overlaps; int64_t last;     /* contract_overlaps, contract_last_lines */
	bool share;                      /* row tiles are shared among threads */
	Var row, col, k;                 /* first row and column of a tile; the contracted axis */
} Ctx;

/* base + coef * v; v may be NULL */
Affine contract_plus(KernelPrinter *p, const Affine *base, const Var *v, int64_t coef);
/* The lesser of bound - at and most. */
const char *contract_at_most(KernelPrinter *p, const char *bound, const char *at, const char *most);
/* From b's column x->col to the first of a tile's panels, and from that to the second: text to append, and an argument. */
const char *contract_shift(Ctx *x);
/* The epilogue of a tile's `rows` rows, from `row` on, and `cols` columns. */
void contract_results(Ctx *x, const char *tile, const char *row);
/* Closes n blocks and forgets the names since. */
void contract_close(Ctx *x, int n, size_t names);
/* The pragma before a loop over tiles that threads share. */
void contract_share(Ctx *x, const char *more);

/* taps.c: convolutions */
void contract_taps(Ctx *x);

#endif
