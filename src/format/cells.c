#include "format/cells.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "format/zeros.h"
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
  size_t run = 0, longest = 0, all = 0;
  bool strokes = true; /* nothing else */
  for (size_t i = 0; i < line->length; i++) {
    char c = line->bytes[i];
    if (c == '\0' || strchr(" \t-=+|*:.,'`\"", c) == NULL) return false;
    strokes &= strchr(" \t-=+|", c) != NULL;
    run = c == '-' || c == '=' ? run + 1 : 0;
    all += run > 0;
    if (run > longest) longest = run;
  }
  return longest >= 3 || (strokes && longest == 2 && all >= 3);
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
  size_t n = 0, group = 0, first = 0; /* cells side by side: now, and in the first group */
  char top = '0';
  for (size_t i = 0; i <= line->length; i++) {
    char c = i < line->length ? line->bytes[i] : ' ';
    if (c == ' ' || c == ',' || c == '\t') {
      if (first == 0) first = group;
      if (group != 0 && group != first) return 0; /* "., 10, .": numbers */
      group = 0;
      continue;
    }
    if (c == '\0' || strchr(".0_*-xX123456", c) == NULL) return 0;
    if (isdigit((unsigned char)c) && c > top) top = c;
    n++, group++;
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

/* What the cells say when 1 is the first value. */
static ebm_zeros count_zeros(const ebm_spelling *ones, unsigned size, const char *cells) {
  int16_t number[EBM_SYMBOLS_SIZE * EBM_SYMBOLS_SIZE];
  for (size_t i = 0; i < (size_t)size * size; i++) {
    uint8_t code = ones->code[(unsigned char)cells[i]];
    number[i] = code != 0 ? code : cells[i] == '0' ? 0 : EBM_BLANK;
  }
  return ebm_zeros_count(size, number);
}

/* The note that keeps the spelling which the source has been read with: records that could be read in several ways
 * follow the ones before them that could not. */
enum { NOTE_SPELLING = EBM_READER_NOTES - 1 };

static bool is_noted(ebm_reader *reader, const void *way) {
  return way != NULL && ebm_reader_notes(reader)[NOTE_SPELLING] == (uint64_t)(uintptr_t)way;
}

static void take_note(ebm_reader *reader, const void *way) {
  ebm_reader_notes(reader)[NOTE_SPELLING] = (uint64_t)(uintptr_t)way;
}

bool ebm_cells_from_zero(ebm_reader *reader, unsigned size) {
  const ebm_spelling *const *ways = ebm_reader_spellings(reader, size);
  for (; ways != NULL && *ways != NULL; ways++)
    if (ebm_spelling_from_zero(*ways)) return is_noted(reader, *ways);
  return false;
}

/* Of the ways in which the cells can be spelled, those that make sense: from 1, from 0, by letters alone. */
typedef struct readings {
  const ebm_spelling *ones, *zeros, *letters;
} readings;

/* Rules out what the zeros speak against. */
static void judge_zeros(ebm_reader *reader, unsigned size, const char *cells, readings *may) {
  ebm_zeros zeros = count_zeros(may->ones, size, cells);
  bool follows = is_noted(reader, may->zeros), clash = ebm_zeros_clash(&zeros);
  if (zeros.zeros > 0 && zeros.blanks && !clash) may->letters = NULL;
  if (is_noted(reader, may->ones)) {
    may->zeros = NULL;
    return;
  }
  ebm_zero zero = ebm_zeros_judge(size, &zeros, size > 9, follows);
  /* Above nine values, symbols from 0 are so common that a grid without another blank could be either. */
  if (size > 9 && zero == EBM_ZERO_BLANK && !zeros.blanks && zeros.zeros > 0 && !clash) zero = EBM_ZERO_EITHER;
  if (size > 9 && zero == EBM_ZERO_BLANK && zeros.zeros == 0) zero = EBM_ZERO_EITHER;
  if (zero == EBM_ZERO_VALUE) may->ones = NULL;
  if (zero == EBM_ZERO_BLANK) may->zeros = NULL;
}

/* Why none of the ways reads the cells; furthest: of the bytes that stop them. */
static void tell_stranger(const ebm_spelling *const *ways, unsigned size, char furthest, char *text, size_t text_size) {
  char name[EBM_BYTE_NAME];
  ebm_byte_name(furthest, name);
  if (furthest == '\0')
    snprintf(text, text_size, "%s", name);
  else if (size <= 9 && strncmp(ways[0]->name, "1-", 2) == 0)
    snprintf(text, text_size, "%s is not %s or a blank", name,
             size == 9 || !isdigit((unsigned char)furthest) ? "a digit" : ways[0]->name);
  else
    snprintf(text, text_size, "%s is not a value (%s) or a blank", name, ways[0]->name);
}

const ebm_spelling *ebm_cells_spelling(ebm_reader *reader, unsigned size, const char *cells, size_t *wrong, char *text,
                                       size_t text_size) {
  const ebm_spelling *const *ways = ebm_reader_spellings(reader, size);
  readings may = {NULL, NULL, NULL};
  size_t n = (size_t)size * size, furthest = 0;
  *wrong = n;
  text[0] = '\0';
  if (ways == NULL) return NULL;
  if (ways[0] == NULL) {
    snprintf(text, text_size, "the alphabet has fewer than the %u values of this grid", size);
    return NULL;
  }
  for (size_t i = 0; ways[i] != NULL; i++) {
    size_t scanned = ebm_spelling_scan(ways[i], cells, n);
    if (scanned > furthest) furthest = scanned;
    if (scanned < n) continue;
    if (ways[1] == NULL) return ways[i];
    if (ebm_spelling_from_zero(ways[i]))
      may.zeros = ways[i];
    else if (ways[i]->alphabet[1] == '1')
      may.ones = ways[i];
    else
      may.letters = ways[i];
  }
  if (is_noted(reader, may.letters)) return may.letters;
  if (may.ones != NULL && may.zeros != NULL) judge_zeros(reader, size, cells, &may);
  const ebm_spelling *way = may.ones != NULL ? may.ones : may.zeros != NULL ? may.zeros : may.letters;
  const ebm_spelling *rival = way != may.zeros && may.zeros != NULL       ? may.zeros
                              : way != may.letters && may.letters != NULL ? may.letters
                                                                          : NULL;
  if (way == NULL) {
    *wrong = furthest;
    tell_stranger(ways, size, cells[furthest], text, text_size);
  } else if (rival != NULL && is_noted(reader, way)) {
    return way;
  } else if (rival != NULL && (any_given(way, cells, n) || any_given(rival, cells, n))) {
    snprintf(text, text_size, "the values could be %s or %s: name the alphabet (--alphabet)", way->name, rival->name);
    way = NULL;
  } else if (rival == NULL && (size > 9 || way == may.zeros)) {
    take_note(reader, way); /* up to nine, values from 1 are what is always meant */
  }
  return way;
}

/* ---- numbers ---- */

static const char number_symbols[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZa"; /* up to 36 */

char ebm_number_symbol(const char *digits, size_t n) {
  unsigned number = 0;
  for (size_t i = 0; i < n; i++) {
    if (!isdigit((unsigned char)digits[i]) || number > 99) return '\0';
    number = number * 10 + (unsigned)(digits[i] - '0');
  }
  return n > 0 && number < sizeof number_symbols - 1 ? number_symbols[number] : '\0';
}

int16_t ebm_symbol_number(char symbol, unsigned size) {
  const char *found = symbol != '\0' ? strchr(number_symbols, symbol) : NULL;
  bool blank = symbol != '\0' && strchr("._*-xX", symbol) != NULL;
  if (found != NULL && (!blank || found - number_symbols <= (ptrdiff_t)size)) return (int16_t)(found - number_symbols);
  return blank ? EBM_BLANK : EBM_NO_NUMBER;
}

int16_t ebm_field_number(const char *bytes, size_t n, unsigned size) {
  enum { DIGITS = 4 }; /* more than any value has */
  int16_t number = 0;
  if (n == 1) return ebm_symbol_number(bytes[0], size);
  for (size_t i = 0; i < n; i++) {
    if (!isdigit((unsigned char)bytes[i]) || i >= DIGITS) return EBM_NO_NUMBER;
    number = (int16_t)(number * 10 + (bytes[i] - '0'));
  }
  return n > 0 ? number : EBM_NO_NUMBER;
}

/* How the values of numbers are told: by the symbols of the size that begin at 0 or 1, or by numbers where there are
 * too few symbols. NULL: memory is out. */
static const char *number_alphabet(ebm_reader *reader, unsigned size, bool from_zero) {
  const ebm_spelling *const *ways = ebm_reader_spellings(reader, size);
  if (ways == NULL) return NULL;
  if (ways[0] != NULL && ebm_reader_alphabet(reader)->n > 0) return ways[0]->alphabet;
  for (; *ways != NULL; ways++)
    if ((*ways)->alphabet[1] == (from_zero ? '0' : '1')) return (*ways)->alphabet;
  return from_zero ? ".0" : ".";
}

const char *ebm_cells_numbers(ebm_reader *reader, unsigned size, const int16_t *number, uint8_t *given, size_t *wrong,
                              char *text, size_t text_size) {
  const ebm_alphabet *chosen = ebm_reader_alphabet(reader);
  size_t n = (size_t)size * size;
  text[0] = '\0';
  *wrong = n;
  const char *ones = number_alphabet(reader, size, false), *zeros = number_alphabet(reader, size, true);
  if (ones == NULL || zeros == NULL) return NULL;
  bool from_zero = chosen->n > 0 && chosen->symbols[0] == '0';
  const char *zero = chosen->n > 0 ? strchr(chosen->symbols, '0') : NULL;
  if (chosen->n > 0 && chosen->n < size)
    snprintf(text, text_size, "the alphabet has fewer than the %u values of this grid", size);
  for (size_t i = 0; text[0] == '\0' && i < n; i++) {
    if (number[i] >= EBM_BLANK && number[i] <= (int)(from_zero ? size - 1 : size)) continue;
    *wrong = i;
    if (number[i] == EBM_NO_NUMBER)
      snprintf(text, text_size, "cell %zu is neither a number nor a blank", i + 1);
    else
      snprintf(text, text_size, "%d in cell %zu, %d to %u can be", number[i], i + 1, from_zero ? 0 : 1,
               from_zero ? size - 1 : size);
  }
  if (text[0] != '\0') return NULL;
  ebm_zeros counted = ebm_zeros_count(size, number);
  if (chosen->n == 0) {
    ebm_zero judged = ebm_zeros_judge(size, &counted, false, is_noted(reader, zeros));
    if (judged == EBM_ZERO_EITHER && !is_noted(reader, ones)) {
      snprintf(text, text_size, "the values could be 1-%u, with 0 for a blank, or 0-%u: name the alphabet (--alphabet)",
               size, size - 1);
      return NULL;
    }
    from_zero = judged == EBM_ZERO_VALUE;
    if (from_zero || (counted.zeros > 0 && counted.highest == size)) take_note(reader, from_zero ? zeros : ones);
  }
  for (size_t i = 0; i < n; i++) {
    given[i] = (uint8_t)(number[i] == EBM_BLANK ? 0 : number[i] + from_zero);
    if (number[i] == 0 && zero != NULL && !from_zero) given[i] = (uint8_t)(zero - chosen->symbols + 1);
  }
  return from_zero ? zeros : ones;
}

/* ---- records ---- */

/* The boxes of a grid: those drawn, those of the options, the usual ones. False: a fault is told. */
static bool choose_boxes(ebm_reader *reader, unsigned size, ebm_boxes drawn, uint64_t record_line, ebm_boxes *boxes) {
  const ebm_reader_options *told = ebm_reader_told(reader);
  *boxes = (ebm_boxes){told->box_rows, told->box_columns};
  if (boxes->rows != 0 && boxes->rows * boxes->columns != size) {
    ebm_reader_refuse(reader, record_line, record_line, 0, "a grid of %u rows has no boxes of %u cells (--boxes %ux%u)",
                      size, boxes->rows * boxes->columns, boxes->rows, boxes->columns);
    return false;
  }
  if (boxes->rows != 0 && drawn.rows != 0 && drawn.rows != boxes->rows) {
    ebm_reader_refuse(reader, record_line, record_line, 0,
                      "the boxes are drawn with %u rows and %u columns, not as --boxes %ux%u says", drawn.rows,
                      drawn.columns, boxes->rows, boxes->columns);
    return false;
  }
  if (boxes->rows == 0) *boxes = drawn;
  if (boxes->rows == 0) ebm_grid_default_boxes(size, &boxes->rows, &boxes->columns);
  return true;
}

static ebm_record *add(ebm_reader *reader, unsigned size, ebm_boxes drawn, const char *alphabet, uint64_t record_line) {
  ebm_boxes boxes;
  if (!choose_boxes(reader, size, drawn, record_line, &boxes)) return NULL;
  const ebm_model *model = ebm_reader_grid(reader, size, boxes.rows, boxes.columns);
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
  ebm_record *record = add(reader, size, (ebm_boxes){0, 0}, spelling->alphabet, place->record_line);
  if (record == NULL) return false;
  for (size_t i = 0; i < (size_t)size * size; i++) record->given[i] = spelling->code[(unsigned char)cells[i]];
  return true;
}

bool ebm_cells_add(ebm_reader *reader, unsigned size, ebm_boxes drawn, const uint8_t *given, const char *alphabet,
                   uint64_t record_line) {
  ebm_record *record = add(reader, size, drawn, alphabet, record_line);
  if (record != NULL) memcpy(record->given, given, (size_t)size * size);
  return record != NULL;
}

bool ebm_cells_add_candidates(ebm_reader *reader, const uint16_t *candidates, uint64_t record_line) {
  ebm_record *record = add(reader, 9, (ebm_boxes){0, 0}, ".123456789", record_line);
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
