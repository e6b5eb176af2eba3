/* files.c - writes the set of emitted files at once, or compares it with what is there. */
#include "emit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *path_of(Arena *a, const char *dir, const char *name, const char *suffix)
{
	return arena_printf(a, "%s/%s%s", dir, name, suffix);
}

static bool refuse(Arena *a, const char **why, const char *path, const char *what)
{
	*why = arena_printf(a, "%s: %s: %s", path, what, strerror(errno));
	return false;
}

/* mkdir -p */
static bool make_folder(Arena *a, const char *dir, const char **why)
{
	char *path = arena_strdup(a, dir);
	for (char *c = path + 1;; c++) {
		if (*c != '/' && *c != '\0')
			continue;
		char kept = *c;
		*c = '\0';
		if (mkdir(path, 0777) != 0 && errno != EEXIST)
			return refuse(a, why, path, "the folder cannot be made");
		*c = kept;
		if (kept == '\0')
			return true;
	}
}

static bool write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		size -= (size_t)n;
	}
	return true;
}

static bool write_temporary(Arena *a, const char *path, const EmittedFile *f, const char **why)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0)
		return refuse(a, why, path, "cannot be opened for writing");
	bool ok = write_all(fd, f->text, f->size) && fsync(fd) == 0;
	int error = errno;
	if (close(fd) != 0 && ok) {
		ok = false;
		error = errno;
	}
	errno = error;
	return ok ? true : refuse(a, why, path, "cannot be written");
}

enum { READ_CHUNK = 65536 };

/* The whole file, or NULL: errno says why. */
static char *read_file(Arena *a, const char *path, size_t *size)
{
	FILE *in = fopen(path, "rb");
	if (!in)
		return NULL;
	Text t = text_new(a);
	char *chunk = arena_alloc(a, READ_CHUNK);
	size_t n;
	while ((n = fread(chunk, 1, READ_CHUNK, in)) > 0)
		text_bytes(&t, chunk, n);
	fclose(in);
	*size = t.n;
	return arena_copy(a, text_str(&t), t.n + 1);
}

static bool same_as_there(const char *path, const EmittedFile *f)
{
	Arena scratch = {0};
	size_t size;
	const char *there = read_file(&scratch, path, &size);
	bool same = there && size == f->size && memcmp(there, f->text, size) == 0;
	arena_free(&scratch);
	return same;
}

/* What rename would refuse for sure, seen before anything has been touched. */
static bool replaceable(Arena *a, const char *path, const char **why)
{
	struct stat there;
	if (lstat(path, &there) != 0 || !S_ISDIR(there.st_mode))
		return true;
	errno = EISDIR;
	return refuse(a, why, path, "cannot be replaced");
}

/* One file of the set: where it goes, what was there while the set is not complete. */
typedef struct Place { const char *path, *fresh, *old; bool changed, had_old, in_place; } Place;

/* The old file steps aside, the new one takes its place. */
static bool put_in_place(Arena *a, Place *p, const char **why)
{
	p->had_old = rename(p->path, p->old) == 0;
	if (!p->had_old && errno != ENOENT)
		return refuse(a, why, p->path, "cannot be replaced");
	p->in_place = rename(p->fresh, p->path) == 0;
	return p->in_place || refuse(a, why, p->path, "cannot be replaced");
}

static void put_back(const Place *p)
{
	if (p->had_old)
		(void)rename(p->old, p->path);
	else if (p->in_place)
		unlink(p->path);
	unlink(p->fresh);
}

/* All are written beside their places first; only when every one is on disk do they take them, and where one cannot,
 * those before it give them back. A file that has not changed is left alone, so that nothing is built again without need. */
bool emission_write(const Emission *e, const char *dir, Arena *a, const char **why)
{
	bool ok = make_folder(a, dir, why);
	Place *place = NEW_ARRAY(a, Place, e->files.n + 1);
	for (size_t i = 0; i < e->files.n && ok; i++) {
		const EmittedFile *f = &e->files.at[i];
		Place *p = &place[i];
		*p = (Place){ .path = path_of(a, dir, f->name, ""), .fresh = path_of(a, dir, f->name, ".new"),
		              .old = path_of(a, dir, f->name, ".old") };
		ok = replaceable(a, p->path, why);
		p->changed = ok && !same_as_there(p->path, f);
		ok = ok && (!p->changed || write_temporary(a, p->fresh, f, why));
	}
	for (size_t i = 0; i < e->files.n && ok; i++)
		if (place[i].changed)
			ok = put_in_place(a, &place[i], why);
	for (size_t i = 0; i < e->files.n; i++) {
		if (place[i].changed && !ok)
			put_back(&place[i]);
		else if (place[i].had_old)
			unlink(place[i].old);
	}
	return ok;
}

/* ---- comparison ------------------------------------------------------------------------------------------------- */

typedef VEC(const char *) Lines;

static Lines lines_of(Arena *a, char *text)
{
	Lines out = {0};
	while (*text) {
		size_t n = strcspn(text, "\n");
		bool last = text[n] == '\0';
		text[n] = '\0';
		vec_push(a, out, text);
		if (last)
			break;
		text += n + 1;
	}
	return out;
}

enum { CONTEXT = 3, LOOK_AHEAD = 400 };

/* The nearest place, counted in lines of both, from which two lines agree again. */
static void resync(const Lines *x, size_t i, const Lines *y, size_t j, size_t *to_i, size_t *to_j)
{
	for (size_t d = 1; d < LOOK_AHEAD; d++)
		for (size_t k = 0; k <= d; k++) {
			size_t p = i + k, q = j + d - k;
			if (p < x->n && q < y->n && strcmp(x->at[p], y->at[q]) == 0) {
				*to_i = p;
				*to_j = q;
				return;
			}
		}
	*to_i = x->n;
	*to_j = y->n;
}

typedef struct Hunk { size_t i, ni, j, nj; } Hunk;
typedef VEC(Hunk) Hunks;

static void print_hunk(const Hunks *h, size_t first, size_t last, const Lines *x, const Lines *y, FILE *out)
{
	const Hunk *a = &h->at[first], *b = &h->at[last];
	size_t before = a->i < CONTEXT ? a->i : CONTEXT;
	size_t after = x->n - (b->i + b->ni) < CONTEXT ? x->n - (b->i + b->ni) : CONTEXT;
	size_t from = a->i - before, to = b->i + b->ni + after, j = a->j - before;
	size_t y_count = b->j + b->nj + after - j;
	fprintf(out, "@@ -%zu,%zu +%zu,%zu @@\n", from + (to > from), to - from, j + (y_count > 0), y_count);
	size_t at = from;
	for (size_t k = first; k <= last; k++) {
		for (; at < h->at[k].i; at++)
			fprintf(out, " %s\n", x->at[at]);
		for (; at < h->at[k].i + h->at[k].ni; at++)
			fprintf(out, "-%s\n", x->at[at]);
		for (size_t q = h->at[k].j; q < h->at[k].j + h->at[k].nj; q++)
			fprintf(out, "+%s\n", y->at[q]);
	}
	for (; at < to; at++)
		fprintf(out, " %s\n", x->at[at]);
}

static void print_diff(const char *name, const Lines *x, const Lines *y, Arena *a, FILE *out)
{
	Hunks h = {0};
	size_t i = 0, j = 0;
	while (i < x->n || j < y->n) {
		if (i < x->n && j < y->n && strcmp(x->at[i], y->at[j]) == 0) {
			i++;
			j++;
			continue;
		}
		size_t to_i, to_j;
		resync(x, i, y, j, &to_i, &to_j);
		Hunk hunk = { i, to_i - i, j, to_j - j };
		vec_push(a, h, hunk);
		i = to_i;
		j = to_j;
	}
	fprintf(out, "--- %s\n+++ %s (emitted)\n", name, name);
	for (size_t first = 0, last; first < h.n; first = last + 1) {
		last = first;
		while (last + 1 < h.n && h.at[last + 1].i - (h.at[last].i + h.at[last].ni) <= 2 * CONTEXT)
			last++;
		print_hunk(&h, first, last, x, y, out);
	}
}

int emission_compare(const Emission *e, const char *dir, FILE *out)
{
	Arena scratch = {0};
	int different = 0;
	for (size_t i = 0; i < e->files.n; i++) {
		const EmittedFile *f = &e->files.at[i];
		const char *path = path_of(&scratch, dir, f->name, "");
		size_t size;
		char *there = read_file(&scratch, path, &size);
		if (there && size == f->size && memcmp(there, f->text, size) == 0)
			continue;
		different = 1;
		if (!there) {
			fprintf(out, "%s: %s\n", path, strerror(errno));
			continue;
		}
		Lines x = lines_of(&scratch, there), y = lines_of(&scratch, arena_strndup(&scratch, f->text, f->size));
		print_diff(path, &x, &y, &scratch, out);
	}
	arena_free(&scratch);
	return different;
}
