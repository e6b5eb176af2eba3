/* cr_thread.h - which thread of a parallel loop this is.  Only files emitted with --threads above
 * 1 include it; without OpenMP there is one thread, number 0. */
#ifndef CR_THREAD_H
#define CR_THREAD_H

#ifdef _OPENMP
#include <omp.h>
#define CR_THREAD ((size_t)omp_get_thread_num())
#else
#define CR_THREAD ((size_t)0)
#endif
#endif
