/* memories.c - how many memories a table holds: the share that is restored exactly, by their number.
 *
 *     bench-memories [DRAWS] > bench/memories.csv
 *
 * Every draw is new random bitmaps of 12x12; forty trials each with a quarter of the cells erased, and forty
 * with a quarter flipped. "stable": the share of the memories that are minima of what was learned. */
#include <time.h>

#include "../tests/bitmaps.h"

void openblas_set_num_threads(int n);

/* One thread works, so that these are the seconds it takes when nothing else runs. */
static double processor_seconds(void) {
  return (double)clock() / CLOCKS_PER_SEC;
}

int main(int argc, char **argv) {
  static const int counts[] = {1, 5, 10, 20, 30, 40, 50, 60, 80, 100, 150, 200};
  enum { TRIALS = 40 };
  int draws = argc > 1 ? atoi(argv[1]) : 5;
  openblas_set_num_threads(1);
  printf("memories,draws,stable,erased_restored,flipped_restored,learn_seconds\n");
  for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
    double stable = 0, erased = 0, flipped = 0, seconds = 0;
    for (int d = 0; d < draws; d++) {
      ebm_examples memories;
      ebm_energy_file file;
      size_t unstable;
      ebm_random random = {ebm_hash(1000 * (k + 1) + (size_t)d)};
      bitmaps_draw(&memories, counts[k], &random);
      double start = processor_seconds();
      ebm_model *model = bitmaps_learn(&memories, &file, &unstable);
      seconds += processor_seconds() - start;
      stable += 1.0 - (double)unstable / counts[k];
      erased += bitmaps_restored(model, &memories, false, TRIALS) / (double)TRIALS;
      flipped += bitmaps_restored(model, &memories, true, TRIALS) / (double)TRIALS;
      ebm_model_destroy(model);
      ebm_energy_file_clear(&file);
      ebm_examples_clear(&memories);
    }
    printf("%d,%d,%.3f,%.3f,%.3f,%.2f\n", counts[k], draws, stable / draws, erased / draws, flipped / draws,
           seconds / draws);
    fflush(stdout);
  }
  return 0;
}
