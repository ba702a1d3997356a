/* The sampler against exp(-E/T) / Z by enumeration, on 4x4 grids with so few open cells that every state can be
 * counted. */
#include "support.h"

#include "energy/energy.h"
#include "minimize/literal_counts.h"
#include "minimize/sample.h"

enum { DRAWS = 10000, OPEN = 6, STATES = 1 << (2 * OPEN) };

/* Of a calibration. The sanitizers take twenty times as long. */
enum { RUNS = SANITIZED ? 20 : 200 };

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

typedef struct draws {
  uint8_t *state; /* [n][16] */
  double *energy; /* [n] */
  uint8_t *group; /* [n] */
  size_t n;
  ebm_verdict verdict;
} draws;

static draws draw_with(const scene *s, const ebm_minimizer_options *options, size_t n) {
  draws d = {malloc(n * 16), malloc(n * sizeof *d.energy), malloc(n), 0, {0}};
  ebm_sampler *sampler;
  ebm_error error;
  uint8_t value[16];
  ebm_task task = {.record = s->record, .limit = 1, .value = value};
  assert_true(d.state != NULL && d.energy != NULL && d.group != NULL);
  assert_int_equal(ebm_sampler_create(&s->energy, options, &sampler, &error), EBM_OK);
  if (ebm_sampler_open(sampler, &task)) d.n = ebm_sampler_draw(sampler, n, d.state, d.energy, d.group);
  d.verdict = ebm_sampler_judge(sampler);
  ebm_sampler_destroy(sampler);
  return d;
}

static draws draw(const scene *s, float temperature, size_t n) {
  ebm_minimizer_options options = {.seed = 7, .temperature_start = temperature};
  draws d = draw_with(s, &options, n);
  assert_int_equal(d.n, n);
  return d;
}

static void draws_clear(draws *d) {
  free(d->state), free(d->energy), free(d->group);
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
  double *probability = malloc(STATES * sizeof *probability);
  unsigned *count = calloc(STATES, sizeof *count);
  assert_true(probability != NULL && count != NULL);
  draws d = draw(s, sampled, DRAWS);
  enumerate(s, expected, probability);
  for (size_t i = 0; i < DRAWS; i++) {
    float x[64];
    assert_near(d.energy[i], ebm_energy_vertex(&s->energy, &d.state[i * 16], x), 1e-6);
    count[encode(s, &d.state[i * 16])]++;
  }
  double result = deviate(probability, count, DRAWS);
  draws_clear(&d), free(probability), free(count);
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

/* ---- calibration: the errors that are told are those that are made ---- */

/* What is true at a temperature. */
typedef struct truth {
  double mean, deviation; /* of the energy */
  double marginal[64];
} truth;

static void find_truth(const scene *s, double temperature, truth *t) {
  static double probability[STATES];
  double squares = 0;
  *t = (truth){0};
  enumerate(s, temperature, probability);
  for (unsigned code = 0; code < STATES; code++) {
    uint8_t value[16];
    float x[64];
    decode(s, code, value);
    double e = ebm_energy_vertex(&s->energy, value, x);
    t->mean += probability[code] * e;
    squares += probability[code] * e * e;
    for (uint32_t v = 0; v < 16; v++) t->marginal[v * 4 + value[v]] += probability[code];
  }
  t->deviation = sqrt(fmax(squares - t->mean * t->mean, 0));
}

/* Of runs with seeds from 1 on: how many are mixed; how many of these tell a mean energy that is wrong by more than two
 * of its errors times `scale`; of their marginals that are open, how many there are and how many are so wrong. */
typedef struct calibration {
  unsigned runs, mixed, wrong, marginals, wrong_marginals;
  double worth; /* mean of the independent draws that the states are said to be worth */
} calibration;

static calibration calibrate(const scene *s, float temperature, size_t n, unsigned runs, double scale) {
  truth t;
  calibration c = {.runs = runs};
  find_truth(s, (double)temperature, &t);
  for (unsigned run = 0; run < runs; run++) {
    ebm_minimizer_options options = {.seed = run + 1, .temperature_start = temperature};
    draws d = draw_with(s, &options, n);
    assert_int_equal(d.n, n);
    if (d.verdict.mixed) {
      c.mixed++;
      c.wrong += fabs(d.verdict.mean.mean - t.mean) > 2 * scale * d.verdict.mean.error;
      c.worth += d.verdict.effective / runs;
      ebm_arena arena = {0};
      ebm_literal_counts counts;
      assert_true(ebm_literal_counts_init(&counts, s->model, &arena));
      for (size_t i = 0; i < n; i++) ebm_literal_counts_add(&counts, &d.state[i * 16], d.group[i]);
      double probability[64], error[64];
      ebm_literal_counts_tell(&counts, d.verdict.effective, probability, error);
      for (unsigned l = 0; l < 64; l++) {
        if (s->record->given[l / 4] != 0) continue;
        c.marginals++;
        c.wrong_marginals += fabs(probability[l] - t.marginal[l]) > 2 * scale * error[l];
      }
      ebm_arena_clear(&arena);
    } else {
      assert_true(isinf(d.verdict.mean.error) && isnan(d.verdict.mean.effective));
    }
    draws_clear(&d);
  }
  print_message("T = %g, %zu draws: mixed %u of %u; mean energy %.4g wrong in %u; marginals wrong in %u of %u; worth "
                "%.0f\n",
                (double)temperature, n, c.mixed, runs, t.mean, c.wrong, c.wrong_marginals, c.marginals, c.worth);
  return c;
}

/* The other one of two errors would do for 95 %; nine in ten are asked for. */
static void errors_are_those_made(void **state) {
  (void)state;
  scene s;
  scene_init(&s);
  static const float temperature[] = {0.25f, 0.5f, 1, 2, 5};
  for (unsigned i = 0; i < 5; i++) {
    calibration c = calibrate(&s, temperature[i], 200, temperature[i] == 1 ? RUNS : RUNS / 5, 1);
    assert_true(c.mixed >= c.runs * 9 / 10);
    assert_true(c.wrong <= c.mixed / 10);
    assert_true(c.wrong_marginals <= c.marginals / 10);
    assert_true(c.worth > 40 && c.worth <= 200);
  }
  scene_clear(&s);
}

/* The test above can fail: errors that are told a third of what they are show. */
static void a_wrong_error_is_noticed(void **state) {
  (void)state;
  scene s;
  scene_init(&s);
  calibration c = calibrate(&s, 1, 200, RUNS / 4, 0.3);
  assert_true(c.wrong > c.mixed / 10 && c.wrong_marginals > c.marginals / 10);
  scene_clear(&s);
}

/* An empty 4x4 grid has 288 solutions. */
static void zero_temperature_is_uniform_over_solutions(void **state) {
  (void)state;
  enum { WANTED = 2880 };
  static unsigned seen[WANTED];
  scene s;
  scene_init(&s);
  memset(s.block.record[0].given, 0, 16);
  draws d = draw(&s, 0, WANTED);
  assert_true(d.verdict.mixed);
  unsigned different = 0;
  static uint8_t solution[WANTED][16];
  for (size_t i = 0; i < WANTED; i++) {
    assert_near(d.energy[i], 0, 1e-6);
    unsigned k = 0;
    while (k < different && memcmp(solution[k], &d.state[i * 16], 16) != 0) k++;
    if (k == different) memcpy(solution[different++], &d.state[i * 16], 16);
    seen[k]++;
  }
  assert_int_equal(different, 288);
  double chi = 0, expected = WANTED / 288.0;
  for (unsigned k = 0; k < 288; k++) chi += (seen[k] - expected) * (seen[k] - expected) / expected;
  /* States that follow each other are alike, which widens chi-square: by less than half here. */
  print_message("chi-square %.1f of 287\n", chi);
  assert_true(chi < 287 * 1.5);
  draws_clear(&d);
  scene_clear(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(frequencies_are_boltzmann),
      cmocka_unit_test(a_wrong_temperature_is_noticed),
      cmocka_unit_test(errors_are_those_made),
      cmocka_unit_test(a_wrong_error_is_noticed),
      cmocka_unit_test(zero_temperature_is_uniform_over_solutions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
