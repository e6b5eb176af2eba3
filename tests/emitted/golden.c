/* golden.c - every golden number through the emitted C: compiled, run, compared. tests/golden/README.md says what a line of
 * cases.txt asks for.
 *
 *     golden DIR "CC FLAGS" [MODEL or VARIANT...]
 *
 * DIR takes the emitted files, a folder each. Exit status 1 if a number is wrong. */
#include "rig.h"

#include "../../compiler/lower/lower.h"
#include "../../compiler/lua/lua.h"
#include "../../compiler/passes/passes.h"
#include "../../compiler/plan/plan.h"
#include "../../runtime/cr_safetensors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = 64, MAX_CASES = 800, EXAMPLES = 7 };

typedef struct Line { const char *field[MAX_FIELDS]; int n; } Line;

/* One model with one choice of options, and the data it is compared with. */
typedef struct Golden {
	Compilation cc;
	Model *m;
	Rig rig;
	unsigned char *bytes;
	cr_st_reader data;
	const char *called;
	int mistakes, compared;
} Golden;

static char *read_whole(Arena *a, const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "golden: cannot read %s\n", path);
		exit(1);
	}
	fseek(f, 0, SEEK_END);
	*size = (size_t)ftell(f);
	rewind(f);
	char *bytes = arena_alloc(a, *size + 1);
	if (fread(bytes, 1, *size, f) != *size)
		BUG("cannot read %s", path);
	fclose(f);
	return bytes;
}

static void complain(Golden *g, const char *what)
{
	if (g->mistakes++ < 10)
		printf("  %s: %s\n", g->called, what);
}

/* ---- the compiler ---------------------------------------------------------------------------------------------- */

static Program **programs(Model *m)
{
	static const LowerOptions options = { .blas = true, .threads = 1 };
	Arena *a = &m->cc->arena;
	Program **p = NEW_ARRAY(a, Program *, m->functions.n + 1);
	model_run_passes(m);
	choose_layouts(m);
	for (size_t i = 0; i < m->functions.n; i++) {
		uint64_t accesses;
		p[i] = lower_function(m->functions.at[i], &options);
		plan_program(p[i]);
		const char *verdict = plan_check(p[i], a);
		if (!verdict)
			verdict = prove_program(p[i], a, &accesses);
		if (verdict)
			BUG("%s: %s", m->functions.at[i]->name, verdict);
	}
	return p;
}

static Golden *golden_open(const char *model, const char *variant, const char *dir, const char *compile)
{
	Golden *g = calloc(1, sizeof *g);
	Arena *a = &g->cc.arena;
	const ScriptOption option = { "variant", variant };
	size_t size;
	g->cc.max_errors = 10;
	g->called = variant ? variant : model;
	g->m = script_load(&g->cc, arena_printf(a, "tests/golden/models/%s.lua", model), &option, variant ? 1 : 0, NULL);
	if (!g->m) {
		diagnostics_print(&g->cc, stderr, false, false);
		exit(1);
	}
	g->bytes = (unsigned char *)read_whole(a, arena_printf(a, "tests/golden/data/%s.safetensors", model), &size);
	cr_error error;
	if (cr_st_open(&g->data, g->bytes, size, &error) != CR_OK)
		BUG("%s: %s", model, error.text);
	g->rig = rig_new(a, g->m, programs(g->m), arena_printf(a, "%s/%s", dir, g->called));
	const EmitOptions o = { .prefix = g->m->name, .command = "crescent", .source = g->m->source, .threads = 1 };
	if (!rig_build(&g->rig, &o, compile))
		complain(g, arena_printf(a, "does not compile\n%s", text_str(&g->rig.why)));
	return g;
}

/* ---- the data ------------------------------------------------------------------------------------------------------- */

static bool has(Golden *g, const char *name, cr_st_tensor *t)
{
	cr_st_rewind(&g->data);
	while (cr_st_next(&g->data, t))
		if (cr_st_name_is(t, "", name))
			return true;
	return false;
}

static cr_st_tensor find(Golden *g, const char *name)
{
	cr_st_tensor t;
	if (!has(g, name, &t))
		BUG("the data have no tensor \"%s\"", name);
	return t;
}

static double element(const Golden *g, const cr_st_tensor *t, uint64_t i)
{
	const unsigned char *at = g->data.data + t->begin + i * cr_st_width(t->type);
	int64_t whole = 0;
	if (t->type == CR_F32) {
		float f;
		const uint32_t bits = (uint32_t)cr_st_bits(at, 4);
		memcpy(&f, &bits, sizeof f);
		return (double)f;
	}
	if (!cr_st_integer(at, t->type, &whole))
		BUG("a tensor is neither f32 nor whole");
	return (double)whole;
}

/* A value of the type, from row `first` of the tensor on. */
static Value value(Golden *g, const char *name, const Type *type, const int64_t *extent, int64_t first)
{
	const cr_st_tensor t = find(g, name);
	Value v = value_new(&g->cc.arena, g->m, type, extent);
	const uint64_t row = t.rank ? t.elements / (uint64_t)t.shape[0] : 1;
	for (int64_t i = 0; i < v.count; i++)
		v.at[i] = element(g, &t, (uint64_t)first * row + (uint64_t)i);
	return v;
}

/* |a - b| <= atol + rtol |b|; infinities equal themselves, NaN equals NaN. Integers and bools must be equal. */
static bool agrees(DType d, double a, double b, double rtol, double atol)
{
	if (isnan(b))
		return isnan(a);
	if (d != DT_F32 || isinf(b))
		return a == b;
	return fabs(a - b) <= atol + rtol * fabs(b);
}

static const char *line_value(const Line *line, const char *key)
{
	for (int i = 3; i < line->n; i++)
		if (strncmp(line->field[i], key, strlen(key)) == 0)
			return line->field[i] + strlen(key);
	return NULL;
}

static void compare(Golden *g, const Line *line, const Value *found, const char *name)
{
	const double rtol = strtod(line_value(line, "rtol="), NULL), atol = strtod(line_value(line, "atol="), NULL);
	const cr_st_tensor t = find(g, name);
	if ((uint64_t)found->count != t.elements)
		complain(g, arena_printf(&g->cc.arena, "%s: %lld elements", name, (long long)found->count));
	for (int64_t i = 0; i < found->count; i++) {
		const double b = element(g, &t, (uint64_t)i);
		g->compared++;
		if (agrees(found->type.dtype, found->at[i], b, rtol, atol))
			continue;
		complain(g, arena_printf(&g->cc.arena, "%s[%lld] is %.9g; %.9g expected", name, (long long)i, found->at[i], b));
		return;
	}
}

/* ---- func cases ------------------------------------------------------------------------------------------------------- */

static void poke_params(Golden *g)
{
	for (size_t i = 0; i < g->m->slots.n; i++) {
		const Slot *s = g->m->slots.at[i];
		if (s->kind != SLOT_PARAM && s->kind != SLOT_BUFFER)
			continue;
		const Value v = value(g, arena_printf(&g->cc.arena, "in.%s", s->name), &s->type, NULL, 0);
		rig_poke(&g->rig, s, &v);
	}
}

static const char *port(Golden *g, const Line *line, const char *side, const char *name)
{
	const char *tensor = line_value(line, arena_printf(&g->cc.arena, "%s:%s=", side, name));
	if (!tensor)
		BUG("%s: the case says nothing about %s \"%s\"", line->field[2], side, name);
	return tensor;
}

static Value *case_inputs(Golden *g, const Line *line, const Function *f)
{
	Value *in = NEW_ARRAY(&g->cc.arena, Value, f->inputs.n + 1);
	for (size_t i = 0; i < f->inputs.n; i++)
		in[i] = value(g, port(g, line, "in", f->inputs.at[i].name), &f->inputs.at[i].type, NULL, 0);
	return in;
}

static const Function *case_function(const Golden *g, const Line *line)
{
	const Function *f = model_function(g->m, line->field[2]);
	if (!f)
		BUG("the model has no function %s", line->field[2]);
	return f;
}

static void run(Golden *g)
{
	if (!rig_run(&g->rig))
		complain(g, arena_printf(&g->cc.arena, "the program failed\n%s", text_str(&g->rig.why)));
	g->rig.why.n = 0;
}

/* The next call's result; false if it is wrong in itself. */
static bool called(Golden *g, const Function *f, const int64_t *extent, const Value *in, Value *out)
{
	if (rig_called(&g->rig, f, extent, in, out))
		return true;
	complain(g, arena_printf(&g->cc.arena, "%s: %s", f->name, text_str(&g->rig.why)));
	g->rig.why.n = 0;
	return false;
}

static void run_functions(Golden *g, const Line *line, size_t n)
{
	Value **in = NEW_ARRAY(&g->cc.arena, Value *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const Function *f = case_function(g, &line[i]);
		poke_params(g);
		in[i] = case_inputs(g, &line[i], f);
		rig_call(&g->rig, f, NULL, in[i]);
	}
	run(g);
	for (size_t i = 0; i < n; i++) {
		const Function *f = case_function(g, &line[i]);
		Value *out = NEW_ARRAY(&g->cc.arena, Value, f->outputs.n + 1);
		if (!called(g, f, NULL, in[i], out))
			continue;
		for (size_t k = 0; k < f->outputs.n; k++)
			compare(g, &line[i], &out[k], port(g, &line[i], "out", f->outputs.at[k].name));
	}
}

/* ---- train cases ------------------------------------------------------------------------------------------------------ */

/* A call or a look at a parameter, told twice: once to ask, once to compare. */
typedef struct Walk { Golden *g; const Line *line; bool asking; Value *metrics; } Walk;

static void part(Walk *w, const Function *f, int64_t first, int64_t count)
{
	Golden *g = w->g;
	Arena *a = &g->cc.arena;
	int64_t *extent = NEW_ARRAY(a, int64_t, g->m->symbols.n + 1);
	for (size_t i = 0; i < g->m->symbols.n; i++)
		extent[i] = count;
	Value *in = NEW_ARRAY(a, Value, f->inputs.n + 1), *out = NEW_ARRAY(a, Value, f->outputs.n + 1);
	for (size_t i = 0; i < f->inputs.n; i++) {
		const Port *p = &f->inputs.at[i];
		in[i] = p->seed ? value_new(a, g->m, &p->type, extent) : value(g, arena_printf(a, "in.%s", p->name), &p->type, extent, first);
	}
	if (w->asking)
		rig_call(&g->rig, f, extent, in);
	else if (called(g, f, extent, in, out) && rig_metrics(&g->rig, f))
		w->metrics = out;
}

static void params(Walk *w, const char *prefix)
{
	Golden *g = w->g;
	for (size_t i = 0; i < g->m->slots.n; i++) {
		const Slot *s = g->m->slots.at[i];
		Value v;
		if (s->kind != SLOT_PARAM)
			continue;
		if (w->asking)
			rig_peek(&g->rig, s);
		else if (rig_peeked(&g->rig, s, &v))
			compare(g, w->line, &v, arena_printf(&g->cc.arena, "%s.%s", prefix, s->name));
	}
}

/* Averaging writes the parameters; what follows begins with other ones. */
static void average(Walk *w, const Function *f, const char *prefix)
{
	part(w, f, 0, 1);
	params(w, arena_printf(&w->g->cc.arena, "%s.average", prefix));
}

static bool has_step(const char *steps, long step)
{
	for (const char *s = steps; *s; s += strcspn(s, ","), s += *s == ',')
		if (strtol(s, NULL, 10) == step)
			return true;
	return false;
}

/* How many examples the data have. */
static int64_t examples(Golden *g, const Train *t)
{
	return (int64_t)find(g, arena_printf(&g->cc.arena, "in.%s", t->inputs.at[0].name)).shape[0];
}

/* K updates from the first parameters, then what is there. */
static void train(Walk *w, const Train *t, long steps)
{
	Golden *g = w->g;
	Arena *a = &g->cc.arena;
	const bool micro = line_value(w->line, "micro=") != NULL;
	const int64_t all = examples(g, t);
	const char *prefix = arena_printf(a, "out.%s.%ld", w->line->field[2], steps);
	if (w->asking)
		poke_params(g);
	part(w, t->init, 0, 1);
	for (long i = 0; i < steps; i++) {
		part(w, t->step, 0, micro ? 4 : all);
		if (!micro)
			continue;
		part(w, t->step, 4, all - 4);
		if (t->flush)
			part(w, t->flush, 0, 1);
	}
	params(w, prefix);
	if (!w->asking && !micro && w->metrics) {
		Value loss = { .type = type_scalar(DT_F32), .count = 1, .at = w->metrics[0].at };
		compare(g, w->line, &loss, arena_printf(a, "%s.loss", prefix));
	}
	if (line_value(w->line, "average="))
		average(w, t->average, prefix);
}

static void run_training(Golden *g, const Line *line)
{
	const char *steps = line_value(line, "steps=");
	for (int pass = 0; pass < 2; pass++) {
		Walk w = { .g = g, .line = line, .asking = pass == 0 };
		for (long k = 1; k <= 10; k++)
			if (has_step(steps, k))
				train(&w, g->m->trains.at[0], k);
		if (w.asking)
			run(g);
	}
}

/* ---- the cases ------------------------------------------------------------------------------------------------------------ */

static Line line_cut(char *text)
{
	Line line = { .n = 0 };
	for (char *at = strtok(text, "\t"); at && line.n < MAX_FIELDS; at = strtok(NULL, "\t"))
		line.field[line.n++] = at;
	return line;
}

static int golden_close(Golden *g)
{
	const int mistakes = g->mistakes;
	printf("%s %s: %d values\n", mistakes ? "WRONG" : "ok", g->called, g->compared);
	fflush(stdout);
	arena_free(&g->cc.arena);
	free(g);
	return mistakes;
}

static bool asked_for(char **names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	static Line line[MAX_CASES];
	Arena arena = { 0 };
	size_t size, n = 0;
	int mistakes = 0;
	if (argc < 3) {
		fprintf(stderr, "usage: golden DIR \"CC FLAGS\" [MODEL or VARIANT...]\n");
		return 2;
	}
	char *text = read_whole(&arena, "tests/golden/cases.txt", &size);
	for (char *at = text, *end; *at && n < MAX_CASES; at = end) {
		end = at + strcspn(at, "\n");
		if (*end)
			*end++ = 0;
		line[n++] = line_cut(at);
	}
	for (size_t i = 0, after; i < n; i = after) {
		const bool trains = strcmp(line[i].field[0], "train") == 0;
		const char *model = line[i].field[1], *variant = trains ? line[i].field[2] : NULL;
		for (after = i + 1; !trains && after < n && strcmp(line[after].field[1], model) == 0 && strcmp(line[after].field[0], "func") == 0; after++)
			;
		if (argc > 3 && !asked_for(argv + 3, argc - 3, variant ? variant : model))
			continue;
		Golden *g = golden_open(model, variant, argv[1], argv[2]);
		if (!g->mistakes && trains)
			run_training(g, &line[i]);
		else if (!g->mistakes)
			run_functions(g, &line[i], after - i);
		mistakes += golden_close(g);
	}
	arena_free(&arena);
	return mistakes != 0;
}
