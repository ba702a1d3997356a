/* bitmaps.h - random bitmaps as memories: drawn, learned, stored, spoiled, recalled. For the test and the benchmark;
 * what must not happen ends the program. */
#ifndef EBM_TESTS_BITMAPS_H
#define EBM_TESTS_BITMAPS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "factor/registry.h"
#include "learn/memory.h"
#include "learn/soft.h"
#include "minimize/minimizer.h"
#include "model/block.h"

enum { BITMAP_SIDE = 12, BITMAP_CELLS = BITMAP_SIDE * BITMAP_SIDE, BITMAP_SPOILED = BITMAP_CELLS / 4 };

static inline void bitmaps_must(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "bitmaps: %s\n", what);
  abort();
}

/* The model of an energy file, after a trip through its bytes. *again must live as long as the model. */
static inline ebm_model *bitmaps_stored(ebm_energy_file *file, ebm_energy_file *again) {
  ebm_error error;
  ebm_text text = {0};
  ebm_builder *builder;
  ebm_model *model = NULL;
  bitmaps_must(ebm_energy_file_write(file, &text, &error) == EBM_OK, "an energy that cannot be written");
  ebm_energy_file_clear(file);
  bitmaps_must(ebm_energy_file_read(text.bytes, text.length, again, &error) == EBM_OK, "an energy that cannot be read");
  ebm_text_clear(&text);
  bitmaps_must(ebm_builder_create(ebm_factor_kinds(), &builder, &error) == EBM_OK &&
                   ebm_energy_file_cells(again->rows, again->columns, again->values, builder, &error) == EBM_OK &&
                   ebm_energy_file_add(again, builder, &error) == EBM_OK &&
                   ebm_builder_seal(builder, &model, &error) == EBM_OK,
               "an energy without a model");
  ebm_builder_destroy(builder);
  return model;
}

static inline void bitmaps_draw(ebm_examples *memories, int n, ebm_random *random) {
  ebm_error error;
  bitmaps_must(ebm_examples_init(memories, BITMAP_CELLS, 2, BITMAP_SIDE, BITMAP_SIDE, &error) == EBM_OK, "no memory");
  for (int p = 0; p < n; p++) {
    uint8_t value[BITMAP_CELLS];
    for (int c = 0; c < BITMAP_CELLS; c++) value[c] = (uint8_t)(1 + ebm_random_below(random, 2));
    bitmaps_must(ebm_examples_add(memories, value, &error) == EBM_OK, "no memory");
  }
}

/* The model of the memories' energy. *unstable: memories that are no minima of it. */
static inline ebm_model *bitmaps_learn(const ebm_examples *memories, ebm_energy_file *file, size_t *unstable) {
  ebm_memory memory;
  ebm_energy_file fresh;
  ebm_error error;
  bitmaps_must(ebm_memory_learn(memories, 1, NULL, &memory, &error) == EBM_OK, "nothing learned");
  bitmaps_must(ebm_soft_store(memories, memory.unary, memory.weight, "01", &fresh, &error) == EBM_OK, "no memory");
  *unstable = memory.unstable;
  ebm_memory_clear(&memory);
  return bitmaps_stored(&fresh, file);
}

static inline void bitmaps_spoil(const uint8_t *memory, bool flip, ebm_random *random, uint8_t *given) {
  memcpy(given, memory, BITMAP_CELLS);
  for (int spoiled = 0; spoiled < BITMAP_SPOILED;) {
    uint32_t cell = ebm_random_below(random, BITMAP_CELLS);
    if (given[cell] != memory[cell]) continue;
    given[cell] = flip ? (uint8_t)(3 - memory[cell]) : 0;
    spoiled++;
  }
}

/* Trials restored exactly, each a memory with a quarter of its cells erased, or flipped. */
static inline int bitmaps_restored(const ebm_model *model, const ebm_examples *memories, bool flip, int trials) {
  ebm_error error;
  ebm_energy energy;
  ebm_work *work;
  ebm_block block = {0};
  ebm_random random = {ebm_hash(flip)};
  const ebm_minimizer *recall = ebm_minimizer_find("recall");
  const ebm_minimizer_options options = {.seed = 1, .given_weight = flip ? 0.5F : 0};
  int right = 0;
  bitmaps_must(ebm_energy_init(&energy, model, &error) == EBM_OK, "no memory");
  bitmaps_must(recall->create(&energy, &options, &work, &error) == EBM_OK, "no memory");
  for (int trial = 0; trial < trials; trial++) {
    uint8_t value[BITMAP_CELLS];
    const uint8_t *memory = ebm_examples_row(memories, ebm_random_below(&random, (uint32_t)memories->n));
    ebm_record *record = ebm_block_add(&block, model, 1);
    bitmaps_spoil(memory, flip, &random, record->given);
    ebm_task task = {.record = record, .limit = 1, .value = value};
    recall->run(work, &task, 1);
    bitmaps_must(task.outcome == EBM_SOLVED, "recall gave no answer");
    bool same = true;
    for (int c = 0; c < BITMAP_CELLS; c++) same &= value[c] + 1 == memory[c];
    right += same;
    ebm_block_reset(&block);
  }
  recall->destroy(work);
  ebm_energy_clear(&energy);
  ebm_block_clear(&block);
  return right;
}

#endif
