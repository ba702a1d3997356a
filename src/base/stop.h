/* stop.h - when a descent must end without an answer. */
#ifndef EBM_BASE_STOP_H
#define EBM_BASE_STOP_H

#include <signal.h>
#include <stdbool.h>

/* Raised by ebm_session_stop, looked at by every minimizer every few milliseconds. */
typedef struct ebm_stop {
  volatile sig_atomic_t raised;
} ebm_stop;

static inline bool ebm_stop_raised(const ebm_stop *stop) {
  return stop != (void *)0 && stop->raised != 0;
}

#endif
