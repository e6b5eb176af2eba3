/* shape_index.c - indices that are data. They are i32 and clamped; an indexed axis may be bounded (it is clamped to n - 1). */
#include "rules.h"

static void check_not_empty(const Recipe *r, uint32_t axis, size_t indices)
{
	if (r->in[0]->type.dim[axis].size == 0 && !type_has_zero(&r->in[indices]->type))
		rule_error(r, "axis %u has no elements; at least one expected; found %s", axis + 1, shape_of(r, 0));
}

/* [p.., j.., q..]: the axis of a replaced by the shape of b. */
static Type gathered(const Recipe *r, uint32_t axis)
{
	const Type *a = &r->in[0]->type, *b = &r->in[1]->type;
	rule_rank(r, (int64_t)a->rank - 1 + b->rank);
	Type t = { .dtype = a->dtype };
	for (uint32_t i = 0; i < axis; i++)
		t.dim[t.rank++] = a->dim[i];
	for (uint32_t i = 0; i < b->rank; i++)
		t.dim[t.rank++] = b->dim[i];
	for (uint32_t i = axis + 1; i < a->rank; i++)
		t.dim[t.rank++] = a->dim[i];
	return t;
}

/* C1: i32 indices.  C2: the axis exists.  C3: it has elements, or there are no indices. */
Type shape_gather(const Recipe *r)
{
	rule_index_dtype(r, 1);
	uint32_t axis = rule_axis(r, r->attr[0], r->in[0]->type.rank);
	check_not_empty(r, axis, 1);
	return gathered(r, axis);
}

static void check_updates(const Recipe *r, const Type *expected)
{
	rule_same_dtype(r, 0, 2);
	rule_dtype(r, 0, "FI");
	if (!shape_equal(expected, &r->in[2]->type))
		rule_error(r, "the updates' shape; %s expected; found %s", shape_text(r->g->model, expected), shape_of(r, 2));
}

/* C1 to C3 as gather.  C4: updates have the type of a, f32, i32 or u32, and the shape gather would give. */
Type shape_scatter_add(const Recipe *r)
{
	Type t = shape_gather(r);
	check_updates(r, &t);
	return r->in[0]->type;
}

/* C1: i32 indices.  C2: the axis exists.  C3: it has elements, or there are no indices.
 * C4: the indices have a's rank and its extents beside the axis. */
Type shape_gather_along(const Recipe *r)
{
	const Type *a = &r->in[0]->type, *b = &r->in[1]->type;
	rule_index_dtype(r, 1);
	uint32_t axis = rule_axis(r, r->attr[0], a->rank);
	check_not_empty(r, axis, 1);
	bool fits = a->rank == b->rank;
	for (uint32_t i = 0; fits && i < a->rank; i++)
		fits = i == axis || dim_equal(a->dim[i], b->dim[i]);
	if (!fits)
		rule_error(r, "the indices' shape; that of the operand beside axis %u expected; found %s and %s", axis + 1, shape_of(r, 0),
		           shape_of(r, 1));
	Type t = *b;
	t.dtype = a->dtype;
	return t;
}

/* C1 to C4 as gather_along.  C5: updates have the type of a, f32, i32 or u32, and the shape of the indices. */
Type shape_scatter_add_along(const Recipe *r)
{
	Type t = shape_gather_along(r);
	check_updates(r, &t);
	return r->in[0]->type;
}

static void check_start(const Recipe *r, size_t operand)
{
	const Type *t = &r->in[operand]->type;
	if (t->dtype != DT_I32 || t->rank != 0)
		rule_error(r, "the start; an i32 scalar expected; found %s", type_of(r, operand));
}

/* May `size` elements be cut from d whatever its extent is? From a bounded one only a single element, which it always has
 * (or all of it: `size` is the same dimension). */
static bool window_fits(Dim d, Dim size)
{
	return d.sym ? dim_equal(d, size) || (size.size == 1 && !size.sym) : size.size <= d.size;
}

/* C1: the start is an i32 scalar.  C2: the axis exists.  C3: 0 <= size <= extent; of a bounded axis only 1. */
Type shape_dynamic_slice(const Recipe *r)
{
	Type t = r->in[0]->type;
	check_start(r, 1);
	uint32_t axis = rule_axis(r, r->attr[0], t.rank);
	Dim size = dim_const(r->attr[1]);
	if (size.size < 0 || !window_fits(t.dim[axis], size))
		rule_error(r, t.dim[axis].sym ? "axis %u is bounded; a size of 1 expected; found %lld of %s"
		                              : "axis %u is shorter than the slice; at most its extent expected; found %lld of %s",
		           axis + 1, (long long)size.size, shape_of(r, 0));
	t.dim[axis] = size;
	return t;
}

/* C1: the start is an i32 scalar.  C2: the axis exists.  C3: one type.  C4: the update has a's extents beside the axis.
 * C5: along it, it is not longer; on a bounded axis it is that axis whole, or of extent 1. */
Type shape_dynamic_update_slice(const Recipe *r)
{
	const Type *a = &r->in[0]->type, *b = &r->in[1]->type;
	rule_same_dtype(r, 0, 1);
	check_start(r, 2);
	uint32_t axis = rule_axis(r, r->attr[0], a->rank);
	bool fits = a->rank == b->rank;
	for (uint32_t i = 0; fits && i < a->rank; i++)
		fits = i == axis ? window_fits(a->dim[i], b->dim[i]) : dim_equal(a->dim[i], b->dim[i]);
	if (!fits)
		rule_error(r, "the update's shape; that of the operand, at most as long along axis %u, expected; found %s in %s", axis + 1,
		           shape_of(r, 1), shape_of(r, 0));
	return *a;
}
