/* levelled - clause: of the signed literals in the scope, at least one is satisfied. */
#include "base/level.h"
#include "base/status.h"
#include "model/builder.h"
#include "model/lanes.h"
#include "model/state.h"
#include "model/tables.h"

static ebm_status validate(const ebm_factor *factor, ebm_error *error) {
  const uint8_t *sign = factor->table;
  if (sign == NULL || factor->table_size != factor->n_scope)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "clause needs a sign for each of %u literals", factor->n_scope);
  for (uint32_t i = 0; i < factor->n_scope; i++)
    if (sign[i] > 1) return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "clause: a sign is 0 or 1");
  return EBM_OK;
}

static bool check(const ebm_factor *factor, const uint8_t *value) {
  const uint8_t *sign = factor->table;
  for (uint32_t i = 0; i < factor->n_scope; i++)
    if (ebm_model_holds(factor->model, factor->scope[i], value) == (sign[i] != 0)) return true;
  return false;
}

/* E = sum_k w_k prod_{l in scope k} (1 - s_l), s_l = x_l or 1 - x_l by its sign. The product of the others, which is
 * the slope, comes from products of prefixes and suffixes: dividing by a factor would not survive a 0. */
static double energy(const ebm_factor *factor, size_t n, const float *weight, const ebm_state *state, float *grad) {
  double total = 0;
  for (size_t k = 0; k < n; k++) {
    const uint32_t *scope = factor[k].scope;
    const uint8_t *sign = factor[k].table;
    float product = 1;
    for (uint32_t i = 0; i < factor[k].n_scope; i++)
      product *= sign[i] != 0 ? 1 - state->x[scope[i]] : state->x[scope[i]];
    total += (double)weight[k] * product;
    for (uint32_t i = 0; grad != NULL && i < factor[k].n_scope; i++) {
      float others = weight[k];
      for (uint32_t m = 0; m < factor[k].n_scope; m++)
        if (m != i) others *= sign[m] != 0 ? 1 - state->x[scope[m]] : state->x[scope[m]];
      grad[scope[i]] += sign[i] != 0 ? -others : others;
    }
  }
  return total;
}

/* Unit propagation: where every literal but one is refuted, that one is satisfied. */
static void quench(const ebm_factor *factor, ebm_lanes *lanes) {
  const ebm_model *model = lanes->model;
  const uint32_t *scope = factor->scope;
  const uint8_t *sign = factor->table;
  ebm_word once = {0}, twice = {0};
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    ebm_word x = lanes->x[scope[i]];
    ebm_word can = sign[i] != 0 ? x : ~(x & lanes->decided[model->variable[scope[i]]]);
    twice |= once & can;
    once |= can;
  }
  lanes->barrier |= ~once;
  ebm_word unit = once & ~twice;
  if (!ebm_word_any(unit)) return;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t variable = model->variable[scope[i]];
    ebm_word x = lanes->x[scope[i]];
    if (sign[i] == 0) {
      ebm_lanes_keep(lanes, scope[i], ~unit | lanes->decided[variable]);
      continue;
    }
    ebm_word here = x & unit;
    for (uint32_t l = model->first[variable]; l < model->first[variable + 1]; l++)
      if (l != scope[i]) ebm_lanes_keep(lanes, l, ~here);
  }
}

static double delta(const ebm_factor *factor, const uint8_t *value, uint32_t variable, uint32_t to) {
  const ebm_model *model = factor->model;
  const uint8_t *sign = factor->table;
  bool after = false;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t l = factor->scope[i];
    bool one =
        model->variable[l] == variable ? l == model->first[variable] + to : ebm_model_holds(factor->model, l, value);
    after |= one == (sign[i] != 0);
  }
  return (double)check(factor, value) - (double)after;
}

/* Every literal to its nearer end; if that refutes them all, the one to which it means least goes to its other end. */
static void project(const ebm_factor *factor, float *x, size_t stride) {
  const uint8_t *sign = factor->table;
  for (size_t r = 0; r < stride; r++) {
    bool satisfied = false;
    uint32_t cheapest = 0;
    float least = 0;
    for (uint32_t i = 0; i < factor->n_scope; i++) {
      float at = x[i * stride + r], cost = at > 0.5f ? at - 0.5f : 0.5f - at;
      if (i == 0 || cost < least) {
        least = cost;
        cheapest = i;
      }
      x[i * stride + r] = at > 0.5f ? 1 : 0;
      satisfied |= (at > 0.5f) == (sign[i] != 0);
    }
    if (!satisfied) x[cheapest * stride + r] = sign[cheapest] != 0 ? 1 : 0;
  }
}

/* Itself; a long one in parts, each but the last with a literal of its own that says that the next part holds. */
static void clauses(const ebm_factor *factor, const ebm_clause_sink *sink) {
  enum { LONGEST = 1024 };
  int64_t literal[LONGEST];
  const uint8_t *sign = factor->table;
  uint32_t n = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    if (n == LONGEST - 1 && i + 1 < factor->n_scope) {
      int64_t next = (int64_t)sink->fresh(sink->context) + 1;
      literal[n++] = next;
      sink->add(sink->context, literal, n);
      literal[0] = -next;
      n = 1;
    }
    literal[n++] = sign[i] != 0 ? (int64_t)factor->scope[i] + 1 : -(int64_t)factor->scope[i] - 1;
  }
  sink->add(sink->context, literal, n);
}

const ebm_factor_ops EBM_LEVELLED(ebm_factor_clause) = {
    .name = "clause",
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
