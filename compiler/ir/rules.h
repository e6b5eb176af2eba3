/* rules.h - between graph.c and the rules of the families: shape_*.c infer and check a node before it is made.
 *
 * Every row of ops.def names its rule by token pasting: shape_<name> for OP rows, shape_map for all MAP rows. */
#ifndef CRESCENT_IR_RULES_H
#define CRESCENT_IR_RULES_H

#include "ir.h"

/* A node about to be made. */
typedef struct Recipe {
	Graph *g;
	Op op;
	const Type *stated;              /* NULL where the op infers everything */
	Node *const *in;
	size_t arity;
	const int64_t *attr;
	size_t attr_count;
	const void *data;                /* constant */
	const char *name;                /* input, slots */
	uint32_t replica;
	Body *const *body; size_t bodies;
} Recipe;

/* The node's type, or a model_error that names the constraint. */
typedef Type ShapeRule(const Recipe *r);
Type shape_map(const Recipe *r);
#define MAP(...)
#define OP(op_name, ...) ShapeRule shape_##op_name;
#include "ops.def"
#undef MAP
#undef OP

/* Infers and checks, the result's size included. */
Type recipe_type(const Recipe *r);

/* Finds an equal node or makes one. */
Node *recipe_make(const Recipe *r);

/* Drops the nodes that are not marked, renumbers the others and rebuilds the table. */
void graph_keep(Graph *g, const bool *live);

/* "NAME: what; expected; found" at g->here, NAME being what the user called. */
NORETURN void rule_error(const Recipe *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The i-th attribute of a row's list in raw attr words: its items, and their number in *count (D: two words an item). */
const int64_t *attr_at(Op op, const int64_t *attr, int index, size_t *count);
/* Its kind (I A V L D H) and name, in *name and *length (not terminated); '\0' behind the last one. */
char attr_kind(Op op, int index, const char **name, size_t *length);
/* Do the words have exactly the form the row states? */
bool attr_well_formed(Op op, const int64_t *attr, size_t attr_count);

/* NULL, or why no tensor may have this type: "what; expected; found". */
const char *type_fault(const Model *m, const Type *t);

/* Shared by the families: all report through rule_error. */
const char *shape_of(const Recipe *r, size_t operand);                     /* "[2,3]" */
const char *type_of(const Recipe *r, size_t operand);                      /* "f32[2,3]" */
uint32_t rule_axis(const Recipe *r, int64_t axis, uint32_t rank);          /* in range; the axis */
void rule_axes(const Recipe *r, const int64_t *axes, size_t n, uint32_t rank, bool ascending);
void rule_same_dtype(const Recipe *r, size_t a, size_t b);
void rule_dtype(const Recipe *r, size_t operand, const char *letters);     /* as the types column: F I S B */
void rule_rank(const Recipe *r, int64_t rank);                            /* a result's */
/* The clamped index operand of gather and its like: i32. */
void rule_index_dtype(const Recipe *r, size_t operand);
/* A window along an axis of n elements: sizes, strides and dilations at least 1, and it fits. `window` names it: "kernel". */
void rule_window(const Recipe *r, const Window *w, int64_t n, uint32_t axis, const char *window);

#endif
