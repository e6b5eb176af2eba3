/* lstm_text.h - model "lstm_text". Emitted by Crescent 1.0.0 from lstm_text.lua, command:
 *     crescent lstm_text.lua --main
 * Do not edit; edit lstm_text.lua.
 *
 *   function  inputs                                      outputs          state      workspace
 *   sample    seed seed, prompt u8[n], temperature f32[]  text u8[400]     -          1115172 B
 *   next      character u8[]                              logits f32[256]  2048 B     4356 B
 *   score     text u8[piece], target u8[piece]            nats f32[]       2048 B     5250048 B
 *   train     text u8[n,65]                               -                3287400 B  27790624 B
 */
#ifndef LSTM_TEXT_H
#define LSTM_TEXT_H
#include "crescent.h"
#if CR_ABI != 1
#error "lstm_text.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime"
#endif

#define LSTM_TEXT_VERSION            ""
#define LSTM_TEXT_CRESCENT           10000
#define LSTM_TEXT_SIGNATURE          UINT64_C(0xc3c5e2cc47c7bea0)  /* of parameter names, shapes, types: which files fit */
#define LSTM_TEXT_GRAPH              UINT64_C(0x9c097c2ae2c52e18)  /* of the computation: which goldens fit */
#define LSTM_TEXT_EXACT              0
#define LSTM_TEXT_PARAMETERS         410880        /* trainable numbers */
#define LSTM_TEXT_TENSORS            6
#define LSTM_TEXT_PARAMS_SIZE        1643520       /* bytes */
#define LSTM_TEXT_STATE_SIZE         2048
#define LSTM_TEXT_TRAIN_STATE_SIZE   3287400       /* bytes at most */
#define LSTM_TEXT_BATCH              32
#define LSTM_TEXT_METRICS            1             /* the loss among them */
#define LSTM_TEXT_SAMPLE_WORKSPACE_SIZE 1115172
#define LSTM_TEXT_NEXT_WORKSPACE_SIZE 4356
#define LSTM_TEXT_SCORE_WORKSPACE_SIZE 5250048
#define LSTM_TEXT_TRAIN_WORKSPACE_SIZE 27790624
#define LSTM_TEXT_INIT_WORKSPACE_SIZE 3150852
#define LSTM_TEXT_SAMPLE_STACK       5248          /* bytes below the caller, an upper estimate for every target */
#define LSTM_TEXT_NEXT_STACK         2240          /* bytes below the caller, an upper estimate for every target */
#define LSTM_TEXT_SCORE_STACK        5248          /* bytes below the caller, an upper estimate for every target */
#define LSTM_TEXT_TRAIN_STACK        10496         /* bytes below the caller, an upper estimate for every target */

#ifdef __cplusplus
extern "C" {
#endif

/* What a weight file holds. The order inside some arrays is the kernels', not the file's: go through
 * lstm_text_get and lstm_text_set, or compile with --layout=plain and use the fields. */
typedef struct lstm_text_params {
	float embed_embeddings[16384];        /* [256,64] */
	float lstm_kernel[65536];             /* [64,1024], panels of 16 */
	float lstm_recurrent_kernel[262144];  /* [256,1024], panels of 16 */
	float lstm_bias[1024];                /* [1024] */
	float head_kernel[65536];             /* [256,256], panels of 16 */
	float head_bias[256];                 /* [256] */
} lstm_text_params;

/* One for each stream: what the functions remember from call to call. Never in weight files. */
typedef struct lstm_text_state {
	float h[256];  /* [1,256] */
	float c[256];  /* [1,256] */
} lstm_text_state;

/* One for each training run: moments, step, random-number counter, place in the data. */
typedef struct lstm_text_train_state {
	cr_train_run run;
	uint32_t rng[4];                        /* [4] */
	uint32_t step[1];                       /* [] */
	float total_steps[1];                   /* [] */
	float m_embed_embeddings[16384];        /* [256,64] */
	float v_embed_embeddings[16384];        /* [256,64] */
	float m_lstm_kernel[65536];             /* [64,1024], panels of 16 */
	float v_lstm_kernel[65536];             /* [64,1024], panels of 16 */
	float m_lstm_recurrent_kernel[262144];  /* [256,1024], panels of 16 */
	float v_lstm_recurrent_kernel[262144];  /* [256,1024], panels of 16 */
	float m_lstm_bias[1024];                /* [1024] */
	float v_lstm_bias[1024];                /* [1024] */
	float m_head_kernel[65536];             /* [256,256], panels of 16 */
	float v_head_kernel[65536];             /* [256,256], panels of 16 */
	float m_head_bias[256];                 /* [256] */
	float v_head_bias[256];                 /* [256] */
	uint32_t piece, piece_check;  /* of a step in pieces; 0: none is under way */
} lstm_text_train_state;

/* Scratch: nothing in it survives a call; those of different functions may share memory in a union. */
typedef struct lstm_text_sample_workspace {
	float memory[278528];
	int32_t memory_i32[257];
	uint32_t memory_u32[8];
} lstm_text_sample_workspace;

typedef struct lstm_text_next_workspace {
	float memory[1088];
	int32_t memory_i32[1];
} lstm_text_next_workspace;

typedef struct lstm_text_score_workspace {
	float memory[1312512];
} lstm_text_score_workspace;

typedef struct lstm_text_train_workspace {
	float memory[6816048];
	uint32_t memory_u32[4];
	uint8_t memory_bool[524289];
	uint8_t batch_text[2080];  /* where the loop gathers a batch */
	struct {
		const uint8_t *text;
		size_t count;
		float report[5];
	} slice;  /* a step in pieces */
} lstm_text_train_workspace;

typedef struct lstm_text_init_workspace {
	float memory[787712];
	int32_t memory_i32[1];
} lstm_text_init_workspace;

/* ---- parameters -------------------------------------------------------------------------- */

extern const cr_tensor lstm_text_tensors[LSTM_TEXT_TENSORS];

/* From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null. */
cr_status lstm_text_load(lstm_text_params *params, const void *file, size_t size, uint32_t flags,
                         cr_load_report *report, cr_error *error);
cr_status lstm_text_save(const lstm_text_params *params, const cr_store *store);
/* One tensor of the directory as a row-major copy, out and in; another number does nothing. */
void lstm_text_get(const lstm_text_params *params, uint32_t tensor, void *out);
void lstm_text_set(lstm_text_params *params, uint32_t tensor, const void *in);
/* Of names, shapes and values: equal on every machine. */
uint64_t lstm_text_digest(const lstm_text_params *params);
void lstm_text_init(lstm_text_params *params, lstm_text_init_workspace *workspace, uint64_t seed);
void lstm_text_state_init(lstm_text_state *state);

/* ---- functions: any number of threads, one workspace each, params shared ----------------- */

cr_status lstm_text_sample(const lstm_text_params *params, lstm_text_sample_workspace *workspace, size_t n,
                           uint64_t seed, const uint8_t *prompt, const float temperature[1], uint8_t text[400]);
void lstm_text_next(const lstm_text_params *params, lstm_text_state *state, lstm_text_next_workspace *workspace,
                    const uint8_t character[1], float logits[256]);
cr_status lstm_text_score(const lstm_text_params *params, lstm_text_state *state,
                          lstm_text_score_workspace *workspace, size_t piece, const uint8_t *text,
                          const uint8_t *target, float nats[1]);

/* ---- training: train ---------------------------------------------------------------------- */

void lstm_text_train_init(lstm_text_train_state *train_state, uint64_t seed);
/* How many updates the run will make, where a schedule asks; for loops of your own. */
void lstm_text_train_length(lstm_text_train_state *train_state, uint64_t steps);

/* Means over the examples of one call, weighted; weight is their sum of weights. */
typedef struct lstm_text_metrics {
	float loss, gradient_norm, weight;
} lstm_text_metrics;

/* One micro-batch of count examples, 1 .. LSTM_TEXT_BATCH. CR_ERR_NONFINITE: nothing was updated. metrics may
 * be null. */
cr_status lstm_text_train_step(lstm_text_params *params, lstm_text_train_state *train_state,
                               lstm_text_train_workspace *workspace, size_t count, const uint8_t *text,
                               lstm_text_metrics *metrics);
cr_status lstm_text_evaluate(const lstm_text_params *params, lstm_text_train_workspace *workspace, size_t count,
                             const uint8_t *text, lstm_text_metrics *metrics);
/* The same step in pieces of at most budget kernels (0 counts as 1): CR_MORE until it is done, then what the
 * step returns. params and train_state change in the last piece only, which takes all updates together whatever
 * the budget. The inputs and workspace must stay as they are until then; with -DCR_DEBUG a change in
 * train_state or workspace is CR_ERR_ARGUMENT. CR_ERR_ARGUMENT also where no step was begun, or with a bad
 * count. */
void lstm_text_train_begin(lstm_text_train_state *train_state, lstm_text_train_workspace *workspace,
                           size_t count, const uint8_t *text);
cr_status lstm_text_train_continue(lstm_text_params *params, lstm_text_train_state *train_state,
                                   lstm_text_train_workspace *workspace, uint32_t budget,
                                   lstm_text_metrics *metrics);

typedef struct lstm_text_train_example {
	uint8_t *text;
} lstm_text_train_example;  /* where read writes one example */
typedef struct lstm_text_train_data {
	uint64_t count;
	cr_status (*read)(void *user, uint64_t index, const lstm_text_train_example *out);
	void *user;
	const uint8_t *text;  /* whole arrays, used where read is null */
} lstm_text_train_data;

/* The whole loop. validation, options, result and error may be null. */
cr_status lstm_text_train(lstm_text_params *params, lstm_text_train_state *train_state,
                          lstm_text_train_workspace *workspace, const lstm_text_train_data *data,
                          const lstm_text_train_data *validation, const cr_train_options *options,
                          cr_train_result *result, cr_error *error);
/* The table that describes the training to the loop of cr_train.h: for programs that drive it themselves. */
const struct cr_train_model *lstm_text_train_table(void);
/* A checkpoint: everything a run needs to go on. */
cr_status lstm_text_train_save(const lstm_text_params *params, const lstm_text_train_state *train_state,
                               const cr_store *store);
cr_status lstm_text_train_load(lstm_text_params *params, lstm_text_train_state *train_state, const void *file,
                               size_t size, cr_error *error);

#ifdef __cplusplus
}
#endif
#endif
