/* decay.c - which parameters an update changes even where the gradient is zero: weight decay, regularisers, constraints.
 *
 * Read off the traced update p' = f(p, g, ...). A gradient is the result of a contraction, a reduction or a scatter; so what
 * is reached from p' through elementwise operations alone is the update's own arithmetic. p belongs there once: as the
 * value that something is taken from. Where it appears otherwise (p * (1 - lr * decay), g + decay * p) the parameter is pulled. */
#include "cli.h"

typedef struct Walk { const Graph *g; const Node *p; uint32_t *seen, stamp; } Walk;

/* Is p an operand of the arithmetic at n? */
static bool uses(Walk *w, const Node *n)
{
	if (n == w->p)
		return true;
	if (w->seen[n->id] == w->stamp || op_table[n->op].kind != KIND_MAP)
		return false;
	w->seen[n->id] = w->stamp;
	for (uint32_t i = 0; i < n->arity; i++)
		if (uses(w, n->in[i]))
			return true;
	return false;
}

/* p - update, p + update, and the choices between such values and p. */
static bool pulls(Walk *w, const Node *n)
{
	if (n == w->p)
		return false;
	if (n->op == OP_select)
		return pulls(w, n->in[1]) || pulls(w, n->in[2]);
	if (n->op == OP_subtract)
		return pulls(w, n->in[0]) || uses(w, n->in[1]);
	if (n->op == OP_add)
		return pulls(w, n->in[0]) || pulls(w, n->in[1]);
	return uses(w, n);
}

bool *train_pulls(Cli *c, const Model *m, const Train *t)
{
	const Function *f = t->flush ? t->flush : t->step;
	Arena *a = &c->cc.arena;
	bool *pulled = NEW_ARRAY(a, bool, m->slots.n + 1);
	Walk w = { .g = f->graph, .seen = NEW_ARRAY(a, uint32_t, f->graph->nodes.n + 1) };
	const Node **leaf = NEW_ARRAY(a, const Node *, m->slots.n + 1);
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		if (f->graph->nodes.at[i]->op == OP_param)
			leaf[f->graph->nodes.at[i]->attr[0]] = f->graph->nodes.at[i];
	for (size_t i = 0; i < f->sets.n; i++) {
		const Slot *slot = f->sets.at[i].slot;
		w.p = slot->kind == SLOT_PARAM ? leaf[slot->index] : NULL;
		w.stamp++;
		pulled[slot->index] = w.p && pulls(&w, f->sets.at[i].value);
	}
	return pulled;
}
