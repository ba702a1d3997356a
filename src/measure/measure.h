/* measure.h - how fast a file's puzzles are solved, and what a descent costs that no clock is needed for. */
#ifndef EBM_MEASURE_MEASURE_H
#define EBM_MEASURE_MEASURE_H

#include "measure/puzzles.h"

typedef struct ebm_bench_plan {
  ebm_options options; /* seed: of the permutations too; 0 leaves the puzzles as they are */
  unsigned runs;       /* timed runs over the same permuted puzzles, >= 1 */
} ebm_bench_plan;

/* Seconds unless it says otherwise. Counts are means over the puzzles of a run. */
typedef struct ebm_bench_result {
  const char *name;           /* of the set; borrowed */
  bool unique;                /* a second solution was looked for */
  unsigned size;              /* of the grid */
  size_t puzzles;             /* in the set */
  size_t sample;              /* in a run: copies of the set, each puzzle of each permuted anew */
  double least, median, most; /* for one puzzle of a run over the whole sample */
  size_t alone;               /* puzzles solved one by one, each in a run of its own in a session that is kept */
  double alone_least, alone_median, alone_p99, alone_most;
  double solved;  /* share that has a certified answer: a solution, or the proof that there is none */
  double no_kick; /* share that took none */
  double kicks, corrections, sweeps;
  unsigned factors; /* terms of the energy, each evaluated once in a sweep */
} ebm_bench_result;

/* Warms up, measures, and judges every answer of every run: it must keep the givens and the rules, and where the set's
 * solution is the only one, be that solution permuted. The clock covers reading lines in memory, the descent,
 * certifying and the copy of the answer into memory; not files, not the judging, not the writing of text.
 * Faults: MEMORY; INTERNAL when an answer is wrong, with its line in the set counted from 1 in *error. */
ebm_status ebm_bench_measure(const ebm_bench_puzzles *puzzles, const ebm_bench_plan *plan, bool unique,
                             ebm_bench_result *result, ebm_error *error);

#endif
