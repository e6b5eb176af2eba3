/* lstm_text - kernels and entry points. Emitted by Crescent 1.0.0 from lstm_text.lua, command:
 *     crescent lstm_text.lua --main
 * Do not edit; edit lstm_text.lua. */
#define CR_FAST_FILE
#include "lstm_text.h"
#include "cr_math.h"
#include "cr_int.h"
#include "cr_reduce.h"
#include "cr_loop.h"
#include "cr_rng.h"
#include "cr_tile.h"
#include "cr_blas.h"
#include "cr_safetensors.h"
#include "cr_train.h"

_Static_assert(sizeof(lstm_text_params) == LSTM_TEXT_PARAMS_SIZE, "the params struct has no padding");
_Static_assert(sizeof(lstm_text_train_state) <= LSTM_TEXT_TRAIN_STATE_SIZE, "the size in the header holds");

/* k1: gather    prompt u8[n], embeddings f32[256,64] -> embed f32[1,n,64]
 * from lstm_text.lua:21 */
static void k1_embed(float *restrict embed, const uint8_t *restrict prompt, const float *restrict embeddings,
                     size_t n)
{
	for (size_t j = 0; j < n; j++) {
		for (size_t k = 0; k < 64; k++) {
			embed[j * 64 + k] = embeddings[(size_t)cr_clamp_index_i32((int32_t)prompt[j], 256) *
				64 + k];
		}
	}
}

/* k2: dot_general add    embed f32[1,n,64], kernel f32[64,1024], bias f32[1024] -> lstm f32[n,1,1024]; of 3
 * sizes
 * from lstm_text.lua:21 */
static void k2_dot_general(float *restrict lstm, const float *restrict embed, const float *restrict kernel,
                           const float *restrict bias, size_t n, size_t size, size_t size2)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < size; col += CR_TILE_COLS) {
			const size_t cols = size - col < CR_TILE_COLS ? size - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, size2, embed + row * size2, size2, 1,
				kernel + col * size2, size2 * 16, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						lstm[i * size + j] = z + bias[j];
					}
				}
			}
		}
	}
}

/* k3: copy    -> s_1 f32[1,256]; of 5 sizes
 * from lstm_text.lua:21 */
static void k3_copy(float *restrict s_1, size_t size)
{
	for (size_t i = 0; i < size; i++)
		s_1[i] = 0.0f;
}

/* k4: dot_general add    s_1 f32[1,256], recurrent_kernel f32[256,1024], z f32[1,1024] -> lstm f32[1,1024]
 * from lstm_text.lua:21 */
static void k4_lstm(float *restrict lstm, const float *restrict s_1, const float *restrict recurrent_kernel,
                    const float *restrict z)
{
	for (size_t col = 0; col < 1024; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 1024 - col < 16 * CR_ROW_PANELS ? 1024 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 256, s_1, 1, recurrent_kernel + col * 256, 4096, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z2 = row[panel + l];
				lstm[j] = z[j] + z2;
			}
		}
	}
}

/* k5: logistic multiply logistic tanh multiply add logistic tanh multiply    lstm f32[1,1024], s_2_2 f32[1,256]
 * -> s_2 f32[1,256], s_1 f32[1,256]
 * from lstm_text.lua:21 */
CR_OUTLINE void k5_lstm(float *restrict s_2, float *restrict s_1, const float *restrict lstm,
                        const float *restrict s_2_2)
{
	for (size_t j = 0; j < 256; j++) {
		const float v = cr_logisticf(lstm[j + 256]) * s_2_2[j] +
			cr_logisticf(lstm[j]) * cr_tanhf(lstm[j + 512]);
		s_2[j] = v;
		s_1[j] = cr_logisticf(lstm[j + 768]) * cr_tanhf(v);
	}
}

/* k6: dot_general add    s_1 f32[1,256], kernel f32[256,256], bias f32[256] -> head f32[1,256]
 * from lstm_text.lua:21 */
static void k6_head(float *restrict head, const float *restrict s_1, const float *restrict kernel,
                    const float *restrict bias)
{
	for (size_t col = 0; col < 256; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 256 - col < 16 * CR_ROW_PANELS ? 256 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 256, s_1, 1, kernel + col * 256, 4096, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				head[j] = z + bias[j];
			}
		}
	}
}

/* k7: copy    s_2 f32[1,256] -> c f32[1,256]; of 6 sizes
 * from lstm_text.lua:21 */
static void k7_copy(float *restrict c, const float *restrict s_2, size_t size)
{
	for (size_t i = 0; i < size; i++)
		c[i] = s_2[i];
}

/* k8: iota    -> iota i32[256]
 * from lstm_text.lua:39 */
static void k8_iota(int32_t *restrict iota)
{
	for (size_t i = 0; i < 256; i++)
		iota[i] = (int32_t)i;
}

/* k9: argmax select    carry2 f32[256], iota i32[256] -> carry f32[256]
 * from lstm_text.lua:40 */
CR_OUTLINE void k9_select(float *restrict carry, const float *restrict carry2, const int32_t *restrict iota)
{
	float best_value = carry2[0];
	int32_t best = 0;
	for (size_t i = 0; i < 256; i++) {
		const float x = carry2[i];
		const uint8_t better = (uint8_t)((x > best_value) | ((x != x) & (best_value == best_value)));
		best_value = better ? x : best_value;
		best = better ? (int32_t)i : best;
	}
	for (size_t i = 0; i < 256; i++)
		carry[i] = iota[i] == best ? -1e+30f : carry2[i];
}

/* k10: convert add    position i32[] -> add u32[]
 * from lstm_text.lua:49 */
static void k10_add(uint32_t *restrict add, const int32_t *restrict position)
{
	const int32_t position2 = position[0];
	add[0] = (uint32_t)position2 + 1u;
}

/* k11: concatenate    seed u32[4], add u32[] -> concatenate u32[4]
 * from lstm_text.lua:49 */
static void k11_concatenate(uint32_t *restrict concatenate, const uint32_t *restrict seed,
                            const uint32_t *restrict add)
{
	const uint32_t add2 = add[0];
	for (size_t i = 0; i < 3; i++)
		concatenate[i] = seed[i];
	concatenate[3] = seed[3] + add2;
}

/* k12: rng_bits    concatenate u32[4] -> rng_bits u32[4]
 * from lstm_text.lua:49 */
static void k12_rng_bits(uint32_t *restrict rng_bits, const uint32_t *restrict concatenate)
{
	for (size_t i = 0; i < 4; i++) {
		rng_bits[i] = cr_rng_bits(concatenate[0], concatenate[1], concatenate[2], concatenate[3],
			UINT64_C(0x4c16d7253af55676), i);
	}
}

/* k13: equal select divide rng_bits shift_right convert add multiply log negate log subtract argmax convert
 * carry f32[256], logits f32[256], temperature f32[], rng_bits u32[4] -> argmax i32[], y1 u8[]
 * from lstm_text.lua:41, 49, 51 */
static void k13_text(int32_t *restrict argmax, uint8_t *restrict y1, const float *restrict carry,
                     const float *restrict logits, const float *restrict temperature,
                     const uint32_t *restrict rng_bits)
{
	const float temperature2 = temperature[0];
	float best_value = (carry[0] == -1e+30f ? logits[0] : -1e+30f) / temperature2 -
		cr_logf(-cr_logf(((float)cr_shr_u32(cr_rng_bits(rng_bits[0], rng_bits[1], rng_bits[2],
		rng_bits[3], UINT64_C(0x8273caf8a7c1ab87), 0), 9u) + 0.5f) * 1.1920929e-07f));
	int32_t best = 0;
	for (size_t i = 0; i < 256; i++) {
		const float x = (carry[i] == -1e+30f ? logits[i] : -1e+30f) / temperature2 -
			cr_logf(-cr_logf(((float)cr_shr_u32(cr_rng_bits(rng_bits[0], rng_bits[1], rng_bits[2],
			rng_bits[3], UINT64_C(0x8273caf8a7c1ab87), i), 9u) + 0.5f) * 1.1920929e-07f));
		const uint8_t better = (uint8_t)((x > best_value) | ((x != x) & (best_value == best_value)));
		best_value = better ? x : best_value;
		best = better ? (int32_t)i : best;
	}
	argmax[0] = best;
	y1[0] = cr_i32_to_u8(best);
}

/* k14: gather    argmax i32[], embeddings f32[256,64] -> embed f32[1,64]
 * from lstm_text.lua:21 */
static void k14_embed(float *restrict embed, const int32_t *restrict argmax, const float *restrict embeddings)
{
	const int32_t argmax2 = argmax[0];
	for (size_t j = 0; j < 64; j++)
		embed[j] = embeddings[(size_t)cr_clamp_index_i32(argmax2, 256) * 64 + j];
}

/* k15: dot_general add    embed f32[1,64], kernel f32[64,1024], bias f32[1024] -> lstm f32[1,1024]
 * from lstm_text.lua:21 */
static void k15_lstm(float *restrict lstm, const float *restrict embed, const float *restrict kernel,
                     const float *restrict bias)
{
	for (size_t col = 0; col < 1024; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 1024 - col < 16 * CR_ROW_PANELS ? 1024 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 64, embed, 1, kernel + col * 64, 1024, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				lstm[j] = z + bias[j];
			}
		}
	}
}

/* k16: dot_general add    h f32[1,256], recurrent_kernel f32[256,1024] -> lstm f32[1,1024]
 * from lstm_text.lua:21 */
static void k16_lstm(float *restrict lstm, const float *restrict h, const float *restrict recurrent_kernel)
{
	for (size_t col = 0; col < 1024; col += 16 * CR_ROW_PANELS) {
		const size_t cols = 1024 - col < 16 * CR_ROW_PANELS ? 1024 - col : 16 * CR_ROW_PANELS;
		float row[16 * CR_ROW_PANELS];
		cr_row(row, (cols + 15) / 16, 256, h, 1, recurrent_kernel + col * 256, 4096, 16);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				lstm[j] = lstm[j] + z;
			}
		}
	}
}

/* sample: seed seed, prompt u8[n], temperature f32[] -> text u8[400] */
cr_status lstm_text_sample(const lstm_text_params *params, lstm_text_sample_workspace *workspace, size_t n,
                           uint64_t seed, const uint8_t *prompt, const float temperature[1], uint8_t text[400])
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	float *const memory = workspace->memory;
	int32_t *const memory_i32 = workspace->memory_i32;
	uint32_t *const memory_u32 = workspace->memory_u32;
	if (n < 1 || n > 256)
		return CR_ERR_ARGUMENT;
	k1_embed(memory + 262144, prompt, params->embed_embeddings, n);
	k2_dot_general(memory, memory + 262144, params->lstm_kernel, params->lstm_bias, n, 1024, 64);
	k3_copy(memory + 263168, 256);
	k3_copy(memory + 263680, 256);
	for (size_t t = 0; t < n; t++) {
		k4_lstm(memory + 262144, memory + 263168 + (t % 2) * 256, params->lstm_recurrent_kernel,
		        memory + t * 1024);
		k5_lstm(memory + 263680 + ((t + 1) % 2) * 256, memory + 263168 + ((t + 1) % 2) * 256,
		        memory + 262144, memory + 263680 + (t % 2) * 256);
	}
	k6_head(memory, memory + 263168 + (n % 2) * 256, params->head_kernel, params->head_bias);
	k7_copy(memory + 1024, memory + 263680 + (n % 2) * 256, 256);
	k7_copy(memory + 1536, memory + 263168 + (n % 2) * 256, 256);
	k7_copy(memory + 2048, memory, 256);
	for (size_t t2 = 0; t2 < 400; t2++) {
		*(memory_i32 + 256) = (int32_t)t2;
		k8_iota(memory_i32);
		k7_copy(memory, memory + 2048 + (t2 % 2) * 256, 256);
		for (size_t t3 = 0; t3 < 10; t3++) {
			k9_select(memory + ((t3 + 1) % 2) * 256, memory + (t3 % 2) * 256, memory_i32);
		}
		k10_add(memory_u32 + 4, memory_i32 + 256);
		k11_concatenate(memory_u32, seed_words, memory_u32 + 4);
		k12_rng_bits(memory_u32 + 4, memory_u32);
		k13_text(memory_i32, text + t2, memory, memory + 2048 + (t2 % 2) * 256, temperature,
		         memory_u32 + 4);
		k14_embed(memory + 2560, memory_i32, params->embed_embeddings);
		k15_lstm(memory, memory + 2560, params->lstm_kernel, params->lstm_bias);
		k16_lstm(memory, memory + 1536 + (t2 % 2) * 256, params->lstm_recurrent_kernel);
		k5_lstm(memory + 1024 + ((t2 + 1) % 2) * 256, memory + 1536 + ((t2 + 1) % 2) * 256, memory,
		        memory + 1024 + (t2 % 2) * 256);
		k6_head(memory, memory + 1536 + ((t2 + 1) % 2) * 256, params->head_kernel, params->head_bias);
		k7_copy(memory + 2048 + ((t2 + 1) % 2) * 256, memory, 256);
	}
	return CR_OK;
}

/* k17: convert    character u8[] -> convert i32[]
 * from lstm_text.lua:33 */
static void k17_convert(int32_t *restrict convert, const uint8_t *restrict character)
{
	const uint8_t character2 = character[0];
	convert[0] = (int32_t)character2;
}

/* k18: logistic multiply logistic tanh multiply add logistic tanh multiply    lstm f32[1,1024] -> c f32[1,256],
 * h f32[1,256]
 * from lstm_text.lua:21 */
static void k18_lstm(float *restrict c, float *restrict h, const float *restrict lstm)
{
	for (size_t j = 0; j < 256; j++) {
		const float v = cr_logisticf(lstm[j + 256]) * c[j] +
			cr_logisticf(lstm[j]) * cr_tanhf(lstm[j + 512]);
		c[j] = v;
		h[j] = cr_logisticf(lstm[j + 768]) * cr_tanhf(v);
	}
}

/* next: character u8[] -> logits f32[256]; sets 2 tensors */
void lstm_text_next(const lstm_text_params *params, lstm_text_state *state, lstm_text_next_workspace *workspace,
                    const uint8_t character[1], float logits[256])
{
	float *const memory = workspace->memory;
	int32_t *const memory_i32 = workspace->memory_i32;
	k17_convert(memory_i32, character);
	k14_embed(memory + 1024, memory_i32, params->embed_embeddings);
	k15_lstm(memory, memory + 1024, params->lstm_kernel, params->lstm_bias);
	k16_lstm(memory, state->h, params->lstm_recurrent_kernel);
	k18_lstm(state->c, state->h, memory);
	k6_head(memory, state->h, params->head_kernel, params->head_bias);
	k7_copy(logits, memory, 256);
}

/* k19: gather    text u8[piece], embeddings f32[256,64] -> embed f32[1,piece,64]
 * from lstm_text.lua:21 */
static void k19_embed(float *restrict embed, const uint8_t *restrict text, const float *restrict embeddings,
                      size_t piece)
{
	for (size_t j = 0; j < piece; j++) {
		for (size_t k = 0; k < 64; k++) {
			embed[j * 64 + k] = embeddings[(size_t)cr_clamp_index_i32((int32_t)text[j], 256) * 64 +
				k];
		}
	}
}

/* k20: reduce_max subtract exp reduce_sum log select reduce_sum subtract    head f32[1,piece,256], target
 * u8[piece] -> row f32[256], subtract f32[piece]
 * from lstm_text.lua:71 */
static void k20_subtract(float *restrict row, float *restrict subtract, const float *restrict head,
                         const uint8_t *restrict target, size_t piece)
{
	for (size_t i = 0; i < piece; i++) {
		float lane[16];
		for (size_t l = 0; l < 16; l++)
			lane[l] = CR_MAX_INIT_F32;
		for (size_t block = 0; block < 256; block += 16) {
			CR_SIXTEEN
			for (size_t l = 0; l < 16; l++) {
				const size_t j = block + l;
				lane[l] = cr_maxf(lane[l], head[i * 256 + j]);
			}
		}
		const float most = cr_join_max(lane);
		float lane2[16] = { 0.0f };
		for (size_t block = 0; block < 256; block += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = block + l;
				const float v = head[i * 256 + j] - most;
				row[j] = v;
				lane2[l] += cr_expf(v);
			}
		}
		const float sum = cr_join_sum(lane2);
		float lane3[16] = { 0.0f };
		for (size_t block = 0; block < 256; block += 16) {
			CR_SIXTEEN
			for (size_t l = 0; l < 16; l++) {
				const size_t j = block + l;
				lane3[l] += (int32_t)j == (int32_t)target[i] ? row[j] : 0.0f;
			}
		}
		const float sum2 = cr_join_sum(lane3);
		subtract[i] = cr_logf(sum) - sum2;
	}
}

/* k21: reduce_sum    subtract f32[piece] -> nats f32[]
 * from lstm_text.lua:71 */
static void k21_nats(float *restrict nats, const float *restrict subtract, size_t piece)
{
	float lane[16] = { 0.0f };
	size_t block = 0;
	for (; block + 16 <= piece; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += subtract[i];
		}
	}
	for (size_t l = 0; block + l < piece; l++) {
		const size_t i = block + l;
		lane[l] += subtract[i];
	}
	const float sum = cr_join_sum(lane);
	nats[0] = sum;
}

/* score: text u8[piece], target u8[piece] -> nats f32[]; sets 2 tensors */
cr_status lstm_text_score(const lstm_text_params *params, lstm_text_state *state,
                          lstm_text_score_workspace *workspace, size_t piece, const uint8_t *text,
                          const uint8_t *target, float nats[1])
{
	float *const memory = workspace->memory;
	if (piece < 1 || piece > 1024)
		return CR_ERR_ARGUMENT;
	k19_embed(memory + 1048576, text, params->embed_embeddings, piece);
	k2_dot_general(memory, memory + 1048576, params->lstm_kernel, params->lstm_bias, piece, 1024, 64);
	k7_copy(memory + 1048576, state->h, 256);
	k7_copy(memory + 1312000, state->c, 256);
	for (size_t t = 0; t < piece; t++) {
		k4_lstm(memory + 1310976, memory + 1048576 + t * 256, params->lstm_recurrent_kernel,
		        memory + t * 1024);
		k5_lstm(memory + 1312000 + ((t + 1) % 2) * 256, memory + 1048832 + t * 256, memory + 1310976,
		        memory + 1312000 + (t % 2) * 256);
	}
	k2_dot_general(memory, memory + 1048832, params->head_kernel, params->head_bias, piece, 256, 256);
	k20_subtract(memory + 263168, memory + 262144, memory, target, piece);
	k21_nats(nats, memory + 262144, piece);
	k7_copy(state->h, memory + 1048576 + piece * 256, 256);
	k7_copy(state->c, memory + 1312000 + (piece % 2) * 256, 256);
	return CR_OK;
}

/* k22: convert multiply greater select divide select negate convert divide minimum multiply cos add multiply
 * multiply add add divide multiply less subtract maximum divide minimum multiply cos add multiply multiply add
 * select multiply subtract multiply expm1 divide negate multiply expm1 negate rsqrt add    step u32[],
 * total_steps f32[] -> loss_weight f32[], select f32[], d_negate f32[], learning_rate f32[], subtract f32[],
 * negate f32[], rsqrt f32[], add u32[]
 * from lstm_text.lua:75, 78 */
static void k22_loss_weight(float *restrict loss_weight, float *restrict select, float *restrict d_negate,
                            float *restrict learning_rate, float *restrict subtract, float *restrict negate,
                            float *restrict rsqrt, uint32_t *restrict add, const uint32_t *restrict step,
                            const float *restrict total_steps, size_t n)
{
	const uint32_t step2 = step[0];
	const float total_steps2 = total_steps[0];
	const float v = (float)(int32_t)n * 64.0f;
	const uint8_t v2 = v > 0.0f;
	const float v3 = v2 ? 1.0f / (v2 ? v : 1.0f) : 0.0f;
	const float v4 = (float)step2;
	const float v5 = v4 + 1.0f;
	const float v6 = v4 < 1e+02f ? ((cr_cosf(cr_minf(0.0f / total_steps2, 1.0f) * 3.1415927f) + 1.0f) *
		0.5f * 0.0038f + 0.0002f) * (v5 / 1e+02f) :
		(cr_cosf(cr_minf(cr_maxf(v4 - 1e+02f, 0.0f) / total_steps2, 1.0f) * 3.1415927f) + 1.0f) * 0.5f *
		0.0038f + 0.0002f;
	loss_weight[0] = v;
	select[0] = v3;
	d_negate[0] = -v3;
	learning_rate[0] = v6;
	subtract[0] = 1.0f - v6 * 0.01f;
	negate[0] = -(v6 / cr_expm1f(v5 * -0.105360515f));
	rsqrt[0] = cr_rsqrtf(-cr_expm1f(v5 * -0.0010005003f));
	add[0] = step2 + 1u;
}

/* k23: gather    text u8[n,65], embeddings f32[256,64] -> embed f32[n,64,64]
 * from lstm_text.lua:21 */
static void k23_embed(float *restrict embed, const uint8_t *restrict text, const float *restrict embeddings,
                      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 64; j++) {
			for (size_t k = 0; k < 64; k++) {
				embed[i * 4096 + j * 64 + k] =
					embeddings[(size_t)cr_clamp_index_i32((int32_t)text[i * 65 + j], 256) *
					64 + k];
			}
		}
	}
}

/* k24: dot_general add    embed f32[n,64,64], kernel f32[64,1024], bias f32[1024] -> lstm f32[64,n,1024]
 * from lstm_text.lua:21 */
static void k24_lstm(float *restrict lstm, const float *restrict embed, const float *restrict kernel,
                     const float *restrict bias, float *restrict rows_, size_t n)
{
	for (size_t outer = 0; outer < 64; outer++) {
		for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
			const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
			float *const packed_rows = rows_;
			cr_pack_a(packed_rows, rows, 64, embed + row * 4096 + outer * 64, 4096, 1);
			for (size_t col = 0; col < 1024; col += CR_TILE_COLS) {
				const size_t cols = 1024 - col < CR_TILE_COLS ? 1024 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, 64, packed_rows, 1, CR_TILE_ROWS,
					kernel + col * 64, 1024, 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							lstm[outer * 32768 + i * 1024 + j] = z + bias[j];
						}
					}
				}
			}
		}
	}
}

/* k25: copy    -> s_1 f32[n,256]
 * from lstm_text.lua:21 */
static void k25_lstm(float *restrict s_1, size_t n)
{
	for (size_t i = 0; i < n * 256; i++)
		s_1[i] = 0.0f;
}

/* k26: dot_general add    s_1 f32[n,256], recurrent_kernel f32[256,1024], z f32[n,1024] -> lstm f32[n,1024]
 * from lstm_text.lua:21 */
static void k26_lstm(float *restrict lstm, const float *restrict s_1, const float *restrict recurrent_kernel,
                     const float *restrict z, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 1024; col += CR_TILE_COLS) {
			const size_t cols = 1024 - col < CR_TILE_COLS ? 1024 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 256, s_1 + row * 256, 256, 1,
				recurrent_kernel + col * 256, 4096, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z2 = tile[r * CR_TILE_COLS + panel + l];
						lstm[i * 1024 + j] = z[i * 1024 + j] + z2;
					}
				}
			}
		}
	}
}

/* k27: logistic multiply logistic tanh multiply add logistic tanh multiply    lstm f32[n,1024], s_2_2
 * f32[n,256] -> kept f32[n,256], kept2 f32[n,256], kept3 f32[n,256], s_2 f32[n,256], kept4 f32[n,256], kept5
 * f32[n,256], s_1 f32[n,256]
 * from lstm_text.lua:21 */
CR_OUTLINE void k27_lstm(float *restrict kept, float *restrict kept2, float *restrict kept3,
                         float *restrict s_2, float *restrict kept4, float *restrict kept5, float *restrict s_1,
                         const float *restrict lstm, const float *restrict s_2_2, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 256; j++) {
			const float v = cr_logisticf(lstm[i * 1024 + j + 256]);
			const float v2 = cr_logisticf(lstm[i * 1024 + j]);
			const float v3 = cr_tanhf(lstm[i * 1024 + j + 512]);
			const float v4 = v * s_2_2[i * 256 + j] + v2 * v3;
			const float v5 = cr_logisticf(lstm[i * 1024 + j + 768]);
			const float v6 = cr_tanhf(v4);
			kept[i * 256 + j] = v;
			kept2[i * 256 + j] = v2;
			kept3[i * 256 + j] = v3;
			s_2[i * 256 + j] = v4;
			kept4[i * 256 + j] = v5;
			kept5[i * 256 + j] = v6;
			s_1[i * 256 + j] = v5 * v6;
		}
	}
}

/* k28: rng_bits shift_right convert multiply less    rng u32[4] -> dropout bool[n,64,256]
 * from lstm_text.lua:22 */
static void k28_dropout(uint8_t *restrict dropout, const uint32_t *restrict rng, size_t n)
{
	for (size_t i = 0; i < n * 16384; i++) {
		dropout[i] = (float)cr_shr_u32(cr_rng_bits(rng[0], rng[1], rng[2], rng[3],
			UINT64_C(0xb8e4eab99971cdea), i), 8u) * 5.9604645e-08f < 0.8f;
	}
}

/* k29: divide select    dropout2 bool[n,64,256], lstm f32[64,n,256] -> dropout f32[n,64,256]
 * from lstm_text.lua:22 */
static void k29_dropout(float *restrict dropout, const uint8_t *restrict dropout2, const float *restrict lstm,
                        size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 64; j++) {
			for (size_t k = 0; k < 256; k++) {
				dropout[i * 16384 + j * 256 + k] = dropout2[i * 16384 + j * 256 + k] ?
					lstm[j * 8192 + i * 256 + k] / 0.8f : 0.0f;
			}
		}
	}
}

/* k30: dot_general add    dropout f32[n,64,256], kernel f32[256,256], bias f32[256] -> head f32[n,64,256]
 * from lstm_text.lua:21 */
static void k30_head(float *restrict head, const float *restrict dropout, const float *restrict kernel,
                     const float *restrict bias, size_t n)
{
	for (size_t row = 0; row < n * 64; row += CR_TILE_ROWS) {
		const size_t rows = n * 64 - row < CR_TILE_ROWS ? n * 64 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 256; col += CR_TILE_COLS) {
			const size_t cols = 256 - col < CR_TILE_COLS ? 256 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 256, dropout + row * 256, 256, 1,
				kernel + col * 256, 4096, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						head[i * 256 + j] = z + bias[j];
					}
				}
			}
		}
	}
}

/* k31: reduce_max subtract exp reduce_sum log select reduce_sum subtract divide multiply add reduce_sum    head
 * f32[n,64,256], text u8[n,65], select f32[], d_negate f32[] -> row f32[256], row2 f32[256], d_head f32[256],
 * subtract f32[n,64], d_add f32[n,64,256]
 * from lstm_text.lua:21, 75 */
static void k31_head_backward(float *restrict row, float *restrict row2, float *restrict d_head,
                              float *restrict subtract, float *restrict d_add, const float *restrict head,
                              const uint8_t *restrict text, const float *restrict select,
                              const float *restrict d_negate, size_t n)
{
	const float select2 = select[0];
	const float d_negate2 = d_negate[0];
	for (size_t i = 0; i < 256; i++)
		d_head[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 64; j++) {
			float lane[16];
			for (size_t l = 0; l < 16; l++)
				lane[l] = CR_MAX_INIT_F32;
			for (size_t block = 0; block < 256; block += 16) {
				CR_SIXTEEN
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] = cr_maxf(lane[l], head[i * 16384 + j * 256 + k]);
				}
			}
			const float most = cr_join_max(lane);
			float lane2[16] = { 0.0f };
			for (size_t block = 0; block < 256; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					const float v = head[i * 16384 + j * 256 + k] - most;
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
					lane3[l] += (int32_t)k == (int32_t)text[i * 65 + j + 1] ? row[k] : 0.0f;
				}
			}
			const float sum2 = cr_join_sum(lane3);
			const float v = select2 / sum;
			subtract[i * 64 + j] = cr_logf(sum) - sum2;
			for (size_t i2 = 0; i2 < 256; i2++) {
				const float v2 = ((int32_t)i2 == (int32_t)text[i * 65 + j + 1] ? d_negate2 :
					0.0f) + v * row2[i2];
				d_head[i2] += v2;
				d_add[i * 16384 + j * 256 + i2] = v2;
			}
		}
	}
}

/* k32: reduce_sum is_finite    subtract f32[n,64] -> loss f32[], is_finite bool[]
 * from lstm_text.lua:78 */
static void k32_loss(float *restrict loss, uint8_t *restrict is_finite, const float *restrict subtract,
                     size_t n)
{
	float lane[16] = { 0.0f };
	size_t block = 0;
	for (; block + 16 <= n * 64; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += subtract[i];
		}
	}
	for (size_t l = 0; block + l < n * 64; l++) {
		const size_t i = block + l;
		lane[l] += subtract[i];
	}
	const float sum = cr_join_sum(lane);
	loss[0] = sum;
	is_finite[0] = (uint8_t)cr_is_finitef(sum);
}

/* k33: dot_general select divide    d_add f32[n,64,256], kernel f32[256,256], dropout bool[n,64,256] ->
 * d_dropout f32[n,64,256]
 * from lstm_text.lua:21, 22 */
static void k33_head_backward(float *restrict d_dropout, const float *restrict d_add,
                              const float *restrict kernel, const uint8_t *restrict dropout,
                              float *restrict panels, size_t n)
{
	for (size_t col = 0; col < 256; col += 16)
		for (size_t k = 0; k < 256; k += 16)
			cr_pack_b(panels + col * 256 + k * 16, 16, 16, kernel + k * 256 + col * 16, 1, 16);
	for (size_t row = 0; row < n * 64; row += CR_TILE_ROWS) {
		const size_t rows = n * 64 - row < CR_TILE_ROWS ? n * 64 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 256; col += CR_TILE_COLS) {
			const size_t cols = 256 - col < CR_TILE_COLS ? 256 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 256, d_add + row * 256, 256, 1,
				panels + col * 256, 4096, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_dropout[i * 256 + j] =
							(dropout[i * 256 + j] ? z : 0.0f) / 0.8f;
					}
				}
			}
		}
	}
}

/* k34: dot_general    dropout f32[n,64,256], d_add f32[n,64,256] -> d_head f32[256,256]
 * from lstm_text.lua:21 */
static void k34_head_backward(float *restrict d_head, const float *restrict dropout,
                              const float *restrict d_add, float *restrict panels, size_t n)
{
#ifdef CR_USE_CBLAS
	cr_blas_sgemm(256, 256, (n * 64), dropout, 1, 256, d_add, 0, 256, d_head, 256);
	for (size_t i = 0; i < 256; i++) {
		for (size_t j = 0; j < 256; j++) {
			const float z = d_head[i * 256 + j];
			d_head[i * 256 + j] = z;
		}
	}
	(void)panels;
#else
	for (size_t col = 0; col < 256; col += 16)
		cr_pack_b(panels + col * (n * 64), 16, (n * 64), d_add + col, 256, 1);
	/* 128 columns of d_add at a time stay in the cache */
	for (size_t block = 0; block < 256; block += 128) {
		const size_t block_end = 256 - block < 128 ? 256 : block + 128;
		for (size_t row = 0; row < 256; row += CR_TILE_ROWS) {
			const size_t rows = 256 - row < CR_TILE_ROWS ? 256 - row : CR_TILE_ROWS;
			for (size_t col = block; col < block_end; col += CR_TILE_COLS) {
				const size_t cols = block_end - col < CR_TILE_COLS ? block_end - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, (n * 64), dropout + row, 1, 256,
					panels + col * (n * 64), (n * 1024), 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							d_head[i * 256 + j] = z;
						}
					}
				}
			}
		}
	}
#endif
}

/* k35: transpose    d_dropout f32[n,64,256] -> d_lstm f32[64,n,256]
 * from lstm_text.lua:21 */
static void k35_lstm_backward(float *restrict d_lstm, const float *restrict d_dropout, size_t n)
{
	for (size_t i = 0; i < 64; i++) {
		for (size_t j = 0; j < n; j++) {
			for (size_t k = 0; k < 256; k++)
				d_lstm[i * 8192 + j * 256 + k] = d_dropout[j * 16384 + i * 256 + k];
		}
	}
}

/* k36: pack    recurrent_kernel f32[256,1024] -> 
 * from lstm_text.lua:21 */
static void k36_lstm_backward(const float *restrict recurrent_kernel, float *restrict panels)
{
	for (size_t block = 0; block < 64; block++) {
		for (size_t col = 0; col < 256; col += 16) {
			cr_pack_b(panels + col * 1024 + block * 256, 16, 16,
				recurrent_kernel + block * 4096 + col * 16, 1, 16);
		}
	}
}

/* k37: multiply    d_y1 f32[n,256], d_s_1 f32[n,256], kept f32[n,256], kept2 f32[n,256] -> d_lstm f32[n,256]
 * from lstm_text.lua:21 */
static void k37_lstm_backward(float *restrict d_lstm, const float *restrict d_y1, const float *restrict d_s_1,
                              const float *restrict kept, const float *restrict kept2, size_t n)
{
	for (size_t i = 0; i < n * 256; i++)
		d_lstm[i] = (d_y1[i] + d_s_1[i]) * kept[i] * (kept2[i] * (1.0f - kept2[i]));
}

/* k38: multiply add multiply multiply add multiply multiply add multiply multiply add multiply    d_s_2_2
 * f32[n,256], d_y1 f32[n,256], d_s_1 f32[n,256], kept f32[n,256], kept2 f32[n,256], kept3 f32[n,256], kept4
 * f32[n,256], kept5 f32[n,256], kept6 f32[n,256], d_lstm f32[n,256] -> row f32[256], row2 f32[256], row3
 * f32[256], d_s_2 f32[n,256], d_y f32[n,1024]
 * from lstm_text.lua:21 */
CR_OUTLINE void k38_lstm_backward(float *restrict row, float *restrict row2, float *restrict row3,
                                  float *restrict d_s_2, float *restrict d_y, const float *restrict d_s_2_2,
                                  const float *restrict d_y1, const float *restrict d_s_1,
                                  const float *restrict kept, const float *restrict kept2,
                                  const float *restrict kept3, const float *restrict kept4,
                                  const float *restrict kept5, const float *restrict kept6,
                                  const float *restrict d_lstm, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t i2 = 0; i2 < 256; i2++) {
			const float v = d_s_2_2[i * 256 + i2] +
				(d_y1[i * 256 + i2] + d_s_1[i * 256 + i2]) * kept[i * 256 + i2] *
				(1.0f - kept2[i * 256 + i2] * kept2[i * 256 + i2]);
			const float v2 = v * kept3[i * 256 + i2] *
				(1.0f - kept4[i * 256 + i2] * kept4[i * 256 + i2]);
			const float v3 = v * kept5[i * 256 + i2] *
				(kept6[i * 256 + i2] * (1.0f - kept6[i * 256 + i2]));
			const float v4 = v * kept4[i * 256 + i2] *
				(kept3[i * 256 + i2] * (1.0f - kept3[i * 256 + i2]));
			row[i2] = v2;
			row2[i2] = v3;
			row3[i2] = v4;
			d_s_2[i * 256 + i2] = v * kept6[i * 256 + i2];
		}
		for (size_t i2 = 0; i2 < 256; i2++)
			d_y[i * 1024 + i2] = 0.0f + 0.0f + 0.0f + row3[i2];
		for (size_t i2 = 0; i2 < 256; i2++)
			d_y[i * 1024 + i2 + 256] = 0.0f + 0.0f + row2[i2] + 0.0f;
		for (size_t i2 = 0; i2 < 256; i2++)
			d_y[i * 1024 + i2 + 512] = 0.0f + row[i2] + 0.0f + 0.0f;
		for (size_t i2 = 0; i2 < 256; i2++)
			d_y[i * 1024 + i2 + 768] = d_lstm[i * 256 + i2] + 0.0f + 0.0f + 0.0f;
	}
}

/* k39: dot_general    d_y f32[n,1024], panels f32[262144] -> d_s_1 f32[n,256]
 * from lstm_text.lua:21 */
static void k39_lstm_backward(float *restrict d_s_1, const float *restrict d_y, const float *restrict panels,
                              float *restrict rows_, size_t n)
{
	for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
		const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
		float *const packed_rows = rows_;
		cr_pack_a(packed_rows, rows, 1024, d_y + row * 1024, 1024, 1);
		for (size_t col = 0; col < 256; col += CR_TILE_COLS) {
			const size_t cols = 256 - col < CR_TILE_COLS ? 256 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile(tile, rows, (cols + 15) / 16, 1024, packed_rows, 1, CR_TILE_ROWS,
				panels + col * 1024, 16384, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_s_1[i * 256 + j] = z;
					}
				}
			}
		}
	}
}

/* k40: pack    d_lstm f32[64,n,1024] -> 
 * from lstm_text.lua:21 */
static void k40_lstm_backward(const float *restrict d_lstm, float *restrict panels, size_t n)
{
	for (size_t run = 0; run < 64; run++) {
		for (size_t col = 0; col < 1024; col += 16)
			cr_pack_b(panels + col * 2048 + run * 512, 16, n, d_lstm + run * 32768 + col, 1024, 1);
	}
}

/* k41: dot_general    lstm f32[64,n,256], panels f32[2097152] -> d_lstm f32[256,1024]
 * from lstm_text.lua:21 */
static void k41_lstm_backward(float *restrict d_lstm, const float *restrict lstm, const float *restrict panels,
                              size_t n)
{
	for (size_t row = 0; row < 256; row += CR_TILE_ROWS) {
		const size_t rows = 256 - row < CR_TILE_ROWS ? 256 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 1024; col += CR_TILE_COLS) {
			const size_t cols = 1024 - col < CR_TILE_COLS ? 1024 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile_taps(tile, rows, (cols + 15) / 16, 64, 8192, 512, n, lstm + row, 1, 256,
				panels + col * 2048, 32768, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_lstm[i * 1024 + j] = z;
					}
				}
			}
		}
	}
}

/* k42: reduce_sum    d_lstm2 f32[64,n,1024] -> d_lstm f32[1024]
 * from lstm_text.lua:21 */
static void k42_lstm_backward(float *restrict d_lstm, const float *restrict d_lstm2, size_t n)
{
	for (size_t i = 0; i < 1024; i++)
		d_lstm[i] = 0.0f;
	for (size_t i = 0; i < 64; i++) {
		for (size_t j = 0; j < n; j++) {
			for (size_t i2 = 0; i2 < 1024; i2++)
				d_lstm[i2] += d_lstm2[i * 32768 + j * 1024 + i2];
		}
	}
}

/* k43: dot_general    d_lstm2 f32[64,n,1024], kernel f32[64,1024] -> d_lstm f32[64,n,64]
 * from lstm_text.lua:21 */
static void k43_lstm_backward(float *restrict d_lstm, const float *restrict d_lstm2,
                              const float *restrict kernel, float *restrict panels, size_t n)
{
	for (size_t outer = 0; outer < 64; outer++) {
		for (size_t col = 0; col < 64; col += 16)
			for (size_t k = 0; k < 1024; k += 16)
				cr_pack_b(panels + col * 1024 + k * 16, 16, 16, kernel + k * 64 + col * 16, 1,
					16);
		for (size_t row = 0; row < n; row += CR_TILE_ROWS) {
			const size_t rows = n - row < CR_TILE_ROWS ? n - row : CR_TILE_ROWS;
			for (size_t col = 0; col < 64; col += CR_TILE_COLS) {
				const size_t cols = 64 - col < CR_TILE_COLS ? 64 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, 1024,
					d_lstm2 + outer * 32768 + row * 1024, 1024, 1, panels + col * 1024,
					16384, 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							d_lstm[outer * 2048 + i * 64 + j] = z;
						}
					}
				}
			}
		}
	}
}

/* k44: dot_general    embed f32[n,64,64], panels f32[2097152] -> d_lstm f32[64,1024]
 * from lstm_text.lua:21 */
static void k44_lstm_backward(float *restrict d_lstm, const float *restrict embed, const float *restrict panels,
                              size_t n)
{
	for (size_t row = 0; row < 64; row += CR_TILE_ROWS) {
		const size_t rows = 64 - row < CR_TILE_ROWS ? 64 - row : CR_TILE_ROWS;
		for (size_t col = 0; col < 1024; col += CR_TILE_COLS) {
			const size_t cols = 1024 - col < CR_TILE_COLS ? 1024 - col : CR_TILE_COLS;
			float tile[CR_TILE_ROWS * CR_TILE_COLS];
			cr_tile_taps(tile, rows, (cols + 15) / 16, 64, 64, 512, n, embed + row, 1, 4096,
				panels + col * 2048, 32768, 16);
			for (size_t panel = 0; panel < cols; panel += 16) {
				for (size_t r = 0; r < rows; r++) {
					const size_t i = row + r;
					for (size_t l = 0; l < 16; l++) {
						const size_t j = col + panel + l;
						const float z = tile[r * CR_TILE_COLS + panel + l];
						d_lstm[i * 1024 + j] = z;
					}
				}
			}
		}
	}
}

/* k45: scatter_add    text u8[n,65], d_lstm f32[64,n,64] -> d_embed f32[256,64]
 * from lstm_text.lua:21 */
static void k45_embed_backward(float *restrict d_embed, const uint8_t *restrict text,
                               const float *restrict d_lstm, size_t n)
{
	for (size_t i = 0; i < 16384; i++)
		d_embed[i] = 0.0f;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 64; j++) {
			for (size_t k = 0; k < 64; k++) {
				d_embed[(size_t)cr_clamp_index_i32((int32_t)text[i * 65 + j], 256) * 64 + k] +=
					d_lstm[j * 2048 + i * 64 + k];
			}
		}
	}
}

/* k46: multiply reduce_sum    d_embed f32[256,64] -> sum f32[]
 * from lstm_text.lua:78 */
static void k46_reduce_sum(float *restrict sum, const float *restrict d_embed)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 16384; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_embed[i] * d_embed[i];
		}
	}
	const float sum2 = cr_join_sum(lane);
	sum[0] = sum2;
}

/* k47: multiply reduce_sum add    d_lstm f32[64,1024] -> add f32[]; of 3 sizes
 * from lstm_text.lua:78 */
static void k47_add(float *restrict add, const float *restrict d_lstm, size_t size)
{
	const float sum = add[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < size; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_lstm[i] * d_lstm[i];
		}
	}
	const float sum2 = cr_join_sum(lane);
	add[0] = sum + sum2;
}

/* k48: multiply reduce_sum add sqrt is_finite logical_and greater divide select multiply multiply add multiply
 * multiply add multiply sqrt multiply add divide subtract select select select select convert    d_head
 * f32[256], add u32[], subtract f32[], negate f32[], rsqrt f32[] -> gradient_norm f32[], logical_and bool[],
 * select f32[], step u32[], finite f32[], bias f32[256], m f32[256], v f32[256]
 * from lstm_text.lua:78 */
static void k48_update_head_bias(float *restrict gradient_norm, uint8_t *restrict logical_and,
                                 float *restrict select, uint32_t *restrict step, float *restrict finite,
                                 float *restrict bias, float *restrict m, float *restrict v,
                                 const float *restrict d_head, const uint32_t *restrict add,
                                 const float *restrict subtract, const float *restrict negate,
                                 const float *restrict rsqrt)
{
	const float add2 = select[0];
	const uint8_t is_finite = logical_and[0];
	const uint32_t add3 = add[0];
	const uint32_t step2 = step[0];
	const float subtract2 = subtract[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 256; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += d_head[i] * d_head[i];
		}
	}
	const float sum = cr_join_sum(lane);
	const float v2 = cr_sqrtf(add2 + sum);
	const uint8_t v3 = (uint8_t)(cr_is_finitef(v2) & is_finite);
	const float v4 = v2 > 1.0f ? 1.0f / v2 : 1.0f;
	gradient_norm[0] = v2;
	logical_and[0] = v3;
	select[0] = v4;
	step[0] = v3 ? add3 : step2;
	finite[0] = (float)v3;
	for (size_t i = 0; i < 256; i++) {
		const float v5 = d_head[i] * v4;
		const float v6 = m[i] * 0.9f + v5 * 0.1f;
		const float v7 = v[i] * 0.999f + v5 * v5 * 0.001f;
		bias[i] = v3 ? bias[i] * subtract2 - negate2 * v6 / (cr_sqrtf(v7) * rsqrt2 + 1e-08f) : bias[i];
		m[i] = v3 ? v6 : m[i];
		v[i] = v3 ? v7 : v[i];
	}
}

/* k49: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_embed f32[256,64], select f32[], logical_and bool[], subtract f32[], negate f32[], rsqrt f32[] ->
 * embeddings f32[256,64], m f32[256,64], v f32[256,64]; of 2 sizes
 * from lstm_text.lua:78 */
static void k49_update(float *restrict embeddings, float *restrict m, float *restrict v,
                       const float *restrict d_embed, const float *restrict select,
                       const uint8_t *restrict logical_and, const float *restrict subtract,
                       const float *restrict negate, const float *restrict rsqrt, size_t size)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float subtract2 = subtract[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t i = 0; i < size; i++) {
		const float v2 = d_embed[i] * select2;
		const float v3 = m[i] * 0.9f + v2 * 0.1f;
		const float v4 = v[i] * 0.999f + v2 * v2 * 0.001f;
		embeddings[i] = logical_and2 ? embeddings[i] * subtract2 -
			negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) : embeddings[i];
		m[i] = logical_and2 ? v3 : m[i];
		v[i] = logical_and2 ? v4 : v[i];
	}
}

/* k50: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_lstm f32[64,1024], select f32[], logical_and bool[], subtract f32[], negate f32[], rsqrt f32[] ->
 * kernel f32[64,1024], m f32[64,1024], v f32[64,1024]; of 2 sizes
 * from lstm_text.lua:78 */
CR_INLINE void k50_update_lstm_sized(float *restrict kernel, float *restrict m, float *restrict v,
                                     const float *restrict d_lstm, const float *restrict select,
                                     const uint8_t *restrict logical_and, const float *restrict subtract,
                                     const float *restrict negate, const float *restrict rsqrt, size_t size)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float subtract2 = subtract[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t j = 0; j < 64; j++) {
		for (size_t i = 0; i < size; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v2 = d_lstm[i * 1024 + j * 16 + k] * select2;
				const float v3 = m[j * size * 16 + i * 16 + k] * 0.9f + v2 * 0.1f;
				const float v4 = v[j * size * 16 + i * 16 + k] * 0.999f + v2 * v2 * 0.001f;
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

/* k50:    d_lstm f32[64,1024], select f32[], logical_and bool[], subtract f32[], negate f32[], rsqrt f32[] ->
 * kernel f32[64,1024], m f32[64,1024], v f32[64,1024] */
static void k50_update_lstm_kernel(float *restrict kernel, float *restrict m, float *restrict v,
                                   const float *restrict d_lstm, const float *restrict select,
                                   const uint8_t *restrict logical_and, const float *restrict subtract,
                                   const float *restrict negate, const float *restrict rsqrt)
{
	k50_update_lstm_sized(kernel, m, v, d_lstm, select, logical_and, subtract, negate, rsqrt, 64);
}

/* k51:    d_lstm f32[256,1024], select f32[], logical_and bool[], subtract f32[], negate f32[], rsqrt f32[] ->
 * recurrent_kernel f32[256,1024], m f32[256,1024], v f32[256,1024] */
static void k51_update_lstm_recurrent_kernel(float *restrict recurrent_kernel, float *restrict m,
                                             float *restrict v, const float *restrict d_lstm,
                                             const float *restrict select, const uint8_t *restrict logical_and,
                                             const float *restrict subtract, const float *restrict negate,
                                             const float *restrict rsqrt)
{
	k50_update_lstm_sized(recurrent_kernel, m, v, d_lstm, select, logical_and, subtract, negate, rsqrt,
	                      256);
}

/* k52: multiply multiply add multiply multiply add multiply sqrt multiply add divide subtract select select
 * select    d_head f32[256,256], select f32[], logical_and bool[], subtract f32[], negate f32[], rsqrt f32[] ->
 * kernel f32[256,256], m f32[256,256], v f32[256,256]
 * from lstm_text.lua:78 */
static void k52_update_head_kernel(float *restrict kernel, float *restrict m, float *restrict v,
                                   const float *restrict d_head, const float *restrict select,
                                   const uint8_t *restrict logical_and, const float *restrict subtract,
                                   const float *restrict negate, const float *restrict rsqrt)
{
	const float select2 = select[0];
	const uint8_t logical_and2 = logical_and[0];
	const float subtract2 = subtract[0];
	const float negate2 = negate[0];
	const float rsqrt2 = rsqrt[0];
	for (size_t j = 0; j < 16; j++) {
		for (size_t i = 0; i < 256; i++) {
			for (size_t k = 0; k < 16; k++) {
				const float v2 = d_head[i * 256 + j * 16 + k] * select2;
				const float v3 = m[j * 4096 + i * 16 + k] * 0.9f + v2 * 0.1f;
				const float v4 = v[j * 4096 + i * 16 + k] * 0.999f + v2 * v2 * 0.001f;
				kernel[j * 4096 + i * 16 + k] = logical_and2 ?
					kernel[j * 4096 + i * 16 + k] * subtract2 -
					negate2 * v3 / (cr_sqrtf(v4) * rsqrt2 + 1e-08f) :
					kernel[j * 4096 + i * 16 + k];
				m[j * 4096 + i * 16 + k] = logical_and2 ? v3 : m[j * 4096 + i * 16 + k];
				v[j * 4096 + i * 16 + k] = logical_and2 ? v4 : v[j * 4096 + i * 16 + k];
			}
		}
	}
}

/* k53: concatenate    rng u32[4] -> concatenate u32[4]
 * from lstm_text.lua:78 */
static void k53_concatenate(uint32_t *restrict concatenate, const uint32_t *restrict rng)
{
	for (size_t i = 0; i < 2; i++)
		concatenate[i] = rng[i];
	concatenate[2] = rng[2] + 1u;
	concatenate[3] = rng[3] + (uint32_t)(rng[2] + 1u == 0u);
}

/* k54: copy    concatenate u32[4] -> rng u32[4] */
static void k54_copy(uint32_t *restrict rng, const uint32_t *restrict concatenate)
{
	for (size_t i = 0; i < 4; i++)
		rng[i] = concatenate[i];
}

/* train_step: text u8[n,65] -> loss f32[], loss_weight f32[], gradient_norm f32[], learning_rate f32[], finite
 * f32[]; sets 20 tensors */
/* At most budget kernels, from number piece on: the number of the next, 0 after the last. Those from the first
 * that changes more than the workspace on are one piece. */
static uint32_t train_step_kernels(lstm_text_params *params, lstm_text_train_state *train_state,
                                   lstm_text_train_workspace *workspace, size_t count, const uint8_t *text,
                                   float *report, uint32_t piece, uint32_t budget)
{
	float *const memory = workspace->memory;
	uint32_t *const memory_u32 = workspace->memory_u32;
	uint8_t *const memory_bool = workspace->memory_bool;
	for (; budget > 0; budget--) {
		switch (piece++) {
		case 1:
			k22_loss_weight(report + 1, memory + 5816320, memory + 5816336, report + 3,
			                memory + 6816000, memory + 6816016, memory + 6816032, memory_u32,
			                train_state->step, train_state->total_steps, count);
			break;
		case 2:
			k23_embed(memory + 6307840, text, params->embed_embeddings, count);
			break;
		case 3:
			k24_lstm(memory, memory + 6307840, params->lstm_kernel, params->lstm_bias,
			         memory + 2097152, count);
			break;
		case 4:
			k25_lstm(memory + 2097152, count);
			break;
		case 5:
			k25_lstm(memory + 2629632, count);
			break;
		case 6:
			for (size_t t = 0; t < 64; t++) {
				k26_lstm(memory + 5783552, memory + 2097152 + t * 8192,
				         params->lstm_recurrent_kernel, memory + t * 32768, count);
				k27_lstm(memory + 3162112 + t * 8192, memory + 3686400 + t * 8192,
				         memory + 4210688 + t * 8192, memory + 2637824 + t * 8192,
				         memory + 4734976 + t * 8192, memory + 5259264 + t * 8192,
				         memory + 2105344 + t * 8192, memory + 5783552,
				         memory + 2629632 + t * 8192, count);
			}
			break;
		case 7:
			k28_dropout(memory_bool, train_state->rng, count);
			break;
		case 8:
			k29_dropout(memory, memory_bool, memory + 2105344, count);
			break;
		case 9:
			k30_head(memory + 1048576, memory, params->head_kernel, params->head_bias, count);
			break;
		case 10:
			k31_head_backward(memory + 1574912, memory + 1575168, memory + 6815744,
			                  memory + 1572864, memory + 524288, memory + 1048576, text,
			                  memory + 5816320, memory + 5816336, count);
			break;
		case 11:
			k32_loss(report + 0, memory_bool + 524288, memory + 1572864, count);
			break;
		case 12:
			k33_head_backward(memory + 1048576, memory + 524288, params->head_kernel, memory_bool,
			                  memory + 1572864, count);
			break;
		case 13:
			k34_head_backward(memory + 6438912, memory, memory + 524288, memory + 1572864, count);
			break;
		case 14:
			k35_lstm_backward(memory + 5783552, memory + 1048576, count);
			break;
		case 15:
			k25_lstm(memory + 6774784, count);
			break;
		case 16:
			k25_lstm(memory + 6791168, count);
			break;
		case 17:
			k36_lstm_backward(params->lstm_recurrent_kernel, memory + 6504448);
			break;
		case 18:
			for (size_t t2 = 64; t2-- > 0;) {
				k37_lstm_backward(memory + 6799360, memory + 5783552 + t2 * 8192,
				                  memory + 6766592 + (t2 % 2) * 8192,
				                  memory + 5259264 + t2 * 8192, memory + 4734976 + t2 * 8192,
				                  count);
				k38_lstm_backward(memory + 6807552, memory + 6807808, memory + 6808064,
				                  memory + 6782976 + ((t2 + 1) % 2) * 8192, memory + t2 * 32768,
				                  memory + 6782976 + (t2 % 2) * 8192,
				                  memory + 5783552 + t2 * 8192,
				                  memory + 6766592 + (t2 % 2) * 8192,
				                  memory + 4734976 + t2 * 8192, memory + 5259264 + t2 * 8192,
				                  memory + 3686400 + t2 * 8192, memory + 4210688 + t2 * 8192,
				                  memory + 2629632 + t2 * 8192, memory + 3162112 + t2 * 8192,
				                  memory + 6799360, count);
				k39_lstm_backward(memory + 6766592 + ((t2 + 1) % 2) * 8192, memory + t2 * 32768,
				                  memory + 6504448, memory + 6799360, count);
			}
			break;
		case 19:
			k40_lstm_backward(memory, memory + 2629632, count);
			break;
		case 20:
			k41_lstm_backward(memory + 4726784, memory + 2097152, memory + 2629632, count);
			break;
		case 21:
			k42_lstm_backward(memory + 2293760, memory, count);
			break;
		case 22:
			k43_lstm_backward(memory + 2097152, memory, params->lstm_kernel, memory + 2228224,
			                  count);
			break;
		case 23:
			k44_lstm_backward(memory, memory + 6307840, memory + 2629632, count);
			break;
		case 24:
			k45_embed_backward(memory + 65536, text, memory + 2097152, count);
			break;
		case 25:
			k46_reduce_sum(memory + 81920, memory + 65536);
			break;
		case 26:
			k47_add(memory + 81920, memory, 65536);
			break;
		case 27:
			k47_add(memory + 81920, memory + 4726784, 262144);
			break;
		case 28:
			k47_add(memory + 81920, memory + 2293760, 1024);
			break;
		case 29:
			k47_add(memory + 81920, memory + 6438912, 65536);
			break;
		default:
			k48_update_head_bias(report + 2, memory_bool + 524288, memory + 81920,
			                     train_state->step, report + 4, params->head_bias,
			                     train_state->m_head_bias, train_state->v_head_bias,
			                     memory + 6815744, memory_u32, memory + 6816000, memory + 6816016,
			                     memory + 6816032);
			k49_update(params->embed_embeddings, train_state->m_embed_embeddings,
			           train_state->v_embed_embeddings, memory + 65536, memory + 81920,
			           memory_bool + 524288, memory + 6816000, memory + 6816016, memory + 6816032,
			           16384);
			k50_update_lstm_kernel(params->lstm_kernel, train_state->m_lstm_kernel,
			                       train_state->v_lstm_kernel, memory, memory + 81920,
			                       memory_bool + 524288, memory + 6816000, memory + 6816016,
			                       memory + 6816032);
			k51_update_lstm_recurrent_kernel(params->lstm_recurrent_kernel,
			                                 train_state->m_lstm_recurrent_kernel,
			                                 train_state->v_lstm_recurrent_kernel, memory + 4726784,
			                                 memory + 81920, memory_bool + 524288, memory + 6816000,
			                                 memory + 6816016, memory + 6816032);
			k49_update(params->lstm_bias, train_state->m_lstm_bias, train_state->v_lstm_bias,
			           memory + 2293760, memory + 81920, memory_bool + 524288, memory + 6816000,
			           memory + 6816016, memory + 6816032, 1024);
			k52_update_head_kernel(params->head_kernel, train_state->m_head_kernel,
			                       train_state->v_head_kernel, memory + 6438912, memory + 81920,
			                       memory_bool + 524288, memory + 6816000, memory + 6816016,
			                       memory + 6816032);
			k53_concatenate(memory_u32, train_state->rng);
			k54_copy(train_state->rng, memory_u32);
			return 0;
		}
	}
	return piece;
}

static cr_status train_step_sums(const float *report, cr_train_sums *sums)
{
	sums->value[0] = report[0];
	sums->weight[0] = report[1];
	sums->learning_rate = report[3];
	sums->gradient_norm = report[2];
	return report[4] != 0.0f ? CR_OK : CR_ERR_NONFINITE;
}

static cr_status train_step_run(lstm_text_params *params, lstm_text_train_state *train_state,
                                lstm_text_train_workspace *workspace, size_t count, const uint8_t *text,
                                cr_train_sums *sums)
{
	float report[5] = { 0.0f };
	if (count < 1 || count > 32)
		return CR_ERR_ARGUMENT;
	train_state->piece = 0;  /* a step in pieces that was under way is given up */
	train_step_kernels(params, train_state, workspace, count, text, report, 1, UINT32_MAX);
	return train_step_sums(report, sums);
}

/* k55: convert multiply    -> loss_weight f32[]
 * from lstm_text.lua:78 */
static void k55_loss_weight(float *restrict loss_weight, size_t n)
{
	loss_weight[0] = (float)(int32_t)n * 64.0f;
}

/* k56: logistic multiply logistic tanh multiply add logistic tanh multiply    lstm f32[n,1024], s_2_2
 * f32[n,256] -> s_2 f32[n,256], s_1 f32[n,256]
 * from lstm_text.lua:21 */
CR_OUTLINE void k56_lstm(float *restrict s_2, float *restrict s_1, const float *restrict lstm,
                         const float *restrict s_2_2, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 256; j++) {
			const float v = cr_logisticf(lstm[i * 1024 + j + 256]) * s_2_2[i * 256 + j] +
				cr_logisticf(lstm[i * 1024 + j]) * cr_tanhf(lstm[i * 1024 + j + 512]);
			s_2[i * 256 + j] = v;
			s_1[i * 256 + j] = cr_logisticf(lstm[i * 1024 + j + 768]) * cr_tanhf(v);
		}
	}
}

/* k57: dot_general add    lstm f32[64,n,256], kernel f32[256,256], bias f32[256] -> head f32[n,64,256]
 * from lstm_text.lua:21 */
static void k57_head(float *restrict head, const float *restrict lstm, const float *restrict kernel,
                     const float *restrict bias, float *restrict rows_, size_t n)
{
	for (size_t outer = 0; outer < n; outer++) {
		for (size_t row = 0; row < 64; row += CR_TILE_ROWS) {
			const size_t rows = 64 - row < CR_TILE_ROWS ? 64 - row : CR_TILE_ROWS;
			float *const packed_rows = rows_;
			cr_pack_a(packed_rows, rows, 256, lstm + row * 8192 + outer * 256, 8192, 1);
			for (size_t col = 0; col < 256; col += CR_TILE_COLS) {
				const size_t cols = 256 - col < CR_TILE_COLS ? 256 - col : CR_TILE_COLS;
				float tile[CR_TILE_ROWS * CR_TILE_COLS];
				cr_tile(tile, rows, (cols + 15) / 16, 256, packed_rows, 1, CR_TILE_ROWS,
					kernel + col * 256, 4096, 16);
				for (size_t panel = 0; panel < cols; panel += 16) {
					for (size_t r = 0; r < rows; r++) {
						const size_t i = row + r;
						for (size_t l = 0; l < 16; l++) {
							const size_t j = col + panel + l;
							const float z = tile[r * CR_TILE_COLS + panel + l];
							head[outer * 16384 + i * 256 + j] = z + bias[j];
						}
					}
				}
			}
		}
	}
}

/* k58: reduce_max subtract exp reduce_sum log select reduce_sum subtract    head f32[n,64,256], text u8[n,65]
 * -> row f32[256], subtract f32[n,64]
 * from lstm_text.lua:75 */
static void k58_subtract(float *restrict row, float *restrict subtract, const float *restrict head,
                         const uint8_t *restrict text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < 64; j++) {
			float lane[16];
			for (size_t l = 0; l < 16; l++)
				lane[l] = CR_MAX_INIT_F32;
			for (size_t block = 0; block < 256; block += 16) {
				CR_SIXTEEN
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					lane[l] = cr_maxf(lane[l], head[i * 16384 + j * 256 + k]);
				}
			}
			const float most = cr_join_max(lane);
			float lane2[16] = { 0.0f };
			for (size_t block = 0; block < 256; block += 16) {
				for (size_t l = 0; l < 16; l++) {
					const size_t k = block + l;
					const float v = head[i * 16384 + j * 256 + k] - most;
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
					lane3[l] += (int32_t)k == (int32_t)text[i * 65 + j + 1] ? row[k] : 0.0f;
				}
			}
			const float sum2 = cr_join_sum(lane3);
			subtract[i * 64 + j] = cr_logf(sum) - sum2;
		}
	}
}

/* k59: reduce_sum    subtract f32[n,64] -> loss f32[]
 * from lstm_text.lua:78 */
static void k59_loss(float *restrict loss, const float *restrict subtract, size_t n)
{
	float lane[16] = { 0.0f };
	size_t block = 0;
	for (; block + 16 <= n * 64; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += subtract[i];
		}
	}
	for (size_t l = 0; block + l < n * 64; l++) {
		const size_t i = block + l;
		lane[l] += subtract[i];
	}
	const float sum = cr_join_sum(lane);
	loss[0] = sum;
}

/* evaluate: text u8[n,65] -> loss f32[], loss_weight f32[] */
static cr_status evaluate_run(const lstm_text_params *params, lstm_text_train_workspace *workspace,
                              size_t count, const uint8_t *text, cr_train_sums *sums)
{
	float loss[1] = { 0.0f };
	float loss_weight[1] = { 0.0f };
	float *const memory = workspace->memory;
	if (count < 1 || count > 32)
		return CR_ERR_ARGUMENT;
	k55_loss_weight(loss_weight, count);
	k23_embed(memory + 2097152, text, params->embed_embeddings, count);
	k24_lstm(memory, memory + 2097152, params->lstm_kernel, params->lstm_bias, memory + 2228224, count);
	k25_lstm(memory + 2097152, count);
	k25_lstm(memory + 2662400, count);
	for (size_t t = 0; t < 64; t++) {
		k26_lstm(memory + 2629632, memory + 2097152 + t * 8192, params->lstm_recurrent_kernel,
		         memory + t * 32768, count);
		k56_lstm(memory + 2662400 + ((t + 1) % 2) * 8192, memory + 2105344 + t * 8192, memory + 2629632,
		         memory + 2662400 + (t % 2) * 8192, count);
	}
	k57_head(memory, memory + 2105344, params->head_kernel, params->head_bias, memory + 524288, count);
	k58_subtract(memory + 526336, memory + 524288, memory, text, count);
	k59_loss(loss, memory + 524288, count);
	sums->value[0] = loss[0];
	sums->weight[0] = loss_weight[0];
	return CR_OK;
}

/* k60: constant constant    -> step u32[], total_steps f32[]
 * from lstm_text.lua:78 */
static void k60_init_step(uint32_t *restrict step, float *restrict total_steps)
{
	step[0] = 0u;
	total_steps[0] = 1.0f;
}

/* train_init: seed seed; sets 15 tensors */
static void train_init_run(lstm_text_train_state *train_state, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	k60_init_step(train_state->step, train_state->total_steps);
	k3_copy(train_state->v_embed_embeddings, 16384);
	k3_copy(train_state->v_lstm_kernel, 65536);
	k3_copy(train_state->v_lstm_recurrent_kernel, 262144);
	k3_copy(train_state->v_lstm_bias, 1024);
	k3_copy(train_state->v_head_kernel, 65536);
	k3_copy(train_state->v_head_bias, 256);
	k54_copy(train_state->rng, seed_words);
	k7_copy(train_state->m_embed_embeddings, train_state->v_embed_embeddings, 16384);
	k7_copy(train_state->m_lstm_kernel, train_state->v_lstm_kernel, 65536);
	k7_copy(train_state->m_lstm_recurrent_kernel, train_state->v_lstm_recurrent_kernel, 262144);
	k7_copy(train_state->m_lstm_bias, train_state->v_lstm_bias, 1024);
	k7_copy(train_state->m_head_kernel, train_state->v_head_kernel, 65536);
	k7_copy(train_state->m_head_bias, train_state->v_head_bias, 256);
}

/* k61: rng_bits shift_right convert multiply multiply add    seed u32[4] -> embeddings f32[256,64]
 * from lstm_text.lua:21 */
static void k61_init_embed_embeddings(float *restrict embeddings, const uint32_t *restrict seed)
{
	for (size_t i = 0; i < 16384; i++) {
		embeddings[i] = (float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
			UINT64_C(0x9a480b78d7541c9c), i), 8u) * 5.9604645e-08f * 0.1f + -0.05f;
	}
}

/* k62: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[64,1024]
 * from lstm_text.lua:21 */
static void k62_init_lstm_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t j = 0; j < 64; j++) {
		for (size_t i = 0; i < 64; i++) {
			for (size_t k = 0; k < 16; k++) {
				kernel[j * 1024 + i * 16 + k] =
					(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
					UINT64_C(0xf2562efbaf86df77), i * 1024 + j * 16 + k), 8u) *
					5.9604645e-08f * 0.14852214f + -0.07426107f;
			}
		}
	}
}

/* k63: rng_bits shift_right convert multiply subtract log multiply sqrt rng_bits shift_right convert multiply
 * multiply cos multiply    seed u32[4] -> recurrent_kernel f32[256,1024]
 * from lstm_text.lua:21 */
static void k63_lstm_recurrent_kernel(float *restrict recurrent_kernel, const uint32_t *restrict seed)
{
	for (size_t i = 0; i < 262144; i++) {
		recurrent_kernel[i] = cr_sqrtf(cr_logf(1.0f -
			(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
			UINT64_C(0x22410266a5b53029), i), 8u) * 5.9604645e-08f) * -2.0f) *
			cr_cosf((float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
			UINT64_C(0xb70539deb467313b), i), 8u) * 5.9604645e-08f * 6.2831855f);
	}
}

/* k64: copy    -> carry f32[256,1024]
 * from lstm_text.lua:21 */
static void k64_lstm_recurrent_kernel(float *restrict carry)
{
	for (size_t i = 0; i < 262144; i++)
		carry[i] = 0.0f;
}

/* k65: dot_general    carry f32[256,1024], x f32[1024] -> recurrent_kernel f32[256]
 * from lstm_text.lua:21 */
static void k65_lstm_recurrent_kernel(float *restrict recurrent_kernel, const float *restrict carry,
                                      const float *restrict x)
{
	for (size_t row = 0; row < 256; row += 64) {
		const size_t count = 256 - row < 64 ? 256 - row : 64;
		float dot[64];
		cr_dots(dot, count, 1024, carry + row * 1024, 1024, x);
		for (size_t l = 0; l < count; l++) {
			const size_t i = row + l;
			const float z = dot[l];
			recurrent_kernel[i] = z;
		}
	}
}

/* k66: dot_general subtract    recurrent_kernel2 f32[256], carry f32[256,1024], x f32[1024] -> recurrent_kernel
 * f32[1024]
 * from lstm_text.lua:21 */
static void k66_lstm_recurrent_kernel(float *restrict recurrent_kernel, const float *restrict recurrent_kernel2,
                                      const float *restrict carry, const float *restrict x)
{
	for (size_t col = 0; col < 1024; col += 1024) {
		const size_t cols = 1024 - col < 1024 ? 1024 - col : 1024;
		float row[1024];
		cr_row_all(row, (cols + 15) / 16, 256, recurrent_kernel2, 1, carry + col, 16, 1024);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				recurrent_kernel[j] = x[j] - z;
			}
		}
	}
}

/* k67: dot_general subtract    recurrent_kernel2 f32[256], carry f32[256,1024] -> recurrent_kernel f32[1024]
 * from lstm_text.lua:21 */
static void k67_lstm_recurrent_kernel(float *restrict recurrent_kernel, const float *restrict recurrent_kernel2,
                                      const float *restrict carry)
{
	for (size_t col = 0; col < 1024; col += 1024) {
		const size_t cols = 1024 - col < 1024 ? 1024 - col : 1024;
		float row[1024];
		cr_row_all(row, (cols + 15) / 16, 256, recurrent_kernel2, 1, carry + col, 16, 1024);
		for (size_t panel = 0; panel < cols; panel += 16) {
			for (size_t l = 0; l < 16; l++) {
				const size_t j = col + panel + l;
				const float z = row[panel + l];
				recurrent_kernel[j] = recurrent_kernel[j] - z;
			}
		}
	}
}

/* k68: multiply reduce_sum rsqrt    recurrent_kernel2 f32[1024] -> recurrent_kernel f32[]
 * from lstm_text.lua:21 */
static void k68_lstm_recurrent_kernel(float *restrict recurrent_kernel, const float *restrict recurrent_kernel2)
{
	float lane[16] = { 0.0f };
	for (size_t block = 0; block < 1024; block += 16) {
		for (size_t l = 0; l < 16; l++) {
			const size_t i = block + l;
			lane[l] += recurrent_kernel2[i] * recurrent_kernel2[i];
		}
	}
	const float sum = cr_join_sum(lane);
	recurrent_kernel[0] = cr_rsqrtf(sum);
}

/* k69: dynamic_update_slice    carry2 f32[256,1024], recurrent_kernel f32[1024], recurrent_kernel2 f32[],
 * position i32[] -> carry f32[256,1024]
 * from lstm_text.lua:21 */
CR_OUTLINE void k69_lstm_recurrent_kernel(float *restrict carry, const float *restrict carry2,
                                          const float *restrict recurrent_kernel,
                                          const float *restrict recurrent_kernel2,
                                          const int32_t *restrict position)
{
	const float recurrent_kernel3 = recurrent_kernel2[0];
	const int32_t position2 = position[0];
	for (size_t i = 0; i < 262144; i++)
		carry[i] = carry2[i];
	for (size_t i = 0; i < 1024; i++) {
		carry[(size_t)cr_clamp_index_i32(position2, 256) * 1024 + i] =
			recurrent_kernel[i] * recurrent_kernel3;
	}
}

/* k70: rng_bits shift_right convert multiply multiply add    seed u32[4] -> kernel f32[256,256]
 * from lstm_text.lua:21 */
static void k70_init_head_kernel(float *restrict kernel, const uint32_t *restrict seed)
{
	for (size_t j = 0; j < 16; j++) {
		for (size_t i = 0; i < 256; i++) {
			for (size_t k = 0; k < 16; k++) {
				kernel[j * 4096 + i * 16 + k] =
					(float)cr_shr_u32(cr_rng_bits(seed[0], seed[1], seed[2], seed[3],
					UINT64_C(0x4d3559de58d90d45), i * 256 + j * 16 + k), 8u) *
					5.9604645e-08f * 0.21650635f + -0.10825317f;
			}
		}
	}
}

/* k71: copy    carry f32[256,1024] -> recurrent_kernel f32[256,1024] */
static void k71_copy(float *restrict recurrent_kernel, const float *restrict carry)
{
	for (size_t i = 0; i < 256; i++) {
		for (size_t j = 0; j < 1024; j++)
			recurrent_kernel[j / 16 * 4096 + i * 16 + j % 16] = carry[i * 1024 + j];
	}
}

/* f32[1024] */
static const float table_const[1024] = { 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f,
                                         1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                                         0.0f, 0.0f, 0.0f, 0.0f };

/* init: seed seed; sets 6 tensors */
void lstm_text_init(lstm_text_params *params, lstm_text_init_workspace *workspace, uint64_t seed)
{
	const uint32_t seed_words[4] = { (uint32_t)seed, (uint32_t)(seed >> 32), 0, 0 };
	float *const memory = workspace->memory;
	int32_t *const memory_i32 = workspace->memory_i32;
	k61_init_embed_embeddings(params->embed_embeddings, seed_words);
	k62_init_lstm_kernel(params->lstm_kernel, seed_words);
	k63_lstm_recurrent_kernel(memory + 524288, seed_words);
	k64_lstm_recurrent_kernel(memory);
	for (size_t t = 0; t < 256; t++) {
		*(memory_i32) = (int32_t)t;
		k65_lstm_recurrent_kernel(memory + 787456, memory + (t % 2) * 262144,
		                          memory + 524288 + t * 1024);
		k66_lstm_recurrent_kernel(memory + 786432, memory + 787456, memory + (t % 2) * 262144,
		                          memory + 524288 + t * 1024);
		k65_lstm_recurrent_kernel(memory + 787456, memory + (t % 2) * 262144, memory + 786432);
		k67_lstm_recurrent_kernel(memory + 786432, memory + 787456, memory + (t % 2) * 262144);
		k68_lstm_recurrent_kernel(memory + 787456, memory + 786432);
		k69_lstm_recurrent_kernel(memory + ((t + 1) % 2) * 262144, memory + (t % 2) * 262144,
		                          memory + 786432, memory + 787456, memory_i32);
	}
	k3_copy(params->head_bias, 256);
	k70_init_head_kernel(params->head_kernel, seed_words);
	k71_copy(params->lstm_recurrent_kernel, memory);
	k7_copy(params->lstm_bias, table_const, 1024);
}

/* state_init:; sets 2 tensors */
void lstm_text_state_init(lstm_text_state *state)
{
	k3_copy(state->c, 256);
	k7_copy(state->h, state->c, 256);
}

/* ---- parameters ---------------------------------------------------------------------------------- */

static const cr_st_identity identity = { "lstm_text", LSTM_TEXT_SIGNATURE, LSTM_TEXT_GRAPH };

/* Every parameter: name, member of the struct, type, rank, columns if it lies in panels, shape */
#define LSTM_TEXT_EACH(CR_TRAINED) \
	CR_TRAINED("embed.embeddings", embed_embeddings, CR_F32, 2, 0, 256, 64) \
	CR_TRAINED("lstm.kernel", lstm_kernel, CR_F32, 2, 1024, 64, 1024) \
	CR_TRAINED("lstm.recurrent_kernel", lstm_recurrent_kernel, CR_F32, 2, 1024, 256, 1024) \
	CR_TRAINED("lstm.bias", lstm_bias, CR_F32, 1, 0, 1024) \
	CR_TRAINED("head.kernel", head_kernel, CR_F32, 2, 256, 256, 256) \
	CR_TRAINED("head.bias", head_bias, CR_F32, 1, 0, 256)

const cr_tensor lstm_text_tensors[LSTM_TEXT_TENSORS] = {
#define LSTM_TEXT_TRAINED(name, member, type, rank, panels, ...) { name, type, rank, 1, 1, { __VA_ARGS__ } },
	LSTM_TEXT_EACH(LSTM_TEXT_TRAINED)
#undef LSTM_TEXT_TRAINED
};
static const size_t params_offsets[] = {
#define LSTM_TEXT_TRAINED(name, member, type, rank, panels, ...) offsetof(lstm_text_params, member),
	LSTM_TEXT_EACH(LSTM_TEXT_TRAINED)
#undef LSTM_TEXT_TRAINED
};
static const uint32_t params_panels[] = {
#define LSTM_TEXT_TRAINED(name, member, type, rank, panels, ...) panels,
	LSTM_TEXT_EACH(LSTM_TEXT_TRAINED)
#undef LSTM_TEXT_TRAINED
};
static const cr_st_layout params_layout = {
	.tensors = lstm_text_tensors, .count = 6, .offset = params_offsets, .panels = params_panels
};

cr_status lstm_text_load(lstm_text_params *params, const void *file, size_t size, uint32_t flags,
                         cr_load_report *report, cr_error *error)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	return cr_st_load_weights(&part, &identity, file, size, flags, report, error);
}

cr_status lstm_text_save(const lstm_text_params *params, const cr_store *store)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_save_weights(&part, &identity, store);
}

uint64_t lstm_text_digest(const lstm_text_params *params)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	return cr_st_digest(&part);
}

void lstm_text_get(const lstm_text_params *params, uint32_t tensor, void *out)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .from = params };
	if (tensor >= LSTM_TEXT_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&lstm_text_tensors[tensor]);
	const size_t width = cr_type_size(lstm_text_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_get(&part, tensor, first, cr_st_chunk(n, first), (char *)out + (size_t)first * width);
}

void lstm_text_set(lstm_text_params *params, uint32_t tensor, const void *in)
{
	const cr_st_part part = { .layout = &params_layout, .prefix = "", .into = params };
	if (tensor >= LSTM_TEXT_TENSORS)
		return;
	const uint64_t n = cr_tensor_elements(&lstm_text_tensors[tensor]);
	const size_t width = cr_type_size(lstm_text_tensors[tensor].type);
	for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)
		cr_st_put(&part, tensor, first, cr_st_chunk(n, first), (const char *)in + (size_t)first * width);
}

/* ---- training: train ---------------------------------------------------------------------------- */

void lstm_text_train_init(lstm_text_train_state *train_state, uint64_t seed)
{
	train_state->run = (cr_train_run){ .seed = seed };
	train_state->piece = train_state->piece_check = 0;
	train_init_run(train_state, seed);
}

void lstm_text_train_length(lstm_text_train_state *train_state, uint64_t steps)
{
	train_state->total_steps[0] = (float)steps;
}

static const cr_tensor train_state_tensors[] = {
	{ "rng", CR_U32, 1, 0, 1, { 4 } },
	{ "step", CR_U32, 0, 0, 1, { 0 } },
	{ "total_steps", CR_F32, 0, 0, 1, { 0 } },
#define LSTM_TEXT_TRAINED(name, member, type, rank, panels, ...) { "m." name, type, rank, 0, 1, { __VA_ARGS__ } }, { "v." name, type, rank, 0, 1, { __VA_ARGS__ } },
	LSTM_TEXT_EACH(LSTM_TEXT_TRAINED)
#undef LSTM_TEXT_TRAINED
};
static const size_t train_state_offsets[] = {
	offsetof(lstm_text_train_state, rng), offsetof(lstm_text_train_state, step),
	offsetof(lstm_text_train_state, total_steps),
#define LSTM_TEXT_TRAINED(name, member, type, rank, panels, ...) offsetof(lstm_text_train_state, m_##member), offsetof(lstm_text_train_state, v_##member),
	LSTM_TEXT_EACH(LSTM_TEXT_TRAINED)
#undef LSTM_TEXT_TRAINED
};
static const uint32_t train_state_panels[] = {
	0, 0, 0,
#define LSTM_TEXT_TRAINED(name, member, type, rank, panels, ...) panels, panels,
	LSTM_TEXT_EACH(LSTM_TEXT_TRAINED)
#undef LSTM_TEXT_TRAINED
};
static const cr_st_layout train_state_layout = {
	.tensors = train_state_tensors, .count = 15, .offset = train_state_offsets, .panels = train_state_panels
};

static void train_report(const cr_train_sums *sums, lstm_text_metrics *metrics)
{
	if (!metrics)
		return;
	metrics->loss = sums->weight[0] != 0.0f ? sums->value[0] / sums->weight[0] : 0.0f;
	metrics->gradient_norm = sums->gradient_norm;
	metrics->weight = sums->weight[0];
}

cr_status lstm_text_train_step(lstm_text_params *params, lstm_text_train_state *train_state,
                               lstm_text_train_workspace *workspace, size_t count, const uint8_t *text,
                               lstm_text_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = train_step_run(params, train_state, workspace, count, text, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

#ifdef CR_DEBUG
/* Of all that must not change between two pieces. */
static uint32_t train_piece_check(const lstm_text_train_state *train_state,
                                  const lstm_text_train_workspace *workspace)
{
	const uint64_t hash = cr_hash64(train_state, offsetof(lstm_text_train_state, piece_check), cr_hash64(workspace, sizeof *workspace, 0));
	return (uint32_t)(hash ^ hash >> 32);
}
#endif

void lstm_text_train_begin(lstm_text_train_state *train_state, lstm_text_train_workspace *workspace,
                           size_t count, const uint8_t *text)
{
#ifdef CR_DEBUG
	*workspace = (lstm_text_train_workspace){ .slice = { .count = 0 } };  /* so that every byte has a value */
#endif
	workspace->slice.text = text;
	workspace->slice.count = count;
	for (size_t i = 0; i < 5; i++)
		workspace->slice.report[i] = 0.0f;
	train_state->piece = count >= 1 && count <= 32;
#ifdef CR_DEBUG
	train_state->piece_check = train_piece_check(train_state, workspace);
#endif
}

cr_status lstm_text_train_continue(lstm_text_params *params, lstm_text_train_state *train_state,
                                   lstm_text_train_workspace *workspace, uint32_t budget,
                                   lstm_text_metrics *metrics)
{
	if (train_state->piece == 0)
		return CR_ERR_ARGUMENT;
#ifdef CR_DEBUG
	if (train_state->piece_check != train_piece_check(train_state, workspace))
		return CR_ERR_ARGUMENT;
#endif
	train_state->piece = train_step_kernels(params, train_state, workspace, workspace->slice.count,
	                                        workspace->slice.text, workspace->slice.report,
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

cr_status lstm_text_evaluate(const lstm_text_params *params, lstm_text_train_workspace *workspace, size_t count,
                             const uint8_t *text, lstm_text_metrics *metrics)
{
	cr_train_sums sums = { .updated = 0 };
	const cr_status status = evaluate_run(params, workspace, count, text, &sums);
	if (status == CR_OK || status == CR_ERR_NONFINITE)
		train_report(&sums, metrics);
	return status;
}

static cr_status train_step_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                 cr_train_sums *sums)
{
	return train_step_run((lstm_text_params *)call->params, (lstm_text_train_state *)call->train_state,
	                      (lstm_text_train_workspace *)call->workspace, count, (const uint8_t *)inputs[0],
	                      sums);
}

static cr_status train_evaluate_call(const cr_train_call *call, size_t count, const void *const *inputs,
                                     cr_train_sums *sums)
{
	return evaluate_run((lstm_text_params *)call->params, (lstm_text_train_workspace *)call->workspace,
	                    count, (const uint8_t *)inputs[0], sums);
}

static void train_begin(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh)
{
	lstm_text_train_state *train_state = (lstm_text_train_state *)call->train_state;
	lstm_text_train_length(train_state, steps);
	if (!fresh)
		return;
	train_state->rng[0] = (uint32_t)seed;
	train_state->rng[1] = (uint32_t)(seed >> 32);
	train_state->rng[2] = train_state->rng[3] = 0;
	train_state->piece = 0;
}

static const cr_train_field train_fields[] = {
	{ "text", 65, CR_U8, CR_CHECK_RANGE, 0, 255, 0,
	  offsetof(lstm_text_train_workspace, batch_text) },
};
static const char *const train_metric_names[] = { "loss" };

static const cr_train_model train_model = {
	.identity = { "lstm_text", LSTM_TEXT_SIGNATURE, LSTM_TEXT_GRAPH },
	.train = "train",
	.batch = 32,
	.accumulate = 0,
	.metric_count = 1,
	.metric_names = train_metric_names,
	.field_count = 1,
	.fields = train_fields,
	.monitor = 1,
	.drop_remainder = 0,
	.params_size = sizeof(lstm_text_params),
	.params = &params_layout,
	.train_state = &train_state_layout,
	.begin = train_begin,
	.step = train_step_call,
	.evaluate = train_evaluate_call,
};

const struct cr_train_model *lstm_text_train_table(void)
{
	return &train_model;
}

static cr_status train_read(void *user, uint64_t index, void *const *out)
{
	const lstm_text_train_data *data = (const lstm_text_train_data *)user;
	const lstm_text_train_example example = { (uint8_t *)out[0] };
	return data->read(data->user, index, &example);
}

static const cr_train_source *train_source(const lstm_text_train_data *data, const void **arrays,
                                           cr_train_source *out)
{
	if (!data)
		return 0;
	arrays[0] = data->text;
	out->count = data->count;
	out->read = data->read ? train_read : 0;
	out->user = (void *)data;
	out->arrays = arrays;
	return out;
}

cr_status lstm_text_train(lstm_text_params *params, lstm_text_train_state *train_state,
                          lstm_text_train_workspace *workspace, const lstm_text_train_data *data,
                          const lstm_text_train_data *validation, const cr_train_options *options,
                          cr_train_result *result, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, workspace };
	const void *arrays[1], *validation_arrays[1];
	cr_train_source source, validation_source;
	return cr_train_loop(&train_model, &call, train_source(data, arrays, &source),
		train_source(validation, validation_arrays, &validation_source), options, result, error);
}

cr_status lstm_text_train_save(const lstm_text_params *params, const lstm_text_train_state *train_state,
                               const cr_store *store)
{
	const cr_train_call call = { (void *)params, 0, (void *)train_state, 0 };
	return cr_train_save(&train_model, &call, store);
}

cr_status lstm_text_train_load(lstm_text_params *params, lstm_text_train_state *train_state, const void *file,
                               size_t size, cr_error *error)
{
	const cr_train_call call = { params, 0, train_state, 0 };
	const cr_status status = cr_train_load(&train_model, &call, file, size, error);
	if (status != CR_OK)
		return status;
	train_state->piece = 0;
	return status;
}

