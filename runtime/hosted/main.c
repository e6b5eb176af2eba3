/* main.c - the program around an emitted model: its command line, train, eval, predict. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cr_train.h"
#include "main.h"

enum { EXIT_GOOD, EXIT_WRONG, EXIT_USAGE };
enum { USAGE = -100 };             /* beside the statuses of cr_status: the line was printed */

/* ---- the command line --------------------------------------------------------------------------------- */

/* verbs: t train, e eval, p predict */
typedef struct option_row { const char *name, *value, *verbs, *help; } option_row;
static const option_row option_rows[] = {
	{ "data", "DIR", "te", "where the data are (.)" },
	{ "epochs", "N", "t", "times through the data (1)" },
	{ "steps", "N", "t", "stop after N updates" },
	{ "batch-limit", "N", "te", "at most N batches an epoch" },
	{ "seed", "N", "tp", "initial values, order of examples, dropout (0)" },
	{ "set", "H=V", "t", "a hyperparameter; may be repeated" },
	{ "init", "FILE", "t", "start from these weights" },
	{ "init-partial", NULL, "t", "with --init: take what fits" },
	{ "resume", "FILE", "t", "go on from a checkpoint" },
	{ "checkpoint", "FILE", "t", "keep a checkpoint here" },
	{ "every", "N", "t", "epochs between checkpoints (1)" },
	{ "log", "FILE", "t", "a CSV line an epoch" },
	{ "log-no-time", NULL, "t", "leave the clock out of the log" },
	{ "patience", "N", "t", "stop after N epochs without a better monitor" },
	{ "save", "FILE", "t", "write the weights when done" },
	{ "weights", "FILE", "ep", "the parameters" },
	{ "input", "FILE", "p", "examples: CSV, NPY or IDX, by suffix; NAME=FILE where there are several inputs" },
	{ "output", "FILE", "p", "results: CSV, NPY or IDX, by suffix; else they are printed" },
	{ "show", "N", "p", "print the first N examples, images as pictures (10)" },
	{ "function", "NAME", "p", "which function (the first)" },
	{ "train", "NAME", "te", "which m:train (the first)" },
	{ "quiet", NULL, "tep", "errors only" },
	{ "help", NULL, "tep", "this" },
};
enum { OPTION_ROWS = sizeof option_rows / sizeof *option_rows };

const char *main_option(const main_values *values, const char *name)
{
	for (uint32_t i = values->count; i > 0; i--)
		if (strcmp(values->at[i - 1].name, name) == 0)
			return values->at[i - 1].value;
	return NULL;
}

static int usage(const cr_main_model *m, const char *what, const char *word)
{
	fprintf(stderr, "%s: %s%s%s; --help lists the options\n", m->name, what, word ? " " : "", word ? word : "");
	return EXIT_USAGE;
}

static const option_row *find_row(const char *name, size_t n, char verb)
{
	for (size_t i = 0; i < OPTION_ROWS; i++)
		if (strlen(option_rows[i].name) == n && strncmp(option_rows[i].name, name, n) == 0 && strchr(option_rows[i].verbs, verb))
			return &option_rows[i];
	return NULL;
}

/* --name=value, --name value, --flag */
static int parse(const cr_main_model *m, char verb, int argc, char **argv, main_values *out)
{
	for (int i = 0; i < argc; i++) {
		const char *arg = argv[i];
		if (strncmp(arg, "--", 2) != 0)
			return usage(m, "unexpected argument", arg);
		size_t n = strcspn(arg + 2, "=");
		const option_row *row = find_row(arg + 2, n, verb);
		const char *value = arg[2 + n] ? arg + 3 + n : NULL;
		if (!row)
			return usage(m, "unknown option", arg);
		if (!row->value && value)
			return usage(m, "no value expected for", arg);
		if (row->value && !value && i + 1 < argc)
			value = argv[++i];
		if (row->value && !value)
			return usage(m, "a value expected for", arg);
		if (out->count == MAIN_VALUES_MAX)
			return usage(m, "too many options", NULL);
		out->at[out->count++] = (main_value){ row->name, row->value ? value : "" };
	}
	return EXIT_GOOD;
}

static void help(const cr_main_model *m, FILE *out)
{
	fprintf(out, "usage: %s train|eval|predict [options]\n", m->name);
	for (size_t i = 0; i < OPTION_ROWS; i++) {
		const option_row *r = &option_rows[i];
		char left[40];
		snprintf(left, sizeof left, "--%s%s%s", r->name, r->value ? "=" : "", r->value ? r->value : "");
		fprintf(out, "  %-20s %s%s%s  %s\n", left, strchr(r->verbs, 't') ? "train " : "      ",
		        strchr(r->verbs, 'e') ? "eval " : "     ", strchr(r->verbs, 'p') ? "predict" : "       ", r->help);
	}
}

/* A whole number; 1 where absent or good. */
static int number(const cr_main_model *m, const main_values *v, const char *name, uint64_t *out)
{
	const char *text = main_option(v, name);
	char *end;
	if (!text)
		return 1;
	errno = 0;
	*out = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && !*end && errno == 0)
		return 1;
	usage(m, "a whole number expected for --", name);
	return 0;
}

/* ---- the model's memory --------------------------------------------------------------------------------- */

typedef struct program {
	const cr_main_model *model;
	const cr_main_train *train;
	const cr_train_model *table;
	main_values values;
	cr_train_call call;
	cr_error error;
	main_set data, validation;
	int quiet;
} program;

static void *room(program *p, size_t size)
{
	void *memory = calloc(1, size ? size : 1);
	if (!memory)
		hosted_fail(&p->error, CR_ERR_IO, p->model->name, 0, "not enough memory for %zu bytes", size);
	return memory;
}

static cr_status make_model(program *p, uint64_t seed)
{
	const cr_main_model *m = p->model;
	void *workspace = room(p, m->init_workspace_size);
	p->call.params = room(p, m->params_size);
	p->call.state = m->state_size ? room(p, m->state_size) : NULL;
	if (!workspace || !p->call.params || (m->state_size && !p->call.state)) {
		free(workspace);
		return CR_ERR_IO;
	}
	if (m->weights)
		memcpy(p->call.params, m->weights, m->params_size);
	else
		m->init(p->call.params, workspace, seed);
	if (m->state_init)
		m->state_init(p->call.state);
	free(workspace);
	return CR_OK;
}

static cr_status make_train(program *p, uint64_t seed)
{
	p->call.train_state = room(p, p->train->state_size);
	p->call.workspace = room(p, p->train->workspace_size);
	if (!p->call.train_state || !p->call.workspace)
		return CR_ERR_IO;
	p->train->init(&p->call, seed);
	return CR_OK;
}

static void free_model(program *p)
{
	free(p->call.params);
	free(p->call.state);
	free(p->call.train_state);
	free(p->call.workspace);
	main_set_free(&p->data);
	main_set_free(&p->validation);
}

static int wrong(program *p)
{
	fprintf(stderr, "%s: error: %s\n", p->model->name, p->error.text);
	return EXIT_WRONG;
}

/* Names the file in an error that the model's own loader made. */
static cr_status in_file(program *p, const char *path, cr_status status)
{
	cr_error inner = p->error;
	return status < 0 ? hosted_fail(&p->error, status, path, inner.where, "%s", inner.text) : status;
}

static cr_status load_weights(program *p, const char *path, uint32_t flags)
{
	cr_bytes file;
	cr_status status = cr_file_read(path, &file, &p->error);
	if (status != CR_OK)
		return status;
	cr_load_report report = { 0 };
	status = in_file(p, path, p->model->load(p->call.params, file.data, file.size, flags, &report, &p->error));
	cr_bytes_free(&file);
	if (status == CR_OK && (flags & CR_LOAD_PARTIAL) && !p->quiet)
		fprintf(stderr, "%s: %u tensors loaded, %u missing, %u unexpected, %u of another shape\n", path, (unsigned)report.loaded,
		        (unsigned)report.missing, (unsigned)report.unexpected, (unsigned)report.mismatched);
	return status;
}

static cr_status save_weights(program *p, const char *path)
{
	cr_file_store file;
	cr_store store;
	cr_status status = cr_file_store_open(&file, path, &store, &p->error);
	if (status != CR_OK)
		return status;
	status = p->model->save(p->call.params, &store);
	if (status < 0)
		p->error = file.error;
	cr_file_store_close(&file);
	return status;
}

/* ---- data ------------------------------------------------------------------------------------------------- */

static cr_status read_data(program *p, const cr_main_source *source, main_set *out)
{
	const char *folder = main_option(&p->values, "data");
	return main_set_read(source, p->train->inputs, p->table->field_count, folder ? folder : ".", out, &p->error);
}

/* Training and validation data, as the model's file declares them. */
static cr_status read_training_data(program *p)
{
	const cr_main_train *t = p->train;
	if (!t->train.kind)
		return hosted_fail(&p->error, CR_ERR_ARGUMENT, p->model->name, 0, "the model declares no training data; data = { train = cr.data... } expected in m:train");
	cr_status status = read_data(p, &t->train, &p->data);
	if (status == CR_OK && t->validation.kind)
		status = read_data(p, &t->validation, &p->validation);
	else if (status == CR_OK && t->validation.share > 0)
		status = main_set_split(&p->data, t->validation.share, t->train.split, &p->validation, &p->error);
	return status;
}

typedef struct source_arrays { const void *at[CR_FIELDS_MAX]; } source_arrays;

static cr_train_source as_source(const main_set *set, source_arrays *arrays)
{
	for (uint32_t i = 0; i < set->fields; i++)
		arrays->at[i] = set->array[i].data;
	return (cr_train_source){ .count = set->count, .arrays = arrays->at };
}

/* ---- evaluation -------------------------------------------------------------------------------------------- */

static cr_status evaluate(program *p, const main_set *set, float *means)
{
	double values[CR_METRICS_MAX] = { 0 }, weights[CR_METRICS_MAX] = { 0 };
	source_arrays arrays;
	cr_train_source source = as_source(set, &arrays);
	cr_status status = cr_train_check_source(p->table, &source, &p->error);
	cr_train_forget(p->table, &p->call);
	for (uint64_t at = 0; at < set->count && status == CR_OK; at += p->table->batch) {
		const void *inputs[CR_FIELDS_MAX];
		cr_train_sums sums = { .updated = 0 };
		size_t count = set->count - at < p->table->batch ? (size_t)(set->count - at) : p->table->batch;
		status = cr_train_gather(p->table, &p->call, &source, 0, at, count, inputs, &p->error);
		if (status == CR_OK)
			status = p->table->evaluate(&p->call, count, inputs, &sums);
		cr_train_add(p->table, &p->call, &sums, values, weights);
	}
	cr_train_means(p->table, &p->call, values, weights, means);
	return status;
}

static void print_means(const program *p, const char *label, const float *means)
{
	printf("%s", label);
	for (uint32_t i = 0; i < p->table->metric_count; i++) {
		char text[32];
		hosted_float_text(text, means[i]);
		printf("  %s %s", p->table->metric_names[i], text);
	}
	putchar('\n');
}

static cr_status evaluate_verb(program *p)
{
	const cr_main_train *t = p->train;
	float means[CR_METRICS_MAX];
	const char *weights = main_option(&p->values, "weights");
	uint64_t limit = 0;
	number(p->model, &p->values, "batch-limit", &limit);
	cr_status status = make_model(p, 0);
	if (status == CR_OK)
		status = make_train(p, 0);
	if (status == CR_OK && weights)
		status = load_weights(p, weights, CR_LOAD_STRICT);
	else if (status == CR_OK && !p->model->weights)
		status = hosted_fail(&p->error, CR_ERR_ARGUMENT, p->model->name, 0, "--weights=FILE expected");
	if (status != CR_OK)
		return status;
	const cr_main_source *declared = t->test.kind ? &t->test : &t->validation;
	main_set *set = &p->data;
	if (declared->kind) {
		status = read_data(p, declared, &p->data);
	} else {
		status = read_training_data(p);
		set = p->validation.count ? &p->validation : &p->data;
	}
	if (status != CR_OK)
		return status;
	main_set_limit(set, limit * p->table->batch);
	status = evaluate(p, set, means);
	if (status == CR_OK)
		print_means(p, p->model->name, means);
	return status;
}

/* ---- training ------------------------------------------------------------------------------------------------- */

static cr_status outside(program *p, const cr_main_hyper *h, const char *found)
{
	char low[32] = "", high[32] = "";
	if (h->has_low)
		snprintf(low, sizeof low, " from %g", (double)h->low);
	if (h->has_high)
		snprintf(high, sizeof high, " to %g", (double)h->high);
	return hosted_fail(&p->error, CR_ERR_ARGUMENT, "--set", 0, "\"%s\": a finite number%s%s expected; found %s", h->name, low, high, found);
}

static cr_status set_hypers(program *p)
{
	for (uint32_t i = 0; i < p->values.count; i++) {
		const main_value *v = &p->values.at[i];
		if (strcmp(v->name, "set") != 0)
			continue;
		size_t n = strcspn(v->value, "=");
		char *end = NULL;
		float value = v->value[n] ? strtof(v->value + n + 1, &end) : 0.0f;
		uint32_t k = 0;
		while (k < p->train->hyper_count && (strlen(p->train->hypers[k].name) != n || strncmp(p->train->hypers[k].name, v->value, n) != 0))
			k++;
		if (k == p->train->hyper_count)
			return hosted_fail(&p->error, CR_ERR_ARGUMENT, "--set", 0, "no hyperparameter \"%.*s\" in the model", (int)n, v->value);
		if (!end || end == v->value + n + 1 || *end)
			return hosted_fail(&p->error, CR_ERR_ARGUMENT, "--set", 0, "\"%.*s=NUMBER\" expected; found \"%s\"", (int)n, v->value, v->value);
		const cr_main_hyper *h = &p->train->hypers[k];
		if (value - value != 0.0f || (h->has_low && value < h->low) || (h->has_high && value > h->high))
			return outside(p, h, v->value + n + 1);
		h->set(p->call.train_state, value);
	}
	return CR_OK;
}

static cr_status resume(program *p, const char *path)
{
	cr_bytes file;
	cr_status status = cr_file_read(path, &file, &p->error);
	if (status != CR_OK)
		return status;
	status = in_file(p, path, cr_train_load(p->table, &p->call, file.data, file.size, &p->error));
	cr_bytes_free(&file);
	return status;
}

static cr_status prepare(program *p, uint64_t seed)
{
	const char *init = main_option(&p->values, "init"), *from = main_option(&p->values, "resume");
	cr_status status = make_model(p, seed);
	if (status == CR_OK && init)
		status = load_weights(p, init, main_option(&p->values, "init-partial") ? CR_LOAD_PARTIAL : CR_LOAD_STRICT);
	if (status == CR_OK)
		status = make_train(p, seed);
	if (status == CR_OK && from)
		status = resume(p, from);
	if (status == CR_OK)
		status = set_hypers(p);
	return status == CR_OK ? read_training_data(p) : status;
}

/* Who listens to the loop: Ctrl-C, the progress, the log. */
typedef struct listeners {
	cr_events events;
	cr_progress progress;
	cr_csv_log log;
	cr_file_store file;
} listeners;

static cr_status listen(program *p, listeners *l, cr_train_options *o)
{
	const char *log = main_option(&p->values, "log"), *checkpoint = main_option(&p->values, "checkpoint");
	cr_interrupt_catch();
	cr_events_add(&l->events, cr_interrupt_event, NULL);
	if (!p->quiet) {
		cr_progress_init(&l->progress, stderr);
		cr_events_add(&l->events, cr_progress_event, &l->progress);
	}
	if (log) {
		l->log.path = log;
		l->log.no_time = main_option(&p->values, "log-no-time") != NULL;
		cr_events_add(&l->events, cr_csv_log_event, &l->log);
	}
	o->on_event = cr_events_send;
	o->event_user = &l->events;
	o->event_every = 1;
	return checkpoint ? cr_file_store_open(&l->file, checkpoint, &o->store, &p->error) : CR_OK;
}

static cr_status run_loop(program *p, cr_train_options *o, cr_train_result *result)
{
	listeners l = { 0 };
	source_arrays arrays, more;
	cr_train_source data = as_source(&p->data, &arrays), validation = as_source(&p->validation, &more);
	cr_status status = listen(p, &l, o), logged;
	if (status == CR_OK)
		status = cr_train_loop(p->table, &p->call, &data, p->validation.count ? &validation : NULL, o, result, &p->error);
	if (!p->quiet)
		cr_progress_clear(&l.progress);
	if (status < 0 && l.file.error.status < 0)
		p->error = l.file.error;
	logged = l.log.path ? cr_csv_log_close(&l.log, status < 0 ? NULL : &p->error) : CR_OK;
	if (o->store.begin)
		cr_file_store_close(&l.file);
	return status < 0 ? status : logged < 0 ? logged : status;
}

static void report(const program *p, const cr_train_result *r, cr_status status)
{
	char loss[32];
	hosted_float_text(loss, r->loss);
	fprintf(stderr, "%s%llu epochs, %llu updates, loss %s", status == CR_STOPPED ? "stopped: " : "", (unsigned long long)r->epochs,
	        (unsigned long long)r->steps, loss);
	if (p->validation.count && r->best_epoch) {
		hosted_float_text(loss, r->best);
		fprintf(stderr, ", best %s in epoch %u", loss, (unsigned)r->best_epoch);
	}
	fprintf(stderr, ", weights %016llx\n", (unsigned long long)r->digest);
}

static cr_status train_verb(program *p)
{
	uint64_t seed = 0, epochs = 0, steps = 0, every = 1, patience = 0, limit = 0;
	const main_values *v = &p->values;
	const cr_main_model *m = p->model;
	if (!number(m, v, "seed", &seed) || !number(m, v, "epochs", &epochs) || !number(m, v, "steps", &steps) ||
	    !number(m, v, "every", &every) || !number(m, v, "patience", &patience) || !number(m, v, "batch-limit", &limit))
		return USAGE;
	cr_status status = prepare(p, seed);
	if (status != CR_OK)
		return status;
	main_set_limit(&p->data, limit * p->table->batch);
	const cr_train_run *run = (const cr_train_run *)p->call.train_state;
	if (main_option(v, "resume") && !main_option(v, "seed"))
		seed = run->seed;
	cr_train_options o = { .epochs = (uint32_t)epochs, .steps = steps, .seed = seed, .patience = (uint32_t)patience,
		.keep_order = p->train->train.keep_order, .checkpoint_every = main_option(v, "checkpoint") ? (uint32_t)every : 0 };
	cr_train_result result = { 0 };
	status = run_loop(p, &o, &result);
	if (status < 0)
		return status;
	if (!p->quiet)
		report(p, &result, status);
	const char *save = main_option(v, "save");
	if (save && p->train->average)
		p->train->average(&p->call);
	return save ? save_weights(p, save) : CR_OK;
}

/* ---- the program -------------------------------------------------------------------------------------------------- */

static cr_status predict_verb(program *p)
{
	const char *weights = main_option(&p->values, "weights");
	cr_status status = make_model(p, 0);
	if (status == CR_OK && weights)
		status = load_weights(p, weights, CR_LOAD_STRICT);
	else if (status == CR_OK && !p->model->weights && p->model->load)
		status = hosted_fail(&p->error, CR_ERR_ARGUMENT, p->model->name, 0, "--weights=FILE expected");
	return status == CR_OK ? main_predict(p->model, &p->call, &p->values, &p->error) : status;
}

static int choose_train(program *p)
{
	const char *name = main_option(&p->values, "train");
	for (uint32_t i = 0; i < p->model->train_count; i++) {
		const cr_train_model *table = p->model->trains[i].model();
		if (name && strcmp(table->train, name) != 0)
			continue;
		p->train = &p->model->trains[i];
		p->table = table;
		return EXIT_GOOD;
	}
	return usage(p->model, name ? "no m:train is called" : "the model has no m:train", name);
}

int cr_main(const cr_main_model *model, int argc, char **argv)
{
	program p = { .model = model };
	const char *verb = argc > 1 ? argv[1] : "--help";
	if (strcmp(verb, "--help") == 0) {
		help(model, argc > 1 ? stdout : stderr);
		return argc > 1 ? EXIT_GOOD : EXIT_USAGE;
	}
	int train = strcmp(verb, "train") == 0, eval = strcmp(verb, "eval") == 0, predict = strcmp(verb, "predict") == 0;
	if (!train && !eval && !predict)
		return usage(model, "train, eval or predict expected; found", verb);
	int status = parse(model, *verb, argc - 2, argv + 2, &p.values);
	if (status != EXIT_GOOD)
		return status;
	if (main_option(&p.values, "help")) {
		help(model, stdout);
		return EXIT_GOOD;
	}
	p.quiet = main_option(&p.values, "quiet") != NULL;
	if (!predict && (status = choose_train(&p)) != EXIT_GOOD)
		return status;
	cr_status result = train ? train_verb(&p) : eval ? evaluate_verb(&p) : predict_verb(&p);
	status = result >= 0 ? EXIT_GOOD : result == USAGE ? EXIT_USAGE : wrong(&p);
	if (status == EXIT_GOOD && (fflush(stdout) != 0 || ferror(stdout))) {
		hosted_fail(&p.error, CR_ERR_IO, "standard output", 0, "%s", strerror(errno));
		status = wrong(&p);
	}
	free_model(&p);
	return status;
}
