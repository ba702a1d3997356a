/* fpuzzles.h - the constraints of an f-puzzles document, turned into rules. */
#ifndef EBM_FORMAT_FPUZZLES_H
#define EBM_FORMAT_FPUZZLES_H

#include <jansson.h>

#include "format/draft.h"

/* A document on its way to a record. */
typedef struct ebm_fpuzzle {
  ebm_draft draft;
  ebm_error error; /* the first fault, once failed: the text names the place as a path ("arrow[0].cells[1]") */
  bool failed;
  char path[120]; /* of what is being read */
  uint32_t *cell; /* [room] cells of the use being read */
  size_t n_cells, room;
  uint8_t *pairs;  /* [values][values] */
  uint8_t *marked; /* [cells] as [KIND bits]: which neighbours a difference, ratio or XV stands between */
} ebm_fpuzzle;

/* Adds every constraint of the document; the draft is open. A key that is neither a constraint that is known nor one
 * that is only drawn is a fault. */
void ebm_fpuzzle_constraints(ebm_fpuzzle *puzzle, json_t *document);

/* Reads the solution that the document of a size x size grid carries, or says in the key what is wrong with it. */
void ebm_fpuzzle_solution(const json_t *solution, unsigned size, ebm_key *key);

/* The constraints' keys, in the order of the table; NULL behind the last. */
const char *ebm_fpuzzle_key(size_t index);

/* The fault at the path; only the first one counts. */
void ebm_fpuzzle_fail(ebm_fpuzzle *puzzle, ebm_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Goes down to a key or an element, and back up. */
size_t ebm_fpuzzle_enter(ebm_fpuzzle *puzzle, const char *key); /* returns where to go back to */
size_t ebm_fpuzzle_enter_at(ebm_fpuzzle *puzzle, size_t index);
void ebm_fpuzzle_leave(ebm_fpuzzle *puzzle, size_t from);

/* A whole number, written as one or as a string of one. False: it is none (no fault yet). */
bool ebm_fpuzzle_number(const json_t *value, int32_t *out);

/* Whether a value says nothing: null, false, "", [] or {}. */
bool ebm_fpuzzle_empty(const json_t *value);

/* ---- the parts of entries; nothing is done once the puzzle has failed ---- */

/* The cell of a string such as "R1C1". */
bool ebm_fpuzzle_want_cell(ebm_fpuzzle *puzzle, const json_t *value, uint32_t *cell);
/* Gathers a cell; those of an array from element `from` on; those of the entry's array of that name. */
bool ebm_fpuzzle_add_cell(ebm_fpuzzle *puzzle, uint32_t cell);
void ebm_fpuzzle_add_cells(ebm_fpuzzle *puzzle, json_t *array, size_t from);
void ebm_fpuzzle_take_cells(ebm_fpuzzle *puzzle, json_t *entry, const char *name);
/* The entry's number ("value"), or `usual` when it has none. */
int32_t ebm_fpuzzle_take_number(ebm_fpuzzle *puzzle, json_t *entry, int32_t usual);

/* Adds a use of the rule: with these cells; with those gathered; with those and a number; with those, in pairs that the
 * test allows. */
void ebm_fpuzzle_add_use_of(ebm_fpuzzle *puzzle, const char *rule, ebm_rule_use *use, const uint32_t *cell, size_t n);
void ebm_fpuzzle_add_use(ebm_fpuzzle *puzzle, const char *rule, ebm_rule_use *use);
void ebm_fpuzzle_add_numbered(ebm_fpuzzle *puzzle, const char *rule, int32_t number);
void ebm_fpuzzle_add_pair(ebm_fpuzzle *puzzle, const char *rule, bool (*allowed)(int, int, int), int32_t n);

#endif
