/* at every level: The fused 9x9 lattice against the generic one: the same fixed points, the same counts; and against
 * itself, alone and in company. */
#define EBM_LEVEL baseline
#include "support.h"

#include "base/memory.h"
#include "base/random.h"
#include "certify/certify.h"
#include "lattice/grid9.h"
#include "lattice/lattice.h"
#include "lattice/sweep.h"

static const char solution[] = "123456789456789123789123456231564897564897231897231564312645978645978312978312645";

static ebm_model *model;
static const ebm_lattice_ops *fused, *generic;

static int set_up(void **state) {
  (void)state;
  model = support_grid(9, 3, 3);
  ebm_lattice_options options = {0};
  fused = ebm_lattice_choose(model, &options);
  generic = ebm_lattice_generic();
  return fused == generic; /* the classic grid must be recognized */
}

static int tear_down(void **state) {
  (void)state;
  ebm_model_destroy(model);
  return 0;
}

/* ---- fixed points ---- */

/* Every literal of the solution and others at random; in one lane of eight a few of the solution's are missing. */
static bool draw_literal(unsigned literal, unsigned lane, ebm_random *random) {
  bool right = (unsigned)(solution[literal / 9] - '1') == literal % 9;
  if (right) return lane % 8 != 0 || ebm_random_below(random, 40) != 0;
  return ebm_random_below(random, 100) < 10 + lane % 30;
}

static void the_fixed_point_is_that_of_the_generic_sweep(void **state) {
  (void)state;
  if (ebm_level_active() != EBM_LEVEL_BASELINE) skip(); /* the words of this file are as wide as the baseline's */
  ebm_random random = {11};
  grid9_state *fast = ebm_allocate(1, sizeof *fast);
  ebm_lanes lanes = {
      .model = model, .x = ebm_allocate(729, sizeof(ebm_word)), .decided = ebm_allocate(81, sizeof(ebm_word))};
  ebm_arena arena = {0};
  ebm_overlap *overlap;
  size_t n_overlaps;
  assert_true(ebm_overlap_find(model, &arena, &overlap, &n_overlaps));
  assert_true(EBM_LANES >= 128 && GRID9_LANES >= 128);
  unsigned barriers = 0;
  for (int round = 0; round < 20; round++) {
    memset(fast, 0, sizeof *fast);
    memset(lanes.x, 0, 729 * sizeof(ebm_word));
    for (unsigned i = 0; i < 729; i++)
      for (unsigned lane = 0; lane < 128; lane++) {
        bool on = draw_literal(i, lane, &random);
        ebm_word_set(&lanes.x[i], lane, on);
        if (on) ((uint64_t *)&fast->x[i])[lane / 64] |= (uint64_t)1 << (lane % 64);
      }
    uint64_t slow_barrier[2] = {0}, fast_barrier[2] = {0};
    for (int i = 0; i < 60; i++) {
      ebm_sweep_generic(&lanes, overlap, n_overlaps);
      grid9_sweep_round(fast, 2, i == 0 ? ~(grid9_word){0} : (grid9_word){0});
      for (int part = 0; part < 2; part++) {
        slow_barrier[part] |= lanes.barrier[part];
        fast_barrier[part] |= fast->barrier[part];
      }
    }
    for (int part = 0; part < 2; part++) {
      assert_int_equal(slow_barrier[part], fast_barrier[part]);
      barriers += (unsigned)__builtin_popcountll(slow_barrier[part]);
      assert_int_equal(fast->changed[part] & ~fast_barrier[part], 0);
    }
    for (unsigned i = 0; i < 729; i++)
      for (int part = 0; part < 2; part++)
        assert_int_equal(lanes.x[i][part] & ~slow_barrier[part], fast->x[i][part] & ~slow_barrier[part]);
  }
  assert_true(barriers > 50 && barriers < 20 * 100);
  ebm_free(fast);
  ebm_free(lanes.x);
  ebm_free(lanes.decided);
  ebm_arena_clear(&arena);
}

/* What no removal shows: two cells of a box that have one digit left, the same; two digits with one place left in the
 * box, the same. Everything else is possible. */
static void twins_are_barriers(void **state) {
  (void)state;
  if (ebm_level_active() != EBM_LEVEL_BASELINE) skip();
  grid9_state *fast = ebm_allocate(1, sizeof *fast);
  for (unsigned i = 0; i < 729; i++) {
    unsigned cell = i / 9, digit = i % 9, row = cell / 9, column = cell % 9;
    bool first = cell > 1 || digit == 0, second = row > 2 || column > 2 || cell == 0 || digit > 1;
    ((uint64_t *)&fast->x[i])[0] = (first ? 1 : 0) | (second ? 2 : 0) | 4;
  }
  uint64_t barrier = 0;
  for (int i = 0; i < 10; i++) {
    grid9_sweep_round(fast, 2, i == 0 ? ~(grid9_word){0} : (grid9_word){0});
    barrier |= fast->barrier[0];
  }
  assert_int_equal(barrier & 7, 3);
  ebm_free(fast);
}

/* ---- tasks ---- */

enum { MOST = 700 };
static ebm_task fast_task[MOST], other_task[MOST];
static uint8_t fast_value[MOST][81], other_value[MOST][81];

static void fill_tasks(const ebm_block *block, ebm_task *task, uint8_t (*value)[81], uint64_t limit) {
  for (size_t i = 0; i < block->n; i++)
    task[i] = (ebm_task){.record = &block->record[i], .limit = limit, .value = value[i]};
}

/* Records around the solution: givens kept at random, some of them altered, some cells with pencilmarks. */
static void draw_records(ebm_block *block, size_t n, ebm_random *random) {
  for (size_t i = 0; i < n; i++) {
    char givens[82];
    for (int c = 0; c < 81; c++) givens[c] = ebm_random_below(random, 100) < 26 + i % 20 ? solution[c] : '.';
    if (i % 5 == 0) givens[ebm_random_below(random, 81)] = (char)('1' + ebm_random_below(random, 9));
    ebm_record *record = support_record(block, model, givens);
    if (i % 3 != 0) continue;
    record->allowed = ebm_block_allowed(block, model);
    for (unsigned l = 0; l < 729; l++)
      if ((unsigned)(solution[l / 9] - '1') == l % 9 || ebm_random_below(random, 3) > 0)
        record->allowed[l / 64] |= (uint64_t)1 << (l % 64);
  }
}

static ebm_lattice *lattice_of(const ebm_lattice_ops *ops) {
  ebm_lattice *lattice;
  ebm_error error;
  ebm_lattice_options options = {.seed = 3};
  assert_int_equal(ops->create(model, &options, &lattice, &error), EBM_OK);
  return lattice;
}

static void counts_are_those_of_the_generic_lattice(void **state) {
  (void)state;
  ebm_random random = {5};
  ebm_block block = {0};
  draw_records(&block, MOST, &random);
  ebm_lattice *fast = lattice_of(fused), *slow = lattice_of(generic);
  for (uint64_t limit = 1; limit <= 300; limit = limit * 17 + 1) { /* 1, 18 */
    fill_tasks(&block, fast_task, fast_value, limit);
    fill_tasks(&block, other_task, other_value, limit);
    fused->run(fast, fast_task, block.n);
    generic->run(slow, other_task, block.n);
    size_t outcomes[4] = {0}, several = 0;
    for (size_t i = 0; i < block.n; i++) {
      assert_int_equal(fast_task[i].outcome, other_task[i].outcome);
      assert_int_equal(fast_task[i].solutions, other_task[i].solutions);
      if (fast_task[i].solutions > 0) assert_true(ebm_certify(&block.record[i], fast_task[i].value));
      if (fast_task[i].solutions < limit) assert_true(fast_task[i].exhausted);
      outcomes[fast_task[i].outcome]++;
      several += fast_task[i].solutions > 1;
    }
    assert_true(outcomes[EBM_SOLVED] > 100 && outcomes[EBM_UNSOLVABLE] > 50);
    if (limit > 1) assert_true(several > 50);
  }
  fused->destroy(fast);
  generic->destroy(slow);
  ebm_block_clear(&block);
}

static void an_answer_does_not_depend_on_its_company(void **state) {
  (void)state;
  for (uint64_t limit = 1; limit <= 9; limit += 4) {
    ebm_random random = {limit};
    ebm_block block = {0};
    draw_records(&block, 400, &random);
    ebm_lattice *lattice = lattice_of(fused);
    fill_tasks(&block, fast_task, fast_value, limit);
    fill_tasks(&block, other_task, other_value, limit);
    fused->run(lattice, fast_task, block.n);
    for (size_t i = block.n; i-- > 0;) fused->run(lattice, &other_task[i], 1);
    for (size_t i = 0; i < block.n; i++) {
      assert_int_equal(fast_task[i].outcome, other_task[i].outcome);
      assert_int_equal(fast_task[i].solutions, other_task[i].solutions);
      assert_int_equal(fast_task[i].kicks, other_task[i].kicks);
      assert_int_equal(fast_task[i].corrections, other_task[i].corrections);
      if (fast_task[i].solutions > 0) assert_memory_equal(fast_task[i].value, other_task[i].value, 81);
    }
    fused->destroy(lattice);
    ebm_block_clear(&block);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_fixed_point_is_that_of_the_generic_sweep),
      cmocka_unit_test(twins_are_barriers),
      cmocka_unit_test(counts_are_those_of_the_generic_lattice),
      cmocka_unit_test(an_answer_does_not_depend_on_its_company),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
