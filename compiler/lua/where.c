/* where.c - the user's line, layer scopes, and errors as Lua values.
 *
 * Frames of the prelude ("=crescent/...") and of C are ours; "@file" frames are the user's. Inside a layer whose code
 * is ours the interesting line is the one where the layer was made, and the call is told beside it. */
#include "binding.h"

#include <string.h>

#define ERROR_TYPE "crescent.error"
#define SCOPE_TYPE "crescent.scope"

/* The first user frame from `level` on; *border: whether a layer's call was passed on the way. Asked for each node: of our own frames
 * nothing but whose they are, and of ours in Lua which function. */
static bool user_frame(lua_State *L, const Script *s, int *level, lua_Debug *ar, bool stop_at_border, bool *border)
{
	for (; lua_getstack(L, *level, ar); ++*level) {
		if (!lua_getinfo(L, "S", ar))
			BUG("lua_getinfo");
		if (ar->source[0] == '@') {
			if (lua_getinfo(L, "l", ar) && ar->currentline > 0)
				return true;
			continue;
		}
		if (!s->layer_call || *ar->what == 'C')
			continue;
		lua_getinfo(L, "f", ar);
		const bool is_border = lua_topointer(L, -1) == s->layer_call;
		lua_pop(L, 1);
		if (is_border)
			*border = true;
		if (is_border && stop_at_border)
			return false;
	}
	return false;
}

static Loc frame_loc(Script *s, const lua_Debug *ar)
{
	const char *file = strcmp(ar->source + 1, s->path) == 0 ? s->path : arena_strdup(&s->cc->arena, ar->source + 1);
	return (Loc){ .file = file, .line = ar->currentline };
}

Loc where(lua_State *L)
{
	Script *s = script_of(L);
	const LayerScope *scope = s->scopes.n ? &s->scopes.at[s->scopes.n - 1] : NULL;
	lua_Debug ar;
	int level = 0;
	bool border = false;
	Loc loc = { .file = s->path, .line = 0, .layer = NULL };
	luaL_checkstack(L, 2, NULL);
	if (user_frame(L, s, &level, &ar, true, &border))
		loc = frame_loc(s, &ar);
	else if (border && scope && scope->made.line > 0)
		loc = scope->made;
	else if (user_frame(L, s, &level, &ar, false, &border))
		loc = frame_loc(s, &ar);
	loc.layer = scope && *scope->path ? scope->path : NULL;
	return loc;
}

const char *where_layer(lua_State *L)
{
	Script *s = script_of(L);
	if (s->scopes.n == 0 || !*s->scopes.at[s->scopes.n - 1].path)
		return NULL;
	const char *layer = s->scopes.at[s->scopes.n - 1].path;
	lua_Debug ar;
	int level = 0;
	bool border = false;
	while (user_frame(L, s, &level, &ar, false, &border) && !border)
		level++;
	const char *from = s->trace->function ? s->trace->function->name : NULL;
	if (!border || !lua_getstack(L, level, &ar))
		return arena_printf(&s->cc->arena, "in layer %s", layer);
	lua_getinfo(L, "Sl", &ar);
	return arena_printf(&s->cc->arena, "in layer %s, called from %s%s(%s:%d)", layer, from ? from : "", from ? " " : "",
	                    ar.source + 1, ar.currentline);
}

/* ---- errors as values --------------------------------------------------------------------------------- */

void push_error(lua_State *L, const Diagnostic *d)
{
	memcpy(lua_newuserdatauv(L, sizeof *d, 0), d, sizeof *d);
	luaL_setmetatable(L, ERROR_TYPE);
}

static const char *joined(Arena *a, const char *first, const char *second)
{
	return first && second ? arena_printf(a, "%s\n%s", first, second) : first ? first : second;
}

int fail_at(lua_State *L, Loc loc, const char *text, const char *detail)
{
	Diagnostic d = { SEV_ERROR, loc, text, detail };
	push_error(L, &d);
	lua_error(L);
	BUG("lua_error returned");
}

int fail(lua_State *L, const char *fmt, ...)
{
	Script *s = script_of(L);
	va_list ap;
	va_start(ap, fmt);
	char *text = arena_vprintf(&s->cc->arena, fmt, ap);
	va_end(ap);
	char *newline = strchr(text, '\n');
	if (newline)
		*newline = '\0';
	Loc loc = where(L);
	fail_at(L, loc, text, joined(&s->cc->arena, where_layer(L), newline ? newline + 1 : NULL));
}

/* Lua puts "chunk:line: " before its own messages; the diagnostic has its own place for it. */
static const char *without_position(const char *text)
{
	for (const char *c = strchr(text, ':'); c; c = strchr(c + 1, ':')) {
		size_t digits = strspn(c + 1, "0123456789");
		if (digits && c[1 + digits] == ':' && c[2 + digits] == ' ')
			return c + digits + 3;
	}
	return text;
}

int error_handler(lua_State *L)
{
	if (luaL_testudata(L, 1, ERROR_TYPE))
		return 1;
	Script *s = script_of(L);
	Loc loc = where(L);
	const char *text = without_position(push_text(L, 1));
	if (strstr(text, "stack overflow"))
		text = "the script calls itself too deeply";
	Diagnostic d = { SEV_ERROR, loc, arena_strdup(&s->cc->arena, text), where_layer(L) };
	push_error(L, &d);
	return 1;
}

void error_take(lua_State *L, int status)
{
	(void)status;
	Script *s = script_of(L);
	const Diagnostic *d = luaL_testudata(L, -1, ERROR_TYPE);
	if (d)
		s->cc->error = *d;
	else if (!lua_isnil(L, -1))     /* an error in the handler itself: no room left */
		s->cc->error = (Diagnostic){ SEV_ERROR, { .file = s->path, .line = 0, .layer = NULL }, "the script calls itself too deeply", NULL };
	lua_pop(L, 1);
}

static int error_tostring(lua_State *L)
{
	const Diagnostic *d = luaL_checkudata(L, 1, ERROR_TYPE);
	lua_pushfstring(L, "%s:%d: error: %s", d->loc.file ? d->loc.file : "?", d->loc.line, d->text);
	return 1;
}

/* ---- for the prelude ------------------------------------------------------------------------------------ */

static int core_fail(lua_State *L)
{
	return fail(L, "%s", luaL_checkstring(L, 1));
}

/* fail_from(loc, text): at a place remembered by here(). */
static int core_fail_from(lua_State *L)
{
	Script *s = script_of(L);
	const Loc *loc = lua_touserdata(L, 1);
	char *text = arena_strdup(&s->cc->arena, luaL_checkstring(L, 2));
	char *newline = strchr(text, '\n');
	if (newline)
		*newline = '\0';
	return fail_at(L, loc ? *loc : where(L), text, newline ? newline + 1 : NULL);
}

static int core_note(lua_State *L)
{
	model_note(script_of(L)->cc, where(L), "%s", luaL_checkstring(L, 1));
	return 0;
}

static int core_warn(lua_State *L)
{
	model_warning(script_of(L)->cc, where(L), "%s", luaL_checkstring(L, 1));
	return 0;
}

/* here() -> the user's line, as a value for enter() and fail_from(); "mlp.lua:4" as text. */
static int core_here(lua_State *L)
{
	Loc loc = where(L);
	memcpy(lua_newuserdatauv(L, sizeof loc, 0), &loc, sizeof loc);
	lua_pushfstring(L, "%s:%d", loc.file, loc.line);
	return 2;
}

/* enter(path, loc) -> a value to close: layer scopes nest and end with errors too. */
static int core_enter(lua_State *L)
{
	Script *s = script_of(L);
	const Loc *made = lua_touserdata(L, 2);
	LayerScope scope = { arena_strdup(&s->cc->arena, luaL_checkstring(L, 1)), made ? *made : (Loc){ 0 } };
	size_t *depth = lua_newuserdatauv(L, sizeof *depth, 0);
	*depth = s->scopes.n;
	luaL_setmetatable(L, SCOPE_TYPE);
	vec_push(&s->cc->arena, s->scopes, scope);
	return 1;
}

static int scope_close(lua_State *L)
{
	script_of(L)->scopes.n = *(size_t *)luaL_checkudata(L, 1, SCOPE_TYPE);
	return 0;
}

/* layer_path() -> the innermost layer's path, "" outside layers */
static int core_layer_path(lua_State *L)
{
	const Script *s = script_of(L);
	lua_pushstring(L, s->scopes.n ? s->scopes.at[s->scopes.n - 1].path : "");
	return 1;
}

static int core_layer_border(lua_State *L)
{
	script_of(L)->layer_call = lua_topointer(L, 1);
	return 0;
}

static int core_nearest(lua_State *L)
{
	Script *s = script_of(L);
	VEC(const char *) names = { 0 };
	luaL_checktype(L, 2, LUA_TTABLE);
	for (lua_Integer i = 1; lua_geti(L, 2, i) == LUA_TSTRING; i++) {
		vec_push(&s->cc->arena, names, arena_strdup(&s->cc->arena, lua_tostring(L, -1)));
		lua_pop(L, 1);
	}
	lua_pushstring(L, nearest_name(luaL_checkstring(L, 1), names.at, names.n));
	return 1;
}

void where_open(lua_State *L, int core)
{
	static const luaL_Reg functions[] = {
		{ "fail", core_fail }, { "fail_from", core_fail_from }, { "note", core_note }, { "warn", core_warn },
		{ "here", core_here }, { "enter", core_enter }, { "layer_path", core_layer_path },
		{ "layer_border", core_layer_border },
		{ "nearest", core_nearest }, { NULL, NULL },
	};
	lua_pushvalue(L, core);
	luaL_setfuncs(L, functions, 0);
	lua_pop(L, 1);

	luaL_newmetatable(L, ERROR_TYPE);
	lua_pushcfunction(L, error_tostring);
	lua_setfield(L, -2, "__tostring");
	lua_pushliteral(L, "error");
	lua_setfield(L, -2, "__metatable");
	luaL_newmetatable(L, SCOPE_TYPE);
	lua_pushcfunction(L, scope_close);
	lua_setfield(L, -2, "__close");
	lua_pop(L, 2);
}
