/* recall - falls from what is given into the nearest minimum, as an associative memory does (Hopfield 1982).
 *
 * One value per variable. At T = 0 a sweep gives every open variable its lowest value, until nothing changes; then the
 * hard factors that are still violated gain weight, the error correction. The first replica starts at what is given;
 * the others start at a temperature that falls, and of all the lowest is kept. Givens that may be overruled pull with
 * their weight. */
#include <math.h>
#include <string.h>

#include "base/deadline.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/status.h"
#include "minimize/minimizer.h"
#include "minimize/watch.h"
#include "model/builder.h"

enum {
  REPLICAS = 8,       /* of a soft model */
  COOLING = 60,       /* sweeps from the first temperature to T = 0 */
  FALLING = 200,      /* sweeps at T = 0, with weights that grow, before the replica is given up */
  HARD_REPLICAS = 100 /* of a model without soft factors: until one satisfies it */
};
static const double COLDEST = 0.05; /* the last temperature, as a share of the first */

struct ebm_work {
  const ebm_energy *energy;
  ebm_minimizer_options options;
  ebm_random random;
  bool soft;
  ebm_deadline deadline;
  float *weight;   /* [n_factors] of this replica */
  uint32_t *order; /* [n_variables] the open ones first */
  uint32_t n_open;
  uint8_t *value; /* [n_variables] */
  double cost[EBM_DOMAIN_LIMIT];
  ebm_energy soft_part; /* the soft factors alone */
  float *x;             /* [n_literals] */
  const ebm_task *task;
  ebm_watch watch;
  ebm_trace_point point; /* of the replica under way */
  ebm_arena arena;
};

static void destroy(ebm_work *work) {
  if (work == NULL) return;
  ebm_free(work->weight);
  ebm_free(work->order);
  ebm_free(work->value);
  ebm_free(work->x);
  ebm_energy_clear(&work->soft_part);
  ebm_arena_clear(&work->arena);
  ebm_free(work);
}

static ebm_status create(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_work **out,
                         ebm_error *error) {
  const ebm_model *model = energy->model;
  *out = NULL;
  for (size_t k = 0; k < model->n_kinds; k++)
    if (model->kind[k].begin < model->kind[k].end && model->kind[k].ops->delta == NULL)
      return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "recall cannot move in factors of the kind '%s'",
                      model->kind[k].ops->name);
  ebm_work *work = ebm_allocate(1, sizeof *work);
  if (work == NULL) return ebm_fail_memory(error);
  work->energy = energy;
  work->options = *options;
  work->weight = ebm_allocate(model->n_factors, sizeof *work->weight);
  work->order = ebm_allocate(model->n_variables, sizeof *work->order);
  work->value = ebm_allocate(model->n_variables, 1);
  work->soft = model->soft;
  work->x = ebm_allocate(model->n_literals, sizeof *work->x);
  if (work->weight == NULL || work->order == NULL || work->value == NULL || work->x == NULL ||
      !ebm_watch_init(&work->watch, options->observer, energy, (double)options->given_weight, &work->arena) ||
      ebm_energy_init(&work->soft_part, model, error) != EBM_OK) {
    destroy(work);
    return ebm_fail_memory(error);
  }
  for (size_t f = 0; f < model->n_factors; f++)
    if (model->factor[f].hard) work->soft_part.weight[f] = 0;
  *out = work;
  return EBM_OK;
}

static bool time_is_up(ebm_work *work) {
  return ebm_deadline_over(&work->deadline);
}

/* What the value costs where a given may be overruled. */
static double pull(const ebm_work *work, uint32_t variable, uint32_t value) {
  return ebm_record_overrules(work->task->record, variable, (uint8_t)value) ? work->options.given_weight : 0;
}

static bool allowed(const ebm_work *work, uint32_t variable, uint32_t literal) {
  const ebm_record *record = work->task->record;
  if (work->options.given_weight == 0 || record->given[variable] == 0) return ebm_record_allows(record, literal);
  return record->allowed == NULL || (record->allowed[literal / 64] >> (literal % 64) & 1) != 0;
}

/* work->cost [domain] = E with the variable at each value, less E as it is. */
static void weigh(ebm_work *work, uint32_t variable) {
  const ebm_model *model = work->energy->model;
  uint32_t domain = ebm_model_domain(model, variable);
  double here = pull(work, variable, work->value[variable]);
  for (uint32_t a = 0; a < domain; a++) {
    bool possible = allowed(work, variable, model->first[variable] + a);
    work->cost[a] = possible ? pull(work, variable, a) - here : INFINITY;
    if (!possible || a == work->value[variable]) continue;
    for (uint32_t t = model->touch_first[variable]; t < model->touch_first[variable + 1]; t++) {
      const ebm_factor *factor = &model->factor[model->touch[t]];
      work->cost[a] += (double)work->weight[model->touch[t]] * factor->ops->delta(factor, work->value, variable, a);
    }
  }
}

/* The value of lowest cost; among equals the present one, else a random one. */
static uint32_t lowest(ebm_work *work, uint32_t variable) {
  uint32_t domain = ebm_model_domain(work->energy->model, variable), best = work->value[variable], ties = 1;
  for (uint32_t a = 0; a < domain; a++) {
    if (a == work->value[variable]) continue;
    if (work->cost[a] < work->cost[best] - 1e-9)
      best = a, ties = 1;
    else if (best != work->value[variable] && work->cost[a] < work->cost[best] + 1e-9 &&
             ebm_random_below(&work->random, ++ties) == 0)
      best = a;
  }
  return best;
}

static uint32_t drawn(ebm_work *work, uint32_t variable, double temperature) {
  uint32_t domain = ebm_model_domain(work->energy->model, variable), low = lowest(work, variable);
  double total = 0;
  for (uint32_t a = 0; a < domain; a++) total += exp((work->cost[low] - work->cost[a]) / temperature);
  double at = ebm_random_unit(&work->random) * total;
  for (uint32_t a = 0; a < domain; a++)
    if ((at -= exp((work->cost[low] - work->cost[a]) / temperature)) < 0) return a;
  return low;
}

/* Returns the variables that moved. temperature 0: downhill only. */
static uint32_t sweep(ebm_work *work, double temperature) {
  uint32_t moved = 0;
  for (uint32_t k = work->n_open; k > 1; k--) {
    uint32_t at = ebm_random_below(&work->random, k), v = work->order[at];
    work->order[at] = work->order[k - 1];
    work->order[k - 1] = v;
  }
  for (uint32_t k = 0; k < work->n_open; k++) {
    uint32_t v = work->order[k];
    if (time_is_up(work)) break; /* a sweep of a 100x100 grid takes minutes */
    weigh(work, v);
    uint32_t to = temperature > 0 ? drawn(work, v, temperature) : lowest(work, v);
    moved += to != work->value[v];
    work->value[v] = (uint8_t)to;
  }
  return moved;
}

/* Hard factors violated; with `raise` each gains what it weighed at first. */
static size_t violated(ebm_work *work, bool raise) {
  const ebm_model *model = work->energy->model;
  size_t n = 0;
  for (size_t f = 0; f < model->n_factors; f++) {
    if (!model->factor[f].hard || model->factor[f].ops->check(&model->factor[f], work->value)) continue;
    if (raise) work->weight[f] += work->energy->weight[f];
    n++;
  }
  return n;
}

/* Soft terms and givens overruled; the hard ones are 0 where it matters. */
static double soft_energy(const ebm_work *work) {
  double total = ebm_energy_vertex(&work->soft_part, work->value, work->x);
  for (uint32_t v = 0; v < work->energy->model->n_variables; v++) total += pull(work, v, work->value[v]);
  return total;
}

static void start(ebm_work *work) {
  const ebm_task *task = work->task;
  const ebm_model *model = work->energy->model;
  work->n_open = 0;
  memcpy(work->weight, work->energy->weight, model->n_factors * sizeof *work->weight);
  for (uint32_t v = 0; v < model->n_variables; v++) {
    uint8_t given = task->record->given[v];
    if (given == 0 || work->options.given_weight != 0) work->order[work->n_open++] = v;
    work->value[v] =
        given != 0 ? (uint8_t)(given - 1) : (uint8_t)ebm_random_below(&work->random, ebm_model_domain(model, v));
  }
}

/* A temperature at which moves against the energy are common: the mean spread of a variable's costs, or so. */
static double first_temperature(ebm_work *work) {
  double spread = 0;
  for (uint32_t k = 0; k < work->n_open && !time_is_up(work); k++) {
    double low = INFINITY, high = -INFINITY;
    weigh(work, work->order[k]);
    for (uint32_t a = 0; a < ebm_model_domain(work->energy->model, work->order[k]); a++) {
      if (isinf(work->cost[a])) continue;
      low = fmin(low, work->cost[a]);
      high = fmax(high, work->cost[a]);
    }
    spread += high - low;
  }
  return work->n_open > 0 ? 0.25 * spread / work->n_open + 1e-6 : 1e-6;
}

/* What the replica is after one more sweep, or after the weights grew. */
static void watch_sweep(ebm_work *work, ebm_event event, double temperature) {
  ebm_trace_point *point = &work->point;
  point->event = event;
  point->step += event == EBM_EVENT_SWEEP;
  if (!ebm_watch_wants(&work->watch, point->step)) return;
  double squares = 0;
  for (size_t f = 0; f < work->energy->model->n_factors; f++)
    squares += (double)work->weight[f] * (double)work->weight[f];
  point->weight_norm = sqrt(squares);
  point->temperature = temperature;
  ebm_watch_vertex(&work->watch, point, work->task->record, work->value);
}

/* One replica down; true when the hard factors hold at its end. */
static bool descend(ebm_work *work, ebm_task *task, uint32_t replica) {
  bool warm = replica > 0;
  start(work);
  work->point = (ebm_trace_point){.replica = replica};
  double temperature = warm ? first_temperature(work) : 0, factor = pow(COLDEST, 1.0 / COOLING);
  watch_sweep(work, EBM_EVENT_START, temperature);
  for (int k = 0; warm && k < COOLING && !time_is_up(work); k++, temperature *= factor, task->sweeps++) {
    sweep(work, temperature);
    watch_sweep(work, EBM_EVENT_SWEEP, temperature);
  }
  for (int k = 0; k < FALLING && !time_is_up(work); k++) {
    task->sweeps++;
    bool moved = sweep(work, 0) > 0;
    watch_sweep(work, EBM_EVENT_SWEEP, 0);
    if (moved) continue;
    size_t n = violated(work, true);
    if (n == 0) return true;
    task->corrections += n;
    watch_sweep(work, EBM_EVENT_CORRECTION, 0);
  }
  return violated(work, false) == 0;
}

static void run_one(ebm_work *work, ebm_task *task) {
  uint32_t n = work->energy->model->n_variables;
  work->task = task;
  work->random = (ebm_random){ebm_hash(work->options.seed)};
  work->deadline = ebm_deadline_in(work->options.timeout, work->options.stop);
  task->outcome = EBM_UNKNOWN;
  task->solutions = task->sweeps = task->kicks = task->corrections = 0;
  task->exhausted = false;
  bool soft = work->soft || work->options.given_weight != 0;
  ebm_trace_point best = {0};
  for (uint32_t replica = 0; replica < (uint32_t)(soft ? REPLICAS : HARD_REPLICAS) && !time_is_up(work); replica++) {
    if (!descend(work, task, replica)) continue;
    double energy = soft_energy(work);
    if (task->outcome == EBM_SOLVED && energy >= task->energy) continue;
    task->outcome = EBM_SOLVED;
    task->solutions = 1;
    task->energy = energy;
    memcpy(task->value, work->value, n);
    best = work->point;
    if (!soft) break;
  }
  ebm_watch_answer(&work->watch, &best, task);
}

static void run(ebm_work *work, ebm_task *task, size_t n) {
  for (size_t i = 0; i < n; i++) run_one(work, &task[i]);
}

const ebm_minimizer ebm_minimizer_recall = {
    .name = "recall",
    .source = "Hopfield 1982; weights that grow: Morris 1993, \"The breakout method\"",
    .capabilities = EBM_CAN_SOFT,
    .create = create,
    .destroy = destroy,
    .run = run,
};
