/* array.c - a data set: a typed array in memory. */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "hosted.h"

void cr_array_free(cr_array *array)
{
	free(array->data);
	*array = (cr_array){ .data = NULL };
}

int hosted_bytes(uint32_t rank, const int64_t *shape, uint64_t width, uint64_t *bytes)
{
	const uint64_t limit = UINT64_C(1) << 62;
	uint64_t n = width;
	for (uint32_t i = 0; i < rank; i++) {
		if (shape[i] < 0 || (shape[i] && n > limit / (uint64_t)shape[i]))
			return 0;
		n *= (uint64_t)shape[i];
	}
	*bytes = n;
	return 1;
}

cr_status cr_array_make(cr_array *array, uint8_t type, uint32_t rank, const int64_t *shape, const char *path, cr_error *error)
{
	uint64_t bytes, width = cr_type_size(type);
	*array = (cr_array){ .data = NULL };
	if (!width || rank > 8)
		return hosted_fail(error, CR_ERR_DATA, path, 0, "at most 8 axes expected; found %u", (unsigned)rank);
	if (!hosted_bytes(rank, shape, width, &bytes) || bytes > SIZE_MAX / 2)
		return hosted_fail(error, CR_ERR_DATA, path, 0, "its size overflows");
	array->data = malloc(bytes ? (size_t)bytes : 1);
	if (!array->data)
		return hosted_fail(error, CR_ERR_IO, path, 0, "out of memory; %llu bytes needed", (unsigned long long)bytes);
	array->type = type;
	array->rank = (uint8_t)rank;
	array->count = bytes / width;
	for (uint32_t i = 0; i < rank; i++)
		array->shape[i] = shape[i];
	return CR_OK;
}

uint64_t cr_array_width(const cr_array *array)
{
	uint64_t n = 1;
	for (uint32_t i = 1; i < array->rank; i++)
		n *= (uint64_t)array->shape[i];
	return n;
}

double cr_array_number(const cr_array *array, uint64_t element)
{
	const unsigned char *at = (const unsigned char *)array->data + (size_t)element * cr_type_size(array->type);
	union { float f; uint32_t u; int32_t i; uint16_t h; int16_t s; unsigned char bytes[4]; } v = { .u = 0 };
	memcpy(v.bytes, at, cr_type_size(array->type));
	switch (array->type) {
	case CR_F32:
		return (double)v.f;
	case CR_I32:
		return (double)v.i;
	case CR_U32:
		return (double)v.u;
	case CR_I16:
		return (double)v.s;
	case CR_U16:
		return (double)v.h;
	case CR_I8:
		return (double)(int8_t)v.bytes[0];
	default:
		return (double)v.bytes[0];
	}
}

static cr_status bad_element(const cr_array *a, uint64_t element, double low, double high, const char *path, cr_error *error)
{
	uint64_t width = cr_array_width(a), example = width ? element / width : 0;
	return hosted_fail(error, CR_ERR_DATA, path, example, "example %llu has %.17g; %.17g .. %.17g expected",
	                   (unsigned long long)example, cr_array_number(a, element), low, high);
}

cr_status cr_array_check(const cr_array *array, int64_t low, int64_t high, const char *path, cr_error *error)
{
	for (uint64_t i = 0; i < array->count && array->type != CR_F32; i++) {
		double value = cr_array_number(array, i);       /* 32 bits: exact */
		if (value < (double)low || value > (double)high)
			return bad_element(array, i, (double)low, (double)high, path, error);
	}
	return CR_OK;
}

static void set_number(void *data, uint8_t type, uint64_t element, double value)
{
	unsigned char *at = (unsigned char *)data + (size_t)element * cr_type_size(type);
	if (type == CR_F32) {
		float f = (float)value;
		memcpy(at, &f, sizeof f);
	} else {
		cr_st_store(at, (uint64_t)(int64_t)value, cr_type_size(type));
	}
}

cr_status cr_array_convert(cr_array *array, uint8_t type, const char *path, cr_error *error)
{
	cr_array out;
	int64_t low, high;
	if (array->type == type)
		return CR_OK;
	if (array->type == CR_F32)
		return hosted_fail(error, CR_ERR_DATA, path, 0, "%s expected; found f32", cr_type_name(type));
	cr_status status = cr_array_make(&out, type, array->rank, array->shape, path, error);
	if (status != CR_OK)
		return status;
	cr_st_range(type, &low, &high);
	for (uint64_t i = 0; i < array->count; i++) {
		double value = cr_array_number(array, i);
		if (type != CR_F32 && (value < (double)low || value > (double)high)) {
			cr_array_free(&out);
			return bad_element(array, i, (double)low, (double)high, path, error);
		}
		set_number(out.data, type, i, value);
	}
	cr_array_free(array);
	*array = out;
	return CR_OK;
}

cr_status cr_array_slice(const cr_array *array, uint64_t first, uint64_t count, cr_array *out, cr_error *error)
{
	int64_t shape[8];
	*out = (cr_array){ .data = NULL };
	uint64_t rows = array->rank ? (uint64_t)array->shape[0] : 0, bytes = cr_array_width(array) * cr_type_size(array->type);
	if (first > rows || count > rows - first)
		return cr_fail(error, CR_ERR_ARGUMENT, -1, first, "slice: outside of the array");
	memcpy(shape, array->shape, sizeof shape);
	shape[0] = (int64_t)count;
	cr_status status = cr_array_make(out, array->type, array->rank, shape, "slice", error);
	if (status == CR_OK)
		memcpy(out->data, (const char *)array->data + (size_t)(first * bytes), (size_t)(count * bytes));
	return status;
}

static uint8_t nearest_type(uint8_t from)
{
	switch (from) {
	case CR_ST_F64:
	case CR_ST_F16:
	case CR_ST_BF16:
		return CR_F32;
	case CR_ST_I64:
		return CR_I32;
	case CR_ST_U64:
		return CR_U32;
	default:
		return from;
	}
}

cr_status hosted_array_from(const char *path, const unsigned char *bytes, uint8_t from, uint32_t rank, const int64_t *shape,
                            cr_array *out, cr_error *error)
{
	uint8_t type = nearest_type(from);
	uint32_t width = cr_st_width(from);
	if (!cr_type_size(type))
		return hosted_fail(error, CR_ERR_DATA, path, 0, "numbers of type %s cannot be read", cr_st_type_name(from));
	cr_status status = cr_array_make(out, type, rank, shape, path, error);
	if (status != CR_OK)
		return status;
	for (uint64_t at = 0; at < out->count;) {
		uint32_t n = out->count - at < 65536 ? (uint32_t)(out->count - at) : 65536;
		uint32_t good = cr_st_convert(bytes + at * width, from, n, type, 0,
		                              (unsigned char *)out->data + at * cr_type_size(type));
		if (good < n) {
			uint64_t per = cr_array_width(out), example = (at + good) / (per ? per : 1);
			cr_array_free(out);
			return hosted_fail(error, CR_ERR_DATA, path, example, "example %llu has a value that is no %s",
			                   (unsigned long long)example, cr_type_name(type));
		}
		at += n;
	}
	return CR_OK;
}

void hosted_swap(unsigned char *bytes, uint64_t n, uint32_t width)
{
	for (uint64_t i = 0; i < n; i++, bytes += width)
		for (uint32_t k = 0; k < width / 2; k++) {
			unsigned char c = bytes[k];
			bytes[k] = bytes[width - 1 - k];
			bytes[width - 1 - k] = c;
		}
}

void hosted_float_text(char out[32], float value)
{
	for (int digits = 6; digits <= 9; digits++) {
		snprintf(out, 32, "%.*g", digits, (double)value);
		if (strtof(out, NULL) == value)
			break;
	}
	const char *point = localeconv()->decimal_point;
	char *found = strcmp(point, ".") ? strstr(out, point) : NULL;
	if (found) {
		*found = '.';
		memmove(found + 1, found + strlen(point), strlen(found + strlen(point)) + 1);
	}
}
