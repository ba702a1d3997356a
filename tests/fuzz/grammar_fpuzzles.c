/* f-puzzles documents by their grammar, over the keys that the site writes: read, and the small ones answered. */
#include "phrases.h"

static const char *const keys[] = {"arrow",         "killercage",  "extraregion",     "littlekillersum",
                                   "odd",           "even",        "minimum",         "maximum",
                                   "thermometer",   "palindrome",  "renban",          "whispers",
                                   "regionsumline", "betweenline", "entropicline",    "modularline",
                                   "nabner",        "doublearrow", "zipperline",      "columnindexer",
                                   "rowindexer",    "boxindexer",  "slowthermometer", "difference",
                                   "ratio",         "xv",          "clone",           "quadruple",
                                   "sandwichsum",   "xsum",        "skyscraper",      "cage",
                                   "line",          "text",        "unheardof"};
static const char *const flags[] = {"diagonal+", "diagonal-",      "antiknight",
                                    "antiking",  "disjointgroups", "nonconsecutive"};

/* Something of another type than is expected. */
static void say_stranger(ebm_text *text, choices *c) {
  static const char *const strangers[] = {"null", "true", "[]",    "{}",    "\"\"",     "-1",  "1.5",
                                          "1e99", "[[]]", "\"x\"", "99999", "\"R1C1\"", "[1]", "{\"value\":1}"};
  say(text, PICK(c, strangers));
}

static void say_cell(ebm_text *text, choices *c, unsigned size) {
  unsigned n = choose(c, 64);
  if (n == 1)
    say_stranger(text, c);
  else if (n == 2) /* beside the grid */
    ebm_text_printf(text, "\"R%uC%u\"", choose(c, size + 2), choose(c, 2) * (size + 1));
  else
    ebm_text_printf(text, "\"R%uC%u\"", 1 + n % size, 1 + choose(c, size));
}

static void say_cells(ebm_text *text, choices *c, unsigned size) {
  unsigned row = choose(c, size), column = choose(c, size), straight = choose(c, 2);
  say(text, "[");
  for (unsigned n = 1 + choose(c, 6), i = 0; i < n; i++) {
    if (i > 0) say(text, ",");
    if (straight == 0)
      ebm_text_printf(text, "\"R%uC%u\"", 1 + row, 1 + (column + i) % size);
    else
      say_cell(text, c, size);
  }
  say(text, "]");
}

static void say_value(ebm_text *text, choices *c) {
  static const char *const letters[] = {"\"X\"", "\"V\"", "\"XV\"", "\"\""};
  unsigned n = choose(c, 16);
  if (n == 1) {
    say_stranger(text, c);
  } else if (n == 2) {
    say(text, PICK(c, letters));
  } else {
    const char *quote = n % 2 == 0 ? "\"" : "";
    ebm_text_printf(text, "%s%u%s", quote, choose(c, 50), quote);
  }
}

/* An entry has the keys of its kind, mostly. */
static void say_entry(ebm_text *text, choices *c, unsigned size) {
  static const char *const directions[] = {"DL", "DR", "UL", "UR", "L", ""};
  unsigned which = choose(c, 256), parts = 0;
  if (which == 63) {
    say_stranger(text, c);
    return;
  }
  say(text, "{");
#define PART(bit, name) if ((which & (bit)) != 0 && (say(text, parts++ > 0 ? ",\"" name "\":" : "\"" name "\":"), true))
  PART(1, "cells") say_cells(text, c, size);
  PART(2, "lines") {
    say(text, "[");
    for (unsigned n = 1 + choose(c, 2), i = 0; i < n; i++) {
      if (i > 0) say(text, ",");
      say_cells(text, c, size);
    }
    say(text, "]");
  }
  PART(4, "value") say_value(text, c);
  PART(8, "cell") say_cell(text, c, size);
  PART(16, "cloneCells") say_cells(text, c, size);
  PART(32, "direction") ebm_text_printf(text, "\"%s\"", PICK(c, directions));
  if (choose(c, 4) == 1) PART(which | 1, "values") {
      ebm_text_printf(text, "[%u,%u,%u]", choose(c, 12), choose(c, 12), choose(c, 12));
    }
#undef PART
  say(text, "}");
}

static void say_square(ebm_text *text, choices *c, unsigned size) {
  unsigned kind = choose(c, 24);
  if (kind == 1 && choose(c, 6) == 1)
    say_stranger(text, c);
  else if (kind == 2)
    ebm_text_printf(text, "{\"value\":%u,\"given\":true}", choose(c, 16) == 1 ? size + 1 : 1 + choose(c, size));
  else if (kind == 3)
    ebm_text_printf(text, "{\"givenPencilMarks\":[%u,%u]}", 1 + choose(c, size), 1 + choose(c, size));
  else if (kind == 4)
    ebm_text_printf(text, "{\"region\":%u}", choose(c, size));
  else if (kind == 5)
    ebm_text_printf(text, "{\"value\":%u}", choose(c, size + 1));
  else
    say(text, "{}");
}

static void say_document(ebm_text *text, choices *c) {
  static const uint8_t sizes[] = {4, 4, 4, 4, 6, 6, 5, 9, 3, 2, 1, 7, 8, 9, 10, 16, 25, 0};
  unsigned size = PICK(c, sizes), rows = choose(c, 32) == 1 ? size / 2 : size;
  ebm_text_printf(text, "{\"size\":%u,\"grid\":[", size);
  for (unsigned r = 0; r < rows; r++) {
    say(text, r > 0 ? ",[" : "[");
    bool plain = choose(c, 3) > 0;
    for (unsigned k = 0; k < size; k++) {
      if (k > 0) say(text, ",");
      if (plain)
        say(text, "{}");
      else
        say_square(text, c, size);
    }
    say(text, "]");
  }
  say(text, "]");
  if (size == 0) size = 1;
  for (unsigned n = choose(c, 5); n > 0; n--) {
    if (choose(c, 4) == 1) {
      ebm_text_printf(text, ",\"%s\":%s", PICK(c, flags), choose(c, 8) == 1 ? "1" : "true");
      continue;
    }
    ebm_text_printf(text, ",\"%s\":", PICK(c, keys));
    if (choose(c, 32) == 1) {
      say_stranger(text, c);
      continue;
    }
    say(text, "[");
    for (unsigned k = 1 + choose(c, 3), i = 0; i < k; i++) {
      if (i > 0) say(text, ",");
      say_entry(text, c, size);
    }
    say(text, "]");
  }
  if (choose(c, 8) == 1) say(text, ",\"negative\":[\"ratio\",\"xv\"]");
  say(text, choose(c, 64) == 1 ? "\n" : "}\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2 || size > 2048) return 0;
  choices c = {data + 1, size - 1};
  ebm_text text = {0};
  for (unsigned n = 1 + (data[0] % 16 == 5); n > 0; n--) say_document(&text, &c);
  check_text(&text, choose(&c, 2) == 0 ? "fpuzzles" : NULL, data[0]);
  ebm_text_clear(&text);
  return 0;
}
