/* builder.h - makes models: add variables and factors, then seal. */
#ifndef EBM_MODEL_BUILDER_H
#define EBM_MODEL_BUILDER_H

#include "model/model.h"

typedef struct ebm_builder ebm_builder;

enum { EBM_DOMAIN_LIMIT = 254 }; /* values are kept in bytes, and 0 marks an open variable */

/* kinds: the registered kinds (ebm_factor_kinds()), NULL at the end; must outlive the models built.
 * Faults: MEMORY. */
ebm_status ebm_builder_create(const ebm_factor_ops *const *kinds, ebm_builder **builder, ebm_error *error);
void ebm_builder_destroy(ebm_builder *builder); /* NULL is fine */

/* Adds `count` variables with `domain` values each, 1 <= domain <= EBM_DOMAIN_LIMIT. *first is the first one's
 * number; may be NULL. Faults: USAGE, MEMORY. */
ebm_status ebm_builder_variables(ebm_builder *builder, uint32_t count, uint32_t domain, uint32_t *first,
                                 ebm_error *error);

/* What a factor is made of; scope and table are copied. weight 0 stands for 1. */
typedef struct ebm_factor_spec {
  const char *kind;
  const uint32_t *scope;
  uint32_t n_scope;
  const void *table;
  uint32_t table_size;
  float weight;
  bool soft;
  ebm_label label;
} ebm_factor_spec;

/* Adds one factor; a hard one that is there already, with the same scope in the same order, is not added again. Faults:
 * UNSUPPORTED (no such kind), USAGE (refused by the kind's validate), MEMORY. */
ebm_status ebm_builder_factor(ebm_builder *builder, const ebm_factor_spec *spec, ebm_error *error);

/* Notes a rule, whose arrays are copied and whose type lives for ever: the factors added from now on are part of it,
 * until the next one. NULL ends the last one. Faults: MEMORY. */
ebm_status ebm_builder_rule(ebm_builder *builder, const ebm_puzzle_rule *rule, ebm_error *error);

/* Whether an equal rule, of the same type with the same arguments, has been noted. */
bool ebm_builder_has_rule(const ebm_builder *builder, const ebm_puzzle_rule *rule);

void ebm_builder_layout(ebm_builder *builder, const ebm_layout *layout); /* the region array is copied at sealing */

uint32_t ebm_builder_literal(const ebm_builder *builder, uint32_t variable, uint32_t value);

/* Turns what was added into a model, the caller's to destroy. The builder is empty afterwards, whatever happened. */
ebm_status ebm_builder_seal(ebm_builder *builder, ebm_model **model, ebm_error *error);

#endif
