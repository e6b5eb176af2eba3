/* touches.c - what a member reads, and where: asked many times while regions form, answered once.
 *
 * An answer changes only when something that it names is to be done again (Info.redo): then its operands are read in its place. */
#include "internal.h"

const Type *space(const Node *n)
{
	return op_table[n->op].kind == KIND_REDUCE ? &n->in[0]->type : &n->type;
}

void fresh_axes(Lowering *l, Maker *k, const Type *t, Index *pos)
{
	for (uint32_t i = 0; i < t->rank; i++)
		pos[i] = index_var(k, var_loop(k, loop_extent(l->model, t->dim[i]), t->dim[i].size, "i"));
}

void touch_member(Lowering *l, Maker *k, Node *n, Index *pos, TouchFn *fn, void *user)
{
	Index own[MAX_RANK];
	Node *memory;
	Affine offset;

	fresh_axes(l, k, space(n), pos);
	if (n->op == OP_result) {
		fn(user, n->in[0], pos, false);
	} else if (n->bodies) {              /* where a loop's carries start is copied; all else lies where it is */
		const uint32_t carries = n->op == OP_scan ? scan_of(n).carries : 0;
		for (uint32_t i = 0; i < n->arity; i++) {
			fresh_axes(l, k, &n->in[i]->type, own);
			if (i < carries)
				touch(l, k, n->in[i], own, fn, user);
			else
				fn(user, same_memory(l, n->in[i]), NULL, true);
		}
	} else if (node_reads_memory(n)) {
		for (uint32_t i = 0; i < n->arity; i++) {
			fresh_axes(l, k, &n->in[i]->type, own);
			bool plain = view(l, k, n->in[i], own, &memory, &offset);
			fn(user, plain ? memory : n->in[i], NULL, true);
		}
	} else if (node_is_alone(n)) {
		for (uint32_t i = 0; i < n->arity; i++) {
			fresh_axes(l, k, &n->in[i]->type, own);
			touch(l, k, n->in[i], own, fn, user);
		}
	} else {
		touch_operands(l, k, n, pos, fn, user);
	}
}

void ask_member(Lowering *l, Node *n, Index *pos, TouchFn *fn, void *user)
{
	const ArenaMark mark = arena_mark(l->asked);
	Maker k = { .arena = l->asked };
	touch_member(l, &k, n, pos, fn, user);
	arena_release(l->asked, mark);
}

typedef struct Answer { Lowering *l; const Type *space; const Index *pos; VEC(Touched) list; } Answer;

static void note_touch(void *user, Node *n, const Index *pos, bool by_address)
{
	Answer *a = user;
	Touched t = { .node = n, .by_address = by_address };
	if (!by_address)
		while (t.aligned < n->type.rank && t.aligned < a->space->rank && index_equal(&pos[t.aligned], &a->pos[t.aligned]) &&
		       dim_equal(n->type.dim[t.aligned], a->space->dim[t.aligned]))
			t.aligned++;
	t.whole = !by_address && t.aligned == n->type.rank && t.aligned == a->space->rank;
	vec_push(a->l->arena, a->list, t);
}

static bool holds(const Lowering *l, const Touches *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (l->info[t->at[i].node->id].redo)
			return false;
	return true;
}

const Touches *touches_of(Lowering *l, Node *n)
{
	Info *info = &l->info[n->id];
	if (info->touches && holds(l, info->touches))
		return info->touches;
	Index pos[MAX_RANK];
	Answer a = { .l = l, .space = space(n), .pos = pos };
	ask_member(l, n, pos, note_touch, &a);
	Touches *t = NEW(l->arena, Touches);
	*t = (Touches){ a.list.n, a.list.at };
	info->touches = t;
	return t;
}
