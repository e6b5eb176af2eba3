/* driver.h - runs entry points of an emitted model on buffers that come from another program: one generated driver.c a model
 * includes it, after the tables it reads.
 *
 *     driver IN OUT
 *
 * IN is a list of commands, OUT their results (32-bit numbers, little-endian host layout):
 *     1 entry extents[8] count { size width bytes }..   call; result: status, the bytes of every buffer
 *     2 field bytes                                     into a member of params (row-major, by NAME_set), state or a training state
 *     3 field                                           result: its bytes
 *
 * Every buffer is exactly as large as it is said to be, aligned to its elements and no better, and between bytes that must
 * not change. Workspaces hold garbage before each call. A program without sanitizers finds writes outside by those bytes. */
#ifndef CRESCENT_TESTS_DRIVER_H
#define CRESCENT_TESTS_DRIVER_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int32_t entry_fn(void *const *at, const size_t *n, void *workspace);
typedef struct entry { entry_fn *call; size_t workspace; } entry;
typedef struct field { char **owner; size_t at, size; int tensor; } field;      /* tensor: of NAME_tensors, or -1 */
typedef void poke_fn(uint32_t tensor, const void *from);
typedef void peek_fn(uint32_t tensor, void *to);

enum { CALL = 1, POKE, PEEK, EXTENTS = 8, BUFFERS = 64, GUARD = 64, CANARY = 0x5a, GARBAGE = 0xff };

static FILE *in, *out;

static void die(const char *what)
{
	fprintf(stderr, "driver: %s\n", what);
	exit(3);
}

static void take(void *to, size_t size)
{
	if (size && fread(to, 1, size, in) != size)
		die("the commands end early");
}

static void give(const void *from, size_t size)
{
	if (size && fwrite(from, 1, size, out) != size)
		die("cannot write the results");
}

static uint32_t take_u32(void)
{
	uint32_t v;
	take(&v, sizeof v);
	return v;
}

/* A block whose bytes at `front` on are guarded behind as well, unless the sanitizer does that. */
typedef struct block { unsigned char *base, *at; size_t front, size; } block;

#if defined(__SANITIZE_ADDRESS__)
#define BEHIND 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BEHIND 0
#endif
#endif
#ifndef BEHIND
#define BEHIND GUARD
#endif

static block block_new(size_t size, size_t width, int fill)
{
	block b = { .front = GUARD + width, .size = size };
	b.base = malloc(b.front + size + BEHIND);
	if (!b.base)
		die("no memory");
	memset(b.base, CANARY, b.front + size + BEHIND);
	b.at = b.base + b.front;
	memset(b.at, fill, size);
	return b;
}

static void block_check(const block *b)
{
	for (size_t i = 0; i < b->front; i++)
		if (b->base[i] != CANARY)
			die("a byte before a buffer was written");
	const size_t behind = BEHIND;
	for (size_t i = 0; i < behind; i++)
		if (b->at[b->size + i] != CANARY)
			die("a byte behind a buffer was written");
}

static void run_call(const entry *table, size_t entries)
{
	static block buffer[BUFFERS];
	void *at[BUFFERS] = { 0 };
	size_t extent[EXTENTS];
	const uint32_t number = take_u32();
	if (number >= entries)
		die("no such entry");
	for (size_t i = 0; i < EXTENTS; i++)
		extent[i] = take_u32();
	const uint32_t count = take_u32();
	if (count > BUFFERS)
		die("too many buffers");
	for (uint32_t i = 0; i < count; i++) {
		const uint32_t size = take_u32(), width = take_u32();
		buffer[i] = block_new(size, width, 0);
		take(buffer[i].at, size);
		at[i] = buffer[i].at;
	}
	block workspace = block_new(table[number].workspace, 8, GARBAGE);
	const int32_t status = table[number].call(at, extent, workspace.at);
	block_check(&workspace);
	free(workspace.base);
	give(&status, sizeof status);
	for (uint32_t i = 0; i < count; i++) {
		block_check(&buffer[i]);
		give(buffer[i].at, buffer[i].size);
		free(buffer[i].base);
	}
	fflush(out);
}

/* poke, peek: NULL where the model has no parameters */
static int drive(int argc, char **argv, const entry *table, size_t entries, const field *fields, size_t count, poke_fn *poke,
                 peek_fn *peek)
{
	uint32_t command;
	if (argc != 3 || !(in = fopen(argv[1], "rb")) || !(out = fopen(argv[2], "wb")))
		die("driver IN OUT");
	while (fread(&command, sizeof command, 1, in) == 1) {
		if (command == CALL) {
			run_call(table, entries);
			continue;
		}
		const uint32_t number = take_u32();
		if (number >= count)
			die("no such field");
		const field *f = &fields[number];
		if (f->tensor < 0 && command == POKE)
			take(*f->owner + f->at, f->size);
		else if (f->tensor < 0)
			give(*f->owner + f->at, f->size);
		if (f->tensor < 0)
			continue;
		block b = block_new(f->size, 8, 0);
		if (command == POKE) {
			take(b.at, b.size);
			poke((uint32_t)f->tensor, b.at);
		} else {
			peek((uint32_t)f->tensor, b.at);
			give(b.at, b.size);
		}
		block_check(&b);
		free(b.base);
	}
	return fclose(out) == 0 ? 0 : 3;
}

#endif
