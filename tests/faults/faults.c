/* Every allocation fails, one after the other, over the whole command line: the answer is exit 3 and one line on standard
 * error. No crash and no leak: the sanitizers of preset dev see to that.
 *
 * The linker hands our calls of malloc and its kin, and of pthread_create, to the functions below; the C library's own
 * (of fopen, setlocale) stay as they are. Each run is a child process, in which the fault-th call fails, alone or with all
 * that follow. The first run that needs fewer calls ends the series, and must end as a run without faults. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int program_main(int argc, char **argv); /* main of src/cli/ebm-solve.c, renamed */

/* ---- the faults --------------------------------------------------------------------------------------------- */

static unsigned long fault; /* the call that fails, from 1; 0: none */
static bool lasting;        /* so do all that follow */
static atomic_ulong calls;
static atomic_bool *seen; /* shared with the parent */

static bool fails(void) {
  unsigned long call = atomic_fetch_add(&calls, 1) + 1;
  if (fault == 0 || (lasting ? call < fault : call != fault)) return false;
  atomic_store(seen, true);
  errno = ENOMEM;
  return true;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);

void *__wrap_malloc(size_t size) {
  return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
  return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
  return fails() ? NULL : __real_realloc(memory, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
  return fails() ? NULL : __real_aligned_alloc(alignment, size);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
  return fails() ? EAGAIN : __real_pthread_create(thread, attributes, start, argument);
}

/* ---- the runs ----------------------------------------------------------------------------------------------- */

/* Command lines, words parted by spaces; files as seen from the repository. A word that begins with @ is a file to
 * write, what follows its extension. Standard input is puzzles/demo.txt. */
static const char *const command_lines[] = {
    "-o line puzzles/demo.txt",
    "-o grid puzzles/demo.txt",
    "-o csv puzzles/demo.txt",
    "-o json -v puzzles/demo.txt",
    "-u puzzles/demo.txt",
    "-c10 -o json puzzles/demo.txt",
    "--explain 1.34.4..4...2.43",
    "--explain -o json .Shape~4x4.Cage~3~R1C1~R1C2.Diagonal~1.~R4C4_4",
    "-o grid .Shape~4x4.Cage~3~R1C1~R1C2.Diagonal~1.WhiteDot~R3C3~R3C4.~R4C4_4",
    "--all=20 1..2..3..4..2..1",
    "--all=3 .................................................................................",
    "-u --proof @ 98.7..6..5...8..7...7..6...4...3......86...5......83...2..1...4..59...8......2..1",
    "-u --proof @ .Shape~12x12.~R1C1_1_2_3~R1C4_1_2_3~R1C7_1_2_3~R1Ca_1_2_3", /* learns from its barriers */
    "-j2 puzzles/demo.txt",
    "-j2 -c2 - puzzles/demo.txt",
    "-",
    "--rules diagonal 1..2..3..4..2..1",
    "-f fpuzzles -o line puzzles/rising.txt",
    "-f killer -u puzzles/killer.txt",
    "-m gradient puzzles/demo.txt",
    "-m anneal 1..2..3..4..2..1",
    "--trace @.csv --plot @.svg 12........3....4",
    "-m gradient --trace @.jsonl -j2 puzzles/demo.txt",
    "-f line -o line tests/bad/80-cells.txt puzzles/demo.txt tests/bad/82-cells.txt",
    "tests/bad/letter-in-row-5.sdk tests/bad/letter-between-bars.ss tests/bad/80-cells.csv",
    "--help",
    "--version",
    "-m nothing",
};

enum { WORDS = 16, LINE = 256, REPORT = 1 << 14 };

typedef struct result {
  int code; /* of exit, or 1000 + signal */
  bool seen;
  char report[REPORT]; /* standard error */
} result;

static void become_program(const char *text, unsigned long number, bool all, int report) {
  static char line[LINE], scratch[WORDS][LINE];
  static char *argv[WORDS + 1];
  int argc = 0;
  snprintf(line, sizeof line, "ebm-solve %s", text);
  for (char *word = strtok(line, " "); word != NULL && argc < WORDS; word = strtok(NULL, " ")) {
    snprintf(scratch[argc], LINE, SCRATCH "/file%s", word + 1);
    argv[argc] = word[0] == '@' ? scratch[argc] : word;
    argc++;
  }
  int in = open("puzzles/demo.txt", O_RDONLY), out = open("/dev/null", O_WRONLY);
  if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(report, 2) < 0) _exit(99);
  close(in);
  close(out);
  fault = number;
  lasting = all;
  atomic_store(&calls, 0);
  int code = program_main(argc, argv);
  fault = 0;
  exit(code);
}

static result run(const char *text, unsigned long number, bool all) {
  static FILE *report;
  result r = {0};
  if (report == NULL) report = tmpfile();
  if (report == NULL || ftruncate(fileno(report), 0) != 0 || lseek(fileno(report), 0, SEEK_SET) != 0) exit(99);
  atomic_store(seen, false);
  fflush(NULL);
  pid_t child = fork();
  if (child < 0) exit(99);
  if (child == 0) become_program(text, number, all, fileno(report));
  int status;
  waitpid(child, &status, 0);
  r.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  r.seen = atomic_load(seen);
  ssize_t length = pread(fileno(report), r.report, REPORT - 1, 0);
  r.report[length > 0 ? length : 0] = '\0';
  return r;
}

/* The last line is the fault's; the ones before it, if any, are those of the records that were answered before it. */
static bool one_line_more(const char *report, const char *usual) {
  size_t length = strlen(report), start = length;
  if (length == 0 || report[length - 1] != '\n') return false;
  for (start = length - 1; start > 0 && report[start - 1] != '\n';) start--;
  if (strncmp(report + start, "ebm-solve: ", 11) != 0) return false;
  return strncmp(report, usual, start) == 0;
}

/* Faults injected; failures are added to *failures. */
static unsigned long check(const char *text, bool all, unsigned *failures) {
  enum { MOST = 100000 };
  result usual = run(text, 0, false);
  if (usual.code > 2) {
    printf("FAILED without faults: %s: %d\n%s", text, usual.code, usual.report);
    ++*failures;
    return 0;
  }
  for (unsigned long number = 1; number < MOST; number++) {
    result r = run(text, number, all);
    bool good = r.seen ? r.code == 3 && one_line_more(r.report, usual.report) : r.code == usual.code;
    if (!good) {
      printf("FAILED %s: allocation %lu%s: exit %d\n%s", text, number, all ? " and all later ones" : "", r.code, r.report);
      ++*failures;
    }
    if (!r.seen) return number - 1;
  }
  printf("FAILED %s: no end of allocations\n", text);
  ++*failures;
  return MOST;
}

int main(int argc, char **argv) {
  seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (seen == MAP_FAILED) return 99;
  unsigned failures = 0;
  unsigned long total = 0;
  bool given = argc > 1; /* one command line, to look into */
  size_t n = given ? 1 : sizeof command_lines / sizeof *command_lines;
  for (size_t i = 0; i < n; i++) {
    const char *line = given ? argv[1] : command_lines[i];
    unsigned long once = check(line, false, &failures), lasts = check(line, true, &failures);
    printf("%4lu + %4lu faults: %s\n", once, lasts, line);
    total += once + lasts;
  }
  printf("%lu faults, %u answered wrongly\n", total, failures);
  return failures != 0 || total == 0;
}
