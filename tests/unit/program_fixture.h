/* program_fixture.h - programs by hand, for tests of plan/ and emit/: buffers, kernels, statements in one arena. */
#ifndef CRESCENT_TEST_PROGRAM_FIXTURE_H
#define CRESCENT_TEST_PROGRAM_FIXTURE_H

#include <check.h>
#include <string.h>

#include "../../compiler/plan/plan.h"

typedef struct Hand {
	Arena arena;
	Model model;
	Function function;
	Program program;
	Kernel *kernel;                  /* the one being made */
	uint32_t vars, regs;
} Hand;

static inline void hand_open(Hand *h)
{
	memset(h, 0, sizeof *h);
	Symbol n = { .name = "n", .max = 32 };
	vec_push(&h->arena, h->model.symbols, n);
	h->model.name = "unit";
	h->function.name = "infer";
	h->program.function = &h->function;
	h->program.model = &h->model;
}

static inline void hand_close(Hand *h)
{
	arena_free(&h->arena);
}

static inline Buffer *hand_buffer(Hand *h, BufferKind kind, DType d, int64_t elements)
{
	Buffer *b = NEW(&h->arena, Buffer);
	b->id = (uint32_t)h->program.buffers.n;
	b->kind = kind;
	b->dtype = d;
	b->elements = elements;
	b->index = b->id;
	b->name = arena_printf(&h->arena, "b%u", (unsigned)b->id);
	vec_push(&h->arena, h->program.buffers, b);
	return b;
}

/* A new kernel, of which parameters and statements are added from now on. */
static inline Kernel *hand_kernel(Hand *h, const char *name)
{
	Kernel *k = h->kernel = NEW(&h->arena, Kernel);
	k->name = k->ops = k->key = name;
	h->vars = h->regs = 0;
	vec_push(&h->arena, h->program.kernels, k);
	return k;
}

static inline uint32_t hand_param(Hand *h, const char *hint, DType d, Access access, int64_t elements)
{
	Param p = { .hint = hint, .dtype = d, .access = access, .elements = elements };
	vec_push(&h->arena, h->kernel->params, p);
	return (uint32_t)h->kernel->params.n - 1;
}

static inline void hand_call(Hand *h, Kernel *k, size_t n, Buffer *const *args)
{
	Call c = { .kernel = k, .n = (uint32_t)n, .arg = arena_copy(&h->arena, args, n * sizeof *args) };
	vec_push(&h->arena, h->program.calls, c);
}

/* A loop variable below `size`, or below the bounded n (size 0). */
static inline Var *hand_var(Hand *h, const char *hint, int64_t size)
{
	Var *v = NEW(&h->arena, Var);
	v->id = h->vars++;
	h->kernel->vars = h->vars;
	v->extent = size ? (Extent){ size, 0 } : (Extent){ 1, 1 };
	v->max = size ? size : 32;
	v->hint = hint;
	return v;
}

static inline Affine hand_affine(Hand *h, int64_t constant, const Var *a, int64_t a_coef, const Var *b, int64_t b_coef)
{
	Term *term = NEW_ARRAY(&h->arena, Term, 2);
	Affine out = { .constant = constant, .term = term };
	if (a)
		term[out.n++] = (Term){ a, a_coef };
	if (b)
		term[out.n++] = (Term){ b, b_coef };
	return out;
}

static inline Expr *hand_load(Hand *h, uint32_t param, Affine at)
{
	Expr *e = NEW(&h->arena, Expr);
	e->kind = E_LOAD;
	e->dtype = h->kernel->params.at[param].dtype;
	e->param = param;
	e->index.affine = at;
	return e;
}

static inline Expr *hand_number(Hand *h, float v)
{
	Expr *e = NEW(&h->arena, Expr);
	e->kind = E_CONST;
	e->dtype = DT_F32;
	memcpy(&e->bits, &v, sizeof v);
	return e;
}

static inline Expr *hand_map(Hand *h, Op op, DType d, Expr *a, Expr *b, Expr *c)
{
	Expr *e = NEW(&h->arena, Expr), *arg[3] = { a, b, c };
	e->kind = E_MAP;
	e->op = op;
	e->dtype = d;
	e->n = c ? 3 : b ? 2 : 1;
	e->arg = arena_copy(&h->arena, arg, sizeof arg);
	return e;
}

static inline Expr *hand_guard(Hand *h, Test test, Expr *inside, Expr *outside)
{
	Expr *e = NEW(&h->arena, Expr), *arg[2] = { inside, outside };
	e->kind = E_GUARD;
	e->dtype = inside->dtype;
	e->tests = 1;
	e->test = arena_copy(&h->arena, &test, sizeof test);
	e->n = 2;
	e->arg = arena_copy(&h->arena, arg, sizeof arg);
	return e;
}

static inline Stmt *hand_stmt(Hand *h, Block *to, StmtKind kind)
{
	Stmt *s = NEW(&h->arena, Stmt);
	s->kind = kind;
	if (to->last)
		to->last->next = s;
	else
		to->first = s;
	to->last = s;
	return s;
}

static inline Block *hand_for(Hand *h, Block *to, const Var *v)
{
	Stmt *s = hand_stmt(h, to, S_FOR);
	s->var = v;
	return &s->body;
}

static inline Stmt *hand_store(Hand *h, Block *to, uint32_t param, Affine at, Expr *value)
{
	Stmt *s = hand_stmt(h, to, S_STORE);
	s->param = param;
	s->index.affine = at;
	s->value = value;
	return s;
}

static inline Reg *hand_reg(Hand *h, const char *hint, DType d)
{
	Reg *r = NEW(&h->arena, Reg);
	r->id = h->regs++;
	h->kernel->regs = h->regs;
	r->dtype = d;
	r->hint = hint;
	return r;
}

static inline Expr *hand_read(Hand *h, const Reg *r)
{
	Expr *e = NEW(&h->arena, Expr);
	e->kind = E_REG;
	e->dtype = r->dtype;
	e->reg = r;
	return e;
}
#endif
