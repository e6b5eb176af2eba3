/* work.c - about how much a statement computes at maximum extents: is it worth waking threads for? */
#include "scan.h"

#include <string.h>

/* In units of one addition. A call into the runtime, as ops.def has it, is a polynomial or a few branches; random words are ten
 * rounds. Loads count like an operation, so that copies weigh what they move. */
enum { WORK_CALL = 8, WORK_RANDOM = 16 };

static double expr_work(const Expr *e)
{
	double w = 0;
	switch (e->kind) {
	case E_CONST: case E_REG: case E_INDEX: case E_EXTENT:
		return 0;
	case E_LOAD:
		w = 1;
		for (uint32_t i = 0; i < e->index.n; i++)
			w += 1 + expr_work(e->index.clamped[i].value);
		return w;
	case E_MAP:
		w = strncmp(op_expression(e->op, e->n ? e->arg[0]->dtype : e->dtype), "cr_", 3) == 0 ? WORK_CALL : 1;
		break;
	case E_GUARD:
		w = (double)e->tests;
		break;
	case E_RNG:
		w = WORK_RANDOM;
		break;
	}
	for (uint32_t i = 0; i < e->n; i++)
		w += expr_work(e->arg[i]);
	return w;
}

static double block_work(const Block *b)
{
	double w = 0;
	for (const Stmt *s = b->first; s; s = s->next)
		w += stmt_work(s);
	return w;
}

double contract_work(const Contract *c)
{
	double w = (double)c->i->max * (double)c->j->max * (double)c->k_max;
	for (uint32_t i = 0; i < c->taps; i++)
		w *= (double)c->tap[i].var->max;
	return w;
}

double stmt_work(const Stmt *s)
{
	double w = 0;
	switch (s->kind) {
	case S_FOR:
		return (double)s->var->max * block_work(&s->body);
	case S_LET:
	case S_ASSIGN:
		return expr_work(s->value);
	case S_STORE:
		return 1 + expr_work(s->value);
	case S_REDUCE:
		w = 1 + expr_work(s->value) + block_work(&s->reduce->body);
		for (uint32_t i = 0; i < s->reduce->n; i++)
			w *= (double)s->reduce->var[i]->max;
		return w;
	case S_CONTRACT:
		return contract_work(s->contract) +
		       (double)s->contract->i->max * (double)s->contract->j->max * block_work(&s->contract->epilogue);
	case S_PACK:
		return (double)s->pack->k_max * (double)s->pack->columns;
	case S_IF:
		return block_work(&s->body) + block_work(&s->other);
	}
	BUG("emitter: no statement %d", (int)s->kind);
}
