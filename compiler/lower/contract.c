/* contract.c - dot_general as one contraction with its epilogue (DESIGN 5.3).
 *
 * The axes of the product fall into batch, rows (free in A), columns (free in B) and depth (contracted). Axes of a group
 * that lie one behind the other in memory are one axis; what is left over of rows and columns becomes outer loops. The
 * case is chosen by constants:
 *
 *   row    one row:      y = x . B, B read once at memory speed
 *   dot    one column or one row, depth contiguous on both sides: 16 lanes
 *   loops  tiny or not f32: a plain nest, one accumulator
 *   tile   everything else: the runtime's micro-kernel, operands in place where they can be; where the depth is several runs of
 *          memory, such as the steps and the batch of a recurrent layer's weight gradient, the outer ones are taps
 *
 * A product with one column is the product with one row of the transposed. */
#include "product.h"

#include <string.h>

enum {
	TINY_WORK = 256,                 /* multiply-adds: below, a call costs more than it saves */
	L2_FLOATS = 256 << 10,           /* B kept in cache at a time: 1 MB */
	ALIAS_STRIDE = 1024,             /* strides of this many floats fall into the same cache sets */
	CBLAS_LEAST = 64,                /* a library's call pays from here on, in each direction */
	MOST_ROWS = 16                   /* tile rows on any target fit (cr_vec.h) */
};

static bool contains(const int64_t *list, size_t n, int64_t axis)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == axis)
			return true;
	return false;
}

static Axis axis_of(Product *p, Dim d, Affine a, const Var *va, Affine b, const Var *vb, size_t at)
{
	return (Axis){ loop_extent(p->l->model, d), d.size, va ? affine_coef(a, va) : 0, vb ? affine_coef(b, vb) : 0, (uint32_t)at };
}

void add_axis(Group *g, Axis x)
{
	g->axis[g->n++] = x;
}

/* Finds where both operands lie and sorts the axes. */
static void analyse(Product *p)
{
	Node *n = p->n;
	Maker k = { .arena = p->l->arena };
	const Var *var[2][MAX_RANK];
	Index pos[2][MAX_RANK];
	Affine at[2];
	Node *memory[2];
	size_t batch, contract, ignore, out = 0;
	const int64_t *batch_a = node_attr(n, 0, &batch), *batch_b = node_attr(n, 1, &ignore);
	const int64_t *contract_a = node_attr(n, 2, &contract), *contract_b = node_attr(n, 3, &ignore);

	for (int s = 0; s < 2; s++) {
		const Type *t = &n->in[s]->type;
		for (uint32_t i = 0; i < t->rank; i++) {
			var[s][i] = var_loop(&k, loop_extent(p->l->model, t->dim[i]), t->dim[i].size, "i");
			pos[s][i] = index_var(&k, var[s][i]);
		}
		if (!view(p->l, &k, n->in[s], pos[s], &memory[s], &at[s]))
			BUG("an operand of dot_general does not lie in memory");
	}
	const Type *ta = &n->in[0]->type, *tb = &n->in[1]->type;
	p->memory_a = memory[0];
	p->memory_b = memory[1];
	p->base_a = at[0].constant;
	p->base_b = at[1].constant;
	for (size_t i = 0; i < batch; i++)
		add_axis(&p->outer, axis_of(p, ta->dim[batch_a[i]], at[0], var[0][batch_a[i]], at[1], var[1][batch_b[i]], out++));
	for (uint32_t i = 0; i < ta->rank; i++)
		if (!contains(batch_a, batch, i) && !contains(contract_a, contract, i))
			add_axis(&p->rows, axis_of(p, ta->dim[i], at[0], var[0][i], at[1], NULL, out++));
	for (uint32_t i = 0; i < tb->rank; i++)
		if (!contains(batch_b, batch, i) && !contains(contract_b, contract, i))
			add_axis(&p->columns, axis_of(p, tb->dim[i], at[0], NULL, at[1], var[1][i], out++));
	for (size_t i = 0; i < contract; i++)
		add_axis(&p->depth, axis_of(p, ta->dim[contract_a[i]], at[0], var[0][contract_a[i]], at[1], var[1][contract_b[i]], 0));
}

uint32_t mergeable(const Group *g)
{
	uint32_t n = g->n ? 1 : 0;
	for (uint32_t i = g->n; i-- > 1; n++) {
		const Axis *in = &g->axis[i], *out = &g->axis[i - 1];
		if (in->extent.sym || out->a != in->a * in->max || out->b != in->b * in->max)
			break;
	}
	return n;
}

Axis merge_axes(const Group *g, uint32_t n)
{
	if (!g->n)
		return (Axis){ .extent = { 1, 0 }, .max = 1 };
	Axis whole = g->axis[g->n - 1];
	for (uint32_t i = 2; i <= n; i++) {
		const Axis *x = &g->axis[g->n - i];
		whole.extent = (Extent){ x->extent.mul * whole.extent.mul, x->extent.sym };
		whole.max *= x->max;
	}
	return whole;
}

void drop_ones(Group *g)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < g->n; i++)
		if (g->axis[i].max != 1)
			g->axis[n++] = g->axis[i];
	g->n = n;
}

/* ---- loops ------------------------------------------------------------------------------------------------ */

static const Var *open_axis(Product *p, const Axis *x, const char *hint, bool parallel)
{
	const Var *v = var_loop(&p->b->maker, x->extent, x->max, hint);
	emit_for(p->b, v, parallel);
	return v;
}

static void plain_nest(Product *p)
{
	Builder *b = p->b;
	Node *n = p->n;
	Index pos[2][MAX_RANK];
	size_t batch, contract, ignore, out = 0;
	const int64_t *batch_a = node_attr(n, 0, &batch), *batch_b = node_attr(n, 1, &ignore);
	const int64_t *contract_a = node_attr(n, 2, &contract), *contract_b = node_attr(n, 3, &ignore);
	static const char *const name[] = { "i", "j", "k", "l", "m", "o", "p", "q" };
	bool share = true;

	for (uint32_t i = 0; i < n->type.rank; i++) {
		const Var *v = var_loop(&b->maker, loop_extent(p->l->model, n->type.dim[i]), n->type.dim[i].size, name[i]);
		emit_for_shared(b, v, &share);
		p->pos[i] = index_var(&b->maker, v);
	}
	for (size_t i = 0; i < batch; i++)
		pos[0][batch_a[i]] = pos[1][batch_b[i]] = p->pos[out++];
	for (int s = 0; s < 2; s++)
		for (uint32_t i = 0; i < n->in[s]->type.rank; i++)
			if (!contains(s ? batch_b : batch_a, batch, i) && !contains(s ? contract_b : contract_a, contract, i))
				pos[s][i] = p->pos[out++];
	DType d = n->type.dtype;
	const Reg *sum = reg_new(b, d, "sum", true);
	emit_let(b, sum, expr_number(b, d, 0));
	Block *inner = b->block;
	for (size_t i = 0; i < contract; i++) {
		Dim dim = n->in[0]->type.dim[contract_a[i]];
		const Var *v = var_loop(&b->maker, loop_extent(p->l->model, dim), dim.size, "depth");
		emit_for(b, v, false);
		pos[0][contract_a[i]] = pos[1][contract_b[i]] = index_var(&b->maker, v);
	}
	const Expr *product = expr_map2(b, OP_multiply, d, element(b, n->in[0], pos[0]), element(b, n->in[1], pos[1]));
	emit_assign(b, sum, expr_map2(b, OP_add, d, expr_reg(b, sum), product));
	b->block = inner;
	emit_epilogue(b, p->r, n, p->pos, sum);
}

void spread(Product *p, const Group *g, uint32_t merged, const Var *v)
{
	Index rest = index_var(&p->b->maker, v), part;
	for (uint32_t i = g->n; i-- > g->n - merged;) {
		if (i == g->n - merged) {
			p->pos[g->axis[i].at] = rest;
		} else {
			if (!index_divide(&p->b->maker, rest, g->axis[i].max, &rest, &part))
				BUG("a plain index cannot be divided");
			p->pos[g->axis[i].at] = part;
		}
	}
}

/* Axes that could not be merged become outer loops. */
static void leave_outer(Product *p, Group *g, uint32_t merged)
{
	for (uint32_t i = 0; i + merged < g->n; i++)
		add_axis(&p->outer, g->axis[i]);
	memmove(g->axis, g->axis + (g->n - merged), merged * sizeof *g->axis);
	g->n = merged;
}

static uint32_t operand(Product *p, const Node *memory)
{
	Buffer *buffer = node_is_leaf(memory) ? leaf_buffer(p->l, memory) : p->l->info[memory->id].buffer;
	return builder_param(p->b, buffer, ACCESS_READ);
}

/* Where a library may write the product: the last f32 result of its shape, and only without outer loops. */
static void allow_cblas(Product *p, Contract *c)
{
	bool a_plain = c->a_k == 1 || c->a_row == 1, b_plain = c->b_col == 1 || c->b_k == 1;
	if (!p->blas || c->b_panels || p->outer.n || !a_plain || !b_plain || c->i->max < CBLAS_LEAST || c->j->max < CBLAS_LEAST || c->k_max < CBLAS_LEAST)
		return;
	for (size_t i = p->r->members.n; i-- > 0;) {
		const Node *m = p->r->members.at[i];
		if (m->type.dtype == DT_F32 && p->l->info[m->id].stored) {
			c->cblas = true;
			c->cblas_out = builder_param(p->b, p->l->info[m->id].buffer, ACCESS_UPDATE);
			return;
		}
	}
}

/* B is copied into panels where reading it in place would miss caches often enough to pay for the copy
 * (runtime/README.md, Contractions). */
static bool panels_pay(const Contract *c)
{
	int64_t m = c->i->max;
	return (m >= 64 && c->b_k >= 256) || (m >= 28 && c->b_k % ALIAS_STRIDE == 0);
}

/* The loop before which B may be packed: all of it is the same in every turn. */
static const Around *invariant_b(const Product *p, const Contract *c)
{
	if (c->k.sym || c->j->extent.sym || c->b_base.n || c->k_max < 1 || (c->b_panels && c->k_max % PANEL))
		return NULL;
	return loop_invariant(p->l, p->b->args.at[c->b]);
}

static void choose_packing(Product *p, Contract *c)
{
	const int64_t n = c->j->max;
	bool tile = c->how == CONTRACT_TILE;

	c->scratch_a = c->scratch_b = -1;
	for (int turn = 0; turn < 2; turn++) {
		c->pack_b = c->b_panels ? c->b_k == 1 : c->b_col != 1 || (tile && panels_pay(c));
		c->pack_b_tail = !c->pack_b && !c->b_panels && n % PANEL != 0 && !contract_overlaps(c) && !contract_last_lines(c);
		const Around *loop = turn || !(c->pack_b || c->pack_b_tail) ? NULL : invariant_b(p, c);
		if (!loop)
			break;
		pack_before(p, c, loop);
	}
	if (c->pack_b || c->pack_b_tail) {
		c->scratch_b = (int32_t)builder_temp(p->b, DT_F32, (c->pack_b ? panel_round(n) : PANEL) * c->k_max, "panels");
	}
	c->pack_a = tile && n >= 128 && (c->a_row % ALIAS_STRIDE == 0 || (c->a_k > 1 && c->a_k % ALIAS_STRIDE == 0));
	if (c->pack_a)
		c->scratch_a = (int32_t)builder_temp(p->b, DT_F32, MOST_ROWS * c->k_max, "rows");
	int64_t least = c->pack_a ? 256 : 64, block = c->k_max > 0 ? L2_FLOATS / c->k_max / (2 * PANEL) * (2 * PANEL) : n;
	c->column_block = block < least ? least : block;
}

/* Which order B lies in, where it is a parameter in panels: 0 row-major, 1 panels over the columns, 2 over the depth (the
 * product reads it transposed), -1 some other way. */
static int panel_order(Product *p, const Axis *column, const Axis *depth)
{
	const Buffer *a = node_is_leaf(p->memory_a) ? leaf_buffer(p->l, p->memory_a) : NULL;
	const Buffer *b = node_is_leaf(p->memory_b) ? leaf_buffer(p->l, p->memory_b) : NULL;
	if (a && a->panels)
		return -1;
	if (!b || !b->panels)
		return 0;
	if (p->base_b == 0 && column->b == 1 && column->max == b->panels && depth->b == b->panels)
		return 1;
	return p->base_b == 0 && depth->b == 1 && depth->max == b->panels && column->b == b->panels ? 2 : -1;
}

/* Which case: LOOPS where nothing better fits. Swaps the operands of a product with one column. */
static ContractHow choose(Axis *row, Axis *column, const Axis *depth, bool *swapped)
{
	*swapped = false;
	if (row->max * column->max * depth->max <= TINY_WORK)
		return CONTRACT_LOOPS;
	if ((row->max == 1 || column->max == 1) && depth->a == 1 && depth->b == 1)
		return CONTRACT_DOT;
	if (column->max == 1 && row->a == 1) {
		*swapped = true;
		return CONTRACT_ROW;
	}
	if (row->max == 1)
		return column->b == 1 ? CONTRACT_ROW : CONTRACT_LOOPS;
	return column->max == 1 ? CONTRACT_LOOPS : CONTRACT_TILE;
}

/* In B, if not in A. */
static bool one_run_of_b(const Group *depth)
{
	for (uint32_t i = 0; i + 1 < depth->n; i++)
		if (depth->axis[i].b != depth->axis[i + 1].b * depth->axis[i + 1].max)
			return false;
	return true;
}

/* All but the last axis of a depth that is not one run become taps. */
static void take_taps(Product *p, Contract *c)
{
	const Axis *last = &p->depth.axis[p->depth.n - 1];
	const int64_t across = last->b;          /* from one of B's rows to the next */
	const uint32_t n = p->depth.n - 1;
	Tap *tap = NEW_ARRAY(p->l->arena, Tap, n);
	c->k = last->extent;
	c->k_max = last->max;
	for (uint32_t i = 0; i < n; i++) {
		const Axis *x = &p->depth.axis[i];
		tap[i] = (Tap){ var_loop(&p->b->maker, x->extent, x->max, "run"), x->a, c->b_panels ? x->b / across * PANEL : x->b };
	}
	c->taps = n;
	c->tap = tap;
	c->run = var_loop(&p->b->maker, c->k, c->k_max, "k");
	c->scratch_a = c->scratch_b = -1;
	/* rows of B that fall into the same cache sets, or of which each is on a page of its own, are also better copied: a third of an LSTM's
	 * step at 512 units, a tenth of a GRU's */
	const bool far = (c->i->max >= 28 && c->b_k % ALIAS_STRIDE == 0) || (c->i->max >= 128 && c->b_k >= ALIAS_STRIDE);
	if (!c->b_panels && (c->b_col != 1 || c->j->extent.sym || c->j->max % PANEL || far || runs_are_packed(p, c, tap, n)))
		pack_runs(p, c, tap, n);
}

/* B is a parameter in panels: over its columns (order 1), or along a depth that is one run of it (2). */
static void read_panels(Product *p, Contract *c, int order)
{
	const Buffer *b = leaf_buffer(p->l, p->memory_b);
	c->b_panels = true;
	c->b_panel = b->elements / b->panels * PANEL;
	c->b_k = order == 1 ? PANEL : 1;
	c->b_col = order == 1 ? 1 : PANEL;
}

static void turn_panels(Product *p, Contract *c)
{
	const Around *loop = invariant_b(p, c);
	if (loop)
		pack_before(p, c, loop);
	else
		pack_here(p, c);
}

static void swap_operands(Contract *c)
{
	const Contract t = *c;
	c->i = t.j;
	c->j = t.i;
	c->a = t.b;
	c->a_base = t.b_base;
	c->a_row = t.b_col;
	c->a_k = t.b_k;
	c->b = t.a;
	c->b_base = t.a_base;
	c->b_k = t.a_k;
	c->b_col = t.a_row;
}

/* Opens the outer loops; where the operands are inside. */
static void open_outer(Product *p, Affine *a, Affine *b)
{
	Maker *m = &p->b->maker;
	for (uint32_t i = 0; i < p->outer.n; i++) {
		const Axis *x = &p->outer.axis[i];
		const Var *v = open_axis(p, x, "outer", true);
		p->pos[x->at] = index_var(m, v);
		*a = affine_add(m, *a, affine_scale(m, affine_var(m, v), x->a));
		*b = affine_add(m, *b, affine_scale(m, affine_var(m, v), x->b));
	}
}

bool contract(Product *p)
{
	Builder *b = p->b;
	Group *rows = &p->rows, *columns = &p->columns;
	uint32_t merged_rows = mergeable(rows), merged_columns = mergeable(columns);
	Axis row = merge_axes(rows, merged_rows), column = merge_axes(columns, merged_columns), depth = merge_axes(&p->depth, p->depth.n);
	bool swapped;
	ContractHow how = choose(&row, &column, &depth, &swapped);
	int order = panel_order(p, &column, &depth);

	if (order > 0 && how == CONTRACT_DOT)
		how = CONTRACT_ROW;
	const bool runs = mergeable(&p->depth) != p->depth.n;       /* the depth is several runs of memory */
	if (runs) {
		if (order > 0 && !one_run_of_b(&p->depth))
			return false;
		if (row.max == 1 || column.max == 1 || column.extent.sym || row.max * column.max * depth.max <= TINY_WORK)
			return false;
		how = CONTRACT_TILE;
		swapped = false;
	}
	if (how == CONTRACT_LOOPS || order < 0 || (order > 0 && swapped) || p->n->type.dtype != DT_F32)
		return false;
	leave_outer(p, rows, merged_rows);
	leave_outer(p, columns, merged_columns);
	const Var *i = var_loop(&b->maker, row.extent, row.max, "i"), *j = var_loop(&b->maker, column.extent, column.max, "j");
	Contract *c = NEW(p->l->arena, Contract);
	*c = (Contract){ .how = how, .i = i, .j = j, .k = depth.extent, .k_max = depth.max, .scratch_a = -1, .scratch_b = -1,
	                 .a = operand(p, p->memory_a), .a_row = row.a, .a_k = depth.a,
	                 .b = operand(p, p->memory_b), .b_k = depth.b, .b_col = column.b };
	if (order > 0)
		read_panels(p, c, order);
	if (order == 2 && runs)
		turn_panels(p, c);
	c->a_base = affine_const(p->base_a);
	c->b_base = affine_const(p->base_b);
	open_outer(p, &c->a_base, &c->b_base);
	if (swapped)
		swap_operands(c);
	spread(p, rows, merged_rows, i);
	spread(p, columns, merged_columns, j);
	if (runs)
		take_taps(p, c);
	else if (how != CONTRACT_DOT)
		choose_packing(p, c);
	if (how == CONTRACT_TILE && !runs)
		allow_cblas(p, c);
	const Reg *z = reg_new(b, DT_F32, "z", false);
	c->z = z;
	Stmt *s = NEW(p->l->arena, Stmt);
	s->kind = S_CONTRACT;
	s->contract = c;
	block_append(b->block, s);
	b->block = &c->epilogue;
	emit_epilogue(b, p->r, p->n, p->pos, z);
	return true;
}

void build_product(Builder *b, Region *r, Node *n)
{
	Product p = { .l = b->l, .r = r, .b = b, .n = n, .blas = b->l->options->blas };

	for (uint32_t i = 0; i < MAX_RANK; i++)
		p.pos[i] = index_const(0);
	analyse(&p);
	drop_ones(&p.outer);
	drop_ones(&p.rows);
	drop_ones(&p.columns);
	drop_ones(&p.depth);
	if (!contract(&p))
		plain_nest(&p);
}

void build_contract(Lowering *l, Region *r)
{
	Builder b = builder_new(l, r);
	Node *n = NULL;

	for (size_t i = 0; i < r->members.n; i++)        /* maps that sank into the epilogue may stand before it */
		if (node_reads_memory(r->members.at[i]))
			n = r->members.at[i];
	if (!n)
		BUG("a contraction without one");
	b.block = &b.kernel->body;
	if (n->op == OP_dot_general)
		build_product(&b, r, n);
	else if (n->op == OP_convolution)
		build_convolution(&b, r, n);
	else
		build_window(&b, r, n);
	builder_finish(&b, n);
}
