/* doubt.c - cells of the examples that the fitted energy takes for mistakes. */
#include "learn/doubt.h"

#include <string.h>

#include "base/memory.h"

static const float MARGIN = 0.5F; /* nats; measured: a right cell stands 2 or more on the other side */
enum { SHARE = 20, PER_EXAMPLE = 4 };

/* The worst cell of one example; its wrong value makes its neighbours look odd too, so it goes alone, and first. */
static bool worst(const ebm_fit *fit, const uint8_t *value, float *field, ebm_doubt *doubt) {
  uint32_t variables = fit->variables;
  ebm_fit_field(fit, value, field);
  doubt->margin = MARGIN;
  bool found = false;
  for (uint32_t i = 0; i < variables; i++) {
    if (value[i] == 0) continue;
    uint32_t best = 0;
    for (uint32_t a = 1; a < fit->domain; a++)
      if (field[a * variables + i] < field[best * variables + i]) best = a;
    float margin = field[(value[i] - 1U) * variables + i] - field[best * variables + i];
    if (margin <= doubt->margin) continue;
    found = true;
    doubt->margin = margin;
    doubt->variable = i;
    doubt->read = value[i] - 1;
    doubt->believed = (uint8_t)best;
  }
  return found;
}

ebm_status ebm_doubt_hide(ebm_examples *examples, const ebm_fit *fit, ebm_doubt **doubt, size_t *n, ebm_error *error) {
  size_t limit = examples->n * examples->variables / SHARE;
  float *field = ebm_allocate((size_t)fit->domain * fit->variables, sizeof *field);
  *doubt = ebm_allocate(limit + 1, sizeof **doubt);
  *n = 0;
  if (field == NULL || *doubt == NULL) {
    ebm_free(field);
    ebm_free(*doubt);
    *doubt = NULL;
    return ebm_fail_memory(error);
  }
  for (size_t g = 0; g < examples->n && *n <= limit; g++)
    for (int k = 0; k < PER_EXAMPLE && *n <= limit; k++) {
      ebm_doubt *next = &(*doubt)[*n];
      uint8_t *value = examples->value + g * examples->variables;
      if (!worst(fit, value, field, next)) break;
      next->example = g;
      value[next->variable] = 0;
      ++*n;
    }
  if (*n > limit) {
    for (size_t k = 0; k < *n; k++)
      examples->value[(*doubt)[k].example * examples->variables + (*doubt)[k].variable] = (*doubt)[k].read + 1;
    *n = 0;
  }
  ebm_free(field);
  return EBM_OK;
}
