/* board.c - the board, random numbers, and how puzzles are written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "variant.h"

const char *const rule_names[RULE_COUNT] = {
#define X(name) #name,
    RULE_TYPES(X)
#undef X
};

void *grown(void *memory, size_t *room, size_t n, size_t size) {
  if (n <= *room) return memory;
  *room = 2 * n + 64;
  memory = realloc(memory, *room * size);
  if (memory != NULL) return memory;
  fputs("variants: out of memory\n", stderr);
  exit(3);
}

/* splitmix64 */
static uint64_t roll(dice *d) {
  uint64_t z = d->state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

int below(dice *d, int n) {
  return (int)(roll(d) % (uint64_t)n);
}

bool chance(dice *d, int percent) {
  return below(d, 100) < percent;
}

int board_cells(const board *b) {
  return b->rows * b->columns;
}

/* Of the letters of a jigsaw, those that occur as often as most do are regions. */
static int usual_size(const char *jigsaw) {
  int count[128] = {0}, usual = 0, most = 0;
  for (const char *c = jigsaw; *c != '\0'; c++) count[(int)*c]++;
  for (int i = 0; i < 128; i++) {
    int same = 0;
    for (int k = 0; k < 128; k++) same += count[i] > 0 && count[k] == count[i];
    if (same > most) most = same, usual = count[i];
  }
  return usual;
}

/* The squarest boxes that fill the grid, none of one row or one column; wide ones before tall ones. */
void board_boxes(board *b) {
  int size = b->region_size != 0 ? b->region_size : b->rows > b->columns ? b->rows : b->columns, best = 0;
  b->box_rows = b->box_columns = 0;
  b->usual = usual_size(b->jigsaw);
  if (b->raw || b->no_boxes) return;
  for (int height = 2; height < size; height++) {
    if (size % height != 0 || b->rows % height != 0 || b->columns % (size / height) != 0) continue;
    int width = size / height, shape = abs(width - height) * 2 + (height > width);
    if (b->box_rows == 0 || shape < best) b->box_rows = height, b->box_columns = width, best = shape;
  }
}

int board_region(const board *b, int cell) {
  if (b->jigsaw[0] == '\0') {
    if (b->box_rows == 0) return -1;
    return cell / b->columns / b->box_rows * b->columns + cell % b->columns / b->box_columns;
  }
  int count = 0;
  for (const char *c = b->jigsaw; *c != '\0'; c++) count += *c == b->jigsaw[cell];
  return count == b->usual ? b->jigsaw[cell] : -1;
}

int board_line(const board *b, int line, int *cell) {
  int n = 0;
  if (line < b->rows)
    for (int c = 0; c < b->columns; c++) cell[n++] = line * b->columns + c;
  else
    for (int r = 0; r < b->rows; r++) cell[n++] = r * b->columns + line - b->rows;
  return n;
}

/* From the left side downwards to the right, from the top downwards to the left, from the right side upwards to the
 * left, from the bottom upwards to the right; the lower corners are left out. */
int board_diagonal(const board *b, int from, int *cell) {
  int r = from / b->columns, c = from % b->columns, down, right, n = 0;
  bool lowest = r == b->rows - 1;
  if (c == 0 && !lowest)
    down = right = 1;
  else if (r == 0 && c > 0 && !lowest)
    down = 1, right = -1;
  else if (c == b->columns - 1 && c > 0 && r > 0 && !lowest)
    down = right = -1;
  else if (lowest && r > 0 && c > 0 && c < b->columns - 1)
    down = -1, right = 1;
  else
    return 0;
  for (; r >= 0 && r < b->rows && c >= 0 && c < b->columns; r += down, c += right) cell[n++] = r * b->columns + c;
  return n;
}

/* 1 to 9, or 0 to 9, and letters from A where there are more. */
char board_symbol(const board *b, int number) {
  if (b->first == 0 || b->values <= 9) return (char)('0' + number);
  return (char)('A' + number - 1);
}

bool board_grid(const board *b, const char *text, int *grid) {
  int n = board_cells(b);
  if (strlen(text) != (size_t)n) return false;
  for (int i = 0; i < n; i++) {
    grid[i] = -1;
    for (int v = b->first; v < b->first + b->values; v++)
      if (board_symbol(b, v) == text[i]) grid[i] = v;
    if (grid[i] < 0) return false;
  }
  return true;
}

/* ---- spelling ---- */

static char *text_at;
static size_t text_left;

#define PUT(...)                                                                                                       \
  do {                                                                                                                 \
    int put = snprintf(text_at, text_left, __VA_ARGS__);                                                               \
    if (put < 0 || (size_t)put >= text_left) abort();                                                                  \
    text_at += put, text_left -= (size_t)put;                                                                          \
  } while (0)

static void put_cells(const board *b, const rule *r) {
  for (int i = 0, s = 0; i < r->n_cells; i++) {
    PUT("~R%dC%d", r->cell[i] / b->columns + 1, r->cell[i] % b->columns + 1);
    if (s + 1 < r->n_ends && r->end[s] == i + 1) {
      PUT("~-");
      s++;
    }
  }
}

/* A bit for each pair, the first number's row by row, six to a character, the lowest bit first. */
static void put_pairs(const board *b, const rule *r) {
  const char *alphabet = r->type == RULE_Pair || r->type == RULE_PairX
                             ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                             : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  int n = b->values * b->values;
  PUT("~");
  for (int i = 0; i < n; i += 6) {
    int six = 0;
    for (int k = 0; k < 6 && i + k < n; k++) six |= r->pairs[(i + k) / b->values][(i + k) % b->values] << k;
    PUT("%c", alphabet[six]);
  }
}

static void put_line(const board *b, const rule *r) {
  bool row = r->line < b->rows;
  PUT("~%c%d", row ? 'R' : 'C', row ? r->line + 1 : r->line - b->rows + 1);
}

static void put_list(const rule *r, char between) {
  for (int i = 0; i < r->n_numbers; i++) PUT("%c%d", i == 0 ? '~' : between, r->number[i]);
}

static void put_rule(const board *b, const rule *r) {
  PUT(".%s", rule_names[r->type]);
  switch (r->type) {
    case RULE_Quad: {
      put_cells(b, &(rule){.cell = {r->cell[0]}, .n_cells = 1});
      put_list(r, '~');
      return;
    }
    case RULE_Sum:
      PUT("~%d", r->number[0]);
      for (int i = 1; i < r->n_numbers; i++) PUT("%s%d", i == 1 ? "_=_" : "_", r->number[i]);
      break;
    case RULE_LittleKiller:
      PUT("~%d", r->number[0]);
      put_cells(b, &(rule){.cell = {r->cell[0]}, .n_cells = 1});
      return;
    case RULE_Sandwich:
      PUT("~%d", r->number[0]);
      put_line(b, r);
      return;
    case RULE_XSum:
    case RULE_Skyscraper:
    case RULE_HiddenSkyscraper:
    case RULE_NumberedRoom:
      put_line(b, r);
      PUT("~");
      if (r->front) PUT("%d", r->number[0]);
      PUT("~");
      if (r->back) PUT("%d", r->number[1]);
      return;
    case RULE_Pair:
    case RULE_PairX:
      put_pairs(b, r);
      PUT("~_");
      break;
    case RULE_Binary:
    case RULE_BinaryX: put_pairs(b, r); break;
    default: put_list(r, '_'); break;
  }
  put_cells(b, r);
  if (r->loop) PUT("~LOOP");
}

void puzzle_spell(const puzzle *p, char text[TEXT]) {
  const board *b = &p->board;
  text_at = text, text_left = TEXT;
  PUT(".Shape~%s", b->shape);
  if (b->no_boxes) PUT(".NoBoxes");
  if (b->region_size != 0) PUT(".RegionSize~%d", b->region_size);
  if (b->jigsaw[0] != '\0') PUT(".Jigsaw~%s", b->jigsaw);
  for (int i = 0; i < p->n_rules; i++) put_rule(b, &p->rule[i]);
  bool first = true;
  for (int c = 0; c < board_cells(b); c++) {
    if (p->allowed[c] == (1u << b->values) - 1) continue;
    PUT("%s~R%dC%d", first ? "." : "", c / b->columns + 1, c % b->columns + 1);
    first = false;
    for (int a = 0; a < b->values; a++)
      if (p->allowed[c] >> a & 1) PUT("_%d", b->first + a);
  }
  PUT("."); /* an empty item more, so that a line with the shape alone is a puzzle too */
}
