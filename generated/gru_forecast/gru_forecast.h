/* gru_forecast.h - model "gru_forecast". Emitted by Crescent 1.0.0 from gru_forecast.lua, command:
 *     crescent gru_forecast.lua --main
 * Do not edit; edit gru_forecast.lua.
 *
 *   function  inputs             outputs         state    workspace
 *   forecast  days i16[28,6]     degrees f32[7]  -        11520 B
 *   train     window i16[n,210]  -               49208 B  673992 B
 */
#ifndef GRU_FORECAST_H
#define GRU_FORECAST_H
#include "crescent.h"
#if CR_ABI != 1
#error "gru_forecast.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime"
#endif

#define GRU_FORECAST_VERSION         ""
#define GRU_FORECAST_CRESCENT        10000
#define GRU_FORECAST_SIGNATURE       UINT64_C(0x802e49edbd460b4e)  /* of parameter names, shapes, types: which files fit */
#define GRU_FORECAST_GRAPH           UINT64_C(0x7db0d76f64e0b6b2)  /* of the computation: which goldens fit */
#define GRU_FORECAST_EXACT           0
#define GRU_FORECAST_PARAMETERS      4071          /* trainable numbers */
#define GRU_FORECAST_TENSORS         5
#define GRU_FORECAST_PARAMS_SIZE     16284         /* bytes */
#define GRU_FORECAST_TRAIN_STATE_SIZE 49208         /* bytes at most */
#define GRU_FORECAST_BATCH           16
#define GRU_FORECAST_METRICS         2             /* the loss among them */
#define GRU_FORECAST_FORECAST_WORKSPACE_SIZE 11520
#define GRU_FORECAST_TRAIN_WORKSPACE_SIZE 673992
#define GRU_FORECAST_INIT_WORKSPACE_SIZE 37380
#define GRU_FORECAST_FORECAST_STACK  5248          /* bytes below the caller, an upper estimate for every target */
#define GRU_FORECAST_TRAIN_STACK     10496         /* bytes below the caller, an upper estimate for every target */

#ifdef __cplusplus
extern "C" {
#endif

/* What a weight file holds. The order inside some arrays is the kernels', not the file's: go through
 * gru_forecast_get and gru_forecast_set, or compile with --layout=plain and use the fields. */
typedef struct gru_forecast_params {
	float gru_kernel[576];             /* [6,96] */
	float gru_recurrent_kernel[3072];  /* [32,96], panels of 16 */
	float gru_bias[192];               /* [2,96] */
	float head_kernel[224];            /* [32,7] */
	float head_bias[7];                /* [7] */
} gru_forecast_params;

/* One for each training run: moments, step, random-number counter, place in the data. */
typedef struct gru_forecast_train_state {
	cr_train_run run;
	uint32_t rng[4];                     /* [4] */
	uint32_t step[1];                    /* [] */
	float m_gru_kernel[576];             /* [6,96] */
	float v_gru_kernel[576];             /* [6,96] */
	float m_gru_recurrent_kernel[3072];  /* [32,96], panels of 16 */
	float v_gru_recurrent_kernel[3072];  /* [32,96], panels of 16 */
	float m_gru_bias[192];               /* [2,96] */
	float v_gru_bias[192];               /* [2,96] */
	float m_head_kernel[224];            /* [32,7] */
	float v_head_kernel[224];            /* [32,7] */
	float m_head_bias[7];                /* [7] */
	float v_head_bias[7];                /* [7] */
	uint32_t piece, piece_check;  /* of a step in pieces; 0: none is under way */
	gru_forecast_params best;  /* for restore_best */
} gru_forecast_train_state;

/* Scratch: nothing in it survives a call; those of different functions may share memory in a union. */
typedef struct gru_forecast_forecast_workspace {
	float memory[2880];
} gru_forecast_forecast_workspace;

typedef struct gru_forecast_train_workspace {
	float memory[166800];
	uint32_t memory_u32[4];
	uint8_t memory_bool[1];
	int16_t batch_window[3360];  /* where the loop gathers a batch */
	struct {
		const int16_t *window;
		size_t count;
		float report[7];
	} slice;  /* a step in pieces */
} gru_forecast_train_workspace;

typedef struct gru_forecast_init_workspace {
	float memory[9344];
	int32_t memory_i32[1];
} gru_forecast_init_workspace;

/* ---- parameters -------------------------------------------------------------------------- */

extern const cr_tensor gru_forecast_tensors[GRU_FORECAST_TENSORS];

/* From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null. */
cr_status gru_forecast_load(gru_forecast_params *params, const void *file, size_t size, uint32_t flags,
                            cr_load_report *report, cr_error *error);
cr_status gru_forecast_save(const gru_forecast_params *params, const cr_store *store);
/* One tensor of the directory as a row-major copy, out and in; another number does nothing. */
void gru_forecast_get(const gru_forecast_params *params, uint32_t tensor, void *out);
void gru_forecast_set(gru_forecast_params *params, uint32_t tensor, const void *in);
/* Of names, shapes and values: equal on every machine. */
uint64_t gru_forecast_digest(const gru_forecast_params *params);
void gru_forecast_init(gru_forecast_params *params, gru_forecast_init_workspace *workspace, uint64_t seed);

/* ---- functions: any number of threads, one workspace each, params shared ----------------- */

void gru_forecast_forecast(const gru_forecast_params *params, gru_forecast_forecast_workspace *workspace,
                           const int16_t days[168], float degrees[7]);

/* ---- training: train ---------------------------------------------------------------------- */

void gru_forecast_train_init(gru_forecast_train_state *train_state, uint64_t seed);
/* How many updates the run will make, where a schedule asks; for loops of your own. */
void gru_forecast_train_length(gru_forecast_train_state *train_state, uint64_t steps);

/* Means over the examples of one call, weighted; weight is their sum of weights. */
typedef struct gru_forecast_metrics {
	float loss, mae, gradient_norm, weight;
} gru_forecast_metrics;

/* One micro-batch of count examples, 1 .. GRU_FORECAST_BATCH. CR_ERR_NONFINITE: nothing was updated. metrics
 * may be null. */
cr_status gru_forecast_train_step(gru_forecast_params *params, gru_forecast_train_state *train_state,
                                  gru_forecast_train_workspace *workspace, size_t count, const int16_t *window,
                                  gru_forecast_metrics *metrics);
cr_status gru_forecast_evaluate(const gru_forecast_params *params, gru_forecast_train_workspace *workspace,
                                size_t count, const int16_t *window, gru_forecast_metrics *metrics);
/* The same step in pieces of at most budget kernels (0 counts as 1): CR_MORE until it is done, then what the
 * step returns. params and train_state change in the last piece only, which takes all updates together whatever
 * the budget. The inputs and workspace must stay as they are until then; with -DCR_DEBUG a change in
 * train_state or workspace is CR_ERR_ARGUMENT. CR_ERR_ARGUMENT also where no step was begun, or with a bad
 * count. */
void gru_forecast_train_begin(gru_forecast_train_state *train_state, gru_forecast_train_workspace *workspace,
                              size_t count, const int16_t *window);
cr_status gru_forecast_train_continue(gru_forecast_params *params, gru_forecast_train_state *train_state,
                                      gru_forecast_train_workspace *workspace, uint32_t budget,
                                      gru_forecast_metrics *metrics);

typedef struct gru_forecast_train_example {
	int16_t *window;
} gru_forecast_train_example;  /* where read writes one example */
typedef struct gru_forecast_train_data {
	uint64_t count;
	cr_status (*read)(void *user, uint64_t index, const gru_forecast_train_example *out);
	void *user;
	const int16_t *window;  /* whole arrays, used where read is null */
} gru_forecast_train_data;

/* The whole loop. validation, options, result and error may be null. */
cr_status gru_forecast_train(gru_forecast_params *params, gru_forecast_train_state *train_state,
                             gru_forecast_train_workspace *workspace, const gru_forecast_train_data *data,
                             const gru_forecast_train_data *validation, const cr_train_options *options,
                             cr_train_result *result, cr_error *error);
/* The table that describes the training to the loop of cr_train.h: for programs that drive it themselves. */
const struct cr_train_model *gru_forecast_train_table(void);
/* A checkpoint: everything a run needs to go on. */
cr_status gru_forecast_train_save(const gru_forecast_params *params,
                                  const gru_forecast_train_state *train_state, const cr_store *store);
cr_status gru_forecast_train_load(gru_forecast_params *params, gru_forecast_train_state *train_state,
                                  const void *file, size_t size, cr_error *error);

#ifdef __cplusplus
}
#endif
#endif
