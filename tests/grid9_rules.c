/* at every level: The fused 9x9 lattice with rules beyond rows, columns and boxes: what is recognized, the fixed points
 * and counts of the generic lattice, and the certifier's short way against the factors one by one. */
#define EBM_LEVEL baseline
#include "support.h"

#include "base/memory.h"
#include "base/random.h"
#include "certify/certify.h"
#include "lattice/grid9.h"
#include "lattice/lattice.h"
#include "lattice/sweep.h"
#include "rule/rule.h"

/* A house that shares no two cells with another one: no overlap does the work of its hidden singles. */
static const char scattered[] = "scattered";
static const uint32_t scattered_column[9] = {0, 3, 6, 1, 4, 7, 2, 5, 8};
/* Relations that are not the same both ways: every second cell and its right neighbour, the greater one said; and with
 * the one below, a difference of 2 at least where there is one. */
static const char related[] = "related";
static const char related_solution[] =
    "724836159368591472591724836247368591683915724915247368472683915836159247159472683";

/* Rules and a grid that keeps them, with what the rules put in short. */
static const struct {
  const char *rules, *solution;
  size_t houses, unequal, related;
} cases[] = {
    {"diagonal", "916827534347651298582943716459768321823419675761235489195376842238594167674182953", 2, 0, 0},
    {"antiknight", "964837125238451697751692834516974283382516479497283516643728951125369748879145362", 0, 152, 0},
    {"windoku", "941328765673945128258176349524639871867514293319287654786451932135792486492863517", 4, 0, 0},
    {"disjoint", "934157862167982354852364917318796245495218736276435198581623479649871523723549681", 9, 0, 0},
    {"antiking", "324598671659721348871364529265489137493617285718253964546972813987136452132845796", 0, 56, 0},
    {"diagonal,windoku,antiking", "896571324321894576547326918165948237238715469974263851483157692759682143612439785",
     6, 32, 0},
    {"antiknight,antiking", "435928671928671354671354289354289716289716543716543892543892167892167435167435928", 0, 208,
     0},
    {scattered, "123456789456789123789123456234567891567891234891234567345678912678912345912345678", 1, 0, 0},
    {"nonconsecutive", "973158426426973158158426973814692537297315864635847291362584719749261385581739642", 0, 0, 144},
    {"nonconsecutive,antiknight", "724836159368591472591724836247368591683915724915247368472683915836159247159472683",
     0, 152, 144},
    {related, related_solution, 0, 0, 68},
};
enum { N_CASES = sizeof cases / sizeof *cases };

static void relate(ebm_builder *builder, uint32_t u, uint32_t v, int gap) {
  uint8_t allowed[81];
  ebm_error error;
  for (int i = 0; i < 81; i++) allowed[i] = gap > 0 ? abs(i / 9 - i % 9) >= gap : i / 9 < i % 9;
  const ebm_factor_spec spec = {
      .kind = "relation", .scope = (uint32_t[]){u, v}, .n_scope = 2, .table = allowed, .table_size = 81};
  assert_int_equal(ebm_builder_factor(builder, &spec, &error), EBM_OK);
}

static void add_related(ebm_builder *builder) {
  for (uint32_t c = 0; c < 72; c += 2) {
    char at = related_solution[c], right = related_solution[c + 1], below = related_solution[c + 9];
    if (c % 9 < 8) relate(builder, at < right ? c : c + 1, at < right ? c + 1 : c, 0);
    if (abs(at - below) >= 2) relate(builder, c, c + 9, 2);
  }
}

static ebm_model *model_of(const char *list) {
  const ebm_board board = {.rows = 9, .columns = 9, .values = 9, .first = 1, .box_rows = 3, .box_columns = 3};
  ebm_rules *rules;
  ebm_model *model;
  ebm_error error;
  assert_int_equal(ebm_rules_create(ebm_factor_kinds(), &board, &rules, &error), EBM_OK);
  if (list == related) add_related(ebm_rules_builder(rules));
  if (list != scattered && list != related) assert_int_equal(ebm_rules_add_list(rules, list, &error), EBM_OK);
  for (uint32_t d = 0; list == scattered && d < 9; d++) {
    uint32_t scope[9];
    for (uint32_t r = 0; r < 9; r++) scope[r] = (r * 9 + scattered_column[r]) * 9 + d;
    const ebm_factor_spec spec = {.kind = "exactly_one", .scope = scope, .n_scope = 9};
    assert_int_equal(ebm_builder_factor(ebm_rules_builder(rules), &spec, &error), EBM_OK);
  }
  assert_int_equal(ebm_rules_seal(rules, &model, &error), EBM_OK);
  ebm_rules_destroy(rules);
  return model;
}

static void rules_are_recognized(void **state) {
  (void)state;
  ebm_lattice_options options = {0};
  ebm_model *classic = support_grid(9, 3, 3);
  for (size_t i = 0; i < N_CASES; i++) {
    ebm_model *model = model_of(cases[i].rules);
    assert_true(model->classic9);
    assert_int_equal(model->n_houses, cases[i].houses);
    assert_int_equal(model->n_unequal, cases[i].unequal);
    assert_int_equal(model->n_related, cases[i].related);
    assert_int_equal(model->n_extra, 0);
    assert_ptr_equal(ebm_lattice_choose(model, &options), ebm_lattice_choose(classic, &options));
    ebm_model_destroy(model);
  }
  ebm_model_destroy(classic);
}

/* One digit's diagonal is no house, one digit's pair no pair: the factor stays what it is. A learned relation is a
 * pair, whichever way round. */
static void a_part_is_not_taken_for_the_whole(void **state) {
  (void)state;
  ebm_builder *builder = support_builder();
  ebm_grid grid = {9, 3, 3, NULL};
  ebm_error error;
  assert_int_equal(ebm_grid_build(builder, &grid, &error), EBM_OK);
  uint32_t diagonal[9], pair[2] = {0, 40 * 9}, cells[2] = {80, 0};
  uint8_t unequal[81];
  for (uint32_t i = 0; i < 9; i++) diagonal[i] = i * 90 + 4;
  for (int i = 0; i < 81; i++) unequal[i] = i / 9 != i % 9;
  const ebm_factor_spec specs[] = {
      {.kind = "exactly_one", .scope = diagonal, .n_scope = 9},
      {.kind = "at_most_one", .scope = pair, .n_scope = 2},
      {.kind = "relation", .scope = cells, .n_scope = 2, .table = unequal, .table_size = 81}};
  for (int i = 0; i < 3; i++) assert_int_equal(ebm_builder_factor(builder, &specs[i], &error), EBM_OK);
  ebm_model *model = support_seal(builder);
  assert_true(model->classic9);
  assert_int_equal(model->n_houses, 0);
  assert_int_equal(model->n_extra, 2);
  assert_int_equal(model->n_unequal, 1);
  ebm_model *classic = support_grid(9, 3, 3);
  ebm_lattice_options options = {0};
  assert_ptr_not_equal(ebm_lattice_choose(model, &options), ebm_lattice_choose(classic, &options));
  ebm_model_destroy(classic);
  assert_int_equal(model->unequal[0][0], 0);
  assert_int_equal(model->unequal[0][1], 80);
  ebm_model_destroy(model);
}

/* ---- fixed points ---- */

/* Every literal of the solution and others at random; in one lane of eight a few of the solution's are missing. */
static bool draw_literal(const char *solution, unsigned literal, unsigned lane, ebm_random *random) {
  bool right = (unsigned)(solution[literal / 9] - '1') == literal % 9;
  if (right) return lane % 8 != 0 || ebm_random_below(random, 40) != 0;
  return ebm_random_below(random, 100) < 10 + lane % 30;
}

static void same_fixed_point(const ebm_model *model, const char *solution, ebm_random *random) {
  grid9_state *fast = ebm_allocate(1, sizeof *fast);
  grid9_rules rules;
  ebm_lanes lanes = {
      .model = model, .x = ebm_allocate(729, sizeof(ebm_word)), .decided = ebm_allocate(81, sizeof(ebm_word))};
  ebm_arena arena = {0};
  ebm_overlap *overlap;
  size_t n_overlaps;
  assert_true(ebm_overlap_find(model, &arena, &overlap, &n_overlaps));
  assert_true(grid9_rules_init(&rules, model, &arena));
  fast->rules = &rules;
  unsigned barriers = 0;
  for (int round = 0; round < 10; round++) {
    memset(fast->x, 0, sizeof fast->x);
    memset(lanes.x, 0, 729 * sizeof(ebm_word));
    for (unsigned i = 0; i < 729; i++)
      for (unsigned lane = 0; lane < 128; lane++) {
        bool on = draw_literal(solution, i, lane, random);
        ebm_word_set(&lanes.x[i], lane, on);
        if (on) ((uint64_t *)&fast->x[i])[lane / 64] |= (uint64_t)1 << (lane % 64);
      }
    uint64_t slow_barrier[2] = {0}, fast_barrier[2] = {0}, fast_still[2] = {0};
    for (int i = 0; i < 60; i++) {
      ebm_sweep_generic(&lanes, overlap, n_overlaps);
      grid9_word before[GRID9_LITERALS];
      memcpy(before, fast->x, sizeof before);
      grid9_sweep_round(fast, 2, i == 0 ? ~(grid9_word){0} : (grid9_word){0});
      for (int part = 0; part < 2; part++) {
        uint64_t moved = 0;
        for (unsigned l = 0; l < 729; l++) moved |= before[l][part] ^ fast->x[l][part];
        assert_int_equal(moved & fast_still[part] & ~fast_barrier[part], 0); /* believed to be at rest */
        slow_barrier[part] |= lanes.barrier[part];
        fast_barrier[part] |= fast->barrier[part];
        fast_still[part] |= ~fast->changed[part];
      }
    }
    for (int part = 0; part < 2; part++) {
      assert_int_equal(slow_barrier[part], fast_barrier[part]);
      barriers += (unsigned)__builtin_popcountll(slow_barrier[part]);
      assert_int_equal(fast->changed[part] & ~fast_barrier[part], 0);
      for (unsigned i = 0; i < 729; i++)
        assert_int_equal(lanes.x[i][part] & ~slow_barrier[part], fast->x[i][part] & ~slow_barrier[part]);
    }
  }
  assert_true(barriers > 25 && barriers < 10 * 100);
  ebm_free(fast);
  ebm_free(lanes.x);
  ebm_free(lanes.decided);
  ebm_arena_clear(&arena);
}

static void the_fixed_point_is_that_of_the_generic_sweep(void **state) {
  (void)state;
  if (ebm_level_active() != EBM_LEVEL_BASELINE) skip(); /* the words of this file are as wide as the baseline's */
  ebm_random random = {11};
  for (size_t i = 0; i < N_CASES; i++) {
    ebm_model *model = model_of(cases[i].rules);
    same_fixed_point(model, cases[i].solution, &random);
    ebm_model_destroy(model);
  }
}

/* ---- tasks ---- */

enum { MOST = 200 };
static ebm_task fast_task[MOST], other_task[MOST];
static uint8_t fast_value[MOST][81], other_value[MOST][81];

static void fill_tasks(const ebm_block *block, ebm_task *task, uint8_t (*value)[81], uint64_t limit) {
  for (size_t i = 0; i < block->n; i++)
    task[i] = (ebm_task){.record = &block->record[i], .limit = limit, .value = value[i]};
}

static ebm_lattice *lattice_of(const ebm_lattice_ops *ops, const ebm_model *model) {
  ebm_lattice *lattice;
  ebm_error error;
  ebm_lattice_options options = {.seed = 3};
  assert_int_equal(ops->create(model, &options, &lattice, &error), EBM_OK);
  return lattice;
}

/* Against the generic lattice, and against itself alone. */
static void same_counts(const ebm_model *model, const char *solution, uint64_t limit, size_t *solved, size_t *refuted) {
  ebm_random random = {5 + limit};
  ebm_block block = {0};
  for (size_t i = 0; i < MOST; i++) {
    char givens[82];
    for (int c = 0; c < 81; c++) givens[c] = ebm_random_below(&random, 100) < 18 + i % 20 ? solution[c] : '.';
    if (i % 4 == 0) givens[ebm_random_below(&random, 81)] = (char)('1' + ebm_random_below(&random, 9));
    support_record(&block, model, givens);
  }
  const ebm_lattice_ops *fused = ebm_lattice_choose(model, &(ebm_lattice_options){0}), *generic = ebm_lattice_generic();
  ebm_lattice *fast = lattice_of(fused, model), *slow = lattice_of(generic, model);
  fill_tasks(&block, fast_task, fast_value, limit);
  fill_tasks(&block, other_task, other_value, limit);
  fused->run(fast, fast_task, block.n);
  generic->run(slow, other_task, block.n);
  for (size_t i = 0; i < block.n; i++) {
    assert_int_equal(fast_task[i].outcome, other_task[i].outcome);
    assert_int_equal(fast_task[i].solutions, other_task[i].solutions);
    if (fast_task[i].solutions > 0) assert_true(ebm_certify(&block.record[i], fast_task[i].value));
    *solved += fast_task[i].outcome == EBM_SOLVED;
    *refuted += fast_task[i].outcome == EBM_UNSOLVABLE;
  }
  fill_tasks(&block, other_task, other_value, limit);
  for (size_t i = block.n; i-- > 0;) fused->run(fast, &other_task[i], 1);
  for (size_t i = 0; i < block.n; i++) {
    assert_int_equal(fast_task[i].kicks, other_task[i].kicks);
    assert_int_equal(fast_task[i].corrections, other_task[i].corrections);
    if (fast_task[i].solutions > 0) assert_memory_equal(fast_task[i].value, other_task[i].value, 81);
  }
  fused->destroy(fast);
  generic->destroy(slow);
  ebm_block_clear(&block);
}

static void counts_are_those_of_the_generic_lattice(void **state) {
  (void)state;
  for (size_t i = 0; i < N_CASES; i++) {
    ebm_model *model = model_of(cases[i].rules);
    size_t solved = 0, refuted = 0;
    same_counts(model, cases[i].solution, 1, &solved, &refuted);
    same_counts(model, cases[i].solution, 5, &solved, &refuted);
    assert_true(solved > 200 && refuted > 20);
    ebm_model_destroy(model);
  }
}

/* Two digits exchanged in a part of the grid, or digits and lines at random: classic grids, mostly, that break the
 * rules. */
static void the_certifier_asks_every_rule(void **state) {
  (void)state;
  ebm_random random = {17};
  for (size_t i = 0; i < N_CASES; i++) {
    ebm_model *model = model_of(cases[i].rules), slow = *model;
    slow.classic9 = false;
    ebm_block block = {0};
    ebm_record *record = support_record(
        &block, model, ".................................................................................");
    ebm_record long_way = *record;
    long_way.model = &slow;
    uint8_t value[81];
    for (int c = 0; c < 81; c++) value[c] = (uint8_t)(cases[i].solution[c] - '1');
    assert_true(ebm_certify(record, value) && ebm_certify(&long_way, value));
    unsigned broken = 0;
    for (int draw = 0; draw < 300; draw++) {
      unsigned band = ebm_random_below(&random, 3) * 3, r = band + ebm_random_below(&random, 3),
               s = band + ebm_random_below(&random, 3), across = ebm_random_below(&random, 2);
      for (unsigned k = 0; k < 9; k++) { /* two lines of a band or stack change places: still classic */
        unsigned u = across ? r * 9 + k : k * 9 + r, v = across ? s * 9 + k : k * 9 + s;
        uint8_t kept = value[u];
        value[u] = value[v];
        value[v] = kept;
      }
      bool holds = ebm_certify(record, value);
      assert_int_equal(holds, ebm_certify(&long_way, value));
      broken += !holds;
    }
    assert_true(broken > 100);
    ebm_block_clear(&block);
    ebm_model_destroy(model);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rules_are_recognized),
      cmocka_unit_test(a_part_is_not_taken_for_the_whole),
      cmocka_unit_test(the_fixed_point_is_that_of_the_generic_sweep),
      cmocka_unit_test(counts_are_those_of_the_generic_lattice),
      cmocka_unit_test(the_certifier_asks_every_rule),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
