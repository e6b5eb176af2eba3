/* simplify_cut.c - slice, pad, reverse and concatenate. All exact. */
#include "rules.h"

static Bounds bounds_of(const Node *slice)
{
	Bounds b = bounds_whole(&slice->type);
	size_t n;
	const int64_t *start = node_attr(slice, 0, &n), *limit = node_attr(slice, 1, &n), *stride = node_attr(slice, 2, &n);
	for (size_t i = 0; i < n; i++) {
		b.start[i] = start[i];
		b.limit[i] = limit[i];
		b.stride[i] = stride[i];
	}
	return b;
}

/* ---- slice ---------------------------------------------------------------------------------------------- */

static Node *slice_slice(Rewrite *r, Node *n, const Bounds *outer)
{
	Node *a = n->in[0];
	Bounds b = bounds_of(a);
	for (uint32_t i = 0; i < n->type.rank; i++) {
		if (dim_equal(n->type.dim[i], a->type.dim[i]) && n->type.dim[i].sym)
			continue;                          /* taken whole */
		if (n->type.dim[i].sym) {              /* a constant axis cut to a bounded extent: only from its start */
			if (b.start[i] != 0 || b.stride[i] != 1 || !dim_cut(r->g->model, a->in[0]->type.dim[i], n->type.dim[i].sym))
				return NULL;
			b.limit[i] = outer->limit[i];
			continue;
		}
		b.start[i] += b.stride[i] * outer->start[i];
		b.stride[i] *= outer->stride[i];
		b.limit[i] = b.start[i] + (n->type.dim[i].size ? (n->type.dim[i].size - 1) * b.stride[i] + 1 : 0);
	}
	return again_slice(r, a->in[0], &b);
}

/* Along an axis that the broadcast made, a slice is a smaller broadcast. */
static Node *slice_broadcast(Rewrite *r, Node *n, const Bounds *outer)
{
	Node *x = n->in[0]->in[0];
	size_t rank;
	const int64_t *axes = node_attr(n->in[0], 0, &rank);
	Bounds b = bounds_whole(&x->type);
	for (size_t i = 0; i < rank; i++) {
		b.start[i] = outer->start[axes[i]];
		b.limit[i] = outer->limit[axes[i]];
		b.stride[i] = outer->stride[axes[i]];
	}
	return again_broadcast(r, again_slice(r, x, &b), &n->type, axes);
}

/* Operands that the slice does not touch go; if one is left, the slice is of that. */
static Node *slice_concatenate(Rewrite *r, Node *n, const Bounds *outer)
{
	Node *a = n->in[0];
	const int64_t axis = node_attr_int(a, 0), size = n->type.dim[axis].size;
	if (size == 0 || n->type.dim[axis].sym)
		return NULL;
	const int64_t first = outer->start[axis], last = first + (size - 1) * outer->stride[axis];
	uint32_t from = 0, to = 0;
	int64_t before = 0, start = 0;                 /* elements before operand i; before operand `from` */
	for (uint32_t i = 0; i < a->arity; i++) {
		if (before <= first)
			from = i, start = before;
		if (before <= last)
			to = i;
		before += a->in[i]->type.dim[axis].size;
	}
	if (to - from + 1 == a->arity)
		return NULL;
	Bounds b = *outer;
	b.start[axis] -= start;
	b.limit[axis] = last - start + 1;
	const int64_t attr = axis;
	Node *rest = from == to ? a->in[from]
	                        : again(r, node_make(r->g, OP_concatenate, NULL, a->in + from, to - from + 1, &attr, 1));
	return again_slice(r, rest, &b);
}

/* Without interior: within the operand it is a slice of that; beside it, the padding alone. */
static Node *slice_pad(Rewrite *r, Node *n, const Bounds *outer)
{
	Node *a = n->in[0];
	size_t rank;
	const int64_t *low = node_attr(a, 0, &rank), *interior = node_attr(a, 2, &rank);
	Bounds b = *outer;
	bool inside = true;
	for (uint32_t i = 0; i < n->type.rank; i++) {
		if (a->type.dim[i].sym)
			continue;
		if (n->type.dim[i].sym)
			return NULL;
		const int64_t size = n->type.dim[i].size, first = outer->start[i] - low[i];
		const int64_t last = first + (size - 1) * outer->stride[i], limit = a->in[0]->type.dim[i].size;
		if (size == 0 || interior[i])
			return NULL;
		if (last < 0 || first >= limit)
			return splat_of(r, &n->type, a->in[1]);
		inside = inside && first >= 0 && last < limit;
		b.start[i] = first;
		b.limit[i] = last + 1;
	}
	return inside ? again_slice(r, a->in[0], &b) : NULL;
}

static Node *simplify_slice(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	if (shape_equal(&a->type, &n->type))
		return a;
	if (splat_scalar(a))
		return splat_of(r, &n->type, splat_scalar(a));
	const Bounds b = bounds_of(n);
	switch (a->op) {
	case OP_slice: return slice_slice(r, n, &b);
	case OP_broadcast_in_dim: return slice_broadcast(r, n, &b);
	case OP_concatenate: return slice_concatenate(r, n, &b);
	case OP_pad: return slice_pad(r, n, &b);
	default: return NULL;
	}
}

/* ---- pad -------------------------------------------------------------------------------------------------- */

/* pad of pad with one value and nothing in between: the margins add up */
static Node *pad_pad(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	int64_t low[MAX_RANK], high[MAX_RANK], interior[MAX_RANK];
	size_t rank;
	for (uint32_t i = 0; i < n->type.rank; i++) {
		low[i] = node_attr(n, 0, &rank)[i] + node_attr(a, 0, &rank)[i];
		high[i] = node_attr(n, 1, &rank)[i] + node_attr(a, 1, &rank)[i];
		interior[i] = node_attr(a, 2, &rank)[i];
		if (node_attr(n, 2, &rank)[i])
			return NULL;
	}
	return again(r, pad_by(r->g, a->in[0], a->in[1], low, high, interior));
}

static Node *simplify_pad(Rewrite *r, Node *n)
{
	Node *a = n->in[0], *value = n->in[1];
	if (shape_equal(&a->type, &n->type))
		return a;
	if (type_has_zero(&a->type) || splat_scalar(a) == value)
		return splat_of(r, &n->type, value);
	return a->op == OP_pad && a->in[1] == value ? pad_pad(r, n) : NULL;
}

/* ---- reverse ------------------------------------------------------------------------------------------------ */

/* Reversing does nothing along an axis of extent 1, or one that a broadcast made. */
static Node *simplify_reverse(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	size_t count, rank;
	const int64_t *axes = node_attr(n, 0, &count);
	uint32_t real = UINT32_MAX;
	if (a->op == OP_broadcast_in_dim) {
		const int64_t *spread = node_attr(a, 0, &rank);
		real = axes_mask(spread, rank);
	}
	uint32_t mask = axes_mask(axes, count);
	for (uint32_t i = 0; i < n->type.rank; i++)
		if (dim_is_one(n->type.dim[i]) || !(real >> i & 1u))
			mask &= ~(1u << i);
	if (a->op == OP_reverse) {
		const int64_t *inner = node_attr(a, 0, &rank);
		mask ^= axes_mask(inner, rank);
		a = a->in[0];
	} else if (mask == axes_mask(axes, count) && mask) {
		return NULL;
	}
	int64_t left[MAX_RANK];
	Attrs attrs = { 0 };
	attrs_list(&attrs, left, axes_left(n->type.rank, ~mask, left));
	return mask ? again(r, make1(r->g, OP_reverse, a, &attrs)) : a;
}

/* ---- concatenate ----------------------------------------------------------------------------------------------- */

typedef struct Parts { VEC(Node *) list; bool changed; } Parts;

/* Is b the piece of the same tensor that follows a along axis? Then `whole` is both. */
static bool adjacent(const Node *a, const Node *b, int64_t axis, Bounds *whole)
{
	if (a->op != OP_slice || b->op != OP_slice || a->in[0] != b->in[0])
		return false;
	const Bounds x = bounds_of(a), y = bounds_of(b);
	for (uint32_t i = 0; i < a->type.rank; i++) {
		bool same = x.start[i] == y.start[i] && x.limit[i] == y.limit[i] && x.stride[i] == y.stride[i];
		bool follows = x.stride[i] == 1 && y.stride[i] == 1 && x.limit[i] == y.start[i];
		if (i == axis ? !follows : !same)
			return false;
	}
	*whole = x;
	whole->limit[axis] = y.limit[axis];
	return true;
}

/* Adds one operand: nested ones along the same axis open up, empty ones vanish, neighbours in one tensor join. */
static void add_part(Rewrite *r, Parts *parts, Node *part, int64_t axis)
{
	Bounds whole;
	if (part->op == OP_concatenate && node_attr_int(part, 0) == axis) {
		parts->changed = true;
		for (uint32_t i = 0; i < part->arity; i++)
			add_part(r, parts, part->in[i], axis);
	} else if (part->type.dim[axis].size == 0) {
		parts->changed = true;
	} else if (parts->list.n && adjacent(parts->list.at[parts->list.n - 1], part, axis, &whole)) {
		parts->changed = true;
		parts->list.at[parts->list.n - 1] = again_slice(r, part->in[0], &whole);
	} else {
		vec_push(&r->g->cc->arena, parts->list, part);
	}
}

static Node *simplify_concatenate(Rewrite *r, Node *n)
{
	const int64_t axis = node_attr_int(n, 0);
	Parts parts = { 0 };
	for (uint32_t i = 0; i < n->arity; i++)
		add_part(r, &parts, n->in[i], axis);
	if (parts.list.n == 0)
		return n->arity > 1 ? n->in[0] : NULL;     /* all empty along the axis: so is the result */
	if (parts.list.n == 1)
		return parts.list.at[0];
	Node *scalar = splat_scalar(parts.list.at[0]);
	for (size_t i = 1; scalar && i < parts.list.n; i++)
		scalar = splat_scalar(parts.list.at[i]) == scalar ? scalar : NULL;
	if (scalar)
		return splat_of(r, &n->type, scalar);
	if (!parts.changed)
		return NULL;
	return again(r, node_make(r->g, OP_concatenate, NULL, parts.list.at, parts.list.n, &axis, 1));
}

Node *simplify_cut(Rewrite *r, Node *n)
{
	switch (n->op) {
	case OP_slice: return simplify_slice(r, n);
	case OP_pad: return simplify_pad(r, n);
	case OP_reverse: return simplify_reverse(r, n);
	case OP_concatenate: return simplify_concatenate(r, n);
	default: return NULL;
	}
}
