# models/gpt2.lua decodes what it would have computed whole: prefill and decode with the cache give the logits of the full pass, and
# generate, one function with its loop inside, gives at temperature 0 what repeated full passes with argmax give. Draws follow the seed,
# stay within top_k and top_p, and come as often as softmax says.
. tests/cli/common
"$CRESCENT" models/gpt2.lua --quiet --function=logits,prefill,decode,generate -o "$work/gpt2"
cat >"$work/main.c" <<'C'
#include "gpt2.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONTEXT = 128, VOCABULARY = 256, PROMPT = 9, DRAWS = 3000 };
#define CHECK(c) do { if (!(c)) { fprintf(stderr, "line %d: %s\n", __LINE__, #c); exit(1); } } while (0)

static gpt2_params params;
static gpt2_state state;
static union {
	gpt2_init_workspace init;
	gpt2_logits_workspace logits;
	gpt2_prefill_workspace prefill;
	gpt2_decode_workspace decode;
	gpt2_generate_workspace generate;
} space;
static float logits[CONTEXT * VOCABULARY], next[VOCABULARY];
static int32_t text[CONTEXT], made[CONTEXT], again[CONTEXT];

static int32_t largest(const float *x)
{
	int32_t at = 0;
	for (int32_t i = 1; i < VOCABULARY; i++)
		if (x[i] > x[at])
			at = i;
	return at;
}

static void generate(size_t n, size_t t, float temperature, int32_t top_k, float top_p, uint64_t seed, int32_t *out)
{
	memset(&space, 0xff, sizeof space);
	CHECK(gpt2_generate(&params, &space.generate, n, t, text, &temperature, &top_k, &top_p, seed, out) == CR_OK);
}

static void cached_equals_whole(void)
{
	gpt2_state_init(&state);
	CHECK(gpt2_logits(&params, &space.logits, CONTEXT, text, logits) == CR_OK);
	for (size_t n = PROMPT; n <= CONTEXT; n++) {
		if (n == PROMPT)
			CHECK(gpt2_prefill(&params, &state, &space.prefill, n, text, next) == CR_OK);
		else
			CHECK(gpt2_decode(&params, &state, &space.decode, n, &text[n - 1], next) == CR_OK);
		for (size_t i = 0; i < VOCABULARY; i++)
			CHECK(fabsf(next[i] - logits[(n - 1) * VOCABULARY + i]) <= 1e-5f * (1 + fabsf(next[i])));
	}
}

/* At lengths around the ends of blocks; the workspace is garbage before. */
static void any_beginning_equals_the_whole(void)
{
	static const size_t length[] = { 1, 2, 31, 32, 33, 63, 64, 65, 95, 96, 97, 127, 128 };
	CHECK(gpt2_logits(&params, &space.logits, CONTEXT, text, logits) == CR_OK);
	for (size_t k = 0; k < sizeof length / sizeof *length; k++) {
		const size_t n = length[k];
		memset(&space, 0xff, sizeof space);
		memset(&state, 0xff, sizeof state);
		CHECK(gpt2_prefill(&params, &state, &space.prefill, n, text, next) == CR_OK);
		for (size_t i = 0; i < VOCABULARY; i++)
			CHECK(fabsf(next[i] - logits[(n - 1) * VOCABULARY + i]) <= 1e-5f * (1 + fabsf(next[i])));
	}
}

static void greedy_equals_argmax(void)
{
	generate(PROMPT, CONTEXT, 0, 0, 1, 1, made);
	for (size_t n = PROMPT; n < CONTEXT; n++) {
		CHECK(gpt2_logits(&params, &space.logits, n, made, logits) == CR_OK);
		CHECK(made[n] == largest(logits + (n - 1) * VOCABULARY));
	}
	CHECK(memcmp(made, text, PROMPT * sizeof *made) == 0);
	generate(PROMPT, CONTEXT, 0, 3, 0.5f, 2, again);
	CHECK(memcmp(made, again, sizeof made) == 0);
	generate(PROMPT, CONTEXT, 1, 1, 1, 3, again);                /* of the one likeliest */
	CHECK(memcmp(made, again, sizeof made) == 0);
	generate(PROMPT, CONTEXT, 1, 0, 0, 4, again);
	CHECK(memcmp(made, again, sizeof made) == 0);
	memset(again, 0x5a, sizeof again);
	generate(PROMPT, 40, 0, 0, 1, 1, again);                     /* less of it is the beginning of it */
	CHECK(memcmp(made, again, 40 * sizeof *made) == 0 && again[40] == 0x5a5a5a5a);
	generate(CONTEXT, CONTEXT, 1, 0, 1, 1, again);               /* nothing to add */
	CHECK(memcmp(text, again, sizeof text) == 0);
}

static void draws_follow_the_seed(void)
{
	generate(PROMPT, CONTEXT, 1, 0, 1, 7, made);
	generate(PROMPT, CONTEXT, 1, 0, 1, 7, again);
	CHECK(memcmp(made, again, sizeof made) == 0);
	generate(PROMPT, CONTEXT, 1, 0, 1, 8, again);
	CHECK(memcmp(made, again, sizeof made) != 0);
	int distinct = 0;
	for (int i = PROMPT + 1; i < CONTEXT; i++)
		distinct += made[i] != made[i - 1];
	CHECK(distinct > 20);
}

static int descending(const void *a, const void *b)
{
	const float *x = a, *y = b;
	return (*x < *y) - (*x > *y);
}

/* Many draws of the one next token against the filtered softmax, computed here in double. */
static void draws_are_as_likely_as_they_should(float temperature, int32_t top_k, float top_p)
{
	static double p[VOCABULARY];
	static int count[VOCABULARY];
	float sorted[VOCABULARY];
	double total = 0, before = 0, far = 0;
	size_t k = top_k > 0 ? (size_t)top_k : VOCABULARY, stay = 0;

	CHECK(gpt2_logits(&params, &space.logits, PROMPT, text, logits) == CR_OK);
	const float *x = logits + (PROMPT - 1) * VOCABULARY;
	memcpy(sorted, x, sizeof sorted);
	qsort(sorted, VOCABULARY, sizeof *sorted, descending);
	for (size_t i = 0; i < k; i++)
		total += exp((sorted[i] - sorted[0]) / temperature);
	for (; stay < k && before < (double)top_p * total; stay++)
		before += exp((sorted[stay] - sorted[0]) / temperature);
	memset(count, 0, sizeof count);
	for (uint64_t s = 0; s < DRAWS; s++) {
		generate(PROMPT, PROMPT + 1, temperature, top_k, top_p, s, made);
		CHECK(made[PROMPT] >= 0 && made[PROMPT] < VOCABULARY && x[made[PROMPT]] >= sorted[stay - 1]);
		count[made[PROMPT]]++;
	}
	for (size_t i = 0; i < VOCABULARY; i++) {
		p[i] = x[i] >= sorted[stay - 1] ? exp((x[i] - sorted[0]) / temperature) / before : 0;
		far += fabs(count[i] / (double)DRAWS - p[i]) / 2;
	}
	CHECK(far < 0.5 * sqrt((double)stay / DRAWS));               /* of chance alone: about 0.4 of it at most */
}

int main(void)
{
	gpt2_init(&params, &space.init, 5);
	for (uint32_t i = 0; i < GPT2_TENSORS; i++) {                /* surer than at the start of training */
		size_t n = 1;
		for (int k = 0; k < gpt2_tensors[i].rank; k++)
			n *= (size_t)gpt2_tensors[i].shape[k];
		float *v = malloc(n * sizeof *v);
		CHECK(v);
		gpt2_get(&params, i, v);
		for (size_t k = 0; k < n && gpt2_tensors[i].rank > 1; k++)
			v[k] *= 6;
		gpt2_set(&params, i, v);
		free(v);
	}
	for (int i = 0; i < CONTEXT; i++)
		text[i] = (i * 53 + 17) % VOCABULARY;
	cached_equals_whole();
	any_beginning_equals_the_whole();
	greedy_equals_argmax();
	draws_follow_the_seed();
	draws_are_as_likely_as_they_should(1, 0, 1);
	draws_are_as_likely_as_they_should(0.7f, 12, 1);
	draws_are_as_likely_as_they_should(1.3f, 0, 0.6f);
	draws_are_as_likely_as_they_should(1, 20, 0.8f);
	int32_t top_k = 0;
	float one = 1;
	CHECK(gpt2_generate(&params, &space.generate, 0, 3, text, &one, &top_k, &one, 1, made) == CR_ERR_ARGUMENT);
	CHECK(gpt2_generate(&params, &space.generate, 3, CONTEXT + 1, text, &one, &top_k, &one, 1, made) == CR_ERR_ARGUMENT);
	return 0;
}
C
${CC:-cc} -std=c11 -O2 -march=native -Wall -Wextra -Werror -Iruntime -I"$work/gpt2" "$work/main.c" "$work/gpt2/gpt2.c" -lm -o "$work/program" ||
	fail "the program does not compile"
"$work/program" || fail "generate, prefill, decode and logits disagree"
finish
