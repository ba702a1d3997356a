/* lesson.h - what was learned: patterns of relations, each paid for by its evidence. */
#ifndef EBM_LEARN_LESSON_H
#define EBM_LEARN_LESSON_H

#include "learn/evidence.h"

enum { EBM_LESSON_MARGIN = 7 }; /* bits that a pattern must save: one false one in 2^7 tables of noise, at most */

typedef enum ebm_pattern_kind {
  EBM_PATTERN_SET,    /* every two members are different */
  EBM_PATTERN_FAMILY, /* every two variables that lie so far apart on paper stand in the relation */
  EBM_PATTERN_PAIR,   /* two variables stand in the relation */
  EBM_PATTERN_VALUE   /* a variable never has the value */
} ebm_pattern_kind;

typedef struct ebm_pattern {
  ebm_pattern_kind kind;
  uint32_t word;    /* of the vocabulary */
  uint32_t *member; /* SET [n_members] ascending; FAMILY, PAIR [n_members / 2][2]; VALUE {variable, value} */
  uint32_t n_members;
  int down, across; /* FAMILY: how far apart */
  bool turned;      /* FAMILY: and all turns and mirror images of that */
  double bits;      /* evidence of the pairs that no earlier pattern explains */
  double cost;      /* length of the pattern's description, bits */
  uint64_t shown;   /* comparisons made: examples times pairs */
  double expected;  /* of these, broken by chance */
} ebm_pattern;

typedef struct ebm_lesson {
  uint32_t variables, domain, rows, columns;
  const ebm_vocabulary *vocabulary;
  ebm_pattern *pattern;
  size_t n, capacity;
  uint32_t *word;             /* [pairs] 0: no relation, else word + 1 */
  uint64_t *forbidden;        /* [variables] bit a: value a never occurs */
  size_t undecided;           /* pairs that were never equal, though no pattern says so */
  double undecided_by_chance; /* pairs that would be like that by chance */
  size_t absent;              /* values that some variable never has, and yet no rule: see values.h */
} ebm_lesson;

/* The patterns that say much at once: sets in which each value occurs once, families.
 * The vocabulary is borrowed. Faults: MEMORY. */
ebm_status ebm_lesson_begin(ebm_lesson *lesson, const ebm_evidence *evidence, const ebm_vocabulary *vocabulary,
                            uint32_t rows, uint32_t columns, ebm_error *error);

/* The same, and once more with the weights that alike examples have, when the patterns show that they are alike. */
ebm_status ebm_lesson_whole(ebm_lesson *lesson, ebm_evidence *evidence, const ebm_vocabulary *vocabulary, uint32_t rows,
                            uint32_t columns, ebm_error *error);

/* The others: smaller sets and single pairs. On a fault the lesson is cleared. Faults: MEMORY. */
ebm_status ebm_lesson_finish(ebm_lesson *lesson, const ebm_evidence *evidence, ebm_error *error);

/* Appends a copy of the draft, whose members are the caller's. On a fault the lesson stays. Faults: MEMORY. */
ebm_status ebm_lesson_add(ebm_lesson *lesson, const ebm_evidence *evidence, const ebm_pattern *draft, ebm_error *error);

void ebm_lesson_clear(ebm_lesson *lesson);

#endif
