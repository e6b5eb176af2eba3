/* cli.h - the command line.  main.c and the files here are the only ones that know every stage.
 *
 *   options.c       argv to a Cli; usage errors
 *   help.c          --help, a verb's --help
 *   files.c         files in, files out in one piece, messages
 *   pipeline.c      a model file to a Model, to Programs
 *   select.c        --function: a model with fewer functions and only the slots they touch
 *   compile.c       (no verb): C, --check, --list-outputs, --depfile
 *   dump.c          --dump
 *   summary.c       the verb;  layers.c    its layers, equal ones said once;  cost.c      what a function computes and needs;  decay.c  what an update pulls
 *   check.c         the verb;  tiny.c      a model's functions on small random data, in double
 *   weights.c       the verb;  tensors.c   safetensors files;  fit.c  which tensor is which parameter
 *   run.c           the verb;  build.c     a C compiler, the runtime's place, temporary folders, processes
 *   golden.c        the verb and its check;  golden_record.c  what it stores
 *   new.c           the verb;  verbs.c     all of them, in rows
 *
 * Every verb is a function of a Cli that returns the exit status. */
#ifndef CRESCENT_CLI_H
#define CRESCENT_CLI_H

#include "../emit/emit.h"
#include "../lower/lower.h"
#include "../lua/lua.h"
#include "../passes/passes.h"
#include "../plan/plan.h"

enum {
	STATUS_GOOD = 0,
	STATUS_WRONG = 1,        /* the model, the data or a file */
	STATUS_USAGE = 2,
	STATUS_DIFFERENT = 3     /* a check said no */
};

typedef enum OptionId {
#define OPT(id, ...) OPT_##id,
#include "options.def"
#undef OPT
	OPT_COUNT
} OptionId;

typedef struct OptionInfo { const char *name, *value, *verbs, *program, *help; } OptionInfo;
extern const OptionInfo option_table[OPT_COUNT];

typedef struct Cli Cli;
typedef struct Verb {
	const char *name;                /* "" compiles */
	char letter;                     /* in OptionInfo.verbs */
	const char *arguments, *what;    /* for help */
	int least, most;                 /* positional arguments */
	int (*run)(Cli *c);
	const char *more;                /* the rest of its help: examples */
} Verb;
extern const Verb verb_table[];
extern const size_t verb_count;

/* One call of the program. */
struct Cli {
	Compilation cc;                  /* its arena holds everything */
	const char *program;             /* argv[0] */
	const Verb *verb;
	const char *value[OPT_COUNT];    /* NULL: not given; flags: "" */
	VEC(const char *) set;           /* every --set */
	VEC(const char *) argument;      /* positional, NAME=VALUE left out */
	VEC(ScriptOption) script;        /* NAME=VALUE */
	bool quiet, color;
	const Model *hashed; uint64_t graph;     /* cli_graph's */
	const char *temporary;           /* folder to remove at the end; NULL: none */
};

/* ---- options.c ------------------------------------------------------------------------------------- */

/* Reads argv into c. STATUS_GOOD, or STATUS_USAGE after its one line. */
int cli_parse(Cli *c, int argc, char **argv);
/* A whole number in [low, high]; false after one line on stderr. Absent: *value stays. */
bool option_number(Cli *c, OptionId id, int64_t low, int64_t high, int64_t *value);
bool option_positive(Cli *c, OptionId id, double *value);
bool option_size(Cli *c, OptionId id, size_t *value);                /* 48K, 256M, 2G */
/* Which of the choices (the row's value, split at '|') was given: its number, `standard` if absent, -1 after one line. */
int option_choice(Cli *c, OptionId id, int standard);
/* One line "crescent: ..." and STATUS_USAGE. */
int usage_error(const Cli *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The options that shape the C, in the table's order: for the first comment. No folders. */
const char *cli_command(Cli *c, const char *model);

/* ---- help.c ------------------------------------------------------------------------------------------ */

void help_print(const Verb *verb, FILE *out);                        /* NULL: all */

/* ---- files.c ------------------------------------------------------------------------------------------- */

/* "FILE: error: ..." (or "crescent: error: ..." without a file) and STATUS_WRONG. */
int file_error(const Cli *c, const char *file, const char *fmt, ...) PRINTF_LIKE(3, 4);
const char *base_name(const char *path);
const char *folder_name(Arena *a, const char *path);                 /* "." where there is none */
const char *path_join(Arena *a, const char *folder, const char *name);
bool path_exists(const char *path);
bool folder_make(const char *path, Arena *a, const char **why);      /* with its parents */

/* A file's bytes, mapped. */
typedef struct Bytes { const unsigned char *at; size_t size; } Bytes;
bool bytes_open(const char *path, Bytes *out, Arena *a, const char **why);
void bytes_close(Bytes *b);

/* A file that appears whole or not at all. Failures are kept until commit. */
typedef struct OutFile { FILE *f; const char *path, *temporary; int error; } OutFile;
bool out_open(OutFile *o, const char *path, Arena *a, const char **why);
void out_write(OutFile *o, const void *bytes, size_t size);
bool out_commit(OutFile *o, Arena *a, const char **why);
void out_abandon(OutFile *o);
bool file_replace(const char *path, const void *bytes, size_t size, Arena *a, const char **why);

/* "109,386" */
const char *thousands(Arena *a, int64_t n);
/* "427.3 KiB" */
const char *bytes_text(Arena *a, int64_t n);

/* ---- pipeline.c, select.c -------------------------------------------------------------------------------- */

/* Runs the model file (the first argument) and prints its diagnostics; NULL: they say why. */
Model *cli_load(Cli *c);
/* Simplifies, lowers, plans and proves every function: one Program for each, or NULL after a message. */
Program **cli_programs(Cli *c, Model *m);
bool cli_passes(Cli *c, Model *m);
/* NAME_GRAPH: the hash of the model's graphs as they were traced. First asked for before passes, the same ever after. */
uint64_t cli_graph(Cli *c, const Model *m);
LowerOptions lower_options(Cli *c);
/* Runs a stage under a catch of the user's mistakes, and prints what it had to say. false: it was stopped. */
typedef void Stage(void *work);
bool cli_caught(Cli *c, Stage *stage, void *work);
/* m reduced to the named functions (user functions, train groups) and what they need. STATUS_GOOD or after a message. */
int model_select(Cli *c, Model *m, const char *names);

/* ---- compile.c, dump.c -------------------------------------------------------------------------------------- */

int verb_compile(Cli *c);
/* Emits m into memory; weights may be NULL. false after a message. */
typedef struct Weights Weights;
bool cli_emit(Cli *c, Model *m, const Weights *weights, bool main_program, Emission *out);
int dump_stage(Cli *c, Model *m);

/* ---- summary.c, layers.c, cost.c ---------------------------------------------------------------------------------- */

int verb_summary(Cli *c);

/* A layer, once, however often it is called. A slot counts for the innermost layer that is called; what belongs to none is loose. */
typedef struct LayerRow { const LayerNote *note; int64_t parameters; bool own; } LayerRow;      /* own: it has slots */
typedef struct Layers { LayerRow *row; size_t n; int64_t loose; } Layers;
Layers layers_of(const Model *m);
/* In order; of blocks of rows that are equal but for a number in their paths the first, as h.0..95.ln, which counts 96 times. */
typedef void LayerFn(void *user, const LayerRow *row, const char *path, size_t times);
void layers_walk(const Layers *l, Arena *a, LayerFn *fn, void *user);
/* "HEAD a.kernel h.*.kernel (96)" and a newline, or nothing: the names that are in; as a pattern where all are that are written so. */
void print_names(Arena *a, const char *head, const char *const *name, const bool *in, size_t n);

/* What a function computes at its greatest extents. Two FLOPs for each multiply-add of a contraction, one for each element of a map,
 * reduction or running sum; of a loop all turns that there may be, of a branch the dearer arm. A token is a row that is read of an
 * embedding: of the table that most rows are read of; 0: it reads none. */
typedef struct Cost { double flops, tokens; } Cost;
Cost function_cost(const Function *f);
int64_t slots_bytes(const Model *m, SlotKind kind, const char *group);   /* group NULL: any */
int64_t slots_elements(const Model *m, SlotKind kind, bool trainable);
int64_t program_bytes(const int64_t elements[DT_BOOL + 1]);

/* By slot index: does the group's update change the parameter where its gradient is zero? Before passes. */
bool *train_pulls(Cli *c, const Model *m, const Train *t);

/* ---- check.c, tiny.c -------------------------------------------------------------------------------------------- */

int verb_check(Cli *c);

/* A model with values, in double. */
typedef struct Tiny {
	Model *model;
	Arena *arena;                    /* of the values that stay */
	Value *slot;                     /* by slot index */
	int64_t *extent;                 /* by symbol - 1 */
	uint64_t random;                 /* state of the generator of data */
} Tiny;

/* Extents at most `most`; slots zero, then as init, state_init and every train_init set them with `seed`. */
Tiny tiny_new(Model *m, Arena *a, int64_t most, uint64_t seed);
double tiny_uniform(Tiny *t);                                        /* [0, 1), a multiple of 2^-24 */
double tiny_normal(Tiny *t);                                         /* f32 values */
/* Random data for a port: seeds; integers in the range that f's checks say (0 .. 1 without); floats normal, or uniform. */
Value tiny_input(Tiny *t, const Port *p, const Function *f, bool uniform);
/* Interprets f: outputs in the arena a; its sets are stored into the slots where `store` says so. */
Value *tiny_run(Tiny *t, const Function *f, const Value *inputs, Arena *a, bool store);

/* ---- weights.c, tensors.c, fit.c ------------------------------------------------------------------------------- */

int verb_weights(Cli *c);

/* One tensor of a weight file. type: CR_F32 .. CR_BOOL or a type that only files have (cr_st_reader.h). */
typedef struct FileTensor { const char *name; uint8_t type; uint32_t rank; int64_t shape[MAX_RANK]; uint64_t elements; const unsigned char *at; } FileTensor;
typedef struct TensorFile { const char *path; Bytes bytes; bool checkpoint; VEC(FileTensor) tensors; } TensorFile;
/* Opens and checks a safetensors file; of a training checkpoint only its parameters, under their own names. false after a message. */
bool tensors_open(Cli *c, const char *path, TensorFile *out);
void tensors_close(TensorFile *t);
const FileTensor *tensors_find(const TensorFile *t, const char *name);
const char *tensor_type(Arena *a, const FileTensor *t);              /* "f32[784,128]" */
/* Element i as a number; integers beyond 2^53 are rounded. */
double tensor_number(const FileTensor *t, uint64_t i);

/* One tensor to write. */
typedef struct OutTensor { const char *name; DType type; uint32_t rank; int64_t shape[MAX_RANK]; const void *data; } OutTensor;
bool tensors_write(Cli *c, const char *path, const OutTensor *t, size_t n, const char *const *metadata, size_t pairs);

/* Which tensor of a file is which parameter or buffer. */
typedef enum FitKind { FIT_GOOD, FIT_OPTIONAL, FIT_MISSING, FIT_SHAPE, FIT_TYPE } FitKind;
typedef struct Fit { const Slot *slot; const char *theirs; const FileTensor *tensor; FitKind kind; bool transpose, looks_transposed; } Fit;
typedef struct Fitting { VEC(Fit) fits; VEC(const FileTensor *) unexpected; size_t loaded, missing, misshaped; const Checkpoint *format; } Fitting;
/* false after a message: no such format. */
bool fit_file(Cli *c, const Model *m, const TensorFile *t, Fitting *out);
bool fitting_good(const Fitting *f);
/* A line for each misfit, in the form of diagnostics. */
void fitting_print(const Cli *c, const TensorFile *t, const Fitting *f, FILE *out);

/* Values of parameters and buffers, row-major, in their own types, by slot index. Slots that are optional and absent: zeros. */
struct Weights { const void **at; uint64_t digest, graph; };     /* graph: of the model when they were loaded */
bool weights_load(Cli *c, const Model *m, const char *path, Weights *out);
/* The m:checkpoint of that name, NULL for none; false after a message. */
bool checkpoint_find(Cli *c, const Model *m, const char *name, const char *option, const Checkpoint **out);
/* The name of ours in files of a format (NULL: ours), and whether the axes are in reverse there. */
const char *checkpoint_name(Arena *a, const Checkpoint *format, const char *ours, bool *transpose);
/* Element i of our row-major order in a file whose axes are in reverse. */
uint64_t reversed_place(const Type *t, uint64_t i);
/* Writes them under the model's names. */
bool weights_save(Cli *c, const Model *m, const Weights *w, const char *path);

/* ---- run.c, build.c ---------------------------------------------------------------------------------------------- */

int verb_run(Cli *c);

typedef struct Runtime { const char *headers, *library; } Runtime;
bool runtime_find(Cli *c, Runtime *out);                             /* false after a message */
/* A folder that main removes, after Ctrl-C too. NULL after a message. */
const char *temporary_folder(Cli *c);
void temporary_remove(Cli *c);
typedef VEC(const char *) Words;
/* Splits at blanks, with quotes and backslashes as in a shell; nothing is expanded. */
void split_words(Arena *a, const char *s, Words *out);
/* Runs a program without a shell and waits. Its exit status; 128 + n for signal n; -1 after a message. */
int process_run(Cli *c, const Words *words, const char *standard_output);
/* Compiles the sources of `folder` by --cc with --cflags, or those given here; hosted: with libcrescent.a. false after a message. */
bool build_program(Cli *c, const char *folder, const Words *sources, const char *cflags, bool hosted, const char *program);

/* ---- golden*.c, new.c ---------------------------------------------------------------------------------------------- */

int verb_golden(Cli *c);
int golden_record(Cli *c);
/* NAME_golden.c, over runtime/hosted/cr_golden.h; graph: the hash it belongs to, as text. */
const char *golden_program(Arena *a, const char *name, const char *graph);
int verb_new(Cli *c);

#endif
