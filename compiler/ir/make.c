/* make.c - typed makers, for passes and rules: node_make with the attributes laid out. */
#include "ir.h"

#include <math.h>
#include <string.h>

/* ---- leaves ---------------------------------------------------------------------------------------- */

Node *node_slot(Graph *g, const Slot *slot)
{
	static const Op op[] = { [SLOT_PARAM] = OP_param, [SLOT_BUFFER] = OP_buffer, [SLOT_STATE] = OP_state,
	                         [SLOT_TRAIN] = OP_train };
	int64_t index = slot->index;
	return node_make(g, op[slot->kind], NULL, NULL, 0, &index, 1);
}

Node *node_extent(Graph *g, uint32_t sym)
{
	int64_t attr = sym;
	return node_make(g, OP_extent, NULL, NULL, 0, &attr, 1);
}

typedef struct Range { double low, high; } Range;

static Range int_range(DType d)
{
	switch (d) {
	case DT_I32: return (Range){ -2147483648.0, 2147483647.0 };
	case DT_U32: return (Range){ 0, 4294967295.0 };
	case DT_I16: return (Range){ -32768, 32767 };
	case DT_U16: return (Range){ 0, 65535 };
	case DT_I8: return (Range){ -128, 127 };
	case DT_U8: return (Range){ 0, 255 };
	case DT_BOOL: return (Range){ 0, 1 };
	case DT_F32: break;
	}
	BUG("no integer type: %d", (int)d);
}

/* f32 rounds to nearest; an integer must be one, and fit: it was written by the model's author. */
Node *node_scalar(Graph *g, DType d, double value)
{
	Type t = type_scalar(d);
	if (d == DT_F32) {
		float f = (float)value;
		return node_constant(g, &t, &f);
	}
	Range range = int_range(d);
	if (!(value >= range.low && value <= range.high) || trunc(value) != value) {
		char text[40];
		double_text(text, value);
		model_error(g->cc, g->here, "a number for %s; an integer from %.0f to %.0f expected; found %s", dtype_name(d), range.low,
		            range.high, text);
	}
	unsigned char bytes[4];
	uint32_t bits = value < 0 ? (uint32_t)(int32_t)value : (uint32_t)value;
	if (dtype_size(d) == 4) {
		memcpy(bytes, &bits, 4);
	} else if (dtype_size(d) == 2) {
		uint16_t half = (uint16_t)bits;
		memcpy(bytes, &half, 2);
	} else {
		bytes[0] = (unsigned char)bits;
	}
	return node_constant(g, &t, bytes);
}

Node *node_splat(Graph *g, const Type *type, double value)
{
	return broadcast_scalar(g, node_scalar(g, type->dtype, value), type);
}

static double element(DType d, const void *data)
{
	switch (d) {
	case DT_F32: { float v; memcpy(&v, data, sizeof v); return v; }
	case DT_I32: { int32_t v; memcpy(&v, data, sizeof v); return v; }
	case DT_U32: { uint32_t v; memcpy(&v, data, sizeof v); return v; }
	case DT_I16: { int16_t v; memcpy(&v, data, sizeof v); return v; }
	case DT_U16: { uint16_t v; memcpy(&v, data, sizeof v); return v; }
	case DT_I8: { int8_t v; memcpy(&v, data, sizeof v); return v; }
	case DT_U8: case DT_BOOL: { uint8_t v; memcpy(&v, data, sizeof v); return v; }
	}
	BUG("no such type: %d", (int)d);
}

double constant_element(const Node *n, int64_t i)
{
	ASSERT(n->op == OP_constant && i >= 0 && i < type_elements(&n->type));
	DType d = n->type.dtype;
	return element(d, (const char *)n->data + (size_t)i * dtype_size(d));
}

bool node_is_splat(const Node *n, double *value)
{
	while (n->op == OP_broadcast_in_dim || n->op == OP_reshape)
		n = n->in[0];
	if (n->op != OP_constant || type_elements(&n->type) != 1)
		return false;
	*value = constant_element(n, 0);
	return true;
}

/* ---- elementwise ------------------------------------------------------------------------------------- */

Node *map1(Graph *g, Op op, Node *a)
{
	return node_make(g, op, NULL, &a, 1, NULL, 0);
}

Node *map2(Graph *g, Op op, Node *a, Node *b)
{
	return node_make(g, op, NULL, (Node *[]){ a, b }, 2, NULL, 0);
}

Node *map3(Graph *g, Op op, Node *a, Node *b, Node *c)
{
	return node_make(g, op, NULL, (Node *[]){ a, b, c }, 3, NULL, 0);
}

Node *convert_to(Graph *g, Node *a, DType d)
{
	Type t = a->type;
	if (t.dtype == d)
		return a;
	t.dtype = d;
	return node_make(g, OP_convert, &t, &a, 1, NULL, 0);
}

/* ---- movement ------------------------------------------------------------------------------------------ */

/* Appends a list attribute; returns the place behind it. */
static int64_t *put_list(int64_t *attr, const int64_t *items, size_t n)
{
	ASSERT(n <= MAX_RANK);
	*attr++ = (int64_t)n;
	for (size_t i = 0; i < n; i++)
		*attr++ = items[i];
	return attr;
}

enum { LIST = 1 + MAX_RANK };

Node *reshape_to(Graph *g, Node *a, const Type *shape)
{
	return shape_equal(&a->type, shape) ? a : node_make(g, OP_reshape, shape, &a, 1, NULL, 0);
}

Node *broadcast_to(Graph *g, Node *a, const Type *shape, const int64_t *axes)
{
	int64_t attr[LIST];
	bool same = shape_equal(&a->type, shape);
	for (uint32_t i = 0; same && i < a->type.rank; i++)
		same = axes[i] == i;
	if (same)
		return a;
	int64_t *end = put_list(attr, axes, a->type.rank);
	return node_make(g, OP_broadcast_in_dim, shape, &a, 1, attr, (size_t)(end - attr));
}

Node *broadcast_scalar(Graph *g, Node *a, const Type *shape)
{
	ASSERT(a->type.rank == 0);
	return broadcast_to(g, a, shape, NULL);
}

Node *transpose_by(Graph *g, Node *a, const int64_t *permutation)
{
	int64_t attr[LIST];
	bool same = true;
	for (uint32_t i = 0; i < a->type.rank; i++)
		same = same && permutation[i] == i;
	if (same)
		return a;
	int64_t *end = put_list(attr, permutation, a->type.rank);
	return node_make(g, OP_transpose, NULL, &a, 1, attr, (size_t)(end - attr));
}

Node *slice_by(Graph *g, Node *a, const int64_t *start, const int64_t *limit, const int64_t *stride)
{
	int64_t attr[3 * LIST], *end = attr;
	end = put_list(end, start, a->type.rank);
	end = put_list(end, limit, a->type.rank);
	end = put_list(end, stride, a->type.rank);
	return node_make(g, OP_slice, NULL, &a, 1, attr, (size_t)(end - attr));
}

Node *pad_by(Graph *g, Node *a, Node *value, const int64_t *low, const int64_t *high, const int64_t *interior)
{
	int64_t attr[3 * LIST], *end = attr;
	end = put_list(end, low, a->type.rank);
	end = put_list(end, high, a->type.rank);
	end = put_list(end, interior, a->type.rank);
	return node_make(g, OP_pad, NULL, (Node *[]){ a, value }, 2, attr, (size_t)(end - attr));
}

/* ---- reductions and contractions ----------------------------------------------------------------------- */

Node *reduce_by(Graph *g, Op op, Node *a, const int64_t *axes, size_t n)
{
	int64_t attr[LIST];
	if (n == 0)
		return a;
	int64_t *end = put_list(attr, axes, n);
	return node_make(g, op, NULL, &a, 1, attr, (size_t)(end - attr));
}

Node *dot_by(Graph *g, Node *a, Node *b, size_t batch, const int64_t *ba, const int64_t *bb, size_t contract, const int64_t *ca,
             const int64_t *cb)
{
	int64_t attr[4 * LIST], *end = attr;
	end = put_list(end, ba, batch);
	end = put_list(end, bb, batch);
	end = put_list(end, ca, contract);
	end = put_list(end, cb, contract);
	return node_make(g, OP_dot_general, NULL, (Node *[]){ a, b }, 2, attr, (size_t)(end - attr));
}
