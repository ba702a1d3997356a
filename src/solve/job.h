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

/* Records [begin .. end) of a job: what a thread takes at a time, and leaves beside the tasks. */
typedef struct ebm_part {
  size_t begin, end;
  ebm_arena arena;   /* values, states, reasons */
  double shared;     /* seconds of work that no task has to itself */
  ebm_status status; /* a fault ended the part */
  ebm_error error;
} ebm_part;

enum { EBM_PARTS = 64 };

/* A block and what was found for its records. All zero is an empty job. */
typedef struct ebm_job {
  ebm_block block;
  ebm_task *task;     /* [block.n]; of records that could not be read: record only */
  ebm_method *method; /* [block.n] */
  size_t task_capacity, method_capacity;
  ebm_findings *findings; /* [n_findings] with ebm_worker_options.wish; else NULL */
  size_t n_findings;
  ebm_states *states;       /* [block.n] with ebm_worker_options.sample.n, in the arena; else NULL */
  bool streamed;            /* threads leave the states alone: who answers draws them, by ebm_job_draw */
  ebm_arena arena;          /* the values that tasks point to */
  ebm_part part[EBM_PARTS]; /* [n_parts] in the order of the records */
  unsigned n_parts;
  size_t taken;      /* records that are in parts */
  ebm_status status; /* a fault ended the job */
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
  ebm_states_wish sample; /* states to draw of each record, instead of a descent; n = 0: none */
  ebm_findings_wish wish;
  size_t memory; /* bytes that the search of a record may take; 0: no bound */
} ebm_worker_options;

ebm_status ebm_worker_create(const ebm_worker_options *options, ebm_worker **worker, ebm_error *error);
void ebm_worker_destroy(ebm_worker *worker); /* NULL is fine */

/* Before any part of it is taken: room for the results of all records. A fault is left in job->status. */
void ebm_job_prepare(ebm_job *job, const ebm_worker_options *options);
/* The next `most` records, or what is left of them, as a part; all that is left when it is the last there can be. */
ebm_part *ebm_job_take_part(ebm_job *job, size_t most);
/* Fills in the part's results; a fault is left in part->status. Solutions that the certifier refuses are faults.
 * Threads may run parts of one job side by side. */
void ebm_worker_run(ebm_worker *worker, ebm_job *job, ebm_part *part);
/* Draws the states of record i and sets its results: for threads, and for who answers a job that is `streamed`. Faults:
 * MEMORY, INTERNAL (a state that should be a solution was not certified). */
ebm_status ebm_job_draw(const ebm_worker_options *options, ebm_job *job, size_t i, ebm_arena *arena, ebm_error *error);
/* When all parts are done: the first one's fault, if there is one, is the job's. */
void ebm_job_conclude(ebm_job *job);

#endif
