/* range.h - interval arithmetic over affine indices, and what guards add to it. Shared by proof.c and the printer. */
#ifndef CRESCENT_PLAN_RANGE_H
#define CRESCENT_PLAN_RANGE_H

#include "plan.h"

typedef struct Range { int64_t low, high; } Range;       /* both included; low > high: never happens */

/* What is known where an access stands: guard tests that hold, innermost first. */
typedef struct Facts { const Test *test; const struct Facts *outer; } Facts;

int64_t extent_max(const Model *m, Extent e);
/* Saturating: a bound that leaves int64 stays at its end, and so is never proven inside anything. */
Range range_add(Range a, Range b);
Range range_scale(Range a, int64_t factor);
Range range_meet(Range a, Range b);

/* Every value the affine form takes while its variables are in their ranges; the facts are for what quotients are of. */
Range terms_range(const Model *m, const Affine *a, const Facts *facts);
/* Every value the affine form takes while its variables are in their ranges and the facts hold. */
Range affine_range(const Model *m, const Affine *a, const Facts *facts);
Range index_range(const Model *m, const Index *i, const Facts *facts);

#endif
