/* levelled - exactly_one: of the literals in the scope, one is 1. Rows, columns, boxes, cells: all of Sudoku. */
#include "base/level.h"
#include "base/status.h"
#include "model/builder.h"
#include "model/lanes.h"
#include "model/state.h"

static ebm_status validate(const ebm_factor *factor, ebm_error *error) {
  if (factor->table != NULL) return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "exactly_one takes no table");
  if (factor->n_scope > EBM_DOMAIN_LIMIT)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "exactly_one of %u literals, at most %d can be", factor->n_scope,
                    EBM_DOMAIN_LIMIT);
  return EBM_OK;
}

static bool check(const ebm_factor *factor, const uint8_t *value) {
  unsigned ones = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) ones += ebm_model_holds(factor->model, factor->scope[i], value);
  return ones == 1;
}

/* E = sum_k w_k (sum_{l in scope k} x_l - 1)^2,  dE/dx_l = 2 w_k (sum - 1).
 * Source: definition. E = 0 iff satisfied holds only at vertices: the uniform point scores 0 too. */
static double energy(const ebm_factor *factor, size_t n, const float *weight, const ebm_state *state, float *grad) {
  double total = 0;
  for (size_t k = 0; k < n; k++) {
    float sum = -1;
    for (uint32_t i = 0; i < factor[k].n_scope; i++) sum += state->x[factor[k].scope[i]];
    total += (double)weight[k] * sum * sum;
    if (grad == NULL) continue;
    float slope = 2 * weight[k] * sum;
    for (uint32_t i = 0; i < factor[k].n_scope; i++) grad[factor[k].scope[i]] += slope;
  }
  return total;
}

/* A literal that is the last one of the group is true, and then its variable has no other value; a group with a
 * decided variable's literal in it has no other literal. Arc consistency of the group by itself. */
static void quench(const ebm_factor *factor, ebm_lanes *lanes) {
  const ebm_model *model = lanes->model;
  const uint32_t *scope = factor->scope;
  ebm_word once = {0}, twice = {0}, taken = {0}, clash = {0};
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    ebm_word x = lanes->x[scope[i]], sure = x & lanes->decided[model->variable[scope[i]]];
    twice |= once & x;
    once |= x;
    clash |= taken & sure;
    taken |= sure;
  }
  lanes->barrier |= ~once | clash;
  ebm_word last = once & ~twice & ~taken;
  bool any_last = ebm_word_any(last), any_taken = ebm_word_any(taken & twice);
  if (!any_last && !any_taken) return;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t variable = model->variable[scope[i]];
    if (any_taken) ebm_lanes_keep(lanes, scope[i], ~taken | lanes->decided[variable]);
    ebm_word here = lanes->x[scope[i]] & last;
    if (!any_last || !ebm_word_any(here)) continue;
    for (uint32_t l = model->first[variable]; l < model->first[variable + 1]; l++)
      if (l != scope[i]) ebm_lanes_keep(lanes, l, ~here);
  }
}

static double delta(const ebm_factor *factor, const uint8_t *value, uint32_t variable, uint32_t to) {
  const ebm_model *model = factor->model;
  uint32_t from_literal = model->first[variable] + value[variable], to_literal = model->first[variable] + to;
  int before = -1, change = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t l = factor->scope[i];
    before += ebm_model_holds(factor->model, l, value);
    change += (l == to_literal) - (l == from_literal);
  }
  int after = before + change;
  return (double)(after * after - before * before);
}

/* The vertex with the 1 where x is largest; the first of equals. |x - e_i|^2 = |x|^2 - 2 x_i + 1. */
static void project(const ebm_factor *factor, float *x, size_t stride) {
  for (size_t r = 0; r < stride; r++) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < factor->n_scope; i++)
      if (x[i * stride + r] > x[best * stride + r]) best = i;
    for (uint32_t i = 0; i < factor->n_scope; i++) x[i * stride + r] = i == best ? 1 : 0;
  }
}

/* At least one, and no two. */
static void clauses(const ebm_factor *factor, const ebm_clause_sink *sink) {
  int64_t literal[EBM_DOMAIN_LIMIT];
  for (uint32_t i = 0; i < factor->n_scope; i++) literal[i] = (int64_t)factor->scope[i] + 1;
  sink->add(sink->context, literal, factor->n_scope);
  for (uint32_t i = 0; i < factor->n_scope; i++)
    for (uint32_t k = 0; k < i; k++) sink->add(sink->context, (int64_t[]){-literal[k], -literal[i]}, 2);
}

const ebm_factor_ops EBM_LEVELLED(ebm_factor_exactly_one) = {
    .name = "exactly_one",
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
