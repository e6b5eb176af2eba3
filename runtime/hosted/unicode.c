/* unicode.c - UTF-8, and looking code points up in unicode_table.h. */
#include "unicode.h"

#include "unicode_table.h"

uint32_t unicode_next(const unsigned char *text, size_t size, size_t *bytes)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	const unsigned char head = text[0];
	const size_t more = head < 0x80 ? 0 : head >= 0xC2 && head < 0xE0 ? 1 : head >= 0xE0 && head < 0xF0 ? 2 : head >= 0xF0 && head < 0xF5 ? 3 : 4;
	*bytes = 1;
	if (more == 0)
		return head;
	if (more == 4 || more >= size)
		return CR_NOT_UTF8;
	uint32_t c = head & (0x3Fu >> more);
	for (size_t i = 1; i <= more; i++) {
		if ((text[i] & 0xC0) != 0x80)
			return CR_NOT_UTF8;
		c = c << 6 | (text[i] & 0x3Fu);
	}
	if (c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		return CR_NOT_UTF8;
	*bytes = more + 1;
	return c;
}

size_t unicode_put(unsigned char out[4], uint32_t c)
{
	const size_t more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const unsigned char head[] = { 0, 0xC0, 0xE0, 0xF0 };
	for (size_t i = more; i > 0; i--, c >>= 6)
		out[i] = (unsigned char)(0x80 | (c & 0x3F));
	out[0] = (unsigned char)(head[more] | c);
	return more + 1;
}

int unicode_kind(uint32_t c)
{
	size_t low = 0, high = sizeof unicode_kinds / sizeof *unicode_kinds;
	while (low < high) {
		const size_t mid = low + (high - low) / 2;
		if (c > unicode_kinds[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	return low < sizeof unicode_kinds / sizeof *unicode_kinds && c >= unicode_kinds[low].first ? unicode_kinds[low].kind : 0;
}

/* A syllable of Hangul is two or three letters: the Unicode Standard, section 3.12. */
static uint32_t hangul(uint32_t c, uint32_t out[3])
{
	const uint32_t index = c - 0xAC00;
	out[0] = 0x1100 + index / 588;
	out[1] = 0x1161 + index % 588 / 28;
	out[2] = 0x11A7 + index % 28;
	return index % 28 ? 3 : 2;
}

uint32_t unicode_plain_of(uint32_t c, uint32_t out[3])
{
	if (c >= 0xAC00 && c <= 0xD7A3)
		return hangul(c, out);
	if (c >= 0x300 && unicode_kind(c) == CR_MARK)
		return 0;
	size_t low = 0, high = sizeof unicode_plain / sizeof *unicode_plain;
	while (low < high) {
		const size_t mid = low + (high - low) / 2;
		if (c > unicode_plain[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	out[0] = c;
	if (low < sizeof unicode_plain / sizeof *unicode_plain && unicode_plain[low].first <= c &&
	    (c - unicode_plain[low].first) % unicode_plain[low].step == 0) {
		out[0] = (uint32_t)((int64_t)c + unicode_plain[low].by);
		return 1;
	}
	for (low = 0, high = sizeof unicode_several / sizeof *unicode_several; low < high;) {
		const size_t mid = low + (high - low) / 2;
		if (c > unicode_several[mid].from)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == sizeof unicode_several / sizeof *unicode_several || unicode_several[low].from != c)
		return 1;
	for (uint32_t k = 0; k < unicode_several[low].count; k++)
		out[k] = unicode_several[low].to[k];
	return unicode_several[low].count;
}
