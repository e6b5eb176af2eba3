/* function.c - what of a function's graph is used, and its inputs, outputs and sets in another graph. */
#include "rules.h"

/* In one walk from the last node to the first: users come before their operands. */
bool *function_live(const Function *f)
{
	const Graph *g = f->graph;
	bool *live = NEW_ARRAY(&g->cc->arena, bool, g->nodes.n);
	for (size_t i = 0; i < f->inputs.n; i++)
		live[f->inputs.at[i].node->id] = true;
	for (size_t i = 0; i < f->outputs.n; i++)
		live[f->outputs.at[i].node->id] = true;
	for (size_t i = 0; i < f->sets.n; i++)
		live[f->sets.at[i].value->id] = true;
	for (size_t i = g->nodes.n; i-- > 0;)
		for (uint32_t k = 0; live[i] && k < g->nodes.at[i]->arity; k++)
			live[g->nodes.at[i]->in[k]->id] = true;
	return live;
}

void function_prune(Function *f) { graph_keep(f->graph, function_live(f)); }

bool function_reads(const Function *f, size_t input)
{
	const Node *port = f->inputs.at[input].node;
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		for (uint32_t j = 0; j < f->graph->nodes.at[i]->arity; j++)
			if (f->graph->nodes.at[i]->in[j] == port)
				return true;
	for (size_t i = 0; i < f->outputs.n; i++)
		if (f->outputs.at[i].node == port)
			return true;
	return false;
}

void function_move(Function *f, Graph *to, Node *const *map)
{
	f->graph = to;
	for (size_t i = 0; i < f->inputs.n; i++)
		f->inputs.at[i].node = map[f->inputs.at[i].node->id];
	for (size_t i = 0; i < f->outputs.n; i++)
		f->outputs.at[i].node = map[f->outputs.at[i].node->id];
	for (size_t i = 0; i < f->sets.n; i++)
		f->sets.at[i].value = map[f->sets.at[i].value->id];
}
