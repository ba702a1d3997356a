/* Grids of every size, drawn at random and written in every way that people write them: with values from 1 or from 0,
 * as symbols or as numbers, with one blank or another, on a line, in rows, with boxes drawn. Each is read back as what
 * it was, or refused with words; never as another puzzle. */
#include "format_support.h"

enum { LARGEST = 49, CELLS = LARGEST * LARGEST };

typedef enum shape { LINE, SPREAD, ROWS, SPACED_ROWS, COMMA_ROWS, DRAWN, DRAWN_DOUBLE, DRAWN_TIGHT, CSV, SHAPES } shape;

/* A grid and how it is written. */
typedef struct grid {
  unsigned size, box_rows, box_columns;
  uint8_t given[CELLS]; /* 0 open, else value + 1 */
  unsigned first;       /* number of the first value */
  bool numbers;         /* in decimal; else a symbol each: 0-9, A-Z, a */
  const char *blanks;   /* one of these for each open cell */
  shape shape;
} grid;

static const char symbols[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZa";

/* Values that keep rows, columns and boxes, renamed at random; some of them given. */
static void draw_grid(grid *g, ebm_random *random) {
  uint8_t name[LARGEST];
  uint32_t share = 1 + ebm_random_below(random, 9);
  for (unsigned a = 0; a < g->size; a++) name[a] = (uint8_t)a;
  for (unsigned a = g->size - 1; a > 0; a--) {
    unsigned b = ebm_random_below(random, a + 1);
    uint8_t other = name[a];
    name[a] = name[b];
    name[b] = other;
  }
  for (unsigned r = 0; r < g->size; r++)
    for (unsigned c = 0; c < g->size; c++)
      g->given[r * g->size + c] = ebm_random_below(random, 10) < share
                                      ? (uint8_t)(name[(r * g->box_columns + r / g->box_rows + c) % g->size] + 1)
                                      : 0;
  g->given[ebm_random_below(random, g->size * g->size)] = 0;
}

static void write_cell(const grid *g, unsigned cell, ebm_random *random, ebm_text *text) {
  unsigned given = g->given[cell], number = given - 1 + g->first;
  bool wide = g->numbers && g->shape != COMMA_ROWS && g->shape != SPREAD && g->shape != CSV;
  char blank = g->blanks[ebm_random_below(random, (uint32_t)strlen(g->blanks))];
  if (given == 0)
    ebm_text_printf(text, wide ? "%2c" : "%c", blank);
  else if (g->numbers)
    ebm_text_printf(text, wide ? "%2u" : "%u", number);
  else
    ebm_text_printf(text, "%c", symbols[number]);
}

/* "12|3." and "--+--". */
static void write_tight(const grid *g, ebm_random *random, ebm_text *text) {
  for (unsigned r = 0; r < g->size; r++) {
    for (unsigned c = 0; r > 0 && r % g->box_rows == 0 && c < g->size; c++)
      ebm_text_printf(text, "%s-%s", c > 0 && c % g->box_columns == 0 ? "+" : "", c + 1 == g->size ? "\n" : "");
    for (unsigned c = 0; c < g->size; c++) {
      if (c > 0 && c % g->box_columns == 0) ebm_text_printf(text, "|");
      write_cell(g, r * g->size + c, random, text);
    }
    ebm_text_printf(text, "\n");
  }
}

static void write_csv(const grid *g, ebm_random *random, ebm_text *text) {
  ebm_text_printf(text, "id,puzzle\n7,\"");
  for (unsigned c = 0; c < g->size * g->size; c++) {
    if (c > 0 && g->numbers) ebm_text_printf(text, " ");
    write_cell(g, c, random, text);
  }
  ebm_text_printf(text, "\"\n");
}

static void write_grid(const grid *g, ebm_random *random, ebm_text *text) {
  bool drawn = g->shape == DRAWN || g->shape == DRAWN_DOUBLE, line = g->shape == LINE || g->shape == SPREAD;
  const char *between = g->shape == LINE || g->shape == ROWS ? "" : g->shape == COMMA_ROWS ? "," : " ";
  unsigned size = g->size;
  for (unsigned r = 0; r < size; r++) {
    for (unsigned c = 0; drawn && r > 0 && c < size; c++) {
      bool rule = g->shape == DRAWN_DOUBLE || r % g->box_rows == 0;
      const char *dash = r % g->box_rows == 0 && g->shape == DRAWN_DOUBLE ? "=" : "-";
      if (rule) ebm_text_printf(text, "%s%s%s%s", c == 0 ? "+" : "", dash, dash, dash);
      if (rule && c == size - 1) ebm_text_printf(text, "+\n");
    }
    for (unsigned c = 0; c < size; c++) {
      bool edge = c % g->box_columns == 0;
      if (g->shape == DRAWN && edge && c > 0) ebm_text_printf(text, " |");
      if (g->shape == DRAWN_DOUBLE && c > 0) ebm_text_printf(text, edge ? " \xE2\x95\x91" : " \xE2\x94\x82");
      if ((c > 0 || drawn) && (r > 0 || c > 0 || drawn)) ebm_text_printf(text, "%s", between);
      if (line && c == 0 && r > 0) ebm_text_printf(text, "%s", between);
      write_cell(g, r * size + c, random, text);
    }
    if (!line) ebm_text_printf(text, "\n");
  }
  ebm_text_printf(text, line ? "\n" : "\n\n");
}

/* The number that a value of the record stands for; its alphabet is digits and letters in their order, or none. */
static unsigned number_of(const ebm_record *record, unsigned value) {
  char name[EBM_VALUE_NAME];
  ebm_record_value_name(record, value, name);
  const char *symbol = strchr(symbols, name[0]);
  return name[1] == '\0' && symbol != NULL ? (unsigned)(symbol - symbols) : (unsigned)strtoul(name, NULL, 10);
}

/* Whether the grid is read; as something else, it is a failure. told: the options that leave nothing open. */
static bool check_grid(const grid *g, bool told, ebm_random *random, ebm_text *why) {
  char alphabet[16];
  snprintf(alphabet, sizeof alphabet, "%u-%u", g->first, g->first + g->size - 1);
  bool drawn = g->shape == DRAWN || g->shape == DRAWN_DOUBLE || g->shape == DRAWN_TIGHT;
  ebm_reader_options options = {.kinds = ebm_factor_kinds(), .alphabet = told ? alphabet : NULL};
  if (told || !drawn) options.box_rows = g->box_rows, options.box_columns = g->box_columns;
  ebm_text text = {0};
  ebm_block block = {0};
  ebm_reader *reader;
  ebm_error error = {0};
  size_t consumed;
  if (g->shape == DRAWN_TIGHT)
    write_tight(g, random, &text);
  else if (g->shape == CSV)
    write_csv(g, random, &text);
  else
    write_grid(g, random, &text);
  assert_false(text.failed);
  assert_int_equal(ebm_reader_create(&options, &reader, &error), EBM_OK);
  ebm_status status = ebm_reader_read(reader, text.bytes, text.length, true, SIZE_MAX, &block, &consumed, &error);
  bool read = status == EBM_OK && block.n == 1 && block.record[0].error == NULL;
  if (status == EBM_OK && block.n != 1) fail_msg("%zu records:\n%.*s", block.n, (int)text.length, text.bytes);
  const char *words = status != EBM_OK ? error.text : read ? "" : block.record[0].error->text;
  why->length = 0;
  if (!read) ebm_text_printf(why, "%s\n%.*s", words, (int)text.length, text.bytes);
  if (!read && words[0] == '\0') fail_msg("refused without a word:\n%.*s", (int)text.length, text.bytes);
  if (!read && told) fail_msg("%s\n%.*s", words, (int)text.length, text.bytes);
  if (read) {
    const ebm_record *record = &block.record[0];
    const ebm_layout *layout = &record->model->layout;
    if (layout->rows != g->size || layout->box_rows != g->box_rows || layout->box_columns != g->box_columns)
      fail_msg("boxes of %u rows and %u columns:\n%.*s", layout->box_rows, layout->box_columns, (int)text.length,
               text.bytes);
    for (unsigned c = 0; c < g->size * g->size; c++)
      if ((record->given[c] == 0) != (g->given[c] == 0) ||
          (g->given[c] != 0 && number_of(record, record->given[c] - 1u) != g->given[c] - 1u + g->first))
        fail_msg("cell %u, %s:\n%.*s", c + 1, told ? alphabet : "open", (int)text.length, text.bytes);
  }
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
  ebm_text_clear(&text);
  return read;
}

static const struct {
  unsigned size, box_rows, box_columns;
} sizes[] = {{4, 2, 2},  {6, 2, 3},  {6, 3, 2},   {8, 2, 4},  {8, 4, 2},  {9, 3, 3},  {10, 2, 5},
             {10, 5, 2}, {12, 3, 4}, {12, 4, 3},  {12, 2, 6}, {12, 6, 2}, {15, 3, 5}, {16, 4, 4},
             {16, 2, 8}, {20, 4, 5}, {20, 10, 2}, {25, 5, 5}, {36, 6, 6}, {49, 7, 7}};
enum { N_SIZES = sizeof sizes / sizeof *sizes };

/* Whether people write such a grid so, and without saying something else by it. */
static bool is_written(const grid *g) {
  bool line = g->shape == LINE || g->shape == SPREAD || g->shape == CSV;
  bool tight = g->shape == LINE || g->shape == ROWS || g->shape == DRAWN_TIGHT;
  if (g->first == 0 && strchr(g->blanks, '0') != NULL) return false;
  if (!g->numbers && g->size > 35 + (g->first == 0)) return false;
  if (g->numbers && (g->size < 12 || tight)) return false; /* below, a number is a symbol */
  if (g->size > 36 && !line) return false;
  if (g->shape == DRAWN_TIGHT && g->size / g->box_columns > 6) return false; /* groups as candidates have */
  if (g->shape == DRAWN_DOUBLE && g->size > 20) return false;                /* wider than rows are */
  return strchr(g->blanks, '-') == NULL || line;                             /* rows of dashes are rules */
}

/* Two rows that could each be a whole puzzle of 4x4 or 6x6 are read as that. */
static bool starts_small(const grid *g) {
  unsigned most = g->size == 16 ? 4 : g->size == 36 ? 6 : 0;
  for (unsigned c = 0; most != 0 && c < 2 * g->size; c++)
    if (g->given[c] != 0 && g->given[c] - 1 + g->first > most) return false;
  return most != 0 && g->shape != LINE && g->shape != SPREAD && g->shape != CSV;
}

static void every_way_to_write_a_grid(void **state) {
  (void)state;
  static const char *const blanks[] = {".", "0", "_", "*", "-", "0.", "0_"};
  unsigned written[SHAPES] = {0}, sure = 0;
  ebm_random random = {20};
  ebm_text why = {0};
  for (unsigned round = 0; round < 2; round++)
    for (unsigned s = 0; s < N_SIZES; s++)
      for (unsigned b = 0; b < sizeof blanks / sizeof *blanks; b++)
        for (unsigned way = 0; way < 4 * SHAPES; way++) {
          grid g = {.size = sizes[s].size,
                    .box_rows = sizes[s].box_rows,
                    .box_columns = sizes[s].box_columns,
                    .first = way & 1,
                    .numbers = (way & 2) != 0,
                    .blanks = blanks[b],
                    .shape = (shape)(way / 4)};
          if (!is_written(&g) || (g.size > 25 && round > 0)) continue; /* their models take most of the time */
          do draw_grid(&g, &random);
          while (starts_small(&g));
          check_grid(&g, true, &random, &why);
          bool read = check_grid(&g, false, &random, &why);
          written[g.shape]++;
          /* Nothing speaks against values from 1 up to nine, nor against numbers from 1. */
          bool wide = false; /* it can be seen that they are numbers */
          for (unsigned c = 0; c < g.size * g.size; c++) wide |= g.numbers && g.given[c] > 9;
          bool plain = g.first == 1 && g.blanks[1] == '\0' && (g.size <= 9 || wide);
          if (plain && !read) fail_msg("%.*s", (int)why.length, why.bytes);
          sure += plain;
        }
  for (unsigned i = 0; i < SHAPES; i++) assert_in_range(written[i], 40, 100000);
  assert_in_range(sure, 200, 100000);
  ebm_text_clear(&why);
}

/* What the zeros are is told by the grid itself when there are enough of them. */
static void many_zeros_are_values(void **state) {
  (void)state;
  ebm_random random = {21};
  ebm_text why = {0};
  unsigned read = 0;
  for (unsigned round = 0; round < 6; round++)
    for (unsigned s = 0; s < N_SIZES; s++) {
      grid g = {.size = sizes[s].size,
                .box_rows = sizes[s].box_rows,
                .box_columns = sizes[s].box_columns,
                .numbers = sizes[s].size >= 12,
                .blanks = ".",
                .shape = SPREAD};
      draw_grid(&g, &random);
      unsigned zeros = 0;
      for (unsigned c = 0; c < g.size * g.size; c++) zeros += g.given[c] == 1;
      bool whole = check_grid(&g, false, &random, &why);
      read += zeros > 0 && whole;
      if (zeros == g.size && !whole) fail_msg("size %u: all zeros are there, and refused", g.size);
    }
  assert_in_range(read, 20, 120);
  ebm_text_clear(&why);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_way_to_write_a_grid),
      cmocka_unit_test(many_zeros_are_values),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
