/* cr_train_model.h - how an emitted model describes its training to the loop, and the data to it. */
#ifndef CR_TRAIN_MODEL_H
#define CR_TRAIN_MODEL_H
#include "cr_safetensors.h"

enum { CR_FIELDS_MAX = 16 };       /* inputs of a training function */

/* cr_train_run.flags: what a resumed run must repeat, and which copies of the parameters are there */
enum {
	CR_RUN_BEGUN = 1,
	CR_RUN_KEPT_ORDER = 2,
	CR_RUN_DROPPED = 4,
	CR_RUN_OPTIONS = 7,
	CR_RUN_HAS_BEST = 8,
	CR_RUN_HAS_FINITE = 16
};
enum { CR_CHECK_RANGE = 1, CR_CHECK_IGNORE = 2, CR_CHECK_FINITE = 4 };     /* cr_train_field.check */

/* One input of the training functions. */
typedef struct cr_train_field {
	const char *name;
	uint32_t bytes;            /* of one example */
	uint8_t type;              /* CR_F32 ... */
	uint8_t check;             /* bits: integers within low .. high; or equal to ignore; f32 finite */
	int64_t low, high, ignore; /* both ends included */
	size_t offset;             /* of its room for a whole batch, inside the workspace struct */
} cr_train_field;

/* What one micro-batch adds: each metric's sum of value x weight and of weight, [0] the loss. */
typedef struct cr_train_sums {
	float value[CR_METRICS_MAX], weight[CR_METRICS_MAX];
	float learning_rate, gradient_norm;        /* of the update, if one was made */
	uint32_t updated;                          /* with accumulate > 1: 1 if this call updated the parameters */
} cr_train_sums;

/* The structs of one run, as NAME_train was given them. */
typedef struct cr_train_call {
	void *params, *state, *train_state, *workspace;    /* state: null for a model without */
} cr_train_call;

/* One const table a training function of a model. */
typedef struct cr_train_model {
	cr_st_identity identity;
	const char *train;                 /* "train", or what m:train was given */
	uint32_t batch, accumulate;        /* accumulate 0 or 1: every micro-batch is an update */
	uint32_t metric_count;             /* 1 .. CR_METRICS_MAX */
	const char *const *metric_names;   /* [0] is "loss" */
	uint32_t field_count;
	const cr_train_field *fields;
	int32_t monitor;                   /* k: metric k - 1 is to fall, -k: to rise; never 0 */
	uint8_t drop_remainder;
	size_t params_size;                /* of the params struct */
	size_t best_offset;                /* in the train state: a params struct for restore_best; 0: none */
	size_t rollback_offset;            /* likewise for rolling back */
	const cr_st_layout *params;
	const cr_st_layout *train_state;   /* moments, counters, snapshots: what a checkpoint holds besides */
	const cr_st_layout *state;         /* of a stateful model, else null */

	/* Before the first update of a call: the run's number of updates (cr.total_steps); fresh: a new
	 * run, whose random numbers come from seed.  May be null. */
	void (*begin)(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh);
	/* One micro-batch of 1 .. batch examples, one pointer a field.  With accumulate > 1 it may update
	 * by itself and say so, or leave that to flush.  CR_ERR_NONFINITE: nothing was changed, and what
	 * was accumulated is dropped. */
	cr_status (*step)(const cr_train_call *call, size_t count, const void *const *inputs, cr_train_sums *sums);
	/* Applies what is accumulated: fills in learning_rate, gradient_norm and updated.  Null if
	 * accumulate is 0 or 1. */
	cr_status (*flush)(const cr_train_call *call, cr_train_sums *sums);
	/* The metrics of the evaluation trace; changes nothing but the workspace. */
	cr_status (*evaluate)(const cr_train_call *call, size_t count, const void *const *inputs, cr_train_sums *sums);
	/* Of metrics that are no means (F1, the area under a curve): how many numbers they count in all, 0 if there are none;
	 * where step and evaluate leave a micro-batch's, as floats, in the workspace; where the train state keeps the sums
	 * of an epoch so far, so many floats and then so many of what those could not hold. */
	uint32_t counts;
	size_t counts_offset, kept_offset;
	/* Those metrics from such sums, into their places among all metrics. */
	void (*finish)(const cr_train_call *call, const float *counts, float *metrics);
} cr_train_model;

/* A data set: whole arrays, or a function that writes one example. */
typedef struct cr_train_source {
	uint64_t count;
	cr_status (*read)(void *user, uint64_t index, void *const *out);   /* one pointer a field */
	void *user;
	const void *const *arrays;                 /* one a field, used when read is null */
} cr_train_source;
#endif
