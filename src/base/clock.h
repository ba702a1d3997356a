/* clock.h - seconds: of a clock that never goes back, and of the processor that a thread had. */
#ifndef EBM_BASE_CLOCK_H
#define EBM_BASE_CLOCK_H

#include <time.h>

static inline double ebm_clock_read(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Cheap: some 25 ns. */
static inline double ebm_clock_seconds(void) {
  return ebm_clock_read(CLOCK_MONOTONIC);
}

/* The time that the calling thread was at work. Other threads and programs on the same core do not count. A call into
 * the kernel: up to 2 us. */
static inline double ebm_clock_worked(void) {
  return ebm_clock_read(CLOCK_THREAD_CPUTIME_ID);
}

#endif
