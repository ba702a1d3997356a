#include "model/builder.h"

#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "model/recognize.h"

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
  const void **table;    /* the different tables seen so far, for sharing */
  uint32_t *table_size;
  size_t n_tables, table_capacity, table_size_capacity;
};

static ebm_status begin(ebm_builder *builder) {
  if (builder->model != NULL) return EBM_OK;
  builder->model = ebm_allocate(1, sizeof *builder->model);
  if (builder->model == NULL ||
      !ebm_reserve((void **)&builder->first, &builder->first_capacity, 1, sizeof *builder->first))
    return EBM_ERROR_MEMORY;
  builder->first[0] = 0;
  builder->n_tables = 0;
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
  ebm_free(builder->table_size);
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
  for (size_t i = 0; i < builder->n_tables; i++)
    if (builder->table_size[i] == size && memcmp(builder->table[i], table, size) == 0) return builder->table[i];
  if (!ebm_reserve((void **)&builder->table, &builder->table_capacity, builder->n_tables + 1, sizeof *builder->table) ||
      !ebm_reserve((void **)&builder->table_size, &builder->table_size_capacity, builder->n_tables + 1,
                   sizeof *builder->table_size))
    return NULL;
  void *copy = ebm_arena_take(&builder->model->arena, size, 16);
  if (copy == NULL) return NULL;
  memcpy(copy, table, size);
  builder->table[builder->n_tables] = copy;
  builder->table_size[builder->n_tables++] = size;
  return copy;
}

/* In range and all different. Scopes are short or built by loops; a quadratic look at the short ones is quicker than
 * anything that needs memory, and a long one (> 64) is only held against its neighbours. */
static bool scope_fits(const ebm_factor_spec *spec, uint32_t limit) {
  for (uint32_t i = 0; i < spec->n_scope; i++) {
    if (spec->scope[i] >= limit) return false;
    uint32_t from = i > 64 ? i - 64 : 0;
    for (uint32_t k = from; k < i; k++)
      if (spec->scope[k] == spec->scope[i]) return false;
  }
  return spec->n_scope > 0;
}

ebm_status ebm_builder_factor(ebm_builder *builder, const ebm_factor_spec *spec, ebm_error *error) {
  if (begin(builder) != EBM_OK) return ebm_fail_memory(error);
  ebm_model *model = builder->model;
  const ebm_factor_ops *ops = find_kind(builder, spec->kind);
  if (ops == NULL) return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "no factor kind '%s'", spec->kind);
  if (!scope_fits(spec, ops->scope == EBM_SCOPE_LITERALS ? model->n_literals : model->n_variables))
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s: empty, repeated or unknown scope", spec->kind);
  if (!ebm_reserve((void **)&builder->factor, &builder->factor_capacity, model->n_factors + 1, sizeof *builder->factor))
    return ebm_fail_memory(error);
  uint32_t *scope = ebm_arena_take(&model->arena, spec->n_scope * sizeof *scope, sizeof *scope);
  const void *table = spec->table == NULL ? NULL : share_table(builder, spec->table, spec->table_size);
  if (scope == NULL || (spec->table != NULL && table == NULL)) return ebm_fail_memory(error);
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
  ebm_status status = ops->validate(factor, error);
  if (status == EBM_OK) model->n_factors++;
  return status;
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

ebm_status ebm_builder_rule(ebm_builder *builder, const ebm_puzzle_rule *rule, ebm_error *error) {
  if (begin(builder) != EBM_OK) return ebm_fail_memory(error);
  ebm_model *model = builder->model;
  builder->current_rule = 0;
  if (rule == NULL) return EBM_OK;
  if (!ebm_reserve((void **)&builder->rule, &builder->rule_capacity, model->n_rules + 1, sizeof *builder->rule))
    return ebm_fail_memory(error);
  ebm_puzzle_rule *kept = &builder->rule[model->n_rules];
  size_t values = model->n_variables > 0 ? builder->first[1] : 0;
  *kept = *rule;
  if (!keep_array(model, rule->number, rule->n_numbers, sizeof *rule->number, (const void **)&kept->number) ||
      !keep_array(model, rule->cell, rule->n_cells, sizeof *rule->cell, (const void **)&kept->cell) ||
      !keep_array(model, rule->segment, rule->n_segments, sizeof *rule->segment, (const void **)&kept->segment) ||
      !keep_array(model, rule->pairs, values * values, 1, (const void **)&kept->pairs))
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
