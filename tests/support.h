/* support.h - what the tests share. */
#ifndef EBM_TESTS_SUPPORT_H
#define EBM_TESTS_SUPPORT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "factor/registry.h"
#include "model/block.h"
#include "model/grid.h"

/* cmocka 1.1.5 compares floats as float only. */
#define assert_near(actual, expected, tolerance)                                                                       \
  assert_near_at((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)

static inline void assert_near_at(double actual, double expected, double tolerance, const char *what, const char *file,
                                  int line) {
  if (fabs(actual - expected) <= tolerance) return;
  print_error("%s is %.12g, expected %.12g within %g\n", what, actual, expected, tolerance);
  _fail(file, line);
}

static inline ebm_builder *support_builder(void) {
  ebm_builder *builder;
  ebm_error error;
  assert_int_equal(ebm_builder_create(ebm_factor_kinds(), &builder, &error), EBM_OK);
  return builder;
}

static inline ebm_model *support_seal(ebm_builder *builder) {
  ebm_model *model;
  ebm_error error;
  assert_int_equal(ebm_builder_seal(builder, &model, &error), EBM_OK);
  ebm_builder_destroy(builder);
  return model;
}

static inline ebm_model *support_grid(unsigned size, unsigned box_rows, unsigned box_columns) {
  ebm_builder *builder = support_builder();
  ebm_grid grid = {size, box_rows, box_columns, NULL};
  ebm_error error;
  assert_int_equal(ebm_grid_build(builder, &grid, &error), EBM_OK);
  return support_seal(builder);
}

/* Adds a record with the givens of a text of 1-9 (0-based value + 1) and '.', to the block. */
static inline ebm_record *support_record(ebm_block *block, const ebm_model *model, const char *givens) {
  ebm_record *record = ebm_block_add(block, model, block->n + 1);
  assert_non_null(record);
  record->alphabet = ".123456789";
  for (uint32_t v = 0; v < model->n_variables; v++)
    record->given[v] = givens[v] >= '1' && givens[v] <= '9' ? (uint8_t)(givens[v] - '0') : 0;
  return record;
}

/* The next assignment of the model in counting order; false after the last. value starts as all zero. */
static inline bool support_next(const ebm_model *model, uint8_t *value) {
  for (uint32_t v = 0; v < model->n_variables; v++) {
    if (++value[v] < ebm_model_domain(model, v)) return true;
    value[v] = 0;
  }
  return false;
}

/* Whether the sanitizers are in: what is there to be counted, not to be looked at, is done less often then. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#endif
