/* test_safetensors.c - files that are right, and every way in which one can lie. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../runtime/cr_safetensors.h"

/* ---- a file from a header's text -------------------------------------------------------------------------- */

typedef struct { unsigned char *bytes; size_t size; } file;

/* In memory of exactly its size, so that the sanitizer sees a byte too far. */
static file make_file(const char *header, size_t header_size, const void *data, size_t data_size)
{
	file f = { malloc(8 + header_size + data_size), 8 + header_size + data_size };
	for (int i = 0; i < 8; i++)
		f.bytes[i] = (unsigned char)((uint64_t)header_size >> (8 * i));
	memcpy(f.bytes + 8, header, header_size);
	if (data_size)
		memcpy(f.bytes + 8 + header_size, data, data_size);
	return f;
}

static cr_status open_text(const char *header, size_t data_size, cr_error *error)
{
	unsigned char *zeros = calloc(1, data_size + 1);
	file f = make_file(header, strlen(header), zeros, data_size);
	cr_st_reader r;
	memset(error, 0, sizeof *error);
	cr_status status = cr_st_open(&r, f.bytes, f.size, error);
	free(zeros);
	free(f.bytes);
	return status;
}

#define T(name, dtype, shape, offsets) "\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

/* ---- the reader ---------------------------------------------------------------------------------------------- */

static const char *const good_headers[] = {
	"{}", "{} \n\t ", "{\"__metadata__\":{}}",
	"{\"__metadata__\":{\"a\":\"b\",\"c\":\"d\"}," T("x", "F32", "[2,4]", "[0,32]") "}",
	"{" T("x", "U8", "[32]", "[0,32]") "}",
	"{" T("b", "U8", "[16]", "[16,32]") "," T("a", "F16", "[8]", "[0,16]") "}",
	"{" T("empty", "F32", "[0,9223372036854775807,9223372036854775807]", "[5,5]") "," T("a", "U8", "[32]", "[0,32]") "}",
	"{" T("scalar", "F64", "[]", "[0,8]") ",\"__metadata__\":{\"k\":\"\"}," T("a", "I64", "[3]", "[8,32]") "}",
	"{\"\\u00e9\\ud83d\\ude00\\n\":{\"shape\":[32],\"data_offsets\":[0,32],\"dtype\":\"I8\"}}",
	" { \"x\" : { \"dtype\" : \"U8\" , \"shape\" : [ 32 ] , \"data_offsets\" : [ 0 , 32 ] } } "
};

START_TEST(a_valid_header_is_read)
{
	cr_error e;
	size_t data = _i < 3 ? 0 : 32;
	const char *header = good_headers[_i];
	while (*header == ' ')
		header++;
	ck_assert_msg(open_text(header, data, &e) == CR_OK, "%s: %s", header, e.text);
}
END_TEST

static const struct { const char *header; const char *text; } bad_headers[] = {
	{ "[]", "'{' expected" }, { " {}", "'{' expected" }, { "{ ", "a string expected" }, { "{}x", "text after" }, { "{}}", "text after" },
	{ "{,}", "a string expected" }, { "{" T("x", "U8", "[32]", "[0,32]") ",}", "a string expected" },
	{ "{" T("x", "U8", "[32]", "[0,32]"), "',' or '}' expected" },
	{ "{\"x\"}", "':' expected" }, { "{\"x\":1}", "\"x\": '{' expected" }, { "{\"x\":{}}", "a string expected" },
	{ "{\"x", "does not end" }, { "{\"x\\", "bad character" }, { "{\"\\q\":1}", "bad character" }, { "{\"\\u12g4\":1}", "bad character" },
	{ "{\"\\ud83d\":1}", "bad character" }, { "{\"\\ud83d\\u0041\":1}", "bad character" }, { "{\"\\ude00\":1}", "bad character" },
	{ "{\"a\nb\":1}", "bad character" }, { "{\"\xff\":1}", "bad character" }, { "{\"\xc0\x80\":1}", "bad character" },
	{ "{\"\xed\xa0\x80\":1}", "bad character" }, { "{\"\xf4\x90\x80\x80\":1}", "bad character" }, { "{\"\xe2\x82\":1}", "bad character" },
	{ "{\"__metadata__\":1}", "__metadata__: '{'" }, { "{\"__metadata__\":{\"a\":1}}", "a string expected" },
	{ "{\"__metadata__\":{\"a\" \"b\"}}", "':' expected" }, { "{\"__metadata__\":{\"a\":\"b\"", "'}' expected" },
	{ "{\"__metadata__\":{},\"__metadata__\":{}}", "__metadata__ twice" },
	{ "{\"x\":{\"dtype\":\"U8\",\"shape\":[32]}}", "each once" },
	{ "{\"x\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[32],\"data_offsets\":[0,32]}}", "each once" },
	{ "{\"x\":{\"dtype\":\"U8\",\"shape\":[32],\"data_offsets\":[0,32],\"more\":1}}", "each once" },
	{ "{" T("x", "U7", "[32]", "[0,32]") "}", "unknown dtype" }, { "{" T("x", "U8", "32", "[0,32]") "}", "shape: a list" },
	{ "{" T("x", "U8", "[32;]", "[0,32]") "}", "shape: ']'" }, { "{" T("x", "U8", "[032]", "[0,32]") "}", "leading zeros" },
	{ "{" T("x", "U8", "[-1]", "[0,32]") "}", "whole number" }, { "{" T("x", "U8", "[3.2]", "[0,32]") "}", "shape: ']'" },
	{ "{" T("x", "U8", "[9223372036854775808]", "[0,32]") "}", "63 bits" },
	{ "{" T("x", "U8", "[99999999999999999999999]", "[0,32]") "}", "63 bits" },
	{ "{" T("x", "U8", "[1,1,1,1,1,1,1,1,32]", "[0,32]") "}", "8 axes" },
	{ "{" T("x", "F32", "[4611686018427387904,4]", "[0,32]") "}", "\"x\": its size overflows" },
	{ "{" T("x", "U8", "[32]", "[0]") "}", "list of two" }, { "{" T("x", "U8", "[32]", "[0,32,64]") "}", "list of two" },
	{ "{" T("x", "U8", "[32]", "0") "}", "list of two" }, { "{" T("x", "U8", "[32]", "[0;32]") "}", "list of two" },
	{ "{" T("x", "U8", "[33]", "[0,33]") "}", "\"x\": data_offsets out of range" },
	{ "{" T("x", "U8", "[32]", "[32,0]") "}", "out of range" },
	{ "{" T("x", "F32", "[9]", "[0,32]") "}", "need 36 bytes; data_offsets give 32" },
	{ "{" T("x", "U8", "[31]", "[0,31]") "}", "bytes 31 .. 32 belong to no tensor" },
	{ "{" T("x", "U8", "[16]", "[16,32]") "}", "bytes 0 .. 16 belong to no tensor; before \"x\"" },
	{ "{" T("x", "U8", "[8]", "[0,8]") "," T("y", "U8", "[16]", "[16,32]") "}", "bytes 8 .. 16 belong to no tensor; before \"y\"" },
	{ "{" T("x", "U8", "[20]", "[0,20]") "," T("y", "U8", "[16]", "[16,32]") "}", "\"y\": its bytes overlap those of \"x\"" },
	{ "{" T("x", "U8", "[32]", "[0,32]") "," T("y", "U8", "[32]", "[0,32]") "}", "\"y\": its bytes overlap" },
	{ "{" T("x", "U8", "[16]", "[0,16]") "," T("x", "U8", "[16]", "[16,32]") "}", "\"x\": it stands twice" },
	{ "{" T("A", "U8", "[16]", "[0,16]") "," T("\\u0041", "U8", "[16]", "[16,32]") "}", "it stands twice" }
};

START_TEST(a_header_that_lies_is_refused)
{
	cr_error e;
	ck_assert_int_eq(open_text(bad_headers[_i].header, 32, &e), CR_ERR_FORMAT);
	ck_assert_msg(strstr(e.text, bad_headers[_i].text) != NULL, "%s\n  said: %s\n  expected: %s", bad_headers[_i].header, e.text,
	              bad_headers[_i].text);
}
END_TEST

START_TEST(a_lying_header_length_is_refused)
{
	cr_st_reader r;
	cr_error e;
	static const uint64_t lengths[] = { 0, 1, 3, 11, UINT64_C(100000001), UINT64_MAX, UINT64_MAX - 7, INT64_MAX };
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		file f = make_file("{}", 2, "", 0);
		for (int k = 0; k < 8; k++)
			f.bytes[k] = (unsigned char)(lengths[i] >> (8 * k));
		ck_assert_int_eq(cr_st_open(&r, f.bytes, f.size, &e), CR_ERR_FORMAT);
		ck_assert(strstr(e.text, "header of") != NULL);
		free(f.bytes);
	}
	ck_assert_int_eq(cr_st_open(&r, NULL, 0, &e), CR_ERR_ARGUMENT);
	for (size_t n = 0; n < 8; n++) {
		unsigned char *bytes = calloc(1, n ? n : 1);
		ck_assert_int_eq(cr_st_open(&r, bytes, n, &e), CR_ERR_FORMAT);
		free(bytes);
	}
}
END_TEST

START_TEST(names_are_compared_decoded)
{
	static const char header[] = "{\"a\\u00e9\\ud83d\\ude00\\n\\\"\":{\"shape\":[],\"data_offsets\":[0,1],\"dtype\":\"I8\"},"
		"\"__metadata__\":{\"k\":\"v\\u0041\\\\\"}}";
	file f = make_file(header, strlen(header), "x", 1);
	cr_st_reader r;
	cr_st_tensor t;
	char value[8];
	ck_assert_int_eq(cr_st_open(&r, f.bytes, f.size, NULL), CR_OK);
	ck_assert(cr_st_next(&r, &t));
	ck_assert(cr_st_name_is(&t, "", "a\xc3\xa9\xf0\x9f\x98\x80\n\""));
	ck_assert(cr_st_name_is(&t, "a\xc3", "\xa9\xf0\x9f\x98\x80\n\""));
	ck_assert(!cr_st_name_is(&t, "", "a\xc3\xa9\xf0\x9f\x98\x80\n"));
	ck_assert(!cr_st_name_is(&t, "", "a\xc3\xa9\xf0\x9f\x98\x80\n\"\""));
	ck_assert(!cr_st_next(&r, &t));
	ck_assert(cr_st_metadata(&r, "k", value, sizeof value));
	ck_assert_str_eq(value, "vA\\");
	ck_assert(cr_st_metadata(&r, "k", value, 3));
	ck_assert_str_eq(value, "vA");
	ck_assert(!cr_st_metadata(&r, "none", value, sizeof value));
	free(f.bytes);
}
END_TEST

/* Many tensors, backwards, and then one name twice: the checks take no memory, so they must be right
 * when the small table is full many times over. */
START_TEST(a_thousand_tensors_backwards_are_read_and_a_twin_is_found)
{
	enum { N = 1000 };
	char *header = malloc(N * 80);
	for (int twin = 0; twin < 2; twin++) {
		size_t n = 0;
		header[n++] = '{';
		for (int i = N - 1; i >= 0; i--)
			n += (size_t)sprintf(header + n, "\"t%d\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[%d,%d]}%s",
			                     twin && i == 17 ? 700 : i, 2 * i, 2 * i + 2, i ? "," : "}");
		cr_error e;
		ck_assert_int_eq(open_text(header, 2 * N, &e), twin ? CR_ERR_FORMAT : CR_OK);
		if (twin)
			ck_assert_str_eq(e.text, "tensor \"t700\": it stands twice in the file");
	}
	free(header);
}
END_TEST

/* ---- loading ----------------------------------------------------------------------------------------------------- */

typedef struct { float w[6]; int32_t i[3]; uint8_t u[5]; uint8_t flag[2]; int16_t s[2]; uint32_t big[1]; } model;

static const cr_tensor rows[] = {
	{ .name = "w", .type = CR_F32, .rank = 2, .trainable = 1, .saved = 1, .shape = { 2, 3 } },
	{ .name = "i", .type = CR_I32, .rank = 1, .saved = 1, .shape = { 3 } },
	{ .name = "tied", .type = CR_F32, .rank = 2, .saved = 0, .shape = { 2, 3 } },
	{ .name = "u", .type = CR_U8, .rank = 1, .saved = 1, .shape = { 5 } },
	{ .name = "flag", .type = CR_BOOL, .rank = 1, .saved = 1, .shape = { 2 } },
	{ .name = "s", .type = CR_I16, .rank = 1, .saved = 1, .shape = { 2 } },
	{ .name = "big", .type = CR_U32, .rank = 0, .saved = 1 }
};
static const size_t places[] = { offsetof(model, w), offsetof(model, i), 0, offsetof(model, u), offsetof(model, flag),
	                         offsetof(model, s), offsetof(model, big) };
static const cr_st_layout layout = { .tensors = rows, .count = 7, .offset = places };
static const cr_st_identity identity = { "small", 0x1234, 0x5678 };
static const model sample = { { 1.5f, -2, 3e-40f, 4, 5, -0.0f }, { -1, INT32_MIN, 7 }, { 1, 2, 3, 4, 255 }, { 1, 0 },
	                      { -2, 300 }, { 4000000000u } };

typedef struct { unsigned char bytes[4096]; size_t size; int calls, fail_at, commits; } sink;

static cr_status sink_call(sink *s) { return ++s->calls == s->fail_at ? CR_ERR_IO : CR_OK; }
static cr_status sink_begin(void *user, uint64_t size) { (void)size; return sink_call(user); }
static cr_status sink_commit(void *user) { ((sink *)user)->commits++; return sink_call(user); }
static cr_status sink_write(void *user, const void *bytes, size_t size)
{
	sink *s = user;
	ck_assert_uint_le(s->size + size, sizeof s->bytes);
	memcpy(s->bytes + s->size, bytes, size);
	s->size += size;
	return sink_call(s);
}

static file save_sample(void)
{
	sink s = { .size = 0 };
	cr_store store = { sink_begin, sink_write, sink_commit, &s };
	cr_st_part part = { &layout, "", &sample, NULL };
	ck_assert_int_eq(cr_st_save_weights(&part, &identity, &store), CR_OK);
	ck_assert_int_eq(s.commits, 1);
	file f = { malloc(s.size), s.size };
	memcpy(f.bytes, s.bytes, s.size);
	return f;
}

static cr_status load(model *into, file f, uint32_t flags, cr_load_report *report, cr_error *error)
{
	cr_st_part part = { &layout, "", NULL, into };
	return cr_st_load_weights(&part, &identity, f.bytes, f.size, flags, report, error);
}

START_TEST(what_is_saved_is_loaded)
{
	file f = save_sample();
	model back;
	cr_load_report report;
	cr_error e;
	memset(&back, 0, sizeof back);
	ck_assert_msg(load(&back, f, 0, &report, &e) == CR_OK, "%s", e.text);
	ck_assert_mem_eq(&back, &sample, sizeof back);
	ck_assert_uint_eq(report.loaded, 6);
	ck_assert_uint_eq(report.missing + report.unexpected + report.mismatched, 0);
	ck_assert_str_eq(e.text, "");
	free(f.bytes);
}
END_TEST

START_TEST(the_bytes_are_these)
{
	file f = save_sample();
	static const char header[] =
		"{\"__metadata__\":{\"format\":\"crescent weights\",\"model\":\"small\",\"signature\":\"0x0000000000001234\","
		"\"graph\":\"0x0000000000005678\"},\"w\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
		"\"i\":{\"dtype\":\"I32\",\"shape\":[3],\"data_offsets\":[24,36]},\"u\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[36,41]},"
		"\"flag\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[41,43]},\"s\":{\"dtype\":\"I16\",\"shape\":[2],\"data_offsets\":[43,47]},"
		"\"big\":{\"dtype\":\"U32\",\"shape\":[],\"data_offsets\":[47,51]}}";
	size_t padded = (strlen(header) + 7) / 8 * 8;
	ck_assert_uint_eq(f.size, 8 + padded + 51);
	ck_assert_uint_eq(f.bytes[0] + 256u * f.bytes[1], padded);
	ck_assert_mem_eq(f.bytes + 8, header, strlen(header));
	for (size_t i = strlen(header); i < padded; i++)
		ck_assert_int_eq(f.bytes[8 + i], ' ');
	ck_assert_mem_eq(f.bytes + 8 + padded, "\0\0\xc0\x3f", 4);
	free(f.bytes);
}
END_TEST

START_TEST(a_file_cut_anywhere_changes_nothing)
{
	file f = save_sample();
	model before, m;
	memset(&m, 0x33, sizeof m);
	before = m;
	for (size_t n = 0; n < f.size; n++) {
		file cut = { malloc(n ? n : 1), n };
		cr_error e = { 0 };
		memcpy(cut.bytes, f.bytes, n);
		ck_assert_int_lt(load(&m, cut, 0, NULL, &e), 0);
		ck_assert(e.text[0] && e.status < 0);
		ck_assert_mem_eq(&m, &before, sizeof m);
		free(cut.bytes);
	}
	/* one byte more is a byte that belongs to no tensor */
	file more = { malloc(f.size + 1), f.size + 1 };
	memcpy(more.bytes, f.bytes, f.size);
	more.bytes[f.size] = 0;
	ck_assert_int_eq(load(&m, more, 0, NULL, NULL), CR_ERR_FORMAT);
	free(more.bytes);
	free(f.bytes);
}
END_TEST

/* Every single byte of the header changed to every kind of character: no crash, and all or nothing. */
START_TEST(a_header_with_a_changed_byte_loads_all_or_nothing)
{
	static const unsigned char with[] = { 0, '"', '{', '}', ',', '9', '\\', 0xff };
	file f = save_sample();
	size_t header = f.bytes[0] + 256u * f.bytes[1];
	for (size_t n = 0; n < 8 + header; n++)
		for (size_t k = 0; k < sizeof with; k++) {
			model m, zero;
			unsigned char old = f.bytes[n];
			memset(&m, 0, sizeof m);
			zero = m;
			f.bytes[n] = with[k];
			cr_status status = load(&m, f, CR_LOAD_ANY_MODEL, NULL, NULL);
			f.bytes[n] = old;
			if (status != CR_OK)
				ck_assert_mem_eq(&m, &zero, sizeof m);
		}
	free(f.bytes);
}
END_TEST

/* A file with the sample's rows, some replaced by name. */
static file custom(const char *header, const void *data, size_t size)
{
	return make_file(header, strlen(header), data, size);
}

static const cr_tensor one_row[] = { { .name = "w", .type = CR_F32, .rank = 2, .saved = 1, .shape = { 2, 3 } } };
static const size_t one_place[] = { 0 };
static const cr_st_layout one = { .tensors = one_row, .count = 1, .offset = one_place };

static cr_status load_one(float out[6], const char *header, const void *data, size_t size, uint32_t flags,
                          cr_load_report *report, cr_error *error)
{
	file f = custom(header, data, size);
	cr_st_part part = { &one, "", NULL, out };
	cr_status status = cr_st_load(&part, 1, &identity, f.bytes, f.size, flags, report, error);
	free(f.bytes);
	return status;
}

START_TEST(misfits_are_named_and_counted)
{
	static const unsigned char zeros[64] = { 0 };
	float w[6] = { 9, 9, 9, 9, 9, 9 };
	cr_load_report report;
	cr_error e;
	ck_assert_int_eq(load_one(w, "{" T("w", "F32", "[3,2]", "[0,24]") "}", zeros, 24, 0, &report, &e), CR_ERR_MISMATCH);
	ck_assert_str_eq(e.text, "tensor \"w\": f32[2,3] expected; found f32[3,2] (transposed)");
	ck_assert_int_eq(e.tensor, 0);
	ck_assert_uint_eq(report.mismatched, 1);
	ck_assert_int_eq(load_one(w, "{" T("w", "I32", "[2,3]", "[0,24]") "}", zeros, 24, 0, &report, &e), CR_ERR_MISMATCH);
	ck_assert_str_eq(e.text, "tensor \"w\": f32[2,3] expected; found i32[2,3]");
	ck_assert_int_eq(load_one(w, "{" T("v", "F32", "[2,3]", "[0,24]") "}", zeros, 24, 0, &report, &e), CR_ERR_MISMATCH);
	ck_assert_str_eq(e.text, "tensor \"w\": f32[2,3] expected; it is not in the file; 1 more like it");
	ck_assert_uint_eq(report.missing, 1);
	ck_assert_uint_eq(report.unexpected, 1);
	ck_assert_int_eq(load_one(w, "{" T("v", "F32", "[2,3]", "[0,24]") "}", zeros, 24, CR_LOAD_PARTIAL, &report, &e), CR_ERR_MISMATCH);
	ck_assert_str_eq(e.text, "no tensor of the file fits the model");
	static const char two[] = "{" T("w", "F32", "[2,3]", "[0,24]") "," T("more", "U8", "[8]", "[24,32]") "}";
	ck_assert_int_eq(load_one(w, two, zeros, 32, 0, &report, &e), CR_ERR_MISMATCH);
	ck_assert_str_eq(e.text, "tensor \"more\" is not part of the model");
	for (int i = 0; i < 6; i++)
		ck_assert_float_eq(w[i], 9);
	ck_assert_int_eq(load_one(w, two, zeros, 32, CR_LOAD_PARTIAL, &report, &e), CR_OK);
	ck_assert_uint_eq(report.unexpected, 1);
	ck_assert_str_eq(e.text, "");
	ck_assert_float_eq(w[5], 0);
}
END_TEST

START_TEST(another_model_is_refused_unless_any_will_do)
{
	static const unsigned char zeros[24] = { 0 };
	float w[6];
	cr_error e;
	static const char other[] = "{\"__metadata__\":{\"model\":\"large\"}," T("w", "F32", "[2,3]", "[0,24]") "}";
	static const char version[] = "{\"__metadata__\":{\"model\":\"small\",\"signature\":\"0x0000000000009999\"},"
		T("w", "F32", "[2,3]", "[0,24]") "}";
	ck_assert_int_eq(load_one(w, other, zeros, 24, 0, NULL, &e), CR_ERR_MODEL);
	ck_assert_str_eq(e.text, "model \"small\" expected; the file is of \"large\"");
	ck_assert_int_eq(load_one(w, other, zeros, 24, CR_LOAD_ANY_MODEL, NULL, &e), CR_OK);
	ck_assert_int_eq(load_one(w, version, zeros, 24, 0, NULL, &e), CR_ERR_MODEL);
	ck_assert_int_eq(load_one(w, version, zeros, 24, CR_LOAD_ANY_MODEL, NULL, &e), CR_OK);
}
END_TEST

START_TEST(floats_of_other_widths_become_f32)
{
	float w[6];
	cr_error e;
	static const double wide[6] = { 1.0, -2.5, 1e-50, 1.0 / 3, 3.4e38, 0.1 };
	ck_assert_int_eq(load_one(w, "{" T("w", "F64", "[2,3]", "[0,48]") "}", wide, 48, 0, NULL, &e), CR_OK);
	for (int i = 0; i < 6; i++)
		ck_assert_float_eq(w[i], (float)wide[i]);
	static const uint16_t half[6] = { 0x3c00, 0xc100, 0x0001, 0x03ff, 0x7bff, 0x8000 };
	static const float halves[6] = { 1, -2.5f, 5.9604644775390625e-8f, 6.0975551605224609375e-5f, 65504, -0.0f };
	ck_assert_int_eq(load_one(w, "{" T("w", "F16", "[2,3]", "[0,12]") "}", half, 12, 0, NULL, &e), CR_OK);
	ck_assert_mem_eq(w, halves, sizeof w);
	static const uint16_t brain[6] = { 0x3f80, 0xc020, 0x0001, 0x7f7f, 0, 0x8000 };
	ck_assert_int_eq(load_one(w, "{" T("w", "BF16", "[2,3]", "[0,12]") "}", brain, 12, 0, NULL, &e), CR_OK);
	ck_assert_float_eq(w[1], -2.5f);
	static const double huge[6] = { 0, 0, 0, 1e39, 0, 0 };
	ck_assert_int_eq(load_one(w, "{" T("w", "F64", "[2,3]", "[0,48]") "}", huge, 48, 0, NULL, &e), CR_ERR_DATA);
	ck_assert_str_eq(e.text, "tensor \"w\": a finite value expected; another found at element 3");
	ck_assert_float_eq(w[1], -2.5f);
}
END_TEST

/* All 65,536 halves, against the definition. */
START_TEST(every_half_is_converted_exactly)
{
	for (uint32_t h = 0; h < 65536; h++) {
		union { uint32_t bits; float value; } f = { .bits = cr_st_from_f16(h) };
		int exponent = (int)(h >> 10 & 31);
		double mantissa = h & 0x3ff, value;
		if (exponent == 31) {
			ck_assert(mantissa != 0.0 ? isnan(f.value) : isinf(f.value));
			continue;
		}
		value = exponent ? ldexp(1024 + mantissa, exponent - 25) : ldexp(mantissa, -24);
		ck_assert((double)f.value == (h & 0x8000 ? -value : value));
		ck_assert_uint_eq(f.bits >> 31, h >> 15);
	}
}
END_TEST

START_TEST(nonfinite_weights_are_refused_unless_allowed)
{
	float w[6], data[6] = { 0, 1, NAN, INFINITY, 0, 0 };
	cr_error e;
	static const char header[] = "{" T("w", "F32", "[2,3]", "[0,24]") "}";
	ck_assert_int_eq(load_one(w, header, data, 24, 0, NULL, &e), CR_ERR_DATA);
	ck_assert_uint_eq(e.where, 2);
	ck_assert_int_eq(load_one(w, header, data, 24, CR_LOAD_NONFINITE, NULL, &e), CR_OK);
	ck_assert_mem_eq(w, data, sizeof w);
}
END_TEST

START_TEST(integers_convert_where_their_values_fit)
{
	static const cr_tensor row[] = { { .name = "w", .type = CR_I32, .rank = 1, .saved = 1, .shape = { 2 } } };
	static const cr_tensor narrow[] = { { .name = "w", .type = CR_BOOL, .rank = 1, .saved = 1, .shape = { 2 } } };
	const cr_st_layout ints = { .tensors = row, .count = 1, .offset = one_place };
	const cr_st_layout bools = { .tensors = narrow, .count = 1, .offset = one_place };
	static const struct { const char *header; int64_t value[2]; size_t size; int good, good_bool; } cases[] = {
		{ "{" T("w", "I64", "[2]", "[0,16]") "}", { -5, 7 }, 16, 1, 0 },
		{ "{" T("w", "I64", "[2]", "[0,16]") "}", { INT32_MIN, INT32_MAX }, 16, 1, 0 },
		{ "{" T("w", "I64", "[2]", "[0,16]") "}", { 0, INT64_C(2147483648) }, 16, 0, 0 },
		{ "{" T("w", "I64", "[2]", "[0,16]") "}", { INT64_C(-2147483649), 1 }, 16, 0, 0 },
		{ "{" T("w", "I64", "[2]", "[0,16]") "}", { INT64_MIN, 1 }, 16, 0, 0 },
		{ "{" T("w", "U64", "[2]", "[0,16]") "}", { 0, 1 }, 16, 1, 1 },
		{ "{" T("w", "U64", "[2]", "[0,16]") "}", { -1, 1 }, 16, 0, 0 },
		{ "{" T("w", "I64", "[2]", "[0,16]") "}", { 1, 0 }, 16, 1, 1 },
		{ "{" T("w", "F64", "[2]", "[0,16]") "}", { 0, 0 }, 16, 0, 0 }
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int32_t out[2] = { 77, 77 };
		uint8_t flags[2] = { 77, 77 };
		file f = custom(cases[i].header, cases[i].value, cases[i].size);
		cr_st_part part = { &ints, "", NULL, out }, small = { &bools, "", NULL, flags };
		cr_status status = cr_st_load(&part, 1, NULL, f.bytes, f.size, 0, NULL, NULL);
		ck_assert_int_eq(status == CR_OK, cases[i].good);
		ck_assert_int_eq(out[0], cases[i].good ? cases[i].value[0] : 77);
		status = cr_st_load(&small, 1, NULL, f.bytes, f.size, 0, NULL, NULL);
		ck_assert_int_eq(status == CR_OK, cases[i].good_bool);
		free(f.bytes);
	}
}
END_TEST

/* ---- a layout of the kernels' own ------------------------------------------------------------------------------ */

enum { WIDE = 300 };               /* more than two chunks */
typedef struct { float reversed[WIDE]; } packed;

static void packed_get(const void *values, uint32_t tensor, uint64_t first, uint32_t count, void *out)
{
	(void)tensor;
	for (uint32_t i = 0; i < count; i++)
		((float *)out)[i] = ((const packed *)values)->reversed[WIDE - 1 - (first + i)];
}

static void packed_put(void *values, uint32_t tensor, uint64_t first, uint32_t count, const void *in)
{
	(void)tensor;
	ck_assert_uint_le(count, CR_ST_CHUNK);
	for (uint32_t i = 0; i < count; i++)
		((packed *)values)->reversed[WIDE - 1 - (first + i)] = ((const float *)in)[i];
}

START_TEST(a_permuted_layout_gives_the_same_file_and_digest)
{
	static const cr_tensor row[] = { { .name = "w", .type = CR_F32, .rank = 1, .saved = 1, .shape = { WIDE } } };
	const cr_st_layout plain = { .tensors = row, .count = 1, .offset = one_place };
	const cr_st_layout own = { .tensors = row, .count = 1, .get = packed_get, .put = packed_put };
	float w[WIDE];
	packed p, q;
	for (int i = 0; i < WIDE; i++)
		w[i] = p.reversed[WIDE - 1 - i] = (float)i + 0.5f;
	sink a = { .size = 0 }, b = { .size = 0 };
	cr_store to_a = { sink_begin, sink_write, sink_commit, &a }, to_b = { sink_begin, sink_write, sink_commit, &b };
	cr_st_part from_w = { &plain, "", w, NULL }, from_p = { &own, "", &p, &q };
	ck_assert_int_eq(cr_st_save(&from_w, 1, NULL, 0, &to_a), CR_OK);
	ck_assert_int_eq(cr_st_save(&from_p, 1, NULL, 0, &to_b), CR_OK);
	ck_assert_uint_eq(a.size, b.size);
	ck_assert_mem_eq(a.bytes, b.bytes, a.size);
	ck_assert(cr_st_digest(&from_w) == cr_st_digest(&from_p));
	ck_assert_int_eq(cr_st_load(&from_p, 1, NULL, a.bytes, a.size, 0, NULL, NULL), CR_OK);
	ck_assert_mem_eq(&p, &q, sizeof p);
	ck_assert(cr_st_finite(&from_p));
	p.reversed[WIDE - 1] = INFINITY;
	ck_assert(!cr_st_finite(&from_p));
}
END_TEST

START_TEST(the_digest_sees_names_shapes_and_values)
{
	float w[6] = { 1, 2, 3, 4, 5, 6 };
	cr_tensor row = one_row[0];
	cr_st_layout l = { .tensors = &row, .count = 1, .offset = one_place };
	cr_st_part part = { &l, "", w, NULL };
	uint64_t was = cr_st_digest(&part);
	part.prefix = "params/";
	ck_assert(cr_st_digest(&part) == was);
	w[5] = nextafterf(6, 7);
	ck_assert(cr_st_digest(&part) != was);
	w[5] = 6;
	row.name = "v";
	ck_assert(cr_st_digest(&part) != was);
	row.name = "w";
	row.shape[0] = 3;
	row.shape[1] = 2;
	ck_assert(cr_st_digest(&part) != was);
}
END_TEST

START_TEST(a_store_that_fails_is_not_committed)
{
	for (int fail = 1; fail <= 3; fail++) {
		sink s = { .fail_at = fail };
		cr_store store = { sink_begin, sink_write, sink_commit, &s };
		cr_st_part part = { &layout, "", &sample, NULL };
		ck_assert_int_eq(cr_st_save_weights(&part, &identity, &store), CR_ERR_IO);
		ck_assert_int_eq(s.commits, 0);
		ck_assert_int_eq(s.calls, fail);
	}
	cr_store none = { NULL, NULL, NULL, NULL };
	cr_st_part part = { &layout, "", &sample, NULL };
	ck_assert_int_eq(cr_st_save_weights(&part, &identity, &none), CR_ERR_ARGUMENT);
}
END_TEST

START_TEST(a_wrong_checksum_is_refused)
{
	static const unsigned char zeros[24] = { 0 };
	float w[6];
	cr_error e;
	static const char header[] = "{\"__metadata__\":{\"checksum\":\"0x0000000000000001\"}," T("w", "F32", "[2,3]", "[0,24]") "}";
	ck_assert_int_eq(load_one(w, header, zeros, 24, 0, NULL, &e), CR_ERR_FORMAT);
	ck_assert_str_eq(e.text, "safetensors: the checksum does not match the data");
}
END_TEST

START_TEST(text_from_a_file_cannot_break_the_line)
{
	cr_error e;
	char header[600] = "{\"";
	for (int i = 0; i < 400; i++)
		strcat(header, "n");
	strcat(header, "\x7f\":1}");
	ck_assert_int_eq(open_text(header, 0, &e), CR_ERR_FORMAT);
	ck_assert_uint_eq(strlen(e.text), sizeof e.text - 1);
	open_text("{\"a\x7f\":1}", 0, &e);
	ck_assert_str_eq(e.text, "tensor \"a?\": '{' expected");
}
END_TEST

Suite *safetensors_suite(void);
Suite *safetensors_suite(void)
{
	Suite *suite = suite_create("safetensors");
	TCase *tc = tcase_create("reader");
	tcase_add_loop_test(tc, a_valid_header_is_read, 0, sizeof good_headers / sizeof good_headers[0]);
	tcase_add_loop_test(tc, a_header_that_lies_is_refused, 0, sizeof bad_headers / sizeof bad_headers[0]);
	tcase_add_test(tc, a_lying_header_length_is_refused);
	tcase_add_test(tc, names_are_compared_decoded);
	tcase_add_test(tc, a_thousand_tensors_backwards_are_read_and_a_twin_is_found);
	tcase_add_test(tc, text_from_a_file_cannot_break_the_line);
	suite_add_tcase(suite, tc);
	tc = tcase_create("load_and_save");
	tcase_add_test(tc, what_is_saved_is_loaded);
	tcase_add_test(tc, the_bytes_are_these);
	tcase_add_test(tc, a_file_cut_anywhere_changes_nothing);
	tcase_add_test(tc, a_header_with_a_changed_byte_loads_all_or_nothing);
	tcase_add_test(tc, misfits_are_named_and_counted);
	tcase_add_test(tc, another_model_is_refused_unless_any_will_do);
	tcase_add_test(tc, floats_of_other_widths_become_f32);
	tcase_add_test(tc, every_half_is_converted_exactly);
	tcase_add_test(tc, nonfinite_weights_are_refused_unless_allowed);
	tcase_add_test(tc, integers_convert_where_their_values_fit);
	tcase_add_test(tc, a_permuted_layout_gives_the_same_file_and_digest);
	tcase_add_test(tc, the_digest_sees_names_shapes_and_values);
	tcase_add_test(tc, a_store_that_fails_is_not_committed);
	tcase_add_test(tc, a_wrong_checksum_is_refused);
	suite_add_tcase(suite, tc);
	return suite;
}
