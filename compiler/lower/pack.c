/* pack.c - copies of a product's B in panels of 16 columns, made by the product itself or once before a loop around it. */
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
	if (c->b == p->b->args.n - 1 && c->b != c->a) {      /* the product itself does not read it any more */
		p->b->args.n--;
		p->b->kernel->params.n--;
	}
	now_in_panels(c, builder_param(p->b, panels, ACCESS_READ), c->k_max * PANEL);
}

void pack_here(Product *p, Contract *c)
{
	const uint32_t scratch = builder_temp(p->b, DT_F32, panel_round(c->j->max) * c->k_max, "panels");
	pack_all(p->b, c, c->b, scratch);
	now_in_panels(c, scratch, c->k_max * PANEL);
}

void pack_runs(Product *p, Contract *c, Tap *tap, uint32_t taps)
{
	Builder *b = p->b;
	Block *outer = b->block;
	int64_t size = c->k_max * PANEL;
	Affine from = c->b_base, to = affine_const(0);

	for (uint32_t i = taps; i-- > 0;)
		size *= tap[i].var->max;
	const int64_t panel = size;
	const uint32_t scratch = builder_temp(b, DT_F32, panel_round(c->j->max) / PANEL * panel, "panels");
	for (uint32_t i = 0; i < taps; i++) {
		const Var *v = var_loop(&b->maker, tap[i].var->extent, tap[i].var->max, "run");
		size /= tap[i].var->max;
		emit_for(b, v, false);
		from = affine_add(&b->maker, from, affine_scale(&b->maker, affine_var(&b->maker, v), tap[i].b));
		to = affine_add(&b->maker, to, affine_scale(&b->maker, affine_var(&b->maker, v), size));
		tap[i].b = size;
	}
	emit_pack(b, (Pack){ .from = c->b, .from_base = from, .from_k = c->b_k, .from_col = c->b_col, .to = scratch, .to_base = to,
	                     .panel = panel, .k = c->k, .k_max = c->k_max, .columns = c->j->max });
	b->block = outer;
	now_in_panels(c, scratch, panel);
}
