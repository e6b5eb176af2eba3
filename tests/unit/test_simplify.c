/* Every rule of the simplifier: what it makes, that the value is the oracle's value of the original, that the function's
 * signature stays, and that a second run finds nothing to do. Graphs are texts: see notation.h. */
#include <check.h>
#include <string.h>

#include "../../compiler/passes/passes.h"
#include "../fuzz/generate.h"
#include "notation.h"

Suite *simplify_suite(void);

/* inputs: types separated by ", "; symbols n (3 of 4) and k (2 of 3) */
typedef struct Case { const char *inputs, *before, *after; } Case;

static const Case arithmetic[] = {
	{ "f32 2 n", "add(x0,0)", "x0" },
	{ "f32 2 n", "add(0,x0)", "x0" },
	{ "f32 3", "add(1,x0)", "add(x0,1)" },
	{ "f32 3, f32 3", "add(x0,negate(x1))", "subtract(x0,x1)" },
	{ "f32 3, f32 3", "add(negate(x0),x1)", "subtract(x1,x0)" },
	{ "i32 3", "subtract(x0,0)", "x0" },
	{ "f32 3", "subtract(0,x0)", "negate(x0)" },
	{ "f32 3, f32 3", "subtract(x0,negate(x1))", "add(x0,x1)" },
	{ "i32 3", "subtract(x0,x0)", "0" },
	{ "f32 3", "subtract(x0,x0)", "subtract(x0,x0)" },
	{ "f32 n", "multiply(x0,1)", "x0" },
	{ "f32 n", "multiply(-1,x0)", "negate(x0)" },
	{ "i32 n", "multiply(x0,0)", "0" },
	{ "f32 n", "multiply(x0,0)", "multiply(x0,0)" },
	{ "f32 3, f32 3", "multiply(negate(x0),negate(x1))", "multiply(x0,x1)" },
	{ "f32 3", "multiply(negate(x0),2)", "multiply(x0,-2)" },
	{ "f32 3, f32 3", "multiply(negate(x0),x1)", "negate(multiply(x0,x1))" },
	{ "f32 3, f32 3", "multiply(x0,negate(x1))", "negate(multiply(x0,x1))" },
	{ "i32 3", "divide(x0,1)", "x0" },
	{ "f32 3", "divide(x0,4)", "multiply(x0,0.25)" },
	{ "f32 3", "divide(x0,-2)", "multiply(x0,-0.5)" },
	{ "f32 3", "divide(x0,3)", "divide(x0,3)" },
	{ "i32 3", "divide(x0,4)", "divide(x0,4)" },
	{ "f32 3, f32 3", "divide(negate(x0),x1)", "negate(divide(x0,x1))" },
	{ "f32 3, f32 3", "divide(x0,negate(x1))", "negate(divide(x0,x1))" },
	{ "u32 3", "remainder(x0,1)", "0" },
	{ "f32 3", "power(x0,0)", "1" },
	{ "f32 3", "power(x0,1)", "x0" },
	{ "i32 3", "power(x0,2)", "multiply(x0,x0)" },
	{ "f32 3", "power(x0,3)", "multiply(multiply(x0,x0),x0)" },
	{ "f32 3", "power(abs(x0),0.5)", "sqrt(abs(x0))" },
	{ "f32 3", "power(abs(x0),-0.5)", "rsqrt(abs(x0))" },
	{ "f32 3", "power(x0,-1)", "divide(1,x0)" },
	{ "f32 3", "power(x0,4)", "power(x0,4)" },
	{ "f32 3", "maximum(x0,x0)", "x0" },
	{ "f32 3", "maximum(x0,-inf)", "x0" },
	{ "f32 3", "minimum(x0,inf)", "x0" },
	{ "f32 3", "minimum(2,x0)", "minimum(x0,2)" },
	{ "bool 3", "maximum(x0,0)", "x0" },
	{ "bool 3", "minimum(x0,0)", "0" },
	{ "f32 3", "negate(negate(x0))", "x0" },
	{ "f32 3, f32 3", "negate(subtract(x0,x1))", "subtract(x1,x0)" },
	{ "f32 3", "negate(multiply(x0,3))", "multiply(x0,-3)" },
	{ "f32 3", "abs(abs(x0))", "abs(x0)" },
	{ "f32 3", "abs(negate(x0))", "abs(x0)" },
	{ "u32 3", "abs(negate(x0))", "negate(x0)" },
	{ "f32 3", "floor(round(x0))", "round(x0)" },
};

static const Case logic[] = {
	{ "f32 3", "less(x0,x0)", "0" },
	{ "f32 3", "equal(x0,x0)", "equal(x0,x0)" },
	{ "i32 3", "equal(x0,x0)", "1" },
	{ "i32 3", "not_equal(x0,x0)", "0" },
	{ "f32 3", "less(1,x0)", "greater(x0,1)" },
	{ "f32 3", "greater_equal(1,x0)", "less_equal(x0,1)" },
	{ "bool 3", "equal(x0,1)", "x0" },
	{ "bool 3", "equal(x0,0)", "logical_not(x0)" },
	{ "bool 3", "not_equal(convert(x0:f32),0:f32 3)", "x0" },
	{ "bool 3", "not_equal(convert(x0:i32),1:i32 3)", "logical_not(x0)" },
	{ "i32 3", "logical_and(x0,-1)", "x0" },
	{ "i32 3", "logical_and(0,x0)", "0" },
	{ "bool 3", "logical_and(x0,1)", "x0" },
	{ "u32 3", "logical_or(x0,0)", "x0" },
	{ "bool 3", "logical_or(x0,1)", "1" },
	{ "u32 3", "logical_or(x0,4294967295)", "4294967295" },
	{ "i32 3", "logical_or(x0,x0)", "x0" },
	{ "i32 3", "logical_xor(x0,0)", "x0" },
	{ "i32 3", "logical_xor(x0,x0)", "0" },
	{ "bool 3", "logical_xor(x0,1)", "logical_not(x0)" },
	{ "i32 3", "shift_left(x0,0)", "x0" },
	{ "u32 3", "shift_right(x0,0)", "x0" },
	{ "i32 3", "logical_not(logical_not(x0))", "x0" },
	{ "f32 3", "logical_not(equal(x0,1))", "not_equal(x0,1)" },
	{ "i32 3, i32 3", "logical_not(less(x0,x1))", "greater_equal(x0,x1)" },
	{ "i32 3, i32 3", "logical_not(greater_equal(x0,x1))", "less(x0,x1)" },
	{ "f32 3", "logical_not(less(x0,1))", "logical_not(less(x0,1))" },
	{ "f32 3, bool 3", "select(x1,x0,x0)", "x0" },
	{ "f32 3", "select(1:bool 3,x0,2)", "x0" },
	{ "f32 3", "select(0:bool 3,2,x0)", "x0" },
	{ "f32 3, bool 3", "select(logical_not(x1),x0,2)", "select(x1,2,x0)" },
	{ "f32 3, bool 3", "select(x1,select(x1,x0,2),3)", "select(x1,x0,3)" },
	{ "f32 3, bool 3", "select(x1,2,select(x1,3,x0))", "select(x1,2,x0)" },
	{ "bool 3", "select(x0,1,0)", "x0" },
	{ "bool 3", "select(x0,0,1)", "logical_not(x0)" },
	{ "f32 3", "convert(x0:f32)", "x0" },
	{ "u8 3", "convert(convert(x0:i32):f32)", "convert(x0)" },
	{ "bool 3", "convert(convert(x0:f32):bool)", "x0" },
	{ "i32 3", "convert(convert(x0:f32):i32)", "convert(convert(x0))" },
	{ "u8 3", "convert(convert(x0:i32):i8)", "convert(convert(x0))" },
	{ "f32 3", "bitcast(bitcast(x0:i32):f32)", "x0" },
	{ "f32 3", "bitcast(bitcast(x0:i32):u32)", "bitcast(x0)" },
};

static const Case shapes[] = {
	{ "f32 2 6", "reshape(x0:f32 2 6)", "x0" },
	{ "f32 2 6", "reshape(reshape(x0:f32 3 4):f32 2 6)", "x0" },
	{ "f32 n 4", "reshape(reshape(x0:f32 4n):f32 2n 2)", "reshape(x0)" },
	{ "f32", "reshape(broadcast_in_dim(x0:f32 2 3;):f32 6)", "broadcast_in_dim(x0;)" },
	{ "f32 3", "reshape(broadcast_in_dim(x0:f32 2 3;1):f32 2 1 3)", "broadcast_in_dim(x0;2)" },
	{ "f32 3", "reshape(broadcast_in_dim(x0:f32 2 3;1):f32 6)", "reshape(broadcast_in_dim(x0;1))" },
	{ "f32 2 3", "broadcast_in_dim(x0:f32 2 3;0,1)", "x0" },
	{ "f32 2 1", "broadcast_in_dim(x0:f32 2 n;0,1)", "broadcast_in_dim(reshape(x0);0)" },
	{ "f32 3", "broadcast_in_dim(broadcast_in_dim(x0:f32 2 3;1):f32 2 4 3;0,2)", "broadcast_in_dim(x0;2)" },
	{ "f32 3 2", "broadcast_in_dim(x0:f32 2 4 3;2,0)", "broadcast_in_dim(transpose(x0;1,0);0,2)" },
	{ "f32 3", "broadcast_in_dim(x0:f32 1 3 1;1)", "reshape(x0)" },
	{ "f32 2 3", "transpose(x0;0,1)", "x0" },
	{ "f32 2 3 4", "transpose(transpose(x0;1,2,0);2,0,1)", "x0" },
	{ "f32 2 3 4", "transpose(transpose(x0;1,2,0);1,0,2)", "transpose(x0;2,1,0)" },
	{ "f32 2 1 3", "transpose(x0;1,0,2)", "reshape(x0)" },
	{ "f32", "transpose(broadcast_in_dim(x0:f32 n 3;);1,0)", "broadcast_in_dim(x0;)" },
	{ "f32 3", "transpose(broadcast_in_dim(x0:f32 2 3;1);1,0)", "broadcast_in_dim(x0;0)" },
	{ "f32 2 3, f32 3 4", "transpose(dot_general(x0,x1;;;1;0);1,0)", "dot_general(x1,x0;;;0;1)" },
	{ "f32 n 2 3, f32 n 3 4", "transpose(dot_general(x0,x1;0;0;2;1);0,2,1)", "dot_general(x1,x0;0;0;1;2)" },
	/* maps of what is spread alike are made before spreading */
	{ "f32 3", "exp(broadcast_in_dim(x0:f32 n 3;1))", "broadcast_in_dim(exp(x0);1)" },
	{ "f32 3", "add(broadcast_in_dim(x0:f32 n 3;1),2:f32 n 3)", "broadcast_in_dim(add(x0,2);1)" },
	{ "f32 3, f32 3", "add(broadcast_in_dim(x0:f32 3 3;1),broadcast_in_dim(x1:f32 3 3;0))",
	  "add(broadcast_in_dim(x0;1),broadcast_in_dim(x1;0))" },
	{ "f32, f32", "multiply(broadcast_in_dim(x0:f32 n;),broadcast_in_dim(x1:f32 n;))", "broadcast_in_dim(multiply(x0,x1);)" },
	{ "f32 3", "convert(broadcast_in_dim(x0:f32 2 3;1):i32)", "broadcast_in_dim(convert(x0);1)" },
};

static const Case cuts[] = {
	{ "f32 4 n", "slice(x0;0,0;4,-1;1,1)", "x0" },
	{ "f32 6 3", "slice(slice(x0;1,0;6,3;2,1);1,1;3,2;1,1)", "slice(x0;3,1;6,2;2,1)" },
	{ "f32 6", "slice(slice(x0;0;5;1);0;-2;1)", "slice(x0;0;-2;1)" },
	{ "f32 6", "slice(slice(x0;1;6;1);0;-2;1)", "slice(slice(x0;1;6;1);0;-2;1)" },
	{ "f32", "slice(broadcast_in_dim(x0:f32 4;);1;3;1)", "broadcast_in_dim(x0;)" },
	{ "f32 3", "slice(broadcast_in_dim(x0:f32 4 3;1);1,0;3,2;1,1)", "broadcast_in_dim(slice(x0;0;2;1);1)" },
	{ "f32 3, f32 2", "slice(concatenate(x0,x1;0);3;5;1)", "x1" },
	{ "f32 3, f32 2, f32 4", "slice(concatenate(x0,x1,x2;0);1;4;1)", "slice(concatenate(x0,x1;0);1;4;1)" },
	{ "f32 3, f32 2", "slice(concatenate(x0,x1;0);2;4;1)", "slice(concatenate(x0,x1;0);2;4;1)" },
	{ "f32 3", "slice(pad(x0,7:f32;2;2;0);2;5;1)", "x0" },
	{ "f32 3", "slice(pad(x0,7:f32;2;2;0);5;7;1)", "7" },
	{ "f32 3", "slice(pad(x0,7:f32;2;2;0);1;4;1)", "slice(pad(x0,7;2;2;0);1;4;1)" },
	{ "f32 3", "pad(x0,7:f32;0;0;0)", "x0" },
	{ "f32 3", "pad(7:f32 3,7:f32;1;0;2)", "7" },
	{ "f32 3", "pad(slice(x0;1;1;1),7:f32;1;2;0)", "7" },
	{ "f32 3", "pad(pad(x0,7:f32;1;0;1),7:f32;1;2;0)", "pad(x0,7;2;2;1)" },
	{ "f32 3", "pad(pad(x0,7:f32;1;0;0),6:f32;1;2;0)", "pad(pad(x0,7;1;0;0),6;1;2;0)" },
	{ "f32 3", "reverse(reverse(x0;0);0)", "x0" },
	{ "f32 2 3", "reverse(reverse(x0;0);0,1)", "reverse(x0;1)" },
	{ "f32 1 3", "reverse(x0;0)", "x0" },
	{ "f32 3", "reverse(broadcast_in_dim(x0:f32 2 3;1);0,1)", "reverse(broadcast_in_dim(x0;1);1)" },
	{ "f32 3", "reverse(broadcast_in_dim(x0:f32 2 3;1);0)", "broadcast_in_dim(x0;1)" },
	{ "f32 3", "concatenate(x0;0)", "x0" },
	{ "f32 3, f32 2", "concatenate(concatenate(x0,x1;0),x0;0)", "concatenate(x0,x1,x0;0)" },
	{ "f32 5", "concatenate(slice(x0;0;2;1),slice(x0;2;5;1);0)", "x0" },
	{ "f32 5", "concatenate(slice(x0;0;2;1),slice(x0;3;5;1);0)", "concatenate(slice(x0;0;2;1),slice(x0;3;5;1);0)" },
	{ "f32 3", "concatenate(x0,slice(x0;1;1;1);0)", "x0" },
	{ "f32 3", "concatenate(2:f32 3,2:f32 4;0)", "2" },
};

static const Case indices[] = {
	{ "f32 4 n", "gather(x0,iota(:i32 4;0);0)", "x0" },
	{ "f32 4 n", "gather(x0,iota(:i32 n;0);1)", "x0" },
	{ "f32 4 3", "gather(x0,iota(:i32 2;0);1)", "slice(x0;0,0;4,2;1,1)" },
	{ "f32 4 3", "gather(x0,9:i32;0)", "reshape(slice(x0;3,0;4,3;1,1))" },
	{ "f32 n 3", "gather(x0,1:i32;0)", "gather(x0,1;0)" },
	{ "f32 4 3, i32", "dynamic_slice(x0,x1;0;4)", "x0" },
	{ "f32 4 3", "dynamic_slice(x0,-7:i32;0;2)", "slice(x0;0,0;2,3;1,1)" },
	{ "f32 4, f32 4, i32", "dynamic_update_slice(x0,x1,x2;0)", "x1" },
	{ "f32 4", "scatter_add(x0,slice(iota(:i32 4;0);0;0;1),slice(x0;0;0;1);0)", "x0" },
};

static const Case reductions[] = {
	{ "f32 2 1 3", "reduce_sum(x0;1)", "reshape(x0)" },
	{ "f32 2 1 3", "reduce_max(x0;1,2)", "reduce_max(reshape(x0);1)" },
	{ "f32 2 3 4", "reduce_sum(reduce_sum(x0;1);0)", "reduce_sum(x0;0,1)" },
	{ "f32 2 3 4", "reduce_max(reduce_max(x0;0);1)", "reduce_max(x0;0,2)" },
	{ "f32 2 3 4", "reduce_max(reduce_min(x0;0);1)", "reduce_max(reduce_min(x0;0);1)" },
	{ "f32 2 3 4", "reduce_sum(transpose(x0;2,0,1);0)", "reduce_sum(x0;2)" },
	{ "f32 2 3 4", "reduce_sum(transpose(x0;2,0,1);1)", "transpose(reduce_sum(x0;0);1,0)" },
	{ "f32", "reduce_sum(broadcast_in_dim(x0:f32 2 3;);0,1)", "multiply(x0,6)" },
	{ "f32", "reduce_sum(broadcast_in_dim(x0:f32 n 3;);0)", "broadcast_in_dim(multiply(x0,convert(extent(;1)));)" },
	{ "i32", "reduce_sum(broadcast_in_dim(x0:i32 2n;);0)", "multiply(x0,multiply(extent(;1),2))" },
	{ "f32 3", "reduce_sum(broadcast_in_dim(x0:f32 2 3 4;1);0,1)", "broadcast_in_dim(multiply(reduce_sum(x0;0),2);)" },
	{ "f32 3", "reduce_max(broadcast_in_dim(x0:f32 n 3;1);0)", "x0" },
	{ "f32 3", "reduce_prod(broadcast_in_dim(x0:f32 2 3;1);0)", "reduce_prod(broadcast_in_dim(x0;1);0)" },
	{ "f32 3", "reduce_sum(slice(x0;1;1;1);0)", "0" },
	{ "f32 3", "reduce_prod(slice(x0;1;1;1);0)", "1" },
	{ "f32 3", "reduce_sum(negate(x0);0)", "negate(reduce_sum(x0;0))" },
	{ "f32 3 1", "argmax(x0;1)", "0" },
	{ "f32 3 1", "cumsum(x0;1;0;0)", "x0" },
	{ "f32 3 1", "cumsum(x0;1;1;1)", "0" },
};

static const Case contractions[] = {
	{ "f32 3 2, f32 3 4", "dot_general(transpose(x0;1,0),x1;;;1;0)", "dot_general(x0,x1;;;0;0)" },
	{ "f32 2 3, f32 4 3", "dot_general(x0,transpose(x1;1,0);;;1;0)", "dot_general(x0,x1;;;1;1)" },
	{ "f32 3 n 2, f32 n 3 4", "dot_general(transpose(x0;1,2,0),x1;0;0;2;1)", "dot_general(x0,x1;1;0;0;1)" },
	{ "f32 2 3 4, f32 4 5", "dot_general(transpose(x0;1,0,2),x1;;;2;0)", "dot_general(transpose(x0;1,0,2),x1;;;2;0)" },
	{ "f32 2 3, f32 3 4", "dot_general(slice(x0;0,1;2,1;1,1),slice(x1;1,0;1,4;1,1);;;1;0)", "0" },
	{ "f32 3", "multiply(stop_gradient(x0),stop_gradient(2))", "multiply(x0,2)" },
};

/* attributes: lhs, rhs, out, group, strides, low, high, dilation of lhs, of rhs, reversed */
#define PLAIN "0,2,1;1,2,0;0,2,1;;1;0;0;1;1;0)"
static const Case windows[] = {
	/* 1 x 1 is a product; so is a kernel as large as the input */
	{ "f32 n 5 3, f32 1 3 4", "convolution(x0,x1;" PLAIN, "dot_general(x0,reshape(x1);;;2;0)" },
	{ "f32 n 5 3, f32 1 3 4", "convolution(x0,x1;0,2,1;1,2,0;2,1,0;;1;0;0;1;1;0)", "transpose(dot_general(x0,reshape(x1);;;2;0);1,2,0)" },
	{ "f32 n 5 3, f32 5 3 4", "convolution(x0,x1;" PLAIN, "reshape(dot_general(x0,x1;;;1,2;0,1))" },
	{ "f32 n 5 2 3, f32 1 3 2 4", "convolution(x0,x1;0,3,1;1,3,0;0,3,1;2,2,2;1;0;0;1;1;0)",
	  "transpose(dot_general(x0,reshape(x1);2;1;3;0);1,2,0,3)" },
	{ "f32 n 5 3, f32 1 3 4", "convolution(x0,x1;0,2,1;1,2,0;0,2,1;;2;0;0;1;1;0)", "convolution(x0,x1;0,2,1;1,2,0;0,2,1;;2;0;0;1;1;0)" },
	{ "f32 n 5 3, f32 n 5 4", "convolution(x0,x1;2,0,1;0,2,1;1,2,0;;1;0;0;1;1;0)", "reshape(dot_general(x0,x1;;;0,1;0,1))" },
	/* a one-pixel image meets the middle of the kernel, a short one not its far ends */
	{ "f32 n 1 3, f32 3 3 4", "convolution(x0,x1;0,2,1;1,2,0;0,2,1;;1;1;1;1;1;0)",
	  "dot_general(x0,reshape(slice(x1;1,0,0;2,3,4;1,1,1));;;2;0)" },
	{ "f32 n 2 3, f32 5 3 4", "convolution(x0,x1;0,2,1;1,2,0;0,2,1;;1;2;2;1;1;1)",
	  "convolution(x0,slice(x1;1,0,0;4,3,4;1,1,1);0,2,1;1,2,0;0,2,1;;1;1;1;1;1;1)" },
	/* padding, dilation, reversal and transposes are roles and numbers */
	{ "f32 n 5 3, f32 3 3 4", "convolution(pad(x0,0:f32;0,1,0;0,2,0;0,1,0),x1;0,2,1;1,2,0;0,2,1;;1;0;1;1;1;0)",
	  "convolution(x0,x1;0,2,1;1,2,0;0,2,1;;1;1;3;2;1;0)" },
	{ "f32 n 5 3, f32 3 3 4", "convolution(pad(x0,1:f32;0,1,0;0,1,0;0,0,0),x1;" PLAIN, "convolution(pad(x0,1;0,1,0;0,1,0;0,0,0),x1;" PLAIN },
	{ "f32 n 5 3, f32 3 3 4", "convolution(x0,reverse(x1;0);" PLAIN, "convolution(x0,x1;0,2,1;1,2,0;0,2,1;;1;0;0;1;1;1)" },
	{ "f32 n 3 5, f32 3 3 4", "convolution(transpose(x0;0,2,1),x1;" PLAIN, "convolution(x0,x1;0,1,2;1,2,0;0,2,1;;1;0;0;1;1;0)" },
	{ "f32 n 5 3, f32 4 3 3", "convolution(x0,transpose(x1;2,1,0);" PLAIN, "convolution(x0,x1;0,2,1;1,0,2;0,2,1;;1;0;0;1;1;0)" },
	{ "f32 n 5 1 3, f32 3 3 1 4", "convolution(x0,x1;0,3,1;1,3,0;0,3,1;2,2,2;1;0;0;1;1;0)",
	  "reshape(convolution(reshape(x0),reshape(x1);" PLAIN ")" },
	{ "f32 n 5 3, f32 3 3 4", "convolution(slice(x0;0,0,1;-1,5,1;1,1,1),slice(x1;0,1,0;3,1,4;1,1,1);" PLAIN, "0" },
	/* windows of one cell, and of all cells */
	{ "f32 4 n", "reduce_window_max(x0;1,1;1,1;0,0;0,0;1,1)", "x0" },
	{ "f32 5 n", "reduce_window_sum(x0;1,1;2,1;0,0;0,0;1,1;1,1)", "slice(x0;0,0;5,-1;2,1)" },
	{ "f32 5 n, f32 5 n", "select_and_gather(x0,x1;1,1;2,1;0,0;0,0;1,1)", "slice(x1;0,0;5,-1;2,1)" },
	{ "f32 5 n, f32 5 n", "select_and_scatter_add(x0,x1;1,1;1,1;0,0;0,0;1,1)", "x1" },
	{ "f32 n 4 3", "reduce_window_max(x0;1,4,1;1,4,1;0,0,0;0,0,0;1,1,1)", "reshape(reduce_max(x0;1))" },
	{ "f32 n 4 3", "reduce_window_sum(x0;1,4,1;1,4,1;0,0,0;0,0,0;1,1,1;1,1,1)", "reshape(reduce_sum(x0;1))" },
	{ "f32", "reduce_window_max(broadcast_in_dim(x0:f32 4;);2;2;0;0;1)", "broadcast_in_dim(x0;)" },
};

/* ---- the judge ------------------------------------------------------------------------------------------ */

static void add_inputs(Fixture *x, const char *types)
{
	while (*types) {
		const size_t n = strcspn(types, ",");
		const Type t = fixture_type(x, arena_strndup(&x->cc.arena, types, n));
		const double high = t.dtype == DT_BOOL ? 1 : 3;
		fixture_input(x, &t, t.dtype == DT_U32 || t.dtype == DT_U8 || t.dtype == DT_BOOL ? 0 : -3, high);
		types += n;
		types += strspn(types, ", ");
	}
}

static Value *run(Fixture *x)
{
	Value *outputs = NEW_ARRAY(&x->cc.arena, Value, x->f->outputs.n);
	fixture_run(x, outputs);
	return outputs;
}

static const char *dump(Fixture *x)
{
	Text t = text_new(&x->cc.arena);
	for (size_t i = 0; i < x->f->outputs.n; i++)
		text_add(&t, "%s\n", notation_write(x, x->f->outputs.at[i].node));
	for (size_t i = 0; i < x->f->graph->nodes.n; i++)
		text_add(&t, "%s ", op_table[x->f->graph->nodes.at[i]->op].name);
	return text_str(&t);
}

static void check_signature(const Fixture *x, const Port *before, size_t n, const Port *now, const char *what)
{
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(strcmp(before[i].name, now[i].name) == 0 && type_equal(&before[i].type, &now[i].type) &&
		              type_equal(&now[i].type, &now[i].node->type), "%s: port %zu changed", what, i);
	(void)x;
}

/* Simplifies x's function: values, ports and idempotence. */
static void simplify_and_compare(Fixture *x, const char *what)
{
	Arena *a = &x->cc.arena;
	function_verify(x->f, "building");
	const Value *before = run(x);
	const Port *inputs = arena_copy(a, x->f->inputs.at, x->f->inputs.n * sizeof(Port));
	const Port *outputs = arena_copy(a, x->f->outputs.at, x->f->outputs.n * sizeof(Port));
	function_simplify(x->f);
	function_verify(x->f, "simplification");
	check_signature(x, inputs, x->f->inputs.n, x->f->inputs.at, what);
	check_signature(x, outputs, x->f->outputs.n, x->f->outputs.at, what);
	const Value *after = run(x);
	const char *once = dump(x);
	for (size_t i = 0; i < x->f->outputs.n; i++)
		ck_assert_msg(values_agree(&before[i], &after[i], 1e-6), "%s: output %zu differs:\n%s", what, i, once);
	function_simplify(x->f);
	ck_assert_msg(strcmp(once, dump(x)) == 0, "%s: not idempotent:\n%s\n%s", what, once, dump(x));
}

static void check_case(const Case *c, uint64_t seed)
{
	Fixture x;
	fixture_begin(&x, seed);
	add_inputs(&x, c->inputs);
	fixture_output(&x, notation_read(&x, c->before));
	simplify_and_compare(&x, c->before);
	const char *found = notation_write(&x, x.f->outputs.at[0].node);
	ck_assert_msg(strcmp(found, c->after) == 0, "%s: %s expected; found %s", c->before, c->after, found);
	ck_assert_uint_eq(x.f->inputs.n, x.inputs.n);
	fixture_end(&x);
}

#define FAMILY(name) \
	START_TEST(name##_identities) { check_case(&name[_i], (uint64_t)_i); } END_TEST
FAMILY(arithmetic)
FAMILY(logic)
FAMILY(shapes)
FAMILY(cuts)
FAMILY(indices)
FAMILY(reductions)
FAMILY(contractions)
FAMILY(windows)

START_TEST(dead_code_goes_and_unused_inputs_stay)
{
	Fixture x;
	fixture_begin(&x, 1);
	add_inputs(&x, "f32 3, f32 n");
	notation_read(&x, "exp(x1)");
	fixture_output(&x, notation_read(&x, "exp(x0)"));
	function_simplify(x.f);
	ck_assert_uint_eq(x.f->graph->nodes.n, 3);
	ck_assert_uint_eq(x.f->inputs.n, 2);
	ck_assert_ptr_eq(x.f->inputs.at[1].node, x.f->graph->nodes.at[x.f->inputs.at[1].node->id]);
	fixture_end(&x);
}
END_TEST

START_TEST(custom_gradient_is_its_value)
{
	Fixture x;
	fixture_begin(&x, 1);
	add_inputs(&x, "f32 3");
	Node *a = x.f->inputs.at[0].node, *dy = node_input(x.g, &a->type, -1, "dy");
	Node *in[] = { map1(x.g, OP_exp, a), a, dy, map1(x.g, OP_negate, dy) };
	fixture_output(&x, node_make(x.g, OP_custom_gradient, NULL, in, 4, NULL, 0));
	simplify_and_compare(&x, "custom_gradient");
	ck_assert_str_eq(notation_write(&x, x.f->outputs.at[0].node), "exp(x0)");
	fixture_end(&x);
}
END_TEST

START_TEST(random_graphs_keep_their_values)
{
	for (uint64_t i = 0; i < 40; i++) {
		const uint64_t seed = (uint64_t)_i * 40 + i;
		Fixture x;
		fixture_begin(&x, seed);
		x.m->functions.n = 0;
		x.f = fuzz_function(x.m, seed, i % 2 ? FUZZ_GRADIENT : 0);
		fuzz_inputs(&x, seed);
		simplify_and_compare(&x, arena_printf(&x.cc.arena, "seed %llu", (unsigned long long)seed));
		fixture_end(&x);
	}
}
END_TEST

Suite *simplify_suite(void)
{
	Suite *s = suite_create("simplify");
	TCase *rules = tcase_create("rules"), *whole = tcase_create("functions");
	tcase_set_timeout(whole, 60);
#define ADD(name) tcase_add_loop_test(rules, name##_identities, 0, (int)(sizeof name / sizeof name[0]))
	ADD(arithmetic);
	ADD(logic);
	ADD(shapes);
	ADD(cuts);
	ADD(indices);
	ADD(reductions);
	ADD(contractions);
	ADD(windows);
	tcase_add_test(whole, dead_code_goes_and_unused_inputs_stay);
	tcase_add_test(whole, custom_gradient_is_its_value);
	tcase_add_loop_test(whole, random_graphs_keep_their_values, 0, 10);
	suite_add_tcase(s, rules);
	suite_add_tcase(s, whole);
	return s;
}
