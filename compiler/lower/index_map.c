/* index_map.c - the element of a node at a position.
 *
 * A movement op is a rule from a position in its result to a position in its operand, perhaps under guards; the three
 * walks (compute an expression, list what is touched, find an address) share these rules. */
#include "internal.h"

#include <string.h>

typedef struct Moved {
	Node *operand;
	Index pos[MAX_RANK];
	uint32_t tests;
	Test test[MAX_RANK];
	const Node *outside;             /* the value where a test fails */
} Moved;

typedef bool MoveRule(Lowering *l, Maker *k, Node *n, const Index *pos, Moved *out);

/* ---- rules: result position -> operand position ------------------------------------------------------- */

static int64_t list_item(const Node *n, int attr, size_t i)
{
	size_t count;
	return node_attr(n, attr, &count)[i];
}

static size_t list_count(const Node *n, int attr)
{
	size_t count;
	node_attr(n, attr, &count);
	return count;
}

static bool move_same(Lowering *l, Maker *k, Node *n, const Index *pos, Moved *out)
{
	(void)l, (void)k;
	for (uint32_t i = 0; i < n->type.rank; i++)
		out->pos[i] = pos[i];
	return true;
}

/* The flat offset over the result, taken apart again over the operand. */
static bool move_reshape(Lowering *l, Maker *k, Node *n, const Index *pos, Moved *out)
{
	const Type *t = &n->in[0]->type;
	Index rest = linear_offset(k, &n->type, pos);
	(void)l;
	for (uint32_t i = t->rank; i-- > 0;) {
		if (i == 0)
			out->pos[0] = rest;
		else if (t->dim[i].size == 0)
			out->pos[i] = index_const(0);
		else if (!index_divide(k, rest, t->dim[i].size, &rest, &out->pos[i]))
			return false;
	}
	return true;
}

static bool move_broadcast_in_dim(Lowering *l, Maker *k, Node *n, const Index *pos, Moved *out)
{
	const Type *t = &n->in[0]->type;
	(void)l, (void)k;
	for (uint32_t i = 0; i < t->rank; i++) {
		int64_t axis = list_item(n, 0, i);
		bool stretched = !dim_equal(t->dim[i], n->type.dim[axis]);
		out->pos[i] = stretched ? index_const(0) : pos[axis];
	}
	return true;
}

static bool move_transpose(Lowering *l, Maker *k, Node *n, const Index *pos, Moved *out)
{
	(void)l, (void)k;
	for (uint32_t i = 0; i < n->type.rank; i++)
		out->pos[list_item(n, 0, i)] = pos[i];
	return true;
}

static bool move_slice(Lowering *l, Maker *k, Node *n, const Index *pos, Moved *out)
{
	(void)l;
	for (uint32_t i = 0; i < n->type.rank; i++)
		out->pos[i] = index_add(k, index_scale(k, pos[i], list_item(n, 2, i)), index_const(list_item(n, 0, i)));
	return true;
}

static bool move_reverse(Lowering *l, Maker *k, Node *n, const Index *pos, Moved *out)
{
	move_same(l, k, n, pos, out);
	for (size_t i = 0; i < list_count(n, 0); i++) {
		int64_t axis = list_item(n, 0, i);
		Dim d = n->type.dim[axis];
		Affine last = affine_const(d.size - 1);
		if (d.sym) {                     /* n * merged - 1 */
			Extent e = loop_extent(l->model, d);
			last = affine_scale(k, affine_var(k, var_symbol(k, d.sym, d.size / e.mul)), e.mul);
			last.constant = -1;
		}
		out->pos[axis] = index_add(k, index_affine(last), index_scale(k, pos[axis], -1));
	}
	return true;
}

/* Inside where 0 <= pos - low < (extent - 1) * (interior + 1) + 1 and the stride divides. */
static bool move_pad(Lowering *l, Maker *k, Node *n, const Index *pos, Moved *out)
{
	const Type *t = &n->in[0]->type;
	out->outside = n->in[1];
	for (uint32_t i = 0; i < t->rank; i++) {
		int64_t low = list_item(n, 0, i), high = list_item(n, 1, i), stride = list_item(n, 2, i) + 1;
		Index at = index_add(k, pos[i], index_const(-low)), spare;
		Extent e = loop_extent(l->model, t->dim[i]);
		if (low || high || stride > 1) {
			if (at.n)
				return false;
			if (!e.sym)
				e.mul = e.mul ? (e.mul - 1) * stride + 1 : 0;
			out->test[out->tests++] = (Test){ at.affine, stride, e };
		}
		if (!index_divide(k, at, stride, &out->pos[i], &spare))
			return false;
	}
	return true;
}

static MoveRule *const move_rules[OP_COUNT] = {
	[OP_reshape] = move_reshape,
	[OP_broadcast_in_dim] = move_broadcast_in_dim,
	[OP_transpose] = move_transpose,
	[OP_slice] = move_slice,
	[OP_pad] = move_pad,
	[OP_reverse] = move_reverse,
	[OP_stop_gradient] = move_same,
	[OP_custom_gradient] = move_same,
};

static bool move(Lowering *l, Maker *k, Node *n, const Index *pos, Moved *out)
{
	memset(out, 0, sizeof *out);
	out->operand = n->in[0];
	if (!move_rules[n->op])
		BUG("no index map for %s", op_table[n->op].name);
	return move_rules[n->op](l, k, n, pos, out);
}

/* ---- classes -------------------------------------------------------------------------------------------- */

bool node_is_leaf(const Node *n)
{
	switch (n->op) {
	case OP_input: case OP_param: case OP_buffer: case OP_state: case OP_train:
		return true;
	default:
		return n->op == OP_constant && n->type.rank > 0;
	}
}

bool node_is_alone(const Node *n)
{
	switch (n->op) {
	case OP_concatenate: case OP_scatter_add: case OP_scatter_add_along: case OP_dynamic_update_slice: case OP_cumsum:
	case OP_select_and_scatter_add: case OP_scan: case OP_cond:
		return true;
	default:
		return false;
	}
}

bool node_reads_memory(const Node *n)
{
	OpKind kind = op_table[n->op].kind;
	return kind == KIND_CONTRACT || kind == KIND_WINDOW;
}

bool node_is_member(const Lowering *l, const Node *n)
{
	switch (op_table[n->op].kind) {
	case KIND_MAP: case KIND_INDEX: case KIND_REDUCE: case KIND_CONTRACT: case KIND_WINDOW:
		return true;
	default:
		return n->op == OP_rng_bits || n->op == OP_concatenate || n->op == OP_scan || n->op == OP_cond || n->op == OP_result || (l->info[n->id].forced && !node_is_leaf(n));
	}
}

int op_cost(Op op)
{
	switch (op) {
	case OP_power: case OP_atan2: case OP_sin: case OP_cos: case OP_erf: case OP_remainder: case OP_rng_bits:
		return 16;
	case OP_exp: case OP_expm1: case OP_log: case OP_log1p: case OP_logistic: case OP_tanh:
		return 10;
	case OP_divide: case OP_sqrt: case OP_rsqrt:
		return 4;
	case OP_gather: case OP_gather_along: case OP_dynamic_slice:
		return 4;
	default:
		return 1;
	}
}

Index linear_offset(Maker *k, const Type *t, const Index *pos)
{
	Index at = index_const(0);
	int64_t stride = 1;
	for (uint32_t i = t->rank; i-- > 0;) {
		at = index_add(k, index_scale(k, pos[i], stride), at);
		stride *= t->dim[i].size;
	}
	return at;
}

/* ---- positions of index ops --------------------------------------------------------------------------- */

static Index clamped(Maker *k, const Lowering *l, const Expr *value, Dim d, int64_t less)
{
	Clamped *c = NEW(k->arena, Clamped);
	Extent limit = loop_extent(l->model, d);
	limit.mul -= less;
	*c = (Clamped){ value, d.size - less, limit, 1 };
	return (Index){ affine_const(0), 1, c };
}

/* gather: result axes are a's before the axis, all of the indices', a's after it. */
static void gather_positions(const Node *n, const Index *pos, Index *indices, Index *data)
{
	uint32_t axis = (uint32_t)node_attr_int(n, 0), extra = n->in[1]->type.rank;
	for (uint32_t i = 0; i < extra; i++)
		indices[i] = pos[axis + i];
	for (uint32_t i = 0; i < n->in[0]->type.rank; i++)
		data[i] = i < axis ? pos[i] : i == axis ? index_const(0) : pos[i + extra - 1];
}

/* ---- touching --------------------------------------------------------------------------------------------- */

void touch(Lowering *l, Maker *k, Node *n, const Index *pos, TouchFn *fn, void *user)
{
	Info *info = &l->info[n->id];
	Moved m;

	if (node_is_leaf(n) || (node_is_member(l, n) && !info->redo)) {
		fn(user, n, pos, false);
		return;
	}
	if (node_is_member(l, n) && !info->forced) {
		touch_operands(l, k, n, pos, fn, user);
		return;
	}
	if (op_table[n->op].kind == KIND_LEAF)
		return;
	if (!move(l, k, n, pos, &m)) {           /* cannot be split: then somebody must have forced it */
		fn(user, n, pos, true);
		return;
	}
	touch(l, k, m.operand, m.pos, fn, user);
	if (m.outside)
		touch(l, k, n->in[1], NULL, fn, user);
}

void touch_operands(Lowering *l, Maker *k, Node *n, const Index *pos, TouchFn *fn, void *user)
{
	Index indices[MAX_RANK], data[MAX_RANK];
	Moved m;

	switch (n->op) {
	case OP_gather:
		gather_positions(n, pos, indices, data);
		touch(l, k, n->in[1], indices, fn, user);
		fn(user, n->in[0], NULL, true);
		return;
	case OP_gather_along:
		touch(l, k, n->in[1], pos, fn, user);
		fn(user, n->in[0], NULL, true);
		return;
	case OP_dynamic_slice:
		touch(l, k, n->in[1], NULL, fn, user);
		fn(user, n->in[0], NULL, true);
		return;
	case OP_rng_bits:
		fn(user, n->in[0], NULL, true);
		return;
	default:
		break;
	}
	if (op_table[n->op].kind == KIND_MOVE && n->op != OP_concatenate) {      /* forced */
		if (move(l, k, n, pos, &m)) {
			touch(l, k, m.operand, m.pos, fn, user);
			if (m.outside)
				touch(l, k, n->in[1], NULL, fn, user);
		} else {
			fn(user, n->in[0], NULL, true);
		}
		return;
	}
	for (uint32_t i = 0; i < n->arity; i++)
		touch(l, k, n->in[i], pos, fn, user);
}

bool view(Lowering *l, Maker *k, Node *n, const Index *pos, Node **memory, Affine *offset)
{
	Moved m;
	while (!node_is_leaf(n) && !node_is_member(l, n)) {
		if (!move_rules[n->op] || !move(l, k, n, pos, &m) || m.tests)
			return false;
		n = m.operand;
		Index *copy = NEW_ARRAY(k->arena, Index, MAX_RANK);
		memcpy(copy, m.pos, sizeof m.pos);
		pos = copy;
	}
	Index at = linear_offset(k, &n->type, pos);
	if (at.n)
		return false;
	for (uint32_t i = 0; i < at.affine.n; i++)
		if (at.affine.term[i].var->kind != VAR_LOOP || at.affine.term[i].coef < 0)
			return false;
	*memory = n;
	*offset = at.affine;
	return true;
}

static bool lies_in_panels(const Lowering *l, const Node *n)
{
	const Buffer *b = !node_is_leaf(n) ? NULL : n->op == OP_input && l->port_in ? l->port_in[node_attr_int(n, 0)] : l->info[n->id].buffer;
	const bool slot = node_is_leaf(n) && n->op != OP_input && n->op != OP_constant;
	return (b && b->panels) || (slot && l->model->slots.at[node_attr_int(n, 0)]->panels);
}

Node *same_memory(Lowering *l, Node *n)
{
	if (node_is_leaf(n) || node_is_member(l, n) || op_table[n->op].kind != KIND_MOVE)
		return n;
	const ArenaMark mark = arena_mark(l->asked);
	Maker k = { .arena = l->asked };
	Index pos[MAX_RANK];
	Node *memory;
	Affine offset;
	for (uint32_t i = 0; i < n->type.rank; i++)
		pos[i] = index_var(&k, var_loop(&k, loop_extent(l->model, n->type.dim[i]), n->type.dim[i].size, "i"));
	bool same = view(l, &k, n, pos, &memory, &offset);
	if (same) {
		const Index own = linear_offset(&k, &n->type, pos);
		same = !own.n && affine_equal(own.affine, offset) && !lies_in_panels(l, memory);
	}
	arena_release(l->asked, mark);
	return same ? memory : n;
}

/* ---- expressions ------------------------------------------------------------------------------------------- */

static bool same_position(const Bound *bound, const Index *pos)
{
	for (uint32_t i = 0; i < bound->node->type.rank; i++)
		if (bound->node->type.dim[i].size != 1 && !index_equal(&bound->pos[i], &pos[i]))
			return false;
	return true;
}

static const Expr *bound_register(Builder *b, const Node *n, const Index *pos)
{
	for (size_t i = b->bound.n; i-- > 0;)
		if (b->bound.at[i].node == n && same_position(&b->bound.at[i], pos))
			return expr_reg(b, b->bound.at[i].reg);
	return NULL;
}

static Buffer *memory_of(Builder *b, const Node *n)
{
	Info *info = &b->l->info[n->id];
	if (n->op == OP_constant && n->type.rank == 0)
		return NULL;                     /* a literal, even where an output wants it stored */
	if (info->stored && info->buffer)
		return info->buffer;
	return node_is_leaf(n) ? leaf_buffer(b->l, n) : NULL;
}

/* One number that no loop changes: read once, before the loops. */
static const Expr *hoisted(Builder *b, const Node *n, uint32_t param)
{
	for (size_t i = 0; i < b->hoisted.n; i++)
		if (b->hoisted.at[i].node == n)
			return expr_reg(b, b->hoisted.at[i].reg);
	const Reg *r = reg_new(b, n->type.dtype, b->kernel->params.at[param].hint, false);
	Block *here = b->block;
	b->block = &b->head;
	emit_let(b, r, expr_load(b, param, index_const(0)));
	b->block = here;
	vec_push(b->l->arena, b->hoisted, ((Bound){ n, r, NULL }));
	return expr_reg(b, r);
}

static const Expr *from_memory(Builder *b, const Node *n, Buffer *buffer, const Index *pos)
{
	uint32_t param = builder_param(b, buffer, ACCESS_READ);
	bool ours = b->region && b->l->info[n->id].region == b->region;
	if (n->type.rank == 0 && !ours)
		return hoisted(b, n, param);
	return expr_load(b, param, buffer_offset(&b->maker, buffer, pos));
}

static const Expr *from_scratch(Builder *b, const Node *n, const Index *pos)
{
	for (size_t i = 0; i < b->scratch.n; i++) {
		const Scratch *s = &b->scratch.at[i];
		if (s->node != n)
			continue;
		Type row = n->type;
		row.rank -= s->rows;
		memmove(row.dim, n->type.dim + s->rows, row.rank * sizeof *row.dim);
		return expr_load(b, s->param, linear_offset(&b->maker, &row, pos + s->rows));
	}
	return NULL;
}

const Expr *element(Builder *b, Node *n, const Index *pos)
{
	const Expr *e = bound_register(b, n, pos);
	if (!e)
		e = from_scratch(b, n, pos);
	if (e)
		return e;
	Buffer *buffer = memory_of(b, n);
	if (buffer)
		return from_memory(b, n, buffer, pos);
	return compute(b, n, pos);
}

static const Expr *compute_map(Builder *b, Node *n, const Index *pos)
{
	const Expr *arg[3];
	for (uint32_t i = 0; i < n->arity; i++)
		arg[i] = element(b, n->in[i], pos);
	return expr_map(b, n->op, n->type.dtype, n->arity, arg);
}

static const Expr *compute_move(Builder *b, Node *n, const Index *pos)
{
	Moved m;
	if (!move(b->l, &b->maker, n, pos, &m))
		BUG("%s reads its operand at a position that depends on data", op_table[n->op].name);
	const Expr *inside = element(b, m.operand, m.pos);
	if (!m.tests)
		return inside;
	return expr_guard(b, m.tests, m.test, inside, element(b, n->in[1], NULL));
}

static const Expr *compute_index(Builder *b, Node *n, const Index *pos)
{
	Index indices[MAX_RANK], data[MAX_RANK];
	uint32_t axis = (uint32_t)node_attr_int(n, 0);
	const Type *t = &n->in[0]->type;
	Maker *k = &b->maker;

	if (n->op == OP_gather) {
		gather_positions(n, pos, indices, data);
		data[axis] = clamped(k, b->l, element(b, n->in[1], indices), t->dim[axis], 0);
	} else {
		for (uint32_t i = 0; i < t->rank; i++)
			data[i] = pos[i];
		if (n->op == OP_gather_along) {
			data[axis] = clamped(k, b->l, element(b, n->in[1], pos), t->dim[axis], 0);
		} else {
			Index start = clamped(k, b->l, element(b, n->in[1], NULL), t->dim[axis], node_attr_int(n, 1) - 1);
			data[axis] = index_add(k, pos[axis], start);
		}
	}
	return element(b, n->in[0], data);
}

static const Expr *compute_rng(Builder *b, Node *n, const Index *pos)
{
	Expr *e = NEW(b->l->arena, Expr);
	const Expr *key[4];
	for (int i = 0; i < 4; i++) {
		Index at = index_const(i);
		key[i] = element(b, n->in[0], &at);
	}
	e->kind = E_RNG;
	e->dtype = DT_U32;
	e->stream = (uint64_t)node_attr_int(n, 0);
	e->index = linear_offset(&b->maker, &n->type, pos);
	e->n = 4;
	e->arg = arena_copy(b->l->arena, key, sizeof key);
	return e;
}

static const Expr *compute_leaf(Builder *b, Node *n, const Index *pos)
{
	Expr *e = NEW(b->l->arena, Expr);
	e->dtype = n->type.dtype;
	switch (n->op) {
	case OP_constant: {
		double v;
		if (!node_is_splat(n, &v))
			BUG("a constant without memory");
		return expr_number(b, n->type.dtype, v);
	}
	case OP_iota:
		e->kind = E_INDEX;
		e->index = pos[node_attr_int(n, 0)];
		if (e->index.n)
			BUG("iota at a position that depends on data");
		return e;
	case OP_extent:
		e->kind = E_EXTENT;
		e->sym = (uint32_t)node_attr_int(n, 0);
		return e;
	default:
		BUG("%s lies in memory", op_table[n->op].name);
	}
}

const Expr *compute(Builder *b, Node *n, const Index *pos)
{
	switch (op_table[n->op].kind) {
	case KIND_MAP:
		return compute_map(b, n, pos);
	case KIND_MOVE: case KIND_CONTROL:
		return compute_move(b, n, pos);
	case KIND_INDEX:
		return compute_index(b, n, pos);
	case KIND_LEAF:
		return n->op == OP_rng_bits ? compute_rng(b, n, pos) : compute_leaf(b, n, pos);
	case KIND_REDUCE: case KIND_CONTRACT: case KIND_WINDOW:
		break;
	}
	BUG("%s is read before it is computed", op_table[n->op].name);
}
