/* rnn.h - model "rnn". Emitted by Crescent 1.0.0 from rnn.lua, command:
 *     crescent rnn.lua --main
 * Do not edit; edit rnn.lua.
 *
 *   function  inputs                      outputs                    state     workspace
 *   infer     x u8[28,28]                 probs f32[10], best i32[]  -         29184 B
 *   train     x u8[n,28,28], label u8[n]  -                          434616 B  1753392 B
 */
#ifndef RNN_H
#define RNN_H
#include "crescent.h"
#if CR_ABI != 1
#error "rnn.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime"
#endif

#define RNN_VERSION                  ""
#define RNN_CRESCENT                 10000
#define RNN_SIGNATURE                UINT64_C(0x6c78ae71def7807a)  /* of parameter names, shapes, types: which files fit */
#define RNN_GRAPH                    UINT64_C(0x4cd594bc521381b7)  /* of the computation: which goldens fit */
#define RNN_EXACT                    0
#define RNN_PARAMETERS               54282         /* trainable numbers */
#define RNN_TENSORS                  8
#define RNN_PARAMS_SIZE              217128        /* bytes */
#define RNN_TRAIN_STATE_SIZE         434616        /* bytes at most */
#define RNN_BATCH                    32
#define RNN_METRICS                  2             /* the loss among them */
#define RNN_INFER_WORKSPACE_SIZE     29184
#define RNN_TRAIN_WORKSPACE_SIZE     1753392
#define RNN_INIT_WORKSPACE_SIZE      197636
#define RNN_INFER_STACK              5248          /* bytes below the caller, an upper estimate for every target */
#define RNN_TRAIN_STACK              11072         /* bytes below the caller, an upper estimate for every target */

#ifdef __cplusplus
extern "C" {
#endif

/* What a weight file holds. The order inside some arrays is the kernels', not the file's: go through rnn_get
 * and rnn_set, or compile with --layout=plain and use the fields. */
typedef struct rnn_params {
	float simple_rnn_1_kernel[3584];             /* [28,128], panels of 16 */
	float simple_rnn_1_recurrent_kernel[16384];  /* [128,128], panels of 16 */
	float simple_rnn_1_bias[128];                /* [128] */
	float simple_rnn_2_kernel[16384];            /* [128,128], panels of 16 */
	float simple_rnn_2_recurrent_kernel[16384];  /* [128,128], panels of 16 */
	float simple_rnn_2_bias[128];                /* [128] */
	float dense_1_kernel[1280];                  /* [128,10] */
	float dense_1_bias[10];                      /* [10] */
} rnn_params;

/* One for each training run: moments, step, random-number counter, place in the data. */
typedef struct rnn_train_state {
	cr_train_run run;
	uint32_t rng[4];                               /* [4] */
	uint32_t step[1];                              /* [] */
	float m_simple_rnn_1_kernel[3584];             /* [28,128], panels of 16 */
	float v_simple_rnn_1_kernel[3584];             /* [28,128], panels of 16 */
	float m_simple_rnn_1_recurrent_kernel[16384];  /* [128,128], panels of 16 */
	float v_simple_rnn_1_recurrent_kernel[16384];  /* [128,128], panels of 16 */
	float m_simple_rnn_1_bias[128];                /* [128] */
	float v_simple_rnn_1_bias[128];                /* [128] */
	float m_simple_rnn_2_kernel[16384];            /* [128,128], panels of 16 */
	float v_simple_rnn_2_kernel[16384];            /* [128,128], panels of 16 */
	float m_simple_rnn_2_recurrent_kernel[16384];  /* [128,128], panels of 16 */
	float v_simple_rnn_2_recurrent_kernel[16384];  /* [128,128], panels of 16 */
	float m_simple_rnn_2_bias[128];                /* [128] */
	float v_simple_rnn_2_bias[128];                /* [128] */
	float m_dense_1_kernel[1280];                  /* [128,10] */
	float v_dense_1_kernel[1280];                  /* [128,10] */
	float m_dense_1_bias[10];                      /* [10] */
	float v_dense_1_bias[10];                      /* [10] */
	uint32_t piece, piece_check;  /* of a step in pieces; 0: none is under way */
} rnn_train_state;

/* Scratch: nothing in it survives a call; those of different functions may share memory in a union. */
typedef struct rnn_infer_workspace {
	float memory[7296];
} rnn_infer_workspace;

typedef struct rnn_train_workspace {
	float memory[432048];
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
} rnn_train_workspace;

typedef struct rnn_init_workspace {
	float memory[49408];
	int32_t memory_i32[1];
} rnn_init_workspace;

/* ---- parameters -------------------------------------------------------------------------- */

extern const cr_tensor rnn_tensors[RNN_TENSORS];

/* From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null. */
cr_status rnn_load(rnn_params *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                   cr_error *error);
cr_status rnn_save(const rnn_params *params, const cr_store *store);
/* One tensor of the directory as a row-major copy, out and in; another number does nothing. */
void rnn_get(const rnn_params *params, uint32_t tensor, void *out);
void rnn_set(rnn_params *params, uint32_t tensor, const void *in);
/* Of names, shapes and values: equal on every machine. */
uint64_t rnn_digest(const rnn_params *params);
void rnn_init(rnn_params *params, rnn_init_workspace *workspace, uint64_t seed);

/* ---- functions: any number of threads, one workspace each, params shared ----------------- */

void rnn_infer(const rnn_params *params, rnn_infer_workspace *workspace, const uint8_t x[784], float probs[10],
               int32_t best[1]);

/* ---- training: train ---------------------------------------------------------------------- */

void rnn_train_init(rnn_train_state *train_state, uint64_t seed);
/* How many updates the run will make, where a schedule asks; for loops of your own. */
void rnn_train_length(rnn_train_state *train_state, uint64_t steps);

/* Means over the examples of one call, weighted; weight is their sum of weights. */
typedef struct rnn_metrics {
	float loss, accuracy, gradient_norm, weight;
} rnn_metrics;

/* One micro-batch of count examples, 1 .. RNN_BATCH. CR_ERR_NONFINITE: nothing was updated. metrics may be
 * null. */
/* label 0 .. 9: another value is CR_ERR_DATA, and nothing is changed. */
cr_status rnn_train_step(rnn_params *params, rnn_train_state *train_state, rnn_train_workspace *workspace,
                         size_t count, const uint8_t *x, const uint8_t *label, rnn_metrics *metrics);
cr_status rnn_evaluate(const rnn_params *params, rnn_train_workspace *workspace, size_t count, const uint8_t *x,
                       const uint8_t *label, rnn_metrics *metrics);
/* The same step in pieces of at most budget kernels (0 counts as 1): CR_MORE until it is done, then what the
 * step returns. params and train_state change in the last piece only, which takes all updates together whatever
 * the budget. The inputs and workspace must stay as they are until then; with -DCR_DEBUG a change in
 * train_state or workspace is CR_ERR_ARGUMENT. CR_ERR_ARGUMENT also where no step was begun, or with a bad
 * count. */
void rnn_train_begin(rnn_train_state *train_state, rnn_train_workspace *workspace, size_t count,
                     const uint8_t *x, const uint8_t *label);
cr_status rnn_train_continue(rnn_params *params, rnn_train_state *train_state, rnn_train_workspace *workspace,
                             uint32_t budget, rnn_metrics *metrics);

typedef struct rnn_train_example {
	uint8_t *x;
	uint8_t *label;
} rnn_train_example;  /* where read writes one example */
typedef struct rnn_train_data {
	uint64_t count;
	cr_status (*read)(void *user, uint64_t index, const rnn_train_example *out);
	void *user;
	const uint8_t *x;  /* whole arrays, used where read is null */
	const uint8_t *label;
} rnn_train_data;

/* The whole loop. validation, options, result and error may be null. */
cr_status rnn_train(rnn_params *params, rnn_train_state *train_state, rnn_train_workspace *workspace,
                    const rnn_train_data *data, const rnn_train_data *validation,
                    const cr_train_options *options, cr_train_result *result, cr_error *error);
/* The table that describes the training to the loop of cr_train.h: for programs that drive it themselves. */
const struct cr_train_model *rnn_train_table(void);
/* A checkpoint: everything a run needs to go on. */
cr_status rnn_train_save(const rnn_params *params, const rnn_train_state *train_state, const cr_store *store);
cr_status rnn_train_load(rnn_params *params, rnn_train_state *train_state, const void *file, size_t size,
                         cr_error *error);

#ifdef __cplusplus
}
#endif
#endif
