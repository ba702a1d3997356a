/* row.c - one line of a puzzle on many lines. */
#include <ctype.h>
#include <string.h>

#include "format/rows.h"

/* The line with box-drawing characters (three bytes in UTF-8) as '|' and '-', at the same columns. Returns its
 * length, cut at EBM_ROW_BYTES: no row is that long. */
static size_t plain_copy(const ebm_line *line, char copy[EBM_ROW_BYTES]) {
  size_t n = line->length < EBM_ROW_BYTES ? line->length : EBM_ROW_BYTES;
  memcpy(copy, line->bytes, n);
  for (size_t i = 0; i + 2 < n; i++) {
    unsigned char second = (unsigned char)copy[i + 1], third = (unsigned char)copy[i + 2];
    if ((unsigned char)copy[i] != 0xE2 || (second != 0x94 && second != 0x95)) continue;
    bool flat = (second == 0x94 && third <= 0x81) || (second == 0x95 && third == 0x90);
    memset(copy + i, flat ? '-' : '|', 3);
  }
  return n;
}

/* "Grid 01", "Puzzle #3:": one word, one number. */
static bool is_title(const ebm_line *line) {
  const char *p = line->bytes, *end = p + line->length;
  size_t letters = 0, digits = 0;
  while (p < end && isspace((unsigned char)*p)) p++;
  while (p < end && isalpha((unsigned char)*p)) p++, letters++;
  const char *word = p - letters;
  while (p < end && (isspace((unsigned char)*p) || *p == '#')) p++;
  while (p < end && isdigit((unsigned char)*p)) p++, digits++;
  while (p < end && (isspace((unsigned char)*p) || *p == ':' || *p == '.')) p++;
  bool blanks = true;
  for (size_t i = 0; i < letters; i++) blanks &= word[i] == 'x' || word[i] == 'X';
  return p == end && letters >= 3 && letters < 30 && digits < 8 && !blanks &&
         (digits > 0 || (letters > 3 && end[-1] == ':'));
}

static bool is_section(const ebm_line *line) {
  size_t begin = 0, end = line->length;
  while (begin < end && isspace((unsigned char)line->bytes[begin])) begin++;
  while (end > begin && isspace((unsigned char)line->bytes[end - 1])) end--;
  return end - begin >= 3 && line->bytes[begin] == '[' && line->bytes[end - 1] == ']' &&
         isalpha((unsigned char)line->bytes[begin + 1]);
}

static void add_cell(ebm_row *row, char cell, size_t column) {
  if (row->n < EBM_ROW_LIMIT) {
    row->cell[row->n] = cell;
    row->column[row->n] = (uint16_t)(column + 1);
  }
  row->n++;
}

/* Cells between commas, semicolons or tabs, where nothing is a blank: "5,3,,,7,,,,". */
static bool parse_delimited(const char *text, size_t n, ebm_row *row) {
  char delimiter = memchr(text, ',', n) ? ',' : memchr(text, ';', n) ? ';' : memchr(text, '\t', n) ? '\t' : '\0';
  if (delimiter == '\0') return false;
  for (size_t begin = 0, end; begin <= n; begin = end + 1) {
    const char *found = begin < n ? memchr(text + begin, delimiter, n - begin) : NULL;
    end = found != NULL ? (size_t)(found - text) : n;
    size_t first = begin, last = end;
    while (first < last && strchr(" \t|\"", text[first]) != NULL && text[first] != '\0') first++;
    while (last > first && strchr(" \t|\"", text[last - 1]) != NULL && text[last - 1] != '\0') last--;
    if (last == first && end == n && (row->n == 9 || row->n == 16 || row->n == 25)) break; /* a delimiter too many */
    if (last - first <= 1) {
      add_cell(row, last > first ? text[first] : '.', first);
    } else {
      char symbol = ebm_number_symbol(text + first, last - first);
      row->joined |= symbol == '\0';
      row->numbers |= symbol != '\0';
      if (symbol != '\0')
        add_cell(row, symbol, first);
      else
        for (size_t i = first; i < last; i++)
          if (text[i] != ' ' && text[i] != '|') add_cell(row, text[i], i);
    }
  }
  return true;
}

static bool rising_digits(const char *text, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (!isdigit((unsigned char)text[i]) || (i > 0 && text[i] <= text[i - 1])) return false;
  return n > 0;
}

/* Digits with spaces for blanks, in a line whose width says where the cells are: 9 characters, or three groups of
 * seven (" 5 3   |   7   |       "). Bars, if there are any, part them in three. */
static bool parse_spaces(const char *text, size_t n, ebm_row *row) {
  char cells[EBM_ROW_BYTES];
  size_t column[EBM_ROW_BYTES], kept = 0, bars = 0, at[2] = {0, 0};
  for (size_t i = 0; i < n; i++) {
    if (text[i] == '|') {
      bool outer = kept == 0 || i + 1 == n;
      if (!outer && bars < 2) at[bars] = kept;
      bars += !outer;
      continue;
    }
    if (text[i] != ' ' && !(text[i] >= '1' && text[i] <= '9')) return false;
    cells[kept] = text[i];
    column[kept++] = i;
  }
  if (kept != 9 && kept != 21) return false;
  if (bars != 0 && (bars != 2 || at[0] != kept / 3 || at[1] != kept / 3 * 2)) return false;
  row->spaced = true;
  for (size_t i = 0; i < kept; i++) {
    bool cell = kept == 9 || i % 7 % 2 == 1;
    if (!cell && cells[i] != ' ') return false;
    if (cell) add_cell(row, cells[i] == ' ' ? '.' : cells[i], column[i]);
  }
  return true;
}

/* Groups between spaces and bars: a cell each, or several cells side by side. */
static void parse_groups(const char *text, size_t n, ebm_row *row) {
  unsigned groups = 0, wide = 0, numbers = 0, wide_numbers = 0;
  for (size_t i = 0; i < n;) {
    if (text[i] == ' ' || text[i] == '|') {
      i++;
      continue;
    }
    size_t begin = i;
    while (i < n && text[i] != ' ' && text[i] != '|') i++;
    groups++;
    wide += i - begin > 1 && rising_digits(text + begin, i - begin);
    wide_numbers += i - begin == 2;
    numbers += i - begin == 1 || (i - begin == 2 && ebm_number_symbol(text + begin, 2) != '\0');
  }
  bool as_numbers = groups > 9 && numbers == groups && ebm_cells_size((size_t)groups * groups) != 0;
  row->numbers = as_numbers && wide_numbers > 0;
  row->groups = groups;
  row->wide = wide;
  row->tight = groups == 1;
  for (size_t i = 0; i < n; i++) {
    if (text[i] == ' ' || text[i] == '|') continue;
    if (as_numbers && i + 1 < n && isdigit((unsigned char)text[i + 1])) {
      add_cell(row, ebm_number_symbol(text + i, 2), i);
      i++;
    } else {
      add_cell(row, text[i], i);
    }
  }
}

bool ebm_row_of_candidates(const ebm_row *row) {
  return row->groups >= 7 && row->groups <= 11 && row->wide > 0;
}

/* Whether the byte that was drawn at `at` is part of a double or thick stroke, or one of two bars side by side. */
static bool is_heavy(const char *drawn, size_t n, size_t at) {
  if (drawn[at] == '|') return (at + 1 < n && drawn[at + 1] == '|') || (at > 0 && drawn[at - 1] == '|');
  for (size_t first = at < 2 ? 0 : at - 2; first <= at && first + 2 < n; first++) {
    unsigned char a = (unsigned char)drawn[first], b = (unsigned char)drawn[first + 1],
                  c = (unsigned char)drawn[first + 2];
    if (a == 0xE2 && ((b == 0x95 && c >= 0x90 && c <= 0xAC) || (b == 0x94 && c == 0x83))) return true;
  }
  return false;
}

/* Where bars stand between the cells of a row; text: the line with all its bars as '|', drawn: as it came. */
static void find_bars(const char *drawn, const char *text, size_t n, ebm_row *row) {
  for (unsigned c = 1; c < row->n && c < EBM_ROW_LIMIT; c++)
    for (size_t at = row->column[c - 1]; at + 1 < row->column[c] && at < n; at++) {
      if (text[at] != '|') continue;
      row->bars |= (uint64_t)1 << c;
      if (is_heavy(drawn, n, at)) row->heavy |= (uint64_t)1 << c;
    }
}

/* "====", or one of the thick or double strokes of box drawing. */
static bool is_double_rule(const char *drawn, size_t n) {
  if (memchr(drawn, '=', n) != NULL) return true;
  for (size_t i = 0; i + 2 < n; i++)
    if (memcmp(drawn + i, "\xE2\x95\x90", 3) == 0 || memcmp(drawn + i, "\xE2\x94\x81", 3) == 0) return true;
  return false;
}

static ebm_row_kind parse(const ebm_line *line, char *text, ebm_row *row) {
  if (ebm_line_blank(line)) return EBM_ROW_BLANK;
  if (ebm_line_comment(line) || is_title(line)) return EBM_ROW_COMMENT;
  if (is_section(line)) return EBM_ROW_SECTION;
  size_t n = plain_copy(line, text);
  const char *mark = memchr(text, '#', n); /* a comment behind the cells */
  if (mark != NULL) n = (size_t)(mark - text);
  while (n > 0 && (text[n - 1] == '\r' || text[n - 1] == '\t')) n--;
  ebm_line plain = {text, n, n};
  if (ebm_line_rule(&plain)) {
    row->rule = true;
    size_t dashes = 0, others = 0;
    for (size_t i = 0; i < n; i++) {
      dashes += text[i] == '-';
      others += text[i] != '-' && text[i] != '|' && text[i] != ' ';
    }
    if (others > 0 || ebm_cells_size(dashes * dashes) == 0) return EBM_ROW_RULE;
    parse_groups(text, n, row);
    return EBM_ROW_DASHES;
  }
  if (parse_delimited(text, n, row)) return EBM_ROW_CELLS;
  size_t seen = 0;
  for (size_t i = 0; i < n; i++) seen += text[i] != ' ' && text[i] != '|';
  /* Bars alone are a row of blanks when their distances are right, else something drawn. */
  if (seen == 0) return parse_spaces(text, n, row) ? EBM_ROW_CELLS : EBM_ROW_RULE;
  if (seen < 9 && parse_spaces(text, n, row)) return EBM_ROW_CELLS;
  memset(row, 0, sizeof *row);
  parse_groups(text, n, row);
  return EBM_ROW_CELLS;
}

ebm_row_kind ebm_row_parse(const ebm_line *line, ebm_row *row) {
  char text[EBM_ROW_BYTES];
  memset(row, 0, sizeof *row);
  ebm_row_kind kind = parse(line, text, row);
  size_t n = line->length < EBM_ROW_BYTES ? line->length : EBM_ROW_BYTES;
  if (kind == EBM_ROW_CELLS) find_bars(line->bytes, text, n, row);
  if (row->rule) row->double_rule = is_double_rule(line->bytes, n);
  return kind;
}
