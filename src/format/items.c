#include "format/items.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"

void ebm_items_refuse(ebm_items *items, size_t at, const char *format, ...) {
  if (items->refused) return;
  char text[160];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  items->refused = true;
  ebm_reader_refuse(items->draft.reader, 0, items->place[at].line, items->place[at].column, "%s", text);
}

void ebm_items_clear(ebm_items *items) {
  ebm_draft_clear(&items->draft);
  ebm_free(items->text);
  ebm_free(items->place);
  *items = (ebm_items){0};
}

void ebm_items_out_of_memory(ebm_items *items) {
  if (!items->refused) ebm_draft_out_of_memory(&items->draft);
  items->refused = true;
}

/* ---- items and arguments ---- */

/* The item that begins at the dot *at; *at moves behind it. False: there is none. */
static bool next_item(ebm_items *items, size_t *at, ebm_item *out) {
  if (*at >= items->length || items->refused) return false;
  size_t i = *at + 1;
  out->n = 0;
  ebm_stretch *part = &out->name;
  *part = (ebm_stretch){i, 0};
  for (; i < items->length && items->text[i] != '.'; i++) {
    if (items->text[i] != '~') {
      part->length++;
      continue;
    }
    if (out->n == EBM_ITEM_ARGUMENTS) {
      ebm_items_refuse(items, i, "more than %d arguments", EBM_ITEM_ARGUMENTS);
      return false;
    }
    part = &out->argument[out->n++];
    *part = (ebm_stretch){i + 1, 0};
  }
  *at = i;
  return true;
}

bool ebm_stretch_is(const ebm_items *items, ebm_stretch s, const char *word) {
  return s.length == strlen(word) && memcmp(items->text + s.begin, word, s.length) == 0;
}

bool ebm_stretch_number(const ebm_items *items, ebm_stretch s, int32_t *out) {
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

int32_t ebm_stretch_want_number(ebm_items *items, ebm_stretch s) {
  int32_t n = 0;
  if (!ebm_stretch_number(items, s, &n))
    ebm_items_refuse(items, s.begin, "'%.*s' is not a number", (int)s.length, items->text + s.begin);
  return n;
}

uint32_t ebm_stretch_want_cell(ebm_items *items, ebm_stretch s) {
  uint32_t c = 0;
  if (!ebm_cell_read(&items->draft.board, items->text + s.begin, s.length, &c))
    ebm_items_refuse(items, s.begin, "'%.*s' is not a cell of this grid", (int)s.length, items->text + s.begin);
  return c;
}

/* ---- givens ---- */

static void read_given(ebm_items *items, ebm_stretch s) {
  const ebm_board *board = &items->draft.board;
  size_t bar = 0;
  while (bar < s.length && items->text[s.begin + bar] != '_') bar++;
  uint32_t c = ebm_stretch_want_cell(items, (ebm_stretch){s.begin, bar});
  bool wanted[EBM_DOMAIN_LIMIT] = {false};
  if (bar == s.length) ebm_items_refuse(items, s.begin, "a given without a value");
  for (size_t i = bar + 1; i <= s.length && !items->refused;) {
    size_t end = i;
    while (end < s.length && items->text[s.begin + end] != '_') end++;
    int32_t n = ebm_stretch_want_number(items, (ebm_stretch){s.begin + i, end - i});
    if (n < board->first || n >= board->first + (int32_t)board->values)
      ebm_items_refuse(items, s.begin + i, "%d is not one of the values %d to %d", n, board->first,
                       board->first + (int)board->values - 1);
    else
      wanted[n - board->first] = true;
    i = end + 1;
  }
  if (!items->refused) ebm_draft_allow(&items->draft, c, wanted);
}

/* ---- the board ---- */

/* "6x6", "6x6~9" (values 1 to 9), "9x9~0-8", "9x9~9~Raw". */
static void read_shape(ebm_items *items, const ebm_item *it) {
  ebm_board *board = &items->draft.board;
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
    ebm_items_refuse(items, it->name.begin, "Shape: %u values cannot be all different in a row or column",
                     board->values);
}

/* A character a cell. Of the regions, one may have another size than the others: the cells in no region. */
static void read_jigsaw(ebm_items *items, const ebm_item *it) {
  ebm_board *board = &items->draft.board;
  uint32_t cells = board->rows * board->columns, count[256] = {0};
  if (it->n < 1 || it->argument[it->n - 1].length != cells) {
    ebm_items_refuse(items, it->name.begin, "Jigsaw: %zu cells, %u expected",
                     it->n < 1 ? (size_t)0 : it->argument[it->n - 1].length, cells);
    return;
  }
  const char *layout = items->text + it->argument[it->n - 1].begin;
  uint16_t *region = ebm_draft_regions(&items->draft);
  if (region == NULL) {
    ebm_items_out_of_memory(items);
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
  for (uint32_t c = 0; c < cells; c++) region[c] = number_of[(unsigned char)layout[c]];
}

/* What decides how the grid looks comes first, wherever it stands: one pass for the shape, one for the rest of it. */
static void read_board(ebm_items *items, ebm_item *it) {
  ebm_board *board = &items->draft.board;
  int32_t region_size = 0;
  bool boxes = true, shaped = false;
  *board = (ebm_board){.rows = 9, .columns = 9, .values = 9, .first = 1};
  for (size_t at = 0; next_item(items, &at, it);) {
    if (!ebm_stretch_is(items, it->name, "Shape")) continue;
    if (shaped)
      ebm_items_refuse(items, it->name.begin, "Shape: the grid has a shape already");
    else
      read_shape(items, it);
    shaped = true;
  }
  for (size_t at = 0; next_item(items, &at, it);) {
    if (ebm_stretch_is(items, it->name, "Jigsaw")) read_jigsaw(items, it);
    if (ebm_stretch_is(items, it->name, "NoBoxes")) boxes = false;
    if (!ebm_stretch_is(items, it->name, "RegionSize")) continue;
    region_size = it->n == 1 ? ebm_stretch_want_number(items, it->argument[0]) : 0;
    if (region_size < 1 || region_size > (int32_t)board->values)
      ebm_items_refuse(items, it->name.begin, "RegionSize: not a size from 1 to %u", board->values);
  }
  if (region_size == 0) region_size = (int32_t)(board->rows > board->columns ? board->rows : board->columns);
  if (boxes && !board->plain && !items->refused)
    ebm_board_boxes(board->rows, board->columns, (unsigned)region_size, &board->box_rows, &board->box_columns);
}

static bool is_board(const ebm_items *items, ebm_stretch name) {
  return ebm_stretch_is(items, name, "Shape") || ebm_stretch_is(items, name, "Jigsaw") ||
         ebm_stretch_is(items, name, "NoBoxes") || ebm_stretch_is(items, name, "RegionSize");
}

static void read_item(ebm_items *items, const ebm_item *it, ebm_item_room *room, bool (*known)(const char *, size_t)) {
  const char *name = items->text + it->name.begin;
  if (it->name.length == 0) {
    for (size_t i = 0; i < it->n && !items->refused; i++) read_given(items, it->argument[i]);
    return;
  }
  if (is_board(items, it->name)) return;
  const ebm_rule *rule = ebm_rule_find(name, it->name.length);
  if (rule != NULL)
    ebm_item_use(items, it, rule, room);
  else
    ebm_items_refuse(items, it->name.begin,
                     known(name, it->name.length) ? "the rule '%.*s' is not supported" : "no rule '%.*s'",
                     (int)(it->name.length < 40 ? it->name.length : 40), name);
}

/* ---- the record ---- */

/* The fault of a step that is about no item in particular. */
static void take_status(ebm_items *items, ebm_status status, const ebm_error *error) {
  if (status == EBM_ERROR_MEMORY)
    ebm_items_out_of_memory(items);
  else if (status != EBM_OK)
    ebm_items_refuse(items, 0, "%s", error->text);
}

void ebm_items_read(ebm_items *items, bool (*known)(const char *name, size_t length)) {
  ebm_item *it = ebm_allocate(1, sizeof *it);
  ebm_item_room *room = ebm_allocate(1, sizeof *room);
  ebm_error error = {0};
  if (it == NULL || room == NULL) ebm_items_out_of_memory(items);
  if (!items->refused) read_board(items, it);
  if (!items->refused) take_status(items, ebm_draft_open(&items->draft, &error), &error);
  for (size_t at = 0; !items->refused && next_item(items, &at, it);) read_item(items, it, room, known);
  if (!items->refused) take_status(items, ebm_draft_close(&items->draft, 0, &error), &error);
  ebm_free(it);
  ebm_free(room);
}
