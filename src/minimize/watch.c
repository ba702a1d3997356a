#include "minimize/watch.h"

#include <math.h>

bool ebm_watch_init(ebm_watch *watch, const ebm_observer *observer, const ebm_energy *energy, double given_weight,
                    ebm_arena *arena) {
  *watch = (ebm_watch){.observer = observer, .energy = energy, .given_weight = given_weight};
  if (observer == NULL) return true;
  watch->x = ebm_arena_take(arena, energy->model->n_literals * sizeof *watch->x, 64);
  return watch->x != NULL;
}

double ebm_watch_weight_norm(const ebm_watch *watch) {
  if (watch->observer == NULL) return 0;
  double squares = 0;
  for (size_t f = 0; f < watch->energy->model->n_factors; f++)
    squares += (double)watch->energy->weight[f] * (double)watch->energy->weight[f];
  return sqrt(squares);
}

static void hand_on(const ebm_watch *watch, const ebm_trace_point *point) {
  watch->observer->see(watch->observer->context, point, watch->x);
}

void ebm_watch_vertex(const ebm_watch *watch, ebm_trace_point *point, const ebm_record *record, const uint8_t *value) {
  if (watch->observer == NULL) return;
  const ebm_model *model = watch->energy->model;
  point->violations = 0;
  if (point->literals == 0) point->literals = model->n_variables;
  for (size_t f = 0; f < model->n_factors; f++)
    point->violations += model->factor[f].hard && !model->factor[f].ops->check(&model->factor[f], value);
  point->energy = ebm_energy_vertex(watch->energy, value, watch->x);
  for (uint32_t v = 0; watch->given_weight > 0 && v < model->n_variables; v++)
    if (ebm_record_overrules(record, v, value[v])) point->energy += watch->given_weight;
  hand_on(watch, point);
}

void ebm_watch_tensor(const ebm_watch *watch, ebm_trace_point *point, const ebm_record *record,
                      const uint8_t *possible) {
  if (watch->observer == NULL) return;
  const ebm_model *model = watch->energy->model;
  const ebm_state state = {model, watch->x};
  const float one = 1;
  point->literals = point->violations = 0;
  for (uint32_t l = 0; l < model->n_literals; l++) {
    watch->x[l] = possible[l];
    point->literals += possible[l];
  }
  for (size_t f = 0; f < model->n_factors; f++)
    if (model->factor[f].hard)
      point->violations += model->factor[f].ops->energy(&model->factor[f], 1, &one, &state, NULL) > 0;
  point->energy = ebm_energy_value(watch->energy, watch->x, NULL);
  for (uint32_t v = 0; watch->given_weight > 0 && v < model->n_variables; v++)
    if (record->given[v] != 0 && !possible[model->first[v] + record->given[v] - 1])
      point->energy += watch->given_weight;
  hand_on(watch, point);
}

void ebm_watch_answer(const ebm_watch *watch, ebm_trace_point *point, const ebm_task *task) {
  if (watch->observer == NULL || task->solutions == 0) return;
  point->event = EBM_EVENT_ANSWER;
  point->literals = 0;
  ebm_watch_vertex(watch, point, task->record, task->value);
}
