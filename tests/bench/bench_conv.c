/* bench_conv.c - single convolutions of the emitted C against the machine's own multiply-add peak, in one run. */
#include "conv.h"

#include "cr_tile.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static float *random_floats(size_t n)
{
	float *x = aligned_alloc(64, n * sizeof *x);
	if (!x)
		abort();
	for (size_t i = 0; i < n; i++)
		x[i] = (float)rand() / (float)RAND_MAX - 0.5f;
	return x;
}

/* Multiply-adds of registers only: 24 independent vectors, more than any latency. */
static double peak(void)
{
	enum { CHAINS = 24, STEPS = 100000 };
	static volatile float sink;
	double best = 0;
	for (int round = 0; round < 40; round++) {
		cr_vec c[CHAINS];
		for (size_t i = 0; i < CHAINS; i++)
			c[i] = (cr_vec){ 0 } + (float)(i + 1) * (float)(round + 1);
		const cr_vec one = (cr_vec){ 0 } + 0.999f;
		double begin = now();
		for (size_t k = 0; k < STEPS; k++) {
#pragma GCC unroll 24
			for (size_t i = 0; i < CHAINS; i++)
				c[i] = c[i] * one + one;
		}
		double rate = 2.0 * CHAINS * STEPS * CR_LANES / (now() - begin) / 1e9;
		cr_vec all = c[0];
		for (size_t i = 1; i < CHAINS; i++)
			all += c[i];
		sink = ((const float *)&all)[0];
		if (rate > best)
			best = rate;
	}
	return best;
}

/* Gigabytes a second that a plain copy of this many floats (whole vectors) moves. */
static double copy_rate(const float *x, float *y, size_t n)
{
	double best = 1e9;
	for (int round = 0; round < 20; round++) {
		double begin = now();
		for (size_t i = 0; i < n; i += CR_LANES)
			CR_VEC_STORE(y + i, CR_VEC_LOAD(x + i) + 1.0f);
		double t = now() - begin;
		best = t < best ? t : best;
	}
	return 8.0 * (double)n / best / 1e9;
}

typedef void Run(const conv_params *p, void *workspace, const float *x, float *y);
#define RUN(name) static void run_##name(const conv_params *p, void *w, const float *x, float *y) { conv_##name(p, w, x, y); }
RUN(k3) RUN(k1) RUN(k11) RUN(dw) RUN(k3s) RUN(k3d) RUN(k5g)

static double seconds(Run *run, const conv_params *p, void *workspace, const float *x, float *y)
{
	double best = 1e9, begin = now();
	for (int round = 0; round < 200 && (round < 5 || now() - begin < 0.5); round++) {
		double t = now();
		run(p, workspace, x, y);
		t = now() - t;
		best = t < best ? t : best;
	}
	return best;
}

int main(void)
{
	enum { MOST = 1 << 20 };
	static const struct { const char *name; Run *run; double flops; size_t in, out; } row[] = {
		{ "3x3, 56x56x64 -> 64", run_k3, 2.0 * 56 * 56 * 64 * 64 * 9, 56 * 56 * 64, 56 * 56 * 64 },
		{ "1x1, 28x28x256 -> 256", run_k1, 2.0 * 28 * 28 * 256 * 256, 28 * 28 * 256, 28 * 28 * 256 },
		{ "11x11 stride 4, 227x227x3 -> 96", run_k11, 2.0 * 55 * 55 * 96 * 363, 227 * 227 * 3, 55 * 55 * 96 },
		{ "3x3 stride 2, 56x56x64 -> 128", run_k3s, 2.0 * 28 * 28 * 64 * 128 * 9, 56 * 56 * 64, 28 * 28 * 128 },
		{ "3x3, 7x7x512 -> 512", run_k3d, 2.0 * 49 * 512 * 512 * 9, 49 * 512, 49 * 512 },
		{ "5x5 in 2 groups, 27x27x96 -> 256", run_k5g, 2.0 * 27 * 27 * 48 * 256 * 25, 27 * 27 * 96, 27 * 27 * 256 },
		{ "depthwise 3x3, 112x112x32", run_dw, 2.0 * 112 * 112 * 32 * 9, 112 * 112 * 32, 112 * 112 * 32 },
	};
	conv_params *p = aligned_alloc(64, (sizeof *p + 63) / 64 * 64);
	void *workspace = aligned_alloc(64, 1 << 26);
	float *x = random_floats(MOST), *y = random_floats(MOST);
	if (!p || !workspace)
		abort();
	conv_init(p, workspace, 1);
	double top = peak();
	printf("multiply-add peak %.0f GFLOP/s\n", top);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		double t = seconds(row[i].run, p, workspace, x, y), rate = row[i].flops / t / 1e9;
		double bytes = 4.0 * (double)(row[i].in + row[i].out), memory = copy_rate(x, y, (row[i].in + row[i].out) / 2);
		printf("%-34s %7.1f us  %6.1f GFLOP/s  %3.0f %% of peak;  %4.1f GB/s, a copy %4.1f\n", row[i].name, t * 1e6, rate, 100 * rate / top,
		       bytes / t / 1e9, memory);
	}
	return 0;
}
