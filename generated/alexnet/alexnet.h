/* alexnet.h - model "alexnet". Emitted by Crescent 1.0.0 from alexnet.lua, command:
 *     crescent alexnet.lua --main
 * Do not edit; edit alexnet.lua.
 *
 *   function  inputs                           outputs                      state        workspace
 *   infer     x u8[227,227,3]                  probs f32[1000], best i32[]  -            3484800 B
 *   train     x u8[n,227,227,3], label i32[n]  -                            243861256 B  405474496 B
 */
#ifndef ALEXNET_H
#define ALEXNET_H
#include "crescent.h"
#if CR_ABI != 1
#error "alexnet.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime"
#endif

#define ALEXNET_VERSION              ""
#define ALEXNET_CRESCENT             10000
#define ALEXNET_SIGNATURE            UINT64_C(0x6c24172c7c3b519f)  /* of parameter names, shapes, types: which files fit */
#define ALEXNET_GRAPH                UINT64_C(0x3d1dcbd3e01f2c3f)  /* of the computation: which goldens fit */
#define ALEXNET_EXACT                0
#define ALEXNET_PARAMETERS           60965224      /* trainable numbers */
#define ALEXNET_TENSORS              16
#define ALEXNET_PARAMS_SIZE          243860896     /* bytes */
#define ALEXNET_TRAIN_STATE_SIZE     243861256     /* bytes at most */
#define ALEXNET_BATCH                16
#define ALEXNET_METRICS              2             /* the loss among them */
#define ALEXNET_INFER_WORKSPACE_SIZE 3484800
#define ALEXNET_TRAIN_WORKSPACE_SIZE 405474496
#define ALEXNET_INIT_WORKSPACE_SIZE  4
#define ALEXNET_INFER_STACK          7168          /* bytes below the caller, an upper estimate for every target */
#define ALEXNET_TRAIN_STACK          10496         /* bytes below the caller, an upper estimate for every target */

#ifdef __cplusplus
extern "C" {
#endif

/* What a weight file holds. The order inside some arrays is the kernels', not the file's: go through
 * alexnet_get and alexnet_set, or compile with --layout=plain and use the fields. */
typedef struct alexnet_params {
	float sequential_1_conv2d_1_kernel[34848];   /* [11,11,3,96], panels of 16 */
	float sequential_1_conv2d_1_bias[96];        /* [96] */
	float sequential_1_conv2d_2_kernel[307200];  /* [5,5,48,256], panels of 16 */
	float sequential_1_conv2d_2_bias[256];       /* [256] */
	float sequential_1_conv2d_3_kernel[884736];  /* [3,3,256,384], panels of 16 */
	float sequential_1_conv2d_3_bias[384];       /* [384] */
	float sequential_1_conv2d_4_kernel[663552];  /* [3,3,192,384], panels of 16 */
	float sequential_1_conv2d_4_bias[384];       /* [384] */
	float sequential_1_conv2d_5_kernel[442368];  /* [3,3,192,256], panels of 16 */
	float sequential_1_conv2d_5_bias[256];       /* [256] */
	float dense_1_kernel[37748736];              /* [9216,4096], panels of 16 */
	float dense_1_bias[4096];                    /* [4096] */
	float dense_2_kernel[16777216];              /* [4096,4096], panels of 16 */
	float dense_2_bias[4096];                    /* [4096] */
	float dense_3_kernel[4096000];               /* [4096,1000] */
	float dense_3_bias[1000];                    /* [1000] */
} alexnet_params;

/* One for each training run: moments, step, random-number counter, place in the data. */
typedef struct alexnet_train_state {
	cr_train_run run;
	uint32_t rng[4];                                      /* [4] */
	uint32_t step[1];                                     /* [] */
	float momentum_sequential_1_conv2d_1_kernel[34848];   /* [11,11,3,96], panels of 16 */
	float momentum_sequential_1_conv2d_1_bias[96];        /* [96] */
	float momentum_sequential_1_conv2d_2_kernel[307200];  /* [5,5,48,256], panels of 16 */
	float momentum_sequential_1_conv2d_2_bias[256];       /* [256] */
	float momentum_sequential_1_conv2d_3_kernel[884736];  /* [3,3,256,384], panels of 16 */
	float momentum_sequential_1_conv2d_3_bias[384];       /* [384] */
	float momentum_sequential_1_conv2d_4_kernel[663552];  /* [3,3,192,384], panels of 16 */
	float momentum_sequential_1_conv2d_4_bias[384];       /* [384] */
	float momentum_sequential_1_conv2d_5_kernel[442368];  /* [3,3,192,256], panels of 16 */
	float momentum_sequential_1_conv2d_5_bias[256];       /* [256] */
	float momentum_dense_1_kernel[37748736];              /* [9216,4096], panels of 16 */
	float momentum_dense_1_bias[4096];                    /* [4096] */
	float momentum_dense_2_kernel[16777216];              /* [4096,4096], panels of 16 */
	float momentum_dense_2_bias[4096];                    /* [4096] */
	float momentum_dense_3_kernel[4096000];               /* [4096,1000] */
	float momentum_dense_3_bias[1000];                    /* [1000] */
	uint32_t piece, piece_check;  /* of a step in pieces; 0: none is under way */
} alexnet_train_state;

/* Scratch: nothing in it survives a call; those of different functions may share memory in a union. */
typedef struct alexnet_infer_workspace {
	float memory[871200];
} alexnet_infer_workspace;

typedef struct alexnet_train_workspace {
	float memory[100717472];
	uint32_t memory_u32[4];
	uint8_t memory_bool[131073];
	uint8_t batch_x[2473392];  /* where the loop gathers a batch */
	int32_t batch_label[16];  /* where the loop gathers a batch */
	struct {
		const uint8_t *x;
		const int32_t *label;
		size_t count;
		float report[7];
	} slice;  /* a step in pieces */
} alexnet_train_workspace;

typedef struct alexnet_init_workspace {
	float memory[1];
} alexnet_init_workspace;

/* ---- parameters -------------------------------------------------------------------------- */

extern const cr_tensor alexnet_tensors[ALEXNET_TENSORS];

/* From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null. */
cr_status alexnet_load(alexnet_params *params, const void *file, size_t size, uint32_t flags,
                       cr_load_report *report, cr_error *error);
cr_status alexnet_save(const alexnet_params *params, const cr_store *store);
/* One tensor of the directory as a row-major copy, out and in; another number does nothing. */
void alexnet_get(const alexnet_params *params, uint32_t tensor, void *out);
void alexnet_set(alexnet_params *params, uint32_t tensor, const void *in);
/* Of names, shapes and values: equal on every machine. */
uint64_t alexnet_digest(const alexnet_params *params);
void alexnet_init(alexnet_params *params, alexnet_init_workspace *workspace, uint64_t seed);

/* ---- functions: any number of threads, one workspace each, params shared ----------------- */

void alexnet_infer(const alexnet_params *params, alexnet_infer_workspace *workspace, const uint8_t x[154587],
                   float probs[1000], int32_t best[1]);

/* ---- training: train ---------------------------------------------------------------------- */

void alexnet_train_init(alexnet_train_state *train_state, uint64_t seed);
/* How many updates the run will make, where a schedule asks; for loops of your own. */
void alexnet_train_length(alexnet_train_state *train_state, uint64_t steps);

/* Means over the examples of one call, weighted; weight is their sum of weights. */
typedef struct alexnet_metrics {
	float loss, accuracy, gradient_norm, weight;
} alexnet_metrics;

/* One micro-batch of count examples, 1 .. ALEXNET_BATCH. CR_ERR_NONFINITE: nothing was updated. metrics may be
 * null. */
/* label 0 .. 999: another value is CR_ERR_DATA, and nothing is changed. */
cr_status alexnet_train_step(alexnet_params *params, alexnet_train_state *train_state,
                             alexnet_train_workspace *workspace, size_t count, const uint8_t *x,
                             const int32_t *label, alexnet_metrics *metrics);
cr_status alexnet_evaluate(const alexnet_params *params, alexnet_train_workspace *workspace, size_t count,
                           const uint8_t *x, const int32_t *label, alexnet_metrics *metrics);
/* The same step in pieces of at most budget kernels (0 counts as 1): CR_MORE until it is done, then what the
 * step returns. params and train_state change in the last piece only, which takes all updates together whatever
 * the budget. The inputs and workspace must stay as they are until then; with -DCR_DEBUG a change in
 * train_state or workspace is CR_ERR_ARGUMENT. CR_ERR_ARGUMENT also where no step was begun, or with a bad
 * count. */
void alexnet_train_begin(alexnet_train_state *train_state, alexnet_train_workspace *workspace, size_t count,
                         const uint8_t *x, const int32_t *label);
cr_status alexnet_train_continue(alexnet_params *params, alexnet_train_state *train_state,
                                 alexnet_train_workspace *workspace, uint32_t budget, alexnet_metrics *metrics);

typedef struct alexnet_train_example {
	uint8_t *x;
	int32_t *label;
} alexnet_train_example;  /* where read writes one example */
typedef struct alexnet_train_data {
	uint64_t count;
	cr_status (*read)(void *user, uint64_t index, const alexnet_train_example *out);
	void *user;
	const uint8_t *x;  /* whole arrays, used where read is null */
	const int32_t *label;
} alexnet_train_data;

/* The whole loop. validation, options, result and error may be null. */
cr_status alexnet_train(alexnet_params *params, alexnet_train_state *train_state,
                        alexnet_train_workspace *workspace, const alexnet_train_data *data,
                        const alexnet_train_data *validation, const cr_train_options *options,
                        cr_train_result *result, cr_error *error);
/* The table that describes the training to the loop of cr_train.h: for programs that drive it themselves. */
const struct cr_train_model *alexnet_train_table(void);
/* A checkpoint: everything a run needs to go on. */
cr_status alexnet_train_save(const alexnet_params *params, const alexnet_train_state *train_state,
                             const cr_store *store);
cr_status alexnet_train_load(alexnet_params *params, alexnet_train_state *train_state, const void *file,
                             size_t size, cr_error *error);

#ifdef __cplusplus
}
#endif
#endif
