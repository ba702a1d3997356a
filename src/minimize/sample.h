/* sample.h - states of a record drawn from the Boltzmann distribution exp(-E/T) / Z, and whether they are. */
#ifndef EBM_MINIMIZE_SAMPLE_H
#define EBM_MINIMIZE_SAMPLE_H

#include "energy/energy.h"
#include "minimize/minimizer.h"
#include "minimize/series.h"

typedef struct ebm_sampler ebm_sampler;

/* What the draws of a record tell. Two ladders of heat baths draw in turn. One began at random, hot; the other in
 * solutions that the quench found, cold, or, where it finds none, in states that were cooled down. */
typedef struct ebm_verdict {
  /* Both ladders went to and fro between cold and hot, and agree: in energy, and in four random sums of literals. */
  bool mixed;
  ebm_series mean;  /* energy of the states drawn; error infinite and `effective` NAN where they are not mixed */
  double effective; /* independent draws that all of these are worth at least, sums of literals included */
  double hot, cold; /* mean energy at T of either ladder; at T = 0 that of the coldest bath */
  double hot_error, cold_error;
  uint64_t trips;    /* hot to cold to hot, of the ladder that made fewer */
  double acceptance; /* the least probability with which neighbours in a ladder changed places; NAN: unknown */
} ebm_verdict;

/* options: seed, stop, timeout, given_weight; temperature_start is T, dimensionless like E. T = 0: uniform over the
 * solutions of the lowest energy that was met: the coldest bath is at T = 0.25, and states that break a hard factor or
 * have a higher energy are passed over. The energy is borrowed. Faults: MEMORY. */
ebm_status ebm_sampler_create(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_sampler **sampler,
                              ebm_error *error);
void ebm_sampler_destroy(ebm_sampler *sampler); /* NULL is fine */

/* Opens the task's record and lets the baths settle; the timeout counts from here on. Every state extends the givens,
 * unless they are soft. False: there is nothing to draw, the time is out, or memory (task->starved); the outcome says
 * which. */
bool ebm_sampler_open(ebm_sampler *sampler, ebm_task *task);

/* The next n states: state [n][n_variables], energy [n] (E of each, overruled givens included). Successive states are
 * correlated. Returns how many were drawn: fewer than n when the time is out or, at T = 0, when for long no such
 * solution has been met; or memory ran out, see ebm_sampler_starved. group [n], or NULL: 0 for the hot ladder, 1 for
 * the cold one. At T = 0, where no state travels from solution to solution, the states are those that searches with
 * other seeds find: different ones, but not drawn evenly, and never called mixed. Only then does it allocate.
 * Method: heat bath (Geman, Geman 1984) at sixteen temperatures from T up, which exchange their states (ladder.h).
 * Exact in the limit of many sweeps; how far from it, ebm_sampler_judge tells. */
size_t ebm_sampler_draw(ebm_sampler *sampler, size_t n, uint8_t *state, double *energy, uint8_t *group);

bool ebm_sampler_starved(const ebm_sampler *sampler);

/* Of all states drawn since the record was opened. Source: the means of series that began far apart must agree (Gelman,
 * Rubin 1992, "Inference from iterative simulation using multiple sequences"), here within 3.5 of their standard errors
 * with the autocorrelation counted in (series.h), each series worth 16 independent draws or more; and ladders must have
 * made eight round trips or more each (Katzgraber et al. 2006); and they must be in the first solution known as often
 * as it weighs: ladders that agree can both miss a state of much weight that next to no way leads to. To the error of
 * the mean two more states above the lowest are added where most draws are at the lowest energy (Agresti, Coull 1998):
 * draws that met none above it do not show that there are none. */
ebm_verdict ebm_sampler_judge(const ebm_sampler *sampler);

#endif
