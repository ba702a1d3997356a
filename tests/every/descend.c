/* The replica that learns from its barriers: against every assignment of small models, and against the lanes on grids.
 */
#include "lattice/descend.h"

#include "certify/certify.h"
#include "lattice/lattice.h"
#include "samples.h"

/* ---- what a descent tells ---- */

typedef struct telling {
  int64_t claims[4096][64]; /* the corrections, each ended by 0; without new atoms only */
  size_t n_corrections, n_long, n_solutions;
  const ebm_model *model;
  bool ended; /* the last correction was the empty one */
} telling;

static void take_correction(void *context, const int64_t *claim, size_t n) {
  telling *t = context;
  assert_false(t->ended);
  t->ended = n == 0;
  bool plain = n > 0 && n < 64 && t->n_corrections < 4096;
  for (size_t i = 0; plain && i < n; i++) plain = (uint64_t)llabs(claim[i]) <= t->model->n_literals;
  t->n_long += n > 1;
  if (!plain) return;
  memcpy(t->claims[t->n_corrections], claim, n * sizeof *claim);
  t->claims[t->n_corrections++][n] = 0;
}

static void take_solution(void *context, const uint8_t *value) {
  telling *t = context;
  for (size_t f = 0; f < t->model->n_factors; f++)
    assert_true(t->model->factor[f].ops->check(&t->model->factor[f], value));
  t->n_solutions++;
}

static bool descend(const ebm_record *record, uint64_t limit, uint64_t most, telling *t, ebm_task *task,
                    uint8_t *value) {
  ebm_descent_log log = {.correction = take_correction, .solution = take_solution, .context = t};
  ebm_descend_options options = {.seed = 3, .log = t != NULL ? &log : NULL, .most = most};
  if (t != NULL) {
    memset(t, 0, sizeof *t);
    t->model = record->model;
  }
  *task = (ebm_task){.record = record, .limit = limit, .value = value};
  return ebm_descend(record->model, NULL, &options, task);
}

/* ---- small models, all assignments tried ---- */

static ebm_model *random_model(ebm_random *random) {
  ebm_builder *builder = support_builder();
  ebm_error error;
  uint32_t domain[5], n = 3 + ebm_random_below(random, 3);
  for (uint32_t v = 0; v < n; v++) {
    domain[v] = 2 + ebm_random_below(random, 3);
    assert_int_equal(ebm_builder_variables(builder, 1, domain[v], NULL, &error), EBM_OK);
  }
  uint32_t n_factors = 1 + ebm_random_below(random, 20);
  for (uint32_t f = 0; f < n_factors; f++) {
    const sample *s = &samples[ebm_random_below(random, sizeof samples / sizeof *samples)];
    const ebm_factor_ops *ops = NULL;
    for (const ebm_factor_ops *const *kind = ebm_factor_kinds(); *kind != NULL; kind++)
      if (strcmp((*kind)->name, s->kind) == 0) ops = *kind;
    if (ops->clauses != NULL) s->add(builder, n, domain, random);
  }
  return support_seal(builder);
}

static bool satisfied(const ebm_model *model, const uint8_t *value) {
  for (size_t f = 0; f < model->n_factors; f++)
    if (!model->factor[f].ops->check(&model->factor[f], value)) return false;
  return true;
}

static bool obeys(const ebm_model *model, const int64_t *claim, const uint8_t *value) {
  for (; *claim != 0; claim++)
    if (ebm_model_holds(model, (uint32_t)(llabs(*claim) - 1), value) == (*claim > 0)) return true;
  return false;
}

static void counts_are_those_of_trying_everything(void **state) {
  (void)state;
  static telling t;
  ebm_random random = {11};
  size_t none = 0, many = 0;
  for (int i = 0; i < 3000; i++) {
    ebm_model *model = random_model(&random);
    ebm_block block = {0};
    ebm_record *record = ebm_block_add(&block, model, 1);
    uint8_t value[5] = {0}, found[5];
    uint64_t expected = 0;
    do expected += satisfied(model, value);
    while (support_next(model, value));
    assert_true(ebm_descend_fits(model));
    ebm_task task;
    assert_true(descend(record, UINT64_MAX, 0, &t, &task, found));
    assert_int_equal(task.solutions, expected);
    assert_int_equal(t.n_solutions, expected);
    assert_true(task.exhausted && t.ended);
    assert_int_equal(task.outcome, expected > 0 ? EBM_SOLVED : EBM_UNSOLVABLE);
    if (expected > 0) assert_true(satisfied(model, found));
    none += expected == 0;
    many += expected > 1;
    /* With the first solution as limit: a solution obeys every correction that came before it. */
    assert_true(descend(record, 1, 0, &t, &task, found));
    assert_int_equal(task.solutions, expected > 0);
    for (size_t c = 0; c < t.n_corrections; c++) assert_true(task.solutions == 0 || obeys(model, t.claims[c], found));
    if (expected != 2) assert_int_equal(descend(record, UINT64_MAX, 2, NULL, &task, found), expected < 2);
    ebm_block_clear(&block);
    ebm_model_destroy(model);
  }
  assert_true(none > 100 && many > 100);
}

/* A clause of more literals than one part of it has. */
static void long_clauses_are_whole(void **state) {
  enum { VARIABLES = 3000 };
  static uint32_t scope[VARIABLES];
  static uint8_t sign[VARIABLES], value[VARIABLES];
  (void)state;
  ebm_builder *builder = support_builder();
  ebm_error error;
  assert_int_equal(ebm_builder_variables(builder, VARIABLES, 2, NULL, &error), EBM_OK);
  for (uint32_t v = 0; v < VARIABLES; v++) {
    scope[v] = ebm_builder_literal(builder, v, 1);
    sign[v] = 1;
  }
  sample_add(builder,
             &(ebm_factor_spec){
                 .kind = "clause", .scope = scope, .n_scope = VARIABLES, .table = sign, .table_size = VARIABLES});
  ebm_model *model = support_seal(builder);
  for (uint32_t open = 0; open < VARIABLES; open += VARIABLES - 1) {
    ebm_block block = {0};
    ebm_record *record = ebm_block_add(&block, model, 1);
    memset(record->given, 1, VARIABLES);
    record->given[open] = 0;
    ebm_task task;
    assert_true(descend(record, UINT64_MAX, 0, NULL, &task, value));
    assert_int_equal(task.solutions, 1);
    assert_int_equal(value[open], 1);
    record->given[open] = 1;
    assert_true(descend(record, UINT64_MAX, 0, NULL, &task, value));
    assert_int_equal(task.outcome, EBM_UNSOLVABLE);
    ebm_block_clear(&block);
  }
  ebm_model_destroy(model);
}

/* ---- grids, against the lanes ---- */

static void counts_are_those_of_the_lanes(void **state) {
  (void)state;
  static telling t;
  ebm_random random = {5};
  ebm_model *model = support_grid(6, 2, 3);
  ebm_lattice_options options = {.seed = 1};
  ebm_lattice *lattice;
  ebm_error error;
  assert_int_equal(ebm_lattice_generic()->create(model, &options, &lattice, &error), EBM_OK);
  size_t corrections = 0;
  for (int i = 0; i < 120; i++) {
    ebm_block block = {0};
    char givens[37];
    for (int c = 0; c < 36; c++)
      givens[c] = ebm_random_below(&random, 5) == 0 ? (char)('1' + ebm_random_below(&random, 6)) : '.';
    ebm_record *record = support_record(&block, model, givens);
    uint8_t value[36], other[36];
    ebm_task expected = {.record = record, .limit = 3000, .value = other}, task;
    ebm_lattice_generic()->run(lattice, &expected, 1);
    assert_true(descend(record, 3000, 0, &t, &task, value));
    assert_int_equal(task.solutions, expected.solutions);
    assert_int_equal(task.exhausted, expected.exhausted);
    assert_int_equal(task.outcome, expected.outcome);
    assert_int_equal(t.n_solutions, task.solutions);
    if (task.solutions > 0) assert_true(ebm_certify(record, task.value));
    corrections += t.n_long;
    ebm_block_clear(&block);
  }
  assert_true(corrections > 1000);
  ebm_lattice_generic()->destroy(lattice);
  ebm_model_destroy(model);
}

/* Long enough that corrections are forgotten and the descent begins anew several times. */
static void long_descents_stay_exact(void **state) {
  (void)state;
  ebm_model *model = support_grid(9, 3, 3);
  ebm_block block = {0};
  /* as it is, without its first given, with another one */
  static const char *const givens[] = {
      "98.7.....6.....87...7.....565.4....3.....2......6..1..4.......9..2..84.....3..1..",
      ".8.7.....6.....87...7.....565.4....3.....2......6..1..4.......9..2..84.....3..1..",
      "98.7.....6.....87...7.....565.4....3.....2......6..1..4.......9..2..84.....3..1.5"};
  ebm_lattice_options options = {.seed = 1};
  ebm_lattice *lattice;
  ebm_error error;
  assert_int_equal(ebm_lattice_generic()->create(model, &options, &lattice, &error), EBM_OK);
  for (size_t i = 0; i < 3; i++) {
    ebm_record *record = support_record(&block, model, givens[i]);
    uint8_t value[81], other[81];
    ebm_task expected = {.record = record, .limit = 5000, .value = other}, task;
    ebm_lattice_generic()->run(lattice, &expected, 1);
    assert_true(descend(record, 5000, 0, NULL, &task, value));
    assert_int_equal(task.solutions, expected.solutions);
    assert_int_equal(task.exhausted, expected.exhausted);
    if (task.solutions > 0) assert_true(ebm_certify(record, task.value));
  }
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
  ebm_record *record = support_record(&block, model, empty);
  uint8_t value[81];
  ebm_stop stop = {.raised = 1};
  ebm_descend_options options = {.seed = 1, .deadline = ebm_deadline_in(0, &stop)};
  ebm_task task = {.record = record, .limit = UINT64_MAX, .value = value};
  assert_true(ebm_descend(model, NULL, &options, &task));
  assert_int_equal(task.outcome, EBM_UNKNOWN);
  assert_false(task.exhausted);
  ebm_block_clear(&block);
  ebm_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_are_those_of_trying_everything),
      cmocka_unit_test(long_clauses_are_whole),
      cmocka_unit_test(counts_are_those_of_the_lanes),
      cmocka_unit_test(long_descents_stay_exact),
      cmocka_unit_test(a_stop_is_not_a_proof),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
