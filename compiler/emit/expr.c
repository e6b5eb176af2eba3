/* expr.c - expressions over registers, loop variables and affine indices as C, with no more parentheses than needed.
 *
 * Index arithmetic is size_t throughout. It wraps, and is used so: the C condition i - 1 < 28 says 0 <= i - 1 < 28. */
#include "print.h"
#include "../plan/range.h"

#include <string.h>

bool extent_is(Extent e, int64_t value)
{
	return e.sym == 0 && e.mul == value;
}

static const char *in_context(KernelPrinter *p, const char *text, int own, int context)
{
	return own < context ? arena_printf(p->arena, "(%s)", text) : text;
}

const char *param_text(KernelPrinter *p, uint32_t param)
{
	if (param >= p->kernel->params.n)
		BUG("emitter: kernel %s has no parameter %u", p->kernel->name, (unsigned)param);
	p->param_used[param] = true;
	return p->param[param];
}

const char *sym_text(KernelPrinter *p, uint32_t sym)
{
	if (!p->sym[sym])
		BUG("emitter: kernel %s does not take extent %u", p->kernel->name, (unsigned)sym);
	p->sym_used[sym] = true;
	return p->sym[sym];
}

/* The text of a number that may be an argument. */
static const char *argument_text(KernelPrinter *p, NumberKind kind, uint64_t value, const char *hint, const char *literal, int context)
{
	Numbers *n = p->numbers;
	const Number number = { kind, value, hint };
	const char *text = n->text ? n->text[n->at.n] : NULL;
	vec_push(p->arena, n->at, number);
	if (n->form)
		return "#";
	return text ? in_context(p, text, strchr(text, '*') ? PREC_MULTIPLY : PREC_POSTFIX, context) : literal;
}

/* Loops of so few passes are unrolled, and so small a stride says how elements lie: such numbers are no arguments. */
enum { LEAST_SIZE = 33 };

const char *number_text(KernelPrinter *p, int64_t n, const char *hint, int context)
{
	const char *literal = arena_printf(p->arena, "%lld", (long long)n);
	return n < LEAST_SIZE ? literal : argument_text(p, NUMBER_SIZE, (uint64_t)n, hint, literal, context);
}

const char *extent_text(KernelPrinter *p, Extent e, int context)
{
	if (e.sym == 0)
		return number_text(p, e.mul, "size", context);
	if (e.mul == 1)
		return sym_text(p, e.sym);
	return in_context(p, arena_printf(p->arena, "%s * %s", sym_text(p, e.sym), number_text(p, e.mul, "size", PREC_MULTIPLY)), PREC_MULTIPLY, context);
}

/* ---- affine forms ---------------------------------------------------------------------------------------- */

enum { MAX_TERMS = 64 };

/* Terms with a variable that moves, larger strides first; equal strides by variable id. */
static uint32_t ordered_terms(const Affine *a, Term *out)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < a->n; i++) {
		Term t = a->term[i];
		if ((t.var->kind == VAR_LOOP && extent_is(t.var->extent, 1)) || t.coef == 0)
			continue;
		if (n == MAX_TERMS)
			BUG("emitter: an index of more than %d terms", (int)MAX_TERMS);
		uint32_t at = n++;
		for (; at > 0 && out[at - 1].coef < t.coef; at--)
			out[at] = out[at - 1];
		out[at] = t;
	}
	return n;
}

/* A variable that is a product or less: a loop's, a quotient, an extent. *one: it needs no parentheses anywhere. */
static const char *var_text(KernelPrinter *p, const Var *v, bool *one)
{
	*one = true;
	switch (v->kind) {
	case VAR_LOOP:
		if (!p->var[v->id])
			BUG("emitter: kernel %s uses loop variable %s outside its loop", p->kernel->name, v->hint);
		return p->var[v->id];
	case VAR_SYMBOL:
		return sym_text(p, v->extent.sym);
	case VAR_QUOTIENT:
	case VAR_REMAINDER:
		*one = false;
		return arena_printf(p->arena, "%s %c %lld", affine_text(p, &v->of, PREC_MULTIPLY),
		                    v->kind == VAR_QUOTIENT ? '/' : '%', (long long)v->by);
	}
	BUG("emitter: no variable %d", (int)v->kind);
}

static void add_term(KernelPrinter *p, Text *t, int64_t coef, const Var *v, bool *product)
{
	bool one;
	text_add(t, "%s", var_text(p, v, &one));
	if (coef != 1)
		text_add(t, " * %s", number_text(p, coef, "stride", PREC_MULTIPLY));
	*product |= !one || coef != 1;
}

/* Appends the affine form to t, which may hold earlier summands; pieces counts summands. */
static void affine_append(KernelPrinter *p, Text *t, const Affine *a, int *pieces, bool *product)
{
	Term term[MAX_TERMS];
	uint32_t n = ordered_terms(a, term);
	for (uint32_t i = 0; i < n && term[i].coef > 0; i++) {
		text_add(t, "%s", *pieces ? " + " : "");
		add_term(p, t, term[i].coef, term[i].var, product);
		++*pieces;
	}
	if (a->constant > 0) {
		text_add(t, "%s%s", *pieces ? " + " : "", number_text(p, a->constant, "start", PREC_ADD));
		++*pieces;
	}
	for (uint32_t i = 0; i < n; i++) {
		if (term[i].coef > 0)
			continue;
		text_add(t, "%s - ", *pieces ? "" : "0");
		add_term(p, t, -term[i].coef, term[i].var, product);
		*pieces += 2;
	}
	if (a->constant < 0) {
		text_add(t, *pieces ? " - %s" : "(size_t)-%s", number_text(p, -a->constant, "start", *pieces ? PREC_MULTIPLY : PREC_UNARY));
		++*pieces;
	}
}

const char *affine_text(KernelPrinter *p, const Affine *a, int context)
{
	Text t = text_new(p->arena);
	int pieces = 0;
	bool product = false;
	affine_append(p, &t, a, &pieces, &product);
	if (pieces == 0)
		return "0";
	return in_context(p, text_str(&t), pieces > 1 ? PREC_ADD : product ? PREC_MULTIPLY : PREC_UNARY, context);
}

/* A data-dependent index within 0 .. limit - 1; in 32 bits where value and limit have them. */
static const char *clamped_text(KernelPrinter *p, const Clamped *c)
{
	const char *value = expr_text(p, c->value, 0), *limit = extent_text(p, c->limit, PREC_UNARY);
	bool narrow = c->value->dtype != DT_U32 && c->size <= INT32_MAX;
	const char *cast = c->limit.sym == 0 ? "" : narrow ? "(int32_t)" : "(int64_t)";
	if (c->limit.sym == 0)
		limit = extent_text(p, c->limit, 0);
	return arena_printf(p->arena, "(size_t)cr_clamp_index%s(%s, %s%s)", narrow ? "_i32" : "", value, cast, limit);
}

const char *index_text(KernelPrinter *p, const Index *i)
{
	Text t = text_new(p->arena);
	int pieces = 0;
	bool product = false;
	for (uint32_t k = 0; k < i->n; k++) {
		const Clamped *c = &i->clamped[k];
		if (c->coef == 0 || extent_is(c->limit, 1))
			continue;
		if (c->coef < 0)
			text_add(&t, "%s - %s", pieces ? "" : "0", clamped_text(p, c));
		else
			text_add(&t, "%s%s", pieces ? " + " : "", clamped_text(p, c));
		if (c->coef != 1 && c->coef != -1)
			text_add(&t, " * %s", number_text(p, c->coef < 0 ? -c->coef : c->coef, "stride", PREC_MULTIPLY));
		pieces++;
	}
	affine_append(p, &t, &i->affine, &pieces, &product);
	return pieces ? text_str(&t) : "0";
}

const char *address_text(KernelPrinter *p, uint32_t param, const Affine *a)
{
	const char *base = param_text(p, param), *at = affine_text(p, a, 0);
	if (strcmp(at, "0") == 0)
		return base;
	return arena_printf(p->arena, strstr(at, " - ") ? "%s + (%s)" : "%s + %s", base, at);
}

/* ---- elementwise ------------------------------------------------------------------------------------------- */

typedef struct Binary { const char *op; int own, left, right; } Binary;
static const Binary binary_table[] = {
	{ "+", PREC_ADD, PREC_ADD, PREC_MULTIPLY },
	{ "-", PREC_ADD, PREC_ADD, PREC_MULTIPLY },
	{ "*", PREC_MULTIPLY, PREC_MULTIPLY, PREC_UNARY },
	{ "/", PREC_MULTIPLY, PREC_MULTIPLY, PREC_UNARY },
	{ "==", PREC_EQUAL, PREC_SHIFT, PREC_SHIFT },
	{ "!=", PREC_EQUAL, PREC_SHIFT, PREC_SHIFT },
	{ "<", PREC_LESS, PREC_SHIFT, PREC_SHIFT },
	{ "<=", PREC_LESS, PREC_SHIFT, PREC_SHIFT },
	{ ">", PREC_LESS, PREC_SHIFT, PREC_SHIFT },
	{ ">=", PREC_LESS, PREC_SHIFT, PREC_SHIFT },
	{ "&", PREC_BITS, PREC_UNARY, PREC_UNARY },
	{ "|", PREC_BITS, PREC_UNARY, PREC_UNARY },
	{ "^", PREC_BITS, PREC_UNARY, PREC_UNARY },
};

static bool is_operand(const char *s, size_t at)
{
	bool before = at > 0 && (s[at - 1] == '_' || (s[at - 1] >= 'a' && s[at - 1] <= 'z') || (s[at - 1] >= '0' && s[at - 1] <= '9'));
	char after = s[at + 1];
	bool inside = after == '_' || (after >= 'a' && after <= 'z') || (after >= '0' && after <= '9');
	return s[at] >= 'a' && s[at] <= 'c' && !before && !inside;
}

/* The table's C with a, b, c replaced by the operands, each under the context given for its place. */
static const char *substitute(KernelPrinter *p, const char *form, const Expr *e, const int context[3])
{
	Text t = text_new(p->arena);
	for (size_t i = 0, place = 0; form[i]; i++) {
		if (!is_operand(form, i)) {
			text_char(&t, form[i]);
			continue;
		}
		uint32_t operand = (uint32_t)(form[i] - 'a');
		if (operand >= e->n)
			BUG("emitter: %s needs operand %u", op_table[e->op].name, operand + 1);
		const char *text = expr_text(p, e->arg[operand], context[place < 2 ? place : 2]);
		bool minus = i > 0 && form[i - 1] == '-' && text[0] == '-';
		text_add(&t, minus ? "(%s)" : "%s", text);
		place++;
	}
	return text_str(&t);
}

static const Binary *find_binary(const char *form)
{
	for (size_t i = 0; i < sizeof binary_table / sizeof *binary_table; i++) {
		char spaced[8];
		snprintf(spaced, sizeof spaced, " %s ", binary_table[i].op);
		if (strstr(form, spaced))
			return &binary_table[i];
	}
	return NULL;
}

static const char *form_text(KernelPrinter *p, const char *form, const Expr *e, int context)
{
	const Binary *binary;
	if (strchr(form, '(')) {
		const int inside[3] = { 0, 0, 0 };
		return substitute(p, form, e, inside);
	}
	if (strstr(form, " ? ")) {
		const int inside[3] = { PREC_EQUAL, PREC_TERNARY + 1, PREC_TERNARY + 1 };      /* clang asks for (a & b) ? c : d */
		return in_context(p, substitute(p, form, e, inside), PREC_TERNARY, context);
	}
	binary = find_binary(form);
	if (binary) {
		/* a literal on the left: the operand stands on the right */
		bool left = is_operand(form, 0);
		const int inside[3] = { left ? binary->left : binary->right, binary->right, binary->right };
		return in_context(p, substitute(p, form, e, inside), binary->own, context);
	}
	const int inside[3] = { PREC_UNARY, 0, 0 };
	return in_context(p, substitute(p, form, e, inside), form[0] == '!' ? PREC_EQUAL : strlen(form) > 1 ? PREC_UNARY : PREC_POSTFIX, context);
}

static const char *cast_text(KernelPrinter *p, const char *type, const Expr *a, int context)
{
	return in_context(p, arena_printf(p->arena, "(%s)%s", type, expr_text(p, a, PREC_UNARY)), PREC_UNARY, context);
}

static const char *convert_text(KernelPrinter *p, DType to, const Expr *a, int context)
{
	DType from = a->dtype;
	if (from == to)
		return expr_text(p, a, context);
	if (to == DT_BOOL) {
		const char *zero = from == DT_F32 ? "0.0f" : from == DT_U32 ? "0u" : "0";
		return in_context(p, arena_printf(p->arena, "%s != %s", expr_text(p, a, PREC_SHIFT), zero), PREC_EQUAL, context);
	}
	if (to == DT_F32 || from == DT_BOOL || to == DT_I32 || to == DT_U32) {
		if (from != DT_F32)
			return cast_text(p, c_type(to), a, context);
	}
	const char *wide = from == DT_F32 || from == DT_U32 ? dtype_name(from) : "i32";
	return arena_printf(p->arena, "cr_%s_to_%s(%s)", wide, dtype_name(to), expr_text(p, a, 0));
}

static const char *bitcast_text(KernelPrinter *p, DType to, const Expr *a, int context)
{
	DType from = a->dtype;
	if (from == to)
		return expr_text(p, a, context);
	if (to == DT_F32)
		return arena_printf(p->arena, from == DT_U32 ? "cr_bits_f32(%s)" : "cr_bits_f32((uint32_t)%s)",
		                    expr_text(p, a, from == DT_U32 ? 0 : PREC_UNARY));
	if (from == DT_F32 && to == DT_U32)
		return arena_printf(p->arena, "cr_f32_bits(%s)", expr_text(p, a, 0));
	if (from == DT_F32)
		return in_context(p, arena_printf(p->arena, "(int32_t)cr_f32_bits(%s)", expr_text(p, a, 0)), PREC_UNARY, context);
	return cast_text(p, c_type(to), a, context);
}

static const char *map_text(KernelPrinter *p, const Expr *e, int context)
{
	if (e->op == OP_convert)
		return convert_text(p, e->dtype, e->arg[0], context);
	if (e->op == OP_bitcast)
		return bitcast_text(p, e->dtype, e->arg[0], context);
	if (e->op == OP_select)
		return form_text(p, op_expression(e->op, e->dtype), e, context);
	return form_text(p, op_expression(e->op, e->arg[0]->dtype), e, context);
}

/* ---- the rest ------------------------------------------------------------------------------------------------ */

static const char *position_text(KernelPrinter *p, const Expr *e, int context)
{
	Range r = affine_range(p->model, &e->index.affine, p->facts);
	const char *form = "(%s)%s";
	if (e->dtype == DT_F32 && r.low < 0)
		form = "(%s)(int32_t)%s";    /* size_t has wrapped: back to the signed value first */
	const char *at = affine_text(p, &e->index.affine, PREC_UNARY);
	return in_context(p, arena_printf(p->arena, form, c_type(e->dtype), at), PREC_UNARY, context);
}

/* What a guard test comes to: always, never, or as text. */
typedef enum Verdict { NEVER, ALWAYS, SOMETIMES } Verdict;

static Verdict test_verdict(KernelPrinter *p, const Test *t)
{
	Range r = affine_range(p->model, &t->value, p->facts);
	int64_t most = extent_max(p->model, t->limit);
	if (r.low > r.high || r.high < 0 || r.low >= most)
		return NEVER;
	bool inside = r.low >= 0 && t->limit.sym == 0 && r.high < most;
	return inside && t->stride <= 1 ? ALWAYS : SOMETIMES;
}

static void add_test(KernelPrinter *p, Text *t, const Test *test, bool first)
{
	Range r = affine_range(p->model, &test->value, p->facts);
	bool inside = r.low >= 0 && test->limit.sym == 0 && r.high < test->limit.mul;
	if (!inside) {
		const char *value = affine_text(p, &test->value, PREC_SHIFT);
		text_add(t, "%s%s < %s", first ? "" : " && ", value, extent_text(p, test->limit, PREC_SHIFT));
	}
	if (test->stride > 1)
		text_add(t, "%s%s %% %lld == 0", first && inside ? "" : " && ", affine_text(p, &test->value, PREC_UNARY),
		         (long long)test->stride);
}

/* The tests that say something, joined; NULL where one never holds, "" where all always do. Facts of all are added to p's;
 * *outer gets back what they were. */
const char *tests_text(KernelPrinter *p, uint32_t n, const Test *test, const Facts **outer)
{
	Text t = text_new(p->arena);
	Facts *facts = NEW_ARRAY(p->arena, Facts, n + 1);
	bool any = false;
	*outer = p->facts;
	for (uint32_t i = 0; i < n; i++) {
		Verdict v = test_verdict(p, &test[i]);
		if (v == NEVER) {
			p->facts = *outer;
			return NULL;
		}
		if (v == SOMETIMES) {
			add_test(p, &t, &test[i], !any);
			any = true;
		}
		facts[i] = (Facts){ &test[i], p->facts };
		p->facts = &facts[i];
	}
	return any ? text_str(&t) : "";
}

static const char *guard_text(KernelPrinter *p, const Expr *e, int context)
{
	const Facts *outer;
	const char *tests = tests_text(p, e->tests, e->test, &outer);
	if (!tests)
		return expr_text(p, e->arg[1], context);
	const char *inside = expr_text(p, e->arg[0], tests[0] ? PREC_TERNARY + 1 : context);
	p->facts = outer;
	if (!tests[0])
		return inside;
	const char *outside = expr_text(p, e->arg[1], PREC_TERNARY + 1);
	return in_context(p, arena_printf(p->arena, "%s ? %s : %s", tests, inside, outside), PREC_TERNARY, context);
}

static const char *random_text(KernelPrinter *p, const Expr *e)
{
	Text t = text_new(p->arena);
	text_add(&t, "cr_rng_bits(");
	for (uint32_t i = 0; i < 4; i++)
		text_add(&t, "%s, ", expr_text(p, e->arg[i], 0));
	const char *stream = arena_printf(p->arena, "UINT64_C(0x%016llx)", (unsigned long long)e->stream);
	text_add(&t, "%s, ", argument_text(p, NUMBER_STREAM, e->stream, "stream", stream, 0));
	text_add(&t, "%s)", affine_text(p, &e->index.affine, 0));
	return text_str(&t);
}

const char *expr_text(KernelPrinter *p, const Expr *e, int context)
{
	switch (e->kind) {
	case E_CONST: {
		const char *literal = c_constant(p->arena, e->dtype, e->bits);
		return p->random && e->dtype == DT_F32 ? argument_text(p, NUMBER_FLOAT, e->bits, "factor", literal, context) : literal;
	}
	case E_REG:
		if (!p->reg[e->reg->id])
			BUG("emitter: kernel %s reads register %s before it has a value", p->kernel->name, e->reg->hint);
		return p->reg[e->reg->id];
	case E_INDEX:
		return position_text(p, e, context);
	case E_EXTENT:
		return in_context(p, arena_printf(p->arena, "(%s)%s", c_type(e->dtype), sym_text(p, e->sym)), PREC_UNARY, context);
	case E_LOAD:
		return arena_printf(p->arena, "%s[%s]", param_text(p, e->param), index_text(p, &e->index));
	case E_MAP:
		return map_text(p, e, context);
	case E_GUARD:
		return guard_text(p, e, context);
	case E_RNG:
		return random_text(p, e);
	}
	BUG("emitter: no expression %d", (int)e->kind);
}

static bool is_comparison(Op op)
{
	return op_table[op].result == RESULT_BOOL && op != OP_is_finite;
}

const char *value_text(KernelPrinter *p, const Expr *e)
{
	bool narrow = e->dtype != DT_F32 && e->dtype != DT_I32 && e->dtype != DT_U32;
	bool wide = (e->kind == E_MAP && !is_comparison(e->op) && e->op != OP_convert) || e->kind == E_GUARD;
	if (!narrow || !wide)
		return expr_text(p, e, 0);
	return arena_printf(p->arena, "(%s)%s", c_type(e->dtype), expr_text(p, e, PREC_UNARY));
}
