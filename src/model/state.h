/* state.h - a point of the tensor as floats. */
#ifndef EBM_MODEL_STATE_H
#define EBM_MODEL_STATE_H

#include "model/model.h"

struct ebm_state {
  const ebm_model *model;
  const float *x; /* [n_literals], in [0, 1] by convention; a vertex has exactly one 1 per variable */
};

#endif
