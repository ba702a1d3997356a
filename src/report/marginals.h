/* marginals.h - what the reports say of answers with marginals (ebm_answer.marginal). */
#ifndef EBM_REPORT_MARGINALS_H
#define EBM_REPORT_MARGINALS_H

#include "report/report.h"

/* Where a variable lies, from 1. A puzzle that is no grid is one row. */
void ebm_report_cell(const ebm_puzzle *puzzle, size_t variable, size_t *row, size_t *column);

/* "LINE R1C1 P E P E ...": a line for every cell, a pair of probability and error for every value in order. The last
 * one's newline is the record's. */
void ebm_report_marginals_line(ebm_buffer *buffer, const ebm_answer *answer);

size_t ebm_report_likeliest(const ebm_answer *answer, size_t variable); /* the first of equals */
double ebm_report_largest_error(const ebm_answer *answer);

#endif
