/* notation.h - small graphs as text, for tables of tests.
 *
 *   x0 x1 ...               inputs
 *   0.5  -1  nan  inf       a splat of x0's type;  0.5:f32 3  of that type
 *   add(x0,1)               a node; elementwise ops, and all whose type follows from operands
 *   transpose(x0;1,0)       attributes after ';', each list after its own, in ops.def's order
 *   reshape(x0:f32 6)       a stated type after ':', before attributes
 *   iota(:i32 3;0)          no operands */
#ifndef CRESCENT_TESTS_NOTATION_H
#define CRESCENT_TESTS_NOTATION_H

#include "../fuzz/fixture.h"

/* Builds the text's node in x's function; x's inputs are those it has. A misprint is a BUG. */
Node *notation_read(Fixture *x, const char *text);
/* The node in the same notation, without types; constants that are no splats print as [a b c]. */
const char *notation_write(Fixture *x, const Node *n);

#endif
