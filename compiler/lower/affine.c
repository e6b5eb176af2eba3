/* affine.c - positions as sums of loop variables: sum, scale, divide by what the ranges allow.
 *
 * Division is what reshapes need. Terms that the divisor divides go to the quotient; if the rest provably stays
 * inside [0, divisor) it is the remainder, and the reshape cost nothing. Otherwise quotient and remainder become
 * variables computed from the rest, and q * by + r folds back to what they came from. */
#include "internal.h"


Extent loop_extent(const Model *m, Dim d)
{
	if (!d.sym)
		return (Extent){ d.size, 0 };
	return (Extent){ d.size / m->symbols.at[d.sym - 1].max, d.sym };
}

static Var *var_new(Maker *k, Var v)
{
	Var *p = NEW(k->arena, Var);
	*p = v;
	p->id = (uint32_t)k->vars.n;
	vec_push(k->arena, k->vars, p);
	return p;
}

Var *var_loop(Maker *k, Extent extent, int64_t max, const char *hint)
{
	return var_new(k, (Var){ .kind = VAR_LOOP, .extent = extent, .max = max, .hint = hint });
}

Var *var_symbol(Maker *k, uint32_t sym, int64_t max)
{
	for (size_t i = 0; i < k->vars.n; i++)
		if (k->vars.at[i]->kind == VAR_SYMBOL && k->vars.at[i]->extent.sym == sym)
			return k->vars.at[i];
	return var_new(k, (Var){ .kind = VAR_SYMBOL, .extent = { 1, sym }, .max = max, .hint = "n" });
}

/* The same quotient asked twice is one variable, so that equal positions compare equal. */
static Var *var_derived(Maker *k, VarKind kind, Affine of, int64_t by, int64_t max)
{
	for (size_t i = 0; i < k->vars.n; i++) {
		Var *v = k->vars.at[i];
		if (v->kind == kind && v->by == by && affine_equal(v->of, of))
			return v;
	}
	return var_new(k, (Var){ .kind = kind, .of = of, .by = by, .max = max, .hint = kind == VAR_QUOTIENT ? "q" : "r" });
}

const Var *var_quotient(Maker *k, Affine of, int64_t by)
{
	int64_t low, high;
	affine_bounds(of, &low, &high);
	return var_derived(k, VAR_QUOTIENT, of, by, (high < 0 ? 0 : high / by) + 1);
}

Affine affine_const(int64_t c)
{
	return (Affine){ .constant = c };
}

Affine affine_var(Maker *k, const Var *v)
{
	Term *t = NEW(k->arena, Term);
	*t = (Term){ v, 1 };
	return (Affine){ 0, 1, t };
}

/* q*(c*by) + r*c, both of the same x and by, is c*x. */
static bool fold_division(Maker *k, Affine *a)
{
	for (uint32_t i = 0; i < a->n; i++)
		for (uint32_t j = 0; j < a->n; j++) {
			const Var *q = a->term[i].var, *r = a->term[j].var;
			if (q->kind != VAR_QUOTIENT || r->kind != VAR_REMAINDER || q->by != r->by || !affine_equal(q->of, r->of) ||
			    a->term[i].coef != a->term[j].coef * q->by)
				continue;
			Affine whole = affine_scale(k, q->of, a->term[j].coef);
			Term *rest = NEW_ARRAY(k->arena, Term, a->n);
			uint32_t n = 0;
			for (uint32_t t = 0; t < a->n; t++)
				if (t != i && t != j)
					rest[n++] = a->term[t];
			*a = affine_add(k, (Affine){ a->constant, n, rest }, whole);
			return true;
		}
	return false;
}

Affine affine_add(Maker *k, Affine a, Affine b)
{
	if (!a.n || !b.n) {
		Affine sum = a.n ? a : b;
		sum.constant = a.constant + b.constant;
		return sum;
	}
	Term *t = NEW_ARRAY(k->arena, Term, a.n + b.n);
	uint32_t n = 0, i = 0, j = 0;
	while (i < a.n || j < b.n) {
		if (j == b.n || (i < a.n && a.term[i].var->id < b.term[j].var->id)) {
			t[n++] = a.term[i++];
		} else if (i == a.n || b.term[j].var->id < a.term[i].var->id) {
			t[n++] = b.term[j++];
		} else {
			t[n] = a.term[i++];
			t[n].coef += b.term[j++].coef;
			n += t[n].coef != 0;
		}
	}
	Affine sum = { a.constant + b.constant, n, t };
	while (fold_division(k, &sum))
		;
	return sum;
}

Affine affine_scale(Maker *k, Affine a, int64_t factor)
{
	if (factor == 0)
		return affine_const(0);
	Term *t = NEW_ARRAY(k->arena, Term, a.n);
	for (uint32_t i = 0; i < a.n; i++)
		t[i] = (Term){ a.term[i].var, a.term[i].coef * factor };
	return (Affine){ a.constant * factor, a.n, t };
}

bool affine_equal(Affine a, Affine b)
{
	if (a.constant != b.constant || a.n != b.n)
		return false;
	for (uint32_t i = 0; i < a.n; i++)
		if (a.term[i].var != b.term[i].var || a.term[i].coef != b.term[i].coef)
			return false;
	return true;
}

int64_t affine_coef(Affine a, const Var *v)
{
	for (uint32_t i = 0; i < a.n; i++)
		if (a.term[i].var == v)
			return a.term[i].coef;
	return 0;
}

void affine_bounds(Affine a, int64_t *low, int64_t *high)
{
	*low = *high = a.constant;
	for (uint32_t i = 0; i < a.n; i++) {
		const Var *v = a.term[i].var;
		int64_t first = v->kind == VAR_SYMBOL ? 1 : 0;
		int64_t last = v->kind == VAR_SYMBOL ? v->max : v->max > 0 ? v->max - 1 : 0;
		int64_t c = a.term[i].coef;
		*low += c > 0 ? c * first : c * last;
		*high += c > 0 ? c * last : c * first;
	}
}

/* ---- positions that may depend on data -------------------------------------------------------------- */

Index index_affine(Affine a)
{
	return (Index){ .affine = a };
}

Index index_const(int64_t c)
{
	return index_affine(affine_const(c));
}

Index index_var(Maker *k, const Var *v)
{
	return index_affine(affine_var(k, v));
}

Index index_add(Maker *k, Index a, Index b)
{
	Index sum = { affine_add(k, a.affine, b.affine), a.n + b.n, NULL };
	if (sum.n) {
		Clamped *c = NEW_ARRAY(k->arena, Clamped, sum.n);
		for (uint32_t i = 0; i < sum.n; i++)
			c[i] = i < a.n ? a.clamped[i] : b.clamped[i - a.n];
		sum.clamped = c;
	}
	return sum;
}

Index index_scale(Maker *k, Index a, int64_t factor)
{
	if (factor == 0)
		return index_const(0);
	Clamped *c = NEW_ARRAY(k->arena, Clamped, a.n);
	for (uint32_t i = 0; i < a.n; i++) {
		c[i] = a.clamped[i];
		c[i].coef *= factor;
	}
	return (Index){ affine_scale(k, a.affine, factor), a.n, c };
}

bool index_equal(const Index *a, const Index *b)
{
	if (!affine_equal(a->affine, b->affine) || a->n != b->n)
		return false;
	for (uint32_t i = 0; i < a->n; i++)
		if (a->clamped[i].value != b->clamped[i].value || a->clamped[i].coef != b->clamped[i].coef)
			return false;
	return true;
}

/* Splits the terms of a by the divisor: truncated, so that what stays keeps its sign. */
static void split_terms(Maker *k, Affine a, int64_t by, Affine *whole, Affine *rest)
{
	Term *w = NEW_ARRAY(k->arena, Term, a.n), *r = NEW_ARRAY(k->arena, Term, a.n);
	uint32_t nw = 0, nr = 0;
	for (uint32_t i = 0; i < a.n; i++) {
		int64_t c = a.term[i].coef;
		if (c / by)
			w[nw++] = (Term){ a.term[i].var, c / by };
		if (c % by)
			r[nr++] = (Term){ a.term[i].var, c % by };
	}
	int64_t down = a.constant >= 0 ? a.constant / by : -((-a.constant + by - 1) / by);
	*whole = (Affine){ down, nw, w };
	*rest = (Affine){ a.constant - down * by, nr, r };
}

bool index_divide(Maker *k, Index x, int64_t by, Index *quotient, Index *remainder)
{
	if (by == 1) {
		*quotient = x;
		*remainder = index_const(0);
		return true;
	}
	Affine whole, rest;
	int64_t low, high, spare = 0;
	Clamped *w = NEW_ARRAY(k->arena, Clamped, x.n), *r = NEW_ARRAY(k->arena, Clamped, x.n);
	uint32_t nw = 0, nr = 0;

	split_terms(k, x.affine, by, &whole, &rest);
	affine_bounds(rest, &low, &high);
	for (uint32_t i = 0; i < x.n; i++) {
		Clamped c = x.clamped[i];
		if (c.coef % by == 0) {
			c.coef /= by;
			w[nw++] = c;
		} else {
			r[nr++] = c;
			spare += c.coef * (c.size - 1);
		}
	}
	if (low >= 0 && high + spare < by) {
		*quotient = (Index){ whole, nw, w };
		*remainder = (Index){ rest, nr, r };
		return true;
	}
	if (nr)
		return false;
	if (low < 0) {                       /* divide all of it: x itself is never negative */
		whole = affine_const(0);
		rest = x.affine;
		affine_bounds(rest, &low, &high);
	}
	const Var *q = var_quotient(k, rest, by);
	const Var *m = var_derived(k, VAR_REMAINDER, rest, by, by);
	*quotient = (Index){ affine_add(k, whole, affine_var(k, q)), nw, w };
	*remainder = index_var(k, m);
	return true;
}
