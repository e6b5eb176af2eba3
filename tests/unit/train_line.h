/* train_line.h - a hand-made model for the training loop: linear regression y = w . x + b with momentum, and noise from a counter of its
 * own, so that a resume that lost anything would show; with its data, a store in memory and a listener. */
#ifndef CRESCENT_TESTS_TRAIN_LINE_H
#define CRESCENT_TESTS_TRAIN_LINE_H

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../runtime/cr_train.h"

enum { BATCH = 4, COUNT = 23, VALID = 9 };

typedef struct { float w[3], b[1]; } line_params;
typedef struct {
	cr_train_run run;
	uint32_t counters[2];              /* seed, calls */
	float momentum[4], sums[5];        /* sums: accumulated gradient and weight */
	line_params best, finite;
	float kept[4];
} line_state;
typedef struct { float x[3 * BATCH], y[BATCH]; int32_t group[BATCH]; float counts[2]; } line_workspace;

extern const cr_train_model line;
cr_status line_step(const cr_train_call *call, size_t count, const void *const *in, cr_train_sums *sums);
void line_update(const cr_train_call *call, cr_train_sums *sums);
cr_status line_step_and_update(const cr_train_call *call, size_t count, const void *const *in, cr_train_sums *sums);
cr_status line_evaluate(const cr_train_call *call, size_t count, const void *const *in, cr_train_sums *sums);

typedef struct {
	float x[3 * COUNT], y[COUNT];
	int32_t group[COUNT];
	const void *arrays[3];
	cr_train_source source;
	uint32_t seen[COUNT];
	int fail_at;                       /* read fails on this index; -1: never */
} line_data;

/* The first `count` examples are the source's. */
void make_data(line_data *d, uint64_t count);
/* A source's read for a line_data: counts what it has seen. */
cr_status read_one(void *user, uint64_t index, void *const *out);

typedef struct {
	line_params params;
	line_state state;
	line_workspace workspace;
	cr_train_call call;
	cr_train_result result;
	cr_error error;
} line_run;

void start(line_run *r);
cr_status go(line_run *r, const cr_train_model *m, line_data *d, const cr_train_source *valid, const cr_train_options *o);

/* A store in memory that can fail at its n-th call. */
typedef struct { unsigned char bytes[8192]; uint64_t size, announced; int commits, calls, fail_at; } memory_store;

cr_store store_of(memory_store *m);

typedef struct {
	char text[4096];
	uint64_t stop_at;                  /* step; 0: never */
	uint64_t save_at;
	uint32_t stop_epoch;
} listener;

/* Writes a letter for each event, and asks for what the listener says. */
cr_action listen(void *user, const cr_event *e);

#endif
