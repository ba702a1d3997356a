#include "solve/states.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/status.h"
#include "certify/certify.h"
#include "minimize/literal_counts.h"
#include "solve/lowest.h"
#include "solve/uniform.h"

enum {
  BLOCK = 256,           /* states of a heat bath that are handed on together at most */
  COUNTED_BLOCK = 16384, /* counted ones: each block takes all the counting that one state takes */
  BLOCK_BYTES = 1 << 23  /* of states; at least BLOCK of them */
};
static const double block_seconds = 0.05; /* what is drawn slowly is handed on as it comes */

/* States on their way to where they go. */
typedef struct flow {
  const ebm_minimizer_options *options;
  ebm_states_wish wish;
  const ebm_record *record;
  ebm_states *states;
  size_t room;               /* states in a block */
  uint8_t *state;            /* [room][n_variables] */
  double *energy;            /* [room] */
  uint8_t *group;            /* [room] */
  ebm_literal_counts counts; /* with wish.marginals */
  bool told;                 /* states->marginal is filled in */
  bool ended;                /* by the sink, or because a state was refused */
} flow;

static bool keeps(ebm_states_wish wish) {
  return wish.sink == NULL && !wish.marginals;
}

static ebm_status open_flow(flow *f, ebm_arena *arena, ebm_error *error) {
  const ebm_model *model = f->record->model;
  ebm_states *states = f->states;
  size_t n = f->wish.n, room = BLOCK_BYTES / model->n_variables;
  room = room > COUNTED_BLOCK ? COUNTED_BLOCK : room < BLOCK ? BLOCK : room;
  f->room = room < n && !keeps(f->wish) ? room : n;
  f->state = ebm_arena_take(arena, f->room * model->n_variables, 1);
  f->energy = ebm_arena_take(arena, f->room * sizeof *f->energy, sizeof *f->energy);
  f->group = ebm_arena_take(arena, f->room, 1);
  bool fits = f->state != NULL && f->energy != NULL && f->group != NULL;
  if (fits && f->wish.marginals) {
    size_t bytes = model->n_literals * sizeof *states->marginal;
    states->marginal = ebm_arena_take(arena, bytes, sizeof *states->marginal);
    states->marginal_error = ebm_arena_take(arena, bytes, sizeof *states->marginal);
    fits =
        states->marginal != NULL && states->marginal_error != NULL && ebm_literal_counts_init(&f->counts, model, arena);
  }
  if (!fits) return ebm_fail_memory(error);
  if (keeps(f->wish)) {
    states->state = f->state;
    states->energy = f->energy;
  }
  return EBM_OK;
}

/* Hands on the n states of the block. */
static void pass_on(flow *f, size_t n) {
  const ebm_record *record = f->record;
  size_t n_variables = record->model->n_variables;
  for (size_t i = 0; i < n; i++) {
    const uint8_t *value = &f->state[i * n_variables];
    if (f->options->temperature_start <= 0 && !ebm_certify_softly(record, value, f->options->given_weight > 0)) {
      f->states->refused = f->ended = true;
      return;
    }
    if (f->wish.marginals) ebm_literal_counts_add(&f->counts, value, f->group[i]);
  }
  f->states->n += n;
  if (f->wish.marginals || n == 0) return;
  if (f->wish.sink != NULL) {
    f->ended = !f->wish.sink->take(f->wish.sink->context, n, f->state, f->energy);
  } else {
    f->state += n * n_variables;
    f->energy += n;
    f->group += n;
  }
}

/* Estimates the marginals from the draws. What the record rules out has no error. */
static void estimate(flow *f) {
  const ebm_record *record = f->record;
  const ebm_model *model = record->model;
  ebm_states *states = f->states;
  ebm_literal_counts_tell(&f->counts, states->verdict.effective, states->marginal, states->marginal_error);
  for (uint32_t l = 0; l < model->n_literals; l++) {
    bool decided =
        f->options->given_weight == 0 && (record->given[model->variable[l]] != 0 || !ebm_record_allows(record, l));
    if (decided)
      states->marginal_error[l] = 0;
    else if (!states->verdict.mixed)
      states->marginal_error[l] = INFINITY;
  }
  f->told = true;
}

/* T = 0 by counting. False: there are too many solutions for it, and the outcome is open. */
static bool draw_counted(ebm_uniform *uniform, flow *f, ebm_task *task) {
  ebm_states *states = f->states;
  if (!ebm_uniform_count(uniform, task)) return task->starved;
  if (task->solutions == 0) return true;
  states->exact = true;
  states->verdict = (ebm_verdict){.mixed = true, .mean = {0, 0, NAN}};
  if (f->wish.marginals && ebm_uniform_counts_marginals(task)) {
    memset(states->marginal_error, 0, task->record->model->n_literals * sizeof *states->marginal_error);
    f->told = ebm_uniform_marginals(uniform, task, states->marginal);
    if (!f->told) task->outcome = EBM_UNKNOWN;
    return true;
  }
  task->outcome = EBM_UNKNOWN;
  while (states->n < f->wish.n && !f->ended) {
    size_t left = f->wish.n - states->n, n = left < f->room ? left : f->room;
    if (!ebm_uniform_draw(uniform, task, n, f->state)) return true;
    memset(f->energy, 0, n * sizeof *f->energy);
    memset(f->group, 0, n);
    pass_on(f, n);
    if (ebm_stop_raised(f->options->stop) && states->n < f->wish.n) return true;
  }
  if (f->ended) return true;
  task->outcome = EBM_SOLVED;
  states->verdict.mean.effective = states->verdict.effective = (double)states->n;
  if (f->wish.marginals) estimate(f);
  return true;
}

/* Up to a block of states, or what there is when it was time to hand on something. */
static size_t draw_block(ebm_sampler *sampler, flow *f) {
  size_t left = f->wish.n - f->states->n, most = left < BLOCK ? left : BLOCK, n = 0;
  double start = ebm_clock_seconds();
  while (n < most && (n == 0 || ebm_clock_seconds() - start < block_seconds)) {
    size_t drawn =
        ebm_sampler_draw(sampler, 1, &f->state[n * f->record->model->n_variables], &f->energy[n], &f->group[n]);
    if (drawn == 0) break;
    n += drawn;
  }
  return n;
}

static ebm_status draw_bath(const ebm_energy *energy, const ebm_minimizer_options *options, flow *f, ebm_task *task,
                            ebm_error *error) {
  ebm_sampler *sampler;
  ebm_states *states = f->states;
  ebm_status status = ebm_sampler_create(energy, options, &sampler, error);
  if (status != EBM_OK) return status;
  if (ebm_sampler_open(sampler, task)) {
    for (size_t n = 1; n > 0 && states->n < f->wish.n && !f->ended;) {
      n = draw_block(sampler, f);
      pass_on(f, n);
    }
    task->starved |= ebm_sampler_starved(sampler);
    states->verdict = ebm_sampler_judge(sampler);
    bool drawn = states->n == f->wish.n;
    task->outcome = drawn && states->verdict.mixed ? EBM_SOLVED : EBM_UNKNOWN;
    if (f->wish.marginals && drawn) estimate(f);
  }
  ebm_sampler_destroy(sampler);
  return EBM_OK;
}

static ebm_status draw(const ebm_energy *energy, ebm_minimizer_options options, flow *f, ebm_task *task,
                       ebm_error *error) {
  double start = ebm_clock_worked();
  if (options.temperature_start > 0 || ebm_lowest_asked(energy->model, options.given_weight > 0))
    return draw_bath(energy, &options, f, task, error);
  ebm_uniform *uniform;
  ebm_status status = ebm_uniform_create(energy, &options, &uniform, error);
  if (status != EBM_OK) return status;
  bool done = draw_counted(uniform, f, task);
  ebm_uniform_destroy(uniform);
  if (done) return EBM_OK;
  if (options.timeout > 0) {
    options.timeout -= ebm_clock_worked() - start;
    if (options.timeout <= 0) return EBM_OK;
  }
  if (ebm_stop_raised(options.stop)) return EBM_OK;
  return draw_bath(energy, &options, f, task, error);
}

ebm_status ebm_states_draw(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_states_wish wish,
                           ebm_task *task, ebm_arena *arena, ebm_states *states, ebm_error *error) {
  flow f = {.options = options, .wish = wish, .record = task->record, .states = states};
  *states = (ebm_states){.verdict = {.mean = {NAN, INFINITY, NAN}, .acceptance = NAN}};
  task->outcome = EBM_UNKNOWN;
  ebm_status status = open_flow(&f, arena, error);
  if (status == EBM_OK) status = draw(energy, *options, &f, task, error);
  if (!f.told) states->marginal = states->marginal_error = NULL;
  return status;
}
