/* test_shape.c - the shape rules: what each infers, and what each refuses, constraint by constraint. */
#include "ir_fixture.h"

Suite *shape_suite(void);

/* One node: its operands' types (separated by spaces) and raw attribute words, and its type or its error. */
typedef struct Case { Op op; const char *stated, *operands, *attrs, *want; } Case;

static const Case cases[] = {
	/* elementwise: C1 to C5 */
	{ OP_add, NULL, "f32[n,3] f32[n,3]", "", "f32[n,3]" },
	{ OP_add, NULL, "f32[] f32[]", "", "f32[]" },
	{ OP_add, NULL, "f32[0,3] f32[0,3]", "", "f32[0,3]" },
	{ OP_less, NULL, "i16[2] i16[2]", "", "bool[2]" },
	{ OP_select, NULL, "bool[2] u8[2] u8[2]", "", "u8[2]" },
	{ OP_convert, "u16[]", "f32[n,2]", "", "u16[n,2]" },
	{ OP_bitcast, "u32[]", "f32[4]", "", "u32[4]" },
	{ OP_add, NULL, "f32[2] i32[2]", "", "add: operand types differ; one type expected; found f32 and i32" },
	{ OP_sqrt, NULL, "i32[2]", "", "sqrt: the operand's type; f32 expected; found i32[2]" },
	{ OP_add, NULL, "u8[2] u8[2]", "", "add: the operand's type; f32, i32 or u32 expected; found u8[2]" },
	{ OP_add, NULL, "f32[2,3] f32[3,2]", "", "add: operand shapes differ; equal shapes expected; found [2,3] and [3,2]" },
	{ OP_add, NULL, "f32[n] f32[32]", "", "add: operand shapes differ; equal shapes expected; found [n] and [32]" },
	{ OP_add, NULL, "f32[n*2] f32[n]", "", "add: operand shapes differ; equal shapes expected; found [n*2] and [n]" },
	{ OP_add, NULL, "f32[2]", "", "add: the number of operands; 2 expected; found 1" },
	{ OP_select, NULL, "f32[2] f32[2] f32[2]", "", "select: the condition; bool expected; found f32[2]" },
	{ OP_select, NULL, "bool[] f32[2] f32[2]", "", "select: operand shapes differ; equal shapes expected; found [] and [2]" },
	{ OP_bitcast, "u8[]", "f32[4]", "", "bitcast: the result's type; f32, i32 or u32 expected; found u8" },
	{ OP_bitcast, "u32[]", "u8[4]", "", "bitcast: the operand's type; f32, i32 or u32 expected; found u8[4]" },

	/* leaves */
	{ OP_iota, "i32[n,4]", "", "0", "i32[n,4]" },
	{ OP_extent, NULL, "", "1", "i32[]" },
	{ OP_rng_bits, "u32[n,4]", "u32[4]", "77", "u32[n,4]" },
	{ OP_iota, "i32[4]", "", "1", "iota: no such axis; 1 to 1 expected; found 2" },
	{ OP_iota, "u8[4]", "", "0", "iota: the type; f32, i32 or u32 expected; found u8" },
	{ OP_iota, "f32[-2]", "", "0", "iota: a negative extent; 0 or more expected; found f32[-2]" },
	{ OP_iota, "f32[1000000,1000000]", "", "0", "iota: too large a tensor; at most 2^36 elements expected; found f32[1000000,1000000]" },
	{ OP_iota, "f32[0,4611686018427387904,4]", "", "0",
	  "iota: too large a tensor; at most 2^36 elements expected; found f32[0,4611686018427387904,4]" },
	{ OP_rng_bits, "u32[4]", "u32[2]", "7", "rng_bits: the key; u32[4] expected; found u32[2]" },
	{ OP_rng_bits, "f32[4]", "u32[4]", "7", "rng_bits: the result's type; u32 expected; found f32" },

	/* reshape: C1, C2 */
	{ OP_reshape, "f32[6]", "f32[2,3]", "", "f32[6]" },
	{ OP_reshape, "f32[]", "f32[1,1]", "", "f32[]" },
	{ OP_reshape, "f32[n,784]", "f32[n,28,28]", "", "f32[n,784]" },
	{ OP_reshape, "f32[n*28]", "f32[n,28]", "", "f32[n*28]" },
	{ OP_reshape, "f32[n,28]", "f32[n*28]", "", "f32[n,28]" },
	{ OP_reshape, "f32[n*7,4]", "f32[n*28]", "", "f32[n*7,4]" },
	{ OP_reshape, "f32[n*2,2]", "f32[n,2,2]", "", "f32[n*2,2]" },
	{ OP_reshape, "f32[1,n,1]", "f32[n]", "", "f32[1,n,1]" },
	{ OP_reshape, "f32[2,2,n,3]", "f32[4,n,3]", "", "f32[2,2,n,3]" },
	{ OP_reshape, "f32[4,n*3]", "f32[4,n,3]", "", "f32[4,n*3]" },
	{ OP_reshape, "f32[n,k*2]", "f32[n,k,2]", "", "f32[n,k*2]" },
	{ OP_reshape, "f32[0]", "f32[0,3]", "", "f32[0]" },
	{ OP_reshape, "f32[5]", "f32[2,3]", "", "reshape: element counts differ; 6 elements expected; found [2,3] (6) to [5] (5)" },
	{ OP_reshape, "f32[2,3]", "f32[0]", "", "reshape: element counts differ; 0 elements expected; found [0] (0) to [2,3] (6)" },
	{ OP_reshape, "f32[n,3]", "f32[n,2]", "", "reshape: element counts differ; equal counts expected; found [n,2] to [n,3]" },
	{ OP_reshape, "f32[n*4]", "f32[4,n]", "",
	  "reshape: a bounded axis; it may only be merged or split as the outermost factor; found [4,n] to [n*4]" },
	{ OP_reshape, "f32[28,n]", "f32[n,28]", "",
	  "reshape: a bounded axis; it may only be merged or split as the outermost factor; found [n,28] to [28,n]" },
	{ OP_reshape, "f32[32]", "f32[n]", "",
	  "reshape: a bounded axis; it may only be merged or split as the outermost factor; found [n] to [32]" },
	{ OP_reshape, "f32[k,n]", "f32[n,k]", "",
	  "reshape: a bounded axis; it may only be merged or split as the outermost factor; found [n,k] to [k,n]" },

	/* broadcast_in_dim: C1, C2 */
	{ OP_broadcast_in_dim, "f32[n,3]", "f32[3]", "1 1", "f32[n,3]" },
	{ OP_broadcast_in_dim, "f32[n,3]", "f32[1,3]", "2 0 1", "f32[n,3]" },
	{ OP_broadcast_in_dim, "f32[3,2]", "f32[2,3]", "2 1 0", "f32[3,2]" },
	{ OP_broadcast_in_dim, "f32[n]", "f32[]", "0", "f32[n]" },
	{ OP_broadcast_in_dim, "f32[0,3]", "f32[1,3]", "2 0 1", "f32[0,3]" },
	{ OP_broadcast_in_dim, "f32[3]", "f32[2]", "1 0",
	  "broadcast_in_dim: axis 1 does not stretch; extent 3 or 1 expected; found [2] to [3]" },
	{ OP_broadcast_in_dim, "f32[32]", "f32[n]", "1 0",
	  "broadcast_in_dim: axis 1 does not stretch; extent 32 or 1 expected; found [n] to [32]" },
	{ OP_broadcast_in_dim, "f32[3,3]", "f32[3,3]", "2 1 1", "broadcast_in_dim: an axis twice; distinct axes expected; found axis 2 twice" },
	{ OP_broadcast_in_dim, "f32[3]", "f32[3]", "1 1", "broadcast_in_dim: no such axis; 1 to 1 expected; found 2" },
	{ OP_broadcast_in_dim, "f32[3]", "f32[3]", "0", "broadcast_in_dim: as many entries as axes expected; 1 expected; found 0" },

	/* transpose: C1 */
	{ OP_transpose, NULL, "f32[n,3,4]", "3 2 0 1", "f32[4,n,3]" },
	{ OP_transpose, NULL, "f32[3,4]", "2 1 1", "transpose: an axis twice; distinct axes expected; found axis 2 twice" },
	{ OP_transpose, NULL, "f32[3,4]", "1 0", "transpose: as many entries as axes expected; 2 expected; found 1" },

	/* slice: C1 to C4 */
	{ OP_slice, NULL, "f32[10,4]", "2 1 0 2 8 4 2 3 1", "f32[3,4]" },
	{ OP_slice, NULL, "f32[10]", "1 4 1 4 1 1", "f32[0]" },
	{ OP_slice, NULL, "f32[n,4]", "2 0 1 2 -1 3 2 1 1", "f32[n,2]" },
	{ OP_slice, NULL, "f32[40,4]", "2 0 0 2 -2 4 2 1 1", "f32[n,4]" },
	{ OP_slice, NULL, "f32[20]", "1 0 1 -2 1 1", "slice: axis 1 is shorter than the slice; at least 32 expected; found [20]" },
	{ OP_slice, NULL, "f32[n]", "1 0 1 2 1 1", "slice: axis 1 is bounded; it can only be taken whole; found a part of [n]" },
	{ OP_slice, NULL, "f32[10]", "1 4 1 11 1 1",
	  "slice: axis 1; bounds within 1 and 10 and a step of at least 1 expected; found 5 to 11, step 1" },
	{ OP_slice, NULL, "f32[10]", "1 0 1 10 1 0",
	  "slice: axis 1; bounds within 1 and 10 and a step of at least 1 expected; found 1 to 10, step 0" },

	/* pad: C1 to C3 */
	{ OP_pad, NULL, "f32[n,4] f32[]", "2 0 1 2 0 2 2 0 1", "f32[n,10]" },
	{ OP_pad, NULL, "f32[0] f32[]", "1 1 1 1 1 5", "f32[2]" },
	{ OP_pad, NULL, "f32[4] f32[]", "1 -1 1 0 1 0", "pad: axis 1; padding of 0 or more expected; found -1, 0 and 0 inside" },
	{ OP_pad, NULL, "f32[n] f32[]", "1 1 1 0 1 0", "pad: axis 1 is bounded; no padding there expected; found [n]" },
	{ OP_pad, NULL, "f32[4] f32[1]", "1 1 1 0 1 0", "pad: the value; a scalar expected; found f32[1]" },
	{ OP_pad, NULL, "f32[4] i32[]", "1 1 1 0 1 0", "pad: operand types differ; one type expected; found f32 and i32" },
	{ OP_pad, NULL, "f32[4] f32[]", "1 0 1 0 1 9223372036854775807",
	  "pad: axis 1; at most 2^36 elements expected; found padding of 0, 0 and 9223372036854775807 inside [4]" },

	/* reverse, concatenate */
	{ OP_reverse, NULL, "f32[n,3]", "1 1", "f32[n,3]" },
	{ OP_reverse, NULL, "f32[n,3]", "1 0", "reverse: axis 1 is bounded; a constant extent expected; found [n,3]" },
	{ OP_reverse, NULL, "f32[2,3]", "2 1 0", "reverse: axes out of order; ascending axes expected; found 2 before 1" },
	{ OP_concatenate, NULL, "f32[n,3] f32[n,0] f32[n,4]", "1", "f32[n,7]" },
	{ OP_concatenate, NULL, "f32[n,3] f32[n,3]", "0", "concatenate: axis 1 is bounded; constant extents along it expected; found [n,3]" },
	{ OP_concatenate, NULL, "f32[2,3] f32[2]", "0", "concatenate: ranks differ; equal ranks expected; found [2,3] and [2]" },
	{ OP_concatenate, NULL, "f32[2,3] f32[2,4]", "0",
	  "concatenate: extents differ beside axis 1; equal extents expected; found [2,3] and [2,4] (axis 2 is 3 and 4)" },
	{ OP_concatenate, NULL, "f32[2] i32[2]", "0", "concatenate: operand types differ; one type expected; found f32 and i32" },
	{ OP_concatenate, NULL, "", "0", "concatenate: nothing to join; at least one operand expected; found none" },

	/* indexing */
	{ OP_gather, NULL, "f32[5,n,7] i32[2,k]", "1", "f32[5,2,k,7]" },
	{ OP_gather, NULL, "bool[5] i32[]", "0", "bool[]" },
	{ OP_gather, NULL, "f32[5] u8[2]", "0", "gather: the type of the indices; i32 expected; found u8[2]" },
	{ OP_gather, NULL, "f32[0] i32[2]", "0", "gather: axis 1 has no elements; at least one expected; found [0]" },
	{ OP_gather, NULL, "f32[0] i32[0]", "0", "f32[0]" },
	{ OP_gather, NULL, "f32[1,1,1,1,1] i32[1,1,1,1,1]", "0", "gather: too many axes; at most 8 expected; found 9" },
	{ OP_scatter_add, NULL, "f32[5,3] i32[n] f32[n,3]", "0", "f32[5,3]" },
	{ OP_scatter_add, NULL, "f32[5,3] i32[n] f32[3,n]", "0", "scatter_add: the updates' shape; [n,3] expected; found [3,n]" },
	{ OP_scatter_add, NULL, "u8[5] i32[2] u8[2]", "0", "scatter_add: the operand's type; f32, i32 or u32 expected; found u8[5]" },
	{ OP_gather_along, NULL, "f32[n,5] i32[n,2]", "1", "f32[n,2]" },
	{ OP_gather_along, NULL, "f32[n,5] i32[k,2]", "1",
	  "gather_along: the indices' shape; that of the operand beside axis 2 expected; found [n,5] and [k,2]" },
	{ OP_scatter_add_along, NULL, "f32[n,5] i32[n,2] f32[n,2]", "1", "f32[n,5]" },
	{ OP_dynamic_slice, NULL, "f32[n,5] i32[]", "1 3", "f32[n,3]" },
	{ OP_dynamic_slice, NULL, "f32[n,5] i32[]", "0 1", "f32[1,5]" },
	{ OP_dynamic_slice, NULL, "f32[n,5] i32[]", "0 2", "dynamic_slice: axis 1 is bounded; a size of 1 expected; found 2 of [n,5]" },
	{ OP_dynamic_slice, NULL, "f32[5] i32[]", "0 6",
	  "dynamic_slice: axis 1 is shorter than the slice; at most its extent expected; found 6 of [5]" },
	{ OP_dynamic_slice, NULL, "f32[5] i32[1]", "0 2", "dynamic_slice: the start; an i32 scalar expected; found i32[1]" },
	{ OP_dynamic_update_slice, NULL, "f32[40,5] f32[n,5] i32[]", "0", "f32[40,5]" },
	{ OP_dynamic_update_slice, NULL, "f32[n,5] f32[1,5] i32[]", "0", "f32[n,5]" },
	{ OP_dynamic_update_slice, NULL, "f32[20] f32[n] i32[]", "0",
	  "dynamic_update_slice: the update's shape; that of the operand, at most as long along axis 1, expected; found [n] in [20]" },

	/* reductions */
	{ OP_reduce_sum, NULL, "f32[n,3,4]", "2 0 2", "f32[3]" },
	{ OP_reduce_max, NULL, "bool[n,3]", "1 0", "bool[3]" },
	{ OP_reduce_min, NULL, "u32[2]", "1 0", "u32[]" },
	{ OP_reduce_prod, NULL, "i32[0,3]", "1 0", "i32[3]" },
	{ OP_reduce_sum, NULL, "bool[2]", "1 0", "reduce_sum: the operand's type; f32, i32 or u32 expected; found bool[2]" },
	{ OP_reduce_sum, NULL, "f32[2,3]", "2 1 0", "reduce_sum: axes out of order; ascending axes expected; found 2 before 1" },
	{ OP_reduce_sum, NULL, "f32[2,3]", "1 2", "reduce_sum: no such axis; 1 to 2 expected; found 3" },
	{ OP_reduce_sum, NULL, "f32[2,3]", "1 -1", "reduce_sum: no such axis; 1 to 2 expected; found 0" },
	{ OP_argmax, NULL, "f32[n,3]", "1", "i32[n]" },
	{ OP_argmin, NULL, "i32[n,3]", "0", "i32[3]" },
	{ OP_argmax, NULL, "f32[2,0]", "1", "argmax: an axis without elements; at least one expected; found [2,0] (axis 2)" },
	{ OP_cumsum, NULL, "f32[n,3]", "0 1 0", "f32[n,3]" },

	/* dot_general: C1 to C4 */
	{ OP_dot_general, NULL, "f32[n,784] f32[784,10]", "0 0 1 1 1 0", "f32[n,10]" },
	{ OP_dot_general, NULL, "f32[n,784] f32[n,10]", "0 0 1 0 1 0", "f32[784,10]" },
	{ OP_dot_general, NULL, "f32[k,n,4] f32[5,k,4]", "1 0 1 1 1 2 1 2", "f32[k,n,5]" },
	{ OP_dot_general, NULL, "f32[2] f32[3]", "0 0 0 0", "f32[2,3]" },
	{ OP_dot_general, NULL, "f32[32,128] f32[64,10]", "0 0 1 1 1 0",
	  "dot_general: contracting axes differ; equal extents expected; found [32,128] x [64,10] (axis 2 is 128, axis 1 is 64)" },
	{ OP_dot_general, NULL, "f32[n,4] f32[32,4]", "1 0 1 0 1 1 1 1",
	  "dot_general: batch axes differ; equal extents expected; found [n,4] x [32,4] (axis 1 is n, axis 1 is 32)" },
	{ OP_dot_general, NULL, "f32[4,4] f32[4,4]", "0 0 2 0 1 1 0",
	  "dot_general: contracting axes; as many of one operand as of the other expected; found 2 and 1" },
	{ OP_dot_general, NULL, "f32[4,4] f32[4,4]", "1 0 1 0 1 0 1 0",
	  "dot_general: an axis twice; distinct batch and contracting axes expected; found axis 1 of [4,4] twice" },
	{ OP_dot_general, NULL, "i32[4] i32[4]", "0 0 1 0 1 0", "dot_general: the operand's type; f32 expected; found i32[4]" },
	{ OP_dot_general, NULL, "f32[1,1,1,1,1] f32[1,1,1,1]", "0 0 0 0", "dot_general: too many axes; at most 8 expected; found 9" },
	{ OP_dot_general, NULL, "f32[1000000] f32[1000000]", "0 0 0 0",
	  "dot_general: too large a tensor; at most 2^36 elements expected; found f32[1000000,1000000]" },

	/* convolution: C1 to C7. lhs, rhs, out, group, strides, low, high, dilation of lhs, of rhs, reversed */
	{ OP_convolution, NULL, "f32[n,28,27,3] f32[5,3,3,8]", "4 0 3 1 2 4 2 3 0 1 4 0 3 1 2 0 2 2 1 2 1 0 2 1 1 2 1 1 2 1 1 0", "f32[n,13,26,8]" },
	{ OP_convolution, NULL, "f32[n,4,6] f32[n,4,9]", "3 2 0 1 3 0 2 1 3 1 2 0 0 1 1 1 1 1 0 1 1 1 1 0", "f32[2,6,9]" },
	{ OP_convolution, NULL, "f32[8,5,k,n] f32[3,n,k,2]", "3 0 3 1 3 1 3 0 3 3 2 1 3 2 2 0 1 1 1 1 1 1 1 2 1 2 1", "f32[k,7,2,8]" },
	{ OP_convolution, NULL, "i32[1,5,1] i32[2,1,1]", "3 0 2 1 3 1 2 0 3 0 2 1 0 1 1 1 0 1 0 1 1 1 1 0",
	  "convolution: the operand's type; f32 expected; found i32[1,5,1]" },
	{ OP_convolution, NULL, "f32[5,1] f32[2,1,1]", "3 0 2 1 3 1 2 0 3 0 2 1 0 1 1 1 0 1 0 1 1 1 1 0",
	  "convolution: the axes of the input; 3 expected (batch or channels, channels, 1 spatial); found 2" },
	{ OP_convolution, NULL, "f32[1,5,1] f32[2,1,1]", "3 0 2 2 3 1 2 0 3 0 2 1 0 1 1 1 0 1 0 1 1 1 1 0",
	  "convolution: an axis twice; one role each expected; found axis 3 of the input twice" },
	{ OP_convolution, NULL, "f32[1,5,3] f32[2,4,1]", "3 0 2 1 3 1 2 0 3 0 2 1 0 1 1 1 0 1 0 1 1 1 1 0",
	  "convolution: channels differ; equal extents expected; found [1,5,3] x [2,4,1] (axis 3 is 3, axis 2 is 4)" },
	{ OP_convolution, NULL, "f32[1,n,3] f32[2,3,1]", "3 0 2 1 3 1 2 0 3 0 2 1 0 1 1 1 0 1 0 1 1 1 1 0",
	  "convolution: a bounded spatial axis; constant ones expected; found [1,n,3] x [2,3,1] (axis 2 and axis 1)" },
	{ OP_convolution, NULL, "f32[1,5,3] f32[2,3,1]", "3 0 2 1 3 1 2 0 3 0 2 1 0 1 0 1 0 1 0 1 1 1 1 0",
	  "convolution: the kernel's stride; an integer from 1 expected; found 0 (axis 2 of [1,5,3])" },
	{ OP_convolution, NULL, "f32[1,5,3] f32[2,3,1]", "3 0 2 1 3 1 2 0 3 0 2 1 0 1 1 1 0 1 0 1 1 1 -1 0",
	  "convolution: the kernel's dilation; an integer from 1 expected; found -1 (axis 2 of [1,5,3])" },
	{ OP_convolution, NULL, "f32[1,5,3] f32[4,3,1]", "3 0 2 1 3 1 2 0 3 0 2 1 0 1 1 1 0 1 -1 1 1 1 2 0",
	  "convolution: the kernel is larger than the padded input; at most 4 expected; found 7 (kernel 4, dilation 2; axis 2 of [1,5,3] is 5, padding 0 and -1)" },
	{ OP_convolution, NULL, "f32[1,5,3] f32[2,3,1]", "3 0 2 1 3 1 2 0 3 0 2 1 0 1 1 1 2000000000000 1 0 1 1 1 1 0",
	  "convolution: padding too large; at most 2^40 expected; found 2000000000000 and 0 (axis 2 of [1,5,3])" },
	{ OP_convolution, NULL, "f32[1,1,1,1,1,1] f32[1,1,1,1,1,1]",
	  "6 0 1 2 3 4 5 6 0 1 2 3 4 5 6 0 1 2 3 4 5 0 4 1 1 1 1 4 0 0 0 0 4 0 0 0 0 4 1 1 1 1 4 1 1 1 1 0",
	  "convolution: spatial axes; 1 to 3 expected; found 4" },

	/* windows: size, strides, low, high, dilation (and base dilation): C1 to C7 */
	{ OP_reduce_window_max, NULL, "i32[n,7,k]", "3 1 3 1 3 1 2 1 3 0 1 0 3 0 1 0 3 1 1 1", "i32[n,4,k]" },
	{ OP_reduce_window_sum, NULL, "f32[4,n]", "2 3 1 2 1 1 2 1 0 2 -2 0 2 2 1 2 3 1", "f32[5,n]" },
	{ OP_select_and_scatter_add, NULL, "f32[6] f32[3]", "1 2 1 2 1 0 1 0 1 1", "f32[6]" },
	{ OP_select_and_gather, NULL, "f32[6] f32[6]", "1 2 1 2 1 0 1 0 1 1", "f32[3]" },
	{ OP_reduce_window_max, NULL, "bool[4]", "1 2 1 2 1 0 1 0 1 1", "reduce_window_max: the operand's type; f32, i32 or u32 expected; found bool[4]" },
	{ OP_reduce_window_max, NULL, "f32[4,4]", "1 2 1 2 1 0 1 0 1 1", "reduce_window_max: windows; one number for each axis expected; found 1 for [4,4]" },
	{ OP_reduce_window_max, NULL, "f32[4]", "1 0 1 2 1 0 1 0 1 1", "reduce_window_max: the window's size; an integer from 1 expected; found 0 (axis 1 of [4])" },
	{ OP_reduce_window_max, NULL, "f32[n]", "1 2 1 2 1 0 1 0 1 1", "reduce_window_max: a window along a bounded axis; a constant axis expected; found [n] (axis 1)" },
	{ OP_reduce_window_sum, NULL, "f32[4]", "1 6 1 1 1 1 1 0 1 1 1 1",
	  "reduce_window_sum: the window is larger than the padded input; at most 5 expected; found 6 (window 6, dilation 1; axis 1 of [4] is 4, padding 1 and 0)" },
	{ OP_reduce_window_max, NULL, "f32[4]", "1 2 1 2 1 2 1 0 1 1",
	  "reduce_window_max: a window of only padding; an element in each expected; found none in window 1 (window 2, stride 2, dilation 1; axis 1 of [4] is 4, padding 2 and 0)" },
	{ OP_reduce_window_max, NULL, "f32[4]", "1 2 1 3 1 0 1 4 1 1",
	  "reduce_window_max: a window of only padding; an element in each expected; found none in window 3 (window 2, stride 3, dilation 1; axis 1 of [4] is 4, padding 0 and 4)" },
	{ OP_reduce_window_max, NULL, "f32[2]", "1 2 1 1 1 3 1 4 1 4",
	  "reduce_window_max: a window of only padding; an element in each expected; found none in window 2 (window 2, stride 1, dilation 4; axis 1 of [2] is 2, padding 3 and 4)" },
	{ OP_select_and_scatter_add, NULL, "f32[6] f32[4]", "1 2 1 2 1 0 1 0 1 1", "select_and_scatter_add: the second operand's shape; [3] expected; found [4]" },
	{ OP_select_and_gather, NULL, "f32[6] f32[3]", "1 2 1 2 1 0 1 0 1 1", "select_and_gather: the second operand's shape; [6] expected; found [3]" },

	{ OP_stop_gradient, NULL, "f32[n]", "", "f32[n]" },
	{ OP_custom_gradient, NULL, "f32[2]", "",
	  "custom_gradient: the number of operands; a value, k inputs, dy and k gradients expected; found 1 operands" },
};

enum { CASES = sizeof cases / sizeof *cases, MOST = 8, WORDS = 64 };

typedef struct Made { Node *operand[MOST]; size_t arity; int64_t word[WORDS]; size_t words; } Made;

static void add_operands(Fixture *fx, Made *made, const char *types)
{
	while (*types) {
		char type[64] = "", name[8] = "x0";
		size_t length = strcspn(types, " ");
		ck_assert_uint_lt(length, sizeof type);
		memcpy(type, types, length);
		name[1] = (char)('0' + made->arity);
		made->operand[made->arity++] = in(fx, arena_strdup(&fx->cc.arena, name), type);
		types += length + strspn(types + length, " ");
	}
}

static void add_words(Made *made, const char *text)
{
	for (char *end; *text; text = end + strspn(end, " "))
		made->word[made->words++] = strtoll(text, &end, 10);
}

static Node *make_case(Fixture *fx, const Case *c, const Made *made)
{
	return mk(fx, c->op, c->stated, made->operand, made->arity, made->word, made->words);
}

static bool has_empty_operand(const Made *made)
{
	for (size_t i = 0; i < made->arity; i++)
		if (type_has_zero(&made->operand[i]->type))
			return true;
	return false;
}

START_TEST(the_rule_infers_or_refuses)
{
	const Case *c = &cases[_i];
	Fixture *fx = fixture_open();
	Made *made = NEW(&fx->cc.arena, Made);
	add_operands(fx, made, c->operands);
	add_words(made, c->attrs);
	if (strchr(c->want, ';')) {
		ck_error(fx, make_case(fx, c, made), c->want);
	} else {
		ck_type(fx, make_case(fx, c, made), c->want);
		if (!has_empty_operand(made))        /* no port may be empty */
			function_verify(fx->f, "shape rule");
	}
	fixture_close(fx);
}
END_TEST

/* Every row that takes operands refuses another number of them, whatever they are. */
START_TEST(the_row_refuses_a_wrong_number_of_operands)
{
	const OpInfo *row = &op_table[_i];
	if (row->arity < 1 || row->kind == KIND_CONTROL)
		return;
	Fixture *fx = fixture_open();
	Made *made = NEW(&fx->cc.arena, Made);
	Type t = ty(fx, "f32[2]");
	for (int i = 0; i <= row->arity; i++)
		made->operand[made->arity++] = in(fx, "x", "f32[2]");
	for (const char *s = row->attrs; *s; s++)
		made->words += *s == ':';
	ck_error(fx, node_make(fx->g, (Op)_i, &t, made->operand, made->arity, made->word, made->words),
	         arena_printf(&fx->cc.arena, "%s: the number of operands; %d expected; found %d", row->name, row->arity, row->arity + 1));
	fixture_close(fx);
}
END_TEST

START_TEST(errors_carry_what_the_user_called_the_line_and_a_fix)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2]"), *y = in(fx, "y", "i32[2]");
	fx->g->called = "mse";
	fx->g->here.layer = "dense_2";
	ck_error(fx, map2(fx->g, OP_subtract, x, y), "mse: operand types differ; one type expected; found f32 and i32");
	ck_assert_str_eq(fx->cc.error.detail, "convert one: cr.convert(x, \"f32\")");
	ck_assert_int_eq(fx->cc.error.loc.line, 7);
	ck_assert_str_eq(fx->cc.error.loc.layer, "dense_2");
	fixture_close(fx);
}
END_TEST

START_TEST(custom_gradients_fit_their_inputs)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2]"), *z = in(fx, "z", "f32[3]"), *y = map1(fx->g, OP_exp, x);
	Node *dy = node_input(fx->g, &y->type, -1, "dy"), *dx = map2(fx->g, OP_multiply, dy, y);
	out(fx, "y", mk(fx, OP_custom_gradient, NULL, IN(y, x, dy, dx), NONE));
	function_verify(fx->f, "custom");
	ck_error(fx, mk(fx, OP_custom_gradient, NULL, IN(y, z, dy, dx), NONE),
	         "custom_gradient: gradient 1; the type of its input, f32[3], expected; found f32[2]");
	fixture_close(fx);
}
END_TEST

START_TEST(constants_have_no_bounded_dimension)
{
	Fixture *fx = fixture_open();
	ck_error(fx, constant_f32(fx, "f32[n]", (const float[32]){ 0 }),
	         "constant: a bounded dimension in a constant; numbers expected; found f32[n]");
	fixture_close(fx);
}
END_TEST

Suite *shape_suite(void)
{
	Suite *s = suite_create("shape");
	TCase *t = tcase_create("shape");
	tcase_add_loop_test(t, the_rule_infers_or_refuses, 0, CASES);
	tcase_add_loop_test(t, the_row_refuses_a_wrong_number_of_operands, 0, OP_COUNT);
	tcase_add_test(t, errors_carry_what_the_user_called_the_line_and_a_fix);
	tcase_add_test(t, custom_gradients_fit_their_inputs);
	tcase_add_test(t, constants_have_no_bounded_dimension);
	suite_add_tcase(s, t);
	return s;
}
