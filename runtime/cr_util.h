/* cr_util.h - small things the freestanding core shares: building the one line of a cr_error,
 * copying bytes, and mixing numbers.
 *
 * Nothing here needs a library: the loops below are what string.h would offer, and a
 * freestanding build may not have one. */
#ifndef CR_UTIL_H
#define CR_UTIL_H
#include "cr_base.h"
#include "crescent.h"

/* n bytes from one place to another; the two do not overlap.  Without restrict, compilers would not
 * make memcpy of the loop. */
CR_SMALL_INLINE void cr_bytes_copy(void *CR_RESTRICT out, const void *CR_RESTRICT in, size_t n)
{
	unsigned char *CR_RESTRICT to = (unsigned char *)out;
	const unsigned char *CR_RESTRICT from = (const unsigned char *)in;
	for (size_t i = 0; i < n; i++)
		to[i] = from[i];
}

/* gcc makes a call of strlen out of this loop, even where it is told that there is no library. */
#if CR_GCC
#define CR_OWN_LOOP __attribute__((optimize("no-tree-loop-distribute-patterns")))
#else
#define CR_OWN_LOOP
#endif

CR_OWN_LOOP CR_SMALL_INLINE size_t cr_text_length(const char *text)
{
	size_t n = 0;
	while (text[n])
		n++;
	return n;
}

CR_SMALL_INLINE int cr_text_equal(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* The finaliser of splitmix64: a bijection of 64 bits in which every output bit depends on every
 * input bit (Steele, Lea, Flood 2014). */
CR_SMALL_INLINE uint64_t cr_mix64(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* ---- the text of an error: cr_fail starts it, the others append, all accept a null error -------- */

/* Appends n characters; what does not fit is cut, control characters become '?'. */
CR_SMALL_INLINE void cr_say_n(cr_error *error, const char *text, size_t n)
{
#ifdef CR_NO_TEXT
	(void)error;
	(void)text;
	(void)n;
#else
	if (!error)
		return;
	size_t at = 0;
	while (at < sizeof error->text - 1 && error->text[at])
		at++;
	for (size_t i = 0; i < n && at < sizeof error->text - 1; i++) {
		unsigned char c = (unsigned char)text[i];
		error->text[at++] = (c < 0x20 || c == 0x7f) ? '?' : text[i];
	}
	error->text[at] = 0;
#endif
}

CR_SMALL_INLINE void cr_say(cr_error *error, const char *text)
{
	cr_say_n(error, text, cr_text_length(text));
}

CR_SMALL_INLINE void cr_say_u64(cr_error *error, uint64_t value)
{
	char digits[20];
	size_t at = sizeof digits;
	do {
		digits[--at] = (char)('0' + (char)(value % 10));
		value /= 10;
	} while (value);
	cr_say_n(error, digits + at, sizeof digits - at);
}

CR_SMALL_INLINE void cr_say_i64(cr_error *error, int64_t value)
{
	if (value < 0)
		cr_say(error, "-");
	cr_say_u64(error, value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value);
}

/* Fills in error, if there is one, and returns the status: return cr_fail(error, ...). */
CR_SMALL_INLINE cr_status cr_fail(cr_error *error, cr_status status, int32_t tensor, uint64_t where, const char *text)
{
	if (error) {
		error->status = status;
		error->tensor = tensor;
		error->where = where;
		error->text[0] = 0;
		cr_say(error, text);
	}
	return status;
}

/* ---- element types ------------------------------------------------------------------------------- */

/* Bytes of one element of CR_F32 .. CR_BOOL; 0 for anything else. */
CR_SMALL_INLINE uint32_t cr_type_size(uint8_t type)
{
	switch (type) {
	case CR_F32:
	case CR_I32:
	case CR_U32:
		return 4;
	case CR_I16:
	case CR_U16:
		return 2;
	case CR_I8:
	case CR_U8:
	case CR_BOOL:
		return 1;
	default:
		return 0;
	}
}

CR_SMALL_INLINE const char *cr_type_name(uint8_t type)
{
	static const char *const names[] = { "?", "f32", "i32", "u32", "i16", "u16", "i8", "u8", "bool" };
	return type <= CR_BOOL ? names[type] : "?";
}

/* Elements of a row of a directory; the compiler keeps them below 2^36. */
CR_SMALL_INLINE uint64_t cr_tensor_elements(const cr_tensor *tensor)
{
	uint64_t n = 1;
	for (uint32_t i = 0; i < tensor->rank; i++)
		n *= (uint64_t)tensor->shape[i];
	return n;
}

/* "f32[784,128]" */
CR_SMALL_INLINE void cr_say_type(cr_error *error, const char *type, uint32_t rank, const int64_t *shape)
{
	cr_say(error, type);
	cr_say(error, "[");
	for (uint32_t i = 0; i < rank; i++) {
		if (i)
			cr_say(error, ",");
		cr_say_i64(error, shape[i]);
	}
	cr_say(error, "]");
}
#endif
