/* train.h - what train.c and train_table.c share. */
#ifndef CRESCENT_EMIT_TRAIN_H
#define CRESCENT_EMIT_TRAIN_H

#include "unit.h"

/* Formatted, in the unit's arena. */
const char *unit_text(const Unit *u, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Names of the inputs as members of the example and data structs. */
Strings train_input_members(const Unit *u, const Train *t);
/* Do its functions take the model's state? */
bool train_takes_state(const Unit *u, const Train *t);
/* "mlp_params *params, mlp_train_state *train_state", const or not */
const char *train_loop_arguments(const Unit *u, const Group *g, bool constant);
/* The loop's callback NAME_<name>_call, which calls `inner`, the function that runs f's kernels. Nothing for a NULL f. */
void train_callback(const Unit *u, CWriter *w, const Group *g, const Function *f, const char *inner, const char *name);
/* The table, its begin callback, and the public loop, save and load. */
void train_table(const Unit *u, CWriter *w, const Group *g);

/* train_metrics.c */
/* "kws_metrics" of "train", "kws_disc_metrics" of "disc" */
const char *metrics_type(const Unit *u, const Group *g);
void metrics_declare(const Unit *u, CWriter *w, const Group *g);     /* the struct */
/* NAME_report; before it, with metrics that are no means, the loop's callback NAME_finish_call. */
void metrics_define(const Unit *u, CWriter *w, const Group *g);
const char *metrics_report(const Unit *u, const Group *g);           /* the statement that fills in metrics from sums */

#endif
