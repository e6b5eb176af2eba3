/* gpt2.h - model "gpt2". Emitted by Crescent 1.0.0 from gpt2.lua, command:
 *     crescent gpt2.lua --main
 * Do not edit; edit gpt2.lua.
 *
 *   function  inputs                                                                 outputs            state      workspace
 *   logits    tokens i32[n]                                                          logits f32[n,256]  -          458768 B
 *   prefill   tokens i32[n]                                                          logits f32[256]    524288 B   393232 B
 *   decode    token i32[]                                                            logits f32[256]    524288 B   7300 B
 *   generate  tokens i32[n], temperature f32[], top_k i32[], top_p f32[], seed seed  text i32[t]        -          919740 B
 *   train     tokens i32[n,129]                                                      -                  6740328 B  111249864 B
 */
#ifndef GPT2_H
#define GPT2_H
#include "crescent.h"
#if CR_ABI != 1
#error "gpt2.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime"
#endif

#define GPT2_VERSION                 ""
#define GPT2_CRESCENT                10000
#define GPT2_SIGNATURE               UINT64_C(0x00809bab1240882a)  /* of parameter names, shapes, types: which files fit */
#define GPT2_GRAPH                   UINT64_C(0x3947b91f7a09ffb7)  /* of the computation: which goldens fit */
#define GPT2_EXACT                   0
#define GPT2_PARAMETERS              842496        /* trainable numbers */
#define GPT2_TENSORS                 52
#define GPT2_PARAMS_SIZE             3369984       /* bytes */
#define GPT2_STATE_SIZE              524288
#define GPT2_TRAIN_STATE_SIZE        6740328       /* bytes at most */
#define GPT2_BATCH                   16
#define GPT2_METRICS                 2             /* the loss among them */
#define GPT2_LOGITS_WORKSPACE_SIZE   458768
#define GPT2_PREFILL_WORKSPACE_SIZE  393232
#define GPT2_DECODE_WORKSPACE_SIZE   7300
#define GPT2_GENERATE_WORKSPACE_SIZE 919740
#define GPT2_TRAIN_WORKSPACE_SIZE    111249864
#define GPT2_INIT_WORKSPACE_SIZE     4
#define GPT2_LOGITS_STACK            6656          /* bytes below the caller, an upper estimate for every target */
#define GPT2_PREFILL_STACK           6656          /* bytes below the caller, an upper estimate for every target */
#define GPT2_DECODE_STACK            3072          /* bytes below the caller, an upper estimate for every target */
#define GPT2_GENERATE_STACK          6656          /* bytes below the caller, an upper estimate for every target */
#define GPT2_TRAIN_STACK             9728          /* bytes below the caller, an upper estimate for every target */

#ifdef __cplusplus
extern "C" {
#endif

/* What a weight file holds. The order inside some arrays is the kernels', not the file's: go through gpt2_get
 * and gpt2_set, or compile with --layout=plain and use the fields. */
typedef struct gpt2_params {
	float wte_embeddings[32768];          /* [256,128] */
	float wpe_embeddings[16384];          /* [128,128] */
	float h_0_ln_1_gamma[128];            /* [128] */
	float h_0_ln_1_beta[128];             /* [128] */
	float h_0_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float h_0_attn_c_attn_bias[384];      /* [384] */
	float h_0_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float h_0_attn_c_proj_bias[128];      /* [128] */
	float h_0_ln_2_gamma[128];            /* [128] */
	float h_0_ln_2_beta[128];             /* [128] */
	float h_0_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float h_0_mlp_c_fc_bias[512];         /* [512] */
	float h_0_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float h_0_mlp_c_proj_bias[128];       /* [128] */
	float h_1_ln_1_gamma[128];            /* [128] */
	float h_1_ln_1_beta[128];             /* [128] */
	float h_1_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float h_1_attn_c_attn_bias[384];      /* [384] */
	float h_1_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float h_1_attn_c_proj_bias[128];      /* [128] */
	float h_1_ln_2_gamma[128];            /* [128] */
	float h_1_ln_2_beta[128];             /* [128] */
	float h_1_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float h_1_mlp_c_fc_bias[512];         /* [512] */
	float h_1_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float h_1_mlp_c_proj_bias[128];       /* [128] */
	float h_2_ln_1_gamma[128];            /* [128] */
	float h_2_ln_1_beta[128];             /* [128] */
	float h_2_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float h_2_attn_c_attn_bias[384];      /* [384] */
	float h_2_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float h_2_attn_c_proj_bias[128];      /* [128] */
	float h_2_ln_2_gamma[128];            /* [128] */
	float h_2_ln_2_beta[128];             /* [128] */
	float h_2_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float h_2_mlp_c_fc_bias[512];         /* [512] */
	float h_2_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float h_2_mlp_c_proj_bias[128];       /* [128] */
	float h_3_ln_1_gamma[128];            /* [128] */
	float h_3_ln_1_beta[128];             /* [128] */
	float h_3_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float h_3_attn_c_attn_bias[384];      /* [384] */
	float h_3_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float h_3_attn_c_proj_bias[128];      /* [128] */
	float h_3_ln_2_gamma[128];            /* [128] */
	float h_3_ln_2_beta[128];             /* [128] */
	float h_3_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float h_3_mlp_c_fc_bias[512];         /* [512] */
	float h_3_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float h_3_mlp_c_proj_bias[128];       /* [128] */
	float ln_f_gamma[128];                /* [128] */
	float ln_f_beta[128];                 /* [128] */
} gpt2_params;

/* One for each stream: what the functions remember from call to call. Never in weight files. */
typedef struct gpt2_state {
	float key_0[16384];    /* [1,4,128,32] */
	float value_0[16384];  /* [1,4,128,32] */
	float key_1[16384];    /* [1,4,128,32] */
	float value_1[16384];  /* [1,4,128,32] */
	float key_2[16384];    /* [1,4,128,32] */
	float value_2[16384];  /* [1,4,128,32] */
	float key_3[16384];    /* [1,4,128,32] */
	float value_3[16384];  /* [1,4,128,32] */
} gpt2_state;

/* One for each training run: moments, step, random-number counter, place in the data. */
typedef struct gpt2_train_state {
	cr_train_run run;
	uint32_t rng[4];                        /* [4] */
	uint32_t step[1];                       /* [] */
	float total_steps[1];                   /* [] */
	float m_wte_embeddings[32768];          /* [256,128] */
	float v_wte_embeddings[32768];          /* [256,128] */
	float m_wpe_embeddings[16384];          /* [128,128] */
	float v_wpe_embeddings[16384];          /* [128,128] */
	float m_h_0_ln_1_gamma[128];            /* [128] */
	float v_h_0_ln_1_gamma[128];            /* [128] */
	float m_h_0_ln_1_beta[128];             /* [128] */
	float v_h_0_ln_1_beta[128];             /* [128] */
	float m_h_0_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float v_h_0_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float m_h_0_attn_c_attn_bias[384];      /* [384] */
	float v_h_0_attn_c_attn_bias[384];      /* [384] */
	float m_h_0_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float v_h_0_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float m_h_0_attn_c_proj_bias[128];      /* [128] */
	float v_h_0_attn_c_proj_bias[128];      /* [128] */
	float m_h_0_ln_2_gamma[128];            /* [128] */
	float v_h_0_ln_2_gamma[128];            /* [128] */
	float m_h_0_ln_2_beta[128];             /* [128] */
	float v_h_0_ln_2_beta[128];             /* [128] */
	float m_h_0_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float v_h_0_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float m_h_0_mlp_c_fc_bias[512];         /* [512] */
	float v_h_0_mlp_c_fc_bias[512];         /* [512] */
	float m_h_0_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float v_h_0_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float m_h_0_mlp_c_proj_bias[128];       /* [128] */
	float v_h_0_mlp_c_proj_bias[128];       /* [128] */
	float m_h_1_ln_1_gamma[128];            /* [128] */
	float v_h_1_ln_1_gamma[128];            /* [128] */
	float m_h_1_ln_1_beta[128];             /* [128] */
	float v_h_1_ln_1_beta[128];             /* [128] */
	float m_h_1_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float v_h_1_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float m_h_1_attn_c_attn_bias[384];      /* [384] */
	float v_h_1_attn_c_attn_bias[384];      /* [384] */
	float m_h_1_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float v_h_1_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float m_h_1_attn_c_proj_bias[128];      /* [128] */
	float v_h_1_attn_c_proj_bias[128];      /* [128] */
	float m_h_1_ln_2_gamma[128];            /* [128] */
	float v_h_1_ln_2_gamma[128];            /* [128] */
	float m_h_1_ln_2_beta[128];             /* [128] */
	float v_h_1_ln_2_beta[128];             /* [128] */
	float m_h_1_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float v_h_1_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float m_h_1_mlp_c_fc_bias[512];         /* [512] */
	float v_h_1_mlp_c_fc_bias[512];         /* [512] */
	float m_h_1_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float v_h_1_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float m_h_1_mlp_c_proj_bias[128];       /* [128] */
	float v_h_1_mlp_c_proj_bias[128];       /* [128] */
	float m_h_2_ln_1_gamma[128];            /* [128] */
	float v_h_2_ln_1_gamma[128];            /* [128] */
	float m_h_2_ln_1_beta[128];             /* [128] */
	float v_h_2_ln_1_beta[128];             /* [128] */
	float m_h_2_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float v_h_2_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float m_h_2_attn_c_attn_bias[384];      /* [384] */
	float v_h_2_attn_c_attn_bias[384];      /* [384] */
	float m_h_2_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float v_h_2_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float m_h_2_attn_c_proj_bias[128];      /* [128] */
	float v_h_2_attn_c_proj_bias[128];      /* [128] */
	float m_h_2_ln_2_gamma[128];            /* [128] */
	float v_h_2_ln_2_gamma[128];            /* [128] */
	float m_h_2_ln_2_beta[128];             /* [128] */
	float v_h_2_ln_2_beta[128];             /* [128] */
	float m_h_2_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float v_h_2_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float m_h_2_mlp_c_fc_bias[512];         /* [512] */
	float v_h_2_mlp_c_fc_bias[512];         /* [512] */
	float m_h_2_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float v_h_2_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float m_h_2_mlp_c_proj_bias[128];       /* [128] */
	float v_h_2_mlp_c_proj_bias[128];       /* [128] */
	float m_h_3_ln_1_gamma[128];            /* [128] */
	float v_h_3_ln_1_gamma[128];            /* [128] */
	float m_h_3_ln_1_beta[128];             /* [128] */
	float v_h_3_ln_1_beta[128];             /* [128] */
	float m_h_3_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float v_h_3_attn_c_attn_kernel[49152];  /* [128,384], panels of 16 */
	float m_h_3_attn_c_attn_bias[384];      /* [384] */
	float v_h_3_attn_c_attn_bias[384];      /* [384] */
	float m_h_3_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float v_h_3_attn_c_proj_kernel[16384];  /* [128,128], panels of 16 */
	float m_h_3_attn_c_proj_bias[128];      /* [128] */
	float v_h_3_attn_c_proj_bias[128];      /* [128] */
	float m_h_3_ln_2_gamma[128];            /* [128] */
	float v_h_3_ln_2_gamma[128];            /* [128] */
	float m_h_3_ln_2_beta[128];             /* [128] */
	float v_h_3_ln_2_beta[128];             /* [128] */
	float m_h_3_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float v_h_3_mlp_c_fc_kernel[65536];     /* [128,512], panels of 16 */
	float m_h_3_mlp_c_fc_bias[512];         /* [512] */
	float v_h_3_mlp_c_fc_bias[512];         /* [512] */
	float m_h_3_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float v_h_3_mlp_c_proj_kernel[65536];   /* [512,128], panels of 16 */
	float m_h_3_mlp_c_proj_bias[128];       /* [128] */
	float v_h_3_mlp_c_proj_bias[128];       /* [128] */
	float m_ln_f_gamma[128];                /* [128] */
	float v_ln_f_gamma[128];                /* [128] */
	float m_ln_f_beta[128];                 /* [128] */
	float v_ln_f_beta[128];                 /* [128] */
	uint32_t piece, piece_check;  /* of a step in pieces; 0: none is under way */
} gpt2_train_state;

/* Scratch: nothing in it survives a call; those of different functions may share memory in a union. */
typedef struct gpt2_logits_workspace {
	float memory[114688];
	int32_t memory_i32[4];
} gpt2_logits_workspace;

typedef struct gpt2_prefill_workspace {
	float memory[98304];
	int32_t memory_i32[4];
} gpt2_prefill_workspace;

typedef struct gpt2_decode_workspace {
	float memory[1824];
	int32_t memory_i32[1];
} gpt2_decode_workspace;

typedef struct gpt2_generate_workspace {
	float memory[229408];
	int32_t memory_i32[258];
	uint32_t memory_u32[268];
	uint8_t memory_bool[2];
} gpt2_generate_workspace;

typedef struct gpt2_train_workspace {
	float memory[27810384];
	uint32_t memory_u32[4];
	uint8_t memory_bool[1];
	int32_t batch_tokens[2064];  /* where the loop gathers a batch */
	struct {
		const int32_t *tokens;
		size_t count;
		float report[7];
	} slice;  /* a step in pieces */
} gpt2_train_workspace;

typedef struct gpt2_init_workspace {
	float memory[1];
} gpt2_init_workspace;

/* ---- parameters -------------------------------------------------------------------------- */

extern const cr_tensor gpt2_tensors[GPT2_TENSORS];

/* From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null. */
cr_status gpt2_load(gpt2_params *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                    cr_error *error);
cr_status gpt2_save(const gpt2_params *params, const cr_store *store);
/* One tensor of the directory as a row-major copy, out and in; another number does nothing. */
void gpt2_get(const gpt2_params *params, uint32_t tensor, void *out);
void gpt2_set(gpt2_params *params, uint32_t tensor, const void *in);
/* Of names, shapes and values: equal on every machine. */
uint64_t gpt2_digest(const gpt2_params *params);
void gpt2_init(gpt2_params *params, gpt2_init_workspace *workspace, uint64_t seed);
void gpt2_state_init(gpt2_state *state);

/* ---- functions: any number of threads, one workspace each, params shared ----------------- */

/* tokens 0 .. 255: another value is CR_ERR_DATA, and nothing is changed. */
cr_status gpt2_logits(const gpt2_params *params, gpt2_logits_workspace *workspace, size_t n,
                      const int32_t *tokens, float *logits);
/* tokens 0 .. 255: another value is CR_ERR_DATA, and nothing is changed. */
cr_status gpt2_prefill(const gpt2_params *params, gpt2_state *state, gpt2_prefill_workspace *workspace,
                       size_t n, const int32_t *tokens, float logits[256]);
/* token 0 .. 255: another value is CR_ERR_DATA, and nothing is changed. */
cr_status gpt2_decode(const gpt2_params *params, gpt2_state *state, gpt2_decode_workspace *workspace, size_t n,
                      const int32_t token[1], float logits[256]);
/* tokens 0 .. 255: another value is CR_ERR_DATA, and nothing is changed. */
cr_status gpt2_generate(const gpt2_params *params, gpt2_generate_workspace *workspace, size_t n, size_t t,
                        const int32_t *tokens, const float temperature[1], const int32_t top_k[1],
                        const float top_p[1], uint64_t seed, int32_t *text);

/* ---- training: train ---------------------------------------------------------------------- */

void gpt2_train_init(gpt2_train_state *train_state, uint64_t seed);
/* How many updates the run will make, where a schedule asks; for loops of your own. */
void gpt2_train_length(gpt2_train_state *train_state, uint64_t steps);

/* Means over the examples of one call, weighted; weight is their sum of weights. */
typedef struct gpt2_metrics {
	float loss, accuracy, gradient_norm, weight;
} gpt2_metrics;

/* One micro-batch of count examples, 1 .. GPT2_BATCH. CR_ERR_NONFINITE: nothing was updated. metrics may be
 * null. */
/* tokens 0 .. 255: another value is CR_ERR_DATA, and nothing is changed. */
cr_status gpt2_train_step(gpt2_params *params, gpt2_train_state *train_state, gpt2_train_workspace *workspace,
                          size_t count, const int32_t *tokens, gpt2_metrics *metrics);
cr_status gpt2_evaluate(const gpt2_params *params, gpt2_train_workspace *workspace, size_t count,
                        const int32_t *tokens, gpt2_metrics *metrics);
/* The same step in pieces of at most budget kernels (0 counts as 1): CR_MORE until it is done, then what the
 * step returns. params and train_state change in the last piece only, which takes all updates together whatever
 * the budget. The inputs and workspace must stay as they are until then; with -DCR_DEBUG a change in
 * train_state or workspace is CR_ERR_ARGUMENT. CR_ERR_ARGUMENT also where no step was begun, or with a bad
 * count. */
void gpt2_train_begin(gpt2_train_state *train_state, gpt2_train_workspace *workspace, size_t count,
                      const int32_t *tokens);
cr_status gpt2_train_continue(gpt2_params *params, gpt2_train_state *train_state,
                              gpt2_train_workspace *workspace, uint32_t budget, gpt2_metrics *metrics);

typedef struct gpt2_train_example {
	int32_t *tokens;
} gpt2_train_example;  /* where read writes one example */
typedef struct gpt2_train_data {
	uint64_t count;
	cr_status (*read)(void *user, uint64_t index, const gpt2_train_example *out);
	void *user;
	const int32_t *tokens;  /* whole arrays, used where read is null */
} gpt2_train_data;

/* The whole loop. validation, options, result and error may be null. */
cr_status gpt2_train(gpt2_params *params, gpt2_train_state *train_state, gpt2_train_workspace *workspace,
                     const gpt2_train_data *data, const gpt2_train_data *validation,
                     const cr_train_options *options, cr_train_result *result, cr_error *error);
/* The table that describes the training to the loop of cr_train.h: for programs that drive it themselves. */
const struct cr_train_model *gpt2_train_table(void);
/* A checkpoint: everything a run needs to go on. */
cr_status gpt2_train_save(const gpt2_params *params, const gpt2_train_state *train_state,
                          const cr_store *store);
cr_status gpt2_train_load(gpt2_params *params, gpt2_train_state *train_state, const void *file, size_t size,
                          cr_error *error);

#ifdef __cplusplus
}
#endif
#endif
