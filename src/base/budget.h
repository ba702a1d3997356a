/* budget.h - how much time and memory a piece of work may take, wherever in it they are spent.
 *
 * A thread enters a budget before the work and leaves it behind it. In between, each allocation of the thread is
 * counted; when the time or the bytes are over, allocations fail (base/memory.h), so that the work ends by the ways on
 * which running out of memory ends it, and who entered the budget sees that it was this. Work that runs for long
 * without an allocation asks ebm_budget_over now and then. */
#ifndef EBM_BASE_BUDGET_H
#define EBM_BASE_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/deadline.h"

typedef enum ebm_budget_end { EBM_BUDGET_OPEN, EBM_BUDGET_TIME, EBM_BUDGET_STOPPED, EBM_BUDGET_BYTES } ebm_budget_end;

typedef struct ebm_budget {
  ebm_deadline deadline;
  size_t most;        /* bytes at a time; 0: no bound */
  int64_t used;       /* taken since it was entered, less what was given back: memory from before may be, too */
  ebm_budget_end end; /* what is over */
  size_t asked, had;  /* of BYTES: the allocation that was one too many, and what was taken before */
  const char *work;   /* what is being done, for messages; NULL: nobody said. Lives for ever. */
} ebm_budget;

/* Makes it this thread's budget, NULL for none. Returns the one before, to be entered again behind the work. */
ebm_budget *ebm_budget_enter(ebm_budget *budget);

/* Whether this thread's budget is over; false when it has none. Reads the clock: some 25 ns. */
bool ebm_budget_over(void);

/* Says what is being done, when this thread has a budget. */
void ebm_budget_work(const char *work);

/* For base/memory.c: whether `bytes` more may be taken, and what was taken or given back. */
bool ebm_budget_allows(size_t bytes);
void ebm_budget_take(size_t bytes);
void ebm_budget_give(size_t bytes);
bool ebm_budget_entered(void);

enum { EBM_BYTES_NAME = 24 };
/* "2 GiB", "1.5 MiB", "640 bytes". Returns text. */
const char *ebm_bytes_name(uint64_t bytes, char text[EBM_BYTES_NAME]);

#endif
