/* outline.h - what loops.c, blocks.c and block_print.c share: steps that are equal up to their buffers. */
#ifndef CRESCENT_EMIT_OUTLINE_H
#define CRESCENT_EMIT_OUTLINE_H

#include "unit.h"

/* Steps from .. to - 1 of a program, with buffers, loops and kernels by number: equal keys, equal C up to the buffers. */
typedef struct Shape {
	Unit *u;
	Text key;
	VEC(const Buffer *) roots;       /* by the order of their first mention */
	VEC(bool) written;
	VEC(const Loop *) loops;
	bool turns;                      /* a place depends on a loop around these steps */
} Shape;
Shape steps_shape(Unit *u, const Program *p, size_t from, size_t to);

typedef VEC(uint32_t) Syms;
/* The extents that the steps take; their kernels have been printed. */
void syms_find(Unit *u, Syms *out, const Program *p, size_t from, size_t to);
/* "k1_dense, k2_relu": each once */
const char *kernels_of(Unit *u, const Program *p, size_t from, size_t to);

/* The loop at c has a function of its own. */
bool loop_shared(Unit *u, const Program *p, size_t c);

/* ---- blocks ---------------------------------------------------------------------------------------------------- */

struct BlockFunction {
	const char *name;
	size_t steps;
	bool pieces;                     /* a training step in pieces stops between its steps */
	Syms syms;
	size_t roots, stack;
	int64_t *offset;                 /* by number of root: where it is each time in the workspace, -1: an argument */
	const char **root;               /* an argument's name */
	DType *dtype;
};

/* Where one root of a block is, time after time. */
struct Place {
	enum { PLACE_SAME, PLACE_EVEN, PLACE_ROW, PLACE_NONE } kind;     /* the same; at even distances; in a table's row; none of these */
	const Buffer *first;             /* where it is the first time */
	const char *owner;               /* "memory", "params", "train_state"; NULL: neither in the workspace nor in a struct */
	int64_t at, step;                /* EVEN: elements from the beginning, and from time to time */
	const char *member;              /* ROW: of the table */
	const char *table;               /* of the first root: the table's name, NULL where no root is ROW */
};

/* Steps that the number of a piece can count within a case. */
enum { PIECE_BITS = 12, PIECE_STEPS = (1 << PIECE_BITS) - 1 };

/* Elements from the beginning of an array of the workspace or of a struct's first field; its name to *owner, NULL: in none. */
int64_t root_position(const Unit *u, const Buffer *b, const char **owner);

#endif
