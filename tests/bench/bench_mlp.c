/* bench_mlp.c - models/mlp.lua against its floor, in one process.
 *
 *   floor of a training step   the same matrix products alone in OpenBLAS, plus one pass over what Adam must touch:
 *                              gradient, parameter and two moments read, three of them written
 *   floor of one inference     one pass over the weights, at the rate this core reads that many bytes
 *
 * Compiled once for each batch and thread count by bench.sh with -DBATCH -DTHREADS. Prints the quietest of several rounds:
 * the machine is shared, and noise only adds. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mlp.h"

void cblas_sgemm(int order, int turn_a, int turn_b, int m, int n, int k, float alpha, const float *a, int lda,
                 const float *b, int ldb, float beta, float *c, int ldc);
void openblas_set_num_threads(int n);

enum { ROW_MAJOR = 101, PLAIN = 111, TURNED = 112, WEIGHTS = 109386, ROUNDS = 9 };

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
	while (now() - start < 0.03) {
		run();
		calls++;
	}
	calls = calls * 2 + 1;
	for (int r = 0; r < ROUNDS; r++) {
		start = now();
		for (size_t i = 0; i < calls; i++)
			run();
		double each = (now() - start) / (double)calls;
		if (each < best)
			best = each;
	}
	return best;
}

static mlp_params params;
static mlp_train_state train_state;
static mlp_train_workspace train_workspace;
static mlp_infer_workspace infer_workspace;
static mlp_init_workspace init_workspace;
static uint8_t x[BATCH * 784], label[BATCH];
static float probs[10];
static int32_t best_class[1];
static mlp_metrics metrics;

static void train(void)
{
	if (mlp_train_step(&params, &train_state, &train_workspace, BATCH, x, label, &metrics) != CR_OK)
		abort();
}

static void infer(void)
{
	mlp_infer(&params, &infer_workspace, x, probs, best_class);
}

/* ---- floors ------------------------------------------------------------------------------------------------ */

static float fx[BATCH * 784], h1[BATCH * 128], h2[BATCH * 64], out[BATCH * 10];
static float w1[784 * 128], w2[128 * 64], w3[64 * 10], g1[784 * 128], g2[128 * 64], g3[64 * 10];
static float p[WEIGHTS], m[WEIGHTS], v[WEIGHTS], g[WEIGHTS];
static volatile float sink;

static void gemm(int ta, int tb, int rows, int columns, int depth, const float *a, const float *b, float *c)
{
	cblas_sgemm(ROW_MAJOR, ta, tb, rows, columns, depth, 1, a, ta == PLAIN ? depth : rows, b, tb == PLAIN ? columns : depth, 0, c, columns);
}

static void products(void)
{
	gemm(PLAIN, PLAIN, BATCH, 128, 784, fx, w1, h1);
	gemm(PLAIN, PLAIN, BATCH, 64, 128, h1, w2, h2);
	gemm(PLAIN, PLAIN, BATCH, 10, 64, h2, w3, out);
	gemm(TURNED, PLAIN, 64, 10, BATCH, h2, out, g3);
	gemm(PLAIN, TURNED, BATCH, 64, 10, out, w3, h2);
	gemm(TURNED, PLAIN, 128, 64, BATCH, h1, h2, g2);
	gemm(PLAIN, TURNED, BATCH, 128, 64, h2, w2, h1);
	gemm(TURNED, PLAIN, 784, 128, BATCH, fx, h1, g1);
}

static void update(void)
{
	for (int i = 0; i < WEIGHTS; i++) {
		m[i] = m[i] * 0.9f + g[i];
		v[i] = v[i] * 0.9f + g[i];
		p[i] = p[i] + m[i] * v[i] * 1e-9f;
	}
	sink = p[0];
}

/* As fast as this core reads: eight independent vectors of 16 floats. */
typedef float vec __attribute__((vector_size(64), aligned(4)));

static void read_weights(void)
{
	vec lane[8] = { { 0 } };
	for (int i = 0; i + 128 <= WEIGHTS; i += 128) {
#pragma GCC unroll 8
		for (int l = 0; l < 8; l++)
			lane[l] += *(const vec *)(p + i + l * 16);
	}
	vec sum = lane[0] + lane[1] + lane[2] + lane[3] + lane[4] + lane[5] + lane[6] + lane[7];
	sink = sum[0] + sum[7];
}

int main(void)
{
	openblas_set_num_threads(THREADS);
	for (size_t i = 0; i < sizeof x; i++)
		x[i] = (uint8_t)(i * 2654435761u >> 24);
	for (size_t i = 0; i < sizeof label; i++)
		label[i] = (uint8_t)(i % 10);
	for (size_t i = 0; i < BATCH * 784; i++)
		fx[i] = (float)x[i] / 255;
	for (size_t i = 0; i < 784 * 128; i++)
		w1[i] = (float)(i % 97) * 1e-3f - 0.05f;
	mlp_init(&params, &init_workspace, 1);
	mlp_train_init(&train_state, 1);

	double floor_products = quietest(products), floor_update = quietest(update), step = quietest(train);
	double floor_infer = quietest(read_weights), latency = quietest(infer);
	double floor_step = floor_products + floor_update;
	printf("mlp batch %d threads %d: step %.3f ms, floor %.3f ms (products %.3f + update %.3f), ratio %.2f\n", BATCH, THREADS,
	       step * 1e3, floor_step * 1e3, floor_products * 1e3, floor_update * 1e3, step / floor_step);
	printf("mlp one image threads %d: %.2f us, floor %.2f us (%.1f GB/s), share of read bandwidth %.2f\n", THREADS, latency * 1e6,
	       floor_infer * 1e6, WEIGHTS * 4 / floor_infer * 1e-9, floor_infer / latency);
	return 0;
}
