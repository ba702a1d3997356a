/* tally.h - what a run has done so far: counts, the summary made of them, the exit code. */
#ifndef EBM_CLI_TALLY_H
#define EBM_CLI_TALLY_H

#include "report/report.h"

/* The contract with scripts, from best to worst; the worst that happened is the exit code. */
typedef enum ebm_exit {
  EBM_EXIT_SOLVED = 0,   /* every record solved */
  EBM_EXIT_UNSOLVED = 1, /* some record unsolvable or unknown, not unique or not counted */
  EBM_EXIT_FAULT = 2,    /* usage, unreadable file, invalid record, output that could not be written */
  EBM_EXIT_INTERNAL = 3  /* out of memory or internal fault */
} ebm_exit;

typedef struct ebm_tally {
  uint64_t records;
  uint64_t outcome[EBM_INVALID + 1];
  uint64_t partly;    /* solved, but not shown to be unique, or not all solutions counted, as was asked */
  const char *method; /* that answered; NULL: none */
  bool methods;       /* more than one did */
  const char *reason; /* why "auto" took it, the same for all records; else NULL */
  double start;       /* of the run, see ebm_clock */
  uint64_t draws;     /* states drawn, of all records */
  uint64_t sampled;   /* records with states whose mean energy has an error */
  double energy;      /* sum of their mean energies */
  double variance;    /* sum of the squares of their errors */
  double effective;   /* sum of the states' worth in independent ones; NAN: some energies do not vary */
  ebm_exit worst;
} ebm_tally;

double ebm_tally_clock(void); /* seconds of a clock that never goes back */

void ebm_tally_add(ebm_tally *tally, const ebm_report_style *style, const ebm_answer *answer);
void ebm_tally_fault(ebm_tally *tally, ebm_exit fault);

/* "1,465 records: 1,465 solved; 0.004 s, 366,250/s" */
void ebm_tally_summary(const ebm_tally *tally, ebm_buffer *buffer);
/* Of states drawn: "; mean energy 3.21 +- 0.05, 1,000 states worth 812", over all records. Nothing without states. */
void ebm_tally_states(const ebm_tally *tally, ebm_buffer *buffer);
void ebm_tally_number(ebm_buffer *buffer, uint64_t count); /* with a comma at every thousand */

#endif
