/* npy.c - the format of numpy.save (NEP 1, versions 1.0 to 3.0).
 *
 *     \x93NUMPY  major minor  length (u16; from version 2 on u32), little-endian
 *     {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }  spaces, newline
 *     values */
#include <stdlib.h>
#include <string.h>

#include "hosted.h"

typedef struct {
	const char *name, *text;           /* the header: text .. end */
	size_t size, at;
	uint8_t type;
	int big, fortran;
	uint32_t rank;
	int64_t shape[8];
	cr_error *error;
} npy_header;

static cr_status npy_bad(npy_header *h, const char *what)
{
	return hosted_fail(h->error, CR_ERR_FORMAT, h->name, h->at, "NPY header: %s; at character %zu", what, h->at + 1);
}

static char npy_peek(npy_header *h)
{
	while (h->at < h->size && (strchr(" \n\t\r", h->text[h->at]) && h->text[h->at]))
		h->at++;
	return h->at < h->size ? h->text[h->at] : 0;
}

static int npy_take(npy_header *h, char c)
{
	if (npy_peek(h) != c)
		return 0;
	h->at++;
	return 1;
}

/* A Python string without escapes into out, or 0. */
static int npy_string(npy_header *h, char *out, size_t size)
{
	char quote = npy_peek(h);
	size_t n = 0;
	if (quote != '\'' && quote != '"')
		return 0;
	h->at++;
	while (h->at < h->size && h->text[h->at] != quote && n + 1 < size)
		out[n++] = h->text[h->at++];
	out[n] = 0;
	return h->at < h->size && h->text[h->at++] == quote;
}

static cr_status npy_descr(npy_header *h)
{
	static const struct { const char *text; uint8_t type; } types[] = {
		{ "f4", CR_F32 }, { "f8", CR_ST_F64 }, { "f2", CR_ST_F16 }, { "b1", CR_BOOL }, { "u1", CR_U8 }, { "i1", CR_I8 },
		{ "u2", CR_U16 }, { "i2", CR_I16 }, { "u4", CR_U32 }, { "i4", CR_I32 }, { "u8", CR_ST_U64 }, { "i8", CR_ST_I64 }
	};
	char text[16];
	if (!npy_string(h, text, sizeof text))
		return npy_bad(h, "descr: a short string expected");
	h->big = text[0] == '>';
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (text[0] && strchr("<>|=", text[0]) && strcmp(text + 1, types[i].text) == 0)
			h->type = types[i].type;
	if (!h->type)
		return hosted_fail(h->error, CR_ERR_FORMAT, h->name, h->at,
		                   "NPY: numbers of type f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 or b1 expected; found '%s'", text);
	return CR_OK;
}

static int npy_word(npy_header *h, const char *word)
{
	size_t n = strlen(word);
	npy_peek(h);
	if (h->size - h->at < n || memcmp(h->text + h->at, word, n) != 0)
		return 0;
	h->at += n;
	return 1;
}

static cr_status npy_shape(npy_header *h)
{
	if (!npy_take(h, '('))
		return npy_bad(h, "shape: '(' expected");
	while (npy_peek(h) >= '0' && npy_peek(h) <= '9') {
		int64_t extent = 0;
		if (h->rank == 8)
			return npy_bad(h, "at most 8 axes expected");
		for (; h->at < h->size && h->text[h->at] >= '0' && h->text[h->at] <= '9'; h->at++) {
			if (extent > INT64_MAX / 10 - 1)
				return npy_bad(h, "shape: an extent overflows");
			extent = extent * 10 + (h->text[h->at] - '0');
		}
		if (h->at < h->size && h->text[h->at] == 'L')
			h->at++;                   /* Python 2's long */
		h->shape[h->rank++] = extent;
		if (!npy_take(h, ','))
			break;
	}
	return npy_take(h, ')') ? CR_OK : npy_bad(h, "shape: ')' expected");
}

static cr_status npy_dictionary(npy_header *h)
{
	unsigned have = 0;
	if (!npy_take(h, '{'))
		return npy_bad(h, "'{' expected");
	while (npy_peek(h) != '}') {
		static const char *const keys[] = { "descr", "fortran_order", "shape" };
		char key[16];
		unsigned k = 0;
		cr_status status = CR_OK;
		if (!npy_string(h, key, sizeof key) || !npy_take(h, ':'))
			return npy_bad(h, "a key expected");
		while (k < 3 && strcmp(key, keys[k]) != 0)
			k++;
		if (k == 3 || (have & 1u << k))
			return npy_bad(h, "descr, fortran_order and shape expected, each once");
		have |= 1u << k;
		if (k == 1) {
			h->fortran = npy_word(h, "True");
			if (!h->fortran && !npy_word(h, "False"))
				return npy_bad(h, "fortran_order: True or False expected");
		} else {
			status = k ? npy_shape(h) : npy_descr(h);
		}
		if (status != CR_OK)
			return status;
		if (!npy_take(h, ','))
			break;
	}
	if (!npy_take(h, '}') || have != 7)
		return npy_bad(h, "descr, fortran_order and shape expected, each once");
	return npy_peek(h) ? npy_bad(h, "nothing after '}' expected") : CR_OK;
}

/* Where the values begin, or 0 and the error. */
static size_t npy_begin(npy_header *h, const unsigned char *bytes, size_t size)
{
	if (size < 12 || memcmp(bytes, "\x93NUMPY", 6) != 0) {
		hosted_fail(h->error, CR_ERR_FORMAT, h->name, 0, "NPY: the magic \\x93NUMPY and a header expected; found %zu bytes", size);
		return 0;
	}
	if (bytes[6] < 1 || bytes[6] > 3) {
		hosted_fail(h->error, CR_ERR_FORMAT, h->name, 6, "NPY: version 1 to 3 expected; found %u", (unsigned)bytes[6]);
		return 0;
	}
	uint32_t width = bytes[6] == 1 ? 2 : 4;
	uint64_t length = cr_st_bits(bytes + 8, width), begin = 8 + width + length;
	if (begin > size) {
		hosted_fail(h->error, CR_ERR_FORMAT, h->name, 8, "NPY: truncated in the header; %llu bytes expected; found %zu",
		            (unsigned long long)begin, size);
		return 0;
	}
	h->text = (const char *)bytes + 8 + width;
	h->size = (size_t)length;
	return (size_t)begin;
}

cr_status cr_npy_parse(const char *name, const unsigned char *bytes, size_t size, cr_array *out, cr_error *error)
{
	npy_header h = { .name = name, .error = error };
	uint64_t need;
	*out = (cr_array){ .data = NULL };
	size_t begin = npy_begin(&h, bytes, size);
	cr_status status = begin ? npy_dictionary(&h) : CR_ERR_FORMAT;
	if (status != CR_OK)
		return status;
	uint32_t width = cr_st_width(h.type);
	if (h.fortran && h.rank > 1)
		return hosted_fail(error, CR_ERR_FORMAT, name, 0, "NPY: C order expected; found fortran_order (numpy.ascontiguousarray)");
	if (!hosted_bytes(h.rank, h.shape, width, &need))
		return hosted_fail(error, CR_ERR_FORMAT, name, 0, "NPY: its size overflows");
	if (need != size - begin)
		return hosted_fail(error, CR_ERR_FORMAT, name, size, "NPY: %s; %llu bytes of values expected; found %zu",
		                   size - begin < need ? "truncated" : "trailing bytes", (unsigned long long)need, size - begin);
	if (!h.big || width == 1)
		return hosted_array_from(name, bytes + begin, h.type, h.rank, h.shape, out, error);
	unsigned char *values = malloc(need ? (size_t)need : 1);
	if (!values)
		return hosted_fail(error, CR_ERR_IO, name, 0, "out of memory");
	memcpy(values, bytes + begin, (size_t)need);
	hosted_swap(values, need / width, width);
	status = hosted_array_from(name, values, h.type, h.rank, h.shape, out, error);
	free(values);
	return status;
}

cr_status cr_npy_read(const char *path, cr_array *out, cr_error *error)
{
	cr_bytes file;
	*out = (cr_array){ .data = NULL };
	cr_status status = cr_file_read_gz(path, &file, error);
	if (status == CR_OK)
		status = cr_npy_parse(path, file.data, file.size, out, error);
	cr_bytes_free(&file);
	return status;
}

cr_status cr_npy_write(const char *path, const cr_array *array, cr_error *error)
{
	static const char *const descr[] = { "", "<f4", "<i4", "<u4", "<i2", "<u2", "|i1", "|u1", "|b1" };
	enum { HEADER = 320 };             /* 8 extents of 20 characters fit; a multiple of 64 as the format asks */
	uint32_t width = cr_type_size(array->type);
	if (!width)
		return hosted_fail(error, CR_ERR_ARGUMENT, path, 0, "NPY: an array expected");
	size_t values = (size_t)array->count * width;
	unsigned char *bytes = malloc(HEADER + values);
	char *text = (char *)bytes;
	if (!bytes)
		return hosted_fail(error, CR_ERR_IO, path, 0, "out of memory");
	int n = snprintf(text + 10, HEADER - 10, "{'descr': '%s', 'fortran_order': False, 'shape': (", descr[array->type]);
	for (uint32_t i = 0; i < array->rank; i++)
		n += snprintf(text + 10 + n, HEADER - 10 - (size_t)n, i ? ", %lld" : "%lld", (long long)array->shape[i]);
	n += snprintf(text + 10 + n, HEADER - 10 - (size_t)n, "%s), }", array->rank == 1 ? "," : "");
	size_t header = (10 + (size_t)n + 1 + 63) / 64 * 64;
	memcpy(bytes, "\x93NUMPY\x01", 8);
	cr_st_set_bits(bytes + 8, header - 10, 2);
	memset(bytes + 10 + n, ' ', header - 10 - (size_t)n);
	bytes[header - 1] = '\n';
	for (uint64_t at = 0; at < array->count; at += 65536) {
		uint32_t m = array->count - at < 65536 ? (uint32_t)(array->count - at) : 65536;
		cr_st_to_bytes((const unsigned char *)array->data + at * width, array->type, m, bytes + header + at * width);
	}
	cr_status status = hosted_replace(path, bytes, header + values, error);
	free(bytes);
	return status;
}
