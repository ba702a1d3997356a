/* csv.c - tables with a header: the puzzle's column is found by its name, the others are passed over. Fields may be
 * quoted, and a quoted one may hold line ends. */
#include <string.h>
#include <strings.h>

#include "format/cells.h"
#include "format/plain.h"

enum {
  NOTE_COLUMN = 3, /* of the puzzle, from 1; 0: the header is still to come */
  NOTE_DELIMITER = 4,
  QUOTE_LIMIT = 1 << 16 /* bytes; a quote that goes on for longer was never closed */
};

/* Names of a puzzle's column in use, the surest first. */
static const char *const names[] = {"puzzle", "puzzles",  "quizzes", "quiz",    "question", "questions", "problem",
                                    "givens", "unsolved", "sudoku",  "sudokus", "board",    "grid"};
enum { NAMES = sizeof names / sizeof *names };

typedef struct table_field {
  size_t begin, length; /* of the contents, without the quotes */
  size_t next;          /* where the next field starts; at the record's end, the number of bytes in it */
  bool last;
} table_field;

typedef enum scan { FIELD, NEED_MORE, UNCLOSED } scan;

/* The field that begins at `at`. Bytes behind a closing quote belong to nothing and are passed over. */
static scan scan_field(const char *bytes, size_t length, bool end, size_t at, char delimiter, table_field *field) {
  size_t i = at;
  *field = (table_field){at, 0, 0, true};
  while (i < length && bytes[i] == ' ') i++;
  if (i < length && bytes[i] == '"') {
    size_t limit = length - i < QUOTE_LIMIT ? length : i + QUOTE_LIMIT;
    field->begin = ++i;
    while (i < limit && (bytes[i] != '"' || (i + 1 < limit && bytes[i + 1] == '"'))) i += bytes[i] == '"' ? 2 : 1;
    if (i + 1 >= limit && limit < length) return UNCLOSED;
    if (i + 1 >= length && !end) return limit == length && length - field->begin >= QUOTE_LIMIT ? UNCLOSED : NEED_MORE;
    if (i >= length) return UNCLOSED;
    field->length = i - field->begin;
    i++;
  } else {
    i = at;
  }
  size_t stop = i;
  while (stop < length && bytes[stop] != delimiter && bytes[stop] != '\n') stop++;
  if (stop == length && !end) return NEED_MORE;
  if (i == at) field->length = stop - at;
  field->last = stop == length || bytes[stop] == '\n';
  field->next = stop < length ? stop + 1 : length;
  return FIELD;
}

static void trim(const char *bytes, table_field *field) {
  while (field->length > 0 && strchr(" \t\r", bytes[field->begin]) != NULL && bytes[field->begin] != '\0')
    field->begin++, field->length--;
  while (field->length > 0 && strchr(" \t\r", bytes[field->begin + field->length - 1]) != NULL &&
         bytes[field->begin + field->length - 1] != '\0')
    field->length--;
}

static unsigned name_rank(const char *bytes, const table_field *field) {
  unsigned rank = 0;
  while (rank < NAMES &&
         (strlen(names[rank]) != field->length || strncasecmp(bytes + field->begin, names[rank], field->length) != 0))
    rank++;
  return rank;
}

/* The column of the puzzle in a header line, from 1, by the surest name; 0: it has none. */
static unsigned find_column(const ebm_line *line, char delimiter) {
  unsigned best = NAMES, column = 0, n = 0;
  table_field field = {0};
  do {
    if (scan_field(line->bytes, line->length, true, field.next, delimiter, &field) != FIELD) return 0;
    n++;
    trim(line->bytes, &field);
    unsigned rank = name_rank(line->bytes, &field);
    if (rank < best) column = n;
    if (rank < best) best = rank;
  } while (!field.last);
  return column;
}

static unsigned find_header(const ebm_line *line, char *delimiter) {
  static const char delimiters[] = ",;\t";
  for (const char *d = delimiters; *d != '\0'; d++) {
    unsigned column = find_column(line, *d);
    *delimiter = *d;
    if (column != 0) return column;
  }
  return 0;
}

static ebm_sniff sniff(const char *bytes, size_t length, bool end) {
  ebm_line line;
  char delimiter;
  if (!ebm_line_first(bytes, length, end, &line)) return end ? EBM_SNIFF_NO : EBM_SNIFF_MORE;
  if (ebm_line_document(&line)) return EBM_SNIFF_NO; /* its keys are words as a header has them */
  return find_header(&line, &delimiter) != 0 ? EBM_SNIFF_YES : EBM_SNIFF_NO;
}

/* ---- a record ---- */

/* Lines below the front and column of an offset. */
static ebm_place place_of(const char *bytes, size_t offset) {
  ebm_place place = {0, 0, 1};
  for (size_t i = 0; i < offset; i++) {
    place.column++;
    if (bytes[i] != '\n') continue;
    place.line++;
    place.column = 1;
  }
  return place;
}

static void refuse(ebm_reader *reader, const char *bytes, size_t offset, const char *text) {
  ebm_place place = place_of(bytes, offset);
  ebm_reader_refuse(reader, 0, place.line, place.column, "%s", text);
}

/* Where the next cell is among numbers with something between them; length 0: there is none. */
static ebm_field next_number(const char *bytes, const table_field *field, size_t from) {
  static const char between[] = " \t\r\n|,;\"";
  size_t end = field->begin + field->length, begin = from;
  while (begin < end && bytes[begin] != '\0' && strchr(between, bytes[begin]) != NULL) begin++;
  size_t last = begin;
  while (last < end && (bytes[last] == '\0' || strchr(between, bytes[last]) == NULL)) last++;
  return (ebm_field){begin, last - begin};
}

/* The size of the grid when the field holds numbers, some of them of several digits, as many as a grid has cells; else
 * 0. */
static unsigned numbers_size(const char *bytes, const table_field *field) {
  size_t n = 0;
  bool wide = false;
  for (ebm_field cell = next_number(bytes, field, field->begin); cell.length > 0;
       cell = next_number(bytes, field, cell.begin + cell.length), n++) {
    if (cell.length > 3 || ebm_field_number(bytes + cell.begin, cell.length, EBM_SYMBOLS_SIZE) == EBM_NO_NUMBER)
      return 0;
    wide |= cell.length > 1;
  }
  unsigned size = n > EBM_SYMBOLS_SIZE * EBM_SYMBOLS_SIZE ? ebm_cells_large_size(n) : ebm_cells_size(n);
  return wide && size > 9 ? size : 0;
}

static void read_numbers(ebm_reader *reader, const char *bytes, const table_field *field, unsigned size) {
  int16_t number[EBM_LARGE_SIZE * EBM_LARGE_SIZE];
  uint8_t given[EBM_LARGE_SIZE * EBM_LARGE_SIZE];
  size_t n = (size_t)size * size, wrong;
  char text[160];
  ebm_field cell = {field->begin, 0};
  for (size_t i = 0; i < n; i++) {
    cell = next_number(bytes, field, cell.begin + cell.length);
    number[i] = ebm_field_number(bytes + cell.begin, cell.length, size);
  }
  const char *alphabet = ebm_cells_numbers(reader, size, number, given, &wrong, text, sizeof text);
  if (alphabet != NULL) {
    ebm_cells_add(reader, size, (ebm_boxes){0, 0}, given, alphabet, 0);
  } else if (text[0] != '\0') {
    cell = next_number(bytes, field, field->begin);
    for (size_t i = 0; wrong < n && i < wrong; i++) cell = next_number(bytes, field, cell.begin + cell.length);
    refuse(reader, bytes, cell.begin, text);
  }
}

/* A puzzle may be laid out in its field: white space and bars do not count. In a field of digits and spaces alone,
 * spaces are blanks. */
static void read_puzzle(ebm_reader *reader, const char *bytes, const table_field *field) {
  enum { MOST = 36 * 36 };
  char cells[MOST + 1], text[160];
  size_t offset[MOST + 1], n = 0;
  unsigned numbers = numbers_size(bytes, field);
  if (numbers != 0) {
    read_numbers(reader, bytes, field, numbers);
    return;
  }
  bool spaces = ebm_cells_size(field->length) != 0;
  for (size_t i = 0; i < field->length; i++) spaces &= strchr(" 123456789", bytes[field->begin + i]) != NULL;
  for (size_t i = 0; i < field->length && n <= MOST; i++) {
    char c = bytes[field->begin + i];
    if (c == ' ' && spaces) c = '.';
    if (c != '\0' && strchr(" \t\r\n|\"", c) != NULL) continue;
    offset[n] = field->begin + i;
    cells[n++] = c;
  }
  unsigned size = ebm_cells_size(n);
  if (size == 0) {
    const ebm_spelling *const *ways = ebm_reader_spellings(reader, 9);
    if (ways == NULL || ways[0] == NULL) return;
    size_t good = ebm_spelling_scan(ways[0], cells, n);
    ebm_place place = place_of(bytes, good < n ? offset[good] : n < 81 ? field->begin + field->length : offset[81]);
    char name[EBM_BYTE_NAME];
    if (n == 0)
      ebm_reader_refuse(reader, 0, place.line, place.column, "no puzzle in its column");
    else if (good < n && n < 100)
      ebm_reader_refuse(reader, 0, place.line, place.column,
                        cells[good] == '\0' ? "%s" : "%s is not a digit or a blank", ebm_byte_name(cells[good], name));
    else
      ebm_reader_refuse(reader, 0, place.line, place.column, "%zu cells, 81 expected", n);
    return;
  }
  size_t wrong;
  const ebm_spelling *spelling = ebm_cells_spelling(reader, size, cells, &wrong, text, sizeof text);
  if (spelling == NULL) {
    if (text[0] != '\0') refuse(reader, bytes, wrong < n ? offset[wrong] : field->begin, text);
    return;
  }
  uint8_t given[MOST];
  for (size_t i = 0; i < n; i++) given[i] = spelling->code[(unsigned char)cells[i]];
  ebm_cells_add(reader, size, (ebm_boxes){0, 0}, given, spelling->alphabet, 0);
}

static size_t read_record(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  const uint64_t *notes = ebm_reader_notes(reader);
  table_field field = {0}, puzzle = {0};
  uint64_t n = 0;
  do {
    size_t at = field.next;
    switch (scan_field(bytes, length, end, at, (char)notes[NOTE_DELIMITER], &field)) {
      case NEED_MORE: return 0;
      case UNCLOSED: { /* what follows the first line may be sound */
        refuse(reader, bytes, at, "a quote that is never closed");
        const char *newline = memchr(bytes, '\n', length);
        return newline != NULL ? (size_t)(newline - bytes) + 1 : length;
      }
      case FIELD:
        if (++n == notes[NOTE_COLUMN]) puzzle = field;
    }
  } while (!field.last);
  if (n < notes[NOTE_COLUMN]) {
    ebm_reader_refuse(reader, 0, 0, 0, "%u field%s, the puzzle is in field %u", (unsigned)n, n == 1 ? "" : "s",
                      (unsigned)notes[NOTE_COLUMN]);
    return field.next;
  }
  if (puzzle.length > 0 && bytes[puzzle.begin + puzzle.length - 1] == '\r') puzzle.length--;
  table_field trimmed = puzzle;
  trim(bytes, &trimmed);
  if (name_rank(bytes, &trimmed) == NAMES) /* else the header of another table, behind the first */
    read_puzzle(reader, bytes, ebm_cells_size(puzzle.length) != 0 ? &puzzle : &trimmed);
  return field.next;
}

static size_t read(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  uint64_t *notes = ebm_reader_notes(reader);
  ebm_line line;
  bool whole = ebm_line_take(bytes, length, end, &line);
  if (!whole) return 0;
  if (ebm_line_blank(&line) || ebm_line_comment(&line)) return line.size;
  if (notes[NOTE_COLUMN] == 1) {
    size_t plain = ebm_plain_read(reader, bytes, length, (char)notes[NOTE_DELIMITER]);
    if (plain > 0) return plain;
  }
  if (notes[NOTE_COLUMN] != 0) return read_record(reader, bytes, length, end);
  char delimiter;
  unsigned column = find_header(&line, &delimiter);
  if (column == 0)
    ebm_reader_refuse(reader, 0, 0, 1, "a header that names no puzzle column (puzzle, quizzes, question, ...)");
  notes[NOTE_COLUMN] = column;
  notes[NOTE_DELIMITER] = (uint64_t)delimiter;
  return line.size;
}

/* The first record brings the header: puzzle, and solution when there is one. */
static ebm_status write(const ebm_record *record, const uint8_t *value, ebm_text *text) {
  if (ebm_cells_plain(record->model) == 0 || record->allowed != NULL || !ebm_record_has_symbols(record))
    return EBM_ERROR_UNSUPPORTED;
  if (text->length == 0) ebm_text_printf(text, "puzzle%s\n", value != NULL ? ",solution" : "");
  int columns = value != NULL ? 2 : 1;
  for (int solution = 0; solution < columns; solution++) {
    if (solution > 0) ebm_text_append(text, ",", 1);
    for (uint32_t v = 0; v < record->model->n_variables; v++) {
      char symbol = ebm_cells_symbol(record, solution ? value : NULL, v);
      ebm_text_append(text, &symbol, 1);
    }
  }
  ebm_text_append(text, "\n", 1);
  return EBM_OK;
}

const ebm_format ebm_format_csv = {
    .name = "csv",
    .extensions = ".csv .tsv",
    .source = "RFC 4180; column names as data sets in use have them",
    .sniff = sniff,
    .read = read,
    .write = write,
};
