/* other.c - raw numbers, windows of them, tensors of safetensors files, tables out, and any format by its suffix. */
#include <stdlib.h>
#include <string.h>

#include "hosted.h"

cr_status cr_raw_read(const char *path, uint8_t type, uint32_t rank, const int64_t *shape, cr_array *out, cr_error *error)
{
	cr_bytes file;
	uint64_t example = 0;
	int64_t whole[8];
	uint32_t width = cr_type_size(type);
	*out = (cr_array){ .data = NULL };
	if (!width || rank > 7 || !hosted_bytes(rank, shape, width, &example) || !example)
		return hosted_fail(error, CR_ERR_ARGUMENT, path, 0, "a type and at most 7 extents above 0 expected");
	cr_status status = cr_file_read(path, &file, error);
	if (status != CR_OK)
		return status;
	whole[0] = (int64_t)(file.size / example);
	for (uint32_t i = 0; i < rank; i++)
		whole[i + 1] = shape[i];
	if (!file.size || file.size % example)
		status = hosted_fail(error, CR_ERR_FORMAT, path, file.size, "a multiple of %llu bytes (one example) expected; found %zu",
		                     (unsigned long long)example, file.size);
	else
		status = hosted_array_from(path, file.data, type, rank + 1, whole, out, error);
	cr_bytes_free(&file);
	return status;
}

cr_status cr_windows_read(const char *path, uint8_t type, uint64_t length, uint64_t stride, cr_array *out, cr_error *error)
{
	cr_bytes file;
	const uint64_t width = cr_type_size(type);
	*out = (cr_array){ .data = NULL };
	if (!width || !length || !stride || length > INT64_MAX / 8 || stride > INT64_MAX / 8)
		return hosted_fail(error, CR_ERR_ARGUMENT, path, 0, "a type, a length and a stride above 0 expected");
	cr_status status = cr_file_read(path, &file, error);
	if (status != CR_OK)
		return status;
	const uint64_t numbers = file.size / width;
	if (file.size % width || numbers < length) {
		status = hosted_fail(error, CR_ERR_FORMAT, path, file.size, "whole numbers of %llu bytes, %llu at least, expected; found %zu bytes",
		                     (unsigned long long)width, (unsigned long long)length, file.size);
	} else {
		const int64_t shape[2] = { (int64_t)((numbers - length) / stride + 1), (int64_t)length };
		const int64_t flat = (int64_t)numbers;
		cr_array whole;
		status = hosted_array_from(path, file.data, type, 1, &flat, &whole, error);
		if (status == CR_OK) {
			status = cr_array_make(out, type, 2, shape, path, error);
			for (uint64_t i = 0; status == CR_OK && i < (uint64_t)shape[0]; i++)
				memcpy((char *)out->data + i * length * width, (const char *)whole.data + i * stride * width, length * width);
			cr_array_free(&whole);
		}
	}
	cr_bytes_free(&file);
	return status;
}

cr_status cr_safetensors_read(const char *path, const char *key, cr_array *out, cr_error *error)
{
	cr_bytes file;
	cr_st_reader reader;
	cr_st_tensor t;
	cr_error inner;
	*out = (cr_array){ .data = NULL };
	cr_status status = cr_file_read(path, &file, error);
	if (status != CR_OK)
		return status;
	if ((status = cr_st_open(&reader, file.data, file.size, &inner)) != CR_OK)
		hosted_fail(error, status, path, inner.where, "%s", inner.text);
	else if (!cr_st_find(&reader, "", key, &t))
		status = hosted_fail(error, CR_ERR_MISMATCH, path, 0, "tensor \"%s\" expected; it is not in the file", key);
	else
		status = hosted_array_from(path, reader.data + t.begin, t.type, t.rank, t.shape, out, error);
	cr_bytes_free(&file);
	return status;
}

/* ---- tables out ----------------------------------------------------------------------------------------- */

typedef struct { char *data; size_t size, room; int failed; } text_buffer;

static void text_add(text_buffer *b, const char *text)
{
	size_t n = strlen(text);
	if (b->room - b->size <= n) {
		size_t room = 2 * (b->room + n) + 4096;
		char *data = realloc(b->data, room);
		if (!data) {
			b->failed = 1;
			return;
		}
		b->data = data;
		b->room = room;
	}
	memcpy(b->data + b->size, text, n + 1);
	b->size += n;
}

/* Quoted where it has to be. */
static void text_add_cell(text_buffer *b, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		text_add(b, text);
		return;
	}
	text_add(b, "\"");
	for (; *text; text++) {
		char one[3] = { *text, *text == '"' ? '"' : (char)0, 0 };
		text_add(b, one);
	}
	text_add(b, "\"");
}

cr_status cr_csv_write(const char *path, const cr_array *array, const char *const *names, cr_error *error)
{
	text_buffer b = { .failed = 0 };
	uint64_t width = cr_array_width(array);
	for (uint64_t k = 0; names && k < width; k++) {
		text_add(&b, k ? "," : "");
		text_add_cell(&b, names[k]);
	}
	text_add(&b, names ? "\n" : "");
	for (uint64_t i = 0; i < array->count && !b.failed; i++) {
		char number[32];
		if (array->type == CR_F32)
			hosted_float_text(number, ((const float *)array->data)[i]);
		else
			snprintf(number, sizeof number, "%.0f", cr_array_number(array, i));
		text_add(&b, number);
		text_add(&b, (i + 1) % width ? "," : "\n");
	}
	cr_status status = b.failed ? hosted_fail(error, CR_ERR_IO, path, 0, "out of memory") :
	                   hosted_replace(path, b.data ? b.data : "", b.size, error);
	free(b.data);
	return status;
}

/* ---- by suffix ------------------------------------------------------------------------------------------ */

static int has_suffix(const char *path, const char *suffix)
{
	size_t n = strlen(path), m = strlen(suffix);
	if (n > 3 && strcmp(path + n - 3, ".gz") == 0)
		n -= 3;
	return n >= m && memcmp(path + n - m, suffix, m) == 0;
}

/* Is there a letter in the first line, other than an exponent's?  Then it is a header. */
static int starts_with_header(const cr_bytes *file)
{
	for (size_t i = 0; i < file->size && file->data[i] != '\n'; i++) {
		unsigned char c = file->data[i];
		if ((c >= 'a' && c <= 'z' && c != 'e') || (c >= 'A' && c <= 'Z' && c != 'E') || c == '_')
			return 1;
	}
	return 0;
}

static cr_status read_whole_csv(const char *path, cr_array *out, cr_error *error)
{
	cr_bytes file;
	cr_csv_field all = { NULL, 0, CR_F32 };
	cr_csv_options options = { 0, CR_MISSING_NAN, 0, 0.0f };
	cr_status status = cr_file_read_gz(path, &file, error);
	if (status == CR_OK) {
		options.no_header = !starts_with_header(&file);
		status = cr_csv_parse(path, file.data, file.size, &all, 1, &options, out, error);
	}
	cr_bytes_free(&file);
	return status;
}

cr_status cr_array_read(const char *path, cr_array *out, cr_error *error)
{
	*out = (cr_array){ .data = NULL };
	if (has_suffix(path, ".npy"))
		return cr_npy_read(path, out, error);
	if (has_suffix(path, ".csv"))
		return read_whole_csv(path, out, error);
	return cr_idx_read(path, out, error);
}

cr_status cr_array_write(const char *path, const cr_array *array, cr_error *error)
{
	if (has_suffix(path, ".npy"))
		return cr_npy_write(path, array, error);
	if (has_suffix(path, ".csv"))
		return cr_csv_write(path, array, NULL, error);
	return cr_idx_write(path, array, error);
}
