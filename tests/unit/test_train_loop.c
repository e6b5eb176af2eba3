/* test_train_loop.c - the training loop: what it computes, when it stops, and how it resumes. */
#include "train_line.h"

START_TEST(it_learns_the_line)
{
	line_run r;
	line_data d;
	start(&r);
	make_data(&d, COUNT);
	cr_train_options o = { .epochs = 60, .seed = 3 };
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_OK);
	ck_assert_float_lt(r.result.loss, 0.01f);
	ck_assert_uint_eq(r.result.steps, 60 * 6);
	ck_assert_uint_eq(r.result.examples, 60 * COUNT);
	ck_assert_uint_eq(r.result.epochs, 60);
	ck_assert_float_eq_tol(r.params.w[0], 2.0f, 0.1f);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_weights_and_another_gives_others)
{
	line_run a, b, c;
	line_data d;
	make_data(&d, COUNT);
	cr_train_options o = { .epochs = 3, .seed = 7 };
	start(&a);
	start(&b);
	start(&c);
	go(&a, &line, &d, NULL, &o);
	go(&b, &line, &d, NULL, &o);
	o.seed = 8;
	go(&c, &line, &d, NULL, &o);
	ck_assert_mem_eq(&a.params, &b.params, sizeof a.params);
	ck_assert_mem_eq(&a.state, &b.state, sizeof a.state);
	ck_assert_uint_eq(a.result.digest, b.result.digest);
	ck_assert_uint_ne(a.result.digest, c.result.digest);
}
END_TEST

START_TEST(each_example_is_read_once_an_epoch_in_shuffled_order)
{
	line_run a, b;
	line_data d;
	make_data(&d, COUNT);
	cr_train_options o = { .epochs = 3 };
	start(&a);
	start(&b);
	go(&a, &line, &d, NULL, &o);
	d.source.read = read_one;
	d.source.user = &d;
	go(&b, &line, &d, NULL, &o);
	for (int i = 0; i < COUNT; i++)
		ck_assert_uint_eq(d.seen[i], 3);
	ck_assert_mem_eq(&a.params, &b.params, sizeof a.params);
}
END_TEST

/* By hand: two epochs in order, batches of 4, the last of 3. */
START_TEST(partial_batches_are_exact)
{
	line_run r, hand;
	line_data d;
	make_data(&d, COUNT);
	cr_train_options o = { .epochs = 2, .keep_order = 1 };
	start(&r);
	start(&hand);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_OK);
	double loss = 0, weight = 0;
	for (int epoch = 0; epoch < 2; epoch++) {
		loss = weight = 0;
		for (size_t at = 0; at < COUNT; at += BATCH) {
			cr_train_sums sums = { .updated = 0 };
			const void *in[] = { d.x + 3 * at, d.y + at, d.group + at };
			line_step_and_update(&hand.call, COUNT - at < BATCH ? COUNT - at : BATCH, in, &sums);
			loss += (double)sums.value[0];
			weight += (double)sums.weight[0];
		}
	}
	ck_assert_mem_eq(&r.params, &hand.params, sizeof r.params);
	ck_assert_float_eq(r.result.loss, (float)(loss / weight));
	ck_assert_double_eq(weight, COUNT - 1);
}
END_TEST

START_TEST(a_dropped_remainder_is_not_seen)
{
	line_run r;
	line_data d;
	make_data(&d, COUNT);
	cr_train_options o = { .epochs = 2, .drop_remainder = 1 };
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_OK);
	ck_assert_uint_eq(r.result.examples, 40);
	ck_assert_uint_eq(r.result.steps, 10);
	d.source.count = 3;
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_ERR_ARGUMENT);
}
END_TEST

START_TEST(accumulation_equals_a_larger_batch)
{
	line_run small, large;
	line_data d;
	make_data(&d, COUNT);
	cr_train_model few = line, many = line;
	few.batch = 2;
	few.accumulate = 2;
	few.step = line_step;
	many.accumulate = 3;
	many.step = line_step;
	cr_train_options o = { .epochs = 3, .keep_order = 1 };
	start(&small);
	start(&large);
	ck_assert_int_eq(go(&small, &few, &d, NULL, &o), CR_OK);
	ck_assert_uint_eq(small.result.steps, 18);
	/* the reference: updates by hand, 4 examples each */
	for (int epoch = 0; epoch < 3; epoch++)
		for (size_t at = 0; at < COUNT; at += 4) {
			cr_train_sums sums = { .updated = 0 };
			const void *in[] = { d.x + 3 * at, d.y + at, d.group + at };
			line_step(&large.call, COUNT - at < 4 ? COUNT - at : 4, in, &sums);
			line_update(&large.call, &sums);
		}
	ck_assert_mem_eq(&small.params, &large.params, sizeof small.params);
	start(&small);
	ck_assert_int_eq(go(&small, &many, &d, NULL, &o), CR_OK);
	ck_assert_uint_eq(small.result.steps, 6);
}
END_TEST

/* The central promise: stop after any update, save, load elsewhere, go on; nothing differs. */
START_TEST(a_run_resumed_at_any_step_equals_one_that_was_not_stopped)
{
	line_run whole, first, second;
	line_data d, v;
	make_data(&d, COUNT);
	make_data(&v, VALID);
	cr_train_options o = { .epochs = 4, .seed = 5, .event_every = 1, .restore_best = 1 };
	listener all = { .stop_at = 0 };
	o.on_event = listen;
	o.event_user = &all;
	start(&whole);
	ck_assert_int_eq(go(&whole, &line, &d, &v.source, &o), CR_OK);
	for (uint64_t stop = 1; stop <= 24; stop++) {
		listener l = { .stop_at = stop }, rest = { .stop_at = 0 };
		memory_store m = { .size = 0 };
		cr_store store = store_of(&m);
		o.event_user = &l;
		start(&first);
		ck_assert_int_eq(go(&first, &line, &d, &v.source, &o), CR_STOPPED);
		ck_assert_uint_eq(first.result.steps, stop);
		ck_assert_int_eq(cr_train_save(&line, &first.call, &store), CR_OK);
		start(&second);
		ck_assert_int_eq(cr_train_load(&line, &second.call, m.bytes, m.size, &second.error), CR_OK);
		o.event_user = &rest;
		ck_assert_int_eq(go(&second, &line, &d, &v.source, &o), CR_OK);
		ck_assert_mem_eq(&whole.params, &second.params, sizeof whole.params);
		ck_assert_mem_eq(&whole.state, &second.state, sizeof whole.state);
		ck_assert_mem_eq(&whole.result, &second.result, sizeof whole.result);
		/* the events, less the end of one run and the begin of the other */
		char joined[8192];
		strcpy(joined, l.text);
		joined[strlen(joined) - 1] = 0;
		strcat(joined, rest.text + 1);
		ck_assert_str_eq(joined, all.text);
	}
}
END_TEST

START_TEST(a_checkpoint_taken_on_the_way_resumes_the_same)
{
	line_run whole, second;
	line_data d;
	make_data(&d, COUNT);
	memory_store m = { .size = 0 };
	listener l = { .save_at = 9 };
	cr_train_options o = { .epochs = 3, .event_every = 1, .on_event = listen, .event_user = &l, .store = store_of(&m) };
	start(&whole);
	ck_assert_int_eq(go(&whole, &line, &d, NULL, &o), CR_OK);
	ck_assert_str_eq(l.text, "B......E...C...E......EX");
	ck_assert_int_eq(m.commits, 1);
	start(&second);
	ck_assert_int_eq(cr_train_load(&line, &second.call, m.bytes, m.size, NULL), CR_OK);
	ck_assert_uint_eq(second.state.run.step, 9);
	o.on_event = NULL;
	ck_assert_int_eq(go(&second, &line, &d, NULL, &o), CR_OK);
	ck_assert_mem_eq(&whole.params, &second.params, sizeof whole.params);
}
END_TEST

START_TEST(events_come_in_order)
{
	line_run r;
	line_data d, v;
	make_data(&d, COUNT);
	make_data(&v, VALID);
	memory_store m = { .size = 0 };
	listener l = { .stop_at = 0 };
	cr_train_options o = { .epochs = 3, .event_every = 4, .on_event = listen, .event_user = &l, .checkpoint_every = 2,
		               .store = store_of(&m) };
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, &v.source, &o), CR_OK);
	ck_assert_str_eq(l.text, "B.E..EC.EX");
	l = (listener){ .stop_epoch = 2 };
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, &v.source, &o), CR_STOPPED);
	ck_assert_str_eq(l.text, "B.E..ECX");
	ck_assert_uint_eq(r.result.epochs, 2);
}
END_TEST

START_TEST(steps_end_a_run_within_an_epoch_and_over_several)
{
	line_run r, s;
	line_data d;
	make_data(&d, COUNT);
	cr_train_options o = { .steps = 4 };
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_OK);
	ck_assert_uint_eq(r.result.steps, 4);
	ck_assert_uint_eq(r.result.epochs, 0);
	ck_assert(r.result.loss > 0);
	o.steps = 15;
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_OK);
	start(&s);
	ck_assert_int_eq(go(&s, &line, &d, NULL, &o), CR_OK);
	ck_assert_uint_eq(s.result.steps, 15);
	ck_assert_uint_eq(s.result.epochs, 2);
	ck_assert_mem_eq(&r.params, &s.params, sizeof r.params);
	o.epochs = 1;
	start(&s);
	ck_assert_int_eq(go(&s, &line, &d, NULL, &o), CR_OK);
	ck_assert_uint_eq(s.result.steps, 6);
}
END_TEST

START_TEST(patience_stops_and_the_best_parameters_return)
{
	line_run r;
	line_data d, v;
	make_data(&d, COUNT);
	make_data(&v, VALID);
	for (int i = 0; i < VALID; i++)    /* the more it learns, the worse */
		v.y[i] = -v.y[i];
	cr_train_options o = { .epochs = 50, .patience = 3, .restore_best = 1 };
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, &v.source, &o), CR_OK);
	ck_assert_uint_eq(r.result.best_epoch, 1);
	ck_assert_uint_eq(r.result.epochs, 4);
	line_run once;
	start(&once);
	cr_train_options one = { .epochs = 1 };
	go(&once, &line, &d, NULL, &one);
	ck_assert_mem_eq(&r.params, &once.params, sizeof r.params);
	/* a finished run stays finished */
	ck_assert_int_eq(go(&r, &line, &d, &v.source, &o), CR_OK);
	ck_assert_uint_eq(r.result.epochs, 4);
	/* the other direction: what rises is better */
	o.monitor = -1;
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, &v.source, &o), CR_OK);
	ck_assert_uint_gt(r.result.best_epoch, 4);
	/* a huge min_delta: nothing is better than the first */
	o.monitor = 2;
	o.min_delta = 1e6f;
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, &v.source, &o), CR_OK);
	ck_assert_uint_eq(r.result.best_epoch, 1);
}
END_TEST

START_TEST(a_nan_is_an_error_or_skipped_or_rolled_back)
{
	line_run r;
	line_data d;
	listener l = { .stop_at = 0 };
	make_data(&d, COUNT);
	d.y[6] = NAN;                      /* y is not checked: the loss becomes NaN */
	cr_train_options o = { .epochs = 2, .keep_order = 1 };
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_ERR_NONFINITE);
	ck_assert_uint_eq(r.error.where, 2);
	ck_assert_str_eq(r.error.text, "step 2: the loss or a gradient is not finite");
	o.on_nonfinite = 1;
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_OK);
	ck_assert_uint_eq(r.result.steps, 10);
	ck_assert_uint_eq(r.result.examples, 46);
	ck_assert(isfinite(r.result.loss));
	o.on_nonfinite = 2;
	o.on_event = listen;
	o.event_user = &l;
	o.event_every = 1;
	start(&r);
	line_params before = r.params;
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_OK);
	ck_assert_str_eq(l.text, "B.R....E.R....EX");
	ck_assert(memcmp(&before, &r.params, sizeof before) != 0);
	/* nothing finite at all: no endless loop */
	for (int i = 0; i < COUNT; i++)
		d.y[i] = INFINITY;
	cr_train_options s = { .steps = 5, .on_nonfinite = 1 };
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &s), CR_ERR_NONFINITE);
	r.params.w[0] = NAN;
	memset(&r.state, 0, sizeof r.state);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_ERR_NONFINITE);
}
END_TEST

/* The second metric from counts: twice the mean, by way of sums that the loop knows nothing about. */
static void count(const cr_train_call *call, const cr_train_sums *sums)
{
	line_workspace *w = call->workspace;
	w->counts[0] = sums->value[1];
	w->counts[1] = sums->weight[1];
}

static cr_status counting_step(const cr_train_call *call, size_t n, const void *const *in, cr_train_sums *sums)
{
	const cr_status status = line_step_and_update(call, n, in, sums);
	count(call, sums);
	return status;
}

static cr_status counting_evaluate(const cr_train_call *call, size_t n, const void *const *in, cr_train_sums *sums)
{
	const cr_status status = line_evaluate(call, n, in, sums);
	count(call, sums);
	return status;
}

static void twice(const cr_train_call *call, const float *counts, float *metrics)
{
	ck_assert_ptr_nonnull(call->workspace);
	metrics[1] = counts[1] > 0 ? 2 * counts[0] / counts[1] : 0;
}

static cr_train_model counting(void)
{
	cr_train_model m = line;
	m.step = counting_step;
	m.evaluate = counting_evaluate;
	m.counts = 2;
	m.counts_offset = offsetof(line_workspace, counts);
	m.kept_offset = offsetof(line_state, kept);
	m.finish = twice;
	return m;
}

START_TEST(a_metric_may_be_finished_in_its_own_way)
{
	line_run plain, own;
	line_data d, valid;
	listener l = { .stop_at = 0 };
	cr_train_model m = counting();
	cr_train_options o = { .epochs = 2, .monitor = 2, .on_event = listen, .event_user = &l };
	make_data(&d, COUNT);
	make_data(&valid, VALID);
	for (int validated = 0; validated < 2; validated++) {
		start(&plain);
		start(&own);
		ck_assert_int_eq(go(&plain, &line, &d, validated ? &valid.source : NULL, &o), CR_OK);
		ck_assert_int_eq(go(&own, &m, &d, validated ? &valid.source : NULL, &o), CR_OK);
		ck_assert_float_eq_tol(own.result.best, 2 * plain.result.best, 1e-5f * plain.result.best);
		ck_assert_float_eq(own.result.loss, plain.result.loss);
		ck_assert_uint_eq(own.result.digest, plain.result.digest);
	}
}
END_TEST

START_TEST(counts_go_on_beyond_what_a_float_counts)
{
	line_run r;
	cr_train_model m = counting();
	double values[CR_METRICS_MAX] = { 0 }, weights[CR_METRICS_MAX] = { 0 };
	const cr_train_sums sums = { .updated = 0 };
	start(&r);
	r.workspace.counts[0] = 1;
	r.workspace.counts[1] = 3;
	r.state.kept[0] = 16777216;
	for (int i = 0; i < 100; i++)
		cr_train_add(&m, &r.call, &sums, values, weights);
	ck_assert_double_eq((double)r.state.kept[0] + (double)r.state.kept[2], 16777316);
	ck_assert_double_eq((double)r.state.kept[1] + (double)r.state.kept[3], 300);
	cr_train_forget(&m, &r.call);
	ck_assert_float_eq(r.state.kept[0] + r.state.kept[1] + r.state.kept[2] + r.state.kept[3], 0);
}
END_TEST

Suite *train_loop_suite(void);
Suite *train_loop_suite(void)
{
	Suite *suite = suite_create("train_loop");
	TCase *tc = tcase_create("loop");
	tcase_add_test(tc, it_learns_the_line);
	tcase_add_test(tc, the_same_seed_gives_the_same_weights_and_another_gives_others);
	tcase_add_test(tc, each_example_is_read_once_an_epoch_in_shuffled_order);
	tcase_add_test(tc, partial_batches_are_exact);
	tcase_add_test(tc, a_dropped_remainder_is_not_seen);
	tcase_add_test(tc, accumulation_equals_a_larger_batch);
	tcase_add_test(tc, a_run_resumed_at_any_step_equals_one_that_was_not_stopped);
	tcase_add_test(tc, a_checkpoint_taken_on_the_way_resumes_the_same);
	tcase_add_test(tc, events_come_in_order);
	tcase_add_test(tc, steps_end_a_run_within_an_epoch_and_over_several);
	tcase_add_test(tc, patience_stops_and_the_best_parameters_return);
	tcase_add_test(tc, a_nan_is_an_error_or_skipped_or_rolled_back);
	tcase_add_test(tc, a_metric_may_be_finished_in_its_own_way);
	tcase_add_test(tc, counts_go_on_beyond_what_a_float_counts);
	suite_add_tcase(suite, tc);
	return suite;
}
