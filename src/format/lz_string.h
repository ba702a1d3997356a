/* lz_string.h - unpacking what LZ-string packed into base64: how links carry puzzles. */
#ifndef EBM_FORMAT_LZ_STRING_H
#define EBM_FORMAT_LZ_STRING_H

#include "base/text.h"

typedef enum ebm_unpacking {
  EBM_UNPACKED,
  EBM_UNPACK_CUT, /* the bytes end in the middle, or `most` was reached: what was unpacked so far is in the text */
  EBM_UNPACK_DAMAGED,
  EBM_UNPACK_MEMORY
} ebm_unpacking;

/* Appends what the base64 digits stand for, as UTF-8: `most` UTF-16 units at most, and the phrase that goes
 * beyond. Digits may
 * be percent-encoded, as links do; anything else ends them. Time and memory are linear in length + most.
 * Source: LZ-string 1.5 (compressToBase64), a form of LZ78 (Ziv and Lempel 1978). */
ebm_unpacking ebm_lz_string_unpack(const char *digits, size_t length, size_t most, ebm_text *text);

/* The first two characters, when both are of 8 bits and different; needs no memory. */
bool ebm_lz_string_front(const char *digits, size_t length, char front[2]);

#endif
