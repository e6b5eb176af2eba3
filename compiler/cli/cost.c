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
double function_flops(const Function *f)
{
	double sum = 0;
	for (size_t i = 0; i < f->graph->nodes.n; i++) {
		const Node *n = f->graph->nodes.at[i];
		OpKind kind = op_table[n->op].kind;
		if (kind == KIND_CONTRACT)
			sum += n->op == OP_convolution ? convolution_flops(n) : dot_flops(n);
		else if (kind == KIND_WINDOW)
			sum += window_flops(n);
		else if (kind == KIND_REDUCE)
			sum += (double)type_elements(&n->in[0]->type);
		else if (kind == KIND_MAP && n->type.rank > 0)
			sum += (double)type_elements(&n->type);
		else if (n->op == OP_scatter_add || n->op == OP_scatter_add_along)
			sum += (double)type_elements(&n->in[2]->type);
	}
	return sum;
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
