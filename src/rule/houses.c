/* houses.c - sets of cells that the whole grid brings: rows, columns, boxes, regions, diagonals, windows, positions. */
#include "base/memory.h"
#include "base/status.h"
#include "rule/compile.h"

uint32_t ebm_board_region(const ebm_board *board, uint32_t cell) {
  if (board->box_rows == 0) return board->region != NULL ? board->region[cell] : EBM_NO_REGION;
  return cell / board->columns / board->box_rows * board->columns + cell % board->columns / board->box_columns;
}

bool ebm_board_differ(const ebm_board *board, uint32_t u, uint32_t v) {
  if (u == v) return false;
  if (!board->plain && (u / board->columns == v / board->columns || u % board->columns == v % board->columns))
    return true;
  uint32_t region = ebm_board_region(board, u);
  return region != EBM_NO_REGION && region == ebm_board_region(board, v);
}

/* The n cells at first, first + step ... */
static ebm_status add_run(ebm_rules *rules, uint32_t first, uint32_t step, uint32_t n, const char *group,
                          uint32_t index, ebm_error *error) {
  uint32_t cell[EBM_DOMAIN_LIMIT];
  for (uint32_t i = 0; i < n; i++) cell[i] = first + i * step;
  return ebm_rules_different(rules, cell, n, group, index, error);
}

/* The cells of a height x width rectangle, row by row. */
static ebm_status add_rectangle(ebm_rules *rules, unsigned row, unsigned column, unsigned height, unsigned width,
                                const char *group, uint32_t index, ebm_error *error) {
  uint32_t cell[EBM_DOMAIN_LIMIT], n = 0;
  if (height * width > rules->board.values) return ebm_rules_impossible(rules, group, error);
  for (unsigned r = 0; r < height; r++)
    for (unsigned c = 0; c < width; c++) cell[n++] = (row + r) * rules->board.columns + column + c;
  return ebm_rules_different(rules, cell, n, group, index, error);
}

static ebm_status add_boxes(ebm_rules *rules, ebm_error *error) {
  const ebm_board *board = &rules->board;
  ebm_status status = EBM_OK;
  uint32_t index = 0;
  for (unsigned r = 0; r < board->rows; r += board->box_rows)
    for (unsigned c = 0; status == EBM_OK && c < board->columns; c += board->box_columns)
      status = add_rectangle(rules, r, c, board->box_rows, board->box_columns, "box", ++index, error);
  return status;
}

static ebm_status add_regions(ebm_rules *rules, ebm_error *error) {
  const ebm_board *board = &rules->board;
  ebm_status status = EBM_OK;
  for (unsigned region = 0; status == EBM_OK && region < board->n_regions; region++) {
    uint32_t cell[EBM_DOMAIN_LIMIT], n = 0;
    for (uint32_t c = 0; c < ebm_board_cells(board); c++)
      if (board->region[c] == region && n++ < EBM_DOMAIN_LIMIT) cell[n - 1] = c;
    if (n > board->values)
      return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "region %u has %u cells, and there are %u values", region + 1, n,
                      board->values);
    status = ebm_rules_different(rules, cell, n, "region", region + 1, error);
  }
  return status;
}

ebm_status ebm_rules_houses(ebm_rules *rules, ebm_error *error) {
  const ebm_board *board = &rules->board;
  ebm_status status = EBM_OK;
  for (unsigned r = 0; !board->plain && status == EBM_OK && r < board->rows; r++)
    status = add_run(rules, r * board->columns, 1, board->columns, "row", r + 1, error);
  for (unsigned c = 0; !board->plain && status == EBM_OK && c < board->columns; c++)
    status = add_run(rules, c, board->columns, board->rows, "column", c + 1, error);
  if (status == EBM_OK && board->box_rows != 0) status = add_boxes(rules, error);
  if (status == EBM_OK && board->region != NULL) status = add_regions(rules, error);
  return status;
}

static ebm_status want_square(const ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  if (rules->board.rows == rules->board.columns) return EBM_OK;
  return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s: the grid is no square", use->rule->name);
}

ebm_status ebm_rule_diagonal(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  uint32_t n = rules->board.columns;
  ebm_status status = want_square(rules, use, error);
  if (status != EBM_OK) return status;
  if (use->number[0] == 1) return add_run(rules, n - 1, n - 1, n, "diagonal", 1, error);
  if (use->number[0] == -1) return add_run(rules, 0, n + 1, n, "diagonal", 2, error);
  return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "Diagonal: %d is neither 1 nor -1", use->number[0]);
}

/* The grid's boxes; where it has none, the squarest of as many cells as there are values. 0 x 0: there are none. */
static void usual_boxes(const ebm_board *board, unsigned *height, unsigned *width) {
  *height = board->box_rows;
  *width = board->box_columns;
  if (*height == 0) ebm_board_boxes(board->rows, board->columns, board->values, height, width);
}

/* Boxes set one cell in from the border and one apart. */
ebm_status ebm_rule_windoku(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  const ebm_board *board = &rules->board;
  unsigned height, width;
  uint32_t index = 0;
  ebm_status status = want_square(rules, use, error);
  usual_boxes(board, &height, &width);
  if (status == EBM_OK && height == 0)
    status = ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "Windoku: no boxes fit the grid");
  for (unsigned r = 1; status == EBM_OK && r + height < board->rows; r += height + 1)
    for (unsigned c = 1; status == EBM_OK && c + width < board->columns; c += width + 1)
      status = add_rectangle(rules, r, c, height, width, "window", ++index, error);
  return status;
}

/* The cells at one position of every box. */
ebm_status ebm_rule_disjoint_sets(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  const ebm_board *board = &rules->board;
  unsigned height, width;
  ebm_status status = EBM_OK;
  usual_boxes(board, &height, &width);
  if (height == 0) return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s: no boxes fit the grid", use->rule->name);
  for (unsigned at = 0; status == EBM_OK && at < height * width; at++) {
    uint32_t cell[EBM_DOMAIN_LIMIT], n = 0;
    for (unsigned r = at / width; r < board->rows; r += height)
      for (unsigned c = at % width; c < board->columns && n < EBM_DOMAIN_LIMIT; c += width)
        cell[n++] = r * board->columns + c;
    status = ebm_rules_different(rules, cell, n, "position", at + 1, error);
  }
  return status;
}

ebm_status ebm_rule_all_different(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return ebm_rules_different(rules, use->cell, use->n_cells, "set", 0, error);
}

/* ---- chess moves and neighbours ---- */

/* All different in the cells at every place where the shape (cells below and right of its corner) fits. */
static ebm_status add_everywhere(ebm_rules *rules, const int (*shape)[2], uint32_t n, const char *group,
                                 ebm_error *error) {
  const ebm_board *board = &rules->board;
  ebm_status status = EBM_OK;
  for (int r = 0; r < (int)board->rows; r++)
    for (int c = 0; status == EBM_OK && c < (int)board->columns; c++) {
      uint32_t cell[4];
      bool fits = true;
      for (uint32_t i = 0; i < n; i++) {
        int row = r + shape[i][0], column = c + shape[i][1];
        fits &= row < (int)board->rows && column >= 0 && column < (int)board->columns;
        if (fits) cell[i] = (uint32_t)row * board->columns + (uint32_t)column;
      }
      if (fits) status = ebm_rules_different(rules, cell, n, group, 0, error);
    }
  return status;
}

ebm_status ebm_rule_anti_knight(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  static const int moves[][2][2] = {{{0, 0}, {1, 2}}, {{0, 0}, {1, -2}}, {{0, 0}, {2, 1}}, {{0, 0}, {2, -1}}};
  ebm_status status = EBM_OK;
  (void)use;
  for (int i = 0; status == EBM_OK && i < 4; i++) status = add_everywhere(rules, moves[i], 2, "knight's move", error);
  return status;
}

/* Cells a king's move apart stand in one square of four, where there are such squares, and values enough for one. */
ebm_status ebm_rule_anti_king(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  static const int square[][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  static const int moves[][2][2] = {{{0, 0}, {1, 1}}, {{0, 0}, {1, -1}}, {{0, 0}, {0, 1}}, {{0, 0}, {1, 0}}};
  const ebm_board *board = &rules->board;
  ebm_status status = EBM_OK;
  (void)use;
  if (board->values >= 4 && board->rows > 1 && board->columns > 1)
    return add_everywhere(rules, square, 4, "king's move", error);
  for (int i = 0; status == EBM_OK && i < (board->plain ? 4 : 2); i++)
    status = add_everywhere(rules, moves[i], 2, "king's move", error);
  return status;
}
