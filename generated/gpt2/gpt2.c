/* gpt2 - kernels and entry points. Emitted by Crescent 1.0.0 from gpt2.lua, command:
 *     crescent gpt2.lua --main
 * Do not edit; edit gpt2.lua. */
#define CR_FAST_FILE
#include "gpt2.h"
#include "cr_math.h"
#include "cr_int.h"
#include "cr_reduce.h"
#include "cr_loop.h"
#include "cr_rng.h"
#include "cr_tile.h"
#include "cr_blas.h"
#include "cr_safetensors.h"
#include "cr_train.h"

_Static_assert(sizeof(gpt2_params) == GPT2_PARAMS_SIZE, "the params struct has no padding");
_Static_assert(sizeof(gpt2_train_state) <= GPT2_TRAIN_STATE_SIZE, "the size in the header holds");

/* k1: gather add reduce_sum multiply    tokens i32[n], embeddings f32[256,128], embeddings2 f32[128,128] -> row
 * f32[128], wpe f32[1,n,128], ln_1 f32[1,n,1]
 * from gpt2.lua:46, 83, 84 */
static void k1_h_0_ln_1(float *restrict row, float *restrict wpe, float *restrict ln_1,
                        const int32_t *restrict tokens, const float *restrict embeddings,
                        const float *restrict embeddings2, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 128; j++) {
			const float v = embeddings[(size_t)cr_clamp_index_i32(tokens[i], 256) * 128 + j] +
				embeddings2[i * 128 + j];
			wpe[i * 128 + j] = v;
		}
	}
	for (size_t j = 0; j < n; j++) {
		float lane[16] = { 0.0f };
		for (size_t block = 0; block < 128; block += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t k = block + l;
				lane[l] += wpe[j * 128 + k];
			}
		}
		const float sum = cr_join_sum(lane);
		row[j] = sum;
	}
	for (size_t i = 0; i < n; i++)
		ln_1[i] = row[i] * 0.0078125f;
}

/* k2: multiply reduce_sum multiply add rsqrt    wpe f32[1,n,128], ln_1_2 f32[1,n,1] -> row f32[128], ln_1
 * f32[1,n,1]
 * from gpt2.lua:46 */
static void k2_h_0_ln_1(float *restrict row, float *restrict ln_1, const float *restrict wpe,
                        const float *restrict ln_1_2, size_t n)
{
	for (size_t j = 0; j < n; j++) {
		float lane[16] = { 0.0f };
		for (size_t block = 0; block < 128; block += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t k = block + l;
				lane[l] += (wpe[j * 128 + k] - ln_1_2[j]) * (wpe[j * 128 + k] - ln_1_2[j]);
			}
		}
		const float sum = cr_join_sum(lane);
		row[j] = sum;
	}
	for (size_t i = 0; i < n; i++)
		ln_1[i] = cr_rsqrtf(row[i] * 0.0078125f + 1e-05f);
}

/* k3: multiply multiply add    wpe f32[1,n,128], ln_1_2 f32[1,n,1], ln_1_3 f32[1,n,1], gamma f32[128], beta
 * f32[128] -> ln_1 f32[1,n,128]
 * from gpt2.lua:46 */
static void k3_h_0_ln_1(float *restrict ln_1, const float *restrict wpe, const float *restrict ln_1_2,
                        const float *restrict ln_1_3, const float *restrict gamma, const float *restrict beta,
                        size_t n)
{
	for (size_t j = 0; j < n; j++) {
		for (size_t k = 0; k < 128; k++)
			ln_1[j * 128 + k] = (wpe[j * 128 + k] - ln_1_2[j]) * ln_1_3[j] * gamma[k] + beta[k];
	}
}

/* k4: dot_general add    ln_1 f32[1,n,128], kernel f32[128,384], bias f32[384] -> c_attn f32[1,n,384]
 * from gpt2.lua:45 */
static void k4_h_0_attn_c_attn(float *restrict c_attn, const float *restrict ln_1, const float *restrict kernel,
                               const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 384; col += CR_TILE_COLS) {
			const size_t cols = 384 - col < CR_TILE_COLS ? 384 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, ln_1 + row * 128, 128, 1, kernel + col * 128,
				2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						c_attn[i * 384 + j] = z + bias[j];
					}
				}
			}
		}
	}
}

/* k5: multiply    c_attn f32[1,n,384] -> attn f32[1,n,4,32]
 * from gpt2.lua:58 */
static void k5_h_0_attn(float *restrict attn, const float *restrict c_attn, size_t n)
{
	for (size_t j = 0; j < n; j++) {
		for (size_t k = 0; k < 128; k++)
			attn[j * 128 + k] = c_attn[j * 384 + k] * 0.17677669f;
	}
}

/* k6: gather    attn2 f32[1,n,4,32] -> attn f32[1,n_by_32*32,4,32]
 * from gpt2.lua:58 */
static void k6_h_0_attn(float *restrict attn, const float *restrict attn2, size_t n, size_t n_by_32)
{
	for (size_t j = 0; j < n_by_32 * 32; j++) {
		for (size_t k = 0; k < 128; k++)
			attn[j * 128 + k] = attn2[(size_t)cr_clamp_index_i32((int32_t)j, (int32_t)n) * 128 + k];
	}
}

/* k7: reshape reshape    c_attn f32[1,n,384] -> attn f32[4,n,32], attn2 f32[4,n,32]
 * from gpt2.lua:58 */
static void k7_h_0_attn(float *restrict attn, float *restrict attn2, const float *restrict c_attn, size_t n)
{
	for (size_t i = 0; i < 4; i++) {
		for (size_t j = 0; j < n; j++) {
			for (size_t k = 0; k < 32; k++) {
				attn[i * 4096 + j * 32 + k] = c_attn[j * 384 + i * 32 + k + 128];
				attn2[i * 4096 + j * 32 + k] = c_attn[j * 384 + i * 32 + k + 256];
			}
		}
	}
}

/* k8: reshape    attn2 f32[1,n_by_32*32,4,32] -> attn f32[4,n_by_32,32,32]
 * from gpt2.lua:58 */
static void k8_h_0_attn(float *restrict attn, const float *restrict attn2, size_t n_by_32)
{
	for (size_t i = 0; i < 4; i++) {
		for (size_t j = 0; j < n_by_32; j++) {
			for (size_t k = 0; k < 32; k++) {
				for (size_t l = 0; l < 32; l++) {
					attn[i * 4096 + j * 1024 + k * 32 + l] =
						attn2[j * 4096 + l * 128 + i * 32 + k];
				}
			}
		}
	}
}

/* k9: multiply    -> attn i32[n_by_32]
 * from gpt2.lua:58 */
static void k9_h_0_attn(int32_t *restrict attn, size_t n_by_32)
{
	for (size_t i = 0; i < n_by_32; i++)
		attn[i] = cr_mul_i32((int32_t)i, 32);
}

/* k10: dot_general select    k f32[n,32], q f32[32,32], first i32[] -> attn f32[n_upto_32,32]
 * from gpt2.lua:58 */
static void k10_h_0_attn(float *restrict attn, const float *restrict k, const float *restrict q,
                         const int32_t *restrict first, size_t n_upto_32)
{
	const int32_t first2 = first[0];
	for (size_t row = 0; row < n_upto_32; row += CR_TILE_ROWS) {
		const size_t rows = n_upto_32 - row < CR_TILE_ROWS ? n_upto_32 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
			const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 32, k + row * 32, 32, 1, q + col, 16, 32);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						attn[i * 32 + j] = (int32_t)i <=
							cr_add_i32((int32_t)j, first2) ? z : -CR_INFINITY;
					}
				}
			}
		}
	}
}

/* k11: reduce_max    attn2 f32[n_upto_32,32] -> attn f32[32]
 * from gpt2.lua:58 */
static void k11_h_0_attn(float *restrict attn, const float *restrict attn2, size_t n_upto_32)
{
	for (size_t i = 0; i < 32; i++)
		attn[i] = -CR_INFINITY;
	for (size_t i = 0; i < n_upto_32; i++) {
		for (size_t i2 = 0; i2 < 32; i2++)
			attn[i2] = cr_maxf(attn[i2], attn2[i * 32 + i2]);
	}
}

/* k12: subtract exp reduce_sum    attn3 f32[32] -> attn f32[32], attn2 f32[n_upto_32,32]
 * from gpt2.lua:58 */
static void k12_h_0_attn(float *restrict attn, float *restrict attn2, const float *restrict attn3,
                         size_t n_upto_32)
{
	for (size_t i = 0; i < 32; i++)
		attn[i] = 0.0f;
	for (size_t i = 0; i < n_upto_32; i++) {
		for (size_t i2 = 0; i2 < 32; i2++) {
			const float e = cr_expf(attn2[i * 32 + i2] - attn3[i2]);
			attn[i2] += e;
			attn2[i * 32 + i2] = e;
		}
	}
}

/* k13: dot_general divide    attn f32[n_upto_32,32], v f32[n,32], attn2 f32[32] -> y1 f32[32,32]
 * from gpt2.lua:58 */
static void k13_h_0_attn(float *restrict y1, const float *restrict attn, const float *restrict v,
                         const float *restrict attn2, size_t n_upto_32)
{
	for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
		const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
			const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, n_upto_32, attn + row, 1, 32, v + col, 16, 32);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						y1[i * 32 + j] = z / attn2[i];
					}
				}
			}
		}
	}
}

/* k14: reshape    attn2 f32[4,n_by_32,32,32] -> attn f32[1,n,128]
 * from gpt2.lua:59 */
static void k14_h_0_attn(float *restrict attn, const float *restrict attn2, size_t n)
{
	for (size_t j = 0; j < n; j++) {
		for (size_t k = 0; k < 128; k++)
			attn[j * 128 + k] = attn2[k / 32 * 4096 + j * 32 + k % 32];
	}
}

/* k15: dot_general add add    attn f32[1,n,128], kernel f32[128,128], bias f32[128] -> n0 f32[1,n,128]; of 2
 * sizes
 * from gpt2.lua:45, 75 */
static void k15_dot_general(float *restrict n0, const float *restrict attn, const float *restrict kernel,
                            const float *restrict bias, size_t n, size_t size)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, size, attn + row * size, size, 1,
				kernel + col * size, size * 16, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						n0[i * 128 + j] = n0[i * 128 + j] + (z + bias[j]);
					}
				}
			}
		}
	}
}

/* k16: reduce_sum multiply    n0 f32[1,n,128] -> row f32[128], ln_2 f32[1,n,1]
 * from gpt2.lua:46 */
static void k16_h_0_ln_2(float *restrict row, float *restrict ln_2, const float *restrict n0, size_t n)
{
	for (size_t j = 0; j < n; j++) {
		float lane[16] = { 0.0f };
		for (size_t block = 0; block < 128; block += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t k = block + l;
				lane[l] += n0[j * 128 + k];
			}
		}
		const float sum = cr_join_sum(lane);
		row[j] = sum;
	}
	for (size_t i = 0; i < n; i++)
		ln_2[i] = row[i] * 0.0078125f;
}

/* k17: dot_general add multiply multiply multiply add multiply logistic multiply    ln_2 f32[1,n,128], kernel
 * f32[128,512], bias f32[512] -> mlp f32[1,n,512]
 * from gpt2.lua:45, 67 */
static void k17_h_0_mlp_c_fc(float *restrict mlp, const float *restrict ln_2, const float *restrict kernel,
                             const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 512; col += CR_TILE_COLS) {
			const size_t cols = 512 - col < CR_TILE_COLS ? 512 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, ln_2 + row * 128, 128, 1, kernel + col * 128,
				2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						const float v = z + bias[j];
						mlp[i * 512 + j] = v *
							cr_logisticf((v + v * v * v * 0.044715f) * 1.5957692f);
					}
				}
			}
		}
	}
}

/* k18: multiply multiply add    ln_f2 f32[1,n,1], ln_f3 f32[1,n,1], gamma f32[128], beta f32[128] -> ln_f
 * f32[1,n,128]
 * from gpt2.lua:46 */
static void k18_ln_f(float *restrict ln_f, const float *restrict ln_f2, const float *restrict ln_f3,
                     const float *restrict gamma, const float *restrict beta, size_t n)
{
	for (size_t j = 0; j < n; j++) {
		for (size_t k = 0; k < 128; k++)
			ln_f[j * 128 + k] = (ln_f[j * 128 + k] - ln_f2[j]) * ln_f3[j] * gamma[k] + beta[k];
	}
}

/* k19: dot_general    ln_f f32[1,n,128], embeddings f32[256,128] -> wte f32[1,n,256]
 * from gpt2.lua:83 */
static void k19_wte(float *restrict wte, const float *restrict ln_f, const float *restrict embeddings,
                    float *restrict panels, size_t n)
{
#ifdef CR_USE_CBLAS
	cr_blas_sgemm(n, 256, 128, ln_f, 0, 128, embeddings, 1, 128, wte, 256);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 256; j++) {
			const float z = wte[i * 256 + j];
			wte[i * 256 + j] = z;
		}
	}
	(void)panels;
#else
	for (size_t col = 0; col < 256; col += 16)
		cr_pack_b(panels + col * 128, 16, 128, embeddings + col * 128, 1, 128);
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 256; col += CR_TILE_COLS) {
			const size_t cols = 256 - col < CR_TILE_COLS ? 256 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, ln_f + row * 128, 128, 1, panels + col * 128,
				2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						wte[i * 256 + j] = z;
					}
				}
			}
		}
	}
#endif
}

/* k20: reshape    wte f32[1,n,256] -> logits f32[n,256]
 * from gpt2.lua:104 */
static void k20_logits(float *restrict logits, const float *restrict wte, size_t n)
{
	for (size_t i = 0; i < n * 256; i++)
		logits[i] = wte[i];
}

/* loop1: loops around k9_h_0_attn, k10_h_0_attn, k11_h_0_attn, k12_h_0_attn, k13_h_0_attn */
static void loop1(float *memory, int32_t *memory_i32, const float *attn, const float *attn2, const float *attn3,
                  float *attn4, size_t n)
{
	for (size_t t = 0; t < 4; t++) {
		k9_h_0_attn(memory_i32, (n + 31) / 32);
		for (size_t t2 = 0; t2 < (n + 31) / 32; t2++) {
			k10_h_0_attn(memory + 32768, attn + t * 4096, attn2 + t2 * 1024 + t * 4096,
			             memory_i32 + t2, cr_upto(t2, 32, n));
			k11_h_0_attn(memory + 36864, memory + 32768, cr_upto(t2, 32, n));
			k12_h_0_attn(memory + 36896, memory + 32768, memory + 36864, cr_upto(t2, 32, n));
			k13_h_0_attn(attn4 + t2 * 1024 + t * 4096, memory + 32768, attn3 + t * 4096,
			             memory + 36896, cr_upto(t2, 32, n));
		}
	}
}

/* block1: 16 steps in a row, of which there are 4 one after another in logits */
CR_NOINLINE
static void block1(float *memory, int32_t *memory_i32, const float *ln_1_gamma, const float *ln_1_beta,
                   const float *attn_c_attn_kernel, const float *attn_c_attn_bias,
                   const float *attn_c_proj_kernel, const float *attn_c_proj_bias, const float *ln_2_gamma,
                   const float *ln_2_beta, const float *mlp_c_fc_kernel, const float *mlp_c_fc_bias,
                   const float *mlp_c_proj_kernel, const float *mlp_c_proj_bias, size_t n)
{
	k2_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 128, n);
	k3_h_0_ln_1(memory + 49152, memory + 65536, memory + 128, memory + 256, ln_1_gamma, ln_1_beta, n);
	k4_h_0_attn_c_attn(memory, memory + 49152, attn_c_attn_kernel, attn_c_attn_bias, n);
	k5_h_0_attn(memory + 49152, memory, n);
	k6_h_0_attn(memory + 81920, memory + 49152, n, (n + 31) / 32);
	k7_h_0_attn(memory + 49152, memory + 98304, memory, n);
	k8_h_0_attn(memory, memory + 81920, (n + 31) / 32);
	loop1(memory, memory_i32, memory + 49152, memory, memory + 98304, memory + 16384, n);
	k14_h_0_attn(memory, memory + 16384, n);
	k15_dot_general(memory + 65536, memory, attn_c_proj_kernel, attn_c_proj_bias, n, 128);
	k16_h_0_ln_2(memory, memory + 128, memory + 65536, n);
	k2_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 128, n);
	k3_h_0_ln_1(memory + 81920, memory + 65536, memory + 128, memory + 256, ln_2_gamma, ln_2_beta, n);
	k17_h_0_mlp_c_fc(memory, memory + 81920, mlp_c_fc_kernel, mlp_c_fc_bias, n);
	k15_dot_general(memory + 65536, memory, mlp_c_proj_kernel, mlp_c_proj_bias, n, 512);
	k16_h_0_ln_2(memory, memory + 128, memory + 65536, n);
}

/* logits: tokens i32[n] -> logits f32[n,256] */
cr_status gpt2_logits(const gpt2_params *params, gpt2_logits_workspace *workspace, size_t n,
                      const int32_t *tokens, float *logits)
{
	float *const memory = workspace->memory;
	int32_t *const memory_i32 = workspace->memory_i32;
	if (n < 1 || n > 128)
		return CR_ERR_ARGUMENT;
	if (!cr_within_i32(tokens, n, 0, 255, 0))
		return CR_ERR_DATA;
	k1_h_0_ln_1(memory, memory + 65536, memory + 128, tokens, params->wte_embeddings,
	            params->wpe_embeddings, n);
	for (size_t turn = 0; turn < 4; turn++) {
		block1(memory, memory_i32,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_1_gamma)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_1_beta)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_attn_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_attn_bias)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_proj_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_proj_bias)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_gamma)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_beta)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_bias)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_bias)) + turn * 198272,
		       n);
	}
	k2_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 128, n);
	k18_ln_f(memory + 65536, memory + 128, memory + 256, params->ln_f_gamma, params->ln_f_beta, n);
	k19_wte(memory + 32768, memory + 65536, params->wte_embeddings, memory, n);
	k20_logits(logits, memory + 32768, n);
	return CR_OK;
}

/* k21: gather    tokens i32[n], embeddings f32[256,128] -> wte f32[1,n,128]
 * from gpt2.lua:83 */
static void k21_wte(float *restrict wte, const int32_t *restrict tokens, const float *restrict embeddings,
                    size_t n)
{
	for (size_t j = 0; j < n; j++) {
		for (size_t k = 0; k < 128; k++)
			wte[j * 128 + k] = embeddings[(size_t)cr_clamp_index_i32(tokens[j], 256) * 128 + k];
	}
}

/* k22: gather    embeddings f32[128,128] -> wpe f32[n,128]
 * from gpt2.lua:84 */
static void k22_wpe(float *restrict wpe, const float *restrict embeddings, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 128; j++)
			wpe[i * 128 + j] = embeddings[(size_t)cr_clamp_index_i32((int32_t)i, 128) * 128 + j];
	}
}

/* k23: reduce_sum multiply    wte f32[1,n,128], wpe f32[n,128] -> row f32[128], ln_1 f32[1,n,1]
 * from gpt2.lua:46 */
static void k23_h_0_ln_1(float *restrict row, float *restrict ln_1, const float *restrict wte,
                         const float *restrict wpe, size_t n)
{
	for (size_t j = 0; j < n; j++) {
		float lane[16] = { 0.0f };
		for (size_t block = 0; block < 128; block += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t k = block + l;
				lane[l] += wte[j * 128 + k] + wpe[j * 128 + k];
			}
		}
		const float sum = cr_join_sum(lane);
		row[j] = sum;
	}
	for (size_t i = 0; i < n; i++)
		ln_1[i] = row[i] * 0.0078125f;
}

/* k24: multiply reduce_sum multiply add rsqrt    wte f32[1,n,128], wpe f32[n,128], ln_1_2 f32[1,n,1] -> row
 * f32[128], ln_1 f32[1,n,1]
 * from gpt2.lua:46 */
static void k24_h_0_ln_1(float *restrict row, float *restrict ln_1, const float *restrict wte,
                         const float *restrict wpe, const float *restrict ln_1_2, size_t n)
{
	for (size_t j = 0; j < n; j++) {
		float lane[16] = { 0.0f };
		for (size_t block = 0; block < 128; block += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t k = block + l;
				lane[l] += (wte[j * 128 + k] + wpe[j * 128 + k] - ln_1_2[j]) *
					(wte[j * 128 + k] + wpe[j * 128 + k] - ln_1_2[j]);
			}
		}
		const float sum = cr_join_sum(lane);
		row[j] = sum;
	}
	for (size_t i = 0; i < n; i++)
		ln_1[i] = cr_rsqrtf(row[i] * 0.0078125f + 1e-05f);
}

/* k25: multiply multiply add    wte f32[1,n,128], wpe f32[n,128], ln_1_2 f32[1,n,1], ln_1_3 f32[1,n,1], gamma
 * f32[128], beta f32[128] -> ln_1 f32[1,n,128]
 * from gpt2.lua:46 */
static void k25_h_0_ln_1(float *restrict ln_1, const float *restrict wte, const float *restrict wpe,
                         const float *restrict ln_1_2, const float *restrict ln_1_3,
                         const float *restrict gamma, const float *restrict beta, size_t n)
{
	for (size_t j = 0; j < n; j++) {
		for (size_t k = 0; k < 128; k++) {
			ln_1[j * 128 + k] = (wte[j * 128 + k] + wpe[j * 128 + k] - ln_1_2[j]) * ln_1_3[j] *
				gamma[k] + beta[k];
		}
	}
}

/* k26: dynamic_update_slice    c_attn f32[1,n,384] -> key_0 f32[1,4,128,32]
 * from gpt2.lua:57 */
static void k26_h_0_attn(float *restrict key_0, const float *restrict c_attn, size_t n)
{
	for (size_t j = 0; j < 4; j++) {
		for (size_t k = 0; k < n; k++) {
			for (size_t l = 0; l < 32; l++) {
				key_0[(size_t)cr_clamp_index_i32(cr_add_i32(cr_max_i32(cr_min_i32(0,
					cr_sub_i32(128, cr_mul_i32((int32_t)n, 1))), 0), (int32_t)k), 128) *
					32 + j * 4096 + l] = c_attn[k * 384 + j * 32 + l + 128];
			}
		}
	}
}

/* k27: dynamic_update_slice    c_attn f32[1,n,384] -> value_0 f32[1,4,128,32]
 * from gpt2.lua:57 */
static void k27_h_0_attn(float *restrict value_0, const float *restrict c_attn, size_t n)
{
	for (size_t j = 0; j < 4; j++) {
		for (size_t k = 0; k < n; k++) {
			for (size_t l = 0; l < 32; l++) {
				value_0[(size_t)cr_clamp_index_i32(cr_add_i32(cr_max_i32(cr_min_i32(0,
					cr_sub_i32(128, cr_mul_i32((int32_t)n, 1))), 0), (int32_t)k), 128) *
					32 + j * 4096 + l] = c_attn[k * 384 + j * 32 + l + 256];
			}
		}
	}
}

/* k28: dot_general add add    attn f32[1,n,128], kernel f32[128,128], wpe f32[n,128], bias f32[128] -> n0
 * f32[1,n,128]
 * from gpt2.lua:45, 75 */
static void k28_h_0_attn_c_proj(float *restrict n0, const float *restrict attn, const float *restrict kernel,
                                const float *restrict wpe, const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, attn + row * 128, 128, 1, kernel + col * 128,
				2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						n0[i * 128 + j] = n0[i * 128 + j] + wpe[i * 128 + j] +
							(z + bias[j]);
					}
				}
			}
		}
	}
}

/* k29: add    -> add i32[]
 * from gpt2.lua:122 */
static void k29_add(int32_t *restrict add, size_t n)
{
	add[0] = cr_add_i32((int32_t)n, -1);
}

/* k30: dynamic_slice    add i32[], ln_f f32[1,n,128] -> dynamic_slice f32[1,1,128]
 * from gpt2.lua:122 */
static void k30_dynamic_slice(float *restrict dynamic_slice, const int32_t *restrict add,
                              const float *restrict ln_f, size_t n)
{
	const int32_t add2 = add[0];
	for (size_t j = 0; j < 128; j++)
		dynamic_slice[j] = ln_f[(size_t)cr_clamp_index_i32(add2, (int32_t)n) * 128 + j];
}

/* k31: dot_general    dynamic_slice f32[1,1,128], embeddings f32[256,128] -> wte f32[1,256]
 * from gpt2.lua:83 */
static void k31_wte(float *restrict wte, const float *restrict dynamic_slice, const float *restrict embeddings)
{
	for (size_t col = 0; col < 256; col += 64) {
		const size_t count = 256 - col < 64 ? 256 - col : 64;
		float dot[64];
		cr_dots(dot, count, 128, embeddings + col * 128, 128, dynamic_slice);
		for (size_t l = 0; l < count; l++) {
			const size_t j = col + l;
			const float z = dot[l];
			wte[j] = z;
		}
	}
}

/* k32: reshape    wte f32[1,256] -> logits f32[256]; of 8 sizes
 * from gpt2.lua:122 */
static void k32_reshape(float *restrict logits, const float *restrict wte, size_t size)
{
	for (size_t i = 0; i < size; i++)
		logits[i] = wte[i];
}

/* block2: 17 steps in a row, of which there are 3 one after another in prefill */
CR_NOINLINE
static void block2(float *memory, int32_t *memory_i32, const float *ln_2_gamma, const float *ln_2_beta,
                   const float *mlp_c_fc_kernel, const float *mlp_c_fc_bias, const float *mlp_c_proj_kernel,
                   const float *mlp_c_proj_bias, const float *ln_1_gamma, const float *ln_1_beta,
                   const float *attn_c_attn_kernel, const float *attn_c_attn_bias, float *key_1, float *value_1,
                   const float *attn_c_proj_kernel, const float *attn_c_proj_bias, size_t n)
{
	k16_h_0_ln_2(memory, memory + 128, memory + 65536, n);
	k2_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 128, n);
	k3_h_0_ln_1(memory + 81920, memory + 65536, memory + 128, memory + 256, ln_2_gamma, ln_2_beta, n);
	k17_h_0_mlp_c_fc(memory, memory + 81920, mlp_c_fc_kernel, mlp_c_fc_bias, n);
	k15_dot_general(memory + 65536, memory, mlp_c_proj_kernel, mlp_c_proj_bias, n, 512);
	k16_h_0_ln_2(memory, memory + 128, memory + 65536, n);
	k2_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 128, n);
	k3_h_0_ln_1(memory + 49152, memory + 65536, memory + 128, memory + 256, ln_1_gamma, ln_1_beta, n);
	k4_h_0_attn_c_attn(memory, memory + 49152, attn_c_attn_kernel, attn_c_attn_bias, n);
	k26_h_0_attn(key_1, memory, n);
	k27_h_0_attn(value_1, memory, n);
	k5_h_0_attn(memory + 49152, memory, n);
	k6_h_0_attn(memory, memory + 49152, n, (n + 31) / 32);
	k8_h_0_attn(memory + 16384, memory, (n + 31) / 32);
	loop1(memory, memory_i32, key_1, memory + 16384, value_1, memory, n);
	k14_h_0_attn(memory + 16384, memory, n);
	k15_dot_general(memory + 65536, memory + 16384, attn_c_proj_kernel, attn_c_proj_bias, n, 128);
}

/* prefill: tokens i32[n] -> logits f32[256]; sets 8 tensors */
cr_status gpt2_prefill(const gpt2_params *params, gpt2_state *state, gpt2_prefill_workspace *workspace,
                       size_t n, const int32_t *tokens, float logits[256])
{
	float *const memory = workspace->memory;
	int32_t *const memory_i32 = workspace->memory_i32;
	if (n < 1 || n > 128)
		return CR_ERR_ARGUMENT;
	if (!cr_within_i32(tokens, n, 0, 255, 0))
		return CR_ERR_DATA;
	k21_wte(memory + 65536, tokens, params->wte_embeddings, n);
	k22_wpe(memory + 49152, params->wpe_embeddings, n);
	k23_h_0_ln_1(memory, memory + 128, memory + 65536, memory + 49152, n);
	k24_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 49152, memory + 128, n);
	k25_h_0_ln_1(memory + 81920, memory + 65536, memory + 49152, memory + 128, memory + 256,
	             params->h_0_ln_1_gamma, params->h_0_ln_1_beta, n);
	k4_h_0_attn_c_attn(memory, memory + 81920, params->h_0_attn_c_attn_kernel, params->h_0_attn_c_attn_bias,
	                   n);
	k26_h_0_attn(state->key_0, memory, n);
	k27_h_0_attn(state->value_0, memory, n);
	k5_h_0_attn(memory + 81920, memory, n);
	k6_h_0_attn(memory, memory + 81920, n, (n + 31) / 32);
	k8_h_0_attn(memory + 16384, memory, (n + 31) / 32);
	loop1(memory, memory_i32, state->key_0, memory + 16384, state->value_0, memory, n);
	k14_h_0_attn(memory + 16384, memory, n);
	k28_h_0_attn_c_proj(memory + 65536, memory + 16384, params->h_0_attn_c_proj_kernel, memory + 49152,
	                    params->h_0_attn_c_proj_bias, n);
	for (size_t turn = 0; turn < 3; turn++) {
		block2(memory, memory_i32,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_gamma)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_beta)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_bias)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_bias)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_gamma)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_beta)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_attn_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_attn_bias)) + turn * 198272,
		       CR_AT(float, state, offsetof(gpt2_state, key_1)) + turn * 32768,
		       CR_AT(float, state, offsetof(gpt2_state, value_1)) + turn * 32768,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_proj_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_proj_bias)) + turn * 198272,
		       n);
	}
	k16_h_0_ln_2(memory, memory + 128, memory + 65536, n);
	k2_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 128, n);
	k3_h_0_ln_1(memory + 81920, memory + 65536, memory + 128, memory + 256, params->h_3_ln_2_gamma,
	            params->h_3_ln_2_beta, n);
	k17_h_0_mlp_c_fc(memory, memory + 81920, params->h_3_mlp_c_fc_kernel, params->h_3_mlp_c_fc_bias, n);
	k15_dot_general(memory + 65536, memory, params->h_3_mlp_c_proj_kernel, params->h_3_mlp_c_proj_bias, n,
	                512);
	k16_h_0_ln_2(memory, memory + 128, memory + 65536, n);
	k2_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 128, n);
	k18_ln_f(memory + 65536, memory + 128, memory + 256, params->ln_f_gamma, params->ln_f_beta, n);
	k29_add(memory_i32, n);
	k30_dynamic_slice(memory + 256, memory_i32, memory + 65536, n);
	k31_wte(memory, memory + 256, params->wte_embeddings);
	k32_reshape(logits, memory, 256);
	return CR_OK;
}

/* k33: convert convert subtract    -> subtract i32[]
 * from gpt2.lua:127 */
static void k33_subtract(int32_t *restrict subtract, size_t n)
{
	subtract[0] = cr_sub_i32(cr_f32_to_i32((float)(int32_t)n), 1);
}

/* k34: gather    token i32[], embeddings f32[256,128] -> wte f32[1,1,128]
 * from gpt2.lua:83 */
static void k34_wte(float *restrict wte, const int32_t *restrict token, const float *restrict embeddings)
{
	const int32_t token2 = token[0];
	for (size_t k = 0; k < 128; k++)
		wte[k] = embeddings[(size_t)cr_clamp_index_i32(token2, 256) * 128 + k];
}

/* k35: gather    subtract i32[], embeddings f32[128,128] -> wpe f32[1,128]
 * from gpt2.lua:84 */
static void k35_wpe(float *restrict wpe, const int32_t *restrict subtract, const float *restrict embeddings)
{
	const int32_t subtract2 = subtract[0];
	for (size_t j = 0; j < 128; j++) {
		wpe[j] = embeddings[(size_t)cr_clamp_index_i32(cr_add_i32((int32_t)0, subtract2), 128) * 128 +
			j];
	}
}

/* k36: reduce_sum multiply reduce_sum    wte f32[1,1,128], wpe f32[1,128] -> ln_1 f32[1,1], ln_1_2 f32[1,1]
 * from gpt2.lua:46 */
static void k36_h_0_ln_1(float *restrict ln_1, float *restrict ln_1_2, const float *restrict wte,
                         const float *restrict wpe)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 128; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t k = block + l;
			lane[l] += wte[k] + wpe[k];
		}
	}
	const float sum = cr_join_sum(lane);
	ln_1[0] = sum;
	float lane2[16] = { 0.0f };
	for (size_t block = 0; block < 128; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t k = block + l;
			lane2[l] += (wte[k] + wpe[k] - ln_1[0] * 0.0078125f) *
				(wte[k] + wpe[k] - ln_1[0] * 0.0078125f);
		}
	}
	const float sum2 = cr_join_sum(lane2);
	ln_1_2[0] = sum2;
}

/* k37: multiply add rsqrt    -> ln_1 f32[1,1,1]
 * from gpt2.lua:46 */
static void k37_h_0_ln_1(float *restrict ln_1)
{
	ln_1[0] = cr_rsqrtf(ln_1[0] * 0.0078125f + 1e-05f);
}

/* k38: multiply multiply add    wte f32[1,1,128], wpe f32[1,128], ln_1_2 f32[1,1], ln_1_3 f32[1,1,1], gamma
 * f32[128], beta f32[128] -> ln_1 f32[1,1,128]
 * from gpt2.lua:46 */
static void k38_h_0_ln_1(float *restrict ln_1, const float *restrict wte, const float *restrict wpe,
                         const float *restrict ln_1_2, const float *restrict ln_1_3,
                         const float *restrict gamma, const float *restrict beta)
{
	for (size_t i = 0; i < 128; i++)
		ln_1[i] = (wte[i] + wpe[i] - ln_1_2[0] * 0.0078125f) * ln_1_3[0] * gamma[i] + beta[i];
}

/* k39: dot_general add    ln_1 f32[1,1,128], kernel f32[128,384], bias f32[384] -> c_attn f32[1,1,384]
 * from gpt2.lua:45 */
static void k39_h_0_attn_c_attn(float *restrict c_attn, const float *restrict ln_1,
                                const float *restrict kernel, const float *restrict bias)
{
	for (size_t col = 0; col < 384; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 384 - col < 16 * CR_ROW_PANELS ? 384 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 128, ln_1, 1, kernel + col * 128, 2048, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				c_attn[j] = z + bias[j];
			}
		}
	}
}

/* k40: dynamic_update_slice    c_attn f32[1,1,384], subtract i32[] -> key_0 f32[1,4,128,32]
 * from gpt2.lua:57 */
static void k40_h_0_attn(float *restrict key_0, const float *restrict c_attn, const int32_t *restrict subtract)
{
	const int32_t subtract2 = subtract[0];
	for (size_t j = 0; j < 4; j++) {
		for (size_t k = 0; k < 32; k++) {
			key_0[(size_t)cr_clamp_index_i32(subtract2, 128) * 32 + j * 4096 + k] =
				c_attn[j * 32 + k + 128];
		}
	}
}

/* k41: dynamic_update_slice    c_attn f32[1,1,384], subtract i32[] -> value_0 f32[1,4,128,32]
 * from gpt2.lua:57 */
static void k41_h_0_attn(float *restrict value_0, const float *restrict c_attn,
                         const int32_t *restrict subtract)
{
	const int32_t subtract2 = subtract[0];
	for (size_t j = 0; j < 4; j++) {
		for (size_t k = 0; k < 32; k++) {
			value_0[(size_t)cr_clamp_index_i32(subtract2, 128) * 32 + j * 4096 + k] =
				c_attn[j * 32 + k + 256];
		}
	}
}

/* k42: multiply    c_attn f32[1,1,384] -> attn f32[1,1,4,32]
 * from gpt2.lua:58 */
static void k42_h_0_attn(float *restrict attn, const float *restrict c_attn)
{
	for (size_t k = 0; k < 128; k++)
		attn[k] = c_attn[k] * 0.17677669f;
}

/* k43: dot_general select    attn2 f32[1,1,4,32], attn3 f32[1,4,128,32], subtract i32[] -> attn f32[1,4,1,n]
 * from gpt2.lua:58 */
static void k43_h_0_attn(float *restrict attn, const float *restrict attn2, const float *restrict attn3,
                         const int32_t *restrict subtract, size_t n)
{
	const int32_t subtract2 = subtract[0];
	for (size_t outer = 0; outer < 4; outer++) {
		for (size_t col = 0; col < n; col += 64) {
			const size_t count = n - col < 64 ? n - col : 64;
			float dot[64];
			cr_dots(dot, count, 32, attn3 + outer * 4096 + col * 32, 32, attn2 + outer * 32);
			for (size_t l = 0; l < count; l++) {
				const size_t j = col + l;
				const float z = dot[l];
				attn[outer * 128 + j] = (int32_t)j <= cr_add_i32((int32_t)0, subtract2) ? z :
					-CR_INFINITY;
			}
		}
	}
}

/* k44: reduce_max subtract exp reduce_sum divide    attn2 f32[1,4,1,n] -> row f32[4], row2 f32[512], row3
 * f32[4], attn f32[1,4,1,n]; of 2 sizes
 * from gpt2.lua:58 */
CR_INLINE void k44_h_0_attn_sized(float *restrict row, float *restrict row2, float *restrict row3,
                                  float *restrict attn, const float *restrict attn2, size_t n)
{
	for (size_t i = 0; i < 4; i++) {
		float lane[16];
		for (size_t l = 0; l < 16; l++)
			lane[l] = CR_MAX_INIT_F32;
		size_t block = 0;
		for (; block + 16 <= n; block += 16) {
			CR_SIXTEEN
			for (size_t l = 0; l < 16; l++) {
				const size_t l2 = block + l;
				lane[l] = cr_maxf(lane[l], attn2[i * 128 + l2]);
			}
		}
		for (size_t l = 0; block + l < n; l++) {
			const size_t l2 = block + l;
			lane[l] = cr_maxf(lane[l], attn2[i * 128 + l2]);
		}
		const float most = cr_join_max(lane);
		row[i] = most;
	}
	for (size_t j = 0; j < 4; j++) {
		for (size_t l = 0; l < n; l++) {
			const float e = cr_expf(attn2[j * 128 + l] - row[j]);
			row2[j * 128 + l] = e;
		}
	}
	for (size_t i = 0; i < 4; i++) {
		float lane[16] = { 0.0f };
		size_t block = 0;
		for (; block + 16 <= n; block += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t l2 = block + l;
				lane[l] += row2[i * 128 + l2];
			}
		}
		for (size_t l = 0; block + l < n; l++) {
			const size_t l2 = block + l;
			lane[l] += row2[i * 128 + l2];
		}
		const float sum = cr_join_sum(lane);
		row3[i] = sum;
	}
	for (size_t j = 0; j < 4; j++) {
		for (size_t l = 0; l < n; l++)
			attn[j * 128 + l] = row2[j * 128 + l] / row3[j];
	}
}

/* k44:    attn2 f32[1,4,1,n] -> row f32[4], row2 f32[512], row3 f32[4], attn f32[1,4,1,n] */
static void k44_h_0_attn(float *restrict row, float *restrict row2, float *restrict row3, float *restrict attn,
                         const float *restrict attn2, size_t n)
{
	k44_h_0_attn_sized(row, row2, row3, attn, attn2, n);
}

/* k45: dot_general    attn2 f32[1,4,1,n], attn3 f32[1,4,128,32] -> attn f32[1,4,1,32]
 * from gpt2.lua:58 */
static void k45_h_0_attn(float *restrict attn, const float *restrict attn2, const float *restrict attn3,
                         size_t n)
{
	for (size_t outer = 0; outer < 4; outer++) {
		for (size_t col = 0; col < 32; col += 16 * CR_ROW_PANELS) {
			const size_t cols = 32 - col < 16 * CR_ROW_PANELS ? 32 - col : 16 * CR_ROW_PANELS;
			float row[16 * CR_ROW_PANELS];
			cr_row(row, (cols + 15) / 16, n, attn2 + outer * 128, 1, attn3 + outer * 4096 + col, 16,
				32);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t j = col + panel + l;
					const float z = row[panel + l];
					attn[outer * 32 + j] = z;
				}
			}
		}
	}
}

/* k46: dot_general add add    attn f32[1,4,1,32], kernel f32[128,128], wpe f32[1,128], bias f32[128] -> n0
 * f32[1,1,128]
 * from gpt2.lua:45, 75 */
static void k46_h_0_attn_c_proj(float *restrict n0, const float *restrict attn, const float *restrict kernel,
                                const float *restrict wpe, const float *restrict bias)
{
	for (size_t col = 0; col < 128; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 128 - col < 16 * CR_ROW_PANELS ? 128 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 128, attn, 1, kernel + col * 128, 2048, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				n0[j] = n0[j] + wpe[j] + (z + bias[j]);
			}
		}
	}
}

/* k47: reduce_sum multiply reduce_sum    n0 f32[1,1,128] -> ln_2 f32[1,1], ln_2_2 f32[1,1]
 * from gpt2.lua:46 */
static void k47_h_0_ln_2(float *restrict ln_2, float *restrict ln_2_2, const float *restrict n0)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 128; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t k = block + l;
			lane[l] += n0[k];
		}
	}
	const float sum = cr_join_sum(lane);
	ln_2[0] = sum;
	float lane2[16] = { 0.0f };
	for (size_t block = 0; block < 128; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t k = block + l;
			lane2[l] += (n0[k] - ln_2[0] * 0.0078125f) * (n0[k] - ln_2[0] * 0.0078125f);
		}
	}
	const float sum2 = cr_join_sum(lane2);
	ln_2_2[0] = sum2;
}

/* k48: multiply multiply add    n0 f32[1,1,128], ln_2_2 f32[1,1], ln_2_3 f32[1,1,1], gamma f32[128], beta
 * f32[128] -> ln_2 f32[1,1,128]
 * from gpt2.lua:46 */
static void k48_h_0_ln_2(float *restrict ln_2, const float *restrict n0, const float *restrict ln_2_2,
                         const float *restrict ln_2_3, const float *restrict gamma, const float *restrict beta)
{
	for (size_t i = 0; i < 128; i++)
		ln_2[i] = (n0[i] - ln_2_2[0] * 0.0078125f) * ln_2_3[0] * gamma[i] + beta[i];
}

/* k49: dot_general add multiply multiply multiply add multiply logistic multiply    ln_2 f32[1,1,128], kernel
 * f32[128,512], bias f32[512] -> mlp f32[1,1,512]
 * from gpt2.lua:45, 67 */
static void k49_h_0_mlp_c_fc(float *restrict mlp, const float *restrict ln_2, const float *restrict kernel,
                             const float *restrict bias)
{
	for (size_t col = 0; col < 512; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 512 - col < 16 * CR_ROW_PANELS ? 512 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 128, ln_2, 1, kernel + col * 128, 2048, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				const float v = z + bias[j];
				mlp[j] = v * cr_logisticf((v + v * v * v * 0.044715f) * 1.5957692f);
			}
		}
	}
}

/* k50: dot_general add add    mlp f32[1,1,512], kernel f32[512,128], bias f32[128] -> n0 f32[1,1,128]
 * from gpt2.lua:45, 76 */
static void k50_h_0_mlp_c_proj(float *restrict n0, const float *restrict mlp, const float *restrict kernel,
                               const float *restrict bias)
{
	for (size_t col = 0; col < 128; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 128 - col < 16 * CR_ROW_PANELS ? 128 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 512, mlp, 1, kernel + col * 512, 8192, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				n0[j] = n0[j] + (z + bias[j]);
			}
		}
	}
}

/* k51: dot_general add add    attn f32[1,4,1,32], kernel f32[128,128], bias f32[128] -> n1 f32[1,1,128]
 * from gpt2.lua:45, 75 */
static void k51_h_1_attn_c_proj(float *restrict n1, const float *restrict attn, const float *restrict kernel,
                                const float *restrict bias)
{
	for (size_t col = 0; col < 128; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 128 - col < 16 * CR_ROW_PANELS ? 128 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 128, attn, 1, kernel + col * 128, 2048, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				n1[j] = n1[j] + (z + bias[j]);
			}
		}
	}
}

/* k52: multiply multiply add    ln_f2 f32[1,1], ln_f3 f32[1,1,1], gamma f32[128], beta f32[128] -> ln_f
 * f32[1,1,128]
 * from gpt2.lua:46 */
static void k52_ln_f(float *restrict ln_f, const float *restrict ln_f2, const float *restrict ln_f3,
                     const float *restrict gamma, const float *restrict beta)
{
	for (size_t i = 0; i < 128; i++)
		ln_f[i] = (ln_f[i] - ln_f2[0] * 0.0078125f) * ln_f3[0] * gamma[i] + beta[i];
}

/* block3: 16 steps in a row, of which there are 3 one after another in decode */
CR_NOINLINE
static void block3(float *memory, int32_t *memory_i32, const float *ln_2_gamma, const float *ln_2_beta,
                   const float *mlp_c_fc_kernel, const float *mlp_c_fc_bias, const float *mlp_c_proj_kernel,
                   const float *mlp_c_proj_bias, const float *ln_1_gamma, const float *ln_1_beta,
                   const float *attn_c_attn_kernel, const float *attn_c_attn_bias, float *key_1, float *value_1,
                   const float *attn_c_proj_kernel, const float *attn_c_proj_bias, size_t n)
{
	k47_h_0_ln_2(memory, memory + 16, memory + 1536);
	k37_h_0_ln_1(memory + 16);
	k48_h_0_ln_2(memory + 512, memory + 1536, memory, memory + 16, ln_2_gamma, ln_2_beta);
	k49_h_0_mlp_c_fc(memory, memory + 512, mlp_c_fc_kernel, mlp_c_fc_bias);
	k50_h_0_mlp_c_proj(memory + 1536, memory, mlp_c_proj_kernel, mlp_c_proj_bias);
	k47_h_0_ln_2(memory, memory + 16, memory + 1536);
	k37_h_0_ln_1(memory + 16);
	k48_h_0_ln_2(memory + 384, memory + 1536, memory, memory + 16, ln_1_gamma, ln_1_beta);
	k39_h_0_attn_c_attn(memory, memory + 384, attn_c_attn_kernel, attn_c_attn_bias);
	k40_h_0_attn(key_1, memory, memory_i32);
	k41_h_0_attn(value_1, memory, memory_i32);
	k42_h_0_attn(memory + 512, memory);
	k43_h_0_attn(memory, memory + 512, key_1, memory_i32, n);
	k44_h_0_attn(memory + 1664, memory + 512, memory + 1680, memory + 1024, memory, n);
	k45_h_0_attn(memory, memory + 1024, value_1, n);
	k51_h_1_attn_c_proj(memory + 1536, memory, attn_c_proj_kernel, attn_c_proj_bias);
}

/* decode: token i32[] -> logits f32[256]; sets 8 tensors */
cr_status gpt2_decode(const gpt2_params *params, gpt2_state *state, gpt2_decode_workspace *workspace, size_t n,
                      const int32_t token[1], float logits[256])
{
	float *const memory = workspace->memory;
	int32_t *const memory_i32 = workspace->memory_i32;
	if (n < 1 || n > 128)
		return CR_ERR_ARGUMENT;
	if (!cr_within_i32(token, 1, 0, 255, 0))
		return CR_ERR_DATA;
	k33_subtract(memory_i32, n);
	k34_wte(memory + 1536, token, params->wte_embeddings);
	k35_wpe(memory + 1664, memory_i32, params->wpe_embeddings);
	k36_h_0_ln_1(memory, memory + 16, memory + 1536, memory + 1664);
	k37_h_0_ln_1(memory + 16);
	k38_h_0_ln_1(memory + 384, memory + 1536, memory + 1664, memory, memory + 16, params->h_0_ln_1_gamma,
	             params->h_0_ln_1_beta);
	k39_h_0_attn_c_attn(memory, memory + 384, params->h_0_attn_c_attn_kernel, params->h_0_attn_c_attn_bias);
	k40_h_0_attn(state->key_0, memory, memory_i32);
	k41_h_0_attn(state->value_0, memory, memory_i32);
	k42_h_0_attn(memory + 512, memory);
	k43_h_0_attn(memory, memory + 512, state->key_0, memory_i32, n);
	k44_h_0_attn(memory + 1792, memory + 512, memory + 1808, memory + 1024, memory, n);
	k45_h_0_attn(memory, memory + 1024, state->value_0, n);
	k46_h_0_attn_c_proj(memory + 1536, memory, params->h_0_attn_c_proj_kernel, memory + 1664,
	                    params->h_0_attn_c_proj_bias);
	for (size_t turn = 0; turn < 3; turn++) {
		block3(memory, memory_i32,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_gamma)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_beta)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_bias)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_bias)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_gamma)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_beta)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_attn_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_attn_bias)) + turn * 198272,
		       CR_AT(float, state, offsetof(gpt2_state, key_1)) + turn * 32768,
		       CR_AT(float, state, offsetof(gpt2_state, value_1)) + turn * 32768,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_proj_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_proj_bias)) + turn * 198272,
		       n);
	}
	k47_h_0_ln_2(memory, memory + 16, memory + 1536);
	k37_h_0_ln_1(memory + 16);
	k48_h_0_ln_2(memory + 512, memory + 1536, memory, memory + 16, params->h_3_ln_2_gamma,
	             params->h_3_ln_2_beta);
	k49_h_0_mlp_c_fc(memory, memory + 512, params->h_3_mlp_c_fc_kernel, params->h_3_mlp_c_fc_bias);
	k50_h_0_mlp_c_proj(memory + 1536, memory, params->h_3_mlp_c_proj_kernel, params->h_3_mlp_c_proj_bias);
	k47_h_0_ln_2(memory, memory + 16, memory + 1536);
	k37_h_0_ln_1(memory + 16);
	k52_ln_f(memory + 1536, memory, memory + 16, params->ln_f_gamma, params->ln_f_beta);
	k31_wte(memory, memory + 1536, params->wte_embeddings);
	k32_reshape(logits, memory, 256);
	return CR_OK;
}

/* k53: convert convert add maximum less_equal select maximum minimum greater convert convert less
 * temperature f32[], top_k i32[], top_p f32[] -> convert i32[], add i32[], maximum f32[], select i32[], minimum
 * f32[], greater bool[], less bool[]
 * from gpt2.lua:137, 154, 157 */
static void k53_less(int32_t *restrict convert, int32_t *restrict add, float *restrict maximum,
                     int32_t *restrict select, float *restrict minimum, uint8_t *restrict greater,
                     uint8_t *restrict less, const float *restrict temperature, const int32_t *restrict top_k,
                     const float *restrict top_p, size_t n, size_t t)
{
	const float temperature2 = temperature[0];
	const int32_t top_k2 = top_k[0];
	const float top_p2 = top_p[0];
	const int32_t v = cr_f32_to_i32((float)(int32_t)n);
	convert[0] = v;
	add[0] = cr_add_i32((int32_t)n, -1);
	maximum[0] = cr_maxf(temperature2, 1e-06f);
	select[0] = top_k2 <= 0 ? 256 : top_k2;
	minimum[0] = cr_minf(cr_maxf(top_p2, 1e-09f), 1.0f);
	greater[0] = temperature2 > 0.0f;
	less[0] = v < cr_f32_to_i32((float)(int32_t)t);
}

/* k54: dynamic_update_slice    c_attn f32[1,n,384] -> attn f32[1,4,128,32]
 * from gpt2.lua:57 */
static void k54_h_0_attn(float *restrict attn, const float *restrict c_attn, size_t n)
{
	for (size_t i = 0; i < 16384; i++)
		attn[i] = 0.0f;
	for (size_t j = 0; j < 4; j++) {
		for (size_t k = 0; k < n; k++) {
			for (size_t l = 0; l < 32; l++) {
				attn[(size_t)cr_clamp_index_i32(cr_add_i32(cr_max_i32(cr_min_i32(0,
					cr_sub_i32(128, cr_mul_i32((int32_t)n, 1))), 0), (int32_t)k), 128) *
					32 + j * 4096 + l] = c_attn[k * 384 + j * 32 + l + 128];
			}
		}
	}
}

/* k55: dynamic_update_slice    c_attn f32[1,n,384] -> attn f32[1,4,128,32]
 * from gpt2.lua:57 */
static void k55_h_0_attn(float *restrict attn, const float *restrict c_attn, size_t n)
{
	for (size_t i = 0; i < 16384; i++)
		attn[i] = 0.0f;
	for (size_t j = 0; j < 4; j++) {
		for (size_t k = 0; k < n; k++) {
			for (size_t l = 0; l < 32; l++) {
				attn[(size_t)cr_clamp_index_i32(cr_add_i32(cr_max_i32(cr_min_i32(0,
					cr_sub_i32(128, cr_mul_i32((int32_t)n, 1))), 0), (int32_t)k), 128) *
					32 + j * 4096 + l] = c_attn[k * 384 + j * 32 + l + 256];
			}
		}
	}
}

/* k56: reduce_max subtract divide equal select bitcast shift_right equal logical_not logical_or select argmax
 * wte f32[1,256], maximum f32[] -> divide f32[256], select u32[256], argmax i32[]
 * from gpt2.lua:137 */
static void k56_argmax(float *restrict divide, uint32_t *restrict select, int32_t *restrict argmax,
                       const float *restrict wte, const float *restrict maximum)
{
	const float maximum2 = maximum[0];
	float lane[16];
	for (size_t l = 0; l < 16; l++)
		lane[l] = CR_MAX_INIT_F32;
	for (size_t block = 0; block < 256; block += 16) {
		CR_SIXTEEN
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] = cr_maxf(lane[l], wte[i]);
		}
	}
	const float most = cr_join_max(lane);
	for (size_t i = 0; i < 256; i++) {
		const float v = (wte[i] - most) / maximum2;
		const uint32_t v2 = cr_f32_bits(v == 0.0f ? 0.0f : v);
		divide[i] = v;
		select[i] = cr_shr_u32(v2, 31u) == 1u ? ~v2 : v2 | 2147483648u;
	}
	float best_value = wte[0];
	int32_t best = 0;
	for (size_t i = 0; i < 256; i++) {
		const float x = wte[i];
		const uint8_t better = (uint8_t)((x > best_value) | ((x != x) & (best_value == best_value)));
		best_value = better ? x : best_value;
		best = better ? (int32_t)i : best;
	}
	argmax[0] = best;
}

/* k57: copy    -> carry u32[1]
 * from gpt2.lua:137 */
static void k57_broadcast_in_dim(uint32_t *restrict carry)
{
	carry[0] = 0u;
}

/* k58: subtract convert shift_left reduce_sum    position i32[], select u32[256], carry u32[1] -> shift_left
 * u32[], sum i32[]
 * from gpt2.lua:137 */
static void k58_reduce_sum(uint32_t *restrict shift_left, int32_t *restrict sum,
                           const int32_t *restrict position, const uint32_t *restrict select,
                           const uint32_t *restrict carry)
{
	const int32_t position2 = position[0];
	const uint32_t v = cr_shl_u32(1u, (uint32_t)cr_sub_i32(31, position2));
	shift_left[0] = v;
	int32_t sum2 = 0;
	for (size_t i = 0; i < 256; i++)
		sum2 = cr_add_i32(sum2, (int32_t)(select[i] >= (carry[0] | v)));
	sum[0] = sum2;
}

/* k59: select    sum i32[], select i32[], carry2 u32[1], shift_left u32[] -> carry u32[1]
 * from gpt2.lua:137 */
CR_OUTLINE void k59_select(uint32_t *restrict carry, const int32_t *restrict sum,
                           const int32_t *restrict select, const uint32_t *restrict carry2,
                           const uint32_t *restrict shift_left)
{
	const int32_t sum2 = sum[0];
	const int32_t select2 = select[0];
	const uint32_t shift_left2 = shift_left[0];
	carry[0] = sum2 >= select2 ? carry2[0] | shift_left2 : carry2[0];
}

/* k60: exp select reduce_sum    select2 u32[256], carry u32[1], divide f32[256] -> select f32[256], sum f32[]
 * from gpt2.lua:137 */
static void k60_reduce_sum(float *restrict select, float *restrict sum, const uint32_t *restrict select2,
                           const uint32_t *restrict carry, const float *restrict divide)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 256; block += 16) {
		CR_SIXTEEN
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			const float v = select2[i] >= carry[0] ? cr_expf(divide[i]) : 0.0f;
			select[i] = v;
			lane[l] += v;
		}
	}
	const float sum2 = cr_join_sum(lane);
	sum[0] = sum2;
}

/* k61: multiply    sum f32[], minimum f32[] -> multiply f32[1]
 * from gpt2.lua:137 */
static void k61_multiply(float *restrict multiply, const float *restrict sum, const float *restrict minimum)
{
	const float sum2 = sum[0];
	const float minimum2 = minimum[0];
	multiply[0] = sum2 * minimum2;
}

/* k62: subtract convert shift_left    position i32[] -> shift_left u32[]
 * from gpt2.lua:137 */
static void k62_shift_left(uint32_t *restrict shift_left, const int32_t *restrict position)
{
	const int32_t position2 = position[0];
	shift_left[0] = cr_shl_u32(1u, (uint32_t)cr_sub_i32(31, position2));
}

/* k63: select reduce_sum    select u32[256], carry u32[1], shift_left u32[], select2 f32[256] -> sum f32[]
 * from gpt2.lua:137 */
static void k63_reduce_sum(float *restrict sum, const uint32_t *restrict select, const uint32_t *restrict carry,
                           const uint32_t *restrict shift_left, const float *restrict select2)
{
	const uint32_t shift_left2 = shift_left[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 256; block += 16) {
		CR_SIXTEEN
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += select[i] >= (carry[0] | shift_left2) ? select2[i] : 0.0f;
		}
	}
	const float sum2 = cr_join_sum(lane);
	sum[0] = sum2;
}

/* k64: select    sum f32[], multiply f32[1], carry2 u32[1], shift_left u32[] -> carry u32[1]
 * from gpt2.lua:137 */
CR_OUTLINE void k64_select(uint32_t *restrict carry, const float *restrict sum, const float *restrict multiply,
                           const uint32_t *restrict carry2, const uint32_t *restrict shift_left)
{
	const float sum2 = sum[0];
	const uint32_t shift_left2 = shift_left[0];
	carry[0] = sum2 >= multiply[0] ? carry2[0] | shift_left2 : carry2[0];
}

/* k65: greater_equal logical_and select rng_bits shift_right convert add multiply log negate log subtract
 * argmax select    select2 u32[256], carry u32[1], carry2 u32[1], divide f32[256], seed u32[4], greater bool[]
 * -> select i32[]; of 2 sizes
 * from gpt2.lua:137 */
static void k65_select(int32_t *restrict select, const uint32_t *restrict select2,
                       const uint32_t *restrict carry, const uint32_t *restrict carry2,
                       const float *restrict divide, const uint32_t *restrict seed,
                       const uint8_t *restrict greater, uint64_t stream)
{
	const uint8_t greater2 = greater[0];
	const int32_t argmax = select[0];
	float best_value = (((select2[0] >= carry[0]) & (select2[0] >= carry2[0])) ? divide[0] : -CR_INFINITY) -
		cr_logf(-cr_logf(((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3], stream, 0),
		9u) + 0.5f) * 1.1920929e-07f));
	int32_t best = 0;
	for (size_t i = 0; i < 256; i++) {
		const float x = (((select2[i] >= carry[0]) & (select2[i] >= carry2[0])) ? divide[i] :
			-CR_INFINITY) - cr_logf(-cr_logf(((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
			seed[2], seed[3], stream, i), 9u) + 0.5f) * 1.1920929e-07f));
		const uint8_t better = (uint8_t)((x > best_value) | ((x != x) & (best_value == best_value)));
		best_value = better ? x : best_value;
		best = better ? (int32_t)i : best;
	}
	select[0] = greater2 ? best : argmax;
}

/* k66: dynamic_update_slice    tokens i32[n] -> dynamic_update_slice i32[128]
 * from gpt2.lua:155 */
static void k66_dynamic_update_slice(int32_t *restrict dynamic_update_slice, const int32_t *restrict tokens,
                                     size_t n)
{
	for (size_t i = 0; i < 128; i++)
		dynamic_update_slice[i] = 0;
	for (size_t i = 0; i < n; i++) {
		dynamic_update_slice[(size_t)cr_clamp_index_i32(cr_add_i32(cr_max_i32(cr_min_i32(0,
			cr_sub_i32(128, cr_mul_i32((int32_t)n, 1))), 0), (int32_t)i), 128)] = tokens[i];
	}
}

/* k67: copy    less bool[] -> go bool[]
 * from gpt2.lua:157 */
static void k67_less(uint8_t *restrict go, const uint8_t *restrict less)
{
	const uint8_t less2 = less[0];
	go[0] = less2;
}

/* k68: copy    convert i32[] -> at i32[]
 * from gpt2.lua:154 */
static void k68_convert(int32_t *restrict at, const int32_t *restrict convert)
{
	const int32_t convert2 = convert[0];
	at[0] = convert2;
}

/* k69: copy    dynamic_update_slice i32[128] -> text i32[128]
 * from gpt2.lua:155 */
static void k69_dynamic_update_slice(int32_t *restrict text, const int32_t *restrict dynamic_update_slice)
{
	for (size_t i = 0; i < 128; i++)
		text[i] = dynamic_update_slice[i];
}

/* k70: add maximum less_equal select maximum minimum convert add greater convert convert less    at i32[],
 * temperature f32[], top_k i32[], top_p f32[], position i32[] -> next_at i32[], maximum f32[], select i32[],
 * minimum f32[], add u32[], greater bool[], next_go bool[]
 * from gpt2.lua:137, 157, 159 */
static void k70_less(int32_t *restrict next_at, float *restrict maximum, int32_t *restrict select,
                     float *restrict minimum, uint32_t *restrict add, uint8_t *restrict greater,
                     uint8_t *restrict next_go, const int32_t *restrict at, const float *restrict temperature,
                     const int32_t *restrict top_k, const float *restrict top_p,
                     const int32_t *restrict position, size_t t)
{
	const int32_t at2 = at[0];
	const float temperature2 = temperature[0];
	const int32_t top_k2 = top_k[0];
	const float top_p2 = top_p[0];
	const int32_t position2 = position[0];
	const int32_t v = cr_add_i32(at2, 1);
	next_at[0] = v;
	maximum[0] = cr_maxf(temperature2, 1e-06f);
	select[0] = top_k2 <= 0 ? 256 : top_k2;
	minimum[0] = cr_minf(cr_maxf(top_p2, 1e-09f), 1.0f);
	add[0] = (uint32_t)position2 + 1u;
	greater[0] = temperature2 > 0.0f;
	next_go[0] = v < cr_f32_to_i32((float)(int32_t)t);
}

/* k71: dot_general select    attn2 f32[1,1,4,32], next_keys_1 f32[1,4,128,32], at i32[] -> attn f32[1,4,1,t]
 * from gpt2.lua:58 */
static void k71_h_0_attn(float *restrict attn, const float *restrict attn2, const float *restrict next_keys_1,
                         const int32_t *restrict at, size_t t)
{
	const int32_t at2 = at[0];
	for (size_t outer = 0; outer < 4; outer++) {
		for (size_t col = 0; col < t; col += 64) {
			const size_t count = t - col < 64 ? t - col : 64;
			float dot[64];
			cr_dots(dot, count, 32, next_keys_1 + outer * 4096 + col * 32, 32, attn2 + outer * 32);
			for (size_t l = 0; l < count; l++) {
				const size_t j = col + l;
				const float z = dot[l];
				attn[outer * 128 + j] = (int32_t)j <= cr_add_i32((int32_t)0, at2) ? z :
					-CR_INFINITY;
			}
		}
	}
}

/* k72:    attn2 f32[1,4,1,t] -> row f32[4], row2 f32[512], row3 f32[4], attn f32[1,4,1,t] */
static void k72_h_0_attn(float *restrict row, float *restrict row2, float *restrict row3, float *restrict attn,
                         const float *restrict attn2, size_t t)
{
	k44_h_0_attn_sized(row, row2, row3, attn, attn2, t);
}

/* k73: dot_general    attn2 f32[1,4,1,t], next_values_1 f32[1,4,128,32] -> attn f32[1,4,1,32]
 * from gpt2.lua:58 */
static void k73_h_0_attn(float *restrict attn, const float *restrict attn2, const float *restrict next_values_1,
                         size_t t)
{
	for (size_t outer = 0; outer < 4; outer++) {
		for (size_t col = 0; col < 32; col += 16 * CR_ROW_PANELS) {
			const size_t cols = 32 - col < 16 * CR_ROW_PANELS ? 32 - col : 16 * CR_ROW_PANELS;
			float row[16 * CR_ROW_PANELS];
			cr_row(row, (cols + 15) / 16, t, attn2 + outer * 128, 1,
				next_values_1 + outer * 4096 + col, 16, 32);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t j = col + panel + l;
					const float z = row[panel + l];
					attn[outer * 32 + j] = z;
				}
			}
		}
	}
}

/* k74: concatenate    seed u32[4], add u32[] -> concatenate u32[4]
 * from gpt2.lua:137 */
static void k74_concatenate(uint32_t *restrict concatenate, const uint32_t *restrict seed,
                            const uint32_t *restrict add)
{
	const uint32_t add2 = add[0];
	for (size_t i = 0; i < 3; i++)
		concatenate[i] = seed[i];
	concatenate[3] = seed[3] + add2;
}

/* k75: rng_bits    concatenate u32[4] -> rng_bits u32[4]
 * from gpt2.lua:137 */
static void k75_rng_bits(uint32_t *restrict rng_bits, const uint32_t *restrict concatenate)
{
	for (size_t i = 0; i < 4; i++) {
		rng_bits[i] = cr_rng_bits(concatenate[0], concatenate[1], concatenate[2], concatenate[3],
			UINT64_C(0x4c16d7253af55676), i);
	}
}

/* k76: dynamic_update_slice    token i32[], at i32[] -> next_text i32[128]
 * from gpt2.lua:160 */
static void k76_dynamic_update_slice(int32_t *restrict next_text, const int32_t *restrict token,
                                     const int32_t *restrict at)
{
	const int32_t token2 = token[0];
	const int32_t at2 = at[0];
	next_text[(size_t)cr_clamp_index_i32(at2, 128)] = token2;
}

/* k77: copy    next_at i32[] -> at i32[] */
static void k77_copy(int32_t *restrict at, const int32_t *restrict next_at)
{
	at[0] = next_at[0];
}

/* k78: slice    text2 i32[128] -> text i32[t]
 * from gpt2.lua:164 */
static void k78_text(int32_t *restrict text, const int32_t *restrict text2, size_t t)
{
	for (size_t i = 0; i < t; i++)
		text[i] = text2[i];
}

/* block4: 17 steps in a row, of which there are 3 one after another in generate */
CR_NOINLINE
static void block4(float *memory, int32_t *memory_i32, const float *ln_2_gamma, const float *ln_2_beta,
                   float *ln_2, const float *mlp_c_fc_kernel, const float *mlp_c_fc_bias,
                   const float *mlp_c_proj_kernel, const float *mlp_c_proj_bias, const float *ln_1_gamma,
                   const float *ln_1_beta, const float *attn_c_attn_kernel, const float *attn_c_attn_bias,
                   float *attn, float *attn2, const float *attn_c_proj_kernel, const float *attn_c_proj_bias,
                   size_t n)
{
	k16_h_0_ln_2(memory, memory + 128, memory + 65536, n);
	k2_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 128, n);
	k3_h_0_ln_1(ln_2, memory + 65536, memory + 128, memory + 256, ln_2_gamma, ln_2_beta, n);
	k17_h_0_mlp_c_fc(memory, ln_2, mlp_c_fc_kernel, mlp_c_fc_bias, n);
	k15_dot_general(memory + 65536, memory, mlp_c_proj_kernel, mlp_c_proj_bias, n, 512);
	k16_h_0_ln_2(memory, memory + 128, memory + 65536, n);
	k2_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 128, n);
	k3_h_0_ln_1(memory + 49152, memory + 65536, memory + 128, memory + 256, ln_1_gamma, ln_1_beta, n);
	k4_h_0_attn_c_attn(memory, memory + 49152, attn_c_attn_kernel, attn_c_attn_bias, n);
	k54_h_0_attn(attn, memory, n);
	k55_h_0_attn(attn2, memory, n);
	k5_h_0_attn(memory + 49152, memory, n);
	k6_h_0_attn(memory, memory + 49152, n, (n + 31) / 32);
	k8_h_0_attn(memory + 16384, memory, (n + 31) / 32);
	loop1(memory, memory_i32, attn, memory + 16384, attn2, memory, n);
	k14_h_0_attn(memory + 16384, memory, n);
	k15_dot_general(memory + 65536, memory + 16384, attn_c_proj_kernel, attn_c_proj_bias, n, 128);
}

/* block5: 16 steps in a row, of which there are 3 one after another in generate */
CR_NOINLINE
static void block5(float *memory, int32_t *memory_i32, const float *ln_2_gamma, const float *ln_2_beta,
                   const float *mlp_c_fc_kernel, const float *mlp_c_fc_bias, const float *mlp_c_proj_kernel,
                   const float *mlp_c_proj_bias, const float *ln_1_gamma, const float *ln_1_beta,
                   const float *attn_c_attn_kernel, const float *attn_c_attn_bias, float *keys_2,
                   float *values_2, const float *attn_c_proj_kernel, const float *attn_c_proj_bias, size_t t)
{
	k47_h_0_ln_2(memory + 131072, memory + 131088, memory + 132608);
	k37_h_0_ln_1(memory + 131088);
	k48_h_0_ln_2(memory + 131584, memory + 132608, memory + 131072, memory + 131088, ln_2_gamma, ln_2_beta);
	k49_h_0_mlp_c_fc(memory + 131072, memory + 131584, mlp_c_fc_kernel, mlp_c_fc_bias);
	k50_h_0_mlp_c_proj(memory + 132608, memory + 131072, mlp_c_proj_kernel, mlp_c_proj_bias);
	k47_h_0_ln_2(memory + 131072, memory + 131088, memory + 132608);
	k37_h_0_ln_1(memory + 131088);
	k48_h_0_ln_2(memory + 131456, memory + 132608, memory + 131072, memory + 131088, ln_1_gamma, ln_1_beta);
	k39_h_0_attn_c_attn(memory + 131072, memory + 131456, attn_c_attn_kernel, attn_c_attn_bias);
	k40_h_0_attn(keys_2, memory + 131072, memory_i32 + 257);
	k41_h_0_attn(values_2, memory + 131072, memory_i32 + 257);
	k42_h_0_attn(memory + 131584, memory + 131072);
	k71_h_0_attn(memory + 131072, memory + 131584, keys_2, memory_i32 + 257, t);
	k72_h_0_attn(memory + 132736, memory + 131584, memory + 132752, memory + 132096, memory + 131072, t);
	k73_h_0_attn(memory + 131072, memory + 132096, values_2, t);
	k51_h_1_attn_c_proj(memory + 132608, memory + 131072, attn_c_proj_kernel, attn_c_proj_bias);
}

/* generate: tokens i32[n], temperature f32[], top_k i32[], top_p f32[], seed seed -> text i32[t] */
cr_status gpt2_generate(const gpt2_params *params, gpt2_generate_workspace *workspace, size_t n, size_t t,
                        const int32_t *tokens, const float temperature[1], const int32_t top_k[1],
                        const float top_p[1], uint64_t seed, int32_t *text)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	float *const memory = workspace->memory;
	int32_t *const memory_i32 = workspace->memory_i32;
	uint32_t *const memory_u32 = workspace->memory_u32;
	uint8_t *const memory_bool = workspace->memory_bool;
	if (n < 1 || n > 128)
		return CR_ERR_ARGUMENT;
	if (t < 1 || t > 128)
		return CR_ERR_ARGUMENT;
	if (!cr_within_i32(tokens, n, 0, 255, 0))
		return CR_ERR_DATA;
	k53_less(memory_i32 + 128, memory_i32 + 4, memory + 229376, memory_i32 + 5, memory + 229392,
	         memory_bool, memory_bool + 1, temperature, top_k, top_p, n, t);
	k21_wte(memory + 65536, tokens, params->wte_embeddings, n);
	k22_wpe(memory + 49152, params->wpe_embeddings, n);
	k23_h_0_ln_1(memory, memory + 128, memory + 65536, memory + 49152, n);
	k24_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 49152, memory + 128, n);
	k25_h_0_ln_1(memory + 81920, memory + 65536, memory + 49152, memory + 128, memory + 256,
	             params->h_0_ln_1_gamma, params->h_0_ln_1_beta, n);
	k4_h_0_attn_c_attn(memory, memory + 81920, params->h_0_attn_c_attn_kernel, params->h_0_attn_c_attn_bias,
	                   n);
	k54_h_0_attn(memory + 81920, memory, n);
	k55_h_0_attn(memory + 98304, memory, n);
	k5_h_0_attn(memory + 114688, memory, n);
	k6_h_0_attn(memory, memory + 114688, n, (n + 31) / 32);
	k8_h_0_attn(memory + 16384, memory, (n + 31) / 32);
	loop1(memory, memory_i32, memory + 81920, memory + 16384, memory + 98304, memory, n);
	k14_h_0_attn(memory + 16384, memory, n);
	k28_h_0_attn_c_proj(memory + 65536, memory + 16384, params->h_0_attn_c_proj_kernel, memory + 49152,
	                    params->h_0_attn_c_proj_bias, n);
	for (size_t turn = 0; turn < 3; turn++) {
		block4(memory, memory_i32,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_gamma)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_beta)) + turn * 198272,
		       memory + 114688 + turn * 32768,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_bias)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_bias)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_gamma)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_beta)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_attn_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_attn_bias)) + turn * 198272,
		       memory + 114688 + turn * 32768, memory + 131072 + turn * 32768,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_proj_kernel)) + turn * 198272,
		       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_proj_bias)) + turn * 198272,
		       n);
	}
	k16_h_0_ln_2(memory, memory + 128, memory + 65536, n);
	k2_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 128, n);
	k3_h_0_ln_1(memory + 212992, memory + 65536, memory + 128, memory + 256, params->h_3_ln_2_gamma,
	            params->h_3_ln_2_beta, n);
	k17_h_0_mlp_c_fc(memory, memory + 212992, params->h_3_mlp_c_fc_kernel, params->h_3_mlp_c_fc_bias, n);
	k15_dot_general(memory + 65536, memory, params->h_3_mlp_c_proj_kernel, params->h_3_mlp_c_proj_bias, n,
	                512);
	k16_h_0_ln_2(memory, memory + 128, memory + 65536, n);
	k2_h_0_ln_1(memory, memory + 256, memory + 65536, memory + 128, n);
	k18_ln_f(memory + 65536, memory + 128, memory + 256, params->ln_f_gamma, params->ln_f_beta, n);
	k30_dynamic_slice(memory + 256, memory_i32 + 4, memory + 65536, n);
	k31_wte(memory, memory + 256, params->wte_embeddings);
	k56_argmax(memory + 256, memory_u32, memory_i32 + 256, memory, memory + 229376);
	k57_broadcast_in_dim(memory_u32 + 256);
	for (size_t t2 = 0; t2 < 32; t2++) {
		*(memory_i32) = (int32_t)t2;
		k58_reduce_sum(memory_u32 + 258, memory_i32 + 1, memory_i32, memory_u32,
		               memory_u32 + 256 + (t2 % 2));
		k59_select(memory_u32 + 256 + ((t2 + 1) % 2), memory_i32 + 1, memory_i32 + 5,
		           memory_u32 + 256 + (t2 % 2), memory_u32 + 258);
	}
	k60_reduce_sum(memory, memory + 512, memory_u32, memory_u32 + 256, memory + 256);
	k61_multiply(memory + 528, memory + 512, memory + 229392);
	k57_broadcast_in_dim(memory_u32 + 258);
	for (size_t t3 = 0; t3 < 32; t3++) {
		*(memory_i32) = (int32_t)t3;
		k62_shift_left(memory_u32 + 260, memory_i32);
		k63_reduce_sum(memory + 512, memory_u32, memory_u32 + 258 + (t3 % 2), memory_u32 + 260, memory);
		k64_select(memory_u32 + 258 + ((t3 + 1) % 2), memory + 512, memory + 528,
		           memory_u32 + 258 + (t3 % 2), memory_u32 + 260);
	}
	k65_select(memory_i32 + 256, memory_u32, memory_u32 + 256, memory_u32 + 258, memory + 256, seed_words,
	           memory_bool, UINT64_C(0x8273caf8a7c1ab87));
	k66_dynamic_update_slice(memory_i32, tokens, n);
	k67_less(memory_bool, memory_bool + 1);
	k68_convert(memory_i32 + 257, memory_i32 + 128);
	k32_reshape(memory, memory + 81920, 16384);
	k32_reshape(memory + 16384, memory + 114688, 16384);
	k32_reshape(memory + 32768, memory + 147456, 16384);
	k32_reshape(memory + 49152, memory + 180224, 16384);
	k69_dynamic_update_slice(memory_i32 + 128, memory_i32);
	k68_convert(memory_i32, memory_i32 + 256);
	k32_reshape(memory + 65536, memory + 98304, 16384);
	k32_reshape(memory + 81920, memory + 131072, 16384);
	k32_reshape(memory + 98304, memory + 163840, 16384);
	k32_reshape(memory + 114688, memory + 196608, 16384);
	for (size_t t4 = 0; t4 < 128 && *(memory_bool) != 0; t4++) {
		*(memory_i32 + 1) = (int32_t)t4;
		k70_less(memory_i32 + 2, memory + 132864, memory_i32 + 3, memory + 132880, memory_u32 + 260,
		         memory_bool + 1, memory_bool, memory_i32 + 257, temperature, top_k, top_p,
		         memory_i32 + 1, t);
		k34_wte(memory + 132608, memory_i32, params->wte_embeddings);
		k35_wpe(memory + 132736, memory_i32 + 257, params->wpe_embeddings);
		k36_h_0_ln_1(memory + 131072, memory + 131088, memory + 132608, memory + 132736);
		k37_h_0_ln_1(memory + 131088);
		k38_h_0_ln_1(memory + 131456, memory + 132608, memory + 132736, memory + 131072,
		             memory + 131088, params->h_0_ln_1_gamma, params->h_0_ln_1_beta);
		k39_h_0_attn_c_attn(memory + 131072, memory + 131456, params->h_0_attn_c_attn_kernel,
		                    params->h_0_attn_c_attn_bias);
		k40_h_0_attn(memory, memory + 131072, memory_i32 + 257);
		k41_h_0_attn(memory + 65536, memory + 131072, memory_i32 + 257);
		k42_h_0_attn(memory + 131584, memory + 131072);
		k71_h_0_attn(memory + 131072, memory + 131584, memory, memory_i32 + 257, t);
		k72_h_0_attn(memory + 132896, memory + 131584, memory + 132912, memory + 132096,
		             memory + 131072, t);
		k73_h_0_attn(memory + 131072, memory + 132096, memory + 65536, t);
		k46_h_0_attn_c_proj(memory + 132608, memory + 131072, params->h_0_attn_c_proj_kernel,
		                    memory + 132736, params->h_0_attn_c_proj_bias);
		for (size_t turn = 0; turn < 3; turn++) {
			block5(memory, memory_i32,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_gamma)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_beta)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_kernel)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_bias)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_kernel)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_bias)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_gamma)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_beta)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_attn_kernel)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_attn_bias)) + turn * 198272,
			       memory + 16384 + turn * 16384, memory + 81920 + turn * 16384,
			       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_proj_kernel)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_1_attn_c_proj_bias)) + turn * 198272,
			       t);
		}
		k47_h_0_ln_2(memory + 131072, memory + 131088, memory + 132608);
		k37_h_0_ln_1(memory + 131088);
		k48_h_0_ln_2(memory + 131584, memory + 132608, memory + 131072, memory + 131088,
		             params->h_3_ln_2_gamma, params->h_3_ln_2_beta);
		k49_h_0_mlp_c_fc(memory + 131072, memory + 131584, params->h_3_mlp_c_fc_kernel,
		                 params->h_3_mlp_c_fc_bias);
		k50_h_0_mlp_c_proj(memory + 132608, memory + 131072, params->h_3_mlp_c_proj_kernel,
		                   params->h_3_mlp_c_proj_bias);
		k47_h_0_ln_2(memory + 131072, memory + 131088, memory + 132608);
		k37_h_0_ln_1(memory + 131088);
		k52_ln_f(memory + 132608, memory + 131072, memory + 131088, params->ln_f_gamma,
		         params->ln_f_beta);
		k31_wte(memory + 131072, memory + 132608, params->wte_embeddings);
		k56_argmax(memory + 131328, memory_u32, memory_i32 + 4, memory + 131072, memory + 132864);
		k57_broadcast_in_dim(memory_u32 + 264);
		for (size_t t5 = 0; t5 < 32; t5++) {
			*(memory_i32 + 5) = (int32_t)t5;
			k58_reduce_sum(memory_u32 + 256, memory_i32 + 6, memory_i32 + 5, memory_u32,
			               memory_u32 + 264 + (t5 % 2));
			k59_select(memory_u32 + 264 + ((t5 + 1) % 2), memory_i32 + 6, memory_i32 + 3,
			           memory_u32 + 264 + (t5 % 2), memory_u32 + 256);
		}
		k60_reduce_sum(memory + 131072, memory + 131584, memory_u32, memory_u32 + 264, memory + 131328);
		k61_multiply(memory + 131600, memory + 131584, memory + 132880);
		k57_broadcast_in_dim(memory_u32 + 266);
		for (size_t t6 = 0; t6 < 32; t6++) {
			*(memory_i32 + 3) = (int32_t)t6;
			k62_shift_left(memory_u32 + 256, memory_i32 + 3);
			k63_reduce_sum(memory + 131584, memory_u32, memory_u32 + 266 + (t6 % 2),
			               memory_u32 + 256, memory + 131072);
			k64_select(memory_u32 + 266 + ((t6 + 1) % 2), memory + 131584, memory + 131600,
			           memory_u32 + 266 + (t6 % 2), memory_u32 + 256);
		}
		k74_concatenate(memory_u32 + 256, seed_words, memory_u32 + 260);
		k75_rng_bits(memory_u32 + 260, memory_u32 + 256);
		k65_select(memory_i32 + 4, memory_u32, memory_u32 + 264, memory_u32 + 266, memory + 131328,
		           memory_u32 + 260, memory_bool + 1, UINT64_C(0x64a16a650ddcf9f4));
		k76_dynamic_update_slice(memory_i32 + 128, memory_i32, memory_i32 + 257);
		k77_copy(memory_i32 + 257, memory_i32 + 2);
		k77_copy(memory_i32, memory_i32 + 4);
	}
	k78_text(text, memory_i32 + 128, t);
	return CR_OK;
}

/* k79: convert multiply greater select divide select negate convert divide minimum multiply cos add multiply
 * multiply add add divide multiply less subtract maximum divide minimum multiply cos add multiply multiply add
 * select multiply subtract multiply expm1 divide negate multiply expm1 negate rsqrt add    step u32[],
 * total_steps f32[] -> loss_weight f32[], select f32[], d_negate f32[], learning_rate f32[], subtract f32[],
 * negate f32[], rsqrt f32[], add u32[]
 * from gpt2.lua:167, 170 */
static void k79_loss_weight(float *restrict loss_weight, float *restrict select, float *restrict d_negate,
                            float *restrict learning_rate, float *restrict subtract, float *restrict negate,
                            float *restrict rsqrt, uint32_t *restrict add, const uint32_t *restrict step,
                            const float *restrict total_steps, size_t n)
{
	const uint32_t step2 = step[0];
	const float total_steps2 = total_steps[0];
	const float v = (float)(int32_t)n * 128.0f;
	const uint8_t v2 = v > 0.0f;
	const float v3 = v2 ? 1.0f / (v2 ? v : 1.0f) : 0.0f;
	const float v4 = (float)step2;
	const float v5 = v4 + 1.0f;
	const float v6 = v4 < 2e+01f ? ((cr_cosf(cr_minf(0.0f / total_steps2, 1.0f) * 3.1415927f) + 1.0f) *
		0.5f * 0.0018f + 0.0002f) * (v5 / 2e+01f) :
		(cr_cosf(cr_minf(cr_maxf(v4 - 2e+01f, 0.0f) / total_steps2, 1.0f) * 3.1415927f) + 1.0f) * 0.5f *
		0.0018f + 0.0002f;
	loss_weight[0] = v;
	select[0] = v3;
	d_negate[0] = -v3;
	learning_rate[0] = v6;
	subtract[0] = 1.0f - v6 * 0.1f;
	negate[0] = -(v6 / cr_expm1f(v5 * -0.105360515f));
	rsqrt[0] = cr_rsqrtf(-cr_expm1f(v5 * -0.051293295f));
	add[0] = step2 + 1u;
}

/* k80: gather add reduce_sum multiply subtract multiply reduce_sum multiply add rsqrt multiply add    tokens
 * i32[n,129], embeddings f32[256,128], embeddings2 f32[128,128], gamma f32[128], beta f32[128] -> row f32[128],
 * row2 f32[128], row3 f32[128], wpe f32[n,128,128], ln_1 f32[n,128,128], ln_1_2 f32[n,128,1], ln_1_3
 * f32[n,128,128]
 * from gpt2.lua:46, 83, 84 */
static void k80_h_0_ln_1(float *restrict row, float *restrict row2, float *restrict row3, float *restrict wpe,
                         float *restrict ln_1, float *restrict ln_1_2, float *restrict ln_1_3,
                         const int32_t *restrict tokens, const float *restrict embeddings,
                         const float *restrict embeddings2, const float *restrict gamma,
                         const float *restrict beta, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = embeddings[(size_t)cr_clamp_index_i32(tokens[i * 129 + i2],
					256) * 128 + j] + embeddings2[i2 * 128 + j];
				wpe[i * 16384 + i2 * 128 + j] = v;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += wpe[i * 16384 + j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = row[i2] * 0.0078125f;
			row2[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = wpe[i * 16384 + i2 * 128 + j] - row2[i2];
				ln_1[i * 16384 + i2 * 128 + j] = v;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += ln_1[i * 16384 + j * 128 + k] *
						ln_1[i * 16384 + j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row3[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = cr_rsqrtf(row3[i2] * 0.0078125f + 1e-05f);
			ln_1_2[i * 128 + i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				ln_1_3[i * 16384 + i2 * 128 + j] =
					ln_1[i * 16384 + i2 * 128 + j] * ln_1_2[i * 128 + i2] * gamma[j] +
					beta[j];
			}
		}
	}
}

/* k81: dot_general add    ln_1 f32[n,128,128], kernel f32[128,384], bias f32[384] -> c_attn f32[n,128,384]
 * from gpt2.lua:45 */
static void k81_h_0_attn_c_attn(float *restrict c_attn, const float *restrict ln_1,
                                const float *restrict kernel, const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n * 128; row += CR_TILE_ROWS) {
		const size_t rows = n * 128 - row < CR_TILE_ROWS ? n * 128 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 384; col += CR_TILE_COLS) {
			const size_t cols = 384 - col < CR_TILE_COLS ? 384 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, ln_1 + row * 128, 128, 1, kernel + col * 128,
				2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						c_attn[i * 384 + j] = z + bias[j];
					}
				}
			}
		}
	}
}

/* k82: multiply    c_attn f32[n,128,384] -> attn f32[n,128,4,32]
 * from gpt2.lua:58 */
static void k82_h_0_attn(float *restrict attn, const float *restrict c_attn, size_t n)
{
	for (size_t i = 0; i < n * 128; i++) {
		for (size_t k = 0; k < 128; k++)
			attn[i * 128 + k] = c_attn[i * 384 + k] * 0.17677669f;
	}
}

/* k83: dot_general select    attn2 f32[n,128,4,32], c_attn f32[n,128,384] -> attn f32[n,4,128,128]
 * from gpt2.lua:58 */
static void k83_h_0_attn(float *restrict attn, const float *restrict attn2, const float *restrict c_attn,
                         float *restrict panels, size_t n)
{
	for (size_t outer = 0; outer < n; outer++) {
		for (size_t outer2 = 0; outer2 < 4; outer2++) {
			for (size_t col = 0; col < 128; col += 16)
				cr_pack_b(panels + col * 32, 16, 32,
					c_attn + outer * 49152 + col * 384 + outer2 * 32 + 128, 1, 384);
			for (size_t row = 0; row < 128; row += CR_TILE_ROWS) {
				const size_t rows = 128 - row < CR_TILE_ROWS ? 128 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
					const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile(tile, rows, (cols + 15) / 16, 32,
						attn2 + outer * 16384 + row * 128 + outer2 * 32, 128, 1,
						panels + col * 32, 512, 16);
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								attn[outer * 65536 + outer2 * 16384 + i * 128 +
									j] = (int32_t)j <= (int32_t)i ? z :
									-CR_INFINITY;
							}
						}
					}
				}
			}
		}
	}
}

/* k84: reduce_max subtract exp reduce_sum divide    attn2 f32[n,4,128,128] -> row f32[128], attn
 * f32[n,4,128,128]
 * from gpt2.lua:58 */
static void k84_h_0_attn(float *restrict row, float *restrict attn, const float *restrict attn2, size_t n)
{
	for (size_t i = 0; i < n * 512; i++) {
		float lane[16];
		for (size_t l = 0; l < 16; l++)
			lane[l] = CR_MAX_INIT_F32;
		for (size_t block = 0; block < 128; block += 16) {
			CR_SIXTEEN
			for (size_t l = 0; l < 16; l++) {
				const size_t l2 = block + l;
				lane[l] = cr_maxf(lane[l], attn2[i * 128 + l2]);
			}
		}
		const float most = cr_join_max(lane);
		float lane2[16] = { 0.0f };
		for (size_t block = 0; block < 128; block += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t l2 = block + l;
				const float e = cr_expf(attn2[i * 128 + l2] - most);
				row[l2] = e;
				lane2[l] += e;
			}
		}
		const float sum = cr_join_sum(lane2);
		for (size_t i2 = 0; i2 < 128; i2++)
			attn[i * 128 + i2] = row[i2] / sum;
	}
}

/* k85: dot_general    attn2 f32[n,4,128,128], c_attn f32[n,128,384] -> attn f32[n,4,128,32]; of 2 sizes
 * from gpt2.lua:58 */
CR_INLINE void k85_dot_general_sized(float *restrict attn, const float *restrict attn2,
                                     const float *restrict c_attn, float *restrict panels, size_t n,
                                     size_t start)
{
	for (size_t outer = 0; outer < n; outer++) {
		for (size_t outer2 = 0; outer2 < 4; outer2++) {
			for (size_t col = 0; col < 32; col += 16)
				cr_pack_b(panels + col * 128, 16, 128,
					c_attn + outer * 49152 + outer2 * 32 + col + start, 384, 1);
			for (size_t row = 0; row < 128; row += CR_TILE_ROWS) {
				const size_t rows = 128 - row < CR_TILE_ROWS ? 128 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile(tile, rows, (cols + 15) / 16, 128,
						attn2 + outer * 65536 + outer2 * 16384 + row * 128, 128, 1,
						panels + col * 128, 2048, 16);
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								attn[outer * 16384 + outer2 * 4096 + i * 32 +
									j] = z;
							}
						}
					}
				}
			}
		}
	}
}

/* k85:    attn2 f32[n,4,128,128], c_attn f32[n,128,384] -> attn f32[n,4,128,32] */
static void k85_h_0_attn(float *restrict attn, const float *restrict attn2, const float *restrict c_attn,
                         float *restrict panels, size_t n)
{
	k85_dot_general_sized(attn, attn2, c_attn, panels, n, 256);
}

/* k86: reshape    attn2 f32[n,4,128,32] -> attn f32[n,128,128]
 * from gpt2.lua:59 */
static void k86_h_0_attn(float *restrict attn, const float *restrict attn2, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 128; j++) {
			for (size_t k = 0; k < 128; k++) {
				attn[i * 16384 + j * 128 + k] =
					attn2[i * 16384 + k / 32 * 4096 + j * 32 + k % 32];
			}
		}
	}
}

/* k87: dot_general add add    attn f32[n,128,128], kernel f32[128,128], bias f32[128] -> n0 f32[n,128,128]; of
 * 2 sizes
 * from gpt2.lua:45, 75 */
static void k87_dot_general(float *restrict n0, const float *restrict attn, const float *restrict kernel,
                            const float *restrict bias, size_t n, size_t size)
{
	for (size_t row = 0; row < n * 128; row += CR_TILE_ROWS) {
		const size_t rows = n * 128 - row < CR_TILE_ROWS ? n * 128 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, size, attn + row * size, size, 1,
				kernel + col * size, size * 16, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						n0[i * 128 + j] = n0[i * 128 + j] + (z + bias[j]);
					}
				}
			}
		}
	}
}

/* k88: reduce_sum multiply subtract multiply reduce_sum multiply add rsqrt multiply add    n0 f32[n,128,128],
 * gamma f32[128], beta f32[128] -> row f32[128], row2 f32[128], row3 f32[128], ln_2 f32[n,128,128], ln_2_2
 * f32[n,128,1], ln_2_3 f32[n,128,128]
 * from gpt2.lua:46 */
static void k88_h_0_ln_2(float *restrict row, float *restrict row2, float *restrict row3, float *restrict ln_2,
                         float *restrict ln_2_2, float *restrict ln_2_3, const float *restrict n0,
                         const float *restrict gamma, const float *restrict beta, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += n0[i * 16384 + j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = row[i2] * 0.0078125f;
			row2[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = n0[i * 16384 + i2 * 128 + j] - row2[i2];
				ln_2[i * 16384 + i2 * 128 + j] = v;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += ln_2[i * 16384 + j * 128 + k] *
						ln_2[i * 16384 + j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row3[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = cr_rsqrtf(row3[i2] * 0.0078125f + 1e-05f);
			ln_2_2[i * 128 + i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				ln_2_3[i * 16384 + i2 * 128 + j] =
					ln_2[i * 16384 + i2 * 128 + j] * ln_2_2[i * 128 + i2] * gamma[j] +
					beta[j];
			}
		}
	}
}

/* k89: dot_general add multiply multiply add multiply logistic multiply    ln_2 f32[n,128,128], kernel
 * f32[128,512], bias f32[512] -> c_fc f32[n,128,512], mlp f32[n,128,512], mlp2 f32[n,128,512]
 * from gpt2.lua:45, 67 */
static void k89_h_0_mlp_c_fc(float *restrict c_fc, float *restrict mlp, float *restrict mlp2,
                             const float *restrict ln_2, const float *restrict kernel,
                             const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n * 128; row += CR_TILE_ROWS) {
		const size_t rows = n * 128 - row < CR_TILE_ROWS ? n * 128 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 512; col += CR_TILE_COLS) {
			const size_t cols = 512 - col < CR_TILE_COLS ? 512 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, ln_2 + row * 128, 128, 1, kernel + col * 128,
				2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						const float v = z + bias[j];
						const float v2 = cr_logisticf((v + v * v * v * 0.044715f) *
							1.5957692f);
						c_fc[i * 512 + j] = v;
						mlp[i * 512 + j] = v2;
						mlp2[i * 512 + j] = v * v2;
					}
				}
			}
		}
	}
}

/* k90: dot_general    ln_f f32[n,128,128], embeddings f32[256,128] -> wte f32[n,128,256]
 * from gpt2.lua:83 */
static void k90_wte(float *restrict wte, const float *restrict ln_f, const float *restrict embeddings,
                    float *restrict panels, size_t n)
{
#ifdef CR_USE_CBLAS
	cr_blas_sgemm(n * 128, 256, 128, ln_f, 0, 128, embeddings, 1, 128, wte, 256);
	for (size_t i = 0; i < n * 128; i++) {
		for (size_t j = 0; j < 256; j++) {
			const float z = wte[i * 256 + j];
			wte[i * 256 + j] = z;
		}
	}
	(void)panels;
#else
	for (size_t col = 0; col < 256; col += 16)
		cr_pack_b(panels + col * 128, 16, 128, embeddings + col * 128, 1, 128);
	for (size_t row = 0; row < n * 128; row += CR_TILE_ROWS) {
		const size_t rows = n * 128 - row < CR_TILE_ROWS ? n * 128 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 256; col += CR_TILE_COLS) {
			const size_t cols = 256 - col < CR_TILE_COLS ? 256 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, ln_f + row * 128, 128, 1, panels + col * 128,
				2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						wte[i * 256 + j] = z;
					}
				}
			}
		}
	}
#endif
}

/* k91: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert divide multiply
 * add    wte f32[n,128,256], tokens i32[n,129], select f32[], d_negate f32[] -> row f32[256], row2 f32[256],
 * subtract f32[n,128], convert f32[n,128], d_add f32[n,128,256]
 * from gpt2.lua:170, 173 */
static void k91_add_backward(float *restrict row, float *restrict row2, float *restrict subtract,
                             float *restrict convert, float *restrict d_add, const float *restrict wte,
                             const int32_t *restrict tokens, const float *restrict select,
                             const float *restrict d_negate, size_t n)
{
	const float select2 = select[0];
	const float d_negate2 = d_negate[0];
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 128; j++) {
			float lane[16];
			for (size_t l = 0; l < 16; l++)
				lane[l] = CR_MAX_INIT_F32;
			for (size_t block = 0; block < 256; block += 16) {
				CR_SIXTEEN
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] = cr_maxf(lane[l], wte[i * 32768 + j * 256 + k]);
				}
			}
			const float most = cr_join_max(lane);
			float lane2[16] = { 0.0f };
			for (size_t block = 0; block < 256; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					const float v = wte[i * 32768 + j * 256 + k] - most;
					const float e = cr_expf(v);
					row[k] = v;
					row2[k] = e;
					lane2[l] += e;
				}
			}
			const float sum = cr_join_sum(lane2);
			float lane3[16] = { 0.0f };
			for (size_t block = 0; block < 256; block += 16) {
				CR_SIXTEEN
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane3[l] += (int32_t)k == tokens[i * 129 + j + 1] ? row[k] : 0.0f;
				}
			}
			const float sum2 = cr_join_sum(lane3);
			const float v = select2 / sum;
			subtract[i * 128 + j] = cr_logf(sum) - sum2;
			float best_value = wte[i * 32768 + j * 256];
			int32_t best = 0;
			for (size_t k = 0; k < 256; k++) {
				const float x = wte[i * 32768 + j * 256 + k];
				const uint8_t better = (uint8_t)((x > best_value) |
					((x != x) & (best_value == best_value)));
				best_value = better ? x : best_value;
				best = better ? (int32_t)k : best;
			}
			convert[i * 128 + j] = (float)(best == tokens[i * 129 + j + 1]);
			for (size_t i2 = 0; i2 < 256; i2++) {
				d_add[i * 32768 + j * 256 + i2] =
					((int32_t)i2 == tokens[i * 129 + j + 1] ? d_negate2 : 0.0f) +
					v * row2[i2];
			}
		}
	}
}

/* k92: reduce_sum reduce_sum is_finite    subtract f32[n,128], convert f32[n,128] -> loss f32[], accuracy
 * f32[], is_finite bool[]
 * from gpt2.lua:167 */
static void k92_loss(float *restrict loss, float *restrict accuracy, uint8_t *restrict is_finite,
                     const float *restrict subtract, const float *restrict convert, size_t n)
{
	float lane[16] = { 0.0f };
	size_t block = 0;
	for (; block + 16 <= n * 128; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += subtract[i];
		}
	}
	for (size_t l = 0; block + l < n * 128; l++) {
		const size_t i = block + l;
		lane[l] += subtract[i];
	}
	const float sum = cr_join_sum(lane);
	loss[0] = sum;
	float lane2[16] = { 0.0f };
	size_t block2 = 0;
	for (; block2 + 16 <= n * 128; block2 += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block2 + l;
			lane2[l] += convert[i];
		}
	}
	for (size_t l = 0; block2 + l < n * 128; l++) {
		const size_t i = block2 + l;
		lane2[l] += convert[i];
	}
	const float sum2 = cr_join_sum(lane2);
	accuracy[0] = sum2;
	is_finite[0] = (uint8_t)cr_is_finitef(sum);
}

/* k93: dot_general    d_add f32[n,128,256], embeddings f32[256,128] -> d_wte f32[n,128,128]
 * from gpt2.lua:83 */
static void k93_wte_backward(float *restrict d_wte, const float *restrict d_add,
                             const float *restrict embeddings, size_t n)
{
#ifdef CR_USE_CBLAS
	cr_blas_sgemm(n * 128, 128, 256, d_add, 0, 256, embeddings, 0, 128, d_wte, 128);
	for (size_t i = 0; i < n * 128; i++) {
		for (size_t j = 0; j < 128; j++) {
			const float z = d_wte[i * 128 + j];
			d_wte[i * 128 + j] = z;
		}
	}
#else
	for (size_t row = 0; row < n * 128; row += CR_TILE_ROWS) {
		const size_t rows = n * 128 - row < CR_TILE_ROWS ? n * 128 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 256, d_add + row * 256, 256, 1, embeddings + col,
				16, 128);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_wte[i * 128 + j] = z;
					}
				}
			}
		}
	}
#endif
}

/* k94: dot_general    d_add f32[n,128,256], ln_f f32[n,128,128] -> d_wte f32[256,128]; of 3 sizes
 * from gpt2.lua:83 */
static void k94_dot_general(float *restrict d_wte, const float *restrict d_add, const float *restrict ln_f,
                            size_t n, size_t size)
{
#ifdef CR_USE_CBLAS
	cr_blas_sgemm(size, 128, (n * 128), d_add, 1, size, ln_f, 0, 128, d_wte, 128);
	for (size_t i = 0; i < size; i++) {
		for (size_t j = 0; j < 128; j++) {
			const float z = d_wte[i * 128 + j];
			d_wte[i * 128 + j] = z;
		}
	}
#else
	for (size_t row = 0; row < size; row += CR_TILE_ROWS) {
		const size_t rows = size - row < CR_TILE_ROWS ? size - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, (n * 128), d_add + row, 1, size, ln_f + col, 16,
				128);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_wte[i * 128 + j] = z;
					}
				}
			}
		}
	}
#endif
}

/* k95: reduce_sum multiply reduce_sum    d_wte f32[n,128,128], ln_f f32[n,128,128], ln_f2 f32[n,128,1] ->
 * d_ln_f f32[128], d_ln_f2 f32[128]
 * from gpt2.lua:46 */
static void k95_ln_f_backward(float *restrict d_ln_f, float *restrict d_ln_f2, const float *restrict d_wte,
                              const float *restrict ln_f, const float *restrict ln_f2, size_t n)
{
	for (size_t i = 0; i < 128; i++)
		d_ln_f[i] = 0.0f;
	for (size_t i = 0; i < 128; i++)
		d_ln_f2[i] = 0.0f;
	for (size_t i = 0; i < n * 128; i++) {
		for (size_t i2 = 0; i2 < 128; i2++) {
			d_ln_f[i2] += d_wte[i * 128 + i2];
			d_ln_f2[i2] += d_wte[i * 128 + i2] * (ln_f[i * 128 + i2] * ln_f2[i]);
		}
	}
}

/* k96: multiply multiply multiply reduce_sum multiply multiply multiply multiply multiply multiply add add
 * reduce_sum negate multiply add reduce_sum    d_wte f32[n,128,128], gamma f32[128], ln_f f32[n,128,128], ln_f2
 * f32[n,128,1] -> row f32[16384], row2 f32[128], row3 f32[128], row4 f32[16384], row5 f32[128], row6 f32[128],
 * row7 f32[128], d_c_proj f32[128], d_ln_f f32[n,128,128]
 * from gpt2.lua:45, 46 */
static void k96_h_3_mlp_c_proj_backward(float *restrict row, float *restrict row2, float *restrict row3,
                                        float *restrict row4, float *restrict row5, float *restrict row6,
                                        float *restrict row7, float *restrict d_c_proj, float *restrict d_ln_f,
                                        const float *restrict d_wte, const float *restrict gamma,
                                        const float *restrict ln_f, const float *restrict ln_f2, size_t n)
{
	for (size_t i = 0; i < 128; i++)
		d_c_proj[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = d_wte[i * 16384 + i2 * 128 + j] * gamma[j];
				row[i2 * 128 + j] = v;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += row[j * 128 + k] * ln_f[i * 16384 + j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row2[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = row2[i2] * -0.5f *
				(ln_f2[i * 128 + i2] * (ln_f2[i * 128 + i2] * ln_f2[i * 128 + i2])) *
				0.0078125f;
			row3[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = row3[i2] * ln_f[i * 16384 + i2 * 128 + j];
				const float v2 = row[i2 * 128 + j] * ln_f2[i * 128 + i2] + v + v;
				row4[i2 * 128 + j] = v2;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += row4[j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row5[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = -row5[i2];
			row6[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = row6[i2] * 0.0078125f;
			row7[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = row4[i2 * 128 + j] + row7[i2];
				d_c_proj[j] += v;
				d_ln_f[i * 16384 + i2 * 128 + j] = v;
			}
		}
	}
}

/* k97: dot_general multiply multiply subtract multiply multiply multiply add multiply multiply multiply add
 * multiply add add    d_ln_f f32[n,128,128], kernel f32[512,128], mlp f32[n,128,512] -> d_mlp f32[n,128,512]
 * from gpt2.lua:45, 67 */
static void k97_h_3_mlp_c_proj_backward(float *restrict d_mlp, const float *restrict d_ln_f,
                                        const float *restrict kernel, const float *restrict mlp,
                                        float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 512; col += 16)
		for (size_t k = 0; k < 128; k += 16)
			cr_pack_b(panels + col * 128 + k * 16, 16, 16, kernel + k * 512 + col * 16, 1, 16);
	for (size_t row = 0; row < n * 128; row += CR_TILE_ROWS) {
		const size_t rows = n * 128 - row < CR_TILE_ROWS ? n * 128 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 512; col += CR_TILE_COLS) {
			const size_t cols = 512 - col < CR_TILE_COLS ? 512 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, d_ln_f + row * 128, 128, 1,
				panels + col * 128, 2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						const float v = z * d_mlp[i * 512 + j] *
							(mlp[i * 512 + j] * (1.0f - mlp[i * 512 + j])) *
							1.5957692f;
						const float v2 = v * 0.044715f;
						const float v3 = v2 * d_mlp[i * 512 + j] * d_mlp[i * 512 + j];
						d_mlp[i * 512 + j] = z * mlp[i * 512 + j] + v +
							v2 * (d_mlp[i * 512 + j] * d_mlp[i * 512 + j]) + v3 +
							v3;
					}
				}
			}
		}
	}
}

/* k98: reduce_sum    d_mlp f32[n,128,512] -> d_c_fc f32[512]
 * from gpt2.lua:45 */
static void k98_h_3_mlp_c_fc_backward(float *restrict d_c_fc, const float *restrict d_mlp, size_t n)
{
	for (size_t i = 0; i < 512; i++)
		d_c_fc[i] = 0.0f;
	for (size_t i = 0; i < n * 128; i++) {
		for (size_t i2 = 0; i2 < 512; i2++)
			d_c_fc[i2] += d_mlp[i * 512 + i2];
	}
}

/* k99: dot_general    d_mlp f32[n,128,512], kernel f32[128,512] -> d_c_fc f32[n,128,128]; of 3 sizes
 * from gpt2.lua:45 */
static void k99_dot_general(float *restrict d_c_fc, const float *restrict d_mlp, const float *restrict kernel,
                            float *restrict panels, size_t n, size_t size)
{
	for (size_t col = 0; col < 128; col += 16)
		for (size_t k = 0; k < size; k += 16)
			cr_pack_b(panels + col * size + k * 16, 16, 16, kernel + k * 128 + col * 16, 1, 16);
	for (size_t row = 0; row < n * 128; row += CR_TILE_ROWS) {
		const size_t rows = n * 128 - row < CR_TILE_ROWS ? n * 128 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, size, d_mlp + row * size, size, 1,
				panels + col * size, (size * 16), 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_c_fc[i * 128 + j] = z;
					}
				}
			}
		}
	}
}

/* k100: dot_general    ln_2 f32[n,128,128], d_mlp f32[n,128,512] -> d_c_fc f32[128,512]; of 2 sizes
 * from gpt2.lua:45 */
static void k100_dot_general(float *restrict d_c_fc, const float *restrict ln_2, const float *restrict d_mlp,
                             float *restrict panels, size_t n, size_t size)
{
#ifdef CR_USE_CBLAS
	cr_blas_sgemm(128, size, (n * 128), ln_2, 1, 128, d_mlp, 0, size, d_c_fc, size);
	for (size_t i = 0; i < 128; i++) {
		for (size_t j = 0; j < size; j++) {
			const float z = d_c_fc[i * size + j];
			d_c_fc[i * size + j] = z;
		}
	}
	(void)panels;
#else
	for (size_t col = 0; col < size; col += 16)
		cr_pack_b(panels + col * (n * 128), 16, (n * 128), d_mlp + col, size, 1);
	/* 128 columns of d_mlp at a time stay in the cache */
	for (size_t block = 0; block < size; block += 128) {
		const size_t block_end = size - block < 128 ? size : block + 128;
		for (size_t row = 0; row < 128; row += CR_TILE_ROWS) {
			const size_t rows = 128 - row < CR_TILE_ROWS ? 128 - row : CR_TILE_ROWS;
			for (size_t col = block; col < block_end; col += CR_TILE_COLS) {
				const size_t cols = block_end - col < CR_TILE_COLS ? block_end - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, (n * 128), ln_2 + row, 1, 128,
					panels + col * (n * 128), (n * 2048), 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							d_c_fc[i * size + j] = z;
						}
					}
				}
			}
		}
	}
#endif
}

/* k101: multiply multiply multiply reduce_sum multiply multiply multiply multiply multiply multiply add add add
 * reduce_sum negate multiply add reduce_sum    d_c_fc f32[n,128,128], gamma f32[128], ln_2 f32[n,128,128],
 * ln_2_2 f32[n,128,1] -> row f32[16384], row2 f32[128], row3 f32[128], row4 f32[16384], row5 f32[128], row6
 * f32[128], row7 f32[128], d_c_proj f32[128], d_ln_2 f32[n,128,128]
 * from gpt2.lua:45, 46 */
static void k101_h_3_attn_c_proj_backward(float *restrict row, float *restrict row2, float *restrict row3,
                                          float *restrict row4, float *restrict row5, float *restrict row6,
                                          float *restrict row7, float *restrict d_c_proj,
                                          float *restrict d_ln_2, const float *restrict d_c_fc,
                                          const float *restrict gamma, const float *restrict ln_2,
                                          const float *restrict ln_2_2, size_t n)
{
	for (size_t i = 0; i < 128; i++)
		d_c_proj[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = d_c_fc[i * 16384 + i2 * 128 + j] * gamma[j];
				row[i2 * 128 + j] = v;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += row[j * 128 + k] * ln_2[i * 16384 + j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row2[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = row2[i2] * -0.5f *
				(ln_2_2[i * 128 + i2] * (ln_2_2[i * 128 + i2] * ln_2_2[i * 128 + i2])) *
				0.0078125f;
			row3[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = row3[i2] * ln_2[i * 16384 + i2 * 128 + j];
				const float v2 = row[i2 * 128 + j] * ln_2_2[i * 128 + i2] + v + v;
				row4[i2 * 128 + j] = v2;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += row4[j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row5[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = -row5[i2];
			row6[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = row6[i2] * 0.0078125f;
			row7[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = d_ln_2[i * 16384 + i2 * 128 + j] + row4[i2 * 128 + j] +
					row7[i2];
				d_c_proj[j] += v;
				d_ln_2[i * 16384 + i2 * 128 + j] = v;
			}
		}
	}
}

/* k102: dot_general    d_c_proj f32[n,128,128], c_attn f32[n,128,384] -> d_attn f32[n,4,128,128]
 * from gpt2.lua:58 */
static void k102_h_3_attn_backward(float *restrict d_attn, const float *restrict d_c_proj,
                                   const float *restrict c_attn, float *restrict panels, size_t n)
{
	for (size_t outer = 0; outer < n; outer++) {
		for (size_t outer2 = 0; outer2 < 4; outer2++) {
			for (size_t col = 0; col < 128; col += 16)
				cr_pack_b(panels + col * 32, 16, 32,
					c_attn + outer * 49152 + col * 384 + outer2 * 32 + 256, 1, 384);
			for (size_t row = 0; row < 128; row += CR_TILE_ROWS) {
				const size_t rows = 128 - row < CR_TILE_ROWS ? 128 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
					const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile(tile, rows, (cols + 15) / 16, 32,
						d_c_proj + outer * 16384 + row * 128 + outer2 * 32, 128, 1,
						panels + col * 32, 512, 16);
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_attn[outer * 65536 + outer2 * 16384 +
									i * 128 + j] = z;
							}
						}
					}
				}
			}
		}
	}
}

/* k103: dot_general    attn f32[n,4,128,128], d_c_proj f32[n,128,128] -> d_attn f32[n,4,128,32]
 * from gpt2.lua:58 */
static void k103_h_3_attn_backward(float *restrict d_attn, const float *restrict attn,
                                   const float *restrict d_c_proj, size_t n)
{
	for (size_t outer = 0; outer < n; outer++) {
		for (size_t outer2 = 0; outer2 < 4; outer2++) {
			for (size_t row = 0; row < 128; row += CR_TILE_ROWS) {
				const size_t rows = 128 - row < CR_TILE_ROWS ? 128 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile(tile, rows, (cols + 15) / 16, 128,
						attn + outer * 65536 + outer2 * 16384 + row, 1, 128,
						d_c_proj + outer * 16384 + outer2 * 32 + col, 16, 128);
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_attn[outer * 16384 + outer2 * 4096 + i * 32 +
									j] = z;
							}
						}
					}
				}
			}
		}
	}
}

/* k104: multiply reduce_sum subtract multiply select    d_attn2 f32[n,4,128,128], attn f32[n,4,128,128] ->
 * d_attn f32[n,4,128,128]
 * from gpt2.lua:58 */
static void k104_h_3_attn_backward(float *restrict d_attn, const float *restrict d_attn2,
                                   const float *restrict attn, size_t n)
{
	for (size_t i = 0; i < n * 4; i++) {
		for (size_t k = 0; k < 128; k++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t l2 = block + l;
					lane[l] += d_attn2[i * 16384 + k * 128 + l2] *
						attn[i * 16384 + k * 128 + l2];
				}
			}
			const float sum = cr_join_sum(lane);
			for (size_t i2 = 0; i2 < 128; i2++) {
				d_attn[i * 16384 + k * 128 + i2] = (int32_t)i2 <= (int32_t)k ?
					attn[i * 16384 + k * 128 + i2] *
					(d_attn2[i * 16384 + k * 128 + i2] - sum) : 0.0f;
			}
		}
	}
}

/* k105:    d_attn2 f32[n,4,128,128], c_attn f32[n,128,384] -> d_attn f32[n,4,128,32] */
static void k105_h_3_attn_backward(float *restrict d_attn, const float *restrict d_attn2,
                                   const float *restrict c_attn, float *restrict panels, size_t n)
{
	k85_dot_general_sized(d_attn, d_attn2, c_attn, panels, n, 128);
}

/* k106: dot_general    attn f32[n,128,4,32], d_attn2 f32[n,4,128,128] -> d_attn f32[n,4,32,128]
 * from gpt2.lua:58 */
static void k106_h_3_attn_backward(float *restrict d_attn, const float *restrict attn,
                                   const float *restrict d_attn2, size_t n)
{
	for (size_t outer = 0; outer < n; outer++) {
		for (size_t outer2 = 0; outer2 < 4; outer2++) {
			for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
				const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
					const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile(tile, rows, (cols + 15) / 16, 128,
						attn + outer * 16384 + outer2 * 32 + row, 1, 128,
						d_attn2 + outer * 65536 + outer2 * 16384 + col, 16, 128);
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_attn[outer * 16384 + outer2 * 4096 + i * 128 +
									j] = z;
							}
						}
					}
				}
			}
		}
	}
}

/* k107: add add reduce_sum    d_attn2 f32[n,4,128,32], d_attn3 f32[n,4,32,128], d_attn4 f32[n,4,128,32] ->
 * d_c_attn f32[384], d_attn f32[n,128,384]
 * from gpt2.lua:45, 55 */
static void k107_h_3_attn_c_attn_backward(float *restrict d_c_attn, float *restrict d_attn,
                                          const float *restrict d_attn2, const float *restrict d_attn3,
                                          const float *restrict d_attn4, size_t n)
{
	for (size_t i = 0; i < 384; i++)
		d_c_attn[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 128; j++) {
			for (size_t i2 = 0; i2 < 128; i2++) {
				const float v = 0.0f + 0.0f +
					d_attn4[i * 16384 + i2 / 32 * 4096 + j * 32 + i2 % 32] * 0.17677669f;
				d_c_attn[i2] += v;
				d_attn[i * 49152 + j * 384 + i2] = v;
			}
			for (size_t i2 = 0; i2 < 128; i2++) {
				const float v = 0.0f + d_attn3[i * 16384 + i2 * 128 + j] + 0.0f;
				d_c_attn[i2 + 128] += v;
				d_attn[i * 49152 + j * 384 + i2 + 128] = v;
			}
			for (size_t i2 = 0; i2 < 128; i2++) {
				const float v = d_attn2[i * 16384 + i2 / 32 * 4096 + j * 32 + i2 % 32] + 0.0f +
					0.0f;
				d_c_attn[i2 + 256] += v;
				d_attn[i * 49152 + j * 384 + i2 + 256] = v;
			}
		}
	}
}

/* k108: multiply multiply multiply reduce_sum multiply multiply multiply multiply multiply multiply add add add
 * reduce_sum negate multiply add reduce_sum    d_c_attn f32[n,128,128], gamma f32[128], ln_1 f32[n,128,128],
 * ln_1_2 f32[n,128,1] -> row f32[16384], row2 f32[128], row3 f32[128], row4 f32[16384], row5 f32[128], row6
 * f32[128], row7 f32[128], d_wpe f32[128,128], d_ln_1 f32[n,128,128]
 * from gpt2.lua:46, 84 */
static void k108_wpe_backward(float *restrict row, float *restrict row2, float *restrict row3,
                              float *restrict row4, float *restrict row5, float *restrict row6,
                              float *restrict row7, float *restrict d_wpe, float *restrict d_ln_1,
                              const float *restrict d_c_attn, const float *restrict gamma,
                              const float *restrict ln_1, const float *restrict ln_1_2, size_t n)
{
	for (size_t i = 0; i < 16384; i++)
		d_wpe[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = d_c_attn[i * 16384 + i2 * 128 + j] * gamma[j];
				row[i2 * 128 + j] = v;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += row[j * 128 + k] * ln_1[i * 16384 + j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row2[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = row2[i2] * -0.5f *
				(ln_1_2[i * 128 + i2] * (ln_1_2[i * 128 + i2] * ln_1_2[i * 128 + i2])) *
				0.0078125f;
			row3[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = row3[i2] * ln_1[i * 16384 + i2 * 128 + j];
				const float v2 = row[i2 * 128 + j] * ln_1_2[i * 128 + i2] + v + v;
				row4[i2 * 128 + j] = v2;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += row4[j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row5[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = -row5[i2];
			row6[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = row6[i2] * 0.0078125f;
			row7[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = d_ln_1[i * 16384 + i2 * 128 + j] + row4[i2 * 128 + j] +
					row7[i2];
				d_wpe[i2 * 128 + j] += v;
				d_ln_1[i * 16384 + i2 * 128 + j] = v;
			}
		}
	}
}

/* k109: scatter_add    tokens i32[n,129], d_ln_1 f32[n,128,128] -> d_wte f32[256,128]
 * from gpt2.lua:83 */
static void k109_wte_backward(float *restrict d_wte, const int32_t *restrict tokens,
                              const float *restrict d_ln_1, size_t n)
{
	for (size_t i = 0; i < 32768; i++)
		d_wte[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 128; j++) {
			for (size_t k = 0; k < 128; k++) {
				d_wte[(size_t)cr_clamp_index_i32(tokens[i * 129 + j], 256) * 128 + k] +=
					d_ln_1[i * 16384 + j * 128 + k];
			}
		}
	}
}

/* k110: multiply reduce_sum    d_wte f32[256,128], d_wte2 f32[256,128] -> sum f32[]
 * from gpt2.lua:167 */
static void k110_reduce_sum(float *restrict sum, const float *restrict d_wte, const float *restrict d_wte2)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 32768; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += (d_wte[i] + d_wte2[i]) * (d_wte[i] + d_wte2[i]);
		}
	}
	const float sum2 = cr_join_sum(lane);
	sum[0] = sum2;
}

/* k111: multiply reduce_sum add    d_wpe f32[128,128] -> add f32[]; of 6 sizes
 * from gpt2.lua:167 */
static void k111_add(float *restrict add, const float *restrict d_wpe, size_t size)
{
	const float sum = add[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < size; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_wpe[i] * d_wpe[i];
		}
	}
	const float sum2 = cr_join_sum(lane);
	add[0] = sum + sum2;
}

/* k112: multiply reduce_sum add sqrt is_finite logical_and greater divide select multiply multiply add multiply
 * multiply add multiply sqrt multiply add divide subtract select select select convert    d_ln_f f32[128], add2
 * u32[], v f32[128], negate f32[], rsqrt f32[] -> gradient_norm f32[], logical_and bool[], select f32[], step
 * u32[], finite f32[], add f32[128], gamma f32[128], m f32[128]
 * from gpt2.lua:167 */
static void k112_update_h_0_ln_1_gamma(float *restrict gradient_norm, uint8_t *restrict logical_and,
                                       float *restrict select, uint32_t *restrict step, float *restrict finite,
                                       float *restrict add, float *restrict gamma, float *restrict m,
                                       const float *restrict d_ln_f, const uint32_t *restrict add2,
                                       const float *restrict v, const float *restrict negate,
                                       const float *restrict rsqrt)
{
	const float add3 = select[0];
	const uint8_t is_finite = logical_and[0];
	const uint32_t add4 = add2[0];
	const uint32_t step2 = step[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 128; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_ln_f[i] * d_ln_f[i];
		}
	}
	const float sum = cr_join_sum(lane);
	const float v2 = cr_sqrtf(add3 + sum);
	const uint8_t v3 = (uint8_t)(cr_is_finitef(v2) & is_finite);
	const float v4 = v2 > 1.0f ? 1.0f / v2 : 1.0f;
	gradient_norm[0] = v2;
	logical_and[0] = v3;
	select[0] = v4;
	step[0] = v3 ? add4 : step2;
	finite[0] = (float)v3;
	for (size_t i = 0; i < 128; i++) {
		const float v5 = add[i] * v4;
		const float v6 = m[i] * 0.9f + v5 * 0.1f;
		const float v7 = v[i] * 0.95f + v5 * v5 * 0.05f;
		add[i] = v7;
		gamma[i] = v3 ? gamma[i] - negate2 * v6 / (cr_sqrtf(v7) * rsqrt2 + 1e-08f) : gamma[i];
		m[i] = v3 ? v6 : m[i];
	}
}

/* k113: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_wte f32[256,128], d_wte2 f32[256,128], select f32[], logical_and bool[], subtract f32[], negate
 * f32[], rsqrt f32[] -> embeddings f32[256,128], m f32[256,128], v f32[256,128]
 * from gpt2.lua:167 */
static void k113_update_wte_embeddings(float *restrict embeddings, float *restrict m, float *restrict v,
                                       const float *restrict d_wte, const float *restrict d_wte2,
                                       const float *restrict select, const uint8_t *restrict logical_and,
                                       const float *restrict subtract, const float *restrict negate,
                                       const float *restrict rsqrt)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float subtract2 = subtract[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < 32768; i++) {
		const float v2 = (d_wte[i] + d_wte2[i]) * select2;
		const float v3 = m[i] * 0.9f + v2 * 0.1f;
		const float v4 = v[i] * 0.95f + v2 * v2 * 0.05f;
		embeddings[i] = logical_and2 ? embeddings[i] * subtract2 -
			negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) : embeddings[i];
		m[i] = logical_and2 ? v3 : m[i];
		v[i] = logical_and2 ? v4 : v[i];
	}
}

/* k114: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_wpe f32[128,128], select f32[], logical_and bool[], subtract f32[], negate f32[], rsqrt f32[] ->
 * embeddings f32[128,128], m f32[128,128], v f32[128,128]
 * from gpt2.lua:167 */
static void k114_update_wpe_embeddings(float *restrict embeddings, float *restrict m, float *restrict v,
                                       const float *restrict d_wpe, const float *restrict select,
                                       const uint8_t *restrict logical_and, const float *restrict subtract,
                                       const float *restrict negate, const float *restrict rsqrt)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float subtract2 = subtract[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < 16384; i++) {
		const float v2 = d_wpe[i] * select2;
		const float v3 = m[i] * 0.9f + v2 * 0.1f;
		const float v4 = v[i] * 0.95f + v2 * v2 * 0.05f;
		embeddings[i] = logical_and2 ? embeddings[i] * subtract2 -
			negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) : embeddings[i];
		m[i] = logical_and2 ? v3 : m[i];
		v[i] = logical_and2 ? v4 : v[i];
	}
}

/* k115: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_c_attn f32[128,384], select f32[], logical_and bool[], subtract f32[], negate f32[], rsqrt f32[]
 * -> kernel f32[128,384], m f32[128,384], v f32[128,384]
 * from gpt2.lua:167 */
static void k115_update_h_0_attn_c_attn_kernel(float *restrict kernel, float *restrict m, float *restrict v,
                                               const float *restrict d_c_attn, const float *restrict select,
                                               const uint8_t *restrict logical_and,
                                               const float *restrict subtract, const float *restrict negate,
                                               const float *restrict rsqrt)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float subtract2 = subtract[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t j = 0; j < 24; j++) {
		for (size_t i = 0; i < 128; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v2 = d_c_attn[i * 384 + j * 16 + k] * select2;
				const float v3 = m[j * 2048 + i * 16 + k] * 0.9f + v2 * 0.1f;
				const float v4 = v[j * 2048 + i * 16 + k] * 0.95f + v2 * v2 * 0.05f;
				kernel[j * 2048 + i * 16 + k] = logical_and2 ?
					kernel[j * 2048 + i * 16 + k] * subtract2 -
					negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) :
					kernel[j * 2048 + i * 16 + k];
				m[j * 2048 + i * 16 + k] = logical_and2 ? v3 : m[j * 2048 + i * 16 + k];
				v[j * 2048 + i * 16 + k] = logical_and2 ? v4 : v[j * 2048 + i * 16 + k];
			}
		}
	}
}

/* k116: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_c_attn f32[384], select f32[], logical_and bool[], negate f32[], rsqrt f32[] -> bias f32[384], m
 * f32[384], v f32[384]; of 3 sizes
 * from gpt2.lua:167 */
static void k116_update(float *restrict bias, float *restrict m, float *restrict v,
                        const float *restrict d_c_attn, const float *restrict select,
                        const uint8_t *restrict logical_and, const float *restrict negate,
                        const float *restrict rsqrt, size_t size)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < size; i++) {
		const float v2 = d_c_attn[i] * select2;
		const float v3 = m[i] * 0.9f + v2 * 0.1f;
		const float v4 = v[i] * 0.95f + v2 * v2 * 0.05f;
		bias[i] = logical_and2 ? bias[i] - negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) : bias[i];
		m[i] = logical_and2 ? v3 : m[i];
		v[i] = logical_and2 ? v4 : v[i];
	}
}

/* k117: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_c_proj f32[128,128], select f32[], logical_and bool[], subtract f32[], negate f32[], rsqrt f32[]
 * -> kernel f32[128,128], m f32[128,128], v f32[128,128]; of 2 sizes
 * from gpt2.lua:167 */
CR_INLINE void k117_update_sized(float *restrict kernel, float *restrict m, float *restrict v,
                                 const float *restrict d_c_proj, const float *restrict select,
                                 const uint8_t *restrict logical_and, const float *restrict subtract,
                                 const float *restrict negate, const float *restrict rsqrt, size_t size)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float subtract2 = subtract[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t j = 0; j < 8; j++) {
		for (size_t i = 0; i < size; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v2 = d_c_proj[i * 128 + j * 16 + k] * select2;
				const float v3 = m[j * size * 16 + i * 16 + k] * 0.9f + v2 * 0.1f;
				const float v4 = v[j * size * 16 + i * 16 + k] * 0.95f + v2 * v2 * 0.05f;
				kernel[j * size * 16 + i * 16 + k] = logical_and2 ?
					kernel[j * size * 16 + i * 16 + k] * subtract2 -
					negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) :
					kernel[j * size * 16 + i * 16 + k];
				m[j * size * 16 + i * 16 + k] = logical_and2 ? v3 :
					m[j * size * 16 + i * 16 + k];
				v[j * size * 16 + i * 16 + k] = logical_and2 ? v4 :
					v[j * size * 16 + i * 16 + k];
			}
		}
	}
}

/* k117:    d_c_proj f32[128,128], select f32[], logical_and bool[], subtract f32[], negate f32[], rsqrt f32[]
 * -> kernel f32[128,128], m f32[128,128], v f32[128,128] */
static void k117_update_h_0_attn_c_proj_kernel(float *restrict kernel, float *restrict m, float *restrict v,
                                               const float *restrict d_c_proj, const float *restrict select,
                                               const uint8_t *restrict logical_and,
                                               const float *restrict subtract, const float *restrict negate,
                                               const float *restrict rsqrt)
{
	k117_update_sized(kernel, m, v, d_c_proj, select, logical_and, subtract, negate, rsqrt, 128);
}

/* k118: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_c_fc f32[128,512], select f32[], logical_and bool[], subtract f32[], negate f32[], rsqrt f32[] ->
 * kernel f32[128,512], m f32[128,512], v f32[128,512]
 * from gpt2.lua:167 */
static void k118_update_h_0_mlp_c_fc_kernel(float *restrict kernel, float *restrict m, float *restrict v,
                                            const float *restrict d_c_fc, const float *restrict select,
                                            const uint8_t *restrict logical_and, const float *restrict subtract,
                                            const float *restrict negate, const float *restrict rsqrt)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float subtract2 = subtract[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t j = 0; j < 32; j++) {
		for (size_t i = 0; i < 128; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v2 = d_c_fc[i * 512 + j * 16 + k] * select2;
				const float v3 = m[j * 2048 + i * 16 + k] * 0.9f + v2 * 0.1f;
				const float v4 = v[j * 2048 + i * 16 + k] * 0.95f + v2 * v2 * 0.05f;
				kernel[j * 2048 + i * 16 + k] = logical_and2 ?
					kernel[j * 2048 + i * 16 + k] * subtract2 -
					negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) :
					kernel[j * 2048 + i * 16 + k];
				m[j * 2048 + i * 16 + k] = logical_and2 ? v3 : m[j * 2048 + i * 16 + k];
				v[j * 2048 + i * 16 + k] = logical_and2 ? v4 : v[j * 2048 + i * 16 + k];
			}
		}
	}
}

/* k119:    d_c_proj f32[512,128], select f32[], logical_and bool[], subtract f32[], negate f32[], rsqrt f32[]
 * -> kernel f32[512,128], m f32[512,128], v f32[512,128] */
static void k119_update_h_0_mlp_c_proj_kernel(float *restrict kernel, float *restrict m, float *restrict v,
                                              const float *restrict d_c_proj, const float *restrict select,
                                              const uint8_t *restrict logical_and,
                                              const float *restrict subtract, const float *restrict negate,
                                              const float *restrict rsqrt)
{
	k117_update_sized(kernel, m, v, d_c_proj, select, logical_and, subtract, negate, rsqrt, 512);
}

/* k120: select    logical_and bool[], add f32[128] -> v f32[128]
 * from gpt2.lua:167 */
static void k120_v_h_0_ln_1_gamma(float *restrict v, const uint8_t *restrict logical_and,
                                  const float *restrict add)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t i = 0; i < 128; i++)
		v[i] = logical_and2 ? add[i] : v[i];
}

/* k121: concatenate    rng u32[4] -> concatenate u32[4]
 * from gpt2.lua:167 */
static void k121_concatenate(uint32_t *restrict concatenate, const uint32_t *restrict rng)
{
	for (size_t i = 0; i < 2; i++)
		concatenate[i] = rng[i];
	concatenate[2] = rng[2] + 1u;
	concatenate[3] = rng[3] + (uint32_t)(rng[2] + 1u == 0u);
}

/* k122: copy    loss_weight f32[] -> accuracy_weight f32[] */
static void k122_copy(float *restrict accuracy_weight, const float *restrict loss_weight)
{
	accuracy_weight[0] = loss_weight[0];
}

/* k123: copy    concatenate u32[4] -> rng u32[4] */
static void k123_copy(uint32_t *restrict rng, const uint32_t *restrict concatenate)
{
	for (size_t i = 0; i < 4; i++)
		rng[i] = concatenate[i];
}

/* block6: 11 steps in a row, of which there are 4 one after another in train_step; those from step to end - 1 */
CR_NOINLINE
static void block6(uint32_t step, uint32_t end, float *memory, const float *ln_1,
                   const float *attn_c_attn_kernel, const float *attn_c_attn_bias, float *c_attn, float *attn,
                   float *panels, float *attn2, float *row, float *attn3, float *panels2, float *attn4,
                   float *attn5, const float *attn_c_proj_kernel, const float *attn_c_proj_bias, float *row2,
                   float *row3, float *row4, float *ln_2, float *ln_2_2, const float *ln_2_gamma,
                   const float *ln_2_beta, float *ln_2_3, const float *mlp_c_fc_kernel,
                   const float *mlp_c_fc_bias, float *c_fc, float *mlp, float *mlp2,
                   const float *mlp_c_proj_kernel, const float *mlp_c_proj_bias, float *row5, float *row6,
                   float *row7, float *ln_1_2, float *ln_1_3, const float *ln_1_gamma, const float *ln_1_beta,
                   float *ln_1_4, size_t n)
{
	for (; step < end; step++) {
		switch (step) {
		case 0:
			k81_h_0_attn_c_attn(c_attn, ln_1, attn_c_attn_kernel, attn_c_attn_bias, n);
			break;
		case 1:
			k82_h_0_attn(attn, c_attn, n);
			break;
		case 2:
			k83_h_0_attn(attn2, attn, c_attn, panels, n);
			break;
		case 3:
			k84_h_0_attn(row, attn3, attn2, n);
			break;
		case 4:
			k85_h_0_attn(attn4, attn3, c_attn, panels2, n);
			break;
		case 5:
			k86_h_0_attn(attn5, attn4, n);
			break;
		case 6:
			k87_dot_general(memory + 19929088, attn5, attn_c_proj_kernel, attn_c_proj_bias, n, 128);
			break;
		case 7:
			k88_h_0_ln_2(row2, row3, row4, ln_2, ln_2_2, ln_2_3, memory + 19929088, ln_2_gamma,
			             ln_2_beta, n);
			break;
		case 8:
			k89_h_0_mlp_c_fc(c_fc, mlp, mlp2, ln_2_3, mlp_c_fc_kernel, mlp_c_fc_bias, n);
			break;
		case 9:
			k87_dot_general(memory + 19929088, mlp2, mlp_c_proj_kernel, mlp_c_proj_bias, n, 512);
			break;
		case 10:
			k88_h_0_ln_2(row5, row6, row7, ln_1_2, ln_1_3, ln_1_4, memory + 19929088, ln_1_gamma,
			             ln_1_beta, n);
			break;
		}
	}
}

/* block7: 12 steps in a row, of which there are 4 one after another in train_step; those from step to end - 1 */
CR_NOINLINE
static void block7(uint32_t step, uint32_t end, float *memory, const float *d_ln_1, const float *d_ln_1_2,
                   const float *d_c_attn, const float *d_c_attn2, const float *d_c_proj, const float *d_c_proj2,
                   const float *d_ln_2, const float *d_ln_2_2, const float *d_c_fc, const float *d_c_fc2,
                   const float *d_c_proj3, const float *d_c_proj4)
{
	for (; step < end; step++) {
		switch (step) {
		case 0:
			k111_add(memory + 49408, d_ln_1, 128);
			break;
		case 1:
			k111_add(memory + 49408, d_ln_1_2, 128);
			break;
		case 2:
			k111_add(memory + 49408, d_c_attn, 49152);
			break;
		case 3:
			k111_add(memory + 49408, d_c_attn2, 384);
			break;
		case 4:
			k111_add(memory + 49408, d_c_proj, 16384);
			break;
		case 5:
			k111_add(memory + 49408, d_c_proj2, 128);
			break;
		case 6:
			k111_add(memory + 49408, d_ln_2, 128);
			break;
		case 7:
			k111_add(memory + 49408, d_ln_2_2, 128);
			break;
		case 8:
			k111_add(memory + 49408, d_c_fc, 65536);
			break;
		case 9:
			k111_add(memory + 49408, d_c_fc2, 512);
			break;
		case 10:
			k111_add(memory + 49408, d_c_proj3, 65536);
			break;
		case 11:
			k111_add(memory + 49408, d_c_proj4, 128);
			break;
		}
	}
}

/* block8: 6 steps in a row, of which there are 4 one after another in train_step */
CR_NOINLINE
static void block8(float *memory, uint8_t *memory_bool, const float *d_c_attn, float *attn_c_attn_kernel,
                   float *m_attn_c_attn_kernel, float *v_attn_c_attn_kernel, const float *d_c_attn2,
                   float *attn_c_attn_bias, float *m_attn_c_attn_bias, float *v_attn_c_attn_bias,
                   const float *d_c_proj, float *attn_c_proj_kernel, float *m_attn_c_proj_kernel,
                   float *v_attn_c_proj_kernel, const float *d_c_fc, float *mlp_c_fc_kernel,
                   float *m_mlp_c_fc_kernel, float *v_mlp_c_fc_kernel, const float *d_c_fc2,
                   float *mlp_c_fc_bias, float *m_mlp_c_fc_bias, float *v_mlp_c_fc_bias, const float *d_c_proj2,
                   float *mlp_c_proj_kernel, float *m_mlp_c_proj_kernel, float *v_mlp_c_proj_kernel)
{
	k115_update_h_0_attn_c_attn_kernel(attn_c_attn_kernel, m_attn_c_attn_kernel, v_attn_c_attn_kernel,
	                                   d_c_attn, memory + 49408, memory_bool, memory + 24123408,
	                                   memory + 23861248, memory + 26484768);
	k116_update(attn_c_attn_bias, m_attn_c_attn_bias, v_attn_c_attn_bias, d_c_attn2, memory + 49408,
	            memory_bool, memory + 23861248, memory + 26484768, 384);
	k117_update_h_0_attn_c_proj_kernel(attn_c_proj_kernel, m_attn_c_proj_kernel, v_attn_c_proj_kernel,
	                                   d_c_proj, memory + 49408, memory_bool, memory + 24123408,
	                                   memory + 23861248, memory + 26484768);
	k118_update_h_0_mlp_c_fc_kernel(mlp_c_fc_kernel, m_mlp_c_fc_kernel, v_mlp_c_fc_kernel, d_c_fc,
	                                memory + 49408, memory_bool, memory + 24123408, memory + 23861248,
	                                memory + 26484768);
	k116_update(mlp_c_fc_bias, m_mlp_c_fc_bias, v_mlp_c_fc_bias, d_c_fc2, memory + 49408, memory_bool,
	            memory + 23861248, memory + 26484768, 512);
	k119_update_h_0_mlp_c_proj_kernel(mlp_c_proj_kernel, m_mlp_c_proj_kernel, v_mlp_c_proj_kernel,
	                                  d_c_proj2, memory + 49408, memory_bool, memory + 24123408,
	                                  memory + 23861248, memory + 26484768);
}

/* block9: 1 step in a row, of which there are 25 one after another in train_step */
CR_NOINLINE
static void block9(float *memory, uint8_t *memory_bool, const float *d_ln_1, float *h_0_ln_1_beta,
                   float *m_h_0_ln_1_beta, float *v_h_0_ln_1_beta)
{
	k116_update(h_0_ln_1_beta, m_h_0_ln_1_beta, v_h_0_ln_1_beta, d_ln_1, memory + 49408, memory_bool,
	            memory + 23861248, memory + 26484768, 128);
}

/* Where block6 finds what is at uneven distances, turn by turn: elements of the workspace, bytes of a struct */
static const struct { size_t ln_1, attn, attn2, panels2, attn4, attn5, row2, row3, row4, ln_2, ln_2_2, ln_2_3,
                             c_fc, mlp, mlp2, row5, row6, row7, ln_1_2, ln_1_3,
                             ln_1_4; } train_step_block6[4] = {
	{ 21239808, 21501952, 0, 262144, 0, 21764096, 0, 128, 256, 22026240, 16777216, 22288384, 2097152,
	  3145728, 4194304, 0, 128, 256, 22550528, 27795504, 22812672 },
	{ 22812672, 23074816, 0, 262144, 0, 23336960, 0, 128, 256, 23599104, 25434144, 23861264, 6291456,
	  7340032, 0, 8388608, 8388736, 8388864, 24123424, 27803696, 24385568 },
	{ 24385568, 24647712, 8388608, 8650752, 8388608, 24909856, 8388608, 8388736, 8388864, 25172000,
	  19927040, 25436192, 8388608, 10485760, 11534336, 12582912, 12583040, 12583168, 25698336, 27801648,
	  25960480 },
	{ 25960480, 26222624, 12582912, 12845056, 12582912, 26484784, 12582912, 12583040, 12583168, 26746928,
	  19924992, 27009072, 12582912, 14680064, 15728640, 20191232, 20191360, 20191488, 27271216, 27797552,
	  27533360 },
};

/* Where block7 finds what is at uneven distances, turn by turn: elements of the workspace, bytes of a struct */
static const struct { size_t d_ln_1, d_ln_1_2, d_c_proj, d_c_proj2, d_ln_2, d_ln_2_2, d_c_fc, d_c_fc2,
                             d_c_proj3, d_c_proj4; } train_step_block7[4] = {
	{ 49280, 49152, 3538944, 3556096, 3555968, 3555840, 3473408, 3555328, 3407872, 5243136 },
	{ 5243008, 5242880, 7733248, 7750400, 7750272, 7750144, 7667712, 7749632, 7602176, 8454400 },
	{ 8454272, 8454144, 11862016, 11879168, 11879040, 11878912, 11796480, 11878400, 12582912, 12648704 },
	{ 12648576, 12648448, 16056320, 16073472, 16073344, 16073216, 15990784, 16072704, 19961856, 20519808 },
};

/* Where block8 finds what is at uneven distances, turn by turn: elements of the workspace, bytes of a struct */
static const struct { size_t d_c_proj, d_c_fc, d_c_fc2, d_c_proj2; } train_step_block8[4] = {
	{ 3538944, 3473408, 3555328, 3407872 },
	{ 7733248, 7667712, 7749632, 7602176 },
	{ 11862016, 11796480, 11878400, 12582912 },
	{ 16056320, 15990784, 16072704, 19961856 },
};

/* Where block9 finds what is at uneven distances, turn by turn: elements of the workspace, bytes of a struct */
static const struct { size_t d_ln_1, h_0_ln_1_beta, m_h_0_ln_1_beta,
                             v_h_0_ln_1_beta; } train_step_block9[25] = {
	{ 49152, offsetof(gpt2_params, h_0_ln_1_beta), offsetof(gpt2_train_state, m_h_0_ln_1_beta),
	  offsetof(gpt2_train_state, v_h_0_ln_1_beta) },
	{ 3556096, offsetof(gpt2_params, h_0_attn_c_proj_bias),
	  offsetof(gpt2_train_state, m_h_0_attn_c_proj_bias),
	  offsetof(gpt2_train_state, v_h_0_attn_c_proj_bias) },
	{ 3555968, offsetof(gpt2_params, h_0_ln_2_gamma), offsetof(gpt2_train_state, m_h_0_ln_2_gamma),
	  offsetof(gpt2_train_state, v_h_0_ln_2_gamma) },
	{ 3555840, offsetof(gpt2_params, h_0_ln_2_beta), offsetof(gpt2_train_state, m_h_0_ln_2_beta),
	  offsetof(gpt2_train_state, v_h_0_ln_2_beta) },
	{ 5243136, offsetof(gpt2_params, h_0_mlp_c_proj_bias),
	  offsetof(gpt2_train_state, m_h_0_mlp_c_proj_bias),
	  offsetof(gpt2_train_state, v_h_0_mlp_c_proj_bias) },
	{ 5243008, offsetof(gpt2_params, h_1_ln_1_gamma), offsetof(gpt2_train_state, m_h_1_ln_1_gamma),
	  offsetof(gpt2_train_state, v_h_1_ln_1_gamma) },
	{ 5242880, offsetof(gpt2_params, h_1_ln_1_beta), offsetof(gpt2_train_state, m_h_1_ln_1_beta),
	  offsetof(gpt2_train_state, v_h_1_ln_1_beta) },
	{ 7750400, offsetof(gpt2_params, h_1_attn_c_proj_bias),
	  offsetof(gpt2_train_state, m_h_1_attn_c_proj_bias),
	  offsetof(gpt2_train_state, v_h_1_attn_c_proj_bias) },
	{ 7750272, offsetof(gpt2_params, h_1_ln_2_gamma), offsetof(gpt2_train_state, m_h_1_ln_2_gamma),
	  offsetof(gpt2_train_state, v_h_1_ln_2_gamma) },
	{ 7750144, offsetof(gpt2_params, h_1_ln_2_beta), offsetof(gpt2_train_state, m_h_1_ln_2_beta),
	  offsetof(gpt2_train_state, v_h_1_ln_2_beta) },
	{ 8454400, offsetof(gpt2_params, h_1_mlp_c_proj_bias),
	  offsetof(gpt2_train_state, m_h_1_mlp_c_proj_bias),
	  offsetof(gpt2_train_state, v_h_1_mlp_c_proj_bias) },
	{ 8454272, offsetof(gpt2_params, h_2_ln_1_gamma), offsetof(gpt2_train_state, m_h_2_ln_1_gamma),
	  offsetof(gpt2_train_state, v_h_2_ln_1_gamma) },
	{ 8454144, offsetof(gpt2_params, h_2_ln_1_beta), offsetof(gpt2_train_state, m_h_2_ln_1_beta),
	  offsetof(gpt2_train_state, v_h_2_ln_1_beta) },
	{ 11879168, offsetof(gpt2_params, h_2_attn_c_proj_bias),
	  offsetof(gpt2_train_state, m_h_2_attn_c_proj_bias),
	  offsetof(gpt2_train_state, v_h_2_attn_c_proj_bias) },
	{ 11879040, offsetof(gpt2_params, h_2_ln_2_gamma), offsetof(gpt2_train_state, m_h_2_ln_2_gamma),
	  offsetof(gpt2_train_state, v_h_2_ln_2_gamma) },
	{ 11878912, offsetof(gpt2_params, h_2_ln_2_beta), offsetof(gpt2_train_state, m_h_2_ln_2_beta),
	  offsetof(gpt2_train_state, v_h_2_ln_2_beta) },
	{ 12648704, offsetof(gpt2_params, h_2_mlp_c_proj_bias),
	  offsetof(gpt2_train_state, m_h_2_mlp_c_proj_bias),
	  offsetof(gpt2_train_state, v_h_2_mlp_c_proj_bias) },
	{ 12648576, offsetof(gpt2_params, h_3_ln_1_gamma), offsetof(gpt2_train_state, m_h_3_ln_1_gamma),
	  offsetof(gpt2_train_state, v_h_3_ln_1_gamma) },
	{ 12648448, offsetof(gpt2_params, h_3_ln_1_beta), offsetof(gpt2_train_state, m_h_3_ln_1_beta),
	  offsetof(gpt2_train_state, v_h_3_ln_1_beta) },
	{ 16073472, offsetof(gpt2_params, h_3_attn_c_proj_bias),
	  offsetof(gpt2_train_state, m_h_3_attn_c_proj_bias),
	  offsetof(gpt2_train_state, v_h_3_attn_c_proj_bias) },
	{ 16073344, offsetof(gpt2_params, h_3_ln_2_gamma), offsetof(gpt2_train_state, m_h_3_ln_2_gamma),
	  offsetof(gpt2_train_state, v_h_3_ln_2_gamma) },
	{ 16073216, offsetof(gpt2_params, h_3_ln_2_beta), offsetof(gpt2_train_state, m_h_3_ln_2_beta),
	  offsetof(gpt2_train_state, v_h_3_ln_2_beta) },
	{ 20519808, offsetof(gpt2_params, h_3_mlp_c_proj_bias),
	  offsetof(gpt2_train_state, m_h_3_mlp_c_proj_bias),
	  offsetof(gpt2_train_state, v_h_3_mlp_c_proj_bias) },
	{ 20519040, offsetof(gpt2_params, ln_f_gamma), offsetof(gpt2_train_state, m_ln_f_gamma),
	  offsetof(gpt2_train_state, v_ln_f_gamma) },
	{ 20518912, offsetof(gpt2_params, ln_f_beta), offsetof(gpt2_train_state, m_ln_f_beta),
	  offsetof(gpt2_train_state, v_ln_f_beta) },
};

/* train_step: tokens i32[n,129] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight f32[],
 * gradient_norm f32[], learning_rate f32[], finite f32[]; sets 158 tensors */
/* At most budget kernels, from number piece on: the number of the next, 0 after the last. Those from the first
 * that changes more than the workspace on are one piece. */
static uint32_t train_step_kernels(gpt2_params *params, gpt2_train_state *train_state,
                                   gpt2_train_workspace *workspace, size_t count, const int32_t *tokens,
                                   float *report, uint32_t piece, uint32_t budget)
{
	float *const memory = workspace->memory;
	uint32_t *const memory_u32 = workspace->memory_u32;
	uint8_t *const memory_bool = workspace->memory_bool;
	for (; budget > 0; budget--) {
		uint32_t steps = 1, step = piece >> 20;
		switch (piece & 0xfffffu) {
		case 1:
			k79_loss_weight(report + 1, memory + 27810352, memory + 27810368, report + 5,
			                memory + 24123408, memory + 23861248, memory + 26484768, memory_u32,
			                train_state->step, train_state->total_steps, count);
			break;
		case 2:
			k80_h_0_ln_1(memory, memory + 128, memory + 256, memory + 19929088, memory + 20977664,
			             memory + 27799600, memory + 21239808, tokens, params->wte_embeddings,
			             params->wpe_embeddings, params->h_0_ln_1_gamma, params->h_0_ln_1_beta,
			             count);
			break;
		case 3: {
			steps = 44;
			const size_t turn = step / 11;
			block6(step % 11, step % 11 + 1, memory, memory + train_step_block6[turn].ln_1,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_attn_kernel)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_attn_bias)) + turn * 198272,
			       memory + 16779264 + turn * 786432, memory + train_step_block6[turn].attn,
			       memory + 1048576 + turn * 4194304, memory + train_step_block6[turn].attn2,
			       memory + 2097152 + turn * 4194304, memory + 1048576 + turn * 4194304,
			       memory + train_step_block6[turn].panels2, memory + train_step_block6[turn].attn4,
			       memory + train_step_block6[turn].attn5,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_proj_kernel)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_proj_bias)) + turn * 198272,
			       memory + train_step_block6[turn].row2, memory + train_step_block6[turn].row3,
			       memory + train_step_block6[turn].row4, memory + train_step_block6[turn].ln_2,
			       memory + train_step_block6[turn].ln_2_2,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_gamma)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_beta)) + turn * 198272,
			       memory + train_step_block6[turn].ln_2_3,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_kernel)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_bias)) + turn * 198272,
			       memory + train_step_block6[turn].c_fc, memory + train_step_block6[turn].mlp,
			       memory + train_step_block6[turn].mlp2,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_kernel)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_bias)) + turn * 198272,
			       memory + train_step_block6[turn].row5, memory + train_step_block6[turn].row6,
			       memory + train_step_block6[turn].row7, memory + train_step_block6[turn].ln_1_2,
			       memory + train_step_block6[turn].ln_1_3,
			       CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_gamma)) + turn * 198272,
			       CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_beta)) + turn * 198272,
			       memory + train_step_block6[turn].ln_1_4, count);
			break;
		}
		case 4:
			k90_wte(memory + 19929088, memory + 27533360, params->wte_embeddings, memory + 20453376,
			        count);
			break;
		case 5:
			k91_add_backward(memory + 27809840, memory + 27810096, memory + 27805744,
			                 memory + 27807792, memory + 20453376, memory + 19929088, tokens,
			                 memory + 27810352, memory + 27810368, count);
			break;
		case 6:
			k92_loss(report + 0, report + 2, memory_bool, memory + 27805744, memory + 27807792,
			         count);
			break;
		case 7:
			k93_wte_backward(memory + 19961856, memory + 20453376, params->wte_embeddings, count);
			break;
		case 8:
			k94_dot_general(memory + 19929088, memory + 20453376, memory + 27533360, count, 256);
			break;
		case 9:
			k95_ln_f_backward(memory + 20518912, memory + 20519040, memory + 19961856,
			                  memory + 27271216, memory + 27797552, count);
			break;
		case 10:
			k96_h_3_mlp_c_proj_backward(memory + 20486144, memory + 20519168, memory + 20519296,
			                            memory + 20502528, memory + 20519424, memory + 20519552,
			                            memory + 20519680, memory + 20519808, memory + 20224000,
			                            memory + 19961856, params->ln_f_gamma, memory + 27271216,
			                            memory + 27797552, count);
			break;
		case 11:
			k97_h_3_mlp_c_proj_backward(memory + 12582912, memory + 20224000,
			                            params->h_3_mlp_c_proj_kernel, memory + 14680064,
			                            memory + 19961856, count);
			break;
		case 12:
			k94_dot_general(memory + 19961856, memory + 15728640, memory + 20224000, count, 512);
			break;
		case 13:
			k98_h_3_mlp_c_fc_backward(memory + 16072704, memory + 12582912, count);
			break;
		case 14:
			k99_dot_general(memory + 15728640, memory + 12582912, params->h_3_mlp_c_fc_kernel,
			                memory + 14680064, count, 512);
			break;
		case 15:
			k100_dot_general(memory + 15990784, memory + 27009072, memory + 12582912,
			                 memory + 14680064, count, 512);
			break;
		case 16:
			k95_ln_f_backward(memory + 16073216, memory + 16073344, memory + 15728640,
			                  memory + 26746928, memory + 19924992, count);
			break;
		case 17:
			k101_h_3_attn_c_proj_backward(memory + 12582912, memory + 12615680, memory + 12615808,
			                              memory + 12599296, memory + 12615936, memory + 12616064,
			                              memory + 12616192, memory + 16073472, memory + 20224000,
			                              memory + 15728640, params->h_3_ln_2_gamma,
			                              memory + 26746928, memory + 19924992, count);
			break;
		case 18:
			k99_dot_general(memory + 14680064, memory + 20224000, params->h_3_attn_c_proj_kernel,
			                memory + 12582912, count, 128);
			break;
		case 19:
			k94_dot_general(memory + 16056320, memory + 26484784, memory + 20224000, count, 128);
			break;
		case 20:
			k102_h_3_attn_backward(memory + 12582912, memory + 14680064, memory + 19138560,
			                       memory + 14942208, count);
			break;
		case 21:
			k103_h_3_attn_backward(memory + 15728640, memory + 13631488, memory + 14680064, count);
			break;
		case 22:
			k104_h_3_attn_backward(memory + 14680064, memory + 12582912, memory + 13631488, count);
			break;
		case 23:
			k105_h_3_attn_backward(memory + 13369344, memory + 14680064, memory + 19138560,
			                       memory + 12582912, count);
			break;
		case 24:
			k106_h_3_attn_backward(memory + 13631488, memory + 26222624, memory + 14680064, count);
			break;
		case 25:
			k107_h_3_attn_c_attn_backward(memory + 14467072, memory + 12582912, memory + 15728640,
			                              memory + 13631488, memory + 13369344, count);
			break;
		case 26:
			k99_dot_general(memory + 14155776, memory + 12582912, params->h_3_attn_c_attn_kernel,
			                memory + 13369344, count, 384);
			break;
		case 27:
			k100_dot_general(memory + 14417920, memory + 25960480, memory + 12582912,
			                 memory + 13369344, count, 384);
			break;
		case 28:
			k95_ln_f_backward(memory + 12648448, memory + 12648576, memory + 14155776,
			                  memory + 25698336, memory + 27801648, count);
			break;
		case 29:
			k101_h_3_attn_c_proj_backward(memory + 12582912, memory + 12615680, memory + 12615808,
			                              memory + 12599296, memory + 12615936, memory + 12616064,
			                              memory + 12616192, memory + 12648704, memory + 20224000,
			                              memory + 14155776, params->h_3_ln_1_gamma,
			                              memory + 25698336, memory + 27801648, count);
			break;
		case 30:
			k97_h_3_mlp_c_proj_backward(memory + 8388608, memory + 20224000,
			                            params->h_2_mlp_c_proj_kernel, memory + 10485760,
			                            memory + 12582912, count);
			break;
		case 31:
			k94_dot_general(memory + 12582912, memory + 11534336, memory + 20224000, count, 512);
			break;
		case 32:
			k98_h_3_mlp_c_fc_backward(memory + 11878400, memory + 8388608, count);
			break;
		case 33:
			k99_dot_general(memory + 11534336, memory + 8388608, params->h_2_mlp_c_fc_kernel,
			                memory + 10485760, count, 512);
			break;
		case 34:
			k100_dot_general(memory + 11796480, memory + 25436192, memory + 8388608,
			                 memory + 10485760, count, 512);
			break;
		case 35:
			k95_ln_f_backward(memory + 11878912, memory + 11879040, memory + 11534336,
			                  memory + 25172000, memory + 19927040, count);
			break;
		case 36:
			k101_h_3_attn_c_proj_backward(memory + 8388608, memory + 8421376, memory + 8421504,
			                              memory + 8404992, memory + 8421632, memory + 8421760,
			                              memory + 8421888, memory + 11879168, memory + 20224000,
			                              memory + 11534336, params->h_2_ln_2_gamma,
			                              memory + 25172000, memory + 19927040, count);
			break;
		case 37:
			k99_dot_general(memory + 10485760, memory + 20224000, params->h_2_attn_c_proj_kernel,
			                memory + 8388608, count, 128);
			break;
		case 38:
			k94_dot_general(memory + 11862016, memory + 24909856, memory + 20224000, count, 128);
			break;
		case 39:
			k102_h_3_attn_backward(memory + 8388608, memory + 10485760, memory + 18352128,
			                       memory + 10747904, count);
			break;
		case 40:
			k103_h_3_attn_backward(memory + 11534336, memory + 9437184, memory + 10485760, count);
			break;
		case 41:
			k104_h_3_attn_backward(memory + 10485760, memory + 8388608, memory + 9437184, count);
			break;
		case 42:
			k105_h_3_attn_backward(memory + 9175040, memory + 10485760, memory + 18352128,
			                       memory + 8388608, count);
			break;
		case 43:
			k106_h_3_attn_backward(memory + 9437184, memory + 24647712, memory + 10485760, count);
			break;
		case 44:
			k107_h_3_attn_c_attn_backward(memory + 10272768, memory + 8388608, memory + 11534336,
			                              memory + 9437184, memory + 9175040, count);
			break;
		case 45:
			k99_dot_general(memory + 9961472, memory + 8388608, params->h_2_attn_c_attn_kernel,
			                memory + 9175040, count, 384);
			break;
		case 46:
			k100_dot_general(memory + 10223616, memory + 24385568, memory + 8388608,
			                 memory + 9175040, count, 384);
			break;
		case 47:
			k95_ln_f_backward(memory + 8454144, memory + 8454272, memory + 9961472,
			                  memory + 24123424, memory + 27803696, count);
			break;
		case 48:
			k101_h_3_attn_c_proj_backward(memory + 8388608, memory + 8421376, memory + 8421504,
			                              memory + 8404992, memory + 8421632, memory + 8421760,
			                              memory + 8421888, memory + 8454400, memory + 20224000,
			                              memory + 9961472, params->h_2_ln_1_gamma,
			                              memory + 24123424, memory + 27803696, count);
			break;
		case 49:
			k97_h_3_mlp_c_proj_backward(memory + 6291456, memory + 20224000,
			                            params->h_1_mlp_c_proj_kernel, memory + 7340032,
			                            memory + 8388608, count);
			break;
		case 50:
			k94_dot_general(memory + 7602176, memory, memory + 20224000, count, 512);
			break;
		case 51:
			k98_h_3_mlp_c_fc_backward(memory + 7749632, memory + 6291456, count);
			break;
		case 52:
			k99_dot_general(memory + 7340032, memory + 6291456, params->h_1_mlp_c_fc_kernel, memory,
			                count, 512);
			break;
		case 53:
			k100_dot_general(memory + 7667712, memory + 23861264, memory + 6291456, memory, count,
			                 512);
			break;
		case 54:
			k95_ln_f_backward(memory + 7750144, memory + 7750272, memory + 7340032,
			                  memory + 23599104, memory + 25434144, count);
			break;
		case 55:
			k101_h_3_attn_c_proj_backward(memory, memory + 32768, memory + 32896, memory + 16384,
			                              memory + 33024, memory + 33152, memory + 33280,
			                              memory + 7750400, memory + 20224000, memory + 7340032,
			                              params->h_1_ln_2_gamma, memory + 23599104,
			                              memory + 25434144, count);
			break;
		case 56:
			k99_dot_general(memory + 6291456, memory + 20224000, params->h_1_attn_c_proj_kernel,
			                memory, count, 128);
			break;
		case 57:
			k94_dot_general(memory + 7733248, memory + 23336960, memory + 20224000, count, 128);
			break;
		case 58:
			k102_h_3_attn_backward(memory, memory + 6291456, memory + 17565696, memory + 6553600,
			                       count);
			break;
		case 59:
			k103_h_3_attn_backward(memory + 7340032, memory + 5242880, memory + 6291456, count);
			break;
		case 60:
			k104_h_3_attn_backward(memory + 6291456, memory, memory + 5242880, count);
			break;
		case 61:
			k105_h_3_attn_backward(memory + 786432, memory + 6291456, memory + 17565696, memory,
			                       count);
			break;
		case 62:
			k106_h_3_attn_backward(memory + 5242880, memory + 23074816, memory + 6291456, count);
			break;
		case 63:
			k107_h_3_attn_c_attn_backward(memory + 6078464, memory, memory + 7340032,
			                              memory + 5242880, memory + 786432, count);
			break;
		case 64:
			k99_dot_general(memory + 786432, memory, params->h_1_attn_c_attn_kernel,
			                memory + 5242880, count, 384);
			break;
		case 65:
			k100_dot_general(memory + 6029312, memory + 22812672, memory, memory + 5242880, count,
			                 384);
			break;
		case 66:
			k95_ln_f_backward(memory + 5242880, memory + 5243008, memory + 786432,
			                  memory + 22550528, memory + 27795504, count);
			break;
		case 67:
			k101_h_3_attn_c_proj_backward(memory + 16384, memory + 32768, memory + 32896, memory,
			                              memory + 33024, memory + 33152, memory + 33280,
			                              memory + 5243136, memory + 20224000, memory + 786432,
			                              params->h_1_ln_1_gamma, memory + 22550528,
			                              memory + 27795504, count);
			break;
		case 68:
			k97_h_3_mlp_c_proj_backward(memory + 2097152, memory + 20224000,
			                            params->h_0_mlp_c_proj_kernel, memory + 3145728, memory,
			                            count);
			break;
		case 69:
			k94_dot_general(memory + 3407872, memory + 4194304, memory + 20224000, count, 512);
			break;
		case 70:
			k98_h_3_mlp_c_fc_backward(memory + 3555328, memory + 2097152, count);
			break;
		case 71:
			k99_dot_general(memory + 3145728, memory + 2097152, params->h_0_mlp_c_fc_kernel, memory,
			                count, 512);
			break;
		case 72:
			k100_dot_general(memory + 3473408, memory + 22288384, memory + 2097152, memory, count,
			                 512);
			break;
		case 73:
			k95_ln_f_backward(memory + 3555840, memory + 3555968, memory + 3145728,
			                  memory + 22026240, memory + 16777216, count);
			break;
		case 74:
			k101_h_3_attn_c_proj_backward(memory, memory + 32768, memory + 32896, memory + 16384,
			                              memory + 33024, memory + 33152, memory + 33280,
			                              memory + 3556096, memory + 20224000, memory + 3145728,
			                              params->h_0_ln_2_gamma, memory + 22026240,
			                              memory + 16777216, count);
			break;
		case 75:
			k99_dot_general(memory + 2097152, memory + 20224000, params->h_0_attn_c_proj_kernel,
			                memory, count, 128);
			break;
		case 76:
			k94_dot_general(memory + 3538944, memory + 21764096, memory + 20224000, count, 128);
			break;
		case 77:
			k102_h_3_attn_backward(memory, memory + 2097152, memory + 16779264, memory + 2359296,
			                       count);
			break;
		case 78:
			k103_h_3_attn_backward(memory + 3145728, memory + 1048576, memory + 2097152, count);
			break;
		case 79:
			k104_h_3_attn_backward(memory + 2097152, memory, memory + 1048576, count);
			break;
		case 80:
			k105_h_3_attn_backward(memory + 786432, memory + 2097152, memory + 16779264, memory,
			                       count);
			break;
		case 81:
			k106_h_3_attn_backward(memory + 1048576, memory + 21501952, memory + 2097152, count);
			break;
		case 82:
			k107_h_3_attn_c_attn_backward(memory + 1884160, memory, memory + 3145728,
			                              memory + 1048576, memory + 786432, count);
			break;
		case 83:
			k99_dot_general(memory + 1572864, memory, params->h_0_attn_c_attn_kernel,
			                memory + 786432, count, 384);
			break;
		case 84:
			k100_dot_general(memory + 1835008, memory + 21239808, memory, memory + 786432, count,
			                 384);
			break;
		case 85:
			k95_ln_f_backward(memory + 49152, memory + 49280, memory + 1572864, memory + 20977664,
			                  memory + 27799600, count);
			break;
		case 86:
			k108_wpe_backward(memory, memory + 49408, memory + 49536, memory + 16384,
			                  memory + 49664, memory + 49792, memory + 49920, memory + 32768,
			                  memory + 20224000, memory + 1572864, params->h_0_ln_1_gamma,
			                  memory + 20977664, memory + 27799600, count);
			break;
		case 87:
			k109_wte_backward(memory, tokens, memory + 20224000, count);
			break;
		case 88:
			k110_reduce_sum(memory + 49408, memory + 19929088, memory);
			break;
		case 89:
			k111_add(memory + 49408, memory + 32768, 16384);
			break;
		case 90: {
			steps = 48;
			const size_t turn = step / 12;
			block7(step % 12, step % 12 + 1, memory, memory + train_step_block7[turn].d_ln_1,
			       memory + train_step_block7[turn].d_ln_1_2, memory + 1835008 + turn * 4194304,
			       memory + 1884160 + turn * 4194304, memory + train_step_block7[turn].d_c_proj,
			       memory + train_step_block7[turn].d_c_proj2,
			       memory + train_step_block7[turn].d_ln_2,
			       memory + train_step_block7[turn].d_ln_2_2,
			       memory + train_step_block7[turn].d_c_fc,
			       memory + train_step_block7[turn].d_c_fc2,
			       memory + train_step_block7[turn].d_c_proj3,
			       memory + train_step_block7[turn].d_c_proj4);
			break;
		}
		case 91:
			k111_add(memory + 49408, memory + 20519040, 128);
			break;
		default:
			k112_update_h_0_ln_1_gamma(report + 4, memory_bool, memory + 49408, train_state->step,
			                           report + 6, memory + 49280, params->h_0_ln_1_gamma,
			                           train_state->m_h_0_ln_1_gamma, memory + 20518912, memory_u32,
			                           train_state->v_h_0_ln_1_gamma, memory + 23861248,
			                           memory + 26484768);
			k113_update_wte_embeddings(params->wte_embeddings, train_state->m_wte_embeddings,
			                           train_state->v_wte_embeddings, memory + 19929088, memory,
			                           memory + 49408, memory_bool, memory + 24123408,
			                           memory + 23861248, memory + 26484768);
			k114_update_wpe_embeddings(params->wpe_embeddings, train_state->m_wpe_embeddings,
			                           train_state->v_wpe_embeddings, memory + 32768,
			                           memory + 49408, memory_bool, memory + 24123408,
			                           memory + 23861248, memory + 26484768);
			for (size_t turn = 0; turn < 4; turn++) {
				block8(memory, memory_bool, memory + 1835008 + turn * 4194304,
				       CR_AT(float, params, offsetof(gpt2_params, h_0_attn_c_attn_kernel)) + turn * 198272,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_attn_c_attn_kernel)) + turn * 396544,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_attn_c_attn_kernel)) + turn * 396544,
				       memory + 1884160 + turn * 4194304,
				       CR_AT(float, params, offsetof(gpt2_params, h_0_attn_c_attn_bias)) + turn * 198272,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_attn_c_attn_bias)) + turn * 396544,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_attn_c_attn_bias)) + turn * 396544,
				       memory + train_step_block8[turn].d_c_proj,
				       CR_AT(float, params, offsetof(gpt2_params, h_0_attn_c_proj_kernel)) + turn * 198272,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_attn_c_proj_kernel)) + turn * 396544,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_attn_c_proj_kernel)) + turn * 396544,
				       memory + train_step_block8[turn].d_c_fc,
				       CR_AT(float, params, offsetof(gpt2_params, h_0_mlp_c_fc_kernel)) + turn * 198272,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_mlp_c_fc_kernel)) + turn * 396544,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_mlp_c_fc_kernel)) + turn * 396544,
				       memory + train_step_block8[turn].d_c_fc2,
				       CR_AT(float, params, offsetof(gpt2_params, h_0_mlp_c_fc_bias)) + turn * 198272,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_mlp_c_fc_bias)) + turn * 396544,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_mlp_c_fc_bias)) + turn * 396544,
				       memory + train_step_block8[turn].d_c_proj2,
				       CR_AT(float, params, offsetof(gpt2_params, h_0_mlp_c_proj_kernel)) + turn * 198272,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_mlp_c_proj_kernel)) + turn * 396544,
				       CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_mlp_c_proj_kernel)) + turn * 396544);
			}
			k120_v_h_0_ln_1_gamma(train_state->v_h_0_ln_1_gamma, memory_bool, memory + 49280);
			for (size_t turn = 0; turn < 25; turn++) {
				block9(memory, memory_bool, memory + train_step_block9[turn].d_ln_1,
				       CR_AT(float, params, train_step_block9[turn].h_0_ln_1_beta),
				       CR_AT(float, train_state, train_step_block9[turn].m_h_0_ln_1_beta),
				       CR_AT(float, train_state, train_step_block9[turn].v_h_0_ln_1_beta));
			}
			k121_concatenate(memory_u32, train_state->rng);
			k122_copy(report + 3, report + 1);
			k123_copy(train_state->rng, memory_u32);
			return 0;
		}
		piece = step + 1 < steps ? piece + 0x100000u : (piece & 0xfffffu) + 1;
	}
	return piece;
}

static cr_status train_step_sums(const float *report, cr_train_sums *sums)
{
	sums->value[0] = report[0];
	sums->weight[0] = report[1];
	sums->value[1] = report[2];
	sums->weight[1] = report[3];
	sums->learning_rate = report[5];
	sums->gradient_norm = report[4];
	return report[6] != 0.0f ? CR_OK : CR_ERR_NONFINITE;
}

static cr_status train_step_run(gpt2_params *params, gpt2_train_state *train_state,
                                gpt2_train_workspace *workspace, size_t count, const int32_t *tokens,
                                cr_train_sums *sums)
{
	float report[7] = { 0.0f };
	if (count < 1 || count > 16)
		return CR_ERR_ARGUMENT;
	if (!cr_within_i32(tokens, count * 129, 0, 255, 0))
		return CR_ERR_DATA;
	train_state->piece = 0;  /* a step in pieces that was under way is given up */
	train_step_kernels(params, train_state, workspace, count, tokens, report, 1, UINT32_MAX);
	return train_step_sums(report, sums);
}

/* k124: convert multiply    -> loss_weight f32[]
 * from gpt2.lua:167 */
static void k124_loss_weight(float *restrict loss_weight, size_t n)
{
	loss_weight[0] = (float)(int32_t)n * 128.0f;
}

/* k125: gather add reduce_sum multiply subtract multiply reduce_sum multiply add rsqrt multiply multiply add
 * tokens i32[n,129], embeddings f32[256,128], embeddings2 f32[128,128], gamma f32[128], beta f32[128] -> row
 * f32[128], row2 f32[128], row3 f32[16384], row4 f32[128], row5 f32[128], wpe f32[n,128,128], ln_1
 * f32[n,128,128]
 * from gpt2.lua:46, 83, 84 */
static void k125_h_0_ln_1(float *restrict row, float *restrict row2, float *restrict row3, float *restrict row4,
                          float *restrict row5, float *restrict wpe, float *restrict ln_1,
                          const int32_t *restrict tokens, const float *restrict embeddings,
                          const float *restrict embeddings2, const float *restrict gamma,
                          const float *restrict beta, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = embeddings[(size_t)cr_clamp_index_i32(tokens[i * 129 + i2],
					256) * 128 + j] + embeddings2[i2 * 128 + j];
				wpe[i * 16384 + i2 * 128 + j] = v;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += wpe[i * 16384 + j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = row[i2] * 0.0078125f;
			row2[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = wpe[i * 16384 + i2 * 128 + j] - row2[i2];
				row3[i2 * 128 + j] = v;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += row3[j * 128 + k] * row3[j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row4[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = cr_rsqrtf(row4[i2] * 0.0078125f + 1e-05f);
			row5[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				ln_1[i * 16384 + i2 * 128 + j] =
					row3[i2 * 128 + j] * row5[i2] * gamma[j] + beta[j];
			}
		}
	}
}

/* k126: reduce_sum multiply subtract multiply reduce_sum multiply add rsqrt multiply multiply add    n0
 * f32[n,128,128], gamma f32[128], beta f32[128] -> row f32[128], row2 f32[128], row3 f32[16384], row4 f32[128],
 * row5 f32[128], ln_2 f32[n,128,128]
 * from gpt2.lua:46 */
static void k126_h_0_ln_2(float *restrict row, float *restrict row2, float *restrict row3, float *restrict row4,
                          float *restrict row5, float *restrict ln_2, const float *restrict n0,
                          const float *restrict gamma, const float *restrict beta, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += n0[i * 16384 + j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = row[i2] * 0.0078125f;
			row2[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				const float v = n0[i * 16384 + i2 * 128 + j] - row2[i2];
				row3[i2 * 128 + j] = v;
			}
		}
		for (size_t j = 0; j < 128; j++) {
			float lane[16] = { 0.0f };
			for (size_t block = 0; block < 128; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] += row3[j * 128 + k] * row3[j * 128 + k];
				}
			}
			const float sum = cr_join_sum(lane);
			row4[j] = sum;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			const float v = cr_rsqrtf(row4[i2] * 0.0078125f + 1e-05f);
			row5[i2] = v;
		}
		for (size_t i2 = 0; i2 < 128; i2++) {
			for (size_t j = 0; j < 128; j++) {
				ln_2[i * 16384 + i2 * 128 + j] =
					row3[i2 * 128 + j] * row5[i2] * gamma[j] + beta[j];
			}
		}
	}
}

/* k127: dot_general add multiply multiply multiply add multiply logistic multiply    ln_2 f32[n,128,128],
 * kernel f32[128,512], bias f32[512] -> mlp f32[n,128,512]
 * from gpt2.lua:45, 67 */
static void k127_h_0_mlp_c_fc(float *restrict mlp, const float *restrict ln_2, const float *restrict kernel,
                              const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n * 128; row += CR_TILE_ROWS) {
		const size_t rows = n * 128 - row < CR_TILE_ROWS ? n * 128 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 512; col += CR_TILE_COLS) {
			const size_t cols = 512 - col < CR_TILE_COLS ? 512 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, ln_2 + row * 128, 128, 1, kernel + col * 128,
				2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						const float v = z + bias[j];
						mlp[i * 512 + j] = v *
							cr_logisticf((v + v * v * v * 0.044715f) * 1.5957692f);
					}
				}
			}
		}
	}
}

/* k128: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert    wte
 * f32[n,128,256], tokens i32[n,129] -> row f32[256], subtract f32[n,128], convert f32[n,128]
 * from gpt2.lua:170, 173 */
static void k128_convert(float *restrict row, float *restrict subtract, float *restrict convert,
                         const float *restrict wte, const int32_t *restrict tokens, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 128; j++) {
			float lane[16];
			for (size_t l = 0; l < 16; l++)
				lane[l] = CR_MAX_INIT_F32;
			for (size_t block = 0; block < 256; block += 16) {
				CR_SIXTEEN
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] = cr_maxf(lane[l], wte[i * 32768 + j * 256 + k]);
				}
			}
			const float most = cr_join_max(lane);
			float lane2[16] = { 0.0f };
			for (size_t block = 0; block < 256; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					const float v = wte[i * 32768 + j * 256 + k] - most;
					row[k] = v;
					lane2[l] += cr_expf(v);
				}
			}
			const float sum = cr_join_sum(lane2);
			float lane3[16] = { 0.0f };
			for (size_t block = 0; block < 256; block += 16) {
				CR_SIXTEEN
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane3[l] += (int32_t)k == tokens[i * 129 + j + 1] ? row[k] : 0.0f;
				}
			}
			const float sum2 = cr_join_sum(lane3);
			subtract[i * 128 + j] = cr_logf(sum) - sum2;
			float best_value = wte[i * 32768 + j * 256];
			int32_t best = 0;
			for (size_t k = 0; k < 256; k++) {
				const float x = wte[i * 32768 + j * 256 + k];
				const uint8_t better = (uint8_t)((x > best_value) |
					((x != x) & (best_value == best_value)));
				best_value = better ? x : best_value;
				best = better ? (int32_t)k : best;
			}
			convert[i * 128 + j] = (float)(best == tokens[i * 129 + j + 1]);
		}
	}
}

/* k129: reduce_sum reduce_sum    subtract f32[n,128], convert f32[n,128] -> loss f32[], accuracy f32[]
 * from gpt2.lua:167 */
static void k129_loss(float *restrict loss, float *restrict accuracy, const float *restrict subtract,
                      const float *restrict convert, size_t n)
{
	float lane[16] = { 0.0f };
	size_t block = 0;
	for (; block + 16 <= n * 128; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += subtract[i];
		}
	}
	for (size_t l = 0; block + l < n * 128; l++) {
		const size_t i = block + l;
		lane[l] += subtract[i];
	}
	const float sum = cr_join_sum(lane);
	loss[0] = sum;
	float lane2[16] = { 0.0f };
	size_t block2 = 0;
	for (; block2 + 16 <= n * 128; block2 += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block2 + l;
			lane2[l] += convert[i];
		}
	}
	for (size_t l = 0; block2 + l < n * 128; l++) {
		const size_t i = block2 + l;
		lane2[l] += convert[i];
	}
	const float sum2 = cr_join_sum(lane2);
	accuracy[0] = sum2;
}

/* block10: 11 steps in a row, of which there are 4 one after another in evaluate */
CR_NOINLINE
static void block10(float *memory, const float *attn_c_attn_kernel, const float *attn_c_attn_bias,
                    const float *attn_c_proj_kernel, const float *attn_c_proj_bias, const float *ln_2_gamma,
                    const float *ln_2_beta, const float *mlp_c_fc_kernel, const float *mlp_c_fc_bias,
                    const float *mlp_c_proj_kernel, const float *mlp_c_proj_bias, float *row, float *row2,
                    float *row3, float *row4, float *row5, const float *ln_1_gamma, const float *ln_1_beta,
                    float *ln_1, size_t n)
{
	k81_h_0_attn_c_attn(memory + 2097152, memory, attn_c_attn_kernel, attn_c_attn_bias, n);
	k82_h_0_attn(memory + 1048576, memory + 2097152, n);
	k83_h_0_attn(memory, memory + 1048576, memory + 2097152, memory + 1310720, n);
	k84_h_0_attn(memory + 3145728, memory + 1048576, memory, n);
	k85_h_0_attn(memory, memory + 1048576, memory + 2097152, memory + 262144, n);
	k86_h_0_attn(memory + 262144, memory, n);
	k87_dot_general(memory + 2883584, memory + 262144, attn_c_proj_kernel, attn_c_proj_bias, n, 128);
	k126_h_0_ln_2(memory + 16384, memory + 16512, memory, memory + 16640, memory + 16768, memory + 1048576,
	              memory + 2883584, ln_2_gamma, ln_2_beta, n);
	k127_h_0_mlp_c_fc(memory, memory + 1048576, mlp_c_fc_kernel, mlp_c_fc_bias, n);
	k87_dot_general(memory + 2883584, memory, mlp_c_proj_kernel, mlp_c_proj_bias, n, 512);
	k126_h_0_ln_2(row, row2, row3, row4, row5, ln_1, memory + 2883584, ln_1_gamma, ln_1_beta, n);
}

/* Where block10 finds what is at uneven distances, turn by turn: elements of the workspace, bytes of a struct */
static const struct { size_t row, row2, row3, row4, row5, ln_1; } evaluate_block10[4] = {
	{ 278528, 278656, 262144, 278784, 278912, 0 },
	{ 278528, 278656, 262144, 278784, 278912, 0 },
	{ 278528, 278656, 262144, 278784, 278912, 0 },
	{ 16384, 16512, 0, 16640, 16768, 524288 },
};

/* evaluate: tokens i32[n,129] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight f32[] */
static cr_status evaluate_run(const gpt2_params *params, gpt2_train_workspace *workspace, size_t count,
                              const int32_t *tokens, cr_train_sums *sums)
{
	float loss[1] = { 0.0f };
	float loss_weight[1] = { 0.0f };
	float accuracy[1] = { 0.0f };
	float accuracy_weight[1] = { 0.0f };
	float *const memory = workspace->memory;
	if (count < 1 || count > 16)
		return CR_ERR_ARGUMENT;
	if (!cr_within_i32(tokens, count * 129, 0, 255, 0))
		return CR_ERR_DATA;
	k124_loss_weight(loss_weight, count);
	k125_h_0_ln_1(memory + 278528, memory + 278656, memory + 262144, memory + 278784, memory + 278912,
	              memory + 2883584, memory, tokens, params->wte_embeddings, params->wpe_embeddings,
	              params->h_0_ln_1_gamma, params->h_0_ln_1_beta, count);
	for (size_t turn = 0; turn < 4; turn++) {
		block10(memory,
		        CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_attn_kernel)) + turn * 198272,
		        CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_attn_bias)) + turn * 198272,
		        CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_proj_kernel)) + turn * 198272,
		        CR_AT(const float, params, offsetof(gpt2_params, h_0_attn_c_proj_bias)) + turn * 198272,
		        CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_gamma)) + turn * 198272,
		        CR_AT(const float, params, offsetof(gpt2_params, h_0_ln_2_beta)) + turn * 198272,
		        CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_kernel)) + turn * 198272,
		        CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_fc_bias)) + turn * 198272,
		        CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_kernel)) + turn * 198272,
		        CR_AT(const float, params, offsetof(gpt2_params, h_0_mlp_c_proj_bias)) + turn * 198272,
		        memory + evaluate_block10[turn].row, memory + evaluate_block10[turn].row2,
		        memory + evaluate_block10[turn].row3, memory + evaluate_block10[turn].row4,
		        memory + evaluate_block10[turn].row5,
		        CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_gamma)) + turn * 198272,
		        CR_AT(const float, params, offsetof(gpt2_params, h_1_ln_1_beta)) + turn * 198272,
		        memory + evaluate_block10[turn].ln_1, count);
	}
	k90_wte(memory, memory + 524288, params->wte_embeddings, memory + 786432, count);
	k128_convert(memory + 528384, memory + 524288, memory + 526336, memory, tokens, count);
	k129_loss(loss, accuracy, memory + 524288, memory + 526336, count);
	k122_copy(accuracy_weight, loss_weight);
	sums->value[0] = loss[0];
	sums->weight[0] = loss_weight[0];
	sums->value[1] = accuracy[0];
	sums->weight[1] = accuracy_weight[0];
	return CR_OK;
}

/* k130: constant constant    -> step u32[], total_steps f32[]
 * from gpt2.lua:167 */
static void k130_init_step(uint32_t *restrict step, float *restrict total_steps)
{
	step[0] = 0u;
	total_steps[0] = 1.0f;
}

/* k131: broadcast_in_dim    -> out f32[256,128]; of 8 sizes
 * from gpt2.lua:167 */
static void k131_fill(float *restrict out, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = 0.0f;
}

/* k132: copy    broadcast_in_dim f32[128,128] -> m f32[128,128] */
static void k132_copy(float *restrict m, const float *restrict broadcast_in_dim)
{
	for (size_t i = 0; i < 128; i++) {
		for (size_t j = 0; j < 128; j++)
			m[i * 128 + j] = broadcast_in_dim[j / 16 * 2048 + i * 16 + j % 16];
	}
}

/* block11: 24 steps in a row, of which there are 3 one after another in train_init */
CR_NOINLINE
static void block11(float *m_ln_1_gamma, const float *v_ln_f_beta, float *v_ln_1_gamma, float *m_ln_1_beta,
                    float *v_ln_1_beta, float *m_attn_c_attn_kernel, const float *v_h_3_attn_c_attn_kernel,
                    float *v_attn_c_attn_kernel, float *m_attn_c_attn_bias, const float *v_h_3_attn_c_attn_bias,
                    float *v_attn_c_attn_bias, float *m_attn_c_proj_kernel,
                    const float *v_h_3_attn_c_proj_kernel, float *v_attn_c_proj_kernel,
                    float *m_attn_c_proj_bias, float *v_attn_c_proj_bias, float *m_ln_2_gamma,
                    float *v_ln_2_gamma, float *m_ln_2_beta, float *v_ln_2_beta, float *m_mlp_c_fc_kernel,
                    const float *v_h_3_mlp_c_fc_kernel, float *v_mlp_c_fc_kernel, float *m_mlp_c_fc_bias,
                    const float *v_h_3_mlp_c_fc_bias, float *v_mlp_c_fc_bias, float *m_mlp_c_proj_kernel,
                    const float *v_h_3_mlp_c_proj_kernel, float *v_mlp_c_proj_kernel, float *m_mlp_c_proj_bias,
                    float *v_mlp_c_proj_bias)
{
	k32_reshape(m_ln_1_gamma, v_ln_f_beta, 128);
	k32_reshape(v_ln_1_gamma, v_ln_f_beta, 128);
	k32_reshape(m_ln_1_beta, v_ln_f_beta, 128);
	k32_reshape(v_ln_1_beta, v_ln_f_beta, 128);
	k32_reshape(m_attn_c_attn_kernel, v_h_3_attn_c_attn_kernel, 49152);
	k32_reshape(v_attn_c_attn_kernel, v_h_3_attn_c_attn_kernel, 49152);
	k32_reshape(m_attn_c_attn_bias, v_h_3_attn_c_attn_bias, 384);
	k32_reshape(v_attn_c_attn_bias, v_h_3_attn_c_attn_bias, 384);
	k32_reshape(m_attn_c_proj_kernel, v_h_3_attn_c_proj_kernel, 16384);
	k32_reshape(v_attn_c_proj_kernel, v_h_3_attn_c_proj_kernel, 16384);
	k32_reshape(m_attn_c_proj_bias, v_ln_f_beta, 128);
	k32_reshape(v_attn_c_proj_bias, v_ln_f_beta, 128);
	k32_reshape(m_ln_2_gamma, v_ln_f_beta, 128);
	k32_reshape(v_ln_2_gamma, v_ln_f_beta, 128);
	k32_reshape(m_ln_2_beta, v_ln_f_beta, 128);
	k32_reshape(v_ln_2_beta, v_ln_f_beta, 128);
	k32_reshape(m_mlp_c_fc_kernel, v_h_3_mlp_c_fc_kernel, 65536);
	k32_reshape(v_mlp_c_fc_kernel, v_h_3_mlp_c_fc_kernel, 65536);
	k32_reshape(m_mlp_c_fc_bias, v_h_3_mlp_c_fc_bias, 512);
	k32_reshape(v_mlp_c_fc_bias, v_h_3_mlp_c_fc_bias, 512);
	k32_reshape(m_mlp_c_proj_kernel, v_h_3_mlp_c_proj_kernel, 65536);
	k32_reshape(v_mlp_c_proj_kernel, v_h_3_mlp_c_proj_kernel, 65536);
	k32_reshape(m_mlp_c_proj_bias, v_ln_f_beta, 128);
	k32_reshape(v_mlp_c_proj_bias, v_ln_f_beta, 128);
}

/* train_init: seed seed; sets 107 tensors */
static void train_init_run(gpt2_train_state *train_state, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	k130_init_step(train_state->step, train_state->total_steps);
	k131_fill(train_state->v_wte_embeddings, 32768);
	k131_fill(train_state->v_h_3_attn_c_proj_kernel, 16384);
	k131_fill(train_state->v_ln_f_beta, 128);
	k131_fill(train_state->v_h_3_attn_c_attn_kernel, 49152);
	k131_fill(train_state->v_h_3_attn_c_attn_bias, 384);
	k131_fill(train_state->v_h_3_mlp_c_fc_kernel, 65536);
	k131_fill(train_state->v_h_3_mlp_c_fc_bias, 512);
	k131_fill(train_state->v_h_3_mlp_c_proj_kernel, 65536);
	k123_copy(train_state->rng, seed_words);
	k32_reshape(train_state->m_wte_embeddings, train_state->v_wte_embeddings, 32768);
	k132_copy(train_state->m_wpe_embeddings, train_state->v_h_3_attn_c_proj_kernel);
	k132_copy(train_state->v_wpe_embeddings, train_state->v_h_3_attn_c_proj_kernel);
	for (size_t turn = 0; turn < 3; turn++) {
		block11(CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_ln_1_gamma)) + turn * 396544,
		        train_state->v_ln_f_beta,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_ln_1_gamma)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_ln_1_beta)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_ln_1_beta)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_attn_c_attn_kernel)) + turn * 396544,
		        train_state->v_h_3_attn_c_attn_kernel,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_attn_c_attn_kernel)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_attn_c_attn_bias)) + turn * 396544,
		        train_state->v_h_3_attn_c_attn_bias,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_attn_c_attn_bias)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_attn_c_proj_kernel)) + turn * 396544,
		        train_state->v_h_3_attn_c_proj_kernel,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_attn_c_proj_kernel)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_attn_c_proj_bias)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_attn_c_proj_bias)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_ln_2_gamma)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_ln_2_gamma)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_ln_2_beta)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_ln_2_beta)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_mlp_c_fc_kernel)) + turn * 396544,
		        train_state->v_h_3_mlp_c_fc_kernel,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_mlp_c_fc_kernel)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_mlp_c_fc_bias)) + turn * 396544,
		        train_state->v_h_3_mlp_c_fc_bias,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_mlp_c_fc_bias)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_mlp_c_proj_kernel)) + turn * 396544,
		        train_state->v_h_3_mlp_c_proj_kernel,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_mlp_c_proj_kernel)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, m_h_0_mlp_c_proj_bias)) + turn * 396544,
		        CR_AT(float, train_state, offsetof(gpt2_train_state, v_h_0_mlp_c_proj_bias)) + turn * 396544);
	}
	k32_reshape(train_state->m_h_3_ln_1_gamma, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->v_h_3_ln_1_gamma, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->m_h_3_ln_1_beta, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->v_h_3_ln_1_beta, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->m_h_3_attn_c_attn_kernel, train_state->v_h_3_attn_c_attn_kernel, 49152);
	k32_reshape(train_state->m_h_3_attn_c_attn_bias, train_state->v_h_3_attn_c_attn_bias, 384);
	k32_reshape(train_state->m_h_3_attn_c_proj_kernel, train_state->v_h_3_attn_c_proj_kernel, 16384);
	k32_reshape(train_state->m_h_3_attn_c_proj_bias, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->v_h_3_attn_c_proj_bias, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->m_h_3_ln_2_gamma, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->v_h_3_ln_2_gamma, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->m_h_3_ln_2_beta, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->v_h_3_ln_2_beta, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->m_h_3_mlp_c_fc_kernel, train_state->v_h_3_mlp_c_fc_kernel, 65536);
	k32_reshape(train_state->m_h_3_mlp_c_fc_bias, train_state->v_h_3_mlp_c_fc_bias, 512);
	k32_reshape(train_state->m_h_3_mlp_c_proj_kernel, train_state->v_h_3_mlp_c_proj_kernel, 65536);
	k32_reshape(train_state->m_h_3_mlp_c_proj_bias, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->v_h_3_mlp_c_proj_bias, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->m_ln_f_gamma, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->v_ln_f_gamma, train_state->v_ln_f_beta, 128);
	k32_reshape(train_state->m_ln_f_beta, train_state->v_ln_f_beta, 128);
}

/* k133: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply multiply    seed u32[4] -> embeddings f32[256,128]; of 2 sizes
 * from gpt2.lua:83 */
static void k133_init(float *restrict embeddings, const uint32_t *restrict seed, size_t size, uint64_t stream,
                      uint64_t stream2)
{
	for (size_t i = 0; i < size; i++) {
		embeddings[i] = cr_sqrtf(cr_logf(1.0f -
			(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3], stream, i), 8u) *
			5.9604645e-08f) * -2.0f) * cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
			seed[2], seed[3], stream2, i), 8u) * 5.9604645e-08f * 6.2831855f) * 0.02f;
	}
}

/* k134: broadcast_in_dim    -> out f32[128]
 * from gpt2.lua:46 */
static void k134_fill(float *restrict out)
{
	for (size_t i = 0; i < 128; i++)
		out[i] = 1.0f;
}

/* k135: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply multiply    seed u32[4] -> kernel f32[128,384]; of 4 sizes
 * from gpt2.lua:45 */
static void k135_init(float *restrict kernel, const uint32_t *restrict seed, uint64_t stream, uint64_t stream2)
{
	for (size_t j = 0; j < 24; j++) {
		for (size_t i = 0; i < 128; i++) {
			for (size_t k = 0; k < 16; k++) {
				kernel[j * 2048 + i * 16 + k] =
					cr_sqrtf(cr_logf(1.0f - (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], stream, i * 384 + j * 16 + k), 8u) * 5.9604645e-08f) *
					-2.0f) * cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], stream2, i * 384 + j * 16 + k), 8u) * 5.9604645e-08f *
					6.2831855f) * 0.02f;
			}
		}
	}
}

/* k136: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply multiply    seed u32[4] -> kernel f32[128,128]; of 8 sizes
 * from gpt2.lua:45 */
static void k136_init(float *restrict kernel, const uint32_t *restrict seed, size_t size, uint64_t stream,
                      uint64_t stream2)
{
	for (size_t j = 0; j < 8; j++) {
		for (size_t i = 0; i < size; i++) {
			for (size_t k = 0; k < 16; k++) {
				kernel[j * size * 16 + i * 16 + k] =
					cr_sqrtf(cr_logf(1.0f - (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], stream, i * 128 + j * 16 + k), 8u) * 5.9604645e-08f) *
					-2.0f) * cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], stream2, i * 128 + j * 16 + k), 8u) * 5.9604645e-08f *
					6.2831855f) * 0.0070710676f;
			}
		}
	}
}

/* k137: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply multiply    seed u32[4] -> kernel f32[128,512]; of 4 sizes
 * from gpt2.lua:45 */
static void k137_init(float *restrict kernel, const uint32_t *restrict seed, uint64_t stream, uint64_t stream2)
{
	for (size_t j = 0; j < 32; j++) {
		for (size_t i = 0; i < 128; i++) {
			for (size_t k = 0; k < 16; k++) {
				kernel[j * 2048 + i * 16 + k] =
					cr_sqrtf(cr_logf(1.0f - (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], stream, i * 512 + j * 16 + k), 8u) * 5.9604645e-08f) *
					-2.0f) * cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], stream2, i * 512 + j * 16 + k), 8u) * 5.9604645e-08f *
					6.2831855f) * 0.02f;
			}
		}
	}
}

/* init: seed seed; sets 52 tensors */
void gpt2_init(gpt2_params *params, gpt2_init_workspace *workspace, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	(void)workspace;
	k133_init(params->wte_embeddings, seed_words, 32768, UINT64_C(0x47eb6de747043126),
	          UINT64_C(0x77d9988a8d232726));
	k133_init(params->wpe_embeddings, seed_words, 16384, UINT64_C(0x78e85775489a09be),
	          UINT64_C(0xac78d72c66fe442c));
	k134_fill(params->ln_f_gamma);
	k131_fill(params->ln_f_beta, 128);
	k135_init(params->h_0_attn_c_attn_kernel, seed_words, UINT64_C(0x29943a270300137b),
	          UINT64_C(0x589491f242ec49d0));
	k131_fill(params->h_3_attn_c_attn_bias, 384);
	k136_init(params->h_0_attn_c_proj_kernel, seed_words, 128, UINT64_C(0xbafbe2b2af56822e),
	          UINT64_C(0xa939626c551bccbf));
	k137_init(params->h_0_mlp_c_fc_kernel, seed_words, UINT64_C(0x2b09ff58b3caf71c),
	          UINT64_C(0x92cecce0b8f1404e));
	k131_fill(params->h_3_mlp_c_fc_bias, 512);
	k136_init(params->h_0_mlp_c_proj_kernel, seed_words, 512, UINT64_C(0x58b555f1dfc6e517),
	          UINT64_C(0xcd20af4d4b37a451));
	k135_init(params->h_1_attn_c_attn_kernel, seed_words, UINT64_C(0x80d7b3d23716f6f3),
	          UINT64_C(0xc539a9a4da422e1b));
	k136_init(params->h_1_attn_c_proj_kernel, seed_words, 128, UINT64_C(0x36d0ae9f3732dccb),
	          UINT64_C(0xfe0c0e7a5f582b81));
	k137_init(params->h_1_mlp_c_fc_kernel, seed_words, UINT64_C(0xec78e6a3e76c3a14),
	          UINT64_C(0x5d7d513f9f2e10ac));
	k136_init(params->h_1_mlp_c_proj_kernel, seed_words, 512, UINT64_C(0x917d9e01537d2719),
	          UINT64_C(0x8424e4627463295e));
	k135_init(params->h_2_attn_c_attn_kernel, seed_words, UINT64_C(0x808ecaebf6359fa4),
	          UINT64_C(0x7db371183d5d3b4d));
	k136_init(params->h_2_attn_c_proj_kernel, seed_words, 128, UINT64_C(0x8bb9ac03e97b8afa),
	          UINT64_C(0x8d3fc8a9aed834aa));
	k137_init(params->h_2_mlp_c_fc_kernel, seed_words, UINT64_C(0xc6fa55b0362230eb),
	          UINT64_C(0xc91bc703058e4eba));
	k136_init(params->h_2_mlp_c_proj_kernel, seed_words, 512, UINT64_C(0xd5676bf67b5b6107),
	          UINT64_C(0x48583cedfbdd1318));
	k135_init(params->h_3_attn_c_attn_kernel, seed_words, UINT64_C(0x8aab152796e3d991),
	          UINT64_C(0x24f8822ae93ceb27));
	k136_init(params->h_3_attn_c_proj_kernel, seed_words, 128, UINT64_C(0xe01df6bf5c1854b0),
	          UINT64_C(0x5b43fe20921f8723));
	k137_init(params->h_3_mlp_c_fc_kernel, seed_words, UINT64_C(0x491e90c4586e7a9f),
	          UINT64_C(0x0e443eb94d8e7bdb));
	k136_init(params->h_3_mlp_c_proj_kernel, seed_words, 512, UINT64_C(0x4884fc54992a3657),
	          UINT64_C(0x8fc3c53cb36df3e4));
	k32_reshape(params->h_0_ln_1_gamma, params->ln_f_gamma, 128);
	k32_reshape(params->h_0_ln_1_beta, params->ln_f_beta, 128);
	k32_reshape(params->h_0_attn_c_attn_bias, params->h_3_attn_c_attn_bias, 384);
	k32_reshape(params->h_0_attn_c_proj_bias, params->ln_f_beta, 128);
	k32_reshape(params->h_0_ln_2_gamma, params->ln_f_gamma, 128);
	k32_reshape(params->h_0_ln_2_beta, params->ln_f_beta, 128);
	k32_reshape(params->h_0_mlp_c_fc_bias, params->h_3_mlp_c_fc_bias, 512);
	k32_reshape(params->h_0_mlp_c_proj_bias, params->ln_f_beta, 128);
	k32_reshape(params->h_1_ln_1_gamma, params->ln_f_gamma, 128);
	k32_reshape(params->h_1_ln_1_beta, params->ln_f_beta, 128);
	k32_reshape(params->h_1_attn_c_attn_bias, params->h_3_attn_c_attn_bias, 384);
	k32_reshape(params->h_1_attn_c_proj_bias, params->ln_f_beta, 128);
	k32_reshape(params->h_1_ln_2_gamma, params->ln_f_gamma, 128);
	k32_reshape(params->h_1_ln_2_beta, params->ln_f_beta, 128);
	k32_reshape(params->h_1_mlp_c_fc_bias, params->h_3_mlp_c_fc_bias, 512);
	k32_reshape(params->h_1_mlp_c_proj_bias, params->ln_f_beta, 128);
	k32_reshape(params->h_2_ln_1_gamma, params->ln_f_gamma, 128);
	k32_reshape(params->h_2_ln_1_beta, params->ln_f_beta, 128);
	k32_reshape(params->h_2_attn_c_attn_bias, params->h_3_attn_c_attn_bias, 384);
	k32_reshape(params->h_2_attn_c_proj_bias, params->ln_f_beta, 128);
	k32_reshape(params->h_2_ln_2_gamma, params->ln_f_gamma, 128);
	k32_reshape(params->h_2_ln_2_beta, params->ln_f_beta, 128);
	k32_reshape(params->h_2_mlp_c_fc_bias, params->h_3_mlp_c_fc_bias, 512);
	k32_reshape(params->h_2_mlp_c_proj_bias, params->ln_f_beta, 128);
	k32_reshape(params->h_3_ln_1_gamma, params->ln_f_gamma, 128);
	k32_reshape(params->h_3_ln_1_beta, params->ln_f_beta, 128);
	k32_reshape(params->h_3_attn_c_proj_bias, params->ln_f_beta, 128);
	k32_reshape(params->h_3_ln_2_gamma, params->ln_f_gamma, 128);
	k32_reshape(params->h_3_ln_2_beta, params->ln_f_beta, 128);
	k32_reshape(params->h_3_mlp_c_proj_bias, params->ln_f_beta, 128);
}

/* state_init:; sets 8 tensors */
void gpt2_state_init(gpt2_state *state)
{
	k131_fill(state->value_3, 16384);
	k32_reshape(state->key_0, state->value_3, 16384);
	k32_reshape(state->value_0, state->value_3, 16384);
	k32_reshape(state->key_1, state->value_3, 16384);
	k32_reshape(state->value_1, state->value_3, 16384);
	k32_reshape(state->key_2, state->value_3, 16384);
	k32_reshape(state->value_2, state->value_3, 16384);
	k32_reshape(state->key_3, state->value_3, 16384);
}

/* ---- parameters ---------------------------------------------------------------------------------- */

static const cr_st_identity identity = { "gpt2", GPT2_SIGNATURE, GPT2_GRAPH };

/* Every parameter: name, member of the struct, type, rank, columns if it lies in panels, shape */
#define GPT2_EACH(CR_TRAINED) \
	CR_TRAINED("wte.embeddings", wte_embeddings, CR_F32, 2, 0, 256, 128) \
	CR_TRAINED("wpe.embeddings", wpe_embeddings, CR_F32, 2, 0, 128, 128) \
	CR_TRAINED("h.0.ln_1.gamma", h_0_ln_1_gamma, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.0.ln_1.beta", h_0_ln_1_beta, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.0.attn.c_attn.kernel", h_0_attn_c_attn_kernel, CR_F32, 2, 384, 128, 384) \
	CR_TRAINED("h.0.attn.c_attn.bias", h_0_attn_c_attn_bias, CR_F32, 1, 0, 384) \
	CR_TRAINED("h.0.attn.c_proj.kernel", h_0_attn_c_proj_kernel, CR_F32, 2, 128, 128, 128) \
	CR_TRAINED("h.0.attn.c_proj.bias", h_0_attn_c_proj_bias, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.0.ln_2.gamma", h_0_ln_2_gamma, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.0.ln_2.beta", h_0_ln_2_beta, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.0.mlp.c_fc.kernel", h_0_mlp_c_fc_kernel, CR_F32, 2, 512, 128, 512) \
	CR_TRAINED("h.0.mlp.c_fc.bias", h_0_mlp_c_fc_bias, CR_F32, 1, 0, 512) \
	CR_TRAINED("h.0.mlp.c_proj.kernel", h_0_mlp_c_proj_kernel, CR_F32, 2, 128, 512, 128) \
	CR_TRAINED("h.0.mlp.c_proj.bias", h_0_mlp_c_proj_bias, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.1.ln_1.gamma", h_1_ln_1_gamma, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.1.ln_1.beta", h_1_ln_1_beta, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.1.attn.c_attn.kernel", h_1_attn_c_attn_kernel, CR_F32, 2, 384, 128, 384) \
	CR_TRAINED("h.1.attn.c_attn.bias", h_1_attn_c_attn_bias, CR_F32, 1, 0, 384) \
	CR_TRAINED("h.1.attn.c_proj.kernel", h_1_attn_c_proj_kernel, CR_F32, 2, 128, 128, 128) \
	CR_TRAINED("h.1.attn.c_proj.bias", h_1_attn_c_proj_bias, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.1.ln_2.gamma", h_1_ln_2_gamma, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.1.ln_2.beta", h_1_ln_2_beta, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.1.mlp.c_fc.kernel", h_1_mlp_c_fc_kernel, CR_F32, 2, 512, 128, 512) \
	CR_TRAINED("h.1.mlp.c_fc.bias", h_1_mlp_c_fc_bias, CR_F32, 1, 0, 512) \
	CR_TRAINED("h.1.mlp.c_proj.kernel", h_1_mlp_c_proj_kernel, CR_F32, 2, 128, 512, 128) \
	CR_TRAINED("h.1.mlp.c_proj.bias", h_1_mlp_c_proj_bias, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.2.ln_1.gamma", h_2_ln_1_gamma, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.2.ln_1.beta", h_2_ln_1_beta, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.2.attn.c_attn.kernel", h_2_attn_c_attn_kernel, CR_F32, 2, 384, 128, 384) \
	CR_TRAINED("h.2.attn.c_attn.bias", h_2_attn_c_attn_bias, CR_F32, 1, 0, 384) \
	CR_TRAINED("h.2.attn.c_proj.kernel", h_2_attn_c_proj_kernel, CR_F32, 2, 128, 128, 128) \
	CR_TRAINED("h.2.attn.c_proj.bias", h_2_attn_c_proj_bias, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.2.ln_2.gamma", h_2_ln_2_gamma, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.2.ln_2.beta", h_2_ln_2_beta, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.2.mlp.c_fc.kernel", h_2_mlp_c_fc_kernel, CR_F32, 2, 512, 128, 512) \
	CR_TRAINED("h.2.mlp.c_fc.bias", h_2_mlp_c_fc_bias, CR_F32, 1, 0, 512) \
	CR_TRAINED("h.2.mlp.c_proj.kernel", h_2_mlp_c_proj_kernel, CR_F32, 2, 128, 512, 128) \
	CR_TRAINED("h.2.mlp.c_proj.bias", h_2_mlp_c_proj_bias, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.3.ln_1.gamma", h_3_ln_1_gamma, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.3.ln_1.beta", h_3_ln_1_beta, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.3.attn.c_attn.kernel", h_3_attn_c_attn_kernel, CR_F32, 2, 384, 128, 384) \
	CR_TRAINED("h.3.attn.c_attn.bias", h_3_attn_c_attn_bias, CR_F32, 1, 0, 384) \
	CR_TRAINED("h.3.attn.c_proj.kernel", h_3_attn_c_proj_kernel, CR_F32, 2, 128, 128, 128) \
	CR_TRAINED("h.3.attn.c_proj.bias", h_3_attn_c_proj_bias, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.3.ln_2.gamma", h_3_ln_2_gamma, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.3.ln_2.beta", h_3_ln_2_beta, CR_F32, 1, 0, 128) \
	CR_TRAINED("h.3.mlp.c_fc.kernel", h_3_mlp_c_fc_kernel, CR_F32, 2, 512, 128, 512) \
	CR_TRAINED("h.3.mlp.c_fc.bias", h_3_mlp_c_fc_bias, CR_F32, 1, 0, 512) \
	CR_TRAINED("h.3.mlp.c_proj.kernel", h_3_mlp_c_proj_kernel, CR_F32, 2, 128, 512, 128) \
	CR_TRAINED("h.3.mlp.c_proj.bias", h_3_mlp_c_proj_bias, CR_F32, 1, 0, 128) \
	CR_TRAINED("ln_f.gamma", ln_f_gamma, CR_F32, 1, 0, 128) \
	CR_TRAINED("ln_f.beta", ln_f_beta, CR_F32, 1, 0, 128)

const cr_tensor gpt2_tensors[GPT2_TENSORS] = {
#define GPT2_TRAINED(name, member, type, rank, panels, ...) { name, type, rank, 1, 1, { __VA_ARGS__ } },
	GPT2_EACH(GPT2_TRAINED)
#undef GPT2_TRAINED
};
static const size_t params_offsets[] = {
#define GPT2_TRAINED(name, member, type, rank, panels, ...) offsetof(gpt2_params, member),
	GPT2_EACH(GPT2_TRAINED)
#undef GPT2_TRAINED
};
static const uint32_t params_panels[] = {
#define GPT2_TRAINED(name, member, type, rank, panels, ...) panels,
	GPT2_EACH(GPT2_TRAINED)
#undef GPT2_TRAINED
};
static const cr_st_layout params_layout = {
	.tensors = gpt2_tensors, .count = 52, .offset = params_offsets, .panels = params_panels
};

cr_status gpt2_load(gpt2_params *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                    cr_error *error)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	return cr_st_load_weights(&part, &identity, file, size, flags, report, error);
}

cr_status gpt2_save(const gpt2_params *params, const cr_store *store)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_save_weights(&part, &identity, store);
}

uint64_t gpt2_digest(const gpt2_params *params)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_digest(&part);
}

void gpt2_get(const gpt2_params *params, uint32_t tensor, void *out)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	if (tensor >= GPT2_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&gpt2_tensors[tensor]);
	const size_t width = cr_type_size(gpt2_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_get(&part, tensor, first, cr_st_chunk(n, first), (char *)out + (size_t)first * width);
}

void gpt2_set(gpt2_params *params, uint32_t tensor, const void *in)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	if (tensor >= GPT2_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&gpt2_tensors[tensor]);
	const size_t width = cr_type_size(gpt2_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_put(&part, tensor, first, cr_st_chunk(n, first), (const char *)in + (size_t)first * width);
}

/* ---- training: train ---------------------------------------------------------------------------- */

void gpt2_train_init(gpt2_train_state *train_state, uint64_t seed)
{
	train_state->run = (cr_train_run){ .seed = seed };
	train_state->piece = train_state->piece_check = 0;
	train_init_run(train_state, seed);
}

void gpt2_train_length(gpt2_train_state *train_state, uint64_t steps)
{
	train_state->total_steps[0] = (float)steps;
}

static const cr_tensor train_state_tensors[] = {
	{ "rng", CR_U32, 1, 0, 1, { 4 } },
	{ "step", CR_U32, 0, 0, 1, { 0 } },
	{ "total_steps", CR_F32, 0, 0, 1, { 0 } },
#define GPT2_TRAINED(name, member, type, rank, panels, ...) { "m." name, type, rank, 0, 1, { __VA_ARGS__ } }, { "v." name, type, rank, 0, 1, { __VA_ARGS__ } },
	GPT2_EACH(GPT2_TRAINED)
#undef GPT2_TRAINED
};
static const size_t train_state_offsets[] = {
	offsetof(gpt2_train_state, rng), offsetof(gpt2_train_state, step),
	offsetof(gpt2_train_state, total_steps),
#define GPT2_TRAINED(name, member, type, rank, panels, ...) offsetof(gpt2_train_state, m_##member), offsetof(gpt2_train_state, v_##member),
	GPT2_EACH(GPT2_TRAINED)
#undef GPT2_TRAINED
};
static const uint32_t train_state_panels[] = {
	0, 0, 0,
#define GPT2_TRAINED(name, member, type, rank, panels, ...) panels, panels,
	GPT2_EACH(GPT2_TRAINED)
#undef GPT2_TRAINED
};
static const cr_st_layout train_state_layout = {
	.tensors = train_state_tensors, .count = 107, .offset = train_state_offsets, .panels = train_state_panels
};

static void train_report(const cr_train_sums *sums, gpt2_metrics *metrics)
{
	if (!metrics)
		return;
	metrics->loss = sums->weight[0] != 0.0f ? sums->value[0] / sums->weight[0] : 0.0f;
	metrics->accuracy = sums->weight[1] != 0.0f ? sums->value[1] / sums->weight[1] : 0.0f;
	metrics->gradient_norm = sums->gradient_norm;
	metrics->weight = sums->weight[0];
}

cr_status gpt2_train_step(gpt2_params *params, gpt2_train_state *train_state, gpt2_train_workspace *workspace,
                          size_t count, const int32_t *tokens, gpt2_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = train_step_run(params, train_state, workspace, count, tokens, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

#ifdef CR_DEBUG
/* Of all that must not change between two pieces. */
static uint32_t train_piece_check(const gpt2_train_state *train_state, const gpt2_train_workspace *workspace)
{
	const uint64_t hash = cr_hash64(train_state, offsetof(gpt2_train_state, piece_check), cr_hash64(workspace, sizeof *workspace, 0));
	return (uint32_t)(hash ^ hash >> 32);
}
#endif

void gpt2_train_begin(gpt2_train_state *train_state, gpt2_train_workspace *workspace, size_t count,
                      const int32_t *tokens)
{
#ifdef CR_DEBUG
	*workspace = (gpt2_train_workspace){ .slice = { .count = 0 } };  /* so that every byte has a value */
#endif
	workspace->slice.tokens = tokens;
	workspace->slice.count = count;
	for (size_t i = 0; i < 7; i++)
		workspace->slice.report[i] = 0.0f;
	train_state->piece = count >= 1 && count <= 16;
#ifdef CR_DEBUG
	train_state->piece_check = train_piece_check(train_state, workspace);
#endif
}

cr_status gpt2_train_continue(gpt2_params *params, gpt2_train_state *train_state,
                              gpt2_train_workspace *workspace, uint32_t budget, gpt2_metrics *metrics)
{
	if (train_state->piece == 0)
		return CR_ERR_ARGUMENT;
#ifdef CR_DEBUG
	if (train_state->piece_check != train_piece_check(train_state, workspace))
		return CR_ERR_ARGUMENT;
#endif
	if (train_state->piece == 1 && !cr_within_i32(workspace->slice.tokens, workspace->slice.count * 129, 0, 255, 0)) {
		train_state->piece = 0;
		return CR_ERR_DATA;
	}
	train_state->piece = train_step_kernels(params, train_state, workspace, workspace->slice.count,
	                                        workspace->slice.tokens, workspace->slice.report,
	                                        train_state->piece, budget > 0 ? budget : 1);
	if (train_state->piece != 0) {
#ifdef CR_DEBUG
		train_state->piece_check = train_piece_check(train_state, workspace);
#endif
		return CR_MORE;
	}
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = train_step_sums(workspace->slice.report, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

cr_status gpt2_evaluate(const gpt2_params *params, gpt2_train_workspace *workspace, size_t count,
                        const int32_t *tokens, gpt2_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = evaluate_run(params, workspace, count, tokens, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

static cr_status train_step_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                 cr_train_sums *sums)
{
	return train_step_run((gpt2_params *)call->params, (gpt2_train_state *)call->train_state,
	                      (gpt2_train_workspace *)call->workspace, count, (const int32_t *)inputs[0], sums);
}

static cr_status train_evaluate_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                     cr_train_sums *sums)
{
	return evaluate_run((gpt2_params *)call->params, (gpt2_train_workspace *)call->workspace, count,
	                    (const int32_t *)inputs[0], sums);
}

static void train_begin(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh)
{
	gpt2_train_state *train_state = (gpt2_train_state *)call->train_state;
	gpt2_train_length(train_state, steps);
	if (!fresh)
		return;
	train_state->rng[0] = (uint32_t)seed;
	train_state->rng[1] = (uint32_t)(seed >> 32);
	train_state->rng[2] = train_state->rng[3] = 0;
	train_state->piece = 0;
}

static const cr_train_field train_fields[] = {
	{ "tokens", 516, CR_I32, CR_CHECK_RANGE, 0, 255, 0,
	  offsetof(gpt2_train_workspace, batch_tokens) },
};
static const char *const train_metric_names[] = { "loss", "accuracy" };

static const cr_train_model train_model = {
	.identity = { "gpt2", GPT2_SIGNATURE, GPT2_GRAPH },
	.train = "train",
	.batch = 16,
	.accumulate = 0,
	.metric_count = 2,
	.metric_names = train_metric_names,
	.field_count = 1,
	.fields = train_fields,
	.monitor = 1,
	.drop_remainder = 0,
	.params_size = sizeof(gpt2_params),
	.params = &params_layout,
	.train_state = &train_state_layout,
	.begin = train_begin,
	.step = train_step_call,
	.evaluate = train_evaluate_call,
};

const struct cr_train_model *gpt2_train_table(void)
{
	return &train_model;
}

static cr_status train_read(void *user, uint64_t index, void *const *out)
{
	const gpt2_train_data *data = (const gpt2_train_data *)user;
	const gpt2_train_example example = { (int32_t *)out[0] };
	return data->read(data->user, index, &example);
}

static const cr_train_source *train_source(const gpt2_train_data *data, const void **arrays,
                                           cr_train_source *out)
{
	if (!data)
		return 0;
	arrays[0] = data->tokens;
	out->count = data->count;
	out->read = data->read ? train_read : 0;
	out->user = (void *)data;
	out->arrays = arrays;
	return out;
}

cr_status gpt2_train(gpt2_params *params, gpt2_train_state *train_state, gpt2_train_workspace *workspace,
                     const gpt2_train_data *data, const gpt2_train_data *validation,
                     const cr_train_options *options, cr_train_result *result, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, workspace };
	const void *arrays[1], *validation_arrays[1];
	cr_train_source source, validation_source;
	return cr_train_loop(&train_model, &call, train_source(data, arrays, &source),
		train_source(validation, validation_arrays, &validation_source), options, result, error);
}

cr_status gpt2_train_save(const gpt2_params *params, const gpt2_train_state *train_state, const cr_store *store)
{
	const cr_train_call call = { (void *)params, 0, (void *)train_state, 0 };
	return cr_train_save(&train_model, &call, store);
}

cr_status gpt2_train_load(gpt2_params *params, gpt2_train_state *train_state, const void *file, size_t size,
                          cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, 0 };
	const cr_status status = cr_train_load(&train_model, &call, file, size, error);
	if (status != CR_OK)
		return status;
	train_state->piece = 0;
	return status;
}

