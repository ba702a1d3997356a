/* deadline.h - when work must be back, whatever it has come to. */
#ifndef EBM_BASE_DEADLINE_H
#define EBM_BASE_DEADLINE_H

#include "base/clock.h"
#include "base/stop.h"

typedef struct ebm_deadline {
  double at; /* on the clock; 0: never */
  const ebm_stop *stop;
} ebm_deadline;

/* timeout: seconds from now; 0: none. */
static inline ebm_deadline ebm_deadline_in(double timeout, const ebm_stop *stop) {
  return (ebm_deadline){timeout > 0 ? ebm_clock_seconds() + timeout : 0, stop};
}

/* Reads the clock: some 25 ns. */
static inline bool ebm_deadline_over(const ebm_deadline *deadline) {
  return ebm_stop_raised(deadline->stop) || (deadline->at > 0 && ebm_clock_seconds() > deadline->at);
}

#endif
