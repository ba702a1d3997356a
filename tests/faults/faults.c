/* Every allocation fails, one after the other, over the whole command line: the answer is exit 3 and one line on
 * standard error. No crash, and nothing that is not given back.
 *
 * Each run is a child process, in which the number-th call of ledger.c fails, alone or with all that follow. The first
 * run that needs fewer calls ends the series, and must end as a run without faults. Under the sanitizers, which make a
 * process ten times as dear, the first calls of a command line fail one by one and then every FAULTS_STRIDE-th: what
 * they add is to look at the memory on the ways out, and those are few; without them every call fails. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands.h"
#include "ledger.h"

int program_main(int argc, char **argv); /* main of src/cli/ebm-solve.c or ebm-train.c, renamed */

enum {
  WORDS = 16,
  LINE = 256,
  REPORT = 1 << 14,
  LEAK = 98,
  BROKEN = 99,
  ONE_BY_ONE = 24,
  MOST = 100000,
  MEASURED = 100
};

static atomic_int *seen; /* a ledger_fault, shared with the parent */

typedef struct result {
  int code; /* of exit, or 1000 + signal */
  ledger_fault seen;
  char report[REPORT]; /* standard error */
} result;

static void become_program(const char *text, unsigned long number, bool lasting, int report) {
  static char line[LINE], path[WORDS][LINE];
  static char *argv[WORDS + 1];
  int argc = 0;
  snprintf(line, sizeof line, FAULTS_PROGRAM " %s", text);
  for (char *word = strtok(line, " "); word != NULL && argc < WORDS; word = strtok(NULL, " ")) {
    snprintf(path[argc], LINE, FAULTS_FOLDER "/file%s", word + 1);
    argv[argc] = word[0] == '@' ? path[argc] : word;
    argc++;
  }
  int in = open("puzzles/demo.txt", O_RDONLY), out = open("/dev/null", O_WRONLY);
  if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(report, 2) < 0) _exit(BROKEN);
  close(in);
  close(out);
  ledger_begin(number, lasting, seen);
  int code = program_main(argc, argv);
  long blocks = ledger_blocks();
  if (blocks != 0) {
    fprintf(stderr, "%ld blocks not given back\n", blocks);
    _exit(LEAK);
  }
  if (number == 0) exit(code); /* the leak sanitizer has its say */
  _exit(code);
}

static result run(const char *text, unsigned long number, bool lasting) {
  static FILE *report;
  result r = {0};
  if (report == NULL) report = tmpfile();
  if (report == NULL || ftruncate(fileno(report), 0) != 0 || lseek(fileno(report), 0, SEEK_SET) != 0) exit(BROKEN);
  atomic_store(seen, LEDGER_NOTHING);
  fflush(NULL);
  pid_t child = fork();
  if (child < 0) exit(BROKEN);
  if (child == 0) become_program(text, number, lasting, fileno(report));
  int status;
  waitpid(child, &status, 0);
  r.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  r.seen = (ledger_fault)atomic_load(seen);
  ssize_t length = pread(fileno(report), r.report, REPORT - 1, 0);
  r.report[length > 0 ? length : 0] = '\0';
  return r;
}

/* The last line is the fault's; the ones before it, if any, are those of the records that were answered before it. */
static bool one_line_more(const char *report, const char *usual) {
  size_t length = strlen(report), start = length;
  if (length == 0 || report[length - 1] != '\n') return false;
  for (start = length - 1; start > 0 && report[start - 1] != '\n';) start--;
  if (strncmp(report + start, FAULTS_PROGRAM ": ", strlen(FAULTS_PROGRAM ": ")) != 0) return false;
  return strncmp(report, usual, start) == 0;
}

/* Faults injected; failures are added to *failures. */
static unsigned long check(const char *text, bool lasting, unsigned *failures) {
  result usual = run(text, 0, false);
  if (usual.code > 2) {
    printf("FAILED without faults: %s: %d\n%s", text, usual.code, usual.report);
    ++*failures;
    return 0;
  }
  /* A measurement repeats its few calls for a second, some ten thousand times. */
  unsigned long injected = 0, most = strncmp(text, "--bench", 7) == 0 ? MEASURED : MOST;
  for (unsigned long number = 1; number < most; number += number < ONE_BY_ONE ? 1 : FAULTS_STRIDE) {
    result r = run(text, number, lasting);
    /* A thread that the system does not give is done without. */
    bool good = r.seen == LEDGER_MEMORY ? r.code == 3 && one_line_more(r.report, usual.report) : r.code == usual.code;
    if (!good) {
      printf("FAILED %s: allocation %lu%s: exit %d\n%s", text, number, lasting ? " and all later ones" : "", r.code,
             r.report);
      ++*failures;
    }
    if (r.seen == LEDGER_NOTHING) return injected;
    injected++;
  }
  if (most == MEASURED) return injected;
  printf("FAILED %s: no end of allocations\n", text);
  ++*failures;
  return injected;
}

int main(int argc, char **argv) {
  seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (seen == MAP_FAILED) return BROKEN;
  commands_prepare(FAULTS_FOLDER);
  unsigned failures = 0;
  unsigned long total = 0, lines = 0;
  const char *given[] = {argc > 1 ? argv[1] : NULL, NULL}; /* one command line, to look into */
  for (const char *const *line = argc > 1 ? given : command_lines; *line != NULL; line++) {
    unsigned long once = check(*line, false, &failures), lasts = check(*line, true, &failures);
    printf("%4lu + %4lu faults: %s\n", once, lasts, *line);
    total += once + lasts;
    lines++;
  }
  printf("%lu faults over %lu command lines, %u answered wrongly\n", total, lines, failures);
  return failures != 0 || total == 0;
}
