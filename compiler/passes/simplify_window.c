/* simplify_window.c - convolutions that are products, windows that are nothing or everything. All exact, but for
 *
 *   [finite] terms in padding are left out: x0 * 0 = 0, which an infinite or NaN weight would make NaN
 *   [order]  a sum's terms in another order
 *
 * Canonical forms: a convolution reads no transposed operand, no operand padded with zeros, no kernel reversed in all its axes, has no
 * group axis of extent 1 and no border of the kernel that meets padding only; a 1 x 1 convolution is dot_general. */
#include "rules.h"

/* ---- convolution: roles ---------------------------------------------------------------------------------- */

/* Reads through transposes: axis r of the operand is axis p[r] of what was transposed. */
static bool absorb_transposes(Convolution *c, Node *in[2])
{
	bool changed = false;
	size_t rank;
	if (in[0]->op == OP_transpose) {
		const int64_t *p = node_attr(in[0], 0, &rank);
		c->lhs.batch = p[c->lhs.batch], c->lhs.feature = p[c->lhs.feature];
		c->lhs.group = c->lhs.group < 0 ? -1 : p[c->lhs.group];
		for (uint32_t i = 0; i < c->spatial; i++)
			c->lhs.spatial[i] = p[c->lhs.spatial[i]];
		in[0] = in[0]->in[0];
		changed = true;
	}
	if (in[1]->op == OP_transpose) {
		const int64_t *p = node_attr(in[1], 0, &rank);
		c->rhs.in = p[c->rhs.in], c->rhs.out = p[c->rhs.out];
		c->rhs.group = c->rhs.group < 0 ? -1 : p[c->rhs.group];
		for (uint32_t i = 0; i < c->spatial; i++)
			c->rhs.spatial[i] = p[c->rhs.spatial[i]];
		in[1] = in[1]->in[0];
		changed = true;
	}
	return changed;
}

/* The kernel's spatial axes that are longer than 1: those that a reversal moves. */
static uint32_t moved_axes(const Convolution *c)
{
	uint32_t mask = 0;
	for (uint32_t i = 0; i < c->spatial; i++)
		if (c->window[i].size > 1)
			mask |= 1u << c->rhs.spatial[i];
	return mask;
}

static bool absorb_reverse(Convolution *c, Node *in[2])
{
	const uint32_t mask = moved_axes(c);
	if (c->reversed && !mask) {
		c->reversed = false;
		return true;
	}
	size_t n;
	if (in[1]->op != OP_reverse)
		return false;
	const int64_t *axes = node_attr(in[1], 0, &n);
	if (axes_mask(axes, n) != mask)
		return false;
	c->reversed = !c->reversed;
	in[1] = in[1]->in[0];
	return true;
}

/* [finite] Zeros around and between the input's elements are padding and dilation. */
static bool absorb_pad(Convolution *c, Node *in[2])
{
	Node *pad = in[0];
	uint32_t bits;
	if (pad->op != OP_pad || !splat_bits(pad->in[1], &bits) || bits != 0)
		return false;
	size_t rank;
	const int64_t *low = node_attr(pad, 0, &rank), *high = node_attr(pad, 1, &rank), *between = node_attr(pad, 2, &rank);
	uint32_t spatial = 0;
	for (uint32_t i = 0; i < c->spatial; i++)
		spatial |= 1u << c->lhs.spatial[i];
	for (size_t i = 0; i < rank; i++) {
		if (!(spatial >> i & 1u) && (low[i] || high[i] || between[i]))
			return false;
		if (pad->in[0]->type.dim[i].size == 0)
			return false;
	}
	for (uint32_t i = 0; i < c->spatial; i++) {
		Window *w = &c->window[i];
		const int64_t axis = c->lhs.spatial[i];
		w->low += low[axis] * w->base;
		w->high += high[axis] * w->base;
		w->base *= between[axis] + 1;
	}
	in[0] = pad->in[0];
	return true;
}

/* ---- convolution: extents ---------------------------------------------------------------------------------- */

enum { LONGEST_SEARCH = 1 << 20 };

static bool meets_input(const Window *w, int64_t n, int64_t count, int64_t k)
{
	for (int64_t o = 0; o < count; o++)
		if (window_cell(w, n, o, k) >= 0)
			return true;
	return false;
}

/* [finite] Cuts the kernel's border cells that meet padding in every window: a one-pixel image leaves one cell of a 3 x 3 kernel. */
static Node *cut_kernel(Rewrite *r, Node *n, const Convolution *c)
{
	Bounds b = bounds_whole(&n->in[1]->type);
	Convolution cut = *c;
	bool changed = false;
	for (uint32_t i = 0; i < c->spatial; i++) {
		const Window *w = &c->window[i];
		const int64_t size = n->in[0]->type.dim[c->lhs.spatial[i]].size, count = n->type.dim[c->out.spatial[i]].size;
		if (w->size == 1 || count > LONGEST_SEARCH / w->size)
			continue;
		int64_t first = 0, last = w->size - 1;
		while (first < last && !meets_input(w, size, count, first))
			first++;
		while (last > first && !meets_input(w, size, count, last))
			last--;
		if (last - first + 1 == w->size)
			continue;
		const int64_t axis = c->rhs.spatial[i];
		cut.window[i].size = last - first + 1;
		cut.window[i].low -= first * w->dilation;
		cut.window[i].high -= (w->size - 1 - last) * w->dilation;
		b.start[axis] = c->reversed ? w->size - 1 - last : first;
		b.limit[axis] = b.start[axis] + cut.window[i].size;
		changed = true;
	}
	return changed ? again(r, convolution_by(r->g, n->in[0], again_slice(r, n->in[1], &b), &cut)) : NULL;
}

/* The type without one axis; every other role's number follows. */
static Type without_axis(const Type *t, int64_t axis)
{
	Type out = { .dtype = t->dtype };
	for (uint32_t i = 0; i < t->rank; i++)
		if (i != axis)
			out.dim[out.rank++] = t->dim[i];
	return out;
}

static void close_gap(int64_t *role, int64_t axis)
{
	if (*role > axis)
		--*role;
}

static Node *drop_group(Rewrite *r, Node *n, const Convolution *c)
{
	if (c->lhs.group < 0 || !dim_is_one(n->in[0]->type.dim[c->lhs.group]))
		return NULL;
	Convolution d = *c;
	close_gap(&d.lhs.batch, c->lhs.group), close_gap(&d.lhs.feature, c->lhs.group);
	close_gap(&d.rhs.in, c->rhs.group), close_gap(&d.rhs.out, c->rhs.group);
	close_gap(&d.out.batch, c->out.group), close_gap(&d.out.feature, c->out.group);
	for (uint32_t i = 0; i < c->spatial; i++) {
		close_gap(&d.lhs.spatial[i], c->lhs.group);
		close_gap(&d.rhs.spatial[i], c->rhs.group);
		close_gap(&d.out.spatial[i], c->out.group);
	}
	d.lhs.group = d.rhs.group = d.out.group = -1;
	const Type x = without_axis(&n->in[0]->type, c->lhs.group), k = without_axis(&n->in[1]->type, c->rhs.group);
	Node *y = again(r, convolution_by(r->g, again_reshape(r, n->in[0], &x), again_reshape(r, n->in[1], &k), &d));
	return again_reshape(r, y, &n->type);
}

/* ---- convolution: products ----------------------------------------------------------------------------------- */

/* How a spatial axis takes part in a product: free in lhs (a kernel of 1 that visits each element), or contracted (one window
 * that is the whole input). */
typedef enum Part { PART_NONE, PART_FREE, PART_CONTRACTED } Part;

static Part part_of(const Node *n, const Convolution *c, uint32_t i)
{
	const Window *w = &c->window[i];
	const int64_t size = n->in[0]->type.dim[c->lhs.spatial[i]].size;
	if (w->low || w->high)
		return PART_NONE;
	if (w->size == 1 && (w->stride == w->base || size == 1))         /* o = i */
		return PART_FREE;
	return w->size == size && w->dilation == w->base && !c->reversed ? PART_CONTRACTED : PART_NONE;
}

/* y[g, n, f, o..] as a product [g, free of lhs.., free of rhs..] in convolution's own order of axes */
static Node *arrange(Rewrite *r, Node *product, const Node *n, const Convolution *c, const Part *part)
{
	/* the role of each axis of the product: the number of the result's axis it is */
	int64_t place[MAX_RANK], of_lhs[MAX_RANK], permutation[MAX_RANK], free[MAX_RANK];
	size_t count = 0;
	uint32_t used = 1u << c->lhs.feature;
	for (uint32_t i = 0; i < MAX_RANK; i++)
		of_lhs[i] = -1;
	of_lhs[c->lhs.batch] = c->out.batch;
	if (c->lhs.group >= 0) {
		place[count++] = c->out.group;
		used |= 1u << c->lhs.group;
	}
	for (uint32_t i = 0; i < c->spatial; i++) {
		of_lhs[c->lhs.spatial[i]] = c->out.spatial[i];
		if (part[i] == PART_CONTRACTED)
			used |= 1u << c->lhs.spatial[i];
	}
	const size_t frees = axes_left(n->in[0]->type.rank, used, free);
	for (size_t i = 0; i < frees; i++)
		place[count++] = of_lhs[free[i]];
	place[count++] = c->out.feature;
	/* the product's axes, sorted by place; those that are contracted come back with extent 1 */
	size_t next = 0;
	for (uint32_t axis = 0; axis < n->type.rank; axis++)
		for (size_t i = 0; i < count; i++)
			if (place[i] == axis)
				permutation[next++] = (int64_t)i;
	return again_reshape(r, again_transpose(r, product, permutation), &n->type);
}

static Node *as_product(Rewrite *r, Node *n, const Convolution *c)
{
	Part part[MAX_SPATIAL];
	Type kernel = n->in[1]->type;
	int64_t shift[MAX_RANK] = { 0 }, contract_a[MAX_RANK], contract_b[MAX_RANK];
	size_t contracts = 0;
	bool dropped[MAX_RANK] = { false };
	for (uint32_t i = 0; i < c->spatial; i++) {
		part[i] = part_of(n, c, i);
		if (part[i] == PART_NONE)
			return NULL;
		dropped[c->rhs.spatial[i]] = part[i] == PART_FREE;
	}
	kernel.rank = 0;                                  /* the kernel without its axes of extent 1 */
	for (uint32_t i = 0; i < n->in[1]->type.rank; i++) {
		shift[i] = kernel.rank;
		if (!dropped[i])
			kernel.dim[kernel.rank++] = n->in[1]->type.dim[i];
	}
	/* in the order of lhs, so that neighbours in memory are neighbours in the sum: [order] */
	for (uint32_t axis = 0; axis < n->in[0]->type.rank; axis++) {
		int64_t partner = axis == c->lhs.feature ? c->rhs.in : -1;
		for (uint32_t i = 0; i < c->spatial; i++)
			if (part[i] == PART_CONTRACTED && c->lhs.spatial[i] == axis)
				partner = c->rhs.spatial[i];
		if (partner < 0)
			continue;
		contract_a[contracts] = axis;
		contract_b[contracts++] = shift[partner];
	}
	const size_t batches = c->lhs.group < 0 ? 0 : 1;
	const int64_t group_b = batches ? shift[c->rhs.group] : 0;
	Node *product = dot_by(r->g, n->in[0], again_reshape(r, n->in[1], &kernel), batches, &c->lhs.group, &group_b, contracts, contract_a,
	                       contract_b);
	return arrange(r, again(r, product), n, c, part);
}

static Node *simplify_convolution(Rewrite *r, Node *n)
{
	Convolution c = convolution_of(n);
	Node *in[2] = { n->in[0], n->in[1] };
	const Dim channels = n->in[0]->type.dim[c.lhs.feature];
	if (channels.sym == 0 && channels.size == 0)
		return again(r, splat_like(r->g, n, 0));
	if (absorb_transposes(&c, in) || absorb_reverse(&c, in) || absorb_pad(&c, in))
		return again(r, convolution_by(r->g, in[0], in[1], &c));
	Node *better = drop_group(r, n, &c);
	if (!better)
		better = cut_kernel(r, n, &c);
	return better ? better : as_product(r, n, &c);
}

/* ---- windows ----------------------------------------------------------------------------------------------------- */

/* Windows of one cell: every stride-th element. */
static bool of_one_cell(const Window *w, bool *moves)
{
	*moves = *moves || w->stride > 1;
	return w->size == 1 && w->low == 0 && w->high == 0 && w->base == 1;
}

static Node *strided(Rewrite *r, Node *a, const Node *n)
{
	Bounds b = bounds_whole(&a->type);
	for (uint32_t i = 0; i < a->type.rank; i++)
		b.stride[i] = window_of(n, i).stride;
	return again_slice(r, a, &b);
}

/* [order] One window that is the whole axis, or none, on every axis: a reduction. */
static Node *whole_axes(Rewrite *r, Node *n)
{
	int64_t axes[MAX_RANK];
	size_t count = 0;
	const Type *a = &n->in[0]->type;
	for (uint32_t i = 0; i < a->rank; i++) {
		const Window w = window_of(n, i);
		if (w.low || w.high || w.base != 1)
			return NULL;
		if (w.size == 1 && w.stride == 1)
			continue;
		if (a->dim[i].sym || w.size != a->dim[i].size || w.dilation != 1)
			return NULL;
		axes[count++] = i;
	}
	if (count == 0)
		return NULL;
	const Op op = n->op == OP_reduce_window_max ? OP_reduce_max : OP_reduce_sum;
	return again_reshape(r, again_reduce(r, op, n->in[0], axes, count), &n->type);
}

Node *simplify_window(Rewrite *r, Node *n)
{
	if (n->op == OP_convolution)
		return simplify_convolution(r, n);
	if (op_table[n->op].kind != KIND_WINDOW)
		return NULL;
	bool single = true, moves = false;
	for (uint32_t i = 0; i < n->in[0]->type.rank; i++) {
		const Window w = window_of(n, i);
		single = single && of_one_cell(&w, &moves);
	}
	const bool select = n->op == OP_select_and_scatter_add || n->op == OP_select_and_gather;
	if (single && !moves)
		return n->in[select ? 1 : 0];
	if (single && n->op != OP_select_and_scatter_add)
		return strided(r, n->in[select ? 1 : 0], n);
	if (select)
		return NULL;
	Node *scalar = n->op == OP_reduce_window_max ? splat_scalar(n->in[0]) : NULL;
	return scalar && !type_has_zero(&n->type) ? splat_of(r, &n->type, scalar) : whole_axes(r, n);
}
