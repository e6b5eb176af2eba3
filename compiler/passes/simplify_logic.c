/* simplify_logic.c - comparisons, bits, choices and conversions. All exact. */
#include "rules.h"

static bool never_nan(const Node *n) { return n->type.dtype != DT_F32; }
static Node *truth(Rewrite *r, const Node *n, bool value) { return again(r, splat_like(r->g, n, value)); }

static Op mirrored(Op op)
{
	switch (op) {
	case OP_less: return OP_greater;
	case OP_less_equal: return OP_greater_equal;
	case OP_greater: return OP_less;
	case OP_greater_equal: return OP_less_equal;
	default: return op;
	}
}

/* x against itself */
static Node *compare_same(Rewrite *r, Node *n)
{
	switch (n->op) {
	case OP_less: case OP_greater: return truth(r, n, false);              /* NaN < NaN is false too */
	case OP_not_equal: return never_nan(n->in[0]) ? truth(r, n, false) : NULL;
	default: return never_nan(n->in[0]) ? truth(r, n, true) : NULL;
	}
}

/* The bool that x is a conversion of, in any type, or x itself if it is bool. */
static Node *truth_of(Node *x)
{
	if (x->type.dtype == DT_BOOL)
		return x;
	return x->op == OP_convert && x->in[0]->type.dtype == DT_BOOL ? x->in[0] : NULL;
}

/* The least and the greatest value of an integer type or bool, as bits. */
static bool type_ends(DType d, uint32_t *low, uint32_t *high)
{
	*low = 0;
	switch (d) {
	case DT_F32: return false;
	case DT_BOOL: *high = 1; return true;
	case DT_U8: *high = UINT8_MAX; return true;
	case DT_U16: *high = UINT16_MAX; return true;
	case DT_U32: *high = UINT32_MAX; return true;
	case DT_I8: *low = (uint32_t)INT8_MIN; *high = INT8_MAX; return true;
	case DT_I16: *low = (uint32_t)INT16_MIN; *high = INT16_MAX; return true;
	case DT_I32: *low = (uint32_t)INT32_MIN; *high = INT32_MAX; return true;
	}
	return false;
}

/* x <= greatest is true: C compilers see that too, and warn. */
static Node *compare_end(Rewrite *r, Node *n)
{
	uint32_t bits, low, high;
	if (!splat_bits(n->in[1], &bits) || !type_ends(n->in[0]->type.dtype, &low, &high))
		return NULL;
	switch (n->op) {
	case OP_less: return bits == low ? truth(r, n, false) : NULL;
	case OP_less_equal: return bits == high ? truth(r, n, true) : NULL;
	case OP_greater: return bits == high ? truth(r, n, false) : NULL;
	case OP_greater_equal: return bits == low ? truth(r, n, true) : NULL;
	default: return NULL;
	}
}

static Node *simplify_compare(Rewrite *r, Node *n)
{
	Node *a = n->in[0], *b = n->in[1];
	uint32_t bits;
	if (a == b)
		return compare_same(r, n);
	if (splat_bits(a, &bits) && !splat_bits(b, &bits))
		return again2(r, mirrored(n->op), b, a);                           /* constants to the right */
	Node *t = truth_of(a);
	if (t && (n->op == OP_equal || n->op == OP_not_equal) && (is_splat(b, 0) || is_splat(b, 1))) {
		bool straight = (n->op == OP_equal) == is_splat(b, 1);             /* t == true, t ~= false */
		return straight ? t : again1(r, OP_logical_not, t);
	}
	return compare_end(r, n);
}

static bool all_ones(const Node *n)
{
	uint32_t bits;
	return splat_bits(n, &bits) && bits == (n->type.dtype == DT_BOOL ? 1u : UINT32_MAX);
}

static Node *simplify_bits(Rewrite *r, Node *n)
{
	Node *a = n->in[0], *b = n->in[1];
	uint32_t bits;
	if (n->op != OP_shift_left && n->op != OP_shift_right && splat_bits(a, &bits) && !splat_bits(b, &bits))
		return again2(r, n->op, b, a);
	switch (n->op) {
	case OP_logical_and:
		if (a == b || all_ones(b)) return a;
		return is_splat(b, 0) ? b : NULL;
	case OP_logical_or:
		if (a == b || is_splat(b, 0)) return a;
		return all_ones(b) ? b : NULL;
	case OP_logical_xor:
		if (is_splat(b, 0)) return a;
		if (all_ones(b)) return again1(r, OP_logical_not, a);
		return a == b ? again(r, splat_like(r->g, n, 0)) : NULL;
	default:                                                               /* shifts */
		return is_splat(b, 0) ? a : NULL;
	}
}

static Node *simplify_not(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	switch (a->op) {
	case OP_logical_not: return a->in[0];
	case OP_equal: return again2(r, OP_not_equal, a->in[0], a->in[1]);
	case OP_not_equal: return again2(r, OP_equal, a->in[0], a->in[1]);
	default: break;
	}
	if (a->arity != 2 || !never_nan(a->in[0]))
		return NULL;                                                       /* not (x < y) is true for NaN */
	switch (a->op) {
	case OP_less: return again2(r, OP_greater_equal, a->in[0], a->in[1]);
	case OP_less_equal: return again2(r, OP_greater, a->in[0], a->in[1]);
	case OP_greater: return again2(r, OP_less_equal, a->in[0], a->in[1]);
	case OP_greater_equal: return again2(r, OP_less, a->in[0], a->in[1]);
	default: return NULL;
	}
}

static Node *simplify_select(Rewrite *r, Node *n)
{
	Node *c = n->in[0], *yes = n->in[1], *no = n->in[2];
	if (yes == no || is_splat(c, 1))
		return yes;
	if (is_splat(c, 0))
		return no;
	if (c->op == OP_logical_not)
		return again3(r, OP_select, c->in[0], no, yes);
	if (yes->op == OP_select && yes->in[0] == c)
		return again3(r, OP_select, c, yes->in[1], no);                    /* c ? (c ? x : y) : z */
	if (no->op == OP_select && no->in[0] == c)
		return again3(r, OP_select, c, yes, no->in[2]);
	if (n->type.dtype == DT_BOOL && is_splat(yes, 1) && is_splat(no, 0))
		return c;
	if (n->type.dtype == DT_BOOL && is_splat(yes, 0) && is_splat(no, 1))
		return again1(r, OP_logical_not, c);
	return NULL;
}

/* Does every value of `from` keep its value in `to`? */
static bool holds(DType to, DType from)
{
	if (from == to || from == DT_BOOL)
		return true;
	switch (from) {
	case DT_U8: return to != DT_I8 && to != DT_BOOL;
	case DT_I8: return to == DT_I16 || to == DT_I32 || to == DT_F32;
	case DT_U16: return to == DT_I32 || to == DT_U32 || to == DT_F32;
	case DT_I16: return to == DT_I32 || to == DT_F32;
	default: return false;                                                 /* 32 bits fit nowhere else whole */
	}
}

static Node *simplify_convert(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	const DType to = n->type.dtype;
	if (a->type.dtype == to)
		return a;
	if (a->op == OP_convert) {
		DType from = a->in[0]->type.dtype;
		/* through a type that holds it, to one that holds it (or to "not zero"): the middle step is free */
		if (holds(a->type.dtype, from) && (to == DT_BOOL || holds(to, from)))
			return again(r, convert_to(r->g, a->in[0], to));
	}
	return NULL;
}

static Node *simplify_bitcast(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	if (a->type.dtype == n->type.dtype)
		return a;
	return a->op == OP_bitcast ? again_like(r, n, a->in) : NULL;
}

Node *simplify_logic(Rewrite *r, Node *n)
{
	switch (n->op) {
	case OP_equal: case OP_not_equal: case OP_less: case OP_less_equal: case OP_greater: case OP_greater_equal:
		return simplify_compare(r, n);
	case OP_logical_and: case OP_logical_or: case OP_logical_xor: case OP_shift_left: case OP_shift_right:
		return simplify_bits(r, n);
	case OP_logical_not: return simplify_not(r, n);
	case OP_select: return simplify_select(r, n);
	case OP_convert: return simplify_convert(r, n);
	case OP_bitcast: return simplify_bitcast(r, n);
	default: return NULL;
	}
}
