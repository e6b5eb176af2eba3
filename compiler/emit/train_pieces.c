/* train_pieces.c - a training step in pieces: NAME_train_begin and NAME_train_continue, for programs that must not be away for
 * a whole step. Both call the kernels' function that NAME_train_step calls (function.c), so the bits are the same.
 *
 * What must survive from one piece to the next is in the workspace, member `slice`; the state knows the next piece. */
#include "train.h"

#include <string.h>

typedef struct Slice { Strings input; const char *count, *report; } Slice;

static Slice slice_members(const Unit *u, const Train *t)
{
	Slice s = { .count = "count", .report = "report" };
	Scope scope = scope_new(u->arena);
	scope_take(&scope, s.count);
	scope_take(&scope, s.report);
	for (size_t i = 0; i < t->inputs.n; i++)
		vec_push(u->arena, s.input, scope_name(&scope, t->inputs.at[i].name));
	return s;
}

void slice_declare(const Unit *u, CWriter *w, const Group *g)
{
	const Train *t = g->train;
	Slice s = slice_members(u, t);
	c_open(w, "struct");
	for (size_t i = 0; i < t->inputs.n; i++)
		c_line(w, "const %s *%s;", c_type(t->inputs.at[i].type.dtype), s.input.at[i]);
	c_line(w, "size_t %s;", s.count);
	c_line(w, "float %s[%zu];", s.report, t->step->outputs.n);
	c_close_with(w, " slice;  /* a step in pieces */");
}

static const char *begin_name(const Unit *u, const Group *g) { return unit_text(u, "%s_%s_begin", u->p, g->name); }
static const char *continue_name(const Unit *u, const Group *g) { return unit_text(u, "%s_%s_continue", u->p, g->name); }

static Strings begin_arguments(const Unit *u, const Group *g, const Entry *e)
{
	Strings out = {0};
	vec_push(u->arena, out, unit_text(u, "%s_%s_state *%s_state", u->p, g->name, g->name));
	vec_push(u->arena, out, unit_text(u, "%s *workspace", e->workspace));
	vec_push(u->arena, out, "size_t count");
	for (size_t i = 0; i < e->f->inputs.n; i++)
		vec_push(u->arena, out, unit_text(u, "const %s *%s", c_type(e->f->inputs.at[i].type.dtype), e->input[i]));
	return out;
}

/* Structs without extents and inputs: what the flush of the same training takes, if it had one. */
static Strings continue_arguments(const Unit *u, const Group *g, const Entry *e)
{
	Strings all = {0}, out = {0};
	entry_arguments(u, e, false, &all);
	size_t structs = all.n - e->syms - e->f->inputs.n;
	for (size_t i = 0; i < structs; i++)
		vec_push(u->arena, out, all.at[i]);
	vec_push(u->arena, out, "uint32_t budget");
	vec_push(u->arena, out, unit_text(u, "%s *metrics", metrics_type(u, g)));
	return out;
}

void pieces_declare(const Unit *u, CWriter *w, const Group *g)
{
	const Entry *e = unit_entry(u, g->train->step);
	Strings begin = begin_arguments(u, g, e), more = continue_arguments(u, g, e);
	c_comment(w, "The same step in pieces of at most budget kernels (0 counts as 1): CR_MORE until it is done, then what the step returns. "
	             "params and %s_state change in the last piece only, which takes all updates together whatever the budget. %s and "
	             "workspace must stay as they are until then; with -DCR_DEBUG a change in %s_state or workspace is CR_ERR_ARGUMENT. "
	             "CR_ERR_ARGUMENT also where no step was begun, or with a bad count.", g->name,
	          e->f->inputs.n ? "The inputs" : "State", g->name);
	c_list(w, unit_text(u, "void %s(", begin_name(u, g)), begin.at, begin.n, ");");
	c_list(w, unit_text(u, "cr_status %s(", continue_name(u, g)), more.at, more.n, ");");
}

/* ---- NAME.c ------------------------------------------------------------------------------------------------- */

static void define_check(const Unit *u, CWriter *w, const Group *g, const Entry *e)
{
	c_raw(w, "#ifdef CR_DEBUG");
	c_comment(w, "Of all that must not change between two pieces.");
	c_begin(w, "static uint32_t %s_piece_check(const %s_%s_state *%s_state, const %s *workspace)", g->name, u->p, g->name, g->name,
	        e->workspace);
	c_line(w, "const uint64_t hash = cr_hash64(%s_state, offsetof(%s_%s_state, %s), cr_hash64(workspace, sizeof *workspace, 0));", g->name,
	       u->p, g->name, g->check);
	c_line(w, "return (uint32_t)(hash ^ hash >> 32);");
	c_close(w);
	c_raw(w, "#endif");
	c_blank(w);
}

static void set_check(CWriter *w, const Group *g)
{
	c_raw(w, "#ifdef CR_DEBUG");
	c_line(w, "%s_state->%s = %s_piece_check(%s_state, workspace);", g->name, g->check, g->name, g->name);
	c_raw(w, "#endif");
}

static void define_begin(const Unit *u, CWriter *w, const Group *g, const Entry *e, const Slice *s)
{
	Strings args = begin_arguments(u, g, e);
	c_list(w, unit_text(u, "void %s(", begin_name(u, g)), args.at, args.n, ")");
	c_line(w, "{");
	w->depth++;
	c_raw(w, "#ifdef CR_DEBUG");
	c_line(w, "*workspace = (%s){ .slice = { .count = 0 } };  /* so that every byte has a value */", e->workspace);
	c_raw(w, "#endif");
	for (size_t i = 0; i < e->f->inputs.n; i++)
		c_line(w, "workspace->slice.%s = %s;", s->input.at[i], e->input[i]);
	c_line(w, "workspace->slice.%s = count;", s->count);
	c_line(w, "for (size_t i = 0; i < %zu; i++)", e->f->outputs.n);
	c_line(w, "\tworkspace->slice.%s[i] = 0.0f;", s->report);
	c_line(w, "%s_state->%s = count >= 1 && count <= %lld;", g->name, g->piece, (long long)g->train->batch);
	set_check(w, g);
	c_close(w);
	c_blank(w);
}

/* The kernels' arguments: what a step forwards, with extents and inputs from the workspace. */
static Strings kernel_arguments(const Unit *u, const Group *g, const Entry *e, const Slice *s)
{
	Strings all = {0}, out = {0};
	entry_forward(u, e, false, &all);
	size_t structs = all.n - e->syms - e->f->inputs.n;
	for (size_t i = 0; i < structs; i++)
		vec_push(u->arena, out, all.at[i]);
	for (uint32_t i = 0; i < e->syms; i++)
		vec_push(u->arena, out, unit_text(u, "workspace->slice.%s", s->count));
	for (size_t i = 0; i < e->f->inputs.n; i++)
		vec_push(u->arena, out, unit_text(u, "workspace->slice.%s", s->input.at[i]));
	vec_push(u->arena, out, unit_text(u, "workspace->slice.%s", s->report));
	vec_push(u->arena, out, unit_text(u, "%s_state->%s", g->name, g->piece));
	vec_push(u->arena, out, "budget > 0 ? budget : 1");
	return out;
}

/* Before the first piece: afterwards the inputs stay as they are. */
static void check_ranges(const Unit *u, CWriter *w, const Group *g, const Entry *e, const Slice *s)
{
	Strings bad = {0}, input = {0};
	const char **count = NEW_ARRAY(u->arena, const char *, e->syms + 1);
	for (uint32_t i = 0; i < e->syms; i++)
		count[i] = unit_text(u, "workspace->slice.%s", s->count);
	for (size_t i = 0; i < s->input.n; i++)
		vec_push(u->arena, input, unit_text(u, "workspace->slice.%s", s->input.at[i]));
	ranges_conditions(u, e, count, input.at, &bad);
	for (size_t i = 0; i < bad.n; i++) {
		c_open(w, "if (%s_state->%s == 1 && %s)", g->name, g->piece, bad.at[i]);
		c_line(w, "%s_state->%s = 0;", g->name, g->piece);
		c_line(w, "return CR_ERR_DATA;");
		c_close(w);
	}
}

static void define_continue(const Unit *u, CWriter *w, const Group *g, const Entry *e, const Slice *s)
{
	const Entry *flush = g->pending ? unit_entry(u, g->train->flush) : NULL;
	Strings args = continue_arguments(u, g, e), kernels = kernel_arguments(u, g, e, s);
	c_list(w, unit_text(u, "cr_status %s(", continue_name(u, g)), args.at, args.n, ")");
	c_line(w, "{");
	w->depth++;
	c_line(w, "if (%s_state->%s == 0)", g->name, g->piece);
	c_line(w, "\treturn CR_ERR_ARGUMENT;");
	c_raw(w, "#ifdef CR_DEBUG");
	c_line(w, "if (%s_state->%s != %s_piece_check(%s_state, workspace))", g->name, g->check, g->name, g->name);
	c_line(w, "\treturn CR_ERR_ARGUMENT;");
	c_raw(w, "#endif");
	check_ranges(u, w, g, e, s);
	c_list(w, unit_text(u, "%s_state->%s = %s(", g->name, g->piece, e->pieces), kernels.at, kernels.n, ");");
	c_open(w, "if (%s_state->%s != 0)", g->name, g->piece);
	set_check(w, g);
	c_line(w, "return CR_MORE;");
	c_close(w);
	c_line(w, "cr_train_sums sums = { .updated = 0 };");
	c_line(w, "%scr_status status = %s(workspace->slice.%s, &sums);", flush ? "" : "const ", e->report, s->report);
	if (flush) {
		Strings names = {0};
		entry_forward(u, flush, false, &names);
		vec_push(u->arena, names, "&sums");
		vec_push(u->arena, names, "status");
		c_list(w, unit_text(u, "status = %s_count(", g->name), names.at, names.n, ");");
	}
	c_line(w, "if (status == CR_OK || status == CR_ERR_NONFINITE)");
	c_line(w, "\t%s", metrics_report(u, g));
	c_line(w, "return status;");
	c_close(w);
	c_blank(w);
}

/* Needs NAME_report and, with accumulation, NAME_count. */
void pieces_define(const Unit *u, CWriter *w, const Group *g)
{
	const Entry *e = unit_entry(u, g->train->step);
	Slice s = slice_members(u, g->train);
	if (e->f->inputs.n != g->train->inputs.n)
		BUG("emitter: %s has %zu inputs; %zu expected", e->f->name, e->f->inputs.n, g->train->inputs.n);
	define_check(u, w, g, e);
	define_begin(u, w, g, e, &s);
	define_continue(u, w, g, e, &s);
}
