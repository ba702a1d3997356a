#include "format/spelling.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void ebm_spelling_init(ebm_spelling *spelling, const char *name, const char *symbols, unsigned size) {
  memset(spelling, 0, sizeof *spelling);
  snprintf(spelling->name, sizeof spelling->name, "%s", name);
  spelling->alphabet[0] = '.';
  memcpy(spelling->alphabet + 1, symbols, size);
  memset(spelling->code, EBM_NOT_A_CELL, sizeof spelling->code);
  for (const char *blank = ".0_*-xX"; *blank != '\0'; blank++) spelling->code[(unsigned char)*blank] = 0;
  /* The other case first, so that an alphabet with both cases keeps them apart. */
  for (unsigned a = 0; a < size; a++) {
    unsigned char symbol = (unsigned char)symbols[a];
    if (isupper(symbol)) spelling->code[tolower(symbol)] = (uint8_t)(a + 1);
    if (islower(symbol)) spelling->code[toupper(symbol)] = (uint8_t)(a + 1);
  }
  for (unsigned a = 0; a < size; a++) spelling->code[(unsigned char)symbols[a]] = (uint8_t)(a + 1);
}

size_t ebm_spelling_scan(const ebm_spelling *spelling, const char *bytes, size_t n) {
  size_t i = 0;
  while (i < n && spelling->code[(unsigned char)bytes[i]] != EBM_NOT_A_CELL) i++;
  return i;
}

const char *ebm_byte_name(char byte, char text[EBM_BYTE_NAME]) {
  unsigned char c = (unsigned char)byte;
  if (c == '\0')
    snprintf(text, EBM_BYTE_NAME, "a NUL byte");
  else if (c == '\r')
    snprintf(text, EBM_BYTE_NAME, "a carriage return");
  else if (c < 0x20 || c >= 0x7F)
    snprintf(text, EBM_BYTE_NAME, "byte 0x%02X", c);
  else
    snprintf(text, EBM_BYTE_NAME, "'%c'", c);
  return text;
}
