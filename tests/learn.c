/* The learner on solved grids: exactly the rules they were made by, no more, no less; and nothing from noise. */
#include "support.h"

#include <math.h>

#include "learn/learn.h"
#include "learn/network.h"
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

/* Replaces each cell by another symbol with the chance `rate`; returns how many. */
static size_t add_noise(ebm_examples *examples, double rate, ebm_random *random) {
  size_t altered = 0;
  for (size_t k = 0; k < examples->n * examples->variables; k++) {
    if (ebm_random_unit(random) >= rate) continue;
    uint32_t d = examples->domain, a = examples->value[k] - 1U;
    examples->value[k] = (uint8_t)((a + 1 + ebm_random_below(random, d - 1)) % d + 1);
    altered++;
  }
  return altered;
}

static void noise_in_cells_is_found_and_left_out(void **state) {
  (void)state;
  static const struct {
    unsigned rules;
    size_t n;
    double rate;
  } noisy[] = {{SOLVED_CLASSIC, 300, 0.03}, {SOLVED_CLASSIC, 500, 0.1}, {SOLVED_CLASSIC | SOLVED_DIAGONALS, 500, 0.03}};
  for (size_t k = 0; k < sizeof noisy / sizeof *noisy; k++) {
    ebm_examples examples = draw_grids(noisy[k].rules, noisy[k].n, 20 + k);
    ebm_examples clean = draw_grids(noisy[k].rules, noisy[k].n, 20 + k);
    ebm_random random = {ebm_hash(20 + k)};
    double altered = (double)add_noise(&examples, noisy[k].rate, &random), right = 0;
    ebm_learned learned;
    learn(&examples, &learned);
    assert_exactly(&learned, noisy[k].rules, NULL);
    for (size_t d = 0; d < learned.n_doubts; d++) {
      uint8_t was = ebm_examples_row(&clean, learned.doubt[d].example)[learned.doubt[d].variable];
      right += was != learned.doubt[d].read + 1;
    }
    assert_true(right > 0.95 * altered && right > 0.95 * (double)learned.n_doubts);
    assert_true(fabs(learned.noise - noisy[k].rate) < 0.1 * noisy[k].rate);
    ebm_learned_clear(&learned);
    ebm_examples_clear(&examples);
    ebm_examples_clear(&clean);
  }
}

/* As many cells and values as a grid has, drawn freely. Some value is always rarer in some cell than elsewhere by
 * chance: doubting it there must not make a rule that it never occurs. */
static void noise_alone_has_no_rule(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 8; seed++) {
    ebm_examples examples = draw_grids(0, 300, seed);
    ebm_learned learned;
    learn(&examples, &learned);
    assert_int_equal(learned.lesson.n, 0);
    assert_true(learned.noise == 0.0);
    ebm_learned_clear(&learned);
    ebm_examples_clear(&examples);
  }
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

/* ---- examples that were not drawn independently ---- */

enum { KINDS_GRIDS = 100 };

static void add(ebm_examples *examples, const uint8_t *value) {
  ebm_error error;
  assert_int_equal(ebm_examples_add(examples, value, &error), EBM_OK);
}

/* Adds the first n solutions that a search in the order of cells and digits meets. */
static void add_in_order(ebm_examples *examples, uint8_t *value, int cell, size_t n) {
  if (examples->n == n) return;
  if (cell == 81) {
    add(examples, value);
    return;
  }
  for (uint8_t d = 1; d <= 9 && examples->n < n; d++) {
    bool free = true;
    for (int c = 0; c < cell && free; c++) free = value[c] != d || !solved_unequal(SOLVED_CLASSIC, c, cell);
    value[cell] = d;
    if (free) add_in_order(examples, value, cell + 1, n);
  }
}

/* A random grid with the values that `given` says (0: open). */
static void fill_given(ebm_random *random, const uint8_t *given, uint8_t *value) {
  for (bool found = false; !found;) {
    solved_search s = {.rules = SOLVED_CLASSIC, .random = random, .nodes = SOLVED_NODES};
    int left = 81;
    for (int c = 0; c < 81; c++) s.domain[c] = 511, s.value[c] = -1;
    for (int c = 0; c < 81; c++) {
      if (given[c] == 0) continue;
      s.value[c] = (int8_t)(given[c] - 1);
      left--;
      for (int o = 0; o < 81; o++)
        if (o != c && solved_unequal(SOLVED_CLASSIC, c, o)) s.domain[o] &= (uint16_t) ~(1u << (given[c] - 1));
    }
    found = solved_fill(&s, left);
    for (int c = 0; c < 81; c++) value[c] = (uint8_t)(s.value[c] + 1);
  }
}

static void rename_digits(uint8_t *value, const uint8_t digit[10]) {
  for (int c = 0; c < 81; c++) value[c] = digit[value[c]];
}

static void shuffle(ebm_random *random, uint8_t *array, uint32_t n) {
  for (uint32_t k = n; k > 1; k--) {
    uint32_t at = ebm_random_below(random, k);
    uint8_t kept = array[k - 1];
    array[k - 1] = array[at];
    array[at] = kept;
  }
}

/* As one that always has 1 or 9 in the middle, and half of the time gives the other digits their order by row 4. */
static void prefer(ebm_random *random, uint8_t *value) {
  uint8_t digit[10] = {0}, left[8] = {2, 3, 4, 5, 6, 7, 8, 9};
  bool turned = ebm_random_below(random, 2) == 0;
  if (ebm_random_below(random, 2) == 0) shuffle(random, left, 8);
  digit[value[40]] = 1;
  for (uint32_t c = 27, next = 0; c < 36; c++)
    if (digit[value[c]] == 0) digit[value[c]] = left[next++];
  for (uint32_t d = 1; d <= 9 && turned; d++) digit[d] = (uint8_t)(10 - digit[d]);
  rename_digits(value, digit);
}

typedef enum alike {
  ALIKE_IN_ORDER,
  ALIKE_TWENTY_GIVEN,
  ALIKE_PREFERRED,
  ALIKE_RENAMED,
  ALIKE_ROWS_MOVED,
  ALIKE_CLUSTERS,
  ALIKE_COPIES,
  ALIKE_KINDS
} alike;

static ebm_examples draw_alike(alike kind, uint64_t seed) {
  ebm_examples examples;
  ebm_error error;
  ebm_random random = {ebm_hash(seed)};
  uint8_t base[81], given[81] = {0}, value[81] = {0};
  assert_int_equal(ebm_examples_init(&examples, 81, 9, 9, 9, &error), EBM_OK);
  solved_draw(SOLVED_CLASSIC, &random, base);
  if (kind == ALIKE_IN_ORDER) add_in_order(&examples, value, 0, KINDS_GRIDS);
  uint8_t cell[81];
  for (uint8_t c = 0; c < 81; c++) cell[c] = c;
  shuffle(&random, cell, 81);
  for (int k = 0; k < 20; k++) given[cell[k]] = base[cell[k]];
  while (examples.n < KINDS_GRIDS) {
    uint8_t digit[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, row[3] = {0, 1, 2};
    memcpy(value, base, 81);
    switch (kind) {
      case ALIKE_TWENTY_GIVEN: fill_given(&random, given, value); break;
      case ALIKE_PREFERRED:
        solved_draw(SOLVED_CLASSIC, &random, value);
        prefer(&random, value);
        break;
      case ALIKE_RENAMED:
        shuffle(&random, digit + 1, 9);
        rename_digits(value, digit);
        break;
      case ALIKE_ROWS_MOVED:
        for (int band = 0; band < 3; band++) {
          shuffle(&random, row, 3);
          for (int r = 0; r < 3; r++) memcpy(value + 27 * band + 9 * r, base + 27 * band + 9 * row[r], 9);
        }
        break;
      case ALIKE_CLUSTERS:
        if (examples.n % 10 == 0) {
          solved_draw(SOLVED_CLASSIC, &random, base);
          memset(given, 0, 81);
          for (int k = 0; k < 24; k++) given[cell[k]] = base[cell[k]];
        }
        fill_given(&random, given, value);
        break;
      case ALIKE_COPIES:
        if (examples.n >= 8)
          memcpy(value, ebm_examples_row(&examples, ebm_random_below(&random, 8)), 81);
        else
          solved_draw(SOLVED_CLASSIC, &random, value);
        break;
      case ALIKE_IN_ORDER:
      case ALIKE_KINDS: break;
    }
    add(&examples, value);
  }
  return examples;
}

/* However the grids were drawn, and whatever they have in common by that: nothing is said of them that is not so of all
 * solved grids. */
static void alike_examples_invent_nothing(void **state) {
  (void)state;
  for (alike kind = 0; kind < ALIKE_KINDS; kind++)
    for (uint64_t seed = 1; seed <= (kind == ALIKE_IN_ORDER ? 1 : 2); seed++) {
      ebm_examples examples = draw_alike(kind, 100 * kind + seed);
      ebm_learned learned;
      learn(&examples, &learned);
      for (uint32_t i = 0; i < 81; i++) {
        assert_int_equal(learned.lesson.forbidden[i], 0);
        for (uint32_t j = 0; j < i; j++)
          assert_in_range(learned.lesson.word[ebm_pair(i, j)], 0, solved_unequal(SOLVED_CLASSIC, (int)i, (int)j));
      }
      if (kind == ALIKE_PREFERRED)
        assert_true(learned.lesson.absent > 0);
      else if (kind != ALIKE_ROWS_MOVED)
        assert_true(learned.worth < 0.7 * KINDS_GRIDS);
      ebm_learned_clear(&learned);
      ebm_examples_clear(&examples);
    }
}

/* What every example has, though values that are drawn freely elsewhere show that it need not, is a rule: a first row
 * that is always the same, and an even cell. What these imply is not said a second time. */
static void values_that_stand_out_are_rules(void **state) {
  (void)state;
  for (int even = 0; even < 2; even++) {
    ebm_examples examples = draw_grids(SOLVED_CLASSIC, 0, 0);
    ebm_random random = {ebm_hash(77)};
    while (examples.n < 300) {
      uint8_t value[81], digit[10];
      solved_draw(SOLVED_CLASSIC, &random, value);
      for (uint8_t c = 0; c < 9; c++) digit[value[c]] = (uint8_t)(c + 1);
      if (even == 0) rename_digits(value, digit);
      if (even == 0 || value[40] % 2 == 0) add(&examples, value);
    }
    ebm_learned learned;
    learn(&examples, &learned);
    assert_int_equal(learned.lesson.absent, 0);
    for (uint32_t c = 0; c < 81; c++) {
      uint64_t row = c < 9 ? 511U & ~(1U << c) : 0, odd = c == 40 ? 0x155 : 0;
      assert_int_equal(learned.lesson.forbidden[c], even ? odd : row);
    }
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

/* One hidden unit that says: the values, from 0, sum to at most `most`. Counted in another way: sum by sum. */
static void networks_count_what_they_accept(void **state) {
  (void)state;
  for (uint32_t variables = 2; variables <= 24; variables += 11)
    for (int most = -1; most <= (int)variables * 2; most += (int)variables) {
      float parameter[24 * 3 + 3];
      double ways[49] = {1.0}, accepted = 0.0, all = pow(3, variables);
      for (uint32_t k = 0; k < 3 * variables; k++) parameter[k] = (float)(k % 3);
      parameter[3 * variables] = (float)-most;
      parameter[3 * variables + 1] = 1.0F;
      parameter[3 * variables + 2] = -0.5F;
      for (uint32_t i = 0; i < variables; i++)
        for (int s = 48; s >= 0; s--) ways[s] += (s > 0 ? ways[s - 1] : 0) + (s > 1 ? ways[s - 2] : 0);
      for (int s = 0; s <= most; s++) accepted += ways[s];
      ebm_network network = {.variables = variables, .domain = 3, .hidden = 1, .parameter = parameter, .different = 4};
      ebm_error error;
      assert_int_equal(ebm_network_count(&network, 1, NULL, &error), EBM_OK);
      assert_int_equal(network.counted, variables <= 13);
      if (network.counted) assert_true(network.accepted * all == accepted);
      assert_true(network.low * all <= accepted && accepted <= network.high * all);
      assert_int_equal(ebm_network_loose(&network), accepted >= 40);
    }
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
      cmocka_unit_test(noise_in_cells_is_found_and_left_out),
      cmocka_unit_test(noise_alone_has_no_rule),
      cmocka_unit_test(nothing_is_invented),
      cmocka_unit_test(alike_examples_invent_nothing),
      cmocka_unit_test(values_that_stand_out_are_rules),
      cmocka_unit_test(relations_have_words),
      cmocka_unit_test(stored_rules_judge_grids),
      cmocka_unit_test(networks_count_what_they_accept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
