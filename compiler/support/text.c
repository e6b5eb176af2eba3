/* text.c - a growing string, and numbers as text that no locale changes. */
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

Text text_new(Arena *a)
{
	return (Text){ .arena = a };
}

static void text_reserve(Text *t, size_t more)
{
	if (t->n + more + 1 <= t->cap)
		return;
	size_t cap = t->cap ? t->cap : 64;
	while (cap < t->n + more + 1)
		cap *= 2;
	char *s = arena_alloc(t->arena, cap);
	if (t->n)
		memcpy(s, t->s, t->n);
	t->s = s;
	t->cap = cap;
}

void text_bytes(Text *t, const char *s, size_t n)
{
	text_reserve(t, n);
	memcpy(t->s + t->n, s, n);
	t->n += n;
	t->s[t->n] = '\0';
}

void text_char(Text *t, char c)
{
	text_bytes(t, &c, 1);
}

void text_vadd(Text *t, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	if (n < 0)
		BUG("bad format \"%s\"", fmt);
	text_reserve(t, (size_t)n);
	vsnprintf(t->s + t->n, (size_t)n + 1, fmt, again);
	va_end(again);
	t->n += (size_t)n;
}

void text_add(Text *t, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	text_vadd(t, fmt, ap);
	va_end(ap);
}

const char *text_str(Text *t)
{
	return t->n ? t->s : "";
}

/* printf uses the locale's decimal point, and the compiler never calls setlocale; a library that did would be
 * caught here: whatever stands for the point becomes '.'. */
static void plain_point(char *s)
{
	for (; *s; s++)
		if (*s == ',')
			*s = '.';
}

static void finish_number(char *s)
{
	plain_point(s);
	if (!strpbrk(s, ".e"))
		strcat(s, ".0");
}

void float_text(char out[32], float v)
{
	if (isnan(v)) {
		strcpy(out, "NAN");
	} else if (isinf(v)) {
		strcpy(out, v > 0 ? "INFINITY" : "-INFINITY");
	} else {
		for (int digits = 1; digits <= 9; digits++) {
			snprintf(out, 32, "%.*g", digits, (double)v);
			if (strtof(out, NULL) == v)
				break;
		}
		finish_number(out);
	}
}

void double_text(char out[40], double v)
{
	if (isnan(v)) {
		strcpy(out, "NAN");
	} else if (isinf(v)) {
		strcpy(out, v > 0 ? "INFINITY" : "-INFINITY");
	} else {
		for (int digits = 1; digits <= 17; digits++) {
			snprintf(out, 40, "%.*g", digits, v);
			if (strtod(out, NULL) == v)
				break;
		}
		finish_number(out);
	}
}
