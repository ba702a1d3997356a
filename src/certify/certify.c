#include "certify/certify.h"

#include <stdio.h>
#include <string.h>

/* The rules of 9x9 with boxes, from their definition: each house holds each of nine digits. A set of 27 digit masks
 * that are all full says so at a tenth of the cost of asking 324 factors. */
static bool classic9_holds(const uint8_t *value) {
  uint32_t row[9] = {0}, column[9] = {0}, box[9] = {0};
  for (unsigned r = 0; r < 9; r++)
    for (unsigned c = 0; c < 9; c++) {
      if (value[r * 9 + c] > 8) return false;
      uint32_t digit = 1u << value[r * 9 + c];
      row[r] |= digit;
      column[c] |= digit;
      box[r / 3 * 3 + c / 3] |= digit;
    }
  uint32_t full = 511;
  for (unsigned i = 0; i < 9; i++) full &= row[i] & column[i] & box[i];
  return full == 511;
}

static bool extends_givens(const ebm_record *record, const uint8_t *value) {
  const ebm_model *model = record->model;
  unsigned wrong = 0;
  for (uint32_t v = 0; v < model->n_variables; v++)
    wrong |= (record->given[v] != 0) & (record->given[v] != value[v] + 1);
  if (wrong) return false;
  if (record->allowed == NULL) return true;
  for (uint32_t v = 0; v < model->n_variables; v++)
    if (!ebm_record_allows(record, model->first[v] + value[v])) return false;
  return true;
}

bool ebm_certify(const ebm_record *record, const uint8_t *value) {
  const ebm_model *model = record->model;
  if (!model->classic9)
    for (uint32_t v = 0; v < model->n_variables; v++)
      if (value[v] >= ebm_model_domain(model, v)) return false;
  if (!extends_givens(record, value)) return false;
  if (model->classic9) {
    if (!classic9_holds(value)) return false;
    for (size_t i = 0; i < model->n_extra; i++) {
      const ebm_factor *factor = &model->factor[model->extra[i]];
      if (factor->hard && !factor->ops->check(factor, value)) return false;
    }
    return true;
  }
  for (size_t f = 0; f < model->n_factors; f++)
    if (model->factor[f].hard && !model->factor[f].ops->check(&model->factor[f], value)) return false;
  return true;
}

size_t ebm_certify_violations(const ebm_model *model, const uint8_t *value) {
  size_t violations = 0;
  for (size_t f = 0; f < model->n_factors; f++) violations += !model->factor[f].ops->check(&model->factor[f], value);
  return violations;
}

bool ebm_certify_clash(const ebm_record *record, char *text, size_t size) {
  const ebm_model *model = record->model;
  const char *alphabet = record->alphabet;
  for (size_t f = 0; f < model->n_factors; f++) {
    const ebm_factor *factor = &model->factor[f];
    if (!factor->hard || strcmp(factor->ops->name, "exactly_one") != 0) continue;
    unsigned given = 0;
    for (uint32_t i = 0; i < factor->n_scope; i++) {
      uint32_t v = model->variable[factor->scope[i]];
      given += record->given[v] == factor->scope[i] - model->first[v] + 1;
    }
    if (given < 2) continue;
    static const char *const words[] = {"two", "three", "four", "five", "six", "seven", "eight", "nine"};
    if (given <= 9)
      snprintf(text, size, "%s %u has %s %cs", factor->label.group, factor->label.index, words[given - 2],
               alphabet[factor->label.value]);
    else
      snprintf(text, size, "%s %u has %u %cs", factor->label.group, factor->label.index, given,
               alphabet[factor->label.value]);
    return true;
  }
  return false;
}
