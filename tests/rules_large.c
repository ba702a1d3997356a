/* Rules on boards of 100 values, more than a word has bits: each against its definition, on cells that take all sorts
 * of values, as the certifier and as the lattice see it; or refused by its name. */
#include "format_support.h"

#include "base/random.h"
#include "certify/certify.h"
#include "given_whole.h"
#include "rule/rule.h"

enum { VALUES = 100, MOST_CELLS = 6, BEGINNINGS = 300, ASKED = 12 };

typedef bool (*definition)(const int *v, int n); /* v [n] numbers, cell by cell */

static int sum_of(const int *v, int n) {
  int sum = 0;
  for (int i = 0; i < n; i++) sum += v[i];
  return sum;
}

static bool differ(const int *v, int n) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < i; k++)
      if (v[i] == v[k]) return false;
  return true;
}

static int highest(const int *v, int n) {
  int most = v[0];
  for (int i = 1; i < n; i++) most = v[i] > most ? v[i] : most;
  return most;
}

static int lowest(const int *v, int n) {
  int least = v[0];
  for (int i = 1; i < n; i++) least = v[i] < least ? v[i] : least;
  return least;
}

static int count_of(const int *v, int n, int number) {
  int count = 0;
  for (int i = 0; i < n; i++) count += v[i] == number;
  return count;
}

static bool thermo(const int *v, int n) {
  return n == 3 && v[0] < v[1] && v[1] < v[2];
}
static bool whisper(const int *v, int n) {
  return n == 3 && abs(v[0] - v[1]) >= 5 && abs(v[1] - v[2]) >= 5;
}
static bool renban(const int *v, int n) {
  return differ(v, n) && highest(v, n) - lowest(v, n) == n - 1;
}
static bool palindrome(const int *v, int n) {
  return v[0] == v[n - 1];
}
static bool zipper(const int *v, int n) {
  return n == 3 && v[0] + v[2] == v[1];
}
static bool modular(const int *v, int n) {
  return n == 3 && v[0] % 3 + v[1] % 3 + v[2] % 3 == 3 && (v[0] - v[1]) % 3 != 0;
}
static bool sum_line(const int *v, int n) {
  int part = 0;
  for (int i = 0; i < n; i++) {
    part += v[i];
    if (part > 150) return false;
    if (part == 150) part = 0;
  }
  return part == 0;
}
static bool arrow(const int *v, int n) {
  return v[0] == sum_of(v + 1, n - 1);
}
static bool double_arrow(const int *v, int n) {
  return v[0] + v[n - 1] == sum_of(v + 1, n - 2);
}
static bool pill(const int *v, int n) {
  return n == 3 && v[1] <= 9 && 10 * v[0] + v[1] == v[2];
}
static bool white(const int *v, int n) {
  return n == 2 && abs(v[0] - v[1]) == 1;
}
static bool black(const int *v, int n) {
  return n == 2 && (v[0] == 2 * v[1] || v[1] == 2 * v[0]);
}
static bool ten(const int *v, int n) {
  return sum_of(v, n) == 10;
}
static bool five(const int *v, int n) {
  return sum_of(v, n) == 5;
}
static bool falls(const int *v, int n) {
  return n == 2 && v[0] > v[1];
}
static bool sum_150(const int *v, int n) {
  return sum_of(v, n) == 150;
}
static bool cage(const int *v, int n) {
  return sum_of(v, n) == 150 && differ(v, n);
}
static bool weighted(const int *v, int n) {
  return n == 3 && v[0] + 2 * v[1] == v[2];
}
static bool equal_sum(const int *v, int n) {
  return n == 3 && v[0] + v[1] == v[2];
}
static bool same_values(const int *v, int n) {
  return n == 4 && ((v[0] == v[2] && v[1] == v[3]) || (v[0] == v[3] && v[1] == v[2]));
}
static bool exactly(const int *v, int n) {
  return count_of(v, n, 70) == 1 && count_of(v, n, 99) == 1;
}
static bool at_least(const int *v, int n) {
  return count_of(v, n, 70) >= 2;
}
static bool circles(const int *v, int n) {
  for (int i = 0; i < n; i++)
    if (count_of(v, n, v[i]) != v[i]) return false;
  return true;
}
static bool quad(const int *v, int n) {
  return count_of(v, n, 70) >= 1 && count_of(v, n, 99) >= 1;
}
static bool x_sum(const int *v, int n) {
  return v[0] <= n && sum_of(v, v[0]) == 150;
}
static bool skyscraper(const int *v, int n) {
  int seen = 0;
  for (int i = 0; i < n; i++) seen += i == 0 || v[i] > highest(v, i);
  return seen == 2;
}
static bool hidden(const int *v, int n) {
  for (int i = 1; i < n; i++)
    if (v[i] < highest(v, i)) return v[i] == 70;
  return false;
}
static bool room(const int *v, int n) {
  return v[0] <= n && v[v[0] - 1] == 70;
}
static bool apart(const int *v, int n) {
  return n == 2 && abs(v[0] - v[1]) != 1;
}
static bool no_dot(const int *v, int n) {
  return apart(v, n) && !black(v, n);
}
static bool residues(const int *v, int n) {
  bool met[3] = {false};
  for (int i = 0; i < n; i++) met[v[i] % 3] = true;
  return met[0] && met[1] && met[2];
}

static const struct large_case {
  const char *rule;
  int rows, columns;
  definition holds; /* NULL: refused; the ends of Between and Lockout are more pairs than an automaton has states */
} cases[] = {
    {"AllDifferent~R1C1~R1C2~R1C3", 1, 3, differ},
    {"Thermo~R1C1~R1C2~R1C3", 1, 3, thermo},
    {"Whisper~R1C1~R1C2~R1C3", 1, 3, whisper},
    {"Renban~R1C1~R1C2~R1C3", 1, 3, renban},
    {"Palindrome~R1C1~R1C2~R1C3", 1, 3, palindrome},
    {"Between~R1C1~R1C2~R1C3", 1, 3, NULL},
    {"Lockout~4~R1C1~R1C2~R1C3", 1, 3, NULL},
    {"Zipper~R1C1~R1C2~R1C3", 1, 3, zipper},
    {"Modular~3~R1C1~R1C2~R1C3", 1, 3, modular},
    {"Entropic~R1C1~R1C2~R1C3", 1, 3, NULL},
    {"SumLine~150~R1C1~R1C2~R1C3", 1, 3, sum_line},
    {"Arrow~R1C1~R1C2~R1C3", 1, 3, arrow},
    {"DoubleArrow~R1C1~R1C2~R1C3~R1C4", 1, 4, double_arrow},
    {"PillArrow~2~R1C1~R1C2~R1C3", 1, 3, pill},
    {"WhiteDot~R1C1~R1C2", 1, 2, white},
    {"BlackDot~R1C1~R1C2", 1, 2, black},
    {"X~R1C1~R1C2", 1, 2, ten},
    {"V~R1C1~R1C2", 1, 2, five},
    {"GreaterThan~R1C1~R1C2", 1, 2, falls},
    {"AntiConsecutive", 1, 2, apart},
    {"StrictKropki", 1, 2, no_dot},
    {"GlobalMod", 2, 2, residues},
    {"GlobalEntropy", 2, 2, NULL},
    {"Cage~150~R1C1~R1C2~R1C3", 1, 3, cage},
    {"Sum~150~R1C1~R1C2~R1C3", 1, 3, sum_150},
    {"Sum~0_=_1_2_-1~R1C1~R1C2~R1C3", 1, 3, weighted},
    {"EqualSum~R1C1~R1C2~-~R1C3", 1, 3, equal_sum},
    {"SameValues~2~R1C1~R1C2~R1C3~R1C4", 1, 4, same_values},
    {"ContainExact~70_99~R1C1~R1C2~R1C3", 1, 3, exactly},
    {"ContainAtLeast~70_70~R1C1~R1C2~R1C3", 1, 3, at_least},
    {"CountingCircles~R1C1~R1C2~R1C3", 1, 3, circles},
    {"Quad~R1C1~70~99", 2, 2, quad},
    {"XSum~R1~150~", 1, 3, x_sum},
    {"Skyscraper~R1~2~", 1, 4, skyscraper},
    {"HiddenSkyscraper~R1~70~", 1, 4, hidden},
    {"NumberedRoom~R1~70~", 1, 4, room},
};

/* Numbers that rules care about come more often than others. */
static int draw(ebm_random *random) {
  static const int favourites[] = {1, 2, 3, 50, 63, 64, 65, 70, 99, 100};
  uint64_t bits = ebm_random_next(random) >> 16;
  return bits % 2 == 0 ? favourites[bits / 2 % 10] : 1 + (int)(bits / 2 % VALUES);
}

/* The last cell takes every value behind each of the beginnings drawn, so that equations are met. */
static void hold(const struct large_case *c, const ebm_record *record) {
  ebm_random random = {ebm_hash(7)};
  int n = c->rows * c->columns, seen[2] = {0};
  for (int beginning = 0; beginning < BEGINNINGS; beginning++) {
    int v[MOST_CELLS];
    for (int i = 0; i + 1 < n; i++) v[i] = i > 0 && beginning % 5 == 0 ? v[0] : draw(&random);
    for (v[n - 1] = 1; v[n - 1] <= VALUES; v[n - 1]++) {
      uint8_t value[MOST_CELLS];
      for (int i = 0; i < n; i++) value[i] = (uint8_t)(v[i] - 1);
      bool holds = c->holds(v, n);
      if (ebm_certify(record, value) != holds)
        fail_msg("%s: %d %d %d: %s to the certifier", c->rule, v[0], v[1], n > 2 ? v[2] : 0, holds ? "wrong" : "right");
      if (seen[holds]++ >= ASKED) continue;
      if (given_whole(record, value) != (holds ? EBM_SOLVED : EBM_UNSOLVABLE))
        fail_msg("%s: %d %d %d: %s to the lattice", c->rule, v[0], v[1], n > 2 ? v[2] : 0, holds ? "wrong" : "right");
    }
  }
  if (seen[0] == 0 || seen[1] == 0) fail_msg("%s: kept %d times, broken %d times", c->rule, seen[1], seen[0]);
}

static void every_rule_holds_a_hundred_values(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct large_case *c = &cases[i];
    ebm_reader *reader;
    ebm_block block = {0};
    char text[200];
    size_t consumed;
    ebm_error error = {0};
    snprintf(text, sizeof text, ".Shape~%dx%d~%d~Raw.%s.\n", c->rows, c->columns, VALUES, c->rule);
    ebm_reader_options options = {.kinds = ebm_factor_kinds(), .format = "constraints"};
    assert_int_equal(ebm_reader_create(&options, &reader, &error), EBM_OK);
    assert_int_equal(ebm_reader_read(reader, text, strlen(text), true, 4, &block, &consumed, &error), EBM_OK);
    const ebm_record *record = &block.record[0];
    if (c->holds != NULL) {
      if (record->error != NULL) fail_msg("%s: %s", c->rule, record->error->text);
      hold(c, record);
    } else {
      if (record->error == NULL) fail_msg("%s: not refused", c->rule);
      size_t name = strcspn(c->rule, "~");
      if (strncmp(record->error->text, c->rule, name) != 0) fail_msg("%s: %s", c->rule, record->error->text);
      if (record->error->column == 0) fail_msg("%s: no place", c->rule);
    }
    ebm_block_clear(&block);
    ebm_reader_destroy(reader);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_rule_holds_a_hundred_values)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
