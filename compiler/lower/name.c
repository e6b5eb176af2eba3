/* name.c - what kernels are called that no layer names: after the output or slot they write, or "fill".
 *
 * Needs   buffers aliased, so that arguments are what kernels really write
 * Leaves  Kernel.name, which is not part of a kernel's identity
 * Breaks  nothing */
#include "internal.h"

#include <string.h>

/* The first output or slot the call writes; NULL: temporaries only. */
static const Buffer *target(const Call *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const Buffer *b = buffer_root(c->arg[i]);
		if ((call_access(c, i) & ACCESS_WRITE) && (b->kind == BUF_OUTPUT || b->kind == BUF_SLOT))
			return b;
	}
	return NULL;
}

/* One value everywhere: kernels that differ in nothing else become one, whatever they are for. */
static bool fills(const Kernel *k)
{
	return k->params.n == 1 && !k->uses_sym && (strcmp(k->ops, "broadcast_in_dim") == 0 || strcmp(k->ops, "constant") == 0);
}

void name_kernels(Program *p)
{
	for (size_t i = 0; i < p->calls.n; i++) {
		const Call *c = &p->calls.at[i];
		if (c->kind != STEP_CALL)
			continue;
		if (fills(c->kernel)) {
			c->kernel->name = "fill";
			c->kernel->params.at[0].hint = "out";
			continue;
		}
		const Buffer *b = target(c);
		if (b && op_by_name(c->kernel->name) != OP_COUNT)
			c->kernel->name = identifier(&p->model->cc->arena, b->name);
	}
}
