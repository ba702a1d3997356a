/* name.h - what people call variables, values and factors. Each function appends to the text. */
#ifndef EBM_EXPLAIN_NAME_H
#define EBM_EXPLAIN_NAME_H

#include "base/text.h"
#include "model/record.h"

void ebm_name_variable(ebm_text *text, const ebm_model *model, uint32_t variable);
void ebm_name_value(ebm_text *text, const ebm_record *record, uint32_t value); /* from 0, in the record's symbols */

/* Where a factor holds: "row 4", "cage 9 of R1C1 R1C2", "knight's move of R1C1 R2C3". */
void ebm_name_place(ebm_text *text, const ebm_factor *factor);
/* The factor itself: its place, and its value if it is about one: "row 4, value 7". */
void ebm_name_factor(ebm_text *text, const ebm_record *record, const ebm_factor *factor);

/* Whether the factor says that one variable has exactly one value. */
bool ebm_name_is_domain(const ebm_factor *factor);

static inline uint32_t ebm_name_scope_variable(const ebm_factor *factor, uint32_t i) {
  return factor->ops->scope == EBM_SCOPE_LITERALS ? factor->model->variable[factor->scope[i]] : factor->scope[i];
}

#endif
