/* cr_blas.h - large products by the product's BLAS: only with -DCR_USE_CBLAS, only the interface.
 *
 * One function of the C interface that OpenBLAS, MKL, BLIS and Accelerate share. It is declared
 * here, so that no header of theirs is needed; link with theirs. */
#ifndef CR_BLAS_H
#define CR_BLAS_H

#ifdef CR_USE_CBLAS
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
void cblas_sgemm(int order, int turn_a, int turn_b, int m, int n, int k, float alpha, const float *a, int lda,
                 const float *b, int ldb, float beta, float *c, int ldc);
#ifdef __cplusplus
}
#endif

/* out[i * out_row + j] = sum over k < depth of A[i][k] * B[k][j], all row-major with the row
 * strides given; turned: the operand lies transposed.  Sizes are below 2^31: the compiler sees to it. */
static inline void cr_blas_sgemm(size_t m, size_t n, size_t depth, const float *a, int a_turned, size_t a_row,
                                 const float *b, int b_turned, size_t b_row, float *out, size_t out_row)
{
	enum { ROW_MAJOR = 101, PLAIN = 111, TURNED = 112 };
	cblas_sgemm(ROW_MAJOR, a_turned ? TURNED : PLAIN, b_turned ? TURNED : PLAIN, (int)m, (int)n, (int)depth, 1.0f, a,
	            (int)a_row, b, (int)b_row, 0.0f, out, (int)out_row);
}
#endif
#endif
