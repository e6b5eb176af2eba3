/* shape_convolution.c - axes by role. Spatial axes are constant; batch, features and group may be bounded. */
#include "rules.h"

typedef struct AxisList { const int64_t *at; size_t n; } AxisList;

static AxisList list(const Recipe *r, int index)
{
	AxisList l;
	l.at = attr_at(r->op, r->attr, index, &l.n);
	return l;
}

/* C2: 1 to 3 spatial axes, as many everywhere.  C3: each axis has one role. */
static void check_roles(const Recipe *r, const char *what, AxisList roles, const AxisList *group, int side, size_t spatial, uint32_t rank)
{
	const size_t groups = group->n ? 1 : 0;
	if (roles.n != 2 + spatial || rank != 2 + spatial + groups)
		rule_error(r, "the axes of the %s; %zu expected (batch or channels, channels, %zu spatial%s); found %u", what, 2 + spatial + groups,
		           spatial, groups ? ", groups" : "", rank);
	uint32_t seen = groups ? 1u << rule_axis(r, group->at[side], rank) : 0;
	for (size_t i = 0; i < roles.n; i++) {
		const uint32_t axis = rule_axis(r, roles.at[i], rank);
		if (seen >> axis & 1u)
			rule_error(r, "an axis twice; one role each expected; found axis %u of the %s twice", axis + 1, what);
		seen |= 1u << axis;
	}
}

static void check_pair(const Recipe *r, const char *what, int64_t a, int64_t b)
{
	const Dim p = r->in[0]->type.dim[a], q = r->in[1]->type.dim[b];
	if (!dim_equal(p, q))
		rule_error(r, "%s differ; equal extents expected; found %s x %s (axis %lld is %s, axis %lld is %s)", what, shape_of(r, 0),
		           shape_of(r, 1), (long long)a + 1, dim_text(r->g->model, p), (long long)b + 1, dim_text(r->g->model, q));
}

static Dim spatial_extent(const Recipe *r, const Window *w, int64_t in, int64_t kernel)
{
	const Type *x = &r->in[0]->type, *k = &r->in[1]->type;
	if (x->dim[in].sym || k->dim[kernel].sym)
		rule_error(r, "a bounded spatial axis; constant ones expected; found %s x %s (axis %lld and axis %lld)", shape_of(r, 0),
		           shape_of(r, 1), (long long)in + 1, (long long)kernel + 1);
	rule_window(r, w, x->dim[in].size, (uint32_t)in, "kernel");
	return dim_const(window_count(w, x->dim[in].size));
}

/* C1: both operands f32.  C2, C3: roles.  C4: channels and groups pair up.  C5: spatial axes are constant.  C6: strides and
 * dilations are at least 1.  C7: the kernel fits into the padded input. */
Type shape_convolution(const Recipe *r)
{
	const AxisList lhs = list(r, 0), rhs = list(r, 1), out = list(r, 2), group = list(r, 3);
	const size_t spatial = list(r, 4).n;
	rule_same_dtype(r, 0, 1);
	rule_dtype(r, 0, "F");
	if (spatial < 1 || spatial > MAX_SPATIAL)
		rule_error(r, "spatial axes; 1 to %d expected; found %zu", MAX_SPATIAL, spatial);
	for (int i = 4; i < 9; i++)
		if (list(r, i).n != spatial)
			rule_error(r, "options; one number for each of %zu spatial axes expected; found %zu", spatial, list(r, i).n);
	if ((group.n != 0 && group.n != 3) || r->attr[r->attr_count - 1] < 0 || r->attr[r->attr_count - 1] > 1)
		BUG("convolution: %zu group axes, reversed %lld", group.n, (long long)r->attr[r->attr_count - 1]);
	Type t = { .dtype = DT_F32, .rank = (uint32_t)(2 + spatial + (group.n ? 1 : 0)) };
	check_roles(r, "input", lhs, &group, 0, spatial, r->in[0]->type.rank);
	check_roles(r, "kernel", rhs, &group, 1, spatial, r->in[1]->type.rank);
	check_roles(r, "result", out, &group, 2, spatial, t.rank);
	check_pair(r, "channels", lhs.at[1], rhs.at[0]);
	if (group.n) {
		check_pair(r, "groups", group.at[0], group.at[1]);
		t.dim[group.at[2]] = r->in[0]->type.dim[group.at[0]];
	}
	t.dim[out.at[0]] = r->in[0]->type.dim[lhs.at[0]];
	t.dim[out.at[1]] = r->in[1]->type.dim[rhs.at[1]];
	for (size_t i = 0; i < spatial; i++) {
		const Window w = { .size = r->in[1]->type.dim[rhs.at[2 + i]].size, .stride = list(r, 4).at[i], .low = list(r, 5).at[i],
			               .high = list(r, 6).at[i], .base = list(r, 7).at[i], .dilation = list(r, 8).at[i] };
		t.dim[out.at[2 + i]] = spatial_extent(r, &w, lhs.at[2 + i], rhs.at[2 + i]);
	}
	return t;
}
