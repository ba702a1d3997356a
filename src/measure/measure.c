#include "measure/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A run this long drowns the clock's resolution and a job's stragglers; larger samples leave the caches for good. */
static const double run_seconds = 0.4;
enum { MOST_PUZZLES = 1 << 18, MOST_ALONE = 1000 };
static const double alone_seconds = 2;

/* Lines in memory and the answers to them. */
typedef struct sample {
  size_t n, cells;
  char *text;       /* [n][cells + 1] */
  uint8_t *value;   /* [n][cells] */
  uint8_t *outcome; /* [n] */
  int8_t *unique;   /* [n] */
  size_t read, end; /* of text, in bytes */
  size_t answered;
  uint64_t kicks, corrections, sweeps, no_kick;
} sample;

static double clock_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static ebm_status out_of_memory(ebm_error *error) {
  *error = (ebm_error){.status = EBM_ERROR_MEMORY, .text = "out of memory"};
  return EBM_ERROR_MEMORY;
}

/* ---- the sample -------------------------------------------------------------------------------------------------- */

static void sample_clear(sample *s) {
  free(s->text);
  free(s->value);
  free(s->outcome);
  free(s->unique);
  *s = (sample){0};
}

static ebm_status sample_fill(sample *s, const ebm_bench_puzzles *puzzles, uint64_t seed, size_t n, ebm_error *error) {
  sample_clear(s);
  s->n = n;
  s->cells = ebm_bench_cells(puzzles);
  s->text = malloc(n * (s->cells + 1));
  s->value = calloc(n, s->cells);
  s->outcome = calloc(n, 1);
  s->unique = calloc(n, 1);
  if (s->text == NULL || s->value == NULL || s->outcome == NULL || s->unique == NULL) return out_of_memory(error);
  for (size_t i = 0; i < n; i++) {
    ebm_permutation permutation;
    uint8_t given[EBM_BENCH_CELLS];
    ebm_bench_puzzles_permute(puzzles, seed, i, &permutation);
    ebm_permutation_apply(&permutation, puzzles->given + i % puzzles->n * s->cells, given);
    char *line = s->text + i * (s->cells + 1);
    for (size_t c = 0; c < s->cells; c++) line[c] = given[c] == 0 ? '.' : puzzles->symbols[given[c]];
    line[s->cells] = '\n';
  }
  return EBM_OK;
}

static ptrdiff_t sample_read(void *context, char *bytes, size_t size) {
  sample *s = context;
  if (size > s->end - s->read) size = s->end - s->read;
  memcpy(bytes, s->text + s->read, size);
  s->read += size;
  return (ptrdiff_t)size;
}

static ebm_status sample_answer(void *context, const ebm_answer *answer) {
  sample *s = context;
  if (s->answered == s->n) return EBM_ERROR_INTERNAL;
  size_t i = s->answered++;
  s->outcome[i] = (uint8_t)answer->outcome;
  s->unique[i] = (int8_t)answer->unique;
  if (answer->value != NULL) memcpy(s->value + i * s->cells, answer->value, s->cells);
  s->kicks += answer->kicks;
  s->corrections += answer->corrections;
  s->sweeps += answer->sweeps;
  s->no_kick += answer->kicks == 0;
  return EBM_OK;
}

/* Solves records first .. first + n - 1. *seconds may be NULL. */
static ebm_status run(ebm_session *session, sample *s, size_t first, size_t n, double *seconds, ebm_error *error) {
  const ebm_source source = {.name = "sample", .read = sample_read, .context = s};
  const ebm_sink sink = {.answer = sample_answer, .context = s};
  s->read = first * (s->cells + 1);
  s->end = s->read + n * (s->cells + 1);
  s->answered = first;
  s->kicks = s->corrections = s->sweeps = s->no_kick = 0;
  double start = clock_seconds();
  ebm_status status = ebm_session_run(session, &source, &sink, error);
  if (seconds != NULL) *seconds = clock_seconds() - start;
  return status;
}

/* ---- judging ----------------------------------------------------------------------------------------------------- */

/* NULL, or what is wrong with the answer to record i. */
static const char *fault(const ebm_bench_puzzles *puzzles, const sample *s, uint64_t seed, size_t i, bool unique) {
  size_t k = i % puzzles->n;
  ebm_outcome known = puzzles->outcome[k], found = s->outcome[i];
  if (found == EBM_UNKNOWN) return NULL; /* a limit: counted as not solved */
  if (found == EBM_INVALID) return "it was refused";
  if (known != EBM_UNKNOWN && found != known) return "solved as one permutation, unsolvable as another";
  if (found != EBM_SOLVED) return NULL;
  ebm_permutation permutation;
  uint8_t given[EBM_BENCH_CELLS], solution[EBM_BENCH_CELLS];
  const uint8_t *value = s->value + i * s->cells;
  ebm_bench_puzzles_permute(puzzles, seed, i, &permutation);
  ebm_permutation_apply(&permutation, puzzles->given + k * s->cells, given);
  if (!ebm_bench_valid(&puzzles->shape, given, value)) return "the answer is no solution";
  const uint8_t *only = puzzles->solution + k * s->cells;
  if (only[0] == 0)
    return known == EBM_SOLVED && unique && s->unique[i] == 1 ? "one solution, but there are more" : NULL;
  ebm_permutation_apply(&permutation, only, solution);
  for (size_t c = 0; c < s->cells; c++)
    if (solution[c] != value[c] + 1)
      return "the answer is not the permuted solution: are there rules beside boxes, rows and columns?";
  return unique && s->unique[i] == 0 ? "a second solution, but there is one only" : NULL;
}

static ebm_status judge(const ebm_bench_puzzles *puzzles, const sample *s, uint64_t seed, bool unique, size_t first,
                        size_t n, double *solved, ebm_error *error) {
  size_t good = 0, i = first;
  const char *text = s->answered == first + n ? NULL : "a record has no answer";
  for (; text == NULL && i < first + n; i++) {
    text = fault(puzzles, s, seed, i, unique);
    good += s->outcome[i] != EBM_UNKNOWN && (!unique || s->outcome[i] != EBM_SOLVED || s->unique[i] >= 0);
  }
  if (solved != NULL) *solved = (double)good / (double)n;
  if (text == NULL) return EBM_OK;
  *error = (ebm_error){.status = EBM_ERROR_INTERNAL};
  snprintf(error->text, sizeof error->text, "puzzle %zu of the file, permuted: %s", (i - (i > first)) % puzzles->n + 1,
           text);
  return EBM_ERROR_INTERNAL;
}

/* ---- measuring --------------------------------------------------------------------------------------------------- */

/* Copies of the set in a sample: a power of two, so that it hardly depends on the machine's mood. */
static size_t choose_copies(size_t puzzles, double seconds) {
  size_t copies = 1;
  while (seconds * (double)copies < run_seconds && 2 * copies * puzzles <= MOST_PUZZLES) copies *= 2;
  return copies;
}

static ebm_status measure_runs(const ebm_bench_puzzles *puzzles, const ebm_bench_plan *plan, ebm_session *session,
                               sample *s, ebm_bench_result *result, ebm_error *error) {
  uint64_t seed = plan->options.seed;
  double first, *seconds = calloc(plan->runs, sizeof *seconds);
  if (seconds == NULL) return out_of_memory(error);
  ebm_status status = sample_fill(s, puzzles, seed, puzzles->n, error);
  for (int i = 0; status == EBM_OK && i < 2; i++) status = run(session, s, 0, s->n, &first, error);
  if (status == EBM_OK) {
    size_t copies = choose_copies(puzzles->n, first);
    if (copies > 1) status = sample_fill(s, puzzles, seed, copies * puzzles->n, error);
  }
  if (status == EBM_OK) status = run(session, s, 0, s->n, NULL, error); /* touches the memory */
  for (unsigned i = 0; status == EBM_OK && i < plan->runs; i++) {
    memset(s->value, 0xff, s->n * s->cells); /* what the last run found is no answer of this one */
    status = run(session, s, 0, s->n, &seconds[i], error);
    if (status == EBM_OK) status = judge(puzzles, s, seed, result->unique, 0, s->n, &result->solved, error);
  }
  if (status == EBM_OK) {
    double n = (double)s->n;
    qsort(seconds, plan->runs, sizeof *seconds, compare);
    result->sample = s->n;
    result->least = seconds[0] / n;
    result->median = seconds[plan->runs / 2] / n;
    result->most = seconds[plan->runs - 1] / n;
    result->kicks = (double)s->kicks / n;
    result->corrections = (double)s->corrections / n;
    result->sweeps = (double)s->sweeps / n;
    result->no_kick = (double)s->no_kick / n;
  }
  free(seconds);
  return status;
}

static ebm_status measure_alone(const ebm_bench_puzzles *puzzles, const ebm_bench_plan *plan, ebm_session *session,
                                sample *s, ebm_bench_result *result, ebm_error *error) {
  double seconds[MOST_ALONE] = {0}, start = clock_seconds();
  size_t wanted = s->n < MOST_ALONE ? s->n : MOST_ALONE, n = 0;
  ebm_status status = run(session, s, 0, 1, NULL, error);
  while (status == EBM_OK && n < wanted && (n == 0 || clock_seconds() - start < alone_seconds)) {
    size_t i = n * s->n / wanted; /* from all over the set */
    status = run(session, s, i, 1, &seconds[n++], error);
    if (status == EBM_OK) status = judge(puzzles, s, plan->options.seed, result->unique, i, 1, NULL, error);
  }
  if (status != EBM_OK) return status;
  qsort(seconds, n, sizeof *seconds, compare);
  result->alone = n;
  result->alone_least = seconds[0];
  result->alone_median = seconds[n / 2];
  result->alone_p99 = seconds[(n * 99 + 99) / 100 - 1];
  result->alone_most = seconds[n - 1];
  return EBM_OK;
}

ebm_status ebm_bench_measure(const ebm_bench_puzzles *puzzles, const ebm_bench_plan *plan, bool unique,
                             ebm_bench_result *result, ebm_error *error) {
  static const char digits[] = "123456789";
  unsigned size = puzzles->shape.size;
  ebm_options options = plan->options;
  options.limit = unique ? 2 : 1;
  options.format = "line";
  options.alphabet = size == 9 && strcmp(puzzles->symbols + 1, digits) == 0 ? NULL : puzzles->symbols + 1;
  ebm_session *session;
  ebm_status status = ebm_session_create(&options, &session, error);
  if (status != EBM_OK) return status;
  bool boxes = puzzles->shape.box_rows * puzzles->shape.box_columns == size;
  *result = (ebm_bench_result){.name = result->name,
                               .unique = unique,
                               .size = size,
                               .puzzles = puzzles->n,
                               .factors = size * size * (boxes ? 4 : 3)};
  sample s = {0};
  status = measure_runs(puzzles, plan, session, &s, result, error);
  if (status == EBM_OK) status = measure_alone(puzzles, plan, session, &s, result, error);
  sample_clear(&s);
  ebm_session_destroy(session);
  return status;
}
