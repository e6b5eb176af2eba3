/* bpe.c - byte-level byte-pair encoding, as GPT-2 does it (Radford et al. 2019): text is cut into pieces by the classes of its
 * characters; in each piece the pair of neighbours that was learned first is joined, until none is left. */
#include <stdlib.h>
#include <string.h>

#include "unicode.h"
#include "vocabulary.h"

typedef struct pair_slot { int32_t left, right, rank, id; } pair_slot;

struct cr_bpe {
	vocabulary words;                  /* tokens as the bytes they stand for */
	int32_t byte_id[256];
	pair_slot *pairs;                  /* a hash of merges; left -1 where free */
	uint32_t pair_count, pair_room;
	int by_rank;                       /* no merges: two tokens join if their bytes are a token, the lowest id first */
};

void cr_bpe_free(cr_bpe *b)
{
	if (!b)
		return;
	vocabulary_free(&b->words);
	free(b->pairs);
	free(b);
}

int32_t cr_bpe_count(const cr_bpe *b) { return (int32_t)b->words.id_count; }
int32_t cr_bpe_find(const cr_bpe *b, const void *bytes, size_t size) { return vocabulary_find(&b->words, bytes, size); }
const unsigned char *cr_bpe_text(const cr_bpe *b, int32_t token, size_t *size) { return vocabulary_text(&b->words, token, size); }

/* ---- the characters that stand for bytes in merges.txt and vocab.json ------------------------------------------------ */

static int is_shown(uint32_t byte)
{
	return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
}

/* Printable bytes stand for themselves; the others, in order, are 256, 257, ... */
static int32_t byte_of(uint32_t c)
{
	if (c < 256)
		return is_shown(c) ? (int32_t)c : -1;
	uint32_t next = 256;
	for (uint32_t byte = 0; byte < 256; byte++)
		if (!is_shown(byte) && c == next++)
			return (int32_t)byte;
	return -1;
}

/* Text in that alphabet to bytes, in place of `out` (at least size long); -1 where a character stands for none. */
static int64_t to_bytes(const unsigned char *text, size_t size, unsigned char *out)
{
	int64_t n = 0;
	for (size_t i = 0, step; i < size; i += step) {
		const int32_t byte = byte_of(unicode_next(text + i, size - i, &step));
		if (byte < 0)
			return -1;
		out[n++] = (unsigned char)byte;
	}
	return n;
}

/* ---- pairs ------------------------------------------------------------------------------------------------------------ */

static pair_slot *pair_at(const cr_bpe *b, int32_t left, int32_t right)
{
	uint64_t h = (uint64_t)(uint32_t)left << 32 | (uint32_t)right;
	h = (h ^ h >> 31) * UINT64_C(0x9e3779b97f4a7c15);
	uint32_t s = (uint32_t)(h >> 32) & (b->pair_room - 1);
	while (b->pairs[s].left >= 0 && (b->pairs[s].left != left || b->pairs[s].right != right))
		s = (s + 1) & (b->pair_room - 1);
	return &b->pairs[s];
}

static int pairs_room(cr_bpe *b)
{
	if (2 * (b->pair_count + 1) <= b->pair_room)
		return 1;
	const cr_bpe old = *b;
	b->pair_room = old.pair_room ? 2 * old.pair_room : 4096;
	b->pairs = malloc(b->pair_room * sizeof *b->pairs);
	if (!b->pairs) {
		b->pairs = old.pairs;
		b->pair_room = old.pair_room;
		return 0;
	}
	for (uint32_t i = 0; i < b->pair_room; i++)
		b->pairs[i].left = -1;
	for (uint32_t i = 0; i < old.pair_room; i++)
		if (old.pairs[i].left >= 0)
			*pair_at(b, old.pairs[i].left, old.pairs[i].right) = old.pairs[i];
	free(old.pairs);
	return 1;
}

enum { JOINED_MAX = 4096 };        /* bytes of a token in the rank format that may still be joined from two */

/* Which token two neighbours become, and how early; -1: none. */
static int32_t joined(const cr_bpe *b, int32_t left, int32_t right, int32_t *rank)
{
	if (!b->by_rank) {
		const pair_slot *p = pair_at(b, left, right);
		*rank = p->rank;
		return p->left >= 0 ? p->id : -1;
	}
	unsigned char both[JOINED_MAX];
	size_t n = 0, m = 0;
	const unsigned char *l = vocabulary_text(&b->words, left, &n), *r = vocabulary_text(&b->words, right, &m);
	if (!l || !r || n + m > sizeof both)
		return -1;
	memcpy(both, l, n);
	memcpy(both + n, r, m);
	return *rank = vocabulary_find(&b->words, both, n + m);
}

/* ---- files ------------------------------------------------------------------------------------------------------------ */

typedef struct Parse { cr_bpe *b; const char *name; cr_error *error; unsigned char *scratch; uint64_t line; } Parse;

static cr_status no_memory(const Parse *p) { return hosted_fail(p->error, CR_ERR_IO, p->name, 0, "not enough memory"); }

/* The next line, without its end; 0 behind the last. */
static int next_line(const unsigned char **at, const unsigned char *end, const unsigned char **line, size_t *size)
{
	if (*at == end)
		return 0;
	const unsigned char *stop = memchr(*at, '\n', (size_t)(end - *at));
	*line = *at;
	*size = (size_t)((stop ? stop : end) - *at);
	*at = stop ? stop + 1 : end;
	if (*size && (*line)[*size - 1] == '\r')
		--*size;
	return 1;
}

/* "left right" of merges.txt; the token they make has the next id where no vocabulary says another. */
static cr_status merge_line(Parse *p, const unsigned char *line, size_t size, int32_t rank, int own_ids)
{
	cr_bpe *b = p->b;
	const unsigned char *space = memchr(line, ' ', size);
	const int64_t n = space ? to_bytes(line, (size_t)(space - line), p->scratch) : -1;
	const int64_t m = n > 0 ? to_bytes(space + 1, size - (size_t)(space + 1 - line), p->scratch + n) : -1;
	if (m <= 0)
		return hosted_fail(p->error, CR_ERR_FORMAT, p->name, p->line, "line %llu; two tokens and a space between them expected", (unsigned long long)p->line);
	const int32_t left = vocabulary_find(&b->words, p->scratch, (size_t)n), right = vocabulary_find(&b->words, p->scratch + n, (size_t)m);
	if (own_ids && vocabulary_add(&b->words, p->scratch, (size_t)(n + m), (int32_t)b->words.count) < 0)
		return no_memory(p);
	const int32_t id = vocabulary_find(&b->words, p->scratch, (size_t)(n + m));
	if (left < 0 || right < 0 || id < 0)
		return hosted_fail(p->error, CR_ERR_FORMAT, p->name, p->line, "line %llu; tokens that the vocabulary or earlier lines have expected", (unsigned long long)p->line);
	if (!pairs_room(b))
		return no_memory(p);
	pair_slot *slot = pair_at(b, left, right);
	if (slot->left < 0) {
		*slot = (pair_slot){ left, right, rank, id };
		b->pair_count++;
	}
	return CR_OK;
}

static cr_status parse_merges(Parse *p, const unsigned char *text, size_t size, int own_ids)
{
	const unsigned char *at = text, *line;
	size_t n;
	int32_t rank = 0;
	cr_status status = CR_OK;
	if (!pairs_room(p->b))
		return no_memory(p);
	for (p->line = 1; status == CR_OK && next_line(&at, text + size, &line, &n); p->line++) {
		if (n == 0 || (p->line == 1 && n >= 8 && memcmp(line, "#version", 8) == 0))
			continue;
		status = merge_line(p, line, n, rank++, own_ids);
	}
	return status;
}

/* Without a vocabulary GPT-2's order holds: printable bytes, the other bytes, the merges, <|endoftext|>. */
static cr_status own_bytes(Parse *p)
{
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t byte = 0; byte < 256; byte++) {
			const unsigned char c = (unsigned char)byte;
			if (is_shown(byte) == (pass == 0) && vocabulary_add(&p->b->words, &c, 1, (int32_t)p->b->words.count) < 0)
				return no_memory(p);
		}
	return CR_OK;
}

static int base64_value(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : c >= '0' && c <= '9' ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* "BASE64 RANK" */
static cr_status rank_line(Parse *p, const unsigned char *line, size_t size)
{
	uint32_t bits = 0, have = 0;
	size_t i = 0, n = 0;
	int64_t rank = 0;
	for (; i < size && base64_value(line[i]) >= 0; i++) {
		bits = bits << 6 | (uint32_t)base64_value(line[i]);
		if ((have += 6) >= 8)
			p->scratch[n++] = (unsigned char)(bits >> (have -= 8));
	}
	while (i < size && line[i] == '=')
		i++;
	const size_t digits = i + 1;
	int good = n > 0 && i < size && line[i] == ' ' && digits < size && size - digits < 10;
	for (i = digits; good && i < size; i++) {
		good = line[i] >= '0' && line[i] <= '9';
		rank = rank * 10 + line[i] - '0';
	}
	if (!good)
		return hosted_fail(p->error, CR_ERR_FORMAT, p->name, p->line, "line %llu; a token in base64 and its rank expected", (unsigned long long)p->line);
	const int added = vocabulary_add(&p->b->words, p->scratch, n, (int32_t)rank);
	if (added == 0)
		return hosted_fail(p->error, CR_ERR_FORMAT, p->name, p->line, "line %llu; a token that no earlier line has expected", (unsigned long long)p->line);
	return added < 0 ? no_memory(p) : CR_OK;
}

static cr_status parse_ranks(Parse *p, const unsigned char *text, size_t size)
{
	const unsigned char *at = text, *line;
	size_t n;
	cr_status status = CR_OK;
	p->b->by_rank = 1;
	for (p->line = 1; status == CR_OK && next_line(&at, text + size, &line, &n); p->line++)
		if (n)
			status = rank_line(p, line, n);
	return status;
}

/* ---- vocab.json: { "token": id, ... } -------------------------------------------------------------------------------- */

static void skip_blanks(const unsigned char **at, const unsigned char *end)
{
	while (*at < end && memchr(" \t\r\n", **at, 4))
		++*at;
}

static int32_t hex4(const unsigned char *at, const unsigned char *end)
{
	int32_t v = 0;
	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		const unsigned char c = at[i];
		const int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
		if (d < 0)
			return -1;
		v = v * 16 + d;
	}
	return v;
}

/* What follows a backslash, as UTF-8 at out; 0 where it is wrong. */
static size_t json_escape(const unsigned char **at, const unsigned char *end, unsigned char *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	if (*at == end)
		return 0;
	const unsigned char c = *(*at)++;
	const char *plain = c ? strchr(from, c) : NULL;
	if (plain) {
		out[0] = (unsigned char)to[plain - from];
		return 1;
	}
	int32_t high = c == 'u' ? hex4(*at, end) : -1;
	if (high < 0)
		return 0;
	*at += 4;
	if (high >= 0xD800 && high < 0xDC00 && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u') {
		const int32_t low = hex4(*at + 2, end);
		if (low < 0xDC00 || low > 0xDFFF)
			return 0;
		*at += 6;
		high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
	}
	return high >= 0xD800 && high < 0xE000 ? 0 : unicode_put(out, (uint32_t)high);
}

/* A string at *at into out; its size, or -1. */
static int64_t json_string(const unsigned char **at, const unsigned char *end, unsigned char *out)
{
	int64_t n = 0;
	if (*at == end || *(*at)++ != '"')
		return -1;
	while (*at < end && **at != '"') {
		const unsigned char c = *(*at)++;
		if (c < 0x20)
			return -1;
		if (c != '\\') {
			out[n++] = c;
			continue;
		}
		const size_t more = json_escape(at, end, out + n);
		if (!more)
			return -1;
		n += (int64_t)more;
	}
	return *at < end && *(*at)++ == '"' ? n : -1;
}

static int64_t json_id(const unsigned char **at, const unsigned char *end)
{
	int64_t v = -1;
	for (; *at < end && **at >= '0' && **at <= '9' && v < (1 << 26); ++*at)
		v = (v < 0 ? 0 : v) * 10 + **at - '0';
	return v < (1 << 26) ? v : -1;
}

static cr_status parse_vocabulary(Parse *p, const unsigned char *text, size_t size)
{
	const unsigned char *at = text, *end = text + size;
	skip_blanks(&at, end);
	if (at == end || *at++ != '{')
		return hosted_fail(p->error, CR_ERR_FORMAT, p->name, 0, "{ \"token\": number, ... } expected");
	for (int more = 1; more;) {
		skip_blanks(&at, end);
		unsigned char *token = p->scratch;
		int64_t n = json_string(&at, end, token), id = -1;
		skip_blanks(&at, end);
		if (n >= 0 && at < end && *at++ == ':') {
			skip_blanks(&at, end);
			id = json_id(&at, end);
		}
		skip_blanks(&at, end);
		const unsigned char after = at < end ? *at++ : 0;
		if (id < 0 || (after != ',' && after != '}'))
			return hosted_fail(p->error, CR_ERR_FORMAT, p->name, (uint64_t)(at - text), "byte %llu; \"token\": number expected",
			                   (unsigned long long)(at - text));
		/* special tokens may have characters that stand for no byte: they are what they say */
		const int64_t bytes = to_bytes(token, (size_t)n, token + n);
		const int added = bytes >= 0 ? vocabulary_add(&p->b->words, token + n, (size_t)bytes, (int32_t)id)
		                             : vocabulary_add(&p->b->words, token, (size_t)n, (int32_t)id);
		if (added <= 0)
			return added ? no_memory(p) : hosted_fail(p->error, CR_ERR_FORMAT, p->name, (uint64_t)(at - text), "byte %llu; a token twice", (unsigned long long)(at - text));
		more = after == ',';
	}
	return CR_OK;
}

/* ---- making one ----------------------------------------------------------------------------------------------------------- */

/* Are the first line's words base64 and a number? Merges are never: their second word is no number but by accident, and then
 * "#version" stands above them. */
static int looks_ranked(const unsigned char *text, size_t size)
{
	size_t i = 0, digits = 0;
	while (i < size && (base64_value(text[i]) >= 0 || text[i] == '='))
		i++;
	if (i == 0 || i == size || text[i++] != ' ')
		return 0;
	for (; i < size && text[i] >= '0' && text[i] <= '9'; i++)
		digits++;
	return digits > 0 && (i == size || text[i] == '\n' || text[i] == '\r');
}

static cr_status finish(Parse *p)
{
	static const char end_of_text[] = "<|endoftext|>";
	cr_bpe *b = p->b;
	int32_t twice;
	for (uint32_t byte = 0; byte < 256; byte++) {
		const unsigned char c = (unsigned char)byte;
		b->byte_id[byte] = vocabulary_find(&b->words, &c, 1);
		if (b->byte_id[byte] < 0)
			return hosted_fail(p->error, CR_ERR_FORMAT, p->name, 0, "a token for each of the 256 bytes expected; none found for byte %u", byte);
	}
	if (vocabulary_find(&b->words, end_of_text, sizeof end_of_text - 1) < 0) {
		int32_t next = 0;
		for (uint32_t i = 0; i < b->words.count; i++)
			next = b->words.entries[i].id >= next ? b->words.entries[i].id + 1 : next;
		if (vocabulary_add(&b->words, end_of_text, sizeof end_of_text - 1, next) < 0)
			return no_memory(p);
	}
	if (vocabulary_index(&b->words, &twice))
		return CR_OK;
	return twice < 0 ? no_memory(p) : hosted_fail(p->error, CR_ERR_FORMAT, p->name, 0, "two tokens have the number %d", (int)twice);
}

cr_status cr_bpe_parse(const char *name, const void *merges, size_t size, const char *vocab_name, const void *vocab, size_t vocab_size,
                       cr_bpe **out, cr_error *error)
{
	Parse p = { .b = calloc(1, sizeof *p.b), .name = vocab ? vocab_name : name, .error = error };
	const size_t larger = size > vocab_size ? size : vocab_size;
	cr_status status;
	*out = NULL;
	p.scratch = larger < SIZE_MAX / 2 - 16 ? malloc(2 * larger + 16) : NULL;
	if (!p.b || !p.scratch)
		status = no_memory(&p);
	else if (!vocab && looks_ranked(merges, size))
		status = parse_ranks(&p, merges, size);
	else {
		status = vocab ? parse_vocabulary(&p, vocab, vocab_size) : own_bytes(&p);
		p.name = name;
		if (status == CR_OK)
			status = parse_merges(&p, merges, size, !vocab);
	}
	if (status == CR_OK)
		status = finish(&p);
	free(p.scratch);
	if (status == CR_OK)
		*out = p.b;
	else
		cr_bpe_free(p.b);
	return status;
}

cr_status cr_bpe_read(const char *merges, const char *vocab, cr_bpe **out, cr_error *error)
{
	cr_bytes m = { 0 }, v = { 0 };
	*out = NULL;
	cr_status status = cr_file_read(merges, &m, error);
	if (status == CR_OK && vocab)
		status = cr_file_read(vocab, &v, error);
	if (status == CR_OK)
		status = cr_bpe_parse(merges, m.data, m.size, vocab, vocab ? v.data : NULL, v.size, out, error);
	cr_bytes_free(&m);
	cr_bytes_free(&v);
	return status;
}

/* ---- pieces: '(s|t|re|ve|m|ll|d) | ?\p{L}+ | ?\p{N}+ | ?[^\s\p{L}\p{N}]+ | \s+(?!\S) | \s+ ------------------------------- */

static int class_at(const unsigned char *text, size_t size, size_t *bytes)
{
	const uint32_t c = unicode_next(text, size, bytes);
	const int kind = c == CR_NOT_UTF8 ? 0 : unicode_kind(c);
	return kind == CR_LETTER || kind == CR_NUMBER || kind == CR_SPACE ? kind : 0;
}

static size_t contraction(const unsigned char *text, size_t size)
{
	static const char *const ends[] = { "s", "t", "re", "ve", "m", "ll", "d" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		const size_t n = strlen(ends[i]);
		if (size > n && memcmp(text + 1, ends[i], n) == 0)
			return n + 1;
	}
	return 0;
}

/* Bytes of the run of one class at the start; *last: of its last character. */
static size_t run_of(const unsigned char *text, size_t size, int class, size_t *last)
{
	size_t n = 0, step = 0;
	*last = 0;
	while (n < size && class_at(text + n, size - n, &step) == class) {
		n += step;
		*last = step;
	}
	return n;
}

static size_t piece_of(const unsigned char *text, size_t size)
{
	size_t step, last, found = text[0] == '\'' ? contraction(text, size) : 0;
	if (found)
		return found;
	const size_t space = text[0] == ' ' && size > 1;
	int class = class_at(text + space, size - space, &step);
	if (class != CR_SPACE)
		return space + run_of(text + space, size - space, class, &last);
	class = class_at(text, size, &step);
	const size_t run = run_of(text, size, class, &last);
	return run < size && run > last ? run - last : run;
}

/* ---- joining ----------------------------------------------------------------------------------------------------------------- */

typedef struct symbol { int32_t token; uint32_t prev, next; } symbol;         /* next UINT32_MAX at the end; token -1: joined away */
typedef struct candidate { int32_t rank, id; uint32_t at, right; int32_t left_token, right_token; } candidate;
typedef struct Work { symbol *symbols; candidate *heap; size_t n, room, heap_room; token_list out; } Work;

static int earlier(const candidate *a, const candidate *b)
{
	return a->rank != b->rank ? a->rank < b->rank : a->at < b->at;
}

static int heap_push(Work *w, candidate c)
{
	if (w->n == w->heap_room) {
		const size_t room = 2 * w->heap_room + 64;
		candidate *heap = realloc(w->heap, room * sizeof *heap);
		if (!heap)
			return 0;
		w->heap = heap;
		w->heap_room = room;
	}
	size_t i = w->n++;
	for (; i > 0 && earlier(&c, &w->heap[(i - 1) / 2]); i = (i - 1) / 2)
		w->heap[i] = w->heap[(i - 1) / 2];
	w->heap[i] = c;
	return 1;
}

static candidate heap_pop(Work *w)
{
	const candidate top = w->heap[0], last = w->heap[--w->n];
	size_t i = 0;
	for (size_t child; (child = 2 * i + 1) < w->n; i = child) {
		if (child + 1 < w->n && earlier(&w->heap[child + 1], &w->heap[child]))
			child++;
		if (!earlier(&w->heap[child], &last))
			break;
		w->heap[i] = w->heap[child];
	}
	if (w->n)
		w->heap[i] = last;
	return top;
}

/* The pair that begins at symbol i, if two such neighbours were learned. */
static int offer(const cr_bpe *b, Work *w, uint32_t i)
{
	const uint32_t right = i == UINT32_MAX ? UINT32_MAX : w->symbols[i].next;
	if (right == UINT32_MAX)
		return 1;
	candidate c = { .at = i, .right = right, .left_token = w->symbols[i].token, .right_token = w->symbols[right].token };
	c.id = joined(b, c.left_token, c.right_token, &c.rank);
	return c.id < 0 || heap_push(w, c);
}

static int join(const cr_bpe *b, Work *w, const unsigned char *text, uint32_t size)
{
	if (size > w->room) {
		symbol *symbols = realloc(w->symbols, size * sizeof *symbols);
		if (!symbols)
			return 0;
		w->symbols = symbols;
		w->room = size;
	}
	for (uint32_t i = 0; i < size; i++)
		w->symbols[i] = (symbol){ b->byte_id[text[i]], i ? i - 1 : UINT32_MAX, i + 1 < size ? i + 1 : UINT32_MAX };
	w->n = 0;
	for (uint32_t i = 0; i + 1 < size; i++)
		if (!offer(b, w, i))
			return 0;
	while (w->n) {
		const candidate c = heap_pop(w);
		symbol *left = &w->symbols[c.at], *right = &w->symbols[c.right];
		if (left->token != c.left_token || left->next != c.right || right->token != c.right_token)
			continue;                      /* one of them is part of another by now */
		left->token = c.id;
		left->next = right->next;
		right->token = -1;
		if (left->next != UINT32_MAX)
			w->symbols[left->next].prev = c.at;
		if (!offer(b, w, c.at) || !offer(b, w, left->prev))
			return 0;
	}
	for (uint32_t i = 0; i != UINT32_MAX; i = w->symbols[i].next)
		if (!token_list_add(&w->out, w->symbols[i].token))
			return 0;
	return 1;
}

cr_status cr_bpe_encode(const cr_bpe *b, const void *text, size_t size, int32_t **tokens, size_t *count, cr_error *error)
{
	const unsigned char *at = text;
	Work w = { .n = 0 };
	int good = token_list_add(&w.out, 0);              /* so that no text gives a list too, not null */
	w.out.n = 0;
	for (size_t i = 0, n; good && i < size; i += n) {
		n = piece_of(at + i, size - i);
		good = n < UINT32_MAX && join(b, &w, at + i, (uint32_t)n);
	}
	free(w.symbols);
	free(w.heap);
	*tokens = good ? w.out.at : NULL;
	*count = good ? w.out.n : 0;
	if (good)
		return CR_OK;
	free(w.out.at);
	return hosted_fail(error, CR_ERR_IO, "tokens", 0, "not enough memory");
}
