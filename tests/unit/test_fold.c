/* Constant folding: the runtime's own bits, tables up to a limit, splats of any size. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "../../compiler/passes/passes.h"
#include "../../runtime/cr_math.h"
#include "notation.h"

Suite *fold_suite(void);

/* One unused input gives the notation's numbers their type. */
static void begin(Fixture *x, const char *type)
{
	fixture_begin(x, 1);
	const Type t = fixture_type(x, type);
	fixture_input(x, &t, 0, 1);
}

static const Node *simplified(Fixture *x, Node *n)
{
	fixture_output(x, n);
	function_simplify(x->f);
	function_verify(x->f, "simplification");
	return x->f->outputs.at[x->f->outputs.n - 1].node;
}

static uint32_t scalar_bits(const Node *n)
{
	uint32_t bits = 0;
	const Node *scalar = n->type.rank ? n->in[0] : n;
	ck_assert_int_eq(scalar->op, OP_constant);
	memcpy(&bits, scalar->data, dtype_size(scalar->type.dtype));
	return bits;
}

START_TEST(splats_fold_to_the_runtimes_bits)
{
	static const struct { Op op; float (*f)(float); } rows[] = {
		{ OP_exp, cr_expf }, { OP_log, cr_logf }, { OP_tanh, cr_tanhf }, { OP_erf, cr_erff }, { OP_sin, cr_sinf }, { OP_rsqrt, cr_rsqrtf },
		{ OP_logistic, cr_logisticf },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (float v = 0.1f; v < 3; v += 0.37f) {
			Fixture x;
			begin(&x, "f32 1000 n");
			Node *a = node_splat(x.g, &x.f->inputs.at[0].type, (double)v);
			const Node *n = simplified(&x, map1(x.g, rows[i].op, a));
			ck_assert_int_eq(n->op, OP_broadcast_in_dim);
			const float want = rows[i].f(v);
			uint32_t bits;
			memcpy(&bits, &want, sizeof bits);
			ck_assert_uint_eq(scalar_bits(n), bits);
			fixture_end(&x);
		}
}
END_TEST

typedef struct Case { const char *type, *text, *want; } Case;
static const Case scalars[] = {
	{ "i32 2", "add(2147483647,1)", "-2147483648" },
	{ "i32 2", "divide(7,0)", "0" },
	{ "i32 2", "remainder(-7,3)", "-1" },
	{ "u32 2", "subtract(0,1)", "4294967295" },
	{ "f32 2", "remainder(-7,3)", "-1" },
	{ "f32 2", "maximum(nan,1)", "nan" },
	{ "f32 n", "convert(convert(-300.7:f32 n:i8):i32)", "-128" },
	{ "i32 2", "convert(convert(300:i32 2:u8):f32)", "44" },
	{ "bool 2", "logical_xor(1,1)", "0" },
	{ "i32 2", "less(1,2)", "1" },
	{ "f32 2", "select(0:bool 2,1,2)", "2" },
	{ "f32 2", "is_finite(inf)", "0" },
	{ "i32 2", "shift_left(1,33)", "2" },
	{ "i32 2", "popcount(-1)", "32" },
	{ "f32 2", "bitcast(1:f32 2:i32)", "1065353216" },
	{ "f32 2", "reduce_sum(slice(pad(1:f32 2,0:f32;1;0;0);0;2;1);0)", "1" },
};

START_TEST(scalars_fold)
{
	const Case *c = &scalars[_i];
	Fixture x;
	begin(&x, c->type);
	ck_assert_str_eq(notation_write(&x, simplified(&x, notation_read(&x, c->text))), c->want);
	fixture_end(&x);
}
END_TEST

/* Every movement and reduction of a random table, x0, against the oracle. */
static const Case tables[] = {
	{ "i32 3 4", "transpose(x0;1,0)", "" }, { "i8 3 4", "reverse(x0;0,1)", "" }, { "u16 3 4", "slice(x0;0,1;3,4;2,1)", "" },
	{ "i16 3 4", "reshape(x0:i16 2 6)", "" }, { "u8 3 4", "concatenate(x0,x0;0)", "" }, { "f32 3 4", "pad(x0,7:f32;1,0;0,2;1,0)", "" },
	{ "bool 3 4", "reduce_max(x0;0)", "" }, { "i32 3 4", "reduce_sum(x0;0)", "" }, { "u32 3 4", "reduce_prod(x0;1)", "" },
	{ "f32 3 4", "reduce_min(x0;0,1)", "" }, { "f32 3 4", "floor(add(x0,broadcast_in_dim(slice(x0;0,0;3,1;1,1):f32 3 4;0,1)))", "" },
	{ "f32 3 4", "select(less(x0,0),negate(x0),2)", "" }, { "i32 3 4", "convert(equal(x0,transpose(transpose(x0;1,0);1,0)):i8)", "" },
};

START_TEST(tables_fold_as_the_oracle_computes)
{
	const Case *c = &tables[_i];
	Fixture x;
	begin(&x, c->type);
	const Type t = fixture_type(&x, c->type);
	Node *input = x.f->inputs.at[0].node;
	x.f->inputs.at[0].node = fixture_constant(&x, &t, t.dtype == DT_BOOL ? 0 : 1, t.dtype == DT_BOOL ? 1 : 5);
	Node *n = notation_read(&x, c->text);
	x.f->inputs.at[0].node = input;
	fixture_output(&x, n);
	Value before, after;
	fixture_run(&x, &before);
	function_simplify(x.f);
	function_verify(x.f, "simplification");
	fixture_run(&x, &after);
	const Node *folded = x.f->outputs.at[0].node;
	double value;
	ck_assert_msg(folded->op == OP_constant || node_is_splat(folded, &value), "%s: %s", c->text, notation_write(&x, folded));
	ck_assert_msg(values_agree(&before, &after, 1e-7), "%s", c->text);
	fixture_end(&x);
}
END_TEST

START_TEST(a_float_sum_folds_in_the_emitted_order)
{
	/* 2^24 in lane 0, ones in lanes 1 and 9: these two meet first, then 2^24 + 2 is exact; ascending order would lose both */
	Fixture x;
	begin(&x, "f32");
	float data[16] = { 16777216.0f };
	data[1] = data[9] = 1;
	const Type t = fixture_type(&x, "f32 16");
	const Node *n = simplified(&x, reduce_by(x.g, OP_reduce_sum, node_constant(x.g, &t, data), (int64_t[]){ 0 }, 1));
	ck_assert_str_eq(notation_write(&x, n), "16777218");
	fixture_end(&x);

	/* along the first axis only: one accumulator, ascending */
	begin(&x, "f32");
	float two[32];
	for (int i = 0; i < 16; i++)
		two[2 * i] = two[2 * i + 1] = data[i];
	const Type pair = fixture_type(&x, "f32 16 2");
	n = simplified(&x, reduce_by(x.g, OP_reduce_sum, node_constant(x.g, &pair, two), (int64_t[]){ 0 }, 1));
	ck_assert_str_eq(notation_write(&x, n), "16777216");
	fixture_end(&x);
}
END_TEST

START_TEST(large_tables_stay_formulas)
{
	Fixture x;
	begin(&x, "f32");
	const Type t = fixture_type(&x, "f32 65 64");
	Node *table = fixture_constant(&x, &t, 0, 1);
	const Node *n = simplified(&x, map1(x.g, OP_exp, table));
	ck_assert_int_eq(n->op, OP_exp);
	fixture_end(&x);

	begin(&x, "f32");
	const Type small = fixture_type(&x, "f32 64 64");
	ck_assert_int_eq(simplified(&x, map1(x.g, OP_exp, fixture_constant(&x, &small, 0, 1)))->op, OP_constant);
	fixture_end(&x);
}
END_TEST

START_TEST(a_spread_table_stays_spread)
{
	Fixture x;
	begin(&x, "f32");
	const Type row = fixture_type(&x, "f32 8"), wide = fixture_type(&x, "f32 9 8");
	Node *spread = broadcast_to(x.g, fixture_constant(&x, &row, 0, 1), &wide, (int64_t[]){ 1 });
	const Node *n = simplified(&x, map1(x.g, OP_exp, spread));
	ck_assert_int_eq(n->op, OP_broadcast_in_dim);
	ck_assert_int_eq(n->in[0]->op, OP_constant);
	fixture_end(&x);
}
END_TEST

START_TEST(iota_is_no_table)
{
	Fixture x;
	begin(&x, "i32 4");
	ck_assert_str_eq(notation_write(&x, simplified(&x, notation_read(&x, "add(iota(:i32 4;0),1)"))), "add(iota(;0),1)");
	fixture_end(&x);
}
END_TEST

START_TEST(equal_elements_become_a_splat)
{
	Fixture x;
	begin(&x, "i32");
	const Type t = fixture_type(&x, "i32 3 2");
	const int32_t data[6] = { 9, 9, 9, 9, 9, 9 };
	const Node *n = simplified(&x, node_constant(x.g, &t, data));
	ck_assert_int_eq(n->op, OP_broadcast_in_dim);
	ck_assert_uint_eq(scalar_bits(n), 9);
	fixture_end(&x);
}
END_TEST

Suite *fold_suite(void)
{
	Suite *s = suite_create("fold");
	TCase *c = tcase_create("fold");
	tcase_add_test(c, splats_fold_to_the_runtimes_bits);
	tcase_add_loop_test(c, scalars_fold, 0, (int)(sizeof scalars / sizeof scalars[0]));
	tcase_add_loop_test(c, tables_fold_as_the_oracle_computes, 0, (int)(sizeof tables / sizeof tables[0]));
	tcase_add_test(c, a_float_sum_folds_in_the_emitted_order);
	tcase_add_test(c, large_tables_stay_formulas);
	tcase_add_test(c, a_spread_table_stays_spread);
	tcase_add_test(c, iota_is_no_table);
	tcase_add_test(c, equal_elements_become_a_splat);
	suite_add_tcase(s, c);
	return s;
}
