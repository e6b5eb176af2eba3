/* lua.h - a model file to a Model.
 *
 *   sandbox.c   the interpreter: limits, sorted pairs, our own math, require
 *   binding.c   tensors and the tracing primitives as Lua values (module crescent.ir)
 *   record.c    models, slots, functions and trains as the prelude declares them
 *   prelude/    crescent.lua, crescent/nn.lua, crescent/optim.lua, ...: embedded in the binary */
#ifndef CRESCENT_LUA_H
#define CRESCENT_LUA_H

#include "../ir/ir.h"

typedef struct ScriptOption { const char *name, *value; } ScriptOption;
typedef struct ScriptLimits { size_t memory; uint64_t steps; } ScriptLimits;      /* bytes; VM instructions */

/* Runs the file and returns the traced model, or NULL with the reasons in cc->diagnostics (never jumps, never exits). */
Model *script_load(Compilation *cc, const char *path, const ScriptOption *options, size_t n, const ScriptLimits *limits);

#endif
