#include "lattice/overlap.h"

#include <string.h>

#include "base/memory.h"

static bool is_group(const ebm_factor *factor) {
  return factor->hard && strcmp(factor->ops->name, "exactly_one") == 0;
}

/* Which groups each literal is in. Looking instead through the scopes of all factors that touch a literal's variable
 * took 0.7 s of a 36x36 grid, whenever a lattice was created: no time limit is kept like that. */
typedef struct members {
  uint32_t *first, *group; /* group[first[l]] to group[first[l + 1] - 1]: factors in ascending order */
  uint32_t *common;        /* [n_factors] literals shared with the factor that is looked at */
  uint32_t *met;           /* [n_factors] the factors with a count */
  size_t *mark;            /* [n_literals] the pair, from 1, of which one group has the literal */
} members;

static void members_clear(members *m) {
  ebm_free(m->first);
  ebm_free(m->group);
  ebm_free(m->common);
  ebm_free(m->met);
  ebm_free(m->mark);
}

static bool members_init(members *m, const ebm_model *model) {
  size_t n = 0;
  for (size_t f = 0; f < model->n_factors; f++)
    if (is_group(&model->factor[f])) n += model->factor[f].n_scope;
  *m = (members){.first = ebm_allocate((size_t)model->n_literals + 2, sizeof *m->first),
                 .group = ebm_allocate(n, sizeof *m->group),
                 .common = ebm_allocate(model->n_factors, sizeof *m->common),
                 .met = ebm_allocate(model->n_factors, sizeof *m->met),
                 .mark = ebm_allocate(model->n_literals, sizeof *m->mark)};
  if (m->first == NULL || m->group == NULL || m->common == NULL || m->met == NULL || m->mark == NULL) return false;
  /* Counted two places on and summed up, a literal's entry one place on is where the next of its groups goes. */
  for (size_t f = 0; f < model->n_factors; f++)
    for (uint32_t i = 0; is_group(&model->factor[f]) && i < model->factor[f].n_scope; i++)
      m->first[model->factor[f].scope[i] + 2]++;
  for (uint32_t l = 0; l < model->n_literals; l++) m->first[l + 2] += m->first[l + 1];
  for (size_t f = 0; f < model->n_factors; f++)
    for (uint32_t i = 0; is_group(&model->factor[f]) && i < model->factor[f].n_scope; i++)
      m->group[m->first[model->factor[f].scope[i] + 1]++] = (uint32_t)f;
  return true;
}

/* The literals of `of` that are not in `other`; NULL when memory is out. */
static uint32_t *outside(members *m, const ebm_factor *of, const ebm_factor *other, size_t pair, ebm_arena *arena,
                         uint32_t *n) {
  uint32_t *literal = ebm_arena_take(arena, of->n_scope * sizeof *literal, sizeof *literal);
  *n = 0;
  for (uint32_t k = 0; k < other->n_scope; k++) m->mark[other->scope[k]] = pair;
  for (uint32_t i = 0; literal != NULL && i < of->n_scope; i++)
    if (m->mark[of->scope[i]] != pair) literal[(*n)++] = of->scope[i];
  return literal;
}

/* Fills met with the groups behind f that share a literal with it, in the order of f's literals. */
static size_t count_common(members *m, const ebm_factor *factor, size_t f) {
  size_t n = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t l = factor->scope[i];
    for (uint32_t k = m->first[l]; k < m->first[l + 1]; k++)
      if (m->group[k] > f && m->common[m->group[k]]++ == 0) m->met[n++] = m->group[k];
  }
  return n;
}

bool ebm_overlap_find(const ebm_model *model, ebm_arena *arena, ebm_overlap **out, size_t *n) {
  members m;
  ebm_overlap *list = NULL;
  size_t capacity = 0, pair = 0;
  bool fits = members_init(&m, model);
  *out = NULL;
  *n = 0;
  for (size_t f = 0; fits && f < model->n_factors; f++) {
    if (!is_group(&model->factor[f])) continue;
    size_t n_met = count_common(&m, &model->factor[f], f);
    for (size_t i = 0; fits && i < n_met; i++) {
      const ebm_factor *a = &model->factor[f], *b = &model->factor[m.met[i]];
      bool together = m.common[m.met[i]] >= 2;
      m.common[m.met[i]] = 0;
      if (!together) continue;
      fits = ebm_reserve((void **)&list, &capacity, *n + 1, sizeof *list);
      if (!fits) break;
      ebm_overlap *overlap = &list[*n];
      overlap->factor_a = (uint32_t)f;
      overlap->factor_b = m.met[i];
      overlap->a = outside(&m, a, b, ++pair, arena, &overlap->n_a);
      overlap->b = outside(&m, b, a, ++pair, arena, &overlap->n_b);
      fits = overlap->a != NULL && overlap->b != NULL;
      if (overlap->n_a + overlap->n_b > 0) (*n)++;
    }
  }
  if (fits && *n > 0) {
    *out = ebm_arena_take(arena, *n * sizeof **out, 64);
    fits = *out != NULL;
    if (fits) memcpy(*out, list, *n * sizeof **out);
  }
  members_clear(&m);
  ebm_free(list);
  return fits;
}
