/* program.h - what lowering leaves: buffers, kernels (loop nests) and the order of their calls.
 *
 * A Program is one function of the model. A Kernel is a C function to be: formal parameters and a tree of
 * statements over scalar registers, loop variables and affine indices. A Call binds buffers to a kernel's parameters.
 * Everything is structured: the printer, the proof and the planner read this and nothing else; there are no
 * strings of C in it. */
#ifndef CRESCENT_PROGRAM_H
#define CRESCENT_PROGRAM_H

#include "../ir/ir.h"

/* ---- numbers that may depend on a bounded dimension ------------------------------------------------ */

/* sym 0: `mul`. Otherwise mul * n[sym], at most mul * max. */
typedef struct Extent { int64_t mul; uint32_t sym; } Extent;

/* ---- indices ------------------------------------------------------------------------------------------ */

/* A variable of an index: a loop's, or computed from others (reshapes that no loop nest refines), or an extent. */
typedef enum VarKind {
	VAR_LOOP,        /* 0 <= v < extent */
	VAR_QUOTIENT,    /* of / by, 0 <= v < max; of is never negative */
	VAR_REMAINDER,   /* of % by, 0 <= v < by */
	VAR_SYMBOL       /* n of the bounded dimension extent.sym itself: 1 <= v <= max */
} VarKind;

typedef struct Var Var;
typedef struct Term { const Var *var; int64_t coef; } Term;
typedef struct Affine { int64_t constant; uint32_t n; const Term *term; } Affine;    /* terms by var id ascending, no zero coefs */

struct Var {
	uint32_t id;                     /* unique in its kernel */
	VarKind kind;
	Extent extent;                   /* LOOP; SYMBOL: {1, sym} */
	int64_t max;                     /* the greatest value plus one (SYMBOL: the greatest value), for proofs */
	const char *hint;                /* "i", "row", "k": the printer makes it unique */
	Affine of; int64_t by;           /* QUOTIENT, REMAINDER */
};

typedef struct Expr Expr;
typedef struct Clamped { const Expr *value; int64_t size; Extent limit; int64_t coef; } Clamped;  /* coef * clamp(value, 0, limit - 1); limit's greatest value is size */

/* Where an access goes: element offset = affine + sum of clamped data-dependent terms. */
typedef struct Index { Affine affine; uint32_t n; const Clamped *clamped; } Index;

/* ---- expressions ---------------------------------------------------------------------------------------- */

typedef enum ExprKind {
	E_CONST,      /* bits, of dtype */
	E_REG,        /* reg */
	E_INDEX,      /* the affine value itself, as dtype (iota) */
	E_EXTENT,     /* a bounded dimension's n, as i32 */
	E_LOAD,       /* param[index] */
	E_MAP,        /* op over args; dtype is the result's */
	E_GUARD,      /* all of (0 <= lo-shifted test < limit) ? args[0] : args[1]; args[0] is not evaluated outside */
	E_RNG         /* word `affine` of Philox under key args[0..3] and stream */
} ExprKind;

typedef struct Reg { uint32_t id; DType dtype; const char *hint; bool mutable; } Reg;
typedef struct Test { Affine value; int64_t stride; Extent limit; } Test;     /* 0 <= value < limit and value % stride == 0 */

struct Expr {
	ExprKind kind;
	DType dtype;
	Op op;                           /* E_MAP */
	uint32_t bits;                   /* E_CONST: f32 bits, or the integer, sign-extended */
	const Reg *reg;
	uint32_t param;                  /* E_LOAD: index into Kernel.params */
	Index index;                     /* E_LOAD; E_INDEX and E_RNG use index.affine */
	uint32_t sym;                    /* E_EXTENT */
	uint64_t stream;                 /* E_RNG */
	uint32_t tests; const Test *test;    /* E_GUARD */
	uint32_t n; const Expr **arg;
};

/* ---- statements ------------------------------------------------------------------------------------------- */

typedef enum StmtKind {
	S_FOR,        /* for var: body */
	S_LET,        /* declare reg = value (const unless reg->mutable) */
	S_ASSIGN,     /* reg = value (a mutable one) */
	S_STORE,      /* param[index] = value;  add: += (float or int add of the table) */
	S_REDUCE,     /* reg = reduction of value over vars (nested, first outermost); see below */
	S_CONTRACT,   /* a matrix product or a convolution with its epilogue; see below */
	S_PACK,       /* a matrix copied into panels of 16 columns, k-major, zero-filled */
	S_IF          /* if all tests hold: body; else other */
} StmtKind;

typedef struct Stmt Stmt;
typedef struct Block { Stmt *first, *last; } Block;

/* S_REDUCE: with `lanes`, element e (row-major over vars) goes to lane e mod 16 and the 16 partial results are joined by the
 * halving tree of cr_reduce.h; without, one accumulator, ascending. op is add, multiply, maximum or minimum. `body` computes
 * registers that `value` reads, once for each element. */
typedef struct Reduce { Op op; bool lanes; uint32_t n; const Var **var; Block body; } Reduce;

/* S_CONTRACT: for i < m, j < n: z = sum over k of A[i,k] * B[k,j]; then epilogue with i, j and z.
 * Offsets: A at a + i*a_row + k*a_k (plus the enclosing loops in a), B at b + j*b_col + k*b_k.
 * `how` is chosen by lowering from constants (DESIGN 5.3). Packing scratch are parameters like others. */
typedef enum ContractHow {
	CONTRACT_LOOPS,    /* (b) tiny: plain nest, one accumulator */
	CONTRACT_ROW,      /* (a) m is 1: one row times panels of B, at memory speed */
	CONTRACT_DOT,      /* (a) n is 1 and k contiguous on both sides: 16 lanes */
	CONTRACT_TILE      /* (c), (d): cr_tile over row tiles and column panels */
} ContractHow;
/* An axis of depth outside the run of k: the lines of a convolution's kernel, the images of a batch. Steps in A and B. */
typedef struct Tap { const Var *var; int64_t a, b; } Tap;
/* With taps (TILE only) the sum goes over them too, outermost first, and terms for which a test fails are left out. A test is of
 * the variables around, of i, and of one variable of depth (a tap's, or `run`, k's own), which moves it up; at most one names i:
 * that of the last tap. Then B lies in panels (and its k steps by b_k there), or its columns are whole ones. */
typedef struct Contract {
	ContractHow how;
	const Var *i, *j;                /* extents m and n */
	Extent k; int64_t k_max;
	uint32_t taps; const Tap *tap; const Var *run;
	uint32_t tests; const Test *test;
	uint32_t a; Affine a_base; int64_t a_row, a_k;
	bool a_rows;                     /* a_base names i: rows lie wherever it says (a_row is 0) */
	uint32_t b; Affine b_base; int64_t b_k, b_col;
	/* B lies in panels already: element (k,j) at b + (j/16)*b_panel + k*16 + j%16. With pack_b the product reads it
	 * transposed, panels running along the depth: (k,j) at b + (k/16)*b_panel + j*16 + k%16. */
	bool b_panels;
	int64_t b_panel;
	bool pack_a, pack_b, pack_b_tail;    /* copy A row tiles / all of B / only B's last partial panel, where neither rule below holds, into panels first */
	int32_t scratch_a, scratch_b;    /* params (f32, written) that hold the packed copies; -1: none */
	int64_t column_block;            /* TILE: columns of B kept in L2 at a time, a multiple of 16 */
	bool cblas;                      /* may go to cblas_sgemm under CR_USE_CBLAS, into `cblas_out` row-major m x n, epilogue reading it back */
	uint32_t cblas_out;
	const Reg *z;
	Block epilogue;
} Contract;

/* Columns of B, read in place, that are no whole panels. Of 16 and more, a tile's last panel begins earlier: columns that it shares
 * with the one before are computed twice, and kept once. */
static inline bool contract_overlaps(const Contract *c)
{
	const int64_t n = c->j->extent.mul;
	return c->how == CONTRACT_TILE && !c->pack_b && !c->b_panels && c->b_col == 1 && !c->j->extent.sym && n > 16 && n % 16 != 0;
}

/* Of fewer, and of one row, a panel's lines are read on into the next line. Only the last lines have none that is long enough: their
 * products are added one by one. How many they are; 0: there are none, or B is packed. */
static inline int64_t contract_last_lines(const Contract *c)
{
	const int64_t n = c->j->extent.mul;
	if ((c->how != CONTRACT_ROW && (c->how != CONTRACT_TILE || n > 16)) || c->taps || c->pack_b || c->b_panels || c->j->extent.sym ||
	    c->k.sym || n % 16 == 0 || c->b_k < 1 || c->b_col != 1)
		return 0;
	const int64_t lines = (16 - n % 16 + c->b_k - 1) / c->b_k;
	return lines < c->k_max ? lines : 0;
}

/* S_PACK: to[to_base + (j/16)*panel + k*16 + j%16] = from[from_base + k*from_k + j*from_col] for j < columns, 0 up to whole panels. */
typedef struct Pack {
	uint32_t from; Affine from_base; int64_t from_k, from_col;
	uint32_t to; Affine to_base; int64_t panel;
	Extent k; int64_t k_max, columns;
} Pack;

struct Stmt {
	StmtKind kind;
	Stmt *next;
	const Var *var; Block body; bool parallel;     /* S_FOR; parallel: iterations are independent (threads may share them) */
	const Reg *reg; const Expr *value;             /* S_LET, S_ASSIGN, S_REDUCE, S_STORE */
	uint32_t param; Index index; bool add;         /* S_STORE */
	const Reduce *reduce;
	const Contract *contract;
	const Pack *pack;
	uint32_t tests; const Test *test; Block other;     /* S_IF, with body */
};

/* ---- kernels and calls ------------------------------------------------------------------------------------------- */

typedef enum Access { ACCESS_READ = 1, ACCESS_WRITE = 2, ACCESS_UPDATE = 3 } Access;
typedef struct Param {
	const char *hint;                /* "x", "kernel", "out": made unique and C-safe by the printer */
	DType dtype;
	Access access;                   /* UPDATE: reads and writes, or one pointer for an aliased pair */
	int64_t elements;                /* at maximum extents */
	const char *type;                /* "f32[n,784]" for the comment */
	int64_t each;                    /* scratch of which each thread has its own so many elements, one behind the other; 0: there is one */
} Param;

typedef struct Kernel {
	uint32_t id;
	const char *name;                /* hint: the layer it computes, "dense_1", C-safe; the emitter adds k<number>_ */
	const char *ops;                 /* "dot_general add maximum": the ops fused, in order, for the comment */
	VEC(Loc) locs;                   /* distinct script lines, ascending */
	VEC(Param) params;
	Block body;
	uint32_t regs, vars;             /* how many ids are used */
	bool uses_sym;                   /* takes extents */
	bool copy;                       /* moves one buffer into another and nothing else */
	struct Kernel *same;             /* in outline.c: the equal one that takes its calls */
	bool removed;                    /* in alias.c: its one call is gone */
	const char *key;                 /* set by outlining: kernels with equal keys are one C function */
} Kernel;

/* A loop of the schedule. Its variable is the position: 0 .. length - 1, descending where `reverse` is set. */
typedef struct Buffer Buffer;
typedef struct Loop {
	uint32_t id;                     /* unique in its program */
	Extent length; int64_t max;
	bool reverse;
	Buffer *position;                /* i32 scalar set at the head of each turn; NULL: nobody reads it */
	Buffer *go;                      /* bool scalar: no turn where it is false; NULL: all turns */
} Loop;

/* Where a view begins: constant + terms, in elements. A term is coef * v, or coef * ((v + shift) % 2) where parity is set; v is the
 * loop's variable, or the extent where loop is NULL. */
typedef struct PlaceTerm { const Loop *loop; Extent extent; int64_t coef; bool parity; int64_t shift; } PlaceTerm;
typedef struct Placement { int64_t constant; uint32_t n; const PlaceTerm *term; } Placement;

/* VIEW: a part of another buffer, which may be a view itself. */
typedef enum BufferKind { BUF_INPUT, BUF_OUTPUT, BUF_SLOT, BUF_CONST, BUF_TEMP, BUF_VIEW } BufferKind;
struct Buffer {
	uint32_t id;
	BufferKind kind;
	DType dtype;
	int64_t elements;                /* at maximum extents, at least 1 */
	const char *name;                /* hint */
	uint32_t index;                  /* INPUT, OUTPUT: port; SLOT: slot */
	const void *data;                /* CONST */
	bool written;                    /* SLOT: a set writes it in place */
	int64_t offset;                  /* TEMP: elements from the start of its type's workspace array; set by plan */
	Type type;                       /* for comments and dumps */
	int64_t panels;                  /* as Slot.panels: of a slot, or of a value on its way there */
	Buffer *of; Placement at;            /* VIEW */
	bool viewed;                     /* some view is of it */
	size_t from, before, to;         /* in alias.c: no step outside from .. to - 1 mentions it or a part of it, and none in before .. to - 2 */
};

/* The greatest common divisor, not negative; of 0 and x it is |x|. */
static inline int64_t gcd(int64_t a, int64_t b)
{
	while (b) {
		const int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

/* The buffer itself that b is a part of. */
static inline const Buffer *buffer_root(const Buffer *b)
{
	while (b->kind == BUF_VIEW)
		b = b->of;
	return b;
}

/* The schedule is a tree, written in the order of execution: LOOP .. END, IF .. ELSE .. END around what they hold. Only a CALL
 * has a kernel. Arguments of the others: LOOP writes its position; IF reads its predicate; END of a loop mentions what outlives
 * a turn. */
typedef enum StepKind { STEP_CALL, STEP_LOOP, STEP_IF, STEP_ELSE, STEP_END } StepKind;
typedef struct Call {
	Kernel *kernel;
	uint32_t n; Buffer **arg;
	StepKind kind;
	const Loop *loop;                /* of LOOP and its END */
	bool carry;                      /* copies a carry's new value to where the next turn reads it */
} Call;

/* What step c does to argument i; 0: it only mentions it. */
static inline unsigned call_access(const Call *c, uint32_t i)
{
	if (c->kind == STEP_CALL)
		return c->kernel->params.at[i].access;
	return c->kind == STEP_LOOP ? ACCESS_WRITE : c->kind == STEP_IF ? ACCESS_READ : 0u;
}

typedef struct Program {
	const Function *function;
	Model *model;
	VEC(Buffer *) buffers;
	VEC(Kernel *) kernels;           /* distinct C functions after outlining, in order of first call */
	VEC(Call) calls;                 /* the schedule */
	uint32_t loops;                  /* how many loop ids are used */
	int64_t workspace[DT_BOOL + 1];  /* elements of each type's workspace array, by dtype; set by plan */
	int64_t lower_bound[DT_BOOL + 1];    /* largest sum of simultaneously live elements */
} Program;

#endif
