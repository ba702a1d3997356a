/* fit.h - a Boltzmann machine fitted to examples by masked pseudo-likelihood.
 *
 *   E(x) = sum_i unary[x_i][i] + sum_r sum_{i<j} weight_r[i][j] f_r(x_i, x_j)
 *
 * with tied features f_r: equal, order, differ by k. Which variables are related is not told: every pair has a weight
 * in every active feature, and an L1 penalty keeps those at zero that the examples do not ask for. */
#ifndef EBM_LEARN_FIT_H
#define EBM_LEARN_FIT_H

#include "base/stop.h"
#include "learn/examples.h"

/* Tied features of two values a (of i) and b (of j): number 0 is [a = b]; number 1 is sign(b - a); number 1 + k is
 * [|a - b| = k]. Feature 1 is antisymmetric, the others symmetric, and their weights with them. */
enum { EBM_FEATURE_EQUAL = 0, EBM_FEATURE_ORDER = 1 };
static inline uint32_t ebm_feature_count(uint32_t domain) {
  return domain + 1;
}
static inline float ebm_feature(uint32_t feature, int a, int b) {
  if (feature == EBM_FEATURE_ORDER) return (float)((b > a) - (b < a));
  int distance = a < b ? b - a : a - b;
  return distance == (feature == EBM_FEATURE_EQUAL ? 0 : (int)feature - 1) ? 1.0F : 0.0F;
}

typedef struct ebm_fit_options {
  uint64_t seed;
  double seconds;                                                  /* the fit ends soon after; 0: no limit */
  const ebm_stop *stop;                                            /* may be NULL */
  void (*progress)(void *context, unsigned step, double held_out); /* may be NULL */
  void *context;
} ebm_fit_options;

typedef struct ebm_fit {
  uint32_t variables, domain;
  float *unary;                 /* [domain][variables] */
  uint32_t features;            /* active ones */
  uint32_t *feature;            /* [features] their numbers; [0] is EBM_FEATURE_EQUAL */
  float *weight;                /* [features][variables j][variables i]: weight of f(x_i, x_j) as i sees it */
  double independent, held_out; /* mean -log p of a held-out cell: unary terms alone, and the fit (nats) */
  unsigned steps;
} ebm_fit;

/* Fits to the examples from `held` on; the first `held` (at least 1) decide when to stop. Faults: MEMORY, STOPPED.
 * Source: Besag 1975 (pseudo-likelihood); masking: Defresne, Barbe, Schiex 2023 (E-PLL). Theirs hides a fixed
 * number of neighbours; here the hidden share is drawn anew in each step, so that a redundant rule is asked about with
 * nearly all other variables hidden, too. */
ebm_status ebm_fit_run(const ebm_examples *examples, size_t held, const ebm_fit_options *options, ebm_fit *fit,
                       ebm_error *error);
void ebm_fit_clear(ebm_fit *fit);

/* field [domain][variables] = dE/dx at value (0: hidden, contributes nothing); overwritten. */
void ebm_fit_field(const ebm_fit *fit, const uint8_t *value, float *field);

#endif
