/* score_text.c - is models/lstm_text.lua better than counting? Its perplexity on the last tenth of a text, read as one stream, against
 * the best n-gram model (n 1 to 7, interpolated by Witten and Bell) of the nine tenths before it.
 *
 *     score_text WEIGHTS.safetensors TEXT
 *
 * Prints both, and 200 characters that `sample` writes. Exit status 1 if the LSTM is not better. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lstm_text.h"

enum { ORDERS = 7, SLOTS = 1 << 23, PIECE = 1024, MARGIN = 256 };

/* ---- counting --------------------------------------------------------------------------------------------------- */

typedef struct Count { uint64_t key; uint32_t seen, kinds; } Count;      /* kinds: of characters behind a context */
static Count *counts;

/* The place of the n bytes before at, with their number and what they are counted as; made if absent. */
static Count *place(const unsigned char *at, size_t n, uint64_t what)
{
	uint64_t key = UINT64_C(14695981039346656037) ^ (n * 2 + what) * UINT64_C(0x9e3779b97f4a7c15);
	for (size_t i = 0; i < n; i++)
		key = (key ^ at[(ptrdiff_t)i - (ptrdiff_t)n]) * UINT64_C(1099511628211);
	key ^= key >> 29;
	key += key == 0;
	size_t slot = (size_t)(key * UINT64_C(0xbf58476d1ce4e5b9) >> 41);
	while (counts[slot].key && counts[slot].key != key)
		slot = (slot + 1) % SLOTS;
	counts[slot].key = key;
	return &counts[slot];
}

static double ngram_nats(const unsigned char *text, size_t trained, size_t from, size_t n, size_t order)
{
	double nats = 0;
	memset(counts, 0, SLOTS * sizeof *counts);
	for (size_t i = order; i < trained; i++)
		for (size_t k = 0; k < order; k++) {
			Count *context = place(text + i, k, 0), *pair = place(text + i + 1, k + 1, 1);
			context->seen++;
			context->kinds += pair->seen == 0;
			pair->seen++;
		}
	for (size_t i = from; i < n; i++) {
		double p = 1.0 / 256;
		for (size_t k = 0; k < order; k++) {
			const Count *context = place(text + i, k, 0);
			if (!context->seen)
				break;
			p = (place(text + i + 1, k + 1, 1)->seen + context->kinds * p) / (context->seen + context->kinds);
		}
		nats -= log(p);
	}
	return nats / (double)(n - from);
}

/* ---- the network --------------------------------------------------------------------------------------------------- */

static lstm_text_params params;
static lstm_text_state state;
static lstm_text_score_workspace score_memory;
static lstm_text_sample_workspace sample_memory;

static double lstm_nats(const unsigned char *text, size_t from, size_t n)
{
	double sum = 0;
	lstm_text_state_init(&state);
	for (size_t i = from - 1; i + 1 < n; i += PIECE) {
		const size_t piece = n - 1 - i < PIECE ? n - 1 - i : PIECE;
		float nats;
		if (lstm_text_score(&params, &state, &score_memory, piece, text + i, text + i + 1, &nats) != CR_OK)
			exit(2);
		sum += (double)nats;
	}
	return sum / (double)(n - from);
}

static unsigned char *whole(const char *name, size_t *size)
{
	FILE *f = fopen(name, "rb");
	if (!f || fseek(f, 0, SEEK_END) != 0) {
		fprintf(stderr, "cannot read %s\n", name);
		exit(2);
	}
	*size = (size_t)ftell(f);
	rewind(f);
	unsigned char *bytes = malloc(*size + 1);
	if (!bytes || fread(bytes, 1, *size, f) != *size)
		exit(2);
	fclose(f);
	return bytes;
}

int main(int argc, char **argv)
{
	size_t size, n;
	cr_error error;
	if (argc != 3)
		return 2;
	unsigned char *file = whole(argv[1], &size), *text = whole(argv[2], &n);
	if (lstm_text_load(&params, file, size, CR_LOAD_STRICT, NULL, &error) != CR_OK) {
		fprintf(stderr, "%s: %s\n", argv[1], error.text);
		return 2;
	}
	counts = malloc(SLOTS * sizeof *counts);
	if (!counts)
		return 2;
	const size_t trained = n - n / 10, from = trained + MARGIN;
	double best = 1e9;
	size_t best_order = 0;
	for (size_t order = 1; order <= ORDERS; order++) {
		const double nats = ngram_nats(text, trained, from, n, order);
		if (nats < best) {
			best = nats;
			best_order = order;
		}
	}
	const double nats = lstm_nats(text, from, n);
	unsigned char sample[400];
	const float temperature = 0.7f;
	if (lstm_text_sample(&params, &sample_memory, 8, 1, (const unsigned char *)"The LORD", &temperature, sample) != CR_OK)
		return 2;
	printf("perplexity of a character: LSTM %.3f, best n-gram (n = %zu) %.3f\nThe LORD%.200s\n", exp(nats), best_order, exp(best), (const char *)sample);
	return nats >= best;
}
