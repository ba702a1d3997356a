#include "energy/energy.h"

#include <string.h>

#include "base/memory.h"
#include "base/status.h"

ebm_status ebm_energy_init(ebm_energy *energy, const ebm_model *model, ebm_error *error) {
  energy->model = model;
  energy->weight = ebm_allocate(model->n_factors, sizeof *energy->weight);
  if (energy->weight == NULL) return ebm_fail_memory(error);
  for (size_t f = 0; f < model->n_factors; f++) energy->weight[f] = model->factor[f].weight;
  return EBM_OK;
}

void ebm_energy_clear(ebm_energy *energy) {
  ebm_free(energy->weight);
  energy->weight = NULL;
}

double ebm_energy_value(const ebm_energy *energy, const float *x, float *grad) {
  const ebm_model *model = energy->model;
  if (grad != NULL) memset(grad, 0, model->n_literals * sizeof *grad);
  ebm_state state = {model, x};
  double total = 0;
  for (size_t k = 0; k < model->n_kinds; k++) {
    const ebm_kind_range *kind = &model->kind[k];
    total += kind->ops->energy(&model->factor[kind->begin], kind->end - kind->begin, &energy->weight[kind->begin],
                               &state, grad);
  }
  return total;
}

double ebm_energy_vertex(const ebm_energy *energy, const uint8_t *value, float *x) {
  const ebm_model *model = energy->model;
  memset(x, 0, model->n_literals * sizeof *x);
  for (uint32_t v = 0; v < model->n_variables; v++) x[model->first[v] + value[v]] = 1;
  return ebm_energy_value(energy, x, NULL);
}
