/* outline.h - what loops.c and blocks.c share: steps that are equal up to their buffers. */
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
} Shape;
Shape steps_shape(Unit *u, const Program *p, size_t from, size_t to);

typedef VEC(uint32_t) Syms;
/* The extents that the steps take; their kernels have been printed. */
void syms_find(Unit *u, Syms *out, const Program *p, size_t from, size_t to);
/* "k1_dense, k2_relu": each once */
const char *kernels_of(Unit *u, const Program *p, size_t from, size_t to);

#endif
