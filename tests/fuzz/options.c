/* Any words as a command line: understood or refused, and again the same. Words end at NUL bytes. */
#include "fuzz.h"

#include <string.h>

#include "cli/options.h"

enum { WORDS = 32 };

static ebm_arguments parse(char *text, size_t size) {
  static char program[] = "ebm-solve";
  static char *argv[WORDS + 2];
  int argc = 0;
  argv[argc++] = program;
  for (size_t at = 0; at < size && argc <= WORDS; at += strlen(text + at) + 1) argv[argc++] = text + at;
  argv[argc] = NULL;
  return ebm_arguments_parse(argc, argv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1);
  if (text == NULL) return 0;
  memcpy(text, data, size);
  text[size] = '\0';
  ebm_arguments first = parse(text, size), second = parse(text, size);
  if (first.command != second.command || first.n_operands != second.n_operands)
    fuzz_fail("parsed twice, understood differently\n");
  if (first.command != EBM_COMMAND_REFUSED && first.options.limit == 0) fuzz_fail("a limit of 0 passed\n");
  for (int i = 0; i < first.n_operands; i++) (void)strlen(first.operand[i]);
  free(text);
  return 0;
}
