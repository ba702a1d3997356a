/* minima.h - the states of lowest energy that a descent has met, and which of them to report. */
#ifndef EBM_LATTICE_MINIMA_H
#define EBM_LATTICE_MINIMA_H

#include "model/record.h"

enum { EBM_MINIMA_KEPT = 1024 };

/* All zero is empty. */
typedef struct ebm_minima {
  uint32_t n_variables;
  double energy;  /* of all of them */
  uint64_t n;     /* met; the first EBM_MINIMA_KEPT of them are kept */
  uint8_t *value; /* [n or EBM_MINIMA_KEPT][n_variables] in the order met */
  uint64_t *key;  /* [EBM_MINIMA_KEPT] scratch */
  size_t capacity, key_capacity;
} ebm_minima;

void ebm_minima_reset(ebm_minima *minima, uint32_t n_variables);
void ebm_minima_clear(ebm_minima *minima);

/* Adds a state unless one of lower energy is known; a state of lower energy replaces all others. False: memory is
 * out. */
bool ebm_minima_add(ebm_minima *minima, const uint8_t *value, double energy);

/* Among all states of lowest energy, those whose overruled givens, put right, leave a puzzle with no other solution as
 * low: what a given was altered from, if the puzzle had one solution before. Writes their number to *restorations,
 * which may be 0, and returns the index of the first, else 0. Only where all minima are kept, and some given is
 * overruled.
 *
 * Nothing needs to be solved for it: a solution of the puzzle put right overrules the same givens by the same values,
 * so that it has the lowest energy too, and is one of the minima. */
size_t ebm_minima_restoration(ebm_minima *minima, const ebm_record *record, uint64_t *restorations);

#endif
