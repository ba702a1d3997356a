/* words.h - the reason of a step in words. */
#ifndef EBM_EXPLAIN_WORDS_H
#define EBM_EXPLAIN_WORDS_H

#include "base/text.h"
#include "model/task.h"

/* Appends why the step was taken, on one line; solutions: met before it. */
void ebm_words_append(ebm_text *text, const ebm_record *record, const ebm_descent_step *step, uint64_t solutions);

#endif
