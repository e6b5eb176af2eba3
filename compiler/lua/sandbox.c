/* sandbox.c - the interpreter a model file runs in: memory and step limits, and script_load.
 *
 * Limits hold inside pcall and coroutines too: once one is hit, the hook raises again at every instruction, so the
 * error climbs out through any number of handlers. Finalisers run with hooks off, so `__gc` is refused (library.c).
 * A single call of a library function is not interrupted: a pattern made to backtrack for hours is bounded only by
 * the length of strings that fit in memory. Steps are counted, not seconds, so that a run is the same everywhere. */
#include "binding.h"

#include <stdlib.h>
#include <string.h>

enum { HOOK_EVERY = 1000 };      /* instructions between looks at the counter */

Script *script_of(lua_State *L)
{
	Script *s;
	memcpy(&s, lua_getextraspace(L), sizeof s);
	return s;
}

/* Lua collects and asks a second time when it is refused; two refusals in a row are final. */
static void *limited_alloc(void *user, void *at, size_t old, size_t size)
{
	Script *s = user;
	if (!at)
		old = 0;     /* Lua passes the kind of object here */
	if (size == 0) {
		free(at);
		s->memory -= old;
		return NULL;
	}
	if (size > old && size - old > s->memory_limit - s->memory) {
		if (++s->refusals >= 2)
			s->out_of_memory = true;
		return NULL;
	}
	void *p = realloc(at, size);
	if (!p)
		return NULL;
	if (size > old)
		s->refusals = 0;
	s->memory += size - old;
	return p;
}

static int raise_steps(lua_State *L)
{
	Script *s = script_of(L);
	return fail(L, "script ran for more than %llu steps; an endless loop? raise the limit with --lua-steps",
	            (unsigned long long)s->step_limit);
}

static const char *memory_text(Script *s)
{
	return arena_printf(&s->cc->arena, "script needs more than %zu MiB of memory; raise it with --lua-memory",
	                    s->memory_stated >> 20);
}

void raise_memory(lua_State *L)
{
	Script *s = script_of(L);
	s->out_of_memory = true;
	s->memory_limit += (size_t)1 << 16;     /* room for the message on the way out */
	fail_at(L, where(L), memory_text(s), NULL);
	BUG("fail_at returned");
}

static void count_hook(lua_State *L, lua_Debug *ar)
{
	(void)ar;
	Script *s = script_of(L);
	bool over = s->out_of_steps || s->out_of_memory;
	if (!over) {
		s->steps += HOOK_EVERY;
		over = s->out_of_steps = s->steps > s->step_limit;
	}
	if (!over)
		return;
	lua_sethook(L, count_hook, LUA_MASKCOUNT, 1);
	if (s->out_of_memory)
		raise_memory(L);
	raise_steps(L);
}

bool script_call(lua_State *L, int arguments, int results)
{
	int base = lua_gettop(L) - arguments;
	lua_pushcfunction(L, error_handler);
	lua_insert(L, base);
	int status = lua_pcall(L, arguments, results, base);
	lua_remove(L, base);
	if (status == LUA_OK)
		return true;
	Script *s = script_of(L);
	if (status == LUA_ERRMEM || s->out_of_memory) {
		s->out_of_memory = true;
		s->cc->error = (Diagnostic){ SEV_ERROR, { .file = s->path }, memory_text(s), NULL };
		lua_pop(L, 1);
		lua_pushnil(L);
	}
	return false;
}

/* The libraries and `core`, the table of the binding, which prelude chunks get as their second argument. */
static int open_all(lua_State *L)
{
	library_open(L);
	lua_newtable(L);
	int core = lua_gettop(L);
	where_open(L, core);
	types_open(L, core);
	tensor_open(L, core);
	primitive_open(L, core);
	load_open(L, core);
	record_open(L, core);
	record_slot_open(L, core);
	record_model_open(L, core);
	record_train_open(L, core);
	record_body_open(L, core);
	lua_setfield(L, LUA_REGISTRYINDEX, "crescent.core");
	require_open(L);
	return 0;
}

/* Runs the file, then what the prelude left for the end (init functions). */
static int run_all(lua_State *L)
{
	Script *s = script_of(L);
	size_t size;
	const char *reason;
	char *text = read_file(s, s->path, &size, &reason);
	if (!text)
		fail_at(L, (Loc){ .file = s->path }, arena_printf(&s->cc->arena, "cannot read it; %s", reason), NULL);
	vec_push(&s->cc->arena, s->model->files, s->path);
	if (!load_chunk(L, s->path, text, size))
		lua_error(L);
	lua_call(L, 0, 0);
	if (!s->named && s->cc->errors == 0)
		fail_at(L, (Loc){ .file = s->path }, "no model; a call of cr.model(\"name\", tree) expected; found none", NULL);
	lua_getfield(L, LUA_REGISTRYINDEX, "crescent.finish");
	if (lua_isfunction(L, -1))
		lua_call(L, 0, 0);
	return 0;
}

static void check_options_used(Script *s)
{
	Arena *a = &s->cc->arena;
	VEC(const char *) names = { 0 };
	for (size_t i = 0; i < s->model->options.n; i++)
		vec_push(a, names, s->model->options.at[i].name);
	for (size_t i = 0; i < s->option_count; i++) {
		if (s->option_used[i])
			continue;
		const char *near = nearest_name(s->options[i].name, names.at, names.n);
		const char *text = near ? arena_printf(a, "unknown option \"%s\"; did you mean \"%s\"?", s->options[i].name, near)
		                        : arena_printf(a, "unknown option \"%s\"; this file has %s", s->options[i].name,
		                                       names.n ? "others: see cr.option in it" : "none");
		s->cc->error = (Diagnostic){ SEV_ERROR, { .file = s->path }, text, NULL };
		report_error(s->cc);
	}
}

static const char *folder_of(Arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? arena_strndup(a, path, (size_t)(slash - path) + 1) : "";
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

Model *script_load(Compilation *cc, const char *path, const ScriptOption *options, size_t n, const ScriptLimits *limits)
{
	Script *s = NEW(&cc->arena, Script);
	s->cc = cc;
	s->path = arena_strdup(&cc->arena, path);
	s->folder = folder_of(&cc->arena, path);
	s->options = options;
	s->option_count = n;
	s->option_used = NEW_ARRAY(&cc->arena, bool, n + 1);
	s->memory_limit = s->memory_stated = limits && limits->memory ? limits->memory : (size_t)256 << 20;
	s->step_limit = limits && limits->steps ? limits->steps : 1000000000u;
	s->model = model_new(cc, "");
	s->model->source = base_of(s->path);
	s->file.graph = graph_new(s->model);
	s->file.what = "the file";
	s->trace = &s->file;
	size_t errors = cc->errors;

	lua_State *L = lua_newstate(limited_alloc, s);
	if (!L)
		out_of_memory();
	s->L = L;
	memcpy(lua_getextraspace(L), &s, sizeof s);
	lua_pushcfunction(L, open_all);
	bool good = script_call(L, 0, 0);
	if (good) {
		lua_sethook(L, count_hook, LUA_MASKCOUNT, HOOK_EVERY);
		lua_pushcfunction(L, run_all);
		good = script_call(L, 0, 0);
	}
	if (!good) {
		error_take(L, LUA_ERRRUN);
		report_error(cc);
	}
	lua_sethook(L, NULL, 0, 0);
	lua_close(L);
	if (good)
		check_options_used(s);
	return cc->errors == errors ? s->model : NULL;
}
