/* csv.c - tables as text (RFC 4180).  One pass counts and finds the columns, a second fills the
 * arrays; errors name line and cell. */
#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hosted.h"

typedef struct {
	const char *name;
	const unsigned char *bytes;
	size_t size, at;
	uint64_t line;                     /* from 1 */
	char separator;
	char *text;                        /* the line's cells, unquoted, each ended by 0 */
	char **cell;
	uint32_t cells, room;
	cr_error *error;
} csv_reader;

static cr_status csv_bad(csv_reader *r, uint32_t cell, const char *format, const char *a, const char *b)
{
	char what[128];
	snprintf(what, sizeof what, format, a, b);
	return hosted_fail(r->error, CR_ERR_DATA, r->name, r->line, "line %llu, column %u: %s", (unsigned long long)r->line,
	                   (unsigned)cell + 1, what);
}

static int csv_at_end(const csv_reader *r)
{
	return r->at >= r->size || r->bytes[r->at] == '\n' ||
	       (r->bytes[r->at] == '\r' && (r->at + 1 >= r->size || r->bytes[r->at + 1] == '\n'));
}

/* One cell to *out, which moves on; the reader stands behind it. */
static cr_status csv_cell(csv_reader *r, char **out, uint64_t *lines)
{
	char *to = *out;
	int quoted = r->at < r->size && r->bytes[r->at] == '"';
	r->at += quoted ? 1u : 0u;
	for (;;) {
		if (!quoted && (csv_at_end(r) || r->bytes[r->at] == (unsigned char)r->separator))
			break;
		if (r->at >= r->size)
			return csv_bad(r, r->cells, "%s%s", "a quote that does not end", "");
		unsigned char c = r->bytes[r->at++];
		if (c == 0)
			return csv_bad(r, r->cells, "%s%s", "text expected; found a zero byte", "");
		if (quoted && c == '"') {
			if (r->at < r->size && r->bytes[r->at] == '"') {
				r->at++;
			} else {
				if (!csv_at_end(r) && r->bytes[r->at] != (unsigned char)r->separator)
					return csv_bad(r, r->cells, "%s%s", "a separator expected after the closing quote", "");
				break;
			}
		}
		*lines += c == '\n';
		*to++ = (char)c;
	}
	*to++ = 0;
	*out = to;
	return CR_OK;
}

/* The next line that is not empty: CR_MORE, or CR_OK at the end.  r->line is its number. */
static cr_status csv_line(csv_reader *r, uint64_t *next_line)
{
	for (;;) {
		r->line = *next_line;
		if (r->at >= r->size)
			return CR_OK;
		if (!csv_at_end(r))
			break;
		r->at += r->bytes[r->at] == '\r' && r->at + 1 < r->size;
		r->at++;
		++*next_line;
	}
	char *to = r->text;
	r->cells = 0;
	for (;;) {
		if (r->cells == r->room) {
			uint32_t room = r->room ? 2 * r->room : 64;
			char **cell = room > r->room ? realloc(r->cell, room * sizeof *cell) : NULL;
			if (!cell)
				return hosted_fail(r->error, CR_ERR_IO, r->name, r->line, "out of memory");
			r->cell = cell;
			r->room = room;
		}
		r->cell[r->cells] = to;
		cr_status status = csv_cell(r, &to, next_line);
		if (status != CR_OK)
			return status;
		r->cells++;
		if (csv_at_end(r))
			break;
		r->at++;
	}
	r->at += r->at < r->size && r->bytes[r->at] == '\r';
	r->at += r->at < r->size;
	++*next_line;
	return CR_MORE;
}

static void csv_rewind(csv_reader *r, uint64_t *next_line)
{
	r->at = r->size >= 3 && memcmp(r->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	*next_line = 1;
}

/* ---- cells to numbers --------------------------------------------------------------------------------- */

static char *csv_trim(char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	for (size_t n = strlen(text); n && (text[n - 1] == ' ' || text[n - 1] == '\t'); n--)
		text[n - 1] = 0;
	return text;
}

static int csv_is_missing(const char *text)
{
	static const char *const words[] = { "", "NA", "N/A", "NAN", "NULL", "?" };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t k = 0;
		while (words[i][k] && toupper((unsigned char)text[k]) == words[i][k])
			k++;
		if (!words[i][k] && !text[k])
			return 1;
	}
	return 0;
}

/* A decimal number, with a point whatever the locale; 0 where it is something else. */
static int csv_number(const char *text, double *value)
{
	char copy[128];
	const char *point = localeconv()->decimal_point;
	size_t n = strlen(text), extra = strlen(point);
	char *end = copy;
	if (!n || n + extra >= sizeof copy || strspn(text, "+-.0123456789eE") != n)
		return 0;
	memcpy(copy, text, n + 1);
	char *dot = strchr(copy, '.');
	if (dot) {
		memmove(dot + extra, dot + 1, strlen(dot + 1) + 1);
		memcpy(dot, point, extra);
	}
	*value = strtod(copy, &end);
	return end != copy && !*end;
}

static int csv_class(const cr_csv_column *column, const char *text, uint32_t *value)
{
	for (*value = 0; *value < column->class_count; ++*value)
		if (strcmp(column->classes[*value], text) == 0)
			return 1;
	return 0;
}

static cr_status csv_missing(csv_reader *r, uint32_t cell, uint8_t type, const cr_csv_options *o, double *value)
{
	if (o->missing == CR_MISSING_ERROR || (o->missing == CR_MISSING_NAN && type != CR_F32))
		return csv_bad(r, cell, "a value expected; found \"%s\"%s", r->cell[cell],
		               o->missing ? ", which only f32 can hold as NaN" : "");
	*value = o->missing == CR_MISSING_NAN ? (double)NAN : (double)o->value;
	return CR_OK;
}

static cr_status csv_put(csv_reader *r, uint32_t cell, cr_array *out, uint64_t element, double value)
{
	unsigned char *at = (unsigned char *)out->data + (size_t)element * cr_type_size(out->type);
	int64_t low, high;
	if (out->type == CR_F32) {
		float f = (float)value;
		if (isinf(f))
			return csv_bad(r, cell, "a number within f32 expected; found \"%s\"%s", r->cell[cell], "");
		memcpy(at, &f, sizeof f);
		return CR_OK;
	}
	cr_st_range(out->type, &low, &high);
	if (!(value >= (double)low && value <= (double)high) || value != (double)(int64_t)value)
		return csv_bad(r, cell, "a whole number of type %s expected; found \"%s\"", cr_type_name(out->type), r->cell[cell]);
	cr_st_store(at, (uint64_t)(int64_t)value, cr_type_size(out->type));
	return CR_OK;
}

/* One cell into one element, or class_count of them. */
static cr_status csv_convert(csv_reader *r, uint32_t cell, const cr_csv_column *column, const cr_csv_options *o, cr_array *out,
                             uint64_t element)
{
	char *text = csv_trim(r->cell[cell]);
	double value = 0;
	uint32_t class = 0;
	cr_status status = CR_OK;
	r->cell[cell] = text;
	int known = column && column->classes && csv_class(column, text, &class);
	if (column && column->one_hot) {
		if (!known && (!csv_is_missing(text) || o->missing == CR_MISSING_ERROR))
			return csv_bad(r, cell, "one of the column's classes expected; found \"%s\"%s", text, "");
		for (uint32_t k = 0; k < column->class_count && status == CR_OK; k++)
			status = csv_put(r, cell, out, element + k, known && k == class ? 1.0 : 0.0);
		return status;
	}
	if (known)
		value = class;
	else if (csv_is_missing(text))
		status = csv_missing(r, cell, out->type, o, &value);
	else if (column && column->classes)
		status = csv_bad(r, cell, "one of the column's classes expected; found \"%s\"%s", text, "");
	else if (!csv_number(text, &value))
		status = csv_bad(r, cell, "a number expected; found \"%s\"%s", text, "");
	return status == CR_OK ? csv_put(r, cell, out, element, value) : status;
}

/* ---- columns and rows ----------------------------------------------------------------------------------- */

typedef struct {
	const cr_csv_field *fields;
	uint32_t field_count;
	const cr_csv_options *options;
	uint32_t **place;                  /* of each field: the cell of each column, from 0; null: all */
	uint32_t width;                    /* cells of a line */
	uint64_t rows;
} csv_table;

static uint32_t csv_column_width(const cr_csv_column *column)
{
	return column->one_hot ? column->class_count : 1;
}

static cr_status csv_find(csv_reader *r, const csv_table *t, const cr_csv_column *column, uint32_t *cell)
{
	if (column->one_hot && !column->class_count)
		return hosted_fail(r->error, CR_ERR_ARGUMENT, r->name, 0, "a one-hot column needs its classes");
	if (!column->name) {
		*cell = column->number - 1;
		if (column->number >= 1 && column->number <= t->width)
			return CR_OK;
		return hosted_fail(r->error, CR_ERR_DATA, r->name, 1, "column %u expected; found %u columns", (unsigned)column->number,
		                   (unsigned)t->width);
	}
	if (t->options->no_header)
		return hosted_fail(r->error, CR_ERR_ARGUMENT, r->name, 1, "column \"%s\": without a header, columns are numbers",
		                   column->name);
	for (*cell = 0; *cell < r->cells; ++*cell)
		if (strcmp(csv_trim(r->cell[*cell]), column->name) == 0)
			return CR_OK;
	return hosted_fail(r->error, CR_ERR_DATA, r->name, 1, "column \"%s\" expected; it is not in the header", column->name);
}

/* The first line fixes the width; the rest is counted. */
static cr_status csv_survey(csv_reader *r, csv_table *t)
{
	uint64_t next;
	csv_rewind(r, &next);
	cr_status status = csv_line(r, &next);
	if (status == CR_OK)
		return hosted_fail(r->error, CR_ERR_FORMAT, r->name, 0, "CSV: at least one line expected; found none");
	if (status < 0)
		return status;
	t->width = r->cells;
	for (uint32_t f = 0; f < t->field_count; f++) {
		const cr_csv_field *field = &t->fields[f];
		if (!field->columns)
			continue;
		t->place[f] = malloc((field->column_count + 1) * sizeof **t->place);
		if (!t->place[f])
			return hosted_fail(r->error, CR_ERR_IO, r->name, 0, "out of memory");
		for (uint32_t k = 0; k < field->column_count; k++)
			if ((status = csv_find(r, t, &field->columns[k], &t->place[f][k])) != CR_OK)
				return status;
	}
	t->rows = t->options->no_header ? 1 : 0;
	while ((status = csv_line(r, &next)) == CR_MORE) {
		if (r->cells != t->width) {
			char found[16], expected[16];
			snprintf(found, sizeof found, "%u", (unsigned)r->cells);
			snprintf(expected, sizeof expected, "%u", (unsigned)t->width);
			return csv_bad(r, r->cells - 1, "%s cells expected; found %s", expected, found);
		}
		t->rows++;
	}
	if (status == CR_OK && !t->rows)
		return hosted_fail(r->error, CR_ERR_FORMAT, r->name, 0, "CSV: rows expected below the header; found none");
	return status;
}

static uint64_t csv_field_width(const csv_table *t, uint32_t f)
{
	uint64_t width = t->fields[f].columns ? 0 : t->width;
	for (uint32_t k = 0; t->fields[f].columns && k < t->fields[f].column_count; k++)
		width += csv_column_width(&t->fields[f].columns[k]);
	return width;
}

static cr_status csv_fill(csv_reader *r, const csv_table *t, cr_array *out)
{
	uint64_t next;
	csv_rewind(r, &next);
	if (!t->options->no_header && csv_line(r, &next) < 0)
		return CR_ERR_FORMAT;
	for (uint64_t row = 0; row < t->rows; row++) {
		cr_status status = csv_line(r, &next);
		if (status < 0)
			return status;
		for (uint32_t f = 0; f < t->field_count; f++) {
			const cr_csv_field *field = &t->fields[f];
			uint64_t element = row * csv_field_width(t, f);
			uint32_t columns = field->columns ? field->column_count : t->width;
			for (uint32_t k = 0; k < columns; k++) {
				const cr_csv_column *column = field->columns ? &field->columns[k] : NULL;
				status = csv_convert(r, column ? t->place[f][k] : k, column, t->options, &out[f], element);
				if (status != CR_OK)
					return status;
				element += column ? csv_column_width(column) : 1;
			}
		}
	}
	return CR_OK;
}

static cr_status csv_arrays(csv_reader *r, const csv_table *t, cr_array *out)
{
	for (uint32_t f = 0; f < t->field_count; f++) {
		uint64_t width = csv_field_width(t, f);
		int64_t shape[2] = { (int64_t)t->rows, (int64_t)width };
		if (!width)
			return hosted_fail(r->error, CR_ERR_ARGUMENT, r->name, 0, "CSV: at least one column expected");
		int single = t->fields[f].columns && t->fields[f].column_count == 1 && !t->fields[f].columns[0].one_hot;
		cr_status status = cr_array_make(&out[f], t->fields[f].type, single ? 1 : 2, shape, r->name, r->error);
		if (status != CR_OK)
			return status;
	}
	return csv_fill(r, t, out);
}

cr_status cr_csv_parse(const char *name, const unsigned char *bytes, size_t size, const cr_csv_field *fields,
                       uint32_t field_count, const cr_csv_options *options, cr_array *out, cr_error *error)
{
	static const cr_csv_options defaults = { 0, 0, 0, 0.0f };
	csv_reader r = { .name = name, .bytes = bytes, .size = size, .error = error };
	csv_table t = { .fields = fields, .field_count = field_count, .options = options ? options : &defaults };
	cr_status status;
	for (uint32_t f = 0; f < field_count; f++)
		out[f] = (cr_array){ .data = NULL };
	r.separator = t.options->separator ? t.options->separator : ',';
	r.text = malloc(size + 2);         /* unquoting never lengthens; each cell's 0 takes its separator's place */
	t.place = calloc(field_count + 1, sizeof *t.place);
	if (!r.text || !t.place)
		status = hosted_fail(error, CR_ERR_IO, name, 0, "out of memory");
	else if ((status = csv_survey(&r, &t)) == CR_OK)
		status = csv_arrays(&r, &t, out);
	for (uint32_t f = 0; f < field_count; f++) {
		if (status != CR_OK)
			cr_array_free(&out[f]);
		if (t.place)
			free(t.place[f]);
	}
	free(t.place);
	free(r.text);
	free(r.cell);
	return status;
}

cr_status cr_csv_read(const char *path, const cr_csv_field *fields, uint32_t field_count, const cr_csv_options *options,
                      cr_array *out, cr_error *error)
{
	cr_bytes file;
	for (uint32_t f = 0; f < field_count; f++)
		out[f] = (cr_array){ .data = NULL };
	cr_status status = cr_file_read_gz(path, &file, error);
	if (status == CR_OK)
		status = cr_csv_parse(path, file.data, file.size, fields, field_count, options, out, error);
	cr_bytes_free(&file);
	return status;
}
