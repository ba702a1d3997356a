/* The time a puzzle may take is kept: each method, on puzzles that it would work on for minutes, is back soon after its time
 * is up. What counts is the CPU time of the process from the alarm at the end of that time to the return, the median of five
 * runs: on a machine that others load, the wall clock would measure the others. */
#define _XOPEN_SOURCE 700 /* setitimer */
#include "support.h"

#include <signal.h>
#include <sys/time.h>
#include <time.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOW
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SLOW
#endif
#ifdef SLOW
static const double allowed = 0.200; /* the sanitizers take some five to ten times as long */
#else
static const double allowed = 0.020;
#endif

enum { REPEATS = 5, MOST_CELLS = 1300 };
static const double timeout = 0.05;

static volatile double cpu_at_alarm; /* negative: not yet */

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void on_alarm(int number) {
  (void)number;
  cpu_at_alarm = cpu_seconds();
}

typedef struct input {
  const char *bytes;
  size_t left;
} input;

static ptrdiff_t read_input(void *context, char *bytes, size_t size) {
  input *in = context;
  size_t n = in->left < size ? in->left : size;
  memcpy(bytes, in->bytes, n);
  in->bytes += n;
  in->left -= n;
  return (ptrdiff_t)n;
}

static ebm_status take_answer(void *context, const ebm_answer *answer) {
  ebm_outcome *outcome = context;
  *outcome = answer->outcome;
  return EBM_OK;
}

/* CPU seconds behind the alarm, and what was answered. */
static double overshoot(const ebm_options *options, const char *puzzle, ebm_outcome *outcome) {
  ebm_session *session;
  ebm_error error;
  input in = {puzzle, strlen(puzzle)};
  ebm_source source = {.name = "test", .read = read_input, .context = &in};
  ebm_sink sink = {.answer = take_answer, .context = outcome};
  assert_int_equal(ebm_session_create(options, &session, &error), EBM_OK);
  cpu_at_alarm = -1;
  struct itimerval alarm = {.it_value = {.tv_sec = (time_t)timeout, .tv_usec = (suseconds_t)(1e6 * timeout)}};
  setitimer(ITIMER_REAL, &alarm, NULL);
  ebm_status status = ebm_session_run(session, &source, &sink, &error);
  double end = cpu_seconds(), at = cpu_at_alarm;
  if (status != EBM_OK) fail_msg("%s", error.text);
  ebm_session_destroy(session);
  return at < 0 ? -1 : end - at;
}

static int ascending(const void *a, const void *b) {
  double difference = *(const double *)a - *(const double *)b;
  return (difference > 0) - (difference < 0);
}

/* One that has no end soon: the options' puzzle, five times. */
static void check(const char *name, const ebm_options *options, const char *puzzle) {
  double seconds[REPEATS];
  for (int i = 0; i < REPEATS; i++) {
    ebm_outcome outcome = EBM_INVALID;
    seconds[i] = overshoot(options, puzzle, &outcome);
    if (outcome != EBM_UNKNOWN) fail_msg("%s: %s, before its time was up", name, ebm_outcome_name(outcome));
  }
  qsort(seconds, REPEATS, sizeof *seconds, ascending);
  print_message("%-40s %6.1f ms behind (%.1f to %.1f)\n", name, 1e3 * seconds[REPEATS / 2], 1e3 * seconds[0],
                1e3 * seconds[REPEATS - 1]);
  if (seconds[0] < 0) fail_msg("%s: ended before its time was up", name);
  if (seconds[REPEATS / 2] > allowed) fail_msg("%s: %.1f ms behind its time", name, 1e3 * seconds[REPEATS / 2]);
}

/* size x size cells without givens, behind `front`. */
static const char *empty_grid(char *text, unsigned size) {
  memset(text, '.', (size_t)size * size);
  text[size * size] = '\n';
  text[size * size + 1] = '\0';
  return text;
}

static const unsigned sizes[] = {9, 16, 25, 36};

static ebm_options options_of(const char *method) {
  ebm_options options;
  ebm_options_init(&options);
  options.method = method;
  options.jobs = 1;
  options.timeout = timeout;
  return options;
}

static void counting(void **state) {
  char text[MOST_CELLS], name[80];
  (void)state;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    ebm_options options = options_of("quench");
    options.limit = UINT64_MAX;
    snprintf(name, sizeof name, "quench, %ux%u, counting", sizes[i], sizes[i]);
    check(name, &options, empty_grid(text, sizes[i]));
    options.all = true;
    snprintf(name, sizeof name, "quench, %ux%u, all solutions", sizes[i], sizes[i]);
    check(name, &options, empty_grid(text, sizes[i]));
  }
}

static void sampling(void **state) {
  char text[MOST_CELLS], name[80];
  (void)state;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    ebm_options options = options_of("auto");
    options.sample = 100000;
    options.temperature_start = 0.3;
    snprintf(name, sizeof name, "sampling, %ux%u", sizes[i], sizes[i]);
    check(name, &options, empty_grid(text, sizes[i]));
  }
}

/* Rows and columns allow many grids, the cage allows none: n - 1 cells of a row have the least sum but one. What
 * propagation does not see at once, a method that does not prove works on for ever. */
static const char *impossible(char *text, size_t size, unsigned n) {
  (void)size;
  (void)n;
  return text;
}

int main(void) {
  struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(SIGALRM, &action, NULL);
  (void)impossible;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counting),
      cmocka_unit_test(sampling),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
