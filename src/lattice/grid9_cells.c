/* levelled - between bytes and records: givens to what is possible, and what is possible to values. */
#include <string.h>

#include "lattice/grid9.h"

#if defined(__AVX512VL__)

/* Of a word's seven fields of nine bits the lower eight, and the ninths. */
static const uint64_t eighths = 0x3FDFEFF7FBFDFEFF, ninths = 0x4020100804020100;
enum { TAIL = 56, HEAD_WORDS = TAIL / 7 + 1 }; /* cells from TAIL on are a vector of their own: words do not cross it */
static const __mmask64 tail_cells = ((__mmask64)1 << (GRID9_CELLS - TAIL)) - 1;

/* The digits 1 to 8 that a given leaves, a byte a cell; *nine: where it leaves 9. */
GRID9_INLINE __m512i digits_of(__m512i given, __mmask64 *nine) {
  const __m512i table = _mm512_broadcast_i32x4(_mm_setr_epi8(-1, 1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0));
  *nine = _mm512_cmpeq_epi8_mask(given, _mm512_setzero_si512()) | _mm512_cmpeq_epi8_mask(given, _mm512_set1_epi8(9));
  return _mm512_shuffle_epi8(table, given);
}

void grid9_open(const uint8_t *given, grid9_record *record) {
  __mmask64 head_nine, tail_nine;
  uint8_t head[64], tail[64];
  _mm512_storeu_si512(head, digits_of(_mm512_loadu_si512(given), &head_nine));
  _mm512_storeu_si512(tail, digits_of(_mm512_maskz_loadu_epi8(tail_cells, given + TAIL), &tail_nine));
#pragma GCC unroll 12
  for (unsigned t = 0; t < GRID9_RECORD; t++) {
    uint64_t digits;
    memcpy(&digits, t < HEAD_WORDS ? head + t * 7 : tail + (t * 7 - TAIL), sizeof digits);
    uint64_t nine = t < HEAD_WORDS ? head_nine >> (t * 7) : tail_nine >> (t * 7 - TAIL);
    record->word[t] = _pdep_u64(digits, eighths) | _pdep_u64(nine, ninths);
  }
  record->word[GRID9_RECORD - 1] &= ((uint64_t)1 << 36) - 1;
}

/* The value of a cell whose digits 1 to 8 are a byte with at most one bit: the number of zeros below it, 8 without. */
GRID9_INLINE __m512i values_of(__m512i digits) {
  const __m512i low = _mm512_broadcast_i32x4(_mm_setr_epi8(8, 0, 1, 8, 2, 8, 8, 8, 3, 8, 8, 8, 8, 8, 8, 8)),
                high = _mm512_broadcast_i32x4(_mm_setr_epi8(8, 4, 5, 8, 6, 8, 8, 8, 7, 8, 8, 8, 8, 8, 8, 8)),
                nibble = _mm512_set1_epi8(15);
  return _mm512_min_epu8(_mm512_shuffle_epi8(low, _mm512_and_si512(digits, nibble)),
                         _mm512_shuffle_epi8(high, _mm512_and_si512(_mm512_srli_epi16(digits, 4), nibble)));
}

void grid9_values(const grid9_record *record, uint8_t *value) {
  uint8_t digits[128];
#pragma GCC unroll 12
  for (unsigned t = 0; t < GRID9_RECORD; t++) { /* each word's eighth byte is overwritten by the next */
    uint64_t of_seven = _pext_u64(record->word[t], eighths);
    memcpy(digits + t * 7, &of_seven, sizeof of_seven);
  }
  _mm512_mask_storeu_epi8(value + TAIL, tail_cells, values_of(_mm512_loadu_si512(digits + TAIL)));
  _mm512_storeu_si512(value, values_of(_mm512_loadu_si512(digits)));
}

#else

static unsigned cells_of(unsigned t) {
  return t < GRID9_RECORD - 1 ? 7 : 4;
}

void grid9_open(const uint8_t *given, grid9_record *record) {
  static const uint16_t digits[10] = {511, 1, 2, 4, 8, 16, 32, 64, 128, 256};
  for (unsigned t = 0; t < GRID9_RECORD; t++) {
    uint64_t word = 0;
    for (unsigned k = 0; k < cells_of(t); k++) word |= (uint64_t)digits[given[t * 7 + k]] << (9 * k);
    record->word[t] = word;
  }
}

void grid9_values(const grid9_record *record, uint8_t *value) {
  for (unsigned t = 0; t < GRID9_RECORD; t++)
    for (unsigned k = 0; k < cells_of(t); k++) value[t * 7 + k] = (uint8_t)__builtin_ctzll(record->word[t] >> (9 * k));
}

#endif
