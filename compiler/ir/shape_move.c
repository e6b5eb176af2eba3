/* shape_move.c - movement: the result's elements are the operand's, elsewhere. */
#include "rules.h"

static const Type *stated(const Recipe *r)
{
	if (!r->stated)
		BUG("%s needs a stated type", op_table[r->op].name);
	return r->stated;
}

static Type with_dtype(const Type *shape, DType d)
{
	Type t = *shape;
	t.dtype = d;
	return t;
}

/* A list attribute must have an item for each axis. */
static const int64_t *per_axis(const Recipe *r, int index, uint32_t rank)
{
	size_t n;
	const int64_t *items = attr_at(r->op, r->attr, index, &n);
	if (n != rank)
		rule_error(r, "as many entries as axes expected; %u expected; found %zu", rank, n);
	return items;
}

/* ---- reshape -------------------------------------------------------------------------------------------- */

/* A product of neighbouring extents: `size` at most, and the symbol in it. */
typedef struct Group { const Type *t; uint32_t next; int64_t size; uint32_t sym; } Group;

/* Takes the next extent that is not a constant 1. False: none is left. `inner`: a bounded one may not come now,
 * because it would not be the outermost factor; *broken says that it did. */
static bool take(Group *g, bool inner, bool *broken)
{
	while (g->next < g->t->rank && g->t->dim[g->next].size == 1 && !g->t->dim[g->next].sym)
		g->next++;
	if (g->next == g->t->rank)
		return false;
	Dim d = g->t->dim[g->next++];
	g->size *= d.size;
	if (d.sym) {
		*broken = *broken || inner;
		g->sym = d.sym;
	}
	return true;
}

typedef enum Fit { FIT, FIT_COUNT, FIT_BOUNDED } Fit;

/* Both shapes are cut into the shortest runs of axes with equal products. In each run a bounded extent must stand first
 * on both sides: then it is the outermost factor, and row-major order is the same whatever the extent is. */
static Fit fit(const Type *a, const Type *b)
{
	if (type_has_zero(a) || type_has_zero(b))
		return type_has_zero(a) && type_has_zero(b) ? FIT : FIT_COUNT;

	Group x = { .t = a }, y = { .t = b };
	for (;;) {
		bool broken = false;
		x.size = y.size = 1;
		x.sym = y.sym = 0;
		bool more_x = take(&x, false, &broken), more_y = take(&y, false, &broken);
		if (!more_x && !more_y)
			return FIT;
		if (!more_x || !more_y)
			return FIT_COUNT;
		while (x.size != y.size) {
			Group *smaller = x.size < y.size ? &x : &y;
			if (!take(smaller, true, &broken))
				return FIT_COUNT;
		}
		if (broken || x.sym != y.sym)
			return FIT_BOUNDED;
	}
}

NORETURN static void refuse(const Recipe *r, Fit why, const Type *a, const Type *t)
{
	const char *from = shape_of(r, 0), *to = shape_text(r->g->model, t);
	if (why == FIT_BOUNDED)
		rule_error(r, "a bounded axis; it may only be merged or split as the outermost factor; found %s to %s\n"
		           "transpose it to the front of the axes it is merged with", from, to);
	if (type_is_bounded(a) || type_is_bounded(t))
		rule_error(r, "element counts differ; equal counts expected; found %s to %s", from, to);
	rule_error(r, "element counts differ; %lld elements expected; found %s (%lld) to %s (%lld)", (long long)type_elements(a), from,
	           (long long)type_elements(a), to, (long long)type_elements(t));
}

/* C1: as many elements.  C2: a bounded extent stays the outermost factor of its axis. */
Type shape_reshape(const Recipe *r)
{
	const Type *a = &r->in[0]->type, t = with_dtype(stated(r), a->dtype);
	Fit why = fit(a, &t);
	if (why != FIT)
		refuse(r, why, a, &t);
	return t;
}

/* ---- the others --------------------------------------------------------------------------------------------- */

/* C1: an axis for each of the operand's, in range and distinct.  C2: an extent is the result's there, or a constant 1. */
Type shape_broadcast_in_dim(const Recipe *r)
{
	const Type *a = &r->in[0]->type, t = with_dtype(stated(r), a->dtype);
	const int64_t *axes = per_axis(r, 0, a->rank);
	rule_axes(r, axes, a->rank, t.rank, false);
	for (uint32_t i = 0; i < a->rank; i++) {
		Dim from = a->dim[i], to = t.dim[axes[i]];
		bool one = from.size == 1 && !from.sym;
		if (!one && !dim_equal(from, to))
			rule_error(r, "axis %u does not stretch; extent %s or 1 expected; found %s to %s", i + 1,
			           dim_text(r->g->model, to), shape_of(r, 0), shape_text(r->g->model, &t));
	}
	return t;
}

/* C1: a permutation of the axes. */
Type shape_transpose(const Recipe *r)
{
	const Type *a = &r->in[0]->type;
	const int64_t *p = per_axis(r, 0, a->rank);
	rule_axes(r, p, a->rank, a->rank, false);
	Type t = *a;
	for (uint32_t i = 0; i < a->rank; i++)
		t.dim[i] = a->dim[p[i]];
	return t;
}

/* One axis of a slice: C2 to C4 below. */
static Dim slice_dim(const Recipe *r, uint32_t axis, int64_t start, int64_t limit, int64_t stride)
{
	const Model *m = r->g->model;
	Dim d = r->in[0]->type.dim[axis];
	if (limit < SLICE_WHOLE) {
		int64_t sym = SLICE_WHOLE - limit;
		if (sym > (int64_t)m->symbols.n || start != 0 || stride != 1)
			BUG("slice: axis %u, limit %lld", axis + 1, (long long)limit);
		Dim n = { .size = dim_cut(m, d, (uint32_t)sym), .sym = (uint32_t)sym };
		if (!n.size && !d.sym)
			rule_error(r, "axis %u is shorter than the slice; at least %lld expected; found %s", axis + 1,
			           (long long)m->symbols.at[sym - 1].max, shape_of(r, 0));
		if (n.size)
			return n;
	}
	if (d.sym) {
		if (start != 0 || limit != SLICE_WHOLE || stride != 1)
			rule_error(r, "axis %u is bounded; it can only be taken whole; found a part of %s", axis + 1, shape_of(r, 0));
		return d;
	}
	if (start < 0 || limit < start || limit > d.size || stride < 1)
		rule_error(r, "axis %u; bounds within 1 and %lld and a step of at least 1 expected; found %lld to %lld, step %lld", axis + 1,
		           (long long)d.size, (long long)start + 1, (long long)limit, (long long)stride);
	return dim_const((limit - start + stride - 1) / stride);
}

/* C1: bounds for each axis.  C2: a bounded axis is taken whole (start 0, limit SLICE_WHOLE, stride 1).
 * C3: an axis may be cut to a bounded extent that fits (start 0, limit slice_to(sym), stride 1): a constant one of at least max, all
 *     blocks of n to n, n to what its blocks reach in a turn.
 * C4: else 0 <= start <= limit <= extent, stride >= 1. */
Type shape_slice(const Recipe *r)
{
	Type t = r->in[0]->type;
	const int64_t *start = per_axis(r, 0, t.rank), *limit = per_axis(r, 1, t.rank), *stride = per_axis(r, 2, t.rank);
	for (uint32_t i = 0; i < t.rank; i++)
		t.dim[i] = slice_dim(r, i, start[i], limit[i], stride[i]);
	return t;
}

static Dim pad_dim(const Recipe *r, uint32_t axis, int64_t low, int64_t high, int64_t interior)
{
	Dim d = r->in[0]->type.dim[axis];
	if (low < 0 || high < 0 || interior < 0)
		rule_error(r, "axis %u; padding of 0 or more expected; found %lld, %lld and %lld inside", axis + 1, (long long)low,
		           (long long)high, (long long)interior);
	if (d.sym) {
		if (low || high || interior)
			rule_error(r, "axis %u is bounded; no padding there expected; found %s", axis + 1, shape_of(r, 0));
		return d;
	}
	int64_t gaps = d.size > 1 ? d.size - 1 : 0;
	if (low > MAX_ELEMENTS || high > MAX_ELEMENTS || (gaps && interior > MAX_ELEMENTS / gaps))
		rule_error(r, "axis %u; at most 2^36 elements expected; found padding of %lld, %lld and %lld inside %s", axis + 1,
		           (long long)low, (long long)high, (long long)interior, shape_of(r, 0));
	return dim_const(d.size + low + high + gaps * interior);
}

/* C1: padding for each axis, 0 or more.  C2: none on a bounded axis.  C3: the value is a scalar of the operand's type. */
Type shape_pad(const Recipe *r)
{
	Type t = r->in[0]->type;
	const int64_t *low = per_axis(r, 0, t.rank), *high = per_axis(r, 1, t.rank), *interior = per_axis(r, 2, t.rank);
	rule_same_dtype(r, 0, 1);
	if (r->in[1]->type.rank != 0)
		rule_error(r, "the value; a scalar expected; found %s", type_of(r, 1));
	for (uint32_t i = 0; i < t.rank; i++)
		t.dim[i] = pad_dim(r, i, low[i], high[i], interior[i]);
	return t;
}

/* C1: axes in range, ascending, distinct.  C2: none is bounded. */
Type shape_reverse(const Recipe *r)
{
	const Type *a = &r->in[0]->type;
	size_t n;
	const int64_t *axes = attr_at(r->op, r->attr, 0, &n);
	rule_axes(r, axes, n, a->rank, true);
	for (size_t i = 0; i < n; i++)
		if (a->dim[axes[i]].sym)
			rule_error(r, "axis %lld is bounded; a constant extent expected; found %s", (long long)axes[i] + 1, shape_of(r, 0));
	return *a;
}

/* C1: at least one operand, all of one type.  C2: the axis exists and is constant in all.
 * C3: all other extents are equal. */
Type shape_concatenate(const Recipe *r)
{
	if (r->arity == 0)
		rule_error(r, "nothing to join; at least one operand expected; found none");
	Type t = r->in[0]->type;
	uint32_t axis = rule_axis(r, r->attr[0], t.rank);
	int64_t total = 0;
	for (size_t i = 0; i < r->arity; i++) {
		const Type *a = &r->in[i]->type;
		rule_same_dtype(r, 0, i);
		if (a->rank != t.rank)
			rule_error(r, "ranks differ; equal ranks expected; found %s and %s", shape_of(r, 0), shape_of(r, i));
		if (a->dim[axis].sym)
			rule_error(r, "axis %u is bounded; constant extents along it expected; found %s\nstack on a new axis instead: cr.stack",
			           axis + 1, shape_of(r, i));
		for (uint32_t k = 0; k < t.rank; k++)
			if (k != axis && !dim_equal(a->dim[k], t.dim[k]))
				rule_error(r, "extents differ beside axis %u; equal extents expected; found %s and %s (axis %u is %s and %s)", axis + 1,
				           shape_of(r, 0), shape_of(r, i), k + 1, dim_text(r->g->model, t.dim[k]), dim_text(r->g->model, a->dim[k]));
		total += a->dim[axis].size;
		if (total > MAX_ELEMENTS)
			rule_error(r, "too large a tensor; at most 2^36 elements expected; found more along axis %u", axis + 1);
	}
	t.dim[axis].size = total;
	return t;
}
