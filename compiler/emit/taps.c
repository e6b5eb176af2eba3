/* taps.c - a contraction with taps: convolutions and their gradients as calls of the runtime's tile, A read in place.
 *
 * Where a term's test depends on variables around the tile only (a kernel line above the image), its axis of depth is cut to
 * the range that holds, once. Where it names the row (a kernel column left of the image), a tile inside is one pass over
 * kernel column and channels together; at a border each kernel column adds to the rows it has. */
#include "contract.h"
#include "../plan/range.h"

#include <string.h>

typedef struct Span { const char *from, *end; } Span;        /* of an axis of depth; from NULL: 0 */

typedef struct Taps {
	Ctx *x;
	Span span[MAX_RANK + 1];         /* taps, then the run */
	const Test *clip;                /* the last tap's test that names i */
	int64_t rise;                    /* of the clip's test with i and, times the tap, `step` */
	int64_t step;
	bool merges;                     /* the clipped tap and the run are one run */
	const char *tile;
	bool started;                    /* the tile holds zeros: sums go on from there */
} Taps;

static int64_t coef_of(const Affine *a, const Var *v)
{
	for (uint32_t i = 0; i < a->n; i++)
		if (a->term[i].var == v)
			return a->term[i].coef;
	return 0;
}

/* ---- ranges of depth --------------------------------------------------------------------------------------- */

/* Is there a place around where no cell of the axis is inside? Looked for where one variable decides. */
static bool may_be_empty(const Test *t, const Var *depth)
{
	int64_t d = coef_of(&t->value, depth), s = 0, places = 1;
	for (uint32_t i = 0; i < t->value.n; i++)
		if (t->value.term[i].var != depth) {
			if (s)
				return true;
			s = t->value.term[i].coef;
			places = t->value.term[i].var->max;
		}
	for (int64_t q = 0; q < places; q++) {
		int64_t at = t->value.constant + s * q, first = at < 0 ? (-at + d - 1) / d : 0;
		if (first >= depth->max || at + d * first >= t->limit.mul)
			return true;
	}
	return false;
}

/* Declares from and end of the axis of `depth` under test t. */
static Span declare_span(Ctx *x, const Test *t, const Var *depth, const char *count, const char **condition)
{
	KernelPrinter *p = x->p;
	Affine around = { 0, 0, NULL };
	Span span = { NULL, count };
	int64_t step = coef_of(&t->value, depth), low = -t->value.constant, high = t->limit.mul - t->value.constant, most = 0;
	for (uint32_t i = 0; i < t->value.n; i++)
		if (t->value.term[i].var != depth) {
			around = contract_plus(p, &around, t->value.term[i].var, t->value.term[i].coef);
			most += t->value.term[i].coef * (t->value.term[i].var->max - 1);
		}
	const char *at = affine_text(p, &around, 0);
	if (low > 0) {
		span.from = scope_name(&p->scope, depth->hint);
		c_line(p->w, "const size_t %s = cr_steps(%s, %lld, %lld);", span.from, at, (long long)low, (long long)step);
	}
	if (most + step * (depth->max - 1) >= high) {
		span.end = scope_name(&p->scope, arena_printf(p->arena, "%s_end", depth->hint));
		c_line(p->w, "const size_t %s = cr_steps_most(%s, %lld, %lld, %s);", span.end, at, (long long)(high > 0 ? high : 0), (long long)step, count);
	}
	if (may_be_empty(t, depth)) {
		const char *one = arena_printf(p->arena, "%s < %s", span.from ? span.from : "0", span.end);
		*condition = **condition ? arena_printf(p->arena, "%s && %s", *condition, one) : one;
	}
	return span;
}

static const char *span_count(KernelPrinter *p, const Span *s)
{
	return s->from ? arena_printf(p->arena, "%s - %s", s->end, s->from) : s->end;
}

/* Finds the spans of all axes; the condition under which there is anything to add. */
static const char *find_spans(Taps *t)
{
	Ctx *x = t->x;
	const Contract *c = x->c;
	const char *condition = "";
	for (uint32_t k = 0; k <= c->taps; k++) {
		const Var *v = k < c->taps ? c->tap[k].var : c->run;
		t->span[k] = (Span){ NULL, extent_text(x->p, k < c->taps ? v->extent : c->k, 0) };
		for (uint32_t i = 0; i < c->tests && v; i++) {
			const Test *test = &c->test[i];
			if (!coef_of(&test->value, v))
				continue;
			t->rise = coef_of(&test->value, c->i);
			t->step = coef_of(&test->value, v);
			if (t->rise)
				t->clip = test;
			else
				t->span[k] = declare_span(x, test, v, t->span[k].end, &condition);
		}
	}
	if (t->clip) {
		const Tap *last = &c->tap[c->taps - 1];
		t->rise = coef_of(&t->clip->value, c->i);
		t->step = coef_of(&t->clip->value, last->var);
		t->merges = c->k.sym == 0 && !t->span[c->taps].from &&
		            last->a == c->k.mul * c->a_k && last->b == c->k.mul * c->b_k;
		for (uint32_t i = 0; i < c->tests; i++)
			t->merges &= !c->run || !coef_of(&c->test[i].value, c->run);
	}
	return condition;
}

/* ---- one call of the tile ------------------------------------------------------------------------------------ */

typedef struct Part {
	const char *tile, *rows;
	Var row;                         /* the first row */
	const Var *clipped;              /* the clipped tap where it is a loop around */
	bool merged;
} Part;

/* base + the axes that are at a place other than 0 */
static Affine at_depth(Taps *t, const Part *part, Affine base, uint32_t taps, bool in_a)
{
	const Contract *c = t->x->c;
	KernelPrinter *p = t->x->p;
	for (uint32_t k = 0; k < taps; k++)
		if (p->var[c->tap[k].var->id])
			base = contract_plus(p, &base, c->tap[k].var, in_a ? c->tap[k].a : c->tap[k].b);
	if (part->clipped)
		base = contract_plus(p, &base, part->clipped, in_a ? c->tap[c->taps - 1].a : c->tap[c->taps - 1].b);
	if (t->span[c->taps].from)
		base = contract_plus(p, &base, c->run, in_a ? c->a_k : c->b_k);
	return base;
}

/* The rows' addresses, where they follow no stride. */
static const char *declare_rows(Taps *t, const Part *part, const Affine *base)
{
	Ctx *x = t->x;
	KernelPrinter *p = x->p;
	const char *at = scope_name(&p->scope, "at");
	size_t names = p->scope.names.n;
	const char *r = scope_name(&p->scope, "r");
	c_line(p->w, "const float *%s[CR_TILE_ROWS];", at);
	c_loop(p->w, "for (size_t %s = 0; %s < %s; %s++)", r, r, part->rows, r);
	c_line(p->w, "const size_t %s = %s + %s;", declare_var(p, x->c->i), p->var[part->row.id], r);
	c_long(p->w, "%s[%s] = %s;", at, r, address_text(p, x->c->a, base));
	c_close(p->w);
	p->scope.names.n = names;
	return at;
}

static void print_zeros(Taps *t)
{
	KernelPrinter *p = t->x->p;
	const char *l = scope_name(&p->scope, "l");
	c_line(p->w, "for (size_t %s = 0; %s < rows * CR_TILE_COLS; %s++)", l, l, l);
	c_line(p->w, "\t%s[%s] = 0.0f;", t->tile, l);
	p->scope.names.n--;
	t->started = true;
}

/* How many axes of depth are inside one call: a tap and the run. */
enum { IN_A_CALL = 2 };

static void print_part(Taps *t, const Part *part)
{
	Ctx *x = t->x;
	const Contract *c = x->c;
	KernelPrinter *p = x->p;
	size_t names = p->scope.names.n;
	uint32_t taps = c->taps - (part->merged || part->clipped);
	int open = 0;
	const char *depth = span_count(p, &t->span[c->taps]), *count = "1";
	Tap inner = { NULL, 0, 0 };

	if (!t->started && taps >= IN_A_CALL)        /* several calls add up */
		print_zeros(t);
	for (uint32_t k = 0; k + 1 < taps; k++) {
		const Span *s = &t->span[k];
		const char *v = declare_var(p, c->tap[k].var);
		c_loop(p->w, "for (size_t %s = %s; %s < %s; %s++)", v, s->from ? s->from : "0", v, s->end, v);
		open++;
	}
	if (taps) {
		inner = c->tap[taps - 1];
		count = span_count(p, &t->span[taps - 1]);
		p->var[inner.var->id] = t->span[taps - 1].from;
	}
	if (c->run)
		p->var[c->run->id] = t->span[c->taps].from;
	if (part->merged)
		depth = arena_printf(p->arena, "%lld", (long long)(c->k.mul * c->tap[c->taps - 1].var->max));
	Affine a = at_depth(t, part, c->a_base, taps, true), b = at_depth(t, part, c->b_base, taps, false);
	b = contract_plus(p, &b, &x->col, c->b_panels ? c->b_panel / 16 : 1);
	const char *b_panel = c->b_panels ? arena_printf(p->arena, "%lld", (long long)c->b_panel) : x->overlaps ? "cols - 16" : "16";
	const char *a_text, *name;
	if (c->a_rows) {
		name = t->started ? "cr_tile_taps_rows_add" : "cr_tile_taps_rows";
		a_text = declare_rows(t, part, &a);
	} else {
		name = t->started ? "cr_tile_taps_add" : "cr_tile_taps";
		a = contract_plus(p, &a, &part->row, c->a_row);
		a_text = arena_printf(p->arena, "%s, %lld", address_text(p, c->a, &a), (long long)c->a_row);
	}
	c_long(p->w, "%s(%s, %s, (cols + 15) / 16, %s, %s%lld, %s%lld, %s, %s, %lld, %s, %s, %lld);", name, part->tile, part->rows, count,
	       inner.a < 0 ? "(size_t)" : "", (long long)inner.a, inner.b < 0 ? "(size_t)" : "", (long long)inner.b, depth, a_text,
	       (long long)c->a_k, arena_printf(p->arena, "%s%s", address_text(p, c->b, &b), contract_shift(x)), b_panel, (long long)c->b_k);
	for (uint32_t k = 0; k < taps; k++)
		p->var[c->tap[k].var->id] = NULL;
	contract_close(x, open, names);
}

/* ---- rows at the border ---------------------------------------------------------------------------------------- */

static int64_t ceil_divide(int64_t a, int64_t b)
{
	return a > 0 ? (a + b - 1) / b : 0;
}

/* The rows with all cells of the clipped tap: [*first, *end). */
static void inside_rows(const Taps *t, int64_t *first, int64_t *end)
{
	const Contract *c = t->x->c;
	const Affine *v = &t->clip->value;
	int64_t last = t->step * (c->tap[c->taps - 1].var->max - 1);
	*first = ceil_divide(-v->constant, t->rise);
	*end = ceil_divide(t->clip->limit.mul - v->constant - last, t->rise);
	if (*end > c->i->max)
		*end = c->i->max;
}

static void print_clipped(Taps *t)
{
	Ctx *x = t->x;
	KernelPrinter *p = x->p;
	const Contract *c = x->c;
	const Tap *tap = &c->tap[c->taps - 1];
	size_t names = p->scope.names.n;
	const char *row = p->var[x->row.id], *cell = declare_var(p, tap->var);
	const char *first = scope_name(&p->scope, "first"), *end = scope_name(&p->scope, "end");
	int64_t low = -t->clip->value.constant, high = t->clip->limit.mul - t->clip->value.constant;
	Affine zero = { 0, 0, NULL }, at = contract_plus(p, &zero, tap->var, t->step);
	const char *place = affine_text(p, &at, 0);
	if (!t->started)
		print_zeros(t);
	c_loop(p->w, "for (size_t %s = 0; %s < %lld; %s++)", cell, cell, (long long)tap->var->max, cell);
	if (low > 0) {
		const char *least = scope_name(&p->scope, "least");
		c_line(p->w, "const size_t %s = cr_steps(%s, %lld, %lld);", least, place, (long long)low, (long long)t->rise);
		c_line(p->w, "const size_t %s = %s < %s ? %s : %s;", first, least, row, row, least);
	} else {
		c_line(p->w, "const size_t %s = %s;", first, row);
	}
	c_line(p->w, "const size_t %s = cr_steps_most(%s, %lld, %lld, %s + rows);", end, place, (long long)(high > 0 ? high : 0), (long long)t->rise, row);
	c_open(p->w, "if (%s < %s)", first, end);
	Var at_row = x->row;
	at_row.id = x->k.id;
	p->var[at_row.id] = first;
	Part part = { arena_printf(p->arena, "tile + (%s - %s) * CR_TILE_COLS", first, row), arena_printf(p->arena, "%s - %s", end, first), at_row, tap->var, false };
	print_part(t, &part);
	c_close(p->w);
	contract_close(x, 1, names);
	p->var[tap->var->id] = NULL;
}

static void print_sums(Taps *t)
{
	Ctx *x = t->x;
	KernelPrinter *p = x->p;
	Part whole = { "tile", "rows", x->row, NULL, t->merges };
	int64_t first, end;
	if (!t->clip) {
		print_part(t, &whole);
		return;
	}
	inside_rows(t, &first, &end);
	if (!t->merges || end <= first) {
		print_clipped(t);
		return;
	}
	const char *row = p->var[x->row.id];
	Text test = text_new(p->arena);
	if (first > 0)
		text_add(&test, "%s >= %lld", row, (long long)first);
	if (end < x->c->i->max)
		text_add(&test, "%s%s + rows <= %lld", test.n ? " && " : "", row, (long long)end);
	if (!test.n) {
		print_part(t, &whole);
		return;
	}
	const bool started = t->started;
	c_open(p->w, "if (%s)", text_str(&test));
	print_part(t, &whole);
	t->started = started;
	c_close_with(p->w, " else {");
	p->w->depth++;
	print_clipped(t);
	c_close_with(p->w, "");
}

void contract_taps(Ctx *x)
{
	KernelPrinter *p = x->p;
	const Contract *c = x->c;
	size_t names = p->scope.names.n;
	Taps t = { .x = x };
	const char *condition = find_spans(&t);

	contract_share(x, "");
	const char *row = declare_var(p, &x->row);
	c_loop(p->w, "for (size_t %s = 0; %s < %s; %s += CR_TILE_ROWS)", row, row, x->m, row);
	c_line(p->w, "const size_t %s = %s;", scope_name(&p->scope, "rows"), contract_at_most(p, x->m, row, "CR_TILE_ROWS"));
	const char *col = declare_var(p, &x->col);
	c_loop(p->w, "for (size_t %s = 0; %s < %s; %s += CR_TILE_COLS)", col, col, x->n, col);
	c_line(p->w, "const size_t %s = %s;", scope_name(&p->scope, "cols"), contract_at_most(p, x->n, col, "CR_TILE_COLS"));
	t.tile = scope_name(&p->scope, "tile");
	c_line(p->w, "float %s[CR_TILE_ROWS * CR_TILE_COLS];", t.tile);
	if (condition[0] || c->k_max == 0)
		print_zeros(&t);
	if (condition[0])
		c_open(p->w, "if (%s)", condition);
	if (c->k_max > 0)
		print_sums(&t);
	if (condition[0])
		c_close_with(p->w, "");
	contract_results(x, t.tile, row);
	contract_close(x, 2, names);
	p->stack += 2 * TILE_BYTES;
}

/* ---- packing ------------------------------------------------------------------------------------------------------ */

void pack_print(KernelPrinter *p, const Pack *k)
{
	size_t names = p->scope.names.n;
	Var v = { .id = p->kernel->vars + 1, .kind = VAR_LOOP, .extent = { 2, 0 }, .max = k->columns, .hint = "col" };
	const char *depth = extent_text(p, k->k, 0), *col = declare_var(p, &v);
	Affine from = contract_plus(p, &k->from_base, &v, k->from_col), to = contract_plus(p, &k->to_base, &v, k->panel / 16);
	const char *n = arena_printf(p->arena, "%lld", (long long)k->columns);
	c_loop(p->w, "for (size_t %s = 0; %s < %s; %s += 16)", col, col, n, col);
	const char *to_text = address_text(p, k->to, &to);
	c_long(p->w, "cr_pack_b(%s, %s, %s, %s, %lld, %lld);", to_text,
	       k->columns % 16 ? contract_at_most(p, n, col, "16") : "16", depth, address_text(p, k->from, &from), (long long)k->from_k,
	       (long long)k->from_col);
	c_close(p->w);
	p->scope.names.n = names;
}
