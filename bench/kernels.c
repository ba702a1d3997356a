/* kernels.c - nanoseconds per sweep and lane of the lattice's kernels, at each level that this CPU has.
 *
 *     cmake --build --preset release --target bench-kernels && taskset -c 1 build/release/bench-kernels
 *
 * Least and median of 200 batches. The least is what the kernel costs when nothing else runs. */
#include "kernels.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/level.h"
#include "factor/registry.h"
#include "model/builder.h"
#include "model/grid.h"

enum { BATCHES = 200 };
static const double batch_seconds = 0.0005;

#define DECLARE(level) extern kernels_prepare EBM_LEVEL_JOIN(kernels_prepare, level);
EBM_LEVELS_DECLARE(DECLARE)

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double batch(const kernel *what, void *state, unsigned calls) {
  double start = ebm_clock_seconds();
  for (unsigned i = 0; i < calls; i++) what->call(state);
  return ebm_clock_seconds() - start;
}

static void measure(const char *level, const kernels *set, const kernel *what) {
  static double seconds[BATCHES];
  unsigned calls = 1;
  while (batch(what, set->state, calls) < batch_seconds) calls *= 2;
  for (int i = 0; i < BATCHES; i++) seconds[i] = batch(what, set->state, calls) / calls;
  qsort(seconds, BATCHES, sizeof *seconds, compare);
  double least = seconds[0] * 1e9, median = seconds[BATCHES / 2] * 1e9;
  unsigned sweeps = what->sweeps > 0 ? what->sweeps : 1;
  printf("| %-8s | %5u | %-18s | %8.0f | %8.0f | %8.0f | %6.2f |\n", level, set->lanes, what->name, least, median,
         what->sweeps > 0 ? least / sweeps : 0, least / sweeps / set->lanes);
}

static ebm_model *make_classic(void) {
  ebm_builder *builder = NULL;
  ebm_model *model = NULL;
  ebm_error error;
  const ebm_grid grid = {9, 3, 3, NULL};
  if (ebm_builder_create(ebm_factor_kinds(), &builder, &error) == EBM_OK &&
      ebm_grid_build(builder, &grid, &error) == EBM_OK && ebm_builder_seal(builder, &model, &error) != EBM_OK)
    model = NULL;
  ebm_builder_destroy(builder);
  return model;
}

int main(void) {
#define ENTRY(level)                                                                                                   \
  { #level, EBM_LEVEL_JOIN(kernels_prepare, level) }
  static const struct {
    const char *name;
    kernels_prepare *prepare;
  } levels[] = {EBM_LEVELS(ENTRY)};
  static const char puzzle[] = "..............3.85..1.2.......5.7.....4...1...9.......5......73..2.1........4...9";
  uint8_t given[81];
  for (int i = 0; i < 81; i++) given[i] = puzzle[i] == '.' ? 0 : (uint8_t)(puzzle[i] - '0');
  const ebm_model *classic = make_classic();
  puts(
      "| level | lanes | kernel | ns a call | (median) | ns a sweep | ns a lane |\n|---|---:|---|---:|---:|---:|---:|");
  for (int level = 0; level <= (int)ebm_level_active(); level++) {
    kernels set[KERNEL_SETS];
    if (classic == NULL || !levels[level].prepare(classic, given, set)) {
      fputs("out of memory\n", stderr);
      return 3;
    }
    /* The factors of a model are those of the active level, so the generic sweep is too: EBM_CPU chooses another. */
    for (int s = level == (int)ebm_level_active() ? 0 : 1; s < KERNEL_SETS; s++)
      for (size_t k = 0; k < set[s].n; k++) measure(levels[level].name, &set[s], &set[s].kernel[k]);
  }
  return 0;
}
