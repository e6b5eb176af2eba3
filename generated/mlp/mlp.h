/* mlp.h - model "mlp". Emitted by Crescent 1.0.0 from mlp.lua, command:
 *     crescent mlp.lua --main
 * Do not edit; edit mlp.lua.
 *
 *   function  inputs                      outputs                    state     workspace
 *   infer     x u8[28,28]                 probs f32[10], best i32[]  -         3648 B
 *   train     x u8[n,28,28], label u8[n]  -                          875448 B  579696 B
 */
#ifndef MLP_H
#define MLP_H
#include "crescent.h"
#if CR_ABI != 1
#error "mlp.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime"
#endif

#define MLP_VERSION                  ""
#define MLP_CRESCENT                 10000
#define MLP_SIGNATURE                UINT64_C(0x2533ed12cd677ec5)  /* of parameter names, shapes, types: which files fit */
#define MLP_GRAPH                    UINT64_C(0x771187626a841361)  /* of the computation: which goldens fit */
#define MLP_EXACT                    0
#define MLP_PARAMETERS               109386        /* trainable numbers */
#define MLP_TENSORS                  6
#define MLP_PARAMS_SIZE              437544        /* bytes */
#define MLP_TRAIN_STATE_SIZE         875448        /* bytes at most */
#define MLP_BATCH                    32
#define MLP_METRICS                  2             /* the loss among them */
#define MLP_INFER_WORKSPACE_SIZE     3648
#define MLP_TRAIN_WORKSPACE_SIZE     579696
#define MLP_INIT_WORKSPACE_SIZE      4
#define MLP_INFER_STACK              2240          /* bytes below the caller, an upper estimate for every target */
#define MLP_TRAIN_STACK              8576          /* bytes below the caller, an upper estimate for every target */

#ifdef __cplusplus
extern "C" {
#endif

/* What a weight file holds. The order inside some arrays is the kernels', not the file's: go through mlp_get
 * and mlp_set, or compile with --layout=plain and use the fields. */
typedef struct mlp_params {
	float dense_1_kernel[100352];  /* [784,128], panels of 16 */
	float dense_1_bias[128];       /* [128] */
	float dense_2_kernel[8192];    /* [128,64], panels of 16 */
	float dense_2_bias[64];        /* [64] */
	float dense_3_kernel[640];     /* [64,10] */
	float dense_3_bias[10];        /* [10] */
} mlp_params;

/* One for each training run: moments, step, random-number counter, place in the data. */
typedef struct mlp_train_state {
	cr_train_run run;
	uint32_t rng[4];                 /* [4] */
	uint32_t step[1];                /* [] */
	float m_dense_1_kernel[100352];  /* [784,128], panels of 16 */
	float v_dense_1_kernel[100352];  /* [784,128], panels of 16 */
	float m_dense_1_bias[128];       /* [128] */
	float v_dense_1_bias[128];       /* [128] */
	float m_dense_2_kernel[8192];    /* [128,64], panels of 16 */
	float v_dense_2_kernel[8192];    /* [128,64], panels of 16 */
	float m_dense_2_bias[64];        /* [64] */
	float v_dense_2_bias[64];        /* [64] */
	float m_dense_3_kernel[640];     /* [64,10] */
	float v_dense_3_kernel[640];     /* [64,10] */
	float m_dense_3_bias[10];        /* [10] */
	float v_dense_3_bias[10];        /* [10] */
	uint32_t piece, piece_check;  /* of a step in pieces; 0: none is under way */
} mlp_train_state;

/* Scratch: nothing in it survives a call; those of different functions may share memory in a union. */
typedef struct mlp_infer_workspace {
	float memory[912];
} mlp_infer_workspace;

typedef struct mlp_train_workspace {
	float memory[138624];
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
} mlp_train_workspace;

typedef struct mlp_init_workspace {
	float memory[1];
} mlp_init_workspace;

/* ---- parameters -------------------------------------------------------------------------- */

extern const cr_tensor mlp_tensors[MLP_TENSORS];

/* From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null. */
cr_status mlp_load(mlp_params *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                   cr_error *error);
cr_status mlp_save(const mlp_params *params, const cr_store *store);
/* One tensor of the directory as a row-major copy, out and in; another number does nothing. */
void mlp_get(const mlp_params *params, uint32_t tensor, void *out);
void mlp_set(mlp_params *params, uint32_t tensor, const void *in);
/* Of names, shapes and values: equal on every machine. */
uint64_t mlp_digest(const mlp_params *params);
void mlp_init(mlp_params *params, mlp_init_workspace *workspace, uint64_t seed);

/* ---- functions: any number of threads, one workspace each, params shared ----------------- */

void mlp_infer(const mlp_params *params, mlp_infer_workspace *workspace, const uint8_t x[784], float probs[10],
               int32_t best[1]);

/* ---- training: train ---------------------------------------------------------------------- */

void mlp_train_init(mlp_train_state *train_state, uint64_t seed);
/* How many updates the run will make, where a schedule asks; for loops of your own. */
void mlp_train_length(mlp_train_state *train_state, uint64_t steps);

/* Means over the examples of one call, weighted; weight is their sum of weights. */
typedef struct mlp_metrics {
	float loss, accuracy, gradient_norm, weight;
} mlp_metrics;

/* One micro-batch of count examples, 1 .. MLP_BATCH. CR_ERR_NONFINITE: nothing was updated. metrics may be
 * null. */
/* label 0 .. 9: another value is CR_ERR_DATA, and nothing is changed. */
cr_status mlp_train_step(mlp_params *params, mlp_train_state *train_state, mlp_train_workspace *workspace,
                         size_t count, const uint8_t *x, const uint8_t *label, mlp_metrics *metrics);
cr_status mlp_evaluate(const mlp_params *params, mlp_train_workspace *workspace, size_t count, const uint8_t *x,
                       const uint8_t *label, mlp_metrics *metrics);
/* The same step in pieces of at most budget kernels (0 counts as 1): CR_MORE until it is done, then what the
 * step returns. params and train_state change in the last piece only, which takes all updates together whatever
 * the budget. The inputs and workspace must stay as they are until then; with -DCR_DEBUG a change in
 * train_state or workspace is CR_ERR_ARGUMENT. CR_ERR_ARGUMENT also where no step was begun, or with a bad
 * count. */
void mlp_train_begin(mlp_train_state *train_state, mlp_train_workspace *workspace, size_t count,
                     const uint8_t *x, const uint8_t *label);
cr_status mlp_train_continue(mlp_params *params, mlp_train_state *train_state, mlp_train_workspace *workspace,
                             uint32_t budget, mlp_metrics *metrics);

typedef struct mlp_train_example {
	uint8_t *x;
	uint8_t *label;
} mlp_train_example;  /* where read writes one example */
typedef struct mlp_train_data {
	uint64_t count;
	cr_status (*read)(void *user, uint64_t index, const mlp_train_example *out);
	void *user;
	const uint8_t *x;  /* whole arrays, used where read is null */
	const uint8_t *label;
} mlp_train_data;

/* The whole loop. validation, options, result and error may be null. */
cr_status mlp_train(mlp_params *params, mlp_train_state *train_state, mlp_train_workspace *workspace,
                    const mlp_train_data *data, const mlp_train_data *validation,
                    const cr_train_options *options, cr_train_result *result, cr_error *error);
/* The table that describes the training to the loop of cr_train.h: for programs that drive it themselves. */
const struct cr_train_model *mlp_train_table(void);
/* A checkpoint: everything a run needs to go on. */
cr_status mlp_train_save(const mlp_params *params, const mlp_train_state *train_state, const cr_store *store);
cr_status mlp_train_load(mlp_params *params, mlp_train_state *train_state, const void *file, size_t size,
                         cr_error *error);

#ifdef __cplusplus
}
#endif
#endif
