/* altered.c - how often --soft-givens finds the original of a puzzle with one altered given, by the number of givens.
 *
 *     bench-altered [TRIALS] > bench/altered.csv
 *
 * "other": altered into a puzzle that has a solution itself. "ambiguous": several solutions could be the original. */
#include "../tests/altered.h"

int main(int argc, char **argv) {
  int trials = argc > 1 ? atoi(argv[1]) : 2000;
  ebm_model *model = altered_model();
  printf("givens,trials,restored,other,ambiguous,amiss\n");
  for (unsigned givens = 36; givens <= 60; givens += 4) {
    ebm_random random = {ebm_hash(givens)};
    altered_outcomes sum = {0};
    for (int i = 0; i < trials; i++) altered_run(model, &random, givens, &sum);
    printf("%u,%u,%u,%u,%u,%u\n", givens, sum.trials, sum.restored, sum.other, sum.ambiguous, sum.amiss);
    fflush(stdout);
  }
  ebm_model_destroy(model);
  return 0;
}
