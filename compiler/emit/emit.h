/* emit.h - program and plan to C.
 *
 *   writer.c    lines and blocks; the writer owns the depth
 *   names.c     C-safe, unique names; reserved words of C, C++ and the runtime
 *   expr.c      expressions
 *   scan.c      what a kernel needs
 *   kernel.c    a kernel as a static C function
 *   sizes.c     kernels that differ in numbers only, as one function
 *   contract.c  S_CONTRACT as loops around the runtime's tile;  taps.c  the same for convolutions
 *   unit.c      a model's structs, entry points and workspaces
 *   function.c  an entry point: workspace pointers, calls in order;  turns.c  kernels not to be inlined
 *   params.c    the parameter struct, its directory, init/load/save/get/set/digest
 *   train.c     the training entry points;  train_pieces.c  a step in pieces;  train_table.c  the loop of runtime/cr_train.h
 *   header.c    NAME.h
 *   main_c.c    NAME_main.c: the hosted program for `run`
 *   model.c     the set of files
 *   files.c     writes the set of files at once, or compares with what is there */
#ifndef CRESCENT_EMIT_H
#define CRESCENT_EMIT_H

#include "../lower/program.h"

/* The version of Crescent that emitted files name (compiler/cli says the same). */
#define CRESCENT_VERSION "1.0.0"
#define CRESCENT_VERSION_NUMBER 10000

typedef struct EmitOptions {
	const char *prefix;              /* C prefix: the model's name unless --prefix */
	const char *command;             /* the command line, for the first comment: no absolute paths */
	const char *source;              /* "mlp.lua" */
	uint64_t graph;                  /* model_graph_hash of the model as it was traced, before passes */
	bool exact;                      /* the exact profile: CR_EXACT is defined in the emitted file */
	int threads;
	bool main_program;               /* also NAME_main.c */
	bool check_inputs;
	bool no_text;
	const char *section;             /* NULL: none */
	/* --weights: baked parameters, row-major, one pointer a slot (params and buffers), or NULL */
	const void *const *weights;
	uint64_t weights_digest;
} EmitOptions;

typedef struct EmittedFile { const char *name, *text; size_t size; } EmittedFile;     /* name: "mlp.h" */
typedef struct Emission { Arena *arena; VEC(EmittedFile) files; } Emission;

/* programs: one for each Function of the model, in the same order. */
void emit_model(const Model *m, Program *const *programs, size_t n, const EmitOptions *o, Emission *out);

/* Writes all files into dir (made if absent) so that a failure leaves nothing half-written. false: error text in *why. */
bool emission_write(const Emission *e, const char *dir, Arena *a, const char **why);
/* Compares with dir: 0 equal, 1 different (a unified diff goes to out). */
int emission_compare(const Emission *e, const char *dir, FILE *out);

#endif
