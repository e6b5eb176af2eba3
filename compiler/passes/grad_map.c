/* grad_map.c - gradients of the elementwise primitives.
 *
 * Above each rule its formula; y is the result, a and b the operands, d* the gradient of *. A rule reads y rather
 * than an operand where it can, so that the operand may die early. */
#include "rules.h"

/* y = a + b:  da = dy, db = dy */
void grad_add(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)g, (void)y;
	if (need[0]) dx[0] = dy;
	if (need[1]) dx[1] = dy;
}

/* y = a - b:  da = dy, db = -dy */
void grad_subtract(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)y;
	if (need[0]) dx[0] = dy;
	if (need[1]) dx[1] = negated(g, dy);
}

/* y = a * b:  da = dy * b, db = dy * a */
void grad_multiply(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	if (need[0]) dx[0] = mul(g, dy, y->in[1]);
	if (need[1]) dx[1] = mul(g, dy, y->in[0]);
}

/* y = a / b:  da = dy / b, db = -(dy / b) * y */
void grad_divide(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	Node *quotient = over(g, dy, y->in[1]);
	if (need[0]) dx[0] = quotient;
	if (need[1]) dx[1] = negated(g, mul(g, quotient, y));
}

/* y = a - b * q, q whole:  da = dy, db = -dy * q, q = round((a - y) / b) */
void grad_remainder(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	if (need[0]) dx[0] = dy;
	if (need[1]) {
		Node *q = map1(g, OP_round, over(g, minus(g, y->in[0], y), y->in[1]));
		dx[1] = negated(g, mul(g, dy, q));
	}
}

/* d(a^b)/da = b * a^(b-1), and 0 where b = 0, whatever a */
static Node *power_slope(Graph *g, Node *a, Node *b)
{
	double exponent;
	if (node_is_splat(b, &exponent))
		return mul(g, b, map2(g, OP_power, a, splat_like(g, b, exponent - 1)));
	Node *zero = splat_like(g, b, 0);
	Node *slope = mul(g, b, map2(g, OP_power, a, minus(g, b, splat_like(g, b, 1))));
	return choose(g, map2(g, OP_equal, b, zero), zero, slope);
}

/* y = a^b:  da = dy * b * a^(b-1);  db = dy * y * log a where a > 0, else 0.
 * The logarithm sees 1 where a is not positive, so that gradients of this gradient stay finite. */
void grad_power(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	Node *a = y->in[0], *b = y->in[1];
	double exponent;
	if (need[0] && !(node_is_splat(b, &exponent) && exponent == 0))
		dx[0] = mul(g, dy, power_slope(g, a, b));
	if (need[1]) {
		Node *positive = map2(g, OP_greater, a, splat_like(g, a, 0));
		Node *log_a = map1(g, OP_log, choose(g, positive, a, splat_like(g, a, 1)));
		dx[1] = choose(g, positive, mul(g, mul(g, dy, y), log_a), splat_like(g, a, 0));
	}
}

/* The operand that wins (by `wins` against the other) takes dy; at a tie each takes half, as PyTorch does. */
static void grad_extreme(Graph *g, Node *y, Node *dy, const bool *need, Node **dx, Op wins)
{
	Node *tie = map2(g, OP_equal, y->in[0], y->in[1]);
	Node *half = scaled(g, dy, 0.5), *zero = splat_like(g, dy, 0);
	for (int i = 0; i < 2; i++)
		if (need[i])
			dx[i] = choose(g, tie, half, choose(g, map2(g, wins, y->in[i], y->in[1 - i]), dy, zero));
}

/* y = max(a, b):  da = dy where a > b, dy / 2 where a = b */
void grad_maximum(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	grad_extreme(g, y, dy, need, dx, OP_greater);
}

/* y = min(a, b):  da = dy where a < b, dy / 2 where a = b */
void grad_minimum(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	grad_extreme(g, y, dy, need, dx, OP_less);
}

/* y = atan2(a, b):  da = dy * b / (a*a + b*b), db = -dy * a / (a*a + b*b) */
void grad_atan2(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	Node *a = y->in[0], *b = y->in[1];
	Node *part = over(g, dy, plus(g, mul(g, a, a), mul(g, b, b)));
	if (need[0]) dx[0] = mul(g, part, b);
	if (need[1]) dx[1] = negated(g, mul(g, part, a));
}

/* y = -a:  da = -dy */
void grad_negate(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)y, (void)need;
	dx[0] = negated(g, dy);
}

/* y = |a|:  da = dy * sign a;  0 at 0 */
void grad_abs(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = mul(g, dy, map1(g, OP_sign, y->in[0]));
}

/* y = sqrt a:  da = dy / (2 y) */
void grad_sqrt(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = over(g, scaled(g, dy, 0.5), y);
}

/* y = 1 / sqrt a:  da = -dy / 2 * y^3 */
void grad_rsqrt(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = mul(g, scaled(g, dy, -0.5), mul(g, y, mul(g, y, y)));
}

/* y = exp a:  da = dy * y */
void grad_exp(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = mul(g, dy, y);
}

/* y = exp a - 1:  da = dy * (y + 1) */
void grad_expm1(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = mul(g, dy, plus(g, y, splat_like(g, y, 1)));
}

/* y = log a:  da = dy / a */
void grad_log(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = over(g, dy, y->in[0]);
}

/* y = log (1 + a):  da = dy / (1 + a) */
void grad_log1p(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = over(g, dy, plus(g, y->in[0], splat_like(g, y, 1)));
}

/* y = 1 / (1 + exp -a):  da = dy * y * (1 - y) */
void grad_logistic(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = mul(g, dy, mul(g, y, minus(g, splat_like(g, y, 1), y)));
}

/* y = tanh a:  da = dy * (1 - y*y) */
void grad_tanh(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = mul(g, dy, minus(g, splat_like(g, y, 1), mul(g, y, y)));
}

/* y = erf a:  da = dy * 2 / sqrt(pi) * exp(-a*a) */
void grad_erf(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	const double two_over_sqrt_pi = 1.1283791670955126;
	Node *a = y->in[0];
	dx[0] = mul(g, scaled(g, dy, two_over_sqrt_pi), map1(g, OP_exp, negated(g, mul(g, a, a))));
}

/* y = sin a:  da = dy * cos a */
void grad_sin(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = mul(g, dy, map1(g, OP_cos, y->in[0]));
}

/* y = cos a:  da = -dy * sin a */
void grad_cos(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)need;
	dx[0] = negated(g, mul(g, dy, map1(g, OP_sin, y->in[0])));
}

/* y = c ? a : b:  da = c ? dy : 0, db = c ? 0 : dy */
void grad_select(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	Node *zero = splat_like(g, dy, 0);
	if (need[1]) dx[1] = choose(g, y->in[0], dy, zero);
	if (need[2]) dx[2] = choose(g, y->in[0], zero, dy);
}

/* y = a: only f32 to f32 carries gradient, and that is the identity */
void grad_convert(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	(void)g, (void)y, (void)need;
	dx[0] = dy;
}
