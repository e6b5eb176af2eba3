/* directory.c - tables of the tensors in a struct: names, types, shapes, and where each lies.
 *
 * What an optimiser remembers has the names, types and shapes of the parameters, behind a prefix. So a trained model's parameters are one list,
 * a macro with a row for each, of which its tables are made and those of its training states. */
#include "unit.h"

#include <string.h>

enum { MOST_PREFIXES = 8 };

/* The fields of a training state behind the first `head`: for each parameter as many as its kind has prefixes, in order. */
typedef struct Prefixes { size_t n; const char *name[MOST_PREFIXES], *member[MOST_PREFIXES]; } Prefixes;
typedef struct Pattern { size_t head, end; Prefixes of[2]; } Pattern;       /* by is_kept */

bool fields_panels(const Fields *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->at[i].slot->panels)
			return true;
	return false;
}

static bool is_kept(const Field *f) { return f->slot->kind != SLOT_PARAM || !f->slot->trainable; }

static bool any_kept(const Unit *u)
{
	for (size_t i = 0; i < u->params.n; i++)
		if (is_kept(&u->params.at[i]))
			return true;
	return false;
}

/* ---- which fields are a parameter's, behind a prefix ---------------------------------------------------------------- */

/* How long the prefix is with which `name` says `of`; 0: it does not. */
static size_t prefix_length(const char *name, const char *of, char end)
{
	const size_t n = strlen(name), m = strlen(of);
	return n > m && strcmp(name + n - m, of) == 0 && name[n - m - 1] == end ? n - m : 0;
}

static bool is_of(const Field *f, const Field *param)
{
	const Slot *a = f->slot, *b = param->slot;
	return a->type.dtype == b->type.dtype && shape_equal(&a->type, &b->type) && a->panels == b->panels && prefix_length(a->name, b->name, '.') &&
	       prefix_length(f->name, param->name, '_');
}

static bool has_prefix(const Field *f, const Field *param, const char *name, const char *member)
{
	return is_of(f, param) && prefix_length(f->slot->name, param->slot->name, '.') == strlen(name) &&
	       strncmp(f->slot->name, name, strlen(name)) == 0 && prefix_length(f->name, param->name, '_') == strlen(member) &&
	       strncmp(f->name, member, strlen(member)) == 0;
}

/* The prefixes with which the first parameter of its kind stands at field `at`. */
static void learn(const Unit *u, const Fields *f, size_t at, const Field *param, Prefixes *out)
{
	for (; at < f->n && out->n < MOST_PREFIXES && is_of(&f->at[at], param); at++) {
		const char *name = f->at[at].slot->name, *member = f->at[at].name;
		out->name[out->n] = arena_printf(u->arena, "%.*s", (int)prefix_length(name, param->slot->name, '.'), name);
		out->member[out->n++] = arena_printf(u->arena, "%.*s", (int)prefix_length(member, param->name, '_'), member);
	}
}

/* false: the fields are not those of the parameters, in order. */
static bool find_pattern(const Unit *u, const Fields *f, Pattern *p)
{
	bool known[2] = { false, false };
	*p = (Pattern){ .head = 0 };
	while (p->head < f->n && !is_of(&f->at[p->head], &u->params.at[0]))
		p->head++;
	size_t at = p->head;
	for (size_t i = 0; i < u->params.n; i++) {
		const Field *param = &u->params.at[i];
		Prefixes *x = &p->of[is_kept(param)];
		if (!known[is_kept(param)])
			learn(u, f, at, param, x);
		known[is_kept(param)] = true;
		for (size_t k = 0; k < x->n; k++, at++)
			if (at >= f->n || !has_prefix(&f->at[at], param, x->name[k], x->member[k]))
				return false;
	}
	p->end = at;
	return at > p->head;
}

static bool any_pattern(const Unit *u)
{
	Pattern p;
	for (size_t i = 0; i < u->groups.n; i++)
		if (u->groups.at[i].train && u->params.n && find_pattern(u, &u->groups.at[i].fields, &p))
			return true;
	return false;
}

/* ---- rows ------------------------------------------------------------------------------------------------------------ */

static const char *shape_row(const Unit *u, const Slot *s)
{
	Text shape = text_new(u->arena);
	for (uint32_t d = 0; d < s->type.rank; d++)
		text_add(&shape, "%s%lld", d ? ", " : "", (long long)s->type.dim[d].size);
	return s->type.rank ? text_str(&shape) : "0";
}

static void tensor_row(const Unit *u, CWriter *w, const Field *f)
{
	const Slot *s = f->slot;
	c_line(w, "{ \"%s\", %s, %u, %d, 1, { %s } },", s->name, c_type_tag(s->type.dtype), (unsigned)s->type.rank, !is_kept(f), shape_row(u, s));
}

static void print_list(const Unit *u, CWriter *w)
{
	const bool kept = any_kept(u);
	c_comment(w, "Every parameter: name, member of the struct, type, rank, columns if it lies in panels, shape%s", kept ? "; CR_KEPT: not trained" : "");
	c_raw(w, "#define %s_EACH(CR_TRAINED%s) \\", u->P, kept ? ", CR_KEPT" : "");
	for (size_t i = 0; i < u->params.n; i++) {
		const Field *f = &u->params.at[i];
		const Slot *s = f->slot;
		c_raw(w, "\t%s(\"%s\", %s, %s, %u, %lld, %s)%s", is_kept(f) ? "CR_KEPT" : "CR_TRAINED", s->name, f->name, c_type_tag(s->type.dtype),
		      (unsigned)s->type.rank, (long long)s->panels, shape_row(u, s), i + 1 < u->params.n ? " \\" : "");
	}
	c_blank(w);
}

/* The list with these rows. */
static void print_each(const Unit *u, CWriter *w, const char *trained, const char *kept)
{
	const bool both = any_kept(u);
	c_raw(w, "#define %s_TRAINED(name, member, type, rank, panels, ...) %s", u->P, trained);
	if (both)
		c_raw(w, "#define %s_KEPT(name, member, type, rank, panels, ...) %s", u->P, kept);
	c_line(w, both ? "%s_EACH(%s_TRAINED, %s_KEPT)" : "%s_EACH(%s_TRAINED)", u->P, u->P, u->P);
	c_raw(w, "#undef %s_TRAINED", u->P);
	if (both)
		c_raw(w, "#undef %s_KEPT", u->P);
}

typedef enum Table { TENSORS, OFFSETS, PANELS } Table;

/* One row of a table: of a parameter itself (prefixes NULL), or of all that stands for it behind a prefix. */
static const char *row_of(const Unit *u, Table table, const char *type, const Prefixes *p, int trainable)
{
	Text t = text_new(u->arena);
	for (size_t i = 0; i < (p ? p->n : 1); i++) {
		const char *space = i ? " " : "";
		if (table == TENSORS && p)
			text_add(&t, "%s{ \"%s\" name, type, rank, 0, 1, { __VA_ARGS__ } },", space, p->name[i]);
		else if (table == TENSORS)
			text_add(&t, "{ name, type, rank, %d, 1, { __VA_ARGS__ } },", trainable);
		else if (table == OFFSETS)
			text_add(&t, p ? "%soffsetof(%s, %s##member)," : "%soffsetof(%s, member),", space, type, p ? p->member[i] : "");
		else
			text_add(&t, "%spanels,", space);
	}
	return text_str(&t);
}

/* Fields from .. to - 1 of a table, written out. */
static void print_rows(const Unit *u, CWriter *w, Table table, const char *type, const Fields *f, size_t from, size_t to, bool more)
{
	Strings items = {0};
	for (size_t i = from; i < to; i++)
		if (table == TENSORS)
			tensor_row(u, w, &f->at[i]);
		else
			vec_push(u->arena, items, table == OFFSETS ? arena_printf(u->arena, "offsetof(%s, %s)", type, f->at[i].name)
			                                           : arena_printf(u->arena, "%lld", (long long)f->at[i].slot->panels));
	if (items.n)
		c_list(w, "", items.at, items.n, more ? "," : "");
}

/* The three tables of a struct's fields; pattern NULL: all written out. `own`: they are the parameters. */
static void print_table(const Unit *u, CWriter *w, Table table, const char *type, const Fields *f, const Pattern *p, bool own)
{
	const char *trained = own || p ? row_of(u, table, type, own ? NULL : &p->of[0], 1) : NULL;
	if (own) {
		print_each(u, w, trained, row_of(u, table, type, NULL, 0));
		return;
	}
	print_rows(u, w, table, type, f, 0, p ? p->head : f->n, p != NULL);
	if (!p)
		return;
	print_each(u, w, trained, row_of(u, table, type, &p->of[1], 0));
	print_rows(u, w, table, type, f, p->end, f->n, false);
}

static void print_layout(const Unit *u, CWriter *w, const char *name, const char *tensors, const char *type, const Fields *f, const Pattern *p,
                         bool own)
{
	c_open(w, "static const size_t %s_offsets[] =", name);
	print_table(u, w, OFFSETS, type, f, p, own);
	c_close_with(w, ";");
	if (fields_panels(f)) {
		c_open(w, "static const uint32_t %s_panels[] =", name);
		print_table(u, w, PANELS, type, f, p, own);
		c_close_with(w, ";");
	}
	c_open(w, "static const cr_st_layout %s_layout =", name);
	c_line(w, ".tensors = %s, .count = %zu, .offset = %s_offsets%s", tensors, f->n, name,
	       fields_panels(f) ? arena_printf(u->arena, ", .panels = %s_panels", name) : "");
	c_close_with(w, ";");
	c_blank(w);
}

void params_directory(const Unit *u, CWriter *w)
{
	const bool list = any_pattern(u);
	const char *type = arena_printf(u->arena, "%s_params", u->p);
	if (list)
		print_list(u, w);
	c_open(w, "const cr_tensor %s_tensors[%s_TENSORS] =", u->p, u->P);
	print_table(u, w, TENSORS, type, &u->params, NULL, list);
	c_close_with(w, ";");
	print_layout(u, w, "params", arena_printf(u->arena, "%s_tensors", u->p), type, &u->params, NULL, list);
}

void group_layout(const Unit *u, CWriter *w, const char *name, const char *type, const Fields *f)
{
	Pattern pattern;
	const Pattern *p = u->params.n && find_pattern(u, f, &pattern) ? &pattern : NULL;
	if (p && !any_pattern(u))
		p = NULL;                    /* there is no list */
	c_open(w, "static const cr_tensor %s_tensors[] =", name);
	print_table(u, w, TENSORS, type, f, p, false);
	c_close_with(w, ";");
	print_layout(u, w, name, arena_printf(u->arena, "%s_tensors", name), type, f, p, false);
}
