#include "solve/pool.h"

#include <pthread.h>

#include "base/memory.h"
#include "base/status.h"

/* Jobs live in a ring: [taken back .. handed in) are out. The caller is one of the threads: worker[0] is its own, and
 * it works while the job that it waits for is not done. A caller that only read and answered left a core idle or, with
 * a thread more than cores, took turns with the workers (1.5 instead of 1.9 times the speed of one thread on two
 * cores).
 *
 * While more jobs wait behind it, a thread takes a job whole, since lanes like long rows of records. Of the last one it
 * takes its share only, of what is left the next one its share, and so on: then a short file keeps all threads busy,
 * too (guided self-scheduling; Polychronopoulos, Kuck 1987). */
typedef struct ring_slot {
  ebm_job job;
  unsigned running; /* parts of it that threads are at */
} ring_slot;

struct ebm_pool {
  unsigned n_threads, n_started; /* with the caller; without */
  pthread_t *thread;             /* [n_threads]; the caller's is not used */
  ebm_worker **worker;           /* [n_threads] */
  ring_slot *slot;               /* [n_slots] */
  size_t n_slots;
  size_t in, out; /* counters of jobs handed in and taken back */
  size_t started; /* all their records are taken */
  bool returned;  /* the job taken back last is still in the caller's hands */
  bool closing;
  ebm_worker_options options;
  pthread_mutex_t mutex;
  pthread_cond_t waiting, done;
};

typedef struct thread_start {
  ebm_pool *pool;
  ebm_worker *worker;
} thread_start;

enum { PART_LEAST = 16 }; /* records of one model: fewer are not worth a run of the lanes */

static size_t slots_for(unsigned threads) {
  return threads == 1 ? 1 : 2 * (size_t)threads;
}

static bool is_done(const ring_slot *slot) {
  return slot->job.taken == slot->job.block.n && slot->running == 0;
}

/* Runs the next part there is: started < in. The mutex is held before and after. */
static void run_next(ebm_pool *pool, ebm_worker *worker) {
  ring_slot *slot = &pool->slot[pool->started % pool->n_slots];
  ebm_job *job = &slot->job;
  size_t left = job->block.n - job->taken, most = left;
  if (pool->started + 1 == pool->in) {
    size_t least = job->block.record[job->taken].own != NULL ? 1 : PART_LEAST;
    most = (left + pool->n_threads - 1) / pool->n_threads;
    if (most < least) most = least;
  }
  ebm_part *part = ebm_job_take_part(job, most);
  if (job->taken == job->block.n) pool->started++;
  slot->running++;
  pthread_mutex_unlock(&pool->mutex);
  ebm_worker_run(worker, job, part);
  pthread_mutex_lock(&pool->mutex);
  slot->running--;
  if (is_done(slot)) pthread_cond_signal(&pool->done); /* the caller alone waits for it */
}

static void work_loop(ebm_pool *pool, ebm_worker *worker) {
  pthread_mutex_lock(&pool->mutex);
  for (;;) {
    while (!pool->closing && pool->started == pool->in) pthread_cond_wait(&pool->waiting, &pool->mutex);
    if (pool->closing) break;
    run_next(pool, worker);
  }
  pthread_mutex_unlock(&pool->mutex);
}

static void *thread_main(void *argument) {
  thread_start start = *(thread_start *)argument;
  ebm_free(argument);
  work_loop(start.pool, start.worker);
  return NULL;
}

/* As many threads as the system gives, the caller's at least: the answers do not depend on how many there are. */
static ebm_status start_threads(ebm_pool *pool, ebm_error *error) {
  unsigned started = 0;
  for (; started + 1 < pool->n_threads; started++) {
    thread_start *start = ebm_allocate(1, sizeof *start);
    if (start == NULL) return ebm_fail_memory(error);
    *start = (thread_start){pool, pool->worker[started + 1]};
    if (pthread_create(&pool->thread[started], NULL, thread_main, start) == 0) {
      pool->n_started++;
      continue;
    }
    ebm_free(start);
    break;
  }
  pthread_mutex_lock(&pool->mutex); /* those that run look at the numbers */
  for (unsigned i = started + 1; i < pool->n_threads; i++) {
    ebm_worker_destroy(pool->worker[i]);
    pool->worker[i] = NULL;
  }
  pool->n_threads = started + 1;
  pool->n_slots = slots_for(pool->n_threads);
  pthread_mutex_unlock(&pool->mutex);
  return EBM_OK;
}

ebm_status ebm_pool_create(unsigned threads, const ebm_worker_options *options, ebm_pool **out, ebm_error *error) {
  ebm_pool *pool = *out = ebm_allocate(1, sizeof *pool);
  if (pool == NULL) return ebm_fail_memory(error);
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->waiting, NULL);
  pthread_cond_init(&pool->done, NULL);
  pool->n_threads = threads;
  pool->options = *options;
  pool->n_slots = slots_for(threads);
  pool->thread = ebm_allocate(threads, sizeof *pool->thread);
  pool->worker = ebm_allocate(threads, sizeof *pool->worker);
  pool->slot = ebm_allocate(pool->n_slots, sizeof *pool->slot);
  ebm_status status = EBM_OK;
  if (pool->thread == NULL || pool->worker == NULL || pool->slot == NULL) status = ebm_fail_memory(error);
  for (unsigned i = 0; status == EBM_OK && i < threads; i++)
    status = ebm_worker_create(options, &pool->worker[i], error);
  if (status == EBM_OK) status = start_threads(pool, error);
  if (status != EBM_OK) {
    ebm_pool_destroy(pool);
    *out = NULL;
  }
  return status;
}

void ebm_pool_destroy(ebm_pool *pool) {
  if (pool == NULL) return;
  pthread_mutex_lock(&pool->mutex);
  pool->closing = true;
  pthread_cond_broadcast(&pool->waiting);
  pthread_mutex_unlock(&pool->mutex);
  for (unsigned i = 0; i < pool->n_started; i++) pthread_join(pool->thread[i], NULL);
  for (unsigned i = 0; pool->worker != NULL && i < pool->n_threads; i++) ebm_worker_destroy(pool->worker[i]);
  for (size_t i = 0; pool->slot != NULL && i < pool->n_slots; i++) ebm_job_clear(&pool->slot[i].job);
  pthread_cond_destroy(&pool->done);
  pthread_cond_destroy(&pool->waiting);
  pthread_mutex_destroy(&pool->mutex);
  ebm_free(pool->thread);
  ebm_free(pool->worker);
  ebm_free(pool->slot);
  ebm_free(pool);
}

static void empty_returned(ebm_pool *pool) {
  if (!pool->returned) return;
  ring_slot *slot = &pool->slot[pool->out++ % pool->n_slots];
  ebm_job_reset(&slot->job);
  pool->returned = false;
}

ebm_job *ebm_pool_empty(ebm_pool *pool) {
  empty_returned(pool);
  return pool->in - pool->out == pool->n_slots ? NULL : &pool->slot[pool->in % pool->n_slots].job;
}

void ebm_pool_hand_in(ebm_pool *pool) {
  ebm_job *job = &pool->slot[pool->in % pool->n_slots].job;
  ebm_job_prepare(job, &pool->options);
  pthread_mutex_lock(&pool->mutex);
  pool->in++;
  pthread_cond_broadcast(&pool->waiting); /* each takes a part */
  pthread_mutex_unlock(&pool->mutex);
}

ebm_job *ebm_pool_take_back(ebm_pool *pool) {
  empty_returned(pool);
  if (pool->in == pool->out) return NULL;
  ring_slot *slot = &pool->slot[pool->out % pool->n_slots];
  pthread_mutex_lock(&pool->mutex);
  while (!is_done(slot)) {
    if (pool->started < pool->in)
      run_next(pool, pool->worker[0]);
    else
      pthread_cond_wait(&pool->done, &pool->mutex);
  }
  pthread_mutex_unlock(&pool->mutex);
  ebm_job_conclude(&slot->job);
  pool->returned = true;
  return &slot->job;
}
