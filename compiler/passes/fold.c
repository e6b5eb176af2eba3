/* fold.c - constants through the runtime's own arithmetic (op_fold), so that a folded value has the bits the emitted
 * C would have computed.
 *
 * A map of splats is a splat of the folded scalar, whatever its size. Other results are tables, and are made only up
 * to FOLD_LIMIT elements: a larger table costs more than the formula. iota is never a table: it is an index. */
#include "rules.h"

#include <string.h>

/* ---- reading constants ------------------------------------------------------------------------------- */

static void store_element(void *data, DType d, int64_t i, uint32_t bits)
{
	unsigned char *at = (unsigned char *)data + (size_t)i * dtype_size(d);
	const uint16_t half = (uint16_t)bits;
	switch (dtype_size(d)) {
	case 4: memcpy(at, &bits, 4); break;
	case 2: memcpy(at, &half, 2); break;
	default: *at = (unsigned char)bits;
	}
}

Node *splat_scalar(Node *n)
{
	if (n->type.rank == 0)
		return n;
	return n->op == OP_broadcast_in_dim && n->in[0]->type.rank == 0 ? n->in[0] : NULL;
}

bool splat_bits(const Node *n, uint32_t *bits)
{
	if (n->op == OP_broadcast_in_dim)
		n = n->in[0];
	if (n->op != OP_constant || n->type.rank != 0)
		return false;
	*bits = dtype_bits(n->type.dtype, n->data, 0);
	return true;
}

bool is_splat(const Node *n, double value)
{
	double found;
	return node_is_splat(n, &found) && found == value;
}

Node *splat_of(Rewrite *r, const Type *type, Node *scalar)
{
	return again(r, broadcast_scalar(r->g, scalar, type));
}

/* A table of constants, row-major, in op_fold's form. */
typedef struct Table { Type type; uint32_t *bits; int64_t count; } Table;

static Table table_new(Rewrite *r, const Type *type)
{
	Table t = { *type, NULL, type_elements(type) };
	t.bits = NEW_ARRAY(&r->g->cc->arena, uint32_t, t.count);
	return t;
}

/* Row-major position to coordinates, and back. */
static void coordinates(const Type *t, int64_t position, int64_t at[MAX_RANK])
{
	for (uint32_t i = t->rank; i-- > 0;) {
		at[i] = position % t->dim[i].size;
		position /= t->dim[i].size;
	}
}

static int64_t position_of(const Type *t, const int64_t at[MAX_RANK])
{
	int64_t p = 0;
	for (uint32_t i = 0; i < t->rank; i++)
		p = p * t->dim[i].size + at[i];
	return p;
}

static bool is_small(const Type *t) { return !type_is_bounded(t) && type_elements(t) <= FOLD_LIMIT; }

/* Reads n, a constant or a broadcast of one, into a table. */
static bool read_table(Rewrite *r, const Node *n, Table *t)
{
	const Node *source = n->op == OP_broadcast_in_dim ? n->in[0] : n;
	if (source->op != OP_constant || !is_small(&n->type))
		return false;
	size_t rank = 0;
	const int64_t *axes = source != n ? node_attr(n, 0, &rank) : NULL;
	*t = table_new(r, &n->type);
	for (int64_t i = 0; i < t->count; i++) {
		int64_t at[MAX_RANK], from[MAX_RANK] = { 0 };
		coordinates(&n->type, i, at);
		for (size_t k = 0; k < rank; k++)
			from[k] = source->type.dim[k].size == 1 ? 0 : at[axes[k]];
		int64_t where = source != n ? position_of(&source->type, from) : i;
		t->bits[i] = dtype_bits(source->type.dtype, source->data, where);
	}
	return true;
}

/* A table as a node: a splat if all elements are the same bits. */
static Node *table_node(Rewrite *r, const Table *t)
{
	void *data = arena_alloc(&r->g->cc->arena, (size_t)t->count * dtype_size(t->type.dtype) + 1);
	bool same = t->count > 0;
	for (int64_t i = 0; i < t->count; i++) {
		store_element(data, t->type.dtype, i, t->bits[i]);
		same = same && t->bits[i] == t->bits[0];
	}
	if (!same || t->type.rank == 0)
		return node_constant(r->g, &t->type, data);
	const Type scalar = type_scalar(t->type.dtype);
	return splat_of(r, &t->type, node_constant(r->g, &scalar, data));
}

/* ---- maps ------------------------------------------------------------------------------------------------ */

/* The type op_fold asks for: select's is that of its values. */
static DType operand_type(const Node *n)
{
	return op_table[n->op].result == RESULT_LAST ? n->in[n->arity - 1]->type.dtype : n->in[0]->type.dtype;
}

static Node *fold_splats(Rewrite *r, Node *n)
{
	uint32_t bits[3] = { 0 };
	for (uint32_t i = 0; i < n->arity; i++)
		if (!splat_bits(n->in[i], &bits[i]))
			return NULL;
	Type scalar = type_scalar(n->type.dtype);
	uint32_t value = op_fold(n->op, operand_type(n), scalar.dtype, bits), data = 0;
	store_element(&data, scalar.dtype, 0, value);
	return splat_of(r, &n->type, node_constant(r->g, &scalar, &data));
}

static Node *fold_map(Rewrite *r, Node *n)
{
	Node *splat = fold_splats(r, n);
	if (splat || !is_small(&n->type))
		return splat;
	Table in[3];
	for (uint32_t i = 0; i < n->arity; i++)
		if (!read_table(r, n->in[i], &in[i]))
			return NULL;
	Table out = table_new(r, &n->type);
	for (int64_t i = 0; i < out.count; i++) {
		uint32_t bits[3] = { 0 };
		for (uint32_t k = 0; k < n->arity; k++)
			bits[k] = in[k].bits[i];
		out.bits[i] = op_fold(n->op, operand_type(n), n->type.dtype, bits);
	}
	return table_node(r, &out);
}

/* ---- movement ---------------------------------------------------------------------------------------------- */

/* From which operand, and from where in it, does the element at `at` come? Operand 1 of pad is its value. */
static uint32_t source_of(const Node *n, const int64_t at[MAX_RANK], int64_t from[MAX_RANK])
{
	size_t count;
	const int64_t *first = n->op == OP_reshape ? NULL : node_attr(n, 0, &count);
	switch (n->op) {
	case OP_reshape:
		coordinates(&n->in[0]->type, position_of(&n->type, at), from);
		return 0;
	case OP_transpose:
		for (uint32_t i = 0; i < n->type.rank; i++)
			from[first[i]] = at[i];
		return 0;
	case OP_reverse: {
		const uint32_t mask = axes_mask(first, count);
		for (uint32_t i = 0; i < n->type.rank; i++)
			from[i] = mask >> i & 1u ? n->type.dim[i].size - 1 - at[i] : at[i];
		return 0;
	}
	case OP_slice:
		for (uint32_t i = 0; i < n->type.rank; i++)
			from[i] = first[i] + at[i] * node_attr(n, 2, &count)[i];
		return 0;
	case OP_pad:
		for (uint32_t i = 0; i < n->type.rank; i++) {
			int64_t step = node_attr(n, 2, &count)[i] + 1, offset = at[i] - first[i];
			if (offset < 0 || offset % step || offset / step >= n->in[0]->type.dim[i].size)
				return 1;
			from[i] = offset / step;
		}
		return 0;
	case OP_concatenate: {
		const int64_t axis = node_attr_int(n, 0);
		memcpy(from, at, MAX_RANK * sizeof *from);
		uint32_t k = 0;
		for (; from[axis] >= n->in[k]->type.dim[axis].size; k++)
			from[axis] -= n->in[k]->type.dim[axis].size;
		return k;
	}
	default: BUG("%s is no movement that folds", op_table[n->op].name);
	}
}

static Node *fold_move(Rewrite *r, Node *n)
{
	if (!is_small(&n->type) || type_has_zero(&n->type))
		return NULL;
	Table *in = NEW_ARRAY(&r->g->cc->arena, Table, n->arity);
	for (uint32_t i = 0; i < n->arity; i++)
		if (!read_table(r, n->in[i], &in[i]))
			return NULL;
	Table out = table_new(r, &n->type);
	for (int64_t i = 0; i < out.count; i++) {
		int64_t at[MAX_RANK] = { 0 }, from[MAX_RANK] = { 0 };
		coordinates(&n->type, i, at);
		uint32_t k = source_of(n, at, from);
		out.bits[i] = in[k].bits[position_of(&n->in[k]->type, from)];
	}
	return table_node(r, &out);
}

/* ---- reductions ----------------------------------------------------------------------------------------------- */

static Op step_of(Op reduction)
{
	switch (reduction) {
	case OP_reduce_sum: return OP_add;
	case OP_reduce_prod: return OP_multiply;
	case OP_reduce_max: return OP_maximum;
	case OP_reduce_min: return OP_minimum;
	default: return OP_COUNT;
	}
}

static uint32_t step(Op op, DType d, uint32_t a, uint32_t b)
{
	return op_fold(op, d, d, (const uint32_t[3]){ a, b, 0 });
}

enum { LANES = 16 };

/* Elements e of a group go to lane e mod 16, ascending; the lanes are joined by halving: the order in which the
 * emitted C reduces over axes that include the last (DESIGN 5.5). With one lane it is plain ascending order. */
static uint32_t reduce_group(Op op, DType d, const uint32_t *group, int64_t n, int64_t lanes)
{
	uint32_t lane[LANES];
	const int64_t used = n < lanes ? n : lanes;
	for (int64_t e = 0; e < n; e++)
		lane[e % lanes] = e < lanes ? group[e] : step(op, d, lane[e % lanes], group[e]);
	for (int64_t s = lanes / 2; s > 0; s /= 2)
		for (int64_t i = 0; i < s && i + s < used; i++)
			lane[i] = step(op, d, lane[i], lane[i + s]);
	return lane[0];
}

static Node *fold_reduce(Rewrite *r, Node *n)
{
	const Op op = step_of(n->op);
	Table in;
	size_t axes_n;
	if (op == OP_COUNT || type_has_zero(&n->in[0]->type) || !read_table(r, n->in[0], &in))
		return NULL;
	const int64_t *axes = node_attr(n, 0, &axes_n);
	const uint32_t mask = axes_mask(axes, axes_n), rank = in.type.rank;
	const bool last = rank && mask >> (rank - 1) & 1u;
	Table out = table_new(r, &n->type);
	const int64_t size = in.count / out.count;
	uint32_t *group = NEW_ARRAY(&r->g->cc->arena, uint32_t, in.count);
	int64_t *filled = NEW_ARRAY(&r->g->cc->arena, int64_t, out.count);
	for (int64_t i = 0; i < in.count; i++) {
		int64_t at[MAX_RANK], to[MAX_RANK], kept = 0;
		coordinates(&in.type, i, at);
		for (uint32_t k = 0; k < rank; k++)
			if (!(mask >> k & 1u))
				to[kept++] = at[k];
		int64_t o = position_of(&n->type, to);
		group[o * size + filled[o]++] = in.bits[i];
	}
	for (int64_t o = 0; o < out.count; o++)
		out.bits[o] = reduce_group(op, n->type.dtype, group + o * size, size, last ? LANES : 1);
	return table_node(r, &out);
}

/* A constant that is the same bits everywhere becomes a splat. */
static Node *fold_constant(Rewrite *r, Node *n)
{
	const int64_t count = type_elements(&n->type);
	const size_t size = dtype_size(n->type.dtype);
	if (n->type.rank == 0 || count == 0)
		return NULL;
	if (count > 1 && memcmp(n->data, (const char *)n->data + size, (size_t)(count - 1) * size) != 0)
		return NULL;
	const Type scalar = type_scalar(n->type.dtype);
	return splat_of(r, &n->type, node_constant(r->g, &scalar, n->data));
}

Node *fold_node(Rewrite *r, Node *n)
{
	if (n->op == OP_constant)
		return fold_constant(r, n);
	switch (op_table[n->op].kind) {
	case KIND_MAP: return fold_map(r, n);
	case KIND_MOVE: return n->op == OP_broadcast_in_dim ? NULL : fold_move(r, n);
	case KIND_REDUCE: return fold_reduce(r, n);
	case KIND_LEAF: case KIND_INDEX: case KIND_CONTRACT: case KIND_WINDOW: case KIND_CONTROL: return NULL;
	}
	BUG("%s has no kind", op_table[n->op].name);
}
