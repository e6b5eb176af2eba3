/* region.c - which nodes are computed together.
 *
 * Regions stand in schedule order. A node may join a region if everything it reads comes from that region or an
 * earlier one, so the order stays a topological one by construction.
 *
 *   ROWS      loops over `rows` leading axes; every value made inside is read inside at the same row. Reductions of
 *             trailing axes end inside the row; reductions of exactly the rows accumulate across it.
 *   CONTRACT  a product, convolution or window, and the maps of its result's shape: the epilogue
 *   ALONE     what writes at positions other than its own */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- what must lie in memory ---------------------------------------------------------------------------------- */

static void require(Lowering *l, Node *n)
{
	if (node_is_leaf(n))
		return;
	if (!node_is_member(l, n))
		l->info[n->id].forced = true;
	l->info[n->id].required = true;
}

static void require_addressed(void *user, Node *n, const Index *pos, bool by_address)
{
	(void)pos;
	Lowering *l = user;
	if (by_address) {
		require(l, n);
		l->info[n->id].addressed = true;
	}
}

static void require_memory(Lowering *l)
{
	Index pos[MAX_RANK];
	for (size_t i = 0; i < l->f->outputs.n; i++)
		require(l, l->f->outputs.at[i].node);
	for (size_t i = 0; i < l->f->sets.n; i++)
		require(l, l->f->sets.at[i].value);
	for (size_t i = l->g->nodes.n; i-- > 0;) {       /* users first: what they force is a member when its turn comes */
		Node *n = l->g->nodes.at[i];
		if (node_is_member(l, n))
			ask_member(l, n, pos, require_addressed, l);
	}
}

/* ---- joining ------------------------------------------------------------------------------------------------------ */

/* What a node that looks for a region reads. */
typedef struct Edges { Lowering *l; const Type *space; const Touches *touches; } Edges;

/* Is n worth reading once for two of this shape? A number is not, nor a random stream's key. */
static bool is_read(const Node *n, const Type *space)
{
	enum { KEY = 4 };
	return n->type.rank > 0 && (type_elements(&n->type) > KEY || type_elements(space) <= KEY);
}

typedef struct Shape { uint32_t rows; bool column; bool fixed; } Shape;     /* rows: the most leading axes; fixed: shares a kernel with scalars only */

/* How member n can lie in a rows region. */
static Shape shape_of(const Node *n)
{
	uint32_t rank = space(n)->rank, prefix = 0;
	size_t count;

	if (op_table[n->op].kind != KIND_REDUCE)
		return (Shape){ n->type.rank, false, false };
	const int64_t *axes = node_attr(n, 0, &count);
	if (count == 0)
		return (Shape){ rank, false, false };
	if (axes[0] > 0)
		return (Shape){ (uint32_t)axes[0], false, false };
	while (prefix < count && axes[prefix] == prefix)
		prefix++;
	bool last = axes[count - 1] == (int64_t)rank - 1;
	bool plain = n->op != OP_argmax && n->op != OP_argmin;
	if (!last && plain)
		return (Shape){ prefix, true, false };
	return (Shape){ 0, false, n->type.rank > 0 };
}

static bool same_rows(const Type *a, const Type *b, uint32_t rows)
{
	for (uint32_t i = 0; i < rows; i++)
		if (!dim_equal(a->dim[i], b->dim[i]))
			return false;
	return true;
}

/* What lies in memory behind movement: gates are slices of one product. */
static const Node *behind(const Lowering *l, const Node *n)
{
	while (!node_is_leaf(n) && !node_is_member(l, n) && op_table[n->op].kind == KIND_MOVE)
		n = n->in[0];
	return n;
}

static bool shares(const Edges *e, const Lowering *l, const Region *r)
{
	for (size_t i = 0; i < r->members.n; i++) {
		const Node *m = r->members.at[i];
		if (!shape_equal(space(m), e->space))
			continue;
		for (size_t t = 0; t < e->touches->n; t++)
			for (uint32_t j = 0; j < m->arity && is_read(e->touches->at[t].node, e->space); j++)
				if (behind(l, m->in[j]) == e->touches->at[t].node)
					return true;
	}
	return false;
}

/* Members at most where numbers alone hold a region together: of fifty norms and fifty updates in one kernel nobody gains, and equal
 * kernels of a few are one C function. */
enum { ONE_ROW = 4096, LOOSE_MEMBERS = 64, WHOLE_MEMBERS = 48 };

/* Rows region r with n in it would have this many rows; -1: n cannot join. */
static int64_t rows_with(const Region *r, const Node *n, const Edges *e, bool *connected)
{
	Shape s = shape_of(n);
	uint32_t rows = r->rows < s.rows ? r->rows : s.rows;

	*connected = false;
	if (s.fixed)
		return -1;
	for (size_t i = 0; i < e->touches->n; i++) {
		const Touched *edge = &e->touches->at[i];
		const Info *info = &e->l->info[edge->node->id];
		if (info->region != r || !node_is_member(e->l, edge->node))
			continue;
		*connected = true;
		if (info->column)
			return -1;
		if (edge->aligned < rows)
			rows = edge->aligned;
	}
	if (!same_rows(&r->shape, e->space, rows))
		return -1;
	if (rows > 0)
		return rows;
	if (r->rows == 0 && n->type.rank == 0)       /* scalars, and whole reductions to scalars */
		return 0;
	/* a row without others: a vector that fits the nearest cache is computed in one go */
	return e->l->whole_vectors && *connected && r->members.n < WHOLE_MEMBERS && e->space->rank > 0 && shape_equal(&r->shape, e->space) && type_elements(e->space) <= ONE_ROW ? 0 : -1;
}

/* What a map of the flattened result reads at pos, the result's position, and flat, its own. */
typedef struct Flat { const Lowering *l; const Region *r; const Index *pos, *flat; const Type *own; bool connected, whole; } Flat;

static void check_flat(void *user, Node *n, const Index *pos, bool by_address)
{
	Flat *f = user;
	if (f->l->info[n->id].region != f->r)
		return;
	const Index *expected = shape_equal(&n->type, f->own) ? f->flat : shape_equal(&n->type, &f->r->shape) ? f->pos : NULL;
	f->connected = true;
	f->whole &= expected && !by_address;
	for (uint32_t i = 0; f->whole && i < n->type.rank; i++)
		f->whole = n->type.dim[i].size == 1 || index_equal(&pos[i], &expected[i]);
}

/* A map of the result with neighbouring axes as one: channels of groups, mostly. */
static bool takes_flat(Lowering *l, const Region *r, Node *n)
{
	const ArenaMark mark = arena_mark(l->asked);
	Maker k = { .arena = l->asked };
	Index pos[MAX_RANK], flat[MAX_RANK];
	Flat f = { l, r, pos, flat, &n->type, false, true };
	fresh_axes(l, &k, &r->shape, pos);
	if (flat_position(&k, &r->shape, pos, &n->type, flat))
		touch_operands(l, &k, n, flat, check_flat, &f);
	arena_release(l->asked, mark);
	return f.connected && f.whole;
}

static bool contract_takes(Lowering *l, const Region *r, Node *n, const Edges *e)
{
	bool connected = false;
	if (op_table[n->op].kind != KIND_MAP)
		return false;
	if (!shape_equal(&r->shape, &n->type))
		return takes_flat(l, r, n);
	for (size_t i = 0; i < e->touches->n; i++)
		if (e->l->info[e->touches->at[i].node->id].region == r) {
			connected = true;
			if (!e->touches->at[i].whole)
				return false;
		}
	return connected;
}

/* Members stand in graph order. */
static void add_member(Lowering *l, Region *to, Node *n)
{
	vec_push(l->arena, to->members, n);
	for (size_t i = to->members.n - 1; i > 0 && to->members.at[i - 1]->id > n->id; i--) {
		to->members.at[i] = to->members.at[i - 1];
		to->members.at[i - 1] = n;
	}
	l->info[n->id].region = to;
}

static void join(Lowering *l, Region *r, Node *n)
{
	add_member(l, r, n);
	l->info[n->id].column = r->kind == REGION_ROWS && r->rows > 0 && op_table[n->op].kind == KIND_REDUCE && shape_of(n).column;
}

static Region *region_new(Lowering *l, RegionKind kind, Node *n)
{
	Region *r = NEW(l->arena, Region);
	*r = (Region){ .kind = kind, .at = (uint32_t)l->regions.n, .shape = *space(n) };
	if (kind == REGION_ROWS) {
		const Shape s = shape_of(n);
		r->rows = s.rows;
		r->closed = s.fixed;
	}
	vec_push(l->arena, l->regions, r);
	return r;
}

/* The earliest region n may join: after all it reads; among those the first that fits. */
static Region *find_region(Lowering *l, Node *n, const Edges *e)
{
	size_t first = 0;
	bool connected;

	for (size_t i = 0; i < e->touches->n; i++) {
		Region *r = l->info[e->touches->at[i].node->id].region;
		if (r && r->at > first)
			first = r->at;
	}
	for (size_t i = first; i < l->regions.n; i++) {
		Region *r = l->regions.at[i];
		if (r->kind == REGION_CONTRACT && contract_takes(l, r, n, e))
			return r;
		if (r->kind != REGION_ROWS || r->closed)
			continue;
		int64_t rows = rows_with(r, n, e, &connected);
		bool scalar = rows == 0 && n->type.rank == 0 && (space(n)->rank == 0 || (type_elements(space(n)) <= ONE_ROW && r->members.n < LOOSE_MEMBERS));
		if (rows < 0 || !(connected || scalar || shares(e, l, r)))
			continue;
		r->rows = (uint32_t)rows;
		return r;
	}
	return NULL;
}

static void place(Lowering *l, Node *n)
{
	Region *r = NULL;

	if (n->op == OP_result) {
		r = l->info[n->in[0]->id].region;
	} else if (node_is_alone(n)) {
		r = region_new(l, REGION_ALONE, n);
	} else if (node_reads_memory(n)) {
		r = region_new(l, REGION_CONTRACT, n);
	} else {
		Edges e = { l, space(n), touches_of(l, n) };
		r = find_region(l, n, &e);
		if (!r)
			r = region_new(l, REGION_ROWS, n);
	}
	join(l, r, n);
}

/* ---- what is stored, what is done again ------------------------------------------------------------------------------ */

static void note_uses(Lowering *l, Node *user, bool *live)
{
	const Touches *t = touches_of(l, user);
	for (size_t i = 0; i < t->n; i++) {
		Node *n = t->at[i].node;
		Info *info = &l->info[n->id];
		if (!node_is_member(l, n))
			continue;
		live[n->id] = true;
		if (t->at[i].by_address || info->region != l->info[user->id].region)
			info->stored = true;
	}
}

/* Users before operands: who is read at all, and who from another region. */
static void find_stored(Lowering *l)
{
	bool *live = NEW_ARRAY(l->arena, bool, l->g->nodes.n + 1);

	for (size_t i = 0; i < l->g->nodes.n; i++)
		l->info[l->g->nodes.at[i]->id].stored = false;
	for (size_t i = l->g->nodes.n; i-- > 0;) {
		Node *n = l->g->nodes.at[i];
		Info *info = &l->info[n->id];
		if (!info->region)
			continue;
		info->stored |= info->required;
		if (!live[n->id] && !info->required)
			info->region = NULL;         /* nobody reads it any more */
		else
			note_uses(l, n, live);
	}
}

enum { REDO_COST = 2, REDO_READS = 3 };

typedef struct Redo {
	Lowering *l;
	bool possible, leaves;           /* leaves: from nothing but leaves and scalars; else from what is stored */
	const Node *unstored;            /* the one operand that is not, if there is one */
	size_t n;
	const Node *read[REDO_READS];
} Redo;

static void check_redo(Redo *r, Node *n, bool by_address)
{
	if (by_address)
		r->possible = false;
	if (node_is_member(r->l, n) && n->type.rank > 0 && (r->leaves || !r->l->info[n->id].stored)) {
		r->possible &= !r->leaves && (!r->unstored || r->unstored == n);
		r->unstored = n;
	}
	for (size_t i = 0; i < r->n; i++)
		if (r->read[i] == n)
			return;
	if (r->n == REDO_READS)
		r->possible = false;
	else
		r->read[r->n++] = n;
}

/* Could n be computed again by its readers? */
static Redo redo_of(Lowering *l, Node *n, bool leaves)
{
	const Info *info = &l->info[n->id];
	Redo redo = { .l = l, .leaves = leaves };

	redo.possible = !info->redo && !info->required && op_table[n->op].kind == KIND_MAP && n->type.rank > 0 &&
	                op_cost(n->op) <= REDO_COST && (leaves || info->stored);
	const Touches *t = redo.possible ? touches_of(l, n) : NULL;
	for (size_t i = 0; t && i < t->n; i++)
		check_redo(&redo, t->at[i].node, t->at[i].by_address);
	return redo;
}

/* A cheap map of few values that lie in memory anyway is computed again by each region that reads it. So are two such
 * maps of one value that does not: it is stored in their place. */
static bool find_redo(Lowering *l, bool leaves)
{
	uint32_t *maps = NEW_ARRAY(l->arena, uint32_t, l->g->nodes.n + 1);
	bool any = false;

	for (size_t i = 0; i < l->g->nodes.n; i++) {
		Redo r = redo_of(l, l->g->nodes.at[i], leaves);
		if (r.possible && r.unstored && shape_equal(&r.unstored->type, &l->g->nodes.at[i]->type))
			maps[r.unstored->id]++;
	}
	for (size_t i = 0; i < l->g->nodes.n; i++) {
		Node *n = l->g->nodes.at[i];
		Redo r = redo_of(l, n, leaves);
		if (!r.possible || (r.unstored && maps[r.unstored->id] < 2))
			continue;
		l->info[n->id].redo = any = true;
		l->info[n->id].stored = false;
	}
	return any;
}

static void drop_removed(Lowering *l)
{
	for (size_t i = 0; i < l->regions.n; i++) {
		Region *r = l->regions.at[i];
		size_t n = 0;
		for (size_t j = 0; j < r->members.n; j++)
			if (l->info[r->members.at[j]->id].region == r)
				r->members.at[n++] = r->members.at[j];
		r->members.n = n;
	}
}

/* ---- the order in which nodes are placed ------------------------------------------------------------------------------------ */

/* A vector made of slots alone (the scale of a norm in inference) comes before the product whose epilogue reads it. */
typedef struct Order { uint32_t at; bool moved; Node *node; } Order;

static bool made_of_slots(const Lowering *l, const Node *n, const bool *slots)
{
	const bool map = op_table[n->op].kind == KIND_MAP;
	if (node_is_leaf(n) || n->op == OP_constant)
		return n->op != OP_input;
	if (n->arity == 0 || n->bodies || (!map && op_table[n->op].kind != KIND_MOVE) || (node_is_member(l, n) && type_elements(&n->type) > ONE_ROW))
		return false;
	for (uint32_t i = 0; i < n->arity; i++)
		if (!slots[n->in[i]->id])
			return false;
	return true;
}

static int by_place(const void *a, const void *b)
{
	const Order *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->moved != y->moved)
		return x->moved ? -1 : 1;
	return x->node->id < y->node->id ? -1 : x->node->id > y->node->id;
}

/* In graph order, but for such vectors. */
static Order *placing_order(Lowering *l)
{
	size_t count = l->g->nodes.n;
	Order *order = NEW_ARRAY(l->arena, Order, count + 1);
	bool *slots = NEW_ARRAY(l->arena, bool, count + 1);
	uint32_t *product = NEW_ARRAY(l->arena, uint32_t, count + 1), *before = NEW_ARRAY(l->arena, uint32_t, count + 1);

	for (size_t i = 0; i < count; i++) {         /* whose epilogue each may be in: the latest of its operands' */
		Node *n = l->g->nodes.at[i];
		const OpKind kind = op_table[n->op].kind;
		slots[n->id] = made_of_slots(l, n, slots);
		product[n->id] = node_reads_memory(n) ? n->id : 0;
		for (uint32_t k = 0; k < n->arity && (kind == KIND_MAP || kind == KIND_MOVE); k++)
			if (product[n->in[k]->id] > product[n->id])
				product[n->id] = product[n->in[k]->id];
	}
	for (size_t i = count; i-- > 0;) {           /* users first: before the first of their products */
		const Node *n = l->g->nodes.at[i];
		uint32_t at = slots[n->id] ? before[n->id] : product[n->id];
		order[i] = (Order){ n->id, false, l->g->nodes.at[i] };
		if (slots[n->id] && at && at < n->id)
			order[i] = (Order){ at, true, l->g->nodes.at[i] };
		for (uint32_t k = 0; k < n->arity; k++)
			if (at && slots[n->in[k]->id] && (!before[n->in[k]->id] || at < before[n->in[k]->id]))
				before[n->in[k]->id] = at;
	}
	qsort(order, count, sizeof *order, by_place);
	return order;
}

static void place_all(Lowering *l, const Order *order)
{
	l->regions.n = 0;
	for (size_t i = 0; i < l->g->nodes.n; i++)
		l->info[l->g->nodes.at[i]->id].region = NULL;
	for (size_t i = 0; i < l->g->nodes.n; i++) {
		Node *n = order[i].node;
		if (node_is_member(l, n) && !l->info[n->id].redo)
			place(l, n);
	}
	find_stored(l);
}

/* ---- merging ------------------------------------------------------------------------------------------------------------ */

typedef struct Reads { Lowering *l; const Region *of; uint32_t after; VEC(const Node *) nodes; } Reads;     /* after: the last region read from, plus one */

static void note_read(Reads *r, Node *n)
{
	const Region *from = r->l->info[n->id].region;
	if (from == r->of && from)
		return;
	if (from && from->at + 1 > r->after)
		r->after = from->at + 1;
	if (is_read(n, &r->of->shape))
		vec_push(r->l->arena, r->nodes, n);
}

static Reads reads_of(Lowering *l, const Region *r)
{
	Reads reads = { .l = l, .of = r };
	for (size_t i = 0; i < r->members.n; i++) {
		const Touches *t = touches_of(l, r->members.at[i]);
		for (size_t k = 0; k < t->n; k++)
			note_read(&reads, t->at[k].node);
	}
	return reads;
}

static bool in_common(const Reads *a, const Reads *b)
{
	for (size_t i = 0; i < a->nodes.n; i++)
		for (size_t j = 0; j < b->nodes.n; j++)
			if (a->nodes.at[i] == b->nodes.at[j])
				return true;
	return false;
}

/* A rows region that reads what an earlier one of its shape reads, and nothing made in between, joins it. */
static void merge_regions(Lowering *l)
{
	Reads *reads = NEW_ARRAY(l->arena, Reads, l->regions.n);
	for (size_t i = 0; i < l->regions.n; i++)
		if (l->regions.at[i]->kind == REGION_ROWS)
			reads[i] = reads_of(l, l->regions.at[i]);
	for (size_t i = 0; i < l->regions.n; i++) {
		Region *r = l->regions.at[i];
		if (r->kind != REGION_ROWS || r->rows == 0 || !r->members.n)
			continue;
		for (size_t j = reads[i].after; j < i; j++) {
			Region *to = l->regions.at[j];
			if (to->kind != REGION_ROWS || to->rows != r->rows || !to->members.n || !shape_equal(&to->shape, &r->shape) ||
			    !in_common(&reads[i], &reads[j]))
				continue;
			for (size_t m = 0; m < r->members.n; m++)
				add_member(l, to, r->members.at[m]);
			r->members.n = 0;
			reads[j] = reads_of(l, to);
			break;
		}
	}
}

/* ---- sinking ------------------------------------------------------------------------------------------------------------ */

typedef struct Readers { Region *region; bool several, aligned; } Readers;
typedef struct Sink {
	Lowering *l;
	Readers *readers;                /* by node id */
	uint32_t *uses;                  /* by node id: how many members read it */
	Maker *maker;
	int64_t stores;                  /* elements that moving the user would newly store */
	Region *from;
} Sink;

/* Random words too: they come from a position and a key of four. */
static bool may_sink(const Node *n) { return op_table[n->op].kind == KIND_MAP || n->op == OP_rng_bits; }

static void note_reader(Sink *s, const Node *user, const Touched *t)
{
	Region *r = s->l->info[user->id].region;
	Readers *readers = &s->readers[t->node->id];

	readers->several |= readers->region && readers->region != r;
	readers->aligned = t->whole && (readers->aligned || !readers->region);
	readers->region = r;
}

/* What only the user reads would move with it: its operands count in its place. */
static void count_stores(void *user, Node *n, const Index *pos, bool by_address)
{
	Sink *s = user;
	const Info *info = &s->l->info[n->id];
	if (info->region != s->from || info->stored)
		return;
	if (may_sink(n) && s->uses[n->id] == 1 && !by_address)
		touch_operands(s->l, s->maker, n, pos, count_stores, s);
	else
		s->stores += type_elements(&n->type);
}

static void move_member(Lowering *l, Node *n, Region *to)
{
	Region *from = l->info[n->id].region;
	size_t m = 0;
	for (size_t i = 0; i < from->members.n; i++)
		if (from->members.at[i] != n)
			from->members.at[m++] = from->members.at[i];
	from->members.n = m;
	add_member(l, to, n);
}

/* Does region r read a tensor of n's shape that n reads from outside its own region, itself or through maps done here? */
static bool reads_beside(const Lowering *l, const Node *n, const Region *own, const Reads *theirs)
{
	for (uint32_t i = 0; i < n->arity; i++) {
		const Node *in = n->in[i];
		const Info *info = &l->info[in->id];
		if (op_table[in->op].kind == KIND_MAP && (info->redo || info->region == own)) {
			if (reads_beside(l, in, own, theirs))
				return true;
			continue;
		}
		for (size_t j = 0; j < theirs->nodes.n; j++)
			if (in == theirs->nodes.at[j] && shape_equal(&in->type, &n->type) && info->region != own)
				return true;
	}
	return false;
}

/* Elements that moving n out of its region would newly store. */
static int64_t stores_of(Sink *s, Node *n)
{
	const ArenaMark mark = arena_mark(s->l->asked);
	Maker k = { .arena = s->l->asked };
	Index pos[MAX_RANK];
	s->from = s->l->info[n->id].region;
	s->maker = &k;
	s->stores = 0;
	touch_member(s->l, &k, n, pos, count_stores, s);
	arena_release(s->l->asked, mark);
	return s->stores;
}

/* A map that only one later region reads is computed there if that stores less, or as much and reads less. */
static bool sinks(Sink *s, Node *n)
{
	Lowering *l = s->l;
	const Info *info = &l->info[n->id];
	const Readers *r = &s->readers[n->id];
	if (!may_sink(n) || info->required || n->type.rank == 0 || !r->region || r->several || !r->aligned ||
	    r->region == info->region || r->region->kind == REGION_ALONE)
		return false;
	const int64_t stores = stores_of(s, n), own = type_elements(&n->type);
	if (stores != own)
		return stores < own;
	const Reads theirs = reads_of(l, r->region);
	return reads_beside(l, n, info->region, &theirs);
}

static void sink_maps(Lowering *l)
{
	Sink s = { .l = l, .readers = NEW_ARRAY(l->arena, Readers, l->g->nodes.n + 1), .uses = NEW_ARRAY(l->arena, uint32_t, l->g->nodes.n + 1) };

	for (size_t i = 0; i < l->g->nodes.n; i++) {
		if (!l->info[l->g->nodes.at[i]->id].region)
			continue;
		const Touches *t = touches_of(l, l->g->nodes.at[i]);
		for (size_t k = 0; k < t->n; k++)
			s.uses[t->at[k].node->id]++;
	}
	for (size_t i = l->g->nodes.n; i-- > 0;) {
		Node *n = l->g->nodes.at[i];
		if (!l->info[n->id].region)
			continue;
		if (sinks(&s, n))
			move_member(l, n, s.readers[n->id].region);
		const Touches *t = touches_of(l, n);
		for (size_t k = 0; k < t->n; k++)
			note_reader(&s, n, &t->at[k]);
	}
	find_stored(l);
}

void form_regions(Lowering *l)
{
	enum { ROUNDS = 4 };                 /* what is done again no longer separates its readers: place them anew */
	require_memory(l);
	const Order *order = placing_order(l);
	find_redo(l, true);
	for (int round = 0; !l->whole_vectors; round++) {
		l->whole_vectors = round == ROUNDS || (round > 0 && !find_redo(l, false));
		place_all(l, order);
		for (int i = 0; i < 3; i++) {        /* what was sunk brings readers together, and they bring more down */
			merge_regions(l);
			sink_maps(l);
		}
	}
	drop_removed(l);
}

/* ---- buffers ------------------------------------------------------------------------------------------------------------ */

Buffer *buffer_new(Lowering *l, BufferKind kind, const Type *t, const char *name)
{
	Buffer *b = NEW(l->arena, Buffer);
	int64_t n = type_elements(t);
	*b = (Buffer){ .id = (uint32_t)l->program->buffers.n, .kind = kind, .dtype = t->dtype, .elements = n > 0 ? n : 1,
	               .name = name, .type = *t };
	vec_push(l->arena, l->program->buffers, b);
	return b;
}

Buffer *leaf_buffer(Lowering *l, const Node *n)
{
	Info *info = &l->info[n->id];
	if (info->buffer)
		return info->buffer;
	Buffer *b;
	if (n->op == OP_input && l->port_in)
		return info->buffer = l->port_in[node_attr_int(n, 0)];
	if (n->op == OP_input) {
		b = buffer_new(l, BUF_INPUT, &n->type, n->name);
		b->index = (uint32_t)node_attr_int(n, 0);
	} else if (n->op == OP_constant) {
		b = buffer_new(l, BUF_CONST, &n->type, "table");
		b->data = n->data;
	} else {
		b = buffer_new(l, BUF_SLOT, &n->type, n->name);
		b->index = (uint32_t)node_attr_int(n, 0);
		b->panels = l->model->slots.at[b->index]->panels;
	}
	return info->buffer = b;
}

/* The layer, or the op, of a gradient with d_: "dense_1", "exp", "d_dense_1". */
static const char *temp_name(Lowering *l, const Node *n)
{
	static const char reduce[] = "reduce_";
	const char *name = n->loc.layer && n->loc.layer[0] ? n->loc.layer : op_table[n->op].name;
	const char *dot = strrchr(name, '.');
	if (strncmp(name, reduce, sizeof reduce - 1) == 0)
		name += sizeof reduce - 1;
	name = dot ? dot + 1 : name;
	return n->loc.backward ? arena_printf(l->arena, "d_%s", name) : name;
}

void assign_buffers(Lowering *l)
{
	for (size_t i = 0; i < l->f->outputs.n; i++) {
		const Port *p = &l->f->outputs.at[i];
		Info *info = &l->info[p->node->id];
		if (!info->region || info->buffer)
			continue;                    /* a leaf, or given out already: copied at the end */
		if (l->port_out) {
			info->buffer = l->port_out[i];
			continue;
		}
		info->buffer = buffer_new(l, BUF_OUTPUT, &p->node->type, p->name);
		info->buffer->index = (uint32_t)i;
	}
	for (size_t i = 0; i < l->g->nodes.n; i++) {
		const Node *n = l->g->nodes.at[i];
		Info *info = &l->info[n->id];
		if (info->stored && !info->buffer)
			info->buffer = buffer_new(l, BUF_TEMP, &n->type, temp_name(l, n));
	}
	for (size_t i = 0; i < l->f->sets.n; i++) {      /* made in the order in which it will be kept */
		const Set *s = &l->f->sets.at[i];
		const Info *info = &l->info[s->value->id];
		if (info->buffer && info->buffer->kind == BUF_TEMP && !info->addressed)
			info->buffer->panels = s->slot->panels;
	}
}
