/* train_table.c - the table that describes an m:train to the loop of runtime/cr_train.h: callbacks that unpack the loop's
 * pointers, checks of fields, and the typed functions that call the loop with it. */
#include "train.h"

#include <string.h>

static size_t input_index(const Train *t, const char *name)
{
	for (size_t i = 0; i < t->inputs.n; i++)
		if (strcmp(t->inputs.at[i].name, name) == 0)
			return i;
	BUG("emitter: %s is no input of %s", name, t->name);
}

/* ---- the callbacks --------------------------------------------------------------------------------------- */

/* The arguments of e out of a cr_train_call. */
static Strings unpacked(const Unit *u, const Group *g, const Entry *e)
{
	Strings out = {0};
	vec_push(u->arena, out, unit_text(u, "(%s_params *)call->params", u->p));
	if (e->state)
		vec_push(u->arena, out, unit_text(u, "(%s_state *)call->state", u->p));
	for (size_t i = 0; i < u->groups.n; i++) {
		if (!e->groups[i])
			continue;
		if (&u->groups.at[i] != g)
			model_error(u->model->cc, e->f->loc, "%s uses the training state of %s; an m:train reads its own only", e->f->name,
			            u->groups.at[i].name);
		vec_push(u->arena, out, unit_text(u, "(%s_%s_state *)call->train_state", u->p, g->name));
	}
	vec_push(u->arena, out, unit_text(u, "(%s *)call->workspace", e->workspace));
	if (e->syms)
		vec_push(u->arena, out, "count");
	for (size_t i = 0; i < e->f->inputs.n; i++) {
		const Port *in = &e->f->inputs.at[i];
		vec_push(u->arena, out, unit_text(u, "(const %s *)inputs[%zu]", c_type(in->type.dtype), input_index(g->train, in->name)));
	}
	vec_push(u->arena, out, "sums");
	return out;
}

void train_callback(const Unit *u, CWriter *w, const Group *g, const Function *f, const char *inner, const char *name)
{
	const Entry *e = unit_entry(u, f);
	if (!e)
		return;
	Strings args = unpacked(u, g, e);
	bool flush = f->kind == FUNC_TRAIN_FLUSH;
	if (flush)
		c_begin(w, "static cr_status %s_%s_call(const cr_train_call *call, cr_train_sums *sums)", g->name, name);
	else
		c_begin(w, "static cr_status %s_%s_call(const cr_train_call *call, size_t count, const void *const *inputs, "
		           "cr_train_sums *sums)", g->name, name);
	if (!flush && e->syms == 0)
		c_line(w, "(void)count;");
	if (!flush && e->f->inputs.n == 0)
		c_line(w, "(void)inputs;");
	c_list(w, unit_text(u, "return %s(", inner), args.at, args.n, ");");
	c_close(w);
	c_blank(w);
}

static void define_begin(const Unit *u, CWriter *w, const Group *g)
{
	const Field *rng = NULL;
	for (size_t i = 0; i < g->fields.n; i++)
		if (strcmp(slot_plain(g->fields.at[i].slot), "rng") == 0 && g->fields.at[i].elements == 4)
			rng = &g->fields.at[i];
	c_begin(w, "static void %s_begin(const cr_train_call *call, uint64_t seed, uint64_t steps, int fresh)", g->name);
	c_line(w, "%s_%s_state *%s_state = (%s_%s_state *)call->train_state;", u->p, g->name, g->name, u->p, g->name);
	c_line(w, "%s_%s_length(%s_state, steps);", u->p, g->name, g->name);
	c_line(w, "if (!fresh)");
	c_line(w, "\treturn;");
	if (rng) {
		c_line(w, "%s_state->%s[0] = (uint32_t)seed;", g->name, rng->name);
		c_line(w, "%s_state->%s[1] = (uint32_t)(seed >> 32);", g->name, rng->name);
		c_line(w, "%s_state->%s[2] = %s_state->%s[3] = 0;", g->name, rng->name, g->name, rng->name);
	} else {
		c_line(w, "(void)seed;");
	}
	if (g->pending)
		c_line(w, "%s_drop(%s_state);", g->name, g->name);
	c_line(w, "%s_state->%s = 0;", g->name, g->piece);
	c_close(w);
	c_blank(w);
}

static void define_fields(const Unit *u, CWriter *w, const Group *g)
{
	const Train *t = g->train;
	c_open(w, "static const cr_train_field %s_fields[] =", g->name);
	for (size_t i = 0; i < t->inputs.n; i++) {
		const Port *in = &t->inputs.at[i];
		RangeCheck c;
		bool ranged = function_range(t->step, in->name, &c), finite = u->o->check_inputs && in->type.dtype == DT_F32;
		const char *check = ranged ? c.has_ignore ? "CR_CHECK_RANGE | CR_CHECK_IGNORE" : "CR_CHECK_RANGE" : finite ? "CR_CHECK_FINITE" : "0";
		c_line(w, "{ \"%s\", %lld, %s, %s, %lld, %lld, %lld,", in->name,
		       (long long)(example_elements(in) * (int64_t)dtype_size(in->type.dtype)), c_type_tag(in->type.dtype), check,
		       ranged ? (long long)c.low : 0, ranged ? (long long)c.high : 0, ranged ? (long long)c.ignore : 0);
		c_line(w, "  offsetof(%s_%s_workspace, batch_%s) },", u->p, g->name, name_identifier(u->arena, in->name));
	}
	c_close_with(w, ";");
}

static long monitor_number(const Train *t)
{
	const char *name = t->monitor ? t->monitor : "loss";
	if (strncmp(name, "val_", 4) == 0)
		name += 4;
	long k = 1;
	for (size_t i = 0; i < t->metrics.n; i++)
		if (strcmp(t->metrics.at[i], name) == 0)
			k = (long)i + 2;
	return t->maximize ? -k : k;
}

static void define_model(const Unit *u, CWriter *w, const Group *g)
{
	const Train *t = g->train;
	define_fields(u, w, g);
	Strings names = {0};
	vec_push(u->arena, names, "\"loss\"");
	for (size_t i = 0; i < t->metrics.n; i++)
		vec_push(u->arena, names, unit_text(u, "\"%s\"", t->metrics.at[i]));
	c_list(w, unit_text(u, "static const char *const %s_metric_names[] = { ", g->name), names.at, names.n, " };");
	c_blank(w);
	c_open(w, "static const cr_train_model %s_model =", g->name);
	c_line(w, ".identity = { \"%s\", %s_SIGNATURE, %s_GRAPH },", u->model->name, u->P, u->P);
	c_line(w, ".train = \"%s\",", t->name);
	c_line(w, ".batch = %lld,", (long long)t->batch);
	c_line(w, ".accumulate = %lld,", (long long)(t->accumulate > 1 ? t->accumulate : 0));
	c_line(w, ".metric_count = %zu,", names.n);
	c_line(w, ".metric_names = %s_metric_names,", g->name);
	c_line(w, ".field_count = %zu,", t->inputs.n);
	c_line(w, ".fields = %s_fields,", g->name);
	c_line(w, ".monitor = %ld,", monitor_number(t));
	c_line(w, ".drop_remainder = %d,", t->drop_remainder);
	c_line(w, ".params_size = sizeof(%s_params),", u->p);
	if (g->best)
		c_line(w, ".best_offset = offsetof(%s_%s_state, %s),", u->p, g->name, g->best);
	if (g->finite)
		c_line(w, ".rollback_offset = offsetof(%s_%s_state, %s),", u->p, g->name, g->finite);
	c_line(w, ".params = &params_layout,");
	if (g->fields.n)
		c_line(w, ".train_state = &%s_state_layout,", g->name);
	if (train_takes_state(u, t) && u->state.n)
		c_line(w, ".state = &state_layout,");
	c_line(w, ".begin = %s_begin,", g->name);
	c_line(w, ".step = %s_step_call,", g->name);
	if (t->flush)
		c_line(w, ".flush = %s_flush_call,", g->name);
	if (t->evaluate)
		c_line(w, ".evaluate = %s_evaluate_call,", g->name);
	if (t->finish) {
		const char *owner, *kept = unit_field(u, t->counts, &owner)->name;
		c_line(w, ".counts = %lld,", (long long)train_counts(t));
		c_line(w, ".counts_offset = offsetof(%s_%s_workspace, counts),", u->p, g->name);
		c_line(w, ".kept_offset = offsetof(%s_%s_state, %s),", u->p, g->name, kept);
		c_line(w, ".finish = %s_finish_call,", g->name);
	}
	c_close_with(w, ";");
	c_blank(w);
	c_begin(w, "const struct cr_train_model *%s_%s_table(void)", u->p, g->name);
	c_line(w, "return &%s_model;", g->name);
	c_close(w);
	c_blank(w);
}

/* ---- NAME.c: the loop ------------------------------------------------------------------------------------------------------------ */

static void define_source(const Unit *u, CWriter *w, const Group *g)
{
	const Train *t = g->train;
	Strings members = train_input_members(u, t), example = {0};
	for (size_t i = 0; i < t->inputs.n; i++)
		vec_push(u->arena, example, unit_text(u, "(%s *)out[%zu]", c_type(t->inputs.at[i].type.dtype), i));
	c_begin(w, "static cr_status %s_read(void *user, uint64_t index, void *const *out)", g->name);
	c_line(w, "const %s_%s_data *data = (const %s_%s_data *)user;", u->p, g->name, u->p, g->name);
	c_line(w, "const %s_%s_example example = { %s };", u->p, g->name, join_arguments(u->arena, &example));
	c_line(w, "return data->read(data->user, index, &example);");
	c_close(w);
	c_blank(w);
	c_begin(w, "static const cr_train_source *%s_source(const %s_%s_data *data, const void **arrays, cr_train_source *out)", g->name,
	        u->p, g->name);
	c_line(w, "if (!data)");
	c_line(w, "\treturn 0;");
	for (size_t i = 0; i < members.n; i++)
		c_line(w, "arrays[%zu] = data->%s;", i, members.at[i]);
	c_line(w, "out->count = data->count;");
	c_line(w, "out->read = data->read ? %s_read : 0;", g->name);
	c_line(w, "out->user = (void *)data;");
	c_line(w, "out->arrays = arrays;");
	c_line(w, "return out;");
	c_close(w);
	c_blank(w);
}

static void define_loop(const Unit *u, CWriter *w, const Group *g)
{
	const char *state = train_takes_state(u, g->train) ? "state" : "0";
	size_t n = g->train->inputs.n;
	define_source(u, w, g);
	c_begin(w, "cr_status %s_%s(%s, %s_%s_workspace *workspace, const %s_%s_data *data, const %s_%s_data *validation, "
	           "const cr_train_options *options, cr_train_result *result, cr_error *error)",
	        u->p, g->name, train_loop_arguments(u, g, false), u->p, g->name, u->p, g->name, u->p, g->name);
	c_line(w, "const cr_train_call call = { params, %s, %s_state, workspace };", state, g->name);
	c_line(w, "const void *arrays[%zu], *validation_arrays[%zu];", n, n);
	c_line(w, "cr_train_source source, validation_source;");
	c_line(w, "return cr_train_loop(&%s_model, &call, %s_source(data, arrays, &source),", g->name, g->name);
	c_line(w, "\t%s_source(validation, validation_arrays, &validation_source), options, result, error);", g->name);
	c_close(w);
	c_blank(w);
	const char *kept = train_takes_state(u, g->train) ? "(void *)state" : "0";
	c_begin(w, "cr_status %s_%s_save(%s, const cr_store *store)", u->p, g->name, train_loop_arguments(u, g, true));
	c_line(w, "const cr_train_call call = { (void *)params, %s, (void *)%s_state, 0 };", kept, g->name);
	c_line(w, "return cr_train_save(&%s_model, &call, store);", g->name);
	c_close(w);
	c_blank(w);
	c_begin(w, "cr_status %s_%s_load(%s, const void *file, size_t size, cr_error *error)", u->p, g->name,
	        train_loop_arguments(u, g, false));
	c_line(w, "const cr_train_call call = { params, %s, %s_state, 0 };", state, g->name);
	c_line(w, "const cr_status status = cr_train_load(&%s_model, &call, file, size, error);", g->name);
	c_line(w, "if (status != CR_OK)");
	c_line(w, "\treturn status;");
	if (g->pending)
		c_line(w, "%s_drop(%s_state);", g->name, g->name);
	c_line(w, "%s_state->%s = 0;", g->name, g->piece);
	c_line(w, "return status;");
	c_close(w);
	c_blank(w);
}

/* Needs the functions that train_callback made, and NAME_length. */
void train_table(const Unit *u, CWriter *w, const Group *g)
{
	define_begin(u, w, g);
	define_model(u, w, g);
	define_loop(u, w, g);
}
