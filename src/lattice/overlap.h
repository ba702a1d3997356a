/* overlap.h - pairs of groups that share literals, for the rule that no group finds alone ("locked candidates"). */
#ifndef EBM_LATTICE_OVERLAP_H
#define EBM_LATTICE_OVERLAP_H

#include "model/model.h"

/* Two exactly_one factors a and b that share at least two literals: where a has none left outside b, its one is in
 * the shared part, so that b has none outside a; and the other way round. */
typedef struct ebm_overlap {
  const uint32_t *a, *b; /* [n_a], [n_b] the literals of one that are not in the other */
  uint32_t n_a, n_b;
  uint32_t factor_a, factor_b; /* numbers in the model */
} ebm_overlap;

/* All overlaps of the model's hard exactly_one factors, in the arena, in a fixed order. False: memory is out. */
bool ebm_overlap_find(const ebm_model *model, ebm_arena *arena, ebm_overlap **overlap, size_t *n);

#endif
