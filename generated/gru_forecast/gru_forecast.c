/* gru_forecast - kernels and entry points. Emitted by Crescent 1.0.0 from gru_forecast.lua, command:
 *     crescent gru_forecast.lua --main
 * Do not edit; edit gru_forecast.lua. */
#define CR_FAST_FILE
#include "gru_forecast.h"
#include "cr_math.h"
#include "cr_int.h"
#include "cr_reduce.h"
#include "cr_loop.h"
#include "cr_rng.h"
#include "cr_tile.h"
#include "cr_safetensors.h"
#include "cr_train.h"

_Static_assert(sizeof(gru_forecast_params) == GRU_FORECAST_PARAMS_SIZE, "the params struct has no padding");
_Static_assert(sizeof(gru_forecast_train_state) <= GRU_FORECAST_TRAIN_STATE_SIZE, "the size in the header holds");

/* k1: reduce_sum divide divide    days i16[28,6] -> row f32[1], divide f32[1,1]
 * from gru_forecast.lua:29 */
static void k1_divide(float *restrict row, float *restrict divide, const int16_t *restrict days)
{
	row[0] = 0.0f;
	for (size_t j = 0; j < 7; j++)
		row[0] += (float)days[j * 6 + 126];
	divide[0] = row[0] / 7.0f / 1e+01f;
}

/* f32[6] */
static const float table_const[6] = { 1.5e+02f, 8e+01f, 3e+01f, 3e+01f, 0.0f, 0.0f };

/* f32[6] */
static const float table_const2[6] = { 1e+02f, 6e+01f, 6e+01f, 2e+01f, 1e+03f, 1e+03f };

/* k2: divide    days i16[28,6], table f32[6], table2 f32[6] -> divide f32[1,28,6]
 * from gru_forecast.lua:24 */
static void k2_divide(float *restrict divide, const int16_t *restrict days, const float *restrict table,
                      const float *restrict table2)
{
	for (size_t i = 0; i < 28; i++) {
		for (size_t k = 0; k < 6; k++)
			divide[i * 6 + k] = ((float)days[i * 6 + k] - table[k]) / table2[k];
	}
}

/* k3: dot_general add    divide f32[1,28,6], kernel f32[6,96], bias f32[2,96] -> gru f32[28,1,96]
 * from gru_forecast.lua:17 */
static void k3_gru(float *restrict gru, const float *restrict divide, const float *restrict kernel,
                   const float *restrict bias)
{
	for (size_t row = 0; row < 28; row += CR_TILE_ROWS) {
		const size_t rows = 28 - row < CR_TILE_ROWS ? 28 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 96; col += CR_TILE_COLS) {
			const size_t cols = 96 - col < CR_TILE_COLS ? 96 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 6, divide + row * 6, 6, 1, kernel + col, 16, 96);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						gru[i * 96 + j] = z + bias[j];
					}
				}
			}
		}
	}
}

/* k4: copy    -> s_1 f32[1,32]
 * from gru_forecast.lua:17 */
static void k4_gru(float *restrict s_1)
{
	for (size_t i = 0; i < 32; i++)
		s_1[i] = 0.0f;
}

/* k5: dot_general add    s_1 f32[1,32], recurrent_kernel f32[32,96], bias f32[2,96] -> gru f32[1,96]
 * from gru_forecast.lua:17 */
static void k5_gru(float *restrict gru, const float *restrict s_1, const float *restrict recurrent_kernel,
                   const float *restrict bias)
{
	for (size_t col = 0; col < 96; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 96 - col < 16 * CR_ROW_PANELS ? 96 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 32, s_1, 1, recurrent_kernel + col * 32, 512, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				gru[j] = z + bias[j + 96];
			}
		}
	}
}

/* k6: add logistic add logistic multiply subtract multiply add tanh multiply add    z f32[1,96], gru f32[1,96],
 * s_1_2 f32[1,32] -> s_1 f32[1,32]
 * from gru_forecast.lua:17 */
CR_OUTLINE void k6_gru(float *restrict s_1, const float *restrict z, const float *restrict gru,
                       const float *restrict s_1_2)
{
	for (size_t j = 0; j < 32; j++) {
		const float v = cr_logisticf(z[j] + gru[j]);
		s_1[j] = v * s_1_2[j] + (1.0f - v) *
			cr_tanhf(z[j + 64] + cr_logisticf(z[j + 32] + gru[j + 32]) * gru[j + 64]);
	}
}

/* k7: dot_general add multiply add    kernel f32[32,7], s_1 f32[1,32], divide f32[1,1], bias f32[7] -> add
 * f32[1,7]
 * from gru_forecast.lua:17, 30 */
static void k7_head(float *restrict add, const float *restrict kernel, const float *restrict s_1,
                    const float *restrict divide, const float *restrict bias)
{
	for (size_t j = 0; j < 7; j++) {
		float sum = 0.0f;
		for (size_t depth = 0; depth < 32; depth++)
			sum = sum + s_1[depth] * kernel[depth * 7 + j];
		add[j] = divide[0] + (sum + bias[j]) * 1e+01f;
	}
}

/* k8: reshape    add f32[1,7] -> degrees f32[7]; of 2 sizes
 * from gru_forecast.lua:33 */
static void k8_reshape(float *restrict degrees, const float *restrict add)
{
	for (size_t i = 0; i < 7; i++)
		degrees[i] = add[i];
}

/* forecast: days i16[28,6] -> degrees f32[7] */
void gru_forecast_forecast(const gru_forecast_params *params, gru_forecast_forecast_workspace *workspace,
                           const int16_t days[168], float degrees[7])
{
	float *const memory = workspace->memory;
	k1_divide(memory, memory + 2864, days);
	k2_divide(memory + 2688, days, table_const, table_const2);
	k3_gru(memory, memory + 2688, params->gru_kernel, params->gru_bias);
	k4_gru(memory + 2784);
	for (size_t t = 0; t < 28; t++) {
		k5_gru(memory + 2688, memory + 2784 + (t % 2) * 32, params->gru_recurrent_kernel,
		       params->gru_bias);
		k6_gru(memory + 2784 + ((t + 1) % 2) * 32, memory + t * 96, memory + 2688,
		       memory + 2784 + (t % 2) * 32);
	}
	k7_head(memory, params->head_kernel, memory + 2784, memory + 2864, params->head_bias);
	k8_reshape(degrees, memory);
}

/* k9: convert greater select divide select divide convert constant add multiply expm1 divide negate multiply
 * expm1 negate rsqrt add    step u32[] -> loss_weight f32[], d_divide f32[], learning_rate f32[], negate f32[],
 * rsqrt f32[], add u32[]
 * from gru_forecast.lua:42, 44 */
static void k9_loss_weight(float *restrict loss_weight, float *restrict d_divide, float *restrict learning_rate,
                           float *restrict negate, float *restrict rsqrt, uint32_t *restrict add,
                           const uint32_t *restrict step, size_t n)
{
	const uint32_t step2 = step[0];
	const float v = (float)(int32_t)n;
	const uint8_t v2 = v > 0.0f;
	const float v3 = 0.003f;
	const float v4 = (float)step2 + 1.0f;
	loss_weight[0] = v;
	d_divide[0] = (v2 ? 1.0f / (v2 ? v : 1.0f) : 0.0f) / 7.0f;
	learning_rate[0] = v3;
	negate[0] = -(v3 / cr_expm1f(v4 * -0.105360515f));
	rsqrt[0] = cr_rsqrtf(-cr_expm1f(v4 * -0.0010005003f));
	add[0] = step2 + 1u;
}

/* k10: reduce_sum divide divide    window i16[n,210] -> row f32[1], divide f32[n,1]
 * from gru_forecast.lua:29 */
static void k10_divide(float *restrict row, float *restrict divide, const int16_t *restrict window, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		row[0] = 0.0f;
		for (size_t j = 0; j < 7; j++)
			row[0] += (float)window[i * 210 + j * 6 + 126];
		divide[i] = row[0] / 7.0f / 1e+01f;
	}
}

/* k11: divide rng_bits shift_right convert multiply less convert multiply multiply    rng u32[4], window
 * i16[n,210], table f32[6], table2 f32[6] -> row f32[6], gru f32[n,28,6]
 * from gru_forecast.lua:17, 24 */
static void k11_gru(float *restrict row, float *restrict gru, const uint32_t *restrict rng,
                    const int16_t *restrict window, const float *restrict table, const float *restrict table2,
                    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 6; i2++) {
			const float v = (float)((float)cr_shr_u32(cr_rng_bits(rng[0], rng[1], rng[2], rng[3],
				UINT64_C(0x5fa14f546150836a), i * 6 + i2), 8u) * 5.9604645e-08f < 0.8f) * 1.25f;
			row[i2] = v;
		}
		for (size_t i2 = 0; i2 < 28; i2++) {
			for (size_t j = 0; j < 6; j++) {
				gru[i * 168 + i2 * 6 + j] =
					((float)window[i * 210 + i2 * 6 + j] - table[j]) / table2[j] * row[j];
			}
		}
	}
}

/* k12: dot_general add    gru2 f32[n,28,6], kernel f32[6,96], bias f32[2,96] -> gru f32[28,n,96]
 * from gru_forecast.lua:17 */
static void k12_gru(float *restrict gru, const float *restrict gru2, const float *restrict kernel,
                    const float *restrict bias, size_t n)
{
	for (size_t outer = 0; outer < 28; outer++) {
		for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
			const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 96; col += CR_TILE_COLS) {
				const size_t cols = 96 - col < CR_TILE_COLS ? 96 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, 6, gru2 + row * 168 + outer * 6, 168, 1,
					kernel + col, 16, 96);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							gru[outer * 1536 + i * 96 + j] = z + bias[j];
						}
					}
				}
			}
		}
	}
}

/* k13: copy    -> s_1 f32[n,32]
 * from gru_forecast.lua:17 */
static void k13_gru(float *restrict s_1, size_t n)
{
	for (size_t i = 0; i < n * 32; i++)
		s_1[i] = 0.0f;
}

/* k14: dot_general add    s_1 f32[n,32], recurrent_kernel f32[32,96], bias f32[2,96] -> gru f32[n,96]
 * from gru_forecast.lua:17 */
static void k14_gru(float *restrict gru, const float *restrict s_1, const float *restrict recurrent_kernel,
                    const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 96; col += CR_TILE_COLS) {
			const size_t cols = 96 - col < CR_TILE_COLS ? 96 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 32, s_1 + row * 32, 32, 1,
				recurrent_kernel + col * 32, 512, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						gru[i * 96 + j] = z + bias[j + 96];
					}
				}
			}
		}
	}
}

/* k15: slice add logistic add logistic multiply subtract multiply add tanh multiply add    gru f32[n,96], z
 * f32[n,96], s_1_2 f32[n,32] -> kept f32[n,32], kept2 f32[n,32], kept3 f32[n,32], kept4 f32[n,32], s_1
 * f32[n,32]
 * from gru_forecast.lua:17 */
CR_OUTLINE void k15_gru(float *restrict kept, float *restrict kept2, float *restrict kept3,
                        float *restrict kept4, float *restrict s_1, const float *restrict gru,
                        const float *restrict z, const float *restrict s_1_2, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 32; j++) {
			const float v = gru[i * 96 + j + 64];
			const float v2 = cr_logisticf(z[i * 96 + j] + gru[i * 96 + j]);
			const float v3 = cr_logisticf(z[i * 96 + j + 32] + gru[i * 96 + j + 32]);
			const float v4 = cr_tanhf(z[i * 96 + j + 64] + v3 * v);
			kept[i * 32 + j] = v;
			kept2[i * 32 + j] = v2;
			kept3[i * 32 + j] = v3;
			kept4[i * 32 + j] = v4;
			s_1[i * 32 + j] = v2 * s_1_2[i * 32 + j] + (1.0f - v2) * v4;
		}
	}
}

/* k16: dot_general add multiply add    s_1 f32[n,32], kernel f32[32,7], divide f32[n,1], bias f32[7] -> add
 * f32[n,7]
 * from gru_forecast.lua:17, 30 */
static void k16_head(float *restrict add, const float *restrict s_1, const float *restrict kernel,
                     const float *restrict divide, const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 7; col += CR_TILE_COLS) {
			const size_t cols = 7 - col < CR_TILE_COLS ? 7 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 30, s_1 + row * 32, 32, 1, kernel + col, 16, 7);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t k = 0; k < 2; k++) {
					for (size_t l = 0; l < cols; l++) {
						tile[r * CR_TILE_COLS + l] +=
							s_1[i * 32 + k + 30] * kernel[k * 7 + l + col + 210];
					}
				}
			}
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					add[i * 7 + j] = divide[i] + (z + bias[j]) * 1e+01f;
				}
			}
		}
	}
}

/* k17: divide subtract abs less_equal multiply multiply subtract select reduce_sum divide reduce_sum divide
 * select select multiply multiply add sign multiply add multiply reduce_sum    window i16[n,210], d_divide
 * f32[] -> row f32[7], d_head f32[7], d_multiply f32[n,7], divide f32[n], divide2 f32[n]
 * from gru_forecast.lua:17, 30, 39, 44, 45 */
static void k17_head_backward(float *restrict row, float *restrict d_head, float *restrict d_multiply,
                              float *restrict divide, float *restrict divide2, const int16_t *restrict window,
                              const float *restrict d_divide, size_t n)
{
	const float d_divide2 = d_divide[0];
	for (size_t i = 0; i < 7; i++)
		d_head[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		float lane[16] = { 0.0f };
		for (size_t j = 0; j < 7; j++) {
			const float v = d_multiply[i * 7 + j] - (float)window[i * 210 + j * 6 + 168] / 1e+01f;
			const float v2 = cr_absf(v);
			const uint8_t v3 = v2 <= 1.0f;
			const float v4 = (v3 ? d_divide2 : 0.0f) * 0.5f * v;
			const float v5 = (v4 + v4 + (v3 ? 0.0f : d_divide2) * cr_signf(v)) * 1e+01f;
			d_head[j] += v5;
			row[j] = v2;
			d_multiply[i * 7 + j] = v5;
			lane[j] += v3 ? v * v * 0.5f : v2 - 0.5f;
		}
		const float sum = cr_join_sum(lane);
		divide[i] = sum / 7.0f;
		float lane2[16] = { 0.0f };
		for (size_t j = 0; j < 7; j++)
			lane2[j] += row[j];
		const float sum2 = cr_join_sum(lane2);
		divide2[i] = sum2 / 7.0f;
	}
}

/* k18: reduce_sum reduce_sum is_finite    divide f32[n], divide2 f32[n] -> loss f32[], mae f32[], is_finite
 * bool[]
 * from gru_forecast.lua:42 */
static void k18_loss(float *restrict loss, float *restrict mae, uint8_t *restrict is_finite,
                     const float *restrict divide, const float *restrict divide2, size_t n)
{
	float lane[16] = { 0.0f };
	size_t block = 0;
	for (; block + 16 <= n; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += divide[i];
		}
	}
	for (size_t l = 0; block + l < n; l++) {
		const size_t i = block + l;
		lane[l] += divide[i];
	}
	const float sum = cr_join_sum(lane);
	loss[0] = sum;
	float lane2[16] = { 0.0f };
	size_t block2 = 0;
	for (; block2 + 16 <= n; block2 += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block2 + l;
			lane2[l] += divide2[i];
		}
	}
	for (size_t l = 0; block2 + l < n; l++) {
		const size_t i = block2 + l;
		lane2[l] += divide2[i];
	}
	const float sum2 = cr_join_sum(lane2);
	mae[0] = sum2;
	is_finite[0] = (uint8_t)cr_is_finitef(sum);
}

/* k19: dot_general    d_multiply f32[n,7], kernel f32[32,7] -> d_head f32[n,32]
 * from gru_forecast.lua:17 */
static void k19_head_backward(float *restrict d_head, const float *restrict d_multiply,
                              const float *restrict kernel, float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 32; col += 16)
		cr_pack_b(panels + col * 7, 16, 7, kernel + col * 7, 1, 7);
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
			const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 7, d_multiply + row * 7, 7, 1, panels + col * 7,
				112, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_head[i * 32 + j] = z;
					}
				}
			}
		}
	}
}

/* k20: dot_general    s_1 f32[n,32], d_multiply f32[n,7] -> d_head f32[32,7]
 * from gru_forecast.lua:17 */
static void k20_head_backward(float *restrict d_head, const float *restrict s_1,
                              const float *restrict d_multiply, float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 7; col += 16)
		cr_pack_b(panels + col * n, 7 - col < 16 ? 7 - col : 16, n, d_multiply + col, 7, 1);
	for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
		const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 7; col += CR_TILE_COLS) {
			const size_t cols = 7 - col < CR_TILE_COLS ? 7 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, n, s_1 + row, 1, 32, panels + col * n, (n * 16),
				16);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					d_head[i * 7 + j] = z;
				}
			}
		}
	}
}

/* k21: copy    d_head f32[n,32] -> d_s_1 f32[n,32]
 * from gru_forecast.lua:17 */
static void k21_head_backward(float *restrict d_s_1, const float *restrict d_head, size_t n)
{
	for (size_t i = 0; i < n * 32; i++)
		d_s_1[i] = d_head[i];
}

/* k22: copy    -> sum f32[2,96]; of 4 sizes
 * from gru_forecast.lua:17 */
static void k22_copy(float *restrict sum, size_t size)
{
	for (size_t i = 0; i < size; i++)
		sum[i] = 0.0f;
}

/* k23: pack    recurrent_kernel f32[32,96] -> 
 * from gru_forecast.lua:17 */
static void k23_gru_backward(const float *restrict recurrent_kernel, float *restrict panels)
{
	for (size_t block = 0; block < 6; block++) {
		for (size_t col = 0; col < 32; col += 16) {
			cr_pack_b(panels + block * 256 + col * 96, 16, 16,
				recurrent_kernel + block * 512 + col * 16, 1, 16);
		}
	}
}

/* k24: multiply    d_s_1 f32[n,32], kept f32[n,32], kept2 f32[n,32], kept3 f32[n,32] -> d_gru f32[n,32]
 * from gru_forecast.lua:17 */
static void k24_gru_backward(float *restrict d_gru, const float *restrict d_s_1, const float *restrict kept,
                             const float *restrict kept2, const float *restrict kept3, size_t n)
{
	for (size_t i = 0; i < n * 32; i++)
		d_gru[i] = d_s_1[i] * (1.0f - kept[i]) * (1.0f - kept2[i] * kept2[i]) * kept3[i];
}

/* k25: multiply multiply    d_s_1 f32[n,32], kept f32[n,32], kept2 f32[n,32], kept3 f32[n,32], kept4 f32[n,32]
 * -> d_gru f32[n,32]
 * from gru_forecast.lua:17 */
static void k25_gru_backward(float *restrict d_gru, const float *restrict d_s_1, const float *restrict kept,
                             const float *restrict kept2, const float *restrict kept3,
                             const float *restrict kept4, size_t n)
{
	for (size_t i = 0; i < n * 32; i++) {
		d_gru[i] = d_s_1[i] * (1.0f - kept[i]) * (1.0f - kept2[i] * kept2[i]) * kept3[i] *
			(kept4[i] * (1.0f - kept4[i]));
	}
}

/* k26: add multiply add reduce_sum add add    d_s_1 f32[n,32], kept f32[n,32], kept2 f32[n,32], kept3
 * f32[n,32], d_gru2 f32[n,32], d_gru3 f32[n,32] -> row f32[32], d_gru f32[96], d_y f32[n,96], d_y2 f32[n,96]
 * from gru_forecast.lua:17 */
static void k26_gru_backward(float *restrict row, float *restrict d_gru, float *restrict d_y,
                             float *restrict d_y2, const float *restrict d_s_1, const float *restrict kept,
                             const float *restrict kept2, const float *restrict kept3,
                             const float *restrict d_gru2, const float *restrict d_gru3, size_t n)
{
	for (size_t i = 0; i < 96; i++)
		d_gru[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 32; i2++) {
			const float v = (d_s_1[i * 32 + i2] * kept[i * 32 + i2] -
				d_s_1[i * 32 + i2] * kept2[i * 32 + i2]) *
				(kept3[i * 32 + i2] * (1.0f - kept3[i * 32 + i2]));
			row[i2] = v;
		}
		for (size_t i2 = 0; i2 < 32; i2++) {
			const float v = 0.0f + 0.0f + row[i2];
			d_gru[i2] += v;
			d_y[i * 96 + i2] = v;
			d_y2[i * 96 + i2] = 0.0f + 0.0f + row[i2];
		}
		for (size_t i2 = 0; i2 < 32; i2++) {
			const float v = 0.0f + d_gru3[i * 32 + i2] + 0.0f;
			d_gru[i2 + 32] += v;
			d_y[i * 96 + i2 + 32] = v;
			d_y2[i * 96 + i2 + 32] = 0.0f + d_gru3[i * 32 + i2] + 0.0f;
		}
		for (size_t i2 = 0; i2 < 32; i2++) {
			const float v = d_gru2[i * 32 + i2] + 0.0f + 0.0f;
			d_gru[i2 + 64] += v;
			d_y[i * 96 + i2 + 64] = v;
			d_y2[i * 96 + i2 + 64] = d_s_1[i * 32 + i2] * (1.0f - kept3[i * 32 + i2]) *
				(1.0f - kept2[i * 32 + i2] * kept2[i * 32 + i2]) + 0.0f + 0.0f;
		}
	}
}

/* k27: dot_general add    d_y f32[n,96], panels f32[3072], d_s_1_2 f32[n,32], kept f32[n,32] -> d_s_1 f32[n,32]
 * from gru_forecast.lua:17 */
CR_OUTLINE void k27_gru_backward(float *restrict d_s_1, const float *restrict d_y, const float *restrict panels,
                                 const float *restrict d_s_1_2, const float *restrict kept, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 32; col += CR_TILE_COLS) {
			const size_t cols = 32 - col < CR_TILE_COLS ? 32 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 96, d_y + row * 96, 96, 1, panels + col * 96,
				1536, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_s_1[i * 32 + j] = d_s_1_2[i * 32 + j] * kept[i * 32 + j] + z;
					}
				}
			}
		}
	}
}

/* k28: add    sum2 f32[2,96], d_gru f32[96] -> sum f32[2,96] */
CR_OUTLINE void k28_add(float *restrict sum, const float *restrict sum2, const float *restrict d_gru)
{
	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < 96; j++)
			sum[i * 96 + j] = sum2[i * 96 + j] + (i - 1 < 1 ? d_gru[i * 96 + j - 96] : 0.0f);
	}
}

/* k29: dot_general    gru f32[28,n,32], d_gru2 f32[28,n,96] -> d_gru f32[32,96]
 * from gru_forecast.lua:17 */
static void k29_gru_backward(float *restrict d_gru, const float *restrict gru, const float *restrict d_gru2,
                             size_t n)
{
	for (size_t row = 0; row < 32; row += CR_TILE_ROWS) {
		const size_t rows = 32 - row < CR_TILE_ROWS ? 32 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 96; col += CR_TILE_COLS) {
			const size_t cols = 96 - col < CR_TILE_COLS ? 96 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile_taps(tile, rows, (cols + 15) / 16, 28, 512, 1536, n, gru + row, 1, 32,
				d_gru2 + col, 16, 96);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_gru[i * 96 + j] = z;
					}
				}
			}
		}
	}
}

/* k30: reduce_sum    d_gru2 f32[28,n,96] -> d_gru f32[96]
 * from gru_forecast.lua:17 */
static void k30_gru_backward(float *restrict d_gru, const float *restrict d_gru2, size_t n)
{
	for (size_t i = 0; i < 96; i++)
		d_gru[i] = 0.0f;
	for (size_t i = 0; i < 28; i++) {
		for (size_t j = 0; j < n; j++) {
			for (size_t i2 = 0; i2 < 96; i2++)
				d_gru[i2] += d_gru2[i * 1536 + j * 96 + i2];
		}
	}
}

/* k31: dot_general    gru f32[n,28,6], d_gru2 f32[28,n,96] -> d_gru f32[6,96]
 * from gru_forecast.lua:17 */
static void k31_gru_backward(float *restrict d_gru, const float *restrict gru, const float *restrict d_gru2,
                             size_t n)
{
	for (size_t row = 0; row < 6; row += CR_TILE_ROWS) {
		const size_t rows = 6 - row < CR_TILE_ROWS ? 6 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 96; col += CR_TILE_COLS) {
			const size_t cols = 96 - col < CR_TILE_COLS ? 96 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile_taps(tile, rows, (cols + 15) / 16, 28, 6, 1536, n, gru + row, 1, 168,
				d_gru2 + col, 16, 96);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_gru[i * 96 + j] = z;
					}
				}
			}
		}
	}
}

/* k32: multiply reduce_sum multiply reduce_sum add multiply reduce_sum    d_gru f32[6,96], d_gru2 f32[32,96],
 * d_head f32[32,7] -> add f32[], sum f32[]
 * from gru_forecast.lua:42 */
static void k32_reduce_sum(float *restrict add, float *restrict sum, const float *restrict d_gru,
                           const float *restrict d_gru2, const float *restrict d_head)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 576; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_gru[i] * d_gru[i];
		}
	}
	const float sum2 = cr_join_sum(lane);
	float lane2[16] = { 0.0f };
	for (size_t block = 0; block < 3072; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane2[l] += d_gru2[i] * d_gru2[i];
		}
	}
	const float sum3 = cr_join_sum(lane2);
	add[0] = sum2 + sum3;
	float lane3[16] = { 0.0f };
	for (size_t block = 0; block < 224; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane3[l] += d_head[i] * d_head[i];
		}
	}
	const float sum4 = cr_join_sum(lane3);
	sum[0] = sum4;
}

/* k33: multiply reduce_sum add add    sum f32[2,96], d_gru f32[96], sum2 f32[] -> add f32[]
 * from gru_forecast.lua:42 */
static void k33_add(float *restrict add, const float *restrict sum, const float *restrict d_gru,
                    const float *restrict sum2)
{
	const float add2 = add[0];
	const float sum3 = sum2[0];
	float lane[16] = { 0.0f };
	for (size_t i = 0; i < 2; i++) {
		for (size_t block = 0; block < 96; block += 16) {
			CR_SIXTEEN
			for (size_t l = 0; l < 16; l++) {
				const size_t j = block + l;
				lane[l] += (sum[i * 96 + j] + (i < 1 ? d_gru[i * 96 + j] : 0.0f)) *
					(sum[i * 96 + j] + (i < 1 ? d_gru[i * 96 + j] : 0.0f));
			}
		}
	}
	const float sum4 = cr_join_sum(lane);
	add[0] = add2 + sum4 + sum3;
}

/* k34: multiply reduce_sum add sqrt is_finite logical_and greater divide select multiply multiply add multiply
 * multiply add multiply sqrt multiply add divide subtract select select select select convert    d_head f32[7],
 * add u32[], negate f32[], rsqrt f32[] -> gradient_norm f32[], logical_and bool[], select f32[], step u32[],
 * finite f32[], bias f32[7], m f32[7], v f32[7]
 * from gru_forecast.lua:42 */
static void k34_update_head_bias(float *restrict gradient_norm, uint8_t *restrict logical_and,
                                 float *restrict select, uint32_t *restrict step, float *restrict finite,
                                 float *restrict bias, float *restrict m, float *restrict v,
                                 const float *restrict d_head, const uint32_t *restrict add,
                                 const float *restrict negate, const float *restrict rsqrt)
{
	const float add2 = select[0];
	const uint8_t is_finite = logical_and[0];
	const uint32_t add3 = add[0];
	const uint32_t step2 = step[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	float lane[16] = { 0.0f };
	for (size_t i = 0; i < 7; i++)
		lane[i] += d_head[i] * d_head[i];
	const float sum = cr_join_sum(lane);
	const float v2 = cr_sqrtf(add2 + sum);
	const uint8_t v3 = (uint8_t)(cr_is_finitef(v2) & is_finite);
	const float v4 = v2 > 1.0f ? 1.0f / v2 : 1.0f;
	gradient_norm[0] = v2;
	logical_and[0] = v3;
	select[0] = v4;
	step[0] = v3 ? add3 : step2;
	finite[0] = (float)v3;
	for (size_t i = 0; i < 7; i++) {
		const float v5 = d_head[i] * v4;
		const float v6 = m[i] * 0.9f + v5 * 0.1f;
		const float v7 = v[i] * 0.999f + v5 * v5 * 0.001f;
		bias[i] = v3 ? bias[i] - negate2 * v6 / (cr_sqrtf(v7) * rsqrt2 + 1e-08f) : bias[i];
		m[i] = v3 ? v6 : m[i];
		v[i] = v3 ? v7 : v[i];
	}
}

/* k35: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_gru f32[6,96], select f32[], logical_and bool[], negate f32[], rsqrt f32[] -> kernel f32[6,96], m
 * f32[6,96], v f32[6,96]; of 2 sizes
 * from gru_forecast.lua:42 */
static void k35_update(float *restrict kernel, float *restrict m, float *restrict v,
                       const float *restrict d_gru, const float *restrict select,
                       const uint8_t *restrict logical_and, const float *restrict negate,
                       const float *restrict rsqrt, size_t size)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < size; i++) {
		const float v2 = d_gru[i] * select2;
		const float v3 = m[i] * 0.9f + v2 * 0.1f;
		const float v4 = v[i] * 0.999f + v2 * v2 * 0.001f;
		kernel[i] = logical_and2 ? kernel[i] - negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) :
			kernel[i];
		m[i] = logical_and2 ? v3 : m[i];
		v[i] = logical_and2 ? v4 : v[i];
	}
}

/* k36: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_gru f32[32,96], select f32[], logical_and bool[], negate f32[], rsqrt f32[] -> recurrent_kernel
 * f32[32,96], m f32[32,96], v f32[32,96]
 * from gru_forecast.lua:42 */
static void k36_update_gru_recurrent_kernel(float *restrict recurrent_kernel, float *restrict m,
                                            float *restrict v, const float *restrict d_gru,
                                            const float *restrict select, const uint8_t *restrict logical_and,
                                            const float *restrict negate, const float *restrict rsqrt)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t j = 0; j < 6; j++) {
		for (size_t i = 0; i < 32; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v2 = d_gru[i * 96 + j * 16 + k] * select2;
				const float v3 = m[j * 512 + i * 16 + k] * 0.9f + v2 * 0.1f;
				const float v4 = v[j * 512 + i * 16 + k] * 0.999f + v2 * v2 * 0.001f;
				recurrent_kernel[j * 512 + i * 16 + k] = logical_and2 ?
					recurrent_kernel[j * 512 + i * 16 + k] -
					negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) :
					recurrent_kernel[j * 512 + i * 16 + k];
				m[j * 512 + i * 16 + k] = logical_and2 ? v3 : m[j * 512 + i * 16 + k];
				v[j * 512 + i * 16 + k] = logical_and2 ? v4 : v[j * 512 + i * 16 + k];
			}
		}
	}
}

/* k37: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    sum f32[2,96], d_gru f32[96], select f32[], logical_and bool[], negate f32[], rsqrt f32[] -> bias
 * f32[2,96], m f32[2,96], v f32[2,96]
 * from gru_forecast.lua:42 */
static void k37_update_gru_bias(float *restrict bias, float *restrict m, float *restrict v,
                                const float *restrict sum, const float *restrict d_gru,
                                const float *restrict select, const uint8_t *restrict logical_and,
                                const float *restrict negate, const float *restrict rsqrt)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < 96; j++) {
			const float v2 = (sum[i * 96 + j] + (i < 1 ? d_gru[i * 96 + j] : 0.0f)) * select2;
			const float v3 = m[i * 96 + j] * 0.9f + v2 * 0.1f;
			const float v4 = v[i * 96 + j] * 0.999f + v2 * v2 * 0.001f;
			bias[i * 96 + j] = logical_and2 ?
				bias[i * 96 + j] - negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) :
				bias[i * 96 + j];
			m[i * 96 + j] = logical_and2 ? v3 : m[i * 96 + j];
			v[i * 96 + j] = logical_and2 ? v4 : v[i * 96 + j];
		}
	}
}

/* k38: concatenate    rng u32[4] -> concatenate u32[4]
 * from gru_forecast.lua:42 */
static void k38_concatenate(uint32_t *restrict concatenate, const uint32_t *restrict rng)
{
	for (size_t i = 0; i < 2; i++)
		concatenate[i] = rng[i];
	concatenate[2] = rng[2] + 1u;
	concatenate[3] = rng[3] + (uint32_t)(rng[2] + 1u == 0u);
}

/* k39: copy    loss_weight f32[] -> mae_weight f32[] */
static void k39_copy(float *restrict mae_weight, const float *restrict loss_weight)
{
	mae_weight[0] = loss_weight[0];
}

/* k40: copy    concatenate u32[4] -> rng u32[4] */
static void k40_copy(uint32_t *restrict rng, const uint32_t *restrict concatenate)
{
	for (size_t i = 0; i < 4; i++)
		rng[i] = concatenate[i];
}

/* train_step: window i16[n,210] -> loss f32[], loss_weight f32[], mae f32[], mae_weight f32[], gradient_norm
 * f32[], learning_rate f32[], finite f32[]; sets 17 tensors */
/* At most budget kernels, from number piece on: the number of the next, 0 after the last. Those from the first
 * that changes more than the workspace on are one piece. */
static uint32_t train_step_kernels(gru_forecast_params *params, gru_forecast_train_state *train_state,
                                   gru_forecast_train_workspace *workspace, size_t count, const int16_t *window,
                                   float *report, uint32_t piece, uint32_t budget)
{
	float *const memory = workspace->memory;
	uint32_t *const memory_u32 = workspace->memory_u32;
	uint8_t *const memory_bool = workspace->memory_bool;
	for (; budget > 0; budget--) {
		switch (piece++) {
		case 1:
			k9_loss_weight(report + 1, memory + 44544, report + 5, memory + 166752, memory + 166768,
			               memory_u32, train_state->step, count);
			break;
		case 2:
			k10_divide(memory, memory + 44560, window, count);
			break;
		case 3:
			k11_gru(memory, memory + 161280, train_state->rng, window, table_const, table_const2,
			        count);
			break;
		case 4:
			k12_gru(memory, memory + 161280, params->gru_kernel, params->gru_bias, count);
			break;
		case 5:
			k13_gru(memory + 86016, count);
			break;
		case 6:
			for (size_t t = 0; t < 28; t++) {
				k14_gru(memory + 43008, memory + 86016 + t * 512, params->gru_recurrent_kernel,
				        params->gru_bias, count);
				k15_gru(memory + 100864 + t * 512, memory + 115200 + t * 512,
				        memory + 129536 + t * 512, memory + 143872 + t * 512,
				        memory + 86528 + t * 512, memory + 43008, memory + t * 1536,
				        memory + 86016 + t * 512, count);
			}
			break;
		case 7:
			k16_head(memory + 768, memory + 100352, params->head_kernel, memory + 44560,
			         params->head_bias, count);
			break;
		case 8:
			k17_head_backward(memory, memory + 166784, memory + 768, memory + 16, memory + 32,
			                  window, memory + 44544, count);
			break;
		case 9:
			k18_loss(report + 0, report + 2, memory_bool, memory + 16, memory + 32, count);
			break;
		case 10:
			k19_head_backward(memory, memory + 768, params->head_kernel, memory + 512, count);
			break;
		case 11:
			k20_head_backward(memory + 166400, memory + 100352, memory + 768, memory + 512, count);
			break;
		case 12:
			k21_head_backward(memory + 164480, memory, count);
			break;
		case 13:
			k22_copy(memory + 166208, 192);
			break;
		case 14:
			k23_gru_backward(params->gru_recurrent_kernel, memory + 158208);
			break;
		case 15:
			for (size_t t2 = 28; t2-- > 0;) {
				k24_gru_backward(memory + 164992, memory + 163968 + (t2 % 2) * 512,
				                 memory + 115200 + t2 * 512, memory + 143872 + t2 * 512,
				                 memory + 129536 + t2 * 512, count);
				k25_gru_backward(memory + 165504, memory + 163968 + (t2 % 2) * 512,
				                 memory + 115200 + t2 * 512, memory + 143872 + t2 * 512,
				                 memory + 100864 + t2 * 512, memory + 129536 + t2 * 512, count);
				k26_gru_backward(memory + 166720, memory + 166624, memory + t2 * 1536,
				                 memory + 43008 + t2 * 1536, memory + 163968 + (t2 % 2) * 512,
				                 memory + 86016 + t2 * 512, memory + 143872 + t2 * 512,
				                 memory + 115200 + t2 * 512, memory + 164992, memory + 165504,
				                 count);
				k27_gru_backward(memory + 163968 + ((t2 + 1) % 2) * 512, memory + t2 * 1536,
				                 memory + 158208, memory + 163968 + (t2 % 2) * 512,
				                 memory + 115200 + t2 * 512, count);
				k28_add(memory + 166016 + ((t2 + 1) % 2) * 192,
				        memory + 166016 + (t2 % 2) * 192, memory + 166624);
			}
			break;
		case 16:
			k29_gru_backward(memory + 100864, memory + 86016, memory, count);
			break;
		case 17:
			k30_gru_backward(memory + 576, memory + 43008, count);
			break;
		case 18:
			k31_gru_backward(memory, memory + 161280, memory + 43008, count);
			break;
		case 19:
			k32_reduce_sum(memory + 672, memory + 688, memory, memory + 100864, memory + 166400);
			break;
		case 20:
			k33_add(memory + 672, memory + 166208, memory + 576, memory + 688);
			break;
		default:
			k34_update_head_bias(report + 4, memory_bool, memory + 672, train_state->step,
			                     report + 6, params->head_bias, train_state->m_head_bias,
			                     train_state->v_head_bias, memory + 166784, memory_u32,
			                     memory + 166752, memory + 166768);
			k35_update(params->gru_kernel, train_state->m_gru_kernel, train_state->v_gru_kernel,
			           memory, memory + 672, memory_bool, memory + 166752, memory + 166768, 576);
			k36_update_gru_recurrent_kernel(params->gru_recurrent_kernel,
			                                train_state->m_gru_recurrent_kernel,
			                                train_state->v_gru_recurrent_kernel, memory + 100864,
			                                memory + 672, memory_bool, memory + 166752,
			                                memory + 166768);
			k37_update_gru_bias(params->gru_bias, train_state->m_gru_bias, train_state->v_gru_bias,
			                    memory + 166208, memory + 576, memory + 672, memory_bool,
			                    memory + 166752, memory + 166768);
			k35_update(params->head_kernel, train_state->m_head_kernel, train_state->v_head_kernel,
			           memory + 166400, memory + 672, memory_bool, memory + 166752, memory + 166768,
			           224);
			k38_concatenate(memory_u32, train_state->rng);
			k39_copy(report + 3, report + 1);
			k40_copy(train_state->rng, memory_u32);
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

static cr_status train_step_run(gru_forecast_params *params, gru_forecast_train_state *train_state,
                                gru_forecast_train_workspace *workspace, size_t count, const int16_t *window,
                                cr_train_sums *sums)
{
	float report[7] = { 0.0f };
	if (count < 1 || count > 16)
		return CR_ERR_ARGUMENT;
	train_state->piece = 0;  /* a step in pieces that was under way is given up */
	train_step_kernels(params, train_state, workspace, count, window, report, 1, UINT32_MAX);
	return train_step_sums(report, sums);
}

/* k41: convert    -> loss_weight f32[]
 * from gru_forecast.lua:42 */
static void k41_loss_weight(float *restrict loss_weight, size_t n)
{
	loss_weight[0] = (float)(int32_t)n;
}

/* k42: divide    window i16[n,210], table f32[6], table2 f32[6] -> divide f32[n,28,6]
 * from gru_forecast.lua:24 */
static void k42_divide(float *restrict divide, const int16_t *restrict window, const float *restrict table,
                       const float *restrict table2, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 28; j++) {
			for (size_t k = 0; k < 6; k++) {
				divide[i * 168 + j * 6 + k] =
					((float)window[i * 210 + j * 6 + k] - table[k]) / table2[k];
			}
		}
	}
}

/* k43: add logistic add logistic multiply subtract multiply add tanh multiply add    z f32[n,96], gru
 * f32[n,96], s_1_2 f32[n,32] -> s_1 f32[n,32]
 * from gru_forecast.lua:17 */
CR_OUTLINE void k43_gru(float *restrict s_1, const float *restrict z, const float *restrict gru,
                        const float *restrict s_1_2, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 32; j++) {
			const float v = cr_logisticf(z[i * 96 + j] + gru[i * 96 + j]);
			s_1[i * 32 + j] = v * s_1_2[i * 32 + j] +
				(1.0f - v) * cr_tanhf(z[i * 96 + j + 64] +
				cr_logisticf(z[i * 96 + j + 32] + gru[i * 96 + j + 32]) * gru[i * 96 + j + 64]);
		}
	}
}

/* k44: divide subtract abs less_equal multiply multiply subtract select reduce_sum divide reduce_sum divide
 * add f32[n,7], window i16[n,210] -> row f32[7], divide f32[n], divide2 f32[n]
 * from gru_forecast.lua:39, 44, 45 */
static void k44_divide(float *restrict row, float *restrict divide, float *restrict divide2,
                       const float *restrict add, const int16_t *restrict window, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float lane[16] = { 0.0f };
		for (size_t j = 0; j < 7; j++) {
			const float v = add[i * 7 + j] - (float)window[i * 210 + j * 6 + 168] / 1e+01f;
			const float v2 = cr_absf(v);
			row[j] = v2;
			lane[j] += v2 <= 1.0f ? v * v * 0.5f : v2 - 0.5f;
		}
		const float sum = cr_join_sum(lane);
		divide[i] = sum / 7.0f;
		float lane2[16] = { 0.0f };
		for (size_t j = 0; j < 7; j++)
			lane2[j] += row[j];
		const float sum2 = cr_join_sum(lane2);
		divide2[i] = sum2 / 7.0f;
	}
}

/* k45: reduce_sum reduce_sum    divide f32[n], divide2 f32[n] -> loss f32[], mae f32[]
 * from gru_forecast.lua:42 */
static void k45_loss(float *restrict loss, float *restrict mae, const float *restrict divide,
                     const float *restrict divide2, size_t n)
{
	float lane[16] = { 0.0f };
	size_t block = 0;
	for (; block + 16 <= n; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += divide[i];
		}
	}
	for (size_t l = 0; block + l < n; l++) {
		const size_t i = block + l;
		lane[l] += divide[i];
	}
	const float sum = cr_join_sum(lane);
	loss[0] = sum;
	float lane2[16] = { 0.0f };
	size_t block2 = 0;
	for (; block2 + 16 <= n; block2 += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block2 + l;
			lane2[l] += divide2[i];
		}
	}
	for (size_t l = 0; block2 + l < n; l++) {
		const size_t i = block2 + l;
		lane2[l] += divide2[i];
	}
	const float sum2 = cr_join_sum(lane2);
	mae[0] = sum2;
}

/* evaluate: window i16[n,210] -> loss f32[], loss_weight f32[], mae f32[], mae_weight f32[] */
static cr_status evaluate_run(const gru_forecast_params *params, gru_forecast_train_workspace *workspace,
                              size_t count, const int16_t *window, cr_train_sums *sums)
{
	float loss[1] = { 0.0f };
	float loss_weight[1] = { 0.0f };
	float mae[1] = { 0.0f };
	float mae_weight[1] = { 0.0f };
	float *const memory = workspace->memory;
	if (count < 1 || count > 16)
		return CR_ERR_ARGUMENT;
	k41_loss_weight(loss_weight, count);
	k10_divide(memory, memory + 45696, window, count);
	k42_divide(memory + 43008, window, table_const, table_const2, count);
	k12_gru(memory, memory + 43008, params->gru_kernel, params->gru_bias, count);
	k13_gru(memory + 44544, count);
	for (size_t t = 0; t < 28; t++) {
		k14_gru(memory + 43008, memory + 44544 + (t % 2) * 512, params->gru_recurrent_kernel,
		        params->gru_bias, count);
		k43_gru(memory + 44544 + ((t + 1) % 2) * 512, memory + t * 1536, memory + 43008,
		        memory + 44544 + (t % 2) * 512, count);
	}
	k16_head(memory, memory + 44544, params->head_kernel, memory + 45696, params->head_bias, count);
	k44_divide(memory + 112, memory + 128, memory + 144, memory, window, count);
	k45_loss(loss, mae, memory + 128, memory + 144, count);
	k39_copy(mae_weight, loss_weight);
	sums->value[0] = loss[0];
	sums->weight[0] = loss_weight[0];
	sums->value[1] = mae[0];
	sums->weight[1] = mae_weight[0];
	return CR_OK;
}

/* k46: constant    -> out u32[]
 * from gru_forecast.lua:42 */
static void k46_fill(uint32_t *restrict out)
{
	out[0] = 0u;
}

/* k47: broadcast_in_dim    -> out f32[7]
 * from gru_forecast.lua:42 */
static void k47_fill(float *restrict out)
{
	for (size_t i = 0; i < 7; i++)
		out[i] = 0.0f;
}

/* k48: copy    broadcast_in_dim f32[6,96] -> m f32[6,96]; of 4 sizes */
static void k48_copy(float *restrict m, const float *restrict broadcast_in_dim, size_t size)
{
	for (size_t i = 0; i < size; i++)
		m[i] = broadcast_in_dim[i];
}

/* train_init: seed seed; sets 12 tensors */
static void train_init_run(gru_forecast_train_state *train_state, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	k46_fill(train_state->step);
	k22_copy(train_state->v_gru_kernel, 576);
	k22_copy(train_state->v_gru_recurrent_kernel, 3072);
	k22_copy(train_state->v_gru_bias, 192);
	k22_copy(train_state->v_head_kernel, 224);
	k47_fill(train_state->v_head_bias);
	k40_copy(train_state->rng, seed_words);
	k48_copy(train_state->m_gru_kernel, train_state->v_gru_kernel, 576);
	k48_copy(train_state->m_gru_recurrent_kernel, train_state->v_gru_recurrent_kernel, 3072);
	k48_copy(train_state->m_gru_bias, train_state->v_gru_bias, 192);
	k48_copy(train_state->m_head_kernel, train_state->v_head_kernel, 224);
	k8_reshape(train_state->m_head_bias, train_state->v_head_bias);
}

/* k49: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[6,96]
 * from gru_forecast.lua:17 */
static void k49_init_gru_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t i = 0; i < 576; i++) {
		kernel[i] = (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
			UINT64_C(0x26cf8b6e006b41b2), i), 8u) * 5.9604645e-08f * 0.48507124f + -0.24253562f;
	}
}

/* k50: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply    seed u32[4] -> recurrent_kernel f32[32,96]
 * from gru_forecast.lua:17 */
static void k50_gru_recurrent_kernel(float *restrict recurrent_kernel, const uint32_t *restrict seed)
{
	for (size_t i = 0; i < 3072; i++) {
		recurrent_kernel[i] = cr_sqrtf(cr_logf(1.0f -
			(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
			UINT64_C(0xb8be5db2b921e15a), i), 8u) * 5.9604645e-08f) * -2.0f) *
			cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
			UINT64_C(0x59a343a9ea34c458), i), 8u) * 5.9604645e-08f * 6.2831855f);
	}
}

/* k51: copy    -> carry f32[32,96]
 * from gru_forecast.lua:17 */
static void k51_gru_recurrent_kernel(float *restrict carry)
{
	for (size_t i = 0; i < 3072; i++)
		carry[i] = 0.0f;
}

/* k52: dot_general    carry f32[32,96], x f32[96] -> recurrent_kernel f32[32]
 * from gru_forecast.lua:17 */
static void k52_gru_recurrent_kernel(float *restrict recurrent_kernel, const float *restrict carry,
                                     const float *restrict x)
{
	for (size_t row = 0; row < 32; row += 64) {
		const size_t count = 32 - row < 64 ? 32 - row : 64;
		float dot[64];
		cr_dots(dot, count, 96, carry + row * 96, 96, x);
		for (size_t l = 0; l < count; l++) {
			const size_t i = row + l;
			const float z = dot[l];
			recurrent_kernel[i] = z;
		}
	}
}

/* k53: dot_general subtract    recurrent_kernel2 f32[32], carry f32[32,96], x f32[96] -> recurrent_kernel
 * f32[96]
 * from gru_forecast.lua:17 */
static void k53_gru_recurrent_kernel(float *restrict recurrent_kernel, const float *restrict recurrent_kernel2,
                                     const float *restrict carry, const float *restrict x)
{
	for (size_t col = 0; col < 96; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 96 - col < 16 * CR_ROW_PANELS ? 96 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 32, recurrent_kernel2, 1, carry + col, 16, 96);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				recurrent_kernel[j] = x[j] - z;
			}
		}
	}
}

/* k54: dot_general subtract    recurrent_kernel2 f32[32], carry f32[32,96] -> recurrent_kernel f32[96]
 * from gru_forecast.lua:17 */
static void k54_gru_recurrent_kernel(float *restrict recurrent_kernel, const float *restrict recurrent_kernel2,
                                     const float *restrict carry)
{
	for (size_t col = 0; col < 96; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 96 - col < 16 * CR_ROW_PANELS ? 96 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 32, recurrent_kernel2, 1, carry + col, 16, 96);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				recurrent_kernel[j] = recurrent_kernel[j] - z;
			}
		}
	}
}

/* k55: multiply reduce_sum rsqrt    recurrent_kernel2 f32[96] -> recurrent_kernel f32[]
 * from gru_forecast.lua:17 */
static void k55_gru_recurrent_kernel(float *restrict recurrent_kernel, const float *restrict recurrent_kernel2)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 96; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += recurrent_kernel2[i] * recurrent_kernel2[i];
		}
	}
	const float sum = cr_join_sum(lane);
	recurrent_kernel[0] = cr_rsqrtf(sum);
}

/* k56: dynamic_update_slice    carry2 f32[32,96], recurrent_kernel f32[96], recurrent_kernel2 f32[], position
 * i32[] -> carry f32[32,96]
 * from gru_forecast.lua:17 */
CR_OUTLINE void k56_gru_recurrent_kernel(float *restrict carry, const float *restrict carry2,
                                         const float *restrict recurrent_kernel,
                                         const float *restrict recurrent_kernel2,
                                         const int32_t *restrict position)
{
	const float recurrent_kernel3 = recurrent_kernel2[0];
	const int32_t position2 = position[0];
	for (size_t i = 0; i < 3072; i++)
		carry[i] = carry2[i];
	for (size_t i = 0; i < 96; i++) {
		carry[(size_t)cr_clamp_index_i32(position2, 32) * 96 + i] =
			recurrent_kernel[i] * recurrent_kernel3;
	}
}

/* k57: copy    carry f32[32,96] -> recurrent_kernel f32[32,96] */
static void k57_copy(float *restrict recurrent_kernel, const float *restrict carry)
{
	for (size_t i = 0; i < 32; i++) {
		for (size_t j = 0; j < 96; j++)
			recurrent_kernel[j / 16 * 512 + i * 16 + j % 16] = carry[i * 96 + j];
	}
}

/* init: seed seed; sets 5 tensors */
void gru_forecast_init(gru_forecast_params *params, gru_forecast_init_workspace *workspace, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	float *const memory = workspace->memory;
	int32_t *const memory_i32 = workspace->memory_i32;
	k49_init_gru_kernel(params->gru_kernel, seed_words);
	k50_gru_recurrent_kernel(memory + 6144, seed_words);
	k51_gru_recurrent_kernel(memory);
	for (size_t t = 0; t < 32; t++) {
		*(memory_i32) = (int32_t)t;
		k52_gru_recurrent_kernel(memory + 9312, memory + (t % 2) * 3072, memory + 6144 + t * 96);
		k53_gru_recurrent_kernel(memory + 9216, memory + 9312, memory + (t % 2) * 3072,
		                         memory + 6144 + t * 96);
		k52_gru_recurrent_kernel(memory + 9312, memory + (t % 2) * 3072, memory + 9216);
		k54_gru_recurrent_kernel(memory + 9216, memory + 9312, memory + (t % 2) * 3072);
		k55_gru_recurrent_kernel(memory + 9312, memory + 9216);
		k56_gru_recurrent_kernel(memory + ((t + 1) % 2) * 3072, memory + (t % 2) * 3072, memory + 9216,
		                         memory + 9312, memory_i32);
	}
	k22_copy(params->gru_bias, 192);
	k22_copy(params->head_kernel, 224);
	k47_fill(params->head_bias);
	k57_copy(params->gru_recurrent_kernel, memory);
}

/* ---- parameters ---------------------------------------------------------------------------------- */

static const cr_st_identity identity = { "gru_forecast", GRU_FORECAST_SIGNATURE, GRU_FORECAST_GRAPH };

/* Every parameter: name, member of the struct, type, rank, columns if it lies in panels, shape */
#define GRU_FORECAST_EACH(CR_TRAINED) \
	CR_TRAINED("gru.kernel", gru_kernel, CR_F32, 2, 0, 6, 96) \
	CR_TRAINED("gru.recurrent_kernel", gru_recurrent_kernel, CR_F32, 2, 96, 32, 96) \
	CR_TRAINED("gru.bias", gru_bias, CR_F32, 2, 0, 2, 96) \
	CR_TRAINED("head.kernel", head_kernel, CR_F32, 2, 0, 32, 7) \
	CR_TRAINED("head.bias", head_bias, CR_F32, 1, 0, 7)

const cr_tensor gru_forecast_tensors[GRU_FORECAST_TENSORS] = {
#define GRU_FORECAST_TRAINED(name, member, type, rank, panels, ...) { name, type, rank, 1, 1, { __VA_ARGS__ } },
	GRU_FORECAST_EACH(GRU_FORECAST_TRAINED)
#undef GRU_FORECAST_TRAINED
};
static const size_t params_offsets[] = {
#define GRU_FORECAST_TRAINED(name, member, type, rank, panels, ...) offsetof(gru_forecast_params, member),
	GRU_FORECAST_EACH(GRU_FORECAST_TRAINED)
#undef GRU_FORECAST_TRAINED
};
static const uint32_t params_panels[] = {
#define GRU_FORECAST_TRAINED(name, member, type, rank, panels, ...) panels,
	GRU_FORECAST_EACH(GRU_FORECAST_TRAINED)
#undef GRU_FORECAST_TRAINED
};
static const cr_st_layout params_layout = {
	.tensors = gru_forecast_tensors, .count = 5, .offset = params_offsets, .panels = params_panels
};

cr_status gru_forecast_load(gru_forecast_params *params, const void *file, size_t size, uint32_t flags,
                            cr_load_report *report, cr_error *error)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	return cr_st_load_weights(&part, &identity, file, size, flags, report, error);
}

cr_status gru_forecast_save(const gru_forecast_params *params, const cr_store *store)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_save_weights(&part, &identity, store);
}

uint64_t gru_forecast_digest(const gru_forecast_params *params)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_digest(&part);
}

void gru_forecast_get(const gru_forecast_params *params, uint32_t tensor, void *out)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	if (tensor >= GRU_FORECAST_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&gru_forecast_tensors[tensor]);
	const size_t width = cr_type_size(gru_forecast_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_get(&part, tensor, first, cr_st_chunk(n, first), (char *)out + (size_t)first * width);
}

void gru_forecast_set(gru_forecast_params *params, uint32_t tensor, const void *in)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	if (tensor >= GRU_FORECAST_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&gru_forecast_tensors[tensor]);
	const size_t width = cr_type_size(gru_forecast_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_put(&part, tensor, first, cr_st_chunk(n, first), (const char *)in + (size_t)first * width);
}

/* ---- training: train ---------------------------------------------------------------------------- */

void gru_forecast_train_init(gru_forecast_train_state *train_state, uint64_t seed)
{
	train_state->run = (cr_train_run){ .seed = seed };
	train_state->piece = train_state->piece_check = 0;
	train_init_run(train_state, seed);
}

void gru_forecast_train_length(gru_forecast_train_state *train_state, uint64_t steps)
{
	(void)train_state;
	(void)steps;
}

static const cr_tensor train_state_tensors[] = {
	{ "rng", CR_U32, 1, 0, 1, { 4 } },
	{ "step", CR_U32, 0, 0, 1, { 0 } },
#define GRU_FORECAST_TRAINED(name, member, type, rank, panels, ...) { "m." name, type, rank, 0, 1, { __VA_ARGS__ } }, { "v." name, type, rank, 0, 1, { __VA_ARGS__ } },
	GRU_FORECAST_EACH(GRU_FORECAST_TRAINED)
#undef GRU_FORECAST_TRAINED
};
static const size_t train_state_offsets[] = {
	offsetof(gru_forecast_train_state, rng), offsetof(gru_forecast_train_state, step),
#define GRU_FORECAST_TRAINED(name, member, type, rank, panels, ...) offsetof(gru_forecast_train_state, m_##member), offsetof(gru_forecast_train_state, v_##member),
	GRU_FORECAST_EACH(GRU_FORECAST_TRAINED)
#undef GRU_FORECAST_TRAINED
};
static const uint32_t train_state_panels[] = {
	0, 0,
#define GRU_FORECAST_TRAINED(name, member, type, rank, panels, ...) panels, panels,
	GRU_FORECAST_EACH(GRU_FORECAST_TRAINED)
#undef GRU_FORECAST_TRAINED
};
static const cr_st_layout train_state_layout = {
	.tensors = train_state_tensors, .count = 12, .offset = train_state_offsets, .panels = train_state_panels
};

static void train_report(const cr_train_sums *sums, gru_forecast_metrics *metrics)
{
	if (!metrics)
		return;
	metrics->loss = sums->weight[0] != 0.0f ? sums->value[0] / sums->weight[0] : 0.0f;
	metrics->mae = sums->weight[1] != 0.0f ? sums->value[1] / sums->weight[1] : 0.0f;
	metrics->gradient_norm = sums->gradient_norm;
	metrics->weight = sums->weight[0];
}

cr_status gru_forecast_train_step(gru_forecast_params *params, gru_forecast_train_state *train_state,
                                  gru_forecast_train_workspace *workspace, size_t count, const int16_t *window,
                                  gru_forecast_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = train_step_run(params, train_state, workspace, count, window, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

#ifdef CR_DEBUG
/* Of all that must not change between two pieces. */
static uint32_t train_piece_check(const gru_forecast_train_state *train_state,
                                  const gru_forecast_train_workspace *workspace)
{
	const uint64_t hash = cr_hash64(train_state, offsetof(gru_forecast_train_state, piece_check), cr_hash64(workspace, sizeof *workspace, 0));
	return (uint32_t)(hash ^ hash >> 32);
}
#endif

void gru_forecast_train_begin(gru_forecast_train_state *train_state, gru_forecast_train_workspace *workspace,
                              size_t count, const int16_t *window)
{
#ifdef CR_DEBUG
	*workspace = (gru_forecast_train_workspace){ .slice = { .count = 0 } };  /* so that every byte has a value */
#endif
	workspace->slice.window = window;
	workspace->slice.count = count;
	for (size_t i = 0; i < 7; i++)
		workspace->slice.report[i] = 0.0f;
	train_state->piece = count >= 1 && count <= 16;
#ifdef CR_DEBUG
	train_state->piece_check = train_piece_check(train_state, workspace);
#endif
}

cr_status gru_forecast_train_continue(gru_forecast_params *params, gru_forecast_train_state *train_state,
                                      gru_forecast_train_workspace *workspace, uint32_t budget,
                                      gru_forecast_metrics *metrics)
{
	if (train_state->piece == 0)
		return CR_ERR_ARGUMENT;
#ifdef CR_DEBUG
	if (train_state->piece_check != train_piece_check(train_state, workspace))
		return CR_ERR_ARGUMENT;
#endif
	train_state->piece = train_step_kernels(params, train_state, workspace, workspace->slice.count,
	                                        workspace->slice.window, workspace->slice.report,
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

cr_status gru_forecast_evaluate(const gru_forecast_params *params, gru_forecast_train_workspace *workspace,
                                size_t count, const int16_t *window, gru_forecast_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = evaluate_run(params, workspace, count, window, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

static cr_status train_step_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                 cr_train_sums *sums)
{
	return train_step_run((gru_forecast_params *)call->params,
	                      (gru_forecast_train_state *)call->train_state,
	                      (gru_forecast_train_workspace *)call->workspace, count,
	                      (const int16_t *)inputs[0], sums);
}

static cr_status train_evaluate_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                     cr_train_sums *sums)
{
	return evaluate_run((gru_forecast_params *)call->params,
	                    (gru_forecast_train_workspace *)call->workspace, count, (const int16_t *)inputs[0],
	                    sums);
}

static void train_begin(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh)
{
	gru_forecast_train_state *train_state = (gru_forecast_train_state *)call->train_state;
	gru_forecast_train_length(train_state, steps);
	if (!fresh)
		return;
	train_state->rng[0] = (uint32_t)seed;
	train_state->rng[1] = (uint32_t)(seed >> 32);
	train_state->rng[2] = train_state->rng[3] = 0;
	train_state->piece = 0;
}

static const cr_train_field train_fields[] = {
	{ "window", 420, CR_I16, 0, 0, 0, 0,
	  offsetof(gru_forecast_train_workspace, batch_window) },
};
static const char *const train_metric_names[] = { "loss", "mae" };

static const cr_train_model train_model = {
	.identity = { "gru_forecast", GRU_FORECAST_SIGNATURE, GRU_FORECAST_GRAPH },
	.train = "train",
	.batch = 16,
	.accumulate = 0,
	.metric_count = 2,
	.metric_names = train_metric_names,
	.field_count = 1,
	.fields = train_fields,
	.monitor = 2,
	.drop_remainder = 0,
	.params_size = sizeof(gru_forecast_params),
	.best_offset = offsetof(gru_forecast_train_state, best),
	.params = &params_layout,
	.train_state = &train_state_layout,
	.begin = train_begin,
	.step = train_step_call,
	.evaluate = train_evaluate_call,
};

const struct cr_train_model *gru_forecast_train_table(void)
{
	return &train_model;
}

static cr_status train_read(void *user, uint64_t index, void *const *out)
{
	const gru_forecast_train_data *data = (const gru_forecast_train_data *)user;
	const gru_forecast_train_example example = { (int16_t *)out[0] };
	return data->read(data->user, index, &example);
}

static const cr_train_source *train_source(const gru_forecast_train_data *data, const void **arrays,
                                           cr_train_source *out)
{
	if (!data)
		return 0;
	arrays[0] = data->window;
	out->count = data->count;
	out->read = data->read ? train_read : 0;
	out->user = (void *)data;
	out->arrays = arrays;
	return out;
}

cr_status gru_forecast_train(gru_forecast_params *params, gru_forecast_train_state *train_state,
                             gru_forecast_train_workspace *workspace, const gru_forecast_train_data *data,
                             const gru_forecast_train_data *validation, const cr_train_options *options,
                             cr_train_result *result, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, workspace };
	const void *arrays[1], *validation_arrays[1];
	cr_train_source source, validation_source;
	return cr_train_loop(&train_model, &call, train_source(data, arrays, &source),
		train_source(validation, validation_arrays, &validation_source), options, result, error);
}

cr_status gru_forecast_train_save(const gru_forecast_params *params,
                                  const gru_forecast_train_state *train_state, const cr_store *store)
{
	const cr_train_call call = { (void *)params, 0, (void *)train_state, 0 };
	return cr_train_save(&train_model, &call, store);
}

cr_status gru_forecast_train_load(gru_forecast_params *params, gru_forecast_train_state *train_state,
                                  const void *file, size_t size, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, 0 };
	const cr_status status = cr_train_load(&train_model, &call, file, size, error);
	if (status != CR_OK)
		return status;
	train_state->piece = 0;
	return status;
}

