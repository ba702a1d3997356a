/* at every level: The lattice against plain backtracking, and against itself: alone, in company, at any width. */
#include "support.h"

#include "base/random.h"
#include "certify/certify.h"
#include "lattice/lattice.h"

/* Counts the solutions of a record by trying value after value; the reference. */
static uint64_t count_by_trying(const ebm_record *record, uint8_t *value, uint32_t v, uint64_t limit) {
  const ebm_model *model = record->model;
  unsigned size = model->layout.rows, box_rows = model->layout.box_rows, box_columns = model->layout.box_columns;
  if (v == model->n_variables) return 1;
  uint64_t found = 0;
  for (uint32_t a = 0; a < size && found < limit; a++) {
    if (!ebm_record_allows(record, model->first[v] + a)) continue;
    bool free = true;
    for (uint32_t w = 0; w < v && free; w++) {
      bool peers = w / size == v / size || w % size == v % size ||
                   (w / size / box_rows == v / size / box_rows && w % size / box_columns == v % size / box_columns);
      free = !peers || value[w] != a;
    }
    if (!free) continue;
    value[v] = (uint8_t)a;
    found += count_by_trying(record, value, v + 1, limit - found);
  }
  return found;
}

static ebm_lattice *lattice_for(const ebm_model *model, uint64_t seed) {
  ebm_lattice *lattice;
  ebm_error error;
  ebm_lattice_options options = {.seed = seed};
  assert_int_equal(ebm_lattice_generic()->create(model, &options, &lattice, &error), EBM_OK);
  return lattice;
}

enum { MOST = 1500 };

static void fill_tasks(const ebm_block *block, ebm_task *task, uint8_t *values, uint64_t limit) {
  for (size_t i = 0; i < block->n; i++)
    task[i] = (ebm_task){.record = &block->record[i], .limit = limit, .value = values + 256 * i};
}

/* 4x4 records with a few random givens: no, one and many solutions. */
static void random_records(ebm_block *block, const ebm_model *model, size_t n, ebm_random *random) {
  for (size_t i = 0; i < n; i++) {
    char givens[17];
    for (int c = 0; c < 16; c++)
      givens[c] = ebm_random_below(random, 3) == 0 ? (char)('1' + ebm_random_below(random, 4)) : '.';
    support_record(block, model, givens);
  }
}

static void counts_are_exact(void **state) {
  (void)state;
  static ebm_task task[MOST];
  static uint8_t values[MOST * 256];
  ebm_random random = {7};
  ebm_model *model = support_grid(4, 2, 2);
  ebm_block block = {0};
  random_records(&block, model, MOST, &random);
  support_record(&block, model, "................");
  block.n--; /* the arena keeps it; the empty grid gets a task of its own below */
  ebm_lattice *lattice = lattice_for(model, 1);
  fill_tasks(&block, task, values, UINT64_MAX);
  ebm_lattice_generic()->run(lattice, task, block.n);
  size_t many = 0, none = 0;
  for (size_t i = 0; i < block.n; i++) {
    uint8_t value[16];
    uint64_t expected = count_by_trying(&block.record[i], value, 0, UINT64_MAX);
    assert_int_equal(task[i].solutions, expected);
    assert_true(task[i].exhausted);
    assert_int_equal(task[i].outcome, expected > 0 ? EBM_SOLVED : EBM_UNSOLVABLE);
    if (expected > 0) assert_true(ebm_certify(&block.record[i], task[i].value));
    many += expected > 1;
    none += expected == 0;
  }
  assert_true(many > 20 && none > 20);
  block.n++;
  ebm_task empty = {.record = &block.record[block.n - 1], .limit = UINT64_MAX, .value = values};
  ebm_lattice_generic()->run(lattice, &empty, 1);
  assert_int_equal(empty.solutions, 288);
  ebm_lattice_generic()->destroy(lattice);
  ebm_block_clear(&block);
  ebm_model_destroy(model);
}

static void an_answer_does_not_depend_on_its_company(void **state) {
  (void)state;
  static ebm_task together[MOST], alone[MOST];
  static uint8_t values[2][MOST * 256];
  for (uint64_t limit = 1; limit <= 2; limit++) {
    ebm_random random = {limit};
    ebm_model *model = support_grid(6, 2, 3);
    ebm_block block = {0};
    for (int i = 0; i < 200; i++) {
      char givens[37];
      for (int c = 0; c < 36; c++)
        givens[c] = ebm_random_below(&random, 6) == 0 ? (char)('1' + ebm_random_below(&random, 6)) : '.';
      support_record(&block, model, givens);
    }
    ebm_lattice *lattice = lattice_for(model, 5);
    fill_tasks(&block, together, values[0], limit);
    fill_tasks(&block, alone, values[1], limit);
    ebm_lattice_generic()->run(lattice, together, block.n);
    for (size_t i = 0; i < block.n; i++) ebm_lattice_generic()->run(lattice, &alone[i], 1);
    for (size_t i = 0; i < block.n; i++) {
      assert_int_equal(together[i].outcome, alone[i].outcome);
      assert_int_equal(together[i].solutions, alone[i].solutions);
      assert_int_equal(together[i].kicks, alone[i].kicks);
      assert_int_equal(together[i].corrections, alone[i].corrections);
      if (together[i].solutions > 0) assert_memory_equal(together[i].value, alone[i].value, 36);
    }
    ebm_lattice_generic()->destroy(lattice);
    ebm_block_clear(&block);
    ebm_model_destroy(model);
  }
}

static void ruled_out_literals_stay_out(void **state) {
  (void)state;
  ebm_model *model = support_grid(4, 2, 2);
  ebm_block block = {0};
  ebm_record *record = support_record(&block, model, "................");
  record->allowed = ebm_block_allowed(&block, model);
  record->allowed[0] = ~(uint64_t)0 & ~(uint64_t)7; /* the first cell is a 4 */
  uint8_t value[16];
  ebm_task task = {.record = record, .limit = UINT64_MAX, .value = value};
  ebm_lattice *lattice = lattice_for(model, 1);
  ebm_lattice_generic()->run(lattice, &task, 1);
  assert_int_equal(task.solutions, 288 / 4);
  assert_int_equal(value[0], 3);
  ebm_lattice_generic()->destroy(lattice);
  ebm_block_clear(&block);
  ebm_model_destroy(model);
}

static void a_stop_is_not_a_proof(void **state) {
  (void)state;
  ebm_model *model = support_grid(9, 3, 3);
  ebm_block block = {0};
  char empty[82];
  memset(empty, '.', 81);
  support_record(&block, model, empty);
  uint8_t value[81];
  ebm_task task = {.record = &block.record[0], .limit = UINT64_MAX, .value = value};
  ebm_stop stop = {.raised = 1};
  ebm_lattice_options options = {.seed = 1, .stop = &stop};
  ebm_lattice *lattice;
  ebm_error error;
  assert_int_equal(ebm_lattice_generic()->create(model, &options, &lattice, &error), EBM_OK);
  ebm_lattice_generic()->run(lattice, &task, 1);
  assert_false(task.exhausted);
  assert_int_equal(task.outcome, EBM_UNKNOWN);
  ebm_lattice_generic()->destroy(lattice);
  options = (ebm_lattice_options){.seed = 1, .timeout = 0.5};
  assert_int_equal(ebm_lattice_generic()->create(model, &options, &lattice, &error), EBM_OK);
  ebm_lattice_generic()->run(lattice, &task, 1);
  assert_false(task.exhausted);
  assert_true(task.solutions > 0);
  ebm_lattice_generic()->destroy(lattice);
  ebm_block_clear(&block);
  ebm_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_are_exact),
      cmocka_unit_test(an_answer_does_not_depend_on_its_company),
      cmocka_unit_test(ruled_out_literals_stay_out),
      cmocka_unit_test(a_stop_is_not_a_proof),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
