/* bench_gpt.c - one transformer a build: -DGPT2 (decode, prefill of 512, training step), -DTRANSFORMER (training step) or -DBERT (embed).
 * Prints the median of each in milliseconds, beside the bytes it holds. Weights are random. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* The median of n calls; one more before them is not counted. */
#define MEDIAN(what, n, call) do { \
	double taken[64]; \
	for (int turn_ = -1; turn_ < (n); turn_++) { \
		const double from_ = now(); \
		if ((call) != 0) { puts("failed: " #call); return 1; } \
		if (turn_ >= 0) taken[turn_] = now() - from_; \
	} \
	qsort(taken, (n), sizeof *taken, ascending); \
	struct rusage used_; \
	getrusage(RUSAGE_SELF, &used_); \
	printf("%-44s %9.2f ms   peak memory %6.0f MB\n", what, taken[(n) / 2], (double)used_.ru_maxrss / 1024); \
} while (0)

#ifdef GPT2
#include "gpt2.h"
static gpt2_params params;
static gpt2_state state;
static union { gpt2_init_workspace init; gpt2_prefill_workspace prefill; gpt2_decode_workspace decode; } space;
static float logits[50257];

/* The sum of n floats: what one pass over them takes at least. */
static int read_all(const float *x, size_t n)
{
	float lane[64] = { 0 }, sum = 0;
	for (size_t i = 0; i + 64 <= n; i += 64)
		for (size_t l = 0; l < 64; l++)
			lane[l] += x[i + l];
	for (size_t l = 0; l < 64; l++)
		sum += lane[l];
	return sum == 1.0f;              /* never: but the sum is wanted */
}

int main(void)
{
	static int32_t tokens[1025 * 4];
	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
		tokens[i] = (int32_t)(i * 7919 % 50257);
	gpt2_init(&params, &space.init, 1);
	gpt2_state_init(&state);
	MEDIAN("GPT-2 124M, its weights read once", 7, read_all((const float *)&params, sizeof params / sizeof(float)));
	MEDIAN("GPT-2 124M, prefill of 512 tokens", 3, gpt2_prefill(&params, &state, &space.prefill, 512, tokens, logits));
	MEDIAN("GPT-2 124M, one token behind 512", 7, gpt2_decode(&params, &state, &space.decode, 513, tokens, logits));
	return 0;
}
#elif defined GPT2_TRAIN
#include "gpt2.h"
static gpt2_params params;
static gpt2_train_state state;
static union { gpt2_init_workspace init; gpt2_train_workspace train; } space;

int main(void)
{
	static int32_t tokens[1025 * 4];
	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
		tokens[i] = (int32_t)(i * 7919 % 50257);
	gpt2_init(&params, &space.init, 1);
	gpt2_train_init(&state, 1);
	MEDIAN("GPT-2 124M, training step, " SHAPE, 1, gpt2_train_step(&params, &state, &space.train, GPT2_BATCH, tokens, 0));
	return 0;
}
#elif defined TRANSFORMER
#include "transformer.h"
static transformer_params params;
static transformer_train_state state;
static union { transformer_init_workspace init; transformer_train_workspace train; } space;

int main(void)
{
	static int32_t source[16 * 64], target[16 * 65];
	for (int i = 0; i < 16 * 65; i++)
		target[i] = 1 + i * 37 % 999;
	memcpy(source, target, sizeof source);
	transformer_init(&params, &space.init, 1);
	transformer_train_init(&state, 1);
	MEDIAN("encoder-decoder 2+2, training step, 16 x 64", 9, transformer_train_step(&params, &state, &space.train, 16, source, target, 0));
	return 0;
}
#else
#include "bert.h"
static bert_params params;
static union { bert_init_workspace init; bert_embed_workspace embed; } space;

int main(void)
{
	static int32_t tokens[128];
	float out[384];
	for (int i = 0; i < 128; i++)
		tokens[i] = 1000 + i * 37;
	bert_init(&params, &space.init, 1);
	MEDIAN("MiniLM, 16 tokens", 15, bert_embed(&params, &space.embed, 16, tokens, out));
	MEDIAN("MiniLM, 128 tokens", 9, bert_embed(&params, &space.embed, 128, tokens, out));
	return 0;
}
#endif
