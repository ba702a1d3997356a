/* recorder.h - keeps the trace of one descent, in bounded memory. */
#ifndef EBM_SOLVE_RECORDER_H
#define EBM_SOLVE_RECORDER_H

#include "model/observe.h"

/* All zero but `most` is ready for a descent. */
typedef struct ebm_recorder {
  ebm_trace_point *point; /* [n] */
  size_t n, capacity, most;
  uint64_t stride; /* of the steps that are kept; doubled when there are more than `most` points; 0: 1 as yet */
  bool failed;     /* memory is out */
} ebm_recorder;

/* An observer that records into **recorder, which may change between descents. */
ebm_observer ebm_recorder_observer(ebm_recorder **recorder);
ebm_trace ebm_recorder_trace(const ebm_recorder *recorder);
void ebm_recorder_clear(ebm_recorder *recorder);

#endif
