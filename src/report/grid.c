#include <math.h>
#include <string.h>

#include "report/grid.h"
#include "report/marginals.h"

/* A drawing for people: borders wherever two neighbouring cells are of different regions, givens in bold. Rows and
 * columns of borders that would be empty all along are left out, so that boxes come out tight and a jigsaw still has
 * room for each of its edges. */

typedef ebm_grid_drawing drawing;

/* Edges that meet in a corner, as bits, and what is drawn there. */
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8 };
static const char *const corner_unicode[16] = {" ", "╵", "╷", "│", "╴", "┘", "┐", "┤",
                                               "╶", "└", "┌", "├", "─", "┴", "┬", "┼"};
static const char *const corner_ascii[16] = {" ", "|", "|", "|", "-", "+", "+", "+",
                                             "-", "+", "+", "+", "-", "+", "+", "+"};

long ebm_grid_region(const ebm_layout *layout, long row, long column) {
  if (row < 0 || column < 0 || row >= (long)layout->rows || column >= (long)layout->columns) return -1;
  if (layout->region != NULL) return layout->region[row * (long)layout->columns + column];
  if (layout->box_rows == 0 || layout->box_columns == 0) return 0;
  long across = (layout->columns + layout->box_columns - 1) / layout->box_columns;
  return row / (long)layout->box_rows * across + column / (long)layout->box_columns;
}

static bool edge_left(const ebm_layout *layout, long row, long column) {
  return ebm_grid_region(layout, row, column - 1) != ebm_grid_region(layout, row, column);
}

static bool edge_above(const ebm_layout *layout, long row, long column) {
  return ebm_grid_region(layout, row - 1, column) != ebm_grid_region(layout, row, column);
}

static bool column_has_edges(const ebm_layout *layout, long column) {
  for (long row = 0; row < (long)layout->rows; row++)
    if (edge_left(layout, row, column)) return true;
  return false;
}

static bool row_has_edges(const ebm_layout *layout, long row) {
  for (long column = 0; column < (long)layout->columns; column++)
    if (edge_above(layout, row, column)) return true;
  return false;
}

static void draw_corner(const drawing *d, unsigned edges) {
  ebm_buffer_string(d->buffer, d->style->unicode ? corner_unicode[edges] : corner_ascii[edges]);
}

static void draw_border(const drawing *d, long row) {
  long columns = d->layout->columns;
  for (long column = 0; column <= columns; column++) {
    unsigned left = column > 0 && edge_above(d->layout, row, column - 1) ? LEFT : 0;
    unsigned right = column < columns && edge_above(d->layout, row, column) ? RIGHT : 0;
    unsigned through_left = left ? LEFT | RIGHT : 0, through_right = right ? LEFT | RIGHT : 0;
    if (column_has_edges(d->layout, column)) {
      unsigned up = row > 0 && edge_left(d->layout, row - 1, column) ? UP : 0;
      unsigned down = row < (long)d->layout->rows && edge_left(d->layout, row, column) ? DOWN : 0;
      if (column > 0) draw_corner(d, through_left);
      draw_corner(d, up | down | left | right);
      if (column < columns) draw_corner(d, through_right);
    } else if (column > 0) {
      draw_corner(d, through_left); /* no edge ends between two columns that no edge divides */
    }
    for (unsigned i = 0; column < columns && i < d->width; i++) draw_corner(d, through_right);
  }
  ebm_buffer_byte(d->buffer, '\n');
}

enum { PERCENT = 3, SCREEN = 80 };

/* The likeliest value and its probability in percent, from 1 to 99; the value alone where it is certain. */
static void draw_likeliest(const drawing *d, size_t cell) {
  size_t value = ebm_report_likeliest(d->marginals, cell), values = d->layout->values;
  double probability = d->marginals->marginal[cell * values + value];
  bool certain = probability == 1, bold = d->style->bold && certain;
  if (bold) ebm_buffer_string(d->buffer, "\033[1m");
  if (ebm_report_symbols(d->puzzle))
    ebm_buffer_format(d->buffer, "%*c", (int)d->width - PERCENT, ebm_puzzle_alphabet(d->puzzle)[value + 1]);
  else
    ebm_buffer_format(d->buffer, "%*zu", (int)d->width - PERCENT, value + ebm_report_first(d->puzzle));
  if (bold) ebm_buffer_string(d->buffer, "\033[0m");
  if (certain)
    ebm_buffer_format(d->buffer, "%*s", PERCENT, "");
  else
    ebm_buffer_format(d->buffer, ":%-*.0f", PERCENT - 1, fmin(fmax(round(100 * probability), 1), 99));
}

void ebm_grid_cell(const drawing *d, size_t cell, unsigned width) {
  unsigned given = ebm_puzzle_given(d->puzzle)[cell];
  unsigned symbol = d->value != NULL ? d->value[cell] + 1u : given;
  bool bold = d->style->bold && given != 0;
  if (bold) ebm_buffer_string(d->buffer, "\033[1m");
  if (symbol == 0 || ebm_report_symbols(d->puzzle))
    ebm_buffer_format(d->buffer, "%*c", (int)width, ebm_puzzle_alphabet(d->puzzle)[symbol]);
  else
    ebm_buffer_format(d->buffer, "%*u", (int)width, symbol - 1 + ebm_report_first(d->puzzle));
  if (bold) ebm_buffer_string(d->buffer, "\033[0m");
}

static void draw_row(const drawing *d, long row) {
  long columns = d->layout->columns;
  for (long column = 0; column <= columns; column++) {
    if (column_has_edges(d->layout, column)) {
      if (column > 0) ebm_buffer_byte(d->buffer, ' ');
      bool edge = edge_left(d->layout, row, column);
      draw_corner(d, edge ? UP | DOWN : 0);
      if (column < columns) ebm_buffer_byte(d->buffer, ' ');
    } else if (column > 0 && column < columns) {
      ebm_buffer_byte(d->buffer, ' ');
    }
    if (column < columns && d->marginals != NULL)
      draw_likeliest(d, (size_t)(row * columns + column));
    else if (column < columns)
      ebm_grid_cell(d, (size_t)(row * columns + column), d->width);
  }
  ebm_buffer_byte(d->buffer, '\n');
}

static unsigned cell_width(const ebm_puzzle *puzzle) {
  unsigned width = 1;
  if (!ebm_report_symbols(puzzle))
    for (unsigned values = ebm_puzzle_layout(puzzle)->values; values >= 10; values /= 10) width++;
  return width;
}

static void draw_rows(const drawing *d) {
  for (long row = 0; row <= (long)d->layout->rows; row++) {
    if (row_has_edges(d->layout, row)) draw_border(d, row);
    if (row < (long)d->layout->rows) draw_row(d, row);
  }
}

static void draw_grid(ebm_buffer *buffer, const ebm_report_style *style, const ebm_answer *answer) {
  const ebm_layout *layout = ebm_puzzle_layout(answer->puzzle);
  drawing d = {.buffer = buffer,
               .style = style,
               .layout = layout,
               .puzzle = answer->puzzle,
               .width = cell_width(answer->puzzle)};
  d.value = style->question == EBM_QUESTION_COUNT ? answer->value : ebm_report_value_shown(style, answer);
  bool with_rules = ebm_grid_has_drawn_rules(answer->puzzle);
  if (with_rules)
    ebm_grid_with_rules(&d);
  else
    draw_rows(&d);
  ebm_grid_other_rules(buffer, answer->puzzle);
}

static size_t row_width(const drawing *d) {
  size_t width = (d->width + 1) * d->layout->columns - 1; /* a space between any two cells */
  for (unsigned column = 0; column <= d->layout->columns; column++)
    width += column_has_edges(d->layout, column) ? 2 : 0;
  return width;
}

static void draw_marginals(ebm_buffer *buffer, const ebm_report_style *style, const ebm_answer *answer) {
  const ebm_layout *layout = ebm_puzzle_layout(answer->puzzle);
  drawing d = {.buffer = buffer,
               .style = style,
               .layout = layout,
               .puzzle = answer->puzzle,
               .width = cell_width(answer->puzzle) + PERCENT,
               .marginals = answer};
  if (layout->rows == 0 || layout->columns == 0 || row_width(&d) > SCREEN) {
    ebm_buffer_format(buffer, "marginals of %zu cells do not fit on %d columns: see -o line, csv or json\n",
                      ebm_puzzle_variables(answer->puzzle), SCREEN);
    return;
  }
  draw_rows(&d);
  ebm_buffer_string(buffer, "the likeliest value of each cell, and its probability in percent\n");
  if (!answer->mixed)
    ebm_buffer_format(buffer, "T = %g; from %zu states that are not mixed, errors unknown\n", style->temperature,
                      answer->states);
  else if (ebm_report_largest_error(answer) == 0)
    ebm_buffer_format(buffer, "T = %g; exact, from all %llu solutions\n", style->temperature,
                      (unsigned long long)answer->solutions);
  else
    ebm_buffer_format(buffer, "T = %g; from %zu %sstates, standard errors up to %.2g percent\n", style->temperature,
                      answer->states, answer->exact ? "independent " : "", 100 * ebm_report_largest_error(answer));
}

static void answer_grid(ebm_buffer *buffer, const ebm_report_style *style, const ebm_answer *answer, uint64_t index) {
  if (index > 0) ebm_buffer_byte(buffer, '\n');
  ebm_report_explanation(buffer, style, answer);
  if (answer->outcome == EBM_INVALID || answer->puzzle == NULL) return;
  const ebm_layout *layout = ebm_puzzle_layout(answer->puzzle);
  if (answer->marginal != NULL) {
    draw_marginals(buffer, style, answer);
  } else if (layout->rows == 0 || layout->columns == 0) {
    ebm_report_cells(buffer, answer->puzzle, ebm_report_value_shown(style, answer));
    ebm_buffer_byte(buffer, '\n');
  } else {
    draw_grid(buffer, style, answer);
  }
  ebm_report_overruled(buffer, answer);
  if (style->question == EBM_QUESTION_COUNT) {
    ebm_report_solutions(buffer, answer);
    ebm_buffer_string(buffer, answer->solutions == 1 ? " solution\n" : " solutions\n");
  } else if (style->question == EBM_QUESTION_UNIQUE && answer->unique == 1) {
    ebm_buffer_string(buffer, "the only solution\n");
  }
}

const ebm_report ebm_report_grid = {.name = "grid", .answer = answer_grid};
