/* shape_window.c - windows slide over constant axes; a bounded axis has none. */
#include "rules.h"

enum { LISTS = 6 };
#define LARGEST ((int64_t)1 << 40)       /* of a stride, a dilation, a padding: sums of two products of them fit */

typedef struct Lists { const int64_t *at[LISTS]; } Lists;

/* C2: every list has one number for each axis. */
static Lists read_lists(const Recipe *r)
{
	static const int64_t ones[MAX_RANK] = { 1, 1, 1, 1, 1, 1, 1, 1 };
	Lists l = { .at = { [LISTS - 1] = ones } };
	size_t n;
	for (int i = 0; i < (r->op == OP_reduce_window_sum ? LISTS : LISTS - 1); i++) {
		l.at[i] = attr_at(r->op, r->attr, i, &n);
		if (n != r->in[0]->type.rank)
			rule_error(r, "windows; one number for each axis expected; found %zu for %s", n, shape_of(r, 0));
	}
	return l;
}

static Window read_window(const Lists *l, uint32_t axis)
{
	return (Window){ .size = l->at[0][axis], .stride = l->at[1][axis], .low = l->at[2][axis], .high = l->at[3][axis],
		             .dilation = l->at[4][axis], .base = l->at[5][axis] };
}

void rule_window(const Recipe *r, const Window *w, int64_t n, uint32_t axis, const char *window)
{
	const struct { const char *name; int64_t value; } least[] = {
		{ "size", w->size }, { "stride", w->stride }, { "dilation", w->dilation }, { "input dilation", w->base },
	};
	for (size_t i = 0; i < sizeof least / sizeof least[0]; i++)
		if (least[i].value < 1 || least[i].value > LARGEST)
			rule_error(r, "the %s's %s; an integer from 1 expected; found %lld (axis %u of %s)", window, least[i].name,
			           (long long)least[i].value, axis + 1, shape_of(r, 0));
	if (w->low < -LARGEST || w->low > LARGEST || w->high < -LARGEST || w->high > LARGEST)
		rule_error(r, "padding too large; at most 2^40 expected; found %lld and %lld (axis %u of %s)", (long long)w->low,
		           (long long)w->high, axis + 1, shape_of(r, 0));
	if (n < 1)
		rule_error(r, "an axis without elements; at least one expected; found %s (axis %u)", shape_of(r, 0), axis + 1);
	if (w->size > LARGEST / w->dilation || n > LARGEST / w->base)
		rule_error(r, "too large a %s; a reach of at most 2^40 expected; found %lld with dilation %lld (axis %u of %s)", window,
		           (long long)w->size, (long long)w->dilation, axis + 1, shape_of(r, 0));
	if (window_count(w, n) == 0)
		rule_error(r, "the %s is larger than the padded input; at most %lld expected; found %lld (%s %lld, dilation %lld; axis %u of %s is %lld, padding %lld and %lld)",
		           window, (long long)((n - 1) * w->base + 1 + w->low + w->high), (long long)((w->size - 1) * w->dilation + 1), window,
		           (long long)w->size, (long long)w->dilation, axis + 1, shape_of(r, 0), (long long)n, (long long)w->low,
		           (long long)w->high);
}

static bool has_cell(const Window *w, int64_t n, int64_t o)
{
	const int64_t first = o * w->stride - w->low;
	const int64_t k = first < 0 ? (-first + w->dilation - 1) / w->dilation : 0;
	return k < w->size && first + k * w->dilation < n;
}

/* A window that begins inside has a cell, and so has the last if it does. Those that begin in the padding before are asked one by
 * one, unless no hole is as wide as the axis: then the first has the fewest cells. */
static void check_cells(const Recipe *r, const Window *w, int64_t n, uint32_t axis)
{
	const int64_t count = window_count(w, n);
	int64_t empty = has_cell(w, n, count - 1) ? -1 : count - 1;
	for (int64_t o = 0; o < count && o * w->stride < w->low && empty < 0; o++) {
		if (!has_cell(w, n, o))
			empty = o;
		if (w->dilation <= n)
			break;
	}
	if (empty >= 0)
		rule_error(r, "a window of only padding; an element in each expected; found none in window %lld (window %lld, stride %lld, dilation %lld; axis %u of %s is %lld, padding %lld and %lld)",
		           (long long)empty + 1, (long long)w->size, (long long)w->stride, (long long)w->dilation, axis + 1, shape_of(r, 0),
		           (long long)n, (long long)w->low, (long long)w->high);
}

static bool is_trivial(const Window *w)
{
	return w->size == 1 && w->stride == 1 && w->low == 0 && w->high == 0 && w->dilation == 1 && w->base == 1;
}

/* The result's shape. C3: sizes, strides and dilations are at least 1. C4: a bounded axis has no window. C5: a window fits.
 * C6, where a maximum is taken: no window is all padding. */
static Type windows(const Recipe *r, const char *letters)
{
	rule_dtype(r, 0, letters);
	const Lists lists = read_lists(r);
	Type t = r->in[0]->type;
	for (uint32_t i = 0; i < t.rank; i++) {
		const Window w = read_window(&lists, i);
		if (t.dim[i].sym && !is_trivial(&w))
			rule_error(r, "a window along a bounded axis; a constant axis expected; found %s (axis %u)", shape_of(r, 0), i + 1);
		if (t.dim[i].sym || is_trivial(&w))
			continue;
		rule_window(r, &w, t.dim[i].size, i, "window");
		if (r->op != OP_reduce_window_sum)
			check_cells(r, &w, t.dim[i].size, i);
		t.dim[i].size = window_count(&w, t.dim[i].size);
	}
	return t;
}

static void check_second(const Recipe *r, const Type *expected)
{
	rule_same_dtype(r, 0, 1);
	if (!shape_equal(&r->in[1]->type, expected))
		rule_error(r, "the second operand's shape; %s expected; found %s", shape_text(r->g->model, expected), shape_of(r, 1));
}

/* C1: the type. */
Type shape_reduce_window_max(const Recipe *r) { return windows(r, "FI"); }
Type shape_reduce_window_sum(const Recipe *r) { return windows(r, "FI"); }

/* C7: one type, and a value for each window. */
Type shape_select_and_scatter_add(const Recipe *r)
{
	const Type t = windows(r, "F");
	check_second(r, &t);
	return r->in[0]->type;
}

/* C7: one type and one shape. */
Type shape_select_and_gather(const Recipe *r)
{
	const Type t = windows(r, "F");
	check_second(r, &r->in[0]->type);
	return t;
}
