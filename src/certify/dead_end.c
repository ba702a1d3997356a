#include <stdio.h>
#include <string.h>

#include "certify/certify.h"

/* What the givens leave, before anything is searched: a literal is struck where one given and one factor rule it out.
 */

static bool over_literals(const ebm_factor *factor) {
  return strcmp(factor->ops->name, "exactly_one") == 0 || strcmp(factor->ops->name, "at_most_one") == 0;
}

static bool is_given(const ebm_record *record, uint32_t literal) {
  uint32_t v = record->model->variable[literal];
  return record->given[v] == literal - record->model->first[v] + 1;
}

static void strike_others(const ebm_record *record, const ebm_factor *factor, uint8_t *possible) {
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    if (!is_given(record, factor->scope[i])) continue;
    for (uint32_t k = 0; k < factor->n_scope; k++)
      if (k != i) possible[factor->scope[k]] = 0;
  }
}

/* The table is [values of the first variable][values of the second], 1 where the pair is allowed. */
static void strike_partners(const ebm_record *record, const ebm_factor *factor, uint8_t *possible) {
  const ebm_model *model = record->model;
  const uint8_t *allowed = factor->table;
  uint32_t u = factor->scope[0], v = factor->scope[1], n_u = ebm_model_domain(model, u),
           n_v = ebm_model_domain(model, v);
  for (uint32_t b = 0; record->given[u] != 0 && b < n_v; b++)
    if (!allowed[(record->given[u] - 1u) * n_v + b]) possible[model->first[v] + b] = 0;
  for (uint32_t a = 0; record->given[v] != 0 && a < n_u; a++)
    if (!allowed[a * n_v + record->given[v] - 1u]) possible[model->first[u] + a] = 0;
}

/* "row 2 column 9", or what the variable is called where there is no grid. */
static void name_cell(const ebm_model *model, uint32_t variable, char *text, size_t size) {
  unsigned columns = model->layout.columns;
  if (columns > 0)
    snprintf(text, size, "row %u column %u", variable / columns + 1, variable % columns + 1);
  else
    snprintf(text, size, "cell %u", variable + 1);
}

/* "row 4", "diagonal": a label's group, with its number where it has one. */
static void name_group(const ebm_label *label, char *text, size_t size) {
  if (label->index > 0)
    snprintf(text, size, "%s %u", label->group, label->index);
  else
    snprintf(text, size, "%s", label->group);
}

/* Two given cells that the factor does not allow together. */
static bool find_clash(const ebm_record *record, const ebm_factor *factor, uint32_t cell[2]) {
  const ebm_model *model = record->model;
  if (over_literals(factor)) {
    uint32_t found = 0;
    for (uint32_t i = 0; i < factor->n_scope && found < 2; i++)
      if (is_given(record, factor->scope[i])) cell[found++] = model->variable[factor->scope[i]];
    return found == 2;
  }
  if (strcmp(factor->ops->name, "relation") != 0) return false;
  const uint8_t *allowed = factor->table, *given = record->given;
  uint32_t u = cell[0] = factor->scope[0], v = cell[1] = factor->scope[1];
  return given[u] != 0 && given[v] != 0 && !allowed[(given[u] - 1u) * ebm_model_domain(model, v) + given[v] - 1u];
}

static bool clashes(const ebm_record *record, const ebm_factor *factor, char *text, size_t size) {
  char first[64], second[64], group[64];
  uint32_t cell[2];
  if (!find_clash(record, factor, cell)) return false;
  name_cell(record->model, cell[0], first, sizeof first);
  name_cell(record->model, cell[1], second, sizeof second);
  name_group(&factor->label, group, sizeof group);
  snprintf(text, size, "%s and %s break a rule (%s)", first, second, group);
  return true;
}

static bool has_no_place(const ebm_record *record, const ebm_factor *factor, const uint8_t *possible, char *text,
                         size_t size) {
  char name[64], value[EBM_VALUE_NAME];
  if (strcmp(factor->ops->name, "exactly_one") != 0 || factor->label.value == 0) return false;
  for (uint32_t i = 0; i < factor->n_scope; i++)
    if (possible[factor->scope[i]]) return false;
  name_group(&factor->label, name, sizeof name);
  snprintf(text, size, "%s has no place left for %s", name,
           ebm_record_value_name(record, factor->label.value - 1, value));
  return true;
}

bool ebm_certify_dead_end(const ebm_record *record, uint8_t *possible, char *text, size_t size) {
  const ebm_model *model = record->model;
  for (uint32_t l = 0; l < model->n_literals; l++) possible[l] = ebm_record_allows(record, l);
  for (size_t f = 0; f < model->n_factors; f++) {
    const ebm_factor *factor = &model->factor[f];
    if (!factor->hard) continue;
    if (clashes(record, factor, text, size)) return true;
    if (over_literals(factor)) strike_others(record, factor, possible);
    if (strcmp(factor->ops->name, "relation") == 0) strike_partners(record, factor, possible);
  }
  for (uint32_t v = 0; v < model->n_variables; v++) {
    if (memchr(&possible[model->first[v]], 1, ebm_model_domain(model, v)) != NULL) continue;
    char name[64];
    name_cell(model, v, name, sizeof name);
    snprintf(text, size, "%s has no candidate left", name);
    return true;
  }
  for (size_t f = 0; f < model->n_factors; f++)
    if (model->factor[f].hard && has_no_place(record, &model->factor[f], possible, text, size)) return true;
  return false;
}
