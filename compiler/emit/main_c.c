/* main_c.c - NAME_main.c: what the hosted program (runtime/hosted/cr_main.h) must know of the model, as tables. */
#include "unit.h"

#include <math.h>
#include <string.h>

static const char *quoted(Arena *a, const char *s)
{
	Text t = text_new(a);
	if (!s)
		return "0";
	text_char(&t, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c == '"' || c == '\\')
			text_add(&t, "\\%c", c);
		else if (c < 0x20 || c == 0x7f || c == '?')
			text_add(&t, "\\%03o", c);
		else
			text_char(&t, (char)c);
	}
	text_char(&t, '"');
	return text_str(&t);
}

/* ---- ports and sources -------------------------------------------------------------------------------------------- */

static void port_row(const Unit *u, CWriter *w, const Port *p, const Entry *e)
{
	Text shape = text_new(u->arena);
	uint32_t extent = 0;
	for (uint32_t d = 0; d < p->type.rank; d++)
		text_add(&shape, "%s%lld", d ? ", " : "", (long long)p->type.dim[d].size);
	for (uint32_t i = 0; e && p->type.rank && i < e->syms; i++)
		if (e->sym[i] == p->type.dim[0].sym)
			extent = i + 1;
	c_line(w, "{ %s, %s, %u, %d, %u, { %s } },", quoted(u->arena, p->name), c_type_tag(p->type.dtype), (unsigned)p->type.rank,
	       p->seed, (unsigned)extent, p->type.rank ? text_str(&shape) : "0");
}

static void port_table(const Unit *u, CWriter *w, const char *name, const Port *port, size_t n, const Entry *e)
{
	if (n == 0)
		return;
	c_open(w, "static const cr_main_port %s[] =", name);
	for (size_t i = 0; i < n; i++)
		port_row(u, w, &port[i], e);
	c_close_with(w, ";");
}

static void source_fields(const Unit *u, CWriter *w, const char *name, const DataSource *d)
{
	if (!d->kind || d->fields.n == 0)
		return;
	c_open(w, "static const cr_main_field %s_fields[] =", name);
	for (size_t i = 0; i < d->fields.n; i++) {
		const DataField *f = &d->fields.at[i];
		c_line(w, "{ %s, %s, %s },", quoted(u->arena, f->input), quoted(u->arena, f->file ? f->file : d->file),
		       quoted(u->arena, f->spec ? f->spec : ""));
	}
	c_close_with(w, ";");
}

static void source_value(const Unit *u, CWriter *w, const char *member, const char *name, const DataSource *d)
{
	char value[40], share[40];
	if (!d->kind && d->share == 0)
		return;
	c_float(value, (float)d->missing_value);
	double_text(share, d->share);
	c_open(w, ".%s =", member);
	if (d->kind) {
		c_line(w, ".kind = %s,", quoted(u->arena, d->kind));
		if (d->fields.n)
			c_line(w, ".fields = %s_fields, .field_count = %zu,", name, d->fields.n);
		c_line(w, ".no_header = %d, .keep_order = %d,", strcmp(d->kind, "csv") == 0 && !d->header, !d->shuffle);
		if (d->missing)
			c_line(w, ".missing = %s, .missing_value = %s,", quoted(u->arena, d->missing), value);
		if (d->limit)
			c_line(w, ".limit = %lld,", (long long)d->limit);
	}
	if (d->split)
		c_line(w, ".split = %s,", quoted(u->arena, d->split));
	if (d->share != 0)
		c_line(w, ".share = %s,", share);
	c_close_with(w, ",");
}

/* ---- trains ----------------------------------------------------------------------------------------------------------- */

/* The training slots' structs in a call: this program trains one m:train at a time, with its own state. */
static const char *struct_argument(const Unit *u, const Entry *e, const Group *g)
{
	Text t = text_new(u->arena);
	if (e->kind != FUNC_TRAIN_INIT && e->kind != FUNC_STATE_INIT)
		text_add(&t, "(%s_params *)call->params", u->p);
	if (e->state)
		text_add(&t, "%s(%s_state *)call->state", t.n ? ", " : "", u->p);
	for (size_t i = 0; i < u->groups.n; i++)
		if (e->groups[i])
			text_add(&t, "%s(%s_%s_state *)call->train_state", t.n ? ", " : "", u->p, u->groups.at[i].name);
	(void)g;
	return text_str(&t);
}

/* "1, 1, 0.001f, 1.0f": which ends there are, and the ends */
static const char *range_text(const Unit *u, const HyperRange *r)
{
	char low[40], high[40];
	bool bottom = r && isfinite(r->low), top = r && isfinite(r->high);
	c_float(low, bottom ? (float)r->low : 0.0f);
	c_float(high, top ? (float)r->high : 0.0f);
	return arena_printf(u->arena, "%d, %d, %s, %s", bottom, top, low, high);
}

static void train_wrappers(const Unit *u, CWriter *w, const Group *g)
{
	const Train *t = g->train;
	c_begin(w, "static void %s_init(const cr_train_call *call, uint64_t seed)", g->name);
	c_line(w, "%s_%s_init((%s_%s_state *)call->train_state, seed);", u->p, g->name, u->p, g->name);
	c_close(w);
	c_blank(w);
	if (t->average) {
		const Entry *e = unit_entry(u, t->average);
		c_begin(w, "static void %s_average(const cr_train_call *call)", g->name);
		c_line(w, "%s(%s);", entry_public(u, t->average), struct_argument(u, e, g));
		c_close(w);
		c_blank(w);
	}
	for (size_t i = 0; i < t->hypers.n; i++) {
		const char *c = name_identifier(u->arena, hyper_name(t->hypers.at[i]));
		c_begin(w, "static void %s_set_%s(void *train_state, float value)", g->name, c);
		c_line(w, "%s_%s_set_%s((%s_%s_state *)train_state, value);", u->p, g->name, c, u->p, g->name);
		c_close(w);
		c_blank(w);
	}
	if (t->hypers.n) {
		c_open(w, "static const cr_main_hyper %s_hypers[] =", g->name);
		for (size_t i = 0; i < t->hypers.n; i++) {
			const char *plain = hyper_name(t->hypers.at[i]);
			c_line(w, "{ %s, %s_set_%s, %s },", quoted(u->arena, plain), g->name, name_identifier(u->arena, plain),
			       range_text(u, t->hypers.at[i]->range));
		}
		c_close_with(w, ";");
	}
	port_table(u, w, arena_printf(u->arena, "%s_inputs", g->name), t->inputs.at, t->inputs.n, NULL);
	source_fields(u, w, arena_printf(u->arena, "%s_train", g->name), &t->train_data);
	source_fields(u, w, arena_printf(u->arena, "%s_validation", g->name), &t->validation_data);
	source_fields(u, w, arena_printf(u->arena, "%s_test", g->name), &t->test_data);
	c_blank(w);
}

static void train_row(const Unit *u, CWriter *w, const Group *g)
{
	const Train *t = g->train;
	c_open(w, "%s", "");
	c_line(w, ".model = %s_%s_table,", u->p, g->name);
	c_line(w, ".state_size = sizeof(%s_%s_state), .workspace_size = sizeof(%s_%s_workspace),", u->p, g->name, u->p, g->name);
	c_line(w, ".init = %s_init,", g->name);
	if (t->average)
		c_line(w, ".average = %s_average,", g->name);
	if (t->hypers.n)
		c_line(w, ".hypers = %s_hypers, .hyper_count = %zu,", g->name, t->hypers.n);
	if (t->inputs.n)
		c_line(w, ".inputs = %s_inputs,", g->name);
	source_value(u, w, "train", arena_printf(u->arena, "%s_train", g->name), &t->train_data);
	source_value(u, w, "validation", arena_printf(u->arena, "%s_validation", g->name), &t->validation_data);
	source_value(u, w, "test", arena_printf(u->arena, "%s_test", g->name), &t->test_data);
	c_close_with(w, ",");
}

/* ---- functions ---------------------------------------------------------------------------------------------------------- */

static void function_wrapper(const Unit *u, CWriter *w, const Entry *e)
{
	const Function *f = e->f;
	Strings args = {0};
	vec_push(u->arena, args, struct_argument(u, e, NULL));
	vec_push(u->arena, args, arena_printf(u->arena, "(%s *)call->workspace", e->workspace));
	for (uint32_t i = 0; i < e->syms; i++)
		vec_push(u->arena, args, arena_printf(u->arena, "extents[%u]", (unsigned)i));
	for (size_t i = 0; i < f->inputs.n; i++)
		vec_push(u->arena, args, f->inputs.at[i].seed ? arena_printf(u->arena, "*(const uint64_t *)inputs[%zu]", i)
		         : arena_printf(u->arena, "(const %s *)inputs[%zu]", c_type(f->inputs.at[i].type.dtype), i));
	for (size_t i = 0; i < f->outputs.n; i++)
		vec_push(u->arena, args, arena_printf(u->arena, "(%s *)outputs[%zu]", c_type(f->outputs.at[i].type.dtype), i));
	c_begin(w, "static cr_status call_%s(const cr_train_call *call, const size_t *extents, const void *const *inputs, "
	           "void *const *outputs)", f->name);
	if (e->syms == 0)
		c_line(w, "(void)extents;");
	if (f->inputs.n == 0)
		c_line(w, "(void)inputs;");
	if (f->outputs.n == 0)
		c_line(w, "(void)outputs;");
	c_list(w, arena_printf(u->arena, "%s%s(", e->syms ? "return " : "", e->name), args.at, args.n, ");");
	if (e->syms == 0)
		c_line(w, "return CR_OK;");
	c_close(w);
	port_table(u, w, arena_printf(u->arena, "%s_inputs", f->name), f->inputs.at, f->inputs.n, e);
	port_table(u, w, arena_printf(u->arena, "%s_outputs", f->name), f->outputs.at, f->outputs.n, e);
	if (e->syms) {
		Strings extents = {0};
		for (uint32_t i = 0; i < e->syms; i++)
			vec_push(u->arena, extents, arena_printf(u->arena, "%lld", (long long)u->model->symbols.at[e->sym[i] - 1].max));
		c_list(w, arena_printf(u->arena, "static const size_t %s_extents[] = { ", f->name), extents.at, extents.n, " };");
	}
	c_blank(w);
}

static void function_row(const Unit *u, CWriter *w, const Entry *e)
{
	const Function *f = e->f;
	bool trains = e->params == USE_WRITE;
	for (size_t i = 0; i < u->groups.n; i++)
		trains |= e->groups[i] != USE_NONE;
	c_open(w, "%s", "");
	c_line(w, ".name = \"%s\", .call = call_%s, .workspace_size = sizeof(%s), .trains = %d,", f->name, f->name, e->workspace, trains);
	if (f->inputs.n)
		c_line(w, ".inputs = %s_inputs, .input_count = %zu,", f->name, f->inputs.n);
	if (f->outputs.n)
		c_line(w, ".outputs = %s_outputs, .output_count = %zu,", f->name, f->outputs.n);
	if (e->syms)
		c_line(w, ".extents = %s_extents, .extent_count = %u,", f->name, (unsigned)e->syms);
	c_close_with(w, ",");
}

/* ---- the model ------------------------------------------------------------------------------------------------------------- */

static const Entry *entry_of_kind(const Unit *u, FunctionKind k)
{
	for (size_t i = 0; i < u->entries.n; i++)
		if (u->entries.at[i].kind == k)
			return &u->entries.at[i];
	return NULL;
}

static void model_wrappers(const Unit *u, CWriter *w)
{
	const Entry *init = entry_of_kind(u, FUNC_INIT);
	c_begin(w, "static void init(void *params, void *workspace, uint64_t seed)");
	if (init) {
		bool seeded = init->f->inputs.n > 0;
		c_line(w, "%s((%s_params *)params, (%s *)workspace%s);", init->name, u->p, init->workspace, seeded ? ", seed" : "");
		if (!seeded)
			c_line(w, "(void)seed;");
	} else {
		c_line(w, "(void)params;");
		c_line(w, "(void)workspace;");
		c_line(w, "(void)seed;");
	}
	c_close(w);
	c_blank(w);
	if (entry_of_kind(u, FUNC_STATE_INIT)) {
		c_begin(w, "static void state_init(void *state)");
		c_line(w, "%s((%s_state *)state);", entry_of_kind(u, FUNC_STATE_INIT)->name, u->p);
		c_close(w);
		c_blank(w);
	}
	if (u->params.n == 0)
		return;
	c_begin(w, "static cr_status load(void *params, const void *file, size_t size, uint32_t flags, cr_load_report *report, "
	           "cr_error *error)");
	c_line(w, "return %s_load((%s_params *)params, file, size, flags, report, error);", u->p, u->p);
	c_close(w);
	c_blank(w);
	c_begin(w, "static cr_status save(const void *params, const cr_store *store)");
	c_line(w, "return %s_save((const %s_params *)params, store);", u->p, u->p);
	c_close(w);
	c_blank(w);
}

static bool is_user(const Entry *e)
{
	return e->kind == FUNC_USER;
}

static void model_value(const Unit *u, CWriter *w, size_t trains, size_t functions)
{
	const Entry *init = entry_of_kind(u, FUNC_INIT);
	c_open(w, "static const cr_main_model model =");
	c_line(w, ".name = \"%s\", .version = %s_VERSION,", u->model->name, u->P);
	c_line(w, ".params_size = sizeof(%s_params), .init_workspace_size = %s,", u->p,
	       init ? arena_printf(u->arena, "sizeof(%s)", init->workspace) : "1");
	if (u->state.n)
		c_line(w, ".state_size = sizeof(%s_state),", u->p);
	c_line(w, ".init = init,");
	if (entry_of_kind(u, FUNC_STATE_INIT))
		c_line(w, ".state_init = state_init,");
	if (u->params.n)
		c_line(w, ".load = load, .save = save,");
	if (u->o->weights)
		c_line(w, ".weights = &%s_weights,", u->p);
	if (trains)
		c_line(w, ".trains = trains, .train_count = %zu,", trains);
	if (functions)
		c_line(w, ".functions = functions, .function_count = %zu,", functions);
	if (u->model->labels.n)
		c_line(w, ".labels = labels, .label_count = %zu,", u->model->labels.n);
	c_close_with(w, ";");
	c_blank(w);
}

const char *main_text(const Unit *u)
{
	CWriter w = c_writer(u->arena);
	size_t trains = 0, functions = 0;
	file_comment(u, &w, "the program that trains and predicts");
	c_line(&w, "#include \"%s.h\"", u->p);
	c_line(&w, "#include \"hosted/cr_main.h\"");
	c_blank(&w);
	model_wrappers(u, &w);
	for (size_t i = 0; i < u->groups.n; i++)
		if (u->groups.at[i].train && u->params.n)
			train_wrappers(u, &w, &u->groups.at[i]);
	for (size_t i = 0; i < u->groups.n; i++) {
		if (!u->groups.at[i].train || !u->params.n)
			continue;
		if (trains++ == 0)
			c_open(&w, "static const cr_main_train trains[] =");
		train_row(u, &w, &u->groups.at[i]);
	}
	if (trains)
		c_close_with(&w, ";");
	c_blank(&w);
	for (size_t i = 0; i < u->entries.n; i++)
		if (is_user(&u->entries.at[i]))
			function_wrapper(u, &w, &u->entries.at[i]);
	for (size_t i = 0; i < u->entries.n; i++) {
		if (!is_user(&u->entries.at[i]))
			continue;
		if (functions++ == 0)
			c_open(&w, "static const cr_main_function functions[] =");
		function_row(u, &w, &u->entries.at[i]);
	}
	if (functions)
		c_close_with(&w, ";");
	c_blank(&w);
	if (u->model->labels.n) {
		Strings labels = {0};
		for (size_t i = 0; i < u->model->labels.n; i++)
			vec_push(u->arena, labels, quoted(u->arena, u->model->labels.at[i]));
		c_list(&w, "static const char *const labels[] = { ", labels.at, labels.n, " };");
	}
	model_value(u, &w, trains, functions);
	c_begin(&w, "int main(int argc, char **argv)");
	c_line(&w, "return cr_main(&model, argc, argv);");
	c_close(&w);
	return text_str(&w.text);
}
