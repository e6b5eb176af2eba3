/* alias.c - which result reuses which dying operand, and which set is written in place. Decided before outlining, because
 * an aliased pair is one pointer parameter and part of a kernel's identity.
 *
 * A written parameter may take a read one's place if every read is of the element that the same turn of the same loop is
 * about to write, and comes before the write. */
#include "internal.h"

typedef struct Pair {
	uint32_t read, written;
	const Affine *at;                /* the one position of all stores */
	uint32_t order, last_load, first_store;
	bool possible;
} Pair;

static void see_load(void *user, const Expr *e)
{
	Pair *p = user;
	if (e->kind != E_LOAD)
		return;
	if (e->param == p->written)
		p->possible = false;
	if (e->param != p->read)
		return;
	p->last_load = p->order;
	if (e->index.n || (p->at && !affine_equal(e->index.affine, *p->at)))
		p->possible = false;
}

static void see_store(void *user, Stmt *s)
{
	Pair *p = user;
	if (s->kind != S_STORE || s->param != p->written)
		return;
	if (s->add || s->index.n || (p->at && !affine_equal(s->index.affine, *p->at)))
		p->possible = false;
	p->at = &s->index.affine;
}

static void see_order(void *user, Stmt *s)
{
	Pair *p = user;
	Block one = { NULL, NULL };
	p->order++;
	if (s->kind == S_CONTRACT) {
		const Contract *c = s->contract;
		if (c->a == p->read || c->b == p->read || (c->cblas && c->cblas_out == p->written) ||
		    c->scratch_a == (int32_t)p->read || c->scratch_b == (int32_t)p->read ||
		    c->scratch_a == (int32_t)p->written || c->scratch_b == (int32_t)p->written)
			p->possible = false;
		return;
	}
	if (s->kind == S_PACK) {
		p->possible &= s->pack->from != p->read && s->pack->from != p->written && s->pack->to != p->read && s->pack->to != p->written;
		return;
	}
	Stmt alone = *s;                     /* this statement's own expressions, not its body's */
	alone.next = NULL;
	alone.body = one;
	alone.other = one;
	alone.reduce = NULL;
	if (s->kind == S_REDUCE || s->kind == S_FOR || s->kind == S_IF)
		alone.kind = S_LET;
	one.first = one.last = &alone;
	walk_exprs(&one, see_load, p);
	if (s->kind == S_STORE && s->param == p->written && !p->first_store)
		p->first_store = p->order;
}

/* A later turn of an enclosing loop must not read what this turn wrote: the position must name every loop around it. */
static bool names_every_loop(const Block *block, const Pair *p, uint32_t depth, const Var **vars)
{
	for (const Stmt *s = block->first; s; s = s->next) {
		if (s->kind == S_STORE && s->param == p->written) {
			for (uint32_t i = 0; i < depth; i++)
				if (vars[i] && !affine_coef(s->index.affine, vars[i]))
					return false;
		}
		vars[depth] = s->kind == S_FOR ? s->var : NULL;
		if (s->kind == S_FOR && !names_every_loop(&s->body, p, depth + 1, vars))
			return false;
		if (s->kind == S_IF && (!names_every_loop(&s->body, p, depth, vars) || !names_every_loop(&s->other, p, depth, vars)))
			return false;
		if (s->kind == S_CONTRACT && !names_every_loop(&s->contract->epilogue, p, depth, vars))
			return false;
		if (s->kind == S_REDUCE && !names_every_loop(&s->reduce->body, p, depth, vars))
			return false;
	}
	return true;
}

/* ---- updates of a part ---------------------------------------------------------------------------------------- */

typedef struct Reads { uint32_t param; const Expr *but; bool found; } Reads;

static void see_read(void *user, const Expr *e)
{
	Reads *r = user;
	r->found |= e->kind == E_LOAD && e->param == r->param && e != r->but;
}

static void see_operand(void *user, Stmt *s)
{
	Reads *r = user;
	if (s->kind == S_PACK)
		r->found |= s->pack->from == r->param || s->pack->to == r->param;
	if (s->kind != S_CONTRACT)
		return;
	const Contract *c = s->contract;
	r->found |= c->a == r->param || c->b == r->param || c->cblas_out == r->param || c->scratch_a == (int32_t)r->param ||
	            c->scratch_b == (int32_t)r->param;
}

/* Is s a loop nest that does nothing but copy `read` into `written`, each element to its own place? */
static bool copies(const Stmt *s, uint32_t read, uint32_t written)
{
	while (s->kind == S_FOR && s->body.first && !s->body.first->next)
		s = s->body.first;
	return s->kind == S_STORE && s->param == written && !s->add && !s->index.n && s->value->kind == E_LOAD && s->value->param == read &&
	       !s->value->index.n && affine_equal(s->value->index.affine, s->index.affine);
}

/* What an update of a part (dynamic_update_slice, scatter_add) begins with: the statement that copies the whole, if nothing else reads
 * what it copies. In place it is left out, and the update costs what the part costs. */
static Stmt *whole_copy(const Kernel *k, uint32_t read, uint32_t written)
{
	Stmt *s = k->body.first;
	while (s && s->kind == S_LET)
		s = s->next;
	if (!s || !s->next || !copies(s, read, written))
		return NULL;
	const Stmt *store = s;
	while (store->kind == S_FOR)
		store = store->body.first;
	Reads r = { read, store->value, false };
	walk_exprs(&k->body, see_read, &r);
	walk_stmts((Block *)(uintptr_t)&k->body, see_operand, &r);
	return r.found ? NULL : s;
}

static bool can_share(Kernel *k, uint32_t read, uint32_t written)
{
	Pair p = { .read = read, .written = written, .possible = true };
	const Var *vars[64];
	if (k->params.at[read].access != ACCESS_READ || k->params.at[read].dtype != k->params.at[written].dtype ||
	    k->params.at[read].elements != k->params.at[written].elements)
		return false;
	if (whole_copy(k, read, written))
		return true;
	walk_stmts(&k->body, see_store, &p);
	if (!p.possible || !p.at)
		return false;
	walk_stmts(&k->body, see_order, &p);
	return p.possible && p.last_load <= p.first_store && names_every_loop(&k->body, &p, 0, vars);
}

/* ---- sharing ------------------------------------------------------------------------------------------------ */

typedef struct Rename { uint32_t from, to; } Rename;

static uint32_t renamed(const Rename *r, uint32_t param)
{
	uint32_t p = param == r->from ? r->to : param;
	return p > r->from ? p - 1 : p;
}

static void rename_load(void *user, const Expr *e)
{
	if (e->kind == E_LOAD && e->bits == 0) {
		((Expr *)(uintptr_t)e)->param = renamed(user, e->param);
		((Expr *)(uintptr_t)e)->bits = 1;        /* expressions are shared: rename each once */
	}
}

static void clear_mark(void *user, const Expr *e)
{
	(void)user;
	if (e->kind == E_LOAD)
		((Expr *)(uintptr_t)e)->bits = 0;
}

static void rename_stmt(void *user, Stmt *s)
{
	const Rename *r = user;
	if (s->kind == S_STORE)
		s->param = renamed(r, s->param);
	if (s->kind == S_PACK) {
		Pack *pack = (Pack *)(uintptr_t)s->pack;
		pack->from = renamed(r, pack->from);
		pack->to = renamed(r, pack->to);
	}
	if (s->kind != S_CONTRACT)
		return;
	Contract *c = (Contract *)(uintptr_t)s->contract;
	c->a = renamed(r, c->a);
	c->b = renamed(r, c->b);
	c->cblas_out = renamed(r, c->cblas_out);
	if (c->scratch_a >= 0)
		c->scratch_a = (int32_t)renamed(r, (uint32_t)c->scratch_a);
	if (c->scratch_b >= 0)
		c->scratch_b = (int32_t)renamed(r, (uint32_t)c->scratch_b);
}

static void block_remove(Block *b, const Stmt *gone)
{
	Stmt *before = NULL;
	for (Stmt *s = b->first; s != gone; s = s->next)
		before = s;
	if (before)
		before->next = gone->next;
	else
		b->first = gone->next;
	if (b->last == gone)
		b->last = before;
}

/* Parameter `read` becomes `written`. */
static void share(Call *call, uint32_t read, uint32_t written)
{
	Kernel *k = call->kernel;
	Rename r = { read, written };
	Stmt *whole = whole_copy(k, read, written);
	if (whole)
		block_remove(&k->body, whole);
	k->params.at[written].access = ACCESS_UPDATE;
	walk_stmts(&k->body, rename_stmt, &r);
	walk_exprs(&k->body, rename_load, &r);
	walk_exprs(&k->body, clear_mark, NULL);
	for (size_t i = read; i + 1 < k->params.n; i++)
		k->params.at[i] = k->params.at[i + 1];
	k->params.n--;
	for (uint32_t i = read; i + 1 < call->n; i++)
		call->arg[i] = call->arg[i + 1];
	call->n--;
}

static int32_t argument(const Call *c, const Buffer *b)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (c->arg[i] == b)
			return (int32_t)i;
	return -1;
}

/* Does the step mention b, or a part of it? */
static bool mentions(const Call *c, const Buffer *b)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (buffer_root(c->arg[i]) == b)
			return true;
	return false;
}

/* Notes for each buffer between which steps it, or a part of it, is mentioned: the searches below look nowhere else. */
static void note_uses(Program *p)
{
	for (size_t i = 0; i < p->buffers.n; i++) {
		p->buffers.at[i]->from = SIZE_MAX;
		p->buffers.at[i]->before = p->buffers.at[i]->to = 0;
	}
	for (size_t i = 0; i < p->calls.n; i++)
		for (uint32_t j = 0; j < p->calls.at[i].n; j++)
			for (Buffer *b = p->calls.at[i].arg[j]; b; b = b->of) {
				b->from = b->from < i ? b->from : i;
				b->before = b->to == i + 1 ? b->before : b->to;
				b->to = i + 1;
			}
}

/* Parts of b are read, never written. */
static bool parts_are_read(const Program *p, const Buffer *b)
{
	for (size_t i = b->from; i < b->to; i++)
		for (uint32_t j = 0; j < p->calls.at[i].n; j++) {
			const Buffer *part = p->calls.at[i].arg[j];
			if (part != b && buffer_root(part) == b && (call_access(&p->calls.at[i], j) & ACCESS_WRITE))
				return false;
		}
	return true;
}

static void replace_buffer(Program *p, const Buffer *old, Buffer *by)
{
	for (size_t i = 0; old->viewed && i < p->buffers.n; i++)
		if (p->buffers.at[i]->of == old) {
			p->buffers.at[i]->of = by;
			by->viewed = true;
		}
	for (size_t i = old->from; i < old->to; i++)
		for (uint32_t j = 0; j < p->calls.at[i].n; j++)
			if (p->calls.at[i].arg[j] == old)
				p->calls.at[i].arg[j] = by;
	by->from = by->from < old->from ? by->from : old->from;
	by->to = by->to > old->to ? by->to : old->to;
	by->before = by->to;             /* not known any more */
}

/* Takes a step out; its place stays empty until close_ranks. */
static void remove_call(Program *p, size_t at)
{
	p->calls.at[at].kernel->removed = true;
	p->calls.at[at].n = 0;
}

static void close_ranks(Program *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->calls.n; i++)
		if (p->calls.at[i].kind != STEP_CALL || !p->calls.at[i].kernel->removed)
			p->calls.at[n++] = p->calls.at[i];
	p->calls.n = n;
	n = 0;
	for (size_t i = 0; i < p->kernels.n; i++)
		if (!p->kernels.at[i]->removed)
			p->kernels.at[n++] = p->kernels.at[i];
	p->kernels.n = n;
}

/* The only call that writes b, or -1. */
static int64_t writer_of(const Program *p, const Buffer *b)
{
	int64_t writer = -1;
	for (size_t i = b->from; i < b->to; i++) {
		int32_t a = argument(&p->calls.at[i], b);
		if (a < 0 || !(call_access(&p->calls.at[i], (uint32_t)a) & ACCESS_WRITE))
			continue;
		if (writer >= 0)
			return -1;
		writer = (int64_t)i;
	}
	return writer;
}

/* What a kernel writes says best what it is for: "update_dense_1_kernel". */
static void name_after(Program *p, Call *call, const Buffer *slot)
{
	Arena *a = &p->model->cc->arena;
	const Slot *s = p->model->slots.at[slot->index];
	FunctionKind kind = p->function->kind;

	call->kernel->params.at[argument(call, slot)].hint = slot_hint(a, s);
	if (s->kind == SLOT_PARAM && (kind == FUNC_TRAIN_STEP || kind == FUNC_TRAIN_FLUSH))
		call->kernel->name = arena_printf(a, "update_%s", identifier(a, s->name));
	else if (kind == FUNC_INIT || kind == FUNC_STATE_INIT || kind == FUNC_TRAIN_INIT)
		call->kernel->name = arena_printf(a, "init_%s", identifier(a, s->name));
}

/* Do both steps stand in the same turn of the same loop, in the same arm? */
static bool side_by_side(const Program *p, size_t first, size_t last)
{
	int depth = 0;
	for (size_t i = first + 1; i < last && depth >= 0; i++) {
		const StepKind kind = p->calls.at[i].kind;
		depth += kind == STEP_LOOP || kind == STEP_IF ? 1 : kind == STEP_END ? -1 : 0;
		if (kind == STEP_ELSE && depth == 0)
			return false;
	}
	return depth == 0;
}

/* calls.at[copy] copies a temporary into a slot, or into what a loop that may stop carries: lets the temporary's writer write there
 * itself if it may. */
static bool write_in_place(Program *p, size_t copy)
{
	Buffer *slot = p->calls.at[copy].arg[0], *temp = p->calls.at[copy].arg[1];
	const bool carried = slot->kind == BUF_TEMP && p->calls.at[copy].carry;
	if ((slot->kind != BUF_SLOT && !carried) || temp->kind != BUF_TEMP || slot->elements != temp->elements ||
	    (temp->viewed && (carried || !parts_are_read(p, temp))))
		return false;
	int64_t w = writer_of(p, temp);
	if (w < 0 || (size_t)w > copy || !side_by_side(p, (size_t)w, copy))
		return false;
	const bool nowhere = slot->to == copy + 1 && slot->before <= (size_t)w + 1;      /* between the two */
	for (size_t i = (size_t)w + 1; i < slot->to && !nowhere; i++)
		if (i != copy && (i < copy || !carried) && mentions(&p->calls.at[i], slot))
			return false;
	Call *call = &p->calls.at[w];
	int32_t read = argument(call, slot), written = argument(call, temp);
	if (read < 0 && mentions(call, slot))        /* a part of it */
		return false;
	if (read >= 0) {
		if (!can_share(call->kernel, (uint32_t)read, (uint32_t)written))
			return false;
		share(call, (uint32_t)read, (uint32_t)written);
	}
	replace_buffer(p, temp, slot);
	slot->written |= !carried;
	remove_call(p, copy);        /* which stands after its writer */
	if (!carried)
		name_after(p, call, slot);
	return true;
}

/* Does no later step need b, which step `at` reads? One that was there before a loop began is needed until the loop ends. */
static bool dies_at(const Program *p, const Buffer *b, size_t at)
{
	int depth = 0;
	if (b->to != at + 1)
		return false;
	for (size_t i = at; i-- > b->from;) {
		const StepKind kind = p->calls.at[i].kind;
		depth += kind == STEP_END ? 1 : kind == STEP_LOOP || kind == STEP_IF ? -1 : 0;
		if (depth < 0 && kind == STEP_LOOP)
			return false;
		if (depth < 0)
			depth = 0;
	}
	return true;
}

/* A temporary that dies in the call that makes an equal one lends it its place. */
static bool reuse_dying(Program *p, size_t at)
{
	Call *c = &p->calls.at[at];
	if (c->kind != STEP_CALL)
		return false;
	for (uint32_t w = 0; w < c->n; w++)
		for (uint32_t r = 0; r < c->n; r++) {
			Buffer *to = c->arg[w], *from = c->arg[r];
			if (r == w || to->kind != BUF_TEMP || from->kind != BUF_TEMP || to == from || c->kernel->params.at[w].access != ACCESS_WRITE ||
			    to->viewed || from->viewed || !dies_at(p, from, at) || writer_of(p, to) != (int64_t)at || !can_share(c->kernel, r, w))
				continue;
			share(c, r, w);
			replace_buffer(p, to, from);
			return true;
		}
	return false;
}

void alias_buffers(Lowering *l)
{
	Program *p = l->program;
	note_uses(p);
	for (size_t i = p->calls.n; i-- > 0;)
		if (p->calls.at[i].kind == STEP_CALL && p->calls.at[i].kernel->copy)
			write_in_place(p, i);
	close_ranks(p);
	note_uses(p);
	for (size_t i = 0; i < p->calls.n; i++)
		while (reuse_dying(p, i))
			;
}
