/* The benchmark's own machinery: permutations that keep the rules, a judge that rejects planted errors, outputs. */
#include "support.h"

#include "bytes.h"

#include "measure/write.h"

static const char solved[] = "468931527751624839392578461134756298289413675675289314846192753513867942927345186";
static const char given[] = "4...3.......6..8..........1....5..9..8....6...7.2........1.27..5.3....4.9........";

static void shape_of(ebm_bench_shape *shape, unsigned rows, unsigned columns) {
  *shape = (ebm_bench_shape){rows * columns, rows, columns};
}

/* Some solved grid: row r is the values from r * columns + r / rows on. */
static void fill(const ebm_bench_shape *shape, uint8_t *cell) {
  for (unsigned r = 0; r < shape->size; r++)
    for (unsigned c = 0; c < shape->size; c++)
      cell[r * shape->size + c] =
          (uint8_t)((r % shape->box_rows * shape->box_columns + r / shape->box_rows + c) % shape->size + 1);
}

static bool valid(const ebm_bench_shape *shape, const uint8_t *cell) {
  uint8_t value[EBM_BENCH_CELLS], open[EBM_BENCH_CELLS] = {0};
  for (unsigned i = 0; i < shape->size * shape->size; i++) value[i] = (uint8_t)(cell[i] - 1);
  return ebm_bench_valid(shape, open, value);
}

static void permutations_keep_the_rules(void **state) {
  (void)state;
  static const unsigned boxes[][2] = {{2, 2}, {2, 3}, {3, 3}, {4, 4}, {5, 5}, {6, 6}};
  for (size_t b = 0; b < sizeof boxes / sizeof *boxes; b++) {
    ebm_bench_shape shape;
    shape_of(&shape, boxes[b][0], boxes[b][1]);
    uint8_t grid[EBM_BENCH_CELLS], other[EBM_BENCH_CELLS];
    ebm_permutation permutation;
    fill(&shape, grid);
    assert_true(valid(&shape, grid));
    size_t same = 0, n = shape.size * shape.size;
    for (uint64_t key = 1; key <= 200; key++) {
      ebm_permutation_draw(&permutation, &shape, key);
      ebm_permutation_apply(&permutation, grid, other);
      assert_true(valid(&shape, other));
      same += memcmp(grid, other, n) == 0;
    }
    assert_true(same < 20);
    ebm_permutation_draw(&permutation, &shape, 0);
    ebm_permutation_apply(&permutation, grid, other);
    assert_memory_equal(grid, other, n);
  }
}

/* Every cell goes everywhere about equally often, so that nothing about the order of a file's cells survives. */
static void permutations_are_uniform(void **state) {
  (void)state;
  ebm_bench_shape shape;
  shape_of(&shape, 3, 3);
  enum { DRAWS = 81 * 400 };
  static unsigned count[81];
  ebm_permutation permutation;
  for (uint64_t key = 1; key <= DRAWS; key++) {
    ebm_permutation_draw(&permutation, &shape, key);
    count[permutation.cell[7]]++;
  }
  double chi_square = 0;
  for (unsigned i = 0; i < 81; i++) chi_square += (count[i] - 400.0) * (count[i] - 400.0) / 400;
  assert_true(chi_square < 125); /* 80 degrees of freedom: exceeded once in a thousand */
}

static void the_judge_rejects_what_is_wrong(void **state) {
  (void)state;
  ebm_bench_shape shape;
  shape_of(&shape, 3, 3);
  uint8_t value[81], puzzle[81];
  for (unsigned i = 0; i < 81; i++) {
    value[i] = (uint8_t)(solved[i] - '1');
    puzzle[i] = given[i] == '.' ? 0 : (uint8_t)(given[i] - '0');
  }
  assert_true(ebm_bench_valid(&shape, puzzle, value));
  for (unsigned i = 0; i < 81; i++)
    for (uint8_t a = 0; a < 10; a++) {
      uint8_t right = value[i];
      if (a == right) continue;
      value[i] = a;
      assert_false(ebm_bench_valid(&shape, puzzle, value));
      value[i] = right;
    }
  for (unsigned i = 0; i < 81; i++) value[i] = (uint8_t)((value[i] + 1) % 9); /* a solution of another puzzle */
  assert_false(ebm_bench_valid(&shape, puzzle, value));
}

static ebm_status read_puzzles(const char *text, ebm_bench_puzzles *puzzles, ebm_error *error) {
  bytes_input b = {.bytes = text, .left = strlen(text)};
  const ebm_source source = {.name = "test", .read = bytes_read, .context = &b};
  ebm_options options;
  ebm_options_init(&options);
  options.jobs = 1;
  return ebm_bench_puzzles_read(puzzles, &options, &source, error);
}

static void a_wrong_answer_is_told(void **state) {
  (void)state;
  ebm_bench_puzzles puzzles = {0};
  ebm_error error = {0};
  assert_int_equal(read_puzzles(given, &puzzles, &error), EBM_OK);
  assert_int_equal(puzzles.n, 1);
  ebm_bench_plan plan = {.runs = 1};
  ebm_options_init(&plan.options);
  plan.options.jobs = 1;
  for (int unique = 0; unique < 2; unique++) {
    ebm_bench_result result = {.name = "test"};
    assert_int_equal(ebm_bench_measure(&puzzles, &plan, unique != 0, &result, &error), EBM_OK);
    assert_near(result.solved, 1, 0);
    assert_true(result.least > 0 && result.least <= result.median && result.median <= result.most);
    assert_true(result.alone > 0 && result.alone_least <= result.alone_median && result.alone_p99 <= result.alone_most);
    assert_true(result.sweeps >= 1 && result.kicks > 0 && result.factors == 324);
  }
  /* Two cells of what is known exchanged: the right answers are now wrong ones. */
  uint8_t first = puzzles.solution[0];
  puzzles.solution[0] = puzzles.solution[1];
  puzzles.solution[1] = first;
  ebm_bench_result result = {.name = "test"};
  assert_int_equal(ebm_bench_measure(&puzzles, &plan, false, &result, &error), EBM_ERROR_INTERNAL);
  assert_non_null(strstr(error.text, "puzzle 1 of the file"));
  /* Known to be unsolvable, and yet solved. */
  puzzles.outcome[0] = EBM_UNSOLVABLE;
  assert_int_equal(ebm_bench_measure(&puzzles, &plan, false, &result, &error), EBM_ERROR_INTERNAL);
  ebm_bench_puzzles_clear(&puzzles);
}

static void what_cannot_be_permuted_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *text, *fault;
    uint64_t line;
  } cases[] = {
      {"# nothing\n", "no puzzles", 0},
      {"4...3.......6..8..........1....5..9..8....6...7.2........1.27..5.3....4.9........\n"
       "4...3.......6..8..........1....5..9..8....6...7.2........1.27..5.3....4.9.......\n",
       "80 cells", 2},
      {"4...3.......6..8..........1....5..9..8....6...7.2........1.27..5.3....4.9........\n1.....2.....3..4\n",
       "one size", 2},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ebm_bench_puzzles puzzles = {0};
    ebm_error error = {0};
    assert_int_equal(read_puzzles(cases[i].text, &puzzles, &error), EBM_ERROR_SYNTAX);
    assert_non_null(strstr(error.text, cases[i].fault));
    assert_int_equal(error.line, cases[i].line);
    ebm_bench_puzzles_clear(&puzzles);
  }
}

static void every_writer_writes(void **state) {
  (void)state;
  ebm_bench_plan plan = {.runs = 3};
  ebm_options_init(&plan.options);
  plan.options.jobs = 1;
  const ebm_bench_result result = {.name = "a \"set\"",
                                   .size = 9,
                                   .puzzles = 2,
                                   .sample = 4,
                                   .least = 1e-6,
                                   .median = 2e-6,
                                   .most = 3e-6,
                                   .alone = 2,
                                   .alone_least = 1e-5,
                                   .alone_median = 2e-5,
                                   .alone_p99 = 3e-5,
                                   .alone_most = 4e-5,
                                   .solved = 1,
                                   .no_kick = 0.25,
                                   .kicks = 10,
                                   .corrections = 9,
                                   .sweeps = 50,
                                   .factors = 324};
  static const char *const expected[] = {
      "500000.0       2.000", "\"factor_evaluations\":16200.0",
      "\"name\":\"a ?set?: find one, time\",\"unit\":\"us/puzzle\",\"value\":2.0000"};
  for (size_t i = 0; ebm_bench_writer_name(i) != NULL; i++) {
    const ebm_bench_writer *writer = ebm_bench_writer_find(ebm_bench_writer_name(i));
    ebm_buffer buffer = {0};
    writer->begin(&buffer, &plan);
    writer->result(&buffer, &plan, &result, 0);
    writer->result(&buffer, &plan, &result, 1);
    writer->end(&buffer, &plan);
    ebm_buffer_byte(&buffer, '\0');
    assert_false(buffer.failed);
    assert_non_null(strstr(buffer.bytes, expected[i]));
    size_t column = 0;
    for (const char *c = buffer.bytes; i == 0 && *c != '\0'; c++) {
      column = *c == '\n' ? 0 : column + 1;
      assert_true(column <= 80);
    }
    ebm_buffer_clear(&buffer);
  }
  assert_null(ebm_bench_writer_find("grid"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(permutations_keep_the_rules),        cmocka_unit_test(permutations_are_uniform),
      cmocka_unit_test(the_judge_rejects_what_is_wrong),    cmocka_unit_test(a_wrong_answer_is_told),
      cmocka_unit_test(what_cannot_be_permuted_is_refused), cmocka_unit_test(every_writer_writes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
