/* bench_rnn.c - tests/bench/bench_rnn.lua: a training step, a whole sequence, one step of a stream.
 *
 * Compiled once for each case by bench_rnn.sh with -DBATCH -DSTEPS -DINPUTS -DUNITS -DGATES -DTHREADS. The stream's step is also told as
 * bytes a second of its weights, beside what one pass over as many bytes reaches here. Prints the quietest of several rounds: the machine
 * is shared, and noise only adds. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rnn.h"

enum { ROUNDS = 9, WEIGHTS = GATES * UNITS * (UNITS + INPUTS) };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds a call, of the quietest round of about 60 ms. */
static double quietest(void (*run)(void))
{
	double best = 1e9, start = now();
	size_t calls = 0;
	while (now() - start < 0.03 || !calls) {
		run();
		calls++;
	}
	for (int round = 0; round < ROUNDS; round++) {
		start = now();
		for (size_t i = 0; i < 2 * calls; i++)
			run();
		const double seconds = (now() - start) / (double)(2 * calls);
		best = seconds < best ? seconds : best;
	}
	return best;
}

static rnn_params params;
static rnn_state state;
static rnn_train_state train_state;
static rnn_init_workspace init_memory;
static rnn_train_workspace train_memory;
static rnn_sequence_workspace sequence_memory;
static rnn_stream_workspace stream_memory;
static float x[BATCH * STEPS * INPUTS], logits[10], y[UNITS], sink, *pass;
static int32_t label[BATCH];

static void train(void)
{
	rnn_metrics metrics;
	if (rnn_train_step(&params, &train_state, &train_memory, BATCH, x, label, &metrics) != CR_OK)
		exit(1);
}

static void sequence(void)
{
	rnn_sequence(&params, &sequence_memory, x, logits);
}

static void stream(void)
{
	rnn_stream(&params, &state, &stream_memory, x, y);
}

/* One pass over as many bytes as a step reads of weights: sums in eight vectors. */
typedef float Wide __attribute__((vector_size(64), aligned(4)));

static void read_pass(void)
{
	Wide sum[8] = { { 0 } };
	for (size_t i = 0; i + 128 <= WEIGHTS; i += 128)
		for (size_t l = 0; l < 8; l++)
			sum[l] += *(const Wide *)(pass + i + 16 * l);
	for (size_t l = 0; l < 8; l++)
		sink += sum[l][0];
}

int main(void)
{
	for (size_t i = 0; i < sizeof x / sizeof *x; i++)
		x[i] = (float)(i * 7919 % 1000) / 500 - 1;
	for (size_t i = 0; i < BATCH; i++)
		label[i] = (int32_t)(i % 10);
	pass = aligned_alloc(64, WEIGHTS * sizeof *pass);
	if (!pass)
		return 1;
	for (size_t i = 0; i < WEIGHTS; i++)
		pass[i] = (float)(i % 7);
	rnn_init(&params, &init_memory, 1);
	rnn_state_init(&state);
	rnn_train_init(&train_state, 1);
	const double s = quietest(stream), r = quietest(read_pass), q = quietest(sequence), t = quietest(train);
	printf("crescent %s hidden %d threads %d: train%d %.4f ms, sequence %.2f us, step %.2f us (%.1f GB/s of weights; one pass reads %.1f GB/s)\n",
	       GATES == 4 ? "lstm" : "gru", UNITS, THREADS, BATCH, t * 1e3, q * 1e6, s * 1e6, WEIGHTS * 4 / s * 1e-9, WEIGHTS * 4 / r * 1e-9);
	return sink == 1.0f;
}
