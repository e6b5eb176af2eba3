/* simplify_arith.c - identities of arithmetic.
 *
 * Exact for integers. For floats each identity is exact, NaN and infinities included, but for two liberties, marked
 * where they are taken: [0] the sign of a zero result may differ, [pow] cr_powf's last bits may differ from those of
 * the products, root or quotient that stand for it. x * 0 and x - x keep NaN, so they stay for floats. */
#include "rules.h"

#include <math.h>

static bool is_integer(const Node *n) { return dtype_is_int(n->type.dtype); }
static Node *zero_like(Rewrite *r, const Node *n) { return again(r, splat_like(r->g, n, 0)); }

/* Constants go to the right of what commutes, so that rules look in one place. */
static Node *constant_right(Rewrite *r, Node *n)
{
	uint32_t bits;
	if (splat_bits(n->in[0], &bits) && !splat_bits(n->in[1], &bits))
		return again2(r, n->op, n->in[1], n->in[0]);
	return NULL;
}

static Node *simplify_add(Rewrite *r, Node *n)
{
	Node *a = n->in[0], *b = n->in[1];
	if (is_splat(b, 0))
		return a;                                                          /* x + 0 = x [0] */
	if (b->op == OP_negate)
		return again2(r, OP_subtract, a, b->in[0]);                        /* a + -b = a - b */
	if (a->op == OP_negate)
		return again2(r, OP_subtract, b, a->in[0]);                        /* -a + b = b - a */
	return constant_right(r, n);
}

static Node *simplify_subtract(Rewrite *r, Node *n)
{
	Node *a = n->in[0], *b = n->in[1];
	if (is_splat(b, 0))
		return a;                                                          /* x - 0 = x [0] */
	if (is_splat(a, 0))
		return again1(r, OP_negate, b);                                    /* 0 - x = -x [0] */
	if (b->op == OP_negate)
		return again2(r, OP_add, a, b->in[0]);                             /* a - -b = a + b */
	if (a == b && is_integer(n))
		return zero_like(r, n);                                            /* x - x = 0 */
	return NULL;
}

static Node *simplify_multiply(Rewrite *r, Node *n)
{
	Node *a = n->in[0], *b = n->in[1];
	double c;
	if (is_splat(b, 1))
		return a;                                                          /* x * 1 = x */
	if (is_splat(b, -1))
		return again1(r, OP_negate, a);                                    /* x * -1 = -x */
	if (is_splat(b, 0) && is_integer(n))
		return b;                                                          /* x * 0 = 0 */
	if (a->op == OP_negate && b->op == OP_negate)
		return again2(r, OP_multiply, a->in[0], b->in[0]);                 /* -a * -b = a * b */
	if (a->op == OP_negate && node_is_splat(b, &c))
		return again2(r, OP_multiply, a->in[0], again1(r, OP_negate, b));  /* -a * c = a * -c */
	if (a->op == OP_negate)
		return again1(r, OP_negate, again2(r, OP_multiply, a->in[0], b));  /* -a * b = -(a * b) */
	if (b->op == OP_negate)
		return again1(r, OP_negate, again2(r, OP_multiply, a, b->in[0]));
	return constant_right(r, n);
}

/* c is a power of two whose reciprocal is a normal float: dividing and multiplying round alike. */
static bool has_exact_reciprocal(double c)
{
	int exponent;
	return isfinite(c) && fabs(frexp(c, &exponent)) == 0.5 && exponent > -125 && exponent < 126;
}

static Node *simplify_divide(Rewrite *r, Node *n)
{
	Node *a = n->in[0], *b = n->in[1];
	double c;
	if (is_splat(b, 1))
		return a;                                                          /* x / 1 = x */
	if (n->type.dtype == DT_F32 && node_is_splat(b, &c) && has_exact_reciprocal(c))
		return again2(r, OP_multiply, a, again(r, splat_like(r->g, n, 1 / c)));   /* x / 2^k = x * 2^-k */
	if (n->type.dtype == DT_F32 && a->op == OP_negate)
		return again1(r, OP_negate, again2(r, OP_divide, a->in[0], b));    /* -a / b = -(a / b) */
	if (n->type.dtype == DT_F32 && b->op == OP_negate)
		return again1(r, OP_negate, again2(r, OP_divide, a, b->in[0]));
	return NULL;
}

static Node *simplify_remainder(Rewrite *r, Node *n)
{
	if (is_integer(n) && is_splat(n->in[1], 1))
		return zero_like(r, n);                                            /* x % 1 = 0 */
	return NULL;
}

/* Small constant exponents: [pow]. x^0.5 keeps pow's value at -0 and -infinity only up to sign and NaN. */
static Node *simplify_power(Rewrite *r, Node *n)
{
	Node *x = n->in[0];
	double c;
	if (!node_is_splat(n->in[1], &c))
		return NULL;
	if (c == 0)
		return again(r, splat_like(r->g, n, 1));                           /* x^0 = 1, NaN too */
	if (c == 1)
		return x;
	if (c == 2)
		return again2(r, OP_multiply, x, x);
	if (c == 3)
		return again2(r, OP_multiply, again2(r, OP_multiply, x, x), x);
	if (is_integer(n))
		return NULL;
	if (c == 0.5)
		return again1(r, OP_sqrt, x);
	if (c == -0.5)
		return again1(r, OP_rsqrt, x);
	if (c == -1)
		return again2(r, OP_divide, again(r, splat_like(r->g, n, 1)), x);
	return NULL;
}

static Node *simplify_extreme(Rewrite *r, Node *n)
{
	const bool max = n->op == OP_maximum;
	Node *a = n->in[0], *b = n->in[1];
	if (a == b)
		return a;                                                          /* max(x, x) = x */
	if (n->type.dtype == DT_F32 && is_splat(b, max ? (double)-INFINITY : (double)INFINITY))
		return a;                                                          /* max(x, -inf) = x, NaN too */
	if (n->type.dtype == DT_BOOL && is_splat(b, max ? 0 : 1))
		return a;
	if (n->type.dtype == DT_BOOL && is_splat(b, max ? 1 : 0))
		return b;
	return constant_right(r, n);
}

static Node *simplify_negate(Rewrite *r, Node *n)
{
	Node *a = n->in[0];
	double c;
	if (a->op == OP_negate)
		return a->in[0];                                                   /* - -x = x */
	if (a->op == OP_subtract)
		return again2(r, OP_subtract, a->in[1], a->in[0]);                 /* -(a - b) = b - a [0] */
	if (a->op == OP_multiply && node_is_splat(a->in[1], &c))
		return again2(r, OP_multiply, a->in[0], again1(r, OP_negate, a->in[1]));   /* -(x * c) = x * -c */
	return NULL;
}

static bool is_whole(Op op) { return op == OP_floor || op == OP_ceil || op == OP_round; }

Node *simplify_arithmetic(Rewrite *r, Node *n)
{
	switch (n->op) {
	case OP_add: return simplify_add(r, n);
	case OP_subtract: return simplify_subtract(r, n);
	case OP_multiply: return simplify_multiply(r, n);
	case OP_divide: return simplify_divide(r, n);
	case OP_remainder: return simplify_remainder(r, n);
	case OP_power: return simplify_power(r, n);
	case OP_maximum: case OP_minimum: return simplify_extreme(r, n);
	case OP_negate: return simplify_negate(r, n);
	case OP_abs:
		if (n->in[0]->op == OP_abs || n->type.dtype == DT_U32)
			return n->in[0];                                               /* | |x| | = |x| */
		return n->in[0]->op == OP_negate ? again1(r, OP_abs, n->in[0]->in[0]) : NULL;
	case OP_floor: case OP_ceil: case OP_round:
		return is_whole(n->in[0]->op) ? n->in[0] : NULL;                   /* already whole */
	default: return NULL;
	}
}
