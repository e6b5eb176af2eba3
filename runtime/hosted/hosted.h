/* hosted.h - what the files of the hosted library share among themselves. */
#ifndef HOSTED_H
#define HOSTED_H
#include "../cr_safetensors.h"
#include "cr_hosted.h"

#if defined(__GNUC__)
#define HOSTED_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define HOSTED_PRINTF(text, first)
#endif

/* "PATH: text", a long path shortened at its front; returns status. */
cr_status hosted_fail(cr_error *error, cr_status status, const char *path, uint64_t where, const char *format, ...)
	HOSTED_PRINTF(5, 6);

/* Seconds of a clock that only goes forward. */
double hosted_seconds(void);

/* The shortest decimal text that reads back as the same float, with a point in every locale. */
void hosted_float_text(char out[32], float value);

/* elements of a file's type (little-endian bytes) into a new array of the model type nearest to it.
 * from: a type of cr_st_reader.h. */
cr_status hosted_array_from(const char *path, const unsigned char *bytes, uint8_t from, uint32_t rank, const int64_t *shape,
                            cr_array *out, cr_error *error);

/* The product of a shape times width, 0 where it overflows 2^62 or an extent is negative; *bytes. */
int hosted_bytes(uint32_t rank, const int64_t *shape, uint64_t width, uint64_t *bytes);

/* Turns n elements of width bytes round, big-endian to little-endian. */
void hosted_swap(unsigned char *bytes, uint64_t n, uint32_t width);

/* Writes size bytes as the file's new contents through a cr_file_store. */
cr_status hosted_replace(const char *path, const void *bytes, size_t size, cr_error *error);
#endif
