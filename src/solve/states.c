#include "solve/states.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/status.h"
#include "minimize/sample.h"
#include "solve/uniform.h"

static ebm_status reserve(const ebm_model *model, ebm_states_wish wish, ebm_arena *arena, ebm_states *states,
                          ebm_error *error) {
  size_t n = wish.n, literals = wish.marginals ? model->n_literals : 0;
  *states = (ebm_states){.mean = {NAN, INFINITY, NAN}};
  states->state = ebm_arena_take(arena, n * model->n_variables, 1);
  states->energy = ebm_arena_take(arena, n * sizeof *states->energy, sizeof *states->energy);
  states->marginal = ebm_arena_take(arena, literals * sizeof *states->marginal, sizeof *states->marginal);
  states->marginal_error = ebm_arena_take(arena, literals * sizeof *states->marginal, sizeof *states->marginal);
  bool fits = states->state != NULL && states->energy != NULL && states->marginal != NULL;
  return fits && states->marginal_error != NULL ? EBM_OK : ebm_fail_memory(error);
}

/* Estimates the marginals from the draws. The batch means of a literal that was never drawn have no variance; its error
 * is not 0 for that: none is taken to be smaller than as many independent draws as the energy's allow, which is the
 * standard deviation under Jeffreys' prior. What the record rules out has no error. */
static void estimate(const ebm_record *record, const ebm_minimizer_options *options, ebm_states *states) {
  const ebm_model *model = record->model;
  double draws = isfinite(states->mean.effective) ? states->mean.effective : (double)states->n;
  ebm_marginals(model, states->n, states->state, states->marginal, states->marginal_error);
  for (uint32_t l = 0; l < model->n_literals; l++) {
    bool decided =
        options->given_weight == 0 && (record->given[model->variable[l]] != 0 || !ebm_record_allows(record, l));
    double p = (states->marginal[l] * draws + 0.5) / (draws + 1), least = sqrt(p * (1 - p) / (draws + 2));
    double *error = &states->marginal_error[l];
    *error = decided ? 0 : states->exact || *error < least ? least : *error;
  }
}

/* T = 0 by counting. False: there are too many solutions for it, and the outcome is open. */
static bool draw_counted(ebm_uniform *uniform, const ebm_minimizer_options *options, ebm_states_wish wish,
                         ebm_task *task, ebm_states *states) {
  if (!ebm_uniform_count(uniform, task)) return task->solutions <= EBM_UNIFORM_SOLUTIONS;
  if (task->solutions == 0) return true;
  states->exact = true;
  states->mean = (ebm_series){.effective = NAN};
  if (wish.marginals && ebm_uniform_counts_marginals(task)) {
    memset(states->marginal_error, 0, task->record->model->n_literals * sizeof *states->marginal_error);
    if (!ebm_uniform_marginals(uniform, task, states->marginal)) task->outcome = EBM_UNKNOWN;
    return true;
  }
  if (!ebm_uniform_draw(uniform, task, wish.n, states->state)) {
    task->outcome = EBM_UNKNOWN;
    return true;
  }
  states->n = wish.n;
  states->mean.effective = (double)wish.n;
  memset(states->energy, 0, wish.n * sizeof *states->energy);
  if (wish.marginals) estimate(task->record, options, states);
  return true;
}

static ebm_status draw_bath(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_states_wish wish,
                            ebm_task *task, ebm_states *states, ebm_error *error) {
  ebm_sampler *sampler;
  ebm_status status = ebm_sampler_create(energy, options, &sampler, error);
  if (status != EBM_OK) return status;
  states->n = ebm_sampler_run(sampler, task->record, wish.n, states->state, states->energy);
  ebm_sampler_destroy(sampler);
  states->mean = ebm_series_mean(states->n, states->energy);
  task->outcome = states->n == wish.n ? EBM_SOLVED : EBM_UNKNOWN;
  if (wish.marginals && states->n == wish.n) estimate(task->record, options, states);
  return EBM_OK;
}

static bool is_hard(const ebm_model *model, const ebm_minimizer_options *options) {
  for (size_t f = 0; f < model->n_factors; f++)
    if (!model->factor[f].hard) return false;
  return options->given_weight == 0;
}

static ebm_status draw(const ebm_energy *energy, ebm_minimizer_options options, ebm_states_wish wish, ebm_task *task,
                       ebm_states *states, ebm_error *error) {
  double start = ebm_clock_seconds();
  if (options.temperature_start > 0 || !is_hard(energy->model, &options))
    return draw_bath(energy, &options, wish, task, states, error);
  ebm_uniform *uniform;
  ebm_status status = ebm_uniform_create(energy, &options, &uniform, error);
  if (status != EBM_OK) return status;
  bool done = draw_counted(uniform, &options, wish, task, states);
  ebm_uniform_destroy(uniform);
  if (done || task->starved) return EBM_OK;
  if (options.timeout > 0) {
    options.timeout -= ebm_clock_seconds() - start;
    if (options.timeout <= 0) return EBM_OK;
  }
  return draw_bath(energy, &options, wish, task, states, error);
}

ebm_status ebm_states_draw(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_states_wish wish,
                           ebm_task *task, ebm_arena *arena, ebm_states *states, ebm_error *error) {
  task->outcome = EBM_UNKNOWN;
  ebm_status status = reserve(energy->model, wish, arena, states, error);
  if (status == EBM_OK) status = draw(energy, *options, wish, task, states, error);
  if (!wish.marginals || task->outcome != EBM_SOLVED) states->marginal = states->marginal_error = NULL;
  return status;
}
