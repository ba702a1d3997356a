/* solved.h - solved grids drawn at random, by plain backtracking that shares nothing with the project's code. */
#ifndef EBM_TESTS_SOLVED_H
#define EBM_TESTS_SOLVED_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

enum { SOLVED_CELLS = 81, SOLVED_NODES = 3000 };

typedef enum solved_rules {
  SOLVED_ROWS = 1,
  SOLVED_COLUMNS = 2,
  SOLVED_BOXES = 4,
  SOLVED_DIAGONALS = 8,
  SOLVED_KNIGHT = 16,
  SOLVED_FEW_BOXES = 32, /* boxes, but not the four at the upper left (one left out alone is implied by the others) */
  SOLVED_CLASSIC = SOLVED_ROWS | SOLVED_COLUMNS | SOLVED_BOXES
} solved_rules;

/* Whether the rules keep two different cells apart. */
static inline bool solved_unequal(unsigned rules, int a, int b) {
  int ra = a / 9, ca = a % 9, rb = b / 9, cb = b % 9;
  bool box = ra / 3 == rb / 3 && ca / 3 == cb / 3;
  if ((rules & SOLVED_FEW_BOXES) != 0 && ra < 6 && ca < 6) box = false;
  return ((rules & SOLVED_ROWS) != 0 && ra == rb) || ((rules & SOLVED_COLUMNS) != 0 && ca == cb) ||
         ((rules & SOLVED_BOXES) != 0 && box) ||
         ((rules & SOLVED_DIAGONALS) != 0 && ((ra == ca && rb == cb) || (ra + ca == 8 && rb + cb == 8))) ||
         ((rules & SOLVED_KNIGHT) != 0 && abs(ra - rb) * abs(ca - cb) == 2);
}

typedef struct solved_search {
  unsigned rules;
  ebm_random *random;
  uint16_t domain[SOLVED_CELLS];
  int8_t value[SOLVED_CELLS];
  int nodes;
} solved_search;

static inline bool solved_fill(solved_search *s, int left) {
  if (left == 0) return true;
  if (s->nodes-- <= 0) return false;
  int best = -1, fewest = 10;
  uint32_t ties = 0;
  for (int c = 0; c < SOLVED_CELLS; c++) {
    if (s->value[c] >= 0) continue;
    int n = __builtin_popcount(s->domain[c]);
    if (n < fewest)
      fewest = n, best = c, ties = 1;
    else if (n == fewest && ebm_random_below(s->random, ++ties) == 0)
      best = c;
  }
  uint16_t kept[SOLVED_CELLS];
  memcpy(kept, s->domain, sizeof kept);
  for (unsigned open = s->domain[best]; open != 0;) {
    unsigned m = open;
    for (uint32_t skip = ebm_random_below(s->random, (uint32_t)__builtin_popcount(open)); skip > 0; skip--) m &= m - 1;
    m &= 0u - m;
    open &= ~m;
    s->value[best] = (int8_t)__builtin_ctz(m);
    for (int c = 0; c < SOLVED_CELLS; c++)
      if (c != best && solved_unequal(s->rules, c, best)) s->domain[c] &= (uint16_t)~m;
    if (solved_fill(s, left - 1)) return true;
    memcpy(s->domain, kept, sizeof kept);
    s->value[best] = -1;
  }
  return false;
}

/* value [81]: 1 to 9. Digits and the grid's symmetry are drawn anew, so that no order of the search shows. */
static inline void solved_draw(unsigned rules, ebm_random *random, uint8_t *value) {
  solved_search s = {.rules = rules, .random = random};
  do {
    for (int c = 0; c < SOLVED_CELLS; c++) s.domain[c] = 511, s.value[c] = -1;
    s.nodes = SOLVED_NODES;
  } while (!solved_fill(&s, SOLVED_CELLS));
  uint8_t digit[9];
  for (uint8_t d = 0; d < 9; d++) {
    uint32_t at = ebm_random_below(random, d + 1u);
    digit[d] = digit[at];
    digit[at] = (uint8_t)(d + 1);
  }
  bool turn = ebm_random_below(random, 2) != 0;
  for (int r = 0; r < 9; r++)
    for (int c = 0; c < 9; c++) value[r * 9 + c] = digit[s.value[turn ? c * 9 + r : r * 9 + c]];
}

/* Makes one cell wrong; gives which. */
static inline int solved_corrupt(ebm_random *random, uint8_t *value) {
  int cell = (int)ebm_random_below(random, SOLVED_CELLS);
  value[cell] = (uint8_t)((value[cell] + ebm_random_below(random, 8)) % 9 + 1);
  return cell;
}

#endif
