#include "format/spelling.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"

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

/* ---- an alphabet that somebody chose ---- */

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* "0-15": numbers from 0 or 1. False: it is not of that form. */
static bool read_numbers(const char *text, ebm_alphabet *alphabet) {
  unsigned first, last;
  int end = 0;
  if (!isdigit((unsigned char)text[0]) || sscanf(text, "%4u-%n", &first, &end) != 1 || end == 0 ||
      !isdigit((unsigned char)text[end]) || strspn(text + end, "0123456789") != strlen(text + end) ||
      strlen(text + end) > 4)
    return false;
  last = (unsigned)strtoul(text + end, NULL, 10);
  if (first > 1 || last <= first) return false;
  alphabet->n = last - first + 1;
  snprintf(alphabet->symbols, sizeof alphabet->symbols, "%.*s%s", (int)(alphabet->n < 36 ? alphabet->n : 36 - first),
           digits + first, alphabet->n == 36 && first == 1 ? "a" : "");
  return true;
}

/* Whether "x-y" is at text: all symbols from x to y, both digits or letters of one case. */
static bool is_range(const char *text) {
  unsigned char low = (unsigned char)text[0], high = text[1] == '-' ? (unsigned char)text[2] : 0;
  return low < high &&
         ((isdigit(low) && isdigit(high)) || (isupper(low) && isupper(high)) || (islower(low) && islower(high)));
}

ebm_status ebm_alphabet_read(const char *text, ebm_alphabet *alphabet, ebm_error *error) {
  size_t n = 0;
  *alphabet = (ebm_alphabet){.n = 0};
  if (read_numbers(text, alphabet)) {
    if (alphabet->n <= EBM_NUMBERS_LIMIT) return EBM_OK;
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "an alphabet of %u numbers, 2 to %d can be", alphabet->n,
                    EBM_NUMBERS_LIMIT);
  }
  for (const char *at = text; *at != '\0'; at++) {
    char name[EBM_BYTE_NAME], high = is_range(at) ? at[2] : *at;
    if (!isalnum((unsigned char)*at))
      return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s in the alphabet is no letter or digit",
                      ebm_byte_name(*at, name));
    for (char c = *at; c <= high; c++) {
      if (memchr(alphabet->symbols, c, n) != NULL)
        return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s is in the alphabet twice", ebm_byte_name(c, name));
      alphabet->symbols[n++] = c; /* no more than there are letters and digits: each is there once */
    }
    if (high != *at) at += 2;
  }
  if (n == 0)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "an alphabet of 0 symbols, 1 to %d can be", EBM_SPELLING_LIMIT);
  alphabet->n = (unsigned)n;
  return EBM_OK;
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
static void fill_spellings(const ebm_alphabet *chosen, ebm_kept_spellings *kept) {
  unsigned size = kept->size;
  size_t n = 0;
  char name[72];
  /* As --alphabet takes them: "1-9A" and not "1-9A-A". */
  if (chosen->n > 0) {
    if (strlen(chosen->symbols) >= size) ebm_spelling_init(&kept->way[n++], chosen->symbols, chosen->symbols, size);
  } else if (size <= 9) {
    snprintf(name, sizeof name, "1-%u", size);
    ebm_spelling_init(&kept->way[n++], name, digits + 1, size);
    snprintf(name, sizeof name, "0-%u", size - 1);
    ebm_spelling_init(&kept->way[n++], name, digits, size);
  } else {
    if (size <= 35) {
      snprintf(name, sizeof name, size > 10 ? "1-9A-%c" : "1-9A", digits[size]);
      ebm_spelling_init(&kept->way[n++], name, digits + 1, size);
    }
    if (size <= 36) {
      snprintf(name, sizeof name, size > 11 ? "0-9A-%c" : size > 10 ? "0-9A" : "0-9", digits[size - 1]);
      ebm_spelling_init(&kept->way[n++], name, digits, size);
    }
    if (size <= 26) {
      snprintf(name, sizeof name, "A-%c", digits[size + 9]);
      ebm_spelling_init(&kept->way[n++], name, digits + 10, size);
    }
  }
  for (size_t i = 0; i < n; i++) kept->list[i] = &kept->way[i];
}

const ebm_spelling *const *ebm_spellings_of(ebm_spellings *spellings, const ebm_alphabet *chosen, unsigned size) {
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
