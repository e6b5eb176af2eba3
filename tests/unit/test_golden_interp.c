/* test_golden_interp.c - every golden number through the front end, the gradients and the reference interpreter, before and
 * after simplification: no C is emitted here. tests/golden/README.md says what a line of cases.txt asks for. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../compiler/lua/lua.h"
#include "../../compiler/passes/passes.h"
#include "../../runtime/cr_safetensors.h"

Suite *golden_interp_suite(void);

static const char *const models[] = { "activations", "losses", "normalisation", "elementwise", "reductions", "ordering", "indexing", "movement",
	                              "contraction", "second_order", "mlp", "mlp_mnist", "schedules", "convolution", "reduce_window",
	                              "conv_layers", "pooling", "norms", "frames", "second_order_conv", "cnn", "resnet20",
	                              "attention", "transformer_blocks", "gpt_tiny", "recurrent", "recurrent_stacks",
	                              "recurrent_dropout" };
enum { MODELS = sizeof models / sizeof models[0], MAX_FIELDS = 64 };

/* ---- the files ---------------------------------------------------------------------------------------------- */

/* One model's run: memory, the data, and what disagreed. */
typedef struct Golden {
	Compilation cc;
	Model *m;
	unsigned char *bytes;
	cr_st_reader data;
	double rtol, atol;
	Text wrong;
	int mistakes;
} Golden;

/* tests/golden/NAME, whole, with a zero behind it; the tests run in the root of the tree. */
static char *golden_file(const char *name, size_t *size)
{
	char path[256];
	snprintf(path, sizeof path, "tests/golden/%s", name);
	FILE *f = fopen(path, "rb");
	ck_assert_msg(f != NULL, "cannot read %s", path);
	ck_assert_int_eq(fseek(f, 0, SEEK_END), 0);
	*size = (size_t)ftell(f);
	rewind(f);
	char *bytes = malloc(*size + 1);
	ck_assert_uint_eq(fread(bytes, 1, *size, f), *size);
	bytes[*size] = 0;
	fclose(f);
	return bytes;
}

static Golden *golden_open(const char *model, const char *variant)
{
	Golden *g = calloc(1, sizeof *g);
	g->cc.max_errors = 10;
	const char *path = arena_printf(&g->cc.arena, "tests/golden/models/%s.lua", model);
	const ScriptOption option = { "variant", variant };
	g->m = script_load(&g->cc, path, &option, variant ? 1 : 0, NULL);
	if (!g->m) {
		diagnostics_print(&g->cc, stderr, false, false);
		ck_abort_msg("%s does not load", path);
	}
	size_t size;
	g->bytes = (unsigned char *)golden_file(arena_printf(&g->cc.arena, "data/%s.safetensors", model), &size);
	cr_error error;
	ck_assert_msg(cr_st_open(&g->data, g->bytes, size, &error) == CR_OK, "%s: %s", model, error.text);
	g->wrong = text_new(&g->cc.arena);
	return g;
}

static void golden_close(Golden *g)
{
	if (g->mistakes)
		ck_abort_msg("%d values are wrong:\n%s", g->mistakes, text_str(&g->wrong));
	free(g->bytes);
	arena_free(&g->cc.arena);
	free(g);
}

static bool golden_find(Golden *g, const char *name, cr_st_tensor *t)
{
	cr_st_rewind(&g->data);
	while (cr_st_next(&g->data, t))
		if (cr_st_name_is(t, "", name))
			return true;
	return false;
}

static double element(const Golden *g, const cr_st_tensor *t, uint64_t i)
{
	const unsigned char *at = g->data.data + t->begin + i * cr_st_width(t->type);
	int64_t whole = 0;
	if (t->type == CR_F32) {
		float f;
		uint32_t bits = (uint32_t)cr_st_bits(at, 4);
		memcpy(&f, &bits, sizeof f);
		return (double)f;
	}
	ck_assert(cr_st_integer(at, t->type, &whole));
	return (double)whole;
}

/* A value of type t from the tensor, or from `count` rows of it behind `first`. */
static Value golden_value(Golden *g, const char *name, const Type *type, const int64_t *extent, int64_t first)
{
	cr_st_tensor t;
	ck_assert_msg(golden_find(g, name, &t), "the data have no tensor \"%s\"", name);
	Value v = value_new(&g->cc.arena, g->m, type, extent);
	uint64_t row = t.rank ? t.elements / (uint64_t)t.shape[0] : 1, from = (uint64_t)first * row;
	ck_assert_msg(from + (uint64_t)v.count <= t.elements, "\"%s\" has %d elements", name, (int)t.elements);
	for (int64_t i = 0; i < v.count; i++)
		v.at[i] = element(g, &t, from + (uint64_t)i);
	return v;
}

/* ---- comparing ----------------------------------------------------------------------------------------------- */

/* |a - b| <= atol + rtol |b|; infinities equal themselves, NaN equals NaN. Integers and bools must be equal. */
static bool agrees(const Golden *g, DType d, double a, double b)
{
	if (isnan(b))
		return isnan(a);
	if (d != DT_F32 || isinf(b))
		return a == b;
	return fabs(a - b) <= g->atol + g->rtol * fabs(b);
}

static void compare(Golden *g, const char *where, const Value *found, const char *name)
{
	cr_st_tensor t;
	ck_assert_msg(golden_find(g, name, &t), "the data have no tensor \"%s\"", name);
	if ((uint64_t)found->count != t.elements) {
		g->mistakes++;
		text_add(&g->wrong, "  %s: %s has %d elements, not %d\n", where, name, (int)found->count, (int)t.elements);
		return;
	}
	for (int64_t i = 0; i < found->count; i++) {
		double expected = element(g, &t, (uint64_t)i);
		if (agrees(g, found->type.dtype, found->at[i], expected))
			continue;
		if (g->mistakes++ < 20)
			text_add(&g->wrong, "  %s: %s[%d] is %.9g; %.9g expected\n", where, name, (int)i, found->at[i], expected);
		return;
	}
}

/* ---- a line of cases.txt ------------------------------------------------------------------------------------------ */

typedef struct Line { const char *field[MAX_FIELDS]; int n; } Line;

/* Cuts one line at its tabs, in place. */
static Line line_cut(char *text)
{
	Line line = { .n = 0 };
	for (char *at = strtok(text, "\t"); at && line.n < MAX_FIELDS; at = strtok(NULL, "\t"))
		line.field[line.n++] = at;
	return line;
}

/* What stands behind `key` (":" or "=" included) in the fields; NULL if absent. */
static const char *line_value(const Line *line, const char *key)
{
	for (int i = 3; i < line->n; i++)
		if (strncmp(line->field[i], key, strlen(key)) == 0)
			return line->field[i] + strlen(key);
	return NULL;
}

static const char *line_port(Golden *g, const Line *line, const char *side, const char *port)
{
	const char *tensor = line_value(line, arena_printf(&g->cc.arena, "%s:%s=", side, port));
	ck_assert_msg(tensor != NULL, "%s: the case says nothing about %s \"%s\"", line->field[2], side, port);
	return tensor;
}

static void line_tolerance(Golden *g, const Line *line)
{
	g->rtol = strtod(line_value(line, "rtol="), NULL);
	g->atol = strtod(line_value(line, "atol="), NULL);
}

/* Values of all slots: params from the data, and buffers that they have; others are zeros. */
static Value *golden_slots(Golden *g)
{
	Value *slots = NEW_ARRAY(&g->cc.arena, Value, g->m->slots.n + 1);
	for (size_t i = 0; i < g->m->slots.n; i++) {
		const Slot *s = g->m->slots.at[i];
		const char *name = arena_printf(&g->cc.arena, "in.%s", s->name);
		cr_st_tensor t;
		if (s->kind == SLOT_PARAM || (s->kind == SLOT_BUFFER && golden_find(g, name, &t)))
			slots[i] = golden_value(g, name, &s->type, NULL, 0);
		else
			slots[i] = value_new(&g->cc.arena, g->m, &s->type, NULL);
	}
	return slots;
}

/* ---- func cases ------------------------------------------------------------------------------------------------------ */

static void run_function(Golden *g, const Line *line, Function *f, const char *stage)
{
	Arena *a = &g->cc.arena;
	Value *inputs = NEW_ARRAY(a, Value, f->inputs.n + 1), *outputs = NEW_ARRAY(a, Value, f->outputs.n + 1);
	for (size_t i = 0; i < f->inputs.n; i++)
		inputs[i] = golden_value(g, line_port(g, line, "in", f->inputs.at[i].name), &f->inputs.at[i].type, NULL, 0);
	Value *sets = NEW_ARRAY(a, Value, f->sets.n + 1), *slots = golden_slots(g);
	const InterpArgs args = { .inputs = inputs, .slots = slots };
	function_verify(f, stage);
	function_interpret(f, &args, a, outputs, sets);
	for (size_t i = 0; i < f->outputs.n; i++)
		compare(g, arena_printf(a, "%s, %s", line->field[2], stage), &outputs[i], line_port(g, line, "out", f->outputs.at[i].name));
}

static void run_func_case(Golden *g, char *text)
{
	const Line line = line_cut(text);
	ck_assert_int_ge(line.n, 6);
	Function *f = model_function(g->m, line.field[2]);
	ck_assert_msg(f != NULL, "the model has no function \"%s\"", line.field[2]);
	line_tolerance(g, &line);
	run_function(g, &line, f, "traced");
	function_simplify(f);
	run_function(g, &line, f, "simplified");
}

/* Calls run for the lines of cases.txt of that kind and model; returns how many. */
static int each_case(Golden *g, const char *kind, const char *model, const char *name, void (*run)(Golden *, char *))
{
	size_t size;
	int count = 0;
	char *cases = golden_file("cases.txt", &size);
	const char *start = name ? arena_printf(&g->cc.arena, "%s\t%s\t%s\t", kind, model, name)
	                         : arena_printf(&g->cc.arena, "%s\t%s\t", kind, model);
	for (char *at = cases, *end; *at; at = end) {
		end = at + strcspn(at, "\n");
		if (*end)
			*end++ = 0;
		if (strncmp(at, start, strlen(start)) != 0)
			continue;
		char *line = strdup(at);
		run(g, line);
		free(line);
		count++;
	}
	free(cases);
	return count;
}

START_TEST(functions_compute_the_golden_numbers)
{
	Golden *g = golden_open(models[_i], NULL);
	ck_assert_int_gt(each_case(g, "func", models[_i], NULL, run_func_case), 0);
	golden_close(g);
}
END_TEST

/* ---- train cases -------------------------------------------------------------------------------------------------------- */

static const char *const variants[] = {
	"sgd", "sgd_momentum", "sgd_nesterov", "sgd_decay", "rmsprop", "rmsprop_momentum", "rmsprop_centered", "rmsprop_decay",
	"adagrad", "adagrad_decay", "adam", "adam_options", "adam_amsgrad", "adam_decay", "adamw", "adamw_decay", "adamw_matrices",
	"lion", "lion_decay", "custom", "clip_norm", "clip_norm_idle", "clip_norm_decay", "clip_value", "ema", "schedule", "frozen",
	"groups", "weighted", "accumulate", "regularized", "regularized_l2", "max_norm", "unit_norm", "non_neg"
};
enum { VARIANTS = sizeof variants / sizeof variants[0] };

typedef struct Training { Golden *g; Train *train; Value *slots, *outputs; const char *variant, *stage; } Training;

/* Runs one of the training's functions on examples first .. first + count - 1 and keeps what it set. */
static void run_part(Training *r, const Function *f, int64_t first, int64_t count)
{
	Golden *g = r->g;
	Arena *a = &g->cc.arena;
	int64_t *extent = NEW_ARRAY(a, int64_t, g->m->symbols.n + 1);
	for (size_t i = 0; i < g->m->symbols.n; i++)
		extent[i] = count;
	Value *inputs = NEW_ARRAY(a, Value, f->inputs.n + 1), *sets = NEW_ARRAY(a, Value, f->sets.n + 1);
	for (size_t i = 0; i < f->inputs.n; i++) {
		const Port *p = &f->inputs.at[i];
		inputs[i] = p->seed ? value_new(a, g->m, &p->type, extent)
		                    : golden_value(g, arena_printf(a, "in.%s", p->name), &p->type, extent, first);
	}
	const InterpArgs args = { .extent = extent, .inputs = inputs, .slots = r->slots };
	function_verify(f, r->stage);
	r->outputs = NEW_ARRAY(a, Value, f->outputs.n + 1);
	function_interpret(f, &args, a, r->outputs, sets);
	for (size_t i = 0; i < f->sets.n; i++)
		r->slots[f->sets.at[i].slot->index] = sets[i];
}

static void compare_params(Training *r, const char *prefix)
{
	for (size_t i = 0; i < r->g->m->slots.n; i++) {
		const Slot *s = r->g->m->slots.at[i];
		if (s->kind == SLOT_PARAM)
			compare(r->g, r->stage, &r->slots[i], arena_printf(&r->g->cc.arena, "%s.%s", prefix, s->name));
	}
}

/* The reported loss is the sum of weighted losses over the sum of weights: the first two outputs. */
static void compare_loss(Training *r, const char *prefix)
{
	Value loss = r->outputs[0];
	loss.at = arena_copy(&r->g->cc.arena, loss.at, sizeof(double));
	loss.at[0] /= r->outputs[1].at[0];
	compare(r->g, r->stage, &loss, arena_printf(&r->g->cc.arena, "%s.loss", prefix));
}

static void compare_average(Training *r, const char *prefix)
{
	ck_assert(r->train->average != NULL);
	Value *kept = r->slots;
	r->slots = arena_copy(&r->g->cc.arena, kept, r->g->m->slots.n * sizeof *kept);
	run_part(r, r->train->average, 0, 1);
	compare_params(r, arena_printf(&r->g->cc.arena, "%s.average", prefix));
	r->slots = kept;
}

static bool has_step(const char *steps, int step)
{
	for (const char *s = steps; *s; s += strcspn(s, ","), s += *s == ',')
		if (strtol(s, NULL, 10) == step)
			return true;
	return false;
}

/* One update: all 7 examples, or micro-batches of 4 and 3 and the update they add up to. */
static void run_update(Training *r, bool micro)
{
	run_part(r, r->train->step, 0, micro ? 4 : 7);
	if (!micro)
		return;
	run_part(r, r->train->step, 4, 3);
	ck_assert(r->train->flush != NULL);
	run_part(r, r->train->flush, 0, 1);
}

static void run_training(Training *r, const Line *line)
{
	Golden *g = r->g;
	const char *steps = line_value(line, "steps=");
	const bool micro = line_value(line, "micro=") != NULL, average = line_value(line, "average=") != NULL;
	r->slots = golden_slots(g);
	run_part(r, r->train->init, 0, 1);
	for (int step = 1; step <= 10; step++) {
		run_update(r, micro);
		if (!has_step(steps, step))
			continue;
		const char *prefix = arena_printf(&g->cc.arena, "out.%s.%d", r->variant, step);
		compare_params(r, prefix);
		if (!micro)
			compare_loss(r, prefix);
		if (average)
			compare_average(r, prefix);
	}
}

static void run_train_case(Golden *g, char *text)
{
	const Line line = line_cut(text);
	line_tolerance(g, &line);
	ck_assert_uint_eq(g->m->trains.n, 1);
	Training r = { .g = g, .train = g->m->trains.at[0], .variant = line.field[2], .stage = "traced" };
	run_training(&r, &line);
	for (size_t i = 0; i < g->m->functions.n; i++)
		function_simplify(g->m->functions.at[i]);
	r.stage = "simplified";
	run_training(&r, &line);
}

START_TEST(optimisers_take_the_golden_steps)
{
	Golden *g = golden_open("optimisers", variants[_i]);
	ck_assert_int_eq(each_case(g, "train", "optimisers", variants[_i], run_train_case), 1);
	golden_close(g);
}
END_TEST

static const char *const through_time[] = { "rnn_plain", "rnn_clip_norm", "rnn_clip_value", "rnn_adam", "rnn_activity",
	                                    "rnn_regularized", "rnn_constrained" };

START_TEST(gradients_through_time_are_clipped)
{
	Golden *g = golden_open("recurrent_training", through_time[_i]);
	ck_assert_int_eq(each_case(g, "train", "recurrent_training", through_time[_i], run_train_case), 1);
	golden_close(g);
}
END_TEST

Suite *golden_interp_suite(void)
{
	Suite *s = suite_create("golden_interp");
	TCase *t = tcase_create("golden_interp");
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, functions_compute_the_golden_numbers, 0, MODELS);
	tcase_add_loop_test(t, optimisers_take_the_golden_steps, 0, VARIANTS);
	tcase_add_loop_test(t, gradients_through_time_are_clipped, 0, (int)(sizeof through_time / sizeof *through_time));
	suite_add_tcase(s, t);
	return s;
}
