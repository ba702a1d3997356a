/* Constraint strings by their grammar, over all rules of the table: read, and the small ones answered. */
#include "phrases.h"

#include "rule/rule.h"

typedef struct shape {
  unsigned rows, columns, values;
} shape;

static void say_cell(ebm_text *text, choices *c, const shape *s) {
  static const char *const odd[] = {"R0C1", "R1C0", "R10C1", "RaCb", "C1R1", "R1", "", "LOOP", "-", "_", "R99999C1"};
  unsigned n = choose(c, 250);
  if (n < 2)
    say(text, PICK(c, odd));
  else
    ebm_text_printf(text, "R%uC%u", 1 + choose(c, s->rows), 1 + n % s->columns);
}

static void say_cells(ebm_text *text, choices *c, const shape *s) {
  static const uint8_t lengths[] = {1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 9, 12, 0};
  unsigned row = choose(c, s->rows), column = choose(c, s->columns), way = choose(c, 4);
  for (unsigned n = PICK(c, lengths); n > 0; n--) {
    say(text, "~");
    /* A straight line in every other use, so that most cells differ. */
    if (way < 2)
      ebm_text_printf(text, "R%uC%u", 1 + row, 1 + column);
    else
      say_cell(text, c, s);
    row = (row + (way == 1)) % s->rows;
    column = (column + 1) % s->columns;
  }
}

static void say_line(ebm_text *text, choices *c, const shape *s) {
  unsigned n = choose(c, 32);
  if (n < 2)
    say(text, "~R0");
  else
    ebm_text_printf(text, "~%c%u", n % 2 == 0 ? 'R' : 'C', 1 + choose(c, n % 2 == 0 ? s->rows : s->columns));
}

static void say_list(ebm_text *text, choices *c, const char *between) {
  say(text, "~");
  say_number(text, c);
  for (unsigned n = choose(c, 5); n > 0; n--) {
    say(text, between);
    say_number(text, c);
  }
}

static void say_table(ebm_text *text, choices *c, const shape *s) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  unsigned bits = s->values * s->values, letters = (bits + 5) / 6 + (choose(c, 16) == 0);
  say(text, "~");
  for (unsigned i = 0; i < letters; i++) {
    bool last = i == (bits - 1) / 6 && bits % 6 != 0; /* which has bits of no pair */
    ebm_text_append(text, &alphabet[choose(c, last ? 1u << bits % 6 : 64)], 1);
  }
}

static void say_rule(ebm_text *text, choices *c, const shape *s) {
  unsigned n = 0;
  while (ebm_rule_at(n) != NULL) n++;
  const ebm_rule *rule = ebm_rule_at(choose(c, n));
  ebm_text_printf(text, ".%s", rule->name);
  switch (rule->form) {
    case EBM_RULE_ALONE: break;
    case EBM_RULE_NUMBER: say(text, choose(c, 2) == 0 ? "~1" : "~-1"); break;
    case EBM_RULE_CELLS: say_cells(text, c, s); break;
    case EBM_RULE_NUMBER_CELLS:
      if (choose(c, 4) > 0) {
        say(text, "~");
        say_number(text, c);
      }
      say_cells(text, c, s);
      if (choose(c, 8) == 1) say(text, "~LOOP");
      break;
    case EBM_RULE_LIST_CELLS:
      say_list(text, c, "_");
      say_cells(text, c, s);
      break;
    case EBM_RULE_SUM:
      say_list(text, c, choose(c, 2) == 0 ? "_=_" : "_");
      say_cells(text, c, s);
      break;
    case EBM_RULE_SEGMENTS:
      for (unsigned k = 1 + choose(c, 4); k > 0; k--) {
        say_cells(text, c, s);
        if (k > 1) say(text, "~-");
      }
      break;
    case EBM_RULE_PAIRS:
      say_table(text, c, s);
      if (choose(c, 2) == 0) say(text, "~_name");
      say_cells(text, c, s);
      break;
    case EBM_RULE_SQUARE:
      say(text, "~");
      say_cell(text, c, s);
      say_list(text, c, "~");
      break;
    case EBM_RULE_LINE:
      say_line(text, c, s);
      say_list(text, c, "~");
      break;
    case EBM_RULE_LINE_SUM:
    case EBM_RULE_DIAGONAL:
      say(text, "~");
      say_number(text, c);
      if (rule->form == EBM_RULE_LINE_SUM) {
        say_line(text, c, s);
      } else {
        say(text, "~");
        say_cell(text, c, s);
      }
      break;
  }
}

/* Most boards are small, some are at the limits of what is read, some beyond. */
static shape say_shape(ebm_text *text, choices *c) {
  static const uint8_t small[] = {4, 4, 4, 3, 2, 5, 6, 6, 1, 7, 8, 9, 9},
                       large[] = {10, 12, 16, 18, 20, 25, 36, 64, 100, 101};
  static const char *const wrong[] = {"",      "0x4",  "4x0",          "4",         "x4",
                                      "4x4x4", "-4x4", "4x4~0-4~Bare", "1000x1000", "4x4~9-1"};
  shape s = {9, 9, 9};
  unsigned kind = choose(c, 64);
  if (kind < 2) return s;
  if (kind == 2) {
    ebm_text_printf(text, ".Shape~%s", PICK(c, wrong));
    return s;
  }
  s.rows = kind == 3 ? PICK(c, large) : PICK(c, small);
  s.columns = kind % 4 != 0 ? s.rows : kind == 4 ? PICK(c, large) : PICK(c, small);
  s.values = s.rows > s.columns ? s.rows : s.columns;
  unsigned first = choose(c, 4) == 3 ? 0 : 1, other = choose(c, 8);
  if (other > 4) s.values += other - 4;
  if (other == 1) s.values = 1 + choose(c, 12);
  bool raw = choose(c, 3) == 1;
  ebm_text_printf(text, ".Shape~%ux%u", s.rows, s.columns);
  if (raw || first == 0 || other == 1 || other > 4) ebm_text_printf(text, "~%u-%u", first, first + s.values - 1);
  if (raw) say(text, "~Raw");
  return s;
}

static void say_jigsaw(ebm_text *text, choices *c, const shape *s) {
  say(text, ".Jigsaw~");
  for (unsigned i = 0; i < s->rows * s->columns && i < 1000; i++)
    ebm_text_printf(text, "%c", choose(c, 24) == 1 ? (int)('A' + choose(c, 26)) : 'A' + (int)(i / s->columns % 26));
}

static void say_givens(ebm_text *text, choices *c, const shape *s) {
  say(text, ".");
  for (unsigned n = 1 + choose(c, 5); n > 0; n--) {
    ebm_text_printf(text, "~R%uC%u", 1 + choose(c, s->rows), 1 + choose(c, s->columns));
    for (unsigned k = 1 + choose(c, 3); k > 0; k--)
      ebm_text_printf(text, "_%u", choose(c, 32) == 1 ? choose(c, 256) : 1 + choose(c, s->values - (s->values > 1)));
  }
}

static void say_puzzle(ebm_text *text, choices *c) {
  size_t begin = text->length;
  shape s = say_shape(text, c);
  for (unsigned n = 1 + choose(c, 6); n > 0; n--) {
    unsigned kind = choose(c, 32);
    if (kind == 1)
      say(text, ".NoBoxes");
    else if (kind == 2)
      ebm_text_printf(text, ".RegionSize~%u", choose(c, 20));
    else if (kind == 3)
      say_jigsaw(text, c, &s);
    else if (kind == 4)
      say(text, ".Nothing~R1C1");
    else if (kind == 5)
      say(text, choose(c, 2) == 0 ? "." : ".~");
    else if (kind < 12)
      say_givens(text, c, &s);
    else
      say_rule(text, c, &s);
  }
  if (text->length == begin) say(text, ".");
  say(text, ".\n"); /* a record of its own */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2 || size > 2048) return 0;
  choices c = {data + 1, size - 1};
  ebm_text text = {0};
  for (unsigned n = 1 + (data[0] % 16 == 5); n > 0; n--) say_puzzle(&text, &c);
  check_text(&text, choose(&c, 2) == 0 ? "constraints" : NULL, data[0]);
  ebm_text_clear(&text);
  return 0;
}
