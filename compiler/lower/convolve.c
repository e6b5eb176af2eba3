/* convolve.c - convolution and both its gradients as contractions whose A is read in place, through windows.
 *
 * On each spatial axis the source of output o under kernel cell k is (o * stride + k * dilation - low) / base where that is a
 * whole number. Outputs of one residue (a phase) share the cells for which it is, so that within a phase
 *
 *   o = first + step * q,  cell = cell + cell_step * t,  source = base + slide * q + stride * t
 *
 * and nothing multiplies by what dilation put between. What is left to test is 0 <= source < extent, and only where it
 * can fail. Rows of a tile are one axis of the result: then a test is of the loops around, or cuts the tile's rows. Where
 * every axis is too short for a tile, A is copied with its border once, and rows are any outputs. */
#include "product.h"

#include <string.h>

enum { TINY_WORK = 2048, TILE = 14, L2_FLOATS = 192 << 10, FAR = 256, MAX_PHASES = 64 };

typedef struct Phase {
	int64_t first, step, count;      /* outputs */
	int64_t cell, cell_step, cells;
	int64_t base, slide, stride;     /* source */
	bool tested;
} Phase;

typedef struct Conv {
	Builder *b;
	Region *r;
	Node *n;
	Convolution c;
	Index pos[MAX_RANK];
	Node *memory[2];
	int64_t start[2], stride[2][MAX_RANK];   /* where lhs and rhs lie */
	int64_t extent[MAX_SPATIAL];     /* of the input */
	int64_t phases[MAX_SPATIAL];     /* how many */
	Phase phase[MAX_SPATIAL];        /* the present one */
	bool any_tested[MAX_SPATIAL];    /* in some phase */
	uint32_t a, bb;                  /* parameters that hold A and B */
	bool panels;                     /* B lies in panels of its columns: packed, or as a parameter lies */
	int64_t panel;                   /* from one to the next */
	bool flipped;                    /* B lies by cells rather than kernel positions */
	int64_t split, split_panel;      /* the parameter's axis that panels run along, or -1; from one panel to the next */
	int row;                         /* which axis the rows of a tile are: ROW_BATCH, ROW_ALL or a spatial one */
	int run;                         /* the run of depth: RUN_FEATURE or a spatial one */
} Conv;

enum { ROW_ALL = -2, ROW_BATCH = -1, RUN_FEATURE = -1 };

/* ---- a plain nest: any roles, strides and dilations ---------------------------------------------------------- */

typedef struct Nest {
	Index x[MAX_RANK], w[MAX_RANK], y[MAX_RANK];     /* positions in lhs, rhs and the result */
} Nest;

static const Var *open_shared(Builder *b, Dim d, const char *hint, bool *share)
{
	const Var *v = var_loop(&b->maker, loop_extent(b->l->model, d), d.size, hint);
	emit_for_shared(b, v, share);
	return v;
}

static const Var *open_dim(Builder *b, Dim d, const char *hint)
{
	bool share = false;
	return open_shared(b, d, hint, &share);
}

static void plain_nest(Builder *b, Region *r, Node *n)
{
	static const char *const name[] = { "i", "j", "k", "l", "m", "o", "p", "q" };
	const Type *x = &n->in[0]->type, *w = &n->in[1]->type;
	Nest s = { 0 };
	const Convolution conv = convolution_of(n), *c = &conv;
	Maker *m = &b->maker;
	Test test[MAX_SPATIAL];
	uint32_t tests = 0;
	bool share = true;

	for (uint32_t i = 0; i < n->type.rank; i++)
		s.y[i] = index_var(m, open_shared(b, n->type.dim[i], name[i], &share));
	s.x[c->lhs.batch] = s.y[c->out.batch];
	s.w[c->rhs.out] = s.y[c->out.feature];
	if (c->lhs.group >= 0)
		s.x[c->lhs.group] = s.w[c->rhs.group] = s.y[c->out.group];
	const Reg *sum = reg_new(b, DT_F32, "sum", true);
	emit_let(b, sum, expr_number(b, DT_F32, 0));
	Block *inner = b->block;
	for (uint32_t i = 0; i < c->spatial; i++) {
		Dim size = w->dim[c->rhs.spatial[i]];
		Index k = s.w[c->rhs.spatial[i]] = index_var(m, open_dim(b, size, "cell"));
		if (c->reversed)
			k = index_add(m, index_const(size.size - 1), index_scale(m, k, -1));
		int64_t axis = c->lhs.spatial[i];
		window_position(b, &c->window[i], x->dim[axis], s.y[c->out.spatial[i]], k, &s.x[axis], test, &tests);
	}
	s.x[c->lhs.feature] = s.w[c->rhs.in] = index_var(m, open_dim(b, x->dim[c->lhs.feature], "depth"));
	const Expr *product = expr_map2(b, OP_multiply, DT_F32, element(b, n->in[0], s.x), element(b, n->in[1], s.w));
	product = expr_guard(b, tests, test, product, expr_number(b, DT_F32, 0));
	emit_assign(b, sum, expr_map2(b, OP_add, DT_F32, expr_reg(b, sum), product));
	b->block = inner;
	emit_epilogue(b, r, n, s.y, sum);
}

/* ---- phases ----------------------------------------------------------------------------------------------------- */

/* Phase f of an axis with `count` outputs over n elements. cells is 0 where no cell of it is ever inside. */
static Phase phase_of(const Window *w, int64_t n, int64_t count, int64_t f)
{
	int64_t every = w->base / gcd(w->stride, w->base), k_step = w->base / gcd(w->dilation, w->base), k = 0;
	Phase p = { .first = f, .step = every, .count = (count - 1 - f) / every + 1, .cell_step = k_step,
	            .slide = every * w->stride / w->base, .stride = k_step * w->dilation / w->base };
	while (k < k_step && (f * w->stride + k * w->dilation - w->low) % w->base)
		k++;
	if (k == k_step || k >= w->size)
		return p;
	p.cell = k;
	p.cells = (w->size - 1 - k) / k_step + 1;
	p.base = (f * w->stride + k * w->dilation - w->low) / w->base;
	while (p.cells > 0 && p.base + p.slide * (p.count - 1) < 0) {        /* cells that are inside for no output */
		p.base += p.stride;
		p.cell += k_step;
		p.cells--;
	}
	while (p.cells > 0 && p.base + p.stride * (p.cells - 1) >= n)
		p.cells--;
	p.tested = p.base < 0 || p.base + p.slide * (p.count - 1) + p.stride * (p.cells - 1) >= n;
	return p;
}

/* Finds where the operands lie: a stride for each of their axes. */
static void find_operands(Conv *v)
{
	for (int s = 0; s < 2; s++) {
		Maker k = { .arena = v->b->l->arena };
		const Type *t = &v->n->in[s]->type;
		const Var *var[MAX_RANK];
		Index pos[MAX_RANK];
		Affine at;
		for (uint32_t i = 0; i < t->rank; i++) {
			var[i] = var_loop(&k, loop_extent(v->b->l->model, t->dim[i]), t->dim[i].size, "i");
			pos[i] = index_var(&k, var[i]);
		}
		if (!view(v->b->l, &k, v->n->in[s], pos, &v->memory[s], &at))
			BUG("an operand of convolution does not lie in memory");
		v->start[s] = at.constant;
		for (uint32_t i = 0; i < t->rank; i++)
			v->stride[s][i] = affine_coef(at, var[i]);
	}
}

static uint32_t operand(Conv *v, const Node *memory)
{
	Buffer *buffer = node_is_leaf(memory) ? leaf_buffer(v->b->l, memory) : v->b->l->info[memory->id].buffer;
	return builder_param(v->b, buffer, ACCESS_READ);
}

static Dim lhs_dim(const Conv *v, int64_t axis) { return v->n->in[0]->type.dim[axis]; }
static Dim rhs_dim(const Conv *v, int64_t axis) { return v->n->in[1]->type.dim[axis]; }
static Dim out_dim(const Conv *v, int64_t axis) { return v->n->type.dim[axis]; }

static int64_t group_size(const Conv *v)
{
	return v->c.lhs.group >= 0 ? lhs_dim(v, v->c.lhs.group).size : 1;
}

/* ---- which axis is the rows of a tile, which the run -------------------------------------------------------------- */

/* The share of a tile's speed that rows of this extent reach, in percent: a tile costs its rows, but never less than six. */
static int64_t speed(int64_t rows)
{
	int64_t rest = rows % TILE, cost = rows / TILE * (TILE + 1) + (rest ? (rest < 6 ? 6 : rest) + 1 : 0);
	return rows * 100 / cost;
}

static bool one_phase(const Conv *v)
{
	for (uint32_t i = 0; i < v->c.spatial; i++)
		if (v->phases[i] != 1)
			return false;
	return true;
}

static bool tested(const Conv *v)
{
	for (uint32_t i = 0; i < v->c.spatial; i++)
		if (v->any_tested[i])
			return true;
	return false;
}

static int64_t all_rows(const Conv *v)
{
	int64_t n = out_dim(v, v->c.out.batch).size;
	for (uint32_t i = 0; i < v->c.spatial; i++)
		n *= v->phase[i].count;
	return n;
}

static void choose_row(Conv *v)
{
	int64_t best = speed(out_dim(v, v->c.out.batch).size), last = v->c.spatial - 1;
	v->row = ROW_BATCH;
	for (uint32_t i = 0; i < v->c.spatial; i++) {
		int64_t s = speed(v->phase[i].count);
		if (s >= best || ((int64_t)i == last && s * 5 >= best * 4)) {        /* neighbours share lines of A */
			best = s;
			v->row = (int)i;
		}
	}
	if (one_phase(v) && !out_dim(v, v->c.out.batch).sym && best * 3 < speed(all_rows(v)) * 2)
		v->row = ROW_ALL;
}

/* Is a copy of A with its border cheaper than what tiles at the border cost, each cell of the kernel's width a call of its own?
 * An element copied is about a cycle, a call about a hundred. */
static bool border_pays(const Conv *v)
{
	enum { CALL = 100 };
	int64_t copied = lhs_dim(v, v->c.lhs.feature).size * group_size(v), calls = CALL * group_size(v);
	if (v->row < 0 || !v->any_tested[v->row] || !one_phase(v))
		return false;
	for (uint32_t i = 0; i < v->c.spatial; i++) {
		const Phase *p = &v->phase[i];
		int64_t tiles = (p->count + TILE - 1) / TILE, ends = (p->base < 0) + (p->base + p->slide * (p->count - 1) + p->stride * (p->cells - 1) >= v->extent[i]);
		copied *= v->extent[i] + p->cells - 1;
		calls *= v->row == (int)i ? (tiles < ends ? tiles : ends) * (p->cells - 1) : p->count;
	}
	return copied < calls * ((rhs_dim(v, v->c.rhs.out).size + 2 * PANEL - 1) / (2 * PANEL));
}

/* The axis of depth with the least stride in A that no tile's rows are cut by. */
static void choose_run(Conv *v)
{
	int64_t least = v->stride[0][v->c.lhs.feature];
	v->run = RUN_FEATURE;
	if (lhs_dim(v, v->c.lhs.feature).size == 1)
		least = INT64_MAX;
	for (uint32_t i = 0; i < v->c.spatial; i++) {
		int64_t a = v->stride[0][v->c.lhs.spatial[i]];
		if (((int)i == v->row && v->any_tested[i]) || v->c.window[i].size == 1 || a >= least)
			continue;
		least = a;
		v->run = (int)i;
	}
}

/* ---- copies ---------------------------------------------------------------------------------------------------------- */

/* The axes of a tensor by descending stride. */
static void by_stride(const int64_t *stride, uint32_t rank, uint32_t *order)
{
	for (uint32_t i = 0; i < rank; i++) {
		uint32_t at = i;
		for (; at > 0 && stride[order[at - 1]] < stride[i]; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

/* A with zeros around it, so that nothing is left to test. */
static void copy_with_border(Conv *v)
{
	Builder *b = v->b;
	const Type *t = &v->n->in[0]->type;
	uint32_t order[MAX_RANK], tests = 0;
	int64_t low[MAX_RANK] = { 0 }, size[MAX_RANK], elements = 1;
	Index pos[MAX_RANK], to = index_const(0);
	Test test[MAX_RANK];
	Block *outer = b->block;
	bool share = true;

	for (uint32_t i = 0; i < t->rank; i++)
		size[i] = t->dim[i].size;
	for (uint32_t i = 0; i < v->c.spatial; i++) {
		Phase *p = &v->phase[i];
		int64_t axis = v->c.lhs.spatial[i], end = p->base + p->slide * (p->count - 1) + p->stride * (p->cells - 1) + 1;
		low[axis] = p->base < 0 ? -p->base : 0;
		size[axis] = low[axis] + (end > size[axis] ? end : size[axis]);
		p->base += low[axis];
		p->tested = v->any_tested[i] = false;
		v->extent[i] = size[axis];
	}
	by_stride(v->stride[0], t->rank, order);
	for (uint32_t i = t->rank; i-- > 0;) {
		v->stride[0][order[i]] = elements;
		elements *= size[order[i]];
	}
	for (uint32_t i = 0; i < t->rank; i++) {
		uint32_t axis = order[i];
		Dim d = t->dim[axis];
		if (!d.sym)
			d.size = size[axis];
		const Var *var = open_shared(b, d, "i", &share);
		to = index_add(&b->maker, to, index_scale(&b->maker, index_var(&b->maker, var), v->stride[0][axis]));
		pos[axis] = index_add(&b->maker, index_var(&b->maker, var), index_const(-low[axis]));
		if (size[axis] != t->dim[axis].size)
			test[tests++] = (Test){ pos[axis].affine, 1, { t->dim[axis].size, 0 } };
	}
	v->a = builder_temp(b, DT_F32, elements, "bordered");
	v->start[0] = 0;
	emit_store(b, v->a, to, expr_guard(b, tests, test, element(b, v->n->in[0], pos), expr_number(b, DT_F32, 0)), false);
	b->block = outer;
}

/* B is a parameter in panels: what steps in a row-major matrix are there. The axis of step 1 goes on by split_panel every PANEL. */
static void find_panels(Conv *v)
{
	const Buffer *b = node_is_leaf(v->memory[1]) ? leaf_buffer(v->b->l, v->memory[1]) : NULL;
	int64_t *s = v->stride[1];

	v->split = -1;
	if (!b || !b->panels)
		return;
	v->split_panel = b->elements / b->panels * PANEL;
	for (uint32_t i = 0; i < v->n->in[1]->type.rank; i++) {
		if (rhs_dim(v, i).size == 1)
			s[i] = 0;
		else if (s[i] == 1)
			v->split = i;
		else if (s[i] % b->panels == 0)
			s[i] = s[i] / b->panels * PANEL;
		else if (s[i] % PANEL == 0)
			s[i] = s[i] / PANEL * v->split_panel;
		else
			BUG("a convolution reads a kernel in panels across them");
	}
	if (v->split < 0 || v->start[1])
		BUG("a convolution reads a kernel in panels in part");
	v->panels = v->split == v->c.rhs.out;
	v->panel = v->split_panel;
}

/* B in panels: where its columns are not whole ones in memory, or so far apart that caches suffer. */
static bool must_pack(const Conv *v)
{
	const int64_t *s = v->stride[1];
	int64_t columns = rhs_dim(v, v->c.rhs.out).size, k = v->run < 0 ? s[v->c.rhs.in] : s[v->c.rhs.spatial[v->run]];
	int64_t work = out_dim(v, v->c.out.batch).size;
	for (uint32_t i = 0; i < v->c.spatial; i++)
		work *= out_dim(v, v->c.out.spatial[i]).size;
	if (s[v->c.rhs.out] != 1 || (columns < PANEL && !v->panels))
		return true;
	for (uint32_t i = 0; i < v->c.spatial; i++)
		if (v->c.reversed && v->c.window[i].size > 1)
			return true;
	return work >= 28 && k >= FAR && !v->panels;
}

/* Where a copy reads and writes. */
typedef struct Copy { Affine from, to; } Copy;

static void copy_step(Conv *v, Copy *at, int64_t count, const char *hint, bool *share, int64_t from, int64_t to, int64_t last)
{
	Maker *m = &v->b->maker;
	const Affine var = affine_var(m, open_shared(v->b, dim_const(count), hint, share));
	at->from = affine_add(m, at->from, affine_scale(m, var, from));
	at->to = affine_add(m, at->to, affine_scale(m, last ? affine_add(m, affine_const(last), affine_scale(m, var, -1)) : var, to));
}

/* A loop over B's axis, of an extent that may be bounded; backwards in the copy where `reversed` is set. */
static void copy_axis(Conv *v, Copy *at, int64_t axis, int64_t to, bool reversed)
{
	Maker *m = &v->b->maker;
	const Dim d = rhs_dim(v, axis);
	bool share = false;

	if (axis == v->split) {
		copy_step(v, at, d.size / PANEL, "panel", &share, v->split_panel, PANEL * to, 0);
		copy_step(v, at, PANEL, "k", &share, 1, to, 0);
	} else if (reversed) {
		copy_step(v, at, d.size, "k", &share, v->stride[1][axis], to, d.size - 1);
	} else {
		const Affine var = affine_var(m, open_dim(v->b, d, "k"));
		at->from = affine_add(m, at->from, affine_scale(m, var, v->stride[1][axis]));
		at->to = affine_add(m, at->to, affine_scale(m, var, to));
	}
}

static void emit_pack(Conv *v, const Copy *at, Extent k, int64_t k_max, int64_t from_k, int64_t columns, uint32_t to)
{
	Pack *pack = NEW(v->b->l->arena, Pack);
	Stmt *stmt = NEW(v->b->l->arena, Stmt);
	*pack = (Pack){ .from = v->bb, .from_base = at->from, .from_k = from_k, .from_col = v->stride[1][v->c.rhs.out],
	                .to_base = at->to, .panel = v->panel, .k = k, .k_max = k_max, .columns = columns, .to = to };
	stmt->kind = S_PACK;
	stmt->pack = pack;
	block_append(v->b->block, stmt);
}

/* Copies B so that its axes lie: group, panel, then the depth's by descending stride in A, the run last. */
static void pack_panels(Conv *v)
{
	Builder *b = v->b;
	const Convolution *c = &v->c;
	int64_t *s = v->stride[1], to[MAX_RANK] = { 0 }, depth = 1, columns = rhs_dim(v, c->rhs.out).size;
	uint32_t order[MAX_RANK], n = 0;
	int64_t stride_a[MAX_RANK], axis[MAX_RANK];
	Block *outer = b->block;
	bool share = true;

	axis[n] = c->rhs.in;
	stride_a[n++] = v->run == RUN_FEATURE ? -1 : v->stride[0][c->lhs.feature];
	for (uint32_t i = 0; i < c->spatial; i++) {
		axis[n] = c->rhs.spatial[i];
		stride_a[n++] = v->run == (int)i ? -1 : v->row == (int)i && v->any_tested[i] ? 0 : v->stride[0][c->lhs.spatial[i]] * c->window[i].dilation;
	}
	by_stride(stride_a, n, order);
	for (uint32_t i = n; i-- > 0;) {
		to[axis[order[i]]] = depth * PANEL;
		depth *= rhs_dim(v, axis[order[i]]).size;
	}
	const int64_t whole = (columns + PANEL - 1) / PANEL, groups = group_size(v);
	const uint32_t target = builder_temp(b, DT_F32, groups * whole * depth * PANEL, "panels");
	Copy at = { affine_const(v->start[1]), affine_const(0) };
	v->panel = depth * PANEL;
	if (c->rhs.group >= 0) {
		to[c->rhs.group] = whole * v->panel;
		copy_step(v, &at, groups, "group", &share, s[c->rhs.group], to[c->rhs.group], 0);
	}
	for (uint32_t i = 0; i + 1 < n; i++)
		copy_axis(v, &at, axis[order[i]], to[axis[order[i]]], c->reversed && axis[order[i]] != c->rhs.in);
	if (v->split == c->rhs.out) {
		copy_step(v, &at, whole, "panel", &share, v->split_panel, v->panel, 0);
		columns = PANEL;
	}
	const int64_t last = axis[order[n - 1]];
	if (c->reversed && last != c->rhs.in) {          /* the run itself is read backwards: one by one */
		copy_axis(v, &at, last, to[last], true);
		emit_pack(v, &at, (Extent){ 1, 0 }, 1, s[last], columns, target);
	} else if (last == v->split) {
		copy_step(v, &at, rhs_dim(v, last).size / PANEL, "panel", &share, v->split_panel, PANEL * PANEL, 0);
		emit_pack(v, &at, (Extent){ PANEL, 0 }, PANEL, 1, columns, target);
	} else {
		emit_pack(v, &at, loop_extent(b->l->model, rhs_dim(v, last)), rhs_dim(v, last).size, s[last], columns, target);
	}
	b->block = outer;
	v->bb = target;
	v->start[1] = 0;
	v->panels = v->flipped = true;
	memcpy(s, to, sizeof to);
	s[c->rhs.out] = 1;
}

/* ---- one phase -------------------------------------------------------------------------------------------------------- */

typedef struct Slice { Axis axis; int spatial; const Var *var; } Slice;       /* an axis of depth */

/* The step in B from one cell to the next. */
static int64_t cell_stride(const Conv *v, uint32_t i)
{
	int64_t s = v->stride[1][v->c.rhs.spatial[i]];
	return v->c.reversed && !v->flipped ? -s : s;
}

/* first + step * var: where there is one place only, that it is 0 is known, and not for every reader to find out. */
static Index place(Maker *m, const Var *var, int64_t first, int64_t step)
{
	if (!var->extent.sym && var->max == 1)
		return index_const(first);
	return index_add(m, index_scale(m, index_var(m, var), step), index_const(first));
}

static const Var *open_outer(Conv *v, Dim d, const char *hint, bool *share, int64_t axis, int64_t first, int64_t step, int64_t a, Affine *base)
{
	Maker *m = &v->b->maker;
	const Var *var = open_shared(v->b, d, hint, share);
	v->pos[axis] = place(m, var, first, step);
	*base = affine_add(m, *base, affine_scale(m, affine_var(m, var), a));
	return var;
}

/* Depth in order: by descending stride in A, the axis that cuts the tile's rows next to last, the run last. */
static uint32_t order_depth(Conv *v, Slice *out)
{
	const Convolution *c = &v->c;
	Slice all[1 + MAX_SPATIAL];
	int64_t key[1 + MAX_SPATIAL];
	uint32_t order[1 + MAX_SPATIAL], n = 0;
	Dim features = lhs_dim(v, c->lhs.feature);

	all[n] = (Slice){ { loop_extent(v->b->l->model, features), features.size, v->stride[0][c->lhs.feature], v->stride[1][c->rhs.in], 0 }, -1, NULL };
	key[n] = v->run == RUN_FEATURE ? -2 : all[n].axis.a;
	n++;
	for (uint32_t i = 0; i < c->spatial; i++) {
		const Phase *p = &v->phase[i];
		Axis x = { { p->cells, 0 }, p->cells, p->stride * v->stride[0][c->lhs.spatial[i]], p->cell_step * cell_stride(v, i), 0 };
		all[n] = (Slice){ x, (int)i, NULL };
		key[n] = v->run == (int)i ? -2 : v->row == (int)i && p->tested ? -1 : x.a;
		n++;
	}
	by_stride(key, n, order);
	for (uint32_t i = 0; i < n; i++)
		out[i] = all[order[i]];
	return n;
}

/* Untested axes that are one run with the run become part of it; those of one element go. Returns how many are left. */
static uint32_t merge_depth(const Conv *v, Slice *d, uint32_t n)
{
	uint32_t m = 0;
	for (uint32_t i = 0; i < n; i++) {
		bool plain = d[i].spatial < 0 || !v->phase[d[i].spatial].tested;
		if (i + 1 < n && plain && d[i].axis.max == 1)
			continue;
		d[m++] = d[i];
	}
	for (n = m; n > 1; n--) {
		Slice *run = &d[n - 1], *tap = &d[n - 2];
		bool plain = (run->spatial < 0 || !v->phase[run->spatial].tested) && (tap->spatial < 0 || !v->phase[tap->spatial].tested);
		if (plain && run->axis.max == 1 && !run->axis.extent.sym) {
			continue;
		}
		if (!plain || run->axis.extent.sym || tap->axis.a != run->axis.a * run->axis.max || tap->axis.b != run->axis.b * run->axis.max)
			break;
		tap->axis.extent.mul *= run->axis.max;
		tap->axis.max *= run->axis.max;
		tap->axis.a = run->axis.a;
		tap->axis.b = run->axis.b;
		tap->spatial = -1;
	}
	/* one element deep: a step that lets the tap before it be merged at the printer's will */
	if (n > 1 && d[n - 1].axis.max == 1) {
		d[n - 1].axis.a = d[n - 2].axis.a;
		d[n - 1].axis.b = d[n - 2].axis.b;
	}
	return n;
}

/* Columns at a time, so that B's part stays in the second-level cache; all of them where that cannot be. */
static int64_t column_block(const Conv *v)
{
	int64_t depth = lhs_dim(v, v->c.lhs.feature).size, columns = rhs_dim(v, v->c.rhs.out).size, block = columns;
	for (uint32_t i = 0; i < v->c.spatial; i++)
		depth *= v->phase[i].cells;
	if (depth * columns <= L2_FLOATS)
		return columns;
	for (block -= block % (2 * PANEL); block > 2 * PANEL && (depth * block > L2_FLOATS || columns % block); block -= 2 * PANEL)
		;
	return block > 0 && columns % block == 0 && depth * block <= L2_FLOATS ? block : columns;
}

static Index flat_positions(Conv *v, const Var *i, Affine *base)
{
	Maker *m = &v->b->maker;
	const Convolution *c = &v->c;
	uint32_t order[1 + MAX_SPATIAL];
	int64_t key[1 + MAX_SPATIAL], size[1 + MAX_SPATIAL], axis[1 + MAX_SPATIAL], a[1 + MAX_SPATIAL];
	Index rest = index_var(m, i), part;

	axis[0] = c->out.batch;
	size[0] = out_dim(v, c->out.batch).size;
	a[0] = key[0] = v->stride[0][c->lhs.batch];
	for (uint32_t s = 0; s < c->spatial; s++) {
		axis[s + 1] = c->out.spatial[s];
		size[s + 1] = v->phase[s].count;
		a[s + 1] = key[s + 1] = v->phase[s].slide * v->stride[0][c->lhs.spatial[s]];
	}
	by_stride(key, c->spatial + 1, order);
	for (uint32_t s = c->spatial + 1; s-- > 0;) {
		uint32_t x = order[s];
		part = rest;
		if (s > 0 && !index_divide(m, rest, size[x], &rest, &part))
			BUG("a plain index cannot be divided");
		v->pos[axis[x]] = part;
		*base = affine_add(m, *base, affine_scale(m, part.affine, a[x]));
	}
	return rest;
}

static void emit_contract(Conv *v, const Contract *made)
{
	Builder *b = v->b;
	Contract *c = arena_copy(b->l->arena, made, sizeof *made);
	c->z = reg_new(b, DT_F32, "z", false);
	Stmt *s = NEW(b->l->arena, Stmt);
	s->kind = S_CONTRACT;
	s->contract = c;
	block_append(b->block, s);
	b->block = &c->epilogue;
	emit_epilogue(b, v->r, v->n, v->pos, c->z);
}

static void build_phase(Conv *v)
{
	Builder *b = v->b;
	Maker *m = &b->maker;
	const Convolution *c = &v->c;
	Block *outer = b->block;
	Slice depth[1 + MAX_SPATIAL];
	const Var *around[MAX_SPATIAL] = { NULL }, *i = NULL;
	bool share = true;
	Affine a = affine_const(v->start[0]), bb = affine_const(v->start[1]);
	int64_t columns = rhs_dim(v, c->rhs.out).size, block = column_block(v), a_row = 0;
	Dim batch = out_dim(v, c->out.batch);
	Index column = index_const(0);

	for (uint32_t s = 0; s < c->spatial; s++) {
		const Phase *p = &v->phase[s];
		int64_t cell = c->reversed && !v->flipped ? c->window[s].size - 1 - p->cell : p->cell;
		a.constant += p->base * v->stride[0][c->lhs.spatial[s]];
		bb.constant += cell * v->stride[1][c->rhs.spatial[s]];
	}
	if (c->lhs.group >= 0) {
		const Var *g = open_outer(v, out_dim(v, c->out.group), "group", &share, c->out.group, 0, 1, v->stride[0][c->lhs.group], &a);
		bb = affine_add(m, bb, affine_scale(m, affine_var(m, g), v->stride[1][c->rhs.group]));
	}
	if (block < columns) {
		const Var *g = open_shared(b, dim_const(columns / block), "block", &share);
		column = index_scale(m, index_var(m, g), block);
		bb = affine_add(m, bb, affine_scale(m, affine_var(m, g), v->panels ? block / PANEL * v->panel : block));
	}
	if (v->row != ROW_BATCH && v->row != ROW_ALL)
		open_outer(v, batch, "image", &share, c->out.batch, 0, 1, v->stride[0][c->lhs.batch], &a);
	for (uint32_t s = 0; s < c->spatial && v->row != ROW_ALL; s++) {
		const Phase *p = &v->phase[s];
		int64_t slide = p->slide * v->stride[0][c->lhs.spatial[s]];
		if (v->row != (int)s) {
			around[s] = open_outer(v, dim_const(p->count), "line", &share, c->out.spatial[s], p->first, p->step, slide, &a);
			continue;
		}
		around[s] = i = var_loop(m, (Extent){ p->count, 0 }, p->count, "i");
		v->pos[c->out.spatial[s]] = place(m, i, p->first, p->step);
		a_row = slide;
	}
	if (v->row == ROW_BATCH) {
		i = var_loop(m, loop_extent(b->l->model, batch), batch.size, "i");
		v->pos[c->out.batch] = index_var(m, i);
		a_row = v->stride[0][c->lhs.batch];
	} else if (v->row == ROW_ALL) {
		i = var_loop(m, (Extent){ all_rows(v), 0 }, all_rows(v), "i");
		flat_positions(v, i, &a);
	}
	const Var *j = var_loop(m, (Extent){ block, 0 }, block, "j");
	v->pos[c->out.feature] = index_add(m, column, index_var(m, j));

	uint32_t n = order_depth(v, depth), tests = 0;
	Tap *tap = NEW_ARRAY(b->l->arena, Tap, n);
	Test *test = NEW_ARRAY(b->l->arena, Test, n);
	bool empty = false;
	for (uint32_t k = 0; k < n; k++)
		empty |= depth[k].axis.max == 0;
	n = empty ? 1 : merge_depth(v, depth, n);
	for (uint32_t k = 0; k < n; k++) {
		static const char *const hint[] = { "line", "cell", "cell", "cell" };
		Slice *d = &depth[k];
		d->var = var_loop(m, d->axis.extent, d->axis.max, k + 1 == n ? "k" : d->spatial < 0 ? "image" : hint[k < 3 ? k : 3]);
		if (k + 1 < n)
			tap[k] = (Tap){ d->var, d->axis.a, d->axis.b };
		if (empty || d->spatial < 0 || !v->phase[d->spatial].tested)
			continue;
		const Phase *p = &v->phase[d->spatial];
		Affine at = affine_add(m, affine_scale(m, affine_var(m, around[d->spatial]), p->slide), affine_scale(m, affine_var(m, d->var), p->stride));
		at.constant = p->base;
		test[tests++] = (Test){ at, 1, { v->extent[d->spatial], 0 } };
	}
	const Slice *run = &depth[n - 1];
	Contract made = { .how = CONTRACT_TILE, .i = i, .j = j, .k = run->axis.extent, .k_max = run->axis.max,
	                  .taps = n - 1, .tap = tap, .run = run->var, .tests = tests, .test = test,
	                  .a = v->a, .a_base = a, .a_row = a_row, .a_k = run->axis.a, .a_rows = v->row == ROW_ALL,
	                  .b = v->bb, .b_base = bb, .b_k = run->axis.b, .b_col = 1, .b_panels = v->panels, .b_panel = v->panel,
	                  .scratch_a = -1, .scratch_b = -1 };
	/* a place that no cell reaches is 0, and forms no address: what it would name may lie outside */
	const Contract nothing = { .how = CONTRACT_LOOPS, .i = i, .j = j, .a = v->a, .b = v->bb, .scratch_a = -1, .scratch_b = -1 };
	if (empty)
		made = nothing;
	emit_contract(v, &made);
	b->block = outer;
}

/* ---- all phases ------------------------------------------------------------------------------------------------------------ */

static void set_phase(Conv *v, const int64_t *f)
{
	for (uint32_t i = 0; i < v->c.spatial; i++)
		v->phase[i] = phase_of(&v->c.window[i], v->extent[i], out_dim(v, v->c.out.spatial[i]).size, f[i]);
}

static bool next_phase(const Conv *v, int64_t *f)
{
	for (uint32_t i = v->c.spatial; i-- > 0;) {
		if (++f[i] < v->phases[i])
			return true;
		f[i] = 0;
	}
	return false;
}

/* A product without windows: kernels of one element, axes that merge. */
static bool as_product(Conv *v)
{
	const Convolution *c = &v->c;
	Product p = { .l = v->b->l, .r = v->r, .n = v->n, .b = v->b, .memory_a = v->memory[0], .memory_b = v->memory[1] };
	Slice depth[1 + MAX_SPATIAL];
	Model *model = v->b->l->model;

	if (!one_phase(v) || tested(v))
		return false;
	for (uint32_t i = 0; i < MAX_RANK; i++)
		p.pos[i] = index_const(0);
	v->row = ROW_ALL;
	choose_run(v);
	uint32_t n = order_depth(v, depth);
	p.base_a = v->start[0];
	p.base_b = v->start[1];
	for (uint32_t i = 0; i < c->spatial; i++) {
		const Phase *ph = &v->phase[i];
		p.base_a += ph->base * v->stride[0][c->lhs.spatial[i]];
		p.base_b += (c->reversed ? c->window[i].size - 1 - ph->cell : ph->cell) * v->stride[1][c->rhs.spatial[i]];
	}
	for (uint32_t i = 0; i < n; i++)
		add_axis(&p.depth, depth[i].axis);
	Dim batch = out_dim(v, c->out.batch), columns = out_dim(v, c->out.feature);
	if (c->lhs.group >= 0)
		add_axis(&p.outer, (Axis){ loop_extent(model, out_dim(v, c->out.group)), group_size(v), v->stride[0][c->lhs.group],
		                           v->stride[1][c->rhs.group], (uint32_t)c->out.group });
	add_axis(&p.rows, (Axis){ loop_extent(model, batch), batch.size, v->stride[0][c->lhs.batch], 0, (uint32_t)c->out.batch });
	for (uint32_t i = 0; i < c->spatial; i++)
		add_axis(&p.rows, (Axis){ { v->phase[i].count, 0 }, v->phase[i].count, v->phase[i].slide * v->stride[0][c->lhs.spatial[i]], 0,
		                          (uint32_t)c->out.spatial[i] });
	add_axis(&p.columns, (Axis){ loop_extent(model, columns), columns.size, 0, v->stride[1][c->rhs.out], (uint32_t)c->out.feature });
	drop_ones(&p.outer);
	drop_ones(&p.rows);
	drop_ones(&p.columns);
	drop_ones(&p.depth);
	for (uint32_t i = 0; i < p.depth.n; i++)
		if (p.depth.axis[i].b < 0)
			return false;
	Axis row = merge_axes(&p.rows, mergeable(&p.rows));
	if (row.max < TILE && all_rows(v) > 2 * row.max)         /* rows of a tile can be any */
		return false;
	return contract(&p);
}

void build_convolution(Builder *b, Region *r, Node *n)
{
	Conv v = { .b = b, .r = r, .n = n, .c = convolution_of(n) };
	int64_t f[MAX_SPATIAL] = { 0 }, count = 1, work = type_elements(&n->type) * lhs_dim(&v, v.c.lhs.feature).size;

	for (uint32_t i = 0; i < MAX_RANK; i++)
		v.pos[i] = index_const(0);
	for (uint32_t i = 0; i < v.c.spatial; i++) {
		int64_t every = v.c.window[i].base / gcd(v.c.window[i].stride, v.c.window[i].base), outputs = out_dim(&v, v.c.out.spatial[i]).size;
		v.extent[i] = lhs_dim(&v, v.c.lhs.spatial[i]).size;
		v.phases[i] = every < outputs ? every : outputs;
		count *= v.phases[i];
		work *= v.c.window[i].size;
	}
	int64_t columns = rhs_dim(&v, v.c.rhs.out).size;
	/* hardly a panel for a tile, but channels of a place to be had together */
	if (group_size(&v) >= PANEL / 2 && (columns < 4 || lhs_dim(&v, v.c.lhs.feature).size * columns < PANEL / 2) && build_cells(b, r, n))
		return;
	if (count > MAX_PHASES || work <= TINY_WORK || rhs_dim(&v, v.c.rhs.out).sym) {
		plain_nest(b, r, n);
		return;
	}
	find_operands(&v);
	do {
		set_phase(&v, f);
		for (uint32_t i = 0; i < v.c.spatial; i++)
			v.any_tested[i] |= v.phase[i].tested;
	} while (next_phase(&v, f));
	set_phase(&v, f);
	if (as_product(&v))
		return;
	find_panels(&v);
	v.a = operand(&v, v.memory[0]);
	v.bb = operand(&v, v.memory[1]);
	choose_row(&v);
	if (tested(&v) && (v.row == ROW_ALL || border_pays(&v)))
		copy_with_border(&v);
	choose_run(&v);
	if (must_pack(&v))
		pack_panels(&v);
	do {
		if (!one_phase(&v))
			set_phase(&v, f);
		build_phase(&v);
	} while (next_phase(&v, f));
}
