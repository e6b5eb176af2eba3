/* contract.c - S_CONTRACT as loops around the runtime's micro-kernels (cr_tile.h, cr_row.h).
 *
 * The tile's shape is the target's: its loops step by CR_TILE_ROWS and CR_TILE_COLS and never name a number of rows.
 * Sizes of packed copies do not depend on it: 16 columns, or at most 16 rows, times the depth. */
#include "contract.h"
#include "scan.h"

#include <string.h>

/* Bytes of the largest row (AVX-512) for the stack bound. */
enum { ROW_BYTES = 16 * 8 * 4, DOT_BLOCK = 64 };
/* Below so many products, threads cost more than they save. */
#define PARALLEL_PRODUCTS (1 << 20)
/* One row's cost is the reading of its matrix: 2 MB of it. */
#define PARALLEL_ROW (1 << 19)

static const char *fmt(KernelPrinter *p, const char *f, ...) PRINTF_LIKE(2, 3);
static const char *fmt(KernelPrinter *p, const char *f, ...)
{
	va_list ap;
	va_start(ap, f);
	const char *s = arena_vprintf(p->arena, f, ap);
	va_end(ap);
	return s;
}

/* base + coef * v; v may be NULL */
Affine contract_plus(KernelPrinter *p, const Affine *base, const Var *v, int64_t coef)
{
	Affine out = *base;
	if (!v || coef == 0)
		return out;
	Term *term = NEW_ARRAY(p->arena, Term, base->n + 1);
	if (base->n)
		memcpy(term, base->term, base->n * sizeof *term);
	term[base->n] = (Term){ v, coef };
	out.term = term;
	out.n = base->n + 1;
	return out;
}

static const char *address(Ctx *x, uint32_t param, const Affine *base, const Var *v, int64_t coef)
{
	Affine at = contract_plus(x->p, base, v, coef);
	return address_text(x->p, param, &at);
}

/* The lesser of bound - at and most. */
const char *contract_at_most(KernelPrinter *p, const char *bound, const char *at, const char *most)
{
	return fmt(p, "%s - %s < %s ? %s - %s : %s", bound, at, most, bound, at, most);
}

static const char *stride(Ctx *x, int64_t n) { return number_text(x->p, n, "stride", 0); }

/* The depth without the last lines. */
static const char *but_last(Ctx *x) { return x->last ? number_text(x->p, x->c->k_max - x->last, "depth", 0) : x->depth; }

/* 16 * depth, a number where it is one */
static const char *panel_size(Ctx *x)
{
	return extent_text(x->p, (Extent){ x->c->k.mul * 16, x->c->k.sym }, PREC_UNARY);
}

/* ---- the epilogue --------------------------------------------------------------------------------------------- */

/* Prints the epilogue with z in hand. Registers it declares are forgotten again: it may be printed more than once. */
static void epilogue(Ctx *x, const char *z)
{
	KernelPrinter *p = x->p;
	size_t names = p->scope.names.n, n = p->kernel->regs + 1;
	const char **kept = arena_copy(p->arena, p->reg, n * sizeof *p->reg);
	if (p->reg_used[x->c->z->id]) {
		const char *name = declare_reg(p, x->c->z);
		if (strcmp(name, z) != 0)
			c_line(p->w, "const float %s = %s;", name, z);
	}
	print_block(p, &x->c->epilogue);
	memcpy(p->reg, kept, n * sizeof *p->reg);
	p->scope.names.n = names;
}

/* for (i = 0; i < limit; i++), or nothing where there is one. Returns how many blocks were opened. */
static int open_all(Ctx *x, const Var *v, const char *limit)
{
	if (extent_is(v->extent, 1))
		return 0;
	const char *name = declare_var(x->p, v);
	c_loop(x->p->w, "for (size_t %s = 0; %s < %s; %s++)", name, name, limit, name);
	return 1;
}

void contract_close(Ctx *x, int n, size_t names)
{
	for (; n > 0; n--)
		c_close(x->p->w);
	x->p->scope.names.n = names;
}

static const char *element(Ctx *x, uint32_t param, const Affine *base, const Var *v, int64_t v_step, int64_t k_step)
{
	Affine at = contract_plus(x->p, base, v, v_step);
	at = contract_plus(x->p, &at, &x->k, k_step);
	Index index = { .affine = at };
	return fmt(x->p, "%s[%s]", param_text(x->p, param), index_text(x->p, &index));
}

/* Columns of `cols` on in z's row, which begins at tile + at: panel + l, with the loop over panels around where they are whole or overlap. */
static int open_panels(Ctx *x, const char *cols, const char **panel)
{
	KernelPrinter *p = x->p;
	*panel = NULL;
	if (!(x->sixteens || x->overlaps) || extent_is(x->c->j->extent, 16))
		return 0;
	*panel = scope_name(&p->scope, "panel");
	c_loop(p->w, "for (size_t %s = 0; %s < %s; %s += 16)", *panel, *panel, cols, *panel);
	if (x->overlaps) {
		c_comment(p->w, "a panel that is not whole began earlier");
		c_line(p->w, "const size_t %s = %s - %s < 16 ? 16 - (%s - %s) : 0;", scope_name(&p->scope, "skip"), cols, *panel, cols, *panel);
	}
	return 1;
}

/* A panel's columns (all columns where they are not whole panels): constant passes of 16. */
static void panel_columns(Ctx *x, const char *tile, const char *at, const char *cols, const char *panel)
{
	KernelPrinter *p = x->p;
	size_t names = p->scope.names.n;
	const char *first = p->var[x->col.id], *l = scope_name(&p->scope, "l");
	c_loop(p->w, "for (size_t %s = %s; %s < %s; %s++)", l, x->overlaps ? "skip" : "0", l, x->sixteens || x->overlaps ? "16" : cols, l);
	const char *inner = panel ? fmt(p, "%s + %s", panel, l) : l;
	if (!extent_is(x->c->j->extent, 1))      /* where there is one, no position names it */
		c_line(p->w, "const size_t %s = %s + %s%s;", declare_var(p, x->c->j), first, inner, x->overlaps ? " - skip" : "");
	epilogue(x, fmt(p, "%s[%s%s%s]", tile, at, at[0] ? " + " : "", inner));
	contract_close(x, 1, names);
}

/* Rows inside, so that what depends on the column only is read once a panel. */
void contract_results(Ctx *x, const char *tile, const char *row)
{
	KernelPrinter *p = x->p;
	size_t names = p->scope.names.n;
	const char *panel;
	int open = open_panels(x, "cols", &panel);
	const char *r = scope_name(&p->scope, "r");
	c_loop(p->w, "for (size_t %s = 0; %s < rows; %s++)", r, r, r);
	if (!extent_is(x->c->i->extent, 1))
		c_line(p->w, "const size_t %s = %s + %s;", declare_var(p, x->c->i), row, r);
	panel_columns(x, tile, fmt(p, "%s * CR_TILE_COLS", r), "cols", panel);
	contract_close(x, open + 1, names);
}

/* ---- (b) plain loops ---------------------------------------------------------------------------------------------- */

static void print_loops(Ctx *x)
{
	KernelPrinter *p = x->p;
	const Contract *c = x->c;
	size_t names = p->scope.names.n;
	int open = open_all(x, c->i, x->m);
	open += open_all(x, c->j, x->n);
	const char *sum = scope_name(&p->scope, c->z->hint ? c->z->hint : "z");
	c_line(p->w, "float %s = 0.0f;", sum);
	if (c->k_max > 0) {
		size_t inner = p->scope.names.n;
		if (!extent_is(c->k, 1)) {
			const char *k = declare_var(p, &x->k);
			c_line(p->w, "for (size_t %s = 0; %s < %s; %s++)", k, k, x->depth, k);
			p->w->depth++;
		}
		const char *a = element(x, c->a, &c->a_base, c->i, c->a_row, c->a_k);
		c_long(p->w, "%s += %s * %s;", sum, a, element(x, c->b, &c->b_base, c->j, c->b_col, c->b_k));
		p->w->depth -= !extent_is(c->k, 1);
		p->scope.names.n = inner;
	}
	/* z is the sum itself: the register takes its name */
	p->scope.names.n--;
	epilogue(x, sum);
	contract_close(x, open, names);
}

/* ---- (a) dot products along contiguous axes --------------------------------------------------------------------------- */

static void print_dot(Ctx *x)
{
	KernelPrinter *p = x->p;
	const Contract *c = x->c;
	size_t names = p->scope.names.n;
	bool along_rows = extent_is(c->j->extent, 1);
	const Var *v = along_rows ? c->i : c->j;
	if (extent_is(v->extent, 1)) {
		const char *a = address_text(p, c->a, &c->a_base);
		epilogue(x, fmt(p, "cr_dot(%s, %s, %s)", a, address_text(p, c->b, &c->b_base), x->depth));
		return;
	}
	int open = along_rows ? 0 : open_all(x, c->i, x->m);
	Var *block = along_rows ? &x->row : &x->col;
	const char *bound = along_rows ? x->m : x->n, *first = declare_var(p, block);
	contract_share(x, "");
	c_loop(p->w, "for (size_t %s = 0; %s < %s; %s += %d)", first, first, bound, first, DOT_BLOCK);
	const char *count = scope_name(&p->scope, "count"), *dot = scope_name(&p->scope, "dot");
	c_line(p->w, "const size_t %s = %s;", count, contract_at_most(p, bound, first, fmt(p, "%d", DOT_BLOCK)));
	c_line(p->w, "float %s[%d];", dot, DOT_BLOCK);
	const char *a = address(x, c->a, &c->a_base, along_rows ? block : c->i, c->a_row);
	const char *b = address(x, c->b, &c->b_base, along_rows ? NULL : block, c->b_col);
	c_long(p->w, "cr_dots(%s, %s, %s, %s, %s, %s);", dot, count, x->depth, along_rows ? a : b, stride(x, along_rows ? c->a_row : c->b_col),
	       along_rows ? b : a);
	const char *l = scope_name(&p->scope, "l");
	c_loop(p->w, "for (size_t %s = 0; %s < %s; %s++)", l, l, count, l);
	c_line(p->w, "const size_t %s = %s + %s;", declare_var(p, v), first, l);
	epilogue(x, fmt(p, "%s[%s]", dot, l));
	contract_close(x, open + 2, names);
	p->stack += DOT_BLOCK * 4;
}

/* ---- where panels of b are ------------------------------------------------------------------------------------------------ */

/* First column of the last, partial panel: n - n % 16. */
static const char *whole_columns(Ctx *x)
{
	Extent e = x->c->j->extent;
	return e.sym == 0 ? number_text(x->p, e.mul / 16 * 16, "whole", PREC_ADD) : fmt(x->p, "%s / 16 * 16", x->n);
}

static void pack_b(Ctx *x)
{
	KernelPrinter *p = x->p;
	const Contract *c = x->c;
	size_t names = p->scope.names.n;
	const char *scratch = param_text(p, (uint32_t)c->scratch_b);
	if (x->pack_b && c->b_panels) {      /* turns panels along the depth into panels of columns, 16 x 16 at a time */
		const char *col = declare_var(p, &x->col), *k = declare_var(p, &x->k);
		c_line(p->w, "for (size_t %s = 0; %s < %s; %s += 16)", col, col, x->n, col);
		p->w->depth++;
		c_line(p->w, "for (size_t %s = 0; %s < %s; %s += 16)", k, k, x->depth, k);
		p->w->depth++;
		Affine from = contract_plus(p, &c->b_base, &x->k, c->b_panel / 16);
		c_long(p->w, "cr_pack_b(%s + %s * %s + %s * 16, %s, 16, %s, 1, 16);", scratch, col, x->depth, k,
		       x->sixteens ? "16" : contract_at_most(p, x->n, col, "16"), address(x, c->b, &from, &x->col, 16));
		p->w->depth -= 2;
	} else if (x->pack_b) {
		const char *col = declare_var(p, &x->col);
		c_line(p->w, "for (size_t %s = 0; %s < %s; %s += 16)", col, col, x->n, col);
		p->w->depth++;
		const char *b = address(x, c->b, &c->b_base, &x->col, c->b_col), *b_k = stride(x, c->b_k);
		c_long(p->w, "cr_pack_b(%s + %s * %s, %s, %s, %s, %s, %s);", scratch, col, x->depth,
		       x->sixteens ? "16" : contract_at_most(p, x->n, col, "16"), x->depth, b, b_k, stride(x, c->b_col));
		p->w->depth--;
	} else if (x->tail) {
		bool constant = c->j->extent.sym == 0;
		p->var[x->col.id] = whole_columns(x);
		if (!constant) {
			const char *whole = scope_name(&p->scope, "whole");
			c_line(p->w, "const size_t %s = %s;", whole, whole_columns(x));
			c_line(p->w, "if (%s < %s)", whole, x->n);
			p->var[x->col.id] = whole;
			names++;                 /* stays in scope */
			p->w->depth++;
		}
		const char *whole = p->var[x->col.id];
		const char *b = address(x, c->b, &c->b_base, &x->col, 1);
		c_long(p->w, "cr_pack_b(%s, %s - %s, %s, %s, %s, 1);", scratch, x->n, whole, x->depth, b, stride(x, c->b_k));
		p->w->depth -= !constant;
	}
	p->scope.names.n = names;
}

const char *contract_shift(Ctx *x)
{
	return x->overlaps ? " + (cols < 16 ? cols : 16) - 16" : "";
}

typedef struct Panels { const char *b, *b_panel, *b_k; } Panels;

/* The operand of the micro-kernel at column x->col. `whole`: name of the first column of the tail. */
static Panels panels_at(Ctx *x, const char *whole)
{
	KernelPrinter *p = x->p;
	const Contract *c = x->c;
	const char *col = p->var[x->col.id];
	Panels out;
	if (x->pack_b) {
		out = (Panels){ fmt(p, "%s + %s * %s", param_text(p, (uint32_t)c->scratch_b), col, x->depth), panel_size(x), "16" };
	} else if (c->b_panels) {
		const char *b = c->b_panel % 16 == 0 ? address(x, c->b, &c->b_base, &x->col, c->b_panel / 16)
		                : fmt(p, "%s + %s / 16 * %lld", address_text(p, c->b, &c->b_base), col, (long long)c->b_panel);
		out = (Panels){ b, stride(x, c->b_panel), NULL };
		out.b_k = stride(x, c->b_k);
	} else {
		out = (Panels){ fmt(p, "%s%s", address(x, c->b, &c->b_base, &x->col, 1), contract_shift(x)), x->overlaps ? "cols - 16" : "16", NULL };
		out.b_k = stride(x, c->b_k);
		if (x->tail) {
			const char *scratch = param_text(p, (uint32_t)c->scratch_b);
			out.b = fmt(p, "%s < %s ? %s : %s", col, whole, out.b, scratch);
			out.b_k = fmt(p, "%s < %s ? %s : 16", col, whole, out.b_k);
		}
	}
	return out;
}

/* Opens the loop over columns in pieces of `most`, from x->col on; the name of the piece's width. */
static const char *open_columns(Ctx *x, const char *from, const char *bound, const char *most, const char *whole)
{
	KernelPrinter *p = x->p;
	const char *col = declare_var(p, &x->col), *cols = scope_name(&p->scope, "cols");
	if (!x->tail) {
		c_loop(p->w, "for (size_t %s = %s; %s < %s; %s += %s)", col, from, col, bound, col, most);
		c_line(p->w, "const size_t %s = %s;", cols, contract_at_most(p, bound, col, most));
		return cols;
	}
	c_loop(p->w, "for (size_t %s = %s, %s; %s < %s; %s += %s)", col, from, cols, col, bound, col, cols);
	const char *end = strcmp(bound, x->n) == 0 ? whole : scope_name(&p->scope, "end");
	if (end != whole)
		c_line(p->w, "const size_t %s = %s < %s ? %s : %s;", end, bound, whole, bound, whole);
	c_line(p->w, "%s = %s - %s < %s ? %s - %s : %s;", cols, end, col, most, end, col, most);
	c_line(p->w, "if (%s >= %s)", col, whole);
	c_line(p->w, "\t%s = %s - %s;", cols, x->n, col);
	return cols;
}

static void calls_frame(KernelPrinter *p, size_t bytes)
{
	if (bytes > p->callee)
		p->callee = bytes;
}

/* ---- (a) one row --------------------------------------------------------------------------------------------------------------- */

void contract_share(Ctx *x, const char *more)
{
	if (!x->share)
		return;
	c_raw(x->p->w, "#ifdef _OPENMP");
	c_raw(x->p->w, "#pragma omp parallel for num_threads(%d) schedule(static)%s", x->p->threads, more);
	c_raw(x->p->w, "#endif");
}

/* Adds the products of the last lines, which no panel holds, to a row's sums in z; a: where the row begins, without its depth. */
static void add_last_lines(Ctx *x, const char *z, const char *cols, const Affine *a, const Var *row, int64_t row_step)
{
	KernelPrinter *p = x->p;
	const Contract *c = x->c;
	size_t names = p->scope.names.n;
	Var at = x->k;
	const int64_t whole = c->k_max - x->last;
	Affine a_at = contract_plus(p, a, row, row_step), b_at = c->b_base;
	a_at.constant += whole * c->a_k;
	b_at.constant += whole * c->b_k;
	if (x->last > 1) {
		const char *k = declare_var(p, &at);
		c_loop(p->w, "for (size_t %s = 0; %s < %lld; %s++)", k, k, (long long)x->last, k);
		a_at = contract_plus(p, &a_at, &at, c->a_k);
		b_at = contract_plus(p, &b_at, &at, c->b_k);
	}
	const char *l = scope_name(&p->scope, "l");
	Var column = x->col;
	column.id = c->j->id;
	p->var[column.id] = l;
	b_at = contract_plus(p, &b_at, &column, 1);
	if (p->var[x->col.id])
		b_at = contract_plus(p, &b_at, &x->col, 1);
	Index in_a = { .affine = a_at }, in_b = { .affine = b_at };
	c_loop(p->w, "for (size_t %s = 0; %s < %s; %s++)", l, l, cols, l);
	const char *a_index = index_text(p, &in_a), *b_index = index_text(p, &in_b);
	c_long(p->w, "%s%s] += %s[%s] * %s[%s];", z, l, param_text(p, c->a), a_index, param_text(p, c->b), b_index);
	c_close(p->w);
	p->var[column.id] = NULL;
	contract_close(x, x->last > 1, names);
}

/* A row-major B with far lines is read in bands of lines by cr_row_all, so many columns wide. */
enum { BAND_COLUMNS = 1024, SHARED_BAND_COLUMNS = 256, BAND_FAR = 512, BAND_LINES = 256 };

static void print_row(Ctx *x, const char *whole)
{
	KernelPrinter *p = x->p;
	const Contract *c = x->c;
	size_t names = p->scope.names.n;
	const bool bands = !x->pack_b && !x->tail && !c->b_panels && c->k.sym == 0 && c->k_max >= BAND_LINES && c->b_k >= BAND_FAR &&
	                   c->j->extent.sym == 0 && c->j->extent.mul >= BAND_FAR;
	const int64_t most = x->share ? SHARED_BAND_COLUMNS : c->j->extent.mul < BAND_COLUMNS ? (c->j->extent.mul + 15) / 16 * 16 : BAND_COLUMNS;
	const char *width = bands ? fmt(p, "%lld", (long long)most) : "16 * CR_ROW_PANELS";
	int open = open_all(x, c->i, x->m);
	if (!x->tail)
		contract_share(x, "");
	const char *cols = open_columns(x, "0", x->n, width, whole);
	const char *row = scope_name(&p->scope, "row");
	Panels b = panels_at(x, whole);
	c_line(p->w, "float %s[%s];", row, width);
	const char *depth = but_last(x), *a = address(x, c->a, &c->a_base, c->i, c->a_row);
	c_long(p->w, "%s(%s, (%s + 15) / 16, %s, %s, %s, %s, %s, %s);", bands ? "cr_row_all" : "cr_row", row, cols, depth, a, stride(x, c->a_k), b.b,
	       b.b_panel, b.b_k);
	if (x->last)
		add_last_lines(x, fmt(p, "%s[", row), cols, &c->a_base, c->i, c->a_row);
	const char *panel;
	open += open_panels(x, cols, &panel);
	panel_columns(x, row, "", cols, panel);
	contract_close(x, open + 1, names);
	p->stack += bands ? (size_t)most * sizeof(float) : ROW_BYTES;
	calls_frame(p, ROW_FRAME);
}

/* One row of less than a panel of columns. */
static void print_narrow_row(Ctx *x)
{
	KernelPrinter *p = x->p;
	const Contract *c = x->c;
	size_t names = p->scope.names.n;
	const char *n = fmt(p, "%lld", (long long)c->j->extent.mul);
	int open = open_all(x, c->i, x->m);
	const char *row = scope_name(&p->scope, "row");
	c_line(p->w, "float %s[16];", row);
	c_long(p->w, "cr_row(%s, 1, %lld, %s, %lld, %s, 16, %lld);", row, (long long)(c->k_max - x->last), address(x, c->a, &c->a_base, c->i, c->a_row),
	       (long long)c->a_k, address_text(p, c->b, &c->b_base), (long long)c->b_k);
	add_last_lines(x, fmt(p, "%s[", row), n, &c->a_base, c->i, c->a_row);
	const char *j = declare_var(p, c->j);
	c_loop(p->w, "for (size_t %s = 0; %s < %s; %s++)", j, j, n, j);
	epilogue(x, fmt(p, "%s[%s]", row, j));
	contract_close(x, open + 1, names);
	p->stack += ROW_BYTES;
}

/* ---- (c), (d) tiles ---------------------------------------------------------------------------------------------------------------- */

static const char *packed_a(Ctx *x)
{
	const uint32_t scratch = (uint32_t)x->c->scratch_a;
	return x->share ? own_part(x->p, scratch) : param_text(x->p, scratch);
}

static void tile_rows(Ctx *x)
{
	const char *row = x->p->var[x->row.id];
	c_line(x->p->w, "const size_t %s = %s;", scope_name(&x->p->scope, "rows"), contract_at_most(x->p, x->m, row, "CR_TILE_ROWS"));
}

static void last_lines_of_rows(Ctx *x, const char *tile, const char *cols, const char *row)
{
	KernelPrinter *p = x->p;
	size_t names = p->scope.names.n;
	const char *r = scope_name(&p->scope, "r");
	c_loop(p->w, "for (size_t %s = 0; %s < rows; %s++)", r, r, r);
	c_line(p->w, "const size_t %s = %s + %s;", declare_var(p, x->c->i), row, r);
	add_last_lines(x, fmt(p, "%s[%s * CR_TILE_COLS + ", tile, r), cols, &x->c->a_base, x->c->i, x->c->a_row);
	contract_close(x, 1, names);
}

static void print_tiles(Ctx *x, const char *whole)
{
	KernelPrinter *p = x->p;
	const Contract *c = x->c;
	size_t names = p->scope.names.n;
	const char *from = "0", *bound = x->n;
	bool blocks = c->column_block > 0 && c->column_block < c->j->max;
	int open = 2;
	if (blocks) {
		from = scope_name(&p->scope, "block");
		const char *columns = number_text(p, c->column_block, "columns", PREC_ADD);
		c_comment(p->w, "%s columns of %s at a time stay in the cache", columns, p->param[c->b]);
		c_loop(p->w, "for (size_t %s = 0; %s < %s; %s += %s)", from, from, x->n, from, columns);
		bound = scope_name(&p->scope, "block_end");
		c_line(p->w, "const size_t %s = %s;", bound, fmt(p, "%s - %s < %s ? %s : %s + %s", x->n, from, columns, x->n, from, columns));
		open++;
	}
	/* without packed rows the two loops are one iteration space: few rows still make work for all threads */
	bool collapse = x->share && !c->pack_a && !x->tail;
	contract_share(x, collapse ? " collapse(2)" : "");
	const char *row = declare_var(p, &x->row);
	c_loop(p->w, "for (size_t %s = 0; %s < %s; %s += CR_TILE_ROWS)", row, row, x->m, row);
	if (!collapse)
		tile_rows(x);
	if (c->pack_a) {
		c_line(p->w, "float *const %s = %s;", scope_name(&p->scope, "packed_rows"), packed_a(x));
		const char *a = address(x, c->a, &c->a_base, &x->row, c->a_row), *a_row = stride(x, c->a_row);
		c_long(p->w, "cr_pack_a(%s, rows, %s, %s, %s, %s);", p->scope.names.at[p->scope.names.n - 1], x->depth, a, a_row, stride(x, c->a_k));
	}
	const char *packed = c->pack_a ? p->scope.names.at[p->scope.names.n - 1] : NULL;
	const char *cols = open_columns(x, from, bound, "CR_TILE_COLS", whole);
	if (collapse)
		tile_rows(x);
	const char *tile = scope_name(&p->scope, "tile");
	Panels b = panels_at(x, whole);
	c_line(p->w, "float %s[CR_TILE_ROWS * CR_TILE_COLS];", tile);
	const char *depth = but_last(x);
	if (packed) {
		c_long(p->w, "cr_tile(%s, rows, (%s + 15) / 16, %s, %s, 1, CR_TILE_ROWS, %s, %s, %s);", tile, cols, depth, packed,
		       b.b, b.b_panel, b.b_k);
	} else {
		const char *a = address(x, c->a, &c->a_base, &x->row, c->a_row), *a_row = stride(x, c->a_row);
		c_long(p->w, "cr_tile(%s, rows, (%s + 15) / 16, %s, %s, %s, %s, %s, %s, %s);", tile, cols, depth, a, a_row, stride(x, c->a_k), b.b,
		       b.b_panel, b.b_k);
	}
	if (x->last)
		last_lines_of_rows(x, tile, cols, row);
	contract_results(x, tile, row);
	contract_close(x, open, names);
	p->stack += TILE_BYTES;
	calls_frame(p, TILE_FRAME);
}

/* ---- (e) the library's product --------------------------------------------------------------------------------------------------------- */

/* "CR_BLAS_PLAIN, 784" or "CR_BLAS_TURNED, 128"; NULL where neither stride is 1 */
static const char *blas_operand(Ctx *x, int64_t outer, int64_t inner)
{
	if (inner == 1)
		return fmt(x->p, "0, %s", stride(x, outer));
	return outer == 1 ? fmt(x->p, "1, %s", stride(x, inner)) : NULL;
}

static void print_blas(Ctx *x, const char *a_form, const char *b_form)
{
	KernelPrinter *p = x->p;
	const Contract *c = x->c;
	size_t names = p->scope.names.n;
	const char *out = param_text(p, c->cblas_out), *a = address_text(p, c->a, &c->a_base), *b = address_text(p, c->b, &c->b_base);
	c_long(p->w, "cr_blas_sgemm(%s, %s, %s, %s, %s, %s, %s, %s, %s);", x->m, x->n, x->depth, a, a_form, b, b_form, out, stride(x, c->j->max));
	int open = open_all(x, c->i, x->m);
	open += open_all(x, c->j, x->n);
	Affine zero = {0}, at = contract_plus(p, &zero, c->i, c->j->max);
	at = contract_plus(p, &at, c->j, 1);
	epilogue(x, fmt(p, "%s[%s]", out, affine_text(p, &at, 0)));
	contract_close(x, open, names);
}

/* Prints both forms, the product's build chooses. Parameters that only one of them reads are used by name in the other. */
static bool open_blas(Ctx *x, bool **before)
{
	const Contract *c = x->c;
	KernelPrinter *p = x->p;
	size_t n = p->kernel->params.n;
	if (!c->cblas || c->b_panels)
		return false;
	const char *a_form = blas_operand(x, c->a_row, c->a_k), *b_form = blas_operand(x, c->b_k, c->b_col);
	if (!a_form || !b_form)
		return false;
	*before = arena_copy(p->arena, p->param_used, n * sizeof *p->param_used);
	memset(p->param_used, 0, n * sizeof *p->param_used);
	c_raw(p->w, "#ifdef CR_USE_CBLAS");
	print_blas(x, a_form, b_form);
	int32_t scratch[2] = { c->scratch_a, c->scratch_b };
	for (int i = 0; i < 2; i++)
		if (scratch[i] >= 0)
			c_line(p->w, "(void)%s;", p->param[scratch[i]]);
	c_raw(p->w, "#else");
	return true;
}

static void close_blas(Ctx *x, const bool *before, const bool *in_blas)
{
	KernelPrinter *p = x->p;
	for (size_t i = 0; i < p->kernel->params.n; i++) {
		if (in_blas[i] && !p->param_used[i])
			c_line(p->w, "(void)%s;", p->param[i]);
		p->param_used[i] |= in_blas[i] || before[i];
	}
	c_raw(p->w, "#endif");
}

/* ---- one contraction ------------------------------------------------------------------------------------------------------------------------ */

static bool shared(const KernelPrinter *p, const Contract *c)
{
	if (p->threads < 2 || p->in_parallel || contract_work(c) < (c->how == CONTRACT_ROW ? PARALLEL_ROW : PARALLEL_PRODUCTS))
		return false;
	return !c->pack_a || p->kernel->params.at[c->scratch_a].each > 0;
}

void contract_print(KernelPrinter *p, const Contract *c)
{
	if (extent_is(c->i->extent, 0) || extent_is(c->j->extent, 0))
		return;
	Ctx x = { .p = p, .c = c };
	Extent many = { 2, 0 };          /* not 1: a variable that moves */
	uint32_t id = p->kernel->vars;
	x.row = (Var){ .id = id + 1, .extent = many, .max = c->i->max, .hint = "row" };
	x.col = (Var){ .id = id + 2, .extent = many, .max = c->j->max, .hint = "col" };
	x.k = (Var){ .id = id + 3, .extent = c->k, .max = c->k_max, .hint = "k" };
	x.m = extent_text(p, c->i->extent, PREC_ADD);
	x.n = extent_text(p, c->j->extent, PREC_ADD);
	x.depth = extent_text(p, c->k, PREC_UNARY);
	x.sixteens = c->j->extent.sym == 0 && c->j->extent.mul % 16 == 0;
	x.pack_b = c->pack_b || (c->pack_b_tail && c->j->extent.sym == 0 && c->j->extent.mul < 16);
	x.tail = c->pack_b_tail && !x.pack_b && !x.sixteens;
	x.share = shared(p, c);
	x.overlaps = contract_overlaps(c);
	x.last = contract_last_lines(c);
	bool *before = NULL, *in_blas = NULL;
	bool blas = open_blas(&x, &before);
	if (blas) {
		in_blas = arena_copy(p->arena, p->param_used, p->kernel->params.n * sizeof *p->param_used);
		memset(p->param_used, 0, p->kernel->params.n * sizeof *p->param_used);
	}
	if (x.pack_b || x.tail)
		pack_b(&x);
	const char *whole = x.tail ? (c->j->extent.sym ? "whole" : whole_columns(&x)) : NULL;
	if (x.tail && c->j->extent.sym)
		whole = p->var[x.col.id];
	if (c->taps || c->tests || c->a_rows) {
		contract_taps(&x);
		calls_frame(p, TILE_FRAME);
		return;
	}
	switch (c->how) {
	case CONTRACT_LOOPS: print_loops(&x); break;
	case CONTRACT_DOT: print_dot(&x); break;
	case CONTRACT_ROW:
		if (x.last && c->j->extent.mul < 16)
			print_narrow_row(&x);
		else
			print_row(&x, whole);
		break;
	case CONTRACT_TILE: print_tiles(&x, whole); break;
	}
	if (blas)
		close_blas(&x, before, in_blas);
}
