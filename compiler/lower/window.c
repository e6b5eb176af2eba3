/* window.c - pooling, its gradient, and the transpose of that: what is done over the cells of a window.
 *
 * Cell k of window o lies at o * stride + k * dilation - low, and is left out where the operand has no such element. */
#include "internal.h"

static const char *const axis_name[] = { "i", "j", "k", "l", "m", "o", "p", "q" };

void window_position(Builder *b, const Window *w, Dim d, Index o, Index k, Index *pos, Test *test, uint32_t *tests)
{
	Maker *m = &b->maker;
	Index at = index_add(m, index_add(m, index_scale(m, o, w->stride), index_scale(m, k, w->dilation)), index_const(-w->low)), spare;
	int64_t low, high, limit = (d.size - 1) * w->base + 1;

	if (d.sym) {                         /* a bounded axis has no window */
		*pos = o;
		return;
	}
	bool between = false;                /* may it lie between elements? */
	for (uint32_t i = 0; i < at.affine.n; i++)
		between |= at.affine.term[i].coef % w->base != 0;
	between |= at.affine.constant % w->base != 0;
	if (between) {
		*pos = index_var(m, var_quotient(m, at.affine, w->base));
	} else {
		if (!index_divide(m, at, w->base, pos, &spare))
			BUG("a window's position depends on data");
		at = *pos;
		limit = d.size;
	}
	affine_bounds(at.affine, &low, &high);
	if (low < 0 || high >= limit || between)
		test[(*tests)++] = (Test){ at.affine, between ? w->base : 1, { limit, 0 } };
}

static void open_windows(Builder *b, const Type *t, Index *o, bool parallel)
{
	for (uint32_t i = 0; i < t->rank; i++) {
		const Var *v = var_loop(&b->maker, loop_extent(b->l->model, t->dim[i]), t->dim[i].size, axis_name[i]);
		emit_for_shared(b, v, &parallel);
		o[i] = index_var(&b->maker, v);
	}
}

static const Var *open_cells(Builder *b, int64_t size, Index *k)
{
	*k = index_const(0);
	if (size == 1)
		return NULL;
	const Var *v = var_loop(&b->maker, (Extent){ size, 0 }, size, "cell");
	emit_for(b, v, false);
	*k = index_var(&b->maker, v);
	return v;
}

/* The operand under the cells k of the windows o: its position, and the tests for its existence. */
static uint32_t cell_position(Builder *b, const Node *n, const Index *o, const Index *k, Index *pos, Test *test)
{
	uint32_t tests = 0;
	for (uint32_t i = 0; i < n->in[0]->type.rank; i++) {
		Window w = window_of(n, i);
		window_position(b, &w, n->in[0]->type.dim[i], o[i], k[i], &pos[i], test, &tests);
	}
	return tests;
}

/* ---- reductions ------------------------------------------------------------------------------------------- */

static void reduce_cells(Builder *b, Region *r, Node *n)
{
	DType d = n->type.dtype;
	Op op = reduce_map(n->op);
	Index o[MAX_RANK], k[MAX_RANK], pos[MAX_RANK];
	Test test[MAX_RANK];

	open_windows(b, &n->type, o, true);
	const Reg *z = reg_new(b, d, op == OP_add ? "sum" : "most", true);
	emit_let(b, z, reduce_start(b, op, d));
	Block *inner = b->block;
	for (uint32_t i = 0; i < n->type.rank; i++)
		open_cells(b, window_of(n, i).size, &k[i]);
	uint32_t tests = cell_position(b, n, o, k, pos, test);
	const Expr *value = expr_guard(b, tests, test, element(b, n->in[0], pos), reduce_start(b, op, d));
	emit_assign(b, z, expr_map2(b, op, d, expr_reg(b, z), value));
	b->block = inner;
	emit_epilogue(b, r, n, o, z);
}

/* ---- the place of a window's maximum ---------------------------------------------------------------------- */

static const Expr *both(Builder *b, const Expr *x, const Expr *y)
{
	return expr_map2(b, OP_logical_and, DT_BOOL, x, y);
}

static const Expr *either(Builder *b, const Expr *x, const Expr *y)
{
	return expr_map2(b, OP_logical_or, DT_BOOL, x, y);
}

static void keep(Builder *b, const Reg *better, const Reg *r, const Expr *value)
{
	emit_assign(b, r, expr_map(b, OP_select, r->dtype, 3, (const Expr *[]){ expr_reg(b, better), value, expr_reg(b, r) }));
}

/* Where the first maximum of window o lies: the cells are searched, their numbers kept axis by axis. A NaN counts as more
 * than any number, so the first one stays. */
static void find_maximum(Builder *b, Node *n, const Index *o, Index *place)
{
	DType d = n->in[0]->type.dtype;
	const Type *t = &n->in[0]->type;
	const Reg *best = reg_new(b, d, "most", true), *any = reg_new(b, DT_BOOL, "any", true), *cell[MAX_RANK] = { NULL };
	Index k[MAX_RANK], pos[MAX_RANK];
	Test test[MAX_RANK];

	emit_let(b, best, expr_number(b, d, 0));
	emit_let(b, any, expr_bits(b, DT_BOOL, 0));
	for (uint32_t i = 0; i < t->rank; i++)
		if (window_of(n, i).size > 1) {
			cell[i] = reg_new(b, DT_I32, "at", true);
			emit_let(b, cell[i], expr_number(b, DT_I32, 0));
		}
	Block *inner = b->block;
	for (uint32_t i = 0; i < t->rank; i++)
		open_cells(b, window_of(n, i).size, &k[i]);
	uint32_t tests = cell_position(b, n, o, k, pos, test);
	const Reg *x = reg_new(b, d, "x", false), *inside = reg_new(b, DT_BOOL, "inside", false), *better = reg_new(b, DT_BOOL, "better", false);
	emit_let(b, x, expr_guard(b, tests, test, element(b, n->in[0], pos), expr_number(b, d, 0)));
	emit_let(b, inside, expr_guard(b, tests, test, expr_bits(b, DT_BOOL, 1), expr_bits(b, DT_BOOL, 0)));
	const Expr *ex = expr_reg(b, x), *eb = expr_reg(b, best);
	const Expr *nan = expr_map2(b, OP_not_equal, DT_BOOL, ex, ex), *number = expr_map2(b, OP_equal, DT_BOOL, eb, eb);
	const Expr *first = expr_map2(b, OP_equal, DT_BOOL, expr_reg(b, any), expr_bits(b, DT_BOOL, 0));
	const Expr *more = either(b, expr_map2(b, OP_greater, DT_BOOL, ex, eb), both(b, nan, number));
	emit_let(b, better, both(b, expr_reg(b, inside), either(b, first, more)));
	emit_assign(b, any, either(b, expr_reg(b, any), expr_reg(b, inside)));
	keep(b, better, best, ex);
	for (uint32_t i = 0; i < t->rank; i++)
		if (cell[i]) {
			Expr *number_of = NEW(b->l->arena, Expr);
			*number_of = (Expr){ .kind = E_INDEX, .dtype = DT_I32, .index = k[i] };
			keep(b, better, cell[i], number_of);
		}
	b->block = inner;
	for (uint32_t i = 0; i < t->rank; i++) {
		Window w = window_of(n, i);
		if (!cell[i]) {
			uint32_t unused = 0;
			window_position(b, &w, t->dim[i], o[i], index_const(0), &place[i], test, &unused);
			continue;
		}
		Expr *at = NEW(b->l->arena, Expr);
		Index first_cell = index_add(&b->maker, index_scale(&b->maker, o[i], w.stride), index_const(-w.low));
		*at = (Expr){ .kind = E_INDEX, .dtype = DT_I32, .index = first_cell };
		const Expr *step = expr_map2(b, OP_multiply, DT_I32, expr_reg(b, cell[i]), expr_number(b, DT_I32, (double)w.dilation));
		Clamped *c = NEW(b->l->arena, Clamped);
		*c = (Clamped){ expr_map2(b, OP_add, DT_I32, at, step), t->dim[i].size, { t->dim[i].size, 0 }, 1 };
		place[i] = (Index){ affine_const(0), 1, c };
	}
}

static void gather_maxima(Builder *b, Region *r, Node *n)
{
	Index o[MAX_RANK], place[MAX_RANK];
	open_windows(b, &n->type, o, true);
	find_maximum(b, n, o, place);
	const Reg *z = reg_new(b, n->type.dtype, "v", false);
	emit_let(b, z, element(b, n->in[1], place));
	emit_epilogue(b, r, n, o, z);
}

/* ---- the gradient of a maximum ---------------------------------------------------------------------------- */

enum { WRITTEN_OUT = 25, LEAST_LANES = 8 };

/* Tests that hold where window o is all inside; tests none: always. False: never, or the last axis has windows itself. */
static bool inside_tests(Builder *b, const Node *n, const Index *o, Test *test, uint32_t *tests)
{
	uint32_t rank = n->type.rank;
	int64_t cells = 1;
	*tests = 0;
	for (uint32_t i = 0; i < rank; i++) {
		Window w = window_of(n, i);
		Dim d = n->in[0]->type.dim[i];
		int64_t limit = d.size - (w.size - 1) * w.dilation, low, high;
		bool plain = w.size == 1 && w.stride == 1 && w.low == 0 && w.high == 0;
		cells *= w.size;
		if (i + 1 == rank && (!plain || d.sym || d.size < LEAST_LANES))
			return false;
		if (plain)
			continue;
		Index at = index_add(&b->maker, index_scale(&b->maker, o[i], w.stride), index_const(-w.low));
		affine_bounds(at.affine, &low, &high);
		if (limit < 1 || high < 0 || low >= limit)
			return false;
		if (low < 0 || high >= limit)
			test[(*tests)++] = (Test){ at.affine, 1, { limit, 0 } };
	}
	return rank > 0 && cells <= WRITTEN_OUT;
}

/* Does each element belong to at most one window; to exactly one? */
static bool windows_apart(const Node *n, bool *all)
{
	bool apart = true;
	*all = true;
	for (uint32_t i = 0; i < n->type.rank; i++) {
		Window w = window_of(n, i);
		apart &= w.stride >= (w.size - 1) * w.dilation + 1;
		*all &= w.stride == w.size && w.low == 0 && w.stride * n->in[1]->type.dim[i].size == n->type.dim[i].size;
	}
	return apart;
}

/* A lane of window o, which is all inside: the first cell that is the maximum, or no number, takes the value; the rest get 0. */
static void scatter_written_out(Builder *b, Node *n, const Index *o, uint32_t out, bool add)
{
	DType d = n->type.dtype;
	uint32_t rank = n->type.rank;
	const Reg *x[WRITTEN_OUT], *most = reg_new(b, d, "most", true), *rest = reg_new(b, d, "rest", true);
	Index place[WRITTEN_OUT][MAX_RANK];
	Test test[MAX_RANK];
	int64_t cells = 1;

	for (uint32_t i = 0; i < rank; i++)
		cells *= window_of(n, i).size;
	for (int64_t c = 0; c < cells; c++) {
		int64_t left = c;
		uint32_t unused = 0;
		for (uint32_t i = rank; i-- > 0;) {
			Window w = window_of(n, i);
			window_position(b, &w, n->in[0]->type.dim[i], o[i], index_const(left % w.size), &place[c][i], test, &unused);
			left /= w.size;
		}
		x[c] = reg_new(b, d, "x", false);
		emit_let(b, x[c], element(b, n->in[0], place[c]));
	}
	emit_let(b, most, expr_reg(b, x[0]));
	for (int64_t c = 1; c < cells; c++)
		emit_assign(b, most, expr_map2(b, OP_maximum, d, expr_reg(b, most), expr_reg(b, x[c])));
	emit_let(b, rest, element(b, n->in[1], o));
	for (int64_t c = 0; c < cells; c++) {
		const Expr *ex = expr_reg(b, x[c]), *zero = expr_number(b, d, 0);
		const Expr *chosen = either(b, expr_map2(b, OP_equal, DT_BOOL, ex, expr_reg(b, most)), expr_map2(b, OP_not_equal, DT_BOOL, ex, ex));
		const Reg *share = reg_new(b, d, "share", false);
		emit_let(b, share, expr_map(b, OP_select, d, 3, (const Expr *[]){ chosen, expr_reg(b, rest), zero }));
		emit_assign(b, rest, expr_map(b, OP_select, d, 3, (const Expr *[]){ chosen, zero, expr_reg(b, rest) }));
		emit_store(b, out, linear_offset(&b->maker, &n->type, place[c]), expr_reg(b, share), add);
	}
}

/* Can the windows that are all inside be written out, and are there others? Asked with loops of its own. */
static bool can_write_out(const Builder *b, const Node *n, const Type *places, bool *others)
{
	Builder probe = *b;
	Block nowhere = { NULL, NULL };
	Index o[MAX_RANK];
	Test test[MAX_RANK];
	uint32_t tests;
	probe.maker = (Maker){ .arena = b->l->arena };
	probe.block = &nowhere;
	o[n->type.rank - 1] = index_const(0);
	open_windows(&probe, places, o, false);
	bool possible = inside_tests(&probe, n, o, test, &tests);
	*others = tests > 0;
	return possible;
}

static void open_lanes(Builder *b, Dim d, Index *o)
{
	const Var *lane = var_loop(&b->maker, loop_extent(b->l->model, d), d.size, "lane");
	emit_for(b, lane, false);
	*o = index_var(&b->maker, lane);
}

static void fill_zeros(Builder *b, Node *n, uint32_t out)
{
	Block *outer = b->block;
	Index o[MAX_RANK];
	open_windows(b, &n->type, o, true);
	emit_store(b, out, linear_offset(&b->maker, &n->type, o), expr_number(b, n->type.dtype, 0), false);
	b->block = outer;
}

/* Windows that overlap meet in an element: they come one after the other. */
void alone_select_and_scatter_add(Builder *b, Node *n, uint32_t out)
{
	Block *outer = b->block, *other = NULL;
	Index o[MAX_RANK], place[MAX_RANK];
	Test test[MAX_RANK];
	uint32_t tests, rank = n->type.rank;
	Type places = n->in[1]->type;
	bool others = true, all, apart = windows_apart(n, &all), fast;

	if (rank == 0) {
		emit_store(b, out, index_const(0), element(b, n->in[1], NULL), false);
		return;
	}
	places.rank = rank - 1;
	fast = can_write_out(b, n, &places, &others);
	if (!fast || others || !apart || !all)
		fill_zeros(b, n, out);
	open_windows(b, &places, o, apart);
	Block *inner = b->block;
	Dim lanes = n->in[1]->type.dim[rank - 1];
	if (fast) {
		o[rank - 1] = index_const(0);
		inside_tests(b, n, o, test, &tests);
		if (tests)
			emit_if(b, tests, test, &other);
		open_lanes(b, lanes, &o[rank - 1]);
		scatter_written_out(b, n, o, out, !apart);
	}
	if (!fast || other) {
		b->block = fast ? other : inner;
		open_lanes(b, lanes, &o[rank - 1]);
		find_maximum(b, n, o, place);
		emit_store(b, out, linear_offset(&b->maker, &n->type, place), element(b, n->in[1], o), true);
	}
	b->block = outer;
}

void build_window(Builder *b, Region *r, Node *n)
{
	if (n->op == OP_select_and_gather)
		gather_maxima(b, r, n);
	else if (!build_cells(b, r, n))
		reduce_cells(b, r, n);
}
