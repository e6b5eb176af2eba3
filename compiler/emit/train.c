/* train.c - the training entry points: thin typed wrappers over runtime/cr_train.h.
 *
 * For each m:train: one const table that describes it to the loop, callbacks that unpack the loop's pointers, and the
 * public functions. The arithmetic is in the functions that entry_print made of the step, flush and evaluate graphs. */
#include "train.h"

#include <math.h>
#include <string.h>

const char *unit_text(const Unit *u, const char *f, ...)
{
	va_list ap;
	va_start(ap, f);
	const char *s = arena_vprintf(u->arena, f, ap);
	va_end(ap);
	return s;
}

/* Names of the inputs as members of the example and data structs. */
Strings train_input_members(const Unit *u, const Train *t)
{
	Strings out = {0};
	Scope scope = scope_new(u->arena);
	scope_take(&scope, "count");
	scope_take(&scope, "read");
	scope_take(&scope, "user");
	for (size_t i = 0; i < t->inputs.n; i++)
		vec_push(u->arena, out, scope_name(&scope, t->inputs.at[i].name));
	return out;
}

bool train_takes_state(const Unit *u, const Train *t)
{
	const Entry *e[3] = { unit_entry(u, t->step), unit_entry(u, t->flush), unit_entry(u, t->evaluate) };
	for (int i = 0; i < 3; i++)
		if (e[i] && e[i]->state)
			return true;
	return false;
}

/* The initialisers that write into this group's struct: its m:train's, and those of optimisers that share it. */
static size_t group_inits(const Unit *u, const Group *g, const Entry **out)
{
	size_t n = 0;
	for (size_t i = 0; i < u->entries.n; i++) {
		const Entry *e = &u->entries.at[i];
		if (e->kind != FUNC_TRAIN_INIT || unit_group(u, e->f->group) != g)
			continue;
		out[n++] = e;
	}
	return n;
}

/* ---- the header ----------------------------------------------------------------------------------------------------- */

static const char *init_arguments(const Unit *u, const Group *g)
{
	return unit_text(u, "%s_%s_state *%s_state, uint64_t seed", u->p, g->name, g->name);
}

static void stepping_arguments(const Unit *u, const Group *g, const Entry *e, Strings *out)
{
	entry_arguments(u, e, false, out);
	vec_push(u->arena, *out, unit_text(u, "%s *metrics", metrics_type(u, g)));
}

static void declare_function(const Unit *u, CWriter *w, const Group *g, const Function *f)
{
	const Entry *e = unit_entry(u, f);
	Strings args = {0};
	if (!e)
		return;
	stepping_arguments(u, g, e, &args);
	if (f != g->train->evaluate)
		ranges_comment(u, w, e);
	c_list(w, unit_text(u, "cr_status %s(", entry_public(u, f)), args.at, args.n, ");");
}

const char *train_loop_arguments(const Unit *u, const Group *g, bool constant)
{
	const char *c = constant ? "const " : "";
	const char *state = train_takes_state(u, g->train) ? unit_text(u, "%s%s_state *state, ", c, u->p) : "";
	return unit_text(u, "%s%s_params *params, %s%s%s_%s_state *%s_state", c, u->p, state, c, u->p, g->name, g->name);
}

static void declare_range(const Unit *u, CWriter *w, const Slot *hyper)
{
	char low[40], high[40];
	const HyperRange *r = hyper->range;
	if (!r)
		return;
	double_text(low, r->low);
	double_text(high, r->high);
	const char *from = isfinite(r->low) ? unit_text(u, " from %s", low) : "", *to = isfinite(r->high) ? unit_text(u, " to %s", high) : "";
	c_comment(w, "%s is%s%s: a value outside becomes the nearest inside, NaN the %s.", hyper_name(hyper), from, to,
	          isfinite(r->low) ? "least" : "greatest");
}

static void declare_hypers(const Unit *u, CWriter *w, const Group *g)
{
	for (size_t i = 0; i < g->train->hypers.n; i++) {
		const char *c = name_identifier(u->arena, hyper_name(g->train->hypers.at[i]));
		declare_range(u, w, g->train->hypers.at[i]);
		c_line(w, "void %s_%s_set_%s(%s_%s_state *%s_state, float value);", u->p, g->name, c, u->p, g->name, g->name);
	}
	c_comment(w, "How many updates the run will make, where a schedule asks; for loops of your own.");
	c_line(w, "void %s_%s_length(%s_%s_state *%s_state, uint64_t steps);", u->p, g->name, u->p, g->name, g->name);
}

static void declare_data(const Unit *u, CWriter *w, const Group *g)
{
	const Train *t = g->train;
	Strings members = train_input_members(u, t);
	c_open(w, "typedef struct %s_%s_example", u->p, g->name);
	for (size_t i = 0; i < t->inputs.n; i++)
		c_line(w, "%s *%s;", c_type(t->inputs.at[i].type.dtype), members.at[i]);
	c_close_with(w, unit_text(u, " %s_%s_example;  /* where read writes one example */", u->p, g->name));
	c_open(w, "typedef struct %s_%s_data", u->p, g->name);
	c_line(w, "uint64_t count;");
	c_line(w, "cr_status (*read)(void *user, uint64_t index, const %s_%s_example *out);", u->p, g->name);
	c_line(w, "void *user;");
	for (size_t i = 0; i < t->inputs.n; i++)
		c_line(w, "const %s *%s;%s", c_type(t->inputs.at[i].type.dtype), members.at[i],
		       i == 0 ? "  /* whole arrays, used where read is null */" : "");
	c_close_with(w, unit_text(u, " %s_%s_data;", u->p, g->name));
	c_blank(w);
}

static void declare_loop(const Unit *u, CWriter *w, const Group *g)
{
	declare_data(u, w, g);
	c_comment(w, "The whole loop. validation, options, result and error may be null.");
	c_prototype(w, "cr_status %s_%s(%s, %s_%s_workspace *workspace, const %s_%s_data *data, const %s_%s_data *validation, "
	               "const cr_train_options *options, cr_train_result *result, cr_error *error)",
	            u->p, g->name, train_loop_arguments(u, g, false), u->p, g->name, u->p, g->name, u->p, g->name);
	c_comment(w, "The table that describes the training to the loop of cr_train.h: for programs that drive it themselves.");
	c_line(w, "const struct cr_train_model *%s_%s_table(void);", u->p, g->name);
	c_comment(w, "A checkpoint: everything a run needs to go on.");
	c_prototype(w, "cr_status %s_%s_save(%s, const cr_store *store)", u->p, g->name, train_loop_arguments(u, g, true));
	c_prototype(w, "cr_status %s_%s_load(%s, const void *file, size_t size, cr_error *error)", u->p, g->name,
	            train_loop_arguments(u, g, false));
	c_blank(w);
}

void train_declare(const Unit *u, CWriter *w, const Group *g)
{
	const Train *t = g->train;
	c_comment(w, "---- training: %s %s", g->name, "----------------------------------------------------------------------");
	c_blank(w);
	c_line(w, "void %s_%s_init(%s);", u->p, g->name, init_arguments(u, g));
	if (!t) {
		c_blank(w);
		return;
	}
	declare_hypers(u, w, g);
	c_blank(w);
	metrics_declare(u, w, g);
	c_comment(w, "One micro-batch of count examples, 1 .. %s_%sBATCH. CR_ERR_NONFINITE: nothing was updated. metrics may be null.",
	          u->P, strcmp(g->name, "train") == 0 ? "" : unit_text(u, "%s_", g->upper));
	declare_function(u, w, g, t->step);
	declare_function(u, w, g, t->flush);
	declare_function(u, w, g, t->evaluate);
	pieces_declare(u, w, g);
	if (t->average) {
		Strings args = {0};
		entry_arguments(u, unit_entry(u, t->average), true, &args);
		c_comment(w, "The averaged parameters into params.");
		c_list(w, unit_text(u, "%s %s(", entry_result(unit_entry(u, t->average)), entry_public(u, t->average)), args.at, args.n, ");");
	}
	c_blank(w);
	declare_loop(u, w, g);
}

/* ---- NAME.c: initialisation, hypers ------------------------------------------------------------------------------------- */

static void define_init(const Unit *u, CWriter *w, const Group *g)
{
	const Entry **entry = NEW_ARRAY(u->arena, const Entry *, u->entries.n + 1);
	bool seed = false;
	size_t n = group_inits(u, g, entry);
	c_begin(w, "void %s_%s_init(%s)", u->p, g->name, init_arguments(u, g));
	if (g->train)
		c_line(w, "%s_state->run = (cr_train_run){ .seed = seed };", g->name);
	if (g->pending)
		c_line(w, "%s_state->%s = 0;", g->name, g->pending);
	if (g->piece)
		c_line(w, "%s_state->%s = %s_state->%s = 0;", g->name, g->piece, g->name, g->check);
	for (size_t i = 0; i < n; i++) {
		Strings args = {0};
		vec_push(u->arena, args, unit_text(u, "%s_state", g->name));
		if (entry[i]->f->inputs.n)
			vec_push(u->arena, args, "seed");
		seed |= entry[i]->f->inputs.n > 0;
		c_line(w, "%s(%s);", entry[i]->name, join_arguments(u->arena, &args));
	}
	if (!seed && !g->train)
		c_line(w, "(void)seed;");
	if (n == 0 && !g->train)
		c_line(w, "(void)%s_state;", g->name);
	c_close(w);
	c_blank(w);
}

/* `value`, moved into the range; comparisons with NaN are false. */
static const char *clamped(const Unit *u, const HyperRange *r)
{
	char low[40], high[40];
	if (!r)
		return "value";
	c_float(low, (float)r->low);
	c_float(high, (float)r->high);
	const char *top = isfinite(r->high) ? unit_text(u, "value < %s ? value : %s", high, high) : "value";
	return isfinite(r->low) ? unit_text(u, "value > %s ? %s : %s", low, top, low) : top;
}

static void define_hypers(const Unit *u, CWriter *w, const Group *g)
{
	const Train *t = g->train;
	const char *owner;
	for (size_t i = 0; i < t->hypers.n; i++) {
		const Field *f = unit_field(u, t->hypers.at[i], &owner);
		c_begin(w, "void %s_%s_set_%s(%s_%s_state *%s_state, float value)", u->p, g->name,
		        name_identifier(u->arena, hyper_name(t->hypers.at[i])), u->p, g->name, g->name);
		c_line(w, "%s->%s[0] = %s;", owner, f->name, clamped(u, t->hypers.at[i]->range));
		c_close(w);
		c_blank(w);
	}
	c_begin(w, "void %s_%s_length(%s_%s_state *%s_state, uint64_t steps)", u->p, g->name, u->p, g->name, g->name);
	if (t->total_steps) {
		const Field *f = unit_field(u, t->total_steps, &owner);
		c_line(w, "%s->%s[0] = (float)steps;", owner, f->name);
	} else {
		c_line(w, "(void)%s_state;", g->name);
		c_line(w, "(void)steps;");
	}
	c_close(w);
	c_blank(w);
}

/* ---- NAME.c: steps ----------------------------------------------------------------------------------------------------------- */

/* "train_step_count": the function that steps, and updates where it is time. */
static const char *step_name(const Unit *u, const Group *g)
{
	return g->pending ? unit_text(u, "%s_step_counted", g->name) : unit_entry(u, g->train->step)->name;
}

/* What was accumulated is dropped: gradients and their weight go back to zero. */
static void define_drop(const Unit *u, CWriter *w, const Group *g)
{
	c_begin(w, "static void %s_drop(%s_%s_state *%s_state)", g->name, u->p, g->name, g->name);
	c_line(w, "%s_state->%s = 0;", g->name, g->pending);
	for (size_t i = 0; i < g->fields.n; i++) {
		const Field *f = &g->fields.at[i];
		const char *name = slot_plain(f->slot);
		if (strncmp(name, "gradient.", 9) != 0 && strcmp(name, "weight") != 0)
			continue;
		c_line(w, "for (size_t i = 0; i < %lld; i++)", (long long)f->elements);
		c_line(w, "\t%s_state->%s[i] = 0;", g->name, f->name);
	}
	c_close(w);
	c_blank(w);
}

static void define_counted(const Unit *u, CWriter *w, const Group *g)
{
	const Entry *step = unit_entry(u, g->train->step), *flush = unit_entry(u, g->train->flush);
	Strings args = {0}, names = {0}, flush_args = {0}, flush_names = {0};
	define_drop(u, w, g);
	entry_arguments(u, flush, false, &flush_args);
	vec_push(u->arena, flush_args, "cr_train_sums *sums");
	entry_forward(u, flush, false, &flush_names);
	vec_push(u->arena, flush_names, "sums");
	c_comment(w, "The update from what is accumulated; nothing where nothing is.");
	c_list(w, unit_text(u, "static cr_status %s_flush_counted(", g->name), flush_args.at, flush_args.n, ")");
	c_line(w, "{");
	w->depth++;
	c_line(w, "if (%s_state->%s == 0)", g->name, g->pending);
	c_line(w, "\treturn CR_OK;");
	c_line(w, "const cr_status status = %s(%s);", flush->name, join_arguments(u->arena, &flush_names));
	c_line(w, "%s_drop(%s_state);", g->name, g->name);
	c_line(w, "sums->updated = status == CR_OK;");
	c_line(w, "return status;");
	c_close(w);
	c_blank(w);
	vec_push(u->arena, flush_args, "cr_status status");
	flush_names.n--;
	c_comment(w, "After a micro-batch, whose status is given; every %lld-th makes the update.", (long long)g->train->accumulate);
	c_list(w, unit_text(u, "static cr_status %s_count(", g->name), flush_args.at, flush_args.n, ")");
	c_line(w, "{");
	w->depth++;
	c_open(w, "if (status != CR_OK)");
	c_line(w, "if (status == CR_ERR_NONFINITE)");
	c_line(w, "\t%s_drop(%s_state);", g->name, g->name);
	c_line(w, "return status;");
	c_close(w);
	c_line(w, "if (++%s_state->%s < %lld)", g->name, g->pending, (long long)g->train->accumulate);
	c_line(w, "\treturn CR_OK;");
	c_line(w, "return %s_flush_counted(%s, sums);", g->name, join_arguments(u->arena, &flush_names));
	c_close(w);
	c_blank(w);
	entry_arguments(u, step, false, &args);
	vec_push(u->arena, args, "cr_train_sums *sums");
	entry_forward(u, step, false, &names);
	vec_push(u->arena, names, "sums");
	c_list(w, unit_text(u, "static cr_status %s(", step_name(u, g)), args.at, args.n, ")");
	c_line(w, "{");
	w->depth++;
	c_line(w, "const cr_status status = %s(%s);", step->name, join_arguments(u->arena, &names));
	c_line(w, "return %s_count(%s, sums, status);", g->name, join_arguments(u->arena, &flush_names));
	c_close(w);
	c_blank(w);
}

static void define_public(const Unit *u, CWriter *w, const Group *g, const Function *f, const char *inner)
{
	const Entry *e = unit_entry(u, f);
	Strings args = {0}, names = {0};
	if (!e)
		return;
	stepping_arguments(u, g, e, &args);
	entry_forward(u, e, false, &names);
	vec_push(u->arena, names, "&sums");
	c_list(w, unit_text(u, "cr_status %s(", entry_public(u, f)), args.at, args.n, ")");
	c_line(w, "{");
	w->depth++;
	c_line(w, "cr_train_sums sums = { .updated = 0 };");
	c_list(w, unit_text(u, "const cr_status status = %s(", inner), names.at, names.n, ");");
	c_line(w, "if (status == CR_OK || status == CR_ERR_NONFINITE)");
	c_line(w, "\t%s", metrics_report(u, g));
	c_line(w, "return status;");
	c_close(w);
	c_blank(w);
}

enum { FIELDS_MAX = 16, METRICS_MAX = 16 };      /* CR_FIELDS_MAX, CR_METRICS_MAX */

void train_define(Unit *u, CWriter *w, const Group *g)
{
	const Train *t = g->train;
	c_comment(w, "---- training: %s %s", g->name, "----------------------------------------------------------------------------");
	c_blank(w);
	if (t && (t->inputs.n > FIELDS_MAX || t->metrics.n + 1 > METRICS_MAX))
		model_error(u->model->cc, t->loc, "m:train: at most %d inputs and %d metrics expected; found %zu and %zu", FIELDS_MAX,
		            METRICS_MAX - 1, t->inputs.n, t->metrics.n);
	define_init(u, w, g);
	if (!t)
		return;
	define_hypers(u, w, g);
	if (g->fields.n)
		group_layout(u, w, unit_text(u, "%s_state", g->name), unit_text(u, "%s_%s_state", u->p, g->name), &g->fields);
	if (g->pending)
		define_counted(u, w, g);
	metrics_define(u, w, g);
	const char *flush = g->pending ? unit_text(u, "%s_flush_counted", g->name) : t->flush ? unit_entry(u, t->flush)->name : NULL;
	define_public(u, w, g, t->step, step_name(u, g));
	define_public(u, w, g, t->flush, flush);
	pieces_define(u, w, g);
	define_public(u, w, g, t->evaluate, t->evaluate ? unit_entry(u, t->evaluate)->name : NULL);
	train_callback(u, w, g, t->step, step_name(u, g), "step");
	train_callback(u, w, g, t->flush, flush, "flush");
	train_callback(u, w, g, t->evaluate, t->evaluate ? unit_entry(u, t->evaluate)->name : NULL, "evaluate");
	train_table(u, w, g);
}
