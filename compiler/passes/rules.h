/* rules.h - what the files of this folder share and nobody outside sees.
 *
 *   build.c      short names for the nodes that rules write all the time
 *   grad_*.c     gradient rules, one a row of ops.def's grad column
 *   fold.c       values of constant nodes
 *   simplify_*.c rewriting rules by family
 *   known_loops.c  loops that were simplified before */
#ifndef CRESCENT_PASSES_RULES_H
#define CRESCENT_PASSES_RULES_H

#include "passes.h"

/* ---- build.c ----------------------------------------------------------------------------------- */

Node *plus(Graph *g, Node *a, Node *b);
Node *minus(Graph *g, Node *a, Node *b);
Node *mul(Graph *g, Node *a, Node *b);
Node *over(Graph *g, Node *a, Node *b);
Node *negated(Graph *g, Node *a);
Node *choose(Graph *g, Node *condition, Node *yes, Node *no);
Node *splat_like(Graph *g, const Node *like, double value);      /* value in like's type and shape */
Node *scaled(Graph *g, Node *a, double factor);                  /* a * factor */
/* An i32 scalar that holds d at run time; d is bounded. */
Node *extent_of(Graph *g, Dim d);

/* Attributes as node_make wants them: a growing list (dot_general's four lists are the longest that are laid out here). */
typedef struct Attrs { size_t n; int64_t at[4 * (MAX_RANK + 1)]; } Attrs;
void attrs_int(Attrs *a, int64_t value);
void attrs_list(Attrs *a, const int64_t *items, size_t n);       /* count, items */
Node *make1(Graph *g, Op op, Node *a, const Attrs *attrs);
Node *make2(Graph *g, Op op, Node *a, Node *b, const Attrs *attrs);
Node *make3(Graph *g, Op op, Node *a, Node *b, Node *c, const Attrs *attrs);

/* The bounds of a slice that keeps everything; a bounded axis is start 0, limit SLICE_WHOLE, stride 1. */
typedef struct Bounds { int64_t start[MAX_RANK], limit[MAX_RANK], stride[MAX_RANK]; } Bounds;
Bounds bounds_whole(const Type *t);
Node *slice_bounds(Graph *g, Node *a, const Bounds *b);

/* bit i: axis i is in the list */
uint32_t axes_mask(const int64_t *axes, size_t n);
/* The axes of a tensor of this rank that are not in mask, ascending; returns their number. */
size_t axes_left(uint32_t rank, uint32_t mask, int64_t out[MAX_RANK]);
/* A constant 1: the only extent that carries no position. */
bool dim_is_one(Dim d);

/* ---- grad_*.c ------------------------------------------------------------------------------------ */

/* dy has y's type. For each operand with need[i] set, leaves in dx[i] its share of the gradient, in the operand's
 * type, or NULL where it is zero. The other dx[i] stay NULL. */
typedef void GradRule(Graph *g, Node *y, Node *dy, const bool *need, Node **dx);
#define MAP(name, arity, types, result, grad, ...) GradRule grad_##grad;
#define OP(name, arity, kind, grad, attrs) GradRule grad_##grad;
#include "../ir/ops.def"
#undef MAP
#undef OP

/* Does gradient flow from n to its operand i, as far as types and rules go? grad.c */
bool gradient_flows(const Node *n, uint32_t i);
/* grad_scan.c: of a loop or branch: d: by result, NULL where there is none; dx: by operand. */
void control_gradients(Graph *g, Node *n, Node *const *d, const bool *need, Node **dx);

/* ---- fold.c --------------------------------------------------------------------------------------- */

enum { FOLD_LIMIT = 4096 };      /* elements of a folded result: a table larger than its formula helps nobody */

/* known_loops.c: a loop, as far as what it becomes depends on it, and what it became. */
typedef struct OperandRole { uint32_t first; bool is_number; uint64_t number; } OperandRole;      /* first: position of the first operand that is the same */
typedef struct KnownLoop {
	uint64_t hash;
	const Node *old;
	const bool *used;
	OperandRole *role;               /* by operand */
	bool done;                       /* all that follows: */
	ScanParts parts;
	Body *body;                      /* NULL: nothing is left to compute */
	size_t operands;
	uint32_t *operand;               /* of the new loop: positions among the old one's */
	uint32_t *result;                /* by the old loop's result: KNOWN_RESULT + position among the new one's, or of the operand that it is */
} KnownLoop;
typedef struct KnownLoops KnownLoops;
enum { KNOWN_RESULT = 1 << 30 };
KnownLoops *known_loops_new(Arena *a);
/* The same loop as `old` over simple operands; not done where it is the first of its kind. */
KnownLoop *known_loop(KnownLoops *k, const Node *old, Node *const *in, const bool *used);
uint32_t first_operand(Node *const *in, const Node *x);          /* position of x in `in`, where it is */

/* A rewriting of a graph in progress. */
typedef struct Rewrite {
	KnownLoops *known;
	Graph *g;                        /* the new graph */
	VEC(Node *) simple;              /* by id in g: the simplest equal node, NULL where not yet asked */
	uint32_t depth;
} Rewrite;

/* Looks at n, whose operands are simple, and returns an equal, simpler node; NULL where the family has no rule for it. */
typedef Node *Rule(Rewrite *r, Node *n);
Rule fold_node, simplify_arithmetic, simplify_logic, simplify_spread, simplify_shape, simplify_cut, simplify_index,
	simplify_reduce, simplify_contract, simplify_window;

/* The scalar that n broadcasts (or n itself if it is one); NULL if n is no splat. Need not be constant. */
Node *splat_scalar(Node *n);
/* The raw bits of the constant that n repeats: op_fold's form. */
bool splat_bits(const Node *n, uint32_t *bits);
/* Is n the constant `value` everywhere? A zero has either sign: ask splat_bits where it matters. */
bool is_splat(const Node *n, double value);
Node *splat_of(Rewrite *r, const Type *type, Node *scalar);      /* scalar, broadcast to type's shape; simplified */

/* ---- simplify.c ------------------------------------------------------------------------------------- */

/* function_simplify, for a function or body of the same model as those that known has seen. */
void simplify_with(Function *f, KnownLoops *known);

/* The simplest node equal to n. Its operands must be simple. Rules wrap each node that they make in it. */
Node *again(Rewrite *r, Node *n);
Node *again1(Rewrite *r, Op op, Node *a);                        /* of map1 .. map3 */
Node *again2(Rewrite *r, Op op, Node *a, Node *b);
Node *again3(Rewrite *r, Op op, Node *a, Node *b, Node *c);
Node *again_reshape(Rewrite *r, Node *a, const Type *shape);
Node *again_broadcast(Rewrite *r, Node *a, const Type *shape, const int64_t *axes);
Node *again_transpose(Rewrite *r, Node *a, const int64_t *permutation);
Node *again_reduce(Rewrite *r, Op op, Node *a, const int64_t *axes, size_t n);
Node *again_slice(Rewrite *r, Node *a, const Bounds *b);
/* simplify_control.c: the results of a loop or branch, by index, in the new graph; NULL where `used` is not set. */
Node **rebuild_control(Rewrite *r, const Node *old, Node *const *in, const bool *used);
/* node_like over other operands: same op, attributes and dtype, the shape follows the operands */
Node *again_like(Rewrite *r, const Node *n, Node *const *in);

#endif
