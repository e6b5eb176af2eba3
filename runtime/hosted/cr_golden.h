/* cr_golden.h - the self-test of an emitted model: recorded inputs in, recorded outputs expected.
 *
 * `crescent golden record` writes NAME_golden.c, which includes this and the tables of NAME_main.c, and two files that the
 * program reads: golden.safetensors (inputs, and outputs by the reference interpreter) and weights.safetensors.  Needs a
 * C library and the emitted C, nothing of libcrescent.a, so that it runs on any target with files.
 *
 *     FUNCTION/K/extents        i32 [extents], where there are any
 *     FUNCTION/K/in/INPUT       at those extents; a seed is u32 [2], low word first
 *     FUNCTION/K/out/OUTPUT
 *     TRAIN/step/K/in/INPUT     a micro-batch
 *     TRAIN/step/K/metrics      f32 [2 x metrics]: the sum of each (the loss first), then its weight
 *     TRAIN/after/PARAMETER     after the last step
 *
 * One line a comparison: "ok NAME DIFFERENCE" or "fail NAME WHAT".  A difference is |a - b| / max(1, |b|), the largest of a
 * tensor; of parameters, which training may move far where a gradient is nearly zero, |a - b| / max(1, |b|) of the norms. */
#ifndef CR_GOLDEN_H
#define CR_GOLDEN_H
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cr_safetensors.h"
#include "cr_main.h"

enum { CR_GOLDEN_NAME = 512, CR_GOLDEN_PORTS = 64 };

typedef struct cr_golden_bytes { unsigned char *at; size_t size, used; } cr_golden_bytes;

typedef struct cr_golden {
	const cr_main_model *model;
	cr_golden_bytes cases, weights;
	cr_st_reader reader;               /* of cases */
	double tolerance;
	uint64_t seed, steps;
	void *fresh;                       /* the parameters as loaded */
	cr_train_call call;
	int failures;
} cr_golden;

/* ---- small things --------------------------------------------------------------------------------------------- */

static void *cr_golden_room(size_t size)
{
	void *p = calloc(1, size ? size : 1);
	if (!p) {
		fputs("golden: out of memory\n", stderr);
		exit(1);
	}
	return p;
}

static int cr_golden_read(const char *path, cr_golden_bytes *out)
{
	FILE *f = fopen(path, "rb");
	long size = -1;
	if (f && fseek(f, 0, SEEK_END) == 0)
		size = ftell(f);
	if (size < 0 || fseek(f, 0, SEEK_SET) != 0) {
		fprintf(stderr, "%s: cannot read it\n", path);
		return 0;
	}
	out->size = (size_t)size;
	out->at = (unsigned char *)cr_golden_room(out->size);
	int good = fread(out->at, 1, out->size, f) == out->size;
	fclose(f);
	return good;
}

static void cr_golden_said(cr_golden *g, const char *name, double difference)
{
	if (difference <= g->tolerance) {
		printf("ok %s %.2e\n", name, difference);
		return;
	}
	printf("fail %s differs by %.2e; at most %.2e expected\n", name, difference, g->tolerance);
	g->failures++;
}

static void cr_golden_refuse(cr_golden *g, const char *name, const char *what)
{
	printf("fail %s %s\n", name, what);
	g->failures++;
}

/* ---- tensors ---------------------------------------------------------------------------------------------------- */

static int cr_golden_find(cr_golden *g, const char *name, cr_st_tensor *t)
{
	return cr_st_find(&g->reader, "", name, t);
}

static double cr_golden_number(uint8_t type, const void *at)
{
	union { float f32; int32_t i32; uint32_t u32; int16_t i16; uint16_t u16; int8_t i8; uint8_t u8; } v = { .u32 = 0 };
	memcpy(&v, at, cr_type_size(type));
	switch (type) {
	case CR_F32: return (double)v.f32;
	case CR_I32: return v.i32;
	case CR_U32: return v.u32;
	case CR_I16: return v.i16;
	case CR_U16: return v.u16;
	case CR_I8: return v.i8;
	default: return v.u8;
	}
}

static double cr_golden_apart(double a, double b)
{
	double size = fabs(b) > 1 ? fabs(b) : 1;
	if (a == b || (isnan(a) && isnan(b)))
		return 0;
	return isfinite(a) && isfinite(b) ? fabs(a - b) / size : INFINITY;
}

/* Where element i of t lies in an array whose extents are the greatest. */
static uint64_t cr_golden_place(const cr_st_tensor *t, const int64_t *greatest, uint64_t i)
{
	uint64_t place = 0, stride = 1;
	for (uint32_t k = t->rank; k-- > 0;) {
		place += i % (uint64_t)t->shape[k] * stride;
		i /= (uint64_t)t->shape[k];
		stride *= (uint64_t)greatest[k];
	}
	return place;
}

static void cr_golden_put(const cr_golden *g, const cr_st_tensor *t, uint8_t type, const int64_t *greatest, unsigned char *out)
{
	for (uint64_t i = 0; i < t->elements; i++)
		cr_st_convert(g->reader.data + t->begin + i * cr_st_width(t->type), t->type, 1, type, 0,
		              out + cr_golden_place(t, greatest, i) * cr_type_size(type));
}

static double cr_golden_compare(const cr_golden *g, const cr_st_tensor *t, uint8_t type, const int64_t *greatest,
                                const unsigned char *found)
{
	double largest = 0;
	for (uint64_t i = 0; i < t->elements; i++) {
		unsigned char expected[4];
		cr_st_convert(g->reader.data + t->begin + i * cr_st_width(t->type), t->type, 1, type, 0, expected);
		double d = cr_golden_apart(cr_golden_number(type, found + cr_golden_place(t, greatest, i) * cr_type_size(type)),
		                           cr_golden_number(type, expected));
		largest = d > largest ? d : largest;
	}
	return largest;
}

static uint64_t cr_golden_elements(const cr_main_port *p)
{
	uint64_t n = 1;
	for (uint32_t k = 0; k < p->rank; k++)
		n *= (uint64_t)p->shape[k];
	return n;
}

/* ---- parameters --------------------------------------------------------------------------------------------------- */

static cr_status cr_golden_begin(void *user, uint64_t size)
{
	cr_golden_bytes *b = (cr_golden_bytes *)user;
	b->at = (unsigned char *)cr_golden_room((size_t)size);
	b->size = (size_t)size;
	return CR_OK;
}

static cr_status cr_golden_write(void *user, const void *bytes, size_t size)
{
	cr_golden_bytes *b = (cr_golden_bytes *)user;
	if (size > b->size - b->used)
		return CR_ERR_IO;
	memcpy(b->at + b->used, bytes, size);
	b->used += size;
	return CR_OK;
}

static cr_status cr_golden_commit(void *user)
{
	(void)user;
	return CR_OK;
}

/* The model's parameters, as it saves them, against tensors PREFIX/NAME of expected. */
static void cr_golden_parameters(cr_golden *g, cr_st_reader *expected, const char *prefix)
{
	cr_golden_bytes saved = { NULL, 0, 0 };
	cr_store store = { cr_golden_begin, cr_golden_write, cr_golden_commit, &saved };
	cr_st_reader r;
	cr_st_tensor t = { .name = "" }, e = { .name = "" };
	if (!g->model->save)
		return;
	if (g->model->save(g->call.params, &store) != CR_OK || cr_st_open(&r, saved.at, saved.size, 0) != CR_OK) {
		cr_golden_refuse(g, prefix, "could not be saved");
		free(saved.at);
		return;
	}
	while (cr_st_next(&r, &t)) {
		char name[CR_GOLDEN_NAME];
		double apart = 0, size = 0;
		snprintf(name, sizeof name, "%s%.*s", prefix, (int)(t.name_size < 400 ? t.name_size : 400), t.name);
		if (!cr_st_find(expected, "", name, &e) || e.elements != t.elements)
			continue;
		for (uint64_t i = 0; i < t.elements; i++) {
			unsigned char a[4], b[4];
			cr_st_convert(r.data + t.begin + i * cr_st_width(t.type), t.type, 1, t.type, 0, a);
			cr_st_convert(expected->data + e.begin + i * cr_st_width(e.type), e.type, 1, t.type, 0, b);
			double x = cr_golden_number(t.type, a), y = cr_golden_number(t.type, b);
			apart += (x - y) * (x - y);
			size += y * y;
		}
		if (*prefix)
			cr_golden_said(g, name, sqrt(apart) / (size > 1 ? sqrt(size) : 1));
		else
			snprintf(name, sizeof name, "init/%.*s", (int)(t.name_size < 400 ? t.name_size : 400), t.name),
			cr_golden_said(g, name, sqrt(apart) / (size > 1 ? sqrt(size) : 1));
	}
	free(saved.at);
}

static void cr_golden_restart(cr_golden *g)
{
	memcpy(g->call.params, g->fresh, g->model->params_size);
	if (g->model->state_init)
		g->model->state_init(g->call.state);
}

/* ---- functions ------------------------------------------------------------------------------------------------------ */

static void *cr_golden_input(cr_golden *g, const cr_main_port *p, const cr_st_tensor *t)
{
	const int64_t words[1] = { 2 };
	unsigned char *room = (unsigned char *)cr_golden_room((size_t)cr_golden_elements(p) * 8 + 8);
	uint32_t seed[2];
	if (!p->seed) {
		cr_golden_put(g, t, p->type, p->shape, room);
		return room;
	}
	cr_golden_put(g, t, CR_U32, words, room);
	memcpy(seed, room, sizeof seed);
	const uint64_t value = (uint64_t)seed[1] << 32 | seed[0];
	memcpy(room, &value, sizeof value);
	return room;
}

/* Case k; 0 if there is none. */
static int cr_golden_case(cr_golden *g, const cr_main_function *f, int k)
{
	char name[CR_GOLDEN_NAME];
	size_t extents[8] = { 0 };
	const void *inputs[CR_GOLDEN_PORTS] = { NULL };
	void *outputs[CR_GOLDEN_PORTS] = { NULL };
	cr_st_tensor t = { .name = "" };
	uint32_t found = 0;
	snprintf(name, sizeof name, "%s/%d/extents", f->name, k);
	if (f->extent_count && cr_golden_find(g, name, &t))
		for (uint32_t i = 0; i < f->extent_count && i < 8 && i < t.elements; i++)
			extents[i] = (size_t)cr_st_bits(g->reader.data + t.begin + 4 * (size_t)i, 4);
	for (uint32_t i = 0; i < f->input_count && i < CR_GOLDEN_PORTS; i++) {
		snprintf(name, sizeof name, "%s/%d/in/%s", f->name, k, f->inputs[i].name);
		inputs[i] = cr_golden_find(g, name, &t) ? cr_golden_input(g, &f->inputs[i], &t) : NULL;
	}
	for (uint32_t i = 0; i < f->output_count && i < CR_GOLDEN_PORTS; i++)
		outputs[i] = cr_golden_room((size_t)cr_golden_elements(&f->outputs[i]) * cr_type_size(f->outputs[i].type));
	snprintf(name, sizeof name, "%s/%d/out/%s", f->name, k, f->output_count ? f->outputs[0].name : "");
	if (f->output_count && cr_golden_find(g, name, &t)) {
		cr_golden_restart(g);
		g->call.workspace = cr_golden_room(f->workspace_size);
		cr_status status = f->call(&g->call, extents, inputs, outputs);
		if (status != CR_OK)
			cr_golden_refuse(g, name, "refused its arguments");
		for (uint32_t i = 0; i < f->output_count && status == CR_OK; i++) {
			snprintf(name, sizeof name, "%s/%d/out/%s", f->name, k, f->outputs[i].name);
			if (!cr_golden_find(g, name, &t))
				continue;
			found++;
			cr_golden_said(g, name, cr_golden_compare(g, &t, f->outputs[i].type, f->outputs[i].shape, (unsigned char *)outputs[i]));
		}
		free(g->call.workspace);
	}
	for (uint32_t i = 0; i < f->input_count && i < CR_GOLDEN_PORTS; i++)
		free((void *)(uintptr_t)inputs[i]);
	for (uint32_t i = 0; i < f->output_count && i < CR_GOLDEN_PORTS; i++)
		free(outputs[i]);
	return found > 0;
}

/* ---- training --------------------------------------------------------------------------------------------------------- */

static void cr_golden_metrics(cr_golden *g, const cr_train_model *m, int k, const cr_train_sums *sums)
{
	char name[CR_GOLDEN_NAME];
	float found[2 * CR_METRICS_MAX];
	const int64_t shape[1] = { 2 * (int64_t)m->metric_count };
	cr_st_tensor t = { .name = "" };
	for (uint32_t i = 0; i < m->metric_count; i++) {
		found[2 * i] = sums->value[i];
		found[2 * i + 1] = sums->weight[i];
	}
	snprintf(name, sizeof name, "%s/step/%d/metrics", m->train, k);
	if (cr_golden_find(g, name, &t))
		cr_golden_said(g, name, cr_golden_compare(g, &t, CR_F32, shape, (const unsigned char *)found));
}

/* Micro-batch k; 0 if there is none. */
static int cr_golden_step(cr_golden *g, const cr_train_model *m, int k)
{
	char name[CR_GOLDEN_NAME];
	void *inputs[CR_FIELDS_MAX] = { NULL };
	const void *constant[CR_FIELDS_MAX] = { NULL };
	cr_train_sums sums = { .updated = 0 };
	cr_st_tensor t = { .name = "" };
	uint32_t have = 0;
	size_t count = 0;
	for (uint32_t i = 0; i < m->field_count; i++) {
		snprintf(name, sizeof name, "%s/step/%d/in/%s", m->train, k, m->fields[i].name);
		if (!cr_golden_find(g, name, &t))
			continue;
		have++;
		count = (size_t)t.shape[0];
		inputs[i] = cr_golden_room((size_t)t.elements * 4);
		cr_golden_put(g, &t, m->fields[i].type, t.shape, (unsigned char *)inputs[i]);
		constant[i] = inputs[i];
	}
	if (have == m->field_count) {
		cr_status status = m->step(&g->call, count, constant, &sums);
		snprintf(name, sizeof name, "%s/step/%d", m->train, k);
		if (status != CR_OK)
			cr_golden_refuse(g, name, status == CR_ERR_NONFINITE ? "is not finite" : "refused its arguments");
		cr_golden_metrics(g, m, k, &sums);
	}
	for (uint32_t i = 0; i < m->field_count; i++)
		free(inputs[i]);
	return have && have == m->field_count;
}

static void cr_golden_train(cr_golden *g, const cr_main_train *t)
{
	const cr_train_model *m = t->model();
	char prefix[CR_GOLDEN_NAME];
	int k = 0;
	cr_golden_restart(g);
	g->call.train_state = cr_golden_room(t->state_size);
	g->call.workspace = cr_golden_room(t->workspace_size);
	t->init(&g->call, g->seed);
	if (m->begin)
		m->begin(&g->call, g->seed, g->steps, 1);
	while (cr_golden_step(g, m, k))
		k++;
	snprintf(prefix, sizeof prefix, "%s/after/", m->train);
	if (k)
		cr_golden_parameters(g, &g->reader, prefix);
	free(g->call.train_state);
	free(g->call.workspace);
	g->call.train_state = NULL;
}

/* ---- all ------------------------------------------------------------------------------------------------------------------ */

static int cr_golden_open(cr_golden *g, char **argv)
{
	cr_error error = { .tensor = -1 };
	if (!cr_golden_read(argv[1], &g->cases) || !cr_golden_read(argv[2], &g->weights))
		return 0;
	if (cr_st_open(&g->reader, g->cases.at, g->cases.size, &error) != CR_OK) {
		fprintf(stderr, "%s: %s\n", argv[1], error.text);
		return 0;
	}
	cr_st_metadata_hex(&g->reader, "seed", &g->seed);
	cr_st_metadata_hex(&g->reader, "steps", &g->steps);
	return 1;
}

/* GOLDEN.safetensors WEIGHTS.safetensors TOLERANCE: 0 good, 1 a file is wrong, 3 something differs. */
static int cr_golden_main(const cr_main_model *model, int argc, char **argv)
{
	cr_golden g = { .model = model };
	cr_error error = { .tensor = -1 };
	char initial[8];
	if (argc != 4 || (g.tolerance = strtod(argv[3], NULL)) <= 0) {
		fputs("usage: golden.safetensors weights.safetensors TOLERANCE\n", stderr);
		return 2;
	}
	if (!cr_golden_open(&g, argv))
		return 1;
	g.call.params = cr_golden_room(model->params_size);
	g.fresh = cr_golden_room(model->params_size);
	g.call.state = cr_golden_room(model->state_size);
	void *workspace = cr_golden_room(model->init_workspace_size);
	model->init(g.call.params, workspace, g.seed);
	free(workspace);
	if (cr_st_metadata(&g.reader, "initial", initial, sizeof initial)) {
		cr_st_reader weights;
		if (cr_st_open(&weights, g.weights.at, g.weights.size, &error) == CR_OK)
			cr_golden_parameters(&g, &weights, "");
	}
	if (model->load && model->load(g.call.params, g.weights.at, g.weights.size, CR_LOAD_STRICT, NULL, &error) != CR_OK) {
		fprintf(stderr, "%s: %s\n", argv[2], error.text);
		return 1;
	}
	memcpy(g.fresh, g.call.params, model->params_size);
	for (uint32_t i = 0; i < model->function_count; i++)
		for (int k = 0; cr_golden_case(&g, &model->functions[i], k); k++)
			continue;
	for (uint32_t i = 0; i < model->train_count; i++)
		cr_golden_train(&g, &model->trains[i]);
	free(g.call.params);
	free(g.call.state);
	free(g.fresh);
	free(g.cases.at);
	free(g.weights.at);
	return g.failures ? 3 : 0;
}
#endif
