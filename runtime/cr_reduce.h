/* cr_reduce.h - how the 16 partial results of a reduction become one.
 *
 * A reduction over axes that include the last keeps 16 partial results, element i (row-major over
 * the reduced axes) in lane i mod 16, on every target and in both profiles.  They are joined by
 * halving: lane i with lane i + 8, then + 4, + 2, + 1; always in this order, so that the
 * result does not depend on the vectors of the machine. */
#ifndef CR_REDUCE_H
#define CR_REDUCE_H

#include "cr_int.h"
#include "cr_round.h"

#define CR_JOIN_LANES 16

/* What a lane starts from, and what a reduction of nothing gives. */
#define CR_SUM_INIT_F32  0.0f
#define CR_PROD_INIT_F32 1.0f
#define CR_MAX_INIT_F32  (-cr_bits_f32(CR_F32_INF))
#define CR_MIN_INIT_F32  cr_bits_f32(CR_F32_INF)
#define CR_SUM_INIT_I32  INT32_C(0)
#define CR_PROD_INIT_I32 INT32_C(1)
#define CR_MAX_INIT_I32  INT32_MIN
#define CR_MIN_INIT_I32  INT32_MAX
#define CR_SUM_INIT_U32  UINT32_C(0)
#define CR_PROD_INIT_U32 UINT32_C(1)
#define CR_MAX_INIT_U32  UINT32_C(0)
#define CR_MIN_INIT_U32  UINT32_MAX

#define CR_ADD_(a, b) ((a) + (b))
#define CR_MUL_(a, b) ((a) * (b))

/* JOIN(a, b) is the operation, a from the lower lane. */
#define CR_JOIN_FUNCTION_(NAME, TYPE, JOIN)                         \
	CR_INLINE TYPE NAME(const TYPE lane[CR_JOIN_LANES])             \
	{                                                               \
		TYPE part[CR_JOIN_LANES / 2];                               \
		for (int i = 0; i < 8; i++)                                 \
			part[i] = JOIN(lane[i], lane[i + 8]);                   \
		for (int i = 0; i < 4; i++)                                 \
			part[i] = JOIN(part[i], part[i + 4]);                   \
		for (int i = 0; i < 2; i++)                                 \
			part[i] = JOIN(part[i], part[i + 2]);                   \
		return JOIN(part[0], part[1]);                              \
	}

/* float cr_join_sum(const float lane[16]), and so on */
CR_JOIN_FUNCTION_(cr_join_sum, float, CR_ADD_)
CR_JOIN_FUNCTION_(cr_join_prod, float, CR_MUL_)
CR_JOIN_FUNCTION_(cr_join_max, float, cr_maxf)
CR_JOIN_FUNCTION_(cr_join_min, float, cr_minf)

CR_JOIN_FUNCTION_(cr_join_sum_i32, int32_t, cr_add_i32)
CR_JOIN_FUNCTION_(cr_join_prod_i32, int32_t, cr_mul_i32)
CR_JOIN_FUNCTION_(cr_join_max_i32, int32_t, cr_max_i32)
CR_JOIN_FUNCTION_(cr_join_min_i32, int32_t, cr_min_i32)

CR_JOIN_FUNCTION_(cr_join_sum_u32, uint32_t, CR_ADD_)
CR_JOIN_FUNCTION_(cr_join_prod_u32, uint32_t, CR_MUL_)
CR_JOIN_FUNCTION_(cr_join_max_u32, uint32_t, cr_max_u32)
CR_JOIN_FUNCTION_(cr_join_min_u32, uint32_t, cr_min_u32)

#endif
