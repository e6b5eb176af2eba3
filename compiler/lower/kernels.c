/* kernels.c - a program as stable text: --dump=kernels, and (without names) the identity that outlining compares. */
#include "internal.h"

#include <inttypes.h>
#include <string.h>

/* Without a model extents are told apart by number: two may have one name, the batch of training and a user's. */
typedef struct Printer { Text *out; int depth; const Model *model; } Printer;

static void line(Printer *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void line(Printer *p, const char *fmt, ...)
{
	va_list ap;
	for (int i = 0; i < p->depth; i++)
		text_bytes(p->out, "  ", 2);
	va_start(ap, fmt);
	text_vadd(p->out, fmt, ap);
	va_end(ap);
}

static void print_symbol(Printer *p, uint32_t sym)
{
	if (p->model)
		text_add(p->out, "%s", p->model->symbols.at[sym - 1].name);
	else
		text_add(p->out, "#%" PRIu32, sym);
}

static void print_extent(Printer *p, Extent e)
{
	if (!e.sym) {
		text_add(p->out, "%" PRId64, e.mul);
		return;
	}
	print_symbol(p, e.sym);
	if (e.mul != 1)
		text_add(p->out, "*%" PRId64, e.mul);
}

static void print_affine(Printer *p, Affine a);

static void print_var(Printer *p, const Var *v)
{
	switch (v->kind) {
	case VAR_LOOP:
		text_add(p->out, "v%" PRIu32, v->id);
		break;
	case VAR_SYMBOL:
		print_extent(p, v->extent);
		break;
	case VAR_QUOTIENT: case VAR_REMAINDER:
		text_add(p->out, "(");
		print_affine(p, v->of);
		text_add(p->out, ")%c%" PRId64, v->kind == VAR_QUOTIENT ? '/' : '%', v->by);
	}
}

static void print_affine(Printer *p, Affine a)
{
	if (!a.n || a.constant)
		text_add(p->out, "%" PRId64 "%s", a.constant, a.n ? " + " : "");
	for (uint32_t i = 0; i < a.n; i++) {
		if (i)
			text_add(p->out, " + ");
		if (a.term[i].coef != 1)
			text_add(p->out, "%" PRId64 "*", a.term[i].coef);
		print_var(p, a.term[i].var);
	}
}

static void print_expr(Printer *p, const Expr *e);

static void print_index(Printer *p, const Index *x)
{
	print_affine(p, x->affine);
	for (uint32_t i = 0; i < x->n; i++) {
		text_add(p->out, " + %" PRId64 "*clamp(", x->clamped[i].coef);
		print_expr(p, x->clamped[i].value);
		text_add(p->out, ", ");
		print_extent(p, x->clamped[i].limit);
		text_add(p->out, ")");
	}
}

static void print_args(Printer *p, const Expr *e)
{
	for (uint32_t i = 0; i < e->n; i++) {
		text_add(p->out, "%s", i ? ", " : "");
		print_expr(p, e->arg[i]);
	}
}

static void print_constant(Printer *p, const Expr *e)
{
	char number[32];
	float f;
	memcpy(&f, &e->bits, sizeof f);
	if (e->dtype == DT_F32) {
		float_text(number, f);
		text_add(p->out, "%s", number);
	} else {
		text_add(p->out, "%s(0x%" PRIx32 ")", dtype_name(e->dtype), e->bits);
	}
}

static void print_tests(Printer *p, uint32_t n, const Test *test)
{
	for (uint32_t i = 0; i < n; i++) {
		print_affine(p, test[i].value);
		text_add(p->out, " in 0..");
		print_extent(p, test[i].limit);
		if (test[i].stride > 1)
			text_add(p->out, " by %" PRId64, test[i].stride);
		text_add(p->out, "%s", i + 1 < n ? ", " : "");
	}
}

static void print_guard(Printer *p, const Expr *e)
{
	text_add(p->out, "guard(");
	print_tests(p, e->tests, e->test);
	text_add(p->out, ", ");
	print_args(p, e);
	text_add(p->out, ")");
}

static void print_expr(Printer *p, const Expr *e)
{
	switch (e->kind) {
	case E_CONST:
		print_constant(p, e);
		break;
	case E_REG:
		text_add(p->out, "r%" PRIu32, e->reg->id);
		break;
	case E_INDEX:
		text_add(p->out, "%s(", dtype_name(e->dtype));
		print_index(p, &e->index);
		text_add(p->out, ")");
		break;
	case E_EXTENT:
		text_add(p->out, "extent(");
		print_symbol(p, e->sym);
		text_add(p->out, ")");
		break;
	case E_LOAD:
		text_add(p->out, "p%" PRIu32 "[", e->param);
		print_index(p, &e->index);
		text_add(p->out, "]");
		break;
	case E_MAP:
		text_add(p->out, "%s", op_table[e->op].name);
		if (e->op == OP_convert || e->op == OP_bitcast)
			text_add(p->out, "_%s", dtype_name(e->dtype));
		text_add(p->out, "(");
		print_args(p, e);
		text_add(p->out, ")");
		break;
	case E_GUARD:
		print_guard(p, e);
		break;
	case E_RNG:
		text_add(p->out, "rng(%016" PRIx64 ", ", e->stream);
		print_index(p, &e->index);
		text_add(p->out, "; ");
		print_args(p, e);
		text_add(p->out, ")");
		break;
	}
}

static void print_block(Printer *p, const Block *b)
{
	p->depth++;
	for (const Stmt *s = b->first; s; s = s->next) {
		switch (s->kind) {
		case S_FOR:
			line(p, "%s v%" PRIu32 " < ", s->parallel ? "parallel for" : "for", s->var->id);
			print_extent(p, s->var->extent);
			text_add(p->out, "\n");
			print_block(p, &s->body);
			break;
		case S_LET: case S_ASSIGN:
			line(p, "%sr%" PRIu32 " = ", s->kind == S_ASSIGN ? "" : s->reg->mutable ? "var " : "let ", s->reg->id);
			print_expr(p, s->value);
			text_add(p->out, "\n");
			break;
		case S_STORE:
			line(p, "p%" PRIu32 "[", s->param);
			print_index(p, &s->index);
			text_add(p->out, "] %s ", s->add ? "+=" : "=");
			print_expr(p, s->value);
			text_add(p->out, "\n");
			break;
		case S_REDUCE:
			line(p, "let r%" PRIu32 " = %s%s over", s->reg->id, op_table[s->reduce->op].name, s->reduce->lanes ? " in 16 lanes" : "");
			for (uint32_t i = 0; i < s->reduce->n; i++) {
				text_add(p->out, " v%" PRIu32 " < ", s->reduce->var[i]->id);
				print_extent(p, s->reduce->var[i]->extent);
			}
			text_add(p->out, " of ");
			print_expr(p, s->value);
			text_add(p->out, "\n");
			print_block(p, &s->reduce->body);
			break;
		case S_CONTRACT: {
			static const char *const how[] = { "loops", "row", "dot", "tile" };
			const Contract *c = s->contract;
			line(p, "contract %s r%" PRIu32 " = sum", how[c->how], c->z->id);
			text_add(p->out, " v%" PRIu32 " < ", c->i->id);
			print_extent(p, c->i->extent);
			text_add(p->out, ", v%" PRIu32 " < ", c->j->id);
			print_extent(p, c->j->extent);
			text_add(p->out, ", k < ");
			print_extent(p, c->k);
			for (uint32_t i = 0; i < c->taps; i++) {
				text_add(p->out, "%s v%" PRIu32 " < ", i ? "" : " and taps", c->tap[i].var->id);
				print_extent(p, c->tap[i].var->extent);
				text_add(p->out, " (a %" PRId64 ", b %" PRId64 ")", c->tap[i].a, c->tap[i].b);
			}
			if (c->tests) {
				text_add(p->out, " where k is v%" PRIu32 " and ", c->run->id);
				print_tests(p, c->tests, c->test);
			}
			text_add(p->out, " of p%" PRIu32 "[", c->a);
			print_affine(p, c->a_base);
			text_add(p->out, "; i %" PRId64 ", k %" PRId64 "] * p%" PRIu32 "[", c->a_row, c->a_k, c->b);
			print_affine(p, c->b_base);
			text_add(p->out, "; k %" PRId64 ", j %" PRId64 "]", c->b_k, c->b_col);
			if (c->pack_a)
				text_add(p->out, " pack a in p%" PRId32, c->scratch_a);
			if (c->pack_b || c->pack_b_tail)
				text_add(p->out, " pack %s in p%" PRId32, c->pack_b ? "b" : "b's tail", c->scratch_b);
			if (c->b_panels)
				text_add(p->out, " panels of %" PRId64, c->b_panel);
			if (c->cblas)
				text_add(p->out, " or cblas into p%" PRIu32, c->cblas_out);
			text_add(p->out, " columns by %" PRId64 "\n", c->column_block);
			print_block(p, &c->epilogue);
			break;
		}
		case S_PACK:
			line(p, "pack p%" PRIu32 "[", s->pack->from);
			print_affine(p, s->pack->from_base);
			text_add(p->out, "; k %" PRId64 ", j %" PRId64 "] for k < ", s->pack->from_k, s->pack->from_col);
			print_extent(p, s->pack->k);
			text_add(p->out, ", j < %" PRId64 " into p%" PRIu32 "[", s->pack->columns, s->pack->to);
			print_affine(p, s->pack->to_base);
			text_add(p->out, "; panel %" PRId64 "]\n", s->pack->panel);
			break;
		case S_IF:
			line(p, "if ");
			print_tests(p, s->tests, s->test);
			text_add(p->out, "\n");
			print_block(p, &s->body);
			if (s->other.first) {
				line(p, "else\n");
				print_block(p, &s->other);
			}
			break;
		}
	}
	p->depth--;
}

/* What two kernels must agree in to be one C function. */
const char *kernel_key(const Kernel *k, Arena *a)
{
	Text t = text_new(a);
	Printer p = { &t, 0, NULL };
	for (size_t i = 0; i < k->params.n; i++) {
		const Param *x = &k->params.at[i];
		text_add(&t, "%s %d %" PRId64 " %" PRId64 "; ", dtype_name(x->dtype), (int)x->access, x->elements, x->each);
	}
	text_add(&t, "\n");
	print_block(&p, &k->body);
	return text_str(&t);
}

static const char *const access_name[] = { "", "reads", "writes", "updates" };

static void print_place(Printer *p, const Placement *at)
{
	text_add(p->out, " at %" PRId64, at->constant);
	for (uint32_t i = 0; i < at->n; i++) {
		const PlaceTerm *t = &at->term[i];
		text_add(p->out, t->parity ? " + %" PRId64 "*((" : " + %" PRId64 "*", t->coef);
		if (t->loop)
			text_add(p->out, "t%" PRIu32, t->loop->id);
		else
			print_extent(p, t->extent);
		if (t->parity)
			text_add(p->out, " + %" PRId64 ")%%2)", t->shift);
	}
}

static void print_buffer(Printer *p, const Buffer *b)
{
	static const char *const kind[] = { "input", "output", "slot", "constant", "temporary", "part" };
	const char *name = b->kind == BUF_SLOT ? p->model->slots.at[b->index]->name : b->name ? b->name : "";
	text_add(p->out, "b%" PRIu32 " %s %s %s", b->id, kind[b->kind], name, type_text(p->model, &b->type));
	for (; b->kind == BUF_VIEW; b = b->of) {
		text_add(p->out, " of b%" PRIu32, b->of->id);
		print_place(p, &b->at);
	}
	text_char(p->out, '\n');
}

/* A loop's or branch's mark. */
static void print_mark(Printer *p, const Call *c)
{
	if (c->kind == STEP_END || c->kind == STEP_ELSE)
		p->depth--;
	if (c->kind == STEP_LOOP) {
		line(p, "loop t%" PRIu32 " < ", c->loop->id);
		print_extent(p, c->loop->length);
		text_add(p->out, "%s%s\n", c->loop->reverse ? ", descending" : "", c->loop->go ? ", while" : "");
	} else {
		if (c->kind == STEP_IF)
			line(p, "if b%" PRIu32 "\n", c->arg[0]->id);
		else
			line(p, "%s\n", c->kind == STEP_ELSE ? "else" : "end");
	}
	if (c->kind == STEP_LOOP && c->loop->go) {
		line(p, "  while ");
		print_buffer(p, c->loop->go);
	}
	if (c->kind != STEP_END)
		p->depth++;
}

static void print_call(Printer *p, const Call *c, size_t number)
{
	if (c->kind != STEP_CALL) {
		print_mark(p, c);
		return;
	}
	const Kernel *k = c->kernel;
	line(p, "call %zu: k%" PRIu32 " %s\n", number + 1, k->id + 1, k->name);
	p->depth++;
	for (uint32_t i = 0; i < c->n; i++) {
		line(p, "p%" PRIu32 " %s ", i, access_name[k->params.at[i].access]);
		print_buffer(p, c->arg[i]);
	}
	p->depth--;
}

void program_dump(const Program *program, Text *out)
{
	Printer p = { out, 0, program->model };
	text_add(out, "function %s\n", program->function->name);
	for (size_t i = 0; i < program->kernels.n; i++) {
		const Kernel *k = program->kernels.at[i];
		text_add(out, "\nkernel k%" PRIu32 " %s: %s\n", k->id + 1, k->name, k->ops);
		for (size_t j = 0; j < k->params.n; j++)
			text_add(out, "  p%zu %s %s %s\n", j, access_name[k->params.at[j].access], k->params.at[j].type, k->params.at[j].hint);
		print_block(&p, &k->body);
	}
	text_add(out, "\n");
	for (size_t i = 0; i < program->calls.n; i++)
		print_call(&p, &program->calls.at[i], i);
}
