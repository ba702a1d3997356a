/* A puzzle's time is the time spent on it: puzzles that are solved in a part of the limit when they are alone are
 * solved in any company, those without an end take no more than their own time, and all together no more than the sum.
 * Seconds are of the processor: what others do on the machine does not matter. */
#include "support.h"

#include <time.h>

#include "base/random.h"
#include "bytes.h"
#include "lattice/lattice.h"

static const double slack = SANITIZED ? 0.5 : 0.05; /* seconds, beside a quarter of the limit */

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A solved grid with boxes of rows x columns cells; shift moves the values round. */
static uint8_t value_at(unsigned rows, unsigned columns, unsigned cell, unsigned shift) {
  unsigned size = rows * columns, r = cell / size, c = cell % size;
  return (uint8_t)((r % rows * columns + r / rows + c + shift) % size + 1);
}

/* ---- lattices ---- */

enum { MOST = 96 };

typedef struct company {
  const ebm_model *model;
  unsigned rows, columns; /* of a box */
  ebm_record record[MOST];
  ebm_task task[MOST];
  bool hopeless[MOST];
  size_t n;
  ebm_arena arena;
} company;

static ebm_record *add(company *c, bool hopeless, uint64_t limit) {
  size_t n = c->model->n_variables;
  ebm_record *record = &c->record[c->n];
  *record = (ebm_record){.model = c->model, .given = ebm_arena_take(&c->arena, n, 1)};
  memset(record->given, 0, n);
  c->task[c->n] = (ebm_task){.record = record, .limit = limit, .value = ebm_arena_take(&c->arena, n, 1)};
  c->hopeless[c->n++] = hopeless;
  return record;
}

static void add_easy(company *c, uint64_t limit, unsigned seed) {
  ebm_record *record = add(c, false, limit);
  ebm_random random = {ebm_hash(seed)};
  for (uint32_t v = 0; v < c->model->n_variables; v++)
    if (ebm_random_below(&random, 5) > 1) record->given[v] = value_at(c->rows, c->columns, v, seed);
}

/* Two values have one column less than rows that they must stand in: what looks at one group after the other has to try
 * out where they go. */
static void add_pigeonholes(company *c) {
  ebm_record *record = add(c, true, 1);
  unsigned size = c->rows * c->columns;
  size_t bytes = (c->model->n_literals + 63) / 64 * sizeof(uint64_t);
  record->allowed = ebm_arena_take(&c->arena, bytes, sizeof(uint64_t));
  memset(record->allowed, 0xff, bytes);
  for (unsigned a = 0; a < 2; a++)
    for (unsigned r = 0; r < size / 2 + 1; r++)
      for (unsigned k = size / 2; k < size; k++) {
        uint32_t l = c->model->first[r * size + k] + a;
        record->allowed[l / 64] &= ~((uint64_t)1 << l % 64);
      }
}

/* Seconds of the run; the tasks as they were before it. */
static double run(company *c, const ebm_task *before, double timeout) {
  ebm_lattice *lattice;
  ebm_error error;
  ebm_lattice_options options = {.seed = 1, .timeout = timeout};
  const ebm_lattice_ops *ops = ebm_lattice_choose(c->model, &options);
  memcpy(c->task, before, sizeof c->task);
  assert_int_equal(ops->create(c->model, &options, &lattice, &error), EBM_OK);
  double start = cpu_seconds();
  ops->run(lattice, c->task, c->n);
  double seconds = cpu_seconds() - start;
  ops->destroy(lattice);
  return seconds;
}

/* Of the easy ones: what the slowest takes alone, and the sum. */
static double alone(company *c, const ebm_task *before, double *sum) {
  company one = *c;
  double most = 0;
  *sum = 0;
  one.n = 1;
  for (size_t i = 0; i < c->n; i++) {
    ebm_task task[MOST] = {before[i]};
    if (c->hopeless[i]) continue;
    double seconds = run(&one, task, 0);
    assert_int_equal(one.task[0].outcome, EBM_SOLVED);
    if (seconds > most) most = seconds;
    *sum += seconds;
  }
  return most;
}

static void check(const char *name, company *c) {
  static ebm_task before[MOST];
  size_t n_hopeless = 0;
  memcpy(before, c->task, sizeof before);
  double easy, most = alone(c, before, &easy), timeout = 4 * most > 0.05 ? 4 * most : 0.05;
  for (size_t i = 0; i < c->n; i++) n_hopeless += c->hopeless[i];
  double seconds = run(c, before, timeout), share = 0;
  print_message("%-24s %zu easy ones, alone %.1f ms at most, and %zu others: limit %.0f ms, all in %.0f ms\n", name,
                c->n - n_hopeless, 1e3 * most, n_hopeless, 1e3 * timeout, 1e3 * seconds);
  for (size_t i = 0; i < c->n; i++) {
    const ebm_task *task = &c->task[i];
    if (task->outcome != (c->hopeless[i] ? EBM_UNKNOWN : EBM_SOLVED))
      fail_msg("%s: record %zu is %s after %.1f ms", name, i, ebm_outcome_name(task->outcome), 1e3 * task->seconds);
    if (c->hopeless[i] && (task->seconds < timeout || task->seconds > 1.25 * timeout + slack))
      fail_msg("%s: record %zu ended after %.1f ms", name, i, 1e3 * task->seconds);
    share += task->seconds;
  }
  if (share > seconds + slack) fail_msg("%s: the tasks' seconds are %.3f of %.3f", name, share, seconds);
  if (seconds > easy + (double)n_hopeless * 1.25 * timeout + slack) fail_msg("%s: all in %.3f s", name, seconds);
  ebm_arena_clear(&c->arena);
}

/* The states of many records stand side by side in the lanes; those that find no end get the replica that learns. */
static void states(void **state) {
  enum { SIZE = 20 };
  (void)state;
  ebm_model *model = support_grid(SIZE, 1, SIZE); /* boxes would show that there are no places */
  for (int front = 0; front < 2; front++) {
    company c = {.model = model, .rows = 1, .columns = SIZE};
    for (unsigned i = 0; i < 36; i++) {
      bool hopeless = front ? i < 3 : i % 12 == 7;
      if (hopeless)
        add_pigeonholes(&c);
      else
        add_easy(&c, 2, i);
    }
    check(front ? "20x20, behind them" : "20x20, between them", &c);
  }
  ebm_model_destroy(model);
}

/* Counting has no end on an empty grid: no search that learns helps. */
static void count_in(const char *name, const ebm_model *model, unsigned box) {
  company c = {.model = model, .rows = box, .columns = box};
  for (unsigned i = 0; i < 90; i++) {
    if (i % 30 == 11)
      add(&c, true, UINT64_MAX);
    else
      add_easy(&c, 2, i);
  }
  check(name, &c);
}

static void counting(void **state) {
  (void)state;
  ebm_model *plain = support_grid(9, 3, 3), *large = support_grid(16, 4, 4);
  count_in("9x9, counting", plain, 3);
  count_in("16x16, counting", large, 4);
  ebm_model_destroy(plain);
  ebm_model_destroy(large);
}

/* A pair beside the rows, columns and boxes: a task keeps to one of the fused lanes until the states take it over. */
static void rules(void **state) {
  (void)state;
  ebm_builder *builder = support_builder();
  ebm_grid grid = {9, 3, 3, NULL};
  ebm_error error;
  uint32_t cells[2] = {0, 40};
  uint8_t unequal[81];
  for (int i = 0; i < 81; i++) unequal[i] = i / 9 != i % 9;
  const ebm_factor_spec spec = {.kind = "relation", .scope = cells, .n_scope = 2, .table = unequal, .table_size = 81};
  assert_int_equal(ebm_grid_build(builder, &grid, &error), EBM_OK);
  assert_int_equal(ebm_builder_factor(builder, &spec, &error), EBM_OK);
  ebm_model *model = support_seal(builder);
  assert_int_equal(model->n_unequal, 1);
  count_in("9x9 with a pair, counting", model, 3);
  ebm_model_destroy(model);
}

/* ---- sessions ---- */

enum { RECORDS = 120, LINE_BYTES = 257 };

typedef struct tally {
  ebm_outcome outcome[RECORDS];
  size_t n;
} tally;

static ebm_status take_answer(void *context, const ebm_answer *answer) {
  tally *t = context;
  t->outcome[t->n++] = answer->outcome;
  return EBM_OK;
}

/* Lines of 9x9 and 16x16 cells, a few of them empty, on one thread and on two. */
static void sessions(void **state) {
  static char text[RECORDS * LINE_BYTES + 1];
  static const char name[] = ".123456789ABCDEFG";
  char *at = text;
  (void)state;
  for (unsigned i = 0; i < RECORDS; i++) {
    unsigned box = i / 10 % 2 == 0 ? 3 : 4, cells = box * box * box * box;
    ebm_random random = {ebm_hash(i)};
    for (unsigned v = 0; v < cells; v++)
      *at++ = i % 40 != 5 && ebm_random_below(&random, 5) > 1 ? name[value_at(box, box, v, i)] : '.';
    *at++ = '\n';
  }
  for (unsigned jobs = 1; jobs <= 2; jobs++) {
    ebm_options options;
    ebm_options_init(&options);
    options.jobs = jobs;
    options.timeout = SANITIZED ? 1 : 0.1;
    options.limit = UINT64_MAX;
    options.format = "line";
    ebm_session *session;
    ebm_error error;
    tally t = {.n = 0};
    bytes_input in = {.bytes = text, .left = (size_t)(at - text)};
    ebm_source source = {.name = "test", .read = bytes_read, .context = &in};
    ebm_sink sink = {.answer = take_answer, .context = &t};
    assert_int_equal(ebm_session_create(&options, &session, &error), EBM_OK);
    double start = cpu_seconds();
    assert_int_equal(ebm_session_run(session, &source, &sink, &error), EBM_OK);
    double seconds = cpu_seconds() - start;
    ebm_session_destroy(session);
    assert_int_equal(t.n, RECORDS);
    for (unsigned i = 0; i < RECORDS; i++)
      if (t.outcome[i] != (i % 40 == 5 ? EBM_UNKNOWN : EBM_SOLVED))
        fail_msg("%u jobs: record %u is %s", jobs, i, ebm_outcome_name(t.outcome[i]));
    print_message("%u jobs: %d records in %.0f ms\n", jobs, RECORDS, 1e3 * seconds);
    if (seconds > 3 * 1.25 * options.timeout + 1) fail_msg("%u jobs: %.3f s", jobs, seconds);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(states), cmocka_unit_test(counting), cmocka_unit_test(rules),
                                     cmocka_unit_test(sessions)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
