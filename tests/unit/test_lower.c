/* test_lower.c - what becomes one kernel, what lies in memory, what is written in place. */
#include "ir_fixture.h"

#include "../../compiler/lower/internal.h"
#include "../../compiler/passes/passes.h"
#include "../../compiler/plan/plan.h"

static Program *lowered(Fixture *fx)
{
	static const LowerOptions options = { .blas = true, .threads = 1 };
	uint64_t accesses;
	function_verify(fx->f, "test");
	function_simplify(fx->f);
	function_verify(fx->f, "simplify");
	Program *p = lower_function(fx->f, &options);
	plan_program(p);
	const char *verdict = plan_check(p, &fx->cc.arena);
	ck_assert_msg(!verdict, "%s", verdict);
	verdict = prove_program(p, &fx->cc.arena, &accesses);
	ck_assert_msg(!verdict, "%s", verdict);
	return p;
}

static int64_t temporaries(const Program *p)
{
	int64_t n = 0;
	for (int d = 0; d <= DT_BOOL; d++)
		n += p->workspace[d];
	return n;
}

static Node *over(Fixture *fx, Node *a, const char *type, int64_t axis)
{
	Type t = ty(fx, type);
	return broadcast_to(fx->g, a, &t, &axis);
}

static Node *slot(Fixture *fx, Op op, SlotKind kind, const char *name, const char *type)
{
	Type t = ty(fx, type);
	Slot *s = model_add_slot(fx->m, kind, name, &t, (Loc){ 0 });
	int64_t index = s->index;
	Node *n = node_make(fx->g, op, &t, NULL, 0, &index, 1);
	n->name = name;
	return n;
}

static void set(Fixture *fx, const Node *old, Node *value)
{
	Set s = { fx->m->slots.at[old->attr[0]], value, { 0 } };
	vec_push(&fx->cc.arena, fx->f->sets, s);
}

/* ---- positions ------------------------------------------------------------------------------------------- */

START_TEST(division_by_ranges_costs_nothing)
{
	Arena arena = { 0 };
	Maker k = { .arena = &arena };
	const Var *i = var_loop(&k, (Extent){ 5, 0 }, 5, "i"), *j = var_loop(&k, (Extent){ 28, 0 }, 28, "j");
	Index x = index_add(&k, index_scale(&k, index_var(&k, i), 28), index_var(&k, j)), q, r;
	ck_assert(index_divide(&k, x, 28, &q, &r));
	Index want_q = index_var(&k, i), want_r = index_var(&k, j);
	ck_assert(index_equal(&q, &want_q));
	ck_assert(index_equal(&r, &want_r));
	arena_free(&arena);
}
END_TEST

START_TEST(quotient_and_remainder_fold_back)
{
	Arena arena = { 0 };
	Maker k = { .arena = &arena };
	const Var *i = var_loop(&k, (Extent){ 60, 0 }, 60, "i");
	Index x = index_var(&k, i), q, r;
	ck_assert(index_divide(&k, x, 7, &q, &r));
	ck_assert(!index_equal(&q, &x));
	Index back = index_add(&k, index_scale(&k, q, 7), r);
	ck_assert(index_equal(&back, &x));
	arena_free(&arena);
}
END_TEST

/* ---- one kernel ------------------------------------------------------------------------------------------------ */

START_TEST(elementwise_chain_is_one_loop_without_temporaries)
{
	Fixture *fx = fixture_open();
	Node *a = in(fx, "a", "f32[6,8]"), *b = in(fx, "b", "f32[6,8]");
	Node *s = map2(fx->g, OP_add, a, b);
	out(fx, "y", map2(fx->g, OP_multiply, map1(fx->g, OP_tanh, s), map1(fx->g, OP_exp, s)));
	Program *p = lowered(fx);
	ck_assert_uint_eq(p->calls.n, 1);
	ck_assert_int_eq(temporaries(p), 0);
	const Stmt *loop = p->kernels.at[0]->body.first;
	ck_assert_int_eq(loop->kind, S_FOR);
	ck_assert_int_eq(loop->var->extent.mul, 48);         /* two axes, one loop */
	fixture_close(fx);
}
END_TEST

START_TEST(movement_costs_no_kernel)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[4,6]");
	int64_t swap[] = { 1, 0 }, start[] = { 1, 0 }, limit[] = { 5, 4 }, one[] = { 1, 1 };
	Node *t = transpose_by(fx->g, x, swap);
	Type flat = ty(fx, "f32[2,8]");
	Node *y = reshape_to(fx->g, slice_by(fx->g, t, start, limit, one), &flat);
	out(fx, "y", map1(fx->g, OP_negate, y));
	Program *p = lowered(fx);
	ck_assert_uint_eq(p->calls.n, 1);
	ck_assert_int_eq(temporaries(p), 0);
	fixture_close(fx);
}
END_TEST

static Node *softmax_loss(Fixture *fx, Node *x, Node *label)
{
	Graph *g = fx->g;
	int64_t last = 1;
	Node *m = reduce_by(g, OP_reduce_max, x, &last, 1);
	m = node_make(g, OP_stop_gradient, NULL, &m, 1, NULL, 0);
	Node *s = map2(g, OP_subtract, x, over(fx, m, "f32[n,10]", 0));
	Node *lse = map1(g, OP_log, reduce_by(g, OP_reduce_sum, map1(g, OP_exp, s), &last, 1));
	Type ti = ty(fx, "i32[n,10]"), tf = ty(fx, "f32[n,10]");
	Node *hot = map2(g, OP_equal, node_make(g, OP_iota, &ti, NULL, 0, &last, 1), over(fx, label, "i32[n,10]", 0));
	Node *at = reduce_by(g, OP_reduce_sum, map3(g, OP_select, hot, s, node_splat(g, &tf, 0)), &last, 1);
	return map2(g, OP_subtract, lse, at);
}

START_TEST(softmax_cross_entropy_and_its_gradient_are_one_region)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[n,10]"), *label = in(fx, "label", "i32[n]"), *dx;
	Node *loss = softmax_loss(fx, x, label);
	int64_t rows = 0;
	Node *total = reduce_by(fx->g, OP_reduce_sum, loss, &rows, 1);
	graph_gradients(fx->g, total, NULL, &x, 1, &dx);
	out(fx, "loss", loss);
	out(fx, "dx", dx);
	Program *p = lowered(fx);
	ck_assert_uint_eq(p->calls.n, 1);
	ck_assert_int_lt(temporaries(p), 64);                /* rows of scratch, nothing of n x 10 */
	fixture_close(fx);
}
END_TEST

START_TEST(layer_norm_is_one_region)
{
	Fixture *fx = fixture_open();
	Graph *g = fx->g;
	Node *x = in(fx, "x", "f32[n,64]"), *gain = in(fx, "gain", "f32[64]");
	int64_t last = 1;
	Type row = ty(fx, "f32[n]");
	Node *share = node_splat(g, &row, 1.0 / 64);
	Node *mean = map2(g, OP_multiply, reduce_by(g, OP_reduce_sum, x, &last, 1), share);
	Node *d = map2(g, OP_subtract, x, over(fx, mean, "f32[n,64]", 0));
	Node *var = map2(g, OP_multiply, reduce_by(g, OP_reduce_sum, map2(g, OP_multiply, d, d), &last, 1), share);
	Node *scale = map1(g, OP_rsqrt, map2(g, OP_add, var, node_splat(g, &row, 1e-3)));
	Node *y = map2(g, OP_multiply, map2(g, OP_multiply, d, over(fx, scale, "f32[n,64]", 0)), over(fx, gain, "f32[n,64]", 1));
	out(fx, "y", y);
	Program *p = lowered(fx);
	ck_assert_uint_eq(p->calls.n, 1);
	ck_assert_int_le(temporaries(p), 128);
	fixture_close(fx);
}
END_TEST

START_TEST(bias_and_activation_are_the_products_epilogue)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[n,64]"), *w = in(fx, "w", "f32[64,48]"), *b = in(fx, "b", "f32[48]");
	int64_t one = 1, zero = 0;
	Node *z = dot_by(fx->g, x, w, 0, NULL, NULL, 1, &one, &zero);
	out(fx, "y", map1(fx->g, OP_tanh, map2(fx->g, OP_add, z, over(fx, b, "f32[n,48]", 1))));
	Program *p = lowered(fx);
	ck_assert_uint_eq(p->calls.n, 1);
	ck_assert_int_eq(temporaries(p), 0);
	ck_assert_int_eq(p->kernels.at[0]->body.first->kind, S_CONTRACT);
	ck_assert_int_eq(p->kernels.at[0]->body.first->contract->how, CONTRACT_TILE);
	fixture_close(fx);
}
END_TEST

/* ---- memory --------------------------------------------------------------------------------------------------------- */

START_TEST(update_writes_its_slots_in_place)
{
	Fixture *fx = fixture_open();
	Graph *g = fx->g;
	Node *grad = in(fx, "g", "f32[6,8]");
	Node *p0 = slot(fx, OP_param, SLOT_PARAM, "w", "f32[6,8]"), *m0 = slot(fx, OP_train, SLOT_TRAIN, "momentum.w", "f32[6,8]");
	Node *m1 = map2(g, OP_add, map2(g, OP_multiply, m0, node_splat(g, &m0->type, 0.9)), grad);
	Node *p1 = map2(g, OP_subtract, p0, map2(g, OP_multiply, m1, node_splat(g, &m0->type, 0.1)));
	set(fx, m0, m1);
	set(fx, p0, p1);
	Program *p = lowered(fx);
	ck_assert_uint_eq(p->calls.n, 1);
	ck_assert_uint_eq(p->calls.at[0].n, 3);              /* gradient, parameter, moment: an aliased pair is one pointer */
	ck_assert_int_eq(temporaries(p), 0);
	fixture_close(fx);
}
END_TEST

START_TEST(swapped_slots_are_taken_aside)
{
	Fixture *fx = fixture_open();
	Node *a = slot(fx, OP_state, SLOT_STATE, "a", "f32[4]"), *b = slot(fx, OP_state, SLOT_STATE, "b", "f32[4]");
	set(fx, a, b);
	set(fx, b, a);
	Program *p = lowered(fx);
	for (size_t i = 0; i < p->calls.n; i++)              /* nobody reads a slot after it was written */
		for (uint32_t j = 0; j < p->calls.at[i].n; j++)
			for (size_t k = 0; k < i; k++)
				for (uint32_t m = 0; m < p->calls.at[k].n; m++)
					if (p->calls.at[k].arg[m] == p->calls.at[i].arg[j] && p->calls.at[k].arg[m]->kind == BUF_SLOT &&
					    (p->calls.at[k].kernel->params.at[m].access & ACCESS_WRITE))
						ck_assert_msg(p->calls.at[i].kernel->params.at[j].access == ACCESS_WRITE, "old value lost");
	fixture_close(fx);
}
END_TEST

START_TEST(shifted_read_is_not_aliased)
{
	Fixture *fx = fixture_open();
	int64_t axes[] = { 0 };
	Node *a = slot(fx, OP_state, SLOT_STATE, "a", "f32[9]");
	Node *r = node_make(fx->g, OP_reverse, NULL, &a, 1, (int64_t[]){ 1, axes[0] }, 2);
	set(fx, a, map1(fx->g, OP_negate, r));
	Program *p = lowered(fx);
	ck_assert_uint_eq(p->calls.n, 2);                    /* into a temporary, then over the slot */
	ck_assert_int_ge(temporaries(p), 9);
	fixture_close(fx);
}
END_TEST

START_TEST(equal_layers_share_one_kernel)
{
	Fixture *fx = fixture_open();
	Node *x = in(fx, "x", "f32[n,32]");
	int64_t one = 1, zero = 0;
	for (int i = 0; i < 12; i++) {
		Node *w = slot(fx, OP_param, SLOT_PARAM, arena_printf(&fx->cc.arena, "h.%d.kernel", i), "f32[32,32]");
		x = map1(fx->g, OP_tanh, dot_by(fx->g, x, w, 0, NULL, NULL, 1, &one, &zero));
	}
	out(fx, "y", x);
	Program *p = lowered(fx);
	ck_assert_uint_eq(p->calls.n, 12);
	ck_assert_uint_eq(p->kernels.n, 1);
	fixture_close(fx);
}
END_TEST

/* ---- contractions --------------------------------------------------------------------------------------------------------- */

static const Contract *contract_of(Fixture *fx, const char *ta, const char *tb, int64_t ca, int64_t cb)
{
	Node *a = in(fx, "a", ta), *b = in(fx, "b", tb);
	out(fx, "y", dot_by(fx->g, a, b, 0, NULL, NULL, 1, &ca, &cb));
	const Program *p = lowered(fx);
	const Stmt *s = p->kernels.at[0]->body.first;
	return s->kind == S_CONTRACT ? s->contract : NULL;
}

START_TEST(case_is_chosen_by_constants)
{
	static const struct { const char *a, *b; int64_t ca, cb; int how; } cases[] = {
		{ "f32[1,784]", "f32[784,128]", 1, 0, CONTRACT_ROW },
		{ "f32[784]", "f32[784,128]", 0, 0, CONTRACT_ROW },
		{ "f32[300,64]", "f32[64]", 1, 0, CONTRACT_DOT },
		{ "f32[64,300]", "f32[64]", 0, 0, CONTRACT_ROW },        /* one column: the product of the transposed */
		{ "f32[64]", "f32[300,64]", 0, 1, CONTRACT_DOT },
		{ "f32[n,784]", "f32[784,128]", 1, 0, CONTRACT_TILE },
		{ "f32[2,3]", "f32[3,2]", 1, 0, -1 },
	};
	Fixture *fx = fixture_open();
	const Contract *c = contract_of(fx, cases[_i].a, cases[_i].b, cases[_i].ca, cases[_i].cb);
	ck_assert_int_eq(c ? (int)c->how : -1, cases[_i].how);
	fixture_close(fx);
}
END_TEST

START_TEST(transposed_operand_is_read_in_place)
{
	Fixture *fx = fixture_open();
	const Contract *c = contract_of(fx, "f32[n,784]", "f32[n,128]", 0, 0);
	ck_assert_ptr_nonnull(c);
	ck_assert_int_eq(c->a_row, 1);
	ck_assert_int_eq(c->a_k, 784);
	ck_assert(!c->pack_a && !c->pack_b && !c->pack_b_tail);
	fixture_close(fx);
}
END_TEST

Suite *lower_suite(void)
{
	Suite *s = suite_create("lower");
	TCase *t = tcase_create("positions");
	tcase_add_test(t, division_by_ranges_costs_nothing);
	tcase_add_test(t, quotient_and_remainder_fold_back);
	suite_add_tcase(s, t);
	t = tcase_create("one kernel");
	tcase_add_test(t, elementwise_chain_is_one_loop_without_temporaries);
	tcase_add_test(t, movement_costs_no_kernel);
	tcase_add_test(t, softmax_cross_entropy_and_its_gradient_are_one_region);
	tcase_add_test(t, layer_norm_is_one_region);
	tcase_add_test(t, bias_and_activation_are_the_products_epilogue);
	suite_add_tcase(s, t);
	t = tcase_create("memory");
	tcase_add_test(t, update_writes_its_slots_in_place);
	tcase_add_test(t, swapped_slots_are_taken_aside);
	tcase_add_test(t, shifted_read_is_not_aliased);
	tcase_add_test(t, equal_layers_share_one_kernel);
	suite_add_tcase(s, t);
	t = tcase_create("contractions");
	tcase_add_loop_test(t, case_is_chosen_by_constants, 0, 7);
	tcase_add_test(t, transposed_operand_is_read_in_place);
	suite_add_tcase(s, t);
	return s;
}
