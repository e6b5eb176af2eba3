/* layers.c - the layers of a summary: a row each, and equal ones said once.
 *
 * A hundred equal layers are one block of rows: where neighbouring rows h.0.ln, h.0.dense, h.1.ln, h.1.dense, ... differ in that
 * number alone, the block is printed once, as h.0..99. Blocks hold blocks. */
#include "cli.h"

#include <string.h>

/* ---- rows -------------------------------------------------------------------------------------------------------- */

/* The row of the innermost layer that a slot is of: of the longest path that its name begins with. */
static LayerRow *owner_of(Arena *a, const Map *by_path, const char *slot)
{
	char *path = arena_strdup(a, slot);
	for (char *dot = strrchr(path, '.'); dot; dot = strrchr(path, '.')) {
		*dot = '\0';
		LayerRow *row = map_get(by_path, path);
		if (row)
			return row;
	}
	return map_get(by_path, "");
}

Layers layers_of(const Model *m)
{
	Arena *a = &m->cc->arena;
	Map by_path = map_new(a);
	Layers l = { .row = NEW_ARRAY(a, LayerRow, m->layers.n + 1) };
	for (size_t i = 0; i < m->layers.n; i++) {
		const LayerNote *note = &m->layers.at[i];
		if (map_get(&by_path, note->path))
			continue;
		l.row[l.n].note = note;
		map_put(&by_path, note->path, &l.row[l.n++]);
	}
	for (size_t i = 0; i < m->slots.n; i++) {
		const Slot *slot = m->slots.at[i];
		if (slot->kind != SLOT_PARAM && slot->kind != SLOT_BUFFER)
			continue;
		LayerRow *row = owner_of(a, &by_path, slot->name);
		if (row) {
			row->parameters += type_elements(&slot->type);
			row->own = true;
		} else {
			l.loose += type_elements(&slot->type);
		}
	}
	return l;
}

/* ---- blocks ------------------------------------------------------------------------------------------------------- */

/* The number that a component of a path begins at `at` is, and where it ends; false: it is no number. */
static bool number_at(const char *at, int64_t *value, size_t *length)
{
	const size_t n = strspn(at, "0123456789");
	if (n == 0 || n > 9 || (at[n] && at[n] != '.'))
		return false;
	*value = 0;
	for (size_t i = 0; i < n; i++)
		*value = *value * 10 + (at[i] - '0');
	*length = n;
	return true;
}

/* Is the path the first `prefix` bytes of `like` and then this number? *rest: what is behind it. */
static bool in_block(const char *path, const char *like, size_t prefix, int64_t number, const char **rest)
{
	int64_t value;
	size_t length;
	if (strncmp(path, like, prefix) != 0 || !number_at(path + prefix, &value, &length) || value != number)
		return false;
	*rest = path + prefix + length;
	return true;
}

static bool same_text(const char *a, const char *b) { return strcmp(a ? a : "", b ? b : "") == 0; }

static bool equal_rows(const LayerRow *a, const LayerRow *b)
{
	return same_text(a->note->kind, b->note->kind) && same_text(a->note->output, b->note->output) &&
	       same_text(a->note->defaults, b->note->defaults) && a->parameters == b->parameters && a->own == b->own;
}

/* How many rows from `from` on are of one block, the component at `prefix` being its number. */
static size_t block_rows(const Layers *l, size_t from, size_t end, size_t prefix, int64_t number)
{
	size_t n = 0;
	const char *rest;
	while (from + n < end && in_block(l->row[from + n].note->path, l->row[from].note->path, prefix, number, &rest))
		n++;
	return n;
}

/* Equal blocks from row `from` on, differing in the component at `prefix`. */
static size_t count_blocks(const Layers *l, size_t from, size_t end, size_t prefix, int64_t first, size_t rows)
{
	size_t times = 1;
	for (size_t next = from + rows; next + rows <= end; next += rows, times++) {
		const int64_t number = first + (int64_t)times;
		if (block_rows(l, next, end, prefix, number) != rows)
			break;
		bool equal = true;
		for (size_t i = 0; i < rows && equal; i++) {
			const char *a = NULL, *b = NULL;
			equal = in_block(l->row[from + i].note->path, l->row[from].note->path, prefix, first, &a) &&
			        in_block(l->row[next + i].note->path, l->row[from].note->path, prefix, number, &b) && same_text(a, b) &&
			        equal_rows(&l->row[from + i], &l->row[next + i]);
		}
		if (!equal)
			break;
	}
	return times;
}

/* "h.0.attn" with its number at `prefix` as "h.0..95.attn". */
static const char *ranged(Arena *a, const char *path, size_t prefix, int64_t last)
{
	const size_t end = prefix + strspn(path + prefix, "0123456789");
	return arena_printf(a, "%.*s..%lld%s", (int)end, path, (long long)last, path + end);
}

/* The rows from .. end; each counts `times`. Their paths are read from the component at `start` on. */
static void walk(const Layers *l, Arena *a, size_t from, size_t end, size_t start, size_t times, LayerFn *fn, void *user)
{
	while (from < end) {
		const char *path = l->row[from].note->path;
		size_t prefix = start, blocks = 1, rows = 1, length = 0;
		int64_t first = 0;
		for (; blocks == 1 && path[prefix]; prefix += strcspn(path + prefix, "."), prefix += path[prefix] == '.') {
			if (!number_at(path + prefix, &first, &length))
				continue;
			rows = block_rows(l, from, end, prefix, first);
			blocks = count_blocks(l, from, end, prefix, first, rows);
			if (blocks > 1)
				break;
		}
		if (blocks == 1) {
			fn(user, &l->row[from++], path, times);
			continue;
		}
		/* the block once, under its ranges: a copy of the rows, so that blocks in it are found in the same way */
		Layers block = { .row = NEW_ARRAY(a, LayerRow, rows), .n = rows };
		LayerNote *note = NEW_ARRAY(a, LayerNote, rows);
		for (size_t i = 0; i < rows; i++) {
			block.row[i] = l->row[from + i];
			note[i] = *block.row[i].note;
			note[i].path = ranged(a, note[i].path, prefix, first + (int64_t)blocks - 1);
			block.row[i].note = &note[i];
		}
		const char *head = note[0].path;
		size_t behind = prefix + length + 2;
		behind += strspn(head + behind, "0123456789");
		walk(&block, a, 0, rows, behind + (head[behind] == '.'), times * blocks, fn, user);
		from += rows * blocks;
	}
}

void layers_walk(const Layers *l, Arena *a, LayerFn *fn, void *user)
{
	walk(l, a, 0, l->n, 0, 1, fn, user);
}

/* ---- names -------------------------------------------------------------------------------------------------------- */

/* The name with every component that is a number as a star. */
static const char *pattern_of(Arena *a, const char *name)
{
	Text t = text_new(a);
	for (const char *at = name; *at;) {
		int64_t value;
		size_t length;
		if (number_at(at, &value, &length))
			text_char(&t, '*');
		else
			text_bytes(&t, at, length = strcspn(at, "."));
		at += length;
		if (*at == '.')
			text_char(&t, *at++);
	}
	return text_str(&t);
}

typedef struct Pattern { const char *text, *first; size_t in, all; } Pattern;

void print_names(Arena *a, const char *head, const char *const *name, const bool *in, size_t n)
{
	Map seen = map_new(a);
	VEC(Pattern *) patterns = { 0 };
	Pattern **of = NEW_ARRAY(a, Pattern *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *text = pattern_of(a, name[i]);
		if (!(of[i] = map_get(&seen, text))) {
			of[i] = NEW(a, Pattern);
			of[i]->text = text;
			map_put(&seen, text, of[i]);
			vec_push(a, patterns, of[i]);
		}
		of[i]->all++;
		of[i]->in += in[i];
		if (!of[i]->first && in[i])
			of[i]->first = name[i];
	}
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		const Pattern *p = of[i];
		const bool whole = p->in == p->all && p->all > 1;
		if (!in[i] || (whole && p->first != name[i]))
			continue;
		printf("%s %s", any ? "" : head, whole ? p->text : name[i]);
		any = true;
		if (whole)
			printf(" (%zu)", p->all);
	}
	if (any)
		putchar('\n');
}
