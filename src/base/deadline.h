/* deadline.h - when work must be back, whatever it has come to: after some seconds of work, which is what the thread
 * spends on it, not what passes while others have its core. Made and asked by the same thread. */
#ifndef EBM_BASE_DEADLINE_H
#define EBM_BASE_DEADLINE_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/stop.h"

typedef struct ebm_deadline {
  double worked; /* on ebm_clock_worked; 0: never */
  double ask;    /* on ebm_clock_seconds: it cannot be over before */
  const ebm_stop *stop;
} ebm_deadline;

/* timeout: seconds of work from now; 0: none. */
static inline ebm_deadline ebm_deadline_in(double timeout, const ebm_stop *stop) {
  if (timeout <= 0) return (ebm_deadline){0, 0, stop};
  return (ebm_deadline){ebm_clock_worked() + timeout, ebm_clock_seconds() + timeout, stop};
}

/* Reads a cheap clock: some 25 ns. */
static inline bool ebm_deadline_over(ebm_deadline *deadline) {
  if (ebm_stop_raised(deadline->stop)) return true;
  if (deadline->worked <= 0) return false;
  double now = ebm_clock_seconds();
  if (now < deadline->ask) return false;
  double left = deadline->worked - ebm_clock_worked();
  deadline->ask = now + left;
  return left <= 0;
}

#endif
