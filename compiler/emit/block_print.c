/* block_print.c - the functions that blocks.c found, and the loops that call them.
 *
 * A block's function takes pointers. The loop around its call finds them by the number of the turn: at even distances in the workspace or
 * in a struct, as equal layers lie there; else in a table with a row for each turn. Where a training step in pieces calls it, the function
 * takes a first and a last step as well, so that the step can stop between any two. */
#include "outline.h"

#include <string.h>

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

/* After what the model calls it; of a slot without what differs from time to time. */
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
	f->root = NEW_ARRAY(u->arena, const char *, s.roots.n + 1);
	for (size_t i = 0; i < s.roots.n; i++) {
		const Buffer *b = s.roots.at[i];
		if (f->offset[i] >= 0) {
			inner.place[b->id] = f->offset[i] ? arena_printf(u->arena, "%s + %lld", c_memory(b->dtype), (long long)f->offset[i])
			                                  : c_memory(b->dtype);
			continue;
		}
		f->root[i] = inner.place[b->id] = scope_name(&inner.scope, root_name(u, b, second.roots.at[i]));
		vec_push(u->arena, args, arena_printf(u->arena, "%s%s *%s", s.written.at[i] ? "" : "const ", c_type(b->dtype), f->root[i]));
	}
	inner.sym_name = NEW_ARRAY(u->arena, const char *, f->syms.n + 1);
	for (size_t i = 0; i < f->syms.n; i++) {
		inner.sym_name[i] = scope_name(&inner.scope, u->model->symbols.at[f->syms.at[i] - 1].name);
		vec_push(u->arena, args, arena_printf(u->arena, "size_t %s", inner.sym_name[i]));
	}
	f->stack = 512 + 16 * args.n;
	c_comment(w, "%s: %zu step%s in a row, of which there are %zu one after another in %s%s", f->name, f->steps, f->steps > 1 ? "s" : "", r->times,
	          e->f->name, f->pieces ? "; those from step to end - 1" : "");
	c_line(w, "CR_NOINLINE");
	c_list(w, arena_printf(u->arena, "static void %s(", f->name), args.at, args.n, ")");
	c_line(w, "{");
	w->depth++;
	print_body(u, w, &inner, r);
	c_close(w);
	c_blank(w);
}

/* ---- where its buffers are --------------------------------------------------------------------------------------- */

/* "gpt2_params" of "params" */
static const char *struct_name(const Unit *u, const char *owner) { return arena_printf(u->arena, "%s_%s", u->p, owner); }

static const char *row_number(const Unit *u, const Buffer *b)
{
	const char *owner;
	const int64_t at = root_position(u, b, &owner);
	if (b->kind == BUF_TEMP)
		return arena_printf(u->arena, "%lld", (long long)at);
	return arena_printf(u->arena, "offsetof(%s, %s)", struct_name(u, owner), unit_field(u, u->model->slots.at[b->index], &owner)->name);
}

/* The rows that the loop around r's call reads, if it has any. */
static void print_table(Unit *u, CWriter *w, const Entry *e, const Repeat *r)
{
	Strings members = {0};
	for (size_t i = 0; r->place && i < r->block->roots; i++)
		if (r->block->offset[i] < 0 && r->place[i].kind == PLACE_ROW) {
			r->place[i].member = r->block->root[i];
			vec_push(u->arena, members, r->place[i].member);
		}
	if (!members.n)
		return;
	r->place->table = scope_name(&u->file_names, arena_printf(u->arena, "%s_%s", e->f->name, r->block->name));
	c_comment(w, "Where %s finds what is at uneven distances, turn by turn: elements of the workspace, bytes of a struct", r->block->name);
	c_list(w, "static const struct { size_t ", members.at, members.n,
	       arena_printf(u->arena, "; } %s[%zu] = {", r->place->table, r->times));
	w->depth++;
	for (size_t t = 0; t < r->times; t++) {
		Shape s = steps_shape(u, e->p, r->from + t * r->calls, r->from + (t + 1) * r->calls);
		Strings numbers = {0};
		for (size_t i = 0; i < r->block->roots; i++)
			if (r->place[i].member)
				vec_push(u->arena, numbers, row_number(u, s.roots.at[i]));
		c_list(w, "{ ", numbers.at, numbers.n, " },");
	}
	c_close_with(w, ";");
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
	for (size_t i = 0; i < e->repeats.n; i++)
		print_table(u, w, e, &e->repeats.at[i]);
	e->stack += deepest;
}

/* ---- the call ---------------------------------------------------------------------------------------------------- */

static const char *place_text(Unit *u, const Entry *e, const Place *p, const char *table, bool written, const char *turn, const char *const *constants)
{
	if (p->kind == PLACE_SAME)
		return buffer_text(u, e, p->first, constants);
	const bool slot = p->first->kind == BUF_SLOT;
	const char *begin = p->owner;
	if (slot) {
		const char *at = p->kind == PLACE_ROW ? arena_printf(u->arena, "%s[%s].%s", table, turn, p->member) : row_number(u, p->first);
		begin = arena_printf(u->arena, "CR_AT(%s%s, %s, %s)", written ? "" : "const ", c_type(p->first->dtype), p->owner, at);
	} else if (p->kind == PLACE_ROW) {
		return arena_printf(u->arena, "%s + %s[%s].%s", begin, table, turn, p->member);
	} else {
		begin = buffer_text(u, e, p->first, constants);
	}
	if (p->kind == PLACE_ROW)
		return begin;
	const long long step = p->step < 0 ? -(long long)p->step : (long long)p->step;
	return arena_printf(u->arena, step == 1 ? "%s %c %s" : "%s %c %s * %lld", begin, p->step < 0 ? '-' : '+', turn, step);
}

/* One call: of time `time`, or with `turn` of the turn that this C variable says. */
static void print_block_call(Unit *u, CWriter *w, const Entry *e, const Repeat *r, size_t time, const char *turn, const char *from, const char *to,
                             const char *const *constants)
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
			vec_push(u->arena, args, turn ? place_text(u, e, &r->place[i], r->place->table, s.written.at[i], turn, constants)
			                              : buffer_text(u, e, s.roots.at[i], constants));
	for (size_t i = 0; i < f->syms.n; i++)
		vec_push(u->arena, args, entry_sym(u, e, f->syms.at[i]));
	c_list(w, arena_printf(u->arena, "%s(", f->name), args.at, args.n, ");");
}

void repeat_print(Unit *u, CWriter *w, Entry *e, const Repeat *r, const char *const *constants)
{
	const char *end = arena_printf(u->arena, "%zu", r->block->steps);
	if (!r->place) {
		for (size_t t = 0; t < r->times; t++)
			print_block_call(u, w, e, r, t, NULL, "0", end, constants);
		return;
	}
	const size_t names = e->scope.names.n;
	const char *turn = scope_name(&e->scope, "turn");
	c_open(w, "for (size_t %s = 0; %s < %zu; %s++)", turn, turn, r->times, turn);
	print_block_call(u, w, e, r, 0, turn, "0", end, constants);
	c_close(w);
	e->scope.names.n = names;
}

size_t repeat_pieces(Unit *u, CWriter *w, Entry *e, const Repeat *r, size_t number, const char *const *constants)
{
	const size_t steps = r->block->steps, most = r->place ? PIECE_STEPS / steps : 1;
	const size_t names = e->scope.names.n;
	for (size_t first = 0; first < r->times; first += most) {
		const size_t times = r->times - first < most ? r->times - first : most;
		case_label(w, arena_printf(u->arena, "case %zu:%s", ++number, r->place ? " {" : ""));
		c_line(w, "steps = %zu;", times * steps);
		if (!r->place) {
			print_block_call(u, w, e, r, first, NULL, "step", "step + 1", constants);
			c_line(w, "break;");
			continue;
		}
		const char *turn = scope_name(&e->scope, "turn"), *step = steps == 1 ? "0" : arena_printf(u->arena, "step %% %zu", steps);
		if (first)
			c_line(w, "const size_t %s = %zu + step / %zu;", turn, first, steps);
		else
			c_line(w, "const size_t %s = step / %zu;", turn, steps);
		print_block_call(u, w, e, r, first, turn, step, arena_printf(u->arena, "%s + 1", step), constants);
		c_line(w, "break;");
		case_label(w, "}");
		e->scope.names.n = names;
	}
	return number;
}
