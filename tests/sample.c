/* The sampler against exp(-E/T) / Z by enumeration, on 4x4 grids with so few open cells that every state can be
 * counted. */
#include "support.h"

#include "energy/energy.h"
#include "minimize/sample.h"
#include "minimize/series.h"

enum { DRAWS = 10000, OPEN = 6, STATES = 1 << (2 * OPEN) };

/* Six open cells of a solution of 4x4: 4096 states. */
static const char *const givens = "1234"
                                  "3..2"
                                  "2..3"
                                  "4.2.";

typedef struct scene {
  ebm_model *model;
  ebm_energy energy;
  ebm_block block;
  const ebm_record *record;
  uint32_t open[OPEN]; /* variables */
} scene;

static void scene_init(scene *s) {
  ebm_error error;
  memset(s, 0, sizeof *s);
  s->model = support_grid(4, 2, 2);
  assert_int_equal(ebm_energy_init(&s->energy, s->model, &error), EBM_OK);
  s->record = support_record(&s->block, s->model, givens);
  unsigned n = 0;
  for (uint32_t v = 0; v < 16; v++)
    if (givens[v] == '.') s->open[n++] = v;
  assert_int_equal(n, OPEN);
}

static void scene_clear(scene *s) {
  ebm_block_clear(&s->block);
  ebm_energy_clear(&s->energy);
  ebm_model_destroy(s->model);
}

static void decode(const scene *s, unsigned code, uint8_t *value) {
  for (uint32_t v = 0; v < 16; v++) value[v] = givens[v] == '.' ? 0 : (uint8_t)(givens[v] - '1');
  for (unsigned i = 0; i < OPEN; i++) value[s->open[i]] = code >> (2 * i) & 3;
}

static unsigned encode(const scene *s, const uint8_t *value) {
  unsigned code = 0;
  for (unsigned i = 0; i < OPEN; i++) code |= (unsigned)value[s->open[i]] << (2 * i);
  return code;
}

/* probability [STATES] at temperature T > 0. */
static void enumerate(const scene *s, double temperature, double *probability) {
  double z = 0;
  for (unsigned code = 0; code < STATES; code++) {
    uint8_t value[16];
    float x[64];
    decode(s, code, value);
    probability[code] = exp(-ebm_energy_vertex(&s->energy, value, x) / temperature);
    z += probability[code];
  }
  for (unsigned code = 0; code < STATES; code++) probability[code] /= z;
}

static size_t draw(const scene *s, float temperature, size_t n, uint8_t *state, double *energy) {
  ebm_sampler *sampler;
  ebm_error error;
  ebm_minimizer_options options = {.seed = 7, .temperature_start = temperature};
  assert_int_equal(ebm_sampler_create(&s->energy, &options, &sampler, &error), EBM_OK);
  size_t drawn = ebm_sampler_run(sampler, s->record, n, state, energy);
  ebm_sampler_destroy(sampler);
  return drawn;
}

/* Pearson's chi-square of counts against probabilities, over classes of states of about equal expected counts: the
 * likeliest states one by one, the rest together with others. Returns the normal deviate of Wilson and Hilferty 1931:
 * above 4 has a probability of 3e-5. */
static double deviate(const double *probability, const unsigned *count, size_t n) {
  double expected = 0, chi = 0;
  double seen = 0;
  unsigned classes = 0;
  for (unsigned code = 0; code < STATES; code++) {
    expected += probability[code] * (double)n;
    seen += count[code];
    bool last = code == STATES - 1;
    if (expected < 20 && !last) continue;
    if (expected > 0) chi += (seen - expected) * (seen - expected) / expected;
    classes++;
    expected = seen = 0;
  }
  if (classes < 2) return 0;
  double k = classes - 1;
  print_message("chi-square %.1f, %.0f degrees of freedom\n", chi, k);
  return (cbrt(chi / k) - (1 - 2 / (9 * k))) / sqrt(2 / (9 * k));
}

static double deviate_of_draws(const scene *s, float sampled, double expected) {
  uint8_t *state = malloc((size_t)DRAWS * 16);
  double *energy = malloc(DRAWS * sizeof *energy), *probability = malloc(STATES * sizeof *probability);
  unsigned *count = calloc(STATES, sizeof *count);
  assert_true(state != NULL && energy != NULL && probability != NULL && count != NULL);
  assert_int_equal(draw(s, sampled, DRAWS, state, energy), DRAWS);
  enumerate(s, expected, probability);
  for (size_t i = 0; i < DRAWS; i++) {
    float x[64];
    assert_near(energy[i], ebm_energy_vertex(&s->energy, &state[i * 16], x), 1e-6);
    count[encode(s, &state[i * 16])]++;
  }
  double result = deviate(probability, count, DRAWS);
  free(state), free(energy), free(probability), free(count);
  return result;
}

static void frequencies_are_boltzmann(void **state) {
  (void)state;
  scene s;
  scene_init(&s);
  static const float temperature[] = {0.7f, 1.5f, 4};
  for (unsigned i = 0; i < 3; i++) {
    double z = deviate_of_draws(&s, temperature[i], (double)temperature[i]);
    print_message("T = %g: deviate %.2f\n", (double)temperature[i], z);
    assert_true(z < 4);
  }
  scene_clear(&s);
}

/* The test above can fail: a tenth off in temperature shows. */
static void a_wrong_temperature_is_noticed(void **state) {
  (void)state;
  scene s;
  scene_init(&s);
  assert_true(deviate_of_draws(&s, 1.65f, 1.5) > 4);
  scene_clear(&s);
}

static void marginals_are_within_their_errors(void **state) {
  (void)state;
  scene s;
  scene_init(&s);
  static uint8_t states[DRAWS * 16];
  static double energy[DRAWS], probability[STATES];
  double exact[64] = {0}, measured[64], error[64];
  assert_int_equal(draw(&s, 1, DRAWS, states, energy), DRAWS);
  enumerate(&s, 1, probability);
  for (unsigned code = 0; code < STATES; code++) {
    uint8_t value[16];
    decode(&s, code, value);
    for (uint32_t v = 0; v < 16; v++) exact[v * 4 + value[v]] += probability[code];
  }
  ebm_marginals(s.model, DRAWS, states, measured, error);
  unsigned beyond_two = 0, open = 0;
  for (uint32_t l = 0; l < 64; l++) {
    if (givens[l / 4] != '.') {
      assert_near(measured[l], exact[l], 1e-9);
      continue;
    }
    open++;
    beyond_two += fabs(measured[l] - exact[l]) > 2 * error[l];
    assert_near(measured[l], exact[l], 5 * error[l] + 1e-3);
    assert_true(error[l] < 0.03);
  }
  assert_int_equal(open, 4 * OPEN);
  assert_in_range(beyond_two, 0, 6);
  scene_clear(&s);
}

static void mean_energies_are_within_their_errors(void **state) {
  (void)state;
  scene s;
  scene_init(&s);
  static uint8_t states[DRAWS * 16];
  static double energy[DRAWS], probability[STATES];
  static const float temperature[] = {0.5f, 1, 2};
  for (unsigned i = 0; i < 3; i++) {
    double exact = 0, squares = 0;
    enumerate(&s, (double)temperature[i], probability);
    for (unsigned code = 0; code < STATES; code++) {
      uint8_t value[16];
      float x[64];
      decode(&s, code, value);
      double e = ebm_energy_vertex(&s.energy, value, x);
      exact += probability[code] * e;
      squares += probability[code] * e * e;
    }
    assert_int_equal(draw(&s, temperature[i], DRAWS, states, energy), DRAWS);
    ebm_series series = ebm_series_mean(DRAWS, energy);
    print_message("T = %g: mean energy %.4f +- %.4f, exactly %.4f; worth %.0f draws\n", (double)temperature[i],
                  series.mean, series.error, exact, series.effective);
    assert_near(series.mean, exact, 4 * series.error);
    double independent = sqrt((squares - exact * exact) / DRAWS); /* the error of as many independent draws */
    assert_true(series.error > independent / 2 && series.error < 2 * independent);
  }
  scene_clear(&s);
}

/* An empty 4x4 grid has 288 solutions. */
static void zero_temperature_is_uniform_over_solutions(void **state) {
  (void)state;
  enum { WANTED = 2880 };
  static uint8_t states[WANTED * 16];
  static double energy[WANTED];
  static unsigned seen[WANTED];
  scene s;
  scene_init(&s);
  memset(s.block.record[0].given, 0, 16);
  assert_int_equal(draw(&s, 0, WANTED, states, energy), WANTED);
  unsigned different = 0;
  static uint8_t solution[WANTED][16];
  for (size_t i = 0; i < WANTED; i++) {
    assert_near(energy[i], 0, 1e-6);
    unsigned k = 0;
    while (k < different && memcmp(solution[k], &states[i * 16], 16) != 0) k++;
    if (k == different) memcpy(solution[different++], &states[i * 16], 16);
    seen[k]++;
  }
  assert_int_equal(different, 288);
  double chi = 0, expected = WANTED / 288.0;
  for (unsigned k = 0; k < 288; k++) chi += (seen[k] - expected) * (seen[k] - expected) / expected;
  /* States that follow each other are alike, which widens chi-square: by less than half here. */
  print_message("chi-square %.1f of 287\n", chi);
  assert_true(chi < 287 * 1.5);
  scene_clear(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(frequencies_are_boltzmann),
      cmocka_unit_test(a_wrong_temperature_is_noticed),
      cmocka_unit_test(marginals_are_within_their_errors),
      cmocka_unit_test(mean_energies_are_within_their_errors),
      cmocka_unit_test(zero_temperature_is_uniform_over_solutions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
