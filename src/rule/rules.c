/* rules.c - the building of a model from rules, and the two simplest things that rules are made of: pairs and sets. */
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "model/tables.h"
#include "rule/compile.h"

void ebm_board_boxes(unsigned rows, unsigned columns, unsigned size, unsigned *box_rows, unsigned *box_columns) {
  *box_rows = *box_columns = 0;
  for (unsigned low = 2; low * low <= size; low++) {
    if (size % low != 0) continue;
    unsigned high = size / low;
    bool wide = rows % low == 0 && columns % high == 0, tall = rows % high == 0 && columns % low == 0;
    if (!wide && !tall) continue;
    *box_rows = wide ? low : high;
    *box_columns = wide ? high : low;
  }
}

static ebm_status add_cells(ebm_rules *rules, ebm_error *error) {
  uint32_t cells = ebm_board_cells(&rules->board), values = rules->board.values, scope[EBM_DOMAIN_LIMIT];
  ebm_status status = ebm_builder_variables(rules->builder, cells, values, NULL, error);
  for (uint32_t c = 0; status == EBM_OK && c < cells; c++) {
    for (uint32_t a = 0; a < values; a++) scope[a] = ebm_builder_literal(rules->builder, c, a);
    ebm_factor_spec spec = {.kind = "exactly_one", .scope = scope, .n_scope = values, .label = {"cell", c + 1, 0}};
    status = ebm_builder_factor(rules->builder, &spec, error);
  }
  return status;
}

/* What the board says that is not what every board says. */
static ebm_status note_board(ebm_rules *rules, ebm_error *error) {
  const ebm_board *board = &rules->board;
  uint32_t cells = ebm_board_cells(board), n = 0;
  ebm_status status = EBM_OK;
  if (board->plain) return ebm_builder_rule(rules->builder, &(ebm_puzzle_rule){.type = "NoRows"}, error);
  if (board->box_rows == 0 && board->region == NULL)
    return ebm_builder_rule(rules->builder, &(ebm_puzzle_rule){.type = "NoBoxes"}, error);
  if (board->region == NULL) return EBM_OK;
  uint32_t *cell = ebm_allocate(cells, sizeof *cell), *end = ebm_allocate(board->n_regions, sizeof *end);
  if (cell == NULL || end == NULL) status = ebm_fail_memory(error);
  for (uint32_t region = 0; status == EBM_OK && region < board->n_regions; region++) {
    for (uint32_t c = 0; c < cells; c++)
      if (board->region[c] == region) cell[n++] = c;
    end[region] = n;
  }
  ebm_puzzle_rule note = {.type = "Jigsaw", .cell = cell, .n_cells = n, .segment = end, .n_segments = board->n_regions};
  if (status == EBM_OK) status = ebm_builder_rule(rules->builder, &note, error);
  ebm_free(cell);
  ebm_free(end);
  return status;
}

ebm_status ebm_rules_create(const ebm_factor_ops *const *kinds, const ebm_board *board, ebm_rules **out,
                            ebm_error *error) {
  *out = NULL;
  if (board->rows < 1 || board->columns < 1 || board->values < 1 || board->values > EBM_DOMAIN_LIMIT ||
      board->rows > EBM_DOMAIN_LIMIT || board->columns > EBM_DOMAIN_LIMIT)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "a grid of %u rows, %u columns and %u values", board->rows,
                    board->columns, board->values);
  ebm_rules *rules = ebm_allocate(1, sizeof *rules);
  if (rules == NULL) return ebm_fail_memory(error);
  rules->board = *board;
  rules->dotted = ebm_allocate(ebm_board_cells(board), 1);
  rules->lettered = ebm_allocate(ebm_board_cells(board), 1);
  ebm_status status = rules->dotted == NULL || rules->lettered == NULL ? ebm_fail_memory(error) : EBM_OK;
  if (status == EBM_OK) status = ebm_builder_create(kinds, &rules->builder, error);
  if (status == EBM_OK) status = add_cells(rules, error);
  if (status == EBM_OK) status = note_board(rules, error);
  if (status == EBM_OK) status = ebm_builder_rule(rules->builder, NULL, error);
  if (status == EBM_OK) status = ebm_rules_houses(rules, error);
  if (status != EBM_OK) {
    ebm_rules_destroy(rules);
    return status;
  }
  *out = rules;
  return EBM_OK;
}

void ebm_rules_destroy(ebm_rules *rules) {
  if (rules == NULL) return;
  ebm_builder_destroy(rules->builder);
  ebm_free(rules->dotted);
  ebm_free(rules->lettered);
  ebm_free(rules->sum);
  ebm_free(rules->sum_cell);
  ebm_free(rules->remainder);
  ebm_free(rules);
}

ebm_builder *ebm_rules_builder(ebm_rules *rules) {
  return rules->builder;
}

/* Regions that are no boxes, for those who draw the grid: all cells in one, as many regions as rows. */
static const uint16_t *drawn_regions(const ebm_board *board) {
  for (uint32_t c = 0; board->region != NULL && c < ebm_board_cells(board); c++)
    if (board->region[c] == EBM_NO_REGION) return NULL;
  return board->region;
}

ebm_status ebm_rules_seal(ebm_rules *rules, ebm_model **model, ebm_error *error) {
  const ebm_board *board = &rules->board;
  *model = NULL;
  ebm_status status = ebm_rules_unmarked(rules, error);
  if (status == EBM_OK) status = ebm_rules_remainders(rules, error);
  if (status != EBM_OK) return status;
  ebm_layout layout = {.rows = board->rows,
                       .columns = board->columns,
                       .values = board->values,
                       .box_rows = board->box_rows,
                       .box_columns = board->box_columns,
                       .region = drawn_regions(board)};
  ebm_builder_layout(rules->builder, &layout);
  return ebm_builder_seal(rules->builder, model, error);
}

/* ---- pairs ---- */

/* Only the values on the diagonal of the table are left to the cell. */
static ebm_status add_reflexive(ebm_rules *rules, uint32_t cell, const uint8_t *pairs, const char *label,
                                ebm_error *error) {
  bool wanted[EBM_DOMAIN_LIMIT];
  for (uint32_t a = 0; a < rules->board.values; a++) wanted[a] = pairs[a * rules->board.values + a] != 0;
  return ebm_rules_some(rules, &cell, 1, wanted, label, error);
}

ebm_status ebm_rules_table(ebm_rules *rules, uint32_t u, uint32_t v, const uint8_t *pairs, const char *label,
                           ebm_error *error) {
  if (u == v) return add_reflexive(rules, u, pairs, label, error);
  uint32_t values = rules->board.values;
  if (memchr(pairs, 1, (size_t)values * values) == NULL) return ebm_rules_impossible(rules, label, error);
  ebm_factor_spec spec = {.kind = "relation",
                          .scope = (uint32_t[]){u, v},
                          .n_scope = 2,
                          .table = pairs,
                          .table_size = values * values,
                          .label = {label, 0, 0}};
  return ebm_builder_factor(rules->builder, &spec, error);
}

ebm_status ebm_rules_pair(ebm_rules *rules, uint32_t u, uint32_t v, pair_test test, int n, const char *label,
                          ebm_error *error) {
  uint32_t values = rules->board.values;
  static const uint32_t most = (uint32_t)EBM_DOMAIN_LIMIT * EBM_DOMAIN_LIMIT;
  uint8_t pairs[EBM_DOMAIN_LIMIT * EBM_DOMAIN_LIMIT];
  for (uint32_t i = 0; i < values * values && i < most; i++)
    pairs[i] = test(ebm_board_number(&rules->board, i / values), ebm_board_number(&rules->board, i % values), n);
  return ebm_rules_table(rules, u, v, pairs, label, error);
}

/* ---- sets ---- */

ebm_status ebm_rules_impossible(ebm_rules *rules, const char *label, ebm_error *error) {
  const bool wanted[EBM_DOMAIN_LIMIT] = {false};
  return ebm_rules_some(rules, (uint32_t[]){0}, 1, wanted, label, error);
}

uint32_t ebm_rules_set(const uint32_t *cell, uint32_t n, uint32_t *out, uint32_t most) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < n && found <= most; i++) {
    uint32_t at = 0;
    while (at < found && out[at] != cell[i]) at++;
    if (at == found) out[found++] = cell[i];
  }
  return found;
}

ebm_status ebm_rules_different(ebm_rules *rules, const uint32_t *cell, uint32_t n, const char *group, uint32_t index,
                               ebm_error *error) {
  uint32_t values = rules->board.values, once[EBM_DOMAIN_LIMIT + 1], scope[EBM_DOMAIN_LIMIT];
  n = ebm_rules_set(cell, n, once, values);
  if (n < 2) return EBM_OK;
  if (n > values) return ebm_rules_impossible(rules, group, error);
  ebm_status status = EBM_OK;
  for (uint32_t a = 0; status == EBM_OK && a < values; a++) {
    for (uint32_t i = 0; i < n; i++) scope[i] = ebm_builder_literal(rules->builder, once[i], a);
    ebm_factor_spec spec = {.kind = n == values ? "exactly_one" : "at_most_one",
                            .scope = scope,
                            .n_scope = n,
                            .label = {group, index, a + 1}};
    status = ebm_builder_factor(rules->builder, &spec, error);
  }
  return status;
}

/* A clause; of no literals at all, one that contradicts itself takes its place: the kinds want a scope. */
ebm_status ebm_rules_some(ebm_rules *rules, const uint32_t *cell, uint32_t n, const bool *wanted, const char *label,
                          ebm_error *error) {
  uint32_t values = rules->board.values, n_scope = 0;
  size_t most = (size_t)n * values;
  uint32_t *scope = ebm_allocate(most, sizeof *scope);
  uint8_t *sign = ebm_allocate(most, 1);
  ebm_status status = scope == NULL || sign == NULL ? ebm_fail_memory(error) : EBM_OK;
  for (uint32_t i = 0; status == EBM_OK && i < n; i++)
    for (uint32_t a = 0; a < values; a++)
      if (wanted[a]) {
        sign[n_scope] = 1;
        scope[n_scope++] = ebm_builder_literal(rules->builder, cell[i], a);
      }
  if (status == EBM_OK && n_scope > 0) {
    ebm_factor_spec spec = {.kind = "clause",
                            .scope = scope,
                            .n_scope = n_scope,
                            .table = sign,
                            .table_size = n_scope,
                            .label = {label, 0, 0}};
    status = ebm_builder_factor(rules->builder, &spec, error);
  }
  for (uint32_t a = 0; status == EBM_OK && n_scope == 0 && a < values; a++) {
    uint32_t literal = ebm_builder_literal(rules->builder, cell[0], a);
    const uint8_t not_this = 0;
    ebm_factor_spec spec = {
        .kind = "clause", .scope = &literal, .n_scope = 1, .table = &not_this, .table_size = 1, .label = {label, 0, 0}};
    status = ebm_builder_factor(rules->builder, &spec, error);
  }
  ebm_free(scope);
  ebm_free(sign);
  return status;
}
