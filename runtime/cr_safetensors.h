/* cr_safetensors.h - weights and checkpoints: between safetensors bytes and a model's structs.
 *
 * A *layout* is a directory of tensors and how their elements lie in a struct: at byte offsets, in
 * row-major order (plain), or in an order of the kernels' own, reached by get and put.  A *part* is
 * a layout, a struct, and the prefix of the names in the file.  Weight files have one part without
 * prefix, checkpoints several ("params/", "state/").
 *
 * Loading checks everything before it writes anything.  Saving writes the same bytes for the same
 * values on every machine.  No heap, no recursion; 512 bytes of stack for the values on their way. */
#ifndef CR_SAFETENSORS_H
#define CR_SAFETENSORS_H
#include "cr_rng.h"
#include "cr_st_open.h"
#include "cr_st_value.h"

/* Further bits for cr_st_load: f32 may hold inf and NaN; tensors that no row names are no misfit. */
enum { CR_LOAD_NONFINITE = 4, CR_LOAD_SUBSET = 8 };
enum { CR_ST_CHUNK = 128 };        /* elements moved at a time */

typedef struct cr_st_layout {
	const cr_tensor *tensors;
	uint32_t count;
	const size_t *offset;      /* plain: of each tensor in the struct, in bytes; or null, and then get and put */
	/* of each tensor: 0, or the columns of a matrix that lies in panels of 16; null: all row-major */
	const uint32_t *panels;
	/* copies count <= CR_ST_CHUNK elements of a tensor, from row-major position first on, of the
	 * declared type, out of the struct or into it */
	void (*get)(const void *values, uint32_t tensor, uint64_t first, uint32_t count, void *out);
	void (*put)(void *values, uint32_t tensor, uint64_t first, uint32_t count, const void *in);
} cr_st_layout;

typedef struct cr_st_part {
	const cr_st_layout *layout;
	const char *prefix;        /* of the names in the file: "", "params/" */
	const void *from;          /* saving, digest: the struct */
	void *into;                /* loading: the struct */
} cr_st_part;

/* Whose weights these are.  signature: of names, shapes and types; graph: of the computation. */
typedef struct cr_st_identity {
	const char *model;
	uint64_t signature, graph;
} cr_st_identity;

typedef struct cr_st_pair { const char *key, *value; } cr_st_pair;   /* one line of metadata */

/* Where element `at`, row-major, of a tensor in panels lies: (k, j) of K rows at (j / 16) * K * 16 + k * 16 + j % 16. */
CR_SMALL_INLINE size_t cr_st_place(const cr_st_layout *l, uint32_t tensor, uint64_t at)
{
	uint64_t columns = l->panels[tensor], rows = cr_tensor_elements(&l->tensors[tensor]) / columns;
	uint64_t k = at / columns, j = at % columns;
	return (size_t)(j / 16 * rows * 16 + k * 16 + j % 16);
}

CR_SMALL_INLINE void cr_st_get(const cr_st_part *part, uint32_t tensor, uint64_t first, uint32_t n, void *out)
{
	const cr_st_layout *l = part->layout;
	size_t width = cr_type_size(l->tensors[tensor].type);
	if (l->panels && l->panels[tensor])
		for (uint32_t i = 0; i < n; i++)
			cr_bytes_copy((char *)out + i * width,
			              (const char *)part->from + l->offset[tensor] + cr_st_place(l, tensor, first + i) * width, width);
	else if (l->offset)
		cr_bytes_copy(out, (const char *)part->from + l->offset[tensor] + (size_t)first * width, n * width);
	else
		l->get(part->from, tensor, first, n, out);
}

CR_SMALL_INLINE void cr_st_put(const cr_st_part *part, uint32_t tensor, uint64_t first, uint32_t n, const void *in)
{
	const cr_st_layout *l = part->layout;
	size_t width = cr_type_size(l->tensors[tensor].type);
	if (l->panels && l->panels[tensor])
		for (uint32_t i = 0; i < n; i++)
			cr_bytes_copy((char *)part->into + l->offset[tensor] + cr_st_place(l, tensor, first + i) * width,
			              (const char *)in + i * width, width);
	else if (l->offset)
		cr_bytes_copy((char *)part->into + l->offset[tensor] + (size_t)first * width, in, n * width);
	else
		l->put(part->into, tensor, first, n, in);
}

CR_SMALL_INLINE uint32_t cr_st_chunk(uint64_t elements, uint64_t first)
{
	return elements - first < CR_ST_CHUNK ? (uint32_t)(elements - first) : (uint32_t)CR_ST_CHUNK;
}

/* ---- numbers in metadata: "0x8c1f2a77d09be314" ------------------------------------------------------- */

CR_SMALL_INLINE void cr_st_hex_text(uint64_t value, char out[19])
{
	out[0] = '0';
	out[1] = 'x';
	for (int i = 0; i < 16; i++)
		out[2 + i] = "0123456789abcdef"[(value >> (60 - 4 * i)) & 15];
	out[18] = 0;
}

/* Reads what cr_st_hex_text wrote; 0 where the key is absent or something else stands there. */
CR_SMALL_INLINE int cr_st_metadata_hex(const cr_st_reader *r, const char *key, uint64_t *value)
{
	char text[24];
	uint64_t v = 0;
	if (!cr_st_metadata(r, key, text, sizeof text) || text[0] != '0' || text[1] != 'x')
		return 0;
	int i = 2;
	for (; i < 18 && cr_st_hex((unsigned char)text[i]) >= 0; i++)
		v = v * 16 + (uint64_t)cr_st_hex((unsigned char)text[i]);
	*value = v;
	return i == 18 && !text[18];
}

/* ---- loading ------------------------------------------------------------------------------------------- */

typedef struct cr_st_loading {
	cr_st_reader reader;
	const cr_st_part *parts;
	uint32_t part_count, flags;
	cr_load_report report;
	cr_error *error;
} cr_st_loading;

/* The first misfit is the one that is told. */
CR_SMALL_INLINE cr_error *cr_st_first(cr_st_loading *l)
{
	const cr_load_report *r = &l->report;
	return r->missing + r->unexpected + r->mismatched ? 0 : l->error;
}

CR_SMALL_INLINE void cr_st_name_row(cr_error *error, uint32_t row, const char *prefix, const char *name)
{
	cr_fail(error, CR_ERR_MISMATCH, (int32_t)row, 0, "tensor \"");
	cr_say(error, prefix);
	cr_say(error, name);
	cr_say(error, "\": ");
}

CR_SMALL_INLINE int cr_st_fits(const cr_tensor *row, const cr_st_tensor *t)
{
	int same = row->rank == t->rank && cr_st_converts(t->type, row->type);
	for (uint32_t i = 0; same && i < row->rank; i++)
		same = row->shape[i] == t->shape[i];
	return same;
}

CR_SMALL_INLINE void cr_st_say_misfit(cr_st_loading *l, const cr_st_part *part, uint32_t i, const cr_st_tensor *t)
{
	const cr_tensor *row = &part->layout->tensors[i];
	cr_error *error = cr_st_first(l);
	cr_st_name_row(error, i, part->prefix, row->name);
	cr_say_type(error, cr_type_name(row->type), row->rank, row->shape);
	cr_say(error, " expected; found ");
	cr_say_type(error, cr_st_type_name(t->type), t->rank, t->shape);
	if (row->rank == 2 && t->rank == 2 && row->shape[0] == t->shape[1] && row->shape[1] == t->shape[0] &&
	    row->shape[0] != row->shape[1])
		cr_say(error, " (transposed)");
	l->report.mismatched++;
}

/* Every value of t as the row's type, put into the struct when `write`, else only judged. */
CR_SMALL_INLINE cr_status cr_st_move(cr_st_loading *l, const cr_st_part *part, uint32_t i, const cr_st_tensor *t, int write)
{
	const cr_tensor *row = &part->layout->tensors[i];
	union { uint32_t words[CR_ST_CHUNK]; unsigned char bytes[4 * CR_ST_CHUNK]; } buffer;
	for (uint64_t first = 0; first < t->elements; first += CR_ST_CHUNK) {
		uint32_t n = cr_st_chunk(t->elements, first);
		uint32_t good = cr_st_convert(l->reader.data + t->begin + first * cr_st_width(t->type), t->type, n,
		                              row->type, !(l->flags & CR_LOAD_NONFINITE), buffer.bytes);
		if (good < n) {
			cr_st_name_row(l->error, i, part->prefix, row->name);
			if (l->error) {
				l->error->status = CR_ERR_DATA;
				l->error->where = first + good;
			}
			cr_say(l->error, row->type == CR_F32 ? "a finite value" : "a value of ");
			cr_say(l->error, row->type == CR_F32 ? "" : cr_type_name(row->type));
			cr_say(l->error, " expected; another found at element ");
			cr_say_u64(l->error, first + good);
			return CR_ERR_DATA;
		}
		if (write)
			cr_st_put(part, i, first, n, buffer.bytes);
	}
	return CR_OK;
}

/* All rows of all parts: first counted and judged, in a second round written. */
CR_SMALL_INLINE cr_status cr_st_rows(cr_st_loading *l, int write)
{
	for (uint32_t p = 0; p < l->part_count; p++) {
		const cr_st_part *part = &l->parts[p];
		for (uint32_t i = 0; i < part->layout->count; i++) {
			const cr_tensor *row = &part->layout->tensors[i];
			cr_st_tensor t = { .name = "" };
			if (!row->saved)
				continue;
			int found = cr_st_find(&l->reader, part->prefix, row->name, &t);
			int fits = found && cr_st_fits(row, &t);
			cr_status status = fits ? cr_st_move(l, part, i, &t, write) : CR_OK;
			if (status != CR_OK)
				return status;
			if (write)
				continue;
			if (!found) {
				cr_error *error = cr_st_first(l);
				cr_st_name_row(error, i, part->prefix, row->name);
				cr_say_type(error, cr_type_name(row->type), row->rank, row->shape);
				cr_say(error, " expected; it is not in the file");
				l->report.missing++;
			} else if (!fits) {
				cr_st_say_misfit(l, part, i, &t);
			} else {
				l->report.loaded++;
			}
		}
	}
	return CR_OK;
}

CR_SMALL_INLINE int cr_st_wanted(const cr_st_loading *l, const cr_st_tensor *t, uint32_t *cursor)
{
	for (uint32_t p = 0; p < l->part_count; p++) {
		const cr_st_layout *layout = l->parts[p].layout;
		for (uint32_t k = 0; k < layout->count; k++) {
			uint32_t i = (*cursor + k) % layout->count;
			if (layout->tensors[i].saved && cr_st_name_is(t, l->parts[p].prefix, layout->tensors[i].name)) {
				*cursor = i + 1;
				return 1;
			}
		}
	}
	return 0;
}

CR_SMALL_INLINE void cr_st_unexpected(cr_st_loading *l)
{
	cr_st_tensor t = { .name = "" };
	uint32_t cursor = 0;
	cr_st_rewind(&l->reader);
	while (cr_st_next(&l->reader, &t)) {
		if (cr_st_wanted(l, &t, &cursor))
			continue;
		cr_error *error = cr_st_first(l);
		cr_fail(error, CR_ERR_MISMATCH, -1, 0, "tensor \"");
		cr_say_n(error, t.name, t.name_size);
		cr_say(error, "\" is not part of the model");
		l->report.unexpected++;
	}
	cr_st_rewind(&l->reader);
}

/* The file's own word on whose it is.  Files of other makers say nothing, and pass. */
CR_SMALL_INLINE cr_status cr_st_identify(cr_st_loading *l, const cr_st_identity *identity)
{
	char model[64];
	uint64_t signature;
	if (!identity || (l->flags & CR_LOAD_ANY_MODEL))
		return CR_OK;
	if (identity->model && cr_st_metadata(&l->reader, "model", model, sizeof model) &&
	    !cr_text_equal(model, identity->model)) {
		cr_fail(l->error, CR_ERR_MODEL, -1, 0, "model \"");
		cr_say(l->error, identity->model);
		cr_say(l->error, "\" expected; the file is of \"");
		cr_say(l->error, model);
		cr_say(l->error, "\"");
		return CR_ERR_MODEL;
	}
	if (l->report.missing + l->report.unexpected + l->report.mismatched == 0 &&
	    cr_st_metadata_hex(&l->reader, "signature", &signature) && signature != identity->signature)
		return cr_fail(l->error, CR_ERR_MODEL, -1, 0, "the file's signature is of another version of the model");
	return CR_OK;
}

CR_SMALL_INLINE cr_status cr_st_judge(cr_st_loading *l)
{
	const cr_load_report *r = &l->report;
	uint32_t misfits = r->missing + r->unexpected + r->mismatched;
	if (l->flags & CR_LOAD_PARTIAL) {
		if (r->loaded || !misfits)
			return CR_OK;
		return cr_fail(l->error, CR_ERR_MISMATCH, -1, 0, "no tensor of the file fits the model");
	}
	if (!misfits)
		return CR_OK;
	if (misfits > 1) {
		cr_say(l->error, "; ");
		cr_say_u64(l->error, misfits - 1);
		cr_say(l->error, " more like it");
	}
	return CR_ERR_MISMATCH;
}

/* The checksum of a data part: its 512-byte blocks, hashed in a chain. */
CR_SMALL_INLINE uint64_t cr_st_checksum(const unsigned char *data, uint64_t size)
{
	uint64_t h = 0;
	for (uint64_t at = 0; at < size; at += 512)
		h = cr_hash64(data + at, size - at < 512 ? (size_t)(size - at) : 512, h);
	return h;
}

CR_SMALL_INLINE cr_status cr_st_verify(cr_st_loading *l)
{
	char text[24];
	uint64_t checksum = 0;
	if (!cr_st_metadata(&l->reader, "checksum", text, sizeof text))
		return CR_OK;
	if (cr_st_metadata_hex(&l->reader, "checksum", &checksum) &&
	    checksum == cr_st_checksum(l->reader.data, l->reader.data_size))
		return CR_OK;
	return cr_fail(l->error, CR_ERR_FORMAT, -1, 0, "safetensors: the checksum does not match the data");
}

/* Loads the parts from a file of size bytes in memory.
 *
 * flags     CR_LOAD_STRICT: every row in the file, every tensor of the file a row.  CR_LOAD_PARTIAL:
 *           what fits is loaded, the rest is counted.  CR_LOAD_ANY_MODEL: the file may name another
 *           model.  CR_LOAD_NONFINITE, CR_LOAD_SUBSET: see above.
 * identity  or null: not compared
 * report    or null; filled in where the file could be read at all
 *
 * Types: f32 from f16, bf16, f64; integers and bool from any integer type that holds the values.
 * CR_ERR_FORMAT, CR_ERR_MISMATCH, CR_ERR_MODEL, CR_ERR_DATA; nothing is written unless CR_OK. */
CR_SMALL_INLINE cr_status cr_st_load(const cr_st_part *parts, uint32_t part_count, const cr_st_identity *identity,
                                     const void *file, size_t size, uint32_t flags, cr_load_report *report, cr_error *error)
{
	cr_st_loading l = { .parts = parts, .part_count = part_count, .flags = flags, .error = error };
	if (report)
		*report = l.report;
	cr_status status = cr_st_open(&l.reader, file, size, error);
	if (status == CR_OK)
		status = cr_st_verify(&l);
	if (status == CR_OK)
		status = cr_st_rows(&l, 0);
	if (status != CR_OK)
		return status;
	if (!(flags & CR_LOAD_SUBSET))
		cr_st_unexpected(&l);
	if (report)
		*report = l.report;
	status = cr_st_identify(&l, identity);
	if (status == CR_OK)
		status = cr_st_judge(&l);
	if (status == CR_OK)
		status = cr_st_rows(&l, 1);
	if (status == CR_OK && error)
		*error = (cr_error){ .tensor = -1 };
	return status;
}

/* Loads parameters: NAME_load.  From a weight file, whoever made it, or out of a checkpoint, where
 * they are called params/PATH and stand beside other things. */
CR_SMALL_INLINE cr_status cr_st_load_weights(const cr_st_part *part, const cr_st_identity *identity, const void *file,
                                             size_t size, uint32_t flags, cr_load_report *report, cr_error *error)
{
	cr_st_part renamed = *part;
	cr_st_reader r;
	char format[24];
	flags &= CR_LOAD_PARTIAL | CR_LOAD_ANY_MODEL | CR_LOAD_NONFINITE;
	if (cr_st_open(&r, file, size, 0) == CR_OK && cr_st_metadata(&r, "format", format, sizeof format) &&
	    cr_text_equal(format, "crescent checkpoint 1")) {
		renamed.prefix = "params/";
		flags |= CR_LOAD_SUBSET;
	}
	return cr_st_load(&renamed, 1, identity, file, size, flags, report, error);
}

#include "cr_st_save.h"
#endif
