#include "minimize/series.h"

#include <math.h>

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
