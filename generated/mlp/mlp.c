/* mlp - kernels and entry points. Emitted by Crescent 1.0.0 from mlp.lua, command:
 *     crescent mlp.lua --main
 * Do not edit; edit mlp.lua. */
#define CR_FAST_FILE
#include "mlp.h"
#include "cr_math.h"
#include "cr_int.h"
#include "cr_reduce.h"
#include "cr_loop.h"
#include "cr_rng.h"
#include "cr_tile.h"
#include "cr_safetensors.h"
#include "cr_train.h"

_Static_assert(sizeof(mlp_params) == MLP_PARAMS_SIZE, "the params struct has no padding");
_Static_assert(sizeof(mlp_train_state) <= MLP_TRAIN_STATE_SIZE, "the size in the header holds");

/* k1: divide    x u8[28,28] -> divide f32[784]
 * from mlp.lua:24 */
static void k1_divide(float *restrict divide, const uint8_t *restrict x)
{
	for (size_t i = 0; i < 784; i++)
		divide[i] = (float)x[i] / 255.0f;
}

/* k2: dot_general add less_equal select    divide f32[784], kernel f32[784,128], bias f32[128] -> dense_1
 * f32[128]
 * from mlp.lua:15 */
static void k2_dense_1(float *restrict dense_1, const float *restrict divide, const float *restrict kernel,
                       const float *restrict bias)
{
	for (size_t col = 0; col < 128; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 128 - col < 16 * CR_ROW_PANELS ? 128 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 784, divide, 1, kernel + col * 784, 12544, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				const float v = z + bias[j];
				dense_1[j] = v <= 0.0f ? 0.0f : v;
			}
		}
	}
}

/* k3: dot_general add less_equal select    dense_1 f32[128], kernel f32[128,64], bias f32[64] -> dense_2
 * f32[64]
 * from mlp.lua:16 */
static void k3_dense_2(float *restrict dense_2, const float *restrict dense_1, const float *restrict kernel,
                       const float *restrict bias)
{
	for (size_t col = 0; col < 64; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 64 - col < 16 * CR_ROW_PANELS ? 64 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 128, dense_1, 1, kernel + col * 128, 2048, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				const float v = z + bias[j];
				dense_2[j] = v <= 0.0f ? 0.0f : v;
			}
		}
	}
}

/* k4: dot_general add    dense_2 f32[64], kernel f32[64,10], bias f32[10] -> dense_3 f32[10]
 * from mlp.lua:17 */
static void k4_dense_3(float *restrict dense_3, const float *restrict dense_2, const float *restrict kernel,
                       const float *restrict bias)
{
	float row[16];
	cr_row(row, 1, 63, dense_2, 1, kernel, 16, 10);
	for (size_t l = 0; l < 10; l++)
		row[l] += dense_2[63] * kernel[l + 630];
	for (size_t j = 0; j < 10; j++) {
		const float z = row[j];
		dense_3[j] = z + bias[j];
	}
}

/* k5: reduce_max subtract exp reduce_sum divide argmax    dense_3 f32[10] -> row f32[10], probs f32[10], best
 * i32[]
 * from mlp.lua:30 */
static void k5_probs(float *restrict row, float *restrict probs, int32_t *restrict best,
                     const float *restrict dense_3)
{
	float lane[16];
	for (size_t l = 0; l < 16; l++)
		lane[l] = CR_MAX_INIT_F32;
	for (size_t i = 0; i < 10; i++)
		lane[i] = cr_maxf(lane[i], dense_3[i]);
	const float most = cr_join_max(lane);
	float lane2[16] = { 0.0f };
	for (size_t i = 0; i < 10; i++) {
		const float e = cr_expf(dense_3[i] - most);
		row[i] = e;
		lane2[i] += e;
	}
	const float sum = cr_join_sum(lane2);
	for (size_t i = 0; i < 10; i++)
		probs[i] = row[i] / sum;
	float best_value = dense_3[0];
	int32_t best2 = 0;
	for (size_t i = 0; i < 10; i++) {
		const float x = dense_3[i];
		const uint8_t better = (uint8_t)((x > best_value) | ((x != x) & (best_value == best_value)));
		best_value = better ? x : best_value;
		best2 = better ? (int32_t)i : best2;
	}
	best[0] = best2;
}

/* infer: x u8[28,28] -> probs f32[10], best i32[] */
void mlp_infer(const mlp_params *params, mlp_infer_workspace *workspace, const uint8_t x[784], float probs[10],
               int32_t best[1])
{
	float *const memory = workspace->memory;
	k1_divide(memory, x);
	k2_dense_1(memory + 784, memory, params->dense_1_kernel, params->dense_1_bias);
	k3_dense_2(memory, memory + 784, params->dense_2_kernel, params->dense_2_bias);
	k4_dense_3(memory + 64, memory, params->dense_3_kernel, params->dense_3_bias);
	k5_probs(memory, probs, best, memory + 64);
}

/* k6: convert greater select divide select negate convert constant add multiply expm1 divide negate multiply
 * expm1 negate rsqrt add    step u32[] -> loss_weight f32[], select f32[], d_negate f32[], learning_rate f32[],
 * negate f32[], rsqrt f32[], add u32[]
 * from mlp.lua:34, 39 */
static void k6_loss_weight(float *restrict loss_weight, float *restrict select, float *restrict d_negate,
                           float *restrict learning_rate, float *restrict negate, float *restrict rsqrt,
                           uint32_t *restrict add, const uint32_t *restrict step, size_t n)
{
	const uint32_t step2 = step[0];
	const float v = (float)(int32_t)n;
	const uint8_t v2 = v > 0.0f;
	const float v3 = v2 ? 1.0f / (v2 ? v : 1.0f) : 0.0f;
	const float v4 = 0.001f;
	const float v5 = (float)step2 + 1.0f;
	loss_weight[0] = v;
	select[0] = v3;
	d_negate[0] = -v3;
	learning_rate[0] = v4;
	negate[0] = -(v4 / cr_expm1f(v5 * -0.105360515f));
	rsqrt[0] = cr_rsqrtf(-cr_expm1f(v5 * -0.0010005003f));
	add[0] = step2 + 1u;
}

/* k7: divide    x u8[n,28,28] -> divide f32[n,784]
 * from mlp.lua:24 */
static void k7_divide(float *restrict divide, const uint8_t *restrict x, size_t n)
{
	for (size_t i = 0; i < n * 784; i++)
		divide[i] = (float)x[i] / 255.0f;
}

/* k8: dot_general add less_equal select    divide f32[n,784], kernel f32[784,128], bias f32[128] -> dense_1
 * f32[n,128]; of 2 sizes
 * from mlp.lua:15 */
static void k8_dot_general(float *restrict dense_1, const float *restrict divide, const float *restrict kernel,
                           const float *restrict bias, size_t n, size_t size, size_t size2)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < size; col += CR_TILE_COLS) {
			const size_t cols = size - col < CR_TILE_COLS ? size - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, size2, divide + row * size2, size2, 1,
				kernel + col * size2, size2 * 16, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						const float v = z + bias[j];
						dense_1[i * size + j] = v <= 0.0f ? 0.0f : v;
					}
				}
			}
		}
	}
}

/* k9: dot_general add    dense_2 f32[n,64], kernel f32[64,10], bias f32[10] -> dense_3 f32[n,10]
 * from mlp.lua:17 */
static void k9_dense_3(float *restrict dense_3, const float *restrict dense_2, const float *restrict kernel,
                       const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 10; col += CR_TILE_COLS) {
			const size_t cols = 10 - col < CR_TILE_COLS ? 10 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 63, dense_2 + row * 64, 64, 1, kernel + col, 16,
				10);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					tile[r * CR_TILE_COLS + l] +=
						dense_2[i * 64 + 63] * kernel[l + col + 630];
				}
			}
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					dense_3[i * 10 + j] = z + bias[j];
				}
			}
		}
	}
}

/* k10: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert divide multiply
 * add reduce_sum    dense_3 f32[n,10], label u8[n], select f32[], d_negate f32[] -> row f32[10], row2 f32[10],
 * d_dense_3 f32[10], subtract f32[n], convert f32[n], d_add f32[n,10]
 * from mlp.lua:17, 39, 41 */
static void k10_dense_3_backward(float *restrict row, float *restrict row2, float *restrict d_dense_3,
                                 float *restrict subtract, float *restrict convert, float *restrict d_add,
                                 const float *restrict dense_3, const uint8_t *restrict label,
                                 const float *restrict select, const float *restrict d_negate, size_t n)
{
	const float select2 = select[0];
	const float d_negate2 = d_negate[0];
	for (size_t i = 0; i < 10; i++)
		d_dense_3[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		float lane[16];
		for (size_t l = 0; l < 16; l++)
			lane[l] = CR_MAX_INIT_F32;
		for (size_t j = 0; j < 10; j++)
			lane[j] = cr_maxf(lane[j], dense_3[i * 10 + j]);
		const float most = cr_join_max(lane);
		float lane2[16] = { 0.0f };
		for (size_t j = 0; j < 10; j++) {
			const float v = dense_3[i * 10 + j] - most;
			const float e = cr_expf(v);
			row[j] = v;
			row2[j] = e;
			lane2[j] += e;
		}
		const float sum = cr_join_sum(lane2);
		float lane3[16] = { 0.0f };
		for (size_t j = 0; j < 10; j++)
			lane3[j] += (int32_t)j == (int32_t)label[i] ? row[j] : 0.0f;
		const float sum2 = cr_join_sum(lane3);
		const float v = select2 / sum;
		subtract[i] = cr_logf(sum) - sum2;
		float best_value = dense_3[i * 10];
		int32_t best = 0;
		for (size_t j = 0; j < 10; j++) {
			const float x = dense_3[i * 10 + j];
			const uint8_t better = (uint8_t)((x > best_value) |
				((x != x) & (best_value == best_value)));
			best_value = better ? x : best_value;
			best = better ? (int32_t)j : best;
		}
		convert[i] = (float)(best == (int32_t)label[i]);
		for (size_t i2 = 0; i2 < 10; i2++) {
			const float v2 = ((int32_t)i2 == (int32_t)label[i] ? d_negate2 : 0.0f) + v * row2[i2];
			d_dense_3[i2] += v2;
			d_add[i * 10 + i2] = v2;
		}
	}
}

/* k11: reduce_sum reduce_sum reduce_sum is_finite    subtract f32[n], convert f32[n], d_dense_3 f32[10] -> loss
 * f32[], accuracy f32[], sum f32[], is_finite bool[]
 * from mlp.lua:34 */
static void k11_loss(float *restrict loss, float *restrict accuracy, float *restrict sum,
                     uint8_t *restrict is_finite, const float *restrict subtract, const float *restrict convert,
                     const float *restrict d_dense_3, size_t n)
{
	float lane[16] = { 0.0f };
	size_t block = 0;
	for (; block + 16 <= n; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += subtract[i];
		}
	}
	for (size_t l = 0; block + l < n; l++) {
		const size_t i = block + l;
		lane[l] += subtract[i];
	}
	const float sum2 = cr_join_sum(lane);
	loss[0] = sum2;
	float lane2[16] = { 0.0f };
	size_t block2 = 0;
	for (; block2 + 16 <= n; block2 += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block2 + l;
			lane2[l] += convert[i];
		}
	}
	for (size_t l = 0; block2 + l < n; l++) {
		const size_t i = block2 + l;
		lane2[l] += convert[i];
	}
	const float sum3 = cr_join_sum(lane2);
	accuracy[0] = sum3;
	float lane3[16] = { 0.0f };
	for (size_t i = 0; i < 10; i++)
		lane3[i] += d_dense_3[i] * d_dense_3[i];
	const float sum4 = cr_join_sum(lane3);
	sum[0] = sum4;
	is_finite[0] = (uint8_t)cr_is_finitef(sum2);
}

/* k12: greater dot_general select    d_add f32[n,10], kernel f32[64,10], dense_2 f32[n,64] -> d_dense_2
 * f32[n,64]
 * from mlp.lua:16, 17 */
static void k12_dense_3_backward(float *restrict d_dense_2, const float *restrict d_add,
                                 const float *restrict kernel, const float *restrict dense_2,
                                 float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 64; col += 16)
		cr_pack_b(panels + col * 10, 16, 10, kernel + col * 10, 1, 10);
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
			const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 10, d_add + row * 10, 10, 1, panels + col * 10,
				160, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_dense_2[i * 64 + j] = dense_2[i * 64 + j] > 0.0f ? z : 0.0f;
					}
				}
			}
		}
	}
}

/* k13: dot_general    dense_2 f32[n,64], d_add f32[n,10] -> d_dense_3 f32[64,10]
 * from mlp.lua:17 */
static void k13_dense_3_backward(float *restrict d_dense_3, const float *restrict dense_2,
                                 const float *restrict d_add, float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 10; col += 16)
		cr_pack_b(panels + col * n, 10 - col < 16 ? 10 - col : 16, n, d_add + col, 10, 1);
	for (size_t row = 0; row < 64; row += CR_TILE_ROWS) {
		const size_t rows = 64 - row < CR_TILE_ROWS ? 64 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 10; col += CR_TILE_COLS) {
			const size_t cols = 10 - col < CR_TILE_COLS ? 10 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, n, dense_2 + row, 1, 64, panels + col * n,
				(n * 16), 16);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					d_dense_3[i * 10 + j] = z;
				}
			}
		}
	}
}

/* k14: reduce_sum    d_dense_2_2 f32[n,64] -> d_dense_2 f32[64]
 * from mlp.lua:16 */
static void k14_dense_2_backward(float *restrict d_dense_2, const float *restrict d_dense_2_2, size_t n)
{
	for (size_t i = 0; i < 64; i++)
		d_dense_2[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 64; i2++)
			d_dense_2[i2] += d_dense_2_2[i * 64 + i2];
	}
}

/* k15: greater dot_general select    d_dense_2 f32[n,64], kernel f32[128,64], dense_1 f32[n,128] -> d_dense_1
 * f32[n,128]
 * from mlp.lua:15, 16 */
static void k15_dense_2_backward(float *restrict d_dense_1, const float *restrict d_dense_2,
                                 const float *restrict kernel, const float *restrict dense_1,
                                 float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 128; col += 16)
		for (size_t k = 0; k < 64; k += 16)
			cr_pack_b(panels + col * 64 + k * 16, 16, 16, kernel + k * 128 + col * 16, 1, 16);
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 64, d_dense_2 + row * 64, 64, 1,
				panels + col * 64, 1024, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_dense_1[i * 128 + j] = dense_1[i * 128 + j] > 0.0f ? z : 0.0f;
					}
				}
			}
		}
	}
}

/* k16: dot_general    dense_1 f32[n,128], d_dense_2_2 f32[n,64] -> d_dense_2 f32[128,64]; of 2 sizes
 * from mlp.lua:16 */
static void k16_dot_general(float *restrict d_dense_2, const float *restrict dense_1,
                            const float *restrict d_dense_2_2, size_t n, size_t size, size_t size2)
{
	for (size_t row = 0; row < size; row += CR_TILE_ROWS) {
		const size_t rows = size - row < CR_TILE_ROWS ? size - row : CR_TILE_ROWS;
		for (size_t col = 0; col < size2; col += CR_TILE_COLS) {
			const size_t cols = size2 - col < CR_TILE_COLS ? size2 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, n, dense_1 + row, 1, size, d_dense_2_2 + col, 16,
				size2);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_dense_2[i * size2 + j] = z;
					}
				}
			}
		}
	}
}

/* k17: reduce_sum    d_dense_1_2 f32[n,128] -> d_dense_1 f32[128]
 * from mlp.lua:15 */
static void k17_dense_1_backward(float *restrict d_dense_1, const float *restrict d_dense_1_2, size_t n)
{
	for (size_t i = 0; i < 128; i++)
		d_dense_1[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 128; i2++)
			d_dense_1[i2] += d_dense_1_2[i * 128 + i2];
	}
}

/* k18: reduce_sum reduce_sum add reduce_sum reduce_sum    d_dense_1 f32[784,128], d_dense_1_2 f32[128],
 * d_dense_2 f32[64], d_dense_3 f32[64,10] -> add f32[], sum f32[], sum2 f32[]
 * from mlp.lua:34 */
static void k18_reduce_sum(float *restrict add, float *restrict sum, float *restrict sum2,
                           const float *restrict d_dense_1, const float *restrict d_dense_1_2,
                           const float *restrict d_dense_2, const float *restrict d_dense_3)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 100352; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_dense_1[i] * d_dense_1[i];
		}
	}
	const float sum3 = cr_join_sum(lane);
	float lane2[16] = { 0.0f };
	for (size_t block = 0; block < 128; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane2[l] += d_dense_1_2[i] * d_dense_1_2[i];
		}
	}
	const float sum4 = cr_join_sum(lane2);
	add[0] = sum3 + sum4;
	float lane3[16] = { 0.0f };
	for (size_t block = 0; block < 64; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane3[l] += d_dense_2[i] * d_dense_2[i];
		}
	}
	const float sum5 = cr_join_sum(lane3);
	sum[0] = sum5;
	float lane4[16] = { 0.0f };
	for (size_t block = 0; block < 640; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane4[l] += d_dense_3[i] * d_dense_3[i];
		}
	}
	const float sum6 = cr_join_sum(lane4);
	sum2[0] = sum6;
}

/* k19: reduce_sum add add add add sqrt is_finite logical_and select convert    d_dense_2 f32[128,64], add
 * f32[], sum f32[], sum2 f32[], sum3 f32[], add2 u32[] -> gradient_norm f32[], logical_and bool[], step u32[],
 * finite f32[]
 * from mlp.lua:34 */
static void k19_gradient_norm(float *restrict gradient_norm, uint8_t *restrict logical_and,
                              uint32_t *restrict step, float *restrict finite, const float *restrict d_dense_2,
                              const float *restrict add, const float *restrict sum, const float *restrict sum2,
                              const float *restrict sum3, const uint32_t *restrict add2)
{
	const float add3 = add[0];
	const float sum4 = sum[0];
	const float sum5 = sum2[0];
	const float sum6 = sum3[0];
	const uint8_t is_finite = logical_and[0];
	const uint32_t add4 = add2[0];
	const uint32_t step2 = step[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 8192; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_dense_2[i] * d_dense_2[i];
		}
	}
	const float sum7 = cr_join_sum(lane);
	const float v = cr_sqrtf(add3 + sum7 + sum4 + sum5 + sum6);
	const uint8_t v2 = (uint8_t)(cr_is_finitef(v) & is_finite);
	gradient_norm[0] = v;
	logical_and[0] = v2;
	step[0] = v2 ? add4 : step2;
	finite[0] = (float)v2;
}

/* k20: add multiply add multiply sqrt multiply add divide subtract select select select    d_dense_1
 * f32[784,128], logical_and bool[], negate f32[], rsqrt f32[] -> kernel f32[784,128], m f32[784,128], v
 * f32[784,128]
 * from mlp.lua:34 */
static void k20_update_dense_1_kernel(float *restrict kernel, float *restrict m, float *restrict v,
                                      const float *restrict d_dense_1, const uint8_t *restrict logical_and,
                                      const float *restrict negate, const float *restrict rsqrt)
{
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t j = 0; j < 8; j++) {
		for (size_t i = 0; i < 784; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v2 = m[j * 12544 + i * 16 + k] * 0.9f +
					d_dense_1[i * 128 + j * 16 + k] * 0.1f;
				const float v3 = v[j * 12544 + i * 16 + k] * 0.999f +
					d_dense_1[i * 128 + j * 16 + k] * d_dense_1[i * 128 + j * 16 + k] *
					0.001f;
				kernel[j * 12544 + i * 16 + k] = logical_and2 ?
					kernel[j * 12544 + i * 16 + k] -
					negate2 * v2 / (cr_sqrtf(v3) * rsqrt2 + 1e-08f) :
					kernel[j * 12544 + i * 16 + k];
				m[j * 12544 + i * 16 + k] = logical_and2 ? v2 : m[j * 12544 + i * 16 + k];
				v[j * 12544 + i * 16 + k] = logical_and2 ? v3 : v[j * 12544 + i * 16 + k];
			}
		}
	}
}

/* k21: multiply add multiply add multiply sqrt multiply add divide subtract select select select    d_dense_1
 * f32[128], logical_and bool[], negate f32[], rsqrt f32[] -> bias f32[128], m f32[128], v f32[128]; of 3 sizes
 * from mlp.lua:34 */
static void k21_update(float *restrict bias, float *restrict m, float *restrict v,
                       const float *restrict d_dense_1, const uint8_t *restrict logical_and,
                       const float *restrict negate, const float *restrict rsqrt, size_t size)
{
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < size; i++) {
		const float v2 = m[i] * 0.9f + d_dense_1[i] * 0.1f;
		const float v3 = v[i] * 0.999f + d_dense_1[i] * d_dense_1[i] * 0.001f;
		bias[i] = logical_and2 ? bias[i] - negate2 * v2 / (cr_sqrtf(v3) * rsqrt2 + 1e-08f) : bias[i];
		m[i] = logical_and2 ? v2 : m[i];
		v[i] = logical_and2 ? v3 : v[i];
	}
}

/* k22: add multiply add multiply sqrt multiply add divide subtract select select select    d_dense_2
 * f32[128,64], logical_and bool[], negate f32[], rsqrt f32[] -> kernel f32[128,64], m f32[128,64], v
 * f32[128,64]
 * from mlp.lua:34 */
static void k22_update_dense_2_kernel(float *restrict kernel, float *restrict m, float *restrict v,
                                      const float *restrict d_dense_2, const uint8_t *restrict logical_and,
                                      const float *restrict negate, const float *restrict rsqrt)
{
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t j = 0; j < 4; j++) {
		for (size_t i = 0; i < 128; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v2 = m[j * 2048 + i * 16 + k] * 0.9f +
					d_dense_2[i * 64 + j * 16 + k] * 0.1f;
				const float v3 = v[j * 2048 + i * 16 + k] * 0.999f +
					d_dense_2[i * 64 + j * 16 + k] * d_dense_2[i * 64 + j * 16 + k] *
					0.001f;
				kernel[j * 2048 + i * 16 + k] = logical_and2 ?
					kernel[j * 2048 + i * 16 + k] -
					negate2 * v2 / (cr_sqrtf(v3) * rsqrt2 + 1e-08f) :
					kernel[j * 2048 + i * 16 + k];
				m[j * 2048 + i * 16 + k] = logical_and2 ? v2 : m[j * 2048 + i * 16 + k];
				v[j * 2048 + i * 16 + k] = logical_and2 ? v3 : v[j * 2048 + i * 16 + k];
			}
		}
	}
}

/* k23: multiply add multiply add multiply sqrt multiply add divide subtract select select select    d_dense_3
 * f32[10], logical_and bool[], negate f32[], rsqrt f32[] -> bias f32[10], m f32[10], v f32[10]
 * from mlp.lua:34 */
static void k23_update_dense_3_bias(float *restrict bias, float *restrict m, float *restrict v,
                                    const float *restrict d_dense_3, const uint8_t *restrict logical_and,
                                    const float *restrict negate, const float *restrict rsqrt)
{
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < 10; i++) {
		const float v2 = m[i] * 0.9f + d_dense_3[i] * 0.1f;
		const float v3 = v[i] * 0.999f + d_dense_3[i] * d_dense_3[i] * 0.001f;
		bias[i] = logical_and2 ? bias[i] - negate2 * v2 / (cr_sqrtf(v3) * rsqrt2 + 1e-08f) : bias[i];
		m[i] = logical_and2 ? v2 : m[i];
		v[i] = logical_and2 ? v3 : v[i];
	}
}

/* k24: concatenate    rng u32[4] -> concatenate u32[4]
 * from mlp.lua:34 */
static void k24_concatenate(uint32_t *restrict concatenate, const uint32_t *restrict rng)
{
	for (size_t i = 0; i < 2; i++)
		concatenate[i] = rng[i];
	concatenate[2] = rng[2] + 1u;
	concatenate[3] = rng[3] + (uint32_t)(rng[2] + 1u == 0u);
}

/* k25: copy    loss_weight f32[] -> accuracy_weight f32[] */
static void k25_copy(float *restrict accuracy_weight, const float *restrict loss_weight)
{
	accuracy_weight[0] = loss_weight[0];
}

/* k26: copy    concatenate u32[4] -> rng u32[4] */
static void k26_copy(uint32_t *restrict rng, const uint32_t *restrict concatenate)
{
	for (size_t i = 0; i < 4; i++)
		rng[i] = concatenate[i];
}

/* train_step: x u8[n,28,28], label u8[n] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight
 * f32[], gradient_norm f32[], learning_rate f32[], finite f32[]; sets 20 tensors */
/* At most budget kernels, from number piece on: the number of the next, 0 after the last. Those from the first
 * that changes more than the workspace on are one piece. */
static uint32_t train_step_kernels(mlp_params *params, mlp_train_state *train_state,
                                   mlp_train_workspace *workspace, size_t count, const uint8_t *x,
                                   const uint8_t *label, float *report, uint32_t piece, uint32_t budget)
{
	float *const memory = workspace->memory;
	uint32_t *const memory_u32 = workspace->memory_u32;
	uint8_t *const memory_bool = workspace->memory_bool;
	for (; budget > 0; budget--) {
		switch (piece++) {
		case 1:
			k6_loss_weight(report + 1, memory + 2432, memory + 2448, report + 5, memory + 138560,
			               memory + 138576, memory_u32, train_state->step, count);
			break;
		case 2:
			k7_divide(memory + 100352, x, count);
			break;
		case 3:
			k8_dot_general(memory + 8192, memory + 100352, params->dense_1_kernel,
			               params->dense_1_bias, count, 128, 784);
			break;
		case 4:
			k8_dot_general(memory, memory + 8192, params->dense_2_kernel, params->dense_2_bias,
			               count, 64, 128);
			break;
		case 5:
			k9_dense_3(memory + 2048, memory, params->dense_3_kernel, params->dense_3_bias, count);
			break;
		case 6:
			k10_dense_3_backward(memory + 2464, memory + 2480, memory + 138592, memory + 2368,
			                     memory + 2400, memory + 2688, memory + 2048, label, memory + 2432,
			                     memory + 2448, count);
			break;
		case 7:
			k11_loss(report + 0, report + 2, memory + 138608, memory_bool, memory + 2368,
			         memory + 2400, memory + 138592, count);
			break;
		case 8:
			k12_dense_3_backward(memory + 12288, memory + 2688, params->dense_3_kernel, memory,
			                     memory + 2048, count);
			break;
		case 9:
			k13_dense_3_backward(memory + 137728, memory, memory + 2688, memory + 2048, count);
			break;
		case 10:
			k14_dense_2_backward(memory + 138496, memory + 12288, count);
			break;
		case 11:
			k15_dense_2_backward(memory + 133632, memory + 12288, params->dense_2_kernel,
			                     memory + 8192, memory, count);
			break;
		case 12:
			k16_dot_general(memory + 125440, memory + 8192, memory + 12288, count, 128, 64);
			break;
		case 13:
			k17_dense_1_backward(memory + 138368, memory + 133632, count);
			break;
		case 14:
			k16_dot_general(memory, memory + 100352, memory + 133632, count, 784, 128);
			break;
		case 15:
			k18_reduce_sum(memory + 100352, memory + 100368, memory + 100384, memory,
			               memory + 138368, memory + 138496, memory + 137728);
			break;
		default:
			k19_gradient_norm(report + 4, memory_bool, train_state->step, report + 6,
			                  memory + 125440, memory + 100352, memory + 100368, memory + 100384,
			                  memory + 138608, memory_u32);
			k20_update_dense_1_kernel(params->dense_1_kernel, train_state->m_dense_1_kernel,
			                          train_state->v_dense_1_kernel, memory, memory_bool,
			                          memory + 138560, memory + 138576);
			k21_update(params->dense_1_bias, train_state->m_dense_1_bias,
			           train_state->v_dense_1_bias, memory + 138368, memory_bool, memory + 138560,
			           memory + 138576, 128);
			k22_update_dense_2_kernel(params->dense_2_kernel, train_state->m_dense_2_kernel,
			                          train_state->v_dense_2_kernel, memory + 125440, memory_bool,
			                          memory + 138560, memory + 138576);
			k21_update(params->dense_2_bias, train_state->m_dense_2_bias,
			           train_state->v_dense_2_bias, memory + 138496, memory_bool, memory + 138560,
			           memory + 138576, 64);
			k21_update(params->dense_3_kernel, train_state->m_dense_3_kernel,
			           train_state->v_dense_3_kernel, memory + 137728, memory_bool, memory + 138560,
			           memory + 138576, 640);
			k23_update_dense_3_bias(params->dense_3_bias, train_state->m_dense_3_bias,
			                        train_state->v_dense_3_bias, memory + 138592, memory_bool,
			                        memory + 138560, memory + 138576);
			k24_concatenate(memory_u32, train_state->rng);
			k25_copy(report + 3, report + 1);
			k26_copy(train_state->rng, memory_u32);
			return 0;
		}
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

static cr_status train_step_run(mlp_params *params, mlp_train_state *train_state,
                                mlp_train_workspace *workspace, size_t count, const uint8_t *x,
                                const uint8_t *label, cr_train_sums *sums)
{
	float report[7] = { 0.0f };
	if (count < 1 || count > 32)
		return CR_ERR_ARGUMENT;
	if (!cr_within_u8(label, count, 0, 9, 0))
		return CR_ERR_DATA;
	train_state->piece = 0;  /* a step in pieces that was under way is given up */
	train_step_kernels(params, train_state, workspace, count, x, label, report, 1, UINT32_MAX);
	return train_step_sums(report, sums);
}

/* k27: convert    -> loss_weight f32[]
 * from mlp.lua:34 */
static void k27_loss_weight(float *restrict loss_weight, size_t n)
{
	loss_weight[0] = (float)(int32_t)n;
}

/* k28: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert    dense_3
 * f32[n,10], label u8[n] -> row f32[10], subtract f32[n], convert f32[n]
 * from mlp.lua:39, 41 */
static void k28_convert(float *restrict row, float *restrict subtract, float *restrict convert,
                        const float *restrict dense_3, const uint8_t *restrict label, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float lane[16];
		for (size_t l = 0; l < 16; l++)
			lane[l] = CR_MAX_INIT_F32;
		for (size_t j = 0; j < 10; j++)
			lane[j] = cr_maxf(lane[j], dense_3[i * 10 + j]);
		const float most = cr_join_max(lane);
		float lane2[16] = { 0.0f };
		for (size_t j = 0; j < 10; j++) {
			const float v = dense_3[i * 10 + j] - most;
			row[j] = v;
			lane2[j] += cr_expf(v);
		}
		const float sum = cr_join_sum(lane2);
		float lane3[16] = { 0.0f };
		for (size_t j = 0; j < 10; j++)
			lane3[j] += (int32_t)j == (int32_t)label[i] ? row[j] : 0.0f;
		const float sum2 = cr_join_sum(lane3);
		subtract[i] = cr_logf(sum) - sum2;
		float best_value = dense_3[i * 10];
		int32_t best = 0;
		for (size_t j = 0; j < 10; j++) {
			const float x = dense_3[i * 10 + j];
			const uint8_t better = (uint8_t)((x > best_value) |
				((x != x) & (best_value == best_value)));
			best_value = better ? x : best_value;
			best = better ? (int32_t)j : best;
		}
		convert[i] = (float)(best == (int32_t)label[i]);
	}
}

/* k29: reduce_sum reduce_sum    subtract f32[n], convert f32[n] -> loss f32[], accuracy f32[]
 * from mlp.lua:34 */
static void k29_loss(float *restrict loss, float *restrict accuracy, const float *restrict subtract,
                     const float *restrict convert, size_t n)
{
	float lane[16] = { 0.0f };
	size_t block = 0;
	for (; block + 16 <= n; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += subtract[i];
		}
	}
	for (size_t l = 0; block + l < n; l++) {
		const size_t i = block + l;
		lane[l] += subtract[i];
	}
	const float sum = cr_join_sum(lane);
	loss[0] = sum;
	float lane2[16] = { 0.0f };
	size_t block2 = 0;
	for (; block2 + 16 <= n; block2 += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block2 + l;
			lane2[l] += convert[i];
		}
	}
	for (size_t l = 0; block2 + l < n; l++) {
		const size_t i = block2 + l;
		lane2[l] += convert[i];
	}
	const float sum2 = cr_join_sum(lane2);
	accuracy[0] = sum2;
}

/* evaluate: x u8[n,28,28], label u8[n] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight f32[] */
static cr_status evaluate_run(const mlp_params *params, mlp_train_workspace *workspace, size_t count,
                              const uint8_t *x, const uint8_t *label, cr_train_sums *sums)
{
	float loss[1] = { 0.0f };
	float loss_weight[1] = { 0.0f };
	float accuracy[1] = { 0.0f };
	float accuracy_weight[1] = { 0.0f };
	float *const memory = workspace->memory;
	if (count < 1 || count > 32)
		return CR_ERR_ARGUMENT;
	if (!cr_within_u8(label, count, 0, 9, 0))
		return CR_ERR_DATA;
	k27_loss_weight(loss_weight, count);
	k7_divide(memory, x, count);
	k8_dot_general(memory + 25088, memory, params->dense_1_kernel, params->dense_1_bias, count, 128, 784);
	k8_dot_general(memory, memory + 25088, params->dense_2_kernel, params->dense_2_bias, count, 64, 128);
	k9_dense_3(memory + 2048, memory, params->dense_3_kernel, params->dense_3_bias, count);
	k28_convert(memory + 64, memory, memory + 32, memory + 2048, label, count);
	k29_loss(loss, accuracy, memory, memory + 32, count);
	k25_copy(accuracy_weight, loss_weight);
	sums->value[0] = loss[0];
	sums->weight[0] = loss_weight[0];
	sums->value[1] = accuracy[0];
	sums->weight[1] = accuracy_weight[0];
	return CR_OK;
}

/* k30: constant    -> out u32[]
 * from mlp.lua:34 */
static void k30_fill(uint32_t *restrict out)
{
	out[0] = 0u;
}

/* k31: broadcast_in_dim    -> out f32[784,128]; of 5 sizes
 * from mlp.lua:34 */
static void k31_fill(float *restrict out, size_t size)
{
	for (size_t j = 0; j < size; j++)
		out[j] = 0.0f;
}

/* k32: broadcast_in_dim    -> out f32[10]
 * from mlp.lua:34 */
static void k32_fill(float *restrict out)
{
	for (size_t i = 0; i < 10; i++)
		out[i] = 0.0f;
}

/* k33: copy    broadcast_in_dim f32[784,128] -> m f32[784,128]; of 5 sizes */
static void k33_copy(float *restrict m, const float *restrict broadcast_in_dim, size_t size)
{
	for (size_t i = 0; i < size; i++)
		m[i] = broadcast_in_dim[i];
}

/* k34: copy    broadcast_in_dim f32[10] -> m f32[10] */
static void k34_copy(float *restrict m, const float *restrict broadcast_in_dim)
{
	for (size_t i = 0; i < 10; i++)
		m[i] = broadcast_in_dim[i];
}

/* train_init: seed seed; sets 14 tensors */
static void train_init_run(mlp_train_state *train_state, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	k30_fill(train_state->step);
	k31_fill(train_state->v_dense_1_kernel, 100352);
	k31_fill(train_state->v_dense_1_bias, 128);
	k31_fill(train_state->v_dense_2_kernel, 8192);
	k31_fill(train_state->v_dense_2_bias, 64);
	k31_fill(train_state->v_dense_3_kernel, 640);
	k32_fill(train_state->v_dense_3_bias);
	k26_copy(train_state->rng, seed_words);
	k33_copy(train_state->m_dense_1_kernel, train_state->v_dense_1_kernel, 100352);
	k33_copy(train_state->m_dense_1_bias, train_state->v_dense_1_bias, 128);
	k33_copy(train_state->m_dense_2_kernel, train_state->v_dense_2_kernel, 8192);
	k33_copy(train_state->m_dense_2_bias, train_state->v_dense_2_bias, 64);
	k33_copy(train_state->m_dense_3_kernel, train_state->v_dense_3_kernel, 640);
	k34_copy(train_state->m_dense_3_bias, train_state->v_dense_3_bias);
}

/* k35: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[784,128]
 * from mlp.lua:15 */
static void k35_init_dense_1_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t j = 0; j < 8; j++) {
		for (size_t i = 0; i < 784; i++) {
			for (size_t k = 0; k < 16; k++) {
				kernel[j * 12544 + i * 16 + k] =
					(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
					UINT64_C(0x54b666ddcb68c214), i * 128 + j * 16 + k), 8u) *
					5.9604645e-08f * 0.16222142f + -0.08111071f;
			}
		}
	}
}

/* k36: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[128,64]
 * from mlp.lua:16 */
static void k36_init_dense_2_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t j = 0; j < 4; j++) {
		for (size_t i = 0; i < 128; i++) {
			for (size_t k = 0; k < 16; k++) {
				kernel[j * 2048 + i * 16 + k] =
					(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
					UINT64_C(0xca1cff6e2daa54f1), i * 64 + j * 16 + k), 8u) *
					5.9604645e-08f * 0.35355338f + -0.17677669f;
			}
		}
	}
}

/* k37: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[64,10]
 * from mlp.lua:17 */
static void k37_init_dense_3_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t i = 0; i < 640; i++) {
		kernel[i] = (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
			UINT64_C(0xabef7c6906d32353), i), 8u) * 5.9604645e-08f * 0.5694948f + -0.2847474f;
	}
}

/* init: seed seed; sets 6 tensors */
void mlp_init(mlp_params *params, mlp_init_workspace *workspace, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	(void)workspace;
	k35_init_dense_1_kernel(params->dense_1_kernel, seed_words);
	k31_fill(params->dense_1_bias, 128);
	k36_init_dense_2_kernel(params->dense_2_kernel, seed_words);
	k31_fill(params->dense_2_bias, 64);
	k37_init_dense_3_kernel(params->dense_3_kernel, seed_words);
	k32_fill(params->dense_3_bias);
}

/* ---- parameters ---------------------------------------------------------------------------------- */

static const cr_st_identity identity = { "mlp", MLP_SIGNATURE, MLP_GRAPH };

/* Every parameter: name, member of the struct, type, rank, columns if it lies in panels, shape */
#define MLP_EACH(CR_TRAINED) \
	CR_TRAINED("dense_1.kernel", dense_1_kernel, CR_F32, 2, 128, 784, 128) \
	CR_TRAINED("dense_1.bias", dense_1_bias, CR_F32, 1, 0, 128) \
	CR_TRAINED("dense_2.kernel", dense_2_kernel, CR_F32, 2, 64, 128, 64) \
	CR_TRAINED("dense_2.bias", dense_2_bias, CR_F32, 1, 0, 64) \
	CR_TRAINED("dense_3.kernel", dense_3_kernel, CR_F32, 2, 0, 64, 10) \
	CR_TRAINED("dense_3.bias", dense_3_bias, CR_F32, 1, 0, 10)

const cr_tensor mlp_tensors[MLP_TENSORS] = {
#define MLP_TRAINED(name, member, type, rank, panels, ...) { name, type, rank, 1, 1, { __VA_ARGS__ } },
	MLP_EACH(MLP_TRAINED)
#undef MLP_TRAINED
};
static const size_t params_offsets[] = {
#define MLP_TRAINED(name, member, type, rank, panels, ...) offsetof(mlp_params, member),
	MLP_EACH(MLP_TRAINED)
#undef MLP_TRAINED
};
static const uint32_t params_panels[] = {
#define MLP_TRAINED(name, member, type, rank, panels, ...) panels,
	MLP_EACH(MLP_TRAINED)
#undef MLP_TRAINED
};
static const cr_st_layout params_layout = {
	.tensors = mlp_tensors, .count = 6, .offset = params_offsets, .panels = params_panels
};

cr_status mlp_load(mlp_params *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                   cr_error *error)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	return cr_st_load_weights(&part, &identity, file, size, flags, report, error);
}

cr_status mlp_save(const mlp_params *params, const cr_store *store)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_save_weights(&part, &identity, store);
}

uint64_t mlp_digest(const mlp_params *params)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_digest(&part);
}

void mlp_get(const mlp_params *params, uint32_t tensor, void *out)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	if (tensor >= MLP_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&mlp_tensors[tensor]);
	const size_t width = cr_type_size(mlp_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_get(&part, tensor, first, cr_st_chunk(n, first), (char *)out + (size_t)first * width);
}

void mlp_set(mlp_params *params, uint32_t tensor, const void *in)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	if (tensor >= MLP_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&mlp_tensors[tensor]);
	const size_t width = cr_type_size(mlp_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_put(&part, tensor, first, cr_st_chunk(n, first), (const char *)in + (size_t)first * width);
}

/* ---- training: train ---------------------------------------------------------------------------- */

void mlp_train_init(mlp_train_state *train_state, uint64_t seed)
{
	train_state->run = (cr_train_run){ .seed = seed };
	train_state->piece = train_state->piece_check = 0;
	train_init_run(train_state, seed);
}

void mlp_train_length(mlp_train_state *train_state, uint64_t steps)
{
	(void)train_state;
	(void)steps;
}

static const cr_tensor train_state_tensors[] = {
	{ "rng", CR_U32, 1, 0, 1, { 4 } },
	{ "step", CR_U32, 0, 0, 1, { 0 } },
#define MLP_TRAINED(name, member, type, rank, panels, ...) { "m." name, type, rank, 0, 1, { __VA_ARGS__ } }, { "v." name, type, rank, 0, 1, { __VA_ARGS__ } },
	MLP_EACH(MLP_TRAINED)
#undef MLP_TRAINED
};
static const size_t train_state_offsets[] = {
	offsetof(mlp_train_state, rng), offsetof(mlp_train_state, step),
#define MLP_TRAINED(name, member, type, rank, panels, ...) offsetof(mlp_train_state, m_##member), offsetof(mlp_train_state, v_##member),
	MLP_EACH(MLP_TRAINED)
#undef MLP_TRAINED
};
static const uint32_t train_state_panels[] = {
	0, 0,
#define MLP_TRAINED(name, member, type, rank, panels, ...) panels, panels,
	MLP_EACH(MLP_TRAINED)
#undef MLP_TRAINED
};
static const cr_st_layout train_state_layout = {
	.tensors = train_state_tensors, .count = 14, .offset = train_state_offsets, .panels = train_state_panels
};

static void train_report(const cr_train_sums *sums, mlp_metrics *metrics)
{
	if (!metrics)
		return;
	metrics->loss = sums->weight[0] != 0.0f ? sums->value[0] / sums->weight[0] : 0.0f;
	metrics->accuracy = sums->weight[1] != 0.0f ? sums->value[1] / sums->weight[1] : 0.0f;
	metrics->gradient_norm = sums->gradient_norm;
	metrics->weight = sums->weight[0];
}

cr_status mlp_train_step(mlp_params *params, mlp_train_state *train_state, mlp_train_workspace *workspace,
                         size_t count, const uint8_t *x, const uint8_t *label, mlp_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = train_step_run(params, train_state, workspace, count, x, label, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

#ifdef CR_DEBUG
/* Of all that must not change between two pieces. */
static uint32_t train_piece_check(const mlp_train_state *train_state, const mlp_train_workspace *workspace)
{
	const uint64_t hash = cr_hash64(train_state, offsetof(mlp_train_state, piece_check), cr_hash64(workspace, sizeof *workspace, 0));
	return (uint32_t)(hash ^ hash >> 32);
}
#endif

void mlp_train_begin(mlp_train_state *train_state, mlp_train_workspace *workspace, size_t count,
                     const uint8_t *x, const uint8_t *label)
{
#ifdef CR_DEBUG
	*workspace = (mlp_train_workspace){ .slice = { .count = 0 } };  /* so that every byte has a value */
#endif
	workspace->slice.x = x;
	workspace->slice.label = label;
	workspace->slice.count = count;
	for (size_t i = 0; i < 7; i++)
		workspace->slice.report[i] = 0.0f;
	train_state->piece = count >= 1 && count <= 32;
#ifdef CR_DEBUG
	train_state->piece_check = train_piece_check(train_state, workspace);
#endif
}

cr_status mlp_train_continue(mlp_params *params, mlp_train_state *train_state, mlp_train_workspace *workspace,
                             uint32_t budget, mlp_metrics *metrics)
{
	if (train_state->piece == 0)
		return CR_ERR_ARGUMENT;
#ifdef CR_DEBUG
	if (train_state->piece_check != train_piece_check(train_state, workspace))
		return CR_ERR_ARGUMENT;
#endif
	if (train_state->piece == 1 && !cr_within_u8(workspace->slice.label, workspace->slice.count, 0, 9, 0)) {
		train_state->piece = 0;
		return CR_ERR_DATA;
	}
	train_state->piece = train_step_kernels(params, train_state, workspace, workspace->slice.count,
	                                        workspace->slice.x, workspace->slice.label,
	                                        workspace->slice.report, train_state->piece,
	                                        budget > 0 ? budget : 1);
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

cr_status mlp_evaluate(const mlp_params *params, mlp_train_workspace *workspace, size_t count, const uint8_t *x,
                       const uint8_t *label, mlp_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = evaluate_run(params, workspace, count, x, label, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

static cr_status train_step_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                 cr_train_sums *sums)
{
	return train_step_run((mlp_params *)call->params, (mlp_train_state *)call->train_state,
	                      (mlp_train_workspace *)call->workspace, count, (const uint8_t *)inputs[0],
	                      (const uint8_t *)inputs[1], sums);
}

static cr_status train_evaluate_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                     cr_train_sums *sums)
{
	return evaluate_run((mlp_params *)call->params, (mlp_train_workspace *)call->workspace, count,
	                    (const uint8_t *)inputs[0], (const uint8_t *)inputs[1], sums);
}

static void train_begin(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh)
{
	mlp_train_state *train_state = (mlp_train_state *)call->train_state;
	mlp_train_length(train_state, steps);
	if (!fresh)
		return;
	train_state->rng[0] = (uint32_t)seed;
	train_state->rng[1] = (uint32_t)(seed >> 32);
	train_state->rng[2] = train_state->rng[3] = 0;
	train_state->piece = 0;
}

static const cr_train_field train_fields[] = {
	{ "x", 784, CR_U8, 0, 0, 0, 0,
	  offsetof(mlp_train_workspace, batch_x) },
	{ "label", 1, CR_U8, CR_CHECK_RANGE, 0, 9, 0,
	  offsetof(mlp_train_workspace, batch_label) },
};
static const char *const train_metric_names[] = { "loss", "accuracy" };

static const cr_train_model train_model = {
	.identity = { "mlp", MLP_SIGNATURE, MLP_GRAPH },
	.train = "train",
	.batch = 32,
	.accumulate = 0,
	.metric_count = 2,
	.metric_names = train_metric_names,
	.field_count = 2,
	.fields = train_fields,
	.monitor = 1,
	.drop_remainder = 0,
	.params_size = sizeof(mlp_params),
	.params = &params_layout,
	.train_state = &train_state_layout,
	.begin = train_begin,
	.step = train_step_call,
	.evaluate = train_evaluate_call,
};

const struct cr_train_model *mlp_train_table(void)
{
	return &train_model;
}

static cr_status train_read(void *user, uint64_t index, void *const *out)
{
	const mlp_train_data *data = (const mlp_train_data *)user;
	const mlp_train_example example = { (uint8_t *)out[0], (uint8_t *)out[1] };
	return data->read(data->user, index, &example);
}

static const cr_train_source *train_source(const mlp_train_data *data, const void **arrays,
                                           cr_train_source *out)
{
	if (!data)
		return 0;
	arrays[0] = data->x;
	arrays[1] = data->label;
	out->count = data->count;
	out->read = data->read ? train_read : 0;
	out->user = (void *)data;
	out->arrays = arrays;
	return out;
}

cr_status mlp_train(mlp_params *params, mlp_train_state *train_state, mlp_train_workspace *workspace,
                    const mlp_train_data *data, const mlp_train_data *validation,
                    const cr_train_options *options, cr_train_result *result, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, workspace };
	const void *arrays[2], *validation_arrays[2];
	cr_train_source source, validation_source;
	return cr_train_loop(&train_model, &call, train_source(data, arrays, &source),
		train_source(validation, validation_arrays, &validation_source), options, result, error);
}

cr_status mlp_train_save(const mlp_params *params, const mlp_train_state *train_state, const cr_store *store)
{
	const cr_train_call call = { (void *)params, 0, (void *)train_state, 0 };
	return cr_train_save(&train_model, &call, store);
}

cr_status mlp_train_load(mlp_params *params, mlp_train_state *train_state, const void *file, size_t size,
                         cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, 0 };
	const cr_status status = cr_train_load(&train_model, &call, file, size, error);
	if (status != CR_OK)
		return status;
	train_state->piece = 0;
	return status;
}

