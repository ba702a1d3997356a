#include "proof/proof.h"

#include <string.h>

#include "base/status.h"

/* Decimal and a space; printf would cost more than the descent. */
static void append_number(ebm_text *text, int64_t number) {
  char digits[24], *p = digits + sizeof digits;
  uint64_t rest = number < 0 ? (uint64_t)-number : (uint64_t)number;
  *--p = ' ';
  do *--p = (char)('0' + rest % 10);
  while ((rest /= 10) != 0);
  if (number < 0) *--p = '-';
  ebm_text_append(text, p, (size_t)(digits + sizeof digits - p));
}

void ebm_proof_correction(ebm_text *text, const int64_t *claim, size_t n) {
  for (size_t i = 0; i < n; i++) append_number(text, claim[i]);
  ebm_text_append(text, "0\n", 2);
}

/* ---- the formula ---- */

typedef struct cnf {
  ebm_text *text;
  uint64_t clauses;
  uint32_t n_literals; /* the model's, and what the factors brought */
} cnf;

static void append_clause(void *context, const int64_t *literal, size_t n) {
  cnf *formula = context;
  for (size_t i = 0; i < n; i++) append_number(formula->text, literal[i]);
  ebm_text_append(formula->text, "0\n", 2);
  formula->clauses++;
}

static uint32_t fresh(void *context) {
  cnf *formula = context;
  return formula->n_literals++;
}

/* Every variable has exactly one value; models say so with factors of their own for some variables, not for all. */
static void append_domains(const ebm_model *model, cnf *formula) {
  for (uint32_t v = 0; v < model->n_variables; v++) {
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) append_number(formula->text, (int64_t)l + 1);
    ebm_text_append(formula->text, "0\n", 2);
    formula->clauses++;
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++)
      for (uint32_t k = model->first[v]; k < l; k++)
        append_clause(formula, (int64_t[]){-((int64_t)k + 1), -((int64_t)l + 1)}, 2);
  }
}

static void append_givens(const ebm_record *record, cnf *formula) {
  const ebm_model *model = record->model;
  for (uint32_t v = 0; v < model->n_variables; v++)
    if (record->given[v] != 0) append_clause(formula, (int64_t[]){(int64_t)model->first[v] + record->given[v]}, 1);
  for (uint32_t l = 0; record->allowed != NULL && l < model->n_literals; l++)
    if ((record->allowed[l / 64] >> (l % 64) & 1) == 0) append_clause(formula, (int64_t[]){-((int64_t)l + 1)}, 1);
}

static void append_other_than(const ebm_model *model, const uint8_t *value, cnf *formula) {
  for (uint32_t v = 0; v < model->n_variables; v++)
    append_number(formula->text, -((int64_t)model->first[v] + value[v] + 1));
  ebm_text_append(formula->text, "0\n", 2);
  formula->clauses++;
}

/* The factor repeats that a variable has exactly one value. */
static bool is_domain(const ebm_factor *factor) {
  const ebm_model *model = factor->model;
  if (strcmp(factor->ops->name, "exactly_one") != 0) return false;
  uint32_t v = model->variable[factor->scope[0]];
  for (uint32_t i = 0; i < factor->n_scope; i++)
    if (model->variable[factor->scope[i]] != v) return false;
  return factor->n_scope == ebm_model_domain(model, v);
}

ebm_status ebm_proof_formula(const ebm_record *record, const uint8_t *value, ebm_text *text, ebm_error *error) {
  const ebm_model *model = record->model;
  ebm_text body = {0};
  cnf formula = {&body, 0, model->n_literals};
  const ebm_clause_sink sink = {append_clause, fresh, &formula};
  append_domains(model, &formula);
  append_givens(record, &formula);
  for (size_t f = 0; f < model->n_factors; f++) {
    const ebm_factor *factor = &model->factor[f];
    if (!factor->hard || is_domain(factor)) continue;
    if (factor->ops->clauses == NULL) {
      ebm_text_clear(&body);
      return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "no proof for factors of the kind '%s'", factor->ops->name);
    }
    factor->ops->clauses(factor, &sink);
  }
  if (value != NULL) append_other_than(model, value, &formula);
  ebm_text_printf(
      text, "c literal (variable v, value a), both from 0, is first(v) + a + 1; on a grid v counts cells row by row\n");
  ebm_text_printf(text, "p cnf %u %llu\n", formula.n_literals, (unsigned long long)formula.clauses);
  ebm_text_append(text, body.bytes, body.length);
  bool failed = text->failed || body.failed;
  ebm_text_clear(&body);
  return failed ? ebm_fail_memory(error) : EBM_OK;
}
