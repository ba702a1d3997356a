/* levelled - the descent of one record in one lane, factor by factor, each step told to the log.
 *
 * What is told should be short and easily checked. So the factors are looked at by tiers, the simplest first: groups of
 * literals, then relations of two variables, then overlaps of groups, then factors of many variables. A tier is looked
 * at only when those before it show nothing, so that a removal is credited to the simplest factor that shows it then.
 */
#include <string.h>

#include "base/deadline.h"
#include "base/level.h"
#include "base/memory.h"
#include "base/status.h"
#include "lattice/ahead.h"
#include "lattice/lattice.h"
#include "model/lanes.h"
#include "model/state.h"

enum { TIERS = 4, GROUPS = 0, RELATIONS = 1, OVERLAPS = 2 };
enum { LOOK = 64 }; /* factors between two looks at the clock */

struct ebm_lattice {
  const ebm_model *model;
  ebm_lattice_options options;
  ebm_lanes lanes; /* all of them the same */
  ebm_overlap *overlap;
  size_t n_overlaps;
  uint8_t *tier;     /* [n_factors] */
  uint8_t *possible; /* [n_literals] as of the last step told */
  uint32_t *left;    /* [n_variables] possible values, likewise */
  float *x;          /* [n_literals] the same as floats */
  double *term;      /* [n_factors] energy of each hard factor at x */
  uint32_t *fresh;   /* [n_factors] the step that computed it last */
  uint32_t steps;
  double energy;     /* the sum of term */
  uint32_t *removed; /* [n_literals] scratch, likewise the next ones */
  uint32_t *placed;  /* [n_variables] */
  uint32_t *suspect; /* [n_variables] whose literals a factor may remove */
  ebm_ahead ahead;
  ebm_deadline deadline;
  ebm_arena arena;
  uint32_t *kicked; /* [depth] literals */
  uint8_t *saved;   /* [depth][n_literals] possible before each kick */
  uint32_t depth;
  size_t kicked_capacity, saved_capacity;
  ebm_task *task;
};

/* ---- creation ---- */

static void destroy(ebm_lattice *lattice) {
  if (lattice == NULL) return;
  ebm_free(lattice->kicked);
  ebm_free(lattice->saved);
  ebm_arena_clear(&lattice->arena);
  ebm_free(lattice);
}

static uint8_t tier_of(const ebm_factor *factor) {
  if (factor->ops->scope == EBM_SCOPE_LITERALS) return GROUPS;
  return factor->n_scope <= 2 ? RELATIONS : TIERS - 1;
}

static ebm_status create(const ebm_model *model, const ebm_lattice_options *options, ebm_lattice **out,
                         ebm_error *error) {
  *out = NULL;
  ebm_lattice *lattice = ebm_allocate(1, sizeof *lattice);
  if (lattice == NULL) return ebm_fail_memory(error);
  ebm_arena *arena = &lattice->arena;
  size_t literals = model->n_literals, variables = model->n_variables, factors = model->n_factors;
  lattice->model = lattice->lanes.model = model;
  lattice->options = *options;
  lattice->lanes.x = ebm_arena_take(arena, literals * sizeof(ebm_word), 64);
  lattice->lanes.decided = ebm_arena_take(arena, variables * sizeof(ebm_word), 64);
  lattice->tier = ebm_arena_take(arena, factors, 64);
  lattice->possible = ebm_arena_take(arena, literals, 64);
  lattice->left = ebm_arena_take(arena, variables * sizeof *lattice->left, 64);
  lattice->x = ebm_arena_take(arena, literals * sizeof *lattice->x, 64);
  lattice->term = ebm_arena_take(arena, factors * sizeof *lattice->term, 64);
  lattice->fresh = ebm_arena_take(arena, factors * sizeof *lattice->fresh, 64);
  lattice->removed = ebm_arena_take(arena, literals * sizeof *lattice->removed, 64);
  lattice->placed = ebm_arena_take(arena, variables * sizeof *lattice->placed, 64);
  lattice->suspect = ebm_arena_take(arena, variables * sizeof *lattice->suspect, 64);
  if (lattice->lanes.x == NULL || lattice->lanes.decided == NULL || lattice->tier == NULL ||
      lattice->possible == NULL || lattice->left == NULL || lattice->x == NULL || lattice->term == NULL ||
      lattice->fresh == NULL || lattice->removed == NULL || lattice->placed == NULL || lattice->suspect == NULL ||
      !ebm_overlap_find(model, arena, &lattice->overlap, &lattice->n_overlaps) ||
      !ebm_ahead_init(&lattice->ahead, model, lattice->overlap, lattice->n_overlaps, arena)) {
    destroy(lattice);
    return ebm_fail_memory(error);
  }
  for (size_t f = 0; f < factors; f++) lattice->tier[f] = tier_of(&model->factor[f]);
  *out = lattice;
  return EBM_OK;
}

/* ---- the state ---- */

static double term_of(const ebm_lattice *lattice, size_t f) {
  const ebm_factor *factor = &lattice->model->factor[f];
  ebm_state state = {lattice->model, lattice->x};
  return factor->hard ? factor->ops->energy(factor, 1, &factor->weight, &state, NULL) : 0;
}

static void set_literal(ebm_lattice *lattice, uint32_t literal, bool possible) {
  lattice->lanes.x[literal] = possible ? ~(ebm_word){0} : (ebm_word){0};
  lattice->possible[literal] = possible;
  lattice->x[literal] = possible ? 1 : 0;
}

/* Counts and energies afresh, after a state was put in place. */
static void count_all(ebm_lattice *lattice) {
  const ebm_model *model = lattice->model;
  lattice->energy = 0;
  for (uint32_t v = 0; v < model->n_variables; v++) {
    lattice->left[v] = 0;
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) lattice->left[v] += lattice->possible[l];
  }
  for (size_t f = 0; f < model->n_factors; f++) lattice->energy += lattice->term[f] = term_of(lattice, f);
}

/* Takes the literals, which the lanes have lost, out of the state, and sees what that leaves. */
static void take_out(ebm_lattice *lattice, ebm_descent_step *step, const uint32_t *removed, uint32_t n) {
  const ebm_model *model = lattice->model;
  step->energy_before = lattice->energy;
  step->removed = removed;
  step->n_removed = n;
  step->placed = lattice->placed;
  for (uint32_t i = 0; i < n; i++) {
    set_literal(lattice, removed[i], false);
    lattice->left[model->variable[removed[i]]]--;
  }
  lattice->steps++;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t v = model->variable[removed[i]];
    bool again = i > 0 && model->variable[removed[i - 1]] == v; /* they come variable by variable */
    if (again) continue;
    for (uint32_t l = model->first[v]; lattice->left[v] == 1 && l < model->first[v + 1]; l++)
      if (lattice->possible[l]) lattice->placed[step->n_placed++] = l;
    for (uint32_t t = model->touch_first[v]; t < model->touch_first[v + 1]; t++) {
      uint32_t f = model->touch[t];
      if (lattice->fresh[f] == lattice->steps) continue;
      lattice->fresh[f] = lattice->steps;
      double now = term_of(lattice, f);
      lattice->energy += now - lattice->term[f];
      lattice->term[f] = now;
    }
  }
  step->energy_after = lattice->energy;
}

static void tell(ebm_lattice *lattice, ebm_descent_step *step) {
  const ebm_descent_log *log = lattice->options.log;
  if (log->step == NULL) return;
  step->sweep = lattice->task->sweeps;
  step->depth = lattice->depth;
  step->possible = lattice->possible;
  log->step(log->context, step);
}

/* The state as a whole, for who looks on. */
static void show(const ebm_lattice *lattice, ebm_event event) {
  const ebm_descent_log *log = lattice->options.log;
  if (log->state != NULL) log->state(log->state_context, event, lattice->task->sweeps, lattice->possible);
}

/* A step that removes nothing. */
static void tell_event(ebm_lattice *lattice, ebm_step_kind kind, uint32_t variable, const ebm_factor *factor) {
  ebm_descent_step step = {.kind = kind,
                           .variable = variable,
                           .factor = factor,
                           .energy_before = lattice->energy,
                           .energy_after = lattice->energy};
  tell(lattice, &step);
}

/* ---- quench ---- */

/* Looks at what the lanes have lost of the suspects, variables in ascending order, and tells it. True: a barrier. */
static bool settle(ebm_lattice *lattice, const ebm_factor *factor, const ebm_factor *other, uint32_t n_suspects) {
  const ebm_model *model = lattice->model;
  uint32_t n = 0, empty = UINT32_MAX;
  bool barrier = ebm_word_any(lattice->lanes.barrier);
  for (uint32_t i = 0; i < n_suspects; i++) {
    uint32_t v = lattice->suspect[i], lost = 0;
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++)
      if (lattice->possible[l] && !ebm_word_get(&lattice->lanes.x[l], 0)) lattice->removed[n + lost++] = l;
    n += lost;
    if (lost > 0 && lost == lattice->left[v]) empty = v;
  }
  /* What a factor that cannot be satisfied removes besides explains nothing. */
  if (barrier) {
    for (uint32_t i = 0; i < n; i++) set_literal(lattice, lattice->removed[i], true);
    tell_event(lattice, EBM_STEP_BARRIER, 0, factor);
    return true;
  }
  ebm_descent_step step = {.kind = EBM_STEP_QUENCH, .factor = factor, .other = other};
  take_out(lattice, &step, lattice->removed, n);
  tell(lattice, &step);
  if (empty == UINT32_MAX) return false;
  tell_event(lattice, EBM_STEP_BARRIER, empty, NULL);
  return true;
}

/* The different variables of a scope, or of its literals. */
static uint32_t suspects_of(ebm_lattice *lattice, const uint32_t *scope, uint32_t n_scope, bool literals) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < n_scope; i++) {
    uint32_t v = literals ? lattice->model->variable[scope[i]] : scope[i];
    bool met = n > 0 && lattice->suspect[n - 1] == v;
    for (uint32_t k = 0; !met && k < n; k++) met = lattice->suspect[k] == v;
    if (!met) lattice->suspect[n++] = v;
  }
  return n;
}

static void begin_step(ebm_lanes *lanes) {
  lanes->changed = lanes->barrier = (ebm_word){0};
}

static bool quench_factors(ebm_lattice *lattice, unsigned tier) {
  const ebm_model *model = lattice->model;
  for (size_t f = 0; f < model->n_factors; f++) {
    const ebm_factor *factor = &model->factor[f];
    if (f % LOOK == 0 && ebm_deadline_over(&lattice->deadline)) return false;
    if (lattice->tier[f] != tier || !factor->hard || factor->ops->quench == NULL) continue;
    begin_step(&lattice->lanes);
    factor->ops->quench(factor, &lattice->lanes);
    if (!ebm_word_any(lattice->lanes.changed) && !ebm_word_any(lattice->lanes.barrier)) continue;
    uint32_t n = suspects_of(lattice, factor->scope, factor->n_scope, factor->ops->scope == EBM_SCOPE_LITERALS);
    if (settle(lattice, factor, NULL, n)) return true;
  }
  return false;
}

static bool any_possible(const ebm_lattice *lattice, const uint32_t *literal, uint32_t n) {
  bool any = false;
  for (uint32_t i = 0; i < n; i++) any |= lattice->possible[literal[i]] != 0;
  return any;
}

/* Where one group has nothing left outside what the two share, the other loses what it has there. */
static bool quench_overlaps(ebm_lattice *lattice) {
  const ebm_model *model = lattice->model;
  for (size_t i = 0; i < lattice->n_overlaps; i++) {
    const ebm_overlap *o = &lattice->overlap[i];
    bool a = any_possible(lattice, o->a, o->n_a), b = any_possible(lattice, o->b, o->n_b);
    if (a == b) continue;
    const ebm_factor *first = &model->factor[o->factor_a], *second = &model->factor[o->factor_b];
    const ebm_factor *within = a ? second : first, *loser = a ? first : second;
    const uint32_t *out = a ? o->a : o->b;
    uint32_t n = a ? o->n_a : o->n_b;
    begin_step(&lattice->lanes);
    for (uint32_t k = 0; k < n; k++) ebm_lanes_keep(&lattice->lanes, out[k], (ebm_word){0});
    /* An overlap before this one may have taken the group's last literal. */
    if (!any_possible(lattice, within->scope, within->n_scope)) lattice->lanes.barrier = ~(ebm_word){0};
    if (settle(lattice, within, loser, suspects_of(lattice, out, n, true))) return true;
  }
  return false;
}

/* One pass over the simplest tier that shows something. False: a barrier. *still: no tier shows anything. */
static bool sweep(ebm_lattice *lattice, bool *still) {
  const ebm_model *model = lattice->model;
  uint32_t before = lattice->steps;
  lattice->task->sweeps++;
  for (uint32_t v = 0; v < model->n_variables; v++)
    lattice->lanes.decided[v] = lattice->left[v] == 1 ? ~(ebm_word){0} : (ebm_word){0};
  for (unsigned tier = 0; tier < TIERS && lattice->steps == before; tier++)
    if (tier == OVERLAPS ? quench_overlaps(lattice) : quench_factors(lattice, tier)) return false;
  *still = lattice->steps == before && !ebm_deadline_over(&lattice->deadline); /* else not all were looked at */
  return true;
}

/* ---- kicks ---- */

/* False: memory is out. */
static bool kick(ebm_lattice *lattice) {
  const ebm_model *model = lattice->model;
  size_t literals = model->n_literals;
  if (!ebm_reserve((void **)&lattice->kicked, &lattice->kicked_capacity, lattice->depth + 1, sizeof *lattice->kicked) ||
      !ebm_reserve((void **)&lattice->saved, &lattice->saved_capacity, (lattice->depth + 1) * literals, 1))
    return false;
  memcpy(lattice->saved + lattice->depth * literals, lattice->possible, literals);
  uint32_t chosen = ebm_ahead_choose(&lattice->ahead, lattice->possible, lattice->left, lattice->options.seed),
           v = model->variable[chosen], n = 0;
  for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++)
    if (lattice->possible[l] && l != chosen) lattice->removed[n++] = l;
  lattice->kicked[lattice->depth++] = chosen;
  lattice->task->kicks++;
  ebm_descent_step step = {.kind = EBM_STEP_KICK, .variable = v};
  take_out(lattice, &step, lattice->removed, n);
  tell(lattice, &step);
  show(lattice, EBM_EVENT_KICK);
  return true;
}

/* False: no kick stands, nothing is left to look at. */
static bool correct(ebm_lattice *lattice) {
  const ebm_model *model = lattice->model;
  if (lattice->depth == 0) return false;
  uint32_t literal = lattice->kicked[--lattice->depth];
  const uint8_t *before = lattice->saved + lattice->depth * (size_t)model->n_literals;
  double energy = lattice->energy;
  for (uint32_t l = 0; l < model->n_literals; l++) set_literal(lattice, l, before[l] != 0);
  count_all(lattice);
  lattice->task->corrections++;
  ebm_descent_step step = {.kind = EBM_STEP_CORRECT, .variable = model->variable[literal]};
  take_out(lattice, &step, &literal, 1);
  step.energy_before = energy;
  tell(lattice, &step);
  show(lattice, EBM_EVENT_CORRECTION);
  return true;
}

/* ---- descents ---- */

static void load(ebm_lattice *lattice, ebm_task *task) {
  const ebm_model *model = lattice->model;
  task->outcome = EBM_UNKNOWN;
  task->exhausted = false;
  task->solutions = task->sweeps = task->kicks = task->corrections = 0;
  task->energy = 0;
  lattice->task = task;
  lattice->depth = lattice->steps = 0;
  for (uint32_t l = 0; l < model->n_literals; l++) set_literal(lattice, l, ebm_record_allows(task->record, l));
  memset(lattice->fresh, 0, model->n_factors * sizeof *lattice->fresh);
  count_all(lattice);
  show(lattice, EBM_EVENT_START);
}

/* The record may allow a variable nothing. */
static bool starts_empty(ebm_lattice *lattice) {
  for (uint32_t v = 0; v < lattice->model->n_variables; v++)
    if (lattice->left[v] == 0) {
      tell_event(lattice, EBM_STEP_BARRIER, v, NULL);
      return true;
    }
  return false;
}

static bool all_placed(const ebm_lattice *lattice) {
  bool all = true;
  for (uint32_t v = 0; v < lattice->model->n_variables; v++) all &= lattice->left[v] == 1;
  return all;
}

static void found(ebm_lattice *lattice) {
  const ebm_model *model = lattice->model;
  const ebm_descent_log *log = lattice->options.log;
  ebm_task *task = lattice->task;
  if (task->solutions++ == 0)
    for (uint32_t l = 0; l < model->n_literals; l++)
      if (lattice->possible[l]) task->value[model->variable[l]] = (uint8_t)(l - model->first[model->variable[l]]);
  tell_event(lattice, EBM_STEP_SOLUTION, 0, NULL);
  if (log->solution != NULL) log->solution(log->context, task->value);
}

/* False: the descent ends here, by a limit. */
static bool step_down(ebm_lattice *lattice, bool *open) {
  ebm_task *task = lattice->task;
  bool still = false, barrier = !sweep(lattice, &still);
  show(lattice, EBM_EVENT_SWEEP);
  if (!barrier && !still) return true;
  if (!barrier && !all_placed(lattice)) {
    task->starved = !kick(lattice);
    return !task->starved;
  }
  if (!barrier) found(lattice);
  /* No kick that stands has another side to look at: then what was found is all there is, without going back. */
  if (lattice->depth == 0 || task->solutions == task->limit) {
    *open = lattice->depth > 0;
    return false;
  }
  *open = correct(lattice);
  return *open;
}

static void descend(ebm_lattice *lattice, ebm_task *task) {
  lattice->deadline = ebm_deadline_in(lattice->options.timeout, lattice->options.stop);
  bool open = true;
  lattice->ahead.deadline = &lattice->deadline;
  load(lattice, task);
  if (starts_empty(lattice)) {
    open = false;
  } else {
    while (step_down(lattice, &open))
      if (ebm_deadline_over(&lattice->deadline)) break;
  }
  task->exhausted = !open;
  bool complete = task->exhausted || task->solutions == task->limit;
  task->outcome = !complete ? EBM_UNKNOWN : task->solutions > 0 ? EBM_SOLVED : EBM_UNSOLVABLE;
}

static void run(ebm_lattice *lattice, ebm_task *task, size_t n) {
  for (size_t i = 0; i < n; i++) descend(lattice, &task[i]);
}

const ebm_lattice_ops EBM_LEVELLED(ebm_told_ops) = {1, create, destroy, run};
