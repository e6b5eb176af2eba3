/* cost.c - what a function computes and what it needs, from its graph and its plan. */
#include "cli.h"

static double dot_flops(const Node *n)
{
	size_t count;
	const int64_t *contract = node_attr(n, 2, &count);
	double each = 2;
	for (size_t i = 0; i < count; i++)
		each *= (double)n->in[0]->type.dim[contract[i]].size;
	return each * (double)type_elements(&n->type);
}

/* Terms in the padding included. */
static double convolution_flops(const Node *n)
{
	const Convolution c = convolution_of(n);
	double each = 2 * (double)n->in[1]->type.dim[c.rhs.in].size;
	for (uint32_t i = 0; i < c.spatial; i++)
		each *= (double)c.window[i].size;
	return each * (double)type_elements(&n->type);
}

static double window_flops(const Node *n)
{
	const Type *windows = n->op == OP_select_and_scatter_add ? &n->in[1]->type : &n->type;
	double each = 1;
	for (uint32_t i = 0; i < n->type.rank; i++)
		each *= (double)window_of(n, i).size;
	return each * (double)type_elements(windows);
}

/* A map over constants and other scalars is not counted: it is computed once, or never. */
static double node_flops(const Node *n)
{
	const OpKind kind = op_table[n->op].kind;
	if (kind == KIND_CONTRACT)
		return n->op == OP_convolution ? convolution_flops(n) : dot_flops(n);
	if (kind == KIND_WINDOW)
		return window_flops(n);
	if (kind == KIND_REDUCE)
		return (double)type_elements(&n->in[0]->type);
	if (kind == KIND_MAP && n->type.rank > 0)
		return (double)type_elements(&n->type);
	return n->op == OP_scatter_add || n->op == OP_scatter_add_along ? (double)type_elements(&n->in[2]->type) : 0;
}

typedef struct Counting { const Model *m; double *rows; } Counting;      /* rows: read, by slot index */

/* Slot index + 1 of the parameter that n is; inputs: the same of a body's inputs. */
static size_t parameter_of(const Node *n, const size_t *inputs)
{
	if (n->op == OP_param)
		return (size_t)n->attr[0] + 1;
	return n->op == OP_input && inputs ? inputs[n->attr[0]] : 0;
}

static void count_rows(const Counting *c, const Node *n, const size_t *inputs, double times)
{
	const size_t slot = parameter_of(n->in[0], inputs);
	const Type *table = &n->in[0]->type;
	if (slot && table->rank == 2)
		c->rows[slot - 1] += times * (double)type_elements(&n->type) / (double)table->dim[1].size;
}

static double graph_flops(const Counting *c, const Graph *g, const size_t *inputs, double times);

/* skip: operands before those that are inputs of the body, whose first `own` inputs are no operands */
static double body_flops(const Counting *c, const Node *n, const Body *b, uint32_t skip, size_t own, const size_t *inputs, double times)
{
	size_t *known = NEW_ARRAY(&c->m->cc->arena, size_t, b->f->inputs.n + 1);
	for (uint32_t i = skip; i < n->arity; i++)
		known[own + i - skip] = parameter_of(n->in[i], inputs);
	return graph_flops(c, b->f->graph, known, times);
}

static double control_flops(const Counting *c, const Node *n, const size_t *inputs, double times)
{
	if (n->op == OP_scan)
		return body_flops(c, n, n->body[0], 0, 1, inputs, times * (double)scan_of(n).length.size);
	const double yes = body_flops(c, n, n->body[0], 1, 0, inputs, times), no = body_flops(c, n, n->body[1], 1, 0, inputs, times);
	return yes > no ? yes : no;
}

static double graph_flops(const Counting *c, const Graph *g, const size_t *inputs, double times)
{
	double sum = 0;
	for (size_t i = 0; i < g->nodes.n; i++) {
		const Node *n = g->nodes.at[i];
		if (n->op == OP_gather)
			count_rows(c, n, inputs, times);
		sum += n->bodies ? control_flops(c, n, inputs, times) : times * node_flops(n);
	}
	return sum;
}

Cost function_cost(const Function *f)
{
	const Model *m = f->graph->model;
	const Counting c = { m, NEW_ARRAY(&m->cc->arena, double, m->slots.n + 1) };
	Cost cost = { graph_flops(&c, f->graph, NULL, 1), 0 };
	for (size_t i = 0; i < m->slots.n; i++)
		cost.tokens = c.rows[i] > cost.tokens ? c.rows[i] : cost.tokens;
	return cost;
}

static bool in_group(const Slot *s, const char *group)
{
	if (!group || s->group == group)
		return true;
	if (!s->group)
		return false;
	const char *a = s->group;
	while (*a && *a == *group)
		a++, group++;
	return *a == *group;
}

int64_t slots_bytes(const Model *m, SlotKind kind, const char *group)
{
	int64_t sum = 0;
	for (size_t i = 0; i < m->slots.n; i++) {
		const Slot *s = m->slots.at[i];
		if (s->kind == kind && in_group(s, group))
			sum += type_elements(&s->type) * (int64_t)dtype_size(s->type.dtype);
	}
	return sum;
}

int64_t slots_elements(const Model *m, SlotKind kind, bool trainable)
{
	int64_t sum = 0;
	for (size_t i = 0; i < m->slots.n; i++)
		if (m->slots.at[i]->kind == kind && m->slots.at[i]->trainable == trainable)
			sum += type_elements(&m->slots.at[i]->type);
	return sum;
}

int64_t program_bytes(const int64_t elements[DT_BOOL + 1])
{
	int64_t sum = 0;
	for (int d = DT_F32; d <= DT_BOOL; d++)
		sum += elements[d] * (int64_t)dtype_size((DType)d);
	return sum;
}
