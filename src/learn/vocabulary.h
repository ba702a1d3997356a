/* vocabulary.h - the relations between two values that the learner has words for. */
#ifndef EBM_LEARN_VOCABULARY_H
#define EBM_LEARN_VOCABULARY_H

#include "base/status.h"

typedef enum ebm_word_kind {
  EBM_WORD_DIFFERENT, /* a != b; always number 0 of a vocabulary */
  EBM_WORD_EQUAL,
  EBM_WORD_LESS,
  EBM_WORD_GREATER,
  EBM_WORD_AT_MOST,
  EBM_WORD_AT_LEAST,
  EBM_WORD_DISTANCE, /* |a - b| = k */
  EBM_WORD_APART,    /* |a - b| >= k */
  EBM_WORD_NEAR,     /* |a - b| <= k */
  EBM_WORD_NOT_DISTANCE /* |a - b| != k */,
  EBM_WORD_SUM,    /* a + b = k, values counted from 1 */
  EBM_WORD_DOUBLE, /* one is twice the other */
  EBM_WORD_SAME_PARITY,
  EBM_WORD_OTHER_PARITY
} ebm_word_kind;

typedef struct ebm_relation_word {
  ebm_word_kind kind;
  int k;
  float bits; /* length of its code: rarer words cost more */
} ebm_relation_word;

typedef struct ebm_vocabulary {
  uint32_t n, domain;
  ebm_relation_word *word; /* [n] */
} ebm_vocabulary;

/* All words that forbid something and allow something for this domain. Faults: MEMORY. */
ebm_status ebm_vocabulary_init(ebm_vocabulary *vocabulary, uint32_t domain, ebm_error *error);
void ebm_vocabulary_clear(ebm_vocabulary *vocabulary);

bool ebm_word_allows(const ebm_relation_word *word, int a, int b); /* a, b from 0 */
bool ebm_word_symmetric(const ebm_relation_word *word);
/* "are different", "differ by at least 5": what stands after "R1C1 and R1C2"; returns text. */
const char *ebm_word_text(const ebm_relation_word *word, char *text, size_t size);
/* "<", "=", ... or NULL when it has no sign. */
const char *ebm_word_sign(const ebm_relation_word *word);

#endif
