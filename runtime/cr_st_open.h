/* cr_st_open.h - the checks of a safetensors file that need to look at all its tensors at once:
 * the data offsets tile the file, and no name stands twice. */
#ifndef CR_ST_OPEN_H
#define CR_ST_OPEN_H
#include "cr_st_reader.h"

/* Two tensors share bytes: says which, if a search of bounded length finds them. */
CR_SMALL_INLINE int cr_st_blame_overlap(cr_st_reader *r)
{
	cr_st_reader outer = *r;
	cr_st_tensor a = { .name = "" }, b = a;
	cr_st_rewind(&outer);
	for (uint32_t i = 0; i < 1024 && cr_st_next(&outer, &a); i++) {
		cr_st_reader inner = outer;
		while (cr_st_next(&inner, &b)) {
			if (a.begin >= b.end || b.begin >= a.end || a.begin == a.end || b.begin == b.end)
				continue;
			cr_st_bad_tensor(r, &b, "its bytes overlap those of \"");
			cr_say_n(r->error, a.name, a.name_size);
			cr_say(r->error, "\"");
			return 1;
		}
	}
	return 0;
}

/* The tensor with the lowest begin at or after place (not empty); 0 if there is none. */
CR_SMALL_INLINE int cr_st_after(const cr_st_reader *reader, uint64_t place, cr_st_tensor *found)
{
	cr_st_reader r = *reader;
	cr_st_tensor t = { .name = "" };
	int any = 0;
	cr_st_rewind(&r);
	while (cr_st_next(&r, &t))
		if (t.begin >= place && t.begin < t.end && (!any || t.begin < found->begin)) {
			*found = t;
			any = 1;
		}
	return any;
}

/* Bytes that belong to no tensor: says where. */
CR_SMALL_INLINE void cr_st_blame_hole(cr_st_reader *r)
{
	uint64_t place = 0;
	cr_st_tensor t = { .name = "" };
	int found = 0;
	for (uint32_t i = 0; i < 4096; i++) {
		found = cr_st_after(r, place, &t);
		if (!found || t.begin != place)
			break;
		place = t.end;
	}
	cr_fail(r->error, CR_ERR_FORMAT, -1, place + 8 + r->header_size, "safetensors data: bytes ");
	cr_say_u64(r->error, place);
	cr_say(r->error, " .. ");
	cr_say_u64(r->error, found ? t.begin : r->data_size);
	cr_say(r->error, " belong to no tensor");
	if (found) {
		cr_say(r->error, "; before \"");
		cr_say_n(r->error, t.name, t.name_size);
		cr_say(r->error, "\"");
	}
}

/* Every byte of the data belongs to exactly one tensor.
 *
 * Half-open intervals tile [0, D) if and only if {begins} + {D} = {ends} + {0} as multisets: the
 * number of intervals over x is the number of begins minus ends up to x.  Equality of multisets is
 * judged by the sum of a mixed value, which takes one pass and no memory.  Each tensor by itself is
 * already known to be inside the file, so no memory error hangs on the sum. */
CR_SMALL_INLINE cr_status cr_st_tiles(cr_st_reader *r)
{
	uint64_t begins = cr_mix64(r->data_size + 1), ends = cr_mix64(1);
	cr_st_tensor t = { .name = "" };
	cr_st_rewind(r);
	while (cr_st_next(r, &t))
		if (t.begin != t.end) {
			begins += cr_mix64(t.begin + 1);
			ends += cr_mix64(t.end + 1);
		}
	if (begins == ends)
		return CR_OK;
	if (!cr_st_blame_overlap(r))
		cr_st_blame_hole(r);
	return CR_ERR_FORMAT;
}

/* 64 bits of the decoded name (FNV-1a, then mixed); never 0. */
CR_SMALL_INLINE uint64_t cr_st_name_hash(const cr_st_tensor *t)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t at = 0; at < t->name_size;) {
		unsigned char out[4];
		uint32_t n = 0;
		at += cr_st_decode(t->name + at, t->name_size - at, out, &n);
		for (uint32_t i = 0; i < n; i++)
			h = (h ^ out[i]) * UINT64_C(0x100000001b3);
	}
	h = cr_mix64(h);
	return h ? h : 1;
}

/* No two tensors have one name.  The names are taken in `parts` classes by their hash, so that each
 * class fits the small table; a class that does not fit starts again with twice as many. */
CR_SMALL_INLINE cr_status cr_st_distinct(cr_st_reader *r)
{
	enum { SLOTS = 64, FILL = 48 };
	uint64_t table[SLOTS], parts = r->count / 24 + 1;
	for (uint64_t part = 0; part < parts; part++) {
		cr_st_tensor t = { .name = "" };
		uint32_t used = 0;
		for (uint32_t i = 0; i < SLOTS; i++)
			table[i] = 0;
		cr_st_rewind(r);
		while (used < FILL && cr_st_next(r, &t)) {
			uint64_t h = cr_st_name_hash(&t);
			uint32_t slot = (uint32_t)(h % SLOTS);
			if ((h >> 8) % parts != part)
				continue;
			while (table[slot] && table[slot] != h)
				slot = (slot + 1) % SLOTS;
			if (table[slot])
				return cr_st_bad_tensor(r, &t, "it stands twice in the file");
			table[slot] = h;
			used++;
		}
		if (used == FILL) {
			parts *= 2;
			if (parts / 64 > r->count) /* only names made for it crowd so */
				return cr_st_bad(r, "too many names that look alike");
			part = UINT64_MAX;
		}
	}
	return CR_OK;
}

/* Reads and checks a whole file of size bytes.  The reader points into it: the bytes stay the
 * caller's and must outlive it.  CR_ERR_FORMAT names the tensor and the byte. */
CR_SMALL_INLINE cr_status cr_st_open(cr_st_reader *r, const void *file, size_t size, cr_error *error)
{
	const unsigned char *bytes = (const unsigned char *)file;
	uint64_t n = 0;
	cr_st_tensor t = { .name = "" };
	cr_status status;
	*r = (cr_st_reader){ 0 };
	r->error = error;
	if (!file)
		return cr_fail(error, CR_ERR_ARGUMENT, -1, 0, "safetensors: no bytes");
	if (size < 8) {
		cr_fail(error, CR_ERR_FORMAT, -1, size, "safetensors: at least 8 bytes expected; found ");
		cr_say_u64(error, size);
		return CR_ERR_FORMAT;
	}
	for (uint32_t i = 0; i < 8; i++)
		n |= (uint64_t)bytes[i] << (8 * i);
	if (n > (uint64_t)size - 8 || n > CR_ST_HEADER_MAX || n < 2) {
		cr_fail(error, CR_ERR_FORMAT, -1, 0, "safetensors: header of ");
		cr_say_u64(error, n);
		cr_say(error, " bytes in a file of ");
		cr_say_u64(error, size);
		return CR_ERR_FORMAT;
	}
	r->header = bytes + 8;
	r->header_size = n;
	r->data = bytes + 8 + n;
	r->data_size = (uint64_t)size - 8 - n;
	if (r->header[0] != '{')
		return cr_st_bad(r, "'{' expected");
	while ((status = cr_st_step(r, &t)) == CR_MORE)
		r->count++;
	if (status == CR_OK)
		status = cr_st_tiles(r);
	if (status == CR_OK)
		status = cr_st_distinct(r);
	cr_st_rewind(r);
	r->error = 0;
	return status;
}
#endif
