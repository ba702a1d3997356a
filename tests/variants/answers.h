/* answers.h - what ebm-solve says about puzzles, asked in four ways. */
#ifndef EBM_TESTS_VARIANTS_ANSWERS_H
#define EBM_TESTS_VARIANTS_ANSWERS_H

#include "variant.h"

typedef struct answer {
  char plain[CELLS + 2];       /* the line of the output `line` */
  char unique_status[12];      /* with -u */
  int unique;                  /* 1, 0, or -1: not known */
  int count;                   /* with -c */
  bool more;                   /* "at least" */
  char status[12], error[120]; /* with --all */
  int solutions;
  bool exhausted;
  int n_all;
  char (*all)[CELLS + 1]; /* [n_all] */
} answer;

/* Asks ebm-solve, which is found on the path, about n puzzles at once, into answers [n], whose memory is used again.
 * False: it crashed, or what it printed is not an answer for each puzzle; then `why` says so. */
bool answers_ask(const puzzle *p, int n, int limit, answer *answers, const char **why);

#endif
