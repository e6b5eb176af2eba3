/* interp.h - between interp.c and the rules of the families. Every OP row of ops.def names its rule interp_<name>; MAP rows
 * share interp_map. Integers are held exactly in doubles: i32 by its value, u32 by its own. */
#ifndef CRESCENT_IR_INTERP_H
#define CRESCENT_IR_INTERP_H

#include "ir.h"

typedef struct Interp {
	const Function *f;
	const InterpArgs *args;
	Arena *arena;
} Interp;

/* Computes n from its operands' values. *out has its type, extents and count; the rule makes out->at (interp_room), or
 * shares an operand's. */
typedef void InterpRule(Interp *it, const Node *n, const Value *const *in, Value *out);
InterpRule interp_map;
#define MAP(...)
#define OP(op_name, ...) InterpRule interp_##op_name;
#include "ops.def"
#undef MAP
#undef OP

/* function_interpret where args->extent has every symbol's: a turn's, or an arm's. */
void interp_body(const Function *f, const InterpArgs *args, Arena *a, Value *outputs, Value *sets);

/* The type at actual extents, without room for elements. */
Value value_shape(const Model *m, const Type *t, const int64_t *extent);
double *interp_room(Interp *it, Value *out);               /* out->at, zeroed */

/* An integer (or bool) op on one element, by the definition, in 64 bits. */
double int_op(Op op, DType operand, double a, double b, double c);
/* The value of element type d that has these low bits. */
double int_from_bits(DType d, uint64_t bits);

/* A tensor seen through strides: element (i..) is at[sum of i[k] * stride[k]]. */
typedef struct View { double *at; int64_t stride[MAX_RANK]; } View;
View view_of(const Value *v);                              /* row-major */
/* to[i..] = from[i..] for every i in the box. */
void view_copy(View to, View from, uint32_t rank, const int64_t *dim);

/* A tensor around one axis: [outer, length, inner]. */
typedef struct Axis { int64_t outer, length, inner; } Axis;
Axis axis_of(const Value *v, int64_t axis);
int64_t clamp_index(double index, int64_t size);          /* to [0, size - 1]; size at least 1 */

#endif
