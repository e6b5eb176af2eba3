/* blocks.c - steps that repeat become one C function: twelve layers are one function that a loop calls twelve times.
 *
 * A block is a row of steps that stands several times in succession, equal up to its buffers, in a function or in a loop of its schedule.
 * It takes the buffers that differ; places in the workspace that are the same each time are written inside. Which rows: those that save
 * the most text, then what is left on both sides. block_print.c prints them. */
#include "outline.h"

#include <string.h>

enum { LONGEST = 64, LEAST_GAIN = 400 };     /* steps of a block; characters that it must save */

/* ---- where roots are ------------------------------------------------------------------------------------------- */

int64_t root_position(const Unit *u, const Buffer *b, const char **owner)
{
	*owner = NULL;
	if (b->kind == BUF_TEMP) {
		*owner = c_memory(b->dtype);
		return b->offset;
	}
	if (b->kind != BUF_SLOT)
		return 0;
	const Field *f = unit_field(u, u->model->slots.at[b->index], owner);
	return f->start / (int64_t)dtype_size(b->dtype);
}

/* What is known of a place after one more time. */
static void place_next(const Unit *u, Place *place, const Buffer *b, size_t time)
{
	const char *owner;
	if (time == 0) {
		*place = (Place){ .kind = PLACE_SAME, .first = b };
		place->at = root_position(u, b, &place->owner);
		return;
	}
	const int64_t at = root_position(u, b, &owner);
	const bool same = b == place->first || (owner && place->owner && strcmp(owner, place->owner) == 0 && at == place->at && b->dtype == place->first->dtype);
	if (place->kind == PLACE_SAME && same)
		return;
	if (!owner || !place->owner || strcmp(owner, place->owner) != 0 || b->dtype != place->first->dtype) {
		place->kind = PLACE_NONE;
		return;
	}
	if (time == 1) {
		place->kind = PLACE_EVEN;
		place->step = at - place->at;
	} else if (place->kind == PLACE_SAME || (place->kind == PLACE_EVEN && at != place->at + (int64_t)time * place->step)) {
		place->kind = PLACE_ROW;
	}
}

/* ---- which steps --------------------------------------------------------------------------------------------- */

typedef struct Row {                 /* steps one after another, loops and branches whole */
	Unit *u;
	Entry *e;
	bool nested, pieces;             /* inside a loop; of a training step that may stop between them */
	VEC(size_t) begin;               /* call that each begins with, and the end */
	VEC(uint32_t) token;             /* equal where the steps are */
} Row;

typedef struct Choice { size_t at, period, times; int64_t gain; bool rolled; Place *place; } Choice;
typedef struct Run { size_t period, from, to; } Run;     /* steps from .. to - 1 equal those a period later */

/* Steps that depend on a loop around them are equal to none. */
static uint32_t token_of(Unit *u, const Program *p, size_t from, size_t to)
{
	Shape s = steps_shape(u, p, from, to);
	const uint32_t *known = s.turns ? NULL : map_get(&u->step_tokens, text_str(&s.key));
	if (!known) {
		uint32_t fresh = u->steps_known++;
		known = arena_copy(u->arena, &fresh, sizeof fresh);
		if (!s.turns)
			map_put(&u->step_tokens, text_str(&s.key), (void *)(uintptr_t)known);
	}
	return *known;
}

static Shape shape_at(const Row *r, size_t at, size_t period)
{
	return steps_shape(r->u, r->e->p, r->begin.at[at], r->begin.at[at + period]);
}

/* Characters of C, about: of a call or of a function's parameter each name, of a table each number, and what stands around them. */
enum { CALL_TEXT = 24, ARGUMENT_TEXT = 20, PARAMETER_TEXT = 24, EVEN_TEXT = 44, ROW_TEXT = 32, NUMBER_TEXT = 11, FUNCTION_TEXT = 160, CASE_TEXT = 24 };

/* What these steps are when they are written out: a loop's function takes its buffers once each. */
static int64_t steps_text(const Row *r, size_t at, size_t period)
{
	int64_t n = 0;
	for (size_t i = at; i < at + period; i++) {
		const Call *call = &r->e->p->calls.at[r->begin.at[i]];
		const int64_t arguments = call->kind == STEP_CALL ? (int64_t)call->n : (int64_t)shape_at(r, i, 1).roots.n;
		n += CALL_TEXT + ARGUMENT_TEXT * arguments + (r->pieces ? CASE_TEXT : 0);
	}
	return n;
}

/* The loop around a block's call, its table included; times calls where a loop cannot reach a buffer. */
static int64_t calls_text(Choice *c, size_t roots)
{
	int64_t call = CALL_TEXT, written = CALL_TEXT;
	bool table = false;
	c->rolled = true;
	for (size_t i = 0; i < roots; i++) {
		const Place *p = &c->place[i];
		written += p->kind == PLACE_SAME && p->first->kind == BUF_TEMP ? 0 : ARGUMENT_TEXT;
		if (p->kind == PLACE_NONE)
			c->rolled = false;
		else if (p->kind == PLACE_EVEN)
			call += EVEN_TEXT;
		else if (p->kind == PLACE_ROW)
			call += ROW_TEXT + NUMBER_TEXT * (int64_t)c->times;
		else if (p->first->kind != BUF_TEMP)
			call += ARGUMENT_TEXT;
		table |= p->kind == PLACE_ROW;
	}
	return c->rolled ? call + (table ? FUNCTION_TEXT : CALL_TEXT) : written * (int64_t)c->times;
}

/* The block of `period` steps from `at` on, as often as it stands there. */
static Choice evaluate(const Row *r, size_t at, size_t period, size_t end)
{
	Choice c = { .at = at, .period = period, .times = 1 };
	Shape first = shape_at(r, at, period);
	const size_t roots = first.roots.n;
	int64_t parameters = 0;
	c.place = NEW_ARRAY(r->u->arena, Place, roots + 1);
	for (size_t i = 0; i < roots; i++)
		place_next(r->u, &c.place[i], first.roots.at[i], 0);
	for (; at + (c.times + 1) * period <= end; c.times++) {
		Shape s = shape_at(r, at + c.times * period, period);
		if (strcmp(text_str(&s.key), text_str(&first.key)) != 0)
			break;
		for (size_t i = 0; i < roots; i++)
			place_next(r->u, &c.place[i], s.roots.at[i], c.times);
	}
	for (size_t i = 0; i < roots; i++)
		parameters += c.place[i].kind != PLACE_SAME || c.place[i].first->kind != BUF_TEMP;
	const int64_t steps = steps_text(r, at, period);
	c.gain = (int64_t)c.times * steps - (FUNCTION_TEXT + PARAMETER_TEXT * parameters + steps) - calls_text(&c, roots);
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
	for (size_t period = 1; period <= LONGEST && 2 * period <= to - from; period++)
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
	Repeat repeat = { .from = begin, .calls = r->begin.at[c.at + c.period] - begin, .times = c.times, .nested = r->nested, .pieces = r->pieces,
	                  .place = c.rolled ? c.place : NULL };
	repeat.block = map_get(&r->u->blocks, text_str(&s.key));
	if (!repeat.block) {
		repeat.defines = true;
		repeat.block = NEW(r->u->arena, BlockFunction);
		repeat.block->steps = c.period;
		map_put(&r->u->blocks, text_str(&s.key), repeat.block);
	}
	repeat.block->pieces |= r->pieces;
	vec_push(r->u->arena, r->e->repeats, repeat);
	add_repeats(r, c.at + c.period * c.times, to);
}

/* The steps of e from call `from` to call `to` - 1. */
static void find_row(Unit *u, Entry *e, size_t from, size_t to, bool nested, bool pieces)
{
	Row r = { .u = u, .e = e, .nested = nested, .pieces = pieces };
	for (size_t c = from, next; c < to; c = next) {
		next = step_behind(e->p, c);
		vec_push(u->arena, r.begin, c);
		vec_push(u->arena, r.token, token_of(u, e->p, c, next));
	}
	vec_push(u->arena, r.begin, to);
	add_repeats(&r, 0, r.token.n);
}

void blocks_find(Unit *u)
{
	for (size_t i = 0; i < u->entries.n; i++) {
		Entry *e = &u->entries.at[i];
		const size_t calls = e->p->calls.n, last = e->pieces ? step_last_piece(e->p) : 0;
		find_row(u, e, 0, last, false, true);
		find_row(u, e, last, calls, false, false);
	}
}

/* The same in loops and branches that are printed where they stand. */
static void find_inside(Unit *u, Entry *e, size_t from, size_t to)
{
	for (size_t c = from, next; c < to; c = next) {
		const Repeat *r = repeat_at(e, c);
		next = r ? c + r->calls * r->times : step_behind(e->p, c);
		if (r || next == c + 1 || loop_shared(u, e->p, c))
			continue;
		for (size_t begin = c + 1, end = begin; begin < next; begin = ++end) {
			while (e->p->calls.at[end].kind != STEP_ELSE && e->p->calls.at[end].kind != STEP_END)
				end = step_behind(e->p, end);
			find_row(u, e, begin, end, true, false);
			find_inside(u, e, begin, end);
		}
	}
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

void blocks_settle(Unit *u)
{
	for (size_t i = 0; i < u->entries.n; i++)
		find_inside(u, &u->entries.at[i], 0, u->entries.at[i].p->calls.n);
	for (size_t i = 0; i < u->entries.n; i++)
		for (size_t k = 0; k < u->entries.at[i].repeats.n; k++)
			settle_places(u, &u->entries.at[i], &u->entries.at[i].repeats.at[k]);
}

const Repeat *repeat_at(const Entry *e, size_t c)
{
	for (size_t i = 0; i < e->repeats.n; i++)
		if (e->repeats.at[i].from == c)
			return &e->repeats.at[i];
	return NULL;
}
