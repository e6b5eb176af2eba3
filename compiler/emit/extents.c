/* extents.c - run-time extents in the functions around kernels. A given one is an argument. The number of blocks of one, and how far a turn of
 * a loop over blocks reaches, are written where they are needed: of the argument, and of the loop's variable. */
#include "outline.h"

static bool has(const Syms *list, uint32_t sym)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i] == sym)
			return true;
	return false;
}

static bool loops_over(const Program *p, size_t from, size_t to, uint32_t blocks)
{
	for (size_t c = from; c < to; c++)
		if (p->calls.at[c].kind == STEP_LOOP && p->calls.at[c].loop->length.sym == blocks)
			return true;
	return false;
}

typedef struct Find { Unit *u; Syms *out; const Program *p; size_t from, to; } Find;

/* What the steps must be given to have sym: itself, where the loop that says it is around them. */
static void find(Find *f, uint32_t sym)
{
	const Symbol *s = &f->u->model->symbols.at[sym - 1];
	if (s->kind != SYMBOL_UPTO || loops_over(f->p, f->from, f->to, s->of))
		sym = symbol_given(f->u->model, sym);
	if (!has(f->out, sym))
		vec_push(f->u->arena, *f->out, sym);
}

void syms_find(Unit *u, Syms *out, const Program *p, size_t from, size_t to)
{
	Find f = { u, out, p, from, to };
	for (size_t c = from; c < to; c++) {
		const Call *call = &p->calls.at[c];
		if (call->kind == STEP_LOOP && call->loop->length.sym)
			find(&f, call->loop->length.sym);
		for (uint32_t i = 0; call->kind != STEP_END && i < call->n; i++)
			for (const Buffer *v = call->arg[i]; v->kind == BUF_VIEW; v = v->of)
				for (uint32_t t = 0; t < v->at.n; t++)
					if (!v->at.term[t].loop && v->at.term[t].extent.sym)
						find(&f, v->at.term[t].extent.sym);
		if (call->kind != STEP_CALL)
			continue;
		const PrintedKernel *k = map_get(&u->kernels, call->kernel->key);
		for (uint32_t i = 0; i < k->syms; i++)
			find(&f, k->sym[i]);
	}
}

const char *entry_sym(const Unit *u, const Entry *e, uint32_t sym)
{
	for (uint32_t i = 0; i < e->syms; i++)
		if (e->sym[i] == sym)
			return e->sym_name[i];
	const Symbol *s = &u->model->symbols.at[sym - 1];
	if (s->kind == SYMBOL_BLOCKS)
		return arena_printf(u->arena, "(%s + %lld) / %lld", entry_sym(u, e, s->of), (long long)s->by - 1, (long long)s->by);
	if (s->kind != SYMBOL_UPTO || !e->turn || !e->turn[s->of])
		BUG("emitter: %s does not take the extent %s", e->name, s->name);
	return arena_printf(u->arena, "cr_upto(%s, %lld, %s)", e->turn[s->of], (long long)s->by, entry_sym(u, e, symbol_given(u->model, sym)));
}

const char *extent_times(const Unit *u, const Entry *e, Extent x)
{
	if (!x.sym)
		return arena_printf(u->arena, "%lld", (long long)x.mul);
	const char *n = entry_sym(u, e, x.sym);
	if (x.mul == 1)
		return n;
	return arena_printf(u->arena, u->model->symbols.at[x.sym - 1].kind == SYMBOL_BLOCKS ? "%lld * (%s)" : "%lld * %s", (long long)x.mul, n);
}

void turn_begins(const Unit *u, Entry *e, const Loop *l)
{
	if (!l->length.sym || l->length.mul != 1)
		return;
	if (!e->turn)
		e->turn = NEW_ARRAY(u->arena, const char *, u->model->symbols.n + 1);
	e->turn[l->length.sym] = e->loop[l->id];
}
