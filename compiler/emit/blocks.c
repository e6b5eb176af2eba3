/* blocks.c - steps that repeat become one C function: twelve layers are one function called twelve times, and what it is called with.
 *
 * A block is a row of steps that stands several times in succession, equal up to its buffers. Its function takes the buffers
 * that differ; places in the workspace that are the same each time are written inside. Where a training step in pieces calls it, it takes
 * a first and a last step as well, so that the step can stop between any two. Which rows: those that save the most arguments, then what is left on both sides. */
#include "outline.h"

#include <string.h>

enum { LONGEST = 64, LEAST_GAIN = 40 };      /* steps of a block; arguments that it must save */

struct BlockFunction {
	const char *name;
	size_t steps;
	bool pieces;                     /* a training step in pieces stops between its steps */
	Syms syms;
	size_t roots, stack;
	int64_t *offset;                 /* by number of root: where it is each time in the workspace, -1: an argument */
	DType *dtype;
};

/* ---- which steps --------------------------------------------------------------------------------------------- */

typedef struct Row {                 /* the steps of one entry, loops and branches whole */
	Unit *u;
	Entry *e;
	VEC(size_t) begin;               /* call that each begins with, and the end */
	VEC(uint32_t) token;             /* equal where the steps are */
} Row;

typedef struct Choice { size_t at, period, times; int64_t gain; } Choice;
typedef struct Run { size_t period, from, to; } Run;     /* steps from .. to - 1 equal those a period later */

static uint32_t token_of(Unit *u, const Program *p, size_t from, size_t to)
{
	Shape s = steps_shape(u, p, from, to);
	const uint32_t *known = map_get(&u->step_tokens, text_str(&s.key));
	if (!known) {
		uint32_t fresh = u->steps_known++;
		known = arena_copy(u->arena, &fresh, sizeof fresh);
		map_put(&u->step_tokens, text_str(&s.key), (void *)(uintptr_t)known);
	}
	return *known;
}

static Shape shape_at(const Row *r, size_t at, size_t period)
{
	return steps_shape(r->u, r->e->p, r->begin.at[at], r->begin.at[at + period]);
}

/* What a call of these steps passes: a loop's buffers once each. */
static int64_t arguments_of(const Row *r, size_t at, size_t period)
{
	int64_t n = 0;
	for (size_t i = at; i < at + period; i++) {
		const Call *call = &r->e->p->calls.at[r->begin.at[i]];
		n += call->kind == STEP_CALL ? (int64_t)call->n : (int64_t)shape_at(r, i, 1).roots.n;
	}
	return n;
}

static bool stays(const Buffer *a, const Buffer *b)
{
	return a->kind == BUF_TEMP && b->kind == BUF_TEMP && a->offset == b->offset;
}

/* The block of `period` steps from `at` on, as often as it stands there. */
static Choice evaluate(const Row *r, size_t at, size_t period, size_t end)
{
	Choice c = { at, period, 1, 0 };
	Shape first = shape_at(r, at, period);
	bool *moves = NEW_ARRAY(r->u->arena, bool, first.roots.n + 1);
	int64_t moving = 0;
	for (; at + (c.times + 1) * period <= end; c.times++) {
		Shape s = shape_at(r, at + c.times * period, period);
		if (strcmp(text_str(&s.key), text_str(&first.key)) != 0)
			break;
		for (size_t i = 0; i < s.roots.n; i++)
			moves[i] |= !stays(first.roots.at[i], s.roots.at[i]);
	}
	for (size_t i = 0; i < first.roots.n; i++)
		moving += moves[i] || first.roots.at[i]->kind != BUF_TEMP;
	c.gain = ((int64_t)c.times - 1) * arguments_of(r, at, period) - (int64_t)c.times * moving;
	return c;
}

/* Rows of twice a block are rows of the block. */
static bool covered(const Run *runs, size_t n, const Run *x)
{
	for (size_t i = 0; i < n; i++)
		if (x->period % runs[i].period == 0 && runs[i].from <= x->from && runs[i].to + runs[i].period >= x->to + x->period)
			return true;
	return false;
}

static Choice best_choice(const Row *r, size_t from, size_t to)
{
	Choice best = { 0 };
	VEC(Run) runs = {0};
	for (size_t period = 2; period <= LONGEST && 2 * period <= to - from; period++)
		for (size_t i = from, j; i + period < to; i = j + 1) {
			for (j = i; j + period < to && r->token.at[j] == r->token.at[j + period];)
				j++;
			const Run run = { period, i, j };
			if (j - i < period || covered(runs.at, runs.n, &run))
				continue;
			vec_push(r->u->arena, runs, run);
			for (size_t at = i; at < i + period && at + 2 * period <= j + period; at++) {
				Choice c = evaluate(r, at, period, j + period);
				if (c.gain > best.gain)
					best = c;
			}
		}
	return best;
}

static void add_repeats(const Row *r, size_t from, size_t to)
{
	Choice c = best_choice(r, from, to);
	if (c.gain < LEAST_GAIN)
		return;
	add_repeats(r, from, c.at);
	Shape s = shape_at(r, c.at, c.period);
	const size_t begin = r->begin.at[c.at];
	Repeat repeat = { .from = begin, .calls = r->begin.at[c.at + c.period] - begin, .times = c.times };
	repeat.block = map_get(&r->u->blocks, text_str(&s.key));
	if (!repeat.block) {
		repeat.defines = true;
		repeat.block = NEW(r->u->arena, BlockFunction);
		repeat.block->steps = c.period;
		map_put(&r->u->blocks, text_str(&s.key), repeat.block);
	}
	vec_push(r->u->arena, r->e->repeats, repeat);
	add_repeats(r, c.at + c.period * c.times, to);
}

/* ---- what is the same each time ------------------------------------------------------------------------------- */

static void settle_places(Unit *u, const Entry *e, const Repeat *r)
{
	BlockFunction *f = r->block;
	for (size_t t = 0; t < r->times; t++) {
		Shape s = steps_shape(u, e->p, r->from + t * r->calls, r->from + (t + 1) * r->calls);
		const bool fresh = !f->offset;
		if (fresh) {
			f->roots = s.roots.n;
			f->offset = NEW_ARRAY(u->arena, int64_t, f->roots + 1);
			f->dtype = NEW_ARRAY(u->arena, DType, f->roots + 1);
		}
		for (size_t i = 0; i < f->roots; i++) {
			const Buffer *b = s.roots.at[i];
			f->dtype[i] = b->dtype;
			if (fresh)
				f->offset[i] = b->kind == BUF_TEMP ? b->offset : -1;
			else if (b->kind != BUF_TEMP || b->offset != f->offset[i])
				f->offset[i] = -1;
		}
	}
}

void blocks_find(Unit *u)
{
	for (size_t i = 0; i < u->entries.n; i++) {
		Entry *e = &u->entries.at[i];
		Row r = { .u = u, .e = e };
		size_t calls = e->p->calls.n, last = e->pieces ? step_last_piece(e->p) : calls, middle = 0;
		for (size_t c = 0, next; c < calls; c = next) {
			next = step_behind(e->p, c);
			if (c < last)
				middle++;
			vec_push(u->arena, r.begin, c);
			vec_push(u->arena, r.token, token_of(u, e->p, c, next));
		}
		vec_push(u->arena, r.begin, calls);
		add_repeats(&r, 0, middle);
		add_repeats(&r, middle, r.token.n);
	}
	for (size_t i = 0; i < u->entries.n; i++)
		for (size_t k = 0; k < u->entries.at[i].repeats.n; k++) {
			const Repeat *r = &u->entries.at[i].repeats.at[k];
			settle_places(u, &u->entries.at[i], r);
			r->block->pieces |= u->entries.at[i].pieces != NULL;
		}
}

const Repeat *repeat_at(const Entry *e, size_t c)
{
	for (size_t i = 0; i < e->repeats.n; i++)
		if (e->repeats.at[i].from == c)
			return &e->repeats.at[i];
	return NULL;
}

size_t repeat_steps(const Repeat *r) { return r->block->steps; }

/* ---- the function ---------------------------------------------------------------------------------------------- */

static bool uses_memory(const BlockFunction *f, DType d)
{
	for (size_t i = 0; i < f->roots; i++)
		if (f->offset[i] >= 0 && f->dtype[i] == d)
			return true;
	return false;
}

/* The step that begins at call c; returns the next one's. */
static size_t print_one(Unit *u, CWriter *w, Entry *inner, size_t c)
{
	const size_t next = step_behind(inner->p, c);
	if (!loop_call(u, w, inner, c, NULL))
		for (size_t i = c; i < next; i++)
			print_step(u, w, inner, &inner->p->calls.at[i], NULL);
	return next;
}

static void print_body(Unit *u, CWriter *w, Entry *inner, const Repeat *r)
{
	const size_t end = r->from + r->calls;
	unsigned number = 0;
	if (!r->block->pieces) {
		for (size_t c = r->from; c < end; )
			c = print_one(u, w, inner, c);
		return;
	}
	c_loop(w, "for (; step < end; step++)");
	c_open(w, "switch (step)");
	for (size_t c = r->from; c < end; ) {
		case_label(w, arena_printf(u->arena, "case %u:", number++));
		c = print_one(u, w, inner, c);
		c_line(w, "break;");
	}
	c_close(w);
	c_close(w);
}

/* Where a and b differ in one part between dots, a without it and without the list's name before it: "attn.c_attn.kernel" of
 * "h.0.attn.c_attn.kernel" and "h.1.attn.c_attn.kernel"; else a. */
static const char *common_name(Arena *arena, const char *a, const char *b)
{
	size_t same = 0, list = 0;
	while (a[same] && a[same] == b[same])
		same++;
	while (same > 0 && a[same - 1] != '.')
		same--;
	const char *rest_a = strchr(a + same, '.'), *rest_b = strchr(b + same, '.');
	if (!same || !rest_a || !rest_b || strcmp(rest_a, rest_b) != 0)
		return a;
	for (list = same - 1; list > 0 && a[list - 1] != '.';)
		list--;
	return arena_printf(arena, "%.*s%s", (int)list, a, rest_a + 1);
}

static const char *root_name(Unit *u, const Buffer *b, const Buffer *next)
{
	if (!b->name || !b->name[0])
		return "x";
	return name_identifier(u->arena, b->kind == BUF_SLOT && next->name ? common_name(u->arena, b->name, next->name) : b->name);
}

static void define(Unit *u, CWriter *w, Entry *e, const Repeat *r)
{
	BlockFunction *f = r->block;
	Shape s = steps_shape(u, e->p, r->from, r->from + r->calls);
	Shape second = steps_shape(u, e->p, r->from + r->calls, r->from + 2 * r->calls);
	Strings args = {0};
	uint32_t ids = 0;
	f->name = scope_name(&u->file_names, arena_printf(u->arena, "block%d", ++u->block_count));
	syms_find(u, &f->syms, e->p, r->from, r->from + r->calls);
	Entry inner = { .f = e->f, .kind = e->kind, .p = e->p, .name = f->name, .syms = (uint32_t)f->syms.n, .sym = f->syms.at,
	                .scope = scope_new(u->arena) };
	if (f->pieces) {
		scope_take(&inner.scope, "step");
		scope_take(&inner.scope, "end");
		vec_push(u->arena, args, "uint32_t step");
		vec_push(u->arena, args, "uint32_t end");
	}
	for (int d = DT_F32; d <= DT_BOOL; d++)
		if (uses_memory(f, (DType)d)) {
			scope_take(&inner.scope, c_memory((DType)d));
			vec_push(u->arena, args, arena_printf(u->arena, "%s *%s", c_type((DType)d), c_memory((DType)d)));
		}
	for (size_t i = 0; i < s.roots.n; i++)
		ids = s.roots.at[i]->id >= ids ? s.roots.at[i]->id + 1 : ids;
	inner.place = NEW_ARRAY(u->arena, const char *, ids + 1);
	for (size_t i = 0; i < s.roots.n; i++) {
		const Buffer *b = s.roots.at[i];
		if (f->offset[i] >= 0) {
			inner.place[b->id] = f->offset[i] ? arena_printf(u->arena, "%s + %lld", c_memory(b->dtype), (long long)f->offset[i])
			                                  : c_memory(b->dtype);
			continue;
		}
		const char *name = scope_name(&inner.scope, root_name(u, b, second.roots.at[i]));
		inner.place[b->id] = name;
		vec_push(u->arena, args, arena_printf(u->arena, "%s%s *%s", s.written.at[i] ? "" : "const ", c_type(b->dtype), name));
	}
	inner.sym_name = NEW_ARRAY(u->arena, const char *, f->syms.n + 1);
	for (size_t i = 0; i < f->syms.n; i++) {
		inner.sym_name[i] = scope_name(&inner.scope, u->model->symbols.at[f->syms.at[i] - 1].name);
		vec_push(u->arena, args, arena_printf(u->arena, "size_t %s", inner.sym_name[i]));
	}
	f->stack = 512 + 16 * args.n;
	c_comment(w, "%s: %zu steps in a row, of which there are %zu one after another in %s%s", f->name, f->steps, r->times, e->f->name,
	          f->pieces ? "; those from step to end - 1" : "");
	c_list(w, arena_printf(u->arena, "static void %s(", f->name), args.at, args.n, ")");
	c_line(w, "{");
	w->depth++;
	print_body(u, w, &inner, r);
	c_close(w);
	c_blank(w);
}

void blocks_define(Unit *u, CWriter *w, Entry *e)
{
	size_t deepest = 0;
	for (size_t i = 0; i < e->repeats.n; i++) {
		const Repeat *r = &e->repeats.at[i];
		if (!r->block->name)
			define(u, w, e, r);
		deepest = r->block->stack > deepest ? r->block->stack : deepest;
	}
	e->stack += deepest;
}

void block_call(Unit *u, CWriter *w, const Entry *e, const Repeat *r, size_t time, const char *from, const char *to, const char *const *constants)
{
	const BlockFunction *f = r->block;
	Shape s = steps_shape(u, e->p, r->from + time * r->calls, r->from + (time + 1) * r->calls);
	Strings args = {0};
	if (f->pieces) {
		vec_push(u->arena, args, from);
		vec_push(u->arena, args, to);
	}
	for (int d = DT_F32; d <= DT_BOOL; d++)
		if (uses_memory(f, (DType)d))
			vec_push(u->arena, args, c_memory((DType)d));
	for (size_t i = 0; i < s.roots.n; i++)
		if (f->offset[i] < 0)
			vec_push(u->arena, args, buffer_text(u, e, s.roots.at[i], constants));
	for (size_t i = 0; i < f->syms.n; i++)
		vec_push(u->arena, args, entry_sym(e, f->syms.at[i]));
	c_list(w, arena_printf(u->arena, "%s(", f->name), args.at, args.n, ");");
}
