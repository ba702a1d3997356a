/* output.h - answers on their way to standard output. */
#ifndef EBM_CLI_OUTPUT_H
#define EBM_CLI_OUTPUT_H

#include "report/report.h"

typedef struct ebm_output {
  const ebm_report *report; /* NULL: not decided, `first` holds the first answer as a grid, `buffer` as a line */
  ebm_report_style style;
  bool terminal; /* each answer is shown at once */
  int fault;     /* errno of the write that failed; 0: none did */
  uint64_t answers;
  ebm_buffer buffer, first;
} ebm_output;

/* report: NULL leaves the choice open: a grid for one puzzle on a terminal, lines otherwise.
 * alone: there may be one puzzle only, so the first answer waits to see whether a second one comes. */
void ebm_output_begin(ebm_output *output, const ebm_report *report, bool alone);
ebm_status ebm_output_answer(ebm_output *output, const ebm_answer *answer); /* OK, WRITE or MEMORY */
ebm_status ebm_output_draws(ebm_output *output, const ebm_draws *draws);    /* states of a record, before its answer */
ebm_status ebm_output_flush(ebm_output *output);                            /* also decides what was open */
ebm_status ebm_output_end(ebm_output *output); /* flushes and closes standard output: its last chance to fail */
void ebm_output_clear(ebm_output *output);

#endif
