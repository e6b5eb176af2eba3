/* record_slot.c - slots: params, buffers, state, optimiser memory; and run-time hyper-parameters, which are slots of
 * every training run that reads them. */
#include "binding.h"

#include <math.h>
#include <string.h>

static const char *const kind_names[] = {
	[SLOT_PARAM] = "param", [SLOT_BUFFER] = "buffer", [SLOT_STATE] = "state", [SLOT_TRAIN] = "train",
};

static SlotKind check_kind(lua_State *L, int index)
{
	const char *name = luaL_checkstring(L, index);
	for (int k = SLOT_PARAM; k <= SLOT_TRAIN; k++)
		if (strcmp(kind_names[k], name) == 0)
			return (SlotKind)k;
	BUG("no slot kind \"%s\"", name);
}

typedef struct Leaf { Slot *slot; Node *made; } Leaf;

static void do_leaf(Script *s, void *p)
{
	Leaf *leaf = p;
	leaf->made = node_slot(s->trace->graph, leaf->slot);
}

Node *slot_value(lua_State *L, Slot *slot)
{
	Script *s = script_of(L);
	Trace *t = s->trace;
	if (t->parent) {                     /* in a body: what it is outside */
		s->trace = t->parent;
		Node *n = slot_value(L, slot);
		s->trace = t;
		return capture(L, t, t->parent, n);
	}
	if (!t->function)
		fail(L, "%s \"%s\" is read outside any function; inside m:func or a callback of m:train expected", kind_names[slot->kind],
		     slot->name);
	if (slot->kind == SLOT_TRAIN && (!t->group || strcmp(t->group, slot->group) != 0))
		fail(L, "\"%s\" belongs to the training \"%s\" and is used in %s", slot->name, slot->group, t->what);
	if (slot->index < t->current.n && t->current.at[slot->index].value)
		return t->current.at[slot->index].value;
	bool known = false;
	for (size_t i = 0; i < t->read.n; i++)
		known = known || t->read.at[i] == slot;
	if (!known)
		vec_push(&s->cc->arena, t->read, slot);
	Leaf leaf = { slot, NULL };
	guarded(L, do_leaf, &leaf);
	return leaf.made;
}

void push_slot(lua_State *L, Slot *slot)
{
	push_tensor(L, TENSOR_SLOT)->slot = slot;
}

Slot *check_slot(lua_State *L, int index, const char *what)
{
	Tensor *t = to_tensor(L, index);
	if (!t || t->kind != TENSOR_SLOT)
		fail(L, "%s: a param, buffer or state expected; found %s", what, t ? "a computed tensor" : luaL_typename(L, index));
	return t->slot;
}

/* Slots of the group "train" have plain names; those of others begin with the group's, because names are unique in a kind. */
static const char *train_name(Script *s, const char *group, const char *name)
{
	size_t n = strlen(group);
	bool has = strncmp(name, group, n) == 0 && name[n] == '.';     /* as in a dump */
	return has || strcmp(group, "train") == 0 ? arena_strdup(&s->cc->arena, name) : arena_printf(&s->cc->arena, "%s.%s", group, name);
}

static Slot *add_slot(lua_State *L, SlotKind kind, const char *name, const Type *type, const char *group)
{
	Script *s = script_of(L);
	for (uint32_t i = 0; i < type->rank; i++)
		if (type->dim[i].sym || type->dim[i].size < 1)
			fail(L, "%s \"%s\": constant extents of at least 1 expected; found %s", kind_names[kind], name, type_text(s->model, type));
	Slot *slot = model_add_slot(s->model, kind, name, type, where(L));
	slot->group = group;
	return slot;
}

Slot *train_slot(lua_State *L, const char *name, const Type *type)
{
	Script *s = script_of(L);
	const char *group = function_trace(s)->group;
	if (!group)
		fail(L, "\"%s\" is read in %s; it exists in training only", name, s->trace->what);
	const char *full = train_name(s, group, name);
	Slot *slot = model_slot(s->model, SLOT_TRAIN, full);
	return slot ? slot : add_slot(L, SLOT_TRAIN, full, type, group);
}

/* slot(kind, name, type, trainable, group|nil) -> tensor, made: the slot of that name, if its type is the same */
static int core_slot(lua_State *L)
{
	Script *s = script_of(L);
	SlotKind kind = check_kind(L, 1);
	const char *name = check_string(L, 2, "a slot's name");
	const Type *type = &check_type(L, 3, name)->type;
	const char *group = kind == SLOT_TRAIN ? check_string(L, 5, "a slot's group") : NULL;
	if (group)
		name = train_name(s, group, name);
	Slot *slot = model_slot(s->model, kind, name);
	bool made = !slot;
	if (slot && !type_equal(&slot->type, type))
		return fail(L, "%s \"%s\" is %s since %s:%d; the same type expected; found %s", kind_names[kind], name,
		            type_text(s->model, &slot->type), slot->loc.file, slot->loc.line, type_text(s->model, type));
	for (int k = SLOT_PARAM; made && kind <= SLOT_BUFFER && k <= SLOT_BUFFER; k++)
		if (model_slot(s->model, (SlotKind)k, name))
			return fail(L, "%s \"%s\"; a new name expected; there is a %s of that name", kind_names[kind], name, kind_names[k]);
	if (made) {
		slot = add_slot(L, kind, name, type, group);
		slot->trainable = kind == SLOT_PARAM && lua_toboolean(L, 4);
	}
	push_slot(L, slot);
	lua_pushboolean(L, made);
	return 2;
}

/* find_slot(kind, name) -> tensor or nil */
static int core_find_slot(lua_State *L)
{
	Slot *slot = model_slot(script_of(L)->model, check_kind(L, 1), luaL_checkstring(L, 2));
	if (!slot)
		return 0;
	push_slot(L, slot);
	return 1;
}

/* slot_info(slot) -> kind, trainable, index */
static int core_slot_info(lua_State *L)
{
	const Slot *slot = check_slot(L, 1, "slot_info");
	lua_pushstring(L, kind_names[slot->kind]);
	lua_pushboolean(L, slot->trainable);
	lua_pushinteger(L, slot->index);
	return 3;
}

/* slots(kind) -> all of a kind, in order of making */
static int core_slots(lua_State *L)
{
	const Model *m = script_of(L)->model;
	SlotKind kind = check_kind(L, 1);
	lua_newtable(L);
	lua_Integer n = 0;
	for (size_t i = 0; i < m->slots.n; i++) {
		if (m->slots.at[i]->kind != kind)
			continue;
		push_slot(L, m->slots.at[i]);
		lua_seti(L, -2, ++n);
	}
	return 1;
}

/* params_read() -> the trainable params whose value the running function has read, in order of making */
static int core_params_read(lua_State *L)
{
	Script *s = script_of(L);
	const Trace *t = function_trace(s);
	lua_newtable(L);
	lua_Integer n = 0;
	for (size_t i = 0; i < s->model->slots.n; i++)
		for (size_t k = 0; k < t->read.n; k++) {
			Slot *slot = t->read.at[k];
			if (slot->index != i || slot->kind != SLOT_PARAM || !slot->trainable)
				continue;
			push_slot(L, slot);
			lua_seti(L, -2, ++n);
		}
	return 1;
}

/* leaf(slot) -> its value as the function found it, whatever was set */
static int core_leaf(lua_State *L)
{
	Leaf leaf = { check_slot(L, 1, "leaf"), NULL };
	guarded(L, do_leaf, &leaf);
	push_node(L, leaf.made);
	return 1;
}

/* ---- hypers ------------------------------------------------------------------------------------------------------------- */

Slot *hyper_slot(lua_State *L, Hyper *h)
{
	Script *s = script_of(L);
	if (!function_trace(s)->group)
		fail(L, "cr.hyper \"%s\" is read in %s; it exists in training and loops only", h->name, s->trace->what);
	Type scalar = type_scalar(DT_F32);
	Slot *slot = train_slot(L, arena_printf(&s->cc->arena, "hyper.%s", h->name), &scalar);
	if (!slot->range && (isfinite(h->low) || isfinite(h->high))) {
		HyperRange range = { h->low, h->high };
		slot->range = arena_copy(&s->cc->arena, &range, sizeof range);
	}
	return slot;
}

/* hyper(name, default, low, high) -> tensor */
static int core_hyper(lua_State *L)
{
	Script *s = script_of(L);
	Hyper h = { check_string(L, 1, "hyper: name"), luaL_checknumber(L, 2), luaL_checknumber(L, 3), luaL_checknumber(L, 4), where(L) };
	const char *reason;
	if (!name_is_free(h.name, &reason))
		return fail(L, "hyper \"%s\": the name; %s", h.name, reason);
	for (size_t i = 0; i < s->hypers.n; i++)
		if (strcmp(s->hypers.at[i]->name, h.name) == 0)
			return fail(L, "hyper \"%s\" twice; a new name expected; the first is at %s:%d", h.name, s->hypers.at[i]->loc.file,
			            s->hypers.at[i]->loc.line);
	Hyper *kept = NEW(&s->cc->arena, Hyper);
	*kept = h;
	vec_push(&s->cc->arena, s->hypers, kept);
	push_tensor(L, TENSOR_HYPER)->hyper = kept;
	return 1;
}

/* hyper_slots(group) -> { { slot, default }, .. }: the hypers that the group reads, in order of declaration */
static int core_hyper_slots(lua_State *L)
{
	Script *s = script_of(L);
	const char *group = luaL_checkstring(L, 1);
	lua_newtable(L);
	lua_Integer n = 0;
	for (size_t i = 0; i < s->hypers.n; i++) {
		const char *name = train_name(s, group, arena_printf(&s->cc->arena, "hyper.%s", s->hypers.at[i]->name));
		Slot *slot = model_slot(s->model, SLOT_TRAIN, name);
		if (!slot)
			continue;
		lua_createtable(L, 2, 0);
		push_slot(L, slot);
		lua_seti(L, -2, 1);
		lua_pushnumber(L, s->hypers.at[i]->standard);
		lua_seti(L, -2, 2);
		lua_seti(L, -2, ++n);
	}
	return 1;
}

/* total_steps() -> the run's length, a slot of the training that reads it */
static int core_total_steps(lua_State *L)
{
	push_tensor(L, TENSOR_TOTAL);
	return 1;
}

void record_slot_open(lua_State *L, int core)
{
	static const luaL_Reg functions[] = {
		{ "slot", core_slot }, { "find_slot", core_find_slot }, { "slot_info", core_slot_info }, { "slots", core_slots },
		{ "params_read", core_params_read }, { "leaf", core_leaf }, { "hyper", core_hyper }, { "hyper_slots", core_hyper_slots },
		{ "total_steps", core_total_steps }, { NULL, NULL },
	};
	lua_pushvalue(L, core);
	luaL_setfuncs(L, functions, 0);
	lua_pop(L, 1);
}
