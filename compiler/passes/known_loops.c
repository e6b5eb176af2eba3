/* known_loops.c - loops that were simplified before.
 *
 * A hundred equal layers have a hundred equal loops. What a loop becomes is decided by its body, its attributes, which of its
 * results are read, which operands are numbers and which are the same: where all that is as it was for an earlier loop of the
 * model, this one has the earlier one's new body, over its own operands. */
#include "rules.h"

#include <string.h>

struct KnownLoops { Arena *arena; KnownLoop **at; size_t n, capacity; };

KnownLoops *known_loops_new(Arena *a)
{
	KnownLoops *k = NEW(a, KnownLoops);
	k->arena = a;
	return k;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 29);
}

uint32_t first_operand(Node *const *in, const Node *x)
{
	uint32_t i = 0;
	while (in[i] != x)
		i++;
	return i;
}

static KnownLoop *key_of(KnownLoops *k, const Node *old, Node *const *in, const bool *used)
{
	KnownLoop *l = NEW(k->arena, KnownLoop);
	l->old = old;
	l->used = used;
	l->role = NEW_ARRAY(k->arena, OperandRole, old->arity + 1);
	l->hash = mix(old->body[0]->hash, old->arity);
	for (uint32_t i = 0; i < old->attr_count; i++)
		l->hash = mix(l->hash, (uint64_t)old->attr[i]);
	for (size_t i = 0; i < old->body[0]->f->outputs.n; i++)
		l->hash = mix(l->hash, used[i]);
	for (uint32_t i = 0; i < old->arity; i++) {
		double number = 0;
		l->role[i].first = first_operand(in, in[i]);
		l->role[i].is_number = node_is_splat(in[i], &number);
		memcpy(&l->role[i].number, &number, sizeof number);
		l->hash = mix(mix(l->hash, l->role[i].first), l->role[i].number);
	}
	return l;
}

static bool same(const KnownLoop *a, const KnownLoop *b)
{
	const Node *x = a->old, *y = b->old;
	const size_t results = x->body[0]->f->outputs.n;
	if (a->hash != b->hash || x->arity != y->arity || x->attr_count != y->attr_count || results != y->body[0]->f->outputs.n ||
	    !body_equal(x->body[0], y->body[0]))
		return false;
	for (uint32_t i = 0; i < x->attr_count; i++)
		if (x->attr[i] != y->attr[i])
			return false;
	for (size_t i = 0; i < results; i++)
		if (a->used[i] != b->used[i])
			return false;
	for (uint32_t i = 0; i < x->arity; i++)
		if (a->role[i].first != b->role[i].first || a->role[i].is_number != b->role[i].is_number || a->role[i].number != b->role[i].number)
			return false;
	return true;
}

/* Where l is or belongs. */
static KnownLoop **place_of(const KnownLoops *k, const KnownLoop *l)
{
	size_t i = (size_t)(l->hash ^ l->hash >> 32) & (k->capacity - 1);
	while (k->at[i] && !same(k->at[i], l))
		i = (i + 1) & (k->capacity - 1);
	return &k->at[i];
}

static void grow(KnownLoops *k)
{
	const KnownLoops old = *k;
	k->capacity = old.capacity ? 2 * old.capacity : 64;
	k->at = NEW_ARRAY(k->arena, KnownLoop *, k->capacity);
	for (size_t i = 0; i < old.capacity; i++)
		if (old.at[i])
			*place_of(k, old.at[i]) = old.at[i];
}

KnownLoop *known_loop(KnownLoops *k, const Node *old, Node *const *in, const bool *used)
{
	if (2 * (k->n + 1) > k->capacity)
		grow(k);
	KnownLoop *l = key_of(k, old, in, used), **at = place_of(k, l);
	if (*at)
		return *at;
	k->n++;
	return *at = l;
}
