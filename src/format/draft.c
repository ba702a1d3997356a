#include "format/draft.h"

#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"

uint16_t *ebm_draft_regions(ebm_draft *draft) {
  ebm_free(draft->region);
  draft->region = ebm_allocate((size_t)draft->board.rows * draft->board.columns, sizeof *draft->region);
  draft->board.region = draft->region;
  return draft->region;
}

ebm_status ebm_draft_open(ebm_draft *draft, ebm_error *error) {
  const ebm_reader_options *told = ebm_reader_told(draft->reader);
  ebm_board *board = &draft->board;
  size_t cells = (size_t)board->rows * board->columns;
  ebm_reader_begin_model(draft->reader);
  bool none = false;
  ebm_status status = told->rules != NULL ? ebm_rule_list_check(told->rules, &none, error) : EBM_OK;
  if (status != EBM_OK) return status;
  if (none) {
    board->plain = true;
    board->box_rows = board->box_columns = 0;
    board->region = NULL;
  }
  draft->candidate = ebm_allocate(cells, board->values);
  if (draft->candidate == NULL) return ebm_fail_memory(error);
  memset(draft->candidate, 1, cells * board->values);
  status = ebm_rules_create(told->kinds, board, &draft->rules, error);
  return status == EBM_OK && told->rules != NULL ? ebm_rules_add_list(draft->rules, told->rules, error) : status;
}

void ebm_draft_allow(ebm_draft *draft, uint32_t cell, const bool *wanted) {
  uint8_t *candidate = &draft->candidate[(size_t)cell * draft->board.values];
  for (uint32_t a = 0; a < draft->board.values; a++) candidate[a] &= wanted[a];
}

void ebm_draft_give(ebm_draft *draft, uint32_t cell, uint32_t value) {
  bool wanted[EBM_DOMAIN_LIMIT] = {false};
  wanted[value] = true;
  ebm_draft_allow(draft, cell, wanted);
}

/* ---- the record ---- */

static const char *alphabet_of(const ebm_board *board) {
  unsigned highest = (unsigned)board->first + board->values - 1;
  if (board->first == 1) {
    if (highest <= 9) return ".123456789";
    if (highest <= 26) return ".ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return highest <= 35 ? ".123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" : ".";
  }
  return ".0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
}

static ebm_status add_energy(ebm_draft *draft, const ebm_energy_file *energy, ebm_error *error) {
  const ebm_board *board = &draft->board;
  if (energy->rows != board->rows || energy->columns != board->columns || energy->values != board->values)
    return ebm_fail(error, EBM_ERROR_SYNTAX, 0, 0,
                    "the energy is one of %u x %u cells with %u values, the puzzle has %u x %u with %u", energy->rows,
                    energy->columns, energy->values, board->rows, board->columns, board->values);
  return ebm_energy_file_add(energy, ebm_rules_builder(draft->rules), error);
}

/* Whether what a cell may be has to be said by a mask: more than one value is left to it, and not all. */
static bool fill_givens(const ebm_draft *draft, ebm_record *record) {
  uint32_t cells = draft->board.rows * draft->board.columns, values = draft->board.values;
  bool masked = false;
  for (uint32_t c = 0; c < cells; c++) {
    uint32_t left = 0, value = 0;
    for (uint32_t a = 0; a < values; a++)
      if (draft->candidate[(size_t)c * values + a] != 0) {
        left++;
        value = a;
      }
    if (left == 1) record->given[c] = (uint8_t)(value + 1);
    masked |= left != 1 && left != values;
  }
  return masked;
}

ebm_status ebm_draft_close(ebm_draft *draft, uint64_t line, ebm_error *error) {
  const ebm_energy_file *energy = ebm_reader_told(draft->reader)->energy;
  ebm_model *model = NULL;
  ebm_status status = energy != NULL ? add_energy(draft, energy, error) : EBM_OK;
  if (status == EBM_OK) status = ebm_rules_seal(draft->rules, &model, error);
  ebm_reader_end_model(draft->reader);
  if (status != EBM_OK) {
    if (status == EBM_ERROR_MEMORY) ebm_draft_out_of_memory(draft);
    return status;
  }
  ebm_record *record = ebm_reader_record(draft->reader, model, line);
  if (record == NULL) {
    ebm_model_destroy(model);
    return ebm_fail_memory(error);
  }
  draft->record = record;
  ebm_reader_own(draft->reader, record, model);
  record->alphabet = draft->alphabet != NULL ? draft->alphabet : alphabet_of(&draft->board);
  if (!fill_givens(draft, record)) return EBM_OK;
  if (ebm_reader_allowed(draft->reader, record) == NULL) return ebm_fail_memory(error);
  uint32_t mine =
      draft->board.rows * draft->board.columns * draft->board.values; /* variables behind the cells are free */
  for (uint32_t l = 0; l < model->n_literals; l++)
    if (l >= mine || draft->candidate[l] != 0) record->allowed[l / 64] |= (uint64_t)1 << l % 64;
  return EBM_OK;
}

void ebm_draft_clear(ebm_draft *draft) {
  if (draft->reader != NULL) ebm_reader_end_model(draft->reader);
  ebm_rules_destroy(draft->rules);
  ebm_free(draft->region);
  ebm_free(draft->candidate);
  *draft = (ebm_draft){0};
}

void ebm_draft_out_of_memory(ebm_draft *draft) {
  ebm_reader_record(draft->reader, NULL, 0);
}

/* ---- places by name ---- */

size_t ebm_coordinate_read(const char *text, size_t length, unsigned *out) {
  size_t i = 0;
  *out = 0;
  if (length > 0 && islower((unsigned char)text[0])) {
    *out = (unsigned)(text[0] - 'a') + 10;
    return 1;
  }
  for (; i < length && i < 3 && isdigit((unsigned char)text[i]); i++) *out = *out * 10 + (unsigned)(text[i] - '0');
  return i;
}

bool ebm_place_read(const char *text, size_t length, unsigned *row, unsigned *column) {
  if (length < 4 || toupper((unsigned char)text[0]) != 'R') return false;
  size_t at = 1 + ebm_coordinate_read(text + 1, length - 1, row);
  if (at == 1 || at >= length || toupper((unsigned char)text[at]) != 'C') return false;
  size_t read = ebm_coordinate_read(text + at + 1, length - at - 1, column);
  return read > 0 && at + 1 + read == length;
}

bool ebm_cell_read(const ebm_board *board, const char *text, size_t length, uint32_t *cell) {
  unsigned row, column;
  if (!ebm_place_read(text, length, &row, &column)) return false;
  if (row < 1 || row > board->rows || column < 1 || column > board->columns) return false;
  *cell = (row - 1) * board->columns + column - 1;
  return true;
}

uint32_t ebm_board_line(const ebm_board *board, bool is_row, uint32_t at, bool back, uint32_t *cell) {
  uint32_t n = is_row ? board->columns : board->rows;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t k = back ? n - 1 - i : i;
    cell[i] = is_row ? at * board->columns + k : k * board->columns + at;
  }
  return n;
}

uint32_t ebm_board_diagonal(const ebm_board *board, int row, int column, int down, int right, uint32_t *cell) {
  uint32_t n = 0;
  int rows = (int)board->rows, columns = (int)board->columns;
  for (; row >= 0 && row < rows && column >= 0 && column < columns; row += down, column += right)
    cell[n++] = (uint32_t)(row * columns + column);
  return n;
}
