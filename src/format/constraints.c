/* constraints.c - constraint strings: ".Thermo~R1C1~R1C2.Cage~10~R3C3~R3C4.~R5C5_7", the notation in which variants are
 * shared most. What stands in the items is read by items.c. */
#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "format/items.h"

/* Names that the notation knows and we do not: to be refused as rules, not as spelling mistakes. */
static const char *const unsupported[] = {
    "FullRank",
    "FullRankTies",
    "Indexing",
    "ValueIndexing",
    "AntiTaxicab",
    "RegionSameValues",
    "ChaosConstruction",
    "ChaosCount",
    "ChaosArrow",
    "Replicate",
    "RellikCage",
    "Lunchbox",
    "DutchFlatmates",
    "EqualityCage",
    "LookAndSay",
    "Doppelganger",
    "Var",
    "NFA",
    "Regex",
    "Or",
    "And",
    "End",
    "CountDistinct",
    "ConnectedValues",
    "SearchPriority",
    "Container",
};

static bool known_unsupported(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof unsupported / sizeof *unsupported; i++)
    if (strlen(unsupported[i]) == length && memcmp(unsupported[i], name, length) == 0) return true;
  return false;
}

/* ---- where a record ends ---- */

static size_t items_on(const ebm_line *line) {
  size_t items = 0;
  for (size_t i = 0; i < line->length; i++) items += line->bytes[i] == '.';
  return items;
}

static bool starts_item(const ebm_line *line) {
  size_t i = 0;
  while (i < line->length && isspace((unsigned char)line->bytes[i])) i++;
  return i < line->length && line->bytes[i] == '.';
}

/* A puzzle has one shape: where another begins, another puzzle does. */
static bool starts_shape(const ebm_line *line) {
  static const char shape[] = ".Shape~";
  size_t i = 0;
  while (i < line->length && isspace((unsigned char)line->bytes[i])) i++;
  return line->length - i >= sizeof shape - 1 && memcmp(line->bytes + i, shape, sizeof shape - 1) == 0;
}

/* A line of several items is a puzzle of its own; lines of one item each, and lines that go on with an item, are a
 * puzzle together, up to a blank line, a line of several items or one that begins with a shape. Returns the bytes of
 * the record, 0: it may go on. */
static size_t record_size(const char *bytes, size_t length, bool end) {
  ebm_line line;
  size_t size = 0;
  for (bool first = true; ebm_line_take(bytes + size, length - size, end, &line); first = false) {
    size_t items = ebm_line_comment(&line) ? 0 : items_on(&line);
    bool starts = starts_item(&line);
    if (first && items > 1) return line.size;
    if (!first && (ebm_line_blank(&line) || (starts && items > 1) || starts_shape(&line))) return size;
    size += line.size;
    if (size >= length) return end ? size : 0;
  }
  return end ? length : 0;
}

/* ---- reading ---- */

/* The record without white space and comments, and where each byte of it stands. */
static bool condense(ebm_items *items, const char *bytes, size_t length) {
  items->text = ebm_allocate(length + 1, 1);
  items->place = ebm_allocate(length + 1, sizeof *items->place);
  if (items->text == NULL || items->place == NULL) return false;
  uint32_t row = 0, column = 1;
  bool comment = false, fresh = true;
  for (size_t i = 0; i < length; i++) {
    char c = bytes[i];
    if (fresh && c == '#') comment = true;
    fresh = c == '\n' || (fresh && isspace((unsigned char)c));
    if (!comment && !isspace((unsigned char)c)) {
      items->place[items->length].line = row;
      items->place[items->length].column = column;
      items->text[items->length++] = c;
    }
    column++;
    if (c != '\n') continue;
    comment = false;
    row++;
    column = 1;
  }
  return true;
}

static size_t read(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  ebm_line line;
  if (!ebm_line_take(bytes, length, end, &line)) return 0;
  if (ebm_line_blank(&line) || ebm_line_comment(&line)) return line.size;
  size_t size = record_size(bytes, length, end);
  if (size == 0) return 0;
  ebm_items items = {.draft = {.reader = reader}};
  bool fits = condense(&items, bytes, size);
  if (fits && items.text[0] != '.')
    ebm_items_refuse(&items, 0, "a constraint string starts with a '.'");
  else if (fits)
    ebm_items_read(&items, known_unsupported);
  if (!fits) ebm_reader_record(reader, NULL, 0); /* tells the reader that memory is out */
  ebm_items_clear(&items);
  return size;
}

/* ---- recognizing ---- */

bool ebm_items_front(const ebm_line *line) {
  const char *at = line->bytes;
  size_t n = line->length, name = 1;
  while (n > 0 && (*at == ' ' || *at == '\t')) at++, n--;
  if (n < 2 || at[0] != '.') return false;
  while (n > 2 && at[1] == '.') at++, n--; /* empty items */
  while (name < n && isalnum((unsigned char)at[name])) name++;
  if (name < n && at[name] == '~') return true;
  if (name < n && at[name] != '.') return false;
  const ebm_rule *rule = ebm_rule_find(at + 1, name - 1);
  return (rule != NULL && rule->form == EBM_RULE_ALONE) || known_unsupported(at + 1, name - 1) ||
         (name == 8 && memcmp(at, ".NoBoxes", 8) == 0);
}

static ebm_sniff sniff(const char *bytes, size_t length, bool end) {
  ebm_line line;
  if (!ebm_line_first(bytes, length, end, &line)) return end ? EBM_SNIFF_NO : EBM_SNIFF_MORE;
  return ebm_items_front(&line) ? EBM_SNIFF_YES : EBM_SNIFF_NO;
}

const ebm_format ebm_format_constraints = {
    .name = "constraints",
    .extensions = ".txt",
    .source = "Interactive Sudoku Solver, constraint strings",
    .sniff = sniff,
    .read = read,
    .own_values = true,
    .own_boxes = true,
};
