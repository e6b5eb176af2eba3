/* custom - kernels and entry points. Emitted by Crescent 1.0.0 from custom.lua, command:
 *     crescent custom.lua --main
 * Do not edit; edit custom.lua. */
#define CR_FAST_FILE
#include "custom.h"
#include "cr_math.h"
#include "cr_int.h"
#include "cr_reduce.h"
#include "cr_loop.h"
#include "cr_rng.h"
#include "cr_tile.h"
#include "cr_safetensors.h"
#include "cr_train.h"

_Static_assert(sizeof(custom_params) == CUSTOM_PARAMS_SIZE, "the params struct has no padding");
_Static_assert(sizeof(custom_train_state) <= CUSTOM_TRAIN_STATE_SIZE, "the size in the header holds");

/* f32[4] */
static const float table_const[4] = { 43.99f, 17.16f, 200.97f, 4207.0f };

/* f32[4] */
static const float table_const2[4] = { 5.46f, 1.97f, 13.99f, 804.0f };

/* k1: divide    x f32[4], table f32[4], table2 f32[4] -> divide f32[4]
 * from custom.lua:36 */
static void k1_divide(float *restrict divide, const float *restrict x, const float *restrict table,
                      const float *restrict table2)
{
	for (size_t i = 0; i < 4; i++)
		divide[i] = (x[i] - table[i]) / table2[i];
}

/* k2: dot_general add sin multiply add    kernel f32[4,16], divide f32[4], bias f32[16] -> hidden f32[16]
 * from custom.lua:10, 27 */
static void k2_hidden(float *restrict hidden, const float *restrict kernel, const float *restrict divide,
                      const float *restrict bias)
{
	for (size_t i = 0; i < 16; i++) {
		float sum = 0.0f;
		for (size_t depth = 0; depth < 4; depth++)
			sum = sum + divide[depth] * kernel[depth * 16 + i];
		const float v = sum + bias[i];
		const float v2 = cr_sinf(v);
		hidden[i] = v + v2 * v2;
	}
}

/* k3: dot_general add    kernel f32[16,3], hidden f32[16], bias f32[3] -> out f32[3]
 * from custom.lua:28 */
static void k3_out(float *restrict out, const float *restrict kernel, const float *restrict hidden,
                   const float *restrict bias)
{
	for (size_t i = 0; i < 3; i++) {
		float sum = 0.0f;
		for (size_t depth = 0; depth < 16; depth++)
			sum = sum + hidden[depth] * kernel[depth * 3 + i];
		out[i] = sum + bias[i];
	}
}

/* k4: reduce_max subtract exp reduce_sum divide    out f32[3] -> row f32[3], probs f32[3]
 * from custom.lua:41 */
static void k4_probs(float *restrict row, float *restrict probs, const float *restrict out)
{
	float lane[16];
	for (size_t l = 0; l < 16; l++)
		lane[l] = CR_MAX_INIT_F32;
	for (size_t i = 0; i < 3; i++)
		lane[i] = cr_maxf(lane[i], out[i]);
	const float most = cr_join_max(lane);
	float lane2[16] = { 0.0f };
	for (size_t i = 0; i < 3; i++) {
		const float e = cr_expf(out[i] - most);
		row[i] = e;
		lane2[i] += e;
	}
	const float sum = cr_join_sum(lane2);
	for (size_t i = 0; i < 3; i++)
		probs[i] = row[i] / sum;
}

/* infer: x f32[4] -> probs f32[3] */
void custom_infer(const custom_params *params, custom_infer_workspace *workspace, const float x[4],
                  float probs[3])
{
	float *const memory = workspace->memory;
	k1_divide(memory + 16, x, table_const, table_const2);
	k2_hidden(memory, params->hidden_kernel, memory + 16, params->hidden_bias);
	k3_out(memory + 16, params->out_kernel, memory, params->out_bias);
	k4_probs(memory, probs, memory + 16);
}

/* k5: convert greater select divide select negate add    step u32[] -> loss_weight f32[], select f32[],
 * d_negate f32[], add u32[]
 * from custom.lua:45, 47 */
static void k5_loss_weight(float *restrict loss_weight, float *restrict select, float *restrict d_negate,
                           uint32_t *restrict add, const uint32_t *restrict step, size_t n)
{
	const uint32_t step2 = step[0];
	const float v = (float)(int32_t)n;
	const uint8_t v2 = v > 0.0f;
	const float v3 = v2 ? 1.0f / (v2 ? v : 1.0f) : 0.0f;
	loss_weight[0] = v;
	select[0] = v3;
	d_negate[0] = -v3;
	add[0] = step2 + 1u;
}

/* k6: divide    x f32[n,4], table f32[4], table2 f32[4] -> divide f32[n,4]
 * from custom.lua:36 */
static void k6_divide(float *restrict divide, const float *restrict x, const float *restrict table,
                      const float *restrict table2, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 4; j++)
			divide[i * 4 + j] = (x[i * 4 + j] - table[j]) / table2[j];
	}
}

/* k7: dot_general add sin multiply add multiply cos    divide f32[n,4], kernel f32[4,16], bias f32[16] ->
 * hidden f32[n,16], d_hidden f32[n,16], d_hidden2 f32[n,16]
 * from custom.lua:10, 27 */
static void k7_hidden(float *restrict hidden, float *restrict d_hidden, float *restrict d_hidden2,
                      const float *restrict divide, const float *restrict kernel, const float *restrict bias,
                      size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
			const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 4, divide + row * 4, 4, 1, kernel + col, 16, 16);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < 16; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					const float v = z + bias[j];
					const float v2 = cr_sinf(v);
					hidden[i * 16 + j] = v + v2 * v2;
					d_hidden[i * 16 + j] = v2 * 2.0f;
					d_hidden2[i * 16 + j] = cr_cosf(v);
				}
			}
		}
	}
}

/* k8: dot_general add    hidden f32[n,16], kernel f32[16,3], bias f32[3] -> out f32[n,3]
 * from custom.lua:28 */
static void k8_out(float *restrict out, const float *restrict hidden, const float *restrict kernel,
                   const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 3; col += CR_TILE_COLS) {
			const size_t cols = 3 - col < CR_TILE_COLS ? 3 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 11, hidden + row * 16, 16, 1, kernel + col, 16,
				3);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t k = 0; k < 5; k++) {
					for (size_t l = 0; l < cols; l++) {
						tile[r * CR_TILE_COLS + l] +=
							hidden[i * 16 + k + 11] * kernel[k * 3 + l + col + 33];
					}
				}
			}
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					out[i * 3 + j] = z + bias[j];
				}
			}
		}
	}
}

/* k9: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert divide multiply
 * add reduce_sum    out f32[n,3], label i32[n], select f32[], d_negate f32[] -> row f32[3], row2 f32[3], d_out
 * f32[3], subtract f32[n], convert f32[n], d_add f32[n,3]
 * from custom.lua:28, 47, 48 */
static void k9_out_backward(float *restrict row, float *restrict row2, float *restrict d_out,
                            float *restrict subtract, float *restrict convert, float *restrict d_add,
                            const float *restrict out, const int32_t *restrict label,
                            const float *restrict select, const float *restrict d_negate, size_t n)
{
	const float select2 = select[0];
	const float d_negate2 = d_negate[0];
	for (size_t i = 0; i < 3; i++)
		d_out[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		float lane[16];
		for (size_t l = 0; l < 16; l++)
			lane[l] = CR_MAX_INIT_F32;
		for (size_t j = 0; j < 3; j++)
			lane[j] = cr_maxf(lane[j], out[i * 3 + j]);
		const float most = cr_join_max(lane);
		float lane2[16] = { 0.0f };
		for (size_t j = 0; j < 3; j++) {
			const float v = out[i * 3 + j] - most;
			const float e = cr_expf(v);
			row[j] = v;
			row2[j] = e;
			lane2[j] += e;
		}
		const float sum = cr_join_sum(lane2);
		float lane3[16] = { 0.0f };
		for (size_t j = 0; j < 3; j++)
			lane3[j] += (int32_t)j == label[i] ? row[j] : 0.0f;
		const float sum2 = cr_join_sum(lane3);
		const float v = select2 / sum;
		subtract[i] = cr_logf(sum) - sum2;
		float best_value = out[i * 3];
		int32_t best = 0;
		for (size_t j = 0; j < 3; j++) {
			const float x = out[i * 3 + j];
			const uint8_t better = (uint8_t)((x > best_value) |
				((x != x) & (best_value == best_value)));
			best_value = better ? x : best_value;
			best = better ? (int32_t)j : best;
		}
		convert[i] = (float)(best == label[i]);
		for (size_t i2 = 0; i2 < 3; i2++) {
			const float v2 = ((int32_t)i2 == label[i] ? d_negate2 : 0.0f) + v * row2[i2];
			d_out[i2] += v2;
			d_add[i * 3 + i2] = v2;
		}
	}
}

/* k10: reduce_sum reduce_sum is_finite    subtract f32[n], convert f32[n] -> loss f32[], accuracy f32[],
 * is_finite bool[]
 * from custom.lua:45 */
static void k10_loss(float *restrict loss, float *restrict accuracy, uint8_t *restrict is_finite,
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

/* k11: dot_general multiply multiply add    d_add f32[n,3], kernel f32[16,3], d_hidden2 f32[n,16] -> d_hidden
 * f32[n,16]
 * from custom.lua:10, 28 */
static void k11_out_backward(float *restrict d_hidden, const float *restrict d_add,
                             const float *restrict kernel, const float *restrict d_hidden2,
                             float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 16; col += 16)
		cr_pack_b(panels + col * 3, 16, 3, kernel + col * 3, 1, 3);
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
			const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 3, d_add + row * 3, 3, 1, panels + col * 3, 48,
				16);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < 16; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					d_hidden[i * 16 + j] = z +
						z * d_hidden[i * 16 + j] * d_hidden2[i * 16 + j];
				}
			}
		}
	}
}

/* k12: dot_general    hidden f32[n,16], d_add f32[n,3] -> d_out f32[16,3]
 * from custom.lua:28 */
static void k12_out_backward(float *restrict d_out, const float *restrict hidden, const float *restrict d_add,
                             float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 3; col += 16)
		cr_pack_b(panels + col * n, 3 - col < 16 ? 3 - col : 16, n, d_add + col, 3, 1);
	for (size_t row = 0; row < 16; row += CR_TILE_ROWS) {
		const size_t rows = 16 - row < CR_TILE_ROWS ? 16 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 3; col += CR_TILE_COLS) {
			const size_t cols = 3 - col < CR_TILE_COLS ? 3 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, n, hidden + row, 1, 16, panels + col * n,
				(n * 16), 16);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < cols; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					d_out[i * 3 + j] = z;
				}
			}
		}
	}
}

/* k13: reduce_sum    d_hidden2 f32[n,16] -> d_hidden f32[16]
 * from custom.lua:27 */
static void k13_hidden_backward(float *restrict d_hidden, const float *restrict d_hidden2, size_t n)
{
	for (size_t i = 0; i < 16; i++)
		d_hidden[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 16; i2++)
			d_hidden[i2] += d_hidden2[i * 16 + i2];
	}
}

/* k14: dot_general    divide f32[n,4], d_hidden2 f32[n,16] -> d_hidden f32[4,16]
 * from custom.lua:27 */
static void k14_hidden_backward(float *restrict d_hidden, const float *restrict divide,
                                const float *restrict d_hidden2, size_t n)
{
	for (size_t row = 0; row < 4; row += CR_TILE_ROWS) {
		const size_t rows = 4 - row < CR_TILE_ROWS ? 4 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
			const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, n, divide + row, 1, 4, d_hidden2 + col, 16, 16);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < 16; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					d_hidden[i * 16 + j] = z;
				}
			}
		}
	}
}

/* k15: reduce_sum reduce_sum    d_hidden f32[4,16], d_out f32[16,3] -> sum f32[], sum2 f32[]
 * from custom.lua:45 */
static void k15_reduce_sum(float *restrict sum, float *restrict sum2, const float *restrict d_hidden,
                           const float *restrict d_out)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 64; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_hidden[i] * d_hidden[i];
		}
	}
	const float sum3 = cr_join_sum(lane);
	sum[0] = sum3;
	float lane2[16] = { 0.0f };
	for (size_t block = 0; block < 48; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane2[l] += d_out[i] * d_out[i];
		}
	}
	const float sum4 = cr_join_sum(lane2);
	sum2[0] = sum4;
}

/* k16: multiply reduce_sum add add    d_hidden f32[16], sum f32[] -> add f32[]
 * from custom.lua:45 */
static void k16_add(float *restrict add, const float *restrict d_hidden, const float *restrict sum)
{
	const float sum2 = add[0];
	const float sum3 = sum[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 16; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_hidden[i] * d_hidden[i];
		}
	}
	const float sum4 = cr_join_sum(lane);
	add[0] = sum2 + sum4 + sum3;
}

/* k17: multiply reduce_sum add sqrt is_finite logical_and select convert    d_out f32[3], add f32[], add2 u32[]
 * -> gradient_norm f32[], logical_and bool[], step u32[], finite f32[]
 * from custom.lua:45 */
static void k17_gradient_norm(float *restrict gradient_norm, uint8_t *restrict logical_and,
                              uint32_t *restrict step, float *restrict finite, const float *restrict d_out,
                              const float *restrict add, const uint32_t *restrict add2)
{
	const float add3 = add[0];
	const uint8_t is_finite = logical_and[0];
	const uint32_t add4 = add2[0];
	const uint32_t step2 = step[0];
	float lane[16] = { 0.0f };
	for (size_t i = 0; i < 3; i++)
		lane[i] += d_out[i] * d_out[i];
	const float sum = cr_join_sum(lane);
	const float v = cr_sqrtf(add3 + sum);
	const uint8_t v2 = (uint8_t)(cr_is_finitef(v) & is_finite);
	gradient_norm[0] = v;
	logical_and[0] = v2;
	step[0] = v2 ? add4 : step2;
	finite[0] = (float)v2;
}

/* k18: add sign multiply subtract select select    d_hidden f32[4,16], logical_and bool[], hyper f32[] ->
 * kernel f32[4,16], momentum f32[4,16]; of 2 sizes
 * from custom.lua:19, 20, 45 */
static void k18_update(float *restrict kernel, float *restrict momentum, const float *restrict d_hidden,
                       const uint8_t *restrict logical_and, const float *restrict hyper, size_t size)
{
	const uint8_t logical_and2 = logical_and[0];
	const float hyper2 = hyper[0];
	for (size_t i = 0; i < size; i++) {
		const float v = momentum[i] * 0.9f + d_hidden[i] * 0.1f;
		kernel[i] = logical_and2 ? kernel[i] - hyper2 * cr_signf(v) : kernel[i];
		momentum[i] = logical_and2 ? v : momentum[i];
	}
}

/* k19: multiply add sign multiply subtract select select    d_hidden f32[16], logical_and bool[], hyper f32[]
 * -> bias f32[16], momentum f32[16]
 * from custom.lua:19, 20, 45 */
static void k19_update_hidden_bias(float *restrict bias, float *restrict momentum,
                                   const float *restrict d_hidden, const uint8_t *restrict logical_and,
                                   const float *restrict hyper)
{
	const uint8_t logical_and2 = logical_and[0];
	const float hyper2 = hyper[0];
	for (size_t i = 0; i < 16; i++) {
		const float v = momentum[i] * 0.9f + d_hidden[i] * 0.1f;
		bias[i] = logical_and2 ? bias[i] - hyper2 * cr_signf(v) : bias[i];
		momentum[i] = logical_and2 ? v : momentum[i];
	}
}

/* k20: multiply add sign multiply subtract select select    d_out f32[3], logical_and bool[], hyper f32[] ->
 * bias f32[3], momentum f32[3]
 * from custom.lua:19, 20, 45 */
static void k20_update_out_bias(float *restrict bias, float *restrict momentum, const float *restrict d_out,
                                const uint8_t *restrict logical_and, const float *restrict hyper)
{
	const uint8_t logical_and2 = logical_and[0];
	const float hyper2 = hyper[0];
	for (size_t i = 0; i < 3; i++) {
		const float v = momentum[i] * 0.9f + d_out[i] * 0.1f;
		bias[i] = logical_and2 ? bias[i] - hyper2 * cr_signf(v) : bias[i];
		momentum[i] = logical_and2 ? v : momentum[i];
	}
}

/* k21: concatenate    rng u32[4] -> concatenate u32[4]
 * from custom.lua:45 */
static void k21_concatenate(uint32_t *restrict concatenate, const uint32_t *restrict rng)
{
	for (size_t i = 0; i < 2; i++)
		concatenate[i] = rng[i];
	concatenate[2] = rng[2] + 1u;
	concatenate[3] = rng[3] + (uint32_t)(rng[2] + 1u == 0u);
}

/* k22: copy    loss_weight f32[] -> accuracy_weight f32[] */
static void k22_copy(float *restrict accuracy_weight, const float *restrict loss_weight)
{
	accuracy_weight[0] = loss_weight[0];
}

/* k23: copy    concatenate u32[4] -> rng u32[4] */
static void k23_copy(uint32_t *restrict rng, const uint32_t *restrict concatenate)
{
	for (size_t i = 0; i < 4; i++)
		rng[i] = concatenate[i];
}

/* train_step: x f32[n,4], label i32[n] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight f32[],
 * gradient_norm f32[], learning_rate f32[], finite f32[]; sets 10 tensors */
/* At most budget kernels, from number piece on: the number of the next, 0 after the last. Those from the first
 * that changes more than the workspace on are one piece. */
static uint32_t train_step_kernels(custom_params *params, custom_train_state *train_state,
                                   custom_train_workspace *workspace, size_t count, const float *x,
                                   const int32_t *label, float *report, uint32_t piece, uint32_t budget)
{
	float *const memory = workspace->memory;
	uint32_t *const memory_u32 = workspace->memory_u32;
	uint8_t *const memory_bool = workspace->memory_bool;
	for (; budget > 0; budget--) {
		switch (piece++) {
		case 1:
			k5_loss_weight(report + 1, memory + 969, memory + 970, memory_u32, train_state->step,
			               count);
			break;
		case 2:
			k6_divide(memory + 768, x, table_const, table_const2, count);
			break;
		case 3:
			k7_hidden(memory, memory + 256, memory + 512, memory + 768, params->hidden_kernel,
			          params->hidden_bias, count);
			break;
		case 4:
			k8_out(memory + 832, memory, params->out_kernel, params->out_bias, count);
			break;
		case 5:
			k9_out_backward(memory + 960, memory + 963, memory + 966, memory + 928, memory + 944,
			                memory + 880, memory + 832, label, memory + 969, memory + 970, count);
			break;
		case 6:
			k10_loss(report + 0, report + 2, memory_bool, memory + 928, memory + 944, count);
			break;
		case 7:
			k11_out_backward(memory + 256, memory + 880, params->out_kernel, memory + 512,
			                 memory + 832, count);
			break;
		case 8:
			k12_out_backward(memory + 832, memory, memory + 880, memory + 512, count);
			break;
		case 9:
			k13_hidden_backward(memory + 64, memory + 256, count);
			break;
		case 10:
			k14_hidden_backward(memory, memory + 768, memory + 256, count);
			break;
		case 11:
			k15_reduce_sum(memory + 80, memory + 81, memory, memory + 832);
			break;
		case 12:
			k16_add(memory + 80, memory + 64, memory + 81);
			break;
		default:
			k17_gradient_norm(report + 4, memory_bool, train_state->step, report + 6, memory + 966,
			                  memory + 80, memory_u32);
			k18_update(params->hidden_kernel, train_state->momentum_hidden_kernel, memory,
			           memory_bool, train_state->hyper_lr, 64);
			k19_update_hidden_bias(params->hidden_bias, train_state->momentum_hidden_bias,
			                       memory + 64, memory_bool, train_state->hyper_lr);
			k18_update(params->out_kernel, train_state->momentum_out_kernel, memory + 832,
			           memory_bool, train_state->hyper_lr, 48);
			k20_update_out_bias(params->out_bias, train_state->momentum_out_bias, memory + 966,
			                    memory_bool, train_state->hyper_lr);
			k21_concatenate(memory_u32, train_state->rng);
			k22_copy(report + 3, report + 1);
			k22_copy(report + 5, train_state->hyper_lr);
			k23_copy(train_state->rng, memory_u32);
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

static cr_status train_step_run(custom_params *params, custom_train_state *train_state,
                                custom_train_workspace *workspace, size_t count, const float *x,
                                const int32_t *label, cr_train_sums *sums)
{
	float report[7] = { 0.0f };
	if (count < 1 || count > 16)
		return CR_ERR_ARGUMENT;
	if (!cr_within_i32(label, count, 0, 2, 0))
		return CR_ERR_DATA;
	train_state->piece = 0;  /* a step in pieces that was under way is given up */
	train_step_kernels(params, train_state, workspace, count, x, label, report, 1, UINT32_MAX);
	return train_step_sums(report, sums);
}

/* k24: convert    -> loss_weight f32[]
 * from custom.lua:45 */
static void k24_loss_weight(float *restrict loss_weight, size_t n)
{
	loss_weight[0] = (float)(int32_t)n;
}

/* k25: dot_general add sin multiply add    divide f32[n,4], kernel f32[4,16], bias f32[16] -> hidden f32[n,16]
 * from custom.lua:10, 27 */
static void k25_hidden(float *restrict hidden, const float *restrict divide, const float *restrict kernel,
                       const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 16; col += CR_TILE_COLS) {
			const size_t cols = 16 - col < CR_TILE_COLS ? 16 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 4, divide + row * 4, 4, 1, kernel + col, 16, 16);
			for (size_t r = 0; r < rows; r++) {
				const size_t i = row + r;
				for (size_t l = 0; l < 16; l++) {
					const size_t j = col + l;
					const float z = tile[r * CR_TILE_COLS + l];
					const float v = z + bias[j];
					const float v2 = cr_sinf(v);
					hidden[i * 16 + j] = v + v2 * v2;
				}
			}
		}
	}
}

/* k26: reduce_max subtract exp reduce_sum log select reduce_sum subtract argmax equal convert    out f32[n,3],
 * label i32[n] -> row f32[3], subtract f32[n], convert f32[n]
 * from custom.lua:47, 48 */
static void k26_convert(float *restrict row, float *restrict subtract, float *restrict convert,
                        const float *restrict out, const int32_t *restrict label, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float lane[16];
		for (size_t l = 0; l < 16; l++)
			lane[l] = CR_MAX_INIT_F32;
		for (size_t j = 0; j < 3; j++)
			lane[j] = cr_maxf(lane[j], out[i * 3 + j]);
		const float most = cr_join_max(lane);
		float lane2[16] = { 0.0f };
		for (size_t j = 0; j < 3; j++) {
			const float v = out[i * 3 + j] - most;
			row[j] = v;
			lane2[j] += cr_expf(v);
		}
		const float sum = cr_join_sum(lane2);
		float lane3[16] = { 0.0f };
		for (size_t j = 0; j < 3; j++)
			lane3[j] += (int32_t)j == label[i] ? row[j] : 0.0f;
		const float sum2 = cr_join_sum(lane3);
		subtract[i] = cr_logf(sum) - sum2;
		float best_value = out[i * 3];
		int32_t best = 0;
		for (size_t j = 0; j < 3; j++) {
			const float x = out[i * 3 + j];
			const uint8_t better = (uint8_t)((x > best_value) |
				((x != x) & (best_value == best_value)));
			best_value = better ? x : best_value;
			best = better ? (int32_t)j : best;
		}
		convert[i] = (float)(best == label[i]);
	}
}

/* k27: reduce_sum reduce_sum    subtract f32[n], convert f32[n] -> loss f32[], accuracy f32[]
 * from custom.lua:45 */
static void k27_loss(float *restrict loss, float *restrict accuracy, const float *restrict subtract,
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

/* evaluate: x f32[n,4], label i32[n] -> loss f32[], loss_weight f32[], accuracy f32[], accuracy_weight f32[] */
static cr_status evaluate_run(const custom_params *params, custom_train_workspace *workspace, size_t count,
                              const float *x, const int32_t *label, cr_train_sums *sums)
{
	float loss[1] = { 0.0f };
	float loss_weight[1] = { 0.0f };
	float accuracy[1] = { 0.0f };
	float accuracy_weight[1] = { 0.0f };
	float *const memory = workspace->memory;
	if (count < 1 || count > 16)
		return CR_ERR_ARGUMENT;
	if (!cr_within_i32(label, count, 0, 2, 0))
		return CR_ERR_DATA;
	k24_loss_weight(loss_weight, count);
	k6_divide(memory + 256, x, table_const, table_const2, count);
	k25_hidden(memory, memory + 256, params->hidden_kernel, params->hidden_bias, count);
	k8_out(memory + 256, memory, params->out_kernel, params->out_bias, count);
	k26_convert(memory, memory + 16, memory + 32, memory + 256, label, count);
	k27_loss(loss, accuracy, memory + 16, memory + 32, count);
	k22_copy(accuracy_weight, loss_weight);
	sums->value[0] = loss[0];
	sums->weight[0] = loss_weight[0];
	sums->value[1] = accuracy[0];
	sums->weight[1] = accuracy_weight[0];
	return CR_OK;
}

/* k28: constant constant    -> step u32[], hyper f32[]
 * from custom.lua:45 */
static void k28_init_step(uint32_t *restrict step, float *restrict hyper)
{
	step[0] = 0u;
	hyper[0] = 0.003f;
}

/* k29: broadcast_in_dim    -> out f32[4,16]; of 2 sizes
 * from custom.lua:45 */
static void k29_fill(float *restrict out, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = 0.0f;
}

/* k30: broadcast_in_dim    -> out f32[16]
 * from custom.lua:45 */
static void k30_fill(float *restrict out)
{
	for (size_t i = 0; i < 16; i++)
		out[i] = 0.0f;
}

/* k31: broadcast_in_dim    -> out f32[3]
 * from custom.lua:45 */
static void k31_fill(float *restrict out)
{
	for (size_t i = 0; i < 3; i++)
		out[i] = 0.0f;
}

/* train_init: seed seed; sets 7 tensors */
static void train_init_run(custom_train_state *train_state, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	k28_init_step(train_state->step, train_state->hyper_lr);
	k29_fill(train_state->momentum_hidden_kernel, 64);
	k30_fill(train_state->momentum_hidden_bias);
	k29_fill(train_state->momentum_out_kernel, 48);
	k31_fill(train_state->momentum_out_bias);
	k23_copy(train_state->rng, seed_words);
}

/* k32: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[4,16]; of 2 sizes
 * from custom.lua:27 */
static void k32_init(float *restrict kernel, const uint32_t *restrict seed, size_t size, uint64_t stream,
                     float factor, float factor2)
{
	for (size_t i = 0; i < size; i++) {
		kernel[i] = (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3], stream, i), 8u) *
			5.9604645e-08f * factor + factor2;
	}
}

/* init: seed seed; sets 4 tensors */
void custom_init(custom_params *params, custom_init_workspace *workspace, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	(void)workspace;
	k32_init(params->hidden_kernel, seed_words, 64, UINT64_C(0x02e064a539a43e66), 1.0954452f, -0.5477226f);
	k30_fill(params->hidden_bias);
	k32_init(params->out_kernel, seed_words, 48, UINT64_C(0x6f650fb97b3e8717), 1.1239029f, -0.56195146f);
	k31_fill(params->out_bias);
}

/* ---- parameters ---------------------------------------------------------------------------------- */

static const cr_st_identity identity = { "custom", CUSTOM_SIGNATURE, CUSTOM_GRAPH };

/* Every parameter: name, member of the struct, type, rank, columns if it lies in panels, shape */
#define CUSTOM_EACH(CR_TRAINED) \
	CR_TRAINED("hidden.kernel", hidden_kernel, CR_F32, 2, 0, 4, 16) \
	CR_TRAINED("hidden.bias", hidden_bias, CR_F32, 1, 0, 16) \
	CR_TRAINED("out.kernel", out_kernel, CR_F32, 2, 0, 16, 3) \
	CR_TRAINED("out.bias", out_bias, CR_F32, 1, 0, 3)

const cr_tensor custom_tensors[CUSTOM_TENSORS] = {
#define CUSTOM_TRAINED(name, member, type, rank, panels, ...) { name, type, rank, 1, 1, { __VA_ARGS__ } },
	CUSTOM_EACH(CUSTOM_TRAINED)
#undef CUSTOM_TRAINED
};
static const size_t params_offsets[] = {
#define CUSTOM_TRAINED(name, member, type, rank, panels, ...) offsetof(custom_params, member),
	CUSTOM_EACH(CUSTOM_TRAINED)
#undef CUSTOM_TRAINED
};
static const cr_st_layout params_layout = {
	.tensors = custom_tensors, .count = 4, .offset = params_offsets
};

cr_status custom_load(custom_params *params, const void *file, size_t size, uint32_t flags,
                      cr_load_report *report, cr_error *error)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	return cr_st_load_weights(&part, &identity, file, size, flags, report, error);
}

cr_status custom_save(const custom_params *params, const cr_store *store)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_save_weights(&part, &identity, store);
}

uint64_t custom_digest(const custom_params *params)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_digest(&part);
}

void custom_get(const custom_params *params, uint32_t tensor, void *out)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	if (tensor >= CUSTOM_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&custom_tensors[tensor]);
	const size_t width = cr_type_size(custom_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_get(&part, tensor, first, cr_st_chunk(n, first), (char *)out + (size_t)first * width);
}

void custom_set(custom_params *params, uint32_t tensor, const void *in)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	if (tensor >= CUSTOM_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&custom_tensors[tensor]);
	const size_t width = cr_type_size(custom_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_put(&part, tensor, first, cr_st_chunk(n, first), (const char *)in + (size_t)first * width);
}

/* ---- training: train ---------------------------------------------------------------------------- */

void custom_train_init(custom_train_state *train_state, uint64_t seed)
{
	train_state->run = (cr_train_run){ .seed = seed };
	train_state->piece = train_state->piece_check = 0;
	train_init_run(train_state, seed);
}

void custom_train_set_lr(custom_train_state *train_state, float value)
{
	train_state->hyper_lr[0] = value > 0.0f ? value : 0.0f;
}

void custom_train_length(custom_train_state *train_state, uint64_t steps)
{
	(void)train_state;
	(void)steps;
}

static const cr_tensor train_state_tensors[] = {
	{ "rng", CR_U32, 1, 0, 1, { 4 } },
	{ "step", CR_U32, 0, 0, 1, { 0 } },
	{ "hyper.lr", CR_F32, 0, 0, 1, { 0 } },
#define CUSTOM_TRAINED(name, member, type, rank, panels, ...) { "momentum." name, type, rank, 0, 1, { __VA_ARGS__ } },
	CUSTOM_EACH(CUSTOM_TRAINED)
#undef CUSTOM_TRAINED
};
static const size_t train_state_offsets[] = {
	offsetof(custom_train_state, rng), offsetof(custom_train_state, step),
	offsetof(custom_train_state, hyper_lr),
#define CUSTOM_TRAINED(name, member, type, rank, panels, ...) offsetof(custom_train_state, momentum_##member),
	CUSTOM_EACH(CUSTOM_TRAINED)
#undef CUSTOM_TRAINED
};
static const cr_st_layout train_state_layout = {
	.tensors = train_state_tensors, .count = 7, .offset = train_state_offsets
};

static void train_report(const cr_train_sums *sums, custom_metrics *metrics)
{
	if (!metrics)
		return;
	metrics->loss = sums->weight[0] != 0.0f ? sums->value[0] / sums->weight[0] : 0.0f;
	metrics->accuracy = sums->weight[1] != 0.0f ? sums->value[1] / sums->weight[1] : 0.0f;
	metrics->gradient_norm = sums->gradient_norm;
	metrics->weight = sums->weight[0];
}

cr_status custom_train_step(custom_params *params, custom_train_state *train_state,
                            custom_train_workspace *workspace, size_t count, const float *x,
                            const int32_t *label, custom_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = train_step_run(params, train_state, workspace, count, x, label, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

#ifdef CR_DEBUG
/* Of all that must not change between two pieces. */
static uint32_t train_piece_check(const custom_train_state *train_state,
                                  const custom_train_workspace *workspace)
{
	const uint64_t hash = cr_hash64(train_state, offsetof(custom_train_state, piece_check), cr_hash64(workspace, sizeof *workspace, 0));
	return (uint32_t)(hash ^ hash >> 32);
}
#endif

void custom_train_begin(custom_train_state *train_state, custom_train_workspace *workspace, size_t count,
                        const float *x, const int32_t *label)
{
#ifdef CR_DEBUG
	*workspace = (custom_train_workspace){ .slice = { .count = 0 } };  /* so that every byte has a value */
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

cr_status custom_train_continue(custom_params *params, custom_train_state *train_state,
                                custom_train_workspace *workspace, uint32_t budget, custom_metrics *metrics)
{
	if (train_state->piece == 0)
		return CR_ERR_ARGUMENT;
#ifdef CR_DEBUG
	if (train_state->piece_check != train_piece_check(train_state, workspace))
		return CR_ERR_ARGUMENT;
#endif
	if (train_state->piece == 1 && !cr_within_i32(workspace->slice.label, workspace->slice.count, 0, 2, 0)) {
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

cr_status custom_evaluate(const custom_params *params, custom_train_workspace *workspace, size_t count,
                          const float *x, const int32_t *label, custom_metrics *metrics)
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
	return train_step_run((custom_params *)call->params, (custom_train_state *)call->train_state,
	                      (custom_train_workspace *)call->workspace, count, (const float *)inputs[0],
	                      (const int32_t *)inputs[1], sums);
}

static cr_status train_evaluate_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                     cr_train_sums *sums)
{
	return evaluate_run((custom_params *)call->params, (custom_train_workspace *)call->workspace, count,
	                    (const float *)inputs[0], (const int32_t *)inputs[1], sums);
}

static void train_begin(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh)
{
	custom_train_state *train_state = (custom_train_state *)call->train_state;
	custom_train_length(train_state, steps);
	if (!fresh)
		return;
	train_state->rng[0] = (uint32_t)seed;
	train_state->rng[1] = (uint32_t)(seed >> 32);
	train_state->rng[2] = train_state->rng[3] = 0;
	train_state->piece = 0;
}

static const cr_train_field train_fields[] = {
	{ "x", 16, CR_F32, 0, 0, 0, 0,
	  offsetof(custom_train_workspace, batch_x) },
	{ "label", 4, CR_I32, CR_CHECK_RANGE, 0, 2, 0,
	  offsetof(custom_train_workspace, batch_label) },
};
static const char *const train_metric_names[] = { "loss", "accuracy" };

static const cr_train_model train_model = {
	.identity = { "custom", CUSTOM_SIGNATURE, CUSTOM_GRAPH },
	.train = "train",
	.batch = 16,
	.accumulate = 0,
	.metric_count = 2,
	.metric_names = train_metric_names,
	.field_count = 2,
	.fields = train_fields,
	.monitor = 1,
	.drop_remainder = 0,
	.params_size = sizeof(custom_params),
	.params = &params_layout,
	.train_state = &train_state_layout,
	.begin = train_begin,
	.step = train_step_call,
	.evaluate = train_evaluate_call,
};

const struct cr_train_model *custom_train_table(void)
{
	return &train_model;
}

static cr_status train_read(void *user, uint64_t index, void *const *out)
{
	const custom_train_data *data = (const custom_train_data *)user;
	const custom_train_example example = { (float *)out[0], (int32_t *)out[1] };
	return data->read(data->user, index, &example);
}

static const cr_train_source *train_source(const custom_train_data *data, const void **arrays,
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

cr_status custom_train(custom_params *params, custom_train_state *train_state,
                       custom_train_workspace *workspace, const custom_train_data *data,
                       const custom_train_data *validation, const cr_train_options *options,
                       cr_train_result *result, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, workspace };
	const void *arrays[2], *validation_arrays[2];
	cr_train_source source, validation_source;
	return cr_train_loop(&train_model, &call, train_source(data, arrays, &source),
		train_source(validation, validation_arrays, &validation_source), options, result, error);
}

cr_status custom_train_save(const custom_params *params, const custom_train_state *train_state,
                            const cr_store *store)
{
	const cr_train_call call = { (void *)params, 0, (void *)train_state, 0 };
	return cr_train_save(&train_model, &call, store);
}

cr_status custom_train_load(custom_params *params, custom_train_state *train_state, const void *file,
                            size_t size, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, 0 };
	const cr_status status = cr_train_load(&train_model, &call, file, size, error);
	if (status != CR_OK)
		return status;
	train_state->piece = 0;
	return status;
}

