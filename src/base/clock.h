/* clock.h - seconds of a clock that never goes back. */
#ifndef EBM_BASE_CLOCK_H
#define EBM_BASE_CLOCK_H

#include <time.h>

static inline double ebm_clock_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

#endif
