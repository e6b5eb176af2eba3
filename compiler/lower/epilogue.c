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

void emit_epilogue(Builder *b, Region *r, const Node *n, const Index *at, const Reg *z)
{
	const Lowering *l = b->l;
	size_t count = r->members.n, bound = b->bound.n;
	const Expr **value = NEW_ARRAY(l->arena, const Expr *, count);
	const Index *pos = arena_copy(l->arena, at, MAX_RANK * sizeof *at);

	bind(b, n, z, pos);
	for (size_t i = 0; i < count; i++) {
		Node *m = r->members.at[i];
		uint32_t reads = m == n ? 0 : reads_inside(b, r, n, m);
		if (m == n) {
			value[i] = expr_reg(b, z);
			continue;
		}
		if (!l->info[m->id].stored && reads < 2)
			continue;
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
		if (info->stored)
			emit_store(b, builder_param(b, info->buffer, ACCESS_WRITE), buffer_offset(&b->maker, info->buffer, pos), value[i], false);
	}
	b->bound.n = bound;
}
