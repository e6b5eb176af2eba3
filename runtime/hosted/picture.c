/* picture.c - a grey image as text, two rows of pixels a line, since a character is about twice as
 * high as wide. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hosted.h"

static int is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = getenv(names[i]);
		if (value && *value)       /* the first that is set decides, as in POSIX */
			return strstr(value, "UTF-8") || strstr(value, "utf8") || strstr(value, "utf-8");
	}
	return 0;
}

int cr_picture_style(FILE *out)
{
	const char *term = getenv("TERM"), *plain = getenv("NO_COLOR");
	if (!is_utf8())
		return CR_PICTURE_ASCII;
	if ((plain && *plain) || !term || strcmp(term, "dumb") == 0 || !isatty(fileno(out)))
		return CR_PICTURE_SHADES;
	return CR_PICTURE_GREY;
}

/* Brightness 0 to 1 of a pixel; outside of the image, and NaN, it is dark. */
static float brightness(const void *pixels, uint8_t type, uint32_t height, uint32_t width, uint32_t y, uint32_t x, float black,
                        float white)
{
	size_t at = (size_t)y * width + x;
	if (y >= height)
		return 0;
	float value = type == CR_F32 ? (((const float *)pixels)[at] - black) / (white - black) :
	              (float)((const unsigned char *)pixels)[at] / 255.0f;
	if (!(value > 0))
		return 0;
	return value > 1 ? 1 : value;
}

void cr_picture(FILE *out, const void *pixels, uint8_t type, uint32_t height, uint32_t width, float black, float white,
                int style, const char *indent)
{
	static const char *const ascii[] = { " ", ".", ":", "-", "=", "+", "*", "#", "%", "@" };
	static const char *const shades[] = { " ", "\xe2\x96\x91", "\xe2\x96\x92", "\xe2\x96\x93", "\xe2\x96\x88" };
	for (uint32_t y = 0; y < height; y += 2) {
		fputs(indent ? indent : "", out);
		for (uint32_t x = 0; x < width; x++) {
			float upper = brightness(pixels, type, height, width, y, x, black, white);
			float lower = brightness(pixels, type, height, width, y + 1, x, black, white);
			float both = (upper + lower) / 2;
			if (style == CR_PICTURE_GREY)      /* 232 .. 255: the grey ramp of 256 colours */
				fprintf(out, "\x1b[38;5;%dm\x1b[48;5;%dm\xe2\x96\x80", 232 + (int)(upper * 23), 232 + (int)(lower * 23));
			else
				fputs(style == CR_PICTURE_SHADES ? shades[(int)(both * 4.999f)] : ascii[(int)(both * 9.999f)], out);
		}
		fputs(style == CR_PICTURE_GREY ? "\x1b[0m\n" : "\n", out);
	}
}
