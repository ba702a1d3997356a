/* levelled - relation: two variables whose values stand in a table of allowed pairs. Learned rules, thermometers,
 * whispers, dots, knight moves. table: uint8_t [domain of the first][domain of the second], 1 allowed, 0 not. */
#include "base/level.h"
#include "base/status.h"
#include "model/builder.h"
#include "model/lanes.h"
#include "model/state.h"

static inline uint32_t domain(const ebm_factor *factor, uint32_t side) {
  return ebm_model_domain(factor->model, factor->scope[side]);
}

static inline uint32_t first_literal(const ebm_factor *factor, uint32_t side) {
  return factor->model->first[factor->scope[side]];
}

static ebm_status validate(const ebm_factor *factor, ebm_error *error) {
  if (factor->n_scope != 2)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "relation takes 2 variables, not %u", factor->n_scope);
  uint32_t cells = domain(factor, 0) * domain(factor, 1);
  if (factor->table == NULL || factor->table_size != cells)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "relation takes a table of %u bytes, not %u", cells,
                    factor->table_size);
  const uint8_t *allowed = factor->table;
  bool any = false;
  for (uint32_t i = 0; i < cells; i++) {
    if (allowed[i] > 1)
      return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "relation: a table of 0 and 1 has a %u", allowed[i]);
    any |= allowed[i] != 0;
  }
  return any ? EBM_OK : ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "relation allows nothing");
}

static bool check(const ebm_factor *factor, const uint8_t *value) {
  const uint8_t *allowed = factor->table;
  return allowed[value[factor->scope[0]] * domain(factor, 1) + value[factor->scope[1]]] != 0;
}

/* E = sum_k w_k sum_ab x_u[a] (1 - A[a][b]) x_v[b]. Source: definition; arc energy of Boltzmann machines. */
static double energy(const ebm_factor *factor, size_t n, const float *weight, const ebm_state *state, float *grad) {
  double total = 0;
  for (size_t k = 0; k < n; k++) {
    const uint8_t *allowed = factor[k].table;
    uint32_t u = first_literal(&factor[k], 0), v = first_literal(&factor[k], 1);
    uint32_t du = domain(&factor[k], 0), dv = domain(&factor[k], 1);
    for (uint32_t a = 0; a < du; a++) {
      float against = 0;
      for (uint32_t b = 0; b < dv; b++) {
        if (allowed[a * dv + b]) continue;
        against += state->x[v + b];
        if (grad != NULL) grad[v + b] += weight[k] * state->x[u + a];
      }
      total += (double)weight[k] * state->x[u + a] * against;
      if (grad != NULL) grad[u + a] += weight[k] * against;
    }
  }
  return total;
}

/* Removes the literals of one side that no literal of the other supports. along, across: steps in the table. */
static void support(ebm_lanes *lanes, const uint8_t *allowed, uint32_t own, uint32_t n_own, uint32_t along,
                    uint32_t other, uint32_t n_other, uint32_t across) {
  const ebm_word *y = &lanes->x[other];
  ebm_word once = {0}, twice = {0}, left = {0};
  for (uint32_t b = 0; b < n_other; b++) {
    twice |= once & y[b];
    once |= y[b];
  }
  for (uint32_t a = 0; a < n_own; a++) {
    const uint8_t *row = allowed + a * along;
    uint32_t n_forbidden = 0, forbidden = 0;
    for (uint32_t b = 0; b < n_other; b++)
      if (!row[b * across]) {
        n_forbidden++;
        forbidden = b;
      }
    ebm_word supported = {0};
    if (n_forbidden == 0) {
      supported = once;
    } else if (n_forbidden == 1) {
      supported = twice | (once & ~y[forbidden]); /* some literal but that one: most rules forbid one value a value */
    } else {
      for (uint32_t b = 0; b < n_other; b++)
        if (row[b * across]) supported |= y[b];
    }
    ebm_lanes_keep(lanes, own + a, supported);
    left |= lanes->x[own + a];
  }
  lanes->barrier |= ~left;
}

/* Arc consistency in both directions; after the second the first has still what it needs. */
static void quench(const ebm_factor *factor, ebm_lanes *lanes) {
  uint32_t u = first_literal(factor, 0), v = first_literal(factor, 1);
  uint32_t du = domain(factor, 0), dv = domain(factor, 1);
  support(lanes, factor->table, u, du, dv, v, dv, 1);
  support(lanes, factor->table, v, dv, 1, u, du, dv);
}

static double delta(const ebm_factor *factor, const uint8_t *value, uint32_t variable, uint32_t to) {
  const uint8_t *allowed = factor->table;
  uint32_t a = value[factor->scope[0]], b = value[factor->scope[1]], dv = domain(factor, 1);
  uint32_t a_to = variable == factor->scope[0] ? to : a, b_to = variable == factor->scope[1] ? to : b;
  return (double)allowed[a * dv + b] - (double)allowed[a_to * dv + b_to];
}

/* The allowed pair (a, b) with the largest x_u[a] + x_v[b]. |x - e|^2 = |x|^2 - 2 x.e + 2. */
static void project(const ebm_factor *factor, float *x, size_t stride) {
  const uint8_t *allowed = factor->table;
  uint32_t du = domain(factor, 0), dv = domain(factor, 1);
  for (size_t r = 0; r < stride; r++) {
    uint32_t best_a = 0, best_b = 0;
    bool found = false;
    float best = 0;
    for (uint32_t a = 0; a < du; a++)
      for (uint32_t b = 0; b < dv; b++) {
        float sum = x[a * stride + r] + x[(du + b) * stride + r];
        if (!allowed[a * dv + b] || (found && sum <= best)) continue;
        found = true;
        best = sum;
        best_a = a;
        best_b = b;
      }
    for (uint32_t i = 0; i < du + dv; i++) x[i * stride + r] = i == best_a || i == du + best_b ? 1 : 0;
  }
}

static int64_t literal_number(uint32_t literal) {
  return (int64_t)literal + 1;
}

/* A value needs one of those that it allows on the other side; one that forbids a single value is said with that. said:
 * of the first side's values, whether they have been; read for the second side. */
static void clauses_of_side(const ebm_factor *factor, const ebm_clause_sink *sink, uint32_t side, bool *said) {
  const uint8_t *allowed = factor->table;
  uint32_t own = first_literal(factor, side), other = first_literal(factor, !side);
  uint32_t n_own = domain(factor, side), n_other = domain(factor, !side);
  uint32_t along = side == 0 ? n_other : 1, across = side == 0 ? 1 : n_own;
  for (uint32_t a = 0; a < n_own; a++) {
    int64_t literal[EBM_DOMAIN_LIMIT + 1];
    uint32_t n = 0, forbidden = 0;
    literal[n++] = -literal_number(own + a);
    for (uint32_t b = 0; b < n_other; b++)
      if (allowed[a * along + b * across])
        literal[n++] = literal_number(other + b);
      else
        forbidden = b;
    if (n == n_other + 1) continue;
    if (n < n_other) {
      sink->add(sink->context, literal, n);
    } else if (side == 0 || !said[forbidden]) {
      sink->add(sink->context, (int64_t[]){literal[0], -literal_number(other + forbidden)}, 2);
      if (side == 0) said[a] = true;
    }
  }
}

/* Unit propagation on these is arc consistency (Gent 2002, "Arc consistency in SAT": the support encoding). */
static void clauses(const ebm_factor *factor, const ebm_clause_sink *sink) {
  bool said[EBM_DOMAIN_LIMIT] = {false};
  clauses_of_side(factor, sink, 0, said);
  clauses_of_side(factor, sink, 1, said);
}

const ebm_factor_ops EBM_LEVELLED(ebm_factor_relation) = {
    .name = "relation",
    .source = "definition",
    .scope = EBM_SCOPE_VARIABLES,
    .validate = validate,
    .check = check,
    .energy = energy,
    .quench = quench,
    .delta = delta,
    .project = project,
    .clauses = clauses,
};
