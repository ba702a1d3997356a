/* words.h - what was learned, for a person to read. */
#ifndef EBM_LEARN_WORDS_H
#define EBM_LEARN_WORDS_H

#include "base/text.h"
#include "learn/learn.h"

/* Appends the report. n: examples; line [n] where each stands in its source; alphabet: symbols of the values. */
void ebm_words_write(const ebm_learned *learned, size_t n, const uint64_t *line, const char *alphabet, ebm_text *text);

/* The same as one JSON object, all pairs spelled out. */
void ebm_words_json(const ebm_learned *learned, size_t n, const uint64_t *line, const char *alphabet, ebm_text *text);

#endif
