/* memory.h - examples as memories: couplings under which each of them is a minimum with a wide basin. */
#ifndef EBM_LEARN_MEMORY_H
#define EBM_LEARN_MEMORY_H

#include "base/stop.h"
#include "learn/examples.h"

/* E(x) = sum_i unary[x_i][i] + sum_{i<j} weight[i][j] [x_i = x_j] */
typedef struct ebm_memory {
  uint32_t variables, domain;
  float *unary;    /* [domain][variables] */
  float *weight;   /* [variables][variables] symmetric, 0 on the diagonal */
  size_t unstable; /* examples that are no minima of it */
} ebm_memory;

/* Every cell of an example is to be told by the others, also when up to half of these are erased or changed: the same
 * pseudo-likelihood as in fit.h, over noisy copies, without a penalty. Faults: MEMORY, STOPPED.
 * Source: Gardner 1988 (couplings that are fitted store more than Hebb's); denoising: Vincent et al. 2008. */
ebm_status ebm_memory_learn(const ebm_examples *examples, uint64_t seed, const ebm_stop *stop, ebm_memory *memory,
                            ebm_error *error);
void ebm_memory_clear(ebm_memory *memory);

#endif
