/* examples.c - a table of solved examples. */
#include "learn/examples.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"

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

/* ---- the same example twice ---- */

/* Pairs of examples that would be the same if all cells were drawn independently, each with its own frequencies. */
static double same_by_chance(const ebm_examples *examples) {
  double n = (double)examples->n, pairs = n * (n - 1.0) / 2.0;
  for (uint32_t i = 0; i < examples->variables; i++) {
    double count[EBM_EXAMPLES_DOMAIN_LIMIT + 1] = {0}, sum = 0.0;
    for (size_t g = 0; g < examples->n; g++) count[ebm_examples_row(examples, g)[i]] += 1.0;
    for (uint32_t a = 0; a <= examples->domain; a++) sum += count[a] * count[a];
    pairs *= sum / (n * n);
  }
  return pairs;
}

/* first [n]: the examples that were not there before; their number in *kept. */
static ebm_status find_first(const ebm_examples *examples, size_t *first, size_t *kept, ebm_error *error) {
  size_t n = examples->n, size = examples->variables, slots = 16;
  *kept = 0;
  while (slots < 2 * n) slots *= 2;
  size_t *slot = ebm_allocate(slots, sizeof *slot); /* an example's number + 1; 0: empty */
  if (slot == NULL) return ebm_fail_memory(error);
  for (size_t g = 0; g < n; g++) {
    const uint8_t *value = ebm_examples_row(examples, g);
    uint64_t hash = 0;
    for (size_t i = 0; i < size; i++) hash = ebm_hash(hash ^ value[i]);
    size_t at = (size_t)hash & (slots - 1);
    while (slot[at] != 0 && memcmp(ebm_examples_row(examples, slot[at] - 1), value, size) != 0)
      at = (at + 1) & (slots - 1);
    if (slot[at] != 0) continue;
    slot[at] = g + 1;
    first[(*kept)++] = g;
  }
  ebm_free(slot);
  return EBM_OK;
}

ebm_status ebm_examples_merge(ebm_examples *examples, uint64_t *line, size_t *merged, ebm_error *error) {
  size_t n = examples->n, size = examples->variables, kept = 0;
  size_t *first = ebm_allocate(n, sizeof *first);
  ebm_status status = first != NULL ? find_first(examples, first, &kept, error) : ebm_fail_memory(error);
  *merged = 0;
  if (status == EBM_OK && (kept == 1 || (double)(n - kept) > 2.0 * same_by_chance(examples) + 0.5)) {
    for (size_t k = 0; k < kept; k++) {
      memmove(examples->value + k * size, examples->value + first[k] * size, size);
      line[k] = line[first[k]];
    }
    *merged = n - kept;
    examples->n = kept;
  }
  ebm_free(first);
  return status;
}

ebm_status ebm_examples_different(const ebm_examples *examples, size_t *different, ebm_error *error) {
  size_t *first = ebm_allocate(examples->n, sizeof *first);
  ebm_status status = first != NULL ? find_first(examples, first, different, error) : ebm_fail_memory(error);
  ebm_free(first);
  return status;
}
