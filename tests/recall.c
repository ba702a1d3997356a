/* Memories and networks: learned from examples, stored, read back, and descended. */
#include "support.h"

#include "base/random.h"
#include "learn/memory.h"
#include "learn/network.h"
#include "learn/soft.h"
#include "minimize/minimizer.h"

void openblas_set_num_threads(int n);

/* The model of an energy file, after a trip through its bytes. */
static ebm_model *stored_model(ebm_energy_file *file, ebm_energy_file *again) {
  ebm_error error;
  ebm_text text = {0};
  assert_int_equal(ebm_energy_file_write(file, &text, &error), EBM_OK);
  ebm_energy_file_clear(file);
  assert_int_equal(ebm_energy_file_read(text.bytes, text.length, again, &error), EBM_OK);
  ebm_text_clear(&text);
  ebm_builder *builder = support_builder();
  assert_int_equal(ebm_energy_file_cells(again->rows, again->columns, again->values, builder, &error), EBM_OK);
  assert_int_equal(ebm_energy_file_add(again, builder, &error), EBM_OK);
  return support_seal(builder);
}

enum { SIDE = 12, CELLS = SIDE * SIDE, PATTERNS = 10, TRIALS = 100, SPOILED = CELLS / 4 };

/* Trials restored exactly, each with a quarter of the cells erased or flipped. */
static int restored(const ebm_model *model, const ebm_examples *memories, bool flip) {
  ebm_error error;
  ebm_energy energy;
  ebm_work *work;
  ebm_block block = {0};
  ebm_random random = {ebm_hash(flip)};
  const ebm_minimizer *recall = ebm_minimizer_find("recall");
  const ebm_minimizer_options options = {.seed = 1, .given_weight = flip ? 0.5F : 0};
  int right = 0;
  assert_int_equal(ebm_energy_init(&energy, model, &error), EBM_OK);
  assert_int_equal(recall->create(&energy, &options, &work, &error), EBM_OK);
  for (int trial = 0; trial < TRIALS; trial++) {
    uint8_t value[CELLS], given[CELLS];
    const uint8_t *memory = ebm_examples_row(memories, ebm_random_below(&random, PATTERNS));
    ebm_record *record = ebm_block_add(&block, model, 1);
    memcpy(given, memory, CELLS);
    for (int spoiled = 0; spoiled < SPOILED;) {
      uint32_t cell = ebm_random_below(&random, CELLS);
      if (given[cell] != memory[cell]) continue;
      given[cell] = flip ? (uint8_t)(3 - memory[cell]) : 0;
      spoiled++;
    }
    memcpy(record->given, given, CELLS);
    ebm_task task = {.record = record, .limit = 1, .value = value};
    recall->run(work, &task, 1);
    assert_int_equal(task.outcome, EBM_SOLVED);
    bool same = true;
    for (int c = 0; c < CELLS; c++) same &= value[c] + 1 == memory[c];
    right += same;
    ebm_block_reset(&block);
  }
  recall->destroy(work);
  ebm_energy_clear(&energy);
  ebm_block_clear(&block);
  return right;
}

static void bitmaps_are_recalled(void **state) {
  (void)state;
  ebm_examples memories;
  ebm_memory memory;
  ebm_energy_file file, again;
  ebm_error error;
  ebm_random random = {ebm_hash(77)};
  assert_int_equal(ebm_examples_init(&memories, CELLS, 2, SIDE, SIDE, &error), EBM_OK);
  for (int p = 0; p < PATTERNS; p++) {
    uint8_t value[CELLS];
    for (int c = 0; c < CELLS; c++) value[c] = (uint8_t)(1 + ebm_random_below(&random, 2));
    assert_int_equal(ebm_examples_add(&memories, value, &error), EBM_OK);
  }
  assert_int_equal(ebm_memory_learn(&memories, 1, NULL, &memory, &error), EBM_OK);
  assert_int_equal(memory.unstable, 0);
  assert_int_equal(ebm_soft_store(&memories, memory.unary, memory.weight, "01", &file, &error), EBM_OK);
  ebm_model *model = stored_model(&file, &again);
  assert_true(restored(model, &memories, false) >= 95);
  assert_true(restored(model, &memories, true) >= 95);
  /* a memory that was not stored is not recalled: the test can fail */
  for (int c = 0; c < CELLS * PATTERNS; c++) memories.value[c] = (uint8_t)(1 + ebm_random_below(&random, 2));
  assert_true(restored(model, &memories, true) < 5);
  ebm_model_destroy(model);
  ebm_energy_file_clear(&again);
  ebm_memory_clear(&memory);
  ebm_examples_clear(&memories);
}

/* Of all 729 triples, those with an even sum, and hardly others, from 400 examples. */
static void even_sums_are_learned(void **state) {
  (void)state;
  ebm_examples examples;
  ebm_network network;
  ebm_energy_file file, again;
  ebm_error error;
  ebm_random random = {ebm_hash(5)};
  assert_int_equal(ebm_examples_init(&examples, 3, 9, 1, 3, &error), EBM_OK);
  while (examples.n < 600) {
    uint8_t value[3];
    for (int c = 0; c < 3; c++) value[c] = (uint8_t)(1 + ebm_random_below(&random, 9));
    if ((value[0] + value[1] + value[2]) % 2 == 0) assert_int_equal(ebm_examples_add(&examples, value, &error), EBM_OK);
  }
  assert_int_equal(ebm_network_learn(&examples, 1, NULL, &network, &error), EBM_OK);
  assert_int_equal(ebm_network_store(&network, &examples, "123456789", &file, &error), EBM_OK);
  ebm_model *model = stored_model(&file, &again);
  const ebm_factor *factor = NULL;
  for (size_t f = 0; f < model->n_factors; f++)
    if (strcmp(model->factor[f].ops->name, "network") == 0) factor = &model->factor[f];
  assert_non_null(factor);
  int wrong = 0;
  uint8_t value[3] = {0};
  do wrong += factor->ops->check(factor, value) != ((value[0] + value[1] + value[2] + 3) % 2 == 0);
  while (support_next(model, value));
  if (wrong > 15) fail_msg("%d of 729 triples are judged wrongly", wrong);
  ebm_model_destroy(model);
  ebm_energy_file_clear(&again);
  ebm_network_clear(&network);
  ebm_examples_clear(&examples);
}

int main(void) {
  openblas_set_num_threads(1);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bitmaps_are_recalled),
      cmocka_unit_test(even_sums_are_learned),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
