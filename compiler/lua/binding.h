/* binding.h - what the files of lua/ share.  Nothing outside lua/ includes this.
 *
 *   sandbox.c       the interpreter: limits, and script_load
 *   library.c       what a script sees of the standard library
 *   math.c          elementary functions that are the same on every machine
 *   require.c       modules and the files a script may read
 *   tailcall.c      keeps the user's frames on the stack
 *   where.c         the user's line, layer scopes, errors as Lua values
 *   types.c         dtypes, types and dimensions as Lua values
 *   tensor.c        tensors as Lua values: reading slots, numbers that adapt, broadcasting
 *   primitive.c     one function a row of the op table, gradients
 *   record.c        traces: functions, their inputs, outputs, sets
 *   record_slot.c   slots, hypers
 *   record_model.c  model, options, checkpoints, layer notes
 *   record_train.c  m:train's record
 *   record_body.c   bodies of loops and branches, and what they take from outside
 *   load.c          .npy and .safetensors constants
 *
 * A Lua error is a longjmp of Lua's; model_error is a longjmp of ours. The two never cross: `guarded` calls
 * catch ours and raise Lua's, and no Lua function is called inside one. */
#ifndef CRESCENT_LUA_BINDING_H
#define CRESCENT_LUA_BINDING_H

#include "lua.h"

#include <lauxlib.h>
#include <lualib.h>

/* ---- the prelude, as build/embed writes it ------------------------------------------------------ */

typedef struct PreludeFile { const char *name, *text; size_t size; } PreludeFile;     /* "crescent.nn" */
extern const PreludeFile prelude_files[];
extern const size_t prelude_count;

/* ---- one run of a script ------------------------------------------------------------------------- */

/* A run-time hyper-parameter: declared anywhere, a TRAIN slot in each group that reads it. */
typedef struct Hyper { const char *name; double standard, low, high; Loc loc; } Hyper;

typedef struct Written { Node *value; Loc loc; } Written;          /* value NULL: as found */

/* One graph being traced. The file's own trace (function NULL) holds constants made outside functions. */
typedef struct Trace {
	struct Trace *parent;           /* of a body: where it is being traced; else NULL */
	Function *body;                 /* of a loop or branch, or NULL */
	VEC(Node *) captured;           /* of the parent's graph; the body's last inputs are theirs */
	size_t own;                     /* inputs before those */
	Function *function;
	Graph *graph;
	const char *what;               /* "function \"infer\"", for messages */
	const char *group;              /* TRAIN slots' group, or NULL */
	VEC(Written) current;           /* by slot index: the value after a set */
	VEC(Slot *) read;               /* slots whose leaf was made, each once, in order */
	VEC(Node *) imported;           /* by id in the file's graph */
} Trace;

typedef struct LayerScope { const char *path; Loc made; } LayerScope;

typedef struct Script {
	Compilation *cc;
	Model *model;
	const char *path, *folder;      /* as the user named it; with '/' at its end, "" for here */
	const ScriptOption *options;
	size_t option_count;
	bool *option_used;
	lua_State *L;

	size_t memory, memory_limit;    /* bytes */
	size_t memory_stated;           /* the limit as the user knows it */
	int refusals;                   /* allocations refused in a row: two mean that collecting did not help */
	bool out_of_memory;
	uint64_t steps, step_limit;
	bool out_of_steps;

	const void *layer_call;         /* the prelude's function that runs layers: a border for `where` */
	VEC(LayerScope) scopes;
	Trace file, *trace;             /* trace: the innermost, &file outside functions */
	VEC(Hyper *) hypers;
	bool named;                     /* cr.model was called */
	bool random_noted;
} Script;

/* The run that owns L. */
Script *script_of(lua_State *L);
/* Calls the function under its n arguments; on failure leaves one error value. True if good. */
bool script_call(lua_State *L, int arguments, int results);

/* The script used up its memory: marks the run as over and raises. */
NORETURN void raise_memory(lua_State *L);

/* ---- library.c, math.c, require.c ---------------------------------------------------------------- */

void library_open(lua_State *L);
void math_open(lua_State *L);                                   /* replaces functions of the table `math` at the top */
void require_open(lua_State *L);
/* tostring without addresses; pushes a string. */
const char *push_text(lua_State *L, int index);
/* A file's bytes, in the arena; NULL with a reason. */
char *read_file(Script *s, const char *path, size_t *size, const char **reason);
/* The path of a file beside the model: refuses absolute paths and "..". Records it in Model.files. */
const char *beside_model(lua_State *L, const char *name);
/* The function at the top, without tail calls: `return f(x)` keeps its frame, so that its line can be told. */
void keep_frames(lua_State *L, const char *chunk);
/* Loads one Lua text as "@path"; false with an error value pushed. */
bool load_chunk(lua_State *L, const char *path, const char *text, size_t size);

/* ---- where.c --------------------------------------------------------------------------------------- */

/* The user's line: the first frame outside the prelude, or where the innermost layer of the prelude was made. */
Loc where(lua_State *L);
/* "in layer dense_2, called from infer (mlp.lua:9)", or NULL outside layers. */
const char *where_layer(lua_State *L);
/* Raises an error at the user's line. A second line after '\n'. */
NORETURN int fail(lua_State *L, const char *fmt, ...) PRINTF_LIKE(2, 3);
NORETURN int fail_at(lua_State *L, Loc loc, const char *text, const char *detail);
void push_error(lua_State *L, const Diagnostic *d);
/* Message handler: turns any error value into one of ours. */
int error_handler(lua_State *L);
/* Takes the error value off the stack into cc->error; status as lua_pcall's. */
void error_take(lua_State *L, int status);
void where_open(lua_State *L, int core);

/* ---- types.c ------------------------------------------------------------------------------------------ */

typedef struct TypeValue { Type type; bool seed; } TypeValue;

void types_open(lua_State *L, int core);
TypeValue *check_type(lua_State *L, int index, const char *what);
void push_type(lua_State *L, const Type *t, bool seed);
void push_dim(lua_State *L, Dim d);
bool push_type_field(lua_State *L, const Type *t, const char *key);      /* shape rank dtype elements; false: none of them */
/* A Lua integer or a dimension; false if it is neither. */
bool to_dim(lua_State *L, int index, Dim *d);
DType check_dtype(lua_State *L, int index, const char *what);
/* A list of extents; -1 becomes what is left of `elements` where hole is allowed (-1: not allowed). */
Type check_shape(lua_State *L, int index, DType d, const char *what);
/* 1-based axis of a tensor of that rank, negative from the end, to 0-based (diagnostic 5). */
uint32_t check_axis(lua_State *L, int index, uint32_t rank, const char *what);

/* ---- tensor.c ----------------------------------------------------------------------------------------- */

typedef enum TensorKind { TENSOR_NODE, TENSOR_SLOT, TENSOR_HYPER, TENSOR_TOTAL } TensorKind;
typedef struct Tensor { TensorKind kind; Node *node; Trace *trace; Slot *slot; Hyper *hyper; } Tensor;

void tensor_open(lua_State *L, int core);
Tensor *to_tensor(lua_State *L, int index);                      /* NULL if it is none */
/* The node of a tensor in the running trace; errors for other values and other traces' tensors. */
Node *check_node(lua_State *L, int index, const char *what);
void push_node(lua_State *L, Node *n);
Tensor *push_tensor(lua_State *L, TensorKind kind);
/* A tensor, or a Lua number as a scalar of type d (0: f32, or i32 never guessed). */
Node *check_operand(lua_State *L, int index, DType d, const char *what);
/* Elementwise with broadcasting and numbers that adapt: 1 to 3 arguments from index 1. */
Node *map_arguments(lua_State *L, Op op, int arity, const char *what);

/* node_make and friends, with model errors as Lua errors. */
Node *make(lua_State *L, Op op, const Type *type, Node *const *in, size_t arity, const int64_t *attr, size_t attr_count);
typedef void (*Guarded)(Script *s, void *arguments);
void guarded(lua_State *L, Guarded work, void *arguments);

/* ---- primitive.c, load.c ------------------------------------------------------------------------------- */

void primitive_open(lua_State *L, int core);
void load_open(lua_State *L, int core);

/* ---- record*.c ------------------------------------------------------------------------------------------- */

void record_open(lua_State *L, int core);
void record_slot_open(lua_State *L, int core);
void record_model_open(lua_State *L, int core);
void record_train_open(lua_State *L, int core);
void record_body_open(lua_State *L, int core);
/* The node of an enclosing trace as it is seen in trace t: an input of its body. */
Node *capture(lua_State *L, Trace *t, Trace *owner, Node *n);
bool trace_encloses(const Trace *outer, const Trace *t);
/* The trace of the function itself. */
Trace *function_trace(Script *s);
/* The slot's value in the running trace: its leaf, or what was set last. */
Node *slot_value(lua_State *L, Slot *slot);
Slot *train_slot(lua_State *L, const char *name, const Type *type);       /* of the running group; made if absent */
Slot *hyper_slot(lua_State *L, Hyper *h);
/* True if s is an identifier that C and C++ leave alone; the reason otherwise. */
bool name_is_free(const char *s, const char **reason);

/* Reads a string argument into the arena. */
const char *check_string(lua_State *L, int index, const char *what);
/* Fields of the table at index; strings go into the arena. */
const char *field_string(lua_State *L, int index, const char *key);        /* NULL if absent */
int64_t field_int(lua_State *L, int index, const char *key, int64_t standard);
bool field_bool(lua_State *L, int index, const char *key);
/* The slot a tensor value stands for, or an error. */
Slot *check_slot(lua_State *L, int index, const char *what);
void push_slot(lua_State *L, Slot *slot);

#endif
