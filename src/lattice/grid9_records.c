/* levelled - between lanes and records: transpositions of 63 literals (seven cells) x all lanes.
 *
 * Vectors of 64 literals are shuffled so that each 64-bit part holds eight literals of eight lanes, transposed there
 * as an 8x8 bit matrix, and shuffled on until each part is one lane's 64 literals. Where a lane's word ends up is a
 * matter of the shuffles: out_position and in_position say it. */
#include "lattice/grid9.h"

/* ---- shuffles inside the 128-bit parts of a word, the same on every CPU ---- */

#if defined(__AVX2__) /* GRID9_BYTES is 32 */
#define BYTES_LOW                                                                                                      \
  0, 32, 1, 33, 2, 34, 3, 35, 4, 36, 5, 37, 6, 38, 7, 39, 16, 48, 17, 49, 18, 50, 19, 51, 20, 52, 21, 53, 22, 54, 23, 55
#define BYTES_HIGH                                                                                                     \
  8, 40, 9, 41, 10, 42, 11, 43, 12, 44, 13, 45, 14, 46, 15, 47, 24, 56, 25, 57, 26, 58, 27, 59, 28, 60, 29, 61, 30,    \
      62, 31, 63
#define WORDS_LOW 0, 4, 2, 6
#define WORDS_HIGH 1, 5, 3, 7
#else
#define BYTES_LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define BYTES_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define WORDS_LOW 0, 2
#define WORDS_HIGH 1, 3
#endif

GRID9_INLINE grid9_word bytes_low(grid9_word a, grid9_word b) {
  return (grid9_word)__builtin_shufflevector((grid9_bytes)a, (grid9_bytes)b, BYTES_LOW);
}
GRID9_INLINE grid9_word bytes_high(grid9_word a, grid9_word b) {
  return (grid9_word)__builtin_shufflevector((grid9_bytes)a, (grid9_bytes)b, BYTES_HIGH);
}
GRID9_INLINE grid9_word words_low(grid9_word a, grid9_word b) {
  return __builtin_shufflevector(a, b, WORDS_LOW);
}
GRID9_INLINE grid9_word words_high(grid9_word a, grid9_word b) {
  return __builtin_shufflevector(a, b, WORDS_HIGH);
}

/* Each 64-bit part as a matrix of 8 bytes (first byte last) x 8 bits, transposed. */
#if defined(__GFNI__)
GRID9_INLINE grid9_word transpose_bits(grid9_word a) {
  return (grid9_word)_mm256_gf2p8affine_epi64_epi8(_mm256_set1_epi64x(0x8040201008040201), (__m256i)a, 0);
}
#else
/* Source: three steps of swapping ever larger off-diagonal blocks; Warren, "Hacker's Delight", 7-3. The steps swap
 * about the main diagonal; the matrix's rows count backwards, so that the bytes are turned around first. */
GRID9_INLINE grid9_word transpose_bits(grid9_word a) {
  a = (a >> 56) | (a >> 40 & 0xFF00) | (a >> 24 & 0xFF0000) | (a >> 8 & 0xFF000000) | (a << 8 & 0xFF00000000) |
      (a << 24 & 0xFF0000000000) | (a << 40 & 0xFF000000000000) | (a << 56);
  grid9_word t = (a ^ (a >> 7)) & 0x00AA00AA00AA00AA;
  a ^= t ^ (t << 7);
  t = (a ^ (a >> 14)) & 0x0000CCCC0000CCCC;
  a ^= t ^ (t << 14);
  t = (a ^ (a >> 28)) & 0x00000000F0F0F0F0;
  return a ^ t ^ (t << 28);
}
#endif

/* Three perfect shuffles of eight words: the index (word of eight, byte of sixteen) rotates left by three bits. */
GRID9_INLINE void shuffle_thrice(grid9_word *x) {
#pragma GCC unroll 3
  for (int round = 0; round < 3; round++) {
    grid9_word y[8];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      y[2 * i] = bytes_low(x[i], x[i + 4]);
      y[2 * i + 1] = bytes_high(x[i], x[i + 4]);
    }
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) x[i] = y[i];
  }
}

void grid9_positions(grid9_state *state) {
  enum { PARTS = GRID9_PARTS };
  for (int l = 0; l < GRID9_LANES; l++) {
    int bit = l & 7, half = l >> 3 & 1, byte = l >> 4 & 7, quarter = l >> 7;
    state->out_position[l] = (uint16_t)((byte * 8 + half * 4 + (bit >> 1)) * PARTS + quarter * 2 + (bit & 1));
    state->in_position[l] = (uint16_t)((l & 63) * PARTS + (l >> 6));
  }
}

/* n literals, 63 or 36, of all lanes to one word of each lane's record. */
GRID9_INLINE void store_block(const grid9_word *literal, int n, uint64_t *to) {
  grid9_word middle[64];
  for (int j = 0; j < 8; j++) {
    grid9_word x[8];
#pragma GCC unroll 8
    for (int r = 0; r < 8; r++) {
      int i = j * 8 + 7 - r;
      x[r] = i < n ? literal[i] : (grid9_word){0};
    }
    shuffle_thrice(x);
#pragma GCC unroll 8
    for (int r = 0; r < 8; r++) middle[r * 8 + j] = transpose_bits(x[r]);
  }
  for (int q = 0; q < 8; q++) {
    grid9_word x[8];
#pragma GCC unroll 8
    for (int r = 0; r < 8; r++) x[r] = middle[q * 8 + r];
    shuffle_thrice(x);
#pragma GCC unroll 8
    for (int r = 0; r < 8; r++) ((grid9_word *)to)[q * 8 + r] = x[r];
  }
}

/* The way back, into the lanes of `lanes` only. */
GRID9_INLINE void load_block(const uint64_t *from, int n, grid9_word *literal, grid9_word lanes) {
  const grid9_word *word = (const grid9_word *)from;
  grid9_word middle[64];
  for (int y = 0; y < 8; y++) {
    grid9_word x[8];
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) x[i] = word[y * 8 + 7 - i];
    shuffle_thrice(x);
#pragma GCC unroll 8
    for (int r = 0; r < 8; r++) middle[r * 8 + y] = transpose_bits(x[r]);
  }
  for (int j = 0; j < 4; j++) {
    grid9_word x[8], z[8];
#pragma GCC unroll 8
    for (int r = 0; r < 8; r++) {
      x[r] = middle[j * 8 + r];
      z[r] = middle[(4 + j) * 8 + r];
    }
    shuffle_thrice(x);
    shuffle_thrice(z);
#pragma GCC unroll 8
    for (int r = 0; r < 8; r++) {
      int i = j * 16 + r * 2;
      if (i < n) literal[i] = pick(lanes, words_low(x[r], z[r]), literal[i]);
      if (i + 1 < n) literal[i + 1] = pick(lanes, words_high(x[r], z[r]), literal[i + 1]);
    }
  }
}

enum { CELLS_A_WORD = 7, BLOCK = CELLS_A_WORD * GRID9_DIGITS, LAST = GRID9_LITERALS - (GRID9_RECORD - 1) * BLOCK };

void grid9_store(grid9_state *state) {
  for (int t = 0; t < GRID9_RECORD - 1; t++) store_block(state->x + BLOCK * t, BLOCK, state->out.word[t]);
  store_block(state->x + BLOCK * (GRID9_RECORD - 1), LAST, state->out.word[GRID9_RECORD - 1]);
}

/* In the lanes of u, x keeps its first digit, in the drawn direction; rest gets the others. */
GRID9_INLINE void kick_cell(grid9_word *x, grid9_word u, bool upwards, grid9_word *rest) {
  grid9_word seen = {0};
  for (int i = 0; i < GRID9_DIGITS; i++) {
    int d = upwards ? i : GRID9_DIGITS - 1 - i;
    grid9_word first = and_not_and(x[d], seen, u);
    seen |= x[d];
    rest[d] = x[d] & ~first;
    x[d] = and_not_or_not(x[d], u, first);
  }
}

void grid9_kick_and_store(grid9_state *state) {
  for (int t = 0; t < GRID9_RECORD; t++) {
    grid9_word rest[BLOCK];
    int n = t < GRID9_RECORD - 1 ? BLOCK : LAST;
    for (int k = 0; k < n / GRID9_DIGITS; k++) {
      int cell = t * CELLS_A_WORD + k;
      kick_cell(state->x + cell * GRID9_DIGITS, state->chosen[cell], state->upwards[cell], rest + k * GRID9_DIGITS);
    }
    if (n == BLOCK)
      store_block(rest, BLOCK, state->out.word[t]);
    else
      store_block(rest, LAST, state->out.word[t]);
  }
}

void grid9_load(grid9_state *state, grid9_word lanes) {
  for (int t = 0; t < GRID9_RECORD - 1; t++) load_block(state->in.word[t], BLOCK, state->x + BLOCK * t, lanes);
  load_block(state->in.word[GRID9_RECORD - 1], LAST, state->x + BLOCK * (GRID9_RECORD - 1), lanes);
}
