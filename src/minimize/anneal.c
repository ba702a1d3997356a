/* anneal - a heat bath on sixteen replicas of one value per variable, with weights that grow on the factors that stay
 * violated, and restarts. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "minimize/bath.h"
#include "minimize/watch.h"

/* Measured (bench/landscape.md). At a fixed temperature a run is one long visit to the Boltzmann distribution, and the
 * ground state comes up sooner than under any schedule that was tried, if the temperature is just below the peak of the
 * heat capacity: above it the state is never met, far below it the bath freezes. Where that is depends on the model:
 * 0.9 for 9 x 9 puzzles, 0.5 for an empty 25 x 25. What it has in common is the share of the variables that a sweep
 * changes, and that is known after a few sweeps, while heat capacities take thousands. */
static const double lively = 0.05;
static const float first_temperature = 0.9f;
/* By how much log T follows log(lively / share). A tenth of T changes the share by half or more. */
static const double thermostat_gain = 0.02, thermostat_most = 0.1;
/* What a violated exactly_one factor gains every CORRECT_SWEEPS. 0.02 to 0.1 shorten the tail: p99 to a third. */
static const float correction = 0.1f;
/* Below the weight of a rule givens are noise: at 1, 7 to 13 of 36 are overruled where one is enough, at 2 some too
 * many are in a third of puzzles with 24. From 4 on none are: the rules grow, where they are violated, until they
 * outweigh the givens that are wrong. */
static const float given_push = 4;

enum {
  CORRECT_SWEEPS = 50,
  TUNE_SWEEPS = 250,        /* the temperature follows the bath; then it is held, */
  TUNE_MEAN_SWEEPS = 100,   /* at the mean of the last ones */
  RESTART_SWEEPS = 3000,    /* the weights, by then several times what they were, start again too */
  RESTART_SWEEPS_EACH = 10, /* at least, for every open variable: from 17 x 17 on */
  MOST_SWEEPS = 1000000,
  SOFT_RUNS = 1,   /* where a lower energy may always be left: runs without a better one before the best is taken */
  COOL_SWEEPS = 32 /* from one temperature to the next */
};

struct ebm_work {
  const ebm_energy *energy;
  ebm_minimizer_options options;
  ebm_open open;
  ebm_bath bath;
  const ebm_bath_ops *ops;
  uint8_t *value; /* [n_variables] */
  bool soft;
  ebm_watch watch;
  int chosen;        /* the replica of the best solution */
  float temperature; /* where none is asked for */
  double tuned;      /* mean of its logarithm, up to now */
  uint32_t restart_sweeps;
  ebm_arena arena;
};

static void destroy(ebm_work *work) {
  if (work == NULL) return;
  ebm_open_clear(&work->open);
  ebm_arena_clear(&work->arena);
  ebm_free(work);
}

static ebm_status create(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_work **out,
                         ebm_error *error) {
  const ebm_model *model = energy->model;
  *out = NULL;
  ebm_work *work = ebm_allocate(1, sizeof *work);
  if (work == NULL) return ebm_fail_memory(error);
  ebm_status status = ebm_open_init(&work->open, model, options, error);
  if (status != EBM_OK) {
    ebm_free(work);
    return status;
  }
  work->energy = energy;
  work->options = *options;
  work->ops = ebm_bath_active();
  work->soft = model->soft;
  /* Where givens are the only soft terms, their common weight changes no order of energies, and this one is found
   * soonest. */
  if (!work->soft && options->given_weight != 0) work->open.push = given_push;
  work->soft |= options->given_weight != 0;
  work->value = ebm_arena_take(&work->arena, model->n_variables, 64);
  if (work->value == NULL ||
      !ebm_watch_init(&work->watch, options->observer, energy, (double)options->given_weight, &work->arena) ||
      !ebm_bath_init(&work->bath, energy, &work->open, &work->arena, options->seed)) {
    destroy(work);
    return ebm_fail_memory(error);
  }
  *out = work;
  return EBM_OK;
}

/* Takes the replica's state if it is a solution, and better than the one there is. */
static bool take(ebm_work *work, ebm_task *task, int r) {
  double soft;
  ebm_bath_value(&work->bath, r, work->value);
  if (!ebm_open_check(&work->open, work->energy, work->value, work->bath.point, &soft)) return false;
  soft += ebm_open_overruled(&work->open, task->record, work->value);
  if (task->solutions > 0 && soft >= task->energy) return false;
  memcpy(task->value, work->value, work->energy->model->n_variables);
  task->solutions = 1;
  task->energy = soft;
  work->chosen = r;
  return true;
}

/* ---- seen from outside ---- */

/* The factors' own weights, except where they have grown. */
static double weight_norm(const ebm_work *work, int r) {
  const ebm_bath *bath = &work->bath;
  double own = ebm_watch_weight_norm(&work->watch), squares = own * own;
  for (uint32_t g = 0; g < bath->n_groups; g++) {
    double weight = (double)bath->weight[g][r], base = (double)bath->base[g];
    squares += weight * weight - base * base;
  }
  return sqrt(squares);
}

static ebm_trace_point point_at(const ebm_work *work, ebm_event event, uint64_t step, int r) {
  return (ebm_trace_point){.step = step,
                           .replica = (uint32_t)r,
                           .event = event,
                           .temperature = (double)work->bath.temperature[r],
                           .weight_norm = weight_norm(work, r)};
}

static void watch_sweep(ebm_work *work, const ebm_task *task, ebm_event event, uint64_t step) {
  if (!ebm_watch_wants(&work->watch, step)) return;
  for (int r = 0; r < EBM_REPLICAS; r++) {
    ebm_trace_point point = point_at(work, event, step, r);
    ebm_bath_value(&work->bath, r, work->value);
    ebm_watch_vertex(&work->watch, &point, task->record, work->value);
  }
}

/* ---- the descent ---- */

/* From the first temperature to the second by equal factors during a run. */
static void set_temperature(ebm_work *work, uint32_t at) {
  float start = work->options.temperature_start, end = work->options.temperature_end;
  if (start <= 0) start = end = work->temperature;
  work->bath.temperature = ebm_floats_of(start * powf(end / start, (float)at / (float)work->restart_sweeps));
}

/* Moves the temperature towards where a share `lively` of the variables changes in a sweep. */
static void tune(ebm_work *work, uint32_t sweep) {
  ebm_bath *bath = &work->bath;
  if (sweep >= TUNE_SWEEPS || work->options.temperature_start > 0) return;
  double moved = 0;
  for (int r = 0; r < EBM_REPLICAS; r++) moved -= bath->moved[r];
  bath->moved = (ebm_marks){0};
  double share = moved / (EBM_REPLICAS * (double)bath->n_variables);
  double step = thermostat_gain * log(lively / (share + 1e-4));
  work->temperature *= (float)exp(fmax(-thermostat_most, fmin(step, thermostat_most)));
  if (sweep >= TUNE_SWEEPS - TUNE_MEAN_SWEEPS) work->tuned += log((double)work->temperature) / TUNE_MEAN_SWEEPS;
  if (sweep == TUNE_SWEEPS - 1) work->temperature = (float)exp(work->tuned);
  bath->temperature = ebm_floats_of(work->temperature);
}

static void begin(ebm_work *work) {
  uint32_t least = RESTART_SWEEPS_EACH * work->bath.n_variables;
  work->restart_sweeps = least > RESTART_SWEEPS ? least : RESTART_SWEEPS;
  work->temperature = first_temperature;
  work->tuned = 0;
  work->bath.moved = (ebm_marks){0};
}

/* Returns the sweeps it took. */
static uint32_t descend(ebm_work *work, ebm_task *task) {
  ebm_random random = {ebm_hash(work->options.seed)};
  ebm_bath *bath = &work->bath;
  uint32_t idle = 0; /* runs since the best solution got better */
  begin(work);
  for (uint32_t sweeps = 0; sweeps < MOST_SWEEPS; sweeps++) {
    uint32_t at = sweeps % work->restart_sweeps;
    if (at == 0) {
      if (task->solutions > 0 && idle++ == SOFT_RUNS) return sweeps;
      ebm_bath_reset_weights(bath);
      work->ops->start(bath, &random);
    }
    if (ebm_deadline_over(&work->open.deadline)) return sweeps;
    if (at % COOL_SWEEPS == 0) set_temperature(work, at);
    if (at == 0) watch_sweep(work, task, EBM_EVENT_START, sweeps);
    work->ops->sweep(bath, &random);
    task->sweeps++;
    watch_sweep(work, task, EBM_EVENT_SWEEP, sweeps + 1);
    tune(work, sweeps);
    for (uint32_t left = work->ops->satisfied(bath); left != 0; left &= left - 1) {
      if (!take(work, task, __builtin_ctz(left))) continue;
      if (!work->soft || task->energy == 0) return sweeps + 1;
      idle = 0;
    }
    if (at % CORRECT_SWEEPS == CORRECT_SWEEPS - 1) {
      work->ops->correct(bath, correction);
      task->corrections++;
      watch_sweep(work, task, EBM_EVENT_CORRECTION, sweeps + 1);
    }
  }
  return MOST_SWEEPS;
}

static void run_task(ebm_work *work, ebm_task *task) {
  if (!ebm_open_run(&work->open, task)) return;
  ebm_bath_lay_out(&work->bath);
  uint32_t sweeps = 0;
  work->chosen = 0;
  if (work->open.n > 0)
    sweeps = descend(work, task);
  else
    take(work, task, 0);
  ebm_open_conclude(&work->open, task, work->soft);
  if (work->watch.observer == NULL) return;
  ebm_trace_point end = point_at(work, EBM_EVENT_ANSWER, sweeps, work->chosen);
  ebm_watch_answer(&work->watch, &end, task);
}

static void run(ebm_work *work, ebm_task *task, size_t n) {
  for (size_t i = 0; i < n; i++) run_task(work, &task[i]);
}

const ebm_minimizer ebm_minimizer_anneal = {
    .name = "anneal",
    .source = "heat bath (Geman, Geman 1984) with growing weights (Morris 1993, \"breakout\"), with restarts",
    .capabilities = EBM_CAN_SOFT,
    .create = create,
    .destroy = destroy,
    .run = run,
};
