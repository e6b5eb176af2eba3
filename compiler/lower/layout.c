/* layout.c - which parameters lie in panels of 16 columns, as the products that read them like it (DESIGN 5.9).
 *
 * Needs   the simplified functions of a model
 * Leaves  Slot.panels of parameters, and of training memory that goes with them element by element
 * Breaks  nothing: files, get and set stay row-major
 *
 * A parameter is moved into panels if every function reads it only as the right-hand side of products (plain or
 * transposed) and convolutions (and of their input's gradients), and element by element. Optimiser memory named after it follows, so that an update is one pass. */
#include "internal.h"

#include <string.h>

enum { PANEL = 16, LEAST_COLUMNS = 32, LEAST_ROWS = 16 };

typedef struct Use { bool possible; int64_t columns; } Use;       /* columns: of the matrix; 0: not known yet */

/* list is first, first + 1, ... */
static bool is_run(const int64_t *list, size_t n, int64_t first)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] != first + (int64_t)i)
			return false;
	return true;
}

static int64_t product(const Type *t, uint32_t from, uint32_t to)
{
	int64_t n = 1;
	for (uint32_t i = from; i < to; i++)
		n *= t->dim[i].size;
	return n;
}

/* As operand `in` of a product: contracting its first axes (plain) or its last ones (transposed). */
static void product_use(Use *u, const Node *dot, uint32_t in)
{
	const Type *t = &dot->in[in]->type;
	size_t batch, contract;
	node_attr(dot, (int)in, &batch);
	const int64_t *axes = node_attr(dot, 2 + (int)in, &contract);
	int64_t columns = 0;

	if (in == 1 && batch == 0 && contract > 0 && contract < t->rank) {
		if (is_run(axes, contract, 0))
			columns = product(t, (uint32_t)contract, t->rank);
		else if (is_run(axes, contract, (int64_t)t->rank - (int64_t)contract))
			columns = product(t, t->rank - (uint32_t)contract, t->rank);
	}
	if (!columns || (u->columns && u->columns != columns))
		u->possible = false;
	u->columns = columns;
}

/* As the kernel of a convolution: `columns` are its last axis, or its last two where groups lie before whole panels of channels. */
static void convolution_use(Use *u, const Node *conv, uint32_t in, int64_t columns)
{
	const Convolution c = convolution_of(conv);
	const Type *t = &conv->in[in]->type;
	const int64_t last = (int64_t)t->rank - 1, size = t->dim[last].size;
	const bool split = c.rhs.group == last - 1;

	u->possible &= in == 1 && (c.rhs.out == last || c.rhs.in == last) && size % PANEL == 0 &&
	               (split ? size * t->dim[last - 1].size : size) == columns && (!u->columns || u->columns == columns);
	u->columns = columns;
}

/* Seen in another shape, as a kernel in groups or, of one element, as a matrix: by nothing else, which might read it row by row. */
static void reshaped_use(Use *u, const Graph *g, const Node *reshape, int64_t columns)
{
	for (size_t j = reshape->id; j < g->nodes.n && u->possible; j++) {
		const Node *user = g->nodes.at[j];
		for (uint32_t i = 0; i < user->arity && u->possible; i++) {
			if (user->in[i] != reshape)
				continue;
			if (user->op == OP_convolution)
				convolution_use(u, user, i, columns);
			else if (user->op == OP_dot_general)
				product_use(u, user, i);
			else
				u->possible = false;
		}
	}
}

static void graph_uses(Use *u, const Graph *g, const Node *leaf);

/* What a loop or branch does with its operand i. A loop's carries and slices are copied and cut as they lie. */
static void body_use(Use *u, const Node *user, uint32_t i)
{
	const bool scan = user->op == OP_scan;
	if (scan ? i < scan_of(user).carries + scan_of(user).slices : i == 0) {
		u->possible = false;
		return;
	}
	for (uint32_t k = 0; k < user->bodies && u->possible; k++) {
		const Function *f = user->body[k]->f;
		const Node *leaf = f->inputs.at[scan ? i + 1 : i - 1].node;
		graph_uses(u, f->graph, leaf);
		for (size_t j = 0; j < f->outputs.n; j++)
			u->possible &= f->outputs.at[j].node != leaf;
	}
}

static void node_use(Use *u, const Graph *g, const Node *user, const Node *leaf)
{
	const int64_t columns = leaf->type.rank ? leaf->type.dim[leaf->type.rank - 1].size : 1;
	for (uint32_t i = 0; i < user->arity; i++) {
		if (user->in[i] != leaf)
			continue;
		if (user->bodies)
			body_use(u, user, i);
		else if (user->op == OP_dot_general)
			product_use(u, user, i);
		else if (user->op == OP_convolution)
			convolution_use(u, user, i, columns);
		else if (user->op == OP_reshape)
			reshaped_use(u, g, user, columns);
		else if (op_table[user->op].kind != KIND_MAP && (op_table[user->op].kind != KIND_REDUCE || node_is_alone(user)))
			u->possible = false;
	}
}

static void graph_uses(Use *u, const Graph *g, const Node *leaf)
{
	for (size_t j = leaf->id; j < g->nodes.n; j++)
		node_use(u, g, g->nodes.at[j], leaf);
}

/* A slot in a function: its leaf, and the nodes that read it. */
typedef struct Reader { const Node *node; struct Reader *next; } Reader;
typedef struct Place { const Node *leaf; Reader *readers; } Place;

static Place *place_of(const Model *m, Place *places, size_t f, const Node *leaf)
{
	if (!node_is_leaf(leaf) || leaf->op == OP_input || leaf->op == OP_constant)
		return NULL;
	const size_t slot = (size_t)node_attr_int(leaf, 0);
	return slot < m->slots.n ? &places[f * m->slots.n + slot] : NULL;
}

/* Of every function and slot, so that a model of many layers is walked once. */
static Place *find_places(const Model *m)
{
	Arena *a = &m->cc->arena;
	Place *places = NEW_ARRAY(a, Place, m->functions.n * m->slots.n + 1);
	for (size_t f = 0; f < m->functions.n; f++) {
		const Graph *g = m->functions.at[f]->graph;
		for (size_t j = 0; j < g->nodes.n; j++) {
			const Node *n = g->nodes.at[j];
			Place *p = place_of(m, places, f, n);
			if (p && !p->leaf)
				p->leaf = n;
			for (uint32_t i = 0; i < n->arity; i++) {
				p = place_of(m, places, f, n->in[i]);
				if (!p || p->leaf != n->in[i] || (p->readers && p->readers->node == n))
					continue;
				Reader *r = NEW(a, Reader);
				*r = (Reader){ n, p->readers };
				p->readers = r;
			}
		}
	}
	return places;
}

static Use slot_use(const Model *m, const Place *places, const Slot *s)
{
	Use u = { true, 0 };
	for (size_t i = 0; i < m->functions.n && u.possible; i++) {
		const Function *f = m->functions.at[i];
		const Place *p = &places[i * m->slots.n + s->index];
		for (const Reader *r = p->readers; r; r = r->next)
			node_use(&u, f->graph, r->node, p->leaf);
		for (size_t j = 0; p->leaf && j < f->outputs.n; j++)
			u.possible &= f->outputs.at[j].node != p->leaf;
		for (size_t j = 0; p->leaf && j < f->sets.n; j++)        /* a plain copy of one slot into another */
			u.possible &= f->sets.at[j].value != p->leaf;
	}
	return u;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n > m && s[n - m - 1] == '.' && strcmp(s + n - m, end) == 0;
}

static void lay_in_panels(Model *m, const Place *places, Slot *p, int64_t columns)
{
	p->panels = columns;
	for (size_t i = 0; i < m->slots.n; i++) {
		Slot *s = m->slots.at[i];
		if (s->kind == SLOT_TRAIN && type_equal(&s->type, &p->type) && ends_with(s->name, p->name)) {
			Use u = slot_use(m, places, s);
			if (u.possible && !u.columns)
				s->panels = columns;
		}
	}
}

void choose_layouts(Model *m)
{
	const Place *places = find_places(m);
	for (size_t i = 0; i < m->slots.n; i++) {
		Slot *s = m->slots.at[i];
		const Type *t = &s->type;
		if (s->kind != SLOT_PARAM || t->dtype != DT_F32 || t->rank < 2 || t->dim[t->rank - 1].size % PANEL)
			continue;
		Use u = slot_use(m, places, s);
		if (u.possible && u.columns >= LEAST_COLUMNS && type_elements(t) / u.columns >= LEAST_ROWS)
			lay_in_panels(m, places, s, u.columns);
	}
}

/* ---- positions ------------------------------------------------------------------------------------------- */

Index buffer_offset(Maker *k, const Buffer *b, const Index *pos)
{
	Index at = linear_offset(k, &b->type, pos), row, column, panel, lane;
	if (!b->panels)
		return at;
	if (!index_divide(k, at, b->panels, &row, &column) || !index_divide(k, column, PANEL, &panel, &lane))
		BUG("a place in panels that depends on data");
	int64_t rows = b->elements / b->panels;
	return index_add(k, index_add(k, index_scale(k, panel, rows * PANEL), index_scale(k, row, PANEL)), lane);
}

uint32_t axis_parts(Dim d, bool last, bool panels, Dim part[2])
{
	part[0] = d;
	if (!last || !panels || d.sym || d.size % PANEL || d.size == PANEL)
		return 1;
	part[0] = dim_const(d.size / PANEL);
	part[1] = dim_const(PANEL);
	return 2;
}

/* Reads n's operands, through maps that are done here, anything in panels? */
static bool reads_panels(Lowering *l, const Node *n)
{
	for (uint32_t i = 0; i < n->arity; i++) {
		const Node *in = n->in[i];
		const Info *info = &l->info[in->id];
		if (node_is_leaf(in) ? leaf_buffer(l, in)->panels != 0 : info->buffer && info->buffer->panels)
			return true;
		if (info->redo && reads_panels(l, in))
			return true;
	}
	return false;
}

bool touches_panels(Lowering *l, const Region *r)
{
	for (size_t i = 0; i < r->members.n; i++) {
		const Node *n = r->members.at[i];
		const Info *info = &l->info[n->id];
		if ((info->stored && info->buffer && info->buffer->panels) || reads_panels(l, n))
			return true;
	}
	return false;
}
