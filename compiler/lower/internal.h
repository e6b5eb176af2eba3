/* internal.h - what the files of lower/ share. Nothing outside this folder includes it.
 *
 * How a node is computed:
 *   leaf      an input, a slot or a large constant: it lies in memory already
 *   virtual   movement, scalars, iota: an expression wherever it is read
 *   member    computed by one Region; stored in a buffer, or living only inside that region's kernel */
#ifndef CRESCENT_LOWER_INTERNAL_H
#define CRESCENT_LOWER_INTERNAL_H

#include "lower.h"

/* ---- affine.c: positions ---------------------------------------------------------------------------- */

typedef struct Maker {               /* the variables of one kernel, or of one question about positions */
	Arena *arena;
	VEC(Var *) vars;
} Maker;

Extent loop_extent(const Model *m, Dim d);
Var *var_loop(Maker *k, Extent extent, int64_t max, const char *hint);
Var *var_symbol(Maker *k, uint32_t sym, int64_t max);
const Var *var_quotient(Maker *k, Affine of, int64_t by);       /* of / by, for where of is not negative */

Affine affine_const(int64_t c);
Affine affine_var(Maker *k, const Var *v);
Affine affine_add(Maker *k, Affine a, Affine b);
Affine affine_scale(Maker *k, Affine a, int64_t factor);
bool affine_equal(Affine a, Affine b);
void affine_bounds(Affine a, int64_t *low, int64_t *high);            /* both ends included */
int64_t affine_coef(Affine a, const Var *v);

Index index_affine(Affine a);
Index index_const(int64_t c);
Index index_var(Maker *k, const Var *v);
Index index_add(Maker *k, Index a, Index b);
Index index_scale(Maker *k, Index a, int64_t factor);
bool index_equal(const Index *a, const Index *b);
/* x = quotient * by + remainder, 0 <= remainder < by, for x >= 0. False if x depends on data in a way that cannot be split. */
bool index_divide(Maker *k, Index x, int64_t by, Index *quotient, Index *remainder);

/* ---- what lowering knows of the function -------------------------------------------------------------- */

typedef struct Region Region;

/* What a member reads: a node, whether by address, how many leading axes at the member's own position, whether all of both. */
typedef struct Touched { Node *node; uint32_t aligned; bool by_address, whole; } Touched;
typedef struct Touches { size_t n; const Touched *at; } Touches;

typedef struct Info {                /* of one node, by id */
	Region *region;                  /* whose member it is, or NULL */
	bool forced;                     /* a movement or leaf node that must be copied into a buffer */
	bool required;                   /* it must be stored */
	bool addressed;                  /* somebody reads it by address: row-major */
	bool stored;
	bool redo;                       /* cheap: computed again in each region that reads it */
	Buffer *buffer;
	const Touches *touches;          /* touches.c */
	int32_t column;                  /* a reduction over the rows of its region: 1; else 0 */
} Info;

typedef enum RegionKind { REGION_ROWS, REGION_CONTRACT, REGION_ALONE } RegionKind;
struct Region {
	RegionKind kind;
	uint32_t at;                     /* position in the schedule */
	bool closed;                     /* ROWS: of a reduction that neither ends a row nor runs across rows: it shares its loops with nobody */
	uint32_t rows;                   /* ROWS: how many leading axes its members share */
	Type shape;                      /* ROWS: the first `rows` dims count; CONTRACT: of the product */
	VEC(Node *) members;             /* in graph order */
};

/* A loop whose body is being lowered: where it begins in the schedule, and which buffers no turn changes. */
typedef struct Around {
	struct Around *outer;
	size_t at;
	size_t n; Buffer *const *invariant;
} Around;

/* Panels made of a node (pack.c), and the contraction they were made for. */
typedef struct Packed { const Node *of; Contract c; Buffer *panels; } Packed;

typedef struct Lowering {
	Function *f;
	Graph *g;
	Model *model;
	Arena *arena;
	Arena *asked;                    /* for questions about positions; given back as each is answered */
	const LowerOptions *options;
	Program *program;
	Info *info;
	VEC(Region *) regions;
	Around *around;                  /* the loops around a body, innermost first */
	Buffer **port_in, **port_out;    /* a body's: where its inputs and outputs lie; NULL: they are the function's */
	VEC(Packed) packed;
	bool whole_vectors;              /* the last placement: small vectors join what reduced them to a number */
} Lowering;

/* ---- build.c: one kernel in the making ------------------------------------------------------------------ */

typedef struct Bound { const Node *node; const Reg *reg; const Index *pos; } Bound;
typedef struct Scratch { const Node *node; uint32_t param; uint32_t rows; } Scratch;    /* a member's row in scratch: its first `rows` axes are dropped */

typedef struct Builder {
	Lowering *l;
	Region *region;
	Maker maker;
	Kernel *kernel;
	VEC(Buffer *) args;              /* by parameter */
	Block *block;                    /* where statements go */
	Block head;                      /* before everything: scalars read once */
	VEC(Bound) bound;                /* innermost last */
	VEC(Bound) hoisted;
	VEC(Scratch) scratch;
} Builder;

Builder builder_new(Lowering *l, Region *r);
const char *slot_hint(Arena *a, const Slot *slot);
const char *identifier(Arena *a, const char *path);
/* Prepends the head, names the kernel after `main`, and appends kernel and call to the program. */
void builder_finish(Builder *b, const Node *main);
uint32_t builder_param(Builder *b, Buffer *buffer, Access access);
uint32_t builder_temp(Builder *b, DType d, int64_t elements, const char *hint);      /* scratch of this call */

const Reg *reg_new(Builder *b, DType d, const char *hint, bool mutable);
const Expr *expr_reg(Builder *b, const Reg *r);
const Expr *expr_bits(Builder *b, DType d, uint32_t bits);
const Expr *expr_number(Builder *b, DType d, double v);
const Expr *expr_load(Builder *b, uint32_t param, Index index);
const Expr *expr_map(Builder *b, Op op, DType d, uint32_t n, const Expr *const *args);
const Expr *expr_map2(Builder *b, Op op, DType d, const Expr *x, const Expr *y);
const Expr *expr_guard(Builder *b, uint32_t n, const Test *test, const Expr *inside, const Expr *outside);    /* inside itself where n is 0 */

Stmt *emit_let(Builder *b, const Reg *r, const Expr *e);
Stmt *emit_assign(Builder *b, const Reg *r, const Expr *e);
Stmt *emit_store(Builder *b, uint32_t param, Index index, const Expr *e, bool add);
Stmt *emit_for(Builder *b, const Var *v, bool parallel);             /* the block becomes its body */
/* A loop of a nest whose turns are all independent: threads share the outermost that has more than one. *share: not yet found. */
Stmt *emit_for_shared(Builder *b, const Var *v, bool *share);
/* The block becomes what is done where all tests hold; *other, where wanted, the block of where one does not. */
Stmt *emit_if(Builder *b, uint32_t tests, const Test *test, Block **other);
Stmt *emit_reduce(Builder *b, const Reg *r, Op op, bool lanes, uint32_t n, const Var *const *vars);
void block_append(Block *to, Stmt *s);

/* ---- index_map.c: the element of a node at a position ----------------------------------------------------- */

/* The value of n at pos (one Index an axis), reading memory, registers of this kernel, or computing it. */
const Expr *element(Builder *b, Node *n, const Index *pos);
/* The same for op, attributes and operands of n itself, whatever n's place: how a member is computed. */
const Expr *compute(Builder *b, Node *n, const Index *pos);
Index linear_offset(Maker *k, const Type *t, const Index *pos);      /* row-major over maximum extents */
Index buffer_offset(Maker *k, const Buffer *b, const Index *pos);    /* where it lies: row-major, or in panels */
bool touches_panels(Lowering *l, const Region *r);                   /* layout.c: does a member read or write a buffer in panels? */
uint32_t axis_parts(Dim d, bool last, bool panels, Dim part[2]);     /* a last axis over panels is two loops: panels, and 16 */

/* Every member or leaf that reading n at pos touches. identity is up to whoever is called. */
typedef void TouchFn(void *user, Node *touched, const Index *pos, bool by_address);
void touch(Lowering *l, Maker *k, Node *n, const Index *pos, TouchFn *fn, void *user);
void touch_operands(Lowering *l, Maker *k, Node *n, const Index *pos, TouchFn *fn, void *user);
/* pos through a chain of movement to a node that lies in memory: false if it has guards or needs division. */
bool view(Lowering *l, Maker *k, Node *n, const Index *pos, Node **memory, Affine *offset);
/* Who lies where n does: n itself, or what it is moved from if no element is elsewhere (the first rows of a state, heads of a row). */
Node *same_memory(Lowering *l, Node *n);

bool node_is_leaf(const Node *n);                /* lies in memory without us */
bool node_is_member(const Lowering *l, const Node *n);
bool node_is_alone(const Node *n);               /* needs a kernel of its own */
bool node_reads_memory(const Node *n);           /* product, convolution, window: operands by address, results with an epilogue */
int op_cost(Op op);                              /* 1: an instruction; 8 and more: an elementary function */

/* ---- the stages ------------------------------------------------------------------------------------------------ */

/* touches.c */
const Type *space(const Node *n);                /* the space a member is computed over */
void fresh_axes(Lowering *l, Maker *k, const Type *t, Index *pos);        /* a fresh loop for each axis */
/* Everything member n reads, at fresh positions over its space; pos (MAX_RANK of them) is filled in. */
void touch_member(Lowering *l, Maker *k, Node *n, Index *pos, TouchFn *fn, void *user);
/* The same where pos is of no use afterwards. */
void ask_member(Lowering *l, Node *n, Index *pos, TouchFn *fn, void *user);
const Touches *touches_of(Lowering *l, Node *n); /* once it is known what must lie in memory */

void form_regions(Lowering *l);                  /* region.c */
void assign_buffers(Lowering *l);                /* region.c: stored members, outputs, sets */
void build_rows(Lowering *l, Region *r);         /* stage.c */
void build_contract(Lowering *l, Region *r);     /* contract.c: products, and who does the other contractions */
void build_product(Builder *b, Region *r, Node *n);          /* contract.c */
void build_convolution(Builder *b, Region *r, Node *n);      /* convolve.c */
void build_window(Builder *b, Region *r, Node *n);           /* window.c */
bool build_cells(Builder *b, Region *r, Node *n);            /* cells.c: reductions of windows, depthwise; false: not of that kind */
/* window.c: the element of an axis d under cell k of window o, and the test for its existence where one is needed (appended) */
void window_position(Builder *b, const Window *w, Dim d, Index o, Index k, Index *pos, Test *test, uint32_t *tests);
/* The maps of r at pos, z being the element of n; stores come last. epilogue.c */
/* The position in type `to` of the element at pos in `from`, if `to` is `from` with neighbouring constant axes as one. */
bool flat_position(Maker *k, const Type *from, const Index *pos, const Type *to, Index *flat);
void emit_epilogue(Builder *b, Region *r, const Node *n, const Index *pos, const Reg *z);
Op reduce_map(Op op);                            /* stage.c: what accumulates */
const Expr *reduce_start(Builder *b, Op op, DType d);        /* and from where: op is the map */
void build_alone(Lowering *l, Region *r);        /* alone.c: concatenate, scatter, updates, running sums */
void alone_select_and_scatter_add(Builder *b, Node *n, uint32_t out);    /* window.c */
void copy_operand(Builder *b, Node *operand, uint32_t out);  /* alone.c: out = operand, element by element */
/* The outermost loop around that b does not change in; NULL: it changes in every turn, or there is no loop. */
Around *loop_invariant(const Lowering *l, const Buffer *b);
/* The last call goes before that loop. */
void call_before(Lowering *l, const Around *loop);
void build_control(Lowering *l, Region *r);      /* control.c: loops and branches */
void lower_body(Lowering *outer, Function *f, Buffer **in, Buffer **out);    /* lower.c: the body's calls, here and now */
Buffer *buffer_of(Lowering *l, const Node *n);   /* lower.c: of a node that lies in memory */
void build_copy(Lowering *l, Buffer *to, Buffer *from);      /* alone.c */
void merge_loops(Kernel *k, Arena *a);           /* loops.c */
void own_scratch(Builder *b);                    /* own.c: Param.each */
void alias_buffers(Lowering *l);                 /* alias.c */
/* name.c */
void name_kernels(Program *p);
void outline_kernels(Program *p);                /* outline.c */
const char *kernel_key(const Kernel *k, Arena *a);   /* kernels.c */
Buffer *leaf_buffer(Lowering *l, const Node *n); /* region.c: of an input, slot or constant */
Buffer *buffer_new(Lowering *l, BufferKind kind, const Type *t, const char *name);

/* loops.c: every affine of a kernel, to read or to replace */
typedef void AffineFn(void *user, Affine *a);
void walk_affines(Block *block, AffineFn *fn, void *user);
typedef void ExprFn(void *user, const Expr *e);
void walk_exprs(const Block *block, ExprFn *fn, void *user);     /* every expression, operands before users */
typedef void StmtFn(void *user, Stmt *s);
void walk_stmts(Block *block, StmtFn *fn, void *user);           /* in program order, bodies after their heads */

#endif
