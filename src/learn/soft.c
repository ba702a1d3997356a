#include "learn/soft.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

typedef struct storer {
  ebm_energy_file *file;
  uint32_t variables, domain;
  float least;
  bool memory;
} storer;

static uint32_t *add(storer *s, const char *kind, uint32_t n, const void *table, float weight, const char *group,
                     uint32_t number) {
  uint32_t *scope = s->memory ? ebm_arena_take(&s->file->arena, n * sizeof *scope, 16) : NULL;
  s->memory = scope != NULL;
  if (scope == NULL) return NULL;
  s->file->term[s->file->n_terms++] =
      (ebm_energy_term){.spec = {.kind = kind,
                                 .scope = scope,
                                 .n_scope = n,
                                 .table = table,
                                 .table_size = table != NULL ? s->domain * s->domain : 0,
                                 .weight = weight,
                                 .soft = true,
                                 .label = {group, number, 0}},
                        .element = 1};
  return scope;
}

/* The cost of value a over the cheapest, as the cost of being none of the others. */
static void store_unary(storer *s, const float *unary, uint32_t i) {
  float low = INFINITY;
  for (uint32_t a = 0; a < s->domain; a++) low = fminf(low, unary[a * s->variables + i]);
  for (uint32_t a = 0; a < s->domain; a++) {
    float cost = unary[a * s->variables + i] - low;
    if (cost < s->least) continue;
    uint32_t *scope = add(s, "exactly_one", s->domain - 1, NULL, cost, "unary", i + 1), n = 0;
    for (uint32_t b = 0; scope != NULL && b < s->domain; b++)
      if (b != a) scope[n++] = i * s->domain + b;
  }
}

static uint8_t *relation_table(storer *s, bool equal) {
  uint8_t *table = s->memory ? ebm_arena_take(&s->file->arena, (size_t)s->domain * s->domain, 16) : NULL;
  s->memory = table != NULL;
  for (uint32_t k = 0; table != NULL && k < s->domain * s->domain; k++)
    table[k] = (k / s->domain == k % s->domain) == equal;
  return table;
}

ebm_status ebm_soft_store(const ebm_examples *examples, const float *unary, const float *weight, const char *alphabet,
                          ebm_energy_file *file, ebm_error *error) {
  uint32_t variables = examples->variables, domain = examples->domain;
  storer s = {.file = file, .variables = variables, .domain = domain, .memory = true};
  memset(file, 0, sizeof *file);
  file->rows = examples->rows;
  file->columns = examples->columns;
  file->values = domain;
  strncpy(file->alphabet, alphabet, sizeof file->alphabet - 1);
  size_t terms = (size_t)domain * variables + (size_t)variables * (variables - 1) / 2;
  file->term = ebm_arena_take(&file->arena, terms * sizeof *file->term, 16);
  s.memory = file->term != NULL;
  const uint8_t *equal = relation_table(&s, true), *different = relation_table(&s, false);
  for (size_t k = 0; k < (size_t)variables * variables; k++) s.least = fmaxf(s.least, 0.01F * fabsf(weight[k]));
  for (uint32_t i = 0; i < variables && s.memory; i++) store_unary(&s, unary, i);
  for (uint32_t j = 1; j < variables; j++)
    for (uint32_t i = 0; i < j && s.memory; i++) {
      float w = weight[(size_t)i * variables + j];
      if (fabsf(w) < s.least || w == 0.0F) continue;
      uint32_t *scope = add(&s, "relation", 2, w > 0 ? different : equal, fabsf(w), "coupling", 0);
      if (scope != NULL) scope[0] = i, scope[1] = j;
    }
  if (s.memory) return EBM_OK;
  ebm_energy_file_clear(file);
  return ebm_fail_memory(error);
}
