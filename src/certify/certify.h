/* certify.h - the exact check of an assignment. Knows nothing of energies: a bug in one cannot hide in the other. */
#ifndef EBM_CERTIFY_CERTIFY_H
#define EBM_CERTIFY_CERTIFY_H

#include "model/record.h"

/* Whether value [n_variables] extends what the record gives and satisfies every hard factor of its model. */
bool ebm_certify(const ebm_record *record, const uint8_t *value);

/* Whether it satisfies every hard factor, whatever the record gives: for givens that may be overruled. */
bool ebm_certify_rules(const ebm_record *record, const uint8_t *value);

/* The one or the other. */
static inline bool ebm_certify_softly(const ebm_record *record, const uint8_t *value, bool soft_givens) {
  return soft_givens ? ebm_certify_rules(record, value) : ebm_certify(record, value);
}

/* Factors of the model that value does not satisfy. */
size_t ebm_certify_violations(const ebm_model *model, const uint8_t *value);

/* Looks for two givens that break a rule by themselves, and says so in words ("row 4 has two 7s"). True: found. */
bool ebm_certify_clash(const ebm_record *record, char *text, size_t size);

/* Looks for why nothing can satisfy the record, among what its givens say without a search: two that break a rule
 * together
 * ("row 1 column 1 and row 1 column 2 break a rule (WhiteDot)"), a cell without a candidate, a value without a place in
 * its row, column or box. possible [n_literals] is scratch. True: found, and said in words. */
bool ebm_certify_dead_end(const ebm_record *record, uint8_t *possible, char *text, size_t size);

#endif
