/* examples.c - a table of solved examples. */
#include "learn/examples.h"

#include <string.h>

#include "base/memory.h"

ebm_status ebm_examples_init(ebm_examples *examples, uint32_t variables, uint32_t domain, uint32_t rows,
                             uint32_t columns, ebm_error *error) {
  memset(examples, 0, sizeof *examples);
  if (variables < 1 || domain < 1 || domain > EBM_EXAMPLES_DOMAIN_LIMIT)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0,
                    "%u variables with %u values each cannot be learned (limit: %d values)", variables, domain,
                    EBM_EXAMPLES_DOMAIN_LIMIT);
  examples->variables = variables;
  examples->domain = domain;
  examples->rows = rows * columns == variables ? rows : 1;
  examples->columns = rows * columns == variables ? columns : variables;
  return EBM_OK;
}

void ebm_examples_clear(ebm_examples *examples) {
  ebm_free(examples->value);
  memset(examples, 0, sizeof *examples);
}

ebm_status ebm_examples_add(ebm_examples *examples, const uint8_t *value, ebm_error *error) {
  void *array = examples->value;
  if (!ebm_reserve(&array, &examples->capacity, examples->n + 1, examples->variables)) return ebm_fail_memory(error);
  examples->value = array;
  memcpy(examples->value + examples->n * examples->variables, value, examples->variables);
  examples->n++;
  return EBM_OK;
}
