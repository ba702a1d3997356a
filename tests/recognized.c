/* The classic grid is recognized where it is and nowhere else, in models of any number of variables and values: against
 * a definition written once more, and by solving and certifying with and without what was recognized. */
#include "support.h"

#include "base/memory.h"
#include "base/random.h"
#include "certify/certify.h"
#include "lattice/lattice.h"
#include "solved.h"

enum { MOST = 500, CLASSIC = 81, DIGITS = 9, GROUPS = 324 };

/* A model in the making, with an assignment that keeps all its hard factors. */
typedef struct planted {
  ebm_builder *builder;
  ebm_random random;
  uint32_t n, domain[MOST], first[MOST + 1];
  uint8_t value[MOST];
} planted;

static uint32_t below(planted *p, uint32_t n) {
  return ebm_random_below(&p->random, n);
}

static void add(planted *p, const char *kind, const uint32_t *scope, uint32_t n, const void *table, uint32_t size,
                bool soft) {
  ebm_error error;
  const ebm_factor_spec spec = {
      .kind = kind, .scope = scope, .n_scope = n, .table = table, .table_size = size, .soft = soft};
  assert_int_equal(ebm_builder_factor(p->builder, &spec, &error), EBM_OK);
}

/* The literals of group k, cells first, then rows, columns and boxes digit by digit, of a grid whose first variable is
 * `from`, in an order drawn at random. */
static void grid_group(planted *p, uint32_t from, uint32_t k, uint32_t *literal) {
  uint32_t house = k % CLASSIC / DIGITS, digit = k % DIGITS;
  for (uint32_t i = 0; i < DIGITS; i++) {
    uint32_t cell = k < CLASSIC       ? k
                    : k < 2 * CLASSIC ? house * 9 + i
                    : k < 3 * CLASSIC ? i * 9 + house
                                      : (house / 3 * 3 + i / 3) * 9 + house % 3 * 3 + i % 3;
    uint32_t at = below(p, i + 1);
    literal[i] = literal[at];
    literal[at] = p->first[from + cell] + (k < CLASSIC ? i : digit);
  }
}

/* All groups of a grid from a variable on, but for the one left out; GROUPS: none is. */
static void add_grid(planted *p, uint32_t from, uint32_t left_out, bool soft) {
  uint32_t literal[DIGITS];
  for (uint32_t k = 0; k < GROUPS; k++) {
    if (k == left_out) continue;
    grid_group(p, from, k, literal);
    add(p, "exactly_one", literal, DIGITS, NULL, 0, soft);
  }
}

static void add_variables(planted *p, uint64_t seed, uint32_t n, bool mixed) {
  ebm_error error;
  *p = (planted){.builder = support_builder(), .random = {seed}, .n = n};
  for (uint32_t v = 0; v < n; v++) {
    p->domain[v] = mixed && below(p, 40) == 0 ? 1 + below(p, 12) : DIGITS;
    p->first[v + 1] = p->first[v] + p->domain[v];
    p->value[v] = (uint8_t)below(p, p->domain[v]);
    assert_int_equal(ebm_builder_variables(p->builder, 1, p->domain[v], NULL, &error), EBM_OK);
  }
}

/* A solved grid as the planted values from a variable on. */
static bool plant_grid(planted *p, uint32_t from) {
  if (from + CLASSIC > p->n) return false;
  for (uint32_t c = 0; c < CLASSIC; c++)
    if (p->domain[from + c] != DIGITS) return false;
  solved_draw(SOLVED_CLASSIC, &p->random, p->value + from);
  for (uint32_t c = 0; c < CLASSIC; c++) p->value[from + c]--;
  return true;
}

static bool is_planted(const planted *p, uint32_t literal) {
  uint32_t v = 0;
  while (p->first[v + 1] <= literal) v++;
  return p->first[v] + p->value[v] == literal;
}

/* Nine different literals of which exactly one is planted: at random places, or of one value of as many variables at
 * equal distances, so that many look like a row's or a column's if one forgets where the grid ends. */
static void add_group(planted *p, const char *kind) {
  uint32_t literal[DIGITS], n = 0, true_ones = 0, step = 1 + below(p, 10), start = below(p, p->n), digit = below(p, 9);
  bool along = below(p, 2) != 0;
  for (int tries = 0; tries < 500 && n < DIGITS; tries++) {
    uint32_t v = along ? start + n * step : below(p, p->n);
    if (v >= p->n || (along && p->domain[v] != DIGITS)) return;
    uint32_t l = p->first[v] + (along ? digit : below(p, p->domain[v]));
    bool again = false, right = is_planted(p, l);
    for (uint32_t i = 0; i < n; i++) again |= literal[i] == l;
    if (again || (right && true_ones > 0)) {
      if (along) return;
      continue;
    }
    literal[n++] = l;
    true_ones += right;
  }
  if (n == DIGITS && true_ones == 1) add(p, kind, literal, n, NULL, 0, false);
}

/* Two variables that differ, or a relation drawn at random that allows what is planted. */
static void add_relation(planted *p) {
  uint32_t pair[2] = {below(p, p->n), below(p, p->n)};
  if (below(p, 2) != 0 && p->n > CLASSIC) pair[1] = CLASSIC - 1 + below(p, 2); /* where the grid ends */
  if (pair[0] == pair[1]) return;
  uint32_t rows = p->domain[pair[0]], columns = p->domain[pair[1]];
  bool differ = below(p, 2) != 0 && p->value[pair[0]] != p->value[pair[1]];
  uint8_t allowed[12 * 12];
  for (uint32_t i = 0; i < rows * columns; i++) allowed[i] = differ ? i / columns != i % columns : below(p, 100) < 70;
  allowed[p->value[pair[0]] * columns + p->value[pair[1]]] = 1;
  add(p, "relation", pair, 2, allowed, rows * columns, false);
}

static int by_number(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static bool same_set(const uint32_t *a, const uint32_t *b) {
  uint32_t left[DIGITS], right[DIGITS];
  memcpy(left, a, sizeof left);
  memcpy(right, b, sizeof right);
  qsort(left, DIGITS, sizeof *left, by_number);
  qsort(right, DIGITS, sizeof *right, by_number);
  return memcmp(left, right, sizeof left) == 0;
}

/* The definition: the first 81 variables have nine values each, and each of the 324 groups is a hard factor. */
static bool is_classic(planted *p, const ebm_model *model) {
  if (p->n < CLASSIC) return false;
  for (uint32_t c = 0; c < CLASSIC; c++)
    if (p->domain[c] != DIGITS) return false;
  for (uint32_t k = 0; k < GROUPS; k++) {
    uint32_t literal[DIGITS];
    bool found = false;
    grid_group(p, 0, k, literal);
    for (size_t f = 0; f < model->n_factors && !found; f++) {
      const ebm_factor *factor = &model->factor[f];
      found = factor->hard && strcmp(factor->ops->name, "exactly_one") == 0 && factor->n_scope == DIGITS &&
              same_set(factor->scope, literal);
    }
    if (!found) return false;
  }
  return true;
}

/* Solutions and what is almost one, certified with what was recognized and without. */
static void certifies_alike(planted *p, const ebm_model *model, const uint8_t *solution) {
  ebm_model slow = *model;
  slow.classic9 = false;
  ebm_block block = {0};
  ebm_record *record = ebm_block_add(&block, model, 1);
  assert_non_null(record);
  ebm_record long_way = *record;
  long_way.model = &slow;
  uint8_t value[MOST];
  memcpy(value, solution, p->n);
  assert_true(ebm_certify(record, value) && ebm_certify(&long_way, value));
  for (int draw = 0; draw < 60; draw++) {
    memcpy(value, solution, p->n);
    uint32_t v = draw % 2 != 0 && p->n > CLASSIC ? CLASSIC + below(p, p->n - CLASSIC) : below(p, p->n);
    if (draw % 3 == 0 && p->n > CLASSIC) { /* two digits change places in the grid, which stays one */
      uint8_t a = (uint8_t)below(p, 9), b = (uint8_t)below(p, 9);
      for (uint32_t c = 0; c < CLASSIC; c++) value[c] = value[c] == a ? b : value[c] == b ? a : value[c];
    }
    /* A value beyond the variable's is none, wherever it stands; the factors may not be asked about it. */
    value[v] = (uint8_t)(draw % 5 == 0 ? p->domain[v] + below(p, 3) : below(p, p->domain[v]));
    assert_int_equal(ebm_certify(record, value), ebm_certify(&long_way, value));
  }
  ebm_block_clear(&block);
}

/* Solved by the lattice that is chosen for the model and by the generic one: what they find keeps every factor. */
static void solves_alike(planted *p, const ebm_model *model) {
  const ebm_lattice_options options = {.seed = 1, .timeout = 5};
  const ebm_lattice_ops *ops[] = {ebm_lattice_choose(model, &options), ebm_lattice_generic()};
  ebm_model slow = *model;
  slow.classic9 = false;
  ebm_block block = {0};
  ebm_record *record = ebm_block_add(&block, model, 1);
  assert_non_null(record);
  for (uint32_t v = 0; v < p->n; v++) record->given[v] = below(p, 100) < 60 ? (uint8_t)(p->value[v] + 1) : 0;
  ebm_record long_way = *record;
  long_way.model = &slow;
  for (int i = 0; i < 2; i++) {
    ebm_lattice *lattice;
    ebm_error error;
    uint8_t value[MOST];
    ebm_task task = {.record = record, .limit = 1, .value = value};
    assert_int_equal(ops[i]->create(model, &options, &lattice, &error), EBM_OK);
    ops[i]->run(lattice, &task, 1);
    assert_int_equal(task.outcome, EBM_SOLVED);
    assert_true(ebm_certify(record, value) && ebm_certify(&long_way, value));
    ops[i]->destroy(lattice);
  }
  ebm_block_clear(&block);
}

/* Models of 1 to 500 variables: with the grid, with all of it but one group, with it soft, with it somewhere else, or
 * without; and other groups, pairs and relations anywhere. */
static void recognized_as_defined(void **state) {
  (void)state;
  unsigned classic = 0, large = 0;
  for (uint64_t seed = 1; seed <= (SANITIZED ? 150 : 400); seed++) {
    planted p;
    uint32_t shape = (uint32_t)(seed % 8), n = 1 + (uint32_t)(ebm_hash(seed) % MOST);
    add_variables(&p, seed, shape < 3 && n < CLASSIC ? n + CLASSIC : n, shape == 7 || shape == 2);
    uint32_t from = shape < 5 ? 0 : p.n > CLASSIC ? 1 + below(&p, p.n - CLASSIC) : 0;
    bool fits = plant_grid(&p, from);
    if (fits && shape != 6) add_grid(&p, from, shape == 3 ? below(&p, GROUPS) : GROUPS, shape == 4);
    if (fits && shape == 3) { /* the missing group would stand here, in a grid that is next to this one */
      bool second = plant_grid(&p, CLASSIC);
      if (second) add_grid(&p, CLASSIC, GROUPS, false);
    }
    for (uint32_t i = below(&p, 200); i > 0; i--) {
      uint32_t kind = below(&p, 3);
      if (kind == 2)
        add_relation(&p);
      else
        add_group(&p, kind == 0 ? "exactly_one" : "at_most_one");
    }
    ebm_model *model = support_seal(p.builder);
    assert_int_equal(model->classic9, is_classic(&p, model));
    certifies_alike(&p, model, p.value);
    if (seed % 4 == 0 && shape != 4) solves_alike(&p, model); /* soft terms are for another lattice */
    classic += model->classic9;
    large += !model->classic9 && p.n > 4 * CLASSIC;
    ebm_model_destroy(model);
  }
  assert_true(classic > 30 && large > 30);
}

/* Boards of 82 to 400 cells with 9 values, cells and groups alone: what segments of nine look like a row's, a column's
 * or a box's is beyond the 81 cells of any grid. */
static void large_boards_are_solved(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= (SANITIZED ? 20 : 60); seed++) {
    planted p;
    add_variables(&p, seed, 82 + (uint32_t)(ebm_hash(seed) % 319), false);
    for (uint32_t from = seed % 3 == 0 ? 0 : 81; from + CLASSIC <= p.n; from += CLASSIC)
      if (plant_grid(&p, from)) add_grid(&p, from, seed % 2 == 0 ? below(&p, GROUPS) : GROUPS, false);
    for (uint32_t v = 0; v < p.n; v++) {
      uint32_t literal[DIGITS];
      for (uint32_t a = 0; a < DIGITS; a++) literal[a] = p.first[v] + a;
      add(&p, "exactly_one", literal, DIGITS, NULL, 0, false);
    }
    for (int i = 0; i < 300; i++) add_group(&p, i % 2 == 0 ? "exactly_one" : "at_most_one");
    ebm_model *model = support_seal(p.builder);
    assert_int_equal(model->classic9, is_classic(&p, model));
    certifies_alike(&p, model, p.value);
    solves_alike(&p, model);
    ebm_model_destroy(model);
  }
}

/* More houses and tables than are put in short: the rest is asked one by one, and nothing is forgotten. */
static void what_is_too_much_is_kept_as_it_is(void **state) {
  (void)state;
  planted p;
  add_variables(&p, 5, CLASSIC, false);
  assert_true(plant_grid(&p, 0));
  add_grid(&p, 0, GROUPS, false);
  for (int h = 0; h < 400; h++) { /* nine cells of all digits, drawn one by one: a house of its own each */
    uint32_t cell[DIGITS], literal[DIGITS];
    for (uint32_t d = 0; d < DIGITS; d++) {
      do cell[d] = below(&p, CLASSIC);
      while (p.value[cell[d]] != d);
    }
    for (uint32_t d = 0; d < DIGITS; d++) {
      for (uint32_t i = 0; i < DIGITS; i++) literal[i] = cell[i] * 9 + d;
      add(&p, "exactly_one", literal, DIGITS, NULL, 0, false);
    }
  }
  for (int i = 0; i < 1500; i++) add_relation(&p);
  ebm_model *model = support_seal(p.builder);
  assert_true(model->classic9);
  assert_true(model->n_houses > 100 && model->n_houses <= 256);
  assert_true(model->n_extra > 9 * 100);
  certifies_alike(&p, model, p.value);
  solves_alike(&p, model);
  ebm_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(recognized_as_defined),
      cmocka_unit_test(large_boards_are_solved),
      cmocka_unit_test(what_is_too_much_is_kept_as_it_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
