/* minimizer.h - a minimizer takes tasks (records of one model) down the energy.
 *
 * A new minimizer is one file beside this one and one line in registry.c. */
#ifndef EBM_MINIMIZE_MINIMIZER_H
#define EBM_MINIMIZE_MINIMIZER_H

#include "base/stop.h"
#include "energy/energy.h"
#include "model/observe.h"
#include "model/task.h"

enum {
  EBM_CAN_PROVE = 1, /* completes: says unsolvable, counts */
  EBM_CAN_BATCH = 2, /* faster with many tasks at once */
  EBM_CAN_SOFT = 4   /* minimizes soft factors too */
};

typedef struct ebm_minimizer_options {
  uint64_t seed;
  double timeout;  /* seconds of work for each task; 0: none */
  bool together;   /* quench: ... for all tasks of a run */
  uint64_t effort; /* quench, of models that are no plain 9x9: kicks and corrections of each task; 0: no limit */
  const ebm_stop *stop;
  bool no_quench;      /* start from what the record gives, not from what the quench leaves of it */
  double given_weight; /* 0: givens are clamps; else the energy that overruling one costs (EBM_CAN_SOFT) */
  /* Of heat baths: from the first to the second during a run, > 0; 0, 0: the minimizer's own. */
  float temperature_start, temperature_end;
  const ebm_observer *observer; /* NULL, or who looks on; tasks are then run one by one, and cost more */
  const ebm_descent_log *log;   /* NULL, or where a minimizer with EBM_CAN_PROVE tells what it finds */
} ebm_minimizer_options;

/* The memory of one thread. What a minimizer keeps in it is its own business. */
typedef struct ebm_work ebm_work;

typedef struct ebm_minimizer {
  const char *name, *source;
  unsigned capabilities;
  /* Takes all the memory that runs on this energy will need. The energy is borrowed. Faults: MEMORY, UNSUPPORTED
   * (a factor kind that this minimizer cannot descend). */
  ebm_status (*create)(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_work **work,
                       ebm_error *error);
  void (*destroy)(ebm_work *work); /* NULL is fine */
  /* Fills in the results of n tasks, all of the energy's model. A task's result depends on its record, the options
   * and nothing else: not on the tasks beside it. Allocates nothing. */
  void (*run)(ebm_work *work, ebm_task *task, size_t n);
} ebm_minimizer;

/* In order of registration; NULL at the end. */
const ebm_minimizer *const *ebm_minimizers(void);
const ebm_minimizer *ebm_minimizer_find(const char *name); /* NULL: there is none */

#endif
