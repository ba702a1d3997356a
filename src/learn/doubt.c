/* doubt.c - cells of the examples that an energy takes for mistakes: the fitted one, or that of supposed rules. */
#include "learn/doubt.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

static const float MARGIN = 0.5F; /* nats; measured: a right cell stands 2 or more on the other side */
enum { SHARE = 20, PER_EXAMPLE = 4 };
/* How many times as many cells as expected may be hidden as noise, and how many standard deviations more. */
static const double MORE = 1.25, SPREAD = 4.0;

/* Either the fitted energy, or the number of supposed rules that are broken. */
typedef struct judge {
  const ebm_fit *fit;
  const ebm_noise *noise; /* NULL: the fit judges */
  uint32_t variables, domain;
  size_t per_example, limit;
  float *field; /* [domain][variables] */
} judge;

/* The worst cell of one example; its wrong value makes its neighbours look odd too, so it goes alone, and first. The
 * fit must be sure; of the rules not one may stay broken. */
static bool worst(const judge *j, const uint8_t *value, ebm_doubt *doubt) {
  uint32_t variables = j->variables;
  const float *field = j->field;
  if (j->noise != NULL)
    ebm_noise_field(j->noise, value, j->field);
  else
    ebm_fit_field(j->fit, value, j->field);
  doubt->margin = j->noise != NULL ? -INFINITY : MARGIN;
  bool found = false;
  for (uint32_t i = 0; i < variables; i++) {
    if (value[i] == 0) continue;
    float read = field[(value[i] - 1U) * variables + i];
    if (j->noise != NULL && read == 0.0F) continue;
    uint32_t best = 0;
    for (uint32_t a = 1; a < j->domain; a++)
      if (field[a * variables + i] < field[best * variables + i]) best = a;
    float margin = read - field[best * variables + i];
    if (margin <= doubt->margin) continue;
    found = true;
    doubt->margin = margin;
    doubt->variable = i;
    doubt->read = value[i] - 1;
    doubt->believed = (uint8_t)best;
  }
  return found;
}

/* Hides what the judge doubts, or nothing when that is more than its limit. *n grows by what is hidden. */
static ebm_status hide(ebm_examples *examples, judge *j, ebm_doubt **doubt, size_t *n, bool *hidden, ebm_error *error) {
  size_t before = *n, capacity = *n, most = before + j->limit;
  void *array = *doubt;
  j->field = ebm_allocate((size_t)j->domain * j->variables, sizeof *j->field);
  if (j->field == NULL || !ebm_reserve(&array, &capacity, most + 1, sizeof **doubt)) {
    ebm_free(j->field);
    return ebm_fail_memory(error);
  }
  *doubt = array;
  for (size_t g = 0; g < examples->n && *n <= most; g++)
    for (size_t k = 0; k < j->per_example && *n <= most; k++) {
      ebm_doubt *next = &(*doubt)[*n];
      uint8_t *value = examples->value + g * examples->variables;
      if (!worst(j, value, next)) break;
      next->example = g;
      value[next->variable] = 0;
      ++*n;
    }
  *hidden = *n <= most;
  if (!*hidden) {
    for (size_t k = before; k < *n; k++)
      examples->value[(*doubt)[k].example * examples->variables + (*doubt)[k].variable] = (*doubt)[k].read + 1;
    *n = before;
  }
  ebm_free(j->field);
  return EBM_OK;
}

ebm_status ebm_doubt_hide(ebm_examples *examples, const ebm_fit *fit, ebm_doubt **doubt, size_t *n, ebm_error *error) {
  judge j = {.fit = fit,
             .variables = examples->variables,
             .domain = examples->domain,
             .per_example = PER_EXAMPLE,
             .limit = examples->n * examples->variables / SHARE};
  bool hidden;
  return hide(examples, &j, doubt, n, &hidden, error);
}

ebm_status ebm_doubt_noise(ebm_examples *examples, ebm_noise *noise, ebm_doubt **doubt, size_t *n, ebm_error *error) {
  double mean = noise->rate * noise->cells;
  judge j = {.noise = noise,
             .variables = examples->variables,
             .domain = examples->domain,
             .per_example = examples->variables,
             .limit = (size_t)(MORE * mean + SPREAD * sqrt(mean) + SPREAD)};
  bool hidden;
  if (noise->rate == 0.0) return EBM_OK;
  ebm_status status = hide(examples, &j, doubt, n, &hidden, error);
  if (status == EBM_OK && !hidden) noise->rate = 0.0;
  return status;
}
