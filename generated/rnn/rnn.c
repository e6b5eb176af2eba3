/* rnn - kernels and entry points. Emitted by Crescent 1.0.0 from rnn.lua, command:
 *     crescent rnn.lua --main
 * Do not edit; edit rnn.lua. */
#define CR_FAST_FILE
#include "rnn.h"
#include "cr_math.h"
#include "cr_int.h"
#include "cr_reduce.h"
#include "cr_loop.h"
#include "cr_rng.h"
#include "cr_tile.h"
#include "cr_safetensors.h"
#include "cr_train.h"

_Static_assert(sizeof(rnn_params) == RNN_PARAMS_SIZE, "the params struct has no padding");
_Static_assert(sizeof(rnn_train_state) <= RNN_TRAIN_STATE_SIZE, "the size in the header holds");

/* k1: divide    x u8[28,28] -> divide f32[1,28,28]
 * from rnn.lua:24 */
static void k1_divide(float *restrict divide, const uint8_t *restrict x)
{
	for (size_t i = 0; i < 784; i++)
		divide[i] = (float)x[i] / 255.0f;
}

/* k2: dot_general add    divide f32[1,28,28], kernel f32[28,128], bias f32[128] -> simple_rnn_1 f32[28,1,128]
 * from rnn.lua:16 */
static void k2_simple_rnn_1(float *restrict simple_rnn_1, const float *restrict divide,
                            const float *restrict kernel, const float *restrict bias)
{
	for (size_t row = 0; row < 28; row += CR_TILE_ROWS) {
		const size_t rows = 28 - row < CR_TILE_ROWS ? 28 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 28, divide + row * 28, 28, 1, kernel + col * 28,
				448, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						simple_rnn_1[i * 128 + j] = z + bias[j];
					}
				}
			}
		}
	}
}

/* k3: copy    -> s_1 f32[1,128]; of 4 sizes
 * from rnn.lua:16 */
static void k3_copy(float *restrict s_1, size_t size)
{
	for (size_t i = 0; i < size; i++)
		s_1[i] = 0.0f;
}

/* k4: dot_general add tanh    s_1_2 f32[1,128], recurrent_kernel f32[128,128], z f32[1,128] -> s_1 f32[1,128]
 * from rnn.lua:16 */
CR_OUTLINE void k4_simple_rnn_1(float *restrict s_1, const float *restrict s_1_2,
                                const float *restrict recurrent_kernel, const float *restrict z)
{
	for (size_t col = 0; col < 128; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 128 - col < 16 * CR_ROW_PANELS ? 128 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 128, s_1_2, 1, recurrent_kernel + col * 128, 2048, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z2 = row[panel + l];
				s_1[j] = cr_tanhf(z[j] + z2);
			}
		}
	}
}

/* k5: dot_general add    simple_rnn_1 f32[28,1,128], kernel f32[128,128], bias f32[128] -> simple_rnn_2
 * f32[28,1,128]
 * from rnn.lua:17 */
static void k5_simple_rnn_2(float *restrict simple_rnn_2, const float *restrict simple_rnn_1,
                            const float *restrict kernel, const float *restrict bias)
{
	for (size_t row = 0; row < 28; row += CR_TILE_ROWS) {
		const size_t rows = 28 - row < CR_TILE_ROWS ? 28 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, simple_rnn_1 + row * 128, 128, 1,
				kernel + col * 128, 2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						simple_rnn_2[i * 128 + j] = z + bias[j];
					}
				}
			}
		}
	}
}

/* k6: dot_general add    s_1 f32[1,128], kernel f32[128,10], bias f32[10] -> dense_1 f32[1,10]
 * from rnn.lua:18 */
static void k6_dense_1(float *restrict dense_1, const float *restrict s_1, const float *restrict kernel,
                       const float *restrict bias)
{
	float row[16];
	cr_row(row, 1, 127, s_1, 1, kernel, 16, 10);
	for (size_t l = 0; l < 10; l++)
		row[l] += s_1[127] * kernel[l + 1270];
	for (size_t j = 0; j < 10; j++) {
		const float z = row[j];
		dense_1[j] = z + bias[j];
	}
}

/* k7: reduce_max subtract exp reduce_sum divide argmax    dense_1 f32[1,10] -> row f32[10], probs f32[10], best
 * i32[]
 * from rnn.lua:29 */
static void k7_probs(float *restrict row, float *restrict probs, int32_t *restrict best,
                     const float *restrict dense_1)
{
	float lane[16];
	for (size_t l = 0; l < 16; l++)
		lane[l] = CR_MAX_INIT_F32;
	for (size_t i = 0; i < 10; i++)
		lane[i] = cr_maxf(lane[i], dense_1[i]);
	const float most = cr_join_max(lane);
	float lane2[16] = { 0.0f };
	for (size_t i = 0; i < 10; i++) {
		const float e = cr_expf(dense_1[i] - most);
		row[i] = e;
		lane2[i] += e;
	}
	const float sum = cr_join_sum(lane2);
	for (size_t i = 0; i < 10; i++)
		probs[i] = row[i] / sum;
	float best_value = dense_1[0];
	int32_t best2 = 0;
	for (size_t i = 0; i < 10; i++) {
		const float x = dense_1[i];
		const uint8_t better = (uint8_t)((x > best_value) | ((x != x) & (best_value == best_value)));
		best_value = better ? x : best_value;
		best2 = better ? (int32_t)i : best2;
	}
	best[0] = best2;
}

/* infer: x u8[28,28] -> probs f32[10], best i32[] */
void rnn_infer(const rnn_params *params, rnn_infer_workspace *workspace, const uint8_t x[784], float probs[10],
               int32_t best[1])
{
	float *const memory = workspace->memory;
	k1_divide(memory, x);
	k2_simple_rnn_1(memory + 3712, memory, params->simple_rnn_1_kernel, params->simple_rnn_1_bias);
	k3_copy(memory, 128);
	for (size_t t = 0; t < 28; t++) {
		k4_simple_rnn_1(memory + 128 + t * 128, memory + t * 128, params->simple_rnn_1_recurrent_kernel,
		                memory + 3712 + t * 128);
	}
	k5_simple_rnn_2(memory + 3712, memory + 128, params->simple_rnn_2_kernel, params->simple_rnn_2_bias);
	k3_copy(memory, 128);
	for (size_t t2 = 0; t2 < 28; t2++) {
		k4_simple_rnn_1(memory + ((t2 + 1) % 2) * 128, memory + (t2 % 2) * 128,
		                params->simple_rnn_2_recurrent_kernel, memory + 3712 + t2 * 128);
	}
	k6_dense_1(memory + 256, memory, params->dense_1_kernel, params->dense_1_bias);
	k7_probs(memory, probs, best, memory + 256);
}

/* k8: convert greater select divide select negate convert constant add multiply expm1 divide negate multiply
 * expm1 negate rsqrt add    step u32[] -> loss_weight f32[], select f32[], d_negate f32[], learning_rate f32[],
 * negate f32[], rsqrt f32[], add u32[]
 * from rnn.lua:32, 34 */
static void k8_loss_weight(float *restrict loss_weight, float *restrict select, float *restrict d_negate,
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

/* k9: divide    x u8[n,28,28] -> divide f32[n,28,28]
 * from rnn.lua:24 */
static void k9_divide(float *restrict divide, const uint8_t *restrict x, size_t n)
{
	for (size_t i = 0; i < n * 784; i++)
		divide[i] = (float)x[i] / 255.0f;
}

/* k10: dot_general add    divide f32[n,28,28], kernel f32[28,128], bias f32[128] -> simple_rnn_1 f32[28,n,128]
 * from rnn.lua:16 */
static void k10_simple_rnn_1(float *restrict simple_rnn_1, const float *restrict divide,
                             const float *restrict kernel, const float *restrict bias, size_t n)
{
	for (size_t outer = 0; outer < 28; outer++) {
		for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
			const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
				const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, 28, divide + row * 784 + outer * 28, 784,
					1, kernel + col * 28, 448, 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							simple_rnn_1[outer * 4096 + i * 128 + j] = z + bias[j];
						}
					}
				}
			}
		}
	}
}

/* k11: copy    -> s_1 f32[n,128]
 * from rnn.lua:16 */
static void k11_simple_rnn_1(float *restrict s_1, size_t n)
{
	for (size_t i = 0; i < n * 128; i++)
		s_1[i] = 0.0f;
}

/* k12: dot_general add tanh    s_1_2 f32[n,128], recurrent_kernel f32[128,128], z f32[n,128] -> s_1 f32[n,128]
 * from rnn.lua:16 */
CR_OUTLINE void k12_simple_rnn_1(float *restrict s_1, const float *restrict s_1_2,
                                 const float *restrict recurrent_kernel, const float *restrict z, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, s_1_2 + row * 128, 128, 1,
				recurrent_kernel + col * 128, 2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z2 = tile[r * CR_TILE_COLS + panel + l];
						s_1[i * 128 + j] = cr_tanhf(z[i * 128 + j] + z2);
					}
				}
			}
		}
	}
}

/* k13: dot_general add    simple_rnn_1 f32[28,n,128], kernel f32[128,128], bias f32[128] -> simple_rnn_2
 * f32[28,n,128]
 * from rnn.lua:17 */
static void k13_simple_rnn_2(float *restrict simple_rnn_2, const float *restrict simple_rnn_1,
                             const float *restrict kernel, const float *restrict bias, size_t n)
{
	for (size_t outer = 0; outer < 28; outer++) {
		for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
			const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
				const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, 128,
					simple_rnn_1 + outer * 4096 + row * 128, 128, 1, kernel + col * 128,
					2048, 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							simple_rnn_2[outer * 4096 + i * 128 + j] = z + bias[j];
						}
					}
				}
			}
		}
	}
}

/* k14: dot_general add    s_1 f32[n,128], kernel f32[128,10], bias f32[10] -> dense_1 f32[n,10]
 * from rnn.lua:18 */
static void k14_dense_1(float *restrict dense_1, const float *restrict s_1, const float *restrict kernel,
                        const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 10; col += CR_TILE_COLS) {
			const size_t cols = 10 - col < CR_TILE_COLS ? 10 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 127, s_1 + row * 128, 128, 1, kernel + col, 16,
				10);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					tile[r * CR_TILE_COLS + l] +=
						s_1[i * 128 + 127] * kernel[l + col + 1270];
				}
			}
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					dense_1[i * 10 + j] = z + bias[j];
				}
			}
		}
	}
}

/* k15: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert divide multiply
 * add reduce_sum    dense_1 f32[n,10], label u8[n], select f32[], d_negate f32[] -> row f32[10], row2 f32[10],
 * d_dense_1 f32[10], subtract f32[n], convert f32[n], d_add f32[n,10]
 * from rnn.lua:18, 34, 35 */
static void k15_dense_1_backward(float *restrict row, float *restrict row2, float *restrict d_dense_1,
                                 float *restrict subtract, float *restrict convert, float *restrict d_add,
                                 const float *restrict dense_1, const uint8_t *restrict label,
                                 const float *restrict select, const float *restrict d_negate, size_t n)
{
	const float select2 = select[0];
	const float d_negate2 = d_negate[0];
	for (size_t i = 0; i < 10; i++)
		d_dense_1[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		float lane[16];
		for (size_t l = 0; l < 16; l++)
			lane[l] = CR_MAX_INIT_F32;
		for (size_t j = 0; j < 10; j++)
			lane[j] = cr_maxf(lane[j], dense_1[i * 10 + j]);
		const float most = cr_join_max(lane);
		float lane2[16] = { 0.0f };
		for (size_t j = 0; j < 10; j++) {
			const float v = dense_1[i * 10 + j] - most;
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
		float best_value = dense_1[i * 10];
		int32_t best = 0;
		for (size_t j = 0; j < 10; j++) {
			const float x = dense_1[i * 10 + j];
			const uint8_t better = (uint8_t)((x > best_value) |
				((x != x) & (best_value == best_value)));
			best_value = better ? x : best_value;
			best = better ? (int32_t)j : best;
		}
		convert[i] = (float)(best == (int32_t)label[i]);
		for (size_t i2 = 0; i2 < 10; i2++) {
			const float v2 = ((int32_t)i2 == (int32_t)label[i] ? d_negate2 : 0.0f) + v * row2[i2];
			d_dense_1[i2] += v2;
			d_add[i * 10 + i2] = v2;
		}
	}
}

/* k16: reduce_sum reduce_sum is_finite    subtract f32[n], convert f32[n] -> loss f32[], accuracy f32[],
 * is_finite bool[]
 * from rnn.lua:32 */
static void k16_loss(float *restrict loss, float *restrict accuracy, uint8_t *restrict is_finite,
                     const float *restrict subtract, const float *restrict convert, size_t n)
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
	is_finite[0] = (uint8_t)cr_is_finitef(sum);
}

/* k17: dot_general    d_add f32[n,10], kernel f32[128,10] -> d_dense_1 f32[n,128]
 * from rnn.lua:18 */
static void k17_dense_1_backward(float *restrict d_dense_1, const float *restrict d_add,
                                 const float *restrict kernel, float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 128; col += 16)
		cr_pack_b(panels + col * 10, 16, 10, kernel + col * 10, 1, 10);
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 10, d_add + row * 10, 10, 1, panels + col * 10,
				160, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_dense_1[i * 128 + j] = z;
					}
				}
			}
		}
	}
}

/* k18: dot_general    s_1 f32[n,128], d_add f32[n,10] -> d_dense_1 f32[128,10]
 * from rnn.lua:18 */
static void k18_dense_1_backward(float *restrict d_dense_1, const float *restrict s_1,
                                 const float *restrict d_add, float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 10; col += 16)
		cr_pack_b(panels + col * n, 10 - col < 16 ? 10 - col : 16, n, d_add + col, 10, 1);
	for (size_t row = 0; row < 128; row += CR_TILE_ROWS) {
		const size_t rows = 128 - row < CR_TILE_ROWS ? 128 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 10; col += CR_TILE_COLS) {
			const size_t cols = 10 - col < CR_TILE_COLS ? 10 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, n, s_1 + row, 1, 128, panels + col * n, (n * 16),
				16);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					d_dense_1[i * 10 + j] = z;
				}
			}
		}
	}
}

/* k19: copy    d_dense_1 f32[n,128] -> d_s_1 f32[n,128]
 * from rnn.lua:18 */
static void k19_dense_1_backward(float *restrict d_s_1, const float *restrict d_dense_1, size_t n)
{
	for (size_t i = 0; i < n * 128; i++)
		d_s_1[i] = d_dense_1[i];
}

/* k20: pack    recurrent_kernel f32[128,128] -> 
 * from rnn.lua:17 */
static void k20_simple_rnn_2_backward(const float *restrict recurrent_kernel, float *restrict panels)
{
	for (size_t block = 0; block < 8; block++) {
		for (size_t col = 0; col < 128; col += 16) {
			cr_pack_b(panels + block * 256 + col * 128, 16, 16,
				recurrent_kernel + block * 2048 + col * 16, 1, 16);
		}
	}
}

/* k21: multiply    d_s_1 f32[n,128], kept f32[n,128] -> d_y f32[n,128]
 * from rnn.lua:17 */
static void k21_simple_rnn_2_backward(float *restrict d_y, const float *restrict d_s_1,
                                      const float *restrict kept, size_t n)
{
	for (size_t i = 0; i < n * 128; i++)
		d_y[i] = d_s_1[i] * (1.0f - kept[i] * kept[i]);
}

/* k22: dot_general    d_y f32[n,128], panels f32[16384] -> d_s_1 f32[n,128]
 * from rnn.lua:17 */
static void k22_simple_rnn_2_backward(float *restrict d_s_1, const float *restrict d_y,
                                      const float *restrict panels, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 128, d_y + row * 128, 128, 1, panels + col * 128,
				2048, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_s_1[i * 128 + j] = z;
					}
				}
			}
		}
	}
}

/* k23: dot_general    simple_rnn_2 f32[28,n,128], d_simple_rnn_2_2 f32[28,n,128] -> d_simple_rnn_2 f32[128,128]
 * from rnn.lua:17 */
static void k23_simple_rnn_2_backward(float *restrict d_simple_rnn_2, const float *restrict simple_rnn_2,
                                      const float *restrict d_simple_rnn_2_2, size_t n)
{
	for (size_t row = 0; row < 128; row += CR_TILE_ROWS) {
		const size_t rows = 128 - row < CR_TILE_ROWS ? 128 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile_taps(tile, rows, (cols + 15) / 16, 28, 4096, 4096, n, simple_rnn_2 + row, 1,
				128, d_simple_rnn_2_2 + col, 16, 128);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_simple_rnn_2[i * 128 + j] = z;
					}
				}
			}
		}
	}
}

/* k24: reduce_sum    d_simple_rnn_2_2 f32[28,n,128] -> d_simple_rnn_2 f32[128]
 * from rnn.lua:17 */
static void k24_simple_rnn_2_backward(float *restrict d_simple_rnn_2, const float *restrict d_simple_rnn_2_2,
                                      size_t n)
{
	for (size_t i = 0; i < 128; i++)
		d_simple_rnn_2[i] = 0.0f;
	for (size_t i = 0; i < 28; i++) {
		for (size_t j = 0; j < n; j++) {
			for (size_t i2 = 0; i2 < 128; i2++)
				d_simple_rnn_2[i2] += d_simple_rnn_2_2[i * 4096 + j * 128 + i2];
		}
	}
}

/* k25: dot_general    d_simple_rnn_2_2 f32[28,n,128], kernel f32[128,128] -> d_simple_rnn_2 f32[28,n,128]
 * from rnn.lua:17 */
static void k25_simple_rnn_2_backward(float *restrict d_simple_rnn_2, const float *restrict d_simple_rnn_2_2,
                                      const float *restrict kernel, float *restrict panels, size_t n)
{
	for (size_t outer = 0; outer < 28; outer++) {
		for (size_t col = 0; col < 128; col += 16)
			for (size_t k = 0; k < 128; k += 16)
				cr_pack_b(panels + col * 128 + k * 16, 16, 16, kernel + k * 128 + col * 16, 1,
					16);
		for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
			const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
				const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, 128,
					d_simple_rnn_2_2 + outer * 4096 + row * 128, 128, 1, panels + col * 128,
					2048, 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							d_simple_rnn_2[outer * 4096 + i * 128 + j] = z;
						}
					}
				}
			}
		}
	}
}

/* k26: multiply    d_y1 f32[n,128], d_s_1 f32[n,128], kept f32[n,128] -> d_y f32[n,128]
 * from rnn.lua:16 */
static void k26_simple_rnn_1_backward(float *restrict d_y, const float *restrict d_y1,
                                      const float *restrict d_s_1, const float *restrict kept, size_t n)
{
	for (size_t i = 0; i < n * 128; i++)
		d_y[i] = (d_y1[i] + d_s_1[i]) * (1.0f - kept[i] * kept[i]);
}

/* k27: dot_general    divide f32[n,28,28], d_simple_rnn_1_2 f32[28,n,128] -> d_simple_rnn_1 f32[28,128]
 * from rnn.lua:16 */
static void k27_simple_rnn_1_backward(float *restrict d_simple_rnn_1, const float *restrict divide,
                                      const float *restrict d_simple_rnn_1_2, size_t n)
{
	for (size_t row = 0; row < 28; row += CR_TILE_ROWS) {
		const size_t rows = 28 - row < CR_TILE_ROWS ? 28 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
			const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile_taps(tile, rows, (cols + 15) / 16, 28, 28, 4096, n, divide + row, 1, 784,
				d_simple_rnn_1_2 + col, 16, 128);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_simple_rnn_1[i * 128 + j] = z;
					}
				}
			}
		}
	}
}

/* k28: multiply reduce_sum multiply reduce_sum    d_simple_rnn_1 f32[28,128], d_dense_1 f32[128,10] -> sum
 * f32[], sum2 f32[]
 * from rnn.lua:32 */
static void k28_reduce_sum(float *restrict sum, float *restrict sum2, const float *restrict d_simple_rnn_1,
                           const float *restrict d_dense_1)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 3584; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_simple_rnn_1[i] * d_simple_rnn_1[i];
		}
	}
	const float sum3 = cr_join_sum(lane);
	sum[0] = sum3;
	float lane2[16] = { 0.0f };
	for (size_t block = 0; block < 1280; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane2[l] += d_dense_1[i] * d_dense_1[i];
		}
	}
	const float sum4 = cr_join_sum(lane2);
	sum2[0] = sum4;
}

/* k29: multiply reduce_sum add    d_simple_rnn_1 f32[128,128] -> add f32[]; of 2 sizes
 * from rnn.lua:32 */
static void k29_add(float *restrict add, const float *restrict d_simple_rnn_1, size_t size)
{
	const float sum = add[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < size; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_simple_rnn_1[i] * d_simple_rnn_1[i];
		}
	}
	const float sum2 = cr_join_sum(lane);
	add[0] = sum + sum2;
}

/* k30: multiply reduce_sum add add    d_simple_rnn_2 f32[128], sum f32[] -> add f32[]
 * from rnn.lua:32 */
static void k30_add(float *restrict add, const float *restrict d_simple_rnn_2, const float *restrict sum)
{
	const float add2 = add[0];
	const float sum2 = sum[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 128; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_simple_rnn_2[i] * d_simple_rnn_2[i];
		}
	}
	const float sum3 = cr_join_sum(lane);
	add[0] = add2 + sum3 + sum2;
}

/* k31: multiply reduce_sum add sqrt is_finite logical_and greater divide select multiply multiply add multiply
 * multiply add multiply sqrt multiply add divide subtract select select select select convert    d_dense_1
 * f32[10], add u32[], negate f32[], rsqrt f32[] -> gradient_norm f32[], logical_and bool[], select f32[], step
 * u32[], finite f32[], bias f32[10], m f32[10], v f32[10]
 * from rnn.lua:32 */
static void k31_update_dense_1_bias(float *restrict gradient_norm, uint8_t *restrict logical_and,
                                    float *restrict select, uint32_t *restrict step, float *restrict finite,
                                    float *restrict bias, float *restrict m, float *restrict v,
                                    const float *restrict d_dense_1, const uint32_t *restrict add,
                                    const float *restrict negate, const float *restrict rsqrt)
{
	const float add2 = select[0];
	const uint8_t is_finite = logical_and[0];
	const uint32_t add3 = add[0];
	const uint32_t step2 = step[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	float lane[16] = { 0.0f };
	for (size_t i = 0; i < 10; i++)
		lane[i] += d_dense_1[i] * d_dense_1[i];
	const float sum = cr_join_sum(lane);
	const float v2 = cr_sqrtf(add2 + sum);
	const uint8_t v3 = (uint8_t)(cr_is_finitef(v2) & is_finite);
	const float v4 = v2 > 1.0f ? 1.0f / v2 : 1.0f;
	gradient_norm[0] = v2;
	logical_and[0] = v3;
	select[0] = v4;
	step[0] = v3 ? add3 : step2;
	finite[0] = (float)v3;
	for (size_t i = 0; i < 10; i++) {
		const float v5 = d_dense_1[i] * v4;
		const float v6 = m[i] * 0.9f + v5 * 0.1f;
		const float v7 = v[i] * 0.999f + v5 * v5 * 0.001f;
		bias[i] = v3 ? bias[i] - negate2 * v6 / (cr_sqrtf(v7) * rsqrt2 + 1e-08f) : bias[i];
		m[i] = v3 ? v6 : m[i];
		v[i] = v3 ? v7 : v[i];
	}
}

/* k32: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_simple_rnn_1 f32[28,128], select f32[], logical_and bool[], negate f32[], rsqrt f32[] -> kernel
 * f32[28,128], m f32[28,128], v f32[28,128]
 * from rnn.lua:32 */
static void k32_update_simple_rnn_1_kernel(float *restrict kernel, float *restrict m, float *restrict v,
                                           const float *restrict d_simple_rnn_1, const float *restrict select,
                                           const uint8_t *restrict logical_and, const float *restrict negate,
                                           const float *restrict rsqrt)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t j = 0; j < 8; j++) {
		for (size_t i = 0; i < 28; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v2 = d_simple_rnn_1[i * 128 + j * 16 + k] * select2;
				const float v3 = m[j * 448 + i * 16 + k] * 0.9f + v2 * 0.1f;
				const float v4 = v[j * 448 + i * 16 + k] * 0.999f + v2 * v2 * 0.001f;
				kernel[j * 448 + i * 16 + k] = logical_and2 ?
					kernel[j * 448 + i * 16 + k] -
					negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) :
					kernel[j * 448 + i * 16 + k];
				m[j * 448 + i * 16 + k] = logical_and2 ? v3 : m[j * 448 + i * 16 + k];
				v[j * 448 + i * 16 + k] = logical_and2 ? v4 : v[j * 448 + i * 16 + k];
			}
		}
	}
}

/* k33: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_simple_rnn_1 f32[128,128], select f32[], logical_and bool[], negate f32[], rsqrt f32[] ->
 * recurrent_kernel f32[128,128], m f32[128,128], v f32[128,128]
 * from rnn.lua:32 */
static void k33_update_simple_rnn_1_recurrent_kernel(float *restrict recurrent_kernel, float *restrict m,
                                                     float *restrict v, const float *restrict d_simple_rnn_1,
                                                     const float *restrict select,
                                                     const uint8_t *restrict logical_and,
                                                     const float *restrict negate, const float *restrict rsqrt)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t j = 0; j < 8; j++) {
		for (size_t i = 0; i < 128; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v2 = d_simple_rnn_1[i * 128 + j * 16 + k] * select2;
				const float v3 = m[j * 2048 + i * 16 + k] * 0.9f + v2 * 0.1f;
				const float v4 = v[j * 2048 + i * 16 + k] * 0.999f + v2 * v2 * 0.001f;
				recurrent_kernel[j * 2048 + i * 16 + k] = logical_and2 ?
					recurrent_kernel[j * 2048 + i * 16 + k] -
					negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) :
					recurrent_kernel[j * 2048 + i * 16 + k];
				m[j * 2048 + i * 16 + k] = logical_and2 ? v3 : m[j * 2048 + i * 16 + k];
				v[j * 2048 + i * 16 + k] = logical_and2 ? v4 : v[j * 2048 + i * 16 + k];
			}
		}
	}
}

/* k34: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_simple_rnn_1 f32[128], select f32[], logical_and bool[], negate f32[], rsqrt f32[] -> bias
 * f32[128], m f32[128], v f32[128]; of 2 sizes
 * from rnn.lua:32 */
static void k34_update(float *restrict bias, float *restrict m, float *restrict v,
                       const float *restrict d_simple_rnn_1, const float *restrict select,
                       const uint8_t *restrict logical_and, const float *restrict negate,
                       const float *restrict rsqrt, size_t size)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < size; i++) {
		const float v2 = d_simple_rnn_1[i] * select2;
		const float v3 = m[i] * 0.9f + v2 * 0.1f;
		const float v4 = v[i] * 0.999f + v2 * v2 * 0.001f;
		bias[i] = logical_and2 ? bias[i] - negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) : bias[i];
		m[i] = logical_and2 ? v3 : m[i];
		v[i] = logical_and2 ? v4 : v[i];
	}
}

/* k35: concatenate    rng u32[4] -> concatenate u32[4]
 * from rnn.lua:32 */
static void k35_concatenate(uint32_t *restrict concatenate, const uint32_t *restrict rng)
{
	for (size_t i = 0; i < 2; i++)
		concatenate[i] = rng[i];
	concatenate[2] = rng[2] + 1u;
	concatenate[3] = rng[3] + (uint32_t)(rng[2] + 1u == 0u);
}

/* k36: copy    loss_weight f32[] -> accuracy_weight f32[] */
static void k36_copy(float *restrict accuracy_weight, const float *restrict loss_weight)
{
	accuracy_weight[0] = loss_weight[0];
}

/* k37: copy    concatenate u32[4] -> rng u32[4] */
static void k37_copy(uint32_t *restrict rng, const uint32_t *restrict concatenate)
{
	for (size_t i = 0; i < 4; i++)
		rng[i] = concatenate[i];
}

/* loop1: loops around k12_simple_rnn_1 */
static void loop1(float *s_1, const float *simple_rnn_1_recurrent_kernel, const float *simple_rnn_1, size_t n)
{
	for (size_t t = 0; t < 28; t++) {
		k12_simple_rnn_1(s_1 + 4096 + t * 4096, s_1 + t * 4096, simple_rnn_1_recurrent_kernel,
		                 simple_rnn_1 + t * 4096, n);
	}
}

/* train_step: x u8[n,28,28], label u8[n] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight
 * f32[], gradient_norm f32[], learning_rate f32[], finite f32[]; sets 26 tensors */
/* At most budget kernels, from number piece on: the number of the next, 0 after the last. Those from the first
 * that changes more than the workspace on are one piece. */
static uint32_t train_step_kernels(rnn_params *params, rnn_train_state *train_state,
                                   rnn_train_workspace *workspace, size_t count, const uint8_t *x,
                                   const uint8_t *label, float *report, uint32_t piece, uint32_t budget)
{
	float *const memory = workspace->memory;
	uint32_t *const memory_u32 = workspace->memory_u32;
	uint8_t *const memory_bool = workspace->memory_bool;
	for (; budget > 0; budget--) {
		switch (piece++) {
		case 1:
			k8_loss_weight(report + 1, memory + 114688, memory + 114704, report + 5,
			               memory + 173824, memory + 309024, memory_u32, train_state->step, count);
			break;
		case 2:
			k9_divide(memory + 132352, x, count);
			break;
		case 3:
			k10_simple_rnn_1(memory, memory + 132352, params->simple_rnn_1_kernel,
			                 params->simple_rnn_1_bias, count);
			break;
		case 4:
			k11_simple_rnn_1(memory + 190240, count);
			break;
		case 5:
			loop1(memory + 190240, params->simple_rnn_1_recurrent_kernel, memory, count);
			break;
		case 6:
			k13_simple_rnn_2(memory, memory + 194336, params->simple_rnn_2_kernel,
			                 params->simple_rnn_2_bias, count);
			break;
		case 7:
			k11_simple_rnn_1(memory + 309040, count);
			break;
		case 8:
			loop1(memory + 309040, params->simple_rnn_2_recurrent_kernel, memory, count);
			break;
		case 9:
			k14_dense_1(memory + 48, memory + 423728, params->dense_1_kernel, params->dense_1_bias,
			            count);
			break;
		case 10:
			k15_dense_1_backward(memory, memory + 400, memory + 190224, memory + 16, memory + 368,
			                     memory + 1792, memory + 48, label, memory + 114688,
			                     memory + 114704, count);
			break;
		case 11:
			k16_loss(report + 0, report + 2, memory_bool, memory + 16, memory + 368, count);
			break;
		case 12:
			k17_dense_1_backward(memory + 9472, memory + 1792, params->dense_1_kernel, memory,
			                     count);
			break;
		case 13:
			k18_dense_1_backward(memory, memory + 423728, memory + 1792, memory + 1280, count);
			break;
		case 14:
			k19_dense_1_backward(memory + 5376, memory + 9472, count);
			break;
		case 15:
			k20_simple_rnn_2_backward(params->simple_rnn_2_recurrent_kernel, memory + 157440);
			break;
		case 16:
			for (size_t t = 28; t-- > 0;) {
				k21_simple_rnn_2_backward(memory + 17664 + t * 4096,
				                          memory + 1280 + (t % 2) * 4096,
				                          memory + 313136 + t * 4096, count);
				k22_simple_rnn_2_backward(memory + 1280 + ((t + 1) % 2) * 4096,
				                          memory + 17664 + t * 4096, memory + 157440, count);
			}
			break;
		case 17:
			k23_simple_rnn_2_backward(memory + 1280, memory + 309040, memory + 17664, count);
			break;
		case 18:
			k24_simple_rnn_2_backward(memory + 317232, memory + 17664, count);
			break;
		case 19:
			k25_simple_rnn_2_backward(memory + 317360, memory + 17664, params->simple_rnn_2_kernel,
			                          memory + 157440, count);
			break;
		case 20:
			k23_simple_rnn_2_backward(memory + 157440, memory + 194336, memory + 17664, count);
			break;
		case 21:
			k11_simple_rnn_1(memory + 313136, count);
			break;
		case 22:
			k20_simple_rnn_2_backward(params->simple_rnn_1_recurrent_kernel, memory + 173840);
			break;
		case 23:
			for (size_t t2 = 28; t2-- > 0;) {
				k26_simple_rnn_1_backward(memory + 17664 + t2 * 4096,
				                          memory + 317360 + t2 * 4096,
				                          memory + 309040 + (t2 % 2) * 4096,
				                          memory + 194336 + t2 * 4096, count);
				k22_simple_rnn_2_backward(memory + 309040 + ((t2 + 1) % 2) * 4096,
				                          memory + 17664 + t2 * 4096, memory + 173840, count);
			}
			break;
		case 24:
			k23_simple_rnn_2_backward(memory + 173840, memory + 190240, memory + 17664, count);
			break;
		case 25:
			k24_simple_rnn_2_backward(memory + 190240, memory + 17664, count);
			break;
		case 26:
			k27_simple_rnn_1_backward(memory + 190368, memory + 132352, memory + 17664, count);
			break;
		case 27:
			k28_reduce_sum(memory + 17664, memory + 17680, memory + 190368, memory);
			break;
		case 28:
			k29_add(memory + 17664, memory + 173840, 16384);
			break;
		case 29:
			k29_add(memory + 17664, memory + 190240, 128);
			break;
		case 30:
			k29_add(memory + 17664, memory + 157440, 16384);
			break;
		case 31:
			k29_add(memory + 17664, memory + 1280, 16384);
			break;
		case 32:
			k30_add(memory + 17664, memory + 317232, memory + 17680);
			break;
		default:
			k31_update_dense_1_bias(report + 4, memory_bool, memory + 17664, train_state->step,
			                        report + 6, params->dense_1_bias, train_state->m_dense_1_bias,
			                        train_state->v_dense_1_bias, memory + 190224, memory_u32,
			                        memory + 173824, memory + 309024);
			k32_update_simple_rnn_1_kernel(params->simple_rnn_1_kernel,
			                               train_state->m_simple_rnn_1_kernel,
			                               train_state->v_simple_rnn_1_kernel, memory + 190368,
			                               memory + 17664, memory_bool, memory + 173824,
			                               memory + 309024);
			k33_update_simple_rnn_1_recurrent_kernel(params->simple_rnn_1_recurrent_kernel,
			                                         train_state->m_simple_rnn_1_recurrent_kernel,
			                                         train_state->v_simple_rnn_1_recurrent_kernel,
			                                         memory + 173840, memory + 17664, memory_bool,
			                                         memory + 173824, memory + 309024);
			k34_update(params->simple_rnn_1_bias, train_state->m_simple_rnn_1_bias,
			           train_state->v_simple_rnn_1_bias, memory + 190240, memory + 17664,
			           memory_bool, memory + 173824, memory + 309024, 128);
			k33_update_simple_rnn_1_recurrent_kernel(params->simple_rnn_2_kernel,
			                                         train_state->m_simple_rnn_2_kernel,
			                                         train_state->v_simple_rnn_2_kernel,
			                                         memory + 157440, memory + 17664, memory_bool,
			                                         memory + 173824, memory + 309024);
			k33_update_simple_rnn_1_recurrent_kernel(params->simple_rnn_2_recurrent_kernel,
			                                         train_state->m_simple_rnn_2_recurrent_kernel,
			                                         train_state->v_simple_rnn_2_recurrent_kernel,
			                                         memory + 1280, memory + 17664, memory_bool,
			                                         memory + 173824, memory + 309024);
			k34_update(params->simple_rnn_2_bias, train_state->m_simple_rnn_2_bias,
			           train_state->v_simple_rnn_2_bias, memory + 317232, memory + 17664,
			           memory_bool, memory + 173824, memory + 309024, 128);
			k34_update(params->dense_1_kernel, train_state->m_dense_1_kernel,
			           train_state->v_dense_1_kernel, memory, memory + 17664, memory_bool,
			           memory + 173824, memory + 309024, 1280);
			k35_concatenate(memory_u32, train_state->rng);
			k36_copy(report + 3, report + 1);
			k37_copy(train_state->rng, memory_u32);
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

static cr_status train_step_run(rnn_params *params, rnn_train_state *train_state,
                                rnn_train_workspace *workspace, size_t count, const uint8_t *x,
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

/* k38: convert    -> loss_weight f32[]
 * from rnn.lua:32 */
static void k38_loss_weight(float *restrict loss_weight, size_t n)
{
	loss_weight[0] = (float)(int32_t)n;
}

/* k39: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert    dense_1
 * f32[n,10], label u8[n] -> row f32[10], subtract f32[n], convert f32[n]
 * from rnn.lua:34, 35 */
static void k39_convert(float *restrict row, float *restrict subtract, float *restrict convert,
                        const float *restrict dense_1, const uint8_t *restrict label, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float lane[16];
		for (size_t l = 0; l < 16; l++)
			lane[l] = CR_MAX_INIT_F32;
		for (size_t j = 0; j < 10; j++)
			lane[j] = cr_maxf(lane[j], dense_1[i * 10 + j]);
		const float most = cr_join_max(lane);
		float lane2[16] = { 0.0f };
		for (size_t j = 0; j < 10; j++) {
			const float v = dense_1[i * 10 + j] - most;
			row[j] = v;
			lane2[j] += cr_expf(v);
		}
		const float sum = cr_join_sum(lane2);
		float lane3[16] = { 0.0f };
		for (size_t j = 0; j < 10; j++)
			lane3[j] += (int32_t)j == (int32_t)label[i] ? row[j] : 0.0f;
		const float sum2 = cr_join_sum(lane3);
		subtract[i] = cr_logf(sum) - sum2;
		float best_value = dense_1[i * 10];
		int32_t best = 0;
		for (size_t j = 0; j < 10; j++) {
			const float x = dense_1[i * 10 + j];
			const uint8_t better = (uint8_t)((x > best_value) |
				((x != x) & (best_value == best_value)));
			best_value = better ? x : best_value;
			best = better ? (int32_t)j : best;
		}
		convert[i] = (float)(best == (int32_t)label[i]);
	}
}

/* k40: reduce_sum reduce_sum    subtract f32[n], convert f32[n] -> loss f32[], accuracy f32[]
 * from rnn.lua:32 */
static void k40_loss(float *restrict loss, float *restrict accuracy, const float *restrict subtract,
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
static cr_status evaluate_run(const rnn_params *params, rnn_train_workspace *workspace, size_t count,
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
	k38_loss_weight(loss_weight, count);
	k9_divide(memory, x, count);
	k10_simple_rnn_1(memory + 118784, memory, params->simple_rnn_1_kernel, params->simple_rnn_1_bias,
	                 count);
	k11_simple_rnn_1(memory, count);
	loop1(memory, params->simple_rnn_1_recurrent_kernel, memory + 118784, count);
	k13_simple_rnn_2(memory + 118784, memory + 4096, params->simple_rnn_2_kernel, params->simple_rnn_2_bias,
	                 count);
	k11_simple_rnn_1(memory, count);
	for (size_t t = 0; t < 28; t++) {
		k12_simple_rnn_1(memory + ((t + 1) % 2) * 4096, memory + (t % 2) * 4096,
		                 params->simple_rnn_2_recurrent_kernel, memory + 118784 + t * 4096, count);
	}
	k14_dense_1(memory + 8192, memory, params->dense_1_kernel, params->dense_1_bias, count);
	k39_convert(memory + 64, memory, memory + 32, memory + 8192, label, count);
	k40_loss(loss, accuracy, memory, memory + 32, count);
	k36_copy(accuracy_weight, loss_weight);
	sums->value[0] = loss[0];
	sums->weight[0] = loss_weight[0];
	sums->value[1] = accuracy[0];
	sums->weight[1] = accuracy_weight[0];
	return CR_OK;
}

/* k41: constant    -> out u32[]
 * from rnn.lua:32 */
static void k41_fill(uint32_t *restrict out)
{
	out[0] = 0u;
}

/* k42: broadcast_in_dim    -> out f32[10]
 * from rnn.lua:32 */
static void k42_fill(float *restrict out)
{
	for (size_t i = 0; i < 10; i++)
		out[i] = 0.0f;
}

/* k43: copy    broadcast_in_dim f32[28,128] -> m f32[28,128]; of 4 sizes */
static void k43_copy(float *restrict m, const float *restrict broadcast_in_dim, size_t size)
{
	for (size_t i = 0; i < size; i++)
		m[i] = broadcast_in_dim[i];
}

/* k44: copy    broadcast_in_dim f32[10] -> m f32[10] */
static void k44_copy(float *restrict m, const float *restrict broadcast_in_dim)
{
	for (size_t i = 0; i < 10; i++)
		m[i] = broadcast_in_dim[i];
}

/* train_init: seed seed; sets 18 tensors */
static void train_init_run(rnn_train_state *train_state, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	k41_fill(train_state->step);
	k3_copy(train_state->v_simple_rnn_1_kernel, 3584);
	k3_copy(train_state->v_simple_rnn_2_recurrent_kernel, 16384);
	k3_copy(train_state->v_simple_rnn_2_bias, 128);
	k3_copy(train_state->v_dense_1_kernel, 1280);
	k42_fill(train_state->v_dense_1_bias);
	k37_copy(train_state->rng, seed_words);
	k43_copy(train_state->m_simple_rnn_1_kernel, train_state->v_simple_rnn_1_kernel, 3584);
	k43_copy(train_state->m_simple_rnn_1_recurrent_kernel, train_state->v_simple_rnn_2_recurrent_kernel,
	         16384);
	k43_copy(train_state->v_simple_rnn_1_recurrent_kernel, train_state->v_simple_rnn_2_recurrent_kernel,
	         16384);
	k43_copy(train_state->m_simple_rnn_1_bias, train_state->v_simple_rnn_2_bias, 128);
	k43_copy(train_state->v_simple_rnn_1_bias, train_state->v_simple_rnn_2_bias, 128);
	k43_copy(train_state->m_simple_rnn_2_kernel, train_state->v_simple_rnn_2_recurrent_kernel, 16384);
	k43_copy(train_state->v_simple_rnn_2_kernel, train_state->v_simple_rnn_2_recurrent_kernel, 16384);
	k43_copy(train_state->m_simple_rnn_2_recurrent_kernel, train_state->v_simple_rnn_2_recurrent_kernel,
	         16384);
	k43_copy(train_state->m_simple_rnn_2_bias, train_state->v_simple_rnn_2_bias, 128);
	k43_copy(train_state->m_dense_1_kernel, train_state->v_dense_1_kernel, 1280);
	k44_copy(train_state->m_dense_1_bias, train_state->v_dense_1_bias);
}

/* k45: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[28,128]
 * from rnn.lua:16 */
static void k45_init_simple_rnn_1_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t j = 0; j < 8; j++) {
		for (size_t i = 0; i < 28; i++) {
			for (size_t k = 0; k < 16; k++) {
				kernel[j * 448 + i * 16 + k] =
					(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
					UINT64_C(0xa5b91da6400cd856), i * 128 + j * 16 + k), 8u) *
					5.9604645e-08f * 0.39223227f + -0.19611613f;
			}
		}
	}
}

/* k46: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply    seed u32[4] -> recurrent_kernel f32[128,128]; of 2 sizes
 * from rnn.lua:16 */
static void k46_simple(float *restrict recurrent_kernel, const uint32_t *restrict seed, uint64_t stream,
                       uint64_t stream2)
{
	for (size_t i = 0; i < 16384; i++) {
		recurrent_kernel[i] = cr_sqrtf(cr_logf(1.0f -
			(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3], stream, i), 8u) *
			5.9604645e-08f) * -2.0f) * cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
			seed[2], seed[3], stream2, i), 8u) * 5.9604645e-08f * 6.2831855f);
	}
}

/* k47: copy    -> carry f32[128,128]
 * from rnn.lua:16 */
static void k47_simple_rnn_1_recurrent_kernel(float *restrict carry)
{
	for (size_t i = 0; i < 16384; i++)
		carry[i] = 0.0f;
}

/* k48: dot_general    carry f32[128,128], x f32[128] -> recurrent_kernel f32[128]
 * from rnn.lua:16 */
static void k48_simple_rnn_1_recurrent_kernel(float *restrict recurrent_kernel, const float *restrict carry,
                                              const float *restrict x)
{
	for (size_t row = 0; row < 128; row += 64) {
		const size_t count = 128 - row < 64 ? 128 - row : 64;
		float dot[64];
		cr_dots(dot, count, 128, carry + row * 128, 128, x);
		for (size_t l = 0; l < count; l++) {
			const size_t i = row + l;
			const float z = dot[l];
			recurrent_kernel[i] = z;
		}
	}
}

/* k49: dot_general subtract    recurrent_kernel2 f32[128], carry f32[128,128], x f32[128] -> recurrent_kernel
 * f32[128]
 * from rnn.lua:16 */
static void k49_simple_rnn_1_recurrent_kernel(float *restrict recurrent_kernel,
                                              const float *restrict recurrent_kernel2,
                                              const float *restrict carry, const float *restrict x)
{
	for (size_t col = 0; col < 128; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 128 - col < 16 * CR_ROW_PANELS ? 128 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 128, recurrent_kernel2, 1, carry + col, 16, 128);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				recurrent_kernel[j] = x[j] - z;
			}
		}
	}
}

/* k50: dot_general subtract    recurrent_kernel2 f32[128], carry f32[128,128] -> recurrent_kernel f32[128]
 * from rnn.lua:16 */
static void k50_simple_rnn_1_recurrent_kernel(float *restrict recurrent_kernel,
                                              const float *restrict recurrent_kernel2,
                                              const float *restrict carry)
{
	for (size_t col = 0; col < 128; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 128 - col < 16 * CR_ROW_PANELS ? 128 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 128, recurrent_kernel2, 1, carry + col, 16, 128);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				recurrent_kernel[j] = recurrent_kernel[j] - z;
			}
		}
	}
}

/* k51: multiply reduce_sum rsqrt    recurrent_kernel2 f32[128] -> recurrent_kernel f32[]
 * from rnn.lua:16 */
static void k51_simple_rnn_1_recurrent_kernel(float *restrict recurrent_kernel,
                                              const float *restrict recurrent_kernel2)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 128; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += recurrent_kernel2[i] * recurrent_kernel2[i];
		}
	}
	const float sum = cr_join_sum(lane);
	recurrent_kernel[0] = cr_rsqrtf(sum);
}

/* k52: dynamic_update_slice    carry2 f32[128,128], recurrent_kernel f32[128], recurrent_kernel2 f32[],
 * position i32[] -> carry f32[128,128]
 * from rnn.lua:16 */
CR_OUTLINE void k52_simple_rnn_1_recurrent_kernel(float *restrict carry, const float *restrict carry2,
                                                  const float *restrict recurrent_kernel,
                                                  const float *restrict recurrent_kernel2,
                                                  const int32_t *restrict position)
{
	const float recurrent_kernel3 = recurrent_kernel2[0];
	const int32_t position2 = position[0];
	for (size_t i = 0; i < 16384; i++)
		carry[i] = carry2[i];
	for (size_t i = 0; i < 128; i++) {
		carry[(size_t)cr_clamp_index_i32(position2, 128) * 128 + i] =
			recurrent_kernel[i] * recurrent_kernel3;
	}
}

/* k53: transpose    carry f32[128,128] -> recurrent_kernel f32[128,128]
 * from rnn.lua:16 */
static void k53_init_simple_rnn_1_recurrent_kernel(float *restrict recurrent_kernel,
                                                   const float *restrict carry)
{
	for (size_t j = 0; j < 8; j++) {
		for (size_t i = 0; i < 128; i++) {
			for (size_t k = 0; k < 16; k++)
				recurrent_kernel[j * 2048 + i * 16 + k] = carry[j * 2048 + k * 128 + i];
		}
	}
}

/* k54: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[128,128]
 * from rnn.lua:17 */
static void k54_init_simple_rnn_2_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t j = 0; j < 8; j++) {
		for (size_t i = 0; i < 128; i++) {
			for (size_t k = 0; k < 16; k++) {
				kernel[j * 2048 + i * 16 + k] =
					(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
					UINT64_C(0x33f49c91dd4ce2b6), i * 128 + j * 16 + k), 8u) *
					5.9604645e-08f * 0.30618623f + -0.15309311f;
			}
		}
	}
}

/* k55: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[128,10]
 * from rnn.lua:18 */
static void k55_init_dense_1_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t i = 0; i < 1280; i++) {
		kernel[i] = (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
			UINT64_C(0x54b666ddcb68c214), i), 8u) * 5.9604645e-08f * 0.4170288f + -0.2085144f;
	}
}

/* loop2: loops around k48_simple_rnn_1_recurrent_kernel, k49_simple_rnn_1_recurrent_kernel,
 * k50_simple_rnn_1_recurrent_kernel, k51_simple_rnn_1_recurrent_kernel, k52_simple_rnn_1_recurrent_kernel */
static void loop2(float *memory, int32_t *memory_i32)
{
	for (size_t t = 0; t < 128; t++) {
		*(memory_i32) = (int32_t)t;
		k48_simple_rnn_1_recurrent_kernel(memory + 49152, memory + (t % 2) * 16384,
		                                  memory + 32768 + t * 128);
		k49_simple_rnn_1_recurrent_kernel(memory + 49280, memory + 49152, memory + (t % 2) * 16384,
		                                  memory + 32768 + t * 128);
		k48_simple_rnn_1_recurrent_kernel(memory + 49152, memory + (t % 2) * 16384, memory + 49280);
		k50_simple_rnn_1_recurrent_kernel(memory + 49280, memory + 49152, memory + (t % 2) * 16384);
		k51_simple_rnn_1_recurrent_kernel(memory + 49152, memory + 49280);
		k52_simple_rnn_1_recurrent_kernel(memory + ((t + 1) % 2) * 16384, memory + (t % 2) * 16384,
		                                  memory + 49280, memory + 49152, memory_i32);
	}
}

/* init: seed seed; sets 8 tensors */
void rnn_init(rnn_params *params, rnn_init_workspace *workspace, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	float *const memory = workspace->memory;
	int32_t *const memory_i32 = workspace->memory_i32;
	k45_init_simple_rnn_1_kernel(params->simple_rnn_1_kernel, seed_words);
	k46_simple(memory + 32768, seed_words, UINT64_C(0x5d2812fb320bdd8b), UINT64_C(0xfa207a497deed2f7));
	k47_simple_rnn_1_recurrent_kernel(memory);
	loop2(memory, memory_i32);
	k53_init_simple_rnn_1_recurrent_kernel(params->simple_rnn_1_recurrent_kernel, memory);
	k3_copy(params->simple_rnn_2_bias, 128);
	k54_init_simple_rnn_2_kernel(params->simple_rnn_2_kernel, seed_words);
	k46_simple(memory + 32768, seed_words, UINT64_C(0x917c1e7a7a76e185), UINT64_C(0x9779cf733d2ce878));
	k47_simple_rnn_1_recurrent_kernel(memory);
	loop2(memory, memory_i32);
	k53_init_simple_rnn_1_recurrent_kernel(params->simple_rnn_2_recurrent_kernel, memory);
	k55_init_dense_1_kernel(params->dense_1_kernel, seed_words);
	k42_fill(params->dense_1_bias);
	k43_copy(params->simple_rnn_1_bias, params->simple_rnn_2_bias, 128);
}

/* ---- parameters ---------------------------------------------------------------------------------- */

static const cr_st_identity identity = { "rnn", RNN_SIGNATURE, RNN_GRAPH };

/* Every parameter: name, member of the struct, type, rank, columns if it lies in panels, shape */
#define RNN_EACH(CR_TRAINED) \
	CR_TRAINED("simple_rnn_1.kernel", simple_rnn_1_kernel, CR_F32, 2, 128, 28, 128) \
	CR_TRAINED("simple_rnn_1.recurrent_kernel", simple_rnn_1_recurrent_kernel, CR_F32, 2, 128, 128, 128) \
	CR_TRAINED("simple_rnn_1.bias", simple_rnn_1_bias, CR_F32, 1, 0, 128) \
	CR_TRAINED("simple_rnn_2.kernel", simple_rnn_2_kernel, CR_F32, 2, 128, 128, 128) \
	CR_TRAINED("simple_rnn_2.recurrent_kernel", simple_rnn_2_recurrent_kernel, CR_F32, 2, 128, 128, 128) \
	CR_TRAINED("simple_rnn_2.bias", simple_rnn_2_bias, CR_F32, 1, 0, 128) \
	CR_TRAINED("dense_1.kernel", dense_1_kernel, CR_F32, 2, 0, 128, 10) \
	CR_TRAINED("dense_1.bias", dense_1_bias, CR_F32, 1, 0, 10)

const cr_tensor rnn_tensors[RNN_TENSORS] = {
#define RNN_TRAINED(name, member, type, rank, panels, ...) { name, type, rank, 1, 1, { __VA_ARGS__ } },
	RNN_EACH(RNN_TRAINED)
#undef RNN_TRAINED
};
static const size_t params_offsets[] = {
#define RNN_TRAINED(name, member, type, rank, panels, ...) offsetof(rnn_params, member),
	RNN_EACH(RNN_TRAINED)
#undef RNN_TRAINED
};
static const uint32_t params_panels[] = {
#define RNN_TRAINED(name, member, type, rank, panels, ...) panels,
	RNN_EACH(RNN_TRAINED)
#undef RNN_TRAINED
};
static const cr_st_layout params_layout = {
	.tensors = rnn_tensors, .count = 8, .offset = params_offsets, .panels = params_panels
};

cr_status rnn_load(rnn_params *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                   cr_error *error)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	return cr_st_load_weights(&part, &identity, file, size, flags, report, error);
}

cr_status rnn_save(const rnn_params *params, const cr_store *store)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_save_weights(&part, &identity, store);
}

uint64_t rnn_digest(const rnn_params *params)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_digest(&part);
}

void rnn_get(const rnn_params *params, uint32_t tensor, void *out)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	if (tensor >= RNN_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&rnn_tensors[tensor]);
	const size_t width = cr_type_size(rnn_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_get(&part, tensor, first, cr_st_chunk(n, first), (char *)out + (size_t)first * width);
}

void rnn_set(rnn_params *params, uint32_t tensor, const void *in)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	if (tensor >= RNN_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&rnn_tensors[tensor]);
	const size_t width = cr_type_size(rnn_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_put(&part, tensor, first, cr_st_chunk(n, first), (const char *)in + (size_t)first * width);
}

/* ---- training: train ---------------------------------------------------------------------------- */

void rnn_train_init(rnn_train_state *train_state, uint64_t seed)
{
	train_state->run = (cr_train_run){ .seed = seed };
	train_state->piece = train_state->piece_check = 0;
	train_init_run(train_state, seed);
}

void rnn_train_length(rnn_train_state *train_state, uint64_t steps)
{
	(void)train_state;
	(void)steps;
}

static const cr_tensor train_state_tensors[] = {
	{ "rng", CR_U32, 1, 0, 1, { 4 } },
	{ "step", CR_U32, 0, 0, 1, { 0 } },
#define RNN_TRAINED(name, member, type, rank, panels, ...) { "m." name, type, rank, 0, 1, { __VA_ARGS__ } }, { "v." name, type, rank, 0, 1, { __VA_ARGS__ } },
	RNN_EACH(RNN_TRAINED)
#undef RNN_TRAINED
};
static const size_t train_state_offsets[] = {
	offsetof(rnn_train_state, rng), offsetof(rnn_train_state, step),
#define RNN_TRAINED(name, member, type, rank, panels, ...) offsetof(rnn_train_state, m_##member), offsetof(rnn_train_state, v_##member),
	RNN_EACH(RNN_TRAINED)
#undef RNN_TRAINED
};
static const uint32_t train_state_panels[] = {
	0, 0,
#define RNN_TRAINED(name, member, type, rank, panels, ...) panels, panels,
	RNN_EACH(RNN_TRAINED)
#undef RNN_TRAINED
};
static const cr_st_layout train_state_layout = {
	.tensors = train_state_tensors, .count = 18, .offset = train_state_offsets, .panels = train_state_panels
};

static void train_report(const cr_train_sums *sums, rnn_metrics *metrics)
{
	if (!metrics)
		return;
	metrics->loss = sums->weight[0] != 0.0f ? sums->value[0] / sums->weight[0] : 0.0f;
	metrics->accuracy = sums->weight[1] != 0.0f ? sums->value[1] / sums->weight[1] : 0.0f;
	metrics->gradient_norm = sums->gradient_norm;
	metrics->weight = sums->weight[0];
}

cr_status rnn_train_step(rnn_params *params, rnn_train_state *train_state, rnn_train_workspace *workspace,
                         size_t count, const uint8_t *x, const uint8_t *label, rnn_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = train_step_run(params, train_state, workspace, count, x, label, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

#ifdef CR_DEBUG
/* Of all that must not change between two pieces. */
static uint32_t train_piece_check(const rnn_train_state *train_state, const rnn_train_workspace *workspace)
{
	const uint64_t hash = cr_hash64(train_state, offsetof(rnn_train_state, piece_check), cr_hash64(workspace, sizeof *workspace, 0));
	return (uint32_t)(hash ^ hash >> 32);
}
#endif

void rnn_train_begin(rnn_train_state *train_state, rnn_train_workspace *workspace, size_t count,
                     const uint8_t *x, const uint8_t *label)
{
#ifdef CR_DEBUG
	*workspace = (rnn_train_workspace){ .slice = { .count = 0 } };  /* so that every byte has a value */
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

cr_status rnn_train_continue(rnn_params *params, rnn_train_state *train_state, rnn_train_workspace *workspace,
                             uint32_t budget, rnn_metrics *metrics)
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

cr_status rnn_evaluate(const rnn_params *params, rnn_train_workspace *workspace, size_t count, const uint8_t *x,
                       const uint8_t *label, rnn_metrics *metrics)
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
	return train_step_run((rnn_params *)call->params, (rnn_train_state *)call->train_state,
	                      (rnn_train_workspace *)call->workspace, count, (const uint8_t *)inputs[0],
	                      (const uint8_t *)inputs[1], sums);
}

static cr_status train_evaluate_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                     cr_train_sums *sums)
{
	return evaluate_run((rnn_params *)call->params, (rnn_train_workspace *)call->workspace, count,
	                    (const uint8_t *)inputs[0], (const uint8_t *)inputs[1], sums);
}

static void train_begin(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh)
{
	rnn_train_state *train_state = (rnn_train_state *)call->train_state;
	rnn_train_length(train_state, steps);
	if (!fresh)
		return;
	train_state->rng[0] = (uint32_t)seed;
	train_state->rng[1] = (uint32_t)(seed >> 32);
	train_state->rng[2] = train_state->rng[3] = 0;
	train_state->piece = 0;
}

static const cr_train_field train_fields[] = {
	{ "x", 784, CR_U8, 0, 0, 0, 0,
	  offsetof(rnn_train_workspace, batch_x) },
	{ "label", 1, CR_U8, CR_CHECK_RANGE, 0, 9, 0,
	  offsetof(rnn_train_workspace, batch_label) },
};
static const char *const train_metric_names[] = { "loss", "accuracy" };

static const cr_train_model train_model = {
	.identity = { "rnn", RNN_SIGNATURE, RNN_GRAPH },
	.train = "train",
	.batch = 32,
	.accumulate = 0,
	.metric_count = 2,
	.metric_names = train_metric_names,
	.field_count = 2,
	.fields = train_fields,
	.monitor = 1,
	.drop_remainder = 0,
	.params_size = sizeof(rnn_params),
	.params = &params_layout,
	.train_state = &train_state_layout,
	.begin = train_begin,
	.step = train_step_call,
	.evaluate = train_evaluate_call,
};

const struct cr_train_model *rnn_train_table(void)
{
	return &train_model;
}

static cr_status train_read(void *user, uint64_t index, void *const *out)
{
	const rnn_train_data *data = (const rnn_train_data *)user;
	const rnn_train_example example = { (uint8_t *)out[0], (uint8_t *)out[1] };
	return data->read(data->user, index, &example);
}

static const cr_train_source *train_source(const rnn_train_data *data, const void **arrays,
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

cr_status rnn_train(rnn_params *params, rnn_train_state *train_state, rnn_train_workspace *workspace,
                    const rnn_train_data *data, const rnn_train_data *validation,
                    const cr_train_options *options, cr_train_result *result, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, workspace };
	const void *arrays[2], *validation_arrays[2];
	cr_train_source source, validation_source;
	return cr_train_loop(&train_model, &call, train_source(data, arrays, &source),
		train_source(validation, validation_arrays, &validation_source), options, result, error);
}

cr_status rnn_train_save(const rnn_params *params, const rnn_train_state *train_state, const cr_store *store)
{
	const cr_train_call call = { (void *)params, 0, (void *)train_state, 0 };
	return cr_train_save(&train_model, &call, store);
}

cr_status rnn_train_load(rnn_params *params, rnn_train_state *train_state, const void *file, size_t size,
                         cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, 0 };
	const cr_status status = cr_train_load(&train_model, &call, file, size, error);
	if (status != CR_OK)
		return status;
	train_state->piece = 0;
	return status;
}

