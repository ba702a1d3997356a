/* ledger.h - every allocation of the program under test: it may be told to fail, and what is not given back is known.
 */
#ifndef EBM_TESTS_FAULTS_LEDGER_H
#define EBM_TESTS_FAULTS_LEDGER_H

#include <stdatomic.h>
#include <stdbool.h>

typedef enum ledger_fault { LEDGER_NOTHING, LEDGER_THREAD, LEDGER_MEMORY } ledger_fault; /* the worst counts */

/* From now on the number-th call fails (from 1; 0: none does), alone or, lasting, with all that follow; *seen is set
 * then to what failed. The calls and the blocks in use are counted from here. */
void ledger_begin(unsigned long number, bool lasting, atomic_int *seen);

/* Blocks taken since ledger_begin and not given back. */
long ledger_blocks(void);

#endif
