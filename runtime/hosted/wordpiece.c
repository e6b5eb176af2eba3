/* wordpiece.c - text to pieces of words, as BERT reads it: characters are tidied, words are cut at spaces and punctuation, and each word
 * is the longest pieces that the vocabulary has, from the left. */
#include <stdlib.h>
#include <string.h>

#include "unicode.h"
#include "vocabulary.h"

struct cr_wordpiece {
	vocabulary words;
	int lower;
	int32_t unknown, begin, end;
};

enum { WORD_MAX = 100 };               /* characters of a word that is still looked up; longer ones are unknown */

void cr_wordpiece_free(cr_wordpiece *w)
{
	if (!w)
		return;
	vocabulary_free(&w->words);
	free(w);
}

int32_t cr_wordpiece_count(const cr_wordpiece *w) { return (int32_t)w->words.id_count; }
int32_t cr_wordpiece_find(const cr_wordpiece *w, const void *bytes, size_t size) { return vocabulary_find(&w->words, bytes, size); }
const unsigned char *cr_wordpiece_text(const cr_wordpiece *w, int32_t token, size_t *size) { return vocabulary_text(&w->words, token, size); }

/* ---- vocab.txt ------------------------------------------------------------------------------------------------------------ */

static cr_status fill(cr_wordpiece *w, const char *name, const unsigned char *text, size_t size, cr_error *error)
{
	static const struct { const char *text; size_t to; } special[] = {
		{ "[UNK]", offsetof(cr_wordpiece, unknown) }, { "[CLS]", offsetof(cr_wordpiece, begin) }, { "[SEP]", offsetof(cr_wordpiece, end) },
	};
	int32_t line = 0, twice;
	for (size_t at = 0; at < size; line++) {
		const unsigned char *stop = memchr(text + at, '\n', size - at);
		size_t n = stop ? (size_t)(stop - text) - at : size - at;
		const size_t next = at + n + (stop != NULL);
		if (n && text[at + n - 1] == '\r')
			n--;
		const int added = vocabulary_add(&w->words, text + at, n, line);
		if (added <= 0)
			return added ? hosted_fail(error, CR_ERR_IO, name, 0, "not enough memory")
			             : hosted_fail(error, CR_ERR_FORMAT, name, at, "line %d; a token that no earlier line has expected", (int)line + 1);
		at = next;
	}
	for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
		const int32_t id = vocabulary_find(&w->words, special[i].text, strlen(special[i].text));
		if (id < 0)
			return hosted_fail(error, CR_ERR_FORMAT, name, 0, "a vocabulary with %s expected; found %d lines", special[i].text, (int)line);
		memcpy((char *)w + special[i].to, &id, sizeof id);
	}
	return vocabulary_index(&w->words, &twice) ? CR_OK : hosted_fail(error, CR_ERR_IO, name, 0, "not enough memory");
}

cr_status cr_wordpiece_parse(const char *name, const void *vocab, size_t size, int lower, cr_wordpiece **out, cr_error *error)
{
	*out = NULL;
	cr_wordpiece *w = calloc(1, sizeof *w);
	if (!w)
		return hosted_fail(error, CR_ERR_IO, name, 0, "not enough memory");
	w->lower = lower;
	cr_status status = fill(w, name, vocab, size, error);
	if (status == CR_OK)
		*out = w;
	else
		cr_wordpiece_free(w);
	return status;
}

cr_status cr_wordpiece_read(const char *vocab, int lower, cr_wordpiece **out, cr_error *error)
{
	cr_bytes file;
	*out = NULL;
	cr_status status = cr_file_read(vocab, &file, error);
	if (status != CR_OK)
		return status;
	status = cr_wordpiece_parse(vocab, file.data, file.size, lower, out, error);
	cr_bytes_free(&file);
	return status;
}

/* ---- words ------------------------------------------------------------------------------------------------------------------ */

typedef struct Words {
	const cr_wordpiece *w;
	unsigned char word[4 * (WORD_MAX + 1)];
	size_t size, characters;           /* of the word so far */
	token_list out;
	int failed;
} Words;

static void token(Words *t, int32_t id)
{
	if (!token_list_add(&t->out, id))
		t->failed = 1;
}

/* The longest piece of word[from ..] that the vocabulary has (behind the first one with ## before it); -1: none. */
static int32_t longest(const Words *t, size_t from, size_t *to)
{
	unsigned char piece[sizeof t->word + 2] = "##";
	const size_t head = from ? 2 : 0;
	for (size_t end = t->size; end > from; end--) {
		if (end < t->size && (t->word[end] & 0xC0) == 0x80)
			continue;                      /* inside a character */
		memcpy(piece + head, t->word + from, end - from);
		const int32_t id = vocabulary_find(&t->w->words, piece, head + end - from);
		if (id >= 0) {
			*to = end;
			return id;
		}
	}
	return -1;
}

static void end_word(Words *t)
{
	const size_t before = t->out.n;
	if (t->characters > WORD_MAX)
		token(t, t->w->unknown);
	for (size_t from = 0, to = 0; from < t->size && t->characters <= WORD_MAX; from = to) {
		const int32_t id = longest(t, from, &to);
		if (id < 0) {                      /* then the whole word is unknown */
			t->out.n = before;
			token(t, t->w->unknown);
			break;
		}
		token(t, id);
	}
	t->size = t->characters = 0;
}

static void add_character(Words *t, uint32_t c)
{
	if (t->characters++ < WORD_MAX)
		t->size += unicode_put(t->word + t->size, c);
}

/* Ideographs stand alone; the blocks are BERT's. */
static int is_ideograph(uint32_t c)
{
	static const uint32_t blocks[][2] = { { 0x4E00, 0x9FFF }, { 0x3400, 0x4DBF }, { 0x20000, 0x2A6DF }, { 0x2A700, 0x2B73F }, { 0x2B740, 0x2B81F },
		                                  { 0x2B920, 0x2CEAF }, { 0xF900, 0xFAFF }, { 0x2F800, 0x2FA1F } };
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
		if (c >= blocks[i][0] && c <= blocks[i][1])
			return 1;
	return 0;
}

static int is_punctuation(uint32_t c)
{
	if (c < 128)
		return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
	return unicode_kind(c) == CR_PUNCTUATION;
}

static void read_character(Words *t, uint32_t c)
{
	uint32_t plain[3] = { c };
	const int kind = c == CR_NOT_UTF8 || c == 0xFFFD ? CR_CONTROL : unicode_kind(c);
	if (kind == CR_SPACE && c != 0xB && c != 0xC && c != 0x85) {
		end_word(t);
		return;
	}
	if (kind == CR_CONTROL || kind == CR_SPACE)        /* of the controls only tab, newline and carriage return are spaces */
		return;
	const int alone = is_ideograph(c);
	if (alone)
		end_word(t);
	const uint32_t n = t->w->lower ? unicode_plain_of(c, plain) : 1;
	for (uint32_t i = 0; i < n; i++) {
		const int mark = is_punctuation(plain[i]);
		if (mark)
			end_word(t);
		add_character(t, plain[i]);
		if (mark)
			end_word(t);
	}
	if (alone)
		end_word(t);
}

cr_status cr_wordpiece_encode(const cr_wordpiece *w, const void *text, size_t size, int32_t **tokens, size_t *count, cr_error *error)
{
	Words t = { .w = w };
	const unsigned char *at = text;
	token(&t, w->begin);
	for (size_t i = 0, step; i < size && !t.failed; i += step)
		read_character(&t, unicode_next(at + i, size - i, &step));
	if (t.characters)
		end_word(&t);
	token(&t, w->end);
	*tokens = t.failed ? NULL : t.out.at;
	*count = t.failed ? 0 : t.out.n;
	if (!t.failed)
		return CR_OK;
	free(t.out.at);
	return hosted_fail(error, CR_ERR_IO, "tokens", 0, "not enough memory");
}
