/* grad_control.c - gradients that the model states itself. */
#include "rules.h"

/* How many operands of n see placeholders of the nodes around it: a custom_gradient over the same placeholder means its
 * own by it. */
static uint32_t open_operands(const Node *n, const Node *placeholder)
{
	if (n->op != OP_custom_gradient)
		return n->arity;
	const uint32_t k = (n->arity - 2) / 2;
	return n->in[k + 1] == placeholder ? k + 1 : n->arity;
}

/* Which nodes between `placeholder` and the last of `roots` (by id) are needed for the roots and read the
 * placeholder. */
static bool *mark_copies(Graph *g, const Node *placeholder, Node *const *roots, size_t n, uint32_t last)
{
	bool *needed = NEW_ARRAY(&g->cc->arena, bool, last + 1);
	bool *reads = NEW_ARRAY(&g->cc->arena, bool, last + 1);
	for (size_t i = 0; i < n; i++)
		needed[roots[i]->id] = true;
	for (uint32_t id = last + 1; id-- > 0;)
		for (uint32_t i = 0; needed[id] && i < g->nodes.at[id]->arity; i++)
			needed[g->nodes.at[id]->in[i]->id] = true;
	for (uint32_t id = placeholder->id; id <= last; id++) {
		const Node *node = g->nodes.at[id];
		reads[id] = node == placeholder;
		for (uint32_t i = 0; i < open_operands(node, placeholder) && !reads[id]; i++)
			reads[id] = reads[node->in[i]->id];
		reads[id] = reads[id] && needed[id];
	}
	return reads;
}

/* y = custom(value, x1..xk, placeholder, d1..dk):  dxi = di with dy for the placeholder */
void grad_custom_gradient(Graph *g, Node *y, Node *dy, const bool *need, Node **dx)
{
	const uint32_t k = (y->arity - 2) / 2;
	Node *placeholder = y->in[k + 1], *const *roots = y->in + k + 2;
	uint32_t last = placeholder->id;
	for (uint32_t i = 0; i < k; i++)
		last = roots[i]->id > last ? roots[i]->id : last;
	const bool *copied = mark_copies(g, placeholder, roots, k, last);

	Node **copy = NEW_ARRAY(&g->cc->arena, Node *, last + 1);
	for (uint32_t id = 0; id <= last; id++) {
		Node *node = g->nodes.at[id];
		copy[id] = node;
		if (!copied[id])
			continue;
		if (node == placeholder) {
			copy[id] = dy;
			continue;
		}
		Node **in = NEW_ARRAY(&g->cc->arena, Node *, node->arity);
		for (uint32_t i = 0; i < node->arity; i++)
			in[i] = copy[node->in[i]->id];
		copy[id] = node_like(g, node, in);
	}
	for (uint32_t i = 0; i < k; i++)
		if (need[1 + i])
			dx[1 + i] = copy[roots[i]->id];
}
