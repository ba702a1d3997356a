/* energy.h - the energy of a model: a weighted sum over its factors. */
#ifndef EBM_ENERGY_ENERGY_H
#define EBM_ENERGY_ENERGY_H

#include "model/state.h"

/* A model and a weight per factor. The model is borrowed and must outlive it. */
typedef struct ebm_energy {
  const ebm_model *model;
  float *weight; /* [n_factors] >= 0; starts as the factors' own */
} ebm_energy;

ebm_status ebm_energy_init(ebm_energy *energy, const ebm_model *model, ebm_error *error); /* MEMORY */
void ebm_energy_clear(ebm_energy *energy);

/* E(x) = sum_f weight_f E_f(x) >= 0, dimensionless, summed in double. x, grad [n_literals]; grad is overwritten with
 * dE/dx, may be NULL. Allocates nothing. */
double ebm_energy_value(const ebm_energy *energy, const float *x, float *grad);

/* E at a vertex: value [n_variables] from 0; x [n_literals] is scratch. */
double ebm_energy_vertex(const ebm_energy *energy, const uint8_t *value, float *x);

#endif
