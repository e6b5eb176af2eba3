/* interp_window.c - convolution and windows, by the formulas beside their rows. */
#include "interp.h"

#include <math.h>

/* ---- convolution ------------------------------------------------------------------------------------------- */

/* A convolution of exactly 3 spatial axes: those that are missing have extent 1. Extents, then strides of the three tensors. */
typedef struct Loops {
	int64_t groups, batches, features, outs;
	Window window[MAX_SPATIAL];
	int64_t in[MAX_SPATIAL], kernel[MAX_SPATIAL], count[MAX_SPATIAL];       /* extents */
	int64_t x_group, x_batch, x_feature, x[MAX_SPATIAL];
	int64_t w_group, w_in, w_out, w[MAX_SPATIAL];
	int64_t y_group, y_batch, y_feature, y[MAX_SPATIAL];
	bool reversed;
} Loops;

static Loops loops_of(const Convolution *c, const Value *a, const Value *b, const Value *out)
{
	const View x = view_of(a), w = view_of(b), y = view_of(out);
	Loops l = { .groups = 1, .batches = a->dim[c->lhs.batch], .features = a->dim[c->lhs.feature], .outs = b->dim[c->rhs.out],
		        .x_batch = x.stride[c->lhs.batch], .x_feature = x.stride[c->lhs.feature], .w_in = w.stride[c->rhs.in],
		        .w_out = w.stride[c->rhs.out], .y_batch = y.stride[c->out.batch], .y_feature = y.stride[c->out.feature],
		        .reversed = c->reversed };
	if (c->lhs.group >= 0) {
		l.groups = a->dim[c->lhs.group];
		l.x_group = x.stride[c->lhs.group];
		l.w_group = w.stride[c->rhs.group];
		l.y_group = y.stride[c->out.group];
	}
	for (uint32_t i = 0; i < MAX_SPATIAL; i++) {
		l.window[i] = (Window){ 1, 1, 0, 0, 1, 1 };
		l.in[i] = l.kernel[i] = l.count[i] = 1;
		if (i >= c->spatial)
			continue;
		l.window[i] = c->window[i];
		l.in[i] = a->dim[c->lhs.spatial[i]];
		l.kernel[i] = b->dim[c->rhs.spatial[i]];
		l.count[i] = out->dim[c->out.spatial[i]];
		l.x[i] = x.stride[c->lhs.spatial[i]];
		l.w[i] = w.stride[c->rhs.spatial[i]];
		l.y[i] = y.stride[c->out.spatial[i]];
	}
	return l;
}

/* Adds the share of one kernel position to the features of one output position. */
static void add_cell(const Loops *l, const double *x, const double *w, double *y)
{
	for (int64_t c = 0; c < l->features; c++, x += l->x_feature, w += l->w_in)
		for (int64_t f = 0; f < l->outs; f++)
			y[f * l->y_feature] += *x * w[f * l->w_out];
}

/* One output position: the kernel's positions whose input element exists. */
static void add_position(const Loops *l, const int64_t o[MAX_SPATIAL], const double *x, const double *w, double *y)
{
	int64_t k[MAX_SPATIAL], i[MAX_SPATIAL];
	for (k[0] = 0; k[0] < l->kernel[0]; k[0]++)
		for (k[1] = 0; k[1] < l->kernel[1]; k[1]++)
			for (k[2] = 0; k[2] < l->kernel[2]; k[2]++) {
				int64_t x_at = 0, w_at = 0;
				bool inside = true;
				for (int s = 0; s < MAX_SPATIAL; s++) {
					const int64_t cell = l->reversed ? l->kernel[s] - 1 - k[s] : k[s];
					i[s] = window_cell(&l->window[s], l->in[s], o[s], cell);
					inside = inside && i[s] >= 0;
					x_at += i[s] * l->x[s];
					w_at += k[s] * l->w[s];
				}
				if (inside)
					add_cell(l, x + x_at, w + w_at, y);
			}
}

void interp_convolution(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	const Convolution c = convolution_of(n);
	double *at = interp_room(it, out);
	const Loops l = loops_of(&c, in[0], in[1], out);
	int64_t o[MAX_SPATIAL];
	for (int64_t g = 0; g < l.groups; g++)
		for (int64_t b = 0; b < l.batches; b++)
			for (o[0] = 0; o[0] < l.count[0]; o[0]++)
				for (o[1] = 0; o[1] < l.count[1]; o[1]++)
					for (o[2] = 0; o[2] < l.count[2]; o[2]++)
						add_position(&l, o, in[0]->at + g * l.x_group + b * l.x_batch, in[1]->at + g * l.w_group,
						             at + g * l.y_group + b * l.y_batch + o[0] * l.y[0] + o[1] * l.y[1] + o[2] * l.y[2]);
}

/* ---- windows ------------------------------------------------------------------------------------------------- */

/* A window at a place: its cells, in row-major order of k. */
typedef struct Cells {
	uint32_t rank;
	Window window[MAX_RANK];
	int64_t dim[MAX_RANK], stride[MAX_RANK];     /* of the input */
	int64_t o[MAX_RANK], k[MAX_RANK];
} Cells;

static Cells cells_of(const Node *n, const Value *a)
{
	Cells c = { .rank = a->type.rank };
	const View view = view_of(a);
	for (uint32_t i = 0; i < c.rank; i++) {
		c.window[i] = window_of(n, i);
		c.dim[i] = a->dim[i];
		c.stride[i] = view.stride[i];
	}
	return c;
}

/* To window number `index`, row-major over `count`. */
static void move_to(Cells *c, const int64_t *count, int64_t index)
{
	for (uint32_t i = c->rank; i-- > 0;) {
		c->o[i] = index % count[i];
		c->k[i] = 0;
		index /= count[i];
	}
}

/* The offset of the cell at k; -1 outside. */
static int64_t offset_of(const Cells *c)
{
	int64_t at = 0;
	for (uint32_t i = 0; i < c->rank; i++) {
		const int64_t cell = window_cell(&c->window[i], c->dim[i], c->o[i], c->k[i]);
		if (cell < 0)
			return -1;
		at += cell * c->stride[i];
	}
	return at;
}

static bool next_cell(Cells *c)
{
	for (uint32_t i = c->rank; i-- > 0;) {
		if (++c->k[i] < c->window[i].size)
			return true;
		c->k[i] = 0;
	}
	return false;
}

/* The offset of the first maximum. The values are compared as the emitted code sees them: rounded to f32. */
static int64_t best_cell(Cells *c, const double *x, bool rounded)
{
	int64_t best = -1;
	double most = 0;
	do {
		const int64_t at = offset_of(c);
		if (at < 0)
			continue;
		const double v = rounded ? (double)(float)x[at] : x[at];
		if (best < 0 || (!isnan(most) && (isnan(v) || v > most))) {
			best = at;
			most = v;
		}
	} while (next_cell(c));
	if (best < 0)
		BUG("interpreter: a window without elements");
	return best;
}

void interp_reduce_window_max(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	Cells c = cells_of(n, in[0]);
	double *at = interp_room(it, out);
	for (int64_t i = 0; i < out->count; i++) {
		move_to(&c, out->dim, i);
		at[i] = in[0]->at[best_cell(&c, in[0]->at, false)];
	}
}

void interp_reduce_window_sum(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	Cells c = cells_of(n, in[0]);
	const DType d = n->type.dtype;
	double *at = interp_room(it, out);
	for (int64_t i = 0; i < out->count; i++) {
		move_to(&c, out->dim, i);
		do {
			const int64_t cell = offset_of(&c);
			if (cell >= 0)
				at[i] = d == DT_F32 ? at[i] + in[0]->at[cell] : int_op(OP_add, d, at[i], in[0]->at[cell], 0);
		} while (next_cell(&c));
	}
}

void interp_select_and_scatter_add(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	Cells c = cells_of(n, in[0]);
	double *at = interp_room(it, out);
	for (int64_t i = 0; i < in[1]->count; i++) {
		move_to(&c, in[1]->dim, i);
		at[best_cell(&c, in[0]->at, true)] += in[1]->at[i];
	}
}

void interp_select_and_gather(Interp *it, const Node *n, const Value *const *in, Value *out)
{
	Cells c = cells_of(n, in[0]);
	double *at = interp_room(it, out);
	for (int64_t i = 0; i < out->count; i++) {
		move_to(&c, out->dim, i);
		at[i] = in[1]->at[best_cell(&c, in[0]->at, true)];
	}
}
