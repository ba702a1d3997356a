#include "lattice/costs.h"

#include <math.h>
#include <string.h>

#include "model/state.h"

/* Units where costs are no multiples of the smallest one. Bounds lose at most one of them for each variable. */
enum { FINE_UNITS = 1 << 20 };

static uint32_t variable_of(const ebm_factor *factor, uint32_t i) {
  return factor->ops->scope == EBM_SCOPE_LITERALS ? factor->model->variable[factor->scope[i]] : factor->scope[i];
}

const ebm_factor *ebm_costs_misfit(const ebm_model *model) {
  for (size_t f = 0; f < model->n_factors; f++) {
    const ebm_factor *factor = &model->factor[f];
    for (uint32_t i = 1; !factor->hard && i < factor->n_scope; i++)
      if (variable_of(factor, i) != variable_of(factor, 0)) return factor;
  }
  return NULL;
}

static bool add_factors(ebm_costs *costs) {
  const ebm_model *model = costs->model;
  float *x = ebm_arena_take(&costs->arena, model->n_literals * sizeof *x, 64);
  if (x == NULL) return false;
  memset(x, 0, model->n_literals * sizeof *x);
  ebm_state state = {model, x};
  for (size_t f = 0; f < model->n_factors; f++) {
    const ebm_factor *factor = &model->factor[f];
    if (factor->hard) continue;
    uint32_t v = variable_of(factor, 0);
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) {
      x[l] = 1;
      costs->of_model[l] += factor->ops->energy(factor, 1, &factor->weight, &state, NULL);
      x[l] = 0;
    }
  }
  return true;
}

bool ebm_costs_init(ebm_costs *costs, const ebm_model *model, double given_weight) {
  *costs = (ebm_costs){.model = model, .given_weight = given_weight};
  size_t n = model->n_literals;
  costs->of_model = ebm_arena_take(&costs->arena, n * sizeof *costs->of_model, 64);
  costs->cost = ebm_arena_take(&costs->arena, n * sizeof *costs->cost, 64);
  costs->units = ebm_arena_take(&costs->arena, n * sizeof *costs->units, 64);
  costs->open = ebm_arena_take(&costs->arena, n, 64);
  bool fits = costs->of_model != NULL && costs->cost != NULL && costs->units != NULL && costs->open != NULL;
  if (fits) memset(costs->of_model, 0, n * sizeof *costs->of_model);
  if (fits && add_factors(costs)) return true;
  ebm_costs_clear(costs);
  return false;
}

void ebm_costs_clear(ebm_costs *costs) {
  ebm_arena_clear(&costs->arena);
}

/* ---- of a record ---- */

static double least_of(const ebm_costs *costs, uint32_t v) {
  double least = INFINITY;
  for (uint32_t l = costs->model->first[v]; l < costs->model->first[v + 1]; l++)
    if (costs->open[l]) least = fmin(least, costs->cost[l]);
  return least;
}

/* The smallest step between costs if all of them are multiples of it, else a fine one. */
static void choose_unit(ebm_costs *costs) {
  const ebm_model *model = costs->model;
  double smallest = INFINITY, total = 0;
  for (uint32_t v = 0; v < model->n_variables; v++) {
    double least = least_of(costs, v), most = 0;
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) {
      double above = costs->open[l] ? costs->cost[l] - least : 0;
      if (above > 0) smallest = fmin(smallest, above);
      most = fmax(most, above);
    }
    total += most;
  }
  costs->unit = isinf(smallest) ? 1 : smallest;
  costs->exact = total / costs->unit < FINE_UNITS;
  for (uint32_t v = 0; costs->exact && v < model->n_variables; v++) {
    double least = least_of(costs, v);
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) {
      double units = costs->open[l] ? (costs->cost[l] - least) / costs->unit : 0;
      costs->exact &= fabs(units - round(units)) < 1e-6;
    }
  }
  if (!costs->exact) costs->unit = total / FINE_UNITS;
}

bool ebm_costs_open(ebm_costs *costs, const ebm_record *record) {
  const ebm_model *model = costs->model;
  costs->least = 0;
  for (uint32_t l = 0; l < model->n_literals; l++) {
    uint32_t v = model->variable[l];
    uint8_t given = costs->given_weight > 0 ? record->given[v] : 0;
    costs->cost[l] = costs->of_model[l];
    if (given != 0 && given != l - model->first[v] + 1) costs->cost[l] += costs->given_weight;
    costs->open[l] = given == 0 ? ebm_record_allows(record, l)
                                : record->allowed == NULL || (record->allowed[l / 64] >> l % 64 & 1) != 0;
  }
  for (uint32_t v = 0; v < model->n_variables; v++) costs->least += least_of(costs, v);
  if (isinf(costs->least)) return false;
  choose_unit(costs);
  costs->total = 0;
  for (uint32_t v = 0; v < model->n_variables; v++) {
    double least = least_of(costs, v);
    uint32_t most = 0;
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) {
      double units = costs->open[l] ? (costs->cost[l] - least) / costs->unit : 0;
      costs->units[l] = (uint32_t)(costs->exact ? round(units) : floor(units));
      if (costs->units[l] > most) most = costs->units[l];
    }
    costs->total += most;
  }
  return true;
}

double ebm_costs_energy(const ebm_costs *costs, const uint8_t *value) {
  double energy = 0;
  for (uint32_t v = 0; v < costs->model->n_variables; v++) energy += costs->cost[costs->model->first[v] + value[v]];
  return energy;
}

double ebm_costs_bound(const ebm_costs *costs, const uint64_t *bits) {
  const ebm_model *model = costs->model;
  double bound = 0;
  for (uint32_t v = 0; v < model->n_variables; v++) {
    double least = INFINITY;
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++)
      if ((bits[l / 64] >> l % 64 & 1) != 0) least = fmin(least, costs->cost[l]);
    bound += least;
  }
  return bound;
}

uint32_t ebm_costs_units(const ebm_costs *costs, double energy) {
  double units = floor((energy - costs->least) / costs->unit + 1e-3);
  return units < 0 ? 0 : units > costs->total ? costs->total : (uint32_t)units;
}

bool ebm_costs_less(double a, double b) {
  return a < b - 1e-9 * (1 + fabs(b));
}
