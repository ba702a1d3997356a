/* draw.c - random puzzles by the grammar of constraint strings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "variant.h"

/* ---- boards ---- */

static void shuffle(dice *d, int *a, int n) {
  for (int i = n; i > 1; i--) {
    int k = below(d, i), t = a[i - 1];
    a[i - 1] = a[k];
    a[k] = t;
  }
}

/* Regions that some Latin square fills: rows at first, whose cells are then exchanged with others of the same value. */
static void draw_jigsaw(board *b, dice *d) {
  int n = b->rows, column[SIDE];
  for (int i = 0; i < n; i++) column[i] = i;
  shuffle(d, column, n);
  for (int c = 0; c < n * n; c++) b->jigsaw[c] = (char)('1' + c / n);
  for (int swaps = below(d, 4 * n); swaps > 0; swaps--) {
    int value = below(d, n), r = below(d, n), s = below(d, n);
    char *u = &b->jigsaw[r * n + column[(value + r) % n]], *v = &b->jigsaw[s * n + column[(value + s) % n]], t = *u;
    *u = *v;
    *v = t;
  }
  b->jigsaw[n * n] = '\0';
  if (n > 3 && chance(d, 15)) /* two of them are no region */
    for (int c = 0; c < n * n; c++)
      if (b->jigsaw[c] == '2') b->jigsaw[c] = '1';
}

static void draw_board(board *b, dice *d) {
  static const int sides[] = {4, 4, 4, 4, 5, 5, 6, 6, 6, 7, 8, 9, 9};
  *b = (board){.first = chance(d, 30) ? 0 : 1};
  int kind = below(d, 100), side = sides[below(d, sizeof sides / sizeof *sides)];
  b->rows = b->columns = side;
  if (kind >= 55 && kind < 75) b->rows = 2 + below(d, 6), b->columns = 2 + below(d, 6);
  if (kind >= 75) {
    b->raw = true;
    b->rows = 1 + below(d, 6);
    b->columns = chance(d, 50) ? b->rows : 1 + below(d, 9);
  }
  int longer = b->rows > b->columns ? b->rows : b->columns;
  b->values = longer;
  if (b->raw) b->values = 2 + below(d, 8);
  if (b->raw && chance(d, 20)) b->values = 9;
  if (!b->raw && chance(d, 25)) b->values += 1 + below(d, 3);
  if (b->first == 0 && b->values > 10) b->first = 1;
  if (b->values > VALUES) b->values = VALUES;
  int high = b->first + b->values - 1;
  char values[16] = "";
  if (b->first == 0 || (chance(d, 10) && high < 10))
    snprintf(values, sizeof values, "~%d-%d", b->first, high);
  else if (b->raw || high != longer || chance(d, 30))
    snprintf(values, sizeof values, "~%d", high);
  snprintf(b->shape, sizeof b->shape, "%dx%d%s%s", b->rows, b->columns, values,
           b->raw                               ? "~Raw"
           : values[0] != '\0' && chance(d, 20) ? "~Sudoku"
                                                : "");
  if (!b->raw) b->no_boxes = chance(d, 25);
  if (!b->raw && chance(d, 8)) b->region_size = 2 + below(d, b->values - 1);
  if (!b->raw && b->rows == b->columns && chance(d, 20)) {
    draw_jigsaw(b, d);
    b->no_boxes |= chance(d, 90);
  }
  board_boxes(b);
}

/* ---- cells ---- */

/* Different cells: a walk of the king, or any. Returns how many it found. */
static int draw_cells(const board *b, dice *d, int n, int *cell) {
  bool taken[CELLS] = {false}, walk = chance(d, 60);
  int cells = board_cells(b), found = 0;
  if (n > cells) n = cells;
  while (found < n) {
    int open[CELLS], m = 0;
    for (int c = 0; c < cells; c++) {
      int last = found > 0 ? cell[found - 1] : c;
      int down = abs(c / b->columns - last / b->columns), right = abs(c % b->columns - last % b->columns);
      if (!taken[c] && (!walk || (down <= 1 && right <= 1))) open[m++] = c;
    }
    if (m == 0) break;
    cell[found] = open[below(d, m)];
    taken[cell[found++]] = true;
  }
  return found;
}

static int draw_number(const board *b, dice *d) {
  return chance(d, 4) ? below(d, 20) : b->first + below(d, b->values);
}

/* ---- rules ---- */

/* A sum that the cells have in the solution, or one that they hardly have. */
static int draw_sum(const rule *r, dice *d, const int *grid, bool true_one) {
  int sum = 0;
  for (int i = 0; i < r->n_cells; i++) sum += grid[r->cell[i]];
  return true_one ? sum : sum + below(d, 7) - 3;
}

static void draw_pairs(rule *r, const board *b, dice *d) {
  bool symmetric = chance(d, 50);
  int some = 30 + below(d, 65);
  for (int a = 0; a < b->values; a++)
    for (int c = 0; c < b->values; c++) r->pairs[a][c] = symmetric && c < a ? r->pairs[c][a] : chance(d, some);
}

/* The clue that the line has in the solution, found by trying. */
static int find_clue(const rule *r, const board *b, const int *grid, bool back) {
  rule tried = {.type = r->type, .line = r->line, .front = !back, .back = back};
  puzzle alone = {.board = *b};
  static parts what;
  for (int clue = 0; clue < 100; clue++) {
    tried.number[0] = tried.number[1] = clue;
    alone.rule[0] = tried;
    alone.n_rules = 1;
    for (int c = 0; c < board_cells(b); c++) alone.allowed[c] = (uint16_t)((1u << b->values) - 1);
    puzzle_parts(&alone, &what);
    if (puzzle_judge(&alone, &what, grid) == NULL && clue > 0) return clue;
  }
  return -1;
}

static bool draw_line(rule *r, const board *b, dice *d, const int *grid, bool true_one) {
  r->line = below(d, b->rows + b->columns);
  int length = r->line < b->rows ? b->columns : b->rows;
  r->front = chance(d, 60);
  r->back = !r->front || (r->type != RULE_Sandwich && chance(d, 30));
  if (r->type == RULE_Sandwich) {
    r->front = true, r->back = false;
    if (b->raw || length != b->values) return false;
  }
  if (r->type == RULE_HiddenSkyscraper && (b->raw || b->first == 0)) return false;
  for (int k = 0; k < 2; k++) {
    r->number[k] = true_one ? find_clue(r, b, grid, k == 1) : 1 + below(d, length * b->values / 2);
    if (r->type == RULE_Sandwich && true_one && r->number[0] < 0) r->number[0] = 0;
    if ((k == 0 ? r->front : r->back) && r->number[k] < 0) return false;
  }
  return true;
}

/* Two neighbours, sometimes more cells with them. */
static bool draw_neighbours(rule *r, const board *b, dice *d) {
  int u = below(d, board_cells(b)), c = u % b->columns;
  bool right = chance(d, 50);
  if (right ? c + 1 == b->columns : u + b->columns >= board_cells(b)) return false;
  int v = right ? u + 1 : u + b->columns;
  bool turned = chance(d, 50);
  r->n_cells = chance(d, 85) ? 0 : draw_cells(b, d, 1 + below(d, 2), r->cell);
  r->cell[r->n_cells++] = turned ? v : u;
  r->cell[r->n_cells++] = turned ? u : v;
  for (int i = 0; i < r->n_cells; i++)
    for (int k = 0; k < i; k++)
      if (r->cell[i] == r->cell[k]) return false;
  return true;
}

/* One rule of that type; grid: a solution it is made for, more or less. False: this draw came to nothing. */
static bool draw_rule(rule *r, rule_type type, const board *b, dice *d, const int *grid) {
  bool true_one = chance(d, 85), nine = b->values == 9 && b->first == 1;
  *r = (rule){.type = type};
  int length = 2 + below(d, chance(d, 30) ? 8 : 4), n = draw_cells(b, d, length, r->cell);
  r->n_cells = n;
  switch (type) {
    case RULE_Windoku: r->n_cells = 0; return b->box_rows != 0 && b->rows == b->columns;
    case RULE_DisjointSets: r->n_cells = 0; return b->box_rows != 0;
    case RULE_Diagonal:
      r->n_cells = 0;
      r->number[r->n_numbers++] = chance(d, 50) ? 1 : -1;
      return b->rows == b->columns && b->rows <= b->values;
    case RULE_GlobalEntropy: r->n_cells = 0; return nine;
    case RULE_AntiKnight:
    case RULE_AntiKing:
    case RULE_AntiConsecutive:
    case RULE_GlobalMod:
    case RULE_StrictKropki:
    case RULE_StrictXV: r->n_cells = 0; return true;
    case RULE_Thermo:
    case RULE_Renban:
    case RULE_Palindrome:
    case RULE_Between:
    case RULE_Zipper:
    case RULE_CountingCircles: return n >= 2;
    case RULE_Entropic: return nine && n >= 3;
    case RULE_Whisper:
      if (chance(d, 60)) r->number[r->n_numbers++] = below(d, b->values + 1);
      return n >= 2;
    case RULE_Lockout:
      if (chance(d, 60)) r->number[r->n_numbers++] = below(d, b->values + 1);
      return n >= 2;
    case RULE_Modular: {
      int modulus = r->number[r->n_numbers++] = 1 + below(d, 4);
      return n >= modulus && modulus <= b->values;
    }
    case RULE_SumLine:
      r->loop = chance(d, 25);
      if (chance(d, 85)) {
        int k = 1 + below(d, n), sum = 0;
        for (int i = 0; i < k; i++) sum += grid[r->cell[i]];
        r->number[r->n_numbers++] = sum > 0 && true_one ? sum : 1 + below(d, 15);
      }
      return true;
    case RULE_RegionSumLine:
      for (int i = 0; i < n; i++)
        if (board_region(b, r->cell[i]) < 0) return false;
      return n >= 2 && (b->jigsaw[0] == '\0' || b->box_rows == 0);
    case RULE_Arrow: return n >= 2;
    case RULE_DoubleArrow: return n >= 3;
    case RULE_PillArrow: {
      int pill = r->number[r->n_numbers++] = 2 + chance(d, 30);
      return n > pill && b->first + b->values <= 10;
    }
    case RULE_WhiteDot:
    case RULE_BlackDot:
    case RULE_X:
    case RULE_V:
    case RULE_GreaterThan: return draw_neighbours(r, b, d);
    case RULE_Cage:
    case RULE_Sum:
      r->n_cells = n = draw_cells(b, d, 1 + below(d, 5), r->cell);
      if (chance(d, 6) && n < SCOPE) r->cell[r->n_cells++] = r->cell[0];
      r->number[r->n_numbers++] = type == RULE_Cage && chance(d, 15) ? 0 : draw_sum(r, d, grid, true_one);
      if (type == RULE_Sum && chance(d, 40)) {
        int sum = 0;
        for (int i = 0; i < r->n_cells; i++) {
          r->number[r->n_numbers++] = below(d, 7) - 3;
          sum += r->number[1 + i] * grid[r->cell[i]];
        }
        r->number[0] = true_one ? sum : sum + below(d, 5) - 2;
      }
      return true;
    case RULE_AllDifferent:
      if (chance(d, 10)) r->cell[r->n_cells++] = r->cell[0];
      return true;
    case RULE_Quad: {
      int row = below(d, b->rows), column = below(d, b->columns), c = row * b->columns + column;
      const int square[] = {c, c + 1, c + b->columns, c + b->columns + 1};
      if (row + 1 == b->rows || column + 1 == b->columns) return false;
      memcpy(r->cell, square, sizeof square);
      r->n_cells = 4;
      for (int i = 1 + below(d, 4); i > 0; i--)
        r->number[r->n_numbers++] = true_one ? grid[square[below(d, 4)]] : draw_number(b, d);
      return true;
    }
    case RULE_EqualSum: {
      int at = 0;
      while (at < n) {
        at += 1 + below(d, 3);
        r->end[r->n_ends++] = at < n ? at : n;
      }
      if (chance(d, 5)) r->cell[n - 1] = r->cell[0]; /* a cell in two segments */
      return true;
    }
    case RULE_SameValues: {
      int sets = 2 + chance(d, 25), each = 1 + below(d, 4);
      r->n_cells = draw_cells(b, d, sets * each, r->cell);
      r->number[r->n_numbers++] = sets;
      if (chance(d, 10)) r->cell[each] = r->cell[0]; /* a cell in two sets */
      return r->n_cells == sets * each;
    }
    case RULE_ContainExact:
    case RULE_ContainAtLeast:
      for (int i = 1 + below(d, 4); i > 0; i--)
        r->number[r->n_numbers++] = true_one ? grid[r->cell[below(d, n)]] : draw_number(b, d);
      return true;
    case RULE_Pair:
    case RULE_PairX:
    case RULE_Binary:
    case RULE_BinaryX: draw_pairs(r, b, d); return n >= 2;
    case RULE_LittleKiller:
      r->n_cells = board_diagonal(b, below(d, board_cells(b)), r->cell);
      r->number[r->n_numbers++] = draw_sum(r, d, grid, true_one);
      return r->n_cells > 0 && r->n_cells < SCOPE;
    case RULE_Sandwich:
    case RULE_XSum:
    case RULE_Skyscraper:
    case RULE_HiddenSkyscraper:
    case RULE_NumberedRoom: r->n_cells = 0; return draw_line(r, b, d, grid, true_one);
    case RULE_COUNT: break;
  }
  return false;
}

static bool is_whole_grid(rule_type type) {
  return type <= RULE_StrictXV;
}

/* ---- puzzles ---- */

static void open_cells(puzzle *p) {
  for (int c = 0; c < board_cells(&p->board); c++) p->allowed[c] = (uint16_t)((1u << p->board.values) - 1);
}

/* Adds a rule of that type that holds in the grid when `demand`. */
static void try_rule(puzzle *p, rule_type type, dice *d, const int *grid, bool demand) {
  static parts what;
  rule *r = &p->rule[p->n_rules];
  for (int tries = 0; tries < 150; tries++) {
    if (!draw_rule(r, type, &p->board, d, grid)) continue;
    p->n_rules++;
    puzzle_parts(p, &what);
    if (parts_tuples(&what, &p->board) <= TUPLES && (!demand || puzzle_judge(p, &what, grid) == NULL)) return;
    p->n_rules--;
  }
}

void puzzle_draw(puzzle *p, dice *d) {
  static parts what;
  int grid[CELLS], cells;
  bool solved = false;
  /* A board, and rules about the whole grid that leave it a solution. */
  do {
    *p = (puzzle){.n_rules = 0};
    draw_board(&p->board, d);
    open_cells(p);
    cells = board_cells(&p->board);
    for (int i = chance(d, 25) + chance(d, 8); i > 0; i--)
      try_rule(p, (rule_type)below(d, RULE_StrictXV + 1), d, grid, false);
    puzzle_parts(p, &what);
    solved = oracle_any(p, &what, d, grid);
  } while (!solved && chance(d, 90));
  for (int c = 0; !solved && c < cells; c++) grid[c] = p->board.first + below(d, p->board.values);
  bool honest = solved && chance(d, 75);
  for (int wanted = 1 + below(d, 5); wanted > 0 && p->n_rules < RULES; wanted--) {
    rule_type type = (rule_type)(RULE_StrictXV + 1 + below(d, RULE_COUNT - RULE_StrictXV - 1));
    if (!is_whole_grid(type)) try_rule(p, type, d, grid, honest || chance(d, 60));
  }
  /* Givens: none, few or most of the cells; single values, or some to choose from. */
  int percent = chance(d, 15) ? 0 : below(d, 90);
  if (cells > 30 && percent < 25) percent += 25;
  for (int c = 0; c < cells; c++) {
    if (!chance(d, percent)) continue;
    int a = grid[c] - p->board.first;
    if (!honest && chance(d, 3)) a = below(d, p->board.values);
    p->allowed[c] = (uint16_t)(1u << a);
    while (chance(d, 12)) p->allowed[c] |= (uint16_t)(1u << below(d, p->board.values));
  }
}
