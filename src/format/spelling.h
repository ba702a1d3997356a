/* spelling.h - which characters stand for which values in the cells of a puzzle. */
#ifndef EBM_FORMAT_SPELLING_H
#define EBM_FORMAT_SPELLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ebm.h"

enum {
  EBM_SPELLING_LIMIT = 62, /* values that have a character of their own: digits and letters */
  EBM_NUMBERS_LIMIT = 100, /* values of the largest grids, written as numbers */
  EBM_NOT_A_CELL = 0xFF
};

typedef struct ebm_spelling {
  char name[72];     /* for messages: "1-9A-G" */
  char alphabet[72]; /* [0] '.', [a + 1] value a, NUL */
  uint8_t code[256]; /* by byte: 0 open, value + 1, or EBM_NOT_A_CELL */
} ebm_spelling;

/* The symbols of the values in order, and every usual blank (. 0 _ * - x X) that is not one of them. Letters may be
 * written in either case when the alphabet has them in one. symbols [size]. */
void ebm_spelling_init(ebm_spelling *spelling, const char *name, const char *symbols, unsigned size);

/* The values that somebody chose, in order: from "123456789ABCDEFG", or short "1-9A-G", or as numbers "1-16", "0-24".
 */
typedef struct ebm_alphabet {
  char symbols[72]; /* NUL behind the last; fewer than values, when there are more of these than symbols in use */
  unsigned n;       /* values; 0: nothing was chosen */
} ebm_alphabet;

/* Faults: USAGE. */
ebm_status ebm_alphabet_read(const char *text, ebm_alphabet *alphabet, ebm_error *error);

/* The ways to spell grids of each size that came up, with the same addresses as long as they are kept: records point
 * into them. All zero is empty. */
typedef struct ebm_kept_spellings ebm_kept_spellings;
typedef struct ebm_spellings {
  ebm_kept_spellings **kept;
  size_t n, capacity;
} ebm_spellings;

void ebm_spellings_clear(ebm_spellings *spellings);

/* The ways to spell the cells of a grid, NULL behind the last; chosen: the only alphabet, when it has values. NULL:
 * memory is out. */
const ebm_spelling *const *ebm_spellings_of(ebm_spellings *spellings, const ebm_alphabet *chosen, unsigned size);

/* Whether 0 is its first value. */
static inline bool ebm_spelling_from_zero(const ebm_spelling *spelling) {
  return spelling->alphabet[1] == '0';
}

/* The first byte that is not a cell, or n. */
size_t ebm_spelling_scan(const ebm_spelling *spelling, const char *bytes, size_t n);

/* A byte as a message shows it: "'q'", "a NUL byte", "byte 0xC3". Returns text. */
enum { EBM_BYTE_NAME = 24 };
const char *ebm_byte_name(char byte, char text[EBM_BYTE_NAME]);

#endif
