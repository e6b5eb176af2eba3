/* library.c - what a script sees of the standard library.
 *
 * Gone: io, os, debug, load, loadstring, dofile, loadfile, collectgarbage, warn, string.dump, %p and %a.
 * Changed: pairs and next visit numbers ascending, then strings by bytes, then false, true, then the one key of another
 * kind there may be (two have no stable order: an error); tostring shows no address; print makes a note;
 * setmetatable refuses __gc and __mode, whose effects depend on the collector. */
#include "binding.h"

#include <string.h>

/* ---- keys in order -------------------------------------------------------------------------------------- */

static int key_class(lua_State *L, int i)
{
	switch (lua_type(L, i)) {
	case LUA_TNUMBER: return 0;
	case LUA_TSTRING: return 1;
	case LUA_TBOOLEAN: return 2;
	default: return 3;
	}
}

static bool key_less(lua_State *L, int a, int b)
{
	int ca = key_class(L, a), cb = key_class(L, b);
	if (ca != cb)
		return ca < cb;
	if (ca == 0)
		return lua_compare(L, a, b, LUA_OPLT);
	if (ca == 2)
		return !lua_toboolean(L, a) && lua_toboolean(L, b);
	if (ca == 3)
		return false;
	size_t na, nb;
	const char *sa = lua_tolstring(L, a, &na), *sb = lua_tolstring(L, b, &nb);
	int order = memcmp(sa, sb, na < nb ? na : nb);
	return order ? order < 0 : na < nb;
}

static void refuse_unordered(lua_State *L)
{
	fail(L, "pairs: keys that are tables or functions have no stable order; numbers, strings or booleans expected");
}

/* next(t, key): the smallest key above `key`; one pass over the table. */
static int sorted_next(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 2);
	bool first = lua_isnil(L, 2);
	int others = 0;
	lua_pushnil(L);                                     /* 3: the best key so far */
	bool found = false;
	for (lua_pushnil(L); lua_next(L, 1);) {
		lua_pop(L, 1);                                  /* 4: a key */
		if (key_class(L, 4) == 3 && ++others > 1)
			refuse_unordered(L);
		if ((first || key_less(L, 2, 4)) && (!found || key_less(L, 4, 3))) {
			lua_copy(L, 4, 3);
			found = true;
		}
	}
	if (!found) {
		lua_pushnil(L);
		return 1;
	}
	lua_pushvalue(L, 3);
	lua_rawget(L, 1);
	return 2;
}

/* Upvalues: the table, its sorted keys, the place. Keys that were removed meanwhile are passed over. */
static int keys_step(lua_State *L)
{
	lua_Integer i = lua_tointeger(L, lua_upvalueindex(3));
	for (;;) {
		i++;
		if (lua_rawgeti(L, lua_upvalueindex(2), i) == LUA_TNIL)
			return 1;
		lua_pushvalue(L, -1);
		if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
			break;
		lua_pop(L, 2);
	}
	lua_pushinteger(L, i);
	lua_replace(L, lua_upvalueindex(3));
	return 2;
}

/* Merge sort of the array at `from` (count items) through the array at `to`. Stable, no recursion deeper than log n. */
static void sort_keys(lua_State *L, int from, int to, lua_Integer low, lua_Integer high)
{
	if (high - low < 1)
		return;
	lua_Integer mid = low + (high - low) / 2;
	luaL_checkstack(L, 4, NULL);
	sort_keys(L, from, to, low, mid);
	sort_keys(L, from, to, mid + 1, high);
	lua_Integer a = low, b = mid + 1;
	for (lua_Integer k = low; k <= high; k++) {
		bool take_b = a > mid;
		if (!take_b && b <= high) {
			lua_rawgeti(L, from, b);
			lua_rawgeti(L, from, a);
			take_b = key_less(L, lua_gettop(L) - 1, lua_gettop(L));
			lua_pop(L, 2);
		}
		lua_rawgeti(L, from, take_b ? b++ : a++);
		lua_rawseti(L, to, k);
	}
	for (lua_Integer k = low; k <= high; k++) {
		lua_rawgeti(L, to, k);
		lua_rawseti(L, from, k);
	}
}

static int sorted_pairs(lua_State *L)
{
	luaL_checkany(L, 1);
	if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
		lua_pushvalue(L, 1);
		lua_call(L, 1, 3);
		return 3;
	}
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	lua_newtable(L);                                    /* 2: keys */
	lua_Integer n = 0;
	int others = 0;
	for (lua_pushnil(L); lua_next(L, 1);) {
		lua_pop(L, 1);
		if (key_class(L, 3) == 3 && ++others > 1)
			refuse_unordered(L);
		lua_pushvalue(L, 3);
		lua_rawseti(L, 2, ++n);
	}
	lua_newtable(L);                                    /* 3: room to merge in */
	sort_keys(L, 2, 3, 1, n);
	lua_settop(L, 2);
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, keys_step, 3);
	return 1;
}

/* ---- texts ------------------------------------------------------------------------------------------------ */

const char *push_text(lua_State *L, int index)
{
	index = lua_absindex(L, index);
	int type = lua_type(L, index);
	bool plain = type == LUA_TNIL || type == LUA_TBOOLEAN || type == LUA_TNUMBER || type == LUA_TSTRING;
	if (plain || luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
		if (!plain)
			lua_pop(L, 1);
		return luaL_tolstring(L, index, NULL);
	}
	if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING)
		return lua_tostring(L, -1);
	return lua_pushstring(L, luaL_typename(L, index));
}

static int safe_tostring(lua_State *L)
{
	luaL_checkany(L, 1);
	push_text(L, 1);
	return 1;
}

static int print_note(lua_State *L)
{
	int n = lua_gettop(L);
	luaL_Buffer b;
	luaL_buffinit(L, &b);
	for (int i = 1; i <= n; i++) {
		if (i > 1)
			luaL_addchar(&b, '\t');
		push_text(L, i);
		luaL_addvalue(&b);
	}
	luaL_pushresult(&b);
	model_note(script_of(L)->cc, where(L), "%s", lua_tostring(L, -1));
	return 0;
}

/* The original is upvalue 1; %s of a table would print its address, so it is made text first. */
static int safe_format(lua_State *L)
{
	const char *fmt = luaL_checkstring(L, 1);
	int arg = 1;
	for (const char *c = fmt; *c; c++) {
		if (*c != '%')
			continue;
		c++;
		if (*c == '%')
			continue;
		c += strspn(c, "-+ #0123456789.");
		if (!*c)
			break;
		arg++;
		if (*c == 'p' || *c == 'a' || *c == 'A')
			fail(L, "string.format: %%%c is not available; it prints what differs between machines", *c);
		if (*c == 's' && arg <= lua_gettop(L)) {
			push_text(L, arg);
			lua_replace(L, arg);
		}
	}
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, lua_gettop(L) - 1, 1);
	return 1;
}

static int safe_setmetatable(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	if (!lua_isnil(L, 2))
		luaL_checktype(L, 2, LUA_TTABLE);
	static const char *const refused[] = { "__gc", "__mode" };
	for (int i = 0; i < 2 && lua_istable(L, 2); i++) {
		lua_pushstring(L, refused[i]);
		if (lua_rawget(L, 2) != LUA_TNIL)
			fail(L, "setmetatable: %s is not available; it depends on when memory is collected", refused[i]);
		lua_pop(L, 1);
	}
	if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
		return luaL_error(L, "cannot change a protected metatable");
	lua_settop(L, 2);
	lua_setmetatable(L, 1);
	return 1;
}

/* ---- pcall and its like -------------------------------------------------------------------------------------- */

/* Results of a protected call: running out of memory is not for the script to handle. */
static int after_protected(lua_State *L, int status, lua_KContext context)
{
	(void)status;
	(void)context;
	const char *text = lua_gettop(L) >= 2 && lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
	if (!lua_toboolean(L, 1) && strcmp(text, "not enough memory") == 0)
		raise_memory(L);
	return lua_gettop(L);
}

/* The original is upvalue 1; coroutines may yield across it. */
static int protected_call(lua_State *L)
{
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, after_protected);
	return after_protected(L, LUA_OK, 0);
}

static bool is_over(lua_State *L)
{
	const Script *s = script_of(L);
	return s->out_of_steps || s->out_of_memory;
}

/* A handler runs inside the hook that raised, with hooks off: after a limit the user's (upvalue 1) is passed over. */
static int limited_handler(lua_State *L)
{
	if (is_over(L))
		return 1;
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, lua_gettop(L) - 1, 1);
	return 1;
}

static int protected_xpcall(lua_State *L)
{
	luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_pushvalue(L, 2);
	lua_pushcclosure(L, limited_handler, 1);
	lua_replace(L, 2);
	return protected_call(L);
}

/* One resume as coroutine.wrap does it, but a coroutine that failed is not closed: its pending `__close` functions would run
 * with hooks off. The thread is upvalue 1. */
static int wrapped_resume(lua_State *L)
{
	lua_State *co = lua_tothread(L, lua_upvalueindex(1));
	int n = lua_gettop(L), results;
	if (!lua_checkstack(co, n))
		return luaL_error(L, "too many arguments to resume");
	if (lua_status(co) == LUA_OK && lua_gettop(co) == 0)
		return luaL_error(L, "cannot resume dead coroutine");
	lua_xmove(L, co, n);
	int status = lua_resume(co, L, n, &results);
	if (status == LUA_OK || status == LUA_YIELD) {
		luaL_checkstack(L, results, "too many results to resume");
		lua_xmove(co, L, results);
		return results;
	}
	if (status == LUA_ERRMEM)
		raise_memory(L);
	lua_xmove(co, L, 1);
	return lua_error(L);
}

static int wrap_coroutine(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TFUNCTION);
	lua_State *co = lua_newthread(L);
	lua_pushvalue(L, 1);
	lua_xmove(L, co, 1);
	lua_pushcclosure(L, wrapped_resume, 1);
	return 1;
}

/* coroutine.close runs pending `__close` functions; upvalue 1 is the original. */
static int limited_close(lua_State *L)
{
	if (is_over(L))
		return 0;
	return protected_call(L);
}

/* Wraps a function of the table at the top. */
static void protect(lua_State *L, const char *name, lua_CFunction by)
{
	lua_getfield(L, -1, name);
	lua_pushcclosure(L, by, 1);
	lua_setfield(L, -2, name);
}

/* ---- opening ------------------------------------------------------------------------------------------------ */

static void remove_fields(lua_State *L, int table, const char *const *names)
{
	for (; *names; names++) {
		lua_pushnil(L);
		lua_setfield(L, table, *names);
	}
}

void library_open(lua_State *L)
{
	static const luaL_Reg libraries[] = {
		{ LUA_GNAME, luaopen_base }, { LUA_STRLIBNAME, luaopen_string }, { LUA_TABLIBNAME, luaopen_table },
		{ LUA_MATHLIBNAME, luaopen_math }, { LUA_UTF8LIBNAME, luaopen_utf8 }, { LUA_COLIBNAME, luaopen_coroutine },
	};
	static const char *const gone[] = { "load", "loadstring", "dofile", "loadfile", "collectgarbage", "warn", NULL };
	static const char *const gone_string[] = { "dump", NULL };
	static const luaL_Reg changed[] = {
		{ "pairs", sorted_pairs }, { "next", sorted_next }, { "tostring", safe_tostring }, { "print", print_note },
		{ "setmetatable", safe_setmetatable }, { NULL, NULL },
	};
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
		luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
		lua_pop(L, 1);
	}
	lua_pushglobaltable(L);
	remove_fields(L, lua_gettop(L), gone);
	luaL_setfuncs(L, changed, 0);
	lua_getfield(L, -1, LUA_STRLIBNAME);
	remove_fields(L, lua_gettop(L), gone_string);
	lua_getfield(L, -1, "format");
	lua_pushcclosure(L, safe_format, 1);
	lua_setfield(L, -2, "format");
	lua_pop(L, 1);
	protect(L, "pcall", protected_call);
	protect(L, "xpcall", protected_xpcall);
	lua_getfield(L, -1, LUA_COLIBNAME);
	protect(L, "resume", protected_call);
	protect(L, "close", limited_close);
	lua_pushcfunction(L, wrap_coroutine);
	lua_setfield(L, -2, "wrap");
	lua_pop(L, 1);
	lua_getfield(L, -1, LUA_MATHLIBNAME);
	math_open(L);
	lua_pop(L, 2);
}
