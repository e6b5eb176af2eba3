/* unicode.h - text as code points, and what tokenizers ask of one. */
#ifndef CR_UNICODE_H
#define CR_UNICODE_H
#include <stddef.h>
#include <stdint.h>

/* Kinds of code points; 0 is everything else (symbols, enclosing marks, what is not assigned). */
enum { CR_LETTER = 1, CR_NUMBER, CR_PUNCTUATION, CR_MARK, CR_SPACE, CR_CONTROL };

enum { CR_NOT_UTF8 = 0x110000 };       /* a byte that is part of no character */

/* The character at text[0], and of how many bytes it is (size is at least 1). A byte that begins none gives CR_NOT_UTF8 and 1. */
uint32_t unicode_next(const unsigned char *text, size_t size, size_t *bytes);
/* Writes a code point as UTF-8; returns how many bytes. */
size_t   unicode_put(unsigned char out[4], uint32_t c);
int      unicode_kind(uint32_t c);
/* c decomposed, without its marks, in small letters; returns how many there are, at most 3. */
uint32_t unicode_plain_of(uint32_t c, uint32_t out[3]);

#endif
