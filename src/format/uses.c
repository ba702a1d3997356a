/* uses.c - the arguments of an item, in the form that its rule asks for. */
#include "format/items.h"

#include <ctype.h>
#include <string.h>

/* Numbers between underscores; returns how many. */
static uint32_t numbers(ebm_items *items, ebm_stretch s, int32_t *out) {
  uint32_t n = 0;
  for (size_t i = 0, begin = 0; i <= s.length && !items->refused; i++) {
    if (i < s.length && items->text[s.begin + i] != '_') continue;
    out[n++] = ebm_stretch_want_number(items, (ebm_stretch){s.begin + begin, i - begin});
    begin = i + 1;
    if (n == EBM_ITEM_ARGUMENTS) ebm_items_refuse(items, s.begin, "more than %d numbers", EBM_ITEM_ARGUMENTS);
  }
  return n;
}

static void add_use(ebm_items *items, const ebm_item *it, const ebm_rule_use *use) {
  ebm_error error = {0};
  if (items->refused) return;
  ebm_status status = ebm_rules_add(items->draft.rules, use, &error);
  if (status == EBM_ERROR_MEMORY)
    ebm_items_out_of_memory(items);
  else if (status != EBM_OK)
    ebm_items_refuse(items, it->name.begin, "%s", error.text);
}

/* The cells from argument `from` on, up to the end. */
static void take_cells(ebm_items *items, const ebm_item *it, size_t from, ebm_rule_use *use, uint32_t *to) {
  use->cell = to;
  for (size_t i = from; i < it->n && !items->refused; i++) {
    if (i + 1 == it->n && ebm_stretch_is(items, it->argument[i], "LOOP") && strcmp(use->rule->name, "SumLine") == 0)
      use->loop = true;
    else
      to[use->n_cells++] = ebm_stretch_want_cell(items, it->argument[i]);
  }
}

/* "R3" or "C7": the cells of that line, from its end when `back`. */
static void take_line(ebm_items *items, ebm_stretch s, bool back, ebm_rule_use *use, uint32_t *to) {
  const ebm_board *board = &items->draft.board;
  const char *text = items->text + s.begin;
  unsigned at = 0;
  char kind = s.length > 1 ? (char)toupper((unsigned char)text[0]) : '\0';
  bool whole = s.length > 1 && 1 + ebm_coordinate_read(text + 1, s.length - 1, &at) == s.length;
  if (!whole || (kind != 'R' && kind != 'C') || at < 1 || at > (kind == 'R' ? board->rows : board->columns)) {
    ebm_items_refuse(items, s.begin, "'%.*s' is not a row or column of this grid", (int)s.length, text);
    return;
  }
  use->cell = to;
  use->n_cells = ebm_board_line(board, kind == 'R', at - 1, back, to);
}

/* The diagonal that begins at a cell of the border: from the left and right downwards or upwards to the right and left,
 * as the notation has it, so that the corner R1C1 looks along the main diagonal. */
static void take_diagonal(ebm_items *items, ebm_stretch s, ebm_rule_use *use, uint32_t *to) {
  const ebm_board *board = &items->draft.board;
  uint32_t c = ebm_stretch_want_cell(items, s);
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
  use->n_cells = ebm_board_diagonal(board, row, column, down, right, to);
}

/* One bit for each pair of values, six to a character of base64 (RFC 4648, section 5), the lowest first. The older
 * rules have the last two characters of the alphabet the other way round. */
static void take_pairs(ebm_items *items, ebm_stretch s, bool older, uint8_t *pairs) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  uint32_t n = items->draft.board.values * items->draft.board.values;
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
    ebm_items_refuse(items, s.begin + i, "a table of pairs that is not for %u values", items->draft.board.values);
    return;
  }
}

static void read_pairs(ebm_items *items, const ebm_item *it, ebm_rule_use *use, ebm_item_room *a) {
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
      a->cell[use->n_cells++] = ebm_stretch_want_cell(items, it->argument[i]);
    }
  }
}

static void read_segments(ebm_items *items, const ebm_item *it, ebm_rule_use *use, ebm_item_room *a) {
  use->cell = a->cell;
  use->segment = a->segment;
  for (size_t i = 0; i <= it->n && !items->refused; i++) {
    if (i < it->n && !ebm_stretch_is(items, it->argument[i], "-")) {
      a->cell[use->n_cells++] = ebm_stretch_want_cell(items, it->argument[i]);
      continue;
    }
    if (use->n_cells == (use->n_segments > 0 ? a->segment[use->n_segments - 1] : 0))
      ebm_items_refuse(items, it->name.begin, "%s: a segment without cells", use->rule->name);
    a->segment[use->n_segments++] = use->n_cells;
  }
  add_use(items, it, use);
}

void ebm_item_use(ebm_items *items, const ebm_item *it, const ebm_rule *rule, ebm_item_room *a) {
  static const size_t at_least[] = {0, 1, 1, 1, 2, 2, 1, 2, 2, 2, 2, 2};
  ebm_rule_use use = {.rule = rule, .number = a->number};
  const ebm_stretch *argument = it->argument;
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
    case EBM_RULE_NUMBER: a->number[use.n_numbers++] = ebm_stretch_want_number(items, argument[0]); break;
    case EBM_RULE_CELLS: take_cells(items, it, 0, &use, a->cell); break;
    case EBM_RULE_NUMBER_CELLS:
      if (ebm_stretch_number(items, argument[0], &first))
        cells = 1;
      else if (rule->usual == EBM_RULE_NO_NUMBER)
        ebm_stretch_want_number(items, argument[0]);
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
      ebm_stretch s = argument[0];
      const char *equals = s.length > 0 ? memchr(items->text + s.begin, '=', s.length) : NULL;
      size_t sum = equals != NULL ? (size_t)(equals - items->text) - s.begin : s.length;
      if (equals != NULL && (sum == 0 || sum + 1 >= s.length || equals[-1] != '_' || equals[1] != '_')) {
        ebm_items_refuse(items, s.begin, "'%.*s' is not a sum with coefficients", (int)s.length, items->text + s.begin);
        return;
      }
      a->number[use.n_numbers++] =
          ebm_stretch_want_number(items, (ebm_stretch){s.begin, equals != NULL ? sum - 1 : sum});
      if (equals != NULL)
        use.n_numbers += numbers(items, (ebm_stretch){s.begin + sum + 2, s.length - sum - 2}, a->number + 1);
      take_cells(items, it, 1, &use, a->cell);
      if (equals != NULL && use.n_numbers != use.n_cells + 1)
        ebm_items_refuse(items, it->name.begin, "Sum: %u coefficients for %u cells", use.n_numbers - 1, use.n_cells);
      break;
    }
    case EBM_RULE_SEGMENTS: read_segments(items, it, &use, a); return;
    case EBM_RULE_PAIRS: read_pairs(items, it, &use, a); return;
    case EBM_RULE_SQUARE: {
      uint32_t c = ebm_stretch_want_cell(items, argument[0]), columns = items->draft.board.columns;
      if (!items->refused && ((c + 1) % columns == 0 || c / columns + 1 == items->draft.board.rows))
        ebm_items_refuse(items, argument[0].begin, "no square of four cells begins at '%.*s'", (int)argument[0].length,
                         items->text + argument[0].begin);
      for (size_t i = 1; i < n; i++) a->number[use.n_numbers++] = ebm_stretch_want_number(items, argument[i]);
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
        a->number[0] = ebm_stretch_want_number(items, argument[i]);
        take_line(items, argument[0], i == 2, &use, a->cell);
        add_use(items, it, &use);
      }
      return;
    case EBM_RULE_LINE_SUM:
      a->number[use.n_numbers++] = ebm_stretch_want_number(items, argument[0]);
      take_line(items, argument[1], false, &use, a->cell);
      break;
    case EBM_RULE_DIAGONAL:
      a->number[use.n_numbers++] = ebm_stretch_want_number(items, argument[0]);
      take_diagonal(items, argument[1], &use, a->cell);
      break;
  }
  add_use(items, it, &use);
}
