/* writer.c - lines and blocks of C. The writer owns the depth; no caller prints a tab or a brace. */
#include "print.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 112, TAB = 8 };

CWriter c_writer(Arena *a)
{
	CWriter w = { .text = text_new(a) };
	return w;
}

static void indent(CWriter *w)
{
	for (int i = 0; i < w->depth; i++)
		text_char(&w->text, '\t');
}

void c_line(CWriter *w, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	indent(w);
	text_vadd(&w->text, fmt, ap);
	text_char(&w->text, '\n');
	va_end(ap);
}

void c_open(CWriter *w, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	indent(w);
	size_t before = w->text.n;
	text_vadd(&w->text, fmt, ap);
	text_add(&w->text, w->text.n > before ? " {\n" : "{\n");
	w->depth++;
	va_end(ap);
}

/* Blocks that may lose their braces: remembered by where " {" stands. */
static void remember(CWriter *w)
{
	Opened o = { w->text.n, w->depth };
	vec_push(w->text.arena, w->opened, o);
}

void c_loop(CWriter *w, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	indent(w);
	text_vadd(&w->text, fmt, ap);
	va_end(ap);
	remember(w);
	text_add(&w->text, " {\n");
	w->depth++;
}

/* A loop over one statement on one line, the last thing written, is printed without braces. */
static bool drop_braces(CWriter *w)
{
	if (w->opened.n == 0 || w->opened.at[w->opened.n - 1].depth != w->depth - 1)
		return false;
	size_t at = w->opened.at[--w->opened.n].at;
	char *body = w->text.s + at + 3, *end = strchr(body, '\n');
	bool one = end && end[1] == '\0' && strncmp(body + w->depth, "const ", 6) != 0 && body[w->depth] != '#';
	if (!one)
		return false;
	memmove(w->text.s + at, w->text.s + at + 2, w->text.n - at - 1);
	w->text.n -= 2;
	w->depth--;
	return true;
}


void c_close_with(CWriter *w, const char *tail)
{
	if (w->depth == 0)
		BUG("emitter: a block is closed that was never opened");
	w->depth--;
	while (w->opened.n > 0 && w->opened.at[w->opened.n - 1].depth >= w->depth)
		w->opened.n--;
	c_line(w, "}%s", tail);
}

void c_close(CWriter *w)
{
	if (!drop_braces(w))
		c_close_with(w, "");
}

void c_raw(CWriter *w, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	text_vadd(&w->text, fmt, ap);
	text_char(&w->text, '\n');
	va_end(ap);
}

/* How good a place for a line's end the space at s[i] is, less is better; 0: behind a comma. -1: not behind an operator. */
static int end_class(const char *s, size_t i)
{
	static const char *const classes[] = { ",;", "=?:|&", "+-<>", "*/%" };
	for (int c = 0; c < 4; c++)
		if (strchr(classes[c], s[i - 1]))
			return c;
	return -1;
}

/* Where to end a line of at most `room` characters of s: outside of parentheses rather than inside, and late. */
static size_t line_end(const char *s, size_t room)
{
	size_t best = 0, n = strlen(s);
	int depth = 0, cost = 0;
	if (n <= room)
		return n;
	for (size_t i = 0; i <= room; i++) {
		depth += s[i] == '(' || s[i] == '[' ? 1 : s[i] == ')' || s[i] == ']' ? -1 : 0;
		int c = s[i] == ' ' && i > 0 ? end_class(s, i) : -1;
		if (c < 0 || i < room / 3)
			continue;
		if (best == 0 || 4 * depth + c <= cost) {
			best = i;
			cost = 4 * depth + c;
		}
	}
	for (size_t i = room; best == 0 && i > 0; i--)       /* no operator: at any space */
		if (s[i] == ' ')
			best = i;
	return best ? best : strcspn(s + 1, " ") + 1;
}

void c_long(CWriter *w, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *s = arena_vprintf(w->text.arena, fmt, ap);
	va_end(ap);
	for (bool first = true; first || *s; first = false) {
		const size_t column = (size_t)(w->depth + !first) * TAB;
		s += first ? 0 : strspn(s, " ");
		const size_t n = line_end(s, column + 40 < WIDTH ? WIDTH - column : 40);
		indent(w);
		if (!first)
			text_char(&w->text, '\t');
		text_bytes(&w->text, s, n);
		text_char(&w->text, '\n');
		s += n;
	}
}

void c_blank(CWriter *w)
{
	size_t n = w->text.n;
	if (n >= 2 && w->text.s[n - 1] == '\n' && w->text.s[n - 2] == '\n')
		return;
	text_char(&w->text, '\n');
}

/* The next word of s that fits; words are separated by single spaces, '\n' ends a line. */
static size_t word_length(const char *s)
{
	return strcspn(s, " \n");
}

void c_comment(CWriter *w, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *s = arena_vprintf(w->text.arena, fmt, ap);
	va_end(ap);
	size_t column = (size_t)w->depth * TAB + 3;
	indent(w);
	text_add(&w->text, "/* ");
	for (bool first = true; *s; first = false) {
		size_t spaces = strspn(s, " "), n = word_length(s + spaces);
		if (!first && s[0] != '\n' && column + spaces + n > WIDTH) {
			text_char(&w->text, '\n');
			indent(w);
			text_add(&w->text, " * ");
			column = (size_t)w->depth * TAB + 3;
			s += spaces;
			spaces = 0;
		}
		text_bytes(&w->text, s, spaces + n);
		column += spaces + n;
		s += spaces + n;
		if (*s == '\n') {
			text_char(&w->text, '\n');
			indent(w);
			text_add(&w->text, s[1] == '\n' || s[1] == 0 ? " *" : " * ");
			column = (size_t)w->depth * TAB + 3;
			s++;
		}
	}
	text_add(&w->text, " */\n");
}

void c_list(CWriter *w, const char *head, const char *const *items, size_t n, const char *tail)
{
	size_t hang = strlen(head), column = (size_t)w->depth * TAB + hang;
	if (hang > 60)
		hang = TAB;
	indent(w);
	text_add(&w->text, "%s", head);
	for (size_t i = 0; i < n; i++) {
		size_t width = strlen(items[i]) + (i + 1 < n ? 1 : strlen(tail));
		if (i > 0 && column + 1 + width > WIDTH) {
			text_char(&w->text, '\n');
			indent(w);
			for (size_t k = 0; k < hang; k++)
				text_char(&w->text, ' ');
			column = (size_t)w->depth * TAB + hang;
		} else if (i > 0) {
			text_char(&w->text, ' ');
			column++;
		}
		text_add(&w->text, "%s%s", items[i], i + 1 < n ? "," : "");
		column += width;
	}
	text_add(&w->text, "%s\n", tail);
}

/* "type name(", then the arguments, which hang behind it. */
static void head(CWriter *w, const char *text, const char *tail)
{
	Arena *a = w->text.arena;
	VEC(const char *) items = {0};
	const char *at = strchr(text, '(');
	if (!at)
		BUG("emitter: no function's head: %s", text);
	const char *start = arena_strndup(a, text, (size_t)(++at - text));
	for (int depth = 0; *at;) {
		size_t n = 0;
		for (; at[n] && (at[n] != ',' || depth > 0); n++)
			depth += at[n] == '(' ? 1 : at[n] == ')' ? -1 : 0;
		vec_push(a, items, arena_strndup(a, at, n));
		at += n + strspn(at + n, ", ");
	}
	c_list(w, start, items.at, items.n, tail);
}

void c_begin(CWriter *w, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	head(w, arena_vprintf(w->text.arena, fmt, ap), "");
	va_end(ap);
	c_line(w, "{");
	w->depth++;
}

void c_prototype(CWriter *w, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	head(w, arena_vprintf(w->text.arena, fmt, ap), ";");
	va_end(ap);
}

/* ---- elements ----------------------------------------------------------------------------------------- */

static float float_of(uint32_t bits)
{
	float v;
	memcpy(&v, &bits, sizeof v);
	return v;
}

void c_float(char out[40], float v)
{
	char digits[32];
	if (v != v) {
		strcpy(out, "CR_NAN");
		return;
	}
	if (v - v != 0.0f) {
		strcpy(out, v > 0.0f ? "CR_INFINITY" : "-CR_INFINITY");
		return;
	}
	float_text(digits, v);
	snprintf(out, 40, "%s%sf", digits, strpbrk(digits, ".e") ? "" : ".0");
}

const char *c_constant(Arena *a, DType d, uint32_t bits)
{
	if (d == DT_F32) {
		char digits[40];
		c_float(digits, float_of(bits));
		return arena_strdup(a, digits);
	}
	if (d == DT_U32)
		return arena_printf(a, "%luu", (unsigned long)bits);
	if (d == DT_BOOL)
		return bits ? "1" : "0";
	if (bits == 0x80000000u)
		return "INT32_MIN";
	return arena_printf(a, "%ld", bits & 0x80000000u ? -(long)(0u - bits) : (long)bits);
}

const char *c_type(DType d)
{
	switch (d) {
	case DT_F32: return "float";
	case DT_I32: return "int32_t";
	case DT_U32: return "uint32_t";
	case DT_I16: return "int16_t";
	case DT_U16: return "uint16_t";
	case DT_I8: return "int8_t";
	case DT_U8: return "uint8_t";
	case DT_BOOL: return "uint8_t";
	}
	BUG("emitter: no element type %d", (int)d);
}

const char *c_memory(DType d)
{
	switch (d) {
	case DT_F32: return "memory";
	case DT_I32: return "memory_i32";
	case DT_U32: return "memory_u32";
	case DT_I16: return "memory_i16";
	case DT_U16: return "memory_u16";
	case DT_I8: return "memory_i8";
	case DT_U8: return "memory_u8";
	case DT_BOOL: return "memory_bool";
	}
	BUG("emitter: no element type %d", (int)d);
}

const char *c_type_tag(DType d)
{
	switch (d) {
	case DT_F32: return "CR_F32";
	case DT_I32: return "CR_I32";
	case DT_U32: return "CR_U32";
	case DT_I16: return "CR_I16";
	case DT_U16: return "CR_U16";
	case DT_I8: return "CR_I8";
	case DT_U8: return "CR_U8";
	case DT_BOOL: return "CR_BOOL";
	}
	BUG("emitter: no element type %d", (int)d);
}
