/* levelled - linear: a weighted sum of values, held to a bound. For sums too wide for an automaton, which sees more:
 * this one reasons about bounds only. */
#include "base/level.h"
#include "base/status.h"
#include "model/builder.h"
#include "model/lanes.h"
#include "model/state.h"
#include "model/tables.h"

static ebm_status validate(const ebm_factor *factor, ebm_error *error) {
  const ebm_linear *linear = factor->table;
  if (linear == NULL || factor->table_size != sizeof *linear + factor->n_scope * sizeof linear->coefficient[0])
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "linear needs a coefficient for each of %u variables",
                    factor->n_scope);
  if (linear->sense < EBM_LINEAR_EQUAL || linear->sense > EBM_LINEAR_AT_LEAST)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "linear: =, <= or >=");
  int64_t reach = linear->bound < 0 ? -(int64_t)linear->bound : linear->bound;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    int64_t c = linear->coefficient[i] < 0 ? -(int64_t)linear->coefficient[i] : linear->coefficient[i];
    if (c == 0) return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "linear: a coefficient is 0");
    reach += c * (ebm_model_domain(factor->model, factor->scope[i]) - 1);
    if (reach > EBM_LINEAR_LIMIT)
      return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "linear: sums beyond %d", EBM_LINEAR_LIMIT);
  }
  return EBM_OK;
}

/* How far beyond the bound a sum is: 0 where the factor holds, with the sign of the slope. */
static double excess(const ebm_linear *linear, double sum) {
  double beyond = sum - linear->bound;
  if (linear->sense == EBM_LINEAR_AT_MOST && beyond < 0) return 0;
  if (linear->sense == EBM_LINEAR_AT_LEAST && beyond > 0) return 0;
  return beyond;
}

static double sum_of(const ebm_factor *factor, const uint8_t *value) {
  const ebm_linear *linear = factor->table;
  double sum = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) sum += (double)linear->coefficient[i] * value[factor->scope[i]];
  return sum;
}

static bool check(const ebm_factor *factor, const uint8_t *value) {
  const ebm_linear *linear = factor->table;
  int64_t sum = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) sum += (int64_t)linear->coefficient[i] * value[factor->scope[i]];
  if (linear->sense == EBM_LINEAR_EQUAL) return sum == linear->bound;
  return linear->sense == EBM_LINEAR_AT_MOST ? sum <= linear->bound : sum >= linear->bound;
}

/* E = sum_k w_k d_k^2, d the distance of sum_i c_i sum_a a x_i[a] to the bound; dE/dx_i[a] = 2 w d c_i a. */
static double energy(const ebm_factor *factor, size_t n, const float *weight, const ebm_state *state, float *grad) {
  double total = 0;
  for (size_t k = 0; k < n; k++) {
    const ebm_linear *linear = factor[k].table;
    const uint32_t *first = factor[k].model->first, *scope = factor[k].scope;
    double sum = 0;
    for (uint32_t i = 0; i < factor[k].n_scope; i++)
      for (uint32_t l = first[scope[i]]; l < first[scope[i] + 1]; l++)
        sum += (double)linear->coefficient[i] * (l - first[scope[i]]) * (double)state->x[l];
    double d = excess(linear, sum);
    total += (double)weight[k] * d * d;
    if (grad == NULL || d == 0) continue;
    for (uint32_t i = 0; i < factor[k].n_scope; i++)
      for (uint32_t l = first[scope[i]]; l < first[scope[i] + 1]; l++)
        grad[l] += (float)(2 * (double)weight[k] * d * linear->coefficient[i] * (l - first[scope[i]]));
  }
  return total;
}

/* ---- numbers side by side: one per lane, bit b of all lanes in word b ---- */

enum { BITS = 21 }; /* holds EBM_LINEAR_LIMIT */

typedef struct number {
  ebm_word bit[BITS];
} number;

static void add(number *to, const number *other) {
  ebm_word carry = {0};
  for (int b = 0; b < BITS; b++) {
    ebm_word x = to->bit[b], y = other->bit[b];
    to->bit[b] = x ^ y ^ carry;
    carry = (x & y) | (carry & (x ^ y));
  }
}

static void subtract(number *from, const number *other) {
  ebm_word borrow = {0};
  for (int b = 0; b < BITS; b++) {
    ebm_word x = from->bit[b], y = other->bit[b];
    from->bit[b] = x ^ y ^ borrow;
    borrow = (~x & (y | borrow)) | (y & borrow);
  }
}

/* The lanes where n > constant. */
static ebm_word above(const number *n, int64_t constant) {
  ebm_word greater = {0}, equal = ~greater;
  if (constant < 0) return equal;
  for (int b = BITS - 1; b >= 0; b--) {
    if (constant >> b & 1) {
      equal &= n->bit[b];
    } else {
      greater |= equal & n->bit[b];
      equal &= ~n->bit[b];
    }
  }
  return greater;
}

/* What value a adds to the least that the variable can ever add, coefficient c. */
static int64_t surplus(int64_t c, uint32_t a, uint32_t domain) {
  return c > 0 ? c * a : -c * (domain - 1 - a);
}

/* The least surplus of the variable's possible values, in every lane. */
static number least_surplus(const ebm_word *x, uint32_t domain, int64_t c) {
  number least = {0};
  ebm_word seen = {0};
  for (uint32_t k = 0; k < domain; k++) {
    uint32_t a = c > 0 ? k : domain - 1 - k;
    ebm_word here = x[a] & ~seen;
    seen |= x[a];
    int64_t s = surplus(c, a, domain);
    for (int b = 0; b < BITS; b++)
      if (s >> b & 1) least.bit[b] |= here;
  }
  return least;
}

/* sum_i c_i a_i <= bound: where the others at their least leave no room for a value, it goes. sign -1: the same for the
 * negated sum, which is >=. */
static void hold_below(const ebm_factor *factor, ebm_lanes *lanes, int sign) {
  const ebm_linear *linear = factor->table;
  const uint32_t *first = lanes->model->first, *scope = factor->scope;
  int64_t room = (int64_t)sign * linear->bound;
  number total = {0};
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    int64_t c = (int64_t)sign * linear->coefficient[i];
    uint32_t domain = first[scope[i] + 1] - first[scope[i]];
    if (c < 0) room -= c * (domain - 1);
    number least = least_surplus(&lanes->x[first[scope[i]]], domain, c);
    add(&total, &least);
  }
  lanes->barrier |= above(&total, room);
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    int64_t c = (int64_t)sign * linear->coefficient[i];
    uint32_t domain = first[scope[i] + 1] - first[scope[i]];
    number others = total, least = least_surplus(&lanes->x[first[scope[i]]], domain, c);
    subtract(&others, &least);
    for (uint32_t a = 0; a < domain; a++)
      ebm_lanes_keep(lanes, first[scope[i]] + a, ~above(&others, room - surplus(c, a, domain)));
  }
}

static void quench(const ebm_factor *factor, ebm_lanes *lanes) {
  const ebm_linear *linear = factor->table;
  if (linear->sense != EBM_LINEAR_AT_LEAST) hold_below(factor, lanes, 1);
  if (linear->sense != EBM_LINEAR_AT_MOST) hold_below(factor, lanes, -1);
}

static double delta(const ebm_factor *factor, const uint8_t *value, uint32_t variable, uint32_t to) {
  const ebm_linear *linear = factor->table;
  double sum = sum_of(factor, value), before = excess(linear, sum);
  for (uint32_t i = 0; i < factor->n_scope; i++)
    if (factor->scope[i] == variable) sum += (double)linear->coefficient[i] * ((double)to - value[variable]);
  double after = excess(linear, sum);
  return after * after - before * before;
}

const ebm_factor_ops EBM_LEVELLED(ebm_factor_linear) = {
    .name = "linear",
    .source = "definition; bounds consistency",
    .scope = EBM_SCOPE_VARIABLES,
    .validate = validate,
    .check = check,
    .energy = energy,
    .quench = quench,
    .delta = delta,
};
