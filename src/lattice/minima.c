#include "lattice/minima.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "lattice/costs.h"

void ebm_minima_reset(ebm_minima *minima, uint32_t n_variables) {
  minima->n_variables = n_variables;
  minima->n = 0;
}

void ebm_minima_clear(ebm_minima *minima) {
  ebm_free(minima->value);
  ebm_free(minima->key);
  *minima = (ebm_minima){0};
}

bool ebm_minima_add(ebm_minima *minima, const uint8_t *value, double energy) {
  if (minima->n > 0 && ebm_costs_less(minima->energy, energy)) return true;
  if (minima->n == 0 || ebm_costs_less(energy, minima->energy)) {
    minima->energy = energy;
    minima->n = 0;
  }
  if (minima->n < EBM_MINIMA_KEPT) {
    size_t at = (size_t)minima->n * minima->n_variables;
    if (!ebm_reserve((void **)&minima->value, &minima->capacity, at + minima->n_variables, 1)) return false;
    if (!ebm_reserve((void **)&minima->key, &minima->key_capacity, minima->n + 1, sizeof *minima->key)) return false;
    memcpy(minima->value + at, value, minima->n_variables);
  }
  minima->n++;
  return true;
}

/* Of the overruled givens and the values in their place; 64 bits of a hash, so that two of a thousand agree by chance
 * once in 2^45 puzzles, and then a preference is lost, no truth. */
static uint64_t restored(const ebm_record *record, const uint8_t *value, uint32_t n) {
  uint64_t key = 0;
  for (uint32_t v = 0; v < n; v++)
    if (ebm_record_overrules(record, v, value[v])) key = ebm_hash(key ^ ((uint64_t)v << 8 | value[v]));
  return key;
}

size_t ebm_minima_restoration(ebm_minima *minima, const ebm_record *record, uint64_t *restorations) {
  size_t n = minima->n, first = 0;
  *restorations = 0;
  if (n == 0 || n > EBM_MINIMA_KEPT) return 0;
  for (size_t i = 0; i < n; i++)
    minima->key[i] = restored(record, minima->value + i * minima->n_variables, minima->n_variables);
  for (size_t i = 0; i < n; i++) {
    if (minima->key[i] == 0) return 0; /* nothing is overruled */
    bool alone = true;
    for (size_t k = 0; k < n && alone; k++) alone = k == i || minima->key[k] != minima->key[i];
    if (alone && (*restorations)++ == 0) first = i;
  }
  return first;
}
