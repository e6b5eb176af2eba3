/* cr_st_save.h - writes parts as a safetensors file through a cr_store, and takes their digest.
 * Included by cr_safetensors.h. */
#ifndef CR_ST_SAVE_H
#define CR_ST_SAVE_H
#include "cr_safetensors.h"

/* Where bytes go: nowhere (only counted), into the checksum, or into a store; in blocks of 512. */
typedef struct cr_st_sink {
	const cr_store *store;     /* null: count and hash only */
	uint64_t total, hash;
	cr_status status;          /* the first failure; after it nothing more is written */
	uint32_t used;
	unsigned char block[512];
} cr_st_sink;

CR_SMALL_INLINE void cr_st_flush(cr_st_sink *s)
{
	if (!s->used)
		return;
	s->hash = cr_hash64(s->block, s->used, s->hash);
	if (s->store && s->status == CR_OK)
		s->status = s->store->write(s->store->user, s->block, s->used);
	s->used = 0;
}

CR_SMALL_INLINE void cr_st_write(cr_st_sink *s, const void *bytes, size_t n)
{
	const unsigned char *in = (const unsigned char *)bytes;
	s->total += n;
	while (n) {
		size_t room = sizeof s->block - s->used, m = n < room ? n : room;
		cr_bytes_copy(s->block + s->used, in, m);
		s->used += (uint32_t)m;
		in += m;
		n -= m;
		if (s->used == sizeof s->block)
			cr_st_flush(s);
	}
}

CR_SMALL_INLINE void cr_st_write_text(cr_st_sink *s, const char *text)
{
	cr_st_write(s, text, cr_text_length(text));
}

/* Text inside a JSON string: quotes, backslashes and control characters are escaped. */
CR_SMALL_INLINE void cr_st_write_escaped(cr_st_sink *s, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c < 0x20) {
			char escape[6] = { '\\', 'u', '0', '0', (char)('0' + (c >> 4)), "0123456789abcdef"[c & 15] };
			cr_st_write(s, escape, 6);
			continue;
		}
		if (c == '"' || c == '\\')
			cr_st_write(s, "\\", 1);
		cr_st_write(s, text, 1);
	}
}

CR_SMALL_INLINE void cr_st_write_u64(cr_st_sink *s, uint64_t value)
{
	char digits[20];
	size_t at = sizeof digits;
	do {
		digits[--at] = (char)('0' + (char)(value % 10));
		value /= 10;
	} while (value);
	cr_st_write(s, digits + at, sizeof digits - at);
}

CR_SMALL_INLINE void cr_st_write_row(cr_st_sink *s, const char *prefix, const cr_tensor *row, uint64_t *offset)
{
	static const char *const names[] = { "", "F32", "I32", "U32", "I16", "U16", "I8", "U8", "BOOL" };
	cr_st_write_text(s, "\"");
	cr_st_write_escaped(s, prefix);
	cr_st_write_escaped(s, row->name);
	cr_st_write_text(s, "\":{\"dtype\":\"");
	cr_st_write_text(s, names[row->type]);
	cr_st_write_text(s, "\",\"shape\":[");
	for (uint32_t i = 0; i < row->rank; i++) {
		if (i)
			cr_st_write_text(s, ",");
		cr_st_write_u64(s, (uint64_t)row->shape[i]);
	}
	cr_st_write_text(s, "],\"data_offsets\":[");
	cr_st_write_u64(s, *offset);
	cr_st_write_text(s, ",");
	*offset += cr_tensor_elements(row) * cr_type_size(row->type);
	cr_st_write_u64(s, *offset);
	cr_st_write_text(s, "]}");
}

/* The JSON, metadata first, then the rows in order; *data_size becomes the bytes that follow. */
CR_SMALL_INLINE void cr_st_write_header(cr_st_sink *s, const cr_st_part *parts, uint32_t part_count,
                                        const cr_st_pair *pairs, uint32_t pair_count, uint64_t *data_size)
{
	const char *comma = "";
	*data_size = 0;
	cr_st_write_text(s, "{");
	for (uint32_t i = 0; i < pair_count; i++) {
		cr_st_write_text(s, i ? ",\"" : "\"__metadata__\":{\"");
		cr_st_write_escaped(s, pairs[i].key);
		cr_st_write_text(s, "\":\"");
		cr_st_write_escaped(s, pairs[i].value);
		cr_st_write_text(s, "\"");
	}
	if (pair_count) {
		cr_st_write_text(s, "}");
		comma = ",";
	}
	for (uint32_t p = 0; p < part_count; p++)
		for (uint32_t i = 0; i < parts[p].layout->count; i++)
			if (parts[p].layout->tensors[i].saved) {
				cr_st_write_text(s, comma);
				cr_st_write_row(s, parts[p].prefix, &parts[p].layout->tensors[i], data_size);
				comma = ",";
			}
	cr_st_write_text(s, "}");
}

CR_SMALL_INLINE void cr_st_write_values(cr_st_sink *s, const cr_st_part *part, uint32_t tensor)
{
	const cr_tensor *row = &part->layout->tensors[tensor];
	union { uint32_t words[CR_ST_CHUNK]; unsigned char bytes[4 * CR_ST_CHUNK]; } raw;
	unsigned char out[4 * CR_ST_CHUNK];
	uint64_t elements = cr_tensor_elements(row);
	for (uint64_t first = 0; first < elements; first += CR_ST_CHUNK) {
		uint32_t n = cr_st_chunk(elements, first);
		cr_st_get(part, tensor, first, n, raw.bytes);
		cr_st_to_bytes(raw.bytes, row->type, n, out);
		cr_st_write(s, out, (size_t)n * cr_type_size(row->type));
	}
}

CR_SMALL_INLINE void cr_st_write_data(cr_st_sink *s, const cr_st_part *parts, uint32_t part_count)
{
	for (uint32_t p = 0; p < part_count; p++)
		for (uint32_t i = 0; i < parts[p].layout->count && s->status == CR_OK; i++)
			if (parts[p].layout->tensors[i].saved)
				cr_st_write_values(s, &parts[p], i);
	cr_st_flush(s);
}

/* The checksum that cr_st_load will find over the data of these parts. */
CR_SMALL_INLINE uint64_t cr_st_parts_checksum(const cr_st_part *parts, uint32_t part_count)
{
	cr_st_sink s = { .status = CR_OK };
	cr_st_write_data(&s, parts, part_count);
	return s.hash;
}

/* Writes the parts as one safetensors file: begin with its exact size, write, commit.  Metadata in
 * the order given; rows in the directory's order, those with saved == 0 left out; the header is
 * padded with spaces to a multiple of 8.  Returns the store's own failure, after which commit is
 * not called. */
CR_SMALL_INLINE cr_status cr_st_save(const cr_st_part *parts, uint32_t part_count, const cr_st_pair *pairs,
                                     uint32_t pair_count, const cr_store *store)
{
	uint64_t data_size, header;
	cr_st_sink count = { .status = CR_OK };
	cr_st_sink out = { .store = store };
	unsigned char length[8];
	if (!store || !store->begin || !store->write || !store->commit)
		return CR_ERR_ARGUMENT;
	cr_st_write_header(&count, parts, part_count, pairs, pair_count, &data_size);
	header = (count.total + 7) & ~UINT64_C(7);
	out.status = store->begin(store->user, 8 + header + data_size);
	cr_st_set_bits(length, header, 8);
	cr_st_write(&out, length, 8);
	cr_st_write_header(&out, parts, part_count, pairs, pair_count, &data_size);
	for (uint64_t i = count.total; i < header; i++)
		cr_st_write(&out, " ", 1);
	cr_st_write_data(&out, parts, part_count);
	return out.status == CR_OK ? store->commit(store->user) : out.status;
}

/* A weight file: NAME_save. */
CR_SMALL_INLINE cr_status cr_st_save_weights(const cr_st_part *part, const cr_st_identity *identity, const cr_store *store)
{
	char signature[19], graph[19];
	cr_st_hex_text(identity->signature, signature);
	cr_st_hex_text(identity->graph, graph);
	const cr_st_pair pairs[] = {
		{ "format", "crescent weights" }, { "model", identity->model }, { "signature", signature }, { "graph", graph }
	};
	return cr_st_save(part, 1, pairs, 4, store);
}

/* 64 bits of names, types, shapes and values, the same on every machine.  Equal models with equal
 * values agree; prefix, layout and metadata do not enter. */
CR_SMALL_INLINE uint64_t cr_st_digest(const cr_st_part *part)
{
	cr_st_part bare = *part;
	uint64_t end = 0;
	cr_st_sink s = { .status = CR_OK };
	bare.prefix = "";
	cr_st_write_header(&s, &bare, 1, 0, 0, &end);
	cr_st_write_data(&s, &bare, 1);
	return s.hash;
}

/* Are all f32 values finite? */
CR_SMALL_INLINE int cr_st_finite(const cr_st_part *part)
{
	for (uint32_t i = 0; i < part->layout->count; i++) {
		const cr_tensor *row = &part->layout->tensors[i];
		uint64_t elements = row->type == CR_F32 ? cr_tensor_elements(row) : 0;
		for (uint64_t first = 0; first < elements; first += CR_ST_CHUNK) {
			uint32_t bits[CR_ST_CHUNK], n = cr_st_chunk(elements, first);
			cr_st_get(part, i, first, n, bits);
			for (uint32_t k = 0; k < n; k++)
				if (!cr_st_finite_bits(bits[k]))
					return 0;
		}
	}
	return 1;
}
#endif
