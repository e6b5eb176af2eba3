/* shape_reduce.c - reductions drop their axes; cumsum keeps them. Any axis may be bounded. */
#include "rules.h"

/* C1: the type.  C2: axes exist, ascend and are distinct. */
static Type reduce(const Recipe *r, const char *letters)
{
	const Type *a = &r->in[0]->type;
	size_t n;
	const int64_t *axes = attr_at(r->op, r->attr, 0, &n);
	rule_dtype(r, 0, letters);
	rule_axes(r, axes, n, a->rank, true);

	Type t = { .dtype = a->dtype };
	size_t next = 0;
	for (uint32_t i = 0; i < a->rank; i++) {
		if (next < n && axes[next] == i)
			next++;
		else
			t.dim[t.rank++] = a->dim[i];
	}
	return t;
}

Type shape_reduce_sum(const Recipe *r) { return reduce(r, "FI"); }
Type shape_reduce_max(const Recipe *r) { return reduce(r, "FIB"); }
Type shape_reduce_min(const Recipe *r) { return reduce(r, "FIB"); }
Type shape_reduce_prod(const Recipe *r) { return reduce(r, "FI"); }

/* C1: the type.  C2: the axis exists.  C3: it has at least one element. */
static Type arg_extreme(const Recipe *r)
{
	const Type *a = &r->in[0]->type;
	rule_dtype(r, 0, "FI");
	uint32_t axis = rule_axis(r, r->attr[0], a->rank);
	if (a->dim[axis].size == 0)
		rule_error(r, "an axis without elements; at least one expected; found %s (axis %u)", shape_of(r, 0), axis + 1);
	Type t = { .dtype = DT_I32 };
	for (uint32_t i = 0; i < a->rank; i++)
		if (i != axis)
			t.dim[t.rank++] = a->dim[i];
	return t;
}

Type shape_argmax(const Recipe *r) { return arg_extreme(r); }
Type shape_argmin(const Recipe *r) { return arg_extreme(r); }

/* C1: the type.  C2: the axis exists.  C3: the flags are 0 or 1. */
Type shape_cumsum(const Recipe *r)
{
	rule_dtype(r, 0, "FI");
	rule_axis(r, r->attr[0], r->in[0]->type.rank);
	if (r->attr[1] < 0 || r->attr[1] > 1 || r->attr[2] < 0 || r->attr[2] > 1)
		BUG("cumsum: flags %lld, %lld", (long long)r->attr[1], (long long)r->attr[2]);
	return r->in[0]->type;
}
