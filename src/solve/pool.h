/* pool.h - threads that run jobs; jobs come back in the order they were handed in. */
#ifndef EBM_SOLVE_POOL_H
#define EBM_SOLVE_POOL_H

#include "solve/job.h"

typedef struct ebm_pool ebm_pool;

/* `threads` threads, the caller's among them: it works while it waits for a job that it takes back. */
ebm_status ebm_pool_create(unsigned threads, const ebm_worker_options *options, ebm_pool **pool, ebm_error *error);
void ebm_pool_destroy(ebm_pool *pool); /* NULL is fine; no job may be out */

/* An empty job to fill in, or NULL when all are handed in: take one back first. */
ebm_job *ebm_pool_empty(ebm_pool *pool);
void ebm_pool_hand_in(ebm_pool *pool); /* the job that ebm_pool_empty gave last */
/* The oldest job handed in, when it is done; waits for it. NULL: none is out. It is empty again at the next call of
 * any of these functions. */
ebm_job *ebm_pool_take_back(ebm_pool *pool);

#endif
