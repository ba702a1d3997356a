/* jigsaw.c - givens and regions: on one line, on two, or in two blocks of rows. */
#include "format/jigsaw.h"

#include <ctype.h>
#include <string.h>

#include "base/status.h"
#include "format/draft.h"

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

bool ebm_jigsaw_layout(const char *region, unsigned size) {
  unsigned count[256] = {0}, different = 0;
  for (unsigned c = 0; c < size * size; c++) different += count[(unsigned char)region[c]]++ == 0;
  if (different != size) return false;
  for (unsigned c = 0; c < size * size; c++)
    if (count[(unsigned char)region[c]] != size || reach(region, size, c) != size) return false;
  return true;
}

/* The size of a square of n cells; 0: it is none that regions are drawn in. */
static unsigned square(size_t n) {
  unsigned size = 4;
  while ((size_t)size * size < n) size++;
  return (size_t)size * size == n && n <= EBM_JIGSAW_CELLS ? size : 0;
}

/* Appends the line's characters without white space and bars; false: there are more than fit. */
static bool gather(const ebm_line *line, char *cells, size_t *n) {
  for (size_t i = 0; i < line->length; i++) {
    if (isspace((unsigned char)line->bytes[i]) || line->bytes[i] == '|') continue;
    if (*n == 2 * EBM_JIGSAW_CELLS) return false;
    cells[(*n)++] = line->bytes[i];
  }
  return true;
}

unsigned ebm_jigsaw_front(const ebm_line *line, char *cells) {
  char own[2 * EBM_JIGSAW_CELLS];
  size_t n = 0;
  if (cells == NULL) cells = own;
  if (!gather(line, cells, &n) || n % 2 != 0) return 0;
  unsigned size = square(n / 2);
  return size != 0 && ebm_jigsaw_layout(cells + (size_t)size * size, size) ? size : 0;
}

/* ---- reading ---- */

static void add_record(ebm_reader *reader, unsigned size, const char *cells, const char *alphabet,
                       const uint8_t *code) {
  const char *layout = cells + (size_t)size * size;
  ebm_draft draft = {.reader = reader,
                     .board = {.rows = size, .columns = size, .values = size, .first = 1, .n_regions = size},
                     .alphabet = alphabet};
  ebm_error error = {0};
  uint16_t *region = ebm_draft_regions(&draft), number_of[256], n = 0;
  ebm_status status = region != NULL ? EBM_OK : ebm_fail_memory(&error);
  memset(number_of, 0xFF, sizeof number_of);
  for (unsigned c = 0; region != NULL && c < size * size; c++) {
    uint16_t *number = &number_of[(unsigned char)layout[c]];
    if (*number == EBM_NO_REGION) *number = n++;
    region[c] = *number;
  }
  if (status == EBM_OK) status = ebm_draft_open(&draft, &error);
  for (unsigned c = 0; status == EBM_OK && c < size * size; c++)
    if (code[(unsigned char)cells[c]] != 0) ebm_draft_give(&draft, c, code[(unsigned char)cells[c]] - 1u);
  if (status == EBM_OK) status = ebm_draft_close(&draft, 0, &error);
  if (status == EBM_ERROR_MEMORY)
    ebm_draft_out_of_memory(&draft);
  else if (status != EBM_OK)
    ebm_reader_refuse(reader, 0, 0, 0, "%s", error.text);
  ebm_draft_clear(&draft);
}

/* The cells of givens and regions on lines of their own: one line each, or as many as there are rows. Blank lines,
 * comments and rules may stand between. Returns the bytes gone through, 0: more are needed; *size 0: they are not that.
 */
static size_t read_lines(const char *bytes, size_t length, bool end, char *cells, unsigned *size) {
  ebm_line line;
  size_t gone = 0, n = 0, width = 0;
  for (*size = 0; ebm_line_take(bytes + gone, length - gone, end, &line); gone += line.size) {
    size_t before = n;
    if (ebm_line_blank(&line) || ebm_line_comment(&line) || ebm_line_rule(&line)) continue;
    if (!gather(&line, cells, &n) || (width != 0 && n - before != width)) return gone;
    width = n - before;
    unsigned whole = n == 2 * width ? square(width) : 0;
    if (whole != 0 && ebm_jigsaw_layout(cells + width, whole)) *size = whole; /* a line each */
    if (n == 2 * width * width) *size = (unsigned)width;
    if (*size != 0) return gone + line.size;
    if (n > EBM_JIGSAW_CELLS * 2 || (width > 36 && n > 2 * width)) return gone;
  }
  return end ? gone + (gone == 0) : 0;
}

static size_t read(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  ebm_line line;
  char cells[2 * EBM_JIGSAW_CELLS], why[120] = "";
  if (!ebm_line_take(bytes, length, end, &line)) return 0;
  if (ebm_line_blank(&line) || ebm_line_comment(&line)) return line.size;
  unsigned size = ebm_jigsaw_front(&line, cells);
  size_t gone = line.size, wrong = 0;
  bool one_line = size != 0;
  if (!one_line) {
    gone = read_lines(bytes, length, end, cells, &size);
    if (gone == 0) return 0;
    if (gone < line.size) gone = line.size;
  }
  if (size < 4 || !ebm_jigsaw_layout(cells + (size_t)size * size, size)) {
    ebm_reader_refuse(reader, 0, 0, 0, "not givens and as many regions' characters, each region whole");
    return gone;
  }
  const ebm_spelling *spelling = ebm_cells_spelling(reader, size, cells, &wrong, why, sizeof why);
  if (spelling != NULL)
    add_record(reader, size, cells, spelling->alphabet, spelling->code);
  else if (why[0] != '\0')
    ebm_reader_refuse(reader, 0, 0, one_line && wrong < (size_t)size * size ? wrong + 1 : 0, "%s", why);
  return gone;
}

/* Givens and regions on lines of their own start as plain puzzles do, and a plain puzzle is answered without waiting
 * for what comes behind it: they are read when the format is named. */
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
    .own_boxes = true,
};
