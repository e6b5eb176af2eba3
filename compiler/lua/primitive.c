/* primitive.c - one Lua function for each row of the op table, made by walking the table.
 *
 * core.op.NAME(operands.., attributes|nil, type|nil, called|nil): the bare primitive. Attributes are a table by their
 * names in ops.def; axes count from 1. Ops of any arity take a list first.
 * core.map.NAME(a, b, c): elementwise rows with broadcasting and numbers that adapt. */
#include "binding.h"

#include "../passes/passes.h"

#include <stdlib.h>
#include <string.h>

/* ---- attributes ------------------------------------------------------------------------------------------------ */

typedef struct Attrs { VEC(int64_t) words; } Attrs;

static int64_t attr_word(lua_State *L, int index, char kind, const char *op, const char *name)
{
	Dim d;
	if (kind == 'L' && to_dim(L, index, &d))
		return d.sym ? slice_to(d.sym) : d.size;
	if (kind == 'H' && lua_type(L, index) == LUA_TSTRING)
		return (int64_t)strtoull(lua_tostring(L, index), NULL, 16);
	int exact;
	lua_Integer v = lua_tointegerx(L, index, &exact);
	if (!exact || (kind == 'V' && v < 1) || (kind == 'A' && v < 1))
		fail(L, "%s: %s; %s expected; found %s", op, name, kind == 'A' || kind == 'V' ? "an axis from 1" : "an integer", push_text(L, index));
	return kind == 'A' || kind == 'V' ? v - 1 : v;
}

static void attr_list(lua_State *L, Attrs *a, char kind, const char *op, const char *name)
{
	Arena *arena = &script_of(L)->cc->arena;
	if (!lua_istable(L, -1))
		fail(L, "%s: %s; a list expected; found %s", op, name, luaL_typename(L, -1));
	lua_Integer n = luaL_len(L, -1);
	if (n > 4 * MAX_RANK)
		fail(L, "%s: %s; at most %d entries expected; found %lld", op, name, MAX_RANK, (long long)n);
	vec_push(arena, a->words, (int64_t)n);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, -1, i);
		vec_push(arena, a->words, attr_word(L, -1, kind, op, name));
		lua_pop(L, 1);
	}
}

/* Reads the table at `index` as the row's attributes say. */
static Attrs read_attrs(lua_State *L, int index, const OpInfo *row)
{
	Arena *arena = &script_of(L)->cc->arena;
	Attrs a = { 0 };
	for (const char *s = row->attrs; s && *s;) {
		size_t n = strcspn(s, ":");
		char kind = s[n + 1];
		const char *name = lua_pushlstring(L, s, n);
		if (lua_istable(L, index))
			lua_getfield(L, index, name);
		else
			lua_pushnil(L);
		if (lua_isnil(L, -1))
			fail(L, "%s: the attribute \"%s\" is missing", row->name, name);
		if (kind == 'V' || kind == 'L')
			attr_list(L, &a, kind, row->name, name);
		else
			vec_push(arena, a.words, attr_word(L, -1, kind, row->name, name));
		lua_pop(L, 2);
		s += n + 2;
		s += strspn(s, " ");
	}
	return a;
}

/* ---- the functions ------------------------------------------------------------------------------------------------ */

typedef VEC(Node *) Nodes;

static void read_list(lua_State *L, int index, Nodes *to, const char *what)
{
	if (!lua_istable(L, index))
		fail(L, "%s: a list of tensors expected; found %s", what, lua_type(L, index) <= LUA_TNIL ? "nothing" : luaL_typename(L, index));
	lua_Integer n = luaL_len(L, index);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, index, i);
		vec_push(&script_of(L)->cc->arena, *to, check_node(L, lua_gettop(L), what));
		lua_pop(L, 1);
	}
}

/* The operand in the middle must be what placeholder() made for the value. */
static void check_custom(lua_State *L, const Nodes *in)
{
	size_t k = in->n / 2 - 1;
	bool good = in->n >= 4 && in->n % 2 == 0;
	good = good && in->at[1 + k]->op == OP_input && node_attr_int(in->at[1 + k], 0) == -1;
	if (!good || !type_equal(&in->at[1 + k]->type, &in->at[0]->type))
		fail(L, "custom_gradient: a value, k inputs, a stand-in for its gradient and k gradients expected");
}

/* Ops whose result is stated. */
static bool needs_type(const OpInfo *row, Op op)
{
	return op == OP_iota || op == OP_rng_bits || op == OP_reshape || op == OP_broadcast_in_dim ||
	       (row->kind == KIND_MAP && row->result == RESULT_CAST);
}

/* Operands: as many arguments as the row says; for any number, a list or the tensors that come first. Returns how many
 * arguments that were. */
static int read_operands(lua_State *L, const OpInfo *row, Nodes *in, const char *called)
{
	int n = row->arity;
	if (n < 0 && !to_tensor(L, 1)) {
		read_list(L, 1, in, called);
		return 1;
	}
	for (int i = 1; n < 0 ? to_tensor(L, i) != NULL : i <= n; i++)
		vec_push(&script_of(L)->cc->arena, *in, check_node(L, i, called));
	return (int)in->n;
}

/* Arguments behind the operands: attributes (a table, or nil), type, called. In dumps rows without attributes have none. */
static int call_op(lua_State *L)
{
	Op op = (Op)lua_tointeger(L, lua_upvalueindex(1));
	const OpInfo *row = &op_table[op];
	Graph *g = script_of(L)->trace->graph;
	if (row->arity >= 0 && lua_gettop(L) < row->arity + 3)
		lua_settop(L, row->arity + 3);
	int last = lua_gettop(L);
	const char *called = lua_type(L, last) == LUA_TSTRING ? arena_strdup(&g->cc->arena, lua_tostring(L, last)) : row->name;
	Nodes in = { 0 };
	int next = read_operands(L, row, &in, called) + 1;
	lua_settop(L, next + 2);
	if (op == OP_custom_gradient)
		check_custom(L, &in);
	Attrs attrs = read_attrs(L, next, row);
	if (*row->attrs || lua_isnil(L, next))
		next++;
	const Type *type = NULL;
	if (needs_type(row, op))
		type = &check_type(L, next, called)->type;
	g->called = called;
	Node *n = make(L, op, type, in.at, in.n, attrs.words.at, attrs.words.n);
	g->called = NULL;
	push_node(L, n);
	return 1;
}

static int call_map(lua_State *L)
{
	Op op = (Op)lua_tointeger(L, lua_upvalueindex(1));
	lua_settop(L, op_table[op].arity);
	push_node(L, map_arguments(L, op, op_table[op].arity, op_table[op].name));
	return 1;
}

/* convert(x, type), bitcast(x, type): elementwise with a stated dtype. */
static int cast(lua_State *L, Op op)
{
	Node *a = check_node(L, 1, op_table[op].name);
	Type t = a->type;
	t.dtype = check_dtype(L, 2, op_table[op].name);
	push_node(L, t.dtype == a->type.dtype ? a : make(L, op, &t, &a, 1, NULL, 0));
	return 1;
}

static int core_convert(lua_State *L) { return cast(L, OP_convert); }
static int core_bitcast(lua_State *L) { return cast(L, OP_bitcast); }

/* broadcast(x, shape): from the right, 1 stretches. */
static int core_broadcast(lua_State *L)
{
	Node *a = check_node(L, 1, "broadcast");
	Type t = check_shape(L, 2, a->type.dtype, "broadcast");
	if (t.rank < a->type.rank)
		return fail(L, "broadcast: a shape of at least %u axes expected; found %s", a->type.rank, shape_text(script_of(L)->model, &t));
	int64_t attr[1 + MAX_RANK] = { a->type.rank };
	for (uint32_t i = 0; i < a->type.rank; i++)
		attr[1 + i] = t.rank - a->type.rank + i;
	script_of(L)->trace->graph->called = "broadcast";
	Node *n = shape_equal(&t, &a->type) ? a : make(L, OP_broadcast_in_dim, &t, &a, 1, attr, 1 + a->type.rank);
	script_of(L)->trace->graph->called = NULL;
	push_node(L, n);
	return 1;
}

/* extent(dim) -> i32 scalar: its value at run time, for constants too. */
static int core_extent(lua_State *L)
{
	Dim d;
	if (!to_dim(L, 1, &d))
		return fail(L, "size: an extent expected; found %s", luaL_typename(L, 1));
	if (!d.sym) {
		lua_settop(L, 0);
		lua_pushinteger(L, d.size);
		push_node(L, check_operand(L, 1, DT_I32, "size"));
		return 1;
	}
	int64_t sym = d.sym;
	Node *in[2] = { make(L, OP_extent, NULL, NULL, 0, &sym, 1) };
	int64_t times = d.size / script_of(L)->model->symbols.at[d.sym - 1].max;
	if (times != 1) {
		lua_pushinteger(L, times);
		in[1] = check_operand(L, -1, DT_I32, "size");
		in[0] = make(L, OP_multiply, NULL, in, 2, NULL, 0);
	}
	push_node(L, in[0]);
	return 1;
}

/* ---- constants -------------------------------------------------------------------------------------------------------- */

static void put_element(lua_State *L, int index, DType d, void *to, const char *what)
{
	if (d == DT_BOOL && lua_isboolean(L, index)) {
		*(uint8_t *)to = (uint8_t)lua_toboolean(L, index);
		return;
	}
	if (lua_type(L, index) != LUA_TNUMBER)
		fail(L, "%s: a number expected; found %s", what, luaL_typename(L, index));
	if (d == DT_F32) {
		float f = (float)lua_tonumber(L, index);
		memcpy(to, &f, sizeof f);
		return;
	}
	static const int64_t low[] = { [DT_I32] = INT32_MIN, [DT_I16] = INT16_MIN, [DT_I8] = INT8_MIN, [DT_BOOL] = 0 };
	static const int64_t high[] = { [DT_I32] = INT32_MAX, [DT_U32] = UINT32_MAX, [DT_I16] = INT16_MAX, [DT_U16] = UINT16_MAX,
	                                [DT_I8] = INT8_MAX, [DT_U8] = UINT8_MAX, [DT_BOOL] = 1 };
	int exact;
	lua_Integer v = lua_tointegerx(L, index, &exact);
	if (!exact || v < low[d] || v > high[d])
		fail(L, "%s: a number for %s; an integer from %lld to %lld expected; found %s", what, dtype_name(d), (long long)low[d],
		     (long long)high[d], push_text(L, index));
	uint32_t u32 = (uint32_t)v;
	uint16_t u16 = (uint16_t)v;
	uint8_t u8 = (uint8_t)v;
	memcpy(to, dtype_size(d) == 4 ? (const void *)&u32 : dtype_size(d) == 2 ? (const void *)&u16 : (const void *)&u8, dtype_size(d));
}

typedef struct Constant { const Type *type; const void *data; Node *made; } Constant;

static void do_constant(Script *s, void *p)
{
	Constant *c = p;
	c->made = node_constant(s->trace->graph, c->type, c->data);
}

/* constant(flat list, type) */
static int core_constant(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	const Type *t = &check_type(L, 2, "constant")->type;
	int64_t n = type_elements(t);
	if (luaL_len(L, 1) != n)
		return fail(L, "constant: as many numbers as elements of %s expected; %lld expected; found %lld",
		            type_text(script_of(L)->model, t), (long long)n, (long long)luaL_len(L, 1));
	size_t size = dtype_size(t->dtype);
	char *data = arena_array(&script_of(L)->cc->arena, (size_t)n + 1, size);
	for (int64_t i = 0; i < n; i++) {
		lua_geti(L, 1, i + 1);
		put_element(L, -1, t->dtype, data + (size_t)i * size, "constant");
		lua_pop(L, 1);
	}
	Constant c = { t, data, NULL };
	guarded(L, do_constant, &c);
	push_node(L, c.made);
	return 1;
}

/* ---- gradients ------------------------------------------------------------------------------------------------------------ */

typedef struct Gradients { Node *y, *dy; Nodes x; Node **dx; } Gradients;

static void do_gradients(Script *s, void *p)
{
	Gradients *g = p;
	graph_gradients(s->trace->graph, g->y, g->dy, g->x.at, g->x.n, g->dx);
}

/* gradients(y, list[, dy]) -> list */
static int core_gradients(lua_State *L)
{
	Script *s = script_of(L);
	lua_settop(L, 3);
	Gradients g = { .y = check_node(L, 1, "grad") };
	if (g.y->type.dtype != DT_F32 || g.y->type.rank != 0)
		return fail(L, "grad: an f32 scalar expected; found %s\nreduce it first: x:sum() or x:mean()", type_text(s->model, &g.y->type));
	if (!lua_isnil(L, 3))
		g.dy = check_node(L, 3, "grad");
	read_list(L, 2, &g.x, "grad");
	for (size_t i = 0; i < g.x.n; i++)
		if (g.x.at[i]->type.dtype != DT_F32)
			return fail(L, "grad: with respect to an f32 tensor expected; found %s", type_text(s->model, &g.x.at[i]->type));
	g.dx = NEW_ARRAY(&s->cc->arena, Node *, g.x.n + 1);
	guarded(L, do_gradients, &g);
	lua_createtable(L, (int)g.x.n, 0);
	for (size_t i = 0; i < g.x.n; i++) {
		push_node(L, g.dx[i]);
		lua_seti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

typedef struct Placeholder { const Type *type; const char *name; Node *made; } Placeholder;

static void do_placeholder(Script *s, void *p)
{
	Placeholder *place = p;
	place->made = node_input(s->trace->graph, place->type, -1, place->name);
}

/* placeholder(y): stands for the gradient of y in custom_gradient. One y has one, so that equal calls are one node. */
static int core_placeholder(lua_State *L)
{
	Script *s = script_of(L);
	const Node *y = check_node(L, 1, "custom_grad");
	Type t = y->type;
	Placeholder place = { &t, arena_printf(&s->cc->arena, "gradient_%u", y->id), NULL };
	guarded(L, do_placeholder, &place);
	push_node(L, place.made);
	return 1;
}

typedef struct Replica { Node *node; uint32_t number; Node *made; } Replica;

static void do_replica(Script *s, void *p)
{
	Replica *r = p;
	r->made = node_replica(s->trace->graph, r->node, r->node->in, r->number);
}

/* replicate(x, k): the k-th copy of a node, as the recompute pass makes them */
static int core_replicate(lua_State *L)
{
	lua_Integer k = luaL_checkinteger(L, 2);
	if (k < 1 || k > 1000000)
		return fail(L, "replica: a number from 1 expected; found %lld", (long long)k);
	Replica r = { check_node(L, 1, "replica"), (uint32_t)k, NULL };
	guarded(L, do_replica, &r);
	push_node(L, r.made);
	return 1;
}

/* is_zero(x): known to be zero everywhere. */
static int core_is_zero(lua_State *L)
{
	double v;
	lua_pushboolean(L, node_is_splat(check_node(L, 1, "is_zero"), &v) && v == 0);
	return 1;
}

/* The constant whose elements x has, each at least once; NULL if it is computed. */
static const Node *moved_constant(const Node *x)
{
	for (;;) {
		switch (x->op) {
		case OP_constant: return x;
		case OP_convert:
			if (!dtype_is_int(x->in[0]->type.dtype) || !dtype_is_int(x->type.dtype))
				return NULL;
			break;
		case OP_reshape: case OP_transpose: case OP_reverse: case OP_broadcast_in_dim: case OP_stop_gradient: break;
		default: return NULL;
		}
		x = x->in[0];
	}
}

/* constant_range(x): the least and the greatest element of an integer tensor that is a constant; nothing of another */
static int core_constant_range(lua_State *L)
{
	const Node *c = moved_constant(check_node(L, 1, "constant_range"));
	if (!c || !dtype_is_int(c->type.dtype) || type_elements(&c->type) == 0)
		return 0;
	double low = constant_element(c, 0), high = low;
	for (int64_t i = 1; i < type_elements(&c->type); i++) {
		const double v = constant_element(c, i);
		low = v < low ? v : low;
		high = v > high ? v : high;
	}
	lua_pushinteger(L, (lua_Integer)low);
	lua_pushinteger(L, (lua_Integer)high);
	return 2;
}

/* hash(text): the 64-bit stream of a draw */
static int core_hash(lua_State *L)
{
	lua_pushinteger(L, (lua_Integer)hash_string(luaL_checkstring(L, 1)));
	return 1;
}

void primitive_open(lua_State *L, int core)
{
	static const luaL_Reg functions[] = {
		{ "convert", core_convert }, { "bitcast", core_bitcast }, { "broadcast", core_broadcast }, { "extent", core_extent },
		{ "constant", core_constant }, { "gradients", core_gradients }, { "placeholder", core_placeholder },
		{ "is_zero", core_is_zero }, { "replicate", core_replicate }, { "hash", core_hash }, { "constant_range", core_constant_range },
		{ NULL, NULL },
	};
	lua_pushvalue(L, core);
	luaL_setfuncs(L, functions, 0);
	lua_newtable(L);
	lua_newtable(L);
	for (int op = 0; op < OP_COUNT; op++) {
		const OpInfo *row = &op_table[op];
		bool by_name = op == OP_input || op == OP_constant || op == OP_param || op == OP_buffer || op == OP_state || op == OP_train ||
		               op == OP_scan || op == OP_cond;
		if (!by_name) {
			lua_pushinteger(L, op);
			lua_pushcclosure(L, call_op, 1);
			lua_setfield(L, -3, row->name);
		}
		if (row->kind == KIND_MAP && row->result != RESULT_CAST) {
			lua_pushinteger(L, op);
			lua_pushcclosure(L, call_map, 1);
			lua_setfield(L, -2, row->name);
		}
	}
	lua_setfield(L, -3, "map");
	lua_setfield(L, -2, "op");
	lua_pop(L, 1);
}
