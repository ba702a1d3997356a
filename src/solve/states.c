#include "solve/states.h"

#include "base/status.h"
#include "minimize/sample.h"

ebm_status ebm_states_draw(const ebm_energy *energy, const ebm_minimizer_options *options, size_t wanted,
                           ebm_task *task, ebm_arena *arena, ebm_states *states, ebm_error *error) {
  states->n = 0;
  states->state = ebm_arena_take(arena, wanted * energy->model->n_variables, 1);
  states->energy = ebm_arena_take(arena, wanted * sizeof *states->energy, sizeof *states->energy);
  if (states->state == NULL || states->energy == NULL) return ebm_fail_memory(error);
  ebm_sampler *sampler;
  ebm_status status = ebm_sampler_create(energy, options, &sampler, error);
  if (status != EBM_OK) return status;
  states->n = ebm_sampler_run(sampler, task->record, wanted, states->state, states->energy);
  ebm_sampler_destroy(sampler);
  task->outcome = states->n == wanted ? EBM_SOLVED : EBM_UNKNOWN;
  return EBM_OK;
}
