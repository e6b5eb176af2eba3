/* scan.c - what a kernel needs, found before it is printed: extents, scratch, and the registers that anything reads. */
#include "scan.h"

#include "print.h"

typedef struct Scan {
	const Kernel *kernel;
	bool *sym, *scratch, *reg;
	bool changed;
	const Var *wanted;               /* found: some index or value has it */
	bool found;
} Scan;

static void scan_extent(Scan *s, Extent e)
{
	if (e.sym)
		s->sym[e.sym] = true;
}

static void scan_affine(Scan *s, const Affine *a)
{
	for (uint32_t i = 0; i < a->n; i++) {
		const Var *v = a->term[i].var;
		s->found = s->found || v == s->wanted;
		if (v->kind == VAR_SYMBOL)
			scan_extent(s, v->extent);
		if (v->kind == VAR_QUOTIENT || v->kind == VAR_REMAINDER)
			scan_affine(s, &v->of);
	}
}

static void scan_expr(Scan *s, const Expr *e);

static void scan_index(Scan *s, const Index *index)
{
	scan_affine(s, &index->affine);
	for (uint32_t i = 0; i < index->n; i++) {
		const Clamped *c = &index->clamped[i];
		if (c->coef == 0 || extent_is(c->limit, 1))
			continue;                /* always 0: not printed */
		scan_extent(s, c->limit);
		scan_expr(s, c->value);
	}
}

static void scan_tests(Scan *s, uint32_t n, const Test *test)
{
	for (uint32_t i = 0; i < n; i++) {
		scan_extent(s, test[i].limit);
		scan_affine(s, &test[i].value);
	}
}

static void scan_expr(Scan *s, const Expr *e)
{
	if (e->kind == E_REG && !s->reg[e->reg->id])
		s->reg[e->reg->id] = s->changed = true;
	if (e->kind == E_EXTENT)
		s->sym[e->sym] = true;
	scan_tests(s, e->tests, e->test);
	scan_index(s, &e->index);
	for (uint32_t i = 0; i < e->n; i++)
		scan_expr(s, e->arg[i]);
}

static void scan_block(Scan *s, const Block *b);

static void scan_contract(Scan *s, const Contract *c)
{
	scan_extent(s, c->i->extent);
	scan_extent(s, c->j->extent);
	scan_extent(s, c->k);
	scan_affine(s, &c->a_base);
	scan_affine(s, &c->b_base);
	for (uint32_t i = 0; i < c->taps; i++)
		scan_extent(s, c->tap[i].var->extent);
	scan_tests(s, c->tests, c->test);
	if (c->scratch_a >= 0)
		s->scratch[c->scratch_a] = true;
	if (c->scratch_b >= 0)
		s->scratch[c->scratch_b] = true;
	scan_block(s, &c->epilogue);
}

bool block_stores(const Block *b)
{
	for (const Stmt *s = b->first; s; s = s->next)
		if (s->kind == S_STORE || s->kind == S_CONTRACT || s->kind == S_PACK || block_stores(&s->body) || block_stores(&s->other) ||
		    (s->kind == S_REDUCE && block_stores(&s->reduce->body)))
			return true;
	return false;
}

static void scan_stmt(Scan *s, const Stmt *stmt)
{
	switch (stmt->kind) {
	case S_FOR:
		scan_extent(s, stmt->var->extent);
		scan_block(s, &stmt->body);
		return;
	case S_STORE:
		scan_expr(s, stmt->value);
		scan_index(s, &stmt->index);
		return;
	case S_CONTRACT:
		scan_contract(s, stmt->contract);
		return;
	case S_PACK:
		scan_extent(s, stmt->pack->k);
		scan_affine(s, &stmt->pack->from_base);
		scan_affine(s, &stmt->pack->to_base);
		s->scratch[stmt->pack->to] = true;
		return;
	case S_IF:
		scan_tests(s, stmt->tests, stmt->test);
		scan_block(s, &stmt->body);
		scan_block(s, &stmt->other);
		return;
	case S_LET:
	case S_ASSIGN:
		if (s->reg[stmt->reg->id])
			scan_expr(s, stmt->value);
		return;
	case S_REDUCE:
		if (!s->reg[stmt->reg->id] && !block_stores(&stmt->reduce->body))
			return;
		for (uint32_t i = 0; i < stmt->reduce->n; i++)
			scan_extent(s, stmt->reduce->var[i]->extent);
		if (s->reg[stmt->reg->id])
			scan_expr(s, stmt->value);
		scan_block(s, &stmt->reduce->body);
		return;
	}
	BUG("emitter: no statement %d", (int)stmt->kind);
}

static void scan_block(Scan *s, const Block *b)
{
	for (const Stmt *stmt = b->first; stmt; stmt = stmt->next)
		scan_stmt(s, stmt);
}

void kernel_scan(const Kernel *k, bool *sym, bool *scratch, bool *reg)
{
	Scan s = { .kernel = k, .sym = sym, .scratch = scratch, .reg = reg, .changed = true };
	while (s.changed) {              /* until no register turns out to be read */
		s.changed = false;
		scan_block(&s, &k->body);
	}
}

bool reduce_reads(const Kernel *k, const bool *reg, const Stmt *reduce, const Var *v, const Model *m)
{
	Arena a = { 0 };
	Scan s = { .kernel = k, .sym = NEW_ARRAY(&a, bool, m->symbols.n + 1), .scratch = NEW_ARRAY(&a, bool, k->params.n + 1),
	           .reg = arena_copy(&a, reg, k->regs * sizeof *reg), .wanted = v };
	scan_expr(&s, reduce->value);
	scan_block(&s, &reduce->reduce->body);
	arena_free(&a);
	return s.found;
}
