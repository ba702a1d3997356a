/* line.c - one puzzle a line, with whatever stands before and behind it. */
#include <string.h>

#include "format/cells.h"

enum {
  CLASSIC = 81,
  NOTE_CELLS = 0, /* cells of the last good record: what the next one is expected to have */
  LONG = 30       /* longer than a row of a grid that is written on many lines */
};

/* ---- the fast path: lines that start with 81 cells of . 0 1-9 ---- */

typedef uint8_t bytes16 __attribute__((vector_size(16)));

/* given of 16 cells; the bytes of *bad are not 0 where there is none. */
static inline bytes16 plain16(const char *cells, bytes16 *bad) {
  bytes16 c;
  memcpy(&c, cells, sizeof c);
  bytes16 value = c - '0', digit = (bytes16)(value <= 9);
  *bad |= ~(digit | (bytes16)(c == '.'));
  return value & digit;
}

/* given [81]; false when another path must look. The last vector overlaps the one before: 81 is 5 * 16 + 1. */
static inline bool plain_cells(const char *cells, uint8_t *given) {
  bytes16 bad = {0};
  for (unsigned i = 0; i < 80; i += 16) {
    bytes16 g = plain16(cells + i, &bad);
    memcpy(given + i, &g, sizeof g);
  }
  bytes16 g = plain16(cells + CLASSIC - 16, &bad);
  memcpy(given + CLASSIC - 16, &g, sizeof g);
  uint64_t any[2];
  memcpy(any, &bad, sizeof any);
  return (any[0] | any[1]) == 0;
}

/* Bytes of the line behind the 81 cells, with its end; 0 when that is not in sight or not plain. */
static inline size_t plain_tail(const char *tail, size_t length) {
  if (length == 0) return 0;
  if (tail[0] == '\n') return 1;
  if (tail[0] != ' ' && tail[0] != ',' && tail[0] != ':' && tail[0] != ';' && tail[0] != '\t' && tail[0] != '\r')
    return 0;
  const char *newline = memchr(tail, '\n', length);
  return newline != NULL ? (size_t)(newline - tail) + 1 : 0;
}

static size_t read_plain(ebm_reader *reader, const char *bytes, size_t length) {
  const ebm_spelling *const *ways = ebm_reader_spellings(reader, 9);
  if (ways == NULL || ways[0] == NULL || strcmp(ways[0]->alphabet, ".123456789") != 0) return 0;
  const ebm_model *model = NULL;
  const char *front = bytes;
  size_t room = ebm_reader_room(reader), n = 0;
  for (; n < room && length > CLASSIC; n++) {
    uint8_t given[CLASSIC];
    size_t tail = plain_tail(front + CLASSIC, length - CLASSIC);
    if (tail == 0 || !plain_cells(front, given)) break;
    if (model == NULL) model = ebm_reader_grid(reader, 9, 3, 3);
    ebm_record *record = ebm_reader_record(reader, model, n);
    if (record == NULL) break;
    memcpy(record->given, given, CLASSIC);
    record->alphabet = ways[0]->alphabet;
    front += CLASSIC + tail;
    length -= CLASSIC + tail;
  }
  if (n > 0) ebm_reader_notes(reader)[NOTE_CELLS] = CLASSIC;
  return (size_t)(front - bytes);
}

/* ---- any line ---- */

/* Cells written as digits and spaces, nothing else. */
static bool spaced(const ebm_line *line) {
  if (ebm_cells_size(line->length) == 0) return false;
  bool digit = false, space = false;
  for (size_t i = 0; i < line->length; i++) {
    char c = line->bytes[i];
    if (c != ' ' && !(c >= '1' && c <= '9')) return false;
    digit |= c != ' ';
    space |= c == ' ';
  }
  return digit && space;
}

/* Cells of one character each with white space or commas between them: "5 3 . . 7 ...". */
static bool spread(const ebm_line *line, size_t *n) {
  *n = 0;
  for (size_t at = 0;;) {
    ebm_field field = ebm_field_next(line, at);
    if (field.length == 0) break;
    if (field.length > 1) return false;
    at = field.begin + 1;
    ++*n;
  }
  return ebm_cells_size(*n) != 0;
}

/* A byte that some spelling of some size takes for a cell. */
static bool cell_like(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c != '\0' && strchr("._*-x", c) != NULL);
}

static size_t cells_in(const char *bytes, size_t n) {
  size_t cells = 0;
  for (size_t i = 0; i < n; i++) cells += cell_like(bytes[i]);
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
    ebm_reader_refuse(reader, below, below, field.begin + i + 1, bytes[i] == '\0' ? "%s" : "%s is not a digit or a blank",
                      name);
    return;
  }
  size_t wanted = expected(reader, field.length);
  size_t column = field.begin + (field.length < wanted ? field.length : wanted) + 1;
  ebm_reader_refuse(reader, below, below, column, "%zu cells, %zu expected", field.length, wanted);
}

static void read_line(ebm_reader *reader, const ebm_line *line) {
  uint64_t *note = &ebm_reader_notes(reader)[NOTE_CELLS];
  ebm_place place = {0, 0, 1};
  size_t n;
  char cells[36 * 36];
  if (spaced(line)) {
    for (size_t i = 0; i < line->length; i++) cells[i] = line->bytes[i] == ' ' ? '.' : line->bytes[i];
    if (ebm_cells_read(reader, ebm_cells_size(line->length), cells, &place)) *note = line->length;
    return;
  }
  if (spread(line, &n)) {
    ebm_field field = {0, 0};
    for (size_t i = 0; i < n; i++) {
      field = ebm_field_next(line, field.begin + field.length);
      cells[i] = line->bytes[field.begin];
    }
    if (ebm_cells_read(reader, ebm_cells_size(n), cells, &place)) *note = n;
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
  size_t plain = read_plain(reader, bytes, length);
  if (plain > 0) return plain;
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
  if (line.bytes[0] == ':') return EBM_SNIFF_NO; /* HoDoKu's */
  if (spaced(&line) || (spread(&line, &n) && n >= 36)) return EBM_SNIFF_YES;
  bool whole;
  ebm_field field = puzzle_field(&line, &whole);
  if (field.length >= 700 && field.length <= 760) return EBM_SNIFF_NO; /* pencilmarks */
  if (field.length < LONG) return EBM_SNIFF_NO;
  if (ebm_line_rule(&line) && field.length != CLASSIC) return EBM_SNIFF_NO;
  return cells_in(line.bytes + field.begin, field.length) * 5 >= field.length * 4 ? EBM_SNIFF_YES : EBM_SNIFF_NO;
}

static ebm_status write(const ebm_record *record, const uint8_t *value, ebm_text *text) {
  unsigned size = ebm_cells_plain(record->model);
  if (value == NULL && (size == 0 || record->allowed != NULL)) return EBM_ERROR_UNSUPPORTED;
  if (record->model->layout.rows == 0) return EBM_ERROR_UNSUPPORTED;
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
