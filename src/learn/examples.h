/* examples.h - a table of solved examples: what the learner learns from. */
#ifndef EBM_LEARN_EXAMPLES_H
#define EBM_LEARN_EXAMPLES_H

#include "base/status.h"

enum { EBM_EXAMPLES_DOMAIN_LIMIT = 64 }; /* sets of values are kept in one word */

/* value [n][variables]: 0 where the example hides the variable, else value + 1 (as a record's givens). */
typedef struct ebm_examples {
  size_t n, capacity;
  uint32_t variables, domain;
  uint32_t rows, columns; /* how the variables lie on paper, rows * columns = variables; 1 row: they do not */
  uint8_t *value;
} ebm_examples;

ebm_status ebm_examples_init(ebm_examples *examples, uint32_t variables, uint32_t domain, uint32_t rows,
                             uint32_t columns, ebm_error *error);
void ebm_examples_clear(ebm_examples *examples);
/* Appends one example, copied. Faults: MEMORY. */
ebm_status ebm_examples_add(ebm_examples *examples, const uint8_t *value, ebm_error *error);

/* Leaves of examples that are the same in every cell only the first, unless cells that have nothing to do with each
 * other would give as many; line [n], where each stands in its source, goes with them. *merged: how many went. Faults:
 * MEMORY. */
ebm_status ebm_examples_merge(ebm_examples *examples, uint64_t *line, size_t *merged, ebm_error *error);

/* How many different examples there are. Faults: MEMORY. */
ebm_status ebm_examples_different(const ebm_examples *examples, size_t *different, ebm_error *error);

static inline const uint8_t *ebm_examples_row(const ebm_examples *examples, size_t example) {
  return examples->value + example * examples->variables;
}

#endif
