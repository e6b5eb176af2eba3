/* model_hash.c - the two identities of a model (API: SIGNATURE and GRAPH).
 *
 * Both are the same on every machine, and change with neither lines, node ids, nor the order in which slots and functions
 * were declared: parts are hashed by themselves and added. */
#include "rules.h"

#include <string.h>

static uint64_t add_word(uint64_t h, uint64_t v)
{
	unsigned char bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(v >> (8 * i));
	return hash_bytes(bytes, sizeof bytes, h);
}

static uint64_t add_string(uint64_t h, const char *s)
{
	return hash_bytes(s, strlen(s), h);
}

static uint64_t add_symbol(uint64_t h, const Model *m, uint32_t sym)
{
	if (!sym)
		return add_word(h, 0);
	const Symbol *s = &m->symbols.at[sym - 1];
	h = add_word(add_string(h, s->name), (uint64_t)s->max);
	return s->kind == SYMBOL_GIVEN ? h : add_word(h, (uint64_t)s->kind);
}

static uint64_t add_type(uint64_t h, const Model *m, const Type *t)
{
	h = add_word(add_word(h, (uint64_t)t->dtype), t->rank);
	for (uint32_t i = 0; i < t->rank; i++)
		h = add_symbol(add_word(h, (uint64_t)t->dim[i].size), m, t->dim[i].sym);
	return h;
}

static uint64_t slot_hash(const Model *m, const Slot *s)
{
	return add_type(add_string(add_word(0, (uint64_t)s->kind), s->name), m, &s->type);
}

/* What is in weight files: params and buffers. */
uint64_t model_signature(const Model *m)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < m->slots.n; i++)
		if (m->slots.at[i]->kind == SLOT_PARAM || m->slots.at[i]->kind == SLOT_BUFFER)
			sum += slot_hash(m, m->slots.at[i]);
	return add_word(UINT64_C(0x5349474e), sum);
}

/* Slots and symbols have numbers in attributes; their names are what counts. */
static uint64_t add_attrs(uint64_t h, const Model *m, const Node *n)
{
	switch (n->op) {
	case OP_param: case OP_buffer: case OP_state: case OP_train:
		return add_word(h, slot_hash(m, m->slots.at[n->attr[0]]));
	case OP_extent:
		return add_symbol(h, m, (uint32_t)n->attr[0]);
	case OP_scan: {
		const ScanParts s = scan_of(n);
		h = add_symbol(add_word(h, (uint64_t)s.length.size), m, s.length.sym);
		h = add_word(add_word(add_word(h, s.carries), s.slices), s.reverse);
		return add_word(add_word(h, s.stops), s.recompute);
	}
	case OP_slice: {
		uint32_t rank = n->type.rank;
		for (uint32_t i = 0; i < rank; i++)      /* a limit of a bounded extent: the result's type has its name */
			h = add_word(add_word(add_word(h, (uint64_t)n->attr[1 + i]), (uint64_t)n->type.dim[i].size),
			             (uint64_t)n->attr[3 + 2 * rank + i]);
		return h;
	}
	default:
		for (uint32_t i = 0; i < n->attr_count; i++)
			h = add_word(h, (uint64_t)n->attr[i]);
		return h;
	}
}

static uint64_t function_hash(const Model *m, const Function *f);

static uint64_t node_hash(const Model *m, const Node *n, const uint64_t *of)
{
	uint64_t h = add_string(0, op_table[n->op].name);
	h = add_attrs(add_type(h, m, &n->type), m, n);
	if (n->op == OP_input)
		h = add_string(h, n->name);
	if (n->data)
		h = hash_bytes(n->data, (size_t)type_elements(&n->type) * dtype_size(n->type.dtype), h);
	for (uint32_t i = 0; i < n->arity; i++)
		h = add_word(h, of[n->in[i]->id]);
	for (uint32_t i = 0; i < n->bodies; i++)
		h = add_word(h, function_hash(m, n->body[i]->f));
	return h;
}

static uint64_t function_hash(const Model *m, const Function *f)
{
	const Graph *g = f->graph;
	uint64_t *of = NEW_ARRAY(&m->cc->arena, uint64_t, g->nodes.n);
	for (size_t i = 0; i < g->nodes.n; i++)
		of[i] = node_hash(m, g->nodes.at[i], of);

	uint64_t h = add_string(add_word(1, (uint64_t)f->kind), f->name);
	h = add_string(h, f->group ? f->group : "");
	for (size_t i = 0; i < f->inputs.n; i++)
		h = add_type(add_word(add_string(h, f->inputs.at[i].name), f->inputs.at[i].seed), m, &f->inputs.at[i].type);
	for (size_t i = 0; i < f->outputs.n; i++)
		h = add_word(add_string(h, f->outputs.at[i].name), of[f->outputs.at[i].node->id]);
	uint64_t sets = 0;
	for (size_t i = 0; i < f->sets.n; i++)
		sets += add_word(slot_hash(m, f->sets.at[i].slot), of[f->sets.at[i].value->id]);
	return add_word(h, sets);
}

uint64_t model_graph_hash(const Model *m)
{
	uint64_t sum = model_signature(m);
	for (size_t i = 0; i < m->functions.n; i++)
		sum += function_hash(m, m->functions.at[i]);
	return add_word(UINT64_C(0x4752415048), sum);
}
