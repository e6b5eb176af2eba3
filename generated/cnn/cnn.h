/* cnn.h - model "cnn". Emitted by Crescent 1.0.0 from cnn.lua, command:
 *     crescent cnn.lua --main
 * Do not edit; edit cnn.lua.
 *
 *   function  inputs                      outputs                    state     workspace
 *   infer     x u8[28,28]                 probs f32[10], best i32[]  -         125440 B
 *   train     x u8[n,28,28], label u8[n]  -                          401848 B  7878000 B
 */
#ifndef CNN_H
#define CNN_H
#include "crescent.h"
#if CR_ABI != 1
#error "cnn.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime"
#endif

#define CNN_VERSION                  ""
#define CNN_CRESCENT                 10000
#define CNN_SIGNATURE                UINT64_C(0x0f9f12963afdfa69)  /* of parameter names, shapes, types: which files fit */
#define CNN_GRAPH                    UINT64_C(0xb0d40f6366662718)  /* of the computation: which goldens fit */
#define CNN_EXACT                    0
#define CNN_PARAMETERS               50186         /* trainable numbers */
#define CNN_TENSORS                  6
#define CNN_PARAMS_SIZE              200744        /* bytes */
#define CNN_TRAIN_STATE_SIZE         401848        /* bytes at most */
#define CNN_BATCH                    32
#define CNN_METRICS                  2             /* the loss among them */
#define CNN_INFER_WORKSPACE_SIZE     125440
#define CNN_TRAIN_WORKSPACE_SIZE     7878000
#define CNN_INIT_WORKSPACE_SIZE      4
#define CNN_INFER_STACK              7168          /* bytes below the caller, an upper estimate for every target */
#define CNN_TRAIN_STACK              10496         /* bytes below the caller, an upper estimate for every target */

#ifdef __cplusplus
extern "C" {
#endif

/* What a weight file holds. The order inside some arrays is the kernels', not the file's: go through cnn_get
 * and cnn_set, or compile with --layout=plain and use the fields. */
typedef struct cnn_params {
	float conv2d_1_kernel[288];    /* [3,3,1,32] */
	float conv2d_1_bias[32];       /* [32] */
	float conv2d_2_kernel[18432];  /* [3,3,32,64], panels of 16 */
	float conv2d_2_bias[64];       /* [64] */
	float dense_1_kernel[31360];   /* [3136,10] */
	float dense_1_bias[10];        /* [10] */
} cnn_params;

/* One for each training run: moments, step, random-number counter, place in the data. */
typedef struct cnn_train_state {
	cr_train_run run;
	uint32_t rng[4];                 /* [4] */
	uint32_t step[1];                /* [] */
	float m_conv2d_1_kernel[288];    /* [3,3,1,32] */
	float v_conv2d_1_kernel[288];    /* [3,3,1,32] */
	float m_conv2d_1_bias[32];       /* [32] */
	float v_conv2d_1_bias[32];       /* [32] */
	float m_conv2d_2_kernel[18432];  /* [3,3,32,64], panels of 16 */
	float v_conv2d_2_kernel[18432];  /* [3,3,32,64], panels of 16 */
	float m_conv2d_2_bias[64];       /* [64] */
	float v_conv2d_2_bias[64];       /* [64] */
	float m_dense_1_kernel[31360];   /* [3136,10] */
	float v_dense_1_kernel[31360];   /* [3136,10] */
	float m_dense_1_bias[10];        /* [10] */
	float v_dense_1_bias[10];        /* [10] */
	uint32_t piece, piece_check;  /* of a step in pieces; 0: none is under way */
} cnn_train_state;

/* Scratch: nothing in it survives a call; those of different functions may share memory in a union. */
typedef struct cnn_infer_workspace {
	float memory[31360];
} cnn_infer_workspace;

typedef struct cnn_train_workspace {
	float memory[1963200];
	uint32_t memory_u32[4];
	uint8_t memory_bool[1];
	uint8_t batch_x[25088];  /* where the loop gathers a batch */
	uint8_t batch_label[32];  /* where the loop gathers a batch */
	struct {
		const uint8_t *x;
		const uint8_t *label;
		size_t count;
		float report[7];
	} slice;  /* a step in pieces */
} cnn_train_workspace;

typedef struct cnn_init_workspace {
	float memory[1];
} cnn_init_workspace;

/* ---- parameters -------------------------------------------------------------------------- */

extern const cr_tensor cnn_tensors[CNN_TENSORS];

/* From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null. */
cr_status cnn_load(cnn_params *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                   cr_error *error);
cr_status cnn_save(const cnn_params *params, const cr_store *store);
/* One tensor of the directory as a row-major copy, out and in; another number does nothing. */
void cnn_get(const cnn_params *params, uint32_t tensor, void *out);
void cnn_set(cnn_params *params, uint32_t tensor, const void *in);
/* Of names, shapes and values: equal on every machine. */
uint64_t cnn_digest(const cnn_params *params);
void cnn_init(cnn_params *params, cnn_init_workspace *workspace, uint64_t seed);

/* ---- functions: any number of threads, one workspace each, params shared ----------------- */

void cnn_infer(const cnn_params *params, cnn_infer_workspace *workspace, const uint8_t x[784], float probs[10],
               int32_t best[1]);

/* ---- training: train ---------------------------------------------------------------------- */

void cnn_train_init(cnn_train_state *train_state, uint64_t seed);
/* How many updates the run will make, where a schedule asks; for loops of your own. */
void cnn_train_length(cnn_train_state *train_state, uint64_t steps);

/* Means over the examples of one call, weighted; weight is their sum of weights. */
typedef struct cnn_metrics {
	float loss, accuracy, gradient_norm, weight;
} cnn_metrics;

/* One micro-batch of count examples, 1 .. CNN_BATCH. CR_ERR_NONFINITE: nothing was updated. metrics may be
 * null. */
/* label 0 .. 9: another value is CR_ERR_DATA, and nothing is changed. */
cr_status cnn_train_step(cnn_params *params, cnn_train_state *train_state, cnn_train_workspace *workspace,
                         size_t count, const uint8_t *x, const uint8_t *label, cnn_metrics *metrics);
cr_status cnn_evaluate(const cnn_params *params, cnn_train_workspace *workspace, size_t count, const uint8_t *x,
                       const uint8_t *label, cnn_metrics *metrics);
/* The same step in pieces of at most budget kernels (0 counts as 1): CR_MORE until it is done, then what the
 * step returns. params and train_state change in the last piece only, which takes all updates together whatever
 * the budget. The inputs and workspace must stay as they are until then; with -DCR_DEBUG a change in
 * train_state or workspace is CR_ERR_ARGUMENT. CR_ERR_ARGUMENT also where no step was begun, or with a bad
 * count. */
void cnn_train_begin(cnn_train_state *train_state, cnn_train_workspace *workspace, size_t count,
                     const uint8_t *x, const uint8_t *label);
cr_status cnn_train_continue(cnn_params *params, cnn_train_state *train_state, cnn_train_workspace *workspace,
                             uint32_t budget, cnn_metrics *metrics);

typedef struct cnn_train_example {
	uint8_t *x;
	uint8_t *label;
} cnn_train_example;  /* where read writes one example */
typedef struct cnn_train_data {
	uint64_t count;
	cr_status (*read)(void *user, uint64_t index, const cnn_train_example *out);
	void *user;
	const uint8_t *x;  /* whole arrays, used where read is null */
	const uint8_t *label;
} cnn_train_data;

/* The whole loop. validation, options, result and error may be null. */
cr_status cnn_train(cnn_params *params, cnn_train_state *train_state, cnn_train_workspace *workspace,
                    const cnn_train_data *data, const cnn_train_data *validation,
                    const cr_train_options *options, cr_train_result *result, cr_error *error);
/* The table that describes the training to the loop of cr_train.h: for programs that drive it themselves. */
const struct cr_train_model *cnn_train_table(void);
/* A checkpoint: everything a run needs to go on. */
cr_status cnn_train_save(const cnn_params *params, const cnn_train_state *train_state, const cr_store *store);
cr_status cnn_train_load(cnn_params *params, cnn_train_state *train_state, const void *file, size_t size,
                         cr_error *error);

#ifdef __cplusplus
}
#endif
#endif
