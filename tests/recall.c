/* Memories and networks: learned from examples, stored, read back, and descended. */
#include "support.h"

#include "base/random.h"
#include "bitmaps.h"
#include "learn/network.h"

void openblas_set_num_threads(int n);

enum { PATTERNS = 10, TRIALS = SANITIZED ? 20 : 100 };

static void bitmaps_are_recalled(void **state) {
  (void)state;
  ebm_examples memories;
  ebm_energy_file file;
  size_t unstable;
  ebm_random random = {ebm_hash(77)};
  bitmaps_draw(&memories, PATTERNS, &random);
  ebm_model *model = bitmaps_learn(&memories, &file, &unstable);
  assert_int_equal(unstable, 0);
  assert_true(bitmaps_restored(model, &memories, false, TRIALS) >= TRIALS * 95 / 100);
  assert_true(bitmaps_restored(model, &memories, true, TRIALS) >= TRIALS * 95 / 100);
  /* a memory that was not stored is not recalled: the test can fail */
  for (int c = 0; c < BITMAP_CELLS * PATTERNS; c++) memories.value[c] = (uint8_t)(1 + ebm_random_below(&random, 2));
  assert_true(bitmaps_restored(model, &memories, true, TRIALS) < TRIALS / 20);
  ebm_model_destroy(model);
  ebm_energy_file_clear(&file);
  ebm_examples_clear(&memories);
}

/* Two cells given, the third found by descending the network's energy: triples with an odd sum among the 81. */
static int odd_completions(const ebm_model *model, const char *method) {
  ebm_error error;
  ebm_energy energy;
  ebm_work *work;
  ebm_block block = {0};
  const ebm_minimizer *minimizer = ebm_minimizer_find(method);
  const ebm_minimizer_options options = {.seed = 1, .timeout = 10};
  int odd = 0;
  assert_int_equal(ebm_energy_init(&energy, model, &error), EBM_OK);
  assert_int_equal(minimizer->create(&energy, &options, &work, &error), EBM_OK);
  for (int pair = 0; pair < 81; pair++) {
    uint8_t value[3];
    ebm_record *record = ebm_block_add(&block, model, 1);
    record->given[0] = (uint8_t)(1 + pair / 9);
    record->given[1] = (uint8_t)(1 + pair % 9);
    ebm_task task = {.record = record, .limit = 1, .value = value};
    minimizer->run(work, &task, 1);
    assert_int_equal(task.outcome, EBM_SOLVED);
    assert_true(value[0] == pair / 9 && value[1] == pair % 9);
    odd += (value[0] + value[1] + value[2] + 3) % 2;
    ebm_block_reset(&block);
  }
  minimizer->destroy(work);
  ebm_energy_clear(&energy);
  ebm_block_clear(&block);
  return odd;
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
  ebm_model *model = bitmaps_stored(&file, &again);
  const ebm_factor *factor = NULL;
  for (size_t f = 0; f < model->n_factors; f++)
    if (strcmp(model->factor[f].ops->name, "network") == 0) factor = &model->factor[f];
  assert_non_null(factor);
  int wrong = 0;
  uint8_t value[3] = {0};
  do wrong += factor->ops->check(factor, value) != ((value[0] + value[1] + value[2] + 3) % 2 == 0);
  while (support_next(model, value));
  if (wrong > 15) fail_msg("%d of 729 triples are judged wrongly", wrong);
  static const char *const methods[] = {"gradient", "anneal", "recall", "quench"};
  for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
    int odd = odd_completions(model, methods[m]);
    if (odd > 3) fail_msg("%s completes %d of 81 triples to an odd sum", methods[m], odd);
  }
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
