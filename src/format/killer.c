/* killer.c - killer puzzles on one line: sums packed with cage numbers (`3x3::k:` and 81 numbers), and SumoCue's lines.
 */
#include <ctype.h>
#include <string.h>

#include "base/status.h"
#include "format/cells.h"
#include "format/draft.h"

enum { SIZE = 9, CELLS = SIZE * SIZE, NO_REGION = -1, NUMBER_LIMIT = 1 << 20 };

/* What either notation says: the cages as the first cell of each one's, and the sum there. */
typedef struct killer {
  uint32_t head[CELLS];
  int32_t sum[CELLS]; /* of the cage that begins here; 0: the cell is in none */
  int region[CELLS];
  bool diagonals, regions;
} killer;

/* A line and how far it has been read. */
typedef struct cursor {
  ebm_reader *reader;
  const ebm_line *line;
  size_t at;
} cursor;

static char peek(cursor *in) {
  while (in->at < in->line->length && (in->line->bytes[in->at] == ' ' || in->line->bytes[in->at] == '\t')) in->at++;
  return in->at < in->line->length ? in->line->bytes[in->at] : '\0';
}

static bool take(cursor *in, char c) {
  bool there = peek(in) == c;
  in->at += there;
  return there;
}

static bool take_number(cursor *in, int32_t *out) {
  if (!isdigit((unsigned char)peek(in))) return false;
  for (*out = 0; in->at < in->line->length && isdigit((unsigned char)in->line->bytes[in->at]); in->at++)
    if (*out < NUMBER_LIMIT) *out = *out * 10 + (in->line->bytes[in->at] - '0');
  return true;
}

/* Whether the line starts with the word, in either case. */
static bool starts(const ebm_line *line, const char *word, size_t *behind) {
  size_t i = 0, n = strlen(word);
  while (i < line->length && isspace((unsigned char)line->bytes[i])) i++;
  for (size_t k = 0; k < n; k++)
    if (i + k >= line->length || tolower((unsigned char)line->bytes[i + k]) != word[k]) return false;
  *behind = i + n;
  return true;
}

/* ---- the record ---- */

static ebm_status add_cages(ebm_draft *draft, const killer *puzzle, ebm_error *error) {
  ebm_status status = EBM_OK;
  for (uint32_t h = 0; status == EBM_OK && h < CELLS; h++) {
    uint32_t cell[CELLS], n = 0;
    for (uint32_t c = 0; c < CELLS; c++)
      if (puzzle->head[c] == h) cell[n++] = c;
    if (n == 0 || puzzle->sum[h] == 0) continue;
    if (n == 1 && puzzle->sum[h] <= SIZE) {
      ebm_draft_give(draft, h, (uint32_t)puzzle->sum[h] - 1);
      continue;
    }
    ebm_rule_use use = {
        .rule = ebm_rule_find("Cage", 4), .number = &puzzle->sum[h], .n_numbers = 1, .cell = cell, .n_cells = n};
    status = ebm_rules_add(draft->rules, &use, error);
  }
  for (int32_t way = -1; puzzle->diagonals && status == EBM_OK && way <= 1; way += 2) {
    ebm_rule_use use = {.rule = ebm_rule_find("Diagonal", 8), .number = &way, .n_numbers = 1};
    status = ebm_rules_add(draft->rules, &use, error);
  }
  return status;
}

static void add_record(ebm_reader *reader, const killer *puzzle) {
  ebm_draft draft = {
      .reader = reader,
      .board = {.rows = SIZE, .columns = SIZE, .values = SIZE, .first = 1, .box_rows = 3, .box_columns = 3}};
  ebm_error error = {0};
  ebm_status status = EBM_OK;
  if (puzzle->regions) {
    uint16_t *region = ebm_draft_regions(&draft);
    status = region != NULL ? EBM_OK : ebm_fail_memory(&error);
    for (uint32_t c = 0; region != NULL && c < CELLS; c++) region[c] = (uint16_t)puzzle->region[c];
    draft.board.n_regions = SIZE;
    draft.board.box_rows = draft.board.box_columns = 0;
  }
  if (status == EBM_OK) status = ebm_draft_open(&draft, &error);
  if (status == EBM_OK) status = add_cages(&draft, puzzle, &error);
  if (status == EBM_OK) status = ebm_draft_close(&draft, 0, &error);
  if (status == EBM_ERROR_MEMORY)
    ebm_draft_out_of_memory(&draft);
  else if (status != EBM_OK)
    ebm_reader_refuse(reader, 0, 0, 0, "%s", error.text);
  ebm_draft_clear(&draft);
}

/* ---- 81 numbers, each a sum and a cage ---- */

/* The numbers as sum * 256 + cage, or cage * 256 + sum when `swapped`: programs write both. A cell whose sum is 0 is in
 * no cage, whether its number is 0 or one that no other cell has. False: it cannot be meant so, because a cage would
 * have several sums, none, or one that its cells cannot have. */
static bool unpack(const int32_t *number, bool swapped, killer *puzzle) {
  enum { UNIT = 256 };
  for (uint32_t c = 0; c < CELLS; c++) {
    int32_t cage = swapped ? number[c] / UNIT : number[c] % UNIT;
    puzzle->sum[c] = swapped ? number[c] % UNIT : number[c] / UNIT;
    puzzle->head[c] = c;
    for (uint32_t k = 0; k < c && puzzle->head[c] == c; k++) {
      if (puzzle->sum[c] == 0 && number[c] != 0 && number[k] == number[c]) return false;
      if (puzzle->sum[c] == 0 || puzzle->sum[k] == 0 || (swapped ? number[k] / UNIT : number[k] % UNIT) != cage)
        continue;
      if (number[k] != number[c]) return false;
      puzzle->head[c] = k;
    }
  }
  for (uint32_t h = 0; h < CELLS; h++) {
    int32_t n = 0, sum = puzzle->sum[h];
    for (uint32_t c = 0; c < CELLS; c++) n += puzzle->head[c] == h;
    if (n > 0 && sum != 0 && (sum < n * (n + 1) / 2 || sum > n * (2 * SIZE + 1 - n) / 2)) return false;
  }
  return true;
}

static void read_packed(cursor *in) {
  killer plain = {.diagonals = false}, swapped;
  int32_t number[CELLS];
  bool cages = false;
  while (!cages) { /* fields up to the `k` */
    size_t begin = in->at;
    char kind = peek(in);
    if (kind == 'd' || kind == 'D') plain.diagonals = true;
    if (kind == 'k' || kind == 'K') cages = true;
    if (kind != ':' && kind != '\0') in->at++;
    if (!take(in, ':') || (kind != ':' && strchr("dDkK", kind) == NULL)) {
      ebm_reader_refuse(in->reader, 0, 0, begin + 1, "behind 3x3: only 'd' for diagonals and 'k' for cages are known");
      return;
    }
  }
  for (uint32_t c = 0; c < CELLS; c++) {
    if (!take_number(in, &number[c])) {
      ebm_reader_refuse(in->reader, 0, 0, in->at + 1, "%u cells, 81 expected", c);
      return;
    }
    if (c + 1 < CELLS) take(in, ':');
  }
  take(in, ':');
  swapped = plain;
  bool as_told = unpack(number, false, &plain), other = unpack(number, true, &swapped);
  if (as_told == other)
    ebm_reader_refuse(in->reader, 0, 0, 0, "%s",
                      as_told ? "the numbers can be read as sum * 256 + cage and as cage * 256 + sum"
                              : "the numbers are not sums * 256 + cages: a cage has two sums, or one out of reach");
  else
    add_record(in->reader, as_told ? &plain : &swapped);
}

/* ---- SumoCue ---- */

/* The entries of a line, before it is known what a reference refers to. */
typedef struct entry {
  bool refers; /* to a cage: number is its first cell, or which of the cages it is */
  int32_t number;
} entry;

/* Cages when references mean cells, or else counts of cages. False: they cannot. */
static bool refer(const entry *entries, bool cells, killer *puzzle) {
  uint32_t head[CELLS], n = 0;
  for (uint32_t c = 0; c < CELLS; c++)
    if (!entries[c].refers) head[n++] = c;
  for (uint32_t c = 0; c < CELLS; c++) {
    int32_t number = entries[c].number;
    puzzle->head[c] = c;
    puzzle->sum[c] = entries[c].refers ? 0 : number;
    if (!entries[c].refers) continue;
    if (number >= (int32_t)(cells ? CELLS : n)) return false;
    puzzle->head[c] = cells ? (uint32_t)number : head[number];
    if (entries[puzzle->head[c]].refers) return false;
  }
  return true;
}

/* Whether every cage hangs together: what tells two readings apart when both are possible. */
static bool connected(const killer *puzzle) {
  bool reached[CELLS];
  for (uint32_t c = 0; c < CELLS; c++) reached[c] = puzzle->head[c] == c;
  for (bool grew = true; grew;) {
    grew = false;
    for (uint32_t c = 0; c < CELLS; c++) {
      if (reached[c]) continue;
      const uint32_t next[] = {c >= SIZE ? c - SIZE : c, c + SIZE < CELLS ? c + SIZE : c, c % SIZE != 0 ? c - 1 : c,
                               (c + 1) % SIZE != 0 ? c + 1 : c};
      for (int i = 0; i < 4; i++) reached[c] |= reached[next[i]] && puzzle->head[next[i]] == puzzle->head[c];
      grew |= reached[c];
    }
  }
  for (uint32_t c = 0; c < CELLS; c++)
    if (!reached[c]) return false;
  return true;
}

/* The first cell of a cage without a sum; CELLS: there is none. */
static uint32_t cage_without_sum(const killer *puzzle) {
  for (uint32_t c = 0; c < CELLS; c++)
    if (puzzle->head[c] != c && puzzle->sum[puzzle->head[c]] == 0) return puzzle->head[c];
  return CELLS;
}

static bool read_entries(cursor *in, entry *entries, killer *puzzle) {
  uint32_t with_region = 0, size[SIZE] = {0};
  for (uint32_t c = 0; c < CELLS; c++) {
    entries[c].refers = peek(in) == '+';
    if ((!take(in, '=') && !take(in, '+')) || !take_number(in, &entries[c].number)) {
      ebm_reader_refuse(in->reader, 0, 0, in->at + 1, "cell %u of 81: neither =SUM nor +CELL", c + 1);
      return false;
    }
    puzzle->region[c] = NO_REGION;
    if (!take(in, 'J') && !take(in, 'j')) continue;
    int32_t region;
    if (!take_number(in, &region) || region >= SIZE) {
      ebm_reader_refuse(in->reader, 0, 0, in->at + 1, "cell %u of 81: a region from J0 to J8 is expected", c + 1);
      return false;
    }
    puzzle->region[c] = region;
    size[region]++;
    with_region++;
  }
  puzzle->regions = with_region > 0;
  for (int i = 0; puzzle->regions && i < SIZE; i++) {
    if (size[i] == SIZE) continue;
    ebm_reader_refuse(in->reader, 0, 0, 0, "region J%d has %u cells, 9 expected", i, size[i]);
    return false;
  }
  return true;
}

static void read_sumocue(cursor *in) {
  entry entries[CELLS];
  killer by_cell = {.diagonals = take(in, 'D') || take(in, 'd')}, by_count;
  if (!read_entries(in, entries, &by_cell)) return;
  by_count = by_cell;
  bool cells = refer(entries, true, &by_cell), counts = refer(entries, false, &by_count);
  uint32_t bare = cells ? cage_without_sum(&by_cell) : counts ? cage_without_sum(&by_count) : CELLS;
  cells = cells && cage_without_sum(&by_cell) == CELLS;
  counts = counts && cage_without_sum(&by_count) == CELLS;
  if (cells && counts && memcmp(by_cell.head, by_count.head, sizeof by_cell.head) != 0) {
    bool whole = connected(&by_cell), whole_by_count = connected(&by_count);
    if (whole == whole_by_count) {
      ebm_reader_refuse(in->reader, 0, 0, 0, "+N could be the cage that begins at cell N or cage number N");
      return;
    }
    cells = whole;
  }
  if (cells || counts)
    add_record(in->reader, cells ? &by_cell : &by_count);
  else if (bare < CELLS)
    ebm_reader_refuse(in->reader, 0, 0, 0, "the cage of cell %u has no sum: it could be a cage or no cage at all",
                      bare);
  else
    ebm_reader_refuse(in->reader, 0, 0, 0, "a +N that is neither a cage's first cell nor its number");
}

/* ---- lines ---- */

static const char packed_front[] = "3x3:", sumocue_front[] = "sumocuev1";

static size_t read_line(ebm_reader *reader, const char *bytes, size_t length, bool end, const char *front,
                        void (*read)(cursor *)) {
  ebm_line line;
  if (!ebm_line_take(bytes, length, end, &line)) return 0;
  if (ebm_line_blank(&line) || ebm_line_comment(&line)) return line.size;
  cursor in = {reader, &line, 0};
  if (starts(&line, front, &in.at))
    read(&in);
  else
    ebm_reader_refuse(reader, 0, 0, 1, "a line that does not start with \"%s\"",
                      front == packed_front ? "3x3:" : "SumoCueV1");
  return line.size;
}

static ebm_sniff sniff_line(const char *bytes, size_t length, bool end, const char *front) {
  ebm_line line;
  size_t behind;
  if (!ebm_line_first(bytes, length, end, &line)) return end ? EBM_SNIFF_NO : EBM_SNIFF_MORE;
  return starts(&line, front, &behind) ? EBM_SNIFF_YES : EBM_SNIFF_NO;
}

static size_t read_killer(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  return read_line(reader, bytes, length, end, packed_front, read_packed);
}

static size_t read_cue(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  return read_line(reader, bytes, length, end, sumocue_front, read_sumocue);
}

static ebm_sniff sniff_killer(const char *bytes, size_t length, bool end) {
  return sniff_line(bytes, length, end, packed_front);
}

static ebm_sniff sniff_cue(const char *bytes, size_t length, bool end) {
  return sniff_line(bytes, length, end, sumocue_front);
}

const ebm_format ebm_format_killer = {
    .name = "killer",
    .extensions = ".txt",
    .source = "Perfect Sudoku's lines, as SumoCue and JSudoku read them",
    .sniff = sniff_killer,
    .read = read_killer,
    .own_values = true,
    .own_boxes = true,
};

const ebm_format ebm_format_sumocue = {
    .name = "sumocue",
    .extensions = ".txt",
    .source = "SumoCue, version 1",
    .sniff = sniff_cue,
    .read = read_cue,
    .own_values = true,
    .own_boxes = true,
};
