/* descend.h - the descent of one replica that learns from its barriers (replica.h): kick, quench, and where a barrier
 * is met, go back to where the correction made of it says something new. Conflict-driven clause learning, with the
 * model's groups as they are. Complete: it finds solutions, counts them, or proves that there are none. */
#ifndef EBM_LATTICE_DESCEND_H
#define EBM_LATTICE_DESCEND_H

#include "base/deadline.h"
#include "model/task.h"

typedef struct ebm_descend_options {
  uint64_t seed;
  ebm_deadline deadline;
  const ebm_descent_log *log; /* NULL, or who is told of corrections and solutions */
  uint64_t most;   /* solutions that it may find on its way to the task's limit: each costs memory; 0: any number */
  uint64_t effort; /* kicks and corrections of the task, with those before; 0: no limit */
} ebm_descend_options;

/* Whether every hard factor of the model can be said in groups and clauses. */
bool ebm_descend_fits(const ebm_model *model);

/* Runs the task to its end, from nothing found; its counts of sweeps, kicks and corrections go on from where they are.
 * possible [(n_literals + 63) / 64]: a bit for every literal that is not ruled out; NULL: as the record says.
 * False: there are more than `most` solutions, and the task has not ended. */
bool ebm_descend(const ebm_model *model, const uint64_t *possible, const ebm_descend_options *options, ebm_task *task);

#endif
