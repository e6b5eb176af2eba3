/* scan.h - what a kernel needs, found before it is printed. */
#ifndef CRESCENT_EMIT_SCAN_H
#define CRESCENT_EMIT_SCAN_H

#include "emit.h"

/* Sets sym[s] for each bounded dimension the kernel reads, scratch[p] for each parameter that holds packed operands,
 * reg[r] for each register some effect depends on. Arrays are the caller's, false, of symbols + 1, params, regs. */
void kernel_scan(const Kernel *k, bool *sym, bool *scratch, bool *reg);

#endif
