/* quench - zero temperature: remove, kick, correct, on the lattice of bit lanes. Hard rules; complete. */
#include "base/memory.h"
#include "base/status.h"
#include "lattice/lattice.h"
#include "minimize/minimizer.h"

struct ebm_work {
  const ebm_lattice_ops *ops;
  ebm_lattice *lattice;
};

static void destroy(ebm_work *work) {
  if (work == NULL) return;
  work->ops->destroy(work->lattice);
  ebm_free(work);
}

static ebm_status create(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_work **out,
                         ebm_error *error) {
  ebm_work *work = *out = ebm_allocate(1, sizeof *work);
  if (work == NULL) return ebm_fail_memory(error);
  ebm_lattice_options lattice = {options->seed, options->timeout, options->stop, options->log};
  work->ops = ebm_lattice_choose(energy->model, &lattice);
  ebm_status status = work->ops->create(energy->model, &lattice, &work->lattice, error);
  if (status == EBM_OK) return EBM_OK;
  destroy(work);
  *out = NULL;
  return status;
}

static void run(ebm_work *work, ebm_task *task, size_t n) {
  work->ops->run(work->lattice, task, n);
}

const ebm_minimizer ebm_minimizer_quench = {
    .name = "quench",
    .source = "coordinate descent with kicks and corrections; at T -> 0 with hard rules, depth-first search",
    .capabilities = EBM_CAN_PROVE | EBM_CAN_BATCH,
    .create = create,
    .destroy = destroy,
    .run = run,
};
