#include "lattice/search.h"

void ebm_search_init(ebm_search *search, unsigned n_lanes, double timeout, bool together, const ebm_stop *stop) {
  *search = (ebm_search){.n_lanes = n_lanes, .timeout = timeout, .together = together, .stop = stop};
}

void ebm_search_start(ebm_search *search, ebm_task *task, size_t n) {
  search->task = task;
  search->n_tasks = n;
  search->next = 0;
  search->sweeps = 0;
  search->stopped = false;
  search->meter = ebm_meter_start(search->timeout > 0);
  search->total = search->cost = 0;
  for (unsigned i = 0; i < EBM_SEARCH_LANES / 64; i++) search->active[i] = 0;
  for (unsigned l = 0; l < search->n_lanes; l++) {
    search->lane[l].task = EBM_NO_TASK;
    search->slot[l].head = EBM_NO_LANE;
  }
  for (size_t i = 0; i < n; i++) {
    task[i].outcome = EBM_UNKNOWN;
    task[i].exhausted = false;
    task[i].solutions = task[i].sweeps = task[i].kicks = task[i].corrections = 0;
  }
}

/* ---- lists of lanes ---- */

static void set_active(ebm_search *search, unsigned l, bool on) {
  uint64_t bit = (uint64_t)1 << (l % 64);
  search->active[l / 64] = on ? search->active[l / 64] | bit : search->active[l / 64] & ~bit;
}

static void add_counts(ebm_search_counts *to, const ebm_search_counts *from) {
  to->sweeps += from->sweeps;
  to->kicks += from->kicks;
  to->corrections += from->corrections;
}

static ebm_search_slot *slot_of(ebm_search *search, unsigned l) {
  return &search->slot[search->lane[l].slot];
}

/* Charges what the lane has cost by now to its task. */
static void charge(ebm_search *search, unsigned l) {
  slot_of(search, l)->spent += search->cost - search->lane[l].since_cost;
  search->lane[l].since_cost = search->cost;
}

/* The lane does no more sweeps. */
static void rest(ebm_search *search, unsigned l) {
  if (!ebm_search_is_active(search, l)) return;
  search->lane[l].own.sweeps = search->sweeps - search->lane[l].since;
  charge(search, l);
  set_active(search, l, false);
}

static void finish_task(ebm_search *search, unsigned l) {
  ebm_search_lane *lane = &search->lane[l];
  ebm_search_slot *slot = slot_of(search, l);
  ebm_task *task = &search->task[lane->task];
  if (lane->parked) {
    slot->tail = lane->to_first;
  } else {
    add_counts(&slot->tail, &lane->settled);
    add_counts(&slot->tail, &lane->own);
  }
  task->sweeps = slot->tail.sweeps;
  task->kicks = slot->tail.kicks;
  task->corrections = slot->tail.corrections;
  /* Every kick leaves a branch and every correction takes one, so that equal numbers leave none behind the first
   * solution. Branches that other lanes have finished meanwhile are not looked at: the answer must not depend on them.
   */
  task->exhausted = !slot->cut || (lane->parked && task->limit == 1 && task->kicks == task->corrections);
  task->energy = 0;
  task->seconds += slot->spent;
  bool complete = task->exhausted || task->solutions == task->limit;
  task->outcome = !complete ? EBM_UNKNOWN : task->solutions > 0 ? EBM_SOLVED : EBM_UNSOLVABLE;
}

static void inherit(ebm_search_counts *heir, const ebm_search_lane *lane) {
  add_counts(heir, &lane->settled);
  add_counts(heir, &lane->own);
}

/* Takes the lane out of its task. keep: its counts belong to the canonical search. */
static void leave(ebm_search *search, unsigned l, bool keep) {
  ebm_search_lane *lane = &search->lane[l];
  ebm_search_slot *slot = slot_of(search, l);
  rest(search, l);
  if (lane->before == EBM_NO_LANE && lane->behind == EBM_NO_LANE) {
    finish_task(search, l);
  } else if (keep) {
    ebm_search_lane *behind = lane->behind != EBM_NO_LANE ? &search->lane[lane->behind] : NULL;
    inherit(behind != NULL ? &behind->settled : &slot->tail, lane);
    if (behind != NULL && lane->holds) {
      behind->to_first = lane->to_first;
      behind->holds = true;
    } else if (behind != NULL && behind->holds) {
      inherit(&behind->to_first, lane);
    }
  }
  if (lane->before != EBM_NO_LANE) search->lane[lane->before].behind = lane->behind;
  if (lane->behind != EBM_NO_LANE) search->lane[lane->behind].before = lane->before;
  if (slot->head == (int32_t)l) slot->head = lane->behind;
  lane->task = EBM_NO_TASK;
  lane->parked = false;
}

/* What comes behind the lane in the order of the search does not matter any more. */
static void cut_behind(ebm_search *search, unsigned l) {
  ebm_search_slot *slot = slot_of(search, l);
  while (search->lane[l].behind != EBM_NO_LANE) leave(search, (unsigned)search->lane[l].behind, false);
  slot->tail = (ebm_search_counts){0};
  slot->cut = true;
}

/* A parked lane at the head of its list has nothing to wait for. */
static void settle_head(ebm_search *search, int32_t slot) {
  int32_t head = search->slot[slot].head;
  if (head != EBM_NO_LANE && search->lane[head].parked) leave(search, (unsigned)head, true);
}

void ebm_search_exhaust(ebm_search *search, unsigned l) {
  int32_t slot = search->lane[l].slot;
  leave(search, l, true);
  settle_head(search, slot);
}

void ebm_search_give_up(ebm_search *search, unsigned l) {
  ebm_search_slot *slot = slot_of(search, l);
  slot->cut = true;
  while (slot->head != EBM_NO_LANE) leave(search, (unsigned)slot->head, true);
}

/* ---- work for lanes ---- */

static void begin(ebm_search *search, unsigned l, int64_t task, int32_t slot) {
  search->lane[l] = (ebm_search_lane){.task = task,
                                      .slot = slot,
                                      .before = EBM_NO_LANE,
                                      .behind = EBM_NO_LANE,
                                      .since = search->sweeps,
                                      .since_cost = search->cost};
  set_active(search, l, true);
}

void ebm_search_load(ebm_search *search, unsigned l, size_t task, uint64_t sweeps) {
  begin(search, l, (int64_t)task, (int32_t)l);
  search->lane[l].since -= sweeps;
  search->slot[l] = (ebm_search_slot){.head = (int32_t)l};
}

void ebm_search_join(ebm_search *search, unsigned from, unsigned to) {
  ebm_search_lane *giver = &search->lane[from], *taker = &search->lane[to];
  begin(search, to, giver->task, giver->slot);
  taker->own.corrections = 1; /* of the kick whose other side it takes */
  taker->before = (int32_t)from;
  taker->behind = giver->behind;
  if (giver->behind != EBM_NO_LANE) search->lane[giver->behind].before = (int32_t)to;
  giver->behind = (int32_t)to;
}

/* ---- solutions ---- */

bool ebm_search_is_first(const ebm_search *search, unsigned lane) {
  for (int32_t l = (int32_t)lane; l != EBM_NO_LANE; l = search->lane[l].before)
    if (search->lane[l].holds) return false;
  return true;
}

/* Enough solutions are known. The one to report is the first in the order of the search: what stands behind the first
 * lane that holds one is cut, and that lane waits for those before it. */
static void end_at_first(ebm_search *search, int32_t slot) {
  int32_t l = search->slot[slot].head;
  while (!search->lane[l].holds) l = search->lane[l].behind;
  cut_behind(search, (unsigned)l);
  rest(search, (unsigned)l);
  search->lane[l].parked = true;
  settle_head(search, slot);
}

bool ebm_search_found(ebm_search *search, unsigned l) {
  ebm_search_lane *lane = &search->lane[l];
  ebm_task *task = &search->task[lane->task];
  if (!lane->holds) {
    lane->own.sweeps = search->sweeps - lane->since;
    lane->to_first = lane->settled;
    add_counts(&lane->to_first, &lane->own);
    lane->holds = true;
  }
  task->solutions += task->solutions < task->limit;
  if (task->solutions < task->limit) return true;
  end_at_first(search, lane->slot);
  return false;
}

/* ---- limits ---- */

static unsigned count_active(const ebm_search *search) {
  unsigned n = 0;
  for (unsigned i = 0; i < EBM_SEARCH_LANES / 64; i++) n += (unsigned)__builtin_popcountll(search->active[i]);
  return n;
}

static bool is_late(ebm_search *search, unsigned l) {
  if (search->stopped) return true;
  if (search->together) return search->total > search->timeout;
  return slot_of(search, l)->spent > search->timeout;
}

void ebm_search_set_aside(ebm_search *search) {
  search->total += ebm_meter_lap(&search->meter);
}

void ebm_search_expire(ebm_search *search) {
  double lap = ebm_meter_lap(&search->meter);
  unsigned n_active = count_active(search);
  search->total += lap;
  if (n_active > 0) search->cost += lap / n_active;
  search->stopped = ebm_stop_raised(search->stop);
  if (!search->stopped && search->timeout <= 0) return;
  for (unsigned l = 0; l < search->n_lanes; l++)
    if (ebm_search_is_active(search, l)) charge(search, l);
  for (unsigned l = 0; l < search->n_lanes; l++)
    if (search->lane[l].task != EBM_NO_TASK && is_late(search, l)) ebm_search_give_up(search, l);
}
