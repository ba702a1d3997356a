/* tracing.h - the files of --trace and --plot. */
#ifndef EBM_CLI_TRACING_H
#define EBM_CLI_TRACING_H

#include "cli/tally.h"
#include "report/trace.h"

/* A file that is written to as answers come. */
typedef struct ebm_tracing_file {
  const char *path; /* NULL: none is wanted, or it has failed */
  int file;
  bool written; /* something is in it */
} ebm_tracing_file;

/* All zero: nothing is traced, and every call below does nothing. */
typedef struct ebm_tracing {
  ebm_tracing_file trace, plot;
  const ebm_trace_writer *writer;
  ebm_buffer buffer;
} ebm_tracing;

/* All give EBM_EXIT_SOLVED, or EBM_EXIT_FAULT when that has been told on standard error, or EBM_EXIT_INTERNAL when
 * memory is out, which has not.
 * Opens the files, before anything is solved; what is also one of the operands is refused. trace, plot: paths or NULL,
 * borrowed until the end. */
ebm_exit ebm_tracing_begin(ebm_tracing *tracing, const char *trace, const char *plot, char *const *operand,
                           int n_operands);
/* record: answers so far, this one included. */
ebm_exit ebm_tracing_answer(ebm_tracing *tracing, const ebm_answer *answer, uint64_t record);
ebm_exit ebm_tracing_end(ebm_tracing *tracing);

#endif
