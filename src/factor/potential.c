/* levelled - potential: a real cost for every value of a variable, or for every pair of values of two. Soft terms,
 * given or learned. table: float [domain of the first] or [domain of the first][domain of the second], each >= 0 and
 * finite. */
#include <math.h>

#include "base/level.h"
#include "base/status.h"
#include "model/model.h"
#include "model/state.h"

static uint32_t first_literal(const ebm_factor *factor, uint32_t side) {
  return factor->model->first[factor->scope[side]];
}

static uint32_t domain(const ebm_factor *factor, uint32_t side) {
  return ebm_model_domain(factor->model, factor->scope[side]);
}

static uint32_t entries(const ebm_factor *factor) {
  return domain(factor, 0) * (factor->n_scope == 2 ? domain(factor, 1) : 1);
}

static ebm_status validate(const ebm_factor *factor, ebm_error *error) {
  if (factor->n_scope > 2)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "potential takes 1 or 2 variables, not %u", factor->n_scope);
  size_t bytes = entries(factor) * sizeof(float);
  if (factor->table == NULL || factor->table_size != bytes)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "potential takes a table of %zu bytes, not %u", bytes,
                    factor->table_size);
  const float *cost = factor->table;
  for (uint32_t i = 0; i < entries(factor); i++)
    if (!isfinite(cost[i]) || cost[i] < 0)
      return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "potential: a cost of %g", (double)cost[i]);
  return EBM_OK;
}

/* The cost where the first variable has value a and the second, if there is one, value b. */
static float cost_of(const ebm_factor *factor, uint32_t a, uint32_t b) {
  const float *cost = factor->table;
  return factor->n_scope == 2 ? cost[a * domain(factor, 1) + b] : cost[a];
}

static float cost_at(const ebm_factor *factor, const uint8_t *value) {
  return cost_of(factor, value[factor->scope[0]], value[factor->scope[factor->n_scope - 1]]);
}

/* A potential is satisfied where it costs nothing. */
static bool check(const ebm_factor *factor, const uint8_t *value) {
  return cost_at(factor, value) == 0;
}

/* E = sum_k w_k sum_a C[a] x_u[a], or sum_k w_k sum_ab x_u[a] C[a][b] x_v[b]. Source: definition. */
static double energy(const ebm_factor *factor, size_t n, const float *weight, const ebm_state *state, float *grad) {
  double total = 0;
  for (size_t k = 0; k < n; k++) {
    bool pair = factor[k].n_scope == 2;
    uint32_t u = first_literal(&factor[k], 0), v = pair ? first_literal(&factor[k], 1) : 0;
    uint32_t n_second = pair ? domain(&factor[k], 1) : 1;
    for (uint32_t a = 0; a < domain(&factor[k], 0); a++) {
      float against = 0;
      for (uint32_t b = 0; b < n_second; b++) {
        float cost = cost_of(&factor[k], a, b);
        against += pair ? cost * state->x[v + b] : cost;
        if (pair && grad != NULL) grad[v + b] += weight[k] * cost * state->x[u + a];
      }
      total += (double)weight[k] * (double)(state->x[u + a] * against);
      if (grad != NULL) grad[u + a] += weight[k] * against;
    }
  }
  return total;
}

static double delta(const ebm_factor *factor, const uint8_t *value, uint32_t variable, uint32_t to) {
  uint32_t last = factor->n_scope - 1;
  uint32_t a = factor->scope[0] == variable ? to : value[factor->scope[0]];
  uint32_t b = factor->scope[last] == variable ? to : value[factor->scope[last]];
  return (double)cost_of(factor, a, b) - (double)cost_at(factor, value);
}

const ebm_factor_ops EBM_LEVELLED(ebm_factor_potential) = {
    .name = "potential",
    .source = "definition",
    .scope = EBM_SCOPE_VARIABLES,
    .validate = validate,
    .check = check,
    .energy = energy,
    .delta = delta,
};
