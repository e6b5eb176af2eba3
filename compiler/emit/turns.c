/* turns.c - kernels that stay functions of their own in the C compiler too.
 *
 * A kernel's parameters are `restrict`: within one call. A loop of the schedule may give it parts of one array, one of which it writes
 * and another reads in a later turn: the state of one time step is the next one's operand. LLVM before 18, having inlined the call,
 * takes what restrict says of a turn for all turns, and vectorises over them. (Found by fuzzing; clang 14, -O2 -march=native.) */
#include "unit.h"

/* Two parts of one buffer, one of which it writes? */
static bool parts_of_one(const Call *c)
{
	for (uint32_t i = 0; i < c->n; i++)
		for (uint32_t j = 0; j < c->n; j++)
			if (i != j && (call_access(c, i) & ACCESS_WRITE) && buffer_root(c->arg[i]) == buffer_root(c->arg[j]))
				return true;
	return false;
}

void turns_note(Unit *u)
{
	for (size_t e = 0; e < u->entries.n; e++) {
		const Program *p = u->entries.at[e].p;
		for (size_t c = 0, end = 0; c < p->calls.n; c++) {
			Call *call = &p->calls.at[c];
			if (call->kind == STEP_LOOP && c >= end)
				end = step_behind(p, c);
			if (call->kind == STEP_CALL && c < end && parts_of_one(call))
				map_put(&u->apart, call->kernel->key, call->kernel);
		}
	}
}
