#include "solve/lowest.h"

bool ebm_lowest_asked(const ebm_model *model, bool soft_givens) {
  return soft_givens || model->soft;
}

bool ebm_lowest_proved(const ebm_task *task) {
  return task->solutions > 0 && (task->minima > 0 || task->energy == 0);
}

void ebm_lowest_conclude(ebm_task *task, bool soft_givens) {
  if (task->outcome != EBM_SOLVED || ebm_lowest_proved(task)) return;
  if (ebm_lowest_asked(task->record->model, soft_givens)) task->outcome = EBM_UNKNOWN;
}
