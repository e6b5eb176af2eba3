/* bench_llmc.c - llm.c's CPU path on the measures of bench_gpt.c: built with -I to a folder of llm.c, whose train_gpt2.c it includes.
 * GPT-2 124M with random weights, in a checkpoint of its own format that is written to argv[1] and removed again. It has no cache of
 * keys and values: a decoded token costs it as much as a prefill. */
#define TESTING
#include "train_gpt2.c"

enum { PLACES = 1024, WORDS = 50257, PADDED = 50304, LAYERS = 12, HEADS = 12, WIDTH = 768, PARAMETERS = 124475904 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void write_checkpoint(const char *path)
{
	static int header[256] = { 20240326, 3, PLACES, WORDS, LAYERS, HEADS, WIDTH, PADDED };
	static float block[1 << 16];
	unsigned bits = 1;
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(header, sizeof header, 1, f) != 1)
		exit(1);
	for (size_t done = 0; done < PARAMETERS;) {
		size_t n = PARAMETERS - done < sizeof block / sizeof *block ? PARAMETERS - done : sizeof block / sizeof *block;
		for (size_t i = 0; i < n; i++)
			block[i] = ((float)((bits = bits * 1664525u + 1013904223u) >> 8) / 8388608.0f - 1.0f) * 0.03f;
		if (fwrite(block, sizeof *block, n, f) != n)
			exit(1);
		done += n;
	}
	fclose(f);
}

int main(int argc, char **argv)
{
	static int tokens[1024];
	GPT2 model;
	double from = 0;
	if (argc != 2)
		return 2;
	for (int i = 0; i < 1024; i++)
		tokens[i] = i * 7919 % WORDS;
	write_checkpoint(argv[1]);
	gpt2_build_from_checkpoint(&model, argv[1]);
	for (int step = 1; step <= 2; step++) {
		from = now();
		gpt2_forward(&model, tokens, tokens + 1, 4, 64);
		gpt2_zero_grad(&model);
		gpt2_backward(&model);
		gpt2_update(&model, 1e-4f, 0.9f, 0.999f, 1e-8f, 0.0f, step);
	}
	fprintf(stderr, "%-44s %9.2f ms   llm.c\n", "GPT-2 124M, training step, 4x64", now() - from);
	gpt2_free(&model);
	gpt2_build_from_checkpoint(&model, argv[1]);
	for (int turn = 0; turn < 2; turn++) {
		from = now();
		gpt2_forward(&model, tokens, NULL, 1, 512);
	}
	fprintf(stderr, "%-44s %9.2f ms   llm.c\n", "GPT-2 124M, prefill of 512 tokens", now() - from);
	gpt2_free(&model);
	return remove(argv[1]);
}
