/* shape_control.c - ops that change what gradients see, not what values are; loops and branches. */
#include "rules.h"

Type shape_stop_gradient(const Recipe *r)
{
	return r->in[0]->type;
}

/* Operands: the value, x1..xk, dy, d1..dk.
 *   C1  there are as many gradients as x's
 *   C2  dy is an input of position -1, of the value's type
 *   C3  each gradient has the type of its x
 *   C4  the value and every x are f32 */
Type shape_custom_gradient(const Recipe *r)
{
	if (r->arity < 4 || r->arity % 2)
		rule_error(r, "the number of operands; a value, k inputs, dy and k gradients expected; found %zu operands", r->arity);
	size_t k = r->arity / 2 - 1;
	const Node *value = r->in[0], *dy = r->in[1 + k];
	if (dy->op != OP_input || node_attr_int(dy, 0) != -1 || !type_equal(&dy->type, &value->type))
		BUG("custom_gradient: operand %zu does not stand for the gradient of the value", k + 2);
	rule_dtype(r, 0, "F");
	for (size_t i = 1; i <= k; i++) {
		rule_dtype(r, i, "F");
		if (!type_equal(&r->in[i]->type, &r->in[i + k + 1]->type))
			rule_error(r, "gradient %zu; the type of its input, %s, expected; found %s", i, type_of(r, i), type_of(r, i + k + 1));
	}
	return value->type;
}

static void check_bodies(const Recipe *r, size_t bodies, size_t inputs)
{
	if (r->bodies != bodies)
		BUG("%s has %zu bodies", op_table[r->op].name, r->bodies);
	for (size_t i = 0; i < bodies; i++)
		if (r->body[i]->f->inputs.n != inputs)
			BUG("the body of %s takes %zu inputs; %zu expected", op_table[r->op].name, r->body[i]->f->inputs.n, inputs);
}

static void check_port(const Recipe *r, const Port *port, const Type *expected)
{
	const Model *m = r->g->model;
	if (!type_equal(&port->type, expected))
		BUG("input %s of %s's body is %s; %s expected", port->name, op_table[r->op].name, type_text(m, &port->type), type_text(m, expected));
}

/* Operands: carries, xs, invariants.
 *   C1  at least one turn
 *   C2  xs have the length as their first axis
 *   C3  the body takes the position, then the types of carries, of slices of xs, and of invariants
 *   C4  a carry does not change its type
 *   C5  where the loop stops, carry 0 is a bool scalar, and there are neither xs nor ys */
Type shape_scan(const Recipe *r)
{
	const Model *m = r->g->model;
	size_t count;
	const int64_t *length = attr_at(r->op, r->attr, 2, &count), carries = r->attr[0], slices = r->attr[1];
	const bool stops = *attr_at(r->op, r->attr, 4, NULL) != 0;
	if (count != 1 || carries < 0 || slices < 0 || (uint64_t)carries + (uint64_t)slices > r->arity)
		BUG("scan: %lld carries and %lld slices of %zu operands", (long long)carries, (long long)slices, r->arity);
	const Dim turns = { length[0], (uint32_t)length[1] };
	if (turns.size < 1)
		rule_error(r, "no steps; a length of at least 1 expected; found %s", dim_text(m, turns));
	check_bodies(r, 1, r->arity + 1);
	const Function *f = r->body[0]->f;
	const Type position = type_scalar(DT_I32);
	check_port(r, &f->inputs.at[0], &position);
	for (size_t i = 0; i < r->arity; i++) {
		Type t = r->in[i]->type;
		if ((int64_t)i >= carries && (int64_t)i < carries + slices) {
			if (t.rank == 0 || !dim_equal(t.dim[0], turns))
				rule_error(r, "\"%s\": an input for each step; a first axis of %s expected; found %s", f->inputs.at[i + 1].name,
				           dim_text(m, turns), type_of(r, i));
			t = type_make(t.dtype, t.rank - 1, t.dim + 1);
		}
		check_port(r, &f->inputs.at[i + 1], &t);
	}
	if (f->outputs.n < (size_t)carries)
		BUG("scan: %zu outputs for %lld carries", f->outputs.n, (long long)carries);
	for (int64_t i = 0; i < carries; i++)
		if (!type_equal(&f->outputs.at[i].type, &r->in[i]->type))
			rule_error(r, "the carry \"%s\" changes; starts as %s; the body returns %s", f->inputs.at[i + 1].name, type_of(r, (size_t)i),
			           type_text(m, &f->outputs.at[i].type));
	if (stops && (slices || carries < 1 || f->outputs.n > (size_t)carries || r->in[0]->type.dtype != DT_BOOL || r->in[0]->type.rank))
		BUG("scan: a loop that stops has a bool scalar first, no xs and no ys");
	return type_scalar(DT_F32);
}

/* Operands: the predicate, then what both bodies take.
 *   C1  the predicate is a bool scalar
 *   C2  both bodies give the same types */
Type shape_cond(const Recipe *r)
{
	const Model *m = r->g->model;
	if (r->arity < 1 || r->in[0]->type.dtype != DT_BOOL || r->in[0]->type.rank != 0)
		rule_error(r, "the predicate; a bool scalar expected; found %s\ncr.select(cond, a, b) chooses element by element",
		           r->arity ? type_of(r, 0) : "nothing");
	check_bodies(r, 2, r->arity - 1);
	const Function *yes = r->body[0]->f, *no = r->body[1]->f;
	for (size_t i = 1; i < r->arity; i++) {
		check_port(r, &yes->inputs.at[i - 1], &r->in[i]->type);
		check_port(r, &no->inputs.at[i - 1], &r->in[i]->type);
	}
	if (yes->outputs.n != no->outputs.n)
		rule_error(r, "the two functions; as many results expected; found %zu and %zu", yes->outputs.n, no->outputs.n);
	for (size_t i = 0; i < yes->outputs.n; i++)
		if (!type_equal(&yes->outputs.at[i].type, &no->outputs.at[i].type))
			rule_error(r, "result %zu; the same type from both functions expected; found %s and %s", i + 1,
			           type_text(m, &yes->outputs.at[i].type), type_text(m, &no->outputs.at[i].type));
	return type_scalar(DT_F32);
}

Type shape_result(const Recipe *r)
{
	const Node *n = r->in[0];
	const int64_t index = r->attr[0];
	if (n->op != OP_scan && n->op != OP_cond)
		rule_error(r, "a loop or branch expected; found %s", op_table[n->op].name);
	const Function *f = n->body[0]->f;
	if (index < 0 || (uint64_t)index >= f->outputs.n)
		rule_error(r, "a result from 0 to %zu expected; found %lld", f->outputs.n - 1, (long long)index);
	Type t = f->outputs.at[index].type;
	if (n->op == OP_cond || index < n->attr[0])
		return t;
	rule_rank(r, (int64_t)t.rank + 1);
	for (uint32_t i = t.rank++; i > 0; i--)
		t.dim[i] = t.dim[i - 1];
	t.dim[0] = scan_of(n).length;
	return t;
}
