/* test_dump.c - the dump is a contract: these texts are what the front end loads. */
#include <math.h>

#include "ir_fixture.h"

Suite *dump_suite(void);

static const char *dump(Fixture *fx)
{
	Text t = text_new(&fx->cc.arena);
	function_verify(fx->f, "building");
	model_dump(fx->m, &t);
	return text_str(&t);
}

/* Names the first line that differs: Check refuses long messages. */
static void ck_text(const char *found, const char *expected)
{
	size_t same = 0;
	while (found[same] && found[same] == expected[same])
		same++;
	if (found[same] == expected[same])
		return;
	while (same && found[same - 1] != '\n')
		same--;
	ck_abort_msg("found    %.*s\nexpected %.*s", (int)strcspn(found + same, "\n"), found + same, (int)strcspn(expected + same, "\n"),
	             expected + same);
}

START_TEST(a_model_prints_as_lua)
{
	Fixture *fx = fixture_open();
	Type kernel = ty(fx, "f32[784,10]"), step = ty(fx, "u32[]");
	Slot *w = model_add_slot(fx->m, SLOT_PARAM, "dense_1.kernel", &kernel, fx->g->here);
	Slot *count = model_add_slot(fx->m, SLOT_TRAIN, "step", &step, fx->g->here);
	count->group = "train";
	Node *x = in(fx, "x", "f32[n,28,28]");
	Node *flat = mk(fx, OP_reshape, "f32[n,784]", IN(x), NONE);
	fx->g->here.line = 12;
	Node *k = node_slot(fx->g, w);
	Node *y = dot_by(fx->g, flat, k, 0, NULL, NULL, 1, (const int64_t[]){ 1 }, (const int64_t[]){ 0 });
	out(fx, "logits", y);
	Node *one = node_scalar(fx->g, DT_U32, 1), *old = node_slot(fx->g, count);
	Set set = { .slot = count, .value = map2(fx->g, OP_add, old, one) };
	vec_push(&fx->cc.arena, fx->f->sets, set);
	fx->f->group = "train";
	fx->f->kind = FUNC_TRAIN_STEP;
	ck_text(dump(fx),
		"local ir = require \"crescent.ir\"\n"
		"local m = ir.model(\"unit\")\n"
		"m:slot(\"param\", \"dense_1.kernel\", ir.type(\"f32\", {784, 10}), true)\n"
		"m:slot(\"train\", \"step\", ir.type(\"u32\", {}), \"train\")\n"
		"\n"
		"m:func(\"infer\", \"train_step\", function()\n"
		"  local n = ir.dim(\"n\", 32)\n"
		"  local t = {}\n"
		"  t[0] = ir.input(\"x\", ir.type(\"f32\", {n, 28, 28}), 1)  -- f32[n,28,28]  unit.lua:7\n"
		"  t[1] = ir.reshape(t[0], ir.type(\"f32\", {n, 784}))     -- f32[n,784]    unit.lua:7\n"
		"  t[2] = ir.param(\"dense_1.kernel\")                     -- f32[784,10]   unit.lua:12\n"
		"  t[3] = ir.dot_general(t[1], t[2], {batch_a = {}, batch_b = {}, contract_a = {2}, contract_b = {1}})"
		"  -- f32[n,10]     unit.lua:12\n"
		"  t[4] = ir.constant(ir.type(\"u32\", {}), 1)             -- u32[]         unit.lua:12\n"
		"  t[5] = ir.train(\"step\")                               -- u32[]         unit.lua:12\n"
		"  t[6] = ir.add(t[5], t[4])                             -- u32[]         unit.lua:12\n"
		"  return {\n"
		"    group = \"train\",\n"
		"    outputs = {\n"
		"      {\"logits\", t[3]},\n"
		"    },\n"
		"    sets = {\n"
		"      {\"train\", \"step\", t[6]},\n"
		"    },\n"
		"  }\n"
		"end)\n");
	fixture_close(fx);
}
END_TEST

/* The line of the node that was made last, without its comment. */
static void ck_line(Fixture *fx, const Node *n, const char *expected)
{
	Text t = text_new(&fx->cc.arena);
	function_dump(fx->f, &t);
	const char *key = arena_printf(&fx->cc.arena, "  t[%u] = ", n->id), *at = strstr(text_str(&t), key);
	ck_assert_ptr_nonnull(at);
	at += strlen(key);
	const char *comment = strstr(at, "  -- ");
	size_t length = (size_t)(comment - at);
	while (length && at[length - 1] == ' ')
		length--;
	ck_assert_str_eq(arena_strndup(&fx->cc.arena, at, length), expected);
}

START_TEST(constants_print_exactly)
{
	Fixture *fx = fixture_open();
	Type two = ty(fx, "f32[2,2]"), nothing = ty(fx, "i32[0]"), flag = ty(fx, "bool[2]"), big = ty(fx, "u8[17]");
	uint32_t odd_nan = 0x7fc00001;
	float odd;
	memcpy(&odd, &odd_nan, sizeof odd);
	ck_line(fx, node_scalar(fx->g, DT_F32, 0.1), "ir.constant(ir.type(\"f32\", {}), 0.1)");
	ck_line(fx, node_scalar(fx->g, DT_F32, -0.0), "ir.constant(ir.type(\"f32\", {}), -0.0)");
	ck_line(fx, node_scalar(fx->g, DT_F32, (double)odd), "ir.constant(ir.type(\"f32\", {}), ir.bits(0x7fc00001))");
	ck_line(fx, node_constant(fx->g, &two, (const float[]){ 1, -INFINITY, INFINITY, 1e-22f }),
	        "ir.constant(ir.type(\"f32\", {2, 2}), {1.0, -ir.inf, ir.inf, 1e-22})");
	ck_line(fx, node_scalar(fx->g, DT_I32, -2147483648.0), "ir.constant(ir.type(\"i32\", {}), -2147483648)");
	ck_line(fx, node_constant(fx->g, &nothing, ""), "ir.constant(ir.type(\"i32\", {0}), {})");
	ck_line(fx, node_constant(fx->g, &flag, "\1\0"), "ir.constant(ir.type(\"bool\", {2}), {true, false})");
	ck_line(fx, node_constant(fx->g, &big, "0123456789abcdefg"),
	        arena_printf(&fx->cc.arena, "ir.constant(ir.type(\"u8\", {17}), ir.blob(\"%016llx\"))",
	                     (unsigned long long)hash_bytes("0123456789abcdefg", 17, 0)));
	fixture_close(fx);
}
END_TEST

START_TEST(attributes_count_from_one_where_they_are_axes)
{
	Fixture *fx = fixture_open();
	Node *key = in(fx, "key", "u32[4]"), *x = in(fx, "x", "f32[40,3]"), *b = in(fx, "b", "f32[n,4]");
	fx->f->inputs.at[0].seed = true;
	ck_line(fx, key, "ir.input(\"key\", ir.seed, 1)");
	ck_line(fx, mk(fx, OP_rng_bits, "u32[n*2]", IN(key), ATTR(255)),
	        "ir.rng_bits(t[0], {stream = \"00000000000000ff\"}, ir.type(\"u32\", {n*2}))");
	ck_line(fx, mk(fx, OP_iota, "i32[3]", NONE, ATTR(0)), "ir.iota({axis = 1}, ir.type(\"i32\", {3}))");
	ck_line(fx, mk(fx, OP_transpose, NULL, IN(x), ATTR(2, 1, 0)), "ir.transpose(t[1], {permutation = {2, 1}})");
	ck_line(fx, mk(fx, OP_slice, NULL, IN(x), ATTR(2, 0, 1, 2, slice_to(fx->n), 3, 2, 1, 1)),
	        "ir.slice(t[1], {start = {0, 1}, limit = {n, 3}, stride = {1, 1}})");
	ck_line(fx, mk(fx, OP_slice, NULL, IN(b), ATTR(2, 0, 0, 2, SLICE_WHOLE, 2, 2, 1, 1)),
	        "ir.slice(t[2], {start = {0, 0}, limit = {-1, 2}, stride = {1, 1}})");
	ck_line(fx, mk(fx, OP_reduce_sum, NULL, IN(x), ATTR(2, 0, 1)), "ir.reduce_sum(t[1], {axes = {1, 2}})");
	ck_line(fx, node_extent(fx->g, fx->k), "ir.extent(k)");
	ck_line(fx, convert_to(fx->g, b, DT_I32), "ir.convert(t[2], ir.type(\"i32\", {n, 4}))");
	ck_line(fx, node_replica(fx->g, map1(fx->g, OP_exp, b), &b, 2), "ir.replica(2).exp(t[2])");
	fixture_close(fx);
}
END_TEST

START_TEST(dims_get_locals_that_lua_accepts)
{
	Fixture *fx = fixture_open();
	Type t = { .dtype = DT_F32, .rank = 3 };
	t.dim[0] = (Dim){ 7, model_symbol(fx->m, "end", 7) };
	t.dim[1] = (Dim){ 8, model_symbol(fx->m, "t", 8) };
	t.dim[2] = (Dim){ 9, model_symbol(fx->m, "batch", 9) };
	Node *x = node_input(fx->g, &t, 0, "a \"b\"\n");
	Port p = { .name = x->name, .type = t, .node = x };
	vec_push(&fx->cc.arena, fx->f->inputs, p);
	const char *text = dump(fx);
	ck_assert_ptr_nonnull(strstr(text, "  local dim_1 = ir.dim(\"end\", 7)\n  local dim_2 = ir.dim(\"t\", 8)\n"
	                                   "  local batch = ir.dim(\"batch\", 9)\n"));
	ck_assert_ptr_nonnull(strstr(text, "ir.input(\"a \\\"b\\\"\\010\", ir.type(\"f32\", {dim_1, dim_2, batch}), 1)"));
	fixture_close(fx);
}
END_TEST

typedef struct Seen { int count; size_t size; } Seen;

static void count_blob(void *context, const char *hash, const void *data, size_t size)
{
	Seen *seen = context;
	seen->count++;
	seen->size = size;
	ck_assert_uint_eq(strlen(hash), 16);
	ck_assert_uint_eq(strtoull(hash, NULL, 16), hash_bytes(data, size, 0));
}

START_TEST(a_blob_is_stored_once)
{
	Fixture *fx = fixture_open();
	Seen seen = { 0 };
	Type big = ty(fx, "u8[17]"), same = ty(fx, "u8[1,17]");
	node_constant(fx->g, &big, "0123456789abcdefg");
	node_constant(fx->g, &same, "0123456789abcdefg");
	node_scalar(fx->g, DT_F32, 1);
	model_blobs(fx->m, count_blob, &seen);
	ck_assert_int_eq(seen.count, 1);
	ck_assert_uint_eq(seen.size, 17);
	fixture_close(fx);
}
END_TEST

START_TEST(a_dump_of_one_function_has_its_slots_only)
{
	Fixture *fx = fixture_open();
	Type t = ty(fx, "f32[2]");
	Slot *w = model_add_slot(fx->m, SLOT_PARAM, "w", &t, fx->g->here);
	model_add_slot(fx->m, SLOT_BUFFER, "unused", &t, fx->g->here);
	out(fx, "y", node_slot(fx->g, w));
	Text text = text_new(&fx->cc.arena);
	function_dump(fx->f, &text);
	ck_assert_ptr_nonnull(strstr(text_str(&text), "m:slot(\"param\", \"w\""));
	ck_assert_ptr_null(strstr(text_str(&text), "unused"));
	fixture_close(fx);
}
END_TEST

Suite *dump_suite(void)
{
	Suite *s = suite_create("dump");
	TCase *t = tcase_create("dump");
	tcase_add_test(t, a_model_prints_as_lua);
	tcase_add_test(t, constants_print_exactly);
	tcase_add_test(t, attributes_count_from_one_where_they_are_axes);
	tcase_add_test(t, dims_get_locals_that_lua_accepts);
	tcase_add_test(t, a_blob_is_stored_once);
	tcase_add_test(t, a_dump_of_one_function_has_its_slots_only);
	suite_add_tcase(s, t);
	return s;
}
