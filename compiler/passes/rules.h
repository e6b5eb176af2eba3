/* rules.h - what the files of this folder share and nobody outside sees.
 *
 *   build.c      short names for the nodes that rules write all the time
 *   grad_*.c     gradient rules, one a row of ops.def's grad column
 *   fold.c       values of constant nodes
 *   simplify_*.c rewriting rules by family */
#ifndef CRESCENT_PASSES_RULES_H
#define CRESCENT_PASSES_RULES_H

#include "passes.h"

/* ---- build.c ----------------------------------------------------------------------------------- */

Node *plus(Graph *g, Node *a, Node *b);
Node *minus(Graph *g, Node *a, Node *b);
Node *times(Graph *g, Node *a, Node *b);
Node *over(Graph *g, Node *a, Node *b);
Node *negated(Graph *g, Node *a);
Node *choose(Graph *g, Node *condition, Node *yes, Node *no);
Node *splat_like(Graph *g, const Node *like, double value);      /* value in like's type and shape */
Node *scaled(Graph *g, Node *a, double factor);                  /* a * factor */
/* An i32 scalar that holds d at run time; d is bounded. */
Node *extent_of(Graph *g, Dim d);

/* Attributes as node_make wants them: a growing list of at most 4 + 3 * MAX_RANK + 3 numbers (dot_general's
 * four lists are the longest, of at most 4 * (MAX_RANK + 1)). */
typedef struct Attrs { size_t n; int64_t at[4 * (MAX_RANK + 1)]; } Attrs;
void attrs_int(Attrs *a, int64_t value);
void attrs_list(Attrs *a, const int64_t *items, size_t n);       /* count, items */
Node *make1(Graph *g, Op op, Node *a, const Attrs *attrs);
Node *make2(Graph *g, Op op, Node *a, Node *b, const Attrs *attrs);
Node *make3(Graph *g, Op op, Node *a, Node *b, Node *c, const Attrs *attrs);

/* The bounds of a slice that keeps everything; a bounded axis is start 0, limit -1, stride 1. */
typedef struct Bounds { int64_t start[MAX_RANK], limit[MAX_RANK], stride[MAX_RANK]; } Bounds;
Bounds bounds_whole(const Type *t);
Node *slice_bounds(Graph *g, Node *a, const Bounds *b);

/* bit i: axis i is in the list */
uint32_t axes_mask(const int64_t *axes, size_t n);
/* The axes of a tensor of this rank that are not in mask, ascending; returns their number. */
size_t axes_left(uint32_t rank, uint32_t mask, int64_t out[MAX_RANK]);
/* A constant 1: the only extent that carries no position. */
bool dim_is_one(Dim d);
bool type_is_empty(const Type *t);                               /* an axis of constant extent 0 */

/* ---- grad_*.c ------------------------------------------------------------------------------------ */

/* dy has y's type. For each operand with need[i] set, leaves in dx[i] its share of the gradient, in the operand's
 * type, or NULL where it is zero. The other dx[i] stay NULL. */
typedef void GradRule(Graph *g, Node *y, Node *dy, const bool *need, Node **dx);
#define MAP(name, arity, types, result, grad, ...) GradRule grad_##grad;
#define OP(name, arity, kind, grad, attrs) GradRule grad_##grad;
#include "../ir/ops.def"
#undef MAP
#undef OP

#endif
