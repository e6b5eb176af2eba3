/* tailcall.c - keeps the user's frames on the stack.
 *
 * Lua makes `return nn.dense(64)(x)` a tail call: the frame is gone when the layer reports an error or makes a node, and
 * with it the line. A user's chunk is therefore dumped once, its OP_TAILCALLs are made OP_CALLs, and loaded again. Lua
 * always puts an OP_RETURN of all results behind an OP_TAILCALL, so the meaning stays (but for the depth of endless tail
 * recursion). The format is that of Lua 5.4's ldump.c; anything unexpected leaves the chunk as it is. */
#include "binding.h"

#include <string.h>

enum { OP_CALL_54 = 68, OP_TAILCALL_54 = 69, OP_RETURN_54 = 70, HEADER = 4 + 1 + 1 + 6 + 3 + 8 + 8 + 1 };

typedef struct Chunk { unsigned char *at, *end; bool good; } Chunk;

static unsigned take_byte(Chunk *c)
{
	if (c->at >= c->end) {
		c->good = false;
		return 0;
	}
	return *c->at++;
}

/* Seven bits a byte, most significant first; the last byte has its high bit set. */
static size_t take_size(Chunk *c)
{
	size_t v = 0;
	unsigned b = 0;
	do {
		b = take_byte(c);
		v = v << 7 | (b & 0x7f);
	} while (c->good && !(b & 0x80));
	return v;
}

static void skip(Chunk *c, size_t n)
{
	if (n > (size_t)(c->end - c->at))
		c->good = false;
	else
		c->at += n;
}

static void skip_string(Chunk *c)
{
	size_t n = take_size(c);
	if (n)
		skip(c, n - 1);
}

static uint32_t read_word(const unsigned char *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof v);
	return v;
}

static void patch_code(Chunk *c)
{
	size_t n = take_size(c);
	unsigned char *code = c->at;
	if (n > (size_t)(c->end - c->at) / 4) {
		c->good = false;
		return;
	}
	skip(c, n * 4);
	for (size_t i = 0; i + 1 < n; i++) {
		uint32_t v = read_word(code + 4 * i), next = read_word(code + 4 * i + 4);
		if ((v & 0x7f) != OP_TAILCALL_54 || (next & 0x7f) != OP_RETURN_54)
			continue;
		v = (v & 0x00ff7f80u) | OP_CALL_54;      /* A and B stay; C = 0: all results; k = 0 */
		memcpy(code + 4 * i, &v, sizeof v);
	}
}

static void skip_constants(Chunk *c)
{
	for (size_t n = take_size(c); c->good && n > 0; n--)
		switch (take_byte(c)) {
		case 0x00: case 0x01: case 0x11: break;      /* nil, false, true */
		case 0x03: case 0x13: skip(c, 8); break;     /* integer, float */
		case 0x04: case 0x14: skip_string(c); break;
		default: c->good = false;
		}
}

static void skip_debug(Chunk *c)
{
	skip(c, take_size(c));                           /* line of each instruction */
	for (size_t n = take_size(c); c->good && n > 0; n--) {
		take_size(c);
		take_size(c);
	}
	for (size_t n = take_size(c); c->good && n > 0; n--) {
		skip_string(c);
		take_size(c);
		take_size(c);
	}
	for (size_t n = take_size(c); c->good && n > 0; n--)
		skip_string(c);
}

/* Lua's parser nests at most 200 functions deep. */
static void patch_function(Chunk *c)
{
	skip_string(c);
	take_size(c);
	take_size(c);
	skip(c, 3);                                      /* parameters, varargs, stack */
	patch_code(c);
	skip_constants(c);
	skip(c, 3 * take_size(c));                       /* upvalues */
	for (size_t n = take_size(c); c->good && n > 0; n--)
		patch_function(c);
	skip_debug(c);
}

static int append(lua_State *L, const void *bytes, size_t size, void *user)
{
	(void)L;
	text_bytes(user, bytes, size);
	return 0;
}

void keep_frames(lua_State *L, const char *chunk)
{
	Text dump = text_new(&script_of(L)->cc->arena);
	if (lua_dump(L, append, &dump, 0) != 0 || dump.n < HEADER || (unsigned char)dump.s[4] != 0x54 || dump.s[5] != 0)
		return;
	Chunk c = { (unsigned char *)dump.s + HEADER, (unsigned char *)dump.s + dump.n, true };
	patch_function(&c);
	if (!c.good || c.at != c.end)
		return;
	if (luaL_loadbufferx(L, dump.s, dump.n, chunk, "b") == LUA_OK)
		lua_remove(L, -2);
	else
		lua_pop(L, 1);
}
