#include "model/builder.h"

#include <string.h>

#include "base/budget.h"
#include "base/memory.h"
#include "base/status.h"
#include "model/index.h"
#include "model/recognize.h"

typedef struct kept_table {
  const void *bytes;
  uint32_t size;
} kept_table;

struct ebm_builder {
  const ebm_factor_ops *const *kinds;
  ebm_model *model; /* in the making; arrays below move into it at sealing */
  uint32_t *first;
  size_t first_capacity;
  ebm_factor *factor;
  size_t factor_capacity;
  ebm_puzzle_rule *rule;
  size_t rule_capacity;
  uint32_t current_rule; /* that factors are part of; 0: none */
  kept_table *table;     /* [n_tables] the different tables seen so far, for sharing */
  size_t n_tables, table_capacity;
  uint32_t *met; /* by literal or variable: the scope, counted from 1, in which it was met last */
  size_t met_capacity;
  uint32_t n_scopes;
  ebm_index tables, factors, rules; /* by what they are */
};

static ebm_status begin(ebm_builder *builder) {
  if (builder->model != NULL) return EBM_OK;
  builder->model = ebm_allocate(1, sizeof *builder->model);
  if (builder->model == NULL ||
      !ebm_reserve((void **)&builder->first, &builder->first_capacity, 1, sizeof *builder->first))
    return EBM_ERROR_MEMORY;
  builder->first[0] = 0;
  builder->n_tables = 0;
  ebm_index_reset(&builder->tables);
  ebm_index_reset(&builder->factors);
  ebm_index_reset(&builder->rules);
  builder->current_rule = 0;
  return EBM_OK;
}

ebm_status ebm_builder_create(const ebm_factor_ops *const *kinds, ebm_builder **out, ebm_error *error) {
  ebm_builder *builder = ebm_allocate(1, sizeof *builder);
  *out = builder;
  if (builder == NULL) return ebm_fail_memory(error);
  builder->kinds = kinds;
  return EBM_OK;
}

void ebm_builder_destroy(ebm_builder *builder) {
  if (builder == NULL) return;
  ebm_model_destroy(builder->model);
  ebm_free(builder->first);
  ebm_free(builder->factor);
  ebm_free(builder->rule);
  ebm_free(builder->table);
  ebm_free(builder->met);
  ebm_index_clear(&builder->tables);
  ebm_index_clear(&builder->factors);
  ebm_index_clear(&builder->rules);
  ebm_free(builder);
}

void ebm_model_destroy(ebm_model *model) {
  if (model == NULL) return;
  ebm_arena arena = model->arena;
  ebm_arena_clear(&arena);
  ebm_free(model);
}

ebm_status ebm_builder_variables(ebm_builder *builder, uint32_t count, uint32_t domain, uint32_t *first,
                                 ebm_error *error) {
  if (begin(builder) != EBM_OK) return ebm_fail_memory(error);
  ebm_model *model = builder->model;
  if (domain < 1 || domain > EBM_DOMAIN_LIMIT)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%u values in a domain, 1 to %d can be", domain, EBM_DOMAIN_LIMIT);
  if (count > (UINT32_MAX - model->n_literals) / domain)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "more than %u literals", UINT32_MAX);
  if (!ebm_reserve((void **)&builder->first, &builder->first_capacity, (size_t)model->n_variables + count + 1,
                   sizeof *builder->first))
    return ebm_fail_memory(error);
  if (first != NULL) *first = model->n_variables;
  for (uint32_t i = 0; i < count; i++) {
    model->n_literals += domain;
    builder->first[++model->n_variables] = model->n_literals;
  }
  return EBM_OK;
}

uint32_t ebm_builder_literal(const ebm_builder *builder, uint32_t variable, uint32_t value) {
  return builder->first[variable] + value;
}

static const ebm_factor_ops *find_kind(const ebm_builder *builder, const char *name) {
  for (size_t i = 0; builder->kinds[i] != NULL; i++)
    if (strcmp(builder->kinds[i]->name, name) == 0) return builder->kinds[i];
  return NULL;
}

/* A copy of the table in the model, the same one for the same bytes: hundreds of factors share a relation. */
static const void *share_table(ebm_builder *builder, const void *table, uint32_t size) {
  uint64_t hash = ebm_index_hash(0, table, size);
  size_t at = SIZE_MAX;
  for (uint32_t t; (t = ebm_index_find(&builder->tables, hash, &at)) != UINT32_MAX;)
    if (builder->table[t].size == size && memcmp(builder->table[t].bytes, table, size) == 0)
      return builder->table[t].bytes;
  if (!ebm_reserve((void **)&builder->table, &builder->table_capacity, builder->n_tables + 1, sizeof *builder->table) ||
      !ebm_index_add(&builder->tables, hash, (uint32_t)builder->n_tables))
    return NULL;
  void *copy = ebm_arena_take(&builder->model->arena, size, 16);
  if (copy == NULL) return NULL; /* the model is not finished then, and the index is of no use any more */
  memcpy(copy, table, size);
  builder->table[builder->n_tables++] = (kept_table){copy, size};
  return copy;
}

/* Whether a scope is in range and all different: each is marked where it is met. */
static ebm_status check_scope(ebm_builder *builder, const ebm_factor_spec *spec, uint32_t limit, ebm_error *error) {
  size_t before = builder->met_capacity;
  if (!ebm_reserve((void **)&builder->met, &builder->met_capacity, limit, sizeof *builder->met))
    return ebm_fail_memory(error);
  memset(builder->met + before, 0, (builder->met_capacity - before) * sizeof *builder->met);
  if (++builder->n_scopes == 0) {
    memset(builder->met, 0, builder->met_capacity * sizeof *builder->met);
    builder->n_scopes = 1;
  }
  bool fits = spec->n_scope > 0;
  for (uint32_t i = 0; fits && i < spec->n_scope; i++) {
    fits = spec->scope[i] < limit && builder->met[spec->scope[i]] != builder->n_scopes;
    if (fits) builder->met[spec->scope[i]] = builder->n_scopes;
  }
  if (fits) return EBM_OK;
  return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s: empty, repeated or unknown scope", spec->kind);
}

/* Whether a hard factor of the same kind, scope and table is there: twice, a rule says no more than once. */
static bool has_factor(const ebm_builder *builder, const ebm_factor_ops *ops, const ebm_factor_spec *spec,
                       const void *table, uint64_t hash) {
  size_t at = SIZE_MAX;
  for (uint32_t f; (f = ebm_index_find(&builder->factors, hash, &at)) != UINT32_MAX;) {
    const ebm_factor *factor = &builder->factor[f];
    if (factor->ops == ops && factor->table == table && factor->n_scope == spec->n_scope &&
        memcmp(factor->scope, spec->scope, spec->n_scope * sizeof *spec->scope) == 0)
      return true;
  }
  return false;
}

ebm_status ebm_builder_factor(ebm_builder *builder, const ebm_factor_spec *spec, ebm_error *error) {
  if (begin(builder) != EBM_OK || ebm_budget_over()) return ebm_fail_memory(error);
  ebm_model *model = builder->model;
  const ebm_factor_ops *ops = find_kind(builder, spec->kind);
  if (ops == NULL) return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "no factor kind '%s'", spec->kind);
  ebm_status status =
      check_scope(builder, spec, ops->scope == EBM_SCOPE_LITERALS ? model->n_literals : model->n_variables, error);
  if (status != EBM_OK) return status;
  const void *table = spec->table == NULL ? NULL : share_table(builder, spec->table, spec->table_size);
  if (spec->table != NULL && table == NULL) return ebm_fail_memory(error);
  uint64_t hash = 0;
  if (!spec->soft) {
    hash = ebm_index_hash(ebm_index_hash(ebm_index_hash(0, &ops, sizeof ops), &table, sizeof table), spec->scope,
                          spec->n_scope * sizeof *spec->scope);
    if (has_factor(builder, ops, spec, table, hash)) return EBM_OK;
  }
  if (!ebm_reserve((void **)&builder->factor, &builder->factor_capacity, model->n_factors + 1, sizeof *builder->factor))
    return ebm_fail_memory(error);
  uint32_t *scope = ebm_arena_take(&model->arena, spec->n_scope * sizeof *scope, sizeof *scope);
  if (scope == NULL) return ebm_fail_memory(error);
  memcpy(scope, spec->scope, spec->n_scope * sizeof *scope);
  ebm_factor *factor = &builder->factor[model->n_factors];
  *factor = (ebm_factor){.ops = ops,
                         .model = model,
                         .scope = scope,
                         .n_scope = spec->n_scope,
                         .table = table,
                         .table_size = table == NULL ? 0 : spec->table_size,
                         .weight = spec->weight == 0 ? 1 : spec->weight,
                         .hard = !spec->soft,
                         .label = spec->label,
                         .rule = builder->current_rule};
  /* validate looks at domains, so that the model must know them before it is sealed. */
  model->first = builder->first;
  status = ops->validate(factor, error);
  if (status != EBM_OK) return status;
  if (factor->hard && !ebm_index_add(&builder->factors, hash, (uint32_t)model->n_factors))
    return ebm_fail_memory(error);
  model->n_factors++;
  return EBM_OK;
}

/* A copy of n elements, of a size that is a power of two, in the model; NULL where there is nothing to copy. False:
 * memory is out. */
static bool keep_array(ebm_model *model, const void *array, size_t n, size_t size, const void **copy) {
  *copy = NULL;
  if (array == NULL || n == 0) return true;
  void *memory = ebm_arena_take(&model->arena, n * size, size);
  if (memory == NULL) return false;
  memcpy(memory, array, n * size);
  *copy = memory;
  return true;
}

static uint64_t hash_rule(const ebm_puzzle_rule *rule, size_t n_pairs) {
  uint64_t hash = ebm_index_hash(0, rule->type, strlen(rule->type));
  hash = ebm_index_hash(hash, rule->number, rule->n_numbers * sizeof *rule->number);
  hash = ebm_index_hash(hash, rule->cell, rule->n_cells * sizeof *rule->cell);
  hash = ebm_index_hash(hash, rule->segment, rule->n_segments * sizeof *rule->segment);
  return rule->pairs != NULL ? ebm_index_hash(hash, rule->pairs, n_pairs) : hash;
}

static bool same_array(const void *a, const void *b, size_t n_a, size_t n_b, size_t size) {
  return n_a == n_b && (n_a == 0 || memcmp(a, b, n_a * size) == 0);
}

static bool same_rule(const ebm_puzzle_rule *a, const ebm_puzzle_rule *b, size_t n_pairs) {
  bool pairs = a->pairs != NULL;
  return strcmp(a->type, b->type) == 0 && a->loop == b->loop && pairs == (b->pairs != NULL) &&
         same_array(a->number, b->number, a->n_numbers, b->n_numbers, sizeof *a->number) &&
         same_array(a->cell, b->cell, a->n_cells, b->n_cells, sizeof *a->cell) &&
         same_array(a->segment, b->segment, a->n_segments, b->n_segments, sizeof *a->segment) &&
         (!pairs || memcmp(a->pairs, b->pairs, n_pairs) == 0);
}

static size_t pairs_of(const ebm_builder *builder) {
  size_t values = builder->model->n_variables > 0 ? builder->first[1] : 0;
  return values * values;
}

bool ebm_builder_has_rule(const ebm_builder *builder, const ebm_puzzle_rule *rule) {
  if (builder->model == NULL) return false;
  uint64_t hash = hash_rule(rule, pairs_of(builder));
  size_t at = SIZE_MAX;
  for (uint32_t r; (r = ebm_index_find(&builder->rules, hash, &at)) != UINT32_MAX;)
    if (same_rule(rule, &builder->rule[r], pairs_of(builder))) return true;
  return false;
}

ebm_status ebm_builder_rule(ebm_builder *builder, const ebm_puzzle_rule *rule, ebm_error *error) {
  if (begin(builder) != EBM_OK) return ebm_fail_memory(error);
  ebm_model *model = builder->model;
  builder->current_rule = 0;
  if (rule == NULL) return EBM_OK;
  if (!ebm_reserve((void **)&builder->rule, &builder->rule_capacity, model->n_rules + 1, sizeof *builder->rule))
    return ebm_fail_memory(error);
  ebm_puzzle_rule *kept = &builder->rule[model->n_rules];
  *kept = *rule;
  if (!keep_array(model, rule->number, rule->n_numbers, sizeof *rule->number, (const void **)&kept->number) ||
      !keep_array(model, rule->cell, rule->n_cells, sizeof *rule->cell, (const void **)&kept->cell) ||
      !keep_array(model, rule->segment, rule->n_segments, sizeof *rule->segment, (const void **)&kept->segment) ||
      !keep_array(model, rule->pairs, pairs_of(builder), 1, (const void **)&kept->pairs))
    return ebm_fail_memory(error);
  if (!ebm_index_add(&builder->rules, hash_rule(kept, pairs_of(builder)), (uint32_t)model->n_rules))
    return ebm_fail_memory(error);
  builder->current_rule = (uint32_t)++model->n_rules;
  return EBM_OK;
}

void ebm_builder_layout(ebm_builder *builder, const ebm_layout *layout) {
  if (begin(builder) == EBM_OK) builder->model->layout = *layout;
}

/* ---- sealing ---- */

static bool place_variables(ebm_builder *builder, ebm_model *model) {
  model->first = ebm_arena_take(&model->arena, (model->n_variables + 1) * sizeof *model->first, 64);
  model->variable = ebm_arena_take(&model->arena, model->n_literals * sizeof *model->variable, 64);
  if (model->first == NULL || model->variable == NULL) return false;
  memcpy(model->first, builder->first, (model->n_variables + 1) * sizeof *model->first);
  for (uint32_t v = 0; v < model->n_variables; v++)
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) model->variable[l] = v;
  return true;
}

static bool place_factors(ebm_builder *builder, ebm_model *model) {
  for (size_t i = 0; i < model->n_factors; i++) model->soft |= !builder->factor[i].hard;
  size_t n_registered = 0;
  while (builder->kinds[n_registered] != NULL) n_registered++;
  model->factor = ebm_arena_take(&model->arena, model->n_factors * sizeof *model->factor, 64);
  model->kind = ebm_arena_take(&model->arena, n_registered * sizeof *model->kind, 64);
  if (model->factor == NULL || model->kind == NULL) return false;
  size_t placed = 0;
  for (size_t k = 0; k < n_registered; k++) {
    size_t begin_of_kind = placed;
    for (size_t i = 0; i < model->n_factors; i++)
      if (builder->factor[i].ops == builder->kinds[k]) model->factor[placed++] = builder->factor[i];
    if (placed > begin_of_kind)
      model->kind[model->n_kinds++] = (ebm_kind_range){builder->kinds[k], begin_of_kind, placed};
  }
  return true;
}

static uint32_t scope_variable(const ebm_factor *factor, uint32_t i) {
  return factor->ops->scope == EBM_SCOPE_LITERALS ? factor->model->variable[factor->scope[i]] : factor->scope[i];
}

static bool place_touch(ebm_model *model) {
  uint32_t *count = ebm_allocate(model->n_variables + 1, sizeof *count);
  uint32_t *last = ebm_allocate(model->n_variables + 1, sizeof *last); /* factor + 1 that was counted last */
  model->touch_first = ebm_arena_take(&model->arena, (model->n_variables + 1) * sizeof *model->touch_first, 64);
  bool fits = count != NULL && last != NULL && model->touch_first != NULL;
  for (int pass = 0; fits && pass < 2; pass++) {
    memset(last, 0, (model->n_variables + 1) * sizeof *last);
    for (size_t f = 0; f < model->n_factors; f++)
      for (uint32_t i = 0; i < model->factor[f].n_scope; i++) {
        uint32_t v = scope_variable(&model->factor[f], i);
        if (last[v] == f + 1) continue;
        last[v] = (uint32_t)f + 1;
        if (pass == 1) model->touch[model->touch_first[v] + count[v]] = (uint32_t)f;
        count[v]++;
      }
    if (pass == 1) break;
    model->touch_first[0] = 0;
    for (uint32_t v = 0; v < model->n_variables; v++) {
      model->touch_first[v + 1] = model->touch_first[v] + count[v];
      count[v] = 0;
    }
    model->touch = ebm_arena_take(&model->arena, model->touch_first[model->n_variables] * sizeof *model->touch, 64);
    fits = model->touch != NULL;
  }
  ebm_free(count);
  ebm_free(last);
  return fits;
}

static bool place_rules(ebm_builder *builder, ebm_model *model) {
  model->rule = ebm_arena_take(&model->arena, model->n_rules * sizeof *model->rule, 64);
  if (model->rule == NULL) return false;
  if (model->n_rules > 0) memcpy(model->rule, builder->rule, model->n_rules * sizeof *model->rule);
  return true;
}

static bool place_layout(ebm_model *model) {
  ebm_layout *layout = &model->layout;
  if (layout->region == NULL) return true;
  size_t bytes = (size_t)layout->rows * layout->columns * sizeof *layout->region;
  uint16_t *region = ebm_arena_take(&model->arena, bytes, 64);
  if (region == NULL) return false;
  memcpy(region, layout->region, bytes);
  layout->region = region;
  return true;
}

ebm_status ebm_builder_seal(ebm_builder *builder, ebm_model **out, ebm_error *error) {
  *out = NULL;
  if (begin(builder) != EBM_OK) return ebm_fail_memory(error);
  ebm_model *model = builder->model;
  builder->model = NULL;
  if (model->n_variables == 0) {
    ebm_model_destroy(model);
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "a model without variables");
  }
  if (!place_variables(builder, model) || !place_factors(builder, model) || !place_touch(model) ||
      !place_rules(builder, model) || !place_layout(model) || !ebm_recognize_classic9(model)) {
    ebm_model_destroy(model);
    return ebm_fail_memory(error);
  }
  *out = model;
  return EBM_OK;
}
