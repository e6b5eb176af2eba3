/* rig.h - a model emitted, compiled by the C compiler at hand beside a generated driver, and run on values.
 *
 *     Rig r = { ... };  rig_build;  rig_poke, rig_call, rig_peek in any order;  rig_run;  rig_called, rig_peeked in that order
 *
 * The emitted code is another program, so that whatever it does wrong is seen from outside. */
#ifndef CRESCENT_TESTS_RIG_H
#define CRESCENT_TESTS_RIG_H

#include "../../compiler/emit/emit.h"

typedef struct Rig {
	Arena *arena;
	const Model *m;
	Program *const *programs;        /* one for each function of m, in order */
	const char *dir;                 /* made; its files are left there */
	Text commands, why;              /* why: what went wrong */
	const unsigned char *results; size_t size, at;
} Rig;

Rig rig_new(Arena *a, const Model *m, Program *const *programs, const char *dir);

/* Emits, and runs `compile` ("gcc -O1 ...") with -I of the runtime, on everything. False: see why. */
bool rig_build(Rig *r, const EmitOptions *o, const char *compile);

/* Commands. inputs: as many as the function has; they have the extents given (by symbol - 1). */
void rig_poke(Rig *r, const Slot *slot, const Value *v);
void rig_call(Rig *r, const Function *f, const int64_t *extent, const Value *inputs);
void rig_peek(Rig *r, const Slot *slot);

/* Runs all commands. False: the program failed; the results up to there can be read. */
bool rig_run(Rig *r);

/* The result of the next call or peek. outputs are new values. False: see why (a status, a changed input, an element
 * written outside the extents), or there is no result: then rig_ended(). For the functions of m:train outputs are the
 * members of NAME_metrics. */
bool rig_called(Rig *r, const Function *f, const int64_t *extent, const Value *inputs, Value *outputs);
bool rig_peeked(Rig *r, const Slot *slot, Value *v);
bool rig_ended(const Rig *r);

/* How many of NAME_metrics' members a call of f gives back; 0 where it has plain outputs. */
size_t rig_metrics(const Rig *r, const Function *f);

#endif
