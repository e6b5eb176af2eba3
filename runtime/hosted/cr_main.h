/* cr_main.h - the program around an emitted model: NAME train | eval | predict.
 *
 * NAME_main.c holds tables and typed wrappers, and calls cr_main.  All else is here, the same for
 * every model, over the public functions of the model and of this library.
 *
 *   main.c           the command line, the three verbs
 *   main_data.c      declared sources to arrays, the share that validates
 *   main_predict.c   a function over a file of examples */
#ifndef CR_MAIN_H
#define CR_MAIN_H
#include "../cr_train_model.h"
#include "cr_hosted.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An input or output of a function.  extent: 1 + position of the extent that bounds axis 0; 0: none */
typedef struct cr_main_port {
	const char *name;
	uint8_t type, rank, seed, extent;
	int64_t shape[8];              /* at the greatest extents */
} cr_main_port;

/* One cr.data.*, as the model's file declares it. */
typedef struct cr_main_field { const char *input, *file, *spec; } cr_main_field;
typedef struct cr_main_source {
	const char *kind;              /* "idx", "npy", "csv", "raw", "tokens", "safetensors"; null: none */
	const cr_main_field *fields;
	uint32_t field_count;
	uint8_t no_header, keep_order;
	const char *missing;           /* csv: "error", "nan" or "value" */
	float missing_value;
	uint64_t limit;                /* examples; 0: all */
	const char *split;             /* "hash", "last", "shuffle" */
	double share;                  /* of the training data, 0 < share < 1; then there is no kind */
} cr_main_source;

typedef struct cr_main_hyper {
	const char *name;
	void (*set)(void *train_state, float value);
	uint8_t has_low, has_high;     /* which ends its range has */
	float low, high;
} cr_main_hyper;

typedef struct cr_main_train {
	const cr_train_model *(*model)(void);
	size_t state_size, workspace_size;
	void (*init)(const cr_train_call *call, uint64_t seed);
	void (*average)(const cr_train_call *call);            /* null: no averages are kept */
	const cr_main_hyper *hypers;
	uint32_t hyper_count;
	const cr_main_port *inputs;                            /* of one example, in the model's order of fields */
	cr_main_source train, validation, test;
} cr_main_train;

typedef struct cr_main_function {
	const char *name;
	const cr_main_port *inputs, *outputs;
	uint32_t input_count, output_count;
	const size_t *extents;                                 /* the greatest of each */
	uint32_t extent_count;
	size_t workspace_size;
	uint8_t trains;                                        /* it takes a training state, or changes params: not for predict */
	cr_status (*call)(const cr_train_call *call, const size_t *extents, const void *const *inputs, void *const *outputs);
} cr_main_function;

typedef struct cr_main_model {
	const char *name, *version;
	size_t params_size, state_size, init_workspace_size;   /* state_size 0: no state */
	void (*init)(void *params, void *workspace, uint64_t seed);
	void (*state_init)(void *state);                       /* null: no state */
	cr_status (*load)(void *params, const void *file, size_t size, uint32_t flags, cr_load_report *report, cr_error *error);
	cr_status (*save)(const void *params, const cr_store *store);
	const void *weights;                                   /* baked in; null: none */
	const cr_main_train *trains;
	uint32_t train_count;
	const cr_main_function *functions;
	uint32_t function_count;
	const char *const *labels;
	uint32_t label_count;
} cr_main_model;

/* The program.  Exit status: 0 good, 1 the data or a file is wrong, 2 usage. */
int cr_main(const cr_main_model *model, int argc, char **argv);

#ifdef __cplusplus
}
#endif
#endif
