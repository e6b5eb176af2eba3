/* control.c - loops and branches.
 *
 * Where a loop's values lie is decided here, so that the body's kernels read and write them in place:
 *   slices and ys   parts of the stacked tensors, at the position
 *   invariants      the buffers themselves
 *   carries         two halves by parity of the position: one turn reads the half that the turn before wrote. Where a y is a carry's
 *                   value, before or after the turn, the carry lies in the stack of that y, one place longer than the loop.
 *                   In a loop that may stop, one buffer, written at the end of a turn, or by its new value's kernel (alias.c). */
#include "internal.h"

#include <string.h>

typedef struct Frame {
	Lowering *l;
	const Node *node;
	ScanParts s;
	Loop *loop;
	Extent turns;
	Buffer **in, **out;              /* of the body */
	Buffer **result;                 /* by index: what the loop leaves; NULL: nobody reads it */
	VEC(Buffer *) kept;              /* outlives a turn */
} Frame;

/* ---- places --------------------------------------------------------------------------------------------------- */

static Buffer *view_new(Lowering *l, Buffer *of, const Type *t, const char *name, Placement at)
{
	Buffer *b = buffer_new(l, BUF_VIEW, t, name);
	b->of = of;
	b->at = at;
	b->at.term = arena_copy(l->arena, at.term, at.n * sizeof *at.term);
	for (Buffer *root = of; root; root = root->of)
		root->viewed = true;
	return b;
}

static Placement at_constant(int64_t constant)
{
	return (Placement){ constant, 0, NULL };
}

static int64_t room_of(const Type *t)
{
	int64_t n = type_elements(t);
	return n > 0 ? n : 1;
}

/* Element `coef` times the position, plus a constant. */
static Buffer *at_position(Frame *f, Buffer *of, const Type *t, const char *name, int64_t constant)
{
	const PlaceTerm term = { .loop = f->loop, .coef = room_of(t) };
	return view_new(f->l, of, t, name, (Placement){ constant, 1, &term });
}

/* At the end of `turns` elements of t. */
static Buffer *at_length(Frame *f, Buffer *of, const Type *t, const char *name)
{
	if (!f->turns.sym)
		return view_new(f->l, of, t, name, at_constant(f->turns.mul * room_of(t)));
	const PlaceTerm term = { .extent = f->turns, .coef = room_of(t) };
	return view_new(f->l, of, t, name, (Placement){ 0, 1, &term });
}

/* The half of (v + shift) % 2; v is the position, or the length. */
static Buffer *at_parity(Frame *f, Buffer *of, const Type *t, const char *name, const Loop *loop, int64_t shift)
{
	if (!loop && !f->turns.sym)
		return view_new(f->l, of, t, name, at_constant((f->turns.mul + shift) % 2 * room_of(t)));
	const PlaceTerm term = { .loop = loop, .extent = f->turns, .coef = room_of(t), .parity = true, .shift = shift };
	return view_new(f->l, of, t, name, (Placement){ 0, 1, &term });
}

static Buffer *temp_of(Lowering *l, const Type *t, int64_t times, const char *name)
{
	Type stack = type_scalar(t->dtype);
	if (times == 1)
		return buffer_new(l, BUF_TEMP, t, name);
	if (t->rank < MAX_RANK) {
		stack.rank = t->rank + 1;
		memcpy(stack.dim + 1, t->dim, t->rank * sizeof *t->dim);
		stack.dim[0] = dim_const(times);
	} else {
		stack.rank = 1;
		stack.dim[0] = dim_const(times * room_of(t));
	}
	return buffer_new(l, BUF_TEMP, &stack, name);
}

/* to = the operand, before the loop */
static void start(Frame *f, Node *operand, Buffer *to)
{
	Builder b = builder_new(f->l, NULL);
	b.block = &b.kernel->body;
	copy_operand(&b, operand, builder_param(&b, to, ACCESS_WRITE));
	builder_finish(&b, operand);
	b.kernel->ops = "copy";
}

/* ---- carries ------------------------------------------------------------------------------------------------------ */

/* A y whose stack may hold carry k: it is the carry's value after the turn, or before it; -1: none. */
static int64_t stack_of(const Frame *f, uint32_t k)
{
	const Function *body = f->s.f;
	for (uint32_t y = 0; y < f->s.ys; y++) {
		const Node *n = body->outputs.at[f->s.carries + y].node;
		const Buffer *b = f->result[f->s.carries + y];
		if ((n == body->outputs.at[k].node || n == body->inputs.at[1 + k].node) && !f->out[f->s.carries + y] && (!b || b->kind == BUF_TEMP))
			return y;
	}
	return -1;
}

/* The stack has a place for every position and one more: before the first, or behind the last where positions descend. */
static void place_stacked(Frame *f, uint32_t k)
{
	const Port *port = &f->s.f->inputs.at[1 + k];
	const Type *t = &port->type;
	const bool reverse = f->s.reverse;
	const int64_t size = room_of(t);
	Buffer *stack = temp_of(f->l, t, f->loop->max + 1, port->name);
	Buffer *first = view_new(f->l, stack, t, port->name, at_constant(0)), *last = at_length(f, stack, t, port->name);

	vec_push(f->l->arena, f->kept, stack);
	f->in[1 + k] = at_position(f, stack, t, port->name, reverse ? size : 0);
	f->out[k] = at_position(f, stack, t, port->name, reverse ? 0 : size);
	start(f, f->node->in[k], reverse ? last : first);
	f->result[k] = reverse ? first : last;
	for (uint32_t y = f->s.carries; y < f->s.carries + f->s.ys; y++) {
		const Node *n = f->s.f->outputs.at[y].node;
		const bool after = n == f->s.f->outputs.at[k].node, before = n == f->s.f->inputs.at[1 + k].node;
		if (f->out[y] || !(after || before) || (f->result[y] && f->result[y]->kind != BUF_TEMP))
			continue;
		f->out[y] = after ? f->out[k] : f->in[1 + k];
		if (f->result[y])
			f->result[y] = view_new(f->l, stack, &f->result[y]->type, f->result[y]->name, at_constant(after != reverse ? size : 0));
	}
}

static void place_halves(Frame *f, uint32_t k)
{
	const Port *port = &f->s.f->inputs.at[1 + k];
	const Type *t = &port->type;
	Buffer *halves = temp_of(f->l, t, 2, port->name);

	vec_push(f->l->arena, f->kept, halves);
	f->in[1 + k] = at_parity(f, halves, t, port->name, f->loop, 0);
	f->out[k] = at_parity(f, halves, t, port->name, f->loop, 1);
	start(f, f->node->in[k], f->s.reverse ? at_parity(f, halves, t, port->name, NULL, 1) : view_new(f->l, halves, t, port->name, at_constant(0)));
	f->result[k] = f->s.reverse ? view_new(f->l, halves, t, port->name, at_constant(room_of(t))) : at_parity(f, halves, t, port->name, NULL, 0);
}

static void place_single(Frame *f, uint32_t k)
{
	const Port *port = &f->s.f->inputs.at[1 + k];
	Buffer *one = temp_of(f->l, &port->type, 1, port->name);
	vec_push(f->l->arena, f->kept, one);
	f->in[1 + k] = f->result[k] = one;
	f->out[k] = temp_of(f->l, &port->type, 1, arena_printf(f->l->arena, "next_%s", port->name));
	start(f, f->node->in[k], one);
}

static void place_carry(Frame *f, uint32_t k)
{
	if (f->s.stops)
		place_single(f, k);
	else if (stack_of(f, k) >= 0)
		place_stacked(f, k);
	else
		place_halves(f, k);
}

/* ---- inputs and results --------------------------------------------------------------------------------------------- */

/* An operand where it lies, in the form that the body knows it in. */
static Buffer *operand_in_place(Lowering *l, Node *operand, const Port *port)
{
	Node *at = same_memory(l, operand);
	Buffer *b = buffer_of(l, at);
	return shape_equal(&at->type, &port->type) ? b : view_new(l, b, &port->type, port->name, at_constant(0));
}

static void place_slices(Frame *f)
{
	for (uint32_t i = f->s.carries; i < f->node->arity; i++) {
		Node *operand = f->node->in[i];
		const Port *port = &f->s.f->inputs.at[1 + i];
		if (i < f->s.carries + f->s.slices)
			f->in[1 + i] = at_position(f, buffer_of(f->l, same_memory(f->l, operand)), &port->type, port->name, 0);
		else
			f->in[1 + i] = operand_in_place(f->l, operand, port);
	}
}

static void place_ys(Frame *f)
{
	for (uint32_t y = f->s.carries; y < f->s.carries + f->s.ys; y++) {
		const Port *port = &f->s.f->outputs.at[y];
		if (f->out[y])
			continue;
		if (!f->result[y])
			f->result[y] = temp_of(f->l, &port->type, f->loop->max, port->name);
		vec_push(f->l->arena, f->kept, f->result[y]);
		f->out[y] = at_position(f, f->result[y], &port->type, port->name, 0);
	}
}

static void place_position(Frame *f)
{
	const Port *port = &f->s.f->inputs.at[0];
	if (function_reads(f->s.f, 0))
		f->loop->position = f->in[0] = buffer_new(f->l, BUF_TEMP, &port->type, "position");
}

/* ---- schedule ----------------------------------------------------------------------------------------------------------- */

static void mark(Lowering *l, StepKind kind, const Loop *loop, size_t n, Buffer *const *arg)
{
	Call c = { .kind = kind, .loop = loop, .n = (uint32_t)n, .arg = arena_copy(l->arena, arg, n * sizeof *arg) };
	vec_push(l->arena, l->program->calls, c);
}

/* The results that members of r stand for; what was given out as their buffer is used where it can be. */
static void collect_results(Lowering *l, const Region *r, Buffer **result)
{
	for (size_t i = 1; i < r->members.n; i++) {
		const Node *n = r->members.at[i];
		result[node_attr_int(n, 0)] = l->info[n->id].buffer;
	}
}

/* Readers find the results where they are; those that are outputs of the function are copied there. */
static void hand_results(Lowering *l, const Region *r, Buffer *const *result)
{
	for (size_t i = 1; i < r->members.n; i++) {
		const Node *n = r->members.at[i];
		Info *info = &l->info[n->id];
		Buffer *at = result[node_attr_int(n, 0)];
		if (info->buffer && info->buffer != at && info->buffer->kind != BUF_TEMP)
			build_copy(l, info->buffer, at);
		else
			info->buffer = at;
	}
}

Around *loop_invariant(const Lowering *l, const Buffer *b)
{
	Around *found = NULL;
	for (Around *a = l->around; a; a = a->outer) {
		size_t i = 0;
		while (i < a->n && a->invariant[i] != b)
			i++;
		if (i == a->n)
			break;
		found = a;
	}
	return found;
}

void call_before(Lowering *l, const Around *loop)
{
	Program *p = l->program;
	const size_t last = p->calls.n - 1, at = loop->at;
	const Call moved = p->calls.at[last];
	memmove(p->calls.at + at + 1, p->calls.at + at, (last - at) * sizeof moved);
	p->calls.at[at] = moved;
	for (Around *a = l->around; a; a = a->outer)
		if (a->at >= at)
			a->at++;
}

static void build_scan(Lowering *l, const Region *r)
{
	Frame f = { .l = l, .node = r->members.at[0], .s = scan_of(r->members.at[0]), .loop = NEW(l->arena, Loop) };
	f.turns = loop_extent(l->model, f.s.length);
	*f.loop = (Loop){ .id = l->program->loops++, .length = f.turns, .max = f.s.length.size, .reverse = f.s.reverse };
	f.in = NEW_ARRAY(l->arena, Buffer *, f.s.f->inputs.n);
	f.out = NEW_ARRAY(l->arena, Buffer *, f.s.f->outputs.n + 1);
	f.result = NEW_ARRAY(l->arena, Buffer *, f.s.f->outputs.n + 1);
	collect_results(l, r, f.result);
	for (uint32_t k = 0; k < f.s.carries; k++)
		place_carry(&f, k);
	place_slices(&f);
	place_ys(&f);
	place_position(&f);
	if (f.s.stops)
		f.loop->go = f.in[1];
	const uint32_t changing = f.s.carries + f.s.slices;
	Around around = { l->around, l->program->calls.n, f.node->arity - changing, f.in + 1 + changing };
	mark(l, STEP_LOOP, f.loop, f.loop->position != NULL, &f.loop->position);
	l->around = &around;
	lower_body(l, f.s.f, f.in, f.out);
	l->around = around.outer;
	for (uint32_t k = 0; f.s.stops && k < f.s.carries; k++) {
		build_copy(l, f.in[1 + k], f.out[k]);
		l->program->calls.at[l->program->calls.n - 1].carry = true;
	}
	mark(l, STEP_END, f.loop, f.kept.n, f.kept.at);
	hand_results(l, r, f.result);
}

static void build_cond(Lowering *l, const Region *r)
{
	const Node *n = r->members.at[0];
	const Function *yes = n->body[0]->f;
	Buffer **in = NEW_ARRAY(l->arena, Buffer *, n->arity), **result = NEW_ARRAY(l->arena, Buffer *, yes->outputs.n + 1);

	collect_results(l, r, result);
	for (size_t k = 0; k < yes->outputs.n; k++)
		if (!result[k])
			result[k] = temp_of(l, &yes->outputs.at[k].type, 1, yes->outputs.at[k].name);
	for (uint32_t i = 1; i < n->arity; i++)
		in[i - 1] = operand_in_place(l, n->in[i], &yes->inputs.at[i - 1]);
	Buffer *predicate = buffer_of(l, same_memory(l, n->in[0]));
	mark(l, STEP_IF, NULL, 1, &predicate);
	lower_body(l, n->body[0]->f, in, result);
	mark(l, STEP_ELSE, NULL, 0, NULL);
	lower_body(l, n->body[1]->f, in, result);
	mark(l, STEP_END, NULL, 0, NULL);
	hand_results(l, r, result);
}

void build_control(Lowering *l, Region *r)
{
	if (r->members.at[0]->op == OP_scan)
		build_scan(l, r);
	else
		build_cond(l, r);
}
