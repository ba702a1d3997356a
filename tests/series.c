/* Standard errors of means, against series whose autocorrelation is known. */
#include "support.h"

#include "base/random.h"
#include "minimize/series.h"

enum { N = 4000, SERIES = 300 };

static double normal(ebm_random *random) {
  double radius = sqrt(-2 * log(1 - ebm_random_unit(random)));
  return radius * cos(2 * acos(-1) * ebm_random_unit(random));
}

/* x[t + 1] = a x[t] + noise, of variance 1: tau = (1 + a) / (1 - a). */
static void fill(double *x, double a, ebm_random *random) {
  x[0] = normal(random);
  for (unsigned t = 1; t < N; t++) x[t] = a * x[t - 1] + sqrt(1 - a * a) * normal(random);
}

/* The errors told must be those made: the squares of mean / error average to 1. */
static void errors_are_those_made(void **state) {
  (void)state;
  static const double a[] = {0, 0.5, 0.9};
  static double x[N];
  for (unsigned k = 0; k < 3; k++) {
    ebm_random random = {ebm_hash(k)};
    double squares = 0, naive = 0, effective = 0, tau = (1 + a[k]) / (1 - a[k]);
    for (unsigned i = 0; i < SERIES; i++) {
      fill(x, a[k], &random);
      ebm_series series = ebm_series_mean(N, x);
      squares += series.mean * series.mean / (series.error * series.error) / SERIES;
      naive += series.mean * series.mean * N / SERIES;
      effective += series.effective / SERIES;
    }
    print_message("a = %g: (mean / error)^2 %.2f, without autocorrelation %.2f; worth %.0f, exactly %.0f\n", a[k],
                  squares, naive, effective, N / tau);
    assert_near(squares, 1, 0.35); /* four errors of the mean of 300 squares, and the noise in `error` */
    assert_near(effective * tau / N, 1, 0.2);
    if (k == 2) assert_true(naive > 10); /* what is wrong without autocorrelation is far outside */
  }
}

static void numbers_that_do_not_vary_have_no_error(void **state) {
  (void)state;
  double x[20];
  for (unsigned i = 0; i < 20; i++) x[i] = 0.1;
  ebm_series series = ebm_series_mean(20, x);
  assert_near(series.mean, 0.1, 1e-15);
  assert_near(series.error, 0, 0);
  assert_true(isnan(series.effective));
}

static void few_numbers_tell_no_error(void **state) {
  (void)state;
  const double x[] = {1, 2, 4};
  assert_true(isnan(ebm_series_mean(0, x).mean));
  assert_near(ebm_series_mean(3, x).mean, 7 / 3.0, 1e-15);
  assert_true(isinf(ebm_series_mean(3, x).error));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(errors_are_those_made),
      cmocka_unit_test(numbers_that_do_not_vary_have_no_error),
      cmocka_unit_test(few_numbers_tell_no_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
