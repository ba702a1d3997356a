#include "learn/store.h"

#include <string.h>

#include "base/memory.h"
#include "learn/name.h"

typedef struct storer {
  const ebm_lesson *lesson;
  ebm_energy_file *file;
  uint8_t *covered;      /* [pairs] the pair's relation is in the file */
  const uint8_t **table; /* [words] of the relation factors */
  bool memory;
} storer;

static void *take(storer *s, size_t n, size_t size) {
  void *memory = s->memory ? ebm_arena_take(&s->file->arena, n * size, 16) : NULL;
  s->memory = memory != NULL;
  return memory;
}

static bool each_value_once(const ebm_lesson *l, const ebm_pattern *p) {
  return p->kind == EBM_PATTERN_SET && p->n_members == l->domain;
}

/* An upper bound of the terms that the patterns make. */
static size_t bound(const ebm_lesson *l) {
  size_t n = 0;
  for (size_t k = 0; k < l->n; k++) {
    const ebm_pattern *p = &l->pattern[k];
    if (each_value_once(l, p))
      n += l->domain;
    else if (p->kind == EBM_PATTERN_SET)
      n += (size_t)p->n_members * (p->n_members - 1) / 2;
    else
      n += p->n_members / 2;
  }
  return n;
}

static void add(storer *s, const char *kind, const uint32_t *scope, uint32_t n, const void *table, uint32_t size,
                ebm_label label) {
  uint32_t *copy = take(s, n, sizeof *copy);
  if (copy == NULL) return;
  memcpy(copy, scope, n * sizeof *copy);
  s->file->term[s->file->n_terms++] = (ebm_energy_term){
      .spec =
          {.kind = kind, .scope = copy, .n_scope = n, .table = table, .table_size = size, .weight = 1, .label = label},
      .element = 1};
}

static void store_complete_set(storer *s, const ebm_pattern *p, uint32_t number) {
  const ebm_lesson *l = s->lesson;
  ebm_name name = ebm_name_set(l, p->member, p->n_members);
  uint32_t scope[EBM_EXAMPLES_DOMAIN_LIMIT];
  for (uint32_t a = 0; a < l->domain; a++) {
    for (uint32_t k = 0; k < p->n_members; k++) scope[k] = p->member[k] * l->domain + a;
    add(s, "exactly_one", scope, p->n_members, NULL, 0,
        (ebm_label){name.group, name.index ? name.index : number, a + 1});
  }
  for (uint32_t i = 0; i < p->n_members; i++)
    for (uint32_t j = i + 1; j < p->n_members; j++) s->covered[ebm_pair(p->member[i], p->member[j])] = 1;
}

static const uint8_t *relation_table(storer *s, uint32_t word) {
  uint32_t domain = s->lesson->domain;
  if (s->table[word] != NULL) return s->table[word];
  uint8_t *table = take(s, (size_t)domain * domain, 1);
  for (uint32_t a = 0; table != NULL && a < domain; a++)
    for (uint32_t b = 0; b < domain; b++)
      table[a * domain + b] = ebm_word_allows(&s->lesson->vocabulary->word[word], (int)a, (int)b);
  return s->table[word] = table;
}

/* A pair that several patterns speak of gets the strongest relation, once: the lesson keeps it per pair. */
static void store_pair(storer *s, uint32_t i, uint32_t j, const char *group, uint32_t number) {
  size_t pair = ebm_pair(i, j);
  uint32_t word = s->lesson->word[pair];
  if (word == 0 || (s->covered[pair] != 0 && word == 1)) return; /* word 1 is `different`, which the set says */
  if (s->covered[pair] == 2) return;
  s->covered[pair] = 2;
  uint32_t scope[2] = {i < j ? i : j, i < j ? j : i}, domain = s->lesson->domain;
  const uint8_t *table = relation_table(s, word - 1);
  if (table != NULL) add(s, "relation", scope, 2, table, domain * domain, (ebm_label){group, number, 0});
}

static void store_pattern(storer *s, const ebm_pattern *p, uint32_t number) {
  if (each_value_once(s->lesson, p)) {
    store_complete_set(s, p, number);
    return;
  }
  static const char *const group[] = {"set", "family", "pair", "value"};
  bool set = p->kind == EBM_PATTERN_SET;
  for (uint32_t i = 0; i + 1 < p->n_members; i += set ? 1 : 2)
    for (uint32_t j = i + 1; j < (set ? p->n_members : i + 2); j++)
      store_pair(s, p->member[i], p->member[j], group[p->kind], number);
}

/* Values that a cell never has: of the others exactly one. */
static void store_values(storer *s) {
  const ebm_lesson *l = s->lesson;
  for (uint32_t v = 0; v < l->variables; v++) {
    uint32_t scope[EBM_EXAMPLES_DOMAIN_LIMIT], n = 0;
    if (l->forbidden[v] == 0) continue;
    for (uint32_t a = 0; a < l->domain; a++)
      if (!(l->forbidden[v] >> a & 1)) scope[n++] = v * l->domain + a;
    if (n > 0) add(s, "exactly_one", scope, n, NULL, 0, (ebm_label){"value", v + 1, 0});
  }
}

ebm_status ebm_store_lesson(const ebm_lesson *lesson, const char *alphabet, ebm_energy_file *file, ebm_error *error) {
  size_t pairs = (size_t)lesson->variables * (lesson->variables - 1) / 2;
  storer s = {.lesson = lesson,
              .file = file,
              .covered = ebm_allocate(pairs, 1),
              .table = ebm_allocate(lesson->vocabulary->n, sizeof *s.table)};
  memset(file, 0, sizeof *file);
  s.memory = s.covered != NULL && s.table != NULL;
  file->rows = lesson->rows;
  file->columns = lesson->columns;
  file->values = lesson->domain;
  strncpy(file->alphabet, alphabet, sizeof file->alphabet - 1);
  file->term = take(&s, bound(lesson) + 1, sizeof *file->term);
  for (int complete = 1; complete >= 0; complete--) /* complete sets first, so that pairs know what is covered */
    for (size_t k = 0; s.memory && k < lesson->n; k++)
      if (lesson->pattern[k].kind != EBM_PATTERN_VALUE &&
          each_value_once(lesson, &lesson->pattern[k]) == (complete == 1))
        store_pattern(&s, &lesson->pattern[k], (uint32_t)k + 1);
  if (s.memory) store_values(&s);
  ebm_free(s.covered);
  ebm_free(s.table);
  if (s.memory) return EBM_OK;
  ebm_energy_file_clear(file);
  return ebm_fail_memory(error);
}
