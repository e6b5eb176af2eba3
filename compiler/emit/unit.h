/* unit.h - one model on its way to C: its structs, entry points and kernels, with the names they have in C. */
#ifndef CRESCENT_EMIT_UNIT_H
#define CRESCENT_EMIT_UNIT_H

#include "print.h"

/* A member of params, state or a training state: one slot as a plain row-major array. */
typedef struct Field { const Slot *slot; const char *name; int64_t elements, start; } Field;     /* start: bytes behind the first field */
typedef VEC(Field) Fields;

/* The training slots that live in one struct, NAME_<name>_state: those of an m:train, and in "train" all others'. */
typedef struct Group {
	const char *name, *upper;
	const Train *train;              /* NULL: only optimisers of loops and functions */
	Fields fields;
	const char *pending, *best, *finite;     /* further members: micro-batches waiting; snapshots. NULL: absent */
	const char *piece, *check;       /* of an m:train: where a step in pieces is, and the hash of what must not change */
	Scope members;                   /* names taken in the struct */
} Group;

typedef enum Use { USE_NONE, USE_READ, USE_WRITE } Use;

/* Steps from .. from + calls - 1, and so often after one another, that are a function of their own (blocks.c). */
typedef struct BlockFunction BlockFunction;
typedef struct Place Place;
typedef struct Repeat {
	size_t from, calls, times;
	BlockFunction *block;
	bool defines;                    /* the first of its block */
	bool nested, pieces;             /* in a loop or branch; a training step may stop between its steps */
	Place *place;                    /* by root, for a loop around the call; NULL: so many calls */
} Repeat;

/* One function of the model and the C function that runs its kernels. */
typedef struct Entry {
	const Function *f;
	FunctionKind kind;               /* f's; FUNC_USER for a step, flush, ... that no m:train owns, as in a dump that was loaded again */
	const Program *p;
	const char **loop;               /* the C variables of its loops, by id */
	const char **turn;               /* by symbol: of the loop over those blocks */
	const char **place;              /* of a loop as a function: what buffers are called there, by id */
	size_t loop_stack;               /* the largest frame of a loop that it calls */
	VEC(Repeat) repeats;             /* in order, then those in loops */
	const char *name;                /* C name of the function that runs the kernels: "mlp_infer", "train_step_run" */
	const char *upper;               /* "INFER": for constants */
	const char *workspace;           /* the struct's name, or NULL: scratch is on the stack */
	const char *pieces, *report;     /* of a training step: its kernels as a function that can stop between two; outputs to sums */
	bool metrics;                    /* outputs go into cr_train_sums */
	bool counts;                     /* but for the last one: what metrics that are no means count, into the workspace */
	bool shown;                      /* a line of the header's table */
	Use params, state, *groups;      /* groups: by position in Unit.groups */
	uint32_t syms, *sym;             /* bounded dimensions in order of first appearance */
	const char **sym_name, **input, **output;     /* names of its arguments */
	Scope scope;
	size_t stack;
} Entry;

typedef struct SizeForm SizeForm;

typedef struct Workspace { const char *name, *owner; int64_t elements[DT_BOOL + 1]; const Group *group; } Workspace;

typedef struct Unit {
	Arena *arena;
	const Model *model;
	const EmitOptions *o;
	const char *p, *P;               /* "mlp", "MLP" */
	Fields params, state;
	VEC(Group) groups;
	VEC(Entry) entries;
	VEC(Workspace) workspaces;
	Map kernels;                     /* by key: PrintedKernel */
	Map constants;                   /* by content: the array's name */
	Map loops;                       /* by shape: LoopFunction */
	Map apart;                       /* by key: kernels that are not inlined */
	Map forms, form_of;              /* by form, by key: SizeForm */
	Map blocks;                      /* by shape: BlockFunction */
	Map step_tokens;                 /* by shape: a number */
	uint32_t steps_known;
	Map kernel_numbers;              /* by key */
	uint32_t kernels_numbered;
	Scope file_names;                /* static names of NAME.c */
	int kernel_count, loop_count, block_count;
	bool uses_tile, uses_rng, uses_blas;
} Unit;

/* Names everything. p, P and the model's structs are ready afterwards. */
void unit_collect(Unit *u, const Model *m, Program *const *programs, size_t n);
/* A training slot's name without its training's: "rng" of "disc.rng", which belongs to "disc". */
const char *slot_plain(const Slot *slot);
/* "rate" of "hyper.rate" and of "disc.hyper.rate" */
const char *hyper_name(const Slot *slot);
Group *unit_group(const Unit *u, const char *name);              /* the struct for a slot's group; NULL if there is none */
const Field *unit_field(const Unit *u, const Slot *slot, const char **owner);     /* owner: "params", "state", "train_state" */
const Entry *unit_entry(const Unit *u, const Function *f);       /* NULL for NULL */
int64_t fields_bytes(const Fields *f, int64_t start, int64_t *align);      /* end offset under natural alignment */
int64_t params_bytes(const Unit *u);
int64_t group_bytes(const Unit *u, const Group *g);
int64_t workspace_bytes(const Unit *u, const Workspace *w);
const Workspace *unit_workspace(const Unit *u, const char *name);

/* function.c */
/* "const mlp_params *params", ...: structs, workspace, extents; then inputs and, with `outputs`, outputs. */
void entry_arguments(const Unit *u, const Entry *e, bool outputs, Strings *out);
/* The arguments' names alone, as a call from a function that has the same ones. */
void entry_forward(const Unit *u, const Entry *e, bool outputs, Strings *out);
/* { 0.5f, 1.0f }: n elements after head, before tail. */
void elements_print(CWriter *w, Arena *a, DType d, const void *data, int64_t n, const char *head, const char *tail);
/* Kernels that only this entry calls first, then the function. */
void entry_print(Unit *u, CWriter *w, Entry *e);
/* "cr_status" where extents are checked, else "void". */
const char *entry_result(const Entry *e);
const char *entry_public(const Unit *u, const Function *f);      /* "mlp_train_step" */
/* What step c of the entry is in C; constants: names by buffer id. */
void print_step(Unit *u, CWriter *w, Entry *e, const Call *call, const char *const *constants);
const char *buffer_text(Unit *u, const Entry *e, const Buffer *b, const char *const *constants);
/* extents.c */
const char *entry_sym(const Unit *u, const Entry *e, uint32_t sym);      /* the extent: an argument, or what follows from one */
const char *extent_times(const Unit *u, const Entry *e, Extent x);
void turn_begins(const Unit *u, Entry *e, const Loop *l);                /* of a loop whose variable has a name */
/* The first step that changes more than the workspace: it and those behind it are a training step's last piece. */
size_t step_last_piece(const Program *p);
void case_label(CWriter *w, const char *label);

/* ranges.c: of integer inputs that are indices or labels */
/* C conditions that hold where an input has a value outside its range. */
void ranges_conditions(const Unit *u, const Entry *e, const char *const *sym_name, const char *const *input, Strings *out);
void ranges_print(const Unit *u, CWriter *w, const Entry *e);        /* returns CR_ERR_DATA; behind the checks of extents */
void ranges_comment(const Unit *u, CWriter *w, const Entry *e);      /* the header says so above the prototype */

/* sizes.c */
void sizes_find(Unit *u);                                        /* after turns_note: kernels that differ in numbers only */
/* k, a kernel of fn, as C; nothing where its function is printed already. */
PrintedKernel *sizes_print(Unit *u, CWriter *w, const Kernel *k, const Function *fn);

/* turns.c */
void turns_note(Unit *u);                                        /* before any kernel is printed: which ones are apart */

/* loops.c */
typedef struct LoopFunction LoopFunction;
size_t step_behind(const Program *p, size_t c);                  /* the step behind c: behind its END, if a loop or branch begins there */
void loops_count(Unit *u);                                       /* after blocks_find: which loops of all entries are equal */
void loops_settle(Unit *u);                                      /* what is at one place of the workspace wherever such a loop stands */
void loops_define(Unit *u, CWriter *w, Entry *e);                /* functions of e's loops that occur again; after their kernels */
bool loop_call(Unit *u, CWriter *w, const Entry *e, size_t c, const char *const *constants);     /* false: c is no call of such a function */

/* blocks.c */
void blocks_find(Unit *u);                                       /* first of all: Entry.repeats */
void blocks_settle(Unit *u);                                     /* after loops_count: blocks in loops too; what each function takes */
const Repeat *repeat_at(const Entry *e, size_t c);               /* the one that begins with call c, or NULL */

/* block_print.c */
void blocks_define(Unit *u, CWriter *w, Entry *e);               /* functions of e's blocks that no other entry has defined; after its loops */
void repeat_print(Unit *u, CWriter *w, Entry *e, const Repeat *r, const char *const *constants);     /* all its times */
/* The same as cases behind case `number`, each step a piece; the last one's number. */
size_t repeat_pieces(Unit *u, CWriter *w, Entry *e, const Repeat *r, size_t number, const char *const *constants);

/* params.c */
void params_declare(const Unit *u, CWriter *w);      /* header: structs */
void params_prototypes(const Unit *u, CWriter *w);
void params_define(Unit *u, CWriter *w);             /* directory, layouts, functions */
const char *weights_file(const Unit *u);             /* NAME_weights.c, or NULL */
void fields_declare(const Unit *u, CWriter *w, const Fields *f);

/* directory.c */
bool fields_panels(const Fields *f);                 /* some field lies in panels */
void params_directory(const Unit *u, CWriter *w);
void group_layout(const Unit *u, CWriter *w, const char *name, const char *type, const Fields *f);

/* train_pieces.c */
void pieces_declare(const Unit *u, CWriter *w, const Group *g);
void pieces_define(const Unit *u, CWriter *w, const Group *g);
void slice_declare(const Unit *u, CWriter *w, const Group *g);       /* the workspace's member */

/* train.c */
void train_declare(const Unit *u, CWriter *w, const Group *g);
void train_define(Unit *u, CWriter *w, const Group *g);
int64_t example_elements(const Port *input);
/* How many numbers metrics that are no means count; 0 without such metrics. */
int64_t train_counts(const Train *t);

/* header.c, main_c.c */
const char *header_text(const Unit *u);
const char *main_text(const Unit *u);
void file_comment(const Unit *u, CWriter *w, const char *what);

#endif
