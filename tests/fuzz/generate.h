/* generate.h - random well-typed functions over every primitive and class of shape, from a seed.
 *
 *   generate.c       the pool of tensors, leaves, outputs, gradients, input values
 *   generate_ops.c   one more node by a random op
 *   generate_window.c   convolutions and windows
 *   generate_control.c  loops and branches, whose bodies are random functions too
 *
 * Values stay moderate (at most LARGE or so) and jump nowhere by rounding: ops that are discontinuous, and in functions with
 * gradients those with kinks, only read f32 tensors whose values every order of evaluation computes exactly. So the
 * reference interpreter, in double, and any correct f32 code agree up to rounding, which chains of ops amplify: allow about
 * 1e-4 * (1 + |v|) for f32, nothing for integers. */
#ifndef CRESCENT_TESTS_GENERATE_H
#define CRESCENT_TESTS_GENERATE_H

#include "fixture.h"

enum {
	FUZZ_GRADIENT = 1,               /* outputs: a scalar made of the f32 outputs, and its gradients by the f32 inputs */
	FUZZ_CONSTANT = 2,               /* no bounded dimensions */
	FUZZ_NONEMPTY = 4,               /* no extents of 0 inside */
	FUZZ_SLOTS = 8,                  /* reads params, buffers and state, and sets them: swaps, updates in place, steps down a gradient */
	FUZZ_LARGE = 16,                 /* extents up to 40 and 4000 elements: tiles, panels, lanes, and what is left over of them */
	FUZZ_NO_CUSTOM = 32,             /* no gradients written out: the simplifier takes them away, lowering knows nothing of them */
	FUZZ_STEPS = 256                 /* times a number: at most so many ops (the first ones stay the same) */
};

/* Adds a function "f" of kind FUNC_USER to m: 1 to 12 ops, at least one input and one output. Same seed, options: same
 * function. Bounded dimensions in it appear in an input. */
Function *fuzz_function(Model *m, uint64_t seed, unsigned options);

/* A value of the type at these extents. f32 elements are multiples of 1/8 in [-2, 2]. */
Value fuzz_value(const Model *m, const Type *t, const int64_t *extent, uint64_t *rng, Arena *a);

/* Random extents, by symbol - 1, and inputs at those extents. */
void fuzz_values(const Model *m, const Function *f, uint64_t seed, Arena *a, int64_t *extent, Value *inputs);

/* The same, for x->f in a fixture. */
void fuzz_inputs(Fixture *x, uint64_t seed);

/* ---- between these files --------------------------------------------------------------------------- */

/* What is known of a tensor's values: |v| <= bound; v is a multiple of 2^-grid, or anything if grid < 0. An f32 tensor is
 * exact if all such values are f32 numbers. Integers are always exact, and have no bound worth knowing. */
typedef struct Fact { double bound; int grid; } Fact;
typedef struct Known { Node *node; Fact fact; } Known;

typedef struct Maker {
	Model *m;
	Function *f;
	Graph *g;
	uint64_t rng;
	unsigned options;
	uint32_t symbols;                /* how many of the model's are in use */
	VEC(Known) pool;
	VEC(Slot *) slots;
	int64_t most;                    /* elements of a tensor */
	int depth;                       /* loops and branches around */
} Maker;

#define LARGE 12.0

bool fact_exact(Fact f);
void maker_keep(Maker *k, Node *n, Fact f);
/* A tensor of exactly this type: from the pool, broadcast from it, or a new leaf. */
Known maker_operand(Maker *k, const Type *t);
/* The same, exact if it is f32. */
Known maker_exact(Maker *k, const Type *t);
Type maker_type(Maker *k, DType d, uint32_t max_rank);
Dim maker_dim(Maker *k);
bool maker_type_fits(const Maker *k, const Type *t);     /* within Maker.most */
Known maker_any(Maker *k);               /* from the pool */
/* One more node by a random op; false if this try found none. */
bool maker_step(Maker *k);
/* A new input of the function, or a number where it has many. */
Known maker_input(Maker *k, const Type *t);
Known maker_slot(Maker *k, const Type *t);       /* a parameter, buffer or state where there may be more of them */
bool maker_scan(Maker *k);
bool maker_cond(Maker *k);
bool maker_convolution(Maker *k);
bool maker_window(Maker *k, Op op);
/* Keeps a node whose values, if they may be large, are brought back into range: exact ones cut, others squeezed. True. */
bool keep(Maker *k, Node *n, Fact f);
/* Is op discontinuous, or without a derivative somewhere in a function with gradients? */
bool jumps(const Maker *k, Op op);

#endif
