/* shape_control.c - ops that change what gradients see, not what values are. */
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
