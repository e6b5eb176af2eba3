/* saliency - kernels and entry points. Emitted by Crescent 1.0.0 from saliency.lua, command:
 *     crescent saliency.lua --main
 * Do not edit; edit saliency.lua. */
#define CR_FAST_FILE
#include "saliency.h"
#include "cr_math.h"
#include "cr_int.h"
#include "cr_reduce.h"
#include "cr_loop.h"
#include "cr_rng.h"
#include "cr_tile.h"
#include "cr_safetensors.h"

_Static_assert(sizeof(saliency_params) == SALIENCY_PARAMS_SIZE, "the params struct has no padding");

/* k1: divide    x u8[28,28] -> divide f32[28,28]
 * from saliency.lua:22 */
static void k1_divide(float *restrict divide, const uint8_t *restrict x)
{
	for (size_t i = 0; i < 784; i++)
		divide[i] = (float)x[i] / 255.0f;
}

/* k2: convolution add less_equal select    divide f32[28,28], kernel f32[3,3,1,32], bias f32[32] -> bordered
 * f32[900], conv2d_1 f32[1,28,28,32]
 * from saliency.lua:9 */
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
 * from saliency.lua:9 */
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
 * from saliency.lua:10 */
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
 * from saliency.lua:10 */
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
 * from saliency.lua:12 */
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
 * from saliency.lua:26 */
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
void saliency_infer(const saliency_params *params, saliency_infer_workspace *workspace, const uint8_t x[784],
                    float probs[10], int32_t best[1])
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

/* k8: reduce_max convert reduce_sum divide select argmax    dense_1 f32[1,10] -> d_select f32[10], best i32[]
 * from saliency.lua:34 */
static void k8_best(float *restrict d_select, int32_t *restrict best, const float *restrict dense_1)
{
	float lane[16];
	for (size_t l = 0; l < 16; l++)
		lane[l] = CR_MAX_INIT_F32;
	for (size_t i = 0; i < 10; i++)
		lane[i] = cr_maxf(lane[i], dense_1[i]);
	const float most = cr_join_max(lane);
	float lane2[16] = { 0.0f };
	for (size_t i = 0; i < 10; i++)
		lane2[i] += (float)(dense_1[i] == most);
	const float sum = cr_join_sum(lane2);
	const float v = 1.0f / sum;
	for (size_t i = 0; i < 10; i++)
		d_select[i] = dense_1[i] == most ? v : 0.0f;
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

/* k9: dot_general    d_select f32[10], kernel f32[3136,10] -> d_dense_1 f32[1,3136]
 * from saliency.lua:12 */
static void k9_dense_1_backward(float *restrict d_dense_1, const float *restrict d_select,
                                const float *restrict kernel)
{
	for (size_t col = 0; col < 3136; col += 64) {
		const size_t count = 3136 - col < 64 ? 3136 - col : 64;
		float dot[64];
		cr_dots(dot, count, 10, kernel + col * 10, 10, d_select);
		for (size_t l = 0; l < count; l++) {
			const size_t j = col + l;
			const float z = dot[l];
			d_dense_1[j] = z;
		}
	}
}

/* k10: select_and_scatter_add    conv2d_2 f32[1,14,14,64], d_dense_1 f32[1,3136] -> d_max_pooling2d_2
 * f32[1,14,14,64]
 * from saliency.lua:10 */
static void k10_max_pooling2d_2_backward(float *restrict d_max_pooling2d_2, const float *restrict conv2d_2,
                                         const float *restrict d_dense_1)
{
	for (size_t i = 0; i < 7; i++) {
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

/* k11: greater select    d_max_pooling2d_2 f32[1,14,14,64] -> d_conv2d_2 f32[1,14,14,64]; of 2 sizes
 * from saliency.lua:10 */
static void k11_greater(float *restrict d_conv2d_2, const float *restrict d_max_pooling2d_2, size_t size)
{
	for (size_t i = 0; i < size; i++)
		d_conv2d_2[i] = d_conv2d_2[i] > 0.0f ? d_max_pooling2d_2[i] : 0.0f;
}

/* k12: convolution    d_conv2d_2_2 f32[1,14,14,64], kernel f32[3,3,32,64] -> d_conv2d_2 f32[1,14,14,32]
 * from saliency.lua:10 */
static void k12_conv2d_2_backward(float *restrict d_conv2d_2, const float *restrict d_conv2d_2_2,
                                  const float *restrict kernel, float *restrict panels)
{
	for (size_t k = 0; k < 9; k++) {
		for (size_t panel = 0; panel < 4; panel++) {
			for (size_t col = 0; col < 32; col += 16) {
				cr_pack_b(panels + (col * 576 + panel * 256 + 8192 - k * 1024), 16, 16,
					kernel + panel * 4608 + k * 512 + col * 16, 1, 16);
			}
		}
	}
	for (size_t line = 0; line < 14; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 15, 1, 3);
		for (size_t row = 0; row < 14; row += CR_TILE_ROWS) {
			const size_t rows = 14 - row < CR_TILE_ROWS ? 14 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
				const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 13) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 896, 3072,
						192, d_conv2d_2_2 + (line * 896 + line2 * 896 + row * 64 - 960),
						64, 1, panels + line2 * 3072 + col * 576, 9216, 16);
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
								896, 3072, 64, d_conv2d_2_2 +
								(line * 896 + line2 * 896 + cell * 64 +
								first * 64 - 960), 64, 1,
								panels + line2 * 3072 + cell * 1024 + col * 576,
								9216, 16);
						}
					}
				}
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							d_conv2d_2[line * 448 + i * 32 + j] = z;
						}
					}
				}
			}
		}
	}
}

/* k13: select_and_scatter_add    conv2d_1 f32[1,28,28,32], d_conv2d_2 f32[1,14,14,32] -> d_max_pooling2d_1
 * f32[1,28,28,32]
 * from saliency.lua:9 */
static void k13_max_pooling2d_1_backward(float *restrict d_max_pooling2d_1, const float *restrict conv2d_1,
                                         const float *restrict d_conv2d_2)
{
	for (size_t i = 0; i < 14; i++) {
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

/* k14: convolution    d_conv2d_1_2 f32[1,28,28,32], kernel f32[3,3,1,32] -> d_conv2d_1 f32[1,28,28,1]
 * from saliency.lua:9 */
static void k14_conv2d_1_backward(float *restrict d_conv2d_1, const float *restrict d_conv2d_1_2,
                                  const float *restrict kernel, float *restrict panels)
{
	for (size_t k = 0; k < 9; k++) {
		for (size_t col = 0; col < 1; col += 16) {
			cr_pack_b(panels + (col * 288 + 4096 - k * 512), 1 - col < 16 ? 1 - col : 16, 32,
				kernel + k * 32 + col * 32, 1, 32);
		}
	}
	for (size_t line = 0; line < 28; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 29, 1, 3);
		for (size_t row = 0; row < 28; row += CR_TILE_ROWS) {
			const size_t rows = 28 - row < CR_TILE_ROWS ? 28 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 1; col += CR_TILE_COLS) {
				const size_t cols = 1 - col < CR_TILE_COLS ? 1 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 27) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 896, 1536,
						96, d_conv2d_1_2 + (line * 896 + line2 * 896 + row * 32 - 928),
						32, 1, panels + line2 * 1536 + col * 288, 4608, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 1);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 29, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end - line2,
								896, 1536, 32, d_conv2d_1_2 +
								(line * 896 + line2 * 896 + cell * 32 +
								first * 32 - 928), 32, 1,
								panels + line2 * 1536 + cell * 512 + col * 288,
								4608, 16);
						}
					}
				}
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < cols; l++) {
						const float z = tile[r * CR_TILE_COLS + l];
						d_conv2d_1[line * 28 + i] = z;
					}
				}
			}
		}
	}
}

/* k15: reshape    d_conv2d_1 f32[1,28,28,1] -> map f32[28,28]
 * from saliency.lua:19 */
static void k15_reshape_backward(float *restrict map, const float *restrict d_conv2d_1)
{
	for (size_t i = 0; i < 784; i++)
		map[i] = d_conv2d_1[i];
}

/* saliency: x u8[28,28] -> map f32[28,28], best i32[] */
void saliency_saliency(const saliency_params *params, saliency_saliency_workspace *workspace,
                       const uint8_t x[784], float map[784], int32_t best[1])
{
	float *const memory = workspace->memory;
	k1_divide(memory + 26000, x);
	k2_conv2d_1(memory + 25088, memory, memory + 26000, params->conv2d_1_kernel, params->conv2d_1_bias);
	k3_max_pooling2d_1(memory + 25088, memory);
	k4_conv2d_2(memory + 43520, memory + 25088, params->conv2d_2_kernel, params->conv2d_2_bias);
	k5_max_pooling2d_2(memory + 25088, memory + 43520);
	k6_dense_1(memory + 28224, memory + 25088, params->dense_1_kernel, params->dense_1_bias);
	k8_best(memory + 25088, best, memory + 28224);
	k9_dense_1_backward(memory + 37632, memory + 25088, params->dense_1_kernel);
	k10_max_pooling2d_2_backward(memory + 25088, memory + 43520, memory + 37632);
	k11_greater(memory + 43520, memory + 25088, 12544);
	k12_conv2d_2_backward(memory + 56064, memory + 43520, params->conv2d_2_kernel, memory + 25088);
	k13_max_pooling2d_1_backward(memory + 25088, memory, memory + 56064);
	k11_greater(memory, memory + 25088, 25088);
	k14_conv2d_1_backward(memory + 29696, memory, params->conv2d_1_kernel, memory + 25088);
	k15_reshape_backward(map, memory + 29696);
}

/* k16: reduce_max subtract exp reduce_sum    dense_1 f32[1,10] -> row f32[1], exp f32[1,10], sum f32[1]
 * from saliency.lua:42 */
static void k16_reduce_sum(float *restrict row, float *restrict exp, float *restrict sum,
                           const float *restrict dense_1)
{
	float lane[16];
	for (size_t l = 0; l < 16; l++)
		lane[l] = CR_MAX_INIT_F32;
	for (size_t j = 0; j < 10; j++)
		lane[j] = cr_maxf(lane[j], dense_1[j]);
	const float most = cr_join_max(lane);
	row[0] = most;
	for (size_t i = 0; i < 10; i++) {
		const float e = cr_expf(dense_1[i] - row[0]);
		exp[i] = e;
	}
	float lane2[16] = { 0.0f };
	for (size_t j = 0; j < 10; j++)
		lane2[j] += exp[j];
	const float sum2 = cr_join_sum(lane2);
	sum[0] = sum2;
}

/* k17: divide    -> d_divide f32[1]
 * from saliency.lua:42 */
static void k17_divide_backward(float *restrict d_divide)
{
	d_divide[0] = 1.0f / d_divide[0];
}

/* k18: multiply add    label u8[], d_divide f32[1] -> d_add f32[1,10]
 * from saliency.lua:42 */
static void k18_add_backward(float *restrict d_add, const uint8_t *restrict label,
                             const float *restrict d_divide)
{
	const uint8_t label2 = label[0];
	for (size_t i = 0; i < 10; i++)
		d_add[i] = ((int32_t)i == (int32_t)label2 ? -1.0f : 0.0f) + d_divide[0] * d_add[i];
}

/* k19: convolution sign multiply add maximum minimum multiply round convert convert divide    d_conv2d_1
 * f32[1,28,28,32], kernel f32[3,3,1,32], divide2 f32[28,28], epsilon f32[] -> image u8[28,28], divide
 * f32[28,28]
 * from saliency.lua:9, 22, 43, 44 */
static void k19_conv2d_1_backward(uint8_t *restrict image, float *restrict divide,
                                  const float *restrict d_conv2d_1, const float *restrict kernel,
                                  const float *restrict divide2, const float *restrict epsilon,
                                  float *restrict panels)
{
	const float epsilon2 = epsilon[0];
	for (size_t k = 0; k < 9; k++) {
		for (size_t col = 0; col < 1; col += 16) {
			cr_pack_b(panels + (col * 288 + 4096 - k * 512), 1 - col < 16 ? 1 - col : 16, 32,
				kernel + k * 32 + col * 32, 1, 32);
		}
	}
	for (size_t line = 0; line < 28; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 29, 1, 3);
		for (size_t row = 0; row < 28; row += CR_TILE_ROWS) {
			const size_t rows = 28 - row < CR_TILE_ROWS ? 28 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 1; col += CR_TILE_COLS) {
				const size_t cols = 1 - col < CR_TILE_COLS ? 1 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 27) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 896, 1536,
						96, d_conv2d_1 + (line * 896 + line2 * 896 + row * 32 - 928),
						32, 1, panels + line2 * 1536 + col * 288, 4608, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 1);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 29, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end - line2,
								896, 1536, 32, d_conv2d_1 +
								(line * 896 + line2 * 896 + cell * 32 +
								first * 32 - 928), 32, 1,
								panels + line2 * 1536 + cell * 512 + col * 288,
								4608, 16);
						}
					}
				}
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < cols; l++) {
						const float z = tile[r * CR_TILE_COLS + l];
						const uint8_t v =
							cr_f32_to_u8(cr_roundf(cr_minf(cr_maxf(divide2[line *
							28 + i] + epsilon2 * cr_signf(z), 0.0f), 1.0f) *
							255.0f));
						image[line * 28 + i] = v;
						divide[line * 28 + i] = (float)v / 255.0f;
					}
				}
			}
		}
	}
}

/* k20: argmax    dense_1 f32[1,10] -> best i32[]
 * from saliency.lua:45 */
static void k20_best(int32_t *restrict best, const float *restrict dense_1)
{
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

/* adversary: x u8[28,28], label u8[], epsilon f32[] -> image u8[28,28], best i32[] */
void saliency_adversary(const saliency_params *params, saliency_adversary_workspace *workspace,
                        const uint8_t x[784], const uint8_t label[1], const float epsilon[1],
                        uint8_t image[784], int32_t best[1])
{
	float *const memory = workspace->memory;
	k1_divide(memory + 62336, x);
	k2_conv2d_1(memory + 25088, memory, memory + 62336, params->conv2d_1_kernel, params->conv2d_1_bias);
	k3_max_pooling2d_1(memory + 25088, memory);
	k4_conv2d_2(memory + 43520, memory + 25088, params->conv2d_2_kernel, params->conv2d_2_bias);
	k5_max_pooling2d_2(memory + 25088, memory + 43520);
	k6_dense_1(memory + 28224, memory + 25088, params->dense_1_kernel, params->dense_1_bias);
	k16_reduce_sum(memory + 25088, memory + 25104, memory + 25120, memory + 28224);
	k17_divide_backward(memory + 25120);
	k18_add_backward(memory + 25104, label, memory + 25120);
	k9_dense_1_backward(memory + 37632, memory + 25104, params->dense_1_kernel);
	k10_max_pooling2d_2_backward(memory + 25088, memory + 43520, memory + 37632);
	k11_greater(memory + 43520, memory + 25088, 12544);
	k12_conv2d_2_backward(memory + 56064, memory + 43520, params->conv2d_2_kernel, memory + 25088);
	k13_max_pooling2d_1_backward(memory + 25088, memory, memory + 56064);
	k11_greater(memory, memory + 25088, 25088);
	k19_conv2d_1_backward(image, memory + 29696, memory, params->conv2d_1_kernel, memory + 62336, epsilon,
	                      memory + 25088);
	k2_conv2d_1(memory + 25088, memory, memory + 29696, params->conv2d_1_kernel, params->conv2d_1_bias);
	k3_max_pooling2d_1(memory + 25088, memory);
	k4_conv2d_2(memory, memory + 25088, params->conv2d_2_kernel, params->conv2d_2_bias);
	k5_max_pooling2d_2(memory + 12544, memory);
	k6_dense_1(memory, memory + 12544, params->dense_1_kernel, params->dense_1_bias);
	k20_best(best, memory);
}

/* k21: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[3,3,1,32]; of 2 sizes
 * from saliency.lua:9 */
static void k21_init(float *restrict kernel, const uint32_t *restrict seed, size_t size, uint64_t stream,
                     float factor, float factor2)
{
	for (size_t i = 0; i < size; i++) {
		kernel[i] = (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3], stream, i), 8u) *
			5.9604645e-08f * factor + factor2;
	}
}

/* k22: broadcast_in_dim    -> out f32[32]
 * from saliency.lua:9 */
static void k22_fill(float *restrict out)
{
	for (size_t i = 0; i < 32; i++)
		out[i] = 0.0f;
}

/* k23: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[3,3,32,64]
 * from saliency.lua:10 */
static void k23_init_conv2d_2_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t l = 0; l < 4; l++) {
		for (size_t i = 0; i < 288; i++) {
			for (size_t m = 0; m < 16; m++) {
				kernel[l * 4608 + i * 16 + m] =
					(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
					UINT64_C(0x5619f4fa4f2dc0d5), i * 64 + l * 16 + m), 8u) *
					5.9604645e-08f * 0.16666667f + -0.083333336f;
			}
		}
	}
}

/* k24: broadcast_in_dim    -> out f32[64]
 * from saliency.lua:10 */
static void k24_fill(float *restrict out)
{
	for (size_t i = 0; i < 64; i++)
		out[i] = 0.0f;
}

/* k25: broadcast_in_dim    -> out f32[10]
 * from saliency.lua:12 */
static void k25_fill(float *restrict out)
{
	for (size_t i = 0; i < 10; i++)
		out[i] = 0.0f;
}

/* init: seed seed; sets 6 tensors */
void saliency_init(saliency_params *params, saliency_init_workspace *workspace, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	(void)workspace;
	k21_init(params->conv2d_1_kernel, seed_words, 288, UINT64_C(0xa986bc55edf8aa8e), 0.28426763f,
	         -0.14213382f);
	k22_fill(params->conv2d_1_bias);
	k23_init_conv2d_2_kernel(params->conv2d_2_kernel, seed_words);
	k24_fill(params->conv2d_2_bias);
	k21_init(params->dense_1_kernel, seed_words, 31360, UINT64_C(0x54b666ddcb68c214), 0.08734263f,
	         -0.043671314f);
	k25_fill(params->dense_1_bias);
}

/* ---- parameters ---------------------------------------------------------------------------------- */

static const cr_st_identity identity = { "saliency", SALIENCY_SIGNATURE, SALIENCY_GRAPH };

const cr_tensor saliency_tensors[SALIENCY_TENSORS] = {
	{ "conv2d_1.kernel", CR_F32, 4, 1, 1, { 3, 3, 1, 32 } },
	{ "conv2d_1.bias", CR_F32, 1, 1, 1, { 32 } },
	{ "conv2d_2.kernel", CR_F32, 4, 1, 1, { 3, 3, 32, 64 } },
	{ "conv2d_2.bias", CR_F32, 1, 1, 1, { 64 } },
	{ "dense_1.kernel", CR_F32, 2, 1, 1, { 3136, 10 } },
	{ "dense_1.bias", CR_F32, 1, 1, 1, { 10 } },
};
static const size_t params_offsets[] = {
	offsetof(saliency_params, conv2d_1_kernel), offsetof(saliency_params, conv2d_1_bias),
	offsetof(saliency_params, conv2d_2_kernel), offsetof(saliency_params, conv2d_2_bias),
	offsetof(saliency_params, dense_1_kernel), offsetof(saliency_params, dense_1_bias)
};
static const uint32_t params_panels[] = {
	0, 0, 64, 0, 0, 0
};
static const cr_st_layout params_layout = {
	.tensors = saliency_tensors, .count = 6, .offset = params_offsets, .panels = params_panels
};

cr_status saliency_load(saliency_params *params, const void *file, size_t size, uint32_t flags,
                        cr_load_report *report, cr_error *error)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	return cr_st_load_weights(&part, &identity, file, size, flags, report, error);
}

cr_status saliency_save(const saliency_params *params, const cr_store *store)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_save_weights(&part, &identity, store);
}

uint64_t saliency_digest(const saliency_params *params)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_digest(&part);
}

void saliency_get(const saliency_params *params, uint32_t tensor, void *out)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	if (tensor >= SALIENCY_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&saliency_tensors[tensor]);
	const size_t width = cr_type_size(saliency_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_get(&part, tensor, first, cr_st_chunk(n, first), (char *)out + (size_t)first * width);
}

void saliency_set(saliency_params *params, uint32_t tensor, const void *in)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	if (tensor >= SALIENCY_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&saliency_tensors[tensor]);
	const size_t width = cr_type_size(saliency_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_put(&part, tensor, first, cr_st_chunk(n, first), (const char *)in + (size_t)first * width);
}

