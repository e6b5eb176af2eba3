/* alexnet - kernels and entry points. Emitted by Crescent 1.0.0 from alexnet.lua, command:
 *     crescent alexnet.lua --main
 * Do not edit; edit alexnet.lua. */
#define CR_FAST_FILE
#include "alexnet.h"
#include "cr_math.h"
#include "cr_int.h"
#include "cr_reduce.h"
#include "cr_loop.h"
#include "cr_rng.h"
#include "cr_tile.h"
#include "cr_safetensors.h"
#include "cr_train.h"

_Static_assert(sizeof(alexnet_params) == ALEXNET_PARAMS_SIZE, "the params struct has no padding");
_Static_assert(sizeof(alexnet_train_state) <= ALEXNET_TRAIN_STATE_SIZE, "the size in the header holds");

/* f32[3] */
static const float table_const[3] = { 123.68f, 116.779f, 103.939f };

/* k1: subtract    x u8[227,227,3], table f32[3] -> subtract f32[1,227,227,3]
 * from alexnet.lua:68 */
static void k1_subtract(float *restrict subtract, const uint8_t *restrict x, const float *restrict table)
{
	for (size_t i = 0; i < 51529; i++) {
		for (size_t l = 0; l < 3; l++)
			subtract[i * 3 + l] = (float)x[i * 3 + l] - table[l];
	}
}

/* k2: convolution add less_equal select multiply    subtract f32[1,227,227,3], kernel f32[11,11,3,96], bias
 * f32[96] -> conv2d_1 f32[1,55,55,96], local_response_norm_1 f32[1,55,55,96]
 * from alexnet.lua:24, 37 */
static void k2_sequential_1_conv2d_1(float *restrict conv2d_1, float *restrict local_response_norm_1,
                                     const float *restrict subtract, const float *restrict kernel,
                                     const float *restrict bias)
{
	for (size_t outer = 0; outer < 55; outer++) {
		for (size_t row = 0; row < 55; row += CR_TILE_ROWS) {
			const size_t rows = 55 - row < CR_TILE_ROWS ? 55 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 96; col += CR_TILE_COLS) {
				const size_t cols = 96 - col < CR_TILE_COLS ? 96 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
					tile[l] = 0.0f;
				for (size_t run = 0; run < 11; run++) {
					cr_tile_taps_add(tile, rows, (cols + 15) / 16, 11, 3, 48, 3,
						subtract + outer * 2724 + run * 681 + row * 12, 12, 1,
						kernel + run * 528 + col * 363, 5808, 16);
				}
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							const float v = z + bias[j];
							const float v2 = v <= 0.0f ? 0.0f : v;
							conv2d_1[outer * 5280 + i * 96 + j] = v2;
							local_response_norm_1[outer * 5280 + i * 96 + j] =
								v2 * v2;
						}
					}
				}
			}
		}
	}
}

/* k3: reduce_window_sum multiply add rsqrt sqrt multiply multiply    local_response_norm_1_2 f32[1,55,55,96],
 * conv2d_1 f32[1,55,55,96] -> local_response_norm_1 f32[1,55,55,96]; of 2 sizes
 * from alexnet.lua:37 */
CR_INLINE void k3_reduce_window_sum_sized(float *restrict local_response_norm_1,
                                          const float *restrict local_response_norm_1_2,
                                          const float *restrict conv2d_1, size_t size, size_t size2,
                                          size_t size3, size_t start)
{
	for (size_t j = 0; j < size; j++) {
		for (size_t lane = 0; lane < 2; lane++) {
			float sum = 0.0f;
			for (size_t cell = 0; cell < 5; cell++) {
				sum = sum + (lane + cell - 2 < size2 ?
					local_response_norm_1_2[j * size2 + lane + cell - 2] : 0.0f);
			}
			const float v = cr_rsqrtf(sum * 0.0001f + 2.0f);
			local_response_norm_1[j * size2 + lane] =
				conv2d_1[j * size2 + lane] * (v * cr_sqrtf(v));
		}
		for (size_t lane = 0; lane < size3; lane++) {
			float sum = local_response_norm_1_2[j * size2 + lane];
			sum = sum + local_response_norm_1_2[j * size2 + lane + 1];
			sum = sum + local_response_norm_1_2[j * size2 + lane + 2];
			sum = sum + local_response_norm_1_2[j * size2 + lane + 3];
			sum = sum + local_response_norm_1_2[j * size2 + lane + 4];
			const float v = cr_rsqrtf(sum * 0.0001f + 2.0f);
			local_response_norm_1[j * size2 + lane + 2] =
				conv2d_1[j * size2 + lane + 2] * (v * cr_sqrtf(v));
		}
		for (size_t lane = 0; lane < 2; lane++) {
			float sum = 0.0f;
			for (size_t cell = 0; cell < 5; cell++) {
				sum = sum + (lane + cell + size3 < size2 ?
					local_response_norm_1_2[j * size2 + lane + cell + size3] : 0.0f);
			}
			const float v = cr_rsqrtf(sum * 0.0001f + 2.0f);
			local_response_norm_1[j * size2 + lane + start] =
				conv2d_1[j * size2 + lane + start] * (v * cr_sqrtf(v));
		}
	}
}

/* k3:    local_response_norm_1_2 f32[1,55,55,96], conv2d_1 f32[1,55,55,96] -> local_response_norm_1
 * f32[1,55,55,96] */
static void k3_sequential_1_local_response_norm_1(float *restrict local_response_norm_1,
                                                  const float *restrict local_response_norm_1_2,
                                                  const float *restrict conv2d_1)
{
	k3_reduce_window_sum_sized(local_response_norm_1, local_response_norm_1_2, conv2d_1, 3025, 96, 92, 94);
}

/* k4: reduce_window_max    local_response_norm_1 f32[1,55,55,96] -> max_pooling2d_1 f32[1,27,27,96]
 * from alexnet.lua:32 */
static void k4_sequential_1_max_pooling2d_1(float *restrict max_pooling2d_1,
                                            const float *restrict local_response_norm_1)
{
	for (size_t j = 0; j < 27; j++) {
		for (size_t k = 0; k < 27; k++) {
			for (size_t lane = 0; lane < 96; lane++) {
				float most = local_response_norm_1[j * 10560 + k * 192 + lane];
				most = cr_maxf(most, local_response_norm_1[j * 10560 + k * 192 + lane + 96]);
				most = cr_maxf(most, local_response_norm_1[j * 10560 + k * 192 + lane + 192]);
				most = cr_maxf(most, local_response_norm_1[j * 10560 + k * 192 + lane + 5280]);
				most = cr_maxf(most, local_response_norm_1[j * 10560 + k * 192 + lane + 5376]);
				most = cr_maxf(most, local_response_norm_1[j * 10560 + k * 192 + lane + 5472]);
				most = cr_maxf(most, local_response_norm_1[j * 10560 + k * 192 + lane + 10560]);
				most = cr_maxf(most, local_response_norm_1[j * 10560 + k * 192 + lane + 10656]);
				most = cr_maxf(most, local_response_norm_1[j * 10560 + k * 192 + lane + 10752]);
				max_pooling2d_1[j * 2592 + k * 96 + lane] = most;
			}
		}
	}
}

/* k5: convolution add less_equal select multiply    max_pooling2d_1 f32[1,27,27,96], kernel f32[5,5,48,256],
 * bias f32[256] -> bordered f32[92256], conv2d_2 f32[1,27,27,256], local_response_norm_2 f32[1,27,27,256]
 * from alexnet.lua:24, 38 */
static void k5_sequential_1_conv2d_2(float *restrict bordered, float *restrict conv2d_2,
                                     float *restrict local_response_norm_2,
                                     const float *restrict max_pooling2d_1, const float *restrict kernel,
                                     const float *restrict bias)
{
	for (size_t i = 0; i < 31; i++) {
		for (size_t i2 = 0; i2 < 31; i2++) {
			for (size_t i3 = 0; i3 < 96; i3++) {
				bordered[i * 2976 + i2 * 96 + i3] = i - 2 < 27 && i2 - 2 < 27 ?
					max_pooling2d_1[i * 2592 + i2 * 96 + i3 - 5376] : 0.0f;
			}
		}
	}
	for (size_t group = 0; group < 2; group++) {
		for (size_t line = 0; line < 27; line++) {
			for (size_t row = 0; row < 27; row += CR_TILE_ROWS) {
				const size_t rows = 27 - row < CR_TILE_ROWS ? 27 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
					const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t line2 = 0; line2 < 5; line2++) {
						cr_tile_taps_add(tile, rows, (cols + 15) / 16, 5, 96, 768, 48,
							bordered + line * 2976 + line2 * 2976 + row * 96 +
							group * 48, 96, 1,
							kernel + group * 153600 + line2 * 3840 + col * 1200,
							19200, 16);
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								const float v = z + bias[group * 128 + j];
								const float v2 = v <= 0.0f ? 0.0f : v;
								conv2d_2[line * 6912 + i * 256 + group * 128 +
									j] = v2;
								local_response_norm_2[line * 6912 + i * 256 +
									group * 128 + j] = v2 * v2;
							}
						}
					}
				}
			}
		}
	}
}

/* k6:    local_response_norm_2_2 f32[1,27,27,256], conv2d_2 f32[1,27,27,256] -> local_response_norm_2
 * f32[1,27,27,256] */
static void k6_sequential_1_local_response_norm_2(float *restrict local_response_norm_2,
                                                  const float *restrict local_response_norm_2_2,
                                                  const float *restrict conv2d_2)
{
	k3_reduce_window_sum_sized(local_response_norm_2, local_response_norm_2_2, conv2d_2, 729, 256, 252,
	                           254);
}

/* k7: reduce_window_max    local_response_norm_2 f32[1,27,27,256] -> max_pooling2d_2 f32[1,13,13,256]
 * from alexnet.lua:32 */
static void k7_sequential_1_max_pooling2d_2(float *restrict max_pooling2d_2,
                                            const float *restrict local_response_norm_2)
{
	for (size_t j = 0; j < 13; j++) {
		for (size_t k = 0; k < 13; k++) {
			for (size_t lane = 0; lane < 256; lane++) {
				float most = local_response_norm_2[j * 13824 + k * 512 + lane];
				most = cr_maxf(most, local_response_norm_2[j * 13824 + k * 512 + lane + 256]);
				most = cr_maxf(most, local_response_norm_2[j * 13824 + k * 512 + lane + 512]);
				most = cr_maxf(most, local_response_norm_2[j * 13824 + k * 512 + lane + 6912]);
				most = cr_maxf(most, local_response_norm_2[j * 13824 + k * 512 + lane + 7168]);
				most = cr_maxf(most, local_response_norm_2[j * 13824 + k * 512 + lane + 7424]);
				most = cr_maxf(most, local_response_norm_2[j * 13824 + k * 512 + lane + 13824]);
				most = cr_maxf(most, local_response_norm_2[j * 13824 + k * 512 + lane + 14080]);
				most = cr_maxf(most, local_response_norm_2[j * 13824 + k * 512 + lane + 14336]);
				max_pooling2d_2[j * 3328 + k * 256 + lane] = most;
			}
		}
	}
}

/* k8: convolution add less_equal select    max_pooling2d_2 f32[1,13,13,256], kernel f32[3,3,256,384], bias
 * f32[384] -> conv2d_3 f32[1,13,13,384]
 * from alexnet.lua:24 */
static void k8_sequential_1_conv2d_3(float *restrict conv2d_3, const float *restrict max_pooling2d_2,
                                     const float *restrict kernel, const float *restrict bias)
{
	for (size_t block = 0; block < 6; block++) {
		for (size_t line = 0; line < 13; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 14, 1, 3);
			for (size_t row = 0; row < 13; row += CR_TILE_ROWS) {
				const size_t rows = 13 - row < CR_TILE_ROWS ? 13 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 12) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							3328, 12288, 768, max_pooling2d_2 +
							(line * 3328 + line2 * 3328 + row * 256 - 3584), 256, 1,
							kernel + block * 147456 + line2 * 12288 + col * 2304,
							36864, 16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 14, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 3328, 12288, 256,
									max_pooling2d_2 +
									(line * 3328 + line2 * 3328 +
									cell * 256 + first * 256 - 3584), 256,
									1, kernel + block * 147456 +
									line2 * 12288 + cell * 4096 +
									col * 2304, 36864, 16);
							}
						}
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								const float v = z + bias[block * 64 + j];
								conv2d_3[line * 4992 + i * 384 + block * 64 +
									j] = v <= 0.0f ? 0.0f : v;
							}
						}
					}
				}
			}
		}
	}
}

/* k9: convolution add less_equal select    conv2d_3 f32[1,13,13,384], kernel f32[3,3,192,384], bias f32[384] ->
 * conv2d_4 f32[1,13,13,384]; of 2 sizes
 * from alexnet.lua:24 */
CR_INLINE void k9_convolution_sized(float *restrict conv2d_4, const float *restrict conv2d_3,
                                    const float *restrict kernel, const float *restrict bias, size_t size,
                                    size_t stride, size_t stride2, size_t stride3, size_t stride4,
                                    size_t stride5)
{
	for (size_t group = 0; group < 2; group++) {
		for (size_t block = 0; block < 2; block++) {
			for (size_t line = 0; line < 13; line++) {
				const size_t line2 = cr_steps(line, 1, 1);
				const size_t line_end = cr_steps_most(line, 14, 1, 3);
				for (size_t row = 0; row < 13; row += CR_TILE_ROWS) {
					const size_t rows = 13 - row < CR_TILE_ROWS ? 13 - row : CR_TILE_ROWS;
					for (size_t col = 0; col < size; col += CR_TILE_COLS) {
						const size_t cols = size - col < CR_TILE_COLS ? size - col : CR_TILE_COLS;
						float tile[CR_TILE_ROWS * CR_TILE_COLS];
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 14, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 4992, 9216, 192,
									conv2d_3 + (line * 4992 + line2 * 4992 +
									cell * 384 + first * 384 + group * 192 -
									5376), 384, 1,
									kernel + group * stride +
									block * stride2 + line2 * 9216 +
									cell * 3072 + col * 1728, 27648, 16);
							}
						}
						for (size_t panel = 0; panel < cols; panel += 16) {
							for (size_t r = 0; r < rows; r++) {
								const size_t i = row + r;
								for (size_t l = 0; l < 16; l++) {
									const size_t j = col + panel + l;
									const float z = tile[r * CR_TILE_COLS + panel + l];
									const float v =
										z + bias[group * stride3 +
										block * size + j];
									conv2d_4[line * stride4 + i * stride5 +
										group * stride3 + block * size + j] =
										v <= 0.0f ? 0.0f : v;
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k9:    conv2d_3 f32[1,13,13,384], kernel f32[3,3,192,384], bias f32[384] -> conv2d_4 f32[1,13,13,384] */
static void k9_sequential_1_conv2d_4(float *restrict conv2d_4, const float *restrict conv2d_3,
                                     const float *restrict kernel, const float *restrict bias)
{
	k9_convolution_sized(conv2d_4, conv2d_3, kernel, bias, 96, 331776, 165888, 192, 4992, 384);
}

/* k10:    conv2d_4 f32[1,13,13,384], kernel f32[3,3,192,256], bias f32[256] -> conv2d_5 f32[1,13,13,256] */
static void k10_sequential_1_conv2d_5(float *restrict conv2d_5, const float *restrict conv2d_4,
                                      const float *restrict kernel, const float *restrict bias)
{
	k9_convolution_sized(conv2d_5, conv2d_4, kernel, bias, 64, 221184, 110592, 128, 3328, 256);
}

/* k11: reduce_window_max    conv2d_5 f32[1,13,13,256] -> max_pooling2d_3 f32[1,6,6,256]
 * from alexnet.lua:32 */
static void k11_sequential_1_max_pooling2d_3(float *restrict max_pooling2d_3, const float *restrict conv2d_5)
{
	for (size_t j = 0; j < 6; j++) {
		for (size_t k = 0; k < 6; k++) {
			for (size_t lane = 0; lane < 256; lane++) {
				float most = conv2d_5[j * 6656 + k * 512 + lane];
				most = cr_maxf(most, conv2d_5[j * 6656 + k * 512 + lane + 256]);
				most = cr_maxf(most, conv2d_5[j * 6656 + k * 512 + lane + 512]);
				most = cr_maxf(most, conv2d_5[j * 6656 + k * 512 + lane + 3328]);
				most = cr_maxf(most, conv2d_5[j * 6656 + k * 512 + lane + 3584]);
				most = cr_maxf(most, conv2d_5[j * 6656 + k * 512 + lane + 3840]);
				most = cr_maxf(most, conv2d_5[j * 6656 + k * 512 + lane + 6656]);
				most = cr_maxf(most, conv2d_5[j * 6656 + k * 512 + lane + 6912]);
				most = cr_maxf(most, conv2d_5[j * 6656 + k * 512 + lane + 7168]);
				max_pooling2d_3[j * 1536 + k * 256 + lane] = most;
			}
		}
	}
}

/* k12: dot_general add less_equal select    max_pooling2d_3 f32[1,6,6,256], kernel f32[9216,4096], bias
 * f32[4096] -> dense_1 f32[1,4096]
 * from alexnet.lua:29 */
static void k12_dense_1(float *restrict dense_1, const float *restrict max_pooling2d_3,
                        const float *restrict kernel, const float *restrict bias)
{
	for (size_t col = 0; col < 4096; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 4096 - col < 16 * CR_ROW_PANELS ? 4096 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 9216, max_pooling2d_3, 1, kernel + col * 9216, 147456, 16);
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

/* k13: dot_general add less_equal select    dense_1 f32[1,4096], kernel f32[4096,4096], bias f32[4096] ->
 * dense_2 f32[1,4096]
 * from alexnet.lua:29 */
static void k13_dense_2(float *restrict dense_2, const float *restrict dense_1, const float *restrict kernel,
                        const float *restrict bias)
{
	for (size_t col = 0; col < 4096; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 4096 - col < 16 * CR_ROW_PANELS ? 4096 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 4096, dense_1, 1, kernel + col * 4096, 65536, 16);
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

/* k14: dot_general add    dense_2 f32[1,4096], kernel f32[4096,1000], bias f32[1000] -> dense_3 f32[1,1000]
 * from alexnet.lua:59 */
static void k14_dense_3(float *restrict dense_3, const float *restrict dense_2, const float *restrict kernel,
                        const float *restrict bias)
{
	for (size_t col = 0; col < 1000; col += 1008) {
		const size_t cols = 1000 - col < 1008 ? 1000 - col : 1008;
		float row[1008];
		cr_row_all(row, (cols + 15) / 16, 4095, dense_2, 1, kernel + col, 16, 1000);
		for (size_t l = 0; l < cols; l++)
			row[l] += dense_2[4095] * kernel[l + col + 4095000];
		for (size_t l = 0; l < cols; l++) {
			const size_t j = col + l;
			const float z = row[l];
			dense_3[j] = z + bias[j];
		}
	}
}

/* k15: reduce_max subtract exp reduce_sum divide argmax    dense_3 f32[1,1000] -> row f32[1000], probs
 * f32[1000], best i32[]
 * from alexnet.lua:74 */
static void k15_probs(float *restrict row, float *restrict probs, int32_t *restrict best,
                      const float *restrict dense_3)
{
	float lane[16];
	for (size_t l = 0; l < 16; l++)
		lane[l] = CR_MAX_INIT_F32;
	size_t block = 0;
	for (; block + 16 <= 1000; block += 16) {
		CR_SIXTEEN
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] = cr_maxf(lane[l], dense_3[i]);
		}
	}
	for (size_t l = 0; block + l < 1000; l++) {
		const size_t i = block + l;
		lane[l] = cr_maxf(lane[l], dense_3[i]);
	}
	const float most = cr_join_max(lane);
	float lane2[16] = { 0.0f };
	size_t block2 = 0;
	for (; block2 + 16 <= 1000; block2 += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block2 + l;
			const float e = cr_expf(dense_3[i] - most);
			row[i] = e;
			lane2[l] += e;
		}
	}
	for (size_t l = 0; block2 + l < 1000; l++) {
		const size_t i = block2 + l;
		const float e = cr_expf(dense_3[i] - most);
		row[i] = e;
		lane2[l] += e;
	}
	const float sum = cr_join_sum(lane2);
	for (size_t i = 0; i < 1000; i++)
		probs[i] = row[i] / sum;
	float best_value = dense_3[0];
	int32_t best2 = 0;
	for (size_t i = 0; i < 1000; i++) {
		const float x = dense_3[i];
		const uint8_t better = (uint8_t)((x > best_value) | ((x != x) & (best_value == best_value)));
		best_value = better ? x : best_value;
		best2 = better ? (int32_t)i : best2;
	}
	best[0] = best2;
}

/* infer: x u8[227,227,3] -> probs f32[1000], best i32[] */
void alexnet_infer(const alexnet_params *params, alexnet_infer_workspace *workspace, const uint8_t x[154587],
                   float probs[1000], int32_t best[1])
{
	float *const memory = workspace->memory;
	k1_subtract(memory + 580800, x, table_const);
	k2_sequential_1_conv2d_1(memory, memory + 290400, memory + 580800, params->sequential_1_conv2d_1_kernel,
	                         params->sequential_1_conv2d_1_bias);
	k3_sequential_1_local_response_norm_1(memory + 580800, memory + 290400, memory);
	k4_sequential_1_max_pooling2d_1(memory + 465504, memory + 580800);
	k5_sequential_1_conv2d_2(memory + 373248, memory, memory + 186624, memory + 465504,
	                         params->sequential_1_conv2d_2_kernel, params->sequential_1_conv2d_2_bias);
	k6_sequential_1_local_response_norm_2(memory + 373248, memory + 186624, memory);
	k7_sequential_1_max_pooling2d_2(memory + 64896, memory + 373248);
	k8_sequential_1_conv2d_3(memory, memory + 64896, params->sequential_1_conv2d_3_kernel,
	                         params->sequential_1_conv2d_3_bias);
	k9_sequential_1_conv2d_4(memory + 64896, memory, params->sequential_1_conv2d_4_kernel,
	                         params->sequential_1_conv2d_4_bias);
	k10_sequential_1_conv2d_5(memory, memory + 64896, params->sequential_1_conv2d_5_kernel,
	                          params->sequential_1_conv2d_5_bias);
	k11_sequential_1_max_pooling2d_3(memory + 43264, memory);
	k12_dense_1(memory, memory + 43264, params->dense_1_kernel, params->dense_1_bias);
	k13_dense_2(memory + 4096, memory, params->dense_2_kernel, params->dense_2_bias);
	k14_dense_3(memory, memory + 4096, params->dense_3_kernel, params->dense_3_bias);
	k15_probs(memory + 1008, probs, best, memory);
}

/* k16: convert greater select divide select negate constant add    step u32[] -> loss_weight f32[], select
 * f32[], d_negate f32[], learning_rate f32[], add u32[]
 * from alexnet.lua:78, 80 */
static void k16_loss_weight(float *restrict loss_weight, float *restrict select, float *restrict d_negate,
                            float *restrict learning_rate, uint32_t *restrict add,
                            const uint32_t *restrict step, size_t n)
{
	const uint32_t step2 = step[0];
	const float v = (float)(int32_t)n;
	const uint8_t v2 = v > 0.0f;
	const float v3 = v2 ? 1.0f / (v2 ? v : 1.0f) : 0.0f;
	loss_weight[0] = v;
	select[0] = v3;
	d_negate[0] = -v3;
	learning_rate[0] = 0.01f;
	add[0] = step2 + 1u;
}

/* k17: subtract    x u8[n,227,227,3], table f32[3] -> subtract f32[n,227,227,3]
 * from alexnet.lua:68 */
static void k17_subtract(float *restrict subtract, const uint8_t *restrict x, const float *restrict table,
                         size_t n)
{
	for (size_t i = 0; i < n * 51529; i++) {
		for (size_t l = 0; l < 3; l++)
			subtract[i * 3 + l] = (float)x[i * 3 + l] - table[l];
	}
}

/* k18: convolution add less_equal select multiply    subtract f32[n,227,227,3], kernel f32[11,11,3,96], bias
 * f32[96] -> conv2d_1 f32[n,55,55,96], local_response_norm_1 f32[n,55,55,96]
 * from alexnet.lua:24, 37 */
static void k18_sequential_1_conv2d_1(float *restrict conv2d_1, float *restrict local_response_norm_1,
                                      const float *restrict subtract, const float *restrict kernel,
                                      const float *restrict bias, size_t n)
{
	for (size_t outer = 0; outer < n; outer++) {
		for (size_t outer2 = 0; outer2 < 55; outer2++) {
			for (size_t row = 0; row < 55; row += CR_TILE_ROWS) {
				const size_t rows = 55 - row < CR_TILE_ROWS ? 55 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 96; col += CR_TILE_COLS) {
					const size_t cols = 96 - col < CR_TILE_COLS ? 96 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t run = 0; run < 11; run++) {
						cr_tile_taps_add(tile, rows, (cols + 15) / 16, 11, 3, 48, 3,
							subtract + outer * 154587 + outer2 * 2724 + run * 681 +
							row * 12, 12, 1, kernel + run * 528 + col * 363, 5808,
							16);
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								const float v = z + bias[j];
								const float v2 = v <= 0.0f ? 0.0f : v;
								conv2d_1[outer * 290400 + outer2 * 5280 +
									i * 96 + j] = v2;
								local_response_norm_1[outer * 290400 +
									outer2 * 5280 + i * 96 + j] = v2 * v2;
							}
						}
					}
				}
			}
		}
	}
}

/* k19: reduce_window_sum multiply add rsqrt sqrt multiply    local_response_norm_1_4 f32[n,55,55,96], conv2d_1
 * f32[n,55,55,96] -> local_response_norm_1 f32[n,55,55,96], local_response_norm_1_2 f32[n,55,55,96],
 * local_response_norm_1_3 f32[n,55,55,96]; of 2 sizes
 * from alexnet.lua:37 */
CR_INLINE void k19_reduce_window_sum_sized(float *restrict local_response_norm_1,
                                           float *restrict local_response_norm_1_2,
                                           float *restrict local_response_norm_1_3,
                                           const float *restrict local_response_norm_1_4,
                                           const float *restrict conv2d_1, size_t n, size_t size, size_t size2,
                                           size_t size3, size_t start)
{
	for (size_t i = 0; i < n * size; i++) {
		for (size_t lane = 0; lane < 2; lane++) {
			float sum = 0.0f;
			for (size_t cell = 0; cell < 5; cell++) {
				sum = sum + (lane + cell - 2 < size2 ?
					local_response_norm_1_4[i * size2 + lane + cell - 2] : 0.0f);
			}
			const float v = cr_rsqrtf(sum * 0.0001f + 2.0f);
			const float v2 = cr_sqrtf(v);
			local_response_norm_1[i * size2 + lane] = v;
			local_response_norm_1_2[i * size2 + lane] = v2;
			local_response_norm_1_3[i * size2 + lane] = conv2d_1[i * size2 + lane] * (v * v2);
		}
		for (size_t lane = 0; lane < size3; lane++) {
			float sum = local_response_norm_1_4[i * size2 + lane];
			sum = sum + local_response_norm_1_4[i * size2 + lane + 1];
			sum = sum + local_response_norm_1_4[i * size2 + lane + 2];
			sum = sum + local_response_norm_1_4[i * size2 + lane + 3];
			sum = sum + local_response_norm_1_4[i * size2 + lane + 4];
			const float v = cr_rsqrtf(sum * 0.0001f + 2.0f);
			const float v2 = cr_sqrtf(v);
			local_response_norm_1[i * size2 + lane + 2] = v;
			local_response_norm_1_2[i * size2 + lane + 2] = v2;
			local_response_norm_1_3[i * size2 + lane + 2] =
				conv2d_1[i * size2 + lane + 2] * (v * v2);
		}
		for (size_t lane = 0; lane < 2; lane++) {
			float sum = 0.0f;
			for (size_t cell = 0; cell < 5; cell++) {
				sum = sum + (lane + cell + size3 < size2 ?
					local_response_norm_1_4[i * size2 + lane + cell + size3] : 0.0f);
			}
			const float v = cr_rsqrtf(sum * 0.0001f + 2.0f);
			const float v2 = cr_sqrtf(v);
			local_response_norm_1[i * size2 + lane + start] = v;
			local_response_norm_1_2[i * size2 + lane + start] = v2;
			local_response_norm_1_3[i * size2 + lane + start] =
				conv2d_1[i * size2 + lane + start] * (v * v2);
		}
	}
}

/* k19:    local_response_norm_1_4 f32[n,55,55,96], conv2d_1 f32[n,55,55,96] -> local_response_norm_1
 * f32[n,55,55,96], local_response_norm_1_2 f32[n,55,55,96], local_response_norm_1_3 f32[n,55,55,96] */
static void k19_sequential_1_local_response_norm_1(float *restrict local_response_norm_1,
                                                   float *restrict local_response_norm_1_2,
                                                   float *restrict local_response_norm_1_3,
                                                   const float *restrict local_response_norm_1_4,
                                                   const float *restrict conv2d_1, size_t n)
{
	k19_reduce_window_sum_sized(local_response_norm_1, local_response_norm_1_2, local_response_norm_1_3,
	                            local_response_norm_1_4, conv2d_1, n, 3025, 96, 92, 94);
}

/* k20: reduce_window_max    local_response_norm_1 f32[n,55,55,96] -> max_pooling2d_1 f32[n,27,27,96]
 * from alexnet.lua:32 */
static void k20_sequential_1_max_pooling2d_1(float *restrict max_pooling2d_1,
                                             const float *restrict local_response_norm_1, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 27; j++) {
			for (size_t k = 0; k < 27; k++) {
				for (size_t lane = 0; lane < 96; lane++) {
					float most = local_response_norm_1[i * 290400 + j * 10560 + k * 192 +
						lane];
					most = cr_maxf(most, local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 96]);
					most = cr_maxf(most, local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 192]);
					most = cr_maxf(most, local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 5280]);
					most = cr_maxf(most, local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 5376]);
					most = cr_maxf(most, local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 5472]);
					most = cr_maxf(most, local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 10560]);
					most = cr_maxf(most, local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 10656]);
					most = cr_maxf(most, local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 10752]);
					max_pooling2d_1[i * 69984 + j * 2592 + k * 96 + lane] = most;
				}
			}
		}
	}
}

/* k21: convolution add less_equal select multiply    max_pooling2d_1 f32[n,27,27,96], kernel f32[5,5,48,256],
 * bias f32[256] -> bordered f32[1476096], conv2d_2 f32[n,27,27,256], local_response_norm_2 f32[n,27,27,256]
 * from alexnet.lua:24, 38 */
static void k21_sequential_1_conv2d_2(float *restrict bordered, float *restrict conv2d_2,
                                      float *restrict local_response_norm_2,
                                      const float *restrict max_pooling2d_1, const float *restrict kernel,
                                      const float *restrict bias, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 31; i2++) {
			for (size_t i3 = 0; i3 < 31; i3++) {
				for (size_t i4 = 0; i4 < 96; i4++) {
					bordered[i * 92256 + i2 * 2976 + i3 * 96 + i4] = i2 - 2 < 27 &&
						i3 - 2 < 27 ? max_pooling2d_1[i * 69984 + i2 * 2592 + i3 * 96 +
						i4 - 5376] : 0.0f;
				}
			}
		}
	}
	for (size_t group = 0; group < 2; group++) {
		for (size_t image = 0; image < n; image++) {
			for (size_t line = 0; line < 27; line++) {
				for (size_t row = 0; row < 27; row += CR_TILE_ROWS) {
					const size_t rows = 27 - row < CR_TILE_ROWS ? 27 - row : CR_TILE_ROWS;
					for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
						const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
						float tile[CR_TILE_ROWS * CR_TILE_COLS];
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t line2 = 0; line2 < 5; line2++) {
							cr_tile_taps_add(tile, rows, (cols + 15) / 16, 5, 96,
								768, 48, bordered + image * 92256 +
								line * 2976 + line2 * 2976 + row * 96 +
								group * 48, 96, 1,
								kernel + group * 153600 + line2 * 3840 +
								col * 1200, 19200, 16);
						}
						for (size_t panel = 0; panel < cols; panel += 16) {
							for (size_t r = 0; r < rows; r++) {
								const size_t i = row + r;
								for (size_t l = 0; l < 16; l++) {
									const size_t j = col + panel + l;
									const float z = tile[r * CR_TILE_COLS + panel + l];
									const float v =
										z + bias[group * 128 + j];
									const float v2 = v <= 0.0f ? 0.0f : v;
									conv2d_2[image * 186624 + line * 6912 +
										i * 256 + group * 128 + j] = v2;
									local_response_norm_2[image * 186624 +
										line * 6912 + i * 256 + group * 128 +
										j] = v2 * v2;
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k22:    local_response_norm_2_4 f32[n,27,27,256], conv2d_2 f32[n,27,27,256] -> local_response_norm_2
 * f32[n,27,27,256], local_response_norm_2_2 f32[n,27,27,256], local_response_norm_2_3 f32[n,27,27,256] */
static void k22_sequential_1_local_response_norm_2(float *restrict local_response_norm_2,
                                                   float *restrict local_response_norm_2_2,
                                                   float *restrict local_response_norm_2_3,
                                                   const float *restrict local_response_norm_2_4,
                                                   const float *restrict conv2d_2, size_t n)
{
	k19_reduce_window_sum_sized(local_response_norm_2, local_response_norm_2_2, local_response_norm_2_3,
	                            local_response_norm_2_4, conv2d_2, n, 729, 256, 252, 254);
}

/* k23: reduce_window_max    local_response_norm_2 f32[n,27,27,256] -> max_pooling2d_2 f32[n,13,13,256]
 * from alexnet.lua:32 */
static void k23_sequential_1_max_pooling2d_2(float *restrict max_pooling2d_2,
                                             const float *restrict local_response_norm_2, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 13; j++) {
			for (size_t k = 0; k < 13; k++) {
				for (size_t lane = 0; lane < 256; lane++) {
					float most = local_response_norm_2[i * 186624 + j * 13824 + k * 512 +
						lane];
					most = cr_maxf(most, local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 256]);
					most = cr_maxf(most, local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 512]);
					most = cr_maxf(most, local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 6912]);
					most = cr_maxf(most, local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 7168]);
					most = cr_maxf(most, local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 7424]);
					most = cr_maxf(most, local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 13824]);
					most = cr_maxf(most, local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 14080]);
					most = cr_maxf(most, local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 14336]);
					max_pooling2d_2[i * 43264 + j * 3328 + k * 256 + lane] = most;
				}
			}
		}
	}
}

/* k24: convolution add less_equal select    max_pooling2d_2 f32[n,13,13,256], kernel f32[3,3,256,384], bias
 * f32[384] -> conv2d_3 f32[n,13,13,384]
 * from alexnet.lua:24 */
static void k24_sequential_1_conv2d_3(float *restrict conv2d_3, const float *restrict max_pooling2d_2,
                                      const float *restrict kernel, const float *restrict bias, size_t n)
{
	for (size_t block = 0; block < 6; block++) {
		for (size_t image = 0; image < n; image++) {
			for (size_t line = 0; line < 13; line++) {
				const size_t line2 = cr_steps(line, 1, 1);
				const size_t line_end = cr_steps_most(line, 14, 1, 3);
				for (size_t row = 0; row < 13; row += CR_TILE_ROWS) {
					const size_t rows = 13 - row < CR_TILE_ROWS ? 13 - row : CR_TILE_ROWS;
					for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
						const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
						float tile[CR_TILE_ROWS * CR_TILE_COLS];
						if (row >= 1 && row + rows <= 12) {
							cr_tile_taps(tile, rows, (cols + 15) / 16,
								line_end - line2, 3328, 12288, 768,
								max_pooling2d_2 +
								(image * 43264 + line * 3328 + line2 * 3328 +
								row * 256 - 3584), 256, 1,
								kernel + block * 147456 + line2 * 12288 +
								col * 2304, 36864, 16);
						} else {
							for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
								tile[l] = 0.0f;
							for (size_t cell = 0; cell < 3; cell++) {
								const size_t least = cr_steps(cell, 1, 1);
								const size_t first = least < row ? row : least;
								const size_t end = cr_steps_most(cell, 14, 1, row + rows);
								if (first < end) {
									cr_tile_taps_add(tile +
										(first - row) * CR_TILE_COLS,
										end - first, (cols + 15) / 16,
										line_end - line2, 3328, 12288, 256,
										max_pooling2d_2 +
										(image * 43264 + line * 3328 +
										line2 * 3328 + cell * 256 +
										first * 256 - 3584), 256, 1,
										kernel + block * 147456 +
										line2 * 12288 + cell * 4096 +
										col * 2304, 36864, 16);
								}
							}
						}
						for (size_t panel = 0; panel < cols; panel += 16) {
							for (size_t r = 0; r < rows; r++) {
								const size_t i = row + r;
								for (size_t l = 0; l < 16; l++) {
									const size_t j = col + panel + l;
									const float z = tile[r * CR_TILE_COLS + panel + l];
									const float v =
										z + bias[block * 64 + j];
									conv2d_3[image * 64896 + line * 4992 +
										i * 384 + block * 64 + j] = v <= 0.0f ?
										0.0f : v;
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k25: convolution add less_equal select    conv2d_3 f32[n,13,13,384], kernel f32[3,3,192,384], bias f32[384]
 * -> conv2d_4 f32[n,13,13,384]; of 2 sizes
 * from alexnet.lua:24 */
CR_INLINE void k25_convolution_sized(float *restrict conv2d_4, const float *restrict conv2d_3,
                                     const float *restrict kernel, const float *restrict bias, size_t n,
                                     size_t size, size_t stride, size_t stride2, size_t stride3, size_t stride4,
                                     size_t stride5, size_t stride6)
{
	for (size_t group = 0; group < 2; group++) {
		for (size_t block = 0; block < 2; block++) {
			for (size_t image = 0; image < n; image++) {
				for (size_t line = 0; line < 13; line++) {
					const size_t line2 = cr_steps(line, 1, 1);
					const size_t line_end = cr_steps_most(line, 14, 1, 3);
					for (size_t row = 0; row < 13; row += CR_TILE_ROWS) {
						const size_t rows = 13 - row < CR_TILE_ROWS ? 13 - row : CR_TILE_ROWS;
						for (size_t col = 0; col < size; col += CR_TILE_COLS) {
							const size_t cols = size - col < CR_TILE_COLS ? size - col : CR_TILE_COLS;
							float tile[CR_TILE_ROWS * CR_TILE_COLS];
							for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
								tile[l] = 0.0f;
							for (size_t cell = 0; cell < 3; cell++) {
								const size_t least = cr_steps(cell, 1, 1);
								const size_t first = least < row ? row : least;
								const size_t end = cr_steps_most(cell, 14, 1, row + rows);
								if (first < end) {
									cr_tile_taps_add(tile +
										(first - row) * CR_TILE_COLS,
										end - first, (cols + 15) / 16,
										line_end - line2, 4992, 9216, 192,
										conv2d_3 + (image * 64896 +
										line * 4992 + line2 * 4992 +
										cell * 384 + first * 384 + group * 192 -
										5376), 384, 1,
										kernel + group * stride +
										block * stride2 + line2 * 9216 +
										cell * 3072 + col * 1728, 27648, 16);
								}
							}
							for (size_t panel = 0; panel < cols; panel += 16) {
								for (size_t r = 0; r < rows; r++) {
									const size_t i = row + r;
									for (size_t l = 0; l < 16; l++) {
										const size_t j = col + panel + l;
										const float z = tile[r * CR_TILE_COLS + panel + l];
										const float v =
											z + bias[group * stride3 +
											block * size + j];
										conv2d_4[image * stride4 +
											line * stride5 + i * stride6 +
											group * stride3 + block * size + j] =
											v <= 0.0f ? 0.0f : v;
									}
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k25:    conv2d_3 f32[n,13,13,384], kernel f32[3,3,192,384], bias f32[384] -> conv2d_4 f32[n,13,13,384] */
static void k25_sequential_1_conv2d_4(float *restrict conv2d_4, const float *restrict conv2d_3,
                                      const float *restrict kernel, const float *restrict bias, size_t n)
{
	k25_convolution_sized(conv2d_4, conv2d_3, kernel, bias, n, 96, 331776, 165888, 192, 64896, 4992, 384);
}

/* k26:    conv2d_4 f32[n,13,13,384], kernel f32[3,3,192,256], bias f32[256] -> conv2d_5 f32[n,13,13,256] */
static void k26_sequential_1_conv2d_5(float *restrict conv2d_5, const float *restrict conv2d_4,
                                      const float *restrict kernel, const float *restrict bias, size_t n)
{
	k25_convolution_sized(conv2d_5, conv2d_4, kernel, bias, n, 64, 221184, 110592, 128, 43264, 3328, 256);
}

/* k27: reduce_window_max    conv2d_5 f32[n,13,13,256] -> max_pooling2d_3 f32[n,6,6,256]
 * from alexnet.lua:32 */
static void k27_sequential_1_max_pooling2d_3(float *restrict max_pooling2d_3, const float *restrict conv2d_5,
                                             size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 6; j++) {
			for (size_t k = 0; k < 6; k++) {
				for (size_t lane = 0; lane < 256; lane++) {
					float most = conv2d_5[i * 43264 + j * 6656 + k * 512 + lane];
					most = cr_maxf(most, conv2d_5[i * 43264 + j * 6656 + k * 512 + lane +
						256]);
					most = cr_maxf(most, conv2d_5[i * 43264 + j * 6656 + k * 512 + lane +
						512]);
					most = cr_maxf(most, conv2d_5[i * 43264 + j * 6656 + k * 512 + lane +
						3328]);
					most = cr_maxf(most, conv2d_5[i * 43264 + j * 6656 + k * 512 + lane +
						3584]);
					most = cr_maxf(most, conv2d_5[i * 43264 + j * 6656 + k * 512 + lane +
						3840]);
					most = cr_maxf(most, conv2d_5[i * 43264 + j * 6656 + k * 512 + lane +
						6656]);
					most = cr_maxf(most, conv2d_5[i * 43264 + j * 6656 + k * 512 + lane +
						6912]);
					most = cr_maxf(most, conv2d_5[i * 43264 + j * 6656 + k * 512 + lane +
						7168]);
					max_pooling2d_3[i * 9216 + j * 1536 + k * 256 + lane] = most;
				}
			}
		}
	}
}

/* k28: dot_general add less_equal select    max_pooling2d_3 f32[n,6,6,256], kernel f32[9216,4096], bias
 * f32[4096] -> dense_1 f32[n,4096]; of 2 sizes
 * from alexnet.lua:29 */
static void k28_dot_general(float *restrict dense_1, const float *restrict max_pooling2d_3,
                            const float *restrict kernel, const float *restrict bias, float *restrict rows_,
                            size_t n, size_t size)
{
	/* 256 columns of kernel at a time stay in the cache */
	for (size_t block = 0; block < 4096; block += 256) {
		const size_t block_end = 4096 - block < 256 ? 4096 : block + 256;
		for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
			const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
			float *const packed_rows = rows_;
			cr_pack_a(packed_rows, rows, size, max_pooling2d_3 + row * size, size, 1);
			for (size_t col = block; col < block_end; col += CR_TILE_COLS) {
				const size_t cols = block_end - col < CR_TILE_COLS ? block_end - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, size, packed_rows, 1, CR_TILE_ROWS,
					kernel + col * size, size * 16, 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							const float v = z + bias[j];
							dense_1[i * 4096 + j] = v <= 0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k29: rng_bits shift_right convert multiply less select    rng u32[4], dense_1 f32[n,4096] -> dropout_1
 * bool[n,4096], dropout_1_2 f32[n,4096]; of 2 sizes
 * from alexnet.lua:58 */
static void k29_rng_bits(uint8_t *restrict dropout_1, float *restrict dropout_1_2, const uint32_t *restrict rng,
                         const float *restrict dense_1, size_t n, uint64_t stream)
{
	for (size_t i = 0; i < n * 4096; i++) {
		const uint8_t v = (float)cr_shr_u32(cr_rng_bits(rng[0], rng[1], rng[2], rng[3], stream, i),
			8u) * 5.9604645e-08f < 0.5f;
		dropout_1[i] = v;
		dropout_1_2[i] = v ? dense_1[i] * 2.0f : 0.0f;
	}
}

/* k30: dot_general add    dropout_2 f32[n,4096], kernel f32[4096,1000], bias f32[1000] -> dense_3 f32[n,1000]
 * from alexnet.lua:59 */
static void k30_dense_3(float *restrict dense_3, const float *restrict dropout_2, const float *restrict kernel,
                        const float *restrict bias, float *restrict rows_, size_t n)
{
	/* 256 columns of kernel at a time stay in the cache */
	for (size_t block = 0; block < 1000; block += 256) {
		const size_t block_end = 1000 - block < 256 ? 1000 : block + 256;
		for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
			const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
			float *const packed_rows = rows_;
			cr_pack_a(packed_rows, rows, 4096, dropout_2 + row * 4096, 4096, 1);
			for (size_t col = block; col < block_end; col += CR_TILE_COLS) {
				const size_t cols = block_end - col < CR_TILE_COLS ? block_end - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, 4096, packed_rows, 1, CR_TILE_ROWS,
					kernel + col + (cols < 16 ? cols : 16) - 16, cols - 16, 1000);
				for (size_t panel = 0; panel < cols; panel += 16) {
					/* a panel that is not whole began earlier */
					const size_t skip = cols - panel < 16 ? 16 - (cols - panel) : 0;
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = skip; l < 16; l++) {
							const size_t j = col + panel + l - skip;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							dense_3[i * 1000 + j] = z + bias[j];
						}
					}
				}
			}
		}
	}
}

/* k31: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert divide multiply
 * add reduce_sum    dense_3 f32[n,1000], label i32[n], select f32[], d_negate f32[] -> row f32[1000], row2
 * f32[1000], d_dense_3 f32[1000], subtract f32[n], convert f32[n], d_add f32[n,1000]
 * from alexnet.lua:59, 80, 81 */
static void k31_dense_3_backward(float *restrict row, float *restrict row2, float *restrict d_dense_3,
                                 float *restrict subtract, float *restrict convert, float *restrict d_add,
                                 const float *restrict dense_3, const int32_t *restrict label,
                                 const float *restrict select, const float *restrict d_negate, size_t n)
{
	const float select2 = select[0];
	const float d_negate2 = d_negate[0];
	for (size_t i = 0; i < 1000; i++)
		d_dense_3[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		float lane[16];
		for (size_t l = 0; l < 16; l++)
			lane[l] = CR_MAX_INIT_F32;
		size_t block = 0;
		for (; block + 16 <= 1000; block += 16) {
			CR_SIXTEEN
			for (size_t l = 0; l < 16; l++) {
				const size_t j = block + l;
				lane[l] = cr_maxf(lane[l], dense_3[i * 1000 + j]);
			}
		}
		for (size_t l = 0; block + l < 1000; l++) {
			const size_t j = block + l;
			lane[l] = cr_maxf(lane[l], dense_3[i * 1000 + j]);
		}
		const float most = cr_join_max(lane);
		float lane2[16] = { 0.0f };
		size_t block2 = 0;
		for (; block2 + 16 <= 1000; block2 += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = block2 + l;
				const float v = dense_3[i * 1000 + j] - most;
				const float e = cr_expf(v);
				row[j] = v;
				row2[j] = e;
				lane2[l] += e;
			}
		}
		for (size_t l = 0; block2 + l < 1000; l++) {
			const size_t j = block2 + l;
			const float v = dense_3[i * 1000 + j] - most;
			const float e = cr_expf(v);
			row[j] = v;
			row2[j] = e;
			lane2[l] += e;
		}
		const float sum = cr_join_sum(lane2);
		float lane3[16] = { 0.0f };
		size_t block3 = 0;
		for (; block3 + 16 <= 1000; block3 += 16) {
			CR_SIXTEEN
			for (size_t l = 0; l < 16; l++) {
				const size_t j = block3 + l;
				lane3[l] += (int32_t)j == label[i] ? row[j] : 0.0f;
			}
		}
		for (size_t l = 0; block3 + l < 1000; l++) {
			const size_t j = block3 + l;
			lane3[l] += (int32_t)j == label[i] ? row[j] : 0.0f;
		}
		const float sum2 = cr_join_sum(lane3);
		const float v = select2 / sum;
		subtract[i] = cr_logf(sum) - sum2;
		float best_value = dense_3[i * 1000];
		int32_t best = 0;
		for (size_t j = 0; j < 1000; j++) {
			const float x = dense_3[i * 1000 + j];
			const uint8_t better = (uint8_t)((x > best_value) |
				((x != x) & (best_value == best_value)));
			best_value = better ? x : best_value;
			best = better ? (int32_t)j : best;
		}
		convert[i] = (float)(best == label[i]);
		for (size_t i2 = 0; i2 < 1000; i2++) {
			const float v2 = ((int32_t)i2 == label[i] ? d_negate2 : 0.0f) + v * row2[i2];
			d_dense_3[i2] += v2;
			d_add[i * 1000 + i2] = v2;
		}
	}
}

/* k32: reduce_sum reduce_sum is_finite    subtract f32[n], convert f32[n] -> loss f32[], accuracy f32[],
 * is_finite bool[]
 * from alexnet.lua:78 */
static void k32_loss(float *restrict loss, float *restrict accuracy, uint8_t *restrict is_finite,
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

/* k33: dot_general select multiply select    d_add f32[n,1000], kernel f32[4096,1000], dropout_2 bool[n,4096]
 * -> d_dense_2 f32[n,4096]
 * from alexnet.lua:29, 58, 59 */
static void k33_dense_3_backward(float *restrict d_dense_2, const float *restrict d_add,
                                 const float *restrict kernel, const uint8_t *restrict dropout_2,
                                 float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 4096; col += 16)
		cr_pack_b(panels + col * 1000, 16, 1000, kernel + col * 1000, 1, 1000);
	/* 256 columns of kernel at a time stay in the cache */
	for (size_t block = 0; block < 4096; block += 256) {
		const size_t block_end = 4096 - block < 256 ? 4096 : block + 256;
		for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
			const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
			for (size_t col = block; col < block_end; col += CR_TILE_COLS) {
				const size_t cols = block_end - col < CR_TILE_COLS ? block_end - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, 1000, d_add + row * 1000, 1000, 1,
					panels + col * 1000, 16000, 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							d_dense_2[i * 4096 + j] =
								d_dense_2[i * 4096 + j] > 0.0f ?
								(dropout_2[i * 4096 + j] ? z : 0.0f) * 2.0f :
								0.0f;
						}
					}
				}
			}
		}
	}
}

/* k34: dot_general    dropout_2 f32[n,4096], d_add f32[n,1000] -> d_dense_3 f32[4096,1000]
 * from alexnet.lua:59 */
static void k34_dense_3_backward(float *restrict d_dense_3, const float *restrict dropout_2,
                                 const float *restrict d_add, float *restrict panels, float *restrict rows_,
                                 size_t n)
{
	for (size_t col = 0; col < 1000; col += 16)
		cr_pack_b(panels + col * n, 1000 - col < 16 ? 1000 - col : 16, n, d_add + col, 1000, 1);
	for (size_t row = 0; row < 4096; row += CR_TILE_ROWS) {
		const size_t rows = 4096 - row < CR_TILE_ROWS ? 4096 - row : CR_TILE_ROWS;
		float *const packed_rows = rows_;
		cr_pack_a(packed_rows, rows, n, dropout_2 + row, 1, 4096);
		for (size_t col = 0; col < 1000; col += CR_TILE_COLS) {
			const size_t cols = 1000 - col < CR_TILE_COLS ? 1000 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, n, packed_rows, 1, CR_TILE_ROWS, panels + col * n,
				(n * 16), 16);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					d_dense_3[i * 1000 + j] = z;
				}
			}
		}
	}
}

/* k35: reduce_sum    d_dense_2_2 f32[n,4096] -> d_dense_2 f32[4096]
 * from alexnet.lua:29 */
static void k35_dense_2_backward(float *restrict d_dense_2, const float *restrict d_dense_2_2, size_t n)
{
	for (size_t i = 0; i < 4096; i++)
		d_dense_2[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 4096; i2++)
			d_dense_2[i2] += d_dense_2_2[i * 4096 + i2];
	}
}

/* k36: dot_general select multiply select    d_dense_2 f32[n,4096], kernel f32[4096,4096], dropout_1
 * bool[n,4096] -> d_dense_1 f32[n,4096]
 * from alexnet.lua:29, 58 */
static void k36_dense_2_backward(float *restrict d_dense_1, const float *restrict d_dense_2,
                                 const float *restrict kernel, const uint8_t *restrict dropout_1,
                                 float *restrict panels, float *restrict rows_, size_t n)
{
	for (size_t col = 0; col < 4096; col += 16)
		for (size_t k = 0; k < 4096; k += 16)
			cr_pack_b(panels + col * 4096 + k * 16, 16, 16, kernel + k * 4096 + col * 16, 1, 16);
	/* 256 columns of kernel at a time stay in the cache */
	for (size_t block = 0; block < 4096; block += 256) {
		const size_t block_end = 4096 - block < 256 ? 4096 : block + 256;
		for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
			const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
			float *const packed_rows = rows_;
			cr_pack_a(packed_rows, rows, 4096, d_dense_2 + row * 4096, 4096, 1);
			for (size_t col = block; col < block_end; col += CR_TILE_COLS) {
				const size_t cols = block_end - col < CR_TILE_COLS ? block_end - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, 4096, packed_rows, 1, CR_TILE_ROWS,
					panels + col * 4096, 65536, 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							d_dense_1[i * 4096 + j] =
								d_dense_1[i * 4096 + j] > 0.0f ?
								(dropout_1[i * 4096 + j] ? z : 0.0f) * 2.0f :
								0.0f;
						}
					}
				}
			}
		}
	}
}

/* k37: dot_general    dropout_1 f32[n,4096], d_dense_2_2 f32[n,4096] -> d_dense_2 f32[4096,4096]; of 2 sizes
 * from alexnet.lua:29 */
static void k37_dot_general(float *restrict d_dense_2, const float *restrict dropout_1,
                            const float *restrict d_dense_2_2, float *restrict panels, float *restrict rows_,
                            size_t n, size_t size)
{
	for (size_t col = 0; col < 4096; col += 16)
		cr_pack_b(panels + col * n, 16, n, d_dense_2_2 + col, 4096, 1);
	for (size_t row = 0; row < size; row += CR_TILE_ROWS) {
		const size_t rows = size - row < CR_TILE_ROWS ? size - row : CR_TILE_ROWS;
		float *const packed_rows = rows_;
		cr_pack_a(packed_rows, rows, n, dropout_1 + row, 1, size);
		for (size_t col = 0; col < 4096; col += CR_TILE_COLS) {
			const size_t cols = 4096 - col < CR_TILE_COLS ? 4096 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, n, packed_rows, 1, CR_TILE_ROWS, panels + col * n,
				(n * 16), 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_dense_2[i * 4096 + j] = z;
					}
				}
			}
		}
	}
}

/* k38: dot_general    d_dense_1_2 f32[n,4096], kernel f32[9216,4096] -> d_dense_1 f32[n,9216]
 * from alexnet.lua:29 */
static void k38_dense_1_backward(float *restrict d_dense_1, const float *restrict d_dense_1_2,
                                 const float *restrict kernel, float *restrict panels, float *restrict rows_,
                                 size_t n)
{
	for (size_t col = 0; col < 9216; col += 16)
		for (size_t k = 0; k < 4096; k += 16)
			cr_pack_b(panels + col * 4096 + k * 16, 16, 16, kernel + k * 9216 + col * 16, 1, 16);
	/* 256 columns of kernel at a time stay in the cache */
	for (size_t block = 0; block < 9216; block += 256) {
		const size_t block_end = 9216 - block < 256 ? 9216 : block + 256;
		for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
			const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
			float *const packed_rows = rows_;
			cr_pack_a(packed_rows, rows, 4096, d_dense_1_2 + row * 4096, 4096, 1);
			for (size_t col = block; col < block_end; col += CR_TILE_COLS) {
				const size_t cols = block_end - col < CR_TILE_COLS ? block_end - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, 4096, packed_rows, 1, CR_TILE_ROWS,
					panels + col * 4096, 65536, 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							d_dense_1[i * 9216 + j] = z;
						}
					}
				}
			}
		}
	}
}

/* k39: select_and_scatter_add    conv2d_5 f32[n,13,13,256], d_dense_1 f32[n,9216] -> d_max_pooling2d_3
 * f32[n,13,13,256]
 * from alexnet.lua:32 */
static void k39_sequential_1_max_pooling2d_3_backward(float *restrict d_max_pooling2d_3,
                                                      const float *restrict conv2d_5,
                                                      const float *restrict d_dense_1, size_t n)
{
	for (size_t i = 0; i < n * 43264; i++)
		d_max_pooling2d_3[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 6; j++) {
			for (size_t k = 0; k < 6; k++) {
				for (size_t lane = 0; lane < 256; lane++) {
					const float x = conv2d_5[i * 43264 + j * 6656 + k * 512 + lane];
					const float x2 = conv2d_5[i * 43264 + j * 6656 + k * 512 + lane + 256];
					const float x3 = conv2d_5[i * 43264 + j * 6656 + k * 512 + lane + 512];
					const float x4 = conv2d_5[i * 43264 + j * 6656 + k * 512 + lane + 3328];
					const float x5 = conv2d_5[i * 43264 + j * 6656 + k * 512 + lane + 3584];
					const float x6 = conv2d_5[i * 43264 + j * 6656 + k * 512 + lane + 3840];
					const float x7 = conv2d_5[i * 43264 + j * 6656 + k * 512 + lane + 6656];
					const float x8 = conv2d_5[i * 43264 + j * 6656 + k * 512 + lane + 6912];
					const float x9 = conv2d_5[i * 43264 + j * 6656 + k * 512 + lane + 7168];
					float most = x;
					most = cr_maxf(most, x2);
					most = cr_maxf(most, x3);
					most = cr_maxf(most, x4);
					most = cr_maxf(most, x5);
					most = cr_maxf(most, x6);
					most = cr_maxf(most, x7);
					most = cr_maxf(most, x8);
					most = cr_maxf(most, x9);
					float rest = d_dense_1[i * 9216 + j * 1536 + k * 256 + lane];
					const float share = ((x == most) | (x != x)) ? rest : 0.0f;
					rest = ((x == most) | (x != x)) ? 0.0f : rest;
					d_max_pooling2d_3[i * 43264 + j * 6656 + k * 512 + lane] += share;
					const float share2 = ((x2 == most) | (x2 != x2)) ? rest : 0.0f;
					rest = ((x2 == most) | (x2 != x2)) ? 0.0f : rest;
					d_max_pooling2d_3[i * 43264 + j * 6656 + k * 512 + lane + 256] +=
						share2;
					const float share3 = ((x3 == most) | (x3 != x3)) ? rest : 0.0f;
					rest = ((x3 == most) | (x3 != x3)) ? 0.0f : rest;
					d_max_pooling2d_3[i * 43264 + j * 6656 + k * 512 + lane + 512] +=
						share3;
					const float share4 = ((x4 == most) | (x4 != x4)) ? rest : 0.0f;
					rest = ((x4 == most) | (x4 != x4)) ? 0.0f : rest;
					d_max_pooling2d_3[i * 43264 + j * 6656 + k * 512 + lane + 3328] +=
						share4;
					const float share5 = ((x5 == most) | (x5 != x5)) ? rest : 0.0f;
					rest = ((x5 == most) | (x5 != x5)) ? 0.0f : rest;
					d_max_pooling2d_3[i * 43264 + j * 6656 + k * 512 + lane + 3584] +=
						share5;
					const float share6 = ((x6 == most) | (x6 != x6)) ? rest : 0.0f;
					rest = ((x6 == most) | (x6 != x6)) ? 0.0f : rest;
					d_max_pooling2d_3[i * 43264 + j * 6656 + k * 512 + lane + 3840] +=
						share6;
					const float share7 = ((x7 == most) | (x7 != x7)) ? rest : 0.0f;
					rest = ((x7 == most) | (x7 != x7)) ? 0.0f : rest;
					d_max_pooling2d_3[i * 43264 + j * 6656 + k * 512 + lane + 6656] +=
						share7;
					const float share8 = ((x8 == most) | (x8 != x8)) ? rest : 0.0f;
					rest = ((x8 == most) | (x8 != x8)) ? 0.0f : rest;
					d_max_pooling2d_3[i * 43264 + j * 6656 + k * 512 + lane + 6912] +=
						share8;
					const float share9 = ((x9 == most) | (x9 != x9)) ? rest : 0.0f;
					rest = ((x9 == most) | (x9 != x9)) ? 0.0f : rest;
					d_max_pooling2d_3[i * 43264 + j * 6656 + k * 512 + lane + 7168] +=
						share9;
				}
			}
		}
	}
}

/* k40: greater select reduce_sum    d_max_pooling2d_3 f32[n,13,13,256] -> d_conv2d_5 f32[256], d_conv2d_5_2
 * f32[n,13,13,256]
 * from alexnet.lua:24 */
static void k40_sequential_1_conv2d_5_backward(float *restrict d_conv2d_5, float *restrict d_conv2d_5_2,
                                               const float *restrict d_max_pooling2d_3, size_t n)
{
	for (size_t i = 0; i < 256; i++)
		d_conv2d_5[i] = 0.0f;
	for (size_t i = 0; i < n * 169; i++) {
		for (size_t i2 = 0; i2 < 256; i2++) {
			const float v = d_conv2d_5_2[i * 256 + i2] > 0.0f ? d_max_pooling2d_3[i * 256 + i2] :
				0.0f;
			d_conv2d_5[i2] += v;
			d_conv2d_5_2[i * 256 + i2] = v;
		}
	}
}

/* k41: greater convolution select    d_conv2d_5 f32[n,13,13,256], kernel f32[3,3,192,256], conv2d_4
 * f32[n,13,13,384] -> d_conv2d_4 f32[n,13,13,384]
 * from alexnet.lua:24 */
static void k41_sequential_1_conv2d_5_backward(float *restrict d_conv2d_4, const float *restrict d_conv2d_5,
                                               const float *restrict kernel, const float *restrict conv2d_4,
                                               float *restrict panels, size_t n)
{
	for (size_t group = 0; group < 2; group++) {
		for (size_t k = 0; k < 9; k++) {
			for (size_t panel = 0; panel < 8; panel++) {
				for (size_t col = 0; col < 192; col += 16) {
					cr_pack_b(panels + (group * 221184 + col * 1152 + panel * 256 + 16384 -
						k * 2048), 16, 16, kernel + group * 221184 + panel * 27648 +
						k * 3072 + col * 16, 1, 16);
				}
			}
		}
	}
	for (size_t group = 0; group < 2; group++) {
		for (size_t block = 0; block < 2; block++) {
			for (size_t image = 0; image < n; image++) {
				for (size_t line = 0; line < 13; line++) {
					const size_t line2 = cr_steps(line, 1, 1);
					const size_t line_end = cr_steps_most(line, 14, 1, 3);
					for (size_t row = 0; row < 13; row += CR_TILE_ROWS) {
						const size_t rows = 13 - row < CR_TILE_ROWS ? 13 - row : CR_TILE_ROWS;
						for (size_t col = 0; col < 96; col += CR_TILE_COLS) {
							const size_t cols = 96 - col < CR_TILE_COLS ? 96 - col : CR_TILE_COLS;
							float tile[CR_TILE_ROWS * CR_TILE_COLS];
							for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
								tile[l] = 0.0f;
							for (size_t cell = 0; cell < 3; cell++) {
								const size_t least = cr_steps(cell, 1, 1);
								const size_t first = least < row ? row : least;
								const size_t end = cr_steps_most(cell, 14, 1, row + rows);
								if (first < end) {
									cr_tile_taps_add(tile +
										(first - row) * CR_TILE_COLS,
										end - first, (cols + 15) / 16,
										line_end - line2, 3328, 6144, 128,
										d_conv2d_5 + (image * 43264 +
										line * 3328 + line2 * 3328 +
										cell * 256 + first * 256 + group * 128 -
										3584), 256, 1,
										panels + group * 221184 +
										block * 110592 + line2 * 6144 +
										cell * 2048 + col * 1152, 18432, 16);
								}
							}
							for (size_t panel = 0; panel < cols; panel += 16) {
								for (size_t r = 0; r < rows; r++) {
									const size_t i = row + r;
									for (size_t l = 0; l < 16; l++) {
										const size_t j = col + panel + l;
										const float z = tile[r * CR_TILE_COLS + panel + l];
										d_conv2d_4[image * 64896 + line * 4992 +
											i * 384 + group * 192 + block * 96 +
											j] = conv2d_4[image * 64896 +
											line * 4992 + i * 384 + group * 192 +
											block * 96 + j] > 0.0f ? z : 0.0f;
									}
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k42: convolution    conv2d_4 f32[n,13,13,384], d_conv2d_5_2 f32[n,13,13,256] -> d_conv2d_5 f32[3,3,192,2,128]
 * from alexnet.lua:24 */
static void k42_sequential_1_conv2d_5_backward(float *restrict d_conv2d_5, const float *restrict conv2d_4,
                                               const float *restrict d_conv2d_5_2, float *restrict panels,
                                               size_t n)
{
	for (size_t group = 0; group < 2; group++) {
		for (size_t k = 0; k < n * 13; k++) {
			for (size_t col = 0; col < 128; col += 16) {
				cr_pack_b(panels + group * 346112 + col * 2704 + k * 208, 16, 13,
					d_conv2d_5_2 + k * 3328 + group * 128 + col, 256, 1);
			}
		}
	}
	for (size_t group = 0; group < 2; group++) {
		for (size_t block = 0; block < 2; block++) {
			for (size_t line = 0; line < 3; line++) {
				for (size_t line2 = 0; line2 < 3; line2++) {
					const size_t cell = cr_steps(line, 1, 1);
					const size_t cell_end = cr_steps_most(line, 14, 1, 13);
					const size_t k = cr_steps(line2, 1, 1);
					const size_t k_end = cr_steps_most(line2, 14, 1, 13);
					for (size_t row = 0; row < 192; row += CR_TILE_ROWS) {
						const size_t rows = 192 - row < CR_TILE_ROWS ? 192 - row : CR_TILE_ROWS;
						for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
							const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
							float tile[CR_TILE_ROWS * CR_TILE_COLS];
							for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
								tile[l] = 0.0f;
							for (size_t image = 0; image < n; image++) {
								cr_tile_taps_add(tile, rows, (cols + 15) / 16,
									cell_end - cell, 4992, 208, k_end - k,
									conv2d_4 + (image * 64896 +
									line * 4992 + cell * 4992 +
									line2 * 384 + k * 384 + group * 192 +
									row - 5376), 1, 384,
									panels + group * 346112 +
									block * 173056 + image * 2704 +
									col * 2704 + cell * 208 + k * 16, 43264,
									16);
							}
							for (size_t panel = 0; panel < cols; panel += 16) {
								for (size_t r = 0; r < rows; r++) {
									const size_t i = row + r;
									for (size_t l = 0; l < 16; l++) {
										const size_t j = col + panel + l;
										const float z = tile[r * CR_TILE_COLS + panel + l];
										d_conv2d_5[line * 147456 +
											line2 * 49152 + i * 256 + group * 128 +
											block * 64 + j] = z;
									}
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k43: reduce_sum    d_conv2d_4_2 f32[n,13,13,384] -> d_conv2d_4 f32[384]
 * from alexnet.lua:24 */
static void k43_sequential_1_conv2d_4_backward(float *restrict d_conv2d_4, const float *restrict d_conv2d_4_2,
                                               size_t n)
{
	for (size_t i = 0; i < 384; i++)
		d_conv2d_4[i] = 0.0f;
	for (size_t i = 0; i < n * 169; i++) {
		for (size_t i2 = 0; i2 < 384; i2++)
			d_conv2d_4[i2] += d_conv2d_4_2[i * 384 + i2];
	}
}

/* k44: greater convolution select    d_conv2d_4 f32[n,13,13,384], kernel f32[3,3,192,384], conv2d_3
 * f32[n,13,13,384] -> d_conv2d_3 f32[n,13,13,384]
 * from alexnet.lua:24 */
static void k44_sequential_1_conv2d_4_backward(float *restrict d_conv2d_3, const float *restrict d_conv2d_4,
                                               const float *restrict kernel, const float *restrict conv2d_3,
                                               float *restrict panels, size_t n)
{
	for (size_t group = 0; group < 2; group++) {
		for (size_t k = 0; k < 9; k++) {
			for (size_t panel = 0; panel < 12; panel++) {
				for (size_t col = 0; col < 192; col += 16) {
					cr_pack_b(panels + (group * 331776 + col * 1728 + panel * 256 + 24576 -
						k * 3072), 16, 16, kernel + group * 331776 + panel * 27648 +
						k * 3072 + col * 16, 1, 16);
				}
			}
		}
	}
	for (size_t group = 0; group < 2; group++) {
		for (size_t block = 0; block < 2; block++) {
			for (size_t image = 0; image < n; image++) {
				for (size_t line = 0; line < 13; line++) {
					const size_t line2 = cr_steps(line, 1, 1);
					const size_t line_end = cr_steps_most(line, 14, 1, 3);
					for (size_t row = 0; row < 13; row += CR_TILE_ROWS) {
						const size_t rows = 13 - row < CR_TILE_ROWS ? 13 - row : CR_TILE_ROWS;
						for (size_t col = 0; col < 96; col += CR_TILE_COLS) {
							const size_t cols = 96 - col < CR_TILE_COLS ? 96 - col : CR_TILE_COLS;
							float tile[CR_TILE_ROWS * CR_TILE_COLS];
							for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
								tile[l] = 0.0f;
							for (size_t cell = 0; cell < 3; cell++) {
								const size_t least = cr_steps(cell, 1, 1);
								const size_t first = least < row ? row : least;
								const size_t end = cr_steps_most(cell, 14, 1, row + rows);
								if (first < end) {
									cr_tile_taps_add(tile +
										(first - row) * CR_TILE_COLS,
										end - first, (cols + 15) / 16,
										line_end - line2, 4992, 9216, 192,
										d_conv2d_4 + (image * 64896 +
										line * 4992 + line2 * 4992 +
										cell * 384 + first * 384 + group * 192 -
										5376), 384, 1,
										panels + group * 331776 +
										block * 165888 + line2 * 9216 +
										cell * 3072 + col * 1728, 27648, 16);
								}
							}
							for (size_t panel = 0; panel < cols; panel += 16) {
								for (size_t r = 0; r < rows; r++) {
									const size_t i = row + r;
									for (size_t l = 0; l < 16; l++) {
										const size_t j = col + panel + l;
										const float z = tile[r * CR_TILE_COLS + panel + l];
										d_conv2d_3[image * 64896 + line * 4992 +
											i * 384 + group * 192 + block * 96 +
											j] = conv2d_3[image * 64896 +
											line * 4992 + i * 384 + group * 192 +
											block * 96 + j] > 0.0f ? z : 0.0f;
									}
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k45: convolution    conv2d_3 f32[n,13,13,384], d_conv2d_4_2 f32[n,13,13,384] -> d_conv2d_4 f32[3,3,192,2,192]
 * from alexnet.lua:24 */
static void k45_sequential_1_conv2d_4_backward(float *restrict d_conv2d_4, const float *restrict conv2d_3,
                                               const float *restrict d_conv2d_4_2, float *restrict panels,
                                               size_t n)
{
	for (size_t group = 0; group < 2; group++) {
		for (size_t k = 0; k < n * 13; k++) {
			for (size_t col = 0; col < 192; col += 16) {
				cr_pack_b(panels + group * 519168 + col * 2704 + k * 208, 16, 13,
					d_conv2d_4_2 + k * 4992 + group * 192 + col, 384, 1);
			}
		}
	}
	for (size_t group = 0; group < 2; group++) {
		for (size_t block = 0; block < 3; block++) {
			for (size_t line = 0; line < 3; line++) {
				for (size_t line2 = 0; line2 < 3; line2++) {
					const size_t cell = cr_steps(line, 1, 1);
					const size_t cell_end = cr_steps_most(line, 14, 1, 13);
					const size_t k = cr_steps(line2, 1, 1);
					const size_t k_end = cr_steps_most(line2, 14, 1, 13);
					for (size_t row = 0; row < 192; row += CR_TILE_ROWS) {
						const size_t rows = 192 - row < CR_TILE_ROWS ? 192 - row : CR_TILE_ROWS;
						for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
							const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
							float tile[CR_TILE_ROWS * CR_TILE_COLS];
							for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
								tile[l] = 0.0f;
							for (size_t image = 0; image < n; image++) {
								cr_tile_taps_add(tile, rows, (cols + 15) / 16,
									cell_end - cell, 4992, 208, k_end - k,
									conv2d_3 + (image * 64896 +
									line * 4992 + cell * 4992 +
									line2 * 384 + k * 384 + group * 192 +
									row - 5376), 1, 384,
									panels + group * 519168 +
									block * 173056 + image * 2704 +
									col * 2704 + cell * 208 + k * 16, 43264,
									16);
							}
							for (size_t panel = 0; panel < cols; panel += 16) {
								for (size_t r = 0; r < rows; r++) {
									const size_t i = row + r;
									for (size_t l = 0; l < 16; l++) {
										const size_t j = col + panel + l;
										const float z = tile[r * CR_TILE_COLS + panel + l];
										d_conv2d_4[line * 221184 +
											line2 * 73728 + i * 384 + group * 192 +
											block * 64 + j] = z;
									}
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k46: convolution    d_conv2d_3_2 f32[n,13,13,384], kernel f32[3,3,256,384] -> d_conv2d_3 f32[n,13,13,256]
 * from alexnet.lua:24 */
static void k46_sequential_1_conv2d_3_backward(float *restrict d_conv2d_3, const float *restrict d_conv2d_3_2,
                                               const float *restrict kernel, float *restrict panels, size_t n)
{
	for (size_t k = 0; k < 9; k++) {
		for (size_t panel = 0; panel < 24; panel++) {
			for (size_t col = 0; col < 256; col += 16) {
				cr_pack_b(panels + (col * 3456 + panel * 256 + 49152 - k * 6144), 16, 16,
					kernel + panel * 36864 + k * 4096 + col * 16, 1, 16);
			}
		}
	}
	for (size_t block = 0; block < 8; block++) {
		for (size_t image = 0; image < n; image++) {
			for (size_t line = 0; line < 13; line++) {
				const size_t line2 = cr_steps(line, 1, 1);
				const size_t line_end = cr_steps_most(line, 14, 1, 3);
				for (size_t row = 0; row < 13; row += CR_TILE_ROWS) {
					const size_t rows = 13 - row < CR_TILE_ROWS ? 13 - row : CR_TILE_ROWS;
					for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
						const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
						float tile[CR_TILE_ROWS * CR_TILE_COLS];
						if (row >= 1 && row + rows <= 12) {
							cr_tile_taps(tile, rows, (cols + 15) / 16,
								line_end - line2, 4992, 18432, 1152,
								d_conv2d_3_2 + (image * 64896 + line * 4992 +
								line2 * 4992 + row * 384 - 5376), 384, 1,
								panels + block * 110592 + line2 * 18432 +
								col * 3456, 55296, 16);
						} else {
							for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
								tile[l] = 0.0f;
							for (size_t cell = 0; cell < 3; cell++) {
								const size_t least = cr_steps(cell, 1, 1);
								const size_t first = least < row ? row : least;
								const size_t end = cr_steps_most(cell, 14, 1, row + rows);
								if (first < end) {
									cr_tile_taps_add(tile +
										(first - row) * CR_TILE_COLS,
										end - first, (cols + 15) / 16,
										line_end - line2, 4992, 18432, 384,
										d_conv2d_3_2 +
										(image * 64896 + line * 4992 +
										line2 * 4992 + cell * 384 +
										first * 384 - 5376), 384, 1,
										panels + block * 110592 +
										line2 * 18432 + cell * 6144 +
										col * 3456, 55296, 16);
								}
							}
						}
						for (size_t panel = 0; panel < cols; panel += 16) {
							for (size_t r = 0; r < rows; r++) {
								const size_t i = row + r;
								for (size_t l = 0; l < 16; l++) {
									const size_t j = col + panel + l;
									const float z = tile[r * CR_TILE_COLS + panel + l];
									d_conv2d_3[image * 43264 + line * 3328 +
										i * 256 + block * 32 + j] = z;
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k47: convolution    max_pooling2d_2 f32[n,13,13,256], d_conv2d_3_2 f32[n,13,13,384] -> d_conv2d_3
 * f32[3,3,256,384]
 * from alexnet.lua:24 */
static void k47_sequential_1_conv2d_3_backward(float *restrict d_conv2d_3,
                                               const float *restrict max_pooling2d_2,
                                               const float *restrict d_conv2d_3_2, float *restrict panels,
                                               size_t n)
{
	for (size_t k = 0; k < n * 13; k++) {
		for (size_t col = 0; col < 384; col += 16)
			cr_pack_b(panels + col * 2704 + k * 208, 16, 13, d_conv2d_3_2 + k * 4992 + col, 384, 1);
	}
	for (size_t block = 0; block < 6; block++) {
		for (size_t line = 0; line < 3; line++) {
			for (size_t line2 = 0; line2 < 3; line2++) {
				const size_t cell = cr_steps(line, 1, 1);
				const size_t cell_end = cr_steps_most(line, 14, 1, 13);
				const size_t k = cr_steps(line2, 1, 1);
				const size_t k_end = cr_steps_most(line2, 14, 1, 13);
				for (size_t row = 0; row < 256; row += CR_TILE_ROWS) {
					const size_t rows = 256 - row < CR_TILE_ROWS ? 256 - row : CR_TILE_ROWS;
					for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
						const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
						float tile[CR_TILE_ROWS * CR_TILE_COLS];
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t image = 0; image < n; image++) {
							cr_tile_taps_add(tile, rows, (cols + 15) / 16,
								cell_end - cell, 3328, 208, k_end - k,
								max_pooling2d_2 +
								(image * 43264 + line * 3328 + cell * 3328 +
								line2 * 256 + k * 256 + row - 3584), 1, 256,
								panels + block * 173056 + image * 2704 +
								col * 2704 + cell * 208 + k * 16, 43264, 16);
						}
						for (size_t panel = 0; panel < cols; panel += 16) {
							for (size_t r = 0; r < rows; r++) {
								const size_t i = row + r;
								for (size_t l = 0; l < 16; l++) {
									const size_t j = col + panel + l;
									const float z = tile[r * CR_TILE_COLS + panel + l];
									d_conv2d_3[line * 294912 +
										line2 * 98304 + i * 384 + block * 64 +
										j] = z;
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k48: select_and_scatter_add    local_response_norm_2 f32[n,27,27,256], d_conv2d_3 f32[n,13,13,256] ->
 * d_max_pooling2d_2 f32[n,27,27,256]
 * from alexnet.lua:32 */
static void k48_sequential_1_max_pooling2d_2_backward(float *restrict d_max_pooling2d_2,
                                                      const float *restrict local_response_norm_2,
                                                      const float *restrict d_conv2d_3, size_t n)
{
	for (size_t i = 0; i < n * 186624; i++)
		d_max_pooling2d_2[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 13; j++) {
			for (size_t k = 0; k < 13; k++) {
				for (size_t lane = 0; lane < 256; lane++) {
					const float x = local_response_norm_2[i * 186624 + j * 13824 + k * 512 +
						lane];
					const float x2 = local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 256];
					const float x3 = local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 512];
					const float x4 = local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 6912];
					const float x5 = local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 7168];
					const float x6 = local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 7424];
					const float x7 = local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 13824];
					const float x8 = local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 14080];
					const float x9 = local_response_norm_2[i * 186624 + j * 13824 +
						k * 512 + lane + 14336];
					float most = x;
					most = cr_maxf(most, x2);
					most = cr_maxf(most, x3);
					most = cr_maxf(most, x4);
					most = cr_maxf(most, x5);
					most = cr_maxf(most, x6);
					most = cr_maxf(most, x7);
					most = cr_maxf(most, x8);
					most = cr_maxf(most, x9);
					float rest = d_conv2d_3[i * 43264 + j * 3328 + k * 256 + lane];
					const float share = ((x == most) | (x != x)) ? rest : 0.0f;
					rest = ((x == most) | (x != x)) ? 0.0f : rest;
					d_max_pooling2d_2[i * 186624 + j * 13824 + k * 512 + lane] += share;
					const float share2 = ((x2 == most) | (x2 != x2)) ? rest : 0.0f;
					rest = ((x2 == most) | (x2 != x2)) ? 0.0f : rest;
					d_max_pooling2d_2[i * 186624 + j * 13824 + k * 512 + lane + 256] +=
						share2;
					const float share3 = ((x3 == most) | (x3 != x3)) ? rest : 0.0f;
					rest = ((x3 == most) | (x3 != x3)) ? 0.0f : rest;
					d_max_pooling2d_2[i * 186624 + j * 13824 + k * 512 + lane + 512] +=
						share3;
					const float share4 = ((x4 == most) | (x4 != x4)) ? rest : 0.0f;
					rest = ((x4 == most) | (x4 != x4)) ? 0.0f : rest;
					d_max_pooling2d_2[i * 186624 + j * 13824 + k * 512 + lane + 6912] +=
						share4;
					const float share5 = ((x5 == most) | (x5 != x5)) ? rest : 0.0f;
					rest = ((x5 == most) | (x5 != x5)) ? 0.0f : rest;
					d_max_pooling2d_2[i * 186624 + j * 13824 + k * 512 + lane + 7168] +=
						share5;
					const float share6 = ((x6 == most) | (x6 != x6)) ? rest : 0.0f;
					rest = ((x6 == most) | (x6 != x6)) ? 0.0f : rest;
					d_max_pooling2d_2[i * 186624 + j * 13824 + k * 512 + lane + 7424] +=
						share6;
					const float share7 = ((x7 == most) | (x7 != x7)) ? rest : 0.0f;
					rest = ((x7 == most) | (x7 != x7)) ? 0.0f : rest;
					d_max_pooling2d_2[i * 186624 + j * 13824 + k * 512 + lane + 13824] +=
						share7;
					const float share8 = ((x8 == most) | (x8 != x8)) ? rest : 0.0f;
					rest = ((x8 == most) | (x8 != x8)) ? 0.0f : rest;
					d_max_pooling2d_2[i * 186624 + j * 13824 + k * 512 + lane + 14080] +=
						share8;
					const float share9 = ((x9 == most) | (x9 != x9)) ? rest : 0.0f;
					rest = ((x9 == most) | (x9 != x9)) ? 0.0f : rest;
					d_max_pooling2d_2[i * 186624 + j * 13824 + k * 512 + lane + 14336] +=
						share9;
				}
			}
		}
	}
}

/* k49: multiply multiply multiply multiply divide add multiply multiply multiply multiply multiply
 * d_max_pooling2d_2 f32[n,27,27,256], conv2d_2 f32[n,27,27,256], local_response_norm_2 f32[n,27,27,256],
 * local_response_norm_2_2 f32[n,27,27,256] -> d_local_response_norm_2 f32[n,27,27,256]; of 2 sizes
 * from alexnet.lua:38 */
static void k49_multiply(float *restrict d_local_response_norm_2, const float *restrict d_max_pooling2d_2,
                         const float *restrict conv2d_2, const float *restrict local_response_norm_2,
                         const float *restrict local_response_norm_2_2, size_t n, size_t size)
{
	for (size_t i = 0; i < n * size; i++) {
		const float v = d_max_pooling2d_2[i] * conv2d_2[i];
		d_local_response_norm_2[i] = (v * local_response_norm_2[i] +
			v * local_response_norm_2_2[i] * 0.5f / local_response_norm_2[i]) * -0.5f *
			(local_response_norm_2_2[i] *
			(local_response_norm_2_2[i] * local_response_norm_2_2[i])) * 0.0001f;
	}
}

/* k50: greater multiply reduce_window_sum multiply add add select    d_local_response_norm_2 f32[n,27,27,256],
 * conv2d_2 f32[n,27,27,256], d_max_pooling2d_2 f32[n,27,27,256], local_response_norm_2 f32[n,27,27,256],
 * local_response_norm_2_2 f32[n,27,27,256] -> d_conv2d_2 f32[n,27,27,256]; of 2 sizes
 * from alexnet.lua:24, 38 */
CR_INLINE void k50_greater_sized(float *restrict d_conv2d_2, const float *restrict d_local_response_norm_2,
                                 const float *restrict conv2d_2, const float *restrict d_max_pooling2d_2,
                                 const float *restrict local_response_norm_2,
                                 const float *restrict local_response_norm_2_2, size_t n, size_t size,
                                 size_t size2, size_t size3, size_t start)
{
	for (size_t i = 0; i < n * size; i++) {
		for (size_t lane = 0; lane < 2; lane++) {
			float sum = 0.0f;
			for (size_t cell = 0; cell < 5; cell++) {
				sum = sum + (lane + cell - 2 < size2 ?
					d_local_response_norm_2[i * size2 + lane + cell - 2] : 0.0f);
			}
			const float v = sum * conv2d_2[i * size2 + lane];
			d_conv2d_2[i * size2 + lane] = conv2d_2[i * size2 + lane] > 0.0f ?
				d_max_pooling2d_2[i * size2 + lane] *
				(local_response_norm_2[i * size2 + lane] *
				local_response_norm_2_2[i * size2 + lane]) + v + v : 0.0f;
		}
		for (size_t lane = 0; lane < size3; lane++) {
			float sum = d_local_response_norm_2[i * size2 + lane];
			sum = sum + d_local_response_norm_2[i * size2 + lane + 1];
			sum = sum + d_local_response_norm_2[i * size2 + lane + 2];
			sum = sum + d_local_response_norm_2[i * size2 + lane + 3];
			sum = sum + d_local_response_norm_2[i * size2 + lane + 4];
			const float v = sum * conv2d_2[i * size2 + lane + 2];
			d_conv2d_2[i * size2 + lane + 2] = conv2d_2[i * size2 + lane + 2] > 0.0f ?
				d_max_pooling2d_2[i * size2 + lane + 2] *
				(local_response_norm_2[i * size2 + lane + 2] *
				local_response_norm_2_2[i * size2 + lane + 2]) + v + v : 0.0f;
		}
		for (size_t lane = 0; lane < 2; lane++) {
			float sum = 0.0f;
			for (size_t cell = 0; cell < 5; cell++) {
				sum = sum + (lane + cell + size3 < size2 ?
					d_local_response_norm_2[i * size2 + lane + cell + size3] : 0.0f);
			}
			const float v = sum * conv2d_2[i * size2 + lane + start];
			d_conv2d_2[i * size2 + lane + start] = conv2d_2[i * size2 + lane + start] > 0.0f ?
				d_max_pooling2d_2[i * size2 + lane + start] *
				(local_response_norm_2[i * size2 + lane + start] *
				local_response_norm_2_2[i * size2 + lane + start]) + v + v : 0.0f;
		}
	}
}

/* k50:    d_local_response_norm_2 f32[n,27,27,256], conv2d_2 f32[n,27,27,256], d_max_pooling2d_2
 * f32[n,27,27,256], local_response_norm_2 f32[n,27,27,256], local_response_norm_2_2 f32[n,27,27,256] ->
 * d_conv2d_2 f32[n,27,27,256] */
static void k50_sequential_1_local_response_norm_2_backward(float *restrict d_conv2d_2,
                                                            const float *restrict d_local_response_norm_2,
                                                            const float *restrict conv2d_2,
                                                            const float *restrict d_max_pooling2d_2,
                                                            const float *restrict local_response_norm_2,
                                                            const float *restrict local_response_norm_2_2,
                                                            size_t n)
{
	k50_greater_sized(d_conv2d_2, d_local_response_norm_2, conv2d_2, d_max_pooling2d_2,
	                  local_response_norm_2, local_response_norm_2_2, n, 729, 256, 252, 254);
}

/* k51: reduce_sum    d_conv2d_2_2 f32[n,27,27,256] -> d_conv2d_2 f32[256]
 * from alexnet.lua:24 */
static void k51_sequential_1_conv2d_2_backward(float *restrict d_conv2d_2, const float *restrict d_conv2d_2_2,
                                               size_t n)
{
	for (size_t i = 0; i < 256; i++)
		d_conv2d_2[i] = 0.0f;
	for (size_t i = 0; i < n * 729; i++) {
		for (size_t i2 = 0; i2 < 256; i2++)
			d_conv2d_2[i2] += d_conv2d_2_2[i * 256 + i2];
	}
}

/* k52: convolution    d_conv2d_2_2 f32[n,27,27,256], kernel f32[5,5,48,256] -> d_conv2d_2 f32[n,27,27,2,48]
 * from alexnet.lua:24 */
static void k52_sequential_1_conv2d_2_backward(float *restrict d_conv2d_2, const float *restrict d_conv2d_2_2,
                                               const float *restrict kernel, float *restrict panels, size_t n)
{
	for (size_t group = 0; group < 2; group++) {
		for (size_t k = 0; k < 25; k++) {
			for (size_t panel = 0; panel < 8; panel++) {
				for (size_t col = 0; col < 48; col += 16) {
					cr_pack_b(panels + (group * 153600 + col * 3200 + panel * 256 + 49152 -
						k * 2048), 16, 16, kernel + group * 153600 + panel * 19200 +
						k * 768 + col * 16, 1, 16);
				}
			}
		}
	}
	for (size_t group = 0; group < 2; group++) {
		for (size_t image = 0; image < n; image++) {
			for (size_t line = 0; line < 27; line++) {
				const size_t line2 = cr_steps(line, 2, 1);
				const size_t line_end = cr_steps_most(line, 29, 1, 5);
				for (size_t row = 0; row < 27; row += CR_TILE_ROWS) {
					const size_t rows = 27 - row < CR_TILE_ROWS ? 27 - row : CR_TILE_ROWS;
					for (size_t col = 0; col < 48; col += CR_TILE_COLS) {
						const size_t cols = 48 - col < CR_TILE_COLS ? 48 - col : CR_TILE_COLS;
						float tile[CR_TILE_ROWS * CR_TILE_COLS];
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 5; cell++) {
							const size_t least = cr_steps(cell, 2, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 29, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 6912, 10240, 128,
									d_conv2d_2_2 +
									(image * 186624 + line * 6912 +
									line2 * 6912 + cell * 256 +
									first * 256 + group * 128 - 14336), 256,
									1, panels + group * 153600 +
									line2 * 10240 + col * 3200 +
									cell * 2048, 51200, 16);
							}
						}
						for (size_t panel = 0; panel < cols; panel += 16) {
							for (size_t r = 0; r < rows; r++) {
								const size_t i = row + r;
								for (size_t l = 0; l < 16; l++) {
									const size_t j = col + panel + l;
									const float z = tile[r * CR_TILE_COLS + panel + l];
									d_conv2d_2[image * 69984 + line * 2592 +
										i * 96 + group * 48 + j] = z;
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k53: convolution    max_pooling2d_1 f32[n,27,27,96], d_conv2d_2_2 f32[n,27,27,256] -> d_conv2d_2
 * f32[5,5,48,2,128]
 * from alexnet.lua:24 */
static void k53_sequential_1_conv2d_2_backward(float *restrict d_conv2d_2,
                                               const float *restrict max_pooling2d_1,
                                               const float *restrict d_conv2d_2_2, float *restrict panels,
                                               size_t n)
{
	for (size_t group = 0; group < 2; group++) {
		for (size_t k = 0; k < n * 27; k++) {
			for (size_t col = 0; col < 128; col += 16) {
				cr_pack_b(panels + group * 1492992 + col * 11664 + k * 432, 16, 27,
					d_conv2d_2_2 + k * 6912 + group * 128 + col, 256, 1);
			}
		}
	}
	for (size_t group = 0; group < 2; group++) {
		for (size_t line = 0; line < 5; line++) {
			for (size_t line2 = 0; line2 < 5; line2++) {
				const size_t cell = cr_steps(line, 2, 1);
				const size_t cell_end = cr_steps_most(line, 29, 1, 27);
				const size_t k = cr_steps(line2, 2, 1);
				const size_t k_end = cr_steps_most(line2, 29, 1, 27);
				for (size_t row = 0; row < 48; row += CR_TILE_ROWS) {
					const size_t rows = 48 - row < CR_TILE_ROWS ? 48 - row : CR_TILE_ROWS;
					for (size_t col = 0; col < 128; col += CR_TILE_COLS) {
						const size_t cols = 128 - col < CR_TILE_COLS ? 128 - col : CR_TILE_COLS;
						float tile[CR_TILE_ROWS * CR_TILE_COLS];
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t image = 0; image < n; image++) {
							cr_tile_taps_add(tile, rows, (cols + 15) / 16,
								cell_end - cell, 2592, 432, k_end - k,
								max_pooling2d_1 +
								(image * 69984 + line * 2592 + cell * 2592 +
								line2 * 96 + k * 96 + group * 48 + row - 5376),
								1, 96, panels + group * 1492992 +
								image * 11664 + col * 11664 + cell * 432 +
								k * 16, 186624, 16);
						}
						for (size_t panel = 0; panel < cols; panel += 16) {
							for (size_t r = 0; r < rows; r++) {
								const size_t i = row + r;
								for (size_t l = 0; l < 16; l++) {
									const size_t j = col + panel + l;
									const float z = tile[r * CR_TILE_COLS + panel + l];
									d_conv2d_2[line * 61440 +
										line2 * 12288 + i * 256 + group * 128 +
										j] = z;
								}
							}
						}
					}
				}
			}
		}
	}
}

/* k54: select_and_scatter_add    local_response_norm_1 f32[n,55,55,96], d_conv2d_2 f32[n,27,27,2,48] ->
 * d_max_pooling2d_1 f32[n,55,55,96]
 * from alexnet.lua:32 */
static void k54_sequential_1_max_pooling2d_1_backward(float *restrict d_max_pooling2d_1,
                                                      const float *restrict local_response_norm_1,
                                                      const float *restrict d_conv2d_2, size_t n)
{
	for (size_t i = 0; i < n * 290400; i++)
		d_max_pooling2d_1[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 27; j++) {
			for (size_t k = 0; k < 27; k++) {
				for (size_t lane = 0; lane < 96; lane++) {
					const float x = local_response_norm_1[i * 290400 + j * 10560 + k * 192 +
						lane];
					const float x2 = local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 96];
					const float x3 = local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 192];
					const float x4 = local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 5280];
					const float x5 = local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 5376];
					const float x6 = local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 5472];
					const float x7 = local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 10560];
					const float x8 = local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 10656];
					const float x9 = local_response_norm_1[i * 290400 + j * 10560 +
						k * 192 + lane + 10752];
					float most = x;
					most = cr_maxf(most, x2);
					most = cr_maxf(most, x3);
					most = cr_maxf(most, x4);
					most = cr_maxf(most, x5);
					most = cr_maxf(most, x6);
					most = cr_maxf(most, x7);
					most = cr_maxf(most, x8);
					most = cr_maxf(most, x9);
					float rest = d_conv2d_2[i * 69984 + j * 2592 + k * 96 + lane];
					const float share = ((x == most) | (x != x)) ? rest : 0.0f;
					rest = ((x == most) | (x != x)) ? 0.0f : rest;
					d_max_pooling2d_1[i * 290400 + j * 10560 + k * 192 + lane] += share;
					const float share2 = ((x2 == most) | (x2 != x2)) ? rest : 0.0f;
					rest = ((x2 == most) | (x2 != x2)) ? 0.0f : rest;
					d_max_pooling2d_1[i * 290400 + j * 10560 + k * 192 + lane + 96] +=
						share2;
					const float share3 = ((x3 == most) | (x3 != x3)) ? rest : 0.0f;
					rest = ((x3 == most) | (x3 != x3)) ? 0.0f : rest;
					d_max_pooling2d_1[i * 290400 + j * 10560 + k * 192 + lane + 192] +=
						share3;
					const float share4 = ((x4 == most) | (x4 != x4)) ? rest : 0.0f;
					rest = ((x4 == most) | (x4 != x4)) ? 0.0f : rest;
					d_max_pooling2d_1[i * 290400 + j * 10560 + k * 192 + lane + 5280] +=
						share4;
					const float share5 = ((x5 == most) | (x5 != x5)) ? rest : 0.0f;
					rest = ((x5 == most) | (x5 != x5)) ? 0.0f : rest;
					d_max_pooling2d_1[i * 290400 + j * 10560 + k * 192 + lane + 5376] +=
						share5;
					const float share6 = ((x6 == most) | (x6 != x6)) ? rest : 0.0f;
					rest = ((x6 == most) | (x6 != x6)) ? 0.0f : rest;
					d_max_pooling2d_1[i * 290400 + j * 10560 + k * 192 + lane + 5472] +=
						share6;
					const float share7 = ((x7 == most) | (x7 != x7)) ? rest : 0.0f;
					rest = ((x7 == most) | (x7 != x7)) ? 0.0f : rest;
					d_max_pooling2d_1[i * 290400 + j * 10560 + k * 192 + lane + 10560] +=
						share7;
					const float share8 = ((x8 == most) | (x8 != x8)) ? rest : 0.0f;
					rest = ((x8 == most) | (x8 != x8)) ? 0.0f : rest;
					d_max_pooling2d_1[i * 290400 + j * 10560 + k * 192 + lane + 10656] +=
						share8;
					const float share9 = ((x9 == most) | (x9 != x9)) ? rest : 0.0f;
					rest = ((x9 == most) | (x9 != x9)) ? 0.0f : rest;
					d_max_pooling2d_1[i * 290400 + j * 10560 + k * 192 + lane + 10752] +=
						share9;
				}
			}
		}
	}
}

/* k55:    d_local_response_norm_1 f32[n,55,55,96], conv2d_1 f32[n,55,55,96], d_max_pooling2d_1 f32[n,55,55,96],
 * local_response_norm_1 f32[n,55,55,96], local_response_norm_1_2 f32[n,55,55,96] -> d_conv2d_1 f32[n,55,55,96] */
static void k55_sequential_1_local_response_norm_1_backward(float *restrict d_conv2d_1,
                                                            const float *restrict d_local_response_norm_1,
                                                            const float *restrict conv2d_1,
                                                            const float *restrict d_max_pooling2d_1,
                                                            const float *restrict local_response_norm_1,
                                                            const float *restrict local_response_norm_1_2,
                                                            size_t n)
{
	k50_greater_sized(d_conv2d_1, d_local_response_norm_1, conv2d_1, d_max_pooling2d_1,
	                  local_response_norm_1, local_response_norm_1_2, n, 3025, 96, 92, 94);
}

/* k56: reduce_sum    d_conv2d_1_2 f32[n,55,55,96] -> d_conv2d_1 f32[96]
 * from alexnet.lua:24 */
static void k56_sequential_1_conv2d_1_backward(float *restrict d_conv2d_1, const float *restrict d_conv2d_1_2,
                                               size_t n)
{
	for (size_t i = 0; i < 96; i++)
		d_conv2d_1[i] = 0.0f;
	for (size_t i = 0; i < n * 3025; i++) {
		for (size_t i2 = 0; i2 < 96; i2++)
			d_conv2d_1[i2] += d_conv2d_1_2[i * 96 + i2];
	}
}

/* k57: convolution    subtract f32[n,227,227,3], d_conv2d_1_2 f32[n,55,55,96] -> d_conv2d_1 f32[11,11,3,96]
 * from alexnet.lua:24 */
static void k57_sequential_1_conv2d_1_backward(float *restrict d_conv2d_1, const float *restrict subtract,
                                               const float *restrict d_conv2d_1_2, size_t n)
{
	for (size_t image = 0; image < 3; image++) {
		for (size_t line = 0; line < 11; line++) {
			for (size_t row = 0; row < 11; row += CR_TILE_ROWS) {
				const size_t rows = 11 - row < CR_TILE_ROWS ? 11 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 96; col += CR_TILE_COLS) {
					const size_t cols = 96 - col < CR_TILE_COLS ? 96 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t image2 = 0; image2 < n; image2++) {
						cr_tile_taps_add(tile, rows, (cols + 15) / 16, 55, 2724, 5280,
							55, subtract + image2 * 154587 + line * 681 + row * 3 +
							image, 3, 12, d_conv2d_1_2 + image2 * 290400 + col, 16,
							96);
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_conv2d_1[line * 3168 + i * 288 + image * 96 +
									j] = z;
							}
						}
					}
				}
			}
		}
	}
}

/* k58: multiply reduce_sum    d_conv2d_1 f32[11,11,3,96] -> sum f32[]
 * from alexnet.lua:78 */
static void k58_reduce_sum(float *restrict sum, const float *restrict d_conv2d_1)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 34848; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_conv2d_1[i] * d_conv2d_1[i];
		}
	}
	const float sum2 = cr_join_sum(lane);
	sum[0] = sum2;
}

/* k59: multiply reduce_sum add    d_conv2d_1 f32[96] -> add f32[]; of 11 sizes
 * from alexnet.lua:78 */
static void k59_add(float *restrict add, const float *restrict d_conv2d_1, size_t size)
{
	const float sum = add[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < size; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_conv2d_1[i] * d_conv2d_1[i];
		}
	}
	const float sum2 = cr_join_sum(lane);
	add[0] = sum + sum2;
}

/* k60: multiply reduce_sum add sqrt is_finite logical_and select convert    d_dense_3 f32[1000], add f32[],
 * add2 u32[] -> gradient_norm f32[], logical_and bool[], step u32[], finite f32[]
 * from alexnet.lua:78 */
static void k60_gradient_norm(float *restrict gradient_norm, uint8_t *restrict logical_and,
                              uint32_t *restrict step, float *restrict finite, const float *restrict d_dense_3,
                              const float *restrict add, const uint32_t *restrict add2)
{
	const float add3 = add[0];
	const uint8_t is_finite = logical_and[0];
	const uint32_t add4 = add2[0];
	const uint32_t step2 = step[0];
	float lane[16] = { 0.0f };
	size_t block = 0;
	for (; block + 16 <= 1000; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_dense_3[i] * d_dense_3[i];
		}
	}
	for (size_t l = 0; block + l < 1000; l++) {
		const size_t i = block + l;
		lane[l] += d_dense_3[i] * d_dense_3[i];
	}
	const float sum = cr_join_sum(lane);
	const float v = cr_sqrtf(add3 + sum);
	const uint8_t v2 = (uint8_t)(cr_is_finitef(v) & is_finite);
	gradient_norm[0] = v;
	logical_and[0] = v2;
	step[0] = v2 ? add4 : step2;
	finite[0] = (float)v2;
}

/* k61: add add multiply subtract select select    d_conv2d_1 f32[11,11,3,96], logical_and bool[] -> kernel
 * f32[11,11,3,96], momentum f32[11,11,3,96]
 * from alexnet.lua:78 */
static void k61_update_sequential_1_conv2d_1_kernel(float *restrict kernel, float *restrict momentum,
                                                    const float *restrict d_conv2d_1,
                                                    const uint8_t *restrict logical_and)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t l = 0; l < 6; l++) {
		for (size_t i = 0; i < 363; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = momentum[l * 5808 + i * 16 + m] * 0.9f +
					(d_conv2d_1[i * 96 + l * 16 + m] +
					kernel[l * 5808 + i * 16 + m] * 0.0005f);
				kernel[l * 5808 + i * 16 + m] = logical_and2 ?
					kernel[l * 5808 + i * 16 + m] - v * 0.01f :
					kernel[l * 5808 + i * 16 + m];
				momentum[l * 5808 + i * 16 + m] = logical_and2 ? v :
					momentum[l * 5808 + i * 16 + m];
			}
		}
	}
}

/* k62: add add multiply subtract select select    d_conv2d_1 f32[96], logical_and bool[] -> bias f32[96],
 * momentum f32[96]; of 6 sizes
 * from alexnet.lua:78 */
static void k62_update(float *restrict bias, float *restrict momentum, const float *restrict d_conv2d_1,
                       const uint8_t *restrict logical_and, size_t size)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t i = 0; i < size; i++) {
		const float v = momentum[i] * 0.9f + (d_conv2d_1[i] + bias[i] * 0.0005f);
		bias[i] = logical_and2 ? bias[i] - v * 0.01f : bias[i];
		momentum[i] = logical_and2 ? v : momentum[i];
	}
}

/* k63: add add multiply subtract select select    d_conv2d_2 f32[5,5,48,2,128], logical_and bool[] -> kernel
 * f32[5,5,48,256], momentum f32[5,5,48,256]
 * from alexnet.lua:78 */
static void k63_update_sequential_1_conv2d_2_kernel(float *restrict kernel, float *restrict momentum,
                                                    const float *restrict d_conv2d_2,
                                                    const uint8_t *restrict logical_and)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t l = 0; l < 16; l++) {
		for (size_t i = 0; i < 1200; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = momentum[l * 19200 + i * 16 + m] * 0.9f +
					(d_conv2d_2[i * 256 + l * 16 + m] +
					kernel[l * 19200 + i * 16 + m] * 0.0005f);
				kernel[l * 19200 + i * 16 + m] = logical_and2 ?
					kernel[l * 19200 + i * 16 + m] - v * 0.01f :
					kernel[l * 19200 + i * 16 + m];
				momentum[l * 19200 + i * 16 + m] = logical_and2 ? v :
					momentum[l * 19200 + i * 16 + m];
			}
		}
	}
}

/* k64: add add multiply subtract select select    d_conv2d_3 f32[3,3,256,384], logical_and bool[] -> kernel
 * f32[3,3,256,384], momentum f32[3,3,256,384]
 * from alexnet.lua:78 */
static void k64_update_sequential_1_conv2d_3_kernel(float *restrict kernel, float *restrict momentum,
                                                    const float *restrict d_conv2d_3,
                                                    const uint8_t *restrict logical_and)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t l = 0; l < 24; l++) {
		for (size_t i = 0; i < 2304; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = momentum[l * 36864 + i * 16 + m] * 0.9f +
					(d_conv2d_3[i * 384 + l * 16 + m] +
					kernel[l * 36864 + i * 16 + m] * 0.0005f);
				kernel[l * 36864 + i * 16 + m] = logical_and2 ?
					kernel[l * 36864 + i * 16 + m] - v * 0.01f :
					kernel[l * 36864 + i * 16 + m];
				momentum[l * 36864 + i * 16 + m] = logical_and2 ? v :
					momentum[l * 36864 + i * 16 + m];
			}
		}
	}
}

/* k65: add add multiply subtract select select    d_conv2d_4 f32[3,3,192,2,192], logical_and bool[] -> kernel
 * f32[3,3,192,384], momentum f32[3,3,192,384]
 * from alexnet.lua:78 */
static void k65_update_sequential_1_conv2d_4_kernel(float *restrict kernel, float *restrict momentum,
                                                    const float *restrict d_conv2d_4,
                                                    const uint8_t *restrict logical_and)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t l = 0; l < 24; l++) {
		for (size_t i = 0; i < 1728; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = momentum[l * 27648 + i * 16 + m] * 0.9f +
					(d_conv2d_4[i * 384 + l * 16 + m] +
					kernel[l * 27648 + i * 16 + m] * 0.0005f);
				kernel[l * 27648 + i * 16 + m] = logical_and2 ?
					kernel[l * 27648 + i * 16 + m] - v * 0.01f :
					kernel[l * 27648 + i * 16 + m];
				momentum[l * 27648 + i * 16 + m] = logical_and2 ? v :
					momentum[l * 27648 + i * 16 + m];
			}
		}
	}
}

/* k66: add add multiply subtract select select    d_conv2d_5 f32[3,3,192,2,128], logical_and bool[] -> kernel
 * f32[3,3,192,256], momentum f32[3,3,192,256]
 * from alexnet.lua:78 */
static void k66_update_sequential_1_conv2d_5_kernel(float *restrict kernel, float *restrict momentum,
                                                    const float *restrict d_conv2d_5,
                                                    const uint8_t *restrict logical_and)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t l = 0; l < 16; l++) {
		for (size_t i = 0; i < 1728; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = momentum[l * 27648 + i * 16 + m] * 0.9f +
					(d_conv2d_5[i * 256 + l * 16 + m] +
					kernel[l * 27648 + i * 16 + m] * 0.0005f);
				kernel[l * 27648 + i * 16 + m] = logical_and2 ?
					kernel[l * 27648 + i * 16 + m] - v * 0.01f :
					kernel[l * 27648 + i * 16 + m];
				momentum[l * 27648 + i * 16 + m] = logical_and2 ? v :
					momentum[l * 27648 + i * 16 + m];
			}
		}
	}
}

/* k67: add add multiply subtract select select    d_dense_1 f32[9216,4096], logical_and bool[] -> kernel
 * f32[9216,4096], momentum f32[9216,4096]
 * from alexnet.lua:78 */
static void k67_update_dense_1_kernel(float *restrict kernel, float *restrict momentum,
                                      const float *restrict d_dense_1, const uint8_t *restrict logical_and)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t j = 0; j < 256; j++) {
		for (size_t i = 0; i < 9216; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v = momentum[j * 147456 + i * 16 + k] * 0.9f +
					(d_dense_1[i * 4096 + j * 16 + k] +
					kernel[j * 147456 + i * 16 + k] * 0.0005f);
				kernel[j * 147456 + i * 16 + k] = logical_and2 ?
					kernel[j * 147456 + i * 16 + k] - v * 0.01f :
					kernel[j * 147456 + i * 16 + k];
				momentum[j * 147456 + i * 16 + k] = logical_and2 ? v :
					momentum[j * 147456 + i * 16 + k];
			}
		}
	}
}

/* k68: add add multiply subtract select select    d_dense_2 f32[4096,4096], logical_and bool[] -> kernel
 * f32[4096,4096], momentum f32[4096,4096]
 * from alexnet.lua:78 */
static void k68_update_dense_2_kernel(float *restrict kernel, float *restrict momentum,
                                      const float *restrict d_dense_2, const uint8_t *restrict logical_and)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t j = 0; j < 256; j++) {
		for (size_t i = 0; i < 4096; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v = momentum[j * 65536 + i * 16 + k] * 0.9f +
					(d_dense_2[i * 4096 + j * 16 + k] +
					kernel[j * 65536 + i * 16 + k] * 0.0005f);
				kernel[j * 65536 + i * 16 + k] = logical_and2 ?
					kernel[j * 65536 + i * 16 + k] - v * 0.01f :
					kernel[j * 65536 + i * 16 + k];
				momentum[j * 65536 + i * 16 + k] = logical_and2 ? v :
					momentum[j * 65536 + i * 16 + k];
			}
		}
	}
}

/* k69: concatenate    rng u32[4] -> concatenate u32[4]
 * from alexnet.lua:78 */
static void k69_concatenate(uint32_t *restrict concatenate, const uint32_t *restrict rng)
{
	for (size_t i = 0; i < 2; i++)
		concatenate[i] = rng[i];
	concatenate[2] = rng[2] + 1u;
	concatenate[3] = rng[3] + (uint32_t)(rng[2] + 1u == 0u);
}

/* k70: copy    loss_weight f32[] -> accuracy_weight f32[] */
static void k70_copy(float *restrict accuracy_weight, const float *restrict loss_weight)
{
	accuracy_weight[0] = loss_weight[0];
}

/* k71: copy    concatenate u32[4] -> rng u32[4] */
static void k71_copy(uint32_t *restrict rng, const uint32_t *restrict concatenate)
{
	for (size_t i = 0; i < 4; i++)
		rng[i] = concatenate[i];
}

/* train_step: x u8[n,227,227,3], label i32[n] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight
 * f32[], gradient_norm f32[], learning_rate f32[], finite f32[]; sets 34 tensors */
/* At most budget kernels, from number piece on: the number of the next, 0 after the last. Those from the first
 * that changes more than the workspace on are one piece. */
static uint32_t train_step_kernels(alexnet_params *params, alexnet_train_state *train_state,
                                   alexnet_train_workspace *workspace, size_t count, const uint8_t *x,
                                   const int32_t *label, float *report, uint32_t piece, uint32_t budget)
{
	float *const memory = workspace->memory;
	uint32_t *const memory_u32 = workspace->memory_u32;
	uint8_t *const memory_bool = workspace->memory_bool;
	for (; budget > 0; budget--) {
		switch (piece++) {
		case 1:
			k16_loss_weight(report + 1, memory + 8111632, memory + 8111616, report + 5, memory_u32,
			                train_state->step, count);
			break;
		case 2:
			k17_subtract(memory + 83308528, x, table_const, count);
			break;
		case 3:
			k18_sequential_1_conv2d_1(memory + 74015472, memory, memory + 83308528,
			                          params->sequential_1_conv2d_1_kernel,
			                          params->sequential_1_conv2d_1_bias, count);
			break;
		case 4:
			k19_sequential_1_local_response_norm_1(memory + 78661872, memory + 48491760,
			                                       memory + 85781920, memory, memory + 74015472,
			                                       count);
			break;
		case 5:
			k20_sequential_1_max_pooling2d_1(memory + 47372016, memory + 85781920, count);
			break;
		case 6:
			k21_sequential_1_conv2d_2(memory + 3649536, memory + 663552, memory + 5125632,
			                          memory + 47372016, params->sequential_1_conv2d_2_kernel,
			                          params->sequential_1_conv2d_2_bias, count);
			break;
		case 7:
			k22_sequential_1_local_response_norm_2(memory + 94745504, memory + 97731488,
			                                       memory + 91313056, memory + 5125632,
			                                       memory + 663552, count);
			break;
		case 8:
			k23_sequential_1_max_pooling2d_2(memory + 46461312, memory + 91313056, count);
			break;
		case 9:
			k24_sequential_1_conv2d_3(memory + 44384640, memory + 46461312,
			                          params->sequential_1_conv2d_3_kernel,
			                          params->sequential_1_conv2d_3_bias, count);
			break;
		case 10:
			k25_sequential_1_conv2d_4(memory + 45422976, memory + 44384640,
			                          params->sequential_1_conv2d_4_kernel,
			                          params->sequential_1_conv2d_4_bias, count);
			break;
		case 11:
			k26_sequential_1_conv2d_5(memory + 90428320, memory + 45422976,
			                          params->sequential_1_conv2d_5_kernel,
			                          params->sequential_1_conv2d_5_bias, count);
			break;
		case 12:
			k27_sequential_1_max_pooling2d_3(memory + 147072, memory + 90428320, count);
			break;
		case 13:
			k28_dot_general(memory + 441984, memory + 147072, params->dense_1_kernel,
			                params->dense_1_bias, memory + 294528, count, 9216);
			break;
		case 14:
			k29_rng_bits(memory_bool, memory + 294528, train_state->rng, memory + 441984, count,
			             UINT64_C(0x41cfed1214ea6522));
			break;
		case 15:
			k28_dot_general(memory + 81536, memory + 294528, params->dense_2_kernel,
			                params->dense_2_bias, memory, count, 4096);
			break;
		case 16:
			k29_rng_bits(memory_bool + 65536, memory + 360064, train_state->rng, memory + 81536,
			             count, UINT64_C(0x97014c41b26ea0a8));
			break;
		case 17:
			k30_dense_3(memory, memory + 360064, params->dense_3_kernel, params->dense_3_bias,
			            memory + 16000, count);
			break;
		case 18:
			k31_dense_3_backward(memory + 17008, memory + 16000, memory + 47370624, memory + 34016,
			                     memory + 34032, memory + 18016, memory, label, memory + 8111632,
			                     memory + 8111616, count);
			break;
		case 19:
			k32_loss(report + 0, report + 2, memory_bool + 131072, memory + 34016, memory + 34032,
			         count);
			break;
		case 20:
			k33_dense_3_backward(memory + 81536, memory + 18016, params->dense_3_kernel,
			                     memory_bool + 65536, memory + 3649536, count);
			break;
		case 21:
			k34_dense_3_backward(memory + 53142256, memory + 360064, memory + 18016, memory,
			                     memory + 16128, count);
			break;
		case 22:
			k35_dense_2_backward(memory + 53138160, memory + 81536, count);
			break;
		case 23:
			k36_dense_2_backward(memory + 441984, memory + 81536, params->dense_2_kernel,
			                     memory_bool, memory + 3649536, memory, count);
			break;
		case 24:
			k37_dot_general(memory + 57238256, memory + 294528, memory + 81536, memory,
			                memory + 65536, count, 4096);
			break;
		case 25:
			k35_dense_2_backward(memory + 94741408, memory + 441984, count);
			break;
		case 26:
			k38_dense_1_backward(memory + 294528, memory + 441984, params->dense_1_kernel,
			                     memory + 3649536, memory, count);
			break;
		case 27:
			k37_dot_general(memory + 6635904, memory + 147072, memory + 441984, memory,
			                memory + 65536, count, 9216);
			break;
		case 28:
			k39_sequential_1_max_pooling2d_3_backward(memory + 3649536, memory + 90428320,
			                                          memory + 294528, count);
			break;
		case 29:
			k40_sequential_1_conv2d_5_backward(memory + 83308272, memory + 90428320,
			                                   memory + 3649536, count);
			break;
		case 30:
			k41_sequential_1_conv2d_5_backward(memory + 4687872, memory + 90428320,
			                                   params->sequential_1_conv2d_5_kernel,
			                                   memory + 45422976, memory, count);
			break;
		case 31:
			k42_sequential_1_conv2d_5_backward(memory + 94299040, memory + 45422976,
			                                   memory + 90428320, memory + 3649536, count);
			break;
		case 32:
			k43_sequential_1_conv2d_4_backward(memory + 6635520, memory + 4687872, count);
			break;
		case 33:
			k44_sequential_1_conv2d_4_backward(memory + 45422976, memory + 4687872,
			                                   params->sequential_1_conv2d_4_kernel,
			                                   memory + 44384640, memory, count);
			break;
		case 34:
			k45_sequential_1_conv2d_4_backward(memory, memory + 44384640, memory + 4687872,
			                                   memory + 3649536, count);
			break;
		case 35:
			k43_sequential_1_conv2d_4_backward(memory + 47371632, memory + 45422976, count);
			break;
		case 36:
			k46_sequential_1_conv2d_3_backward(memory + 44384640, memory + 45422976,
			                                   params->sequential_1_conv2d_3_kernel,
			                                   memory + 3649536, count);
			break;
		case 37:
			k47_sequential_1_conv2d_3_backward(memory + 90428320, memory + 46461312,
			                                   memory + 45422976, memory + 3649536, count);
			break;
		case 38:
			k48_sequential_1_max_pooling2d_2_backward(memory + 3649536, memory + 91313056,
			                                          memory + 44384640, count);
			break;
		case 39:
			k49_multiply(memory + 44384640, memory + 3649536, memory + 663552, memory + 97731488,
			             memory + 94745504, count, 186624);
			break;
		case 40:
			k50_sequential_1_local_response_norm_2_backward(memory + 91313056, memory + 44384640,
			                                                memory + 663552, memory + 3649536,
			                                                memory + 94745504, memory + 97731488,
			                                                count);
			break;
		case 41:
			k51_sequential_1_conv2d_2_backward(memory + 5617152, memory + 91313056, count);
			break;
		case 42:
			k52_sequential_1_conv2d_2_backward(memory + 3649536, memory + 91313056,
			                                   params->sequential_1_conv2d_2_kernel,
			                                   memory + 663552, count);
			break;
		case 43:
			k53_sequential_1_conv2d_2_backward(memory + 5309952, memory + 47372016,
			                                   memory + 91313056, memory + 663552, count);
			break;
		case 44:
			k54_sequential_1_max_pooling2d_1_backward(memory + 94745504, memory + 85781920,
			                                          memory + 3649536, count);
			break;
		case 45:
			k49_multiply(memory + 663552, memory + 94745504, memory + 74015472, memory + 48491760,
			             memory + 78661872, count, 290400);
			break;
		case 46:
			k55_sequential_1_local_response_norm_1_backward(memory + 85781920, memory + 663552,
			                                                memory + 74015472, memory + 94745504,
			                                                memory + 78661872, memory + 48491760,
			                                                count);
			break;
		case 47:
			k56_sequential_1_conv2d_1_backward(memory + 663552, memory + 85781920, count);
			break;
		case 48:
			k57_sequential_1_conv2d_1_backward(memory + 663648, memory + 83308528,
			                                   memory + 85781920, count);
			break;
		case 49:
			k58_reduce_sum(memory + 698496, memory + 663648);
			break;
		case 50:
			k59_add(memory + 698496, memory + 663552, 96);
			break;
		case 51:
			k59_add(memory + 698496, memory + 5309952, 307200);
			break;
		case 52:
			k59_add(memory + 698496, memory + 5617152, 256);
			break;
		case 53:
			k59_add(memory + 698496, memory + 90428320, 884736);
			break;
		case 54:
			k59_add(memory + 698496, memory + 47371632, 384);
			break;
		case 55:
			k59_add(memory + 698496, memory, 663552);
			break;
		case 56:
			k59_add(memory + 698496, memory + 6635520, 384);
			break;
		case 57:
			k59_add(memory + 698496, memory + 94299040, 442368);
			break;
		case 58:
			k59_add(memory + 698496, memory + 83308272, 256);
			break;
		case 59:
			k59_add(memory + 698496, memory + 6635904, 37748736);
			break;
		case 60:
			k59_add(memory + 698496, memory + 94741408, 4096);
			break;
		case 61:
			k59_add(memory + 698496, memory + 57238256, 16777216);
			break;
		case 62:
			k59_add(memory + 698496, memory + 53138160, 4096);
			break;
		case 63:
			k59_add(memory + 698496, memory + 53142256, 4096000);
			break;
		default:
			k60_gradient_norm(report + 4, memory_bool + 131072, train_state->step, report + 6,
			                  memory + 47370624, memory + 698496, memory_u32);
			k61_update_sequential_1_conv2d_1_kernel(params->sequential_1_conv2d_1_kernel,
			                                        train_state->momentum_sequential_1_conv2d_1_kernel,
			                                        memory + 663648, memory_bool + 131072);
			k62_update(params->sequential_1_conv2d_1_bias,
			           train_state->momentum_sequential_1_conv2d_1_bias, memory + 663552,
			           memory_bool + 131072, 96);
			k63_update_sequential_1_conv2d_2_kernel(params->sequential_1_conv2d_2_kernel,
			                                        train_state->momentum_sequential_1_conv2d_2_kernel,
			                                        memory + 5309952, memory_bool + 131072);
			k62_update(params->sequential_1_conv2d_2_bias,
			           train_state->momentum_sequential_1_conv2d_2_bias, memory + 5617152,
			           memory_bool + 131072, 256);
			k64_update_sequential_1_conv2d_3_kernel(params->sequential_1_conv2d_3_kernel,
			                                        train_state->momentum_sequential_1_conv2d_3_kernel,
			                                        memory + 90428320, memory_bool + 131072);
			k62_update(params->sequential_1_conv2d_3_bias,
			           train_state->momentum_sequential_1_conv2d_3_bias, memory + 47371632,
			           memory_bool + 131072, 384);
			k65_update_sequential_1_conv2d_4_kernel(params->sequential_1_conv2d_4_kernel,
			                                        train_state->momentum_sequential_1_conv2d_4_kernel,
			                                        memory, memory_bool + 131072);
			k62_update(params->sequential_1_conv2d_4_bias,
			           train_state->momentum_sequential_1_conv2d_4_bias, memory + 6635520,
			           memory_bool + 131072, 384);
			k66_update_sequential_1_conv2d_5_kernel(params->sequential_1_conv2d_5_kernel,
			                                        train_state->momentum_sequential_1_conv2d_5_kernel,
			                                        memory + 94299040, memory_bool + 131072);
			k62_update(params->sequential_1_conv2d_5_bias,
			           train_state->momentum_sequential_1_conv2d_5_bias, memory + 83308272,
			           memory_bool + 131072, 256);
			k67_update_dense_1_kernel(params->dense_1_kernel, train_state->momentum_dense_1_kernel,
			                          memory + 6635904, memory_bool + 131072);
			k62_update(params->dense_1_bias, train_state->momentum_dense_1_bias, memory + 94741408,
			           memory_bool + 131072, 4096);
			k68_update_dense_2_kernel(params->dense_2_kernel, train_state->momentum_dense_2_kernel,
			                          memory + 57238256, memory_bool + 131072);
			k62_update(params->dense_2_bias, train_state->momentum_dense_2_bias, memory + 53138160,
			           memory_bool + 131072, 4096);
			k62_update(params->dense_3_kernel, train_state->momentum_dense_3_kernel,
			           memory + 53142256, memory_bool + 131072, 4096000);
			k62_update(params->dense_3_bias, train_state->momentum_dense_3_bias, memory + 47370624,
			           memory_bool + 131072, 1000);
			k69_concatenate(memory_u32, train_state->rng);
			k70_copy(report + 3, report + 1);
			k71_copy(train_state->rng, memory_u32);
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

static cr_status train_step_run(alexnet_params *params, alexnet_train_state *train_state,
                                alexnet_train_workspace *workspace, size_t count, const uint8_t *x,
                                const int32_t *label, cr_train_sums *sums)
{
	float report[7] = { 0.0f };
	if (count < 1 || count > 16)
		return CR_ERR_ARGUMENT;
	if (!cr_within_i32(label, count, 0, 999, 0))
		return CR_ERR_DATA;
	train_state->piece = 0;  /* a step in pieces that was under way is given up */
	train_step_kernels(params, train_state, workspace, count, x, label, report, 1, UINT32_MAX);
	return train_step_sums(report, sums);
}

/* k72: convert    -> loss_weight f32[]
 * from alexnet.lua:78 */
static void k72_loss_weight(float *restrict loss_weight, size_t n)
{
	loss_weight[0] = (float)(int32_t)n;
}

/* k73: reduce_window_sum multiply add rsqrt sqrt multiply multiply    local_response_norm_1_2 f32[n,55,55,96],
 * conv2d_1 f32[n,55,55,96] -> local_response_norm_1 f32[n,55,55,96]; of 2 sizes
 * from alexnet.lua:37 */
CR_INLINE void k73_reduce_window_sum_sized(float *restrict local_response_norm_1,
                                           const float *restrict local_response_norm_1_2,
                                           const float *restrict conv2d_1, size_t n, size_t size, size_t size2,
                                           size_t size3, size_t start)
{
	for (size_t i = 0; i < n * size; i++) {
		for (size_t lane = 0; lane < 2; lane++) {
			float sum = 0.0f;
			for (size_t cell = 0; cell < 5; cell++) {
				sum = sum + (lane + cell - 2 < size2 ?
					local_response_norm_1_2[i * size2 + lane + cell - 2] : 0.0f);
			}
			const float v = cr_rsqrtf(sum * 0.0001f + 2.0f);
			local_response_norm_1[i * size2 + lane] =
				conv2d_1[i * size2 + lane] * (v * cr_sqrtf(v));
		}
		for (size_t lane = 0; lane < size3; lane++) {
			float sum = local_response_norm_1_2[i * size2 + lane];
			sum = sum + local_response_norm_1_2[i * size2 + lane + 1];
			sum = sum + local_response_norm_1_2[i * size2 + lane + 2];
			sum = sum + local_response_norm_1_2[i * size2 + lane + 3];
			sum = sum + local_response_norm_1_2[i * size2 + lane + 4];
			const float v = cr_rsqrtf(sum * 0.0001f + 2.0f);
			local_response_norm_1[i * size2 + lane + 2] =
				conv2d_1[i * size2 + lane + 2] * (v * cr_sqrtf(v));
		}
		for (size_t lane = 0; lane < 2; lane++) {
			float sum = 0.0f;
			for (size_t cell = 0; cell < 5; cell++) {
				sum = sum + (lane + cell + size3 < size2 ?
					local_response_norm_1_2[i * size2 + lane + cell + size3] : 0.0f);
			}
			const float v = cr_rsqrtf(sum * 0.0001f + 2.0f);
			local_response_norm_1[i * size2 + lane + start] =
				conv2d_1[i * size2 + lane + start] * (v * cr_sqrtf(v));
		}
	}
}

/* k73:    local_response_norm_1_2 f32[n,55,55,96], conv2d_1 f32[n,55,55,96] -> local_response_norm_1
 * f32[n,55,55,96] */
static void k73_sequential_1_local_response_norm_1(float *restrict local_response_norm_1,
                                                   const float *restrict local_response_norm_1_2,
                                                   const float *restrict conv2d_1, size_t n)
{
	k73_reduce_window_sum_sized(local_response_norm_1, local_response_norm_1_2, conv2d_1, n, 3025, 96, 92,
	                            94);
}

/* k74:    local_response_norm_2_2 f32[n,27,27,256], conv2d_2 f32[n,27,27,256] -> local_response_norm_2
 * f32[n,27,27,256] */
static void k74_sequential_1_local_response_norm_2(float *restrict local_response_norm_2,
                                                   const float *restrict local_response_norm_2_2,
                                                   const float *restrict conv2d_2, size_t n)
{
	k73_reduce_window_sum_sized(local_response_norm_2, local_response_norm_2_2, conv2d_2, n, 729, 256, 252,
	                            254);
}

/* k75: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert    dense_3
 * f32[n,1000], label i32[n] -> row f32[1000], subtract f32[n], convert f32[n]
 * from alexnet.lua:80, 81 */
static void k75_convert(float *restrict row, float *restrict subtract, float *restrict convert,
                        const float *restrict dense_3, const int32_t *restrict label, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float lane[16];
		for (size_t l = 0; l < 16; l++)
			lane[l] = CR_MAX_INIT_F32;
		size_t block = 0;
		for (; block + 16 <= 1000; block += 16) {
			CR_SIXTEEN
			for (size_t l = 0; l < 16; l++) {
				const size_t j = block + l;
				lane[l] = cr_maxf(lane[l], dense_3[i * 1000 + j]);
			}
		}
		for (size_t l = 0; block + l < 1000; l++) {
			const size_t j = block + l;
			lane[l] = cr_maxf(lane[l], dense_3[i * 1000 + j]);
		}
		const float most = cr_join_max(lane);
		float lane2[16] = { 0.0f };
		size_t block2 = 0;
		for (; block2 + 16 <= 1000; block2 += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = block2 + l;
				const float v = dense_3[i * 1000 + j] - most;
				row[j] = v;
				lane2[l] += cr_expf(v);
			}
		}
		for (size_t l = 0; block2 + l < 1000; l++) {
			const size_t j = block2 + l;
			const float v = dense_3[i * 1000 + j] - most;
			row[j] = v;
			lane2[l] += cr_expf(v);
		}
		const float sum = cr_join_sum(lane2);
		float lane3[16] = { 0.0f };
		size_t block3 = 0;
		for (; block3 + 16 <= 1000; block3 += 16) {
			CR_SIXTEEN
			for (size_t l = 0; l < 16; l++) {
				const size_t j = block3 + l;
				lane3[l] += (int32_t)j == label[i] ? row[j] : 0.0f;
			}
		}
		for (size_t l = 0; block3 + l < 1000; l++) {
			const size_t j = block3 + l;
			lane3[l] += (int32_t)j == label[i] ? row[j] : 0.0f;
		}
		const float sum2 = cr_join_sum(lane3);
		subtract[i] = cr_logf(sum) - sum2;
		float best_value = dense_3[i * 1000];
		int32_t best = 0;
		for (size_t j = 0; j < 1000; j++) {
			const float x = dense_3[i * 1000 + j];
			const uint8_t better = (uint8_t)((x > best_value) |
				((x != x) & (best_value == best_value)));
			best_value = better ? x : best_value;
			best = better ? (int32_t)j : best;
		}
		convert[i] = (float)(best == label[i]);
	}
}

/* k76: reduce_sum reduce_sum    subtract f32[n], convert f32[n] -> loss f32[], accuracy f32[]
 * from alexnet.lua:78 */
static void k76_loss(float *restrict loss, float *restrict accuracy, const float *restrict subtract,
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

/* evaluate: x u8[n,227,227,3], label i32[n] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight
 * f32[] */
static cr_status evaluate_run(const alexnet_params *params, alexnet_train_workspace *workspace, size_t count,
                              const uint8_t *x, const int32_t *label, cr_train_sums *sums)
{
	float loss[1] = { 0.0f };
	float loss_weight[1] = { 0.0f };
	float accuracy[1] = { 0.0f };
	float accuracy_weight[1] = { 0.0f };
	float *const memory = workspace->memory;
	if (count < 1 || count > 16)
		return CR_ERR_ARGUMENT;
	if (!cr_within_i32(label, count, 0, 999, 0))
		return CR_ERR_DATA;
	k72_loss_weight(loss_weight, count);
	k17_subtract(memory + 9292800, x, table_const, count);
	k18_sequential_1_conv2d_1(memory, memory + 4646400, memory + 9292800,
	                          params->sequential_1_conv2d_1_kernel, params->sequential_1_conv2d_1_bias,
	                          count);
	k73_sequential_1_local_response_norm_1(memory + 9292800, memory + 4646400, memory, count);
	k20_sequential_1_max_pooling2d_1(memory + 7448064, memory + 9292800, count);
	k21_sequential_1_conv2d_2(memory + 5971968, memory, memory + 2985984, memory + 7448064,
	                          params->sequential_1_conv2d_2_kernel, params->sequential_1_conv2d_2_bias,
	                          count);
	k74_sequential_1_local_response_norm_2(memory + 5971968, memory + 2985984, memory, count);
	k23_sequential_1_max_pooling2d_2(memory + 1038336, memory + 5971968, count);
	k24_sequential_1_conv2d_3(memory, memory + 1038336, params->sequential_1_conv2d_3_kernel,
	                          params->sequential_1_conv2d_3_bias, count);
	k25_sequential_1_conv2d_4(memory + 1038336, memory, params->sequential_1_conv2d_4_kernel,
	                          params->sequential_1_conv2d_4_bias, count);
	k26_sequential_1_conv2d_5(memory, memory + 1038336, params->sequential_1_conv2d_5_kernel,
	                          params->sequential_1_conv2d_5_bias, count);
	k27_sequential_1_max_pooling2d_3(memory + 692224, memory, count);
	k28_dot_general(memory + 147456, memory + 692224, params->dense_1_kernel, params->dense_1_bias, memory,
	                count, 9216);
	k28_dot_general(memory + 65536, memory + 147456, params->dense_2_kernel, params->dense_2_bias, memory,
	                count, 4096);
	k30_dense_3(memory + 131072, memory + 65536, params->dense_3_kernel, params->dense_3_bias, memory,
	            count);
	k75_convert(memory, memory + 1008, memory + 1024, memory + 131072, label, count);
	k76_loss(loss, accuracy, memory + 1008, memory + 1024, count);
	k70_copy(accuracy_weight, loss_weight);
	sums->value[0] = loss[0];
	sums->weight[0] = loss_weight[0];
	sums->value[1] = accuracy[0];
	sums->weight[1] = accuracy_weight[0];
	return CR_OK;
}

/* k77: constant    -> out u32[]
 * from alexnet.lua:78 */
static void k77_fill(uint32_t *restrict out)
{
	out[0] = 0u;
}

/* k78: broadcast_in_dim    -> out f32[11,11,3,96]; of 13 sizes
 * from alexnet.lua:78 */
static void k78_fill(float *restrict out, size_t size)
{
	for (size_t l = 0; l < size; l++)
		out[l] = 0.0f;
}

/* k79: copy    broadcast_in_dim f32[256] -> momentum f32[256]; of 3 sizes */
static void k79_copy(float *restrict momentum, const float *restrict broadcast_in_dim, size_t size)
{
	for (size_t i = 0; i < size; i++)
		momentum[i] = broadcast_in_dim[i];
}

/* train_init: seed seed; sets 18 tensors */
static void train_init_run(alexnet_train_state *train_state, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	k77_fill(train_state->step);
	k78_fill(train_state->momentum_sequential_1_conv2d_1_kernel, 34848);
	k78_fill(train_state->momentum_sequential_1_conv2d_1_bias, 96);
	k78_fill(train_state->momentum_sequential_1_conv2d_2_kernel, 307200);
	k78_fill(train_state->momentum_sequential_1_conv2d_5_bias, 256);
	k78_fill(train_state->momentum_sequential_1_conv2d_3_kernel, 884736);
	k78_fill(train_state->momentum_sequential_1_conv2d_4_bias, 384);
	k78_fill(train_state->momentum_sequential_1_conv2d_4_kernel, 663552);
	k78_fill(train_state->momentum_sequential_1_conv2d_5_kernel, 442368);
	k78_fill(train_state->momentum_dense_1_kernel, 37748736);
	k78_fill(train_state->momentum_dense_2_bias, 4096);
	k78_fill(train_state->momentum_dense_2_kernel, 16777216);
	k78_fill(train_state->momentum_dense_3_kernel, 4096000);
	k78_fill(train_state->momentum_dense_3_bias, 1000);
	k71_copy(train_state->rng, seed_words);
	k79_copy(train_state->momentum_sequential_1_conv2d_2_bias,
	         train_state->momentum_sequential_1_conv2d_5_bias, 256);
	k79_copy(train_state->momentum_sequential_1_conv2d_3_bias,
	         train_state->momentum_sequential_1_conv2d_4_bias, 384);
	k79_copy(train_state->momentum_dense_1_bias, train_state->momentum_dense_2_bias, 4096);
}

/* k80: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply multiply    seed u32[4] -> kernel f32[11,11,3,96]
 * from alexnet.lua:24 */
static void k80_init_sequential_1_conv2d_1_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t l = 0; l < 6; l++) {
		for (size_t i = 0; i < 363; i++) {
			for (size_t m = 0; m < 16; m++) {
				kernel[l * 5808 + i * 16 + m] =
					cr_sqrtf(cr_logf(1.0f - (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], UINT64_C(0x18914bb0eafa70b5), i * 96 + l * 16 + m),
					8u) * 5.9604645e-08f) * -2.0f) *
					cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2],
					seed[3], UINT64_C(0xa44a0a9bcc5c44e9), i * 96 + l * 16 + m), 8u) *
					5.9604645e-08f * 6.2831855f) * 0.01f;
			}
		}
	}
}

/* k81: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply multiply    seed u32[4] -> kernel f32[5,5,48,256]; of 2 sizes
 * from alexnet.lua:24 */
static void k81_init(float *restrict kernel, const uint32_t *restrict seed, size_t size, uint64_t stream,
                     uint64_t stream2)
{
	for (size_t l = 0; l < 16; l++) {
		for (size_t i = 0; i < size; i++) {
			for (size_t m = 0; m < 16; m++) {
				kernel[l * size * 16 + i * 16 + m] =
					cr_sqrtf(cr_logf(1.0f - (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], stream, i * 256 + l * 16 + m), 8u) * 5.9604645e-08f) *
					-2.0f) * cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], stream2, i * 256 + l * 16 + m), 8u) * 5.9604645e-08f *
					6.2831855f) * 0.01f;
			}
		}
	}
}

/* k82: broadcast_in_dim    -> out f32[256]; of 3 sizes
 * from alexnet.lua:24 */
static void k82_fill(float *restrict out, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = 1.0f;
}

/* k83: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply multiply    seed u32[4] -> kernel f32[3,3,256,384]; of 2 sizes
 * from alexnet.lua:24 */
static void k83_init(float *restrict kernel, const uint32_t *restrict seed, size_t size, uint64_t stream,
                     uint64_t stream2)
{
	for (size_t l = 0; l < 24; l++) {
		for (size_t i = 0; i < size; i++) {
			for (size_t m = 0; m < 16; m++) {
				kernel[l * size * 16 + i * 16 + m] =
					cr_sqrtf(cr_logf(1.0f - (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], stream, i * 384 + l * 16 + m), 8u) * 5.9604645e-08f) *
					-2.0f) * cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], stream2, i * 384 + l * 16 + m), 8u) * 5.9604645e-08f *
					6.2831855f) * 0.01f;
			}
		}
	}
}

/* k84: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply multiply    seed u32[4] -> kernel f32[9216,4096]; of 2 sizes
 * from alexnet.lua:29 */
static void k84_init(float *restrict kernel, const uint32_t *restrict seed, size_t size, uint64_t stream,
                     uint64_t stream2)
{
	for (size_t j = 0; j < 256; j++) {
		for (size_t i = 0; i < size; i++) {
			for (size_t k = 0; k < 16; k++) {
				kernel[j * size * 16 + i * 16 + k] =
					cr_sqrtf(cr_logf(1.0f - (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1],
					seed[2], seed[3], stream, i * 4096 + j * 16 + k), 8u) *
					5.9604645e-08f) * -2.0f) *
					cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2],
					seed[3], stream2, i * 4096 + j * 16 + k), 8u) * 5.9604645e-08f *
					6.2831855f) * 0.01f;
			}
		}
	}
}

/* k85: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply multiply    seed u32[4] -> kernel f32[4096,1000]
 * from alexnet.lua:59 */
static void k85_init_dense_3_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t i = 0; i < 4096000; i++) {
		kernel[i] = cr_sqrtf(cr_logf(1.0f -
			(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
			UINT64_C(0xabef7c6906d32353), i), 8u) * 5.9604645e-08f) * -2.0f) *
			cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
			UINT64_C(0x969da79954fb8180), i), 8u) * 5.9604645e-08f * 6.2831855f) * 0.01f;
	}
}

/* init: seed seed; sets 16 tensors */
void alexnet_init(alexnet_params *params, alexnet_init_workspace *workspace, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	(void)workspace;
	k80_init_sequential_1_conv2d_1_kernel(params->sequential_1_conv2d_1_kernel, seed_words);
	k78_fill(params->sequential_1_conv2d_1_bias, 96);
	k81_init(params->sequential_1_conv2d_2_kernel, seed_words, 1200, UINT64_C(0x0ba9e31d18bfbd9d),
	         UINT64_C(0xd3d9a9e7a7223c17));
	k82_fill(params->sequential_1_conv2d_5_bias, 256);
	k83_init(params->sequential_1_conv2d_3_kernel, seed_words, 2304, UINT64_C(0xa0207b0123a0aa1e),
	         UINT64_C(0x769de09b24461149));
	k78_fill(params->sequential_1_conv2d_3_bias, 384);
	k83_init(params->sequential_1_conv2d_4_kernel, seed_words, 1728, UINT64_C(0x5383c74f123e2f37),
	         UINT64_C(0x70b621f6b8bfd344));
	k82_fill(params->sequential_1_conv2d_4_bias, 384);
	k81_init(params->sequential_1_conv2d_5_kernel, seed_words, 1728, UINT64_C(0x00781a94f05dbe26),
	         UINT64_C(0xad96a4f4185934c8));
	k84_init(params->dense_1_kernel, seed_words, 9216, UINT64_C(0x54b666ddcb68c214),
	         UINT64_C(0x9f7ffefec0e06c34));
	k82_fill(params->dense_2_bias, 4096);
	k84_init(params->dense_2_kernel, seed_words, 4096, UINT64_C(0xca1cff6e2daa54f1),
	         UINT64_C(0xb87e662b3d5827fa));
	k85_init_dense_3_kernel(params->dense_3_kernel, seed_words);
	k78_fill(params->dense_3_bias, 1000);
	k79_copy(params->sequential_1_conv2d_2_bias, params->sequential_1_conv2d_5_bias, 256);
	k79_copy(params->dense_1_bias, params->dense_2_bias, 4096);
}

/* ---- parameters ---------------------------------------------------------------------------------- */

static const cr_st_identity identity = { "alexnet", ALEXNET_SIGNATURE, ALEXNET_GRAPH };

/* Every parameter: name, member of the struct, type, rank, columns if it lies in panels, shape */
#define ALEXNET_EACH(CR_TRAINED) \
	CR_TRAINED("sequential_1.conv2d_1.kernel", sequential_1_conv2d_1_kernel, CR_F32, 4, 96, 11, 11, 3, 96) \
	CR_TRAINED("sequential_1.conv2d_1.bias", sequential_1_conv2d_1_bias, CR_F32, 1, 0, 96) \
	CR_TRAINED("sequential_1.conv2d_2.kernel", sequential_1_conv2d_2_kernel, CR_F32, 4, 256, 5, 5, 48, 256) \
	CR_TRAINED("sequential_1.conv2d_2.bias", sequential_1_conv2d_2_bias, CR_F32, 1, 0, 256) \
	CR_TRAINED("sequential_1.conv2d_3.kernel", sequential_1_conv2d_3_kernel, CR_F32, 4, 384, 3, 3, 256, 384) \
	CR_TRAINED("sequential_1.conv2d_3.bias", sequential_1_conv2d_3_bias, CR_F32, 1, 0, 384) \
	CR_TRAINED("sequential_1.conv2d_4.kernel", sequential_1_conv2d_4_kernel, CR_F32, 4, 384, 3, 3, 192, 384) \
	CR_TRAINED("sequential_1.conv2d_4.bias", sequential_1_conv2d_4_bias, CR_F32, 1, 0, 384) \
	CR_TRAINED("sequential_1.conv2d_5.kernel", sequential_1_conv2d_5_kernel, CR_F32, 4, 256, 3, 3, 192, 256) \
	CR_TRAINED("sequential_1.conv2d_5.bias", sequential_1_conv2d_5_bias, CR_F32, 1, 0, 256) \
	CR_TRAINED("dense_1.kernel", dense_1_kernel, CR_F32, 2, 4096, 9216, 4096) \
	CR_TRAINED("dense_1.bias", dense_1_bias, CR_F32, 1, 0, 4096) \
	CR_TRAINED("dense_2.kernel", dense_2_kernel, CR_F32, 2, 4096, 4096, 4096) \
	CR_TRAINED("dense_2.bias", dense_2_bias, CR_F32, 1, 0, 4096) \
	CR_TRAINED("dense_3.kernel", dense_3_kernel, CR_F32, 2, 0, 4096, 1000) \
	CR_TRAINED("dense_3.bias", dense_3_bias, CR_F32, 1, 0, 1000)

const cr_tensor alexnet_tensors[ALEXNET_TENSORS] = {
#define ALEXNET_TRAINED(name, member, type, rank, panels, ...) { name, type, rank, 1, 1, { __VA_ARGS__ } },
	ALEXNET_EACH(ALEXNET_TRAINED)
#undef ALEXNET_TRAINED
};
static const size_t params_offsets[] = {
#define ALEXNET_TRAINED(name, member, type, rank, panels, ...) offsetof(alexnet_params, member),
	ALEXNET_EACH(ALEXNET_TRAINED)
#undef ALEXNET_TRAINED
};
static const uint32_t params_panels[] = {
#define ALEXNET_TRAINED(name, member, type, rank, panels, ...) panels,
	ALEXNET_EACH(ALEXNET_TRAINED)
#undef ALEXNET_TRAINED
};
static const cr_st_layout params_layout = {
	.tensors = alexnet_tensors, .count = 16, .offset = params_offsets, .panels = params_panels
};

cr_status alexnet_load(alexnet_params *params, const void *file, size_t size, uint32_t flags,
                       cr_load_report *report, cr_error *error)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	return cr_st_load_weights(&part, &identity, file, size, flags, report, error);
}

cr_status alexnet_save(const alexnet_params *params, const cr_store *store)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_save_weights(&part, &identity, store);
}

uint64_t alexnet_digest(const alexnet_params *params)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_digest(&part);
}

void alexnet_get(const alexnet_params *params, uint32_t tensor, void *out)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	if (tensor >= ALEXNET_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&alexnet_tensors[tensor]);
	const size_t width = cr_type_size(alexnet_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_get(&part, tensor, first, cr_st_chunk(n, first), (char *)out + (size_t)first * width);
}

void alexnet_set(alexnet_params *params, uint32_t tensor, const void *in)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	if (tensor >= ALEXNET_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&alexnet_tensors[tensor]);
	const size_t width = cr_type_size(alexnet_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_put(&part, tensor, first, cr_st_chunk(n, first), (const char *)in + (size_t)first * width);
}

/* ---- training: train ---------------------------------------------------------------------------- */

void alexnet_train_init(alexnet_train_state *train_state, uint64_t seed)
{
	train_state->run = (cr_train_run){ .seed = seed };
	train_state->piece = train_state->piece_check = 0;
	train_init_run(train_state, seed);
}

void alexnet_train_length(alexnet_train_state *train_state, uint64_t steps)
{
	(void)train_state;
	(void)steps;
}

static const cr_tensor train_state_tensors[] = {
	{ "rng", CR_U32, 1, 0, 1, { 4 } },
	{ "step", CR_U32, 0, 0, 1, { 0 } },
#define ALEXNET_TRAINED(name, member, type, rank, panels, ...) { "momentum." name, type, rank, 0, 1, { __VA_ARGS__ } },
	ALEXNET_EACH(ALEXNET_TRAINED)
#undef ALEXNET_TRAINED
};
static const size_t train_state_offsets[] = {
	offsetof(alexnet_train_state, rng), offsetof(alexnet_train_state, step),
#define ALEXNET_TRAINED(name, member, type, rank, panels, ...) offsetof(alexnet_train_state, momentum_##member),
	ALEXNET_EACH(ALEXNET_TRAINED)
#undef ALEXNET_TRAINED
};
static const uint32_t train_state_panels[] = {
	0, 0,
#define ALEXNET_TRAINED(name, member, type, rank, panels, ...) panels,
	ALEXNET_EACH(ALEXNET_TRAINED)
#undef ALEXNET_TRAINED
};
static const cr_st_layout train_state_layout = {
	.tensors = train_state_tensors, .count = 18, .offset = train_state_offsets, .panels = train_state_panels
};

static void train_report(const cr_train_sums *sums, alexnet_metrics *metrics)
{
	if (!metrics)
		return;
	metrics->loss = sums->weight[0] != 0.0f ? sums->value[0] / sums->weight[0] : 0.0f;
	metrics->accuracy = sums->weight[1] != 0.0f ? sums->value[1] / sums->weight[1] : 0.0f;
	metrics->gradient_norm = sums->gradient_norm;
	metrics->weight = sums->weight[0];
}

cr_status alexnet_train_step(alexnet_params *params, alexnet_train_state *train_state,
                             alexnet_train_workspace *workspace, size_t count, const uint8_t *x,
                             const int32_t *label, alexnet_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = train_step_run(params, train_state, workspace, count, x, label, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

#ifdef CR_DEBUG
/* Of all that must not change between two pieces. */
static uint32_t train_piece_check(const alexnet_train_state *train_state,
                                  const alexnet_train_workspace *workspace)
{
	const uint64_t hash = cr_hash64(train_state, offsetof(alexnet_train_state, piece_check), cr_hash64(workspace, sizeof *workspace, 0));
	return (uint32_t)(hash ^ hash >> 32);
}
#endif

void alexnet_train_begin(alexnet_train_state *train_state, alexnet_train_workspace *workspace, size_t count,
                         const uint8_t *x, const int32_t *label)
{
#ifdef CR_DEBUG
	*workspace = (alexnet_train_workspace){ .slice = { .count = 0 } };  /* so that every byte has a value */
#endif
	workspace->slice.x = x;
	workspace->slice.label = label;
	workspace->slice.count = count;
	for (size_t i = 0; i < 7; i++)
		workspace->slice.report[i] = 0.0f;
	train_state->piece = count >= 1 && count <= 16;
#ifdef CR_DEBUG
	train_state->piece_check = train_piece_check(train_state, workspace);
#endif
}

cr_status alexnet_train_continue(alexnet_params *params, alexnet_train_state *train_state,
                                 alexnet_train_workspace *workspace, uint32_t budget, alexnet_metrics *metrics)
{
	if (train_state->piece == 0)
		return CR_ERR_ARGUMENT;
#ifdef CR_DEBUG
	if (train_state->piece_check != train_piece_check(train_state, workspace))
		return CR_ERR_ARGUMENT;
#endif
	if (train_state->piece == 1 && !cr_within_i32(workspace->slice.label, workspace->slice.count, 0, 999, 0)) {
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

cr_status alexnet_evaluate(const alexnet_params *params, alexnet_train_workspace *workspace, size_t count,
                           const uint8_t *x, const int32_t *label, alexnet_metrics *metrics)
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
	return train_step_run((alexnet_params *)call->params, (alexnet_train_state *)call->train_state,
	                      (alexnet_train_workspace *)call->workspace, count, (const uint8_t *)inputs[0],
	                      (const int32_t *)inputs[1], sums);
}

static cr_status train_evaluate_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                     cr_train_sums *sums)
{
	return evaluate_run((alexnet_params *)call->params, (alexnet_train_workspace *)call->workspace, count,
	                    (const uint8_t *)inputs[0], (const int32_t *)inputs[1], sums);
}

static void train_begin(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh)
{
	alexnet_train_state *train_state = (alexnet_train_state *)call->train_state;
	alexnet_train_length(train_state, steps);
	if (!fresh)
		return;
	train_state->rng[0] = (uint32_t)seed;
	train_state->rng[1] = (uint32_t)(seed >> 32);
	train_state->rng[2] = train_state->rng[3] = 0;
	train_state->piece = 0;
}

static const cr_train_field train_fields[] = {
	{ "x", 154587, CR_U8, 0, 0, 0, 0,
	  offsetof(alexnet_train_workspace, batch_x) },
	{ "label", 4, CR_I32, CR_CHECK_RANGE, 0, 999, 0,
	  offsetof(alexnet_train_workspace, batch_label) },
};
static const char *const train_metric_names[] = { "loss", "accuracy" };

static const cr_train_model train_model = {
	.identity = { "alexnet", ALEXNET_SIGNATURE, ALEXNET_GRAPH },
	.train = "train",
	.batch = 16,
	.accumulate = 0,
	.metric_count = 2,
	.metric_names = train_metric_names,
	.field_count = 2,
	.fields = train_fields,
	.monitor = 1,
	.drop_remainder = 0,
	.params_size = sizeof(alexnet_params),
	.params = &params_layout,
	.train_state = &train_state_layout,
	.begin = train_begin,
	.step = train_step_call,
	.evaluate = train_evaluate_call,
};

const struct cr_train_model *alexnet_train_table(void)
{
	return &train_model;
}

static cr_status train_read(void *user, uint64_t index, void *const *out)
{
	const alexnet_train_data *data = (const alexnet_train_data *)user;
	const alexnet_train_example example = { (uint8_t *)out[0], (int32_t *)out[1] };
	return data->read(data->user, index, &example);
}

static const cr_train_source *train_source(const alexnet_train_data *data, const void **arrays,
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

cr_status alexnet_train(alexnet_params *params, alexnet_train_state *train_state,
                        alexnet_train_workspace *workspace, const alexnet_train_data *data,
                        const alexnet_train_data *validation, const cr_train_options *options,
                        cr_train_result *result, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, workspace };
	const void *arrays[2], *validation_arrays[2];
	cr_train_source source, validation_source;
	return cr_train_loop(&train_model, &call, train_source(data, arrays, &source),
		train_source(validation, validation_arrays, &validation_source), options, result, error);
}

cr_status alexnet_train_save(const alexnet_params *params, const alexnet_train_state *train_state,
                             const cr_store *store)
{
	const cr_train_call call = { (void *)params, 0, (void *)train_state, 0 };
	return cr_train_save(&train_model, &call, store);
}

cr_status alexnet_train_load(alexnet_params *params, alexnet_train_state *train_state, const void *file,
                             size_t size, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, 0 };
	const cr_status status = cr_train_load(&train_model, &call, file, size, error);
	if (status != CR_OK)
		return status;
	train_state->piece = 0;
	return status;
}

