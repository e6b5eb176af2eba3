/* bench_cnn.c - a convolutional model of ours: one image in, and where it is compiled with training, one step.
 *
 * bench_cnn.sh compiles it once for each model and thread count, the model's header in front, with -DMODEL -DTHREADS -DPIXELS
 * -DCLASSES, and -DBATCH where a step is timed. Prints the quietest of several rounds: the machine is shared, and noise only adds. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define OF(name) JOIN(MODEL, name)
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

enum { ROUNDS = 7 };

static OF(params) params;
static OF(infer_workspace) infer_workspace;
static OF(init_workspace) init_workspace;
static uint8_t image[PIXELS];
static float probs[CLASSES];
static int32_t best_class;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Seconds a call, of the quietest round of about a tenth of a second. */
static double quietest(void run(void))
{
	double best = 1e9, begin = now();
	size_t calls = 0;
	do {
		run();
		calls++;
	} while (now() - begin < 0.1);
	for (int r = 0; r < ROUNDS; r++) {
		begin = now();
		for (size_t i = 0; i < calls; i++)
			run();
		double each = (now() - begin) / (double)calls;
		best = each < best ? each : best;
	}
	return best;
}

static void infer(void)
{
	OF(infer)(&params, &infer_workspace, image, probs, &best_class);
}

#ifdef BATCH
static OF(train_state) train_state;
static OF(train_workspace) train_workspace;
static OF(metrics) metrics;
static uint8_t x[BATCH * PIXELS], label[BATCH];

static void train(void)
{
	if (OF(train_step)(&params, &train_state, &train_workspace, BATCH, x, label, &metrics) != CR_OK)
		abort();
}
#endif

int main(void)
{
	for (size_t i = 0; i < PIXELS; i++)
		image[i] = (uint8_t)(rand() % 256);
	OF(init)(&params, &init_workspace, 1);
	printf("crescent threads %d %s_infer1 %.2f\n", THREADS, TEXT(MODEL), quietest(infer) * 1e6);
#ifdef BATCH
	for (size_t i = 0; i < sizeof x; i++)
		x[i] = (uint8_t)(rand() % 256);
	for (size_t i = 0; i < BATCH; i++)
		label[i] = (uint8_t)(rand() % CLASSES);
	OF(train_init)(&train_state, 1);
	printf("crescent threads %d %s_train%d %.2f\n", THREADS, TEXT(MODEL), BATCH, quietest(train) * 1e6);
#endif
	return 0;
}
