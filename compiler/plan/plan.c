/* plan.c - gives every temporary a place in the workspace.
 *
 * Needs   calls and buffers
 * Leaves  Buffer.offset of every TEMP; workspace and lower_bound of the program
 * Breaks  nothing
 *
 * One array for each element type. Two buffers may share elements when no call needs both. Placing is first fit in a
 * given order: by size first, then in a few other orders, then a bounded search that moves what sticks out at the top
 * to an earlier place in the order. It stops as soon as the lower bound is met, which is nearly always at once.
 * Everything is decided by sizes and positions alone, so that the same program has the same offsets everywhere. */
#include "liveness.h"
#include "space.h"

#include <stdlib.h>
#include <string.h>

/* Offsets are multiples of a cache line where that costs nothing. */
enum { LINE_ELEMENTS = 16, SEARCH_ROUNDS = 400 };
#define SEARCH_WORK 40000000.0       /* pairs looked at, at most */

typedef struct Item { int64_t size; size_t first, last; int64_t offset; } Item;

typedef struct Placing {
	const Item *item;                /* sizes and lives; offset unused */
	size_t n;
	Space space;
} Placing;

static int64_t round_up(int64_t n, int64_t unit)
{
	return (n + unit - 1) / unit * unit;
}

/* First fit in the order given; returns the arena's size, or something above limit as soon as it must be. */
static int64_t place(Placing *p, const size_t *order, int64_t *offset, int64_t limit)
{
	int64_t top = 0;
	space_clear(&p->space);
	for (size_t k = 0; k < p->n && top <= limit; k++) {
		const Item *item = &p->item[order[k]];
		const int64_t at = space_lowest(&p->space, item->first, item->last, item->size), end = at + item->size;
		offset[order[k]] = at;
		top = end > top ? end : top;
		space_take(&p->space, item->first, item->last, (Piece){ at, end });
	}
	return top;
}

typedef enum Rule { BY_SIZE, BY_AREA, BY_LENGTH, BY_FIRST, BY_LAST, RULES } Rule;

static double weight(const Item *item, Rule rule)
{
	double length = (double)(item->last - item->first + 1);
	switch (rule) {
	case BY_SIZE: return (double)item->size;
	case BY_AREA: return (double)item->size * length;
	case BY_LENGTH: return length;
	case BY_FIRST: return -(double)item->first;
	case BY_LAST: return (double)item->last;
	case RULES: break;
	}
	BUG("plan: no such rule");
}

/* Stable merge sort of order by descending weight: qsort's order of equals differs between C libraries. */
static void sort_by(const Item *item, size_t *order, size_t *scratch, size_t n, Rule rule)
{
	if (n < 2)
		return;
	size_t half = n / 2, i = 0, j = half, k = 0;
	sort_by(item, order, scratch, half, rule);
	sort_by(item, order + half, scratch, n - half, rule);
	while (i < half || j < n) {
		bool left = j == n || (i < half && weight(&item[order[i]], rule) >= weight(&item[order[j]], rule));
		scratch[k++] = order[left ? i++ : j++];
	}
	memcpy(order, scratch, n * sizeof *order);
}

static void move_before(size_t *order, size_t from, size_t to)
{
	size_t item = order[from];
	memmove(order + to + 1, order + to, (from - to) * sizeof *order);
	order[to] = item;
}

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Position in the order of one of the items that reach the top. */
static size_t reaches_top(const Placing *p, const size_t *order, const int64_t *offset, int64_t top, uint64_t pick)
{
	size_t count = 0;
	for (size_t k = 0; k < p->n; k++)
		count += offset[order[k]] + p->item[order[k]].size == top;
	pick %= count;
	for (size_t k = 0; k < p->n; k++)
		if (offset[order[k]] + p->item[order[k]].size == top && pick-- == 0)
			return k;
	BUG("plan: nothing reaches the top");
}

typedef struct Best { int64_t size; size_t *order; int64_t *offset; } Best;

static void keep_better(Best *best, const Placing *p, int64_t size, const size_t *order, const int64_t *offset)
{
	if (size > best->size)
		return;
	best->size = size;
	memcpy(best->order, order, p->n * sizeof *order);
	memcpy(best->offset, offset, p->n * sizeof *offset);
}

/* Offsets of all items into best->offset; best->size is at least bound. */
static void solve(Placing *p, Arena *a, int64_t bound, Best *best)
{
	size_t n = p->n, *order = NEW_ARRAY(a, size_t, n), *scratch = NEW_ARRAY(a, size_t, n);
	int64_t *offset = NEW_ARRAY(a, int64_t, n);
	best->size = INT64_MAX;
	best->order = NEW_ARRAY(a, size_t, n);
	best->offset = NEW_ARRAY(a, int64_t, n);
	for (int rule = 0; rule < RULES && best->size != bound; rule++) {
		for (size_t i = 0; i < n; i++)
			order[i] = i;
		sort_by(p->item, order, scratch, n, (Rule)rule);
		keep_better(best, p, place(p, order, offset, best->size), order, offset);
	}
	double rounds = SEARCH_WORK / ((double)n * (double)n + 1);
	uint64_t random = UINT64_C(0x9e3779b97f4a7c15);
	for (int i = 0; i < SEARCH_ROUNDS && i < rounds && n > 2 && best->size != bound; i++) {
		memcpy(order, best->order, n * sizeof *order);
		size_t from = reaches_top(p, order, best->offset, best->size, next_random(&random));
		if (i % 4 == 3)
			from = (size_t)(next_random(&random) % n);
		if (from > 0)
			move_before(order, from, (size_t)(next_random(&random) % from));
		keep_better(best, p, place(p, order, offset, best->size), order, offset);
	}
}

/* Largest sum of sizes that one call needs. */
static int64_t live_bound(const Item *item, size_t n, size_t calls, Arena *a)
{
	int64_t *change = NEW_ARRAY(a, int64_t, calls + 1), live = 0, most = 0;
	for (size_t i = 0; i < n; i++) {
		change[item[i].first] += item[i].size;
		change[item[i].last + 1] -= item[i].size;
	}
	for (size_t c = 0; c < calls; c++) {
		live += change[c];
		if (live > most)
			most = live;
	}
	return most;
}

static void plan_unit(const Lives *lives, Arena *a, size_t calls, int64_t unit, int64_t *bound, Best *best)
{
	Item *item = NEW_ARRAY(a, Item, lives->n);
	for (size_t i = 0; i < lives->n; i++) {
		const Life *l = &lives->at[i];
		item[i] = (Item){ round_up(l->buffer->elements, unit), l->first, l->last, 0 };
	}
	Placing p = { item, lives->n, space_new(a, calls) };
	*bound = live_bound(item, lives->n, calls, a);
	solve(&p, a, *bound, best);
}

static void plan_type(Program *p, Arena *a, DType d)
{
	Lives lives = liveness(p, a, d);
	int64_t bound = 0, line_bound = 0;
	Best best, lines;
	p->workspace[d] = p->lower_bound[d] = 0;
	if (lives.n == 0)
		return;
	plan_unit(&lives, a, p->calls.n, 1, &bound, &best);
	if (d == DT_F32) {
		plan_unit(&lives, a, p->calls.n, LINE_ELEMENTS, &line_bound, &lines);
		/* aligned lines cost nothing: less than one part in 64 of the array */
		if (lines.size - best.size <= best.size / 64) {
			best = lines;
			bound = line_bound;
		}
	}
	for (size_t i = 0; i < lives.n; i++)
		lives.at[i].buffer->offset = best.offset[i];
	p->workspace[d] = best.size;
	p->lower_bound[d] = bound;
}

void plan_program(Program *p)
{
	Arena scratch = {0};
	for (int d = DT_F32; d <= DT_BOOL; d++)
		plan_type(p, &scratch, (DType)d);
	arena_free(&scratch);
}

void plan_dump(const Program *p, Text *out)
{
	Arena scratch = {0};
	text_add(out, "plan of %s: %zu calls\n", p->function->name, p->calls.n);
	for (int d = DT_F32; d <= DT_BOOL; d++) {
		Lives lives = liveness(p, &scratch, (DType)d);
		if (lives.n == 0)
			continue;
		text_add(out, "%s: %lld elements, lower bound %lld\n", dtype_name((DType)d), (long long)p->workspace[d],
		         (long long)p->lower_bound[d]);
		for (size_t i = 0; i < lives.n; i++) {
			const Life *l = &lives.at[i];
			text_add(out, "  [%lld .. %lld)  calls %zu .. %zu  %s\n", (long long)l->buffer->offset,
			         (long long)(l->buffer->offset + l->buffer->elements), l->first + 1, l->last + 1, l->buffer->name);
		}
	}
	arena_free(&scratch);
}
