/* main_predict.c - a function of the model over the examples of a file. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>

#include "main.h"

enum { PORTS_MAX = 32, SHOWN = 10 };

typedef struct predict {
	const cr_main_model *model;
	const cr_main_function *f;
	cr_train_call *call;
	cr_array input[PORTS_MAX], output[PORTS_MAX];
	uint64_t seed;
	uint64_t count;                /* examples, or rows of a bounded axis */
	size_t rows;                   /* a call takes: 1, or the greatest extent */
	int batched;                   /* axis 0 of the ports is a bounded extent */
} predict;

static uint64_t elements(const cr_main_port *p, int batched)
{
	uint64_t n = 1;
	for (uint32_t i = 0; i < p->rank; i++)
		n *= i == 0 && batched && p->extent ? 1 : (uint64_t)p->shape[i];
	return n;
}

static const cr_main_function *find_function(const cr_main_model *m, const char *name, cr_error *error)
{
	for (uint32_t i = 0; i < m->function_count; i++)
		if (!name ? !m->functions[i].trains : strcmp(m->functions[i].name, name) == 0)
			return &m->functions[i];
	hosted_fail(error, CR_ERR_ARGUMENT, m->name, 0, name ? "no function \"%s\"" : "no function to predict with", name);
	return NULL;
}

/* --input=FILE for the only input, --input=NAME=FILE where there are several. */
static const char *input_file(const predict *p, const main_values *values, uint32_t input, uint32_t data_inputs)
{
	const char *name = p->f->inputs[input].name;
	size_t n = strlen(name);
	for (uint32_t i = 0; i < values->count; i++) {
		const char *v = values->at[i].value;
		if (strcmp(values->at[i].name, "input") != 0)
			continue;
		if (strncmp(v, name, n) == 0 && v[n] == '=')
			return v + n + 1;
		if (data_inputs == 1)
			return v;
	}
	return NULL;
}

static cr_status read_input(predict *p, uint32_t i, const char *path, cr_error *error)
{
	const cr_main_port *port = &p->f->inputs[i];
	cr_array *a = &p->input[i];
	cr_status status = cr_array_read(path, a, error);
	if (status != CR_OK)
		return status;
	uint64_t one = elements(port, p->batched);
	if (a->count == 0 || a->count % one)
		return hosted_fail(error, CR_ERR_MISMATCH, path, 0, "%llu numbers an example expected for %s; found %llu in all",
		                   (unsigned long long)one, port->name, (unsigned long long)a->count);
	uint64_t count = a->count / one;
	if (p->count && count != p->count)
		return hosted_fail(error, CR_ERR_MISMATCH, path, 0, "%llu examples expected; found %llu", (unsigned long long)p->count,
		                   (unsigned long long)count);
	p->count = count;
	return cr_array_convert(a, port->type, path, error);
}

static cr_status read_inputs(predict *p, const main_values *values, cr_error *error)
{
	uint32_t data = 0;
	for (uint32_t i = 0; i < p->f->input_count; i++)
		data += !p->f->inputs[i].seed;
	for (uint32_t i = 0; i < p->f->input_count; i++) {
		if (p->f->inputs[i].seed)
			continue;
		const char *path = input_file(p, values, i, data);
		if (!path)
			return hosted_fail(error, CR_ERR_ARGUMENT, p->f->name, 0, "--input=%s%sFILE expected", data > 1 ? p->f->inputs[i].name : "",
			                   data > 1 ? "=" : "");
		cr_status status = read_input(p, i, path, error);
		if (status != CR_OK)
			return status;
	}
	if (data == 0)
		p->count = 1;
	return CR_OK;
}

static cr_status make_outputs(predict *p, cr_error *error)
{
	for (uint32_t i = 0; i < p->f->output_count; i++) {
		const cr_main_port *port = &p->f->outputs[i];
		int64_t shape[8] = { (int64_t)p->count };
		uint32_t rank = 1, first = p->batched && port->extent ? 1 : 0;
		for (uint32_t d = first; d < port->rank && rank < 8; d++)
			shape[rank++] = port->shape[d];
		cr_status status = cr_array_make(&p->output[i], port->type, rank, shape, port->name, error);
		if (status != CR_OK)
			return status;
	}
	return CR_OK;
}

static char *place(const predict *p, cr_array *a, const cr_main_port *port, uint64_t example)
{
	return (char *)a->data + (size_t)(example * elements(port, p->batched)) * cr_type_size(a->type);
}

static cr_status run(predict *p, cr_error *error)
{
	const void *inputs[PORTS_MAX];
	void *outputs[PORTS_MAX];
	size_t extents[PORTS_MAX];
	for (uint64_t at = 0; at < p->count; at += p->rows) {
		size_t rows = p->count - at < p->rows ? (size_t)(p->count - at) : p->rows;
		for (uint32_t i = 0; i < p->f->extent_count; i++)
			extents[i] = rows;
		for (uint32_t i = 0; i < p->f->input_count; i++)
			inputs[i] = p->f->inputs[i].seed ? (const void *)&p->seed : place(p, &p->input[i], &p->f->inputs[i], at);
		for (uint32_t i = 0; i < p->f->output_count; i++)
			outputs[i] = place(p, &p->output[i], &p->f->outputs[i], at);
		cr_status status = p->f->call(p->call, extents, inputs, outputs);
		if (status == CR_ERR_DATA)
			return hosted_fail(error, status, p->f->name, at, "example %llu has an index or label out of range; the model's header says what is legal",
			                   (unsigned long long)at);
		if (status < 0)
			return hosted_fail(error, status, p->f->name, at, "the function failed at example %llu", (unsigned long long)at);
	}
	return CR_OK;
}

/* The first output goes to the file that was named, others beside it: y.csv, y.best.csv. */
static cr_status write_outputs(predict *p, const char *path, cr_error *error)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
	size_t stem = dot && (!slash || dot > slash) ? (size_t)(dot - path) : strlen(path);
	cr_status status = CR_OK;
	for (uint32_t i = 0; i < p->f->output_count && status == CR_OK; i++) {
		size_t size = strlen(path) + strlen(p->f->outputs[i].name) + 2;
		char *name = malloc(size);
		if (!name)
			return hosted_fail(error, CR_ERR_IO, path, 0, "not enough memory");
		if (i == 0)
			memcpy(name, path, strlen(path) + 1);
		else
			snprintf(name, size, "%.*s.%s%s", (int)stem, path, p->f->outputs[i].name, path + stem);
		status = cr_array_write(name, &p->output[i], error);
		free(name);
	}
	return status;
}

static void show_number(const cr_array *a, uint64_t element)
{
	if (a->type == CR_F32) {
		char text[32];
		hosted_float_text(text, (float)cr_array_number(a, element));
		fputs(text, stdout);
	} else {
		printf("%.0f", cr_array_number(a, element));
	}
}

/* An input that a person would rather look at: two axes of 8 to 64 pixels. */
static int picture_input(const predict *p)
{
	for (uint32_t i = 0; i < p->f->input_count; i++) {
		const cr_main_port *x = &p->f->inputs[i];
		uint32_t first = p->batched && x->extent ? 1 : 0;
		if (!x->seed && x->rank == first + 2 && x->shape[first] >= 8 && x->shape[first] <= 64 && x->shape[first + 1] >= 8 &&
		    x->shape[first + 1] <= 64 && (x->type == CR_U8 || x->type == CR_F32))
			return (int)i;
	}
	return -1;
}

static void show_picture(predict *p, int input, uint64_t example)
{
	const cr_main_port *x = &p->f->inputs[input];
	const char *pixels = place(p, &p->input[input], x, example);
	float black = 0, white = 1;
	for (uint64_t i = 0; x->type == CR_F32 && i < elements(x, p->batched); i++) {
		float v = ((const float *)(const void *)pixels)[i];
		black = v < black ? v : black;
		white = v > white ? v : white;
	}
	cr_picture(stdout, pixels, x->type, (uint32_t)x->shape[x->rank - 2], (uint32_t)x->shape[x->rank - 1], black, white,
	           cr_picture_style(stdout), "  ");
}

/* One line an example: each output's name and its first numbers; the image above it where there is one. */
static void show(predict *p, uint64_t most, int pictures)
{
	int image = pictures ? picture_input(p) : -1;
	for (uint64_t k = 0; k < p->count && k < most; k++) {
		if (image >= 0)
			show_picture(p, image, k);
		for (uint32_t i = 0; i < p->f->output_count; i++) {
			const cr_array *a = &p->output[i];
			uint64_t width = elements(&p->f->outputs[i], p->batched);
			printf("%s%s:", i ? "  " : "", p->f->outputs[i].name);
			for (uint64_t j = 0; j < width && j < SHOWN; j++) {
				putchar(' ');
				show_number(a, k * width + j);
			}
			if (width > SHOWN)
				fputs(" ...", stdout);
		}
		putchar('\n');
	}
	if (p->count > most)
		printf("(%llu more; --show=N prints more, --output=FILE writes all)\n", (unsigned long long)(p->count - most));
}

cr_status main_predict(const cr_main_model *model, cr_train_call *call, const main_values *values, cr_error *error)
{
	predict p = { .model = model, .call = call, .rows = 1 };
	const char *most = main_option(values, "show");
	p.f = find_function(model, main_option(values, "function"), error);
	if (!p.f)
		return CR_ERR_ARGUMENT;
	if (p.f->trains || p.f->input_count > PORTS_MAX || p.f->output_count > PORTS_MAX || p.f->extent_count > 1)
		return hosted_fail(error, CR_ERR_ARGUMENT, p.f->name, 0, "a function that trains, or has several extents, needs a program of its own");
	if (most && (!*most || most[strspn(most, "0123456789")]))
		return hosted_fail(error, CR_ERR_ARGUMENT, p.f->name, 0, "--show: a number expected; found \"%s\"", most);
	p.batched = p.f->extent_count == 1;
	if (p.batched)
		p.rows = p.f->extents[0];
	const char *seed = main_option(values, "seed"), *path = main_option(values, "output");
	p.seed = seed ? strtoull(seed, NULL, 10) : 0;
	cr_status status = CR_OK;
	call->workspace = malloc(p.f->workspace_size);
	if (!call->workspace)
		status = hosted_fail(error, CR_ERR_IO, p.f->name, 0, "not enough memory for the workspace");
	if (status == CR_OK)
		status = read_inputs(&p, values, error);
	if (status == CR_OK)
		status = make_outputs(&p, error);
	if (status == CR_OK)
		status = run(&p, error);
	if (status == CR_OK && path)
		status = write_outputs(&p, path, error);
	else if (status == CR_OK)
		show(&p, most ? strtoull(most, NULL, 10) : 10, most != NULL);
	for (uint32_t i = 0; i < PORTS_MAX; i++) {
		cr_array_free(&p.input[i]);
		cr_array_free(&p.output[i]);
	}
	free(call->workspace);
	call->workspace = NULL;
	return status;
}
