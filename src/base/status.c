#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#undef ebm_fail /* what the analyzer is told */
#undef ebm_fail_memory

ebm_status ebm_fail(ebm_error *error, ebm_status status, uint64_t line, uint64_t column, const char *format, ...) {
  if (error == NULL) return status;
  error->status = status;
  error->line = line;
  error->column = column;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->text, sizeof error->text, format, arguments);
  va_end(arguments);
  return status;
}

ebm_status ebm_fail_memory(ebm_error *error) {
  return ebm_fail(error, EBM_ERROR_MEMORY, 0, 0, "out of memory");
}

void ebm_error_clear(ebm_error *error) {
  error->status = EBM_OK;
  error->line = error->column = 0;
  error->text[0] = '\0';
}

const char *ebm_outcome_name(ebm_outcome outcome) {
  static const char *const name[] = {"solved", "unsolvable", "unknown", "invalid"};
  return name[outcome];
}

const char *ebm_key_name(ebm_key_verdict key) {
  switch (key) {
    case EBM_KEY_SAME: return "same";
    case EBM_KEY_DIFFERENT: return "different";
    case EBM_KEY_MALFORMED: return "malformed";
    case EBM_KEY_NONE:
    case EBM_KEY_UNTOLD: break;
  }
  return NULL;
}

const char *ebm_event_name(ebm_event event) {
  static const char *const name[] = {"start", "sweep", "kick", "correction", "answer"};
  return name[event];
}
