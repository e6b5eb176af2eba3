/* convolve.c - convolution. */
#include "internal.h"

/* ---- a plain nest: any roles, strides and dilations ---------------------------------------------------------- */

typedef struct Nest {
	Builder *b;
	Node *n;
	Convolution c;
	Index x[MAX_RANK], w[MAX_RANK], y[MAX_RANK];     /* positions in lhs, rhs and the result */
} Nest;

static const Var *open_dim(Builder *b, Dim d, const char *hint, bool parallel)
{
	const Var *v = var_loop(&b->maker, loop_extent(b->l->model, d), d.size, hint);
	emit_for(b, v, parallel);
	return v;
}

static void plain_nest(Builder *b, Region *r, Node *n)
{
	static const char *const name[] = { "i", "j", "k", "l", "m", "o", "p", "q" };
	const Type *x = &n->in[0]->type, *w = &n->in[1]->type;
	Nest s = { .b = b, .n = n, .c = convolution_of(n) };
	const Convolution *c = &s.c;
	Maker *m = &b->maker;
	Test test[MAX_SPATIAL];
	uint32_t tests = 0;

	for (uint32_t i = 0; i < n->type.rank; i++)
		s.y[i] = index_var(m, open_dim(b, n->type.dim[i], name[i], i == 0));
	s.x[c->lhs.batch] = s.y[c->out.batch];
	s.w[c->rhs.out] = s.y[c->out.feature];
	if (c->lhs.group >= 0)
		s.x[c->lhs.group] = s.w[c->rhs.group] = s.y[c->out.group];
	const Reg *sum = reg_new(b, DT_F32, "sum", true);
	emit_let(b, sum, expr_number(b, DT_F32, 0));
	Block *inner = b->block;
	for (uint32_t i = 0; i < c->spatial; i++) {
		Dim size = w->dim[c->rhs.spatial[i]];
		Index k = s.w[c->rhs.spatial[i]] = index_var(m, open_dim(b, size, "cell", false));
		if (c->reversed)
			k = index_add(m, index_const(size.size - 1), index_scale(m, k, -1));
		int64_t axis = c->lhs.spatial[i];
		window_position(b, &c->window[i], x->dim[axis], s.y[c->out.spatial[i]], k, &s.x[axis], test, &tests);
	}
	s.x[c->lhs.feature] = s.w[c->rhs.in] = index_var(m, open_dim(b, x->dim[c->lhs.feature], "depth", false));
	const Expr *product = expr_map2(b, OP_multiply, DT_F32, element(b, n->in[0], s.x), element(b, n->in[1], s.w));
	product = expr_guard(b, tests, test, product, expr_number(b, DT_F32, 0));
	emit_assign(b, sum, expr_map2(b, OP_add, DT_F32, expr_reg(b, sum), product));
	b->block = inner;
	emit_epilogue(b, r, n, s.y, sum);
}

void build_convolution(Builder *b, Region *r, Node *n)
{
	plain_nest(b, r, n);
}
