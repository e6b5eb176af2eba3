/* passes.h - graph to graph. Each pass states what it needs, leaves and breaks at the head of its file.
 *
 *   grad.c, grad_*.c   reverse-mode gradients: one rule a primitive
 *   fold.c             constants through the runtime's own arithmetic
 *   simplify.c         algebraic identities, movement reassociation
 *   pipeline.c         the order, in one place */
#ifndef CRESCENT_PASSES_H
#define CRESCENT_PASSES_H

#include "../ir/ir.h"

/* d(y)/d(x[i]) for a scalar f32 y of g, added to the same graph; zeros where y does not depend on x[i].
 * dy: NULL for one. A y that is not an f32 scalar is a model_error at g->here.
 * The gradient may itself be differentiated. */
void graph_gradients(Graph *g, Node *y, Node *dy, Node *const *x, size_t n, Node **dx);

/* Rebuilds f->graph simplified (folding, identities, movement, dead code); outputs and sets are re-pointed.
 * Values are unchanged except where a comment at a rule says how (never for integers). */
void function_simplify(Function *f);

typedef enum PassStage { STAGE_GRAPH, STAGE_SIMPLIFIED } PassStage;
/* The whole straight pipeline over a model's functions, verifying between passes. */
void model_run_passes(Model *m);

#endif
