/* states.h - draws from the Boltzmann distribution of a record, and what they tell. */
#ifndef EBM_SOLVE_STATES_H
#define EBM_SOLVE_STATES_H

#include "base/arena.h"
#include "minimize/minimizer.h"
#include "minimize/sample.h"

/* Takes states as they are drawn: state [n][n_variables], energy [n]. False: no more are wanted. */
typedef struct ebm_states_sink {
  bool (*take)(void *context, size_t n, const uint8_t *state, const double *energy);
  void *context;
} ebm_states_sink;

typedef struct ebm_states_wish {
  size_t n;                    /* states to draw */
  bool marginals;              /* wanted instead of the states themselves, which are not kept */
  const ebm_states_sink *sink; /* where states go, certified at T = 0; NULL: they are kept */
} ebm_states_wish;

typedef struct ebm_states {
  size_t n;       /* drawn; 0 where the marginals are counted */
  uint8_t *state; /* [n][n_variables] where they are kept, else NULL */
  double *energy; /* [n] likewise */
  bool exact;     /* T = 0, and all solutions are counted: draws are independent, marginals have no error or theirs */
  bool refused;   /* the certifier has not accepted one that was to be a solution; nothing behind it was drawn */
  ebm_verdict verdict; /* of an exact sample: mixed, and its mean alone */
  double *marginal; /* [n_literals] and the standard errors, infinite where the sample is not mixed; NULL: not wanted,
                     * or not all states were drawn */
  double *marginal_error;
} ebm_states;

/* Draws states of the task's record, and sets the task's outcome: solved when all were drawn and they are a sample
 * (ebm_verdict.mixed), unsolvable when T = 0 and there is no solution, else unknown. At T = 0 the solutions are counted
 * when nothing but hard factors and givens is in the way (uniform.h); when there are too many of them, or terms are
 * soft, states are drawn by heat baths (minimize/sample.h). Memory from the arena, and where states are not kept not
 * more for many of them than for few. Faults: MEMORY. */
ebm_status ebm_states_draw(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_states_wish wish,
                           ebm_task *task, ebm_arena *arena, ebm_states *states, ebm_error *error);

#endif
