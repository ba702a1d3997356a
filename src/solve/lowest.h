/* lowest.h - the one rule for soft terms: solved means that the lowest energy is proved. */
#ifndef EBM_SOLVE_LOWEST_H
#define EBM_SOLVE_LOWEST_H

#include "model/task.h"

/* Whether energies above 0 satisfy the rules of the model: it has soft terms, or givens may be overruled. */
bool ebm_lowest_asked(const ebm_model *model, bool soft_givens);

/* Whether no assignment that satisfies the rules has a lower energy than task->value: a method has shown it
 * (task->minima), or it is 0, and no term is below. */
bool ebm_lowest_proved(const ebm_task *task);

/* Of a task that has run, whatever the method: where the lowest energy was asked for and what was found is not proved
 * to be it, the outcome is unknown. The best that was found stays. */
void ebm_lowest_conclude(ebm_task *task, bool soft_givens);

#endif
