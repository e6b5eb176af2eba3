/* tensors.c - safetensors files: the runtime's reader and writer, with messages that name the file. */
#include "cli.h"

#include "../../runtime/cr_safetensors.h"

#include <string.h>

/* ---- reading ------------------------------------------------------------------------------------------------------ */

/* Escapes decoded. */
static const char *decoded_name(Arena *a, const cr_st_tensor *t)
{
	Text out = text_new(a);
	for (size_t at = 0; at < t->name_size;) {
		unsigned char c[4];
		uint32_t n = 0;
		at += cr_st_decode(t->name + at, t->name_size - at, c, &n);
		for (uint32_t i = 0; i < n; i++)
			text_char(&out, (char)c[i]);
	}
	return text_str(&out);
}

static void collect(Cli *c, cr_st_reader *r, TensorFile *out)
{
	cr_st_tensor t = { .name = "" };
	cr_st_rewind(r);
	while (cr_st_next(r, &t)) {
		FileTensor f = { .name = decoded_name(&c->cc.arena, &t), .type = t.type, .rank = t.rank, .elements = t.elements,
		                 .at = r->data + t.begin };
		for (uint32_t i = 0; i < t.rank; i++)
			f.shape[i] = t.shape[i];
		if (out->checkpoint && strncmp(f.name, "params/", 7) != 0)
			continue;
		f.name += out->checkpoint ? 7 : 0;
		vec_push(&c->cc.arena, out->tensors, f);
	}
}

bool tensors_open(Cli *c, const char *path, TensorFile *out)
{
	const char *why;
	char format[24];
	uint64_t checksum;
	cr_st_reader r;
	cr_error error = { .tensor = -1 };
	*out = (TensorFile){ .path = path };
	if (!bytes_open(path, &out->bytes, &c->cc.arena, &why)) {
		file_error(c, path, "cannot read it; %s", why);
		return false;
	}
	if (cr_st_open(&r, out->bytes.at, out->bytes.size, &error) != CR_OK) {
		file_error(c, path, "%s", error.text);
		bytes_close(&out->bytes);
		return false;
	}
	if (cr_st_metadata_hex(&r, "checksum", &checksum) && checksum != cr_st_checksum(r.data, r.data_size)) {
		file_error(c, path, "the values do not agree with the file's checksum; it was damaged");
		bytes_close(&out->bytes);
		return false;
	}
	out->checkpoint = cr_st_metadata(&r, "format", format, sizeof format) && strcmp(format, "crescent checkpoint 1") == 0;
	collect(c, &r, out);
	return true;
}

void tensors_close(TensorFile *t)
{
	bytes_close(&t->bytes);
}

const FileTensor *tensors_find(const TensorFile *t, const char *name)
{
	for (size_t i = 0; i < t->tensors.n; i++)
		if (strcmp(t->tensors.at[i].name, name) == 0)
			return &t->tensors.at[i];
	return NULL;
}

const char *tensor_type(Arena *a, const FileTensor *t)
{
	Text out = text_new(a);
	text_add(&out, "%s[", cr_st_type_name(t->type));
	for (uint32_t i = 0; i < t->rank; i++)
		text_add(&out, "%s%lld", i ? "," : "", (long long)t->shape[i]);
	text_char(&out, ']');
	return text_str(&out);
}

double tensor_number(const FileTensor *t, uint64_t i)
{
	const unsigned char *at = t->at + i * cr_st_width(t->type);
	if (cr_st_is_integer(t->type)) {
		int64_t v;
		return cr_st_integer(at, t->type, &v) ? (double)v : (double)cr_st_bits(at, 8);
	}
	if (t->type == CR_ST_F64) {
		union { uint64_t bits; double value; } wide = { .bits = cr_st_bits(at, 8) };
		return wide.value;
	}
	union { uint32_t bits; float value; } narrow = { .bits = 0 };
	if (cr_st_converts(t->type, CR_F32))
		cr_st_float(at, t->type, &narrow.bits);
	return (double)narrow.value;
}

/* ---- writing ------------------------------------------------------------------------------------------------------- */

typedef struct Source { const OutTensor *t; } Source;

static void get_values(const void *values, uint32_t tensor, uint64_t first, uint32_t count, void *out)
{
	const Source *s = values;
	size_t width = dtype_size(s->t[tensor].type);
	memcpy(out, (const char *)s->t[tensor].data + first * width, count * width);
}

typedef struct Sink { OutFile file; const char *path, *why; Arena *arena; } Sink;

static cr_status sink_begin(void *user, uint64_t size)
{
	Sink *s = user;
	(void)size;
	return out_open(&s->file, s->path, s->arena, &s->why) ? CR_OK : CR_ERR_IO;
}

static cr_status sink_write(void *user, const void *bytes, size_t size)
{
	out_write(&((Sink *)user)->file, bytes, size);
	return CR_OK;
}

static cr_status sink_commit(void *user)
{
	Sink *s = user;
	return out_commit(&s->file, s->arena, &s->why) ? CR_OK : CR_ERR_IO;
}

static cr_tensor *directory(Arena *a, const OutTensor *t, size_t n)
{
	cr_tensor *rows = NEW_ARRAY(a, cr_tensor, n + 1);
	for (size_t i = 0; i < n; i++) {
		rows[i] = (cr_tensor){ .name = t[i].name, .type = (uint8_t)t[i].type, .rank = (uint8_t)t[i].rank, .saved = 1 };
		for (uint32_t k = 0; k < t[i].rank; k++)
			rows[i].shape[k] = t[i].shape[k];
	}
	return rows;
}

bool tensors_write(Cli *c, const char *path, const OutTensor *t, size_t n, const char *const *metadata, size_t pairs)
{
	Arena *a = &c->cc.arena;
	Sink sink = { .path = path, .why = "", .arena = a };
	cr_store store = { sink_begin, sink_write, sink_commit, &sink };
	Source source = { t };
	cr_st_layout layout = { .tensors = directory(a, t, n), .count = (uint32_t)n, .get = get_values };
	cr_st_part part = { .layout = &layout, .prefix = "", .from = &source };
	cr_st_pair *pair = NEW_ARRAY(a, cr_st_pair, pairs + 1);
	for (size_t i = 0; i < pairs; i++)
		pair[i] = (cr_st_pair){ metadata[2 * i], metadata[2 * i + 1] };
	if (cr_st_save(&part, 1, pair, (uint32_t)pairs, &store) == CR_OK)
		return true;
	file_error(c, path, "cannot write it; %s", sink.why);
	return false;
}
