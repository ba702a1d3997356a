/* learn.h - from examples to rules: fit, doubt, evidence, patterns, self-test. */
#ifndef EBM_LEARN_LEARN_H
#define EBM_LEARN_LEARN_H

#include "learn/doubt.h"
#include "learn/lesson.h"

typedef struct ebm_learned {
  ebm_fit fit;
  ebm_vocabulary vocabulary;
  ebm_lesson lesson;
  ebm_doubt *doubt; /* [n_doubts] cells taken for mistakes: their values break learned rules */
  size_t n_doubts;
  double noise; /* share of the cells that is altered, by how often sets are broken; 0: no sign of that */
  size_t held;  /* examples held out */
  size_t proposed, contradicted; /* patterns learned without the held-out examples; of these, broken by them */
  double worth;                  /* how many independent examples these are worth */
  size_t sampled;                /* states drawn from the patterns, against which single pairs were judged */
} ebm_learned;

/* *learned must stay where it is: the lesson points to its vocabulary. The examples lose the cells in doubt (hidden).
 * Faults: USAGE (fewer than 2 examples), MEMORY, STOPPED. */
ebm_status ebm_learn_run(ebm_examples *examples, const ebm_fit_options *options, ebm_learned *learned,
                         ebm_error *error);
void ebm_learned_clear(ebm_learned *learned);

#endif
