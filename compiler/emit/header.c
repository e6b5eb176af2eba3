/* header.c - NAME.h: what a product sees. Plain C that C++ includes: no restrict, enum types or designated initialisers. */
#include "unit.h"

#include <string.h>

void file_comment(const Unit *u, CWriter *w, const char *what)
{
	c_comment(w, "%s - %s. Emitted by Crescent %s from %s, command:\n    %s\nDo not edit; edit %s.", u->p, what,
	          CRESCENT_VERSION, u->o->source, u->o->command, u->o->source);
}

static const char *ports_text(const Unit *u, const char **names, const Port *port, size_t n)
{
	Text t = text_new(u->arena);
	for (size_t i = 0; i < n; i++)
		text_add(&t, "%s%s %s", i ? ", " : "", names[i], port[i].seed ? "seed" : type_text(u->model, &port[i].type));
	return n ? text_str(&t) : "-";
}

typedef struct Row { const char *cell[5]; } Row;

static const char *state_text(const Unit *u, const Entry *e)
{
	int64_t align = 1, bytes = e->state ? fields_bytes(&u->state, 0, &align) : 0;
	for (size_t i = 0; i < u->groups.n; i++)
		bytes += e->groups[i] ? group_bytes(u, &u->groups.at[i]) : 0;
	return bytes ? arena_printf(u->arena, "%lld B", (long long)bytes) : "-";
}

/* The table of functions in the first comment. */
static const char *table_text(const Unit *u)
{
	VEC(Row) rows = {0};
	Row head = { { "function", "inputs", "outputs", "state", "workspace" } };
	vec_push(u->arena, rows, head);
	for (size_t i = 0; i < u->entries.n; i++) {
		const Entry *e = &u->entries.at[i];
		if (!e->shown)
			continue;
		bool step = e->kind == FUNC_TRAIN_STEP;
		Row r = { { step ? e->f->group : e->f->name, ports_text(u, e->input, e->f->inputs.at, e->f->inputs.n),
		            step ? "-" : ports_text(u, e->output, e->f->outputs.at, e->f->outputs.n), state_text(u, e),
		            arena_printf(u->arena, "%lld B", (long long)workspace_bytes(u, unit_workspace(u, e->workspace))) } };
		vec_push(u->arena, rows, r);
	}
	size_t width[5] = { 0 };
	for (size_t i = 0; i < rows.n; i++)
		for (int k = 0; k < 5; k++)
			if (strlen(rows.at[i].cell[k]) > width[k])
				width[k] = strlen(rows.at[i].cell[k]);
	Text t = text_new(u->arena);
	for (size_t i = 0; i < rows.n; i++) {
		text_add(&t, " *  ");
		for (int k = 0; k < 4; k++)
			text_add(&t, " %-*s", (int)width[k] + 1, rows.at[i].cell[k]);
		text_add(&t, " %s\n", rows.at[i].cell[4]);
	}
	return text_str(&t);
}

static void first_comment(const Unit *u, CWriter *w)
{
	c_raw(w, "/* %s.h - model \"%s\". Emitted by Crescent %s from %s, command:", u->p, u->model->name, CRESCENT_VERSION, u->o->source);
	c_raw(w, " *     %s", u->o->command);
	c_raw(w, " * Do not edit; edit %s.", u->o->source);
	c_raw(w, " *");
	text_add(&w->text, "%s", table_text(u));
	c_raw(w, " */");
}

/* ---- constants ---------------------------------------------------------------------------------------------------------- */

static void define(const Unit *u, CWriter *w, const char *name, const char *value, const char *comment)
{
	const char *full = arena_printf(u->arena, "%s_%s", u->P, name);
	if (comment)
		c_raw(w, "#define %-28s %-12s  /* %s */", full, value, comment);
	else
		c_raw(w, "#define %-28s %s", full, value);
}

static void define_number(const Unit *u, CWriter *w, const char *name, int64_t value, const char *comment)
{
	define(u, w, name, arena_printf(u->arena, "%lld", (long long)value), comment);
}

static void group_constants(const Unit *u, CWriter *w, const Group *g)
{
	define_number(u, w, arena_printf(u->arena, "%s_STATE_SIZE", g->upper), group_bytes(u, g), "bytes at most");
	if (!g->train)
		return;
	const char *infix = strcmp(g->name, "train") == 0 ? "" : arena_printf(u->arena, "%s_", g->upper);
	define_number(u, w, arena_printf(u->arena, "%sBATCH", infix), g->train->batch, NULL);
	define_number(u, w, arena_printf(u->arena, "%sMETRICS", infix), (int64_t)g->train->metrics.n + 1, "the loss among them");
}

/* A training function's deepest call is the loop around its kernels, or a checkpoint on its way out. */
enum { LOOP_STACK = 3072, CHECKPOINT_STACK = 8192 };

static size_t entry_stack(const Entry *e)
{
	size_t stack = e->stack + (e->metrics ? LOOP_STACK : 0);
	if (e->metrics && stack < CHECKPOINT_STACK)
		stack = CHECKPOINT_STACK;
	return (stack + 63) / 64 * 64;
}

static void constants(const Unit *u, CWriter *w)
{
	const char *version = u->model->version && u->model->version[0] ? arena_printf(u->arena, "\"%s %s\"", u->model->name, u->model->version) : "\"\"";
	int64_t align = 1;
	define(u, w, "VERSION", version, NULL);
	define_number(u, w, "CRESCENT", CRESCENT_VERSION_NUMBER, NULL);
	define(u, w, "SIGNATURE", arena_printf(u->arena, "UINT64_C(0x%016llx)", (unsigned long long)model_signature(u->model)), "of parameter names, shapes, types: which files fit");
	define(u, w, "GRAPH", arena_printf(u->arena, "UINT64_C(0x%016llx)", (unsigned long long)u->o->graph), "of the computation: which goldens fit");
	define_number(u, w, "EXACT", u->o->exact, NULL);
	define_number(u, w, "PARAMETERS", model_parameters(u->model), "trainable numbers");
	define_number(u, w, "TENSORS", (int64_t)u->params.n, NULL);
	define_number(u, w, "PARAMS_SIZE", params_bytes(u), "bytes");
	if (u->state.n)
		define_number(u, w, "STATE_SIZE", fields_bytes(&u->state, 0, &align), NULL);
	for (size_t i = 0; i < u->groups.n; i++)
		group_constants(u, w, &u->groups.at[i]);
	for (size_t i = 0; i < u->workspaces.n; i++) {
		const Workspace *space = &u->workspaces.at[i];
		define_number(u, w, arena_printf(u->arena, "%s_WORKSPACE_SIZE", name_upper(u->arena, space->owner)), workspace_bytes(u, space), NULL);
	}
	for (size_t i = 0; i < u->entries.n; i++) {
		const Entry *e = &u->entries.at[i];
		if (e->shown)
			define_number(u, w, arena_printf(u->arena, "%s_STACK", e->kind == FUNC_TRAIN_STEP ? name_upper(u->arena, e->f->group) : e->upper),
			              (int64_t)entry_stack(e), "bytes below the caller, an upper estimate for every target");
	}
	if (u->model->labels.n) {
		Strings items = {0};
		Scope scope = scope_new(u->arena);
		for (size_t i = 0; i < u->model->labels.n; i++)
			vec_push(u->arena, items, scope_name(&scope, arena_printf(u->arena, "%s_LABEL_%s", u->P, name_upper(u->arena, u->model->labels.at[i]))));
		vec_push(u->arena, items, scope_name(&scope, arena_printf(u->arena, "%s_LABELS", u->P)));
		c_list(w, "enum { ", items.at, items.n, " };");
	}
}

/* ---- structs -------------------------------------------------------------------------------------------------------------- */

static void workspace_declare(const Unit *u, CWriter *w, const Workspace *space)
{
	bool any = false;
	c_open(w, "typedef struct %s", space->name);
	for (int d = DT_F32; d <= DT_BOOL; d++) {
		if (!space->elements[d])
			continue;
		c_line(w, "%s %s[%lld];", c_type((DType)d), c_memory((DType)d), (long long)space->elements[d]);
		any = true;
	}
	const Train *t = space->group ? space->group->train : NULL;
	for (size_t i = 0; t && i < t->inputs.n; i++) {
		const Port *in = &t->inputs.at[i];
		c_line(w, "%s batch_%s[%lld];  /* where the loop gathers a batch */", c_type(in->type.dtype),
		       name_identifier(u->arena, in->name), (long long)(example_elements(in) * t->batch));
		any = true;
	}
	if (t && t->finish)
		c_line(w, "float counts[%lld];  /* what metrics that are no means count in one call */", (long long)train_counts(t));
	if (t)
		slice_declare(u, w, space->group);
	if (!any && !t)
		c_line(w, "float memory[1];");
	c_close_with(w, arena_printf(u->arena, " %s;", space->name));
	c_blank(w);
}

static void structs(const Unit *u, CWriter *w)
{
	params_declare(u, w);
	for (size_t i = 0; i < u->groups.n; i++) {
		const Group *g = &u->groups.at[i];
		c_comment(w, "One for each training run: moments, step, random-number counter, place in the data.");
		c_open(w, "typedef struct %s_%s_state", u->p, g->name);
		if (g->train)
			c_line(w, "cr_train_run run;");
		fields_declare(u, w, &g->fields);
		if (g->pending)
			c_line(w, "uint32_t %s;  /* micro-batches since the last update */", g->pending);
		if (g->piece)
			c_line(w, "uint32_t %s, %s;  /* of a step in pieces; 0: none is under way */", g->piece, g->check);
		if (g->best)
			c_line(w, "%s_params %s;  /* for restore_best */", u->p, g->best);
		if (g->finite)
			c_line(w, "%s_params %s;  /* what a rollback goes back to */", u->p, g->finite);
		if (!g->train && g->fields.n == 0)
			c_line(w, "uint8_t none[1];");
		c_close_with(w, arena_printf(u->arena, " %s_%s_state;", u->p, g->name));
		c_blank(w);
	}
	if (u->workspaces.n)
		c_comment(w, "Scratch: nothing in it survives a call; those of different functions may share memory in a union.");
	for (size_t i = 0; i < u->workspaces.n; i++)
		workspace_declare(u, w, &u->workspaces.at[i]);
}

/* ---- prototypes ----------------------------------------------------------------------------------------------------------- */

static void prototype(const Unit *u, CWriter *w, const Entry *e)
{
	Strings args = {0};
	entry_arguments(u, e, true, &args);
	if (args.n == 0)
		vec_push(u->arena, args, "void");
	c_list(w, arena_printf(u->arena, "%s %s(", entry_result(e), e->name), args.at, args.n, ");");
}

static void prototypes(const Unit *u, CWriter *w, bool inits)
{
	for (size_t i = 0; i < u->entries.n; i++) {
		const Entry *e = &u->entries.at[i];
		FunctionKind k = e->kind;
		bool user = k == FUNC_USER || k == FUNC_LOOP_STEP;
		if (inits ? k != FUNC_INIT && k != FUNC_STATE_INIT : !user)
			continue;
		ranges_comment(u, w, e);
		prototype(u, w, e);
	}
}

const char *header_text(const Unit *u)
{
	CWriter w = c_writer(u->arena);
	first_comment(u, &w);
	c_raw(&w, "#ifndef %s_H", u->P);
	c_raw(&w, "#define %s_H", u->P);
	c_raw(&w, "#include \"crescent.h\"");
	c_raw(&w, "#if CR_ABI != 1");
	c_raw(&w, "#error \"%s.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime\"", u->p);
	c_raw(&w, "#endif");
	c_blank(&w);
	constants(u, &w);
	c_blank(&w);
	c_raw(&w, "#ifdef __cplusplus");
	c_raw(&w, "extern \"C\" {");
	c_raw(&w, "#endif");
	c_blank(&w);
	structs(u, &w);
	c_comment(&w, "---- parameters %s", "--------------------------------------------------------------------------");
	c_blank(&w);
	params_prototypes(u, &w);
	prototypes(u, &w, true);
	c_blank(&w);
	c_comment(&w, "---- functions: any number of threads, one workspace each, params shared %s", "-----------------");
	c_blank(&w);
	prototypes(u, &w, false);
	c_blank(&w);
	for (size_t i = 0; i < u->groups.n; i++)
		train_declare(u, &w, &u->groups.at[i]);
	c_raw(&w, "#ifdef __cplusplus");
	c_raw(&w, "}");
	c_raw(&w, "#endif");
	c_raw(&w, "#endif");
	return text_str(&w.text);
}
