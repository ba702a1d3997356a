#include "measure/permute.h"

#include <stdbool.h>

/* SplitMix64 (Steele, Lea, Flood 2014): the benchmark must not share its random numbers with what it measures. */
static uint64_t next(uint64_t *state) {
  uint64_t x = *state += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

static void shuffle(uint64_t *state, uint8_t *list, unsigned n) {
  for (unsigned i = 0; i < n; i++) {
    unsigned other = (unsigned)(((next(state) >> 32) * (i + 1)) >> 32);
    list[i] = list[other];
    list[other] = (uint8_t)i;
  }
}

/* Lines in blocks of `width`: blocks are shuffled, and the lines within each. */
static void shuffle_lines(uint64_t *state, uint8_t *line, unsigned n, unsigned width) {
  uint8_t block[EBM_BENCH_SIZE], within[EBM_BENCH_SIZE];
  shuffle(state, block, n / width);
  for (unsigned b = 0; b < n / width; b++) {
    shuffle(state, within, width);
    for (unsigned i = 0; i < width; i++) line[b * width + i] = (uint8_t)(block[b] * width + within[i]);
  }
}

void ebm_permutation_draw(ebm_permutation *permutation, const ebm_bench_shape *shape, uint64_t key) {
  unsigned size = shape->size;
  uint64_t state = key;
  uint8_t row[EBM_BENCH_SIZE], column[EBM_BENCH_SIZE];
  permutation->cells = size * size;
  permutation->value[0] = 0;
  shuffle(&state, permutation->value + 1, size);
  shuffle_lines(&state, row, size, shape->box_rows);
  shuffle_lines(&state, column, size, shape->box_columns);
  bool transposed = shape->box_rows == shape->box_columns && next(&state) >> 63 != 0;
  for (unsigned i = 0; i < size; i++) {
    if (key == 0) row[i] = column[i] = permutation->value[i + 1] = (uint8_t)i;
    permutation->value[i + 1]++;
  }
  for (unsigned r = 0; r < size; r++)
    for (unsigned c = 0; c < size; c++)
      permutation->cell[r * size + c] =
          (uint16_t)(transposed && key != 0 ? column[c] * size + row[r] : row[r] * size + column[c]);
}

void ebm_permutation_apply(const ebm_permutation *permutation, const uint8_t *from, uint8_t *to) {
  for (unsigned i = 0; i < permutation->cells; i++) to[i] = permutation->value[from[permutation->cell[i]]];
}
