/* params.c - the parameter struct, and what loads, saves, reads and writes it.
 *
 * Fields are row-major in the declared shape, or in panels of 16 columns where the kernels want them so (Slot.panels). All
 * access by number goes through NAME_layout, which knows both. */
#include "unit.h"

#include <string.h>

static const char *slot_remark(const Slot *s)
{
	if (s->panels)
		return s->kind == SLOT_PARAM && !s->trainable ? ", panels of 16; frozen" : ", panels of 16";
	if (s->kind == SLOT_BUFFER)
		return "; saved, not trained";
	return s->kind == SLOT_PARAM && !s->trainable ? "; frozen" : "";
}

void fields_declare(const Unit *u, CWriter *w, const Fields *f)
{
	size_t width = 0;
	for (size_t i = 0; i < f->n; i++) {
		const Field *field = &f->at[i];
		size_t n = strlen(arena_printf(u->arena, "%s %s[%lld];", c_type(field->slot->type.dtype), field->name,
		                               (long long)field->elements));
		width = n > width && n < 56 ? n : width;
	}
	for (size_t i = 0; i < f->n; i++) {
		const Field *field = &f->at[i];
		const char *member = arena_printf(u->arena, "%s %s[%lld];", c_type(field->slot->type.dtype), field->name,
		                                  (long long)field->elements);
		c_line(w, "%-*s  /* %s%s */", (int)width, member, shape_text(u->model, &field->slot->type), slot_remark(field->slot));
	}
}

void params_declare(const Unit *u, CWriter *w)
{
	bool panels = fields_panels(&u->params);
	c_comment(w, panels ? "What a weight file holds. The order inside some arrays is the kernels', not the file's: go through %s_get and "
	                      "%s_set, or compile with --layout=plain and use the fields." :
	                      "What a weight file holds, row-major in the declared shapes.", u->p, u->p);
	c_open(w, "typedef struct %s_params", u->p);
	fields_declare(u, w, &u->params);
	if (u->params.n == 0)
		c_line(w, "uint8_t none[1];  /* the model has no parameters */");
	c_close_with(w, arena_printf(u->arena, " %s_params;", u->p));
	c_blank(w);
	if (u->state.n == 0)
		return;
	c_comment(w, "One for each stream: what the functions remember from call to call. Never in weight files.");
	c_open(w, "typedef struct %s_state", u->p);
	fields_declare(u, w, &u->state);
	c_close_with(w, arena_printf(u->arena, " %s_state;", u->p));
	c_blank(w);
}

void params_prototypes(const Unit *u, CWriter *w)
{
	if (u->o->weights)
		c_line(w, "extern const %s_params %s_weights;  /* in %s_weights.c */", u->p, u->p, u->p);
	if (u->params.n == 0)
		return;
	c_line(w, "extern const cr_tensor %s_tensors[%s_TENSORS];", u->p, u->P);
	c_blank(w);
	c_comment(w, "From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null.");
	c_prototype(w, "cr_status %s_load(%s_params *params, const void *file, size_t size, uint32_t flags, cr_load_report *report, "
	               "cr_error *error)", u->p, u->p);
	c_line(w, "cr_status %s_save(const %s_params *params, const cr_store *store);", u->p, u->p);
	c_comment(w, "One tensor of the directory as a row-major copy, out and in; another number does nothing.");
	c_line(w, "void %s_get(const %s_params *params, uint32_t tensor, void *out);", u->p, u->p);
	c_line(w, "void %s_set(%s_params *params, uint32_t tensor, const void *in);", u->p, u->p);
	c_comment(w, "Of names, shapes and values: equal on every machine.");
	c_line(w, "uint64_t %s_digest(const %s_params *params);", u->p, u->p);
}

/* ---- functions ----------------------------------------------------------------------------------------------------- */

static void print_access(const Unit *u, CWriter *w, bool set)
{
	c_begin(w, set ? "void %s_set(%s_params *params, uint32_t tensor, const void *in)"
	               : "void %s_get(const %s_params *params, uint32_t tensor, void *out)", u->p, u->p);
	c_line(w, "const cr_st_part part = { .layout = &params_layout, .prefix = \"\", %s = params };", set ? ".into" : ".from");
	c_line(w, "if (tensor >= %s_TENSORS)", u->P);
	c_line(w, "\treturn;");
	c_line(w, "const uint64_t n = cr_tensor_elements(&%s_tensors[tensor]);", u->p);
	c_line(w, "const size_t width = cr_type_size(%s_tensors[tensor].type);", u->p);
	c_line(w, "for (uint64_t first = 0; first < n; first += CR_ST_CHUNK)");
	c_line(w, set ? "\tcr_st_put(&part, tensor, first, cr_st_chunk(n, first), (const char *)in + (size_t)first * width);"
	              : "\tcr_st_get(&part, tensor, first, cr_st_chunk(n, first), (char *)out + (size_t)first * width);");
	c_close(w);
	c_blank(w);
}

static void print_files(const Unit *u, CWriter *w)
{
	c_begin(w, "cr_status %s_load(%s_params *params, const void *file, size_t size, uint32_t flags, "
	           "cr_load_report *report, cr_error *error)", u->p, u->p);
	c_line(w, "const cr_st_part part = { .layout = &params_layout, .prefix = \"\", .into = params };");
	c_line(w, "return cr_st_load_weights(&part, &identity, file, size, flags, report, error);");
	c_close(w);
	c_blank(w);
	c_begin(w, "cr_status %s_save(const %s_params *params, const cr_store *store)", u->p, u->p);
	c_line(w, "const cr_st_part part = { .layout = &params_layout, .prefix = \"\", .from = params };");
	c_line(w, "return cr_st_save_weights(&part, &identity, store);");
	c_close(w);
	c_blank(w);
	c_begin(w, "uint64_t %s_digest(const %s_params *params)", u->p, u->p);
	c_line(w, "const cr_st_part part = { .layout = &params_layout, .prefix = \"\", .from = params };");
	c_line(w, "return cr_st_digest(&part);");
	c_close(w);
	c_blank(w);
}

void params_define(Unit *u, CWriter *w)
{
	if (u->params.n == 0)
		return;
	c_comment(w, "---- parameters %s", "----------------------------------------------------------------------------------");
	c_blank(w);
	c_line(w, "static const cr_st_identity identity = { \"%s\", %s_SIGNATURE, %s_GRAPH };", u->model->name, u->P, u->P);
	c_blank(w);
	params_directory(u, w);
	print_files(u, w);
	print_access(u, w, false);
	print_access(u, w, true);
}

/* ---- baked weights --------------------------------------------------------------------------------------------------- */

/* Row-major f32 data in the order of the slot's panels. */
static const void *in_panels(Arena *a, const Slot *s, const void *data)
{
	int64_t elements = type_elements(&s->type), columns = s->panels, rows = elements / columns;
	const uint32_t *from = data;
	uint32_t *to = NEW_ARRAY(a, uint32_t, elements);
	for (int64_t i = 0; i < elements; i++) {
		int64_t k = i / columns, j = i % columns;
		to[j / 16 * rows * 16 + k * 16 + j % 16] = from[i];
	}
	return to;
}

const char *weights_file(const Unit *u)
{
	if (!u->o->weights)
		return NULL;
	CWriter w = c_writer(u->arena);
	file_comment(u, &w, "trained parameters");
	c_line(&w, "#include \"%s.h\"", u->p);
	c_blank(&w);
	if (u->o->section) {
		c_raw(&w, "#if defined(__GNUC__)");
		c_line(&w, "__attribute__((section(\"%s\")))", u->o->section);
		c_raw(&w, "#endif");
	}
	c_open(&w, "const %s_params %s_weights =", u->p, u->p);
	for (size_t i = 0; i < u->params.n; i++) {
		const Field *f = &u->params.at[i];
		const void *data = u->o->weights[f->slot->index];
		c_comment(&w, "%s %s", f->slot->name, type_text(u->model, &f->slot->type));
		if (data && f->slot->panels)
			data = in_panels(u->arena, f->slot, data);
		if (data)
			elements_print(&w, u->arena, f->slot->type.dtype, data, f->elements, "{ ", " },");
		else
			c_line(&w, "{ 0 },");
	}
	if (u->params.n == 0)
		c_line(&w, "{ 0 }");
	c_close_with(&w, ";");
	return text_str(&w.text);
}
