#include "solve/recorder.h"

#include "base/memory.h"

static bool wants(void *context, uint64_t step) {
  const ebm_recorder *recorder = *(ebm_recorder **)context;
  return recorder->stride == 0 || step % recorder->stride == 0;
}

/* Every second of the steps kept so far, and of those to come. What is left lies evenly, wherever the end will be. */
static void thin_out(ebm_recorder *recorder) {
  size_t n = 0;
  recorder->stride *= 2;
  for (size_t i = 0; i < recorder->n; i++)
    if (recorder->point[i].step % recorder->stride == 0) recorder->point[n++] = recorder->point[i];
  recorder->n = n;
}

static void see(void *context, const ebm_trace_point *point, const float *x) {
  (void)x;
  ebm_recorder *recorder = *(ebm_recorder **)context;
  bool last = point->event == EBM_EVENT_ANSWER;
  if (recorder->stride == 0) recorder->stride = 1;
  while (!last && recorder->n >= recorder->most && recorder->stride <= UINT64_MAX / 2) thin_out(recorder);
  if (!last && point->step % recorder->stride != 0) return;
  recorder->failed |= !ebm_reserve((void **)&recorder->point, &recorder->capacity, recorder->n + 1, sizeof *point);
  if (!recorder->failed) recorder->point[recorder->n++] = *point;
}

ebm_observer ebm_recorder_observer(ebm_recorder **recorder) {
  return (ebm_observer){.wants = wants, .see = see, .context = recorder};
}

ebm_trace ebm_recorder_trace(const ebm_recorder *recorder) {
  ebm_trace trace = {.point = recorder->point, .points = recorder->n, .stride = recorder->stride, .chosen = -1};
  for (size_t i = 0; i < recorder->n; i++) {
    const ebm_trace_point *point = &recorder->point[i];
    if (point->step > trace.steps) trace.steps = point->step;
    if (point->replica >= trace.replicas) trace.replicas = point->replica + 1;
    if (point->event == EBM_EVENT_ANSWER) trace.chosen = (int32_t)point->replica;
  }
  return trace;
}

void ebm_recorder_clear(ebm_recorder *recorder) {
  ebm_free(recorder->point);
  *recorder = (ebm_recorder){.most = recorder->most};
}
