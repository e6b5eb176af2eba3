/* loops.c - loops of the schedule that are equal up to their buffers become one C function, as kernels do: the attention of twelve
 * layers is one loop over heads, called twelve times.
 *
 * A loop's shape is its steps, with buffers by the number of their first mention; those buffers are the function's arguments. */
#include "outline.h"

#include <string.h>

/* One C function for all loops of a shape. Roots with an offset are at that place of the workspace wherever the loop stands; those with -1 are
 * arguments. */
struct LoopFunction { uint32_t times; const char *name; Syms syms; size_t stack, roots; int64_t *offset; DType *dtype; };

size_t step_behind(const Program *p, size_t c)
{
	int depth = 0;
	do {
		const StepKind kind = p->calls.at[c++].kind;
		depth += kind == STEP_LOOP || kind == STEP_IF ? 1 : kind == STEP_END ? -1 : 0;
	} while (depth > 0);
	return c;
}

static bool loop_known(const Shape *s, const Loop *l)
{
	for (size_t i = 0; i < s->loops.n; i++)
		if (s->loops.at[i] == l)
			return true;
	return false;
}

static size_t loop_number(Shape *s, const Loop *l)
{
	size_t i = 0;
	while (i < s->loops.n && s->loops.at[i] != l)
		i++;
	if (i == s->loops.n)
		vec_push(s->u->arena, s->loops, l);
	return i;
}

static void add_extent(Shape *s, Extent e) { text_add(&s->key, " %lld.%u", (long long)e.mul, (unsigned)e.sym); }

static void mention(Shape *s, const Buffer *b, bool written)
{
	const Buffer *root = buffer_root(b);
	size_t i = 0;
	while (i < s->roots.n && s->roots.at[i] != root)
		i++;
	if (i == s->roots.n) {
		vec_push(s->u->arena, s->roots, root);
		vec_push(s->u->arena, s->written, false);
	}
	s->written.at[i] |= written;
	text_add(&s->key, " b%zu:%d", i, (int)b->dtype);
	for (const Buffer *v = b; v->kind == BUF_VIEW; v = v->of) {
		for (uint32_t t = 0; t < v->at.n; t++)
			s->turns |= v->at.term[t].loop && !loop_known(s, v->at.term[t].loop);
		text_add(&s->key, "+%lld", (long long)v->at.constant);
		for (uint32_t t = 0; t < v->at.n; t++) {
			const PlaceTerm *x = &v->at.term[t];
			text_add(&s->key, "+%lld*%c%zu%%%d,%lld", (long long)x->coef, x->loop ? 'l' : 'n', x->loop ? loop_number(s, x->loop) : 0, x->parity,
			         (long long)x->shift);
			add_extent(s, x->extent);
		}
	}
}

/* The same number for kernels of one key. */
static const char *kernel_number(Unit *u, const Kernel *k)
{
	const char *number = map_get(&u->kernel_numbers, k->key);
	if (!number) {
		number = arena_printf(u->arena, "%u", (unsigned)u->kernels_numbered++);
		map_put(&u->kernel_numbers, k->key, (void *)(uintptr_t)number);
	}
	return number;
}

Shape steps_shape(Unit *u, const Program *p, size_t from, size_t to)
{
	Shape s = { .u = u, .key = text_new(u->arena) };
	for (size_t c = from; c < to; c++) {
		const Call *call = &p->calls.at[c];
		text_add(&s.key, "\n%d", (int)call->kind);
		if (call->kind == STEP_CALL) {
			text_add(&s.key, " k%s", kernel_number(u, call->kernel));
			for (uint32_t i = 0; i < call->n; i++)
				mention(&s, call->arg[i], call_access(call, i) & ACCESS_WRITE);
		} else if (call->kind == STEP_IF) {
			mention(&s, call->arg[0], false);
		} else if (call->kind == STEP_LOOP) {
			const Loop *l = call->loop;
			text_add(&s.key, " l%zu%s", loop_number(&s, l), l->reverse ? " reverse" : "");
			add_extent(&s, l->length);
			if (l->go)
				mention(&s, l->go, false);
			if (l->position)
				mention(&s, l->position, true);
		}
	}
	return s;
}

static void count_loops(Unit *u, const Program *p, size_t from, size_t to)
{
	for (size_t c = from, next; c < to; c = next) {
		next = step_behind(p, c);
		if (p->calls.at[c].kind != STEP_LOOP)
			continue;
		Shape s = steps_shape(u, p, c, next);
		LoopFunction *f = map_get(&u->loops, text_str(&s.key));
		if (!f) {
			f = NEW(u->arena, LoopFunction);
			map_put(&u->loops, text_str(&s.key), f);
		}
		f->times++;
	}
}

/* In a block as often as the block is printed: once. */
void loops_count(Unit *u)
{
	for (size_t e = 0; e < u->entries.n; e++) {
		const Entry *entry = &u->entries.at[e];
		size_t c = 0;
		for (size_t i = 0; i < entry->repeats.n; i++) {
			const Repeat *r = &entry->repeats.at[i];      /* those in loops are not found yet */
			count_loops(u, entry->p, c, r->from);
			if (r->defines)
				count_loops(u, entry->p, r->from, r->from + r->calls);
			c = r->from + r->calls * r->times;
		}
		count_loops(u, entry->p, c, entry->p->calls.n);
	}
}

const char *kernels_of(Unit *u, const Program *p, size_t from, size_t to)
{
	Text t = text_new(u->arena);
	Map seen = map_new(u->arena);
	for (size_t c = from; c < to; c++) {
		const Kernel *k = p->calls.at[c].kernel;
		if (p->calls.at[c].kind != STEP_CALL || map_get(&seen, k->key))
			continue;
		const PrintedKernel *printed = map_get(&u->kernels, k->key);
		map_put(&seen, k->key, (void *)(uintptr_t)printed);
		text_add(&t, "%s%s", t.n ? ", " : "", printed->name);
	}
	return text_str(&t);
}

bool loop_shared(Unit *u, const Program *p, size_t c)
{
	if (p->calls.at[c].kind != STEP_LOOP)
		return false;
	Shape s = steps_shape(u, p, c, step_behind(p, c));
	const LoopFunction *f = map_get(&u->loops, text_str(&s.key));
	return f && f->times >= 2;
}

static void settle_loop(Unit *u, LoopFunction *f, const Shape *s)
{
	const bool fresh = !f->offset;
	if (fresh) {
		f->roots = s->roots.n;
		f->offset = NEW_ARRAY(u->arena, int64_t, f->roots + 1);
		f->dtype = NEW_ARRAY(u->arena, DType, f->roots + 1);
	}
	for (size_t i = 0; i < f->roots; i++) {
		const Buffer *b = s->roots.at[i];
		f->dtype[i] = b->dtype;
		if (fresh)
			f->offset[i] = b->kind == BUF_TEMP ? b->offset : -1;
		else if (b->kind != BUF_TEMP || b->offset != f->offset[i])
			f->offset[i] = -1;
	}
}

void loops_settle(Unit *u)
{
	for (size_t e = 0; e < u->entries.n; e++) {
		const Program *p = u->entries.at[e].p;
		for (size_t c = 0, next; c < p->calls.n; c = next) {
			next = step_behind(p, c);
			if (p->calls.at[c].kind != STEP_LOOP)
				continue;
			Shape s = steps_shape(u, p, c, next);
			LoopFunction *f = map_get(&u->loops, text_str(&s.key));
			if (f && f->times >= 2)
				settle_loop(u, f, &s);
		}
	}
}

static bool uses_memory(const LoopFunction *f, DType d)
{
	for (size_t i = 0; i < f->roots; i++)
		if (f->offset[i] >= 0 && f->dtype[i] == d)
			return true;
	return false;
}

static void define(Unit *u, CWriter *w, const Entry *e, LoopFunction *f, const Shape *s, size_t from, size_t to)
{
	Strings args = {0};
	uint32_t ids = 0;
	f->name = scope_name(&u->file_names, arena_printf(u->arena, "loop%d", ++u->loop_count));
	syms_find(u, &f->syms, e->p, from, to);
	Entry inner = { .f = e->f, .kind = e->kind, .p = e->p, .name = f->name, .syms = (uint32_t)f->syms.n, .sym = f->syms.at, .scope = scope_new(u->arena) };
	inner.sym_name = NEW_ARRAY(u->arena, const char *, f->syms.n + 1);
	for (size_t i = 0; i < s->roots.n; i++)
		ids = s->roots.at[i]->id >= ids ? s->roots.at[i]->id + 1 : ids;
	inner.place = NEW_ARRAY(u->arena, const char *, ids);
	for (int d = DT_F32; d <= DT_BOOL; d++)
		if (uses_memory(f, (DType)d)) {
			scope_take(&inner.scope, c_memory((DType)d));
			vec_push(u->arena, args, arena_printf(u->arena, "%s *%s", c_type((DType)d), c_memory((DType)d)));
		}
	for (size_t i = 0; i < s->roots.n; i++) {
		const Buffer *b = s->roots.at[i];
		if (f->offset[i] >= 0) {
			inner.place[b->id] = f->offset[i] ? arena_printf(u->arena, "%s + %lld", c_memory(b->dtype), (long long)f->offset[i])
			                                  : c_memory(b->dtype);
			continue;
		}
		const char *name = scope_name(&inner.scope, name_identifier(u->arena, b->name && b->name[0] ? b->name : "x"));
		inner.place[b->id] = name;
		vec_push(u->arena, args, arena_printf(u->arena, "%s%s *%s", s->written.at[i] ? "" : "const ", c_type(b->dtype), name));
	}
	for (uint32_t i = 0; i < f->syms.n; i++) {
		inner.sym_name[i] = scope_name(&inner.scope, u->model->symbols.at[f->syms.at[i] - 1].name);
		vec_push(u->arena, args, arena_printf(u->arena, "size_t %s", inner.sym_name[i]));
	}
	f->stack = 512 + 16 * args.n;
	c_comment(w, "%s: loops around %s", f->name, kernels_of(u, e->p, from, to));
	c_list(w, arena_printf(u->arena, "static void %s(", f->name), args.at, args.n, ")");
	c_line(w, "{");
	w->depth++;
	for (size_t c = from; c < to; c++)
		print_step(u, w, &inner, &e->p->calls.at[c], NULL);
	c_close(w);
	c_blank(w);
}

void loops_define(Unit *u, CWriter *w, Entry *e)
{
	for (size_t c = 0, next; c < e->p->calls.n; c = next) {
		next = step_behind(e->p, c);
		if (e->p->calls.at[c].kind != STEP_LOOP)
			continue;
		Shape s = steps_shape(u, e->p, c, next);
		LoopFunction *f = map_get(&u->loops, text_str(&s.key));
		if (!f || f->times < 2)
			continue;
		if (!f->name)
			define(u, w, e, f, &s, c, next);
		e->loop_stack = f->stack > e->loop_stack ? f->stack : e->loop_stack;
	}
}

bool loop_call(Unit *u, CWriter *w, const Entry *e, size_t c, const char *const *constants)
{
	if (e->p->calls.at[c].kind != STEP_LOOP)
		return false;
	Shape s = steps_shape(u, e->p, c, step_behind(e->p, c));
	const LoopFunction *f = map_get(&u->loops, text_str(&s.key));
	Strings args = {0};
	if (!f || !f->name)
		return false;
	for (int d = DT_F32; d <= DT_BOOL; d++)
		if (uses_memory(f, (DType)d))
			vec_push(u->arena, args, c_memory((DType)d));
	for (size_t i = 0; i < s.roots.n; i++)
		if (f->offset[i] < 0)
			vec_push(u->arena, args, buffer_text(u, e, s.roots.at[i], constants));
	for (uint32_t i = 0; i < f->syms.n; i++)
		vec_push(u->arena, args, entry_sym(u, e, f->syms.at[i]));
	c_list(w, arena_printf(u->arena, "%s(", f->name), args.at, args.n, ");");
	return true;
}
