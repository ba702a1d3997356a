/* progress.h - the live line on a terminal: how many, how fast, how long still. */
#ifndef EBM_CLI_PROGRESS_H
#define EBM_CLI_PROGRESS_H

#include "cli/source.h"
#include "cli/tally.h"

typedef struct ebm_progress {
  bool shown;           /* whether there may be a live line at all */
  uint64_t total_bytes; /* of all the input; 0: not known */
  uint64_t done_bytes;  /* of sources read to their end */
  double due;           /* when it is drawn next, see ebm_tally_clock */
} ebm_progress;

/* now: the time by ebm_tally_clock. line: of the record answered last, in the source being read. */
void ebm_progress_look(ebm_progress *progress, const ebm_tally *tally, double now, const ebm_operand *operand,
                       uint64_t line);

#endif
