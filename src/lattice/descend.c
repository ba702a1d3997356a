#include "lattice/descend.h"

#include "base/memory.h"
#include "lattice/activity.h"
#include "lattice/replica.h"

/* Measured: bench/README.md, "Large grids". */
enum {
  RESTART = 100, /* corrections, times the numbers of Luby's sequence */
  FORGET = 300   /* corrections before the first forgetting; each later one waits that many longer */
};

typedef struct descent {
  ebm_replica replica;
  const ebm_descend_options *options;
  ebm_deadline deadline;
  ebm_task *task;
  int64_t *told;  /* [n_atoms] scratch: a correction as the log takes it */
  uint8_t *value; /* [n_variables] */
  uint64_t corrections, restart_at, forget_at, forgets;
  uint64_t luby, length; /* which run this is, and its length */
  uint32_t looks;
  bool late; /* its time was up before the first kick */
} descent;

bool ebm_descend_fits(const ebm_model *model) {
  return ebm_replica_fits(model);
}

static void settle(descent *d, uint32_t literal) {
  const ebm_model *model = d->task->record->model;
  d->value[model->variable[literal]] = (uint8_t)(literal - model->first[model->variable[literal]]);
}

/* The root at rest, and then a replica of what it leaves open: of a large grid's literals a tenth. False: memory is
 * out, or its time. */
static bool begin(descent *d, const ebm_model *model, const uint64_t *possible) {
  const ebm_record *record = d->task->record;
  ebm_replica root = {0}, *r = &root;
  bool fits = ebm_replica_init(r, model, d->options->seed, &d->deadline);
  for (uint32_t l = 0; fits && l < model->n_literals; l++) {
    bool open = possible != NULL ? (possible[l / 64] >> l % 64 & 1) != 0 : ebm_record_allows(record, l);
    if (!open) ebm_replica_state(r, ebm_claim_not(ebm_claim_is(l)));
  }
  ebm_quench_end end = fits ? ebm_replica_quench(r) : EBM_QUENCH_STARVED;
  fits = end == EBM_QUENCH_STILL || end == EBM_QUENCH_BARRIER;
  if (end == EBM_QUENCH_BARRIER) {
    d->replica.broken = true;
  } else if (fits) {
    fits = ebm_replica_narrow(&d->replica, r, d->options->seed);
    d->told = ebm_allocate(d->replica.n_atoms, sizeof *d->told);
    d->value = ebm_allocate(model->n_variables, sizeof *d->value);
    fits &= d->told != NULL && d->value != NULL;
    for (uint32_t l = 0; fits && l < model->n_literals; l++)
      if (r->holds[ebm_claim_is(l)] > 0) settle(d, l);
  }
  d->late = r->late || d->replica.late;
  ebm_replica_clear(r);
  return fits;
}

static bool is_over(descent *d) {
  uint64_t effort = d->options->effort;
  if (effort > 0 && d->task->kicks + d->task->corrections >= effort) return true;
  return ++d->looks % 16 == 0 && ebm_deadline_over(&d->deadline);
}

static void tell(descent *d) {
  const ebm_descent_log *log = d->options->log;
  const ebm_replica *r = &d->replica;
  if (log == NULL || log->correction == NULL) return;
  for (size_t i = 0; i < r->n_correction; i++) {
    int64_t number = (int64_t)r->number[r->correction[i] / 2] + 1;
    d->told[i] = (r->correction[i] & 1) != 0 ? -number : number;
  }
  log->correction(log->context, d->told, r->n_correction);
}

/* Goes back as far as the correction says, and takes it to heart. False: memory is out. */
static bool remember(descent *d, uint32_t levels) {
  ebm_replica *r = &d->replica;
  tell(d);
  d->task->corrections++;
  ebm_replica_return(r, r->correction_back);
  ebm_reason reason = {EBM_REASON_NONE, 0};
  if (r->n_correction > 1) {
    uint32_t place = ebm_replica_add(r, r->correction, (uint32_t)r->n_correction, levels);
    if (place == UINT32_MAX) return false;
    reason = (ebm_reason){EBM_REASON_CLAUSE, place};
  }
  ebm_replica_assert(r, r->correction[0], reason);
  return true;
}

/* A barrier below a kick. False: memory is out. */
static bool correct(descent *d) {
  ebm_replica *r = &d->replica;
  if (!ebm_replica_trace(r)) return false;
  for (uint32_t i = 0; i < r->n_touched; i++) ebm_activity_meet(&r->activity, r->touched[i]);
  ebm_activity_fade(&r->activity);
  d->corrections++;
  return remember(d, r->correction_levels);
}

/* True: go on and look for others. */
static bool found(descent *d) {
  ebm_replica *r = &d->replica;
  const ebm_model *model = d->task->record->model;
  const ebm_descent_log *log = d->options->log;
  ebm_task *task = d->task;
  for (uint32_t atom = 0; atom < r->n_grouped; atom++)
    if (r->holds[ebm_claim_is(atom)] > 0) settle(d, r->number[atom]);
  for (uint32_t v = 0; v < model->n_variables && task->solutions == 0; v++) task->value[v] = d->value[v];
  task->solutions++;
  if (log != NULL && log->solution != NULL) log->solution(log->context, d->value);
  return task->solutions < task->limit;
}

/* What was kicked together is the solution found, and is ruled out for good. False: memory is out. */
static bool exclude(descent *d) {
  ebm_replica *r = &d->replica;
  uint32_t n = r->n_kicks;
  if (!ebm_reserve((void **)&r->correction, &r->correction_capacity, n, sizeof *r->correction)) return false;
  for (uint32_t i = 0; i < n; i++) r->correction[i] = ebm_claim_not(r->trail[r->kick_at[n - 1 - i]]);
  r->n_correction = n;
  r->correction_back = n - 1;
  return remember(d, 0);
}

/* The atom is taken for 1. To take what it was last (Pipatsrisawat, Darwiche 2007) solved fewer grids in the same time:
 * most atoms were 0, and a value that is removed says little. */
static void kick(descent *d, uint32_t atom) {
  ebm_replica *r = &d->replica;
  d->task->kicks++;
  ebm_replica_kick(r, ebm_claim_is(atom));
}

/* The most active of the open atoms; UINT32_MAX: none is open. */
static uint32_t choose(ebm_replica *r) {
  while (r->activity.n > 0) {
    uint32_t atom = ebm_activity_take(&r->activity);
    if (r->holds[ebm_claim_is(atom)] == 0) return atom;
  }
  return UINT32_MAX;
}

/* The next run is 1 1 2 1 1 2 4 ... times RESTART long (Luby, Sinclair, Zuckerman 1993, "Optimal speedup of Las Vegas
 * algorithms"; in Knuth's form). Restarts by the running mean of the levels took as many corrections and more kicks. */
static void restart(descent *d) {
  if ((d->luby & -d->luby) == d->length) {
    d->luby++;
    d->length = 1;
  } else {
    d->length *= 2;
  }
  d->restart_at = d->corrections + RESTART * d->length;
  ebm_replica_return(&d->replica, 0);
}

typedef enum { EXHAUSTED, ENOUGH, MANY, LATE, STARVED } ending;

static ending run(descent *d) {
  ebm_replica *r = &d->replica;
  for (;;) {
    if (is_over(d)) return LATE;
    ebm_quench_end end = ebm_replica_quench(r);
    d->task->sweeps++;
    if (end == EBM_QUENCH_STARVED) return STARVED;
    if (end == EBM_QUENCH_LATE) return LATE;
    if (end == EBM_QUENCH_BARRIER) {
      if (r->n_kicks == 0) return EXHAUSTED;
      if (!correct(d)) return STARVED;
      continue;
    }
    if (d->corrections >= d->restart_at) {
      restart(d);
      continue;
    }
    if (d->corrections >= d->forget_at) {
      d->forget_at = d->corrections + FORGET * (++d->forgets + 1);
      if (!ebm_replica_forget(r)) return STARVED;
    }
    uint32_t atom = choose(r);
    if (atom != UINT32_MAX) {
      kick(d, atom);
      continue;
    }
    if (!found(d)) return ENOUGH;
    if (r->n_kicks == 0) return EXHAUSTED;
    if (d->task->solutions == d->options->most) return MANY;
    if (!exclude(d)) return STARVED;
  }
}

bool ebm_descend(const ebm_model *model, const uint64_t *possible, const ebm_descend_options *options, ebm_task *task) {
  descent d = {.options = options,
               .deadline = options->deadline,
               .task = task,
               .luby = 1,
               .length = 1,
               .restart_at = RESTART,
               .forget_at = FORGET};
  task->solutions = 0;
  task->energy = 0;
  ending end = begin(&d, model, possible) ? run(&d) : d.late ? LATE : STARVED;
  const ebm_descent_log *log = options->log;
  if (end == EXHAUSTED && log != NULL && log->correction != NULL) log->correction(log->context, NULL, 0);
  task->exhausted = end == EXHAUSTED;
  task->starved = end == STARVED;
  bool complete = end == EXHAUSTED || end == ENOUGH;
  task->outcome = !complete ? EBM_UNKNOWN : task->solutions > 0 ? EBM_SOLVED : EBM_UNSOLVABLE;
  ebm_replica_clear(&d.replica);
  ebm_free(d.told);
  ebm_free(d.value);
  return end != MANY;
}
