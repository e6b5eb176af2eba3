/* scan.h - what a kernel needs and costs, found before it is printed. */
#ifndef CRESCENT_EMIT_SCAN_H
#define CRESCENT_EMIT_SCAN_H

#include "emit.h"

/* Sets sym[s] for each bounded dimension the kernel reads, scratch[p] for each parameter that holds packed operands,
 * reg[r] for each register some effect depends on. Arrays are the caller's, false, of symbols + 1, params, regs. */
void kernel_scan(const Kernel *k, bool *sym, bool *scratch, bool *reg);

/* Is memory written? A reduction whose sum nobody reads still makes what its body stores. */
bool block_stores(const Block *b);

/* Does what a reduction adds up, or some register it computes that is read (reg, from above), depend on v? */
bool reduce_reads(const Kernel *k, const bool *reg, const Stmt *reduce, const Var *v, const Model *m);

/* work.c: about how many operations on elements, at maximum extents. */
double stmt_work(const Stmt *s);
/* No pass of an innermost loop reads or writes what another one writes (independent.c). */
bool loop_independent(const Stmt *loop);
double contract_work(const Contract *c);

#endif
