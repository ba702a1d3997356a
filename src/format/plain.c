#include "format/plain.h"

#include <string.h>

#include "format/cells.h"

enum { CLASSIC = 81 };

typedef uint8_t bytes16 __attribute__((vector_size(16)));

/* What was met in the cells, in each lane: bytes that are none, dots, zeros. */
typedef struct met {
  bytes16 bad, dot, zero;
} met;

/* given of 16 cells. */
static inline bytes16 plain16(const char *cells, met *seen) {
  bytes16 c;
  memcpy(&c, cells, sizeof c);
  bytes16 value = c - '0', digit = (bytes16)(value <= 9), dot = (bytes16)(c == '.');
  seen->bad |= ~(digit | dot);
  seen->dot |= dot;
  seen->zero |= (bytes16)(value == 0);
  return value & digit;
}

static inline bool any(bytes16 lanes) {
  uint64_t half[2];
  memcpy(half, &lanes, sizeof half);
  return (half[0] | half[1]) != 0;
}

/* given [81]; false when another path must look: also at both zeros and dots without a 9, where 0 may be a value. The
 * last vector overlaps the one before: 81 is 5 * 16 + 1. */
static inline bool plain_cells(const char *cells, uint8_t *given) {
  met seen = {0};
  for (unsigned i = 0; i < 80; i += 16) {
    bytes16 g = plain16(cells + i, &seen);
    memcpy(given + i, &g, sizeof g);
  }
  bytes16 g = plain16(cells + CLASSIC - 16, &seen);
  memcpy(given + CLASSIC - 16, &g, sizeof g);
  if (any(seen.bad)) return false;
  return !any(seen.dot) || !any(seen.zero) || memchr(cells, '9', CLASSIC) != NULL;
}

/* Bytes of the line behind the 81 cells, with its end; 0 when that is not in sight or not plain. */
static inline size_t plain_tail(const char *tail, size_t length, char delimiter) {
  if (length == 0) return 0;
  if (tail[0] == '\n') return 1;
  if (tail[0] == '\r') return length > 1 && tail[1] == '\n' ? 2 : 0;
  if (delimiter != '\0' ? tail[0] != delimiter : tail[0] == '\0' || strchr(" ,:;\t", tail[0]) == NULL) return 0;
  const char *newline = memchr(tail, '\n', length);
  if (newline == NULL) return 0;
  size_t size = (size_t)(newline - tail) + 1;
  return delimiter != '\0' && memchr(tail, '"', size) != NULL ? 0 : size;
}

size_t ebm_plain_read(ebm_reader *reader, const char *bytes, size_t length, char delimiter) {
  const ebm_spelling *const *ways = ebm_reader_spellings(reader, 9);
  if (ways == NULL || ways[0] == NULL || strcmp(ways[0]->alphabet, ".123456789") != 0) return 0;
  const ebm_reader_options *told = ebm_reader_told(reader);
  if (told->box_rows != 0 && (told->box_rows != 3 || told->box_columns != 3)) return 0; /* to be refused */
  if (ebm_cells_from_zero(reader, 9)) return 0;
  const ebm_model *model = NULL;
  const char *front = bytes;
  size_t room = ebm_reader_room(reader);
  for (size_t n = 0; n < room && length > CLASSIC; n++) {
    uint8_t given[CLASSIC];
    size_t tail = plain_tail(front + CLASSIC, length - CLASSIC, delimiter);
    if (tail == 0 || !plain_cells(front, given)) break;
    if (model == NULL) model = ebm_reader_grid(reader, 9, 3, 3);
    ebm_record *record = ebm_reader_record(reader, model, n);
    if (record == NULL) break;
    memcpy(record->given, given, CLASSIC);
    record->alphabet = ways[0]->alphabet;
    front += CLASSIC + tail;
    length -= CLASSIC + tail;
  }
  return (size_t)(front - bytes);
}
