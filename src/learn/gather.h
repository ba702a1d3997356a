/* gather.h - examples from bytes: puzzles in any format, or tables of symbols, one example a line. */
#ifndef EBM_LEARN_GATHER_H
#define EBM_LEARN_GATHER_H

#include "base/text.h"
#include "learn/examples.h"

/* What was read so far, as symbols; the alphabet is known only at the end. All zero is empty. */
typedef struct ebm_gather {
  uint32_t rows, columns; /* 0: nothing read yet */
  uint32_t values;        /* what the format says a cell can be; 0: a table does not say */
  char alphabet[64];      /* symbols of the values as the format has them, or empty */
  ebm_text symbols;       /* [n][rows * columns], NUL: hidden */
  uint64_t *line;         /* [n] where the example stands in its source, from 1 */
  size_t n, line_capacity;
} ebm_gather;

typedef struct ebm_gather_options {
  const char *format;     /* NULL: recognized; "table": a table */
  const char *alphabet;   /* NULL: discovered */
  uint32_t rows, columns; /* shape of a table on paper; 0: square when it can be, else one row */
} ebm_gather_options;

/* Adds the examples of one source, all of whose bytes are given. A record of another shape than those before is a
 * fault, and so is one that cannot be read: nothing is skipped silently. Faults: SYNTAX, USAGE, UNSUPPORTED, MEMORY. */
ebm_status ebm_gather_read(ebm_gather *gather, const ebm_gather_options *options, const char *bytes, size_t length,
                           ebm_error *error);

/* Sorts out the alphabet and gives the examples, to be cleared by the caller. alphabet [65]. Faults: USAGE, MEMORY. */
ebm_status ebm_gather_finish(ebm_gather *gather, const ebm_gather_options *options, ebm_examples *examples,
                             char *alphabet, ebm_error *error);
void ebm_gather_clear(ebm_gather *gather);

#endif
