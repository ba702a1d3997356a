/* given_whole.h - what the lattice says of a grid whose every cell is given. */
#ifndef EBM_TESTS_GIVEN_WHOLE_H
#define EBM_TESTS_GIVEN_WHOLE_H

#include "support.h"

#include "lattice/lattice.h"

enum { GIVEN_WHOLE_CELLS = 81 };

static inline ebm_outcome given_whole(const ebm_record *record, const uint8_t *value) {
  ebm_record whole = *record;
  uint8_t given[GIVEN_WHOLE_CELLS], out[GIVEN_WHOLE_CELLS];
  assert_in_range(record->model->n_variables, 1, GIVEN_WHOLE_CELLS);
  for (uint32_t v = 0; v < record->model->n_variables; v++) given[v] = (uint8_t)(value[v] + 1);
  whole.given = given;
  ebm_task task = {.record = &whole, .limit = 1, .value = out};
  ebm_lattice_options options = {.seed = 1};
  const ebm_lattice_ops *ops = ebm_lattice_choose(record->model, &options);
  ebm_lattice *lattice;
  ebm_error error;
  if (ops->create(record->model, &options, &lattice, &error) != EBM_OK) fail_msg("%s", error.text);
  ops->run(lattice, &task, 1);
  ops->destroy(lattice);
  return task.outcome;
}

#endif
