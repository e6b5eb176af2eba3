/* test_tokens.c - the tokenizers against what another library made of the same texts (tests/golden/make_tokens.py), on any bytes, and
 * on files that are not what they claim. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../runtime/hosted/cr_hosted.h"

Suite *tokens_suite(void);

static const char merges[] = "models/data/tokenizer/gpt2_vocab.bpe";

/* ---- lines of a file, with \n, \t, \r and \\ put back ------------------------------------------------------------------ */

typedef struct Lines { cr_bytes file; char *at[256]; size_t n; } Lines;

static Lines lines_of(const char *path, int escaped)
{
	Lines l = { .n = 0 };
	ck_assert_int_eq(cr_file_read(path, &l.file, NULL), CR_OK);
	for (char *at = (char *)l.file.data; *at;) {
		char *end = strchr(at, '\n'), *to = at;
		ck_assert(end != NULL && l.n < 256);
		*end = 0;
		l.at[l.n++] = at;
		for (char *from = at; escaped && *from; from++) {
			const char *code = *from == '\\' ? strchr("n\nt\tr\r\\\\", from[1]) : NULL;
			*to++ = code ? code[1] : *from;
			from += code != NULL;
		}
		if (escaped)
			*to = 0;
		at = end + 1;
	}
	return l;
}

/* Are the numbers those of the line? */
static void ck_tokens(const char *text, const int32_t *tokens, size_t count, const char *expected)
{
	char *end = (char *)(size_t)expected;
	for (size_t i = 0; i < count; i++) {
		const char *at = end;
		const long id = strtol(at, &end, 10);
		ck_assert_msg(end != at && id == tokens[i], "\"%s\": token %d is %d; %ld expected", text, (int)i, (int)tokens[i], id);
	}
	ck_assert_msg(*end == 0, "\"%s\": %d tokens; more expected", text, (int)count);
}

static cr_bpe *gpt2(void)
{
	cr_bpe *b;
	cr_error e;
	ck_assert_msg(cr_bpe_read(merges, NULL, &b, &e) == CR_OK, "%s", e.text);
	return b;
}

/* ---- the same tokens ------------------------------------------------------------------------------------------------------ */

START_TEST(gpt2_texts_have_the_reference_tokens)
{
	Lines texts = lines_of("tests/golden/tokens/texts.txt", 1), ids = lines_of("tests/golden/tokens/gpt2.txt", 0);
	cr_bpe *b = gpt2();
	int32_t *tokens;
	size_t n;
	ck_assert_int_eq(cr_bpe_count(b), 50257);
	ck_assert_int_eq(cr_bpe_find(b, "<|endoftext|>", 13), 50256);
	ck_assert_uint_eq(ids.n, texts.n + 1);
	for (size_t i = 0; i < texts.n; i++) {
		ck_assert_int_eq(cr_bpe_encode(b, texts.at[i], strlen(texts.at[i]), &tokens, &n, NULL), CR_OK);
		ck_tokens(texts.at[i], tokens, n, ids.at[i]);
		free(tokens);
	}
	cr_bytes play;
	uint32_t h = 0x811C9DC5;
	ck_assert_int_eq(cr_file_read("models/data/text/shakespeare_as_you_like_it.txt", &play, NULL), CR_OK);
	ck_assert_int_eq(cr_bpe_encode(b, play.data, play.size, &tokens, &n, NULL), CR_OK);
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 16; k += 8)
			h = (h ^ ((uint32_t)tokens[i] >> k & 255)) * 0x01000193u;
	char all[64];
	snprintf(all, sizeof all, "%zu %u", n, (unsigned)h);
	ck_assert_str_eq(all, ids.at[texts.n]);
	free(tokens);
	cr_bytes_free(&play);
	cr_bytes_free(&texts.file);
	cr_bytes_free(&ids.file);
	cr_bpe_free(b);
}
END_TEST

START_TEST(wordpiece_texts_have_the_reference_tokens)
{
	Lines texts = lines_of("tests/golden/tokens/texts.txt", 1), ids = lines_of("tests/golden/tokens/wordpiece.txt", 0);
	cr_wordpiece *w;
	cr_error e;
	ck_assert_msg(cr_wordpiece_read("tests/golden/tokens/vocab.txt", 1, &w, &e) == CR_OK, "%s", e.text);
	ck_assert_uint_eq(ids.n, texts.n);
	for (size_t i = 0; i < texts.n; i++) {
		int32_t *tokens;
		size_t n;
		ck_assert_int_eq(cr_wordpiece_encode(w, texts.at[i], strlen(texts.at[i]), &tokens, &n, NULL), CR_OK);
		ck_tokens(texts.at[i], tokens, n, ids.at[i]);
		free(tokens);
	}
	cr_bytes_free(&texts.file);
	cr_bytes_free(&ids.file);
	cr_wordpiece_free(w);
}
END_TEST

/* ---- any bytes ------------------------------------------------------------------------------------------------------------ */

START_TEST(any_bytes_come_back_from_their_tokens)
{
	cr_bpe *b = gpt2();
	uint64_t state = 1;
	for (int round = 0; round < 200; round++) {
		unsigned char text[300], back[300];
		const size_t size = (size_t)round;
		for (size_t i = 0; i < size; i++) {
			state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			text[i] = (unsigned char)(state >> 56);
			if (round % 3 == 1)
				text[i] = (unsigned char)(0xC0 | (text[i] & 0x3F));      /* heads without tails */
			if (round % 3 == 2)
				text[i] = (unsigned char)" a\x80\xE2\x82'"[text[i] % 6];
		}
		int32_t *tokens;
		size_t n, used = 0;
		ck_assert_int_eq(cr_bpe_encode(b, text, size, &tokens, &n, NULL), CR_OK);
		for (size_t i = 0; i < n; i++) {
			size_t k = 0;
			const unsigned char *part = cr_bpe_text(b, tokens[i], &k);
			ck_assert(part != NULL && used + k <= size);
			memcpy(back + used, part, k);
			used += k;
		}
		ck_assert(used == size && memcmp(text, back, size) == 0);
		free(tokens);
	}
	size_t k;
	ck_assert(!cr_bpe_text(b, -1, &k) && !cr_bpe_text(b, 50257, &k));
	cr_bpe_free(b);
}
END_TEST

START_TEST(a_long_word_takes_no_longer_than_it_must)
{
	const size_t size = 1 << 18;
	char *text = malloc(size);
	int32_t *tokens;
	size_t n;
	cr_bpe *b = gpt2();
	memset(text, 'a', size);
	ck_assert_int_eq(cr_bpe_encode(b, text, size, &tokens, &n, NULL), CR_OK);
	ck_assert(n > 0 && n < size);
	free(tokens);
	free(text);
	cr_bpe_free(b);
}
END_TEST

START_TEST(what_is_no_utf8_is_left_out_of_wordpieces)
{
	static const char vocab[] = "[UNK]\n[CLS]\n[SEP]\nab\n##c\r\nd";
	cr_wordpiece *w;
	int32_t *tokens;
	size_t n;
	ck_assert_int_eq(cr_wordpiece_parse("vocab", vocab, sizeof vocab - 1, 1, &w, NULL), CR_OK);
	ck_assert_int_eq(cr_wordpiece_count(w), 6);
	ck_assert_int_eq(cr_wordpiece_encode(w, "A\xFF" "B\xC3" "c\0 d x", 10, &tokens, &n, NULL), CR_OK);
	ck_tokens("bytes", tokens, n, "1 3 4 5 0 2");
	free(tokens);
	cr_wordpiece_free(w);
}
END_TEST

/* ---- other files ------------------------------------------------------------------------------------------------------------ */

/* The same tokens by merges with a vocabulary, and by ranks. */
START_TEST(vocabularies_and_ranks_are_read)
{
	char json[16384] = "{", ranks[8192] = "";
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = 1, m = 0;
	for (unsigned byte = 0, next = 256; byte < 256; byte++) {
		const int shown = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
		n += (size_t)snprintf(json + n, sizeof json - n, " \"\\u%04x\" : %u,", shown ? byte : next, 300 - byte);
		next += !shown;
		m += (size_t)snprintf(ranks + m, sizeof ranks - m, "%c%c== %u\n", base64[byte >> 2], base64[(byte & 3) << 4], byte);
	}
	snprintf(json + n, sizeof json - n, "\"ab\":400, \"\\u0120ab\":401, \"<\\ud83d\\ude00>\": 7 }");
	snprintf(ranks + m, sizeof ranks - m, "YWI= 256\nIGFi 257\n");
	static const char pairs[] = "#version: 0.2\na b\n\xC4\xA0 ab\n";
	cr_bpe *by_merges, *by_ranks;
	cr_error e;
	ck_assert_msg(cr_bpe_parse("merges", pairs, sizeof pairs - 1, "vocab", json, strlen(json), &by_merges, &e) == CR_OK, "%s", e.text);
	ck_assert_msg(cr_bpe_parse("ranks", ranks, strlen(ranks), NULL, NULL, 0, &by_ranks, &e) == CR_OK, "%s", e.text);
	int32_t *tokens;
	size_t count;
	ck_assert_int_eq(cr_bpe_encode(by_merges, "ab aba", 6, &tokens, &count, NULL), CR_OK);
	ck_tokens("ab aba", tokens, count, "400 401 203");
	free(tokens);
	ck_assert_int_eq(cr_bpe_encode(by_ranks, "ab aba", 6, &tokens, &count, NULL), CR_OK);
	ck_tokens("ab aba", tokens, count, "256 257 97");
	free(tokens);
	ck_assert_int_eq(cr_bpe_find(by_merges, "<\xF0\x9F\x98\x80>", 6), 7);
	/* a vocabulary cut anywhere, or with any byte changed, is refused or read, and nothing worse */
	const size_t whole = strlen(json);
	for (size_t i = 0; i < whole; i += i < whole - 200 ? 37 : 1) {
		cr_bpe *b;
		char *cut = malloc(i ? i : 1);
		memcpy(cut, json, i);
		ck_assert(cr_bpe_parse("merges", pairs, sizeof pairs - 1, "vocab", cut, i, &b, &e) == CR_ERR_FORMAT && !b && e.text[0]);
		free(cut);
		json[i] ^= 0x15;
		if (cr_bpe_parse("merges", pairs, sizeof pairs - 1, "vocab", json, whole, &b, NULL) == CR_OK)
			cr_bpe_free(b);
		json[i] ^= 0x15;
	}
	cr_bpe_free(by_merges);
	cr_bpe_free(by_ranks);
}
END_TEST

START_TEST(what_is_wrong_with_a_vocabulary_is_said)
{
	static const struct { const char *file, *vocab, *text; } cases[] = {
		{ "a b c\n", NULL, "m: line 1; two tokens and a space between them expected" },
		{ "a\n", NULL, "m: line 1; two tokens and a space between them expected" },
		{ "a b\nabc d\n", NULL, "m: line 2; tokens that the vocabulary or earlier lines have expected" },
		{ "a \x01\n", NULL, "m: line 1; two tokens and a space between them expected" },
		{ "YQ== 0\nYQ== 1\n", NULL, "m: line 2; a token that no earlier line has expected" },
		{ "YQ== 0\n", NULL, "m: a token for each of the 256 bytes expected; none found for byte 0" },
		{ "a b\n", "[]", "v: { \"token\": number, ... } expected" },
		{ "a b\n", "{\"a\": -1}", "v: byte 7; \"token\": number expected" },
		{ "a b\n", "{\"a\": 1, \"a\": 2}", "v: byte 16; a token twice" },
		{ "a b\n", "{\"a\": 1}", "m: line 1; tokens that the vocabulary or earlier lines have expected" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cr_bpe *b;
		cr_error e = { 0 };
		ck_assert_int_eq(cr_bpe_parse("m", cases[i].file, strlen(cases[i].file), "v", cases[i].vocab, cases[i].vocab ? strlen(cases[i].vocab) : 0, &b, &e),
		                 CR_ERR_FORMAT);
		ck_assert_str_eq(e.text, cases[i].text);
		ck_assert(b == NULL);
	}
	cr_wordpiece *w;
	cr_error e;
	ck_assert_int_eq(cr_wordpiece_parse("v", "[UNK]\n[CLS]\n", 12, 1, &w, &e), CR_ERR_FORMAT);
	ck_assert_str_eq(e.text, "v: a vocabulary with [SEP] expected; found 2 lines");
	ck_assert_int_eq(cr_wordpiece_parse("v", "[UNK]\n[UNK]\n", 12, 1, &w, &e), CR_ERR_FORMAT);
	ck_assert_str_eq(e.text, "v: line 2; a token that no earlier line has expected");
	ck_assert_int_eq(cr_wordpiece_read("absent/vocab.txt", 1, &w, &e), CR_ERR_IO);
}
END_TEST

Suite *tokens_suite(void)
{
	Suite *s = suite_create("tokens");
	TCase *t = tcase_create("tokens");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, gpt2_texts_have_the_reference_tokens);
	tcase_add_test(t, wordpiece_texts_have_the_reference_tokens);
	tcase_add_test(t, any_bytes_come_back_from_their_tokens);
	tcase_add_test(t, a_long_word_takes_no_longer_than_it_must);
	tcase_add_test(t, what_is_no_utf8_is_left_out_of_wordpieces);
	tcase_add_test(t, vocabularies_and_ranks_are_read);
	tcase_add_test(t, what_is_wrong_with_a_vocabulary_is_said);
	suite_add_tcase(s, t);
	return s;
}
