/* cr_train.h - the whole training loop, the same code for every model: epochs, shuffled batches, the
 * exact last partial batch, accumulation, validation, early stopping, events, checkpoints, resume.
 *
 * An emitted model describes itself by one const table, cr_train_model, whose functions do one
 * micro-batch of arithmetic; NAME_train is a typed wrapper around cr_train_loop.  What the loop must
 * remember from one call to the next is the cr_train_run at the head of the NAME_train_state; all
 * else here lives on the stack (about 1 KB) for the time of the call.
 *
 * Files, in the order in which they need each other:
 *   cr_train_model.h   the table, and the data
 *   cr_train_data.h    examples into batches; range checks
 *   cr_checkpoint.h    the run as a safetensors file
 *   cr_train.h         the loop */
#ifndef CR_TRAIN_H
#define CR_TRAIN_H
#include "cr_checkpoint.h"
#include "cr_train_data.h"
#include "cr_train_model.h"

typedef struct cr_train_session {
	const cr_train_model *model;
	const cr_train_call *call;
	const cr_train_source *data, *validation;      /* validation: or null */
	const cr_train_options *options;
	cr_train_run *run;
	cr_error *error;
	uint64_t usable;                               /* examples of an epoch, without a dropped remainder */
	uint64_t steps;                                /* of the whole run */
	uint32_t epochs;
	uint32_t updates, skipped;                     /* of this epoch, in this call */
	int stop;                                      /* a callback asked for it */
	float train[CR_METRICS_MAX], valid[CR_METRICS_MAX];
	int has_valid;
} cr_train_session;

/* ---- metrics -------------------------------------------------------------------------------------------- */

CR_SMALL_INLINE float *cr_train_kept(const cr_train_model *model, const cr_train_call *call)
{
	return (float *)(void *)((char *)call->train_state + model->kept_offset);
}

CR_SMALL_INLINE void cr_train_forget(const cr_train_model *model, const cr_train_call *call)
{
	for (uint32_t i = 0; i < 2 * model->counts; i++)
		cr_train_kept(model, call)[i] = 0.0f;
}

/* What a micro-batch adds.  A count is kept in two floats, because one alone stops at 2^24. */
CR_SMALL_INLINE void cr_train_add(const cr_train_model *model, const cr_train_call *call, const cr_train_sums *sums,
                                  double *values, double *weights)
{
	for (uint32_t i = 0; i < model->metric_count; i++) {
		values[i] += (double)sums->value[i];
		weights[i] += (double)sums->weight[i];
	}
	for (uint32_t i = 0; i < model->counts; i++) {
		const float *counts = (const float *)(const void *)((const char *)call->workspace + model->counts_offset);
		float *kept = cr_train_kept(model, call) + i, *rest = kept + model->counts;
		const double sum = (double)*kept + (double)*rest + (double)counts[i];
		*kept = (float)sum;
		*rest = (float)(sum - (double)*kept);
	}
}

/* A mean over nothing is 0. */
CR_SMALL_INLINE void cr_train_means(const cr_train_model *model, const cr_train_call *call, const double *values,
                                    const double *weights, float *out)
{
	for (uint32_t i = 0; i < model->metric_count; i++)
		out[i] = weights[i] != 0.0 ? (float)(values[i] / weights[i]) : 0.0f;
	if (model->counts)
		model->finish(call, cr_train_kept(model, call), out);
}

CR_SMALL_INLINE void cr_train_means_so_far(cr_train_session *s)
{
	cr_train_means(s->model, s->call, s->run->values, s->run->weights, s->train);
}

/* ---- events --------------------------------------------------------------------------------------------- */

CR_SMALL_INLINE cr_action cr_train_tell(cr_train_session *s, int32_t kind)
{
	const cr_train_run *run = s->run;
	const cr_train_options *o = s->options;
	if (!o->on_event)
		return CR_CONTINUE;
	cr_event event = {
		.kind = kind,
		.epoch = run->epoch + (run->position || !run->epoch),      /* between two epochs: the one that ended */
		.epochs = s->epochs,
		.step = run->step,
		.steps = s->steps,
		.examples = run->examples,
		.metric_count = s->model->metric_count,
		.metric_names = s->model->metric_names,
		.train = s->train,
		.validation = kind == CR_EPOCH_END && s->has_valid ? s->valid : 0,
		.learning_rate = run->learning_rate,
		.gradient_norm = run->gradient_norm
	};
	cr_action action = o->on_event(o->event_user, &event);
	if (action & CR_STOP)
		s->stop = 1;
	return action;
}

CR_SMALL_INLINE cr_status cr_train_checkpoint(cr_train_session *s)
{
	const cr_store *store = &s->options->store;
	if (!store->begin && !store->write && !store->commit)
		return CR_OK;
	cr_status status = cr_train_save(s->model, s->call, store);
	if (status < 0)
		return cr_fail(s->error, status, -1, s->run->step, "the checkpoint could not be written");
	cr_train_tell(s, CR_CHECKPOINTED);
	return CR_OK;
}

/* ---- copies of the parameters: in the train state, where the model has room for them ---------------------- */

CR_SMALL_INLINE void cr_train_snapshot(const cr_train_session *s, size_t offset)
{
	cr_bytes_copy((char *)s->call->train_state + offset, s->call->params, s->model->params_size);
}

CR_SMALL_INLINE void cr_train_restore(const cr_train_session *s, size_t offset)
{
	cr_bytes_copy(s->call->params, (const char *)s->call->train_state + offset, s->model->params_size);
}

/* What rolling back returns to: the parameters at the epoch's begin, if they were finite. */
CR_SMALL_INLINE void cr_train_keep_finite(const cr_train_session *s)
{
	const cr_st_part params = { s->model->params, "", s->call->params, 0 };
	if (s->options->on_nonfinite != 2 || !cr_st_finite(&params))
		return;
	cr_train_snapshot(s, s->model->rollback_offset);
	s->run->flags |= CR_RUN_HAS_FINITE;
}

/* ---- an epoch -------------------------------------------------------------------------------------------- */

/* A step whose loss or gradient was not finite; it has left the parameters as they were. */
CR_SMALL_INLINE cr_status cr_train_nonfinite(cr_train_session *s)
{
	s->skipped++;
	if (s->options->on_nonfinite == 0) {
		cr_fail(s->error, CR_ERR_NONFINITE, -1, s->run->step + 1, "step ");
		cr_say_u64(s->error, s->run->step + 1);
		cr_say(s->error, ": the loss or a gradient is not finite");
		return CR_ERR_NONFINITE;
	}
	if (s->options->on_nonfinite == 2) {
		cr_train_restore(s, s->model->rollback_offset);
		cr_train_means_so_far(s);
		cr_train_tell(s, CR_ROLLED_BACK);
	}
	return CR_OK;
}

CR_SMALL_INLINE cr_status cr_train_failed(cr_train_session *s, cr_status status, const char *what)
{
	cr_fail(s->error, status, -1, s->run->step + 1, what);
	cr_say(s->error, " failed at step ");
	cr_say_u64(s->error, s->run->step + 1);
	return status;
}

/* One micro-batch, and the update where one is due.  *micro counts those since the last update. */
CR_SMALL_INLINE cr_status cr_train_micro_batch(cr_train_session *s, uint32_t *micro, uint32_t *updated)
{
	const cr_train_model *m = s->model;
	cr_train_run *run = s->run;
	const void *inputs[CR_FIELDS_MAX];
	cr_train_sums sums = { .updated = 0 };
	uint64_t left = s->usable - run->position;
	size_t count = left < m->batch ? (size_t)left : m->batch;
	cr_status status = cr_train_gather(m, s->call, s->data, s->options->keep_order ? 0 : run, run->position, count,
	                                   inputs, s->error);
	if (status < 0)
		return status;
	status = m->step(s->call, count, inputs, &sums);
	run->position += count;
	run->examples += count;
	++*micro;
	if (status == CR_OK) {
		cr_train_add(m, s->call, &sums, run->values, run->weights);
		if (m->accumulate <= 1)
			sums.updated = 1;
		else if (!sums.updated && (*micro == m->accumulate || run->position == s->usable))
			status = m->flush(s->call, &sums);
	}
	*updated = sums.updated && status == CR_OK;
	if (*updated) {
		run->step++;
		run->learning_rate = sums.learning_rate;
		run->gradient_norm = sums.gradient_norm;
	}
	if (*updated || status != CR_OK)
		*micro = 0;
	if (status == CR_ERR_NONFINITE)
		return cr_train_nonfinite(s);
	return status < 0 ? cr_train_failed(s, status, "the training step") : CR_OK;
}

/* Has the run reached what was asked?  Not while an epoch's end is still to be done.  With steps
 * alone, epochs go on until they are made: updates may have been skipped. */
CR_SMALL_INLINE int cr_train_complete(const cr_train_session *s)
{
	const cr_train_options *o = s->options;
	const cr_train_run *run = s->run;
	if (run->position == s->usable)
		return 0;
	return ((o->epochs || !o->steps) && run->epoch >= s->epochs) || (o->steps && run->step >= o->steps) ||
	       (o->patience && run->bad_epochs >= o->patience);
}

/* From where the run stands to the epoch's last update, or to where it is to stop. */
CR_SMALL_INLINE cr_status cr_train_epoch(cr_train_session *s)
{
	const cr_train_options *o = s->options;
	cr_train_run *run = s->run;
	uint32_t micro = 0;
	s->updates = s->skipped = 0;
	while (run->position < s->usable && !s->stop) {
		uint32_t updated = 0;
		cr_status status = cr_train_micro_batch(s, &micro, &updated);
		if (status < 0)
			return status;
		if (!updated)
			continue;
		s->updates++;
		if (o->event_every && run->step % o->event_every == 0) {
			cr_train_means_so_far(s);
			if ((cr_train_tell(s, CR_STEP) & CR_SAVE) && (status = cr_train_checkpoint(s)) < 0)
				return status;
		}
		if (o->steps && run->step >= o->steps)
			break;
	}
	if (s->skipped && !s->updates && run->position == s->usable && run->weights[0] == 0.0)
		return cr_fail(s->error, CR_ERR_NONFINITE, -1, run->step, "no update of a whole epoch was finite");
	return CR_OK;
}

/* The metrics over the whole of the validation data, from the evaluation trace.  Counts of the training data are lost. */
CR_SMALL_INLINE cr_status cr_train_validate(cr_train_session *s)
{
	const cr_train_model *m = s->model;
	double values[CR_METRICS_MAX] = { 0 }, weights[CR_METRICS_MAX] = { 0 };
	const void *inputs[CR_FIELDS_MAX];
	cr_train_forget(m, s->call);
	for (uint64_t at = 0; at < s->validation->count;) {
		uint64_t left = s->validation->count - at;
		size_t count = left < m->batch ? (size_t)left : m->batch;
		cr_train_sums sums = { .updated = 0 };
		cr_status status = cr_train_gather(m, s->call, s->validation, 0, at, count, inputs, s->error);
		if (status < 0)
			return status;
		status = m->evaluate(s->call, count, inputs, &sums);
		if (status < 0 && status != CR_ERR_NONFINITE)
			return cr_train_failed(s, status, "the evaluation");
		cr_train_add(m, s->call, &sums, values, weights);
		at += count;
	}
	cr_train_means(m, s->call, values, weights, s->valid);
	s->has_valid = 1;
	return CR_OK;
}

/* Is the monitored metric better than ever?  k: metric k - 1 is to fall, -k: to rise; NaN never is. */
CR_SMALL_INLINE void cr_train_monitor(cr_train_session *s)
{
	cr_train_run *run = s->run;
	int32_t k = s->options->monitor ? s->options->monitor : s->model->monitor;
	const float *values = s->has_valid ? s->valid : s->train;
	float value = values[k > 0 ? k - 1 : -k - 1], delta = s->options->min_delta;
	int better = k > 0 ? value < run->best - delta : value > run->best + delta;
	if (!run->best_epoch)
		better = value == value;
	if (!better) {
		run->bad_epochs++;
		return;
	}
	run->best = value;
	run->best_epoch = run->epoch + 1;
	run->bad_epochs = 0;
	run->flags &= ~(uint32_t)CR_RUN_HAS_BEST;
	if (s->options->restore_best) {
		cr_train_snapshot(s, s->model->best_offset);
		run->flags |= CR_RUN_HAS_BEST;
	}
}

CR_SMALL_INLINE cr_status cr_train_end_epoch(cr_train_session *s)
{
	cr_train_run *run = s->run;
	cr_status status = CR_OK;
	uint32_t every = s->options->checkpoint_every;
	cr_train_means_so_far(s);
	s->has_valid = 0;
	if (s->validation && (status = cr_train_validate(s)) < 0)
		return status;
	cr_train_monitor(s);
	run->loss = s->train[0];
	run->epoch++;
	run->position = 0;
	for (uint32_t i = 0; i < CR_METRICS_MAX; i++)
		run->values[i] = run->weights[i] = 0.0;
	cr_train_forget(s->model, s->call);
	cr_action action = cr_train_tell(s, CR_EPOCH_END);
	cr_train_keep_finite(s);
	if ((action & CR_SAVE) || (every && run->epoch % every == 0))
		status = cr_train_checkpoint(s);
	return status;
}

/* ---- the run ----------------------------------------------------------------------------------------------- */

CR_SMALL_INLINE cr_status cr_train_refuse(cr_train_session *s, const char *what)
{
	return cr_fail(s->error, CR_ERR_ARGUMENT, -1, 0, what);
}

CR_SMALL_INLINE cr_status cr_train_check(cr_train_session *s)
{
	const cr_train_options *o = s->options;
	const cr_train_model *m = s->model;
	int32_t last = (int32_t)m->metric_count;
	if (!s->call->params || !s->call->train_state || !s->call->workspace || !s->data)
		return cr_train_refuse(s, "params, state, workspace and data are required");
	if (!s->data->count || (s->validation && !s->validation->count))
		return cr_train_refuse(s, "data: a count above 0 expected");
	if (o->monitor > last || o->monitor < -last)
		return cr_train_refuse(s, "options.monitor: no such metric");
	if (o->on_nonfinite > 2)
		return cr_train_refuse(s, "options.on_nonfinite: 0, 1 or 2 expected");
	if (o->min_delta != o->min_delta || o->min_delta < 0)
		return cr_train_refuse(s, "options.min_delta: a number of at least 0 expected");
	if (o->restore_best && !m->best_offset)
		return cr_train_refuse(s, "options.restore_best: the model needs restore_best = true in m:train");
	if (o->on_nonfinite == 2 && !m->rollback_offset)
		return cr_train_refuse(s, "options.on_nonfinite = 2: the model needs rollback = true in m:train");
	cr_status status = cr_train_check_source(m, s->data, s->error);
	return status == CR_OK && s->validation ? cr_train_check_source(m, s->validation, s->error) : status;
}

/* A new run begins; one that was stopped or loaded goes on, with the same data and order. */
CR_SMALL_INLINE cr_status cr_train_begin(cr_train_session *s)
{
	const cr_train_options *o = s->options;
	cr_train_run *run = s->run;
	int drop = o->drop_remainder || s->model->drop_remainder, fresh = !(run->flags & CR_RUN_BEGUN);
	uint32_t flags = CR_RUN_BEGUN | (o->keep_order ? CR_RUN_KEPT_ORDER : 0u) | (drop ? CR_RUN_DROPPED : 0u);
	uint64_t batch = s->model->batch, accumulate = s->model->accumulate ? s->model->accumulate : 1;
	s->usable = drop ? s->data->count - s->data->count % batch : s->data->count;
	if (!s->usable)
		return cr_train_refuse(s, "data: fewer examples than one batch, and the remainder is dropped");
	if (fresh) {
		*run = (cr_train_run){ .seed = o->seed, .count = s->data->count, .flags = flags };
		cr_train_forget(s->model, s->call);
	} else if (run->count != s->data->count || run->seed != o->seed || (run->flags & CR_RUN_OPTIONS) != flags) {
		cr_train_refuse(s, "the run was begun with ");
		cr_say_u64(s->error, run->count);
		cr_say(s->error, " examples, seed ");
		cr_say_u64(s->error, run->seed);
		cr_say(s->error, run->flags & CR_RUN_KEPT_ORDER ? ", in order" : ", shuffled");
		cr_say(s->error, run->flags & CR_RUN_DROPPED ? ", without the remainder; the same expected" : "; the same expected");
		return CR_ERR_ARGUMENT;
	}
	uint64_t batches = s->usable / batch + (s->usable % batch != 0);
	uint64_t updates = batches / accumulate + (batches % accumulate != 0);
	uint64_t epochs = o->epochs ? o->epochs : 1;
	if (o->steps && !o->epochs)
		epochs = o->steps / updates + (o->steps % updates != 0);
	uint64_t all = updates > UINT64_MAX / epochs ? UINT64_MAX : updates * epochs;
	s->epochs = epochs > UINT32_MAX ? UINT32_MAX : (uint32_t)epochs;
	s->steps = o->steps && o->steps < all ? o->steps : all;
	if (s->model->begin)
		s->model->begin(s->call, run->seed, s->steps, fresh);
	if (!(run->flags & CR_RUN_HAS_FINITE))
		cr_train_keep_finite(s);
	if (o->on_nonfinite == 2 && !(run->flags & CR_RUN_HAS_FINITE))
		return cr_fail(s->error, CR_ERR_NONFINITE, -1, run->step, "the run begins with parameters that are not finite");
	return CR_OK;
}

CR_SMALL_INLINE cr_status cr_train_run_all(cr_train_session *s)
{
	cr_status status = CR_OK;
	cr_train_means_so_far(s);
	if ((cr_train_tell(s, CR_RUN_BEGIN) & CR_SAVE) && (status = cr_train_checkpoint(s)) < 0)
		return status;
	while (!s->stop && !cr_train_complete(s)) {
		status = cr_train_epoch(s);
		if (status == CR_OK && s->run->position == s->usable && !s->stop)
			status = cr_train_end_epoch(s);
		if (status < 0)
			return status;
	}
	int complete = cr_train_complete(s);
	if (complete && s->options->restore_best && (s->run->flags & CR_RUN_HAS_BEST))
		cr_train_restore(s, s->model->best_offset);
	if (s->run->position)
		cr_train_means_so_far(s);
	int stopped = s->stop && !complete;
	cr_train_tell(s, CR_RUN_END);
	return stopped ? CR_STOPPED : CR_OK;
}

/* Trains until the options' epochs or steps are reached (CR_OK), patience ends (CR_OK), a callback
 * stops it (CR_STOPPED) or something is wrong (negative; error says what).  Call it again with the
 * same state to go on: the epochs and steps of the options count from the run's begin.
 * validation, result and error may be null.  result is filled in whatever the status. */
CR_SMALL_INLINE cr_status cr_train_loop(const cr_train_model *model, const cr_train_call *call,
                                        const cr_train_source *data, const cr_train_source *validation,
                                        const cr_train_options *options, cr_train_result *result, cr_error *error)
{
	const cr_train_options defaults = { .epochs = 0 };
	cr_train_session s = {
		.model = model, .call = call, .data = data, .validation = validation, .error = error,
		.options = options ? options : &defaults,
		.run = (cr_train_run *)call->train_state
	};
	if (result)
		*result = (cr_train_result){ 0 };
	if (error)
		*error = (cr_error){ .tensor = -1 };
	cr_status status = cr_train_check(&s);
	if (status == CR_OK)
		status = cr_train_begin(&s);
	if (status < 0)
		return status;
	status = cr_train_run_all(&s);
	if (result) {
		const cr_st_part params = { model->params, "", call->params, 0 };
		result->steps = s.run->step;
		result->examples = s.run->examples;
		result->epochs = s.run->epoch;
		result->best_epoch = s.run->best_epoch;
		result->best = s.run->best;
		result->loss = s.run->position ? s.train[0] : s.run->loss;
		result->digest = cr_st_digest(&params);
	}
	return status;
}
#endif
