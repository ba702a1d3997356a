/* jigsaw.c - givens and regions on one line. */
#include "format/jigsaw.h"

#include <ctype.h>
#include <string.h>

#include "rule/rule.h"

/* How many cells of the region of `from` can be reached from it within the region. */
static unsigned reach(const char *region, unsigned size, unsigned from) {
  uint8_t seen[EBM_JIGSAW_CELLS] = {0};
  uint16_t stack[EBM_JIGSAW_CELLS];
  unsigned n = 0, count = 0;
  stack[n++] = (uint16_t)from;
  seen[from] = 1;
  while (n > 0) {
    unsigned c = stack[--n], row = c / size, column = c % size;
    count++;
    const unsigned next[] = {row > 0 ? c - size : c, row + 1 < size ? c + size : c, column > 0 ? c - 1 : c,
                             column + 1 < size ? c + 1 : c};
    for (int i = 0; i < 4; i++) {
      if (seen[next[i]] || region[next[i]] != region[c]) continue;
      seen[next[i]] = 1;
      stack[n++] = (uint16_t)next[i];
    }
  }
  return count;
}

unsigned ebm_jigsaw_front(const ebm_line *line, char *cells) {
  char own[2 * EBM_JIGSAW_CELLS];
  size_t n = 0;
  if (cells == NULL) cells = own;
  for (size_t i = 0; i < line->length; i++) {
    if (isspace((unsigned char)line->bytes[i])) continue;
    if (n == 2 * EBM_JIGSAW_CELLS) return 0;
    cells[n++] = line->bytes[i];
  }
  unsigned size = 4;
  while (2 * size * size < n) size++;
  if (n < 32 || 2 * (size_t)size * size != n) return 0;
  const char *region = cells + size * size;
  unsigned count[256] = {0}, different = 0;
  for (unsigned c = 0; c < size * size; c++) different += count[(unsigned char)region[c]]++ == 0;
  if (different != size) return 0;
  for (unsigned c = 0; c < size * size; c++)
    if (count[(unsigned char)region[c]] != size || reach(region, size, c) != size) return 0;
  return size;
}

static ebm_model *build(ebm_reader *reader, unsigned size, const char *layout) {
  uint16_t region[EBM_JIGSAW_CELLS], number_of[256], n = 0;
  memset(number_of, 0xFF, sizeof number_of);
  for (unsigned c = 0; c < size * size; c++) {
    uint16_t *number = &number_of[(unsigned char)layout[c]];
    if (*number == EBM_NO_REGION) *number = n++;
    region[c] = *number;
  }
  const ebm_reader_options *told = ebm_reader_told(reader);
  ebm_board board = {.rows = size, .columns = size, .values = size, .first = 1, .region = region, .n_regions = n};
  ebm_rules *rules = NULL;
  ebm_model *model = NULL;
  ebm_error error;
  ebm_status status = ebm_rules_create(told->kinds, &board, &rules, &error);
  if (status == EBM_OK && told->rules != NULL) status = ebm_rules_add_list(rules, told->rules, &error);
  if (status == EBM_OK) status = ebm_rules_seal(rules, &model, &error);
  ebm_rules_destroy(rules);
  return status == EBM_OK ? model : NULL;
}

static size_t read(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  ebm_line line;
  char cells[2 * EBM_JIGSAW_CELLS], why[120];
  if (!ebm_line_take(bytes, length, end, &line)) return 0;
  if (ebm_line_blank(&line) || ebm_line_comment(&line)) return line.size;
  unsigned size = ebm_jigsaw_front(&line, cells);
  if (size == 0) {
    ebm_reader_refuse(reader, 0, 0, 0, "not givens and as many regions' characters, each region whole");
    return line.size;
  }
  size_t wrong;
  why[0] = '\0';
  const ebm_spelling *spelling = ebm_cells_spelling(reader, size, cells, &wrong, why, sizeof why);
  if (spelling == NULL) {
    ebm_reader_refuse(reader, 0, 0, wrong < size * size ? wrong + 1 : 0, "%s", why);
    return line.size;
  }
  ebm_model *model = build(reader, size, cells + size * size);
  ebm_record *record = ebm_reader_record(reader, model, 0);
  if (record == NULL) {
    ebm_model_destroy(model);
    return line.size;
  }
  record->own = model;
  record->alphabet = spelling->alphabet;
  for (unsigned c = 0; c < size * size; c++) record->given[c] = spelling->code[(unsigned char)cells[c]];
  return line.size;
}

static ebm_sniff sniff(const char *bytes, size_t length, bool end) {
  ebm_line line;
  if (!ebm_line_first(bytes, length, end, &line)) return end ? EBM_SNIFF_NO : EBM_SNIFF_MORE;
  return ebm_jigsaw_front(&line, NULL) != 0 ? EBM_SNIFF_YES : EBM_SNIFF_NO;
}

const ebm_format ebm_format_jigsaw = {
    .name = "jigsaw",
    .extensions = ".txt",
    .source = "custom: givens, then a character for each cell's region",
    .sniff = sniff,
    .read = read,
};
