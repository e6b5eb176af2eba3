/* tensor.c - tensors as Lua values: what they stand for, numbers that adapt to them, broadcasting, operators.
 *
 * A tensor value is a node of one trace, or something read where it is used: a slot, a cr.hyper, the run's length. */
#include "binding.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define TENSOR "crescent.tensor"

/* ---- model errors as Lua errors ----------------------------------------------------------------------------- */

void guarded(lua_State *L, Guarded work, void *arguments)
{
	Script *s = script_of(L);
	s->trace->graph->here = where(L);
	jmp_buf jump;
	jmp_buf *outer = s->cc->caught;
	s->cc->caught = &jump;
	if (setjmp(jump) == 0) {
		work(s, arguments);
		s->cc->caught = outer;
		return;
	}
	s->cc->caught = outer;
	s->trace->graph->called = NULL;
	Diagnostic d = s->cc->error;
	const char *layer = where_layer(L);
	if (layer)
		d.detail = d.detail ? arena_printf(&s->cc->arena, "%s\n%s", layer, d.detail) : layer;
	push_error(L, &d);
	lua_error(L);
}

typedef struct Making {
	Op op;
	const Type *type;
	Node *const *in;
	size_t arity;
	const int64_t *attr;
	size_t attr_count;
	Node *made;
} Making;

static void do_make(Script *s, void *p)
{
	Making *m = p;
	m->made = node_make(s->trace->graph, m->op, m->type, m->in, m->arity, m->attr, m->attr_count);
}

Node *make(lua_State *L, Op op, const Type *type, Node *const *in, size_t arity, const int64_t *attr, size_t attr_count)
{
	Making m = { op, type, in, arity, attr, attr_count, NULL };
	guarded(L, do_make, &m);
	return m.made;
}

/* ---- values ---------------------------------------------------------------------------------------------------- */

Tensor *to_tensor(lua_State *L, int index)
{
	return luaL_testudata(L, index, TENSOR);
}

Tensor *push_tensor(lua_State *L, TensorKind kind)
{
	Tensor *t = lua_newuserdatauv(L, sizeof *t, 0);
	memset(t, 0, sizeof *t);
	t->kind = kind;
	luaL_setmetatable(L, TENSOR);
	return t;
}

void push_node(lua_State *L, Node *n)
{
	Tensor *t = push_tensor(L, TENSOR_NODE);
	t->node = n;
	t->trace = script_of(L)->trace;
}

/* Copies what a constant of the file's trace stands on into the running graph. */
typedef struct Import { Node *from; Node *made; } Import;

static void do_import(Script *s, void *p)
{
	Import *import = p;
	Trace *t = s->trace;
	Arena *a = &s->cc->arena;
	const Graph *file = s->file.graph;
	while (t->imported.n < file->nodes.n)
		vec_push(a, t->imported, (Node *)NULL);
	/* operands have smaller ids: mark downwards, copy upwards */
	bool *wanted = NEW_ARRAY(a, bool, file->nodes.n);
	wanted[import->from->id] = true;
	for (uint32_t id = import->from->id + 1; id-- > 0;)
		for (uint32_t i = 0; wanted[id] && i < file->nodes.at[id]->arity; i++)
			wanted[file->nodes.at[id]->in[i]->id] = true;
	for (uint32_t id = 0; id <= import->from->id; id++) {
		Node *n = file->nodes.at[id];
		if (!wanted[id] || t->imported.at[id])
			continue;
		Node **in = NEW_ARRAY(a, Node *, n->arity);
		for (uint32_t i = 0; i < n->arity; i++)
			in[i] = t->imported.at[n->in[i]->id];
		t->imported.at[id] = node_like(t->graph, n, in);
	}
	import->made = t->imported.at[import->from->id];
}

static Node *node_of(lua_State *L, Tensor *t, const char *what)
{
	Script *s = script_of(L);
	if (t->kind == TENSOR_SLOT)
		return slot_value(L, t->slot);
	if (t->kind == TENSOR_HYPER)
		return slot_value(L, hyper_slot(L, t->hyper));
	if (t->kind == TENSOR_TOTAL) {
		Type scalar = type_scalar(DT_F32);
		return slot_value(L, train_slot(L, "total_steps", &scalar));
	}
	if (t->trace == s->trace)
		return t->node;
	if (trace_encloses(t->trace, s->trace))
		return capture(L, s->trace, t->trace, t->node);
	if (t->trace == &s->file) {
		if (t->node->id < s->trace->imported.n && s->trace->imported.at[t->node->id])
			return s->trace->imported.at[t->node->id];
		Import import = { t->node, NULL };
		guarded(L, do_import, &import);
		return import.made;
	}
	fail(L, "%s: a tensor of %s is used in %s; a tensor of the same function expected; found %s made at %s:%d", what,
	     t->trace->what, s->trace->what, type_text(s->model, &t->node->type), t->node->loc.file, t->node->loc.line);
}

/* The type, without making a leaf. */
static Type type_of(Tensor *t)
{
	return t->kind == TENSOR_NODE ? t->node->type : t->kind == TENSOR_SLOT ? t->slot->type : type_scalar(DT_F32);
}

Node *check_node(lua_State *L, int index, const char *what)
{
	Tensor *t = to_tensor(L, index);
	if (t)
		return node_of(L, t, what);
	if (lua_type(L, index) == LUA_TBOOLEAN)
		fail(L, "%s: a tensor expected; found the Lua boolean %s\n'==' on tensors compares identities in Lua: write cr.equal(x, 0)",
		     what, lua_toboolean(L, index) ? "true" : "false");
	fail(L, "%s: a tensor expected; found %s", what, lua_type(L, index) <= LUA_TNIL ? "nothing" : lua_type(L, index) == LUA_TNUMBER
	     ? lua_pushfstring(L, "the number %s", push_text(L, index)) : luaL_typename(L, index));
}

/* ---- numbers that adapt -------------------------------------------------------------------------------------------- */

typedef struct Scalar { DType d; double value; Node *made; } Scalar;

static void do_scalar(Script *s, void *p)
{
	Scalar *scalar = p;
	scalar->made = node_scalar(s->trace->graph, scalar->d, scalar->value);
}

static void check_range(lua_State *L, int index, DType d, const char *what)
{
	if (d == DT_F32)
		return;
	bool is_signed = d == DT_I32 || d == DT_I16 || d == DT_I8;
	int bits = 8 * (int)dtype_size(d);
	lua_Integer v = lua_tointeger(L, index), high = ((lua_Integer)1 << (is_signed ? bits - 1 : bits)) - 1, low = is_signed ? -high - 1 : 0;
	if (v < low || v > high)
		fail(L, "%s: a number for %s; an integer from %lld to %lld expected; found %lld", what, dtype_name(d), (long long)low,
		     (long long)high, (long long)v);
}

static Node *adapt_number(lua_State *L, int index, DType d, const char *what)
{
	double v = lua_tonumber(L, index);
	if (d == DT_BOOL)
		fail(L, "%s: a number with a bool tensor; a bool tensor expected; found %s\nmake one: cr.greater(x, 0)", what, push_text(L, index));
	if (d != DT_F32 && !lua_isinteger(L, index))
		fail(L, "%s: a fraction with an %s tensor; an integer, or cr.convert(x, \"f32\"), expected; found %s", what, dtype_name(d),
		     push_text(L, index));
	if (d == DT_F32 && v - v == 0 && (v > (double)FLT_MAX || v < -(double)FLT_MAX))
		fail(L, "%s: a number that f32 holds expected; found %s", what, push_text(L, index));
	check_range(L, index, d, what);
	Scalar scalar = { d, v, NULL };
	guarded(L, do_scalar, &scalar);
	return scalar.made;
}

Node *check_operand(lua_State *L, int index, DType d, const char *what)
{
	return lua_type(L, index) == LUA_TNUMBER ? adapt_number(L, index, d, what) : check_node(L, index, what);
}

/* ---- broadcasting --------------------------------------------------------------------------------------------------- */

static Type common_shape(lua_State *L, Node *const *in, int n, const char *what)
{
	Type t = { .dtype = DT_F32 };
	for (int i = 0; i < n; i++)
		if (in[i]->type.rank > t.rank)
			t.rank = in[i]->type.rank;
	for (uint32_t k = 0; k < t.rank; k++) {
		uint32_t axis = t.rank - 1 - k;
		t.dim[axis] = dim_const(1);
		for (int i = 0; i < n; i++) {
			if (k >= in[i]->type.rank)
				continue;
			Dim d = in[i]->type.dim[in[i]->type.rank - 1 - k], *to = &t.dim[axis];
			if (to->size == 1 && !to->sym)
				*to = d;
			else if (!dim_equal(d, *to) && (d.size != 1 || d.sym)) {
				const Model *m = script_of(L)->model;
				fail(L, "%s: shapes do not broadcast; equal extents or 1, counted from the right, expected; found %s and %s (axis -%u)",
				     what, shape_text(m, &in[0]->type), shape_text(m, &in[n - 1]->type), k + 1);
			}
		}
	}
	return t;
}

static Node *stretch(lua_State *L, Node *n, const Type *shape)
{
	if (shape_equal(&n->type, shape))
		return n;
	int64_t attr[1 + MAX_RANK] = { n->type.rank };
	for (uint32_t i = 0; i < n->type.rank; i++)
		attr[1 + i] = shape->rank - n->type.rank + i;
	Type t = *shape;
	t.dtype = n->type.dtype;
	return make(L, OP_broadcast_in_dim, &t, &n, 1, attr, 1 + n->type.rank);
}

Node *map_arguments(lua_State *L, Op op, int arity, const char *what)
{
	Script *s = script_of(L);
	Node *in[3] = { NULL };
	int first = op == OP_select ? 1 : 0;
	DType d = (DType)0;
	if (first) {
		if (lua_type(L, 1) == LUA_TBOOLEAN)
			fail(L, "select: the condition is a Lua boolean; a bool tensor is expected; found %s\n"
			     "'==' on tensors compares identities in Lua: write cr.equal(x, 0)", lua_toboolean(L, 1) ? "true" : "false");
		in[0] = check_node(L, 1, what);
		d = DT_F32;
	}
	for (int i = arity; i-- > first;) {
		Tensor *t = to_tensor(L, i + 1);
		if (t)
			d = type_of(t).dtype;
	}
	if (!d)
		check_node(L, 1, what);
	for (int i = first; i < arity; i++)
		in[i] = check_operand(L, i + 1, d, what);
	Type shape = common_shape(L, in, arity, what);
	s->trace->graph->called = what;
	for (int i = 0; i < arity; i++)
		in[i] = stretch(L, in[i], &shape);
	Node *n = make(L, op, NULL, in, (size_t)arity, NULL, 0);
	s->trace->graph->called = NULL;
	return n;
}

/* ---- operators ---------------------------------------------------------------------------------------------------------- */

static int binary(lua_State *L, Op op, const char *what)
{
	lua_settop(L, 2);
	push_node(L, map_arguments(L, op, 2, what));
	return 1;
}

#define OPERATOR(name, op, text) static int name(lua_State *L) { return binary(L, op, text); }
OPERATOR(tensor_add, OP_add, "'+'")
OPERATOR(tensor_sub, OP_subtract, "'-'")
OPERATOR(tensor_mul, OP_multiply, "'*'")
OPERATOR(tensor_div, OP_divide, "'/'")
OPERATOR(tensor_pow, OP_power, "'^'")
OPERATOR(tensor_and, OP_logical_and, "'&'")
OPERATOR(tensor_or, OP_logical_or, "'|'")
OPERATOR(tensor_xor, OP_logical_xor, "'~'")

static int tensor_not(lua_State *L)
{
	push_node(L, map_arguments(L, OP_logical_not, 1, "'~'"));
	return 1;
}

static int tensor_unm(lua_State *L)
{
	push_node(L, map_arguments(L, OP_negate, 1, "'-'"));
	return 1;
}

/* `//` and `%` are sugar of the prelude: methods "floor_divide" and "modulo" of the table of cr's functions. */
static int by_method(lua_State *L, const char *name)
{
	lua_settop(L, 2);
	lua_getfield(L, LUA_REGISTRYINDEX, "crescent.methods");
	lua_getfield(L, -1, name);
	lua_pushvalue(L, 1);
	lua_pushvalue(L, 2);
	lua_call(L, 2, 1);
	return 1;
}

static int tensor_idiv(lua_State *L) { return by_method(L, "floor_divide"); }
static int tensor_mod(lua_State *L) { return by_method(L, "modulo"); }

static int refuse_compare(lua_State *L, const char *equal, const char *op, const char *swapped)
{
	bool flipped = !to_tensor(L, 1);       /* 0 < x */
	int other = flipped ? 1 : 2;
	const char *text = lua_type(L, other) == LUA_TNUMBER ? push_text(L, other) : "y";
	const char *use = flipped ? swapped : op;
	return fail(L, "'%c%s' between tensors; Lua would make it a boolean; write cr.%s(x, %s) or x:%s(%s)", flipped ? '>' : '<', equal,
	            use, text, use, text);
}

static int tensor_lt(lua_State *L) { return refuse_compare(L, "", "less", "greater"); }
static int tensor_le(lua_State *L) { return refuse_compare(L, "=", "less_equal", "greater_equal"); }

static int tensor_eq(lua_State *L)
{
	return fail(L, "'==' between tensors; Lua would make it a boolean; write cr.equal(x, y) or x:equal(y)");
}

static int tensor_concat(lua_State *L)
{
	return fail(L, "'..' with a tensor; its value is not known when the model is compiled; cr.print(x) shows it at run time");
}

static int tensor_len(lua_State *L)
{
	return fail(L, "'#' of a tensor; write x:dim(1) for an extent, x.rank for the number of axes");
}

static int tensor_tostring(lua_State *L)
{
	Type t = type_of(luaL_checkudata(L, 1, TENSOR));
	lua_pushstring(L, type_text(script_of(L)->model, &t));
	return 1;
}


static int tensor_index(lua_State *L)
{
	Tensor *t = luaL_checkudata(L, 1, TENSOR);
	Type type = type_of(t);
	if (lua_type(L, 2) != LUA_TSTRING)
		return fail(L, "indexing a tensor with %s; write x:at(axis, i), with i from 1, or x:slice(axis, first, last)", luaL_typename(L, 2));
	const char *key = lua_tostring(L, 2);
	if (push_type_field(L, &type, key))
		return 1;
	if (strcmp(key, "name") == 0) {
		lua_pushstring(L, t->kind == TENSOR_SLOT ? t->slot->name : t->kind == TENSOR_HYPER ? t->hyper->name : NULL);
		return 1;
	}
	lua_getfield(L, LUA_REGISTRYINDEX, "crescent.methods");
	lua_pushvalue(L, 2);
	if (lua_rawget(L, -2) != LUA_TNIL)
		return 1;
	lua_settop(L, 3);
	lua_getfield(L, LUA_REGISTRYINDEX, "crescent.unknown");
	lua_pushliteral(L, "a tensor");
	lua_pushvalue(L, 2);
	lua_pushvalue(L, 3);
	lua_call(L, 3, 0);
	return 0;
}

static int tensor_newindex(lua_State *L)
{
	return fail(L, "a tensor cannot be written to; cr.dynamic_update, cr.select or cr.concat make a new one");
}

/* methods(table, unknown): cr's functions, and what reports a name that is none of them. */
static int core_methods(lua_State *L)
{
	lua_settop(L, 2);
	lua_setfield(L, LUA_REGISTRYINDEX, "crescent.unknown");
	lua_setfield(L, LUA_REGISTRYINDEX, "crescent.methods");
	return 0;
}

/* same(a, b): the same node, whatever the Lua values. */
static int core_same(lua_State *L)
{
	lua_pushboolean(L, check_node(L, 1, "same") == check_node(L, 2, "same"));
	return 1;
}

/* number(x, dtype, what): a tensor from a Lua number; tensors pass. */
static int core_number(lua_State *L)
{
	const char *what = luaL_checkstring(L, 3);
	push_node(L, check_operand(L, 1, check_dtype(L, 2, what), what));
	return 1;
}

/* read(x): the node as it is now (a slot's present value). */
static int core_read(lua_State *L)
{
	push_node(L, check_node(L, 1, luaL_optstring(L, 2, "read")));
	return 1;
}

void tensor_open(lua_State *L, int core)
{
	static const luaL_Reg meta[] = {
		{ "__add", tensor_add }, { "__sub", tensor_sub }, { "__mul", tensor_mul }, { "__div", tensor_div }, { "__pow", tensor_pow },
		{ "__mod", tensor_mod }, { "__idiv", tensor_idiv }, { "__unm", tensor_unm }, { "__band", tensor_and }, { "__bor", tensor_or },
		{ "__bxor", tensor_xor }, { "__bnot", tensor_not }, { "__lt", tensor_lt }, { "__le", tensor_le }, { "__eq", tensor_eq },
		{ "__concat", tensor_concat }, { "__len", tensor_len }, { "__tostring", tensor_tostring }, { "__index", tensor_index },
		{ "__newindex", tensor_newindex }, { NULL, NULL },
	};
	static const luaL_Reg functions[] = {
		{ "methods", core_methods }, { "same", core_same }, { "number", core_number }, { "read", core_read }, { NULL, NULL },
	};
	luaL_newmetatable(L, TENSOR);
	luaL_setfuncs(L, meta, 0);
	lua_pushliteral(L, "tensor");
	lua_setfield(L, -2, "__metatable");
	lua_pop(L, 1);
	lua_pushvalue(L, core);
	luaL_setfuncs(L, functions, 0);
	lua_pop(L, 1);
}
