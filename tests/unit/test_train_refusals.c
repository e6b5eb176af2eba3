/* test_train_refusals.c - the training loop given bad data, options, stores and checkpoints: each is named, and nothing is half done. */
#include "train_line.h"

START_TEST(bad_data_is_named_before_anything_is_trained)
{
	line_run r;
	line_data d;
	cr_train_options o = { .epochs = 1 };
	make_data(&d, COUNT);
	d.group[17] = 5;
	start(&r);
	line_params before = r.params;
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_ERR_DATA);
	ck_assert_str_eq(r.error.text, "group: example 17 has 5; 0 .. 4 expected");
	ck_assert_uint_eq(r.error.where, 17);
	ck_assert_mem_eq(&before, &r.params, sizeof before);
	d.source.read = read_one;
	d.source.user = &d;
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_ERR_DATA);
	ck_assert_uint_eq(r.error.where, 17);
	make_data(&d, COUNT);
	d.x[3 * 4 + 1] = NAN;
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_ERR_DATA);
	ck_assert_str_eq(r.error.text, "x: example 4 is not finite");
}
END_TEST

START_TEST(a_read_that_fails_ends_the_run_with_its_status)
{
	line_run r;
	line_data d;
	cr_train_options o = { .epochs = 1 };
	make_data(&d, COUNT);
	d.source.read = read_one;
	d.source.user = &d;
	d.fail_at = 12;
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_ERR_IO);
	ck_assert_uint_eq(r.error.where, 12);
	ck_assert_str_eq(r.error.text, "data: reading example 12 failed");
}
END_TEST

START_TEST(wrong_arguments_are_refused)
{
	line_run r;
	line_data d;
	make_data(&d, COUNT);
	cr_train_model plain = line;
	plain.best_offset = plain.rollback_offset = 0;
	cr_train_options bad[] = { { .restore_best = 1 }, { .on_nonfinite = 2 }, { .on_nonfinite = 3 }, { .monitor = 3 },
		                   { .monitor = -3 }, { .min_delta = -1.0f }, { .min_delta = NAN } };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		start(&r);
		ck_assert_int_eq(go(&r, &plain, &d, NULL, &bad[i]), CR_ERR_ARGUMENT);
		ck_assert(r.error.text[0]);
	}
	d.source.count = 0;
	ck_assert_int_eq(go(&r, &line, &d, NULL, NULL), CR_ERR_ARGUMENT);
	d.source.count = COUNT;
	d.arrays[1] = NULL;
	ck_assert_int_eq(go(&r, &line, &d, NULL, NULL), CR_ERR_ARGUMENT);
	ck_assert_str_eq(r.error.text, "data: neither read nor an array of y");
}
END_TEST

START_TEST(a_resumed_run_must_bring_the_same_data_and_options)
{
	line_run r;
	line_data d;
	make_data(&d, COUNT);
	cr_train_options o = { .epochs = 1, .seed = 1 }, other = { .epochs = 2, .seed = 2 };
	start(&r);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &o), CR_OK);
	ck_assert_int_eq(go(&r, &line, &d, NULL, &other), CR_ERR_ARGUMENT);
	ck_assert_str_eq(r.error.text, "the run was begun with 23 examples, seed 1, shuffled; the same expected");
	other.seed = 1;
	other.keep_order = 1;
	ck_assert_int_eq(go(&r, &line, &d, NULL, &other), CR_ERR_ARGUMENT);
	other.keep_order = 0;
	d.source.count = 22;
	ck_assert_int_eq(go(&r, &line, &d, NULL, &other), CR_ERR_ARGUMENT);
	d.source.count = COUNT;
	ck_assert_int_eq(go(&r, &line, &d, NULL, &other), CR_OK);
	ck_assert_uint_eq(r.result.epochs, 2);
}
END_TEST

START_TEST(a_store_that_fails_at_any_call_ends_the_run)
{
	line_run r;
	line_data d;
	make_data(&d, COUNT);
	int calls = 0;
	for (int fail = 1; calls == 0 || fail <= calls; fail++) {
		memory_store m = { .fail_at = fail == 1 && calls == 0 ? 0 : fail };
		cr_train_options o = { .epochs = 1, .checkpoint_every = 1, .store = store_of(&m) };
		start(&r);
		cr_status status = go(&r, &line, &d, NULL, &o);
		if (!m.fail_at) {
			ck_assert_int_eq(status, CR_OK);
			calls = m.calls;
			fail = 0;
			continue;
		}
		ck_assert_int_eq(status, CR_ERR_IO);
		ck_assert_str_eq(r.error.text, "the checkpoint could not be written");
		ck_assert(fail == calls || m.commits == 0);
	}
}
END_TEST

static cr_status broken(const cr_train_call *call, size_t count, const void *const *in, cr_train_sums *sums)
{
	(void)call;
	(void)count;
	(void)in;
	(void)sums;
	return CR_ERR_ARGUMENT;
}

START_TEST(a_step_or_an_evaluation_that_fails_is_named)
{
	line_run r;
	line_data d;
	cr_train_model bad = line;
	make_data(&d, COUNT);
	start(&r);
	bad.step = broken;
	ck_assert_int_eq(go(&r, &bad, &d, NULL, NULL), CR_ERR_ARGUMENT);
	ck_assert_str_eq(r.error.text, "the training step failed at step 1");
	bad = line;
	bad.evaluate = broken;
	start(&r);
	ck_assert_int_eq(go(&r, &bad, &d, &d.source, NULL), CR_ERR_ARGUMENT);
	ck_assert_str_eq(r.error.text, "the evaluation failed at step 7");
	r.call.params = NULL;
	ck_assert_int_eq(cr_train_loop(&line, &r.call, &d.source, NULL, NULL, NULL, NULL), CR_ERR_ARGUMENT);
}
END_TEST

/* Every integer type at both ends of a range, and one beyond. */
START_TEST(ranges_are_checked_in_every_integer_type)
{
	static const struct { uint8_t type; int64_t low, high; } types[] = {
		{ CR_I32, -5, 2000000000 }, { CR_U32, 1, 4000000000 }, { CR_I16, -300, 300 }, { CR_U16, 1, 60000 },
		{ CR_I8, -100, 100 }, { CR_U8, 1, 200 }, { CR_BOOL, 0, 1 }
	};
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		uint32_t width = cr_type_size(types[i].type);
		cr_train_field f = { .name = "f", .bytes = 2 * width, .type = types[i].type, .check = CR_CHECK_RANGE, .low = types[i].low,
			             .high = types[i].high };
		for (int64_t k = -1; k <= 2; k++) {        /* the second of two elements: low - 1, low, high, high + 1 */
			int64_t value = k < 1 ? types[i].low + k : types[i].high + k - 1;
			unsigned char example[8] = { 0 };
			cr_error e = { 0 };
			cr_st_store(example, (uint64_t)types[i].low, width);
			cr_st_store(example + width, (uint64_t)value, width);
			if (types[i].type == CR_BOOL && k == -1)
				continue;
			ck_assert_int_eq(cr_train_check_example(&f, example, 3, &e), k == 0 || k == 1 ? CR_OK : CR_ERR_DATA);
			ck_assert_uint_eq(e.where, k == 0 || k == 1 ? 0 : 3);
		}
	}
}
END_TEST

/* Truncated at every byte, and every byte changed: refused, and nothing is touched. */
START_TEST(a_damaged_checkpoint_changes_nothing)
{
	line_run r, fresh;
	line_data d;
	make_data(&d, COUNT);
	memory_store m = { .size = 0 };
	cr_store store = store_of(&m);
	cr_train_options o = { .steps = 8 };
	start(&r);
	go(&r, &line, &d, NULL, &o);
	ck_assert_int_eq(cr_train_save(&line, &r.call, &store), CR_OK);
	start(&fresh);
	line_params params = fresh.params;
	line_state state = fresh.state;
	for (size_t n = 0; n < m.size; n++) {
		unsigned char *copy = malloc(n ? n : 1);
		memcpy(copy, m.bytes, n);
		ck_assert_int_lt(cr_train_load(&line, &fresh.call, copy, n, &fresh.error), 0);
		ck_assert(fresh.error.text[0]);
		free(copy);
	}
	for (size_t n = 0; n < m.size; n++) {
		unsigned char byte = m.bytes[n];
		m.bytes[n] ^= 0x5a;
		cr_status status = cr_train_load(&line, &fresh.call, m.bytes, m.size, &fresh.error);
		m.bytes[n] = byte;
		if (status == CR_OK) {     /* metadata for people only: epoch, step, seed, count */
			ck_assert_mem_eq(&fresh.params, &r.params, sizeof params);
			start(&fresh);
		}
		ck_assert_mem_eq(&fresh.params, &params, sizeof params);
		ck_assert_mem_eq(&fresh.state, &state, sizeof state);
	}
	ck_assert_int_eq(cr_train_load(&line, &fresh.call, m.bytes, m.size, &fresh.error), CR_OK);
	ck_assert_mem_eq(&fresh.state, &r.state, sizeof state);
}
END_TEST

START_TEST(a_checkpoint_of_another_model_or_optimiser_is_refused)
{
	line_run r;
	memory_store m = { .size = 0 };
	cr_store store = store_of(&m);
	start(&r);
	ck_assert_int_eq(cr_train_save(&line, &r.call, &store), CR_OK);
	for (int i = 0; i < 4; i++) {
		cr_train_model other = line;
		if (i == 0)
			other.identity.model = "curve";
		if (i == 1)
			other.identity.signature++;
		if (i == 2)
			other.identity.graph++;
		if (i == 3)
			other.train = "disc";
		ck_assert_int_eq(cr_train_load(&other, &r.call, m.bytes, m.size, &r.error), CR_ERR_MODEL);
		ck_assert(r.error.text[0]);
	}
	/* weights are not a checkpoint, but a checkpoint holds weights */
	line_params params = { { 0 }, { 0 } };
	cr_st_part part = { line.params, "", &r.params, &params };
	cr_load_report report;
	ck_assert_int_eq(cr_st_load_weights(&part, &line.identity, m.bytes, m.size, 0, &report, NULL), CR_OK);
	ck_assert_uint_eq(report.loaded, 2);
	ck_assert_mem_eq(&params, &r.params, sizeof params);
	ck_assert_int_eq(cr_st_save_weights(&part, &line.identity, &store), CR_OK);
	ck_assert_int_eq(cr_train_load(&line, &r.call, m.bytes, m.size, &r.error), CR_ERR_FORMAT);
}
END_TEST

Suite *train_refusals_suite(void);
Suite *train_refusals_suite(void)
{
	Suite *suite = suite_create("train_refusals");
	TCase *tc = tcase_create("refusals");
	tcase_add_test(tc, bad_data_is_named_before_anything_is_trained);
	tcase_add_test(tc, a_read_that_fails_ends_the_run_with_its_status);
	tcase_add_test(tc, wrong_arguments_are_refused);
	tcase_add_test(tc, a_resumed_run_must_bring_the_same_data_and_options);
	tcase_add_test(tc, a_store_that_fails_at_any_call_ends_the_run);
	tcase_add_test(tc, a_step_or_an_evaluation_that_fails_is_named);
	tcase_add_test(tc, ranges_are_checked_in_every_integer_type);
	tcase_add_test(tc, a_damaged_checkpoint_changes_nothing);
	tcase_add_test(tc, a_checkpoint_of_another_model_or_optimiser_is_refused);
	suite_add_tcase(suite, tc);
	return suite;
}
