/* levelled - the kernels of one CPU level and states to run them on. A new kernel is one function and one line. */
#include "kernels.h"

#include "base/level.h"
#include "base/memory.h"
#include "lattice/grid9.h"
#include "lattice/sweep.h"

/* ---- any model ------------------------------------------------------------------------------------------------------
 */

typedef struct generic {
  ebm_lanes lanes;
  ebm_overlap *overlap;
  size_t n_overlaps;
  ebm_arena arena;
} generic;

static void sweep_generic(void *state) {
  generic *g = state;
  ebm_sweep_generic(&g->lanes, g->overlap, g->n_overlaps);
}

static const kernel generic_kernels[] = {{"generic sweep", 1, sweep_generic}};

static bool prepare_generic(const ebm_model *classic, const uint8_t *given, kernels *set) {
  generic *g = ebm_allocate(1, sizeof *g);
  if (g == NULL) return false;
  g->lanes.model = classic;
  g->lanes.x = ebm_allocate(classic->n_literals, sizeof(ebm_word));
  g->lanes.decided = ebm_allocate(classic->n_variables, sizeof(ebm_word));
  if (g->lanes.x == NULL || g->lanes.decided == NULL) return false;
  for (uint32_t i = 0; i < classic->n_literals; i++)
    if (given[i / 9] == 0 || given[i / 9] == i % 9 + 1) g->lanes.x[i] = ~(ebm_word){0};
  *set = (kernels){EBM_LANES, g, generic_kernels, sizeof generic_kernels / sizeof *generic_kernels};
  return ebm_overlap_find(classic, &g->arena, &g->overlap, &g->n_overlaps);
}

/* ---- 9x9, fused
 * ------------------------------------------------------------------------------------------------------- */

static void round_of_2(void *state) {
  grid9_sweep_round(state, 2, (grid9_word){0});
}

static void round_of_4(void *state) {
  grid9_sweep_round(state, 4, (grid9_word){0});
}

static void round_of_16(void *state) {
  grid9_sweep_round(state, 16, (grid9_word){0});
}

static void choose(void *state) {
  grid9_choose(state, ~(grid9_word){0});
}

static void kick_and_store(void *state) {
  grid9_kick_and_store(state);
}

static void store(void *state) {
  grid9_store(state);
}

static void load(void *state) {
  grid9_load(state, ~(grid9_word){0});
}

/* In an order in which each finds what it needs: a loaded state, swept, cells chosen. */
static const kernel grid9_kernels[] = {
    {"load", 0, load},
    {"round of 2 sweeps", 2, round_of_2},
    {"round of 4 sweeps", 4, round_of_4},
    {"round of 16 sweeps", 16, round_of_16},
    {"choose", 0, choose},
    {"kick and store", 0, kick_and_store},
    {"store", 0, store},
};

static bool prepare_grid9(const uint8_t *given, kernels *set) {
  grid9_state *state = ebm_allocate(1, sizeof *state);
  if (state == NULL) return false;
  grid9_positions(state);
  for (unsigned i = 0; i < GRID9_LITERALS; i++)
    if (given[i / 9] == 0 || given[i / 9] == i % 9 + 1) state->x[i] = ~(grid9_word){0};
  grid9_store(state);
  for (unsigned t = 0; t < GRID9_RECORD; t++) /* what goes out is what comes in */
    for (unsigned l = 0; l < GRID9_LANES; l++)
      state->in.word[t][state->in_position[l]] = state->out.word[t][state->out_position[l]];
  *set = (kernels){GRID9_LANES, state, grid9_kernels, sizeof grid9_kernels / sizeof *grid9_kernels};
  return true;
}

#define prepare EBM_LEVELLED(kernels_prepare)
kernels_prepare prepare;

bool prepare(const ebm_model *classic, const uint8_t *given, kernels set[KERNEL_SETS]) {
  return prepare_generic(classic, given, &set[0]) && prepare_grid9(given, &set[1]);
}
