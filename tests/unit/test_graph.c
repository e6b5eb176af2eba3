/* test_graph.c - identity of nodes, slots and functions, dead code, the verifier, the hashes. */
#include <math.h>

#include "ir_fixture.h"

Suite *graph_suite(void);

START_TEST(equal_nodes_are_one_node)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[n,3]"), *y = in(fx, "y", "f32[n,3]");
	ck_assert_ptr_ne(x, y);
	Node *a = map2(fx->g, OP_add, x, y);
	ck_assert_ptr_eq(map2(fx->g, OP_add, x, y), a);
	ck_assert_ptr_ne(map2(fx->g, OP_add, y, x), a);
	ck_assert_ptr_ne(map2(fx->g, OP_subtract, x, y), a);
	ck_assert_ptr_eq(node_scalar(fx->g, DT_F32, 0.1), node_scalar(fx->g, DT_F32, 0.1));
	ck_assert_ptr_ne(node_scalar(fx->g, DT_F32, 0.0), node_scalar(fx->g, DT_F32, -0.0));
	ck_assert_ptr_ne(node_scalar(fx->g, DT_I32, 1), node_scalar(fx->g, DT_U32, 1));
	ck_assert_ptr_ne(mk(fx, OP_iota, "i32[3,3]", NONE, ATTR(0)), mk(fx, OP_iota, "i32[3,3]", NONE, ATTR(1)));
	fixture_close(fx);
}
END_TEST

START_TEST(replicas_are_told_apart_and_kept)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2]"), *e = map1(fx->g, OP_exp, x);
	Node *copy = node_replica(fx->g, e, e->in, 1);
	ck_assert_ptr_ne(copy, e);
	ck_assert_uint_eq(copy->replica, 1);
	ck_assert_ptr_eq(node_like(fx->g, copy, copy->in), copy);
	ck_assert_ptr_eq(node_like(fx->g, e, e->in), e);
	fixture_close(fx);
}
END_TEST

START_TEST(a_node_keeps_the_line_that_made_it_first)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2]");
	fx->g->here.line = 9;
	Node *e = map1(fx->g, OP_exp, x);
	fx->g->here.line = 10;
	ck_assert_int_eq(map1(fx->g, OP_exp, x)->loc.line, 9);
	Graph *other = graph_new(fx->m);
	Type t = ty(fx, "f32[2]");
	Node *y = node_input(other, &t, 0, "x");
	ck_assert_int_eq(node_like(other, e, &y)->loc.line, 9);
	ck_assert_int_eq(fx->g->here.line, 10);
	fixture_close(fx);
}
END_TEST

START_TEST(ten_thousand_nodes_stay_found)
{
	enum { MANY = 10000 };
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2]"), *last = x;
	for (int i = 0; i < MANY; i++)
		last = map1(fx->g, OP_negate, last);
	ck_assert_uint_eq(fx->g->nodes.n, MANY + 1);
	Node *again = x;
	for (int i = 0; i < MANY; i++)
		again = map1(fx->g, OP_negate, again);
	ck_assert_ptr_eq(again, last);
	ck_assert_uint_eq(fx->g->nodes.n, MANY + 1);
	fixture_close(fx);
}
END_TEST

START_TEST(splats_are_recognised)
{
	Fixture *fx = fixture_open();
	double v = 0;
	Type t = ty(fx, "f32[n,3]");
	ck_assert(node_is_splat(node_splat(fx->g, &t, 2.5), &v));
	ck_assert_double_eq(v, 2.5);
	ck_assert(node_is_splat(node_scalar(fx->g, DT_I8, -7), &v));
	ck_assert_double_eq(v, -7);
	ck_assert(!node_is_splat(in(fx, "x", "f32[]"), &v));
	ck_assert(!node_is_splat(constant_f32(fx, "f32[2]", (const float[]){ 1, 1 }), &v));
	fixture_close(fx);
}
END_TEST

START_TEST(scalars_of_integer_types_must_fit)
{
	Fixture *fx = fixture_open();
	ck_error(fx, node_scalar(fx->g, DT_U8, 256), "a number for u8; an integer from 0 to 255 expected; found 256.0");
	ck_error(fx, node_scalar(fx->g, DT_I32, 0.5), "a number for i32; an integer from -2147483648 to 2147483647 expected; found 0.5");
	ck_error(fx, node_scalar(fx->g, DT_I32, (double)NAN), "a number for i32; an integer from -2147483648 to 2147483647 expected; found NAN");
	fixture_close(fx);
}
END_TEST

START_TEST(makers_leave_out_what_changes_nothing)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2,3]");
	const int64_t same[] = { 0, 1 };
	ck_assert_ptr_eq(convert_to(fx->g, x, DT_F32), x);
	ck_assert_ptr_eq(reshape_to(fx->g, x, &x->type), x);
	ck_assert_ptr_eq(broadcast_to(fx->g, x, &x->type, same), x);
	ck_assert_ptr_eq(transpose_by(fx->g, x, same), x);
	ck_assert_ptr_eq(reduce_by(fx->g, OP_reduce_sum, x, NULL, 0), x);
	fixture_close(fx);
}
END_TEST

START_TEST(slots_are_unique_constant_and_not_empty)
{
	Fixture *fx = fixture_open();
	Loc loc = { .file = "unit.lua", .line = 3 };
	Type t = ty(fx, "f32[2,3]"), bounded = ty(fx, "f32[n]"), empty = ty(fx, "f32[0]"), huge = ty(fx, "f32[1000000,1000000]");
	Slot *w = model_add_slot(fx->m, SLOT_PARAM, "w", &t, loc);
	model_add_slot(fx->m, SLOT_BUFFER, "w", &t, loc);
	ck_assert_ptr_eq(model_slot(fx->m, SLOT_PARAM, "w"), w);
	ck_assert_ptr_null(model_slot(fx->m, SLOT_STATE, "w"));
	ck_assert_int_eq(model_parameters(fx->m), 6);
	ck_type(fx, node_slot(fx->g, w), "f32[2,3]");
	ck_error(fx, model_add_slot(fx->m, SLOT_PARAM, "w", &t, loc),
	         "param \"w\": the name twice; unique names expected; found another at unit.lua:3");
	ck_error(fx, model_add_slot(fx->m, SLOT_STATE, "s", &bounded, loc),
	         "state \"s\": a bounded dimension in memory; numbers expected; found f32[n]");
	ck_error(fx, model_add_slot(fx->m, SLOT_PARAM, "e", &empty, loc),
	         "param \"e\": a tensor without elements; extents of at least 1 expected; found f32[0]");
	ck_error(fx, model_add_slot(fx->m, SLOT_PARAM, "h", &huge, loc),
	         "param \"h\": too large a tensor; at most 2^36 elements expected; found f32[1000000,1000000]");
	fixture_close(fx);
}
END_TEST

START_TEST(pruning_keeps_inputs_order_and_identity)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2]"), *unused = in(fx, "unused", "f32[2]");
	map1(fx->g, OP_exp, unused);
	Node *y = map1(fx->g, OP_tanh, x);
	map1(fx->g, OP_log, y);
	out(fx, "y", y);
	function_prune(fx->f);
	ck_assert_uint_eq(fx->g->nodes.n, 3);
	ck_assert_ptr_eq(fx->g->nodes.at[2], y);
	ck_assert_uint_eq(y->id, 2);
	ck_assert_ptr_eq(map1(fx->g, OP_tanh, x), y);
	function_verify(fx->f, "prune");
	fixture_close(fx);
}
END_TEST

/* ---- the verifier: each of these ends the program with 70 ---------------------------------------------- */

static Fixture *small_function(void)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[2,3]");
	out(fx, "y", map1(fx->g, OP_exp, x));
	function_verify(fx->f, "nothing");
	return fx;
}

START_TEST(verifier_sees_a_wrong_type)
{
	Fixture *fx = small_function();
	fx->g->nodes.at[1]->type.dim[0].size = 5;
	fx->f->outputs.at[0].type.dim[0].size = 5;
	function_verify(fx->f, "test");
}
END_TEST

START_TEST(verifier_sees_an_operand_that_comes_later)
{
	Fixture *fx = small_function();
	Node *e = fx->g->nodes.at[1], *later = map1(fx->g, OP_exp, e);
	e->in[0] = later;
	function_verify(fx->f, "test");
}
END_TEST

START_TEST(verifier_sees_a_node_of_another_graph)
{
	Fixture *fx = small_function(), *other = small_function();
	fx->g->nodes.at[1]->in[0] = other->g->nodes.at[0];
	function_verify(fx->f, "test");
}
END_TEST

START_TEST(verifier_sees_inputs_out_of_order)
{
	Fixture *fx = small_function();
	in(fx, "z", "f32[2,3]");
	Port p = fx->f->inputs.at[0];
	fx->f->inputs.at[0] = fx->f->inputs.at[1];
	fx->f->inputs.at[1] = p;
	function_verify(fx->f, "test");
}
END_TEST

START_TEST(verifier_sees_a_slot_set_twice)
{
	Fixture *fx = small_function();
	Type t = ty(fx, "f32[2,3]");
	Set set = { .slot = model_add_slot(fx->m, SLOT_STATE, "s", &t, fx->g->here), .value = fx->g->nodes.at[1] };
	vec_push(&fx->cc.arena, fx->f->sets, set);
	function_verify(fx->f, "test");
	vec_push(&fx->cc.arena, fx->f->sets, set);
	function_verify(fx->f, "test");
}
END_TEST

START_TEST(verifier_sees_an_empty_output)
{
	Fixture *fx = small_function();
	Node *x = fx->f->inputs.at[0].node;
	out(fx, "none", mk(fx, OP_slice, NULL, IN(x), ATTR(2, 0, 0, 2, 0, 3, 2, 1, 1)));
	function_verify(fx->f, "test");
}
END_TEST

START_TEST(an_operand_of_another_graph_is_our_fault)
{
	Fixture *fx = small_function(), *other = small_function();
	map1(fx->g, OP_exp, other->g->nodes.at[0]);
}
END_TEST

/* ---- identities ------------------------------------------------------------------------------------------ */

static uint64_t graph_hash_of(int line, bool dead, double scale, const char *slot)
{
	Fixture *fx = fixture_open();
	fx->g->here.line = line;
	Type t = ty(fx, "f32[3]");
	Slot *w = model_add_slot(fx->m, SLOT_PARAM, slot, &t, fx->g->here);
	Node *x = in(fx, "x", "f32[3]");
	if (dead)
		map1(fx->g, OP_exp, x);
	Node *y = map2(fx->g, OP_add, x, node_slot(fx->g, w));
	out(fx, "y", map2(fx->g, OP_multiply, y, node_splat(fx->g, &y->type, scale)));
	uint64_t h = model_graph_hash(fx->m);
	fixture_close(fx);
	return h;
}

START_TEST(the_graph_hash_is_of_the_computation_alone)
{
	uint64_t h = graph_hash_of(1, false, 2, "w");
	ck_assert_uint_eq(h, graph_hash_of(9, true, 2, "w"));
	ck_assert_uint_ne(h, graph_hash_of(1, false, 3, "w"));
	ck_assert_uint_ne(h, graph_hash_of(1, false, 2, "v"));
}
END_TEST

START_TEST(the_signature_is_of_what_files_hold)
{
	Fixture *a = fixture_open(), *b = fixture_open();
	Type t = ty(a, "f32[3]"), u = ty(a, "f32[4]");
	Loc here = { 0 };
	model_add_slot(a->m, SLOT_PARAM, "w", &t, here);
	model_add_slot(a->m, SLOT_BUFFER, "v", &u, here);
	model_add_slot(b->m, SLOT_BUFFER, "v", &u, here);
	model_add_slot(b->m, SLOT_PARAM, "w", &t, here);
	ck_assert_uint_eq(model_signature(a->m), model_signature(b->m));
	model_add_slot(b->m, SLOT_STATE, "s", &t, here);
	ck_assert_uint_eq(model_signature(a->m), model_signature(b->m));
	model_add_slot(b->m, SLOT_PARAM, "s", &t, here);
	ck_assert_uint_ne(model_signature(a->m), model_signature(b->m));
	fixture_close(a);
	fixture_close(b);
}
END_TEST

Suite *graph_suite(void)
{
	Suite *s = suite_create("graph");
	TCase *t = tcase_create("graph");
	tcase_add_test(t, equal_nodes_are_one_node);
	tcase_add_test(t, replicas_are_told_apart_and_kept);
	tcase_add_test(t, a_node_keeps_the_line_that_made_it_first);
	tcase_add_test(t, ten_thousand_nodes_stay_found);
	tcase_add_test(t, splats_are_recognised);
	tcase_add_test(t, scalars_of_integer_types_must_fit);
	tcase_add_test(t, makers_leave_out_what_changes_nothing);
	tcase_add_test(t, slots_are_unique_constant_and_not_empty);
	tcase_add_test(t, pruning_keeps_inputs_order_and_identity);
	tcase_add_exit_test(t, verifier_sees_a_wrong_type, 70);
	tcase_add_exit_test(t, verifier_sees_an_operand_that_comes_later, 70);
	tcase_add_exit_test(t, verifier_sees_a_node_of_another_graph, 70);
	tcase_add_exit_test(t, verifier_sees_inputs_out_of_order, 70);
	tcase_add_exit_test(t, verifier_sees_a_slot_set_twice, 70);
	tcase_add_exit_test(t, verifier_sees_an_empty_output, 70);
	tcase_add_exit_test(t, an_operand_of_another_graph_is_our_fault, 70);
	tcase_add_test(t, the_graph_hash_is_of_the_computation_alone);
	tcase_add_test(t, the_signature_is_of_what_files_hold);
	suite_add_tcase(s, t);
	return s;
}
