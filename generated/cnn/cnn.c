/* cnn - kernels and entry points. Emitted by Crescent 1.0.0 from cnn.lua, command:
 *     crescent cnn.lua --main
 * Do not edit; edit cnn.lua. */
#define CR_FAST_FILE
#include "cnn.h"
#include "cr_math.h"
#include "cr_int.h"
#include "cr_reduce.h"
#include "cr_loop.h"
#include "cr_rng.h"
#include "cr_tile.h"
#include "cr_safetensors.h"
#include "cr_train.h"

_Static_assert(sizeof(cnn_params) == CNN_PARAMS_SIZE, "the params struct has no padding");
_Static_assert(sizeof(cnn_train_state) <= CNN_TRAIN_STATE_SIZE, "the size in the header holds");

/* k1: divide    x u8[28,28] -> divide f32[1,28,28,1]
 * from cnn.lua:30 */
static void k1_divide(float *restrict divide, const uint8_t *restrict x)
{
	for (size_t i = 0; i < 784; i++)
		divide[i] = (float)x[i] / 255.0f;
}

/* k2: convolution add less_equal select    divide f32[1,28,28,1], kernel f32[3,3,1,32], bias f32[32] ->
 * bordered f32[900], conv2d_1 f32[1,28,28,32]
 * from cnn.lua:15 */
static void k2_conv2d_1(float *restrict bordered, float *restrict conv2d_1, const float *restrict divide,
                        const float *restrict kernel, const float *restrict bias)
{
	for (size_t i = 0; i < 30; i++) {
		for (size_t i2 = 0; i2 < 30; i2++)
			bordered[i * 30 + i2] = i - 1 < 28 && i2 - 1 < 28 ? divide[i * 28 + i2 - 29] : 0.0f;
	}
	for (size_t line = 0; line < 28; line++) {
		for (size_t row = 0; row < 28; row += CR_TILE_ROWS) {
			const size_t rows = 28 - row < CR_TILE_ROWS ? 28 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
				const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile_taps(tile, rows, (cols + 15) / 16, 3, 30, 96, 3,
					bordered + line * 30 + row, 1, 1, kernel + col, 16, 32);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							const float v = z + bias[j];
							conv2d_1[line * 896 + i * 32 + j] = v <= 0.0f ? 0.0f :
								v;
						}
					}
				}
			}
		}
	}
}

/* k3: reduce_window_max    conv2d_1 f32[1,28,28,32] -> max_pooling2d_1 f32[1,14,14,32]
 * from cnn.lua:20 */
static void k3_max_pooling2d_1(float *restrict max_pooling2d_1, const float *restrict conv2d_1)
{
	for (size_t j = 0; j < 14; j++) {
		for (size_t k = 0; k < 14; k++) {
			for (size_t lane = 0; lane < 32; lane++) {
				float most = conv2d_1[j * 1792 + k * 64 + lane];
				most = cr_maxf(most, conv2d_1[j * 1792 + k * 64 + lane + 32]);
				most = cr_maxf(most, conv2d_1[j * 1792 + k * 64 + lane + 896]);
				most = cr_maxf(most, conv2d_1[j * 1792 + k * 64 + lane + 928]);
				max_pooling2d_1[j * 448 + k * 32 + lane] = most;
			}
		}
	}
}

/* k4: convolution add less_equal select    max_pooling2d_1 f32[1,14,14,32], kernel f32[3,3,32,64], bias f32[64]
 * -> conv2d_2 f32[1,14,14,64]
 * from cnn.lua:15 */
static void k4_conv2d_2(float *restrict conv2d_2, const float *restrict max_pooling2d_1,
                        const float *restrict kernel, const float *restrict bias)
{
	for (size_t line = 0; line < 14; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 15, 1, 3);
		for (size_t row = 0; row < 14; row += CR_TILE_ROWS) {
			const size_t rows = 14 - row < CR_TILE_ROWS ? 14 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
				const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 13) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 448, 1536,
						96, max_pooling2d_1 +
						(line * 448 + line2 * 448 + row * 32 - 480), 32, 1,
						kernel + line2 * 1536 + col * 288, 4608, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 1);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 15, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end - line2,
								448, 1536, 32, max_pooling2d_1 +
								(line * 448 + line2 * 448 + cell * 32 +
								first * 32 - 480), 32, 1,
								kernel + line2 * 1536 + cell * 512 + col * 288,
								4608, 16);
						}
					}
				}
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							const float v = z + bias[j];
							conv2d_2[line * 896 + i * 64 + j] = v <= 0.0f ? 0.0f :
								v;
						}
					}
				}
			}
		}
	}
}

/* k5: reduce_window_max    conv2d_2 f32[1,14,14,64] -> max_pooling2d_2 f32[1,7,7,64]
 * from cnn.lua:21 */
static void k5_max_pooling2d_2(float *restrict max_pooling2d_2, const float *restrict conv2d_2)
{
	for (size_t j = 0; j < 7; j++) {
		for (size_t k = 0; k < 7; k++) {
			for (size_t lane = 0; lane < 64; lane++) {
				float most = conv2d_2[j * 1792 + k * 128 + lane];
				most = cr_maxf(most, conv2d_2[j * 1792 + k * 128 + lane + 64]);
				most = cr_maxf(most, conv2d_2[j * 1792 + k * 128 + lane + 896]);
				most = cr_maxf(most, conv2d_2[j * 1792 + k * 128 + lane + 960]);
				max_pooling2d_2[j * 448 + k * 64 + lane] = most;
			}
		}
	}
}

/* k6: dot_general add    max_pooling2d_2 f32[1,7,7,64], kernel f32[3136,10], bias f32[10] -> dense_1 f32[1,10]
 * from cnn.lua:23 */
static void k6_dense_1(float *restrict dense_1, const float *restrict max_pooling2d_2,
                       const float *restrict kernel, const float *restrict bias)
{
	float row[16];
	cr_row(row, 1, 3135, max_pooling2d_2, 1, kernel, 16, 10);
	for (size_t l = 0; l < 10; l++)
		row[l] += max_pooling2d_2[3135] * kernel[l + 31350];
	for (size_t j = 0; j < 10; j++) {
		const float z = row[j];
		dense_1[j] = z + bias[j];
	}
}

/* k7: reduce_max subtract exp reduce_sum divide argmax    dense_1 f32[1,10] -> row f32[10], probs f32[10], best
 * i32[]
 * from cnn.lua:36 */
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
void cnn_infer(const cnn_params *params, cnn_infer_workspace *workspace, const uint8_t x[784], float probs[10],
               int32_t best[1])
{
	float *const memory = workspace->memory;
	k1_divide(memory + 26000, x);
	k2_conv2d_1(memory + 25088, memory, memory + 26000, params->conv2d_1_kernel, params->conv2d_1_bias);
	k3_max_pooling2d_1(memory + 25088, memory);
	k4_conv2d_2(memory, memory + 25088, params->conv2d_2_kernel, params->conv2d_2_bias);
	k5_max_pooling2d_2(memory + 12544, memory);
	k6_dense_1(memory, memory + 12544, params->dense_1_kernel, params->dense_1_bias);
	k7_probs(memory + 16, probs, best, memory);
}

/* k8: convert greater select divide select negate convert constant add multiply expm1 divide negate multiply
 * expm1 negate rsqrt add    step u32[] -> loss_weight f32[], select f32[], d_negate f32[], learning_rate f32[],
 * negate f32[], rsqrt f32[], add u32[]
 * from cnn.lua:39, 41 */
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

/* k9: divide    x u8[n,28,28] -> divide f32[n,28,28,1]
 * from cnn.lua:30 */
static void k9_divide(float *restrict divide, const uint8_t *restrict x, size_t n)
{
	for (size_t i = 0; i < n * 784; i++)
		divide[i] = (float)x[i] / 255.0f;
}

/* k10: convolution add less_equal select    divide f32[n,28,28,1], kernel f32[3,3,1,32], bias f32[32] ->
 * bordered f32[28800], conv2d_1 f32[n,28,28,32]
 * from cnn.lua:15 */
static void k10_conv2d_1(float *restrict bordered, float *restrict conv2d_1, const float *restrict divide,
                         const float *restrict kernel, const float *restrict bias, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 30; i2++) {
			for (size_t i3 = 0; i3 < 30; i3++) {
				bordered[i * 900 + i2 * 30 + i3] = i2 - 1 < 28 && i3 - 1 < 28 ?
					divide[i * 784 + i2 * 28 + i3 - 29] : 0.0f;
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 28; line++) {
			for (size_t row = 0; row < 28; row += CR_TILE_ROWS) {
				const size_t rows = 28 - row < CR_TILE_ROWS ? 28 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile_taps(tile, rows, (cols + 15) / 16, 3, 30, 96, 3,
						bordered + image * 900 + line * 30 + row, 1, 1, kernel + col,
						16, 32);
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								const float v = z + bias[j];
								conv2d_1[image * 25088 + line * 896 + i * 32 +
									j] = v <= 0.0f ? 0.0f : v;
							}
						}
					}
				}
			}
		}
	}
}

/* k11: reduce_window_max    conv2d_1 f32[n,28,28,32] -> max_pooling2d_1 f32[n,14,14,32]
 * from cnn.lua:20 */
static void k11_max_pooling2d_1(float *restrict max_pooling2d_1, const float *restrict conv2d_1, size_t n)
{
	for (size_t i = 0; i < n * 14; i++) {
		for (size_t k = 0; k < 14; k++) {
			for (size_t lane = 0; lane < 32; lane++) {
				float most = conv2d_1[i * 1792 + k * 64 + lane];
				most = cr_maxf(most, conv2d_1[i * 1792 + k * 64 + lane + 32]);
				most = cr_maxf(most, conv2d_1[i * 1792 + k * 64 + lane + 896]);
				most = cr_maxf(most, conv2d_1[i * 1792 + k * 64 + lane + 928]);
				max_pooling2d_1[i * 448 + k * 32 + lane] = most;
			}
		}
	}
}

/* k12: convolution add less_equal select    max_pooling2d_1 f32[n,14,14,32], kernel f32[3,3,32,64], bias
 * f32[64] -> conv2d_2 f32[n,14,14,64]
 * from cnn.lua:15 */
static void k12_conv2d_2(float *restrict conv2d_2, const float *restrict max_pooling2d_1,
                         const float *restrict kernel, const float *restrict bias, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 14; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 15, 1, 3);
			for (size_t row = 0; row < 14; row += CR_TILE_ROWS) {
				const size_t rows = 14 - row < CR_TILE_ROWS ? 14 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 13) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							448, 1536, 96, max_pooling2d_1 +
							(image * 6272 + line * 448 + line2 * 448 + row * 32 -
							480), 32, 1, kernel + line2 * 1536 + col * 288, 4608,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 15, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 448, 1536, 32,
									max_pooling2d_1 +
									(image * 6272 + line * 448 +
									line2 * 448 + cell * 32 + first * 32 -
									480), 32, 1, kernel + line2 * 1536 +
									cell * 512 + col * 288, 4608, 16);
							}
						}
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								const float v = z + bias[j];
								conv2d_2[image * 12544 + line * 896 + i * 64 +
									j] = v <= 0.0f ? 0.0f : v;
							}
						}
					}
				}
			}
		}
	}
}

/* k13: reduce_window_max    conv2d_2 f32[n,14,14,64] -> max_pooling2d_2 f32[n,7,7,64]
 * from cnn.lua:21 */
static void k13_max_pooling2d_2(float *restrict max_pooling2d_2, const float *restrict conv2d_2, size_t n)
{
	for (size_t i = 0; i < n * 7; i++) {
		for (size_t k = 0; k < 7; k++) {
			for (size_t lane = 0; lane < 64; lane++) {
				float most = conv2d_2[i * 1792 + k * 128 + lane];
				most = cr_maxf(most, conv2d_2[i * 1792 + k * 128 + lane + 64]);
				most = cr_maxf(most, conv2d_2[i * 1792 + k * 128 + lane + 896]);
				most = cr_maxf(most, conv2d_2[i * 1792 + k * 128 + lane + 960]);
				max_pooling2d_2[i * 448 + k * 64 + lane] = most;
			}
		}
	}
}

/* k14: dot_general add    max_pooling2d_2 f32[n,7,7,64], kernel f32[3136,10], bias f32[10] -> dense_1 f32[n,10]
 * from cnn.lua:23 */
static void k14_dense_1(float *restrict dense_1, const float *restrict max_pooling2d_2,
                        const float *restrict kernel, const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 10; col += CR_TILE_COLS) {
			const size_t cols = 10 - col < CR_TILE_COLS ? 10 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 3135, max_pooling2d_2 + row * 3136, 3136, 1,
				kernel + col, 16, 10);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					tile[r * CR_TILE_COLS + l] +=
						max_pooling2d_2[i * 3136 + 3135] * kernel[l + col + 31350];
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
 * from cnn.lua:23, 41, 42 */
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

/* k16: reduce_sum reduce_sum reduce_sum is_finite    subtract f32[n], convert f32[n], d_dense_1 f32[10] -> loss
 * f32[], accuracy f32[], sum f32[], is_finite bool[]
 * from cnn.lua:39 */
static void k16_loss(float *restrict loss, float *restrict accuracy, float *restrict sum,
                     uint8_t *restrict is_finite, const float *restrict subtract, const float *restrict convert,
                     const float *restrict d_dense_1, size_t n)
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
		lane3[i] += d_dense_1[i] * d_dense_1[i];
	const float sum4 = cr_join_sum(lane3);
	sum[0] = sum4;
	is_finite[0] = (uint8_t)cr_is_finitef(sum2);
}

/* k17: dot_general    d_add f32[n,10], kernel f32[3136,10] -> d_dense_1 f32[n,3136]
 * from cnn.lua:23 */
static void k17_dense_1_backward(float *restrict d_dense_1, const float *restrict d_add,
                                 const float *restrict kernel, float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 3136; col += 16)
		cr_pack_b(panels + col * 10, 16, 10, kernel + col * 10, 1, 10);
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 3136; col += CR_TILE_COLS) {
			const size_t cols = 3136 - col < CR_TILE_COLS ? 3136 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 10, d_add + row * 10, 10, 1, panels + col * 10,
				160, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_dense_1[i * 3136 + j] = z;
					}
				}
			}
		}
	}
}

/* k18: dot_general    max_pooling2d_2 f32[n,7,7,64], d_add f32[n,10] -> d_dense_1 f32[3136,10]
 * from cnn.lua:23 */
static void k18_dense_1_backward(float *restrict d_dense_1, const float *restrict max_pooling2d_2,
                                 const float *restrict d_add, float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 10; col += 16)
		cr_pack_b(panels + col * n, 10 - col < 16 ? 10 - col : 16, n, d_add + col, 10, 1);
	for (size_t row = 0; row < 3136; row += CR_TILE_ROWS) {
		const size_t rows = 3136 - row < CR_TILE_ROWS ? 3136 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 10; col += CR_TILE_COLS) {
			const size_t cols = 10 - col < CR_TILE_COLS ? 10 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, n, max_pooling2d_2 + row, 1, 3136,
				panels + col * n, (n * 16), 16);
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

/* k19: select_and_scatter_add    conv2d_2 f32[n,14,14,64], d_dense_1 f32[n,3136] -> d_max_pooling2d_2
 * f32[n,14,14,64]
 * from cnn.lua:21 */
static void k19_max_pooling2d_2_backward(float *restrict d_max_pooling2d_2, const float *restrict conv2d_2,
                                         const float *restrict d_dense_1, size_t n)
{
	for (size_t i = 0; i < n * 7; i++) {
		for (size_t k = 0; k < 7; k++) {
			for (size_t lane = 0; lane < 64; lane++) {
				const float x = conv2d_2[i * 1792 + k * 128 + lane];
				const float x2 = conv2d_2[i * 1792 + k * 128 + lane + 64];
				const float x3 = conv2d_2[i * 1792 + k * 128 + lane + 896];
				const float x4 = conv2d_2[i * 1792 + k * 128 + lane + 960];
				float most = x;
				most = cr_maxf(most, x2);
				most = cr_maxf(most, x3);
				most = cr_maxf(most, x4);
				float rest = d_dense_1[i * 448 + k * 64 + lane];
				const float share = ((x == most) | (x != x)) ? rest : 0.0f;
				rest = ((x == most) | (x != x)) ? 0.0f : rest;
				d_max_pooling2d_2[i * 1792 + k * 128 + lane] = share;
				const float share2 = ((x2 == most) | (x2 != x2)) ? rest : 0.0f;
				rest = ((x2 == most) | (x2 != x2)) ? 0.0f : rest;
				d_max_pooling2d_2[i * 1792 + k * 128 + lane + 64] = share2;
				const float share3 = ((x3 == most) | (x3 != x3)) ? rest : 0.0f;
				rest = ((x3 == most) | (x3 != x3)) ? 0.0f : rest;
				d_max_pooling2d_2[i * 1792 + k * 128 + lane + 896] = share3;
				const float share4 = ((x4 == most) | (x4 != x4)) ? rest : 0.0f;
				rest = ((x4 == most) | (x4 != x4)) ? 0.0f : rest;
				d_max_pooling2d_2[i * 1792 + k * 128 + lane + 960] = share4;
			}
		}
	}
}

/* k20: greater select reduce_sum    d_max_pooling2d_2 f32[n,14,14,64] -> d_conv2d_2 f32[64], d_conv2d_2_2
 * f32[n,14,14,64]
 * from cnn.lua:15 */
static void k20_conv2d_2_backward(float *restrict d_conv2d_2, float *restrict d_conv2d_2_2,
                                  const float *restrict d_max_pooling2d_2, size_t n)
{
	for (size_t i = 0; i < 64; i++)
		d_conv2d_2[i] = 0.0f;
	for (size_t i = 0; i < n * 196; i++) {
		for (size_t i2 = 0; i2 < 64; i2++) {
			const float v = d_conv2d_2_2[i * 64 + i2] > 0.0f ? d_max_pooling2d_2[i * 64 + i2] :
				0.0f;
			d_conv2d_2[i2] += v;
			d_conv2d_2_2[i * 64 + i2] = v;
		}
	}
}

/* k21: convolution    d_conv2d_2_2 f32[n,14,14,64], kernel f32[3,3,32,64] -> d_conv2d_2 f32[n,14,14,32]
 * from cnn.lua:15 */
static void k21_conv2d_2_backward(float *restrict d_conv2d_2, const float *restrict d_conv2d_2_2,
                                  const float *restrict kernel, float *restrict panels, size_t n)
{
	for (size_t k = 0; k < 9; k++) {
		for (size_t panel = 0; panel < 4; panel++) {
			for (size_t col = 0; col < 32; col += 16) {
				cr_pack_b(panels + (col * 576 + panel * 256 + 8192 - k * 1024), 16, 16,
					kernel + panel * 4608 + k * 512 + col * 16, 1, 16);
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 14; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 15, 1, 3);
			for (size_t row = 0; row < 14; row += CR_TILE_ROWS) {
				const size_t rows = 14 - row < CR_TILE_ROWS ? 14 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 13) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							896, 3072, 192, d_conv2d_2_2 +
							(image * 12544 + line * 896 + line2 * 896 + row * 64 -
							960), 64, 1, panels + line2 * 3072 + col * 576, 9216,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 15, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 896, 3072, 64,
									d_conv2d_2_2 +
									(image * 12544 + line * 896 +
									line2 * 896 + cell * 64 + first * 64 -
									960), 64, 1, panels + line2 * 3072 +
									cell * 1024 + col * 576, 9216, 16);
							}
						}
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_conv2d_2[image * 6272 + line * 448 + i * 32 +
									j] = z;
							}
						}
					}
				}
			}
		}
	}
}

/* k22: convolution    max_pooling2d_1 f32[n,14,14,32], d_conv2d_2_2 f32[n,14,14,64] -> d_conv2d_2
 * f32[3,3,32,64]
 * from cnn.lua:15 */
static void k22_conv2d_2_backward(float *restrict d_conv2d_2, const float *restrict max_pooling2d_1,
                                  const float *restrict d_conv2d_2_2, size_t n)
{
	for (size_t line = 0; line < 3; line++) {
		for (size_t line2 = 0; line2 < 3; line2++) {
			const size_t cell = cr_steps(line, 1, 1);
			const size_t cell_end = cr_steps_most(line, 15, 1, 14);
			const size_t k = cr_steps(line2, 1, 1);
			const size_t k_end = cr_steps_most(line2, 15, 1, 14);
			for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
				const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t image = 0; image < n; image++) {
						cr_tile_taps_add(tile, rows, (cols + 15) / 16, cell_end - cell,
							448, 896, k_end - k,
							max_pooling2d_1 + (image * 6272 + line * 448 +
							cell * 448 + line2 * 32 + k * 32 + row - 480), 1, 32,
							d_conv2d_2_2 + image * 12544 + cell * 896 + k * 64 +
							col, 16, 64);
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_conv2d_2[line * 6144 + line2 * 2048 + i * 64 +
									j] = z;
							}
						}
					}
				}
			}
		}
	}
}

/* k23: select_and_scatter_add    conv2d_1 f32[n,28,28,32], d_conv2d_2 f32[n,14,14,32] -> d_max_pooling2d_1
 * f32[n,28,28,32]
 * from cnn.lua:20 */
static void k23_max_pooling2d_1_backward(float *restrict d_max_pooling2d_1, const float *restrict conv2d_1,
                                         const float *restrict d_conv2d_2, size_t n)
{
	for (size_t i = 0; i < n * 14; i++) {
		for (size_t k = 0; k < 14; k++) {
			for (size_t lane = 0; lane < 32; lane++) {
				const float x = conv2d_1[i * 1792 + k * 64 + lane];
				const float x2 = conv2d_1[i * 1792 + k * 64 + lane + 32];
				const float x3 = conv2d_1[i * 1792 + k * 64 + lane + 896];
				const float x4 = conv2d_1[i * 1792 + k * 64 + lane + 928];
				float most = x;
				most = cr_maxf(most, x2);
				most = cr_maxf(most, x3);
				most = cr_maxf(most, x4);
				float rest = d_conv2d_2[i * 448 + k * 32 + lane];
				const float share = ((x == most) | (x != x)) ? rest : 0.0f;
				rest = ((x == most) | (x != x)) ? 0.0f : rest;
				d_max_pooling2d_1[i * 1792 + k * 64 + lane] = share;
				const float share2 = ((x2 == most) | (x2 != x2)) ? rest : 0.0f;
				rest = ((x2 == most) | (x2 != x2)) ? 0.0f : rest;
				d_max_pooling2d_1[i * 1792 + k * 64 + lane + 32] = share2;
				const float share3 = ((x3 == most) | (x3 != x3)) ? rest : 0.0f;
				rest = ((x3 == most) | (x3 != x3)) ? 0.0f : rest;
				d_max_pooling2d_1[i * 1792 + k * 64 + lane + 896] = share3;
				const float share4 = ((x4 == most) | (x4 != x4)) ? rest : 0.0f;
				rest = ((x4 == most) | (x4 != x4)) ? 0.0f : rest;
				d_max_pooling2d_1[i * 1792 + k * 64 + lane + 928] = share4;
			}
		}
	}
}

/* k24: greater select reduce_sum    d_max_pooling2d_1 f32[n,28,28,32] -> d_conv2d_1 f32[32], d_conv2d_1_2
 * f32[n,28,28,32]
 * from cnn.lua:15 */
static void k24_conv2d_1_backward(float *restrict d_conv2d_1, float *restrict d_conv2d_1_2,
                                  const float *restrict d_max_pooling2d_1, size_t n)
{
	for (size_t i = 0; i < 32; i++)
		d_conv2d_1[i] = 0.0f;
	for (size_t i = 0; i < n * 784; i++) {
		for (size_t i2 = 0; i2 < 32; i2++) {
			const float v = d_conv2d_1_2[i * 32 + i2] > 0.0f ? d_max_pooling2d_1[i * 32 + i2] :
				0.0f;
			d_conv2d_1[i2] += v;
			d_conv2d_1_2[i * 32 + i2] = v;
		}
	}
}

/* k25: convolution    divide f32[n,28,28,1], d_conv2d_1_2 f32[n,28,28,32] -> bordered f32[28800], d_conv2d_1
 * f32[3,3,1,32]
 * from cnn.lua:15 */
static void k25_conv2d_1_backward(float *restrict bordered, float *restrict d_conv2d_1,
                                  const float *restrict divide, const float *restrict d_conv2d_1_2, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 30; i2++) {
			for (size_t i3 = 0; i3 < 30; i3++) {
				bordered[i * 900 + i2 * 30 + i3] = i2 - 1 < 28 && i3 - 1 < 28 ?
					divide[i * 784 + i2 * 28 + i3 - 29] : 0.0f;
			}
		}
	}
	for (size_t row = 0; row < 9; row += CR_TILE_ROWS) {
		const size_t rows = 9 - row < CR_TILE_ROWS ? 9 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
			const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
				tile[l] = 0.0f;
			for (size_t image = 0; image < n; image++) {
				const float *at[CR_TILE_ROWS];
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					at[r] = bordered + image * 900 + i / 3 * 30 + i % 3;
				}
				cr_tile_taps_rows_add(tile, rows, (cols + 15) / 16, 28, 30, 896, 28, at, 1,
					d_conv2d_1_2 + image * 25088 + col, 16, 32);
			}
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_conv2d_1[i * 32 + j] = z;
					}
				}
			}
		}
	}
}

/* k26: reduce_sum reduce_sum add reduce_sum    d_conv2d_1 f32[3,3,1,32], d_conv2d_1_2 f32[32], d_conv2d_2
 * f32[64] -> add f32[], sum f32[]
 * from cnn.lua:39 */
static void k26_reduce_sum(float *restrict add, float *restrict sum, const float *restrict d_conv2d_1,
                           const float *restrict d_conv2d_1_2, const float *restrict d_conv2d_2)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 288; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_conv2d_1[i] * d_conv2d_1[i];
		}
	}
	const float sum2 = cr_join_sum(lane);
	float lane2[16] = { 0.0f };
	for (size_t block = 0; block < 32; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane2[l] += d_conv2d_1_2[i] * d_conv2d_1_2[i];
		}
	}
	const float sum3 = cr_join_sum(lane2);
	add[0] = sum2 + sum3;
	float lane3[16] = { 0.0f };
	for (size_t block = 0; block < 64; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane3[l] += d_conv2d_2[i] * d_conv2d_2[i];
		}
	}
	const float sum4 = cr_join_sum(lane3);
	sum[0] = sum4;
}

/* k27: reduce_sum add add    d_conv2d_2 f32[3,3,32,64], sum f32[] -> add f32[]
 * from cnn.lua:39 */
static void k27_add(float *restrict add, const float *restrict d_conv2d_2, const float *restrict sum)
{
	const float add2 = add[0];
	const float sum2 = sum[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 18432; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_conv2d_2[i] * d_conv2d_2[i];
		}
	}
	const float sum3 = cr_join_sum(lane);
	add[0] = add2 + sum3 + sum2;
}

/* k28: reduce_sum add add sqrt is_finite logical_and select convert    d_dense_1 f32[3136,10], add f32[], sum
 * f32[], add2 u32[] -> gradient_norm f32[], logical_and bool[], step u32[], finite f32[]
 * from cnn.lua:39 */
static void k28_gradient_norm(float *restrict gradient_norm, uint8_t *restrict logical_and,
                              uint32_t *restrict step, float *restrict finite, const float *restrict d_dense_1,
                              const float *restrict add, const float *restrict sum,
                              const uint32_t *restrict add2)
{
	const float add3 = add[0];
	const float sum2 = sum[0];
	const uint8_t is_finite = logical_and[0];
	const uint32_t add4 = add2[0];
	const uint32_t step2 = step[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 31360; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_dense_1[i] * d_dense_1[i];
		}
	}
	const float sum3 = cr_join_sum(lane);
	const float v = cr_sqrtf(add3 + sum3 + sum2);
	const uint8_t v2 = (uint8_t)(cr_is_finitef(v) & is_finite);
	gradient_norm[0] = v;
	logical_and[0] = v2;
	step[0] = v2 ? add4 : step2;
	finite[0] = (float)v2;
}

/* k29: add multiply add multiply sqrt multiply add divide subtract select select select    d_conv2d_1
 * f32[3,3,1,32], logical_and bool[], negate f32[], rsqrt f32[] -> kernel f32[3,3,1,32], m f32[3,3,1,32], v
 * f32[3,3,1,32]; of 3 sizes
 * from cnn.lua:39 */
static void k29_update(float *restrict kernel, float *restrict m, float *restrict v,
                       const float *restrict d_conv2d_1, const uint8_t *restrict logical_and,
                       const float *restrict negate, const float *restrict rsqrt, size_t size)
{
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < size; i++) {
		const float v2 = m[i] * 0.9f + d_conv2d_1[i] * 0.1f;
		const float v3 = v[i] * 0.999f + d_conv2d_1[i] * d_conv2d_1[i] * 0.001f;
		kernel[i] = logical_and2 ? kernel[i] - negate2 * v2 / (cr_sqrtf(v3) * rsqrt2 + 1e-08f) :
			kernel[i];
		m[i] = logical_and2 ? v2 : m[i];
		v[i] = logical_and2 ? v3 : v[i];
	}
}

/* k30: multiply add multiply add multiply sqrt multiply add divide subtract select select select    d_conv2d_1
 * f32[32], logical_and bool[], negate f32[], rsqrt f32[] -> bias f32[32], m f32[32], v f32[32]
 * from cnn.lua:39 */
static void k30_update_conv2d_1_bias(float *restrict bias, float *restrict m, float *restrict v,
                                     const float *restrict d_conv2d_1, const uint8_t *restrict logical_and,
                                     const float *restrict negate, const float *restrict rsqrt)
{
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < 32; i++) {
		const float v2 = m[i] * 0.9f + d_conv2d_1[i] * 0.1f;
		const float v3 = v[i] * 0.999f + d_conv2d_1[i] * d_conv2d_1[i] * 0.001f;
		bias[i] = logical_and2 ? bias[i] - negate2 * v2 / (cr_sqrtf(v3) * rsqrt2 + 1e-08f) : bias[i];
		m[i] = logical_and2 ? v2 : m[i];
		v[i] = logical_and2 ? v3 : v[i];
	}
}

/* k31: add multiply add multiply sqrt multiply add divide subtract select select select    d_conv2d_2
 * f32[3,3,32,64], logical_and bool[], negate f32[], rsqrt f32[] -> kernel f32[3,3,32,64], m f32[3,3,32,64], v
 * f32[3,3,32,64]
 * from cnn.lua:39 */
static void k31_update_conv2d_2_kernel(float *restrict kernel, float *restrict m, float *restrict v,
                                       const float *restrict d_conv2d_2, const uint8_t *restrict logical_and,
                                       const float *restrict negate, const float *restrict rsqrt)
{
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t l = 0; l < 4; l++) {
		for (size_t i = 0; i < 288; i++) {
			for (size_t m2 = 0; m2 < 16; m2++) {
				const float v2 = m[l * 4608 + i * 16 + m2] * 0.9f +
					d_conv2d_2[i * 64 + l * 16 + m2] * 0.1f;
				const float v3 = v[l * 4608 + i * 16 + m2] * 0.999f +
					d_conv2d_2[i * 64 + l * 16 + m2] * d_conv2d_2[i * 64 + l * 16 + m2] *
					0.001f;
				kernel[l * 4608 + i * 16 + m2] = logical_and2 ?
					kernel[l * 4608 + i * 16 + m2] -
					negate2 * v2 / (cr_sqrtf(v3) * rsqrt2 + 1e-08f) :
					kernel[l * 4608 + i * 16 + m2];
				m[l * 4608 + i * 16 + m2] = logical_and2 ? v2 : m[l * 4608 + i * 16 + m2];
				v[l * 4608 + i * 16 + m2] = logical_and2 ? v3 : v[l * 4608 + i * 16 + m2];
			}
		}
	}
}

/* k32: multiply add multiply add multiply sqrt multiply add divide subtract select select select    d_dense_1
 * f32[10], logical_and bool[], negate f32[], rsqrt f32[] -> bias f32[10], m f32[10], v f32[10]
 * from cnn.lua:39 */
static void k32_update_dense_1_bias(float *restrict bias, float *restrict m, float *restrict v,
                                    const float *restrict d_dense_1, const uint8_t *restrict logical_and,
                                    const float *restrict negate, const float *restrict rsqrt)
{
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < 10; i++) {
		const float v2 = m[i] * 0.9f + d_dense_1[i] * 0.1f;
		const float v3 = v[i] * 0.999f + d_dense_1[i] * d_dense_1[i] * 0.001f;
		bias[i] = logical_and2 ? bias[i] - negate2 * v2 / (cr_sqrtf(v3) * rsqrt2 + 1e-08f) : bias[i];
		m[i] = logical_and2 ? v2 : m[i];
		v[i] = logical_and2 ? v3 : v[i];
	}
}

/* k33: concatenate    rng u32[4] -> concatenate u32[4]
 * from cnn.lua:39 */
static void k33_concatenate(uint32_t *restrict concatenate, const uint32_t *restrict rng)
{
	for (size_t i = 0; i < 2; i++)
		concatenate[i] = rng[i];
	concatenate[2] = rng[2] + 1u;
	concatenate[3] = rng[3] + (uint32_t)(rng[2] + 1u == 0u);
}

/* k34: copy    loss_weight f32[] -> accuracy_weight f32[] */
static void k34_copy(float *restrict accuracy_weight, const float *restrict loss_weight)
{
	accuracy_weight[0] = loss_weight[0];
}

/* k35: copy    concatenate u32[4] -> rng u32[4] */
static void k35_copy(uint32_t *restrict rng, const uint32_t *restrict concatenate)
{
	for (size_t i = 0; i < 4; i++)
		rng[i] = concatenate[i];
}

/* train_step: x u8[n,28,28], label u8[n] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight
 * f32[], gradient_norm f32[], learning_rate f32[], finite f32[]; sets 20 tensors */
/* At most budget kernels, from number piece on: the number of the next, 0 after the last. Those from the first
 * that changes more than the workspace on are one piece. */
static uint32_t train_step_kernels(cnn_params *params, cnn_train_state *train_state,
                                   cnn_train_workspace *workspace, size_t count, const uint8_t *x,
                                   const uint8_t *label, float *report, uint32_t piece, uint32_t budget)
{
	float *const memory = workspace->memory;
	uint32_t *const memory_u32 = workspace->memory_u32;
	uint8_t *const memory_bool = workspace->memory_bool;
	for (; budget > 0; budget--) {
		switch (piece++) {
		case 1:
			k8_loss_weight(report + 1, memory + 1505600, memory + 1505616, report + 5,
			               memory + 1963136, memory + 1963152, memory_u32, train_state->step,
			               count);
			break;
		case 2:
			k9_divide(memory + 1837696, x, count);
			break;
		case 3:
			k10_conv2d_1(memory + 802816, memory, memory + 1837696, params->conv2d_1_kernel,
			             params->conv2d_1_bias, count);
			break;
		case 4:
			k11_max_pooling2d_1(memory + 1204224, memory, count);
			break;
		case 5:
			k12_conv2d_2(memory + 802816, memory + 1204224, params->conv2d_2_kernel,
			             params->conv2d_2_bias, count);
			break;
		case 6:
			k13_max_pooling2d_2(memory + 1404928, memory + 802816, count);
			break;
		case 7:
			k14_dense_1(memory + 1505280, memory + 1404928, params->dense_1_kernel,
			            params->dense_1_bias, count);
			break;
		case 8:
			k15_dense_1_backward(memory + 1505696, memory + 1505712, memory + 1963168,
			                     memory + 1505632, memory + 1505664, memory + 1536640,
			                     memory + 1505280, label, memory + 1505600, memory + 1505616,
			                     count);
			break;
		case 9:
			k16_loss(report + 0, report + 2, memory + 1963184, memory_bool, memory + 1505632,
			         memory + 1505664, memory + 1963168, count);
			break;
		case 10:
			k17_dense_1_backward(memory + 1862784, memory + 1536640, params->dense_1_kernel,
			                     memory + 1505280, count);
			break;
		case 11:
			k18_dense_1_backward(memory + 1806336, memory + 1404928, memory + 1536640,
			                     memory + 1505280, count);
			break;
		case 12:
			k19_max_pooling2d_2_backward(memory + 1404928, memory + 802816, memory + 1862784,
			                             count);
			break;
		case 13:
			k20_conv2d_2_backward(memory + 1881216, memory + 802816, memory + 1404928, count);
			break;
		case 14:
			k21_conv2d_2_backward(memory + 1605632, memory + 802816, params->conv2d_2_kernel,
			                      memory + 1404928, count);
			break;
		case 15:
			k22_conv2d_2_backward(memory + 1862784, memory + 1204224, memory + 802816, count);
			break;
		case 16:
			k23_max_pooling2d_1_backward(memory + 802816, memory, memory + 1605632, count);
			break;
		case 17:
			k24_conv2d_1_backward(memory + 1605632, memory, memory + 802816, count);
			break;
		case 18:
			k25_conv2d_1_backward(memory + 802816, memory + 831616, memory + 1837696, memory,
			                      count);
			break;
		case 19:
			k26_reduce_sum(memory, memory + 16, memory + 831616, memory + 1605632,
			               memory + 1881216);
			break;
		case 20:
			k27_add(memory, memory + 1862784, memory + 16);
			break;
		default:
			k28_gradient_norm(report + 4, memory_bool, train_state->step, report + 6,
			                  memory + 1806336, memory, memory + 1963184, memory_u32);
			k29_update(params->conv2d_1_kernel, train_state->m_conv2d_1_kernel,
			           train_state->v_conv2d_1_kernel, memory + 831616, memory_bool,
			           memory + 1963136, memory + 1963152, 288);
			k30_update_conv2d_1_bias(params->conv2d_1_bias, train_state->m_conv2d_1_bias,
			                         train_state->v_conv2d_1_bias, memory + 1605632, memory_bool,
			                         memory + 1963136, memory + 1963152);
			k31_update_conv2d_2_kernel(params->conv2d_2_kernel, train_state->m_conv2d_2_kernel,
			                           train_state->v_conv2d_2_kernel, memory + 1862784,
			                           memory_bool, memory + 1963136, memory + 1963152);
			k29_update(params->conv2d_2_bias, train_state->m_conv2d_2_bias,
			           train_state->v_conv2d_2_bias, memory + 1881216, memory_bool,
			           memory + 1963136, memory + 1963152, 64);
			k29_update(params->dense_1_kernel, train_state->m_dense_1_kernel,
			           train_state->v_dense_1_kernel, memory + 1806336, memory_bool,
			           memory + 1963136, memory + 1963152, 31360);
			k32_update_dense_1_bias(params->dense_1_bias, train_state->m_dense_1_bias,
			                        train_state->v_dense_1_bias, memory + 1963168, memory_bool,
			                        memory + 1963136, memory + 1963152);
			k33_concatenate(memory_u32, train_state->rng);
			k34_copy(report + 3, report + 1);
			k35_copy(train_state->rng, memory_u32);
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

static cr_status train_step_run(cnn_params *params, cnn_train_state *train_state,
                                cnn_train_workspace *workspace, size_t count, const uint8_t *x,
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

/* k36: convert    -> loss_weight f32[]
 * from cnn.lua:39 */
static void k36_loss_weight(float *restrict loss_weight, size_t n)
{
	loss_weight[0] = (float)(int32_t)n;
}

/* k37: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert    dense_1
 * f32[n,10], label u8[n] -> row f32[10], subtract f32[n], convert f32[n]
 * from cnn.lua:41, 42 */
static void k37_convert(float *restrict row, float *restrict subtract, float *restrict convert,
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

/* k38: reduce_sum reduce_sum    subtract f32[n], convert f32[n] -> loss f32[], accuracy f32[]
 * from cnn.lua:39 */
static void k38_loss(float *restrict loss, float *restrict accuracy, const float *restrict subtract,
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
static cr_status evaluate_run(const cnn_params *params, cnn_train_workspace *workspace, size_t count,
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
	k36_loss_weight(loss_weight, count);
	k9_divide(memory + 831616, x, count);
	k10_conv2d_1(memory + 802816, memory, memory + 831616, params->conv2d_1_kernel, params->conv2d_1_bias,
	             count);
	k11_max_pooling2d_1(memory + 802816, memory, count);
	k12_conv2d_2(memory, memory + 802816, params->conv2d_2_kernel, params->conv2d_2_bias, count);
	k13_max_pooling2d_2(memory + 401408, memory, count);
	k14_dense_1(memory, memory + 401408, params->dense_1_kernel, params->dense_1_bias, count);
	k37_convert(memory + 384, memory + 320, memory + 352, memory, label, count);
	k38_loss(loss, accuracy, memory + 320, memory + 352, count);
	k34_copy(accuracy_weight, loss_weight);
	sums->value[0] = loss[0];
	sums->weight[0] = loss_weight[0];
	sums->value[1] = accuracy[0];
	sums->weight[1] = accuracy_weight[0];
	return CR_OK;
}

/* k39: constant    -> out u32[]
 * from cnn.lua:39 */
static void k39_fill(uint32_t *restrict out)
{
	out[0] = 0u;
}

/* k40: broadcast_in_dim    -> out f32[3,3,1,32]; of 4 sizes
 * from cnn.lua:39 */
static void k40_fill(float *restrict out, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = 0.0f;
}

/* k41: broadcast_in_dim    -> out f32[32]
 * from cnn.lua:39 */
static void k41_fill(float *restrict out)
{
	for (size_t i = 0; i < 32; i++)
		out[i] = 0.0f;
}

/* k42: broadcast_in_dim    -> out f32[10]
 * from cnn.lua:39 */
static void k42_fill(float *restrict out)
{
	for (size_t i = 0; i < 10; i++)
		out[i] = 0.0f;
}

/* k43: copy    broadcast_in_dim f32[3,3,1,32] -> m f32[3,3,1,32]; of 4 sizes */
static void k43_copy(float *restrict m, const float *restrict broadcast_in_dim, size_t size)
{
	for (size_t i = 0; i < size; i++)
		m[i] = broadcast_in_dim[i];
}

/* k44: copy    broadcast_in_dim f32[32] -> m f32[32] */
static void k44_copy(float *restrict m, const float *restrict broadcast_in_dim)
{
	for (size_t i = 0; i < 32; i++)
		m[i] = broadcast_in_dim[i];
}

/* k45: copy    broadcast_in_dim f32[10] -> m f32[10] */
static void k45_copy(float *restrict m, const float *restrict broadcast_in_dim)
{
	for (size_t i = 0; i < 10; i++)
		m[i] = broadcast_in_dim[i];
}

/* train_init: seed seed; sets 14 tensors */
static void train_init_run(cnn_train_state *train_state, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	k39_fill(train_state->step);
	k40_fill(train_state->v_conv2d_1_kernel, 288);
	k41_fill(train_state->v_conv2d_1_bias);
	k40_fill(train_state->v_conv2d_2_kernel, 18432);
	k40_fill(train_state->v_conv2d_2_bias, 64);
	k40_fill(train_state->v_dense_1_kernel, 31360);
	k42_fill(train_state->v_dense_1_bias);
	k35_copy(train_state->rng, seed_words);
	k43_copy(train_state->m_conv2d_1_kernel, train_state->v_conv2d_1_kernel, 288);
	k44_copy(train_state->m_conv2d_1_bias, train_state->v_conv2d_1_bias);
	k43_copy(train_state->m_conv2d_2_kernel, train_state->v_conv2d_2_kernel, 18432);
	k43_copy(train_state->m_conv2d_2_bias, train_state->v_conv2d_2_bias, 64);
	k43_copy(train_state->m_dense_1_kernel, train_state->v_dense_1_kernel, 31360);
	k45_copy(train_state->m_dense_1_bias, train_state->v_dense_1_bias);
}

/* k46: rng_bits shift_right convert multiply multiply add multiply negate log1p negate subtract multiply add
 * multiply add multiply add multiply add multiply add multiply add multiply add multiply add multiply multiply
 * maximum minimum multiply    seed u32[4] -> kernel f32[3,3,1,32]; of 2 sizes
 * from cnn.lua:15 */
static void k46_init(float *restrict kernel, const uint32_t *restrict seed, size_t size, uint64_t stream)
{
	for (size_t i = 0; i < size; i++) {
		const float v = (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3], stream, i),
			8u) * 5.9604645e-08f * 1.9089994f + -0.9544997f;
		const float v2 = -cr_log1pf(-(v * v)) - 2.5f;
		kernel[i] = cr_minf(cr_maxf(((((((((v2 * 2.8102264e-08f + 3.4327394e-07f) * v2 +
			-3.5233877e-06f) * v2 + -4.3915065e-06f) * v2 + 0.00021858087f) * v2 + -0.001253725f) *
			v2 + -0.0041776816f) * v2 + 0.24664073f) * v2 + 1.5014094f) * v * 1.4142135f, -2.0f),
			2.0f) * 0.1f;
	}
}

/* k47: broadcast_in_dim    -> out f32[32]
 * from cnn.lua:15 */
static void k47_fill(float *restrict out)
{
	for (size_t i = 0; i < 32; i++)
		out[i] = 0.1f;
}

/* k48: rng_bits shift_right convert multiply multiply add multiply negate log1p negate subtract multiply add
 * multiply add multiply add multiply add multiply add multiply add multiply add multiply add multiply multiply
 * maximum minimum multiply    seed u32[4] -> kernel f32[3,3,32,64]
 * from cnn.lua:15 */
static void k48_init_conv2d_2_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t l = 0; l < 4; l++) {
		for (size_t i = 0; i < 288; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2],
					seed[3], UINT64_C(0x5619f4fa4f2dc0d5), i * 64 + l * 16 + m), 8u) *
					5.9604645e-08f * 1.9089994f + -0.9544997f;
				const float v2 = -cr_log1pf(-(v * v)) - 2.5f;
				kernel[l * 4608 + i * 16 + m] =
					cr_minf(cr_maxf(((((((((v2 * 2.8102264e-08f + 3.4327394e-07f) * v2 +
					-3.5233877e-06f) * v2 + -4.3915065e-06f) * v2 + 0.00021858087f) * v2 +
					-0.001253725f) * v2 + -0.0041776816f) * v2 + 0.24664073f) * v2 +
					1.5014094f) * v * 1.4142135f, -2.0f), 2.0f) * 0.1f;
			}
		}
	}
}

/* k49: broadcast_in_dim    -> out f32[64]
 * from cnn.lua:15 */
static void k49_fill(float *restrict out)
{
	for (size_t i = 0; i < 64; i++)
		out[i] = 0.1f;
}

/* k50: broadcast_in_dim    -> out f32[10]
 * from cnn.lua:23 */
static void k50_fill(float *restrict out)
{
	for (size_t i = 0; i < 10; i++)
		out[i] = 0.1f;
}

/* init: seed seed; sets 6 tensors */
void cnn_init(cnn_params *params, cnn_init_workspace *workspace, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	(void)workspace;
	k46_init(params->conv2d_1_kernel, seed_words, 288, UINT64_C(0xa986bc55edf8aa8e));
	k47_fill(params->conv2d_1_bias);
	k48_init_conv2d_2_kernel(params->conv2d_2_kernel, seed_words);
	k49_fill(params->conv2d_2_bias);
	k46_init(params->dense_1_kernel, seed_words, 31360, UINT64_C(0x54b666ddcb68c214));
	k50_fill(params->dense_1_bias);
}

/* ---- parameters ---------------------------------------------------------------------------------- */

static const cr_st_identity identity = { "cnn", CNN_SIGNATURE, CNN_GRAPH };

/* Every parameter: name, member of the struct, type, rank, columns if it lies in panels, shape */
#define CNN_EACH(CR_TRAINED) \
	CR_TRAINED("conv2d_1.kernel", conv2d_1_kernel, CR_F32, 4, 0, 3, 3, 1, 32) \
	CR_TRAINED("conv2d_1.bias", conv2d_1_bias, CR_F32, 1, 0, 32) \
	CR_TRAINED("conv2d_2.kernel", conv2d_2_kernel, CR_F32, 4, 64, 3, 3, 32, 64) \
	CR_TRAINED("conv2d_2.bias", conv2d_2_bias, CR_F32, 1, 0, 64) \
	CR_TRAINED("dense_1.kernel", dense_1_kernel, CR_F32, 2, 0, 3136, 10) \
	CR_TRAINED("dense_1.bias", dense_1_bias, CR_F32, 1, 0, 10)

const cr_tensor cnn_tensors[CNN_TENSORS] = {
#define CNN_TRAINED(name, member, type, rank, panels, ...) { name, type, rank, 1, 1, { __VA_ARGS__ } },
	CNN_EACH(CNN_TRAINED)
#undef CNN_TRAINED
};
static const size_t params_offsets[] = {
#define CNN_TRAINED(name, member, type, rank, panels, ...) offsetof(cnn_params, member),
	CNN_EACH(CNN_TRAINED)
#undef CNN_TRAINED
};
static const uint32_t params_panels[] = {
#define CNN_TRAINED(name, member, type, rank, panels, ...) panels,
	CNN_EACH(CNN_TRAINED)
#undef CNN_TRAINED
};
static const cr_st_layout params_layout = {
	.tensors = cnn_tensors, .count = 6, .offset = params_offsets, .panels = params_panels
};

cr_status cnn_load(cnn_params *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                   cr_error *error)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	return cr_st_load_weights(&part, &identity, file, size, flags, report, error);
}

cr_status cnn_save(const cnn_params *params, const cr_store *store)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_save_weights(&part, &identity, store);
}

uint64_t cnn_digest(const cnn_params *params)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_digest(&part);
}

void cnn_get(const cnn_params *params, uint32_t tensor, void *out)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	if (tensor >= CNN_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&cnn_tensors[tensor]);
	const size_t width = cr_type_size(cnn_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_get(&part, tensor, first, cr_st_chunk(n, first), (char *)out + (size_t)first * width);
}

void cnn_set(cnn_params *params, uint32_t tensor, const void *in)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	if (tensor >= CNN_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&cnn_tensors[tensor]);
	const size_t width = cr_type_size(cnn_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_put(&part, tensor, first, cr_st_chunk(n, first), (const char *)in + (size_t)first * width);
}

/* ---- training: train ---------------------------------------------------------------------------- */

void cnn_train_init(cnn_train_state *train_state, uint64_t seed)
{
	train_state->run = (cr_train_run){ .seed = seed };
	train_state->piece = train_state->piece_check = 0;
	train_init_run(train_state, seed);
}

void cnn_train_length(cnn_train_state *train_state, uint64_t steps)
{
	(void)train_state;
	(void)steps;
}

static const cr_tensor train_state_tensors[] = {
	{ "rng", CR_U32, 1, 0, 1, { 4 } },
	{ "step", CR_U32, 0, 0, 1, { 0 } },
#define CNN_TRAINED(name, member, type, rank, panels, ...) { "m." name, type, rank, 0, 1, { __VA_ARGS__ } }, { "v." name, type, rank, 0, 1, { __VA_ARGS__ } },
	CNN_EACH(CNN_TRAINED)
#undef CNN_TRAINED
};
static const size_t train_state_offsets[] = {
	offsetof(cnn_train_state, rng), offsetof(cnn_train_state, step),
#define CNN_TRAINED(name, member, type, rank, panels, ...) offsetof(cnn_train_state, m_##member), offsetof(cnn_train_state, v_##member),
	CNN_EACH(CNN_TRAINED)
#undef CNN_TRAINED
};
static const uint32_t train_state_panels[] = {
	0, 0,
#define CNN_TRAINED(name, member, type, rank, panels, ...) panels, panels,
	CNN_EACH(CNN_TRAINED)
#undef CNN_TRAINED
};
static const cr_st_layout train_state_layout = {
	.tensors = train_state_tensors, .count = 14, .offset = train_state_offsets, .panels = train_state_panels
};

static void train_report(const cr_train_sums *sums, cnn_metrics *metrics)
{
	if (!metrics)
		return;
	metrics->loss = sums->weight[0] != 0.0f ? sums->value[0] / sums->weight[0] : 0.0f;
	metrics->accuracy = sums->weight[1] != 0.0f ? sums->value[1] / sums->weight[1] : 0.0f;
	metrics->gradient_norm = sums->gradient_norm;
	metrics->weight = sums->weight[0];
}

cr_status cnn_train_step(cnn_params *params, cnn_train_state *train_state, cnn_train_workspace *workspace,
                         size_t count, const uint8_t *x, const uint8_t *label, cnn_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = train_step_run(params, train_state, workspace, count, x, label, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

#ifdef CR_DEBUG
/* Of all that must not change between two pieces. */
static uint32_t train_piece_check(const cnn_train_state *train_state, const cnn_train_workspace *workspace)
{
	const uint64_t hash = cr_hash64(train_state, offsetof(cnn_train_state, piece_check), cr_hash64(workspace, sizeof *workspace, 0));
	return (uint32_t)(hash ^ hash >> 32);
}
#endif

void cnn_train_begin(cnn_train_state *train_state, cnn_train_workspace *workspace, size_t count,
                     const uint8_t *x, const uint8_t *label)
{
#ifdef CR_DEBUG
	*workspace = (cnn_train_workspace){ .slice = { .count = 0 } };  /* so that every byte has a value */
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

cr_status cnn_train_continue(cnn_params *params, cnn_train_state *train_state, cnn_train_workspace *workspace,
                             uint32_t budget, cnn_metrics *metrics)
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

cr_status cnn_evaluate(const cnn_params *params, cnn_train_workspace *workspace, size_t count, const uint8_t *x,
                       const uint8_t *label, cnn_metrics *metrics)
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
	return train_step_run((cnn_params *)call->params, (cnn_train_state *)call->train_state,
	                      (cnn_train_workspace *)call->workspace, count, (const uint8_t *)inputs[0],
	                      (const uint8_t *)inputs[1], sums);
}

static cr_status train_evaluate_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                     cr_train_sums *sums)
{
	return evaluate_run((cnn_params *)call->params, (cnn_train_workspace *)call->workspace, count,
	                    (const uint8_t *)inputs[0], (const uint8_t *)inputs[1], sums);
}

static void train_begin(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh)
{
	cnn_train_state *train_state = (cnn_train_state *)call->train_state;
	cnn_train_length(train_state, steps);
	if (!fresh)
		return;
	train_state->rng[0] = (uint32_t)seed;
	train_state->rng[1] = (uint32_t)(seed >> 32);
	train_state->rng[2] = train_state->rng[3] = 0;
	train_state->piece = 0;
}

static const cr_train_field train_fields[] = {
	{ "x", 784, CR_U8, 0, 0, 0, 0,
	  offsetof(cnn_train_workspace, batch_x) },
	{ "label", 1, CR_U8, CR_CHECK_RANGE, 0, 9, 0,
	  offsetof(cnn_train_workspace, batch_label) },
};
static const char *const train_metric_names[] = { "loss", "accuracy" };

static const cr_train_model train_model = {
	.identity = { "cnn", CNN_SIGNATURE, CNN_GRAPH },
	.train = "train",
	.batch = 32,
	.accumulate = 0,
	.metric_count = 2,
	.metric_names = train_metric_names,
	.field_count = 2,
	.fields = train_fields,
	.monitor = 1,
	.drop_remainder = 0,
	.params_size = sizeof(cnn_params),
	.params = &params_layout,
	.train_state = &train_state_layout,
	.begin = train_begin,
	.step = train_step_call,
	.evaluate = train_evaluate_call,
};

const struct cr_train_model *cnn_train_table(void)
{
	return &train_model;
}

static cr_status train_read(void *user, uint64_t index, void *const *out)
{
	const cnn_train_data *data = (const cnn_train_data *)user;
	const cnn_train_example example = { (uint8_t *)out[0], (uint8_t *)out[1] };
	return data->read(data->user, index, &example);
}

static const cr_train_source *train_source(const cnn_train_data *data, const void **arrays,
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

cr_status cnn_train(cnn_params *params, cnn_train_state *train_state, cnn_train_workspace *workspace,
                    const cnn_train_data *data, const cnn_train_data *validation,
                    const cr_train_options *options, cr_train_result *result, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, workspace };
	const void *arrays[2], *validation_arrays[2];
	cr_train_source source, validation_source;
	return cr_train_loop(&train_model, &call, train_source(data, arrays, &source),
		train_source(validation, validation_arrays, &validation_source), options, result, error);
}

cr_status cnn_train_save(const cnn_params *params, const cnn_train_state *train_state, const cr_store *store)
{
	const cr_train_call call = { (void *)params, 0, (void *)train_state, 0 };
	return cr_train_save(&train_model, &call, store);
}

cr_status cnn_train_load(cnn_params *params, cnn_train_state *train_state, const void *file, size_t size,
                         cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, 0 };
	const cr_status status = cr_train_load(&train_model, &call, file, size, error);
	if (status != CR_OK)
		return status;
	train_state->piece = 0;
	return status;
}

