/* proof.c - every access of every kernel inside its parameter, every call's buffers large enough and apart.
 *
 * Needs   kernels and calls; Var.max and the symbols' maxima
 * Leaves  nothing
 *
 * What is shown for each kernel: loads, stores and the accesses of contractions lie in 0 .. elements - 1 for every
 * value of the loop variables; nothing is written through a parameter that is read only; clamps have an element to
 * clamp to. For each call: a buffer has at least the elements its parameter claims and is of its type; what is written
 * is no other argument. Together: no access of the program leaves its buffer. */
#include "range.h"

#include <string.h>

typedef struct Proof {
	const Model *model;
	const Kernel *kernel;
	Arena *arena;
	Text *log;                       /* NULL: no dump wanted */
	const char *failure;             /* the first */
	uint64_t accesses;
	const Facts *facts;
} Proof;

static void fail_with(Proof *p, const char *what)
{
	if (!p->failure)
		p->failure = arena_printf(p->arena, "kernel %s: %s", p->kernel->name, what);
}

static const Param *param_of(Proof *p, uint32_t param)
{
	if (param >= p->kernel->params.n) {
		fail_with(p, arena_printf(p->arena, "parameter %u does not exist", (unsigned)param));
		return NULL;
	}
	return &p->kernel->params.at[param];
}

static void check_access(Proof *p, const char *verb, uint32_t index, Range r, unsigned need)
{
	const Param *param = param_of(p, index);
	if (!param)
		return;
	const long long limit = param->each ? param->each : param->elements;     /* a thread's own part begins where it says */
	p->accesses++;
	if (r.low > r.high)
		return;                      /* in a loop that never runs */
	if (p->log)
		text_add(p->log, "  %s %s[%lld .. %lld] of %lld\n", verb, param->hint, (long long)r.low, (long long)r.high, limit);
	if (r.low < 0 || r.high >= limit)
		fail_with(p, arena_printf(p->arena, "%s %s[%lld .. %lld]; 0 .. %lld expected", verb, param->hint, (long long)r.low,
		                          (long long)r.high, limit - 1));
	if ((param->access & need) != need)
		fail_with(p, arena_printf(p->arena, "%s %s, which is only %s", verb, param->hint,
		                          param->access == ACCESS_READ ? "read" : "written"));
}

static void prove_expr(Proof *p, const Expr *e);

static void prove_index(Proof *p, const Index *i)
{
	for (uint32_t k = 0; k < i->n; k++) {
		const Clamped *c = &i->clamped[k];
		prove_expr(p, c->value);
		if (c->size < 1 || extent_max(p->model, c->limit) != c->size)
			fail_with(p, arena_printf(p->arena, "an index is clamped to %lld elements, but its limit reaches %lld",
			                          (long long)c->size, (long long)extent_max(p->model, c->limit)));
	}
}

static void prove_expr(Proof *p, const Expr *e)
{
	const Facts *outer = p->facts;
	Facts *facts = NULL;
	if (e->kind == E_LOAD) {
		prove_index(p, &e->index);
		check_access(p, "load", e->param, index_range(p->model, &e->index, p->facts), ACCESS_READ);
		const Param *param = param_of(p, e->param);
		if (param && param->dtype != e->dtype)
			fail_with(p, arena_printf(p->arena, "load of %s as another type", param->hint));
	}
	if (e->kind == E_GUARD && e->n == 2) {
		facts = NEW_ARRAY(p->arena, Facts, e->tests + 1);
		for (uint32_t i = 0; i < e->tests; i++) {
			facts[i] = (Facts){ &e->test[i], p->facts };
			p->facts = &facts[i];
		}
		prove_expr(p, e->arg[0]);
		p->facts = outer;
		prove_expr(p, e->arg[1]);
		return;
	}
	for (uint32_t i = 0; i < e->n; i++)
		prove_expr(p, e->arg[i]);
}

static void prove_block(Proof *p, const Block *b);

/* Range of base + x*dx + y*dy with 0 <= x < nx, 0 <= y < ny. */
static Range plane(Proof *p, const Affine *base, int64_t nx, int64_t dx, int64_t ny, int64_t dy)
{
	Range r = affine_range(p->model, base, p->facts);
	r = range_add(r, range_scale((Range){ 0, nx - 1 }, dx));
	return range_add(r, range_scale((Range){ 0, ny - 1 }, dy));
}

static int64_t panels_of(int64_t columns)
{
	return (columns + 15) / 16;
}

static void prove_scratch(Proof *p, const char *what, int32_t scratch, int64_t elements)
{
	if (scratch < 0) {
		fail_with(p, arena_printf(p->arena, "%s is packed, but has no scratch", what));
		return;
	}
	const Param *param = param_of(p, (uint32_t)scratch);
	if (!param)
		return;
	if (param->dtype != DT_F32)
		fail_with(p, arena_printf(p->arena, "the packed copy of %s is not f32", what));
	check_access(p, what, (uint32_t)scratch, (Range){ 0, elements - 1 }, ACCESS_WRITE);
}

static void prove_b(Proof *p, const Contract *c, int64_t n)
{
	int64_t read = n;
	if (c->pack_b)
		prove_scratch(p, "packed b", c->scratch_b, panels_of(n) * 16 * c->k_max);
	else if (c->pack_b_tail)
		prove_scratch(p, "packed tail of b", c->scratch_b, 16 * c->k_max);
	if (c->b_panels && c->pack_b) {      /* panels along the depth */
		Range r = plane(p, &c->b_base, panels_of(c->k_max), c->b_panel, n, 16);
		check_access(p, "panels of b", c->b, range_add(r, (Range){ 0, 15 }), ACCESS_READ);
		return;
	}
	if (c->b_panels) {
		Range r = plane(p, &c->b_base, panels_of(n), c->b_panel, c->k_max, c->b_k);
		check_access(p, "panels of b", c->b, range_add(r, (Range){ 0, 15 }), ACCESS_READ);
		return;
	}
	bool in_place = (c->how == CONTRACT_TILE || c->how == CONTRACT_ROW) && !c->pack_b;
	if (in_place && c->b_col != 1)
		fail_with(p, "columns of b are read in place, but are not contiguous");
	const int64_t last = contract_last_lines(c);
	if (last)                            /* of all lines but these, whole panels */
		check_access(p, "b", c->b, plane(p, &c->b_base, c->k_max - last, c->b_k, panels_of(n) * 16, 1), ACCESS_READ);
	else if (in_place && !c->pack_b_tail && !contract_overlaps(c))
		read = panels_of(n) * 16;    /* whole panels are loaded */
	check_access(p, "b", c->b, plane(p, &c->b_base, c->k_max, c->b_k, read, c->b_col), ACCESS_READ);
}

/* Range of an operand's offsets under the tests: base + i*row + sum of taps + run*step. */
static Range tapped(Proof *p, const Contract *c, Affine base, const Var *i, int64_t row, bool in_a, int64_t step)
{
	Facts *facts = NEW_ARRAY(p->arena, Facts, c->tests + 1);
	Term *term = NEW_ARRAY(p->arena, Term, base.n + c->taps + 2);
	uint32_t n = base.n;
	const Facts *outer = p->facts;
	for (uint32_t k = 0; k < n; k++)
		term[k] = base.term[k];
	if (i && row)
		term[n++] = (Term){ i, row };
	for (uint32_t t = 0; t < c->taps; t++)
		if (in_a ? c->tap[t].a : c->tap[t].b)
			term[n++] = (Term){ c->tap[t].var, in_a ? c->tap[t].a : c->tap[t].b };
	if (step)
		term[n++] = (Term){ c->run, step };
	for (uint32_t t = 0; t < c->tests; t++) {
		facts[t] = (Facts){ &c->test[t], p->facts };
		p->facts = &facts[t];
	}
	Affine whole = { base.constant, n, term };
	Range r = affine_range(p->model, &whole, p->facts);
	p->facts = outer;
	return r;
}

/* A test must move up with exactly one variable of depth, and at most one may name i: with the last tap. */
static void check_tests(Proof *p, const Contract *c)
{
	bool rows = false;
	for (uint32_t t = 0; t < c->tests; t++) {
		uint32_t depth = 0;
		for (uint32_t k = 0; k < c->test[t].value.n; k++) {
			const Term *x = &c->test[t].value.term[k];
			bool named = x->var == c->run;
			for (uint32_t tap = 0; tap < c->taps; tap++)
				named |= x->var == c->tap[tap].var;
			depth += named;
			if (x->coef < 0)
				fail_with(p, "a contraction's test that moves down");
			if (x->var != c->i)
				continue;
			if (rows || !c->taps || c->a_rows)
				fail_with(p, "a second test of a contraction's rows");
			rows = true;
			bool last = false;
			for (uint32_t y = 0; y < c->test[t].value.n; y++)
				last |= c->test[t].value.term[y].var == c->tap[c->taps - 1].var;
			if (!last || c->test[t].value.n != 2)
				fail_with(p, "a test of a contraction's rows that is not of its last tap");
		}
		if (depth != 1 || c->test[t].stride > 1 || c->test[t].limit.sym)
			fail_with(p, "a contraction's test is not of one axis of depth");
	}
}

static void prove_taps(Proof *p, const Contract *c)
{
	Range r;
	check_tests(p, c);
	if (c->how != CONTRACT_TILE || c->pack_a || c->pack_b || c->pack_b_tail || c->cblas)
		fail_with(p, "a contraction with taps is packed, or no tile");
	if (c->k_max < 1)
		return;
	for (uint32_t t = 0; t < c->taps; t++)
		if (c->tap[t].var->max < 1)
			return;
	check_access(p, "a", c->a, tapped(p, c, c->a_base, c->i, c->a_rows ? 0 : c->a_row, true, c->a_k), ACCESS_READ);
	r = tapped(p, c, c->b_base, NULL, 0, false, c->b_k);
	if (c->b_panels)
		r = range_add(r, range_scale((Range){ 0, panels_of(c->j->max) - 1 }, c->b_panel));
	else if (c->b_col != 1)
		fail_with(p, "columns of b are read in place, but are not contiguous");
	check_access(p, "b", c->b, range_add(r, (Range){ 0, c->b_panels ? 15 : contract_overlaps(c) ? c->j->max - 1 : panels_of(c->j->max) * 16 - 1 }), ACCESS_READ);
}

static void prove_pack(Proof *p, const Pack *k)
{
	if (extent_max(p->model, k->k) != k->k_max)
		fail_with(p, "a packed matrix's k_max is not its depth's greatest value");
	if (k->k_max < 1 || k->columns < 1)
		return;
	check_access(p, "packed", k->from, plane(p, &k->from_base, k->k_max, k->from_k, k->columns, k->from_col), ACCESS_READ);
	Range r = plane(p, &k->to_base, panels_of(k->columns), k->panel, k->k_max, 16);
	check_access(p, "panels", k->to, range_add(r, (Range){ 0, 15 }), ACCESS_WRITE);
}

static void prove_contract(Proof *p, const Contract *c)
{
	int64_t m = c->i->max, n = c->j->max;
	if (m < 1 || n < 1)
		return;
	if (extent_max(p->model, c->k) != c->k_max)
		fail_with(p, "a contraction's k_max is not its depth's greatest value");
	if (c->how != CONTRACT_LOOPS && (c->a_row < 0 || c->a_k < 0 || c->b_k < 0 || c->b_col < 0 || c->b_panel < 0))
		fail_with(p, "a contraction runs backwards through an operand outside plain loops");
	if (c->how == CONTRACT_DOT && (c->a_k != 1 || c->b_k != 1))
		fail_with(p, "a dot product over an axis that is not contiguous");
	if (c->how == CONTRACT_LOOPS && c->b_panels)
		fail_with(p, "plain loops over panels");
	if (c->taps || c->tests || c->a_rows) {
		prove_taps(p, c);
		prove_block(p, &c->epilogue);
		return;
	}
	if (c->k_max > 0) {
		check_access(p, "a", c->a, plane(p, &c->a_base, m, c->a_row, c->k_max, c->a_k), ACCESS_READ);
		prove_b(p, c, n);
	}
	if (c->pack_a)
		prove_scratch(p, "packed a", c->scratch_a, 16 * c->k_max);
	if (c->cblas)
		check_access(p, "product in", c->cblas_out, (Range){ 0, m * n - 1 }, ACCESS_UPDATE);
	prove_block(p, &c->epilogue);
}

static void prove_stmt(Proof *p, const Stmt *s)
{
	switch (s->kind) {
	case S_FOR:
		if (s->var->max != extent_max(p->model, s->var->extent))
			fail_with(p, arena_printf(p->arena, "loop %s: its greatest extent is not %lld", s->var->hint, (long long)s->var->max));
		if (s->var->max > 0)
			prove_block(p, &s->body);
		return;
	case S_LET:
	case S_ASSIGN:
		prove_expr(p, s->value);
		return;
	case S_STORE:
		prove_expr(p, s->value);
		prove_index(p, &s->index);
		check_access(p, "store", s->param, index_range(p->model, &s->index, p->facts), s->add ? ACCESS_UPDATE : ACCESS_WRITE);
		return;
	case S_REDUCE:
		for (uint32_t i = 0; i < s->reduce->n; i++)
			if (s->reduce->var[i]->max < 1)
				return;
		prove_block(p, &s->reduce->body);
		prove_expr(p, s->value);
		return;
	case S_CONTRACT:
		prove_contract(p, s->contract);
		return;
	case S_PACK:
		prove_pack(p, s->pack);
		return;
	case S_IF: {
		const Facts *outer = p->facts;
		Facts *facts = NEW_ARRAY(p->arena, Facts, s->tests + 1);
		for (uint32_t i = 0; i < s->tests; i++) {
			facts[i] = (Facts){ &s->test[i], p->facts };
			p->facts = &facts[i];
		}
		prove_block(p, &s->body);
		p->facts = outer;
		prove_block(p, &s->other);
		return;
	}
	}
	BUG("proof: no statement %d", (int)s->kind);
}

static void prove_block(Proof *p, const Block *b)
{
	for (const Stmt *s = b->first; s; s = s->next)
		prove_stmt(p, s);
}

/* ---- calls ------------------------------------------------------------------------------------------------ */

/* The first and the last place where part b can begin, from the start of its root. */
static Range place_range(const Model *m, const Buffer *b)
{
	Range r = { 0, 0 };
	for (; b->kind == BUF_VIEW; b = b->of) {
		r = range_add(r, (Range){ b->at.constant, b->at.constant });
		for (uint32_t i = 0; i < b->at.n; i++) {
			const PlaceTerm *t = &b->at.term[i];
			const Range v = t->parity ? (Range){ 0, 1 } : t->loop ? (Range){ 0, t->loop->max - 1 } : (Range){ 1, extent_max(m, t->extent) };
			r = range_add(r, range_scale(v, t->coef));
		}
	}
	return r;
}

static bool same_term(const PlaceTerm *x, const PlaceTerm *y)
{
	return x->loop == y->loop && x->extent.mul == y->extent.mul && x->extent.sym == y->extent.sym && x->coef == y->coef &&
	       x->parity == y->parity;
}

/* Two parts of one buffer, in the same turn: apart by a constant, or in the two halves of something. */
static bool parts_apart(const Buffer *a, const Buffer *b)
{
	int64_t constant = a->at.constant - b->at.constant;
	if (a->kind != BUF_VIEW || b->kind != BUF_VIEW || a->of != b->of || a->at.n != b->at.n)
		return false;
	for (uint32_t i = 0; i < a->at.n; i++) {
		const PlaceTerm *x = &a->at.term[i], *y = &b->at.term[i];
		if (!same_term(x, y))
			return false;
		if (x->parity && (x->shift - y->shift) % 2 != 0)
			return a->at.n == 1 && constant == 0 && x->coef >= a->elements && x->coef >= b->elements;
	}
	return constant >= b->elements || -constant >= a->elements;
}

static bool same_memory(const Buffer *a, const Buffer *b)
{
	if (a == b)
		return true;
	if (a->kind == BUF_VIEW || b->kind == BUF_VIEW)
		return same_memory(buffer_root(a), buffer_root(b)) && !parts_apart(a, b);
	if (a->kind != b->kind || a->kind == BUF_CONST)
		return false;
	if (a->kind == BUF_TEMP)
		return a->dtype == b->dtype && a->offset < b->offset + b->elements && b->offset < a->offset + a->elements;
	return a->index == b->index;
}

static void prove_argument(Proof *p, const Call *call, uint32_t i)
{
	const Param *param = &call->kernel->params.at[i];
	const Buffer *b = call->arg[i];
	if (b->dtype != param->dtype)
		fail_with(p, arena_printf(p->arena, "argument %s is of another type than %s", b->name, param->hint));
	if (b->elements < param->elements)
		fail_with(p, arena_printf(p->arena, "argument %s has %lld elements; %lld expected by %s", b->name,
		                          (long long)b->elements, (long long)param->elements, param->hint));
	const Buffer *whole = b;
	b = buffer_root(b);
	Range place = place_range(p->model, whole);
	if (place.low < 0 || place.high + param->elements > b->elements)
		fail_with(p, arena_printf(p->arena, "argument %s begins at %lld .. %lld of %s, which has %lld elements", whole->name,
		                          (long long)place.low, (long long)place.high, b->name, (long long)b->elements));
	if (!(param->access & ACCESS_WRITE))
		return;
	if (b->kind == BUF_INPUT || b->kind == BUF_CONST || (b->kind == BUF_SLOT && !b->written))
		fail_with(p, arena_printf(p->arena, "%s writes to %s, which is not its to write", param->hint, b->name));
	for (uint32_t k = 0; k < call->n; k++)
		if (k != i && same_memory(whole, call->arg[k]))
			fail_with(p, arena_printf(p->arena, "%s is written through %s and also argument %s", b->name, param->hint,
			                          call->kernel->params.at[k].hint));
}

static void prove_call(Proof *p, const Call *call)
{
	if (call->kind != STEP_CALL)
		return;
	p->kernel = call->kernel;
	if (call->n != call->kernel->params.n) {
		fail_with(p, "called with another number of arguments");
		return;
	}
	for (uint32_t i = 0; i < call->n; i++)
		prove_argument(p, call, i);
}

static void prove_all(const Program *program, Proof *p)
{
	for (size_t i = 0; i < program->kernels.n && !p->failure; i++) {
		p->kernel = program->kernels.at[i];
		if (p->log)
			text_add(p->log, "kernel %s\n", p->kernel->name);
		prove_block(p, &p->kernel->body);
	}
	for (size_t i = 0; i < program->calls.n && !p->failure; i++)
		prove_call(p, &program->calls.at[i]);
}

const char *prove_program(const Program *program, Arena *a, uint64_t *accesses)
{
	Proof p = { .model = program->model, .arena = a };
	prove_all(program, &p);
	if (accesses)
		*accesses = p.accesses;
	return p.failure;
}

void proof_dump(const Program *program, Text *out)
{
	Arena scratch = {0};
	Proof p = { .model = program->model, .arena = &scratch, .log = out };
	text_add(out, "proof of %s\n", program->function->name);
	prove_all(program, &p);
	if (p.failure)
		text_add(out, "not proven: %s\n", p.failure);
	else
		text_add(out, "%llu accesses proven\n", (unsigned long long)p.accesses);
	arena_free(&scratch);
}
