/* noise.h - cells altered here and there in all examples: how many, and which rules hold but for them. */
#ifndef EBM_LEARN_NOISE_H
#define EBM_LEARN_NOISE_H

#include "learn/evidence.h"

typedef struct ebm_noise {
  double rate;  /* share of the cells whose value is another than it was, as estimated; 0: there is no sign of noise */
  double cells; /* shown cells that belong to a supposed rule */
  uint32_t variables, domain;
  uint32_t *first, *other; /* [variables + 1], and variables that are different from each: supposed rules */
} ebm_noise;

/* Supposes a rate of noise by the pairs of variables that are equal far more seldom than chance would have it, though
 * not never; then sets in which each value occurs once, by the evidence that such noise leaves of them, and the rate by
 * how often these are broken. Nothing but such sets is supposed: an order, a sum, a value that never occurs would be
 * mere tendencies, if they had exceptions. Examples without exceptions have rate 0. Faults: MEMORY. */
ebm_status ebm_noise_find(const ebm_examples *examples, const ebm_vocabulary *vocabulary, ebm_noise *noise,
                          ebm_error *error);
void ebm_noise_clear(ebm_noise *noise);

/* field [domain][variables] = how many supposed rules the variable would break with the value; overwritten. */
void ebm_noise_field(const ebm_noise *noise, const uint8_t *value, float *field);

#endif
