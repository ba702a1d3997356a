/* line.c - one puzzle a line, with whatever stands before and behind it. */
#include <string.h>

#include "format/items.h"
#include "format/jigsaw.h"
#include "format/plain.h"

enum {
  CLASSIC = 81,
  NOTE_CELLS = 0, /* cells of the last good record: what the next one is expected to have */
  FEWEST_GIVENS = 17,
  LONG = 40 /* longer than a row of a grid that is written on many lines */
};

/* ---- any line ---- */

/* Whether a cell stands alone: one character, or a number. */
static bool is_cell(const ebm_line *line, ebm_field field) {
  const char *bytes = line->bytes + field.begin;
  for (size_t i = 0; field.length > 1 && i < field.length; i++)
    if (field.length > 3 || bytes[i] < '0' || bytes[i] > '9') return false;
  return true;
}

/* Cells with white space or commas between them: "5 3 . . 7 ...". *numbers: some are numbers above 9. */
static bool spread(const ebm_line *line, size_t *n, bool *numbers) {
  *n = 0;
  *numbers = false;
  for (size_t at = 0;;) {
    ebm_field field = ebm_field_next(line, at);
    if (field.length == 0) break;
    if (!is_cell(line, field)) return false;
    *numbers |= field.length > 1;
    at = field.begin + field.length;
    ++*n;
  }
  return ebm_cells_size(*n) != 0 && (!*numbers || *n > CLASSIC);
}

/* Numbers and blanks of a grid too large for symbols, likewise. *n: how many. */
static bool large(const ebm_line *line, size_t *n) {
  *n = 0;
  for (size_t at = 0;;) {
    ebm_field field = ebm_field_next(line, at);
    if (field.length == 0) break;
    const char *bytes = line->bytes + field.begin;
    bool number = field.length <= 3;
    for (size_t i = 0; i < field.length; i++) number &= bytes[i] >= '0' && bytes[i] <= '9';
    if (!number && (field.length > 1 || strchr("._*-xX", bytes[0]) == NULL)) return false;
    at = field.begin + field.length;
    ++*n;
  }
  return ebm_cells_large_size(*n) != 0;
}

/* A byte that some spelling of some size takes for a cell. */
static bool cell_like(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c != '\0' && strchr("._*-x", c) != NULL);
}

/* Small letters are cells of large grids, where a field of the right length is no word. */
static size_t cells_in(const char *bytes, size_t n) {
  bool small = n > CLASSIC && ebm_cells_size(n) != 0;
  size_t cells = 0;
  for (size_t i = 0; i < n; i++) cells += cell_like(bytes[i]) || (small && bytes[i] >= 'a' && bytes[i] <= 'z');
  return cells;
}

/* The field that is the puzzle: the first one of 81 cells or more that has the length of a grid, else the first that
 * has, else the longest. *whole: its length is right. */
static ebm_field puzzle_field(const ebm_line *line, bool *whole) {
  ebm_field small = {0, 0}, longest = {0, 0};
  *whole = true;
  for (size_t at = 0;;) {
    ebm_field field = ebm_field_next(line, at);
    if (field.length == 0) break;
    at = field.begin + field.length;
    if (field.length > longest.length) longest = field;
    bool readable = cells_in(line->bytes + field.begin, field.length) == field.length;
    if (!readable || ebm_cells_size(field.length) == 0) continue;
    if (field.length >= CLASSIC) return field;
    if (small.length == 0) small = field;
  }
  if (small.length != 0 && longest.length < LONG + small.length) return small;
  *whole = ebm_cells_size(longest.length) != 0;
  return longest;
}

/* How many cells a line was meant to have: as many as the record before; else the nearest size in use. */
static size_t expected(ebm_reader *reader, size_t n) {
  uint64_t last = ebm_reader_notes(reader)[NOTE_CELLS];
  if (last != 0) return last;
  for (unsigned size = 10; size <= 36; size++) {
    size_t cells = (size_t)size * size, gap = n > cells ? n - cells : cells - n;
    if (ebm_cells_size(cells) != 0 && gap <= size) return cells;
  }
  return CLASSIC;
}

static void refuse_length(ebm_reader *reader, const ebm_line *line, ebm_field field, uint64_t below) {
  const char *bytes = line->bytes + field.begin;
  for (size_t i = 0; i < field.length; i++) {
    char name[EBM_BYTE_NAME];
    if (cell_like(bytes[i])) continue;
    ebm_byte_name(bytes[i], name);
    ebm_reader_refuse(reader, below, below, field.begin + i + 1,
                      bytes[i] == '\0' ? "%s" : "%s is not a digit or a blank", name);
    return;
  }
  size_t wanted = expected(reader, field.length);
  size_t column = field.begin + (field.length < wanted ? field.length : wanted) + 1;
  ebm_reader_refuse(reader, below, below, column, "%zu cells, %zu expected", field.length, wanted);
}

/* The fault is at that field of the line, from 0. */
static void refuse_field(ebm_reader *reader, const ebm_line *line, size_t index, const char *text) {
  ebm_field field = ebm_field_next(line, 0);
  for (size_t i = 0; i < index; i++) field = ebm_field_next(line, field.begin + field.length);
  ebm_reader_refuse(reader, 0, 0, field.begin + 1, "%s", text);
}

static void read_numbers(ebm_reader *reader, const ebm_line *line, unsigned size) {
  int16_t number[EBM_LARGE_SIZE * EBM_LARGE_SIZE];
  uint8_t given[EBM_LARGE_SIZE * EBM_LARGE_SIZE];
  size_t n = (size_t)size * size, wrong;
  char text[160];
  ebm_field field = {0, 0};
  for (size_t i = 0; i < n; i++) {
    field = ebm_field_next(line, field.begin + field.length);
    number[i] = ebm_field_number(line->bytes + field.begin, field.length, size);
  }
  const char *alphabet = ebm_cells_numbers(reader, size, number, given, &wrong, text, sizeof text);
  if (alphabet != NULL) {
    if (ebm_cells_add(reader, size, (ebm_boxes){0, 0}, given, alphabet, 0)) ebm_reader_notes(reader)[NOTE_CELLS] = n;
  } else if (text[0] != '\0') {
    refuse_field(reader, line, wrong < n ? wrong : 0, text);
  }
}

/* Cells of one character with something between them. */
static void read_spread(ebm_reader *reader, const ebm_line *line, unsigned size) {
  char cells[EBM_SYMBOLS_SIZE * EBM_SYMBOLS_SIZE], text[160];
  uint8_t given[EBM_SYMBOLS_SIZE * EBM_SYMBOLS_SIZE];
  size_t n = (size_t)size * size, wrong;
  ebm_field field = {0, 0};
  for (size_t i = 0; i < n; i++) {
    field = ebm_field_next(line, field.begin + field.length);
    cells[i] = line->bytes[field.begin];
  }
  const ebm_spelling *spelling = ebm_cells_spelling(reader, size, cells, &wrong, text, sizeof text);
  if (spelling == NULL) {
    if (text[0] != '\0') refuse_field(reader, line, wrong < n ? wrong : 0, text);
    return;
  }
  for (size_t i = 0; i < n; i++) given[i] = spelling->code[(unsigned char)cells[i]];
  if (ebm_cells_add(reader, size, (ebm_boxes){0, 0}, given, spelling->alphabet, 0))
    ebm_reader_notes(reader)[NOTE_CELLS] = n;
}

static void read_line(ebm_reader *reader, const ebm_line *line) {
  uint64_t *note = &ebm_reader_notes(reader)[NOTE_CELLS];
  ebm_place place = {0, 0, 1};
  size_t n;
  char cells[EBM_SYMBOLS_SIZE * EBM_SYMBOLS_SIZE];
  if (ebm_line_spaced(line)) {
    for (size_t i = 0; i < line->length; i++) cells[i] = line->bytes[i] == ' ' ? '.' : line->bytes[i];
    if (ebm_cells_read(reader, ebm_cells_size(line->length), cells, &place)) *note = line->length;
    return;
  }
  bool numbers;
  if (spread(line, &n, &numbers)) {
    unsigned size = ebm_cells_size(n);
    if (numbers)
      read_numbers(reader, line, size);
    else
      read_spread(reader, line, size);
    return;
  }
  if (large(line, &n)) {
    read_numbers(reader, line, ebm_cells_large_size(n));
    return;
  }
  bool whole;
  ebm_field field = puzzle_field(line, &whole);
  place.column = field.begin + 1;
  if (!whole)
    refuse_length(reader, line, field, 0);
  else if (ebm_cells_read(reader, ebm_cells_size(field.length), line->bytes + field.begin, &place))
    *note = field.length;
}

static size_t read(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  size_t plain = ebm_plain_read(reader, bytes, length, '\0');
  if (plain > 0) {
    ebm_reader_notes(reader)[NOTE_CELLS] = CLASSIC;
    return plain;
  }
  ebm_line line;
  if (!ebm_line_take(bytes, length, end, &line)) return 0;
  if (!ebm_line_blank(&line) && !ebm_line_comment(&line)) read_line(reader, &line);
  return line.size;
}

/* ---- recognizing and writing ---- */

/* Also a line that was meant as one: a fault in the first record must not hide the format of the others. */
static ebm_sniff sniff(const char *bytes, size_t length, bool end) {
  ebm_line line;
  if (!ebm_line_first(bytes, length, end, &line)) return end ? EBM_SNIFF_NO : EBM_SNIFF_MORE;
  size_t n;
  bool numbers;
  if (line.bytes[0] == ':' || ebm_items_front(&line)) return EBM_SNIFF_NO; /* HoDoKu's, or constraints */
  if (ebm_line_document(&line) || ebm_jigsaw_front(&line, NULL) != 0) return EBM_SNIFF_NO;
  if (ebm_line_small(&line) != 0) return ebm_line_small_sniff(&line, bytes, length, end);
  if ((ebm_line_spaced(&line) && line.length >= CLASSIC) || (spread(&line, &n, &numbers) && n > 36) || large(&line, &n))
    return EBM_SNIFF_YES;
  bool whole;
  ebm_field field = puzzle_field(&line, &whole);
  if (field.length >= 700 && field.length <= 760) return EBM_SNIFF_NO; /* pencilmarks */
  if (whole && field.length < LONG && field.length >= 16) {
    ebm_line cells = {line.bytes + field.begin, field.length, field.length}; /* with something behind it */
    return field.length < line.length && ebm_line_small(&cells) != 0 ? EBM_SNIFF_YES : EBM_SNIFF_NO;
  }
  if (field.length < LONG) return EBM_SNIFF_NO;
  if (ebm_line_rule(&line) && field.length != CLASSIC) return EBM_SNIFF_NO;
  size_t cells = cells_in(line.bytes + field.begin, field.length);
  bool meant = cells * 5 >= field.length * 4 || (field.length == CLASSIC && cells >= FEWEST_GIVENS);
  return meant ? EBM_SNIFF_YES : EBM_SNIFF_NO;
}

static ebm_status write(const ebm_record *record, const uint8_t *value, ebm_text *text) {
  unsigned size = ebm_cells_plain(record->model);
  if (value == NULL && (size == 0 || record->allowed != NULL)) return EBM_ERROR_UNSUPPORTED;
  if (record->model->layout.rows == 0 || !ebm_record_has_symbols(record)) return EBM_ERROR_UNSUPPORTED;
  for (uint32_t v = 0; v < record->model->n_variables; v++) {
    char symbol = ebm_cells_symbol(record, value, v);
    ebm_text_append(text, &symbol, 1);
  }
  ebm_text_append(text, "\n", 1);
  return EBM_OK;
}

const ebm_format ebm_format_line = {
    .name = "line",
    .extensions = ".txt",
    .source = "custom: one character a cell, row by row",
    .sniff = sniff,
    .read = read,
    .write = write,
};

/* The same lines under the name that SudoCue gave them; recognized as `line`. */
static ebm_sniff sniff_never(const char *bytes, size_t length, bool end) {
  (void)bytes, (void)length, (void)end;
  return EBM_SNIFF_NO;
}

const ebm_format ebm_format_sdm = {
    .name = "sdm",
    .extensions = ".sdm",
    .source = "SudoCue, file formats",
    .sniff = sniff_never,
    .read = read,
    .write = write,
};
