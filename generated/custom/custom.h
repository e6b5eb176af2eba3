/* custom.h - model "custom". Emitted by Crescent 1.0.0 from custom.lua, command:
 *     crescent custom.lua --main
 * Do not edit; edit custom.lua.
 *
 *   function  inputs                    outputs       state  workspace
 *   infer     x f32[4]                  probs f32[3]  -      80 B
 *   train     x f32[n,4], label i32[n]  -             888 B  4280 B
 */
#ifndef CUSTOM_H
#define CUSTOM_H
#include "crescent.h"
#if CR_ABI != 1
#error "custom.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime"
#endif

#define CUSTOM_VERSION               ""
#define CUSTOM_CRESCENT              10000
#define CUSTOM_SIGNATURE             UINT64_C(0x193127be0aeb2d00)  /* of parameter names, shapes, types: which files fit */
#define CUSTOM_GRAPH                 UINT64_C(0xf04a5d6e2357ade1)  /* of the computation: which goldens fit */
#define CUSTOM_EXACT                 0
#define CUSTOM_PARAMETERS            131           /* trainable numbers */
#define CUSTOM_TENSORS               4
#define CUSTOM_PARAMS_SIZE           524           /* bytes */
#define CUSTOM_TRAIN_STATE_SIZE      888           /* bytes at most */
#define CUSTOM_BATCH                 16
#define CUSTOM_METRICS               2             /* the loss among them */
#define CUSTOM_INFER_WORKSPACE_SIZE  80
#define CUSTOM_TRAIN_WORKSPACE_SIZE  4280
#define CUSTOM_INIT_WORKSPACE_SIZE   4
#define CUSTOM_INFER_STACK           1152          /* bytes below the caller, an upper estimate for every target */
#define CUSTOM_TRAIN_STACK           8576          /* bytes below the caller, an upper estimate for every target */
enum { CUSTOM_LABEL_ADELIE, CUSTOM_LABEL_CHINSTRAP, CUSTOM_LABEL_GENTOO, CUSTOM_LABELS };

#ifdef __cplusplus
extern "C" {
#endif

/* What a weight file holds, row-major in the declared shapes. */
typedef struct custom_params {
	float hidden_kernel[64];  /* [4,16] */
	float hidden_bias[16];    /* [16] */
	float out_kernel[48];     /* [16,3] */
	float out_bias[3];        /* [3] */
} custom_params;

/* One for each training run: moments, step, random-number counter, place in the data. */
typedef struct custom_train_state {
	cr_train_run run;
	uint32_t rng[4];                   /* [4] */
	uint32_t step[1];                  /* [] */
	float hyper_lr[1];                 /* [] */
	float momentum_hidden_kernel[64];  /* [4,16] */
	float momentum_hidden_bias[16];    /* [16] */
	float momentum_out_kernel[48];     /* [16,3] */
	float momentum_out_bias[3];        /* [3] */
	uint32_t piece, piece_check;  /* of a step in pieces; 0: none is under way */
} custom_train_state;

/* Scratch: nothing in it survives a call; those of different functions may share memory in a union. */
typedef struct custom_infer_workspace {
	float memory[20];
} custom_infer_workspace;

typedef struct custom_train_workspace {
	float memory[971];
	uint32_t memory_u32[4];
	uint8_t memory_bool[1];
	float batch_x[64];  /* where the loop gathers a batch */
	int32_t batch_label[16];  /* where the loop gathers a batch */
	struct {
		const float *x;
		const int32_t *label;
		size_t count;
		float report[7];
	} slice;  /* a step in pieces */
} custom_train_workspace;

typedef struct custom_init_workspace {
	float memory[1];
} custom_init_workspace;

/* ---- parameters -------------------------------------------------------------------------- */

extern const cr_tensor custom_tensors[CUSTOM_TENSORS];

/* From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null. */
cr_status custom_load(custom_params *params, const void *file, size_t size, uint32_t flags,
                      cr_load_report *report, cr_error *error);
cr_status custom_save(const custom_params *params, const cr_store *store);
/* One tensor of the directory as a row-major copy, out and in; another number does nothing. */
void custom_get(const custom_params *params, uint32_t tensor, void *out);
void custom_set(custom_params *params, uint32_t tensor, const void *in);
/* Of names, shapes and values: equal on every machine. */
uint64_t custom_digest(const custom_params *params);
void custom_init(custom_params *params, custom_init_workspace *workspace, uint64_t seed);

/* ---- functions: any number of threads, one workspace each, params shared ----------------- */

void custom_infer(const custom_params *params, custom_infer_workspace *workspace, const float x[4],
                  float probs[3]);

/* ---- training: train ---------------------------------------------------------------------- */

void custom_train_init(custom_train_state *train_state, uint64_t seed);
/* lr is from 0.0: a value outside becomes the nearest inside, NaN the least. */
void custom_train_set_lr(custom_train_state *train_state, float value);
/* How many updates the run will make, where a schedule asks; for loops of your own. */
void custom_train_length(custom_train_state *train_state, uint64_t steps);

/* Means over the examples of one call, weighted; weight is their sum of weights. */
typedef struct custom_metrics {
	float loss, accuracy, gradient_norm, weight;
} custom_metrics;

/* One micro-batch of count examples, 1 .. CUSTOM_BATCH. CR_ERR_NONFINITE: nothing was updated. metrics may be
 * null. */
/* label 0 .. 2: another value is CR_ERR_DATA, and nothing is changed. */
cr_status custom_train_step(custom_params *params, custom_train_state *train_state,
                            custom_train_workspace *workspace, size_t count, const float *x,
                            const int32_t *label, custom_metrics *metrics);
cr_status custom_evaluate(const custom_params *params, custom_train_workspace *workspace, size_t count,
                          const float *x, const int32_t *label, custom_metrics *metrics);
/* The same step in pieces of at most budget kernels (0 counts as 1): CR_MORE until it is done, then what the
 * step returns. params and train_state change in the last piece only, which takes all updates together whatever
 * the budget. The inputs and workspace must stay as they are until then; with -DCR_DEBUG a change in
 * train_state or workspace is CR_ERR_ARGUMENT. CR_ERR_ARGUMENT also where no step was begun, or with a bad
 * count. */
void custom_train_begin(custom_train_state *train_state, custom_train_workspace *workspace, size_t count,
                        const float *x, const int32_t *label);
cr_status custom_train_continue(custom_params *params, custom_train_state *train_state,
                                custom_train_workspace *workspace, uint32_t budget, custom_metrics *metrics);

typedef struct custom_train_example {
	float *x;
	int32_t *label;
} custom_train_example;  /* where read writes one example */
typedef struct custom_train_data {
	uint64_t count;
	cr_status (*read)(void *user, uint64_t index, const custom_train_example *out);
	void *user;
	const float *x;  /* whole arrays, used where read is null */
	const int32_t *label;
} custom_train_data;

/* The whole loop. validation, options, result and error may be null. */
cr_status custom_train(custom_params *params, custom_train_state *train_state,
                       custom_train_workspace *workspace, const custom_train_data *data,
                       const custom_train_data *validation, const cr_train_options *options,
                       cr_train_result *result, cr_error *error);
/* The table that describes the training to the loop of cr_train.h: for programs that drive it themselves. */
const struct cr_train_model *custom_train_table(void);
/* A checkpoint: everything a run needs to go on. */
cr_status custom_train_save(const custom_params *params, const custom_train_state *train_state,
                            const cr_store *store);
cr_status custom_train_load(custom_params *params, custom_train_state *train_state, const void *file,
                            size_t size, cr_error *error);

#ifdef __cplusplus
}
#endif
#endif
