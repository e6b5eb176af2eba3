/* epilogue.c - what is done with an element of a product, convolution or window while it is at hand: the maps of its region. */
#include "internal.h"

typedef struct Count { const Node *node; uint32_t uses; } Count;

static void count_reads(void *user, Node *n, const Index *pos, bool by_address)
{
	Count *c = user;
	(void)pos, (void)by_address;
	c->uses += n == c->node;
}

/* How often the other members read `node`; `main` reads memory only. */
static uint32_t reads_inside(Builder *b, const Region *r, const Node *main, const Node *node)
{
	Count c = { node, 0 };
	for (size_t i = 0; i < r->members.n; i++) {
		Node *m = r->members.at[i];
		Maker k = { .arena = b->l->arena };
		Index pos[MAX_RANK];
		if (m == main)
			continue;
		for (uint32_t a = 0; a < m->type.rank; a++)
			pos[a] = index_const(0);
		touch_operands(b->l, &k, m, pos, count_reads, &c);
	}
	return c.uses;
}

static void bind(Builder *b, const Node *n, const Reg *r, const Index *pos)
{
	Bound bound = { n, r, pos };
	vec_push(b->l->arena, b->bound, bound);
}

bool flat_position(Maker *k, const Type *from, const Index *pos, const Type *to, Index *flat)
{
	uint32_t at = 0;
	for (uint32_t i = 0; i < to->rank; i++) {
		if (at == from->rank)
			return false;
		Dim d = from->dim[at];
		flat[i] = pos[at++];
		while (!d.sym && !to->dim[i].sym && at < from->rank && (d.size < to->dim[i].size || from->dim[at].size == 1) && !from->dim[at].sym) {
			if (d.size == to->dim[i].size && i + 1 < to->rank && to->dim[i + 1].size == 1)
				break;               /* that 1 is its own axis */
			if (from->dim[at].size > 1)
				flat[i] = d.size == 1 ? pos[at] : index_add(k, index_scale(k, flat[i], from->dim[at].size), pos[at]);
			d.size *= from->dim[at++].size;
		}
		if (!dim_equal(d, to->dim[i]))
			return false;
	}
	return at == from->rank;
}

/* Of member m, where the element of n lies at pos. */
static const Index *position_of(Builder *b, const Node *n, const Index *pos, const Node *m)
{
	if (shape_equal(&n->type, &m->type))
		return pos;
	Index *flat = NEW_ARRAY(b->l->arena, Index, MAX_RANK);
	if (!flat_position(&b->maker, &n->type, pos, &m->type, flat))
		BUG("%s has no place in the epilogue of %s", op_table[m->op].name, op_table[n->op].name);
	return flat;
}

void emit_epilogue(Builder *b, Region *r, const Node *n, const Index *at, const Reg *z)
{
	const Lowering *l = b->l;
	size_t count = r->members.n, bound = b->bound.n;
	const Expr **value = NEW_ARRAY(l->arena, const Expr *, count);
	const Index *whole = arena_copy(l->arena, at, MAX_RANK * sizeof *at);

	bind(b, n, z, whole);
	for (size_t i = 0; i < count; i++) {
		Node *m = r->members.at[i];
		uint32_t reads = m == n ? 0 : reads_inside(b, r, n, m);
		if (m == n) {
			value[i] = expr_reg(b, z);
			continue;
		}
		if (!l->info[m->id].stored && reads < 2)
			continue;
		const Index *pos = position_of(b, n, whole, m);
		value[i] = compute(b, m, pos);
		if (reads) {
			const Reg *v = reg_new(b, m->type.dtype, "v", false);
			emit_let(b, v, value[i]);
			bind(b, m, v, pos);
			value[i] = expr_reg(b, v);
		}
	}
	for (size_t i = 0; i < count; i++) {
		Node *m = r->members.at[i];
		const Info *info = &l->info[m->id];
		if (!info->stored)
			continue;
		Index to = buffer_offset(&b->maker, info->buffer, position_of(b, n, whole, m));
		emit_store(b, builder_param(b, info->buffer, ACCESS_WRITE), to, value[i], false);
	}
	b->bound.n = bound;
}
