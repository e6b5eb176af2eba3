/* product.h - what contract.c and convolve.c share: the axes of a contraction by what they do. Nothing else includes it. */
#ifndef CRESCENT_LOWER_PRODUCT_H
#define CRESCENT_LOWER_PRODUCT_H

#include "internal.h"

enum { PANEL = 16 };                     /* columns (cr_vec.h) */

/* Strides in A and B; at: the axis of the result it runs along. */
typedef struct Axis { Extent extent; int64_t max, a, b; uint32_t at; } Axis;
typedef struct Group { uint32_t n; Axis axis[MAX_RANK]; } Group;

typedef struct Product {
	Lowering *l;
	Region *r;
	Node *n;
	Builder *b;
	bool blas;                       /* a library may do it: the result's axes are rows, then columns */
	Group outer, rows, columns, depth;   /* outer: batch and what could not be merged */
	Node *memory_a, *memory_b;
	int64_t base_a, base_b;
	Index pos[MAX_RANK];             /* of the result, once loops are open */
} Product;

void add_axis(Group *g, Axis x);
void drop_ones(Group *g);                        /* axes of extent 1 */
uint32_t mergeable(const Group *g);              /* how many of the last axes are one run in memory */
Axis merge_axes(const Group *g, uint32_t n);     /* the last n as one */
/* p->pos of merged axes: the whole variable, taken apart from the last axis on. */
void spread(Product *p, const Group *g, uint32_t merged, const Var *v);
/* Builds it by cases; false, with nothing built, where a plain nest is best. */
bool contract(Product *p);

/* pack.c: a copy of B in panels of columns, which the product reads from here on. */
int64_t panel_round(int64_t columns);    /* up to whole panels */
void pack_before(Product *p, Contract *c, const Around *loop);   /* once, before a loop that does not change B */
void pack_here(Product *p, Contract *c);                         /* by the product's own kernel */
/* A row-major B whose depth is several runs, run by run below each other. */
void pack_runs(Product *p, Contract *c, Tap *tap, uint32_t taps);
bool runs_are_packed(const Product *p, const Contract *c, const Tap *tap, uint32_t taps);      /* for a product before this one */

#endif
