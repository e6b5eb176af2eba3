/* main.h - what main.c, main_data.c and main_predict.c share. */
#ifndef HOSTED_MAIN_H
#define HOSTED_MAIN_H
#include "cr_main.h"
#include "hosted.h"

/* A data set in memory: one array an input, in the order of the training function's fields. */
typedef struct main_set {
	uint64_t count;
	uint32_t fields;
	cr_array array[CR_FIELDS_MAX];
} main_set;

/* Reads a declared source from the folder, checked against the inputs.  The set is the caller's to free. */
cr_status main_set_read(const cr_main_source *source, const cr_main_port *inputs, uint32_t fields, const char *folder,
                        main_set *out, cr_error *error);
/* Moves a share of the examples from `set` into `part`: by "hash" of their contents, the "last", or a "shuffle". */
cr_status main_set_split(main_set *set, double share, const char *how, main_set *part, cr_error *error);
void      main_set_limit(main_set *set, uint64_t limit);
void      main_set_free(main_set *set);

/* FOLDER/FILE in malloc'ed memory; FILE alone where it is absolute. */
char     *main_path(const char *folder, const char *file);

/* One --name=value of the command line. */
typedef struct main_value { const char *name, *value; } main_value;
enum { MAIN_VALUES_MAX = 64 };
typedef struct main_values {
	main_value at[MAIN_VALUES_MAX];
	uint32_t count;
} main_values;
const char *main_option(const main_values *values, const char *name);      /* null: not given; "": a flag */

/* predict.  call: params and state are ready. */
cr_status main_predict(const cr_main_model *model, cr_train_call *call, const main_values *values, cr_error *error);
#endif
