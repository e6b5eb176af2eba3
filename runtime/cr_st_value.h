/* cr_st_value.h - the elements of a safetensors file: little-endian bytes to the types of a model,
 * and back.  Bytes are put together by shifts, so the machine's own order and alignment do not
 * matter; gcc and clang make one load of it. */
#ifndef CR_ST_VALUE_H
#define CR_ST_VALUE_H
#include "cr_st_reader.h"

CR_SMALL_INLINE uint64_t cr_st_bits(const unsigned char *bytes, uint32_t width)
{
	uint64_t v = 0;
	for (uint32_t i = 0; i < width; i++)
		v |= (uint64_t)bytes[i] << (8 * i);
	return v;
}

CR_SMALL_INLINE void cr_st_set_bits(unsigned char *bytes, uint64_t v, uint32_t width)
{
	for (uint32_t i = 0; i < width; i++)
		bytes[i] = (unsigned char)(v >> (8 * i));
}

/* The same for the widths that matter, spelled out: so compilers see one load or store. */
CR_SMALL_INLINE uint32_t cr_st_word(const unsigned char *b)
{
	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

CR_SMALL_INLINE void cr_st_set_word(unsigned char *b, uint32_t v)
{
	b[0] = (unsigned char)v;
	b[1] = (unsigned char)(v >> 8);
	b[2] = (unsigned char)(v >> 16);
	b[3] = (unsigned char)(v >> 24);
}

/* IEEE half to single, exactly; subnormals are normalised, NaN keeps its payload. */
CR_SMALL_INLINE uint32_t cr_st_from_f16(uint32_t h)
{
	uint32_t sign = (h & 0x8000) << 16, exponent = (h >> 10) & 31, mantissa = h & 0x3ff;
	if (exponent == 31)
		return sign | 0x7f800000 | mantissa << 13;
	if (exponent == 0) {
		if (!mantissa)
			return sign;
		for (exponent = 1; !(mantissa & 0x400); exponent--)
			mantissa <<= 1;
		mantissa &= 0x3ff;
	}
	return sign | (exponent + 112) << 23 | mantissa << 13;
}

/* Double to single bits, rounded to nearest even by the conversion of C. */
CR_SMALL_INLINE uint32_t cr_st_from_f64(uint64_t bits)
{
	union { uint64_t bits; double value; } wide = { .bits = bits };
	union { float value; uint32_t bits; } narrow = { .value = (float)wide.value };
	return narrow.bits;
}

CR_SMALL_INLINE int cr_st_finite_bits(uint32_t f32)
{
	return (f32 & 0x7f800000) != 0x7f800000;
}

CR_SMALL_INLINE int cr_st_is_integer(uint8_t type)
{
	return (type >= CR_I32 && type <= CR_BOOL) || type == CR_ST_I64 || type == CR_ST_U64;
}

/* May a file's type be loaded as a model's?  Between integers the values decide. */
CR_SMALL_INLINE int cr_st_converts(uint8_t file, uint8_t model)
{
	if (model == CR_F32)
		return file == CR_F32 || file == CR_ST_F64 || file == CR_ST_F16 || file == CR_ST_BF16;
	return cr_st_is_integer(file) && cr_st_is_integer(model);
}

/* The values low .. high of a model's integer type. */
CR_SMALL_INLINE void cr_st_range(uint8_t type, int64_t *low, int64_t *high)
{
	static const int64_t lows[] = { 0, 0, INT32_MIN, 0, INT16_MIN, 0, INT8_MIN, 0, 0 };
	static const int64_t highs[] = { 0, 0, INT32_MAX, UINT32_MAX, INT16_MAX, UINT16_MAX, INT8_MAX, UINT8_MAX, 1 };
	*low = type <= CR_BOOL ? lows[type] : 0;
	*high = type <= CR_BOOL ? highs[type] : 0;
}

/* A file's integer as i64; 0 for a u64 beyond it, which fits no type of a model. */
CR_SMALL_INLINE int cr_st_integer(const unsigned char *in, uint8_t type, int64_t *value)
{
	uint32_t width = cr_st_width(type);
	uint64_t v = cr_st_bits(in, width);
	int is_signed = type == CR_I32 || type == CR_I16 || type == CR_I8 || type == CR_ST_I64;
	uint64_t sign = UINT64_C(1) << (8 * width - 1);
	if (is_signed && (v & sign)) {
		*value = -(int64_t)(~(v | (UINT64_C(0) - sign)) & INT64_MAX) - 1;
		return 1;
	}
	*value = (int64_t)(v & INT64_MAX);
	return v <= INT64_MAX;
}

CR_SMALL_INLINE void cr_st_store(unsigned char *out, uint64_t bits, uint32_t width)
{
	if (width == 4) {
		uint32_t v = (uint32_t)bits;
		cr_bytes_copy(out, &v, 4);
	} else if (width == 2) {
		uint16_t v = (uint16_t)bits;
		cr_bytes_copy(out, &v, 2);
	} else {
		*out = (unsigned char)bits;
	}
}

CR_SMALL_INLINE int cr_st_float(const unsigned char *in, uint8_t type, uint32_t *bits)
{
	uint64_t v = cr_st_bits(in, cr_st_width(type));
	*bits = type == CR_F32 ? (uint32_t)v : type == CR_ST_F64 ? cr_st_from_f64(v) :
	        type == CR_ST_F16 ? cr_st_from_f16((uint32_t)v) : (uint32_t)v << 16;
	return cr_st_finite_bits(*bits);
}

/* f32 as they stand, the usual case by far. */
CR_SMALL_INLINE uint32_t cr_st_copy_f32(const unsigned char *in, uint32_t n, int finite, unsigned char *out)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t bits = cr_st_word(in + 4 * (size_t)i);
		if (finite && !cr_st_finite_bits(bits))
			return i;
		cr_bytes_copy(out + 4 * (size_t)i, &bits, 4);
	}
	return n;
}

/* n elements of the file's type to the model's, which cr_st_converts allowed.  Returns how many were
 * good: n, or the position of the first that is out of range, or not finite where that is asked. */
CR_SMALL_INLINE uint32_t cr_st_convert(const unsigned char *in, uint8_t from, uint32_t n, uint8_t to, int finite,
                                       unsigned char *out)
{
	uint32_t step = cr_st_width(from), width = cr_type_size(to);
	int64_t low, high, value;
	uint32_t bits;
	if (from == CR_F32 && to == CR_F32)
		return cr_st_copy_f32(in, n, finite, out);
	cr_st_range(to, &low, &high);
	for (uint32_t i = 0; i < n; i++, in += step, out += width) {
		if (to == CR_F32) {
			if (!cr_st_float(in, from, &bits) && finite)
				return i;
			cr_st_store(out, bits, width);
		} else {
			if (!cr_st_integer(in, from, &value) || value < low || value > high)
				return i;
			cr_st_store(out, (uint64_t)value, width);
		}
	}
	return n;
}

/* n elements of a model's type, as they lie in memory, to little-endian bytes. */
CR_SMALL_INLINE void cr_st_to_bytes(const unsigned char *in, uint8_t type, uint32_t n, unsigned char *out)
{
	uint32_t width = cr_type_size(type);
	for (uint32_t i = 0; i < n; i++, in += width, out += width) {
		if (width == 4) {
			uint32_t v;
			cr_bytes_copy(&v, in, 4);
			cr_st_set_word(out, v);
		} else if (width == 2) {
			uint16_t v;
			cr_bytes_copy(&v, in, 2);
			cr_st_set_bits(out, v, 2);
		} else {
			*out = *in;
		}
	}
}
#endif
