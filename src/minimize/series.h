/* series.h - the mean of a series of correlated numbers, and how far to trust it. */
#ifndef EBM_MINIMIZE_SERIES_H
#define EBM_MINIMIZE_SERIES_H

#include <stddef.h>

typedef struct ebm_series {
  double mean;
  double error;     /* standard error of the mean; infinite for fewer than 4 numbers */
  double effective; /* independent draws that would tell the mean as well, 1..n; NAN when all numbers are equal */
} ebm_series;

/* x [n], in the order drawn. The error is sqrt(var tau / n), with the autocorrelation time tau summed over the lags up
 * to where neighbouring pairs of autocovariances stop being positive and falling: the initial monotone sequence (Geyer
 * 1992, "Practical Markov chain Monte Carlo"). Takes n times tau operations. */
ebm_series ebm_series_mean(size_t n, const double *x);

#endif
