/* options.h - the command line of ebm-solve: one line per option, from which parser and help are made. */
#ifndef EBM_CLI_OPTIONS_H
#define EBM_CLI_OPTIONS_H

#include "measure/write.h"
#include "report/report.h"

/* clang-format off */
/*   name      short long        argument    default  help
 * The argument's name: NULL none, "=NAME" optional, else required. The default is parsed like an argument. */
#define EBM_OPTION_TABLE(X)                                                                              \
  X(METHOD,    'm', "method",    "NAME",     "auto",  "minimizer that descends the energy, see -V")      \
  X(TIMEOUT,   't', "timeout",   "SECONDS",  "0",     "time for one puzzle; 0: no limit")                \
  X(JOBS,      'j', "jobs",      "N",        "0",     "threads")                                         \
  X(SEED,      's', "seed",      "N",        "1",     "random seed")                                     \
  X(TEMPERATURE, 0, "temperature", "T",      NULL,    "START:END, anneal")                               \
  X(SOFT_GIVENS, 0, "soft-givens", "W",      NULL,    "given costs W")                                   \
  X(UNIQUE,    'u', "unique",    NULL,       NULL,    "must be proved")                                  \
  X(SAMPLE,     0,  "sample",    "N",        NULL,    "states at T")                                     \
  X(MARGINALS,  0,  "marginals", NULL,       NULL,    "odds of values")                                  \
  X(EXPLAIN,    0,  "explain",   NULL,       NULL,    "the way in words")                                \
  X(TRACE,      0,  "trace",     "FILE",     NULL,    "a row a step")                                    \
  X(PLOT,       0,  "plot",      "FILE",     NULL,    "energy drawn")                                    \
  X(COUNT,     'c', "count",     "=LIMIT",   NULL,    "count the solutions, up to LIMIT")                \
  X(ALL,        0,  "all",       "=LIMIT",   NULL,    "every solution on a line of its own, up to LIMIT") \
  X(PROOF,      0,  "proof",     "NAME",     NULL,    "-u's CNF, DRAT")                                  \
  X(MEMORY,     0,  "memory",    "SIZE",     "2G",    "a record's")                                      \
  X(BENCH,      0,  "bench",     "=RUNS",   NULL,    "how fast: -o table, json or ci; -j 1 unless given")    \
  X(OUTPUT,    'o', "output",    "NAME",     NULL,    "line, grid, csv or json (JSON Lines)")            \
  X(FORMAT,    'f', "format",    "NAME",     NULL,    "of the input, see -V; recognized if not given")   \
  X(RULES,     'r', "rules",     "LIST",     NULL,    "rules added to those of the puzzles")             \
  X(ENERGY,    'e', "energy",    "FILE",     NULL,    "learned terms")                                   \
  X(BOXES,      0,  "boxes",     "RxC",      NULL,    "rows, columns")                                   \
  X(ALPHABET,   0,  "alphabet",  "SYMBOLS",  NULL,    "symbols of the values in order: 0123456789ABCDEF, 0-15") \
  X(NO_QUENCH,  0,  "no-quench", NULL,       NULL,    "skip the quench")                                 \
  X(PROGRESS,   0,  "progress",  NULL,       NULL,    "live count")                                      \
  X(QUIET,     'q', "quiet",     NULL,       NULL,    "no diagnostics")                                  \
  X(VERBOSE,   'v', "verbose",   NULL,       NULL,    "summary at end")                                  \
  X(HELP,      'h', "help",      NULL,       NULL,    "this text")                                       \
  X(VERSION,   'V', "version",   NULL,       NULL,    "what is built in")
/* clang-format on */

typedef enum ebm_command {
  EBM_COMMAND_SOLVE,
  EBM_COMMAND_BENCH,
  EBM_COMMAND_HELP,
  EBM_COMMAND_VERSION,
  EBM_COMMAND_REFUSED /* the command line makes no sense; the message is out */
} ebm_command;

typedef struct ebm_arguments {
  ebm_command command;
  ebm_options options;
  ebm_question question;
  const ebm_report *report;       /* NULL: grid for one puzzle on a terminal, line otherwise */
  const char *output;             /* its name, or NULL */
  unsigned runs;                  /* of the benchmark; 0: none is wanted */
  const ebm_bench_writer *writer; /* of the benchmark */
  const char *proof;              /* name of the files that a certificate goes to, or NULL */
  const char *trace, *plot;       /* files that the descents are written to and drawn in, or NULL */
  const char *energy;             /* file of options.energy, for the caller to read; NULL: none */
  bool progress, quiet, verbose;
  char **operand; /* [n_operands] borrowed from argv */
  int n_operands;
} ebm_arguments;

/* Sorts argv (options first). Strings in the result are borrowed from argv. */
ebm_arguments ebm_arguments_parse(int argc, char **argv);

void ebm_arguments_help(ebm_buffer *buffer);

#endif
