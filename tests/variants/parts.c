/* parts.c - what each rule says about which cells. */
#include <stdlib.h>
#include <string.h>

#include "variant.h"

static part *add(parts *out, part_kind kind, const rule *of, const int *cell, int n) {
  out->part = grown(out->part, &out->room, out->n + 1, sizeof *out->part);
  part *p = &out->part[out->n++];
  if (n > SCOPE) abort();
  *p = (part){.kind = kind, .of = of, .n = n};
  memcpy(p->cell, cell, (size_t)n * sizeof *cell);
  return p;
}

static void add_number(parts *out, part_kind kind, const rule *of, const int *cell, int n, int number) {
  add(out, kind, of, cell, n)->number[0] = number;
}

static void add_pair(parts *out, part_kind kind, const rule *of, int a, int b) {
  add(out, kind, of, (int[]){a, b}, 2);
}

/* A set: a cell that is named twice is in it once. */
static void add_different(parts *out, const rule *of, const int *cell, int n) {
  int once[SCOPE], m = 0;
  for (int i = 0; i < n; i++) {
    bool new = true;
    for (int k = 0; k < m; k++) new &= once[k] != cell[i];
    if (new) once[m++] = cell[i];
  }
  if (m > 1) add(out, DIFFERENT, of, once, m);
}

/* coefficient NULL: 1 each. */
static void add_linear(parts *out, const rule *of, const int *cell, const int *coefficient, int n, int sum) {
  part *p = add(out, LINEAR, of, cell, n);
  if (n >= SCOPE) abort();
  p->number[0] = sum;
  for (int i = 0; i < n; i++) p->number[1 + i] = coefficient != NULL ? coefficient[i] : 1;
}

static void add_houses(parts *out, const board *b) {
  int cell[SCOPE];
  for (int line = 0; !b->raw && line < b->rows + b->columns; line++)
    add_different(out, NULL, cell, board_line(b, line, cell));
  board boxes = *b; /* boxes and regions: both hold where there are both */
  boxes.jigsaw[0] = '\0';
  const board *layouts[] = {b->box_rows != 0 ? &boxes : NULL, b->jigsaw[0] != '\0' ? b : NULL};
  for (int k = 0; k < 2; k++)
    for (int first = 0; layouts[k] != NULL && first < board_cells(b); first++) {
      int n = 0, region = board_region(layouts[k], first);
      for (int c = 0; region >= 0 && c < board_cells(b); c++) {
        if (board_region(layouts[k], c) != region) continue;
        if (c < first) region = -1;
        if (n < SCOPE) cell[n++] = c;
      }
      if (region >= 0) add_different(out, NULL, cell, n);
    }
}

static bool marked(const puzzle *p, int a, int b, rule_type one, rule_type other) {
  for (int i = 0; i < p->n_rules; i++) {
    const rule *r = &p->rule[i];
    bool has_a = false, has_b = false;
    for (int k = 0; k < r->n_cells; k++) has_a |= r->cell[k] == a, has_b |= r->cell[k] == b;
    if ((r->type == one || r->type == other) && has_a && has_b) return true;
  }
  return false;
}

/* For all pairs of cells a step (down, right) apart. */
static void add_steps(parts *out, const puzzle *p, const rule *r, part_kind kind, int down, int right) {
  const board *b = &p->board;
  for (int a = 0; a < board_cells(b); a++) {
    int row = a / b->columns + down, column = a % b->columns + right, c = row * b->columns + column;
    if (row < 0 || row >= b->rows || column < 0 || column >= b->columns) continue;
    if (r->type == RULE_StrictKropki && marked(p, a, c, RULE_WhiteDot, RULE_BlackDot)) continue;
    if (r->type == RULE_StrictXV && marked(p, a, c, RULE_X, RULE_V)) continue;
    add_pair(out, kind, r, a, c);
  }
}

static void add_squares(parts *out, const board *b, const rule *r, part_kind kind) {
  for (int row = 0; row + 1 < b->rows; row++)
    for (int column = 0; column + 1 < b->columns; column++) {
      int c = row * b->columns + column;
      add(out, kind, r, (int[]){c, c + 1, c + b->columns, c + b->columns + 1}, 4);
    }
}

/* Between any two of the cells that share a side, the one named first before the other. */
static void add_neighbours(parts *out, const board *b, const rule *r, part_kind kind, int sum) {
  for (int i = 0; i < r->n_cells; i++)
    for (int k = i + 1; k < r->n_cells; k++) {
      int u = r->cell[i], v = r->cell[k];
      int apart = abs(u / b->columns - v / b->columns) + abs(u % b->columns - v % b->columns);
      if (apart != 1) continue;
      if (kind == LINEAR)
        add_linear(out, r, (int[]){u, v}, NULL, 2, sum);
      else if (kind == RISES)
        add_pair(out, RISES, r, v, u);
      else
        add_pair(out, kind, r, u, v);
    }
}

static void add_windows(parts *out, const board *b, const rule *r) {
  int cell[SCOPE];
  for (int top = 1; top + b->box_rows < b->rows; top += b->box_rows + 1)
    for (int left = 1; left + b->box_columns < b->columns; left += b->box_columns + 1) {
      int n = 0;
      for (int i = 0; i < b->box_rows * b->box_columns; i++)
        cell[n++] = (top + i / b->box_columns) * b->columns + left + i % b->box_columns;
      add_different(out, r, cell, n);
    }
}

static void add_positions(parts *out, const board *b, const rule *r) {
  int cell[CELLS];
  for (int row = 0; row < b->box_rows; row++)
    for (int column = 0; column < b->box_columns; column++) {
      int n = 0;
      for (int c = 0; c < board_cells(b); c++)
        if (c / b->columns % b->box_rows == row && c % b->columns % b->box_columns == column) cell[n++] = c;
      add_different(out, r, cell, n);
    }
}

static void add_ends(parts *out, const rule *r, part_kind kind) {
  int first = r->cell[0], last = r->cell[r->n_cells - 1];
  if (kind == OUTSIDE) add_number(out, FAR, r, (int[]){first, last}, 2, r->n_numbers > 0 ? r->number[0] : 4);
  for (int i = 1; i + 1 < r->n_cells; i++) add(out, kind, r, (int[]){first, last, r->cell[i]}, 3);
}

static void add_arrow(parts *out, const rule *r) {
  int coefficient[SCOPE], cell[SCOPE], n = r->n_cells, pill = r->type == RULE_PillArrow ? r->number[0] : 1;
  memcpy(cell, r->cell, sizeof cell);
  for (int i = 0; i < n; i++) coefficient[i] = i < pill ? 1 : -1;
  if (r->type == RULE_DoubleArrow) coefficient[n - 1] = 1;
  /* The pill's digits stand in the order of the grid. */
  for (int i = 0; i < pill; i++)
    for (int k = 0; k < pill; k++)
      if (r->cell[k] > r->cell[i]) coefficient[i] *= 10;
  add_linear(out, r, cell, coefficient, n, 0);
}

static void add_segments(parts *out, const board *b, const rule *r) {
  part *p = add(out, SEGMENTS, r, r->cell, r->n_cells);
  if (r->type == RULE_EqualSum) {
    memcpy(p->number, r->end, sizeof p->number);
    p->n_numbers = r->n_ends;
    return;
  }
  for (int i = 0; i < r->n_cells; i++)
    if (i + 1 == r->n_cells || board_region(b, r->cell[i]) != board_region(b, r->cell[i + 1]))
      p->number[p->n_numbers++] = i + 1;
}

static void add_line(parts *out, const board *b, const rule *r, part_kind kind) {
  int cell[SCOPE], back[SCOPE], n = board_line(b, r->line, cell);
  for (int i = 0; i < n; i++) back[i] = cell[n - 1 - i];
  if (r->front) add_number(out, kind, r, cell, n, r->number[0]);
  if (r->back) add_number(out, kind, r, back, n, r->number[1]);
}

static void add_rule(parts *out, const puzzle *p, const rule *r) {
  const board *b = &p->board;
  int n = r->n_cells, number = r->number[0], cell[SCOPE];
  switch (r->type) {
    case RULE_Windoku: add_windows(out, b, r); break;
    case RULE_DisjointSets: add_positions(out, b, r); break;
    case RULE_Diagonal:
      for (int i = 0; i < b->rows; i++) cell[i] = i * b->columns + (number == 1 ? b->columns - 1 - i : i);
      add_different(out, r, cell, b->rows);
      break;
    case RULE_AntiKnight:
      for (int sign = -1; sign <= 1; sign += 2)
        add_steps(out, p, r, DIFFERENT, 1, 2 * sign), add_steps(out, p, r, DIFFERENT, 2, sign);
      break;
    case RULE_AntiKing:
      for (int i = 0; i < 4; i++) add_steps(out, p, r, DIFFERENT, i > 0, i == 0 ? 1 : i - 2);
      break;
    case RULE_AntiConsecutive:
    case RULE_StrictKropki:
    case RULE_StrictXV: {
      part_kind kind = r->type == RULE_AntiConsecutive ? NOT_CONSECUTIVE
                       : r->type == RULE_StrictXV      ? NO_LETTER
                                                       : NO_DOT;
      add_steps(out, p, r, kind, 0, 1);
      add_steps(out, p, r, kind, 1, 0);
      break;
    }
    case RULE_GlobalEntropy: add_squares(out, b, r, ALL_THIRDS); break;
    case RULE_GlobalMod: add_squares(out, b, r, ALL_RESIDUES); break;
    case RULE_Thermo:
      for (int i = 1; i < n; i++) add_pair(out, RISES, r, r->cell[i - 1], r->cell[i]);
      break;
    case RULE_Whisper:
      for (int i = 1; i < n; i++) add_number(out, FAR, r, r->cell + i - 1, 2, r->n_numbers > 0 ? number : 5);
      break;
    case RULE_Renban: add(out, STRING, r, r->cell, n); break;
    case RULE_Palindrome:
      for (int i = 0; i < n / 2; i++) add_pair(out, SAME, r, r->cell[i], r->cell[n - 1 - i]);
      break;
    case RULE_Between: add_ends(out, r, INSIDE); break;
    case RULE_Lockout: add_ends(out, r, OUTSIDE); break;
    case RULE_Zipper: add(out, ZIPPER, r, r->cell, n); break;
    case RULE_Modular:
      for (int i = 0; i + number <= n; i++) add_number(out, RESIDUES, r, r->cell + i, number, number);
      break;
    case RULE_Entropic: /* any three in a row are of all thirds */
      for (int i = 0; i < n; i++)
        for (int k = i + 1; k < n && k <= i + 2; k++) add_pair(out, THIRDS, r, r->cell[i], r->cell[k]);
      break;
    case RULE_EqualSum:
    case RULE_RegionSumLine: add_segments(out, b, r); break;
    case RULE_SumLine: add_number(out, SUM_LINE, r, r->cell, n, r->n_numbers > 0 ? number : 10); break;
    case RULE_Arrow:
    case RULE_DoubleArrow:
    case RULE_PillArrow: add_arrow(out, r); break;
    case RULE_WhiteDot: add_neighbours(out, b, r, CONSECUTIVE, 0); break;
    case RULE_BlackDot: add_neighbours(out, b, r, TWICE, 0); break;
    case RULE_X: add_neighbours(out, b, r, LINEAR, 10); break;
    case RULE_V: add_neighbours(out, b, r, LINEAR, 5); break;
    case RULE_GreaterThan: add_neighbours(out, b, r, RISES, 0); break;
    case RULE_Cage:
      add_different(out, r, r->cell, n);
      if (number != 0) add_linear(out, r, r->cell, NULL, n, number);
      break;
    case RULE_Sum: add_linear(out, r, r->cell, r->n_numbers > 1 ? r->number + 1 : NULL, n, number); break;
    case RULE_AllDifferent: add_different(out, r, r->cell, n); break;
    case RULE_SameValues:
      for (int i = 0; i + 2 * (n / number) <= n; i += n / number) add(out, SAME_SETS, r, r->cell + i, 2 * (n / number));
      break;
    case RULE_Quad:
    case RULE_ContainExact:
    case RULE_ContainAtLeast: {
      part *q = add(out, r->type == RULE_ContainExact ? EXACT : AT_LEAST, r, r->cell, n);
      memcpy(q->number, r->number, sizeof q->number);
      q->n_numbers = r->n_numbers;
      break;
    }
    case RULE_CountingCircles: add(out, CIRCLES, r, r->cell, n); break;
    case RULE_Pair:
    case RULE_Binary:
      for (int i = 1; i < n; i++) add_pair(out, TABLE, r, r->cell[i - 1], r->cell[i]);
      break;
    case RULE_PairX:
    case RULE_BinaryX:
      for (int i = 0; i < n; i++)
        for (int k = i + 1; k < n; k++) add_pair(out, TABLE, r, r->cell[i], r->cell[k]);
      break;
    case RULE_LittleKiller: add_linear(out, r, r->cell, NULL, n, number); break;
    case RULE_Sandwich: add_line(out, b, r, SANDWICH); break;
    case RULE_XSum: add_line(out, b, r, X_SUM); break;
    case RULE_Skyscraper: add_line(out, b, r, SKYLINE); break;
    case RULE_HiddenSkyscraper: add_line(out, b, r, HIDDEN); break;
    case RULE_NumberedRoom: add_line(out, b, r, ROOM); break;
    case RULE_COUNT: abort();
  }
}

void puzzle_parts(const puzzle *p, parts *out) {
  out->n = 0;
  add_houses(out, &p->board);
  for (int i = 0; i < p->n_rules; i++) add_rule(out, p, &p->rule[i]);
}

double parts_tuples(const parts *what, const board *b) {
  double most = 0;
  for (size_t i = 0; i < what->n; i++) {
    const part *p = &what->part[i];
    if (p->kind == DIFFERENT) continue;
    /* A whole line of a board with rules for its lines holds different numbers. */
    bool line = p->of != NULL && p->of->type >= RULE_Sandwich && !b->raw;
    double tuples = 1;
    for (int k = 0; k < p->n; k++) {
      bool new = true;
      for (int j = 0; j < k; j++) new &= p->cell[j] != p->cell[k];
      if (new) tuples *= line ? b->values - k : b->values;
    }
    if (tuples > most) most = tuples;
  }
  return most;
}
