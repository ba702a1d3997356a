/* quench - zero temperature: remove, kick, correct, on the lattice of bit lanes. Hard rules, and costs of literals by
 * themselves; complete. */
#include "base/memory.h"
#include "base/status.h"
#include "lattice/lattice.h"
#include "minimize/minimizer.h"
#include "minimize/watch.h"

struct ebm_work {
  const ebm_lattice_ops *ops;
  ebm_lattice *lattice;
  ebm_watch watch;
  double weight_norm;
  const ebm_record *record; /* under way */
  uint64_t sweeps;          /* of the state seen last */
  ebm_descent_log log;      /* of a descent that is observed: the caller's, and our state */
  ebm_arena arena;
};

static void destroy(ebm_work *work) {
  if (work == NULL) return;
  work->ops->destroy(work->lattice);
  ebm_arena_clear(&work->arena);
  ebm_free(work);
}

/* ---- the observed descent ---- */

/* One lane is one replica, at T = 0, and its weights stay. */
static ebm_trace_point point_at(const ebm_work *work, ebm_event event, uint64_t sweeps) {
  return (ebm_trace_point){.step = sweeps, .event = event, .weight_norm = work->weight_norm};
}

static void see_state(void *context, ebm_event event, uint64_t sweeps, const uint8_t *possible) {
  ebm_work *work = context;
  work->sweeps = sweeps;
  if (!ebm_watch_wants(&work->watch, sweeps)) return;
  ebm_trace_point point = point_at(work, event, sweeps);
  ebm_watch_tensor(&work->watch, &point, work->record, possible);
}

/* False: memory is out. */
static bool begin_watch(ebm_work *work, const ebm_energy *energy, const ebm_minimizer_options *options) {
  if (!ebm_watch_init(&work->watch, options->observer, energy, options->given_weight, &work->arena)) return false;
  if (options->observer == NULL) return true;
  work->weight_norm = ebm_watch_weight_norm(&work->watch);
  if (options->log != NULL) work->log = *options->log;
  work->log.state = see_state;
  work->log.state_context = work;
  return true;
}

/* ---- the minimizer ---- */

static ebm_status create(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_work **out,
                         ebm_error *error) {
  ebm_work *work = *out = ebm_allocate(1, sizeof *work);
  if (work == NULL) return ebm_fail_memory(error);
  ebm_status status = begin_watch(work, energy, options) ? EBM_OK : ebm_fail_memory(error);
  ebm_lattice_options lattice = {.seed = options->seed,
                                 .timeout = options->timeout,
                                 .together = options->together,
                                 .effort = options->effort,
                                 .stop = options->stop,
                                 .log = options->observer != NULL ? &work->log : options->log,
                                 .given_weight = options->given_weight};
  work->ops = ebm_lattice_choose(energy->model, &lattice);
  if (status == EBM_OK) status = work->ops->create(energy->model, &lattice, &work->lattice, error);
  if (status == EBM_OK) return EBM_OK;
  destroy(work);
  *out = NULL;
  return status;
}

static void run(ebm_work *work, ebm_task *task, size_t n) {
  if (work->watch.observer == NULL) {
    work->ops->run(work->lattice, task, n);
    return;
  }
  for (size_t i = 0; i < n; i++) { /* side by side their states would come mixed */
    work->sweeps = 0;
    work->record = task[i].record;
    work->ops->run(work->lattice, &task[i], 1);
    ebm_trace_point point = point_at(work, EBM_EVENT_ANSWER, work->sweeps);
    ebm_watch_answer(&work->watch, &point, &task[i]);
  }
}

const ebm_minimizer ebm_minimizer_quench = {
    .name = "quench",
    .source = "coordinate descent with kicks and corrections; at T -> 0 with hard rules, depth-first search",
    .capabilities = EBM_CAN_PROVE | EBM_CAN_BATCH | EBM_CAN_SOFT,
    .create = create,
    .destroy = destroy,
    .run = run,
};
