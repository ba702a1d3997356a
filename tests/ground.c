/* Ground states, at every level: the lowest energy against all solutions of a 4x4, listed by brute force; and 9x9
 * puzzles with a wrong given. */
#include "support.h"

#include "altered.h"
#include "base/random.h"
#include "certify/certify.h"

/* ---- 4x4 ---------------------------------------------------------------------------------------------------- */

enum { CELLS = 16, SOLUTIONS = 288 };

static uint8_t solution[SOLUTIONS][CELLS];
static unsigned n_solutions;

static bool fits(const uint8_t *value, unsigned cell) {
  for (unsigned other = 0; other < cell; other++) {
    bool peers =
        other / 4 == cell / 4 || other % 4 == cell % 4 || (other / 8 == cell / 8 && other % 4 / 2 == cell % 4 / 2);
    if (peers && value[other] == value[cell]) return false;
  }
  return true;
}

static void list(uint8_t *value, unsigned cell) {
  if (cell == CELLS) {
    memcpy(solution[n_solutions++], value, CELLS);
    return;
  }
  for (value[cell] = 0; value[cell] < 4; value[cell]++)
    if (fits(value, cell)) list(value, cell + 1);
}

typedef struct scene {
  float cost[CELLS][4];
  double given_weight;
  uint8_t given[CELLS];
} scene;

static double energy_of(const scene *s, const uint8_t *value) {
  double energy = 0;
  for (unsigned c = 0; c < CELLS; c++) {
    energy += (double)s->cost[c][value[c]];
    if (s->given[c] != 0 && s->given[c] != value[c] + 1) energy += s->given_weight;
  }
  return energy;
}

static bool is_allowed(const scene *s, const uint8_t *value) {
  for (unsigned c = 0; c < CELLS && s->given_weight == 0; c++)
    if (s->given[c] != 0 && s->given[c] != value[c] + 1) return false;
  return true;
}

/* Whether the givens, with those that value overrules put right, have no other solution that costs as little. */
static bool is_restoration(const scene *s, const uint8_t *value) {
  unsigned others = 0, overruled = 0;
  for (unsigned c = 0; c < CELLS; c++) overruled += s->given[c] != 0 && s->given[c] != value[c] + 1;
  for (unsigned k = 0; k < n_solutions; k++) {
    bool keeps = energy_of(s, solution[k]) < energy_of(s, value) + 1e-6;
    for (unsigned c = 0; c < CELLS; c++) keeps &= s->given[c] == 0 || solution[k][c] == value[c];
    others += keeps;
  }
  return overruled > 0 && others == 1;
}

/* Costs that are whole (so that many solutions tie) or any; few or many; givens that hold or may be overruled. */
static void draw_scene(scene *s, ebm_random *random) {
  bool whole = ebm_random_below(random, 2) == 0;
  unsigned with_costs = ebm_random_below(random, CELLS + 1), givens = ebm_random_below(random, 9);
  memset(s, 0, sizeof *s);
  s->given_weight = ebm_random_below(random, 3) == 0 ? 0 : 0.25 * (1 + ebm_random_below(random, 8));
  const uint8_t *base = solution[ebm_random_below(random, n_solutions)];
  for (unsigned c = 0; c < CELLS; c++) {
    if (ebm_random_below(random, CELLS) < givens)
      s->given[c] = (uint8_t)(1 + (ebm_random_below(random, 4) == 0 ? ebm_random_below(random, 4) : base[c]));
    for (unsigned a = 0; a < 4 && ebm_random_below(random, CELLS) < with_costs; a++)
      s->cost[c][a] = whole ? (float)ebm_random_below(random, 3) : (float)(3 * ebm_random_unit(random));
  }
}

static ebm_model *scene_model(const scene *s) {
  ebm_builder *builder = support_builder();
  const ebm_grid grid = {4, 2, 2, NULL};
  ebm_error error;
  assert_int_equal(ebm_grid_build(builder, &grid, &error), EBM_OK);
  for (uint32_t c = 0; c < CELLS; c++) {
    const ebm_factor_spec spec = {.kind = "potential",
                                  .scope = &c,
                                  .n_scope = 1,
                                  .table = s->cost[c],
                                  .table_size = sizeof s->cost[c],
                                  .soft = true};
    assert_int_equal(ebm_builder_factor(builder, &spec, &error), EBM_OK);
  }
  return support_seal(builder);
}

static void the_lowest_energy_is_found(void **state) {
  (void)state;
  ebm_random random = {.state = 17};
  unsigned with_restorations = 0, unsolvable = 0, with_ties = 0;
  for (unsigned trial = 0; trial < 600; trial++) {
    scene s;
    draw_scene(&s, &random);
    double lowest = INFINITY;
    uint64_t minima = 0, restorations = 0;
    for (unsigned k = 0; k < n_solutions; k++) {
      if (!is_allowed(&s, solution[k])) continue;
      double energy = energy_of(&s, solution[k]);
      if (energy < lowest - 1e-6) lowest = energy, minima = restorations = 0;
      if (energy > lowest + 1e-6) continue;
      minima++;
      restorations += is_restoration(&s, solution[k]);
    }
    ebm_model *model = scene_model(&s);
    ebm_block block = {0};
    uint8_t value[CELLS];
    ebm_record *record = support_record(&block, model, "................");
    memcpy(record->given, s.given, CELLS);
    for (unsigned all = 0; all < 2; all++) {
      ebm_task task = {.record = record, .limit = all ? UINT64_MAX : 1, .value = value};
      altered_descend(model, s.given_weight, &task);
      assert_int_equal(task.outcome, minima > 0 ? EBM_SOLVED : EBM_UNSOLVABLE);
      unsolvable += minima == 0;
      if (minima == 0) continue;
      assert_near(task.energy, lowest, 1e-5);
      assert_near(energy_of(&s, value), lowest, 1e-5);
      assert_true(ebm_certify_rules(record, value) && is_allowed(&s, value));
      assert_int_equal(task.solutions, all ? minima : 1);
      if (all) assert_int_equal(task.minima, minima);
      if (all) assert_true(task.exhausted);
      with_ties += minima > 1;
      if (s.given_weight == 0 || !all) continue;
      bool overrules = false;
      for (unsigned c = 0; c < CELLS; c++) overrules |= s.given[c] != 0 && s.given[c] != value[c] + 1;
      if (!overrules) continue;
      assert_int_equal(task.restorations, restorations);
      if (restorations > 0) assert_true(is_restoration(&s, value));
      with_restorations += restorations > 0;
    }
    ebm_block_clear(&block);
    ebm_model_destroy(model);
  }
  assert_true(with_restorations > 20 && unsolvable > 5 && with_ties > 100);
}

/* ---- 9x9 ---------------------------------------------------------------------------------------------------- */

static altered_outcomes restore(unsigned trials, unsigned from, unsigned to) {
  ebm_model *model = altered_model();
  ebm_random random = {.state = from};
  altered_outcomes sum = {0};
  while (sum.trials < trials) altered_run(model, &random, from + ebm_random_below(&random, to - from + 1), &sum);
  ebm_model_destroy(model);
  assert_int_equal(sum.amiss, 0);
  return sum;
}

static void a_wrong_given_is_outvoted(void **state) {
  (void)state;
  assert_in_range(restore(200, 36, 47).restored, 160, 200); /* as often as it can be told */
  assert_in_range(restore(200, 48, 60).restored, 190, 200);
}

int main(void) {
  uint8_t value[CELLS];
  list(value, 0);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_lowest_energy_is_found),
      cmocka_unit_test(a_wrong_given_is_outvoted),
  };
  return n_solutions == SOLUTIONS ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
