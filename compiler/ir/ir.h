/* ir.h - the graph: what a traced function means.
 *
 *   ops.c      the op table as data
 *   convert.c  conversions between types, as text and as code; folding of one element
 *   type.c     dimensions, shapes, types and their texts
 *   graph.c    nodes: made once each (hash-consed), in topological order
 *   make.c     typed makers over graph.c
 *   window.c   convolutions and windows, axis by axis
 *   control.c  loops and branches: their bodies, read by roles
 *   shape_*.c  shape rules by family (called by node_make)
 *   model.c    slots, symbols and functions;  model_hash.c  their identities
 *   verify.c   the judge between passes
 *   dump.c     a graph as Lua that the front end loads again
 *   interp*.c  the reference interpreter, in double
 *
 * A Graph is a DAG of Nodes in one arena; node ids ascend from operands to users. No node has effects: state
 * writes are `sets` of the Function. */
#ifndef CRESCENT_IR_H
#define CRESCENT_IR_H

#include "../support/support.h"

/* ---- types ------------------------------------------------------------------------------------ */

typedef enum DType { DT_F32 = 1, DT_I32, DT_U32, DT_I16, DT_U16, DT_I8, DT_U8, DT_BOOL } DType;   /* as CR_F32.. */
enum { MAX_RANK = 8 };
#define MAX_ELEMENTS ((int64_t)1 << 36)

/* A bounded dimension: 1 <= n <= max at run time. Symbols are numbered from 1 in Model.symbols.
 *   GIVEN    the caller says it
 *   BLOCKS   how many blocks of `by` there are in n[of], the last of them perhaps not whole: ceil(n[of] / by)
 *   UPTO     in turn t of a loop over BLOCKS `of` (the innermost): up to the end of that block, min((t + 1) * by, n) of n */
typedef enum SymbolKind { SYMBOL_GIVEN, SYMBOL_BLOCKS, SYMBOL_UPTO } SymbolKind;
typedef struct Symbol { const char *name; int64_t max; SymbolKind kind; uint32_t of; int64_t by; } Symbol;

/* An extent. sym 0: constant `size`. Otherwise n[sym] * (size / max[sym]): size is the largest value, and the
 * quotient is what a bounded axis was merged with (it is the outermost factor). */
typedef struct Dim { int64_t size; uint32_t sym; } Dim;
typedef struct Type { DType dtype; uint32_t rank; Dim dim[MAX_RANK]; } Type;

Dim dim_const(int64_t size);
bool dim_equal(Dim a, Dim b);
bool type_equal(const Type *a, const Type *b);          /* dtype and shape */
bool shape_equal(const Type *a, const Type *b);
int64_t type_elements(const Type *t);                   /* with bounded axes at their maximum */
size_t dtype_size(DType d);
uint32_t dtype_bits(DType d, const void *data, int64_t i);            /* element i; small ints sign- or zero-extended, as op_fold's */
const char *dtype_name(DType d);                        /* "f32" */
bool dtype_is_float(DType d);
bool dtype_is_int(DType d);                             /* i32 .. u8, not bool */
DType dtype_by_name(const char *name);                  /* 0 if none */
bool type_has_zero(const Type *t);                      /* a constant extent of 0: inside functions only, never a port's or a slot's */
bool type_is_bounded(const Type *t);                    /* some dimension has a symbol */
Type type_scalar(DType d);
Type type_make(DType d, uint32_t rank, const Dim *dim);

/* ---- the op table (ops.c) ------------------------------------------------------------------------ */

typedef enum Op {
#define MAP(name, ...) OP_##name,
#define OP(name, ...) OP_##name,
#include "ops.def"
#undef MAP
#undef OP
	OP_COUNT
} Op;

typedef enum OpKind { KIND_MAP, KIND_LEAF, KIND_MOVE, KIND_INDEX, KIND_REDUCE, KIND_CONTRACT, KIND_WINDOW, KIND_CONTROL } OpKind;
typedef enum MapResult { RESULT_SAME, RESULT_BOOL, RESULT_LAST, RESULT_CAST } MapResult;

typedef struct OpInfo {
	const char *name;
	int arity;                       /* -1: any */
	OpKind kind;
	const char *attrs;               /* OP rows; "" for MAP */
	/* MAP rows only */
	const char *types;
	MapResult result;
	const char *f32, *i32, *u32, *boolean;   /* C over a, b, c */
} OpInfo;
extern const OpInfo op_table[OP_COUNT];
Op op_by_name(const char *name);                         /* OP_COUNT if none */
bool op_accepts(Op op, DType d);                         /* MAP: operands of type d (select: b and c) */
/* The C expression of MAP op on elements of type d (small ints: the i32 one). */
const char *op_expression(Op op, DType d);
/* The C expression over a of a conversion: "cr_f32_to_i32(a)", "(float)a", "a != 0"; "a" between equal types. */
const char *convert_expression(DType from, DType to);
/* The C expression over a that keeps the bits (f32, i32, u32). */
const char *bitcast_expression(DType from, DType to);
/* Folds one element with the runtime's own arithmetic: raw bits in, raw bits out (f32 as its bits, ints sign- or zero-extended).
 * `operand` is the type of the last operand (select: of b and c), `result` the node's. */
uint32_t op_fold(Op op, DType operand, DType result, const uint32_t bits[3]);

/* ---- nodes and graphs ------------------------------------------------------------------------------- */

typedef struct Node Node;
typedef struct Body Body;
struct Node {
	uint32_t id;                     /* position in graph->nodes */
	Op op;
	Type type;
	uint32_t arity;
	uint32_t replica;                /* 0 unless the recompute pass copied it */
	Node **in;
	uint32_t attr_count;
	const int64_t *attr;             /* laid out as ops.def's attrs column says */
	const void *data;                /* constant: elements, row-major, little-endian host layout, type_elements() of them */
	const char *name;                /* input's or slot's name; not part of identity elsewhere */
	uint32_t bodies;                 /* scan: 1; cond: 2 (true, false) */
	Body *const *body;
	Loc loc;                         /* of the first maker */
};

typedef struct Model Model;
typedef struct Slot Slot;
typedef struct Graph {
	Model *model;
	Compilation *cc;
	VEC(Node *) nodes;
	uint32_t *table; size_t table_cap;   /* hash-consing: ids + 1 */
	Loc here;                        /* given to nodes as they are made */
	const char *called;              /* what the user called, for error texts ("matmul"); NULL: the op's own name */
} Graph;

Graph *graph_new(Model *m);

/* Makes (or finds) a node; infers and checks its type; a broken rule is a model_error at g->here, naming g->here.layer.
 * `type` matters for ops whose result is stated: input param buffer state train constant iota rng_bits reshape
 * broadcast_in_dim (dtype ignored for the last two), convert, bitcast; NULL elsewhere. */
Node *node_make(Graph *g, Op op, const Type *type, Node *const *in, size_t arity, const int64_t *attr, size_t attr_count);
Node *node_constant(Graph *g, const Type *type, const void *data);
Node *node_input(Graph *g, const Type *type, int64_t index, const char *name);   /* index -1: a custom_gradient's dy */
Node *node_slot(Graph *g, const Slot *slot);                      /* reads it: the leaf of its kind */
Node *node_extent(Graph *g, uint32_t sym);                        /* i32 scalar n */
Node *node_replica(Graph *g, const Node *n, Node *const *in, uint32_t replica);  /* node_like, told apart by replica */
Node *node_scalar(Graph *g, DType d, double value);               /* rank 0 constant */
Node *node_splat(Graph *g, const Type *type, double value);       /* scalar broadcast to type */
Node *node_like(Graph *g, const Node *n, Node *const *in);        /* same op, attrs, stated type over other operands; may be another graph */
bool node_is_splat(const Node *n, double *value);                 /* scalar constant, or one broadcast */
double constant_element(const Node *n, int64_t i);                /* of a constant, row-major */

/* Typed makers used by passes and rules; shapes must already agree (broadcast explicitly). */
Node *map1(Graph *g, Op op, Node *a);
Node *map2(Graph *g, Op op, Node *a, Node *b);
Node *map3(Graph *g, Op op, Node *a, Node *b, Node *c);
Node *convert_to(Graph *g, Node *a, DType d);
Node *reshape_to(Graph *g, Node *a, const Type *shape);
Node *broadcast_to(Graph *g, Node *a, const Type *shape, const int64_t *axes);   /* axes: a's rank many */
Node *broadcast_scalar(Graph *g, Node *a, const Type *shape);
Node *transpose_by(Graph *g, Node *a, const int64_t *permutation);
Node *reduce_by(Graph *g, Op op, Node *a, const int64_t *axes, size_t n);
Node *slice_by(Graph *g, Node *a, const int64_t *start, const int64_t *limit, const int64_t *stride);
Node *pad_by(Graph *g, Node *a, Node *value, const int64_t *low, const int64_t *high, const int64_t *interior);
Node *dot_by(Graph *g, Node *a, Node *b, size_t batch, const int64_t *ba, const int64_t *bb, size_t contract, const int64_t *ca,
             const int64_t *cb);

/* A slice's limit on one axis, beside numbers: a bounded axis is taken whole; a constant one cut to a bounded extent. */
enum { SLICE_WHOLE = -1 };
static inline int64_t slice_to(uint32_t sym) { return SLICE_WHOLE - (int64_t)sym; }

/* Reads the i-th attribute of the row's list: pointer to its first item, its length in *n (1 for scalars). */
const int64_t *node_attr(const Node *n, int index, size_t *count);
int64_t node_attr_int(const Node *n, int index);

/* ---- convolutions and windows (window.c) ------------------------------------------------------------------ */

/* One axis of a window: cell k of window o lies at o * stride + k * dilation - low in an input whose elements stand `base` apart. */
typedef struct Window { int64_t size, stride, low, high, dilation, base; } Window;
/* Windows in an input axis of extent n: 0 where not even one fits (n, size at least 1). */
int64_t window_count(const Window *w, int64_t n);
/* The input element under cell k of window o; -1 in padding and between elements. */
int64_t window_cell(const Window *w, int64_t n, int64_t o, int64_t k);
/* The windows of the transposed map: of its out, window i has as cells the o whose cell is i (K - 1 - k where that had k).
 * n, count: extents of the input and of the result. */
Window window_transposed(const Window *w, int64_t n, int64_t count);
/* Axis i of a WINDOW op. */
Window window_of(const Node *n, uint32_t axis);

enum { MAX_SPATIAL = 3 };
/* A convolution by roles: numbers of axes; group is -1 in all three where there is none. */
typedef struct Convolution {
	struct { int64_t batch, feature, group, spatial[MAX_SPATIAL]; } lhs, out;
	struct { int64_t in, out, group, spatial[MAX_SPATIAL]; } rhs;
	uint32_t spatial;
	Window window[MAX_SPATIAL];      /* size: the kernel's extent; base: lhs_dilation, dilation: rhs_dilation */
	bool reversed;
} Convolution;
Convolution convolution_of(const Node *n);
Node *convolution_by(Graph *g, Node *lhs, Node *rhs, const Convolution *c);
/* window: one for each axis of a; base is read by reduce_window_sum only. b: NULL for the reductions. */
Node *window_by(Graph *g, Op op, Node *a, Node *b, const Window *window);

/* ---- loops and branches (control.c) ------------------------------------------------------------------------ */

typedef struct Function Function;

/* The closed sub-graph of a loop or branch: its inputs are the function's ports, its results the function's outputs. Two are
 * equal if they were when they were made: a gradient may append outputs for itself, which changes nobody's results. */
struct Body {
	Function *f;
	size_t nodes, outputs;           /* as it was made: what identity looks at */
	uint64_t hash;
};
Body *body_new(Function *f);
bool body_equal(const Body *a, const Body *b);
/* A function for a body, without ports yet. */
Function *body_function(Model *m, const char *name);
/* Appends ports to it; the input's node is made in its graph. */
Node *body_input(Function *f, const Type *type, const char *name);
void body_output(Function *f, Node *n, const char *name);
/* A verbatim copy, node by node: ids are the same. */
Function *body_copy(const Function *f);

/* A scan by roles. Operands: carries (their first values), xs, invariants. The body's inputs: the position (i32 scalar), then one
 * for each operand: carries, slices of xs, invariants; its outputs: the carries' next values, then ys. */
typedef struct ScanParts {
	Function *f;
	uint32_t carries, slices, invariants, ys;
	Dim length;
	bool reverse;                    /* positions descend */
	bool stops;                      /* carry 0 is a bool scalar; there is no turn where it is false */
	bool recompute;                  /* its gradient keeps carries only */
} ScanParts;
ScanParts scan_of(const Node *n);
/* operands: carries, xs and invariants one after the other; of s, f's ports are counted */
Node *scan_by(Graph *g, const ScanParts *s, Body *body, Node *const *operands);
Node *cond_by(Graph *g, Node *predicate, Body *yes, Body *no, Node *const *operands, size_t n);
Node *node_control(Graph *g, Op op, Node *const *in, size_t arity, const int64_t *attr, size_t attr_count, Body *const *body, size_t bodies);
Node *node_result(Graph *g, Node *control, uint32_t index);         /* a scan's final carries, then ys [length, ..]; a cond's results */

/* ---- model: slots and functions (model.c) ---------------------------------------------------------------- */

typedef enum SlotKind { SLOT_PARAM, SLOT_BUFFER, SLOT_STATE, SLOT_TRAIN } SlotKind;
/* What a run-time hyper-parameter may be; an infinite end is open. */
typedef struct HyperRange { double low, high; } HyperRange;

struct Slot {
	uint32_t index;                  /* in Model.slots */
	SlotKind kind;
	const char *name;                /* "dense_1.kernel"; unique in its kind */
	Type type;                       /* constant dims only */
	bool trainable;                  /* PARAM */
	int64_t panels;                  /* 0: row-major. N: a matrix of N columns in panels of 16, element (k,j) of K rows at
	                                  * (j/16)*K*16 + k*16 + j%16; the last axis is a multiple of 16 (lower/layout.c) */
	const char *group;               /* TRAIN: which m:train ("train") or m:optimizer it belongs to; else NULL */
	const HyperRange *range;              /* TRAIN: of a cr.hyper with min or max; else NULL */
	Loc loc;
};

/* What a function is for: decides its C signature and who calls it. */
typedef enum FunctionKind {
	FUNC_USER,        /* m:func */
	FUNC_INIT,        /* sets every param and buffer; one seed input */
	FUNC_STATE_INIT,  /* sets every state; no inputs */
	FUNC_TRAIN_INIT,  /* sets the TRAIN slots of one group; one seed input */
	FUNC_TRAIN_STEP,  /* one micro-batch, and the update where accumulate is 1 */
	FUNC_TRAIN_FLUSH, /* the update where accumulate is above 1 */
	FUNC_EVALUATE,
	FUNC_AVERAGE,     /* copies weight averages into params */
	FUNC_FINISH,      /* metrics that are no means, from what step or evaluation counted over an epoch */
	FUNC_LOOP_STEP    /* one iteration of m:loop */
} FunctionKind;

typedef struct Port { const char *name; Type type; Node *node; bool seed; Loc loc; } Port;   /* seed: u32[4] inside, uint64_t in C (high words: call 0) */
typedef struct Set { Slot *slot; Node *value; Loc loc; } Set;

/* An integer input that reaches a loss, embedding, take or one_hot as it is, or (part) slices of it: low .. high, or `ignore`. */
typedef struct RangeCheck { const char *input; int64_t low, high; int64_t ignore; bool has_ignore, part; } RangeCheck;

struct Function {
	const char *name;                /* C name without the model's prefix: "infer", "train_step" */
	FunctionKind kind;
	const char *group;               /* "train" for its init, step, flush, evaluate, average; else NULL */
	Graph *graph;
	VEC(Port) inputs;                /* extents (bounded symbols) in order of first appearance here */
	VEC(Port) outputs;
	VEC(Set) sets;
	/* Bits 1 << SlotKind: what it reads and sets as it was traced (TRAIN: of its group), whatever passes remove later. Its C
	 * signature follows from these. */
	uint8_t reads, writes;
	VEC(RangeCheck) checks;          /* as its uses came; function_range says what they come to */
	Loc loc;
};
/* What values an integer input may have: false where any. Uses of the whole input must all allow a value; of uses of parts one is enough,
 * since which part an element belongs to is not looked at; a value that any use ignores may be there. */
bool function_range(const Function *f, const char *input, RangeCheck *out);

/* One declared data source: cr.data.KIND{...}, kept as text for the hosted program. */
typedef struct DataField { const char *input; const char *file; const char *spec; } DataField;
typedef struct DataSource {
	const char *kind;                /* "idx" "npy" "csv" "raw" "safetensors"; NULL: none declared */
	VEC(DataField) fields;           /* spec: kind-specific, e.g. csv columns "3,4,5" or classes */
	const char *file;                /* csv: the one file */
	bool header, shuffle; const char *missing; double missing_value;
	int64_t limit;                   /* 0: all */
	const char *split;               /* "hash" "last" "shuffle" */
	double share;                    /* validation as a share of train; 0: not a share */
} DataSource;

/* m:train. Outputs of the step and evaluate functions, in order: for loss and each metric, its weighted sum
 * and its sum of weights (f32 scalars), then, for the step, gradient_norm, learning_rate and finite (0/1). */
typedef struct Train {
	const char *name;                /* "train" */
	Function *init, *step, *flush, *evaluate, *average;    /* flush, average may be NULL */
	Function *finish;                /* NULL: all metrics are means; else the last output of step and evaluate is what they count, its input */
	Slot *counts;                    /* TRAIN: such sums over an epoch so far, in two halves; NULL without finish */
	int64_t batch, accumulate;
	VEC(const char *) metrics;       /* without the loss; sorted */
	VEC(Port) inputs;                /* one example's types, C order */
	VEC(Slot *) hypers;              /* TRAIN f32 scalars "hyper.NAME" */
	Slot *total_steps;               /* TRAIN f32 scalar, NULL if nothing reads it */
	const char *monitor; bool maximize, drop_remainder, restore_best, rollback;
	DataSource train_data, validation_data, test_data;
	Loc loc;
} Train;

typedef struct Option { const char *name, *value, *standard, *doc; VEC(const char *) choices; bool given; } Option;

/* One rename rule of m:checkpoint; `*` in ours is copied to theirs. */
typedef struct NameRule { const char *ours, *theirs; bool transpose; } NameRule;
typedef struct Checkpoint { const char *format, *prefix; VEC(NameRule) rules; VEC(const char *) optional, ignore; Loc loc; } Checkpoint;

/* A row of `crescent summary`: one call of one layer. */
typedef struct LayerNote { const char *path, *kind, *output; const char *defaults; Loc loc; } LayerNote;

struct Model {
	Compilation *cc;
	const char *name, *version, *source;     /* source: base name of the model file, for comments */
	VEC(Symbol) symbols;                     /* symbol k is symbols.at[k - 1] */
	VEC(Slot *) slots;
	Map slot_named[SLOT_TRAIN + 1];          /* model_slot's */
	VEC(Function *) functions;
	VEC(Train *) trains;
	VEC(Option) options;
	VEC(const char *) labels;
	VEC(Checkpoint) checkpoints;
	VEC(LayerNote) layers;
	VEC(const char *) files;                 /* every file the script read, for depfiles */
};

Model *model_new(Compilation *cc, const char *name);
const char *slot_kind_name(SlotKind kind);                            /* "param" */
const char *function_kind_name(FunctionKind kind);                    /* "train_step" */
bool function_kind_by_name(const char *name, FunctionKind *kind);
Slot *model_slot(Model *m, SlotKind kind, const char *name);          /* NULL if absent */
Slot *model_add_slot(Model *m, SlotKind kind, const char *name, const Type *type, Loc loc);   /* a bad type or a second one: model_error */
uint32_t model_symbol(Model *m, const char *name, int64_t max);       /* same (name, max): same symbol */
uint32_t model_blocks(Model *m, uint32_t of, int64_t by);             /* of a GIVEN one: its BLOCKS of `by` */
uint32_t model_upto(Model *m, uint32_t blocks);                       /* their UPTO */
uint32_t symbol_given(const Model *m, uint32_t sym);                  /* the GIVEN one that says sym */
/* Of UPTO in that turn. */
int64_t symbol_upto(const Model *m, uint32_t sym, const int64_t *extent, int64_t turn);
/* May an axis d be cut to the extent of `sym`, from its start, and how large is that at most? A constant axis that is long enough; all
 * blocks of n to n; n to what its blocks reach. 0: no. */
int64_t dim_cut(const Model *m, Dim d, uint32_t sym);
/* Fills in the extents of BLOCKS. */
void model_extents(const Model *m, int64_t *extent);
Function *model_function(Model *m, const char *name);
int64_t model_parameters(const Model *m);                             /* trainable numbers */
/* "f32[n,10]" in the arena */
const char *type_text(const Model *m, const Type *t);
const char *dim_text(const Model *m, Dim d);
const char *shape_text(const Model *m, const Type *t);                /* "[n,10]" */
/* Hashes over names, shapes, types of params and buffers; over the computation, of the graphs as they are now: taken before
 * passes (cli_graph), comments, lines, profile and simplifier change neither. */
uint64_t model_signature(const Model *m);
uint64_t model_graph_hash(const Model *m);

/* Records reads and writes from the graph and the sets. */
void function_record_uses(Function *f);

/* ---- function.c ------------------------------------------------------------------------------------------------ */

/* By id, in the arena: every input port (they are the signature), and whatever outputs and sets reach. */
bool *function_live(const Function *f);

/* Drops nodes that are not live; renumbers; keeps order. */
void function_prune(Function *f);

/* Is that input an operand of a node, or an output? */
bool function_reads(const Function *f, size_t input);

/* The function over another graph: map has the new node of each old id that it names. */
void function_move(Function *f, Graph *to, Node *const *map);

/* ---- verify.c, dump.c, interp.c ----------------------------------------------------------------------------- */

/* BUG()s with the rule and the pass's name if the graph is not well-formed. */
void function_verify(const Function *f, const char *after);

/* The function as a Lua program that the front end loads again. Large constants go by content hash. */
void function_dump(const Function *f, Text *out);
void model_dump(const Model *m, Text *out);

/* The large constants a dump refers to as ir.blob("HASH"), each once: they are stored as HASH.bin, little-endian. */
typedef void BlobSink(void *context, const char *hash, const void *data, size_t size);
void model_blobs(const Model *m, BlobSink *sink, void *context);

/* One tensor of the interpreter: row-major over actual extents. */
typedef struct Value Value;
struct Value { Type type; int64_t dim[MAX_RANK]; int64_t count; double *at; const Value *part; };    /* part: results of a loop or branch */
typedef struct InterpArgs {
	const int64_t *extent;           /* by symbol - 1 */
	const Value *inputs;             /* by position */
	const Value *slots;              /* by slot index; read */
} InterpArgs;
/* Evaluates by the definition, in double (f32 rounding for compare, argmax). outputs and sets are filled in, in order; memory from a. */
void function_interpret(const Function *f, const InterpArgs *args, Arena *a, Value *outputs, Value *sets);
Value value_new(Arena *a, const Model *m, const Type *t, const int64_t *extent);

#endif
