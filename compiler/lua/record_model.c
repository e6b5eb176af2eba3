/* record_model.c - what belongs to the model as a whole: its name, options, labels, checkpoint maps, layer notes. */
#include "binding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* model(name, version, labels) */
static int core_model(lua_State *L)
{
	Script *s = script_of(L);
	const char *name = check_string(L, 1, "model: the name"), *reason;
	if (s->named)
		return fail(L, "model \"%s\": cr.model is called once in a file; the first named it \"%s\"", name, s->model->name);
	if (!name_is_free(name, &reason) || strcmp(name, "crescent") == 0)
		return fail(L, "model \"%s\": the name; %s", name, strcmp(name, "crescent") == 0 ? "another than the runtime's expected" : reason);
	s->named = true;
	s->model->name = name;
	s->model->version = check_string(L, 2, "model: version");
	luaL_checktype(L, 3, LUA_TTABLE);
	for (lua_Integer i = 1; lua_geti(L, 3, i) != LUA_TNIL; i++) {
		vec_push(&s->cc->arena, s->model->labels, check_string(L, -1, "model: a label"));
		lua_pop(L, 1);
	}
	return 0;
}

/* ---- options ------------------------------------------------------------------------------------------------------------ */

static const char *given_option(Script *s, const char *name)
{
	const char *value = NULL;
	for (size_t i = 0; i < s->option_count; i++)
		if (strcmp(s->options[i].name, name) == 0) {
			s->option_used[i] = true;
			value = s->options[i].value;
		}
	return value;
}

/* Pushes the text as the type of the default at `index`. */
static void push_like(lua_State *L, int index, const char *name, const char *text)
{
	int type = lua_type(L, index);
	if (type == LUA_TSTRING) {
		lua_pushstring(L, text);
	} else if (type == LUA_TBOOLEAN) {
		bool yes = strcmp(text, "true") == 0;
		if (!yes && strcmp(text, "false") != 0)
			fail(L, "option \"%s\": true or false expected; found \"%s\"", name, text);
		lua_pushboolean(L, yes);
	} else {
		bool whole = lua_isinteger(L, index);
		if (lua_stringtonumber(L, text) == 0 || lua_tonumber(L, -1) - lua_tonumber(L, -1) != 0)
			fail(L, "option \"%s\": a number expected; found \"%s\"", name, text);
		if (whole && !lua_isinteger(L, -1))
			fail(L, "option \"%s\": a whole number expected; found \"%s\"", name, text);
	}
}

/* option(name, default, choices|nil, doc) -> value */
static int core_option(lua_State *L)
{
	Script *s = script_of(L);
	Arena *a = &s->cc->arena;
	Option o = { .name = check_string(L, 1, "option: the name") };
	int type = lua_type(L, 2);
	if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN)
		return fail(L, "option \"%s\": the default; a string, a number or a boolean expected; found %s", o.name, luaL_typename(L, 2));
	for (size_t i = 0; i < s->model->options.n; i++)
		if (strcmp(s->model->options.at[i].name, o.name) == 0)
			return fail(L, "option \"%s\" twice; a new name expected", o.name);
	o.standard = arena_strdup(a, push_text(L, 2));
	o.doc = luaL_optstring(L, 4, NULL) ? arena_strdup(a, lua_tostring(L, 4)) : "";
	o.value = given_option(s, o.name);
	o.given = o.value != NULL;
	if (!o.given)
		o.value = o.standard;
	bool fits = true;
	if (lua_istable(L, 3)) {
		fits = false;
		for (lua_Integer i = 1; lua_geti(L, 3, i) != LUA_TNIL; i++) {
			const char *choice = arena_strdup(a, push_text(L, -1));
			vec_push(a, o.choices, choice);
			fits = fits || strcmp(choice, o.value) == 0;
			lua_pop(L, 2);
		}
	}
	if (!fits) {
		Text list = text_new(a);
		for (size_t i = 0; i < o.choices.n; i++)
			text_add(&list, "%s%s", i ? ", " : "", o.choices.at[i]);
		return fail(L, "option \"%s\"; one of %s expected; found \"%s\"", o.name, text_str(&list), o.value);
	}
	vec_push(a, s->model->options, o);
	if (o.given)
		push_like(L, 2, o.name, o.value);
	else
		lua_pushvalue(L, 2);
	return 1;
}

/* ---- checkpoint maps, layer notes --------------------------------------------------------------------------------------------- */

/* Strings of the list in field `key` of the table at 1. */
#define READ_STRINGS(to, key, what) do { \
		lua_getfield(L, 1, key); \
		for (lua_Integer k = 1; lua_istable(L, -1) && lua_geti(L, -1, k) != LUA_TNIL; k++) { \
			vec_push(&s->cc->arena, to, check_string(L, -1, what)); \
			lua_pop(L, 1); \
		} \
		lua_settop(L, 1); \
	} while (0)

/* checkpoint { format=, prefix=, rules = { { ours=, theirs=, transpose= }, .. }, optional=, ignore= } */
static int core_checkpoint(lua_State *L)
{
	Script *s = script_of(L);
	Checkpoint c = { .format = field_string(L, 1, "format"), .prefix = field_string(L, 1, "prefix"), .loc = where(L) };
	lua_settop(L, 1);
	lua_getfield(L, 1, "rules");
	for (lua_Integer i = 1; lua_geti(L, 2, i) != LUA_TNIL; i++) {
		NameRule rule = { field_string(L, 3, "ours"), field_string(L, 3, "theirs"), field_bool(L, 3, "transpose") };
		vec_push(&s->cc->arena, c.rules, rule);
		lua_settop(L, 2);
	}
	lua_settop(L, 1);
	READ_STRINGS(c.optional, "optional", "checkpoint: optional");
	READ_STRINGS(c.ignore, "ignore", "checkpoint: ignore");
	vec_push(&s->cc->arena, s->model->checkpoints, c);
	return 0;
}

/* layer_note(path, kind, output, defaults, loc) */
static int core_layer_note(lua_State *L)
{
	Script *s = script_of(L);
	const Loc *made = lua_touserdata(L, 5);
	LayerNote note = { check_string(L, 1, "path"), check_string(L, 2, "kind"), check_string(L, 3, "output"),
	                   check_string(L, 4, "defaults"), made ? *made : where(L) };
	vec_push(&s->cc->arena, s->model->layers, note);
	return 0;
}

/* ---- small helpers ------------------------------------------------------------------------------------------------------------ */

/* `*` stands for any characters, dots included; `?` for one. Linear in the product of the lengths. */
static bool glob(const char *p, const char *s)
{
	const char *star = NULL, *from = NULL;
	while (*s) {
		if (*p == '*') {
			star = p++;
			from = s;
		} else if (*p == '?' || *p == *s) {
			p++;
			s++;
		} else if (star) {
			p = star + 1;
			s = ++from;
		} else {
			return false;
		}
	}
	while (*p == '*')
		p++;
	return !*p;
}

static int core_glob(lua_State *L)
{
	lua_pushboolean(L, glob(luaL_checkstring(L, 1), luaL_checkstring(L, 2)));
	return 1;
}

/* finish(fn): called when the file has ended */
static int core_finish(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TFUNCTION);
	lua_settop(L, 1);
	lua_setfield(L, LUA_REGISTRYINDEX, "crescent.finish");
	return 0;
}

/* errors() -> how many so far */
static int core_errors(lua_State *L)
{
	lua_pushinteger(L, (lua_Integer)script_of(L)->cc->errors);
	return 1;
}

void record_model_open(lua_State *L, int core)
{
	static const luaL_Reg functions[] = {
		{ "model", core_model }, { "option", core_option }, { "checkpoint", core_checkpoint }, { "layer_note", core_layer_note },
		{ "glob", core_glob }, { "finish", core_finish }, { "errors", core_errors }, { NULL, NULL },
	};
	lua_pushvalue(L, core);
	luaL_setfuncs(L, functions, 0);
	lua_pop(L, 1);
}
