/* grid_rules.c - a grid with what can be drawn of its rules: cages by their borders, with their sums at the upper left,
 * diagonals as strokes beside the values, dots and letters between neighbours. Regions then have heavy borders, cages
 * light ones. What cannot be drawn is named below the grid. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/grid.h"

enum { NONE = 0, LIGHT = 1, HEAVY = 2 };
enum { FALLING = 1, RISING = 2 }; /* diagonals that a cell is on, as bits */
enum { SUM_SIZE = 12, LEAST_WIDTH = 3 };

/* By the weights of the edges that meet: up + 3 down + 9 left + 27 right. */
static const char *const joint[81] = {
    " ", "╵", "╹", "╷", "│", "╿", "╻", "╽", "┃", /* nothing to the right */
    "╴", "┘", "┚", "┐", "┤", "┦", "┒", "┧", "┨", /* light to the left */
    "╸", "┙", "┛", "┑", "┥", "┩", "┓", "┪", "┫", /* heavy to the left */
    "╶", "└", "┖", "┌", "├", "┞", "┎", "┟", "┠", /* light to the right */
    "─", "┴", "┸", "┬", "┼", "╀", "┰", "╁", "╂", /* ... */
    "╾", "┵", "┹", "┭", "┽", "╃", "┱", "╅", "╉", /**/
    "╺", "┕", "┗", "┍", "┝", "┡", "┏", "┢", "┣", /* heavy to the right */
    "╼", "┶", "┺", "┮", "┾", "╄", "┲", "╆", "╊", /**/
    "━", "┷", "┻", "┯", "┿", "╇", "┳", "╈", "╋", /**/
};

typedef struct paper {
  const ebm_grid_drawing *drawing;
  long rows, columns;
  uint8_t *left, *above;        /* [rows + 1][columns + 1] weight of the edge to the left of a cell, and above it */
  const char **beside, **below; /* [rows][columns] mark between a cell and the one to its right, and the one below */
  char (*sum)[SUM_SIZE];        /* [rows][columns] of the cage that begins there */
  uint8_t *stroke;              /* [rows][columns] */
  uint8_t *inside;              /* [rows][columns] scratch: a cage */
  unsigned width;
} paper;

static size_t edge(const paper *p, long row, long column) {
  return (size_t)(row * (p->columns + 1) + column);
}

static bool paper_init(paper *p, const ebm_grid_drawing *drawing) {
  *p = (paper){.drawing = drawing, .rows = drawing->layout->rows, .columns = drawing->layout->columns};
  size_t cells = (size_t)p->rows * (size_t)p->columns, edges = (size_t)(p->rows + 1) * (size_t)(p->columns + 1);
  p->left = calloc(edges, 1);
  p->above = calloc(edges, 1);
  p->beside = calloc(cells, sizeof *p->beside);
  p->below = calloc(cells, sizeof *p->below);
  p->sum = calloc(cells, sizeof *p->sum);
  p->stroke = calloc(cells, 1);
  p->inside = calloc(cells, 1);
  return p->left != NULL && p->above != NULL && p->beside != NULL && p->below != NULL && p->sum != NULL &&
         p->stroke != NULL && p->inside != NULL;
}

static void paper_clear(paper *p) {
  free(p->left);
  free(p->above);
  free((void *)p->beside);
  free((void *)p->below);
  free(p->sum);
  free(p->stroke);
  free(p->inside);
}

/* ---- rules ---- */

static bool is(const ebm_puzzle_rule *rule, const char *type) {
  return strcmp(rule->type, type) == 0;
}

static bool is_cage(const ebm_puzzle_rule *rule) {
  return is(rule, "Cage") || is(rule, "AllDifferent");
}

/* What stands between two neighbours; back: the second cell named is the upper one, or the left one. NULL: nothing is
 * drawn for the rule. */
static const char *mark_of(const ebm_puzzle_rule *rule, bool unicode, bool back, bool vertical) {
  if (is(rule, "WhiteDot")) return unicode ? "○" : "o";
  if (is(rule, "BlackDot")) return unicode ? "●" : "*";
  if (is(rule, "X")) return "X";
  if (is(rule, "V")) return "V";
  if (!is(rule, "GreaterThan")) return NULL;
  return vertical ? (back ? "^" : "v") : (back ? "<" : ">");
}

static bool is_drawn(const ebm_puzzle_rule *rule) {
  return is_cage(rule) || is(rule, "Diagonal") || mark_of(rule, false, false, false) != NULL;
}

bool ebm_grid_has_drawn_rules(const ebm_puzzle *puzzle) {
  const ebm_puzzle_rule *rule;
  for (size_t i = 0; (rule = ebm_puzzle_rule_at(puzzle, i)) != NULL; i++)
    if (is_drawn(rule)) return true;
  return false;
}

static void raise(uint8_t *weight, uint8_t to) {
  if (*weight < to) *weight = to;
}

static void rule_regions(paper *p, uint8_t weight) {
  const ebm_layout *layout = p->drawing->layout;
  for (long r = 0; r <= p->rows; r++)
    for (long c = 0; c <= p->columns; c++) {
      long here = ebm_grid_region(layout, r, c);
      if (r < p->rows && here != ebm_grid_region(layout, r, c - 1)) raise(&p->left[edge(p, r, c)], weight);
      if (c < p->columns && here != ebm_grid_region(layout, r - 1, c)) raise(&p->above[edge(p, r, c)], weight);
    }
}

static bool is_inside(const paper *p, long row, long column) {
  return row >= 0 && column >= 0 && row < p->rows && column < p->columns && p->inside[row * p->columns + column] != 0;
}

static void rule_cage(paper *p, const ebm_puzzle_rule *rule) {
  size_t cells = (size_t)p->rows * (size_t)p->columns, first = cells;
  memset(p->inside, 0, cells);
  for (uint32_t i = 0; i < rule->n_cells; i++) {
    p->inside[rule->cell[i]] = 1;
    if (rule->cell[i] < first) first = rule->cell[i];
  }
  for (long r = 0; r <= p->rows; r++)
    for (long c = 0; c <= p->columns; c++) {
      bool here = is_inside(p, r, c);
      if (r < p->rows && here != is_inside(p, r, c - 1)) raise(&p->left[edge(p, r, c)], LIGHT);
      if (c < p->columns && here != is_inside(p, r - 1, c)) raise(&p->above[edge(p, r, c)], LIGHT);
    }
  if (!is(rule, "Cage") || rule->n_numbers == 0 || rule->number[0] == 0 || first == cells) return;
  int length = snprintf(p->sum[first], SUM_SIZE, "%d", rule->number[0]);
  if (length > (int)p->width) p->width = (unsigned)length;
}

static void rule_marks(paper *p, const ebm_puzzle_rule *rule) {
  bool unicode = p->drawing->style->unicode;
  for (uint32_t i = 0; i < rule->n_cells; i++)
    for (uint32_t k = i + 1; k < rule->n_cells; k++) {
      bool back = rule->cell[k] < rule->cell[i];
      long low = back ? rule->cell[k] : rule->cell[i], high = back ? rule->cell[i] : rule->cell[k];
      if (high == low + 1 && high % p->columns != 0) p->beside[low] = mark_of(rule, unicode, back, false);
      if (high == low + p->columns) p->below[low] = mark_of(rule, unicode, back, true);
    }
}

static void rule_diagonal(paper *p, const ebm_puzzle_rule *rule) {
  bool rising = rule->n_numbers > 0 && rule->number[0] > 0;
  for (long r = 0; r < p->rows && r < p->columns; r++)
    p->stroke[r * p->columns + (rising ? p->columns - 1 - r : r)] |= rising ? RISING : FALLING;
}

static void rule_all(paper *p) {
  const ebm_puzzle_rule *rule;
  uint8_t weight = LIGHT;
  for (size_t i = 0; (rule = ebm_puzzle_rule_at(p->drawing->puzzle, i)) != NULL; i++) {
    if (is_cage(rule)) {
      rule_cage(p, rule);
      weight = HEAVY;
    } else if (is(rule, "Diagonal")) {
      rule_diagonal(p, rule);
    } else if (is_drawn(rule)) {
      rule_marks(p, rule);
    }
  }
  rule_regions(p, weight);
}

/* ---- drawing: lines that would be empty all along are left out ---- */

static bool column_has_lines(const paper *p, long column) {
  for (long r = 0; r < p->rows; r++)
    if (p->left[edge(p, r, column)] != NONE || (column > 0 && p->beside[r * p->columns + column - 1] != NULL))
      return true;
  return false;
}

/* Between boxes, or between all columns, so that they are equally wide. */
static bool column_is_ruled(const paper *p, long column) {
  const ebm_layout *layout = p->drawing->layout;
  if (column_has_lines(p, column) || layout->box_columns == 0) return column_has_lines(p, column);
  for (long c = 1; c < p->columns; c++)
    if (c % (long)layout->box_columns != 0 && column_has_lines(p, c)) return true;
  return false;
}

static bool row_is_ruled(const paper *p, long row) {
  for (long c = 0; c < p->columns; c++)
    if (p->above[edge(p, row, c)] != NONE || (row > 0 && p->below[(row - 1) * p->columns + c] != NULL)) return true;
  return false;
}

static void draw_joint(const paper *p, unsigned up, unsigned down, unsigned left, unsigned right) {
  ebm_buffer *buffer = p->drawing->buffer;
  if (p->drawing->style->unicode) {
    ebm_buffer_string(buffer, joint[up + 3 * down + 9 * left + 27 * right]);
    return;
  }
  bool heavy = up == HEAVY || down == HEAVY || left == HEAVY || right == HEAVY;
  bool vertical = (up | down) != NONE, horizontal = (left | right) != NONE;
  ebm_buffer_byte(buffer, !vertical && !horizontal ? ' '
                          : vertical && horizontal ? (heavy ? '+' : '.')
                          : vertical               ? (heavy ? '|' : ':')
                                                   : (heavy ? '-' : '.'));
}

/* Borders in ASCII are those of regions where there are no cages. */
static unsigned weight_drawn(const paper *p, uint8_t weight, bool cages) {
  return weight != NONE && !cages && !p->drawing->style->unicode ? HEAVY : weight;
}

static void draw_border(const paper *p, long row, bool cages) {
#define ABOVE(c) weight_drawn(p, p->above[edge(p, row, c)], cages)
#define LEFT(r, c) weight_drawn(p, p->left[edge(p, r, c)], cages)
  ebm_buffer *buffer = p->drawing->buffer;
  for (long c = 0; c <= p->columns; c++) {
    unsigned before = c > 0 ? ABOVE(c - 1) : NONE, behind = c < p->columns ? ABOVE(c) : NONE;
    if (column_is_ruled(p, c))
      draw_joint(p, row > 0 ? LEFT(row - 1, c) : NONE, row < p->rows ? LEFT(row, c) : NONE, before, behind);
    if (c == p->columns) break;
    const char *sum = row < p->rows ? p->sum[row * p->columns + c] : "";
    const char *mark = row > 0 ? p->below[(row - 1) * p->columns + c] : NULL;
    size_t shown = strlen(sum);
    ebm_buffer_string(buffer, sum);
    for (size_t i = shown; i < p->width; i++) {
      if (mark != NULL && i == (shown > p->width / 2 ? shown : p->width / 2))
        ebm_buffer_string(buffer, mark);
      else
        draw_joint(p, NONE, NONE, behind, behind);
    }
  }
  ebm_buffer_byte(buffer, '\n');
}

/* The strokes of diagonals stand before a value, a column behind it is left free. */
static void draw_value(const paper *p, long row, long column) {
  static const char *const unicode[] = {" ", "╲", "╱", "╳"}, *const ascii[] = {" ", "\\", "/", "X"};
  size_t cell = (size_t)(row * p->columns + column);
  unsigned left = (p->width - p->drawing->width) / 2;
  for (unsigned i = 0; i < left; i++)
    ebm_buffer_string(p->drawing->buffer, i > 0                        ? " "
                                          : p->drawing->style->unicode ? unicode[p->stroke[cell]]
                                                                       : ascii[p->stroke[cell]]);
  ebm_grid_cell(p->drawing, cell, p->drawing->width);
  for (unsigned i = left + p->drawing->width; i < p->width; i++) ebm_buffer_byte(p->drawing->buffer, ' ');
}

static void draw_values(const paper *p, long row, bool cages) {
  for (long c = 0; c <= p->columns; c++) {
    const char *mark = c > 0 ? p->beside[row * p->columns + c - 1] : NULL;
    unsigned weight = LEFT(row, c);
    if (mark != NULL)
      ebm_buffer_string(p->drawing->buffer, mark);
    else if (column_is_ruled(p, c))
      draw_joint(p, weight, weight, NONE, NONE);
    if (c < p->columns) draw_value(p, row, c);
  }
  ebm_buffer_byte(p->drawing->buffer, '\n');
#undef ABOVE
#undef LEFT
}

void ebm_grid_with_rules(const ebm_grid_drawing *drawing) {
  paper p;
  if (paper_init(&p, drawing)) {
    p.width = drawing->width + 2 < LEAST_WIDTH ? LEAST_WIDTH : drawing->width + 2;
    rule_all(&p);
    bool cages = false;
    const ebm_puzzle_rule *rule;
    for (size_t i = 0; (rule = ebm_puzzle_rule_at(drawing->puzzle, i)) != NULL; i++) cages |= is_cage(rule);
    for (long r = 0; r <= p.rows; r++) {
      if (row_is_ruled(&p, r)) draw_border(&p, r, cages);
      if (r < p.rows) draw_values(&p, r, cages);
    }
  } else {
    drawing->buffer->failed = true;
  }
  paper_clear(&p);
}

/* ---- the others ---- */

static bool is_said(const ebm_puzzle_rule *rule) {
  return is_drawn(rule) || is(rule, "Jigsaw") || is(rule, "NoBoxes") || is(rule, "NoRows");
}

void ebm_grid_other_rules(ebm_buffer *buffer, const ebm_puzzle *puzzle) {
  const ebm_puzzle_rule *rule, *other;
  size_t column = 0;
  for (size_t i = 0; (rule = ebm_puzzle_rule_at(puzzle, i)) != NULL; i++) {
    size_t before = 0, uses = 0;
    for (size_t k = 0; (other = ebm_puzzle_rule_at(puzzle, k)) != NULL; k++) {
      bool same = strcmp(other->type, rule->type) == 0;
      before += same && k < i;
      uses += same;
    }
    if (before > 0 || is_said(rule)) continue;
    size_t length = strlen(rule->type) + (uses > 1 ? 8 : 2);
    if (column == 0)
      ebm_buffer_string(buffer, "and: ");
    else if (column + length > 80)
      ebm_buffer_string(buffer, ",\n     ");
    else
      ebm_buffer_string(buffer, ", ");
    if (column == 0 || column + length > 80) column = 5;
    column += length;
    if (uses > 1) ebm_buffer_format(buffer, "%zu ", uses);
    ebm_buffer_string(buffer, rule->type);
  }
  if (column > 0) ebm_buffer_byte(buffer, '\n');
}
