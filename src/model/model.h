/* model.h - a puzzle as variables, literals and factors. Made by a builder (builder.h); immutable once sealed, and
 * then shared by threads. */
#ifndef EBM_MODEL_MODEL_H
#define EBM_MODEL_MODEL_H

#include "base/arena.h"
#include "model/factor.h"

/* Factors of one kind lie side by side. */
typedef struct ebm_kind_range {
  const ebm_factor_ops *ops;
  size_t begin, end; /* indices into ebm_model.factor */
} ebm_kind_range;

struct ebm_model {
  uint32_t n_variables, n_literals;
  uint32_t *first;    /* [n_variables + 1] the literals of variable v are first[v] .. first[v + 1] - 1 */
  uint32_t *variable; /* [n_literals] whose literal it is */

  size_t n_factors;
  ebm_factor *factor; /* [n_factors] sorted by kind, in the order of adding within a kind */
  bool soft;          /* not all of them are hard */
  size_t n_kinds;
  ebm_kind_range *kind; /* [n_kinds] */

  uint32_t *touch_first; /* [n_variables + 1] */
  uint32_t *touch;       /* [touch_first[n_variables]] the factors with a literal of variable v, ascending */

  size_t n_rules;
  ebm_puzzle_rule *rule; /* [n_rules] what it was made from, as far as that is worth telling */

  ebm_layout layout; /* how it lies on paper; all zero when it is not a grid */

  /* The model contains the 324 exactly_one factors of a 9x9 grid with 3x3 boxes over variables 0..80. Found by
   * looking at the factors (recognize.c), however they were made. What the factors beyond those say is put in short:
   * house [n_houses][9]: cells that hold each digit once; unequal [n_unequal][2]: cells that differ, no house says it;
   * related [n_related]: the factors that are other relations of two cells; extra [n_extra]: the factors that are none
   * of these. */
  bool classic9;
  uint8_t (*house)[9];
  size_t n_houses;
  uint8_t (*unequal)[2];
  size_t n_unequal;
  uint32_t *related;
  size_t n_related;
  uint32_t *extra;
  size_t n_extra;

  ebm_arena arena; /* all of the above */
};

void ebm_model_destroy(ebm_model *model); /* NULL is fine */

static inline uint32_t ebm_model_domain(const ebm_model *model, uint32_t variable) {
  return model->first[variable + 1] - model->first[variable];
}

/* Whether the assignment, value [n_variables], makes the literal 1. */
static inline bool ebm_model_holds(const ebm_model *model, uint32_t literal, const uint8_t *value) {
  uint32_t variable = model->variable[literal];
  return model->first[variable] + value[variable] == literal;
}

#endif
