/* pack.c - copies of a product's B in panels of 16 columns, made by the product itself, once before a loop around it, or once for
 * all products that read it so. */
#include "product.h"

int64_t panel_round(int64_t columns)
{
	return (columns + PANEL - 1) / PANEL * PANEL;
}

static void emit_pack(Builder *b, Pack pack)
{
	Pack *k = NEW(b->l->arena, Pack);
	Stmt *s = NEW(b->l->arena, Stmt);
	*k = pack;
	s->kind = S_PACK;
	s->pack = k;
	block_append(b->block, s);
}

/* All of B, where a product has it at `from`, into panels at `to`. Panels along the depth are turned 16 of it at a time. */
static void pack_all(Builder *b, const Contract *c, uint32_t from, uint32_t to)
{
	Block *outer = b->block;
	Pack k = { .from = from, .from_base = c->b_base, .from_k = c->b_k, .from_col = c->b_col, .to = to, .to_base = affine_const(0),
	           .panel = c->k_max * PANEL, .k = { c->k_max, 0 }, .k_max = c->k_max, .columns = c->j->max };

	if (c->b_panels) {
		const Var *v = var_loop(&b->maker, (Extent){ c->k_max / PANEL, 0 }, c->k_max / PANEL, "block");
		emit_for(b, v, false);
		k.from_base = affine_add(&b->maker, k.from_base, affine_scale(&b->maker, affine_var(&b->maker, v), c->b_panel));
		k.to_base = affine_scale(&b->maker, affine_var(&b->maker, v), PANEL * PANEL);
		k.k = (Extent){ PANEL, 0 };
		k.k_max = PANEL;
	}
	emit_pack(b, k);
	b->block = outer;
}

static void now_in_panels(Contract *c, uint32_t at, int64_t panel)
{
	c->b = at;
	c->b_base = affine_const(0);
	c->b_panels = true;
	c->b_panel = panel;
	c->b_k = PANEL;
	c->b_col = 1;
}

/* The product itself does not read what the panels are copied from any more. */
static void forget_source(Product *p, const Contract *c)
{
	if (c->b == p->b->args.n - 1 && c->b != c->a) {
		p->b->args.n--;
		p->b->kernel->params.n--;
	}
}

void pack_before(Product *p, Contract *c, const Around *loop)
{
	Builder h = builder_new(p->l, NULL);
	Buffer *b = p->b->args.at[c->b];
	Type t = type_scalar(DT_F32);
	t.rank = 1;
	t.dim[0] = dim_const(panel_round(c->j->max) * c->k_max);
	Buffer *panels = buffer_new(p->l, BUF_TEMP, &t, "panels");

	h.block = &h.kernel->body;
	const uint32_t target = builder_param(&h, panels, ACCESS_WRITE), source = builder_param(&h, b, ACCESS_READ);
	pack_all(&h, c, source, target);
	builder_finish(&h, p->n);
	h.kernel->ops = "pack";
	call_before(p->l, loop);
	forget_source(p, c);
	now_in_panels(c, builder_param(p->b, panels, ACCESS_READ), c->k_max * PANEL);
}

void pack_here(Product *p, Contract *c)
{
	const uint32_t scratch = builder_temp(p->b, DT_F32, panel_round(c->j->max) * c->k_max, "panels");
	pack_all(p->b, c, c->b, scratch);
	now_in_panels(c, scratch, c->k_max * PANEL);
}

/* ---- a depth of several runs --------------------------------------------------------------------------------- */

/* The loops over runs, and the packing of one: panels of so many elements, run by run below each other. */
static void pack_each_run(Builder *b, const Contract *c, const Tap *tap, uint32_t taps, uint32_t source, uint32_t target, int64_t panel, bool parallel)
{
	Block *outer = b->block;
	Affine from = c->b_base, to = affine_const(0);
	int64_t size = panel;

	for (uint32_t i = 0; i < taps; i++) {
		const Var *v = var_loop(&b->maker, tap[i].var->extent, tap[i].var->max, "run");
		size /= tap[i].var->max;
		emit_for(b, v, parallel && i == 0);
		from = affine_add(&b->maker, from, affine_scale(&b->maker, affine_var(&b->maker, v), tap[i].b));
		to = affine_add(&b->maker, to, affine_scale(&b->maker, affine_var(&b->maker, v), size));
	}
	emit_pack(b, (Pack){ .from = source, .from_base = from, .from_k = c->b_k, .from_col = c->b_col, .to = target, .to_base = to,
	                     .panel = panel, .k = c->k, .k_max = c->k_max, .columns = c->j->max });
	b->block = outer;
}

static bool same_extent(Extent a, Extent b)
{
	return a.mul == b.mul && a.sym == b.sym;
}

static bool same_runs(const Tap *a, const Tap *b, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (a[i].b != b[i].b || a[i].var->max != b[i].var->max || !same_extent(a[i].var->extent, b[i].var->extent))
			return false;
	return true;
}

/* Panels that a product before this one has made of the same B: the kernel and the recurrent kernel of a layer have the gradient of
 * their sum in common. */
static Buffer *made_before(const Product *p, const Contract *c, const Tap *tap, uint32_t taps)
{
	const Packed *all = p->l->packed.at;
	if (c->b_base.n)                 /* another B in each turn of the loops around the product */
		return NULL;
	for (size_t i = 0; i < p->l->packed.n; i++) {
		const Contract *o = &all[i].c;
		if (all[i].of == p->memory_b && o->taps == taps && same_runs(o->tap, tap, taps) && o->b_base.constant == c->b_base.constant && o->b_k == c->b_k &&
		    o->b_col == c->b_col && o->k_max == c->k_max && same_extent(o->k, c->k) && o->j->max == c->j->max && same_extent(o->j->extent, c->j->extent))
			return all[i].panels;
	}
	return NULL;
}

bool runs_are_packed(const Product *p, const Contract *c, const Tap *tap, uint32_t taps)
{
	return made_before(p, c, tap, taps) != NULL;
}

/* By a kernel of its own, whose result others may find. */
static Buffer *pack_for_all(Product *p, const Contract *c, const Tap *tap, uint32_t taps, int64_t panel)
{
	Builder h = builder_new(p->l, NULL);
	Type t = type_scalar(DT_F32);
	t.rank = 1;
	t.dim[0] = dim_const(panel_round(c->j->max) / PANEL * panel);
	Buffer *panels = buffer_new(p->l, BUF_TEMP, &t, "panels");
	Packed made = { p->memory_b, *c, panels };
	Tap *kept = NEW_ARRAY(p->l->arena, Tap, taps);

	for (uint32_t i = 0; i < taps; i++)
		kept[i] = tap[i];
	made.c.tap = kept;
	made.c.taps = taps;
	h.block = &h.kernel->body;
	const uint32_t target = builder_param(&h, panels, ACCESS_WRITE), source = builder_param(&h, p->b->args.at[c->b], ACCESS_READ);
	pack_each_run(&h, c, tap, taps, source, target, panel, true);
	builder_finish(&h, p->n);
	h.kernel->ops = "pack";
	vec_push(p->l->arena, p->l->packed, made);
	return panels;
}

void pack_runs(Product *p, Contract *c, Tap *tap, uint32_t taps)
{
	int64_t panel = c->k_max * PANEL;
	for (uint32_t i = 0; i < taps; i++)
		panel *= tap[i].var->max;
	uint32_t at;
	if (c->b_base.n) {
		at = builder_temp(p->b, DT_F32, panel_round(c->j->max) / PANEL * panel, "panels");
		pack_each_run(p->b, c, tap, taps, c->b, at, panel, false);
	} else {
		Buffer *panels = made_before(p, c, tap, taps);
		if (!panels)
			panels = pack_for_all(p, c, tap, taps, panel);
		forget_source(p, c);
		at = builder_param(p->b, panels, ACCESS_READ);
	}
	int64_t size = panel;
	for (uint32_t i = 0; i < taps; i++) {
		size /= tap[i].var->max;
		tap[i].b = size;
	}
	now_in_panels(c, at, panel);
}
