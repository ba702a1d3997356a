/* proof.h - a certificate that others can check: the puzzle as DIMACS CNF, and the corrections of a descent as a DRAT
 * proof that it has no (further) solution.
 *
 * Literal l of the model is DIMACS variable l + 1; what factors' clauses bring comes behind. The clauses of a
 * correction are RUP, which is the part of DRAT (Wetzler, Heule, Hunt 2014, "DRAT-trim") that a descent needs. */
#ifndef EBM_PROOF_PROOF_H
#define EBM_PROOF_PROOF_H

#include "base/text.h"
#include "model/task.h"

/* Appends a correction (see ebm_descent_log) as a line of the proof. */
void ebm_proof_correction(ebm_text *text, const int64_t *claim, size_t n);

/* Appends the record as CNF: its factors, what it gives, and one clause against value [n_variables] when that is not
 * NULL ("no other solution than this"). Faults: UNSUPPORTED (a kind of factor that has no clauses), MEMORY. */
ebm_status ebm_proof_formula(const ebm_record *record, const uint8_t *value, ebm_text *text, ebm_error *error);

#endif
