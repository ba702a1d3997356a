/* fpuzzles_constraints.c - one key per constraint: a line in the table here, and a function for its shape. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "format/fpuzzles.h"

typedef struct keyword {
  const char *name;
  void (*read)(ebm_fpuzzle *puzzle, const struct keyword *key, json_t *value); /* of one entry of the key's array */
  const char *rule;
  int32_t number;                       /* the rule's, when the entry has none */
  bool (*allowed)(int a, int b, int n); /* for rules about two cells */
  unsigned mark;                        /* MARK_... of the pairs that are written between cells */
} keyword;

enum { IN_ROW, IN_COLUMN, IN_BOX };
enum { HALF = -1 }; /* a number: half of the highest value, rounded up */

enum {
  MARK_DIFFERENCE = 1,
  MARK_RATIO = 2,
  MARK_XV = 4,
  BELOW = 3
}; /* << BELOW: with the cell below, not at the right */

/* ---- pairs of numbers ---- */

static bool differs_by(int a, int b, int n) {
  return abs(a - b) == n;
}
static bool is_times(int a, int b, int n) {
  return a == n * b || b == n * a;
}
static bool sums_to(int a, int b, int n) {
  return a + b == n;
}
static bool far_apart(int a, int b, int n) {
  return abs(a - b) >= n;
}
static bool never_falls(int a, int b, int n) {
  return (void)n, a <= b;
}
static bool not_consecutive(int a, int b, int n) {
  return (void)n, abs(a - b) != 1;
}
static bool not_times(int a, int b, int n) {
  return !is_times(a, b, n);
}
static bool no_letter(int a, int b, int n) {
  return (void)n, a + b != 5 && a + b != 10;
}

/* ---- the shapes of entries ---- */

/* {lines: [[cells]], value} */
static void read_lines(ebm_fpuzzle *puzzle, const keyword *key, json_t *entry) {
  json_t *lines = json_object_get(entry, "lines");
  int32_t number = ebm_fpuzzle_take_number(
      puzzle, entry, key->number == HALF ? (int32_t)(puzzle->draft.board.values + 1) / 2 : key->number);
  size_t up = ebm_fpuzzle_enter(puzzle, "lines");
  if (!json_is_array(lines)) ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "no list of lines");
  for (size_t i = 0; !puzzle->failed && i < json_array_size(lines); i++) {
    size_t at = ebm_fpuzzle_enter_at(puzzle, i);
    puzzle->n_cells = 0;
    ebm_fpuzzle_add_cells(puzzle, json_array_get(lines, i), 0);
    if (key->allowed != NULL)
      ebm_fpuzzle_add_pair(puzzle, key->rule, key->allowed, number);
    else
      ebm_fpuzzle_add_numbered(puzzle, key->rule, number);
    ebm_fpuzzle_leave(puzzle, at);
  }
  ebm_fpuzzle_leave(puzzle, up);
}

/* {cells: the circle, lines: [[cells, the first one in the circle]]} */
static void read_arrow(ebm_fpuzzle *puzzle, const keyword *key, json_t *entry) {
  json_t *lines = json_object_get(entry, "lines");
  (void)key;
  size_t up = ebm_fpuzzle_enter(puzzle, "lines");
  if (!ebm_fpuzzle_empty(lines) && !json_is_array(lines))
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "no list of lines");
  for (size_t i = 0; !puzzle->failed && i < json_array_size(lines); i++) {
    json_t *line = json_array_get(lines, i);
    uint32_t start = 0;
    bool inside = false;
    ebm_fpuzzle_leave(puzzle, up);
    puzzle->n_cells = 0;
    ebm_fpuzzle_take_cells(puzzle, entry, "cells");
    size_t circle = puzzle->n_cells;
    ebm_fpuzzle_enter(puzzle, "lines");
    size_t at = ebm_fpuzzle_enter_at(puzzle, i);
    if (!puzzle->failed && ebm_fpuzzle_want_cell(puzzle, json_array_get(line, 0), &start))
      for (size_t k = 0; k < circle; k++) inside |= puzzle->cell[k] == start;
    if (!inside) ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "the line does not begin in its circle");
    ebm_fpuzzle_add_cells(puzzle, line, 1);
    if (puzzle->n_cells > circle && circle == 1) ebm_fpuzzle_add_numbered(puzzle, "Arrow", 0);
    if (puzzle->n_cells > circle && circle > 1) ebm_fpuzzle_add_numbered(puzzle, "PillArrow", (int32_t)circle);
    ebm_fpuzzle_leave(puzzle, at);
  }
  ebm_fpuzzle_leave(puzzle, up);
}

/* {cells, value} */
static void read_cells(ebm_fpuzzle *puzzle, const keyword *key, json_t *entry) {
  int32_t number = ebm_fpuzzle_take_number(puzzle, entry, key->number);
  ebm_fpuzzle_take_cells(puzzle, entry, "cells");
  ebm_fpuzzle_add_numbered(puzzle, key->rule, number);
}

/* {cells: two neighbours, value} */
static void read_between(ebm_fpuzzle *puzzle, const keyword *key, json_t *entry) {
  const ebm_board *board = &puzzle->draft.board;
  int32_t number = key->number;
  if (key->mark == MARK_XV) {
    const char *letter = json_string_value(json_object_get(entry, "value"));
    if (letter == NULL || strlen(letter) != 1 || strchr("XVxv", letter[0]) == NULL) {
      ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "neither X nor V");
      return;
    }
    number = letter[0] == 'X' || letter[0] == 'x' ? 10 : 5;
  } else {
    number = ebm_fpuzzle_take_number(puzzle, entry, number);
  }
  ebm_fpuzzle_take_cells(puzzle, entry, "cells");
  if (!puzzle->failed && puzzle->n_cells != 2)
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "%zu cells, 2 expected", puzzle->n_cells);
  if (puzzle->failed) return;
  uint32_t low = puzzle->cell[0], high = puzzle->cell[1];
  if (low > high) low = puzzle->cell[1], high = puzzle->cell[0];
  if (high == low + 1) puzzle->marked[low] |= (uint8_t)key->mark;
  if (high == low + board->columns) puzzle->marked[low] |= (uint8_t)(key->mark << BELOW);
  ebm_fpuzzle_add_pair(puzzle, key->rule, key->allowed, number);
}

static void read_clone(ebm_fpuzzle *puzzle, const keyword *key, json_t *entry) {
  json_t *cells = json_object_get(entry, "cells"), *copies = json_object_get(entry, "cloneCells");
  size_t n = json_array_size(cells);
  if (!json_is_array(cells) || !json_is_array(copies) || json_array_size(copies) != n)
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "as many cells as cloneCells are expected");
  for (size_t i = 0; !puzzle->failed && i < n; i++) {
    uint32_t a, b;
    puzzle->n_cells = 0;
    size_t at = ebm_fpuzzle_enter_at(puzzle, i);
    if (ebm_fpuzzle_want_cell(puzzle, json_array_get(cells, i), &a) &&
        ebm_fpuzzle_want_cell(puzzle, json_array_get(copies, i), &b) && a != b && ebm_fpuzzle_add_cell(puzzle, a) &&
        ebm_fpuzzle_add_cell(puzzle, b))
      ebm_fpuzzle_add_numbered(puzzle, key->rule, 2);
    ebm_fpuzzle_leave(puzzle, at);
  }
}

static void read_quadruple(ebm_fpuzzle *puzzle, const keyword *key, json_t *entry) {
  json_t *values = json_object_get(entry, "values");
  int32_t number[16];
  size_t n = json_array_size(values);
  ebm_fpuzzle_take_cells(puzzle, entry, "cells");
  if (!json_is_array(values) || n > 16) ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "no list of up to 16 values");
  for (size_t i = 0; !puzzle->failed && i < n; i++)
    if (!ebm_fpuzzle_number(json_array_get(values, i), &number[i]))
      ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "values[%zu] is not a number", i);
  ebm_rule_use use = {.number = number, .n_numbers = (uint32_t)n};
  if (n > 0) ebm_fpuzzle_add_use(puzzle, key->rule, &use);
}

/* The place beside the grid where a clue is written, rows and columns from 0 for the border above and at the left. */
static bool take_place(ebm_fpuzzle *puzzle, json_t *entry, unsigned *row, unsigned *column) {
  const json_t *cell = json_object_get(entry, "cell");
  const char *name = json_string_value(cell);
  if (name != NULL && ebm_place_read(name, json_string_length(cell), row, column)) return true;
  ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "'%.20s' is not a place beside this grid", name != NULL ? name : "");
  return false;
}

/* The room for a line or diagonal. */
static bool want_room(ebm_fpuzzle *puzzle) {
  const ebm_board *board = &puzzle->draft.board;
  if (ebm_reserve((void **)&puzzle->cell, &puzzle->room, board->rows + board->columns, sizeof *puzzle->cell))
    return true;
  ebm_fpuzzle_fail(puzzle, EBM_ERROR_MEMORY, "out of memory");
  return false;
}

/* {cell: beside the grid, value}; without a value nothing is said. */
static void read_outside(ebm_fpuzzle *puzzle, const keyword *key, json_t *entry) {
  const ebm_board *board = &puzzle->draft.board;
  unsigned row, column;
  if (ebm_fpuzzle_empty(json_object_get(entry, "value"))) return;
  int32_t number = ebm_fpuzzle_take_number(puzzle, entry, 0);
  if (!take_place(puzzle, entry, &row, &column) || !want_room(puzzle)) return;
  bool beside = column == 0 || column == board->columns + 1, above = row == 0 || row == board->rows + 1;
  if (beside == above || row > board->rows + 1 || column > board->columns + 1) {
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "R%uC%u is not beside a row or column", row, column);
    return;
  }
  puzzle->n_cells =
      ebm_board_line(board, beside, beside ? row - 1 : column - 1, beside ? column != 0 : row != 0, puzzle->cell);
  ebm_fpuzzle_add_numbered(puzzle, key->rule, number);
}

/* {cell: beside the grid, direction, value}, or {cells, value}; without a value nothing is said. */
static void read_diagonal(ebm_fpuzzle *puzzle, const keyword *key, json_t *entry) {
  const char *direction = json_string_value(json_object_get(entry, "direction"));
  unsigned row, column;
  if (ebm_fpuzzle_empty(json_object_get(entry, "value"))) return;
  int32_t number = ebm_fpuzzle_take_number(puzzle, entry, 0);
  if (direction == NULL) {
    ebm_fpuzzle_take_cells(puzzle, entry, "cells");
  } else if (strlen(direction) != 2 || strchr("DU", direction[0]) == NULL || strchr("LR", direction[1]) == NULL) {
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "direction '%.8s' is none of DL, DR, UL, UR", direction);
  } else if (take_place(puzzle, entry, &row, &column) && want_room(puzzle)) {
    int down = direction[0] == 'D' ? 1 : -1, right = direction[1] == 'R' ? 1 : -1;
    puzzle->n_cells = ebm_board_diagonal(&puzzle->draft.board, (int)row - 1 + down, (int)column - 1 + right, down,
                                         right, puzzle->cell);
    if (puzzle->n_cells == 0) ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "no diagonal leads from there into the grid");
  }
  ebm_fpuzzle_add_numbered(puzzle, key->rule, number);
}

/* {cell}: odd numbers, or even ones. */
static void read_parity(ebm_fpuzzle *puzzle, const keyword *key, json_t *entry) {
  const ebm_board *board = &puzzle->draft.board;
  bool wanted[EBM_DOMAIN_LIMIT];
  uint32_t cell;
  for (uint32_t a = 0; a < board->values; a++) wanted[a] = (board->first + (int32_t)a) % 2 == key->number;
  if (ebm_fpuzzle_want_cell(puzzle, json_object_get(entry, "cell"), &cell))
    ebm_draft_allow(&puzzle->draft, cell, wanted);
}

/* All of a key's cells at once: each is lower, or higher, than those beside it that are not of the same kind. */
static void read_extremes(ebm_fpuzzle *puzzle, const keyword *key, json_t *array) {
  const ebm_board *board = &puzzle->draft.board;
  uint32_t cells = board->rows * board->columns, columns = board->columns;
  uint8_t *listed = ebm_allocate(cells, 1);
  if (listed == NULL) {
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_MEMORY, "out of memory");
    return;
  }
  for (size_t i = 0; !puzzle->failed && i < json_array_size(array); i++) {
    uint32_t cell;
    size_t at = ebm_fpuzzle_enter_at(puzzle, i);
    if (ebm_fpuzzle_want_cell(puzzle, json_object_get(json_array_get(array, i), "cell"), &cell)) listed[cell] = 1;
    ebm_fpuzzle_leave(puzzle, at);
  }
  for (uint32_t c = 0; !puzzle->failed && c < cells; c++) {
    const uint32_t beside[] = {c >= columns ? c - columns : c, c + columns < cells ? c + columns : c,
                               c % columns != 0 ? c - 1 : c, (c + 1) % columns != 0 ? c + 1 : c};
    for (int i = 0; listed[c] && !puzzle->failed && i < 4; i++) {
      if (listed[beside[i]]) continue; /* itself, too */
      puzzle->n_cells = 0;
      if (ebm_fpuzzle_add_cell(puzzle, key->number > 0 ? c : beside[i]) &&
          ebm_fpuzzle_add_cell(puzzle, key->number > 0 ? beside[i] : c))
        ebm_fpuzzle_add_numbered(puzzle, key->rule, 0);
    }
  }
  ebm_free(listed);
}

/* {cells}: the number in a cell says where its house has the number that is the cell's own place: in its row by
 * columns, in its column by rows, in its box from left to right and top to bottom. */
static void read_indexer(ebm_fpuzzle *puzzle, const keyword *key, json_t *entry) {
  const ebm_board *board = &puzzle->draft.board;
  uint32_t size = board->rows, high = board->box_rows, wide = board->box_columns;
  ebm_fpuzzle_take_cells(puzzle, entry, "cells");
  size_t n = puzzle->n_cells;
  if (key->number == IN_BOX && high == 0) ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "the grid has no boxes");
  for (size_t i = 0; !puzzle->failed && i < n; i++) {
    uint32_t own = puzzle->cell[i], row = own / size, column = own % size, place;
    if (key->number == IN_ROW)
      place = column;
    else if (key->number == IN_COLUMN)
      place = row;
    else
      place = row % high * wide + column % wide;
    for (uint32_t k = 0; !puzzle->failed && k < size; k++) {
      uint32_t other = key->number == IN_ROW ? row * size + k
                       : key->number == IN_COLUMN
                           ? k * size + column
                           : (row / high * high + k / wide) * size + column / wide * wide + k % wide;
      if (k == place) continue;
      for (uint32_t a = 0; a < size; a++)
        for (uint32_t b = 0; b < size; b++) puzzle->pairs[a * size + b] = (a == k) == (b == place);
      uint32_t pair[] = {own, other};
      ebm_rule_use use = {.pairs = puzzle->pairs};
      ebm_fpuzzle_add_use_of(puzzle, key->rule, &use, pair, 2);
    }
  }
}

/* ---- what holds where nothing is written ---- */

static void add_unmarked(ebm_fpuzzle *puzzle, unsigned mark, bool (*allowed)(int, int, int), int32_t n) {
  const ebm_board *board = &puzzle->draft.board;
  for (uint32_t c = 0; !puzzle->failed && c < board->rows * board->columns; c++)
    for (int below = 0; below < 2; below++) {
      uint32_t other = below ? c + board->columns : c + 1;
      if (below ? other >= board->rows * board->columns : other % board->columns == 0) continue;
      if ((puzzle->marked[c] & (below ? mark << BELOW : mark)) != 0) continue;
      puzzle->n_cells = 0;
      if (ebm_fpuzzle_add_cell(puzzle, c) && ebm_fpuzzle_add_cell(puzzle, other))
        ebm_fpuzzle_add_pair(puzzle, "Pair", allowed, n);
    }
}

/* The ratios that are written; 2 when none is. */
static void add_no_ratio(ebm_fpuzzle *puzzle, json_t *ratios) {
  bool seen[EBM_DOMAIN_LIMIT] = {false}, any = false;
  for (size_t i = 0; i < json_array_size(ratios); i++) {
    int32_t n = 2;
    ebm_fpuzzle_number(json_object_get(json_array_get(ratios, i), "value"), &n);
    if (n >= 0 && n < EBM_DOMAIN_LIMIT) seen[n] = any = true;
  }
  if (!any) seen[2] = true;
  for (int32_t n = 0; n < EBM_DOMAIN_LIMIT; n++)
    if (seen[n]) add_unmarked(puzzle, MARK_RATIO, not_times, n);
}

static void read_negative(ebm_fpuzzle *puzzle, json_t *document) {
  json_t *list = json_object_get(document, "negative");
  size_t up = ebm_fpuzzle_enter(puzzle, "negative");
  if (!ebm_fpuzzle_empty(list) && !json_is_array(list)) ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "no list of names");
  for (size_t i = 0; !puzzle->failed && i < json_array_size(list); i++) {
    const char *name = json_string_value(json_array_get(list, i));
    size_t at = ebm_fpuzzle_enter_at(puzzle, i);
    if (name != NULL && strcmp(name, "ratio") == 0)
      add_no_ratio(puzzle, json_object_get(document, "ratio"));
    else if (name != NULL && strcmp(name, "xv") == 0)
      add_unmarked(puzzle, MARK_XV, no_letter, 0);
    else
      ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "'%.30s' is not supported", name != NULL ? name : "");
    ebm_fpuzzle_leave(puzzle, at);
  }
  ebm_fpuzzle_leave(puzzle, up);
  const json_t *all = json_object_get(document, "nonconsecutive");
  up = ebm_fpuzzle_enter(puzzle, "nonconsecutive");
  if (!puzzle->failed && json_is_true(all))
    add_unmarked(puzzle, MARK_DIFFERENCE, not_consecutive, 0);
  else if (!puzzle->failed && !ebm_fpuzzle_empty(all))
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "neither true nor false");
  ebm_fpuzzle_leave(puzzle, up);
}

/* ---- the table ---- */

static const keyword keys[] = {
    {"diagonal+", NULL, "Diagonal", 1, NULL, 0},
    {"diagonal-", NULL, "Diagonal", -1, NULL, 0},
    {"antiknight", NULL, "AntiKnight", 0, NULL, 0},
    {"antiking", NULL, "AntiKing", 0, NULL, 0},
    {"disjointgroups", NULL, "DisjointSets", 0, NULL, 0},
    {"arrow", read_arrow, NULL, 0, NULL, 0},
    {"killercage", read_cells, "Cage", 0, NULL, 0},
    {"extraregion", read_cells, "AllDifferent", 0, NULL, 0},
    {"littlekillersum", read_diagonal, "LittleKiller", 0, NULL, 0},
    {"odd", read_parity, NULL, 1, NULL, 0},
    {"even", read_parity, NULL, 0, NULL, 0},
    {"minimum", read_extremes, "GreaterThan", -1, NULL, 0},
    {"maximum", read_extremes, "GreaterThan", 1, NULL, 0},
    {"thermometer", read_lines, "Thermo", 0, NULL, 0},
    {"slowthermometer", read_lines, "Pair", 0, never_falls, 0},
    {"palindrome", read_lines, "Palindrome", 0, NULL, 0},
    {"renban", read_lines, "Renban", 0, NULL, 0},
    {"whispers", read_lines, "Whisper", HALF, NULL, 0},
    {"regionsumline", read_lines, "RegionSumLine", 0, NULL, 0},
    {"betweenline", read_lines, "Between", 0, NULL, 0},
    {"entropicline", read_lines, "Entropic", 0, NULL, 0},
    {"modularline", read_lines, "Modular", 3, NULL, 0},
    {"nabner", read_lines, "PairX", 2, far_apart, 0},
    {"doublearrow", read_lines, "DoubleArrow", 0, NULL, 0},
    {"zipperline", read_lines, "Zipper", 0, NULL, 0},
    {"columnindexer", read_indexer, "Pair", IN_ROW, NULL, 0},
    {"rowindexer", read_indexer, "Pair", IN_COLUMN, NULL, 0},
    {"boxindexer", read_indexer, "Pair", IN_BOX, NULL, 0},
    {"difference", read_between, "Pair", 1, differs_by, MARK_DIFFERENCE},
    {"ratio", read_between, "Pair", 2, is_times, MARK_RATIO},
    {"xv", read_between, "Pair", 0, sums_to, MARK_XV},
    {"clone", read_clone, "SameValues", 0, NULL, 0},
    {"quadruple", read_quadruple, "Quad", 0, NULL, 0},
    {"sandwichsum", read_outside, "Sandwich", 0, NULL, 0},
    {"xsum", read_outside, "XSum", 0, NULL, 0},
    {"skyscraper", read_outside, "Skyscraper", 0, NULL, 0},
};

const char *ebm_fpuzzle_key(size_t index) {
  return index < sizeof keys / sizeof *keys ? keys[index].name : NULL;
}

/* Read elsewhere, or only drawn or told. */
static const char *const silent[] = {
    "size",           "grid",
    "negative",       "nonconsecutive",
    "title",          "author",
    "ruleset",        "line",
    "rectangle",      "circle",
    "text",           "cage",
    "solution",       "thumbnail",
    "successMessage", "highlightConflicts",
    "disabledlogic",  "truecandidatesoptions",
};

/* What an entry can have beside what is read: how it is drawn. */
static const char *const parts[] = {
    "cell",  "cells", "cloneCells", "lines",  "value", "values", "direction", "baseC",   "outlineC",        "fontC",
    "lineC", "size",  "width",      "height", "angle", "c",      "color",     "opacity", "isNewConstraint",
};

static bool is_among(const char *name, const char *const *list, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(list[i], name) == 0) return true;
  return false;
}

static void read_entry(ebm_fpuzzle *puzzle, const keyword *key, json_t *entry) {
  const char *name;
  json_t *part;
  if (!json_is_object(entry)) ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "not an object");
  json_object_foreach(entry, name, part) {
    if (is_among(name, parts, sizeof parts / sizeof *parts) || ebm_fpuzzle_empty(part)) continue;
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "'%.30s' is not supported", name);
  }
  puzzle->n_cells = 0;
  if (!puzzle->failed) key->read(puzzle, key, entry);
}

static void read_key(ebm_fpuzzle *puzzle, const keyword *key, json_t *value) {
  puzzle->n_cells = 0;
  if (key->read == NULL) {
    if (json_is_true(value))
      ebm_fpuzzle_add_numbered(puzzle, key->rule, key->number);
    else
      ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "neither true nor false");
    return;
  }
  if (!json_is_array(value)) ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "not a list");
  if (!puzzle->failed && key->read == read_extremes) {
    read_extremes(puzzle, key, value);
    return;
  }
  for (size_t i = 0; !puzzle->failed && i < json_array_size(value); i++) {
    size_t up = ebm_fpuzzle_enter_at(puzzle, i);
    read_entry(puzzle, key, json_array_get(value, i));
    ebm_fpuzzle_leave(puzzle, up);
  }
}

void ebm_fpuzzle_constraints(ebm_fpuzzle *puzzle, json_t *document) {
  const ebm_board *board = &puzzle->draft.board;
  const char *name;
  json_t *value;
  puzzle->pairs = ebm_allocate(board->values, board->values);
  puzzle->marked = ebm_allocate(board->rows, board->columns);
  if (puzzle->pairs == NULL || puzzle->marked == NULL) ebm_fpuzzle_fail(puzzle, EBM_ERROR_MEMORY, "out of memory");
  json_object_foreach(document, name, value) {
    if (puzzle->failed) return;
    if (is_among(name, silent, sizeof silent / sizeof *silent) || ebm_fpuzzle_empty(value)) continue;
    const keyword *found = NULL;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
      if (strcmp(keys[i].name, name) == 0) found = &keys[i];
    size_t up = ebm_fpuzzle_enter(puzzle, name);
    if (found != NULL)
      read_key(puzzle, found, value);
    else
      ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "a key that is not supported");
    ebm_fpuzzle_leave(puzzle, up);
  }
  if (!puzzle->failed) read_negative(puzzle, document);
}
