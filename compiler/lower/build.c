/* build.c - makers of expressions and statements: one kernel in the making. */
#include "internal.h"

#include "../../runtime/cr_base.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

Builder builder_new(Lowering *l, Region *r)
{
	Builder b = { .l = l, .region = r };
	b.maker.arena = l->arena;
	b.kernel = NEW(l->arena, Kernel);
	return b;
}

/* What a reader calls the tensor inside its layer: "dense_1.kernel" is a kernel, "momentum.dense_1.kernel" a momentum. */
const char *slot_hint(Arena *a, const Slot *slot)
{
	const char *name = slot->name, *dot = strrchr(name, '.');
	if (slot->kind == SLOT_TRAIN)
		return arena_strndup(a, name, strcspn(name, "."));
	return dot ? dot + 1 : name;
}

static const char *param_hint(const Builder *b, const Buffer *buffer)
{
	if (buffer->kind == BUF_SLOT)
		return slot_hint(b->l->arena, b->l->model->slots.at[buffer->index]);
	return buffer->name ? buffer->name : "t";
}

uint32_t builder_param(Builder *b, Buffer *buffer, Access access)
{
	Arena *a = b->l->arena;
	for (size_t i = 0; i < b->args.n; i++)
		if (b->args.at[i] == buffer) {
			b->kernel->params.at[i].access |= access;
			return (uint32_t)i;
		}
	Param p = { param_hint(b, buffer), buffer->dtype, access, buffer->elements, type_text(b->l->model, &buffer->type), 0 };
	vec_push(a, b->kernel->params, p);
	vec_push(a, b->args, buffer);
	return (uint32_t)b->args.n - 1;
}

uint32_t builder_temp(Builder *b, DType d, int64_t elements, const char *hint)
{
	Type t = type_scalar(d);
	t.rank = 1;
	t.dim[0] = dim_const(elements > 0 ? elements : 1);
	const uint32_t param = builder_param(b, buffer_new(b->l, BUF_TEMP, &t, hint), ACCESS_UPDATE);
	b->kernel->params.at[param].each = t.dim[0].size;        /* until own_scratch knows better */
	return param;
}

/* ---- expressions -------------------------------------------------------------------------------------- */

static Expr *expr_new(Builder *b, ExprKind kind, DType d)
{
	Expr *e = NEW(b->l->arena, Expr);
	e->kind = kind;
	e->dtype = d;
	return e;
}

const Reg *reg_new(Builder *b, DType d, const char *hint, bool mutable)
{
	Reg *r = NEW(b->l->arena, Reg);
	*r = (Reg){ b->kernel->regs++, d, hint, mutable };
	return r;
}

const Expr *expr_reg(Builder *b, const Reg *r)
{
	Expr *e = expr_new(b, E_REG, r->dtype);
	e->reg = r;
	return e;
}

const Expr *expr_bits(Builder *b, DType d, uint32_t bits)
{
	Expr *e = expr_new(b, E_CONST, d);
	e->bits = bits;
	return e;
}

const Expr *expr_number(Builder *b, DType d, double v)
{
	if (d == DT_F32)
		return expr_bits(b, d, cr_f32_bits((float)v));
	return expr_bits(b, d, (uint32_t)(int64_t)v);
}

const Expr *expr_load(Builder *b, uint32_t param, Index index)
{
	Expr *e = expr_new(b, E_LOAD, b->kernel->params.at[param].dtype);
	e->param = param;
	e->index = index;
	return e;
}

/* Made of registers and constants alone: it may be computed before it is known whether it is needed. */
static bool is_at_hand(const Expr *e)
{
	if (e->kind == E_CONST || e->kind == E_REG)
		return true;
	for (uint32_t i = 0; i < e->n; i++)
		if (!is_at_hand(e->arg[i]))
			return false;
	return e->kind == E_MAP;
}

const Expr *expr_map(Builder *b, Op op, DType d, uint32_t n, const Expr *const *args)
{
	Expr *e = expr_new(b, E_MAP, d);
	e->op = op;
	e->n = n;
	e->arg = arena_copy(b->l->arena, args, n * sizeof *args);
	for (uint32_t i = 1; op == OP_select && i < n; i++) {
		if (args[i]->kind != E_MAP || args[i]->op != OP_select || !is_at_hand(args[i]))
			continue;
		const Reg *r = reg_new(b, d, "chosen", false);       /* a choice inside a choice would be a branch to the C compiler */
		emit_let(b, r, args[i]);
		e->arg[i] = expr_reg(b, r);
	}
	return e;
}

const Expr *expr_map2(Builder *b, Op op, DType d, const Expr *x, const Expr *y)
{
	return expr_map(b, op, d, 2, (const Expr *[]){ x, y });
}

/* No place of the loops around passes: all lie before the first element, past the last, or between two. */
static bool never_holds(const Builder *b, const Test *t)
{
	int64_t low, high;
	int64_t most = t->limit.sym ? t->limit.mul * b->l->model->symbols.at[t->limit.sym - 1].max : t->limit.mul;
	bool between = t->value.constant % t->stride != 0;
	affine_bounds(t->value, &low, &high);
	for (uint32_t i = 0; i < t->value.n; i++)
		between &= t->value.term[i].coef % t->stride == 0;
	return high < 0 || low >= most || between;
}

static bool always_holds(const Test *t)
{
	int64_t low, high;
	affine_bounds(t->value, &low, &high);
	return t->stride <= 1 && low >= 0 && t->limit.sym == 0 && high < t->limit.mul;
}

const Expr *expr_guard(Builder *b, uint32_t n, const Test *test, const Expr *inside, const Expr *outside)
{
	Test *left = NEW_ARRAY(b->l->arena, Test, n + 1);
	uint32_t tests = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (never_holds(b, &test[i]))
			return outside;
		if (!always_holds(&test[i]))
			left[tests++] = test[i];
	}
	if (tests == 0)
		return inside;
	Expr *e = expr_new(b, E_GUARD, inside->dtype);
	const Expr *arg[2] = { inside, outside };
	e->tests = tests;
	e->test = left;
	e->n = 2;
	e->arg = arena_copy(b->l->arena, arg, sizeof arg);
	return e;
}

/* ---- statements ------------------------------------------------------------------------------------------ */

void block_append(Block *to, Stmt *s)
{
	if (to->last)
		to->last->next = s;
	else
		to->first = s;
	to->last = s;
}

static Stmt *stmt_new(Builder *b, StmtKind kind)
{
	Stmt *s = NEW(b->l->arena, Stmt);
	s->kind = kind;
	block_append(b->block, s);
	return s;
}

Stmt *emit_let(Builder *b, const Reg *r, const Expr *e)
{
	Stmt *s = stmt_new(b, S_LET);
	s->reg = r;
	s->value = e;
	return s;
}

Stmt *emit_assign(Builder *b, const Reg *r, const Expr *e)
{
	Stmt *s = stmt_new(b, S_ASSIGN);
	s->reg = r;
	s->value = e;
	return s;
}

Stmt *emit_if(Builder *b, uint32_t tests, const Test *test, Block **other)
{
	Stmt *s = stmt_new(b, S_IF);
	s->tests = tests;
	s->test = arena_copy(b->l->arena, test, tests * sizeof *test);
	b->block = &s->body;
	if (other)
		*other = &s->other;
	return s;
}

Stmt *emit_store(Builder *b, uint32_t param, Index index, const Expr *e, bool add)
{
	Stmt *s = stmt_new(b, S_STORE);
	s->param = param;
	s->index = index;
	s->value = e;
	s->add = add;
	b->kernel->params.at[param].access |= add ? ACCESS_UPDATE : ACCESS_WRITE;
	return s;
}

Stmt *emit_for(Builder *b, const Var *v, bool parallel)
{
	Stmt *s = stmt_new(b, S_FOR);
	s->var = v;
	s->parallel = parallel;
	b->block = &s->body;
	return s;
}

Stmt *emit_for_shared(Builder *b, const Var *v, bool *share)
{
	const bool parallel = *share && (v->extent.sym || v->max != 1);
	*share = *share && !parallel;
	return emit_for(b, v, parallel);
}

Stmt *emit_reduce(Builder *b, const Reg *r, Op op, bool lanes, uint32_t n, const Var *const *vars)
{
	Stmt *s = stmt_new(b, S_REDUCE);
	Reduce *reduce = NEW(b->l->arena, Reduce);
	*reduce = (Reduce){ .op = op, .lanes = lanes, .n = n, .var = arena_copy(b->l->arena, vars, n * sizeof *vars) };
	s->reg = r;
	s->reduce = reduce;
	return s;
}

/* ---- finishing --------------------------------------------------------------------------------------------- */

/* "h.0.attn" -> "h_0_attn": safe inside an identifier. */
const char *identifier(Arena *a, const char *s)
{
	char *copy = arena_strdup(a, s);
	for (char *p = copy; *p; p++)
		if (!isalnum((unsigned char)*p))
			*p = '_';
	return copy;
}

static void note_member(Builder *b, Text *ops, const Node *n)
{
	Arena *a = b->l->arena;
	Loc loc = n->loc;
	text_add(ops, "%s%s", ops->n ? " " : "", op_table[n->op].name);
	if (!loc.file || loc.line <= 0)
		return;
	size_t at = 0;
	while (at < b->kernel->locs.n && b->kernel->locs.at[at].line < loc.line)
		at++;
	if (at < b->kernel->locs.n && b->kernel->locs.at[at].line == loc.line)
		return;
	vec_push(a, b->kernel->locs, loc);
	for (size_t i = b->kernel->locs.n - 1; i > at; i--)
		b->kernel->locs.at[i] = b->kernel->locs.at[i - 1];
	b->kernel->locs.at[at] = loc;
}

typedef struct SymUse { bool used; } SymUse;

static void see_extent(SymUse *u, Extent e)
{
	u->used |= e.sym != 0;
}

static void see_expr(void *user, const Expr *e)
{
	SymUse *u = user;
	u->used |= e->kind == E_EXTENT;
	for (uint32_t i = 0; i < e->tests; i++)
		see_extent(u, e->test[i].limit);
	for (uint32_t i = 0; i < e->index.n; i++)
		see_extent(u, e->index.clamped[i].limit);
}

void builder_finish(Builder *b, const Node *main)
{
	Arena *a = b->l->arena;
	Kernel *k = b->kernel;
	Program *p = b->l->program;
	Text ops = text_new(a);
	SymUse use = { false };

	if (b->head.first) {
		b->head.last->next = k->body.first;
		k->body.first = b->head.first;
		if (!k->body.last)
			k->body.last = b->head.last;
	}
	if (b->region)
		for (size_t i = 0; i < b->region->members.n; i++)
			note_member(b, &ops, b->region->members.at[i]);
	else if (main)
		note_member(b, &ops, main);
	k->ops = text_str(&ops);
	k->name = main && main->loc.layer && main->loc.layer[0] ? identifier(a, main->loc.layer) : main ? op_table[main->op].name : "copy";
	if (main && main->loc.backward)
		k->name = arena_printf(a, "%s_backward", k->name);
	merge_loops(k, a);
	own_scratch(b);
	for (size_t i = 0; i < b->maker.vars.n; i++)
		see_extent(&use, b->maker.vars.at[i]->extent);
	walk_exprs(&k->body, see_expr, &use);
	k->uses_sym = use.used;
	k->vars = (uint32_t)b->maker.vars.n;
	k->id = (uint32_t)p->kernels.n;
	vec_push(a, p->kernels, k);
	Call c = { .kernel = k, .n = (uint32_t)b->args.n, .arg = b->args.at };
	vec_push(a, p->calls, c);
}
