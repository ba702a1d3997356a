#include "minimize/literal_counts.h"

#include <math.h>
#include <string.h>

/* Batches of a large board would take hundreds of megabytes. */
enum { MOST_BATCHES = 64, FEW_BATCHES = 16, LARGE = 1 << 18 };

bool ebm_literal_counts_init(ebm_literal_counts *counts, const ebm_model *model, ebm_arena *arena) {
  size_t n = model->n_literals, most = n > LARGE ? FEW_BATCHES : MOST_BATCHES;
  *counts = (ebm_literal_counts){.model = model, .most = most, .size = 1};
  counts->count = ebm_arena_take(arena, (most + 1) * n * sizeof *counts->count, 64);
  counts->group = ebm_arena_take(arena, n * sizeof *counts->group, 64);
  if (counts->count == NULL || counts->group == NULL) return false;
  memset(counts->count, 0, n * sizeof *counts->count);
  memset(counts->group, 0, n * sizeof *counts->group);
  return true;
}

/* Two batches become one. The one under way, which is complete, moves behind them. */
static void halve(ebm_literal_counts *counts) {
  size_t n = counts->model->n_literals, half = counts->batches / 2;
  for (size_t b = 0; b < half; b++)
    for (size_t l = 0; l < n; l++)
      counts->count[b * n + l] = counts->count[2 * b * n + l] + counts->count[(2 * b + 1) * n + l];
  memmove(&counts->count[half * n], &counts->count[counts->batches * n], n * sizeof *counts->count);
  counts->batches = half;
  counts->size *= 2;
}

void ebm_literal_counts_add(ebm_literal_counts *counts, const uint8_t *value, int group) {
  const ebm_model *model = counts->model;
  uint32_t *batch = &counts->count[counts->batches * model->n_literals];
  for (uint32_t v = 0; v < model->n_variables; v++) {
    batch[model->first[v] + value[v]]++;
    if (group == 0) counts->group[model->first[v] + value[v]]++;
  }
  counts->n++;
  counts->in_group += group == 0;
  counts->in_batch++;
  if (counts->in_batch == counts->size && counts->batches == counts->most) halve(counts);
  if (counts->in_batch < counts->size) return;
  counts->in_batch = 0;
  counts->batches++;
  memset(&counts->count[counts->batches * model->n_literals], 0, model->n_literals * sizeof *counts->count);
}

static double batch_error(const ebm_literal_counts *counts, uint32_t literal) {
  double sum = 0, squares = 0, n = (double)counts->batches;
  for (size_t b = 0; b < counts->batches; b++) {
    double mean = (double)counts->count[b * counts->model->n_literals + literal] / (double)counts->size;
    sum += mean;
    squares += mean * mean;
  }
  double variance = (squares - sum * sum / n) / (n - 1);
  return sqrt(fmax(variance, 0) / n);
}

/* Between two groups of draws, of which `one` of n_one are in the first. */
static double half_difference(const ebm_literal_counts *counts, double one, double all) {
  double n_one = (double)counts->in_group, n = (double)counts->n;
  if (counts->in_group == 0 || counts->in_group == counts->n) return 0;
  return fabs(one / n_one - (all - one) / (n - n_one)) / 2;
}

void ebm_literal_counts_tell(ebm_literal_counts *counts, double effective, double *probability, double *error) {
  const ebm_model *model = counts->model;
  size_t n_literals = model->n_literals;
  double n = (double)counts->n;
  for (uint32_t l = 0; l < n_literals; l++) {
    double ones = 0;
    for (size_t b = 0; b <= counts->batches; b++) /* the one under way, too: it is empty or part of the draws */
      if (b < counts->batches || counts->in_batch > 0) ones += counts->count[b * n_literals + l];
    double p = (ones / fmax(n, 1) * effective + 2) / (effective + 4);
    probability[l] = ones / fmax(n, 1);
    error[l] = fmax(sqrt(p * (1 - p) / (effective + 4)), half_difference(counts, (double)counts->group[l], ones));
  }
  while (counts->batches > 8 && (double)(counts->batches * counts->batches) > 1.5 * n) halve(counts);
  for (uint32_t l = 0; l < n_literals; l++) {
    double least = error[l];
    error[l] = counts->n < 16 ? INFINITY : fmax(least, batch_error(counts, l));
  }
}
