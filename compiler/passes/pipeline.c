/* pipeline.c - what happens to a model's functions between tracing and lowering, in order.
 *
 * Needs   traced functions: gradients are taken while tracing
 * Leaves  each function verified and simplified
 * Breaks  node pointers from before */
#include "rules.h"

static void run_function(Function *f, KnownLoops *known)
{
	function_verify(f, "tracing");
	simplify_with(f, known);
	function_verify(f, "simplification");
}

void model_run_passes(Model *m)
{
	KnownLoops *known = known_loops_new(&m->cc->arena);
	for (size_t i = 0; i < m->functions.n; i++)
		run_function(m->functions.at[i], known);
}
