/* shape_map.c - elementwise ops, all by one rule from their columns in ops.def.
 *
 *   C1  operands have one type (select: the second and third)
 *   C2  the op has a meaning for that type
 *   C3  operands have one shape; nothing broadcasts here
 *   C4  select's condition is bool
 *   C5  bitcast is between f32, i32 and u32 */
#include "rules.h"

static void check_shapes(const Recipe *r)
{
	for (size_t i = 1; i < r->arity; i++)
		if (!shape_equal(&r->in[0]->type, &r->in[i]->type))
			rule_error(r, "operand shapes differ; equal shapes expected; found %s and %s", shape_of(r, 0), shape_of(r, i));
}

static Type stated_dtype(const Recipe *r)
{
	if (!r->stated)
		BUG("%s needs a stated type", op_table[r->op].name);
	Type t = r->in[0]->type;
	if (r->op == OP_bitcast && dtype_size(r->stated->dtype) != 4)
		rule_error(r, "the result's type; f32, i32 or u32 expected; found %s", dtype_name(r->stated->dtype));
	t.dtype = r->stated->dtype;
	return t;
}

Type shape_map(const Recipe *r)
{
	const OpInfo *row = &op_table[r->op];
	size_t first = row->result == RESULT_LAST ? 1 : 0;

	if (first && r->in[0]->type.dtype != DT_BOOL)
		rule_error(r, "the condition; bool expected; found %s\nmake one: cr.greater(x, 0)", type_of(r, 0));
	for (size_t i = first + 1; i < r->arity; i++)
		rule_same_dtype(r, first, i);
	rule_dtype(r, first, row->types);
	check_shapes(r);

	Type t = r->in[first]->type;
	switch (row->result) {
	case RESULT_SAME: case RESULT_LAST: return t;
	case RESULT_BOOL: t.dtype = DT_BOOL; return t;
	case RESULT_CAST: return stated_dtype(r);
	}
	BUG("%s: result column", row->name);
}
