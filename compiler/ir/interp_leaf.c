/* interp_leaf.c - leaves, and the two ops that are the identity on values. */
#include "interp.h"

#include "../../runtime/cr_rng.h"

static void take(const Value *from, const Node *n, Value *out)
{
	if (from->count != out->count || !from->at)
		BUG("interpreter: %s \"%s\" has %lld elements, %lld expected", op_table[n->op].name, n->name ? n->name : "",
		    (long long)from->count, (long long)out->count);
	out->at = from->at;
}

void interp_input(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	(void)in;
	if (n->attr[0] < 0)
		BUG("interpreter: \"%s\" stands for a gradient and has no value", n->name);
	take(&it->args->inputs[n->attr[0]], n, out);
}

static void read_slot(Interp *it, const Node *n, Value *out)
{
	take(&it->args->slots[n->attr[0]], n, out);
}

void interp_param(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	(void)in;
	read_slot(it, n, out);
}

void interp_buffer(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	(void)in;
	read_slot(it, n, out);
}

void interp_state(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	(void)in;
	read_slot(it, n, out);
}

void interp_train(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	(void)in;
	read_slot(it, n, out);
}

void interp_constant(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	(void)in;
	double *at = interp_room(it, out);
	for (int64_t i = 0; i < out->count; i++)
		at[i] = constant_element(n, i);
}

void interp_iota(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	(void)in;
	double *at = interp_room(it, out);
	Axis axis = axis_of(out, n->attr[0]);
	for (int64_t o = 0; o < axis.outer; o++)
		for (int64_t i = 0; i < axis.length; i++)
			for (int64_t k = 0; k < axis.inner; k++)
				*at++ = (double)i;
}

void interp_extent(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	(void)in;
	*interp_room(it, out) = (double)it->args->extent[n->attr[0] - 1];
}

/* Where element `index` of v lies when every bounded extent is at its greatest. */
static int64_t greatest_offset(const Value *v, int64_t index)
{
	int64_t offset = 0, stride = 1;
	for (uint32_t i = v->type.rank; i-- > 0;) {
		offset += index % v->dim[i] * stride;
		index /= v->dim[i];
		stride *= v->type.dim[i].size;
	}
	return offset;
}

void interp_rng_bits(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const double *key = in[0]->at;
	double *at = interp_room(it, out);
	for (int64_t i = 0; i < out->count; i++)
		at[i] = cr_rng_bits((uint32_t)key[0], (uint32_t)key[1], (uint32_t)key[2], (uint32_t)key[3], (uint64_t)n->attr[0],
		                    (uint64_t)greatest_offset(out, i));
}

void interp_stop_gradient(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	(void)it, (void)n;
	out->at = in[0]->at;
}

void interp_custom_gradient(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	(void)it, (void)n;
	out->at = in[0]->at;
}
