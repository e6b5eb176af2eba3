/* cr_hash.h - a 64-bit hash of contents: digests of parameters, stream numbers from names.
 *
 * XXH64 as its specification has it (Collet, xxHash fast digest algorithm, doc/xxhash_spec.md):
 * bytes are read in little-endian order whatever the machine, so the value is the same everywhere
 * and other programs can check it.  Not cryptographic. */
#ifndef CR_HASH_H
#define CR_HASH_H

#include "cr_base.h"

#define CR_HASH_P1_ UINT64_C(0x9e3779b185ebca87)
#define CR_HASH_P2_ UINT64_C(0xc2b2ae3d27d4eb4f)
#define CR_HASH_P3_ UINT64_C(0x165667b19e3779f9)
#define CR_HASH_P4_ UINT64_C(0x85ebca77c2b2ae63)
#define CR_HASH_P5_ UINT64_C(0x27d4eb2f165667c5)

CR_INLINE uint64_t cr_rotate64_(uint64_t x, int n)
{
	return x << n | x >> (64 - n);
}

/* Four bytes at p, the first one lowest.  swap = 3 reads the bytes of a word backwards: the words of
 * a big-endian machine as if it were not one. */
CR_INLINE uint32_t cr_read32_(const unsigned char *p, size_t swap)
{
	return (uint32_t)p[0 ^ swap] | (uint32_t)p[1 ^ swap] << 8 | (uint32_t)p[2 ^ swap] << 16 |
	       (uint32_t)p[3 ^ swap] << 24;
}

CR_INLINE uint64_t cr_read64_(const unsigned char *p, size_t swap)
{
	return (uint64_t)cr_read32_(p, swap) | (uint64_t)cr_read32_(p + 4, swap) << 32;
}

CR_INLINE uint64_t cr_hash_round_(uint64_t lane, uint64_t word)
{
	return cr_rotate64_(lane + word * CR_HASH_P2_, 31) * CR_HASH_P1_;
}

CR_INLINE uint64_t cr_hash_merge_(uint64_t hash, uint64_t lane)
{
	return (hash ^ cr_hash_round_(0, lane)) * CR_HASH_P1_ + CR_HASH_P4_;
}

/* The stripes of 32 bytes, four lanes side by side. */
CR_INLINE uint64_t cr_hash_stripes_(const unsigned char *p, size_t stripes, uint64_t seed, size_t swap)
{
	uint64_t v1 = seed + CR_HASH_P1_ + CR_HASH_P2_, v2 = seed + CR_HASH_P2_, v3 = seed,
	         v4 = seed - CR_HASH_P1_;
	for (size_t i = 0; i < stripes; i++, p += 32) {
		v1 = cr_hash_round_(v1, cr_read64_(p, swap));
		v2 = cr_hash_round_(v2, cr_read64_(p + 8, swap));
		v3 = cr_hash_round_(v3, cr_read64_(p + 16, swap));
		v4 = cr_hash_round_(v4, cr_read64_(p + 24, swap));
	}
	uint64_t hash = cr_rotate64_(v1, 1) + cr_rotate64_(v2, 7) + cr_rotate64_(v3, 12) + cr_rotate64_(v4, 18);
	hash = cr_hash_merge_(hash, v1);
	hash = cr_hash_merge_(hash, v2);
	hash = cr_hash_merge_(hash, v3);
	return cr_hash_merge_(hash, v4);
}

CR_INLINE uint64_t cr_hash_(const unsigned char *p, size_t size, uint64_t seed, size_t swap)
{
	uint64_t hash = size >= 32 ? cr_hash_stripes_(p, size / 32, seed, swap) : seed + CR_HASH_P5_;
	const unsigned char *end = p + size;
	p += size / 32 * 32;
	hash += (uint64_t)size;
	for (; end - p >= 8; p += 8)
		hash = cr_rotate64_(hash ^ cr_hash_round_(0, cr_read64_(p, swap)), 27) * CR_HASH_P1_ + CR_HASH_P4_;
	if (end - p >= 4) {
		hash = cr_rotate64_(hash ^ cr_read32_(p, swap) * CR_HASH_P1_, 23) * CR_HASH_P2_ + CR_HASH_P3_;
		p += 4;
	}
	for (; p < end; p++)
		hash = cr_rotate64_(hash ^ *p * CR_HASH_P5_, 11) * CR_HASH_P1_;
	hash = (hash ^ hash >> 33) * CR_HASH_P2_;
	hash = (hash ^ hash >> 29) * CR_HASH_P3_;
	return hash ^ hash >> 32;
}

/* The hash of `size` bytes (bytes may be null when size is 0).  Several pieces: the hash of one is
 * the seed of the next. */
CR_SMALL_INLINE uint64_t cr_hash64(const void *bytes, size_t size, uint64_t seed)
{
	static const unsigned char none = 0;
	return cr_hash_(size > 0 ? (const unsigned char *)bytes : &none, size, seed, 0);
}

/* The hash of `count` elements of four bytes (f32, i32, u32) by value: on a little-endian machine
 * that of their bytes, on a big-endian one the same number. */
CR_SMALL_INLINE uint64_t cr_hash64_words(const void *words, size_t count, uint64_t seed)
{
	static const uint32_t one = 1;
	size_t swap = *(const unsigned char *)&one == 1 ? 0 : 3;
	return cr_hash_(count > 0 ? (const unsigned char *)words : (const unsigned char *)&one, 4 * count, seed, swap);
}

#endif
