/* The time a puzzle may take is kept: each method, on puzzles that it would work on for minutes, is back soon after its
 * time is up. What counts is the CPU time of the process beyond that time, the median of five runs: on a machine that
 * others load, the wall clock would measure the others. */
#include "support.h"

#include <time.h>

#include "bytes.h"

static const double allowed = SANITIZED ? 0.200 : 0.020; /* the sanitizers take some five to ten times as long */

enum { REPEATS = 5, MOST_CELLS = 700 };
static const double timeout = 0.05;

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

typedef struct answered {
  ebm_outcome outcome;
  double seconds; /* as the answer says */
} answered;

static ebm_status take_answer(void *context, const ebm_answer *answer) {
  *(answered *)context = (answered){answer->outcome, answer->seconds};
  return EBM_OK;
}

/* CPU seconds. */
static double run(const ebm_options *options, const char *puzzle, answered *answer) {
  ebm_session *session;
  ebm_error error;
  bytes_input in = {.bytes = puzzle, .left = strlen(puzzle)};
  ebm_source source = {.name = "test", .read = bytes_read, .context = &in};
  ebm_sink sink = {.answer = take_answer, .context = answer};
  assert_int_equal(ebm_session_create(options, &session, &error), EBM_OK);
  double start = cpu_seconds();
  ebm_status status = ebm_session_run(session, &source, &sink, &error);
  double seconds = cpu_seconds() - start;
  if (status != EBM_OK) fail_msg("%s", error.text);
  ebm_session_destroy(session);
  return seconds;
}

static int ascending(const void *a, const void *b) {
  double difference = *(const double *)a - *(const double *)b;
  return (difference > 0) - (difference < 0);
}

static double median(double *seconds) {
  qsort(seconds, REPEATS, sizeof *seconds, ascending);
  return seconds[REPEATS / 2];
}

/* A puzzle that has no end soon, five times. Its time begins when its search is ready, which counts in what the answer
 * says; for its model it has as much time again. */
static void check(const char *name, const ebm_options *options, const char *puzzle) {
  double search[REPEATS], whole[REPEATS];
  for (int i = 0; i < REPEATS; i++) {
    answered answer = {EBM_INVALID, 0};
    whole[i] = run(options, puzzle, &answer) - 2 * options->timeout;
    search[i] = answer.seconds - options->timeout;
    if (answer.outcome != EBM_UNKNOWN)
      fail_msg("%s: %s, before its time was up", name, ebm_outcome_name(answer.outcome));
  }
  double late = median(search), late_in_all = median(whole);
  print_message("%-40s %5.1f ms behind its time, %5.1f with its model\n", name, 1e3 * late, 1e3 * late_in_all);
  if (late > 2 * allowed || late_in_all > allowed)
    fail_msg("%s: %.1f or %.1f ms behind its time", name, 1e3 * late, 1e3 * late_in_all);
}

/* size x size cells without givens. */
static const char *empty_grid(char *text, unsigned size) {
  memset(text, '.', (size_t)size * size);
  text[size * size] = '\n';
  text[size * size + 1] = '\0';
  return text;
}

static const unsigned sizes[] = {9, 16, 25};

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
    options.sample = 10000;
    options.temperature_start = 0.3;
    snprintf(name, sizeof name, "sampling, %ux%u", sizes[i], sizes[i]);
    check(name, &options, empty_grid(text, sizes[i]));
  }
}

/* Cells of the first row, one in each box, have one value less between them than they are: no quench sees it before it
 * has kicked all but two of them, and methods that prove nothing work on for ever. `rule` is added, a rule of
 * constraint strings. */
static const char *one_value_short(char *text, size_t most, unsigned size, const char *rule) {
  static const char name[] = "123456789abcdefghijklmnopqrstuvwxyz";
  unsigned box = size == 9 ? 3 : size == 16 ? 4 : 5;
  int length = snprintf(text, most, ".Shape~%ux%u%s.", size, size, rule);
  for (unsigned k = 0; k < box; k++) {
    length += snprintf(text + length, most - (size_t)length, "~R1C%c", name[k * box]);
    for (unsigned a = 1; a < box; a++) length += snprintf(text + length, most - (size_t)length, "_%u", a);
  }
  snprintf(text + length, most - (size_t)length, "\n");
  return text;
}

static void descending(void **state) {
  static const char *const methods[] = {"gradient", "anneal"};
  char text[MOST_CELLS], name[80];
  (void)state;
  for (size_t m = 0; m < 2; m++)
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
      ebm_options options = options_of(methods[m]);
      snprintf(name, sizeof name, "%s, %ux%u", methods[m], sizes[i], sizes[i]);
      check(name, &options, one_value_short(text, sizeof text, sizes[i], ""));
    }
}

/* Rules of every kind of factor. */
static void rules(void **state) {
  static const char added[] =
      ".AntiKnight.Arrow~R5C1~R5C2~R6C3.Cage~20~R7C1~R7C2~R8C3~R8C4.Thermo~R4C6~R4C7~R3C8."
      "Whisper~3~R9C1~R9C2~R8C1.Sum~40~R4C4~R5C5~R6C6~R7C7~R8C8~R9C9.Sandwich~15~R9.Quad~R2C5~2~3";
  static const char *const methods[] = {"gradient", "anneal", "quench"};
  char text[MOST_CELLS], name[80];
  (void)state;
  for (size_t m = 0; m < 3; m++)
    for (size_t i = 0; i < 3; i++) {
      ebm_options options = options_of(methods[m]);
      options.limit = m == 2 ? UINT64_MAX : 1;
      snprintf(name, sizeof name, "%s, %ux%u with rules", methods[m], sizes[i], sizes[i]);
      if (m == 2)
        snprintf(text, sizeof text, ".Shape~%ux%u%s.\n", sizes[i], sizes[i], added);
      else
        one_value_short(text, sizeof text, sizes[i], added);
      check(name, &options, text);
    }
}

static ebm_status count_answer(void *context, const ebm_answer *answer) {
  unsigned *unknown = context;
  *unknown += answer->outcome == EBM_UNKNOWN;
  return EBM_OK;
}

/* Records whose time is up one after the other while the others' states are listed: the list grows and moves under
 * them. That nothing is written where it was, the sanitizers see. */
static void many_at_once(void **state) {
  enum { RECORDS = 24, SIZE = 16, LINE_BYTES = SIZE * SIZE + 1 };
  static char text[RECORDS * LINE_BYTES + 1];
  (void)state;
  for (size_t i = 0; i < RECORDS; i++) empty_grid(text + i * LINE_BYTES, SIZE);
  for (double seconds = 0.0005; seconds < 0.05; seconds *= 1.5) {
    ebm_options options = options_of("quench");
    options.timeout = seconds;
    options.limit = UINT64_MAX;
    options.format = "line";
    ebm_session *session;
    ebm_error error;
    unsigned unknown = 0;
    bytes_input in = {.bytes = text, .left = strlen(text)};
    ebm_source source = {.name = "test", .read = bytes_read, .context = &in};
    ebm_sink sink = {.answer = count_answer, .context = &unknown};
    assert_int_equal(ebm_session_create(&options, &session, &error), EBM_OK);
    assert_int_equal(ebm_session_run(session, &source, &sink, &error), EBM_OK);
    ebm_session_destroy(session);
    assert_int_equal(unknown, RECORDS);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counting), cmocka_unit_test(descending),   cmocka_unit_test(sampling),
      cmocka_unit_test(rules),    cmocka_unit_test(many_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
