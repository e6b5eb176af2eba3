/* main_data.c - declared data sources to arrays in memory, and the share that validates. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>

#include "main.h"

char *main_path(const char *folder, const char *file)
{
	size_t n = strlen(folder), m = strlen(file);
	char *path = malloc(n + m + 2);
	if (!path)
		return NULL;
	if (file[0] == '/' || n == 0) {
		memcpy(path, file, m + 1);
	} else {
		memcpy(path, folder, n);
		path[n] = '/';
		memcpy(path + n + 1, file, m + 1);
	}
	return path;
}

void main_set_free(main_set *set)
{
	for (uint32_t i = 0; i < set->fields; i++)
		cr_array_free(&set->array[i]);
	*set = (main_set){ 0 };
}

static cr_status no_memory(cr_error *error, const char *what)
{
	return hosted_fail(error, CR_ERR_IO, what, 0, "not enough memory");
}

/* ---- specifications: what the model's file says about one input --------------------------------------- */

static const struct { const char *name; uint8_t type; } type_names[] = {
	{ "f32", CR_F32 }, { "i32", CR_I32 }, { "u32", CR_U32 }, { "i16", CR_I16 }, { "u16", CR_U16 }, { "i8", CR_I8 },
	{ "u8", CR_U8 }, { "bool", CR_BOOL },
};

/* "u8:28,28": one example's shape; of windows "u8:129,128": length and stride */
static cr_status raw_read(const char *path, const char *spec, int windows, cr_array *out, cr_error *error)
{
	int64_t shape[8];
	uint32_t rank = 0;
	uint8_t type = 0;
	size_t n = strcspn(spec, ":");
	for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++)
		if (strlen(type_names[i].name) == n && strncmp(spec, type_names[i].name, n) == 0)
			type = type_names[i].type;
	const char *at = spec[n] ? spec + n + 1 : spec + n;
	while (*at && rank < 7) {
		char *end;
		shape[rank++] = strtoll(at, &end, 10);
		at = *end == ',' ? end + 1 : end + strlen(end);
	}
	if (!type)
		return hosted_fail(error, CR_ERR_ARGUMENT, path, 0, "a type as in \"u8:28,28\" expected; found \"%s\"", spec);
	if (windows && rank == 2)
		return cr_windows_read(path, type, (uint64_t)shape[0], (uint64_t)shape[1], out, error);
	return cr_raw_read(path, type, rank, shape, out, error);
}

enum { COLUMNS_MAX = 4096 };

/* The text of one csv specification, cut into columns and classes; all of it points into `text`. */
typedef struct csv_spec {
	char *text;
	cr_csv_column *columns;
	const char **classes;
	uint32_t column_count, class_count;
} csv_spec;

static void csv_spec_free(csv_spec *s)
{
	free(s->text);
	free(s->columns);
	free(s->classes);
}

static int all_digits(const char *s)
{
	return *s && s[strspn(s, "0123456789")] == '\0';
}

static uint32_t pieces(const char *s)
{
	uint32_t n = *s ? 1 : 0;
	for (; *s; s++)
		n += *s == ',';
	return n;
}

/* Cuts text at commas: each piece becomes a string; the next one, or null. */
static char *next_piece(char **at)
{
	char *piece = *at;
	if (!piece)
		return NULL;
	char *comma = strchr(piece, ',');
	*at = comma ? comma + 1 : NULL;
	if (comma)
		*comma = '\0';
	return piece;
}

static int csv_spec_parse(const char *spec, csv_spec *s)
{
	*s = (csv_spec){ .text = strdup(spec) };
	if (!s->text)
		return 0;
	char *option = strchr(s->text, ';'), *list = NULL;
	int one_hot = 0;
	if (option) {
		*option++ = '\0';
		one_hot = strncmp(option, "one_hot=", 8) == 0;
		list = strchr(option, '=');
		list = list ? list + 1 : NULL;
	}
	s->column_count = pieces(s->text);
	s->class_count = list ? pieces(list) : 0;
	s->columns = calloc(s->column_count + 1, sizeof *s->columns);
	s->classes = calloc(s->class_count + 1, sizeof *s->classes);
	if (!s->columns || !s->classes)
		return 0;
	for (uint32_t i = 0; i < s->class_count; i++)
		s->classes[i] = next_piece(&list);
	char *at = s->text;
	for (uint32_t i = 0; i < s->column_count; i++) {
		char *name = next_piece(&at);
		cr_csv_column *c = &s->columns[i];
		if (all_digits(name))
			c->number = (uint32_t)strtoul(name, NULL, 10);
		else
			c->name = name;
		c->classes = s->class_count ? s->classes : NULL;
		c->class_count = s->class_count;
		c->one_hot = (uint8_t)one_hot;
	}
	return 1;
}

/* ---- sources --------------------------------------------------------------------------------------------- */

static const cr_main_field *field_of(const cr_main_source *source, const char *input)
{
	for (uint32_t i = 0; i < source->field_count; i++)
		if (strcmp(source->fields[i].input, input) == 0 || source->fields[i].input[0] == '\0')
			return &source->fields[i];
	return NULL;
}

static cr_status csv_source(const cr_main_source *source, const cr_main_port *inputs, uint32_t fields, const char *folder,
                            main_set *out, cr_error *error)
{
	csv_spec spec[CR_FIELDS_MAX];
	cr_csv_field field[CR_FIELDS_MAX];
	cr_csv_options options = { .no_header = source->no_header, .value = source->missing_value };
	cr_status status = CR_OK;
	uint32_t n = 0;
	if (source->missing && strcmp(source->missing, "nan") == 0)
		options.missing = CR_MISSING_NAN;
	else if (source->missing && strcmp(source->missing, "value") == 0)
		options.missing = CR_MISSING_VALUE;
	char *path = main_path(folder, source->fields[0].file);
	for (; path && n < fields && status == CR_OK; n++) {
		if (!csv_spec_parse(field_of(source, inputs[n].name)->spec, &spec[n]))
			status = no_memory(error, path);
		field[n] = (cr_csv_field){ spec[n].columns, spec[n].column_count, inputs[n].type };
	}
	if (!path)
		status = no_memory(error, source->fields[0].file);
	if (status == CR_OK)
		status = cr_csv_read(path, field, fields, &options, out->array, error);
	for (uint32_t i = 0; i < n; i++)
		csv_spec_free(&spec[i]);
	free(path);
	return status;
}

static cr_status file_source(const cr_main_source *source, const cr_main_field *f, const char *folder, cr_array *out,
                             cr_error *error)
{
	cr_status status;
	char *path = main_path(folder, f->file);
	if (!path)
		return no_memory(error, f->file);
	if (strcmp(source->kind, "idx") == 0)
		status = cr_idx_read(path, out, error);
	else if (strcmp(source->kind, "npy") == 0)
		status = cr_npy_read(path, out, error);
	else if (strcmp(source->kind, "raw") == 0)
		status = raw_read(path, f->spec, 0, out, error);
	else if (strcmp(source->kind, "tokens") == 0)
		status = raw_read(path, f->spec, 1, out, error);
	else if (strcmp(source->kind, "safetensors") == 0)
		status = cr_safetensors_read(path, f->spec, out, error);
	else
		status = hosted_fail(error, CR_ERR_ARGUMENT, path, 0, "data of kind \"%s\" are not read by this program", source->kind);
	free(path);
	return status;
}

static uint64_t port_width(const cr_main_port *p)
{
	uint64_t n = 1;
	for (uint32_t i = 0; i < p->rank; i++)
		n *= (uint64_t)p->shape[i];
	return n;
}

/* Is each array what its input needs, and are there as many examples of all? */
static cr_status check_set(const cr_main_source *source, const cr_main_port *inputs, main_set *set, cr_error *error)
{
	const char *files[CR_FIELDS_MAX];
	for (uint32_t i = 0; i < set->fields; i++) {
		files[i] = field_of(source, inputs[i].name)->file;
		cr_status status = cr_array_fit(&set->array[i], inputs[i].type, port_width(&inputs[i]), files[i], error);
		if (status < 0)
			return status;
	}
	cr_status status = cr_arrays_match(set->array, files, set->fields, error);
	set->count = status < 0 ? 0 : (uint64_t)set->array[0].shape[0];
	return status;
}

void main_set_limit(main_set *set, uint64_t limit)
{
	if (!limit || limit >= set->count)
		return;
	for (uint32_t i = 0; i < set->fields; i++) {
		uint64_t width = cr_array_width(&set->array[i]);
		set->array[i].shape[0] = (int64_t)limit;
		set->array[i].count = limit * width;
	}
	set->count = limit;
}

cr_status main_set_read(const cr_main_source *source, const cr_main_port *inputs, uint32_t fields, const char *folder,
                        main_set *out, cr_error *error)
{
	cr_status status = CR_OK;
	*out = (main_set){ .fields = fields };
	for (uint32_t i = 0; i < fields; i++)
		if (!field_of(source, inputs[i].name))
			return hosted_fail(error, CR_ERR_ARGUMENT, folder, 0, "the model declares no data for its input %s", inputs[i].name);
	if (strcmp(source->kind, "csv") == 0)
		status = csv_source(source, inputs, fields, folder, out, error);
	else
		for (uint32_t i = 0; i < fields && status == CR_OK; i++)
			status = file_source(source, field_of(source, inputs[i].name), folder, &out->array[i], error);
	if (status == CR_OK)
		status = check_set(source, inputs, out, error);
	if (status != CR_OK)
		main_set_free(out);
	else
		main_set_limit(out, source->limit);
	return status;
}

/* ---- validation ------------------------------------------------------------------------------------------------ */

enum { SPLIT_SEED = 1 };

cr_status main_set_split(main_set *set, double share, const char *how, main_set *part, cr_error *error)
{
	int rule = how && strcmp(how, "last") == 0 ? CR_SPLIT_LAST : how && strcmp(how, "shuffle") == 0 ? CR_SPLIT_SHUFFLE : CR_SPLIT_HASH;
	*part = (main_set){ .fields = set->fields };
	cr_status status = cr_arrays_split(set->array, set->fields, share, rule, SPLIT_SEED, part->array, error);
	if (status < 0) {
		main_set_free(part);
		return status;
	}
	set->count = (uint64_t)set->array[0].shape[0];
	part->count = (uint64_t)part->array[0].shape[0];
	return CR_OK;
}
