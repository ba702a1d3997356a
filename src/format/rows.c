#include "format/rows.h"
#include "format/items.h"
#include "format/jigsaw.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "model/grid.h"

enum {
  NOTE_SIZE = 1, /* of the last good grid: what the next one is expected to have */
  NOTE_SKIP = 2, /* in a section that is no puzzle */
  LOOK = 3       /* rows that vote on the size */
};

static bool usable(unsigned n) {
  return n >= 4 && n <= EBM_ROW_LIMIT && ebm_cells_size((size_t)n * n) != 0;
}

/* ---- gathering the rows of one puzzle ---- */

typedef struct rows {
  ebm_row row[EBM_ROW_LIMIT];
  uint64_t line[EBM_ROW_LIMIT]; /* below the front */
  unsigned n, size;             /* size 0: not decided */
  size_t bytes;                 /* gone through */
  uint64_t lines;
  unsigned band;                /* rows between blank lines, when those stand between bands of boxes; else 0 */
  uint64_t rules, double_rules; /* bit r: a rule or such a blank line stands before row r */
} rows;

typedef enum verdict { NO, YES, MORE } verdict;

/* The symbol that a row leaves cells open with; '\0': it has none. */
static char blank_of(const ebm_row *row) {
  for (unsigned i = 0; i < row->n && i < EBM_ROW_LIMIT; i++)
    if (strchr(".0_*-xX", row->cell[i]) != NULL) return row->cell[i];
  return '\0';
}

/* Whether lines of dashes are rows of blanks in the puzzle at the front: its other rows tell. */
static verdict dashes_are_cells(const char *bytes, size_t length, bool end) {
  unsigned n = 0, width = 0;
  ebm_line line;
  ebm_row row;
  while (ebm_line_take(bytes, length, end, &line)) {
    ebm_row_kind kind = ebm_row_parse(&line, &row);
    if (kind == EBM_ROW_BLANK || kind == EBM_ROW_COMMENT || kind == EBM_ROW_SECTION) return n == width ? YES : NO;
    if (kind == EBM_ROW_CELLS && blank_of(&row) != '\0') return blank_of(&row) == '-' ? YES : NO;
    if (kind != EBM_ROW_RULE) {
      n++;
      width = row.n;
      if (n > EBM_ROW_LIMIT) return NO;
    }
    bytes += line.size;
    length -= line.size;
  }
  return !end ? MORE : n == width ? YES : NO;
}

/* At a blank line behind a full band: whether exactly one more band stands below. Otherwise a puzzle ends here. */
static verdict band_follows(const rows *found, unsigned box_rows, const char *bytes, size_t length, bool end) {
  unsigned n = 0;
  ebm_line line;
  ebm_row row;
  for (; ebm_line_take(bytes, length, end, &line); bytes += line.size, length -= line.size) {
    ebm_row_kind kind = ebm_row_parse(&line, &row);
    if (n == 0 && kind == EBM_ROW_BLANK) continue;
    if (kind != EBM_ROW_CELLS || n == box_rows) return n == box_rows && kind != EBM_ROW_CELLS ? YES : NO;
    n++;
    if (found->band != 0 && n == box_rows && found->n + n == found->size) return YES;
  }
  return !end ? MORE : n == box_rows ? YES : NO;
}

/* The size that most of the first rows have; where they differ, the size of the puzzle before; else 9. */
static unsigned vote(const rows *found, unsigned last) {
  unsigned n = found->n < LOOK ? found->n : LOOK;
  for (unsigned i = 0; i < n; i++) {
    unsigned votes = 0;
    for (unsigned j = 0; j < n; j++) votes += found->row[j].n == found->row[i].n;
    if (2 * votes > n && usable(found->row[i].n)) return found->row[i].n;
  }
  return last != 0 ? last : 9;
}

/* Bands are as high as the boxes of the size usually are, or as wide: the same boxes, put upright. */
static verdict at_blank(rows *found, const char *bytes, size_t length, bool end) {
  unsigned low, wide, band = found->band != 0 ? found->band : found->n;
  if (found->size == 0) return NO;
  ebm_grid_default_boxes(found->size, &low, &wide);
  if ((band != low && band != wide) || found->n % band != 0) return NO;
  verdict follows = band_follows(found, band, bytes, length, end);
  if (follows == YES) {
    found->band = band;
    found->rules |= (uint64_t)1 << found->n;
  }
  return follows;
}

static void add_row(rows *found, const ebm_row *row, unsigned last) {
  found->row[found->n] = *row;
  found->line[found->n++] = found->lines;
  if (found->n == LOOK) found->size = vote(found, last);
}

static void add_rule(rows *found, bool heavy) {
  found->rules |= (uint64_t)1 << found->n;
  if (heavy) found->double_rules |= (uint64_t)1 << found->n;
}

/* MORE: the puzzle may go on behind these bytes. */
static verdict gather(rows *found, const char *bytes, size_t length, bool end, unsigned last) {
  memset(found, 0, sizeof *found);
  ebm_line line;
  ebm_row row;
  verdict dashes = MORE, go = YES;
  while (go == YES && (found->size == 0 || found->n < found->size)) {
    const char *at = bytes + found->bytes;
    size_t left = length - found->bytes;
    if (!ebm_line_take(at, left, end, &line)) {
      go = end ? NO : MORE;
      break;
    }
    ebm_row_kind kind = ebm_row_parse(&line, &row);
    if (kind == EBM_ROW_DASHES && dashes == MORE) {
      dashes = dashes_are_cells(bytes, length, end);
      if (dashes == MORE) return MORE;
    }
    if (kind == EBM_ROW_CELLS || (kind == EBM_ROW_DASHES && dashes == YES))
      add_row(found, &row, last);
    else if (row.rule && found->n < EBM_ROW_LIMIT)
      add_rule(found, row.double_rule);
    if (kind == EBM_ROW_COMMENT || kind == EBM_ROW_SECTION) go = NO;
    if (kind == EBM_ROW_BLANK) go = at_blank(found, at, left, end);
    if (go != YES) break;
    found->bytes += line.size;
    found->lines++;
  }
  if (go == MORE) return MORE;
  if (found->size == 0) found->size = vote(found, last);
  return YES;
}

/* ---- one puzzle ---- */

/* A space is no blank where the blanks have a symbol: what is left are the cells. */
static void drop_spaces(ebm_row *row) {
  ebm_row kept = *row;
  kept.n = 0;
  kept.bars = kept.heavy = 0;
  uint64_t bars = 0, heavy = 0;
  for (unsigned c = 0; c < row->n; c++) {
    bars |= row->bars >> c & 1; /* since the cell before */
    heavy |= row->heavy >> c & 1;
    if (row->cell[c] == '.') continue;
    kept.bars |= bars << kept.n;
    kept.heavy |= heavy << kept.n;
    bars = heavy = 0;
    kept.cell[kept.n] = row->cell[c];
    kept.column[kept.n++] = row->column[c];
  }
  *row = kept;
}

/* The first fault in the shape of the rows. False: there is one, and it has been told. */
static bool check_shape(ebm_reader *reader, rows *found) {
  bool explicit_blanks = false;
  for (unsigned i = 0; i < found->n; i++) explicit_blanks |= !found->row[i].spaced && blank_of(&found->row[i]) != '\0';
  for (unsigned i = 0; i < found->n; i++) {
    ebm_row *row = &found->row[i];
    if (row->spaced && explicit_blanks) drop_spaces(row);
    unsigned n = row->n;
    if (n == found->size) continue;
    uint64_t column = n > found->size && found->size < EBM_ROW_LIMIT ? row->column[found->size] : 0;
    ebm_reader_refuse(reader, found->line[0], found->line[i], column, "row %u has %u cell%s, %u expected", i + 1, n,
                      n == 1 ? "" : "s", found->size);
    return false;
  }
  if (found->n == found->size) return true;
  ebm_reader_refuse(reader, found->line[0], found->line[found->n - 1], 0, "%u row%s, %u expected", found->n,
                    found->n == 1 ? "" : "s", found->size);
  return false;
}

/* ---- boxes as they are drawn ---- */

/* The strokes that part boxes: the heavy ones, when there are two kinds; none, when each cell has its own. Bits 1 to
 * size - 1. */
static uint64_t parting(uint64_t strokes, uint64_t heavy, unsigned size) {
  uint64_t inner = ((uint64_t)1 << size) - 2;
  strokes &= inner;
  heavy &= inner;
  if (heavy != 0 && heavy != strokes) return heavy;
  return strokes == inner ? 0 : strokes;
}

/* How many cells lie between two strokes; 0: there are none. False: not everywhere as many, *at is the stroke in the
 * wrong place, or where one is missing. */
static bool spacing(uint64_t strokes, unsigned size, unsigned *cells, unsigned *at) {
  *cells = strokes == 0 ? 0 : (unsigned)__builtin_ctzll(strokes);
  for (*at = 1; *cells != 0 && *at < size; ++*at)
    if ((strokes >> *at & 1) != (*at % *cells == 0)) return false;
  *at = *cells;
  return *cells == 0 || size % *cells == 0;
}

/* False: what is drawn makes no boxes, and that has been told. */
static bool find_boxes(ebm_reader *reader, const rows *found, ebm_boxes *boxes) {
  unsigned size = found->size, first = 0, at, high, wide;
  uint64_t bars = 0;
  *boxes = (ebm_boxes){0, 0};
  for (unsigned r = 0; r < size; r++) {
    const ebm_row *row = &found->row[r];
    uint64_t own = parting(row->bars, row->heavy, size);
    if (bars == 0) first = r;
    if (bars == 0) bars = own;
    if (own == 0 || own == bars) continue;
    ebm_reader_refuse(reader, found->line[0], found->line[r], row->column[__builtin_ctzll(own ^ bars)] - 1u,
                      "row %u has its bars in other places than row %u", r + 1, first + 1);
    return false;
  }
  if (!spacing(bars, size, &wide, &at)) {
    ebm_reader_refuse(reader, found->line[0], found->line[first], found->row[first].column[at] - 1u,
                      "the bars do not part %u columns into boxes of the same width", size);
    return false;
  }
  if (!spacing(parting(found->rules, found->double_rules, size), size, &high, &at)) {
    ebm_reader_refuse(reader, found->line[0], found->line[at], 0,
                      "the rules do not part %u rows into boxes of the same height", size);
    return false;
  }
  if (high != 0 && wide != 0 && high * wide != size) {
    ebm_reader_refuse(reader, found->line[0], found->line[0], 0,
                      "the boxes are drawn with %u rows and %u columns, %u cells, and there are %u values", high, wide,
                      high * wide, size);
    return false;
  }
  if (high != 0 || wide != 0) *boxes = (ebm_boxes){high != 0 ? high : size / wide, wide != 0 ? wide : size / high};
  return true;
}

/* Rows that draw regions are no puzzle, but half of one. */
static bool are_regions(ebm_reader *reader, const rows *found, const char *cells) {
  if (!ebm_jigsaw_layout(cells, found->size)) return false;
  ebm_reader_refuse(reader, found->line[0], found->line[0], 0,
                    "regions, not givens: to read them with what stands above, name the format jigsaw");
  return true;
}

static void read_rows(ebm_reader *reader, rows *found) {
  unsigned size = found->size;
  uint8_t given[EBM_ROW_LIMIT * EBM_ROW_LIMIT];
  int16_t number[EBM_ROW_LIMIT * EBM_ROW_LIMIT];
  char cells[EBM_ROW_LIMIT * EBM_ROW_LIMIT], text[160];
  size_t wrong, n = (size_t)size * size;
  ebm_boxes boxes;
  if (!check_shape(reader, found)) return;
  for (unsigned r = 0; r < size; r++) memcpy(cells + (size_t)r * size, found->row[r].cell, size);
  if (are_regions(reader, found, cells) || !find_boxes(reader, found, &boxes)) return;
  bool numbers = false;
  for (unsigned r = 0; r < size; r++) numbers |= found->row[r].numbers;
  const char *alphabet = NULL;
  if (numbers) {
    for (size_t i = 0; i < n; i++) number[i] = ebm_symbol_number(cells[i], size);
    alphabet = ebm_cells_numbers(reader, size, number, given, &wrong, text, sizeof text);
  } else {
    const ebm_spelling *spelling = ebm_cells_spelling(reader, size, cells, &wrong, text, sizeof text);
    if (spelling != NULL) alphabet = spelling->alphabet;
    for (size_t i = 0; spelling != NULL && i < n; i++) given[i] = spelling->code[(unsigned char)cells[i]];
  }
  if (alphabet != NULL) {
    if (ebm_cells_add(reader, size, boxes, given, alphabet, found->line[0])) ebm_reader_notes(reader)[NOTE_SIZE] = size;
  } else if (text[0] != '\0') {
    size_t r = wrong < n ? wrong / size : 0;
    ebm_reader_refuse(reader, found->line[0], found->line[r], wrong < n ? found->row[r].column[wrong % size] : 0, "%s",
                      text);
  }
}

static bool is_state(const ebm_line *line) {
  size_t i = 0;
  while (i < line->length && line->bytes[i] != '[') i++;
  return line->length >= i + 7 && strncasecmp(line->bytes + i, "[state]", 7) == 0;
}

size_t ebm_rows_read(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  uint64_t *notes = ebm_reader_notes(reader);
  ebm_line line;
  ebm_row row;
  if (!ebm_line_take(bytes, length, end, &line)) return 0;
  ebm_row_kind kind = ebm_row_parse(&line, &row);
  if (kind == EBM_ROW_SECTION) notes[NOTE_SKIP] = is_state(&line); /* a player's progress */
  bool cells = kind == EBM_ROW_CELLS || kind == EBM_ROW_DASHES;
  if (!cells || notes[NOTE_SKIP] != 0) return line.size;
  if (kind == EBM_ROW_DASHES) {
    verdict dashes = dashes_are_cells(bytes, length, end);
    if (dashes != YES) return dashes == MORE ? 0 : line.size;
  }
  rows found;
  if (gather(&found, bytes, length, end, (unsigned)notes[NOTE_SIZE]) == MORE) return 0;
  read_rows(reader, &found);
  return found.bytes;
}

/* ---- recognizing ---- */

/* Whether most of a row's cells can be cells of a grid as wide as the row (9, when no grid is). */
static bool plausible(const ebm_row *row) {
  unsigned size = usable(row->n) ? row->n : 9, good = 0;
  if (row->n == 0 || row->n > EBM_ROW_LIMIT) return false;
  for (unsigned i = 0; i < row->n; i++) {
    char c = row->cell[i];
    if (c != '\0' && strchr(".0_*-xX", c) != NULL)
      good++;
    else if (isdigit((unsigned char)c))
      good += (unsigned)(c - '0') <= size;
    else if (isalpha((unsigned char)c) && size > 9)
      good += (unsigned)(toupper((unsigned char)c) - 'A') < size;
  }
  return good * 4 >= row->n * 3;
}

static bool header_line(const ebm_line *line) {
  return line->length >= 2 && line->bytes[0] == '#' && strchr("ABCDHLSTU", line->bytes[1]) != NULL &&
         line->bytes[1] != '\0';
}

ebm_sniff ebm_rows_sniff(const char *bytes, size_t length, bool end, ebm_rows_front *front) {
  unsigned n = 0;
  bool undecided = false;
  const char *at = bytes;
  ebm_line line;
  ebm_row row;
  *front = (ebm_rows_front){false, false};
  for (; ebm_line_take(at, length - (size_t)(at - bytes), end, &line); at += line.size) {
    ebm_row_kind kind = ebm_row_parse(&line, &row);
    if (n == 0) front->header |= kind == EBM_ROW_SECTION || (kind == EBM_ROW_COMMENT && header_line(&line));
    if (kind != EBM_ROW_CELLS) {
      if (n > 0 && kind == EBM_ROW_BLANK && !undecided) break;
      continue;
    }
    if (n == 0 && line.length >= 81 && ebm_line_spaced(&line)) return EBM_SNIFF_NO; /* a puzzle on one line */
    front->candidates = ebm_row_of_candidates(&row);
    if (front->candidates) return EBM_SNIFF_YES;
    if (n == 0 && ebm_line_document(&line)) return EBM_SNIFF_NO;
    if (n == 0 && (line.bytes[0] == ':' || ebm_items_front(&line) || row.joined || !plausible(&row)))
      return EBM_SNIFF_NO;
    if (n == 0 && !front->header && ebm_line_small(&line) != 0) {
      ebm_sniff small = ebm_line_small_sniff(&line, bytes, length, end);
      return small == EBM_SNIFF_MORE ? small : small == EBM_SNIFF_YES ? EBM_SNIFF_NO : EBM_SNIFF_YES;
    }
    undecided = blank_of(&row) == '\0' && !row.tight && !row.spaced;
    if (!undecided && usable(row.n)) return EBM_SNIFF_YES;
    if (++n >= 9) return EBM_SNIFF_YES;
    if (!undecided && n >= LOOK) return EBM_SNIFF_NO;
  }
  if (!end) return EBM_SNIFF_MORE;
  return n > 0 && undecided ? EBM_SNIFF_YES : EBM_SNIFF_NO;
}
