/* vocabulary.h - a growing list of byte strings with numbers, found by a hash: what both tokenizers are made of. */
#ifndef CR_VOCABULARY_H
#define CR_VOCABULARY_H
#include "hosted.h"

typedef struct vocabulary_entry { uint64_t at; uint32_t size; int32_t id; } vocabulary_entry;

typedef struct vocabulary {
	unsigned char *bytes;              /* all strings, one behind the other */
	uint64_t used, room;
	vocabulary_entry *entries;
	uint32_t count, entry_room;
	uint32_t *slots, slot_count;       /* entry + 1, 0 where free; slot_count is a power of two */
	uint32_t *by_id, id_count;         /* entry + 1, after vocabulary_index */
} vocabulary;

void      vocabulary_free(vocabulary *v);
/* The id of a string, or -1. */
int32_t   vocabulary_find(const vocabulary *v, const void *bytes, size_t size);
/* 1: added; 0: it is there already; -1: no memory. */
int       vocabulary_add(vocabulary *v, const void *bytes, size_t size, int32_t id);
/* Makes vocabulary_text possible. 0 without memory, or where an id is taken twice (*twice, else -1). */
int       vocabulary_index(vocabulary *v, int32_t *twice);
/* The string of an id and its size, or null. */
const unsigned char *vocabulary_text(const vocabulary *v, int32_t id, size_t *size);

/* A growing list of tokens. */
typedef struct token_list { int32_t *at; size_t n, room; } token_list;
/* 0 without memory. */
int token_list_add(token_list *list, int32_t token);

#endif
