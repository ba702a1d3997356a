/* No search is left alone with what it cannot finish: pairs in tight places that no solution has room for are refuted,
 * whatever is asked; and one solution, uniqueness, counts, all solutions and proofs agree with each other and, on small
 * grids, with a look at every grid there is. */
#include "support.h"

#include "base/random.h"
#include "bytes.h"

enum { KEPT = 40000, CELLS = 81, SMALL_KEPT = 288 };

typedef struct found {
  ebm_outcome outcome;
  bool exhausted, proved;
  uint64_t solutions, kicks;
  size_t n_cells;
  uint8_t all[KEPT][CELLS];
} found;

static ebm_status take_answer(void *context, const ebm_answer *answer) {
  found *f = context;
  f->outcome = answer->outcome;
  f->exhausted = answer->exhausted;
  f->solutions = answer->solutions;
  f->kicks = answer->kicks;
  f->proved = answer->certificate != NULL;
  for (uint64_t i = 0; answer->all != NULL && i < answer->solutions && i < KEPT; i++)
    memcpy(f->all[i], answer->all + i * f->n_cells, f->n_cells);
  return EBM_OK;
}

typedef enum { FIND, UNIQUE, COUNT, ALL, PROVE, QUESTIONS } question;
static const char *const names[] = {"one solution", "uniqueness", "count", "all", "prove"};

/* Twenty seconds of work: the refutations below take a few hundredths. */
static void ask(const char *puzzle, question q, found *f, size_t n_cells) {
  ebm_options options;
  ebm_options_init(&options);
  options.jobs = 1;
  options.timeout = 20;
  options.limit = q == FIND ? 1 : q == UNIQUE || q == PROVE ? 2 : UINT64_MAX;
  options.all = q == ALL;
  options.prove = q == PROVE;
  ebm_session *session;
  ebm_error error;
  bytes_input in = {.bytes = puzzle, .left = strlen(puzzle)};
  ebm_source source = {.name = "test", .read = bytes_read, .context = &in};
  ebm_sink sink = {.answer = take_answer, .context = f};
  f->outcome = EBM_INVALID;
  f->n_cells = n_cells;
  assert_int_equal(ebm_session_create(&options, &session, &error), EBM_OK);
  ebm_status status = ebm_session_run(session, &source, &sink, &error);
  if (status != EBM_OK) fail_msg("%s: %s", puzzle, error.text);
  ebm_session_destroy(session);
}

/* ---- refutations ---- */

static void pairs_without_room(void **state) {
  /* In turn: equal cells of one row, of one box, of one column; two sums that make cells of a column equal; differences
   * of 5 and more on a line as wide as a box; halves of halves of halves. */
  static const char *const puzzles[] = {
      ".Palindrome~R2C7~R2C8~R2C9\n",
      ".Palindrome~R7C1~R8C2~R9C3~R9C2\n",
      ".Palindrome~R1C4~R2C5~R3C5~R4C4\n",
      ".V~R8C6~R7C6.V~R7C6~R6C6\n",
      ".X~R2C3~R3C3.X~R3C3~R4C3\n",
      ".Whisper~5~R1C1~R1C2~R1C3~R2C3~R2C2~R2C1~R3C1~R3C2~R3C3\n",
      ".BlackDot~R5C5~R5C6.BlackDot~R5C6~R5C7.BlackDot~R5C7~R5C8.BlackDot~R5C8~R5C9\n",
  };
  (void)state;
  static found f;
  for (size_t i = 0; i < sizeof puzzles / sizeof *puzzles; i++)
    for (question q = FIND; q < QUESTIONS; q++) {
      ask(puzzles[i], q, &f, CELLS);
      if (f.outcome != EBM_UNSOLVABLE || !f.exhausted || f.solutions != 0)
        fail_msg("%s, %s: %s", names[q], puzzles[i], ebm_outcome_name(f.outcome));
      if (q == PROVE && !f.proved) fail_msg("%s: no proof", puzzles[i]);
    }
}

/* The same with 7 values on 6x6 cells, where two sets of cells with equal values do not fit: the descents of one lane
 * were lost in it. */
static void sets_without_room(void **state) {
  static const char puzzle[] = ".Shape~6x6~7.SameValues~2~R1C5~R1C2~R6C5~R2C5.~R3C5_1.~R6C4_1.~R4C3_6\n";
  (void)state;
  static found f;
  for (question q = FIND; q < PROVE; q++) { /* the equal sets have no clauses that a proof could start from */
    ask(puzzle, q, &f, 36);
    if (f.outcome != EBM_UNSOLVABLE) fail_msg("%s: %s", names[q], ebm_outcome_name(f.outcome));
  }
}

/* ---- all solutions ---- */

enum { SMALL = 4, SMALL_CELLS = 16 };

typedef struct pair {
  unsigned a, b;
  int kind; /* 0 next to each other in value, 1 a above b, 2 equal, 3 sum of 5 */
} pair;

static bool holds(const pair *p, const uint8_t *value) {
  int a = value[p->a], b = value[p->b];
  switch (p->kind) {
    case 0: return abs(a - b) == 1;
    case 1: return a > b;
    case 2: return a == b;
    default: return a + b == 3; /* values from 0 */
  }
}

typedef struct small {
  uint8_t given[SMALL_CELLS]; /* 0: open */
  pair pair[3];
  size_t n_pairs;
} small;

static bool fits(const small *s, const uint8_t *value, unsigned at) {
  if (s->given[at] != 0 && s->given[at] != value[at] + 1) return false;
  for (unsigned i = 0; i < at; i++) {
    bool peers = i / SMALL == at / SMALL || i % SMALL == at % SMALL ||
                 (i / (2 * SMALL) == at / (2 * SMALL) && i % SMALL / 2 == at % SMALL / 2);
    if (peers && value[i] == value[at]) return false;
  }
  return true;
}

/* Every grid there is, in the order of the values. */
static size_t look_at_all(const small *s, uint8_t *value, unsigned at, uint8_t (*all)[SMALL_CELLS], size_t n) {
  if (at == SMALL_CELLS) {
    for (size_t i = 0; i < s->n_pairs; i++)
      if (!holds(&s->pair[i], value)) return n;
    memcpy(all[n], value, SMALL_CELLS);
    return n + 1;
  }
  for (value[at] = 0; value[at] < SMALL; value[at]++)
    if (fits(s, value, at)) n = look_at_all(s, value, at + 1, all, n);
  return n;
}

static void write_small(const small *s, char *text, size_t size) {
  static const char *const rule[] = {"WhiteDot", "GreaterThan", "Palindrome", "V"};
  int n = snprintf(text, size, ".Shape~4x4");
  for (size_t i = 0; i < s->n_pairs; i++) {
    unsigned a = s->pair[i].a, b = s->pair[i].b;
    n += snprintf(text + n, size - (size_t)n, ".%s~R%uC%u~R%uC%u", rule[s->pair[i].kind], a / SMALL + 1, a % SMALL + 1,
                  b / SMALL + 1, b % SMALL + 1);
  }
  for (unsigned v = 0; v < SMALL_CELLS; v++)
    if (s->given[v] != 0)
      n += snprintf(text + n, size - (size_t)n, ".~R%uC%u_%u", v / SMALL + 1, v % SMALL + 1, s->given[v]);
  snprintf(text + n, size - (size_t)n, "\n");
}

/* A pair of neighbours, or for equal cells of any two. */
static void draw_small(ebm_random *random, small *s) {
  *s = (small){.n_pairs = 1 + ebm_random_below(random, 3)};
  for (size_t i = 0; i < s->n_pairs; i++) {
    pair *p = &s->pair[i];
    p->kind = (int)ebm_random_below(random, 4);
    p->a = ebm_random_below(random, SMALL_CELLS - SMALL);
    p->b = p->a + SMALL;
    if (p->kind == 2) p->b = p->a + 1 + ebm_random_below(random, SMALL_CELLS - 1 - p->a);
  }
  for (uint32_t n = ebm_random_below(random, 4); n > 0; n--)
    s->given[ebm_random_below(random, SMALL_CELLS)] = (uint8_t)(1 + ebm_random_below(random, SMALL));
}

static int compare(const void *a, const void *b) {
  return memcmp(a, b, CELLS);
}

static void questions_agree(void **state) {
  static found f;
  static uint8_t all[SMALL_KEPT][SMALL_CELLS]; /* as many as grids of 4x4 */
  ebm_random random = {7};
  unsigned solvable = 0;
  (void)state;
  for (int i = 0; i < (SANITIZED ? 60 : 300); i++) {
    small s;
    char text[400];
    uint8_t value[SMALL_CELLS];
    draw_small(&random, &s);
    write_small(&s, text, sizeof text);
    size_t n = look_at_all(&s, value, 0, all, 0);
    solvable += n > 0;
    for (question q = FIND; q < QUESTIONS; q++) {
      ask(text, q, &f, SMALL_CELLS);
      uint64_t limit = q == FIND ? 1 : q == UNIQUE || q == PROVE ? 2 : UINT64_MAX;
      bool right = f.solutions == (n < limit ? n : limit);
      right &= f.outcome == (n > 0 ? EBM_SOLVED : EBM_UNSOLVABLE) ||
               (n == 0 && f.outcome == EBM_INVALID); /* two givens of a row */
      if (!right)
        fail_msg("%s of %s: %s, %u of %zu", names[q], text, ebm_outcome_name(f.outcome), (unsigned)f.solutions, n);
      if (q != ALL || n == 0) continue;
      qsort(f.all, n, sizeof *f.all, compare);
      for (size_t k = 0; k < n; k++) assert_memory_equal(f.all[k], all[k], SMALL_CELLS);
    }
  }
  print_message("%u have solutions\n", solvable);
}

/* The states find one solution, one replica goes on from the start: none is told twice. */
static void nothing_is_told_twice(void **state) {
  static const char puzzle[] =
      ".WhiteDot~R2C5~R2C6.WhiteDot~R3C1~R3C2.WhiteDot~R3C2~R3C3.WhiteDot~R3C4~R4C4.X~R3C7~R3C8.WhiteDot~R3"
      "C9~R4C9.WhiteDot~R4C5~R4C6.WhiteDot~R6C4~R7C4.WhiteDot~R6C8~R6C9.WhiteDot~R7C8~R8C8.WhiteDot~R8C2~R8"
      "C3.WhiteDot~R8C5~R8C6.X~R8C7~R8C8.WhiteDot~R9C3~R9C4.BlackDot~R9C7~R9C8.~R8C2_5~R5C9_3~R3C7_9~R4C1_7"
      "~R4C8_5~R5C5_1.~R3C8_1.~R1C9_4.~R5C8_4\n";
  static found count, all;
  (void)state;
  ask(puzzle, COUNT, &count, CELLS);
  ask(puzzle, ALL, &all, CELLS);
  assert_int_equal(count.outcome, EBM_SOLVED);
  assert_int_equal(all.solutions, count.solutions);
  assert_int_equal(all.kicks, count.kicks);
  assert_in_range(all.solutions, 2, KEPT);
  qsort(all.all, all.solutions, sizeof *all.all, compare);
  for (size_t i = 1; i < all.solutions; i++) assert_memory_not_equal(all.all[i], all.all[i - 1], CELLS);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_without_room), cmocka_unit_test(sets_without_room),
                                     cmocka_unit_test(questions_agree), cmocka_unit_test(nothing_is_told_twice)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
