/* search.h - which lane works on which part of which task; the same for every lattice.
 *
 * Every lane holds a part of one task's search tree. The lanes of one task form a list in the order of the depth-first
 * search, so that the answer is the one a single lane would give: a lane that finds a solution ends the lanes behind
 * it, but waits for those before it. Where a limit of solutions ends the search, its kicks and corrections are those up
 * to the first solution: how far the others had come by then is an accident. */
#ifndef EBM_LATTICE_SEARCH_H
#define EBM_LATTICE_SEARCH_H

#include "base/meter.h"
#include "base/stop.h"
#include "model/task.h"

enum { EBM_SEARCH_LANES = 512, EBM_NO_LANE = -1, EBM_NO_TASK = -1 };

typedef struct ebm_search_counts {
  uint64_t sweeps, kicks, corrections;
} ebm_search_counts;

typedef struct ebm_search_lane {
  int64_t task;               /* EBM_NO_TASK: idle */
  int32_t slot;               /* of its task in ebm_search.slot */
  int32_t before, behind;     /* the lanes of the same task, in the order of the search */
  bool holds;                 /* a solution was found in it, or in a lane that ended just before it in the list */
  bool parked;                /* has the solution to report, unless a lane before it finds one */
  uint64_t since;             /* ebm_search.sweeps when it began */
  ebm_search_counts own;      /* kicks and corrections of its own */
  ebm_search_counts settled;  /* of lanes that ended just before it in the list */
  ebm_search_counts to_first; /* where it holds one: of settled and own, what comes before the first solution */
  double since_cost;          /* ebm_search.cost up to which its time is charged to its task */
} ebm_search_lane;

/* What is known about a running task, beside ebm_task. */
typedef struct ebm_search_slot {
  int32_t head;           /* first lane of its list; EBM_NO_LANE: free */
  ebm_search_counts tail; /* of lanes that ended at the end of the list without a solution */
  bool cut;               /* a part of the tree was left out: not exhausted */
  double spent;           /* seconds of work for it */
} ebm_search_slot;

typedef struct ebm_search {
  unsigned n_lanes;
  double timeout; /* seconds of work for each task; 0: none */
  bool together;  /* ... for all of them */
  const ebm_stop *stop;
  bool stopped;
  ebm_task *task;
  size_t n_tasks, next; /* the tasks from next on wait: the user moves next */
  uint64_t sweeps;      /* of the lattice, in this run: the user counts */
  ebm_meter meter;
  double total; /* seconds of work in this run */
  double cost;  /* seconds of a lane that was active all the time: what the lanes cost is shared by those active */
  uint64_t active[EBM_SEARCH_LANES / 64]; /* lanes that descend */
  ebm_search_lane lane[EBM_SEARCH_LANES];
  ebm_search_slot slot[EBM_SEARCH_LANES];
} ebm_search;

void ebm_search_init(ebm_search *search, unsigned n_lanes, double timeout, bool together, const ebm_stop *stop);
/* All tasks are unknown until they end. */
void ebm_search_start(ebm_search *search, ebm_task *task, size_t n);

/* Whether the lane can begin a task: it is idle, and so is its slot. */
static inline bool ebm_search_is_free(const ebm_search *search, unsigned lane) {
  return search->lane[lane].task == EBM_NO_TASK && search->slot[lane].head == EBM_NO_LANE;
}
/* Gives the task of that number to a free lane; sweeps: made for it before. */
void ebm_search_load(ebm_search *search, unsigned lane, size_t task, uint64_t sweeps);
/* Lane `to`, idle, takes over what comes right after lane `from` in the order of the search. */
void ebm_search_join(ebm_search *search, unsigned from, unsigned to);

/* Nothing is left in the lane's part of the tree. The lane is idle afterwards. */
void ebm_search_exhaust(ebm_search *search, unsigned lane);
/* The lane's task ends as it stands. All its lanes are idle afterwards. */
void ebm_search_give_up(ebm_search *search, unsigned lane);

/* Whether no solution is known that stands before the lane in the order of the search: the one it has just found is
 * then the one to report. To be asked, and the solution stored, before ebm_search_found. */
bool ebm_search_is_first(const ebm_search *search, unsigned lane);
/* The lane has found a solution. True: it goes on, behind it. */
bool ebm_search_found(ebm_search *search, unsigned lane);

/* Charges the work since the last call to the lanes that are active. Gives up what has run out of time, and everything
 * when the stop is raised: nothing may be loaded then. */
void ebm_search_expire(ebm_search *search);

/* The work since the last call of ebm_search_expire was for tasks that no lane has. */
void ebm_search_set_aside(ebm_search *search);

static inline bool ebm_search_is_active(const ebm_search *search, unsigned lane) {
  return (search->active[lane / 64] >> (lane % 64) & 1) != 0;
}

static inline bool ebm_search_any_active(const ebm_search *search) {
  uint64_t any = 0;
  for (unsigned i = 0; i < EBM_SEARCH_LANES / 64; i++) any |= search->active[i];
  return any != 0;
}

#endif
