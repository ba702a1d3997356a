/* series.h - the mean of a series of correlated numbers, and how far to trust it. */
#ifndef EBM_MINIMIZE_SERIES_H
#define EBM_MINIMIZE_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ebm_series {
  double mean;
  double error;     /* standard error of the mean; infinite for fewer than 4 numbers */
  double effective; /* independent draws that would tell the mean as well, 1..n; NAN when all numbers are equal */
} ebm_series;

/* x [n], in the order drawn. The error is sqrt(var tau / n), with the autocorrelation time tau summed over the lags up
 * to where neighbouring pairs of autocovariances stop being positive and falling: the initial monotone sequence (Geyer
 * 1992, "Practical Markov chain Monte Carlo"). Takes n times tau operations. */
ebm_series ebm_series_mean(size_t n, const double *x);

enum { EBM_TRACK_BLOCKS = 4096 };

/* A series of any length in bounded memory: the means of blocks of numbers, of one number each up to EBM_TRACK_BLOCKS
 * numbers, of two each up to twice as many, and so on. */
typedef struct ebm_track {
  double *block; /* [EBM_TRACK_BLOCKS] */
  size_t blocks;
  uint64_t size; /* numbers in a block */
  double sum;    /* of the block under way */
  uint64_t in_sum;
  uint64_t n; /* numbers in all; their mean, and the sum of the squares of what they differ from it (Welford 1962) */
  double mean, squares;
} ebm_track;

void ebm_track_reset(ebm_track *track); /* to no numbers; the memory of the blocks is the caller's */
void ebm_track_add(ebm_track *track, double number);
/* As of ebm_series_mean, with the autocorrelation of the blocks: the means of blocks are a series like any other. */
ebm_series ebm_track_series(const ebm_track *track);

/* Whether two series of the same thing that began apart tell the same mean: it differs by at most `deviates` standard
 * errors (Gelman, Rubin 1992 ask the same of the variance between series and within). */
bool ebm_series_agree(const ebm_series *a, const ebm_series *b, double deviates);

#endif
