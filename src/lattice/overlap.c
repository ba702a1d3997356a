#include "lattice/overlap.h"

#include <string.h>

#include "base/memory.h"

static bool is_group(const ebm_factor *factor) {
  return factor->hard && strcmp(factor->ops->name, "exactly_one") == 0;
}

/* The literals of `of` that are not in `other`; NULL when memory is out. */
static uint32_t *outside(const ebm_factor *of, const ebm_factor *other, ebm_arena *arena, uint32_t *n) {
  uint32_t *literal = ebm_arena_take(arena, of->n_scope * sizeof *literal, sizeof *literal);
  *n = 0;
  for (uint32_t i = 0; literal != NULL && i < of->n_scope; i++) {
    bool shared = false;
    for (uint32_t k = 0; k < other->n_scope && !shared; k++) shared = other->scope[k] == of->scope[i];
    if (!shared) literal[(*n)++] = of->scope[i];
  }
  return literal;
}

/* common[g] counts the literals that factor g > f shares with f; met lists the g with a count. */
static size_t count_common(const ebm_model *model, size_t f, uint16_t *common, uint32_t *met) {
  size_t n = 0;
  const ebm_factor *factor = &model->factor[f];
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t v = model->variable[factor->scope[i]];
    for (uint32_t t = model->touch_first[v]; t < model->touch_first[v + 1]; t++) {
      uint32_t g = model->touch[t];
      if (g <= f || !is_group(&model->factor[g])) continue;
      const ebm_factor *other = &model->factor[g];
      for (uint32_t k = 0; k < other->n_scope; k++)
        if (other->scope[k] == factor->scope[i] && common[g]++ == 0) met[n++] = g;
    }
  }
  return n;
}

bool ebm_overlap_find(const ebm_model *model, ebm_arena *arena, ebm_overlap **out, size_t *n) {
  *out = NULL;
  *n = 0;
  uint16_t *common = ebm_allocate(model->n_factors, sizeof *common);
  uint32_t *met = ebm_allocate(model->n_factors, sizeof *met);
  ebm_overlap *list = NULL;
  size_t capacity = 0;
  bool fits = common != NULL && met != NULL;
  for (size_t f = 0; fits && f < model->n_factors; f++) {
    if (!is_group(&model->factor[f])) continue;
    size_t n_met = count_common(model, f, common, met);
    for (size_t i = 0; fits && i < n_met; i++) {
      const ebm_factor *a = &model->factor[f], *b = &model->factor[met[i]];
      bool together = common[met[i]] >= 2;
      common[met[i]] = 0;
      if (!together) continue;
      fits = ebm_reserve((void **)&list, &capacity, *n + 1, sizeof *list);
      if (!fits) break;
      ebm_overlap *overlap = &list[*n];
      overlap->factor_a = (uint32_t)f;
      overlap->factor_b = met[i];
      overlap->a = outside(a, b, arena, &overlap->n_a);
      overlap->b = outside(b, a, arena, &overlap->n_b);
      fits = overlap->a != NULL && overlap->b != NULL;
      if (overlap->n_a + overlap->n_b > 0) (*n)++;
    }
  }
  if (fits && *n > 0) {
    *out = ebm_arena_take(arena, *n * sizeof **out, 64);
    fits = *out != NULL;
    if (fits) memcpy(*out, list, *n * sizeof **out);
  }
  ebm_free(common);
  ebm_free(met);
  ebm_free(list);
  return fits;
}
