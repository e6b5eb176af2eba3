/* alone.c - ops with a kernel of their own: they write at positions other than their own, or in an order. */
#include "internal.h"

#include <string.h>

static void open_loops(Builder *b, const Type *t, Index *pos, bool parallel)
{
	static const char *const name[] = { "i", "j", "k", "l", "m", "o", "p", "q" };
	for (uint32_t i = 0; i < t->rank; i++) {
		const Var *v = var_loop(&b->maker, loop_extent(b->l->model, t->dim[i]), t->dim[i].size, name[i]);
		emit_for_shared(b, v, &parallel);
		pos[i] = index_var(&b->maker, v);
	}
}

/* out = operand, element by element. */
void copy_operand(Builder *b, Node *operand, uint32_t out)
{
	Block *outer = b->block;
	Index pos[MAX_RANK];
	open_loops(b, &operand->type, pos, true);
	const Expr *e = element(b, operand, pos);
	emit_store(b, out, buffer_offset(&b->maker, b->args.at[out], pos), e, false);
	b->block = outer;
}

static void alone_concatenate(Builder *b, Node *n, uint32_t out)
{
	uint32_t axis = (uint32_t)node_attr_int(n, 0);
	int64_t start = 0;
	for (uint32_t i = 0; i < n->arity; i++) {
		Block *outer = b->block;
		Index pos[MAX_RANK], to[MAX_RANK];
		open_loops(b, &n->in[i]->type, pos, true);
		memcpy(to, pos, sizeof to);
		to[axis] = index_add(&b->maker, pos[axis], index_const(start));
		const Expr *e = element(b, n->in[i], pos);
		emit_store(b, out, buffer_offset(&b->maker, b->args.at[out], to), e, false);
		b->block = outer;
		start += n->in[i]->type.dim[axis].size;
	}
}

static Index clamped(Builder *b, const Expr *value, Dim d, int64_t less)
{
	Clamped *c = NEW(b->l->arena, Clamped);
	Extent limit = loop_extent(b->l->model, d);
	limit.mul -= less;
	*c = (Clamped){ value, d.size - less, limit, 1 };
	return (Index){ affine_const(0), 1, c };
}

/* out[p.., clamp(i[j..]), q..] += u[p.., j.., q..], in the order of the indices. */
static void alone_scatter_add(Builder *b, Node *n, uint32_t out)
{
	Node *indices = n->in[1], *updates = n->in[2];
	uint32_t axis = (uint32_t)node_attr_int(n, 0), extra = indices->type.rank;
	Block *outer = b->block;
	Index pos[MAX_RANK], to[MAX_RANK];

	copy_operand(b, n->in[0], out);
	if (type_elements(&n->type) == 0)
		return;
	open_loops(b, &updates->type, pos, false);
	for (uint32_t i = 0; i < n->type.rank; i++)
		to[i] = i < axis ? pos[i] : pos[i + extra - 1 + (i == axis)];
	to[axis] = clamped(b, element(b, indices, pos + axis), n->type.dim[axis], 0);
	const Expr *e = element(b, updates, pos);
	emit_store(b, out, buffer_offset(&b->maker, b->args.at[out], to), e, true);
	b->block = outer;
}

static void alone_scatter_add_along(Builder *b, Node *n, uint32_t out)
{
	uint32_t axis = (uint32_t)node_attr_int(n, 0);
	Block *outer = b->block;
	Index pos[MAX_RANK], to[MAX_RANK];

	copy_operand(b, n->in[0], out);
	if (type_elements(&n->type) == 0)
		return;
	open_loops(b, &n->in[2]->type, pos, false);
	memcpy(to, pos, sizeof to);
	to[axis] = clamped(b, element(b, n->in[1], pos), n->type.dim[axis], 0);
	const Expr *e = element(b, n->in[2], pos);
	emit_store(b, out, buffer_offset(&b->maker, b->args.at[out], to), e, true);
	b->block = outer;
}

/* Where element `i` of an update lands: start clamped so that the whole update fits. An update of bounded extent n fits up
 * to size - n, a run-time number; the sum is clamped once more for the proof. */
static Index landing(Builder *b, const Expr *start, Dim axis, Dim update, Index i)
{
	if (!update.sym)
		return index_add(&b->maker, i, clamped(b, start, axis, update.size - 1));
	Extent extent = loop_extent(b->l->model, update), room = loop_extent(b->l->model, axis);
	Expr *n = NEW(b->l->arena, Expr), *at = NEW(b->l->arena, Expr);
	*n = (Expr){ .kind = E_EXTENT, .dtype = DT_I32, .sym = extent.sym };
	*at = (Expr){ .kind = E_INDEX, .dtype = DT_I32, .index = i };
	const Expr *used = expr_map2(b, OP_multiply, DT_I32, n, expr_number(b, DT_I32, (double)extent.mul));
	const Expr *last = expr_number(b, DT_I32, 0);
	if (!room.sym)                       /* else both are the same n, and the update covers all of it */
		last = expr_map2(b, OP_subtract, DT_I32, expr_number(b, DT_I32, (double)axis.size), used);
	const Expr *fits = expr_map2(b, OP_maximum, DT_I32, expr_map2(b, OP_minimum, DT_I32, start, last), expr_number(b, DT_I32, 0));
	return clamped(b, expr_map2(b, OP_add, DT_I32, fits, at), axis, 0);
}

static void alone_dynamic_update_slice(Builder *b, Node *n, uint32_t out)
{
	Node *update = n->in[1];
	uint32_t axis = (uint32_t)node_attr_int(n, 0);
	Block *outer = b->block;
	Index pos[MAX_RANK];

	copy_operand(b, n->in[0], out);
	open_loops(b, &update->type, pos, true);
	const Expr *e = element(b, update, pos);
	pos[axis] = landing(b, element(b, n->in[2], NULL), n->type.dim[axis], update->type.dim[axis], pos[axis]);
	emit_store(b, out, buffer_offset(&b->maker, b->args.at[out], pos), e, false);
	b->block = outer;
}

/* A running sum along one axis: forwards or backwards, with or without the element itself. */
static void alone_cumsum(Builder *b, Node *n, uint32_t out)
{
	uint32_t axis = (uint32_t)node_attr_int(n, 0);
	bool reverse = node_attr_int(n, 1) != 0, exclusive = node_attr_int(n, 2) != 0;
	const Type *t = &n->type;
	Block *outer = b->block;
	Index pos[MAX_RANK];

	for (uint32_t i = 0; i < t->rank; i++)
		if (i != axis) {
			const Var *v = var_loop(&b->maker, loop_extent(b->l->model, t->dim[i]), t->dim[i].size, "i");
			emit_for(b, v, false);
			pos[i] = index_var(&b->maker, v);
		}
	const Reg *sum = reg_new(b, t->dtype, "sum", true), *next = reg_new(b, t->dtype, "next", false);
	emit_let(b, sum, expr_number(b, t->dtype, 0));
	const Var *v = var_loop(&b->maker, loop_extent(b->l->model, t->dim[axis]), t->dim[axis].size, "k");
	emit_for(b, v, false);
	pos[axis] = index_var(&b->maker, v);
	if (reverse) {
		Extent e = loop_extent(b->l->model, t->dim[axis]);
		Affine last = affine_const(e.mul - 1);
		if (e.sym) {
			last = affine_scale(&b->maker, affine_var(&b->maker, var_symbol(&b->maker, e.sym, t->dim[axis].size / e.mul)), e.mul);
			last.constant = -1;
		}
		pos[axis] = index_add(&b->maker, index_affine(last), index_scale(&b->maker, pos[axis], -1));
	}
	Index at = buffer_offset(&b->maker, b->args.at[out], pos);
	emit_let(b, next, expr_map2(b, OP_add, t->dtype, expr_reg(b, sum), element(b, n->in[0], pos)));
	emit_store(b, out, at, expr_reg(b, exclusive ? sum : next), false);
	emit_assign(b, sum, expr_reg(b, next));
	b->block = outer;
}

void build_alone(Lowering *l, Region *r)
{
	static void (*const rule[OP_COUNT])(Builder *, Node *, uint32_t) = {
		[OP_concatenate] = alone_concatenate,
		[OP_scatter_add] = alone_scatter_add,
		[OP_scatter_add_along] = alone_scatter_add_along,
		[OP_dynamic_update_slice] = alone_dynamic_update_slice,
		[OP_cumsum] = alone_cumsum,
		[OP_select_and_scatter_add] = alone_select_and_scatter_add,
	};
	Node *n = r->members.at[0];
	Builder b = builder_new(l, r);

	if (!l->info[n->id].stored)
		BUG("%s has no buffer", op_table[n->op].name);
	b.block = &b.kernel->body;
	uint32_t out = builder_param(&b, l->info[n->id].buffer, ACCESS_WRITE);
	rule[n->op](&b, n, out);
	builder_finish(&b, n);
}

void build_copy(Lowering *l, Buffer *to, Buffer *from)
{
	Builder b = builder_new(l, NULL);
	b.block = &b.kernel->body;
	uint32_t out = builder_param(&b, to, ACCESS_WRITE), in = builder_param(&b, from, ACCESS_READ);
	Index pos[MAX_RANK];
	Type flat = type_scalar(from->dtype);
	flat.rank = 1;
	flat.dim[0] = dim_const(from->elements);
	if (to->panels == from->panels && to->panels) {
		open_loops(&b, &flat, pos, true);
		emit_store(&b, out, pos[0], expr_load(&b, in, pos[0]), false);
	} else {
		open_loops(&b, &from->type, pos, true);
		emit_store(&b, out, buffer_offset(&b.maker, to, pos), expr_load(&b, in, buffer_offset(&b.maker, from, pos)), false);
	}
	builder_finish(&b, NULL);
	b.kernel->ops = "copy";
	b.kernel->copy = to->panels == from->panels;
}
