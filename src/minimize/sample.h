/* sample.h - states of a record drawn from the Boltzmann distribution exp(-E/T) / Z, and their marginals. */
#ifndef EBM_MINIMIZE_SAMPLE_H
#define EBM_MINIMIZE_SAMPLE_H

#include "energy/energy.h"
#include "minimize/minimizer.h"

typedef struct ebm_sampler ebm_sampler;

/* options: seed, stop, timeout, given_weight; temperature_start is T, dimensionless like E. T = 0: uniform over the
 * solutions of the lowest energy that is met: the coldest bath is at T = 0.25, and states that break a hard factor or
 * have a higher energy are passed over. The energy is borrowed. Faults: MEMORY. */
ebm_status ebm_sampler_create(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_sampler **sampler,
                              ebm_error *error);
void ebm_sampler_destroy(ebm_sampler *sampler); /* NULL is fine */

/* Draws n states of the record: state [n][n_variables], energy [n] (E of each, overruled givens included). Every state
 * extends the givens, unless they are soft. Successive states are correlated; see ebm_marginals.
 * Returns how many were drawn: fewer than n when the time is out, when nothing can be drawn, or, at T = 0, when for
 * long no such solution has been met. Allocates nothing.
 * Method: heat bath (Geman, Geman 1984) at sixteen temperatures from T up, which exchange their states (Hukushima,
 * Nemoto 1996, "Exchange Monte Carlo"). Exact in the limit of many sweeps. At T = 0 states are as good as the walk
 * between solutions through the hot baths is: with solutions far apart and few draws, some may be over-represented. */
size_t ebm_sampler_run(ebm_sampler *sampler, const ebm_record *record, size_t n, uint8_t *state, double *energy);

/* probability, error [n_literals]: how often each literal was 1 in n states, and the standard error of that by batch
 * means (Flegal, Jones 2010): sqrt(n) batches, so that correlation within a batch does not count as independence. error
 * is infinite for n < 16. */
void ebm_marginals(const ebm_model *model, size_t n, const uint8_t *state, double *probability, double *error);

#endif
