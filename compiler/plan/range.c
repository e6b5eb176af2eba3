/* range.c - interval arithmetic over affine indices: what the variables allow by themselves. */
#include "range.h"

int64_t extent_max(const Model *m, Extent e)
{
	if (e.sym == 0)
		return e.mul;
	if (e.sym > m->symbols.n)
		BUG("proof: symbol %u does not exist", (unsigned)e.sym);
	int64_t out;
	if (__builtin_mul_overflow(e.mul, m->symbols.at[e.sym - 1].max, &out))
		return INT64_MAX;
	return out;
}

static int64_t add_limit(int64_t a, int64_t b)
{
	int64_t out;
	if (__builtin_add_overflow(a, b, &out))
		return b > 0 ? INT64_MAX : INT64_MIN;
	return out;
}

static int64_t scale_limit(int64_t a, int64_t factor)
{
	int64_t out;
	if (__builtin_mul_overflow(a, factor, &out))
		return (a > 0) == (factor > 0) ? INT64_MAX : INT64_MIN;
	return out;
}

Range range_add(Range a, Range b)
{
	return (Range){ add_limit(a.low, b.low), add_limit(a.high, b.high) };
}

Range range_scale(Range a, int64_t factor)
{
	int64_t x = scale_limit(a.low, factor), y = scale_limit(a.high, factor);
	return factor >= 0 ? (Range){ x, y } : (Range){ y, x };
}

Range range_meet(Range a, Range b)
{
	return (Range){ a.low > b.low ? a.low : b.low, a.high < b.high ? a.high : b.high };
}

static Range var_range(const Model *m, const Var *v, const Facts *facts)
{
	Range of;
	switch (v->kind) {
	case VAR_LOOP:
		return (Range){ 0, v->max - 1 };
	case VAR_SYMBOL:
		return (Range){ 1, v->max };
	case VAR_QUOTIENT:
		of = affine_range(m, &v->of, facts);
		if (of.low < 0)
			return (Range){ 0, INT64_MAX };      /* size_t would have wrapped before the division */
		return (Range){ of.low / v->by, of.high / v->by };
	case VAR_REMAINDER:
		of = affine_range(m, &v->of, facts);
		if (of.low >= 0 && of.low / v->by == of.high / v->by)
			return (Range){ of.low % v->by, of.high % v->by };
		return (Range){ 0, v->by - 1 };
	}
	BUG("proof: no variable %d", (int)v->kind);
}

/* Depends on a bounded extent: n itself, or a loop variable that runs to a multiple of it. */
static bool follows_extent(const Var *v)
{
	return v->kind == VAR_SYMBOL || (v->kind == VAR_LOOP && v->extent.sym != 0);
}

static bool same_extent(const Var *a, const Var *b)
{
	return follows_extent(a) && follows_extent(b) && a->extent.sym == b->extent.sym;
}

/* All terms that follow the same extent as term[at], at the ends that are extreme for their coefficients: a multiple of n
 * plus a constant, over every n. An end is extent - 1; gathered so, n - 1 - i is never below 0. */
static int64_t extent_bound(const Model *m, const Term *term, uint32_t n, uint32_t at, bool upper)
{
	int64_t per_n = 0, sum = 0;
	for (uint32_t k = at; k < n; k++) {
		const Var *v = term[k].var;
		if (!same_extent(v, term[at].var) || (v->kind == VAR_LOOP && (term[k].coef > 0) != upper))
			continue;
		per_n = add_limit(per_n, scale_limit(v->extent.mul, term[k].coef));
		if (v->kind == VAR_LOOP)
			sum = add_limit(sum, -term[k].coef);
	}
	Range r = range_scale((Range){ 1, extent_max(m, (Extent){ 1, term[at].var->extent.sym }) }, per_n);
	return add_limit(sum, upper ? r.high : r.low);
}

static bool gathered_before(const Term *term, uint32_t at)
{
	for (uint32_t k = 0; k < at; k++)
		if (same_extent(term[k].var, term[at].var))
			return true;
	return false;
}

/* Upper or lower bound of the terms, with every variable at the end that is extreme for its coefficient. */
static int64_t bound(const Model *m, const Term *term, uint32_t n, int64_t constant, const Facts *facts, bool upper)
{
	int64_t sum = constant;
	for (uint32_t i = 0; i < n; i++) {
		if (!follows_extent(term[i].var)) {
			Range r = range_scale(var_range(m, term[i].var, facts), term[i].coef);
			sum = add_limit(sum, upper ? r.high : r.low);
		} else if (!gathered_before(term, i)) {
			sum = add_limit(sum, extent_bound(m, term, n, i, upper));
		}
	}
	return sum;
}

Range terms_range(const Model *m, const Affine *a, const Facts *facts)
{
	return (Range){ bound(m, a->term, a->n, a->constant, facts, false), bound(m, a->term, a->n, a->constant, facts, true) };
}
