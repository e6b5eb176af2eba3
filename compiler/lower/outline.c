/* outline.c - kernels equal up to their buffers become one C function: twelve layers cost the code of one.
 *
 * Needs   aliasing done (it is part of a kernel's identity)
 * Leaves  Kernel.key; calls of equal kernels point at the first */
#include "internal.h"

void outline_kernels(Program *p)
{
	Arena *a = &p->model->cc->arena;
	Map seen = map_new(a);
	size_t n = 0;

	for (size_t i = 0; i < p->kernels.n; i++) {
		Kernel *k = p->kernels.at[i];
		k->key = kernel_key(k, a);
		Kernel *first = map_get(&seen, k->key);
		if (!first) {
			map_put(&seen, k->key, k);
			k->id = (uint32_t)n;
			p->kernels.at[n++] = k;
			continue;
		}
		k->same = first;
	}
	p->kernels.n = n;
	for (size_t c = 0; c < p->calls.n; c++)
		if (p->calls.at[c].kernel && p->calls.at[c].kernel->same)
			p->calls.at[c].kernel = p->calls.at[c].kernel->same;
}
