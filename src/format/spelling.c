#include "format/spelling.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

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

/* ---- the ways of each size ---- */

enum { WAYS = 3 };

struct ebm_kept_spellings {
  unsigned size;
  ebm_spelling way[WAYS];
  const ebm_spelling *list[WAYS + 1];
};

void ebm_spellings_clear(ebm_spellings *spellings) {
  for (size_t i = 0; i < spellings->n; i++) ebm_free(spellings->kept[i]);
  ebm_free(spellings->kept);
}

/* An alphabet that somebody chose is the only one; else digits up to 9, and the customs that exist above. */
static void fill_spellings(const char *chosen, ebm_kept_spellings *kept) {
  static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  unsigned size = kept->size;
  size_t n = 0;
  char name[72];
  if (chosen != NULL) {
    if (strlen(chosen) >= size) ebm_spelling_init(&kept->way[n++], chosen, chosen, size);
  } else if (size <= 9) {
    snprintf(name, sizeof name, "1-%u", size);
    ebm_spelling_init(&kept->way[n++], name, digits + 1, size);
  } else {
    if (size <= 35) {
      snprintf(name, sizeof name, "1-9A-%c", digits[size]);
      ebm_spelling_init(&kept->way[n++], name, digits + 1, size);
    }
    if (size <= 36) {
      snprintf(name, sizeof name, "0-9A-%c", digits[size - 1]);
      ebm_spelling_init(&kept->way[n++], name, digits, size);
    }
    if (size <= 26) {
      snprintf(name, sizeof name, "A-%c", digits[size + 9]);
      ebm_spelling_init(&kept->way[n++], name, digits + 10, size);
    }
  }
  for (size_t i = 0; i < n; i++) kept->list[i] = &kept->way[i];
}

const ebm_spelling *const *ebm_spellings_of(ebm_spellings *spellings, const char *chosen, unsigned size) {
  for (size_t i = 0; i < spellings->n; i++)
    if (spellings->kept[i]->size == size) return spellings->kept[i]->list;
  if (!ebm_reserve((void **)&spellings->kept, &spellings->capacity, spellings->n + 1, sizeof *spellings->kept))
    return NULL;
  ebm_kept_spellings *kept = ebm_allocate(1, sizeof *kept);
  if (kept == NULL) return NULL;
  kept->size = size;
  fill_spellings(chosen, kept);
  spellings->kept[spellings->n++] = kept;
  return kept->list;
}
