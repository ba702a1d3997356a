/* phrases.h - texts made by a grammar whose choices are the fuzzer's bytes, and what must hold of them. Every mutation
 * of the bytes is then a mutation of the text's structure: an item more or less, arguments exchanged, another number.
 *
 * With FUZZ_SHOW in the environment the text of an input is printed first. */
#ifndef EBM_TESTS_FUZZ_PHRASES_H
#define EBM_TESTS_FUZZ_PHRASES_H

#include "format_support.h"
#include "fuzz.h"

#include <time.h>

#include "bytes.h"
#include "certify/certify.h"
#include "report/report.h"

/* Bytes that are left to choose by; there are only zeros behind the last. */
typedef struct choices {
  const uint8_t *at;
  size_t left;
} choices;

static inline unsigned choose(choices *c, unsigned n) {
  if (c->left == 0 || n < 2) return 0;
  c->left--;
  return *c->at++ % n;
}

#define PICK(c, list) (list)[choose(c, sizeof(list) / sizeof *(list))]

static inline void say(ebm_text *text, const char *words) {
  ebm_text_append(text, words, strlen(words));
}

/* A number as it is expected somewhere, or one that is not. */
static inline void say_number(ebm_text *text, choices *c) {
  static const char *const odd[] = {"-1",     "99",  "255", "256",        "65535",      "65536", "99999", "999999",
                                    "-99999", "007", "1e3", "2147483647", "4294967296", "",      "x",     "0x10"};
  unsigned n = choose(c, 256);
  if (n < 240)
    ebm_text_printf(text, "%u", n % 40);
  else
    say(text, odd[n - 240]);
}

/* ---- what must hold of every text ---- */

enum { SHOWN_CELLS = 400, SOLVED_SECONDS = 3 };

typedef struct answers_seen {
  ebm_buffer buffer;
  uint64_t answers;
  bool timed;
} answers_seen;

static ebm_status see_answer(void *context, const ebm_answer *answer) {
  answers_seen *seen = context;
  ebm_report_style style = {.question = EBM_QUESTION_SOLVE, .limit = 2};
  if (answer->outcome == EBM_SOLVED && answer->value == NULL) fuzz_fail("solved, without a solution\n");
  if (answer->value != NULL && !ebm_certify(answer->puzzle, answer->value)) fuzz_fail("a solution does not hold\n");
  if (answer->outcome == EBM_UNSOLVABLE && answer->solutions > 0) fuzz_fail("unsolvable, with a solution\n");
  if (answer->outcome == EBM_INVALID && answer->error.text[0] == '\0') fuzz_fail("refused without a word\n");
  seen->timed |= answer->outcome == EBM_UNKNOWN || (answer->outcome == EBM_SOLVED && !answer->exhausted);
  ebm_report_find("line")->answer(&seen->buffer, &style, answer, seen->answers++);
  return EBM_OK;
}

static void solve_text(const char *bytes, size_t length, const char *format, answers_seen *seen) {
  ebm_options options;
  ebm_options_init(&options);
  options.jobs = 1;
  options.timeout = 0.004;
  options.limit = 2;
  options.format = format;
  bytes_input in = {bytes, length, 0};
  ebm_source source = {.name = "bytes", .read = bytes_read, .context = &in};
  ebm_sink sink = {.answer = see_answer, .context = seen};
  ebm_session *session;
  ebm_error error = {0};
  clock_t begun = clock();
  if (ebm_session_create(&options, &session, &error) != EBM_OK) fuzz_fail("no session: %s\n", error.text);
  ebm_status status = ebm_session_run(session, &source, &sink, &error);
  if (status != EBM_OK && status != EBM_ERROR_SYNTAX) fuzz_fail("fault %d: %s\n", status, error.text);
  double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
  if (seconds > SOLVED_SECONDS * (1.0 + (double)seen->answers)) fuzz_fail("a limit of 4 ms: %.1f s\n", seconds);
  ebm_session_destroy(session);
}

/* Reads the text, in pieces too when the choice says so, and answers what is small enough, twice. */
static inline void check_text(const ebm_text *text, const char *format, unsigned choice) {
  if (getenv("FUZZ_SHOW") != NULL) fprintf(stderr, "%.*s\n", (int)text->length, text->bytes);
  ebm_text whole = read_source(text->bytes, text->length, &(feeding){.format = format});
  if (choice % 8 == 0) {
    ebm_text parts = read_source(text->bytes, text->length,
                                 &(feeding){.format = format, .chunk = 1 + choice % 61, .most = 2, .seed = choice});
    if (whole.length != parts.length || memcmp(whole.bytes, parts.bytes, whole.length) != 0)
      fuzz_fail("at once:\n%sin pieces:\n%s", whole.bytes, parts.bytes);
    ebm_text_clear(&parts);
  }
  uint64_t records = 0;
  /* A line for each record, the last one perhaps for a fault; values without a symbol are shown as NUL bytes. */
  for (size_t i = 0, begin = 0; i < whole.length; i++) {
    if (whole.bytes[i] != '\n') continue;
    records += strncmp(whole.bytes + begin, "fault", 5) != 0;
    begin = i + 1;
  }
  if (whole.length <= SHOWN_CELLS) {
    answers_seen once = {{0}, 0, false}, twice = {{0}, 0, false};
    solve_text(text->bytes, text->length, format, &once);
    if (once.answers != records)
      fuzz_fail("%llu records, %llu answers\n", (unsigned long long)records, (unsigned long long)once.answers);
    if (choice % 4 == 0) solve_text(text->bytes, text->length, format, &twice);
    if (choice % 4 == 0 && !once.timed && !twice.timed &&
        (once.buffer.length != twice.buffer.length ||
         (once.buffer.length > 0 && memcmp(once.buffer.bytes, twice.buffer.bytes, once.buffer.length) != 0)))
      fuzz_fail("asked twice, answered differently:\n%.*s%.*s", (int)once.buffer.length, once.buffer.bytes,
                (int)twice.buffer.length, twice.buffer.bytes);
    ebm_buffer_clear(&once.buffer);
    ebm_buffer_clear(&twice.buffer);
  }
  ebm_text_clear(&whole);
}

#endif
