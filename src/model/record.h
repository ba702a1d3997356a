/* record.h - one puzzle: a model, shared by all puzzles of its shape, and what this one gives. */
#ifndef EBM_MODEL_RECORD_H
#define EBM_MODEL_RECORD_H

#include <stdio.h>
#include <string.h>

#include "model/model.h"

/* The solution that came with a puzzle, to hold against the one that is found. */
typedef struct ebm_key {
  uint8_t *value;     /* [cells] 0 where it says nothing, else value + 1 */
  uint32_t known;     /* cells of which it says something */
  char malformed[96]; /* why it is none; empty: it is one */
  /* Once the record is answered: */
  int same;         /* 1 it agrees with the solution that was found, 0 it does not, -1 there is nothing to compare */
  const char *note; /* what is worth telling about it, or NULL */
} ebm_key;

/* Also what ebm.h calls ebm_puzzle. All pointers are into memory of the record's block, or longer-lived. */
typedef struct ebm_puzzle ebm_record;

struct ebm_puzzle {
  const ebm_model *model; /* NULL: the record could not be read, see error */
  uint8_t *given;         /* [n_variables] 0 open, else value + 1 */
  uint64_t *allowed;      /* [(n_literals + 63) / 64] bit l is 0: literal l is ruled out; NULL: nothing is */
  const char *alphabet;   /* [0] open, [a + 1] value a */
  ebm_error *error;       /* NULL: the record is fine */
  uint64_t line;          /* where it starts in its source, from 1 */
  ebm_model *own;         /* model made for this record alone, destroyed with it; or NULL */
  ebm_key *key;           /* the solution that came with it, or NULL */
};

/* Whether each value of the grid has a symbol: of more values than the alphabet has, all are told as numbers. */
static inline bool ebm_record_has_symbols(const ebm_record *record) {
  return strlen(record->alphabet) > record->model->layout.values;
}

enum { EBM_VALUE_NAME = 12 };

/* What a value, from 0, is called: its symbol; or, where there are fewer of these than values, a number, from 0 when
 * the alphabet is ".0" and else from 1. Returns text. */
static inline const char *ebm_record_value_name(const ebm_record *record, uint32_t value, char text[EBM_VALUE_NAME]) {
  if (value < record->model->layout.values && ebm_record_has_symbols(record))
    snprintf(text, EBM_VALUE_NAME, "%c", record->alphabet[value + 1]);
  else
    snprintf(text, EBM_VALUE_NAME, "%u", value + (record->alphabet[1] != '0'));
  return text;
}

static inline bool ebm_record_allows(const ebm_record *record, uint32_t literal) {
  uint32_t variable = record->model->variable[literal];
  if (record->given[variable] != 0 && record->given[variable] != literal - record->model->first[variable] + 1)
    return false;
  return record->allowed == NULL || (record->allowed[literal / 64] >> (literal % 64) & 1) != 0;
}

/* Whether a solution with that value of the variable overrules what the record gives. */
static inline bool ebm_record_overrules(const ebm_record *record, uint32_t variable, uint8_t value) {
  return record->given[variable] != 0 && record->given[variable] != value + 1;
}

#endif
