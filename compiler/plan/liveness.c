/* liveness.c - when each temporary is needed.
 *
 * Needs   calls and buffers
 * Leaves  for each temporary, the first and the last call that mention it
 *
 * The schedule is a straight list, and a temporary is written before it is read, so that its life is
 * first mention .. last mention. A kernel's scratch is mentioned by one call and lives in just that one. */
#include "liveness.h"

Lives liveness(const Program *p, Arena *a, DType d)
{
	uint32_t ids = 0;
	for (size_t i = 0; i < p->buffers.n; i++)
		if (p->buffers.at[i]->id >= ids)
			ids = p->buffers.at[i]->id + 1;
	size_t *place = NEW_ARRAY(a, size_t, ids);     /* 1 + position in lives */
	Lives lives = {0};
	for (size_t c = 0; c < p->calls.n; c++) {
		const Call *call = &p->calls.at[c];
		for (uint32_t i = 0; i < call->n; i++) {
			Buffer *b = call->arg[i];
			if (b->kind != BUF_TEMP || b->dtype != d)
				continue;
			if (b->id >= ids)
				BUG("plan: buffer %u of %s is not in the program's list", (unsigned)b->id, p->function->name);
			if (place[b->id] == 0) {
				Life life = { b, c, c };
				vec_push(a, lives, life);
				place[b->id] = lives.n;
			}
			lives.at[place[b->id] - 1].last = c;
		}
	}
	return lives;
}
