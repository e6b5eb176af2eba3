/* graph.c - nodes, each made once.
 *
 * A node's identity is (op, type, operands, attributes, constant bytes, replica, and an input's name). Making an equal
 * one again finds the first, so common subexpressions never exist twice, and a node's id is above its operands'. The
 * table is open addressing over ids, at most half full: making n nodes is linear in n. */
#include "rules.h"

#include <string.h>

enum { FIRST_TABLE = 64 };       /* a power of two */

Graph *graph_new(Model *m)
{
	Graph *g = NEW(&m->cc->arena, Graph);
	g->model = m;
	g->cc = m->cc;
	return g;
}

/* ---- attributes ---------------------------------------------------------------------------------- */

char attr_kind(Op op, int index, const char **name, size_t *length)
{
	const char *s = op_table[op].attrs;
	for (int i = 0; *s; i++) {
		size_t n = strcspn(s, ":");
		if (s[n] != ':' || !strchr("IAVLDH", s[n + 1]))
			BUG("ops.def: attributes of %s: \"%s\"", op_table[op].name, op_table[op].attrs);
		if (i == index) {
			if (name) {
				*name = s;
				*length = n;
			}
			return s[n + 1];
		}
		s += n + 2;
		s += strspn(s, " ");
	}
	return '\0';
}

/* Words of an attribute that begins at `attr`, its count included. */
static size_t attr_words(char kind, const int64_t *attr)
{
	switch (kind) {
	case 'V': case 'L': return 1 + (size_t)attr[0];
	case 'D': return 1 + 2 * (size_t)attr[0];
	default: return 1;
	}
}

const int64_t *attr_at(Op op, const int64_t *attr, int index, size_t *count)
{
	char kind;
	for (int i = 0; (kind = attr_kind(op, i, NULL, NULL)) != '\0'; i++) {
		if (i == index) {
			bool list = kind == 'V' || kind == 'L' || kind == 'D';
			if (count)
				*count = list ? (size_t)attr[0] : 1;
			return list ? attr + 1 : attr;
		}
		attr += attr_words(kind, attr);
	}
	BUG("%s has no attribute %d", op_table[op].name, index);
}

bool attr_well_formed(Op op, const int64_t *attr, size_t attr_count)
{
	size_t used = 0;
	char kind;
	for (int i = 0; (kind = attr_kind(op, i, NULL, NULL)) != '\0'; i++) {
		if (used >= attr_count)
			return false;
		bool list = kind == 'V' || kind == 'L' || kind == 'D';
		if (list && (attr[used] < 0 || (uint64_t)attr[used] > attr_count))
			return false;
		used += attr_words(kind, attr + used);
	}
	return used == attr_count;
}

const int64_t *node_attr(const Node *n, int index, size_t *count)
{
	return attr_at(n->op, n->attr, index, count);
}

int64_t node_attr_int(const Node *n, int index)
{
	return *attr_at(n->op, n->attr, index, NULL);
}

/* ---- identity --------------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 29);
}

static size_t data_size(const Type *t)
{
	return (size_t)type_elements(t) * dtype_size(t->dtype);
}

static uint64_t recipe_hash(const Recipe *r, const Type *t)
{
	uint64_t h = mix((uint64_t)r->op, (uint64_t)t->dtype << 8 | t->rank);
	for (uint32_t i = 0; i < t->rank; i++)
		h = mix(mix(h, (uint64_t)t->dim[i].size), t->dim[i].sym);
	for (size_t i = 0; i < r->arity; i++)
		h = mix(h, r->in[i]->id);
	for (size_t i = 0; i < r->attr_count; i++)
		h = mix(h, (uint64_t)r->attr[i]);
	if (r->data)
		h = mix(h, hash_bytes(r->data, data_size(t), 0));
	if (r->op == OP_input)
		h = mix(h, hash_string(r->name));
	for (size_t i = 0; i < r->bodies; i++)
		h = mix(h, r->body[i]->hash);
	h = mix(h, r->replica);
	return h ^ (h >> 32);
}

static bool recipe_is(const Recipe *r, const Type *t, const Node *n)
{
	if (r->op != n->op || r->arity != n->arity || r->attr_count != n->attr_count || r->replica != n->replica ||
	    r->bodies != n->bodies || !type_equal(t, &n->type))
		return false;
	for (size_t i = 0; i < r->bodies; i++)
		if (!body_equal(r->body[i], n->body[i]))
			return false;
	for (size_t i = 0; i < r->arity; i++)
		if (r->in[i] != n->in[i])
			return false;
	for (size_t i = 0; i < r->attr_count; i++)
		if (r->attr[i] != n->attr[i])
			return false;
	if (r->data && r->data != n->data && memcmp(r->data, n->data, data_size(t)) != 0)
		return false;
	return r->op != OP_input || strcmp(r->name, n->name) == 0;
}

/* A node read back as the recipe that makes it. */
static Recipe recipe_of(Graph *g, const Node *n, Node *const *in)
{
	return (Recipe){ .g = g, .op = n->op, .stated = &n->type, .in = in, .arity = n->arity, .attr = n->attr,
	                 .attr_count = n->attr_count, .data = n->data, .name = n->name, .replica = n->replica,
	                 .body = n->body, .bodies = n->bodies };
}

static void table_insert(Graph *g, uint64_t hash, uint32_t id)
{
	size_t mask = g->table_cap - 1, i = (size_t)hash & mask;
	while (g->table[i])
		i = (i + 1) & mask;
	g->table[i] = id + 1;
}

static void table_fill(Graph *g)
{
	for (size_t i = 0; i < g->nodes.n; i++) {
		Recipe r = recipe_of(g, g->nodes.at[i], g->nodes.at[i]->in);
		table_insert(g, recipe_hash(&r, r.stated), (uint32_t)i);
	}
}

static void table_grow(Graph *g)
{
	g->table_cap = g->table_cap ? g->table_cap * 2 : FIRST_TABLE;
	g->table = NEW_ARRAY(&g->cc->arena, uint32_t, g->table_cap);
	table_fill(g);
}

void graph_keep(Graph *g, const bool *live)
{
	size_t n = 0;
	for (size_t i = 0; i < g->nodes.n; i++)
		if (live[i]) {
			g->nodes.at[n] = g->nodes.at[i];
			g->nodes.at[n]->id = (uint32_t)n;
			n++;
		}
	g->nodes.n = n;
	if (g->table_cap)
		memset(g->table, 0, g->table_cap * sizeof *g->table);
	table_fill(g);
}

/* ---- making ------------------------------------------------------------------------------------------- */

static Node *append(const Recipe *r, const Type *t)
{
	Graph *g = r->g;
	Arena *a = &g->cc->arena;
	if (g->nodes.n >= UINT32_MAX - 1)
		BUG("more than 2^32 nodes");
	Node *n = NEW(a, Node);
	n->id = (uint32_t)g->nodes.n;
	n->op = r->op;
	n->type = *t;
	n->arity = (uint32_t)r->arity;
	n->replica = r->replica;
	n->attr_count = (uint32_t)r->attr_count;
	n->in = NEW_ARRAY(a, Node *, r->arity);
	for (size_t i = 0; i < r->arity; i++)
		n->in[i] = r->in[i];
	n->attr = arena_copy(a, r->attr, r->attr_count * sizeof *r->attr);
	n->data = r->data ? arena_copy(a, r->data, data_size(t)) : NULL;
	n->name = r->name ? arena_strdup(a, r->name) : NULL;
	n->bodies = (uint32_t)r->bodies;
	n->body = arena_copy(a, r->body, r->bodies * sizeof *r->body);
	n->loc = g->here;
	vec_push(a, g->nodes, n);
	return n;
}

static Node *intern(const Recipe *r, const Type *t)
{
	Graph *g = r->g;
	if ((g->nodes.n + 1) * 2 > g->table_cap)
		table_grow(g);
	uint64_t hash = recipe_hash(r, t);
	size_t mask = g->table_cap - 1;
	for (size_t i = (size_t)hash & mask; g->table[i]; i = (i + 1) & mask)
		if (recipe_is(r, t, g->nodes.at[g->table[i] - 1]))
			return g->nodes.at[g->table[i] - 1];
	Node *n = append(r, t);
	table_insert(g, hash, n->id);
	return n;
}

Node *recipe_make(const Recipe *r)
{
	for (size_t i = 0; i < r->arity; i++)
		if (r->in[i]->id >= r->g->nodes.n || r->g->nodes.at[r->in[i]->id] != r->in[i])
			BUG("%s: operand %zu is of another graph", op_table[r->op].name, i + 1);
	Type t = recipe_type(r);
	return intern(r, &t);
}

static bool is_slot_leaf(Op op)
{
	return op == OP_param || op == OP_buffer || op == OP_state || op == OP_train;
}

Node *node_make(Graph *g, Op op, const Type *type, Node *const *in, size_t arity, const int64_t *attr, size_t attr_count)
{
	Recipe r = { .g = g, .op = op, .stated = type, .in = in, .arity = arity, .attr = attr, .attr_count = attr_count };
	if (is_slot_leaf(op) && attr_count == 1 && (uint64_t)attr[0] < g->model->slots.n)
		r.name = g->model->slots.at[attr[0]]->name;
	if (op == OP_input || op == OP_constant)
		BUG("%s is made by node_%s", op_table[op].name, op_table[op].name);
	return recipe_make(&r);
}

Node *node_constant(Graph *g, const Type *type, const void *data)
{
	Recipe r = { .g = g, .op = OP_constant, .stated = type, .data = data };
	return recipe_make(&r);
}

Node *node_input(Graph *g, const Type *type, int64_t index, const char *name)
{
	Recipe r = { .g = g, .op = OP_input, .stated = type, .attr = &index, .attr_count = 1, .name = name };
	return recipe_make(&r);
}

Node *node_replica(Graph *g, const Node *n, Node *const *in, uint32_t replica)
{
	Recipe r = recipe_of(g, n, in);
	Loc here = g->here;
	r.replica = replica;
	g->here = n->loc;
	g->here.backward |= here.backward;
	Node *made = recipe_make(&r);
	g->here = here;
	return made;
}

Node *node_like(Graph *g, const Node *n, Node *const *in)
{
	return node_replica(g, n, in, n->replica);
}
