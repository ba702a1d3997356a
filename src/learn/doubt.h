/* doubt.h - cells of the examples that an energy takes for mistakes: the fitted one, or that of supposed rules. */
#ifndef EBM_LEARN_DOUBT_H
#define EBM_LEARN_DOUBT_H

#include "learn/fit.h"
#include "learn/noise.h"

typedef struct ebm_doubt {
  size_t example;
  uint32_t variable;
  uint8_t read, believed; /* values from 0: what the example says, what everything else in it says */
  float margin;           /* E(read) - E(believed), nats */
} ebm_doubt;

/* Both hide cells in the examples and append them to *doubt [*n], which is the caller's, to be released with ebm_free
 * (NULL at first). Of each example the worst cell goes first, by the margin between its value and its best one; then
 * the energy is looked at again. Faults: MEMORY, with *doubt as it was. */

/* The cells whose value costs at least a margin more than another, given all others of their example. When more than a
 * twentieth of the cells are like that, the rules are soft, not the examples wrong: then nothing is hidden. */
ebm_status ebm_doubt_hide(ebm_examples *examples, const ebm_fit *fit, ebm_doubt **doubt, size_t *n, ebm_error *error);

/* So many cells that none is left that breaks a supposed rule of the noise. When that takes far more cells than the
 * noise's rate says, what breaks the rules is not noise in cells: then nothing is hidden, and noise->rate becomes 0. */
ebm_status ebm_doubt_noise(ebm_examples *examples, ebm_noise *noise, ebm_doubt **doubt, size_t *n, ebm_error *error);

#endif
