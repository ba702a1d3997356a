/* levelled - at_most_one: of the literals in the scope, no two are 1. Cells that differ without holding every value. */
#include "base/level.h"
#include "base/status.h"
#include "model/builder.h"
#include "model/lanes.h"
#include "model/state.h"

static ebm_status validate(const ebm_factor *factor, ebm_error *error) {
  if (factor->table != NULL) return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "at_most_one takes no table");
  return EBM_OK;
}

static unsigned count(const ebm_factor *factor, const uint8_t *value) {
  unsigned ones = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) ones += ebm_model_holds(factor->model, factor->scope[i], value);
  return ones;
}

static bool check(const ebm_factor *factor, const uint8_t *value) {
  return count(factor, value) <= 1;
}

/* E = sum_k w_k max(0, sum_{l in scope k} x_l - 1)^2,  dE/dx_l = 2 w_k max(0, sum - 1). Source: definition. */
static double energy(const ebm_factor *factor, size_t n, const float *weight, const ebm_state *state, float *grad) {
  double total = 0;
  for (size_t k = 0; k < n; k++) {
    float sum = -1;
    for (uint32_t i = 0; i < factor[k].n_scope; i++) sum += state->x[factor[k].scope[i]];
    if (sum <= 0) continue;
    total += (double)weight[k] * sum * sum;
    if (grad == NULL) continue;
    for (uint32_t i = 0; i < factor[k].n_scope; i++) grad[factor[k].scope[i]] += 2 * weight[k] * sum;
  }
  return total;
}

/* A decided variable's literal in the group leaves no other. */
static void quench(const ebm_factor *factor, ebm_lanes *lanes) {
  const uint32_t *variable = lanes->model->variable, *scope = factor->scope;
  ebm_word taken = {0}, clash = {0};
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    ebm_word sure = lanes->x[scope[i]] & lanes->decided[variable[scope[i]]];
    clash |= taken & sure;
    taken |= sure;
  }
  lanes->barrier |= clash;
  if (!ebm_word_any(taken)) return;
  for (uint32_t i = 0; i < factor->n_scope; i++)
    ebm_lanes_keep(lanes, scope[i], ~taken | lanes->decided[variable[scope[i]]]);
}

static double square_above_one(int sum) {
  return sum > 1 ? (double)((sum - 1) * (sum - 1)) : 0;
}

static double delta(const ebm_factor *factor, const uint8_t *value, uint32_t variable, uint32_t to) {
  const ebm_model *model = factor->model;
  int before = (int)count(factor, value), after = before;
  for (uint32_t i = 0; i < factor->n_scope; i++)
    after += (factor->scope[i] == model->first[variable] + to) -
             (factor->scope[i] == model->first[variable] + value[variable]);
  return square_above_one(after) - square_above_one(before);
}

/* The vertex with a 1 where x is largest, if that is nearer to 1 than to 0; |x - e_i|^2 = |x|^2 - 2 x_i + 1. */
static void project(const ebm_factor *factor, float *x, size_t stride) {
  for (size_t r = 0; r < stride; r++) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < factor->n_scope; i++)
      if (x[i * stride + r] > x[best * stride + r]) best = i;
    bool one = x[best * stride + r] > 0.5f;
    for (uint32_t i = 0; i < factor->n_scope; i++) x[i * stride + r] = one && i == best ? 1 : 0;
  }
}

static void clauses(const ebm_factor *factor, const ebm_clause_sink *sink) {
  for (uint32_t i = 0; i < factor->n_scope; i++)
    for (uint32_t k = 0; k < i; k++)
      sink->add(sink->context, (int64_t[]){-(int64_t)factor->scope[k] - 1, -(int64_t)factor->scope[i] - 1}, 2);
}

const ebm_factor_ops EBM_LEVELLED(ebm_factor_at_most_one) = {
    .name = "at_most_one",
    .source = "definition",
    .scope = EBM_SCOPE_LITERALS,
    .validate = validate,
    .check = check,
    .energy = energy,
    .quench = quench,
    .delta = delta,
    .project = project,
    .clauses = clauses,
};
