/* ahead.h - which kick to take: many are tried side by side, one in each lane, and quenched to their ends. Levelled. */
#ifndef EBM_LATTICE_AHEAD_H
#define EBM_LATTICE_AHEAD_H

#include "base/deadline.h"
#include "base/level.h"
#include "lattice/overlap.h"
#include "model/lanes.h"

#define ebm_ahead_init EBM_LEVELLED(ebm_ahead_init)
#define ebm_ahead_choose EBM_LEVELLED(ebm_ahead_choose)

/* Literals that are tried: most of a 9x9 grid's, and of a large one as many as a lattice has lanes. */
enum { EBM_AHEAD_LITERALS = 512 };

/* Where a kick leads. */
typedef struct ebm_outlook {
  uint32_t barrier; /* the sweep that meets one; 0: none does */
  uint32_t left;    /* literals possible at the fixed point; of no meaning at a barrier */
} ebm_outlook;

typedef struct ebm_ahead {
  ebm_lanes lanes;
  const ebm_overlap *overlap; /* [n_overlaps] borrowed */
  size_t n_overlaps;
  /* The caller's: when to stop looking, the choice is then of no meaning. */
  ebm_deadline *deadline;
  uint32_t literal[EBM_AHEAD_LITERALS];
  ebm_outlook outlook[EBM_AHEAD_LITERALS];
} ebm_ahead;

/* Memory from the arena. False: memory is out. */
bool ebm_ahead_init(ebm_ahead *ahead, const ebm_model *model, const ebm_overlap *overlap, size_t n_overlaps,
                    ebm_arena *arena);

/* The literal to kick in the state possible [n_literals], left [n_variables] of each variable, of which one has two at
 * least. One whose kick the quench alone refutes, the soonest: each of these makes the state simpler at the price of a
 * short story. Where there is none, of the variable whose values together leave the least, a value drawn by the seed.
 * Tried before: the variable with the fewest values and the most peers, without looking ahead; stories were up to a
 * hundred times longer, and seven of a set of 36 variants took more than 20 s instead of one. */
uint32_t ebm_ahead_choose(ebm_ahead *ahead, const uint8_t *possible, const uint32_t *left, uint64_t seed);

#endif
