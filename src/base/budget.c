#include "base/budget.h"

#include <stdio.h>

static _Thread_local ebm_budget *current;

ebm_budget *ebm_budget_enter(ebm_budget *budget) {
  ebm_budget *before = current;
  current = budget;
  return before;
}

bool ebm_budget_entered(void) {
  return current != NULL;
}

bool ebm_budget_over(void) {
  if (current == NULL) return false;
  if (current->end != EBM_BUDGET_OPEN) return true;
  if (!ebm_deadline_over(&current->deadline)) return false;
  current->end = ebm_stop_raised(current->deadline.stop) ? EBM_BUDGET_STOPPED : EBM_BUDGET_TIME;
  return true;
}

void ebm_budget_work(const char *work) {
  if (current != NULL) current->work = work;
}

bool ebm_budget_allows(size_t bytes) {
  if (current == NULL) return true;
  if (ebm_budget_over()) return false;
  int64_t used = current->used < 0 ? 0 : current->used;
  if (current->most == 0 || (bytes <= current->most && (size_t)used <= current->most - bytes)) return true;
  current->end = EBM_BUDGET_BYTES;
  current->asked = bytes;
  current->had = (size_t)used;
  return false;
}

void ebm_budget_take(size_t bytes) {
  if (current != NULL) current->used += (int64_t)bytes;
}

void ebm_budget_give(size_t bytes) {
  if (current != NULL) current->used -= (int64_t)bytes;
}

const char *ebm_bytes_name(uint64_t bytes, char text[EBM_BYTES_NAME]) {
  static const char *const unit[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  double size = (double)bytes;
  unsigned u = 0;
  for (; size >= 1024 && u + 1 < sizeof unit / sizeof *unit; u++) size /= 1024;
  snprintf(text, EBM_BYTES_NAME, size < 10 && size != (double)(int)size ? "%.1f %s" : "%.0f %s", size, unit[u]);
  return text;
}
