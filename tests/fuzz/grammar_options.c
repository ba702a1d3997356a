/* Command lines by the table of options: each is understood or refused, and again the same, and what is understood
 * makes sense. */
#include "phrases.h"

#include <math.h>

#include "cli/options.h"

typedef struct option_word {
  char letter;
  const char *name;
} option_word;

#define WORD(id, letter, name, argument, initial, help) {letter, name},
static const option_word words[] = {EBM_OPTION_TABLE(WORD)};

enum { WORDS = 12, ROOM = 64 };

static const char *const arguments[] = {"1",         "0",           "2",
                                        "16",        "1000",        "-1",
                                        "0.5",       "1e308",       "1e-320",
                                        "nan",       "inf",         "18446744073709551615",
                                        "1:2",       "0:0",         "2:",
                                        ":2",        "auto",        "quench",
                                        "anneal",    "recall",      "gradient",
                                        "json",      "line",        "csv",
                                        "grid",      "none",        "diagonal,none",
                                        "windoku,,", "constraints", "fpuzzles",
                                        "123456789", "11",          "",
                                        "-",         "x.csv",       "x.jsonl",
                                        "x.svg",     "/dev/null",   "table",
                                        "ci"};

static int say_words(choices c, char (*word)[ROOM]) {
  int n = 0;
  for (int wanted = 1 + (int)choose(&c, WORDS - 1); n < wanted; n++) {
    const option_word *option = &PICK(&c, words);
    const char *argument = PICK(&c, arguments);
    unsigned form = choose(&c, 16);
    if (form == 0)
      snprintf(word[n], ROOM, "%s", argument);
    else if (form == 1)
      snprintf(word[n], ROOM, "--");
    else if (form == 2) /* shortened */
      snprintf(word[n], ROOM, "--%.*s=%s", 1 + (int)choose(&c, 8), option->name, argument);
    else if (form < 6 && option->letter != 0)
      snprintf(word[n], ROOM, "-%c%s", option->letter, form == 3 ? "" : argument);
    else if (form < 11)
      snprintf(word[n], ROOM, "--%s=%s", option->name, argument);
    else
      snprintf(word[n], ROOM, "--%s", option->name);
  }
  return n;
}

static ebm_arguments parse(char (*word)[ROOM], int n) {
  static char program[] = "ebm-solve";
  static char *argv[WORDS + 2];
  argv[0] = program;
  for (int i = 0; i < n; i++) argv[1 + i] = word[i];
  argv[n + 1] = NULL;
  return ebm_arguments_parse(n + 1, argv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char word[WORDS][ROOM];
  int n = say_words((choices){data, size}, word);
  if (getenv("FUZZ_SHOW") != NULL)
    for (int i = 0; i < n; i++) fprintf(stderr, "'%s'%s", word[i], i + 1 < n ? " " : "\n");
  ebm_arguments first = parse(word, n), second = parse(word, n);
  const ebm_options *a = &first.options, *b = &second.options;
  if (first.command != second.command || first.n_operands != second.n_operands || first.question != second.question ||
      a->limit != b->limit || a->jobs != b->jobs || a->seed != b->seed || a->sample != b->sample ||
      a->timeout != b->timeout || a->all != b->all)
    fuzz_fail("parsed twice, understood differently\n");
  if (first.command == EBM_COMMAND_REFUSED) return 0;
  if (a->limit == 0) fuzz_fail("a limit of 0 passed\n");
  if (!(a->timeout >= 0 && isfinite(a->timeout))) fuzz_fail("a time-out of %g passed\n", a->timeout);
  if (first.n_operands < 0 || first.n_operands > n) fuzz_fail("%d operands of %d words\n", first.n_operands, n);
  /* What the parser lets pass, a session can be made of. */
  if (first.command != EBM_COMMAND_SOLVE) return 0;
  ebm_options options = first.options;
  ebm_error error = {0};
  ebm_session *session = NULL;
  options.jobs = 1;
  ebm_status status = ebm_session_create(&options, &session, &error);
  if (status == EBM_ERROR_INTERNAL) fuzz_fail("fault: %s\n", error.text);
  if (status != EBM_OK && error.text[0] == '\0') fuzz_fail("refused without a word\n");
  if (status == EBM_OK) ebm_session_destroy(session);
  return 0;
}
