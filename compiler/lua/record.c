/* record.c - traces: one function of the model each, with its inputs, outputs and sets. */
#include "binding.h"

#include <string.h>

static const struct { const char *name; FunctionKind kind; } kinds[] = {
	{ "user", FUNC_USER }, { "init", FUNC_INIT }, { "state_init", FUNC_STATE_INIT }, { "train_init", FUNC_TRAIN_INIT },
	{ "train_step", FUNC_TRAIN_STEP }, { "train_flush", FUNC_TRAIN_FLUSH }, { "evaluate", FUNC_EVALUATE },
	{ "average", FUNC_AVERAGE }, { "finish", FUNC_FINISH }, { "loop_step", FUNC_LOOP_STEP },
};

const char *check_string(lua_State *L, int index, const char *what)
{
	if (lua_type(L, index) != LUA_TSTRING)
		fail(L, "%s; a string expected; found %s", what, lua_type(L, index) <= LUA_TNIL ? "nothing" : luaL_typename(L, index));
	return arena_strdup(&script_of(L)->cc->arena, lua_tostring(L, index));
}

const char *field_string(lua_State *L, int index, const char *key)
{
	lua_getfield(L, index, key);
	const char *s = lua_isnil(L, -1) ? NULL : check_string(L, -1, key);
	lua_pop(L, 1);
	return s;
}

int64_t field_int(lua_State *L, int index, const char *key, int64_t standard)
{
	lua_getfield(L, index, key);
	int exact;
	lua_Integer v = lua_tointegerx(L, -1, &exact);
	lua_pop(L, 1);
	return exact ? v : standard;
}

bool field_bool(lua_State *L, int index, const char *key)
{
	lua_getfield(L, index, key);
	bool v = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return v;
}

/* ---- names --------------------------------------------------------------------------------------------------------- */

/* C11 and C++20, and what C's headers take in lower case. */
static const char *const keywords[] = {
	"alignas", "alignof", "and", "and_eq", "asm", "assert", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char",
	"char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "concept", "const", "const_cast",
	"consteval", "constexpr", "constinit", "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else",
	"enum", "errno", "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long",
	"main", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private",
	"protected", "public", "register", "reinterpret_cast", "requires", "restrict", "return", "short", "signed", "sizeof",
	"static", "static_assert", "static_cast", "struct", "switch", "template", "this", "thread_local", "throw", "true", "try",
	"typedef", "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
};

bool name_is_free(const char *s, const char **reason)
{
	bool good = *s && strspn(s, "0123456789") == 0;
	for (const char *c = s; *c; c++)
		good = good && ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '_');
	*reason = "a C identifier (letters, digits and _, no digit first) expected";
	if (!good)
		return false;
	*reason = "a name other than C's and C++'s own words expected";
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (strcmp(s, keywords[i]) == 0)
			return false;
	*reason = "a name that does not begin with cr_ or _ expected; these are the runtime's and the compiler's";
	return strncmp(s, "cr_", 3) != 0 && strncmp(s, "CR_", 3) != 0 && *s != '_';
}

/* name_fault(s) -> nil, or why it cannot name something in C */
static int core_name_fault(lua_State *L)
{
	const char *reason;
	if (name_is_free(luaL_checkstring(L, 1), &reason))
		return 0;
	lua_pushstring(L, reason);
	return 1;
}

/* ---- traces ---------------------------------------------------------------------------------------------------------- */

static void collect_sets(Script *s, Function *f, const Trace *t)
{
	for (size_t i = 0; i < t->current.n; i++) {
		Set set = { s->model->slots.at[i], t->current.at[i].value, t->current.at[i].loc };
		if (set.value)
			vec_push(&s->cc->arena, f->sets, set);
	}
}

static FunctionKind kind_named(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return kinds[i].kind;
	BUG("no function kind \"%s\"", name);
}

/* trace({ name=, kind=, group=, what= }, body) -> the function, or nil after recording the error in the body.
 * The body runs with its own graph; its results are ignored. */
static int core_trace(lua_State *L)
{
	Script *s = script_of(L);
	luaL_checktype(L, 1, LUA_TTABLE);
	Function *f = NEW(&s->cc->arena, Function);
	f->name = field_string(L, 1, "name");
	f->kind = kind_named(field_string(L, 1, "kind"));
	f->group = field_string(L, 1, "group");
	f->loc = where(L);
	if (s->trace != &s->file)
		return fail(L, "function \"%s\" inside %s; declared outside any function expected", f->name, s->trace->what);
	if (model_function(s->model, f->name))
		return fail(L, "function \"%s\" a second time; a new name expected; the first is at %s:%d", f->name,
		            model_function(s->model, f->name)->loc.file, model_function(s->model, f->name)->loc.line);
	f->graph = graph_new(s->model);
	Trace *t = NEW(&s->cc->arena, Trace);
	t->function = f;
	t->graph = f->graph;
	t->group = f->group;
	t->what = field_string(L, 1, "what");
	if (!t->what)
		t->what = arena_printf(&s->cc->arena, "function \"%s\"", f->name);
	s->trace = t;
	size_t scopes = s->scopes.n;
	lua_settop(L, 2);
	bool good = script_call(L, 0, 0);
	if (good)
		collect_sets(s, f, t);
	function_record_uses(f);
	s->trace = &s->file;
	s->scopes.n = scopes;
	if (!good && (s->out_of_memory || s->out_of_steps))
		return lua_error(L);
	if (!good) {
		error_take(L, LUA_ERRRUN);
		report_error(s->cc);
		return 0;
	}
	vec_push(&s->cc->arena, s->model->functions, f);
	lua_pushlightuserdata(L, f);
	return 1;
}

static Function *running(lua_State *L, const char *what)
{
	Function *f = script_of(L)->trace->function;
	if (!f)
		fail(L, "%s outside any function; inside m:func or a callback of m:train expected", what);
	return f;
}

/* running() -> name and kind of the running function, or nil */
static int core_running(lua_State *L)
{
	Script *s = script_of(L);
	if (!s->trace->function)
		return 0;
	lua_pushstring(L, s->trace->what);
	return 1;
}

typedef struct Input { Type type; int64_t index; const char *name; Node *made; } Input;

/* Ports may come in any order where the position is stated, as dumps do. */
static void put_port(Script *s, Function *f, int64_t index, Port port)
{
	while (f->inputs.n <= (size_t)index)
		vec_push(&s->cc->arena, f->inputs, (Port){ .name = "" });
	f->inputs.at[index] = port;
}

static void do_input(Script *s, void *p)
{
	Input *in = p;
	in->made = node_input(s->trace->graph, &in->type, in->index, in->name);
}

static void check_extents(lua_State *L, const Function *f, const char *name, const Type *t)
{
	const Model *m = script_of(L)->model;
	for (uint32_t i = 0; i < t->rank; i++) {
		if (t->dim[i].size == 0)
			fail(L, "input \"%s\": extents of at least 1 expected; found %s", name, type_text(m, t));
		if (!t->dim[i].sym)
			continue;
		const Symbol *a = &m->symbols.at[t->dim[i].sym - 1];
		for (size_t k = 0; k < f->inputs.n; k++)
			for (uint32_t j = 0; j < f->inputs.at[k].type.rank; j++) {
				Dim d = f->inputs.at[k].type.dim[j];
				const Symbol *b = d.sym ? &m->symbols.at[d.sym - 1] : a;
				if (a != b && strcmp(a->name, b->name) == 0)
					fail(L, "input \"%s\": the dimension %s; one largest value in a function expected; found %lld and %lld", name,
					     a->name, (long long)b->max, (long long)a->max);
			}
	}
}

/* input(name, type[, position from 1]) -> tensor; position 0 stands for a gradient in custom_gradient */
static int core_input(lua_State *L)
{
	Script *s = script_of(L);
	Function *f = s->trace->body ? s->trace->body : running(L, "an input");
	const char *name = check_string(L, 1, "the name of an input"), *reason;
	const TypeValue *type = check_type(L, 2, arena_printf(&s->cc->arena, "input \"%s\"", name));
	int64_t index = luaL_optinteger(L, 3, (lua_Integer)f->inputs.n + 1) - 1;
	if (index < -1 || index > 1000)
		return fail(L, "input \"%s\": a position from 1 expected; found %lld", name, (long long)index + 1);
	if (s->trace->captured.n)
		BUG("input \"%s\" behind captured ones", name);
	if (!s->trace->body && !name_is_free(name, &reason))
		return fail(L, "input \"%s\"; %s", name, reason);
	for (size_t i = 0; i < f->inputs.n && !s->trace->body; i++)
		if (strcmp(f->inputs.at[i].name, name) == 0)
			return fail(L, "input \"%s\" twice; distinct names expected", name);
	check_extents(L, f, name, &type->type);
	Input in = { type->type, index, name, NULL };
	guarded(L, do_input, &in);
	if (index >= 0)
		put_port(s, f, index, (Port){ name, type->type, in.made, type->seed, where(L) });
	push_node(L, in.made);
	return 1;
}

/* output(name, tensor) */
static int core_output(lua_State *L)
{
	Script *s = script_of(L);
	Function *f = running(L, "an output");
	const char *name = check_string(L, 1, "the name of an output"), *reason;
	Node *n = check_node(L, 2, arena_printf(&s->cc->arena, "output \"%s\"", name));
	if (!name_is_free(name, &reason))
		return fail(L, "output \"%s\"; %s", name, reason);
	for (size_t i = 0; i < f->outputs.n; i++)
		if (strcmp(f->outputs.at[i].name, name) == 0)
			return fail(L, "output \"%s\" twice; distinct names expected", name);
	for (size_t i = 0; i < f->inputs.n; i++)
		if (strcmp(f->inputs.at[i].name, name) == 0)
			return fail(L, "output \"%s\" has the name of an input; distinct names expected", name);
	for (uint32_t i = 0; i < n->type.rank; i++)
		if (n->type.dim[i].size == 0)
			return fail(L, "output \"%s\": extents of at least 1 expected; found %s", name, type_text(s->model, &n->type));
	Port port = { name, n->type, n, false, where(L) };
	vec_push(&s->cc->arena, f->outputs, port);
	return 0;
}

/* set(slot, value): reads of the slot give the value from here on; committed when the function ends. */
static int core_set(lua_State *L)
{
	Script *s = script_of(L);
	running(L, "a set");
	Slot *slot = check_slot(L, 1, "set");
	if (s->trace->parent)
		return fail(L, "set: \"%s\" is set in %s; outside expected\nreturn the new value as a carry, and set it after the loop", slot->name,
		            s->trace->what);
	Node *value = check_operand(L, 2, slot->type.dtype, "set");
	if (value->type.rank == 0 && slot->type.rank > 0 && lua_type(L, 2) == LUA_TNUMBER) {
		int64_t none = 0;
		value = make(L, OP_broadcast_in_dim, &slot->type, &value, 1, &none, 1);
	}
	if (!type_equal(&value->type, &slot->type))
		return fail(L, "set: \"%s\" is %s; a value of that type expected; found %s", slot->name, type_text(s->model, &slot->type),
		            type_text(s->model, &value->type));
	while (s->trace->current.n <= slot->index)
		vec_push(&s->cc->arena, s->trace->current, (Written){ 0 });
	s->trace->current.at[slot->index] = (Written){ value, where(L) };
	return 0;
}

/* join_group(slot | name): the running function belongs to that training; dumps say so late. */
static int core_join_group(lua_State *L)
{
	Script *s = script_of(L);
	Function *f = running(L, "a group");
	const char *group = to_tensor(L, 1) ? check_slot(L, 1, "group")->group : check_string(L, 1, "group");
	f->group = s->trace->group = group;
	return 0;
}

/* take_sets() -> { { slot, value }, .. }: what was set so far; slots are as found again. */
static int core_take_sets(lua_State *L)
{
	Script *s = script_of(L);
	Trace *t = s->trace;
	lua_newtable(L);
	lua_Integer n = 0;
	for (size_t i = 0; i < t->current.n; i++) {
		Node *value = t->current.at[i].value;
		if (!value)
			continue;
		t->current.at[i].value = NULL;
		lua_createtable(L, 2, 0);
		push_slot(L, s->model->slots.at[i]);
		lua_seti(L, -2, 1);
		push_node(L, value);
		lua_seti(L, -2, 2);
		lua_seti(L, -2, ++n);
	}
	return 1;
}

/* parameters(fn) -> names of its parameters, whether it takes more */
static int core_parameters(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TFUNCTION);
	lua_Debug ar;
	lua_pushvalue(L, 1);
	lua_getinfo(L, ">u", &ar);
	lua_newtable(L);
	for (int i = 1; i <= ar.nparams; i++) {
		lua_pushvalue(L, 1);
		const char *name = lua_getlocal(L, NULL, i);     /* leaves the function */
		lua_pop(L, 1);
		lua_pushstring(L, name ? name : "?");
		lua_seti(L, -2, i);
	}
	lua_pushboolean(L, ar.isvararg);
	return 2;
}

void record_open(lua_State *L, int core)
{
	static const luaL_Reg functions[] = {
		{ "name_fault", core_name_fault }, { "trace", core_trace }, { "running", core_running }, { "input", core_input },
		{ "output", core_output }, { "set", core_set }, { "take_sets", core_take_sets }, { "join_group", core_join_group }, { "parameters", core_parameters },
		{ NULL, NULL },
	};
	lua_pushvalue(L, core);
	luaL_setfuncs(L, functions, 0);
	lua_pop(L, 1);
}
