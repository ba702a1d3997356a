/* puzzles.h - the puzzles of one file, with what is known about each, as the benchmark needs them. */
#ifndef EBM_MEASURE_PUZZLES_H
#define EBM_MEASURE_PUZZLES_H

#include "ebm.h"
#include "measure/permute.h"

/* All zero is empty. Cells are 0 where open, else value + 1. */
typedef struct ebm_bench_puzzles {
  ebm_bench_shape shape;
  char symbols[EBM_BENCH_SIZE + 2]; /* [0] open, [a] value a */
  size_t n, capacity;
  uint8_t *given;    /* [n][cells] */
  uint8_t *solution; /* [n][cells] all 0 unless it is the only one */
  uint8_t *outcome;  /* [n] ebm_outcome */
} ebm_bench_puzzles;

/* Reads every record of the source and solves it, looking for a second solution. Faults: those of a session; SYNTAX for
 * records that cannot be read or permuted (jigsaw, several sizes, values without symbols), with the line in *error. */
ebm_status ebm_bench_puzzles_read(ebm_bench_puzzles *puzzles, const ebm_options *options, const ebm_source *source,
                                  ebm_error *error);
void ebm_bench_puzzles_clear(ebm_bench_puzzles *puzzles);

static inline size_t ebm_bench_cells(const ebm_bench_puzzles *puzzles) {
  return (size_t)puzzles->shape.size * puzzles->shape.size;
}

/* Permutation of record i of n in a sample: record i % n, in its own copy each time round. Seed 0: as it is. */
void ebm_bench_puzzles_permute(const ebm_bench_puzzles *puzzles, uint64_t seed, size_t i, ebm_permutation *permutation);

/* Whether value [cells] (from 0) keeps the givens and holds each value once in every row, column and box: the
 * benchmark's own judgement, shared with nothing that solves. */
bool ebm_bench_valid(const ebm_bench_shape *shape, const uint8_t *given, const uint8_t *value);

#endif
