/* rule_definitions.h - what every rule of the table says, in plain loops over a filled grid; and on which boards and
 * with which arguments it is refused. Shares no code with the rules: a rule without a line here fails the tests. */
#ifndef EBM_TESTS_RULE_DEFINITIONS_H
#define EBM_TESTS_RULE_DEFINITIONS_H

#include "support.h"

#include "rule/rule.h"

enum { DRAWN_CELLS = 256, DRAWN_VALUES = 20, DRAWN_USES = 3, DRAWN_LINE = 24 };

typedef struct drawn_use {
  const ebm_rule *rule;
  int32_t number[DRAWN_LINE + 1];
  uint32_t n_numbers;
  uint32_t cell[DRAWN_LINE], n_cells;
  uint32_t segment[DRAWN_LINE], n_segments; /* 0: one segment */
  uint8_t pairs[DRAWN_VALUES * DRAWN_VALUES];
  bool loop;
} drawn_use;

/* board.region is of no account: has_region says whether region counts. */
typedef struct drawn_puzzle {
  ebm_board board;
  bool has_region;
  uint16_t region[DRAWN_CELLS];
  drawn_use use[DRAWN_USES];
  uint32_t n_uses;
} drawn_puzzle;

/* What does not matter to a rule. */
typedef enum rule_freedom {
  REVERSED = 1,              /* the cells the other way round */
  SHUFFLED = 2,              /* the cells in another order, coefficients with them */
  COMPLEMENTED = 4,          /* every number v replaced by lowest + highest - v */
  REVERSED_COMPLEMENTED = 8, /* both at once, though neither alone */
  RELABELLED = 16,           /* the numbers permuted */
  SHIFTED = 32,              /* all numbers one higher on a board that begins one higher */
  SHIFTED_SUM = 64,          /* the same, when the sum grows with them */
  SHIFTED_NUMBERS = 128,     /* the same, when the rule's numbers grow with them */
  ORIENTED = 256,            /* but it does matter which way the grid is turned */
  TAIL_SHUFFLED = 512        /* the cells behind the first in another order */
} rule_freedom;

/* v [cells] numbers. refused NULL: never. */
typedef struct rule_definition {
  const char *name;
  bool (*holds)(const drawn_puzzle *p, const drawn_use *u, const int *v);
  bool (*refused)(const drawn_puzzle *p, const drawn_use *u);
  unsigned freedom;
} rule_definition;

static inline int cells_of(const drawn_puzzle *p) {
  return (int)(p->board.rows * p->board.columns);
}

static inline int highest_of(const drawn_puzzle *p) {
  return p->board.first + (int)p->board.values - 1;
}

/* The region of a cell, or the box; -1: none. */
static inline int region_at(const drawn_puzzle *p, uint32_t cell) {
  const ebm_board *b = &p->board;
  unsigned r = cell / b->columns, c = cell % b->columns;
  if (b->box_rows != 0) return (int)(r / b->box_rows * 100 + c / b->box_columns);
  return p->has_region && p->region[cell] != EBM_NO_REGION ? p->region[cell] : -1;
}

/* Whether the grid itself keeps the two cells different. */
static inline bool kept_apart(const drawn_puzzle *p, uint32_t a, uint32_t b) {
  unsigned columns = p->board.columns;
  if (a == b) return false;
  if (!p->board.plain && (a / columns == b / columns || a % columns == b % columns)) return true;
  return region_at(p, a) >= 0 && region_at(p, a) == region_at(p, b);
}

static inline bool neighbours(const drawn_puzzle *p, uint32_t a, uint32_t b) {
  int columns = (int)p->board.columns, rows = abs((int)a / columns - (int)b / columns);
  return rows + abs((int)a % columns - (int)b % columns) == 1;
}

/* ---- helpers for lines and sets ---- */

static inline int at(const drawn_use *u, const int *v, int i) {
  return v[u->cell[i]];
}

static inline int first_place(const drawn_use *u, int i) {
  int k = 0;
  while (u->cell[k] != u->cell[i]) k++;
  return k;
}

static inline int sum_from(const drawn_use *u, const int *v, int begin, int end) {
  int sum = 0;
  for (int i = begin; i < end; i++) sum += at(u, v, i);
  return sum;
}

/* How many of the cells, once each, hold the number. */
static inline int times(const drawn_use *u, const int *v, int number) {
  int count = 0;
  for (int i = 0; i < (int)u->n_cells; i++) count += first_place(u, i) == i && at(u, v, i) == number;
  return count;
}

static inline bool all_different(const drawn_use *u, const int *v) {
  for (int i = 0; i < (int)u->n_cells; i++)
    if (times(u, v, at(u, v, i)) > 1) return false;
  return true;
}

typedef bool pair_holds(int a, int b);

static inline bool along_line(const drawn_use *u, const int *v, pair_holds *test) {
  for (int i = 1; i < (int)u->n_cells; i++)
    if (!test(at(u, v, i - 1), at(u, v, i))) return false;
  return true;
}

/* Among the cells, what is named first at the left. */
static inline bool between_neighbours(const drawn_puzzle *p, const drawn_use *u, const int *v, pair_holds *test) {
  for (int i = 0; i < (int)u->n_cells; i++)
    for (int k = i + 1; k < (int)u->n_cells; k++)
      if (neighbours(p, u->cell[i], u->cell[k]) && !test(at(u, v, i), at(u, v, k))) return false;
  return true;
}

static inline bool no_neighbours(const drawn_puzzle *p, const drawn_use *u) {
  for (int i = 0; i < (int)u->n_cells; i++)
    for (int k = 0; k < i; k++)
      if (neighbours(p, u->cell[i], u->cell[k])) return false;
  return true;
}

/* Any two different cells for which related is true hold different numbers. */
static inline bool keeps_apart(const drawn_puzzle *p, const int *v,
                               bool (*related)(const drawn_puzzle *, int dr, int dc)) {
  int n = cells_of(p), columns = (int)p->board.columns;
  for (int a = 0; a < n; a++)
    for (int b = 0; b < a; b++)
      if (v[a] == v[b] && related(p, abs(a / columns - b / columns), abs(a % columns - b % columns))) return false;
  return true;
}

/* ---- the whole grid ---- */

/* Boxes for windows and positions: the grid's, or the squarest of as many cells as there are values. */
static inline bool box_shape(const drawn_puzzle *p, int *height, int *width) {
  const ebm_board *b = &p->board;
  *height = (int)b->box_rows;
  *width = (int)b->box_columns;
  for (int h = (int)b->values; b->box_rows == 0 && h >= 2; h--) {
    int w = (int)b->values / h;
    if (w < 2 || h * w != (int)b->values || (int)b->rows % h != 0 || (int)b->columns % w != 0) continue;
    int now = abs(h - w), before = abs(*height - *width);
    if (*height == 0 || now < before || (now == before && h < w)) *height = h, *width = w;
  }
  return *height != 0;
}

static inline bool windoku(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int h, w, columns = (int)p->board.columns, n = cells_of(p);
  (void)u;
  if (!box_shape(p, &h, &w)) return false;
  /* The window of a cell, counted from the border that belongs to none; a window ends before the border behind it. */
  for (int a = 0; a < n; a++)
    for (int b = 0; b < a; b++) {
      int ra = a / columns, ca = a % columns, rb = b / columns, cb = b % columns;
      bool inside = ra % (h + 1) != 0 && rb % (h + 1) != 0 && ca % (w + 1) != 0 && cb % (w + 1) != 0;
      bool same = ra / (h + 1) == rb / (h + 1) && ca / (w + 1) == cb / (w + 1);
      bool whole = ra / (h + 1) * (h + 1) + h + 1 < (int)p->board.rows && ca / (w + 1) * (w + 1) + w + 1 < columns;
      if (inside && same && whole && v[a] == v[b]) return false;
    }
  return true;
}

static inline bool not_square(const drawn_puzzle *p, const drawn_use *u) {
  return (void)u, p->board.rows != p->board.columns;
}

static inline bool no_boxes(const drawn_puzzle *p, const drawn_use *u) {
  int h, w;
  return (void)u, !box_shape(p, &h, &w);
}

static inline bool no_windows(const drawn_puzzle *p, const drawn_use *u) {
  return not_square(p, u) || no_boxes(p, u);
}

static inline bool same_position(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int h, w, columns = (int)p->board.columns;
  (void)u;
  if (!box_shape(p, &h, &w)) return false;
  for (int a = 0; a < cells_of(p); a++)
    for (int b = 0; b < a; b++)
      if (a / columns % h == b / columns % h && a % columns % w == b % columns % w && v[a] == v[b]) return false;
  return true;
}

static inline bool on_diagonal(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int n = (int)p->board.rows;
  for (int a = 0; a < n; a++)
    for (int b = 0; b < a; b++) {
      int ca = u->number[0] == 1 ? n - 1 - a : a, cb = u->number[0] == 1 ? n - 1 - b : b;
      if (v[a * n + ca] == v[b * n + cb]) return false;
    }
  return true;
}

static inline bool no_diagonal(const drawn_puzzle *p, const drawn_use *u) {
  return not_square(p, u) || abs(u->number[0]) != 1;
}

static inline bool a_knight(const drawn_puzzle *p, int dr, int dc) {
  return (void)p, dr * dc == 2;
}
static inline bool a_king(const drawn_puzzle *p, int dr, int dc) {
  return (void)p, dr <= 1 && dc <= 1;
}

static inline bool anti_knight(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)u, keeps_apart(p, v, a_knight);
}
static inline bool anti_king(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)u, keeps_apart(p, v, a_king);
}

static inline bool one_apart(int a, int b) {
  return abs(a - b) == 1;
}
static inline bool one_twice_the_other(int a, int b) {
  return a == 2 * b || b == 2 * a;
}
static inline bool sum_10(int a, int b) {
  return a + b == 10;
}
static inline bool sum_5(int a, int b) {
  return a + b == 5;
}
static inline bool descends(int a, int b) {
  return a > b;
}
static inline bool ascends(int a, int b) {
  return a < b;
}

static inline bool marked(const drawn_puzzle *p, int a, int b, const char *one, const char *other) {
  for (uint32_t i = 0; i < p->n_uses; i++) {
    const drawn_use *u = &p->use[i];
    bool has_a = false, has_b = false;
    if (strcmp(u->rule->name, one) != 0 && strcmp(u->rule->name, other) != 0) continue;
    for (uint32_t k = 0; k < u->n_cells; k++) {
      has_a |= (int)u->cell[k] == a;
      has_b |= (int)u->cell[k] == b;
    }
    if (has_a && has_b) return true;
  }
  return false;
}

/* No two neighbours without such a mark are related so. */
static inline bool unmarked(const drawn_puzzle *p, const int *v, pair_holds *one, pair_holds *other, const char *name,
                            const char *other_name) {
  for (int a = 0; a < cells_of(p); a++)
    for (int b = 0; b < a; b++)
      if (neighbours(p, (uint32_t)a, (uint32_t)b) && (one(v[a], v[b]) || other(v[a], v[b])) &&
          !marked(p, a, b, name, other_name))
        return false;
  return true;
}

static inline bool anti_consecutive(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)u, unmarked(p, v, one_apart, one_apart, "", "");
}
static inline bool strict_kropki(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)u, unmarked(p, v, one_apart, one_twice_the_other, "WhiteDot", "BlackDot");
}
static inline bool strict_xv(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)u, unmarked(p, v, sum_10, sum_5, "X", "V");
}

static inline int by_thirds(int number) {
  return (number - 1) / 3;
}
static inline int by_residue(int number) {
  return number % 3;
}

static inline bool in_squares(const drawn_puzzle *p, const int *v, int (*class_of)(int)) {
  int rows = (int)p->board.rows, columns = (int)p->board.columns;
  for (int r = 0; r + 1 < rows; r++)
    for (int c = 0; c + 1 < columns; c++) {
      bool met[3] = {false};
      for (int i = 0; i < 4; i++) met[class_of(v[(r + i / 2) * columns + c + i % 2])] = true;
      if (!met[0] || !met[1] || !met[2]) return false;
    }
  return true;
}

static inline bool global_entropy(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)u, in_squares(p, v, by_thirds);
}
static inline bool global_mod(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)u, in_squares(p, v, by_residue);
}
static inline bool not_1_to_9(const drawn_puzzle *p, const drawn_use *u) {
  return (void)u, p->board.first != 1 || p->board.values != 9;
}

/* ---- lines ---- */

static inline bool thermo(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)p, along_line(u, v, ascends);
}

static inline bool whisper(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  (void)p;
  for (int i = 1; i < (int)u->n_cells; i++)
    if (abs(at(u, v, i) - at(u, v, i - 1)) < u->number[0]) return false;
  return true;
}

static inline bool renban(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int distinct = 0, low = at(u, v, 0), high = low;
  (void)p;
  for (int i = 0; i < (int)u->n_cells; i++) {
    distinct += first_place(u, i) == i;
    low = at(u, v, i) < low ? at(u, v, i) : low;
    high = at(u, v, i) > high ? at(u, v, i) : high;
  }
  return all_different(u, v) && high - low == distinct - 1;
}

static inline bool palindrome(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  (void)p;
  for (int i = 0; i < (int)u->n_cells; i++)
    if (at(u, v, i) != at(u, v, (int)u->n_cells - 1 - i)) return false;
  return true;
}

static inline bool between(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int n = (int)u->n_cells, a = at(u, v, 0), b = at(u, v, n - 1);
  (void)p;
  for (int i = 1; i + 1 < n; i++)
    if ((at(u, v, i) <= a || at(u, v, i) >= b) && (at(u, v, i) <= b || at(u, v, i) >= a)) return false;
  return true;
}

static inline bool lockout(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int n = (int)u->n_cells, a = at(u, v, 0), b = at(u, v, n - 1);
  (void)p;
  for (int i = 1; i + 1 < n; i++)
    if ((at(u, v, i) >= a && at(u, v, i) <= b) || (at(u, v, i) >= b && at(u, v, i) <= a)) return false;
  return abs(a - b) >= u->number[0];
}

static inline bool zipper(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int n = (int)u->n_cells, sum = n % 2 == 1 ? at(u, v, n / 2) : at(u, v, 0) + at(u, v, n - 1);
  (void)p;
  for (int i = 0; i < n / 2; i++)
    if (at(u, v, i) + at(u, v, n - 1 - i) != sum) return false;
  return true;
}

static inline bool modular(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  (void)p;
  for (int i = 0; i < (int)u->n_cells; i++)
    for (int k = 0; k < i; k++)
      if (i - k < u->number[0] && at(u, v, i) % u->number[0] == at(u, v, k) % u->number[0]) return false;
  /* Any n cells in a row have n residues, all there are: the one that comes is the one that goes. */
  return true;
}
static inline bool no_modulus(const drawn_puzzle *p, const drawn_use *u) {
  return (void)p, u->number[0] < 1;
}

static inline bool entropic(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  (void)p;
  for (int i = 0; i < (int)u->n_cells; i++)
    for (int k = i - 2 < 0 ? 0 : i - 2; k < i; k++)
      if (by_thirds(at(u, v, i)) == by_thirds(at(u, v, k))) return false;
  return true;
}

/* Whether the cells from place i on (n of them, around the end of the line) fall into parts of that sum. */
static inline bool falls_into_parts(const drawn_use *u, const int *v, int i, int n, int sum) {
  int part = 0;
  for (int k = 0; k < n; k++) {
    part += at(u, v, (i + k) % (int)u->n_cells);
    if (part == sum && (k + 1 == n || falls_into_parts(u, v, i + k + 1, n - k - 1, sum))) return true;
  }
  return false;
}

static inline bool sum_line(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int n = (int)u->n_cells;
  (void)p;
  for (int start = 0; start < (u->loop ? n : 1); start++)
    if (falls_into_parts(u, v, start, n, u->number[0])) return true;
  return false;
}
static inline bool no_part(const drawn_puzzle *p, const drawn_use *u) {
  bool two = 2 * u->number[0] <= (int)u->n_cells * highest_of(p); /* there may be more parts than one */
  return u->number[0] < 0 || (u->loop && two && u->number[0] > 56);
}

static inline bool arrow(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)p, at(u, v, 0) == sum_from(u, v, 1, (int)u->n_cells);
}

static inline bool double_arrow(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int n = (int)u->n_cells;
  return (void)p, at(u, v, 0) + at(u, v, n - 1) == sum_from(u, v, 1, n - 1);
}

/* The pill's cells in reading order are the digits of a number; only the first of them may be more than a digit. */
static inline bool pill_arrow(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int number = 0, pill = u->number[0];
  for (int c = 0, met = 0; c < cells_of(p); c++)
    for (int i = 0; i < pill; i++) {
      if ((int)u->cell[i] != c) continue;
      if (met++ > 0 && v[c] > 9) return false;
      number = 10 * number + v[c];
    }
  return number == sum_from(u, v, pill, (int)u->n_cells);
}
static inline bool no_pill(const drawn_puzzle *p, const drawn_use *u) {
  return (void)p, (u->number[0] != 2 && u->number[0] != 3) || (int)u->n_cells <= u->number[0];
}

/* Segments [n_segments] of the cells, by where they end, have one sum. */
static inline bool one_sum(const drawn_use *u, const int *v, const uint32_t *end, uint32_t n) {
  for (uint32_t s = 1; s < n; s++)
    if (sum_from(u, v, (int)end[s - 1], (int)end[s]) != sum_from(u, v, 0, (int)end[0])) return false;
  return true;
}

static inline bool region_sum_line(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  uint32_t end[DRAWN_LINE], n = 0;
  for (uint32_t i = 1; i < u->n_cells; i++)
    if (region_at(p, u->cell[i]) != region_at(p, u->cell[i - 1])) end[n++] = i;
  end[n++] = u->n_cells;
  return one_sum(u, v, end, n);
}

static inline bool equal_sum(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)p, one_sum(u, v, u->segment, u->n_segments);
}

/* ---- neighbours ---- */

static inline bool white_dot(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return between_neighbours(p, u, v, one_apart);
}
static inline bool black_dot(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return between_neighbours(p, u, v, one_twice_the_other);
}
static inline bool letter_x(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return between_neighbours(p, u, v, sum_10);
}
static inline bool letter_v(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return between_neighbours(p, u, v, sum_5);
}
static inline bool greater_than(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return between_neighbours(p, u, v, descends);
}

/* ---- sets ---- */

static inline bool weighted_sum(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int sum = 0;
  (void)p;
  for (int i = 0; i < (int)u->n_cells; i++) sum += at(u, v, i) * (u->n_numbers > 1 ? u->number[1 + i] : 1);
  return sum == u->number[0];
}

/* A cell that is named twice is one cell of the set, and counts twice in the sum. */
static inline bool cage(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return all_different(u, v) && (u->number[0] == 0 || weighted_sum(p, u, v));
}

static inline bool set_of_different(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)p, all_different(u, v);
}

/* How many cells a set of the list has, once each. */
static inline int set_size(const drawn_use *u, int begin, int end) {
  int size = 0;
  for (int i = begin; i < end; i++) {
    bool again = false;
    for (int k = begin; k < i; k++) again |= u->cell[k] == u->cell[i];
    size += !again;
  }
  return size;
}

static inline int times_in(const drawn_use *u, const int *v, int begin, int end, int number) {
  int count = 0;
  for (int i = begin; i < end; i++) {
    bool again = false;
    for (int k = begin; k < i; k++) again |= u->cell[k] == u->cell[i];
    count += !again && at(u, v, i) == number;
  }
  return count;
}

static inline bool same_values(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int n = (int)u->n_cells / u->number[0];
  for (int s = 1; s < u->number[0]; s++)
    for (int number = p->board.first; number <= highest_of(p); number++)
      if (times_in(u, v, 0, n, number) != times_in(u, v, s * n, (s + 1) * n, number)) return false;
  return true;
}
static inline bool no_sets(const drawn_puzzle *p, const drawn_use *u) {
  (void)p;
  if (u->number[0] < 1 || (int)u->n_cells % u->number[0] != 0) return true;
  int n = (int)u->n_cells / u->number[0];
  for (int s = 1; s < u->number[0]; s++)
    if (set_size(u, s * n, (s + 1) * n) != set_size(u, 0, n)) return true;
  return false;
}

static inline bool contains(const drawn_use *u, const int *v, bool exactly) {
  for (uint32_t i = 0; i < u->n_numbers; i++) {
    int wanted = 0, there = times(u, v, u->number[i]);
    for (uint32_t k = 0; k < u->n_numbers; k++) wanted += u->number[k] == u->number[i];
    if (exactly ? there != wanted : there < wanted) return false;
  }
  return true;
}
static inline bool contain_exact(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)p, contains(u, v, true);
}
static inline bool contain_at_least(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  return (void)p, contains(u, v, false);
}

static inline bool counting_circles(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  (void)p;
  for (int i = 0; i < (int)u->n_cells; i++)
    if (times(u, v, at(u, v, i)) != at(u, v, i)) return false;
  return true;
}

static inline bool allows(const drawn_puzzle *p, const drawn_use *u, int a, int b) {
  return u->pairs[(unsigned)(a - p->board.first) * p->board.values + (unsigned)(b - p->board.first)] != 0;
}
static inline bool pairs_along(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  for (int i = 1; i < (int)u->n_cells; i++)
    if (!allows(p, u, at(u, v, i - 1), at(u, v, i))) return false;
  return true;
}
static inline bool pairs_all(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  for (int i = 0; i < (int)u->n_cells; i++)
    for (int k = 0; k < i; k++)
      if (!allows(p, u, at(u, v, k), at(u, v, i))) return false;
  return true;
}

/* ---- around the grid ---- */

static inline bool sandwich(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int low = -1, high = -1;
  for (int i = 0; i < (int)u->n_cells; i++) {
    if (at(u, v, i) == p->board.first) {
      if (low >= 0) return false;
      low = i;
    }
    if (at(u, v, i) == highest_of(p)) {
      if (high >= 0) return false;
      high = i;
    }
  }
  if (low < 0 || high < 0) return false;
  return sum_from(u, v, (low < high ? low : high) + 1, low < high ? high : low) == u->number[0];
}
static inline bool no_sandwich(const drawn_puzzle *p, const drawn_use *u) {
  return u->n_cells != p->board.values || p->board.values < 2;
}

/* The first X numbers, X the first of all; the first none sum to 0. */
static inline bool x_sum(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int x = at(u, v, 0);
  return (void)p, x <= (int)u->n_cells && sum_from(u, v, 0, x) == u->number[0];
}

/* Buildings that are higher than all before them; a height of 0 is no building. */
static inline bool skyscraper(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int seen = 0, highest = 0;
  (void)p;
  for (int i = 0; i < (int)u->n_cells; i++)
    if (at(u, v, i) > highest) {
      highest = at(u, v, i);
      seen++;
    }
  return seen == u->number[0];
}

/* The first number with a higher one before it. */
static inline bool hidden_skyscraper(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  (void)p;
  for (int i = 0; i < (int)u->n_cells; i++)
    for (int k = 0; k < i; k++)
      if (at(u, v, k) > at(u, v, i)) return at(u, v, i) == u->number[0];
  return false;
}

static inline bool numbered_room(const drawn_puzzle *p, const drawn_use *u, const int *v) {
  int n = at(u, v, 0);
  return (void)p, n >= 1 && n <= (int)u->n_cells && at(u, v, n - 1) == u->number[0];
}

/* ---- the list ---- */

static const rule_definition rule_definitions[] = {
    {"Windoku", windoku, no_windows, RELABELLED | SHIFTED},
    {"DisjointSets", same_position, no_boxes, RELABELLED | SHIFTED},
    {"Diagonal", on_diagonal, no_diagonal, RELABELLED | SHIFTED},
    {"AntiKnight", anti_knight, NULL, RELABELLED | SHIFTED},
    {"AntiKing", anti_king, NULL, RELABELLED | SHIFTED},
    {"AntiConsecutive", anti_consecutive, NULL, COMPLEMENTED | SHIFTED},
    {"GlobalEntropy", global_entropy, not_1_to_9, COMPLEMENTED},
    {"GlobalMod", global_mod, NULL, COMPLEMENTED | SHIFTED},
    {"StrictKropki", strict_kropki, NULL, 0},
    {"StrictXV", strict_xv, NULL, 0},
    {"Thermo", thermo, NULL, REVERSED_COMPLEMENTED | SHIFTED},
    {"Whisper", whisper, NULL, REVERSED | COMPLEMENTED | SHIFTED},
    {"Renban", renban, NULL, SHUFFLED | COMPLEMENTED | SHIFTED},
    {"Palindrome", palindrome, NULL, REVERSED | RELABELLED | SHIFTED},
    {"Between", between, NULL, REVERSED | COMPLEMENTED | SHIFTED},
    {"Lockout", lockout, NULL, REVERSED | COMPLEMENTED | SHIFTED},
    {"Zipper", zipper, NULL, REVERSED},
    {"Modular", modular, no_modulus, REVERSED | COMPLEMENTED | SHIFTED},
    {"Entropic", entropic, not_1_to_9, REVERSED | COMPLEMENTED},
    {"RegionSumLine", region_sum_line, NULL, REVERSED},
    {"SumLine", sum_line, no_part, REVERSED},
    {"Arrow", arrow, NULL, TAIL_SHUFFLED},
    {"DoubleArrow", double_arrow, NULL, REVERSED},
    {"PillArrow", pill_arrow, no_pill, ORIENTED},
    {"WhiteDot", white_dot, no_neighbours, SHUFFLED | COMPLEMENTED | SHIFTED},
    {"BlackDot", black_dot, no_neighbours, SHUFFLED},
    {"X", letter_x, no_neighbours, SHUFFLED},
    {"V", letter_v, no_neighbours, SHUFFLED},
    {"GreaterThan", greater_than, no_neighbours, REVERSED_COMPLEMENTED | SHIFTED},
    {"Cage", cage, NULL, SHUFFLED | SHIFTED_SUM},
    {"Sum", weighted_sum, NULL, SHUFFLED | SHIFTED_SUM},
    {"AllDifferent", set_of_different, NULL, SHUFFLED | RELABELLED | SHIFTED},
    {"Quad", contain_at_least, NULL, SHUFFLED | SHIFTED_NUMBERS},
    {"EqualSum", equal_sum, NULL, REVERSED},
    {"SameValues", same_values, no_sets, REVERSED | RELABELLED | SHIFTED},
    {"ContainExact", contain_exact, NULL, SHUFFLED | SHIFTED_NUMBERS},
    {"ContainAtLeast", contain_at_least, NULL, SHUFFLED | SHIFTED_NUMBERS},
    {"CountingCircles", counting_circles, NULL, SHUFFLED},
    {"Pair", pairs_along, NULL, SHIFTED},
    {"PairX", pairs_all, NULL, SHIFTED},
    {"Binary", pairs_along, NULL, SHIFTED},
    {"BinaryX", pairs_all, NULL, SHIFTED},
    {"LittleKiller", weighted_sum, NULL, SHUFFLED | SHIFTED_SUM},
    {"Sandwich", sandwich, no_sandwich, REVERSED},
    {"XSum", x_sum, NULL, 0},
    {"Skyscraper", skyscraper, NULL, 0},
    {"HiddenSkyscraper", hidden_skyscraper, NULL, SHIFTED_NUMBERS},
    {"NumberedRoom", numbered_room, NULL, 0},
};

/* Fails the test when the rule has no line. */
static inline const rule_definition *definition_of(const ebm_rule *rule) {
  for (size_t i = 0; i < sizeof rule_definitions / sizeof *rule_definitions; i++)
    if (strcmp(rule_definitions[i].name, rule->name) == 0) return &rule_definitions[i];
  fail_msg("no definition of the rule %s", rule->name);
  return NULL;
}

static inline bool puzzle_holds(const drawn_puzzle *p, const int *v) {
  for (uint32_t i = 0; i < p->n_uses; i++)
    if (!definition_of(p->use[i].rule)->holds(p, &p->use[i], v)) return false;
  return true;
}

/* A test for each rule of the table, which is handed the rule. Returns how many there are. */
enum { MOST_RULES = 200 };
static inline size_t tests_of_rules(struct CMUnitTest tests[MOST_RULES], CMUnitTestFunction test) {
  static ebm_rule rules[MOST_RULES];
  size_t n = 0;
  for (; n < MOST_RULES && ebm_rule_at(n) != NULL; n++) {
    rules[n] = *ebm_rule_at(n);
    tests[n] = (struct CMUnitTest){rules[n].name, test, NULL, NULL, &rules[n]};
  }
  return n;
}

#endif
