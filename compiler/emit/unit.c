/* unit.c - collects what a model's C consists of, and names it. */
#include "unit.h"

#include <string.h>

/* ---- structs --------------------------------------------------------------------------------------------- */

static int64_t align_to(int64_t n, int64_t align)
{
	return (n + align - 1) / align * align;
}

static void add_field(Unit *u, Fields *fields, Scope *scope, const Slot *slot, const char *wanted)
{
	const char *plain = name_identifier(u->arena, wanted), *name = scope_name(scope, wanted);
	const Field *last = fields->n ? &fields->at[fields->n - 1] : NULL;
	const int64_t size = (int64_t)dtype_size(slot->type.dtype);
	Field f = { slot, name, type_elements(&slot->type),
	            last ? align_to(last->start + last->elements * (int64_t)dtype_size(last->slot->type.dtype), size) : 0 };
	if (strcmp(plain, name) != 0)
		model_note(u->model->cc, slot->loc, "%s is called %s in C: %s is %s", slot->name, name, plain,
		           name_reserved(plain) ? "a word of C, C++ or their headers" : "taken");
	vec_push(u->arena, *fields, f);
}

const char *slot_plain(const Slot *slot)
{
	size_t n = slot->group ? strlen(slot->group) : 0;
	bool prefixed = n && strcmp(slot->group, "train") != 0 && strncmp(slot->name, slot->group, n) == 0 && slot->name[n] == '.';
	return prefixed ? slot->name + n + 1 : slot->name;
}

const char *hyper_name(const Slot *slot)
{
	const char *name = slot_plain(slot);
	return strncmp(name, "hyper.", 6) == 0 ? name + 6 : name;
}

/* Which struct holds a training slot: its m:train's; those of optimisers in loops and functions go to "train". */
static const char *struct_of(const Model *m, const char *group)
{
	for (size_t i = 0; group && i < m->trains.n; i++)
		if (strcmp(m->trains.at[i]->name, group) == 0)
			return group;
	return "train";
}

static Group *group_named(Unit *u, const char *name)
{
	for (size_t i = 0; i < u->groups.n; i++)
		if (strcmp(u->groups.at[i].name, name) == 0)
			return &u->groups.at[i];
	Group g = { .name = name_identifier(u->arena, name), .upper = name_upper(u->arena, name), .members = scope_new(u->arena) };
	vec_push(u->arena, u->groups, g);
	return &u->groups.at[u->groups.n - 1];
}

Group *unit_group(const Unit *u, const char *name)
{
	const char *wanted = struct_of(u->model, name);
	for (size_t i = 0; i < u->groups.n; i++)
		if (strcmp(u->groups.at[i].name, wanted) == 0)
			return &u->groups.at[i];
	return NULL;
}

static void collect_groups(Unit *u)
{
	const Model *m = u->model;
	for (size_t i = 0; i < m->trains.n; i++) {
		const Train *t = m->trains.at[i];
		Group *g = group_named(u, t->name);
		g->train = t;
		scope_take(&g->members, "run");
		scope_take(&g->members, g->piece = "piece");
		scope_take(&g->members, g->check = "piece_check");
		if (t->accumulate > 1)
			scope_take(&g->members, g->pending = "pending");
		if (t->restore_best)
			scope_take(&g->members, g->best = "best");
		if (t->rollback)
			scope_take(&g->members, g->finite = "finite");
	}
	for (size_t i = 0; i < m->slots.n; i++) {
		const Slot *slot = m->slots.at[i];
		if (slot->kind != SLOT_TRAIN)
			continue;
		const char *owner = struct_of(m, slot->group);
		Group *g = group_named(u, owner);
		/* several optimisers may share a struct: their slots' names begin with their own */
		bool own = slot->group && strcmp(slot->group, owner) != 0;
		const char *name = slot_plain(slot);
		add_field(u, &g->fields, &g->members, slot, own ? arena_printf(u->arena, "%s.%s", slot->group, name) : name);
	}
}

static void collect_fields(Unit *u)
{
	const Model *m = u->model;
	Scope params = scope_new(u->arena), state = scope_new(u->arena);
	for (size_t i = 0; i < m->slots.n; i++) {
		const Slot *slot = m->slots.at[i];
		if (slot->kind == SLOT_PARAM || slot->kind == SLOT_BUFFER)
			add_field(u, &u->params, &params, slot, slot->name);
		if (slot->kind == SLOT_STATE)
			add_field(u, &u->state, &state, slot, slot->name);
	}
	collect_groups(u);
}

static const Field *find_field(const Fields *f, const Slot *slot)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->at[i].slot == slot)
			return &f->at[i];
	return NULL;
}

const Field *unit_field(const Unit *u, const Slot *slot, const char **owner)
{
	const Field *f = NULL;
	switch (slot->kind) {
	case SLOT_PARAM:
	case SLOT_BUFFER:
		*owner = "params";
		f = find_field(&u->params, slot);
		break;
	case SLOT_STATE:
		*owner = "state";
		f = find_field(&u->state, slot);
		break;
	case SLOT_TRAIN: {
		const Group *g = unit_group(u, slot->group);
		*owner = arena_printf(u->arena, "%s_state", g->name);
		f = find_field(&g->fields, slot);
		break;
	}
	}
	if (!f)
		BUG("emitter: slot %s is in no struct", slot->name);
	return f;
}

/* ---- sizes --------------------------------------------------------------------------------------------------- */

int64_t fields_bytes(const Fields *f, int64_t start, int64_t *align)
{
	for (size_t i = 0; i < f->n; i++) {
		int64_t size = (int64_t)dtype_size(f->at[i].slot->type.dtype);
		if (size > *align)
			*align = size;
		start = align_to(start, size) + size * f->at[i].elements;
	}
	return start;
}

int64_t params_bytes(const Unit *u)
{
	int64_t align = 1, n = fields_bytes(&u->params, 0, &align);
	return u->params.n ? align_to(n, align) : 1;
}

enum { RUN_BYTES = 328 };            /* cr_train_run; the emitted file checks it */

int64_t group_bytes(const Unit *u, const Group *g)
{
	int64_t align = g->train ? 8 : 1, n = g->train ? RUN_BYTES : 0;
	n = fields_bytes(&g->fields, n, &align);
	if (g->pending)
		n = align_to(n, 4) + 4;
	if (g->piece)
		n = align_to(n, 4) + 8;
	if (g->best)
		n = align_to(n, 4) + params_bytes(u);
	if (g->finite)
		n = align_to(n, 4) + params_bytes(u);
	return n ? align_to(n, align) : 1;
}

int64_t example_elements(const Port *input)
{
	return type_elements(&input->type);
}

int64_t train_counts(const Train *t)
{
	return t->finish ? type_elements(&t->finish->inputs.at[0].type) : 0;
}

enum { POINTER_BYTES = 8 };          /* the largest of any target */

/* The end of the workspace's member for a step in pieces: pointers, a size, the outputs. */
static int64_t slice_bytes(const Train *t, int64_t n)
{
	n = align_to(n, POINTER_BYTES) + POINTER_BYTES * ((int64_t)t->inputs.n + 1);
	return align_to(n + 4 * (int64_t)t->step->outputs.n, POINTER_BYTES);
}

int64_t workspace_bytes(const Unit *u, const Workspace *w)
{
	int64_t n = 0;
	(void)u;
	for (int d = DT_F32; d <= DT_BOOL; d++)
		n = w->elements[d] ? align_to(n, (int64_t)dtype_size((DType)d)) + w->elements[d] * (int64_t)dtype_size((DType)d) : n;
	for (size_t i = 0; w->group && w->group->train && i < w->group->train->inputs.n; i++) {
		const Port *in = &w->group->train->inputs.at[i];
		int64_t size = (int64_t)dtype_size(in->type.dtype);
		n = align_to(n, size) + size * example_elements(in) * w->group->train->batch;
	}
	if (w->group && w->group->train && w->group->train->finish)
		n = align_to(n, 4) + 4 * train_counts(w->group->train);
	if (w->group && w->group->train)
		n = slice_bytes(w->group->train, n);
	return n ? align_to(n, 4) : 4;
}

/* ---- entries -------------------------------------------------------------------------------------------------- */

static void use_slot(Unit *u, Entry *e, const Slot *slot, Use use)
{
	Use *to = NULL;
	if (slot->kind == SLOT_PARAM || slot->kind == SLOT_BUFFER)
		to = &e->params;
	else if (slot->kind == SLOT_STATE)
		to = &e->state;
	else
		to = &e->groups[unit_group(u, slot->group) - u->groups.at];
	if (use > *to)
		*to = use;
}

/* What it was traced with, so that no pass changes a signature; and what its kernels do, for graphs that were never traced. */
static void collect_uses(Unit *u, Entry *e)
{
	const Function *f = e->f;
	e->groups = NEW_ARRAY(u->arena, Use, u->groups.n + 1);
	const Group *own = f->group ? unit_group(u, f->group) : NULL;
	for (int k = SLOT_PARAM; k <= SLOT_TRAIN; k++) {
		Use use = f->writes >> k & 1 ? USE_WRITE : f->reads >> k & 1 ? USE_READ : USE_NONE;
		Use *to = k == SLOT_STATE ? &e->state : k != SLOT_TRAIN ? &e->params : own ? &e->groups[own - u->groups.at] : NULL;
		if (to && use > *to)
			*to = use;
	}
	for (size_t i = 0; i < f->sets.n; i++)
		use_slot(u, e, f->sets.at[i].slot, USE_WRITE);
	for (size_t i = 0; i < e->p->buffers.n; i++) {
		const Buffer *b = e->p->buffers.at[i];
		if (b->kind == BUF_SLOT)
			use_slot(u, e, u->model->slots.at[b->index], b->written ? USE_WRITE : USE_READ);
	}
}

static void add_symbol(Unit *u, Entry *e, uint32_t sym, bool *seen)
{
	if (sym == 0)
		return;
	sym = symbol_given(u->model, sym);
	if (seen[sym])
		return;
	seen[sym] = true;
	bool count = e->metrics && e->syms == 0;
	e->sym_name[e->syms] = scope_name(&e->scope, count ? "count" : u->model->symbols.at[sym - 1].name);
	e->sym[e->syms++] = sym;
}

static void name_arguments(Unit *u, Entry *e)
{
	const Function *f = e->f;
	size_t symbols = u->model->symbols.n + 1;
	bool *seen = NEW_ARRAY(u->arena, bool, symbols);
	static const char *const taken[] = { "params", "state", "workspace", "sums", "metrics", "status", "memory", "memory_i32",
	                                     "memory_u32", "memory_i16", "memory_u16", "memory_i8", "memory_u8", "memory_bool" };
	e->scope = scope_new(u->arena);
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		scope_take(&e->scope, taken[i]);
	static const char *const in_step[] = { "report", "piece", "budget" };
	for (size_t i = 0; e->kind == FUNC_TRAIN_STEP && i < sizeof in_step / sizeof *in_step; i++)
		scope_take(&e->scope, in_step[i]);
	for (size_t i = 0; i < u->groups.n; i++)
		scope_take(&e->scope, arena_printf(u->arena, "%s_state", u->groups.at[i].name));
	e->sym = NEW_ARRAY(u->arena, uint32_t, symbols);
	e->sym_name = NEW_ARRAY(u->arena, const char *, symbols);
	for (int pass = 0; pass < 2; pass++) {
		const Port *port = pass ? f->outputs.at : f->inputs.at;
		for (size_t i = 0; i < (pass ? f->outputs.n : f->inputs.n); i++)
			for (uint32_t d = 0; d < port[i].type.rank; d++)
				add_symbol(u, e, port[i].type.dim[d].sym, seen);
	}
	for (size_t i = 0; i < f->graph->nodes.n; i++) {         /* extents that no port has: how much of a cache is read */
		const Node *n = f->graph->nodes.at[i];
		for (uint32_t d = 0; d < n->type.rank; d++)
			add_symbol(u, e, n->type.dim[d].sym, seen);
	}
	e->input = NEW_ARRAY(u->arena, const char *, f->inputs.n + 1);
	e->output = NEW_ARRAY(u->arena, const char *, f->outputs.n + 1);
	for (size_t i = 0; i < f->inputs.n; i++)
		e->input[i] = scope_name(&e->scope, f->inputs.at[i].name);
	for (size_t i = 0; i < f->outputs.n; i++)
		e->output[i] = scope_name(&e->scope, f->outputs.at[i].name);
}

const char *entry_public(const Unit *u, const Function *f)
{
	return arena_printf(u->arena, "%s_%s", u->p, f->name);
}

enum { PORTABLE_NAME = 31 };         /* characters of an external name that every linker tells apart */

static void note_long_name(const Unit *u, const Function *f)
{
	const char *name = entry_public(u, f);
	if (strlen(name) > PORTABLE_NAME)
		model_note(u->model->cc, f->loc, "%s has %zu characters in C; some rules (MISRA C 5.1) allow %d; --prefix makes it shorter", name,
		           strlen(name), PORTABLE_NAME);
}

static bool has_metrics(FunctionKind k)
{
	return k == FUNC_TRAIN_STEP || k == FUNC_EVALUATE || k == FUNC_TRAIN_FLUSH;
}

/* A dumped model that is loaded again has the functions of its training, but no m:train that says how they belong together. */
static FunctionKind entry_kind(const Unit *u, const Function *f)
{
	const Model *m = u->model;
	if (!has_metrics(f->kind) && f->kind != FUNC_AVERAGE && f->kind != FUNC_FINISH)
		return f->kind;
	for (size_t i = 0; i < m->trains.n; i++)
		if (f->group && strcmp(m->trains.at[i]->name, f->group) == 0)
			return f->kind;
	return FUNC_USER;
}

static void add_workspace(Unit *u, Entry *e, const char *owner, const Group *g)
{
	e->workspace = arena_printf(u->arena, "%s_%s_workspace", u->p, owner);
	Workspace *w = NULL;
	for (size_t i = 0; i < u->workspaces.n && !w; i++)
		if (strcmp(u->workspaces.at[i].name, e->workspace) == 0)
			w = &u->workspaces.at[i];
	if (!w) {
		Workspace fresh = { .name = e->workspace, .owner = owner, .group = g };
		vec_push(u->arena, u->workspaces, fresh);
		w = &u->workspaces.at[u->workspaces.n - 1];
	}
	for (int d = DT_F32; d <= DT_BOOL; d++)
		if (e->p->workspace[d] > w->elements[d])
			w->elements[d] = e->p->workspace[d];
}

/* NAME_train_init takes a seed and nothing else. */
static void check_init(const Unit *u, const Program *p)
{
	for (size_t i = 0; i < p->buffers.n; i++) {
		const Buffer *b = p->buffers.at[i];
		const Slot *slot = b->kind == BUF_SLOT ? u->model->slots.at[b->index] : NULL;
		if (slot && slot->kind != SLOT_TRAIN)
			model_error(u->model->cc, p->function->loc, "%s: an optimiser's start value reads \"%s\"; a value from its shape alone expected",
			            p->function->name, slot->name);
	}
}

static void collect_entry(Unit *u, const Program *p)
{
	const Function *f = p->function;
	Entry e = { .f = f, .kind = entry_kind(u, f), .p = p };
	e.metrics = has_metrics(e.kind);
	const Group *g = f->group || e.kind == FUNC_TRAIN_INIT ? unit_group(u, f->group) : NULL;
	e.name = entry_public(u, f);
	e.upper = name_upper(u->arena, f->name);
	note_long_name(u, f);
	collect_uses(u, &e);
	switch (e.kind) {
	case FUNC_USER:
	case FUNC_LOOP_STEP:
	case FUNC_INIT:
		add_workspace(u, &e, f->name, NULL);
		e.shown = e.kind != FUNC_INIT;
		break;
	case FUNC_STATE_INIT:
		e.state = USE_WRITE;
		break;
	case FUNC_TRAIN_INIT:
		e.name = scope_name(&u->file_names, arena_printf(u->arena, "%s_run", f->name));
		check_init(u, p);
		e.params = e.state = USE_NONE;
		if (g)
			e.groups[g - u->groups.at] = USE_WRITE;
		break;
	case FUNC_AVERAGE:
		break;
	case FUNC_FINISH:
		add_workspace(u, &e, g->name, g);
		e.name = scope_name(&u->file_names, arena_printf(u->arena, "%s_run", f->name));
		break;
	case FUNC_TRAIN_STEP:
	case FUNC_TRAIN_FLUSH:
	case FUNC_EVALUATE:
		add_workspace(u, &e, g->name, g);
		e.counts = g->train->finish && e.kind != FUNC_TRAIN_FLUSH;
		e.name = scope_name(&u->file_names, arena_printf(u->arena, "%s_run", f->name));
		e.shown = e.kind == FUNC_TRAIN_STEP;
		if (e.kind == FUNC_TRAIN_STEP) {
			e.pieces = scope_name(&u->file_names, arena_printf(u->arena, "%s_kernels", f->name));
			e.report = scope_name(&u->file_names, arena_printf(u->arena, "%s_sums", f->name));
		}
		if (e.kind != FUNC_EVALUATE) {
			e.params = USE_WRITE;
			e.groups[g - u->groups.at] = USE_WRITE;
		}
		break;
	}
	name_arguments(u, &e);
	vec_push(u->arena, u->entries, e);
}

void unit_collect(Unit *u, const Model *m, Program *const *programs, size_t n)
{
	u->model = m;
	u->p = u->o->prefix ? u->o->prefix : m->name;
	u->P = name_upper(u->arena, u->p);
	u->kernels = map_new(u->arena);
	u->constants = map_new(u->arena);
	u->loops = map_new(u->arena);
	u->blocks = map_new(u->arena);
	u->step_tokens = map_new(u->arena);
	u->kernel_numbers = map_new(u->arena);
	u->apart = map_new(u->arena);
	u->forms = map_new(u->arena);
	u->form_of = map_new(u->arena);
	u->file_names = scope_new(u->arena);
	collect_fields(u);
	for (size_t i = 0; i < n; i++)
		collect_entry(u, programs[i]);
}

const Entry *unit_entry(const Unit *u, const Function *f)
{
	for (size_t i = 0; f && i < u->entries.n; i++)
		if (u->entries.at[i].f == f)
			return &u->entries.at[i];
	return NULL;
}

const Workspace *unit_workspace(const Unit *u, const char *name)
{
	for (size_t i = 0; i < u->workspaces.n; i++)
		if (strcmp(u->workspaces.at[i].name, name) == 0)
			return &u->workspaces.at[i];
	BUG("emitter: no workspace %s", name);
}
