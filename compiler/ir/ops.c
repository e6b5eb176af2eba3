/* ops.c - the op table as data. Everything here is ops.def read another way. */
#include "ir.h"

#include <string.h>

const OpInfo op_table[OP_COUNT] = {
#define MAP(op_name, op_arity, op_types, op_result, op_grad, op_f32, op_i32, op_u32, op_bool, op_f64) \
	[OP_##op_name] = { .name = #op_name, .arity = op_arity, .kind = KIND_MAP, .attrs = "", .types = op_types, \
	                   .result = RESULT_##op_result, .f32 = #op_f32, .i32 = #op_i32, .u32 = #op_u32, .boolean = #op_bool },
#define OP(op_name, op_arity, op_kind, op_grad, op_attrs) \
	[OP_##op_name] = { .name = #op_name, .arity = op_arity, .kind = KIND_##op_kind, .attrs = op_attrs },
#include "ops.def"
#undef MAP
#undef OP
};

Op op_by_name(const char *name)
{
	for (int op = 0; op < OP_COUNT; op++)
		if (strcmp(op_table[op].name, name) == 0)
			return (Op)op;
	return OP_COUNT;
}

const char *op_expression(Op op, DType d)
{
	const OpInfo *row = &op_table[op];
	if (row->kind != KIND_MAP)
		BUG("%s is not an elementwise op", row->name);
	switch (d) {
	case DT_F32: return row->f32;
	case DT_U32: return row->u32;
	case DT_BOOL: return row->boolean;
	case DT_I32: case DT_I16: case DT_U16: case DT_I8: case DT_U8: return row->i32;
	}
	BUG("%s: no such type %d", row->name, (int)d);
}

bool op_accepts(Op op, DType d)
{
	const OpInfo *row = &op_table[op];
	if (row->kind != KIND_MAP)
		BUG("%s is not an elementwise op", row->name);
	char letter = d == DT_F32 ? 'F' : d == DT_I32 || d == DT_U32 ? 'I' : d == DT_BOOL ? 'B' : 'S';
	return strchr(row->types, letter) != NULL;
}
