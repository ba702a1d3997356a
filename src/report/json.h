/* json.h - pieces of JSON that several files of this folder write. */
#ifndef EBM_REPORT_JSON_H
#define EBM_REPORT_JSON_H

#include "report/report.h"

void ebm_json_string(ebm_buffer *buffer, const char *string);

/* ,"rules":[...] when the puzzle has rules beyond rows, columns and boxes; ,"steps":[...] when the answer is explained.
 */
void ebm_json_rules(ebm_buffer *buffer, const ebm_puzzle *puzzle);
void ebm_json_steps(ebm_buffer *buffer, const ebm_answer *answer);
/* ,"overruled":[...] when givens could be, and what is known of the other solutions of that energy. */
void ebm_json_overruled(ebm_buffer *buffer, const ebm_answer *answer);

#endif
