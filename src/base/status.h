/* status.h - filling in the caller's ebm_error. */
#ifndef EBM_BASE_STATUS_H
#define EBM_BASE_STATUS_H

#include "ebm.h"

/* Fills *error (may be NULL) and returns status, so that a fault is reported where it is found:
 *     return ebm_fail(error, EBM_ERROR_SYNTAX, line, column, "%zu cells, 81 expected", n);
 * line, column: from 1, or 0 for none. The text is cut at the size of ebm_error.text. */
ebm_status ebm_fail(ebm_error *error, ebm_status status, uint64_t line, uint64_t column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The one way to report a failed allocation. */
ebm_status ebm_fail_memory(ebm_error *error);

#ifdef __clang_analyzer__ /* it looks into one file at a time, and must know that what failed is not EBM_OK */
static inline ebm_status ebm_failed(ebm_status status) {
  if (status == EBM_OK) __builtin_unreachable();
  return status;
}
#define ebm_fail(error, status, ...) ebm_failed((ebm_fail)((error), (status), __VA_ARGS__))
#define ebm_fail_memory(error) ebm_failed((ebm_fail_memory)(error))
#endif

void ebm_error_clear(ebm_error *error);

#endif
