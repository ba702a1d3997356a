/* Every registered factor kind, held against its definition: `check` is the definition, all else must agree. */
#include "samples.h"

#include "energy/energy.h"
#include "model/lanes.h"

enum { VARIABLES = 4, ROUNDS = 60 };

static const sample *sample_of(const char *kind) {
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    if (strcmp(samples[i].kind, kind) == 0) return &samples[i];
  fail_msg("tests/every/samples.h has no instance of the kind '%s'", kind);
  return NULL;
}

/* A model with `count` random factors of one kind over a few small variables. */
static ebm_model *random_model(const char *kind, unsigned count, ebm_random *random) {
  ebm_builder *builder = support_builder();
  uint32_t domain[VARIABLES];
  ebm_error error;
  for (unsigned v = 0; v < VARIABLES; v++) {
    domain[v] = 2 + ebm_random_below(random, 3);
    assert_int_equal(ebm_builder_variables(builder, 1, domain[v], NULL, &error), EBM_OK);
  }
  for (unsigned i = 0; i < count; i++) sample_of(kind)->add(builder, VARIABLES, domain, random);
  return support_seal(builder);
}

typedef void (*proof)(const ebm_model *model, ebm_random *random);

static void for_every_kind(proof prove, unsigned count) {
  const ebm_factor_ops *const *kinds = ebm_factor_kinds();
  assert_non_null(kinds[0]);
  for (size_t k = 0; kinds[k] != NULL; k++) {
    ebm_random random = {ebm_hash(k)};
    for (unsigned round = 0; round < ROUNDS; round++) {
      ebm_model *model = random_model(kinds[k]->name, count, &random);
      prove(model, &random);
      ebm_model_destroy(model);
    }
  }
}

/* ---- energy = 0 <=> check, and delta = difference of energies, at every vertex ---- */

static double vertex_energy(const ebm_model *model, const uint8_t *value) {
  float x[VARIABLES * 4];
  ebm_energy energy;
  ebm_error error;
  assert_int_equal(ebm_energy_init(&energy, model, &error), EBM_OK);
  double e = ebm_energy_vertex(&energy, value, x);
  ebm_energy_clear(&energy);
  return e;
}

static void prove_vertices(const ebm_model *model, ebm_random *random) {
  const ebm_factor *factor = &model->factor[0];
  uint8_t value[VARIABLES] = {0};
  do {
    double e = vertex_energy(model, value);
    assert_true(e >= 0);
    if (factor->hard) assert_int_equal(e < 1e-6, factor->ops->check(factor, value));
    if (factor->ops->delta == NULL) continue;
    uint32_t v = ebm_random_below(random, VARIABLES), to = ebm_random_below(random, ebm_model_domain(model, v));
    double delta = factor->ops->delta(factor, value, v, to);
    uint8_t moved[VARIABLES];
    memcpy(moved, value, sizeof moved);
    moved[v] = (uint8_t)to;
    assert_near(delta * factor->weight, vertex_energy(model, moved) - e, 1e-4);
  } while (support_next(model, value));
}

static void energy_is_zero_where_check_holds(void **state) {
  (void)state;
  for_every_kind(prove_vertices, 1);
}

/* ---- gradient = finite differences ---- */

static void prove_gradient(const ebm_model *model, ebm_random *random) {
  ebm_energy energy;
  ebm_error error;
  assert_int_equal(ebm_energy_init(&energy, model, &error), EBM_OK);
  for (size_t f = 0; f < model->n_factors; f++) energy.weight[f] = 0.5f + (float)ebm_random_unit(random);
  float x[VARIABLES * 4], grad[VARIABLES * 4];
  for (uint32_t l = 0; l < model->n_literals; l++) x[l] = (float)ebm_random_unit(random);
  ebm_energy_value(&energy, x, grad);
  const float h = 1e-3f;
  unsigned kinks = 0;
  for (uint32_t l = 0; l < model->n_literals; l++) {
    float at = x[l];
    x[l] = at + h;
    double above = ebm_energy_value(&energy, x, NULL);
    x[l] = at - h;
    double below = ebm_energy_value(&energy, x, NULL);
    x[l] = at;
    double here = ebm_energy_value(&energy, x, NULL), tolerance = 5e-3 * (1 + fabs(grad[l]));
    double left = (here - below) / h, right = (above - here) / h;
    /* Between the slopes on both sides, which agree but where there is a kink within h. */
    assert_true(grad[l] > fmin(left, right) - tolerance && grad[l] < fmax(left, right) + tolerance);
    kinks += fabs(right - left) > 0.05 * (1 + fabs(grad[l]));
  }
  assert_true(kinks <= model->n_literals / 2);
  ebm_energy_clear(&energy);
}

static void gradient_agrees_with_differences(void **state) {
  (void)state;
  for_every_kind(prove_gradient, 3);
}

/* ---- n factors at once = one after the other ---- */

static void prove_sum(const ebm_model *model, ebm_random *random) {
  float x[VARIABLES * 4], together[VARIABLES * 4] = {0}, apart[VARIABLES * 4] = {0}, weight[16];
  for (uint32_t l = 0; l < model->n_literals; l++) x[l] = (float)ebm_random_unit(random);
  for (size_t f = 0; f < model->n_factors; f++) weight[f] = 0.5f + (float)ebm_random_unit(random);
  ebm_state state = {model, x};
  const ebm_factor_ops *ops = model->factor[0].ops;
  double whole = ops->energy(model->factor, model->n_factors, weight, &state, together), sum = 0;
  for (size_t f = 0; f < model->n_factors; f++) sum += ops->energy(&model->factor[f], 1, &weight[f], &state, apart);
  assert_near(whole, sum, 1e-4);
  for (uint32_t l = 0; l < model->n_literals; l++) assert_near(together[l], apart[l], 1e-4);
}

static void factors_at_once_are_their_sum(void **state) {
  (void)state;
  for_every_kind(prove_sum, 7);
}

/* ---- quench removes nothing that a solution needs, in every lane, and sees a single remaining literal ---- */

static bool lane_allows(const ebm_model *model, const ebm_word *x, unsigned lane, const uint8_t *value) {
  for (uint32_t v = 0; v < model->n_variables; v++)
    if (!ebm_word_get(&x[model->first[v] + value[v]], lane)) return false;
  return true;
}

static void decide(const ebm_model *model, const ebm_word *x, ebm_word *decided) {
  for (uint32_t v = 0; v < model->n_variables; v++) {
    ebm_word once = {0}, twice = {0};
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) {
      twice |= once & x[l];
      once |= x[l];
    }
    decided[v] = once & ~twice;
  }
}

static void prove_quench(const ebm_model *model, ebm_random *random) {
  const ebm_factor *factor = &model->factor[0];
  if (factor->ops->quench == NULL || !factor->hard) return;
  ebm_word before[VARIABLES * 4], x[VARIABLES * 4], decided[VARIABLES];
  for (uint32_t l = 0; l < model->n_literals; l++)
    for (int part = 0; part < EBM_WORD_PARTS; part++)
      x[l][part] = ebm_random_next(random) | (ebm_random_next(random) & ebm_random_next(random));
  memcpy(before, x, sizeof x);
  ebm_lanes lanes = {.model = model, .x = x, .decided = decided};
  for (int pass = 0; pass < 3; pass++) {
    decide(model, x, decided);
    factor->ops->quench(factor, &lanes);
  }
  for (unsigned lane = 0; lane < EBM_LANES; lane++) {
    uint8_t value[VARIABLES] = {0};
    bool needed[VARIABLES * 4] = {false}, any = false;
    do {
      if (!lane_allows(model, before, lane, value) || !factor->ops->check(factor, value)) continue;
      any = true;
      for (uint32_t v = 0; v < model->n_variables; v++) needed[model->first[v] + value[v]] = true;
    } while (support_next(model, value));
    for (uint32_t l = 0; l < model->n_literals; l++) {
      bool was = ebm_word_get(&before[l], lane), is = ebm_word_get(&x[l], lane);
      if (is) assert_true(was);
      if (needed[l]) assert_true(is);
    }
    if (any) assert_false(ebm_word_get(&lanes.barrier, lane));
    /* Where every variable is decided, the quench must know whether the factor holds. */
    bool all = true;
    for (uint32_t v = 0; v < model->n_variables; v++) {
      unsigned left = 0;
      for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) {
        left += ebm_word_get(&before[l], lane);
        if (ebm_word_get(&before[l], lane)) value[v] = (uint8_t)(l - model->first[v]);
      }
      all &= left == 1;
    }
    if (!all || factor->ops->check(factor, value)) continue;
    bool dead = ebm_word_get(&lanes.barrier, lane);
    for (uint32_t l = 0; l < model->n_literals; l++)
      dead |= ebm_word_get(&before[l], lane) && !ebm_word_get(&x[l], lane);
    assert_true(dead);
  }
}

static void quench_keeps_every_solution(void **state) {
  (void)state;
  for_every_kind(prove_quench, 1);
}

/* ---- project = the nearest satisfying vertex, by enumeration ---- */

/* The scope's part of the tensor, in the order that project uses. */
static uint32_t scope_literals(const ebm_factor *factor, uint32_t *literal) {
  const ebm_model *model = factor->model;
  uint32_t n = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    if (factor->ops->scope == EBM_SCOPE_LITERALS) {
      literal[n++] = factor->scope[i];
      continue;
    }
    for (uint32_t l = model->first[factor->scope[i]]; l < model->first[factor->scope[i] + 1]; l++) literal[n++] = l;
  }
  return n;
}

enum { STRIDE = 8 };

static void prove_project(const ebm_model *model, ebm_random *random) {
  const ebm_factor *factor = &model->factor[0];
  if (factor->ops->project == NULL || !factor->hard) return;
  uint32_t literal[VARIABLES * 4];
  uint32_t n = scope_literals(factor, literal);
  float before[VARIABLES * 4 * STRIDE], x[VARIABLES * 4 * STRIDE];
  for (uint32_t i = 0; i < n * STRIDE; i++) x[i] = before[i] = (float)(2 * ebm_random_unit(random) - 0.5);
  factor->ops->project(factor, x, STRIDE);
  for (unsigned r = 0; r < STRIDE; r++) {
    double nearest = INFINITY, mine = 0;
    for (uint32_t i = 0; i < n; i++) {
      double d = (double)x[i * STRIDE + r] - before[i * STRIDE + r];
      mine += d * d;
    }
    if (factor->ops->scope == EBM_SCOPE_LITERALS) {
      /* Every 0/1 point of the literals is a vertex; the kinds over literals see sums or signs only, so that one
       * variable per literal would do: enumerate the points and ask the energy. */
      ebm_state state = {model, NULL};
      float point[VARIABLES * 4] = {0};
      const float one = 1;
      state.x = point;
      for (uint32_t mask = 0; mask < 1u << n; mask++) {
        double distance = 0;
        for (uint32_t i = 0; i < n; i++) {
          point[literal[i]] = (float)(mask >> i & 1);
          double d = (double)(mask >> i & 1) - before[i * STRIDE + r];
          distance += d * d;
        }
        if (distance < nearest && factor->ops->energy(factor, 1, &one, &state, NULL) < 1e-6) nearest = distance;
      }
    } else {
      uint8_t value[VARIABLES] = {0};
      do {
        if (!factor->ops->check(factor, value)) continue;
        double distance = 0;
        for (uint32_t i = 0; i < n; i++) {
          uint32_t v = model->variable[literal[i]];
          double d = (double)(model->first[v] + value[v] == literal[i]) - before[i * STRIDE + r];
          distance += d * d;
        }
        if (distance < nearest) nearest = distance;
      } while (support_next(model, value));
    }
    if (isfinite(nearest)) assert_near(mine, nearest, 1e-3);
  }
}

static void project_finds_the_nearest_vertex(void **state) {
  (void)state;
  for_every_kind(prove_project, 1);
}

int main(void) {
  setenv("EBM_CPU", "baseline", 1); /* the words of this file are as wide as the baseline's */
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(energy_is_zero_where_check_holds), cmocka_unit_test(gradient_agrees_with_differences),
      cmocka_unit_test(factors_at_once_are_their_sum),    cmocka_unit_test(quench_keeps_every_solution),
      cmocka_unit_test(project_finds_the_nearest_vertex),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
