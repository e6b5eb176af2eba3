/* liveness.h - when each temporary is needed; shared by the planner and its dump, not by the judge. */
#ifndef CRESCENT_PLAN_LIVENESS_H
#define CRESCENT_PLAN_LIVENESS_H

#include "plan.h"

/* Calls first .. last (both included) of Program.calls need the buffer. */
typedef struct Life { Buffer *buffer; size_t first, last; } Life;
typedef VEC(Life) Lives;

/* The temporaries of element type d that some call mentions, by first call, then by id. */
Lives liveness(const Program *p, Arena *a, DType d);

#endif
