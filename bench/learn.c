/* learn.c - how many solved grids the learner needs, and how long it takes.
 *
 *     bench-learn [DRAWS [NAME]] > bench/learn.csv
 *
 * Every draw is new grids by plain backtracking (tests/solved.h), learned with one thread. "exact": the learned pairs
 * are those of the rules, no more, no less, and no value is forbidden. NAME: only the settings whose name begins so. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../tests/solved.h"
#include "learn/learn.h"

void openblas_set_num_threads(int n);

/* One thread works, so that these are the seconds it takes when nothing else runs. */
static double processor_seconds(void) {
  return (double)clock() / CLOCKS_PER_SEC;
}

typedef struct setting {
  const char *name;
  unsigned rules;
  size_t grids;
  double hidden;    /* share of cells */
  double corrupted; /* share of grids with one wrong cell */
  double noise;     /* share of cells, each replaced by another symbol */
} setting;

static const setting settings[] = {
    {"classic", SOLVED_CLASSIC, 10, 0, 0, 0},
    {"classic", SOLVED_CLASSIC, 15, 0, 0, 0},
    {"classic", SOLVED_CLASSIC, 20, 0, 0, 0},
    {"classic", SOLVED_CLASSIC, 30, 0, 0, 0},
    {"classic", SOLVED_CLASSIC, 40, 0, 0, 0},
    {"classic", SOLVED_CLASSIC, 60, 0, 0, 0},
    {"classic", SOLVED_CLASSIC, 80, 0, 0, 0},
    {"classic", SOLVED_CLASSIC, 100, 0, 0, 0},
    {"classic", SOLVED_CLASSIC, 200, 0, 0, 0},
    {"diagonal", SOLVED_CLASSIC | SOLVED_DIAGONALS, 300, 0, 0, 0},
    {"antiknight", SOLVED_CLASSIC | SOLVED_KNIGHT, 300, 0, 0, 0},
    {"classic, half hidden", SOLVED_CLASSIC, 500, 0.5, 0, 0},
    {"classic, 5 % corrupted", SOLVED_CLASSIC, 60, 0, 0.05, 0},
    {"classic, 5 % corrupted", SOLVED_CLASSIC, 80, 0, 0.05, 0},
    {"classic, 5 % corrupted", SOLVED_CLASSIC, 100, 0, 0.05, 0},
    {"classic, 5 % corrupted", SOLVED_CLASSIC, 200, 0, 0.05, 0},
    {"classic, half hidden, 5 % corrupted", SOLVED_CLASSIC, 500, 0.5, 0.05, 0},
    {"noise in 1 % of all cells", SOLVED_CLASSIC, 100, 0, 0, 0.01},
    {"noise in 1 % of all cells", SOLVED_CLASSIC, 200, 0, 0, 0.01},
    {"noise in 1 % of all cells", SOLVED_CLASSIC, 300, 0, 0, 0.01},
    {"noise in 3 % of all cells", SOLVED_CLASSIC, 100, 0, 0, 0.03},
    {"noise in 3 % of all cells", SOLVED_CLASSIC, 200, 0, 0, 0.03},
    {"noise in 3 % of all cells", SOLVED_CLASSIC, 300, 0, 0, 0.03},
    {"noise in 10 % of all cells", SOLVED_CLASSIC, 200, 0, 0, 0.1},
    {"noise in 10 % of all cells", SOLVED_CLASSIC, 300, 0, 0, 0.1},
    {"noise in 10 % of all cells", SOLVED_CLASSIC, 500, 0, 0, 0.1},
    {"noise alone, no rule", 0, 300, 0, 0, 0},
};

typedef struct tally {
  unsigned draws, exact;
  size_t missing, extra, undecided;
  double seconds, slowest;
} tally;

static bool draw(const setting *s, uint64_t seed, ebm_examples *examples) {
  ebm_error error;
  ebm_random random = {ebm_hash(seed)};
  if (ebm_examples_init(examples, SOLVED_CELLS, 9, 9, 9, &error) != EBM_OK) return false;
  size_t wanted = (size_t)(s->corrupted * (double)s->grids + 0.5), done = 0;
  for (size_t g = 0; g < s->grids; g++) {
    uint8_t value[SOLVED_CELLS];
    solved_draw(s->rules, &random, value);
    if (ebm_random_below(&random, (uint32_t)(s->grids - g)) < wanted - done) done++, solved_corrupt(&random, value);
    for (int c = 0; c < SOLVED_CELLS; c++)
      if (s->noise > 0 && ebm_random_unit(&random) < s->noise) /* no draw without: the other tables stay as they were */
        value[c] = (uint8_t)((value[c] + ebm_random_below(&random, 8)) % 9 + 1);
    for (int c = 0; c < SOLVED_CELLS; c++)
      if (ebm_random_unit(&random) < s->hidden) value[c] = 0;
    if (ebm_examples_add(examples, value, &error) != EBM_OK) return false;
  }
  return true;
}

static bool measure(const setting *s, uint64_t seed, tally *t) {
  ebm_examples examples;
  ebm_learned learned;
  ebm_error error;
  ebm_fit_options options = {.seed = 1};
  if (!draw(s, seed, &examples)) return false;
  double start = processor_seconds();
  if (ebm_learn_run(&examples, &options, &learned, &error) != EBM_OK) return false;
  double seconds = processor_seconds() - start;
  size_t missing = 0, extra = 0;
  for (int i = 0; i < SOLVED_CELLS; i++)
    for (int j = 0; j < i; j++) {
      uint32_t word = learned.lesson.word[ebm_pair((uint32_t)i, (uint32_t)j)];
      missing += word != 1 && solved_unequal(s->rules, i, j);
      extra += word != 0 && !solved_unequal(s->rules, i, j);
    }
  for (uint32_t v = 0; v < SOLVED_CELLS; v++) extra += learned.lesson.forbidden[v] != 0;
  t->draws++;
  t->exact += missing + extra == 0;
  t->missing += missing;
  t->extra += extra;
  t->undecided += learned.lesson.undecided;
  t->seconds += seconds;
  t->slowest = seconds > t->slowest ? seconds : t->slowest;
  ebm_learned_clear(&learned);
  ebm_examples_clear(&examples);
  return true;
}

int main(int argc, char **argv) {
  unsigned draws = argc > 1 ? (unsigned)atoi(argv[1]) : 20;
  openblas_set_num_threads(1);
  printf("examples,grids,draws,exact,missing_pairs,extra_pairs,undecided_pairs,mean_seconds,slowest_seconds\n");
  for (size_t k = 0; k < sizeof settings / sizeof *settings; k++) {
    if (argc > 2 && strncmp(settings[k].name, argv[2], strlen(argv[2])) != 0) continue;
    tally t = {0};
    for (unsigned d = 0; d < draws; d++)
      if (!measure(&settings[k], 1000 * (k + 1) + d, &t)) return 3;
    printf("\"%s\",%zu,%u,%u,%.2f,%.2f,%.1f,%.3f,%.3f\n", settings[k].name, settings[k].grids, t.draws, t.exact,
           (double)t.missing / draws, (double)t.extra / draws, (double)t.undecided / draws, t.seconds / draws,
           t.slowest);
    fflush(stdout);
  }
  return 0;
}
