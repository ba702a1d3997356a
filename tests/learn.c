/* The learner on solved grids: exactly the rules they were made by, no more, no less; and nothing from noise. */
#include "support.h"

#include "learn/learn.h"
#include "learn/store.h"
#include "learn/words.h"
#include "solved.h"

static ebm_examples draw_grids(unsigned rules, size_t n, uint64_t seed) {
  ebm_examples examples;
  ebm_error error;
  ebm_random random = {ebm_hash(seed)};
  assert_int_equal(ebm_examples_init(&examples, 81, 9, 9, 9, &error), EBM_OK);
  for (size_t g = 0; g < n; g++) {
    uint8_t value[81];
    solved_draw(rules, &random, value);
    assert_int_equal(ebm_examples_add(&examples, value, &error), EBM_OK);
  }
  return examples;
}

static void learn(ebm_examples *examples, ebm_learned *learned) {
  ebm_error error;
  ebm_fit_options options = {.seed = 1};
  assert_int_equal(ebm_learn_run(examples, &options, learned, &error), EBM_OK);
}

/* place [81]: where cell c of the grid stands in the table. */
static void assert_exactly(const ebm_learned *learned, unsigned rules, const uint32_t *place) {
  size_t missing = 0, extra = 0;
  for (int i = 0; i < 81; i++)
    for (int j = 0; j < i; j++) {
      size_t pair = place != NULL ? ebm_pair(place[i], place[j]) : ebm_pair((uint32_t)i, (uint32_t)j);
      uint32_t word = learned->lesson.word[pair];
      bool rule = solved_unequal(rules, i, j);
      missing += rule && word != 1; /* word 1 is "different" */
      extra += word != 0 && !rule;
    }
  assert_int_equal(missing, 0);
  assert_int_equal(extra, 0);
  for (uint32_t v = 0; v < 81; v++) assert_int_equal(learned->lesson.forbidden[v], 0);
}

static void check_rules(unsigned rules, size_t n, uint64_t seed) {
  ebm_examples examples = draw_grids(rules, n, seed);
  ebm_learned learned;
  learn(&examples, &learned);
  assert_exactly(&learned, rules, NULL);
  assert_int_equal(learned.n_doubts, 0);
  ebm_learned_clear(&learned);
  ebm_examples_clear(&examples);
}

static void classic_grids_give_810_pairs(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 5; seed++) check_rules(SOLVED_CLASSIC, 100, seed);
}

static void variants_give_their_rules(void **state) {
  (void)state;
  check_rules(SOLVED_CLASSIC | SOLVED_DIAGONALS, 300, 1);
  check_rules(SOLVED_CLASSIC | SOLVED_KNIGHT, 300, 2);
  check_rules(SOLVED_ROWS | SOLVED_COLUMNS, 100, 3);
  check_rules(SOLVED_CLASSIC | SOLVED_FEW_BOXES, 100, 4);
}

/* Cells in an order drawn at random, on one line: the learner has nothing to go by but the values. */
static void order_of_cells_does_not_matter(void **state) {
  (void)state;
  ebm_examples grids = draw_grids(SOLVED_CLASSIC, 100, 7), examples;
  ebm_random random = {ebm_hash(7)};
  ebm_error error;
  uint32_t place[81];
  for (uint32_t c = 0; c < 81; c++) {
    uint32_t at = ebm_random_below(&random, c + 1);
    place[c] = place[at];
    place[at] = c;
  }
  assert_int_equal(ebm_examples_init(&examples, 81, 9, 1, 81, &error), EBM_OK);
  for (size_t g = 0; g < grids.n; g++) {
    uint8_t value[81];
    for (uint32_t c = 0; c < 81; c++) value[place[c]] = ebm_examples_row(&grids, g)[c];
    assert_int_equal(ebm_examples_add(&examples, value, &error), EBM_OK);
  }
  ebm_learned learned;
  learn(&examples, &learned);
  assert_exactly(&learned, SOLVED_CLASSIC, place);
  ebm_learned_clear(&learned);
  ebm_examples_clear(&examples);
  ebm_examples_clear(&grids);
}

static void half_of_the_cells_are_enough(void **state) {
  (void)state;
  ebm_examples examples = draw_grids(SOLVED_CLASSIC, 500, 8);
  ebm_random random = {ebm_hash(8)};
  for (size_t i = 0; i < examples.n * 81; i++)
    if (ebm_random_below(&random, 2) == 0) examples.value[i] = 0;
  ebm_learned learned;
  learn(&examples, &learned);
  assert_exactly(&learned, SOLVED_CLASSIC, NULL);
  ebm_learned_clear(&learned);
  ebm_examples_clear(&examples);
}

static void wrong_cells_are_found_and_left_out(void **state) {
  (void)state;
  ebm_examples examples = draw_grids(SOLVED_CLASSIC, 100, 9);
  ebm_random random = {ebm_hash(9)};
  int wrong[100];
  for (int g = 0; g < 100; g++) wrong[g] = g % 20 == 3 ? solved_corrupt(&random, examples.value + (size_t)g * 81) : -1;
  ebm_learned learned;
  learn(&examples, &learned);
  assert_exactly(&learned, SOLVED_CLASSIC, NULL);
  assert_int_equal(learned.n_doubts, 5);
  for (size_t k = 0; k < learned.n_doubts; k++)
    assert_int_equal(wrong[learned.doubt[k].example], learned.doubt[k].variable);
  ebm_learned_clear(&learned);
  ebm_examples_clear(&examples);
}

static void nothing_is_invented(void **state) {
  (void)state;
  ebm_error error;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    ebm_random random = {ebm_hash(seed)};
    ebm_examples noise;
    assert_int_equal(ebm_examples_init(&noise, 30, 6, 5, 6, &error), EBM_OK);
    for (int g = 0; g < 60; g++) {
      uint8_t value[30];
      for (int v = 0; v < 30; v++) value[v] = (uint8_t)(1 + ebm_random_below(&random, 6));
      assert_int_equal(ebm_examples_add(&noise, value, &error), EBM_OK);
    }
    ebm_learned learned;
    learn(&noise, &learned);
    assert_int_equal(learned.lesson.n, 0);
    assert_int_equal(learned.n_doubts, 0);
    ebm_learned_clear(&learned);
    ebm_examples_clear(&noise);
  }
  /* Few grids: what is said is true, and that more would tell is said too. */
  for (size_t n = 2; n <= 12; n += 2) {
    ebm_examples examples = draw_grids(SOLVED_CLASSIC, n, n);
    ebm_learned learned;
    learn(&examples, &learned);
    for (int i = 0; i < 81; i++)
      for (int j = 0; j < i; j++)
        if (learned.lesson.word[ebm_pair((uint32_t)i, (uint32_t)j)] != 0)
          assert_true(solved_unequal(SOLVED_CLASSIC, i, j));
    assert_true(learned.lesson.undecided > 0);
    ebm_learned_clear(&learned);
    ebm_examples_clear(&examples);
  }
}

static void relations_have_words(void **state) {
  (void)state;
  ebm_error error;
  ebm_examples examples;
  ebm_random random = {ebm_hash(5)};
  assert_int_equal(ebm_examples_init(&examples, 8, 9, 1, 8, &error), EBM_OK);
  while (examples.n < 200) {
    uint8_t v[8];
    for (int k = 0; k < 8; k++) v[k] = (uint8_t)(1 + ebm_random_below(&random, 9));
    if (v[0] >= v[1] || abs(v[2] - v[3]) < 5 || v[4] + v[5] != 10) continue; /* 6 and 7 are free */
    assert_int_equal(ebm_examples_add(&examples, v, &error), EBM_OK);
  }
  ebm_learned learned;
  learn(&examples, &learned);
  ebm_text text = {0};
  uint64_t line[200] = {0};
  ebm_words_write(&learned, 200, line, "123456789", &text);
  ebm_text_append(&text, "", 1);
  assert_non_null(strstr(text.bytes, "C1 < C2"));
  assert_non_null(strstr(text.bytes, "C3 and C4 differ by at least 5"));
  assert_non_null(strstr(text.bytes, "C5 and C6 sum to 10"));
  for (uint32_t j = 1; j < 8; j++)
    for (uint32_t i = 0; i < j; i++)
      assert_int_equal(learned.lesson.word[ebm_pair(i, j)] != 0, i % 2 == 0 && j == i + 1 && j < 6);
  ebm_text_clear(&text);
  ebm_learned_clear(&learned);
  ebm_examples_clear(&examples);
}

/* What is stored is what was learned: the model made of it accepts solved grids and refuses spoiled ones. */
static void stored_rules_judge_grids(void **state) {
  (void)state;
  ebm_examples examples = draw_grids(SOLVED_CLASSIC | SOLVED_KNIGHT, 120, 11);
  ebm_learned learned;
  learn(&examples, &learned);
  ebm_energy_file file;
  ebm_error error;
  assert_int_equal(ebm_store_lesson(&learned.lesson, "123456789", &file, &error), EBM_OK);
  ebm_builder *builder = support_builder();
  assert_int_equal(ebm_energy_file_cells(9, 9, 9, builder, &error), EBM_OK);
  assert_int_equal(ebm_energy_file_add(&file, builder, &error), EBM_OK);
  ebm_model *model = support_seal(builder);
  assert_true(model->classic9);
  assert_int_equal(model->n_factors, 81 + 243 + 152);
  ebm_random random = {ebm_hash(12)};
  for (int round = 0; round < 50; round++) {
    uint8_t value[81];
    solved_draw(SOLVED_CLASSIC | SOLVED_KNIGHT, &random, value);
    for (int spoiled = 0; spoiled < 2; spoiled++) {
      size_t broken = 0;
      uint8_t zero_based[81];
      for (int c = 0; c < 81; c++) zero_based[c] = (uint8_t)(value[c] - 1);
      for (size_t f = 0; f < model->n_factors; f++)
        broken += !model->factor[f].ops->check(&model->factor[f], zero_based);
      assert_int_equal(broken == 0, spoiled == 0);
      solved_corrupt(&random, value);
    }
  }
  ebm_model_destroy(model);
  ebm_energy_file_clear(&file);
  ebm_learned_clear(&learned);
  ebm_examples_clear(&examples);
}

void openblas_set_num_threads(int n);

int main(void) {
  openblas_set_num_threads(1); /* the matrices are small, and the other tests run beside this one */
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(classic_grids_give_810_pairs),
      cmocka_unit_test(variants_give_their_rules),
      cmocka_unit_test(order_of_cells_does_not_matter),
      cmocka_unit_test(half_of_the_cells_are_enough),
      cmocka_unit_test(wrong_cells_are_found_and_left_out),
      cmocka_unit_test(nothing_is_invented),
      cmocka_unit_test(relations_have_words),
      cmocka_unit_test(stored_rules_judge_grids),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
