/* check.c - plan_check: the judge of plan.c. It shares no code with the planner and is quadratic on purpose.
 *
 * Verdicts
 *   P1  a temporary lies inside its type's workspace array
 *   P2  a call reads no temporary that nothing has written before
 *   P3  two temporaries that one call, or any call between their uses, needs do not share an element */
#include "plan.h"

/* Is b needed at call c: mentioned there, or both before and after it? */
static bool mentioned(const Call *call, const Buffer *b)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (call->arg[i] == b)
			return true;
	return false;
}

static bool find_uses(const Program *p, const Buffer *b, size_t *first, size_t *last)
{
	bool found = false;
	for (size_t c = 0; c < p->calls.n; c++) {
		if (!mentioned(&p->calls.at[c], b))
			continue;
		if (!found)
			*first = c;
		*last = c;
		found = true;
	}
	return found;
}

static const char *first_use_writes(const Program *p, const Buffer *b, size_t first, Arena *a)
{
	const Call *call = &p->calls.at[first];
	for (uint32_t i = 0; i < call->n; i++)
		if (call->arg[i] == b && (call->kernel->params.at[i].access & ACCESS_WRITE))
			return NULL;
	return arena_printf(a, "P2: call %zu of %s (%s) reads temporary %s before anything has written it", first + 1,
	                    p->function->name, call->kernel->name, b->name);
}

const char *plan_check(const Program *p, Arena *a)
{
	size_t n = p->buffers.n;
	size_t *first = NEW_ARRAY(a, size_t, n), *last = NEW_ARRAY(a, size_t, n);
	bool *used = NEW_ARRAY(a, bool, n);
	for (size_t i = 0; i < n; i++) {
		const Buffer *b = p->buffers.at[i];
		if (b->kind != BUF_TEMP)
			continue;
		used[i] = find_uses(p, b, &first[i], &last[i]);
		if (!used[i])
			continue;
		if (b->offset < 0 || b->offset + b->elements > p->workspace[b->dtype])
			return arena_printf(a, "P1: temporary %s of %s: elements %lld .. %lld; the workspace has %lld", b->name,
			                    p->function->name, (long long)b->offset, (long long)(b->offset + b->elements - 1),
			                    (long long)p->workspace[b->dtype]);
		const char *verdict = first_use_writes(p, b, first[i], a);
		if (verdict)
			return verdict;
	}
	for (size_t i = 0; i < n; i++) {
		const Buffer *x = p->buffers.at[i];
		for (size_t j = 0; j < i && used[i]; j++) {
			const Buffer *y = p->buffers.at[j];
			if (!used[j] || x->dtype != y->dtype || x == y)
				continue;
			bool same_time = !(last[i] < first[j] || last[j] < first[i]);
			bool same_place = !(x->offset + x->elements <= y->offset || y->offset + y->elements <= x->offset);
			if (same_time && same_place)
				return arena_printf(a, "P3: temporaries %s [%lld ..] and %s [%lld ..] of %s share elements; both are needed at call %zu",
				                    x->name, (long long)x->offset, y->name, (long long)y->offset, p->function->name,
				                    (first[i] > first[j] ? first[i] : first[j]) + 1);
		}
	}
	return NULL;
}
