#include "minimize/open.h"

#include <string.h>

#include "base/status.h"

ebm_status ebm_open_init(ebm_open *open, const ebm_model *model, const ebm_minimizer_options *options,
                         ebm_error *error) {
  *open = (ebm_open){.model = model,
                     .ops = ebm_settler_active(),
                     .timeout = options->timeout,
                     .stop = options->stop,
                     .given_weight = options->given_weight,
                     .push = (float)options->given_weight};
  size_t n = model->n_literals;
  open->possible = ebm_arena_take(&open->arena, n, 64);
  open->index = ebm_arena_take(&open->arena, n * sizeof *open->index, 64);
  open->literal = ebm_arena_take(&open->arena, n * sizeof *open->literal, 64);
  open->field = ebm_arena_take(&open->arena, n * sizeof *open->field, 64);
  bool fits = open->possible != NULL && open->index != NULL && open->literal != NULL && open->field != NULL;
  ebm_status status = fits ? EBM_OK : ebm_fail_memory(error);
  /* A quench of givens that may be wrong would take them for right. */
  if (status == EBM_OK && !options->no_quench && options->given_weight == 0)
    status = open->ops->create(model, &open->settler, error);
  if (status != EBM_OK) ebm_open_clear(open);
  return status;
}

void ebm_open_clear(ebm_open *open) {
  open->ops->destroy(open->settler);
  ebm_arena_clear(&open->arena);
}

static bool allows_softly(const ebm_record *record, uint32_t literal) {
  return record->allowed == NULL || (record->allowed[literal / 64] >> (literal % 64) & 1) != 0;
}

static void index_variable(ebm_open *open, const ebm_record *record, uint32_t variable) {
  const ebm_model *model = open->model;
  uint32_t begin = model->first[variable], end = model->first[variable + 1], left = 0;
  for (uint32_t l = begin; l < end; l++) left += open->possible[l];
  uint8_t given = open->given_weight == 0 ? 0 : record->given[variable];
  for (uint32_t l = begin; l < end; l++) {
    open->index[l] = !open->possible[l] ? EBM_OPEN_ZERO : left == 1 ? EBM_OPEN_ONE : open->n;
    if (open->index[l] != open->n) continue;
    open->field[open->n] = given == 0 || given == l - begin + 1 ? 0 : open->push;
    open->literal[open->n++] = l;
  }
}

/* Clears what an earlier run may have left. */
static void reset(ebm_task *task) {
  task->outcome = EBM_UNKNOWN;
  task->exhausted = false;
  task->solutions = task->sweeps = task->kicks = task->corrections = 0;
  task->energy = 0;
}

bool ebm_open_run(ebm_open *open, ebm_task *task) {
  const ebm_model *model = open->model;
  bool fits = true;
  reset(task);
  open->deadline = ebm_deadline_in(open->timeout, open->stop);
  if (open->settler != NULL) {
    fits = open->ops->run(open->settler, task->record, &open->deadline, open->possible, &task->sweeps);
  } else {
    for (uint32_t l = 0; l < model->n_literals; l++)
      open->possible[l] = open->given_weight != 0 ? allows_softly(task->record, l) : ebm_record_allows(task->record, l);
    for (uint32_t v = 0; fits && v < model->n_variables; v++)
      fits = memchr(&open->possible[model->first[v]], 1, ebm_model_domain(model, v)) != NULL;
  }
  open->n = 0;
  for (uint32_t v = 0; fits && v < model->n_variables; v++) index_variable(open, task->record, v);
  if (fits) return true;
  task->outcome = EBM_UNSOLVABLE;
  task->exhausted = true;
  return false;
}

void ebm_open_conclude(const ebm_open *open, ebm_task *task, bool soft) {
  task->exhausted = open->n == 0 && !soft;
  bool complete = task->exhausted || task->solutions == task->limit;
  task->outcome = !complete ? EBM_UNKNOWN : task->solutions > 0 ? EBM_SOLVED : EBM_UNSOLVABLE;
}

void ebm_open_decided(const ebm_open *open, uint8_t *value) {
  const ebm_model *model = open->model;
  for (uint32_t l = 0; l < model->n_literals; l++)
    if (open->index[l] == EBM_OPEN_ONE) value[model->variable[l]] = (uint8_t)(l - model->first[model->variable[l]]);
}

double ebm_open_overruled(const ebm_open *open, const ebm_record *record, const uint8_t *value) {
  double energy = 0;
  if (open->given_weight == 0) return 0;
  for (uint32_t v = 0; v < open->model->n_variables; v++)
    if (ebm_record_overrules(record, v, value[v])) energy += open->given_weight;
  return energy;
}

bool ebm_open_check(const ebm_open *open, const ebm_energy *energy, const uint8_t *value, float *x, double *soft) {
  const ebm_model *model = open->model;
  for (size_t f = 0; f < model->n_factors; f++)
    if (model->factor[f].hard && !model->factor[f].ops->check(&model->factor[f], value)) return false;
  *soft = model->soft ? ebm_energy_vertex(energy, value, x) : 0; /* the hard ones are 0 */
  return true;
}
