/* key.h - the solution that came with a puzzle, held against the one that was found. */
#ifndef EBM_SOLVE_KEY_H
#define EBM_SOLVE_KEY_H

#include "minimize/minimizer.h"
#include "model/record.h"

/* Fills in what the record's key comes to, once the task is done. Records without a key: nothing. The note is in the
 * arena. False: memory is out. */
bool ebm_key_judge(const ebm_task *task, ebm_arena *arena);

#endif
