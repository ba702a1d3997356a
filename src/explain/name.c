#include "explain/name.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LISTED = 12 }; /* variables of a place that are named; the step lists them all */

void ebm_puzzle_variable_name(const ebm_puzzle *puzzle, uint32_t variable, char *text, size_t size) {
  unsigned columns = puzzle->model->layout.columns;
  if (columns > 0 && variable < puzzle->model->layout.rows * columns)
    snprintf(text, size, "R%uC%u", variable / columns + 1, variable % columns + 1);
  else
    snprintf(text, size, "v%u", variable + 1);
}

void ebm_name_variable(ebm_text *text, const ebm_model *model, uint32_t variable) {
  const ebm_puzzle puzzle = {.model = model};
  char name[32];
  ebm_puzzle_variable_name(&puzzle, variable, name, sizeof name);
  ebm_text_append(text, name, strlen(name));
}

void ebm_name_value(ebm_text *text, const ebm_record *record, uint32_t value) {
  char name[EBM_VALUE_NAME];
  ebm_record_value_name(record, value, name);
  ebm_text_append(text, name, strlen(name));
}

bool ebm_name_is_domain(const ebm_factor *factor) {
  const ebm_model *model = factor->model;
  if (strcmp(factor->ops->name, "exactly_one") != 0) return false;
  uint32_t v = model->variable[factor->scope[0]];
  for (uint32_t i = 1; i < factor->n_scope; i++)
    if (model->variable[factor->scope[i]] != v) return false;
  return factor->n_scope == ebm_model_domain(model, v);
}

/* "RegionSumLine" is a region sum line, "XSum" an X sum, "StrictXV" strict XV; what has no capitals stays as it is. */
static void append_words(ebm_text *text, const char *name) {
  for (size_t i = 0; name[i] != '\0'; i++) {
    bool capital = isupper((unsigned char)name[i]) != 0;
    bool behind_small = i > 0 && islower((unsigned char)name[i - 1]) != 0;
    bool behind_capital = i > 0 && isupper((unsigned char)name[i - 1]) != 0;
    bool before_small = islower((unsigned char)name[i + 1]) != 0;
    if (capital && (behind_small || (behind_capital && before_small))) ebm_text_append(text, " ", 1);
    char c = capital && before_small ? (char)tolower((unsigned char)name[i]) : name[i];
    ebm_text_append(text, &c, 1);
  }
}

/* " of R1C1 R1C2 ...": each variable of the scope once. */
static void append_scope(ebm_text *text, const ebm_factor *factor) {
  uint32_t listed = 0, last = UINT32_MAX;
  ebm_text_append(text, " of", 3);
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t v = ebm_name_scope_variable(factor, i);
    if (v == last) continue;
    last = v;
    if (listed++ == LISTED) {
      ebm_text_append(text, " ...", 4);
      return;
    }
    ebm_text_append(text, " ", 1);
    ebm_name_variable(text, factor->model, v);
  }
}

void ebm_name_place(ebm_text *text, const ebm_factor *factor) {
  const ebm_label *label = &factor->label;
  const ebm_puzzle_rule *rule = factor->rule > 0 ? &factor->model->rule[factor->rule - 1] : NULL;
  if (ebm_name_is_domain(factor)) {
    ebm_name_variable(text, factor->model, factor->model->variable[factor->scope[0]]);
    return;
  }
  if (label->group == NULL || label->group[0] == '\0') {
    append_words(text, factor->ops->name);
  } else if (label->index > 0) {
    append_words(text, label->group);
    ebm_text_printf(text, " %u", label->index);
    if (factor->ops->scope == EBM_SCOPE_LITERALS) return; /* a house; what is about variables is one of many */
  } else {
    append_words(text, label->group);
  }
  /* The arguments of a rule of cells; of one of the whole grid they say nothing here. 0 is the cage without a sum. */
  for (uint32_t i = 0; rule != NULL && rule->n_cells > 0 && i < rule->n_numbers && i < LISTED; i++) {
    bool coefficient = i > 0 && strcmp(rule->type, "Sum") == 0;
    if (rule->number[i] != 0 && !coefficient) ebm_text_printf(text, " %d", rule->number[i]);
  }
  append_scope(text, factor);
}

void ebm_name_factor(ebm_text *text, const ebm_record *record, const ebm_factor *factor) {
  ebm_name_place(text, factor);
  if (factor->label.value == 0 || ebm_name_is_domain(factor)) return;
  ebm_text_append(text, ", value ", 8);
  ebm_name_value(text, record, factor->label.value - 1);
}
