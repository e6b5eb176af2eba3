/* fit.c - which tensor of a weight file is which parameter or buffer of a model, and its values in the model's order.
 *
 * Names in files are the model's own, or those of the m:checkpoint that --format chooses: the first rule whose `ours`
 * matches says `theirs`, the text under `*` is copied; others stay the same. */
#include "cli.h"

#include "../../runtime/cr_safetensors.h"

#include <string.h>

/* ---- names ------------------------------------------------------------------------------------------------------------ */

/* Matches pattern against s; what the first '*' stood for is in *star (its length in *n). */
static bool matches(const char *pattern, const char *s, const char **star, size_t *n)
{
	size_t head = strcspn(pattern, "*");
	if (!pattern[head])
		return strcmp(pattern, s) == 0;
	const char *tail = pattern + head + 1;
	if (strncmp(pattern, s, head) != 0)
		return false;
	for (size_t k = strlen(s + head) + 1; k-- > 0;) {
		const char *inner;
		size_t length;
		if (matches(tail, s + head + k, &inner, &length)) {
			*star = s + head;
			*n = k;
			return true;
		}
	}
	return false;
}

static bool listed(const char *const *globs, size_t n, const char *name)
{
	const char *star;
	size_t length;
	for (size_t i = 0; i < n; i++)
		if (matches(globs[i], name, &star, &length))
			return true;
	return false;
}

const char *checkpoint_name(Arena *a, const Checkpoint *format, const char *ours, bool *transpose)
{
	*transpose = false;
	for (size_t i = 0; format && i < format->rules.n; i++) {
		const NameRule *rule = &format->rules.at[i];
		const char *star = "", *hole = strchr(rule->theirs, '*');
		size_t n = 0;
		if (!matches(rule->ours, ours, &star, &n))
			continue;
		*transpose = rule->transpose;
		if (!hole)
			return arena_printf(a, "%s%s", format->prefix ? format->prefix : "", rule->theirs);
		return arena_printf(a, "%s%.*s%.*s%s", format->prefix ? format->prefix : "", (int)(hole - rule->theirs), rule->theirs, (int)n,
		                    star, hole + 1);
	}
	return format && format->prefix ? arena_printf(a, "%s%s", format->prefix, ours) : ours;
}

/* ---- fitting ------------------------------------------------------------------------------------------------------------ */

static bool shape_fits(const Type *t, const FileTensor *f, bool transpose)
{
	if (t->rank != f->rank)
		return false;
	for (uint32_t i = 0; i < t->rank; i++)
		if (t->dim[i].size != f->shape[transpose ? t->rank - 1 - i : i])
			return false;
	return true;
}

static Fit fit_slot(Cli *c, const Checkpoint *format, const TensorFile *file, const Slot *s)
{
	Fit fit = { .slot = s };
	fit.theirs = checkpoint_name(&c->cc.arena, format, s->name, &fit.transpose);
	fit.tensor = tensors_find(file, fit.theirs);
	if (!fit.tensor)
		fit.kind = format && listed(format->optional.at, format->optional.n, s->name) ? FIT_OPTIONAL : FIT_MISSING;
	else if (!shape_fits(&s->type, fit.tensor, fit.transpose))
		fit.kind = FIT_SHAPE;
	else if (!cr_st_converts(fit.tensor->type, (uint8_t)s->type.dtype))
		fit.kind = FIT_TYPE;
	else
		fit.kind = FIT_GOOD;
	fit.looks_transposed = fit.kind == FIT_SHAPE && shape_fits(&s->type, fit.tensor, !fit.transpose);
	return fit;
}

bool checkpoint_find(Cli *c, const Model *m, const char *name, const char *option, const Checkpoint **out)
{
	VEC(const char *) known = { 0 };
	*out = NULL;
	if (!name)
		return true;
	for (size_t i = 0; i < m->checkpoints.n; i++) {
		if (strcmp(m->checkpoints.at[i].format, name) == 0) {
			*out = &m->checkpoints.at[i];
			return true;
		}
		vec_push(&c->cc.arena, known, m->checkpoints.at[i].format);
	}
	const char *near = nearest_name(name, known.at, known.n);
	file_error(c, c->argument.at[0], "no m:checkpoint \"%s\" for %s%s%s%s", name, option, near ? "; did you mean \"" : "", near ? near : "",
	           near ? "\"?" : "");
	return false;
}

static void find_unexpected(Cli *c, const TensorFile *file, Fitting *out)
{
	const Checkpoint *format = out->format;
	for (size_t i = 0; i < file->tensors.n; i++) {
		const FileTensor *t = &file->tensors.at[i];
		size_t prefix = format && format->prefix ? strlen(format->prefix) : 0;
		bool used = format && listed(format->ignore.at, format->ignore.n, t->name);
		if (prefix && !used && strncmp(t->name, format->prefix, prefix) == 0)
			used = listed(format->ignore.at, format->ignore.n, t->name + prefix);
		for (size_t k = 0; k < out->fits.n && !used; k++)
			used = out->fits.at[k].tensor == t;
		if (!used)
			vec_push(&c->cc.arena, out->unexpected, t);
	}
}

bool fit_file(Cli *c, const Model *m, const TensorFile *file, Fitting *out)
{
	*out = (Fitting){ 0 };
	if (!checkpoint_find(c, m, c->value[OPT_format], "--format", &out->format))
		return false;
	for (size_t i = 0; i < m->slots.n; i++) {
		if (m->slots.at[i]->kind != SLOT_PARAM && m->slots.at[i]->kind != SLOT_BUFFER)
			continue;
		Fit fit = fit_slot(c, out->format, file, m->slots.at[i]);
		out->loaded += fit.kind == FIT_GOOD;
		out->missing += fit.kind == FIT_MISSING;
		out->misshaped += fit.kind == FIT_SHAPE || fit.kind == FIT_TYPE;
		vec_push(&c->cc.arena, out->fits, fit);
	}
	find_unexpected(c, file, out);
	return true;
}

bool fitting_good(const Fitting *f)
{
	return f->missing == 0 && f->misshaped == 0 && f->unexpected.n == 0;
}

/* ---- what does not fit ---------------------------------------------------------------------------------------------------- */

/* Slots have constant dimensions only. */
static const char *slot_type(Arena *a, const Type *t)
{
	Text out = text_new(a);
	text_add(&out, "%s[", dtype_name(t->dtype));
	for (uint32_t i = 0; i < t->rank; i++)
		text_add(&out, "%s%lld", i ? "," : "", (long long)t->dim[i].size);
	text_char(&out, ']');
	return text_str(&out);
}

static void print_hint(const Fitting *f, const Fit *fit, size_t transposed, FILE *out)
{
	fprintf(out, "     transposed: %s transpose = true %s m:checkpoint", fit->transpose ? "remove" : "add",
	        fit->transpose ? "from its line in" : f->format ? "to its line in" : "to a line of");
	if (f->format)
		fprintf(out, " (%s:%d)", f->format->loc.file, f->format->loc.line);
	if (transposed > 1)
		fprintf(out, "; %zu more like it", transposed - 1);
	fputc('\n', out);
}

static void print_slot(const Cli *c, const TensorFile *file, const Fitting *f, const Fit *fit, size_t transposed, FILE *out)
{
	Arena scratch = { 0 };
	const char *ours = strcmp(fit->theirs, fit->slot->name) == 0 ? "" : arena_printf(&scratch, " for \"%s\"", fit->slot->name);
	fprintf(out, "%s: %serror:%s tensor \"%s\"%s; %s expected; ", file->path, c->color ? "\033[1;31m" : "", c->color ? "\033[0m" : "",
	        fit->theirs, ours, slot_type(&scratch, &fit->slot->type));
	if (fit->kind == FIT_MISSING)
		fprintf(out, "it is not in the file\n");
	else
		fprintf(out, "found %s\n", tensor_type(&scratch, fit->tensor));
	if (fit->looks_transposed)
		print_hint(f, fit, transposed, out);
	arena_free(&scratch);
}

void fitting_print(const Cli *c, const TensorFile *file, const Fitting *f, FILE *out)
{
	size_t transposed = 0, shown = 0, more = 0, limit = c->cc.max_errors;
	bool told = false;
	for (size_t i = 0; i < f->fits.n; i++)
		transposed += f->fits.at[i].looks_transposed;
	for (size_t i = 0; i < f->fits.n; i++) {
		const Fit *fit = &f->fits.at[i];
		if (fit->kind == FIT_GOOD || fit->kind == FIT_OPTIONAL || (fit->looks_transposed && told))
			continue;
		told = told || fit->looks_transposed;
		if (shown++ < limit)
			print_slot(c, file, f, fit, transposed, out);
		else
			more++;
	}
	for (size_t i = 0; i < f->unexpected.n; i++)
		if (shown++ < limit)
			fprintf(out, "%s: %serror:%s tensor \"%s\" is not part of the model\n", file->path, c->color ? "\033[1;31m" : "",
			        c->color ? "\033[0m" : "", f->unexpected.at[i]->name);
		else
			more++;
	if (more)
		fprintf(out, "%s: %zu more that do not fit; --max-errors shows them\n", file->path, more);
}

/* ---- values --------------------------------------------------------------------------------------------------------------- */

uint64_t reversed_place(const Type *t, uint64_t i)
{
	uint64_t index[MAX_RANK] = { 0 }, place = 0;
	for (uint32_t k = t->rank; k-- > 0;) {
		index[k] = i % (uint64_t)t->dim[k].size;
		i /= (uint64_t)t->dim[k].size;
	}
	for (uint32_t k = t->rank; k-- > 0;)
		place = place * (uint64_t)t->dim[k].size + index[k];
	return place;
}

static bool copy_values(Cli *c, const char *path, const Fit *fit, unsigned char *out)
{
	const FileTensor *f = fit->tensor;
	size_t from = cr_st_width(f->type), to = dtype_size(fit->slot->type.dtype);
	for (uint64_t i = 0; i < f->elements; i++) {
		uint64_t place = fit->transpose ? reversed_place(&fit->slot->type, i) : i;
		if (cr_st_convert(f->at + place * from, f->type, 1, (uint8_t)fit->slot->type.dtype, 1, out + i * to) == 1)
			continue;
		file_error(c, path, "tensor \"%s\", element %llu; a %s expected; found %g", f->name, (unsigned long long)place,
		           fit->slot->type.dtype == DT_F32 ? "finite number" : dtype_name(fit->slot->type.dtype), tensor_number(f, place));
		return false;
	}
	return true;
}

static void get_slot(const void *values, uint32_t tensor, uint64_t first, uint32_t count, void *out)
{
	const OutTensor *t = values;
	size_t width = dtype_size(t[tensor].type);
	memcpy(out, (const char *)t[tensor].data + first * width, count * width);
}

/* What NAME_digest says of these values. */
static uint64_t digest(Cli *c, const Model *m, const void *const *at)
{
	Arena *a = &c->cc.arena;
	cr_tensor *rows = NEW_ARRAY(a, cr_tensor, m->slots.n + 1);
	OutTensor *values = NEW_ARRAY(a, OutTensor, m->slots.n + 1);
	uint32_t n = 0;
	for (size_t i = 0; i < m->slots.n; i++) {
		const Slot *s = m->slots.at[i];
		if (!at[i])
			continue;
		rows[n] = (cr_tensor){ .name = s->name, .type = (uint8_t)s->type.dtype, .rank = (uint8_t)s->type.rank,
		                       .trainable = s->trainable, .saved = 1 };
		for (uint32_t k = 0; k < s->type.rank; k++)
			rows[n].shape[k] = s->type.dim[k].size;
		values[n++] = (OutTensor){ .type = s->type.dtype, .data = at[i] };
	}
	cr_st_layout layout = { .tensors = rows, .count = n, .get = get_slot };
	cr_st_part part = { .layout = &layout, .prefix = "", .from = values };
	return cr_st_digest(&part);
}

bool weights_load(Cli *c, const Model *m, const char *path, Weights *out)
{
	TensorFile file;
	Fitting f;
	if (!tensors_open(c, path, &file))
		return false;
	bool good = fit_file(c, m, &file, &f);
	if (good && !fitting_good(&f)) {
		fitting_print(c, &file, &f, stderr);
		good = false;
	}
	out->graph = cli_graph(c, m);
	out->at = NEW_ARRAY(&c->cc.arena, const void *, m->slots.n + 1);
	for (size_t i = 0; good && i < f.fits.n; i++) {
		const Slot *s = f.fits.at[i].slot;
		unsigned char *room = arena_array(&c->cc.arena, (size_t)type_elements(&s->type), dtype_size(s->type.dtype));
		good = !f.fits.at[i].tensor || copy_values(c, path, &f.fits.at[i], room);
		out->at[s->index] = room;
	}
	tensors_close(&file);
	if (good)
		out->digest = digest(c, m, out->at);
	return good;
}
