/* states.h - draws from the Boltzmann distribution of a record, and what they tell. */
#ifndef EBM_SOLVE_STATES_H
#define EBM_SOLVE_STATES_H

#include "base/arena.h"
#include "minimize/minimizer.h"
#include "minimize/series.h"

typedef struct ebm_states_wish {
  size_t n;       /* states to draw */
  bool marginals; /* wanted instead of the states themselves */
} ebm_states_wish;

typedef struct ebm_states {
  size_t n;         /* drawn; 0 where the marginals are counted */
  uint8_t *state;   /* [n][n_variables] */
  double *energy;   /* [n] */
  bool exact;       /* T = 0, and all solutions are counted: draws are independent, marginals have no error or theirs */
  ebm_series mean;  /* of the energy */
  double *marginal; /* [n_literals] and the standard errors; NULL: not wanted, or nothing was drawn */
  double *marginal_error;
} ebm_states;

/* Draws states of the task's record into the arena, and sets the task's outcome: solved when all were drawn, unsolvable
 * when T = 0 and there is no solution, else unknown. At T = 0 the solutions are counted when nothing but hard factors
 * and givens is in the way (uniform.h); when there are too many of them, or terms are soft, states are drawn by a heat
 * bath (minimize/sample.h). Faults: MEMORY. */
ebm_status ebm_states_draw(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_states_wish wish,
                           ebm_task *task, ebm_arena *arena, ebm_states *states, ebm_error *error);

#endif
