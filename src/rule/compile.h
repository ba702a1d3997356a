/* compile.h - what the rules are compiled with. Inside this folder only. */
#ifndef EBM_RULE_COMPILE_H
#define EBM_RULE_COMPILE_H

#include "rule/rule.h"

/* More cells than these hold each other in check too little: of 14 hard killers, 3 cells leave 5 unsolved after 4 s, 4
 * cells 4, 5 cells 2, 7 cells 2 and with larger automata. */
enum { EBM_REMAINDER_CELLS = 5 };

/* Cells whose sum is known, for what they leave over of their houses. */
typedef struct noted_sum {
  size_t begin; /* in sum_cell */
  uint32_t n;
  int32_t target;
} noted_sum;

struct ebm_rules {
  ebm_builder *builder;
  ebm_board board;
  /* Pairs of neighbours that a dot or a letter marks, for the rules that are about the unmarked ones: per cell,
   * bit 0 its right neighbour, bit 1 the one below. */
  uint8_t *dotted, *lettered; /* [cells] */
  bool strict_dots, strict_letters;
  noted_sum *sum;                             /* [n_sums] */
  uint32_t *sum_cell;                         /* [n_sum_cells] */
  uint32_t (*remainder)[EBM_REMAINDER_CELLS]; /* [n_remainders] cells of what was added for them, UINT32_MAX behind the
                                                 last */
  size_t n_sums, sum_room, n_sum_cells, sum_cell_room, n_remainders, remainder_room;
};

static inline uint32_t ebm_board_cells(const ebm_board *board) {
  return board->rows * board->columns;
}

static inline int ebm_board_number(const ebm_board *board, uint32_t value) {
  return board->first + (int)value;
}

/* Whether a row, a column, a box or a region keeps the two cells different. */
bool ebm_board_differ(const ebm_board *board, uint32_t u, uint32_t v);
/* The box of a cell, or its region where there are no boxes; EBM_NO_REGION: it is in none. */
uint32_t ebm_board_region(const ebm_board *board, uint32_t cell);

/* ---- two cells ---- */

/* Whether the numbers a and b may stand in the two cells; n is the rule's number. */
typedef bool (*pair_test)(int a, int b, int n);

/* A relation between two cells, or when they are one, what that leaves of it. */
ebm_status ebm_rules_pair(ebm_rules *rules, uint32_t u, uint32_t v, pair_test test, int n, const char *label,
                          ebm_error *error);
ebm_status ebm_rules_table(ebm_rules *rules, uint32_t u, uint32_t v, const uint8_t *pairs, const char *label,
                           ebm_error *error);

/* ---- sets ---- */

/* All different; with as many cells as values, each value once. label {group, index}. Cells that are
 * named again count once: they are a set. */
ebm_status ebm_rules_different(ebm_rules *rules, const uint32_t *cell, uint32_t n, const char *group, uint32_t index,
                               ebm_error *error);
/* The cells once each, in the order in which they were first named; at most `most` of them and one more. out may be the
 * list itself. Returns how many. */
uint32_t ebm_rules_set(const uint32_t *cell, uint32_t n, uint32_t *out, uint32_t most);
/* One of the cells holds one of the numbers. wanted [values]. */
ebm_status ebm_rules_some(ebm_rules *rules, const uint32_t *cell, uint32_t n, const bool *wanted, const char *label,
                          ebm_error *error);
/* Nothing satisfies it. */
ebm_status ebm_rules_impossible(ebm_rules *rules, const char *label, ebm_error *error);

/* ---- words: a reader with a small memory goes along the cells ---- */

/* Reads number at position; false: no. */
typedef bool (*word_step)(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next);
typedef bool (*word_accept)(const void *context, uint64_t state);

typedef struct ebm_word_rule {
  word_step step;
  word_accept accept;
  const void *context;
  uint64_t start;
} ebm_word_rule;

/* An automaton over the cells, of which some may come again. *fits: false when it would be too large, and then nothing
 * was added; NULL: that is a fault (UNSUPPORTED). */
ebm_status ebm_rules_word(ebm_rules *rules, const uint32_t *cell, uint32_t n, const ebm_word_rule *word,
                          const char *label, bool *fits, ebm_error *error);

/* sum_i coefficient[i] * number(cell[i]) = target; cells may be repeated. coefficient NULL: all 1. */
ebm_status ebm_rules_sum(ebm_rules *rules, const uint32_t *cell, const int32_t *coefficient, uint32_t n, int32_t target,
                         const char *label, ebm_error *error);

/* Remembers that different cells have a sum. */
ebm_status ebm_rules_note_sum(ebm_rules *rules, const uint32_t *cell, uint32_t n, int32_t target, ebm_error *error);

/* ---- files of this folder ---- */

ebm_status ebm_rules_houses(ebm_rules *rules, ebm_error *error);
ebm_status ebm_rules_unmarked(ebm_rules *rules, ebm_error *error);
ebm_status ebm_rules_remainders(ebm_rules *rules, ebm_error *error);

#define RULE(name) ebm_status ebm_rule_##name(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error);
#define RULES(X)                                                                                                       \
  X(all_different)                                                                                                     \
  X(anti_consecutive)                                                                                                  \
  X(anti_king)                                                                                                         \
  X(anti_knight)                                                                                                       \
  X(arrow)                                                                                                             \
  X(between)                                                                                                           \
  X(black_dot)                                                                                                         \
  X(cage)                                                                                                              \
  X(contain_at_least)                                                                                                  \
  X(contain_exact)                                                                                                     \
  X(counting_circles)                                                                                                  \
  X(diagonal)                                                                                                          \
  X(disjoint_sets)                                                                                                     \
  X(double_arrow)                                                                                                      \
  X(entropic)                                                                                                          \
  X(equal_sum)                                                                                                         \
  X(global_entropy)                                                                                                    \
  X(global_mod)                                                                                                        \
  X(greater_than)                                                                                                      \
  X(hidden_skyscraper)                                                                                                 \
  X(letter_v)                                                                                                          \
  X(letter_x)                                                                                                          \
  X(little_killer)                                                                                                     \
  X(lockout)                                                                                                           \
  X(modular)                                                                                                           \
  X(numbered_room)                                                                                                     \
  X(pair)                                                                                                              \
  X(pair_all)                                                                                                          \
  X(palindrome)                                                                                                        \
  X(pill_arrow)                                                                                                        \
  X(quad)                                                                                                              \
  X(region_sum_line)                                                                                                   \
  X(renban)                                                                                                            \
  X(same_values)                                                                                                       \
  X(sandwich)                                                                                                          \
  X(skyscraper)                                                                                                        \
  X(strict_kropki) X(strict_xv) X(sum) X(sum_line) X(thermo) X(whisper) X(white_dot) X(windoku) X(x_sum) X(zipper)
RULES(RULE)
#undef RULE

#endif
