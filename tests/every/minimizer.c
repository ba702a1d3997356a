/* Every registered minimizer: what it says is so, the same seed gives the same bytes, and no task sees those beside it.
 */
#include "../support.h"

#include "certify/certify.h"
#include "minimize/minimizer.h"

/* The first is hard (A. Inkala's of 2012), the next ones are solved by few kicks or none. The last has no solution: its
 * quench hits a barrier.
 */
static const char *const puzzles[] = {
    "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..",
    "4.....8.5.3..........7......2.....6.....8.4......1.......6.3.7.5..2.....1.4......",
    "52...6.........7.13...........4..8..6......5...........418.........3..2...87.....",
    "6.....8.3.4.7.................5.4.7.3..2.....1.6.......2.....5.....8.6......1....",
    "48.3............71.2.......7.5....6....2..8.............1.76...3.....4......5....",
    ".1234567.........8........9.................................................1....",
};
enum { PUZZLES = sizeof puzzles / sizeof *puzzles, CELLS = 81 };

/* recall goes to the nearest minimum and stops there: it promises no solution, and has tests of its own. */
static const ebm_minimizer *solver(size_t index) {
  const ebm_minimizer *const *minimizers = ebm_minimizers();
  for (size_t m = 0; minimizers[m] != NULL; m++)
    if (strcmp(minimizers[m]->name, "recall") != 0 && index-- == 0) return minimizers[m];
  return NULL;
}

typedef struct scene {
  ebm_model *model;
  ebm_energy energy;
  ebm_block block;
} scene;

static void scene_init(scene *s) {
  ebm_error error;
  memset(s, 0, sizeof *s);
  s->model = support_grid(9, 3, 3);
  assert_int_equal(ebm_energy_init(&s->energy, s->model, &error), EBM_OK);
  for (size_t i = 0; i < PUZZLES; i++) support_record(&s->block, s->model, puzzles[i]);
}

static void scene_clear(scene *s) {
  ebm_block_clear(&s->block);
  ebm_energy_clear(&s->energy);
  ebm_model_destroy(s->model);
}

/* Runs records from..to - 1 as one batch. */
static void run(const scene *s, const ebm_minimizer *minimizer, const ebm_minimizer_options *options, size_t from,
                size_t to, ebm_task *task, uint8_t (*value)[CELLS]) {
  ebm_work *work;
  ebm_error error;
  assert_int_equal(minimizer->create(&s->energy, options, &work, &error), EBM_OK);
  for (size_t i = from; i < to; i++) task[i] = (ebm_task){.record = &s->block.record[i], .limit = 1, .value = value[i]};
  minimizer->run(work, &task[from], to - from);
  minimizer->destroy(work);
}

static void assert_same(const ebm_task *a, const ebm_task *b) {
  assert_int_equal(a->outcome, b->outcome);
  assert_int_equal(a->exhausted, b->exhausted);
  assert_int_equal(a->solutions, b->solutions);
  assert_int_equal(a->kicks, b->kicks);
  assert_int_equal(a->corrections, b->corrections);
  if (a->solutions > 0) assert_memory_equal(a->value, b->value, CELLS);
}

static void finds_solutions_and_barriers(void **state) {
  (void)state;
  scene s;
  scene_init(&s);
  for (size_t m = 0; solver(m) != NULL; m++) {
    ebm_task task[PUZZLES];
    uint8_t value[PUZZLES][CELLS];
    run(&s, solver(m), &(ebm_minimizer_options){.seed = 1}, 0, PUZZLES, task, value);
    for (size_t i = 0; i < PUZZLES - 1; i++) {
      assert_int_equal(task[i].outcome, EBM_SOLVED);
      assert_true(ebm_certify(task[i].record, task[i].value));
      assert_near(task[i].energy, 0, 0);
    }
    assert_int_equal(task[PUZZLES - 1].outcome, EBM_UNSOLVABLE);
    assert_int_equal(task[PUZZLES - 1].solutions, 0);
  }
  scene_clear(&s);
}

static void same_seed_same_answer_alone_or_in_a_batch(void **state) {
  (void)state;
  scene s;
  scene_init(&s);
  for (size_t m = 0; solver(m) != NULL; m++) {
    ebm_task together[PUZZLES], apart[PUZZLES];
    uint8_t value[2][PUZZLES][CELLS];
    ebm_minimizer_options options = {.seed = 9};
    run(&s, solver(m), &options, 0, PUZZLES, together, value[0]);
    for (size_t i = 0; i < PUZZLES; i++) run(&s, solver(m), &options, i, i + 1, apart, value[1]);
    for (size_t i = 0; i < PUZZLES; i++) assert_same(&together[i], &apart[i]);
  }
  scene_clear(&s);
}

static void a_stop_ends_it_as_unknown(void **state) {
  (void)state;
  scene s;
  scene_init(&s);
  ebm_stop stop = {.raised = 1};
  for (size_t m = 0; solver(m) != NULL; m++) {
    ebm_task task[PUZZLES];
    uint8_t value[PUZZLES][CELLS];
    run(&s, solver(m), &(ebm_minimizer_options){.seed = 1, .stop = &stop}, 0, 1, task, value);
    /* One that works in batches may end the round it is in. */
    if ((solver(m)->capabilities & EBM_CAN_BATCH) != 0 && task[0].outcome == EBM_SOLVED) continue;
    assert_int_equal(task[0].outcome, EBM_UNKNOWN);
    assert_int_equal(task[0].solutions, 0);
  }
  scene_clear(&s);
}

/* A flow starts from the givens as well as from what the quench leaves. */
static void gradient_needs_no_quench(void **state) {
  (void)state;
  scene s;
  scene_init(&s);
  ebm_task task[PUZZLES];
  uint8_t value[PUZZLES][CELLS];
  run(&s, ebm_minimizer_find("gradient"), &(ebm_minimizer_options){.seed = 1, .no_quench = true}, 0, 2, task, value);
  for (size_t i = 0; i < 2; i++) assert_true(task[i].outcome == EBM_SOLVED && ebm_certify(task[i].record, value[i]));
  scene_clear(&s);
}

/* 45 givens of a grid, one of them altered so that the puzzle has no solution: one overruled given mends it. */
static void soft_givens_are_outvoted(void **state) {
  (void)state;
  static const char *const wrong = "534678912"
                                   "672195348"
                                   "198342567"
                                   "859761423"
                                   "4268537.."
                                   "........."
                                   "........."
                                   "........."
                                   ".......79";
  char givens[CELLS + 1];
  memcpy(givens, wrong, sizeof givens);
  givens[40] = '9'; /* row 5 has 5 there; column 5 has a 9 in row 2 */
  scene s;
  scene_init(&s);
  support_record(&s.block, s.model, givens);
  for (size_t m = 0; solver(m) != NULL; m++) {
    const ebm_minimizer *minimizer = solver(m);
    if ((minimizer->capabilities & EBM_CAN_SOFT) == 0) continue;
    ebm_task task[PUZZLES + 1];
    uint8_t value[PUZZLES + 1][CELLS];
    run(&s, minimizer, &(ebm_minimizer_options){.seed = 1, .given_weight = 3}, PUZZLES, PUZZLES + 1, task, value);
    assert_int_equal(task[PUZZLES].outcome, EBM_SOLVED);
    assert_true(ebm_certify_rules(task[PUZZLES].record, value[PUZZLES]));
    print_message("%s: energy %g\n", minimizer->name, task[PUZZLES].energy);
    assert_near(task[PUZZLES].energy, 3, 1e-6);
    assert_int_equal(value[PUZZLES][40], 5 - 1);
  }
  scene_clear(&s);
}

/* 4x4 with a cost for every value but one in two cells: of the 288 solutions, those that pay nothing are found. */
static void potentials_choose_among_solutions(void **state) {
  (void)state;
  ebm_builder *builder = support_builder();
  ebm_grid grid = {4, 2, 2, NULL};
  ebm_error error;
  assert_int_equal(ebm_grid_build(builder, &grid, &error), EBM_OK);
  static const float third[] = {1, 1, 0, 1}, first[] = {0, 1, 1, 1};
  /* The two last cells of the grid want to differ by one as well. */
  static const float pair[] = {1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1};
  const ebm_factor_spec spec[] = {{.kind = "potential",
                                   .scope = (uint32_t[]){0},
                                   .n_scope = 1,
                                   .table = third,
                                   .table_size = sizeof third,
                                   .soft = true},
                                  {.kind = "potential",
                                   .scope = (uint32_t[]){10},
                                   .n_scope = 1,
                                   .table = first,
                                   .table_size = sizeof first,
                                   .soft = true},
                                  {.kind = "potential",
                                   .scope = (uint32_t[]){14, 15},
                                   .n_scope = 2,
                                   .table = pair,
                                   .table_size = sizeof pair,
                                   .soft = true}};
  for (int i = 0; i < 3; i++) assert_int_equal(ebm_builder_factor(builder, &spec[i], &error), EBM_OK);
  scene s = {.model = support_seal(builder)};
  assert_int_equal(ebm_energy_init(&s.energy, s.model, &error), EBM_OK);
  support_record(&s.block, s.model, "................");
  static const char *const names[] = {"gradient", "anneal"};
  for (int m = 0; m < 2; m++) {
    ebm_task task[1];
    uint8_t value[1][CELLS];
    run(&s, ebm_minimizer_find(names[m]), &(ebm_minimizer_options){.seed = 3}, 0, 1, task, value);
    assert_int_equal(task[0].outcome, EBM_SOLVED);
    assert_true(ebm_certify(task[0].record, value[0]));
    assert_near(task[0].energy, 0, 1e-6);
    assert_int_equal(value[0][0], 2);
    assert_int_equal(value[0][10], 0);
    assert_int_equal(abs(value[0][14] - value[0][15]), 1);
  }
  scene_clear(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_solutions_and_barriers), cmocka_unit_test(same_seed_same_answer_alone_or_in_a_batch),
      cmocka_unit_test(a_stop_ends_it_as_unknown),    cmocka_unit_test(gradient_needs_no_quench),
      cmocka_unit_test(soft_givens_are_outvoted),     cmocka_unit_test(potentials_choose_among_solutions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
