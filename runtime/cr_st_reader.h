/* cr_st_reader.h - reads the header of a safetensors file, and believes nothing of it.
 *
 *     8 bytes            N, little-endian
 *     N bytes            JSON: {"__metadata__":{"key":"text",...}, "NAME":{"dtype":"F32",
 *                        "shape":[2,3],"data_offsets":[0,24]}, ...} and spaces
 *     the rest           the values, row-major, little-endian, no gaps
 *
 * Works on bytes, allocates nothing, does not recurse.  cr_st_open checks everything once; after
 * it said CR_OK, cr_st_next walks the tensors and cannot fail.  Names are kept as they stand in the
 * file, escapes and all: compare them with cr_st_name_is. */
#ifndef CR_ST_READER_H
#define CR_ST_READER_H
#include "cr_util.h"

/* Types that only files have; CR_F32 .. CR_BOOL are the others. */
enum { CR_ST_F64 = 16, CR_ST_F16, CR_ST_BF16, CR_ST_I64, CR_ST_U64, CR_ST_F8 };

#define CR_ST_HEADER_MAX UINT64_C(100000000) /* the format's own limit */

typedef struct cr_st_tensor {
	const char *name;      /* inside the file, not terminated */
	size_t name_size;
	uint8_t type, rank;
	int64_t shape[8];
	uint64_t begin, end;   /* bytes of the data part, half open */
	uint64_t elements;
} cr_st_tensor;

typedef struct cr_st_reader {
	const unsigned char *header;
	uint64_t header_size;
	const unsigned char *data;
	uint64_t data_size;
	uint64_t at;           /* next byte of the header */
	uint64_t metadata;     /* place of its '{', or 0 */
	uint32_t count;        /* tensors; valid after cr_st_open */
	uint32_t seen;         /* members passed by the walk, metadata included */
	cr_error *error;
} cr_st_reader;

/* ---- tokens ---------------------------------------------------------------------------------------- */

CR_SMALL_INLINE cr_status cr_st_bad(cr_st_reader *r, const char *what)
{
	cr_fail(r->error, CR_ERR_FORMAT, -1, r->at + 8, "safetensors header: ");
	cr_say(r->error, what);
	cr_say(r->error, "; at byte ");
	cr_say_u64(r->error, r->at + 8);
	return CR_ERR_FORMAT;
}

CR_SMALL_INLINE cr_status cr_st_bad_tensor(cr_st_reader *r, const cr_st_tensor *t, const char *what)
{
	cr_fail(r->error, CR_ERR_FORMAT, -1, r->at + 8, "tensor \"");
	cr_say_n(r->error, t->name, t->name_size);
	cr_say(r->error, "\": ");
	cr_say(r->error, what);
	return CR_ERR_FORMAT;
}

/* The next character that is not blank, which is not consumed; 0 at the end. */
CR_SMALL_INLINE unsigned char cr_st_peek(cr_st_reader *r)
{
	while (r->at < r->header_size) {
		unsigned char c = r->header[r->at];
		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			return c;
		r->at++;
	}
	return 0;
}

CR_SMALL_INLINE int cr_st_take(cr_st_reader *r, char c)
{
	if (cr_st_peek(r) != (unsigned char)c)
		return 0;
	r->at++;
	return 1;
}

CR_SMALL_INLINE int cr_st_hex(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (unsigned char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits of a \u escape at text[0..3], or -1. */
CR_SMALL_INLINE int32_t cr_st_hex4(const unsigned char *text)
{
	int32_t value = 0;
	for (int i = 0; i < 4; i++) {
		int digit = cr_st_hex(text[i]);
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* Length of the UTF-8 sequence at text (at most n bytes), or 0: overlong forms, surrogates and
 * values above 10FFFF are refused (Unicode 15, table 3-7). */
CR_SMALL_INLINE uint32_t cr_st_utf8(const unsigned char *text, uint64_t n)
{
	unsigned char c = text[0], low = 0x80, high = 0xbf;
	uint32_t length;
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf)
		length = 2;
	else if (c >= 0xe0 && c <= 0xef)
		length = 3;
	else if (c >= 0xf0 && c <= 0xf4)
		length = 4;
	else
		return 0;
	if (length > n)
		return 0;
	if (c == 0xe0)
		low = 0xa0;
	if (c == 0xed)
		high = 0x9f;
	if (c == 0xf0)
		low = 0x90;
	if (c == 0xf4)
		high = 0x8f;
	if (text[1] < low || text[1] > high)
		return 0;
	for (uint32_t i = 2; i < length; i++)
		if (text[i] < 0x80 || text[i] > 0xbf)
			return 0;
	return length;
}

/* Length of the escape at text (text[0] is the backslash), or 0 where it is not one. */
CR_SMALL_INLINE uint32_t cr_st_escape(const unsigned char *text, uint64_t n)
{
	if (n < 2)
		return 0;
	if (text[1] != 'u') {
		for (const char *c = "\"\\/bfnrt"; *c; c++)
			if (text[1] == (unsigned char)*c)
				return 2;
		return 0;
	}
	int32_t high = n >= 6 ? cr_st_hex4(text + 2) : -1;
	if (high < 0 || (high >= 0xdc00 && high <= 0xdfff))
		return 0;
	if (high < 0xd800 || high > 0xdbff)
		return 6;
	if (n < 12 || text[6] != '\\' || text[7] != 'u')
		return 0;
	int32_t low = cr_st_hex4(text + 8);
	return low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

/* A string; *text and *size are what stands between the quotes. */
CR_SMALL_INLINE cr_status cr_st_string(cr_st_reader *r, const char **text, size_t *size)
{
	if (!cr_st_take(r, '"'))
		return cr_st_bad(r, "a string expected");
	uint64_t first = r->at;
	while (r->at < r->header_size && r->header[r->at] != '"') {
		const unsigned char *c = r->header + r->at;
		uint64_t left = r->header_size - r->at;
		uint32_t length = *c == '\\' ? cr_st_escape(c, left) : *c < 0x20 ? 0 : cr_st_utf8(c, left);
		if (!length)
			return cr_st_bad(r, "a string with a bad character");
		r->at += length;
	}
	if (r->at >= r->header_size)
		return cr_st_bad(r, "a string that does not end");
	*text = (const char *)(r->header + first);
	*size = (size_t)(r->at - first);
	r->at++;
	return CR_OK;
}

/* A whole number 0 .. 2^63-1. */
CR_SMALL_INLINE cr_status cr_st_number(cr_st_reader *r, uint64_t *value)
{
	unsigned char c = cr_st_peek(r);
	if (c < '0' || c > '9')
		return cr_st_bad(r, "a whole number expected");
	uint64_t v = 0;
	uint64_t first = r->at;
	while (r->at < r->header_size && (c = r->header[r->at]) >= '0' && c <= '9') {
		uint64_t digit = (uint64_t)(c - '0');
		if (v > (UINT64_C(0x7fffffffffffffff) - digit) / 10)
			return cr_st_bad(r, "a number beyond 63 bits");
		v = v * 10 + digit;
		r->at++;
	}
	if (r->header[first] == '0' && r->at - first > 1)
		return cr_st_bad(r, "a number with leading zeros");
	*value = v;
	return CR_OK;
}

CR_SMALL_INLINE int cr_st_raw_is(const char *text, size_t size, const char *word)
{
	size_t i = 0;
	while (i < size && word[i] && text[i] == word[i])
		i++;
	return i == size && !word[i];
}

/* Decodes one character of a checked string into UTF-8; returns how many bytes of text it took. */
CR_SMALL_INLINE uint32_t cr_st_decode(const char *text, size_t size, unsigned char out[4], uint32_t *out_size)
{
	const unsigned char *c = (const unsigned char *)text;
	if (*c != '\\') {
		uint32_t n = cr_st_utf8(c, size);
		cr_bytes_copy(out, c, n);
		*out_size = n;
		return n;
	}
	if (c[1] != 'u') {
		const char *from = "bfnrt", *to = "\b\f\n\r\t";
		out[0] = c[1];
		for (uint32_t i = 0; from[i]; i++)
			if (c[1] == (unsigned char)from[i])
				out[0] = (unsigned char)to[i];
		*out_size = 1;
		return 2;
	}
	uint32_t code = (uint32_t)cr_st_hex4(c + 2), used = 6;
	if (code >= 0xd800 && code <= 0xdbff) {
		code = 0x10000 + ((code - 0xd800) << 10) + ((uint32_t)cr_st_hex4(c + 8) - 0xdc00);
		used = 12;
	}
	uint32_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char lead[5] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	for (uint32_t i = n; i-- > 1; code >>= 6)
		out[i] = (unsigned char)(0x80 | (code & 0x3f));
	out[0] = (unsigned char)(lead[n] | code);
	*out_size = n;
	return used;
}

/* ---- one tensor -------------------------------------------------------------------------------------- */

CR_SMALL_INLINE cr_status cr_st_dtype(cr_st_reader *r, cr_st_tensor *t)
{
	static const struct { const char *name; uint8_t type; } types[] = {
		{ "F32", CR_F32 }, { "I32", CR_I32 }, { "U32", CR_U32 }, { "I16", CR_I16 }, { "U16", CR_U16 },
		{ "I8", CR_I8 }, { "U8", CR_U8 }, { "BOOL", CR_BOOL }, { "F64", CR_ST_F64 }, { "F16", CR_ST_F16 },
		{ "BF16", CR_ST_BF16 }, { "I64", CR_ST_I64 }, { "U64", CR_ST_U64 }, { "F8_E5M2", CR_ST_F8 },
		{ "F8_E4M3", CR_ST_F8 }
	};
	const char *text = "";
	size_t size = 0;
	cr_status status = cr_st_string(r, &text, &size);
	if (status != CR_OK)
		return status;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (cr_st_raw_is(text, size, types[i].name)) {
			t->type = types[i].type;
			return CR_OK;
		}
	return cr_st_bad_tensor(r, t, "unknown dtype");
}

/* Bytes of one element of a file's type. */
CR_SMALL_INLINE uint32_t cr_st_width(uint8_t type)
{
	switch (type) {
	case CR_ST_F64:
	case CR_ST_I64:
	case CR_ST_U64:
		return 8;
	case CR_ST_F16:
	case CR_ST_BF16:
		return 2;
	case CR_ST_F8:
		return 1;
	default:
		return cr_type_size(type);
	}
}

CR_SMALL_INLINE const char *cr_st_type_name(uint8_t type)
{
	static const char *const names[] = { "f64", "f16", "bf16", "i64", "u64", "f8" };
	return type >= CR_ST_F64 && type <= CR_ST_F8 ? names[type - CR_ST_F64] : cr_type_name(type);
}

CR_SMALL_INLINE cr_status cr_st_shape(cr_st_reader *r, cr_st_tensor *t)
{
	t->rank = 0;
	if (!cr_st_take(r, '['))
		return cr_st_bad_tensor(r, t, "shape: a list expected");
	if (cr_st_take(r, ']'))
		return CR_OK;
	do {
		uint64_t extent = 0;
		cr_status status = cr_st_number(r, &extent);
		if (status != CR_OK)
			return status;
		if (t->rank == 8)
			return cr_st_bad_tensor(r, t, "more than 8 axes");
		t->shape[t->rank++] = (int64_t)extent;
	} while (cr_st_take(r, ','));
	return cr_st_take(r, ']') ? CR_OK : cr_st_bad_tensor(r, t, "shape: ']' expected");
}

CR_SMALL_INLINE cr_status cr_st_offsets(cr_st_reader *r, cr_st_tensor *t)
{
	cr_status status;
	if (!cr_st_take(r, '['))
		return cr_st_bad_tensor(r, t, "data_offsets: a list of two expected");
	if ((status = cr_st_number(r, &t->begin)) != CR_OK)
		return status;
	if (!cr_st_take(r, ','))
		return cr_st_bad_tensor(r, t, "data_offsets: a list of two expected");
	if ((status = cr_st_number(r, &t->end)) != CR_OK)
		return status;
	return cr_st_take(r, ']') ? CR_OK : cr_st_bad_tensor(r, t, "data_offsets: a list of two expected");
}

/* shape x dtype = data_offsets, and these lie inside the file. */
CR_SMALL_INLINE cr_status cr_st_measure(cr_st_reader *r, cr_st_tensor *t)
{
	const uint64_t limit = UINT64_C(0x7fffffffffffffff);
	uint64_t bytes = cr_st_width(t->type);
	int empty = 0;
	for (uint32_t i = 0; i < t->rank; i++)
		empty |= t->shape[i] == 0;
	for (uint32_t i = 0; i < t->rank && !empty; i++) {
		if (bytes > limit / (uint64_t)t->shape[i])
			return cr_st_bad_tensor(r, t, "its size overflows");
		bytes *= (uint64_t)t->shape[i];
	}
	if (empty)
		bytes = 0;
	t->elements = bytes / cr_st_width(t->type);
	if (t->begin > t->end || t->end > r->data_size) {
		cr_st_bad_tensor(r, t, "data_offsets out of range; within 0 .. ");
		cr_say_u64(r->error, r->data_size);
		cr_say(r->error, " expected; found ");
		cr_say_u64(r->error, t->begin);
		cr_say(r->error, " .. ");
		cr_say_u64(r->error, t->end);
		return CR_ERR_FORMAT;
	}
	if (t->end - t->begin != bytes) {
		cr_st_bad_tensor(r, t, "shape and dtype need ");
		cr_say_u64(r->error, bytes);
		cr_say(r->error, " bytes; data_offsets give ");
		cr_say_u64(r->error, t->end - t->begin);
		return CR_ERR_FORMAT;
	}
	return CR_OK;
}

/* What follows a tensor's name: { dtype, shape, data_offsets } in any order, each once. */
CR_SMALL_INLINE cr_status cr_st_entry(cr_st_reader *r, cr_st_tensor *t)
{
	static const char *const keys[] = { "dtype", "shape", "data_offsets" };
	static cr_status (*const rules[])(cr_st_reader *, cr_st_tensor *) = { cr_st_dtype, cr_st_shape, cr_st_offsets };
	uint32_t have = 0;
	if (!cr_st_take(r, '{'))
		return cr_st_bad_tensor(r, t, "'{' expected");
	do {
		const char *key = "";
		size_t size = 0;
		uint32_t k = 0;
		cr_status status = cr_st_string(r, &key, &size);
		if (status != CR_OK)
			return status;
		while (k < 3 && !cr_st_raw_is(key, size, keys[k]))
			k++;
		if (k == 3 || (have & (1u << k)))
			return cr_st_bad_tensor(r, t, "dtype, shape and data_offsets expected, each once");
		have |= 1u << k;
		if (!cr_st_take(r, ':'))
			return cr_st_bad_tensor(r, t, "':' expected");
		if ((status = rules[k](r, t)) != CR_OK)
			return status;
	} while (cr_st_take(r, ','));
	if (!cr_st_take(r, '}'))
		return cr_st_bad_tensor(r, t, "'}' expected");
	if (have != 7)
		return cr_st_bad_tensor(r, t, "dtype, shape and data_offsets expected, each once");
	return cr_st_measure(r, t);
}

/* ---- the walk ------------------------------------------------------------------------------------------ */

/* A map of strings; with a key, *value becomes its raw value (*size untouched where it is absent). */
CR_SMALL_INLINE cr_status cr_st_map(cr_st_reader *r, const char *want, const char **value, size_t *value_size)
{
	if (!cr_st_take(r, '{'))
		return cr_st_bad(r, "__metadata__: '{' expected");
	if (cr_st_take(r, '}'))
		return CR_OK;
	do {
		const char *key = "", *text = "";
		size_t key_size = 0, size = 0;
		cr_status status = cr_st_string(r, &key, &key_size);
		if (status != CR_OK)
			return status;
		if (!cr_st_take(r, ':'))
			return cr_st_bad(r, "__metadata__: ':' expected");
		if ((status = cr_st_string(r, &text, &size)) != CR_OK)
			return status;
		if (want && cr_st_raw_is(key, key_size, want)) {
			*value = text;
			*value_size = size;
		}
	} while (cr_st_take(r, ','));
	return cr_st_take(r, '}') ? CR_OK : cr_st_bad(r, "__metadata__: '}' expected");
}

CR_SMALL_INLINE void cr_st_rewind(cr_st_reader *r)
{
	r->at = 0;
	r->seen = 0;
}

/* One step: CR_MORE with a tensor in *t, CR_OK at the end, or an error. */
CR_SMALL_INLINE cr_status cr_st_step(cr_st_reader *r, cr_st_tensor *t)
{
	if (r->at == 0 && !cr_st_take(r, '{'))
		return cr_st_bad(r, "'{' expected");
	for (;;) {
		if (cr_st_peek(r) == '}' || (r->seen && !cr_st_take(r, ',')))
			break;
		cr_status status = cr_st_string(r, &t->name, &t->name_size);
		if (status != CR_OK)
			return status;
		if (!cr_st_take(r, ':'))
			return cr_st_bad(r, "':' expected");
		r->seen++;
		if (!cr_st_raw_is(t->name, t->name_size, "__metadata__")) {
			status = cr_st_entry(r, t);
			return status == CR_OK ? CR_MORE : status;
		}
		cr_st_peek(r);
		if (r->metadata && r->metadata != r->at)
			return cr_st_bad(r, "__metadata__ twice");
		r->metadata = r->at;
		if ((status = cr_st_map(r, 0, 0, 0)) != CR_OK)
			return status;
	}
	if (!cr_st_take(r, '}'))
		return cr_st_bad(r, "',' or '}' expected");
	return cr_st_peek(r) || r->at != r->header_size ? cr_st_bad(r, "text after the last '}'") : CR_OK;
}

/* The next tensor of an opened file: 1 and *t, or 0 at the end.  Start with cr_st_rewind. */
CR_SMALL_INLINE int cr_st_next(cr_st_reader *r, cr_st_tensor *t)
{
	return r->at < r->header_size && cr_st_step(r, t) == CR_MORE;
}

/* Is the tensor's name prefix followed by name, escapes decoded? */
CR_SMALL_INLINE int cr_st_name_is(const cr_st_tensor *t, const char *prefix, const char *name)
{
	size_t at = 0;
	while (at < t->name_size) {
		unsigned char out[4];
		uint32_t n = 0;
		at += cr_st_decode(t->name + at, t->name_size - at, out, &n);
		for (uint32_t i = 0; i < n; i++) {
			char want = *prefix ? *prefix++ : *name ? *name++ : 0;
			if (!want || out[i] != (unsigned char)want)
				return 0;
		}
	}
	return !*prefix && !*name;
}

/* The value of a metadata key as a C string in out, cut to size - 1 bytes; 0 where it is absent. */
CR_SMALL_INLINE int cr_st_metadata(const cr_st_reader *reader, const char *key, char *out, size_t size)
{
	cr_st_reader r = *reader;
	const char *text = 0;
	size_t length = 0, used = 0;
	out[0] = 0;
	r.at = r.metadata;
	if (!r.metadata || cr_st_map(&r, key, &text, &length) != CR_OK || !text)
		return 0;
	for (size_t at = 0; at < length;) {
		unsigned char c[4];
		uint32_t n = 0;
		at += cr_st_decode(text + at, length - at, c, &n);
		if (used + n >= size)
			break;
		cr_bytes_copy(out + used, c, n);
		used += n;
	}
	out[used] = 0;
	return 1;
}

/* The tensor of that name (prefix + name), or 0.  Looks from where the last one was found, so that
 * asking in the file's order costs one pass. */
CR_SMALL_INLINE int cr_st_find(cr_st_reader *r, const char *prefix, const char *name, cr_st_tensor *t)
{
	uint64_t first = r->at;
	while (cr_st_next(r, t))
		if (cr_st_name_is(t, prefix, name))
			return 1;
	cr_st_rewind(r);
	while (r->at < first && cr_st_next(r, t))
		if (cr_st_name_is(t, prefix, name))
			return 1;
	return 0;
}

#endif
