/* What an observer is told, against figures made without the energy; and how a trace is thinned out. */
#include "support.h"

#include "certify/certify.h"
#include "minimize/minimizer.h"
#include "solve/recorder.h"

enum { CELLS = 81, LITERALS = 729 };

/* A. Inkala's of 2012; a 17-clue one; one without a solution, of which the quench alone does not say so. */
static const char *const hard = "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..";
static const char *const sparse = "4.....8.5.3..........7......2.....6.....8.4......1.......6.3.7.5..2.....1.4......";
static const char *const none = "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...19.9....4..";

typedef struct scene {
  ebm_model *model;
  uint32_t n; /* rows, columns, values */
  ebm_energy energy;
  ebm_block block;
  /* what the observer saw */
  uint64_t points, kicks, corrections, answers, last_literals;
  ebm_trace_point last;
  bool vertices; /* demand one value a variable */
  float x[LITERALS];
  uint32_t kicked[CELLS], depth; /* literals of the kicks that stand */
} scene;

static void scene_init(scene *s, ebm_model *model) {
  ebm_error error;
  memset(s, 0, sizeof *s);
  s->model = model;
  s->n = model->layout.values;
  assert_int_equal(ebm_energy_init(&s->energy, s->model, &error), EBM_OK);
}

static void scene_clear(scene *s) {
  ebm_block_clear(&s->block);
  ebm_energy_clear(&s->energy);
  ebm_model_destroy(s->model);
}

/* sum over the 4 n n groups of (sum x - 1)^2, and the groups where it is not 0, from the definition of the grid. */
static double count_groups(int n, const float *x, uint64_t *violations) {
  double total = 0;
  int side = n == 9 ? 3 : 2; /* of a box */
  *violations = 0;
  for (int a = 0; a < n; a++)
    for (int b = 0; b < n; b++) {
      int sum[4] = {0}; /* cell (a, b); value b in row a, column a, box a */
      for (int k = 0; k < n; k++) {
        int box_cell = (a / side * side + k / side) * n + a % side * side + k % side;
        sum[0] += x[(a * n + b) * n + k] == 1;
        sum[1] += x[(a * n + k) * n + b] == 1;
        sum[2] += x[(k * n + a) * n + b] == 1;
        sum[3] += x[box_cell * n + b] == 1;
      }
      for (int i = 0; i < 4; i++) {
        total += (sum[i] - 1) * (sum[i] - 1);
        *violations += sum[i] != 1;
      }
    }
  return total;
}

/* Enough of a long descent. */
static bool wants_some(void *context, uint64_t step) {
  (void)context;
  return step < 32 || step % 128 == 0;
}

static bool wants_all(void *context, uint64_t step) {
  (void)context, (void)step;
  return true;
}

/* A kick leaves one literal of a variable; a correction takes the last kick back and rules its literal out. */
static void follow_kicks(scene *s, ebm_event event, const float *x) {
  uint32_t n = s->n;
  if (event == EBM_EVENT_KICK) {
    uint32_t v = 0;
    while (memcmp(&x[n * v], &s->x[n * v], n * sizeof *x) == 0) v++;
    for (uint32_t l = n * v; l < n * v + n; l++)
      if (x[l] == 1) s->kicked[s->depth] = l;
    s->depth++;
  } else if (event == EBM_EVENT_CORRECTION) {
    assert_true(s->depth > 0);
    assert_true(x[s->kicked[--s->depth]] == 0);
  }
  for (uint32_t k = 0; k < s->depth; k++)
    for (uint32_t l = s->kicked[k] / n * n; l < s->kicked[k] / n * n + n; l++)
      if (l != s->kicked[k]) assert_true(x[l] == 0);
}

static void check_classic(void *context, const ebm_trace_point *point, const float *x) {
  scene *s = context;
  uint64_t violations, ones = 0;
  assert_near(point->energy, count_groups((int)s->n, x, &violations), 0);
  assert_int_equal(point->violations, violations);
  for (uint32_t l = 0; l < s->model->n_literals; l++) ones += x[l] == 1;
  if (s->vertices) {
    uint8_t value[CELLS];
    assert_int_equal(ones, CELLS);
    for (int l = 0; l < LITERALS; l++)
      if (x[l] == 1) value[l / 9] = (uint8_t)(l % 9);
    assert_int_equal(point->violations, ebm_certify_violations(s->model, value));
  } else {
    assert_int_equal(point->literals, ones);
    /* Literals only come back with a correction. */
    if (s->points > 0 && point->event != EBM_EVENT_CORRECTION) assert_true(ones <= s->last_literals);
    if (point->event == EBM_EVENT_CORRECTION) assert_true(ones > s->last_literals && point->energy > s->last.energy);
    follow_kicks(s, point->event, x);
    memcpy(s->x, x, s->model->n_literals * sizeof *x);
  }
  if (s->points == 0) assert_int_equal(point->event, EBM_EVENT_START);
  s->points++;
  s->kicks += point->event == EBM_EVENT_KICK;
  s->corrections += point->event == EBM_EVENT_CORRECTION;
  s->answers += point->event == EBM_EVENT_ANSWER;
  s->last_literals = ones;
  s->last = *point;
}

static void descend(scene *s, const char *name, ebm_minimizer_options options, const char *givens, ebm_task *task,
                    uint8_t *value) {
  const ebm_minimizer *minimizer = ebm_minimizer_find(name);
  ebm_work *work;
  ebm_error error;
  assert_int_equal(minimizer->create(&s->energy, &options, &work, &error), EBM_OK);
  *task = (ebm_task){.record = support_record(&s->block, s->model, givens), .limit = 1, .value = value};
  minimizer->run(work, task, 1);
  minimizer->destroy(work);
}

/* recall goes to the nearest minimum and need not find a solution of these. */
static const char *const methods[] = {"quench", "gradient", "anneal", "recall"};
enum { SOLVERS = 3, METHODS };

/* Every method's trace ends at the energy that the certifier's count of violations implies: none, and 0. */
static void traces_end_where_the_certifier_says(void **state) {
  (void)state;
  for (int m = 0; m < SOLVERS; m++)
    for (int p = 0; p < 2; p++) {
      scene s;
      scene_init(&s, support_grid(9, 3, 3));
      s.vertices = m > 0;
      const ebm_observer observer = {m == 0 ? wants_all : wants_some, check_classic, &s};
      ebm_task task;
      uint8_t value[CELLS];
      descend(&s, methods[m], (ebm_minimizer_options){.seed = 1, .observer = &observer, .no_quench = p == 0},
              p == 0 ? sparse : hard, &task, value);
      assert_int_equal(task.outcome, EBM_SOLVED);
      assert_int_equal(s.answers, 1);
      assert_int_equal(s.last.event, EBM_EVENT_ANSWER);
      assert_int_equal(s.last.violations, ebm_certify_violations(s.model, value));
      assert_int_equal(s.last.violations, 0);
      assert_near(s.last.energy, 0, 0);
      assert_int_equal(s.last.literals, CELLS);
      assert_true(s.points > 5);
      scene_clear(&s);
    }
}

static void quench_jumps_at_corrections(void **state) {
  (void)state;
  for (int p = 0; p < 3; p++) {
    scene s;
    scene_init(&s, support_grid(9, 3, 3));
    const ebm_observer observer = {wants_all, check_classic, &s};
    ebm_task task;
    uint8_t value[CELLS];
    descend(&s, "quench", (ebm_minimizer_options){.seed = 1, .observer = &observer},
            p == 0   ? sparse
            : p == 1 ? hard
                     : none,
            &task, value);
    assert_int_equal(s.kicks, task.kicks);
    assert_int_equal(s.corrections, task.corrections);
    assert_int_equal(task.outcome, p == 2 ? EBM_UNSOLVABLE : EBM_SOLVED);
    assert_int_equal(s.answers, p == 2 ? 0 : 1);
    if (p == 2) assert_true(s.last.energy > 0);
    scene_clear(&s);
  }
}

/* Other grids descend in a lane that looks ahead of its kicks, and counting goes on behind the first solution. */
static void quench_jumps_on_other_grids_too(void **state) {
  (void)state;
  scene s;
  scene_init(&s, support_grid(4, 2, 2));
  const ebm_observer observer = {wants_all, check_classic, &s};
  const ebm_minimizer_options options = {.seed = 1, .observer = &observer};
  const ebm_minimizer *quench = ebm_minimizer_find("quench");
  ebm_work *work;
  ebm_error error;
  uint8_t value[16];
  ebm_task task = {
      .record = support_record(&s.block, s.model, "1..............."), .limit = UINT64_MAX, .value = value};
  assert_int_equal(quench->create(&s.energy, &options, &work, &error), EBM_OK);
  quench->run(work, &task, 1);
  quench->destroy(work);
  assert_int_equal(task.solutions, 72); /* a quarter of 288 */
  assert_true(task.exhausted && task.corrections > 0);
  assert_int_equal(s.kicks, task.kicks);
  assert_int_equal(s.corrections, task.corrections);
  assert_int_equal(s.answers, 1);
  assert_true(s.last.energy == 0 && s.last.violations == 0);
  scene_clear(&s);
}

/* Without a solution there is no answer, and a method that cannot prove stays above zero until its time is up. */
static void no_solution_no_answer(void **state) {
  (void)state;
  for (int m = 1; m < SOLVERS; m++) {
    scene s;
    scene_init(&s, support_grid(9, 3, 3));
    s.vertices = true;
    const ebm_observer observer = {wants_some, check_classic, &s};
    ebm_task task;
    uint8_t value[CELLS];
    descend(&s, methods[m],
            (ebm_minimizer_options){.seed = 1, .observer = &observer, .timeout = 0.05, .no_quench = true}, none, &task,
            value);
    assert_int_equal(task.outcome, EBM_UNKNOWN);
    assert_true(s.points > 0 && s.answers == 0 && s.last.energy > 0 && s.last.violations > 0);
    scene_clear(&s);
  }
}

static void looking_changes_nothing(void **state) {
  (void)state;
  for (int m = 1; m < SOLVERS; m++) {
    scene s;
    scene_init(&s, support_grid(9, 3, 3));
    s.vertices = true;
    const ebm_observer observer = {wants_some, check_classic, &s};
    ebm_task seen, unseen;
    uint8_t value[2][CELLS] = {{0}};
    descend(&s, methods[m], (ebm_minimizer_options){.seed = 7, .observer = &observer}, hard, &seen, value[0]);
    descend(&s, methods[m], (ebm_minimizer_options){.seed = 7}, hard, &unseen, value[1]);
    assert_memory_equal(value[0], value[1], CELLS);
    assert_int_equal(seen.sweeps, unseen.sweeps);
    assert_int_equal(seen.corrections, unseen.corrections);
    scene_clear(&s);
  }
}

/* ---- soft terms --------------------------------------------------------------------------------------------- */

static void keep_last(void *context, const ebm_trace_point *point, const float *x) {
  (void)x;
  scene *s = context;
  s->points++;
  s->last = *point;
}

/* 4x4 with two 1s in a row of its givens, each of weight 1.5, and a cost for a value. */
static void soft_terms_are_in_the_energy(void **state) {
  (void)state;
  for (int m = 0; m < METHODS; m++) {
    ebm_builder *builder = support_builder();
    ebm_grid grid = {4, 2, 2, NULL};
    ebm_error error;
    assert_int_equal(ebm_grid_build(builder, &grid, &error), EBM_OK);
    static const float cost[] = {0.25f, 0.25f, 0.25f, 0.25f};
    const ebm_factor_spec spec = {.kind = "potential",
                                  .scope = (uint32_t[]){5},
                                  .n_scope = 1,
                                  .table = cost,
                                  .table_size = sizeof cost,
                                  .soft = true};
    assert_int_equal(ebm_builder_factor(builder, &spec, &error), EBM_OK);
    scene s;
    scene_init(&s, support_seal(builder));
    const ebm_observer observer = {wants_all, keep_last, &s};
    ebm_task task;
    uint8_t value[16];
    descend(&s, methods[m], (ebm_minimizer_options){.seed = 1, .given_weight = 1.5f, .observer = &observer},
            "11..............", &task, value);
    assert_int_equal(task.outcome, EBM_SOLVED);
    assert_true(ebm_certify_rules(task.record, value));
    assert_int_equal(s.last.event, EBM_EVENT_ANSWER);
    assert_int_equal(s.last.violations, 0);
    assert_near(s.last.energy, 1.75, 1e-6);
    assert_near(s.last.energy, task.energy, 1e-6);
    scene_clear(&s);
  }
}

/* ---- the recorder ------------------------------------------------------------------------------------------- */

static void long_descents_are_thinned_out_evenly(void **state) {
  (void)state;
  enum { MOST = 1024, STEPS = 100000, REPLICAS = 3 };
  ebm_recorder recorder = {.most = MOST}, *current = &recorder;
  ebm_observer observer = ebm_recorder_observer(&current);
  uint64_t made = 0;
  for (uint64_t step = 0; step <= STEPS; step++) {
    if (!observer.wants(observer.context, step)) continue;
    for (uint32_t r = 0; r < REPLICAS; r++, made++)
      observer.see(observer.context, &(ebm_trace_point){.step = step, .replica = r, .event = EBM_EVENT_SWEEP}, NULL);
  }
  observer.see(observer.context, &(ebm_trace_point){.step = STEPS + 1, .replica = 2, .event = EBM_EVENT_ANSWER}, NULL);
  ebm_trace trace = ebm_recorder_trace(&recorder);
  assert_true(trace.points <= MOST + 1 && trace.points > MOST / 2);
  assert_true(made < 10 * MOST);
  assert_int_equal(trace.replicas, REPLICAS);
  assert_int_equal(trace.chosen, 2);
  assert_int_equal(trace.steps, STEPS + 1);
  assert_int_equal(trace.stride & (trace.stride - 1), 0);
  for (size_t i = 0; i + 1 < trace.points; i++) {
    assert_int_equal(trace.point[i].step, i / REPLICAS * trace.stride);
    assert_int_equal(trace.point[i].replica, i % REPLICAS);
  }
  assert_int_equal(trace.point[trace.points - 1].event, EBM_EVENT_ANSWER);
  ebm_recorder_clear(&recorder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(traces_end_where_the_certifier_says),
      cmocka_unit_test(quench_jumps_at_corrections),
      cmocka_unit_test(quench_jumps_on_other_grids_too),
      cmocka_unit_test(no_solution_no_answer),
      cmocka_unit_test(looking_changes_nothing),
      cmocka_unit_test(soft_terms_are_in_the_energy),
      cmocka_unit_test(long_descents_are_thinned_out_evenly),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
