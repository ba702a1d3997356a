/* grid9_word.h - words of lanes for the fused 9x9 lattice, and their logic. Levelled.
 *
 * Half the widest register on AVX-512: 256 lanes of 729 literals are 23 KB and stay in the first cache, 512 do not, and
 * tie or lose (measured: bench/README.md). What AVX-512 gives here is 32 registers and logic of three operands. */
#ifndef EBM_LATTICE_GRID9_WORD_H
#define EBM_LATTICE_GRID9_WORD_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__AVX2__)
enum { GRID9_BYTES = 32 };
#else
enum { GRID9_BYTES = 16 };
#endif
enum { GRID9_LANES = GRID9_BYTES * 8, GRID9_PARTS = GRID9_BYTES / 8 };

typedef uint64_t grid9_word __attribute__((vector_size(GRID9_BYTES)));
typedef uint8_t grid9_bytes __attribute__((vector_size(GRID9_BYTES)));

#define GRID9_INLINE static inline __attribute__((always_inline))

#if defined(__AVX512VL__)
#include <immintrin.h>
#define GRID9_TERNARY(name, table, plain)                                                                              \
  GRID9_INLINE grid9_word name(grid9_word a, grid9_word b, grid9_word c) {                                             \
    return (grid9_word)_mm256_ternarylogic_epi64((__m256i)a, (__m256i)b, (__m256i)c, table);                           \
  }
#else
#define GRID9_TERNARY(name, table, plain)                                                                              \
  GRID9_INLINE grid9_word name(grid9_word a, grid9_word b, grid9_word c) {                                             \
    return plain;                                                                                                      \
  }
#endif

GRID9_TERNARY(or3, 0xFE, a | b | c)
GRID9_TERNARY(and3, 0x80, a &b &c)
GRID9_TERNARY(xor3, 0x96, a ^ b ^ c)
GRID9_TERNARY(majority, 0xE8, (a & b) | (c & (a | b)))
GRID9_TERNARY(one_of, 0x16, (a ^ b ^ c) & ~(a & b & c)) /* exactly one of three */
GRID9_TERNARY(and_or_not, 0xD0, a &(b | ~c))
GRID9_TERNARY(or_and, 0xF8, a | (b & c))
GRID9_TERNARY(or_xor, 0xF6, a | (b ^ c))
GRID9_TERNARY(or_and_not, 0xF4, a | (b & ~c))
GRID9_TERNARY(and_not_and, 0x20, a & ~b & c)
GRID9_TERNARY(and_not_or_not, 0xB0, a & ~(b & ~c)) /* a without b, but for c */
GRID9_TERNARY(pick, 0xCA, (a & b) | (~a & c))      /* a ? b : c */

GRID9_INLINE bool any_lane(grid9_word w) {
  uint64_t any = 0;
  for (int i = 0; i < GRID9_PARTS; i++) any |= w[i];
  return any != 0;
}

#endif
