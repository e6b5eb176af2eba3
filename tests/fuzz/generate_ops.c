/* generate_ops.c - one more node by a random op. Each maker picks operands from the pool that suit its op, makes the node,
 * and says what is known of its values. */
#include "generate.h"

#include <math.h>

static int64_t below(Maker *k, int64_t n) { return random_below(&k->rng, n); }
static Node *real(Maker *k, const Node *like, double v) { return node_splat(k->g, &like->type, v); }
static const Fact anything = { 1, -1 };

static double largest(double a, double b) { return a > b ? a : b; }
static Fact inexact(double bound) { return (Fact){ bound, -1 }; }
static int finer(Fact a, Fact b) { return a.grid < 0 || b.grid < 0 ? -1 : a.grid > b.grid ? a.grid : b.grid; }

bool keep(Maker *k, Node *n, Fact f)
{
	if (n->type.dtype == DT_F32 && f.bound > LARGE) {
		if (fact_exact(f)) {
			n = map2(k->g, OP_minimum, map2(k->g, OP_maximum, n, real(k, n, -4)), real(k, n, 4));
			f.bound = 4;
		} else {
			n = map2(k->g, OP_multiply, map1(k->g, OP_tanh, map2(k->g, OP_multiply, n, real(k, n, 0.125))), real(k, n, 4));
			f = inexact(4);
		}
	}
	maker_keep(k, n, f);
	return true;
}

/* ---- elementwise -------------------------------------------------------------------------------------------- */

bool jumps(const Maker *k, Op op)
{
	switch (op) {
	case OP_remainder: case OP_sign: case OP_floor: case OP_ceil: case OP_round: case OP_equal: case OP_not_equal:
	case OP_less: case OP_less_equal: case OP_greater: case OP_greater_equal: case OP_convert: case OP_bitcast:
	case OP_argmax: case OP_argmin: case OP_select_and_scatter_add: case OP_select_and_gather:
		return true;
	case OP_maximum: case OP_minimum: case OP_abs: case OP_reduce_max: case OP_reduce_min:
	case OP_reduce_window_max:
		return k->options & FUZZ_GRADIENT;
	default: return false;
	}
}

static Known pick(Maker *k, Op op, const Type *t) { return jumps(k, op) ? maker_exact(k, t) : maker_operand(k, t); }

/* x * x + 1/4 */
static Node *positive(Maker *k, Node *x)
{
	return map2(k->g, OP_add, map2(k->g, OP_multiply, x, x), real(k, x, 0.25));
}

/* between 1/2 and 3/2 */
static Node *near_one(Maker *k, Node *x)
{
	return map2(k->g, OP_add, map1(k->g, OP_logistic, x), real(k, x, 0.5));
}

static Node *between_twos(Maker *k, Node *x)
{
	return map2(k->g, OP_multiply, map1(k->g, OP_tanh, x), real(k, x, 2));
}

/* 1 for 0, whose sign the simplifier may change */
static Node *no_zero(Maker *k, Node *x)
{
	return map3(k->g, OP_select, map2(k->g, OP_equal, x, real(k, x, 0)), real(k, x, 1), x);
}

static bool unary_f32(Maker *k, Op op, const Type *t)
{
	const Known a = pick(k, op, t);
	Node *x = a.node;
	switch (op) {
	case OP_negate: case OP_abs: return keep(k, map1(k->g, op, x), a.fact);
	case OP_floor: case OP_ceil: case OP_round: return keep(k, map1(k->g, op, x), (Fact){ a.fact.bound + 1, 0 });
	case OP_sign: return keep(k, map1(k->g, op, x), (Fact){ 1, 0 });
	case OP_sqrt: return keep(k, map1(k->g, op, positive(k, x)), inexact(a.fact.bound + 1));
	case OP_rsqrt: return keep(k, map1(k->g, op, positive(k, x)), inexact(2));
	case OP_log: return keep(k, map1(k->g, op, positive(k, x)), inexact(8));
	case OP_log1p: return keep(k, map1(k->g, op, map1(k->g, OP_logistic, x)), inexact(1));
	case OP_exp: case OP_expm1: return keep(k, map1(k->g, op, between_twos(k, x)), inexact(8));
	default: return keep(k, map1(k->g, op, x), inexact(1));      /* logistic tanh erf sin cos */
	}
}

static bool binary_f32(Maker *k, Op op, const Type *t)
{
	const Known a = pick(k, op, t), b = pick(k, op, t);
	const double p = a.fact.bound, q = b.fact.bound;
	Graph *g = k->g;
	switch (op) {
	case OP_add: case OP_subtract: return keep(k, map2(g, op, a.node, b.node), (Fact){ p + q, finer(a.fact, b.fact) });
	case OP_multiply: {
		const int grid = finer(a.fact, b.fact) < 0 ? -1 : a.fact.grid + b.fact.grid;
		return keep(k, map2(g, op, a.node, b.node), (Fact){ p * q, grid });
	}
	case OP_maximum: case OP_minimum:
		return keep(k, map2(g, op, a.node, b.node), (Fact){ largest(p, q), finer(a.fact, b.fact) });
	case OP_divide: return keep(k, map2(g, op, a.node, positive(k, b.node)), inexact(4 * p));
	case OP_power: return keep(k, map2(g, op, near_one(k, a.node), between_twos(k, b.node)), inexact(4));
	case OP_atan2: {
		Node *right = map1(g, OP_sqrt, positive(k, b.node));      /* away from the cut */
		return keep(k, map2(g, op, a.node, right), inexact(2));
	}
	case OP_remainder: {
		Node *divisor = map2(g, OP_add, map1(g, OP_abs, b.node), real(k, b.node, 0.5));
		return keep(k, map2(g, op, a.node, divisor), (Fact){ p, finer(a.fact, (Fact){ 1, b.fact.grid > 1 ? b.fact.grid : 1 }) });
	}
	default: return false;
	}
}

static bool comparison(Maker *k, Op op, const Type *t)
{
	const Known a = pick(k, op, t);
	if (op == OP_is_finite)
		return keep(k, map1(k->g, op, a.node), anything);
	return keep(k, map2(k->g, op, a.node, pick(k, op, t).node), anything);
}

static bool integer_map(Maker *k, Op op, const Type *t)
{
	Node *in[2];
	for (int i = 0; i < op_table[op].arity; i++)
		in[i] = maker_operand(k, t).node;
	return keep(k, node_make(k->g, op, NULL, in, (size_t)op_table[op].arity, NULL, 0), anything);
}

static bool selection(Maker *k, const Type *t)
{
	Type condition = *t;
	condition.dtype = DT_BOOL;
	const Known c = maker_operand(k, &condition), a = maker_operand(k, t), b = maker_operand(k, t);
	return keep(k, map3(k->g, OP_select, c.node, a.node, b.node),
	            (Fact){ largest(a.fact.bound, b.fact.bound), finer(a.fact, b.fact) });
}

static bool conversion(Maker *k, Op op, const Type *t)
{
	static const DType words[] = { DT_I32, DT_U32, DT_I32 };
	const Known a = maker_exact(k, t);
	Type to = a.node->type;
	if (op == OP_bitcast) {
		if (dtype_size(to.dtype) != 4)
			return false;
		to.dtype = words[below(k, 3)];
		Node *x = a.node->type.dtype == DT_F32 ? no_zero(k, a.node) : a.node;
		return keep(k, node_make(k->g, op, &to, &x, 1, NULL, 0), anything);
	}
	to.dtype = (DType)(DT_F32 + below(k, DT_BOOL));
	if (below(k, 2))
		to.dtype = DT_F32;
	if (to.dtype == DT_F32 && (t->dtype == DT_I32 || t->dtype == DT_U32)) {
		Node *low = map2(k->g, OP_logical_and, a.node, real(k, a.node, 15));
		return keep(k, node_make(k->g, op, &to, &low, 1, NULL, 0), (Fact){ 15, 0 });
	}
	return keep(k, node_make(k->g, op, &to, &a.node, 1, NULL, 0), t->dtype == DT_F32 ? a.fact : (Fact){ 65535, 0 });
}

static bool elementwise(Maker *k, Op op)
{
	Type t = maker_any(k).node->type;
	const DType d = t.dtype;
	const char letter = d == DT_F32 ? 'F' : d == DT_I32 || d == DT_U32 ? 'I' : d == DT_BOOL ? 'B' : 'S';
	bool accepts = false;
	for (const char *s = op_table[op].types; *s; s++)
		accepts = accepts || *s == letter;
	if (!accepts)
		return false;
	switch (op_table[op].result) {
	case RESULT_CAST: return conversion(k, op, &t);
	case RESULT_LAST: return selection(k, &t);
	case RESULT_BOOL: return comparison(k, op, &t);
	case RESULT_SAME: break;
	}
	if (d != DT_F32)
		return integer_map(k, op, &t);
	return op_table[op].arity == 1 ? unary_f32(k, op, &t) : binary_f32(k, op, &t);
}

/* ---- leaves and movement ----------------------------------------------------------------------------------------- */

static bool leaf_op(Maker *k, Op op)
{
	if (op == OP_extent && k->symbols) {
		const int64_t sym = 1 + below(k, k->symbols);
		return keep(k, node_make(k->g, op, NULL, NULL, 0, &sym, 1), anything);
	}
	if (op == OP_rng_bits) {
		const Type key = type_make(DT_U32, 1, (Dim[]){ dim_const(4) }), t = maker_type(k, DT_U32, 3);
		Node *in = maker_operand(k, &key).node;
		const int64_t stream = below(k, INT64_MAX);
		return keep(k, node_make(k->g, op, &t, &in, 1, &stream, 1), anything);
	}
	if (op == OP_iota) {
		const Type t = maker_type(k, (DType)(DT_F32 + below(k, 3)), 3);
		const int64_t axis = t.rank ? below(k, t.rank) : 0;
		return t.rank && keep(k, node_make(k->g, op, &t, NULL, 0, &axis, 1), (Fact){ (double)t.dim[axis].size, 0 });
	}
	return false;
}

/* Merges two neighbouring axes, splits one by a divisor, or adds an axis of extent 1. */
static bool reshaping(Maker *k)
{
	const Known a = maker_any(k);
	Type t = a.node->type;
	const uint32_t i = t.rank ? (uint32_t)below(k, t.rank) : 0;
	if (type_has_zero(&t))
		return false;
	if (below(k, 2) && i + 1 < t.rank && t.dim[i + 1].sym == 0) {
		t.dim[i].size *= t.dim[i + 1].size;
		for (uint32_t j = i + 1; j + 1 < t.rank; j++)
			t.dim[j] = t.dim[j + 1];
		t.rank--;
	} else if (t.rank < 5) {
		const int64_t unit = t.rank && t.dim[i].sym ? k->m->symbols.at[t.dim[i].sym - 1].max : 1;
		const int64_t inner = t.rank && t.dim[i].size % 2 == 0 && t.dim[i].size / unit % 2 == 0 ? 2 : 1;
		for (uint32_t j = t.rank; j > i + 1; j--)
			t.dim[j] = t.dim[j - 1];
		if (t.rank) {
			t.dim[i].size /= inner;
			t.dim[i + 1] = dim_const(inner);
		} else {
			t.dim[0] = dim_const(1);
		}
		t.rank++;
	}
	return keep(k, node_make(k->g, OP_reshape, &t, &a.node, 1, NULL, 0), a.fact);
}

static bool broadcasting(Maker *k)
{
	const Known a = maker_any(k);
	if (a.node->type.rank > 3)
		return false;
	Type t = { .dtype = a.node->type.dtype };
	int64_t axes[MAX_RANK];
	for (uint32_t i = 0; i <= a.node->type.rank; i++) {
		if (below(k, 3) == 0)
			t.dim[t.rank++] = maker_dim(k);
		if (i == a.node->type.rank)
			break;
		axes[i] = t.rank;
		const Dim d = a.node->type.dim[i];
		t.dim[t.rank++] = d.size == 1 && d.sym == 0 && below(k, 2) ? maker_dim(k) : d;
	}
	return maker_type_fits(k, &t) && keep(k, broadcast_to(k->g, a.node, &t, axes), a.fact);
}

static bool transposing(Maker *k)
{
	const Known a = maker_any(k);
	int64_t p[MAX_RANK];
	for (uint32_t i = 0; i < a.node->type.rank; i++) {
		const int64_t j = below(k, (int64_t)i + 1);
		p[i] = p[j];
		p[j] = i;
	}
	return a.node->type.rank > 1 && keep(k, transpose_by(k->g, a.node, p), a.fact);
}

static bool slicing(Maker *k)
{
	const Known a = maker_any(k);
	const Type *t = &a.node->type;
	int64_t start[MAX_RANK] = { 0 }, limit[MAX_RANK], stride[MAX_RANK];
	for (uint32_t i = 0; i < t->rank; i++) {
		const int64_t size = t->dim[i].size;
		stride[i] = 1;
		limit[i] = SLICE_WHOLE;
		if (t->dim[i].sym)
			continue;
		if (k->symbols && size >= k->m->symbols.at[0].max && below(k, 3) == 0) {
			limit[i] = slice_to(1);
			continue;
		}
		start[i] = size ? below(k, size) : 0;
		limit[i] = start[i] + (size ? 1 + below(k, size - start[i]) : 0);
		if (!(k->options & FUZZ_NONEMPTY) && below(k, 30) == 0)
			limit[i] = start[i];
		stride[i] = 1 + below(k, 3) / 2;
	}
	return t->rank && keep(k, slice_by(k->g, a.node, start, limit, stride), a.fact);
}

static bool padding(Maker *k)
{
	const Known a = maker_any(k);
	const Type scalar = type_scalar(a.node->type.dtype);
	const Known v = maker_operand(k, &scalar);
	int64_t low[MAX_RANK] = { 0 }, high[MAX_RANK] = { 0 }, interior[MAX_RANK] = { 0 };
	Type t = a.node->type;
	for (uint32_t i = 0; i < t.rank; i++) {
		if (t.dim[i].sym)
			continue;
		low[i] = below(k, 3);
		high[i] = below(k, 3);
		interior[i] = below(k, 3) / 2;
		t.dim[i].size += low[i] + high[i] + (t.dim[i].size > 1 ? interior[i] * (t.dim[i].size - 1) : 0);
	}
	const Fact f = { largest(a.fact.bound, v.fact.bound), finer(a.fact, v.fact) };
	return t.rank && maker_type_fits(k, &t) && keep(k, pad_by(k->g, a.node, v.node, low, high, interior), f);
}

/* A constant axis of a, or -1. */
static int64_t constant_axis(Maker *k, const Type *t)
{
	for (int try = 0; try < 4 && t->rank; try++) {
		const int64_t axis = below(k, t->rank);
		if (t->dim[axis].sym == 0)
			return axis;
	}
	return -1;
}

static bool reversing(Maker *k)
{
	const Known a = maker_any(k);
	const int64_t axis = constant_axis(k, &a.node->type);
	return axis >= 0 && keep(k, node_make(k->g, OP_reverse, NULL, &a.node, 1, (int64_t[]){ 1, axis }, 2), a.fact);
}

static bool joining(Maker *k)
{
	const Known a = maker_any(k);
	const int64_t axis = constant_axis(k, &a.node->type), parts = 1 + below(k, 3);
	if (axis < 0)
		return false;
	Node *in[3] = { a.node };
	Fact f = a.fact;
	Type whole = a.node->type;
	for (int64_t i = 1; i < parts; i++) {
		Type t = a.node->type;
		t.dim[axis] = dim_const(1 + below(k, 4));
		whole.dim[axis].size += t.dim[axis].size;
		const Known b = maker_operand(k, &t);
		in[i] = b.node;
		f = (Fact){ largest(f.bound, b.fact.bound), finer(f, b.fact) };
	}
	return maker_type_fits(k, &whole) && keep(k, node_make(k->g, OP_concatenate, NULL, in, (size_t)parts, &axis, 1), f);
}

/* ---- indices --------------------------------------------------------------------------------------------------------- */

static bool indexing(Maker *k, Op op)
{
	const Known a = maker_any(k);
	const Type *t = &a.node->type;
	const bool adds = op == OP_scatter_add || op == OP_scatter_add_along;
	const bool by_row = op == OP_gather_along || op == OP_scatter_add_along;
	if (t->rank == 0 || t->rank > 4 || type_has_zero(t) || (adds && dtype_size(t->dtype) != 4))
		return false;
	const int64_t axis = below(k, t->rank);
	Type index = by_row ? *t : maker_type(k, DT_I32, 2);
	index.dtype = DT_I32;
	if (by_row)
		index.dim[axis] = maker_dim(k);
	if (!maker_type_fits(k, &index))
		return false;
	Node *in[3] = { a.node, maker_operand(k, &index).node };
	Type gathered = by_row ? index : (Type){ .rank = 0 };
	gathered.dtype = t->dtype;
	for (uint32_t i = 0; !by_row && i < t->rank; i++) {
		if (i != axis)
			gathered.dim[gathered.rank++] = t->dim[i];
		for (uint32_t j = 0; i == axis && j < index.rank; j++)
			gathered.dim[gathered.rank++] = index.dim[j];
	}
	if (!maker_type_fits(k, &gathered))
		return false;
	if (!adds)
		return keep(k, node_make(k->g, op, NULL, in, 2, &axis, 1), a.fact);
	const Known c = maker_operand(k, &gathered);
	in[2] = c.node;
	const double bound = a.fact.bound + c.fact.bound * (double)type_elements(&index);
	return keep(k, node_make(k->g, op, NULL, in, 3, &axis, 1), (Fact){ bound, finer(a.fact, c.fact) });
}

static bool windowing(Maker *k, Op op)
{
	const Known a = maker_any(k);
	const Type scalar = type_scalar(DT_I32);
	Type t = a.node->type;
	if (t.rank == 0 || type_has_zero(&t))
		return false;
	const int64_t axis = below(k, t.rank), size = t.dim[axis].sym ? 1 : 1 + below(k, t.dim[axis].size);
	Node *start = maker_operand(k, &scalar).node;
	if (op == OP_dynamic_slice)
		return keep(k, node_make(k->g, op, NULL, (Node *[]){ a.node, start }, 2, (int64_t[]){ axis, size }, 2), a.fact);
	const bool bounded = k->symbols && t.dim[axis].sym == 0 && t.dim[axis].size >= k->m->symbols.at[0].max && below(k, 2);
	t.dim[axis] = bounded ? (Dim){ k->m->symbols.at[0].max, 1 } : dim_const(size);
	const Known b = maker_operand(k, &t);
	return keep(k, node_make(k->g, op, NULL, (Node *[]){ a.node, b.node, start }, 3, &axis, 1),
	            (Fact){ largest(a.fact.bound, b.fact.bound), finer(a.fact, b.fact) });
}

/* ---- reductions and contractions ----------------------------------------------------------------------------------------- */

static bool reducing(Maker *k, Op op)
{
	Known a = maker_any(k);
	const Type t = a.node->type;
	const bool extreme = op == OP_reduce_max || op == OP_reduce_min;
	if (t.rank == 0 || (t.dtype != DT_F32 && t.dtype != DT_I32 && t.dtype != DT_U32 && !(extreme && t.dtype == DT_BOOL)))
		return false;
	if (extreme && type_has_zero(&t))
		return false;                        /* of nothing: an infinity */
	if (jumps(k, op))
		a = maker_exact(k, &t);
	int64_t axes[MAX_RANK];
	size_t n = 0;
	double count = 1;
	for (uint32_t i = 0; i < t.rank; i++)
		if (below(k, 2) || (i + 1 == t.rank && n == 0)) {
			axes[n++] = i;
			count *= (double)t.dim[i].size;
		}
	Fact f = a.fact;
	if (op == OP_reduce_sum)
		f.bound *= largest(count, 1);
	if (op == OP_reduce_prod && t.dtype == DT_F32 && count > 40)
		return false;                        /* out of range */
	if (op == OP_reduce_prod && t.dtype == DT_F32) {
		a.node = near_one(k, a.node);
		f = inexact(pow(1.5, count));
	}
	return keep(k, reduce_by(k->g, op, a.node, axes, n), f);
}

static bool along_axis(Maker *k, Op op)
{
	const Type t = maker_any(k).node->type;
	if (t.rank == 0 || type_has_zero(&t) || (t.dtype != DT_F32 && t.dtype != DT_I32 && t.dtype != DT_U32))
		return false;
	const Known a = pick(k, op, &t);
	const int64_t axis = below(k, t.rank);
	if (op != OP_cumsum)
		return keep(k, node_make(k->g, op, NULL, &a.node, 1, &axis, 1), anything);
	const int64_t attr[] = { axis, below(k, 2), below(k, 2) };
	return keep(k, node_make(k->g, op, NULL, &a.node, 1, attr, 3),
	            (Fact){ a.fact.bound * (double)t.dim[axis].size, a.fact.grid });
}

/* b's axes are a's batch and contracting ones and up to two free ones, in random order. */
static bool contracting(Maker *k)
{
	const Type t = maker_any(k).node->type;
	if (t.dtype != DT_F32 || t.rank > 4)
		return false;
	Type other = { .dtype = DT_F32 };
	int64_t ba[MAX_RANK], bb[MAX_RANK], ca[MAX_RANK], cb[MAX_RANK], order[MAX_RANK];
	size_t batch = 0, contract = 0;
	double count = 1;
	const uint32_t frees = (uint32_t)below(k, 3);
	for (uint32_t i = 0; i < t.rank; i++) {
		const int64_t role = below(k, 3);
		if (role == 0)
			ba[batch++] = i;
		else if (role == 1) {
			ca[contract++] = i;
			count *= (double)t.dim[i].size;
		}
	}
	const uint32_t rank = (uint32_t)(batch + contract) + frees;
	for (uint32_t i = 0; i < rank; i++) {
		const int64_t j = below(k, (int64_t)i + 1);
		order[i] = order[j];
		order[j] = i;
	}
	other.rank = rank;
	for (uint32_t i = 0; i < rank; i++)
		other.dim[i] = maker_dim(k);
	for (size_t i = 0; i < batch; i++)
		other.dim[bb[i] = order[i]] = t.dim[ba[i]];
	for (size_t i = 0; i < contract; i++)
		other.dim[cb[i] = order[batch + i]] = t.dim[ca[i]];
	Type result = { .dtype = DT_F32, .rank = 2 };
	result.dim[0] = dim_const(type_elements(&t));
	result.dim[1] = dim_const(1);
	for (uint32_t i = 0; i < frees; i++)
		result.dim[1].size *= other.dim[order[batch + contract + i]].size;
	if (!maker_type_fits(k, &other) || !maker_type_fits(k, &result))
		return false;
	const Known a = maker_operand(k, &t), b = maker_operand(k, &other);
	const int grid = finer(a.fact, b.fact) < 0 ? -1 : a.fact.grid + b.fact.grid;
	return keep(k, dot_by(k->g, a.node, b.node, batch, ba, bb, contract, ca, cb),
	            (Fact){ a.fact.bound * b.fact.bound * largest(count, 1), grid });
}

/* ---- control ------------------------------------------------------------------------------------------------------------- */

/* y = a * b with gradients written out, twice the true ones */
static bool customizing(Maker *k)
{
	const Type t = maker_any(k).node->type;
	if (t.dtype != DT_F32 || k->options & FUZZ_NO_CUSTOM)
		return false;
	Graph *g = k->g;
	const Known a = maker_operand(k, &t), b = maker_operand(k, &t);
	Node *value = map2(g, OP_multiply, a.node, b.node), *dy = node_input(g, &t, -1, "dy"), *twice = map2(g, OP_add, dy, dy);
	Node *in[] = { value, a.node, b.node, dy, map2(g, OP_multiply, twice, b.node), map2(g, OP_multiply, twice, a.node) };
	return keep(k, node_make(g, OP_custom_gradient, NULL, in, 6, NULL, 0), inexact(a.fact.bound * b.fact.bound));
}

bool maker_step(Maker *k)
{
	const Op op = (Op)below(k, OP_COUNT);
	switch (op) {
	case OP_reshape: return reshaping(k);
	case OP_broadcast_in_dim: return broadcasting(k);
	case OP_transpose: return transposing(k);
	case OP_slice: return slicing(k);
	case OP_pad: return padding(k);
	case OP_reverse: return reversing(k);
	case OP_concatenate: return joining(k);
	case OP_gather: case OP_scatter_add: case OP_gather_along: case OP_scatter_add_along: return indexing(k, op);
	case OP_dynamic_slice: case OP_dynamic_update_slice: return windowing(k, op);
	case OP_argmax: case OP_argmin: case OP_cumsum: return along_axis(k, op);
	case OP_dot_general: return contracting(k);
	case OP_convolution: return maker_convolution(k);
	case OP_custom_gradient: return customizing(k);
	case OP_scan: return maker_scan(k);
	case OP_cond: return maker_cond(k);
	case OP_result: return false;            /* made with its loop */
	case OP_stop_gradient: {
		const Known a = maker_any(k);
		return keep(k, map1(k->g, op, a.node), a.fact);
	}
	default: break;
	}
	switch (op_table[op].kind) {
	case KIND_MAP: return elementwise(k, op);
	case KIND_REDUCE: return reducing(k, op);
	case KIND_WINDOW: return maker_window(k, op);
	case KIND_LEAF: return leaf_op(k, op);
	case KIND_MOVE: case KIND_INDEX: case KIND_CONTRACT: case KIND_CONTROL: break;
	}
	BUG("no random %s", op_table[op].name);
}
