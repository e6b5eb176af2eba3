/* arena.c - memory with one owner and one end. Blocks double in size up to a limit; nothing is freed singly, but the last may be
 * given back down to a mark. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

struct ArenaBlock {
	ArenaBlock *next;
	size_t size, used;
	max_align_t memory[];
};

enum { ALIGN = sizeof(max_align_t) };

#ifndef ARENA_FIRST_BLOCK            /* tests shrink it so that growth runs every time */
#define ARENA_FIRST_BLOCK ((size_t)64 << 10)
#endif
#define ARENA_LARGEST_BLOCK ((size_t)16 << 20)

static ArenaBlock *new_block(size_t size)
{
	if (size > SIZE_MAX - sizeof(ArenaBlock))
		out_of_memory();
	/* calloc: large blocks come zeroed from the system without being touched */
	ArenaBlock *b = calloc(1, sizeof(ArenaBlock) + size);
	if (!b)
		out_of_memory();
	b->size = size;
	return b;
}

void *arena_alloc(Arena *a, size_t size)
{
	if (size > SIZE_MAX / 2)
		out_of_memory();
	size_t need = (size + ALIGN - 1) / ALIGN * ALIGN;
	ArenaBlock *b = a->head;

	if (!b || b->size - b->used < need) {
		size_t grown = b ? b->size * 2 : ARENA_FIRST_BLOCK;
		if (grown > ARENA_LARGEST_BLOCK)
			grown = ARENA_LARGEST_BLOCK;
		b = new_block(need > grown ? need : grown);
		b->next = a->head;
		a->head = b;
	}
	void *p = (char *)b->memory + b->used;
	b->used += need;
	a->used += need;
	return p;
}

void *arena_array(Arena *a, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		out_of_memory();
	return arena_alloc(a, count * size);
}

void *arena_copy(Arena *a, const void *bytes, size_t size)
{
	void *p = arena_alloc(a, size);
	if (size)
		memcpy(p, bytes, size);
	return p;
}

char *arena_strndup(Arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);
	memcpy(p, s, n);
	return p;
}

char *arena_strdup(Arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(Arena *a, const char *fmt, va_list ap)
{
	Text t = text_new(a);
	text_vadd(&t, fmt, ap);
	return arena_strndup(a, text_str(&t), t.n);
}

char *arena_printf(Arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

ArenaMark arena_mark(const Arena *a)
{
	return (ArenaMark){ a->head, a->head ? a->head->used : 0, a->used };
}

/* One block behind the mark's stays, so that a mark near a block's end does not ask the system again and again. */
void arena_release(Arena *a, ArenaMark mark)
{
	while (a->head != mark.block && a->head->next != mark.block) {
		ArenaBlock *next = a->head->next;
		free(a->head);
		a->head = next;
	}
	size_t keep = a->head == mark.block ? mark.block_used : 0;
	if (a->head) {
		memset((char *)a->head->memory + keep, 0, a->head->used - keep);
		a->head->used = keep;
	}
	a->used = mark.used;
}

void arena_free(Arena *a)
{
	for (ArenaBlock *b = a->head, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	a->head = NULL;
	a->used = 0;
}
