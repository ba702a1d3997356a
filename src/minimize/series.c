#include "minimize/series.h"

#include <math.h>
#include <stdbool.h>

static double covariance(size_t n, const double *x, double mean, size_t lag) {
  double sum = 0;
  for (size_t i = 0; i + lag < n; i++) sum += (x[i] - mean) * (x[i + lag] - mean);
  return sum / (double)n;
}

ebm_series ebm_series_mean(size_t n, const double *x) {
  ebm_series series = {.mean = NAN, .error = INFINITY, .effective = NAN};
  if (n == 0) return series;
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += x[i];
  series.mean = sum / (double)n;
  if (n < 4) return series;
  double variance = covariance(n, x, series.mean, 0);
  series.error = 0;
  if (variance <= 1e-24 * (1 + series.mean * series.mean)) return series; /* rounding of equal numbers */
  double pairs = 0, least = INFINITY;
  for (size_t lag = 0; lag + 1 < n; lag += 2) {
    double pair = covariance(n, x, series.mean, lag) + covariance(n, x, series.mean, lag + 1);
    if (pair <= 0) break;
    if (pair > least) pair = least;
    pairs += least = pair;
  }
  double tau = 2 * pairs / variance - 1;
  if (tau < 1) tau = 1; /* draws that repel each other: not counted on */
  if (tau > (double)n) tau = (double)n;
  series.error = sqrt(variance * tau / (double)(n - 1));
  series.effective = (double)n / tau;
  return series;
}

/* ---- of any length ---- */

void ebm_track_reset(ebm_track *track) {
  *track = (ebm_track){.block = track->block, .size = 1};
}

/* Two blocks become one. */
static void halve(ebm_track *track) {
  track->blocks /= 2;
  track->size *= 2;
  for (size_t i = 0; i < track->blocks; i++) track->block[i] = (track->block[2 * i] + track->block[2 * i + 1]) / 2;
}

void ebm_track_add(ebm_track *track, double number) {
  double off = number - track->mean;
  track->mean += off / (double)++track->n;
  track->squares += off * (number - track->mean);
  track->sum += number;
  track->in_sum++;
  if (track->in_sum == track->size && track->blocks == EBM_TRACK_BLOCKS) halve(track);
  if (track->in_sum < track->size) return;
  track->block[track->blocks++] = track->sum / (double)track->size;
  track->sum = 0;
  track->in_sum = 0;
}

ebm_series ebm_track_series(const ebm_track *track) {
  ebm_series series = ebm_series_mean(track->blocks, track->block);
  if (track->n == 0) return series;
  series.mean = track->mean;
  if (!(series.error > 0) || isinf(series.error)) return series;
  /* Of block means tau is at least 1 by itself; draws that repel each other inside of blocks are not counted on. */
  double variance = track->squares / (double)(track->n - 1), n = (double)track->n;
  series.error = fmax(series.error * sqrt((double)(track->blocks * track->size) / n), sqrt(variance / n));
  series.effective = fmin(n, fmax(1, variance / (series.error * series.error)));
  return series;
}

bool ebm_series_agree(const ebm_series *a, const ebm_series *b, double deviates) {
  double error = sqrt(a->error * a->error + b->error * b->error), rounding = 1e-9 * (1 + fabs(a->mean));
  return fabs(a->mean - b->mean) <= deviates * error + rounding;
}
