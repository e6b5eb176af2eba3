/* check.c - plan_check: the judge of plan.c. It shares no code with the planner: it walks through time and compares
 * each temporary with all that are needed when its own time begins.
 *
 * Verdicts
 *   P1  a temporary lies inside its type's workspace array
 *   P0  the marks of loops and branches match
 *   P2  a call reads no temporary that nothing has written before
 *   P3  two temporaries that one call, or any call between their uses, needs do not share an element */
#include "plan.h"

/* Does the call read, write or mention b, or a part of it? */
static bool mentioned(const Call *call, const Buffer *b)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (buffer_root(call->arg[i]) == b)
			return true;
	return false;
}

/* The END of the loop or branch that begins at step c. */
static size_t end_of(const Program *p, size_t c)
{
	for (int depth = 0; c < p->calls.n; c++) {
		const StepKind kind = p->calls.at[c].kind;
		depth += kind == STEP_LOOP || kind == STEP_IF ? 1 : kind == STEP_END ? -1 : 0;
		if (depth == 0)
			return c;
	}
	return p->calls.n;
}

static const char *check_marks(const Program *p, Arena *a)
{
	int depth = 0;
	for (size_t c = 0; c < p->calls.n; c++) {
		const StepKind kind = p->calls.at[c].kind;
		depth += kind == STEP_LOOP || kind == STEP_IF ? 1 : kind == STEP_END ? -1 : 0;
		if (depth < 0)
			return arena_printf(a, "P0: step %zu of %s ends nothing", c + 1, p->function->name);
	}
	return depth ? arena_printf(a, "P0: %d loops and branches of %s do not end", depth, p->function->name) : NULL;
}

typedef struct Uses { bool *used; size_t *first, *last; } Uses;      /* by the buffer's number */

static void find_uses(const Program *p, Uses *u)
{
	for (size_t c = 0; c < p->calls.n; c++)
		for (uint32_t i = 0; i < p->calls.at[c].n; i++) {
			const uint32_t b = buffer_root(p->calls.at[c].arg[i])->id;
			if (!u->used[b])
				u->first[b] = c;
			u->last[b] = c;
			u->used[b] = true;
		}
}

/* Loops, outermost first: what is needed at some turn of one and beside it is needed through all of it. */
static void widen(const Program *p, Uses *u)
{
	for (size_t c = 0; c < p->calls.n; c++) {
		if (p->calls.at[c].kind != STEP_LOOP)
			continue;
		const size_t end = end_of(p, c);
		for (size_t k = c + 1; k < end; k++)
			for (uint32_t i = 0; i < p->calls.at[k].n; i++) {
				const uint32_t b = buffer_root(p->calls.at[k].arg[i])->id;
				if (u->first[b] > c && u->last[b] < end)
					continue;
				u->first[b] = u->first[b] < c ? u->first[b] : c;
				u->last[b] = u->last[b] > end ? u->last[b] : end;
			}
	}
}

static const char *first_use_writes(const Program *p, const Buffer *b, size_t first, Arena *a)
{
	while (!mentioned(&p->calls.at[first], b))
		first++;                     /* the loop's mark, where it lives through the loop */
	const Call *call = &p->calls.at[first];
	for (uint32_t i = 0; i < call->n; i++)
		if (buffer_root(call->arg[i]) == b && (call_access(call, i) & ACCESS_WRITE))
			return NULL;
	return arena_printf(a, "P2: call %zu of %s (%s) reads temporary %s before anything has written it", first + 1,
	                    p->function->name, call->kernel ? call->kernel->name : "a mark", b->name);
}

/* Numbers of the used buffers by the call that first needs them. */
static size_t by_first(const Program *p, const Uses *u, Arena *a, size_t *order)
{
	size_t *begin = NEW_ARRAY(a, size_t, p->calls.n + 1), n = 0;
	for (size_t i = 0; i < p->buffers.n; i++)
		if (u->used[i])
			begin[u->first[i] + 1]++;
	for (size_t c = 0; c < p->calls.n; c++)
		begin[c + 1] += begin[c];
	for (size_t i = 0; i < p->buffers.n; i++)
		if (u->used[i]) {
			order[begin[u->first[i]]++] = i;
			n++;
		}
	return n;
}

typedef struct Needed { size_t number, last; int64_t begin, end; DType dtype; } Needed;

static const char *check_shared(const Program *p, const Uses *u, Arena *a)
{
	size_t *order = NEW_ARRAY(a, size_t, p->buffers.n + 1), n = by_first(p, u, a, order), needed = 0;
	Needed *now = NEW_ARRAY(a, Needed, n + 1);
	for (size_t i = 0; i < n; i++) {
		const Buffer *x = p->buffers.at[order[i]];
		const size_t first = u->first[order[i]];
		size_t kept = 0;
		for (size_t j = 0; j < needed; j++) {
			const Needed *y = &now[j];
			if (y->last < first)
				continue;
			if (y->dtype == x->dtype && x->offset < y->end && y->begin < x->offset + x->elements)
				return arena_printf(a, "P3: temporaries %s [%lld ..] and %s [%lld ..] of %s share elements; both are needed at call %zu",
				                    x->name, (long long)x->offset, p->buffers.at[y->number]->name, (long long)y->begin,
				                    p->function->name, first + 1);
			now[kept++] = *y;
		}
		now[kept++] = (Needed){ order[i], u->last[order[i]], x->offset, x->offset + x->elements, x->dtype };
		needed = kept;
	}
	return NULL;
}

const char *plan_check(const Program *p, Arena *a)
{
	size_t n = p->buffers.n;
	Uses u = { NEW_ARRAY(a, bool, n), NEW_ARRAY(a, size_t, n), NEW_ARRAY(a, size_t, n) };
	const size_t *first = u.first;
	bool *used = u.used;
	const char *marks = check_marks(p, a);
	if (marks)
		return marks;
	find_uses(p, &u);
	widen(p, &u);
	for (size_t i = 0; i < n; i++) {
		const Buffer *b = p->buffers.at[i];
		used[i] &= b->kind == BUF_TEMP;
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
	return check_shared(p, &u, a);
}
