/* task.h - one record on its way down, and what was found. */
#ifndef EBM_MODEL_TASK_H
#define EBM_MODEL_TASK_H

#include "model/record.h"

/* The memory is the caller's. */
typedef struct ebm_task {
  const ebm_record *record;
  uint64_t limit; /* solutions to look for, >= 1 */
  uint8_t *value; /* [n_variables] where the solution goes, or the best assignment found */
  /* results */
  ebm_outcome outcome; /* EBM_UNKNOWN: neither exhausted nor at the limit; solutions may have been found all the same */
  bool starved;        /* memory ran out: the rest is no answer; false before the run */
  bool exhausted;      /* nothing is left to look at: the count of solutions is exact */
  uint64_t solutions;  /* value is written when this is not 0 */
  uint64_t sweeps, kicks, corrections;
  double energy;  /* of value */
  double seconds; /* of work for it, added to what stands there; what many tasks have in common is left out */
  /* Where literals cost something by themselves, and the lowest energy was proved; else 0: */
  uint64_t minima;       /* solutions of that energy that were met, at least `solutions` */
  uint64_t restorations; /* of them, those that are alone at that energy once the overruled givens are put right */
} ebm_task;

/* A step of a descent of one lane, see ebm_step. All pointers are valid while it is told. */
typedef struct ebm_descent_step {
  ebm_step_kind kind;
  uint64_t sweep;
  uint32_t depth;
  uint32_t variable;        /* kick, correct: kicked; barrier without a factor: it has no value left */
  const ebm_factor *factor; /* that shows it; NULL: none */
  const ebm_factor *other;  /* NULL, or a second group: the factor's one lies among the literals that the two share */
  const uint32_t *removed, *placed; /* [n_removed], [n_placed] literals */
  uint32_t n_removed, n_placed;
  const uint8_t *possible; /* [n_literals] 1 for what is possible after it */
  double energy_before, energy_after;
} ebm_descent_step;

/* Takes what a descent finds, as it is found. Each may be NULL.
 * correction: of every solution that is not known yet, one of these claims [n] is true: l + 1 says that literal l is 1,
 *   -(l + 1) that it is 0 (as ebm_clause_sink takes them). n = 0: there is no such solution.
 *   Each follows from the model's clauses, the solutions' exclusion and the corrections before it by unit propagation,
 * so that they are a proof line by line (RUP; Goldberg, Novikov 2003, "Verification of proofs of unsatisfiability for
 * CNF formulas"). solution: value [n_variables], in the order of the search.
 * again: another search begins from the start, and will tell of the solutions so far once more. state: what is possible
 * after the event, possible [n_literals] of 0 and 1; sweeps so far. step: every step; removals are then credited to the
 * simplest factor that shows them. */
typedef struct ebm_descent_log {
  void (*correction)(void *context, const int64_t *claim, size_t n);
  void (*solution)(void *context, const uint8_t *value);
  void (*again)(void *context);
  void (*step)(void *context, const ebm_descent_step *step);
  void *context;
  void (*state)(void *context, ebm_event event, uint64_t sweeps, const uint8_t *possible);
  void *state_context; /* who looks on need not be who collects */
} ebm_descent_log;

#endif
