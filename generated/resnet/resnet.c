/* resnet - kernels and entry points. Emitted by Crescent 1.0.0 from resnet.lua, command:
 *     crescent resnet.lua --main
 * Do not edit; edit resnet.lua. */
#define CR_FAST_FILE
#include "resnet.h"
#include "cr_math.h"
#include "cr_int.h"
#include "cr_reduce.h"
#include "cr_loop.h"
#include "cr_rng.h"
#include "cr_tile.h"
#include "cr_safetensors.h"
#include "cr_train.h"

_Static_assert(sizeof(resnet_params) == RESNET_PARAMS_SIZE, "the params struct has no padding");
_Static_assert(sizeof(resnet_train_state) <= RESNET_TRAIN_STATE_SIZE, "the size in the header holds");

/* k1: divide subtract    x u8[28,28] -> subtract f32[1,28,28]
 * from resnet.lua:57 */
static void k1_subtract(float *restrict subtract, const uint8_t *restrict x)
{
	for (size_t i = 0; i < 784; i++)
		subtract[i] = (float)x[i] / 127.5f - 1.0f;
}

/* k2: pad    subtract f32[1,28,28] -> pad f32[1,32,32,1]
 * from resnet.lua:58 */
static void k2_pad(float *restrict pad, const float *restrict subtract)
{
	for (size_t j = 0; j < 32; j++) {
		for (size_t k = 0; k < 32; k++)
			pad[j * 32 + k] = j - 2 < 28 && k - 2 < 28 ? subtract[j * 28 + k - 58] : -1.0f;
	}
}

/* k3: rsqrt multiply multiply subtract    moving_variance f32[16], gamma f32[16], beta f32[16], moving_mean
 * f32[16] -> batch_norm_1 f32[16], batch_norm_1_2 f32[16]
 * from resnet.lua:25 */
static void k3_batch_norm_1(float *restrict batch_norm_1, float *restrict batch_norm_1_2,
                            const float *restrict moving_variance, const float *restrict gamma,
                            const float *restrict beta, const float *restrict moving_mean)
{
	for (size_t i = 0; i < 16; i++) {
		const float v = cr_rsqrtf(moving_variance[i] + 1e-05f) * gamma[i];
		batch_norm_1[i] = v;
		batch_norm_1_2[i] = beta[i] - moving_mean[i] * v;
	}
}

/* k4: convolution multiply add less_equal select    pad f32[1,32,32,1], kernel f32[3,3,1,16], batch_norm_1
 * f32[16], batch_norm_1_2 f32[16] -> bordered f32[1156], select f32[1,32,32,16]
 * from resnet.lua:21, 25, 45 */
static void k4_conv2d_1(float *restrict bordered, float *restrict select, const float *restrict pad,
                        const float *restrict kernel, const float *restrict batch_norm_1,
                        const float *restrict batch_norm_1_2)
{
	for (size_t i = 0; i < 34; i++) {
		for (size_t i2 = 0; i2 < 34; i2++)
			bordered[i * 34 + i2] = i - 1 < 32 && i2 - 1 < 32 ? pad[i * 32 + i2 - 33] : 0.0f;
	}
	for (size_t line = 0; line < 32; line++) {
		for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
			const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
				const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile_taps(tile, rows, (cols + 15) / 16, 3, 34, 48, 3,
					bordered + line * 34 + row, 1, 1, kernel + col, 16, 16);
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + l;
						const float z = tile[r * CR_TILE_COLS + l];
						const float v = z * batch_norm_1[j] + batch_norm_1_2[j];
						select[line * 512 + i * 16 + j] = v <= 0.0f ? 0.0f : v;
					}
				}
			}
		}
	}
}

/* k5: convolution multiply add less_equal select    select f32[1,32,32,16], kernel f32[3,3,16,16], batch_norm_1
 * f32[16], batch_norm_1_2 f32[16] -> block_1 f32[1,32,32,16]
 * from resnet.lua:21, 25, 38 */
static void k5_stage_1_block_1_conv2d_1(float *restrict block_1, const float *restrict select,
                                        const float *restrict kernel, const float *restrict batch_norm_1,
                                        const float *restrict batch_norm_1_2)
{
	for (size_t line = 0; line < 32; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 33, 1, 3);
		for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
			const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
				const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 31) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 512, 768,
						48, select + (line * 512 + line2 * 512 + row * 16 - 528), 16, 1,
						kernel + line2 * 768 + col, 16, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 1);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 33, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end - line2,
								512, 768, 16, select +
								(line * 512 + line2 * 512 + cell * 16 +
								first * 16 - 528), 16, 1,
								kernel + line2 * 768 + cell * 256 + col, 16,
								16);
						}
					}
				}
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + l;
						const float z = tile[r * CR_TILE_COLS + l];
						const float v = z * batch_norm_1[j] + batch_norm_1_2[j];
						block_1[line * 512 + i * 16 + j] = v <= 0.0f ? 0.0f : v;
					}
				}
			}
		}
	}
}

/* k6: convolution multiply add add less_equal select    block_1 f32[1,32,32,16], kernel f32[3,3,16,16],
 * batch_norm_2 f32[16], batch_norm_2_2 f32[16], select f32[1,32,32,16] -> stage_1 f32[1,32,32,16]
 * from resnet.lua:21, 25, 38, 42 */
static void k6_stage_1_block_1_conv2d_2(float *restrict stage_1, const float *restrict block_1,
                                        const float *restrict kernel, const float *restrict batch_norm_2,
                                        const float *restrict batch_norm_2_2, const float *restrict select)
{
	for (size_t line = 0; line < 32; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 33, 1, 3);
		for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
			const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
				const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 31) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 512, 768,
						48, block_1 + (line * 512 + line2 * 512 + row * 16 - 528), 16,
						1, kernel + line2 * 768 + col, 16, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 1);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 33, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end - line2,
								512, 768, 16, block_1 +
								(line * 512 + line2 * 512 + cell * 16 +
								first * 16 - 528), 16, 1,
								kernel + line2 * 768 + cell * 256 + col, 16,
								16);
						}
					}
				}
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + l;
						const float z = tile[r * CR_TILE_COLS + l];
						const float v = z * batch_norm_2[j] + batch_norm_2_2[j] +
							select[line * 512 + i * 16 + j];
						stage_1[line * 512 + i * 16 + j] = v <= 0.0f ? 0.0f : v;
					}
				}
			}
		}
	}
}

/* k7: rsqrt multiply multiply subtract    moving_variance f32[32], gamma f32[32], beta f32[32], moving_mean
 * f32[32] -> batch_norm_1 f32[32], batch_norm_1_2 f32[32]
 * from resnet.lua:25 */
static void k7_stage_2_block_1_batch_norm_1(float *restrict batch_norm_1, float *restrict batch_norm_1_2,
                                            const float *restrict moving_variance, const float *restrict gamma,
                                            const float *restrict beta, const float *restrict moving_mean)
{
	for (size_t i = 0; i < 32; i++) {
		const float v = cr_rsqrtf(moving_variance[i] + 1e-05f) * gamma[i];
		batch_norm_1[i] = v;
		batch_norm_1_2[i] = beta[i] - moving_mean[i] * v;
	}
}

/* k8: convolution multiply add less_equal select    stage_1 f32[1,32,32,16], kernel f32[3,3,16,32],
 * batch_norm_1 f32[32], batch_norm_1_2 f32[32] -> block_1 f32[1,16,16,32]
 * from resnet.lua:21, 25, 38 */
static void k8_stage_2_block_1_conv2d_1(float *restrict block_1, const float *restrict stage_1,
                                        const float *restrict kernel, const float *restrict batch_norm_1,
                                        const float *restrict batch_norm_1_2)
{
	for (size_t line = 0; line < 16; line++) {
		const size_t line2 = cr_steps(line * 2, 1, 1);
		for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
			const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
				const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, 3 - line2, 512, 768, 48,
						stage_1 + (line * 1024 + line2 * 512 + row * 32 - 528), 32, 1,
						kernel + line2 * 768 + col * 144, 2304, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 2);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 33, 2, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, 3 - line2, 512,
								768, 16, stage_1 +
								(line * 1024 + line2 * 512 + first * 32 +
								cell * 16 - 528), 32, 1,
								kernel + line2 * 768 + cell * 256 + col * 144,
								2304, 16);
						}
					}
				}
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							const float v = z * batch_norm_1[j] + batch_norm_1_2[j];
							block_1[line * 512 + i * 32 + j] = v <= 0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k9: convolution multiply add add less_equal select    block_1 f32[1,16,16,32], kernel f32[3,3,32,32],
 * batch_norm_2 f32[32], batch_norm_2_2 f32[32], stage_1 f32[1,32,32,16] -> stage_2 f32[1,16,16,32]
 * from resnet.lua:21, 25, 38, 42 */
static void k9_stage_2_block_1_conv2d_2(float *restrict stage_2, const float *restrict block_1,
                                        const float *restrict kernel, const float *restrict batch_norm_2,
                                        const float *restrict batch_norm_2_2, const float *restrict stage_1)
{
	for (size_t line = 0; line < 16; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 17, 1, 3);
		for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
			const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
				const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 15) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 512, 1536,
						96, block_1 + (line * 512 + line2 * 512 + row * 32 - 544), 32,
						1, kernel + line2 * 1536 + col * 288, 4608, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 1);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 17, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end - line2,
								512, 1536, 32, block_1 +
								(line * 512 + line2 * 512 + cell * 32 +
								first * 32 - 544), 32, 1,
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
							const float v = z * batch_norm_2[j] +
								batch_norm_2_2[j] +
								(j - 8 < 16 ? stage_1[line * 1024 + i * 32 + j -
								8] : 0.0f);
							stage_2[line * 512 + i * 32 + j] = v <= 0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k10: convolution multiply add less_equal select    stage_2 f32[1,16,16,32], kernel f32[3,3,32,32],
 * batch_norm_1 f32[32], batch_norm_1_2 f32[32] -> block_2 f32[1,16,16,32]
 * from resnet.lua:21, 25, 38 */
static void k10_stage_2_block_2_conv2d_1(float *restrict block_2, const float *restrict stage_2,
                                         const float *restrict kernel, const float *restrict batch_norm_1,
                                         const float *restrict batch_norm_1_2)
{
	for (size_t line = 0; line < 16; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 17, 1, 3);
		for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
			const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
				const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 15) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 512, 1536,
						96, stage_2 + (line * 512 + line2 * 512 + row * 32 - 544), 32,
						1, kernel + line2 * 1536 + col * 288, 4608, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 1);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 17, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end - line2,
								512, 1536, 32, stage_2 +
								(line * 512 + line2 * 512 + cell * 32 +
								first * 32 - 544), 32, 1,
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
							const float v = z * batch_norm_1[j] + batch_norm_1_2[j];
							block_2[line * 512 + i * 32 + j] = v <= 0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k11: convolution multiply add add less_equal select    block_2 f32[1,16,16,32], kernel f32[3,3,32,32],
 * batch_norm_2 f32[32], batch_norm_2_2 f32[32], stage_2_2 f32[1,16,16,32] -> stage_2 f32[1,16,16,32]
 * from resnet.lua:21, 25, 38, 42 */
static void k11_stage_2_block_2_conv2d_2(float *restrict stage_2, const float *restrict block_2,
                                         const float *restrict kernel, const float *restrict batch_norm_2,
                                         const float *restrict batch_norm_2_2, const float *restrict stage_2_2)
{
	for (size_t line = 0; line < 16; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 17, 1, 3);
		for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
			const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
				const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 15) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 512, 1536,
						96, block_2 + (line * 512 + line2 * 512 + row * 32 - 544), 32,
						1, kernel + line2 * 1536 + col * 288, 4608, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 1);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 17, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end - line2,
								512, 1536, 32, block_2 +
								(line * 512 + line2 * 512 + cell * 32 +
								first * 32 - 544), 32, 1,
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
							const float v = z * batch_norm_2[j] +
								batch_norm_2_2[j] +
								stage_2_2[line * 512 + i * 32 + j];
							stage_2[line * 512 + i * 32 + j] = v <= 0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k12: rsqrt multiply multiply subtract    moving_variance f32[64], gamma f32[64], beta f32[64], moving_mean
 * f32[64] -> batch_norm_1 f32[64], batch_norm_1_2 f32[64]
 * from resnet.lua:25 */
static void k12_stage_3_block_1_batch_norm_1(float *restrict batch_norm_1, float *restrict batch_norm_1_2,
                                             const float *restrict moving_variance, const float *restrict gamma,
                                             const float *restrict beta, const float *restrict moving_mean)
{
	for (size_t i = 0; i < 64; i++) {
		const float v = cr_rsqrtf(moving_variance[i] + 1e-05f) * gamma[i];
		batch_norm_1[i] = v;
		batch_norm_1_2[i] = beta[i] - moving_mean[i] * v;
	}
}

/* k13: convolution multiply add less_equal select    stage_2 f32[1,16,16,32], kernel f32[3,3,32,64],
 * batch_norm_1 f32[64], batch_norm_1_2 f32[64] -> block_1 f32[1,8,8,64]
 * from resnet.lua:21, 25, 38 */
static void k13_stage_3_block_1_conv2d_1(float *restrict block_1, const float *restrict stage_2,
                                         const float *restrict kernel, const float *restrict batch_norm_1,
                                         const float *restrict batch_norm_1_2)
{
	for (size_t line = 0; line < 8; line++) {
		const size_t line2 = cr_steps(line * 2, 1, 1);
		for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
			const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
				const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, 3 - line2, 512, 1536, 96,
						stage_2 + (line * 1024 + line2 * 512 + row * 64 - 544), 64, 1,
						kernel + line2 * 1536 + col * 288, 4608, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 2);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 17, 2, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, 3 - line2, 512,
								1536, 32, stage_2 +
								(line * 1024 + line2 * 512 + first * 64 +
								cell * 32 - 544), 64, 1,
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
							const float v = z * batch_norm_1[j] + batch_norm_1_2[j];
							block_1[line * 512 + i * 64 + j] = v <= 0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k14: convolution multiply add add less_equal select    block_1 f32[1,8,8,64], kernel f32[3,3,64,64],
 * batch_norm_2 f32[64], batch_norm_2_2 f32[64], stage_2 f32[1,16,16,32] -> stage_3 f32[1,8,8,64]
 * from resnet.lua:21, 25, 38, 42 */
static void k14_stage_3_block_1_conv2d_2(float *restrict stage_3, const float *restrict block_1,
                                         const float *restrict kernel, const float *restrict batch_norm_2,
                                         const float *restrict batch_norm_2_2, const float *restrict stage_2)
{
	for (size_t line = 0; line < 8; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 9, 1, 3);
		for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
			const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
				const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 7) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 512, 3072,
						192, block_1 + (line * 512 + line2 * 512 + row * 64 - 576), 64,
						1, kernel + line2 * 3072 + col * 576, 9216, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 1);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 9, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end - line2,
								512, 3072, 64, block_1 +
								(line * 512 + line2 * 512 + cell * 64 +
								first * 64 - 576), 64, 1,
								kernel + line2 * 3072 + cell * 1024 + col * 576,
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
							const float v = z * batch_norm_2[j] +
								batch_norm_2_2[j] +
								(j - 16 < 32 ? stage_2[line * 1024 + i * 64 +
								j - 16] : 0.0f);
							stage_3[line * 512 + i * 64 + j] = v <= 0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k15: convolution multiply add less_equal select    stage_3 f32[1,8,8,64], kernel f32[3,3,64,64], batch_norm_1
 * f32[64], batch_norm_1_2 f32[64] -> block_2 f32[1,8,8,64]
 * from resnet.lua:21, 25, 38 */
static void k15_stage_3_block_2_conv2d_1(float *restrict block_2, const float *restrict stage_3,
                                         const float *restrict kernel, const float *restrict batch_norm_1,
                                         const float *restrict batch_norm_1_2)
{
	for (size_t line = 0; line < 8; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 9, 1, 3);
		for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
			const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
				const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 7) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 512, 3072,
						192, stage_3 + (line * 512 + line2 * 512 + row * 64 - 576), 64,
						1, kernel + line2 * 3072 + col * 576, 9216, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 1);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 9, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end - line2,
								512, 3072, 64, stage_3 +
								(line * 512 + line2 * 512 + cell * 64 +
								first * 64 - 576), 64, 1,
								kernel + line2 * 3072 + cell * 1024 + col * 576,
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
							const float v = z * batch_norm_1[j] + batch_norm_1_2[j];
							block_2[line * 512 + i * 64 + j] = v <= 0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k16: convolution multiply add add less_equal select    block_2 f32[1,8,8,64], kernel f32[3,3,64,64],
 * batch_norm_2 f32[64], batch_norm_2_2 f32[64], stage_3_2 f32[1,8,8,64] -> stage_3 f32[1,8,8,64]
 * from resnet.lua:21, 25, 38, 42 */
static void k16_stage_3_block_2_conv2d_2(float *restrict stage_3, const float *restrict block_2,
                                         const float *restrict kernel, const float *restrict batch_norm_2,
                                         const float *restrict batch_norm_2_2, const float *restrict stage_3_2)
{
	for (size_t line = 0; line < 8; line++) {
		const size_t line2 = cr_steps(line, 1, 1);
		const size_t line_end = cr_steps_most(line, 9, 1, 3);
		for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
			const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
				const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				if (row >= 1 && row + rows <= 7) {
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2, 512, 3072,
						192, block_2 + (line * 512 + line2 * 512 + row * 64 - 576), 64,
						1, kernel + line2 * 3072 + col * 576, 9216, 16);
				} else {
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 3; cell++) {
						const size_t least = cr_steps(cell, 1, 1);
						const size_t first = least < row ? row : least;
						const size_t end = cr_steps_most(cell, 9, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end - line2,
								512, 3072, 64, block_2 +
								(line * 512 + line2 * 512 + cell * 64 +
								first * 64 - 576), 64, 1,
								kernel + line2 * 3072 + cell * 1024 + col * 576,
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
							const float v = z * batch_norm_2[j] +
								batch_norm_2_2[j] +
								stage_3_2[line * 512 + i * 64 + j];
							stage_3[line * 512 + i * 64 + j] = v <= 0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k17: reduce_sum multiply    stage_3 f32[1,8,8,64] -> row f32[64], global_average_pooling2d_1 f32[1,64]
 * from resnet.lua:48 */
static void k17_global_average_pooling2d_1(float *restrict row, float *restrict global_average_pooling2d_1,
                                           const float *restrict stage_3)
{
	for (size_t l = 0; l < 64; l++)
		row[l] = 0.0f;
	for (size_t j = 0; j < 64; j++) {
		for (size_t l = 0; l < 64; l++)
			row[l] += stage_3[j * 64 + l];
	}
	for (size_t i = 0; i < 64; i++)
		global_average_pooling2d_1[i] = row[i] * 0.015625f;
}

/* k18: dot_general add    global_average_pooling2d_1 f32[1,64], kernel f32[64,10], bias f32[10] -> dense_1
 * f32[1,10]
 * from resnet.lua:49 */
static void k18_dense_1(float *restrict dense_1, const float *restrict global_average_pooling2d_1,
                        const float *restrict kernel, const float *restrict bias)
{
	float row[16];
	cr_row(row, 1, 63, global_average_pooling2d_1, 1, kernel, 16, 10);
	for (size_t l = 0; l < 10; l++)
		row[l] += global_average_pooling2d_1[63] * kernel[l + 630];
	for (size_t j = 0; j < 10; j++) {
		const float z = row[j];
		dense_1[j] = z + bias[j];
	}
}

/* k19: reduce_max subtract exp reduce_sum divide argmax    dense_1 f32[1,10] -> row f32[10], probs f32[10],
 * best i32[]
 * from resnet.lua:64 */
static void k19_probs(float *restrict row, float *restrict probs, int32_t *restrict best,
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
void resnet_infer(const resnet_params *params, resnet_infer_workspace *workspace, const uint8_t x[784],
                  float probs[10], int32_t best[1])
{
	float *const memory = workspace->memory;
	k1_subtract(memory, x);
	k2_pad(memory + 17552, memory);
	k3_batch_norm_1(memory + 18576, memory + 18592, params->batch_norm_1_moving_variance,
	                params->batch_norm_1_gamma, params->batch_norm_1_beta,
	                params->batch_norm_1_moving_mean);
	k4_conv2d_1(memory + 16384, memory, memory + 17552, params->conv2d_1_kernel, memory + 18576,
	            memory + 18592);
	k3_batch_norm_1(memory + 32768, memory + 32784, params->stage_1_block_1_batch_norm_1_moving_variance,
	                params->stage_1_block_1_batch_norm_1_gamma, params->stage_1_block_1_batch_norm_1_beta,
	                params->stage_1_block_1_batch_norm_1_moving_mean);
	k5_stage_1_block_1_conv2d_1(memory + 16384, memory, params->stage_1_block_1_conv2d_1_kernel,
	                            memory + 32768, memory + 32784);
	k3_batch_norm_1(memory + 49152, memory + 49168, params->stage_1_block_1_batch_norm_2_moving_variance,
	                params->stage_1_block_1_batch_norm_2_gamma, params->stage_1_block_1_batch_norm_2_beta,
	                params->stage_1_block_1_batch_norm_2_moving_mean);
	k6_stage_1_block_1_conv2d_2(memory + 32768, memory + 16384, params->stage_1_block_1_conv2d_2_kernel,
	                            memory + 49152, memory + 49168, memory);
	k3_batch_norm_1(memory + 16384, memory + 16400, params->stage_1_block_2_batch_norm_1_moving_variance,
	                params->stage_1_block_2_batch_norm_1_gamma, params->stage_1_block_2_batch_norm_1_beta,
	                params->stage_1_block_2_batch_norm_1_moving_mean);
	k5_stage_1_block_1_conv2d_1(memory, memory + 32768, params->stage_1_block_2_conv2d_1_kernel,
	                            memory + 16384, memory + 16400);
	k3_batch_norm_1(memory + 49152, memory + 49168, params->stage_1_block_2_batch_norm_2_moving_variance,
	                params->stage_1_block_2_batch_norm_2_gamma, params->stage_1_block_2_batch_norm_2_beta,
	                params->stage_1_block_2_batch_norm_2_moving_mean);
	k6_stage_1_block_1_conv2d_2(memory + 16384, memory, params->stage_1_block_2_conv2d_2_kernel,
	                            memory + 49152, memory + 49168, memory + 32768);
	k3_batch_norm_1(memory + 32768, memory + 32784, params->stage_1_block_3_batch_norm_1_moving_variance,
	                params->stage_1_block_3_batch_norm_1_gamma, params->stage_1_block_3_batch_norm_1_beta,
	                params->stage_1_block_3_batch_norm_1_moving_mean);
	k5_stage_1_block_1_conv2d_1(memory, memory + 16384, params->stage_1_block_3_conv2d_1_kernel,
	                            memory + 32768, memory + 32784);
	k3_batch_norm_1(memory + 49152, memory + 49168, params->stage_1_block_3_batch_norm_2_moving_variance,
	                params->stage_1_block_3_batch_norm_2_gamma, params->stage_1_block_3_batch_norm_2_beta,
	                params->stage_1_block_3_batch_norm_2_moving_mean);
	k6_stage_1_block_1_conv2d_2(memory + 32768, memory, params->stage_1_block_3_conv2d_2_kernel,
	                            memory + 49152, memory + 49168, memory + 16384);
	k7_stage_2_block_1_batch_norm_1(memory + 8192, memory + 8224,
	                                params->stage_2_block_1_batch_norm_1_moving_variance,
	                                params->stage_2_block_1_batch_norm_1_gamma,
	                                params->stage_2_block_1_batch_norm_1_beta,
	                                params->stage_2_block_1_batch_norm_1_moving_mean);
	k8_stage_2_block_1_conv2d_1(memory, memory + 32768, params->stage_2_block_1_conv2d_1_kernel,
	                            memory + 8192, memory + 8224);
	k7_stage_2_block_1_batch_norm_1(memory + 16384, memory + 16416,
	                                params->stage_2_block_1_batch_norm_2_moving_variance,
	                                params->stage_2_block_1_batch_norm_2_gamma,
	                                params->stage_2_block_1_batch_norm_2_beta,
	                                params->stage_2_block_1_batch_norm_2_moving_mean);
	k9_stage_2_block_1_conv2d_2(memory + 8192, memory, params->stage_2_block_1_conv2d_2_kernel,
	                            memory + 16384, memory + 16416, memory + 32768);
	k7_stage_2_block_1_batch_norm_1(memory + 16384, memory + 16416,
	                                params->stage_2_block_2_batch_norm_1_moving_variance,
	                                params->stage_2_block_2_batch_norm_1_gamma,
	                                params->stage_2_block_2_batch_norm_1_beta,
	                                params->stage_2_block_2_batch_norm_1_moving_mean);
	k10_stage_2_block_2_conv2d_1(memory, memory + 8192, params->stage_2_block_2_conv2d_1_kernel,
	                             memory + 16384, memory + 16416);
	k7_stage_2_block_1_batch_norm_1(memory + 24576, memory + 24608,
	                                params->stage_2_block_2_batch_norm_2_moving_variance,
	                                params->stage_2_block_2_batch_norm_2_gamma,
	                                params->stage_2_block_2_batch_norm_2_beta,
	                                params->stage_2_block_2_batch_norm_2_moving_mean);
	k11_stage_2_block_2_conv2d_2(memory + 16384, memory, params->stage_2_block_2_conv2d_2_kernel,
	                             memory + 24576, memory + 24608, memory + 8192);
	k7_stage_2_block_1_batch_norm_1(memory + 8192, memory + 8224,
	                                params->stage_2_block_3_batch_norm_1_moving_variance,
	                                params->stage_2_block_3_batch_norm_1_gamma,
	                                params->stage_2_block_3_batch_norm_1_beta,
	                                params->stage_2_block_3_batch_norm_1_moving_mean);
	k10_stage_2_block_2_conv2d_1(memory, memory + 16384, params->stage_2_block_3_conv2d_1_kernel,
	                             memory + 8192, memory + 8224);
	k7_stage_2_block_1_batch_norm_1(memory + 24576, memory + 24608,
	                                params->stage_2_block_3_batch_norm_2_moving_variance,
	                                params->stage_2_block_3_batch_norm_2_gamma,
	                                params->stage_2_block_3_batch_norm_2_beta,
	                                params->stage_2_block_3_batch_norm_2_moving_mean);
	k11_stage_2_block_2_conv2d_2(memory + 8192, memory, params->stage_2_block_3_conv2d_2_kernel,
	                             memory + 24576, memory + 24608, memory + 16384);
	k12_stage_3_block_1_batch_norm_1(memory + 4096, memory + 4160,
	                                 params->stage_3_block_1_batch_norm_1_moving_variance,
	                                 params->stage_3_block_1_batch_norm_1_gamma,
	                                 params->stage_3_block_1_batch_norm_1_beta,
	                                 params->stage_3_block_1_batch_norm_1_moving_mean);
	k13_stage_3_block_1_conv2d_1(memory, memory + 8192, params->stage_3_block_1_conv2d_1_kernel,
	                             memory + 4096, memory + 4160);
	k12_stage_3_block_1_batch_norm_1(memory + 16384, memory + 16448,
	                                 params->stage_3_block_1_batch_norm_2_moving_variance,
	                                 params->stage_3_block_1_batch_norm_2_gamma,
	                                 params->stage_3_block_1_batch_norm_2_beta,
	                                 params->stage_3_block_1_batch_norm_2_moving_mean);
	k14_stage_3_block_1_conv2d_2(memory + 4096, memory, params->stage_3_block_1_conv2d_2_kernel,
	                             memory + 16384, memory + 16448, memory + 8192);
	k12_stage_3_block_1_batch_norm_1(memory + 8192, memory + 8256,
	                                 params->stage_3_block_2_batch_norm_1_moving_variance,
	                                 params->stage_3_block_2_batch_norm_1_gamma,
	                                 params->stage_3_block_2_batch_norm_1_beta,
	                                 params->stage_3_block_2_batch_norm_1_moving_mean);
	k15_stage_3_block_2_conv2d_1(memory, memory + 4096, params->stage_3_block_2_conv2d_1_kernel,
	                             memory + 8192, memory + 8256);
	k12_stage_3_block_1_batch_norm_1(memory + 12288, memory + 12352,
	                                 params->stage_3_block_2_batch_norm_2_moving_variance,
	                                 params->stage_3_block_2_batch_norm_2_gamma,
	                                 params->stage_3_block_2_batch_norm_2_beta,
	                                 params->stage_3_block_2_batch_norm_2_moving_mean);
	k16_stage_3_block_2_conv2d_2(memory + 8192, memory, params->stage_3_block_2_conv2d_2_kernel,
	                             memory + 12288, memory + 12352, memory + 4096);
	k12_stage_3_block_1_batch_norm_1(memory + 4096, memory + 4160,
	                                 params->stage_3_block_3_batch_norm_1_moving_variance,
	                                 params->stage_3_block_3_batch_norm_1_gamma,
	                                 params->stage_3_block_3_batch_norm_1_beta,
	                                 params->stage_3_block_3_batch_norm_1_moving_mean);
	k15_stage_3_block_2_conv2d_1(memory, memory + 8192, params->stage_3_block_3_conv2d_1_kernel,
	                             memory + 4096, memory + 4160);
	k12_stage_3_block_1_batch_norm_1(memory + 12288, memory + 12352,
	                                 params->stage_3_block_3_batch_norm_2_moving_variance,
	                                 params->stage_3_block_3_batch_norm_2_gamma,
	                                 params->stage_3_block_3_batch_norm_2_beta,
	                                 params->stage_3_block_3_batch_norm_2_moving_mean);
	k16_stage_3_block_2_conv2d_2(memory + 4096, memory, params->stage_3_block_3_conv2d_2_kernel,
	                             memory + 12288, memory + 12352, memory + 8192);
	k17_global_average_pooling2d_1(memory, memory + 64, memory + 4096);
	k18_dense_1(memory, memory + 64, params->dense_1_kernel, params->dense_1_bias);
	k19_probs(memory + 16, probs, best, memory);
}

/* k20: convert multiply multiply multiply reduce_sum multiply reduce_sum multiply add reduce_sum multiply add
 * reduce_sum multiply add reduce_sum multiply add reduce_sum multiply add reduce_sum multiply add greater
 * select divide select negate convert divide minimum multiply cos add multiply multiply add divide multiply
 * less subtract maximum divide minimum multiply cos add multiply multiply select add    step u32[], total_steps
 * f32[], kernel f32[3,3,1,16], kernel2 f32[3,3,16,16], kernel3 f32[3,3,16,16], kernel4 f32[3,3,16,16], kernel5
 * f32[3,3,16,16], kernel6 f32[3,3,16,16], kernel7 f32[3,3,16,16] -> loss_weight f32[], batch_norm_1 f32[],
 * batch_norm_1_2 f32[], batch_norm_1_3 f32[], select f32[], d_negate f32[], learning_rate f32[], add u32[],
 * add2 f32[]
 * from resnet.lua:25, 72, 74 */
static void k20_stage_3_block_1_batch_norm_1(float *restrict loss_weight, float *restrict batch_norm_1,
                                             float *restrict batch_norm_1_2, float *restrict batch_norm_1_3,
                                             float *restrict select, float *restrict d_negate,
                                             float *restrict learning_rate, uint32_t *restrict add,
                                             float *restrict add2, const uint32_t *restrict step,
                                             const float *restrict total_steps, const float *restrict kernel,
                                             const float *restrict kernel2, const float *restrict kernel3,
                                             const float *restrict kernel4, const float *restrict kernel5,
                                             const float *restrict kernel6, const float *restrict kernel7,
                                             size_t n)
{
	const uint32_t step2 = step[0];
	const float total_steps2 = total_steps[0];
	const float v = (float)(int32_t)n;
	const uint8_t v2 = v > 0.0f;
	const float v3 = v2 ? 1.0f / (v2 ? v : 1.0f) : 0.0f;
	const float v4 = (float)step2;
	loss_weight[0] = v;
	batch_norm_1[0] = v * 1024.0f;
	batch_norm_1_2[0] = v * 256.0f;
	batch_norm_1_3[0] = v * 64.0f;
	select[0] = v3;
	d_negate[0] = -v3;
	learning_rate[0] = v4 < 1e+02f ? (cr_cosf(cr_minf(0.0f / total_steps2, 1.0f) * 3.1415927f) + 1.0f) *
		0.5f * 0.1f * ((v4 + 1.0f) / 1e+02f) :
		(cr_cosf(cr_minf(cr_maxf(v4 - 1e+02f, 0.0f) / total_steps2, 1.0f) * 3.1415927f) + 1.0f) * 0.5f *
		0.1f;
	add[0] = step2 + 1u;
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 144; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += kernel[i] * kernel[i];
		}
	}
	const float sum = cr_join_sum(lane);
	float lane2[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane2[l] += kernel2[i] * kernel2[i];
		}
	}
	const float sum2 = cr_join_sum(lane2);
	float lane3[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane3[l] += kernel3[i] * kernel3[i];
		}
	}
	const float sum3 = cr_join_sum(lane3);
	float lane4[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane4[l] += kernel4[i] * kernel4[i];
		}
	}
	const float sum4 = cr_join_sum(lane4);
	float lane5[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane5[l] += kernel5[i] * kernel5[i];
		}
	}
	const float sum5 = cr_join_sum(lane5);
	float lane6[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane6[l] += kernel6[i] * kernel6[i];
		}
	}
	const float sum6 = cr_join_sum(lane6);
	float lane7[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane7[l] += kernel7[i] * kernel7[i];
		}
	}
	const float sum7 = cr_join_sum(lane7);
	add2[0] = sum * 5e-05f + sum2 * 5e-05f + sum3 * 5e-05f + sum4 * 5e-05f + sum5 * 5e-05f + sum6 * 5e-05f +
		sum7 * 5e-05f;
}

/* k21: divide subtract    x u8[n,28,28] -> subtract f32[n,28,28]
 * from resnet.lua:57 */
static void k21_subtract(float *restrict subtract, const uint8_t *restrict x, size_t n)
{
	for (size_t i = 0; i < n * 784; i++)
		subtract[i] = (float)x[i] / 127.5f - 1.0f;
}

/* k22: pad    subtract f32[n,28,28] -> pad f32[n,32,32,1]
 * from resnet.lua:58 */
static void k22_pad(float *restrict pad, const float *restrict subtract, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 32; j++) {
			for (size_t k = 0; k < 32; k++) {
				pad[i * 1024 + j * 32 + k] = j - 2 < 28 && k - 2 < 28 ?
					subtract[i * 784 + j * 28 + k - 58] : -1.0f;
			}
		}
	}
}

/* k23: convolution    pad f32[n,32,32,1], kernel f32[3,3,1,16] -> bordered f32[147968], conv2d_1
 * f32[n,32,32,16]
 * from resnet.lua:21 */
static void k23_conv2d_1(float *restrict bordered, float *restrict conv2d_1, const float *restrict pad,
                         const float *restrict kernel, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 34; i2++) {
			for (size_t i3 = 0; i3 < 34; i3++) {
				bordered[i * 1156 + i2 * 34 + i3] = i2 - 1 < 32 && i3 - 1 < 32 ?
					pad[i * 1024 + i2 * 32 + i3 - 33] : 0.0f;
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 32; line++) {
			for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
				const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile_taps(tile, rows, (cols + 15) / 16, 3, 34, 48, 3,
						bordered + image * 1156 + line * 34 + row, 1, 1, kernel + col,
						16, 16);
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							conv2d_1[image * 16384 + line * 512 + i * 16 + j] = z;
						}
					}
				}
			}
		}
	}
}

/* k24: reduce_sum    conv2d_1 f32[n,32,32,16] -> batch_norm_1 f32[16]
 * from resnet.lua:25 */
static void k24_batch_norm_1(float *restrict batch_norm_1, const float *restrict conv2d_1, size_t n)
{
	for (size_t i = 0; i < 16; i++)
		batch_norm_1[i] = 0.0f;
	for (size_t i = 0; i < n * 1024; i++) {
		for (size_t i2 = 0; i2 < 16; i2++)
			batch_norm_1[i2] += conv2d_1[i * 16 + i2];
	}
}

/* k25: divide    batch_norm_1_2 f32[] -> batch_norm_1 f32[16]
 * from resnet.lua:25 */
static void k25_batch_norm_1(float *restrict batch_norm_1, const float *restrict batch_norm_1_2)
{
	const float batch_norm_1_3 = batch_norm_1_2[0];
	for (size_t i = 0; i < 16; i++)
		batch_norm_1[i] = batch_norm_1[i] / batch_norm_1_3;
}

/* k26: multiply reduce_sum    conv2d_1 f32[n,32,32,16], batch_norm_1_2 f32[16] -> batch_norm_1 f32[16]
 * from resnet.lua:25 */
static void k26_batch_norm_1(float *restrict batch_norm_1, const float *restrict conv2d_1,
                             const float *restrict batch_norm_1_2, size_t n)
{
	for (size_t i = 0; i < 16; i++)
		batch_norm_1[i] = 0.0f;
	for (size_t i = 0; i < n * 1024; i++) {
		for (size_t i2 = 0; i2 < 16; i2++) {
			batch_norm_1[i2] += (conv2d_1[i * 16 + i2] - batch_norm_1_2[i2]) *
				(conv2d_1[i * 16 + i2] - batch_norm_1_2[i2]);
		}
	}
}

/* k27: divide multiply add rsqrt    batch_norm_1_3 f32[] -> batch_norm_1 f32[16], batch_norm_1_2 f32[16]
 * from resnet.lua:25 */
static void k27_batch_norm_1(float *restrict batch_norm_1, float *restrict batch_norm_1_2,
                             const float *restrict batch_norm_1_3)
{
	const float batch_norm_1_4 = batch_norm_1_3[0];
	for (size_t i = 0; i < 16; i++) {
		const float v = batch_norm_1[i] / batch_norm_1_4;
		batch_norm_1[i] = v * 0.1f;
		batch_norm_1_2[i] = cr_rsqrtf(v + 1e-05f);
	}
}

/* k28: multiply add less_equal select    conv2d_1 f32[n,32,32,16], batch_norm_1 f32[16], batch_norm_1_2
 * f32[16], gamma f32[16], beta f32[16] -> select f32[n,32,32,16]
 * from resnet.lua:25, 45 */
static void k28_batch_norm_1(float *restrict select, const float *restrict conv2d_1,
                             const float *restrict batch_norm_1, const float *restrict batch_norm_1_2,
                             const float *restrict gamma, const float *restrict beta, size_t n)
{
	for (size_t i = 0; i < n * 1024; i++) {
		for (size_t l = 0; l < 16; l++) {
			const float v = (conv2d_1[i * 16 + l] - batch_norm_1[l]) *
				(batch_norm_1_2[l] * gamma[l]) + beta[l];
			select[i * 16 + l] = v <= 0.0f ? 0.0f : v;
		}
	}
}

/* k29: convolution    select f32[n,32,32,16], kernel f32[3,3,16,16] -> conv2d_1 f32[n,32,32,16]
 * from resnet.lua:21 */
static void k29_stage_1_block_1_conv2d_1(float *restrict conv2d_1, const float *restrict select,
                                         const float *restrict kernel, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 32; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 33, 1, 3);
			for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
				const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 31) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 768, 48, select +
							(image * 16384 + line * 512 + line2 * 512 + row * 16 -
							528), 16, 1, kernel + line2 * 768 + col, 16, 16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 33, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 768, 16,
									select + (image * 16384 + line * 512 +
									line2 * 512 + cell * 16 + first * 16 -
									528), 16, 1, kernel + line2 * 768 +
									cell * 256 + col, 16, 16);
							}
						}
					}
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							conv2d_1[image * 16384 + line * 512 + i * 16 + j] = z;
						}
					}
				}
			}
		}
	}
}

/* k30: multiply add add less_equal select    conv2d_2 f32[n,32,32,16], batch_norm_2 f32[16], batch_norm_2_2
 * f32[16], gamma f32[16], beta f32[16], select f32[n,32,32,16] -> stage_1 f32[n,32,32,16]
 * from resnet.lua:25, 38, 42 */
static void k30_stage_1(float *restrict stage_1, const float *restrict conv2d_2,
                        const float *restrict batch_norm_2, const float *restrict batch_norm_2_2,
                        const float *restrict gamma, const float *restrict beta, const float *restrict select,
                        size_t n)
{
	for (size_t i = 0; i < n * 1024; i++) {
		for (size_t l = 0; l < 16; l++) {
			const float v = (conv2d_2[i * 16 + l] - batch_norm_2[l]) *
				(batch_norm_2_2[l] * gamma[l]) + beta[l] + select[i * 16 + l];
			stage_1[i * 16 + l] = v <= 0.0f ? 0.0f : v;
		}
	}
}

/* k31: convolution    stage_1 f32[n,32,32,16], kernel f32[3,3,16,32] -> conv2d_1 f32[n,16,16,32]
 * from resnet.lua:21 */
static void k31_stage_2_block_1_conv2d_1(float *restrict conv2d_1, const float *restrict stage_1,
                                         const float *restrict kernel, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			const size_t line2 = cr_steps(line * 2, 1, 1);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, 3 - line2, 512, 768,
							48, stage_1 + (image * 16384 + line * 1024 +
							line2 * 512 + row * 32 - 528), 32, 1,
							kernel + line2 * 768 + col * 144, 2304, 16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 2);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 33, 2, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									3 - line2, 512, 768, 16,
									stage_1 + (image * 16384 + line * 1024 +
									line2 * 512 + first * 32 + cell * 16 -
									528), 32, 1, kernel + line2 * 768 +
									cell * 256 + col * 144, 2304, 16);
							}
						}
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								conv2d_1[image * 8192 + line * 512 + i * 32 +
									j] = z;
							}
						}
					}
				}
			}
		}
	}
}

/* k32: reduce_sum    conv2d_1 f32[n,16,16,32] -> batch_norm_1 f32[32]
 * from resnet.lua:25 */
static void k32_stage_2_block_1_batch_norm_1(float *restrict batch_norm_1, const float *restrict conv2d_1,
                                             size_t n)
{
	for (size_t i = 0; i < 32; i++)
		batch_norm_1[i] = 0.0f;
	for (size_t i = 0; i < n * 256; i++) {
		for (size_t i2 = 0; i2 < 32; i2++)
			batch_norm_1[i2] += conv2d_1[i * 32 + i2];
	}
}

/* k33: divide    batch_norm_1_2 f32[] -> batch_norm_1 f32[32]
 * from resnet.lua:25 */
static void k33_stage_2_block_1_batch_norm_1(float *restrict batch_norm_1, const float *restrict batch_norm_1_2)
{
	const float batch_norm_1_3 = batch_norm_1_2[0];
	for (size_t i = 0; i < 32; i++)
		batch_norm_1[i] = batch_norm_1[i] / batch_norm_1_3;
}

/* k34: multiply reduce_sum    conv2d_1 f32[n,16,16,32], batch_norm_1_2 f32[32] -> batch_norm_1 f32[32]
 * from resnet.lua:25 */
static void k34_stage_2_block_1_batch_norm_1(float *restrict batch_norm_1, const float *restrict conv2d_1,
                                             const float *restrict batch_norm_1_2, size_t n)
{
	for (size_t i = 0; i < 32; i++)
		batch_norm_1[i] = 0.0f;
	for (size_t i = 0; i < n * 256; i++) {
		for (size_t i2 = 0; i2 < 32; i2++) {
			batch_norm_1[i2] += (conv2d_1[i * 32 + i2] - batch_norm_1_2[i2]) *
				(conv2d_1[i * 32 + i2] - batch_norm_1_2[i2]);
		}
	}
}

/* k35: divide multiply add rsqrt    batch_norm_1_3 f32[] -> batch_norm_1 f32[32], batch_norm_1_2 f32[32]
 * from resnet.lua:25 */
static void k35_stage_2_block_1_batch_norm_1(float *restrict batch_norm_1, float *restrict batch_norm_1_2,
                                             const float *restrict batch_norm_1_3)
{
	const float batch_norm_1_4 = batch_norm_1_3[0];
	for (size_t i = 0; i < 32; i++) {
		const float v = batch_norm_1[i] / batch_norm_1_4;
		batch_norm_1[i] = v * 0.1f;
		batch_norm_1_2[i] = cr_rsqrtf(v + 1e-05f);
	}
}

/* k36: multiply add less_equal select    conv2d_1 f32[n,16,16,32], batch_norm_1 f32[32], batch_norm_1_2
 * f32[32], gamma f32[32], beta f32[32] -> block_1 f32[n,16,16,32]
 * from resnet.lua:25, 38 */
static void k36_stage_2_block_1(float *restrict block_1, const float *restrict conv2d_1,
                                const float *restrict batch_norm_1, const float *restrict batch_norm_1_2,
                                const float *restrict gamma, const float *restrict beta, size_t n)
{
	for (size_t i = 0; i < n * 256; i++) {
		for (size_t l = 0; l < 32; l++) {
			const float v = (conv2d_1[i * 32 + l] - batch_norm_1[l]) *
				(batch_norm_1_2[l] * gamma[l]) + beta[l];
			block_1[i * 32 + l] = v <= 0.0f ? 0.0f : v;
		}
	}
}

/* k37: convolution    block_1 f32[n,16,16,32], kernel f32[3,3,32,32] -> conv2d_2 f32[n,16,16,32]
 * from resnet.lua:21 */
static void k37_stage_2_block_1_conv2d_2(float *restrict conv2d_2, const float *restrict block_1,
                                         const float *restrict kernel, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 17, 1, 3);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 15) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 1536, 96, block_1 +
							(image * 8192 + line * 512 + line2 * 512 + row * 32 -
							544), 32, 1, kernel + line2 * 1536 + col * 288, 4608,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 17, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 1536, 32,
									block_1 + (image * 8192 + line * 512 +
									line2 * 512 + cell * 32 + first * 32 -
									544), 32, 1, kernel + line2 * 1536 +
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
								conv2d_2[image * 8192 + line * 512 + i * 32 +
									j] = z;
							}
						}
					}
				}
			}
		}
	}
}

/* k38: multiply add add less_equal select    conv2d_2 f32[n,16,16,32], batch_norm_2 f32[32], batch_norm_2_2
 * f32[32], gamma f32[32], beta f32[32], stage_1 f32[n,32,32,16] -> stage_2 f32[n,16,16,32]
 * from resnet.lua:25, 38, 42 */
static void k38_stage_2(float *restrict stage_2, const float *restrict conv2d_2,
                        const float *restrict batch_norm_2, const float *restrict batch_norm_2_2,
                        const float *restrict gamma, const float *restrict beta, const float *restrict stage_1,
                        size_t n)
{
	for (size_t i = 0; i < n * 16; i++) {
		for (size_t k = 0; k < 16; k++) {
			for (size_t l = 0; l < 32; l++) {
				const float v = (conv2d_2[i * 512 + k * 32 + l] - batch_norm_2[l]) *
					(batch_norm_2_2[l] * gamma[l]) + beta[l] +
					(l - 8 < 16 ? stage_1[i * 1024 + k * 32 + l - 8] : 0.0f);
				stage_2[i * 512 + k * 32 + l] = v <= 0.0f ? 0.0f : v;
			}
		}
	}
}

/* k39: multiply add add less_equal select    conv2d_2 f32[n,16,16,32], batch_norm_2 f32[32], batch_norm_2_2
 * f32[32], gamma f32[32], beta f32[32], stage_2_2 f32[n,16,16,32] -> stage_2 f32[n,16,16,32]
 * from resnet.lua:25, 38, 42 */
static void k39_stage_2(float *restrict stage_2, const float *restrict conv2d_2,
                        const float *restrict batch_norm_2, const float *restrict batch_norm_2_2,
                        const float *restrict gamma, const float *restrict beta,
                        const float *restrict stage_2_2, size_t n)
{
	for (size_t i = 0; i < n * 256; i++) {
		for (size_t l = 0; l < 32; l++) {
			const float v = (conv2d_2[i * 32 + l] - batch_norm_2[l]) *
				(batch_norm_2_2[l] * gamma[l]) + beta[l] + stage_2_2[i * 32 + l];
			stage_2[i * 32 + l] = v <= 0.0f ? 0.0f : v;
		}
	}
}

/* k40: convolution    stage_2 f32[n,16,16,32], kernel f32[3,3,32,64] -> conv2d_1 f32[n,8,8,64]
 * from resnet.lua:21 */
static void k40_stage_3_block_1_conv2d_1(float *restrict conv2d_1, const float *restrict stage_2,
                                         const float *restrict kernel, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 8; line++) {
			const size_t line2 = cr_steps(line * 2, 1, 1);
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, 3 - line2, 512, 1536,
							96, stage_2 + (image * 8192 + line * 1024 +
							line2 * 512 + row * 64 - 544), 64, 1,
							kernel + line2 * 1536 + col * 288, 4608, 16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 2);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 17, 2, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									3 - line2, 512, 1536, 32,
									stage_2 + (image * 8192 + line * 1024 +
									line2 * 512 + first * 64 + cell * 32 -
									544), 64, 1, kernel + line2 * 1536 +
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
								conv2d_1[image * 4096 + line * 512 + i * 64 +
									j] = z;
							}
						}
					}
				}
			}
		}
	}
}

/* k41: reduce_sum    conv2d_1 f32[n,8,8,64] -> batch_norm_1 f32[64]
 * from resnet.lua:25 */
static void k41_stage_3_block_1_batch_norm_1(float *restrict batch_norm_1, const float *restrict conv2d_1,
                                             size_t n)
{
	for (size_t i = 0; i < 64; i++)
		batch_norm_1[i] = 0.0f;
	for (size_t i = 0; i < n * 64; i++) {
		for (size_t i2 = 0; i2 < 64; i2++)
			batch_norm_1[i2] += conv2d_1[i * 64 + i2];
	}
}

/* k42: divide    batch_norm_1_2 f32[] -> batch_norm_1 f32[64]
 * from resnet.lua:25 */
static void k42_stage_3_block_1_batch_norm_1(float *restrict batch_norm_1, const float *restrict batch_norm_1_2)
{
	const float batch_norm_1_3 = batch_norm_1_2[0];
	for (size_t i = 0; i < 64; i++)
		batch_norm_1[i] = batch_norm_1[i] / batch_norm_1_3;
}

/* k43: multiply reduce_sum    conv2d_1 f32[n,8,8,64], batch_norm_1_2 f32[64] -> batch_norm_1 f32[64]
 * from resnet.lua:25 */
static void k43_stage_3_block_1_batch_norm_1(float *restrict batch_norm_1, const float *restrict conv2d_1,
                                             const float *restrict batch_norm_1_2, size_t n)
{
	for (size_t i = 0; i < 64; i++)
		batch_norm_1[i] = 0.0f;
	for (size_t i = 0; i < n * 64; i++) {
		for (size_t i2 = 0; i2 < 64; i2++) {
			batch_norm_1[i2] += (conv2d_1[i * 64 + i2] - batch_norm_1_2[i2]) *
				(conv2d_1[i * 64 + i2] - batch_norm_1_2[i2]);
		}
	}
}

/* k44: divide multiply add rsqrt    batch_norm_1_3 f32[] -> batch_norm_1 f32[64], batch_norm_1_2 f32[64]
 * from resnet.lua:25 */
static void k44_stage_3_block_1_batch_norm_1(float *restrict batch_norm_1, float *restrict batch_norm_1_2,
                                             const float *restrict batch_norm_1_3)
{
	const float batch_norm_1_4 = batch_norm_1_3[0];
	for (size_t i = 0; i < 64; i++) {
		const float v = batch_norm_1[i] / batch_norm_1_4;
		batch_norm_1[i] = v * 0.1f;
		batch_norm_1_2[i] = cr_rsqrtf(v + 1e-05f);
	}
}

/* k45: multiply add less_equal select    conv2d_1 f32[n,8,8,64], batch_norm_1 f32[64], batch_norm_1_2 f32[64],
 * gamma f32[64], beta f32[64] -> block_1 f32[n,8,8,64]
 * from resnet.lua:25, 38 */
static void k45_stage_3_block_1(float *restrict block_1, const float *restrict conv2d_1,
                                const float *restrict batch_norm_1, const float *restrict batch_norm_1_2,
                                const float *restrict gamma, const float *restrict beta, size_t n)
{
	for (size_t i = 0; i < n * 64; i++) {
		for (size_t l = 0; l < 64; l++) {
			const float v = (conv2d_1[i * 64 + l] - batch_norm_1[l]) *
				(batch_norm_1_2[l] * gamma[l]) + beta[l];
			block_1[i * 64 + l] = v <= 0.0f ? 0.0f : v;
		}
	}
}

/* k46: convolution    block_1 f32[n,8,8,64], kernel f32[3,3,64,64] -> conv2d_2 f32[n,8,8,64]
 * from resnet.lua:21 */
static void k46_stage_3_block_1_conv2d_2(float *restrict conv2d_2, const float *restrict block_1,
                                         const float *restrict kernel, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 8; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 9, 1, 3);
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 7) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 3072, 192, block_1 +
							(image * 4096 + line * 512 + line2 * 512 + row * 64 -
							576), 64, 1, kernel + line2 * 3072 + col * 576, 9216,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 9, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 3072, 64,
									block_1 + (image * 4096 + line * 512 +
									line2 * 512 + cell * 64 + first * 64 -
									576), 64, 1, kernel + line2 * 3072 +
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
								conv2d_2[image * 4096 + line * 512 + i * 64 +
									j] = z;
							}
						}
					}
				}
			}
		}
	}
}

/* k47: multiply add add less_equal select    conv2d_2 f32[n,8,8,64], batch_norm_2 f32[64], batch_norm_2_2
 * f32[64], gamma f32[64], beta f32[64], stage_2 f32[n,16,16,32] -> stage_3 f32[n,8,8,64]
 * from resnet.lua:25, 38, 42 */
static void k47_stage_3(float *restrict stage_3, const float *restrict conv2d_2,
                        const float *restrict batch_norm_2, const float *restrict batch_norm_2_2,
                        const float *restrict gamma, const float *restrict beta, const float *restrict stage_2,
                        size_t n)
{
	for (size_t i = 0; i < n * 8; i++) {
		for (size_t k = 0; k < 8; k++) {
			for (size_t l = 0; l < 64; l++) {
				const float v = (conv2d_2[i * 512 + k * 64 + l] - batch_norm_2[l]) *
					(batch_norm_2_2[l] * gamma[l]) + beta[l] +
					(l - 16 < 32 ? stage_2[i * 1024 + k * 64 + l - 16] : 0.0f);
				stage_3[i * 512 + k * 64 + l] = v <= 0.0f ? 0.0f : v;
			}
		}
	}
}

/* k48: multiply add add less_equal select    conv2d_2 f32[n,8,8,64], batch_norm_2 f32[64], batch_norm_2_2
 * f32[64], gamma f32[64], beta f32[64], stage_3_2 f32[n,8,8,64] -> stage_3 f32[n,8,8,64]
 * from resnet.lua:25, 38, 42 */
static void k48_stage_3(float *restrict stage_3, const float *restrict conv2d_2,
                        const float *restrict batch_norm_2, const float *restrict batch_norm_2_2,
                        const float *restrict gamma, const float *restrict beta,
                        const float *restrict stage_3_2, size_t n)
{
	for (size_t i = 0; i < n * 64; i++) {
		for (size_t l = 0; l < 64; l++) {
			const float v = (conv2d_2[i * 64 + l] - batch_norm_2[l]) *
				(batch_norm_2_2[l] * gamma[l]) + beta[l] + stage_3_2[i * 64 + l];
			stage_3[i * 64 + l] = v <= 0.0f ? 0.0f : v;
		}
	}
}

/* k49: multiply add add less_equal select reduce_sum multiply    conv2d_2 f32[n,8,8,64], batch_norm_2 f32[64],
 * batch_norm_2_2 f32[64], gamma f32[64], beta f32[64], stage_3_2 f32[n,8,8,64] -> row f32[64], stage_3
 * f32[n,8,8,64], global_average_pooling2d_1 f32[n,64]
 * from resnet.lua:25, 38, 42, 48 */
static void k49_global_average_pooling2d_1(float *restrict row, float *restrict stage_3,
                                           float *restrict global_average_pooling2d_1,
                                           const float *restrict conv2d_2, const float *restrict batch_norm_2,
                                           const float *restrict batch_norm_2_2, const float *restrict gamma,
                                           const float *restrict beta, const float *restrict stage_3_2,
                                           size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 64; i2++) {
			for (size_t k = 0; k < 64; k++) {
				const float v = (conv2d_2[i * 4096 + i2 * 64 + k] - batch_norm_2[k]) *
					(batch_norm_2_2[k] * gamma[k]) + beta[k] +
					stage_3_2[i * 4096 + i2 * 64 + k];
				const float v2 = v <= 0.0f ? 0.0f : v;
				stage_3[i * 4096 + i2 * 64 + k] = v2;
			}
		}
		for (size_t l = 0; l < 64; l++)
			row[l] = 0.0f;
		for (size_t j = 0; j < 64; j++) {
			for (size_t l = 0; l < 64; l++)
				row[l] += stage_3[i * 4096 + j * 64 + l];
		}
		for (size_t i2 = 0; i2 < 64; i2++)
			global_average_pooling2d_1[i * 64 + i2] = row[i2] * 0.015625f;
	}
}

/* k50: dot_general add    global_average_pooling2d_1 f32[n,64], kernel f32[64,10], bias f32[10] -> dense_1
 * f32[n,10]
 * from resnet.lua:49 */
static void k50_dense_1(float *restrict dense_1, const float *restrict global_average_pooling2d_1,
                        const float *restrict kernel, const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 10; col += CR_TILE_COLS) {
			const size_t cols = 10 - col < CR_TILE_COLS ? 10 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 63, global_average_pooling2d_1 + row * 64, 64, 1,
				kernel + col, 16, 10);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					tile[r * CR_TILE_COLS + l] +=
						global_average_pooling2d_1[i * 64 + 63] * kernel[l + col + 630];
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

/* k51: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert divide multiply
 * add reduce_sum    dense_1 f32[n,10], label u8[n], select f32[], d_negate f32[] -> row f32[10], row2 f32[10],
 * d_dense_1 f32[10], subtract f32[n], convert f32[n], d_add f32[n,10]
 * from resnet.lua:49, 74, 75 */
static void k51_dense_1_backward(float *restrict row, float *restrict row2, float *restrict d_dense_1,
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

/* k52: reduce_sum reduce_sum is_finite    subtract f32[n], convert f32[n] -> sum f32[], accuracy f32[],
 * is_finite bool[]
 * from resnet.lua:72 */
static void k52_accuracy(float *restrict sum, float *restrict accuracy, uint8_t *restrict is_finite,
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
	const float sum2 = cr_join_sum(lane);
	sum[0] = sum2;
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
	is_finite[0] = (uint8_t)cr_is_finitef(sum2);
}

/* k53: reduce_sum multiply add    kernel f32[3,3,16,32] -> add f32[]
 * from resnet.lua:72 */
static void k53_add(float *restrict add, const float *restrict kernel)
{
	const float add2 = add[0];
	float lane[16] = { 0.0f };
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 3; j++) {
			for (size_t k = 0; k < 16; k++) {
				for (size_t l = 0; l < 2; l++) {
					for (size_t block = 0; block < 16; block += 16) {
						for (size_t l2 = 0; l2 < 16; l2++) {
							const size_t m = block + l2;
							lane[l2] += kernel[l * 2304 + i * 768 + j * 256 +
								k * 16 + m] * kernel[l * 2304 + i * 768 +
								j * 256 + k * 16 + m];
						}
					}
				}
			}
		}
	}
	const float sum = cr_join_sum(lane);
	add[0] = add2 + sum * 5e-05f;
}

/* k54: reduce_sum multiply add    kernel f32[3,3,32,32] -> add f32[]
 * from resnet.lua:72 */
static void k54_add(float *restrict add, const float *restrict kernel)
{
	const float add2 = add[0];
	float lane[16] = { 0.0f };
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 3; j++) {
			for (size_t k = 0; k < 32; k++) {
				for (size_t l = 0; l < 2; l++) {
					for (size_t block = 0; block < 16; block += 16) {
						for (size_t l2 = 0; l2 < 16; l2++) {
							const size_t m = block + l2;
							lane[l2] += kernel[l * 4608 + i * 1536 + j * 512 +
								k * 16 + m] * kernel[l * 4608 + i * 1536 +
								j * 512 + k * 16 + m];
						}
					}
				}
			}
		}
	}
	const float sum = cr_join_sum(lane);
	add[0] = add2 + sum * 5e-05f;
}

/* k55: reduce_sum multiply add    kernel f32[3,3,32,64] -> add f32[]
 * from resnet.lua:72 */
static void k55_add(float *restrict add, const float *restrict kernel)
{
	const float add2 = add[0];
	float lane[16] = { 0.0f };
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 3; j++) {
			for (size_t k = 0; k < 32; k++) {
				for (size_t l = 0; l < 4; l++) {
					for (size_t block = 0; block < 16; block += 16) {
						for (size_t l2 = 0; l2 < 16; l2++) {
							const size_t m = block + l2;
							lane[l2] += kernel[l * 4608 + i * 1536 + j * 512 +
								k * 16 + m] * kernel[l * 4608 + i * 1536 +
								j * 512 + k * 16 + m];
						}
					}
				}
			}
		}
	}
	const float sum = cr_join_sum(lane);
	add[0] = add2 + sum * 5e-05f;
}

/* k56: reduce_sum multiply add    kernel f32[3,3,64,64] -> add f32[]
 * from resnet.lua:72 */
static void k56_add(float *restrict add, const float *restrict kernel)
{
	const float add2 = add[0];
	float lane[16] = { 0.0f };
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 3; j++) {
			for (size_t k = 0; k < 64; k++) {
				for (size_t l = 0; l < 4; l++) {
					for (size_t block = 0; block < 16; block += 16) {
						for (size_t l2 = 0; l2 < 16; l2++) {
							const size_t m = block + l2;
							lane[l2] += kernel[l * 9216 + i * 3072 + j * 1024 +
								k * 16 + m] * kernel[l * 9216 + i * 3072 +
								j * 1024 + k * 16 + m];
						}
					}
				}
			}
		}
	}
	const float sum = cr_join_sum(lane);
	add[0] = add2 + sum * 5e-05f;
}

/* k57: reduce_sum multiply add multiply add    kernel f32[3,3,64,64], sum f32[], add f32[], loss_weight f32[]
 * -> loss f32[]
 * from resnet.lua:72 */
static void k57_loss(float *restrict loss, const float *restrict kernel, const float *restrict sum,
                     const float *restrict add, const float *restrict loss_weight)
{
	const float sum2 = sum[0];
	const float add2 = add[0];
	const float loss_weight2 = loss_weight[0];
	float lane[16] = { 0.0f };
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 3; j++) {
			for (size_t k = 0; k < 64; k++) {
				for (size_t l = 0; l < 4; l++) {
					for (size_t block = 0; block < 16; block += 16) {
						for (size_t l2 = 0; l2 < 16; l2++) {
							const size_t m = block + l2;
							lane[l2] += kernel[l * 9216 + i * 3072 + j * 1024 +
								k * 16 + m] * kernel[l * 9216 + i * 3072 +
								j * 1024 + k * 16 + m];
						}
					}
				}
			}
		}
	}
	const float sum3 = cr_join_sum(lane);
	loss[0] = sum2 + (add2 + sum3 * 5e-05f) * loss_weight2;
}

/* k58: dot_general multiply    d_add f32[n,10], kernel f32[64,10] -> d_global_average_pooling2d_1 f32[n,64]
 * from resnet.lua:48, 49 */
static void k58_dense_1_backward(float *restrict d_global_average_pooling2d_1, const float *restrict d_add,
                                 const float *restrict kernel, float *restrict panels, size_t n)
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
						d_global_average_pooling2d_1[i * 64 + j] = z * 0.015625f;
					}
				}
			}
		}
	}
}

/* k59: dot_general    global_average_pooling2d_1 f32[n,64], d_add f32[n,10] -> d_dense_1 f32[64,10]
 * from resnet.lua:49 */
static void k59_dense_1_backward(float *restrict d_dense_1, const float *restrict global_average_pooling2d_1,
                                 const float *restrict d_add, float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 10; col += 16)
		cr_pack_b(panels + col * n, 10 - col < 16 ? 10 - col : 16, n, d_add + col, 10, 1);
	for (size_t row = 0; row < 64; row += CR_TILE_ROWS) {
		const size_t rows = 64 - row < CR_TILE_ROWS ? 64 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 10; col += CR_TILE_COLS) {
			const size_t cols = 10 - col < CR_TILE_COLS ? 10 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, n, global_average_pooling2d_1 + row, 1, 64,
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

/* k60: greater select reduce_sum multiply reduce_sum    d_global_average_pooling2d_1 f32[n,64], conv2d_2
 * f32[n,8,8,64], batch_norm_2 f32[64] -> d_batch_norm_2 f32[64], d_batch_norm_2_2 f32[64], d_stage_3
 * f32[n,8,8,64]
 * from resnet.lua:25, 42 */
static void k60_stage_3_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      float *restrict d_batch_norm_2_2,
                                                      float *restrict d_stage_3,
                                                      const float *restrict d_global_average_pooling2d_1,
                                                      const float *restrict conv2d_2,
                                                      const float *restrict batch_norm_2, size_t n)
{
	for (size_t i = 0; i < 64; i++)
		d_batch_norm_2[i] = 0.0f;
	for (size_t i = 0; i < 64; i++)
		d_batch_norm_2_2[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 64; j++) {
			for (size_t i2 = 0; i2 < 64; i2++) {
				const float v = d_stage_3[i * 4096 + j * 64 + i2] > 0.0f ?
					d_global_average_pooling2d_1[i * 64 + i2] : 0.0f;
				d_batch_norm_2[i2] += v;
				d_batch_norm_2_2[i2] += v *
					(conv2d_2[i * 4096 + j * 64 + i2] - batch_norm_2[i2]);
				d_stage_3[i * 4096 + j * 64 + i2] = v;
			}
		}
	}
}

/* k61: multiply multiply multiply multiply multiply divide multiply reduce_sum multiply reduce_sum
 * d_batch_norm_2_2 f32[64], gamma f32[64], batch_norm_2 f32[64], batch_norm_1 f32[], d_dense_1 f32[64,10] ->
 * d_batch_norm_2 f32[64], sum f32[], sum2 f32[]
 * from resnet.lua:25, 72 */
static void k61_stage_3_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2, float *restrict sum,
                                                      float *restrict sum2,
                                                      const float *restrict d_batch_norm_2_2,
                                                      const float *restrict gamma,
                                                      const float *restrict batch_norm_2,
                                                      const float *restrict batch_norm_1,
                                                      const float *restrict d_dense_1)
{
	const float batch_norm_1_2 = batch_norm_1[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 64; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			d_batch_norm_2[i] = d_batch_norm_2_2[i] * gamma[i] * -0.5f *
				(batch_norm_2[i] * (batch_norm_2[i] * batch_norm_2[i])) / batch_norm_1_2;
			lane[l] += d_batch_norm_2_2[i] * batch_norm_2[i] *
				(d_batch_norm_2_2[i] * batch_norm_2[i]);
		}
	}
	const float sum3 = cr_join_sum(lane);
	sum[0] = sum3;
	float lane2[16] = { 0.0f };
	for (size_t block = 0; block < 640; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane2[l] += d_dense_1[i] * d_dense_1[i];
		}
	}
	const float sum4 = cr_join_sum(lane2);
	sum2[0] = sum4;
}

/* k62: multiply multiply add add reduce_sum    d_batch_norm_2_3 f32[64], batch_norm_2 f32[64], d_stage_3
 * f32[n,8,8,64], batch_norm_2_2 f32[64], gamma f32[64] -> d_batch_norm_2 f32[64], d_batch_norm_2_2
 * f32[n,8,8,64]
 * from resnet.lua:25 */
static void k62_stage_3_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      float *restrict d_batch_norm_2_2,
                                                      const float *restrict d_batch_norm_2_3,
                                                      const float *restrict batch_norm_2,
                                                      const float *restrict d_stage_3,
                                                      const float *restrict batch_norm_2_2,
                                                      const float *restrict gamma, size_t n)
{
	for (size_t i = 0; i < 64; i++)
		d_batch_norm_2[i] = 0.0f;
	for (size_t i = 0; i < n * 64; i++) {
		for (size_t i2 = 0; i2 < 64; i2++) {
			const float v = d_batch_norm_2_3[i2] *
				(d_batch_norm_2_2[i * 64 + i2] - batch_norm_2[i2]);
			const float v2 = d_stage_3[i * 64 + i2] * (batch_norm_2_2[i2] * gamma[i2]) + v + v;
			d_batch_norm_2[i2] += v2;
			d_batch_norm_2_2[i * 64 + i2] = v2;
		}
	}
}

/* k63: divide negate    batch_norm_1 f32[] -> d_batch_norm_2 f32[64]
 * from resnet.lua:25 */
static void k63_stage_3_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      const float *restrict batch_norm_1)
{
	const float batch_norm_1_2 = batch_norm_1[0];
	for (size_t i = 0; i < 64; i++)
		d_batch_norm_2[i] = -(d_batch_norm_2[i] / batch_norm_1_2);
}

/* k64: add    d_batch_norm_2_2 f32[64] -> d_batch_norm_2 f32[n,8,8,64]
 * from resnet.lua:25 */
static void k64_stage_3_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      const float *restrict d_batch_norm_2_2, size_t n)
{
	for (size_t i = 0; i < n * 64; i++) {
		for (size_t l = 0; l < 64; l++)
			d_batch_norm_2[i * 64 + l] = d_batch_norm_2[i * 64 + l] + d_batch_norm_2_2[l];
	}
}

/* k65: greater convolution select    d_batch_norm_2 f32[n,8,8,64], kernel f32[3,3,64,64], block_3 f32[n,8,8,64]
 * -> d_block_3 f32[n,8,8,64]
 * from resnet.lua:21, 38 */
static void k65_stage_3_block_3_conv2d_2_backward(float *restrict d_block_3,
                                                  const float *restrict d_batch_norm_2,
                                                  const float *restrict kernel, const float *restrict block_3,
                                                  float *restrict panels, size_t n)
{
	for (size_t k = 0; k < 9; k++) {
		for (size_t panel = 0; panel < 4; panel++) {
			for (size_t col = 0; col < 64; col += 16) {
				cr_pack_b(panels + (col * 576 + panel * 256 + 8192 - k * 1024), 16, 16,
					kernel + panel * 9216 + k * 1024 + col * 16, 1, 16);
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 8; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 9, 1, 3);
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 7) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 3072, 192, d_batch_norm_2 +
							(image * 4096 + line * 512 + line2 * 512 + row * 64 -
							576), 64, 1, panels + line2 * 3072 + col * 576, 9216,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 9, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 3072, 64,
									d_batch_norm_2 +
									(image * 4096 + line * 512 +
									line2 * 512 + cell * 64 + first * 64 -
									576), 64, 1, panels + line2 * 3072 +
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
								d_block_3[image * 4096 + line * 512 + i * 64 +
									j] = block_3[image * 4096 + line * 512 +
									i * 64 + j] > 0.0f ? z : 0.0f;
							}
						}
					}
				}
			}
		}
	}
}

/* k66: convolution add    block_3 f32[n,8,8,64], d_batch_norm_2 f32[n,8,8,64], kernel f32[3,3,64,64] ->
 * d_conv2d_2 f32[3,3,64,64]
 * from resnet.lua:21 */
static void k66_stage_3_block_3_conv2d_2_backward(float *restrict d_conv2d_2, const float *restrict block_3,
                                                  const float *restrict d_batch_norm_2,
                                                  const float *restrict kernel, size_t n)
{
	for (size_t line = 0; line < 3; line++) {
		for (size_t line2 = 0; line2 < 3; line2++) {
			const size_t cell = cr_steps(line, 1, 1);
			const size_t cell_end = cr_steps_most(line, 9, 1, 8);
			const size_t k = cr_steps(line2, 1, 1);
			const size_t k_end = cr_steps_most(line2, 9, 1, 8);
			for (size_t row = 0; row < 64; row += CR_TILE_ROWS) {
				const size_t rows = 64 - row < CR_TILE_ROWS ? 64 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t image = 0; image < n; image++) {
						cr_tile_taps_add(tile, rows, (cols + 15) / 16, cell_end - cell,
							512, 512, k_end - k,
							block_3 + (image * 4096 + line * 512 + cell * 512 +
							line2 * 64 + k * 64 + row - 576), 1, 64,
							d_batch_norm_2 + image * 4096 + cell * 512 + k * 64 +
							col, 16, 64);
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_conv2d_2[line * 12288 + line2 * 4096 +
									i * 64 + j] =
									kernel[j / 16 * 9216 + line * 3072 +
									line2 * 1024 + i * 16 + j % 16] *
									5e-05f + kernel[j / 16 * 9216 +
									line * 3072 + line2 * 1024 + i * 16 +
									j % 16] * 5e-05f + z;
							}
						}
					}
				}
			}
		}
	}
}

/* k67: reduce_sum multiply reduce_sum    d_block_3 f32[n,8,8,64], conv2d_1 f32[n,8,8,64], batch_norm_1 f32[64]
 * -> d_batch_norm_1 f32[64], d_batch_norm_1_2 f32[64]
 * from resnet.lua:25 */
static void k67_stage_3_block_3_batch_norm_1_backward(float *restrict d_batch_norm_1,
                                                      float *restrict d_batch_norm_1_2,
                                                      const float *restrict d_block_3,
                                                      const float *restrict conv2d_1,
                                                      const float *restrict batch_norm_1, size_t n)
{
	for (size_t i = 0; i < 64; i++)
		d_batch_norm_1[i] = 0.0f;
	for (size_t i = 0; i < 64; i++)
		d_batch_norm_1_2[i] = 0.0f;
	for (size_t i = 0; i < n * 64; i++) {
		for (size_t i2 = 0; i2 < 64; i2++) {
			d_batch_norm_1[i2] += d_block_3[i * 64 + i2];
			d_batch_norm_1_2[i2] += d_block_3[i * 64 + i2] *
				(conv2d_1[i * 64 + i2] - batch_norm_1[i2]);
		}
	}
}

/* k68: multiply multiply multiply multiply multiply divide multiply reduce_sum    d_batch_norm_1_2 f32[64],
 * gamma f32[64], batch_norm_1 f32[64], batch_norm_1_2 f32[] -> d_batch_norm_1 f32[64], sum f32[]
 * from resnet.lua:25, 72 */
static void k68_stage_3_block_3_batch_norm_1_backward(float *restrict d_batch_norm_1, float *restrict sum,
                                                      const float *restrict d_batch_norm_1_2,
                                                      const float *restrict gamma,
                                                      const float *restrict batch_norm_1,
                                                      const float *restrict batch_norm_1_2)
{
	const float batch_norm_1_3 = batch_norm_1_2[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 64; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			d_batch_norm_1[i] = d_batch_norm_1_2[i] * gamma[i] * -0.5f *
				(batch_norm_1[i] * (batch_norm_1[i] * batch_norm_1[i])) / batch_norm_1_3;
			lane[l] += d_batch_norm_1_2[i] * batch_norm_1[i] *
				(d_batch_norm_1_2[i] * batch_norm_1[i]);
		}
	}
	const float sum2 = cr_join_sum(lane);
	sum[0] = sum2;
}

/* k69: greater convolution add select    d_batch_norm_1 f32[n,8,8,64], kernel f32[3,3,64,64], stage_3
 * f32[n,8,8,64] -> d_stage_3 f32[n,8,8,64]
 * from resnet.lua:21, 42 */
static void k69_stage_3_block_3_conv2d_1_backward(float *restrict d_stage_3,
                                                  const float *restrict d_batch_norm_1,
                                                  const float *restrict kernel, const float *restrict stage_3,
                                                  float *restrict panels, size_t n)
{
	for (size_t k = 0; k < 9; k++) {
		for (size_t panel = 0; panel < 4; panel++) {
			for (size_t col = 0; col < 64; col += 16) {
				cr_pack_b(panels + (col * 576 + panel * 256 + 8192 - k * 1024), 16, 16,
					kernel + panel * 9216 + k * 1024 + col * 16, 1, 16);
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 8; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 9, 1, 3);
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 7) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 3072, 192, d_batch_norm_1 +
							(image * 4096 + line * 512 + line2 * 512 + row * 64 -
							576), 64, 1, panels + line2 * 3072 + col * 576, 9216,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 9, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 3072, 64,
									d_batch_norm_1 +
									(image * 4096 + line * 512 +
									line2 * 512 + cell * 64 + first * 64 -
									576), 64, 1, panels + line2 * 3072 +
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
								d_stage_3[image * 4096 + line * 512 + i * 64 +
									j] = stage_3[image * 4096 + line * 512 +
									i * 64 + j] > 0.0f ?
									d_stage_3[image * 4096 + line * 512 +
									i * 64 + j] + z : 0.0f;
							}
						}
					}
				}
			}
		}
	}
}

/* k70: greater convolution add select    d_batch_norm_1 f32[n,8,8,64], kernel f32[3,3,32,64], stage_2
 * f32[n,16,16,32], d_stage_3 f32[n,8,8,64] -> d_stage_2 f32[n,16,16,32]
 * from resnet.lua:21, 42 */
static void k70_stage_3_block_1_conv2d_1_backward(float *restrict d_stage_2,
                                                  const float *restrict d_batch_norm_1,
                                                  const float *restrict kernel, const float *restrict stage_2,
                                                  const float *restrict d_stage_3, float *restrict panels,
                                                  size_t n)
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
		for (size_t line = 0; line < 8; line++) {
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile(tile, rows, (cols + 15) / 16, 64,
						d_batch_norm_1 + image * 4096 + line * 512 + row * 64, 64, 1,
						panels + col * 576 + 4096, 9216, 16);
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_stage_2[image * 8192 + line * 1024 + i * 64 +
									j] = stage_2[image * 8192 +
									line * 1024 + i * 64 + j] > 0.0f ?
									((line * 2) % 2 == 0 ?
									((i * 2) % 2 == 0 ?
									d_stage_3[image * 4096 + line * 512 +
									i * 64 + j + 16] : 0.0f) : 0.0f) + z :
									0.0f;
							}
						}
					}
				}
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 8; line++) {
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t line2 = 0; line2 < 2; line2++) {
						const size_t first = row;
						const size_t end = cr_steps_most(line2, 8, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, 1, 0, 0, 64,
								d_batch_norm_1 + image * 4096 + line * 512 +
								line2 * 64 + first * 64, 64, 1,
								panels + line2 * 2048 + col * 576 + 3072, 9216,
								16);
						}
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_stage_2[image * 8192 + line * 1024 + i * 64 +
									j + 32] = stage_2[image * 8192 +
									line * 1024 + i * 64 + j + 32] > 0.0f ?
									((line * 2) % 2 == 0 ? 0.0f : 0.0f) +
									z : 0.0f;
							}
						}
					}
				}
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 8; line++) {
			const size_t line_end = cr_steps_most(line, 8, 1, 2);
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end, 512, 6144, 64,
						d_batch_norm_1 + image * 4096 + line * 512 + row * 64, 64, 1,
						panels + col * 576 + 1024, 9216, 16);
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_stage_2[image * 8192 + line * 1024 + i * 64 +
									j + 512] = stage_2[image * 8192 +
									line * 1024 + i * 64 + j + 512] > 0.0f ?
									0.0f + z : 0.0f;
							}
						}
					}
				}
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 8; line++) {
			const size_t line_end = cr_steps_most(line, 8, 1, 2);
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 2; cell++) {
						const size_t first = row;
						const size_t end = cr_steps_most(cell, 8, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end, 512,
								6144, 64, d_batch_norm_1 + image * 4096 +
								line * 512 + cell * 64 + first * 64, 64, 1,
								panels + cell * 2048 + col * 576, 9216, 16);
						}
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_stage_2[image * 8192 + line * 1024 + i * 64 +
									j + 544] = stage_2[image * 8192 +
									line * 1024 + i * 64 + j + 544] > 0.0f ?
									0.0f + z : 0.0f;
							}
						}
					}
				}
			}
		}
	}
}

/* k71: convolution add    stage_2 f32[n,16,16,32], d_batch_norm_1 f32[n,8,8,64], kernel f32[3,3,32,64] ->
 * d_conv2d_1 f32[3,3,32,64]
 * from resnet.lua:21 */
static void k71_stage_3_block_1_conv2d_1_backward(float *restrict d_conv2d_1, const float *restrict stage_2,
                                                  const float *restrict d_batch_norm_1,
                                                  const float *restrict kernel, size_t n)
{
	for (size_t line = 0; line < 3; line++) {
		for (size_t line2 = 0; line2 < 3; line2++) {
			const size_t cell = cr_steps(line, 1, 2);
			const size_t k = cr_steps(line2, 1, 2);
			for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
				const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t image = 0; image < n; image++) {
						cr_tile_taps_add(tile, rows, (cols + 15) / 16, 8 - cell, 1024,
							512, 8 - k, stage_2 +
							(image * 8192 + cell * 1024 + line * 512 + k * 64 +
							line2 * 32 + row - 544), 1, 64,
							d_batch_norm_1 + image * 4096 + cell * 512 + k * 64 +
							col, 16, 64);
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_conv2d_1[line * 6144 + line2 * 2048 + i * 64 +
									j] = kernel[j / 16 * 4608 +
									line * 1536 + line2 * 512 + i * 16 +
									j % 16] * 5e-05f +
									kernel[j / 16 * 4608 + line * 1536 +
									line2 * 512 + i * 16 + j % 16] *
									5e-05f + z;
							}
						}
					}
				}
			}
		}
	}
}

/* k72: reduce_sum multiply reduce_sum    d_stage_2 f32[n,16,16,32], conv2d_2 f32[n,16,16,32], batch_norm_2
 * f32[32] -> d_batch_norm_2 f32[32], d_batch_norm_2_2 f32[32]
 * from resnet.lua:25 */
static void k72_stage_2_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      float *restrict d_batch_norm_2_2,
                                                      const float *restrict d_stage_2,
                                                      const float *restrict conv2d_2,
                                                      const float *restrict batch_norm_2, size_t n)
{
	for (size_t i = 0; i < 32; i++)
		d_batch_norm_2[i] = 0.0f;
	for (size_t i = 0; i < 32; i++)
		d_batch_norm_2_2[i] = 0.0f;
	for (size_t i = 0; i < n * 256; i++) {
		for (size_t i2 = 0; i2 < 32; i2++) {
			d_batch_norm_2[i2] += d_stage_2[i * 32 + i2];
			d_batch_norm_2_2[i2] += d_stage_2[i * 32 + i2] *
				(conv2d_2[i * 32 + i2] - batch_norm_2[i2]);
		}
	}
}

/* k73: multiply multiply multiply multiply multiply divide multiply reduce_sum    d_batch_norm_2_2 f32[32],
 * gamma f32[32], batch_norm_2 f32[32], batch_norm_1 f32[] -> d_batch_norm_2 f32[32], sum f32[]
 * from resnet.lua:25, 72 */
static void k73_stage_2_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2, float *restrict sum,
                                                      const float *restrict d_batch_norm_2_2,
                                                      const float *restrict gamma,
                                                      const float *restrict batch_norm_2,
                                                      const float *restrict batch_norm_1)
{
	const float batch_norm_1_2 = batch_norm_1[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 32; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			d_batch_norm_2[i] = d_batch_norm_2_2[i] * gamma[i] * -0.5f *
				(batch_norm_2[i] * (batch_norm_2[i] * batch_norm_2[i])) / batch_norm_1_2;
			lane[l] += d_batch_norm_2_2[i] * batch_norm_2[i] *
				(d_batch_norm_2_2[i] * batch_norm_2[i]);
		}
	}
	const float sum2 = cr_join_sum(lane);
	sum[0] = sum2;
}

/* k74: multiply multiply add add reduce_sum    d_batch_norm_2_3 f32[32], batch_norm_2 f32[32], d_stage_2
 * f32[n,16,16,32], batch_norm_2_2 f32[32], gamma f32[32] -> d_batch_norm_2 f32[32], d_batch_norm_2_2
 * f32[n,16,16,32]
 * from resnet.lua:25 */
static void k74_stage_2_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      float *restrict d_batch_norm_2_2,
                                                      const float *restrict d_batch_norm_2_3,
                                                      const float *restrict batch_norm_2,
                                                      const float *restrict d_stage_2,
                                                      const float *restrict batch_norm_2_2,
                                                      const float *restrict gamma, size_t n)
{
	for (size_t i = 0; i < 32; i++)
		d_batch_norm_2[i] = 0.0f;
	for (size_t i = 0; i < n * 256; i++) {
		for (size_t i2 = 0; i2 < 32; i2++) {
			const float v = d_batch_norm_2_3[i2] *
				(d_batch_norm_2_2[i * 32 + i2] - batch_norm_2[i2]);
			const float v2 = d_stage_2[i * 32 + i2] * (batch_norm_2_2[i2] * gamma[i2]) + v + v;
			d_batch_norm_2[i2] += v2;
			d_batch_norm_2_2[i * 32 + i2] = v2;
		}
	}
}

/* k75: divide negate    batch_norm_1 f32[] -> d_batch_norm_2 f32[32]
 * from resnet.lua:25 */
static void k75_stage_2_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      const float *restrict batch_norm_1)
{
	const float batch_norm_1_2 = batch_norm_1[0];
	for (size_t i = 0; i < 32; i++)
		d_batch_norm_2[i] = -(d_batch_norm_2[i] / batch_norm_1_2);
}

/* k76: add    d_batch_norm_2_2 f32[32] -> d_batch_norm_2 f32[n,16,16,32]
 * from resnet.lua:25 */
static void k76_stage_2_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      const float *restrict d_batch_norm_2_2, size_t n)
{
	for (size_t i = 0; i < n * 256; i++) {
		for (size_t l = 0; l < 32; l++)
			d_batch_norm_2[i * 32 + l] = d_batch_norm_2[i * 32 + l] + d_batch_norm_2_2[l];
	}
}

/* k77: greater convolution select    d_batch_norm_2 f32[n,16,16,32], kernel f32[3,3,32,32], block_3
 * f32[n,16,16,32] -> d_block_3 f32[n,16,16,32]
 * from resnet.lua:21, 38 */
static void k77_stage_2_block_3_conv2d_2_backward(float *restrict d_block_3,
                                                  const float *restrict d_batch_norm_2,
                                                  const float *restrict kernel, const float *restrict block_3,
                                                  float *restrict panels, size_t n)
{
	for (size_t k = 0; k < 9; k++) {
		for (size_t panel = 0; panel < 2; panel++) {
			for (size_t col = 0; col < 32; col += 16) {
				cr_pack_b(panels + (col * 288 + panel * 256 + 4096 - k * 512), 16, 16,
					kernel + panel * 4608 + k * 512 + col * 16, 1, 16);
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 17, 1, 3);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 15) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 1536, 96, d_batch_norm_2 +
							(image * 8192 + line * 512 + line2 * 512 + row * 32 -
							544), 32, 1, panels + line2 * 1536 + col * 288, 4608,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 17, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 1536, 32,
									d_batch_norm_2 +
									(image * 8192 + line * 512 +
									line2 * 512 + cell * 32 + first * 32 -
									544), 32, 1, panels + line2 * 1536 +
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
								d_block_3[image * 8192 + line * 512 + i * 32 +
									j] = block_3[image * 8192 + line * 512 +
									i * 32 + j] > 0.0f ? z : 0.0f;
							}
						}
					}
				}
			}
		}
	}
}

/* k78: convolution add    block_3 f32[n,16,16,32], d_batch_norm_2 f32[n,16,16,32], kernel f32[3,3,32,32] ->
 * d_conv2d_2 f32[3,3,32,32]
 * from resnet.lua:21 */
static void k78_stage_2_block_3_conv2d_2_backward(float *restrict d_conv2d_2, const float *restrict block_3,
                                                  const float *restrict d_batch_norm_2,
                                                  const float *restrict kernel, size_t n)
{
	for (size_t line = 0; line < 3; line++) {
		for (size_t line2 = 0; line2 < 3; line2++) {
			const size_t cell = cr_steps(line, 1, 1);
			const size_t cell_end = cr_steps_most(line, 17, 1, 16);
			const size_t k = cr_steps(line2, 1, 1);
			const size_t k_end = cr_steps_most(line2, 17, 1, 16);
			for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
				const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t image = 0; image < n; image++) {
						cr_tile_taps_add(tile, rows, (cols + 15) / 16, cell_end - cell,
							512, 512, k_end - k,
							block_3 + (image * 8192 + line * 512 + cell * 512 +
							line2 * 32 + k * 32 + row - 544), 1, 32,
							d_batch_norm_2 + image * 8192 + cell * 512 + k * 32 +
							col, 16, 32);
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_conv2d_2[line * 3072 + line2 * 1024 + i * 32 +
									j] = kernel[j / 16 * 4608 +
									line * 1536 + line2 * 512 + i * 16 +
									j % 16] * 5e-05f +
									kernel[j / 16 * 4608 + line * 1536 +
									line2 * 512 + i * 16 + j % 16] *
									5e-05f + z;
							}
						}
					}
				}
			}
		}
	}
}

/* k79: greater convolution add select    d_batch_norm_1 f32[n,16,16,32], kernel f32[3,3,32,32], stage_2
 * f32[n,16,16,32] -> d_stage_2 f32[n,16,16,32]
 * from resnet.lua:21, 42 */
static void k79_stage_2_block_3_conv2d_1_backward(float *restrict d_stage_2,
                                                  const float *restrict d_batch_norm_1,
                                                  const float *restrict kernel, const float *restrict stage_2,
                                                  float *restrict panels, size_t n)
{
	for (size_t k = 0; k < 9; k++) {
		for (size_t panel = 0; panel < 2; panel++) {
			for (size_t col = 0; col < 32; col += 16) {
				cr_pack_b(panels + (col * 288 + panel * 256 + 4096 - k * 512), 16, 16,
					kernel + panel * 4608 + k * 512 + col * 16, 1, 16);
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 17, 1, 3);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 15) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 1536, 96, d_batch_norm_1 +
							(image * 8192 + line * 512 + line2 * 512 + row * 32 -
							544), 32, 1, panels + line2 * 1536 + col * 288, 4608,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 17, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 1536, 32,
									d_batch_norm_1 +
									(image * 8192 + line * 512 +
									line2 * 512 + cell * 32 + first * 32 -
									544), 32, 1, panels + line2 * 1536 +
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
								d_stage_2[image * 8192 + line * 512 + i * 32 +
									j] = stage_2[image * 8192 + line * 512 +
									i * 32 + j] > 0.0f ?
									d_stage_2[image * 8192 + line * 512 +
									i * 32 + j] + z : 0.0f;
							}
						}
					}
				}
			}
		}
	}
}

/* k80: greater convolution add select    d_batch_norm_1 f32[n,16,16,32], kernel f32[3,3,16,32], stage_1
 * f32[n,32,32,16], d_stage_2 f32[n,16,16,32] -> d_stage_1 f32[n,32,32,16]
 * from resnet.lua:21, 42 */
static void k80_stage_2_block_1_conv2d_1_backward(float *restrict d_stage_1,
                                                  const float *restrict d_batch_norm_1,
                                                  const float *restrict kernel, const float *restrict stage_1,
                                                  const float *restrict d_stage_2, float *restrict panels,
                                                  size_t n)
{
	for (size_t k = 0; k < 9; k++) {
		for (size_t panel = 0; panel < 2; panel++) {
			for (size_t col = 0; col < 16; col += 16) {
				cr_pack_b(panels + (col * 288 + panel * 256 + 4096 - k * 512), 16, 16,
					kernel + panel * 2304 + k * 256 + col * 16, 1, 16);
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile(tile, rows, (cols + 15) / 16, 32,
						d_batch_norm_1 + image * 8192 + line * 512 + row * 32, 32, 1,
						panels + col * 288 + 2048, 4608, 16);
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							d_stage_1[image * 16384 + line * 1024 + i * 32 + j] =
								stage_1[image * 16384 + line * 1024 + i * 32 +
								j] > 0.0f ? ((line * 2) % 2 == 0 ?
								((i * 2) % 2 == 0 ?
								d_stage_2[image * 8192 + line * 512 + i * 32 +
								j + 8] : 0.0f) : 0.0f) + z : 0.0f;
						}
					}
				}
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t line2 = 0; line2 < 2; line2++) {
						const size_t first = row;
						const size_t end = cr_steps_most(line2, 16, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, 1, 0, 0, 32,
								d_batch_norm_1 + image * 8192 + line * 512 +
								line2 * 32 + first * 32, 32, 1,
								panels + line2 * 1024 + col * 288 + 1536, 4608,
								16);
						}
					}
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							d_stage_1[image * 16384 + line * 1024 + i * 32 + j +
								16] = stage_1[image * 16384 + line * 1024 +
								i * 32 + j + 16] > 0.0f ?
								((line * 2) % 2 == 0 ? 0.0f : 0.0f) + z : 0.0f;
						}
					}
				}
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			const size_t line_end = cr_steps_most(line, 16, 1, 2);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile_taps(tile, rows, (cols + 15) / 16, line_end, 512, 3072, 32,
						d_batch_norm_1 + image * 8192 + line * 512 + row * 32, 32, 1,
						panels + col * 288 + 512, 4608, 16);
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							d_stage_1[image * 16384 + line * 1024 + i * 32 + j +
								512] = stage_1[image * 16384 + line * 1024 +
								i * 32 + j + 512] > 0.0f ? 0.0f + z : 0.0f;
						}
					}
				}
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			const size_t line_end = cr_steps_most(line, 16, 1, 2);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t cell = 0; cell < 2; cell++) {
						const size_t first = row;
						const size_t end = cr_steps_most(cell, 16, 1, row + rows);
						if (first < end) {
							cr_tile_taps_add(tile + (first - row) * CR_TILE_COLS,
								end - first, (cols + 15) / 16, line_end, 512,
								3072, 32, d_batch_norm_1 + image * 8192 +
								line * 512 + cell * 32 + first * 32, 32, 1,
								panels + cell * 1024 + col * 288, 4608, 16);
						}
					}
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							d_stage_1[image * 16384 + line * 1024 + i * 32 + j +
								528] = stage_1[image * 16384 + line * 1024 +
								i * 32 + j + 528] > 0.0f ? 0.0f + z : 0.0f;
						}
					}
				}
			}
		}
	}
}

/* k81: convolution add    stage_1 f32[n,32,32,16], d_batch_norm_1 f32[n,16,16,32], kernel f32[3,3,16,32] ->
 * d_conv2d_1 f32[3,3,16,32]
 * from resnet.lua:21 */
static void k81_stage_2_block_1_conv2d_1_backward(float *restrict d_conv2d_1, const float *restrict stage_1,
                                                  const float *restrict d_batch_norm_1,
                                                  const float *restrict kernel, size_t n)
{
	for (size_t line = 0; line < 3; line++) {
		for (size_t line2 = 0; line2 < 3; line2++) {
			const size_t cell = cr_steps(line, 1, 2);
			const size_t k = cr_steps(line2, 1, 2);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t image = 0; image < n; image++) {
						cr_tile_taps_add(tile, rows, (cols + 15) / 16, 16 - cell, 1024,
							512, 16 - k, stage_1 +
							(image * 16384 + cell * 1024 + line * 512 + k * 32 +
							line2 * 16 + row - 528), 1, 32,
							d_batch_norm_1 + image * 8192 + cell * 512 + k * 32 +
							col, 16, 32);
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								d_conv2d_1[line * 1536 + line2 * 512 + i * 32 +
									j] = kernel[j / 16 * 2304 + line * 768 +
									line2 * 256 + i * 16 + j % 16] *
									5e-05f + kernel[j / 16 * 2304 +
									line * 768 + line2 * 256 + i * 16 +
									j % 16] * 5e-05f + z;
							}
						}
					}
				}
			}
		}
	}
}

/* k82: reduce_sum multiply reduce_sum    d_stage_1 f32[n,32,32,16], conv2d_2 f32[n,32,32,16], batch_norm_2
 * f32[16] -> d_batch_norm_2 f32[16], d_batch_norm_2_2 f32[16]
 * from resnet.lua:25 */
static void k82_stage_1_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      float *restrict d_batch_norm_2_2,
                                                      const float *restrict d_stage_1,
                                                      const float *restrict conv2d_2,
                                                      const float *restrict batch_norm_2, size_t n)
{
	for (size_t i = 0; i < 16; i++)
		d_batch_norm_2[i] = 0.0f;
	for (size_t i = 0; i < 16; i++)
		d_batch_norm_2_2[i] = 0.0f;
	for (size_t i = 0; i < n * 1024; i++) {
		for (size_t i2 = 0; i2 < 16; i2++) {
			d_batch_norm_2[i2] += d_stage_1[i * 16 + i2];
			d_batch_norm_2_2[i2] += d_stage_1[i * 16 + i2] *
				(conv2d_2[i * 16 + i2] - batch_norm_2[i2]);
		}
	}
}

/* k83: multiply multiply multiply multiply multiply divide multiply reduce_sum    d_batch_norm_2_2 f32[16],
 * gamma f32[16], batch_norm_2 f32[16], batch_norm_1 f32[] -> d_batch_norm_2 f32[16], sum f32[]
 * from resnet.lua:25, 72 */
static void k83_stage_1_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2, float *restrict sum,
                                                      const float *restrict d_batch_norm_2_2,
                                                      const float *restrict gamma,
                                                      const float *restrict batch_norm_2,
                                                      const float *restrict batch_norm_1)
{
	const float batch_norm_1_2 = batch_norm_1[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 16; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			d_batch_norm_2[i] = d_batch_norm_2_2[i] * gamma[i] * -0.5f *
				(batch_norm_2[i] * (batch_norm_2[i] * batch_norm_2[i])) / batch_norm_1_2;
			lane[l] += d_batch_norm_2_2[i] * batch_norm_2[i] *
				(d_batch_norm_2_2[i] * batch_norm_2[i]);
		}
	}
	const float sum2 = cr_join_sum(lane);
	sum[0] = sum2;
}

/* k84: multiply multiply add add reduce_sum    d_batch_norm_2_3 f32[16], batch_norm_2 f32[16], d_stage_1
 * f32[n,32,32,16], batch_norm_2_2 f32[16], gamma f32[16] -> d_batch_norm_2 f32[16], d_batch_norm_2_2
 * f32[n,32,32,16]
 * from resnet.lua:25 */
static void k84_stage_1_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      float *restrict d_batch_norm_2_2,
                                                      const float *restrict d_batch_norm_2_3,
                                                      const float *restrict batch_norm_2,
                                                      const float *restrict d_stage_1,
                                                      const float *restrict batch_norm_2_2,
                                                      const float *restrict gamma, size_t n)
{
	for (size_t i = 0; i < 16; i++)
		d_batch_norm_2[i] = 0.0f;
	for (size_t i = 0; i < n * 1024; i++) {
		for (size_t i2 = 0; i2 < 16; i2++) {
			const float v = d_batch_norm_2_3[i2] *
				(d_batch_norm_2_2[i * 16 + i2] - batch_norm_2[i2]);
			const float v2 = d_stage_1[i * 16 + i2] * (batch_norm_2_2[i2] * gamma[i2]) + v + v;
			d_batch_norm_2[i2] += v2;
			d_batch_norm_2_2[i * 16 + i2] = v2;
		}
	}
}

/* k85: divide negate    batch_norm_1 f32[] -> d_batch_norm_2 f32[16]
 * from resnet.lua:25 */
static void k85_stage_1_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      const float *restrict batch_norm_1)
{
	const float batch_norm_1_2 = batch_norm_1[0];
	for (size_t i = 0; i < 16; i++)
		d_batch_norm_2[i] = -(d_batch_norm_2[i] / batch_norm_1_2);
}

/* k86: add    d_batch_norm_2_2 f32[16] -> d_batch_norm_2 f32[n,32,32,16]
 * from resnet.lua:25 */
static void k86_stage_1_block_3_batch_norm_2_backward(float *restrict d_batch_norm_2,
                                                      const float *restrict d_batch_norm_2_2, size_t n)
{
	for (size_t i = 0; i < n * 1024; i++) {
		for (size_t l = 0; l < 16; l++)
			d_batch_norm_2[i * 16 + l] = d_batch_norm_2[i * 16 + l] + d_batch_norm_2_2[l];
	}
}

/* k87: greater convolution select    d_batch_norm_2 f32[n,32,32,16], kernel f32[3,3,16,16], block_3
 * f32[n,32,32,16] -> d_block_3 f32[n,32,32,16]
 * from resnet.lua:21, 38 */
static void k87_stage_1_block_3_conv2d_2_backward(float *restrict d_block_3,
                                                  const float *restrict d_batch_norm_2,
                                                  const float *restrict kernel, const float *restrict block_3,
                                                  float *restrict panels, size_t n)
{
	for (size_t k = 0; k < 9; k++) {
		for (size_t col = 0; col < 16; col += 16) {
			cr_pack_b(panels + (col * 144 + 2048 - k * 256), 16, 16, kernel + k * 256 + col * 16, 1,
				16);
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 32; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 33, 1, 3);
			for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
				const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 31) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 768, 48, d_batch_norm_2 +
							(image * 16384 + line * 512 + line2 * 512 + row * 16 -
							528), 16, 1, panels + line2 * 768 + col * 144, 2304,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 33, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 768, 16,
									d_batch_norm_2 +
									(image * 16384 + line * 512 +
									line2 * 512 + cell * 16 + first * 16 -
									528), 16, 1, panels + line2 * 768 +
									cell * 256 + col * 144, 2304, 16);
							}
						}
					}
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							d_block_3[image * 16384 + line * 512 + i * 16 + j] =
								block_3[image * 16384 + line * 512 + i * 16 +
								j] > 0.0f ? z : 0.0f;
						}
					}
				}
			}
		}
	}
}

/* k88: convolution add    block_3 f32[n,32,32,16], d_batch_norm_2 f32[n,32,32,16], kernel f32[3,3,16,16] ->
 * d_conv2d_2 f32[3,3,16,16]
 * from resnet.lua:21 */
static void k88_stage_1_block_3_conv2d_2_backward(float *restrict d_conv2d_2, const float *restrict block_3,
                                                  const float *restrict d_batch_norm_2,
                                                  const float *restrict kernel, size_t n)
{
	for (size_t line = 0; line < 3; line++) {
		for (size_t line2 = 0; line2 < 3; line2++) {
			const size_t cell = cr_steps(line, 1, 1);
			const size_t cell_end = cr_steps_most(line, 33, 1, 32);
			const size_t k = cr_steps(line2, 1, 1);
			const size_t k_end = cr_steps_most(line2, 33, 1, 32);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
						tile[l] = 0.0f;
					for (size_t image = 0; image < n; image++) {
						cr_tile_taps_add(tile, rows, (cols + 15) / 16, cell_end - cell,
							512, 512, k_end - k,
							block_3 + (image * 16384 + line * 512 + cell * 512 +
							line2 * 16 + k * 16 + row - 528), 1, 16,
							d_batch_norm_2 + image * 16384 + cell * 512 + k * 16 +
							col, 16, 16);
					}
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							d_conv2d_2[line * 768 + line2 * 256 + i * 16 + j] =
								kernel[line * 768 + line2 * 256 + i * 16 + j] *
								5e-05f + kernel[line * 768 + line2 * 256 +
								i * 16 + j] * 5e-05f + z;
						}
					}
				}
			}
		}
	}
}

/* k89: multiply multiply multiply multiply multiply divide multiply reduce_sum multiply reduce_sum
 * d_batch_norm_1_2 f32[16], gamma f32[16], batch_norm_1 f32[16], batch_norm_1_2 f32[], d_conv2d_2
 * f32[3,3,16,16] -> d_batch_norm_1 f32[16], sum f32[], sum2 f32[]
 * from resnet.lua:25, 72 */
static void k89_stage_1_block_3_batch_norm_1_backward(float *restrict d_batch_norm_1, float *restrict sum,
                                                      float *restrict sum2,
                                                      const float *restrict d_batch_norm_1_2,
                                                      const float *restrict gamma,
                                                      const float *restrict batch_norm_1,
                                                      const float *restrict batch_norm_1_2,
                                                      const float *restrict d_conv2d_2)
{
	const float batch_norm_1_3 = batch_norm_1_2[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 16; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			d_batch_norm_1[i] = d_batch_norm_1_2[i] * gamma[i] * -0.5f *
				(batch_norm_1[i] * (batch_norm_1[i] * batch_norm_1[i])) / batch_norm_1_3;
			lane[l] += d_batch_norm_1_2[i] * batch_norm_1[i] *
				(d_batch_norm_1_2[i] * batch_norm_1[i]);
		}
	}
	const float sum3 = cr_join_sum(lane);
	sum[0] = sum3;
	float lane2[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane2[l] += d_conv2d_2[i] * d_conv2d_2[i];
		}
	}
	const float sum4 = cr_join_sum(lane2);
	sum2[0] = sum4;
}

/* k90: greater convolution add select    d_batch_norm_1 f32[n,32,32,16], kernel f32[3,3,16,16], stage_1
 * f32[n,32,32,16] -> d_stage_1 f32[n,32,32,16]
 * from resnet.lua:21, 42 */
static void k90_stage_1_block_3_conv2d_1_backward(float *restrict d_stage_1,
                                                  const float *restrict d_batch_norm_1,
                                                  const float *restrict kernel, const float *restrict stage_1,
                                                  float *restrict panels, size_t n)
{
	for (size_t k = 0; k < 9; k++) {
		for (size_t col = 0; col < 16; col += 16) {
			cr_pack_b(panels + (col * 144 + 2048 - k * 256), 16, 16, kernel + k * 256 + col * 16, 1,
				16);
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 32; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 33, 1, 3);
			for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
				const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 31) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 768, 48, d_batch_norm_1 +
							(image * 16384 + line * 512 + line2 * 512 + row * 16 -
							528), 16, 1, panels + line2 * 768 + col * 144, 2304,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 33, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 768, 16,
									d_batch_norm_1 +
									(image * 16384 + line * 512 +
									line2 * 512 + cell * 16 + first * 16 -
									528), 16, 1, panels + line2 * 768 +
									cell * 256 + col * 144, 2304, 16);
							}
						}
					}
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							d_stage_1[image * 16384 + line * 512 + i * 16 + j] =
								stage_1[image * 16384 + line * 512 + i * 16 +
								j] > 0.0f ? d_stage_1[image * 16384 +
								line * 512 + i * 16 + j] + z : 0.0f;
						}
					}
				}
			}
		}
	}
}

/* k91: convolution add    pad f32[n,32,32,1], d_batch_norm_1 f32[n,32,32,16], kernel f32[3,3,1,16] -> bordered
 * f32[147968], d_conv2d_1 f32[3,3,1,16]
 * from resnet.lua:21 */
static void k91_conv2d_1_backward(float *restrict bordered, float *restrict d_conv2d_1,
                                  const float *restrict pad, const float *restrict d_batch_norm_1,
                                  const float *restrict kernel, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 34; i2++) {
			for (size_t i3 = 0; i3 < 34; i3++) {
				bordered[i * 1156 + i2 * 34 + i3] = i2 - 1 < 32 && i3 - 1 < 32 ?
					pad[i * 1024 + i2 * 32 + i3 - 33] : 0.0f;
			}
		}
	}
	for (size_t row = 0; row < 9; row += CR_TILE_ROWS) {
		const size_t rows = 9 - row < CR_TILE_ROWS ? 9 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
			const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
				tile[l] = 0.0f;
			for (size_t image = 0; image < n; image++) {
				const float *at[CR_TILE_ROWS];
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					at[r] = bordered + image * 1156 + i / 3 * 34 + i % 3;
				}
				cr_tile_taps_rows_add(tile, rows, (cols + 15) / 16, 32, 34, 512, 32, at, 1,
					d_batch_norm_1 + image * 16384 + col, 16, 16);
			}
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < 16; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					d_conv2d_1[i * 16 + j] =
						kernel[i * 16 + j] * 5e-05f + kernel[i * 16 + j] * 5e-05f + z;
				}
			}
		}
	}
}

/* k92: reduce_sum add    d_conv2d_1 f32[3,3,1,16] -> add f32[]
 * from resnet.lua:72 */
static void k92_add(float *restrict add, const float *restrict d_conv2d_1)
{
	const float sum = add[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 144; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_conv2d_1[i] * d_conv2d_1[i];
		}
	}
	const float sum2 = cr_join_sum(lane);
	add[0] = sum2 + sum;
}

/* k93: multiply reduce_sum add add add    d_batch_norm_1 f32[16], sum f32[], sum2 f32[] -> add f32[]
 * from resnet.lua:72 */
static void k93_add(float *restrict add, const float *restrict d_batch_norm_1, const float *restrict sum,
                    const float *restrict sum2)
{
	const float add2 = add[0];
	const float sum3 = sum[0];
	const float sum4 = sum2[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 16; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_batch_norm_1[i] * d_batch_norm_1[i];
		}
	}
	const float sum5 = cr_join_sum(lane);
	add[0] = add2 + sum5 + sum3 + sum4;
}

/* k94: multiply reduce_sum add    d_batch_norm_2 f32[16] -> add f32[]
 * from resnet.lua:72 */
static void k94_add(float *restrict add, const float *restrict d_batch_norm_2)
{
	const float add2 = add[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 16; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_batch_norm_2[i] * d_batch_norm_2[i];
		}
	}
	const float sum = cr_join_sum(lane);
	add[0] = add2 + sum;
}

/* k95: multiply reduce_sum add add    d_conv2d_1 f32[3,3,16,32], sum f32[] -> add f32[]; of 5 sizes
 * from resnet.lua:72 */
static void k95_add(float *restrict add, const float *restrict d_conv2d_1, const float *restrict sum,
                    size_t size)
{
	const float add2 = add[0];
	const float sum2 = sum[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < size; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_conv2d_1[i] * d_conv2d_1[i];
		}
	}
	const float sum3 = cr_join_sum(lane);
	add[0] = add2 + sum3 + sum2;
}

/* k96: multiply reduce_sum add    d_batch_norm_1 f32[32] -> add f32[]
 * from resnet.lua:72 */
static void k96_add(float *restrict add, const float *restrict d_batch_norm_1)
{
	const float add2 = add[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 32; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_batch_norm_1[i] * d_batch_norm_1[i];
		}
	}
	const float sum = cr_join_sum(lane);
	add[0] = add2 + sum;
}

/* k97: multiply reduce_sum add    d_batch_norm_1 f32[64] -> add f32[]
 * from resnet.lua:72 */
static void k97_add(float *restrict add, const float *restrict d_batch_norm_1)
{
	const float add2 = add[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 64; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_batch_norm_1[i] * d_batch_norm_1[i];
		}
	}
	const float sum = cr_join_sum(lane);
	add[0] = add2 + sum;
}

/* k98: multiply reduce_sum add sqrt is_finite logical_and select convert    d_dense_1 f32[10], add f32[], add2
 * u32[] -> gradient_norm f32[], logical_and bool[], step u32[], finite f32[]
 * from resnet.lua:72 */
static void k98_gradient_norm(float *restrict gradient_norm, uint8_t *restrict logical_and,
                              uint32_t *restrict step, float *restrict finite, const float *restrict d_dense_1,
                              const float *restrict add, const uint32_t *restrict add2)
{
	const float add3 = add[0];
	const uint8_t is_finite = logical_and[0];
	const uint32_t add4 = add2[0];
	const uint32_t step2 = step[0];
	float lane[16] = { 0.0f };
	for (size_t i = 0; i < 10; i++)
		lane[i] += d_dense_1[i] * d_dense_1[i];
	const float sum = cr_join_sum(lane);
	const float v = cr_sqrtf(add3 + sum);
	const uint8_t v2 = (uint8_t)(cr_is_finitef(v) & is_finite);
	gradient_norm[0] = v;
	logical_and[0] = v2;
	step[0] = v2 ? add4 : step2;
	finite[0] = (float)v2;
}

/* k99: multiply add select    logical_and bool[], batch_norm_1 f32[16] -> moving_mean f32[16]
 * from resnet.lua:25, 72 */
static void k99_batch_norm_1(float *restrict moving_mean, const uint8_t *restrict logical_and,
                             const float *restrict batch_norm_1)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t i = 0; i < 16; i++)
		moving_mean[i] = logical_and2 ? moving_mean[i] * 0.9f + batch_norm_1[i] * 0.1f : moving_mean[i];
}

/* k100: add select    logical_and bool[], batch_norm_1 f32[16] -> moving_variance f32[16]
 * from resnet.lua:25, 72 */
static void k100_batch_norm_1(float *restrict moving_variance, const uint8_t *restrict logical_and,
                              const float *restrict batch_norm_1)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t i = 0; i < 16; i++) {
		moving_variance[i] = logical_and2 ? moving_variance[i] * 0.9f + batch_norm_1[i] :
			moving_variance[i];
	}
}

/* k101: multiply add select    logical_and bool[], batch_norm_1 f32[32] -> moving_mean f32[32]
 * from resnet.lua:25, 72 */
static void k101_stage_2_block_1_batch_norm_1(float *restrict moving_mean, const uint8_t *restrict logical_and,
                                              const float *restrict batch_norm_1)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t i = 0; i < 32; i++)
		moving_mean[i] = logical_and2 ? moving_mean[i] * 0.9f + batch_norm_1[i] * 0.1f : moving_mean[i];
}

/* k102: add select    logical_and bool[], batch_norm_1 f32[32] -> moving_variance f32[32]
 * from resnet.lua:25, 72 */
static void k102_stage_2_block_1_batch_norm_1(float *restrict moving_variance,
                                              const uint8_t *restrict logical_and,
                                              const float *restrict batch_norm_1)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t i = 0; i < 32; i++) {
		moving_variance[i] = logical_and2 ? moving_variance[i] * 0.9f + batch_norm_1[i] :
			moving_variance[i];
	}
}

/* k103: multiply add select    logical_and bool[], batch_norm_1 f32[64] -> moving_mean f32[64]
 * from resnet.lua:25, 72 */
static void k103_stage_3_block_1_batch_norm_1(float *restrict moving_mean, const uint8_t *restrict logical_and,
                                              const float *restrict batch_norm_1)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t i = 0; i < 64; i++)
		moving_mean[i] = logical_and2 ? moving_mean[i] * 0.9f + batch_norm_1[i] * 0.1f : moving_mean[i];
}

/* k104: add select    logical_and bool[], batch_norm_1 f32[64] -> moving_variance f32[64]
 * from resnet.lua:25, 72 */
static void k104_stage_3_block_1_batch_norm_1(float *restrict moving_variance,
                                              const uint8_t *restrict logical_and,
                                              const float *restrict batch_norm_1)
{
	const uint8_t logical_and2 = logical_and[0];
	for (size_t i = 0; i < 64; i++) {
		moving_variance[i] = logical_and2 ? moving_variance[i] * 0.9f + batch_norm_1[i] :
			moving_variance[i];
	}
}

/* k105: add multiply subtract select select    d_conv2d_1 f32[3,3,1,16], logical_and bool[], learning_rate
 * f32[] -> kernel f32[3,3,1,16], momentum f32[3,3,1,16]; of 4 sizes
 * from resnet.lua:72 */
static void k105_update(float *restrict kernel, float *restrict momentum, const float *restrict d_conv2d_1,
                        const uint8_t *restrict logical_and, const float *restrict learning_rate, size_t size)
{
	const uint8_t logical_and2 = logical_and[0];
	const float learning_rate2 = learning_rate[0];
	for (size_t i = 0; i < size; i++) {
		const float v = momentum[i] * 0.9f + d_conv2d_1[i];
		kernel[i] = logical_and2 ? kernel[i] - learning_rate2 * v : kernel[i];
		momentum[i] = logical_and2 ? v : momentum[i];
	}
}

/* k106: add multiply subtract select select    d_batch_norm_1 f32[16], batch_norm_1 f32[16], logical_and
 * bool[], learning_rate f32[] -> gamma f32[16], momentum f32[16]
 * from resnet.lua:72 */
static void k106_update_batch_norm_1_gamma(float *restrict gamma, float *restrict momentum,
                                           const float *restrict d_batch_norm_1,
                                           const float *restrict batch_norm_1,
                                           const uint8_t *restrict logical_and,
                                           const float *restrict learning_rate)
{
	const uint8_t logical_and2 = logical_and[0];
	const float learning_rate2 = learning_rate[0];
	for (size_t i = 0; i < 16; i++) {
		const float v = momentum[i] * 0.9f + d_batch_norm_1[i] * batch_norm_1[i];
		gamma[i] = logical_and2 ? gamma[i] - learning_rate2 * v : gamma[i];
		momentum[i] = logical_and2 ? v : momentum[i];
	}
}

/* k107: add multiply subtract select select    d_batch_norm_1 f32[16], logical_and bool[], learning_rate f32[]
 * -> beta f32[16], momentum f32[16]
 * from resnet.lua:72 */
static void k107_update_batch_norm_1_beta(float *restrict beta, float *restrict momentum,
                                          const float *restrict d_batch_norm_1,
                                          const uint8_t *restrict logical_and,
                                          const float *restrict learning_rate)
{
	const uint8_t logical_and2 = logical_and[0];
	const float learning_rate2 = learning_rate[0];
	for (size_t i = 0; i < 16; i++) {
		const float v = momentum[i] * 0.9f + d_batch_norm_1[i];
		beta[i] = logical_and2 ? beta[i] - learning_rate2 * v : beta[i];
		momentum[i] = logical_and2 ? v : momentum[i];
	}
}

/* k108: add multiply subtract select select    d_conv2d_1 f32[3,3,16,32], logical_and bool[], learning_rate
 * f32[] -> kernel f32[3,3,16,32], momentum f32[3,3,16,32]
 * from resnet.lua:72 */
static void k108_update_stage_2_block_1_conv2d_1_kernel(float *restrict kernel, float *restrict momentum,
                                                        const float *restrict d_conv2d_1,
                                                        const uint8_t *restrict logical_and,
                                                        const float *restrict learning_rate)
{
	const uint8_t logical_and2 = logical_and[0];
	const float learning_rate2 = learning_rate[0];
	for (size_t l = 0; l < 2; l++) {
		for (size_t i = 0; i < 144; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = momentum[l * 2304 + i * 16 + m] * 0.9f +
					d_conv2d_1[i * 32 + l * 16 + m];
				kernel[l * 2304 + i * 16 + m] = logical_and2 ?
					kernel[l * 2304 + i * 16 + m] - learning_rate2 * v :
					kernel[l * 2304 + i * 16 + m];
				momentum[l * 2304 + i * 16 + m] = logical_and2 ? v :
					momentum[l * 2304 + i * 16 + m];
			}
		}
	}
}

/* k109: add multiply subtract select select    d_batch_norm_1 f32[32], batch_norm_1 f32[32], logical_and
 * bool[], learning_rate f32[] -> gamma f32[32], momentum f32[32]
 * from resnet.lua:72 */
static void k109_update_stage_2_block_1_batch_norm_1_gamma(float *restrict gamma, float *restrict momentum,
                                                           const float *restrict d_batch_norm_1,
                                                           const float *restrict batch_norm_1,
                                                           const uint8_t *restrict logical_and,
                                                           const float *restrict learning_rate)
{
	const uint8_t logical_and2 = logical_and[0];
	const float learning_rate2 = learning_rate[0];
	for (size_t i = 0; i < 32; i++) {
		const float v = momentum[i] * 0.9f + d_batch_norm_1[i] * batch_norm_1[i];
		gamma[i] = logical_and2 ? gamma[i] - learning_rate2 * v : gamma[i];
		momentum[i] = logical_and2 ? v : momentum[i];
	}
}

/* k110: add multiply subtract select select    d_batch_norm_1 f32[32], logical_and bool[], learning_rate f32[]
 * -> beta f32[32], momentum f32[32]
 * from resnet.lua:72 */
static void k110_update_stage_2_block_1_batch_norm_1_beta(float *restrict beta, float *restrict momentum,
                                                          const float *restrict d_batch_norm_1,
                                                          const uint8_t *restrict logical_and,
                                                          const float *restrict learning_rate)
{
	const uint8_t logical_and2 = logical_and[0];
	const float learning_rate2 = learning_rate[0];
	for (size_t i = 0; i < 32; i++) {
		const float v = momentum[i] * 0.9f + d_batch_norm_1[i];
		beta[i] = logical_and2 ? beta[i] - learning_rate2 * v : beta[i];
		momentum[i] = logical_and2 ? v : momentum[i];
	}
}

/* k111: add multiply subtract select select    d_conv2d_2 f32[3,3,32,32], logical_and bool[], learning_rate
 * f32[] -> kernel f32[3,3,32,32], momentum f32[3,3,32,32]
 * from resnet.lua:72 */
static void k111_update_stage_2_block_1_conv2d_2_kernel(float *restrict kernel, float *restrict momentum,
                                                        const float *restrict d_conv2d_2,
                                                        const uint8_t *restrict logical_and,
                                                        const float *restrict learning_rate)
{
	const uint8_t logical_and2 = logical_and[0];
	const float learning_rate2 = learning_rate[0];
	for (size_t l = 0; l < 2; l++) {
		for (size_t i = 0; i < 288; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = momentum[l * 4608 + i * 16 + m] * 0.9f +
					d_conv2d_2[i * 32 + l * 16 + m];
				kernel[l * 4608 + i * 16 + m] = logical_and2 ?
					kernel[l * 4608 + i * 16 + m] - learning_rate2 * v :
					kernel[l * 4608 + i * 16 + m];
				momentum[l * 4608 + i * 16 + m] = logical_and2 ? v :
					momentum[l * 4608 + i * 16 + m];
			}
		}
	}
}

/* k112: add multiply subtract select select    d_conv2d_1 f32[3,3,32,64], logical_and bool[], learning_rate
 * f32[] -> kernel f32[3,3,32,64], momentum f32[3,3,32,64]
 * from resnet.lua:72 */
static void k112_update_stage_3_block_1_conv2d_1_kernel(float *restrict kernel, float *restrict momentum,
                                                        const float *restrict d_conv2d_1,
                                                        const uint8_t *restrict logical_and,
                                                        const float *restrict learning_rate)
{
	const uint8_t logical_and2 = logical_and[0];
	const float learning_rate2 = learning_rate[0];
	for (size_t l = 0; l < 4; l++) {
		for (size_t i = 0; i < 288; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = momentum[l * 4608 + i * 16 + m] * 0.9f +
					d_conv2d_1[i * 64 + l * 16 + m];
				kernel[l * 4608 + i * 16 + m] = logical_and2 ?
					kernel[l * 4608 + i * 16 + m] - learning_rate2 * v :
					kernel[l * 4608 + i * 16 + m];
				momentum[l * 4608 + i * 16 + m] = logical_and2 ? v :
					momentum[l * 4608 + i * 16 + m];
			}
		}
	}
}

/* k113: add multiply subtract select select    d_batch_norm_1 f32[64], batch_norm_1 f32[64], logical_and
 * bool[], learning_rate f32[] -> gamma f32[64], momentum f32[64]
 * from resnet.lua:72 */
static void k113_update_stage_3_block_1_batch_norm_1_gamma(float *restrict gamma, float *restrict momentum,
                                                           const float *restrict d_batch_norm_1,
                                                           const float *restrict batch_norm_1,
                                                           const uint8_t *restrict logical_and,
                                                           const float *restrict learning_rate)
{
	const uint8_t logical_and2 = logical_and[0];
	const float learning_rate2 = learning_rate[0];
	for (size_t i = 0; i < 64; i++) {
		const float v = momentum[i] * 0.9f + d_batch_norm_1[i] * batch_norm_1[i];
		gamma[i] = logical_and2 ? gamma[i] - learning_rate2 * v : gamma[i];
		momentum[i] = logical_and2 ? v : momentum[i];
	}
}

/* k114: add multiply subtract select select    d_conv2d_2 f32[3,3,64,64], logical_and bool[], learning_rate
 * f32[] -> kernel f32[3,3,64,64], momentum f32[3,3,64,64]
 * from resnet.lua:72 */
static void k114_update_stage_3_block_1_conv2d_2_kernel(float *restrict kernel, float *restrict momentum,
                                                        const float *restrict d_conv2d_2,
                                                        const uint8_t *restrict logical_and,
                                                        const float *restrict learning_rate)
{
	const uint8_t logical_and2 = logical_and[0];
	const float learning_rate2 = learning_rate[0];
	for (size_t l = 0; l < 4; l++) {
		for (size_t i = 0; i < 576; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = momentum[l * 9216 + i * 16 + m] * 0.9f +
					d_conv2d_2[i * 64 + l * 16 + m];
				kernel[l * 9216 + i * 16 + m] = logical_and2 ?
					kernel[l * 9216 + i * 16 + m] - learning_rate2 * v :
					kernel[l * 9216 + i * 16 + m];
				momentum[l * 9216 + i * 16 + m] = logical_and2 ? v :
					momentum[l * 9216 + i * 16 + m];
			}
		}
	}
}

/* k115: add multiply subtract select select    d_dense_1 f32[10], logical_and bool[], learning_rate f32[] ->
 * bias f32[10], momentum f32[10]
 * from resnet.lua:72 */
static void k115_update_dense_1_bias(float *restrict bias, float *restrict momentum,
                                     const float *restrict d_dense_1, const uint8_t *restrict logical_and,
                                     const float *restrict learning_rate)
{
	const uint8_t logical_and2 = logical_and[0];
	const float learning_rate2 = learning_rate[0];
	for (size_t i = 0; i < 10; i++) {
		const float v = momentum[i] * 0.9f + d_dense_1[i];
		bias[i] = logical_and2 ? bias[i] - learning_rate2 * v : bias[i];
		momentum[i] = logical_and2 ? v : momentum[i];
	}
}

/* k116: concatenate    rng u32[4] -> concatenate u32[4]
 * from resnet.lua:72 */
static void k116_concatenate(uint32_t *restrict concatenate, const uint32_t *restrict rng)
{
	for (size_t i = 0; i < 2; i++)
		concatenate[i] = rng[i];
	concatenate[2] = rng[2] + 1u;
	concatenate[3] = rng[3] + (uint32_t)(rng[2] + 1u == 0u);
}

/* k117: copy    loss_weight f32[] -> accuracy_weight f32[] */
static void k117_copy(float *restrict accuracy_weight, const float *restrict loss_weight)
{
	accuracy_weight[0] = loss_weight[0];
}

/* k118: copy    concatenate u32[4] -> rng u32[4] */
static void k118_copy(uint32_t *restrict rng, const uint32_t *restrict concatenate)
{
	for (size_t i = 0; i < 4; i++)
		rng[i] = concatenate[i];
}

/* block1: 12 steps in a row, of which there are 3 one after another in train_step; those from step to end - 1 */
CR_NOINLINE
static void block1(uint32_t step, uint32_t end, float *memory, const float *select,
                   const float *conv2d_1_kernel, float *conv2d_1, float *batch_norm_1, float *batch_norm_1_2,
                   float *batch_norm_1_3, const float *batch_norm_1_gamma, const float *batch_norm_1_beta,
                   float *block_1, const float *conv2d_2_kernel, float *conv2d_2, float *batch_norm_2,
                   float *batch_norm_2_2, float *batch_norm_2_3, const float *batch_norm_2_gamma,
                   const float *batch_norm_2_beta, float *stage_1, size_t n)
{
	for (; step < end; step++) {
		switch (step) {
		case 0:
			k29_stage_1_block_1_conv2d_1(conv2d_1, select, conv2d_1_kernel, n);
			break;
		case 1:
			k24_batch_norm_1(batch_norm_1, conv2d_1, n);
			break;
		case 2:
			k25_batch_norm_1(batch_norm_1, memory + 48929216);
			break;
		case 3:
			k26_batch_norm_1(batch_norm_1_2, conv2d_1, batch_norm_1, n);
			break;
		case 4:
			k27_batch_norm_1(batch_norm_1_2, batch_norm_1_3, memory + 48929216);
			break;
		case 5:
			k28_batch_norm_1(block_1, conv2d_1, batch_norm_1, batch_norm_1_3, batch_norm_1_gamma,
			                 batch_norm_1_beta, n);
			break;
		case 6:
			k29_stage_1_block_1_conv2d_1(conv2d_2, block_1, conv2d_2_kernel, n);
			break;
		case 7:
			k24_batch_norm_1(batch_norm_2, conv2d_2, n);
			break;
		case 8:
			k25_batch_norm_1(batch_norm_2, memory + 48929216);
			break;
		case 9:
			k26_batch_norm_1(batch_norm_2_2, conv2d_2, batch_norm_2, n);
			break;
		case 10:
			k27_batch_norm_1(batch_norm_2_2, batch_norm_2_3, memory + 48929216);
			break;
		case 11:
			k30_stage_1(stage_1, conv2d_2, batch_norm_2, batch_norm_2_3, batch_norm_2_gamma,
			            batch_norm_2_beta, select, n);
			break;
		}
	}
}

/* block2: 14 steps in a row, of which there are 3 one after another in train_step; those from step to end - 1 */
CR_NOINLINE
static void block2(uint32_t step, uint32_t end, float *memory, const float *conv2d_2,
                   const float *conv2d_2_kernel, float *panels, const float *block_3, float *d_block_3,
                   float *d_conv2d_2, float *d_batch_norm_1, float *d_batch_norm_1_2, float *conv2d_1,
                   const float *batch_norm_1, const float *batch_norm_1_gamma, const float *batch_norm_1_2,
                   float *d_batch_norm_1_3, float *sum, float *sum2, float *d_batch_norm_1_4,
                   const float *conv2d_1_kernel, float *panels2, const float *stage_1, float *d_conv2d_1,
                   float *d_batch_norm_2, float *d_batch_norm_2_2, float *conv2d_2_2, const float *batch_norm_2,
                   const float *batch_norm_2_gamma, const float *batch_norm_2_2, float *d_batch_norm_2_3,
                   float *sum3, float *sum4, float *d_batch_norm_2_4, size_t n)
{
	for (; step < end; step++) {
		switch (step) {
		case 0:
			k87_stage_1_block_3_conv2d_2_backward(d_block_3, conv2d_2, conv2d_2_kernel, block_3,
			                                      panels, n);
			break;
		case 1:
			k88_stage_1_block_3_conv2d_2_backward(d_conv2d_2, block_3, conv2d_2, conv2d_2_kernel,
			                                      n);
			break;
		case 2:
			k82_stage_1_block_3_batch_norm_2_backward(d_batch_norm_1, d_batch_norm_1_2, d_block_3,
			                                          conv2d_1, batch_norm_1, n);
			break;
		case 3:
			k89_stage_1_block_3_batch_norm_1_backward(d_batch_norm_1_3, sum, sum2, d_batch_norm_1_2,
			                                          batch_norm_1_gamma, batch_norm_1_2,
			                                          memory + 48929216, d_conv2d_2);
			break;
		case 4:
			k84_stage_1_block_3_batch_norm_2_backward(d_batch_norm_1_4, conv2d_1, d_batch_norm_1_3,
			                                          batch_norm_1, d_block_3, batch_norm_1_2,
			                                          batch_norm_1_gamma, n);
			break;
		case 5:
			k85_stage_1_block_3_batch_norm_2_backward(d_batch_norm_1_4, memory + 48929216);
			break;
		case 6:
			k86_stage_1_block_3_batch_norm_2_backward(conv2d_1, d_batch_norm_1_4, n);
			break;
		case 7:
			k90_stage_1_block_3_conv2d_1_backward(memory + 29360128, conv2d_1, conv2d_1_kernel,
			                                      stage_1, panels2, n);
			break;
		case 8:
			k88_stage_1_block_3_conv2d_2_backward(d_conv2d_1, stage_1, conv2d_1, conv2d_1_kernel,
			                                      n);
			break;
		case 9:
			k82_stage_1_block_3_batch_norm_2_backward(d_batch_norm_2, d_batch_norm_2_2,
			                                          memory + 29360128, conv2d_2_2, batch_norm_2,
			                                          n);
			break;
		case 10:
			k89_stage_1_block_3_batch_norm_1_backward(d_batch_norm_2_3, sum3, sum4,
			                                          d_batch_norm_2_2, batch_norm_2_gamma,
			                                          batch_norm_2_2, memory + 48929216,
			                                          d_conv2d_1);
			break;
		case 11:
			k84_stage_1_block_3_batch_norm_2_backward(d_batch_norm_2_4, conv2d_2_2,
			                                          d_batch_norm_2_3, batch_norm_2,
			                                          memory + 29360128, batch_norm_2_2,
			                                          batch_norm_2_gamma, n);
			break;
		case 12:
			k85_stage_1_block_3_batch_norm_2_backward(d_batch_norm_2_4, memory + 48929216);
			break;
		case 13:
			k86_stage_1_block_3_batch_norm_2_backward(conv2d_2_2, d_batch_norm_2_4, n);
			break;
		}
	}
}

/* block3: 2 steps in a row, of which there are 7 one after another in train_step */
CR_NOINLINE
static void block3(uint8_t *memory_bool, const float *batch_norm_1, float *batch_norm_1_moving_mean,
                   const float *batch_norm_1_2, float *batch_norm_1_moving_variance)
{
	k99_batch_norm_1(batch_norm_1_moving_mean, memory_bool, batch_norm_1);
	k100_batch_norm_1(batch_norm_1_moving_variance, memory_bool, batch_norm_1_2);
}

/* block4: 3 steps in a row, of which there are 6 one after another in train_step */
CR_NOINLINE
static void block4(uint8_t *memory_bool, const float *d_batch_norm_1, const float *batch_norm_1,
                   const float *learning_rate, float *batch_norm_1_gamma, float *momentum_batch_norm_1_gamma,
                   const float *d_batch_norm_1_2, float *batch_norm_1_beta, float *momentum_batch_norm_1_beta,
                   const float *d_conv2d_1, float *stage_1_kernel, float *momentum_stage_1_kernel)
{
	k106_update_batch_norm_1_gamma(batch_norm_1_gamma, momentum_batch_norm_1_gamma, d_batch_norm_1,
	                               batch_norm_1, memory_bool, learning_rate);
	k107_update_batch_norm_1_beta(batch_norm_1_beta, momentum_batch_norm_1_beta, d_batch_norm_1_2,
	                              memory_bool, learning_rate);
	k105_update(stage_1_kernel, momentum_stage_1_kernel, d_conv2d_1, memory_bool, learning_rate, 2304);
}

/* Where block2 finds what is at uneven distances, turn by turn: elements of the workspace, bytes of a struct */
static const struct { size_t panels, d_conv2d_2, d_batch_norm_2, d_batch_norm_2_2, sum3,
                             sum4; } train_step_block2[3] = {
	{ 31457280, 31457280, 20973824, 20973840, 20973856, 20973872 },
	{ 20971520, 20971520, 12585216, 12585232, 12585248, 12585264 },
	{ 12582912, 12582912, 2245264, 2245280, 2245296, 2245312 },
};

/* Where block4 finds what is at uneven distances, turn by turn: elements of the workspace, bytes of a struct */
static const struct { size_t d_batch_norm_1, d_batch_norm_1_2, d_conv2d_1; } train_step_block4[6] = {
	{ 2245280, 2245264, 6291456 },
	{ 6293776, 6293760, 12582912 },
	{ 12585232, 12585216, 14680064 },
	{ 14682384, 14682368, 20971520 },
	{ 20973840, 20973824, 23068672 },
	{ 23070992, 23070976, 31457280 },
};

/* train_step: x u8[n,28,28], label u8[n] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight
 * f32[], gradient_norm f32[], learning_rate f32[], finite f32[]; sets 158 tensors */
/* At most budget kernels, from number piece on: the number of the next, 0 after the last. Those from the first
 * that changes more than the workspace on are one piece. */
static uint32_t train_step_kernels(resnet_params *params, resnet_train_state *train_state,
                                   resnet_train_workspace *workspace, size_t count, const uint8_t *x,
                                   const uint8_t *label, float *report, uint32_t piece, uint32_t budget)
{
	float *const memory = workspace->memory;
	uint32_t *const memory_u32 = workspace->memory_u32;
	uint8_t *const memory_bool = workspace->memory_bool;
	for (; budget > 0; budget--) {
		uint32_t steps = 1, step = piece >> 20;
		switch (piece & 0xfffffu) {
		case 1:
			k20_stage_3_block_1_batch_norm_1(report + 1, memory + 48929216, memory + 48929232,
			                                 memory + 48929248, memory + 48244224,
			                                 memory + 48244240, report + 5, memory_u32,
			                                 memory + 48244256, train_state->step,
			                                 train_state->total_steps, params->conv2d_1_kernel,
			                                 params->stage_1_block_1_conv2d_1_kernel,
			                                 params->stage_1_block_1_conv2d_2_kernel,
			                                 params->stage_1_block_2_conv2d_1_kernel,
			                                 params->stage_1_block_2_conv2d_2_kernel,
			                                 params->stage_1_block_3_conv2d_1_kernel,
			                                 params->stage_1_block_3_conv2d_2_kernel, count);
			break;
		case 2:
			k21_subtract(memory, x, count);
			break;
		case 3:
			k22_pad(memory + 48758784, memory, count);
			break;
		case 4:
			k23_conv2d_1(memory + 2097152, memory, memory + 48758784, params->conv2d_1_kernel,
			             count);
			break;
		case 5:
			k24_batch_norm_1(memory + 48929264, memory, count);
			break;
		case 6:
			k25_batch_norm_1(memory + 48929264, memory + 48929216);
			break;
		case 7:
			k26_batch_norm_1(memory + 48929280, memory, memory + 48929264, count);
			break;
		case 8:
			k27_batch_norm_1(memory + 48929280, memory + 48929296, memory + 48929216);
			break;
		case 9:
			k28_batch_norm_1(memory + 2097152, memory, memory + 48929264, memory + 48929296,
			                 params->batch_norm_1_gamma, params->batch_norm_1_beta, count);
			break;
		case 10: {
			steps = 36;
			const size_t turn = step / 12;
			block1(step % 12, step % 12 + 1, memory, memory + 2097152 + turn * 8388608,
			       CR_AT(const float, params, offsetof(resnet_params, stage_1_block_1_conv2d_1_kernel)) + turn * 4736,
			       memory + 4194304 + turn * 8388608, memory + 48929312 + turn * 96,
			       memory + 48929328 + turn * 96, memory + 48929344 + turn * 96,
			       CR_AT(const float, params, offsetof(resnet_params, stage_1_block_1_batch_norm_1_gamma)) + turn * 4736,
			       CR_AT(const float, params, offsetof(resnet_params, stage_1_block_1_batch_norm_1_beta)) + turn * 4736,
			       memory + 6291456 + turn * 8388608,
			       CR_AT(const float, params, offsetof(resnet_params, stage_1_block_1_conv2d_2_kernel)) + turn * 4736,
			       memory + 8388608 + turn * 8388608, memory + 48929360 + turn * 96,
			       memory + 48929376 + turn * 96, memory + 48929392 + turn * 96,
			       CR_AT(const float, params, offsetof(resnet_params, stage_1_block_1_batch_norm_2_gamma)) + turn * 4736,
			       CR_AT(const float, params, offsetof(resnet_params, stage_1_block_1_batch_norm_2_beta)) + turn * 4736,
			       memory + 10485760 + turn * 8388608, count);
			break;
		}
		case 11:
			k31_stage_2_block_1_conv2d_1(memory + 31457280, memory + 27262976,
			                             params->stage_2_block_1_conv2d_1_kernel, count);
			break;
		case 12:
			k32_stage_2_block_1_batch_norm_1(memory + 48928640, memory + 31457280, count);
			break;
		case 13:
			k33_stage_2_block_1_batch_norm_1(memory + 48928640, memory + 48929232);
			break;
		case 14:
			k34_stage_2_block_1_batch_norm_1(memory + 48928672, memory + 31457280,
			                                 memory + 48928640, count);
			break;
		case 15:
			k35_stage_2_block_1_batch_norm_1(memory + 48928672, memory + 48928704,
			                                 memory + 48929232);
			break;
		case 16:
			k36_stage_2_block_1(memory + 29360128, memory + 31457280, memory + 48928640,
			                    memory + 48928704, params->stage_2_block_1_batch_norm_1_gamma,
			                    params->stage_2_block_1_batch_norm_1_beta, count);
			break;
		case 17:
			k37_stage_2_block_1_conv2d_2(memory + 30408704, memory + 29360128,
			                             params->stage_2_block_1_conv2d_2_kernel, count);
			break;
		case 18:
			k32_stage_2_block_1_batch_norm_1(memory + 48928736, memory + 30408704, count);
			break;
		case 19:
			k33_stage_2_block_1_batch_norm_1(memory + 48928736, memory + 48929232);
			break;
		case 20:
			k34_stage_2_block_1_batch_norm_1(memory + 48928768, memory + 30408704,
			                                 memory + 48928736, count);
			break;
		case 21:
			k35_stage_2_block_1_batch_norm_1(memory + 48928768, memory + 48928800,
			                                 memory + 48929232);
			break;
		case 22:
			k38_stage_2(memory + 32505856, memory + 30408704, memory + 48928736, memory + 48928800,
			            params->stage_2_block_1_batch_norm_2_gamma,
			            params->stage_2_block_1_batch_norm_2_beta, memory + 27262976, count);
			break;
		case 23:
			k37_stage_2_block_1_conv2d_2(memory + 33554432, memory + 32505856,
			                             params->stage_2_block_2_conv2d_1_kernel, count);
			break;
		case 24:
			k32_stage_2_block_1_batch_norm_1(memory + 48928832, memory + 33554432, count);
			break;
		case 25:
			k33_stage_2_block_1_batch_norm_1(memory + 48928832, memory + 48929232);
			break;
		case 26:
			k34_stage_2_block_1_batch_norm_1(memory + 48928864, memory + 33554432,
			                                 memory + 48928832, count);
			break;
		case 27:
			k35_stage_2_block_1_batch_norm_1(memory + 48928864, memory + 48928896,
			                                 memory + 48929232);
			break;
		case 28:
			k36_stage_2_block_1(memory + 34603008, memory + 33554432, memory + 48928832,
			                    memory + 48928896, params->stage_2_block_2_batch_norm_1_gamma,
			                    params->stage_2_block_2_batch_norm_1_beta, count);
			break;
		case 29:
			k37_stage_2_block_1_conv2d_2(memory + 35651584, memory + 34603008,
			                             params->stage_2_block_2_conv2d_2_kernel, count);
			break;
		case 30:
			k32_stage_2_block_1_batch_norm_1(memory + 48928928, memory + 35651584, count);
			break;
		case 31:
			k33_stage_2_block_1_batch_norm_1(memory + 48928928, memory + 48929232);
			break;
		case 32:
			k34_stage_2_block_1_batch_norm_1(memory + 48928960, memory + 35651584,
			                                 memory + 48928928, count);
			break;
		case 33:
			k35_stage_2_block_1_batch_norm_1(memory + 48928960, memory + 48928992,
			                                 memory + 48929232);
			break;
		case 34:
			k39_stage_2(memory + 36700160, memory + 35651584, memory + 48928928, memory + 48928992,
			            params->stage_2_block_2_batch_norm_2_gamma,
			            params->stage_2_block_2_batch_norm_2_beta, memory + 32505856, count);
			break;
		case 35:
			k37_stage_2_block_1_conv2d_2(memory + 37748736, memory + 36700160,
			                             params->stage_2_block_3_conv2d_1_kernel, count);
			break;
		case 36:
			k32_stage_2_block_1_batch_norm_1(memory + 48929024, memory + 37748736, count);
			break;
		case 37:
			k33_stage_2_block_1_batch_norm_1(memory + 48929024, memory + 48929232);
			break;
		case 38:
			k34_stage_2_block_1_batch_norm_1(memory + 48929056, memory + 37748736,
			                                 memory + 48929024, count);
			break;
		case 39:
			k35_stage_2_block_1_batch_norm_1(memory + 48929056, memory + 48929088,
			                                 memory + 48929232);
			break;
		case 40:
			k36_stage_2_block_1(memory + 38797312, memory + 37748736, memory + 48929024,
			                    memory + 48929088, params->stage_2_block_3_batch_norm_1_gamma,
			                    params->stage_2_block_3_batch_norm_1_beta, count);
			break;
		case 41:
			k37_stage_2_block_1_conv2d_2(memory + 39845888, memory + 38797312,
			                             params->stage_2_block_3_conv2d_2_kernel, count);
			break;
		case 42:
			k32_stage_2_block_1_batch_norm_1(memory + 48929120, memory + 39845888, count);
			break;
		case 43:
			k33_stage_2_block_1_batch_norm_1(memory + 48929120, memory + 48929232);
			break;
		case 44:
			k34_stage_2_block_1_batch_norm_1(memory + 48929152, memory + 39845888,
			                                 memory + 48929120, count);
			break;
		case 45:
			k35_stage_2_block_1_batch_norm_1(memory + 48929152, memory + 48929184,
			                                 memory + 48929232);
			break;
		case 46:
			k39_stage_2(memory + 40894464, memory + 39845888, memory + 48929120, memory + 48929184,
			            params->stage_2_block_3_batch_norm_2_gamma,
			            params->stage_2_block_3_batch_norm_2_beta, memory + 36700160, count);
			break;
		case 47:
			k40_stage_3_block_1_conv2d_1(memory + 42991616, memory + 40894464,
			                             params->stage_3_block_1_conv2d_1_kernel, count);
			break;
		case 48:
			k41_stage_3_block_1_batch_norm_1(memory + 48927360, memory + 42991616, count);
			break;
		case 49:
			k42_stage_3_block_1_batch_norm_1(memory + 48927360, memory + 48929248);
			break;
		case 50:
			k43_stage_3_block_1_batch_norm_1(memory + 48927424, memory + 42991616,
			                                 memory + 48927360, count);
			break;
		case 51:
			k44_stage_3_block_1_batch_norm_1(memory + 48927424, memory + 48927488,
			                                 memory + 48929248);
			break;
		case 52:
			k45_stage_3_block_1(memory + 41943040, memory + 42991616, memory + 48927360,
			                    memory + 48927488, params->stage_3_block_1_batch_norm_1_gamma,
			                    params->stage_3_block_1_batch_norm_1_beta, count);
			break;
		case 53:
			k46_stage_3_block_1_conv2d_2(memory + 42467328, memory + 41943040,
			                             params->stage_3_block_1_conv2d_2_kernel, count);
			break;
		case 54:
			k41_stage_3_block_1_batch_norm_1(memory + 48927552, memory + 42467328, count);
			break;
		case 55:
			k42_stage_3_block_1_batch_norm_1(memory + 48927552, memory + 48929248);
			break;
		case 56:
			k43_stage_3_block_1_batch_norm_1(memory + 48927616, memory + 42467328,
			                                 memory + 48927552, count);
			break;
		case 57:
			k44_stage_3_block_1_batch_norm_1(memory + 48927616, memory + 48927680,
			                                 memory + 48929248);
			break;
		case 58:
			k47_stage_3(memory + 43515904, memory + 42467328, memory + 48927552, memory + 48927680,
			            params->stage_3_block_1_batch_norm_2_gamma,
			            params->stage_3_block_1_batch_norm_2_beta, memory + 40894464, count);
			break;
		case 59:
			k46_stage_3_block_1_conv2d_2(memory + 44040192, memory + 43515904,
			                             params->stage_3_block_2_conv2d_1_kernel, count);
			break;
		case 60:
			k41_stage_3_block_1_batch_norm_1(memory + 48927744, memory + 44040192, count);
			break;
		case 61:
			k42_stage_3_block_1_batch_norm_1(memory + 48927744, memory + 48929248);
			break;
		case 62:
			k43_stage_3_block_1_batch_norm_1(memory + 48927808, memory + 44040192,
			                                 memory + 48927744, count);
			break;
		case 63:
			k44_stage_3_block_1_batch_norm_1(memory + 48927808, memory + 48927872,
			                                 memory + 48929248);
			break;
		case 64:
			k45_stage_3_block_1(memory + 44564480, memory + 44040192, memory + 48927744,
			                    memory + 48927872, params->stage_3_block_2_batch_norm_1_gamma,
			                    params->stage_3_block_2_batch_norm_1_beta, count);
			break;
		case 65:
			k46_stage_3_block_1_conv2d_2(memory + 45088768, memory + 44564480,
			                             params->stage_3_block_2_conv2d_2_kernel, count);
			break;
		case 66:
			k41_stage_3_block_1_batch_norm_1(memory + 48927936, memory + 45088768, count);
			break;
		case 67:
			k42_stage_3_block_1_batch_norm_1(memory + 48927936, memory + 48929248);
			break;
		case 68:
			k43_stage_3_block_1_batch_norm_1(memory + 48928000, memory + 45088768,
			                                 memory + 48927936, count);
			break;
		case 69:
			k44_stage_3_block_1_batch_norm_1(memory + 48928000, memory + 48928064,
			                                 memory + 48929248);
			break;
		case 70:
			k48_stage_3(memory + 45613056, memory + 45088768, memory + 48927936, memory + 48928064,
			            params->stage_3_block_2_batch_norm_2_gamma,
			            params->stage_3_block_2_batch_norm_2_beta, memory + 43515904, count);
			break;
		case 71:
			k46_stage_3_block_1_conv2d_2(memory + 46137344, memory + 45613056,
			                             params->stage_3_block_3_conv2d_1_kernel, count);
			break;
		case 72:
			k41_stage_3_block_1_batch_norm_1(memory + 48928128, memory + 46137344, count);
			break;
		case 73:
			k42_stage_3_block_1_batch_norm_1(memory + 48928128, memory + 48929248);
			break;
		case 74:
			k43_stage_3_block_1_batch_norm_1(memory + 48928192, memory + 46137344,
			                                 memory + 48928128, count);
			break;
		case 75:
			k44_stage_3_block_1_batch_norm_1(memory + 48928192, memory + 48928256,
			                                 memory + 48929248);
			break;
		case 76:
			k45_stage_3_block_1(memory + 46661632, memory + 46137344, memory + 48928128,
			                    memory + 48928256, params->stage_3_block_3_batch_norm_1_gamma,
			                    params->stage_3_block_3_batch_norm_1_beta, count);
			break;
		case 77:
			k46_stage_3_block_1_conv2d_2(memory + 47185920, memory + 46661632,
			                             params->stage_3_block_3_conv2d_2_kernel, count);
			break;
		case 78:
			k41_stage_3_block_1_batch_norm_1(memory + 48928320, memory + 47185920, count);
			break;
		case 79:
			k42_stage_3_block_1_batch_norm_1(memory + 48928320, memory + 48929248);
			break;
		case 80:
			k43_stage_3_block_1_batch_norm_1(memory + 48928384, memory + 47185920,
			                                 memory + 48928320, count);
			break;
		case 81:
			k44_stage_3_block_1_batch_norm_1(memory + 48928384, memory + 48928448,
			                                 memory + 48929248);
			break;
		case 82:
			k49_global_average_pooling2d_1(memory + 48242688, memory + 47710208, memory + 48234496,
			                               memory + 47185920, memory + 48928320, memory + 48928448,
			                               params->stage_3_block_3_batch_norm_2_gamma,
			                               params->stage_3_block_3_batch_norm_2_beta,
			                               memory + 45613056, count);
			break;
		case 83:
			k50_dense_1(memory + 48242688, memory + 48234496, params->dense_1_kernel,
			            params->dense_1_bias, count);
			break;
		case 84:
			k51_dense_1_backward(memory + 48244272, memory + 48244288, memory + 48929600,
			                     memory + 48243968, memory + 48244096, memory + 48252928,
			                     memory + 48242688, label, memory + 48244224, memory + 48244240,
			                     count);
			break;
		case 85:
			k52_accuracy(memory + 48242688, report + 2, memory_bool, memory + 48243968,
			             memory + 48244096, count);
			break;
		case 86:
			k53_add(memory + 48244256, params->stage_2_block_1_conv2d_1_kernel);
			break;
		case 87:
			k54_add(memory + 48244256, params->stage_2_block_1_conv2d_2_kernel);
			break;
		case 88:
			k54_add(memory + 48244256, params->stage_2_block_2_conv2d_1_kernel);
			break;
		case 89:
			k54_add(memory + 48244256, params->stage_2_block_2_conv2d_2_kernel);
			break;
		case 90:
			k54_add(memory + 48244256, params->stage_2_block_3_conv2d_1_kernel);
			break;
		case 91:
			k54_add(memory + 48244256, params->stage_2_block_3_conv2d_2_kernel);
			break;
		case 92:
			k55_add(memory + 48244256, params->stage_3_block_1_conv2d_1_kernel);
			break;
		case 93:
			k56_add(memory + 48244256, params->stage_3_block_1_conv2d_2_kernel);
			break;
		case 94:
			k56_add(memory + 48244256, params->stage_3_block_2_conv2d_1_kernel);
			break;
		case 95:
			k56_add(memory + 48244256, params->stage_3_block_2_conv2d_2_kernel);
			break;
		case 96:
			k56_add(memory + 48244256, params->stage_3_block_3_conv2d_1_kernel);
			break;
		case 97:
			k57_loss(report + 0, params->stage_3_block_3_conv2d_2_kernel, memory + 48242688,
			         memory + 48244256, report + 1);
			break;
		case 98:
			k58_dense_1_backward(memory + 48242688, memory + 48252928, params->dense_1_kernel,
			                     memory + 48250880, count);
			break;
		case 99:
			k59_dense_1_backward(memory + 48926720, memory + 48234496, memory + 48252928,
			                     memory + 48250880, count);
			break;
		case 100:
			k60_stage_3_block_3_batch_norm_2_backward(memory + 48928512, memory + 48928576,
			                                          memory + 47710208, memory + 48242688,
			                                          memory + 47185920, memory + 48928320, count);
			break;
		case 101:
			k61_stage_3_block_3_batch_norm_2_backward(memory + 48234496, memory + 48929616,
			                                          memory + 48929632, memory + 48928576,
			                                          params->stage_3_block_3_batch_norm_2_gamma,
			                                          memory + 48928448, memory + 48929248,
			                                          memory + 48926720);
			break;
		case 102:
			k62_stage_3_block_3_batch_norm_2_backward(memory + 48234560, memory + 47185920,
			                                          memory + 48234496, memory + 48928320,
			                                          memory + 47710208, memory + 48928448,
			                                          params->stage_3_block_3_batch_norm_2_gamma,
			                                          count);
			break;
		case 103:
			k63_stage_3_block_3_batch_norm_2_backward(memory + 48234560, memory + 48929248);
			break;
		case 104:
			k64_stage_3_block_3_batch_norm_2_backward(memory + 47185920, memory + 48234560, count);
			break;
		case 105:
			k65_stage_3_block_3_conv2d_2_backward(memory + 48234496, memory + 47185920,
			                                      params->stage_3_block_3_conv2d_2_kernel,
			                                      memory + 46661632, memory + 48889856, count);
			break;
		case 106:
			k66_stage_3_block_3_conv2d_2_backward(memory + 48889856, memory + 46661632,
			                                      memory + 47185920,
			                                      params->stage_3_block_3_conv2d_2_kernel, count);
			break;
		case 107:
			k67_stage_3_block_3_batch_norm_1_backward(memory + 46698496, memory + 46698560,
			                                          memory + 48234496, memory + 46137344,
			                                          memory + 48928128, count);
			break;
		case 108:
			k68_stage_3_block_3_batch_norm_1_backward(memory + 46661632, memory + 46698624,
			                                          memory + 46698560,
			                                          params->stage_3_block_3_batch_norm_1_gamma,
			                                          memory + 48928256, memory + 48929248);
			break;
		case 109:
			k62_stage_3_block_3_batch_norm_2_backward(memory + 46661696, memory + 46137344,
			                                          memory + 46661632, memory + 48928128,
			                                          memory + 48234496, memory + 48928256,
			                                          params->stage_3_block_3_batch_norm_1_gamma,
			                                          count);
			break;
		case 110:
			k63_stage_3_block_3_batch_norm_2_backward(memory + 46661696, memory + 48929248);
			break;
		case 111:
			k64_stage_3_block_3_batch_norm_2_backward(memory + 46137344, memory + 46661696, count);
			break;
		case 112:
			k69_stage_3_block_3_conv2d_1_backward(memory + 47710208, memory + 46137344,
			                                      params->stage_3_block_3_conv2d_1_kernel,
			                                      memory + 45613056, memory + 46661632, count);
			break;
		case 113:
			k66_stage_3_block_3_conv2d_2_backward(memory + 46661632, memory + 45613056,
			                                      memory + 46137344,
			                                      params->stage_3_block_3_conv2d_1_kernel, count);
			break;
		case 114:
			k67_stage_3_block_3_batch_norm_1_backward(memory + 46174208, memory + 46174272,
			                                          memory + 47710208, memory + 45088768,
			                                          memory + 48927936, count);
			break;
		case 115:
			k68_stage_3_block_3_batch_norm_1_backward(memory + 45613056, memory + 46174336,
			                                          memory + 46174272,
			                                          params->stage_3_block_2_batch_norm_2_gamma,
			                                          memory + 48928064, memory + 48929248);
			break;
		case 116:
			k62_stage_3_block_3_batch_norm_2_backward(memory + 45613120, memory + 45088768,
			                                          memory + 45613056, memory + 48927936,
			                                          memory + 47710208, memory + 48928064,
			                                          params->stage_3_block_2_batch_norm_2_gamma,
			                                          count);
			break;
		case 117:
			k63_stage_3_block_3_batch_norm_2_backward(memory + 45613120, memory + 48929248);
			break;
		case 118:
			k64_stage_3_block_3_batch_norm_2_backward(memory + 45088768, memory + 45613120, count);
			break;
		case 119:
			k65_stage_3_block_3_conv2d_2_backward(memory + 45613056, memory + 45088768,
			                                      params->stage_3_block_2_conv2d_2_kernel,
			                                      memory + 44564480, memory + 46137344, count);
			break;
		case 120:
			k66_stage_3_block_3_conv2d_2_backward(memory + 46137344, memory + 44564480,
			                                      memory + 45088768,
			                                      params->stage_3_block_2_conv2d_2_kernel, count);
			break;
		case 121:
			k67_stage_3_block_3_batch_norm_1_backward(memory + 44601344, memory + 44601408,
			                                          memory + 45613056, memory + 44040192,
			                                          memory + 48927744, count);
			break;
		case 122:
			k68_stage_3_block_3_batch_norm_1_backward(memory + 44564480, memory + 44601472,
			                                          memory + 44601408,
			                                          params->stage_3_block_2_batch_norm_1_gamma,
			                                          memory + 48927872, memory + 48929248);
			break;
		case 123:
			k62_stage_3_block_3_batch_norm_2_backward(memory + 44564544, memory + 44040192,
			                                          memory + 44564480, memory + 48927744,
			                                          memory + 45613056, memory + 48927872,
			                                          params->stage_3_block_2_batch_norm_1_gamma,
			                                          count);
			break;
		case 124:
			k63_stage_3_block_3_batch_norm_2_backward(memory + 44564544, memory + 48929248);
			break;
		case 125:
			k64_stage_3_block_3_batch_norm_2_backward(memory + 44040192, memory + 44564544, count);
			break;
		case 126:
			k69_stage_3_block_3_conv2d_1_backward(memory + 47710208, memory + 44040192,
			                                      params->stage_3_block_2_conv2d_1_kernel,
			                                      memory + 43515904, memory + 44564480, count);
			break;
		case 127:
			k66_stage_3_block_3_conv2d_2_backward(memory + 44564480, memory + 43515904,
			                                      memory + 44040192,
			                                      params->stage_3_block_2_conv2d_1_kernel, count);
			break;
		case 128:
			k67_stage_3_block_3_batch_norm_1_backward(memory + 44077056, memory + 44077120,
			                                          memory + 47710208, memory + 42467328,
			                                          memory + 48927552, count);
			break;
		case 129:
			k68_stage_3_block_3_batch_norm_1_backward(memory + 43515904, memory + 44077312,
			                                          memory + 44077120,
			                                          params->stage_3_block_1_batch_norm_2_gamma,
			                                          memory + 48927680, memory + 48929248);
			break;
		case 130:
			k62_stage_3_block_3_batch_norm_2_backward(memory + 43515968, memory + 42467328,
			                                          memory + 43515904, memory + 48927552,
			                                          memory + 47710208, memory + 48927680,
			                                          params->stage_3_block_1_batch_norm_2_gamma,
			                                          count);
			break;
		case 131:
			k63_stage_3_block_3_batch_norm_2_backward(memory + 43515968, memory + 48929248);
			break;
		case 132:
			k64_stage_3_block_3_batch_norm_2_backward(memory + 42467328, memory + 43515968, count);
			break;
		case 133:
			k65_stage_3_block_3_conv2d_2_backward(memory + 43515904, memory + 42467328,
			                                      params->stage_3_block_1_conv2d_2_kernel,
			                                      memory + 41943040, memory + 44040192, count);
			break;
		case 134:
			k66_stage_3_block_3_conv2d_2_backward(memory + 44040192, memory + 41943040,
			                                      memory + 42467328,
			                                      params->stage_3_block_1_conv2d_2_kernel, count);
			break;
		case 135:
			k67_stage_3_block_3_batch_norm_1_backward(memory + 44077184, memory + 44077248,
			                                          memory + 43515904, memory + 42991616,
			                                          memory + 48927360, count);
			break;
		case 136:
			k68_stage_3_block_3_batch_norm_1_backward(memory + 41943040, memory + 44077328,
			                                          memory + 44077248,
			                                          params->stage_3_block_1_batch_norm_1_gamma,
			                                          memory + 48927488, memory + 48929248);
			break;
		case 137:
			k62_stage_3_block_3_batch_norm_2_backward(memory + 41943104, memory + 42991616,
			                                          memory + 41943040, memory + 48927360,
			                                          memory + 43515904, memory + 48927488,
			                                          params->stage_3_block_1_batch_norm_1_gamma,
			                                          count);
			break;
		case 138:
			k63_stage_3_block_3_batch_norm_2_backward(memory + 41943104, memory + 48929248);
			break;
		case 139:
			k64_stage_3_block_3_batch_norm_2_backward(memory + 42991616, memory + 41943104, count);
			break;
		case 140:
			k70_stage_3_block_1_conv2d_1_backward(memory + 41943040, memory + 42991616,
			                                      params->stage_3_block_1_conv2d_1_kernel,
			                                      memory + 40894464, memory + 47710208,
			                                      memory + 43515904, count);
			break;
		case 141:
			k71_stage_3_block_1_conv2d_1_backward(memory + 43515904, memory + 40894464,
			                                      memory + 42991616,
			                                      params->stage_3_block_1_conv2d_1_kernel, count);
			break;
		case 142:
			k72_stage_2_block_3_batch_norm_2_backward(memory + 43000832, memory + 43000864,
			                                          memory + 41943040, memory + 39845888,
			                                          memory + 48929120, count);
			break;
		case 143:
			k73_stage_2_block_3_batch_norm_2_backward(memory + 40894464, memory + 43000896,
			                                          memory + 43000864,
			                                          params->stage_2_block_3_batch_norm_2_gamma,
			                                          memory + 48929184, memory + 48929232);
			break;
		case 144:
			k74_stage_2_block_3_batch_norm_2_backward(memory + 40894496, memory + 39845888,
			                                          memory + 40894464, memory + 48929120,
			                                          memory + 41943040, memory + 48929184,
			                                          params->stage_2_block_3_batch_norm_2_gamma,
			                                          count);
			break;
		case 145:
			k75_stage_2_block_3_batch_norm_2_backward(memory + 40894496, memory + 48929232);
			break;
		case 146:
			k76_stage_2_block_3_batch_norm_2_backward(memory + 39845888, memory + 40894496, count);
			break;
		case 147:
			k77_stage_2_block_3_conv2d_2_backward(memory + 40894464, memory + 39845888,
			                                      params->stage_2_block_3_conv2d_2_kernel,
			                                      memory + 38797312, memory + 42991616, count);
			break;
		case 148:
			k78_stage_2_block_3_conv2d_2_backward(memory + 42991616, memory + 38797312,
			                                      memory + 39845888,
			                                      params->stage_2_block_3_conv2d_2_kernel, count);
			break;
		case 149:
			k72_stage_2_block_3_batch_norm_2_backward(memory + 38806528, memory + 38806560,
			                                          memory + 40894464, memory + 37748736,
			                                          memory + 48929024, count);
			break;
		case 150:
			k73_stage_2_block_3_batch_norm_2_backward(memory + 38797312, memory + 38806592,
			                                          memory + 38806560,
			                                          params->stage_2_block_3_batch_norm_1_gamma,
			                                          memory + 48929088, memory + 48929232);
			break;
		case 151:
			k74_stage_2_block_3_batch_norm_2_backward(memory + 38797344, memory + 37748736,
			                                          memory + 38797312, memory + 48929024,
			                                          memory + 40894464, memory + 48929088,
			                                          params->stage_2_block_3_batch_norm_1_gamma,
			                                          count);
			break;
		case 152:
			k75_stage_2_block_3_batch_norm_2_backward(memory + 38797344, memory + 48929232);
			break;
		case 153:
			k76_stage_2_block_3_batch_norm_2_backward(memory + 37748736, memory + 38797344, count);
			break;
		case 154:
			k79_stage_2_block_3_conv2d_1_backward(memory + 41943040, memory + 37748736,
			                                      params->stage_2_block_3_conv2d_1_kernel,
			                                      memory + 36700160, memory + 38797312, count);
			break;
		case 155:
			k78_stage_2_block_3_conv2d_2_backward(memory + 38797312, memory + 36700160,
			                                      memory + 37748736,
			                                      params->stage_2_block_3_conv2d_1_kernel, count);
			break;
		case 156:
			k72_stage_2_block_3_batch_norm_2_backward(memory + 37757952, memory + 37757984,
			                                          memory + 41943040, memory + 35651584,
			                                          memory + 48928928, count);
			break;
		case 157:
			k73_stage_2_block_3_batch_norm_2_backward(memory + 36700160, memory + 37758016,
			                                          memory + 37757984,
			                                          params->stage_2_block_2_batch_norm_2_gamma,
			                                          memory + 48928992, memory + 48929232);
			break;
		case 158:
			k74_stage_2_block_3_batch_norm_2_backward(memory + 36700192, memory + 35651584,
			                                          memory + 36700160, memory + 48928928,
			                                          memory + 41943040, memory + 48928992,
			                                          params->stage_2_block_2_batch_norm_2_gamma,
			                                          count);
			break;
		case 159:
			k75_stage_2_block_3_batch_norm_2_backward(memory + 36700192, memory + 48929232);
			break;
		case 160:
			k76_stage_2_block_3_batch_norm_2_backward(memory + 35651584, memory + 36700192, count);
			break;
		case 161:
			k77_stage_2_block_3_conv2d_2_backward(memory + 36700160, memory + 35651584,
			                                      params->stage_2_block_2_conv2d_2_kernel,
			                                      memory + 34603008, memory + 37748736, count);
			break;
		case 162:
			k78_stage_2_block_3_conv2d_2_backward(memory + 37748736, memory + 34603008,
			                                      memory + 35651584,
			                                      params->stage_2_block_2_conv2d_2_kernel, count);
			break;
		case 163:
			k72_stage_2_block_3_batch_norm_2_backward(memory + 34612224, memory + 34612256,
			                                          memory + 36700160, memory + 33554432,
			                                          memory + 48928832, count);
			break;
		case 164:
			k73_stage_2_block_3_batch_norm_2_backward(memory + 34603008, memory + 34612288,
			                                          memory + 34612256,
			                                          params->stage_2_block_2_batch_norm_1_gamma,
			                                          memory + 48928896, memory + 48929232);
			break;
		case 165:
			k74_stage_2_block_3_batch_norm_2_backward(memory + 34603040, memory + 33554432,
			                                          memory + 34603008, memory + 48928832,
			                                          memory + 36700160, memory + 48928896,
			                                          params->stage_2_block_2_batch_norm_1_gamma,
			                                          count);
			break;
		case 166:
			k75_stage_2_block_3_batch_norm_2_backward(memory + 34603040, memory + 48929232);
			break;
		case 167:
			k76_stage_2_block_3_batch_norm_2_backward(memory + 33554432, memory + 34603040, count);
			break;
		case 168:
			k79_stage_2_block_3_conv2d_1_backward(memory + 41943040, memory + 33554432,
			                                      params->stage_2_block_2_conv2d_1_kernel,
			                                      memory + 32505856, memory + 34603008, count);
			break;
		case 169:
			k78_stage_2_block_3_conv2d_2_backward(memory + 34603008, memory + 32505856,
			                                      memory + 33554432,
			                                      params->stage_2_block_2_conv2d_1_kernel, count);
			break;
		case 170:
			k72_stage_2_block_3_batch_norm_2_backward(memory + 33563648, memory + 33563680,
			                                          memory + 41943040, memory + 30408704,
			                                          memory + 48928736, count);
			break;
		case 171:
			k73_stage_2_block_3_batch_norm_2_backward(memory + 32505856, memory + 33563776,
			                                          memory + 33563680,
			                                          params->stage_2_block_1_batch_norm_2_gamma,
			                                          memory + 48928800, memory + 48929232);
			break;
		case 172:
			k74_stage_2_block_3_batch_norm_2_backward(memory + 32505888, memory + 30408704,
			                                          memory + 32505856, memory + 48928736,
			                                          memory + 41943040, memory + 48928800,
			                                          params->stage_2_block_1_batch_norm_2_gamma,
			                                          count);
			break;
		case 173:
			k75_stage_2_block_3_batch_norm_2_backward(memory + 32505888, memory + 48929232);
			break;
		case 174:
			k76_stage_2_block_3_batch_norm_2_backward(memory + 30408704, memory + 32505888, count);
			break;
		case 175:
			k77_stage_2_block_3_conv2d_2_backward(memory + 32505856, memory + 30408704,
			                                      params->stage_2_block_1_conv2d_2_kernel,
			                                      memory + 29360128, memory + 33554432, count);
			break;
		case 176:
			k78_stage_2_block_3_conv2d_2_backward(memory + 33554432, memory + 29360128,
			                                      memory + 30408704,
			                                      params->stage_2_block_1_conv2d_2_kernel, count);
			break;
		case 177:
			k72_stage_2_block_3_batch_norm_2_backward(memory + 33563712, memory + 33563744,
			                                          memory + 32505856, memory + 31457280,
			                                          memory + 48928640, count);
			break;
		case 178:
			k73_stage_2_block_3_batch_norm_2_backward(memory + 29360128, memory + 33563792,
			                                          memory + 33563744,
			                                          params->stage_2_block_1_batch_norm_1_gamma,
			                                          memory + 48928704, memory + 48929232);
			break;
		case 179:
			k74_stage_2_block_3_batch_norm_2_backward(memory + 29360160, memory + 31457280,
			                                          memory + 29360128, memory + 48928640,
			                                          memory + 32505856, memory + 48928704,
			                                          params->stage_2_block_1_batch_norm_1_gamma,
			                                          count);
			break;
		case 180:
			k75_stage_2_block_3_batch_norm_2_backward(memory + 29360160, memory + 48929232);
			break;
		case 181:
			k76_stage_2_block_3_batch_norm_2_backward(memory + 31457280, memory + 29360160, count);
			break;
		case 182:
			k80_stage_2_block_1_conv2d_1_backward(memory + 29360128, memory + 31457280,
			                                      params->stage_2_block_1_conv2d_1_kernel,
			                                      memory + 27262976, memory + 41943040,
			                                      memory + 32505856, count);
			break;
		case 183:
			k81_stage_2_block_1_conv2d_1_backward(memory + 32505856, memory + 27262976,
			                                      memory + 31457280,
			                                      params->stage_2_block_1_conv2d_1_kernel, count);
			break;
		case 184:
			k82_stage_1_block_3_batch_norm_2_backward(memory + 31459584, memory + 31459600,
			                                          memory + 29360128, memory + 25165824,
			                                          memory + 48929552, count);
			break;
		case 185:
			k83_stage_1_block_3_batch_norm_2_backward(memory + 27262976, memory + 31459616,
			                                          memory + 31459600,
			                                          params->stage_1_block_3_batch_norm_2_gamma,
			                                          memory + 48929584, memory + 48929216);
			break;
		case 186:
			k84_stage_1_block_3_batch_norm_2_backward(memory + 27262992, memory + 25165824,
			                                          memory + 27262976, memory + 48929552,
			                                          memory + 29360128, memory + 48929584,
			                                          params->stage_1_block_3_batch_norm_2_gamma,
			                                          count);
			break;
		case 187:
			k85_stage_1_block_3_batch_norm_2_backward(memory + 27262992, memory + 48929216);
			break;
		case 188:
			k86_stage_1_block_3_batch_norm_2_backward(memory + 25165824, memory + 27262992, count);
			break;
		case 189: {
			steps = 42;
			const size_t turn = step / 14;
			block2(step % 14, step % 14 + 1, memory, memory + 25165824 - turn * 8388608,
			       CR_AT(const float, params, offsetof(resnet_params, stage_1_block_3_conv2d_2_kernel)) - turn * 4736,
			       memory + train_step_block2[turn].panels, memory + 23068672 - turn * 8388608,
			       memory + 27262976 - turn * 8388608, memory + train_step_block2[turn].d_conv2d_2,
			       memory + 23070976 - turn * 8388608, memory + 23070992 - turn * 8388608,
			       memory + 20971520 - turn * 8388608, memory + 48929504 - turn * 96,
			       CR_AT(const float, params, offsetof(resnet_params, stage_1_block_3_batch_norm_1_gamma)) - turn * 4736,
			       memory + 48929536 - turn * 96, memory + 23068672 - turn * 8388608,
			       memory + 23071008 - turn * 8388608, memory + 23071024 - turn * 8388608,
			       memory + 23068688 - turn * 8388608,
			       CR_AT(const float, params, offsetof(resnet_params, stage_1_block_3_conv2d_1_kernel)) - turn * 4736,
			       memory + 23068672 - turn * 8388608, memory + 18874368 - turn * 8388608,
			       memory + 23068672 - turn * 8388608,
			       memory + train_step_block2[turn].d_batch_norm_2,
			       memory + train_step_block2[turn].d_batch_norm_2_2,
			       memory + 16777216 - turn * 8388608, memory + 48929456 - turn * 96,
			       CR_AT(const float, params, offsetof(resnet_params, stage_1_block_2_batch_norm_2_gamma)) - turn * 4736,
			       memory + 48929488 - turn * 96, memory + 18874368 - turn * 8388608,
			       memory + train_step_block2[turn].sum3, memory + train_step_block2[turn].sum4,
			       memory + 18874384 - turn * 8388608, count);
			break;
		}
		case 190:
			k91_conv2d_1_backward(memory + 2097152, memory + 2245120, memory + 48758784, memory,
			                      params->conv2d_1_kernel, count);
			break;
		case 191:
			k92_add(memory + 2245296, memory + 2245120);
			break;
		case 192:
			k93_add(memory + 2245296, memory + 2245264, memory + 2245312, memory + 6293792);
			break;
		case 193:
			k93_add(memory + 2245296, memory + 6293760, memory + 6293808, memory + 12585248);
			break;
		case 194:
			k93_add(memory + 2245296, memory + 12585216, memory + 12585264, memory + 14682400);
			break;
		case 195:
			k93_add(memory + 2245296, memory + 14682368, memory + 14682416, memory + 20973856);
			break;
		case 196:
			k93_add(memory + 2245296, memory + 20973824, memory + 20973872, memory + 23071008);
			break;
		case 197:
			k93_add(memory + 2245296, memory + 23070976, memory + 23071024, memory + 31459616);
			break;
		case 198:
			k94_add(memory + 2245296, memory + 31459584);
			break;
		case 199:
			k95_add(memory + 2245296, memory + 32505856, memory + 33563792, 4608);
			break;
		case 200:
			k96_add(memory + 2245296, memory + 33563712);
			break;
		case 201:
			k95_add(memory + 2245296, memory + 33554432, memory + 33563776, 9216);
			break;
		case 202:
			k96_add(memory + 2245296, memory + 33563648);
			break;
		case 203:
			k95_add(memory + 2245296, memory + 34603008, memory + 34612288, 9216);
			break;
		case 204:
			k96_add(memory + 2245296, memory + 34612224);
			break;
		case 205:
			k95_add(memory + 2245296, memory + 37748736, memory + 37758016, 9216);
			break;
		case 206:
			k96_add(memory + 2245296, memory + 37757952);
			break;
		case 207:
			k95_add(memory + 2245296, memory + 38797312, memory + 38806592, 9216);
			break;
		case 208:
			k96_add(memory + 2245296, memory + 38806528);
			break;
		case 209:
			k95_add(memory + 2245296, memory + 42991616, memory + 43000896, 9216);
			break;
		case 210:
			k96_add(memory + 2245296, memory + 43000832);
			break;
		case 211:
			k95_add(memory + 2245296, memory + 43515904, memory + 44077328, 18432);
			break;
		case 212:
			k97_add(memory + 2245296, memory + 44077184);
			break;
		case 213:
			k95_add(memory + 2245296, memory + 44040192, memory + 44077312, 36864);
			break;
		case 214:
			k97_add(memory + 2245296, memory + 44077056);
			break;
		case 215:
			k95_add(memory + 2245296, memory + 44564480, memory + 44601472, 36864);
			break;
		case 216:
			k97_add(memory + 2245296, memory + 44601344);
			break;
		case 217:
			k95_add(memory + 2245296, memory + 46137344, memory + 46174336, 36864);
			break;
		case 218:
			k97_add(memory + 2245296, memory + 46174208);
			break;
		case 219:
			k95_add(memory + 2245296, memory + 46661632, memory + 46698624, 36864);
			break;
		case 220:
			k97_add(memory + 2245296, memory + 46698496);
			break;
		case 221:
			k95_add(memory + 2245296, memory + 48889856, memory + 48929616, 36864);
			break;
		case 222:
			k95_add(memory + 2245296, memory + 48928512, memory + 48929632, 64);
			break;
		default:
			k98_gradient_norm(report + 4, memory_bool, train_state->step, report + 6,
			                  memory + 48929600, memory + 2245296, memory_u32);
			for (size_t turn = 0; turn < 7; turn++) {
				block3(memory_bool, memory + 48929264 + turn * 48,
				       CR_AT(float, params, offsetof(resnet_params, batch_norm_1_moving_mean)) + turn * 2368,
				       memory + 48929280 + turn * 48,
				       CR_AT(float, params, offsetof(resnet_params, batch_norm_1_moving_variance)) + turn * 2368);
			}
			k101_stage_2_block_1_batch_norm_1(params->stage_2_block_1_batch_norm_1_moving_mean,
			                                  memory_bool, memory + 48928640);
			k102_stage_2_block_1_batch_norm_1(params->stage_2_block_1_batch_norm_1_moving_variance,
			                                  memory_bool, memory + 48928672);
			k101_stage_2_block_1_batch_norm_1(params->stage_2_block_1_batch_norm_2_moving_mean,
			                                  memory_bool, memory + 48928736);
			k102_stage_2_block_1_batch_norm_1(params->stage_2_block_1_batch_norm_2_moving_variance,
			                                  memory_bool, memory + 48928768);
			k101_stage_2_block_1_batch_norm_1(params->stage_2_block_2_batch_norm_1_moving_mean,
			                                  memory_bool, memory + 48928832);
			k102_stage_2_block_1_batch_norm_1(params->stage_2_block_2_batch_norm_1_moving_variance,
			                                  memory_bool, memory + 48928864);
			k101_stage_2_block_1_batch_norm_1(params->stage_2_block_2_batch_norm_2_moving_mean,
			                                  memory_bool, memory + 48928928);
			k102_stage_2_block_1_batch_norm_1(params->stage_2_block_2_batch_norm_2_moving_variance,
			                                  memory_bool, memory + 48928960);
			k101_stage_2_block_1_batch_norm_1(params->stage_2_block_3_batch_norm_1_moving_mean,
			                                  memory_bool, memory + 48929024);
			k102_stage_2_block_1_batch_norm_1(params->stage_2_block_3_batch_norm_1_moving_variance,
			                                  memory_bool, memory + 48929056);
			k101_stage_2_block_1_batch_norm_1(params->stage_2_block_3_batch_norm_2_moving_mean,
			                                  memory_bool, memory + 48929120);
			k102_stage_2_block_1_batch_norm_1(params->stage_2_block_3_batch_norm_2_moving_variance,
			                                  memory_bool, memory + 48929152);
			k103_stage_3_block_1_batch_norm_1(params->stage_3_block_1_batch_norm_1_moving_mean,
			                                  memory_bool, memory + 48927360);
			k104_stage_3_block_1_batch_norm_1(params->stage_3_block_1_batch_norm_1_moving_variance,
			                                  memory_bool, memory + 48927424);
			k103_stage_3_block_1_batch_norm_1(params->stage_3_block_1_batch_norm_2_moving_mean,
			                                  memory_bool, memory + 48927552);
			k104_stage_3_block_1_batch_norm_1(params->stage_3_block_1_batch_norm_2_moving_variance,
			                                  memory_bool, memory + 48927616);
			k103_stage_3_block_1_batch_norm_1(params->stage_3_block_2_batch_norm_1_moving_mean,
			                                  memory_bool, memory + 48927744);
			k104_stage_3_block_1_batch_norm_1(params->stage_3_block_2_batch_norm_1_moving_variance,
			                                  memory_bool, memory + 48927808);
			k103_stage_3_block_1_batch_norm_1(params->stage_3_block_2_batch_norm_2_moving_mean,
			                                  memory_bool, memory + 48927936);
			k104_stage_3_block_1_batch_norm_1(params->stage_3_block_2_batch_norm_2_moving_variance,
			                                  memory_bool, memory + 48928000);
			k103_stage_3_block_1_batch_norm_1(params->stage_3_block_3_batch_norm_1_moving_mean,
			                                  memory_bool, memory + 48928128);
			k104_stage_3_block_1_batch_norm_1(params->stage_3_block_3_batch_norm_1_moving_variance,
			                                  memory_bool, memory + 48928192);
			k103_stage_3_block_1_batch_norm_1(params->stage_3_block_3_batch_norm_2_moving_mean,
			                                  memory_bool, memory + 48928320);
			k104_stage_3_block_1_batch_norm_1(params->stage_3_block_3_batch_norm_2_moving_variance,
			                                  memory_bool, memory + 48928384);
			k105_update(params->conv2d_1_kernel, train_state->momentum_conv2d_1_kernel,
			            memory + 2245120, memory_bool, report + 5, 144);
			for (size_t turn = 0; turn < 6; turn++) {
				block4(memory_bool, memory + train_step_block4[turn].d_batch_norm_1,
				       memory + 48929296 + turn * 48, report + 5,
				       CR_AT(float, params, offsetof(resnet_params, batch_norm_1_gamma)) + turn * 2368,
				       CR_AT(float, train_state, offsetof(resnet_train_state, momentum_batch_norm_1_gamma)) + turn * 2336,
				       memory + train_step_block4[turn].d_batch_norm_1_2,
				       CR_AT(float, params, offsetof(resnet_params, batch_norm_1_beta)) + turn * 2368,
				       CR_AT(float, train_state, offsetof(resnet_train_state, momentum_batch_norm_1_beta)) + turn * 2336,
				       memory + train_step_block4[turn].d_conv2d_1,
				       CR_AT(float, params, offsetof(resnet_params, stage_1_block_1_conv2d_1_kernel)) + turn * 2368,
				       CR_AT(float, train_state, offsetof(resnet_train_state, momentum_stage_1_block_1_conv2d_1_kernel)) + turn * 2336);
			}
			k106_update_batch_norm_1_gamma(params->stage_1_block_3_batch_norm_2_gamma,
			                               train_state->momentum_stage_1_block_3_batch_norm_2_gamma,
			                               memory + 31459600, memory + 48929584, memory_bool,
			                               report + 5);
			k107_update_batch_norm_1_beta(params->stage_1_block_3_batch_norm_2_beta,
			                              train_state->momentum_stage_1_block_3_batch_norm_2_beta,
			                              memory + 31459584, memory_bool, report + 5);
			k108_update_stage_2_block_1_conv2d_1_kernel(params->stage_2_block_1_conv2d_1_kernel,
			                                            train_state->momentum_stage_2_block_1_conv2d_1_kernel,
			                                            memory + 32505856, memory_bool, report + 5);
			k109_update_stage_2_block_1_batch_norm_1_gamma(params->stage_2_block_1_batch_norm_1_gamma,
			                                               train_state->momentum_stage_2_block_1_batch_norm_1_gamma,
			                                               memory + 33563744, memory + 48928704,
			                                               memory_bool, report + 5);
			k110_update_stage_2_block_1_batch_norm_1_beta(params->stage_2_block_1_batch_norm_1_beta,
			                                              train_state->momentum_stage_2_block_1_batch_norm_1_beta,
			                                              memory + 33563712, memory_bool,
			                                              report + 5);
			k111_update_stage_2_block_1_conv2d_2_kernel(params->stage_2_block_1_conv2d_2_kernel,
			                                            train_state->momentum_stage_2_block_1_conv2d_2_kernel,
			                                            memory + 33554432, memory_bool, report + 5);
			k109_update_stage_2_block_1_batch_norm_1_gamma(params->stage_2_block_1_batch_norm_2_gamma,
			                                               train_state->momentum_stage_2_block_1_batch_norm_2_gamma,
			                                               memory + 33563680, memory + 48928800,
			                                               memory_bool, report + 5);
			k110_update_stage_2_block_1_batch_norm_1_beta(params->stage_2_block_1_batch_norm_2_beta,
			                                              train_state->momentum_stage_2_block_1_batch_norm_2_beta,
			                                              memory + 33563648, memory_bool,
			                                              report + 5);
			k111_update_stage_2_block_1_conv2d_2_kernel(params->stage_2_block_2_conv2d_1_kernel,
			                                            train_state->momentum_stage_2_block_2_conv2d_1_kernel,
			                                            memory + 34603008, memory_bool, report + 5);
			k109_update_stage_2_block_1_batch_norm_1_gamma(params->stage_2_block_2_batch_norm_1_gamma,
			                                               train_state->momentum_stage_2_block_2_batch_norm_1_gamma,
			                                               memory + 34612256, memory + 48928896,
			                                               memory_bool, report + 5);
			k110_update_stage_2_block_1_batch_norm_1_beta(params->stage_2_block_2_batch_norm_1_beta,
			                                              train_state->momentum_stage_2_block_2_batch_norm_1_beta,
			                                              memory + 34612224, memory_bool,
			                                              report + 5);
			k111_update_stage_2_block_1_conv2d_2_kernel(params->stage_2_block_2_conv2d_2_kernel,
			                                            train_state->momentum_stage_2_block_2_conv2d_2_kernel,
			                                            memory + 37748736, memory_bool, report + 5);
			k109_update_stage_2_block_1_batch_norm_1_gamma(params->stage_2_block_2_batch_norm_2_gamma,
			                                               train_state->momentum_stage_2_block_2_batch_norm_2_gamma,
			                                               memory + 37757984, memory + 48928992,
			                                               memory_bool, report + 5);
			k110_update_stage_2_block_1_batch_norm_1_beta(params->stage_2_block_2_batch_norm_2_beta,
			                                              train_state->momentum_stage_2_block_2_batch_norm_2_beta,
			                                              memory + 37757952, memory_bool,
			                                              report + 5);
			k111_update_stage_2_block_1_conv2d_2_kernel(params->stage_2_block_3_conv2d_1_kernel,
			                                            train_state->momentum_stage_2_block_3_conv2d_1_kernel,
			                                            memory + 38797312, memory_bool, report + 5);
			k109_update_stage_2_block_1_batch_norm_1_gamma(params->stage_2_block_3_batch_norm_1_gamma,
			                                               train_state->momentum_stage_2_block_3_batch_norm_1_gamma,
			                                               memory + 38806560, memory + 48929088,
			                                               memory_bool, report + 5);
			k110_update_stage_2_block_1_batch_norm_1_beta(params->stage_2_block_3_batch_norm_1_beta,
			                                              train_state->momentum_stage_2_block_3_batch_norm_1_beta,
			                                              memory + 38806528, memory_bool,
			                                              report + 5);
			k111_update_stage_2_block_1_conv2d_2_kernel(params->stage_2_block_3_conv2d_2_kernel,
			                                            train_state->momentum_stage_2_block_3_conv2d_2_kernel,
			                                            memory + 42991616, memory_bool, report + 5);
			k109_update_stage_2_block_1_batch_norm_1_gamma(params->stage_2_block_3_batch_norm_2_gamma,
			                                               train_state->momentum_stage_2_block_3_batch_norm_2_gamma,
			                                               memory + 43000864, memory + 48929184,
			                                               memory_bool, report + 5);
			k110_update_stage_2_block_1_batch_norm_1_beta(params->stage_2_block_3_batch_norm_2_beta,
			                                              train_state->momentum_stage_2_block_3_batch_norm_2_beta,
			                                              memory + 43000832, memory_bool,
			                                              report + 5);
			k112_update_stage_3_block_1_conv2d_1_kernel(params->stage_3_block_1_conv2d_1_kernel,
			                                            train_state->momentum_stage_3_block_1_conv2d_1_kernel,
			                                            memory + 43515904, memory_bool, report + 5);
			k113_update_stage_3_block_1_batch_norm_1_gamma(params->stage_3_block_1_batch_norm_1_gamma,
			                                               train_state->momentum_stage_3_block_1_batch_norm_1_gamma,
			                                               memory + 44077248, memory + 48927488,
			                                               memory_bool, report + 5);
			k105_update(params->stage_3_block_1_batch_norm_1_beta,
			            train_state->momentum_stage_3_block_1_batch_norm_1_beta, memory + 44077184,
			            memory_bool, report + 5, 64);
			k114_update_stage_3_block_1_conv2d_2_kernel(params->stage_3_block_1_conv2d_2_kernel,
			                                            train_state->momentum_stage_3_block_1_conv2d_2_kernel,
			                                            memory + 44040192, memory_bool, report + 5);
			k113_update_stage_3_block_1_batch_norm_1_gamma(params->stage_3_block_1_batch_norm_2_gamma,
			                                               train_state->momentum_stage_3_block_1_batch_norm_2_gamma,
			                                               memory + 44077120, memory + 48927680,
			                                               memory_bool, report + 5);
			k105_update(params->stage_3_block_1_batch_norm_2_beta,
			            train_state->momentum_stage_3_block_1_batch_norm_2_beta, memory + 44077056,
			            memory_bool, report + 5, 64);
			k114_update_stage_3_block_1_conv2d_2_kernel(params->stage_3_block_2_conv2d_1_kernel,
			                                            train_state->momentum_stage_3_block_2_conv2d_1_kernel,
			                                            memory + 44564480, memory_bool, report + 5);
			k113_update_stage_3_block_1_batch_norm_1_gamma(params->stage_3_block_2_batch_norm_1_gamma,
			                                               train_state->momentum_stage_3_block_2_batch_norm_1_gamma,
			                                               memory + 44601408, memory + 48927872,
			                                               memory_bool, report + 5);
			k105_update(params->stage_3_block_2_batch_norm_1_beta,
			            train_state->momentum_stage_3_block_2_batch_norm_1_beta, memory + 44601344,
			            memory_bool, report + 5, 64);
			k114_update_stage_3_block_1_conv2d_2_kernel(params->stage_3_block_2_conv2d_2_kernel,
			                                            train_state->momentum_stage_3_block_2_conv2d_2_kernel,
			                                            memory + 46137344, memory_bool, report + 5);
			k113_update_stage_3_block_1_batch_norm_1_gamma(params->stage_3_block_2_batch_norm_2_gamma,
			                                               train_state->momentum_stage_3_block_2_batch_norm_2_gamma,
			                                               memory + 46174272, memory + 48928064,
			                                               memory_bool, report + 5);
			k105_update(params->stage_3_block_2_batch_norm_2_beta,
			            train_state->momentum_stage_3_block_2_batch_norm_2_beta, memory + 46174208,
			            memory_bool, report + 5, 64);
			k114_update_stage_3_block_1_conv2d_2_kernel(params->stage_3_block_3_conv2d_1_kernel,
			                                            train_state->momentum_stage_3_block_3_conv2d_1_kernel,
			                                            memory + 46661632, memory_bool, report + 5);
			k113_update_stage_3_block_1_batch_norm_1_gamma(params->stage_3_block_3_batch_norm_1_gamma,
			                                               train_state->momentum_stage_3_block_3_batch_norm_1_gamma,
			                                               memory + 46698560, memory + 48928256,
			                                               memory_bool, report + 5);
			k105_update(params->stage_3_block_3_batch_norm_1_beta,
			            train_state->momentum_stage_3_block_3_batch_norm_1_beta, memory + 46698496,
			            memory_bool, report + 5, 64);
			k114_update_stage_3_block_1_conv2d_2_kernel(params->stage_3_block_3_conv2d_2_kernel,
			                                            train_state->momentum_stage_3_block_3_conv2d_2_kernel,
			                                            memory + 48889856, memory_bool, report + 5);
			k113_update_stage_3_block_1_batch_norm_1_gamma(params->stage_3_block_3_batch_norm_2_gamma,
			                                               train_state->momentum_stage_3_block_3_batch_norm_2_gamma,
			                                               memory + 48928576, memory + 48928448,
			                                               memory_bool, report + 5);
			k105_update(params->stage_3_block_3_batch_norm_2_beta,
			            train_state->momentum_stage_3_block_3_batch_norm_2_beta, memory + 48928512,
			            memory_bool, report + 5, 64);
			k105_update(params->dense_1_kernel, train_state->momentum_dense_1_kernel,
			            memory + 48926720, memory_bool, report + 5, 640);
			k115_update_dense_1_bias(params->dense_1_bias, train_state->momentum_dense_1_bias,
			                         memory + 48929600, memory_bool, report + 5);
			k116_concatenate(memory_u32, train_state->rng);
			k117_copy(report + 3, report + 1);
			k118_copy(train_state->rng, memory_u32);
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

static cr_status train_step_run(resnet_params *params, resnet_train_state *train_state,
                                resnet_train_workspace *workspace, size_t count, const uint8_t *x,
                                const uint8_t *label, cr_train_sums *sums)
{
	float report[7] = { 0.0f };
	if (count < 1 || count > 128)
		return CR_ERR_ARGUMENT;
	if (!cr_within_u8(label, count, 0, 9, 0))
		return CR_ERR_DATA;
	train_state->piece = 0;  /* a step in pieces that was under way is given up */
	train_step_kernels(params, train_state, workspace, count, x, label, report, 1, UINT32_MAX);
	return train_step_sums(report, sums);
}

/* k119: convert reduce_sum multiply reduce_sum multiply add reduce_sum multiply add reduce_sum multiply add
 * reduce_sum multiply add reduce_sum multiply add reduce_sum multiply add    kernel f32[3,3,1,16], kernel2
 * f32[3,3,16,16], kernel3 f32[3,3,16,16], kernel4 f32[3,3,16,16], kernel5 f32[3,3,16,16], kernel6
 * f32[3,3,16,16], kernel7 f32[3,3,16,16] -> loss_weight f32[], add f32[]
 * from resnet.lua:72 */
static void k119_loss_weight(float *restrict loss_weight, float *restrict add, const float *restrict kernel,
                             const float *restrict kernel2, const float *restrict kernel3,
                             const float *restrict kernel4, const float *restrict kernel5,
                             const float *restrict kernel6, const float *restrict kernel7, size_t n)
{
	loss_weight[0] = (float)(int32_t)n;
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 144; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += kernel[i] * kernel[i];
		}
	}
	const float sum = cr_join_sum(lane);
	float lane2[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane2[l] += kernel2[i] * kernel2[i];
		}
	}
	const float sum2 = cr_join_sum(lane2);
	float lane3[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane3[l] += kernel3[i] * kernel3[i];
		}
	}
	const float sum3 = cr_join_sum(lane3);
	float lane4[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane4[l] += kernel4[i] * kernel4[i];
		}
	}
	const float sum4 = cr_join_sum(lane4);
	float lane5[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane5[l] += kernel5[i] * kernel5[i];
		}
	}
	const float sum5 = cr_join_sum(lane5);
	float lane6[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane6[l] += kernel6[i] * kernel6[i];
		}
	}
	const float sum6 = cr_join_sum(lane6);
	float lane7[16] = { 0.0f };
	for (size_t block = 0; block < 2304; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane7[l] += kernel7[i] * kernel7[i];
		}
	}
	const float sum7 = cr_join_sum(lane7);
	add[0] = sum * 5e-05f + sum2 * 5e-05f + sum3 * 5e-05f + sum4 * 5e-05f + sum5 * 5e-05f + sum6 * 5e-05f +
		sum7 * 5e-05f;
}

/* k120: convolution multiply add less_equal select    pad f32[n,32,32,1], kernel f32[3,3,1,16], batch_norm_1
 * f32[16], batch_norm_1_2 f32[16] -> bordered f32[147968], select f32[n,32,32,16]
 * from resnet.lua:21, 25, 45 */
static void k120_conv2d_1(float *restrict bordered, float *restrict select, const float *restrict pad,
                          const float *restrict kernel, const float *restrict batch_norm_1,
                          const float *restrict batch_norm_1_2, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 34; i2++) {
			for (size_t i3 = 0; i3 < 34; i3++) {
				bordered[i * 1156 + i2 * 34 + i3] = i2 - 1 < 32 && i3 - 1 < 32 ?
					pad[i * 1024 + i2 * 32 + i3 - 33] : 0.0f;
			}
		}
	}
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 32; line++) {
			for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
				const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					cr_tile_taps(tile, rows, (cols + 15) / 16, 3, 34, 48, 3,
						bordered + image * 1156 + line * 34 + row, 1, 1, kernel + col,
						16, 16);
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							const float v = z * batch_norm_1[j] + batch_norm_1_2[j];
							select[image * 16384 + line * 512 + i * 16 + j] = v <=
								0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k121: convolution multiply add less_equal select    select f32[n,32,32,16], kernel f32[3,3,16,16],
 * batch_norm_1 f32[16], batch_norm_1_2 f32[16] -> block_1 f32[n,32,32,16]
 * from resnet.lua:21, 25, 38 */
static void k121_stage_1_block_1_conv2d_1(float *restrict block_1, const float *restrict select,
                                          const float *restrict kernel, const float *restrict batch_norm_1,
                                          const float *restrict batch_norm_1_2, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 32; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 33, 1, 3);
			for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
				const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 31) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 768, 48, select +
							(image * 16384 + line * 512 + line2 * 512 + row * 16 -
							528), 16, 1, kernel + line2 * 768 + col, 16, 16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 33, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 768, 16,
									select + (image * 16384 + line * 512 +
									line2 * 512 + cell * 16 + first * 16 -
									528), 16, 1, kernel + line2 * 768 +
									cell * 256 + col, 16, 16);
							}
						}
					}
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							const float v = z * batch_norm_1[j] + batch_norm_1_2[j];
							block_1[image * 16384 + line * 512 + i * 16 + j] = v <=
								0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k122: convolution multiply add add less_equal select    block_1 f32[n,32,32,16], kernel f32[3,3,16,16],
 * batch_norm_2 f32[16], batch_norm_2_2 f32[16] -> stage_1 f32[n,32,32,16]
 * from resnet.lua:21, 25, 38, 42 */
static void k122_stage_1_block_1_conv2d_2(float *restrict stage_1, const float *restrict block_1,
                                          const float *restrict kernel, const float *restrict batch_norm_2,
                                          const float *restrict batch_norm_2_2, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 32; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 33, 1, 3);
			for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
				const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
					const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 31) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 768, 48, block_1 +
							(image * 16384 + line * 512 + line2 * 512 + row * 16 -
							528), 16, 1, kernel + line2 * 768 + col, 16, 16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 33, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 768, 16,
									block_1 + (image * 16384 + line * 512 +
									line2 * 512 + cell * 16 + first * 16 -
									528), 16, 1, kernel + line2 * 768 +
									cell * 256 + col, 16, 16);
							}
						}
					}
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + l;
							const float z = tile[r * CR_TILE_COLS + l];
							const float v = z * batch_norm_2[j] +
								batch_norm_2_2[j] +
								stage_1[image * 16384 + line * 512 + i * 16 +
								j];
							stage_1[image * 16384 + line * 512 + i * 16 + j] = v <=
								0.0f ? 0.0f : v;
						}
					}
				}
			}
		}
	}
}

/* k123: convolution multiply add less_equal select    stage_1 f32[n,32,32,16], kernel f32[3,3,16,32],
 * batch_norm_1 f32[32], batch_norm_1_2 f32[32] -> block_1 f32[n,16,16,32]
 * from resnet.lua:21, 25, 38 */
static void k123_stage_2_block_1_conv2d_1(float *restrict block_1, const float *restrict stage_1,
                                          const float *restrict kernel, const float *restrict batch_norm_1,
                                          const float *restrict batch_norm_1_2, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			const size_t line2 = cr_steps(line * 2, 1, 1);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, 3 - line2, 512, 768,
							48, stage_1 + (image * 16384 + line * 1024 +
							line2 * 512 + row * 32 - 528), 32, 1,
							kernel + line2 * 768 + col * 144, 2304, 16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 2);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 33, 2, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									3 - line2, 512, 768, 16,
									stage_1 + (image * 16384 + line * 1024 +
									line2 * 512 + first * 32 + cell * 16 -
									528), 32, 1, kernel + line2 * 768 +
									cell * 256 + col * 144, 2304, 16);
							}
						}
					}
					for (size_t panel = 0; panel < cols; panel += 16) {
						for (size_t r = 0; r < rows; r++) {
							const size_t i = row + r;
							for (size_t l = 0; l < 16; l++) {
								const size_t j = col + panel + l;
								const float z = tile[r * CR_TILE_COLS + panel + l];
								const float v = z * batch_norm_1[j] +
									batch_norm_1_2[j];
								block_1[image * 8192 + line * 512 + i * 32 +
									j] = v <= 0.0f ? 0.0f : v;
							}
						}
					}
				}
			}
		}
	}
}

/* k124: convolution multiply add add less_equal select    block_1 f32[n,16,16,32], kernel f32[3,3,32,32],
 * batch_norm_2 f32[32], batch_norm_2_2 f32[32], stage_1 f32[n,32,32,16] -> stage_2 f32[n,16,16,32]
 * from resnet.lua:21, 25, 38, 42 */
static void k124_stage_2_block_1_conv2d_2(float *restrict stage_2, const float *restrict block_1,
                                          const float *restrict kernel, const float *restrict batch_norm_2,
                                          const float *restrict batch_norm_2_2, const float *restrict stage_1,
                                          size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 17, 1, 3);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 15) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 1536, 96, block_1 +
							(image * 8192 + line * 512 + line2 * 512 + row * 32 -
							544), 32, 1, kernel + line2 * 1536 + col * 288, 4608,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 17, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 1536, 32,
									block_1 + (image * 8192 + line * 512 +
									line2 * 512 + cell * 32 + first * 32 -
									544), 32, 1, kernel + line2 * 1536 +
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
								const float v = z * batch_norm_2[j] +
									batch_norm_2_2[j] +
									(j - 8 < 16 ?
									stage_1[image * 16384 + line * 1024 +
									i * 32 + j - 8] : 0.0f);
								stage_2[image * 8192 + line * 512 + i * 32 +
									j] = v <= 0.0f ? 0.0f : v;
							}
						}
					}
				}
			}
		}
	}
}

/* k125: convolution multiply add less_equal select    stage_2 f32[n,16,16,32], kernel f32[3,3,32,32],
 * batch_norm_1 f32[32], batch_norm_1_2 f32[32] -> block_2 f32[n,16,16,32]
 * from resnet.lua:21, 25, 38 */
static void k125_stage_2_block_2_conv2d_1(float *restrict block_2, const float *restrict stage_2,
                                          const float *restrict kernel, const float *restrict batch_norm_1,
                                          const float *restrict batch_norm_1_2, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 17, 1, 3);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 15) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 1536, 96, stage_2 +
							(image * 8192 + line * 512 + line2 * 512 + row * 32 -
							544), 32, 1, kernel + line2 * 1536 + col * 288, 4608,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 17, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 1536, 32,
									stage_2 + (image * 8192 + line * 512 +
									line2 * 512 + cell * 32 + first * 32 -
									544), 32, 1, kernel + line2 * 1536 +
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
								const float v = z * batch_norm_1[j] +
									batch_norm_1_2[j];
								block_2[image * 8192 + line * 512 + i * 32 +
									j] = v <= 0.0f ? 0.0f : v;
							}
						}
					}
				}
			}
		}
	}
}

/* k126: convolution multiply add add less_equal select    block_2 f32[n,16,16,32], kernel f32[3,3,32,32],
 * batch_norm_2 f32[32], batch_norm_2_2 f32[32] -> stage_2 f32[n,16,16,32]
 * from resnet.lua:21, 25, 38, 42 */
static void k126_stage_2_block_2_conv2d_2(float *restrict stage_2, const float *restrict block_2,
                                          const float *restrict kernel, const float *restrict batch_norm_2,
                                          const float *restrict batch_norm_2_2, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 16; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 17, 1, 3);
			for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
				const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
					const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 15) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 1536, 96, block_2 +
							(image * 8192 + line * 512 + line2 * 512 + row * 32 -
							544), 32, 1, kernel + line2 * 1536 + col * 288, 4608,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 17, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 1536, 32,
									block_2 + (image * 8192 + line * 512 +
									line2 * 512 + cell * 32 + first * 32 -
									544), 32, 1, kernel + line2 * 1536 +
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
								const float v = z * batch_norm_2[j] +
									batch_norm_2_2[j] +
									stage_2[image * 8192 + line * 512 +
									i * 32 + j];
								stage_2[image * 8192 + line * 512 + i * 32 +
									j] = v <= 0.0f ? 0.0f : v;
							}
						}
					}
				}
			}
		}
	}
}

/* k127: convolution multiply add less_equal select    stage_2 f32[n,16,16,32], kernel f32[3,3,32,64],
 * batch_norm_1 f32[64], batch_norm_1_2 f32[64] -> block_1 f32[n,8,8,64]
 * from resnet.lua:21, 25, 38 */
static void k127_stage_3_block_1_conv2d_1(float *restrict block_1, const float *restrict stage_2,
                                          const float *restrict kernel, const float *restrict batch_norm_1,
                                          const float *restrict batch_norm_1_2, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 8; line++) {
			const size_t line2 = cr_steps(line * 2, 1, 1);
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, 3 - line2, 512, 1536,
							96, stage_2 + (image * 8192 + line * 1024 +
							line2 * 512 + row * 64 - 544), 64, 1,
							kernel + line2 * 1536 + col * 288, 4608, 16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 2);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 17, 2, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									3 - line2, 512, 1536, 32,
									stage_2 + (image * 8192 + line * 1024 +
									line2 * 512 + first * 64 + cell * 32 -
									544), 64, 1, kernel + line2 * 1536 +
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
								const float v = z * batch_norm_1[j] +
									batch_norm_1_2[j];
								block_1[image * 4096 + line * 512 + i * 64 +
									j] = v <= 0.0f ? 0.0f : v;
							}
						}
					}
				}
			}
		}
	}
}

/* k128: convolution multiply add add less_equal select    block_1 f32[n,8,8,64], kernel f32[3,3,64,64],
 * batch_norm_2 f32[64], batch_norm_2_2 f32[64], stage_2 f32[n,16,16,32] -> stage_3 f32[n,8,8,64]
 * from resnet.lua:21, 25, 38, 42 */
static void k128_stage_3_block_1_conv2d_2(float *restrict stage_3, const float *restrict block_1,
                                          const float *restrict kernel, const float *restrict batch_norm_2,
                                          const float *restrict batch_norm_2_2, const float *restrict stage_2,
                                          size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 8; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 9, 1, 3);
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 7) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 3072, 192, block_1 +
							(image * 4096 + line * 512 + line2 * 512 + row * 64 -
							576), 64, 1, kernel + line2 * 3072 + col * 576, 9216,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 9, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 3072, 64,
									block_1 + (image * 4096 + line * 512 +
									line2 * 512 + cell * 64 + first * 64 -
									576), 64, 1, kernel + line2 * 3072 +
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
								const float v = z * batch_norm_2[j] +
									batch_norm_2_2[j] +
									(j - 16 < 32 ?
									stage_2[image * 8192 + line * 1024 +
									i * 64 + j - 16] : 0.0f);
								stage_3[image * 4096 + line * 512 + i * 64 +
									j] = v <= 0.0f ? 0.0f : v;
							}
						}
					}
				}
			}
		}
	}
}

/* k129: convolution multiply add less_equal select    stage_3 f32[n,8,8,64], kernel f32[3,3,64,64],
 * batch_norm_1 f32[64], batch_norm_1_2 f32[64] -> block_2 f32[n,8,8,64]
 * from resnet.lua:21, 25, 38 */
static void k129_stage_3_block_2_conv2d_1(float *restrict block_2, const float *restrict stage_3,
                                          const float *restrict kernel, const float *restrict batch_norm_1,
                                          const float *restrict batch_norm_1_2, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 8; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 9, 1, 3);
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 7) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 3072, 192, stage_3 +
							(image * 4096 + line * 512 + line2 * 512 + row * 64 -
							576), 64, 1, kernel + line2 * 3072 + col * 576, 9216,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 9, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 3072, 64,
									stage_3 + (image * 4096 + line * 512 +
									line2 * 512 + cell * 64 + first * 64 -
									576), 64, 1, kernel + line2 * 3072 +
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
								const float v = z * batch_norm_1[j] +
									batch_norm_1_2[j];
								block_2[image * 4096 + line * 512 + i * 64 +
									j] = v <= 0.0f ? 0.0f : v;
							}
						}
					}
				}
			}
		}
	}
}

/* k130: convolution multiply add add less_equal select    block_2 f32[n,8,8,64], kernel f32[3,3,64,64],
 * batch_norm_2 f32[64], batch_norm_2_2 f32[64] -> stage_3 f32[n,8,8,64]
 * from resnet.lua:21, 25, 38, 42 */
static void k130_stage_3_block_2_conv2d_2(float *restrict stage_3, const float *restrict block_2,
                                          const float *restrict kernel, const float *restrict batch_norm_2,
                                          const float *restrict batch_norm_2_2, size_t n)
{
	for (size_t image = 0; image < n; image++) {
		for (size_t line = 0; line < 8; line++) {
			const size_t line2 = cr_steps(line, 1, 1);
			const size_t line_end = cr_steps_most(line, 9, 1, 3);
			for (size_t row = 0; row < 8; row += CR_TILE_ROWS) {
				const size_t rows = 8 - row < CR_TILE_ROWS ? 8 - row : CR_TILE_ROWS;
				for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
					const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
					float tile[CR_TILE_ROWS * CR_TILE_COLS];
					if (row >= 1 && row + rows <= 7) {
						cr_tile_taps(tile, rows, (cols + 15) / 16, line_end - line2,
							512, 3072, 192, block_2 +
							(image * 4096 + line * 512 + line2 * 512 + row * 64 -
							576), 64, 1, kernel + line2 * 3072 + col * 576, 9216,
							16);
					} else {
						for (size_t l = 0; l < rows * CR_TILE_COLS; l++)
							tile[l] = 0.0f;
						for (size_t cell = 0; cell < 3; cell++) {
							const size_t least = cr_steps(cell, 1, 1);
							const size_t first = least < row ? row : least;
							const size_t end = cr_steps_most(cell, 9, 1, row + rows);
							if (first < end) {
								cr_tile_taps_add(tile +
									(first - row) * CR_TILE_COLS,
									end - first, (cols + 15) / 16,
									line_end - line2, 512, 3072, 64,
									block_2 + (image * 4096 + line * 512 +
									line2 * 512 + cell * 64 + first * 64 -
									576), 64, 1, kernel + line2 * 3072 +
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
								const float v = z * batch_norm_2[j] +
									batch_norm_2_2[j] +
									stage_3[image * 4096 + line * 512 +
									i * 64 + j];
								stage_3[image * 4096 + line * 512 + i * 64 +
									j] = v <= 0.0f ? 0.0f : v;
							}
						}
					}
				}
			}
		}
	}
}

/* k131: reduce_sum multiply    stage_3 f32[n,8,8,64] -> row f32[64], global_average_pooling2d_1 f32[n,64]
 * from resnet.lua:48 */
static void k131_global_average_pooling2d_1(float *restrict row, float *restrict global_average_pooling2d_1,
                                            const float *restrict stage_3, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t l = 0; l < 64; l++)
			row[l] = 0.0f;
		for (size_t j = 0; j < 64; j++) {
			for (size_t l = 0; l < 64; l++)
				row[l] += stage_3[i * 4096 + j * 64 + l];
		}
		for (size_t i2 = 0; i2 < 64; i2++)
			global_average_pooling2d_1[i * 64 + i2] = row[i2] * 0.015625f;
	}
}

/* k132: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert    dense_1
 * f32[n,10], label u8[n] -> row f32[10], subtract f32[n], convert f32[n]
 * from resnet.lua:74, 75 */
static void k132_convert(float *restrict row, float *restrict subtract, float *restrict convert,
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

/* k133: reduce_sum reduce_sum    subtract f32[n], convert f32[n] -> sum f32[], accuracy f32[]
 * from resnet.lua:72 */
static void k133_accuracy(float *restrict sum, float *restrict accuracy, const float *restrict subtract,
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
	const float sum2 = cr_join_sum(lane);
	sum[0] = sum2;
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
}

/* evaluate: x u8[n,28,28], label u8[n] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight f32[] */
static cr_status evaluate_run(const resnet_params *params, resnet_train_workspace *workspace, size_t count,
                              const uint8_t *x, const uint8_t *label, cr_train_sums *sums)
{
	float loss[1] = { 0.0f };
	float loss_weight[1] = { 0.0f };
	float accuracy[1] = { 0.0f };
	float accuracy_weight[1] = { 0.0f };
	float *const memory = workspace->memory;
	if (count < 1 || count > 128)
		return CR_ERR_ARGUMENT;
	if (!cr_within_u8(label, count, 0, 9, 0))
		return CR_ERR_DATA;
	k119_loss_weight(loss_weight, memory + 4194368, params->conv2d_1_kernel,
	                 params->stage_1_block_1_conv2d_1_kernel, params->stage_1_block_1_conv2d_2_kernel,
	                 params->stage_1_block_2_conv2d_1_kernel, params->stage_1_block_2_conv2d_2_kernel,
	                 params->stage_1_block_3_conv2d_1_kernel, params->stage_1_block_3_conv2d_2_kernel,
	                 count);
	k21_subtract(memory, x, count);
	k22_pad(memory + 2245120, memory, count);
	k3_batch_norm_1(memory + 2376192, memory + 2376208, params->batch_norm_1_moving_variance,
	                params->batch_norm_1_gamma, params->batch_norm_1_beta,
	                params->batch_norm_1_moving_mean);
	k120_conv2d_1(memory + 2097152, memory, memory + 2245120, params->conv2d_1_kernel, memory + 2376192,
	              memory + 2376208, count);
	k3_batch_norm_1(memory + 4194304, memory + 4194320,
	                params->stage_1_block_1_batch_norm_1_moving_variance,
	                params->stage_1_block_1_batch_norm_1_gamma, params->stage_1_block_1_batch_norm_1_beta,
	                params->stage_1_block_1_batch_norm_1_moving_mean);
	k121_stage_1_block_1_conv2d_1(memory + 2097152, memory, params->stage_1_block_1_conv2d_1_kernel,
	                              memory + 4194304, memory + 4194320, count);
	k3_batch_norm_1(memory + 4194304, memory + 4194320,
	                params->stage_1_block_1_batch_norm_2_moving_variance,
	                params->stage_1_block_1_batch_norm_2_gamma, params->stage_1_block_1_batch_norm_2_beta,
	                params->stage_1_block_1_batch_norm_2_moving_mean);
	k122_stage_1_block_1_conv2d_2(memory, memory + 2097152, params->stage_1_block_1_conv2d_2_kernel,
	                              memory + 4194304, memory + 4194320, count);
	k3_batch_norm_1(memory + 4194304, memory + 4194320,
	                params->stage_1_block_2_batch_norm_1_moving_variance,
	                params->stage_1_block_2_batch_norm_1_gamma, params->stage_1_block_2_batch_norm_1_beta,
	                params->stage_1_block_2_batch_norm_1_moving_mean);
	k121_stage_1_block_1_conv2d_1(memory + 2097152, memory, params->stage_1_block_2_conv2d_1_kernel,
	                              memory + 4194304, memory + 4194320, count);
	k3_batch_norm_1(memory + 4194304, memory + 4194320,
	                params->stage_1_block_2_batch_norm_2_moving_variance,
	                params->stage_1_block_2_batch_norm_2_gamma, params->stage_1_block_2_batch_norm_2_beta,
	                params->stage_1_block_2_batch_norm_2_moving_mean);
	k122_stage_1_block_1_conv2d_2(memory, memory + 2097152, params->stage_1_block_2_conv2d_2_kernel,
	                              memory + 4194304, memory + 4194320, count);
	k3_batch_norm_1(memory + 4194304, memory + 4194320,
	                params->stage_1_block_3_batch_norm_1_moving_variance,
	                params->stage_1_block_3_batch_norm_1_gamma, params->stage_1_block_3_batch_norm_1_beta,
	                params->stage_1_block_3_batch_norm_1_moving_mean);
	k121_stage_1_block_1_conv2d_1(memory + 2097152, memory, params->stage_1_block_3_conv2d_1_kernel,
	                              memory + 4194304, memory + 4194320, count);
	k3_batch_norm_1(memory + 4194304, memory + 4194320,
	                params->stage_1_block_3_batch_norm_2_moving_variance,
	                params->stage_1_block_3_batch_norm_2_gamma, params->stage_1_block_3_batch_norm_2_beta,
	                params->stage_1_block_3_batch_norm_2_moving_mean);
	k122_stage_1_block_1_conv2d_2(memory, memory + 2097152, params->stage_1_block_3_conv2d_2_kernel,
	                              memory + 4194304, memory + 4194320, count);
	k7_stage_2_block_1_batch_norm_1(memory + 3145728, memory + 3145760,
	                                params->stage_2_block_1_batch_norm_1_moving_variance,
	                                params->stage_2_block_1_batch_norm_1_gamma,
	                                params->stage_2_block_1_batch_norm_1_beta,
	                                params->stage_2_block_1_batch_norm_1_moving_mean);
	k123_stage_2_block_1_conv2d_1(memory + 2097152, memory, params->stage_2_block_1_conv2d_1_kernel,
	                              memory + 3145728, memory + 3145760, count);
	k7_stage_2_block_1_batch_norm_1(memory + 4194304, memory + 4194336,
	                                params->stage_2_block_1_batch_norm_2_moving_variance,
	                                params->stage_2_block_1_batch_norm_2_gamma,
	                                params->stage_2_block_1_batch_norm_2_beta,
	                                params->stage_2_block_1_batch_norm_2_moving_mean);
	k124_stage_2_block_1_conv2d_2(memory + 3145728, memory + 2097152,
	                              params->stage_2_block_1_conv2d_2_kernel, memory + 4194304,
	                              memory + 4194336, memory, count);
	k7_stage_2_block_1_batch_norm_1(memory + 1048576, memory + 1048608,
	                                params->stage_2_block_2_batch_norm_1_moving_variance,
	                                params->stage_2_block_2_batch_norm_1_gamma,
	                                params->stage_2_block_2_batch_norm_1_beta,
	                                params->stage_2_block_2_batch_norm_1_moving_mean);
	k125_stage_2_block_2_conv2d_1(memory, memory + 3145728, params->stage_2_block_2_conv2d_1_kernel,
	                              memory + 1048576, memory + 1048608, count);
	k7_stage_2_block_1_batch_norm_1(memory + 1048576, memory + 1048608,
	                                params->stage_2_block_2_batch_norm_2_moving_variance,
	                                params->stage_2_block_2_batch_norm_2_gamma,
	                                params->stage_2_block_2_batch_norm_2_beta,
	                                params->stage_2_block_2_batch_norm_2_moving_mean);
	k126_stage_2_block_2_conv2d_2(memory + 3145728, memory, params->stage_2_block_2_conv2d_2_kernel,
	                              memory + 1048576, memory + 1048608, count);
	k7_stage_2_block_1_batch_norm_1(memory + 1048576, memory + 1048608,
	                                params->stage_2_block_3_batch_norm_1_moving_variance,
	                                params->stage_2_block_3_batch_norm_1_gamma,
	                                params->stage_2_block_3_batch_norm_1_beta,
	                                params->stage_2_block_3_batch_norm_1_moving_mean);
	k125_stage_2_block_2_conv2d_1(memory, memory + 3145728, params->stage_2_block_3_conv2d_1_kernel,
	                              memory + 1048576, memory + 1048608, count);
	k7_stage_2_block_1_batch_norm_1(memory + 1048576, memory + 1048608,
	                                params->stage_2_block_3_batch_norm_2_moving_variance,
	                                params->stage_2_block_3_batch_norm_2_gamma,
	                                params->stage_2_block_3_batch_norm_2_beta,
	                                params->stage_2_block_3_batch_norm_2_moving_mean);
	k126_stage_2_block_2_conv2d_2(memory + 3145728, memory, params->stage_2_block_3_conv2d_2_kernel,
	                              memory + 1048576, memory + 1048608, count);
	k12_stage_3_block_1_batch_norm_1(memory + 524288, memory + 524352,
	                                 params->stage_3_block_1_batch_norm_1_moving_variance,
	                                 params->stage_3_block_1_batch_norm_1_gamma,
	                                 params->stage_3_block_1_batch_norm_1_beta,
	                                 params->stage_3_block_1_batch_norm_1_moving_mean);
	k127_stage_3_block_1_conv2d_1(memory, memory + 3145728, params->stage_3_block_1_conv2d_1_kernel,
	                              memory + 524288, memory + 524352, count);
	k12_stage_3_block_1_batch_norm_1(memory + 1048576, memory + 1048640,
	                                 params->stage_3_block_1_batch_norm_2_moving_variance,
	                                 params->stage_3_block_1_batch_norm_2_gamma,
	                                 params->stage_3_block_1_batch_norm_2_beta,
	                                 params->stage_3_block_1_batch_norm_2_moving_mean);
	k128_stage_3_block_1_conv2d_2(memory + 524288, memory, params->stage_3_block_1_conv2d_2_kernel,
	                              memory + 1048576, memory + 1048640, memory + 3145728, count);
	k12_stage_3_block_1_batch_norm_1(memory + 1048576, memory + 1048640,
	                                 params->stage_3_block_2_batch_norm_1_moving_variance,
	                                 params->stage_3_block_2_batch_norm_1_gamma,
	                                 params->stage_3_block_2_batch_norm_1_beta,
	                                 params->stage_3_block_2_batch_norm_1_moving_mean);
	k129_stage_3_block_2_conv2d_1(memory, memory + 524288, params->stage_3_block_2_conv2d_1_kernel,
	                              memory + 1048576, memory + 1048640, count);
	k12_stage_3_block_1_batch_norm_1(memory + 1048576, memory + 1048640,
	                                 params->stage_3_block_2_batch_norm_2_moving_variance,
	                                 params->stage_3_block_2_batch_norm_2_gamma,
	                                 params->stage_3_block_2_batch_norm_2_beta,
	                                 params->stage_3_block_2_batch_norm_2_moving_mean);
	k130_stage_3_block_2_conv2d_2(memory + 524288, memory, params->stage_3_block_2_conv2d_2_kernel,
	                              memory + 1048576, memory + 1048640, count);
	k12_stage_3_block_1_batch_norm_1(memory + 1048576, memory + 1048640,
	                                 params->stage_3_block_3_batch_norm_1_moving_variance,
	                                 params->stage_3_block_3_batch_norm_1_gamma,
	                                 params->stage_3_block_3_batch_norm_1_beta,
	                                 params->stage_3_block_3_batch_norm_1_moving_mean);
	k129_stage_3_block_2_conv2d_1(memory, memory + 524288, params->stage_3_block_3_conv2d_1_kernel,
	                              memory + 1048576, memory + 1048640, count);
	k12_stage_3_block_1_batch_norm_1(memory + 1048576, memory + 1048640,
	                                 params->stage_3_block_3_batch_norm_2_moving_variance,
	                                 params->stage_3_block_3_batch_norm_2_gamma,
	                                 params->stage_3_block_3_batch_norm_2_beta,
	                                 params->stage_3_block_3_batch_norm_2_moving_mean);
	k130_stage_3_block_2_conv2d_2(memory + 524288, memory, params->stage_3_block_3_conv2d_2_kernel,
	                              memory + 1048576, memory + 1048640, count);
	k131_global_average_pooling2d_1(memory + 8192, memory, memory + 524288, count);
	k50_dense_1(memory + 8192, memory, params->dense_1_kernel, params->dense_1_bias, count);
	k132_convert(memory + 256, memory, memory + 128, memory + 8192, label, count);
	k133_accuracy(memory + 256, accuracy, memory, memory + 128, count);
	k53_add(memory + 4194368, params->stage_2_block_1_conv2d_1_kernel);
	k54_add(memory + 4194368, params->stage_2_block_1_conv2d_2_kernel);
	k54_add(memory + 4194368, params->stage_2_block_2_conv2d_1_kernel);
	k54_add(memory + 4194368, params->stage_2_block_2_conv2d_2_kernel);
	k54_add(memory + 4194368, params->stage_2_block_3_conv2d_1_kernel);
	k54_add(memory + 4194368, params->stage_2_block_3_conv2d_2_kernel);
	k55_add(memory + 4194368, params->stage_3_block_1_conv2d_1_kernel);
	k56_add(memory + 4194368, params->stage_3_block_1_conv2d_2_kernel);
	k56_add(memory + 4194368, params->stage_3_block_2_conv2d_1_kernel);
	k56_add(memory + 4194368, params->stage_3_block_2_conv2d_2_kernel);
	k56_add(memory + 4194368, params->stage_3_block_3_conv2d_1_kernel);
	k57_loss(loss, params->stage_3_block_3_conv2d_2_kernel, memory + 256, memory + 4194368, loss_weight);
	k117_copy(accuracy_weight, loss_weight);
	sums->value[0] = loss[0];
	sums->weight[0] = loss_weight[0];
	sums->value[1] = accuracy[0];
	sums->weight[1] = accuracy_weight[0];
	return CR_OK;
}

/* k134: constant constant    -> step u32[], total_steps f32[]
 * from resnet.lua:72 */
static void k134_init_step(uint32_t *restrict step, float *restrict total_steps)
{
	step[0] = 0u;
	total_steps[0] = 1.0f;
}

/* k135: broadcast_in_dim    -> out f32[3,3,1,16]; of 8 sizes
 * from resnet.lua:72 */
static void k135_fill(float *restrict out, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = 0.0f;
}

/* k136: broadcast_in_dim    -> out f32[16]
 * from resnet.lua:72 */
static void k136_fill(float *restrict out)
{
	for (size_t i = 0; i < 16; i++)
		out[i] = 0.0f;
}

/* k137: broadcast_in_dim    -> out f32[32]
 * from resnet.lua:72 */
static void k137_fill(float *restrict out)
{
	for (size_t i = 0; i < 32; i++)
		out[i] = 0.0f;
}

/* k138: broadcast_in_dim    -> out f32[10]
 * from resnet.lua:72 */
static void k138_fill(float *restrict out)
{
	for (size_t i = 0; i < 10; i++)
		out[i] = 0.0f;
}

/* k139: copy    broadcast_in_dim f32[16] -> momentum f32[16] */
static void k139_copy(float *restrict momentum, const float *restrict broadcast_in_dim)
{
	for (size_t i = 0; i < 16; i++)
		momentum[i] = broadcast_in_dim[i];
}

/* k140: copy    broadcast_in_dim f32[3,3,16,16] -> momentum f32[3,3,16,16]; of 4 sizes */
static void k140_copy(float *restrict momentum, const float *restrict broadcast_in_dim, size_t size)
{
	for (size_t i = 0; i < size; i++)
		momentum[i] = broadcast_in_dim[i];
}

/* k141: copy    broadcast_in_dim f32[32] -> momentum f32[32] */
static void k141_copy(float *restrict momentum, const float *restrict broadcast_in_dim)
{
	for (size_t i = 0; i < 32; i++)
		momentum[i] = broadcast_in_dim[i];
}

/* train_init: seed seed; sets 62 tensors */
static void train_init_run(resnet_train_state *train_state, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	k134_init_step(train_state->step, train_state->total_steps);
	k135_fill(train_state->momentum_conv2d_1_kernel, 144);
	k136_fill(train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k135_fill(train_state->momentum_stage_1_block_3_conv2d_2_kernel, 2304);
	k135_fill(train_state->momentum_stage_2_block_1_conv2d_1_kernel, 4608);
	k137_fill(train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k135_fill(train_state->momentum_stage_2_block_3_conv2d_2_kernel, 9216);
	k135_fill(train_state->momentum_stage_3_block_1_conv2d_1_kernel, 18432);
	k135_fill(train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
	k135_fill(train_state->momentum_stage_3_block_3_conv2d_2_kernel, 36864);
	k135_fill(train_state->momentum_dense_1_kernel, 640);
	k138_fill(train_state->momentum_dense_1_bias);
	k118_copy(train_state->rng, seed_words);
	k139_copy(train_state->momentum_batch_norm_1_gamma,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k139_copy(train_state->momentum_batch_norm_1_beta,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k140_copy(train_state->momentum_stage_1_block_1_conv2d_1_kernel,
	          train_state->momentum_stage_1_block_3_conv2d_2_kernel, 2304);
	k139_copy(train_state->momentum_stage_1_block_1_batch_norm_1_gamma,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k139_copy(train_state->momentum_stage_1_block_1_batch_norm_1_beta,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k140_copy(train_state->momentum_stage_1_block_1_conv2d_2_kernel,
	          train_state->momentum_stage_1_block_3_conv2d_2_kernel, 2304);
	k139_copy(train_state->momentum_stage_1_block_1_batch_norm_2_gamma,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k139_copy(train_state->momentum_stage_1_block_1_batch_norm_2_beta,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k140_copy(train_state->momentum_stage_1_block_2_conv2d_1_kernel,
	          train_state->momentum_stage_1_block_3_conv2d_2_kernel, 2304);
	k139_copy(train_state->momentum_stage_1_block_2_batch_norm_1_gamma,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k139_copy(train_state->momentum_stage_1_block_2_batch_norm_1_beta,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k140_copy(train_state->momentum_stage_1_block_2_conv2d_2_kernel,
	          train_state->momentum_stage_1_block_3_conv2d_2_kernel, 2304);
	k139_copy(train_state->momentum_stage_1_block_2_batch_norm_2_gamma,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k139_copy(train_state->momentum_stage_1_block_2_batch_norm_2_beta,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k140_copy(train_state->momentum_stage_1_block_3_conv2d_1_kernel,
	          train_state->momentum_stage_1_block_3_conv2d_2_kernel, 2304);
	k139_copy(train_state->momentum_stage_1_block_3_batch_norm_1_gamma,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k139_copy(train_state->momentum_stage_1_block_3_batch_norm_1_beta,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k139_copy(train_state->momentum_stage_1_block_3_batch_norm_2_gamma,
	          train_state->momentum_stage_1_block_3_batch_norm_2_beta);
	k141_copy(train_state->momentum_stage_2_block_1_batch_norm_1_gamma,
	          train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k141_copy(train_state->momentum_stage_2_block_1_batch_norm_1_beta,
	          train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k140_copy(train_state->momentum_stage_2_block_1_conv2d_2_kernel,
	          train_state->momentum_stage_2_block_3_conv2d_2_kernel, 9216);
	k141_copy(train_state->momentum_stage_2_block_1_batch_norm_2_gamma,
	          train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k141_copy(train_state->momentum_stage_2_block_1_batch_norm_2_beta,
	          train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k140_copy(train_state->momentum_stage_2_block_2_conv2d_1_kernel,
	          train_state->momentum_stage_2_block_3_conv2d_2_kernel, 9216);
	k141_copy(train_state->momentum_stage_2_block_2_batch_norm_1_gamma,
	          train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k141_copy(train_state->momentum_stage_2_block_2_batch_norm_1_beta,
	          train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k140_copy(train_state->momentum_stage_2_block_2_conv2d_2_kernel,
	          train_state->momentum_stage_2_block_3_conv2d_2_kernel, 9216);
	k141_copy(train_state->momentum_stage_2_block_2_batch_norm_2_gamma,
	          train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k141_copy(train_state->momentum_stage_2_block_2_batch_norm_2_beta,
	          train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k140_copy(train_state->momentum_stage_2_block_3_conv2d_1_kernel,
	          train_state->momentum_stage_2_block_3_conv2d_2_kernel, 9216);
	k141_copy(train_state->momentum_stage_2_block_3_batch_norm_1_gamma,
	          train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k141_copy(train_state->momentum_stage_2_block_3_batch_norm_1_beta,
	          train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k141_copy(train_state->momentum_stage_2_block_3_batch_norm_2_gamma,
	          train_state->momentum_stage_2_block_3_batch_norm_2_beta);
	k140_copy(train_state->momentum_stage_3_block_1_batch_norm_1_gamma,
	          train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
	k140_copy(train_state->momentum_stage_3_block_1_batch_norm_1_beta,
	          train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
	k140_copy(train_state->momentum_stage_3_block_1_conv2d_2_kernel,
	          train_state->momentum_stage_3_block_3_conv2d_2_kernel, 36864);
	k140_copy(train_state->momentum_stage_3_block_1_batch_norm_2_gamma,
	          train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
	k140_copy(train_state->momentum_stage_3_block_1_batch_norm_2_beta,
	          train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
	k140_copy(train_state->momentum_stage_3_block_2_conv2d_1_kernel,
	          train_state->momentum_stage_3_block_3_conv2d_2_kernel, 36864);
	k140_copy(train_state->momentum_stage_3_block_2_batch_norm_1_gamma,
	          train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
	k140_copy(train_state->momentum_stage_3_block_2_batch_norm_1_beta,
	          train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
	k140_copy(train_state->momentum_stage_3_block_2_conv2d_2_kernel,
	          train_state->momentum_stage_3_block_3_conv2d_2_kernel, 36864);
	k140_copy(train_state->momentum_stage_3_block_2_batch_norm_2_gamma,
	          train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
	k140_copy(train_state->momentum_stage_3_block_2_batch_norm_2_beta,
	          train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
	k140_copy(train_state->momentum_stage_3_block_3_conv2d_1_kernel,
	          train_state->momentum_stage_3_block_3_conv2d_2_kernel, 36864);
	k140_copy(train_state->momentum_stage_3_block_3_batch_norm_1_gamma,
	          train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
	k140_copy(train_state->momentum_stage_3_block_3_batch_norm_1_beta,
	          train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
	k140_copy(train_state->momentum_stage_3_block_3_batch_norm_2_gamma,
	          train_state->momentum_stage_3_block_3_batch_norm_2_beta, 64);
}

/* k142: rng_bits shift_right convert multiply multiply add multiply negate log1p negate subtract multiply add
 * multiply add multiply add multiply add multiply add multiply add multiply add multiply add multiply multiply
 * maximum minimum multiply    seed u32[4] -> kernel f32[3,3,1,16]; of 8 sizes
 * from resnet.lua:21 */
static void k142_init(float *restrict kernel, const uint32_t *restrict seed, size_t size, uint64_t stream,
                      float factor)
{
	for (size_t i = 0; i < size; i++) {
		const float v = (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3], stream, i),
			8u) * 5.9604645e-08f * 1.9089994f + -0.9544997f;
		const float v2 = -cr_log1pf(-(v * v)) - 2.5f;
		kernel[i] = cr_minf(cr_maxf(((((((((v2 * 2.8102264e-08f + 3.4327394e-07f) * v2 +
			-3.5233877e-06f) * v2 + -4.3915065e-06f) * v2 + 0.00021858087f) * v2 + -0.001253725f) *
			v2 + -0.0041776816f) * v2 + 0.24664073f) * v2 + 1.5014094f) * v * 1.4142135f, -2.0f),
			2.0f) * factor;
	}
}

/* k143: broadcast_in_dim    -> out f32[16]
 * from resnet.lua:25 */
static void k143_fill(float *restrict out)
{
	for (size_t i = 0; i < 16; i++)
		out[i] = 1.0f;
}

/* k144: rng_bits shift_right convert multiply multiply add multiply negate log1p negate subtract multiply add
 * multiply add multiply add multiply add multiply add multiply add multiply add multiply add multiply multiply
 * maximum minimum multiply    seed u32[4] -> kernel f32[3,3,16,32]; of 6 sizes
 * from resnet.lua:21 */
static void k144_init(float *restrict kernel, const uint32_t *restrict seed, size_t size, uint64_t stream,
                      float factor)
{
	for (size_t l = 0; l < 2; l++) {
		for (size_t i = 0; i < size; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2],
					seed[3], stream, i * 32 + l * 16 + m), 8u) * 5.9604645e-08f *
					1.9089994f + -0.9544997f;
				const float v2 = -cr_log1pf(-(v * v)) - 2.5f;
				kernel[l * size * 16 + i * 16 + m] =
					cr_minf(cr_maxf(((((((((v2 * 2.8102264e-08f + 3.4327394e-07f) * v2 +
					-3.5233877e-06f) * v2 + -4.3915065e-06f) * v2 + 0.00021858087f) * v2 +
					-0.001253725f) * v2 + -0.0041776816f) * v2 + 0.24664073f) * v2 +
					1.5014094f) * v * 1.4142135f, -2.0f), 2.0f) * factor;
			}
		}
	}
}

/* k145: broadcast_in_dim    -> out f32[32]
 * from resnet.lua:25 */
static void k145_fill(float *restrict out)
{
	for (size_t i = 0; i < 32; i++)
		out[i] = 1.0f;
}

/* k146: rng_bits shift_right convert multiply multiply add multiply negate log1p negate subtract multiply add
 * multiply add multiply add multiply add multiply add multiply add multiply add multiply add multiply multiply
 * maximum minimum multiply    seed u32[4] -> kernel f32[3,3,32,64]; of 6 sizes
 * from resnet.lua:21 */
static void k146_init(float *restrict kernel, const uint32_t *restrict seed, size_t size, uint64_t stream,
                      float factor)
{
	for (size_t l = 0; l < 4; l++) {
		for (size_t i = 0; i < size; i++) {
			for (size_t m = 0; m < 16; m++) {
				const float v = (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2],
					seed[3], stream, i * 64 + l * 16 + m), 8u) * 5.9604645e-08f *
					1.9089994f + -0.9544997f;
				const float v2 = -cr_log1pf(-(v * v)) - 2.5f;
				kernel[l * size * 16 + i * 16 + m] =
					cr_minf(cr_maxf(((((((((v2 * 2.8102264e-08f + 3.4327394e-07f) * v2 +
					-3.5233877e-06f) * v2 + -4.3915065e-06f) * v2 + 0.00021858087f) * v2 +
					-0.001253725f) * v2 + -0.0041776816f) * v2 + 0.24664073f) * v2 +
					1.5014094f) * v * 1.4142135f, -2.0f), 2.0f) * factor;
			}
		}
	}
}

/* k147: broadcast_in_dim    -> out f32[64]
 * from resnet.lua:25 */
static void k147_fill(float *restrict out)
{
	for (size_t i = 0; i < 64; i++)
		out[i] = 1.0f;
}

/* block5: 1 step in a row, of which there are 26 one after another in init */
CR_NOINLINE
static void block5(float *batch_norm_1_moving_mean, const float *stage_1_block_3_batch_norm_2_beta)
{
	k139_copy(batch_norm_1_moving_mean, stage_1_block_3_batch_norm_2_beta);
}

/* block6: 1 step in a row, of which there are 22 one after another in init */
CR_NOINLINE
static void block6(float *stage_2_block_1_batch_norm_1_moving_mean,
                   const float *stage_2_block_3_batch_norm_2_beta)
{
	k141_copy(stage_2_block_1_batch_norm_1_moving_mean, stage_2_block_3_batch_norm_2_beta);
}

/* block7: 1 step in a row, of which there are 22 one after another in init */
CR_NOINLINE
static void block7(float *stage_3_block_1_batch_norm_1_moving_mean,
                   const float *stage_3_block_3_batch_norm_2_beta)
{
	k140_copy(stage_3_block_1_batch_norm_1_moving_mean, stage_3_block_3_batch_norm_2_beta, 64);
}

/* Where block5 finds what is at uneven distances, turn by turn: elements of the workspace, bytes of a struct */
static const struct { size_t batch_norm_1_moving_mean, stage_1_block_3_batch_norm_2_beta; } init_block5[26] = {
	{ offsetof(resnet_params, batch_norm_1_moving_mean),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, batch_norm_1_moving_variance),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, batch_norm_1_gamma),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, batch_norm_1_beta),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_1_batch_norm_1_moving_mean),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_1_batch_norm_1_moving_variance),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_1_block_1_batch_norm_1_gamma),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_1_block_1_batch_norm_1_beta),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_1_batch_norm_2_moving_mean),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_1_batch_norm_2_moving_variance),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_1_block_1_batch_norm_2_gamma),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_1_block_1_batch_norm_2_beta),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_2_batch_norm_1_moving_mean),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_2_batch_norm_1_moving_variance),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_1_block_2_batch_norm_1_gamma),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_1_block_2_batch_norm_1_beta),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_2_batch_norm_2_moving_mean),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_2_batch_norm_2_moving_variance),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_1_block_2_batch_norm_2_gamma),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_1_block_2_batch_norm_2_beta),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_3_batch_norm_1_moving_mean),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_3_batch_norm_1_moving_variance),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_1_block_3_batch_norm_1_gamma),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_1_block_3_batch_norm_1_beta),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_3_batch_norm_2_moving_mean),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_1_block_3_batch_norm_2_moving_variance),
	  offsetof(resnet_params, stage_1_block_3_batch_norm_2_gamma) },
};

/* Where block6 finds what is at uneven distances, turn by turn: elements of the workspace, bytes of a struct */
static const struct { size_t stage_2_block_1_batch_norm_1_moving_mean,
                             stage_2_block_3_batch_norm_2_beta; } init_block6[22] = {
	{ offsetof(resnet_params, stage_2_block_1_batch_norm_1_moving_mean),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_2_block_1_batch_norm_1_moving_variance),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_2_block_1_batch_norm_1_gamma),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_2_block_1_batch_norm_1_beta),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_2_block_1_batch_norm_2_moving_mean),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_2_block_1_batch_norm_2_moving_variance),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_2_block_1_batch_norm_2_gamma),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_2_block_1_batch_norm_2_beta),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_2_block_2_batch_norm_1_moving_mean),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_2_block_2_batch_norm_1_moving_variance),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_2_block_2_batch_norm_1_gamma),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_2_block_2_batch_norm_1_beta),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_2_block_2_batch_norm_2_moving_mean),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_2_block_2_batch_norm_2_moving_variance),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_2_block_2_batch_norm_2_gamma),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_2_block_2_batch_norm_2_beta),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_2_block_3_batch_norm_1_moving_mean),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_2_block_3_batch_norm_1_moving_variance),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_2_block_3_batch_norm_1_gamma),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_2_block_3_batch_norm_1_beta),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_2_block_3_batch_norm_2_moving_mean),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_2_block_3_batch_norm_2_moving_variance),
	  offsetof(resnet_params, stage_2_block_3_batch_norm_2_gamma) },
};

/* Where block7 finds what is at uneven distances, turn by turn: elements of the workspace, bytes of a struct */
static const struct { size_t stage_3_block_1_batch_norm_1_moving_mean,
                             stage_3_block_3_batch_norm_2_beta; } init_block7[22] = {
	{ offsetof(resnet_params, stage_3_block_1_batch_norm_1_moving_mean),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_3_block_1_batch_norm_1_moving_variance),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_3_block_1_batch_norm_1_gamma),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_3_block_1_batch_norm_1_beta),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_3_block_1_batch_norm_2_moving_mean),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_3_block_1_batch_norm_2_moving_variance),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_3_block_1_batch_norm_2_gamma),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_3_block_1_batch_norm_2_beta),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_3_block_2_batch_norm_1_moving_mean),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_3_block_2_batch_norm_1_moving_variance),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_3_block_2_batch_norm_1_gamma),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_3_block_2_batch_norm_1_beta),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_3_block_2_batch_norm_2_moving_mean),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_3_block_2_batch_norm_2_moving_variance),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_3_block_2_batch_norm_2_gamma),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_3_block_2_batch_norm_2_beta),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_3_block_3_batch_norm_1_moving_mean),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_3_block_3_batch_norm_1_moving_variance),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_3_block_3_batch_norm_1_gamma),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_gamma) },
	{ offsetof(resnet_params, stage_3_block_3_batch_norm_1_beta),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_3_block_3_batch_norm_2_moving_mean),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_beta) },
	{ offsetof(resnet_params, stage_3_block_3_batch_norm_2_moving_variance),
	  offsetof(resnet_params, stage_3_block_3_batch_norm_2_gamma) },
};

/* init: seed seed; sets 97 tensors */
void resnet_init(resnet_params *params, resnet_init_workspace *workspace, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	(void)workspace;
	k142_init(params->conv2d_1_kernel, seed_words, 144, UINT64_C(0xa986bc55edf8aa8e), 0.5359149f);
	k143_fill(params->stage_1_block_3_batch_norm_2_gamma);
	k136_fill(params->stage_1_block_3_batch_norm_2_beta);
	k142_init(params->stage_1_block_1_conv2d_1_kernel, seed_words, 2304, UINT64_C(0x4faa75a279496579),
	          0.13397872f);
	k142_init(params->stage_1_block_1_conv2d_2_kernel, seed_words, 2304, UINT64_C(0xde12281e35e1d11d),
	          0.13397872f);
	k142_init(params->stage_1_block_2_conv2d_1_kernel, seed_words, 2304, UINT64_C(0xb382d49678dcab1d),
	          0.13397872f);
	k142_init(params->stage_1_block_2_conv2d_2_kernel, seed_words, 2304, UINT64_C(0x4afd2442a091fbbe),
	          0.13397872f);
	k142_init(params->stage_1_block_3_conv2d_1_kernel, seed_words, 2304, UINT64_C(0xd776467dfad356f3),
	          0.13397872f);
	k142_init(params->stage_1_block_3_conv2d_2_kernel, seed_words, 2304, UINT64_C(0xc12a058fffe16298),
	          0.13397872f);
	k144_init(params->stage_2_block_1_conv2d_1_kernel, seed_words, 144, UINT64_C(0x5ee4a0c5cb607fc9),
	          0.13397872f);
	k145_fill(params->stage_2_block_3_batch_norm_2_gamma);
	k137_fill(params->stage_2_block_3_batch_norm_2_beta);
	k144_init(params->stage_2_block_1_conv2d_2_kernel, seed_words, 288, UINT64_C(0x55ebbad1aea86ab9),
	          0.09473727f);
	k144_init(params->stage_2_block_2_conv2d_1_kernel, seed_words, 288, UINT64_C(0x46f8db2dd355e196),
	          0.09473727f);
	k144_init(params->stage_2_block_2_conv2d_2_kernel, seed_words, 288, UINT64_C(0x62464b9b47ef4af4),
	          0.09473727f);
	k144_init(params->stage_2_block_3_conv2d_1_kernel, seed_words, 288, UINT64_C(0xe7ddae57c969958e),
	          0.09473727f);
	k144_init(params->stage_2_block_3_conv2d_2_kernel, seed_words, 288, UINT64_C(0x7f8d9ce48a2993d0),
	          0.09473727f);
	k146_init(params->stage_3_block_1_conv2d_1_kernel, seed_words, 288, UINT64_C(0x212d8500128b6f6a),
	          0.09473727f);
	k147_fill(params->stage_3_block_3_batch_norm_2_gamma);
	k135_fill(params->stage_3_block_3_batch_norm_2_beta, 64);
	k146_init(params->stage_3_block_1_conv2d_2_kernel, seed_words, 576, UINT64_C(0x54a0d537fce4672c),
	          0.06698936f);
	k146_init(params->stage_3_block_2_conv2d_1_kernel, seed_words, 576, UINT64_C(0x470b946232909d8a),
	          0.06698936f);
	k146_init(params->stage_3_block_2_conv2d_2_kernel, seed_words, 576, UINT64_C(0xfbef74c5e483ee05),
	          0.06698936f);
	k146_init(params->stage_3_block_3_conv2d_1_kernel, seed_words, 576, UINT64_C(0xd82809d52f11bbce),
	          0.06698936f);
	k146_init(params->stage_3_block_3_conv2d_2_kernel, seed_words, 576, UINT64_C(0x99b668e741f0d9e2),
	          0.06698936f);
	k142_init(params->dense_1_kernel, seed_words, 640, UINT64_C(0x54b666ddcb68c214), 0.2009681f);
	k138_fill(params->dense_1_bias);
	for (size_t turn = 0; turn < 26; turn++) {
		block5(CR_AT(float, params, init_block5[turn].batch_norm_1_moving_mean),
		       CR_AT(const float, params, init_block5[turn].stage_1_block_3_batch_norm_2_beta));
	}
	for (size_t turn = 0; turn < 22; turn++) {
		block6(CR_AT(float, params, init_block6[turn].stage_2_block_1_batch_norm_1_moving_mean),
		       CR_AT(const float, params, init_block6[turn].stage_2_block_3_batch_norm_2_beta));
	}
	for (size_t turn = 0; turn < 22; turn++) {
		block7(CR_AT(float, params, init_block7[turn].stage_3_block_1_batch_norm_1_moving_mean),
		       CR_AT(const float, params, init_block7[turn].stage_3_block_3_batch_norm_2_beta));
	}
}

/* ---- parameters ---------------------------------------------------------------------------------- */

static const cr_st_identity identity = { "resnet", RESNET_SIGNATURE, RESNET_GRAPH };

/* Every parameter: name, member of the struct, type, rank, columns if it lies in panels, shape; CR_KEPT: not
 * trained */
#define RESNET_EACH(CR_TRAINED, CR_KEPT) \
	CR_TRAINED("conv2d_1.kernel", conv2d_1_kernel, CR_F32, 4, 0, 3, 3, 1, 16) \
	CR_KEPT("batch_norm_1.moving_mean", batch_norm_1_moving_mean, CR_F32, 1, 0, 16) \
	CR_KEPT("batch_norm_1.moving_variance", batch_norm_1_moving_variance, CR_F32, 1, 0, 16) \
	CR_TRAINED("batch_norm_1.gamma", batch_norm_1_gamma, CR_F32, 1, 0, 16) \
	CR_TRAINED("batch_norm_1.beta", batch_norm_1_beta, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_1.conv2d_1.kernel", stage_1_block_1_conv2d_1_kernel, CR_F32, 4, 0, 3, 3, 16, 16) \
	CR_KEPT("stage_1.block_1.batch_norm_1.moving_mean", stage_1_block_1_batch_norm_1_moving_mean, CR_F32, 1, 0, 16) \
	CR_KEPT("stage_1.block_1.batch_norm_1.moving_variance", stage_1_block_1_batch_norm_1_moving_variance, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_1.batch_norm_1.gamma", stage_1_block_1_batch_norm_1_gamma, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_1.batch_norm_1.beta", stage_1_block_1_batch_norm_1_beta, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_1.conv2d_2.kernel", stage_1_block_1_conv2d_2_kernel, CR_F32, 4, 0, 3, 3, 16, 16) \
	CR_KEPT("stage_1.block_1.batch_norm_2.moving_mean", stage_1_block_1_batch_norm_2_moving_mean, CR_F32, 1, 0, 16) \
	CR_KEPT("stage_1.block_1.batch_norm_2.moving_variance", stage_1_block_1_batch_norm_2_moving_variance, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_1.batch_norm_2.gamma", stage_1_block_1_batch_norm_2_gamma, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_1.batch_norm_2.beta", stage_1_block_1_batch_norm_2_beta, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_2.conv2d_1.kernel", stage_1_block_2_conv2d_1_kernel, CR_F32, 4, 0, 3, 3, 16, 16) \
	CR_KEPT("stage_1.block_2.batch_norm_1.moving_mean", stage_1_block_2_batch_norm_1_moving_mean, CR_F32, 1, 0, 16) \
	CR_KEPT("stage_1.block_2.batch_norm_1.moving_variance", stage_1_block_2_batch_norm_1_moving_variance, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_2.batch_norm_1.gamma", stage_1_block_2_batch_norm_1_gamma, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_2.batch_norm_1.beta", stage_1_block_2_batch_norm_1_beta, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_2.conv2d_2.kernel", stage_1_block_2_conv2d_2_kernel, CR_F32, 4, 0, 3, 3, 16, 16) \
	CR_KEPT("stage_1.block_2.batch_norm_2.moving_mean", stage_1_block_2_batch_norm_2_moving_mean, CR_F32, 1, 0, 16) \
	CR_KEPT("stage_1.block_2.batch_norm_2.moving_variance", stage_1_block_2_batch_norm_2_moving_variance, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_2.batch_norm_2.gamma", stage_1_block_2_batch_norm_2_gamma, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_2.batch_norm_2.beta", stage_1_block_2_batch_norm_2_beta, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_3.conv2d_1.kernel", stage_1_block_3_conv2d_1_kernel, CR_F32, 4, 0, 3, 3, 16, 16) \
	CR_KEPT("stage_1.block_3.batch_norm_1.moving_mean", stage_1_block_3_batch_norm_1_moving_mean, CR_F32, 1, 0, 16) \
	CR_KEPT("stage_1.block_3.batch_norm_1.moving_variance", stage_1_block_3_batch_norm_1_moving_variance, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_3.batch_norm_1.gamma", stage_1_block_3_batch_norm_1_gamma, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_3.batch_norm_1.beta", stage_1_block_3_batch_norm_1_beta, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_3.conv2d_2.kernel", stage_1_block_3_conv2d_2_kernel, CR_F32, 4, 0, 3, 3, 16, 16) \
	CR_KEPT("stage_1.block_3.batch_norm_2.moving_mean", stage_1_block_3_batch_norm_2_moving_mean, CR_F32, 1, 0, 16) \
	CR_KEPT("stage_1.block_3.batch_norm_2.moving_variance", stage_1_block_3_batch_norm_2_moving_variance, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_3.batch_norm_2.gamma", stage_1_block_3_batch_norm_2_gamma, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_1.block_3.batch_norm_2.beta", stage_1_block_3_batch_norm_2_beta, CR_F32, 1, 0, 16) \
	CR_TRAINED("stage_2.block_1.conv2d_1.kernel", stage_2_block_1_conv2d_1_kernel, CR_F32, 4, 32, 3, 3, 16, 32) \
	CR_KEPT("stage_2.block_1.batch_norm_1.moving_mean", stage_2_block_1_batch_norm_1_moving_mean, CR_F32, 1, 0, 32) \
	CR_KEPT("stage_2.block_1.batch_norm_1.moving_variance", stage_2_block_1_batch_norm_1_moving_variance, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_1.batch_norm_1.gamma", stage_2_block_1_batch_norm_1_gamma, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_1.batch_norm_1.beta", stage_2_block_1_batch_norm_1_beta, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_1.conv2d_2.kernel", stage_2_block_1_conv2d_2_kernel, CR_F32, 4, 32, 3, 3, 32, 32) \
	CR_KEPT("stage_2.block_1.batch_norm_2.moving_mean", stage_2_block_1_batch_norm_2_moving_mean, CR_F32, 1, 0, 32) \
	CR_KEPT("stage_2.block_1.batch_norm_2.moving_variance", stage_2_block_1_batch_norm_2_moving_variance, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_1.batch_norm_2.gamma", stage_2_block_1_batch_norm_2_gamma, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_1.batch_norm_2.beta", stage_2_block_1_batch_norm_2_beta, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_2.conv2d_1.kernel", stage_2_block_2_conv2d_1_kernel, CR_F32, 4, 32, 3, 3, 32, 32) \
	CR_KEPT("stage_2.block_2.batch_norm_1.moving_mean", stage_2_block_2_batch_norm_1_moving_mean, CR_F32, 1, 0, 32) \
	CR_KEPT("stage_2.block_2.batch_norm_1.moving_variance", stage_2_block_2_batch_norm_1_moving_variance, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_2.batch_norm_1.gamma", stage_2_block_2_batch_norm_1_gamma, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_2.batch_norm_1.beta", stage_2_block_2_batch_norm_1_beta, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_2.conv2d_2.kernel", stage_2_block_2_conv2d_2_kernel, CR_F32, 4, 32, 3, 3, 32, 32) \
	CR_KEPT("stage_2.block_2.batch_norm_2.moving_mean", stage_2_block_2_batch_norm_2_moving_mean, CR_F32, 1, 0, 32) \
	CR_KEPT("stage_2.block_2.batch_norm_2.moving_variance", stage_2_block_2_batch_norm_2_moving_variance, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_2.batch_norm_2.gamma", stage_2_block_2_batch_norm_2_gamma, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_2.batch_norm_2.beta", stage_2_block_2_batch_norm_2_beta, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_3.conv2d_1.kernel", stage_2_block_3_conv2d_1_kernel, CR_F32, 4, 32, 3, 3, 32, 32) \
	CR_KEPT("stage_2.block_3.batch_norm_1.moving_mean", stage_2_block_3_batch_norm_1_moving_mean, CR_F32, 1, 0, 32) \
	CR_KEPT("stage_2.block_3.batch_norm_1.moving_variance", stage_2_block_3_batch_norm_1_moving_variance, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_3.batch_norm_1.gamma", stage_2_block_3_batch_norm_1_gamma, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_3.batch_norm_1.beta", stage_2_block_3_batch_norm_1_beta, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_3.conv2d_2.kernel", stage_2_block_3_conv2d_2_kernel, CR_F32, 4, 32, 3, 3, 32, 32) \
	CR_KEPT("stage_2.block_3.batch_norm_2.moving_mean", stage_2_block_3_batch_norm_2_moving_mean, CR_F32, 1, 0, 32) \
	CR_KEPT("stage_2.block_3.batch_norm_2.moving_variance", stage_2_block_3_batch_norm_2_moving_variance, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_3.batch_norm_2.gamma", stage_2_block_3_batch_norm_2_gamma, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_2.block_3.batch_norm_2.beta", stage_2_block_3_batch_norm_2_beta, CR_F32, 1, 0, 32) \
	CR_TRAINED("stage_3.block_1.conv2d_1.kernel", stage_3_block_1_conv2d_1_kernel, CR_F32, 4, 64, 3, 3, 32, 64) \
	CR_KEPT("stage_3.block_1.batch_norm_1.moving_mean", stage_3_block_1_batch_norm_1_moving_mean, CR_F32, 1, 0, 64) \
	CR_KEPT("stage_3.block_1.batch_norm_1.moving_variance", stage_3_block_1_batch_norm_1_moving_variance, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_1.batch_norm_1.gamma", stage_3_block_1_batch_norm_1_gamma, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_1.batch_norm_1.beta", stage_3_block_1_batch_norm_1_beta, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_1.conv2d_2.kernel", stage_3_block_1_conv2d_2_kernel, CR_F32, 4, 64, 3, 3, 64, 64) \
	CR_KEPT("stage_3.block_1.batch_norm_2.moving_mean", stage_3_block_1_batch_norm_2_moving_mean, CR_F32, 1, 0, 64) \
	CR_KEPT("stage_3.block_1.batch_norm_2.moving_variance", stage_3_block_1_batch_norm_2_moving_variance, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_1.batch_norm_2.gamma", stage_3_block_1_batch_norm_2_gamma, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_1.batch_norm_2.beta", stage_3_block_1_batch_norm_2_beta, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_2.conv2d_1.kernel", stage_3_block_2_conv2d_1_kernel, CR_F32, 4, 64, 3, 3, 64, 64) \
	CR_KEPT("stage_3.block_2.batch_norm_1.moving_mean", stage_3_block_2_batch_norm_1_moving_mean, CR_F32, 1, 0, 64) \
	CR_KEPT("stage_3.block_2.batch_norm_1.moving_variance", stage_3_block_2_batch_norm_1_moving_variance, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_2.batch_norm_1.gamma", stage_3_block_2_batch_norm_1_gamma, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_2.batch_norm_1.beta", stage_3_block_2_batch_norm_1_beta, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_2.conv2d_2.kernel", stage_3_block_2_conv2d_2_kernel, CR_F32, 4, 64, 3, 3, 64, 64) \
	CR_KEPT("stage_3.block_2.batch_norm_2.moving_mean", stage_3_block_2_batch_norm_2_moving_mean, CR_F32, 1, 0, 64) \
	CR_KEPT("stage_3.block_2.batch_norm_2.moving_variance", stage_3_block_2_batch_norm_2_moving_variance, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_2.batch_norm_2.gamma", stage_3_block_2_batch_norm_2_gamma, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_2.batch_norm_2.beta", stage_3_block_2_batch_norm_2_beta, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_3.conv2d_1.kernel", stage_3_block_3_conv2d_1_kernel, CR_F32, 4, 64, 3, 3, 64, 64) \
	CR_KEPT("stage_3.block_3.batch_norm_1.moving_mean", stage_3_block_3_batch_norm_1_moving_mean, CR_F32, 1, 0, 64) \
	CR_KEPT("stage_3.block_3.batch_norm_1.moving_variance", stage_3_block_3_batch_norm_1_moving_variance, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_3.batch_norm_1.gamma", stage_3_block_3_batch_norm_1_gamma, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_3.batch_norm_1.beta", stage_3_block_3_batch_norm_1_beta, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_3.conv2d_2.kernel", stage_3_block_3_conv2d_2_kernel, CR_F32, 4, 64, 3, 3, 64, 64) \
	CR_KEPT("stage_3.block_3.batch_norm_2.moving_mean", stage_3_block_3_batch_norm_2_moving_mean, CR_F32, 1, 0, 64) \
	CR_KEPT("stage_3.block_3.batch_norm_2.moving_variance", stage_3_block_3_batch_norm_2_moving_variance, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_3.batch_norm_2.gamma", stage_3_block_3_batch_norm_2_gamma, CR_F32, 1, 0, 64) \
	CR_TRAINED("stage_3.block_3.batch_norm_2.beta", stage_3_block_3_batch_norm_2_beta, CR_F32, 1, 0, 64) \
	CR_TRAINED("dense_1.kernel", dense_1_kernel, CR_F32, 2, 0, 64, 10) \
	CR_TRAINED("dense_1.bias", dense_1_bias, CR_F32, 1, 0, 10)

const cr_tensor resnet_tensors[RESNET_TENSORS] = {
#define RESNET_TRAINED(name, member, type, rank, panels, ...) { name, type, rank, 1, 1, { __VA_ARGS__ } },
#define RESNET_KEPT(name, member, type, rank, panels, ...) { name, type, rank, 0, 1, { __VA_ARGS__ } },
	RESNET_EACH(RESNET_TRAINED, RESNET_KEPT)
#undef RESNET_TRAINED
#undef RESNET_KEPT
};
static const size_t params_offsets[] = {
#define RESNET_TRAINED(name, member, type, rank, panels, ...) offsetof(resnet_params, member),
#define RESNET_KEPT(name, member, type, rank, panels, ...) offsetof(resnet_params, member),
	RESNET_EACH(RESNET_TRAINED, RESNET_KEPT)
#undef RESNET_TRAINED
#undef RESNET_KEPT
};
static const uint32_t params_panels[] = {
#define RESNET_TRAINED(name, member, type, rank, panels, ...) panels,
#define RESNET_KEPT(name, member, type, rank, panels, ...) panels,
	RESNET_EACH(RESNET_TRAINED, RESNET_KEPT)
#undef RESNET_TRAINED
#undef RESNET_KEPT
};
static const cr_st_layout params_layout = {
	.tensors = resnet_tensors, .count = 97, .offset = params_offsets, .panels = params_panels
};

cr_status resnet_load(resnet_params *params, const void *file, size_t size, uint32_t flags,
                      cr_load_report *report, cr_error *error)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	return cr_st_load_weights(&part, &identity, file, size, flags, report, error);
}

cr_status resnet_save(const resnet_params *params, const cr_store *store)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_save_weights(&part, &identity, store);
}

uint64_t resnet_digest(const resnet_params *params)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_digest(&part);
}

void resnet_get(const resnet_params *params, uint32_t tensor, void *out)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	if (tensor >= RESNET_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&resnet_tensors[tensor]);
	const size_t width = cr_type_size(resnet_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_get(&part, tensor, first, cr_st_chunk(n, first), (char *)out + (size_t)first * width);
}

void resnet_set(resnet_params *params, uint32_t tensor, const void *in)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	if (tensor >= RESNET_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&resnet_tensors[tensor]);
	const size_t width = cr_type_size(resnet_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_put(&part, tensor, first, cr_st_chunk(n, first), (const char *)in + (size_t)first * width);
}

/* ---- training: train ---------------------------------------------------------------------------- */

void resnet_train_init(resnet_train_state *train_state, uint64_t seed)
{
	train_state->run = (cr_train_run){ .seed = seed };
	train_state->piece = train_state->piece_check = 0;
	train_init_run(train_state, seed);
}

void resnet_train_length(resnet_train_state *train_state, uint64_t steps)
{
	train_state->total_steps[0] = (float)steps;
}

static const cr_tensor train_state_tensors[] = {
	{ "rng", CR_U32, 1, 0, 1, { 4 } },
	{ "step", CR_U32, 0, 0, 1, { 0 } },
	{ "total_steps", CR_F32, 0, 0, 1, { 0 } },
#define RESNET_TRAINED(name, member, type, rank, panels, ...) { "momentum." name, type, rank, 0, 1, { __VA_ARGS__ } },
#define RESNET_KEPT(name, member, type, rank, panels, ...) 
	RESNET_EACH(RESNET_TRAINED, RESNET_KEPT)
#undef RESNET_TRAINED
#undef RESNET_KEPT
};
static const size_t train_state_offsets[] = {
	offsetof(resnet_train_state, rng), offsetof(resnet_train_state, step),
	offsetof(resnet_train_state, total_steps),
#define RESNET_TRAINED(name, member, type, rank, panels, ...) offsetof(resnet_train_state, momentum_##member),
#define RESNET_KEPT(name, member, type, rank, panels, ...) 
	RESNET_EACH(RESNET_TRAINED, RESNET_KEPT)
#undef RESNET_TRAINED
#undef RESNET_KEPT
};
static const uint32_t train_state_panels[] = {
	0, 0, 0,
#define RESNET_TRAINED(name, member, type, rank, panels, ...) panels,
#define RESNET_KEPT(name, member, type, rank, panels, ...) 
	RESNET_EACH(RESNET_TRAINED, RESNET_KEPT)
#undef RESNET_TRAINED
#undef RESNET_KEPT
};
static const cr_st_layout train_state_layout = {
	.tensors = train_state_tensors, .count = 62, .offset = train_state_offsets, .panels = train_state_panels
};

static void train_report(const cr_train_sums *sums, resnet_metrics *metrics)
{
	if (!metrics)
		return;
	metrics->loss = sums->weight[0] != 0.0f ? sums->value[0] / sums->weight[0] : 0.0f;
	metrics->accuracy = sums->weight[1] != 0.0f ? sums->value[1] / sums->weight[1] : 0.0f;
	metrics->gradient_norm = sums->gradient_norm;
	metrics->weight = sums->weight[0];
}

cr_status resnet_train_step(resnet_params *params, resnet_train_state *train_state,
                            resnet_train_workspace *workspace, size_t count, const uint8_t *x,
                            const uint8_t *label, resnet_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = train_step_run(params, train_state, workspace, count, x, label, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

#ifdef CR_DEBUG
/* Of all that must not change between two pieces. */
static uint32_t train_piece_check(const resnet_train_state *train_state,
                                  const resnet_train_workspace *workspace)
{
	const uint64_t hash = cr_hash64(train_state, offsetof(resnet_train_state, piece_check), cr_hash64(workspace, sizeof *workspace, 0));
	return (uint32_t)(hash ^ hash >> 32);
}
#endif

void resnet_train_begin(resnet_train_state *train_state, resnet_train_workspace *workspace, size_t count,
                        const uint8_t *x, const uint8_t *label)
{
#ifdef CR_DEBUG
	*workspace = (resnet_train_workspace){ .slice = { .count = 0 } };  /* so that every byte has a value */
#endif
	workspace->slice.x = x;
	workspace->slice.label = label;
	workspace->slice.count = count;
	for (size_t i = 0; i < 7; i++)
		workspace->slice.report[i] = 0.0f;
	train_state->piece = count >= 1 && count <= 128;
#ifdef CR_DEBUG
	train_state->piece_check = train_piece_check(train_state, workspace);
#endif
}

cr_status resnet_train_continue(resnet_params *params, resnet_train_state *train_state,
                                resnet_train_workspace *workspace, uint32_t budget, resnet_metrics *metrics)
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

cr_status resnet_evaluate(const resnet_params *params, resnet_train_workspace *workspace, size_t count,
                          const uint8_t *x, const uint8_t *label, resnet_metrics *metrics)
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
	return train_step_run((resnet_params *)call->params, (resnet_train_state *)call->train_state,
	                      (resnet_train_workspace *)call->workspace, count, (const uint8_t *)inputs[0],
	                      (const uint8_t *)inputs[1], sums);
}

static cr_status train_evaluate_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                     cr_train_sums *sums)
{
	return evaluate_run((resnet_params *)call->params, (resnet_train_workspace *)call->workspace, count,
	                    (const uint8_t *)inputs[0], (const uint8_t *)inputs[1], sums);
}

static void train_begin(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh)
{
	resnet_train_state *train_state = (resnet_train_state *)call->train_state;
	resnet_train_length(train_state, steps);
	if (!fresh)
		return;
	train_state->rng[0] = (uint32_t)seed;
	train_state->rng[1] = (uint32_t)(seed >> 32);
	train_state->rng[2] = train_state->rng[3] = 0;
	train_state->piece = 0;
}

static const cr_train_field train_fields[] = {
	{ "x", 784, CR_U8, 0, 0, 0, 0,
	  offsetof(resnet_train_workspace, batch_x) },
	{ "label", 1, CR_U8, CR_CHECK_RANGE, 0, 9, 0,
	  offsetof(resnet_train_workspace, batch_label) },
};
static const char *const train_metric_names[] = { "loss", "accuracy" };

static const cr_train_model train_model = {
	.identity = { "resnet", RESNET_SIGNATURE, RESNET_GRAPH },
	.train = "train",
	.batch = 128,
	.accumulate = 0,
	.metric_count = 2,
	.metric_names = train_metric_names,
	.field_count = 2,
	.fields = train_fields,
	.monitor = 1,
	.drop_remainder = 0,
	.params_size = sizeof(resnet_params),
	.params = &params_layout,
	.train_state = &train_state_layout,
	.begin = train_begin,
	.step = train_step_call,
	.evaluate = train_evaluate_call,
};

const struct cr_train_model *resnet_train_table(void)
{
	return &train_model;
}

static cr_status train_read(void *user, uint64_t index, void *const *out)
{
	const resnet_train_data *data = (const resnet_train_data *)user;
	const resnet_train_example example = { (uint8_t *)out[0], (uint8_t *)out[1] };
	return data->read(data->user, index, &example);
}

static const cr_train_source *train_source(const resnet_train_data *data, const void **arrays,
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

cr_status resnet_train(resnet_params *params, resnet_train_state *train_state,
                       resnet_train_workspace *workspace, const resnet_train_data *data,
                       const resnet_train_data *validation, const cr_train_options *options,
                       cr_train_result *result, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, workspace };
	const void *arrays[2], *validation_arrays[2];
	cr_train_source source, validation_source;
	return cr_train_loop(&train_model, &call, train_source(data, arrays, &source),
		train_source(validation, validation_arrays, &validation_source), options, result, error);
}

cr_status resnet_train_save(const resnet_params *params, const resnet_train_state *train_state,
                            const cr_store *store)
{
	const cr_train_call call = { (void *)params, 0, (void *)train_state, 0 };
	return cr_train_save(&train_model, &call, store);
}

cr_status resnet_train_load(resnet_params *params, resnet_train_state *train_state, const void *file,
                            size_t size, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, 0 };
	const cr_status status = cr_train_load(&train_model, &call, file, size, error);
	if (status != CR_OK)
		return status;
	train_state->piece = 0;
	return status;
}

