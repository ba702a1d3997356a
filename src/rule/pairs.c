/* pairs.c - rules that speak of two cells at a time. */
#include <stdlib.h>

#include "base/status.h"
#include "rule/compile.h"

static bool rises(int a, int b, int n) {
  return (void)n, a < b;
}
static bool falls(int a, int b, int n) {
  return (void)n, a > b;
}
static bool same(int a, int b, int n) {
  return (void)n, a == b;
}
static bool far_apart(int a, int b, int n) {
  return abs(a - b) >= n;
}
static bool not_consecutive(int a, int b, int n) {
  return (void)n, abs(a - b) != 1;
}
static bool consecutive(int a, int b, int n) {
  return (void)n, abs(a - b) == 1;
}
static bool twice(int a, int b, int n) {
  return (void)n, a == 2 * b || b == 2 * a;
}
static bool sums_to(int a, int b, int n) {
  return a + b == n;
}
static bool no_dot(int a, int b, int n) {
  return !consecutive(a, b, n) && !twice(a, b, n);
}
static bool no_letter(int a, int b, int n) {
  return (void)n, a + b != 5 && a + b != 10;
}
static bool same_residue(int a, int b, int n) {
  return a % n == b % n;
}
static bool other_residue(int a, int b, int n) {
  return a % n != b % n;
}
static bool other_third(int a, int b, int n) {
  return (void)n, (a - 1) / 3 != (b - 1) / 3;
}

/* ---- along a line ---- */

/* The test between each cell and the one `apart` behind it. */
static ebm_status along(ebm_rules *rules, const ebm_rule_use *use, uint32_t apart, pair_test test, int n,
                        ebm_error *error) {
  ebm_status status = EBM_OK;
  for (uint32_t i = apart; status == EBM_OK && i < use->n_cells; i++)
    status = ebm_rules_pair(rules, use->cell[i - apart], use->cell[i], test, n, use->rule->name, error);
  return status;
}

ebm_status ebm_rule_thermo(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return along(rules, use, 1, rises, 0, error);
}

ebm_status ebm_rule_whisper(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return along(rules, use, 1, far_apart, use->number[0], error);
}

ebm_status ebm_rule_palindrome(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  ebm_status status = EBM_OK;
  for (uint32_t i = 0; status == EBM_OK && i < use->n_cells / 2; i++)
    status = ebm_rules_pair(rules, use->cell[i], use->cell[use->n_cells - 1 - i], same, 0, use->rule->name, error);
  return status;
}

/* Any n cells in a row have all n residues, so that cells n apart have the same one. */
ebm_status ebm_rule_modular(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  int n = use->number[0];
  if (n < 1) return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "Modular: %d is no modulus", n);
  ebm_status status = EBM_OK;
  for (uint32_t i = 0; status == EBM_OK && i < use->n_cells && i < (uint32_t)n; i++)
    for (uint32_t k = 0; status == EBM_OK && k < i; k++)
      status = ebm_rules_pair(rules, use->cell[k], use->cell[i], other_residue, n, use->rule->name, error);
  return status == EBM_OK ? along(rules, use, (uint32_t)n, same_residue, n, error) : status;
}

static ebm_status want_nine(const ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  if (rules->board.values == 9 && rules->board.first == 1) return EBM_OK;
  return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s: the values are not 1 to 9", use->rule->name);
}

ebm_status ebm_rule_entropic(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  ebm_status status = want_nine(rules, use, error);
  if (status == EBM_OK) status = along(rules, use, 1, other_third, 0, error);
  return status == EBM_OK ? along(rules, use, 2, other_third, 0, error) : status;
}

ebm_status ebm_rule_pair(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  ebm_status status = EBM_OK;
  for (uint32_t i = 1; status == EBM_OK && i < use->n_cells; i++)
    status = ebm_rules_table(rules, use->cell[i - 1], use->cell[i], use->pairs, use->rule->name, error);
  return status;
}

/* All pairs at once: the numbers read so far are the state, as far as their order does not matter. */
typedef struct clique_reader {
  const uint8_t *pairs; /* [n][n], symmetric */
  uint32_t n;
  int first;
} clique_reader;

static bool clique_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const clique_reader *reader = context;
  uint32_t b = (uint32_t)(number - reader->first);
  (void)position;
  *next = state | (uint64_t)1 << b;
  for (uint64_t left = state; left != 0; left &= left - 1)
    if (reader->pairs[(uint32_t)__builtin_ctzll(left) * reader->n + b] == 0) return false;
  return true;
}

static bool any_state(const void *context, uint64_t state) {
  return (void)context, (void)state, true;
}

static ebm_status add_clique(ebm_rules *rules, const ebm_rule_use *use, bool *fits, ebm_error *error) {
  clique_reader reader = {use->pairs, rules->board.values, rules->board.first};
  bool symmetric = rules->board.values <= 16, repeated = false;
  *fits = false;
  for (uint32_t a = 0; symmetric && a < reader.n; a++)
    for (uint32_t b = 0; b < a; b++) symmetric &= use->pairs[a * reader.n + b] == use->pairs[b * reader.n + a];
  for (uint32_t i = 0; i < use->n_cells; i++)
    for (uint32_t k = 0; k < i; k++) repeated |= use->cell[i] == use->cell[k];
  if (!symmetric || repeated || use->n_cells < 3) return EBM_OK;
  ebm_word_rule word = {clique_step, any_state, &reader, 0};
  return ebm_rules_word(rules, use->cell, use->n_cells, &word, use->rule->name, fits, error);
}

ebm_status ebm_rule_pair_all(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  bool fits;
  ebm_status status = add_clique(rules, use, &fits, error);
  if (fits) return status;
  for (uint32_t i = 0; i < use->n_cells; i++)
    for (uint32_t k = 0; status == EBM_OK && k < i; k++)
      status = ebm_rules_table(rules, use->cell[k], use->cell[i], use->pairs, use->rule->name, error);
  return status;
}

/* ---- between neighbours ---- */

/* Where v stands from u: 1 right, 2 below, -1 left, -2 above, 0 none of these. */
static int direction(const ebm_board *board, uint32_t u, uint32_t v) {
  if (u > v) return -direction(board, v, u);
  if (v == u + 1 && v % board->columns != 0) return 1;
  return v == u + board->columns ? 2 : 0;
}

/* The test between all neighbours among the cells, the one that is named first at the left; they are marked. */
static ebm_status between_neighbours(ebm_rules *rules, const ebm_rule_use *use, pair_test test, int n, uint8_t *marks,
                                     ebm_error *error) {
  bool found = false;
  ebm_status status = EBM_OK;
  for (uint32_t i = 0; i < use->n_cells; i++)
    for (uint32_t k = i + 1; status == EBM_OK && k < use->n_cells; k++) {
      uint32_t u = use->cell[i], v = use->cell[k];
      int way = direction(&rules->board, u, v);
      if (way == 0) continue;
      found = true;
      if (marks != NULL) marks[way > 0 ? u : v] |= (uint8_t)(way == 1 || way == -1 ? 1 : 2);
      status = ebm_rules_pair(rules, u, v, test, n, use->rule->name, error);
    }
  if (status == EBM_OK && !found)
    status = ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s: no two of the cells are neighbours", use->rule->name);
  return status;
}

ebm_status ebm_rule_white_dot(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return between_neighbours(rules, use, consecutive, 0, rules->dotted, error);
}

ebm_status ebm_rule_black_dot(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return between_neighbours(rules, use, twice, 0, rules->dotted, error);
}

ebm_status ebm_rule_letter_x(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return between_neighbours(rules, use, sums_to, 10, rules->lettered, error);
}

ebm_status ebm_rule_letter_v(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return between_neighbours(rules, use, sums_to, 5, rules->lettered, error);
}

ebm_status ebm_rule_greater_than(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return between_neighbours(rules, use, falls, 0, NULL, error);
}

/* The test between all neighbours of the grid that carry no mark. */
static ebm_status between_unmarked(ebm_rules *rules, const uint8_t *marks, pair_test test, const char *label,
                                   ebm_error *error) {
  const ebm_board *board = &rules->board;
  ebm_status status = EBM_OK;
  for (uint32_t c = 0; status == EBM_OK && c < ebm_board_cells(board); c++) {
    unsigned mark = marks != NULL ? marks[c] : 0;
    if ((mark & 1) == 0 && (c + 1) % board->columns != 0)
      status = ebm_rules_pair(rules, c, c + 1, test, 0, label, error);
    if (status == EBM_OK && (mark & 2) == 0 && c + board->columns < ebm_board_cells(board))
      status = ebm_rules_pair(rules, c, c + board->columns, test, 0, label, error);
  }
  return status;
}

ebm_status ebm_rule_anti_consecutive(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return between_unmarked(rules, NULL, not_consecutive, use->rule->name, error);
}

/* What is not marked is known when all rules have been read. */
ebm_status ebm_rule_strict_kropki(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  (void)use, (void)error;
  rules->strict_dots = true;
  return EBM_OK;
}

ebm_status ebm_rule_strict_xv(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  (void)use, (void)error;
  rules->strict_letters = true;
  return EBM_OK;
}

ebm_status ebm_rules_unmarked(ebm_rules *rules, ebm_error *error) {
  ebm_status status = EBM_OK;
  if (rules->strict_dots) status = between_unmarked(rules, rules->dotted, no_dot, "StrictKropki", error);
  if (status == EBM_OK && rules->strict_letters)
    status = between_unmarked(rules, rules->lettered, no_letter, "StrictXV", error);
  return status;
}

/* ---- squares of four ---- */

/* State: the classes met so far. */
typedef int classify(int number);

static bool classes_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  classify *const *class_of = context;
  (void)position;
  *next = state | (uint64_t)1 << (*class_of)(number);
  return true;
}

static bool all_classes(const void *context, uint64_t state) {
  return (void)context, state == 7;
}

/* Every square of four cells has a number of each class. class_of(number) is 0, 1 or 2. */
static ebm_status in_squares(ebm_rules *rules, const ebm_rule_use *use, classify *class_of, ebm_error *error) {
  const ebm_board *board = &rules->board;
  ebm_status status = EBM_OK;
  ebm_word_rule word = {classes_step, all_classes, &class_of, 0};
  for (uint32_t c = 0; status == EBM_OK && c + board->columns < ebm_board_cells(board); c++) {
    const uint32_t square[] = {c, c + 1, c + board->columns, c + board->columns + 1};
    if ((c + 1) % board->columns != 0) status = ebm_rules_word(rules, square, 4, &word, use->rule->name, NULL, error);
  }
  return status;
}

static int third(int number) {
  return (number - 1) / 3;
}
static int residue3(int number) {
  return number % 3;
}

ebm_status ebm_rule_global_entropy(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  ebm_status status = want_nine(rules, use, error);
  return status == EBM_OK ? in_squares(rules, use, third, error) : status;
}

ebm_status ebm_rule_global_mod(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return in_squares(rules, use, residue3, error);
}
