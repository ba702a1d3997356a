/* states.h - draws from the Boltzmann distribution of a record. */
#ifndef EBM_SOLVE_STATES_H
#define EBM_SOLVE_STATES_H

#include "base/arena.h"
#include "minimize/minimizer.h"

typedef struct ebm_states {
  uint8_t *state; /* [n][n_variables] */
  double *energy; /* [n] */
  size_t n;
} ebm_states;

/* Draws `wanted` states of the task's record into the arena, and sets the task's outcome: solved when all were drawn,
 * else unknown. See minimize/sample.h. Faults: MEMORY. */
ebm_status ebm_states_draw(const ebm_energy *energy, const ebm_minimizer_options *options, size_t wanted,
                           ebm_task *task, ebm_arena *arena, ebm_states *states, ebm_error *error);

#endif
