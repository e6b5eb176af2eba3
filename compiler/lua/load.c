/* load.c - cr.load: arrays of .npy and .safetensors files as constants.
 *
 * Both formats are read defensively: every length is checked against the file's before it is used. i64, f16, bf16 and
 * f64 are converted (i64 must fit i32); everything becomes f32, i32, u32, u8, i8, i16, u16 or bool. Floats must be finite. */
#include "binding.h"

#include <math.h>
#include <string.h>

/* An array in a file, row-major. */
typedef struct Stored {
	char kind;               /* f float, h bfloat16, i signed, u unsigned, b bool */
	int width;               /* bytes an element */
	bool big;                /* their order */
	uint32_t rank;
	int64_t dim[MAX_RANK];
	int64_t count;
	const unsigned char *bytes;
} Stored;

typedef struct Reader { lua_State *L; const char *path; const char *at, *end; } Reader;

NORETURN static void bad(const Reader *r, const char *what)
{
	fail(r->L, "load: \"%s\"; %s", r->path, what);
}

static void skip_space(Reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r'))
		r->at++;
}

static bool take_char(Reader *r, char c)
{
	skip_space(r);
	if (r->at >= r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static int64_t take_integer(Reader *r)
{
	skip_space(r);
	int64_t v = 0;
	const char *from = r->at;
	for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
		if (v > (INT64_MAX - 9) / 10)
			bad(r, "a number in the header is too large");
		v = v * 10 + (*r->at - '0');
	}
	if (r->at == from)
		bad(r, "a number expected in the header");
	return v;
}

/* Extents up to the closing character; sizes are checked so that products cannot overflow. */
static void take_shape(Reader *r, Stored *a, char open, char close)
{
	if (!take_char(r, open))
		bad(r, "a shape expected in the header");
	a->count = 1;
	while (!take_char(r, close)) {
		if (a->rank == MAX_RANK)
			bad(r, "more than 8 axes");
		int64_t n = take_integer(r);
		if (open == '(')
			take_char(r, 'L');     /* Python 2's long */
		a->dim[a->rank++] = n;
		if (n > MAX_ELEMENTS || (n && a->count > MAX_ELEMENTS / n))
			bad(r, "more than 2^36 elements");
		a->count *= n;
		take_char(r, ',');
	}
}

/* ---- .npy ---------------------------------------------------------------------------------------------------- */

static void npy_type(Reader *r, const char *descr, Stored *a)
{
	a->big = *descr == '>';
	if (*descr && strchr("<|=>", *descr))
		descr++;
	a->kind = *descr;
	a->width = descr[0] && descr[1] >= '1' && descr[1] <= '8' && !descr[2] ? descr[1] - '0' : 0;
	if (!*descr || !strchr("fiub", a->kind) || !a->width)
		bad(r, "numbers or booleans expected; found another type of elements");
}

/* A Python string without escapes, in either quotes. */
static void npy_string(Reader *r, char *out, size_t size)
{
	size_t n = 0;
	char quote = take_char(r, '\'') ? '\'' : take_char(r, '"') ? '"' : 0;
	while (quote && r->at < r->end && *r->at != quote && n + 1 < size)
		out[n++] = *r->at++;
	out[n] = 0;
	if (!quote || r->at >= r->end || *r->at++ != quote)
		bad(r, "a short string expected in the header");
}

static void npy_entry(Reader *r, const char *key, Stored *a)
{
	char text[8];
	if (strcmp(key, "descr") == 0) {
		skip_space(r);
		if (r->at < r->end && *r->at == '[')
			bad(r, "a simple type of elements expected");
		npy_string(r, text, sizeof text);
		npy_type(r, text, a);
	} else if (strcmp(key, "fortran_order") == 0) {
		size_t left = (skip_space(r), (size_t)(r->end - r->at));
		if (left >= 4 && memcmp(r->at, "True", 4) == 0)
			bad(r, "rows first expected; found Fortran's order; save numpy.ascontiguousarray(x)");
		if (left < 5 || memcmp(r->at, "False", 5) != 0)
			bad(r, "fortran_order True or False expected");
		r->at += 5;
	} else {
		take_shape(r, a, '(', ')');
	}
}

/* {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }: a Python literal, spaced as its writer liked, keys in any order */
static void npy_dictionary(Reader *r, Stored *a)
{
	static const char *const keys[] = { "descr", "fortran_order", "shape" };
	unsigned have = 0;
	char key[16];
	if (!take_char(r, '{'))
		bad(r, "a header with descr, fortran_order and shape expected");
	while (!take_char(r, '}')) {
		unsigned k = 0;
		npy_string(r, key, sizeof key);
		while (k < 3 && strcmp(key, keys[k]) != 0)
			k++;
		if (k == 3 || have & 1u << k || !take_char(r, ':'))
			break;
		have |= 1u << k;
		npy_entry(r, key, a);
		take_char(r, ',');
	}
	if (have != 7)
		bad(r, "a header with descr, fortran_order and shape expected");
}

static Stored read_npy(Reader *r, size_t size)
{
	const unsigned char *b = (const unsigned char *)r->at;
	Stored a = { 0 };
	if (size < 12 || memcmp(b, "\x93NUMPY", 6) != 0 || b[6] < 1 || b[6] > 3)
		bad(r, "it is not an .npy file");
	size_t wide = b[6] == 1 ? 2 : 4, length = 0;
	for (size_t i = wide; i-- > 0;)
		length = length << 8 | b[8 + i];
	if (length > size - 8 - wide)
		bad(r, "truncated: the header is longer than the file");
	const char *data = r->at + 8 + wide + length;
	r->at += 8 + wide;
	r->end = data;
	npy_dictionary(r, &a);
	size_t left = size - (8 + wide + length);
	if ((uint64_t)a.count > left / (size_t)a.width)
		bad(r, "truncated: fewer elements than its shape says");
	a.bytes = (const unsigned char *)data;
	return a;
}

/* ---- .safetensors ----------------------------------------------------------------------------------------------- */

static void st_type(Reader *r, const char *name, Stored *a)
{
	static const struct { const char *name; char kind; int width; } types[] = {
		{ "F64", 'f', 8 }, { "F32", 'f', 4 }, { "F16", 'f', 2 }, { "BF16", 'h', 2 }, { "I64", 'i', 8 }, { "I32", 'i', 4 }, { "I16", 'i', 2 },
		{ "I8", 'i', 1 }, { "U32", 'u', 4 }, { "U16", 'u', 2 }, { "U8", 'u', 1 }, { "BOOL", 'b', 1 },
	};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].name, name) == 0) {
			a->kind = types[i].kind;
			a->width = types[i].width;
			return;
		}
	bad(r, "an unknown type of elements");
}

/* A JSON string; escapes are kept as they are except \" and \\ (names of tensors need no others). */
static const char *take_text(Reader *r)
{
	if (!take_char(r, '"'))
		bad(r, "a string expected in the header");
	Text t = text_new(&script_of(r->L)->cc->arena);
	while (r->at < r->end && *r->at != '"') {
		if (*r->at == '\\' && r->at + 1 < r->end)
			r->at++;
		text_char(&t, *r->at++);
	}
	if (!take_char(r, '"'))
		bad(r, "truncated: a string in the header has no end");
	return text_str(&t);
}

/* A value of no interest: strings, numbers, nested objects and lists. */
static void skip_value(Reader *r)
{
	int depth = 0;
	do {
		skip_space(r);
		if (r->at >= r->end)
			bad(r, "truncated: the header ends early");
		if (*r->at == '"') {
			take_text(r);
			continue;
		}
		depth += *r->at == '{' || *r->at == '[';
		depth -= *r->at == '}' || *r->at == ']';
		r->at++;
	} while (depth > 0 || (r->at < r->end && *r->at != ',' && *r->at != '}' && *r->at != ']'));
}

static Stored st_entry(Reader *r, const char *data, size_t left)
{
	Stored a = { 0 };
	int64_t from = -1, to = -1;
	if (!take_char(r, '{'))
		bad(r, "an object a tensor expected in the header");
	while (!take_char(r, '}')) {
		const char *key = take_text(r);
		if (!take_char(r, ':'))
			bad(r, "':' expected in the header");
		if (strcmp(key, "dtype") == 0) {
			st_type(r, take_text(r), &a);
		} else if (strcmp(key, "shape") == 0) {
			take_shape(r, &a, '[', ']');
		} else if (strcmp(key, "data_offsets") == 0) {
			if (!take_char(r, '['))
				bad(r, "two offsets expected");
			from = take_integer(r);
			take_char(r, ',');
			to = take_integer(r);
			if (!take_char(r, ']'))
				bad(r, "two offsets expected");
		} else {
			skip_value(r);
		}
		take_char(r, ',');
	}
	if (!a.width || from < 0 || to < from || (uint64_t)to > left)
		bad(r, "offsets outside the file");
	if (to - from != a.count * a.width)
		bad(r, "offsets that do not fit the shape");
	a.bytes = (const unsigned char *)data + from;
	return a;
}

static Stored read_safetensors(Reader *r, size_t size, const char *wanted)
{
	uint64_t length = 0;
	for (size_t i = 8; size >= 8 && i-- > 0;)
		length = length << 8 | (unsigned char)r->at[i];
	if (size < 8 || length > size - 8)
		bad(r, "truncated, or not a .safetensors file: the header is longer than the file");
	const char *data = r->at + 8 + length;
	size_t left = size - 8 - (size_t)length;
	r->at += 8;
	r->end = data;
	Stored found = { 0 };
	VEC(const char *) names = { 0 };
	if (!take_char(r, '{'))
		bad(r, "a JSON header expected");
	while (!take_char(r, '}')) {
		const char *name = take_text(r);
		if (!take_char(r, ':'))
			bad(r, "':' expected in the header");
		if (strcmp(name, "__metadata__") == 0) {
			skip_value(r);
		} else {
			Stored a = st_entry(r, data, left);
			vec_push(&script_of(r->L)->cc->arena, names, name);
			if (!wanted || strcmp(name, wanted) == 0)
				found = a;
		}
		take_char(r, ',');
	}
	if (!wanted && names.n != 1)
		fail(r->L, "load: \"%s\" holds %zu tensors; the name of one expected as second argument", r->path, names.n);
	if (!found.width) {
		const char *near = nearest_name(wanted ? wanted : "", names.at, names.n);
		fail(r->L, "load: \"%s\" has no tensor \"%s\"%s%s%s", r->path, wanted ? wanted : "", near ? "; did you mean \"" : "",
		     near ? near : "", near ? "\"?" : "");
	}
	return found;
}

/* ---- conversion ---------------------------------------------------------------------------------------------------- */

static uint64_t stored_bits(const Stored *a, int64_t element)
{
	const unsigned char *b = a->bytes + element * a->width;
	uint64_t v = 0;
	for (int i = 0; i < a->width; i++)
		v = v << 8 | b[a->big ? i : a->width - 1 - i];
	return v;
}

static float half_value(uint32_t h)
{
	uint32_t sign = h >> 15, exponent = h >> 10 & 31, fraction = h & 1023;
	float v = exponent == 31 ? (fraction ? NAN : INFINITY)
	          : exponent ? ldexpf((float)(fraction + 1024), (int)exponent - 25) : ldexpf((float)fraction, -24);
	return sign ? -v : v;
}

static float float_value(const Stored *a, int64_t i)
{
	uint64_t bits = stored_bits(a, i);
	if (a->width == 8) {
		double d;
		memcpy(&d, &bits, sizeof d);
		return (float)d;
	}
	if (a->kind == 'f' && a->width == 2)
		return half_value((uint32_t)bits);
	uint32_t word = a->kind == 'h' ? (uint32_t)bits << 16 : (uint32_t)bits;
	float f;
	memcpy(&f, &word, sizeof f);
	return f;
}

static DType stored_dtype(const Reader *r, const Stored *a)
{
	if (a->kind == 'f' || a->kind == 'h') {
		if (a->width != 2 && a->width != 4 && a->width != 8)
			bad(r, "floats of 2, 4 or 8 bytes expected");
		return DT_F32;
	}
	if (a->kind == 'b' && a->width == 1)
		return DT_BOOL;
	bool is_signed = a->kind == 'i';
	switch (a->width) {
	case 1: return is_signed ? DT_I8 : DT_U8;
	case 2: return is_signed ? DT_I16 : DT_U16;
	case 4: return is_signed ? DT_I32 : DT_U32;
	case 8: return DT_I32;
	default: bad(r, "integers of 1, 2, 4 or 8 bytes expected");
	}
}

static void *converted(const Reader *r, const Stored *a, DType d)
{
	size_t size = dtype_size(d);
	char *out = arena_array(&script_of(r->L)->cc->arena, (size_t)a->count + 1, size);
	for (int64_t i = 0; i < a->count; i++) {
		char *to = out + (size_t)i * size;
		if (d == DT_F32) {
			float f = float_value(a, i);
			if (!isfinite(f))
				fail(r->L, "load: \"%s\"; finite numbers expected; element %lld is %s", r->path, (long long)i, f != f ? "NaN" : "infinite");
			memcpy(to, &f, sizeof f);
			continue;
		}
		uint64_t bits = stored_bits(a, i);
		if (a->width == 8 && (a->kind == 'u' ? bits > INT32_MAX : (int64_t)bits > INT32_MAX || (int64_t)bits < INT32_MIN))
			fail(r->L, "load: \"%s\"; 64-bit integers that fit i32 expected; element %lld does not", r->path, (long long)i);
		if (d == DT_BOOL)
			bits = bits != 0;
		uint32_t u32 = (uint32_t)bits;
		uint16_t u16 = (uint16_t)bits;
		uint8_t u8 = (uint8_t)bits;
		memcpy(to, size == 4 ? (const void *)&u32 : size == 2 ? (const void *)&u16 : (const void *)&u8, size);
	}
	return out;
}

typedef struct Loaded { Type type; const void *data; Node *made; } Loaded;

static void do_loaded(Script *s, void *p)
{
	Loaded *l = p;
	l->made = node_constant(s->trace->graph, &l->type, l->data);
}

static bool ends_with(const char *s, const char *tail)
{
	size_t n = strlen(s), k = strlen(tail);
	return n >= k && strcmp(s + n - k, tail) == 0;
}

/* load(name, key|nil) -> constant */
static int core_load(lua_State *L)
{
	Script *s = script_of(L);
	const char *name = check_string(L, 1, "load: a file's name"), *key = lua_isnoneornil(L, 2) ? NULL : check_string(L, 2, "load: a tensor's name");
	if (!ends_with(name, ".npy") && !ends_with(name, ".safetensors"))
		return fail(L, "load: a name that ends in .npy or .safetensors expected; found \"%s\"", name);
	const char *path = beside_model(L, name), *reason;
	size_t size;
	char *bytes = read_file(s, path, &size, &reason);
	if (!bytes)
		return fail(L, "load: cannot read %s; %s", path, reason);
	Reader r = { L, name, bytes, bytes + size };
	Stored a = ends_with(name, ".npy") ? read_npy(&r, size) : read_safetensors(&r, size, key);
	Loaded l = { .type = { .dtype = stored_dtype(&r, &a), .rank = a.rank } };
	for (uint32_t i = 0; i < a.rank; i++)
		l.type.dim[i] = dim_const(a.dim[i]);
	l.data = converted(&r, &a, l.type.dtype);
	guarded(L, do_loaded, &l);
	push_node(L, l.made);
	return 1;
}

/* blob(hash, type): the bytes of a dump's constant, HASH.bin beside the script */
static int core_blob(lua_State *L)
{
	Script *s = script_of(L);
	const char *hash = check_string(L, 1, "blob: a hash");
	Loaded l = { .type = check_type(L, 2, "blob")->type };
	const char *path = beside_model(L, arena_printf(&s->cc->arena, "%s.bin", hash)), *reason;
	size_t size, wanted = (size_t)type_elements(&l.type) * dtype_size(l.type.dtype);
	char *bytes = read_file(s, path, &size, &reason);
	if (!bytes)
		return fail(L, "blob: cannot read %s; %s", path, reason);
	if (size != wanted)
		return fail(L, "blob: %s; %zu bytes for %s expected; found %zu", path, wanted, type_text(s->model, &l.type), size);
	l.data = bytes;
	guarded(L, do_loaded, &l);
	push_node(L, l.made);
	return 1;
}

void load_open(lua_State *L, int core)
{
	lua_pushcfunction(L, core_blob);
	lua_setfield(L, core, "blob");
	lua_pushcfunction(L, core_load);
	lua_setfield(L, core, "load");
}
