/* own.c - scratch of which each thread needs its own.
 *
 * A kernel's scratch holds what one turn of a loop is at: rows, packed panels. Where threads share the loop, each has a part to itself;
 * scratch that is written before the loop, or read behind it, is one for all. With one thread nothing changes. */
#include "internal.h"

/* A part begins on a cache line of its own: 16 elements of four bytes. */
enum { PART = 16 };

typedef struct Count { uint32_t param, reads, writes; } Count;

static void count_load(void *user, const Expr *e)
{
	Count *n = user;
	n->reads += e->kind == E_LOAD && e->param == n->param;
}

static void count_stmt(void *user, Stmt *stmt)
{
	Count *n = user;
	if (stmt->kind == S_STORE)
		n->writes += stmt->param == n->param;
	if (stmt->kind == S_PACK) {
		n->writes += stmt->pack->to == n->param;
		n->reads += stmt->pack->from == n->param;
	}
	if (stmt->kind == S_CONTRACT) {
		const Contract *c = stmt->contract;
		n->writes += c->scratch_a == (int64_t)n->param || c->scratch_b == (int64_t)n->param || (c->cblas && c->cblas_out == n->param);
		n->reads += c->a == n->param || c->b == n->param;
	}
}

static Count count(const Block *block, uint32_t param)
{
	Count n = { .param = param };
	walk_stmts((Block *)(uintptr_t)block, count_stmt, &n);
	walk_exprs(block, count_load, &n);
	return n;
}

bool block_mentions(const Block *block, uint32_t param)
{
	const Count n = count(block, param);
	return n.reads + n.writes > 0;
}

typedef struct Own { Kernel *kernel; bool *of; } Own;

/* What a shared loop writes, and nobody outside it mentions; the rows of A that a product packs as it goes. */
static void see_stmt(void *user, Stmt *stmt)
{
	Own *own = user;
	if (stmt->kind == S_CONTRACT && stmt->contract->scratch_a >= 0)
		own->of[stmt->contract->scratch_a] = true;
	if (stmt->kind != S_FOR || !stmt->parallel)
		return;
	for (uint32_t i = 0; i < own->kernel->params.n; i++) {
		if (own->kernel->params.at[i].each == 0 || own->of[i])
			continue;
		const Count in = count(&stmt->body, i), all = count(&own->kernel->body, i);
		own->of[i] = in.writes > 0 && in.writes == all.writes && in.reads == all.reads;
	}
}

void own_scratch(Builder *b)
{
	const int64_t threads = b->l->options->threads;
	Own own = { b->kernel, NEW_ARRAY(b->l->arena, bool, b->args.n + 1) };
	if (threads > 1)
		walk_stmts(&b->kernel->body, see_stmt, &own);
	for (uint32_t i = 0; i < b->args.n; i++) {
		Param *p = &b->kernel->params.at[i];
		if (p->each == 0 || !own.of[i]) {
			p->each = 0;
			continue;
		}
		p->each = (p->each + PART - 1) / PART * PART;
		Buffer *all = b->args.at[i];
		p->elements = all->elements = p->each * threads;
		all->type.dim[0] = dim_const(all->elements);
		p->type = type_text(b->l->model, &all->type);
	}
}
