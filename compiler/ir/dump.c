/* dump.c - a graph as Lua that the front end loads again. The grammar is in README.md.
 *
 * Stable: what is printed depends on the graph and its script lines, never on addresses or on the order of hashing. */
#include "rules.h"

#include <math.h>
#include <string.h>

enum { INLINE_ELEMENTS = 16, CODE_COLUMN = 76, TYPE_COLUMN = 20 };

typedef struct Dump {
	const Model *m;
	Arena *arena;
	Text *out;
	const Function *f;
	const char **local;              /* by symbol: the Lua local that stands for it in this function; NULL: not used */
} Dump;

/* ---- small things ------------------------------------------------------------------------------------ */

static void add_quoted(Text *t, const char *s)
{
	text_char(t, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c == '"' || c == '\\')
			text_add(t, "\\%c", c);
		else if (c < ' ' || c == 127)
			text_add(t, "\\%03u", c);
		else
			text_char(t, (char)c);
	}
	text_char(t, '"');
}

static const char *quoted(const Dump *d, const char *s)
{
	Text t = text_new(d->arena);
	add_quoted(&t, s);
	return text_str(&t);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static void add_extent(const Dump *d, Text *t, Dim dim)
{
	if (!dim.sym) {
		text_add(t, "%lld", (long long)dim.size);
		return;
	}
	int64_t factor = dim.size / d->m->symbols.at[dim.sym - 1].max;
	text_add(t, "%s", d->local[dim.sym]);
	if (factor != 1)
		text_add(t, "*%lld", (long long)factor);
}

static void add_type(const Dump *d, Text *t, const Type *type)
{
	text_add(t, "ir.type(\"%s\", {", dtype_name(type->dtype));
	for (uint32_t i = 0; i < type->rank; i++) {
		text_add(t, i ? ", " : "");
		add_extent(d, t, type->dim[i]);
	}
	text_add(t, "})");
}

/* ---- locals for bounded dimensions ----------------------------------------------------------------------- */

static bool is_lua_name(const char *s)
{
	static const char *const taken[] = { "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if",
		"in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while", "t", "m", "ir" };
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
	if (!*s || strspn(s, letters) != strlen(s) || strchr("0123456789", *s))
		return false;
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (strcmp(s, taken[i]) == 0)
			return false;
	return true;
}

static bool is_free_local(const Dump *d, const char *name)
{
	for (size_t i = 1; i <= d->m->symbols.n; i++)
		if (d->local[i] && strcmp(d->local[i], name) == 0)
			return false;
	return true;
}

static void use_symbol(const Dump *d, uint32_t sym)
{
	if (!sym || d->local[sym])
		return;
	use_symbol(d, d->m->symbols.at[sym - 1].of);
	const char *name = d->m->symbols.at[sym - 1].name;
	for (int k = 1; !is_lua_name(name) || !is_free_local(d, name); k++)
		name = arena_printf(d->arena, "dim_%d", k);
	d->local[sym] = name;
	const Symbol *s = &d->m->symbols.at[sym - 1];
	if (s->kind == SYMBOL_GIVEN)
		text_add(d->out, "  local %s = ir.dim(%s, %lld)\n", name, quoted(d, s->name), (long long)s->max);
	else if (s->kind == SYMBOL_BLOCKS)
		text_add(d->out, "  local %s = ir.blocks(%s, %lld)\n", name, d->local[s->of], (long long)s->by);
	else
		text_add(d->out, "  local %s = ir.upto(%s)\n", name, d->local[s->of]);
}

/* Declares the symbols of every type, and of extents, in order of first use. A slice's limit is in its type. */
static void declare_dims(const Dump *d, const Graph *g)
{
	for (size_t i = 0; i < g->nodes.n; i++) {
		const Node *n = g->nodes.at[i];
		for (uint32_t k = 0; k < n->type.rank; k++)
			use_symbol(d, n->type.dim[k].sym);
		if (n->op == OP_extent)
			use_symbol(d, (uint32_t)n->attr[0]);
		if (n->op == OP_scan)
			use_symbol(d, scan_of(n).length.sym);
		for (uint32_t k = 0; k < n->bodies; k++)
			declare_dims(d, n->body[k]->f->graph);
	}
}

/* ---- constants ---------------------------------------------------------------------------------------------- */

static void add_float(Text *t, const unsigned char *at)
{
	float v;
	uint32_t bits;
	char text[32];
	memcpy(&v, at, sizeof v);
	memcpy(&bits, at, sizeof bits);
	if (isnan(v)) {
		if (bits == 0x7fc00000)
			text_add(t, "ir.nan");
		else
			text_add(t, "ir.bits(0x%08x)", bits);
	} else if (isinf(v)) {
		text_add(t, v > 0 ? "ir.inf" : "-ir.inf");
	} else {
		float_text(text, v);
		text_add(t, "%s", text);
	}
}

static void add_element(Text *t, const Node *n, int64_t i)
{
	const unsigned char *at = (const unsigned char *)n->data + (size_t)i * dtype_size(n->type.dtype);
	if (n->type.dtype == DT_F32)
		add_float(t, at);
	else if (n->type.dtype == DT_BOOL)
		text_add(t, *at ? "true" : "false");
	else
		text_add(t, "%lld", (long long)constant_element(n, i));
}

static bool is_blob(const Node *n)
{
	return n->op == OP_constant && type_elements(&n->type) > INLINE_ELEMENTS;
}

static size_t constant_size(const Node *n)
{
	return (size_t)type_elements(&n->type) * dtype_size(n->type.dtype);
}

static const char *blob_name(Arena *a, const Node *n)
{
	return arena_printf(a, "%016llx", (unsigned long long)hash_bytes(n->data, constant_size(n), 0));
}

static void add_constant(const Dump *d, Text *t, const Node *n)
{
	text_add(t, "ir.constant(");
	add_type(d, t, &n->type);
	text_add(t, ", ");
	if (is_blob(n)) {
		text_add(t, "ir.blob(\"%s\")", blob_name(d->arena, n));
	} else if (n->type.rank == 0) {
		add_element(t, n, 0);
	} else {
		text_char(t, '{');
		for (int64_t i = 0; i < type_elements(&n->type); i++) {
			text_add(t, i ? ", " : "");
			add_element(t, n, i);
		}
		text_char(t, '}');
	}
	text_char(t, ')');
}

/* ---- nodes ---------------------------------------------------------------------------------------------------- */

static void add_item(const Dump *d, Text *t, const Node *n, char kind, int attr, int64_t value)
{
	if (n->op == OP_slice && attr == 1 && value < SLICE_WHOLE)
		text_add(t, "%s", d->local[SLICE_WHOLE - value]);
	else if (kind == 'H')
		text_add(t, "\"%016llx\"", (unsigned long long)value);
	else
		text_add(t, "%lld", (long long)value + (kind == 'A' || kind == 'V'));
}

static void add_attr(const Dump *d, Text *t, const Node *n, int index, char kind)
{
	size_t count;
	const int64_t *item = node_attr(n, index, &count);
	if (kind == 'I' || kind == 'A' || kind == 'H') {
		add_item(d, t, n, kind, index, *item);
		return;
	}
	text_char(t, '{');
	for (size_t i = 0; i < count; i++) {
		text_add(t, i ? ", " : "");
		if (kind == 'D')
			add_extent(d, t, (Dim){ .size = item[2 * i], .sym = (uint32_t)item[2 * i + 1] });
		else
			add_item(d, t, n, kind, index, item[i]);
	}
	text_char(t, '}');
}

/* Is the result's type stated, and so printed? (Those of leaves that are not here are printed in their own way.) */
static bool is_stated(Op op)
{
	return op == OP_iota || op == OP_rng_bits || op == OP_reshape || op == OP_broadcast_in_dim || op == OP_convert ||
	       op == OP_bitcast;
}

static const char *node_code(const Dump *d, const Node *n);

/* A function of its own inside the call: its locals hide the outer ones, which it does not need. */
static void add_body(const Dump *outer, Text *t, const Function *f)
{
	Dump d = *outer;
	d.f = f;
	text_add(t, "ir.body(function()\n  local t = {}\n");
	for (size_t i = 0; i < f->graph->nodes.n; i++) {
		const Node *n = f->graph->nodes.at[i];
		text_add(t, "%s  -- %s\n", node_code(&d, n), type_text(d.m, &n->type));
	}
	text_add(t, "  return {");
	for (size_t i = 0; i < f->outputs.n; i++)
		text_add(t, "%s{%s, t[%u]}", i ? ", " : "", quoted(&d, f->outputs.at[i].name), f->outputs.at[i].node->id);
	text_add(t, "}\n  end)");
}

static void add_call(const Dump *d, Text *t, const Node *n)
{
	const char *separator = "", *name;
	size_t length;
	char kind;
	if (n->replica)
		text_add(t, "ir.replica(%u).%s(", n->replica, op_table[n->op].name);
	else
		text_add(t, "ir.%s(", op_table[n->op].name);
	for (uint32_t i = 0; i < n->arity; i++, separator = ", ")
		text_add(t, "%st[%u]", separator, n->in[i]->id);
	for (int i = 0; (kind = attr_kind(n->op, i, &name, &length)) != '\0'; i++, separator = ", ") {
		text_add(t, "%s%s%.*s = ", separator, i ? "" : "{", (int)length, name);
		add_attr(d, t, n, i, kind);
	}
	if (op_table[n->op].attrs[0])
		text_char(t, '}');
	if (is_stated(n->op)) {
		text_add(t, "%s", separator);
		add_type(d, t, &n->type);
	}
	for (uint32_t i = 0; i < n->bodies; i++, separator = ", ") {
		text_add(t, "%s", separator);
		add_body(d, t, n->body[i]->f);
	}
	text_char(t, ')');
}

static void add_input(const Dump *d, Text *t, const Node *n)
{
	int64_t k = node_attr_int(n, 0);
	text_add(t, "ir.input(");
	add_quoted(t, n->name);
	text_add(t, ", ");
	if (k >= 0 && d->f->inputs.at[k].seed)
		text_add(t, "ir.seed");
	else
		add_type(d, t, &n->type);
	text_add(t, ", %lld)", (long long)k + 1);
}

static const char *node_code(const Dump *d, const Node *n)
{
	Text t = text_new(d->arena);
	text_add(&t, "  t[%u] = ", n->id);
	switch (n->op) {
	case OP_input:
		add_input(d, &t, n);
		break;
	case OP_param: case OP_buffer: case OP_state: case OP_train:
		text_add(&t, "ir.%s(", op_table[n->op].name);
		add_quoted(&t, n->name);
		text_char(&t, ')');
		break;
	case OP_constant:
		add_constant(d, &t, n);
		break;
	case OP_extent:
		text_add(&t, "ir.extent(%s)", d->local[n->attr[0]]);
		break;
	default:
		add_call(d, &t, n);
	}
	return text_str(&t);
}

/* The longest text within a limit: columns are as wide as most lines need. */
static int column(int width, const char *text, int limit)
{
	size_t n = strlen(text);
	return n > (size_t)width && n <= (size_t)limit ? (int)n : width;
}

static void add_nodes(const Dump *d)
{
	const Graph *g = d->f->graph;
	const char **code = NEW_ARRAY(d->arena, const char *, g->nodes.n), **type = NEW_ARRAY(d->arena, const char *, g->nodes.n);
	int code_width = 0, type_width = 0;
	for (size_t i = 0; i < g->nodes.n; i++) {
		code[i] = node_code(d, g->nodes.at[i]);
		type[i] = type_text(d->m, &g->nodes.at[i]->type);
		code_width = column(code_width, code[i], CODE_COLUMN);
		type_width = column(type_width, type[i], TYPE_COLUMN);
	}
	for (size_t i = 0; i < g->nodes.n; i++) {
		Loc loc = g->nodes.at[i]->loc;
		if (loc.file)
			text_add(d->out, "%-*s  -- %-*s  %s:%d\n", code_width, code[i], type_width, type[i], base_name(loc.file), loc.line);
		else
			text_add(d->out, "%-*s  -- %s\n", code_width, code[i], type[i]);
	}
}

/* ---- functions and models ---------------------------------------------------------------------------------------- */

static void add_results(const Dump *d)
{
	const Function *f = d->f;
	text_add(d->out, "  return {\n");
	if (f->group)
		text_add(d->out, "    group = %s,\n", quoted(d, f->group));
	text_add(d->out, f->outputs.n ? "    outputs = {\n" : "    outputs = {},\n");
	for (size_t i = 0; i < f->outputs.n; i++)
		text_add(d->out, "      {%s, t[%u]},\n", quoted(d, f->outputs.at[i].name), f->outputs.at[i].node->id);
	if (f->outputs.n)
		text_add(d->out, "    },\n");
	text_add(d->out, f->sets.n ? "    sets = {\n" : "    sets = {},\n");
	for (size_t i = 0; i < f->sets.n; i++)
		text_add(d->out, "      {\"%s\", %s, t[%u]},\n", slot_kind_name(f->sets.at[i].slot->kind),
		         quoted(d, f->sets.at[i].slot->name), f->sets.at[i].value->id);
	if (f->sets.n)
		text_add(d->out, "    },\n");
	text_add(d->out, "  }\n");
}

static void add_function(Dump *d, const Function *f)
{
	d->f = f;
	d->local = NEW_ARRAY(d->arena, const char *, d->m->symbols.n + 1);
	text_add(d->out, "m:func(%s, \"%s\", function()\n", quoted(d, f->name), function_kind_name(f->kind));
	declare_dims(d, f->graph);
	text_add(d->out, "  local t = {}\n");
	add_nodes(d);
	add_results(d);
	text_add(d->out, "end)\n");
}

static void add_slot(const Dump *d, const Slot *s)
{
	text_add(d->out, "m:slot(\"%s\", %s, ", slot_kind_name(s->kind), quoted(d, s->name));
	add_type(d, d->out, &s->type);
	if (s->kind == SLOT_PARAM)
		text_add(d->out, ", %s", s->trainable ? "true" : "false");
	else if (s->group)
		text_add(d->out, ", %s", quoted(d, s->group));
	text_add(d->out, ")\n");
}

static Dump begin(const Model *m, Text *out)
{
	Dump d = { .m = m, .arena = &m->cc->arena, .out = out };
	text_add(out, "local ir = require \"crescent.ir\"\nlocal m = ir.model(%s)\n", quoted(&d, m->name));
	return d;
}

static bool *slots_used(const Function *f)
{
	const Graph *g = f->graph;
	bool *used = NEW_ARRAY(&g->cc->arena, bool, g->model->slots.n + 1);
	for (size_t i = 0; i < g->nodes.n; i++) {
		const Node *n = g->nodes.at[i];
		if (n->op == OP_param || n->op == OP_buffer || n->op == OP_state || n->op == OP_train)
			used[n->attr[0]] = true;
	}
	for (size_t i = 0; i < f->sets.n; i++)
		used[f->sets.at[i].slot->index] = true;
	return used;
}

void function_dump(const Function *f, Text *out)
{
	const Model *m = f->graph->model;
	const bool *used = slots_used(f);
	Dump d = begin(m, out);
	for (size_t i = 0; i < m->slots.n; i++)
		if (used[i])
			add_slot(&d, m->slots.at[i]);
	add_function(&d, f);
}

void model_dump(const Model *m, Text *out)
{
	Dump d = begin(m, out);
	for (size_t i = 0; i < m->slots.n; i++)
		add_slot(&d, m->slots.at[i]);
	for (size_t i = 0; i < m->functions.n; i++) {
		text_char(out, '\n');
		add_function(&d, m->functions.at[i]);
	}
}

static void graph_blobs(const Graph *g, Map *seen, BlobSink *sink, void *context)
{
	for (size_t k = 0; k < g->nodes.n; k++) {
		Node *n = g->nodes.at[k];
		for (uint32_t i = 0; i < n->bodies; i++)
			graph_blobs(n->body[i]->f->graph, seen, sink, context);
		const char *name = is_blob(n) ? blob_name(&g->cc->arena, n) : NULL;
		if (!name || map_get(seen, name))
			continue;
		map_put(seen, name, n);
		sink(context, name, n->data, constant_size(n));
	}
}

void model_blobs(const Model *m, BlobSink *sink, void *context)
{
	Map seen = map_new(&m->cc->arena);
	for (size_t i = 0; i < m->functions.n; i++)
		graph_blobs(m->functions.at[i]->graph, &seen, sink, context);
}
