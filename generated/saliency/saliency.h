/* saliency.h - model "saliency". Emitted by Crescent 1.0.0 from saliency.lua, command:
 *     crescent saliency.lua --main
 * Do not edit; edit saliency.lua.
 *
 *   function   inputs                                  outputs                      state  workspace
 *   infer      x u8[28,28]                             probs f32[10], best i32[]    -      125440 B
 *   saliency   x u8[28,28]                             map f32[28,28], best i32[]   -      249344 B
 *   adversary  x u8[28,28], label u8[], epsilon f32[]  image u8[28,28], best i32[]  -      252480 B
 */
#ifndef SALIENCY_H
#define SALIENCY_H
#include "crescent.h"
#if CR_ABI != 1
#error "saliency.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime"
#endif

#define SALIENCY_VERSION             ""
#define SALIENCY_CRESCENT            10000
#define SALIENCY_SIGNATURE           UINT64_C(0x0f9f12963afdfa69)  /* of parameter names, shapes, types: which files fit */
#define SALIENCY_GRAPH               UINT64_C(0xc38cb5090d3285d7)  /* of the computation: which goldens fit */
#define SALIENCY_EXACT               0
#define SALIENCY_PARAMETERS          50186         /* trainable numbers */
#define SALIENCY_TENSORS             6
#define SALIENCY_PARAMS_SIZE         200744        /* bytes */
#define SALIENCY_INFER_WORKSPACE_SIZE 125440
#define SALIENCY_SALIENCY_WORKSPACE_SIZE 249344
#define SALIENCY_ADVERSARY_WORKSPACE_SIZE 252480
#define SALIENCY_INIT_WORKSPACE_SIZE 4
#define SALIENCY_INFER_STACK         7168          /* bytes below the caller, an upper estimate for every target */
#define SALIENCY_SALIENCY_STACK      7168          /* bytes below the caller, an upper estimate for every target */
#define SALIENCY_ADVERSARY_STACK     7168          /* bytes below the caller, an upper estimate for every target */

#ifdef __cplusplus
extern "C" {
#endif

/* What a weight file holds. The order inside some arrays is the kernels', not the file's: go through
 * saliency_get and saliency_set, or compile with --layout=plain and use the fields. */
typedef struct saliency_params {
	float conv2d_1_kernel[288];    /* [3,3,1,32] */
	float conv2d_1_bias[32];       /* [32] */
	float conv2d_2_kernel[18432];  /* [3,3,32,64], panels of 16 */
	float conv2d_2_bias[64];       /* [64] */
	float dense_1_kernel[31360];   /* [3136,10] */
	float dense_1_bias[10];        /* [10] */
} saliency_params;

/* Scratch: nothing in it survives a call; those of different functions may share memory in a union. */
typedef struct saliency_infer_workspace {
	float memory[31360];
} saliency_infer_workspace;

typedef struct saliency_saliency_workspace {
	float memory[62336];
} saliency_saliency_workspace;

typedef struct saliency_adversary_workspace {
	float memory[63120];
} saliency_adversary_workspace;

typedef struct saliency_init_workspace {
	float memory[1];
} saliency_init_workspace;

/* ---- parameters -------------------------------------------------------------------------- */

extern const cr_tensor saliency_tensors[SALIENCY_TENSORS];

/* From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null. */
cr_status saliency_load(saliency_params *params, const void *file, size_t size, uint32_t flags,
                        cr_load_report *report, cr_error *error);
cr_status saliency_save(const saliency_params *params, const cr_store *store);
/* One tensor of the directory as a row-major copy, out and in; another number does nothing. */
void saliency_get(const saliency_params *params, uint32_t tensor, void *out);
void saliency_set(saliency_params *params, uint32_t tensor, const void *in);
/* Of names, shapes and values: equal on every machine. */
uint64_t saliency_digest(const saliency_params *params);
void saliency_init(saliency_params *params, saliency_init_workspace *workspace, uint64_t seed);

/* ---- functions: any number of threads, one workspace each, params shared ----------------- */

void saliency_infer(const saliency_params *params, saliency_infer_workspace *workspace, const uint8_t x[784],
                    float probs[10], int32_t best[1]);
void saliency_saliency(const saliency_params *params, saliency_saliency_workspace *workspace,
                       const uint8_t x[784], float map[784], int32_t best[1]);
/* label 0 .. 9: an index outside counts as the nearest inside. */
void saliency_adversary(const saliency_params *params, saliency_adversary_workspace *workspace,
                        const uint8_t x[784], const uint8_t label[1], const float epsilon[1],
                        uint8_t image[784], int32_t best[1]);

#ifdef __cplusplus
}
#endif
#endif
