/* crescent.h - what every emitted model shares.  Freestanding; no stdio, no malloc.
 *
 * The binary interface between an emitted model, the hosted library and the product.  Nothing
 * here is an enum type or a bit-field: their sizes change with a compiler's flags. */
#ifndef CRESCENT_H
#define CRESCENT_H
#include <stddef.h>
#include <stdint.h>

#define CR_ABI 1                       /* grows when anything below changes its meaning or layout */

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t cr_status;             /* not an enum: its size would depend on -fshort-enums */
enum {
	CR_OK = 0,
	CR_STOPPED = 1,        /* a callback asked for it: not an error */
	CR_MORE = 2,           /* a sliced step has work left: not an error */
	CR_ERR_ARGUMENT = -1,  /* null, misaligned, count 0 or above the batch */
	CR_ERR_FORMAT = -2,    /* not safetensors, truncated, overlapping, checksum */
	CR_ERR_MISMATCH = -3,  /* tensor missing, extra, of another shape or type */
	CR_ERR_MODEL = -4,     /* a training checkpoint of another model or optimiser */
	CR_ERR_DATA = -5,      /* label or token out of range, non-finite input */
	CR_ERR_IO = -6,        /* a caller's read or write function failed */
	CR_ERR_NONFINITE = -7  /* loss or gradient became inf or NaN */
};

typedef struct cr_error {              /* optional everywhere; filled in on a negative status */
	cr_status status;
	int32_t   tensor;                  /* index into NAME_tensors, or -1 */
	uint64_t  where;                   /* byte offset, example or step, as the text says */
	char      text[192];               /* one line, no newline; empty under CR_NO_TEXT */
} cr_error;

typedef struct cr_tensor {             /* one row of a model's directory of parameters */
	const char *name;                  /* as in the checkpoint: "conv2d_1.kernel" */
	uint8_t     type;                  /* CR_F32 ... */
	uint8_t     rank;
	uint8_t     trainable;
	uint8_t     saved;                 /* 0: tied to another row, not in files */
	int64_t     shape[8];
} cr_tensor;
enum { CR_F32 = 1, CR_I32, CR_U32, CR_I16, CR_U16, CR_I8, CR_U8, CR_BOOL };

typedef cr_status (*cr_write_fn)(void *user, const void *bytes, size_t size);   /* appends */
typedef struct cr_store {              /* one slot that is replaced whole: a file, two flash banks */
	cr_status (*begin)(void *user, uint64_t size);   /* size of what follows, known beforehand */
	cr_write_fn write;
	cr_status (*commit)(void *user);                 /* only now may the old contents go */
	void *user;
} cr_store;

enum { CR_LOAD_STRICT = 0, CR_LOAD_PARTIAL = 1, CR_LOAD_ANY_MODEL = 2 };        /* bits; ANY: metadata may name another model */
typedef struct cr_load_report { uint32_t loaded, missing, unexpected, mismatched; } cr_load_report;

/* training: what happened, and what to do next */
typedef int32_t cr_action;
enum { CR_CONTINUE = 0,  /* go on */
	   CR_STOP = 1,      /* after this step; the result is valid and can be resumed */
	   CR_SAVE = 2 };    /* checkpoint now, then go on */

enum { CR_RUN_BEGIN = 1, CR_STEP, CR_EPOCH_END, CR_CHECKPOINTED, CR_ROLLED_BACK, CR_RUN_END };
typedef struct cr_event {
	int32_t      kind;
	uint32_t     epoch, epochs;        /* from 1 */
	uint64_t     step, steps;          /* optimiser updates from 1; total of this run */
	uint64_t     examples;             /* seen since the run began */
	uint32_t     metric_count;         /* of the three arrays below; [0] is the loss */
	const char *const *metric_names;
	const float *train;                /* means over the epoch so far, weighted */
	const float *validation;           /* on CR_EPOCH_END with validation data, else null */
	float        learning_rate, gradient_norm;
} cr_event;
typedef cr_action (*cr_event_fn)(void *user, const cr_event *event);

typedef struct cr_train_options {      /* zero is the default of every field: start from {0} */
	uint32_t epochs;                   /* 0: 1 */
	uint64_t steps;                    /* 0: by epochs; else stop after so many updates */
	uint64_t seed;                     /* order of examples, dropout, augmentation */
	uint8_t  keep_order;               /* 1: no shuffling */
	uint8_t  drop_remainder;           /* 1: skip the last partial batch; or the model says so */
	uint8_t  on_nonfinite;             /* 0 error, 1 skip the update, 2 roll back */
	uint8_t  restore_best;             /* 1: end with the best validation parameters */
	uint32_t patience;                 /* epochs without a better monitor; 0: never stop early */
	int32_t  monitor;                  /* 0: the model's; k: metric k - 1 is to fall, -k: to rise */
	float    min_delta;
	uint32_t event_every;              /* CR_STEP every so many updates; 0: never */
	uint32_t checkpoint_every;         /* epochs; 0: never */
	cr_event_fn on_event;  void *event_user;
	cr_store    store;                 /* where checkpoints go; all null: none are kept */
} cr_train_options;

typedef struct cr_train_result {
	uint64_t steps, examples;
	uint32_t epochs, best_epoch;
	float    loss, best;
	uint64_t digest;                   /* of the parameters: two equal runs agree */
} cr_train_result;

/* Where a training run stands: the loop's own numbers, first member (`run`) of every NAME_train_state.
 * Zero is a run that has not begun.  Users read it; the loop and the checkpoints write it. */
enum { CR_METRICS_MAX = 16 };          /* the loss among them */
typedef struct cr_train_run {
	uint64_t seed, count;              /* of the order; examples in the data: a resumed run must bring the same */
	uint64_t position;                 /* examples of this epoch that are done */
	uint64_t step, examples;           /* updates and examples since the run began */
	double   values[CR_METRICS_MAX];   /* sums over the epoch so far: of metric x weight, */
	double   weights[CR_METRICS_MAX];  /* and of weight */
	uint32_t epoch, best_epoch;        /* finished epochs; the one with the best monitor, 0: none yet */
	uint32_t bad_epochs;               /* since then */
	uint32_t flags;                    /* CR_RUN_... of cr_train.h: begun, and with which options */
	float    best, loss;               /* best monitor; mean training loss of the last finished epoch */
	float    learning_rate, gradient_norm;     /* of the last update */
} cr_train_run;

#ifdef __cplusplus
}
#endif
#endif
