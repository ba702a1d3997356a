/* report.h - a report turns answers into bytes that a person or a program reads.
 *
 * A new report is one file beside this one and one line in registry.c. Reports write to a buffer, never to a file. */
#ifndef EBM_REPORT_REPORT_H
#define EBM_REPORT_REPORT_H

#include "ebm.h"
#include "report/buffer.h"

/* What was asked of each puzzle. */
typedef enum ebm_question {
  EBM_QUESTION_SOLVE,
  EBM_QUESTION_UNIQUE, /* only a solution proved to be the only one counts */
  EBM_QUESTION_COUNT,  /* how many there are, up to the limit */
  EBM_QUESTION_ALL     /* every solution is reported */
} ebm_question;

typedef struct ebm_report_style {
  ebm_question question;
  uint64_t limit;     /* solutions looked for, see ebm_options */
  bool unicode;       /* lines may be drawn with box characters, in UTF-8 */
  bool bold;          /* the reader is a terminal that knows bold */
  bool details;       /* explanations: every step, not what matters most */
  bool marginals;     /* asked for, see ebm_options */
  double temperature; /* of states, see ebm_options */
} ebm_report_style;

typedef struct ebm_report {
  const char *name; /* keyword of --output */
  /* Before the first answer and after the last; NULL: nothing. */
  void (*begin)(ebm_buffer *buffer, const ebm_report_style *style);
  void (*end)(ebm_buffer *buffer, const ebm_report_style *style);
  /* index: answers reported before this one. */
  void (*answer)(ebm_buffer *buffer, const ebm_report_style *style, const ebm_answer *answer, uint64_t index);
  /* States of a record, as they come, before its answer; NULL: it has no place for them. */
  void (*draws)(ebm_buffer *buffer, const ebm_draws *draws);
} ebm_report;

/* In order of registration; NULL past the end. */
const ebm_report *ebm_report_at(size_t index);
const ebm_report *ebm_report_find(const char *name); /* NULL: there is none */

/* Whether the answer is what was asked for: a solution; the only one; a count of all of them or up to the limit. */
bool ebm_report_satisfied(const ebm_report_style *style, const ebm_answer *answer);

/* The values to show in place of the puzzle: of an answer that is what was asked for, or the best assignment found
 * where the lowest energy is not proved; else NULL. */
const uint8_t *ebm_report_value_shown(const ebm_report_style *style, const ebm_answer *answer);

/* "57", or "57+" where a limit ended the descent before the count was known to be complete. */
void ebm_report_solutions(ebm_buffer *buffer, const ebm_answer *answer);

/* The answer's explanation in words, on lines of 80 columns; nothing when there is none. */
void ebm_report_explanation(ebm_buffer *buffer, const ebm_report_style *style, const ebm_answer *answer);

/* Whether the answer's solution, which there is, overrules what the puzzle gives for a variable. */
bool ebm_report_overrules(const ebm_answer *answer, size_t variable);

/* The givens that the solution overrules and its energy; nothing where givens hold. */
void ebm_report_overruled(ebm_buffer *buffer, const ebm_answer *answer);

/* ---- cells -------------------------------------------------------------------------------------------------- */

/* Whether each value has a symbol of one byte; otherwise values are printed as decimal numbers, with spaces between,
 * and open variables as the first symbol. */
bool ebm_report_symbols(const ebm_puzzle *puzzle);
/* The number of the first value, when values have no symbols: 0 or 1. */
unsigned ebm_report_first(const ebm_puzzle *puzzle);

/* A value from 0 as its symbol, or as a number. */
void ebm_report_value(ebm_buffer *buffer, const ebm_puzzle *puzzle, unsigned value);

/* All variables in order: their values, or with value NULL what the puzzle gives. */
void ebm_report_cells(ebm_buffer *buffer, const ebm_puzzle *puzzle, const uint8_t *value);

#endif
