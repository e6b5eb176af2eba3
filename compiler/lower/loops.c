/* loops.c - walks over statements, and one loop for two where the data allow it. */
#include "internal.h"

/* ---- walks --------------------------------------------------------------------------------------------- */

void walk_stmts(Block *block, StmtFn *fn, void *user)
{
	for (Stmt *s = block->first; s; s = s->next) {
		if (s->kind == S_REDUCE)         /* its body runs before its value is complete */
			walk_stmts((Block *)(uintptr_t)&s->reduce->body, fn, user);
		fn(user, s);
		if (s->kind == S_FOR || s->kind == S_IF)
			walk_stmts(&s->body, fn, user);
		if (s->kind == S_IF)
			walk_stmts(&s->other, fn, user);
		if (s->kind == S_CONTRACT)
			walk_stmts((Block *)(uintptr_t)&s->contract->epilogue, fn, user);
	}
}

static void walk_expr(const Expr *e, ExprFn *fn, void *user)
{
	if (!e)
		return;
	for (uint32_t i = 0; i < e->n; i++)
		walk_expr(e->arg[i], fn, user);
	for (uint32_t i = 0; i < e->index.n; i++)
		walk_expr(e->index.clamped[i].value, fn, user);
	fn(user, e);
}

typedef struct ExprWalk { ExprFn *fn; void *user; } ExprWalk;

static void exprs_of_stmt(void *user, Stmt *s)
{
	ExprWalk *w = user;
	for (uint32_t i = 0; i < s->index.n; i++)
		walk_expr(s->index.clamped[i].value, w->fn, w->user);
	walk_expr(s->value, w->fn, w->user);
}

void walk_exprs(const Block *block, ExprFn *fn, void *user)
{
	ExprWalk w = { fn, user };
	walk_stmts((Block *)(uintptr_t)block, exprs_of_stmt, &w);
}

typedef struct AffineWalk { AffineFn *fn; void *user; } AffineWalk;

static void affines_of_expr(void *user, const Expr *e)
{
	AffineWalk *w = user;
	if (e->kind == E_LOAD || e->kind == E_INDEX || e->kind == E_RNG)
		w->fn(w->user, (Affine *)(uintptr_t)&e->index.affine);
	for (uint32_t i = 0; i < e->tests; i++)
		w->fn(w->user, (Affine *)(uintptr_t)&e->test[i].value);
}

static void affines_of_stmt(void *user, Stmt *s)
{
	AffineWalk *w = user;
	if (s->kind == S_STORE)
		w->fn(w->user, &s->index.affine);
	if (s->kind == S_CONTRACT) {
		w->fn(w->user, (Affine *)(uintptr_t)&s->contract->a_base);
		w->fn(w->user, (Affine *)(uintptr_t)&s->contract->b_base);
		for (uint32_t i = 0; i < s->contract->tests; i++)
			w->fn(w->user, (Affine *)(uintptr_t)&s->contract->test[i].value);
	}
	if (s->kind == S_PACK) {
		w->fn(w->user, (Affine *)(uintptr_t)&s->pack->from_base);
		w->fn(w->user, (Affine *)(uintptr_t)&s->pack->to_base);
	}
	for (uint32_t i = 0; i < s->tests; i++)
		w->fn(w->user, (Affine *)(uintptr_t)&s->test[i].value);
}

void walk_affines(Block *block, AffineFn *fn, void *user)
{
	AffineWalk w = { fn, user };
	walk_stmts(block, affines_of_stmt, &w);
	walk_exprs(block, affines_of_expr, &w);
}

/* ---- merging ------------------------------------------------------------------------------------------------ */

typedef struct Merge {
	const Var *outer, *inner;
	const Var *whole;                /* NULL while asking */
	bool possible;
	Arena *arena;
} Merge;

static bool depends(Affine a, const Var *v)
{
	for (uint32_t i = 0; i < a.n; i++)
		if (a.term[i].var == v || (a.term[i].var->kind == VAR_QUOTIENT || a.term[i].var->kind == VAR_REMAINDER ?
		                           depends(a.term[i].var->of, v) : false))
			return true;
	return false;
}

static void merge_one(void *user, Affine *a)
{
	Merge *m = user;
	int64_t outer = affine_coef(*a, m->outer), inner = affine_coef(*a, m->inner);

	if (!m->whole) {
		for (uint32_t i = 0; i < a->n; i++) {
			const Var *v = a->term[i].var;
			if ((v->kind == VAR_QUOTIENT || v->kind == VAR_REMAINDER) && (depends(v->of, m->outer) || depends(v->of, m->inner)))
				m->possible = false;
		}
		m->possible &= outer == inner * m->inner->extent.mul;
		return;
	}
	if (!inner)
		return;
	Term *t = NEW_ARRAY(m->arena, Term, a->n);
	uint32_t n = 0;
	for (uint32_t i = 0; i < a->n; i++) {
		if (a->term[i].var == m->inner)
			continue;
		t[n] = a->term[i];
		if (t[n].var == m->outer)
			t[n] = (Term){ m->whole, inner };
		n++;
	}
	a->n = n;
	a->term = t;
}

/* The two variables as one, or NULL: every position uses them as outer * extent + inner. */
static const Var *merged(Block *body, const Expr *value, const Var *outer, const Var *inner, Arena *a)
{
	Merge m = { .outer = outer, .inner = inner, .possible = true, .arena = a };
	AffineWalk w = { merge_one, &m };

	if (inner->extent.sym || outer->kind != VAR_LOOP || inner->kind != VAR_LOOP)
		return NULL;
	walk_affines(body, merge_one, &m);
	if (value)
		walk_expr(value, affines_of_expr, &w);
	if (!m.possible)
		return NULL;
	Var *v = NEW(a, Var);
	*v = *outer;
	v->extent.mul *= inner->extent.mul;
	v->max *= inner->max;
	m.whole = v;
	walk_affines(body, merge_one, &m);
	if (value)
		walk_expr(value, affines_of_expr, &w);
	return v;
}

/* The reduced element's number is its lane: reading the nest as one loop keeps it. */
static void merge_reduce(Stmt *s, Arena *a)
{
	Reduce *r = (Reduce *)(uintptr_t)s->reduce;
	while (r->n > 1) {
		const Var *v = merged(&r->body, s->value, r->var[r->n - 2], r->var[r->n - 1], a);
		if (!v)
			return;
		const Var **vars = arena_copy(a, r->var, r->n * sizeof *vars);
		vars[--r->n - 1] = v;
		r->var = vars;
	}
}

static void merge_block(Block *block, Arena *a)
{
	for (Stmt *s = block->first; s; s = s->next) {
		if (s->kind == S_REDUCE)
			merge_reduce(s, a);
		if (s->kind == S_IF)
			merge_block(&s->other, a);
		if (s->kind != S_FOR && s->kind != S_IF)
			continue;
		merge_block(&s->body, a);
		if (s->kind == S_IF)
			continue;
		Stmt *inner = s->body.first;
		if (!inner || inner->kind != S_FOR || inner->next)
			continue;
		const Var *v = merged(&inner->body, NULL, s->var, inner->var, a);
		if (v) {
			s->parallel |= inner->parallel && s->var->max == 1;
			s->var = v;
			s->body = inner->body;
		}
	}
}

void merge_loops(Kernel *k, Arena *a)
{
	merge_block(&k->body, a);
}
