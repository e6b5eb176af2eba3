/* fixture.h - one small function with random inputs, to be built, run by the reference interpreter and compared. */
#ifndef CRESCENT_TESTS_FIXTURE_H
#define CRESCENT_TESTS_FIXTURE_H

#include "../../compiler/ir/ir.h"

enum { FIXTURE_SYMBOLS = 2 };

/* A model with the bounded dimensions n (at most 4, here 3) and k (at most 3, here 2), and a function to fill. */
typedef struct Fixture {
	Compilation cc;
	Model *m;
	Function *f;
	Graph *g;                        /* f's, as first built */
	uint64_t rng;
	int64_t extent[FIXTURE_SYMBOLS];
	VEC(Value) inputs;               /* by position */
} Fixture;

/* x is overwritten; free it with fixture_end. A model error in between ends the program. */
void fixture_begin(Fixture *x, uint64_t seed);
void fixture_end(Fixture *x);

/* splitmix64, and what is made of it: [0, 1), and [0, n) */
uint64_t random_bits(uint64_t *rng);
double random_unit(uint64_t *rng);
int64_t random_below(uint64_t *rng, int64_t n);

/* "f32 2 n 3": constant extents, or n and k, or 2n for a merged axis */
Type fixture_type(const Fixture *x, const char *text);

/* An input whose elements are drawn from [low, high]: whole numbers unless f32. */
Node *fixture_input(Fixture *x, const Type *t, double low, double high);
/* A constant likewise; t has constant extents. f32 elements are f32 numbers. */
Node *fixture_constant(Fixture *x, const Type *t, double low, double high);
void fixture_output(Fixture *x, Node *n);

/* Runs x->f as it is now. outputs: as many as it has; they live in x's arena. */
void fixture_run(Fixture *x, Value *outputs);

/* Are a and b of one type, and their elements equal within tolerance * (1 + |a|), NaN to NaN? Integers and bools
 * must be equal whatever the tolerance. */
bool values_agree(const Value *a, const Value *b, double tolerance);

#endif
