/* test_data.c - readers of data files, and what they make of files that are not what they claim. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "../../runtime/hosted/cr_hosted.h"

/* A folder of the test's own; Check runs each test in a process of its own. */
static char folder[64];

static const char *in_folder(const char *name)
{
	static char path[4][160];
	static int turn;
	if (!folder[0]) {
		strcpy(folder, "/tmp/crescent_data_XXXXXX");
		ck_assert(mkdtemp(folder) != NULL);
	}
	turn = (turn + 1) % 4;
	snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
	return path[turn];
}

static void clean(void)
{
	char command[128];
	if (!folder[0])
		return;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
	folder[0] = 0;
}

static const char *write_file(const char *name, const void *bytes, size_t size)
{
	const char *path = in_folder(name);
	FILE *f = fopen(path, "wb");
	ck_assert(f && fwrite(bytes, 1, size, f) == size && fclose(f) == 0);
	return path;
}

typedef cr_status (*parse_fn)(const char *, const unsigned char *, size_t, cr_array *, cr_error *);

/* Valid bytes cut at every place, from memory of exactly that size: refused with a text. */
static void cut_everywhere(parse_fn parse, const unsigned char *bytes, size_t size)
{
	for (size_t n = 0; n < size; n++) {
		cr_array a;
		cr_error e = { 0 };
		unsigned char *cut = malloc(n ? n : 1);
		memcpy(cut, bytes, n);
		ck_assert_int_lt(parse("cut", cut, n, &a, &e), 0);
		ck_assert(e.text[0] && !a.data);
		ck_assert(strncmp(e.text, "cut: ", 5) == 0);
		free(cut);
	}
}

/* Every byte changed to several others: whatever comes of it, no crash and no leak. */
static void change_everywhere(parse_fn parse, const unsigned char *bytes, size_t size)
{
	static const unsigned char with[] = { 0, 1, 0x7f, 0x80, 0xff, '9', '\'', '(' };
	unsigned char *copy = malloc(size);
	memcpy(copy, bytes, size);
	for (size_t n = 0; n < size; n++)
		for (size_t k = 0; k < sizeof with; k++) {
			cr_array a;
			copy[n] = with[k];
			parse("changed", copy, size, &a, NULL);
			cr_array_free(&a);
			copy[n] = bytes[n];
		}
	free(copy);
}

/* ---- IDX -------------------------------------------------------------------------------------------------- */

static const unsigned char idx_u8[] = { 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255 };
static const unsigned char idx_f32[] = { 0, 0, 13, 1, 0, 0, 0, 2, 0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0 };
static const unsigned char idx_i16[] = { 0, 0, 11, 1, 0, 0, 0, 2, 1, 0, 0xff, 0xfe };
static const unsigned char idx_i32[] = { 0, 0, 12, 1, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff };
static const unsigned char idx_f64[] = { 0, 0, 14, 1, 0, 0, 0, 1, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0 };

START_TEST(idx_of_each_type_is_read)
{
	cr_array a;
	cr_error e;
	ck_assert_int_eq(cr_idx_parse("t", idx_u8, sizeof idx_u8, &a, &e), CR_OK);
	ck_assert(a.type == CR_U8 && a.rank == 3 && a.shape[0] == 2 && a.shape[1] == 1 && a.shape[2] == 3 && a.count == 6);
	ck_assert_uint_eq(cr_array_width(&a), 3);
	ck_assert_int_eq(((unsigned char *)a.data)[5], 255);
	cr_array_free(&a);
	ck_assert_int_eq(cr_idx_parse("t", idx_f32, sizeof idx_f32, &a, &e), CR_OK);
	ck_assert(a.type == CR_F32 && ((float *)a.data)[0] == 1.0f && ((float *)a.data)[1] == -2.0f);
	cr_array_free(&a);
	ck_assert_int_eq(cr_idx_parse("t", idx_i16, sizeof idx_i16, &a, &e), CR_OK);
	ck_assert(a.type == CR_I16 && ((int16_t *)a.data)[0] == 256 && ((int16_t *)a.data)[1] == -2);
	cr_array_free(&a);
	ck_assert_int_eq(cr_idx_parse("t", idx_i32, sizeof idx_i32, &a, &e), CR_OK);
	ck_assert(a.type == CR_I32 && ((int32_t *)a.data)[0] == -1);
	cr_array_free(&a);
	ck_assert_int_eq(cr_idx_parse("t", idx_f64, sizeof idx_f64, &a, &e), CR_OK);
	ck_assert(a.type == CR_F32 && ((float *)a.data)[0] == 1.5f);
	cr_array_free(&a);
}
END_TEST

START_TEST(a_damaged_idx_is_refused)
{
	cr_array a;
	cr_error e;
	cut_everywhere(cr_idx_parse, idx_u8, sizeof idx_u8);
	cut_everywhere(cr_idx_parse, idx_f32, sizeof idx_f32);
	change_everywhere(cr_idx_parse, idx_u8, sizeof idx_u8);
	unsigned char more[sizeof idx_u8 + 1] = { 0 };
	memcpy(more, idx_u8, sizeof idx_u8);
	ck_assert_int_eq(cr_idx_parse("t", more, sizeof more, &a, &e), CR_ERR_FORMAT);
	ck_assert_str_eq(e.text, "t: IDX: trailing bytes; 6 bytes of values expected; found 7");
	ck_assert_int_eq(cr_idx_parse("t", more, sizeof more - 3, &a, &e), CR_ERR_FORMAT);
	ck_assert_str_eq(e.text, "t: IDX: truncated; 6 bytes of values expected; found 4");
	static const unsigned char png[] = "\x89PNG\r\n\x1a\n";
	ck_assert_int_eq(cr_idx_parse("t", png, 8, &a, &e), CR_ERR_FORMAT);
	ck_assert_str_eq(e.text, "t: IDX: magic 00 00 and a type 08 to 0E expected; found 89 50 4e 47");
	unsigned char huge[36] = { 0, 0, 14, 8 };
	memset(huge + 4, 0xff, 32);
	ck_assert_int_eq(cr_idx_parse("t", huge, sizeof huge, &a, &e), CR_ERR_FORMAT);
	ck_assert_str_eq(e.text, "t: IDX: its size overflows");
	static const unsigned char none[] = { 0, 0, 8, 1, 0, 0, 0, 0 };
	ck_assert_int_eq(cr_idx_parse("t", none, sizeof none, &a, &e), CR_ERR_FORMAT);
	static const unsigned char scalar[] = { 0, 0, 8, 0, 7 };
	ck_assert_int_eq(cr_idx_parse("t", scalar, sizeof scalar, &a, &e), CR_ERR_FORMAT);
}
END_TEST

START_TEST(gzip_is_unpacked_and_found_without_its_suffix)
{
	cr_array a;
	cr_error e;
	gzFile gz = gzopen(in_folder("x.gz"), "wb");
	ck_assert_int_eq(gzwrite(gz, idx_u8, sizeof idx_u8), sizeof idx_u8);
	gzclose(gz);
	ck_assert_int_eq(cr_idx_read(in_folder("x.gz"), &a, &e), CR_OK);
	cr_array_free(&a);
	ck_assert_msg(cr_idx_read(in_folder("x"), &a, &e) == CR_OK, "%s", e.text);
	ck_assert_uint_eq(a.count, 6);
	cr_array_free(&a);
	/* cut at every byte: never taken for whole */
	cr_bytes whole;
	ck_assert_int_eq(cr_file_read(in_folder("x.gz"), &whole, &e), CR_OK);
	for (size_t n = 0; n < whole.size; n++) {
		write_file("cut.gz", whole.data, n);
		ck_assert_int_lt(cr_idx_read(in_folder("cut.gz"), &a, &e), 0);
		ck_assert(strstr(e.text, "cut.gz: ") != NULL);
		ck_assert(!a.data);
	}
	whole.data[whole.size - 9] ^= 1;   /* the data, not its checksum */
	write_file("bad.gz", whole.data, whole.size);
	ck_assert_int_lt(cr_idx_read(in_folder("bad.gz"), &a, &e), 0);
	cr_bytes_free(&whole);
	clean();
}
END_TEST

START_TEST(what_is_no_file_is_named)
{
	cr_array a;
	cr_error e;
	char expected[160];
	ck_assert_int_eq(cr_idx_read(in_folder("absent"), &a, &e), CR_ERR_IO);
	snprintf(expected, sizeof expected, "%s/absent: cannot be opened: No such file or directory", folder);
	ck_assert_str_eq(e.text, expected);
	ck_assert_int_eq(cr_idx_read(folder, &a, &e), CR_ERR_IO);
	snprintf(expected, sizeof expected, "%s: a file expected; found a directory", folder);
	ck_assert_str_eq(e.text, expected);
	ck_assert_int_eq(cr_safetensors_read(folder, "x", &a, &e), CR_ERR_IO);
	write_file("empty", "", 0);
	ck_assert_int_eq(cr_idx_read(in_folder("empty"), &a, &e), CR_ERR_FORMAT);
	ck_assert_int_eq(cr_npy_read(in_folder("empty"), &a, &e), CR_ERR_FORMAT);
	ck_assert_int_eq(cr_safetensors_read(in_folder("empty"), "x", &a, &e), CR_ERR_FORMAT);
	clean();
}
END_TEST

/* ---- NPY -------------------------------------------------------------------------------------------------- */

static size_t make_npy(unsigned char *out, int version, const char *header, const void *data, size_t size)
{
	size_t n = strlen(header), at = 8;
	memcpy(out, "\x93NUMPY", 6);
	out[6] = (unsigned char)version;
	out[7] = 0;
	for (int i = 0; i < (version == 1 ? 2 : 4); i++)
		out[at++] = (unsigned char)(n >> (8 * i));
	memcpy(out + at, header, n);
	if (size)
		memcpy(out + at + n, data, size);
	return at + n + size;
}

START_TEST(npy_of_each_type_and_version_is_read)
{
	static const struct { const char *descr; const char *bytes; size_t width; uint8_t type; double value; } types[] = {
		{ "<f4", "\0\0\xc0\x3f", 4, CR_F32, 1.5 }, { ">f4", "\x3f\xc0\0\0", 4, CR_F32, 1.5 },
		{ "<f8", "\0\0\0\0\0\0\xf8\x3f", 8, CR_F32, 1.5 }, { "<f2", "\0\x3e", 2, CR_F32, 1.5 },
		{ "|u1", "\xff", 1, CR_U8, 255 }, { "|i1", "\xff", 1, CR_I8, -1 }, { "|b1", "\1", 1, CR_BOOL, 1 },
		{ "<i2", "\xfe\xff", 2, CR_I16, -2 }, { ">i2", "\xff\xfe", 2, CR_I16, -2 }, { "<u2", "\xfe\xff", 2, CR_U16, 65534 },
		{ "<i4", "\xff\xff\xff\xff", 4, CR_I32, -1 }, { "<u4", "\xff\xff\xff\xff", 4, CR_U32, 4294967295.0 },
		{ "<i8", "\xfd\xff\xff\xff\xff\xff\xff\xff", 8, CR_I32, -3 }, { "<u8", "\7\0\0\0\0\0\0\0", 8, CR_U32, 7 }
	};
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		for (int version = 1; version <= 3; version++) {
			unsigned char file[256];
			char header[128];
			cr_array a;
			cr_error e;
			snprintf(header, sizeof header, "{'descr': '%s', 'fortran_order': False, 'shape': (1,), }    \n", types[i].descr);
			size_t n = make_npy(file, version, header, types[i].bytes, types[i].width);
			ck_assert_msg(cr_npy_parse("t", file, n, &a, &e) == CR_OK, "%s", e.text);
			ck_assert(a.type == types[i].type && a.rank == 1 && a.shape[0] == 1);
			ck_assert_double_eq(cr_array_number(&a, 0), types[i].value);
			cr_array_free(&a);
		}
}
END_TEST

/* A header is a Python literal: what numpy 1, 2, Python 2 and other writers made of it. */
START_TEST(npy_headers_are_read_however_they_are_spaced)
{
	static const char *const headers[] = {
		"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }    \n",
		"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1),}",
		"{'descr':'<f4','fortran_order':False,'shape':(2,1),}\n",
		"{'descr':'<f4','fortran_order':False,'shape':(2,1)}\n",
		"{ 'shape' : ( 2 , 1 , ) , 'fortran_order' : False , 'descr' : '<f4' , }\n",
		"{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2, 1), }\n",
		"{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 1L), }\n",
		"\t{'descr':\t'<f4',\r\n'fortran_order': False, 'shape': (2,\t1) }\r\n",
	};
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		for (int version = 1; version <= 3; version++) {
			unsigned char file[256];
			cr_array a;
			cr_error e;
			size_t n = make_npy(file, version, headers[i], "\0\0\xc0\x3f\0\0\x80\x3f", 8);
			ck_assert_msg(cr_npy_parse("t", file, n, &a, &e) == CR_OK, "%s\n  said: %s", headers[i], e.text);
			ck_assert(a.type == CR_F32 && a.rank == 2 && a.shape[0] == 2 && a.shape[1] == 1);
			ck_assert_double_eq(cr_array_number(&a, 0), 1.5);
			cr_array_free(&a);
		}
}
END_TEST

START_TEST(a_damaged_npy_is_refused)
{
	static const struct { const char *header; const char *text; } bad[] = {
		{ "{'descr': '<f4', 'fortran_order': True, 'shape': (1,1), }\n", "C order expected" },
		{ "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }\n", "found '<c8'" },
		{ "{'descr': [('a','<f4')], 'fortran_order': False, 'shape': (1,), }\n", "descr: a short string" },
		{ "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", "truncated; 8 bytes of values expected; found 4" },
		{ "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }\n", "trailing bytes" },
		{ "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,4294967296), }\n", "size overflows" },
		{ "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }\n", "overflows" },
		{ "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), }\n", "8 axes" },
		{ "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }\n", "')' expected" },
		{ "{'descr': '<f4', 'fortran_order': False, 'shape': 1, }\n", "'(' expected" },
		{ "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }\n", "True or False" },
		{ "{'descr': '<f4', 'shape': (1,), }\n", "each once" }, { "{'descr': '<f4', 'descr': '<f4'}\n", "each once" },
		{ "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x\n", "nothing after" },
		{ "['descr']\n", "'{' expected" }, { "", "'{' expected" }
	};
	cr_array a;
	cr_error e;
	unsigned char file[256];
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		size_t n = make_npy(file, 1, bad[i].header, "\0\0\0\0", 4);
		ck_assert_int_eq(cr_npy_parse("t", file, n, &a, &e), CR_ERR_FORMAT);
		ck_assert_msg(strstr(e.text, bad[i].text) != NULL, "%s\n  said: %s", bad[i].header, e.text);
	}
	size_t n = make_npy(file, 2, "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 1), }\n", "\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0", 16);
	cut_everywhere(cr_npy_parse, file, n);
	change_everywhere(cr_npy_parse, file, n);
	n = make_npy(file, 1, "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 1), }\n", "\1\0\0\0\0\0\0\0\2\0\0\0\1\0\0\0", 16);
	ck_assert_int_eq(cr_npy_parse("t", file, n, &a, &e), CR_ERR_DATA);
	ck_assert_str_eq(e.text, "t: example 1 has a value that is no i32");
	n = make_npy(file, 4, "", "", 0);
	ck_assert_int_eq(cr_npy_parse("t", file, n, &a, &e), CR_ERR_FORMAT);
}
END_TEST

START_TEST(what_is_written_is_read_back)
{
	static const char *const names[] = { "a.npy", "a.idx", "a.csv" };
	static const int64_t shape[] = { 2, 3 };
	cr_array a, back;
	cr_error e;
	ck_assert_int_eq(cr_array_make(&a, CR_F32, 2, shape, "t", &e), CR_OK);
	for (int i = 0; i < 6; i++)
		((float *)a.data)[i] = 1.0f / (float)(i + 3) * (i % 2 ? -1e-9f : 1e12f);
	for (int i = 0; i < 3; i++) {
		ck_assert_msg(cr_array_write(in_folder(names[i]), &a, &e) == CR_OK, "%s", e.text);
		ck_assert_msg(cr_array_read(in_folder(names[i]), &back, &e) == CR_OK, "%s", e.text);
		ck_assert(back.type == CR_F32 && back.rank == 2 && back.shape[0] == 2 && back.shape[1] == 3);
		ck_assert_mem_eq(a.data, back.data, 24);
		cr_array_free(&back);
	}
	cr_array_free(&a);
	static const int64_t eight[] = { 1, 1, 1, 1, 1, 1, 1, 2 };
	for (uint8_t type = CR_F32; type <= CR_BOOL; type++) {
		ck_assert_int_eq(cr_array_make(&a, type, 8, eight, "t", &e), CR_OK);
		memset(a.data, 1, 2 * (type <= CR_U32 ? 4 : type <= CR_U16 ? 2 : 1));
		ck_assert_int_eq(cr_npy_write(in_folder("t.npy"), &a, &e), CR_OK);
		ck_assert_int_eq(cr_npy_read(in_folder("t.npy"), &back, &e), CR_OK);
		ck_assert(back.type == type && back.rank == 8 && back.shape[7] == 2);
		ck_assert_mem_eq(a.data, back.data, 2 * (type <= CR_U32 ? 4 : type <= CR_U16 ? 2 : 1));
		cr_array_free(&back);
		cr_array_free(&a);
	}
	clean();
}
END_TEST

/* ---- CSV ---------------------------------------------------------------------------------------------------- */

static const char *const islands[] = { "Torgersen", "Biscoe", "Dream" };

static cr_status parse_csv(const char *text, const cr_csv_field *fields, uint32_t count, const cr_csv_options *o, cr_array *out,
                           cr_error *e)
{
	size_t n = strlen(text);
	unsigned char *bytes = malloc(n ? n : 1);
	memcpy(bytes, text, n);
	cr_status status = cr_csv_parse("t.csv", bytes, n, fields, count, o, out, e);
	free(bytes);
	return status;
}

START_TEST(csv_columns_by_name_number_and_class)
{
	static const cr_csv_column x[] = { { .name = "mass" }, { .number = 1 }, { .name = "island", .classes = islands, .class_count = 3, .one_hot = 1 } };
	static const cr_csv_column label[] = { { .name = "island", .classes = islands, .class_count = 3 } };
	static const cr_csv_field fields[] = { { x, 3, CR_F32 }, { label, 1, CR_I32 } };
	cr_array out[2];
	cr_error e;
	static const char text[] = "\xef\xbb\xbf" "bill, mass ,island\r\n39.1,3750,Torgersen\r\n\r\n-4e1, 1.5 ,\"Dream\"\r\n0,0,Biscoe";
	ck_assert_msg(parse_csv(text, fields, 2, NULL, out, &e) == CR_OK, "%s", e.text);
	static const float expected[] = { 3750, 39.1f, 1, 0, 0, 1.5f, -40, 0, 0, 1, 0, 0, 0, 1, 0 };
	ck_assert(out[0].rank == 2 && out[0].shape[0] == 3 && out[0].shape[1] == 5);
	ck_assert_mem_eq(out[0].data, expected, sizeof expected);
	ck_assert(out[1].rank == 1 && out[1].shape[0] == 3 && out[1].type == CR_I32);
	ck_assert_int_eq(((int32_t *)out[1].data)[1], 2);
	cr_array_free(&out[0]);
	cr_array_free(&out[1]);
}
END_TEST

START_TEST(csv_quotes_follow_the_rfc)
{
	static const char *const odd[] = { "a,b", "say \"hi\"", "two\nlines", "" };
	static const cr_csv_column label[] = { { .number = 2, .classes = odd, .class_count = 4 } };
	static const cr_csv_field field = { label, 1, CR_U8 };
	static const cr_csv_options o = { .no_header = 1 };
	cr_array out;
	cr_error e;
	ck_assert_msg(parse_csv("1,\"a,b\"\n2,\"say \"\"hi\"\"\"\n3,\"two\nlines\"\n4,\n", &field, 1, &o, &out, &e) == CR_OK, "%s", e.text);
	ck_assert_mem_eq(out.data, "\0\1\2\3", 4);
	cr_array_free(&out);
	/* lines are counted as an editor counts them */
	ck_assert_int_eq(parse_csv("1,\"two\nlines\"\n2,zebra\n", &field, 1, &o, &out, &e), CR_ERR_DATA);
	ck_assert_str_eq(e.text, "t.csv: line 3, column 2: one of the column's classes expected; found \"zebra\"");
}
END_TEST

START_TEST(csv_missing_values_follow_the_policy)
{
	static const cr_csv_column x[] = { { .number = 1 } };
	static const cr_csv_field field = { x, 1, CR_F32 }, whole = { x, 1, CR_I32 };
	cr_csv_options o = { .no_header = 1 };
	cr_array out;
	cr_error e;
	static const char *const words[] = { "1,2\n,2\n", "1,2\nNA,2\n", "1,2\n?,2\n", "1,2\nnan,2\n", "1,2\n null ,2\n", "1,2\nn/a,2\n" };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		o.missing = CR_MISSING_ERROR;
		ck_assert_int_eq(parse_csv(words[i], &field, 1, &o, &out, &e), CR_ERR_DATA);
		ck_assert(strstr(e.text, "t.csv: line 2, column 1: a value expected; found \"") != NULL);
		o.missing = CR_MISSING_NAN;
		ck_assert_int_eq(parse_csv(words[i], &field, 1, &o, &out, &e), CR_OK);
		ck_assert(isnan(((float *)out.data)[1]));
		cr_array_free(&out);
		ck_assert_int_eq(parse_csv(words[i], &whole, 1, &o, &out, &e), CR_ERR_DATA);
		o.missing = CR_MISSING_VALUE;
		o.value = -1;
		ck_assert_int_eq(parse_csv(words[i], &whole, 1, &o, &out, &e), CR_OK);
		ck_assert_int_eq(((int32_t *)out.data)[1], -1);
		cr_array_free(&out);
	}
}
END_TEST

START_TEST(a_csv_that_is_wrong_is_named_by_line_and_column)
{
	static const cr_csv_column a[] = { { .name = "a" } }, none[] = { { .name = "zz" } }, fifth[] = { { .number = 5 } };
	static const struct { const char *text; const cr_csv_column *column; uint8_t type; const char *expected; } bad[] = {
		{ "", a, CR_F32, "t.csv: CSV: at least one line expected; found none" },
		{ "\n\r\n\n", a, CR_F32, "t.csv: CSV: at least one line expected; found none" },
		{ "a,b\n", a, CR_F32, "t.csv: CSV: rows expected below the header; found none" },
		{ "a,b\n1,2\n3\n", a, CR_F32, "t.csv: line 3, column 1: 2 cells expected; found 1" },
		{ "a,b\n1,2,3\n", a, CR_F32, "t.csv: line 2, column 3: 2 cells expected; found 3" },
		{ "a,b\n1,2\nx,2\n", a, CR_F32, "t.csv: line 3, column 1: a number expected; found \"x\"" },
		{ "a,b\n0x10,2\n", a, CR_F32, "t.csv: line 2, column 1: a number expected; found \"0x10\"" },
		{ "a,b\n1e99,2\n", a, CR_F32, "t.csv: line 2, column 1: a number within f32 expected; found \"1e99\"" },
		{ "a,b\n1.5,2\n", a, CR_I32, "t.csv: line 2, column 1: a whole number of type i32 expected; found \"1.5\"" },
		{ "a,b\n256,2\n", a, CR_U8, "t.csv: line 2, column 1: a whole number of type u8 expected; found \"256\"" },
		{ "a,b\n1,\"2\n", a, CR_F32, "t.csv: line 2, column 2: a quote that does not end" },
		{ "a,b\n1,\"2\"3\n", a, CR_F32, "t.csv: line 2, column 2: a separator expected after the closing quote" },
		{ "a,b\n1,2\n", none, CR_F32, "t.csv: column \"zz\" expected; it is not in the header" },
		{ "a,b\n1,2\n", fifth, CR_F32, "t.csv: column 5 expected; found 2 columns" }
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		cr_csv_field field = { bad[i].column, 1, bad[i].type };
		cr_array out;
		cr_error e = { 0 };
		ck_assert_int_lt(parse_csv(bad[i].text, &field, 1, NULL, &out, &e), 0);
		ck_assert_str_eq(e.text, bad[i].expected);
		ck_assert(!out.data);
	}
	cr_csv_field field = { a, 1, CR_F32 };
	cr_array out;
	cr_error e;
	ck_assert_int_lt(cr_csv_parse("t.csv", (const unsigned char *)"a\n1\0\n", 5, &field, 1, NULL, &out, &e), 0);
	ck_assert_str_eq(e.text, "t.csv: line 2, column 1: text expected; found a zero byte");
}
END_TEST

/* Cut anywhere, a table is a shorter table or an error, and never read past its end. */
START_TEST(a_csv_cut_anywhere_is_safe)
{
	static const char text[] = "a,\"b\"\"c\"\r\n1,\"2\"\n3,4\r\n\"5\",6";
	static const cr_csv_column x[] = { { .number = 1 }, { .number = 2 } };
	static const cr_csv_field field = { x, 2, CR_F32 };
	for (size_t n = 0; n < sizeof text; n++) {
		char cut[sizeof text];
		cr_array out;
		cr_error e = { 0 };
		memcpy(cut, text, n);
		cut[n] = 0;
		cr_status status = parse_csv(cut, &field, 1, NULL, &out, &e);
		ck_assert((status == CR_OK) == (out.data != NULL) && (status == CR_OK) == !e.text[0]);
		cr_array_free(&out);
	}
}
END_TEST

/* ---- the others, and arrays --------------------------------------------------------------------------------- */

START_TEST(raw_numbers_are_read)
{
	static const int64_t shape[] = { 2 };
	cr_array a;
	cr_error e;
	write_file("r.raw", "\1\0\xff\xff\0\1\2\0", 8);
	ck_assert_int_eq(cr_raw_read(in_folder("r.raw"), CR_I16, 1, shape, &a, &e), CR_OK);
	ck_assert(a.rank == 2 && a.shape[0] == 2 && a.shape[1] == 2);
	ck_assert(((int16_t *)a.data)[1] == -1 && ((int16_t *)a.data)[2] == 256);
	cr_array_free(&a);
	write_file("r.raw", "\1\0\xff", 3);
	ck_assert_int_eq(cr_raw_read(in_folder("r.raw"), CR_I16, 1, shape, &a, &e), CR_ERR_FORMAT);
	ck_assert(strstr(e.text, "a multiple of 4 bytes (one example) expected; found 3") != NULL);
	write_file("r.raw", "", 0);
	ck_assert_int_eq(cr_raw_read(in_folder("r.raw"), CR_I16, 0, shape, &a, &e), CR_ERR_FORMAT);
	clean();
}
END_TEST

START_TEST(windows_of_a_long_row_overlap_as_they_are_asked_to)
{
	static const unsigned char bytes[] = { 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0 };
	cr_array a;
	cr_error e;
	write_file("row", bytes, sizeof bytes);
	ck_assert_int_eq(cr_windows_read(in_folder("row"), CR_U16, 3, 2, &a, &e), CR_OK);
	ck_assert(a.rank == 2 && a.shape[0] == 2 && a.shape[1] == 3 && a.type == CR_U16);
	for (uint64_t i = 0; i < 6; i++)
		ck_assert(cr_array_number(&a, i) == (double)(i / 3 * 2 + i % 3 + 1));
	cr_array_free(&a);
	ck_assert_int_eq(cr_windows_read(in_folder("row"), CR_U8, 12, 1, &a, &e), CR_OK);
	ck_assert(a.shape[0] == 1 && a.shape[1] == 12);
	cr_array_free(&a);
	ck_assert_int_eq(cr_windows_read(in_folder("row"), CR_U16, 7, 2, &a, &e), CR_ERR_FORMAT);
	ck_assert(strstr(e.text, "7 at least, expected; found 12 bytes") && !a.data);
	ck_assert_int_eq(cr_windows_read(in_folder("row"), CR_U32, 0, 2, &a, &e), CR_ERR_ARGUMENT);
	ck_assert_int_eq(cr_windows_read(in_folder("absent"), CR_U32, 1, 2, &a, &e), CR_ERR_IO);
	write_file("odd", bytes, 5);
	ck_assert_int_eq(cr_windows_read(in_folder("odd"), CR_U16, 1, 1, &a, &e), CR_ERR_FORMAT);
	clean();
}
END_TEST

START_TEST(a_tensor_of_a_safetensors_file_is_read)
{
	static const char header[] = "{\"x\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
	unsigned char file[128] = { sizeof header - 1 };
	cr_array a;
	cr_error e;
	memcpy(file + 8, header, sizeof header - 1);
	memcpy(file + 8 + sizeof header - 1, "\0\0\0\0\0\0\xf8\x3f", 8);
	write_file("w.safetensors", file, 8 + sizeof header - 1 + 8);
	ck_assert_msg(cr_safetensors_read(in_folder("w.safetensors"), "x", &a, &e) == CR_OK, "%s", e.text);
	ck_assert(a.type == CR_F32 && ((float *)a.data)[0] == 1.5f);
	cr_array_free(&a);
	ck_assert_int_eq(cr_safetensors_read(in_folder("w.safetensors"), "y", &a, &e), CR_ERR_MISMATCH);
	write_file("w.safetensors", file, 40);
	ck_assert_int_eq(cr_safetensors_read(in_folder("w.safetensors"), "x", &a, &e), CR_ERR_FORMAT);
	clean();
}
END_TEST

START_TEST(arrays_convert_check_and_slice)
{
	static const int64_t shape[] = { 2, 2 };
	cr_array a, part;
	cr_error e;
	ck_assert_int_eq(cr_array_make(&a, CR_I32, 2, shape, "t", &e), CR_OK);
	static const int32_t values[] = { 0, 9, -1, 300 };
	memcpy(a.data, values, sizeof values);
	ck_assert_int_eq(cr_array_check(&a, -1, 300, "t", &e), CR_OK);
	ck_assert_int_eq(cr_array_check(&a, 0, 300, "t", &e), CR_ERR_DATA);
	ck_assert_str_eq(e.text, "t: example 1 has -1; 0 .. 300 expected");
	ck_assert_int_eq(cr_array_convert(&a, CR_U8, "t", &e), CR_ERR_DATA);
	ck_assert_str_eq(e.text, "t: example 1 has -1; 0 .. 255 expected");
	ck_assert_int_eq(cr_array_slice(&a, 1, 1, &part, &e), CR_OK);
	ck_assert(part.shape[0] == 1 && ((int32_t *)part.data)[1] == 300);
	cr_array_free(&part);
	ck_assert_int_eq(cr_array_slice(&a, 1, 2, &part, &e), CR_ERR_ARGUMENT);
	ck_assert_int_eq(cr_array_slice(&a, UINT64_MAX, 2, &part, &e), CR_ERR_ARGUMENT);
	ck_assert_int_eq(cr_array_convert(&a, CR_I16, "t", &e), CR_OK);
	ck_assert_int_eq(((int16_t *)a.data)[3], 300);
	ck_assert_int_eq(cr_array_convert(&a, CR_F32, "t", &e), CR_OK);
	ck_assert_float_eq(((float *)a.data)[3], 300);
	ck_assert_int_eq(cr_array_convert(&a, CR_I32, "t", &e), CR_ERR_DATA);
	cr_array_free(&a);
	static const int64_t huge[] = { INT64_C(1) << 40, INT64_C(1) << 40 }, negative[] = { -1 };
	ck_assert_int_eq(cr_array_make(&a, CR_F32, 2, huge, "t", &e), CR_ERR_DATA);
	ck_assert_int_eq(cr_array_make(&a, CR_F32, 1, negative, "t", &e), CR_ERR_DATA);
}
END_TEST

static void make_pair(cr_array pair[2], int64_t n)
{
	const int64_t wide[] = { n, 2 };
	ck_assert_int_eq(cr_array_make(&pair[0], CR_F32, 2, wide, "x", NULL), CR_OK);
	ck_assert_int_eq(cr_array_make(&pair[1], CR_U8, 1, wide, "y", NULL), CR_OK);
	for (int64_t i = 0; i < n; i++) {
		((float *)pair[0].data)[2 * i] = (float)i;
		((float *)pair[0].data)[2 * i + 1] = (float)-i;
		((unsigned char *)pair[1].data)[i] = (unsigned char)i;
	}
}

START_TEST(a_share_is_held_out_and_the_inputs_stay_together)
{
	for (int how = CR_SPLIT_HASH; how <= CR_SPLIT_SHUFFLE; how++) {
		cr_array pair[2], held[2];
		int seen[200] = { 0 };
		make_pair(pair, 200);
		ck_assert_int_eq(cr_arrays_split(pair, 2, 0.25, how, 9, held, NULL), CR_OK);
		for (int side = 0; side < 2; side++) {
			const cr_array *a = side ? held : pair;
			ck_assert_int_eq(a[0].shape[0], a[1].shape[0]);
			for (int64_t i = 0; i < a[0].shape[0]; i++) {
				int example = ((unsigned char *)a[1].data)[i];
				ck_assert_float_eq(((float *)a[0].data)[2 * i], (float)example);
				ck_assert_float_eq(((float *)a[0].data)[2 * i + 1], (float)-example);
				ck_assert(how != CR_SPLIT_LAST || side == (example >= 150));
				seen[example] += 1 + side;
			}
		}
		for (int i = 0; i < 200; i++)
			ck_assert(seen[i] == 1 || seen[i] == 2);
		ck_assert_int_ge(held[0].shape[0], how == CR_SPLIT_HASH ? 30 : 50);
		ck_assert_int_le(held[0].shape[0], how == CR_SPLIT_HASH ? 70 : 50);
		if (how == CR_SPLIT_HASH) {        /* with examples added, the old ones stay where they were */
			cr_array more[2], more_held[2];
			make_pair(more, 250);
			ck_assert_int_eq(cr_arrays_split(more, 2, 0.25, how, 1, more_held, NULL), CR_OK);
			ck_assert_mem_eq(more_held[1].data, held[1].data, (size_t)held[1].shape[0]);
			for (int i = 0; i < 2; i++) {
				cr_array_free(&more[i]);
				cr_array_free(&more_held[i]);
			}
		}
		for (int i = 0; i < 2; i++) {
			cr_array_free(&pair[i]);
			cr_array_free(&held[i]);
		}
	}
}
END_TEST

START_TEST(inputs_that_do_not_match_are_named)
{
	static const char *const paths[] = { "x.npy", "y.npy" };
	cr_array pair[2], other[2], held[2];
	cr_error e;
	make_pair(pair, 3);
	make_pair(other, 5);
	ck_assert_int_eq(cr_arrays_match(pair, paths, 2, &e), CR_OK);
	cr_array mixed[2] = { pair[0], other[1] };
	ck_assert_int_eq(cr_arrays_match(mixed, paths, 2, &e), CR_ERR_DATA);
	ck_assert_str_eq(e.text, "y.npy: 3 examples expected, as in x.npy; found 5");
	ck_assert_int_eq(cr_array_fit(&pair[1], CR_F32, 1, "y.npy", &e), CR_OK);
	ck_assert(pair[1].type == CR_F32);
	ck_assert_int_eq(cr_array_fit(&pair[0], CR_F32, 784, "x.npy", &e), CR_ERR_DATA);
	ck_assert_str_eq(e.text, "x.npy: examples of 784 elements expected; found 2");
	static const double shares[] = { 0, 1, -1, NAN };
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(cr_arrays_split(pair, 2, shares[i], CR_SPLIT_LAST, 0, held, &e), CR_ERR_ARGUMENT);
	ck_assert_int_eq(cr_arrays_split(pair, 2, 0.01, CR_SPLIT_LAST, 0, held, &e), CR_ERR_DATA);
	for (int i = 0; i < 2; i++) {
		cr_array_free(&pair[i]);
		cr_array_free(&other[i]);
	}
}
END_TEST

START_TEST(a_long_path_is_shortened_at_its_front)
{
	char path[400];
	cr_array a;
	cr_error e;
	memset(path, 'd', sizeof path);
	strcpy(path + sizeof path - 12, "/images.idx");
	ck_assert_int_eq(cr_idx_read(path, &a, &e), CR_ERR_IO);
	ck_assert(strncmp(e.text, "...ddd", 6) == 0);
	ck_assert(strstr(e.text, "/images.idx: cannot be opened: ") != NULL);
}
END_TEST

Suite *data_suite(void);
Suite *data_suite(void)
{
	Suite *suite = suite_create("data");
	TCase *tc = tcase_create("formats");
	tcase_add_test(tc, idx_of_each_type_is_read);
	tcase_add_test(tc, a_damaged_idx_is_refused);
	tcase_add_test(tc, gzip_is_unpacked_and_found_without_its_suffix);
	tcase_add_test(tc, what_is_no_file_is_named);
	tcase_add_test(tc, npy_of_each_type_and_version_is_read);
	tcase_add_test(tc, npy_headers_are_read_however_they_are_spaced);
	tcase_add_test(tc, a_damaged_npy_is_refused);
	tcase_add_test(tc, what_is_written_is_read_back);
	tcase_add_test(tc, csv_columns_by_name_number_and_class);
	tcase_add_test(tc, csv_quotes_follow_the_rfc);
	tcase_add_test(tc, csv_missing_values_follow_the_policy);
	tcase_add_test(tc, a_csv_that_is_wrong_is_named_by_line_and_column);
	tcase_add_test(tc, a_csv_cut_anywhere_is_safe);
	tcase_add_test(tc, raw_numbers_are_read);
	tcase_add_test(tc, windows_of_a_long_row_overlap_as_they_are_asked_to);
	tcase_add_test(tc, a_tensor_of_a_safetensors_file_is_read);
	tcase_add_test(tc, arrays_convert_check_and_slice);
	tcase_add_test(tc, a_share_is_held_out_and_the_inputs_stay_together);
	tcase_add_test(tc, inputs_that_do_not_match_are_named);
	tcase_add_test(tc, a_long_path_is_shortened_at_its_front);
	suite_add_tcase(suite, tc);
	return suite;
}
