/* shape_contract.c - dot_general. Batch, free and contracting axes may all be bounded. */
#include "rules.h"

typedef struct AxisList { const int64_t *at; size_t n; } AxisList;

static AxisList list(const Recipe *r, int index)
{
	AxisList l;
	l.at = attr_at(r->op, r->attr, index, &l.n);
	return l;
}

/* Marks the axes of one operand that are batch or contracting; each at most once. */
static void mark(const Recipe *r, size_t operand, AxisList batch, AxisList contract, bool used[MAX_RANK])
{
	for (size_t i = 0; i < batch.n + contract.n; i++) {
		int64_t axis = i < batch.n ? batch.at[i] : contract.at[i - batch.n];
		uint32_t k = rule_axis(r, axis, r->in[operand]->type.rank);
		if (used[k])
			rule_error(r, "an axis twice; distinct batch and contracting axes expected; found axis %u of %s twice", k + 1,
			           shape_of(r, operand));
		used[k] = true;
	}
}

static void check_pairs(const Recipe *r, const char *what, AxisList a, AxisList b)
{
	const Type *x = &r->in[0]->type, *y = &r->in[1]->type;
	if (a.n != b.n)
		rule_error(r, "%s axes; as many of one operand as of the other expected; found %zu and %zu", what, a.n, b.n);
	for (size_t i = 0; i < a.n; i++) {
		Dim p = x->dim[a.at[i]], q = y->dim[b.at[i]];
		if (!dim_equal(p, q))
			rule_error(r, "%s axes differ; equal extents expected; found %s x %s (axis %lld is %s, axis %lld is %s)", what,
			           shape_of(r, 0), shape_of(r, 1), (long long)a.at[i] + 1, dim_text(r->g->model, p),
			           (long long)b.at[i] + 1, dim_text(r->g->model, q));
	}
}

static void add_free(const Recipe *r, Type *t, size_t operand, const bool used[MAX_RANK])
{
	const Type *x = &r->in[operand]->type;
	for (uint32_t i = 0; i < x->rank; i++)
		if (!used[i]) {
			rule_rank(r, (int64_t)t->rank + 1);
			t->dim[t->rank++] = x->dim[i];
		}
}

/* C1: both operands f32.  C2: axes exist, each used once.  C3: batch and contracting axes pair up with equal extents.
 * C4: the result, [batch.., free of a.., free of b..], has at most 8 axes. */
Type shape_dot_general(const Recipe *r)
{
	AxisList batch_a = list(r, 0), batch_b = list(r, 1), contract_a = list(r, 2), contract_b = list(r, 3);
	bool used_a[MAX_RANK] = { false }, used_b[MAX_RANK] = { false };

	rule_same_dtype(r, 0, 1);
	rule_dtype(r, 0, "F");
	mark(r, 0, batch_a, contract_a, used_a);
	mark(r, 1, batch_b, contract_b, used_b);
	check_pairs(r, "batch", batch_a, batch_b);
	check_pairs(r, "contracting", contract_a, contract_b);

	Type t = { .dtype = r->in[0]->type.dtype };
	for (size_t i = 0; i < batch_a.n; i++)
		t.dim[t.rank++] = r->in[0]->type.dim[batch_a.at[i]];
	add_free(r, &t, 0, used_a);
	add_free(r, &t, 1, used_b);
	return t;
}
