/* gradient - constrained gradient flow with multipliers, sixteen replicas side by side, with restarts.
 *
 * Nothing is clamped, undone or enumerated: a run starts from a random point, and another one when it has not come to
 * rest after a while. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "minimize/flow.h"
#include "minimize/watch.h"

/* Measured (bench/landscape.md): of 0.5 to 1.2, steps of 0.8 to 0.9 need the fewest; above 1 some puzzles are
 * not solved at all. */
static const float beta = 0.9f;

/* With half of it 2 to 3 givens are overruled where one is enough, with a tenth 20. */
static const float given_push = 1;

enum {
  /* The time to a solution has a heavy tail, which restarts cut. Of 150, 300, 600 and 1000 steps 300 is the best on the
   * hardest puzzles after a quench; the larger flow without a quench needs about ten times that. */
  RESTART_STEPS = 300,
  RESTART_STEPS_UNQUENCHED = 3000,
  /* Fifty times what the worst of 500 of the hardest puzzles took: what it has not solved then, it will not. */
  MOST_STEPS = 1000000,
  SOFT_STEPS = 10000 /* where a lower energy may always be left: what is tried before the best one is taken */
};

struct ebm_work {
  const ebm_energy *energy;
  ebm_minimizer_options options;
  ebm_open open;
  ebm_flow flow;
  const ebm_flow_ops *ops;
  uint8_t *value; /* [n_variables] */
  bool soft;
  ebm_watch watch;
  int chosen; /* the replica of the best solution */
  ebm_arena arena;
};

#define DECLARE(level) extern const ebm_flow_ops EBM_LEVEL_JOIN(ebm_flow_ops, level);
EBM_LEVELS_DECLARE(DECLARE)

static const ebm_flow_ops *flow_active(void) {
#define FLOW(level) &EBM_LEVEL_JOIN(ebm_flow_ops, level)
  static const ebm_flow_ops *const ops[] = {EBM_LEVELS(FLOW)};
  return ops[ebm_level_active()];
}

static void destroy(ebm_work *work) {
  if (work == NULL) return;
  ebm_open_clear(&work->open);
  ebm_arena_clear(&work->arena);
  ebm_free(work);
}

static uint32_t scope_size(const ebm_factor *factor) {
  if (factor->ops->scope == EBM_SCOPE_LITERALS) return factor->n_scope;
  uint32_t n = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) n += ebm_model_domain(factor->model, factor->scope[i]);
  return n;
}

/* Enough for a record that leaves everything open. */
static bool take_memory(ebm_work *work, const ebm_model *model) {
  size_t copies = model->n_literals, largest = 1, groups = model->n_factors + model->n_variables; /* fields too */
  for (size_t f = 0; f < model->n_factors; f++) {
    size_t size = scope_size(&model->factor[f]);
    copies += size;
    if (size > largest) largest = size;
  }
  work->soft = model->soft;
  ebm_flow *flow = &work->flow;
  ebm_arena *arena = &work->arena;
  flow->group = ebm_arena_take(arena, groups * sizeof *flow->group, 64);
  flow->place = ebm_arena_take(arena, copies * sizeof *flow->place, 64);
  flow->literal = ebm_arena_take(arena, copies * sizeof *flow->literal, 64);
  flow->x = ebm_arena_take(arena, copies * sizeof *flow->x, 64);
  flow->share = ebm_arena_take(arena, model->n_literals * sizeof *flow->share, 64);
  flow->mean = ebm_arena_take(arena, model->n_literals * sizeof *flow->mean, 64);
  flow->next = ebm_arena_take(arena, model->n_literals * sizeof *flow->next, 64);
  flow->scratch = ebm_arena_take(arena, largest * sizeof *flow->scratch, 64);
  flow->point = ebm_arena_take(arena, model->n_literals * sizeof *flow->point, 64);
  flow->slope = ebm_arena_take(arena, model->n_literals * sizeof *flow->slope, 64);
  work->value = ebm_arena_take(arena, model->n_variables, 64);
  return flow->group != NULL && flow->place != NULL && flow->literal != NULL && flow->x != NULL &&
         flow->share != NULL && flow->mean != NULL && flow->next != NULL && flow->scratch != NULL &&
         flow->point != NULL && flow->slope != NULL && work->value != NULL &&
         ebm_watch_init(&work->watch, work->options.observer, work->energy, (double)work->options.given_weight, arena);
}

static ebm_status create(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_work **out,
                         ebm_error *error) {
  *out = NULL;
  ebm_work *work = ebm_allocate(1, sizeof *work);
  if (work == NULL) return ebm_fail_memory(error);
  ebm_status status = ebm_open_init(&work->open, energy->model, options, error);
  if (status != EBM_OK) {
    ebm_free(work);
    return status;
  }
  work->energy = energy;
  work->options = *options;
  work->ops = flow_active();
  work->flow.open = &work->open;
  if (!take_memory(work, energy->model)) {
    destroy(work);
    return ebm_fail_memory(error);
  }
  /* Where givens are the only soft terms, their common weight changes no order of energies, and this one is found
   * soonest. */
  if (!work->soft && options->given_weight != 0) work->open.push = given_push;
  work->soft |= options->given_weight != 0;
  *out = work;
  return EBM_OK;
}

/* ---- the groups of a record ---- */

static void add_copy(ebm_flow *flow, uint32_t literal) {
  uint32_t place = flow->open->index[literal];
  flow->literal[flow->n_copies] = literal;
  flow->place[flow->n_copies++] = place;
  if (place < EBM_OPEN_ONE) flow->share[place]++;
}

static void close_group(ebm_flow *flow, ebm_flow_group group) {
  group.end = flow->n_copies;
  if (group.end > group.begin) flow->group[flow->n_groups++] = group;
}

static void add_exactly_one(ebm_flow *flow, const ebm_factor *factor) {
  ebm_flow_group group = {.rule = EBM_FLOW_ONE, .begin = flow->n_copies};
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t place = flow->open->index[factor->scope[i]];
    if (place == EBM_OPEN_ONE) group.rule = EBM_FLOW_NONE;
    if (place < EBM_OPEN_ONE) add_copy(flow, factor->scope[i]);
  }
  close_group(flow, group);
}

static void add_factor(ebm_flow *flow, const ebm_factor *factor, float weight) {
  const ebm_model *model = factor->model;
  bool projects = factor->hard && factor->ops->project != NULL;
  ebm_flow_group group = {.rule = projects ? EBM_FLOW_PROJECT : EBM_FLOW_DESCEND,
                          .begin = flow->n_copies,
                          .factor = factor,
                          .weight = weight};
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    if (factor->ops->scope == EBM_SCOPE_LITERALS)
      add_copy(flow, factor->scope[i]);
    else
      for (uint32_t l = model->first[factor->scope[i]]; l < model->first[factor->scope[i] + 1]; l++) add_copy(flow, l);
  }
  close_group(flow, group);
}

static void add_fields(ebm_flow *flow) {
  const ebm_open *open = flow->open;
  ebm_flow_group group = {.rule = EBM_FLOW_FIELD, .begin = flow->n_copies};
  if (open->given_weight == 0) return;
  for (uint32_t i = 0; i < open->n; i++)
    if (open->field[i] != 0) add_copy(flow, open->literal[i]);
  close_group(flow, group);
}

static void lay_out(ebm_work *work) {
  ebm_flow *flow = &work->flow;
  const ebm_model *model = work->energy->model;
  flow->n_groups = flow->n_copies = 0;
  memset(flow->share, 0, work->open.n * sizeof *flow->share);
  for (size_t f = 0; f < model->n_factors; f++) {
    const ebm_factor *factor = &model->factor[f];
    if (factor->hard && strcmp(factor->ops->name, "exactly_one") == 0)
      add_exactly_one(flow, factor);
    else
      add_factor(flow, factor, work->energy->weight[f]);
  }
  add_fields(flow);
  /* A variable that no group keeps to one value is kept to it here. */
  for (uint32_t v = 0; v < model->n_variables; v++) {
    bool bare = false;
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++)
      bare |= work->open.index[l] < EBM_OPEN_ONE && flow->share[work->open.index[l]] == 0;
    ebm_flow_group group = {.rule = EBM_FLOW_ONE, .begin = flow->n_copies};
    for (uint32_t l = model->first[v]; bare && l < model->first[v + 1]; l++)
      if (work->open.index[l] < EBM_OPEN_ONE) add_copy(flow, l);
    close_group(flow, group);
  }
  for (uint32_t i = 0; i < work->open.n; i++) flow->share[i] = 1 / flow->share[i];
}

/* ---- the descent ---- */

/* Rounds replica r: a variable's value is its largest literal. */
static void round_replica(const ebm_work *work, int r, uint8_t *value) {
  const ebm_open *open = &work->open;
  const ebm_floats *mean = work->flow.next;
  ebm_open_decided(open, value);
  for (uint32_t i = 0, best = 0; i < open->n; i++) {
    uint32_t variable = open->model->variable[open->literal[i]];
    if (i == 0 || variable != open->model->variable[open->literal[best]] || mean[i][r] > mean[best][r]) best = i;
    value[variable] = (uint8_t)(open->literal[best] - open->model->first[variable]);
  }
}

/* Takes the replica's vertex if it is a solution, and better than the one there is. True: none can be better. */
static bool take(ebm_work *work, ebm_task *task, int r) {
  double soft;
  round_replica(work, r, work->value);
  if (!ebm_open_check(&work->open, work->energy, work->value, work->flow.point, &soft)) return false;
  soft += ebm_open_overruled(&work->open, task->record, work->value);
  if (task->solutions > 0 && soft >= task->energy) return false;
  memcpy(task->value, work->value, work->energy->model->n_variables);
  task->solutions = 1;
  task->energy = soft;
  work->chosen = r;
  return !work->soft || soft == 0;
}

/* ---- seen from outside ---- */

/* Length of the multipliers x - A(x). */
static double multiplier_norm(const ebm_flow *flow, int r) {
  double squares = 0;
  for (uint32_t i = 0; i < flow->n_copies; i++) {
    if (flow->place[i] >= EBM_OPEN_ONE) continue;
    double off = (double)flow->x[i][r] - (double)flow->mean[flow->place[i]][r];
    squares += off * off;
  }
  return sqrt(squares);
}

/* Literals of which the average says that they are 1. */
static uint64_t likely_literals(const ebm_work *work, int r) {
  const ebm_open *open = &work->open;
  uint64_t n = 0;
  for (uint32_t l = 0; l < open->model->n_literals; l++) n += open->index[l] == EBM_OPEN_ONE;
  for (uint32_t i = 0; i < open->n; i++) n += work->flow.next[i][r] > 0.5f;
  return n;
}

static ebm_trace_point point_at(const ebm_work *work, ebm_event event, uint64_t step, int r) {
  return (ebm_trace_point){.step = step,
                           .replica = (uint32_t)r,
                           .event = event,
                           .temperature = NAN,
                           .weight_norm = multiplier_norm(&work->flow, r)};
}

/* The averages that this step found to be a solution or not, rounded, and the multipliers that it left. */
static void watch_step(ebm_work *work, const ebm_task *task, ebm_event event, uint64_t step) {
  if (!ebm_watch_wants(&work->watch, step)) return;
  for (int r = 0; r < EBM_REPLICAS; r++) {
    ebm_trace_point point = point_at(work, event, step, r);
    point.literals = likely_literals(work, r);
    round_replica(work, r, work->value);
    ebm_watch_vertex(&work->watch, &point, task->record, work->value);
  }
}

/* Returns the steps it took. */
static uint32_t descend(ebm_work *work, ebm_task *task) {
  ebm_random random = {ebm_hash(work->options.seed)};
  bool quenched = work->open.settler != NULL;
  uint32_t most = work->soft ? SOFT_STEPS : MOST_STEPS, run = quenched ? RESTART_STEPS : RESTART_STEPS_UNQUENCHED;
  for (uint32_t steps = 0; steps < most; steps++) {
    if (steps % run == 0) work->ops->start(&work->flow, &random);
    if (ebm_deadline_over(&work->open.deadline)) return steps; /* 25 ns; a step takes 8 us to 5 ms */
    uint32_t agreed = work->ops->step(&work->flow, beta);
    task->sweeps++;
    watch_step(work, task, steps % run == 0 ? EBM_EVENT_START : EBM_EVENT_SWEEP, steps);
    for (; agreed != 0; agreed &= agreed - 1)
      if (take(work, task, __builtin_ctz(agreed))) return steps;
  }
  return most;
}

static void run_task(ebm_work *work, ebm_task *task) {
  if (!ebm_open_run(&work->open, task)) return;
  lay_out(work);
  memset(work->flow.point, 0, work->energy->model->n_literals * sizeof *work->flow.point);
  uint32_t steps = 0;
  work->chosen = 0;
  if (work->open.n > 0)
    steps = descend(work, task);
  else
    take(work, task, 0);
  ebm_open_conclude(&work->open, task, work->soft);
  if (work->watch.observer == NULL) return;
  ebm_trace_point end = point_at(work, EBM_EVENT_ANSWER, steps, work->chosen);
  ebm_watch_answer(&work->watch, &end, task);
}

static void run(ebm_work *work, ebm_task *task, size_t n) {
  for (size_t i = 0; i < n; i++) run_task(work, &task[i]);
}

const ebm_minimizer ebm_minimizer_gradient = {
    .name = "gradient",
    .source = "relaxed reflect-reflect on divide and concur (Elser 2017; Gravel, Elser 2008), with restarts",
    .capabilities = EBM_CAN_SOFT,
    .create = create,
    .destroy = destroy,
    .run = run,
};
