/* levelled - network: a small multilayer perceptron over the literals of its variables; what no relation of two can
 * say. table, elements of 4 bytes: uint32 H hidden units (1 to 256); then binary32: W [H][L], b [H], v [H], c, where L
 * is the number of literals of the scope, in its order. z(x) = c + sum_h v_h max(0, b_h + W_h . x); satisfied where z
 * <= 0. */
#include <math.h>
#include <string.h>

#include "base/level.h"
#include "base/status.h"
#include "model/lanes.h"
#include "model/state.h"

enum { HIDDEN_LIMIT = 256, SCOPE_LIMIT = 64 };

static uint32_t literals(const ebm_factor *factor) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) n += ebm_model_domain(factor->model, factor->scope[i]);
  return n;
}

static uint32_t hidden(const ebm_factor *factor) {
  uint32_t n;
  memcpy(&n, factor->table, sizeof n);
  return n;
}

static ebm_status validate(const ebm_factor *factor, ebm_error *error) {
  if (factor->n_scope > SCOPE_LIMIT)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "network: %u variables, %d can be", factor->n_scope, SCOPE_LIMIT);
  uint32_t h = factor->table_size >= 4 ? hidden(factor) : 0;
  if (h < 1 || h > HIDDEN_LIMIT || factor->table_size != 4 * (1 + h * (literals(factor) + 2) + 1))
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "network: a table of %u bytes does not fit %u literals",
                    factor->table_size, literals(factor));
  const float *weight = (const float *)factor->table + 1;
  for (uint32_t k = 0; k < factor->table_size / 4 - 1; k++)
    if (!isfinite(weight[k])) return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "network: a weight is no number");
  return EBM_OK;
}

/* z where the i-th variable of the scope has the value local[i]: the same sums in the same order as over x, whose other
 * literals are 0. */
static float output(const ebm_factor *factor, const uint8_t *local) {
  uint32_t n = hidden(factor), width = literals(factor);
  const float *w = (const float *)factor->table + 1, *b = w + (size_t)n * width, *v = b + n;
  float z = v[n];
  for (uint32_t h = 0; h < n; h++) {
    float sum = b[h];
    const float *row = w + (size_t)h * width;
    for (uint32_t i = 0; i < factor->n_scope; i++) {
      sum += row[local[i]];
      row += ebm_model_domain(factor->model, factor->scope[i]);
    }
    if (sum > 0) z += v[h] * sum;
  }
  return z;
}

static void gather(const ebm_factor *factor, const uint8_t *value, uint8_t local[SCOPE_LIMIT]) {
  for (uint32_t i = 0; i < factor->n_scope; i++) local[i] = value[factor->scope[i]];
}

static bool check(const ebm_factor *factor, const uint8_t *value) {
  uint8_t local[SCOPE_LIMIT] = {0};
  gather(factor, value, local);
  return !(output(factor, local) > 0);
}

/* E = sum_k w_k max(0, z_k(x)). Source: LeCun et al. 2006, "A tutorial on energy-based learning", hinge. */
static double energy(const ebm_factor *factor, size_t n_factors, const float *weight, const ebm_state *state,
                     float *grad) {
  double total = 0;
  for (size_t k = 0; k < n_factors; k++) {
    const ebm_factor *f = &factor[k];
    uint32_t n = hidden(f), width = literals(f);
    const float *w = (const float *)f->table + 1, *b = w + (size_t)n * width, *v = b + n;
    float z = v[n];
    bool on[HIDDEN_LIMIT];
    for (uint32_t h = 0; h < n; h++) {
      float sum = b[h];
      const float *row = w + (size_t)h * width;
      for (uint32_t i = 0; i < f->n_scope; i++) {
        const float *x = state->x + f->model->first[f->scope[i]];
        uint32_t domain = ebm_model_domain(f->model, f->scope[i]);
        for (uint32_t a = 0; a < domain; a++) sum += row[a] * x[a];
        row += domain;
      }
      on[h] = sum > 0;
      if (on[h]) z += v[h] * sum;
    }
    if (!(z > 0)) continue;
    total += (double)weight[k] * z;
    for (uint32_t h = 0; grad != NULL && h < n; h++) {
      const float *row = w + (size_t)h * width;
      float slope = weight[k] * v[h];
      for (uint32_t i = 0; on[h] && i < f->n_scope; i++) {
        uint32_t domain = ebm_model_domain(f->model, f->scope[i]);
        for (uint32_t a = 0; a < domain; a++) grad[f->model->first[f->scope[i]] + a] += slope * row[a];
        row += domain;
      }
    }
  }
  return total;
}

static double delta(const ebm_factor *factor, const uint8_t *value, uint32_t variable, uint32_t to) {
  uint8_t local[SCOPE_LIMIT] = {0};
  gather(factor, value, local);
  float before = output(factor, local);
  for (uint32_t i = 0; i < factor->n_scope; i++)
    if (factor->scope[i] == variable) local[i] = (uint8_t)to;
  float after = output(factor, local);
  return (double)(after > 0 ? after : 0) - (double)(before > 0 ? before : 0);
}

/* Tries the values of the one open variable (or of the first, when none is open) in one lane. */
static void quench_lane(const ebm_factor *factor, ebm_lanes *lanes, unsigned lane) {
  uint8_t local[SCOPE_LIMIT] = {0};
  uint32_t open = 0, n_open = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t first = lanes->model->first[factor->scope[i]], left = 0;
    for (uint32_t l = first; l < lanes->model->first[factor->scope[i] + 1]; l++)
      if (ebm_word_get(&lanes->x[l], lane)) {
        local[i] = (uint8_t)(l - first);
        left++;
      }
    if (left == 0) ebm_word_set(&lanes->barrier, lane, true);
    if (left == 0) return;
    if (left > 1) open = i, n_open++;
  }
  if (n_open > 1) return;
  uint32_t first = lanes->model->first[factor->scope[open]], kept = 0;
  for (uint32_t l = first; l < lanes->model->first[factor->scope[open] + 1]; l++) {
    if (!ebm_word_get(&lanes->x[l], lane)) continue;
    local[open] = (uint8_t)(l - first);
    bool holds = !(output(factor, local) > 0);
    kept += holds;
    if (holds) continue;
    ebm_word keep = ~(ebm_word){0};
    ebm_word_set(&keep, lane, false);
    ebm_lanes_keep(lanes, l, keep);
  }
  if (kept == 0) ebm_word_set(&lanes->barrier, lane, true);
}

/* Forward checking: a network says nothing until at most one of its variables is open. */
static void quench(const ebm_factor *factor, ebm_lanes *lanes) {
  ebm_word one = {0}, two = {0};
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    ebm_word open = ~lanes->decided[factor->scope[i]];
    two |= one & open;
    one |= open;
  }
  ebm_word ready = ~(two | lanes->barrier);
  if (!ebm_word_any(ready)) return;
  for (unsigned lane = 0; lane < EBM_LANES; lane++)
    if (ebm_word_get(&ready, lane)) quench_lane(factor, lanes, lane);
}

const ebm_factor_ops EBM_LEVELLED(ebm_factor_network) = {
    .name = "network",
    .source = "Rumelhart, Hinton, Williams 1986; rectified units",
    .scope = EBM_SCOPE_VARIABLES,
    .validate = validate,
    .check = check,
    .energy = energy,
    .quench = quench,
    .delta = delta,
};
