/* plan.h - program to addresses, and the two judges.
 *
 *   liveness.c   when each temporary is needed
 *   space.c      the lowest place that is free through a life
 *   plan.c       offsets in the workspace, one array for each element type
 *   check.c      plan_check: a quadratic judge that shares nothing with the planner
 *   proof.c      every access of every kernel inside its buffer */
#ifndef CRESCENT_PLAN_H
#define CRESCENT_PLAN_H

#include "../lower/program.h"

/* Needs calls and buffers. Leaves Buffer.offset of every TEMP, Program.workspace and lower_bound. */
void plan_program(Program *p);

/* NULL if no two temporaries that are needed together share an element and all lie inside; else the verdict's text. */
const char *plan_check(const Program *p, Arena *a);

/* Proves each access of each kernel inside its parameter's elements, and each call's buffers large enough and
 * disjoint where the kernel has them `restrict`. NULL if proven; else which access, its range and the limit. */
const char *prove_program(const Program *p, Arena *a, uint64_t *accesses);

void plan_dump(const Program *p, Text *out);      /* --dump=plan */
void proof_dump(const Program *p, Text *out);     /* --dump=proof */

#endif
