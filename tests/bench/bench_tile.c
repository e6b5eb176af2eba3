/* bench_tile.c - the contraction micro-kernel next to OpenBLAS, and one-row products next to
 * the speed of memory.  Prints ratios: 1.00 is as fast as the reference, more is faster.
 *
 *   cc -O2 -march=native -o /tmp/bench_tile tests/bench/bench_tile.c -lopenblas
 *   OPENBLAS_NUM_THREADS=1 /tmp/bench_tile [seconds per line, default 0.2]
 *
 * Both sides of a line run in turn, and the best of each counts: other work on the machine
 * then hurts both alike. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cblas.h>

#define CR_FAST_FILE /* as every emitted file */
#include "../../runtime/cr_tile.h"

typedef enum PackA { A_IN_PLACE, A_PACKED } PackA;
typedef enum PackB { B_IN_PLACE, B_PREPACKED, B_PACKED_HERE } PackB;

/* out[M][N] = A . B, where A[i][k] = a[i * a_row + k * a_k] and B[k][j] = b[k * b_k + j * b_col] */
typedef struct Product {
	size_t m, n, k;
	const float *a;
	size_t a_row, a_k;
	const float *b;
	size_t b_k, b_col;
	float *out;
	float *panels;   /* B packed: [n / 16][k][16] */
	float *packed_a; /* [k][CR_TILE_ROWS] */
	PackA pack_a;
	PackB pack_b;
	size_t block; /* columns of B that stay in the cache while the row tiles pass */
	int greedy;   /* tiles of CR_TILE_ROWS and a rest, instead of equal ones */
} Product;

static double seconds_per_line = 0.2;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static float *numbers(size_t count)
{
	float *v = malloc(count * sizeof *v);
	if (!v) {
		fputs("bench_tile: out of memory\n", stderr);
		exit(1);
	}
	for (size_t i = 0; i < count; i++)
		v[i] = (float)(i * 2654435761u % 1000u) / 1000.0f - 0.5f;
	return v;
}

static void pack_b(const Product *p)
{
	for (size_t j = 0; j < p->n; j += CR_PANEL)
		cr_pack_b(p->panels + j * p->k, p->n - j < CR_PANEL ? p->n - j : CR_PANEL, p->k, p->b + j * p->b_col, p->b_k,
		          p->b_col);
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* One row of tiles against the columns j0 <= j < j1. */
static void row_of_tiles(const Product *p, const float *a, size_t a_row, size_t a_k, size_t i, size_t rows, size_t j0,
                         size_t j1)
{
	float tile[CR_TILE_ROWS * CR_TILE_COLS];
	for (size_t j = j0; j < j1; j += CR_TILE_COLS) {
		const size_t cols = smaller(CR_TILE_COLS, j1 - j), panels = (cols + CR_PANEL - 1) / CR_PANEL;
		if (p->pack_b == B_IN_PLACE)
			cr_tile(tile, rows, panels, p->k, a, a_row, a_k, p->b + j, CR_PANEL, p->b_k);
		else
			cr_tile(tile, rows, panels, p->k, a, a_row, a_k, p->panels + j * p->k, CR_PANEL * p->k, CR_PANEL);
		for (size_t r = 0; r < rows; r++)
			for (size_t c = 0; c < cols; c++)
				p->out[(i + r) * p->n + j + c] = tile[r * CR_TILE_COLS + c];
	}
}

static void multiply(const Product *p)
{
	const size_t tiles = (p->m + CR_TILE_ROWS - 1) / CR_TILE_ROWS;
	if (p->pack_b == B_PACKED_HERE)
		pack_b(p);
	for (size_t j = 0; j < p->n; j += p->block)
		for (size_t t = 0, i = 0; t < tiles; t++) {
			const size_t end = p->greedy ? smaller(p->m, (t + 1) * CR_TILE_ROWS) : (t + 1) * p->m / tiles;
			const size_t j1 = smaller(p->n, j + p->block);
			if (p->pack_a == A_PACKED) {
				cr_pack_a(p->packed_a, end - i, p->k, p->a + i * p->a_row, p->a_row, p->a_k);
				row_of_tiles(p, p->packed_a, 1, CR_TILE_ROWS, i, end - i, j, j1);
			} else {
				row_of_tiles(p, p->a + i * p->a_row, p->a_row, p->a_k, i, end - i, j, j1);
			}
			i = end;
		}
}

static void multiply_blas(const Product *p)
{
	const int lda = (int)(p->a_k == 1 ? p->a_row : p->a_k), ldb = (int)(p->b_col == 1 ? p->b_k : p->b_col);
	cblas_sgemm(CblasRowMajor, p->a_k == 1 ? CblasNoTrans : CblasTrans, p->b_col == 1 ? CblasNoTrans : CblasTrans,
	            (int)p->m, (int)p->n, (int)p->k, 1.0f, p->a, lda, p->b, ldb, 0.0f, p->out, (int)p->n);
}

static double best_of(void (*run)(const Product *), const Product *p, double best, size_t repeats)
{
	const double start = now();
	for (size_t i = 0; i < repeats; i++)
		run(p);
	const double one = (now() - start) / (double)repeats;
	return one < best ? one : best;
}

static void compare(const char *name, const Product *p)
{
	const double work = 2.0 * (double)p->m * (double)p->n * (double)p->k;
	const size_t repeats = 1 + (size_t)(2e-3 / (work / 80e9));
	double ours = 1e9, theirs = 1e9;
	pack_b(p);
	for (const double end = now() + seconds_per_line; now() < end;) {
		ours = best_of(multiply, p, ours, repeats);
		theirs = best_of(multiply_blas, p, theirs, repeats);
	}
	printf("  %-58s %7.1f us %6.1f GFLOP/s  %5.2f of sgemm\n", name, ours * 1e6, work / ours * 1e-9, theirs / ours);
}

static void products(size_t m, size_t n, size_t k, int a_turned, int b_turned, size_t block)
{
	static const char *const a_names[] = { "A in place", "A packed" };
	static const char *const b_names[] = { "B in place", "B packed before", "B packed here" };
	float *a = numbers(m * k), *b = numbers(k * n), *out = numbers(m * n);
	float *panels = numbers((n + CR_PANEL) * k), *packed_a = numbers(k * CR_TILE_ROWS);
	printf("%zux%zux%zu%s%s, column block %zu\n", m, n, k, a_turned ? ", A transposed" : "",
	       b_turned ? ", B transposed" : "", block);
	for (int pb = b_turned || n % CR_PANEL ? B_PREPACKED : B_IN_PLACE; pb <= B_PACKED_HERE; pb++)
		for (int pa = A_IN_PLACE; pa <= A_PACKED; pa++)
			for (int greedy = 0; greedy < (m % CR_TILE_ROWS && m <= 256 && pa == A_IN_PLACE ? 2 : 1); greedy++) {
				char name[80];
				const Product p = { m, n, k, a, a_turned ? 1 : k, a_turned ? m : 1, b, b_turned ? 1 : n,
					b_turned ? k : 1, out, panels, packed_a, (PackA)pa, (PackB)pb, block, greedy };
				snprintf(name, sizeof name, "%s, %s, %s", a_names[pa], b_names[pb],
				         greedy ? "full tiles + rest" : "equal tiles");
				compare(name, &p);
			}
	free(a), free(b), free(out), free(panels), free(packed_a);
}

/* A tile whose operands lie in the first-level cache: what the arithmetic alone can do. */
static void peak(void)
{
	enum { K = 128 };
	float *a = numbers(K * CR_TILE_ROWS), *b = numbers(K * CR_TILE_COLS), tile[CR_TILE_ROWS * CR_TILE_COLS];
	double best = 1e9;
	for (const double end = now() + seconds_per_line; now() < end;) {
		const double start = now();
		for (int i = 0; i < 1000; i++)
			cr_tile(tile, CR_TILE_ROWS, CR_TILE_PANELS, K, a, 1, CR_TILE_ROWS, b, CR_PANEL * K, CR_PANEL);
		const double one = (now() - start) / 1000;
		best = one < best ? one : best;
	}
	printf("tile of %d x %d, depth %d: %.1f GFLOP/s\n", CR_TILE_ROWS, CR_TILE_COLS, K,
	       2e-9 * K * CR_TILE_ROWS * CR_TILE_COLS / best);
	free(a), free(b);
}

/* Reads n floats once, with eight sums side by side: the reference for one-row products. */
#define SUM_DECLARE(r, v) cr_vec s##v = { 0 };
#define SUM_STEP(r, v) s##v += CR_VEC_LOAD(x + i + (v) * CR_LANES);
#define SUM_JOIN(r, v) s0 += s##v;
static float read_all(const float *x, size_t n)
{
	float sum = 0.0f, lanes[CR_LANES];
	CR_VECS_8(SUM_DECLARE, 0)
	for (size_t i = 0; i + 8 * CR_LANES <= n; i += 8 * CR_LANES) {
		CR_VECS_8(SUM_STEP, 0)
	}
	CR_VECS_8(SUM_JOIN, 0)
	CR_VEC_STORE(lanes, s0);
	for (size_t i = 0; i < CR_LANES; i++)
		sum += lanes[i];
	return sum;
}

static void rows(size_t n, size_t k)
{
	float *a = numbers(k), *b = numbers(k * n), *out = numbers(n);
	double reading = 1e9, packed = 1e9, in_place = 1e9, dots = 1e9;
	volatile float sink = 0.0f;
	const size_t repeats = 1 + (size_t)(1e-3 / ((double)(k * n) * 4 / 50e9));
	for (const double end = now() + 5 * seconds_per_line; now() < end;) {
		double t[5];
		t[0] = now();
		for (size_t i = 0; i < repeats; i++)
			sink = sink + read_all(b, n * k);
		t[1] = now();
		for (size_t i = 0; i < repeats; i++)
			cr_row_all(out, n / CR_PANEL, k, a, 1, b, CR_PANEL * k, CR_PANEL);
		t[2] = now();
		for (size_t i = 0; i < repeats; i++)
			cr_row_all(out, n / CR_PANEL, k, a, 1, b, CR_PANEL, n);
		t[3] = now();
		for (size_t i = 0; i < repeats; i++)
			cr_dots(out, n, k, b, k, a);
		t[4] = now();
		double *const best[] = { &reading, &packed, &in_place, &dots };
		for (int i = 0; i < 4; i++)
			if (t[i + 1] - t[i] < *best[i])
				*best[i] = t[i + 1] - t[i];
	}
	const double bytes = 4.0 * (double)(n * k) * (double)repeats;
	printf("1x%zu . %zux%zu: read %.1f GB/s; cr_row_all packed %.2f, in place %.2f, cr_dots (k contiguous) %.2f of it\n", k,
	       k, n, bytes / reading * 1e-9, reading / packed, reading / in_place, reading / dots);
	free(a), free(b), free(out);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		seconds_per_line = atof(argv[1]);
	peak();
	rows(128, 784);
	rows(64, 128);
	rows(1024, 1024);
	rows(4096, 4096);
	products(256, 256, 256, 0, 0, 256);
	products(1024, 1024, 1024, 0, 0, 256);
	products(1000, 1008, 1000, 0, 0, 256);
	products(128, 128, 784, 0, 0, 128);
	products(32, 128, 784, 0, 0, 128);
	products(784, 128, 128, 1, 0, 128);
	products(784, 128, 32, 1, 0, 128);
	products(128, 64, 128, 0, 0, 64);
	products(128, 128, 64, 0, 1, 128);
	products(128, 10, 64, 0, 0, 64);
	return 0;
}
