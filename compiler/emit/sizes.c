/* sizes.c - kernels that differ in numbers only are one C function that takes them: eight parts of a causal attention, the filters of a
 * network's layers, the starting values of its parameters.
 *
 * Two kernels have one form if their C is the same but for names and numbers (kernel_form). Numbers that are the same in all of a form's
 * kernels stay what they are, those that differ are arguments; so is one for all that are equal to it in every kernel, and sixteen times as
 * many, which is what a panel has. Small numbers are part of the form (number_text): what the C compiler unrolls stays constant. */
#include "unit.h"

#include <string.h>

enum { MOST_ARGUMENTS = 12, INSTANCE_TEXT = 360 };       /* an instance's characters, about */

typedef struct Member { const Kernel *kernel; Numbers numbers; PrintedKernel *call; } Member;
struct SizeForm { VEC(Member) members; Sizes sizes; bool settled, once; const PrintedKernel *printed; size_t stack; };     /* once: of initial values */

static KernelStyle style_of(const Unit *u, const Kernel *k, const Function *f)
{
	return (KernelStyle){ .threads = u->o->threads, .apart = map_get(&u->apart, k->key) != NULL, .random = f->kind == FUNC_INIT };
}

static void add_kernel(Unit *u, const Kernel *k, const Function *f)
{
	Member member = { .kernel = k };
	Text form = text_new(u->arena);
	const KernelStyle style = style_of(u, k, f);
	member.call = kernel_form(&form, &member.numbers, u->arena, u->model, k, &style);
	SizeForm *known = map_get(&u->forms, text_str(&form));
	if (!known) {
		known = NEW(u->arena, SizeForm);
		map_put(&u->forms, text_str(&form), known);
	}
	known->stack = member.call->stack > known->stack ? member.call->stack : known->stack;
	known->once = style.random;
	vec_push(u->arena, known->members, member);
	map_put(&u->form_of, k->key, known);
}

void sizes_find(Unit *u)
{
	for (size_t e = 0; e < u->entries.n; e++)
		for (size_t c = 0; c < u->entries.at[e].p->calls.n; c++) {
			const Call *call = &u->entries.at[e].p->calls.at[c];
			if (call->kind == STEP_CALL && !map_get(&u->form_of, call->kernel->key))
				add_kernel(u, call->kernel, u->entries.at[e].f);
		}
}

/* Is number i of every kernel `times` number j of it? */
static bool is_multiple(const SizeForm *f, size_t i, size_t j, uint64_t times)
{
	for (size_t m = 0; m < f->members.n; m++) {
		const Number *a = &f->members.at[m].numbers.at.at[i], *b = &f->members.at[m].numbers.at.at[j];
		if (a->kind != b->kind || (times != 1 && a->kind != NUMBER_SIZE) || a->value != b->value * times)
			return false;
	}
	return true;
}

static bool is_constant(const SizeForm *f, size_t i)
{
	for (size_t m = 1; m < f->members.n; m++)
		if (f->members.at[m].numbers.at.at[i].value != f->members.at[0].numbers.at.at[i].value)
			return false;
	return true;
}

static const char *type_of(NumberKind k)
{
	switch (k) {
	case NUMBER_SIZE: return "size_t";
	case NUMBER_STREAM: return "uint64_t";
	case NUMBER_FLOAT: return "float";
	}
	BUG("emitter: no number of kind %d", (int)k);
}

/* The parts, between underscores, that the names begin with, without a layer's number and what it counts: "init" of "init_h_0_ln_gamma" and
 * "init_h_1_bias". The first op where there are none. */
static const char *name_of(Unit *u, const SizeForm *f)
{
	const char *first = f->members.at[0].kernel->name, *ops = f->members.at[0].kernel->ops;
	size_t n = strlen(first);
	for (size_t m = 1; m < f->members.n; m++) {
		const char *other = f->members.at[m].kernel->name;
		size_t same = 0;
		while (same < n && first[same] == other[same])
			same++;
		if (same == n && (!other[same] || other[same] == '_'))
			continue;
		while (same > 0 && !(first[same] == '_' && (other[same] == '_' || !other[same])))
			same--;
		n = same;
	}
	if (n == strlen(first))
		return first;
	if (first[n] == '_' && first[n + 1] >= '0' && first[n + 1] <= '9') {      /* what a number counts */
		while (n > 0 && first[n - 1] != '_')
			n--;
		n -= n > 0;
	}
	for (size_t i = 0; i < n; i++)           /* from a number on, and the part before it */
		if (first[i] >= '0' && first[i] <= '9' && (i == 0 || first[i - 1] == '_')) {
			for (n = i ? i - 1 : 0; n > 0 && first[n - 1] != '_';)
				n--;
			n -= n > 0;
		}
	if (n > 0)
		return arena_printf(u->arena, "%.*s", (int)n, first);
	return ops && ops[0] ? arena_printf(u->arena, "%.*s", (int)strcspn(ops, " "), ops) : "copy";
}

/* Is this as fast with numbers that the C compiler does not know? A product's time is its micro-kernel's; a loop over all elements is as long
 * as it is. Loops in loops are not: short inner ones are unrolled, and their rests left out. */
static bool any_size(const Block *b, int depth)
{
	for (const Stmt *s = b->first; s; s = s->next)
		switch (s->kind) {
		case S_FOR:
			if (!extent_is(s->var->extent, 1) && depth > 0)
				return false;
			if (!any_size(&s->body, depth + !extent_is(s->var->extent, 1)))
				return false;
			break;
		case S_REDUCE:
			if (depth > 0)
				return false;
			break;
		case S_CONTRACT:
			if (s->contract->how != CONTRACT_TILE || s->contract->taps || s->contract->tests)
				return false;
			break;
		case S_IF:
			if (!any_size(&s->body, depth) || !any_size(&s->other, depth))
				return false;
			break;
		case S_LET:
		case S_ASSIGN:
		case S_STORE:
		case S_PACK:
			break;
		}
	return true;
}

/* Which numbers are arguments; too many: each kernel is a function of its own. */
static void settle(Unit *u, SizeForm *f)
{
	const Numbers *first = &f->members.at[0].numbers;
	const size_t n = first->at.n;
	VEC(size_t) args = {0};
	Scope names = scope_new(u->arena);
	f->settled = true;
	f->sizes.kernels = f->members.n;
	f->sizes.text = NEW_ARRAY(u->arena, const char *, n + 1);
	for (size_t i = 0; f->members.n > 1 && i < n; i++) {
		if (is_constant(f, i))
			continue;
		for (size_t k = 0; k < args.n && !f->sizes.text[i]; k++)
			if (is_multiple(f, i, args.at[k], 1))
				f->sizes.text[i] = f->sizes.args.at[k].name;
			else if (is_multiple(f, i, args.at[k], 16))
				f->sizes.text[i] = arena_printf(u->arena, "%s * 16", f->sizes.args.at[k].name);
		if (f->sizes.text[i])
			continue;
		const SizeArgument arg = { scope_name(&names, first->at.at[i].hint), type_of(first->at.at[i].kind) };
		f->sizes.text[i] = arg.name;
		vec_push(u->arena, f->sizes.args, arg);
		vec_push(u->arena, args, i);
	}
	f->sizes.name = name_of(u, f);
	f->sizes.instances = !f->once && !any_size(&f->members.at[0].kernel->body, 0);
	const size_t text = f->members.at[0].call->text, more = (f->members.n - 1) * text;
	if (args.n > MOST_ARGUMENTS || (f->sizes.instances && more < f->members.n * INSTANCE_TEXT))
		f->sizes.kernels = 1;
}

static const char *literal(Unit *u, const Number *n)
{
	switch (n->kind) {
	case NUMBER_SIZE: return arena_printf(u->arena, "%llu", (unsigned long long)n->value);
	case NUMBER_STREAM: return arena_printf(u->arena, "UINT64_C(0x%016llx)", (unsigned long long)n->value);
	case NUMBER_FLOAT: return c_constant(u->arena, DT_F32, (uint32_t)n->value);
	}
	BUG("emitter: no number of kind %d", (int)n->kind);
}

/* The number that argument `name` is in this member. */
static const char *value_of(Unit *u, const SizeForm *f, const Member *m, const char *name)
{
	for (size_t i = 0; i < m->numbers.at.n; i++)
		if (f->sizes.text[i] && strcmp(f->sizes.text[i], name) == 0)
			return literal(u, &m->numbers.at.at[i]);
	BUG("emitter: no number %s", name);
}

/* k among the form's kernels, with its numbers as the form's function takes them. */
static const Member *member_of(Unit *u, const SizeForm *f, const Kernel *k, const char ***number)
{
	for (size_t i = 0; i < f->members.n; i++) {
		const Member *m = &f->members.at[i];
		if (strcmp(m->kernel->key, k->key) != 0)
			continue;
		*number = NEW_ARRAY(u->arena, const char *, f->printed->numbers + 1);
		for (uint32_t a = 0; a < f->printed->numbers; a++)
			(*number)[a] = value_of(u, f, m, f->printed->number[a]);
		return m;
	}
	BUG("emitter: kernel %s has no form", k->name);
}

PrintedKernel *sizes_print(Unit *u, CWriter *w, const Kernel *k, const Function *fn)
{
	SizeForm *f = map_get(&u->form_of, k->key);
	KernelStyle style = style_of(u, k, fn);
	const char **number;
	if (!f->settled)
		settle(u, f);
	if (f->sizes.kernels < 2 || !f->printed)
		style.number = ++u->kernel_count;
	if (f->sizes.kernels < 2)
		return kernel_print(w, u->arena, u->model, k, &style);
	if (!f->printed) {
		style.sizes = &f->sizes;
		f->printed = kernel_print(w, u->arena, u->model, k, &style);
		style.sizes = NULL;
	} else if (f->sizes.instances) {
		style.number = ++u->kernel_count;
	}
	const Member *m = member_of(u, f, k, &number);
	PrintedKernel *out = m->call;
	if (f->sizes.instances) {
		style.form = f->printed;
		style.number_of = number;
		out = kernel_print(w, u->arena, u->model, k, &style);
	} else {
		out->name = f->printed->name;
		out->numbers = f->printed->numbers;
		out->number = number;
	}
	out->stack = f->stack;
	return out;
}
