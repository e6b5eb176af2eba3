/* cells.c - pooling and depthwise convolution: sums and maxima over the cells of a window, all channels of a place together.
 *
 * The innermost loop runs along the lanes, an axis that no window moves along, and tests nothing. Places that see the same
 * cells are loops of their own, the cells written out one after the other; where that would be long, the inside of the operand is, and
 * at its border each cell there is adds to the result where it lies. Where there are more cells than results (the gradient of
 * a depthwise kernel) the cells are the outer loops. A window along the last axis alone (response normalisation) is written
 * out too, the loop split in three. */
#include "internal.h"

enum { WRITTEN_OUT = 64, LEAST_LANES = 3, MAX_RANGES = 16, PANEL = 16 };

/* Results [first, first + count) of an axis see cells [cell, cell + cells) of the window. */
typedef struct Range { int64_t first, count, cell, cells; } Range;

typedef struct Cells {
	Builder *b;
	Region *r;
	Node *n;
	Op op;
	uint32_t lane;                   /* an axis of the result */
	uint32_t dims;
	Dim size[MAX_RANK];              /* of the cells */
	int64_t total;                   /* cells; places: results without lanes */
	int64_t places;
	Index o[MAX_RANK];
	Convolution c;                   /* dims: spatial, then the feature */
	Range range[MAX_RANK];           /* by dim: the cells that are written out */
	int64_t panels;                  /* so many lanes at a time, their kernel kept in registers along a line */
	Buffer *sums;                    /* where results are made at the border */
} Cells;

/* ---- one cell ------------------------------------------------------------------------------------------- */

/* The operand's value under cells k of the windows o, and the tests for its existence. */
static const Expr *cell_value(Cells *s, const Index *k, Test *test, uint32_t *tests)
{
	Builder *b = s->b;
	Node *n = s->n;
	const Type *t = &n->in[0]->type;
	Index x[MAX_RANK], w[MAX_RANK];
	const Convolution *c = &s->c;

	*tests = 0;
	if (n->op != OP_convolution) {
		for (uint32_t i = 0; i < t->rank; i++) {
			Window window = window_of(n, i);
			window_position(b, &window, t->dim[i], s->o[i], k[i], &x[i], test, tests);
		}
		return element(b, n->in[0], x);
	}
	x[c->lhs.batch] = s->o[c->out.batch];
	w[c->rhs.out] = s->o[c->out.feature];
	x[c->lhs.group] = w[c->rhs.group] = s->o[c->out.group];
	x[c->lhs.feature] = w[c->rhs.in] = k[c->spatial];
	for (uint32_t i = 0; i < c->spatial; i++) {
		Index cell = w[c->rhs.spatial[i]] = k[i];
		if (c->reversed)
			cell = index_add(&b->maker, index_const(c->window[i].size - 1), index_scale(&b->maker, cell, -1));
		int64_t axis = c->lhs.spatial[i];
		window_position(b, &c->window[i], t->dim[axis], s->o[c->out.spatial[i]], cell, &x[axis], test, tests);
	}
	return expr_map2(b, OP_multiply, DT_F32, element(b, n->in[0], x), element(b, n->in[1], w));
}

static Window window_at(const Cells *s, uint32_t i)
{
	return s->n->op == OP_convolution ? s->c.window[i] : window_of(s->n, i);
}

/* Tests that hold where all cells of window o exist. False: they never do. */
static bool inside_tests(Cells *s, Test *test, uint32_t *tests)
{
	bool conv = s->n->op == OP_convolution;
	*tests = 0;
	for (uint32_t i = 0; i < (conv ? s->c.spatial : s->n->type.rank); i++) {
		Window w = window_at(s, i);
		Dim d = s->n->in[0]->type.dim[conv ? s->c.lhs.spatial[i] : i];
		Index o = s->o[conv ? s->c.out.spatial[i] : i];
		int64_t limit = d.size - (w.size - 1) * w.dilation, low, high;
		if (d.sym)
			continue;
		if (w.base != 1 || limit < 1)
			return false;
		Index at = index_add(&s->b->maker, index_scale(&s->b->maker, o, w.stride), index_const(-w.low));
		affine_bounds(at.affine, &low, &high);
		if (high < 0 || low >= limit)
			return false;
		if (low < 0 || high >= limit)
			test[(*tests)++] = (Test){ at.affine, 1, { limit, 0 } };
	}
	return true;
}

/* As many as will be: a bounded extent has to be a loop. */
static bool constant_cells(const Cells *s)
{
	for (uint32_t i = 0; i < s->dims; i++)
		if (s->size[i].sym)
			return false;
	return true;
}

/* ---- loops ------------------------------------------------------------------------------------------------ */

static Index open_loop(Builder *b, Dim d, const char *hint, bool parallel)
{
	if (d.size == 1 && !d.sym)
		return index_const(0);
	const Var *v = var_loop(&b->maker, loop_extent(b->l->model, d), d.size, hint);
	emit_for(b, v, parallel);
	return index_var(&b->maker, v);
}

static void open_places(Cells *s, bool parallel)
{
	static const char *const name[] = { "i", "j", "k", "l", "m", "o", "p", "q" };
	for (uint32_t i = 0; i < s->n->type.rank; i++)
		if (i != s->lane) {
			s->o[i] = open_loop(s->b, s->n->type.dim[i], name[i], parallel);
			parallel = parallel && s->b->block == &s->b->kernel->body;
		}
}

static void open_lanes(Cells *s)
{
	s->o[s->lane] = open_loop(s->b, s->n->type.dim[s->lane], "lane", false);
}

/* The cells of s->range written out at s->o, into a register. */
static const Reg *written_out(Cells *s)
{
	Builder *b = s->b;
	const Reg *z = reg_new(b, s->n->type.dtype, s->op == OP_add ? "sum" : "most", true);
	Index k[MAX_RANK];
	Test test[MAX_RANK];
	uint32_t tests;

	int64_t total = 1;
	for (uint32_t i = 0; i < s->dims; i++)
		total *= s->range[i].cells;
	for (int64_t cell = 0; cell < total; cell++) {
		int64_t rest = cell;
		for (uint32_t i = s->dims; i-- > 0;) {
			k[i] = index_const(s->range[i].cell + rest % s->range[i].cells);
			rest /= s->range[i].cells;
		}
		const Expr *e = cell_value(s, k, test, &tests);
		if (cell == 0)
			emit_let(b, z, e);
		else
			emit_assign(b, z, expr_map2(b, s->op, z->dtype, expr_reg(b, z), e));
	}
	return z;
}

/* ---- results made in memory ---------------------------------------------------------------------------------- */

static Index sums_at(Cells *s)
{
	return linear_offset(&s->b->maker, &s->n->type, s->o);
}

static uint32_t sums_param(Cells *s)
{
	return builder_param(s->b, s->sums, ACCESS_UPDATE);
}

static void start_sums(Cells *s)
{
	Block *here = s->b->block;
	open_lanes(s);
	emit_store(s->b, sums_param(s), sums_at(s), reduce_start(s->b, s->op, s->n->type.dtype), false);
	s->b->block = here;
}

static void finish_sums(Cells *s)
{
	Builder *b = s->b;
	Block *here = b->block;
	if (s->r->members.n == 1)
		return;                          /* the sums are the result */
	const Reg *z = reg_new(b, s->n->type.dtype, "z", false);
	open_lanes(s);
	emit_let(b, z, expr_load(b, sums_param(s), sums_at(s)));
	emit_epilogue(b, s->r, s->n, s->o, z);
	b->block = here;
}

/* The present cell's share of the present place. */
static void add_cell(Cells *s, const Index *k)
{
	Builder *b = s->b;
	Test test[MAX_RANK];
	uint32_t tests;
	Block *here = b->block;

	s->o[s->lane] = index_const(0);
	cell_value(s, k, test, &tests);
	for (uint32_t i = 0; i < tests; i++) {           /* there is no such cell anywhere */
		int64_t low, high;
		affine_bounds(test[i].value, &low, &high);
		if (high < 0 || low >= test[i].limit.mul)
			return;
	}
	if (tests)
		emit_if(b, tests, test, NULL);
	open_lanes(s);
	const Expr *e = cell_value(s, k, test, &tests);
	Index at = sums_at(s);
	uint32_t p = sums_param(s);
	if (s->op == OP_add)
		emit_store(b, p, at, e, true);
	else
		emit_store(b, p, at, expr_map2(b, s->op, s->n->type.dtype, expr_load(b, p, at), e), false);
	b->block = here;
}

static void open_cells(Cells *s, Index *k)
{
	bool feature_first = s->n->op == OP_convolution;         /* the images of a batch come before their places */
	if (feature_first)
		k[s->dims - 1] = open_loop(s->b, s->size[s->dims - 1], "image", false);
	for (uint32_t i = 0; i < s->dims - feature_first; i++)
		k[i] = open_loop(s->b, s->size[i], "cell", false);
}

static void cell_by_cell(Cells *s)
{
	Block *here = s->b->block;
	Index k[MAX_RANK];
	start_sums(s);
	open_cells(s, k);
	add_cell(s, k);
	s->b->block = here;
	finish_sums(s);
}

/* ---- places that see the same cells ------------------------------------------------------------------------------ */

/* The dim whose cells move along an axis of the result; -1: none. */
static int moved_by(const Cells *s, uint32_t axis)
{
	if (s->n->op != OP_convolution)
		return (int)axis;
	for (uint32_t i = 0; i < s->c.spatial; i++)
		if (s->c.out.spatial[i] == (int64_t)axis)
			return (int)i;
	return -1;
}

/* Splits an axis of the result; how many ranges there are, 0: too many, or some that see no cell. */
static uint32_t split(const Cells *s, uint32_t axis, Range *out)
{
	const Node *n = s->n;
	const int i = moved_by(s, axis);
	const Dim outputs = n->type.dim[axis];
	uint32_t ranges = 0;

	out[0] = (Range){ 0, outputs.size, 0, 1 };
	if (i < 0 || outputs.sym)
		return 1;
	const Window w = window_at(s, (uint32_t)i);
	const int64_t size = n->in[0]->type.dim[n->op == OP_convolution ? s->c.lhs.spatial[i] : (int64_t)axis].size;
	if (w.base != 1)
		return 0;
	for (int64_t o = 0; o < outputs.size; o++) {
		const int64_t at = o * w.stride - w.low;
		int64_t cell = at < 0 ? (-at + w.dilation - 1) / w.dilation : 0, end = at < size ? (size - at + w.dilation - 1) / w.dilation : 0;
		if (end > w.size)
			end = w.size;
		if (cell >= end)
			return 0;
		if (n->op == OP_convolution && s->c.reversed) {          /* cell k lies where the last but k does */
			const int64_t mirrored = w.size - end;
			end = w.size - cell;
			cell = mirrored;
		}
		if (ranges && out[ranges - 1].cell == cell && out[ranges - 1].cells == end - cell) {
			out[ranges - 1].count++;
			continue;
		}
		if (ranges == MAX_RANGES)
			return 0;
		out[ranges++] = (Range){ o, 1, cell, end - cell };
	}
	return ranges;
}

/* Are all cells of all ranges few enough to be written out? */
static bool few_ranges(Cells *s)
{
	int64_t terms = s->total;
	if (terms == 0 || !constant_cells(s))
		return false;
	for (uint32_t axis = 0; axis < s->n->type.rank; axis++) {
		Range range[MAX_RANGES];
		const uint32_t ranges = split(s, axis, range);
		const int i = moved_by(s, axis);
		int64_t sum = 0;
		for (uint32_t r = 0; r < ranges; r++)
			sum += range[r].cells;
		if (ranges == 0)
			return false;
		if (i >= 0)
			terms = terms / s->size[i].size * sum;
	}
	return terms <= WRITTEN_OUT;
}

static void by_ranges(Cells *s, uint32_t axis, const Index *panel)
{
	static const char *const name[] = { "i", "j", "k", "l", "m", "o", "p", "q" };
	Builder *b = s->b;
	const Type *t = &s->n->type;
	Range range[MAX_RANGES];
	Index first;
	bool last = true;                    /* the last axis with more than one element, lanes aside */

	if (axis == t->rank) {
		if (s->panels) {
			const Var *lane = var_loop(&b->maker, (Extent){ s->panels, 0 }, s->panels, "lane");
			emit_for(b, lane, false);
			s->o[s->lane] = index_add(&b->maker, *panel, index_var(&b->maker, lane));
		} else {
			open_lanes(s);
		}
		emit_epilogue(b, s->r, s->n, s->o, written_out(s));
		return;
	}
	if (axis == s->lane) {
		by_ranges(s, axis + 1, panel);
		return;
	}
	for (uint32_t i = axis + 1; i < t->rank; i++)
		last &= i == s->lane || t->dim[i].size == 1;
	if (last && s->panels && !panel) {
		first = index_scale(&b->maker, open_loop(b, dim_const(t->dim[s->lane].size / s->panels), "panel", false), s->panels);
		panel = &first;
	}
	Block *here = b->block;
	const bool parallel = here == &b->kernel->body;
	const uint32_t ranges = split(s, axis, range);
	const int i = moved_by(s, axis);
	for (uint32_t r = 0; r < ranges; r++) {
		const Dim count = t->dim[axis].sym ? t->dim[axis] : dim_const(range[r].count);
		s->o[axis] = index_add(&b->maker, open_loop(b, count, name[axis], parallel), index_const(range[r].first));
		if (i >= 0)
			s->range[i] = range[r];
		by_ranges(s, axis + 1, panel);
		b->block = here;
	}
}

/* ---- the three forms -------------------------------------------------------------------------------------------- */

static void by_places(Cells *s)
{
	Builder *b = s->b;
	Test test[MAX_RANK];
	uint32_t tests = 0;
	Block *other = NULL;

	if (few_ranges(s)) {
		by_ranges(s, 0, NULL);
		return;
	}
	open_places(s, true);
	s->o[s->lane] = index_const(0);
	if (s->total == 0 || s->total > WRITTEN_OUT || !constant_cells(s) || !inside_tests(s, test, &tests)) {
		cell_by_cell(s);
		return;
	}
	if (tests)
		emit_if(b, tests, test, &other);
	open_lanes(s);
	emit_epilogue(b, s->r, s->n, s->o, written_out(s));
	if (tests) {
		b->block = other;
		cell_by_cell(s);
	}
}

static void by_cells(Cells *s)
{
	Block *outer = s->b->block;
	Index k[MAX_RANK];
	open_places(s, false);
	start_sums(s);
	s->b->block = outer;
	open_cells(s, k);
	open_places(s, false);
	add_cell(s, k);
	s->b->block = outer;
	if (s->r->members.n > 1) {
		open_places(s, false);
		finish_sums(s);
	}
}

static void guarded(Cells *s)
{
	Builder *b = s->b;
	DType d = s->n->type.dtype;
	const Reg *z = reg_new(b, d, s->op == OP_add ? "sum" : "most", true);
	Block *here = b->block;
	Index k[MAX_RANK];
	Test test[MAX_RANK];
	uint32_t tests;
	emit_let(b, z, reduce_start(b, s->op, d));
	open_cells(s, k);
	const Expr *e = cell_value(s, k, test, &tests);
	e = expr_guard(b, tests, test, e, reduce_start(b, s->op, d));
	emit_assign(b, z, expr_map2(b, s->op, d, expr_reg(b, z), e));
	b->block = here;
	emit_epilogue(b, s->r, s->n, s->o, z);
}

/* The lanes themselves are windowed, and nothing else is: [0, first) and [end, n) with guards, what lies between without. */
static void along_lanes(Cells *s)
{
	Builder *b = s->b;
	Window w = window_of(s->n, s->lane);
	int64_t n = s->n->in[0]->type.dim[s->lane].size, count = s->n->type.dim[s->lane].size;
	int64_t first = w.low > 0 ? (w.low + w.stride - 1) / w.stride : 0, room = n + w.low - (w.size - 1) * w.dilation;
	int64_t end = room > 0 ? (room + w.stride - 1) / w.stride : 0;
	first = first > count ? count : first;
	end = end > count ? count : end < first ? first : end;
	const int64_t cut[] = { 0, first, end, count };

	open_places(s, true);
	Block *row = b->block;
	for (int part = 0; part < 3; part++) {
		if (cut[part + 1] == cut[part])
			continue;
		Index v = open_loop(b, dim_const(cut[part + 1] - cut[part]), "lane", false);
		s->o[s->lane] = index_add(&b->maker, v, index_const(cut[part]));
		if (part == 1)
			emit_epilogue(b, s->r, s->n, s->o, written_out(s));
		else
			guarded(s);
		b->block = row;
	}
}

/* ---- whether ----------------------------------------------------------------------------------------------------------- */

static bool is_plain(const Window *w)
{
	return w->size == 1 && w->stride == 1 && w->low == 0 && w->high == 0 && w->base == 1;
}

/* A result of the region in which sums can be made: it is written last, at the same place. */
static Buffer *find_sums(Cells *s)
{
	for (size_t i = 0; i < s->r->members.n; i++) {
		const Node *m = s->r->members.at[i];
		const Info *info = &s->b->l->info[m->id];
		if (info->stored && info->buffer->dtype == s->n->type.dtype && !info->buffer->panels && info->buffer->elements == type_elements(&s->n->type))
			return info->buffer;
	}
	return NULL;
}

static int64_t product(const Cells *s)
{
	int64_t n = 1;
	for (uint32_t i = 0; i < s->dims; i++)
		n *= s->size[i].size;
	return n;
}

bool build_cells(Builder *b, Region *r, Node *n)
{
	Cells s = { .b = b, .r = r, .n = n, .op = n->op == OP_convolution ? OP_add : reduce_map(n->op) };
	uint32_t rank = n->type.rank;
	bool windowed = false, elsewhere = false;

	for (uint32_t i = 0; i < MAX_RANK; i++)
		s.o[i] = index_const(0);
	if (n->op == OP_convolution) {
		s.c = convolution_of(n);
		if (s.c.lhs.group < 0)
			return false;
		s.lane = (uint32_t)s.c.out.group;
		for (; s.dims < s.c.spatial; s.dims++)
			s.size[s.dims] = dim_const(s.c.window[s.dims].size);
		s.size[s.dims++] = n->in[0]->type.dim[s.c.lhs.feature];
	} else {
		s.lane = rank - 1;
		s.dims = rank;
		for (uint32_t i = 0; i < rank; i++) {
			Window w = window_of(n, i);
			s.size[i] = dim_const(w.size);
			if (i == s.lane)
				windowed = !is_plain(&w);
			else
				elsewhere |= !is_plain(&w);
		}
	}
	if (rank == 0 || n->type.dim[s.lane].size < LEAST_LANES)
		return false;
	s.total = product(&s);
	for (uint32_t i = 0; i < s.dims; i++)
		s.range[i] = (Range){ 0, 1, 0, s.size[i].size };
	if (n->op == OP_convolution && !n->type.dim[s.lane].sym && n->type.dim[s.lane].size % PANEL == 0)
		s.panels = n->type.dim[s.lane].size % (2 * PANEL) ? PANEL : 2 * PANEL;
	s.places = type_elements(&n->type) / n->type.dim[s.lane].size;
	s.sums = find_sums(&s);
	if (windowed) {
		Window w = window_of(n, s.lane);
		if (elsewhere || w.base != 1 || s.total > WRITTEN_OUT)
			return false;
		along_lanes(&s);
		return true;
	}
	if (!s.sums)
		return false;
	if (n->op == OP_convolution && s.total > s.places && s.total > WRITTEN_OUT)
		by_cells(&s);
	else
		by_places(&s);
	return true;
}
