/* golden_record.c - golden record: the emitted C, inputs made up from a seed, and what the reference interpreter says to them. */
#include "cli.h"

#include "../../runtime/cr_safetensors.h"

#include <math.h>
#include <string.h>

enum { SEED = 1, EXTENT_MOST = 4 };

typedef struct Recording {
	Cli *c;
	Model *model;
	Arena values;
	Tiny tiny;
	VEC(OutTensor) tensors;
	size_t cases, steps;
} Recording;

/* ---- tensors -------------------------------------------------------------------------------------------------------- */

/* A value in its own type. Doubles become the nearest float. */
static void *native(Arena *a, const Value *v)
{
	DType d = v->type.dtype;
	unsigned char *out = arena_array(a, (size_t)v->count, dtype_size(d));
	for (int64_t i = 0; i < v->count; i++) {
		union { float f32; uint32_t bits; } word;
		if (d == DT_F32)
			word.f32 = (float)v->at[i];
		else
			word.bits = (uint32_t)(int64_t)v->at[i];
		uint16_t half = (uint16_t)word.bits;
		uint8_t byte = (uint8_t)word.bits;
		size_t size = dtype_size(d);
		memcpy(out + (size_t)i * size, size == 4 ? (void *)&word : size == 2 ? (void *)&half : (void *)&byte, size);
	}
	return out;
}

static void add(Recording *r, const char *name, const Value *v)
{
	OutTensor t = { .name = name, .type = v->type.dtype, .rank = v->type.rank, .data = native(&r->values, v) };
	for (uint32_t i = 0; i < v->type.rank; i++)
		t.shape[i] = v->dim[i];
	vec_push(&r->values, r->tensors, t);
}

/* Only the two words of the seed itself; the others number calls. */
static void add_input(Recording *r, const char *name, const Port *p, const Value *v)
{
	Value words = *v;
	if (p->seed) {
		words.type.rank = 1;
		words.dim[0] = words.count = 2;
	}
	add(r, name, &words);
}

static void add_numbers(Recording *r, const char *name, DType d, const double *at, size_t n)
{
	Value v = { .type = type_make(d, 1, &(Dim){ (int64_t)n, 0 }), .dim = { (int64_t)n }, .count = (int64_t)n };
	v.at = arena_copy(&r->values, at, n * sizeof *at);
	add(r, name, &v);
}

/* ---- functions -------------------------------------------------------------------------------------------------------- */

static bool of_training(const Recording *r, const Function *f)
{
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		if (f->graph->nodes.at[i]->op == OP_train)
			return true;
	for (size_t i = 0; i < f->sets.n; i++)
		if (f->sets.at[i].slot->kind == SLOT_TRAIN)
			return true;
	(void)r;
	return false;
}

typedef struct Extents { uint32_t sym[MAX_RANK * 8]; double value[MAX_RANK * 8]; size_t n; } Extents;

static void add_extents_of(Recording *r, Extents *e, const Type *t)
{
	for (uint32_t k = 0; k < t->rank; k++) {
		const uint32_t sym = t->dim[k].sym ? symbol_given(r->model, t->dim[k].sym) : 0;
		size_t at = 0;
		while (at < e->n && e->sym[at] != sym)
			at++;
		if (!sym || at < e->n || e->n == sizeof e->sym / sizeof *e->sym)
			continue;
		e->sym[e->n] = sym;
		e->value[e->n++] = (double)r->tiny.extent[sym - 1];
	}
}

/* Bounded symbols as the C function takes them: in order of first appearance in inputs, outputs and then between. */
static void add_extents(Recording *r, const Function *f, const char *name)
{
	Extents e = { .n = 0 };
	for (size_t i = 0; i < f->inputs.n; i++)
		add_extents_of(r, &e, &f->inputs.at[i].type);
	for (size_t i = 0; i < f->outputs.n; i++)
		add_extents_of(r, &e, &f->outputs.at[i].type);
	for (size_t i = 0; i < f->graph->nodes.n; i++)
		add_extents_of(r, &e, &f->graph->nodes.at[i]->type);
	if (e.n)
		add_numbers(r, name, DT_I32, e.value, e.n);
}

static void restart_state(Recording *r)
{
	for (size_t i = 0; i < r->model->functions.n; i++)
		if (r->model->functions.at[i]->kind == FUNC_STATE_INIT)
			tiny_run(&r->tiny, r->model->functions.at[i], NULL, &r->values, true);
}

static void record_case(Recording *r, const Function *f, size_t k)
{
	static const int64_t extents[] = { EXTENT_MOST, 1, 3, 2 };
	Arena *a = &r->values;
	Value *inputs = NEW_ARRAY(a, Value, f->inputs.n + 1);
	for (size_t i = 0; i < r->model->symbols.n; i++) {
		int64_t most = r->model->symbols.at[i].max, n = extents[k % 4];
		r->tiny.extent[i] = n < most ? n : most;
	}
	restart_state(r);
	add_extents(r, f, arena_printf(a, "%s/%zu/extents", f->name, k));
	for (size_t i = 0; i < f->inputs.n; i++) {
		inputs[i] = tiny_input(&r->tiny, &f->inputs.at[i], f, false);
		add_input(r, arena_printf(a, "%s/%zu/in/%s", f->name, k, f->inputs.at[i].name), &f->inputs.at[i], &inputs[i]);
	}
	Arena scratch = { 0 };
	const Value *outputs = tiny_run(&r->tiny, f, inputs, &scratch, false);
	for (size_t i = 0; i < f->outputs.n; i++)
		add(r, arena_printf(a, "%s/%zu/out/%s", f->name, k, f->outputs.at[i].name), &outputs[i]);
	arena_free(&scratch);
}

/* ---- training ------------------------------------------------------------------------------------------------------------ */

static void record_step(Recording *r, const Train *t, size_t k)
{
	Arena *a = &r->values, scratch = { 0 };
	const Function *f = t->step;
	size_t metrics = 2 * (t->metrics.n + 1);
	Value *inputs = NEW_ARRAY(a, Value, f->inputs.n + 1);
	double *sums = NEW_ARRAY(a, double, metrics);
	for (size_t i = 0; i < f->inputs.n; i++) {
		inputs[i] = tiny_input(&r->tiny, &f->inputs.at[i], f, false);
		add_input(r, arena_printf(a, "%s/step/%zu/in/%s", t->name, k, f->inputs.at[i].name), &f->inputs.at[i], &inputs[i]);
	}
	const Value *outputs = tiny_run(&r->tiny, f, inputs, &scratch, true);
	for (size_t i = 0; i < metrics; i++)
		sums[i] = outputs[i].at[0];
	add_numbers(r, arena_printf(a, "%s/step/%zu/metrics", t->name, k), DT_F32, sums, metrics);
	if (t->flush && (k + 1) % (size_t)t->accumulate == 0)
		tiny_run(&r->tiny, t->flush, NULL, &scratch, true);
	arena_free(&scratch);
}

static void record_train(Recording *r, const Train *t, size_t steps)
{
	Arena *a = &r->values;
	Value *before = arena_copy(a, r->tiny.slot, r->model->slots.n * sizeof *before);
	size_t micro = steps * (size_t)(t->accumulate > 1 ? t->accumulate : 1);
	for (size_t i = 0; i < r->model->symbols.n; i++)
		r->tiny.extent[i] = r->model->symbols.at[i].max < EXTENT_MOST ? r->model->symbols.at[i].max : EXTENT_MOST;
	restart_state(r);
	if (t->total_steps) {
		r->tiny.slot[t->total_steps->index].at = NEW(a, double);
		r->tiny.slot[t->total_steps->index].at[0] = (double)steps;
	}
	for (size_t k = 0; k < micro; k++)
		record_step(r, t, k);
	for (size_t i = 0; i < r->model->slots.n; i++) {
		const Slot *s = r->model->slots.at[i];
		if (s->kind == SLOT_PARAM || s->kind == SLOT_BUFFER)
			add(r, arena_printf(a, "%s/after/%s", t->name, s->name), &r->tiny.slot[i]);
	}
	memcpy(r->tiny.slot, before, r->model->slots.n * sizeof *before);
	r->steps += micro;
}

/* ---- weights ----------------------------------------------------------------------------------------------------------------- */

static double number_of(DType d, const void *data, int64_t i)
{
	FileTensor t = { .type = (uint8_t)d, .at = data };
	return tensor_number(&t, (uint64_t)i);
}

/* The weights of the file; or the initial ones, rounded to what C has. Both sides start from the same bits. */
static void settle_weights(Recording *r, const Weights *given, Weights *out)
{
	const Model *m = r->model;
	*out = (Weights){ .at = NEW_ARRAY(&r->values, const void *, m->slots.n + 1), .graph = cli_graph(r->c, m) };
	for (size_t i = 0; i < m->slots.n; i++) {
		Value *v = &r->tiny.slot[i];
		if (m->slots.at[i]->kind != SLOT_PARAM && m->slots.at[i]->kind != SLOT_BUFFER)
			continue;
		out->at[i] = given ? given->at[i] : native(&r->values, v);
		for (int64_t e = 0; e < v->count; e++)
			v->at[e] = number_of(v->type.dtype, out->at[i], e);
	}
}

/* ---- files --------------------------------------------------------------------------------------------------------------------- */

static bool write_text(Cli *c, const char *folder, const char *name, const char *text)
{
	const char *why, *path = path_join(&c->cc.arena, folder, name);
	if (file_replace(path, text, strlen(text), &c->cc.arena, &why))
		return true;
	file_error(c, path, "cannot write it; %s", why);
	return false;
}

static bool write_cases(Recording *r, const char *path, bool initial, int64_t steps)
{
	char seed[19], count[19];
	cr_st_hex_text(SEED, seed);
	cr_st_hex_text((uint64_t)steps, count);
	const char *pairs[] = { "format", "crescent golden 1", "model", r->model->name, "seed", seed, "steps", count, "initial", "1" };
	return tensors_write(r->c, path, r->tensors.at, r->tensors.n, pairs, initial ? 5 : 4);
}

static const char *manifest(Recording *r, double tolerance, bool initial)
{
	Arena *a = &r->c->cc.arena;
	Text t = text_new(a);
	char number[40];
	double_text(number, tolerance);
	text_add(&t, "crescent golden 1\nmodel %s\nsource %s\ncommand %s\n", r->model->name, r->model->source,
	         cli_command(r->c, r->c->argument.at[0]));
	text_add(&t, "signature 0x%016llx\ngraph 0x%016llx\n", (unsigned long long)model_signature(r->model),
	         (unsigned long long)cli_graph(r->c, r->model));
	text_add(&t, "weights %s\ncases %zu\nsteps %zu\ntolerance %s\n", initial ? "initial" : base_name(r->c->value[OPT_weights]), r->cases,
	         r->steps, number);
	return text_str(&t);
}

const char *golden_program(Arena *a, const char *name, const char *graph)
{
	Text t = text_new(a), upper = text_new(a);
	for (const char *s = name; *s; s++)
		text_char(&upper, *s >= 'a' && *s <= 'z' ? (char)(*s - 'a' + 'A') : *s);
	text_add(&t, "/* %s_golden.c - runs %s against golden.safetensors.  Recorded by Crescent %s. */\n", name, name, CRESCENT_VERSION);
	text_add(&t, "#include \"%s.h\"\n#include \"hosted/cr_golden.h\"\n\n", name);
	text_add(&t, "#if %s_GRAPH != UINT64_C(%s)\n", text_str(&upper), graph);
	text_add(&t, "#error \"golden.safetensors was recorded from another computation; record it again\"\n#endif\n\n");
	text_add(&t, "/* The tables of the hosted program, with this test in its place. */\n");
	text_add(&t, "#define cr_main cr_golden_main\n#include \"%s_main.c\"\n", name);
	return text_str(&t);
}

static int write_all(Recording *r, const char *folder, const Weights *weights, double tolerance, bool initial, int64_t steps)
{
	Cli *c = r->c;
	Arena *a = &c->cc.arena;
	Emission e;
	const char *why;
	if (!cli_emit(c, r->model, NULL, true, &e))
		return STATUS_WRONG;
	if (!emission_write(&e, folder, a, &why))
		return file_error(c, NULL, "cannot write the C; %s", why);
	const char *graph = arena_printf(a, "0x%016llx", (unsigned long long)cli_graph(r->c, r->model));
	bool good = weights_save(c, r->model, weights, path_join(a, folder, "weights.safetensors")) &&
	            write_cases(r, path_join(a, folder, "golden.safetensors"), initial, steps) &&
	            write_text(c, folder, arena_printf(a, "%s_golden.c", r->model->name), golden_program(a, r->model->name, graph)) &&
	            write_text(c, folder, "golden.txt", manifest(r, tolerance, initial));
	return good ? STATUS_GOOD : STATUS_WRONG;
}

int golden_record(Cli *c)
{
	int64_t cases = 8, steps = 3;
	double tolerance = 1e-5;
	const char *folder = c->value[OPT_out], *why;
	Weights given, weights;
	Recording r = { .c = c };
	option_number(c, OPT_cases, 1, 1000, &cases);
	option_positive(c, OPT_tolerance, &tolerance);
	if (!option_number(c, OPT_steps, 0, 1000, &steps))
		return STATUS_USAGE;
	if (!folder)
		return usage_error(c, "golden record needs a folder: -o DIR");
	r.model = cli_load(c);
	if (!r.model || (c->value[OPT_weights] && !weights_load(c, r.model, c->value[OPT_weights], &given)))
		return STATUS_WRONG;
	if (!folder_make(folder, &c->cc.arena, &why))
		return file_error(c, folder, "cannot make the folder; %s", why);
	r.tiny = tiny_new(r.model, &r.values, EXTENT_MOST, SEED);
	settle_weights(&r, c->value[OPT_weights] ? &given : NULL, &weights);
	for (size_t i = 0; i < r.model->functions.n; i++) {
		const Function *f = r.model->functions.at[i];
		for (int64_t k = 0; f->kind == FUNC_USER && !of_training(&r, f) && k < cases; k++, r.cases++)
			record_case(&r, f, (size_t)k);
	}
	for (size_t i = 0; i < r.model->trains.n; i++)
		record_train(&r, r.model->trains.at[i], (size_t)steps);
	int status = write_all(&r, folder, &weights, tolerance, !c->value[OPT_weights], steps);
	if (status == STATUS_GOOD && !c->quiet)
		printf("%s: %zu cases, %zu training steps; now  crescent golden check %s\n", folder, r.cases, r.steps, folder);
	arena_free(&r.values);
	return status;
}
