/* shape_leaf.c - where values come from: inputs, slots, constants, counters. */
#include "rules.h"

static Type stated(const Recipe *r)
{
	if (!r->stated)
		BUG("%s needs a stated type", op_table[r->op].name);
	return *r->stated;
}

/* C1: an input has a name, and a position (-1: it stands for a custom gradient's dy). */
Type shape_input(const Recipe *r)
{
	if (!r->name || r->attr[0] < -1)
		BUG("input %lld has no name or position", (long long)r->attr[0]);
	return stated(r);
}

/* C1: the slot exists.  C2: it is of the op's kind.  C3: a stated type is the slot's. */
static Type slot_type(const Recipe *r, SlotKind kind)
{
	const Model *m = r->g->model;
	if (r->attr[0] < 0 || (uint64_t)r->attr[0] >= m->slots.n)
		BUG("%s: no slot %lld", op_table[r->op].name, (long long)r->attr[0]);
	const Slot *slot = m->slots.at[r->attr[0]];
	if (slot->kind != kind)
		BUG("%s: slot \"%s\" is of another kind", op_table[r->op].name, slot->name);
	if (r->stated && !type_equal(r->stated, &slot->type))
		BUG("%s \"%s\": %s stated, %s stored", op_table[r->op].name, slot->name, type_text(m, r->stated),
		    type_text(m, &slot->type));
	return slot->type;
}

Type shape_param(const Recipe *r) { return slot_type(r, SLOT_PARAM); }
Type shape_buffer(const Recipe *r) { return slot_type(r, SLOT_BUFFER); }
Type shape_state(const Recipe *r) { return slot_type(r, SLOT_STATE); }
Type shape_train(const Recipe *r) { return slot_type(r, SLOT_TRAIN); }

/* C1: every extent is a number. */
Type shape_constant(const Recipe *r)
{
	Type t = stated(r);
	if (type_is_bounded(&t))
		rule_error(r, "a bounded dimension in a constant; numbers expected; found %s\nbroadcast a scalar to it instead",
		           type_text(r->g->model, &t));
	if (!r->data)
		BUG("a constant without data");
	return t;
}

/* C1: the axis exists.  C2: f32, i32 or u32. */
Type shape_iota(const Recipe *r)
{
	Type t = stated(r);
	rule_axis(r, r->attr[0], t.rank);
	if (dtype_size(t.dtype) != 4)
		rule_error(r, "the type; f32, i32 or u32 expected; found %s\nconvert it: cr.convert(x, \"%s\")",
		           dtype_name(t.dtype), dtype_name(t.dtype));
	return t;
}

Type shape_extent(const Recipe *r)
{
	if (r->attr[0] < 1 || (uint64_t)r->attr[0] > r->g->model->symbols.n)
		BUG("extent: no symbol %lld", (long long)r->attr[0]);
	return type_scalar(DT_I32);
}

/* C1: the key is u32[4].  C2: the result is u32. */
Type shape_rng_bits(const Recipe *r)
{
	Type t = stated(r);
	const Type *key = &r->in[0]->type;
	if (key->dtype != DT_U32 || key->rank != 1 || !dim_equal(key->dim[0], dim_const(4)))
		rule_error(r, "the key; u32[4] expected; found %s", type_of(r, 0));
	if (t.dtype != DT_U32)
		rule_error(r, "the result's type; u32 expected; found %s", dtype_name(t.dtype));
	return t;
}
