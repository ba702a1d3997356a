/* levelled - ground states: the solutions of lowest energy, where literals cost something by themselves.
 *
 * Branch and bound in the lanes. A state's bound is the sum of the least costs that its literals leave (costs.h); what
 * would lift it above the limit is removed while the lanes are quenched (field.h). A state that is stuck with costs to
 * decide is divided by them: child i takes the cheapest literals of the variables before the i-th, dearest choices
 * first, and refuses those of the i-th; the last child takes all of them. Each child is a kick by cost, all of them
 * stand side by side, and with a limit that allows one refusal they are the whole tree: one generation of lanes. Where
 * nothing is left to pay, the variable with the fewest literals is kicked.
 *
 * The limit rises from the bound of the root until it admits a solution, so that a state whose bound is above the
 * ground is never looked at (iterative deepening; Korf 1985): with one given altered it is one unit high when the tree
 * ends. What was exhausted below the limit is the proof that nothing there is a solution. After the first levels one
 * solution is looked for without a limit: it bounds the energy from above, or shows that the rules have none.
 *
 * A best-first search over the sets of refusals came to the same states, one by one instead of side by side. */
#include <string.h>

#include "base/deadline.h"
#include "base/memory.h"
#include "base/meter.h"
#include "base/random.h"
#include "base/status.h"
#include "lattice/field.h"
#include "lattice/lattice.h"
#include "lattice/minima.h"
#include "lattice/nodes.h"

enum {
  GENERATION =
      256,        /* states quenched together, whatever the number of lanes, so that the answer does not depend on it */
  FREE_LEVELS = 3 /* limits tried before a solution is looked for without one */
};

/* A choice that costs something: the cheapest literals of a variable, or `regret` units more. */
typedef struct choice {
  uint32_t variable, regret, rank;
} choice;

struct ebm_lattice {
  const ebm_model *model;
  ebm_lattice_options options;
  ebm_costs costs;
  ebm_field field;
  ebm_nodes nodes;
  ebm_minima minima;
  uint32_t words;
  uint64_t *root;   /* [words] */
  uint32_t *rank;   /* [n_variables] breaks ties */
  choice *choice;   /* [n_variables] scratch */
  uint64_t *prefix; /* [words] scratch */
  uint8_t *value;   /* [n_variables] scratch */
  uint64_t *bits;   /* [GENERATION][words] */
  ebm_node *list;   /* [n_list] of GENERATION at most */
  size_t n_list;
  uint8_t *possible; /* [n_literals] scratch */
  uint64_t *open;    /* [n_open][words] a stack */
  size_t n_open, capacity;
  int64_t excluded; /* units: no solution is there or below; -1: nothing is known */
  bool loose;       /* the one minimum there is was met without a limit: others of its energy are not */
  ebm_deadline deadline;
  ebm_task *task;
  ebm_arena arena;
};

static void destroy(ebm_lattice *ground) {
  if (ground == NULL) return;
  ebm_costs_clear(&ground->costs);
  ebm_nodes_clear(&ground->nodes);
  ebm_minima_clear(&ground->minima);
  ebm_arena_clear(&ground->arena);
  ebm_free(ground->open);
  ebm_free(ground);
}

static bool take_memory(ebm_lattice *ground) {
  const ebm_model *model = ground->model;
  ebm_arena *arena = &ground->arena;
  if (!ebm_costs_init(&ground->costs, model, ground->options.given_weight)) return false;
  if (!ebm_nodes_init(&ground->nodes, model) || !ebm_field_init(&ground->field, model, arena)) return false;
  size_t words = ground->words = ground->nodes.words;
  ground->root = ebm_arena_take(arena, words * sizeof *ground->root, 64);
  ground->prefix = ebm_arena_take(arena, words * sizeof *ground->prefix, 64);
  ground->rank = ebm_arena_take(arena, model->n_variables * sizeof *ground->rank, 64);
  ground->choice = ebm_arena_take(arena, model->n_variables * sizeof *ground->choice, 64);
  ground->value = ebm_arena_take(arena, model->n_variables, 64);
  ground->bits = ebm_arena_take(arena, GENERATION * words * sizeof *ground->bits, 64);
  ground->list = ebm_arena_take(arena, GENERATION * sizeof *ground->list, 64);
  ground->possible = ebm_arena_take(arena, model->n_literals, 64);
  return ground->root != NULL && ground->prefix != NULL && ground->rank != NULL && ground->choice != NULL &&
         ground->value != NULL && ground->bits != NULL && ground->list != NULL && ground->possible != NULL;
}

static ebm_status create(const ebm_model *model, const ebm_lattice_options *options, ebm_lattice **out,
                         ebm_error *error) {
  *out = NULL;
  const ebm_factor *misfit = ebm_costs_misfit(model);
  if (misfit != NULL)
    return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "quench cannot descend soft factors of the kind '%s'",
                    misfit->ops->name);
  if (options->log != NULL && (options->log->correction != NULL || options->log->step != NULL))
    return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "there is no %s of a lowest energy",
                    options->log->step != NULL ? "explanation" : "certificate");
  ebm_lattice *ground = ebm_allocate(1, sizeof *ground);
  if (ground == NULL) return ebm_fail_memory(error);
  ground->model = model;
  ground->options = *options;
  if (!take_memory(ground)) {
    destroy(ground);
    return ebm_fail_memory(error);
  }
  ebm_random random = {ebm_hash(options->seed)};
  for (uint32_t v = 0; v < model->n_variables; v++) ground->rank[v] = (uint32_t)(ebm_random_next(&random) >> 32);
  *out = ground;
  return EBM_OK;
}

/* ---- states ---- */

static bool has(const uint64_t *bits, uint32_t literal) {
  return (bits[literal / 64] >> literal % 64 & 1) != 0;
}

static void drop(uint64_t *bits, uint32_t literal) {
  bits[literal / 64] &= ~((uint64_t)1 << literal % 64);
}

/* A copy of the state on top of the stack; NULL: memory is out. */
static uint64_t *open_copy(ebm_lattice *ground, const uint64_t *bits) {
  size_t words = ground->words;
  if (!ebm_reserve((void **)&ground->open, &ground->capacity, (ground->n_open + 1) * words, sizeof *ground->open))
    return NULL;
  return memcpy(&ground->open[ground->n_open++ * words], bits, words * sizeof *bits);
}

/* Drops the cheapest literals of the variable, or all others. */
static void divide(const ebm_lattice *ground, uint64_t *bits, uint32_t v, bool take) {
  const ebm_model *model = ground->model;
  uint32_t least = UINT32_MAX;
  for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++)
    if (has(bits, l) && ground->costs.units[l] < least) least = ground->costs.units[l];
  for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++)
    if ((ground->costs.units[l] == least) != take) drop(bits, l);
}

/* ---- kicks ---- */

static bool before(const choice *a, const choice *b) {
  return a->regret != b->regret ? a->regret > b->regret : a->rank < b->rank;
}

/* The choices that are left, those that would cost most first, and the state's bound. */
static uint32_t find_choices(ebm_lattice *ground, const uint64_t *bits, uint32_t *bound) {
  const ebm_model *model = ground->model;
  uint32_t n = 0;
  *bound = 0;
  for (uint32_t v = 0; v < model->n_variables; v++) {
    uint32_t least = UINT32_MAX, next = UINT32_MAX;
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) {
      if (!has(bits, l)) continue;
      uint32_t units = ground->costs.units[l];
      if (units < least)
        next = least, least = units;
      else if (units > least && units < next)
        next = units;
    }
    *bound += least;
    if (next == UINT32_MAX) continue;
    choice c = {v, next - least, ground->rank[v]};
    uint32_t at = n++;
    for (; at > 0 && before(&c, &ground->choice[at - 1]); at--) ground->choice[at] = ground->choice[at - 1];
    ground->choice[at] = c;
  }
  return n;
}

/* Children by cost, the one that refuses nothing on top. False: memory is out. */
static bool kick_by_cost(ebm_lattice *ground, const uint64_t *bits, uint32_t n, uint32_t bound) {
  uint64_t *prefix = memcpy(ground->prefix, bits, ground->words * sizeof *bits);
  for (uint32_t i = 0; i < n; i++) {
    const choice *c = &ground->choice[i];
    if (bound + c->regret <= ground->field.limit) {
      uint64_t *child = open_copy(ground, prefix);
      if (child == NULL) return false;
      divide(ground, child, c->variable, false);
      ground->task->kicks++;
    }
    divide(ground, prefix, c->variable, true);
  }
  ground->task->kicks++;
  return open_copy(ground, prefix) != NULL;
}

/* A child for each literal of a variable with the fewest. False: memory is out. */
static bool kick_by_value(ebm_lattice *ground, const uint64_t *bits) {
  const ebm_model *model = ground->model;
  uint32_t best = 0, best_left = UINT32_MAX;
  for (uint32_t v = 0; v < model->n_variables; v++) {
    uint32_t left = 0;
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) left += has(bits, l);
    if (left < 2 || left > best_left || (left == best_left && ground->rank[v] > ground->rank[best])) continue;
    best = v;
    best_left = left;
  }
  for (uint32_t i = model->first[best]; i < model->first[best + 1]; i++) {
    if (!has(bits, i)) continue;
    uint64_t *child = open_copy(ground, bits);
    if (child == NULL) return false;
    for (uint32_t l = model->first[best]; l < model->first[best + 1]; l++)
      if (l != i) drop(child, l);
    ground->task->kicks++;
  }
  return true;
}

/* ---- the descent under a limit ---- */

typedef enum { EXHAUSTED, ENOUGH, LATE, STARVED } ending;

/* As many minima as are looked for. Those that overrule something are told apart by their restorations. */
static uint64_t enough(const ebm_lattice *ground) {
  uint64_t limit = ground->task->limit;
  bool told_apart = ground->options.given_weight > 0 && ebm_costs_less(ground->costs.least, ground->minima.energy);
  return told_apart && limit <= EBM_MINIMA_KEPT ? EBM_MINIMA_KEPT + 1 : limit;
}

static bool found(ebm_lattice *ground, const uint64_t *bits) {
  const ebm_model *model = ground->model;
  for (uint32_t l = 0; l < model->n_literals; l++)
    if (has(bits, l)) ground->value[model->variable[l]] = (uint8_t)(l - model->first[model->variable[l]]);
  double energy = ebm_costs_energy(&ground->costs, ground->value);
  if (ground->loose && !ebm_costs_less(ground->minima.energy, energy)) {
    ebm_minima_reset(&ground->minima, model->n_variables);
    ground->loose = false;
  }
  if (!ebm_minima_add(&ground->minima, ground->value, energy)) return false;
  uint32_t units = ebm_costs_units(&ground->costs, ground->minima.energy);
  if (units < ground->field.limit) ground->field.limit = units;
  return true;
}

/* Whether the state may lead to what is still looked for. */
static bool is_low_enough(const ebm_lattice *ground, const uint64_t *bits) {
  const ebm_minima *minima = &ground->minima;
  if (minima->n == 0) return true;
  double bound = ebm_costs_bound(&ground->costs, bits);
  return minima->n < enough(ground) ? !ebm_costs_less(minima->energy, bound) : ebm_costs_less(bound, minima->energy);
}

static void log_state(const ebm_lattice *ground, ebm_event event, const uint64_t *bits) {
  const ebm_descent_log *log = ground->options.log;
  if (log == NULL || log->state == NULL) return;
  for (uint32_t l = 0; l < ground->model->n_literals; l++) ground->possible[l] = has(bits, l);
  log->state(log->state_context, event, ground->task->sweeps, ground->possible);
}

static ending end_generation(ebm_lattice *ground, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const ebm_node *node = &ground->list[i];
    ground->task->sweeps += node->sweeps;
    ground->task->corrections += node->end == EBM_NODE_BARRIER;
    /* What is left of a state behind a barrier depends on the lanes beside it. */
    if (node->end != EBM_NODE_BARRIER) log_state(ground, EBM_EVENT_SWEEP, node->bits);
    if (node->end == EBM_NODE_SOLVED && is_low_enough(ground, node->bits) && !found(ground, node->bits)) return STARVED;
  }
  /* Backwards, so that what the first state opens is on top. */
  for (size_t i = n; i-- > 0;) {
    const ebm_node *node = &ground->list[i];
    uint32_t bound;
    if (node->end != EBM_NODE_STUCK || !is_low_enough(ground, node->bits)) continue;
    uint32_t n_choices = find_choices(ground, node->bits, &bound);
    if (!(n_choices > 0 ? kick_by_cost(ground, node->bits, n_choices, bound) : kick_by_value(ground, node->bits)))
      return STARVED;
  }
  return EXHAUSTED;
}

/* Whether the minima are known to be the lowest, and there are enough of them. */
static bool has_enough(const ebm_lattice *ground) {
  const ebm_minima *minima = &ground->minima;
  if (minima->n == 0 || ground->loose || minima->n < enough(ground)) return false;
  if (!ebm_costs_less(ground->costs.least, minima->energy)) return true;
  return ground->costs.exact && ebm_costs_units(&ground->costs, minima->energy) == ground->excluded + 1;
}

/* Generations of large grids take a quarter of a second: the clock is looked at after every sweep. */
static bool look(void *context) {
  ebm_lattice *ground = context;
  if (!ebm_deadline_over(&ground->deadline)) return false;
  for (size_t i = 0; i < ground->n_list; i++) ground->list[i].end = EBM_NODE_CUT;
  return true;
}

/* Whether the task has had all the steps that it may have. */
static bool is_spent(const ebm_lattice *ground) {
  uint64_t effort = ground->options.effort;
  return effort > 0 && ground->task->kicks + ground->task->corrections >= effort;
}

/* Everything with a bound up to the limit. first: until a solution is met. */
static ending descend(ebm_lattice *ground, uint32_t limit, bool first) {
  size_t words = ground->words;
  ground->field.limit = limit;
  ground->n_open = 0;
  if (open_copy(ground, ground->root) == NULL) return STARVED;
  while (ground->n_open > 0) {
    if (ebm_deadline_over(&ground->deadline) || is_spent(ground)) return LATE;
    size_t n = ground->n_open < GENERATION ? ground->n_open : GENERATION;
    ground->n_open -= n;
    memcpy(ground->bits, &ground->open[ground->n_open * words], n * words * sizeof *ground->bits);
    /* The top of the stack comes first. */
    for (size_t i = 0; i < n; i++) ground->list[i].bits = &ground->bits[(n - 1 - i) * words];
    for (size_t i = 0; i < n; i++) ground->list[i].end = EBM_NODE_STUCK;
    ground->n_list = n;
    ebm_nodes_quench(&ground->nodes, ground->list, n);
    if (ebm_deadline_over(&ground->deadline)) return LATE; /* some may have been cut */
    ending end = end_generation(ground, n);
    if (end != EXHAUSTED) return end;
    if (has_enough(ground) || (first && ground->minima.n > 0)) return ENOUGH;
  }
  return EXHAUSTED;
}

/* The next limit: one unit higher where energies are whole units, later by half as much again. */
static uint32_t raise_limit(const ebm_lattice *ground, uint32_t limit) {
  uint32_t step = ground->costs.exact ? 1 : ground->costs.total / 64 + 1, grown = limit + limit / 2;
  uint32_t next = limit + step > grown ? limit + step : grown;
  return next < ground->costs.total ? next : ground->costs.total;
}

/* ---- a task ---- */

static void conclude(ebm_lattice *ground, ending end) {
  ebm_task *task = ground->task;
  const ebm_minima *minima = &ground->minima;
  const ebm_descent_log *log = ground->options.log;
  bool proved = end == EXHAUSTED || end == ENOUGH;
  bool all = end == EXHAUSTED && (minima->n == 0 || minima->n < enough(ground));
  uint64_t most = proved ? task->limit : 1;
  task->starved = end == STARVED;
  task->minima = proved ? minima->n : 0;
  task->solutions = minima->n < most ? minima->n : most;
  task->exhausted = all && minima->n <= task->limit;
  task->outcome = !proved ? EBM_UNKNOWN : minima->n > 0 ? EBM_SOLVED : EBM_UNSOLVABLE;
  if (minima->n == 0) return;
  size_t best = all ? ebm_minima_restoration(&ground->minima, task->record, &task->restorations) : 0;
  task->energy = minima->energy;
  memcpy(task->value, minima->value + best * minima->n_variables, minima->n_variables);
  if (log == NULL || log->solution == NULL) return;
  for (uint64_t i = 0; i < task->solutions && i < EBM_MINIMA_KEPT; i++)
    log->solution(log->context, minima->value + i * minima->n_variables);
}

static ending run_levels(ebm_lattice *ground) {
  uint32_t limit = 0, total = ground->costs.total;
  for (unsigned level = 0;; level++) {
    ending end = descend(ground, limit, false);
    if (end != EXHAUSTED || limit == total) return end;
    /* Minima met below the limit are the lowest there are; the loose one may lie beyond it. */
    if (ground->minima.n > 0 && ebm_costs_units(&ground->costs, ground->minima.energy) <= limit) return end;
    ground->excluded = limit;
    if (level + 1 == FREE_LEVELS) {
      end = descend(ground, total, true);
      if (end != ENOUGH) return end;
      ground->loose = true;
    }
    limit = raise_limit(ground, limit);
  }
}

static void run_task(ebm_lattice *ground, ebm_task *task) {
  const ebm_model *model = ground->model;
  ground->task = task;
  ground->deadline = ebm_deadline_in(ground->options.timeout, ground->options.stop);
  task->solutions = task->sweeps = task->kicks = task->corrections = task->minima = task->restorations = 0;
  task->energy = 0;
  ground->excluded = -1;
  ground->loose = false;
  ebm_minima_reset(&ground->minima, model->n_variables);
  if (!ebm_costs_open(&ground->costs, task->record)) {
    conclude(ground, EXHAUSTED);
    return;
  }
  ebm_field_open(&ground->field, &ground->costs);
  memset(ground->root, 0, ground->words * sizeof *ground->root);
  for (uint32_t l = 0; l < model->n_literals; l++)
    if (ground->costs.open[l]) ground->root[l / 64] |= (uint64_t)1 << l % 64;
  ground->nodes.field = &ground->field;
  ground->nodes.look = look;
  ground->nodes.context = ground;
  log_state(ground, EBM_EVENT_START, ground->root);
  conclude(ground, run_levels(ground));
}

static void run(ebm_lattice *ground, ebm_task *task, size_t n) {
  ebm_meter meter = ebm_meter_start(true);
  for (size_t i = 0; i < n; i++) {
    run_task(ground, &task[i]);
    task[i].seconds += ebm_meter_lap(&meter);
  }
}

const ebm_lattice_ops EBM_LEVELLED(ebm_ground_ops) = {EBM_LANES, create, destroy, run};
