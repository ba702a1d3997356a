/* hodoku.c - lines of HoDoKu's library: ":technique:candidates:cells:deleted:eliminations:comment:". The cells are the
 * givens and, behind a '+', the digits placed since; `deleted` lists candidates ruled out since, as digit, row, column.
 * The technique and its eliminations are what somebody concluded, and are passed over. */
#include <ctype.h>
#include <string.h>

#include "format/cells.h"

static ebm_sniff sniff(const char *bytes, size_t length, bool end) {
  ebm_line line;
  if (!ebm_line_first(bytes, length, end, &line)) return end ? EBM_SNIFF_NO : EBM_SNIFF_MORE;
  size_t colons = 0;
  for (size_t i = 0; i < line.length; i++) colons += line.bytes[i] == ':';
  return line.bytes[0] == ':' && colons >= 3 ? EBM_SNIFF_YES : EBM_SNIFF_NO;
}

/* The text between colon `index` and the next (or the end of the line). False: there are fewer colons. */
static bool part(const ebm_line *line, unsigned index, size_t *begin, size_t *end) {
  unsigned colons = 0;
  size_t i = 0;
  while (i < line->length && colons < index) colons += line->bytes[i++] == ':';
  if (colons < index) return false;
  *begin = i;
  while (i < line->length && line->bytes[i] != ':') i++;
  *end = i;
  return true;
}

/* False: a fault has been told. */
static bool read_cells(ebm_reader *reader, const ebm_line *line, uint16_t *candidates) {
  size_t begin, end, cells = 0;
  if (!part(line, 3, &begin, &end)) {
    ebm_reader_refuse(reader, 0, 0, 1, "no cells behind a third ':'");
    return false;
  }
  for (size_t i = begin; i < end; i++) {
    char c = line->bytes[i], name[EBM_BYTE_NAME];
    bool placed = c == '+' && i + 1 < end && line->bytes[i + 1] >= '1' && line->bytes[i + 1] <= '9';
    if (placed) c = line->bytes[++i];
    bool digit = c >= '1' && c <= '9';
    if (!digit && c != '.' && c != '0') {
      ebm_reader_refuse(reader, 0, 0, i + 1, c == '\0' ? "%s" : "%s is not a digit or a blank", ebm_byte_name(c, name));
      return false;
    }
    if (cells < 81) candidates[cells] = (uint16_t)(digit ? 1u << (c - '1') : EBM_ALL_CANDIDATES);
    cells++;
  }
  if (cells == 81) return true;
  ebm_reader_refuse(reader, 0, 0, begin + 1, "%zu cells, 81 expected", cells);
  return false;
}

static bool read_deleted(ebm_reader *reader, const ebm_line *line, uint16_t *candidates) {
  size_t i, end;
  if (!part(line, 4, &i, &end)) return true;
  while (i < end) {
    size_t length = 0;
    if (isspace((unsigned char)line->bytes[i])) {
      i++;
      continue;
    }
    bool good = true;
    for (; i + length < end && !isspace((unsigned char)line->bytes[i + length]); length++)
      good &= line->bytes[i + length] >= '1' && line->bytes[i + length] <= '9';
    if (!good || length != 3) {
      ebm_reader_refuse(reader, 0, 0, i + 1, "a deleted candidate is three digits: digit, row, column");
      return false;
    }
    unsigned cell = (unsigned)(line->bytes[i + 1] - '1') * 9 + (unsigned)(line->bytes[i + 2] - '1');
    candidates[cell] &= (uint16_t) ~(1u << (line->bytes[i] - '1'));
    if (candidates[cell] == 0) {
      ebm_reader_refuse(reader, 0, 0, i + 1, "cell %u has no candidates", cell + 1);
      return false;
    }
    i += length;
  }
  return true;
}

static size_t read(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  ebm_line line;
  if (!ebm_line_take(bytes, length, end, &line)) return 0;
  if (ebm_line_blank(&line) || ebm_line_comment(&line)) return line.size;
  uint16_t candidates[81];
  if (read_cells(reader, &line, candidates) && read_deleted(reader, &line, candidates))
    ebm_cells_add_candidates(reader, candidates, 0);
  return line.size;
}

static ebm_status write(const ebm_record *record, const uint8_t *value, ebm_text *text) {
  if (ebm_cells_plain(record->model) != 9) return EBM_ERROR_UNSUPPORTED;
  ebm_text_append(text, ":0000:x:", 8);
  for (uint32_t cell = 0; cell < 81; cell++) {
    char symbol = ebm_cells_symbol(record, value, cell);
    if (value != NULL && record->given[cell] == 0) ebm_text_append(text, "+", 1);
    ebm_text_append(text, &symbol, 1);
  }
  ebm_text_append(text, ":", 1);
  bool first = true;
  for (uint32_t literal = 0; value == NULL && record->allowed != NULL && literal < 729; literal++) {
    uint32_t cell = literal / 9;
    if (record->given[cell] != 0 || ebm_record_allows(record, literal)) continue;
    ebm_text_printf(text, "%s%u%u%u", first ? "" : " ", literal % 9 + 1, cell / 9 + 1, cell % 9 + 1);
    first = false;
  }
  ebm_text_append(text, "::\n", 3);
  return EBM_OK;
}

const ebm_format ebm_format_hodoku = {
    .name = "hodoku",
    .extensions = ".txt",
    .source = "HoDoKu, library format",
    .sniff = sniff,
    .read = read,
    .write = write,
    .own_values = true,
};
