/* model.c - a model's set of files. */
#include "unit.h"

#include <string.h>

static void settings(const Unit *u, CWriter *w)
{
	c_raw(w, u->o->exact ? "#define CR_EXACT" : "#define CR_FAST_FILE");
	if (u->o->no_text)
		c_raw(w, "#define CR_NO_TEXT");
	c_raw(w, "#include \"%s.h\"", u->p);
	c_raw(w, "#include \"cr_math.h\"");
	c_raw(w, "#include \"cr_int.h\"");
	c_raw(w, "#include \"cr_reduce.h\"");
	c_raw(w, "#include \"cr_loop.h\"");
	c_raw(w, "#include \"cr_rng.h\"");
	if (u->uses_tile)
		c_raw(w, "#include \"cr_tile.h\"");
	if (u->uses_blas)
		c_raw(w, "#include \"cr_blas.h\"");
	if (u->o->threads > 1)
		c_raw(w, "#include \"cr_thread.h\"");
	if (u->params.n)
		c_raw(w, "#include \"cr_safetensors.h\"");
	for (size_t i = 0; i < u->groups.n; i++)
		if (u->groups.at[i].train) {
			c_raw(w, "#include \"cr_train.h\"");
			break;
		}
	c_blank(w);
	c_line(w, "_Static_assert(sizeof(%s_params) == %s_PARAMS_SIZE, \"the params struct has no padding\");", u->p, u->P);
	for (size_t i = 0; i < u->groups.n; i++)
		c_line(w, "_Static_assert(sizeof(%s_%s_state) <= %s_%s_STATE_SIZE, \"the size in the header holds\");", u->p,
		       u->groups.at[i].name, u->P, u->groups.at[i].upper);
	c_blank(w);
}

static void state_layout(Unit *u, CWriter *w)
{
	bool trained = false;
	for (size_t i = 0; i < u->entries.n; i++)
		trained |= u->entries.at[i].metrics && u->entries.at[i].state;
	if (trained && u->state.n)
		group_layout(u, w, "state", arena_printf(u->arena, "%s_state", u->p), &u->state);
}

/* Kernels in the order of their first use, each before the entry point that uses it first. */
static const char *source_text(Unit *u)
{
	CWriter body = c_writer(u->arena), w = c_writer(u->arena);
	static const char *const taken[] = { "identity", "params_layout", "params_offsets", "state_layout", "state_offsets", "state_tensors" };
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		scope_take(&u->file_names, taken[i]);
	blocks_find(u);
	loops_count(u);
	blocks_settle(u);
	loops_settle(u);
	turns_note(u);
	sizes_find(u);
	for (size_t i = 0; i < u->entries.n; i++)
		entry_print(u, &body, &u->entries.at[i]);
	params_define(u, &body);
	state_layout(u, &body);
	for (size_t i = 0; i < u->groups.n; i++)
		train_define(u, &body, &u->groups.at[i]);
	file_comment(u, &w, "kernels and entry points");
	settings(u, &w);
	text_bytes(&w.text, text_str(&body.text), body.text.n);
	return text_str(&w.text);
}

static void add_file(Unit *u, Emission *out, const char *suffix, const char *text)
{
	EmittedFile f = { arena_printf(out->arena, "%s%s", u->p, suffix), text, strlen(text) };
	vec_push(out->arena, out->files, f);
}

void emit_model(const Model *m, Program *const *programs, size_t n, const EmitOptions *o, Emission *out)
{
	Unit u = { .arena = out->arena, .o = o };
	unit_collect(&u, m, programs, n);
	const char *source = source_text(&u);            /* first: it finds the stack depths that the header states */
	add_file(&u, out, ".h", header_text(&u));
	add_file(&u, out, ".c", source);
	if (o->weights)
		add_file(&u, out, "_weights.c", weights_file(&u));
	if (o->main_program)
		add_file(&u, out, "_main.c", main_text(&u));
}
