/* lanes.h - the tensor as bits, many replicas side by side: what a factor's quench works on.
 *
 * x[literal] has one bit per lane: 1 while the literal is still possible there. decided[variable] has a 1 where the
 * variable has exactly one possible literal left. A quench only ever removes literals, with ebm_lanes_keep. */
#ifndef EBM_MODEL_LANES_H
#define EBM_MODEL_LANES_H

#include "model/model.h"
#include "model/word.h"

struct ebm_lanes {
  const ebm_model *model;
  ebm_word *x;       /* [n_literals] */
  ebm_word *decided; /* [n_variables] as of the start of the sweep */
  ebm_word changed;  /* lanes that lost a literal in this sweep */
  ebm_word barrier;  /* lanes where some factor cannot be satisfied any more */
  /* NULL, or asked within sweeps, every tenth of a millisecond or so: whether nobody waits for this one any more. */
  bool (*over)(void *context);
  void *context;
};

/* Removes the literal in the lanes where keep is 0. */
static inline void ebm_lanes_keep(ebm_lanes *lanes, uint32_t literal, ebm_word keep) {
  ebm_word x = lanes->x[literal];
  lanes->changed |= x & ~keep;
  lanes->x[literal] = x & keep;
}

#endif
