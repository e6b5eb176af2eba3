/* vocabulary.c - byte strings by number, numbers by byte string. */
#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>

enum { ENTRIES_MAX = 1 << 26 };

void vocabulary_free(vocabulary *v)
{
	free(v->bytes);
	free(v->entries);
	free(v->slots);
	free(v->by_id);
	*v = (vocabulary){ .bytes = NULL };
}

/* FNV-1a, with its bits mixed once more because only the low ones are used. */
static uint32_t hash_of(const unsigned char *bytes, size_t size)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < size; i++)
		h = (h ^ bytes[i]) * UINT64_C(0x100000001b3);
	return (uint32_t)(h ^ h >> 29 ^ h >> 47);
}

/* The slot where a string is, or would be. */
static uint32_t slot_of(const vocabulary *v, const unsigned char *bytes, size_t size)
{
	uint32_t s = hash_of(bytes, size) & (v->slot_count - 1);
	for (; v->slots[s]; s = (s + 1) & (v->slot_count - 1)) {
		const vocabulary_entry *e = &v->entries[v->slots[s] - 1];
		if (e->size == size && memcmp(v->bytes + e->at, bytes, size) == 0)
			break;
	}
	return s;
}

int32_t vocabulary_find(const vocabulary *v, const void *bytes, size_t size)
{
	if (!v->slot_count)
		return -1;
	const uint32_t s = v->slots[slot_of(v, bytes, size)];
	return s ? v->entries[s - 1].id : -1;
}

static int grow_slots(vocabulary *v)
{
	const uint32_t n = v->slot_count ? 2 * v->slot_count : 1024;
	uint32_t *slots = calloc(n, sizeof *slots);
	if (!slots)
		return 0;
	free(v->slots);
	v->slots = slots;
	v->slot_count = n;
	for (uint32_t i = 0; i < v->count; i++)
		v->slots[slot_of(v, v->bytes + v->entries[i].at, v->entries[i].size)] = i + 1;
	return 1;
}

static int make_room(vocabulary *v, size_t size)
{
	if (v->room - v->used < size) {
		const uint64_t room = 2 * (v->room + size) + 4096;
		unsigned char *bytes = realloc(v->bytes, room);
		if (!bytes)
			return 0;
		v->bytes = bytes;
		v->room = room;
	}
	if (v->count == v->entry_room) {
		const uint32_t room = 2 * v->entry_room + 1024;
		vocabulary_entry *entries = realloc(v->entries, room * sizeof *entries);
		if (!entries)
			return 0;
		v->entries = entries;
		v->entry_room = room;
	}
	return 2 * (v->count + 1) <= v->slot_count || grow_slots(v);
}

int vocabulary_add(vocabulary *v, const void *bytes, size_t size, int32_t id)
{
	if (vocabulary_find(v, bytes, size) >= 0)
		return 0;
	if (size > UINT32_MAX || v->count >= ENTRIES_MAX || !make_room(v, size))
		return -1;
	if (size)
		memcpy(v->bytes + v->used, bytes, size);
	v->entries[v->count] = (vocabulary_entry){ v->used, (uint32_t)size, id };
	v->used += size;
	v->slots[slot_of(v, bytes, size)] = ++v->count;
	return 1;
}

int vocabulary_index(vocabulary *v, int32_t *twice)
{
	int32_t most = -1;
	*twice = -1;
	for (uint32_t i = 0; i < v->count; i++)
		most = v->entries[i].id > most ? v->entries[i].id : most;
	v->id_count = (uint32_t)most + 1;
	v->by_id = calloc((size_t)v->id_count + 1, sizeof *v->by_id);
	for (uint32_t i = 0; v->by_id && i < v->count; i++) {
		uint32_t *at = &v->by_id[v->entries[i].id];
		if (*at) {
			*twice = v->entries[i].id;
			return 0;
		}
		*at = i + 1;
	}
	return v->by_id != NULL;
}

const unsigned char *vocabulary_text(const vocabulary *v, int32_t id, size_t *size)
{
	if (id < 0 || (uint32_t)id >= v->id_count || !v->by_id[id])
		return NULL;
	const vocabulary_entry *e = &v->entries[v->by_id[id] - 1];
	*size = e->size;
	return v->bytes + e->at;
}

int token_list_add(token_list *list, int32_t token)
{
	if (list->n == list->room) {
		const size_t room = 2 * list->room + 256;
		int32_t *at = realloc(list->at, room * sizeof *at);
		if (!at)
			return 0;
		list->at = at;
		list->room = room;
	}
	list->at[list->n++] = token;
	return 1;
}
