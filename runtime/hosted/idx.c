/* idx.c - the format of MNIST (LeCun, Cortes, Burges): big-endian.
 *
 *     0 0 TYPE RANK      type: 08 u8, 09 i8, 0B i16, 0C i32, 0D f32, 0E f64
 *     u32 x RANK         extents
 *     values */
#include <stdlib.h>
#include <string.h>

#include "hosted.h"

static uint8_t idx_type(unsigned char code)
{
	switch (code) {
	case 0x08:
		return CR_U8;
	case 0x09:
		return CR_I8;
	case 0x0b:
		return CR_I16;
	case 0x0c:
		return CR_I32;
	case 0x0d:
		return CR_F32;
	case 0x0e:
		return CR_ST_F64;
	default:
		return 0;
	}
}

static cr_status idx_header(const char *name, const unsigned char *bytes, size_t size, uint8_t *type, uint32_t *rank,
                            int64_t *shape, cr_error *error)
{
	if (size < 4)
		return hosted_fail(error, CR_ERR_FORMAT, name, size, "IDX: a header of at least 4 bytes expected; found %zu", size);
	*type = idx_type(bytes[2]);
	if (bytes[0] || bytes[1] || !*type)
		return hosted_fail(error, CR_ERR_FORMAT, name, 0, "IDX: magic 00 00 and a type 08 to 0E expected; found %02x %02x %02x %02x",
		                   bytes[0], bytes[1], bytes[2], bytes[3]);
	*rank = bytes[3];
	if (*rank < 1 || *rank > 8)
		return hosted_fail(error, CR_ERR_FORMAT, name, 3, "IDX: 1 to 8 axes expected; found %u", (unsigned)*rank);
	if (size < 4 + 4 * (size_t)*rank)
		return hosted_fail(error, CR_ERR_FORMAT, name, size, "IDX: truncated in the header; %u bytes expected; found %zu",
		                   4 + 4 * (unsigned)*rank, size);
	for (uint32_t i = 0; i < *rank; i++) {
		const unsigned char *at = bytes + 4 + 4 * i;
		shape[i] = (int64_t)at[0] << 24 | (int64_t)at[1] << 16 | (int64_t)at[2] << 8 | (int64_t)at[3];
		if (shape[i] == 0)
			return hosted_fail(error, CR_ERR_FORMAT, name, 4 + 4 * i, "IDX: axis %u has extent 0", (unsigned)i + 1);
	}
	return CR_OK;
}

cr_status cr_idx_parse(const char *name, const unsigned char *bytes, size_t size, cr_array *out, cr_error *error)
{
	uint8_t type = 0;
	uint32_t rank = 0;
	int64_t shape[8];
	uint64_t need;
	*out = (cr_array){ .data = NULL };
	cr_status status = idx_header(name, bytes, size, &type, &rank, shape, error);
	if (status != CR_OK)
		return status;
	size_t header = 4 + 4 * (size_t)rank;
	uint32_t width = cr_st_width(type);
	if (!hosted_bytes(rank, shape, width, &need))
		return hosted_fail(error, CR_ERR_FORMAT, name, 4, "IDX: its size overflows");
	if (need != size - header)
		return hosted_fail(error, CR_ERR_FORMAT, name, size, "IDX: %s; %llu bytes of values expected; found %zu",
		                   size - header < need ? "truncated" : "trailing bytes", (unsigned long long)need, size - header);
	if (width == 1)
		return hosted_array_from(name, bytes + header, type, rank, shape, out, error);
	unsigned char *values = malloc((size_t)need);
	if (!values)
		return hosted_fail(error, CR_ERR_IO, name, 0, "out of memory");
	memcpy(values, bytes + header, (size_t)need);
	hosted_swap(values, need / width, width);
	status = hosted_array_from(name, values, type, rank, shape, out, error);
	free(values);
	return status;
}

cr_status cr_idx_read(const char *path, cr_array *out, cr_error *error)
{
	cr_bytes file;
	*out = (cr_array){ .data = NULL };
	cr_status status = cr_file_read_gz(path, &file, error);
	if (status == CR_OK)
		status = cr_idx_parse(path, file.data, file.size, out, error);
	cr_bytes_free(&file);
	return status;
}

cr_status cr_idx_write(const char *path, const cr_array *array, cr_error *error)
{
	static const unsigned char codes[] = { 0, 0x0d, 0x0c, 0, 0x0b, 0, 0x09, 0x08, 0x08 };
	uint32_t width = cr_type_size(array->type);
	if (!width || !codes[array->type] || !array->rank)
		return hosted_fail(error, CR_ERR_ARGUMENT, path, 0, "IDX holds f32, i32, i16, i8 and u8 of at least 1 axis; found %s",
		                   cr_type_name(array->type));
	size_t header = 4 + 4 * (size_t)array->rank, values = (size_t)array->count * width;
	unsigned char *bytes = calloc(1, header + values);
	if (!bytes)
		return hosted_fail(error, CR_ERR_IO, path, 0, "out of memory");
	bytes[2] = codes[array->type];
	bytes[3] = array->rank;
	for (uint32_t i = 0; i < array->rank; i++) {
		if (array->shape[i] > (int64_t)UINT32_MAX) {
			free(bytes);
			return hosted_fail(error, CR_ERR_ARGUMENT, path, 0, "IDX holds extents below 2^32");
		}
		cr_st_set_bits(bytes + 4 + 4 * i, (uint64_t)array->shape[i], 4);
	}
	hosted_swap(bytes + 4, array->rank, 4);
	for (uint64_t at = 0; at < array->count; at += 65536) {
		uint32_t n = array->count - at < 65536 ? (uint32_t)(array->count - at) : 65536;
		cr_st_to_bytes((const unsigned char *)array->data + at * width, array->type, n, bytes + header + at * width);
	}
	hosted_swap(bytes + header, array->count, width);
	cr_status status = hosted_replace(path, bytes, header + values, error);
	free(bytes);
	return status;
}
