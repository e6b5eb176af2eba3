/* types.c - dtypes, types and dimensions as Lua values.
 *
 *   cr.f32             a dtype; calling it with a shape gives a type
 *   cr.f32 {n, 3}      a type; .dtype .shape .rank .elements
 *   cr.dim("n", 32)    a bounded dimension; n * 28 merges; .max .name */
#include "binding.h"

#include <string.h>

#define DTYPE "crescent.dtype"
#define TYPE "crescent.type"
#define DIM "crescent.dim"

/* What a value is, for "found ...". */
static const char *found(lua_State *L, int index)
{
	if (luaL_testudata(L, index, DTYPE))
		return "a type without a shape: write cr.f32 {} for a scalar";
	if (luaL_testudata(L, index, TYPE))
		return "a type";
	if (luaL_testudata(L, index, DIM))
		return "a dimension";
	if (to_tensor(L, index))
		return "a tensor";
	return lua_type(L, index) <= LUA_TNIL ? "nothing" : luaL_typename(L, index);
}

/* ---- dimensions ------------------------------------------------------------------------------------------ */

void push_dim(lua_State *L, Dim d)
{
	if (!d.sym) {
		lua_pushinteger(L, d.size);
		return;
	}
	memcpy(lua_newuserdatauv(L, sizeof d, 0), &d, sizeof d);
	luaL_setmetatable(L, DIM);
}

bool to_dim(lua_State *L, int index, Dim *d)
{
	const Dim *given = luaL_testudata(L, index, DIM);
	if (given) {
		*d = *given;
		return true;
	}
	int exact = 0;
	if (lua_type(L, index) == LUA_TNUMBER)
		*d = dim_const(lua_tointegerx(L, index, &exact));
	return exact != 0;
}

static int core_dim(lua_State *L)
{
	Script *s = script_of(L);
	const char *name = check_string(L, 1, "dim: name"), *reason;
	int exact;
	lua_Integer max = lua_tointegerx(L, 2, &exact);
	if (!exact || max < 1 || max > MAX_ELEMENTS)
		return fail(L, "dim: the largest extent; an integer from 1 to 2^36 expected; found %s", push_text(L, 2));
	if (!name_is_free(name, &reason))
		return fail(L, "dim \"%s\": the name; %s", name, reason);
	Dim d = { .size = max, .sym = model_symbol(s->model, arena_strdup(&s->cc->arena, name), max) };
	push_dim(L, d);
	return 1;
}

/* dim_of(d, size): a multiple of d's symbol, `size` at most; nil if it is none. */
static int core_dim_of(lua_State *L)
{
	const Dim *d = luaL_checkudata(L, 1, DIM);
	lua_Integer size = luaL_checkinteger(L, 2), max = (lua_Integer)script_of(L)->model->symbols.at[d->sym - 1].max;
	if (size < 1 || size % max != 0)
		return 0;
	push_dim(L, (Dim){ .size = size, .sym = d->sym });
	return 1;
}

/* blocks(n, by): how many blocks of `by` n has, the last perhaps not whole; nil where n is merged with another axis. */
static int core_blocks(lua_State *L)
{
	const Dim *d = luaL_checkudata(L, 1, DIM);
	Model *m = script_of(L)->model;
	const lua_Integer by = luaL_checkinteger(L, 2);
	const Symbol *n = &m->symbols.at[d->sym - 1];
	if (by < 1 || by > MAX_ELEMENTS)
		return fail(L, "blocks: a length of at least 1 expected; found %lld", (long long)by);
	if (n->kind != SYMBOL_GIVEN || d->size != n->max)
		return 0;
	const uint32_t sym = model_blocks(m, d->sym, by);
	push_dim(L, (Dim){ .size = m->symbols.at[sym - 1].max, .sym = sym });
	return 1;
}

/* upto(b): in a loop over blocks, how many of what they are blocks of there are up to the end of the turn's. */
static int core_upto(lua_State *L)
{
	const Dim *d = luaL_checkudata(L, 1, DIM);
	Model *m = script_of(L)->model;
	if (m->symbols.at[d->sym - 1].kind != SYMBOL_BLOCKS)
		return fail(L, "upto: blocks of a bounded dimension expected; found %s", dim_text(m, *d));
	const uint32_t sym = model_upto(m, d->sym);
	push_dim(L, (Dim){ .size = m->symbols.at[sym - 1].max, .sym = sym });
	return 1;
}

static int dim_tostring(lua_State *L)
{
	lua_pushstring(L, dim_text(script_of(L)->model, *(Dim *)luaL_checkudata(L, 1, DIM)));
	return 1;
}

static int dim_eq(lua_State *L)
{
	const Dim *a = luaL_testudata(L, 1, DIM), *b = luaL_testudata(L, 2, DIM);
	lua_pushboolean(L, a && b && dim_equal(*a, *b));
	return 1;
}

static int dim_mul(lua_State *L)
{
	Dim a, b;
	if (!to_dim(L, 1, &a) || !to_dim(L, 2, &b) || (a.sym && b.sym) || a.size < 1 || b.size < 1 || a.size > MAX_ELEMENTS / b.size)
		return fail(L, "a bounded extent times %s; a positive integer expected", found(L, luaL_testudata(L, 1, DIM) ? 2 : 1));
	push_dim(L, (Dim){ .size = a.size * b.size, .sym = a.sym ? a.sym : b.sym });
	return 1;
}

static int dim_refuse(lua_State *L)
{
	return fail(L, "arithmetic with a bounded extent; it has no value when the model is compiled; cr.size(x, axis) is it as a tensor");
}

static int dim_index(lua_State *L)
{
	const Script *s = script_of(L);
	const Dim *d = luaL_checkudata(L, 1, DIM);
	const char *key = lua_tostring(L, 2);
	if (key && strcmp(key, "max") == 0)
		lua_pushinteger(L, d->size);
	else if (key && strcmp(key, "name") == 0)
		lua_pushstring(L, s->model->symbols.at[d->sym - 1].name);
	else
		return fail(L, "a bounded extent has no field \"%s\"; known: max name", key ? key : "?");
	return 1;
}

/* ---- dtypes and types --------------------------------------------------------------------------------------- */

static DType dtype_named(const char *name)
{
	for (int d = DT_F32; d <= DT_BOOL; d++)
		if (strcmp(dtype_name((DType)d), name) == 0)
			return (DType)d;
	return (DType)0;
}

DType check_dtype(lua_State *L, int index, const char *what)
{
	const DType *given = luaL_testudata(L, index, DTYPE);
	if (given)
		return *given;
	DType d = lua_type(L, index) == LUA_TSTRING ? dtype_named(lua_tostring(L, index)) : (DType)0;
	if (!d)
		fail(L, "%s: the type; \"f32\", \"i32\", \"u32\", \"i16\", \"u16\", \"i8\", \"u8\" or \"bool\" expected; found %s", what,
		     lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : found(L, index));
	return d;
}

void push_type(lua_State *L, const Type *t, bool seed)
{
	TypeValue *v = lua_newuserdatauv(L, sizeof *v, 0);
	v->type = *t;
	v->seed = seed;
	luaL_setmetatable(L, TYPE);
}

TypeValue *check_type(lua_State *L, int index, const char *what)
{
	TypeValue *v = luaL_testudata(L, index, TYPE);
	if (!v)
		fail(L, "%s: a type such as cr.f32 {2, 3} expected; found %s", what, found(L, index));
	return v;
}

static void check_size(lua_State *L, const Type *t, const char *what)
{
	int64_t n = 1;
	for (uint32_t i = 0; i < t->rank; i++) {
		int64_t size = t->dim[i].size > 0 ? t->dim[i].size : 1;
		if (n > MAX_ELEMENTS / size)
			fail(L, "%s: %s is too large; at most 68719476736 elements (2^36) expected", what,
			     type_text(script_of(L)->model, t));
		n *= size;
	}
}

Type check_shape(lua_State *L, int index, DType d, const char *what)
{
	if (lua_type(L, index) != LUA_TTABLE)
		fail(L, "%s: a shape, a list of extents, expected; found %s", what, found(L, index));
	Type t = { .dtype = d };
	lua_Integer n = luaL_len(L, index);
	if (n > MAX_RANK)
		fail(L, "%s: a shape of at most %d axes expected; found %lld", what, MAX_RANK, (long long)n);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, index, i);
		Dim dim;
		if (!to_dim(L, -1, &dim) || dim.size < 0)
			fail(L, "%s: extent %lld of the shape; a whole number of at least 0 expected; found %s", what, (long long)i,
			     lua_type(L, -1) == LUA_TNUMBER ? push_text(L, -1) : found(L, -1));
		t.dim[t.rank++] = dim;
		lua_pop(L, 1);
	}
	lua_pushnil(L);
	int at = lua_gettop(L);
	for (; lua_next(L, index < 0 ? index - 1 : index); lua_pop(L, 1)) {
		if (lua_type(L, at) != LUA_TNUMBER)
			fail(L, "%s: a shape is a plain list; found the key \"%s\"", what, push_text(L, at));
	}
	check_size(L, &t, what);
	return t;
}

static int dtype_call(lua_State *L)
{
	DType d = *(DType *)luaL_checkudata(L, 1, DTYPE);
	Type t = check_shape(L, 2, d, dtype_name(d));
	push_type(L, &t, false);
	return 1;
}

static int dtype_tostring(lua_State *L)
{
	lua_pushstring(L, dtype_name(*(DType *)luaL_checkudata(L, 1, DTYPE)));
	return 1;
}

static int type_tostring(lua_State *L)
{
	const TypeValue *v = luaL_checkudata(L, 1, TYPE);
	lua_pushstring(L, v->seed ? "seed" : type_text(script_of(L)->model, &v->type));
	return 1;
}

static int type_eq(lua_State *L)
{
	const TypeValue *a = luaL_testudata(L, 1, TYPE), *b = luaL_testudata(L, 2, TYPE);
	lua_pushboolean(L, a && b && a->seed == b->seed && type_equal(&a->type, &b->type));
	return 1;
}

static void push_shape(lua_State *L, const Type *t)
{
	lua_createtable(L, (int)t->rank, 0);
	for (uint32_t i = 0; i < t->rank; i++) {
		push_dim(L, t->dim[i]);
		lua_seti(L, -2, (lua_Integer)i + 1);
	}
}

bool push_type_field(lua_State *L, const Type *t, const char *key)
{
	if (strcmp(key, "shape") == 0)
		push_shape(L, t);
	else if (strcmp(key, "rank") == 0)
		lua_pushinteger(L, t->rank);
	else if (strcmp(key, "dtype") == 0)
		lua_pushstring(L, dtype_name(t->dtype));
	else if (strcmp(key, "elements") == 0)
		lua_pushinteger(L, type_elements(t));
	else
		return false;
	return true;
}

static int type_index(lua_State *L)
{
	const TypeValue *v = luaL_checkudata(L, 1, TYPE);
	const char *key = lua_tostring(L, 2);
	if (key && strcmp(key, "seed") == 0)
		lua_pushboolean(L, v->seed);
	else if (!key || !push_type_field(L, &v->type, key))
		return fail(L, "a type has no field \"%s\"; known: shape rank dtype elements", key ? key : "?");
	return 1;
}

/* type(dtype, shape): for the prelude. */
static int core_type(lua_State *L)
{
	Type t = check_shape(L, 2, check_dtype(L, 1, "type"), luaL_optstring(L, 3, "type"));
	push_type(L, &t, false);
	return 1;
}

/* kind(x): "tensor", "type", "dtype", "dim", or Lua's type. */
static int core_kind(lua_State *L)
{
	const char *kind = to_tensor(L, 1) ? "tensor" : luaL_testudata(L, 1, TYPE) ? "type" : luaL_testudata(L, 1, DTYPE) ? "dtype"
	                   : luaL_testudata(L, 1, DIM) ? "dim" : luaL_typename(L, 1);
	lua_pushstring(L, kind);
	return 1;
}

uint32_t check_axis(lua_State *L, int index, uint32_t rank, const char *what)
{
	int exact = 0;
	lua_Integer axis = lua_type(L, index) == LUA_TNUMBER ? lua_tointegerx(L, index, &exact) : 0;
	if (!exact)
		fail(L, "%s: an axis, a whole number, expected; found %s", what, found(L, index));
	if (axis == 0)
		fail(L, "axis 0; axes count from 1 (first) or -1 (last); found 0 for a tensor of rank %u\n"
		     "labels, tokens and indices count from 0; axes do not", rank);
	lua_Integer from0 = axis > 0 ? axis - 1 : axis + (lua_Integer)rank;
	if (from0 < 0 || from0 >= (lua_Integer)rank)
		fail(L, "%s: axis %lld; an axis of a tensor of rank %u expected; found %lld", what, (long long)axis, rank, (long long)axis);
	return (uint32_t)from0;
}

/* axis(what, ax, rank) -> the same from 1 */
static int core_axis(lua_State *L)
{
	lua_pushinteger(L, (lua_Integer)check_axis(L, 2, (uint32_t)luaL_checkinteger(L, 3), luaL_checkstring(L, 1)) + 1);
	return 1;
}

void types_open(lua_State *L, int core)
{
	static const luaL_Reg dim_meta[] = {
		{ "__tostring", dim_tostring }, { "__eq", dim_eq }, { "__mul", dim_mul }, { "__add", dim_refuse }, { "__sub", dim_refuse },
		{ "__div", dim_refuse }, { "__idiv", dim_refuse }, { "__mod", dim_refuse }, { "__pow", dim_refuse }, { "__unm", dim_refuse },
		{ "__lt", dim_refuse }, { "__le", dim_refuse }, { "__index", dim_index }, { NULL, NULL },
	};
	static const luaL_Reg dtype_meta[] = { { "__call", dtype_call }, { "__tostring", dtype_tostring }, { NULL, NULL } };
	static const luaL_Reg type_meta[] = { { "__tostring", type_tostring }, { "__eq", type_eq }, { "__index", type_index }, { NULL, NULL } };
	static const luaL_Reg functions[] = {
		{ "dim", core_dim }, { "dim_of", core_dim_of }, { "blocks", core_blocks }, { "upto", core_upto },
		{ "type", core_type }, { "kind", core_kind }, { "axis", core_axis }, { NULL, NULL },
	};
	static const struct { const char *name; const luaL_Reg *meta; } tables[] = { { DIM, dim_meta }, { DTYPE, dtype_meta }, { TYPE, type_meta } };
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		luaL_newmetatable(L, tables[i].name);
		luaL_setfuncs(L, tables[i].meta, 0);
		lua_pushboolean(L, false);
		lua_setfield(L, -2, "__metatable");
		lua_pop(L, 1);
	}
	lua_pushvalue(L, core);
	luaL_setfuncs(L, functions, 0);
	for (int d = DT_F32; d <= DT_BOOL; d++) {
		*(DType *)lua_newuserdatauv(L, sizeof(DType), 0) = (DType)d;
		luaL_setmetatable(L, DTYPE);
		lua_setfield(L, -2, dtype_name((DType)d));
	}
	Dim four = dim_const(4);
	Type seed = type_make(DT_U32, 1, &four);
	push_type(L, &seed, true);
	lua_setfield(L, -2, "seed");
	lua_pop(L, 1);
}
