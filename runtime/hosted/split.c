/* split.c - from files to what a training function takes: the inputs of a data set fit the model and
 * each other, and a part of the examples is held out. */
#include <stdlib.h>
#include <string.h>

#include "hosted.h"

cr_status cr_array_fit(cr_array *array, uint8_t type, uint64_t width, const char *path, cr_error *error)
{
	uint64_t found = cr_array_width(array);
	if (!array->rank || !array->shape[0])
		return hosted_fail(error, CR_ERR_DATA, path, 0, "at least one example expected; found none");
	if (found != width)
		return hosted_fail(error, CR_ERR_DATA, path, 0, "examples of %llu elements expected; found %llu",
		                   (unsigned long long)width, (unsigned long long)found);
	return cr_array_convert(array, type, path, error);
}

cr_status cr_arrays_match(const cr_array *arrays, const char *const *paths, uint32_t count, cr_error *error)
{
	for (uint32_t i = 0; i < count; i++) {
		if (!arrays[i].rank)
			return hosted_fail(error, CR_ERR_DATA, paths[i], 0, "an axis of examples expected; found a single number");
		if (arrays[i].shape[0] != arrays[0].shape[0])
			return hosted_fail(error, CR_ERR_DATA, paths[i], 0, "%lld examples expected, as in %.60s; found %lld",
			                   (long long)arrays[0].shape[0], paths[0], (long long)arrays[i].shape[0]);
	}
	return CR_OK;
}

/* Of the values of one example, in all arrays: the same wherever the example stands. */
static uint64_t example_hash(const cr_array *arrays, uint32_t count, uint64_t example)
{
	uint64_t h = 0;
	for (uint32_t i = 0; i < count; i++) {
		size_t bytes = (size_t)cr_array_width(&arrays[i]) * cr_type_size(arrays[i].type);
		h = cr_hash64((const char *)arrays[i].data + (size_t)example * bytes, bytes, h);
	}
	return h;
}

static void mark(const cr_array *arrays, uint32_t count, double share, int how, uint64_t seed, unsigned char *held)
{
	uint64_t n = (uint64_t)arrays[0].shape[0], wanted = (uint64_t)(share * (double)n + 0.5);
	uint64_t below = (uint64_t)(share * 18446744073709549568.0);   /* the largest double below 2^64 */
	for (uint64_t i = 0; i < n; i++) {
		if (how == CR_SPLIT_LAST)
			held[i] = i >= n - wanted;
		else if (how == CR_SPLIT_SHUFFLE)
			held[i] = cr_permute(i, n, seed, 0) < wanted;
		else
			held[i] = example_hash(arrays, count, i) < below;
	}
}

/* The examples whose mark is `side`. */
static cr_status take(const cr_array *from, const unsigned char *held, unsigned char side, cr_array *out, cr_error *error)
{
	uint64_t n = (uint64_t)from->shape[0];
	size_t bytes = (size_t)cr_array_width(from) * cr_type_size(from->type);
	int64_t shape[8] = { 0 };
	memcpy(shape, from->shape, from->rank * sizeof *shape);
	shape[0] = 0;
	for (uint64_t i = 0; i < n; i++)
		shape[0] += held[i] == side;
	cr_status status = cr_array_make(out, from->type, from->rank, shape, "split", error);
	char *to = out->data;
	for (uint64_t i = 0; i < n && status == CR_OK; i++)
		if (held[i] == side) {
			memcpy(to, (const char *)from->data + (size_t)i * bytes, bytes);
			to += bytes;
		}
	return status;
}

cr_status cr_arrays_split(cr_array *arrays, uint32_t count, double share, int how, uint64_t seed, cr_array *held_out,
                          cr_error *error)
{
	cr_status status = CR_OK;
	uint64_t n = count && arrays[0].rank ? (uint64_t)arrays[0].shape[0] : 0, held_count = 0;
	for (uint32_t i = 0; i < count; i++)
		held_out[i] = (cr_array){ .data = NULL };
	if (!n || !(share > 0.0 && share < 1.0))
		return cr_fail(error, CR_ERR_ARGUMENT, -1, 0, "split: examples, and a share between 0 and 1, expected");
	unsigned char *held = malloc((size_t)n);
	if (!held)
		return cr_fail(error, CR_ERR_IO, -1, 0, "split: out of memory");
	mark(arrays, count, share, how, seed, held);
	for (uint64_t i = 0; i < n; i++)
		held_count += held[i];
	if (held_count == 0 || held_count == n)
		status = cr_fail(error, CR_ERR_DATA, -1, 0, "split: too few examples for that share; one side is empty");
	for (uint32_t i = 0; i < count && status == CR_OK; i++)
		status = take(&arrays[i], held, 1, &held_out[i], error);
	for (uint32_t i = 0; i < count && status == CR_OK; i++) {
		cr_array rest;
		if ((status = take(&arrays[i], held, 0, &rest, error)) != CR_OK)
			break;
		cr_array_free(&arrays[i]);
		arrays[i] = rest;
	}
	for (uint32_t i = 0; i < count && status != CR_OK; i++)
		cr_array_free(&held_out[i]);
	free(held);
	return status;
}
