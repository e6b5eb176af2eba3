/* Random bits against the published vectors, by statistics, and by the contract of their order;
 * the hash against its published values; the order of examples as a bijection. */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../runtime/cr_rng.h"

Suite *rng_suite(void);

/* ---- Philox ----------------------------------------------------------------------------- */

/* Random123 1.14, tests/kat_vectors, "philox4x32 10". */
START_TEST(philox_gives_the_published_words)
{
	static const uint32_t in[3][6] = {
		{0, 0, 0, 0, 0, 0},
		{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
		{UINT32_C(0x243f6a88), UINT32_C(0x85a308d3), UINT32_C(0x13198a2e), UINT32_C(0x03707344), UINT32_C(0xa4093822),
		 UINT32_C(0x299f31d0)},
	};
	static const uint32_t out[3][4] = {
		{UINT32_C(0x6627e8d5), UINT32_C(0xe169c58d), UINT32_C(0xbc57ac4c), UINT32_C(0x9b00dbd8)},
		{UINT32_C(0x408f276d), UINT32_C(0x41c83b0e), UINT32_C(0xa20bc7c6), UINT32_C(0x6d5451fd)},
		{UINT32_C(0xd16cfe09), UINT32_C(0x94fdcceb), UINT32_C(0x5001e420), UINT32_C(0x24126ea1)},
	};
	for (int i = 0; i < 3; i++) {
		cr_philox b = cr_philox_block(in[i][0], in[i][1], in[i][2], in[i][3], in[i][4], in[i][5]);
		for (int w = 0; w < 4; w++)
			ck_assert_uint_eq(b.word[w], out[i][w]);
	}
}
END_TEST

START_TEST(element_is_a_word_of_its_block)
{
	const uint64_t stream = UINT64_C(0x0123456789abcdef), index = (UINT64_C(5) << 34) + 13;
	for (uint64_t i = 0; i < 8; i++) {
		uint64_t at = index + i, block = at / 4;
		cr_philox b = cr_philox_block((uint32_t)block, (uint32_t)(block >> 32), 7, 8, 11 ^ UINT32_C(0x89abcdef),
		                              12 ^ UINT32_C(0x01234567));
		ck_assert_uint_eq(cr_rng_bits(11, 12, 7, 8, stream, at), b.word[at % 4]);
	}
}
END_TEST

START_TEST(filling_equals_the_single_elements)
{
	uint32_t out[80];
	for (size_t count = 0; count <= 70; count++)
		for (uint64_t first = 0; first < 9; first++) {
			uint64_t from = first < 5 ? first : (UINT64_C(1) << 34) - first; /* across the low word of the block */
			memset(out, 0xa5, sizeof out);
			cr_rng_fill_from(out, from, count, 1, 2, 3, 4, 5);
			for (size_t i = 0; i < count; i++)
				ck_assert_uint_eq(out[i], cr_rng_bits(1, 2, 3, 4, 5, from + i));
			ck_assert_uint_eq(out[count], UINT32_C(0xa5a5a5a5));
		}
	cr_rng_fill(out, 77, 9, 8, 7, 6, 5);
	for (uint64_t i = 0; i < 77; i++)
		ck_assert_uint_eq(out[i], cr_rng_bits(9, 8, 7, 6, 5, i));
}
END_TEST

START_TEST(seed_stream_and_call_all_matter)
{
	uint32_t base = cr_rng_bits(1, 2, 3, 4, 5, 6);
	ck_assert_uint_ne(base, cr_rng_bits(2, 2, 3, 4, 5, 6));
	ck_assert_uint_ne(base, cr_rng_bits(1, 3, 3, 4, 5, 6));
	ck_assert_uint_ne(base, cr_rng_bits(1, 2, 4, 4, 5, 6));
	ck_assert_uint_ne(base, cr_rng_bits(1, 2, 3, 5, 5, 6));
	ck_assert_uint_ne(base, cr_rng_bits(1, 2, 3, 4, 6, 6));
	ck_assert_uint_ne(base, cr_rng_bits(1, 2, 3, 4, 5 + (UINT64_C(1) << 40), 6));
	ck_assert_uint_ne(base, cr_rng_bits(1, 2, 3, 4, 5, 7));
}
END_TEST

/* Chi-squared over the 256 values of each byte; 255 degrees of freedom, 1e-6 beyond 370. */
START_TEST(bytes_are_uniform)
{
	enum { WORDS = 1 << 16 };
	uint32_t *words = malloc(WORDS * sizeof *words);
	ck_assert_ptr_nonnull(words);
	cr_rng_fill(words, WORDS, 42, 0, 0, 0, cr_hash64("dense_1", 7, 0));
	for (int byte = 0; byte < 4; byte++) {
		double chi = 0, expected = WORDS / 256.0, count[256] = {0};
		for (int i = 0; i < WORDS; i++)
			count[words[i] >> (8 * byte) & 255]++;
		for (int i = 0; i < 256; i++)
			chi += (count[i] - expected) * (count[i] - expected) / expected;
		ck_assert(chi < 370 && chi > 160);
	}
	free(words);
}
END_TEST

START_TEST(units_fill_the_half_open_interval)
{
	ck_assert(cr_unit_f32(0) == 0.0f && cr_unit_f32(255) == 0.0f);
	ck_assert(cr_unit_f32(UINT32_MAX) == 0.99999994f);
	double sum = 0, squares = 0;
	for (uint64_t i = 0; i < 40000; i++) {
		float u = cr_unit_f32(cr_rng_bits(3, 0, 0, 0, 1, i));
		ck_assert(u >= 0.0f && u < 1.0f);
		sum += (double)u;
		squares += (double)u * (double)u;
	}
	ck_assert_double_eq_tol(sum / 40000, 0.5, 0.008);
	ck_assert_double_eq_tol(squares / 40000, 1.0 / 3.0, 0.008);
}
END_TEST

/* ---- hash ------------------------------------------------------------------------------- */

/* The values of XXH64: the empty string, short ones, and one longer than a stripe. */
START_TEST(hash_gives_the_published_values)
{
	ck_assert_uint_eq(cr_hash64(NULL, 0, 0), UINT64_C(0xef46db3751d8e999));
	ck_assert_uint_eq(cr_hash64("a", 1, 0), UINT64_C(0xd24ec4f1a98c6e5b));
	ck_assert_uint_eq(cr_hash64("abc", 3, 0), UINT64_C(0x44bc2cf5ad770999));
	const char *text = "Nobody inspects the spammish repetition";
	ck_assert_uint_eq(cr_hash64(text, strlen(text), 0), UINT64_C(0xfbcea83c8a378bf1));
}
END_TEST

START_TEST(hash_depends_on_every_bit_and_the_length)
{
	unsigned char bytes[100];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 37);
	for (size_t size = 1; size < sizeof bytes; size++) {
		uint64_t whole = cr_hash64(bytes, size, 1);
		ck_assert_uint_ne(whole, cr_hash64(bytes, size - 1, 1));
		ck_assert_uint_ne(whole, cr_hash64(bytes, size, 2));
		for (size_t bit = 0; bit < 8 * size; bit += 5) {
			bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
			ck_assert_uint_ne(whole, cr_hash64(bytes, size, 1));
			bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		}
	}
}
END_TEST

START_TEST(hash_needs_no_alignment)
{
	unsigned char bytes[80], moved[80];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 101);
	for (size_t shift = 1; shift < 8; shift++) {
		memcpy(moved + shift, bytes, 70);
		ck_assert_uint_eq(cr_hash64(moved + shift, 70, 3), cr_hash64(bytes, 70, 3));
	}
}
END_TEST

/* Words hash by value: as their bytes, lowest first, would. */
START_TEST(words_hash_by_value)
{
	uint32_t words[21];
	unsigned char bytes[84];
	for (uint32_t i = 0; i < 21; i++) {
		words[i] = (i + 1) * UINT32_C(0x9e3779b9);
		for (uint32_t b = 0; b < 4; b++)
			bytes[4 * i + b] = (unsigned char)(words[i] >> (8 * b));
	}
	for (size_t count = 0; count <= 21; count++)
		ck_assert_uint_eq(cr_hash64_words(words, count, 5), cr_hash64(bytes, 4 * count, 5));
	/* reading backwards is what a big-endian machine does: the same hash of reversed words */
	unsigned char reversed[84];
	for (size_t i = 0; i < 84; i++)
		reversed[i] = bytes[i ^ 3];
	ck_assert_uint_eq(cr_hash_(reversed, 84, 5, 3), cr_hash64(bytes, 84, 5));
}
END_TEST

/* ---- order of examples ------------------------------------------------------------------ */

START_TEST(order_is_a_bijection)
{
	static const uint64_t counts[] = {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 100, 255, 256, 257, 1000, 2000, 4097, 60000};
	unsigned char *seen = malloc(60000);
	ck_assert_ptr_nonnull(seen);
	for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
		memset(seen, 0, 60000);
		for (uint64_t i = 0; i < counts[c]; i++) {
			uint64_t to = cr_permute(i, counts[c], 1234, c);
			ck_assert(to < counts[c] && !seen[to]);
			seen[to] = 1;
		}
	}
	free(seen);
}
END_TEST

START_TEST(large_counts_stay_inside_and_differ)
{
	static const uint64_t counts[] = {UINT64_C(1) << 31, (UINT64_C(1) << 32) - 1, (UINT64_C(1) << 32) + 1, (UINT64_C(1) << 36) - 7,
	                                  (UINT64_C(1) << 63) + 1, UINT64_MAX};
	for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
		for (uint64_t i = 0; i < 50; i++) {
			uint64_t to = cr_permute(i, counts[c], 9, 1), last = cr_permute(counts[c] - 1 - i, counts[c], 9, 1);
			ck_assert(to < counts[c] && last < counts[c] && to != last);
		}
}
END_TEST

START_TEST(order_changes_with_seed_and_epoch)
{
	int same_epoch = 0, same_seed = 0, fixed = 0;
	for (uint64_t i = 0; i < 1000; i++) {
		uint64_t to = cr_permute(i, 1000, 1, 1);
		same_epoch += to == cr_permute(i, 1000, 1, 2);
		same_seed += to == cr_permute(i, 1000, 2, 1);
		fixed += to == i;
	}
	/* one in a thousand agrees by chance */
	ck_assert(same_epoch < 12 && same_seed < 12 && fixed < 12);
}
END_TEST

/* Each example comes to each place equally often: chi-squared with (n - 1)^2 degrees of freedom. */
START_TEST(places_are_uniform_over_the_epochs)
{
	static const int counts[] = {2, 3, 5, 8, 10, 16, 21};
	for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
		int n = counts[c], epochs = 200 * n;
		double count[21][21] = {{0}}, chi = 0, expected = epochs / (double)n, freedom = (n - 1) * (n - 1);
		for (int e = 0; e < epochs; e++)
			for (int i = 0; i < n; i++)
				count[i][cr_permute((uint64_t)i, (uint64_t)n, 77, (uint64_t)e)]++;
		for (int i = 0; i < n; i++)
			for (int j = 0; j < n; j++)
				chi += (count[i][j] - expected) * (count[i][j] - expected) / expected;
		ck_assert_msg(chi < freedom + 5 * sqrt(2 * freedom) + 5, "%d examples: %f of %f", n, chi, freedom);
	}
}
END_TEST

/* All 24 orders of four examples come, about equally often: small counts are not poorly mixed. */
START_TEST(every_order_of_four_comes)
{
	int count[256] = {0}, kinds = 0;
	for (uint64_t e = 0; e < 4800; e++) {
		unsigned code = 0;
		for (uint64_t i = 0; i < 4; i++)
			code = code << 2 | (unsigned)cr_permute(i, 4, 5, e);
		count[code]++;
	}
	for (int i = 0; i < 256; i++)
		if (count[i] > 0) {
			kinds++;
			ck_assert_int_gt(count[i], 100);
			ck_assert_int_lt(count[i], 300);
		}
	ck_assert_int_eq(kinds, 24);
}
END_TEST

/* A resumed run, and a run on another machine, must find the same order. */
START_TEST(order_is_pinned)
{
	static const uint64_t want[10] = {1, 7, 4, 2, 9, 5, 6, 3, 8, 0};
	for (uint64_t i = 0; i < 10; i++)
		ck_assert_uint_eq(cr_permute(i, 10, 1, 0), want[i]);
}
END_TEST

Suite *rng_suite(void)
{
	Suite *suite = suite_create("rng");
	TCase *c = tcase_create("philox");
	tcase_add_test(c, philox_gives_the_published_words);
	tcase_add_test(c, element_is_a_word_of_its_block);
	tcase_add_test(c, filling_equals_the_single_elements);
	tcase_add_test(c, seed_stream_and_call_all_matter);
	tcase_add_test(c, bytes_are_uniform);
	tcase_add_test(c, units_fill_the_half_open_interval);
	suite_add_tcase(suite, c);
	c = tcase_create("hash");
	tcase_add_test(c, hash_gives_the_published_values);
	tcase_add_test(c, hash_depends_on_every_bit_and_the_length);
	tcase_add_test(c, hash_needs_no_alignment);
	tcase_add_test(c, words_hash_by_value);
	suite_add_tcase(suite, c);
	c = tcase_create("order");
	tcase_add_test(c, order_is_a_bijection);
	tcase_add_test(c, large_counts_stay_inside_and_differ);
	tcase_add_test(c, order_changes_with_seed_and_epoch);
	tcase_add_test(c, places_are_uniform_over_the_epochs);
	tcase_add_test(c, every_order_of_four_comes);
	tcase_add_test(c, order_is_pinned);
	suite_add_tcase(suite, c);
	return suite;
}
