/* vocabulary.c - the relations between two values that the learner has words for. */
#include "learn/vocabulary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

bool ebm_word_allows(const ebm_relation_word *word, int a, int b) {
  int distance = abs(a - b), sum = a + b + 2;
  switch (word->kind) {
    case EBM_WORD_DIFFERENT: return a != b;
    case EBM_WORD_EQUAL: return a == b;
    case EBM_WORD_LESS: return a < b;
    case EBM_WORD_GREATER: return a > b;
    case EBM_WORD_AT_MOST: return a <= b;
    case EBM_WORD_AT_LEAST: return a >= b;
    case EBM_WORD_DISTANCE: return distance == word->k;
    case EBM_WORD_APART: return distance >= word->k;
    case EBM_WORD_NEAR: return distance <= word->k;
    case EBM_WORD_NOT_DISTANCE: return distance != word->k;
    case EBM_WORD_SUM: return sum == word->k;
    case EBM_WORD_DOUBLE: return a + 1 == 2 * (b + 1) || b + 1 == 2 * (a + 1);
    case EBM_WORD_SAME_PARITY: return distance % 2 == 0;
    case EBM_WORD_OTHER_PARITY: return distance % 2 == 1;
  }
  return true;
}

bool ebm_word_symmetric(const ebm_relation_word *word) {
  return word->kind != EBM_WORD_LESS && word->kind != EBM_WORD_GREATER && word->kind != EBM_WORD_AT_MOST &&
         word->kind != EBM_WORD_AT_LEAST;
}

const char *ebm_word_sign(const ebm_relation_word *word) {
  switch (word->kind) {
    case EBM_WORD_DIFFERENT: return "!=";
    case EBM_WORD_EQUAL: return "=";
    case EBM_WORD_LESS: return "<";
    case EBM_WORD_GREATER: return ">";
    case EBM_WORD_AT_MOST: return "<=";
    case EBM_WORD_AT_LEAST: return ">=";
    default: return NULL;
  }
}

const char *ebm_word_text(const ebm_relation_word *word, char *text, size_t size) {
  static const char *const form[] = {
      [EBM_WORD_DIFFERENT] = "are different",
      [EBM_WORD_EQUAL] = "are equal",
      [EBM_WORD_LESS] = "rise",
      [EBM_WORD_GREATER] = "fall",
      [EBM_WORD_AT_MOST] = "never fall",
      [EBM_WORD_AT_LEAST] = "never rise",
      [EBM_WORD_DISTANCE] = "differ by exactly %d",
      [EBM_WORD_APART] = "differ by at least %d",
      [EBM_WORD_NEAR] = "differ by at most %d",
      [EBM_WORD_NOT_DISTANCE] = "never differ by %d",
      [EBM_WORD_SUM] = "sum to %d",
      [EBM_WORD_DOUBLE] = "are in ratio 1:2",
      [EBM_WORD_SAME_PARITY] = "are both even or both odd",
      [EBM_WORD_OTHER_PARITY] = "are one even, one odd",
  };
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  snprintf(text, size, form[word->kind], word->k);
#pragma GCC diagnostic pop
  return text;
}

static bool meaningful(const ebm_relation_word *word, int domain) {
  bool allows = false, forbids = false;
  for (int a = 0; a < domain; a++)
    for (int b = 0; b < domain; b++) {
      if (ebm_word_allows(word, a, b))
        allows = true;
      else
        forbids = true;
    }
  return allows && forbids;
}

static bool same(const ebm_relation_word *one, const ebm_relation_word *other, int domain) {
  for (int a = 0; a < domain; a++)
    for (int b = 0; b < domain; b++)
      if (ebm_word_allows(one, a, b) != ebm_word_allows(other, a, b)) return false;
  return true;
}

ebm_status ebm_vocabulary_init(ebm_vocabulary *vocabulary, uint32_t domain, ebm_error *error) {
  static const struct {
    ebm_word_kind kind;
    int first, last;
  } family[] = {/* last 0: one word without k; last -n: domain - n + 1 */
                {EBM_WORD_DIFFERENT, 0, 0},     {EBM_WORD_EQUAL, 0, 0},        {EBM_WORD_LESS, 0, 0},
                {EBM_WORD_GREATER, 0, 0},       {EBM_WORD_AT_MOST, 0, 0},      {EBM_WORD_AT_LEAST, 0, 0},
                {EBM_WORD_SAME_PARITY, 0, 0},   {EBM_WORD_OTHER_PARITY, 0, 0}, {EBM_WORD_DOUBLE, 0, 0},
                {EBM_WORD_NOT_DISTANCE, 1, -2}, {EBM_WORD_DISTANCE, 1, -2},    {EBM_WORD_APART, 2, -2},
                {EBM_WORD_NEAR, 1, -3},         {EBM_WORD_SUM, 2, 99}};
  int d = (int)domain;
  vocabulary->n = 0;
  vocabulary->domain = domain;
  vocabulary->word = ebm_allocate(16 + 7 * (size_t)domain, sizeof *vocabulary->word);
  if (vocabulary->word == NULL) return ebm_fail_memory(error);
  for (size_t f = 0; f < sizeof family / sizeof *family; f++) {
    int last = family[f].last == 99 ? 2 * d : family[f].last < 0 ? d + 1 + family[f].last : family[f].first;
    for (int k = family[f].first; k <= last; k++) {
      ebm_relation_word word = {family[f].kind, k, 0.0F};
      bool fresh = meaningful(&word, d);
      for (uint32_t r = 0; fresh && r < vocabulary->n; r++) fresh = !same(&word, &vocabulary->word[r], d);
      if (fresh) vocabulary->word[vocabulary->n++] = word;
    }
  }
  /* different, equal, less and greater share half of the code space, the others the other half */
  for (uint32_t r = 0; r < vocabulary->n; r++)
    vocabulary->word[r].bits = vocabulary->word[r].kind <= EBM_WORD_GREATER ? 3.0F : 1.0F + log2f((float)vocabulary->n);
  return EBM_OK;
}

void ebm_vocabulary_clear(ebm_vocabulary *vocabulary) {
  ebm_free(vocabulary->word);
  memset(vocabulary, 0, sizeof *vocabulary);
}
