/* altered.h - 9x9 puzzles with one solution, of which one given was altered. */
#ifndef EBM_TESTS_ALTERED_H
#define EBM_TESTS_ALTERED_H

#include <stdio.h>

#include "energy/energy.h"
#include "factor/registry.h"
#include "minimize/minimizer.h"
#include "model/block.h"
#include "model/grid.h"
#include "solved.h"

static inline void altered_must(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "altered: %s\n", what);
  abort();
}

static inline ebm_model *altered_model(void) {
  ebm_builder *builder = NULL;
  ebm_model *model = NULL;
  ebm_error error;
  const ebm_grid grid = {9, 3, 3, NULL};
  altered_must(ebm_builder_create(ebm_factor_kinds(), &builder, &error) == EBM_OK &&
                   ebm_grid_build(builder, &grid, &error) == EBM_OK &&
                   ebm_builder_seal(builder, &model, &error) == EBM_OK,
               "no model");
  ebm_builder_destroy(builder);
  return model;
}

/* Quenches the task; given_weight 0: givens hold. */
static inline void altered_descend(const ebm_model *model, double given_weight, ebm_task *task) {
  const ebm_minimizer *quench = ebm_minimizer_find("quench");
  const ebm_minimizer_options options = {.seed = 3, .given_weight = given_weight};
  ebm_energy energy;
  ebm_work *work = NULL;
  ebm_error error;
  altered_must(ebm_energy_init(&energy, model, &error) == EBM_OK &&
                   quench->create(&energy, &options, &work, &error) == EBM_OK,
               "no minimizer");
  quench->run(work, task, 1);
  altered_must(!task->starved, "no memory");
  quench->destroy(work);
  ebm_energy_clear(&energy);
}

/* A puzzle with that many givens at random places and one solution, value [81] of 1 to 9, into the record. */
static inline void altered_draw(const ebm_model *model, ebm_random *random, unsigned givens, uint8_t *value,
                                ebm_record *record) {
  uint8_t found[SOLVED_CELLS];
  ebm_task task = {.record = record, .limit = 2, .value = found};
  do {
    solved_draw(SOLVED_CLASSIC, random, value);
    memcpy(record->given, value, SOLVED_CELLS);
    for (unsigned left = SOLVED_CELLS; left > givens;) {
      uint32_t cell = ebm_random_below(random, SOLVED_CELLS);
      left -= record->given[cell] != 0;
      record->given[cell] = 0;
    }
    altered_descend(model, 0, &task);
  } while (task.solutions != 1 || !task.exhausted);
}

typedef struct altered_outcomes {
  unsigned trials;
  unsigned restored;  /* the original was printed */
  unsigned other;     /* the altered puzzle has a solution itself */
  unsigned ambiguous; /* several restorations */
  unsigned amiss; /* no solution of at most one given's energy; or the original was missed though it could be told */
} altered_outcomes;

/* The original has an energy of one given, and is among the solutions of the lowest energy unless the altered puzzle
 * has a solution itself; a lone restoration is the original. What is missed is what nobody could tell. */
static inline void altered_run(const ebm_model *model, ebm_random *random, unsigned givens, altered_outcomes *sum) {
  ebm_block block = {0};
  ebm_record *record = ebm_block_add(&block, model, 1);
  uint8_t original[SOLVED_CELLS], value[SOLVED_CELLS];
  altered_must(record != NULL, "no memory");
  altered_draw(model, random, givens, original, record);
  uint32_t cell;
  do cell = ebm_random_below(random, SOLVED_CELLS);
  while (record->given[cell] == 0);
  record->given[cell] = (uint8_t)((original[cell] + ebm_random_below(random, 8)) % 9 + 1);
  ebm_task task = {.record = record, .limit = 1, .value = value};
  altered_descend(model, 1, &task);
  bool is_original = true;
  for (unsigned c = 0; c < SOLVED_CELLS; c++) is_original &= value[c] + 1 == original[c];
  sum->trials++;
  sum->restored += is_original;
  sum->other += task.energy == 0;
  sum->ambiguous += task.restorations > 1;
  sum->amiss +=
      task.outcome != EBM_SOLVED || task.energy > 1 || (!is_original && task.energy > 0 && task.restorations <= 1);
  ebm_block_clear(&block);
}

#endif
