/* pencilmarks.c - one 9x9 puzzle a line, nine places a cell: the digit where it is possible, '.' where it is not. */
#include <string.h>

#include "format/items.h"

enum { PLACES = 729, NEAR = 31 };

/* The puzzle of a line: the longest field. */
static ebm_field longest_field(const ebm_line *line) {
  ebm_field longest = {0, 0}, field = {0, 0};
  while ((field = ebm_field_next(line, field.begin + field.length)).length > 0)
    if (field.length > longest.length) longest = field;
  return longest;
}

static bool is_place(char c) {
  return c != '\0' && strchr(".0123456789_*-", c) != NULL;
}

static ebm_sniff sniff(const char *bytes, size_t length, bool end) {
  ebm_line line;
  if (!ebm_line_first(bytes, length, end, &line)) return end ? EBM_SNIFF_NO : EBM_SNIFF_MORE;
  ebm_field field = longest_field(&line);
  if (ebm_items_front(&line)) return EBM_SNIFF_NO;
  return field.length >= PLACES - NEAR && field.length <= PLACES + NEAR ? EBM_SNIFF_YES : EBM_SNIFF_NO;
}

/* Candidates of the 81 cells; false: a fault has been told. */
static bool read_places(ebm_reader *reader, const char *places, size_t n, uint64_t column, uint16_t *candidates) {
  for (size_t i = 0; i < n; i++) {
    char name[EBM_BYTE_NAME];
    if (is_place(places[i])) continue;
    ebm_reader_refuse(reader, 0, 0, column + i, places[i] == '\0' ? "%s" : "%s is not a digit or a blank",
                      ebm_byte_name(places[i], name));
    return false;
  }
  if (n != PLACES) {
    ebm_reader_refuse(reader, 0, 0, column + (n < PLACES ? n : PLACES), "%zu places, %d expected", n, (int)PLACES);
    return false;
  }
  for (unsigned cell = 0; cell < 81; cell++) {
    candidates[cell] = 0;
    for (unsigned a = 0; a < 9; a++) {
      char c = places[cell * 9 + a];
      if (c == (char)('1' + a)) candidates[cell] |= (uint16_t)(1u << a);
      if (c < '1' || c > '9' || c == (char)('1' + a)) continue;
      ebm_reader_refuse(reader, 0, 0, column + cell * 9 + a, "'%c' in cell %u where %u can stand", c, cell + 1, a + 1);
      return false;
    }
    if (candidates[cell] != 0) continue;
    ebm_reader_refuse(reader, 0, 0, column + cell * 9, "cell %u has no candidates", cell + 1);
    return false;
  }
  return true;
}

static size_t read(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  ebm_line line;
  if (!ebm_line_take(bytes, length, end, &line)) return 0;
  if (ebm_line_blank(&line) || ebm_line_comment(&line)) return line.size;
  ebm_field field = longest_field(&line);
  uint16_t candidates[81];
  if (read_places(reader, line.bytes + field.begin, field.length, field.begin + 1, candidates))
    ebm_cells_add_candidates(reader, candidates, 0);
  return line.size;
}

static ebm_status write(const ebm_record *record, const uint8_t *value, ebm_text *text) {
  if (ebm_cells_plain(record->model) != 9) return EBM_ERROR_UNSUPPORTED;
  for (uint32_t cell = 0; cell < 81; cell++) {
    unsigned candidates = value != NULL ? 1u << value[cell] : ebm_cells_candidates(record, cell);
    char places[9];
    for (unsigned a = 0; a < 9; a++) places[a] = candidates >> a & 1 ? (char)('1' + a) : '.';
    ebm_text_append(text, places, sizeof places);
  }
  ebm_text_append(text, "\n", 1);
  return EBM_OK;
}

const ebm_format ebm_format_pencilmarks = {
    .name = "pencilmarks",
    .extensions = ".txt",
    .source = "tdoku, pencilmark puzzles: 729 characters",
    .sniff = sniff,
    .read = read,
    .write = write,
    .own_values = true,
};
