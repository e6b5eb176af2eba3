/* space.h - what is taken of an address range, over time; the planner's own. */
#ifndef CRESCENT_PLAN_SPACE_H
#define CRESCENT_PLAN_SPACE_H

#include "../support/support.h"

typedef struct Piece { int64_t begin, end; } Piece;                  /* half open */
typedef struct Pieces { Piece *at; size_t n, capacity; } Pieces;     /* ascending; none touches the next */
typedef struct Space { Arena *arena; size_t leaves; Pieces *cover, *below; } Space;

Space space_new(Arena *a, size_t times);                             /* times 0 .. times - 1 */
void space_clear(Space *s);
/* Pieces begin .. end is taken at times first .. last. */
void space_take(Space *s, size_t first, size_t last, Piece piece);
/* The lowest address from 0 where size elements are free at all times first .. last. */
int64_t space_lowest(const Space *s, size_t first, size_t last, int64_t size);

#endif
