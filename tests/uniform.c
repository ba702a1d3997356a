/* States at T = 0 against all solutions of a 4x4, listed by brute force. */
#include "support.h"

#include "base/random.h"
#include "solve/states.h"
#include "solve/uniform.h"

enum { CELLS = 16, MOST = 288 };

static const char *const empty = "................";
/* 18 solutions, of which some share more with the others. */
static const char *const lopsided = "1..............2";

typedef struct scene {
  ebm_model *model;
  ebm_energy energy;
  ebm_block block;
  ebm_record *record;
  ebm_arena arena;
  uint8_t value[CELLS];
  uint8_t solution[MOST][CELLS];
  unsigned n_solutions;
} scene;

static bool fits(const uint8_t *value, unsigned cell) {
  for (unsigned other = 0; other < cell; other++) {
    bool peers =
        other / 4 == cell / 4 || other % 4 == cell % 4 || (other / 8 == cell / 8 && other % 4 / 2 == cell % 4 / 2);
    if (peers && value[other] == value[cell]) return false;
  }
  return true;
}

static void list(scene *s, uint8_t *value, unsigned cell) {
  if (cell == CELLS) {
    memcpy(s->solution[s->n_solutions++], value, CELLS);
    return;
  }
  for (value[cell] = 0; value[cell] < 4; value[cell]++)
    if ((s->record->given[cell] == 0 || s->record->given[cell] == value[cell] + 1) && fits(value, cell))
      list(s, value, cell + 1);
}

static void scene_init(scene *s, const char *givens) {
  ebm_error error;
  memset(s, 0, sizeof *s);
  s->model = support_grid(4, 2, 2);
  assert_int_equal(ebm_energy_init(&s->energy, s->model, &error), EBM_OK);
  s->record = support_record(&s->block, s->model, givens);
  uint8_t value[CELLS];
  list(s, value, 0);
}

static void scene_clear(scene *s) {
  ebm_arena_clear(&s->arena);
  ebm_block_clear(&s->block);
  ebm_energy_clear(&s->energy);
  ebm_model_destroy(s->model);
}

static ebm_task draw(scene *s, ebm_minimizer_options options, ebm_states_wish wish, ebm_states *states) {
  ebm_task task = {.record = s->record, .limit = 1, .value = s->value};
  ebm_error error;
  assert_int_equal(ebm_states_draw(&s->energy, &options, wish, &task, &s->arena, states, &error), EBM_OK);
  return task;
}

static unsigned index_of(const scene *s, const uint8_t *state) {
  unsigned i = 0;
  while (i < s->n_solutions && memcmp(s->solution[i], state, CELLS) != 0) i++;
  assert_true(i < s->n_solutions);
  return i;
}

/* The normal deviate of Pearson's chi-square against equal shares (Wilson, Hilferty 1931): above 4, or below -4, has a
 * probability of 3e-5. */
static double deviate(const scene *s, const unsigned *count, size_t n) {
  double chi = 0, expected = (double)n / s->n_solutions, k = s->n_solutions - 1;
  for (unsigned i = 0; i < s->n_solutions; i++) chi += (count[i] - expected) * (count[i] - expected) / expected;
  print_message("chi-square %.1f, %.0f degrees of freedom\n", chi, k);
  return (cbrt(chi / k) - (1 - 2 / (9 * k))) / sqrt(2 / (9 * k));
}

static void all_solutions_are_equally_likely(void **state) {
  (void)state;
  static const char *const givens[] = {empty, lopsided};
  for (unsigned g = 0; g < 2; g++) {
    scene s;
    scene_init(&s, givens[g]);
    unsigned count[MOST] = {0};
    ebm_states states;
    size_t n = 100 * (size_t)s.n_solutions;
    ebm_task task = draw(&s, (ebm_minimizer_options){.seed = 5}, (ebm_states_wish){.n = n}, &states);
    assert_int_equal(task.outcome, EBM_SOLVED);
    assert_int_equal(task.solutions, s.n_solutions);
    assert_true(states.exact && states.n == n);
    assert_near(states.verdict.mean.effective, (double)n, 0);
    unsigned repeated = 0;
    for (size_t i = 0; i < n; i++) {
      count[index_of(&s, &states.state[i * CELLS])]++;
      repeated += i > 0 && memcmp(&states.state[i * CELLS], &states.state[(i - 1) * CELLS], CELLS) == 0;
    }
    assert_true(fabs(deviate(&s, count, n)) < 4);
    assert_in_range(repeated, 50, 160); /* independent: one in n_solutions is followed by itself, 100 expected */
    scene_clear(&s);
  }
}

/* The test above can fail. Values drawn cell by cell, each that any solution has being as likely as another, favour the
 * solutions in small company. */
static void a_wrong_sampler_is_noticed(void **state) {
  (void)state;
  scene s;
  scene_init(&s, lopsided);
  unsigned count[MOST] = {0};
  ebm_random random = {ebm_hash(5)};
  size_t n = 100 * (size_t)s.n_solutions;
  for (size_t i = 0; i < n; i++) {
    unsigned begin = 0, end = s.n_solutions; /* in order of the values: those alike so far lie side by side */
    for (unsigned cell = 0; cell < CELLS; cell++) {
      unsigned first[5] = {begin}, values = 0;
      for (unsigned k = begin; k < end; k++)
        if (k == begin || s.solution[k][cell] != s.solution[k - 1][cell]) first[values++] = k;
      first[values] = end;
      unsigned drawn = ebm_random_below(&random, values);
      begin = first[drawn];
      end = first[drawn + 1];
    }
    count[begin]++;
  }
  assert_true(deviate(&s, count, n) > 4);
  scene_clear(&s);
}

static void marginals_are_counted(void **state) {
  (void)state;
  scene s;
  scene_init(&s, lopsided);
  ebm_states states;
  ebm_task task = draw(&s, (ebm_minimizer_options){.seed = 5}, (ebm_states_wish){.n = 100, .marginals = true}, &states);
  assert_int_equal(task.outcome, EBM_SOLVED);
  assert_true(states.exact && states.n == 0);
  for (unsigned l = 0; l < 4 * CELLS; l++) {
    unsigned ones = 0;
    for (unsigned i = 0; i < s.n_solutions; i++) ones += s.solution[i][l / 4] == l % 4;
    assert_near(states.marginal[l], (double)ones / s.n_solutions, 1e-12);
    assert_near(states.marginal_error[l], 0, 0);
  }
  scene_clear(&s);
}

/* A value that was never drawn at T > 0 is not shown to be impossible, but a given is known. */
static void errors_are_zero_only_where_nothing_is_open(void **state) {
  (void)state;
  scene s;
  scene_init(&s, lopsided);
  ebm_states states;
  ebm_minimizer_options options = {.seed = 5, .temperature_start = 0.3f};
  ebm_task task = draw(&s, options, (ebm_states_wish){.n = 100, .marginals = true}, &states);
  assert_int_equal(task.outcome, EBM_SOLVED);
  assert_true(!states.exact && states.n == 100);
  unsigned never = 0;
  for (unsigned l = 0; l < 4 * CELLS; l++) {
    bool given = s.record->given[l / 4] != 0;
    never += states.marginal[l] == 0 && !given;
    if (given)
      assert_near(states.marginal_error[l], 0, 0);
    else
      assert_true(states.marginal_error[l] > 0.003 && states.marginal_error[l] < 0.3);
  }
  assert_true(never > 0);
  scene_clear(&s);
}

static void nothing_is_drawn_where_there_is_no_solution(void **state) {
  (void)state;
  scene s;
  scene_init(&s, "123....4........"); /* R1C4 has no value left */
  assert_int_equal(s.n_solutions, 0);
  ebm_states states;
  ebm_task task = draw(&s, (ebm_minimizer_options){.seed = 5}, (ebm_states_wish){.n = 16, .marginals = true}, &states);
  assert_int_equal(task.outcome, EBM_UNSOLVABLE);
  assert_int_equal(states.n, 0);
  assert_null(states.marginal);
  scene_clear(&s);
}

/* With givens that may be overruled, T = 0 is the lowest energy: here two of the three givens contradict each other,
 * and one of them must go. */
static void soft_givens_at_zero_are_the_lowest_energy(void **state) {
  (void)state;
  scene s;
  scene_init(&s, empty);
  static const char *const givens = "11.............2";
  for (unsigned v = 0; v < CELLS; v++) s.record->given[v] = givens[v] == '.' ? 0 : (uint8_t)(givens[v] - '0');
  ebm_states states;
  ebm_minimizer_options options = {.seed = 5, .given_weight = 0.75f};
  ebm_task task = draw(&s, options, (ebm_states_wish){.n = 200}, &states);
  assert_int_equal(task.outcome, EBM_SOLVED);
  assert_false(states.exact);
  unsigned first = 0;
  for (size_t i = 0; i < 200; i++) {
    const uint8_t *x = &states.state[i * CELLS];
    index_of(&s, x);
    assert_near(states.energy[i], 0.75, 1e-6);
    assert_int_equal(x[15], 1);
    first += x[0] == 0;
  }
  assert_in_range(first, 50, 150);
  scene_clear(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_solutions_are_equally_likely),
      cmocka_unit_test(a_wrong_sampler_is_noticed),
      cmocka_unit_test(marginals_are_counted),
      cmocka_unit_test(errors_are_zero_only_where_nothing_is_open),
      cmocka_unit_test(nothing_is_drawn_where_there_is_no_solution),
      cmocka_unit_test(soft_givens_at_zero_are_the_lowest_energy),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
