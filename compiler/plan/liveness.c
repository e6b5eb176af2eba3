/* liveness.c - when each temporary is needed.
 *
 * Needs   calls and buffers
 * Leaves  for each temporary, the first and the last step that need it
 *
 * A temporary is written before it is read, so that its life is first mention .. last mention; a part of it counts as itself. One
 * that is mentioned in a loop and outside it is needed by every turn: it lives through the whole loop. What is mentioned only
 * inside is written anew in each turn. A kernel's scratch is mentioned by one call and lives in just that one. */
#include "liveness.h"

/* Inner loops come first: their END does. */
static void stretch(const Program *p, Arena *a, Lives *lives)
{
	VEC(size_t) open = { 0 };
	for (size_t c = 0; c < p->calls.n; c++) {
		const StepKind kind = p->calls.at[c].kind;
		if (kind == STEP_LOOP || kind == STEP_IF)
			vec_push(a, open, c);
		if (kind != STEP_END)
			continue;
		const size_t begin = open.at[--open.n], end = c;
		for (size_t i = 0; i < lives->n && p->calls.at[begin].kind == STEP_LOOP; i++) {
			Life *l = &lives->at[i];
			const bool inside = l->first < end && l->last > begin, outside = l->first <= begin || l->last >= end;
			if (inside && outside) {
				l->first = l->first < begin ? l->first : begin;
				l->last = l->last > end ? l->last : end;
			}
		}
	}
}

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
			Buffer *b = (Buffer *)(uintptr_t)buffer_root(call->arg[i]);
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
	stretch(p, a, &lives);
	return lives;
}
