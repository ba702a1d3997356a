/* spelling.h - which characters stand for which values in the cells of a puzzle. */
#ifndef EBM_FORMAT_SPELLING_H
#define EBM_FORMAT_SPELLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  EBM_SPELLING_LIMIT = 62, /* values that have a character of their own: digits and letters */
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

/* The first byte that is not a cell, or n. */
size_t ebm_spelling_scan(const ebm_spelling *spelling, const char *bytes, size_t n);

/* A byte as a message shows it: "'q'", "a NUL byte", "byte 0xC3". Returns text. */
enum { EBM_BYTE_NAME = 24 };
const char *ebm_byte_name(char byte, char text[EBM_BYTE_NAME]);

#endif
