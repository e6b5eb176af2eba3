/* train_line.c - see train_line.h */
#include "train_line.h"

/* ---- the model ------------------------------------------------------------------------------------------- */

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

void line_update(const cr_train_call *call, cr_train_sums *sums)
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

cr_status line_step(const cr_train_call *call, size_t count, const void *const *in, cr_train_sums *sums)
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
cr_status line_step_and_update(const cr_train_call *call, size_t count, const void *const *in, cr_train_sums *sums)
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

cr_status line_evaluate(const cr_train_call *call, size_t count, const void *const *in, cr_train_sums *sums)
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

const cr_train_model line = {
	.identity = { "line", 11, 22 }, .train = "train", .batch = BATCH, .accumulate = 1, .metric_count = 2,
	.metric_names = metric_names, .field_count = 3, .fields = fields, .monitor = 1, .params_size = sizeof(line_params),
	.best_offset = offsetof(line_state, best), .rollback_offset = offsetof(line_state, finite),
	.params = &params_layout, .train_state = &state_layout,
	.begin = line_begin, .step = line_step_and_update, .flush = line_flush, .evaluate = line_evaluate
};

/* ---- the data, and one run ---------------------------------------------------------------------------------- */

void make_data(line_data *d, uint64_t count)
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

cr_status read_one(void *user, uint64_t index, void *const *out)
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

void start(line_run *r)
{
	memset(r, 0, sizeof *r);
	r->params.w[0] = 0.1f;
	r->call = (cr_train_call){ &r->params, NULL, &r->state, &r->workspace };
}

cr_status go(line_run *r, const cr_train_model *m, line_data *d, const cr_train_source *valid, const cr_train_options *o)
{
	r->call = (cr_train_call){ &r->params, NULL, &r->state, &r->workspace };
	return cr_train_loop(m, &r->call, &d->source, valid, o, &r->result, &r->error);
}

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

cr_store store_of(memory_store *m)
{
	return (cr_store){ memory_begin, memory_write, memory_commit, m };
}

/* ---- events ---------------------------------------------------------------------------------------------------- */

cr_action listen(void *user, const cr_event *e)
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
