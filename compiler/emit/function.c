/* function.c - an entry point: places in the workspace, and its kernels called in order. */
#include "outline.h"

#include <string.h>

/* ---- arguments -------------------------------------------------------------------------------------------------- */

static bool takes_params(const Entry *e)
{
	return e->kind != FUNC_STATE_INIT && e->kind != FUNC_TRAIN_INIT;
}

static void add_struct(const Unit *u, Strings *out, Use use, const char *type, const char *name)
{
	vec_push(u->arena, *out, arena_printf(u->arena, "%s%s_%s *%s", use == USE_WRITE ? "" : "const ", u->p, type, name));
}

/* "const float x[490]"; with a bounded extent "const float *x" */
static const char *array_argument(const Unit *u, const Type *t, const char *name, bool constant)
{
	const char *first = constant ? "const " : "";
	for (uint32_t d = 0; d < t->rank; d++)
		if (t->dim[d].sym)
			return arena_printf(u->arena, "%s%s *%s", first, c_type(t->dtype), name);
	return arena_printf(u->arena, "%s%s %s[%lld]", first, c_type(t->dtype), name, (long long)type_elements(t));
}

void entry_arguments(const Unit *u, const Entry *e, bool outputs, Strings *out)
{
	const Function *f = e->f;
	if (takes_params(e))
		add_struct(u, out, e->params, "params", "params");
	if (e->state)
		add_struct(u, out, e->state, "state", "state");
	for (size_t i = 0; i < u->groups.n; i++) {
		const char *name = arena_printf(u->arena, "%s_state", u->groups.at[i].name);
		if (e->groups[i])
			add_struct(u, out, e->groups[i], name, name);
	}
	if (e->workspace)
		vec_push(u->arena, *out, arena_printf(u->arena, "%s *workspace", e->workspace));
	for (uint32_t i = 0; i < e->syms; i++)
		vec_push(u->arena, *out, arena_printf(u->arena, "size_t %s", e->sym_name[i]));
	for (size_t i = 0; i < f->inputs.n; i++)
		vec_push(u->arena, *out, f->inputs.at[i].seed ? arena_printf(u->arena, "uint64_t %s", e->input[i])
		                                              : array_argument(u, &f->inputs.at[i].type, e->input[i], true));
	for (size_t i = 0; outputs && i < f->outputs.n; i++)
		vec_push(u->arena, *out, array_argument(u, &f->outputs.at[i].type, e->output[i], false));
}

void entry_forward(const Unit *u, const Entry *e, bool outputs, Strings *out)
{
	if (takes_params(e))
		vec_push(u->arena, *out, "params");
	if (e->state)
		vec_push(u->arena, *out, "state");
	for (size_t i = 0; i < u->groups.n; i++)
		if (e->groups[i])
			vec_push(u->arena, *out, arena_printf(u->arena, "%s_state", u->groups.at[i].name));
	if (e->workspace)
		vec_push(u->arena, *out, "workspace");
	for (uint32_t i = 0; i < e->syms; i++)
		vec_push(u->arena, *out, e->sym_name[i]);
	for (size_t i = 0; i < e->f->inputs.n; i++)
		vec_push(u->arena, *out, e->input[i]);
	for (size_t i = 0; outputs && i < e->f->outputs.n; i++)
		vec_push(u->arena, *out, e->output[i]);
}

const char *join_arguments(Arena *a, const Strings *s)
{
	Text t = text_new(a);
	for (size_t i = 0; i < s->n; i++)
		text_add(&t, "%s%s", i ? ", " : "", s->at[i]);
	return text_str(&t);
}

const char *entry_result(const Entry *e)
{
	return e->metrics || e->syms ? "cr_status" : "void";
}

/* ---- constants ---------------------------------------------------------------------------------------------------- */

/* { 0.5f, 1.0f, ... } */
void elements_print(CWriter *w, Arena *a, DType d, const void *data, int64_t n, const char *head, const char *tail)
{
	Strings items = {0};
	Arena scratch = {0};
	(void)a;
	for (int64_t i = 0; i < n; i++)
		vec_push(&scratch, items, c_constant(&scratch, d, dtype_bits(d, data, i)));
	c_list(w, head, items.at, items.n, tail);
	arena_free(&scratch);
}

static const char *constant_name(Unit *u, CWriter *w, const Buffer *b)
{
	uint64_t hash = hash_bytes(b->data, (size_t)b->elements * dtype_size(b->dtype), (uint64_t)b->dtype);
	const char *key = arena_printf(u->arena, "%016llx %lld", (unsigned long long)hash, (long long)b->elements);
	const char *name = map_get(&u->constants, key);
	if (name)
		return name;
	name = scope_name(&u->file_names, b->name && b->name[0] ? arena_printf(u->arena, "%s_const", b->name) : "constant");
	c_comment(w, "%s", type_text(u->model, &b->type));
	elements_print(w, u->arena, b->dtype, b->data, b->elements,
	               arena_printf(u->arena, "static const %s %s[%lld] = { ", c_type(b->dtype), name, (long long)b->elements), " };");
	c_blank(w);
	map_put(&u->constants, key, arena_strdup(u->arena, name));
	return name;
}

/* ---- calls -------------------------------------------------------------------------------------------------------- */

static const char *place_term(Unit *u, const Entry *e, const PlaceTerm *t)
{
	const char *v;
	if (t->loop) {
		v = e->loop[t->loop->id];
	} else {
		v = extent_times(u, e, t->extent);
		if (u->model->symbols.at[t->extent.sym - 1].kind == SYMBOL_BLOCKS)
			v = arena_printf(u->arena, "(%s)", v);
	}
	if (t->parity)
		v = t->shift % 2 ? arena_printf(u->arena, "(%s + 1) %% 2", v) : arena_printf(u->arena, "%s %% 2", v);
	return t->coef == 1 && !t->parity ? v : t->coef == 1 ? arena_printf(u->arena, "(%s)", v) :
	       arena_printf(u->arena, t->parity ? "(%s) * %lld" : "%s * %lld", v, (long long)t->coef);
}

static bool is_counts(const Entry *e, size_t output)
{
	return e->counts && output == e->f->outputs.n - 1;
}

const char *buffer_text(Unit *u, const Entry *e, const Buffer *b, const char *const *constants)
{
	const char *owner;
	if (e->place && b->kind != BUF_VIEW)
		return e->place[b->id];
	switch (b->kind) {
	case BUF_VIEW: {
		Text t = text_new(u->arena);
		int64_t constant = 0;
		const Buffer *root = buffer_root(b);
		for (const Buffer *v = b; v->kind == BUF_VIEW; v = v->of)
			constant += v->at.constant;
		if (root->kind == BUF_TEMP && !e->place) {
			constant += root->offset;
			text_add(&t, "%s", c_memory(root->dtype));
		} else {
			text_add(&t, "%s", buffer_text(u, e, root, constants));
		}
		if (constant)
			text_add(&t, " + %lld", (long long)constant);
		for (const Buffer *v = b; v->kind == BUF_VIEW; v = v->of)
			for (uint32_t i = 0; i < v->at.n; i++)
				text_add(&t, " + %s", place_term(u, e, &v->at.term[i]));
		return text_str(&t);
	}
	case BUF_INPUT:
		return e->f->inputs.at[b->index].seed ? arena_printf(u->arena, "%s_words", e->input[b->index]) : e->input[b->index];
	case BUF_OUTPUT:
		if (is_counts(e, b->index))
			return "workspace->counts";
		return e->pieces ? arena_printf(u->arena, "report + %u", (unsigned)b->index) : e->output[b->index];
	case BUF_SLOT: {
		const Field *f = unit_field(u, u->model->slots.at[b->index], &owner);
		return arena_printf(u->arena, "%s->%s", owner, f->name);
	}
	case BUF_CONST:
		return constants[b->id];
	case BUF_TEMP: {
		const char *memory = c_memory(b->dtype);
		return b->offset ? arena_printf(u->arena, "%s + %lld", memory, (long long)b->offset) : memory;
	}
	}
	BUG("emitter: no buffer kind %d", (int)b->kind);
}

static void print_call(Unit *u, CWriter *w, const Entry *e, const Call *call, const char *const *constants)
{
	const PrintedKernel *k = map_get(&u->kernels, call->kernel->key);
	Strings args = {0};
	for (uint32_t i = 0; i < k->n; i++)
		vec_push(u->arena, args, buffer_text(u, e, call->arg[k->order[i]], constants));
	for (uint32_t i = 0; i < k->syms; i++)
		vec_push(u->arena, args, entry_sym(u, e, k->sym[i]));
	for (uint32_t i = 0; i < k->numbers; i++)
		vec_push(u->arena, args, k->number[i]);
	c_list(w, arena_printf(u->arena, "%s(", k->name), args.at, args.n, ");");
}

static void print_loop(Unit *u, CWriter *w, Entry *e, const Loop *l, const char *const *constants)
{
	if (!e->loop)
		e->loop = NEW_ARRAY(u->arena, const char *, e->p->loops + 1);
	const char *t = e->loop[l->id] = scope_name(&e->scope, "t");
	const char *n = extent_times(u, e, l->length);
	if (l->reverse)
		c_open(w, "for (size_t %s = %s; %s-- > 0;)", t, n, t);
	else if (l->go)
		c_open(w, "for (size_t %s = 0; %s < %s && *(%s) != 0; %s++)", t, t, n, buffer_text(u, e, l->go, constants), t);
	else
		c_open(w, "for (size_t %s = 0; %s < %s; %s++)", t, t, n, t);
	turn_begins(u, e, l);
	if (l->position)
		c_line(w, "*(%s) = (int32_t)%s;", buffer_text(u, e, l->position, constants), t);
}

void print_step(Unit *u, CWriter *w, Entry *e, const Call *call, const char *const *constants)
{
	switch (call->kind) {
	case STEP_CALL:
		print_call(u, w, e, call, constants);
		return;
	case STEP_LOOP:
		print_loop(u, w, e, call->loop, constants);
		return;
	case STEP_IF:
		c_open(w, "if (*(%s) != 0)", buffer_text(u, e, call->arg[0], constants));
		return;
	case STEP_ELSE:
		c_close(w);
		c_open(w, "else");
		return;
	case STEP_END:
		c_close(w);
		return;
	}
	BUG("emitter: no step %d", (int)call->kind);
}


/* Steps from .. to - 1, loops and blocks that are functions as calls. */
static void print_steps(Unit *u, CWriter *w, Entry *e, size_t from, size_t to, const char *const *constants)
{
	for (size_t c = from, next; c < to; c = next) {
		const Repeat *r = repeat_at(e, c);
		if (r) {
			repeat_print(u, w, e, r, constants);
			next = c + r->calls * r->times;
		} else if (loop_call(u, w, e, c, constants)) {
			next = step_behind(e->p, c);
		} else {
			print_step(u, w, e, &e->p->calls.at[c], constants);
			next = c + 1;
		}
	}
}

static void note_includes(Unit *u, const Block *b)
{
	for (const Stmt *s = b->first; s; s = s->next) {
		note_includes(u, &s->body);
		note_includes(u, &s->other);
		u->uses_tile |= s->kind == S_PACK;
		if (s->kind == S_REDUCE)
			note_includes(u, &s->reduce->body);
		if (s->kind == S_CONTRACT) {
			u->uses_tile = true;
			u->uses_blas |= s->contract->cblas;
			note_includes(u, &s->contract->epilogue);
		}
	}
}

/* Kernels that are printed nowhere yet, and the constants the calls need. */
static const char **print_kernels(Unit *u, CWriter *w, Entry *e)
{
	uint32_t ids = 0;
	for (size_t i = 0; i < e->p->buffers.n; i++)
		if (e->p->buffers.at[i]->id >= ids)
			ids = e->p->buffers.at[i]->id + 1;
	const char **constants = NEW_ARRAY(u->arena, const char *, ids + 1);
	for (size_t c = 0; c < e->p->calls.n; c++) {
		const Call *call = &e->p->calls.at[c];
		for (uint32_t i = 0; i < call->n; i++) {
			const Buffer *b = buffer_root(call->arg[i]);
			if (b->kind == BUF_CONST)
				constants[b->id] = constant_name(u, w, b);
		}
		if (call->kind != STEP_CALL)
			continue;
		PrintedKernel *k = map_get(&u->kernels, call->kernel->key);
		if (!k) {
			note_includes(u, &call->kernel->body);
			k = sizes_print(u, w, call->kernel, e->f);
			map_put(&u->kernels, call->kernel->key, k);
		}
		/* a frame, its saved registers, and the small runtime function it calls */
		if (k->stack + 768 > e->stack)
			e->stack = k->stack + 768;
	}
	return constants;
}

static void print_comment(const Unit *u, CWriter *w, const Entry *e)
{
	Text t = text_new(u->arena);
	const Function *f = e->f;
	text_add(&t, "%s:", f->name);
	for (size_t i = 0; i < f->inputs.n; i++)
		text_add(&t, "%s %s %s", i ? "," : "", e->input[i], f->inputs.at[i].seed ? "seed" : type_text(u->model, &f->inputs.at[i].type));
	text_add(&t, "%s", f->outputs.n ? " ->" : "");
	for (size_t i = 0; i < f->outputs.n; i++)
		text_add(&t, "%s %s %s", i ? "," : "", e->output[i], type_text(u->model, &f->outputs.at[i].type));
	for (size_t i = 0; i < f->sets.n && i < 1; i++)
		text_add(&t, "; sets %zu tensor%s", f->sets.n, f->sets.n > 1 ? "s" : "");
	c_comment(w, "%s", text_str(&t));
}

/* Pointers to the arrays of the workspace, or the arrays themselves. */
static void print_memory(const Unit *u, CWriter *w, Entry *e)
{
	bool used[DT_BOOL + 1] = { false };
	for (size_t c = 0; c < e->p->calls.n; c++)
		for (uint32_t i = 0; i < e->p->calls.at[c].n; i++)
			if (buffer_root(e->p->calls.at[c].arg[i])->kind == BUF_TEMP)
				used[e->p->calls.at[c].arg[i]->dtype] = true;
	bool any = false;
	for (int d = DT_F32; d <= DT_BOOL; d++) {
		const char *type = c_type((DType)d), *memory = c_memory((DType)d);
		if (!used[d])
			continue;
		any = true;
		if (e->workspace) {
			c_line(w, "%s *const %s = workspace->%s;", type, memory, memory);
		} else {
			c_line(w, "%s %s[%lld];", type, memory, (long long)e->p->workspace[d]);
			e->stack += (size_t)e->p->workspace[d] * dtype_size((DType)d);
		}
	}
	if (e->workspace && !any)
		c_line(w, "(void)workspace;");
	(void)u;
}

static bool calls_use(const Unit *u, const Entry *e, SlotKind a, SlotKind b, const Group *g)
{
	for (size_t c = 0; c < e->p->calls.n; c++)
		for (uint32_t i = 0; i < e->p->calls.at[c].n; i++) {
			const Buffer *buffer = buffer_root(e->p->calls.at[c].arg[i]);
			if (buffer->kind != BUF_SLOT)
				continue;
			const Slot *slot = u->model->slots.at[buffer->index];
			if ((slot->kind == a || slot->kind == b) && (!g || unit_group(u, slot->group) == g))
				return true;
		}
	return false;
}

static bool calls_read_port(const Entry *e, BufferKind kind, uint32_t index)
{
	for (size_t c = 0; c < e->p->calls.n; c++)
		for (uint32_t i = 0; i < e->p->calls.at[c].n; i++) {
			const Buffer *b = buffer_root(e->p->calls.at[c].arg[i]);
			if (b->kind == kind && b->index == index)
				return true;
		}
	return false;
}

/* (void) for arguments that the model's signature has and its kernels do not need. */
static void print_unused(const Unit *u, CWriter *w, const Entry *e)
{
	if (takes_params(e) && !calls_use(u, e, SLOT_PARAM, SLOT_BUFFER, NULL))
		c_line(w, "(void)params;");
	if (e->state && !calls_use(u, e, SLOT_STATE, SLOT_STATE, NULL))
		c_line(w, "(void)state;");
	for (size_t i = 0; i < u->groups.n; i++)
		if (e->groups[i] && !calls_use(u, e, SLOT_TRAIN, SLOT_TRAIN, &u->groups.at[i]))
			c_line(w, "(void)%s_state;", u->groups.at[i].name);
	for (size_t i = 0; i < e->f->inputs.n; i++)
		if (!calls_read_port(e, BUF_INPUT, (uint32_t)i))
			c_line(w, "(void)%s;", e->input[i]);
}

static void print_ports(Unit *u, CWriter *w, const Entry *e)
{
	const Function *f = e->f;
	for (size_t i = 0; i < f->inputs.n; i++)
		if (f->inputs.at[i].seed && calls_read_port(e, BUF_INPUT, (uint32_t)i))
			c_line(w, "const uint32_t %s_words[4] = { (uint32_t)%s, (uint32_t)(%s >> 32), 0, 0 };", e->input[i],
			       e->input[i], e->input[i]);
	for (size_t i = 0; e->metrics && i < f->outputs.n; i++) {
		const Type *t = &f->outputs.at[i].type;
		if (is_counts(e, i))
			continue;
		if (t->dtype != DT_F32 || type_elements(t) != 1)
			BUG("emitter: output %s of %s is not a number", f->outputs.at[i].name, f->name);
		if (!e->pieces)
			c_line(w, "float %s[1] = { 0.0f };", e->output[i]);
	}
	(void)u;
}

/* "loss[0]"; of a step "report[0]" */
static const char *output_value(const Unit *u, const Entry *e, size_t i)
{
	return e->pieces ? arena_printf(u->arena, "report[%zu]", i) : arena_printf(u->arena, "%s[0]", e->output[i]);
}

static const char *output_named(const Unit *u, const Entry *e, const char *name)
{
	for (size_t i = 0; i < e->f->outputs.n; i++)
		if (strcmp(e->f->outputs.at[i].name, name) == 0)
			return output_value(u, e, i);
	return NULL;
}

/* Outputs to sums: pairs of value and weight for the loss and each metric, then what the update reports. */
static void print_sums(const Unit *u, CWriter *w, const Entry *e)
{
	const Group *g = unit_group(u, e->f->group);
	const char *c;
	if (!g || !g->train)
		BUG("emitter: %s belongs to no training", e->f->name);
	size_t pairs = e->kind == FUNC_TRAIN_FLUSH ? 0 : g->train->metrics.n + 1;
	if (e->f->outputs.n < 2 * pairs)
		BUG("emitter: %s has %zu outputs; %zu metrics expected", e->f->name, e->f->outputs.n, pairs);
	for (size_t i = 0; i < pairs; i++) {
		c_line(w, "sums->value[%zu] = %s;", i, output_value(u, e, 2 * i));
		c_line(w, "sums->weight[%zu] = %s;", i, output_value(u, e, 2 * i + 1));
	}
	if ((c = output_named(u, e, "learning_rate")))
		c_line(w, "sums->learning_rate = %s;", c);
	if ((c = output_named(u, e, "gradient_norm")))
		c_line(w, "sums->gradient_norm = %s;", c);
	if ((c = output_named(u, e, "finite")))
		c_line(w, "return %s != 0.0f ? CR_OK : CR_ERR_NONFINITE;", c);
	else
		c_line(w, "return CR_OK;");
}

static void print_extent_checks(const Unit *u, CWriter *w, const Entry *e)
{
	for (uint32_t i = 0; i < e->syms; i++) {
		c_line(w, "if (%s < 1 || %s > %lld)", e->sym_name[i], e->sym_name[i],
		       (long long)u->model->symbols.at[e->sym[i] - 1].max);
		c_line(w, "\treturn CR_ERR_ARGUMENT;");
	}
}

/* ---- a training step ------------------------------------------------------------------------------------------------ */

static bool writes_slot(const Call *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (buffer_root(call->arg[i])->kind == BUF_SLOT && (call_access(call, i) & ACCESS_WRITE))
			return true;
	return false;
}

static bool any_writes_slot(const Program *p, size_t from, size_t to)
{
	for (; from < to; from++)
		if (writes_slot(&p->calls.at[from]))
			return true;
	return false;
}

static bool kernels_take(const Unit *u, const Entry *e, uint32_t sym)
{
	for (size_t c = 0; c < e->p->calls.n; c++) {
		const Call *call = &e->p->calls.at[c];
		if (call->kind == STEP_LOOP && call->loop->length.sym && symbol_given(u->model, call->loop->length.sym) == sym)
			return true;
		if (call->kind != STEP_CALL)
			continue;
		const PrintedKernel *k = map_get(&u->kernels, call->kernel->key);
		for (uint32_t i = 0; i < k->syms; i++)
			if (symbol_given(u->model, k->sym[i]) == sym)
				return true;
	}
	return false;
}

void case_label(CWriter *w, const char *label)
{
	w->depth--;
	c_line(w, "%s", label);
	w->depth++;
}

size_t step_last_piece(const Program *p)
{
	size_t last = 0;
	while (last < p->calls.n && !any_writes_slot(p, last, step_behind(p, last)))
		last = step_behind(p, last);
	return last;
}

/* A case for each kernel, loop, branch or row of blocks; from the first one that changes what lives on, all in the last. In blocks, the
 * upper bits of `piece` count steps. */
static void print_pieces(Unit *u, CWriter *w, Entry *e, const char *const *constants)
{
	const unsigned cases = (1u << (32 - PIECE_BITS)) - 1;
	size_t calls = e->p->calls.n, last = step_last_piece(e->p), number = 0;
	bool blocks = e->repeats.n && e->repeats.at[0].pieces;
	c_loop(w, "for (; budget > 0; budget--)");
	if (blocks)
		c_line(w, "uint32_t steps = 1, step = piece >> %d;", 32 - PIECE_BITS);
	if (blocks)
		c_open(w, "switch (piece & 0x%xu)", cases);
	else
		c_open(w, "switch (piece++)");
	for (size_t c = 0, next; c < last; c = next) {
		const Repeat *r = repeat_at(e, c);
		next = r ? c + r->calls * r->times : step_behind(e->p, c);
		if (r) {
			number = repeat_pieces(u, w, e, r, number, constants);
			continue;
		}
		case_label(w, arena_printf(u->arena, "case %zu:", ++number));
		print_steps(u, w, e, c, next, constants);
		c_line(w, "break;");
	}
	if (number >= cases)
		BUG("emitter: %s has %zu pieces", e->f->name, number);
	case_label(w, "default:");
	print_steps(u, w, e, last, calls, constants);
	c_line(w, "return 0;");
	c_close(w);
	if (blocks)
		c_line(w, "piece = step + 1 < steps ? piece + 0x%xu : (piece & 0x%xu) + 1;", cases + 1, cases);
	c_close(w);
	c_line(w, "return piece;");
}

/* The kernels, in a function that a step in pieces shares; what they report; the step itself. */
static void step_print(Unit *u, CWriter *w, Entry *e, const char *const *constants)
{
	Strings args = {0}, names = {0};
	entry_arguments(u, e, false, &args);
	entry_forward(u, e, false, &names);
	Strings kernel_args = {0};
	for (size_t i = 0; i < args.n; i++)
		vec_push(u->arena, kernel_args, args.at[i]);
	vec_push(u->arena, kernel_args, "float *report");
	vec_push(u->arena, kernel_args, "uint32_t piece");
	vec_push(u->arena, kernel_args, "uint32_t budget");
	c_comment(w, "At most budget kernels, from number piece on: the number of the next, 0 after the last. Those from the first that "
	             "changes more than the workspace on are one piece.");
	c_list(w, arena_printf(u->arena, "static uint32_t %s(", e->pieces), kernel_args.at, kernel_args.n, ")");
	c_line(w, "{");
	w->depth++;
	print_memory(u, w, e);
	print_unused(u, w, e);
	for (uint32_t i = 0; i < e->syms; i++)
		if (!kernels_take(u, e, e->sym[i]))
			c_line(w, "(void)%s;", e->sym_name[i]);
	print_pieces(u, w, e, constants);
	c_close(w);
	c_blank(w);
	c_begin(w, "static cr_status %s(const float *report, cr_train_sums *sums)", e->report);
	print_ports(u, w, e);
	print_sums(u, w, e);
	c_close(w);
	c_blank(w);

	const Group *g = unit_group(u, e->f->group);
	vec_push(u->arena, args, "cr_train_sums *sums");
	vec_push(u->arena, names, "report");
	vec_push(u->arena, names, "1");
	vec_push(u->arena, names, "UINT32_MAX");
	c_list(w, arena_printf(u->arena, "static cr_status %s(", e->name), args.at, args.n, ")");
	c_line(w, "{");
	w->depth++;
	c_line(w, "float report[%zu] = { 0.0f };", e->f->outputs.n);
	print_extent_checks(u, w, e);
	ranges_print(u, w, e);
	c_line(w, "%s_state->%s = 0;  /* a step in pieces that was under way is given up */", g->name, g->piece);
	c_list(w, arena_printf(u->arena, "%s(", e->pieces), names.at, names.n, ");");
	c_line(w, "return %s(report, sums);", e->report);
	c_close(w);
	c_blank(w);
	e->stack += 512;
}

void entry_print(Unit *u, CWriter *w, Entry *e)
{
	Strings args = {0};
	const char **constants = print_kernels(u, w, e);
	loops_define(u, w, e);
	blocks_define(u, w, e);
	e->stack += e->loop_stack;
	bool internal = e->metrics || e->kind == FUNC_TRAIN_INIT || e->kind == FUNC_FINISH;
	print_comment(u, w, e);
	if (e->pieces) {
		step_print(u, w, e, constants);
		return;
	}
	entry_arguments(u, e, !e->metrics, &args);
	if (e->metrics)
		vec_push(u->arena, args, "cr_train_sums *sums");
	if (args.n == 0)
		vec_push(u->arena, args, "void");
	c_list(w, arena_printf(u->arena, "%s%s %s(", internal ? "static " : "", entry_result(e), e->name), args.at, args.n, ")");
	c_line(w, "{");
	w->depth++;
	print_ports(u, w, e);
	print_memory(u, w, e);
	print_unused(u, w, e);
	print_extent_checks(u, w, e);
	if (e->metrics || e->syms)
		ranges_print(u, w, e);
	print_steps(u, w, e, 0, e->p->calls.n, constants);
	if (e->metrics)
		print_sums(u, w, e);
	else if (e->syms)
		c_line(w, "return CR_OK;");
	c_close(w);
	c_blank(w);
	e->stack += 256;
}
