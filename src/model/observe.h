/* observe.h - a descent seen from outside, step by step. */
#ifndef EBM_MODEL_OBSERVE_H
#define EBM_MODEL_OBSERVE_H

#include "model/model.h"

/* wants: whether points of this step will be looked at; the others need not be made, which is most of the cost.
 * see: one point, and the tensor it was measured at, x [n_literals] of 0 and 1. Points come by step; by replica within
 * one, except that replicas which descend one after the other count their steps each for itself. */
typedef struct ebm_observer {
  bool (*wants)(void *context, uint64_t step);
  void (*see)(void *context, const ebm_trace_point *point, const float *x);
  void *context;
} ebm_observer;

#endif
