/* rig.c - a model emitted, compiled with a driver, and run on values. */
#include "rig.h"

#include "../../compiler/emit/print.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { UNTOUCHED = 0xa5, EXTENTS = 8 };      /* outputs hold UNTOUCHED bytes before a call */

Rig rig_new(Arena *a, const Model *m, Program *const *programs, const char *dir)
{
	return (Rig){ .arena = a, .m = m, .programs = programs, .dir = dir, .commands = text_new(a), .why = text_new(a) };
}

/* ---- the driver's tables ------------------------------------------------------------------------------------ */

static bool is_metric(const Function *f)
{
	return f->kind == FUNC_TRAIN_STEP || f->kind == FUNC_TRAIN_FLUSH || f->kind == FUNC_EVALUATE;
}

static const Train *train_of(const Rig *r, const Function *f)
{
	for (size_t i = 0; i < r->m->trains.n; i++)
		if (strcmp(r->m->trains.at[i]->name, f->group) == 0)
			return r->m->trains.at[i];
	BUG("no m:train for %s", f->name);
}

size_t rig_metrics(const Rig *r, const Function *f)
{
	return is_metric(f) ? train_of(r, f)->metrics.n + 3 : 0;      /* loss, metrics, gradient_norm, weight */
}

static bool touches(const Function *f, SlotKind kind)
{
	return (f->reads | f->writes) >> kind & 1;
}

/* "FUNCTION(params, state, ..., n[0], at[0], at[1])" */
static void call_text(const Rig *r, const Function *f, Text *t)
{
	const char *p = r->m->name, *between = "";
	bool seen[EXTENTS] = { false };
	text_add(t, "%s_%s(", p, f->name);
	if (f->kind != FUNC_STATE_INIT && f->kind != FUNC_TRAIN_INIT) {
		text_add(t, "params");
		between = ", ";
	}
	if (touches(f, SLOT_STATE)) {
		text_add(t, "%sstate", between);
		between = ", ";
	}
	if (f->group || touches(f, SLOT_TRAIN))
		if (f->kind != FUNC_EVALUATE || touches(f, SLOT_TRAIN)) {
			text_add(t, "%s%s_state", between, f->group ? f->group : "train");
			between = ", ";
		}
	if (f->kind != FUNC_STATE_INIT && f->kind != FUNC_TRAIN_INIT && f->kind != FUNC_AVERAGE)
		text_add(t, "%sworkspace", between);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < (pass ? f->outputs.n : f->inputs.n); i++) {
			const Type *type = pass ? &f->outputs.at[i].type : &f->inputs.at[i].type;
			for (uint32_t d = 0; d < type->rank; d++) {
				const uint32_t sym = type->dim[d].sym;
				if (sym && !seen[sym - 1])
					text_add(t, ", n[%u]", (unsigned)sym - 1);
				if (sym)
					seen[sym - 1] = true;
			}
		}
	size_t at = 0;
	for (size_t i = 0; i < f->inputs.n; i++)
		text_add(t, f->inputs.at[i].seed ? ", *(const uint64_t *)at[%zu]" : ", at[%zu]", at + i);
	at += f->inputs.n;
	for (size_t i = 0; !is_metric(f) && i < f->outputs.n; i++)
		text_add(t, ", at[%zu]", at + i);
	if (is_metric(f))
		text_add(t, ", at[%zu]", at);
	text_add(t, ")");
}

static bool returns_status(const Function *f)
{
	bool bounded = is_metric(f);
	for (size_t i = 0; i < f->inputs.n; i++)
		bounded |= type_is_bounded(&f->inputs.at[i].type);
	for (size_t i = 0; i < f->outputs.n; i++)
		bounded |= type_is_bounded(&f->outputs.at[i].type);
	return bounded;
}

static bool has_workspace(const Function *f)
{
	return f->kind == FUNC_USER || f->kind == FUNC_INIT || f->kind == FUNC_LOOP_STEP || is_metric(f);
}

static const char *workspace_of(const Rig *r, const Function *f)
{
	return arena_printf(r->arena, "%s_%s_workspace", r->m->name, is_metric(f) ? f->group : f->name);
}

static const char *struct_of(const Slot *s)
{
	return s->kind == SLOT_STATE ? "state" : s->kind == SLOT_TRAIN ? "train_state" : "params";
}

static bool has_slot(const Rig *r, const char *owner)
{
	for (size_t i = 0; i < r->m->slots.n; i++)
		if (strcmp(struct_of(r->m->slots.at[i]), owner) == 0)
			return true;
	return false;
}

static const char *driver_text(const Rig *r)
{
	Text t = text_new(r->arena);
	static const char *const owners[] = { "params", "state", "train_state" };
	const char *p = r->m->name;
	text_add(&t, "#include \"%s.h\"\n#include \"driver.h\"\n\n", p);
	bool have[3];
	for (int i = 0; i < 3; i++) {
		have[i] = i == 0 || has_slot(r, owners[i]) || (i == 2 && r->m->trains.n);
		if (have[i])
			text_add(&t, "static %s_%s *%s;\n", p, owners[i], owners[i]);
	}
	for (size_t i = 0; i < r->m->functions.n; i++) {
		const Function *f = r->m->functions.at[i];
		const char *space = has_workspace(f) ? workspace_of(r, f) : NULL;
		text_add(&t, "static int32_t call_%zu(void *const *at, const size_t *n, void *place)\n{\n\t", i);
		if (space)
			text_add(&t, "%s *workspace = place;\n\t", space);
		text_add(&t, "(void)at, (void)n, (void)place;\n\t%s", returns_status(f) ? "return " : "");
		call_text(r, f, &t);
		text_add(&t, ";\n%s}\n", returns_status(f) ? "" : "\treturn 0;\n");
	}
	text_add(&t, "static const entry entries[] = {\n");
	for (size_t i = 0; i < r->m->functions.n; i++) {
		const Function *f = r->m->functions.at[i];
		text_add(&t, has_workspace(f) ? "\t{ call_%zu, sizeof(%s) },\n" : "\t{ call_%zu, 1 },\n", i, workspace_of(r, f));
	}
	int tensors = 0;
	text_add(&t, "};\nstatic const field fields[] = {\n");
	for (size_t i = 0; i < r->m->slots.n; i++) {
		const Slot *s = r->m->slots.at[i];
		const char *owner = struct_of(s), *name = name_identifier(r->arena, s->name);
		text_add(&t, "\t{ (char **)&%s, offsetof(%s_%s, %s), sizeof %s->%s, %d },\n", owner, p, owner, name, owner, name,
		         s->kind == SLOT_PARAM || s->kind == SLOT_BUFFER ? tensors++ : -1);
	}
	text_add(&t, "\t{ (char **)&params, 0, 0, -1 }\n};\n\n");
	if (tensors) {
		text_add(&t, "static void poke(uint32_t tensor, const void *from) { %s_set(params, tensor, from); }\n", p);
		text_add(&t, "static void peek(uint32_t tensor, void *to) { %s_get(params, tensor, to); }\n\n", p);
	}
	text_add(&t, "int main(int argc, char **argv)\n{\n");
	for (int i = 0; i < 3; i++)
		if (have[i])
			text_add(&t, "\t%s = calloc(1, sizeof *%s);\n", owners[i], owners[i]);
	text_add(&t, "\treturn drive(argc, argv, entries, sizeof entries / sizeof *entries, fields, sizeof fields / sizeof *fields - 1, %s);\n}\n",
	         tensors ? "poke, peek" : "NULL, NULL");
	return text_str(&t);
}

/* ---- building ------------------------------------------------------------------------------------------------- */

/* What a command printed, at most a few screens of it, goes to why. False if it failed. */
static bool shell(Rig *r, const char *command)
{
	FILE *f = popen(arena_printf(r->arena, "%s 2>&1", command), "r");
	char line[1024];
	int lines = 0;
	if (!f)
		return false;
	while (fgets(line, sizeof line, f))
		if (lines++ < 60)
			text_add(&r->why, "  %s", line);
	const int status = pclose(f);
	if (status)
		text_add(&r->why, "  (status %d) %s\n", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), command);
	return status == 0;
}

bool rig_build(Rig *r, const EmitOptions *o, const char *compile)
{
	Emission e = { .arena = r->arena };
	emit_model(r->m, r->programs, r->m->functions.n, o, &e);
	const char *driver = driver_text(r), *why = "", *p = r->m->name;
	vec_push(r->arena, e.files, ((EmittedFile){ "driver.c", driver, strlen(driver) }));
	if (!emission_write(&e, r->dir, r->arena, &why)) {
		text_add(&r->why, "%s", why);
		return false;
	}
	return shell(r, arena_printf(r->arena, "%s -Iruntime -Itests/emitted -I%s %s/%s.c %s/driver.c -o %s/driver -lm", compile, r->dir,
	                             r->dir, p, r->dir, r->dir));
}

/* ---- values as bytes -------------------------------------------------------------------------------------------- */

/* Where element i (row-major over the actual extents) lies in memory, whose strides are those of the greatest extents. */
static int64_t place(const Value *v, int64_t i)
{
	int64_t at = 0, stride = 1;
	for (uint32_t d = v->type.rank; d-- > 0;) {
		at += i % v->dim[d] * stride;
		i /= v->dim[d];
		stride *= v->type.dim[d].size;
	}
	return at;
}

static size_t bytes_of(const Value *v)
{
	return (size_t)(v->count ? place(v, v->count - 1) + 1 : 0) * dtype_size(v->type.dtype);
}

static void put(unsigned char *to, DType d, double x)
{
	const float real = (float)x;
	const int64_t whole = d == DT_F32 ? 0 : (int64_t)x;
	memcpy(to, d == DT_F32 ? (const void *)&real : (const void *)&whole, dtype_size(d));
}

static double get(const unsigned char *from, DType d)
{
	float f; int32_t i; uint32_t u; int16_t s; uint16_t t;
	switch (d) {
	case DT_F32: memcpy(&f, from, 4); return (double)f;
	case DT_I32: memcpy(&i, from, 4); return i;
	case DT_U32: memcpy(&u, from, 4); return u;
	case DT_I16: memcpy(&s, from, 2); return s;
	case DT_U16: memcpy(&t, from, 2); return t;
	case DT_I8: return *(const signed char *)from;
	case DT_U8: case DT_BOOL: return *from;
	}
	BUG("no such type: %d", (int)d);
}

/* The bytes of a buffer that holds v; elements beyond the extents are `fill`. */
static unsigned char *encode(const Rig *r, const Value *v, bool seed, int fill, size_t *size)
{
	const size_t width = dtype_size(v->type.dtype);
	*size = bytes_of(v);
	unsigned char *bytes = arena_alloc(r->arena, *size + 8);
	memset(bytes, fill, *size);
	for (int64_t i = 0; v->at && i < v->count; i++)
		put(bytes + (size_t)place(v, i) * width, v->type.dtype, v->at[i]);
	if (seed)
		*size = 8;                       /* a uint64_t: the first two words */
	return bytes;
}

/* ---- commands ------------------------------------------------------------------------------------------------------ */

static void add_u32(Rig *r, size_t v)
{
	const uint32_t word = (uint32_t)v;
	text_bytes(&r->commands, (const char *)&word, sizeof word);
}

static void add_buffer(Rig *r, const unsigned char *bytes, size_t size, size_t width)
{
	add_u32(r, size);
	add_u32(r, width);
	text_bytes(&r->commands, (const char *)bytes, size);
}

static Value output_shape(const Rig *r, const Function *f, size_t i, const int64_t *extent)
{
	if (!is_metric(f))
		return value_new(r->arena, r->m, &f->outputs.at[i].type, extent);
	const Type t = type_make(DT_F32, 1, (Dim[]){ dim_const((int64_t)rig_metrics(r, f)) });
	return value_new(r->arena, r->m, &t, NULL);
}

static size_t output_count(const Function *f) { return is_metric(f) ? 1 : f->outputs.n; }

static size_t function_index(const Rig *r, const Function *f)
{
	for (size_t i = 0; i < r->m->functions.n; i++)
		if (r->m->functions.at[i] == f)
			return i;
	BUG("%s is no function of the model", f->name);
}

void rig_call(Rig *r, const Function *f, const int64_t *extent, const Value *inputs)
{
	size_t size;
	add_u32(r, 1);
	add_u32(r, function_index(r, f));
	for (size_t i = 0; i < EXTENTS; i++)
		add_u32(r, extent && i < r->m->symbols.n ? (size_t)extent[i] : 0);
	add_u32(r, f->inputs.n + output_count(f));
	for (size_t i = 0; i < f->inputs.n; i++) {
		const unsigned char *bytes = encode(r, &inputs[i], f->inputs.at[i].seed, 0x7f, &size);
		add_buffer(r, bytes, size, f->inputs.at[i].seed ? 8 : dtype_size(inputs[i].type.dtype));
	}
	for (size_t i = 0; i < output_count(f); i++) {
		Value v = output_shape(r, f, i, extent);
		v.at = NULL;
		const unsigned char *bytes = encode(r, &v, false, UNTOUCHED, &size);
		add_buffer(r, bytes, size, dtype_size(v.type.dtype));
	}
}

void rig_poke(Rig *r, const Slot *slot, const Value *v)
{
	size_t size;
	const unsigned char *bytes = encode(r, v, false, 0, &size);
	add_u32(r, 2);
	add_u32(r, slot->index);
	text_bytes(&r->commands, (const char *)bytes, size);
}

void rig_peek(Rig *r, const Slot *slot)
{
	add_u32(r, 3);
	add_u32(r, slot->index);
}

/* ---- results -------------------------------------------------------------------------------------------------------- */

bool rig_run(Rig *r)
{
	const char *in = arena_printf(r->arena, "%s/commands", r->dir), *out = arena_printf(r->arena, "%s/results", r->dir);
	FILE *f = fopen(in, "wb");
	if (!f || fwrite(r->commands.s, 1, r->commands.n, f) != r->commands.n || fclose(f) != 0)
		BUG("cannot write %s", in);
	const bool good = shell(r, arena_printf(r->arena, "ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 timeout 120 %s/driver %s %s", r->dir, in, out));
	f = fopen(out, "rb");
	if (!f)
		return false;
	fseek(f, 0, SEEK_END);
	r->size = (size_t)ftell(f);
	rewind(f);
	unsigned char *bytes = arena_alloc(r->arena, r->size + 1);
	if (fread(bytes, 1, r->size, f) != r->size)
		BUG("cannot read %s", out);
	fclose(f);
	r->results = bytes;
	return good;
}

bool rig_ended(const Rig *r) { return r->at >= r->size; }

/* The next `size` bytes, or NULL at the end. */
static const unsigned char *next(Rig *r, size_t size)
{
	if (size > r->size - r->at) {
		r->at = r->size;
		text_add(&r->why, "no result");
		return NULL;
	}
	r->at += size;
	return r->results + r->at - size;
}

/* An output's elements; those beyond the extents must be as they were. */
static bool decode(Rig *r, const char *name, const unsigned char *bytes, size_t size, Value *v)
{
	const size_t width = dtype_size(v->type.dtype);
	bool *inside = NEW_ARRAY(r->arena, bool, size + 1), good = true;
	for (int64_t i = 0; i < v->count; i++) {
		const size_t at = (size_t)place(v, i) * width;
		v->at[i] = get(bytes + at, v->type.dtype);
		if (v->type.dtype == DT_BOOL && v->at[i] > 1) {
			text_add(&r->why, "%s[%lld] is %d; 0 or 1 expected", name, (long long)i, (int)v->at[i]);
			good = false;
		}
		for (size_t b = 0; b < width; b++)
			inside[at + b] = true;
	}
	for (size_t b = 0; b < size && good; b++)
		if (!inside[b] && bytes[b] != UNTOUCHED) {
			text_add(&r->why, "%s: byte %zu, beyond the extents, was written", name, b);
			good = false;
		}
	return good;
}

bool rig_called(Rig *r, const Function *f, const int64_t *extent, const Value *inputs, Value *outputs)
{
	int32_t status;
	bool good = true;
	const unsigned char *at = next(r, sizeof status);
	if (!at)
		return false;
	memcpy(&status, at, sizeof status);
	if (status) {
		text_add(&r->why, "the status is %d", (int)status);
		good = false;
	}
	for (size_t i = 0; i < f->inputs.n; i++) {
		size_t size;
		const unsigned char *bytes = encode(r, &inputs[i], f->inputs.at[i].seed, 0x7f, &size);
		if (!(at = next(r, size)))
			return false;
		if (memcmp(at, bytes, size) != 0) {
			text_add(&r->why, "input %s was written", f->inputs.at[i].name);
			good = false;
		}
	}
	for (size_t i = 0; i < output_count(f); i++) {
		outputs[i] = output_shape(r, f, i, extent);
		const size_t size = bytes_of(&outputs[i]);
		if (!(at = next(r, size)))
			return false;
		good = decode(r, is_metric(f) ? "metrics" : f->outputs.at[i].name, at, size, &outputs[i]) && good;
	}
	return good;
}

bool rig_peeked(Rig *r, const Slot *slot, Value *v)
{
	*v = value_new(r->arena, r->m, &slot->type, NULL);
	const size_t size = bytes_of(v);
	const unsigned char *at = next(r, size);
	return at && decode(r, slot->name, at, size, v);
}
