#include "lattice/activity.h"

#include "base/memory.h"
#include "base/random.h"

static const double fading = 0.98, limit = 1e100; /* measured: bench/README.md, "Large grids" */

bool ebm_activity_init(ebm_activity *a, uint32_t n_atoms, uint64_t seed) {
  *a = (ebm_activity){.n_atoms = n_atoms, .step = 1};
  a->heap = ebm_allocate(n_atoms, sizeof *a->heap);
  a->place = ebm_allocate(n_atoms, sizeof *a->place);
  a->weight = ebm_allocate(n_atoms, sizeof *a->weight);
  if (a->heap == NULL || a->place == NULL || a->weight == NULL) return false;
  ebm_random random = {ebm_hash(seed)};
  for (uint32_t atom = 0; atom < n_atoms; atom++) {
    a->weight[atom] = ebm_random_unit(&random) * 1e-3;
    a->place[atom] = UINT32_MAX;
  }
  for (uint32_t atom = 0; atom < n_atoms; atom++) ebm_activity_put(a, atom);
  return true;
}

void ebm_activity_clear(ebm_activity *a) {
  ebm_free(a->heap);
  ebm_free(a->place);
  ebm_free(a->weight);
  *a = (ebm_activity){0};
}

static void rise(ebm_activity *a, uint32_t at) {
  uint32_t atom = a->heap[at];
  double weight = a->weight[atom];
  while (at > 0) {
    uint32_t parent = (at - 1) / 2;
    if (a->weight[a->heap[parent]] >= weight) break;
    a->heap[at] = a->heap[parent];
    a->place[a->heap[at]] = at;
    at = parent;
  }
  a->heap[at] = atom;
  a->place[atom] = at;
}

static void sink(ebm_activity *a, uint32_t at) {
  uint32_t atom = a->heap[at];
  double weight = a->weight[atom];
  for (uint32_t child; (child = 2 * at + 1) < a->n; at = child) {
    if (child + 1 < a->n && a->weight[a->heap[child + 1]] > a->weight[a->heap[child]]) child++;
    if (a->weight[a->heap[child]] <= weight) break;
    a->heap[at] = a->heap[child];
    a->place[a->heap[at]] = at;
  }
  a->heap[at] = atom;
  a->place[atom] = at;
}

void ebm_activity_meet(ebm_activity *a, uint32_t atom) {
  a->weight[atom] += a->step;
  if (a->weight[atom] > limit) {
    for (uint32_t i = 0; i < a->n_atoms; i++) a->weight[i] /= limit;
    a->step /= limit;
  }
  if (a->place[atom] != UINT32_MAX) rise(a, a->place[atom]);
}

void ebm_activity_fade(ebm_activity *a) {
  a->step /= fading;
}

uint32_t ebm_activity_take(ebm_activity *a) {
  uint32_t top = a->heap[0];
  a->place[top] = UINT32_MAX;
  a->heap[0] = a->heap[--a->n];
  if (a->n > 0) sink(a, 0);
  return top;
}

void ebm_activity_put(ebm_activity *a, uint32_t atom) {
  if (a->place[atom] != UINT32_MAX) return;
  a->heap[a->n] = atom;
  rise(a, a->n++);
}
