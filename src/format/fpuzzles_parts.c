/* fpuzzles_parts.c - what the constraints of an f-puzzles document are made of: numbers, cells, uses of rules, and the
 * path to what is being read. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "format/fpuzzles.h"

/* ---- places and values ---- */

void ebm_fpuzzle_fail(ebm_fpuzzle *puzzle, ebm_status status, const char *format, ...) {
  if (puzzle->failed) return;
  char text[200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  puzzle->failed = true;
  ebm_fail(&puzzle->error, status, 0, 0, "%s%s%s", puzzle->path, puzzle->path[0] != '\0' ? ": " : "", text);
}

size_t ebm_fpuzzle_enter(ebm_fpuzzle *puzzle, const char *name) {
  size_t up = strlen(puzzle->path);
  snprintf(puzzle->path + up, sizeof puzzle->path - up, "%s%.40s", up > 0 ? "." : "", name);
  return up;
}

size_t ebm_fpuzzle_enter_at(ebm_fpuzzle *puzzle, size_t index) {
  size_t up = strlen(puzzle->path);
  snprintf(puzzle->path + up, sizeof puzzle->path - up, "[%zu]", index);
  return up;
}

void ebm_fpuzzle_leave(ebm_fpuzzle *puzzle, size_t from) {
  puzzle->path[from] = '\0';
}

bool ebm_fpuzzle_number(const json_t *value, int32_t *out) {
  enum { MOST = 999999 };
  long long n = 0;
  if (json_is_integer(value)) {
    n = json_integer_value(value);
  } else if (json_is_string(value)) {
    int used = 0;
    const char *text = json_string_value(value);
    if (strlen(text) > 8 || sscanf(text, "%lld %n", &n, &used) != 1 || text[used] != '\0') return false;
  } else {
    return false;
  }
  if (n < -MOST || n > MOST) return false;
  *out = (int32_t)n;
  return true;
}

bool ebm_fpuzzle_empty(const json_t *value) {
  return value == NULL || json_is_null(value) || json_is_false(value) ||
         (json_is_string(value) && json_string_length(value) == 0) ||
         (json_is_array(value) && json_array_size(value) == 0) ||
         (json_is_object(value) && json_object_size(value) == 0);
}

/* ---- cells and uses ---- */

bool ebm_fpuzzle_want_cell(ebm_fpuzzle *puzzle, const json_t *value, uint32_t *cell) {
  const char *name = json_string_value(value);
  if (name != NULL && ebm_cell_read(&puzzle->draft.board, name, json_string_length(value), cell)) return true;
  ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "'%.20s' is not a cell of this grid", name != NULL ? name : "");
  return false;
}

bool ebm_fpuzzle_add_cell(ebm_fpuzzle *puzzle, uint32_t cell) {
  if (ebm_reserve((void **)&puzzle->cell, &puzzle->room, puzzle->n_cells + 1, sizeof *puzzle->cell)) {
    puzzle->cell[puzzle->n_cells++] = cell;
    return true;
  }
  ebm_fpuzzle_fail(puzzle, EBM_ERROR_MEMORY, "out of memory");
  return false;
}

/* Adds the cells of an array, those from element `from` on. */
void ebm_fpuzzle_add_cells(ebm_fpuzzle *puzzle, json_t *array, size_t from) {
  if (!json_is_array(array)) ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "no list of cells");
  for (size_t i = from; !puzzle->failed && i < json_array_size(array); i++) {
    uint32_t cell;
    size_t up = ebm_fpuzzle_enter_at(puzzle, i);
    if (ebm_fpuzzle_want_cell(puzzle, json_array_get(array, i), &cell)) ebm_fpuzzle_add_cell(puzzle, cell);
    ebm_fpuzzle_leave(puzzle, up);
  }
}

void ebm_fpuzzle_take_cells(ebm_fpuzzle *puzzle, json_t *entry, const char *name) {
  size_t up = ebm_fpuzzle_enter(puzzle, name);
  ebm_fpuzzle_add_cells(puzzle, json_object_get(entry, name), 0);
  ebm_fpuzzle_leave(puzzle, up);
}

int32_t ebm_fpuzzle_take_number(ebm_fpuzzle *puzzle, json_t *entry, int32_t usual) {
  const json_t *value = json_object_get(entry, "value");
  int32_t number = usual;
  if (ebm_fpuzzle_empty(value) || ebm_fpuzzle_number(value, &number)) return number;
  size_t up = ebm_fpuzzle_enter(puzzle, "value");
  ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "not a number");
  ebm_fpuzzle_leave(puzzle, up);
  return usual;
}

void ebm_fpuzzle_add_use_of(ebm_fpuzzle *puzzle, const char *rule, ebm_rule_use *use, const uint32_t *cell, size_t n) {
  ebm_error error = {0};
  if (puzzle->failed) return;
  use->rule = ebm_rule_find(rule, strlen(rule));
  use->cell = cell;
  use->n_cells = (uint32_t)n;
  ebm_status status = ebm_rules_add(puzzle->draft.rules, use, &error);
  if (status != EBM_OK) ebm_fpuzzle_fail(puzzle, status, "%s", error.text);
}

/* A use of the rule with the cells gathered. */
void ebm_fpuzzle_add_use(ebm_fpuzzle *puzzle, const char *rule, ebm_rule_use *use) {
  ebm_fpuzzle_add_use_of(puzzle, rule, use, puzzle->cell, puzzle->n_cells);
}

/* The same, with a number. */
void ebm_fpuzzle_add_numbered(ebm_fpuzzle *puzzle, const char *rule, int32_t number) {
  ebm_rule_use use = {.number = &number, .n_numbers = 1};
  ebm_fpuzzle_add_use(puzzle, rule, &use);
}

/* The pair of cells, or all neighbours among the cells gathered, may hold what the test allows. */
void ebm_fpuzzle_add_pair(ebm_fpuzzle *puzzle, const char *rule, bool (*allowed)(int, int, int), int32_t n) {
  const ebm_board *board = &puzzle->draft.board;
  for (uint32_t i = 0; i < board->values * board->values; i++)
    puzzle->pairs[i] = allowed(board->first + (int)(i / board->values), board->first + (int)(i % board->values), n);
  ebm_rule_use use = {.pairs = puzzle->pairs};
  ebm_fpuzzle_add_use(puzzle, rule, &use);
}
