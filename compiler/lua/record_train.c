/* record_train.c - m:train's record: what the training loop needs to know beside the functions. */
#include "binding.h"

#include <string.h>

/* The input that an integer tensor is, seen through movement and conversions between integers; NULL if computed. */
static const Node *source_input(const Node *n, bool *part)
{
	*part = false;
	for (;;) {
		switch (n->op) {
		case OP_input: return n;
		case OP_convert:
			if (!dtype_is_int(n->in[0]->type.dtype) || !dtype_is_int(n->type.dtype))
				return NULL;
			break;
		case OP_slice:
			*part = true;
			break;
		case OP_reshape: case OP_transpose: case OP_reverse: case OP_broadcast_in_dim: case OP_stop_gradient:
			break;
		default: return NULL;
		}
		n = n->in[0];
	}
}

/* range_check(tensor, low, high, ignore|nil): the entry point and the training loop check the input that it is. */
static int core_range_check(lua_State *L)
{
	Script *s = script_of(L);
	const Trace *t = s->trace;
	bool part;
	const Node *input = source_input(check_node(L, 1, "range_check"), &part);
	if (!input || !t->function || t->parent || !dtype_is_int(input->type.dtype))
		return 0;
	RangeCheck c = { input->name, luaL_checkinteger(L, 2), luaL_checkinteger(L, 3), luaL_optinteger(L, 4, 0), !lua_isnoneornil(L, 4), part };
	for (size_t i = 0; i < t->function->checks.n; i++) {
		const RangeCheck *o = &t->function->checks.at[i];
		if (strcmp(o->input, c.input) == 0 && o->low == c.low && o->high == c.high && o->has_ignore == c.has_ignore &&
		    o->ignore == c.ignore && o->part == c.part)
			return 0;
	}
	vec_push(&s->cc->arena, t->function->checks, c);
	return 0;
}

static Function *field_function(lua_State *L, const char *key)
{
	lua_getfield(L, 1, key);
	Function *f = lua_touserdata(L, -1);
	lua_pop(L, 1);
	return f;
}

/* NULL: absent */
static Slot *field_slot(lua_State *L, const char *key)
{
	lua_getfield(L, 1, key);
	Slot *slot = lua_isnil(L, -1) ? NULL : check_slot(L, -1, key);
	lua_pop(L, 1);
	return slot;
}

/* The table at the top, from crescent/data.lua, into *d; pops it. */
static void read_source(lua_State *L, DataSource *d)
{
	Script *s = script_of(L);
	int at = lua_gettop(L);
	if (lua_type(L, at) == LUA_TNUMBER) {
		d->share = lua_tonumber(L, at);
	} else if (lua_istable(L, at)) {
		d->kind = field_string(L, at, "kind");
		d->file = field_string(L, at, "file");
		d->header = field_bool(L, at, "header");
		d->shuffle = field_bool(L, at, "shuffle");
		d->missing = field_string(L, at, "missing");
		lua_getfield(L, at, "missing_value");
		d->missing_value = lua_tonumber(L, -1);
		d->limit = field_int(L, at, "limit", 0);
		d->split = field_string(L, at, "split");
		lua_getfield(L, at, "fields");
		int fields = lua_gettop(L);
		for (lua_Integer i = 1; lua_geti(L, fields, i) == LUA_TTABLE; i++) {
			int row = lua_gettop(L);
			DataField f = { field_string(L, row, "input"), field_string(L, row, "file"), field_string(L, row, "spec") };
			vec_push(&s->cc->arena, d->fields, f);
			lua_pop(L, 1);
		}
	}
	lua_settop(L, at - 1);
}

static void read_inputs(lua_State *L, Train *t)
{
	lua_getfield(L, 1, "inputs");
	for (lua_Integer i = 1; lua_geti(L, -1, i) == LUA_TTABLE; i++) {
		int row = lua_gettop(L);
		lua_geti(L, row, 1);
		lua_geti(L, row, 2);
		Port port = { .name = check_string(L, row + 1, "an input's name"), .type = check_type(L, row + 2, "inputs")->type, .loc = t->loc };
		vec_push(&script_of(L)->cc->arena, t->inputs, port);
		lua_settop(L, row - 1);
	}
	lua_settop(L, 1);
}

static void read_lists(lua_State *L, Train *t)
{
	Arena *a = &script_of(L)->cc->arena;
	lua_getfield(L, 1, "metrics");
	for (lua_Integer i = 1; lua_geti(L, 2, i) == LUA_TSTRING; i++) {
		vec_push(a, t->metrics, check_string(L, -1, "metrics"));
		lua_pop(L, 1);
	}
	lua_settop(L, 1);
	lua_getfield(L, 1, "hypers");
	for (lua_Integer i = 1; lua_geti(L, 2, i) == LUA_TUSERDATA; i++) {
		vec_push(a, t->hypers, check_slot(L, -1, "hypers"));
		lua_pop(L, 1);
	}
	lua_settop(L, 1);
}

/* train { name=, init=, step=, flush=, evaluate=, average=, finish=, counts=, batch=, accumulate=, metrics=, inputs=, hypers=,
 *         total_steps=, monitor=, maximize=, drop_remainder=, restore_best=, rollback=, data = { train=, validation=, test= } } */
static int core_train(lua_State *L)
{
	Script *s = script_of(L);
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	Train *t = NEW(&s->cc->arena, Train);
	t->loc = where(L);
	t->name = field_string(L, 1, "name");
	t->init = field_function(L, "init");
	t->step = field_function(L, "step");
	t->flush = field_function(L, "flush");
	t->evaluate = field_function(L, "evaluate");
	t->average = field_function(L, "average");
	t->finish = field_function(L, "finish");
	t->batch = field_int(L, 1, "batch", 1);
	t->accumulate = field_int(L, 1, "accumulate", 1);
	t->monitor = field_string(L, 1, "monitor");
	t->maximize = field_bool(L, 1, "maximize");
	t->drop_remainder = field_bool(L, 1, "drop_remainder");
	t->restore_best = field_bool(L, 1, "restore_best");
	t->rollback = field_bool(L, 1, "rollback");
	read_inputs(L, t);
	read_lists(L, t);
	t->total_steps = field_slot(L, "total_steps");
	t->counts = field_slot(L, "counts");
	lua_getfield(L, 1, "data");
	if (lua_istable(L, 2)) {
		lua_getfield(L, 2, "train");
		read_source(L, &t->train_data);
		lua_getfield(L, 2, "validation");
		read_source(L, &t->validation_data);
		lua_getfield(L, 2, "test");
		read_source(L, &t->test_data);
	}
	vec_push(&s->cc->arena, s->model->trains, t);
	return 0;
}

void record_train_open(lua_State *L, int core)
{
	static const luaL_Reg functions[] = {
		{ "range_check", core_range_check }, { "train", core_train }, { NULL, NULL },
	};
	lua_pushvalue(L, core);
	luaL_setfuncs(L, functions, 0);
	lua_pop(L, 1);
}
