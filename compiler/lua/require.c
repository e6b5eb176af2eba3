/* require.c - modules: the prelude in the binary, then the model's folder; and every other file a script reads. */
#include "binding.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SCRIPT = 1 << 30 };

char *read_file(Script *s, const char *path, size_t *size, const char **reason)
{
	FILE *f = fopen(path, "rb");
	*size = 0;
	*reason = f ? NULL : strerror(errno);
	if (!f)
		return NULL;
	Text text = text_new(&s->cc->arena);
	char chunk[65536];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0 && text.n <= MAX_SCRIPT)
		text_bytes(&text, chunk, n);
	if (ferror(f))
		*reason = strerror(errno);
	else if (text.n > MAX_SCRIPT)
		*reason = "it is larger than 1 GiB";
	fclose(f);
	if (*reason)
		return NULL;
	text_str(&text);
	*size = text.n;
	return text.s ? text.s : arena_strdup(&s->cc->arena, "");
}

static bool path_is_inside(const char *name)
{
	if (!*name || *name == '/' || strchr(name, '\\') || strchr(name, ':'))
		return false;
	for (const char *part = name; part; part = strchr(part, '/') ? strchr(part, '/') + 1 : NULL)
		if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || !part[2]))
			return false;
	return true;
}

const char *beside_model(lua_State *L, const char *name)
{
	Script *s = script_of(L);
	if (!path_is_inside(name))
		fail(L, "\"%s\" is outside the model's folder; a path inside it without \"..\" expected", name);
	const char *path = arena_printf(&s->cc->arena, "%s%s", s->folder, name);
	bool known = false;
	for (size_t i = 0; i < s->model->files.n; i++)
		known = known || strcmp(s->model->files.at[i], path) == 0;
	if (!known)
		vec_push(&s->cc->arena, s->model->files, path);
	return path;
}

/* Lua's "chunk:line: what" as a diagnostic of ours; the chunk's name may be cut short, so only the line is used. */
static void push_syntax_error(lua_State *L, const char *path)
{
	Script *s = script_of(L);
	const char *text = lua_tostring(L, -1);
	Loc loc = { .file = arena_strdup(&s->cc->arena, path) };
	for (const char *c = text ? strchr(text, ':') : NULL; c; c = strchr(c + 1, ':')) {
		size_t digits = strspn(c + 1, "0123456789");
		if (digits && c[1 + digits] == ':') {
			loc.line = atoi(c + 1);
			text = c + digits + 2 + (c[digits + 2] == ' ');
			break;
		}
	}
	if (text && strstr(text, "attempt to load a binary chunk"))
		text = "a Lua text expected; found compiled Lua";
	text = arena_strdup(&s->cc->arena, text ? text : "not Lua");
	lua_pop(L, 1);
	push_error(L, &(Diagnostic){ SEV_ERROR, loc, text, NULL });
}

bool load_chunk(lua_State *L, const char *path, const char *text, size_t size)
{
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		size -= 3;
	}
	if (size && *text == '#') {
		size_t line = strcspn(text, "\n");
		text += line;
		size -= line;
	}
	const char *chunk = lua_pushfstring(L, "@%s", path);
	int status = luaL_loadbufferx(L, text, size, chunk, "t");
	if (status == LUA_OK) {
		keep_frames(L, chunk);
		lua_remove(L, -2);
		return true;
	}
	lua_remove(L, -2);
	push_syntax_error(L, path);
	return false;
}

static const PreludeFile *prelude_find(const char *name)
{
	for (size_t i = 0; i < prelude_count; i++)
		if (strcmp(prelude_files[i].name, name) == 0)
			return &prelude_files[i];
	return NULL;
}

static void load_prelude(lua_State *L, const PreludeFile *file)
{
	const char *chunk = lua_pushfstring(L, "=%s", file->name);
	int status = luaL_loadbufferx(L, file->text, file->size, chunk, "t");
	if (status == LUA_ERRMEM)
		lua_error(L);
	if (status != LUA_OK)
		BUG("prelude: %s", lua_tostring(L, -1));
	lua_remove(L, -2);
	lua_pushstring(L, file->name);
	lua_getfield(L, LUA_REGISTRYINDEX, "crescent.core");
	lua_call(L, 2, 1);
}

static void load_users(lua_State *L, const char *name)
{
	Script *s = script_of(L);
	char *inside = arena_printf(&s->cc->arena, "%s", name);
	for (char *c = inside; *c; c++)
		if (*c == '.')
			*c = '/';
	inside = arena_printf(&s->cc->arena, "%s.lua", inside);
	if (strstr(name, "..") || !path_is_inside(inside))
		fail(L, "module \"%s\" is outside the model's folder; a name like \"layers.film\" expected", name);
	const char *path = arena_printf(&s->cc->arena, "%s%s", s->folder, inside), *reason;
	size_t size;
	char *text = read_file(s, path, &size, &reason);
	if (!text) {
		VEC(const char *) names = { 0 };
		for (size_t i = 0; i < prelude_count; i++)
			vec_push(&s->cc->arena, names, prelude_files[i].name);
		const char *near = nearest_name(name, names.at, names.n);
		if (near)
			fail(L, "module \"%s\" not found; did you mean \"%s\"?", name, near);
		fail(L, "module \"%s\" not found; cannot read %s; %s", name, path, reason);
	}
	beside_model(L, inside);
	if (!load_chunk(L, path, text, size))
		lua_error(L);
	lua_pushstring(L, name);
	lua_call(L, 1, 1);
}

/* Upvalue 1: modules by name; `false` while one is being loaded. */
static int require_module(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);
	lua_settop(L, 1);
	if (lua_getfield(L, lua_upvalueindex(1), name) != LUA_TNIL) {
		if (lua_isboolean(L, -1) && !lua_toboolean(L, -1))
			fail(L, "module \"%s\" requires itself, directly or through others", name);
		return 1;
	}
	lua_pop(L, 1);
	lua_pushboolean(L, false);
	lua_setfield(L, lua_upvalueindex(1), name);
	const PreludeFile *file = prelude_find(name);
	if (file)
		load_prelude(L, file);
	else
		load_users(L, name);
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		lua_pushboolean(L, true);
	}
	lua_pushvalue(L, -1);
	lua_setfield(L, lua_upvalueindex(1), name);
	return 1;
}

void require_open(lua_State *L)
{
	lua_newtable(L);
	lua_pushcclosure(L, require_module, 1);
	lua_setglobal(L, "require");
}
