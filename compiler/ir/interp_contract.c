/* interp_contract.c - dot_general: both operands laid out as [batch, rows, k] and [batch, k, columns], then three loops. */
#include "interp.h"

typedef struct AxisList { uint32_t n; uint32_t at[MAX_RANK]; } AxisList;

static void append(AxisList *l, const int64_t *axes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		l->at[l->n++] = (uint32_t)axes[i];
}

/* The axes of rank many that are in neither list. */
static AxisList free_axes(uint32_t rank, const AxisList *batch, const AxisList *contract)
{
	bool used[MAX_RANK] = { false };
	AxisList l = { 0 };
	for (uint32_t i = 0; i < batch->n; i++)
		used[batch->at[i]] = true;
	for (uint32_t i = 0; i < contract->n; i++)
		used[contract->at[i]] = true;
	for (uint32_t i = 0; i < rank; i++)
		if (!used[i])
			l.at[l.n++] = i;
	return l;
}

static int64_t extent_of(const Value *v, const AxisList *l)
{
	int64_t n = 1;
	for (uint32_t i = 0; i < l->n; i++)
		n *= v->dim[l->at[i]];
	return n;
}

/* v with its axes in the order of three lists, row-major. */
static const double *arrange(Interp *it, const Value *v, const AxisList *a, const AxisList *b, const AxisList *c)
{
	const AxisList *lists[] = { a, b, c };
	View from = view_of(v), turned = { .at = v->at };
	Value packed = { .type = v->type, .count = v->count };
	uint32_t k = 0;
	for (size_t l = 0; l < 3; l++)
		for (uint32_t i = 0; i < lists[l]->n; i++, k++) {
			packed.dim[k] = v->dim[lists[l]->at[i]];
			turned.stride[k] = from.stride[lists[l]->at[i]];
		}
	interp_room(it, &packed);
	view_copy(view_of(&packed), turned, v->type.rank, packed.dim);
	return packed.at;
}

void interp_dot_general(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	AxisList list[4] = { { 0 } };
	for (int i = 0; i < 4; i++) {
		size_t count;
		const int64_t *axes = node_attr(n, i, &count);
		append(&list[i], axes, count);
	}
	const AxisList *batch_a = &list[0], *batch_b = &list[1], *contract_a = &list[2], *contract_b = &list[3];
	AxisList free_a = free_axes(in[0]->type.rank, batch_a, contract_a), free_b = free_axes(in[1]->type.rank, batch_b, contract_b);
	const double *x = arrange(it, in[0], batch_a, &free_a, contract_a);
	const double *y = arrange(it, in[1], batch_b, contract_b, &free_b);
	int64_t batches = extent_of(in[0], batch_a), rows = extent_of(in[0], &free_a), columns = extent_of(in[1], &free_b);
	int64_t depth = extent_of(in[0], contract_a);

	double *at = interp_room(it, out);
	for (int64_t b = 0; b < batches; b++, y += depth * columns)
		for (int64_t i = 0; i < rows; i++, at += columns)
			for (int64_t k = 0; k < depth; k++) {
				const double a = *x++;
				for (int64_t j = 0; j < columns; j++)
					at[j] += a * y[k * columns + j];
			}
}
