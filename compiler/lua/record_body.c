/* record_body.c - bodies of loops and branches: closed graphs traced inside a function.
 *
 * A tensor of an enclosing trace becomes an input of the body when it is first used there; numbers come along as they are. */
#include "binding.h"

#include <string.h>

bool trace_encloses(const Trace *outer, const Trace *t)
{
	for (const Trace *p = t->parent; p; p = p->parent)
		if (p == outer)
			return true;
	return false;
}

Trace *function_trace(Script *s)
{
	Trace *t = s->trace;
	while (t->parent)
		t = t->parent;
	return t;
}

/* ---- capturing ---------------------------------------------------------------------------------------- */

typedef struct Captured { Trace *trace; Node *from, *made; double value; } Captured;

static void do_splat(Script *s, void *p)
{
	Captured *c = p;
	(void)s;
	c->made = node_splat(c->trace->graph, &c->from->type, c->value);
}

static void do_capture(Script *s, void *p)
{
	Captured *c = p;
	Trace *t = c->trace;
	for (size_t i = 0; i < t->captured.n; i++)
		if (t->captured.at[i] == c->from) {
			c->made = t->body->inputs.at[t->own + i].node;
			return;
		}
	if (!t->captured.n)
		t->own = t->body->inputs.n;
	t->graph->here = c->from->loc;
	c->made = body_input(t->body, &c->from->type, arena_printf(&s->cc->arena, "k%zu", t->captured.n + 1));
	vec_push(&s->cc->arena, t->captured, c->from);
}

Node *capture(lua_State *L, Trace *t, Trace *owner, Node *n)
{
	if (t->parent != owner)
		n = capture(L, t->parent, owner, n);
	Captured c = { t, n, NULL, 0 };
	guarded(L, node_is_splat(n, &c.value) ? do_splat : do_capture, &c);
	return c.made;
}

/* ---- bodies ---------------------------------------------------------------------------------------------- */

#define BODY "crescent.body"
typedef struct BodyValue { Body *body; } BodyValue;

/* Reads { {name, tensor}, .. } at the top as the body's outputs. */
static void read_outputs(lua_State *L, Trace *t)
{
	luaL_checktype(L, -1, LUA_TTABLE);
	const lua_Integer n = luaL_len(L, -1);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, -1, i);
		lua_geti(L, -1, 1);
		const char *name = check_string(L, -1, "the name of a result");
		lua_geti(L, -2, 2);
		body_output(t->body, check_node(L, lua_gettop(L), name), name);
		lua_pop(L, 3);
	}
}

static void capture_list(lua_State *L, int index)
{
	for (lua_Integer i = 1; lua_istable(L, index) && i <= luaL_len(L, index); i++) {
		lua_geti(L, index, i);
		check_node(L, lua_gettop(L), "body");
		lua_pop(L, 1);
	}
}

/* body(what, fn[, list]) -> body, captured: fn makes inputs and returns { {name, tensor}, .. }; captured are the outer tensors
 * that it uses, those of the list first. */
static int core_body(lua_State *L)
{
	Script *s = script_of(L);
	const char *what = check_string(L, 1, "body");
	Trace *outer = s->trace, *t = NEW(&s->cc->arena, Trace);
	if (!outer->function)
		return fail(L, "%s outside any function; inside m:func or a callback of m:train expected", what);
	t->parent = outer;
	t->function = outer->function;
	t->what = arena_printf(&s->cc->arena, "the body of %s in %s", what, function_trace(s)->what);
	t->body = body_function(s->model, "body");
	t->graph = t->body->graph;
	t->body->loc = where(L);
	s->trace = t;
	capture_list(L, 3);
	lua_settop(L, 2);
	if (!script_call(L, 0, 1)) {
		s->trace = outer;
		return lua_error(L);
	}
	read_outputs(L, t);
	s->trace = outer;
	BodyValue *v = lua_newuserdatauv(L, sizeof *v, 0);
	v->body = body_new(t->body);
	luaL_setmetatable(L, BODY);
	lua_createtable(L, (int)t->captured.n, 0);
	for (size_t i = 0; i < t->captured.n; i++) {
		push_node(L, t->captured.at[i]);
		lua_seti(L, -2, (lua_Integer)i + 1);
	}
	return 2;
}

/* extend(body, list, from) -> body: takes the outer tensors list[from..] too, and does not read them */
static int core_extend(lua_State *L)
{
	BodyValue *v = luaL_checkudata(L, 1, BODY);
	for (lua_Integer i = luaL_checkinteger(L, 3); i <= luaL_len(L, 2); i++) {
		lua_geti(L, 2, i);
		const Node *n = check_node(L, lua_gettop(L), "body");
		body_input(v->body->f, &n->type, arena_printf(&script_of(L)->cc->arena, "k%zu", v->body->f->inputs.n + 1));
		lua_pop(L, 1);
	}
	v->body = body_new(v->body->f);
	lua_settop(L, 1);
	return 1;
}

/* outside(fn) -> what fn returns: it runs in the enclosing trace */
static int core_outside(lua_State *L)
{
	Script *s = script_of(L);
	Trace *inner = s->trace;
	if (!inner->parent)
		BUG("outside of no body");
	lua_settop(L, 1);
	s->trace = inner->parent;
	bool good = script_call(L, 0, 1);
	s->trace = inner;
	return good ? 1 : lua_error(L);
}

/* ---- nodes -------------------------------------------------------------------------------------------------- */

typedef struct Operands { VEC(Node *) at; } Operands;

static Operands read_operands(lua_State *L, int index, const char *what)
{
	Operands o = { 0 };
	luaL_checktype(L, index, LUA_TTABLE);
	const lua_Integer n = luaL_len(L, index);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, index, i);
		vec_push(&script_of(L)->cc->arena, o.at, check_node(L, lua_gettop(L), what));
		lua_pop(L, 1);
	}
	return o;
}

static Body *check_body(lua_State *L, int index)
{
	return ((BodyValue *)luaL_checkudata(L, index, BODY))->body;
}

typedef struct Control { Op op; ScanParts scan; Operands in; Body *yes, *no; Node *made; } Control;

static void do_control(Script *s, void *p)
{
	Control *c = p;
	Graph *g = s->trace->graph;
	if (c->op == OP_scan)
		c->made = scan_by(g, &c->scan, c->yes, c->in.at.at);
	else
		c->made = node_control(g, OP_cond, c->in.at.at, c->in.at.n, NULL, 0, (Body *[]){ c->yes, c->no }, 2);
}

static void make_control(lua_State *L, Control *c, const char *called)
{
	Graph *g = script_of(L)->trace->graph;
	g->called = called;
	guarded(L, do_control, c);
	g->called = NULL;
	push_node(L, c->made);
}

/* scan(body, operands, { carries=, slices=, length=, reverse=, stops=, recompute= }, called) -> the node */
static int core_scan(lua_State *L)
{
	Control c = { .op = OP_scan, .yes = check_body(L, 1), .in = read_operands(L, 2, "scan") };
	const char *called = luaL_optstring(L, 4, "scan");
	c.scan.carries = (uint32_t)field_int(L, 3, "carries", 0);
	c.scan.slices = (uint32_t)field_int(L, 3, "slices", 0);
	c.scan.reverse = field_bool(L, 3, "reverse");
	c.scan.stops = field_bool(L, 3, "stops");
	c.scan.recompute = field_bool(L, 3, "recompute");
	lua_getfield(L, 3, "length");
	if (!to_dim(L, -1, &c.scan.length))
		return fail(L, "%s: the length; a whole number or a dimension expected; found %s", called, luaL_typename(L, -1));
	if (c.scan.carries + c.scan.slices > c.in.at.n || c.yes->f->inputs.n != c.in.at.n + 1)
		return fail(L, "%s: a body of %zu inputs and %zu operands do not fit", called, c.yes->f->inputs.n, c.in.at.n);
	c.scan.invariants = (uint32_t)c.in.at.n - c.scan.carries - c.scan.slices;
	make_control(L, &c, called);
	return 1;
}

/* cond(yes, no, operands, called) -> the node; the first operand is the predicate */
static int core_cond(lua_State *L)
{
	Control c = { .op = OP_cond, .yes = check_body(L, 1), .no = check_body(L, 2), .in = read_operands(L, 3, "cond") };
	if (!c.in.at.n || c.yes->f->inputs.n + 1 != c.in.at.n || c.no->f->inputs.n + 1 != c.in.at.n)
		return fail(L, "cond: bodies of %zu and %zu inputs and %zu operands do not fit", c.yes->f->inputs.n, c.no->f->inputs.n, c.in.at.n);
	make_control(L, &c, luaL_optstring(L, 4, "cond"));
	return 1;
}

void record_body_open(lua_State *L, int core)
{
	static const luaL_Reg functions[] = {
		{ "body", core_body }, { "extend", core_extend }, { "outside", core_outside }, { "scan", core_scan }, { "cond", core_cond }, { NULL, NULL },
	};
	luaL_newmetatable(L, BODY);
	lua_pop(L, 1);
	lua_pushvalue(L, core);
	luaL_setfuncs(L, functions, 0);
	lua_pop(L, 1);
}
