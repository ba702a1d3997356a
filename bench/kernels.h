/* kernels.h - the lattice's kernels, each as something to be called many times. */
#ifndef EBM_BENCH_KERNELS_H
#define EBM_BENCH_KERNELS_H

#include "model/model.h"

typedef struct kernel {
  const char *name;
  unsigned sweeps; /* in one call; 0: it is no sweep */
  void (*call)(void *state);
} kernel;

/* What one CPU level has. Each state is ready to be called on, any number of times: a sweep costs the same whatever it
 * finds, and so do the others. */
typedef struct kernels {
  unsigned lanes;
  void *state;
  const kernel *kernel;
  size_t n;
} kernels;

enum { KERNEL_SETS = 2 }; /* first the generic lattice, then the fused one: each has a state of its own */

/* classic: a sealed 9x9 model; given [81] of a puzzle, 0 open, else value + 1. False: memory is out. Nothing is given
 * back: the program ends soon. */
typedef bool kernels_prepare(const ebm_model *classic, const uint8_t *given, kernels set[KERNEL_SETS]);

#endif
