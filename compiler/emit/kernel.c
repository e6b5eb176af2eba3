/* kernel.c - a kernel as a static C function: its comment, its head, its loops.
 *
 * Contractions are contract.c's, expressions expr.c's. No other file prints C for what ops compute. */
#include "unit.h"
#include "scan.h"
#include "../lower/lower.h"
#include "../plan/range.h"

#include <ctype.h>
#include <string.h>

enum { SHAPE_NAMES = 4 };

/* ---- names in scope ------------------------------------------------------------------------------------- */

/* A name after what the model calls a thing. The printers of tiles spell their own locals out: those names are kept for them. */
static const char *given_name(Scope *s, const char *wanted)
{
	static const char *const kept[] = { "cols", "rows", "skip", "tile" };
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (strcmp(wanted, kept[i]) == 0)
			wanted = arena_printf(s->arena, "%s_", kept[i]);
	return scope_name(s, wanted);
}

const char *declare_var(KernelPrinter *p, const Var *v)
{
	return p->var[v->id] = given_name(&p->scope, v->hint ? v->hint : "i");
}

const char *declare_reg(KernelPrinter *p, const Reg *r)
{
	return p->reg[r->id] = given_name(&p->scope, r->hint ? r->hint : "t");
}

/* ---- statements ------------------------------------------------------------------------------------------- */

/* "head value;" with long values broken at spaces. */
static void print_set(KernelPrinter *p, const char *head, const char *value)
{
	c_long(p->w, "%s%s;", head, value);
}

/* The loop's head; false where it is no loop: one pass, or none (*runs). */
static bool open_loop(KernelPrinter *p, const Var *v, bool *runs)
{
	*runs = !extent_is(v->extent, 0);
	if (!*runs || extent_is(v->extent, 1))
		return false;
	const char *limit = extent_text(p, v->extent, PREC_SHIFT), *name = declare_var(p, v);
	c_loop(p->w, "for (size_t %s = 0; %s < %s; %s++)", name, name, limit, name);
	return true;
}

/* Below so many operations, threads cost more than they save: the loop takes no longer than waking them. */
#define PARALLEL_WORK 131072.0

const char *own_part(KernelPrinter *p, uint32_t param)
{
	return arena_printf(p->arena, "%s + CR_THREAD * %lld", param_text(p, param), (long long)p->kernel->params.at[param].each);
}

/* In a shared loop, scratch that its turns write is named after each thread's own part. Returns the names outside. */
static const char **declare_own(KernelPrinter *p, const Block *body)
{
	const size_t n = p->kernel->params.n;
	const char **outside = arena_copy(p->arena, p->param, n * sizeof *p->param);
	for (uint32_t i = 0; i < n; i++) {
		if (p->kernel->params.at[i].each == 0 || !block_mentions(body, i))
			continue;
		const char *part = own_part(p, i), *name = scope_name(&p->scope, arena_printf(p->arena, "own_%s", p->param[i]));
		c_long(p->w, "%s *restrict const %s = %s;", c_type(p->kernel->params.at[i].dtype), name, part);
		p->param[i] = name;
	}
	return outside;
}

/* A loop that is the only statement of another, and whose turns are independent as well: one iteration space, so that few turns of the
 * outer one still make work for all threads. */
static const Stmt *nested_loop(const Stmt *s)
{
	const Stmt *in = s->body.first;
	return in && !in->next && in->kind == S_FOR && in->parallel && in->var->max > 1 ? in : NULL;
}

static void print_shared(KernelPrinter *p, const Stmt *s)
{
	const size_t names = p->scope.names.n;
	const Stmt *in = s;
	int loops = 1;
	bool runs;
	while (nested_loop(in)) {
		in = nested_loop(in);
		loops++;
	}
	c_raw(p->w, "#ifdef _OPENMP");
	c_raw(p->w, "#pragma omp parallel for %snum_threads(%d) schedule(static)%s", loop_independent(in) ? "CR_SIMD " : "", p->threads,
	      loops > 1 ? arena_printf(p->arena, " collapse(%d)", loops) : "");
	c_raw(p->w, "#endif");
	p->in_parallel = true;
	for (const Stmt *at = s; ; at = at->body.first) {
		open_loop(p, at->var, &runs);
		if (at == in)
			break;
	}
	const char **outside = declare_own(p, &in->body);
	print_block(p, &in->body);
	for (; loops > 0; loops--)
		c_close(p->w);
	memcpy(p->param, outside, p->kernel->params.n * sizeof *p->param);
	p->scope.names.n = names;
	p->in_parallel = false;
}

static void print_for(KernelPrinter *p, const Stmt *s)
{
	const size_t names = p->scope.names.n;
	bool runs;
	if (s->parallel && p->threads > 1 && !p->in_parallel && s->var->max > 1 && stmt_work(s) >= PARALLEL_WORK) {
		print_shared(p, s);
		return;
	}
	if (p->in_parallel && s->var->max > 1 && loop_independent(s))
		c_line(p->w, "CR_INDEPENDENT");
	const bool loop = open_loop(p, s->var, &runs);
	if (runs)
		print_block(p, &s->body);
	if (loop) {
		c_close(p->w);
		p->scope.names.n = names;
	}
}

static void print_let(KernelPrinter *p, const Stmt *s)
{
	if (!p->reg_used[s->reg->id])
		return;
	const char *value = value_text(p, s->value), *name = declare_reg(p, s->reg);
	print_set(p, arena_printf(p->arena, "%s%s %s = ", s->reg->mutable ? "" : "const ", c_type(s->reg->dtype), name), value);
}

static void print_assign(KernelPrinter *p, const Stmt *s)
{
	if (!p->reg_used[s->reg->id])
		return;
	if (!p->reg[s->reg->id])
		BUG("emitter: kernel %s assigns register %s before it is declared", p->kernel->name, s->reg->hint);
	print_set(p, arena_printf(p->arena, "%s = ", p->reg[s->reg->id]), value_text(p, s->value));
}

/* target = target op value, in the op's own arithmetic for the type. */
static void print_accumulate(KernelPrinter *p, Op op, DType d, const char *target, const Expr *value)
{
	bool plain = d == DT_F32 || d == DT_U32;
	if (plain && (op == OP_add || op == OP_multiply)) {
		print_set(p, arena_printf(p->arena, "%s %s ", target, op == OP_add ? "+=" : "*="), value_text(p, value));
		return;
	}
	Reg held = { 0, d, target, true };
	const char *kept = p->reg[p->kernel->regs];
	p->reg[p->kernel->regs] = target;     /* one place past the kernel's own registers */
	held.id = p->kernel->regs;
	Expr left = { .kind = E_REG, .dtype = d, .reg = &held };
	const Expr *arg[2] = { &left, value };
	Expr sum = { .kind = E_MAP, .dtype = d, .op = op, .n = 2, .arg = arg };
	print_set(p, arena_printf(p->arena, "%s = ", target), value_text(p, &sum));
	p->reg[p->kernel->regs] = kept;
}

static void print_store(KernelPrinter *p, const Stmt *s)
{
	const char *target = arena_printf(p->arena, "%s[%s]", param_text(p, s->param), index_text(p, &s->index));
	if (s->add)
		print_accumulate(p, OP_add, p->kernel->params.at[s->param].dtype, target, s->value);
	else
		print_set(p, arena_printf(p->arena, "%s = ", target), value_text(p, s->value));
}

/* ---- reductions --------------------------------------------------------------------------------------------- */

static const char *reduce_word(Op op)
{
	switch (op) {
	case OP_add: return "sum";
	case OP_multiply: return "prod";
	case OP_maximum: return "max";
	case OP_minimum: return "min";
	default: BUG("emitter: no reduction by %s", op_table[op].name);
	}
}

/* What a reduction of nothing gives. */
static const char *reduce_start(KernelPrinter *p, Op op, DType d)
{
	static const struct { DType d; const char *max, *min; } small[] = {
		{ DT_I16, "INT16_MIN", "INT16_MAX" }, { DT_U16, "0", "UINT16_MAX" }, { DT_I8, "INT8_MIN", "INT8_MAX" },
		{ DT_U8, "0", "UINT8_MAX" }, { DT_BOOL, "0", "1" },
	};
	if (op == OP_add)
		return d == DT_F32 ? "0.0f" : "0";
	if (op == OP_multiply)
		return d == DT_F32 ? "1.0f" : "1";
	for (size_t i = 0; i < sizeof small / sizeof *small; i++)
		if (small[i].d == d)
			return op == OP_maximum ? small[i].max : small[i].min;
	return arena_printf(p->arena, "CR_%s_INIT_%s", op == OP_maximum ? "MAX" : "MIN",
	                    d == DT_F32 ? "F32" : d == DT_I32 ? "I32" : "U32");
}

/* Declares the result unless an enclosing block has: a mutable register that goes on. */
static const char *result_head(KernelPrinter *p, const Reg *r, bool constant)
{
	if (r->mutable && p->reg[r->id])
		return arena_printf(p->arena, "%s = ", p->reg[r->id]);
	const char *name = declare_reg(p, r);
	return arena_printf(p->arena, "%s%s %s = ", constant && !r->mutable ? "const " : "", c_type(r->dtype), name);
}

/* sums: false where only what the body stores is wanted */
static void reduce_serial(KernelPrinter *p, const Stmt *s, bool sums)
{
	const Reduce *r = s->reduce;
	if (sums)
		print_set(p, result_head(p, s->reg, false), reduce_start(p, r->op, s->reg->dtype));
	size_t names = p->scope.names.n, loops = 0;
	bool runs = true;
	for (uint32_t i = 0; i < r->n && runs; i++)
		loops += open_loop(p, r->var[i], &runs);
	if (runs && loops == 0 && r->body.first) {
		c_open(p->w, "%s", "");
		loops = 1;
	}
	if (runs) {
		print_block(p, &r->body);
		if (sums)
			print_accumulate(p, r->op, s->reg->dtype, p->reg[s->reg->id], s->value);
	}
	for (; loops > 0; loops--)
		c_close(p->w);
	p->scope.names.n = names;
}

static void lane_body(KernelPrinter *p, const Stmt *s, const char *target)
{
	print_block(p, &s->reduce->body);
	print_accumulate(p, s->reduce->op, s->reg->dtype, target, s->value);
}

/* Is there a choice in e: what gcc only vectorises in a loop that is still a loop? */
static bool chooses(const Expr *e)
{
	if (e->kind == E_GUARD)
		return true;
	if (e->kind == E_MAP && (op_table[e->op].result != RESULT_SAME || e->op == OP_maximum || e->op == OP_minimum))
		return e->op != OP_convert && e->op != OP_bitcast;
	for (uint32_t i = 0; i < e->n; i++)
		if (chooses(e->arg[i]))
			return true;
	return false;
}

static bool reduce_chooses(const Stmt *s)
{
	if (s->reduce->op == OP_maximum || s->reduce->op == OP_minimum || chooses(s->value))
		return true;
	for (const Stmt *inner = s->reduce->body.first; inner; inner = inner->next)
		if (inner->value && chooses(inner->value))
			return true;
	return false;
}

/* Elements along one variable in blocks of 16, then what is left. Vectorises: the inner loop has 16 constant passes. */
static void lanes_by_blocks(KernelPrinter *p, const Stmt *s, const char *lane, const Var *v)
{
	size_t names = p->scope.names.n;
	const char *limit = extent_text(p, v->extent, PREC_SHIFT);
	const char *block = scope_name(&p->scope, "block"), *l = scope_name(&p->scope, "l");
	const char *target = arena_printf(p->arena, "%s[%s]", lane, l);
	const bool reads = reduce_reads(p->kernel, p->reg_used, s, v, p->model);
	bool constant = v->extent.sym == 0;
	bool tail = !constant || v->extent.mul % 16 != 0, whole = !constant || v->extent.mul >= 16;
	if (whole && tail) {
		c_line(p->w, "size_t %s = 0;", block);
		names = p->scope.names.n - 1;            /* stays in scope after the loops; l does not */
	}
	if (whole) {
		if (tail)
			c_loop(p->w, "for (; %s + 16 <= %s; %s += 16)", block, limit, block);
		else
			c_loop(p->w, "for (size_t %s = 0; %s < %s; %s += 16)", block, block, limit, block);
		if (reduce_chooses(s))
			c_line(p->w, "CR_SIXTEEN");
		c_loop(p->w, "for (size_t %s = 0; %s < 16; %s++)", l, l, l);
		size_t inner = p->scope.names.n;
		if (reads)
			c_line(p->w, "const size_t %s = %s + %s;", declare_var(p, v), block, l);
		lane_body(p, s, target);
		p->scope.names.n = inner;
		c_close(p->w);
		c_close(p->w);
	}
	if (tail && whole) {
		c_loop(p->w, "for (size_t %s = 0; %s + %s < %s; %s++)", l, block, l, limit, l);
		if (reads)
			c_line(p->w, "const size_t %s = %s + %s;", declare_var(p, v), block, l);
		lane_body(p, s, target);
		c_close(p->w);
	} else if (tail) {
		const char *name = declare_var(p, v);
		c_loop(p->w, "for (size_t %s = 0; %s < %s; %s++)", name, name, limit, name);
		lane_body(p, s, arena_printf(p->arena, "%s[%s]", lane, name));
		c_close(p->w);
	}
	p->scope.names.n = names;
}

static void reduce_lanes(KernelPrinter *p, const Stmt *s)
{
	const Reduce *r = s->reduce;
	const Var *var[MAX_RANK * 2];
	uint32_t n = 0;
	for (uint32_t i = 0; i < r->n; i++) {
		if (extent_is(r->var[i]->extent, 1))
			continue;
		if (n == MAX_RANK * 2)
			BUG("emitter: a reduction over more than %d axes", MAX_RANK * 2);
		var[n++] = r->var[i];
	}
	const char *start = reduce_start(p, r->op, s->reg->dtype);
	size_t loops = 0;
	const char *lane = scope_name(&p->scope, "lane");
	if (r->op == OP_add) {
		c_line(p->w, "float %s[16] = { 0.0f };", lane);
	} else {
		const char *l = scope_name(&p->scope, "l");
		c_line(p->w, "float %s[16];", lane);
		c_line(p->w, "for (size_t %s = 0; %s < 16; %s++)", l, l, l);
		c_line(p->w, "\t%s[%s] = %s;", lane, l, start);
		p->scope.names.n--;
	}
	p->stack += 64;
	bool blocks = n == 1 || (n > 1 && var[n - 1]->extent.sym == 0 && var[n - 1]->extent.mul % 16 == 0);
	const char *element = NULL;
	bool runs = true;
	if (!blocks) {
		element = scope_name(&p->scope, "element");
		c_line(p->w, "size_t %s = 0;", element);
	}
	for (uint32_t i = 0; i + blocks < n && runs; i++)
		loops += open_loop(p, var[i], &runs);
	if (runs && blocks && !extent_is(var[n - 1]->extent, 0)) {
		lanes_by_blocks(p, s, lane, var[n - 1]);
	} else if (runs && !blocks) {
		lane_body(p, s, arena_printf(p->arena, "%s[%s %% 16]", lane, element));
		c_line(p->w, "%s++;", element);
	}
	for (; loops > 0; loops--)
		c_close(p->w);
	c_line(p->w, "%scr_join_%s(%s);", result_head(p, s->reg, true), reduce_word(r->op), lane);
}

static void print_reduce(KernelPrinter *p, const Stmt *s)
{
	const bool read = p->reg_used[s->reg->id];
	if (!read && !block_stores(&s->reduce->body))
		return;
	/* integers have one result in any order */
	if (read && s->reduce->lanes && s->reg->dtype == DT_F32)
		reduce_lanes(p, s);
	else
		reduce_serial(p, s, read);
}

static void print_if(KernelPrinter *p, const Stmt *s)
{
	const Facts *outer;
	size_t names = p->scope.names.n;
	const char *tests = tests_text(p, s->tests, s->test, &outer);
	if (!tests || !tests[0]) {
		print_block(p, tests ? &s->body : &s->other);
		p->facts = outer;
		return;
	}
	c_open(p->w, "if (%s)", tests);
	print_block(p, &s->body);
	p->facts = outer;
	if (s->other.first) {
		p->scope.names.n = names;
		c_close_with(p->w, " else {");
		p->w->depth++;
		print_block(p, &s->other);
	}
	c_close_with(p->w, "");
	p->scope.names.n = names;
}

void print_block(KernelPrinter *p, const Block *b)
{
	for (const Stmt *s = b->first; s; s = s->next)
		switch (s->kind) {
		case S_FOR: print_for(p, s); break;
		case S_LET: print_let(p, s); break;
		case S_ASSIGN: print_assign(p, s); break;
		case S_STORE: print_store(p, s); break;
		case S_REDUCE: print_reduce(p, s); break;
		case S_CONTRACT: contract_print(p, s->contract); break;
		case S_PACK: pack_print(p, s->pack); break;
		case S_IF: print_if(p, s); break;
		}
}

/* ---- the function --------------------------------------------------------------------------------------------- */

/* What is written first, then what is read, then scratch: as people order them. */
static uint32_t *argument_order(KernelPrinter *p)
{
	const Kernel *k = p->kernel;
	uint32_t *order = NEW_ARRAY(p->arena, uint32_t, k->params.n), n = 0;
	for (int pass = 0; pass < 3; pass++)
		for (uint32_t i = 0; i < k->params.n; i++) {
			int wanted = p->scratch[i] ? 2 : (k->params.at[i].access & ACCESS_WRITE) ? 0 : 1;
			if (wanted == pass)
				order[n++] = i;
		}
	return order;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static const char *locations(Arena *a, const Kernel *k)
{
	Text t = text_new(a);
	const char *file = "";
	for (size_t i = 0; i < k->locs.n; i++) {
		const Loc *l = &k->locs.at[i];
		if (!l->file)
			continue;
		const char *name = base_name(l->file);
		if (strcmp(name, file) == 0)
			text_add(&t, ", %d", l->line);
		else
			text_add(&t, "%s%s:%d", t.n ? ", " : "", name, l->line);
		file = name;
	}
	return text_str(&t);
}

static void print_comment(KernelPrinter *p, CWriter *w, const KernelStyle *style)
{
	const Kernel *k = p->kernel;
	Text reads = text_new(p->arena), writes = text_new(p->arena);
	for (uint32_t i = 0; i < k->params.n; i++) {
		const Param *param = &k->params.at[i];
		if (p->scratch[i] || !param->type)
			continue;
		Text *t = param->access & ACCESS_WRITE ? &writes : &reads;
		text_add(t, "%s%s %s", t->n ? ", " : "", p->param[i], param->type);
	}
	const char *shapes = arena_printf(p->arena, "    %s%s-> %s", text_str(&reads), reads.n ? " " : "", text_str(&writes));
	if (style->form) {
		c_comment(w, "k%d:%s", style->number, shapes);
		return;
	}
	const char *where = locations(p->arena, k), *more = "";
	if (style->sizes)
		more = arena_printf(p->arena, "; of %zu sizes", style->sizes->kernels);
	c_comment(w, "k%d: %s%s%s%s%s", style->number, k->ops && k->ops[0] ? k->ops : "copy", shapes, more, where[0] ? "\nfrom " : "", where);
}

/* word stands in text, no letter or digit beside it */
static bool mentions(const char *text, const char *word)
{
	const size_t n = strlen(word);
	for (const char *at = text; (at = strstr(at, word)); at++) {
		const bool before = at > text && (isalnum((unsigned char)at[-1]) || at[-1] == '_'), behind = isalnum((unsigned char)at[n]) || at[n] == '_';
		if (!before && !behind)
			return true;
	}
	return false;
}

/* The body to p->w; the head's arguments, but for those that are sizes, to args. */
static PrintedKernel *print_body(KernelPrinter *p, const Model *m, const Kernel *k, const char *name, Strings *args)
{
	Arena *a = p->arena;
	PrintedKernel *out = NEW(a, PrintedKernel);
	bool *sym = NEW_ARRAY(a, bool, m->symbols.n + 1);
	kernel_scan(k, sym, p->scratch, p->reg_used);
	out->key = k->key;
	out->name = name;
	out->n = (uint32_t)k->params.n;
	out->order = argument_order(p);
	out->sym = NEW_ARRAY(a, uint32_t, m->symbols.n + 1);
	for (uint32_t i = 0; i < out->n; i++) {
		const Param *param = &k->params.at[out->order[i]];
		const char *given = p->param[out->order[i]] = given_name(&p->scope, param->hint ? param->hint : "x");
		vec_push(a, *args, arena_printf(a, "%s%s *restrict %s", param->access == ACCESS_READ ? "const " : "", c_type(param->dtype), given));
	}
	for (uint32_t s = 1; s <= m->symbols.n; s++) {
		if (!sym[s])
			continue;
		p->sym[s] = given_name(&p->scope, m->symbols.at[s - 1].name);
		out->sym[out->syms++] = s;
		vec_push(a, *args, arena_printf(a, "size_t %s", p->sym[s]));
	}
	for (size_t i = 0; i < SHAPE_NAMES; i++)
		p->scope.names.at[i] = "";
	print_block(p, &k->body);
	out->stack = p->stack + p->callee;
	return out;
}

static KernelPrinter printer(CWriter *body, Arena *a, const Model *m, const Kernel *k, const KernelStyle *style, Numbers *numbers)
{
	*body = c_writer(a);
	body->depth = 1;
	KernelPrinter p = {
		.w = body, .arena = a, .model = m, .kernel = k, .threads = style->threads, .scope = scope_new(a), .numbers = numbers, .random = style->random,
		.param = NEW_ARRAY(a, const char *, k->params.n), .var = NEW_ARRAY(a, const char *, k->vars + 4),
		.reg = NEW_ARRAY(a, const char *, k->regs + 1), .param_used = NEW_ARRAY(a, bool, k->params.n),
		.reg_used = NEW_ARRAY(a, bool, k->regs + 1), .scratch = NEW_ARRAY(a, bool, k->params.n),
		.sym = NEW_ARRAY(a, const char *, m->symbols.n + 1), .sym_used = NEW_ARRAY(a, bool, m->symbols.n + 1),
	};
	/* what contractions declare by these names is a shape in the text: no parameter may have them */
	static const char *const shapes[SHAPE_NAMES] = { "rows", "cols", "skip", "tile" };
	for (size_t i = 0; i < SHAPE_NAMES; i++)
		scope_take(&p.scope, shapes[i]);
	return p;
}

PrintedKernel *kernel_form(Text *form, Numbers *numbers, Arena *a, const Model *m, const Kernel *k, const KernelStyle *style)
{
	CWriter body;
	KernelPrinter p = printer(&body, a, m, k, style, numbers);
	Strings args = {0};
	numbers->form = p.scope.form = true;
	PrintedKernel *out = print_body(&p, m, k, "", &args);
	out->text = body.text.n;
	text_add(form, "%d %s\n%s", style->apart, join_arguments(a, &args), text_str(&body.text));
	for (uint32_t i = 0; i < out->n; i++)
		text_add(form, " %d", p.param_used[i]);
	return out;
}

/* What is printed where numbers are sizes->args: the arguments' names to out. */
static void take_sizes(KernelPrinter *p, PrintedKernel *out, const Sizes *sizes, Strings *args)
{
	out->number = NEW_ARRAY(p->arena, const char *, sizes->args.n + 1);
	for (size_t i = 0; i < sizes->args.n; i++)
		if (mentions(text_str(&p->w->text), sizes->args.at[i].name)) {
			out->number[out->numbers++] = sizes->args.at[i].name;
			vec_push(p->arena, *args, arena_printf(p->arena, "%s %s", sizes->args.at[i].type, sizes->args.at[i].name));
		}
}

/* The call of the form's function with the same arguments and these numbers. */
static void print_instance(KernelPrinter *p, CWriter *w, const PrintedKernel *out, const KernelStyle *style)
{
	Strings args = {0};
	for (uint32_t i = 0; i < out->n; i++)
		vec_push(p->arena, args, p->param[out->order[i]]);
	for (uint32_t i = 0; i < out->syms; i++)
		vec_push(p->arena, args, p->sym[out->sym[i]]);
	for (uint32_t i = 0; i < style->form->numbers; i++)
		vec_push(p->arena, args, style->number_of[i]);
	w->depth++;
	c_list(w, arena_printf(p->arena, "%s(", style->form->name), args.at, args.n, ");");
	w->depth--;
}

static void print_unused(const KernelPrinter *p, CWriter *w, const PrintedKernel *out)
{
	for (uint32_t i = 0; i < out->n; i++)
		if (!p->param_used[i])
			c_line(w, "\t(void)%s;", p->param[i]);
	for (uint32_t i = 0; i < out->syms; i++)
		if (!p->sym_used[out->sym[i]])
			c_line(w, "\t(void)%s;", p->sym[out->sym[i]]);
}

PrintedKernel *kernel_print(CWriter *w, Arena *a, const Model *m, const Kernel *k, const KernelStyle *style)
{
	CWriter body;
	const Sizes *sizes = style->sizes;
	Numbers numbers = { .text = sizes ? sizes->text : NULL };
	KernelPrinter p = printer(&body, a, m, k, style, &numbers);
	const char *name = arena_printf(a, "k%d_%s%s", style->number, name_identifier(a, sizes ? sizes->name : k->name),
	                                sizes && sizes->instances ? "_sized" : "");
	Strings args = {0};
	scope_take(&p.scope, name);
	for (size_t i = 0; sizes && i < sizes->args.n; i++)
		scope_take(&p.scope, sizes->args.at[i].name);
	PrintedKernel *out = print_body(&p, m, k, name, &args);
	if (sizes)
		take_sizes(&p, out, sizes, &args);
	if (args.n == 0)
		vec_push(a, args, "void");
	print_comment(&p, w, style);
	const char *kind = sizes && sizes->instances ? "CR_INLINE" : style->apart ? "CR_OUTLINE" : "static";
	c_list(w, arena_printf(a, "%s void %s(", kind, out->name), args.at, args.n, ")");
	c_line(w, "{");
	if (style->form) {
		print_instance(&p, w, out, style);
	} else {
		print_unused(&p, w, out);
		text_bytes(&w->text, text_str(&body.text), body.text.n);
	}
	c_line(w, "}");
	c_blank(w);
	return out;
}
