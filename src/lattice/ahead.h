/* ahead.h - where kicks would lead: many of them side by side, one in each lane, quenched to their ends. Levelled. */
#ifndef EBM_LATTICE_AHEAD_H
#define EBM_LATTICE_AHEAD_H

#include "base/level.h"
#include "lattice/overlap.h"
#include "model/lanes.h"

#define ebm_ahead_init EBM_LEVELLED(ebm_ahead_init)
#define ebm_ahead_look EBM_LEVELLED(ebm_ahead_look)

typedef struct ebm_ahead {
  ebm_lanes lanes;
  const ebm_overlap *overlap; /* borrowed */
  size_t n_overlaps;
} ebm_ahead;

/* What a kick leads to. */
typedef struct ebm_outlook {
  uint32_t barrier; /* the sweep that meets one; 0: none does */
  uint32_t left;    /* literals possible at the fixed point; of no meaning at a barrier */
} ebm_outlook;

/* Memory from the arena. False: memory is out. */
bool ebm_ahead_init(ebm_ahead *ahead, const ebm_model *model, const ebm_overlap *overlap, size_t n_overlaps,
                    ebm_arena *arena);
/* Clamps each of the literals [n] by itself in the state possible [n_literals], and quenches. outlook [n]. */
void ebm_ahead_look(ebm_ahead *ahead, const uint8_t *possible, const uint32_t *literal, uint32_t n,
                    ebm_outlook *outlook);

#endif
