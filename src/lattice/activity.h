/* activity.h - which atom to kick next: the one seen most in the latest barriers, by a heap. An atom that is met counts
 * more than one met earlier, by a constant factor a barrier (Moskewicz et al. 2001, "Chaff"; Een, Sorensson 2003, "An
 * extensible SAT-solver"). */
#ifndef EBM_LATTICE_ACTIVITY_H
#define EBM_LATTICE_ACTIVITY_H

#include <stdbool.h>
#include <stdint.h>

typedef struct ebm_activity {
  uint32_t n_atoms, n;
  uint32_t *heap;  /* [n] the atoms that may be kicked, and some that need not be any more; the most active first */
  uint32_t *place; /* [n_atoms] in the heap; UINT32_MAX: not in it */
  double *weight;  /* [n_atoms] */
  double step;     /* what the next meeting weighs */
} ebm_activity;

/* All atoms in the heap, in an order that the seed draws. False: memory is out (to be cleared all the same). */
bool ebm_activity_init(ebm_activity *activity, uint32_t n_atoms, uint64_t seed);
void ebm_activity_clear(ebm_activity *activity);

/* The atom was met in a barrier. */
void ebm_activity_meet(ebm_activity *activity, uint32_t atom);
/* A barrier is done with: what was met up to now counts less, compared with what will be. */
void ebm_activity_fade(ebm_activity *activity);

/* Takes the most active atom out; the heap must not be empty. */
uint32_t ebm_activity_take(ebm_activity *activity);
/* Puts an atom back, if it is not there. */
void ebm_activity_put(ebm_activity *activity, uint32_t atom);

#endif
