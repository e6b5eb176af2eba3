/* print.h - what the files of emit/ share: lines, names, kernels.
 *
 * Nothing outside emit/ includes this. */
#ifndef CRESCENT_EMIT_PRINT_H
#define CRESCENT_EMIT_PRINT_H

#include "emit.h"

/* ---- writer.c: whole lines and whole blocks; the writer owns the depth ------------------------------ */

typedef struct Opened { size_t at; int depth; } Opened;
typedef struct CWriter { Text text; int depth; VEC(Opened) opened; } CWriter;

CWriter c_writer(Arena *a);
void c_line(CWriter *w, const char *fmt, ...) PRINTF_LIKE(2, 3);      /* one indented line */
void c_long(CWriter *w, const char *fmt, ...) PRINTF_LIKE(2, 3);      /* one statement, broken at spaces where it is too long */
void c_open(CWriter *w, const char *fmt, ...) PRINTF_LIKE(2, 3);      /* "fmt {", one level deeper */
void c_loop(CWriter *w, const char *fmt, ...) PRINTF_LIKE(2, 3);      /* the same; no braces if one short statement follows */
void c_begin(CWriter *w, const char *fmt, ...) PRINTF_LIKE(2, 3);     /* a function's head, wrapped; its brace on the next line */
void c_prototype(CWriter *w, const char *fmt, ...) PRINTF_LIKE(2, 3); /* a function's head, wrapped, and a semicolon */
void c_close(CWriter *w);                                             /* "}", BUG() if none open */
void c_close_with(CWriter *w, const char *tail);                      /* "}" and what follows it: "} name;" */
void c_raw(CWriter *w, const char *fmt, ...) PRINTF_LIKE(2, 3);       /* at column 0: preprocessor lines */
void c_blank(CWriter *w);                                             /* an empty line, never two */
/* A comment in one or several lines, words wrapped at about 110 columns. */
void c_comment(CWriter *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* head, then the items with ", " between, wrapped with a hanging indent, then tail. */
void c_list(CWriter *w, const char *head, const char *const *items, size_t n, const char *tail);

typedef VEC(const char *) Strings;
const char *join_arguments(Arena *a, const Strings *s);               /* "a, b" */

/* The shortest literal that reads back as v: "0.5f", "-1e-07f", "CR_INFINITY", "CR_NAN". */
void c_float(char out[40], float v);
/* A constant of dtype d from its bits, as an expression that needs no parentheses. */
const char *c_constant(Arena *a, DType d, uint32_t bits);
/* The type of an element: "float", "int32_t"; bool is "uint8_t". */
const char *c_type(DType d);
/* The name of its workspace array: "memory" for f32, "memory_i32", ... */
const char *c_memory(DType d);
/* "CR_F32" */
const char *c_type_tag(DType d);

/* ---- names.c ------------------------------------------------------------------------------------------ */

/* Words that C, C++, common platform headers or the runtime take. */
bool name_reserved(const char *s);
/* "dense_1.kernel" -> "dense_1_kernel"; never empty, never a digit first. */
char *name_identifier(Arena *a, const char *s);
char *name_upper(Arena *a, const char *s);

/* Names in scope, innermost last. */
typedef struct Scope { Arena *arena; VEC(const char *) names; bool form; unsigned given; } Scope;     /* form: names are v1, v2, ... */
Scope scope_new(Arena *a);
void scope_take(Scope *s, const char *name);              /* name is in use from here on */
/* An identifier made from `wanted`, unlike every name in scope and no reserved word; taken. */
const char *scope_name(Scope *s, const char *wanted);

/* ---- kernel.c, expr.c, contract.c ----------------------------------------------------------------------- */

/* A number in a kernel's C that kernels of the same form may differ in: an extent, a stride, a place; of initial values also the stream
 * of its random words and factors. */
typedef enum NumberKind { NUMBER_SIZE, NUMBER_STREAM, NUMBER_FLOAT } NumberKind;
typedef struct Number { NumberKind kind; uint64_t value; const char *hint; } Number;
/* Numbers in the order in which they are printed, and what is printed for them: NULL the numbers themselves. */
typedef struct Numbers { bool form; VEC(Number) at; const char *const *text; } Numbers;     /* form: all as "#", names too are without meaning */

/* A kernel as it was printed: what a call needs. */
typedef struct PrintedKernel {
	const char *key, *name;
	uint32_t n, *order;              /* arguments in C order: order[i] indexes Kernel.params */
	uint32_t syms, *sym;             /* extents that follow them */
	uint32_t numbers; const char **number;     /* and numbers */
	size_t stack;                    /* bytes of its arrays and the micro-kernel it calls, on the target with the largest tile */
	size_t text;                     /* characters of its body */
} PrintedKernel;

typedef struct KernelPrinter {
	CWriter *w;
	Arena *arena;
	const Model *model;
	const Kernel *kernel;
	int threads;
	Scope scope;
	const char **param, **var, **reg;    /* C names; a var or reg without one is not declared yet */
	bool *param_used, *reg_used, *scratch, *sym_used;
	const char **sym;                /* by symbol; NULL: not used */
	bool in_parallel;
	size_t stack, callee;            /* bytes of its arrays; the largest frame of a micro-kernel it calls */
	Numbers *numbers;
	bool random;                     /* initial values: factors are numbers too */
	const struct Facts *facts;
} KernelPrinter;

/* sizes.c: kernels of one form and the numbers in which they differ, which are arguments of the one function. */
typedef struct SizeArgument { const char *name, *type; } SizeArgument;
typedef struct Sizes {
	size_t kernels;                  /* how many have the form; with one there are no arguments */
	const char *name;                /* what the kernels' names have in common, or their first op */
	bool instances;                  /* each kernel is a function that calls the form's, which is inlined: numbers stay constant */
	VEC(SizeArgument) args;
	const char **text;               /* by number of the form, as Numbers.text */
} Sizes;

/* How kernels are printed. */
typedef struct KernelStyle {
	int number, threads;
	bool apart;                      /* never inlined */
	bool random;                     /* initial values: factors are numbers too */
	const Sizes *sizes;              /* NULL: it is the only one of its form */
	const PrintedKernel *form;       /* an instance of this one, with these numbers */
	const char *const *number_of;
} KernelStyle;

/* Prints the kernel as a static function named k<number>_<hint>. */
PrintedKernel *kernel_print(CWriter *w, Arena *a, const Model *m, const Kernel *k, const KernelStyle *style);
/* Its C without numbers and names: kernels with the same form are one function of numbers. Which numbers: to *numbers. */
PrintedKernel *kernel_form(Text *form, Numbers *numbers, Arena *a, const Model *m, const Kernel *k, const KernelStyle *style);

/* C precedence of what an expression's text is: parentheses are added below what the context asks. */
enum { PREC_TERNARY = 3, PREC_OR = 4, PREC_AND = 5, PREC_BITS = 6, PREC_EQUAL = 9, PREC_LESS = 10, PREC_SHIFT = 11,
       PREC_ADD = 12, PREC_MULTIPLY = 13, PREC_UNARY = 14, PREC_POSTFIX = 15 };

/* n, not negative, where C has a size_t; hint: what it is called where it is an argument. */
const char *number_text(KernelPrinter *p, int64_t n, const char *hint, int context);
const char *sym_text(KernelPrinter *p, uint32_t sym);
const char *expr_text(KernelPrinter *p, const Expr *e, int context);
const char *affine_text(KernelPrinter *p, const Affine *a, int context);
const char *index_text(KernelPrinter *p, const Index *i);
const char *extent_text(KernelPrinter *p, Extent e, int context);
/* The address of an element: "x", "x + i * 784". */
const char *address_text(KernelPrinter *p, uint32_t param, const Affine *a);
const char *param_text(KernelPrinter *p, uint32_t param);
/* What e is worth as a value to assign: with a cast where C's promotion left it wider than its type. */
const char *value_text(KernelPrinter *p, const Expr *e);
/* A conjunction as a condition: NULL where it never holds, "" where it always does. What follows it may use it: p->facts grow;
 * the caller puts *outer back. */
const char *tests_text(KernelPrinter *p, uint32_t n, const Test *test, const struct Facts **outer);

/* Declares a loop variable or register in the present scope. */
const char *declare_var(KernelPrinter *p, const Var *v);
const char *declare_reg(KernelPrinter *p, const Reg *r);
void print_block(KernelPrinter *p, const Block *b);
/* Where this thread's own part of a scratch parameter begins (Param.each). */
const char *own_part(KernelPrinter *p, uint32_t param);
void contract_print(KernelPrinter *p, const Contract *c);
void pack_print(KernelPrinter *p, const Pack *k);
bool extent_is(Extent e, int64_t value);                  /* a constant extent of that value */

#endif
