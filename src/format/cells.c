#include "format/cells.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "model/grid.h"

/* ---- lines ---- */

bool ebm_line_take(const char *bytes, size_t length, bool end, ebm_line *line) {
  const char *newline = length > 0 ? memchr(bytes, '\n', length) : NULL;
  if (newline == NULL && (!end || length == 0)) return false;
  line->bytes = bytes;
  line->length = newline != NULL ? (size_t)(newline - bytes) : length;
  line->size = newline != NULL ? line->length + 1 : length;
  while (line->length > 0 && bytes[line->length - 1] == '\r') line->length--;
  return true;
}

static size_t skip_space(const ebm_line *line) {
  size_t i = 0;
  while (i < line->length && isspace((unsigned char)line->bytes[i])) i++;
  return i;
}

bool ebm_line_blank(const ebm_line *line) {
  return skip_space(line) == line->length;
}

bool ebm_line_comment(const ebm_line *line) {
  size_t i = skip_space(line);
  return i < line->length && line->bytes[i] == '#';
}

bool ebm_line_rule(const ebm_line *line) {
  size_t run = 0, longest = 0;
  for (size_t i = 0; i < line->length; i++) {
    char c = line->bytes[i];
    if (c == '\0' || strchr(" \t-=+|*:.,'`\"", c) == NULL) return false;
    run = c == '-' || c == '=' ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest >= 3;
}

bool ebm_line_first(const char *bytes, size_t length, bool end, ebm_line *line) {
  while (ebm_line_take(bytes, length, end, line)) {
    if (!ebm_line_blank(line) && !ebm_line_comment(line)) return true;
    bytes += line->size;
    length -= line->size;
  }
  return false;
}

static bool separates(char c) {
  return c != '\0' && strchr(" \t\v\f,;:|\"'#/()[]{}<>=", c) != NULL;
}

ebm_field ebm_field_next(const ebm_line *line, size_t from) {
  while (from < line->length && separates(line->bytes[from])) from++;
  size_t end = from;
  while (end < line->length && !separates(line->bytes[end])) end++;
  return (ebm_field){from, end - from};
}

size_t ebm_line_small(const ebm_line *line) {
  size_t n = 0;
  char top = '0';
  for (size_t i = 0; i < line->length; i++) {
    char c = line->bytes[i];
    if (c == ' ' || c == ',' || c == '\t') continue;
    if (c == '\0' || strchr(".0_*-xX123456", c) == NULL) return 0;
    if (isdigit((unsigned char)c) && c > top) top = c;
    n++;
  }
  return (n == 16 && top <= '4') || n == 36 ? n : 0;
}

ebm_sniff ebm_line_small_sniff(const ebm_line *line, const char *bytes, size_t length, bool end) {
  const char *next = line->bytes + line->size;
  ebm_line below;
  if (!ebm_line_take(next, length - (size_t)(next - bytes), end, &below)) return end ? EBM_SNIFF_YES : EBM_SNIFF_MORE;
  bool alone = ebm_line_blank(&below) || ebm_line_comment(&below);
  return alone || ebm_line_small(&below) == ebm_line_small(line) ? EBM_SNIFF_YES : EBM_SNIFF_NO;
}

bool ebm_line_spaced(const ebm_line *line) {
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

/* ---- cells ---- */

unsigned ebm_cells_size(size_t n) {
  if (n == 729) return 0;
  for (unsigned size = 4; size <= EBM_SYMBOLS_SIZE && (size_t)size * size <= n; size++) {
    unsigned box_rows, box_columns;
    if ((size_t)size * size != n) continue;
    ebm_grid_default_boxes(size, &box_rows, &box_columns);
    return box_rows != 0 ? size : 0;
  }
  return 0;
}

unsigned ebm_cells_large_size(size_t n) {
  for (unsigned size = EBM_SYMBOLS_SIZE + 1; size <= EBM_LARGE_SIZE && (size_t)size * size <= n; size++) {
    unsigned box_rows, box_columns;
    if ((size_t)size * size != n) continue;
    ebm_grid_default_boxes(size, &box_rows, &box_columns);
    return box_rows != 0 ? size : 0;
  }
  return 0;
}

static bool any_given(const ebm_spelling *spelling, const char *cells, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (spelling->code[(unsigned char)cells[i]] != 0) return true;
  return false;
}

/* Whether the spelling has two symbols for blanks in one puzzle, 0 and another: then another reading is the likelier.
 */
static bool mixes_blanks(const ebm_spelling *spelling, const char *cells, size_t n) {
  return spelling->code['0'] == 0 && memchr(cells, '0', n) != NULL &&
         (memchr(cells, '.', n) != NULL || memchr(cells, '_', n) != NULL || memchr(cells, '*', n) != NULL ||
          memchr(cells, '-', n) != NULL);
}

/* The note that keeps the spelling which the source has been read with: records that could be read in several ways
 * follow the ones before them that could not. */
enum { NOTE_SPELLING = EBM_READER_NOTES - 1 };

const ebm_spelling *ebm_cells_spelling(ebm_reader *reader, unsigned size, const char *cells, size_t *wrong, char *text,
                                       size_t text_size) {
  const ebm_spelling *const *ways = ebm_reader_spellings(reader, size), *way = NULL, *rival = NULL;
  size_t n = (size_t)size * size;
  uint64_t *note = &ebm_reader_notes(reader)[NOTE_SPELLING];
  *wrong = n;
  text[0] = '\0';
  if (ways == NULL) return NULL;
  if (ways[0] == NULL) {
    snprintf(text, text_size, "the alphabet has fewer than the %u values of this grid", size);
    return NULL;
  }
  size_t furthest = 0;
  for (size_t i = 0; ways[i] != NULL; i++) {
    size_t scanned = ebm_spelling_scan(ways[i], cells, n);
    if (scanned > furthest) furthest = scanned;
    if (scanned < n) continue;
    if ((uint64_t)(uintptr_t)ways[i] == *note) return ways[i];
    bool mixes = mixes_blanks(ways[i], cells, n), worse = way != NULL && mixes && !mixes_blanks(way, cells, n);
    if (worse) continue;
    rival = way != NULL && mixes == mixes_blanks(way, cells, n) ? ways[i] : NULL;
    if (rival == NULL) way = ways[i];
  }
  if (way == NULL) {
    char name[EBM_BYTE_NAME];
    *wrong = furthest;
    ebm_byte_name(cells[furthest], name);
    if (cells[furthest] == '\0')
      snprintf(text, text_size, "%s", name);
    else if (size <= 9 && strncmp(ways[0]->name, "1-", 2) == 0)
      snprintf(text, text_size, "%s is not %s or a blank", name,
               size == 9 || !isdigit((unsigned char)cells[furthest]) ? "a digit" : ways[0]->name);
    else
      snprintf(text, text_size, "%s is not a value (%s) or a blank", name, ways[0]->name);
    return NULL;
  }
  if (rival != NULL && any_given(way, cells, n)) {
    snprintf(text, text_size, "the values could be %s or %s: name the alphabet", way->name, rival->name);
    return NULL;
  }
  if (rival == NULL && ways[1] != NULL) *note = (uint64_t)(uintptr_t)way;
  return way;
}

static ebm_record *add(ebm_reader *reader, unsigned size, const char *alphabet, uint64_t record_line) {
  unsigned box_rows, box_columns;
  ebm_grid_default_boxes(size, &box_rows, &box_columns);
  const ebm_model *model = ebm_reader_grid(reader, size, box_rows, box_columns);
  ebm_record *record = model != NULL ? ebm_reader_record(reader, model, record_line) : NULL;
  if (record != NULL) record->alphabet = alphabet;
  return record;
}

bool ebm_cells_read(ebm_reader *reader, unsigned size, const char *cells, const ebm_place *place) {
  size_t wrong;
  char text[160];
  const ebm_spelling *spelling = ebm_cells_spelling(reader, size, cells, &wrong, text, sizeof text);
  if (spelling == NULL) {
    if (text[0] == '\0') return false;
    uint64_t column = wrong < (size_t)size * size ? place->column + wrong : place->column;
    ebm_reader_refuse(reader, place->record_line, place->line, column, "%s", text);
    return false;
  }
  ebm_record *record = add(reader, size, spelling->alphabet, place->record_line);
  if (record == NULL) return false;
  for (size_t i = 0; i < (size_t)size * size; i++) record->given[i] = spelling->code[(unsigned char)cells[i]];
  return true;
}

bool ebm_cells_add(ebm_reader *reader, unsigned size, const uint8_t *given, const char *alphabet,
                   uint64_t record_line) {
  ebm_record *record = add(reader, size, alphabet, record_line);
  if (record != NULL) memcpy(record->given, given, (size_t)size * size);
  return record != NULL;
}

static const char number_symbols[] = ".123456789ABCDEFGHIJKLMNOPQRSTUVWXYZa"; /* up to 36 */

char ebm_number_symbol(const char *digits, size_t n) {
  unsigned number = 0;
  for (size_t i = 0; i < n; i++) {
    if (!isdigit((unsigned char)digits[i]) || number > 99) return '\0';
    number = number * 10 + (unsigned)(digits[i] - '0');
  }
  return n > 0 && number < sizeof number_symbols - 1 ? number_symbols[number] : '\0';
}

bool ebm_cells_add_numbers(ebm_reader *reader, unsigned size, const char *cells, uint64_t record_line) {
  const ebm_spelling *const *ways = ebm_reader_spellings(reader, size);
  uint8_t given[EBM_SYMBOLS_SIZE * EBM_SYMBOLS_SIZE];
  if (ways == NULL) return false;
  for (size_t i = 0; i < (size_t)size * size; i++) {
    const char *symbol = strchr(number_symbols, cells[i]);
    unsigned number = symbol != NULL && *symbol != '\0' ? (unsigned)(symbol - number_symbols) : 0;
    given[i] = (uint8_t)number;
    if (number <= size && (number != 0 || strchr(".0_*-xX", cells[i]) != NULL) && ways[0] != NULL) continue;
    if (ways[0] == NULL)
      ebm_reader_refuse(reader, record_line, record_line, 0, "the alphabet has fewer than the %u values of this grid",
                        size);
    else if (number > size)
      ebm_reader_refuse(reader, record_line, record_line, 0, "%u in cell %zu, 1 to %u can be", number, i + 1, size);
    else
      ebm_reader_refuse(reader, record_line, record_line, 0, "cell %zu is neither a number nor a blank", i + 1);
    return false;
  }
  return ebm_cells_add(reader, size, given, ways[0]->alphabet, record_line);
}

bool ebm_cells_add_candidates(ebm_reader *reader, const uint16_t *candidates, uint64_t record_line) {
  ebm_record *record = add(reader, 9, ".123456789", record_line);
  if (record == NULL) return false;
  bool open = true; /* every cell is decided or says nothing: no mask */
  for (unsigned cell = 0; cell < 81; cell++) {
    unsigned c = candidates[cell];
    if ((c & (c - 1)) == 0)
      record->given[cell] = (uint8_t)(__builtin_ctz(c) + 1);
    else
      open &= c == EBM_ALL_CANDIDATES;
  }
  if (open) return true;
  uint64_t *allowed = ebm_reader_allowed(reader, record);
  if (allowed == NULL) return false;
  for (uint32_t literal = 0; literal < record->model->n_literals; literal++)
    if (candidates[literal / 9] >> (literal % 9) & 1) allowed[literal / 64] |= (uint64_t)1 << (literal % 64);
  return true;
}

unsigned ebm_cells_candidates(const ebm_record *record, uint32_t cell) {
  unsigned candidates = 0;
  for (uint32_t a = 0; a < 9; a++)
    if (ebm_record_allows(record, record->model->first[cell] + a)) candidates |= 1u << a;
  return candidates;
}

/* ---- writing ---- */

unsigned ebm_cells_plain(const ebm_model *model) {
  const ebm_layout *layout = &model->layout;
  unsigned box_rows, box_columns, size = layout->rows;
  if (size == 0 || layout->columns != size || layout->values != size || layout->region != NULL) return 0;
  ebm_grid_default_boxes(size, &box_rows, &box_columns);
  if (layout->box_rows != box_rows || layout->box_columns != box_columns) return 0;
  return model->n_factors == (size_t)(box_rows != 0 ? 4 : 3) * size * size ? size : 0;
}

char ebm_cells_symbol(const ebm_record *record, const uint8_t *value, uint32_t cell) {
  return record->alphabet[value != NULL ? value[cell] + 1 : record->given[cell]];
}
