/* doubt.h - cells of the examples that the fitted energy takes for mistakes. */
#ifndef EBM_LEARN_DOUBT_H
#define EBM_LEARN_DOUBT_H

#include "learn/fit.h"

typedef struct ebm_doubt {
  size_t example;
  uint32_t variable;
  uint8_t read, believed; /* values from 0: what the example says, what everything else in it says */
  float margin;           /* E(read) - E(believed), nats */
} ebm_doubt;

/* Finds the cells whose value costs at least a margin more than another, given all others of their example, and hides
 * them in the examples. When more than a fiftieth of the cells are like that, the rules are soft, not the examples
 * wrong: then nothing is hidden and *n is 0. *doubt is the caller's, to be released with ebm_free. Faults: MEMORY. */
ebm_status ebm_doubt_hide(ebm_examples *examples, const ebm_fit *fit, ebm_doubt **doubt, size_t *n, ebm_error *error);

#endif
