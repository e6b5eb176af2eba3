/* cr_rng.h - random numbers by counter: Philox4x32-10, and orders of examples made of it.
 *
 * Philox (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011) maps a
 * counter of 128 bits and a key of 64 to 128 random bits.  There is no state: element i of a draw
 * is a function of its place alone, so any part of it can be made again, in any order, by anybody.
 *
 *   key      = (seed_lo ^ stream_lo, seed_hi ^ stream_hi)    the run, and which draw of the model
 *   counter  = (block_lo, block_hi, call_lo, call_hi)        place in the draw, and which call
 *   element i of a draw is word i % 4 of block i / 4.
 *
 * Stream numbers are hashes of layer paths and the number of the draw there (FNV-1a, mixed: compiler/support/hash.c). */
#ifndef CR_RNG_H
#define CR_RNG_H

#include "cr_base.h"
#include "cr_hash.h"

typedef struct cr_philox {
	uint32_t word[4];
} cr_philox;

/* Ten rounds: two products of 64 bits, whose halves change places; the key grows by the golden
 * ratio and sqrt(3) - 1. */
CR_INLINE cr_philox cr_philox_block(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint32_t k0, uint32_t k1)
{
	for (int round = 0; round < 10; round++) {
		uint64_t p0 = (uint64_t)c0 * UINT32_C(0xd2511f53);
		uint64_t p1 = (uint64_t)c2 * UINT32_C(0xcd9e8d57);
		uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
		uint32_t n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
		c1 = (uint32_t)p1;
		c3 = (uint32_t)p0;
		c0 = n0;
		c2 = n2;
		k0 += UINT32_C(0x9e3779b9);
		k1 += UINT32_C(0xbb67ae85);
	}
	cr_philox out;
	out.word[0] = c0;
	out.word[1] = c1;
	out.word[2] = c2;
	out.word[3] = c3;
	return out;
}

/* Element `index` of a draw, 32 random bits. */
CR_INLINE uint32_t cr_rng_bits(uint32_t seed_lo, uint32_t seed_hi, uint32_t call_lo, uint32_t call_hi, uint64_t stream,
                               uint64_t index)
{
	uint64_t block = index >> 2;
	cr_philox b = cr_philox_block((uint32_t)block, (uint32_t)(block >> 32), call_lo, call_hi,
	                              seed_lo ^ (uint32_t)stream, seed_hi ^ (uint32_t)(stream >> 32));
	uint32_t even = (index & 2) != 0 ? b.word[2] : b.word[0];
	uint32_t odd = (index & 2) != 0 ? b.word[3] : b.word[1];
	return (index & 1) != 0 ? odd : even;
}

/* Elements first .. first + count - 1 of a draw, none beyond its block. */
CR_SMALL_INLINE void cr_rng_part_(uint32_t *out, uint64_t first, size_t count, uint32_t call_lo, uint32_t call_hi,
                                  uint32_t k0, uint32_t k1)
{
	uint64_t block = first / 4;
	cr_philox b = cr_philox_block((uint32_t)block, (uint32_t)(block >> 32), call_lo, call_hi, k0, k1);
	for (size_t i = 0; i < count; i++)
		out[i] = b.word[(first + i) % 4];
}

/* Elements first .. first + count - 1 of a draw; each is what cr_rng_bits says.  A block makes four. */
CR_SMALL_INLINE void cr_rng_fill_from(uint32_t *CR_RESTRICT out, uint64_t first, size_t count, uint32_t seed_lo,
                                      uint32_t seed_hi, uint32_t call_lo, uint32_t call_hi, uint64_t stream)
{
	uint32_t k0 = seed_lo ^ (uint32_t)stream, k1 = seed_hi ^ (uint32_t)(stream >> 32);
	size_t head = (size_t)((4 - first % 4) % 4);
	head = head < count ? head : count;
	if (head > 0)
		cr_rng_part_(out, first, head, call_lo, call_hi, k0, k1);
	uint32_t *body = out + head;
	uint64_t block = (first + head) / 4;
	size_t blocks = (count - head) / 4, tail = (count - head) % 4;
	for (size_t i = 0; i < blocks; i++) {
		uint64_t at = block + i;
		cr_philox b = cr_philox_block((uint32_t)at, (uint32_t)(at >> 32), call_lo, call_hi, k0, k1);
		body[4 * i] = b.word[0];
		body[4 * i + 1] = b.word[1];
		body[4 * i + 2] = b.word[2];
		body[4 * i + 3] = b.word[3];
	}
	if (tail > 0)
		cr_rng_part_(body + 4 * blocks, 4 * (block + blocks), tail, call_lo, call_hi, k0, k1);
}

/* Elements 0 .. count - 1 of a draw. */
CR_SMALL_INLINE void cr_rng_fill(uint32_t *out, size_t count, uint32_t seed_lo, uint32_t seed_hi, uint32_t call_lo,
                                 uint32_t call_hi, uint64_t stream)
{
	cr_rng_fill_from(out, 0, count, seed_lo, seed_hi, call_lo, call_hi, stream);
}

/* Random bits as a float in [0, 1): 24 of them, so that every value is exact and 1 never comes. */
CR_INLINE float cr_unit_f32(uint32_t bits)
{
	return (float)(int32_t)(bits >> 8) * 5.96046448e-08f;
}

/* ---- an order of examples --------------------------------------------------------------- */

/* No draw of a model has this stream: the order of examples is the same whatever a model draws. */
#define CR_STREAM_ORDER UINT64_C(0x637265736f726472) /* "cresordr" */

#define CR_FEISTEL_ROUNDS_ 8

/* One pass of the Feistel network over numbers of low + high bits: each round changes one part by
 * a function of the other, which is undone by doing it again, so the whole is a bijection. */
CR_SMALL_INLINE uint64_t cr_feistel_(uint64_t x, int low, int high, uint32_t k0, uint32_t k1, uint64_t epoch)
{
	uint32_t low_mask = (uint32_t)((UINT64_C(1) << low) - 1);
	uint32_t high_mask = (uint32_t)((UINT64_C(1) << high) - 1);
	uint32_t a = (uint32_t)x & low_mask, b = (uint32_t)(x >> low) & high_mask;
	for (uint32_t round = 0; round < CR_FEISTEL_ROUNDS_; round += 2) {
		a ^= cr_philox_block(b, round, (uint32_t)epoch, (uint32_t)(epoch >> 32), k0, k1).word[0] & low_mask;
		b ^= cr_philox_block(a, round + 1, (uint32_t)epoch, (uint32_t)(epoch >> 32), k0, k1).word[0] & high_mask;
	}
	return (uint64_t)b << low | a;
}

/* Where `index` of 0 .. count - 1 goes in the shuffled order of an epoch: for each count, seed and
 * epoch a bijection of 0 .. count - 1, computed without a table.  The network works on the next
 * power of two; what falls past count goes through it again (fewer than two passes on average).
 * Needs index < count. */
CR_SMALL_INLINE uint64_t cr_permute(uint64_t index, uint64_t count, uint64_t seed, uint64_t epoch)
{
	if (count < 2)
		return index;
	int bits = 1;
	while (bits < 64 && (count - 1) >> bits != 0)
		bits++;
	int low = bits / 2, high = bits - low;
	uint64_t key = seed ^ CR_STREAM_ORDER;
	do
		index = cr_feistel_(index, low, high, (uint32_t)key, (uint32_t)(key >> 32), epoch);
	while (index >= count);
	return index;
}

#endif
