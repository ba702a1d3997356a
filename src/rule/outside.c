/* outside.c - clues around the grid: what is seen from the border along a row or column. */
#include "base/status.h"
#include "rule/compile.h"

/* The clue, the highest number, and how many cells there are. */
typedef struct sight {
  int clue, low, high;
  uint32_t n;
} sight;

static ebm_status add_sight(ebm_rules *rules, const ebm_rule_use *use, word_step step, word_accept accept,
                            uint64_t start, ebm_error *error) {
  const ebm_board *board = &rules->board;
  sight context = {use->number[0], board->first, ebm_board_number(board, board->values - 1), use->n_cells};
  ebm_word_rule word = {step, accept, &context, start};
  return ebm_rules_word(rules, use->cell, use->n_cells, &word, use->rule->name, NULL, error);
}

/* ---- sandwich: the numbers between the lowest and the highest, which the line has once each ---- */

enum { BEFORE, BEHIND, WITHIN }; /* from WITHIN on: WITHIN + 2 * sum + whether it began with the highest */

static bool sandwich_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const sight *s = context;
  bool low = number == s->low, crust = low || number == s->high;
  (void)position;
  *next = state;
  if (state == BEFORE) {
    if (crust) *next = WITHIN + !low;
  } else if (state == BEHIND) {
    return !crust;
  } else if (crust) {
    bool began_high = (state - WITHIN) % 2 != 0;
    *next = BEHIND;
    return began_high == low && (state - WITHIN) / 2 == (uint64_t)s->clue;
  } else {
    *next = state + 2 * (uint64_t)number;
    return s->clue >= 0 && (*next - WITHIN) / 2 <= (uint64_t)s->clue;
  }
  return true;
}

static bool sandwich_accept(const void *context, uint64_t state) {
  return (void)context, state == BEHIND;
}

ebm_status ebm_rule_sandwich(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  if (use->n_cells != rules->board.values || rules->board.values < 2)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "Sandwich: %u cells do not hold every one of %u values", use->n_cells,
                    rules->board.values);
  return add_sight(rules, use, sandwich_step, sandwich_accept, BEFORE, error);
}

/* ---- X-sum: the first X numbers, X the first of them; when it is 0, they are none and sum to 0 ---- */

enum { FIELD = 1 << 16 }; /* state: numbers to come * FIELD + what they sum to */

static bool x_sum_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const sight *s = context;
  uint64_t left = state / FIELD, rest = state % FIELD;
  if (position == 0) {
    if ((uint32_t)number > s->n || number > s->clue || s->clue >= FIELD) return false;
    if (number == 0 && s->clue != 0) return false;
    left = (uint64_t)number;
    rest = (uint64_t)s->clue;
  }
  if (left == 0) {
    *next = 0;
    return true;
  }
  if (rest < (uint64_t)number) return false;
  *next = (left - 1) * FIELD + rest - (uint64_t)number;
  return left > 1 || *next == 0;
}

static bool is_zero(const void *context, uint64_t state) {
  return (void)context, state == 0;
}

ebm_status ebm_rule_x_sum(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return add_sight(rules, use, x_sum_step, is_zero, 0, error);
}

/* ---- skyscrapers: higher ones hide lower ones; a height of 0 is no building ---- */

static bool skyscraper_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const sight *s = context;
  uint64_t highest = state / FIELD, seen = state % FIELD;
  (void)position;
  if ((uint64_t)number > highest) {
    highest = (uint64_t)number;
    seen++;
  }
  *next = highest * FIELD + seen;
  return seen <= (uint64_t)s->clue;
}

static bool skyscraper_accept(const void *context, uint64_t state) {
  return state % FIELD == (uint64_t)((const sight *)context)->clue;
}

ebm_status ebm_rule_skyscraper(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return add_sight(rules, use, skyscraper_step, skyscraper_accept, 0, error);
}

/* The first building that is hidden; state: the highest so far, or FIELD once it was met. */
static bool hidden_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const sight *s = context;
  (void)position;
  *next = state;
  if (state == FIELD) return true;
  bool hidden = (uint64_t)number < state;
  *next = hidden ? FIELD : (uint64_t)number;
  return !hidden || number == s->clue;
}

static bool hidden_accept(const void *context, uint64_t state) {
  return (void)context, state == FIELD;
}

ebm_status ebm_rule_hidden_skyscraper(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return add_sight(rules, use, hidden_step, hidden_accept, 0, error);
}

/* ---- numbered room: the first number N says that the clue is the Nth; state: N until then, 0 behind ---- */

static bool room_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const sight *s = context;
  if (position == 0) {
    if (number < 1 || (uint32_t)number > s->n) return false;
    state = (uint64_t)number;
  }
  bool there = state == position + 1;
  *next = there ? 0 : state;
  return !there || number == s->clue;
}

ebm_status ebm_rule_numbered_room(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return add_sight(rules, use, room_step, is_zero, 0, error);
}
