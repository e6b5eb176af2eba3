/* vector.c - growing arrays. The old array stays in the arena: doubling wastes at most as much again. */
#include "support.h"

#include <string.h>

void *vec_grow(Arena *a, void *at, size_t *cap, size_t size)
{
	size_t old = *cap, grown = old ? old * 2 : 8;
	void *p = arena_array(a, grown, size);
	if (old)
		memcpy(p, at, old * size);
	*cap = grown;
	return p;
}
