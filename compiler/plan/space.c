/* space.c - what is taken of an address range, over time.
 *
 * A tree over time: a leaf a call, above it the halves, quarters, ... of all calls. A life is the union of at most two nodes of
 * each level. Each node has two sets of addresses: `cover`, taken by lives that have it as a part, so through all of its time;
 * `below`, taken by lives that have a part further down. So a life meets both sets of its own parts, and what covers the nodes above
 * them (each is above its first call or its last), and no times need comparing. First fit packs densely, so that a set is a few pieces
 * however many buffers it stands for: a place is found in about log^2 of the calls instead of a walk past everything placed. */
#include "space.h"

#include <string.h>

Space space_new(Arena *a, size_t times)
{
	Space s = { .arena = a, .leaves = 1 };
	while (s.leaves < times)
		s.leaves *= 2;
	s.cover = NEW_ARRAY(a, Pieces, 2 * s.leaves);
	s.below = NEW_ARRAY(a, Pieces, 2 * s.leaves);
	return s;
}

void space_clear(Space *s)
{
	for (size_t i = 0; i < 2 * s->leaves; i++)
		s->cover[i].n = s->below[i].n = 0;
}

/* Position of the first piece that ends at x or behind it. */
static size_t first_end(const Pieces *set, int64_t x)
{
	size_t low = 0, high = set->n;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (set->at[middle].end < x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Pieces that touch become one. */
static void add(Arena *a, Pieces *set, Piece x)
{
	const size_t from = first_end(set, x.begin);
	size_t to = from;
	for (; to < set->n && set->at[to].begin <= x.end; to++) {
		x.begin = set->at[to].begin < x.begin ? set->at[to].begin : x.begin;
		x.end = set->at[to].end > x.end ? set->at[to].end : x.end;
	}
	if (set->n == set->capacity && to == from)
		set->at = vec_grow(a, set->at, &set->capacity, sizeof *set->at);
	if (to != from + 1)
		memmove(set->at + from + 1, set->at + to, (set->n - to) * sizeof *set->at);
	set->at[from] = x;
	set->n += from + 1 - to;
}

/* Is the node, on the level of nodes of `span` leaves, a part of first .. last, or inside one? */
static bool within(const Space *s, size_t node, size_t span, size_t first, size_t last)
{
	const size_t begin = node * span - s->leaves;
	return begin >= first && begin + span - 1 <= last;
}

void space_take(Space *s, size_t first, size_t last, Piece piece)
{
	size_t low = first + s->leaves, high = last + s->leaves;
	for (size_t l = low, h = high + 1; l < h; l /= 2, h /= 2) {
		if (l % 2)
			add(s->arena, &s->cover[l++], piece);
		if (h % 2)
			add(s->arena, &s->cover[--h], piece);
	}
	for (size_t span = 1; low; low /= 2, high /= 2, span *= 2) {     /* what is above a part holds an end, and more */
		if (!within(s, low, span, first, last))
			add(s->arena, &s->below[low], piece);
		if (high != low && !within(s, high, span, first, last))
			add(s->arena, &s->below[high], piece);
	}
}

enum { MOST_SETS = 6 * 64 };                 /* of each level two parts, with two sets, and two nodes above */

typedef struct Walk { const Piece *at[MOST_SETS], *end[MOST_SETS]; size_t n; } Walk;

static void look_at(Walk *w, const Pieces *set)
{
	if (!set->n)
		return;
	w->at[w->n] = set->at;
	w->end[w->n++] = set->at + set->n;
}

static void look_inside(Walk *w, const Space *s, size_t node)
{
	look_at(w, &s->cover[node]);
	look_at(w, &s->below[node]);
}

int64_t space_lowest(const Space *s, size_t first, size_t last, int64_t size)
{
	Walk w;
	size_t low = first + s->leaves, high = last + s->leaves;
	w.n = 0;
	for (size_t l = low, h = high + 1; l < h; l /= 2, h /= 2) {
		if (l % 2)
			look_inside(&w, s, l++);
		if (h % 2)
			look_inside(&w, s, --h);
	}
	for (size_t span = 1; low; low /= 2, high /= 2, span *= 2) {
		if (!within(s, low, span, first, last))
			look_at(&w, &s->cover[low]);
		if (high != low && !within(s, high, span, first, last))
			look_at(&w, &s->cover[high]);
	}
	int64_t at = 0;
	for (bool moved = true; moved;) {
		moved = false;
		for (size_t i = 0; i < w.n; i++) {
			while (w.at[i] < w.end[i] && w.at[i]->end <= at)
				w.at[i]++;
			if (w.at[i] < w.end[i] && w.at[i]->begin < at + size) {
				at = w.at[i]->end;
				moved = true;
			}
		}
	}
	return at;
}
