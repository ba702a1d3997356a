/* meter.h - how long a thread worked between one lap and the next. For laps of any length, at the price of the cheap
 * clock: a lap of less than a millisecond is taken from it, since a thread that has to wait for a core waits longer.
 * The laps are put right by the thread's own clock now and then, and at once when one takes longer. */
#ifndef EBM_BASE_METER_H
#define EBM_BASE_METER_H

#include <stdbool.h>

#include "base/clock.h"

typedef struct ebm_meter {
  double at;      /* on ebm_clock_seconds, of the last lap */
  double worked;  /* on ebm_clock_worked, when it was read last; negative: never */
  double counted; /* seconds of the laps since then */
} ebm_meter;

/* exact: the laps are right from the first one on; else from the first long one on. */
static inline ebm_meter ebm_meter_start(bool exact) {
  return (ebm_meter){ebm_clock_seconds(), exact ? ebm_clock_worked() : -1, 0};
}

/* Seconds of work since the start or the last lap. Below 0 where the laps before were taken for too long. */
static inline double ebm_meter_lap(ebm_meter *meter) {
  static const double shortest_wait = 0.001, trusted = 0.020;
  double now = ebm_clock_seconds(), lap = now - meter->at;
  meter->at = now;
  meter->counted += lap;
  if (lap < shortest_wait && meter->counted < trusted) return lap;
  double worked = ebm_clock_worked(), before = meter->worked;
  if (before >= 0) lap += worked - before - meter->counted;
  meter->worked = worked;
  meter->counted = 0;
  return lap;
}

#endif
