/* test_train_loop.c - the training loop, with a hand-made model: linear regression y = w . x + b with
 * momentum, and noise from a counter of its own, so that a resume that lost anything would show. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../runtime/cr_train.h"

enum { BATCH = 4, COUNT = 23, VALID = 9 };

/* ---- the model ------------------------------------------------------------------------------------------- */

typedef struct { float w[3], b[1]; } line_params;
typedef struct {
	cr_train_run run;
	uint32_t counters[2];              /* seed, calls */
	float momentum[4], sums[5];        /* sums: accumulated gradient and weight */
	line_params best, finite;
	float kept[4];
} line_state;
typedef struct { float x[3 * BATCH], y[BATCH]; int32_t group[BATCH]; float counts[2]; } line_workspace;

static const cr_tensor params_rows[] = {
	{ .name = "w", .type = CR_F32, .rank = 1, .trainable = 1, .saved = 1, .shape = { 3 } },
	{ .name = "b", .type = CR_F32, .rank = 1, .trainable = 1, .saved = 1, .shape = { 1 } }
};
static const size_t params_at[] = { offsetof(line_params, w), offsetof(line_params, b) };
static const cr_tensor state_rows[] = {
	{ .name = "counters", .type = CR_U32, .rank = 1, .saved = 1, .shape = { 2 } },
	{ .name = "momentum", .type = CR_F32, .rank = 1, .saved = 1, .shape = { 4 } },
	{ .name = "best", .type = CR_F32, .rank = 1, .saved = 1, .shape = { 4 } },
	{ .name = "finite", .type = CR_F32, .rank = 1, .saved = 1, .shape = { 4 } }
};
static const size_t state_at[] = { offsetof(line_state, counters), offsetof(line_state, momentum),
	                           offsetof(line_state, best), offsetof(line_state, finite) };
static const cr_st_layout params_layout = { .tensors = params_rows, .count = 2, .offset = params_at };
static const cr_st_layout state_layout = { .tensors = state_rows, .count = 4, .offset = state_at };
static const char *const metric_names[] = { "loss", "mae" };
static const cr_train_field fields[] = {
	{ .name = "x", .bytes = 12, .type = CR_F32, .check = CR_CHECK_FINITE, .offset = offsetof(line_workspace, x) },
	{ .name = "y", .bytes = 4, .type = CR_F32, .offset = offsetof(line_workspace, y) },
	{ .name = "group", .bytes = 4, .type = CR_I32, .check = CR_CHECK_RANGE | CR_CHECK_IGNORE, .low = 0, .high = 4,
	  .ignore = -1, .offset = offsetof(line_workspace, group) }
};

static float line_error(const line_params *p, const void *const *in, size_t i)
{
	const float *x = (const float *)in[0] + 3 * i, *y = in[1];
	return p->w[0] * x[0] + p->w[1] * x[1] + p->w[2] * x[2] + p->b[0] - y[i];
}

static void line_sums(const line_params *p, size_t count, const void *const *in, cr_train_sums *sums)
{
	const int32_t *group = in[2];
	for (size_t i = 0; i < count; i++) {
		float e = line_error(p, in, i), weight = group[i] < 0 ? 0.0f : 1.0f;
		sums->value[0] += e * e * weight;
		sums->weight[0] += weight;
		sums->value[1] += fabsf(e);
		sums->weight[1] += 1.0f;
	}
}

static void line_update(const cr_train_call *call, cr_train_sums *sums)
{
	line_params *p = call->params;
	line_state *s = call->train_state;
	float *value[4] = { &p->w[0], &p->w[1], &p->w[2], &p->b[0] }, norm = 0;
	for (int k = 0; k < 4; k++) {
		float g = s->sums[k] / s->sums[4];
		norm += g * g;
		s->momentum[k] = 0.9f * s->momentum[k] + g;
		*value[k] -= 0.01f * s->momentum[k];
	}
	memset(s->sums, 0, sizeof s->sums);
	sums->learning_rate = 0.01f;
	sums->gradient_norm = sqrtf(norm);
	sums->updated = 1;
}

static cr_status line_step(const cr_train_call *call, size_t count, const void *const *in, cr_train_sums *sums)
{
	const float *x = in[0];
	line_state *s = call->train_state;
	line_sums(call->params, count, in, sums);
	if (!isfinite(sums->value[0])) {
		memset(s->sums, 0, sizeof s->sums);
		return CR_ERR_NONFINITE;
	}
	for (size_t i = 0; i < count; i++) {
		float e = 2 * line_error(call->params, in, i) * (((const int32_t *)in[2])[i] < 0 ? 0.0f : 1.0f);
		for (int k = 0; k < 3; k++)
			s->sums[k] += e * x[3 * i + (size_t)k];
		s->sums[3] += e;
	}
	s->sums[4] += sums->weight[0];
	s->counters[1]++;
	return CR_OK;
}

/* A gradient with noise that depends on seed and call, as dropout's would. */
static cr_status line_step_and_update(const cr_train_call *call, size_t count, const void *const *in, cr_train_sums *sums)
{
	line_state *s = call->train_state;
	cr_status status = line_step(call, count, in, sums);
	if (status != CR_OK)
		return status;
	s->sums[3] += (float)(cr_mix64(s->counters[0] * UINT64_C(1000003) + s->counters[1]) >> 44) * 1e-7f;
	line_update(call, sums);
	return CR_OK;
}

static cr_status line_flush(const cr_train_call *call, cr_train_sums *sums)
{
	line_update(call, sums);
	return CR_OK;
}

static cr_status line_evaluate(const cr_train_call *call, size_t count, const void *const *in, cr_train_sums *sums)
{
	line_sums(call->params, count, in, sums);
	return CR_OK;
}

static void line_begin(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh)
{
	line_state *s = call->train_state;
	(void)steps;
	if (fresh)
		s->counters[0] = (uint32_t)seed;
}

static const cr_train_model line = {
	.identity = { "line", 11, 22 }, .train = "train", .batch = BATCH, .accumulate = 1, .metric_count = 2,
	.metric_names = metric_names, .field_count = 3, .fields = fields, .monitor = 1, .params_size = sizeof(line_params),
	.best_offset = offsetof(line_state, best), .rollback_offset = offsetof(line_state, finite),
	.params = &params_layout, .train_state = &state_layout,
	.begin = line_begin, .step = line_step_and_update, .flush = line_flush, .evaluate = line_evaluate
};

/* ---- the data, and one run ---------------------------------------------------------------------------------- */

typedef struct {
	float x[3 * COUNT], y[COUNT];
	int32_t group[COUNT];
	const void *arrays[3];
	cr_train_source source;
	uint32_t seen[COUNT];
	int fail_at;                       /* read fails on this index; -1: never */
} line_data;

static void make_data(line_data *d, uint64_t count)
{
	memset(d, 0, sizeof *d);
	for (uint32_t i = 0; i < COUNT; i++) {
		for (uint32_t k = 0; k < 3; k++)
			d->x[3 * i + k] = (float)((int)(cr_mix64(3 * i + k + 1) % 200) - 100) / 100.0f;
		d->y[i] = 2 * d->x[3 * i] - d->x[3 * i + 1] + 0.5f * d->x[3 * i + 2] + 0.25f;
		d->group[i] = (int32_t)(i % 5);
	}
	d->group[3] = -1;
	d->arrays[0] = d->x;
	d->arrays[1] = d->y;
	d->arrays[2] = d->group;
	d->fail_at = -1;
	d->source = (cr_train_source){ .count = count, .arrays = d->arrays };
}

static cr_status read_one(void *user, uint64_t index, void *const *out)
{
	line_data *d = user;
	if ((int)index == d->fail_at)
		return CR_ERR_IO;
	memcpy(out[0], d->x + 3 * index, 12);
	memcpy(out[1], d->y + index, 4);
	memcpy(out[2], d->group + index, 4);
	d->seen[index]++;
	return CR_OK;
}

typedef struct {
	line_params params;
	line_state state;
	line_workspace workspace;
	cr_train_call call;
	cr_train_result result;
	cr_error error;
} line_run;

static void start(line_run *r)
{
	memset(r, 0, sizeof *r);
	r->params.w[0] = 0.1f;
	r->call = (cr_train_call){ &r->params, NULL, &r->state, &r->workspace };
}

static cr_status go(line_run *r, const cr_train_model *m, line_data *d, const cr_train_source *valid, const cr_train_options *o)
{
	r->call = (cr_train_call){ &r->params, NULL, &r->state, &r->workspace };
	return cr_train_loop(m, &r->call, &d->source, valid, o, &r->result, &r->error);
}

/* A store in memory that can fail at its n-th call. */
typedef struct { unsigned char bytes[8192]; uint64_t size, announced; int commits, calls, fail_at; } memory_store;

static cr_status memory_call(memory_store *m)
{
	return ++m->calls == m->fail_at ? CR_ERR_IO : CR_OK;
}

static cr_status memory_begin(void *user, uint64_t size)
{
	memory_store *m = user;
	m->size = 0;
	m->announced = size;
	return memory_call(m);
}

static cr_status memory_write(void *user, const void *bytes, size_t size)
{
	memory_store *m = user;
	ck_assert_uint_le(m->size + size, sizeof m->bytes);
	memcpy(m->bytes + m->size, bytes, size);
	m->size += size;
	return memory_call(m);
}

static cr_status memory_commit(void *user)
{
	memory_store *m = user;
	ck_assert_uint_eq(m->size, m->announced);
	m->commits++;
	return memory_call(m);
}

static cr_store store_of(memory_store *m)
{
	return (cr_store){ memory_begin, memory_write, memory_commit, m };
}

/* ---- events ---------------------------------------------------------------------------------------------------- */

typedef struct {
	char text[4096];
	uint64_t stop_at;                  /* step; 0: never */
	uint64_t save_at;
	uint32_t stop_epoch;
} listener;

static cr_action listen(void *user, const cr_event *e)
{
	static const char letters[] = "?B.ECRX";
	listener *l = user;
	size_t n = strlen(l->text);
	ck_assert(e->kind >= CR_RUN_BEGIN && e->kind <= CR_RUN_END);
	ck_assert_uint_eq(e->metric_count, 2);
	ck_assert(e->train);
	ck_assert(!e->validation || e->kind == CR_EPOCH_END);
	l->text[n] = letters[e->kind];
	l->text[n + 1] = 0;
	cr_action action = CR_CONTINUE;
	if (e->kind == CR_STEP && e->step == l->stop_at)
		action |= CR_STOP;
	if (e->kind == CR_STEP && e->step == l->save_at)
		action |= CR_SAVE;
	if (e->kind == CR_EPOCH_END && e->epoch == l->stop_epoch)
		action |= CR_STOP;
	return action;
}

/* ---- tests ------------------------------------------------------------------------------------------------------- */

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
	cr_st_part part = { &params_layout, "", &r.params, &params };
	cr_load_report report;
	ck_assert_int_eq(cr_st_load_weights(&part, &line.identity, m.bytes, m.size, 0, &report, NULL), CR_OK);
	ck_assert_uint_eq(report.loaded, 2);
	ck_assert_mem_eq(&params, &r.params, sizeof params);
	ck_assert_int_eq(cr_st_save_weights(&part, &line.identity, &store), CR_OK);
	ck_assert_int_eq(cr_train_load(&line, &r.call, m.bytes, m.size, &r.error), CR_ERR_FORMAT);
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
	tcase_add_test(tc, bad_data_is_named_before_anything_is_trained);
	tcase_add_test(tc, a_read_that_fails_ends_the_run_with_its_status);
	tcase_add_test(tc, wrong_arguments_are_refused);
	tcase_add_test(tc, a_resumed_run_must_bring_the_same_data_and_options);
	tcase_add_test(tc, a_store_that_fails_at_any_call_ends_the_run);
	tcase_add_test(tc, a_step_or_an_evaluation_that_fails_is_named);
	tcase_add_test(tc, a_metric_may_be_finished_in_its_own_way);
	tcase_add_test(tc, counts_go_on_beyond_what_a_float_counts);
	tcase_add_test(tc, ranges_are_checked_in_every_integer_type);
	tcase_add_test(tc, a_damaged_checkpoint_changes_nothing);
	tcase_add_test(tc, a_checkpoint_of_another_model_or_optimiser_is_refused);
	suite_add_tcase(suite, tc);
	return suite;
}
