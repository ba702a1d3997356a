/* candidates.c - nine rows of nine groups of digits, what each cell can still be, with bars and rules drawn between. */
#include <string.h>

#include "format/rows.h"

static ebm_sniff sniff(const char *bytes, size_t length, bool end) {
  ebm_rows_front front;
  ebm_sniff rows = ebm_rows_sniff(bytes, length, end, &front);
  return rows == EBM_SNIFF_YES && !front.candidates ? EBM_SNIFF_NO : rows;
}

/* Where a record is being read. */
typedef struct position {
  ebm_reader *reader;
  uint64_t record_line, line;
} position;

/* One group of a row; 0: a fault has been told. A lone blank says nothing about its cell. */
static unsigned read_group(const position *at, const ebm_line *line, size_t begin, size_t length) {
  const char *group = line->bytes + begin;
  unsigned candidates = 0;
  if (length == 1 && group[0] != '\0' && strchr(".0_*-", group[0]) != NULL) return EBM_ALL_CANDIDATES;
  for (size_t i = 0; i < length; i++) {
    char name[EBM_BYTE_NAME];
    unsigned bit = group[i] >= '1' && group[i] <= '9' ? 1u << (group[i] - '1') : 0;
    if (bit != 0 && (candidates & bit) == 0) {
      candidates |= bit;
      continue;
    }
    ebm_reader_refuse(at->reader, at->record_line, at->line, begin + i + 1,
                      bit != 0           ? "%s twice in a cell"
                      : group[i] == '\0' ? "%s"
                                         : "%s is not a digit",
                      ebm_byte_name(group[i], name));
    return 0;
  }
  return candidates;
}

/* The groups of a line into candidates [9]; false: a fault has been told. */
static bool read_row(const position *at, const ebm_line *line, unsigned number, uint16_t *candidates) {
  unsigned n = 0;
  for (size_t i = 0; i < line->length;) {
    static const char between[] = " \t|:";
    if (line->bytes[i] != '\0' && strchr(between, line->bytes[i]) != NULL) {
      i++;
      continue;
    }
    size_t begin = i;
    while (i < line->length && (line->bytes[i] == '\0' || strchr(between, line->bytes[i]) == NULL)) i++;
    unsigned group = read_group(at, line, begin, i - begin);
    if (group == 0) return false;
    if (n < 9) candidates[n] = (uint16_t)group;
    n++;
  }
  if (n == 9) return true;
  ebm_reader_refuse(at->reader, at->record_line, at->line, 0, "row %u has %u cell%s, 9 expected", number, n,
                    n == 1 ? "" : "s");
  return false;
}

static bool is_row(const ebm_line *line) {
  return !ebm_line_blank(line) && !ebm_line_comment(line) && !ebm_line_rule(line);
}

static size_t read(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  uint16_t candidates[81];
  ebm_line line;
  size_t done = 0;
  uint64_t lines = 0, last = 0;
  unsigned rows = 0;
  if (!ebm_line_take(bytes, length, end, &line)) return 0;
  if (!is_row(&line)) return line.size;
  /* All nine rows must be here before any is read, so that a fault is told once. */
  while (rows < 9 && ebm_line_take(bytes + done, length - done, end, &line)) {
    if (ebm_line_blank(&line) || ebm_line_comment(&line)) break;
    rows += is_row(&line);
    if (is_row(&line)) last = lines;
    done += line.size;
    lines++;
  }
  if (rows < 9 && !end && !ebm_line_take(bytes + done, length - done, end, &line)) return 0;
  position at = {reader, 0, 0};
  unsigned number = 0;
  for (size_t front = 0; front < done; front += line.size, at.line++) {
    ebm_line_take(bytes + front, done - front, true, &line);
    if (!is_row(&line)) continue;
    if (!read_row(&at, &line, number + 1, candidates + number * 9)) return done;
    number++;
  }
  if (rows == 9)
    ebm_cells_add_candidates(reader, candidates, 0);
  else
    ebm_reader_refuse(reader, 0, last, 0, "%u row%s, 9 expected", rows, rows == 1 ? "" : "s");
  return done;
}

static ebm_status write(const ebm_record *record, const uint8_t *value, ebm_text *text) {
  if (ebm_cells_plain(record->model) != 9) return EBM_ERROR_UNSUPPORTED;
  static const char rule[] =
      "*-------------------------------+-------------------------------+-------------------------------*\n";
  for (uint32_t r = 0; r < 9; r++) {
    if (r % 3 == 0) ebm_text_append(text, rule, sizeof rule - 1);
    for (uint32_t c = 0; c < 9; c++) {
      char group[10] = "         ";
      unsigned candidates = value != NULL ? 1u << value[r * 9 + c] : ebm_cells_candidates(record, r * 9 + c);
      for (unsigned a = 0, n = 0; a < 9; a++)
        if (candidates >> a & 1) group[n++] = (char)('1' + a);
      ebm_text_printf(text, "%s%s ", c % 3 == 0 ? "| " : "", group);
    }
    ebm_text_append(text, "|\n", 2);
  }
  ebm_text_append(text, rule, sizeof rule - 1);
  ebm_text_append(text, "\n", 1);
  return EBM_OK;
}

const ebm_format ebm_format_candidates = {
    .name = "candidates",
    .extensions = ".txt",
    .source = "custom: the grids that people paste into forums",
    .sniff = sniff,
    .read = read,
    .write = write,
    .own_values = true,
};
