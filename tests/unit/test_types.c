/* test_types.c - types and their texts, the op table, conversions and the folding of one element. */
#include <math.h>

#include "ir_fixture.h"

Suite *types_suite(void);

START_TEST(types_print_as_they_are_written)
{
	static const char *const texts[] = { "f32[]", "f32[2,3]", "i32[n,10]", "u8[n*28]", "bool[0]", "i16[1,1,1,1,1,1,1,k*2]" };
	Fixture *fx = fixture_open();
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		Type t = ty(fx, texts[i]);
		ck_assert_str_eq(type_text(fx->m, &t), texts[i]);
	}
	fixture_close(fx);
}
END_TEST

START_TEST(bounded_dimensions_are_equal_only_if_the_same)
{
	Fixture *fx = fixture_open();
	ck_assert(dim_equal((Dim){ 32, fx->n }, (Dim){ 32, fx->n }));
	ck_assert(!dim_equal((Dim){ 32, fx->n }, (Dim){ 32, 0 }));
	ck_assert(!dim_equal((Dim){ 32, fx->n }, (Dim){ 64, fx->n }));
	ck_assert_uint_eq(model_symbol(fx->m, "n", 32), fx->n);
	ck_assert_uint_ne(model_symbol(fx->m, "n", 33), fx->n);
	fixture_close(fx);
}
END_TEST

START_TEST(dtypes_have_sizes_and_names)
{
	static const size_t size[] = { 0, 4, 4, 4, 2, 2, 1, 1, 1 };
	for (DType d = DT_F32; d <= DT_BOOL; d++) {
		ck_assert_uint_eq(dtype_size(d), size[d]);
		ck_assert_int_eq(dtype_by_name(dtype_name(d)), d);
		ck_assert(dtype_is_float(d) == (d == DT_F32));
		ck_assert(dtype_is_int(d) == (d != DT_F32 && d != DT_BOOL));
	}
	ck_assert_int_eq(dtype_by_name("f64"), 0);
}
END_TEST

/* For each row of ops.def. */
START_TEST(the_row_is_complete)
{
	const OpInfo *row = &op_table[_i];
	ck_assert_ptr_nonnull(row->name);
	ck_assert_int_eq(op_by_name(row->name), (Op)_i);
	if (row->kind == KIND_MAP) {
		ck_assert_int_ge(row->arity, 1);
		ck_assert_str_eq(row->attrs, "");
		for (DType d = DT_F32; d <= DT_BOOL; d++)
			ck_assert(!op_accepts((Op)_i, d) || strcmp(op_expression((Op)_i, d), "0") != 0);
	} else {
		ck_assert_ptr_null(row->types);
	}
}
END_TEST

START_TEST(unknown_names_are_no_ops)
{
	ck_assert_int_eq(op_by_name("conv"), OP_COUNT);
	ck_assert_int_eq(op_by_name(""), OP_COUNT);
}
END_TEST

static uint32_t f32_bits(float v)
{
	uint32_t bits;
	memcpy(&bits, &v, sizeof bits);
	return bits;
}

static float bits_f32(uint32_t bits)
{
	float v;
	memcpy(&v, &bits, sizeof v);
	return v;
}

static uint32_t fold2(Op op, DType d, uint32_t a, uint32_t b)
{
	return op_fold(op, d, op_table[op].result == RESULT_BOOL ? DT_BOOL : d, (const uint32_t[3]){ a, b, 0 });
}

START_TEST(folding_is_total)
{
	const uint32_t least = 0x80000000u, minus = 0xffffffffu;
	ck_assert_uint_eq(fold2(OP_divide, DT_I32, 7, 0), 0);
	ck_assert_uint_eq(fold2(OP_remainder, DT_I32, 7, 0), 7);
	ck_assert_uint_eq(fold2(OP_divide, DT_I32, least, minus), least);
	ck_assert_uint_eq(fold2(OP_remainder, DT_I32, least, minus), 0);
	ck_assert_uint_eq(fold2(OP_divide, DT_U32, 7, 0), 0);
	ck_assert_uint_eq(fold2(OP_add, DT_I32, 0x7fffffff, 1), least);
	ck_assert_uint_eq(fold2(OP_shift_left, DT_I32, 1, 33), 2);
	ck_assert_uint_eq(fold2(OP_shift_right, DT_I32, least, 31), minus);
	ck_assert_uint_eq(fold2(OP_shift_right, DT_U32, least, 31), 1);
	ck_assert_uint_eq(fold2(OP_add, DT_F32, f32_bits(0.5f), f32_bits(0.25f)), f32_bits(0.75f));
	ck_assert(isnan(bits_f32(fold2(OP_maximum, DT_F32, f32_bits(NAN), f32_bits(1)))));
	ck_assert(isnan(bits_f32(fold2(OP_minimum, DT_F32, f32_bits(1), f32_bits(NAN)))));
	ck_assert_uint_eq(fold2(OP_logical_not, DT_BOOL, 1, 0), 0);
	ck_assert_uint_eq(fold2(OP_less, DT_I16, minus, 0), 1);
	ck_assert_uint_eq(fold2(OP_less, DT_U32, minus, 0), 0);
}
END_TEST

START_TEST(select_folds_by_its_condition_whatever_the_type)
{
	for (DType d = DT_F32; d <= DT_BOOL; d++) {
		uint32_t b = d == DT_F32 ? f32_bits(2.5f) : 1, c = 0;
		ck_assert_uint_eq(op_fold(OP_select, d, d, (const uint32_t[3]){ 1, b, c }), b);
		ck_assert_uint_eq(op_fold(OP_select, d, d, (const uint32_t[3]){ 0, b, c }), c);
	}
}
END_TEST

static uint32_t convert(DType from, DType to, uint32_t bits)
{
	return op_fold(OP_convert, from, to, (const uint32_t[3]){ bits, 0, 0 });
}

START_TEST(conversions_truncate_saturate_and_wrap)
{
	ck_assert_int_eq((int32_t)convert(DT_F32, DT_I32, f32_bits(-2.9f)), -2);
	ck_assert_int_eq((int32_t)convert(DT_F32, DT_I32, f32_bits(1e30f)), INT32_MAX);
	ck_assert_int_eq((int32_t)convert(DT_F32, DT_I32, f32_bits(NAN)), 0);
	ck_assert_uint_eq(convert(DT_F32, DT_U32, f32_bits(-1)), 0);
	ck_assert_uint_eq(convert(DT_F32, DT_U8, f32_bits(300)), 255);
	ck_assert_int_eq((int32_t)convert(DT_F32, DT_I8, f32_bits(-300)), -128);
	ck_assert_uint_eq(convert(DT_F32, DT_BOOL, f32_bits(0.1f)), 1);
	ck_assert_uint_eq(convert(DT_F32, DT_BOOL, f32_bits(-0.0f)), 0);
	ck_assert_int_eq((int32_t)convert(DT_I32, DT_I8, 200), -56);
	ck_assert_uint_eq(convert(DT_I32, DT_U16, (uint32_t)-1), 65535);
	ck_assert_uint_eq(convert(DT_I32, DT_BOOL, 256), 1);
	ck_assert_uint_eq(convert(DT_I16, DT_F32, (uint32_t)-3), f32_bits(-3));
	ck_assert_uint_eq(convert(DT_U32, DT_F32, 0xffffffffu), f32_bits(4294967296.0f));
	ck_assert_str_eq(convert_expression(DT_F32, DT_I32), "cr_f32_to_i32(a)");
	ck_assert_str_eq(convert_expression(DT_I32, DT_F32), "(float)a");
	ck_assert_str_eq(convert_expression(DT_I32, DT_BOOL), "a != 0");
	ck_assert_str_eq(convert_expression(DT_U8, DT_U8), "a");
	ck_assert_uint_eq(op_fold(OP_bitcast, DT_F32, DT_U32, (const uint32_t[3]){ f32_bits(1), 0, 0 }), 0x3f800000);
}
END_TEST

START_TEST(every_pair_of_types_has_a_conversion)
{
	for (DType from = DT_F32; from <= DT_BOOL; from++)
		for (DType to = DT_F32; to <= DT_BOOL; to++) {
			uint32_t one = from == DT_F32 ? f32_bits(1) : 1;
			ck_assert_ptr_nonnull(convert_expression(from, to));
			ck_assert_uint_eq(convert(from, to, one), to == DT_F32 ? f32_bits(1) : 1);
		}
}
END_TEST

Suite *types_suite(void)
{
	Suite *s = suite_create("types");
	TCase *t = tcase_create("types");
	tcase_add_test(t, types_print_as_they_are_written);
	tcase_add_test(t, bounded_dimensions_are_equal_only_if_the_same);
	tcase_add_test(t, dtypes_have_sizes_and_names);
	tcase_add_loop_test(t, the_row_is_complete, 0, OP_COUNT);
	tcase_add_test(t, unknown_names_are_no_ops);
	tcase_add_test(t, folding_is_total);
	tcase_add_test(t, select_folds_by_its_condition_whatever_the_type);
	tcase_add_test(t, conversions_truncate_saturate_and_wrap);
	tcase_add_test(t, every_pair_of_types_has_a_conversion);
	suite_add_tcase(s, t);
	return s;
}
