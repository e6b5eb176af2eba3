/* support.h - what every stage of the compiler stands on.
 *
 *   arena    memory with one owner and one end
 *   text     string builder, interned formatting
 *   vector   growing arrays in an arena
 *   hash     64-bit content hash and a small map
 *   diag     diagnostics: the user's mistakes and ours
 *
 * Nothing here knows what a tensor is. */
#ifndef CRESCENT_SUPPORT_H
#define CRESCENT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define NORETURN __attribute__((noreturn))
#else
#define PRINTF_LIKE(fmt, first)
#define NORETURN
#endif

/* ---- diag.c: our faults ------------------------------------------------------------------ */

/* Crescent is wrong: says where, exits 70. */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
#define ASSERT(cond) ((cond) ? (void)0 : bug_at(__FILE__, __LINE__, "assertion failed: %s", #cond))
NORETURN void bug_at(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The machine failed us (no memory): one line, exit 1. */
NORETURN void out_of_memory(void);

/* ---- arena.c ------------------------------------------------------------------------------ */

typedef struct ArenaBlock ArenaBlock;
typedef struct Arena {
	ArenaBlock *head;
	size_t used;      /* bytes handed out, for statistics */
} Arena;

/* Zeroed memory, aligned for any scalar; never NULL (out_of_memory() ends the program). */
void *arena_alloc(Arena *a, size_t size);
void *arena_array(Arena *a, size_t count, size_t size);     /* count * size, checked */
void *arena_copy(Arena *a, const void *bytes, size_t size);
char *arena_strdup(Arena *a, const char *s);
char *arena_strndup(Arena *a, const char *s, size_t n);
char *arena_printf(Arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(Arena *a, const char *fmt, va_list ap);
void arena_free(Arena *a);                                  /* everything at once */
/* What was handed out since a mark is given back; marks end in the reverse of their order. */
typedef struct ArenaMark { ArenaBlock *block; size_t block_used, used; } ArenaMark;
ArenaMark arena_mark(const Arena *a);
void arena_release(Arena *a, ArenaMark mark);

#define NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define NEW_ARRAY(a, T, n) ((T *)arena_array((a), (size_t)(n), sizeof(T)))

/* ---- vector.c: VEC(T) v = {0}; vec_push(arena, v, item); v.n, v.at[i] ------------------------ */

#define VEC(T) struct { T *at; size_t n, cap; }
#define vec_push(arena, v, item) \
	((void)((v).n == (v).cap ? (void)((v).at = vec_grow((arena), (v).at, &(v).cap, sizeof *(v).at)) : (void)0), \
	 (void)((v).at[(v).n++] = (item)))
void *vec_grow(Arena *a, void *at, size_t *cap, size_t size);

/* ---- text.c: a growing string ---------------------------------------------------------------- */

typedef struct Text { Arena *arena; char *s; size_t n, cap; } Text;     /* s is NUL-terminated once written */
Text text_new(Arena *a);
void text_add(Text *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
void text_vadd(Text *t, const char *fmt, va_list ap);
void text_char(Text *t, char c);
void text_bytes(Text *t, const char *s, size_t n);
const char *text_str(Text *t);                              /* never NULL */

/* Shortest decimal that reads back as the same float; always with '.', 'e' or a name
 * (NAN, INFINITY), without suffix. Locale-independent. */
void float_text(char out[32], float v);
void double_text(char out[40], double v);

/* ---- hash.c ----------------------------------------------------------------------------------- */

uint64_t hash_bytes(const void *bytes, size_t size, uint64_t seed);
uint64_t hash_string(const char *s);

typedef struct MapEntry { const char *key; void *value; } MapEntry;     /* keys live elsewhere */
typedef struct Map { Arena *arena; MapEntry *at; size_t n, cap; } Map;
Map map_new(Arena *a);
void *map_get(const Map *m, const char *key);               /* NULL if absent */
void map_put(Map *m, const char *key, void *value);

/* Nearest name within a small edit distance, or NULL: "did you mean". */
const char *nearest_name(const char *wrong, const char *const *names, size_t n);

/* ---- diag.c: the user's mistakes ---------------------------------------------------------------- */

typedef struct Loc {
	const char *file;       /* as the user named it; NULL: nowhere in particular */
	int line;               /* from 1; 0: the whole file */
	const char *layer;      /* "dense_2", "h.0.attn"; NULL outside any layer */
	bool backward;          /* made for a gradient of what stands there */
} Loc;

typedef enum Severity { SEV_ERROR, SEV_WARNING, SEV_NOTE } Severity;
typedef struct Diagnostic { Severity severity; Loc loc; const char *text; const char *detail; } Diagnostic;

/* One compilation: everything that has its lifetime. */
typedef struct Compilation {
	Arena arena;
	VEC(Diagnostic) diagnostics;
	size_t errors, max_errors;
	jmp_buf *caught;        /* where model_error goes; set by CATCH sites only */
	Diagnostic error;       /* the one model_error threw */
} Compilation;

/* The model is wrong: records the error in cc->error and jumps to cc->caught.
 * fmt: "what; expected; found", without file and line. A second line for the fix goes after '\n'. */
NORETURN void model_error(Compilation *cc, Loc loc, const char *fmt, ...) PRINTF_LIKE(3, 4);
void model_warning(Compilation *cc, Loc loc, const char *fmt, ...) PRINTF_LIKE(3, 4);
void model_note(Compilation *cc, Loc loc, const char *fmt, ...) PRINTF_LIKE(3, 4);
void report_error(Compilation *cc);                         /* appends cc->error to the list */
void diagnostics_print(const Compilation *cc, FILE *out, bool color, bool quiet);

#endif
