/* levelled - automaton: a chain of variables is a word that a deterministic automaton accepts. Sums, arrows,
 * sandwiches, skyscrapers: whatever a reader with a small memory can check cell by cell. */
#include "base/level.h"
#include "base/status.h"
#include "model/builder.h"
#include "model/lanes.h"
#include "model/state.h"
#include "model/tables.h"

static ebm_status refuse(ebm_error *error, const char *what) {
  return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "automaton: %s", what);
}

/* Arcs in range, from one layer to the next. Determinism and reachability are the maker's promise. */
static ebm_status validate(const ebm_factor *factor, ebm_error *error) {
  const ebm_automaton *automaton = factor->table;
  uint32_t n = factor->n_scope;
  if (automaton == NULL || factor->table_size < ebm_automaton_size(n, 0)) return refuse(error, "no table");
  if (automaton->n_states > EBM_AUTOMATON_STATES || automaton->n_arcs > UINT16_MAX * 16u)
    return refuse(error, "too large");
  if (factor->table_size != ebm_automaton_size(n, automaton->n_arcs)) return refuse(error, "a table of the wrong size");
  const ebm_automaton_arc *arc = ebm_automaton_arcs(automaton, n);
  if (automaton->begin[0] != 0 || automaton->begin[n] != automaton->n_arcs) return refuse(error, "arcs left out");
  uint32_t low = 0, high = 1; /* the layer the arcs come from: low .. high - 1 */
  for (uint32_t i = 0; i < n; i++) {
    uint32_t next = high;
    if (automaton->begin[i] > automaton->begin[i + 1]) return refuse(error, "positions out of order");
    for (uint32_t k = automaton->begin[i]; k < automaton->begin[i + 1]; k++) {
      if (arc[k].from < low || arc[k].from >= high || arc[k].to < high || arc[k].to >= automaton->n_states)
        return refuse(error, "an arc between wrong layers");
      if (arc[k].value >= ebm_model_domain(factor->model, factor->scope[i]))
        return refuse(error, "a value out of range");
      if (arc[k].to >= next) next = arc[k].to + 1u;
    }
    low = high;
    high = next;
  }
  if (automaton->accepting != low) return refuse(error, "accepting states before the last layer");
  return EBM_OK;
}

static bool check(const ebm_factor *factor, const uint8_t *value) {
  const ebm_automaton *automaton = factor->table;
  const ebm_automaton_arc *arc = ebm_automaton_arcs(automaton, factor->n_scope);
  uint32_t state = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t k = automaton->begin[i], end = automaton->begin[i + 1];
    while (k < end && (arc[k].from != state || arc[k].value != value[factor->scope[i]])) k++;
    if (k == end) return false;
    state = arc[k].to;
  }
  return true;
}

typedef struct table_view {
  const ebm_automaton *automaton;
  const ebm_automaton_arc *arc;
  uint32_t n;
} table_view;

static table_view view_of(const ebm_factor *factor) {
  return (table_view){factor->table, ebm_automaton_arcs(factor->table, factor->n_scope), factor->n_scope};
}

/* best [n_states] of the cost to go, from the back; a word then follows the arcs that keep to it. x [n_scope] -> where
 * the values of position i start, `stride` apart; a value costs 1 - x. */
static float cost_to_go(table_view t, const float *const *x, size_t stride, float *best) {
  const float far = 1e30f;
  for (uint32_t s = 0; s < t.automaton->n_states; s++) best[s] = s >= t.automaton->accepting ? 0 : far;
  for (uint32_t i = t.n; i-- > 0;)
    for (uint32_t k = t.automaton->begin[i]; k < t.automaton->begin[i + 1]; k++) {
      float cost = best[t.arc[k].to] + 1 - x[i][t.arc[k].value * stride];
      if (cost < best[t.arc[k].from]) best[t.arc[k].from] = cost;
    }
  return best[0];
}

/* The value of position i on the cheapest word, from *state on; the first of equals. */
static uint32_t cheapest_step(table_view t, uint32_t i, const float *x, size_t stride, const float *best,
                              uint32_t *state) {
  uint32_t chosen = UINT32_MAX;
  float least = 0;
  for (uint32_t k = t.automaton->begin[i]; k < t.automaton->begin[i + 1]; k++) {
    if (t.arc[k].from != *state) continue;
    float cost = best[t.arc[k].to] + 1 - x[t.arc[k].value * stride];
    if (chosen != UINT32_MAX && cost >= least) continue;
    chosen = k;
    least = cost;
  }
  *state = t.arc[chosen].to;
  return t.arc[chosen].value;
}

enum { LONGEST = 1024 };

/* E = sum_k w_k min over accepted words a of sum_i (1 - x_i[a_i]): at a vertex the fewest values to change. The minimum
 * of linear functions: its gradient is that of the word that attains it, -1 on the word's literals. Viterbi 1967. */
static double energy(const ebm_factor *factor, size_t n, const float *weight, const ebm_state *state, float *grad) {
  double total = 0;
  for (size_t k = 0; k < n; k++) {
    table_view t = view_of(&factor[k]);
    const float *x[LONGEST];
    float best[EBM_AUTOMATON_STATES];
    const uint32_t *first = factor[k].model->first, *scope = factor[k].scope;
    if (t.automaton->n_arcs == 0) { /* no word: as if every value had to change, and one more */
      total += (double)weight[k] * (t.n + 1);
      continue;
    }
    for (uint32_t i = 0; i < t.n; i++) x[i] = &state->x[first[scope[i]]];
    total += (double)weight[k] * cost_to_go(t, x, 1, best);
    uint32_t at = 0;
    for (uint32_t i = 0; grad != NULL && i < t.n; i++)
      grad[first[scope[i]] + cheapest_step(t, i, x[i], 1, best, &at)] -= weight[k];
  }
  return total;
}

/* Forward, which states can be reached; backward, from which of them the end can be; a value stays while an arc with it
 * joins the two. Domain consistency of the chain (Pesant 2004, "A regular language membership constraint"). */
static void quench(const ebm_factor *factor, ebm_lanes *lanes) {
  table_view t = view_of(factor);
  const uint32_t *first = lanes->model->first, *scope = factor->scope;
  ebm_word ahead[EBM_AUTOMATON_STATES];
  const ebm_word none = {0};
  ahead[0] = ~none;
  for (uint32_t s = 1; s < t.automaton->n_states; s++) ahead[s] = none;
  for (uint32_t i = 0; i < t.n; i++) {
    const ebm_word *x = &lanes->x[first[scope[i]]];
    for (uint32_t k = t.automaton->begin[i]; k < t.automaton->begin[i + 1]; k++)
      ahead[t.arc[k].to] |= ahead[t.arc[k].from] & x[t.arc[k].value];
  }
  /* `ahead` becomes ahead-and-back from the end on: each layer is read as forward and rewritten as both. */
  for (uint32_t i = t.n; i-- > 0;) {
    uint32_t literal = first[scope[i]], domain = first[scope[i] + 1] - literal;
    ebm_word support[EBM_DOMAIN_LIMIT], back[EBM_AUTOMATON_STATES];
    uint32_t begin = t.automaton->begin[i], end = t.automaton->begin[i + 1];
    for (uint32_t a = 0; a < domain; a++) support[a] = none;
    for (uint32_t k = begin; k < end; k++) back[t.arc[k].from] = none;
    for (uint32_t k = begin; k < end; k++) {
      ebm_word way = ahead[t.arc[k].from] & ahead[t.arc[k].to] & lanes->x[literal + t.arc[k].value];
      support[t.arc[k].value] |= way;
      back[t.arc[k].from] |= way;
    }
    for (uint32_t k = begin; k < end; k++) ahead[t.arc[k].from] = back[t.arc[k].from];
    for (uint32_t a = 0; a < domain; a++) ebm_lanes_keep(lanes, literal + a, support[a]);
  }
  lanes->barrier |= t.automaton->n_arcs == 0 ? ~none : ~ahead[0];
}

/* The accepted word with the largest sum of x: Viterbi again, exact in squared distance, since all vertices of a domain
 * are equally far from 0. */
static void project(const ebm_factor *factor, float *x, size_t stride) {
  table_view t = view_of(factor);
  const uint32_t *first = factor->model->first, *scope = factor->scope;
  float best[EBM_AUTOMATON_STATES];
  const float *at[LONGEST] = {NULL};
  if (t.automaton->n_arcs == 0) return;
  for (size_t r = 0; r < stride; r++) {
    size_t offset = 0;
    for (uint32_t i = 0; i < t.n; i++) {
      at[i] = &x[offset * stride + r];
      offset += first[scope[i] + 1] - first[scope[i]];
    }
    cost_to_go(t, at, stride, best);
    uint32_t state = 0;
    offset = 0;
    for (uint32_t i = 0; i < t.n; i++) {
      uint32_t value = cheapest_step(t, i, at[i], stride, best, &state);
      uint32_t domain = first[scope[i] + 1] - first[scope[i]];
      for (uint32_t a = 0; a < domain; a++) x[(offset + a) * stride + r] = a == value ? 1 : 0;
      offset += domain;
    }
  }
}

static ebm_status validate_length(const ebm_factor *factor, ebm_error *error) {
  if (factor->n_scope > LONGEST)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "automaton of %u variables, at most %d can be", factor->n_scope,
                    LONGEST);
  return validate(factor, error);
}

const ebm_factor_ops EBM_LEVELLED(ebm_factor_automaton) = {
    .name = "automaton",
    .source = "Pesant 2004; Viterbi 1967",
    .scope = EBM_SCOPE_VARIABLES,
    .validate = validate_length,
    .check = check,
    .energy = energy,
    .quench = quench,
    .project = project,
};
