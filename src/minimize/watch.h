/* watch.h - what a minimizer needs to be observed: measures its states and hands them on. */
#ifndef EBM_MINIMIZE_WATCH_H
#define EBM_MINIMIZE_WATCH_H

#include "base/arena.h"
#include "energy/energy.h"
#include "model/observe.h"
#include "model/task.h"

/* All zero: nobody looks, and every call below does nothing. */
typedef struct ebm_watch {
  const ebm_observer *observer; /* NULL: nobody looks */
  const ebm_energy *energy;
  double given_weight;
  float *x; /* [n_literals] scratch */
} ebm_watch;

/* Memory from the arena. observer may be NULL. False: memory is out. */
bool ebm_watch_init(ebm_watch *watch, const ebm_observer *observer, const ebm_energy *energy, double given_weight,
                    ebm_arena *arena);

static inline bool ebm_watch_wants(const ebm_watch *watch, uint64_t step) {
  return watch->observer != NULL && watch->observer->wants(watch->observer->context, step);
}

/* Euclidean norm of the factors' own weights. */
double ebm_watch_weight_norm(const ebm_watch *watch);

/* Both measure energy and violations, and literals unless the caller did, and hand the point on.
 * A vertex, value [n_variables]: its violations are the hard factors that do not check. The caller asks `wants`. */
void ebm_watch_vertex(const ebm_watch *watch, ebm_trace_point *point, const ebm_record *record, const uint8_t *value);
/* Where several values are possible, possible [n_literals]: its violations are the hard factors with E > 0, and givens
 * that are no longer possible cost what overruling them costs. */
void ebm_watch_tensor(const ebm_watch *watch, ebm_trace_point *point, const ebm_record *record,
                      const uint8_t *possible);
/* The end of a task: its solution, if there is one. */
void ebm_watch_answer(const ebm_watch *watch, ebm_trace_point *point, const ebm_task *task);

#endif
