/* evidence.h - how strongly the examples say that two variables stand in a relation. */
#ifndef EBM_LEARN_EVIDENCE_H
#define EBM_LEARN_EVIDENCE_H

#include "learn/examples.h"
#include "learn/vocabulary.h"

/* For every pair i < j, numbered j (j - 1) / 2 + i, and word w of the vocabulary:
 * bits [pairs][words]: 0 where some example breaks the relation; else -log2 of the chance that none of the examples
 * that show both variables breaks it if the variables had nothing to do with each other. */
typedef struct ebm_evidence {
  uint32_t variables, domain, words;
  size_t pairs;
  float *bits;
  uint32_t *shown;  /* [pairs] examples that show both */
  float *expected;  /* [pairs] of these, equal by chance */
  float *frequency; /* [variables][domain] of the values of each variable */
  uint32_t *seen;   /* [variables][domain] examples in which the variable has the value */
} ebm_evidence;

static inline size_t ebm_pair(uint32_t i, uint32_t j) {
  return i < j ? (size_t)j * (j - 1) / 2 + i : (size_t)i * (i - 1) / 2 + j;
}

/* Over the examples begin .. end - 1. The counts are one product X' X of the one-hot examples. Faults: MEMORY. */
ebm_status ebm_evidence_init(ebm_evidence *evidence, const ebm_examples *examples, size_t begin, size_t end,
                             const ebm_vocabulary *vocabulary, ebm_error *error);

/* Judges again, against states drawn from the rules known so far instead of against independence: what those rules
 * imply, or nearly, is no news. state [n][variables], values from 0. */
void ebm_evidence_condition(ebm_evidence *evidence, const ebm_vocabulary *vocabulary, const uint8_t *state, size_t n);

void ebm_evidence_clear(ebm_evidence *evidence);

#endif
