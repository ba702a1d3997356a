/* job.h - one block of records through condition, minimize, certify: the work of one thread. */
#ifndef EBM_SOLVE_JOB_H
#define EBM_SOLVE_JOB_H

#include "minimize/minimizer.h"
#include "model/block.h"
#include "solve/findings.h"
#include "solve/states.h"

/* Who answered a record, and why "auto" took it (NULL: it was asked for). */
typedef struct ebm_method {
  const char *name, *reason;
} ebm_method;

/* A block and what was found for its records. All zero is an empty job. */
typedef struct ebm_job {
  ebm_block block;
  ebm_task *task;       /* [block.n]; of records that could not be read: record only */
  ebm_method *method;   /* [block.n] */
  size_t task_capacity, method_capacity;
  ebm_findings *findings; /* [n_findings] with ebm_worker_options.wish; else NULL */
  size_t n_findings;
  ebm_states *states; /* [block.n] with ebm_worker_options.sample, in the arena; else NULL */
  ebm_arena arena;      /* the values that tasks point to */
  double seconds;       /* of the whole block */
  ebm_status status;    /* a fault ended the job */
  ebm_error error;
} ebm_job;

void ebm_job_reset(ebm_job *job);
void ebm_job_clear(ebm_job *job);

/* What a thread keeps from job to job: minimizers with their memory, for the models it has met. */
typedef struct ebm_worker ebm_worker;

typedef struct ebm_worker_options {
  const ebm_minimizer *minimizer; /* NULL: chosen by model */
  ebm_minimizer_options minimize;
  uint64_t limit;
  size_t sample; /* states to draw of each record, instead of a descent; 0: none */
  ebm_findings_wish wish;
} ebm_worker_options;

ebm_status ebm_worker_create(const ebm_worker_options *options, ebm_worker **worker, ebm_error *error);
void ebm_worker_destroy(ebm_worker *worker); /* NULL is fine */

/* Fills in the job's results; a fault is left in job->status. Solutions that the certifier refuses are faults. */
void ebm_worker_run(ebm_worker *worker, ebm_job *job);

#endif
