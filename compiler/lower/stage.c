/* stage.c - a rows region as loops.
 *
 * Inside the row loops the members form stages: loop nests over the same trailing axes. A member joins the first stage
 * that has its shape and comes after what it reads; one read by a later stage lies in memory (its buffer, or a row of
 * scratch), one read once at the same position is written into its reader's expression. */
#include "internal.h"

#include <math.h>
#include <string.h>

typedef struct Stage {
	Type trailing;                   /* the loops, after the rows */
	bool alone;                      /* a partial reduction or a search: shares its loops with nobody */
	Node *reduce;                    /* a reduction of the whole trailing space, or NULL */
	VEC(Node *) nodes;
} Stage;

typedef struct Member {
	Node *node;
	Type trailing;                   /* of its space */
	bool inlined, memory;
	uint32_t uses, stage;
	bool aligned;                    /* every use is at the reader's own position and shape */
} Member;

typedef struct Rows {
	Lowering *l;
	Region *r;
	Builder *b;
	Member *member;
	size_t n;
	VEC(Stage *) stages;
	Index pos[MAX_RANK];             /* the row */
	bool columns, panels;            /* accumulates across rows; reads or writes a buffer in panels */
} Rows;

static Type trailing_of(const Type *t, uint32_t rows)
{
	Type out = *t;
	out.rank -= rows;
	memmove(out.dim, t->dim + rows, out.rank * sizeof *out.dim);
	return out;
}

static Member *member_of(Rows *w, const Node *n)
{
	if (w->l->info[n->id].region != w->r)
		return NULL;
	for (size_t i = 0; i < w->n; i++)
		if (w->member[i].node == n)
			return &w->member[i];
	return NULL;
}

static bool is_reduce(const Node *n)
{
	return op_table[n->op].kind == KIND_REDUCE;
}

static bool is_column(const Rows *w, const Node *n)
{
	return w->l->info[n->id].column;
}

/* Does it end inside the loops, as one number a row? */
static bool is_whole_reduce(const Rows *w, const Node *n)
{
	return is_reduce(n) && !is_column(w, n) && n->op != OP_argmax && n->op != OP_argmin && n->type.rank == w->r->rows;
}

/* ---- uses and stages ------------------------------------------------------------------------------------------ */

typedef struct Walk { Rows *w; Member *reader; const Index *pos; Maker *maker; bool placing; uint32_t stage; } Walk;

static void axis_vars(Rows *w, Maker *k, const Type *t, Index *pos)
{
	for (uint32_t i = 0; i < t->rank; i++)
		pos[i] = index_var(k, var_loop(k, loop_extent(w->l->model, t->dim[i]), t->dim[i].size, "i"));
}

static bool same_element(const Walk *x, const Node *n, const Index *pos)
{
	const Type *t = space(x->reader->node);
	if (n->type.rank != t->rank)
		return false;
	for (uint32_t i = 0; i < t->rank; i++)
		if (!pos || !index_equal(&pos[i], &x->pos[i]) || !dim_equal(n->type.dim[i], t->dim[i]))
			return false;
	return true;
}

static void count_use(void *user, Node *n, const Index *pos, bool by_address)
{
	Walk *x = user;
	Member *m = member_of(x->w, n);
	if (!m)
		return;
	m->uses++;
	m->aligned &= !by_address && same_element(x, n, pos);
}

static void note_dependency(void *user, Node *n, const Index *pos, bool by_address)
{
	Walk *x = user;
	Member *m = member_of(x->w, n);
	if (!m)
		return;
	if (m->inlined) {
		touch_operands(x->w->l, x->maker, n, pos, note_dependency, x);
		return;
	}
	const Stage *s = x->w->stages.at[m->stage];
	bool together = !by_address && s->reduce != n && !s->alone && !is_column(x->w, n) &&
	                (same_element(x, n, pos) && shape_equal(&s->trailing, &x->reader->trailing));
	uint32_t first = m->stage + !together;
	if (x->placing) {
		if (first > x->stage)
			x->stage = first;
	} else if (m->stage != x->reader->stage && n->type.rank > x->w->r->rows) {
		m->memory = true;
	}
}

static void walk_member(Rows *w, Member *m, TouchFn *fn, Walk *x)
{
	const ArenaMark mark = arena_mark(w->l->asked);
	Maker k = { .arena = w->l->asked };
	Index pos[MAX_RANK];
	axis_vars(w, &k, space(m->node), pos);
	*x = (Walk){ .w = w, .reader = m, .pos = pos, .maker = &k, .placing = x->placing, .stage = 0 };
	touch_operands(w->l, &k, m->node, pos, fn, x);
	arena_release(w->l->asked, mark);
}

static void choose_inlined(Rows *w)
{
	Walk x = { 0 };
	for (size_t i = 0; i < w->n; i++)
		walk_member(w, &w->member[i], count_use, &x);
	for (size_t i = 0; i < w->n; i++) {
		Member *m = &w->member[i];
		m->inlined = !w->l->info[m->node->id].stored && m->uses == 1 && m->aligned && !is_reduce(m->node);
	}
}

static void place_member(Rows *w, Member *m)
{
	Walk x = { .placing = true };
	bool whole = is_whole_reduce(w, m->node);
	bool alone = is_reduce(m->node) && !whole && !is_column(w, m->node);

	walk_member(w, m, note_dependency, &x);
	for (uint32_t i = x.stage; i < w->stages.n && !alone; i++) {
		Stage *s = w->stages.at[i];
		if (s->alone || !shape_equal(&s->trailing, &m->trailing) || (whole && (s->reduce || m->trailing.rank == 0)))
			continue;
		m->stage = i;
		vec_push(w->l->arena, s->nodes, m->node);
		if (whole)
			s->reduce = m->node;
		return;
	}
	Stage *s = NEW(w->l->arena, Stage);
	*s = (Stage){ .trailing = m->trailing, .alone = alone, .reduce = whole ? m->node : NULL };
	vec_push(w->l->arena, s->nodes, m->node);
	m->stage = (uint32_t)w->stages.n;
	vec_push(w->l->arena, w->stages, s);
}

static void choose_stages(Rows *w)
{
	Walk x = { 0 };
	for (size_t i = 0; i < w->n; i++)
		if (!w->member[i].inlined)
			place_member(w, &w->member[i]);
	for (size_t i = 0; i < w->n; i++) {
		Member *m = &w->member[i];
		if (m->inlined)
			continue;
		x.placing = false;
		walk_member(w, m, note_dependency, &x);
		if (w->stages.at[m->stage]->alone && m->node->type.rank > w->r->rows)
			m->memory = true;
	}
}

/* ---- reductions ---------------------------------------------------------------------------------------------------- */

Op reduce_map(Op op)
{
	switch (op) {
	case OP_reduce_sum: case OP_reduce_window_sum: return OP_add;
	case OP_reduce_prod: return OP_multiply;
	case OP_reduce_max: case OP_reduce_window_max: return OP_maximum;
	case OP_reduce_min: return OP_minimum;
	default: BUG("%s does not accumulate", op_table[op].name);
	}
}

const Expr *reduce_start(Builder *b, Op op, DType d)
{
	bool is_max = op == OP_maximum;
	if (op == OP_add || op == OP_multiply)
		return expr_number(b, d, op == OP_multiply);
	if (d == DT_F32)
		return expr_number(b, d, is_max ? -(double)INFINITY : (double)INFINITY);
	if (d == DT_I32)
		return expr_number(b, d, is_max ? (double)INT32_MIN : (double)INT32_MAX);
	if (d == DT_U32)
		return expr_number(b, d, is_max ? 0 : (double)UINT32_MAX);
	return expr_number(b, d, is_max ? 0 : 1);        /* bool */
}

static bool reduces_axis(const Node *n, uint32_t axis)
{
	size_t count;
	const int64_t *axes = node_attr(n, 0, &count);
	if (n->op == OP_argmax || n->op == OP_argmin)
		return axes[0] == axis;
	for (size_t i = 0; i < count; i++)
		if (axes[i] == axis)
			return true;
	return false;
}

/* pos over the operand, without the reduced axes. */
static void kept_positions(const Node *n, const Index *pos, Index *out)
{
	uint32_t m = 0;
	for (uint32_t i = 0; i < n->in[0]->type.rank; i++)
		if (!reduces_axis(n, i))
			out[m++] = pos[i];
}

static const Var *loop_var(Rows *w, Dim d, uint32_t depth)
{
	static const char *const name[] = { "i", "j", "k", "l", "m", "o", "p", "q", "r" };
	return var_loop(&w->b->maker, loop_extent(w->l->model, d), d.size, name[depth]);
}

static Index var_index(Rows *w, const Var *v)
{
	return index_var(&w->b->maker, v);
}

/* The variables of one axis, and its position: two for a last axis over panels. */
static uint32_t axis_vars_of(Rows *w, const Type *t, uint32_t axis, const Var **vars, Index *pos)
{
	Dim part[2];
	uint32_t n = axis_parts(t->dim[axis], axis + 1 == t->rank, w->panels, part);
	for (uint32_t i = 0; i < n; i++)
		vars[i] = loop_var(w, part[i], axis + i);
	*pos = var_index(w, vars[0]);
	if (n == 2)
		*pos = index_add(&w->b->maker, index_scale(&w->b->maker, *pos, part[1].size), var_index(w, vars[1]));
	return n;
}

/* ---- where results go -------------------------------------------------------------------------------------------------- */

static const char *value_hint(const Node *n)
{
	switch (n->op) {
	case OP_reduce_sum: return "sum";
	case OP_reduce_max: return "most";
	case OP_reduce_min: return "least";
	case OP_argmax: case OP_argmin: return "best";
	case OP_reduce_prod: return "product";
	case OP_rng_bits: return "bits";
	case OP_exp: return "e";
	default: return "v";
	}
}

static void store_result(Rows *w, Member *m, const Index *pos, const Expr *e)
{
	Builder *b = w->b;
	const Info *info = &w->l->info[m->node->id];
	if (info->stored) {
		uint32_t p = builder_param(b, info->buffer, ACCESS_WRITE);
		emit_store(b, p, buffer_offset(&b->maker, info->buffer, pos), e, false);
	}
	for (size_t i = 0; i < b->scratch.n; i++)
		if (b->scratch.at[i].node == m->node) {
			Type row = trailing_of(&m->node->type, w->r->rows);
			emit_store(b, b->scratch.at[i].param, linear_offset(&b->maker, &row, pos + w->r->rows), e, false);
		}
}

static void bind(Rows *w, const Node *n, const Reg *r, const Index *pos)
{
	Bound bound = { n, r, arena_copy(w->l->arena, pos, (n->type.rank + 1) * sizeof *pos) };
	vec_push(w->l->arena, w->b->bound, bound);
}

/* ---- one stage -------------------------------------------------------------------------------------------------------------- */

static void make_scratch(Rows *w)
{
	Builder *b = w->b;
	for (size_t i = 0; i < w->n; i++) {
		Member *m = &w->member[i];
		if (!m->memory || w->l->info[m->node->id].stored)
			continue;
		Type row = trailing_of(&m->node->type, w->r->rows);
		Scratch s = { m->node, builder_temp(b, m->node->type.dtype, type_elements(&row), "row"), w->r->rows };
		vec_push(w->l->arena, b->scratch, s);
	}
}

static void accumulate(Rows *w, Node *n, const Index *pos, uint32_t param, Index at)
{
	Builder *b = w->b;
	const Expr *e = element(b, n->in[0], pos);
	Op op = reduce_map(n->op);
	if (op == OP_add)
		emit_store(b, param, at, e, true);
	else
		emit_store(b, param, at, expr_map2(b, op, n->type.dtype, expr_load(b, param, at), e), false);
	b->kernel->params.at[param].access |= ACCESS_READ;
}

/* The maps, searches' registers and accumulations of a stage, at pos; stores come after all reads. */
static void stage_body(Rows *w, Stage *s, const Index *pos)
{
	Builder *b = w->b;
	const Expr **value = NEW_ARRAY(w->l->arena, const Expr *, s->nodes.n);

	for (size_t i = 0; i < s->nodes.n; i++) {
		Node *n = s->nodes.at[i];
		if (is_reduce(n))
			continue;
		value[i] = compute(b, n, pos);
		if (member_of(w, n)->uses > 0) {
			const Reg *r = reg_new(b, n->type.dtype, value_hint(n), false);
			emit_let(b, r, value[i]);
			bind(w, n, r, pos);
			value[i] = expr_reg(b, r);
		}
	}
	for (size_t i = 0; i < s->nodes.n; i++) {
		Node *n = s->nodes.at[i];
		if (is_column(w, n)) {
			Index kept[MAX_RANK];
			kept_positions(n, pos, kept);
			uint32_t p = builder_param(b, w->l->info[n->id].buffer, ACCESS_UPDATE);
			accumulate(w, n, pos, p, buffer_offset(&b->maker, b->args.at[p], kept));
		}
	}
	for (size_t i = 0; i < s->nodes.n; i++)
		if (!is_reduce(s->nodes.at[i]))
			store_result(w, member_of(w, s->nodes.at[i]), pos, value[i]);
}

static void finish_register(Rows *w, Node *n, const Reg *r)
{
	bind(w, n, r, w->pos);
	store_result(w, member_of(w, n), w->pos, expr_reg(w->b, r));
}

/* A reduction that ends in a number a row, with the maps that share its loops. */
static void whole_reduce(Rows *w, Stage *s)
{
	Builder *b = w->b;
	Node *n = s->reduce;
	const Type *t = &n->in[0]->type;
	const Var *vars[MAX_RANK + 1];
	Index pos[MAX_RANK];
	uint32_t count = 0;
	Block *outer = b->block;
	size_t bound = b->bound.n;

	memcpy(pos, w->pos, sizeof pos);
	for (uint32_t i = w->r->rows; i < t->rank; i++)
		count += axis_vars_of(w, t, i, &vars[count], &pos[i]);
	const Reg *r = reg_new(b, n->type.dtype, value_hint(n), false);
	Stmt *stmt = emit_reduce(b, r, reduce_map(n->op), n->type.dtype == DT_F32, count, vars);
	Block body = { 0 };
	b->block = &body;
	stage_body(w, s, pos);
	stmt->value = element(b, n->in[0], pos);
	((Reduce *)(uintptr_t)stmt->reduce)->body = body;
	b->block = outer;
	b->bound.n = bound;
	finish_register(w, n, r);
}

/* The first axes up to the first reduced one are plain loops; returns how many. */
static uint32_t open_kept(Rows *w, Node *n, Index *pos)
{
	const Type *t = &n->in[0]->type;
	uint32_t i = w->r->rows;
	for (; i < t->rank && !reduces_axis(n, i); i++) {
		const Var *v = loop_var(w, t->dim[i], i);
		emit_for(w->b, v, false);
		pos[i] = var_index(w, v);
	}
	return i;
}

static uint32_t result_memory(Rows *w, Node *n, Index *at, const Index *kept)
{
	Builder *b = w->b;
	const Info *info = &w->l->info[n->id];
	if (info->stored) {
		*at = buffer_offset(&b->maker, info->buffer, kept);
		return builder_param(b, info->buffer, ACCESS_WRITE);
	}
	for (size_t i = 0; i < b->scratch.n; i++)
		if (b->scratch.at[i].node == n) {
			Type row = trailing_of(&n->type, w->r->rows);
			*at = linear_offset(&b->maker, &row, kept + w->r->rows);
			return b->scratch.at[i].param;
		}
	BUG("a partial reduction without memory");
}

/* Reduces axes of which the last is none: one accumulator an element, ascending, kept axes innermost. */
static void partial_ascending(Rows *w, Node *n, Index *pos, uint32_t first)
{
	Builder *b = w->b;
	const Type *t = &n->in[0]->type;
	Block *outer = b->block;
	Index kept[MAX_RANK], at;

	for (uint32_t i = first; i < t->rank; i++)
		if (!reduces_axis(n, i)) {
			const Var *v = loop_var(w, t->dim[i], i);
			emit_for(b, v, false);
			pos[i] = var_index(w, v);
		}
	kept_positions(n, pos, kept);
	uint32_t p = result_memory(w, n, &at, kept);
	emit_store(b, p, at, reduce_start(b, reduce_map(n->op), n->type.dtype), false);
	b->block = outer;
	for (uint32_t i = first; i < t->rank; i++) {
		const Var *v = loop_var(w, t->dim[i], i);
		emit_for(b, v, false);
		pos[i] = var_index(w, v);
	}
	kept_positions(n, pos, kept);
	p = result_memory(w, n, &at, kept);
	accumulate(w, n, pos, p, at);
}

static void partial_lanes(Rows *w, Node *n, Index *pos, uint32_t first)
{
	Builder *b = w->b;
	const Type *t = &n->in[0]->type;
	const Var *vars[MAX_RANK];
	uint32_t count = 0;
	Index kept[MAX_RANK], at;

	for (uint32_t i = first; i < t->rank; i++) {
		const Var *v = loop_var(w, t->dim[i], i);
		pos[i] = var_index(w, v);
		if (reduces_axis(n, i))
			vars[count++] = v;
		else
			emit_for(b, v, false);
	}
	const Reg *r = reg_new(b, n->type.dtype, value_hint(n), false);
	Stmt *s = emit_reduce(b, r, reduce_map(n->op), n->type.dtype == DT_F32, count, vars);
	s->value = element(b, n->in[0], pos);
	kept_positions(n, pos, kept);
	uint32_t p = result_memory(w, n, &at, kept);
	emit_store(b, p, at, expr_reg(b, r), false);
}

/* First largest (smallest) element; NaN counts as more than any number. */
static void search(Rows *w, Node *n, Index *pos)
{
	Builder *b = w->b;
	const Type *t = &n->in[0]->type;
	uint32_t axis = (uint32_t)node_attr_int(n, 0);
	DType d = t->dtype;
	Block *outer = b->block;
	Index kept[MAX_RANK], at;

	for (uint32_t i = w->r->rows; i < t->rank; i++)
		if (i != axis) {
			const Var *v = loop_var(w, t->dim[i], i);
			emit_for(b, v, false);
			pos[i] = var_index(w, v);
		}
	const Reg *best = reg_new(b, d, "best_value", true), *where = reg_new(b, DT_I32, "best", true);
	pos[axis] = index_const(0);
	emit_let(b, best, element(b, n->in[0], pos));
	emit_let(b, where, expr_number(b, DT_I32, 0));
	Block *inner = b->block;
	const Var *v = loop_var(w, t->dim[axis], axis);
	emit_for(b, v, false);
	pos[axis] = var_index(w, v);
	const Reg *x = reg_new(b, d, "x", false), *better = reg_new(b, DT_BOOL, "better", false);
	emit_let(b, x, element(b, n->in[0], pos));
	const Expr *ex = expr_reg(b, x), *eb = expr_reg(b, best);
	const Expr *more = expr_map2(b, n->op == OP_argmax ? OP_greater : OP_less, DT_BOOL, ex, eb);
	if (d == DT_F32) {
		const Expr *nan = expr_map2(b, OP_not_equal, DT_BOOL, ex, ex), *number = expr_map2(b, OP_equal, DT_BOOL, eb, eb);
		more = expr_map2(b, OP_logical_or, DT_BOOL, more, expr_map2(b, OP_logical_and, DT_BOOL, nan, number));
	}
	emit_let(b, better, more);
	Expr *index = NEW(w->l->arena, Expr);
	*index = (Expr){ .kind = E_INDEX, .dtype = DT_I32, .index = pos[axis] };
	emit_assign(b, best, expr_map(b, OP_select, d, 3, (const Expr *[]){ expr_reg(b, better), ex, eb }));
	emit_assign(b, where, expr_map(b, OP_select, DT_I32, 3, (const Expr *[]){ expr_reg(b, better), index, expr_reg(b, where) }));
	b->block = inner;
	if (n->type.rank == w->r->rows) {
		b->block = outer;
		finish_register(w, n, where);
		return;
	}
	kept_positions(n, pos, kept);
	uint32_t p = result_memory(w, n, &at, kept);
	emit_store(b, p, at, expr_reg(b, where), false);
}

/* ---- maps ---------------------------------------------------------------------------------------------------------------------- */

enum { MOST_CUTS = 8 };
typedef struct Cuts { const Var *v; int64_t at[MOST_CUTS]; uint32_t n; bool many; } Cuts;

static void add_cut(Cuts *c, int64_t at)
{
	uint32_t i = c->n;
	if (at <= 0 || at >= c->v->max)
		return;
	for (uint32_t k = 0; k < c->n; k++)
		if (c->at[k] == at)
			return;
	if (c->n == MOST_CUTS) {
		c->many = true;
		return;
	}
	for (; i > 0 && c->at[i - 1] > at; i--)
		c->at[i] = c->at[i - 1];
	c->at[i] = at;
	c->n++;
}

/* Where a guard on the loop's variable alone changes its mind. */
static void see_guard(void *user, const Expr *e)
{
	Cuts *c = user;
	for (uint32_t i = 0; e->kind == E_GUARD && i < e->tests; i++) {
		const Test *t = &e->test[i];
		if (t->value.n != 1 || t->value.term[0].var != c->v || t->value.term[0].coef != 1 || t->stride > 1 || t->limit.sym)
			continue;
		add_cut(c, -t->value.constant);
		add_cut(c, t->limit.mul - t->value.constant);
	}
}

/* The loop over the last axis. Where guards cut it into pieces, as in the gradient of slices, a loop a piece tests nothing. */
static void last_axis(Rows *w, Stage *s, Index *pos, Dim d, uint32_t depth)
{
	Builder *b = w->b;
	Block *around = b->block;
	const Block before = *around;
	const size_t bound = b->bound.n;
	Cuts cuts = { .v = loop_var(w, d, depth) };
	const uint32_t axis = w->r->rows + depth;

	pos[axis] = var_index(w, cuts.v);
	emit_for(b, cuts.v, false);
	stage_body(w, s, pos);
	const Block whole = *b->block;
	walk_exprs(&whole, see_guard, &cuts);
	b->block = around;
	if (d.sym || !cuts.n || cuts.many)
		return;
	*around = before;
	if (before.last)
		before.last->next = NULL;
	for (uint32_t i = 0; i <= cuts.n; i++) {
		const int64_t from = i ? cuts.at[i - 1] : 0, end = i < cuts.n ? cuts.at[i] : cuts.v->max;
		b->bound.n = bound;
		const Var *v = loop_var(w, dim_const(end - from), depth);
		pos[axis] = index_add(&b->maker, var_index(w, v), index_const(from));
		emit_for(b, v, false);
		stage_body(w, s, pos);
		b->block = around;
	}
}

static void map_loops(Rows *w, Stage *s, Index *pos)
{
	const uint32_t rank = s->trailing.rank;
	for (uint32_t i = 0; i < rank; i++) {
		const Var *vars[2];
		Dim part[2];
		if (i + 1 == rank && axis_parts(s->trailing.dim[i], true, w->panels, part) == 1) {
			last_axis(w, s, pos, s->trailing.dim[i], i);
			return;
		}
		uint32_t parts = axis_vars_of(w, &s->trailing, i, vars, &pos[w->r->rows + i]);
		for (uint32_t v = 0; v < parts; v++)
			emit_for(w->b, vars[v], false);
	}
	stage_body(w, s, pos);
}

static void emit_stage(Rows *w, Stage *s)
{
	Builder *b = w->b;
	Block *outer = b->block;
	size_t bound = b->bound.n;
	Index pos[MAX_RANK];
	Node *n = s->nodes.at[0];

	memcpy(pos, w->pos, sizeof pos);
	if (s->alone && (n->op == OP_argmax || n->op == OP_argmin)) {
		search(w, n, pos);
	} else if (s->alone) {
		uint32_t first = open_kept(w, n, pos);
		if (reduces_axis(n, n->in[0]->type.rank - 1))
			partial_lanes(w, n, pos, first);
		else
			partial_ascending(w, n, pos, first);
	} else if (s->reduce) {
		whole_reduce(w, s);
	} else {
		map_loops(w, s, pos);
		if (s->trailing.rank > 0)
			b->bound.n = bound;          /* registers of inner loops end with them */
	}
	b->block = outer;
}

/* ---- the region ----------------------------------------------------------------------------------------------------------------- */

static void start_columns(Rows *w)
{
	Builder *b = w->b;
	Block *outer = b->block;
	for (size_t i = 0; i < w->n; i++) {
		Node *n = w->member[i].node;
		Index pos[MAX_RANK];
		if (!is_column(w, n))
			continue;
		w->columns = true;
		for (uint32_t a = 0; a < n->type.rank; a++) {
			const Var *v = loop_var(w, n->type.dim[a], a);
			emit_for(b, v, false);
			pos[a] = var_index(w, v);
		}
		uint32_t p = builder_param(b, w->l->info[n->id].buffer, ACCESS_UPDATE);
		emit_store(b, p, buffer_offset(&b->maker, b->args.at[p], pos), reduce_start(b, reduce_map(n->op), n->type.dtype), false);
		b->block = outer;
	}
}

static const Node *main_member(const Region *r)
{
	for (size_t i = r->members.n; i-- > 0;)
		if (r->members.at[i]->loc.layer && r->members.at[i]->loc.layer[0])
			return r->members.at[i];
	return r->members.at[r->members.n - 1];
}

/* Over panels the loop over panels is the outermost: the order in which they lie. */
static void open_rows(Rows *w)
{
	const Region *r = w->r;
	const Var *vars[MAX_RANK + 1];
	uint32_t n = 0;
	for (uint32_t i = 0; i < r->rows; i++)
		n += axis_vars_of(w, &r->shape, i, &vars[n], &w->pos[i]);
	bool split = n > r->rows, parallel = !w->columns;
	if (split)
		emit_for_shared(w->b, vars[n - 2], &parallel);
	for (uint32_t i = 0; i < n; i++)
		if (!split || i != n - 2)
			emit_for_shared(w->b, vars[i], &parallel);
}

void build_rows(Lowering *l, Region *r)
{
	Builder b = builder_new(l, r);
	Rows w = { .l = l, .r = r, .b = &b, .n = r->members.n };

	w.panels = touches_panels(l, r);
	w.member = NEW_ARRAY(l->arena, Member, w.n);
	for (size_t i = 0; i < w.n; i++)
		w.member[i] = (Member){ .node = r->members.at[i], .trailing = trailing_of(space(r->members.at[i]), r->rows), .aligned = true };
	choose_inlined(&w);
	choose_stages(&w);
	b.block = &b.kernel->body;
	make_scratch(&w);
	start_columns(&w);
	open_rows(&w);
	for (size_t i = 0; i < w.stages.n; i++)
		emit_stage(&w, w.stages.at[i]);
	builder_finish(&b, main_member(r));
}
