/* permute.h - another puzzle of the same difficulty: what the rules of boxes, rows and columns are blind to, drawn at
 * random. A solver that has learned a file by heart, or that leans on the order of cells or digits, gains nothing. */
#ifndef EBM_MEASURE_PERMUTE_H
#define EBM_MEASURE_PERMUTE_H

#include <stdint.h>

enum { EBM_BENCH_SIZE = 36, EBM_BENCH_CELLS = EBM_BENCH_SIZE * EBM_BENCH_SIZE };

/* A square grid of size x size cells and as many values; boxes of 1 x 1 are no boxes. */
typedef struct ebm_bench_shape {
  unsigned size, box_rows, box_columns;
} ebm_bench_shape;

typedef struct ebm_permutation {
  unsigned cells;
  uint16_t cell[EBM_BENCH_CELLS];    /* where the content of each cell comes from */
  uint8_t value[EBM_BENCH_SIZE + 1]; /* what becomes of a value (from 1); [0] = 0, open stays open */
} ebm_permutation;

/* Uniform over digits, rows within bands, bands, columns within stacks, stacks and, where the boxes are square,
 * transposition. Every key is a permutation of its own, the same on every machine; key 0 changes nothing. */
void ebm_permutation_draw(ebm_permutation *permutation, const ebm_bench_shape *shape, uint64_t key);

/* from, to [cells]: 0 open, else value + 1. They must not overlap. */
void ebm_permutation_apply(const ebm_permutation *permutation, const uint8_t *from, uint8_t *to);

#endif
