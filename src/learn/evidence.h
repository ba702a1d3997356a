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
  uint32_t *shown;   /* [pairs] examples that show both */
  float *expected;   /* [pairs] of these, equal by chance */
  float *equal;      /* [pairs] of these, equal */
  float *frequency;  /* [variables][domain] of the values of each variable */
  uint32_t *seen;    /* [variables][domain] examples in which the variable has the value */
  uint32_t *doubted; /* [variables][domain] examples in which it was read, and hidden as a mistake; 0 until filled in */
  float *scratch;    /* [pairs] */
  float *uneven;     /* [pairs] chi-square per degree of freedom of their pairs of unequal values */
  /* What one example counts, 0 to 1, for what holds whatever the values are called (different, equal), and for the
   * rest; bits are multiplied by it. */
  double weight, named_weight;
  bool even; /* every example has every value about equally often, as solved grids have */
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

/* Lets alike examples count less, judged by the pairs without a word (word [pairs], 0: none). Examples that have
 * nothing to do with each other spread their equal pairs over all pairs that the rules leave open, as far as chance
 * allows; those drawn alike, or from each other by exchanging values, have the same pairs equal again and again. What
 * an example counts is the inverse of the design effect (Kish 1965; Rao, Scott 1981). For what tells values apart, the
 * values of the pairs must be spread, too. All count 1 unless the evidence is even: elsewhere equal pairs need not be
 * alike. Once, before anything else changes bits. Returns whether anything changed. */
bool ebm_evidence_weigh(ebm_evidence *evidence, const ebm_vocabulary *vocabulary, const uint32_t *word);

/* Judges "different" again, as if the share `redrawn` (above 0, below 1) of all cells had been drawn anew from their
 * variable's values: bits of word 0 become the log likelihood ratio of that to independence, 0 where it is negative. An
 * example that breaks the relation costs bits instead of refuting it. All other words lose their bits, and the weights
 * are 1 again. */
void ebm_evidence_tolerate(ebm_evidence *evidence, double redrawn);

static inline double ebm_evidence_weight(const ebm_evidence *evidence, const ebm_relation_word *word) {
  /* Few names that all pairs share say nothing of an order, however many pairs there are. */
  if (word->kind > EBM_WORD_EQUAL && evidence->named_weight < 0.5) return 1e-6;
  return word->kind <= EBM_WORD_EQUAL ? evidence->weight : evidence->named_weight;
}

void ebm_evidence_clear(ebm_evidence *evidence);

#endif
