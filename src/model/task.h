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
  ebm_outcome outcome;
  bool exhausted;     /* nothing is left to look at: the count of solutions is exact */
  uint64_t solutions; /* value is written when this is not 0 */
  uint64_t sweeps, kicks, corrections;
  double energy; /* of value */
} ebm_task;

#endif
