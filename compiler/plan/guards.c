/* guards.c - ranges of affine indices with what guards say.
 *
 * A guard says 0 <= t < limit for an affine t = g*u + constant, and so low <= u <= high. Of an index a that shares a variable
 * with u, k*a = rest + c*u, so that k*a is in the range of `rest` plus c times that of u; often tighter than what the variables
 * allow by themselves. Every way is a bound; their meet is one too. */
#include "range.h"

enum {
	FACTS_TRIED = 8,                 /* nested guards looked at; more only lose precision, never soundness */
	QUOTIENTS_TRIED = 4,
	MAX_TERMS = 64
};

/* ---- sums of terms ------------------------------------------------------------------------------------------------ */

typedef struct Form { int64_t constant; uint32_t n; Term term[MAX_TERMS]; } Form;

static Affine form_affine(Form *f) { return (Affine){ f->constant, f->n, f->term }; }

static uint32_t place_of(const Term *term, uint32_t n, const Var *v)
{
	uint32_t i = 0;
	while (i < n && term[i].var->id != v->id)
		i++;
	return i;
}

/* f += coef * v; false where it does not fit. */
static bool form_add_term(Form *f, const Var *v, int64_t coef)
{
	const uint32_t i = place_of(f->term, f->n, v);
	if (i == MAX_TERMS)
		return false;
	if (i == f->n)
		f->term[f->n++] = (Term){ v, 0 };
	if (__builtin_add_overflow(f->term[i].coef, coef, &f->term[i].coef))
		return false;
	if (f->term[i].coef == 0)
		f->term[i] = f->term[--f->n];
	return true;
}

/* f += factor * a */
static bool form_add(Form *f, const Affine *a, int64_t factor)
{
	int64_t x;
	if (__builtin_mul_overflow(a->constant, factor, &x) || __builtin_add_overflow(f->constant, x, &f->constant))
		return false;
	for (uint32_t i = 0; i < a->n; i++)
		if (__builtin_mul_overflow(a->term[i].coef, factor, &x) || !form_add_term(f, a->term[i].var, x))
			return false;
	return true;
}

/* ---- division ------------------------------------------------------------------------------------------------------ */

static int64_t floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t ceil_divide(int64_t a, int64_t b)
{
	return a / b + (a % b > 0);
}

/* What k*x in r says of a whole x, for k > 0; no bound stays none. */
static Range range_divided(Range r, int64_t k)
{
	return (Range){ r.low == INT64_MIN ? r.low : ceil_divide(r.low, k), r.high == INT64_MAX ? r.high : floor_divide(r.high, k) };
}

static int64_t common_divisor(const Affine *a)
{
	int64_t g = 0;
	for (uint32_t i = 0; i < a->n; i++)
		g = gcd(g, a->term[i].coef);
	return g;
}

static Range range_shifted(Range r, int64_t by) { return range_add(r, (Range){ by, by }); }

/* ---- quotients ------------------------------------------------------------------------------------------------------ */

/* Is v a quotient of what cannot be below 0? Unsigned division would say nothing of it. */
static bool true_quotient(const Model *m, const Var *v, const Facts *facts)
{
	return v->kind == VAR_QUOTIENT && v->of.n > 0 && v->of.n <= MAX_TERMS && affine_range(m, &v->of, facts).low >= 0;
}

/* One quotient q = e / d of f, with coefficient c, made its numerator: d*q = e - r with 0 <= r < d. So d*f is the new f plus
 * something in the range given. False where there is none, or no room. */
static bool without_quotient(const Model *m, Form *f, const Facts *facts, int64_t *d, Range *slack)
{
	for (uint32_t i = 0; i < f->n; i++) {
		const Var *q = f->term[i].var;
		if (!true_quotient(m, q, facts))
			continue;
		const int64_t c = f->term[i].coef;
		const Form old = *f;
		const Affine rest = { old.constant, old.n, (Term *)old.term };
		*f = (Form){ 0 };
		*d = q->by;
		*slack = range_scale((Range){ -(q->by - 1), 0 }, c);
		int64_t whole;
		return !__builtin_mul_overflow(c, q->by, &whole) && form_add(f, &rest, q->by) && form_add_term(f, q, -whole) &&
		       form_add(f, &q->of, c);
	}
	return false;
}

/* Without the guards: by the variables' ranges, with quotients as they are and as what they are of. */
static Range form_range(const Model *m, const Form *a, const Facts *facts)
{
	Form f = *a;
	Affine now = form_affine(&f);
	Range out = terms_range(m, &now, facts), slack = { 0, 0 }, more;
	int64_t scale = 1, d;
	for (int i = 0; i < QUOTIENTS_TRIED && without_quotient(m, &f, facts, &d, &more); i++) {
		if (__builtin_mul_overflow(scale, d, &scale))
			break;
		slack = range_add(range_scale(slack, d), more);
		now = form_affine(&f);
		out = range_meet(out, range_divided(range_add(terms_range(m, &now, facts), slack), scale));
	}
	return out;
}

/* ---- guards ---------------------------------------------------------------------------------------------------------- */

typedef struct Known { Form u; Range range; } Known;      /* u, without constant, is in the range */

/* t in the range: divided by what divides all its terms. */
static bool known_of(Known *k, const Affine *t, Range range)
{
	const int64_t g = common_divisor(t);
	k->u = (Form){ 0 };
	if (g == 0 || t->constant == INT64_MIN)
		return false;
	k->range = range_divided(range_shifted(range, -t->constant), g);
	for (uint32_t i = 0; i < t->n; i++)
		if (!form_add_term(&k->u, t->term[i].var, t->term[i].coef / g))
			return false;
	return true;
}

/* Where u is one quotient e / d: low <= e / d <= high says low*d <= e <= high*d + d - 1. */
static bool known_of_numerator(const Model *m, Known *k, const Facts *facts)
{
	const Var *q = k->u.n == 1 && k->u.term[0].coef == 1 ? k->u.term[0].var : NULL;
	if (!q || !true_quotient(m, q, facts))
		return false;
	return known_of(k, &q->of, range_add(range_scale(k->range, q->by), (Range){ 0, q->by - 1 }));
}

/* rest = k*a - c*u with the smallest k that takes a variable out that both have; false where they share none. */
static bool take_out(const Form *a, Form *u, Form *rest, int64_t *k, int64_t *c)
{
	uint32_t at = 0, i = a->n;
	while (at < u->n && (i = place_of(a->term, a->n, u->term[at].var)) == a->n)
		at++;
	if (at == u->n)
		return false;
	const int64_t in_u = u->term[at].coef, in_a = a->term[i].coef, g = gcd(in_u, in_a);
	*k = in_u / g;
	*c = in_a / g;
	if (*k < 0) {
		*k = -*k;
		*c = -*c;
	}
	const Affine whole = { a->constant, a->n, (Term *)a->term }, test = form_affine(u);
	*rest = (Form){ 0 };
	return form_add(rest, &whole, *k) && form_add(rest, &test, -*c);
}

/* facts: those still to be taken out; all: what holds, also for what quotients are of. */
static Range guarded_range(const Model *m, const Form *a, const Facts *facts, const Facts *all, int tries)
{
	Range out = form_range(m, a, all);
	for (; facts && tries > 0; facts = facts->outer, tries--) {
		const Test *t = facts->test;
		Known known;
		Form rest;
		int64_t k, c;
		bool more = t->value.n <= MAX_TERMS && known_of(&known, &t->value, (Range){ 0, extent_max(m, t->limit) - 1 });
		for (; more; more = known_of_numerator(m, &known, facts->outer)) {
			if (!take_out(a, &known.u, &rest, &k, &c))
				continue;
			const Range inner = guarded_range(m, &rest, facts->outer, all, tries - 1);
			out = range_meet(out, range_divided(range_add(inner, range_scale(known.range, c)), k));
		}
	}
	return out;
}

Range affine_range(const Model *m, const Affine *a, const Facts *facts)
{
	Form f = { 0 };
	if (!form_add(&f, a, 1))
		return terms_range(m, a, facts);
	return guarded_range(m, &f, facts, facts, FACTS_TRIED);
}

Range index_range(const Model *m, const Index *i, const Facts *facts)
{
	Range out = affine_range(m, &i->affine, facts);
	for (uint32_t k = 0; k < i->n; k++)
		out = range_add(out, range_scale((Range){ 0, i->clamped[k].size - 1 }, i->clamped[k].coef));
	return out;
}
