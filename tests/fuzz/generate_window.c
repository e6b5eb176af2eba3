/* generate_window.c - random convolutions and windows: odd strides, paddings wider than the window and below zero, dilations on both
 * sides, groups, one-pixel images, axes in any order. */
#include "generate.h"

static int64_t below(Maker *k, int64_t n) { return random_below(&k->rng, n); }

static int64_t random_padding(Maker *k, int64_t size)
{
	switch (below(k, 4)) {
	case 0: return 0;
	case 1: return below(k, size + 3);
	case 2: return -below(k, 2);
	default: return below(k, 2);
	}
}

/* A window of some size in an axis of n; false if this try does not fit. */
static bool random_window(Maker *k, int64_t n, bool base, Window *w)
{
	w->size = 1 + below(k, 3);
	w->stride = 1 + below(k, 4) % 3;
	w->dilation = 1 + below(k, 4) / 3;
	w->base = base ? 1 + below(k, 4) / 3 : 1;
	w->low = random_padding(k, w->size);
	w->high = random_padding(k, w->size);
	return n > 0 && window_count(w, n) > 0;
}

/* order[0 .. n - 1]: a random permutation */
static void shuffle(Maker *k, int64_t *order, int64_t n)
{
	for (int64_t i = 0; i < n; i++) {
		const int64_t j = below(k, i + 1);
		order[i] = order[j];
		order[j] = i;
	}
}

/* The places of two features, of spatial axes and perhaps of a group, in random order. */
static void random_places(Maker *k, uint32_t spatial, bool grouped, int64_t *first, int64_t *second, int64_t *space, int64_t *group)
{
	int64_t order[3 + MAX_SPATIAL];
	shuffle(k, order, 2 + (int64_t)spatial + (grouped ? 1 : 0));
	*first = order[0];
	*second = order[1];
	for (uint32_t i = 0; i < spatial; i++)
		space[i] = order[2 + i];
	*group = grouped ? order[2 + spatial] : -1;
}

/* The number of terms in a result's element at most. */
static bool fits(const Maker *k, const Convolution *c, const Type *x, const Type *w, int64_t *terms)
{
	Type y = { .dtype = DT_F32, .rank = x->rank };
	y.dim[c->out.batch] = x->dim[c->lhs.batch];
	y.dim[c->out.feature] = w->dim[c->rhs.out];
	if (c->out.group >= 0)
		y.dim[c->out.group] = x->dim[c->lhs.group];
	*terms = x->dim[c->lhs.feature].size;
	for (uint32_t i = 0; i < c->spatial; i++) {
		y.dim[c->out.spatial[i]] = dim_const(window_count(&c->window[i], x->dim[c->lhs.spatial[i]].size));
		*terms *= c->window[i].size;
	}
	return maker_type_fits(k, x) && maker_type_fits(k, w) && maker_type_fits(k, &y);
}

/* The axis comes last; what was there takes its place. */
static void put_last(int64_t *axis, int64_t *const *all, uint32_t rank)
{
	const int64_t last = (int64_t)rank - 1;
	for (uint32_t i = 0; i < rank; i++)
		if (*all[i] == last) {
			*all[i] = *axis;
			*axis = last;
			return;
		}
}

/* A kernel as layers have them, of whole panels: a parameter whose last axis are channels, groups before them as part of it. */
static void wide_places(Maker *k, Convolution *c, bool grouped, Type *w)
{
	int64_t *all[3 + MAX_SPATIAL] = { &c->rhs.in, &c->rhs.out, &c->rhs.group };
	const uint32_t features = grouped ? 3 : 2;
	for (uint32_t i = 0; i < c->spatial; i++)
		all[features + i] = &c->rhs.spatial[i];
	const bool in_last = below(k, 3) == 0;
	int64_t *const last = in_last ? &c->rhs.in : &c->rhs.out;
	put_last(last, all, w->rank);
	if (grouped) {                       /* all but the last axis: it is their last one */
		int64_t *rest[3 + MAX_SPATIAL];
		uint32_t n = 0;
		for (uint32_t i = 0; i < w->rank; i++)
			if (all[i] != last)
				rest[n++] = all[i];
		put_last(&c->rhs.group, rest, n);
		w->dim[c->rhs.group] = dim_const(2 + below(k, 2));
	}
	w->dim[*last] = dim_const(grouped ? 16 : 32 + 16 * below(k, 2));
	w->dim[in_last ? c->rhs.out : c->rhs.in] = dim_const(below(k, 2) ? 8 : 16);
}

static Known wide_kernel(Maker *k, const Convolution *c, const Type *w)
{
	if (c->rhs.group < 0)
		return maker_slot(k, w);
	Type flat = *w;
	flat.rank--;
	flat.dim[flat.rank - 1].size *= w->dim[flat.rank].size;
	const Known whole = maker_slot(k, &flat);
	return (Known){ reshape_to(k->g, whole.node, w), whole.fact };
}

bool maker_convolution(Maker *k)
{
	Convolution c = { .spatial = 1 + (uint32_t)(below(k, 7) % MAX_SPATIAL), .reversed = below(k, 4) == 0 };
	const bool grouped = below(k, 3) == 0;
	random_places(k, c.spatial, grouped, &c.lhs.batch, &c.lhs.feature, c.lhs.spatial, &c.lhs.group);
	random_places(k, c.spatial, grouped, &c.rhs.in, &c.rhs.out, c.rhs.spatial, &c.rhs.group);
	random_places(k, c.spatial, grouped, &c.out.batch, &c.out.feature, c.out.spatial, &c.out.group);
	Type x = { .dtype = DT_F32, .rank = 2 + c.spatial + (grouped ? 1 : 0) }, w = x;
	const bool wide = (k->options & FUZZ_LARGE) && (k->options & FUZZ_SLOTS) && k->depth == 0 && below(k, 2);
	x.dim[c.lhs.batch] = maker_dim(k);
	w.dim[c.rhs.out] = maker_dim(k);
	w.dim[c.rhs.in] = maker_dim(k);
	if (grouped)
		w.dim[c.rhs.group] = maker_dim(k);
	if (wide)
		wide_places(k, &c, grouped, &w);
	x.dim[c.lhs.feature] = w.dim[c.rhs.in];
	if (grouped)
		x.dim[c.lhs.group] = w.dim[c.rhs.group];
	for (uint32_t i = 0; i < c.spatial; i++) {
		const int64_t n = 1 + below(k, 5);
		if (!random_window(k, n, true, &c.window[i]))
			return false;
		x.dim[c.lhs.spatial[i]] = dim_const(n);
		w.dim[c.rhs.spatial[i]] = dim_const(c.window[i].size);
	}
	int64_t terms;
	if (!fits(k, &c, &x, &w, &terms))
		return false;
	const Known a = maker_operand(k, &x), b = wide ? wide_kernel(k, &c, &w) : maker_operand(k, &w);
	const int grid = a.fact.grid < 0 || b.fact.grid < 0 ? -1 : a.fact.grid + b.fact.grid;
	return keep(k, convolution_by(k->g, a.node, b.node, &c), (Fact){ a.fact.bound * b.fact.bound * (double)(terms ? terms : 1), grid });
}

/* Is there an element under some cell of each window? */
static bool has_cells(const Window *w, int64_t n)
{
	for (int64_t o = 0; o < window_count(w, n); o++) {
		bool any = false;
		for (int64_t i = 0; i < w->size; i++)
			any = any || window_cell(w, n, o, i) >= 0;
		if (!any)
			return false;
	}
	return true;
}

bool maker_window(Maker *k, Op op)
{
	Type t = maker_any(k).node->type, windows = t;
	const bool sum = op == OP_reduce_window_sum, select = op == OP_select_and_scatter_add || op == OP_select_and_gather;
	if (t.rank == 0 || (t.dtype != DT_F32 && (select || (t.dtype != DT_I32 && t.dtype != DT_U32))))
		return false;
	Window window[MAX_RANK];
	int64_t cells = 1;
	for (uint32_t i = 0; i < t.rank; i++) {
		window[i] = (Window){ 1, 1, 0, 0, 1, 1 };
		if (t.dim[i].sym || below(k, 3) == 0)
			continue;
		if (!random_window(k, t.dim[i].size, sum, &window[i]) || (!sum && !has_cells(&window[i], t.dim[i].size)))
			return false;
		cells *= window[i].size;
		windows.dim[i] = dim_const(window_count(&window[i], t.dim[i].size));
	}
	if (!maker_type_fits(k, &windows))
		return false;
	const Known a = jumps(k, op) ? maker_exact(k, &t) : maker_operand(k, &t);
	if (!select) {
		const Fact f = { sum ? a.fact.bound * (double)cells : a.fact.bound, a.fact.grid };
		return keep(k, window_by(k->g, op, a.node, NULL, window), f);
	}
	const Known b = maker_operand(k, op == OP_select_and_gather ? &t : &windows);
	const double bound = op == OP_select_and_gather ? b.fact.bound : b.fact.bound * (double)cells;
	return keep(k, window_by(k->g, op, a.node, b.node, window), (Fact){ bound, b.fact.grid });
}
