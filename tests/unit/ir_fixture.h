/* ir_fixture.h - a model with one function and one graph, for tests of the IR; types written as they print. */
#ifndef CRESCENT_TEST_IR_FIXTURE_H
#define CRESCENT_TEST_IR_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../compiler/ir/ir.h"

typedef struct Fixture {
	Compilation cc;
	Model *m;
	Function *f;
	Graph *g;
	uint32_t n, k;               /* symbols: n up to 32, k up to 5 */
} Fixture;

static inline Fixture *fixture_open(void)
{
	Fixture *fx = calloc(1, sizeof *fx);
	if (!fx)
		abort();
	fx->m = model_new(&fx->cc, "unit");
	fx->n = model_symbol(fx->m, "n", 32);
	fx->k = model_symbol(fx->m, "k", 5);
	fx->g = graph_new(fx->m);
	fx->g->here = (Loc){ .file = "dir/unit.lua", .line = 7 };
	fx->f = NEW(&fx->cc.arena, Function);
	fx->f->name = "infer";
	fx->f->graph = fx->g;
	vec_push(&fx->cc.arena, fx->m->functions, fx->f);
	return fx;
}

static inline void fixture_close(Fixture *fx)
{
	arena_free(&fx->cc.arena);
	free(fx);
}

/* "f32[n,28]", "i32[n*28]", "bool[]" */
static inline Type ty(const Fixture *fx, const char *text)
{
	Type t = { 0 };
	const char *s = strchr(text, '[');
	char *end, name[8] = "";
	memcpy(name, text, (size_t)(s - text));
	t.dtype = dtype_by_name(name);
	for (s++; *s && *s != ']'; s += *s == ',') {
		Dim *d = &t.dim[t.rank++];
		if (*s == 'n' || *s == 'k') {
			d->sym = *s == 'n' ? fx->n : fx->k;
			d->size = *s == 'n' ? 32 : 5;
			s++;
			if (*s == '*') {
				d->size *= strtoll(s + 1, &end, 10);
				s = end;
			}
		} else {
			d->size = strtoll(s, &end, 10);
			s = end;
		}
	}
	return t;
}

/* An input of the function, in order. */
static inline Node *in(Fixture *fx, const char *name, const char *type)
{
	Type t = ty(fx, type);
	Node *n = node_input(fx->g, &t, (int64_t)fx->f->inputs.n, name);
	Port p = { .name = name, .type = t, .node = n };
	vec_push(&fx->cc.arena, fx->f->inputs, p);
	return n;
}

static inline void out(Fixture *fx, const char *name, Node *n)
{
	Port p = { .name = name, .type = n->type, .node = n };
	vec_push(&fx->cc.arena, fx->f->outputs, p);
}

#define IN(...) (Node *[]){ __VA_ARGS__ }, sizeof((Node *[]){ __VA_ARGS__ }) / sizeof(Node *)
#define ATTR(...) (const int64_t[]){ __VA_ARGS__ }, sizeof((const int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t)
#define NONE NULL, 0

/* node_make with the stated type as text (NULL: none). */
static inline Node *mk(Fixture *fx, Op op, const char *type, Node *const *operands, size_t arity, const int64_t *attr, size_t attrs)
{
	Type t = { 0 };
	if (type)
		t = ty(fx, type);
	return node_make(fx->g, op, type ? &t : NULL, operands, arity, attr, attrs);
}

static inline Node *constant_f32(Fixture *fx, const char *type, const float *v)
{
	Type t = ty(fx, type);
	return node_constant(fx->g, &t, v);
}

#define ck_type(fx, node, text) ck_assert_str_eq(type_text((fx)->m, &(node)->type), (text))

/* The statement must raise a model_error with exactly this text (the detail line apart). */
#define ck_error(fx, statement, expected) \
	do { \
		jmp_buf caught_; \
		(fx)->cc.caught = &caught_; \
		if (!setjmp(caught_)) { \
			statement; \
			ck_abort_msg("no error, expected: %s", (expected)); \
		} \
		(fx)->cc.caught = NULL; \
		ck_assert_str_eq((fx)->cc.error.text, (expected)); \
	} while (0)

#endif
