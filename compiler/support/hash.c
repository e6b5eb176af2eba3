/* hash.c - content hashes (the runtime's own function, so that both sides agree) and a map from names. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a over bytes, finished by the mixer of MurmurHash3: the same on every machine. */
uint64_t hash_bytes(const void *bytes, size_t size, uint64_t seed)
{
	const unsigned char *p = bytes;
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ seed;
	for (size_t i = 0; i < size; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	h = (h ^ (h >> 33)) * UINT64_C(0xff51afd7ed558ccd);
	h = (h ^ (h >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
	return h ^ (h >> 33);
}

uint64_t hash_string(const char *s)
{
	return hash_bytes(s, strlen(s), 0);
}

Map map_new(Arena *a)
{
	return (Map){ .arena = a };
}

static MapEntry *find(const Map *m, const char *key)
{
	size_t i = (size_t)hash_string(key) & (m->cap - 1);
	while (m->at[i].key && strcmp(m->at[i].key, key) != 0)
		i = (i + 1) & (m->cap - 1);
	return &m->at[i];
}

void *map_get(const Map *m, const char *key)
{
	return m->cap ? find(m, key)->value : NULL;
}

static void map_grow(Map *m)
{
	Map grown = { .arena = m->arena, .cap = m->cap ? m->cap * 2 : 16 };
	grown.at = NEW_ARRAY(m->arena, MapEntry, grown.cap);
	for (size_t i = 0; i < m->cap; i++)
		if (m->at[i].key)
			*find(&grown, m->at[i].key) = m->at[i];
	grown.n = m->n;
	*m = grown;
}

void map_put(Map *m, const char *key, void *value)
{
	if (m->n * 2 >= m->cap)
		map_grow(m);
	MapEntry *e = find(m, key);
	if (!e->key)
		m->n++;
	e->key = key;
	e->value = value;
}

/* Levenshtein distance with a swap of neighbours as one step, cut off above `limit`. */
static size_t edit_distance(const char *a, const char *b, size_t limit)
{
	enum { LONGEST = 48 };
	size_t n = strlen(a), m = strlen(b);
	size_t row[3][LONGEST + 1];
	if (n > LONGEST || m > LONGEST)
		return limit + 1;
	for (size_t j = 0; j <= m; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *cur = row[i % 3], *up = row[(i + 2) % 3], *up2 = row[(i + 1) % 3];
		cur[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best = up[j - 1] + (a[i - 1] != b[j - 1]);
			if (up[j] + 1 < best)
				best = up[j] + 1;
			if (cur[j - 1] + 1 < best)
				best = cur[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && up2[j - 2] + 1 < best)
				best = up2[j - 2] + 1;
			cur[j] = best;
		}
	}
	return row[n % 3][m];
}

const char *nearest_name(const char *wrong, const char *const *names, size_t n)
{
	size_t best = strlen(wrong) / 3 + 2;     /* a third of the letters may be wrong */
	const char *nearest = NULL;
	for (size_t i = 0; i < n; i++) {
		size_t d = edit_distance(wrong, names[i], best);
		if (d < best) {
			best = d;
			nearest = names[i];
		}
	}
	return nearest;
}
