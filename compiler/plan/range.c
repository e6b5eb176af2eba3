/* range.c - interval arithmetic over affine indices.
 *
 * A guard says 0 <= t < limit for an affine t = g*u + constant, and so something of u. Where the index holds u as a whole,
 * a = rest + c*u, its range is that of `rest` plus c times that of u, which is tighter than what the variables of t allow by
 * themselves. Both ways are bounds; their meet is one too. */
#include "range.h"

enum { FACTS_TRIED = 8 };            /* nested guards looked at; more only lose precision, never soundness */

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

static Range plain_range(const Model *m, const Term *term, uint32_t n, int64_t constant, const Facts *facts)
{
	return (Range){ bound(m, term, n, constant, facts, false), bound(m, term, n, constant, facts, true) };
}

enum { MAX_TERMS = 64 };

/* a - c*t over `out` (room for MAX_TERMS); false where t's first variable is not in a, or not a multiple. */
static bool take_out(const Term *a, uint32_t n, const Affine *t, int64_t *c, Term *out, uint32_t *left)
{
	if (t->n == 0)
		return false;
	int64_t found = 0;
	for (uint32_t i = 0; i < n; i++)
		if (a[i].var->id == t->term[0].var->id)
			found = a[i].coef;
	if (found == 0 || found % t->term[0].coef != 0)
		return false;
	*c = found / t->term[0].coef;
	*left = 0;
	for (uint32_t i = 0; i < n; i++)
		out[(*left)++] = a[i];
	for (uint32_t k = 0; k < t->n; k++) {
		uint32_t i = 0;
		while (i < *left && out[i].var->id != t->term[k].var->id)
			i++;
		if (i == *left)
			return false;
		out[i].coef -= *c * t->term[k].coef;
		if (out[i].coef == 0)
			out[i] = out[--*left];
	}
	return true;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t common_divisor(const Affine *a)
{
	int64_t g = 0;
	for (uint32_t i = 0; i < a->n; i++)
		g = gcd(g, a->term[i].coef);
	return g;
}

/* What 0 <= t < limit says of u where t = g*u + constant, g dividing all terms; u's terms over `term` (room for MAX_TERMS). */
static Range test_range(const Affine *t, int64_t limit, Affine *u, Term *term)
{
	const int64_t g = common_divisor(t);
	*u = (Affine){ 0, t->n, term };
	for (uint32_t i = 0; i < t->n; i++)
		term[i] = (Term){ t->term[i].var, t->term[i].coef / g };
	return (Range){ -floor_divide(t->constant, g), floor_divide(limit - 1 - t->constant, g) };
}

/* facts: those still to be taken out; all: what holds, also for what quotients are of. */
static Range terms_range(const Model *m, const Term *term, uint32_t n, int64_t constant, const Facts *facts, const Facts *all, int tries)
{
	Range out = plain_range(m, term, n, constant, all);
	Term rest[MAX_TERMS], unit[MAX_TERMS];
	for (; facts && tries > 0; facts = facts->outer, tries--) {
		const Test *t = facts->test;
		int64_t c;
		uint32_t left;
		Affine u;
		if (n > MAX_TERMS || t->value.n > MAX_TERMS || t->value.n == 0)
			continue;
		Range within = test_range(&t->value, extent_max(m, t->limit), &u, unit);
		if (!take_out(term, n, &u, &c, rest, &left))
			continue;
		Range inner = terms_range(m, rest, left, constant, facts->outer, all, tries - 1);
		out = range_meet(out, range_add(inner, range_scale(within, c)));
	}
	return out;
}

Range affine_range(const Model *m, const Affine *a, const Facts *facts)
{
	return terms_range(m, a->term, a->n, a->constant, facts, facts, FACTS_TRIED);
}

Range index_range(const Model *m, const Index *i, const Facts *facts)
{
	Range out = affine_range(m, &i->affine, facts);
	for (uint32_t k = 0; k < i->n; k++)
		out = range_add(out, range_scale((Range){ 0, i->clamped[k].size - 1 }, i->clamped[k].coef));
	return out;
}
