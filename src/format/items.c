#include "format/items.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"

enum { ARGUMENTS = 4096 }; /* of one item */

/* One item: its name and its arguments, as stretches of the text. */
typedef struct stretch {
  size_t begin, length;
} stretch;

typedef struct item {
  stretch name;
  size_t n;
  stretch argument[ARGUMENTS];
} item;

void ebm_items_refuse(ebm_items *items, size_t at, const char *format, ...) {
  if (items->refused) return;
  char text[160];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  items->refused = true;
  ebm_reader_refuse(items->reader, 0, items->place[at].line, items->place[at].column, "%s", text);
}

void ebm_items_clear(ebm_items *items) {
  ebm_rules_destroy(items->rules);
  ebm_free(items->text);
  ebm_free(items->place);
  ebm_free(items->region);
  ebm_free(items->candidate);
  *items = (ebm_items){0};
}

static void out_of_memory(ebm_items *items) {
  if (!items->refused) ebm_reader_record(items->reader, NULL, 0);
  items->refused = true;
}

/* ---- items and arguments ---- */

/* The item that begins at the dot *at; *at moves behind it. False: there is none. */
static bool next_item(ebm_items *items, size_t *at, item *out) {
  if (*at >= items->length || items->refused) return false;
  size_t i = *at + 1;
  out->n = 0;
  stretch *part = &out->name;
  *part = (stretch){i, 0};
  for (; i < items->length && items->text[i] != '.'; i++) {
    if (items->text[i] != '~') {
      part->length++;
      continue;
    }
    if (out->n == ARGUMENTS) {
      ebm_items_refuse(items, i, "more than %d arguments", ARGUMENTS);
      return false;
    }
    part = &out->argument[out->n++];
    *part = (stretch){i + 1, 0};
  }
  *at = i;
  return true;
}

static bool is(const ebm_items *items, stretch s, const char *word) {
  return s.length == strlen(word) && memcmp(items->text + s.begin, word, s.length) == 0;
}

/* A whole number, all of the stretch. */
static bool number(const ebm_items *items, stretch s, int32_t *out) {
  size_t i = 0;
  bool minus = s.length > 0 && items->text[s.begin] == '-';
  int32_t n = 0;
  if (minus) i++;
  if (i == s.length || s.length - i > 6) return false;
  for (; i < s.length; i++) {
    char c = items->text[s.begin + i];
    if (!isdigit((unsigned char)c)) return false;
    n = n * 10 + (c - '0');
  }
  *out = minus ? -n : n;
  return true;
}

static int32_t want_number(ebm_items *items, stretch s) {
  int32_t n = 0;
  if (!number(items, s, &n))
    ebm_items_refuse(items, s.begin, "'%.*s' is not a number", (int)s.length, items->text + s.begin);
  return n;
}

/* A row or column: 1, 2 ... 9, a, b ... or, above nine, in decimal too. Returns the bytes read. */
static size_t coordinate(const ebm_items *items, stretch s, size_t from, unsigned *out) {
  size_t i = from;
  *out = 0;
  if (i < s.length && islower((unsigned char)items->text[s.begin + i])) {
    *out = (unsigned)(items->text[s.begin + i] - 'a') + 10;
    return 1;
  }
  for (; i < s.length && i < from + 3 && isdigit((unsigned char)items->text[s.begin + i]); i++)
    *out = *out * 10 + (unsigned)(items->text[s.begin + i] - '0');
  return i - from;
}

static bool cell(const ebm_items *items, stretch s, uint32_t *out) {
  unsigned row, column;
  if (s.length < 4 || toupper((unsigned char)items->text[s.begin]) != 'R') return false;
  size_t at = 1 + coordinate(items, s, 1, &row);
  if (at >= s.length || toupper((unsigned char)items->text[s.begin + at]) != 'C') return false;
  size_t read = coordinate(items, s, at + 1, &column);
  if (read == 0 || at + 1 + read != s.length) return false;
  if (row < 1 || row > items->board.rows || column < 1 || column > items->board.columns) return false;
  *out = (row - 1) * items->board.columns + column - 1;
  return true;
}

static uint32_t want_cell(ebm_items *items, stretch s) {
  uint32_t c = 0;
  if (!cell(items, s, &c))
    ebm_items_refuse(items, s.begin, "'%.*s' is not a cell of this grid", (int)s.length, items->text + s.begin);
  return c;
}

/* Numbers between underscores; returns how many. */
static uint32_t numbers(ebm_items *items, stretch s, int32_t *out) {
  uint32_t n = 0;
  for (size_t i = 0, begin = 0; i <= s.length && !items->refused; i++) {
    if (i < s.length && items->text[s.begin + i] != '_') continue;
    out[n++] = want_number(items, (stretch){s.begin + begin, i - begin});
    begin = i + 1;
    if (n == ARGUMENTS) ebm_items_refuse(items, s.begin, "more than %d numbers", ARGUMENTS);
  }
  return n;
}

/* ---- uses of rules ---- */

typedef struct arguments {
  int32_t number[ARGUMENTS + 1];
  uint32_t cell[ARGUMENTS];
  uint32_t segment[ARGUMENTS];
  uint8_t pairs[EBM_DOMAIN_LIMIT * EBM_DOMAIN_LIMIT];
} arguments;

static void add_use(ebm_items *items, const item *it, const ebm_rule_use *use) {
  ebm_error error = {0};
  if (items->refused) return;
  ebm_status status = ebm_rules_add(items->rules, use, &error);
  if (status == EBM_ERROR_MEMORY)
    out_of_memory(items);
  else if (status != EBM_OK)
    ebm_items_refuse(items, it->name.begin, "%s", error.text);
}

/* The cells from argument `from` on, up to the end. */
static void take_cells(ebm_items *items, const item *it, size_t from, ebm_rule_use *use, uint32_t *to) {
  use->cell = to;
  for (size_t i = from; i < it->n && !items->refused; i++) {
    if (i + 1 == it->n && is(items, it->argument[i], "LOOP") && strcmp(use->rule->name, "SumLine") == 0)
      use->loop = true;
    else
      to[use->n_cells++] = want_cell(items, it->argument[i]);
  }
}

/* "R3" or "C7": the cells of that line, from its end when `back`. */
static void take_line(ebm_items *items, stretch s, bool back, ebm_rule_use *use, uint32_t *to) {
  const ebm_board *board = &items->board;
  unsigned at = 0;
  char kind = s.length > 1 ? (char)toupper((unsigned char)items->text[s.begin]) : '\0';
  bool whole = s.length > 1 && 1 + coordinate(items, s, 1, &at) == s.length;
  uint32_t n = kind == 'R' ? board->columns : board->rows;
  if (!whole || (kind != 'R' && kind != 'C') || at < 1 || at > (kind == 'R' ? board->rows : board->columns)) {
    ebm_items_refuse(items, s.begin, "'%.*s' is not a row or column of this grid", (int)s.length, items->text + s.begin);
    return;
  }
  use->cell = to;
  use->n_cells = n;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t k = back ? n - 1 - i : i;
    to[i] = kind == 'R' ? (at - 1) * board->columns + k : k * board->columns + at - 1;
  }
}

/* The diagonal that begins at a cell of the border: from the left and right downwards or upwards to the right and left, as
 * the notation has it, so that the corner R1C1 looks along the main diagonal. */
static void take_diagonal(ebm_items *items, stretch s, ebm_rule_use *use, uint32_t *to) {
  const ebm_board *board = &items->board;
  uint32_t c = want_cell(items, s);
  int row = (int)(c / board->columns), column = (int)(c % board->columns), down, right;
  int rows = (int)board->rows, columns = (int)board->columns;
  if (column == 0 && row < rows - 1)
    down = right = 1;
  else if (row == 0)
    down = 1, right = -1;
  else if (column == columns - 1 && row < rows - 1)
    down = right = -1;
  else if (row == rows - 1 && column > 0 && column < columns - 1)
    down = -1, right = 1;
  else {
    ebm_items_refuse(items, s.begin, "no diagonal begins at '%.*s'", (int)s.length, items->text + s.begin);
    return;
  }
  use->cell = to;
  for (; row >= 0 && row < rows && column >= 0 && column < columns; row += down, column += right)
    to[use->n_cells++] = (uint32_t)(row * columns + column);
}

/* One bit for each pair of values, six to a character of base64 (RFC 4648, section 5), the lowest first. The older rules
 * have the last two characters of the alphabet the other way round. */
static void take_pairs(ebm_items *items, stretch s, bool older, uint8_t *pairs) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  uint32_t n = items->board.values * items->board.values;
  memset(pairs, 0, n);
  for (size_t i = 0; i < s.length; i++) {
    char c = items->text[s.begin + i];
    if (older && (c == '-' || c == '_')) c = c == '-' ? '_' : '-';
    const char *found = c != '\0' ? strchr(alphabet, c) : NULL;
    unsigned bits = found != NULL ? (unsigned)(found - alphabet) : 0;
    bool beyond = false;
    for (unsigned b = 0; b < 6; b++) {
      if (6 * i + b < n)
        pairs[6 * i + b] = bits >> b & 1;
      else
        beyond |= (bits >> b & 1) != 0;
    }
    if (found != NULL && !beyond) continue;
    ebm_items_refuse(items, s.begin + i, "a table of pairs that is not for %u values", items->board.values);
    return;
  }
}

static void read_pairs(ebm_items *items, const item *it, ebm_rule_use *use, arguments *a) {
  bool older = use->rule->name[0] == 'B';
  take_pairs(items, it->argument[0], older, a->pairs);
  use->pairs = a->pairs;
  use->cell = a->cell;
  for (size_t i = 1; i <= it->n && !items->refused; i++) {
    bool name = i < it->n && it->argument[i].length > 0 && items->text[it->argument[i].begin] == '_';
    if (i == it->n || name || it->argument[i].length == 0) {
      if (use->n_cells > 0) add_use(items, it, use);
      use->n_cells = 0;
    } else {
      a->cell[use->n_cells++] = want_cell(items, it->argument[i]);
    }
  }
}

static void read_segments(ebm_items *items, const item *it, ebm_rule_use *use, arguments *a) {
  use->cell = a->cell;
  use->segment = a->segment;
  for (size_t i = 0; i <= it->n && !items->refused; i++) {
    if (i < it->n && !is(items, it->argument[i], "-")) {
      a->cell[use->n_cells++] = want_cell(items, it->argument[i]);
      continue;
    }
    if (use->n_cells == (use->n_segments > 0 ? a->segment[use->n_segments - 1] : 0))
      ebm_items_refuse(items, it->name.begin, "%s: a segment without cells", use->rule->name);
    a->segment[use->n_segments++] = use->n_cells;
  }
  add_use(items, it, use);
}

/* The arguments that the form of the rule asks for; then the use is added, or the uses. */
static void read_rule(ebm_items *items, const item *it, const ebm_rule *rule, arguments *a) {
  static const size_t at_least[] = {0, 1, 1, 1, 2, 2, 1, 2, 2, 2, 2, 2};
  ebm_rule_use use = {.rule = rule, .number = a->number};
  const stretch *argument = it->argument;
  size_t n = it->n, cells = 0;
  int32_t first = 0;
  bool exactly = rule->form == EBM_RULE_ALONE || rule->form == EBM_RULE_NUMBER || rule->form == EBM_RULE_LINE_SUM ||
                 rule->form == EBM_RULE_DIAGONAL;
  if (n < at_least[rule->form] || (exactly && n > at_least[rule->form]) || (rule->form == EBM_RULE_LINE && n > 3)) {
    ebm_items_refuse(items, it->name.begin, "%s: %zu argument%s", rule->name, n, n == 1 ? "" : "s");
    return;
  }
  switch (rule->form) {
    case EBM_RULE_ALONE: break;
    case EBM_RULE_NUMBER: a->number[use.n_numbers++] = want_number(items, argument[0]); break;
    case EBM_RULE_CELLS: take_cells(items, it, 0, &use, a->cell); break;
    case EBM_RULE_NUMBER_CELLS:
      if (number(items, argument[0], &first))
        cells = 1;
      else if (rule->usual == EBM_RULE_NO_NUMBER)
        want_number(items, argument[0]);
      else
        first = rule->usual;
      a->number[use.n_numbers++] = first;
      take_cells(items, it, cells, &use, a->cell);
      break;
    case EBM_RULE_LIST_CELLS:
      use.n_numbers = numbers(items, argument[0], a->number);
      take_cells(items, it, 1, &use, a->cell);
      break;
    case EBM_RULE_SUM: {
      stretch s = argument[0];
      const char *equals = s.length > 0 ? memchr(items->text + s.begin, '=', s.length) : NULL;
      size_t sum = equals != NULL ? (size_t)(equals - items->text) - s.begin : s.length;
      if (equals != NULL && (sum == 0 || sum + 1 >= s.length || equals[-1] != '_' || equals[1] != '_')) {
        ebm_items_refuse(items, s.begin, "'%.*s' is not a sum with coefficients", (int)s.length, items->text + s.begin);
        return;
      }
      a->number[use.n_numbers++] = want_number(items, (stretch){s.begin, equals != NULL ? sum - 1 : sum});
      if (equals != NULL) use.n_numbers += numbers(items, (stretch){s.begin + sum + 2, s.length - sum - 2}, a->number + 1);
      take_cells(items, it, 1, &use, a->cell);
      if (equals != NULL && use.n_numbers != use.n_cells + 1)
        ebm_items_refuse(items, it->name.begin, "Sum: %u coefficients for %u cells", use.n_numbers - 1, use.n_cells);
      break;
    }
    case EBM_RULE_SEGMENTS: read_segments(items, it, &use, a); return;
    case EBM_RULE_PAIRS: read_pairs(items, it, &use, a); return;
    case EBM_RULE_SQUARE: {
      uint32_t c = want_cell(items, argument[0]), columns = items->board.columns;
      if (!items->refused && ((c + 1) % columns == 0 || c / columns + 1 == items->board.rows))
        ebm_items_refuse(items, argument[0].begin, "no square of four cells begins at '%.*s'", (int)argument[0].length,
                         items->text + argument[0].begin);
      for (size_t i = 1; i < n; i++) a->number[use.n_numbers++] = want_number(items, argument[i]);
      const uint32_t square[] = {c, c + 1, c + columns, c + columns + 1};
      memcpy(a->cell, square, sizeof square);
      use.cell = a->cell;
      use.n_cells = 4;
      break;
    }
    case EBM_RULE_LINE:
      use.n_numbers = 1;
      for (size_t i = 1; i < n && !items->refused; i++) {
        if (argument[i].length == 0) continue;
        a->number[0] = want_number(items, argument[i]);
        take_line(items, argument[0], i == 2, &use, a->cell);
        add_use(items, it, &use);
      }
      return;
    case EBM_RULE_LINE_SUM:
      a->number[use.n_numbers++] = want_number(items, argument[0]);
      take_line(items, argument[1], false, &use, a->cell);
      break;
    case EBM_RULE_DIAGONAL:
      a->number[use.n_numbers++] = want_number(items, argument[0]);
      take_diagonal(items, argument[1], &use, a->cell);
      break;
  }
  add_use(items, it, &use);
}

/* ---- givens ---- */

static void read_given(ebm_items *items, stretch s) {
  const ebm_board *board = &items->board;
  size_t bar = 0;
  while (bar < s.length && items->text[s.begin + bar] != '_') bar++;
  uint32_t c = want_cell(items, (stretch){s.begin, bar});
  bool wanted[EBM_DOMAIN_LIMIT] = {false};
  if (bar == s.length) ebm_items_refuse(items, s.begin, "a given without a value");
  for (size_t i = bar + 1; i <= s.length && !items->refused;) {
    size_t end = i;
    while (end < s.length && items->text[s.begin + end] != '_') end++;
    int32_t n = want_number(items, (stretch){s.begin + i, end - i});
    if (n < board->first || n >= board->first + (int32_t)board->values)
      ebm_items_refuse(items, s.begin + i, "%d is not one of the values %d to %d", n, board->first,
                       board->first + (int)board->values - 1);
    else
      wanted[n - board->first] = true;
    i = end + 1;
  }
  for (uint32_t a = 0; !items->refused && a < board->values; a++)
    items->candidate[c * board->values + a] &= wanted[a];
}

/* ---- the board ---- */

/* "6x6", "6x6~9" (values 1 to 9), "9x9~0-8", "9x9~9~Raw". */
static void read_shape(ebm_items *items, const item *it) {
  ebm_board *board = &items->board;
  int rows = 0, columns = 0, low = 1, high = 0, used = 0;
  char text[4][24] = {{0}};
  for (size_t i = 0; i < 3 && i < it->n; i++)
    snprintf(text[i], sizeof text[i], "%.*s", (int)it->argument[i].length, items->text + it->argument[i].begin);
  bool fits = it->n >= 1 && it->n <= 3 && sscanf(text[0], "%3dx%3d%n", &rows, &columns, &used) == 2 &&
              text[0][used] == '\0' && rows >= 1 && columns >= 1 && rows <= 100 && columns <= 100;
  high = rows > columns ? rows : columns;
  if (fits && text[1][0] != '\0') {
    int parts = sscanf(text[1], "%3d%n-%3d%n", &low, &used, &high, &used);
    if (parts == 1) high = low, low = 1;
    fits = parts >= 1 && text[1][used] == '\0' && low >= 0 && low <= 1 && high >= low && high <= 100;
  }
  board->plain = strcmp(text[2], "Raw") == 0;
  fits &= board->plain || text[2][0] == '\0' || strcmp(text[2], "Sudoku") == 0;
  board->rows = (unsigned)rows;
  board->columns = (unsigned)columns;
  board->first = low;
  board->values = (unsigned)(high - low + 1);
  if (!fits)
    ebm_items_refuse(items, it->name.begin, "Shape: not a shape");
  else if (!board->plain && (board->values < board->rows || board->values < board->columns))
    ebm_items_refuse(items, it->name.begin, "Shape: %u values cannot be all different in a row or column", board->values);
}

/* A character a cell. Of the regions, one may have another size than the others: the cells in no region. */
static void read_jigsaw(ebm_items *items, const item *it) {
  ebm_board *board = &items->board;
  uint32_t cells = board->rows * board->columns, count[256] = {0};
  if (it->n < 1 || it->argument[it->n - 1].length != cells) {
    ebm_items_refuse(items, it->name.begin, "Jigsaw: %zu cells, %u expected",
                     it->n < 1 ? (size_t)0 : it->argument[it->n - 1].length, cells);
    return;
  }
  const char *layout = items->text + it->argument[it->n - 1].begin;
  ebm_free(items->region);
  items->region = ebm_allocate(cells, sizeof *items->region);
  if (items->region == NULL) {
    out_of_memory(items);
    return;
  }
  for (uint32_t c = 0; c < cells; c++) count[(unsigned char)layout[c]]++;
  uint32_t usual = 0; /* the size that most regions have */
  for (unsigned i = 0, most = 0; i < 256; i++) {
    unsigned same = 0;
    for (unsigned k = 0; k < 256; k++) same += count[i] != 0 && count[k] == count[i];
    if (same > most) most = same, usual = count[i];
  }
  uint16_t number_of[256];
  board->n_regions = 0;
  unsigned odd = 0;
  for (unsigned i = 0; i < 256; i++) {
    odd += count[i] != 0 && count[i] != usual;
    number_of[i] = count[i] == usual ? (uint16_t)board->n_regions++ : EBM_NO_REGION;
  }
  if (odd > 1) ebm_items_refuse(items, it->argument[it->n - 1].begin, "Jigsaw: regions of different sizes");
  for (uint32_t c = 0; c < cells; c++) items->region[c] = number_of[(unsigned char)layout[c]];
  board->region = items->region;
}

/* What decides how the grid looks comes first, wherever it stands: one pass for the shape, one for the rest of it. */
static void read_board(ebm_items *items, item *it) {
  ebm_board *board = &items->board;
  int32_t region_size = 0;
  bool boxes = true;
  *board = (ebm_board){.rows = 9, .columns = 9, .values = 9, .first = 1};
  for (size_t at = 0; next_item(items, &at, it);)
    if (is(items, it->name, "Shape")) read_shape(items, it);
  for (size_t at = 0; next_item(items, &at, it);) {
    if (is(items, it->name, "Jigsaw")) read_jigsaw(items, it);
    if (is(items, it->name, "NoBoxes")) boxes = false;
    if (!is(items, it->name, "RegionSize")) continue;
    region_size = it->n == 1 ? want_number(items, it->argument[0]) : 0;
    if (region_size < 1 || region_size > (int32_t)board->values)
      ebm_items_refuse(items, it->name.begin, "RegionSize: not a size from 1 to %u", board->values);
  }
  if (region_size == 0) region_size = (int32_t)(board->rows > board->columns ? board->rows : board->columns);
  if (boxes && !board->plain && !items->refused)
    ebm_board_boxes(board->rows, board->columns, (unsigned)region_size, &board->box_rows, &board->box_columns);
}

static bool is_board(const ebm_items *items, stretch name) {
  return is(items, name, "Shape") || is(items, name, "Jigsaw") || is(items, name, "NoBoxes") ||
         is(items, name, "RegionSize");
}

static void read_item(ebm_items *items, const item *it, arguments *a, bool (*known)(const char *, size_t)) {
  const char *name = items->text + it->name.begin;
  if (it->name.length == 0) {
    for (size_t i = 0; i < it->n && !items->refused; i++) read_given(items, it->argument[i]);
    return;
  }
  if (is_board(items, it->name)) return;
  const ebm_rule *rule = ebm_rule_find(name, it->name.length);
  if (rule != NULL)
    read_rule(items, it, rule, a);
  else
    ebm_items_refuse(items, it->name.begin, known(name, it->name.length) ? "the rule '%.*s' is not supported" : "no rule '%.*s'",
                     (int)(it->name.length < 40 ? it->name.length : 40), name);
}

/* ---- the record ---- */

static const char *alphabet_of(const ebm_board *board) {
  unsigned highest = (unsigned)board->first + board->values - 1;
  if (board->first == 1) {
    if (highest <= 9) return ".123456789";
    if (highest <= 26) return ".ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return highest <= 35 ? ".123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" : ".";
  }
  return ".0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
}

static void add_record(ebm_items *items) {
  const ebm_board *board = &items->board;
  ebm_model *model = NULL;
  ebm_error error;
  ebm_status status = ebm_rules_seal(items->rules, &model, &error);
  ebm_record *record = status == EBM_OK ? ebm_reader_record(items->reader, model, 0) : NULL;
  if (record == NULL) {
    ebm_model_destroy(model);
    out_of_memory(items);
    return;
  }
  record->own = model;
  record->alphabet = alphabet_of(board);
  bool open = false;
  for (uint32_t c = 0; c < model->n_variables; c++) {
    uint32_t left = 0, value = 0;
    for (uint32_t a = 0; a < board->values; a++)
      if (items->candidate[c * board->values + a] != 0) {
        left++;
        value = a;
      }
    if (left == 1) record->given[c] = (uint8_t)(value + 1);
    open |= left != 1 && left != board->values;
  }
  if (!open || ebm_reader_allowed(items->reader, record) == NULL) return;
  for (uint32_t l = 0; l < model->n_literals; l++)
    if (items->candidate[l] != 0) record->allowed[l / 64] |= (uint64_t)1 << l % 64;
}

void ebm_items_read(ebm_items *items, bool (*known)(const char *name, size_t length)) {
  item *it = ebm_allocate(1, sizeof *it);
  arguments *a = ebm_allocate(1, sizeof *a);
  const ebm_reader_options *told = ebm_reader_told(items->reader);
  ebm_board *board = &items->board;
  if (it == NULL || a == NULL) out_of_memory(items);
  if (!items->refused) read_board(items, it);
  ebm_error error = {0};
  if (!items->refused) {
    items->candidate = ebm_allocate((size_t)board->rows * board->columns, board->values);
    if (items->candidate == NULL) out_of_memory(items);
  }
  if (!items->refused) {
    memset(items->candidate, 1, (size_t)board->rows * board->columns * board->values);
    ebm_status status = ebm_rules_create(told->kinds, board, &items->rules, &error);
    if (status == EBM_OK && told->rules != NULL) status = ebm_rules_add_list(items->rules, told->rules, &error);
    if (status == EBM_ERROR_MEMORY) out_of_memory(items);
    if (status != EBM_OK) ebm_items_refuse(items, 0, "%s", error.text);
  }
  for (size_t at = 0; !items->refused && next_item(items, &at, it);) read_item(items, it, a, known);
  if (!items->refused) add_record(items);
  ebm_free(it);
  ebm_free(a);
}
