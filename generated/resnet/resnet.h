/* resnet.h - model "resnet". Emitted by Crescent 1.0.0 from resnet.lua, command:
 *     crescent resnet.lua --main
 * Do not edit; edit resnet.lua.
 *
 *   function  inputs                      outputs                    state      workspace
 *   infer     x u8[28,28]                 probs f32[10], best i32[]  -          196736 B
 *   train     x u8[n,28,28], label u8[n]  -                          1078096 B  195819152 B
 */
#ifndef RESNET_H
#define RESNET_H
#include "crescent.h"
#if CR_ABI != 1
#error "resnet.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime"
#endif

#define RESNET_VERSION               ""
#define RESNET_CRESCENT              10000
#define RESNET_SIGNATURE             UINT64_C(0x31e9b66aa7bce855)  /* of parameter names, shapes, types: which files fit */
#define RESNET_GRAPH                 UINT64_C(0x0c8b53e838e4465b)  /* of the computation: which goldens fit */
#define RESNET_EXACT                 0
#define RESNET_PARAMETERS            269434        /* trainable numbers */
#define RESNET_TENSORS               97
#define RESNET_PARAMS_SIZE           1083240       /* bytes */
#define RESNET_TRAIN_STATE_SIZE      1078096       /* bytes at most */
#define RESNET_BATCH                 128
#define RESNET_METRICS               2             /* the loss among them */
#define RESNET_INFER_WORKSPACE_SIZE  196736
#define RESNET_TRAIN_WORKSPACE_SIZE  195819152
#define RESNET_INIT_WORKSPACE_SIZE   4
#define RESNET_INFER_STACK           7168          /* bytes below the caller, an upper estimate for every target */
#define RESNET_TRAIN_STACK           21056         /* bytes below the caller, an upper estimate for every target */

#ifdef __cplusplus
extern "C" {
#endif

/* What a weight file holds. The order inside some arrays is the kernels', not the file's: go through resnet_get
 * and resnet_set, or compile with --layout=plain and use the fields. */
typedef struct resnet_params {
	float conv2d_1_kernel[144];                              /* [3,3,1,16] */
	float batch_norm_1_moving_mean[16];                      /* [16]; saved, not trained */
	float batch_norm_1_moving_variance[16];                  /* [16]; saved, not trained */
	float batch_norm_1_gamma[16];                            /* [16] */
	float batch_norm_1_beta[16];                             /* [16] */
	float stage_1_block_1_conv2d_1_kernel[2304];             /* [3,3,16,16] */
	float stage_1_block_1_batch_norm_1_moving_mean[16];      /* [16]; saved, not trained */
	float stage_1_block_1_batch_norm_1_moving_variance[16];  /* [16]; saved, not trained */
	float stage_1_block_1_batch_norm_1_gamma[16];            /* [16] */
	float stage_1_block_1_batch_norm_1_beta[16];             /* [16] */
	float stage_1_block_1_conv2d_2_kernel[2304];             /* [3,3,16,16] */
	float stage_1_block_1_batch_norm_2_moving_mean[16];      /* [16]; saved, not trained */
	float stage_1_block_1_batch_norm_2_moving_variance[16];  /* [16]; saved, not trained */
	float stage_1_block_1_batch_norm_2_gamma[16];            /* [16] */
	float stage_1_block_1_batch_norm_2_beta[16];             /* [16] */
	float stage_1_block_2_conv2d_1_kernel[2304];             /* [3,3,16,16] */
	float stage_1_block_2_batch_norm_1_moving_mean[16];      /* [16]; saved, not trained */
	float stage_1_block_2_batch_norm_1_moving_variance[16];  /* [16]; saved, not trained */
	float stage_1_block_2_batch_norm_1_gamma[16];            /* [16] */
	float stage_1_block_2_batch_norm_1_beta[16];             /* [16] */
	float stage_1_block_2_conv2d_2_kernel[2304];             /* [3,3,16,16] */
	float stage_1_block_2_batch_norm_2_moving_mean[16];      /* [16]; saved, not trained */
	float stage_1_block_2_batch_norm_2_moving_variance[16];  /* [16]; saved, not trained */
	float stage_1_block_2_batch_norm_2_gamma[16];            /* [16] */
	float stage_1_block_2_batch_norm_2_beta[16];             /* [16] */
	float stage_1_block_3_conv2d_1_kernel[2304];             /* [3,3,16,16] */
	float stage_1_block_3_batch_norm_1_moving_mean[16];      /* [16]; saved, not trained */
	float stage_1_block_3_batch_norm_1_moving_variance[16];  /* [16]; saved, not trained */
	float stage_1_block_3_batch_norm_1_gamma[16];            /* [16] */
	float stage_1_block_3_batch_norm_1_beta[16];             /* [16] */
	float stage_1_block_3_conv2d_2_kernel[2304];             /* [3,3,16,16] */
	float stage_1_block_3_batch_norm_2_moving_mean[16];      /* [16]; saved, not trained */
	float stage_1_block_3_batch_norm_2_moving_variance[16];  /* [16]; saved, not trained */
	float stage_1_block_3_batch_norm_2_gamma[16];            /* [16] */
	float stage_1_block_3_batch_norm_2_beta[16];             /* [16] */
	float stage_2_block_1_conv2d_1_kernel[4608];             /* [3,3,16,32], panels of 16 */
	float stage_2_block_1_batch_norm_1_moving_mean[32];      /* [32]; saved, not trained */
	float stage_2_block_1_batch_norm_1_moving_variance[32];  /* [32]; saved, not trained */
	float stage_2_block_1_batch_norm_1_gamma[32];            /* [32] */
	float stage_2_block_1_batch_norm_1_beta[32];             /* [32] */
	float stage_2_block_1_conv2d_2_kernel[9216];             /* [3,3,32,32], panels of 16 */
	float stage_2_block_1_batch_norm_2_moving_mean[32];      /* [32]; saved, not trained */
	float stage_2_block_1_batch_norm_2_moving_variance[32];  /* [32]; saved, not trained */
	float stage_2_block_1_batch_norm_2_gamma[32];            /* [32] */
	float stage_2_block_1_batch_norm_2_beta[32];             /* [32] */
	float stage_2_block_2_conv2d_1_kernel[9216];             /* [3,3,32,32], panels of 16 */
	float stage_2_block_2_batch_norm_1_moving_mean[32];      /* [32]; saved, not trained */
	float stage_2_block_2_batch_norm_1_moving_variance[32];  /* [32]; saved, not trained */
	float stage_2_block_2_batch_norm_1_gamma[32];            /* [32] */
	float stage_2_block_2_batch_norm_1_beta[32];             /* [32] */
	float stage_2_block_2_conv2d_2_kernel[9216];             /* [3,3,32,32], panels of 16 */
	float stage_2_block_2_batch_norm_2_moving_mean[32];      /* [32]; saved, not trained */
	float stage_2_block_2_batch_norm_2_moving_variance[32];  /* [32]; saved, not trained */
	float stage_2_block_2_batch_norm_2_gamma[32];            /* [32] */
	float stage_2_block_2_batch_norm_2_beta[32];             /* [32] */
	float stage_2_block_3_conv2d_1_kernel[9216];             /* [3,3,32,32], panels of 16 */
	float stage_2_block_3_batch_norm_1_moving_mean[32];      /* [32]; saved, not trained */
	float stage_2_block_3_batch_norm_1_moving_variance[32];  /* [32]; saved, not trained */
	float stage_2_block_3_batch_norm_1_gamma[32];            /* [32] */
	float stage_2_block_3_batch_norm_1_beta[32];             /* [32] */
	float stage_2_block_3_conv2d_2_kernel[9216];             /* [3,3,32,32], panels of 16 */
	float stage_2_block_3_batch_norm_2_moving_mean[32];      /* [32]; saved, not trained */
	float stage_2_block_3_batch_norm_2_moving_variance[32];  /* [32]; saved, not trained */
	float stage_2_block_3_batch_norm_2_gamma[32];            /* [32] */
	float stage_2_block_3_batch_norm_2_beta[32];             /* [32] */
	float stage_3_block_1_conv2d_1_kernel[18432];            /* [3,3,32,64], panels of 16 */
	float stage_3_block_1_batch_norm_1_moving_mean[64];      /* [64]; saved, not trained */
	float stage_3_block_1_batch_norm_1_moving_variance[64];  /* [64]; saved, not trained */
	float stage_3_block_1_batch_norm_1_gamma[64];            /* [64] */
	float stage_3_block_1_batch_norm_1_beta[64];             /* [64] */
	float stage_3_block_1_conv2d_2_kernel[36864];            /* [3,3,64,64], panels of 16 */
	float stage_3_block_1_batch_norm_2_moving_mean[64];      /* [64]; saved, not trained */
	float stage_3_block_1_batch_norm_2_moving_variance[64];  /* [64]; saved, not trained */
	float stage_3_block_1_batch_norm_2_gamma[64];            /* [64] */
	float stage_3_block_1_batch_norm_2_beta[64];             /* [64] */
	float stage_3_block_2_conv2d_1_kernel[36864];            /* [3,3,64,64], panels of 16 */
	float stage_3_block_2_batch_norm_1_moving_mean[64];      /* [64]; saved, not trained */
	float stage_3_block_2_batch_norm_1_moving_variance[64];  /* [64]; saved, not trained */
	float stage_3_block_2_batch_norm_1_gamma[64];            /* [64] */
	float stage_3_block_2_batch_norm_1_beta[64];             /* [64] */
	float stage_3_block_2_conv2d_2_kernel[36864];            /* [3,3,64,64], panels of 16 */
	float stage_3_block_2_batch_norm_2_moving_mean[64];      /* [64]; saved, not trained */
	float stage_3_block_2_batch_norm_2_moving_variance[64];  /* [64]; saved, not trained */
	float stage_3_block_2_batch_norm_2_gamma[64];            /* [64] */
	float stage_3_block_2_batch_norm_2_beta[64];             /* [64] */
	float stage_3_block_3_conv2d_1_kernel[36864];            /* [3,3,64,64], panels of 16 */
	float stage_3_block_3_batch_norm_1_moving_mean[64];      /* [64]; saved, not trained */
	float stage_3_block_3_batch_norm_1_moving_variance[64];  /* [64]; saved, not trained */
	float stage_3_block_3_batch_norm_1_gamma[64];            /* [64] */
	float stage_3_block_3_batch_norm_1_beta[64];             /* [64] */
	float stage_3_block_3_conv2d_2_kernel[36864];            /* [3,3,64,64], panels of 16 */
	float stage_3_block_3_batch_norm_2_moving_mean[64];      /* [64]; saved, not trained */
	float stage_3_block_3_batch_norm_2_moving_variance[64];  /* [64]; saved, not trained */
	float stage_3_block_3_batch_norm_2_gamma[64];            /* [64] */
	float stage_3_block_3_batch_norm_2_beta[64];             /* [64] */
	float dense_1_kernel[640];                               /* [64,10] */
	float dense_1_bias[10];                                  /* [10] */
} resnet_params;

/* One for each training run: moments, step, random-number counter, place in the data. */
typedef struct resnet_train_state {
	cr_train_run run;
	uint32_t rng[4];                                        /* [4] */
	uint32_t step[1];                                       /* [] */
	float total_steps[1];                                   /* [] */
	float momentum_conv2d_1_kernel[144];                    /* [3,3,1,16] */
	float momentum_batch_norm_1_gamma[16];                  /* [16] */
	float momentum_batch_norm_1_beta[16];                   /* [16] */
	float momentum_stage_1_block_1_conv2d_1_kernel[2304];   /* [3,3,16,16] */
	float momentum_stage_1_block_1_batch_norm_1_gamma[16];  /* [16] */
	float momentum_stage_1_block_1_batch_norm_1_beta[16];   /* [16] */
	float momentum_stage_1_block_1_conv2d_2_kernel[2304];   /* [3,3,16,16] */
	float momentum_stage_1_block_1_batch_norm_2_gamma[16];  /* [16] */
	float momentum_stage_1_block_1_batch_norm_2_beta[16];   /* [16] */
	float momentum_stage_1_block_2_conv2d_1_kernel[2304];   /* [3,3,16,16] */
	float momentum_stage_1_block_2_batch_norm_1_gamma[16];  /* [16] */
	float momentum_stage_1_block_2_batch_norm_1_beta[16];   /* [16] */
	float momentum_stage_1_block_2_conv2d_2_kernel[2304];   /* [3,3,16,16] */
	float momentum_stage_1_block_2_batch_norm_2_gamma[16];  /* [16] */
	float momentum_stage_1_block_2_batch_norm_2_beta[16];   /* [16] */
	float momentum_stage_1_block_3_conv2d_1_kernel[2304];   /* [3,3,16,16] */
	float momentum_stage_1_block_3_batch_norm_1_gamma[16];  /* [16] */
	float momentum_stage_1_block_3_batch_norm_1_beta[16];   /* [16] */
	float momentum_stage_1_block_3_conv2d_2_kernel[2304];   /* [3,3,16,16] */
	float momentum_stage_1_block_3_batch_norm_2_gamma[16];  /* [16] */
	float momentum_stage_1_block_3_batch_norm_2_beta[16];   /* [16] */
	float momentum_stage_2_block_1_conv2d_1_kernel[4608];   /* [3,3,16,32], panels of 16 */
	float momentum_stage_2_block_1_batch_norm_1_gamma[32];  /* [32] */
	float momentum_stage_2_block_1_batch_norm_1_beta[32];   /* [32] */
	float momentum_stage_2_block_1_conv2d_2_kernel[9216];   /* [3,3,32,32], panels of 16 */
	float momentum_stage_2_block_1_batch_norm_2_gamma[32];  /* [32] */
	float momentum_stage_2_block_1_batch_norm_2_beta[32];   /* [32] */
	float momentum_stage_2_block_2_conv2d_1_kernel[9216];   /* [3,3,32,32], panels of 16 */
	float momentum_stage_2_block_2_batch_norm_1_gamma[32];  /* [32] */
	float momentum_stage_2_block_2_batch_norm_1_beta[32];   /* [32] */
	float momentum_stage_2_block_2_conv2d_2_kernel[9216];   /* [3,3,32,32], panels of 16 */
	float momentum_stage_2_block_2_batch_norm_2_gamma[32];  /* [32] */
	float momentum_stage_2_block_2_batch_norm_2_beta[32];   /* [32] */
	float momentum_stage_2_block_3_conv2d_1_kernel[9216];   /* [3,3,32,32], panels of 16 */
	float momentum_stage_2_block_3_batch_norm_1_gamma[32];  /* [32] */
	float momentum_stage_2_block_3_batch_norm_1_beta[32];   /* [32] */
	float momentum_stage_2_block_3_conv2d_2_kernel[9216];   /* [3,3,32,32], panels of 16 */
	float momentum_stage_2_block_3_batch_norm_2_gamma[32];  /* [32] */
	float momentum_stage_2_block_3_batch_norm_2_beta[32];   /* [32] */
	float momentum_stage_3_block_1_conv2d_1_kernel[18432];  /* [3,3,32,64], panels of 16 */
	float momentum_stage_3_block_1_batch_norm_1_gamma[64];  /* [64] */
	float momentum_stage_3_block_1_batch_norm_1_beta[64];   /* [64] */
	float momentum_stage_3_block_1_conv2d_2_kernel[36864];  /* [3,3,64,64], panels of 16 */
	float momentum_stage_3_block_1_batch_norm_2_gamma[64];  /* [64] */
	float momentum_stage_3_block_1_batch_norm_2_beta[64];   /* [64] */
	float momentum_stage_3_block_2_conv2d_1_kernel[36864];  /* [3,3,64,64], panels of 16 */
	float momentum_stage_3_block_2_batch_norm_1_gamma[64];  /* [64] */
	float momentum_stage_3_block_2_batch_norm_1_beta[64];   /* [64] */
	float momentum_stage_3_block_2_conv2d_2_kernel[36864];  /* [3,3,64,64], panels of 16 */
	float momentum_stage_3_block_2_batch_norm_2_gamma[64];  /* [64] */
	float momentum_stage_3_block_2_batch_norm_2_beta[64];   /* [64] */
	float momentum_stage_3_block_3_conv2d_1_kernel[36864];  /* [3,3,64,64], panels of 16 */
	float momentum_stage_3_block_3_batch_norm_1_gamma[64];  /* [64] */
	float momentum_stage_3_block_3_batch_norm_1_beta[64];   /* [64] */
	float momentum_stage_3_block_3_conv2d_2_kernel[36864];  /* [3,3,64,64], panels of 16 */
	float momentum_stage_3_block_3_batch_norm_2_gamma[64];  /* [64] */
	float momentum_stage_3_block_3_batch_norm_2_beta[64];   /* [64] */
	float momentum_dense_1_kernel[640];                     /* [64,10] */
	float momentum_dense_1_bias[10];                        /* [10] */
	uint32_t piece, piece_check;  /* of a step in pieces; 0: none is under way */
} resnet_train_state;

/* Scratch: nothing in it survives a call; those of different functions may share memory in a union. */
typedef struct resnet_infer_workspace {
	float memory[49184];
} resnet_infer_workspace;

typedef struct resnet_train_workspace {
	float memory[48929648];
	uint32_t memory_u32[4];
	uint8_t memory_bool[1];
	uint8_t batch_x[100352];  /* where the loop gathers a batch */
	uint8_t batch_label[128];  /* where the loop gathers a batch */
	struct {
		const uint8_t *x;
		const uint8_t *label;
		size_t count;
		float report[7];
	} slice;  /* a step in pieces */
} resnet_train_workspace;

typedef struct resnet_init_workspace {
	float memory[1];
} resnet_init_workspace;

/* ---- parameters -------------------------------------------------------------------------- */

extern const cr_tensor resnet_tensors[RESNET_TENSORS];

/* From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null. */
cr_status resnet_load(resnet_params *params, const void *file, size_t size, uint32_t flags,
                      cr_load_report *report, cr_error *error);
cr_status resnet_save(const resnet_params *params, const cr_store *store);
/* One tensor of the directory as a row-major copy, out and in; another number does nothing. */
void resnet_get(const resnet_params *params, uint32_t tensor, void *out);
void resnet_set(resnet_params *params, uint32_t tensor, const void *in);
/* Of names, shapes and values: equal on every machine. */
uint64_t resnet_digest(const resnet_params *params);
void resnet_init(resnet_params *params, resnet_init_workspace *workspace, uint64_t seed);

/* ---- functions: any number of threads, one workspace each, params shared ----------------- */

void resnet_infer(const resnet_params *params, resnet_infer_workspace *workspace, const uint8_t x[784],
                  float probs[10], int32_t best[1]);

/* ---- training: train ---------------------------------------------------------------------- */

void resnet_train_init(resnet_train_state *train_state, uint64_t seed);
/* How many updates the run will make, where a schedule asks; for loops of your own. */
void resnet_train_length(resnet_train_state *train_state, uint64_t steps);

/* Means over the examples of one call, weighted; weight is their sum of weights. */
typedef struct resnet_metrics {
	float loss, accuracy, gradient_norm, weight;
} resnet_metrics;

/* One micro-batch of count examples, 1 .. RESNET_BATCH. CR_ERR_NONFINITE: nothing was updated. metrics may be
 * null. */
/* label 0 .. 9: another value is CR_ERR_DATA, and nothing is changed. */
cr_status resnet_train_step(resnet_params *params, resnet_train_state *train_state,
                            resnet_train_workspace *workspace, size_t count, const uint8_t *x,
                            const uint8_t *label, resnet_metrics *metrics);
cr_status resnet_evaluate(const resnet_params *params, resnet_train_workspace *workspace, size_t count,
                          const uint8_t *x, const uint8_t *label, resnet_metrics *metrics);
/* The same step in pieces of at most budget kernels (0 counts as 1): CR_MORE until it is done, then what the
 * step returns. params and train_state change in the last piece only, which takes all updates together whatever
 * the budget. The inputs and workspace must stay as they are until then; with -DCR_DEBUG a change in
 * train_state or workspace is CR_ERR_ARGUMENT. CR_ERR_ARGUMENT also where no step was begun, or with a bad
 * count. */
void resnet_train_begin(resnet_train_state *train_state, resnet_train_workspace *workspace, size_t count,
                        const uint8_t *x, const uint8_t *label);
cr_status resnet_train_continue(resnet_params *params, resnet_train_state *train_state,
                                resnet_train_workspace *workspace, uint32_t budget, resnet_metrics *metrics);

typedef struct resnet_train_example {
	uint8_t *x;
	uint8_t *label;
} resnet_train_example;  /* where read writes one example */
typedef struct resnet_train_data {
	uint64_t count;
	cr_status (*read)(void *user, uint64_t index, const resnet_train_example *out);
	void *user;
	const uint8_t *x;  /* whole arrays, used where read is null */
	const uint8_t *label;
} resnet_train_data;

/* The whole loop. validation, options, result and error may be null. */
cr_status resnet_train(resnet_params *params, resnet_train_state *train_state,
                       resnet_train_workspace *workspace, const resnet_train_data *data,
                       const resnet_train_data *validation, const cr_train_options *options,
                       cr_train_result *result, cr_error *error);
/* The table that describes the training to the loop of cr_train.h: for programs that drive it themselves. */
const struct cr_train_model *resnet_train_table(void);
/* A checkpoint: everything a run needs to go on. */
cr_status resnet_train_save(const resnet_params *params, const resnet_train_state *train_state,
                            const cr_store *store);
cr_status resnet_train_load(resnet_params *params, resnet_train_state *train_state, const void *file,
                            size_t size, cr_error *error);

#ifdef __cplusplus
}
#endif
#endif
