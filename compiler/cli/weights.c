/* weights.c - the verb: what is in a weight file, and whether it fits. */
#include "cli.h"

#include "../../runtime/cr_safetensors.h"

#include <math.h>
#include <string.h>

/* ---- one file --------------------------------------------------------------------------------------------------- */

typedef struct Range { double low, high, mean; uint64_t odd; } Range;

static Range range_of(const FileTensor *t)
{
	Range r = { INFINITY, -INFINITY, 0, 0 };
	double sum = 0;
	for (uint64_t i = 0; i < t->elements; i++) {
		double v = tensor_number(t, i);
		if (!isfinite(v)) {
			r.odd++;
			continue;
		}
		sum += v;
		r.low = v < r.low ? v : r.low;
		r.high = v > r.high ? v : r.high;
	}
	r.mean = t->elements > r.odd ? sum / (double)(t->elements - r.odd) : 0;
	return r;
}

static size_t widest(size_t a, size_t b)
{
	return a > b ? a : b;
}

static int list(Cli *c, const TensorFile *f)
{
	Arena *a = &c->cc.arena;
	size_t name = 4, type = 4;
	uint64_t elements = 0, odd = 0;
	for (size_t i = 0; i < f->tensors.n; i++) {
		name = widest(name, strlen(f->tensors.at[i].name));
		type = widest(type, strlen(tensor_type(a, &f->tensors.at[i])));
	}
	printf("%-*s  %-*s  %12s  %12s  %12s  %s\n", (int)name, "name", (int)type, "type", "min", "max", "mean", "not finite");
	for (size_t i = 0; i < f->tensors.n; i++) {
		const FileTensor *t = &f->tensors.at[i];
		printf("%-*s  %-*s  ", (int)name, t->name, (int)type, tensor_type(a, t));
		elements += t->elements;
		if (!cr_st_is_integer(t->type) && !cr_st_converts(t->type, CR_F32)) {
			printf("%12s  %12s  %12s\n", "-", "-", "-");
			continue;
		}
		Range r = range_of(t);
		odd += r.odd;
		if (t->elements > r.odd)
			printf("%12.6g  %12.6g  %12.6g", r.low, r.high, r.mean);
		else
			printf("%12s  %12s  %12s", "-", "-", "-");
		printf(r.odd ? "  %llu\n" : "\n", (unsigned long long)r.odd);
	}
	printf("%zu tensors, %s numbers, %s%s\n", f->tensors.n, thousands(a, (int64_t)elements), bytes_text(a, (int64_t)f->bytes.size),
	       f->checkpoint ? "; a training checkpoint, of which these are the parameters" : "");
	if (odd)
		printf("%s numbers are not finite\n", thousands(a, (int64_t)odd));
	return STATUS_GOOD;
}

/* ---- two files ----------------------------------------------------------------------------------------------------- */

static bool same_shape(const FileTensor *a, const FileTensor *b)
{
	return a->rank == b->rank && memcmp(a->shape, b->shape, a->rank * sizeof *a->shape) == 0;
}

/* NaN equals NaN here: the question is whether the files say the same. */
static uint64_t count_differences(const FileTensor *a, const FileTensor *b, double *largest)
{
	uint64_t n = 0;
	*largest = 0;
	for (uint64_t i = 0; i < a->elements; i++) {
		double x = tensor_number(a, i), y = tensor_number(b, i);
		if (x == y || (isnan(x) && isnan(y)))
			continue;
		n++;
		if (fabs(x - y) > *largest || isnan(x - y))
			*largest = fabs(x - y);
	}
	return n;
}

static int diff(Cli *c, const TensorFile *f, const TensorFile *g)
{
	Arena *a = &c->cc.arena;
	size_t different = 0;
	for (size_t i = 0; i < f->tensors.n; i++) {
		const FileTensor *t = &f->tensors.at[i], *u = tensors_find(g, t->name);
		double largest = 0;
		uint64_t n = u && same_shape(t, u) ? count_differences(t, u, &largest) : 0;
		if (!u)
			printf("%s: only in %s\n", t->name, f->path);
		else if (!same_shape(t, u))
			printf("%s: %s and %s\n", t->name, tensor_type(a, t), tensor_type(a, u));
		else if (n)
			printf("%s: %s of %s numbers differ, by at most %.6g\n", t->name, thousands(a, (int64_t)n),
			       thousands(a, (int64_t)t->elements), largest);
		else
			continue;
		different++;
	}
	for (size_t i = 0; i < g->tensors.n; i++)
		if (!tensors_find(f, g->tensors.at[i].name)) {
			printf("%s: only in %s\n", g->tensors.at[i].name, g->path);
			different++;
		}
	if (!different && !c->quiet)
		printf("%zu tensors, all equal\n", f->tensors.n);
	return different ? STATUS_DIFFERENT : STATUS_GOOD;
}

static int one_file(Cli *c)
{
	TensorFile f, g;
	if (c->value[OPT_to] || c->value[OPT_to_format] || c->value[OPT_format])
		return usage_error(c, "options --to, --to-format and --format need a model: crescent weights MODEL.lua FILE");
	if (!tensors_open(c, c->argument.at[0], &f))
		return STATUS_WRONG;
	int status = STATUS_WRONG;
	if (!c->value[OPT_diff]) {
		status = list(c, &f);
	} else if (tensors_open(c, c->value[OPT_diff], &g)) {
		status = diff(c, &f, &g);
		tensors_close(&g);
	}
	tensors_close(&f);
	return status;
}

/* ---- a model and a file ---------------------------------------------------------------------------------------------- */

/* Row-major in the order that the format's files have. */
static const void *their_values(Arena *a, const Type *type, const void *ours, bool transpose)
{
	size_t width = dtype_size(type->dtype), n = (size_t)type_elements(type);
	if (!transpose || type->rank < 2)
		return ours;
	char *out = arena_array(a, n, width);
	for (size_t i = 0; i < n; i++)
		memcpy(out + reversed_place(type, i) * width, (const char *)ours + i * width, width);
	return out;
}

static OutTensor their_tensor(Arena *a, const Checkpoint *format, const Slot *s, const void *values)
{
	bool transpose;
	OutTensor t = { .name = checkpoint_name(a, format, s->name, &transpose), .type = s->type.dtype, .rank = s->type.rank,
	                .data = their_values(a, &s->type, values, transpose) };
	for (uint32_t k = 0; k < t.rank; k++)
		t.shape[k] = s->type.dim[transpose ? t.rank - 1 - k : k].size;
	return t;
}

/* Those that are there, under the names of a format: what is read with --format is written so. The framework that others' names
 * belong to asks for "format": "pt" before it reads a file (transformers, modeling_utils.py). */
static bool save(Cli *c, const Model *m, const Weights *w, const Checkpoint *format, const char *path)
{
	Arena *a = &c->cc.arena;
	char signature[19], graph[19];
	VEC(OutTensor) out = { 0 };
	for (size_t i = 0; i < m->slots.n; i++)
		if (w->at[i])
			vec_push(a, out, their_tensor(a, format, m->slots.at[i], w->at[i]));
	cr_st_hex_text(model_signature(m), signature);
	cr_st_hex_text(w->graph, graph);
	const char *pairs[] = { "format", format ? "pt" : "crescent weights", "model", m->name, "signature", signature, "graph", graph };
	return tensors_write(c, path, out.at, out.n, pairs, format ? 1 : 4);
}

bool weights_save(Cli *c, const Model *m, const Weights *w, const char *path)
{
	return save(c, m, w, NULL, path);
}

/* An optional part that the file does not have is not in the other one either. */
static void leave_out(Cli *c, const Fitting *fit, const char *from, Weights *w)
{
	size_t n = 0;
	const char *first = NULL;
	for (size_t i = 0; i < fit->fits.n; i++) {
		const Fit *f = &fit->fits.at[i];
		if (f->kind != FIT_OPTIONAL)
			continue;
		w->at[f->slot->index] = NULL;
		first = n++ ? first : f->slot->name;
	}
	if (n && !c->quiet)
		fprintf(stderr, "%s: note: left out of %s, because it is not there: %s%s\n", from, c->value[OPT_to], first,
		        n > 1 ? arena_printf(&c->cc.arena, " and %zu more", n - 1) : "");
}

static bool rewrite(Cli *c, const Model *m, const Fitting *fit, const char *from)
{
	Weights w;
	const Checkpoint *format;
	if (!checkpoint_find(c, m, c->value[OPT_to_format], "--to-format", &format) || !weights_load(c, m, from, &w))
		return false;
	leave_out(c, fit, from, &w);
	return save(c, m, &w, format, c->value[OPT_to]);
}

static int with_model(Cli *c)
{
	TensorFile f;
	Fitting fit;
	if (c->value[OPT_diff])
		return usage_error(c, "option --diff compares two files: crescent weights FILE --diff=OTHER");
	if (c->value[OPT_to_format] && !c->value[OPT_to])
		return usage_error(c, "option --to-format says how --to's file is written; --to=FILE expected");
	Model *m = cli_load(c);
	const char *path = c->argument.at[1];
	if (!m || !tensors_open(c, path, &f))
		return STATUS_WRONG;
	bool found = fit_file(c, m, &f, &fit);
	if (found) {
		fitting_print(c, &f, &fit, stderr);
		if (!c->quiet)
			printf("%s: %zu loaded, %zu missing, %zu unexpected, %zu misshaped\n", path, fit.loaded, fit.missing, fit.unexpected.n,
			       fit.misshaped);
	}
	tensors_close(&f);
	if (!found)
		return STATUS_WRONG;
	if (!fitting_good(&fit))
		return STATUS_DIFFERENT;
	return c->value[OPT_to] && !rewrite(c, m, &fit, path) ? STATUS_WRONG : STATUS_GOOD;
}

int verb_weights(Cli *c)
{
	return c->argument.n == 2 ? with_model(c) : one_file(c);
}
